"""What TAB completes: the years, indicators, plans, areas and sources of the workspace around the current folder.

A TAB must answer at once, so the files are skimmed line by line rather than parsed. What is skimmed is only offered,
never judged: a file in an unusual layout completes less, and no more than that.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from typer import Context

from cnht.cli import ending
from cnht.files import store
from cnht.language.texts import Lang

_PERIOD = re.compile(r"^period:\s*[\"']?(\d{4})[^/\n]*(?:/(\d{4}))?", re.MULTILINE)
_PLAN = re.compile(r"^plan:\s*[\"']?([^#\"'\n]*[^#\"'\s])", re.MULTILINE)
_SOURCE = re.compile(r"^[\"']?([A-Za-z0-9][\w.-]*)[\"']?:", re.MULTILINE | re.ASCII)
_NAMES = {
    Lang.EN: re.compile(r"\ben:\s*[\"']?([^}\"'\n]+)"),
    Lang.VI: re.compile(r"\bvi:\s*[\"']?(.+?)[\"']?\s*(?:,\s*en:|\}|$)", re.MULTILINE),
}
_STATUSES = "met on_track behind off_track moving_away missed undetermined no_data not_started superseded".split()

Offer = list[tuple[str, str]]


def years(context: Context, incomplete: str) -> Offer:
    """The years that plans cover."""
    spans = [(int(found[1]), int(found[2] or found[1])) for text in _plans(context) for found in _PERIOD.finditer(text)]
    known = sorted({year for first, last in spans for year in range(first, min(last, first + 100) + 1)})
    return [(str(year), "") for year in known if str(year).startswith(incomplete)]


def indicators(context: Context, incomplete: str) -> Offer:
    """The codes of the indicators, with their names."""
    return _matching(_entries(context, "indicators"), incomplete)


def areas(context: Context, incomplete: str) -> Offer:
    """The codes of the areas, with their names."""
    return _matching(_entries(context, "areas"), incomplete)


def sources(context: Context, incomplete: str) -> Offer:
    """The codes of the sources."""
    text = _text(_root(context) / "data" / "sources.yaml")
    return _matching(((found[1], "") for found in _SOURCE.finditer(text)), incomplete)


def plans(context: Context, incomplete: str) -> Offer:
    """The numbers of the plans."""
    return _matching(((found[1], "") for text in _plans(context) for found in _PLAN.finditer(text)), incomplete)


def sides(context: Context, incomplete: str) -> Offer:
    """What a side of a comparison may be: years, plans, files."""
    return [*years(context, incomplete), *plans(context, incomplete), *files(incomplete)]


def statuses(incomplete: str) -> Offer:
    """The statuses; after a comma, one more."""
    done, comma, last = incomplete.rpartition(",")
    return [(f"{done}{comma}{status}", "") for status in _STATUSES if status.startswith(last)]


def codes(incomplete: str) -> Offer:
    """The codes of problems, with their names."""
    from cnht import problems

    known = problems.codes().values()
    return _matching(
        ((code.identifier, code.title.text(ending.spoken or Lang.EN)) for code in known), incomplete.upper()
    )


def files(incomplete: str) -> Offer:
    """Files and folders, those that are hidden apart."""
    folder, _, start = incomplete.rpartition("/")
    try:
        entries = sorted(Path(f"{folder}/" if folder or incomplete.startswith("/") else ".").iterdir())
    except OSError:
        return []
    before = incomplete[: len(incomplete) - len(start)]
    return [
        (f"{before}{entry.name}{'/' if entry.is_dir() else ''}", "")
        for entry in entries
        if entry.name.startswith(start) and not entry.name.startswith(".")
    ]


def _matching(entries: Iterable[tuple[str, str]], incomplete: str) -> Offer:
    return [(code, name) for code, name in entries if code.startswith(incomplete)]


def _root(context: Context) -> Path:
    named = context.params.get("workspace") or os.environ.get("CNHT_WORKSPACE")
    return Path(named) if named else store.find_workspace(Path.cwd()) or store.shipped_workspace()


def _plans(context: Context) -> Iterator[str]:
    root = _root(context)
    for file in store.read_workspace(root):
        if file.error is None and file.name.startswith("targets/") and file.name != "targets/indicators.yaml":
            yield _text(root / file.name)


def _text(path: Path) -> str:
    """What stands in a file; nothing where it cannot be read."""
    try:
        return store.read_file(path, path.name).read().decode("utf-8", "replace")
    except OSError:
        return ""


def _entries(context: Context, section: str) -> Iterator[tuple[str, str]]:
    """The keys of a section of ``targets/indicators.yaml`` and the name that follows each."""
    text = _text(_root(context) / "targets" / "indicators.yaml")
    found = re.search(rf"^{section}:[^\n]*\n((?:[ #][^\n]*\n|\s*\n)*)", f"{text}\n", re.MULTILINE)
    body = found[1] if found else ""
    indent = re.search(r"^ +(?=[a-z])", body, re.MULTILINE)
    if indent is None:
        return
    pieces = re.split(rf"^{indent[0]}([a-z][a-z0-9_]*):", body, flags=re.MULTILINE)
    for code, rest in zip(pieces[1::2], pieces[2::2], strict=True):
        name = _NAMES[ending.spoken or Lang.EN].search(rest)
        yield code, name[1].strip() if name else ""
