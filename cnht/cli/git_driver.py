"""``cnht diff --git-driver``: what git calls to compare two versions of a file (``diff.<driver>.command``)."""

from __future__ import annotations

import os
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path

from cnht.cli import session
from cnht.cli.revision_files import compare_files, read_alone
from cnht.files import store
from cnht.files.textfile import TextFile
from cnht.language.texts import Lang, _, untranslated
from cnht.presenting.diff import SideLabel, diff_blocks
from cnht.problems import visible
from cnht.reading.facts import facts, likely_name
from cnht.writers.terminal import terminal


def driven(arguments: list[str], lang: Lang) -> None:
    """Print what changes in one file.

    Git gives the path, then file, object name and mode of the old and of the new version, and where the file was
    renamed the new path and a header; of a file with conflicts the path alone. ``/dev/null`` is nothing. (Git
    documentation, *git*, "GIT_EXTERNAL_DIFF".) Git stops where its driver fails, so a file that says nothing to us is
    compared line by line.
    """
    match arguments:
        case [path, old, _, _, new, _, _, *renamed]:
            _compare(path, renamed[0] if renamed else path, _content(old), _content(new), lang)
        case [path]:
            words = _("unmerged")
            session.show(f"{_title(path, path)}: {words.text(lang)}\n")
        case _:
            session.refuse(
                _("--git-driver takes the arguments that git passes to an external diff; see docs/git.md"), lang
            )


def _content(path: str) -> bytes | None:
    try:
        return store.content(Path(path), is_regular=True)
    except (OSError, ValueError):
        return None


def _compare(old_path: str, new_path: str, old: bytes | None, new: bytes | None, lang: Lang) -> None:
    title = _title(old_path, new_path)
    session.show((_in_meaning(title, new_path, old, new, lang) or _line_by_line(title, old, new, lang)) + "\n")


def _title(old_path: str, new_path: str) -> str:
    names = dict.fromkeys(visible(store.spelt(path)) for path in (old_path, new_path))
    return " → ".join(names)


def _in_meaning(title: str, path: str, old: bytes | None, new: bytes | None, lang: Lang) -> str:
    """What changes, by the definitions of the workspace on the disk; empty where they do not fit the file."""
    place = Path(os.path.abspath(path))  # noqa: PTH100 - links are not followed
    is_there = os.path.isdir(place.parent)  # noqa: PTH112 - it never raises
    root = store.find_workspace(place.parent if is_there else Path.cwd())
    if root is None or not place.is_relative_to(store.real(root)):
        return ""
    name = store.spelt(place.relative_to(store.real(root)).as_posix())
    if likely_name(name, new if new is not None else old or b"") is None:
        return ""
    one, other = (
        read_alone(root, name, None if content is None else TextFile(name, content)) for content in (old, new)
    )
    if one.errors or other.errors:
        return ""
    diff = replace(compare_files(name, one, name, other), unjudged=None)  # that a file alone is not judged goes unsaid
    label = SideLabel(untranslated(title), session.places(root))
    return terminal(diff_blocks(diff, label, label, title=title), lang, session.screen())


def _line_by_line(title: str, old: bytes | None, new: bytes | None, lang: Lang) -> str:
    """The facts, or where a version has none the lines, that differ."""
    if any(content is not None and b"\0" in content for content in (old, new)):
        return f"{title}: " + _("binary files differ").text(lang) + "\n"
    found = [facts(content) if content is not None else [] for content in (old, new)]
    if None in found:
        found = [(content or b"").decode("utf-8", "replace").splitlines() for content in (old, new)]
    one, other = (["\t".join(map(visible, line.split("\t"))) for line in lines or []] for lines in found)
    changed = list(unified_diff(one, other, title, title, lineterm=""))
    if not changed:
        return f"{title}: " + _("no changes in meaning").text(lang) + "\n"
    return "".join(f"{line}\n" for line in changed)
