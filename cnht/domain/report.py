"""A year's progress together with the history of everything it judges, and what has moved since a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from cnht.domain.history import History, history
from cnht.domain.model import Indicator, Observation, Workspace
from cnht.domain.progress import Progress, Row, Status


@dataclass(frozen=True)
class Subject:
    """An indicator in an area: its targets of the year, and all its years.

    ``workspace`` holds of all figures only those that bear on it.
    """

    indicator: Indicator
    area: str
    rows: tuple[Row, ...]
    workspace: Workspace
    as_of: date
    cagr: bool

    @cached_property
    def history(self) -> History:
        """Its figures and targets over the years: made when it is asked for, as not every form has room for it."""
        return history(self.workspace, self.indicator.code, self.area, self.as_of, cagr=self.cagr)


class Move(NamedTuple):
    """A target whose verdict, percentage, pace or figure is another one than it was."""

    old: Row
    new: Row


class Since(NamedTuple):
    """What is new after ``day``: the figures dated later, and what they and the passing of time have moved.

    It is told from the dates of the figures, not from when they came into the files.
    """

    day: date
    moves: tuple[Move, ...]
    figures: tuple[Observation, ...]


class Selection(NamedTuple):
    """What a report was restricted to, as codes and numbers: empty is everything. ``cagr``: stocks grow compound."""

    indicators: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    cagr: bool = False

    @property
    def is_partial(self) -> bool:
        """Whether something may have been left out."""
        return bool(self.indicators or self.plans or self.areas)


@dataclass(frozen=True, slots=True)
class Report:
    """The whole picture of a year. The subjects stand in the order of the plans' targets, superseded ones last.

    ``figures`` are all that it rests on, in the files' order: those of its subjects, and of what their shares are
    derived from.
    """

    progress: Progress
    subjects: tuple[Subject, ...]
    figures: tuple[Observation, ...]
    since: Since | None
    selection: Selection


def report(result: Progress, earlier: Progress | None = None, selection: Selection = Selection()) -> Report:
    """The report on ``result``; ``earlier`` is the same rows of the same workspace as they stood on a day before.

    ``selection`` is what both were restricted to.
    """
    workspace = result.book.workspace
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(result.rows, key=lambda row: row.status is Status.SUPERSEDED):
        rows.setdefault((row.indicator.code, row.target.area), []).append(row)
    figures = _figures(result)
    series: dict[tuple[str, str], list[Observation]] = {}
    for seen in figures:
        series.setdefault((seen.indicator, seen.area), []).append(seen)
    subjects = []
    for (_, area), found in rows.items():
        indicator = found[0].indicator
        needed = [seen for code in _codes(indicator) for seen in series.get((code, area), ())]
        own = replace(workspace, observations=tuple(sorted(needed, key=lambda seen: seen.where)))
        subjects.append(Subject(indicator, area, tuple(found), own, result.as_of, selection.cagr))
    since = None if earlier is None else _since(earlier, result, figures)
    return Report(result, tuple(subjects), figures, since, selection)


def _figures(result: Progress) -> tuple[Observation, ...]:
    needed = {(code, row.target.area) for row in result.rows for code in _codes(row.indicator)}
    return tuple(
        seen
        for seen in result.book.workspace.observations
        if seen.as_of <= result.as_of and (seen.indicator, seen.area) in needed
    )


def _codes(indicator: Indicator) -> list[str]:
    """The indicators whose figures bear on one: itself, and what a share is derived from."""
    ratio = indicator.ratio
    return [indicator.code] if ratio is None else [indicator.code, ratio.part, ratio.whole]


def _since(earlier: Progress, result: Progress, figures: tuple[Observation, ...]) -> Since:
    pairs = [Move(old, new) for old, new in zip(earlier.rows, result.rows, strict=True)]
    return Since(
        earlier.as_of,
        tuple(pair for pair in pairs if _judged(pair.old) != _judged(pair.new)),
        tuple(seen for seen in figures if seen.as_of > earlier.as_of),
    )


def _judged(row: Row) -> tuple[object, ...]:
    """What a reader sees of a verdict."""
    figure = None if row.observed is None else row.observed.parts
    return row.status, row.likely, row.percent, None if row.pace is None else row.pace.ratio, figure
