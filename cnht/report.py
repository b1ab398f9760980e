"""A year's progress together with the history of everything it judges, and what has moved since a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cnht.history import History, history
from cnht.model import Indicator, Observation
from cnht.progress import Progress, Row, Status


class Subject(NamedTuple):
    """An indicator in an area: its targets of the year, and all its years."""

    indicator: Indicator
    area: str
    rows: tuple[Row, ...]
    history: History


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
    subjects = tuple(
        Subject(found[0].indicator, area, tuple(found), history(workspace, code, area, result.as_of))
        for (code, area), found in rows.items()
    )
    figures = _figures(result)
    since = None if earlier is None else _since(earlier, result, figures)
    return Report(result, subjects, figures, since, selection)


def _figures(result: Progress) -> tuple[Observation, ...]:
    needed = set()
    for row in result.rows:
        ratio = row.indicator.ratio
        codes = [row.indicator.code] if ratio is None else [row.indicator.code, ratio.part, ratio.whole]
        needed |= {(code, row.target.area) for code in codes}
    return tuple(
        seen
        for seen in result.book.workspace.observations
        if seen.as_of <= result.as_of and (seen.indicator, seen.area) in needed
    )


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
