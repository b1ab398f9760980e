"""Figures and targets of an indicator over the years: the pace so far, the pace required, and where a line leads.

Which figure counts, and how far a target is, is what :mod:`cnht.domain.figures` and :mod:`cnht.domain.progress` say:
nothing here chooses again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from math import ceil, cos, pi, sin, sqrt, tan
from typing import NamedTuple

from cnht.domain.figures import CandidateKind, Figure, FigureIndex
from cnht.domain.model import Dated, Indicator, Measure, Observation, Workspace
from cnht.domain.period import Period
from cnht.domain.progress import Row, Status, progress
from cnht.domain.quantity import Direction, Interval, ObservationStatus

FEWEST_POINTS = 3
"""A line through two points has no scatter to judge it by."""
COVERAGE = 0.8
"""How much of what may come the prediction interval is to hold."""


class Role(StrEnum):
    """What a figure is in the series."""

    CHOSEN = "chosen"
    """The figure of its calendar year."""
    OTHER = "other"
    """Undisputed, with another one before it in the choice, or a part of it."""
    DISPUTED = "disputed"
    CARRIED = "carried"
    """The figure of an earlier year, in a year that has a target and no figure."""


class Mark(NamedTuple):
    """A figure at its place in the series.

    ``day`` is the figure's own date; of a carried one the last day, by the day of the history, of the year it is
    carried to. ``comparable`` is false for a figure that covers a part of a year only, such as one month's growth: it
    belongs in the table, and not on one axis with those of whole years. ``whole_year`` is whether a flow or growth
    covers one calendar year to its end, so far as to compare with those of other years and with a year's target;
    ``None`` of a level.
    """

    figure: Figure
    day: date
    role: Role
    comparable: bool
    whole_year: bool | None = None


class Speed(NamedTuple):
    """A change per day from ``start`` on: its nominal number, and what it may be."""

    nominal: Fraction
    interval: Interval
    start: date


class Reach(NamedTuple):
    """When the pace so far reaches the target: by the quoted numbers, and at the ends of what the truth may be.

    ``nominal`` is never outside ``earliest`` to ``latest``, also where a quoted number is itself excluded ("nearly 5").
    ``None`` is never: the pace leads away, or takes longer than the plan's period again after it is due, or, of a flow,
    longer than its period.
    """

    nominal: date | None
    earliest: date | None
    latest: date | None


class GoalPace(NamedTuple):
    """The pace from the baseline to the figure, and those from which the target would be reached when it is due.

    ``required`` counts from the figure's date; ``from_now`` from the day of the history, as though nothing had changed
    since, and is ``None`` where that day is not between the figure's and the due date. ``reached`` is true where the
    target is met as things are; of a ceiling that a flow fills up it is never true before the due date. Nothing is
    required where the target is reached or the ceiling passed.
    """

    so_far: Speed | None
    required: Speed | None
    from_now: Speed | None
    reach: Reach | None
    reached: bool


class Estimate(NamedTuple):
    """What a line gives for a day, and the interval that holds :data:`COVERAGE` of what may come."""

    day: date
    nominal: Fraction
    interval: Interval


class Silence(StrEnum):
    """Why nothing is projected."""

    GROWTH = "growth"
    """A rate is measured anew against each year before; it has no level that goes on."""
    SEVERAL_YEARS = "several_years"
    """A total over several years, where the line goes through those of single ones."""
    TOO_FEW = "too_few"
    IMPOSSIBLE = "impossible"
    """The line has left what can be: more than 100 %, or less than nothing. It does not hold up to there."""
    PASSED = "passed"
    """The due date has passed, or is the figure's own."""
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Goal:
    """A target as :func:`cnht.domain.progress.progress` judges it, with the pace and what is projected.

    ``comparable`` is false where the target is of a total, or a growth, over several years.
    """

    row: Row
    comparable: bool
    pace: GoalPace | None
    projection: Estimate | None
    silence: Silence | None

    @property
    def milestones(self) -> tuple[Dated, ...]:
        """The plan's stops on the way, in order: of a target that is due each year those of its year."""
        stops = sorted(self.row.target.milestones, key=lambda stop: stop.as_of)
        return tuple(stop for stop in stops if stop.as_of in self.row.judged)


