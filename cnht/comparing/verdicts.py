"""Which verdicts flip between two workspaces, and which of the changes they hang on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from itertools import chain

from cnht.comparing.changes import Cause, ChangeKind, FigureChange, Flip, TargetChange, Thing, ThingChange
from cnht.domain.model import Definitions, Observation, Target, Workspace
from cnht.domain.progress import Row, Status, plan_years, progress

_WEIGHTLESS = frozenset({ChangeKind.SOURCE_CHANGED, ChangeKind.WORDING_CHANGED, ChangeKind.NOTE_CHANGED})
"""What no verdict hangs on."""
_JUDGED_BY = frozenset({"direction", "measure", "ratio"})
"""The fields of an indicator that a verdict hangs on."""


def flips(
    old: Workspace, new: Workspace, as_of: date, pairs: Iterable[tuple[Target, Target]], changes: Sequence[Cause]
) -> tuple[Flip, ...]:
    """The targets of both sides whose status in a year differs, judged as of one day, by year and then plan."""
    both = [(id(one), id(other)) for one, other in pairs]
    causes = _Causes(changes)
    found = []
    for year in sorted({*plan_years(old), *plan_years(new)}):
        mixed = _Mixed(old, new, year, as_of)
        before, now = mixed.rows(frozenset()), mixed.rows(frozenset(_Part))
        for one, other in both:
            if one in before and other in now and before[one].status is not now[other].status:
                rows = before[one], now[other]
                found.append(Flip(year, *rows, tuple(mixed.to_blame(rows, list(causes.of(*rows))))))
    return tuple(found)


def moves(old: Workspace, new: Workspace, as_of: date, indicator: str) -> tuple[Flip, ...]:
    """Where new figures of ``indicator`` lead to another verdict, percent or pace, by year and then plan.

    Shares that are derived from it are among them. The two workspaces differ in nothing but observations; causes are
    not told.
    """
    codes = _derived(new.definitions, indicator)
    ratios = [new.definitions.indicators[code].ratio for code in codes]
    needed = {*codes, *(code for ratio in ratios if ratio is not None for code in (ratio.part, ratio.whole))}
    sides = [
        replace(side, observations=tuple(seen for seen in side.observations if seen.indicator in needed))
        for side in (old, new)
    ]
    return tuple(
        Flip(year, before, now, ())
        for year in plan_years(new)
        for before, now in zip(*(progress(side, year, as_of, indicators=codes).rows for side in sides), strict=True)
        if _judged(before) != _judged(now)
    )


def _derived(definitions: Definitions, indicator: str) -> list[str]:
    """``indicator``, and the shares that are derived from it."""
    found = [indicator]
    for code in found:
        shares = (each for each in definitions.indicators.values() if each.ratio is not None and code in each.ratio)
        found += [share.code for share in shares if share.code not in found]
    return found


def _judged(row: Row) -> tuple[object, ...]:
    """What a reader sees of a verdict."""
    return row.status, row.likely, row.percent, row.pace and row.pace.ratio


class _Part(StrEnum):
    """The parts of a workspace that a verdict is made of."""

    PLANS = "plans"
    FIGURES = "figures"
    DEFINITIONS = "definitions"


def _part(cause: Cause) -> _Part:
    match cause:
        case TargetChange() | ThingChange(thing=Thing.PLAN):
            return _Part.PLANS
        case FigureChange():
            return _Part.FIGURES
        case ThingChange():
            return _Part.DEFINITIONS


class _Mixed:
    """The verdicts of a year in workspaces that take some of their parts from the new side, the others from the old."""

    def __init__(self, old: Workspace, new: Workspace, year: int, as_of: date) -> None:
        self.old = old
        self.new = new
        self.year = year
        self.as_of = as_of
        self._rows: dict[frozenset[_Part], dict[int, Row]] = {}

    def rows(self, renewed: frozenset[_Part]) -> dict[int, Row]:
        """The rows by their targets, with the parts that are ``renewed`` as the new side has them."""
        if renewed not in self._rows:
            result = progress(self._workspace(renewed), self.year, self.as_of)
            self._rows[renewed] = {id(row.target): row for row in result.rows}
        return self._rows[renewed]

    def _workspace(self, renewed: frozenset[_Part]) -> Workspace:
        old, new = self.old, self.new
        if not renewed or len(renewed) == len(_Part):
            return new if renewed else old
        ahead = _Part.DEFINITIONS in renewed
        return Workspace(
            _laid_over(new.definitions, old.definitions) if ahead else _laid_over(old.definitions, new.definitions),
            new.plans if _Part.PLANS in renewed else old.plans,
            new.observations if _Part.FIGURES in renewed else old.observations,
            new.registers,
        )

    def to_blame(self, rows: tuple[Row, Row], causes: list[Cause]) -> list[Cause]:
        """The ``causes`` without which the verdict would not have flipped; all if none alone makes a difference."""
        parts = {_part(cause) for cause in causes}
        if len(parts) < 2:
            return causes
        everything = frozenset(_Part)
        needed = {part for part in parts if self._status(rows, everything - {part}) is not rows[1].status}
        enough = {part for part in parts if self._status(rows, frozenset({part})) is rows[1].status}
        blamed = needed or enough or parts
        return [cause for cause in causes if _part(cause) in blamed]

    def _status(self, rows: tuple[Row, Row], renewed: frozenset[_Part]) -> Status | None:
        target = rows[_Part.PLANS in renewed].target
        row = self.rows(renewed).get(id(target))
        return None if row is None else row.status


def _laid_over(upper: Definitions, lower: Definitions) -> Definitions:
    """``upper``, with what only ``lower`` defines: plans and figures of either may name it."""
    return replace(
        upper,
        areas={**lower.areas, **upper.areas},
        units={**lower.units, **upper.units},
        indicators={**lower.indicators, **upper.indicators},
        sources={**lower.sources, **upper.sources},
    )


class _Causes:
    """The changes by what they are changes of."""

    def __init__(self, changes: Iterable[Cause]) -> None:
        self.targets: dict[int, list[TargetChange]] = {}
        self.figures: dict[int, FigureChange] = {}
        self.things: dict[tuple[Thing, str], list[ThingChange]] = {}
        for change in changes:
            if change.change in _WEIGHTLESS:
                continue
            match change:
                case TargetChange():
                    self.targets.setdefault(id(change.goal.target), []).append(change)
                case FigureChange():
                    for seen in (change.old, change.new):
                        if seen is not None:
                            self.figures.setdefault(id(seen), change)
                case ThingChange():
                    self.things.setdefault((change.thing, change.code), []).append(change)

    def of(self, old: Row, new: Row) -> Iterator[Cause]:
        """The changes of what two verdicts on one target were computed from, the nearest first."""
        yield from self.targets.get(id(new.target), ())
        for number in sorted({row.superseded_by.number for row in (old, new) if row.superseded_by is not None}):
            yield from self._of_thing(Thing.PLAN, number, ("", "replaces", "period"))
        observations = [*_figures(old), *_figures(new)]
        changed = (self.figures.get(id(seen)) for seen in observations)
        yield from {id(change): change for change in changed if change is not None}.values()
        yield from self._of_thing(Thing.PLAN, new.plan.number, ("period",))
        ratios = [row.indicator.ratio for row in (old, new)]
        codes = [new.indicator.code, *(code for ratio in ratios if ratio for code in (ratio.part, ratio.whole))]
        for code in dict.fromkeys(codes):
            yield from self._of_thing(Thing.INDICATOR, code, _JUDGED_BY)
        yield from self._of_thing(Thing.TOLERANCE, "", {*_words(old), *_words(new)})
        for source in dict.fromkeys(seen.source for seen in observations):
            yield from self._of_thing(Thing.SOURCE, source, ("authority",))

    def _of_thing(self, thing: Thing, code: str, fields: Iterable[str]) -> Iterator[ThingChange]:
        wanted = set(fields)
        yield from (change for change in self.things.get((thing, code), ()) if change.field in wanted)


def _figures(row: Row) -> Iterator[Observation]:
    """Everything that was reported and that a verdict hangs on."""
    if row.observed is not None:
        yield from row.observed.parts
    if row.baseline is not None and row.baseline.figure is not None:
        yield from row.baseline.figure.parts
    yield from (part for conflict in row.conflicts for part in conflict.figure.parts)


def _words(row: Row) -> Iterator[str]:
    """The qualifiers of everything that a verdict hangs on: how far some reach is for the tolerance to say."""
    target = row.target
    stated = [dated.quantity for dated in (target.baseline, *target.milestones) if dated is not None]
    for quantity in chain([target.quantity], stated, (seen.quantity for seen in _figures(row))):
        yield str(quantity.qualifier)
