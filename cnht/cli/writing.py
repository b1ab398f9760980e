"""The one way in for figures: new rows and sources to new files, checked as ``validate`` does, written whole.

:func:`draft` says what would become of the workspace, and writes nothing. :func:`write` does it, alone among all who
write that way, on what the files hold at that moment: of two who add to one snapshot at once, neither loses a row.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from io import StringIO
from pathlib import Path

from cnht.checks import check, in_order
from cnht.cli import ending, session
from cnht.cli.status import CHECKING, WRITING, doing, watched
from cnht.domain.model import Observation, Workspace
from cnht.files import store
from cnht.files.store import FOLDERS, Busy, Changed, WorkspaceWriter, writing
from cnht.files.textfile import TextFile
from cnht.formatting import canonical, formatted, parsed, snapshot
from cnht.language.safe_text import harmless
from cnht.language.texts import Lang, _
from cnht.problems import Fault, Kind, Location, Problem, Severity, shown
from cnht.reading.csv_text import SNAPSHOT_COLUMNS
from cnht.reading.load import SOURCES, load

Row = Mapping[str, str]
"""A row of a snapshot: cells by the names of their columns, in NFC and without blanks around; those it lacks are
empty."""

_PLACE = re.compile(r":[0-9]+(?::[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be added: rows to snapshots, by their names in the workspace, and new sources by their codes."""

    rows: Mapping[str, Sequence[Row]]
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Of each the keys that a file has, and their values as text."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """What becomes of one file; ``old`` is ``None`` where there is none yet."""

    name: str
    old: bytes | None
    new: bytes
    was_canonical: bool
    """Whether it changes by no more than what is added."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What becomes of a workspace by a request. With ``errors`` it may not be written."""

    before: Workspace
    after: Workspace
    changes: tuple[FileChange, ...] = ()
    """Sources first: a source without its figures does less harm than figures without their source."""
    added: tuple[Observation, ...] = ()
    """The new figures as they are read back."""
    errors: tuple[Problem, ...] = ()
    """What keeps the request from being written; places are those in the new files."""
    warnings: tuple[Problem, ...] = ()
    """What is doubtful now, and was not before."""
    elsewhere: int = 0
    """How many errors there are, or were, apart from it; a workspace that has any is not judged."""


class NotWritten(Exception):
    """The file or folder ``name`` could not be written, and with it none of a request."""

    def __init__(self, name: str, why: OSError | Changed | Busy) -> None:
        super().__init__(name, why)
        self.name = name
        self.why = why


def draft(root: Path, request: Request, today: date) -> Draft:
    """What would become of the workspace at ``root``, as it is now."""
    files = {file.name: file.held() for file in watched(store.read_workspace(root))}
    doing(CHECKING)
    before, old_problems = _checked(files.values(), today)
    changes: list[FileChange] = []
    lines: dict[str, list[int]] = {}
    unclear = [
        Fault("Y408.source", code=shown(code)).at(_standing(before, code))
        for code in request.sources
        if _is_taken(before, code)
    ]
    if request.sources and not unclear:
        changes += _changed(files, SOURCES, unclear, partial(_with_sources, request.sources))
    for name, rows in request.rows.items():
        for change in _changed(files, name, unclear, partial(_with_rows, rows, before.definitions.only_area)):
            changes.append(change)
            lines[name] = _lines(change.new.decode(), rows)
    if unclear:
        return Draft(before, before, errors=tuple(in_order(unclear)))
    files |= {change.name: TextFile(change.name, change.new) for change in changes}
    after, problems = _checked(files.values(), today)
    errors, warnings = _new(old_problems, problems, lines)
    added = [seen for seen in after.observations if seen.where.line in lines.get(seen.where.file, ())]
    total = [problem for problem in problems if problem.severity is Severity.ERROR]
    if not errors and len(added) < sum(map(len, request.rows.values())):
        errors = total  # what the new rows name cannot be read
    return Draft(
        before,
        after,
        tuple(changes),
        tuple(added),
        tuple(errors),
        tuple(warnings),
        elsewhere=max(len(total) - len(errors), sum(one.severity is Severity.ERROR for one in old_problems)),
    )


def write(root: Path, request: Request, today: date, *, seen: Draft | None = None) -> Draft:
    """Write it, unless there are errors: all of its files, or none as far as the system allows.

    ``seen`` is the draft that somebody has agreed to: nothing else is written. :class:`NotWritten` where its files have
    changed since, where one cannot be written, and where others who write do not come to an end.
    """
    begun: list[FileChange] = []
    try:
        with writing(root) as writer:
            found = draft(root, request, today)
            if found.errors:
                return found
            if seen is not None and seen.changes != found.changes:
                raise NotWritten(_first_difference(seen, found), Changed())
            doing(WRITING)
            try:
                for change in found.changes:
                    begun.append(change)
                    writer.replace(_path(root, change), change.new, was=change.old)
                places = ", ".join(harmless(session.places(root)(change.name)) for change in found.changes)
                ending.note(_("wrote {places}", places=places))
            except BaseException:
                _undo(root, writer, begun)
                ending.forget()
                raise
    except (OSError, Changed, Busy) as error:
        raise NotWritten(begun[-1].name if begun else FOLDERS[0], error) from error
    return found