class Line(NamedTuple):
    """A straight line through figures, by ordinary least squares; days count from ``origin``.

    ``slope`` is per day. ``variance`` is that of the residuals, s² = Σ(y - ŷ)² / (n - 2).
    """

    points: tuple[Figure, ...]
    origin: date
    slope: Fraction
    intercept: Fraction
    mean: Fraction
    spread: Fraction
    variance: Fraction
    possible: Interval

    def at(self, day: date) -> Estimate:
        """The line's number on ``day``, with its prediction interval as far as that holds what can be at all.

        The interval of a single new observation at x is ŷ ± t(0.9; n - 2) · s · √(1 + 1/n + (x - x̄)² / Σ(xᵢ - x̄)²):
        NIST/SEMATECH, *e-Handbook of Statistical Methods*, section 4.5.1.2 (predicting a single response); Montgomery,
        Peck and Vining, *Introduction to Linear Regression Analysis*, section 2.5 (prediction of new observations). It
        is right only if the truth keeps to the line and figures scatter about it evenly; and figures are taken at the
        number that was quoted.
        """
        x = Fraction((day - self.origin).days)
        number = self.intercept + self.slope * x
        count = len(self.points)
        scale = 1 + Fraction(1, count) + (x - self.mean) ** 2 / self.spread
        margin = Fraction(student_t(COVERAGE, count - 2)) * _root(self.variance * scale)
        ends = (self.possible.nearest(number - margin), self.possible.nearest(number + margin))
        return Estimate(day, number, Interval(*ends))


@dataclass(frozen=True, slots=True)
class History:
    """One indicator in one area over the years ``first`` to ``last``, as things stood on ``as_of``.

    ``endless`` are the figures that the line leaves out, as "over 900" is not a point; ``points`` the others, whether
    they are enough for a line or not.
    """

    indicator: Indicator
    area: str
    as_of: date
    first: int
    last: int
    marks: tuple[Mark, ...]
    goals: tuple[Goal, ...]
    points: tuple[Figure, ...]
    endless: tuple[Figure, ...]
    line: Line | None
    silence: Silence | None
    book: FigureIndex

    @property
    def open_goals(self) -> tuple[Goal, ...]:
        """The targets that are not due yet; where there are none, those due last; of these the ones with a pace."""
        waiting = [goal for goal in self.goals if goal.row.due > self.as_of]
        last = max((goal.row.due for goal in self.goals), default=None)
        chosen = waiting or [goal for goal in self.goals if goal.row.due == last]
        return tuple(goal for goal in chosen if goal.pace is not None or goal.projection is not None)

    @property
    def is_ceiling(self) -> bool:
        """Whether it is a flow that should stay low: its targets are ceilings that fill up."""
        return self.indicator.measure is Measure.FLOW and self.indicator.direction is Direction.DECREASE


def history(
    workspace: Workspace,
    code: str,
    area: str,
    as_of: date,
    *,
    first: int | None = None,
    last: int | None = None,
    cagr: bool = False,
) -> History:
    """The figures dated, and the targets due, in the years from ``first`` to ``last``; left out, all there are.

    The line goes through the figures of these years. ``code`` and ``area`` must be the workspace's. ``cagr`` judges the
    targets as :func:`cnht.domain.progress.progress` does with it.
    """
    indicator = workspace.definitions.indicators[code]
    codes = {code, *((indicator.ratio.part, indicator.ratio.whole) if indicator.ratio else ())}
    needed = tuple(seen for seen in workspace.observations if seen.indicator in codes and seen.area == area)
    workspace = replace(workspace, observations=needed)
    book = FigureIndex(workspace, as_of)
    low, high = first or date.min.year, last or date.max.year
    rows = tuple(_rows(workspace, code, area, as_of, low, high, cagr=cagr))
    dated = {seen.as_of.year for seen in needed if low <= seen.as_of.year <= high and seen.as_of <= as_of}
    chosen = {year: book.choose(code, area, Period.year(year)) for year in sorted(dated)}
    figures = {year: figure for year, figure in chosen.items() if figure is not None}
    marks = sorted(
        [
            *_marks(book, indicator, area, low, high, figures),
            *_carried(book, indicator, area, rows, figures, low, high),
        ],
        key=lambda mark: (mark.day, mark.role is not Role.CHOSEN, mark.figure.parts[0].where),
    )
    begin = max(
        (seen.as_of for seen in book.series(code, area) if seen.status is ObservationStatus.BREAK), default=None
    )
    candidates = [
        figure
        for year in figures
        for figure in _candidates(book, figures[year], year)
        if begin is None or figure.as_of >= begin
    ]
    points = tuple(figure for figure in candidates if not figure.lacks_end)
    line = None
    silence = None
    if indicator.measure is Measure.GROWTH:
        points, silence = (), Silence.GROWTH
    elif len(points) < FEWEST_POINTS:
        silence = Silence.TOO_FEW
    else:
        line = fitted(points, indicator.possible)
    years = [mark.day.year for mark in marks] + [row.judged.first.year for row in rows] + [row.due.year for row in rows]
    years = [min(max(year, low), high) for year in years] or [first or last or as_of.year]
    return History(
        indicator=indicator,
        area=area,
        as_of=as_of,
        first=first or min(years),
        last=last or max(years),
        marks=tuple(marks),
        goals=tuple(_goal(book, row, as_of, line, silence, begin) for row in rows),
        points=points,
        endless=tuple(figure for figure in candidates if figure.lacks_end) if silence is not Silence.GROWTH else (),
        line=line,
        silence=silence,
        book=book,
    )


