"""What would change in files: as a unified diff, and as a list with one line of counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff

from rich.text import Text

from cnht.lang import Lang, Localized, _, joined, n_
from cnht.render.problems_text import Place
from cnht.render.terminal import Screen
from cnht.safe_text import harmless

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def patch(changes: Iterable[tuple[str, bytes, bytes]], place: Place, screen: Screen) -> str:
    """The unified diff of files, each a name with its old and its new text in UTF-8.

    It is for people: what no screen shows, blanks at the end of a line among it, is spelt ``U+000D``.
    """
    text = Text(no_wrap=True)
    for name, old, new in changes:
        path = harmless(place(name))
        text.append(f"--- {path}\n+++ {path}\n", "bold")
        for line in _lines(old, new):
            text.append(f"{line}\n", _STYLES.get(line[0]))
    text.rstrip()
    return screen.text([text]) if text.plain else ""


def _lines(old: bytes, new: bytes) -> Iterator[str]:
    """The lines of a diff below its head."""
    before, after = (_LINE.findall(data.decode("utf-8", "backslashreplace")) for data in (old, new))
    for index, line in enumerate(unified_diff(before, after)):
        if index < 2:  # the head, which names files
            continue
        body = line.removesuffix("\n")
        bare = body[1:].rstrip(" ")
        yield body[0] + harmless(bare) + "U+0020" * (len(body) - 1 - len(bare))
        if not line.endswith(("\n", "\r")):
            yield "\\ No newline at end of file"


def listed(changed: Sequence[str], same: int, left: int, place: Place, lang: Lang, *, is_check: bool) -> str:
    """The files that change, by name, and in a line how many do, how many need not, and how many are left alone."""
    done = _("would reformat") if is_check else _("reformatted")
    names = [f"{done.text(lang)} {harmless(place(name))}" for name in changed]
    return "".join(f"{line}\n" for line in [*names, counts(len(changed), same, left, is_check=is_check).text(lang)])


def counts(changed: int, same: int, left: int, *, is_check: bool) -> Localized:
    """How many files change, need not, and are left alone, in words."""
    if not changed and not left:
        return n_(
            "{count} file is canonical already: nothing to do",
            "{count} files are canonical already: nothing to do",
            same,
        )
    parts = []
    if changed and is_check:
        parts.append(n_("{count} file would be reformatted", "{count} files would be reformatted", changed))
    elif changed:
        parts.append(n_("{count} file reformatted", "{count} files reformatted", changed))
    if same:
        parts.append(n_("{count} file canonical already", "{count} files canonical already", same))
    if left:
        parts.append(n_("{count} file left alone", "{count} files left alone", left))
    return joined(", ", parts)
