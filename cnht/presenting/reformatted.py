"""What would change in files: as a unified diff, and as a list with one line of counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff

from cnht.language.safe_text import harmless
from cnht.language.texts import Localized, _, joined, n_
from cnht.presenting.blocks import Block, Look, Paragraph
from cnht.presenting.problems import Place

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LOOKS = {"+": Look.GOOD, "-": Look.BAD, "@": Look.FAINT}


def patch(changes: Iterable[tuple[str, bytes, bytes]], place: Place) -> Iterator[Block]:
    """The unified diff of files, each a name with its old and its new text in UTF-8.

    It is for people: what no screen shows, blanks at the end of a line among it, is spelt ``U+000D``.
    """
    for name, old, new in changes:
        path = harmless(place(name))
        yield Paragraph((f"--- {path}",), Look.STRONG, whole=True)
        yield Paragraph((f"+++ {path}",), Look.STRONG, whole=True)
        for line in _lines(old, new):
            yield Paragraph((line,), _LOOKS.get(line[0], Look.PLAIN), whole=True)


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


def listed(changed: Sequence[str], same: int, left: int, place: Place, *, is_check: bool) -> Iterator[Block]:
    """The files that change, by name, and in a line how many do, how many need not, and how many are left alone."""
    for name in changed:
        done = _("would reformat") if is_check else _("reformatted")
        yield Paragraph((done, f" {harmless(place(name))}"), whole=True)
    yield Paragraph((counts(len(changed), same, left, is_check=is_check),), whole=True)


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