def _rows(workspace: Workspace, code: str, area: str, as_of: date, low: int, high: int, *, cagr: bool) -> Iterator[Row]:
    """Each target once, in the year that it is due in; one that is due each year in every year of its plan."""
    years: set[int] = set()
    for plan in workspace.plans:
        for target in plan.targets:
            if (target.indicator, target.area) == (code, area):
                span = range(plan.period.first.year, plan.period.last.year + 1)
                years |= {*span} if target.each_year else {target.due.year}
    for year in sorted(years & {*range(low, high + 1)}):
        for row in progress(workspace, year, as_of, indicators=(code,), areas=(area,), cagr=cagr).rows:
            if not row.path:
                yield row


def _marks(
    book: FigureIndex, indicator: Indicator, area: str, low: int, high: int, figures: dict[int, Figure]
) -> Iterator[Mark]:
    """Every figure there is, and those that were computed."""
    taken = {id(figure.reported) for figure in figures.values() if figure.reported is not None}
    for seen in book.series(indicator.code, area):
        if low <= seen.as_of.year <= high:
            role = Role.CHOSEN if id(seen) in taken else Role.DISPUTED if seen.disputed else Role.OTHER
            figure = book.figure(seen)
            yield Mark(figure, seen.as_of, role, _is_comparable(seen), _covers_year(figure))
    for figure in figures.values():
        if figure.reported is None:
            yield Mark(figure, figure.as_of, Role.CHOSEN, True, _covers_year(figure))


def _is_comparable(seen: Observation) -> bool:
    """Whether the figure is a level, or counts from a year's first day and within this year."""
    if seen.period is None:
        return True
    first, last = seen.period.first, seen.period.last
    return (first.month, first.day) == (1, 1) and first.year == last.year


def _covers_year(figure: Figure) -> bool | None:
    """Whether a flow or growth covers one calendar year, all of it; ``None`` of a level."""
    if figure.period is None:
        return None
    year = Period.year(figure.period.first.year)
    covers = (figure.period.first, figure.period.last) == (year.first, year.last) and figure.as_of == year.last
    return covers and figure.kind is not CandidateKind.SUM_WITH_GAP


def _carried(
    book: FigureIndex,
    indicator: Indicator,
    area: str,
    rows: Sequence[Row],
    figures: dict[int, Figure],
    low: int,
    high: int,
) -> Iterator[Mark]:
    """The levels that last in the years up to now which a target covers and no figure.

    Flows and growths begin anew each year: the last one says nothing of the next.
    """
    if indicator.measure.has_period:
        return
    covered = {
        year
        for row in rows
        for year in range(max(row.judged.first.year, low), min(row.due.year, high, book.as_of.year) + 1)
    }
    for year in sorted(covered - figures.keys()):
        figure = book.carried(indicator.code, area, date(year, 1, 1))
        if figure is not None:
            yield Mark(figure, min(date(year, 12, 31), book.as_of), Role.CARRIED, comparable=True)


# The line