def _first_difference(seen: Draft, found: Draft) -> str:
    return next(one.name for one, other in zip(seen.changes, found.changes, strict=True) if one != other)


def _undo(root: Path, writer: WorkspaceWriter, begun: Sequence[FileChange]) -> None:
    for change in reversed(begun):
        with suppress(OSError, Changed):
            writer.restore(_path(root, change), change.new, was=change.old)


def _path(root: Path, change: FileChange) -> Path:
    return root / change.name if change.old is None else store.path_of(root, change.name)


def _is_taken(workspace: Workspace, code: str) -> bool:
    definitions = workspace.definitions
    return code in definitions.sources or (Kind.SOURCE, code) in definitions.unread


def _standing(workspace: Workspace, code: str) -> Location:
    found = workspace.definitions.sources.get(code)
    return Location(SOURCES, 1) if found is None else found.where


def _checked(files: Iterable[TextFile], today: date) -> tuple[Workspace, list[Problem]]:
    loaded = load(files, today)
    return loaded.workspace, in_order([*loaded.problems, *check(loaded.workspace, today)])


# --- new texts ---------------------------------------------------------------------------------------------------


def _changed(
    files: Mapping[str, TextFile], name: str, unclear: list[Problem], add: Callable[[str | None], str]
) -> Iterator[FileChange]:
    """The change of the file ``name`` when ``add`` has added to its canonical text, ``None`` where there is no file.

    Nothing where it is unclear what the file means.
    """
    if name not in files:
        yield FileChange(name, None, add(None).encode(), was_canonical=True)
        return
    (outcome,) = formatted(files.values(), name.__eq__)
    unclear += outcome.problems
    if outcome.is_refused:
        raise AssertionError(f"the canonical form of {name} would be read differently")
    if outcome.new is not None and outcome.old is not None:
        new = add(outcome.new.decode())
        ends = outcome.old.count(b"\r\n")
        if ends and ends == outcome.old.count(b"\n"):  # as git or an editor has it on this machine
            new = new.replace("\n", "\r\n")
            outcome = replace(outcome, old=outcome.old.replace(b"\r\n", b"\n"))
        yield FileChange(name, files[name].read(), new.encode(), was_canonical=not outcome.changes)


def _with_rows(rows: Sequence[Row], only_area: str | None, text: str | None) -> str:
    """A snapshot with more rows; it keeps its columns, and gets those that a new row needs."""
    header, old = ([*SNAPSHOT_COLUMNS], []) if text is None else parsed(text, SNAPSHOT_COLUMNS)
    needed = {column for row in rows for column, cell in row.items() if cell}
    if all(row.get("area") in (None, "", only_area) for row in rows):
        needed.discard("area")
    columns = {*header, *needed}
    return snapshot([*old, *({column: row.get(column, "") for column in columns} for row in rows)], columns)


def _lines(text: str, rows: Sequence[Row]) -> list[int]:
    """On which lines of a snapshot the new ``rows`` stand; of those that are alike, the last are the new ones."""
    reader = csv.reader(StringIO(text, newline=""))
    header = next(reader)
    start = reader.line_num + 1
    records: list[tuple[int, tuple[str, ...]]] = []
    for cells in reader:
        records.append((start, tuple(cells)))
        start = reader.line_num + 1
    sought = Counter(tuple(row.get(column, "").replace("\n", _end(text)) for column in header) for row in rows)
    found = []
    for line, record in reversed(records):
        if sought[record]:
            sought[record] -= 1
            found.append(line)
    return found[::-1]


def _end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _with_sources(sources: Mapping[str, Mapping[str, str]], text: str | None) -> str:
    """The sources with more of them at the end, a blank line between them where there was one."""
    between = "\n" if text is None or "\n\n" in text else ""
    new = text or ""
    for code, entry in sources.items():
        keys = "".join(f"  {key}: {_quoted(value)}\n" for key, value in entry.items() if value)
        new += f"{between}{_quoted(code)}:\n{keys}"
    return canonical(SOURCES, new)


def _quoted(value: str) -> str:
    """A text in quotes, as JSON and YAML have them alike."""
    return json.dumps(value, ensure_ascii=False)


# --- what is new of what is wrong --------------------------------------------------------------------------------


def _new(
    old: Iterable[Problem], now: Sequence[Problem], lines: Mapping[str, Sequence[int]]
) -> tuple[list[Problem], list[Problem]]:
    """The errors, and the warnings, that are about the new ``lines`` or were not there before."""
    known = Counter(map(_alike, old))
    found: dict[Severity, list[Problem]] = {severity: [] for severity in Severity}
    rest = []
    for problem in now:
        if any(where.line in lines.get(where.file, ()) for where in (problem.where, *problem.related)):
            found[problem.severity].append(problem)
        else:
            rest.append(problem)
    for problem in rest:
        known[_alike(problem)] -= 1
        if known[_alike(problem)] < 0:
            found[problem.severity].append(problem)
    return found[Severity.ERROR], found[Severity.WARNING]


def _alike(problem: Problem) -> tuple[str, str, str]:
    """What is the same of a problem before and after lines have moved."""
    return problem.code, problem.where.file, _PLACE.sub("", problem.message.text(Lang.EN))
