"""Reads the files of one side of a comparison: a whole workspace, or one file of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from cnht.checks import check_errors, in_order
from cnht.cli.status import CHECKING, READING, doing, watched
from cnht.comparing.changes import ChangeKind, Diff, Side, Thing, ThingChange, Unjudged
from cnht.comparing.compare import compare, compare_selections, of_plan
from cnht.files import store
from cnht.files.textfile import TextFile
from cnht.language.texts import Localized, _
from cnht.problems import Problem, Severity
from cnht.reading.load import INDICATORS, SOURCES, Loaded, load


def read_side(files: Iterable[TextFile], name: Localized | None = None) -> Side:
    """A workspace, as far as it can be read, with its errors; ``name`` is what whoever waits for it reads."""
    doing(READING if name is None else _("{reading} {name}", reading=READING, name=name))
    loaded = load(watched(files))
    doing(CHECKING)
    return _side(loaded, [*loaded.problems, *check_errors(loaded.workspace)])


def read_alone(root: Path, name: str, file: TextFile | None) -> Side:
    """One file that has ``name`` in the workspace at ``root``, with the definitions that are there.

    ``None`` where there is no such file. Other files are not looked at, so nothing is said of what they should hold.
    """
    around = (each for each in store.read_workspace(root) if each.name in _DEFINING and each.name != name)
    loaded = load(watched([*around, *([file] if file is not None else [])]))
    missing = {name} if file is None else set()
    problems = [problem for problem in loaded.problems if problem.where.file in {name, *_DEFINING} - missing]
    return _side(loaded, problems)


def _side(loaded: Loaded, problems: Iterable[Problem]) -> Side:
    doubtful = {
        problem.where.file
        for problem in loaded.problems
        if problem.severity is Severity.ERROR and problem.code not in _NOTHING_THERE
    }
    return Side(loaded.workspace, tuple(in_order(problems)), frozenset(doubtful))


def compare_files(name: str, old: Side, new_name: str, new: Side) -> Diff:
    """What changes between two files of one kind, by their names: versions of one, or two plans."""
    # What one of them could not be read for is missing there by the other one's name.
    old, new = (
        replace(side, doubtful=side.doubtful | {name, new_name}) if side.doubtful & {name, new_name} else side
        for side in (old, new)
    )
    numbers, others = ([plan.number for plan in side.workspace.plans] for side in (old, new))
    if numbers and others and numbers != others:
        olds, news = (
            [goal for plan in side.workspace.plans for goal in of_plan(side.workspace, plan.number)]
            for side in (old, new)
        )
        found = compare_selections(old, olds, new, news)
        if name != new_name:
            return found
        # One file whose plan has another number: the same targets, of another document.
        dropped = (ThingChange(ChangeKind.DROPPED, Thing.PLAN, number) for number in numbers)
        added = (ThingChange(ChangeKind.ADDED, Thing.PLAN, number) for number in others)
        return replace(found, things=(*dropped, *added))
    found = compare(old, new, None)
    own = _THINGS[kind_of(name)]
    return replace(
        found, things=tuple(change for change in found.things if change.thing in own), unjudged=Unjudged.FILES
    )


class FileKind(StrEnum):
    """What a file of a workspace is."""

    INDICATORS = "indicators"
    SOURCES = "sources"
    PLAN = "plan"
    REGISTER = "register"
    SNAPSHOT = "snapshot"


def kind_of(name: str) -> FileKind:
    """What kind of file has that name in a workspace."""
    if name == INDICATORS:
        return FileKind.INDICATORS
    if name == SOURCES:
        return FileKind.SOURCES
    if name.startswith("targets/"):
        return FileKind.PLAN
    return FileKind.REGISTER if name.startswith("data/registers/") else FileKind.SNAPSHOT


_NOTHING_THERE = frozenset({"C214", "F104"})
"""The errors of a file that was read to its end: what it does not hold is lost."""
_DEFINING = frozenset({INDICATORS, SOURCES})
_THINGS: dict[FileKind, frozenset[Thing]] = {
    FileKind.INDICATORS: frozenset({Thing.TOLERANCE, Thing.INDICATOR, Thing.UNIT, Thing.AREA}),
    FileKind.SOURCES: frozenset({Thing.SOURCE}),
    FileKind.PLAN: frozenset({Thing.PLAN}),
    FileKind.REGISTER: frozenset(),
    FileKind.SNAPSHOT: frozenset(),
}
"""What else a file of that kind says, apart from its targets, figures or names."""