def _candidates(book: FigureIndex, chosen: Figure, year: int) -> Iterator[Figure]:
    """The figures of a year that a line could go through; the last of them is the year's.

    Of a level one a date, as the same rules choose it, all of the authority of the year's figure. Of a flow the
    year's total, where it covers the year to its end.
    """
    measure = book.indicator(chosen.indicator).measure
    if measure is Measure.FLOW:
        if _covers_year(chosen):
            yield chosen
        return
    if chosen.reported is None:
        yield chosen
        return
    days: dict[date, list[Observation]] = {}
    for seen in book.series(chosen.indicator, chosen.area):
        if seen.as_of.year == year:
            days.setdefault(seen.as_of, []).append(seen)
    for day in sorted(days):
        alone = FigureIndex(replace(book.workspace, observations=tuple(days[day])), day)
        figure = alone.choose(chosen.indicator, chosen.area, Period.between(day, day))
        if figure is not None and figure.official == chosen.official:
            yield figure


def fitted(points: Sequence[Figure], possible: Interval) -> Line:
    """The straight line through ``points``, at least three of different dates, by ordinary least squares.

    slope = Σ(x - x̄)(y - ȳ) / Σ(x - x̄)², intercept = ȳ - slope · x̄: NIST/SEMATECH, *e-Handbook of Statistical Methods*,
    section 4.1.4.1 (linear least squares regression).
    """
    origin = points[0].as_of
    xs = [Fraction((point.as_of - origin).days) for point in points]
    ys = [point.nominal for point in points]
    count = len(points)
    mean, middle = sum(xs, Fraction(0)) / count, sum(ys, Fraction(0)) / count
    spread = sum(((x - mean) ** 2 for x in xs), Fraction(0))
    slope = sum(((x - mean) * (y - middle) for x, y in zip(xs, ys, strict=True)), Fraction(0)) / spread
    intercept = middle - slope * mean
    residuals = sum(((y - intercept - slope * x) ** 2 for x, y in zip(xs, ys, strict=True)), Fraction(0))
    return Line(tuple(points), origin, slope, intercept, mean, spread, residuals / (count - 2), possible)


def student_t(coverage: float, freedom: int) -> float:
    """The t that holds ``coverage`` of Student's distribution between -t and t, for whole degrees of freedom from 1.

    The distribution is the finite sum of Abramowitz and Stegun, *Handbook of Mathematical Functions*, section 26.7
    (26.7.3 and 26.7.4), in θ = arctan(t / √ν), and is solved by halving.
    """
    low, high = 0.0, pi / 2
    for _ in range(80):
        angle = (low + high) / 2
        low, high = (angle, high) if _held_by(angle, freedom) < coverage else (low, angle)
    return tan(high) * sqrt(freedom)


def _held_by(angle: float, freedom: int) -> float:
    """How much of Student's distribution lies between -t and t, where t is √ν tan θ."""
    term = cos(angle) if freedom % 2 else 1.0
    total, square = 0.0, cos(angle) ** 2
    for step in range(3 if freedom % 2 else 2, freedom + 1, 2):
        total += term
        term *= square * (step - 1) / step
    return 2 / pi * (angle + sin(angle) * total) if freedom % 2 else sin(angle) * total


def _root(number: Fraction) -> Fraction:
    """The square root, to 50 digits."""
    with localcontext(prec=50, Emax=10**6, Emin=-(10**6)):
        return Fraction((Decimal(number.numerator) / Decimal(number.denominator)).sqrt())


# One target


def _goal(
    book: FigureIndex, row: Row, as_of: date, line: Line | None, silence: Silence | None, begin: date | None
) -> Goal:
    comparable = not row.indicator.measure.has_period or row.judged.first.year == row.due.year
    if row.status is Status.SUPERSEDED:
        silence = Silence.SUPERSEDED
    elif row.due <= as_of:
        silence = Silence.PASSED
    elif silence is not Silence.GROWTH and not comparable:
        silence = Silence.SEVERAL_YEARS
    projection = None if line is None or silence is not None else line.at(row.due)
    if line is not None and projection is not None and not line.possible.contains(projection.nominal):
        projection, silence = None, Silence.IMPOSSIBLE
    return Goal(row, comparable, _pace(book, row, as_of, begin, foresees=line is not None), projection, silence)


def _pace(book: FigureIndex, row: Row, as_of: date, begin: date | None, *, foresees: bool) -> GoalPace | None:
    """The pace of a target that is open: neither superseded, nor with its final figure, nor one that must stand still.

    Growth has none: a rate does not add up to the year's. Nor is there one from before ``begin``, when what is counted
    changed. A day on which the target is reached is foretold only where there are figures enough for a line.
    """
    figure, indicator = row.observed, row.indicator
    if figure is None or row.final or row.status is Status.SUPERSEDED or row.due <= figure.as_of:
        return None
    if indicator.measure is Measure.GROWTH or indicator.direction is Direction.MAINTAIN:
        return None
    if row.carried and indicator.measure.has_period:
        return None
    start = _start(book, row, figure)
    if start is not None and begin is not None and start[0] < begin <= figure.as_of:
        start = None
    so_far = reach = None
    ceiling = indicator.measure is Measure.FLOW and indicator.direction is Direction.DECREASE
    reached = not ceiling and row.region.holds(figure.interval)
    settled = reached or (ceiling and not row.region.meets(figure.interval))
    if start is not None:
        began, nominal, interval = start
        days = (figure.as_of - began).days
        so_far = Speed(
            (figure.nominal - nominal) / days, _less(figure.interval, interval).scaled(Fraction(1, days)), began
        )
        if not settled and foresees:
            reach = _reach(row, figure, start, ceiling=ceiling)
    required = from_now = None
    if not settled:
        required = _required(row, figure, figure.as_of)
        from_now = _required(row, figure, as_of) if figure.as_of < as_of < row.due else None
    return GoalPace(so_far, required, from_now, reach, reached)


_Start = tuple[date, Fraction, Interval]


def _start(book: FigureIndex, row: Row, figure: Figure) -> _Start | None:
    """Where the pace so far is measured from: the row's baseline; of a carried figure what its own year would have."""
    if row.baseline is not None and row.baseline.as_of < figure.as_of:
        return row.baseline.as_of, row.baseline.nominal, row.baseline.interval
    if not row.carried:
        return None
    code, area, year = row.indicator.code, row.target.area, Period.year(figure.as_of.year)
    for before in (book.carried(code, area, year.first), book.first(code, area, year)):
        if before is not None and before.as_of < figure.as_of and not before.interval.is_endless:
            return before.as_of, before.nominal, before.interval
    return None


def _less(one: Interval, other: Interval) -> Interval:
    """Every difference of a number of one and a number of the other interval."""
    return one + Interval(
        None if other.high is None else -other.high,
        None if other.low is None else -other.low,
        other.high_open,
        other.low_open,
    )


def _nearest(row: Row) -> Fraction:
    """The number at which the target begins to be met, of a ceiling at which it is passed: of "about 16" it is 15.6."""
    upwards = row.indicator.direction is Direction.INCREASE
    end = row.region.low if upwards else row.region.high
    return row.goal if end is None else end


def _required(row: Row, figure: Figure, start: date) -> Speed:
    """What takes the figure to where the target begins to be met, between ``start`` and the due date."""
    days = Fraction(1, (row.due - start).days)
    goal = _nearest(row)
    left = _less(Interval.point(goal), figure.interval)
    return Speed((goal - figure.nominal) * days, left.scaled(days), start)


def _reach(row: Row, figure: Figure, start: _Start, *, ceiling: bool) -> Reach:
    began, nominal, interval = start
    days = (figure.as_of - began).days
    upwards = ceiling or row.indicator.direction is Direction.INCREASE
    goal, length = _nearest(row), row.plan.period.last - row.plan.period.first
    horizon = (row.due + length - figure.as_of).days

    def when(value: Fraction, base: Fraction) -> date | None:
        left, gained = goal - value, value - base
        if not upwards:
            left, gained = -left, -gained
        if left < 0 or (left == 0 and (ceiling or row.region.contains(value))):
            return figure.as_of
        if gained <= 0 or left * days > gained * horizon:
            return None
        found = figure.as_of + timedelta(days=max(ceil(left * days / gained), 1))  # "over" it is a day beyond it
        return None if row.indicator.measure is Measure.FLOW and found > row.due else found

    low = when(figure.interval.lowest, interval.highest)
    high = when(figure.interval.highest, interval.lowest)
    found = when(figure.nominal, nominal)
    ends = sorted((low, found, high), key=lambda day: day or date.max)
    return Reach(found, ends[0], ends[-1])
