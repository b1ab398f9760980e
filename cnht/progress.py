"""How far each target is: baseline, pace, status at both ends of a figure, and the trace that ``explain`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from cnht.figures import Book, Conflict, Figure
from cnht.model import Dated, Indicator, Measure, Plan, Target, Workspace
from cnht.period import Period
from cnht.quantity import Direction, Interval

ON_TRACK_FROM = Fraction(95, 100)
BEHIND_FROM = Fraction(60, 100)
DAYS_A_YEAR = Fraction(36525, 100)


class Status(StrEnum):
    """The verdict on one target. The order is that of the counts below a table: done, going well, going badly, open."""

    MET = "met"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    OFF_TRACK = "off_track"
    MOVING_AWAY = "moving_away"
    MISSED = "missed"
    UNDETERMINED = "undetermined"
    NO_DATA = "no_data"
    NOT_STARTED = "not_started"
    SUPERSEDED = "superseded"


class Reason(StrEnum):
    """Why a status is undetermined."""

    CONFLICT = "conflict"
    INTERVAL = "interval"
    NO_BASELINE = "no_baseline"


class Method(StrEnum):
    """How the pace was computed."""

    LINEAR = "linear"
    RATIO = "ratio"
    CEILING = "ceiling"
    CAGR = "cagr"


class BaselineKind(StrEnum):
    """Where a baseline comes from, in the order in which they are tried."""

    ZERO = "zero"
    PLAN = "plan"
    EARLIER = "earlier"
    FIRST = "first"


class CagrRefusal(StrEnum):
    """Why compound growth cannot be computed."""

    MEASURE = "measure"
    ZERO = "zero"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where the way to the target starts. ``figure`` is what it was taken from, ``None`` for the plan's own and 0."""

    kind: BaselineKind
    interval: Interval
    nominal: Fraction
    as_of: date
    figure: Figure | None = None
    stated: Dated | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """The part of the way on which a figure lies: from ``low`` on ``begin`` to ``high`` on ``end``."""

    begin: date
    low: Fraction
    end: date
    high: Fraction


@dataclass(frozen=True, slots=True)
class Pace:
    """Progress made over progress due. ``expected`` is the number due on the figure's date, in the indicator's unit.

    ``ratio`` is ``None`` where it cannot be computed: nothing of a ceiling used, or a target of 0 or less. ``leg`` is
    what ``expected`` was read off; both are ``None`` where the figure was put in ratio to the target itself.
    """

    method: Method
    ratio: Fraction | None
    expected: Fraction | None = None
    leg: Leg | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """The verdict at one number of the figure and one of the baseline, as part of the trace."""

    value: Fraction
    baseline: Fraction | None
    inside: bool
    pace: Pace | None
    status: Status | None
    """``None`` where a baseline is needed and there is none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One target in one year: the figure it was judged by, and the verdict.

    ``goal`` is the target's nominal number and ``region`` what it accepts; ``judged`` the period whose figures count,
    ending on the due date; ``points`` the verdicts at the ends of figure and baseline, ``central`` that at the
    nominal values. ``percent`` holds 100 times figure over ``goal``: its nominal number and its ends.
    """

    plan: Plan
    target: Target
    indicator: Indicator
    due: date
    judged: Period
    path: bool
    goal: Fraction
    region: Interval
    observed: Figure | None
    carried: bool
    baseline: Baseline | None
    percent: tuple[Fraction, Interval] | None
    pace: Pace | None
    points: tuple[Point, ...]
    central: Point | None
    status: Status
    likely: Status | None
    reason: Reason | None
    final: bool | None
    stale: bool
    superseded_by: Plan | None
    conflicts: tuple[Conflict, ...]
    cagr_refusal: CagrRefusal | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """All rows of a year as things stood on ``as_of``.

    ``plans`` are those whose period contains the year; where rows were chosen by indicator or area, those with rows.
    """

    year: int
    as_of: date
    plans: tuple[Plan, ...]
    rows: tuple[Row, ...]
    book: Book

    @property
    def counts(self) -> dict[Status, int]:
        """How many of the targets due in the year have which status; paths and superseded rows do not count."""
        counted: Counter[Status] = Counter(
            row.status for row in self.rows if not row.path and row.status is not Status.SUPERSEDED
        )
        return {status: counted[status] for status in Status if counted[status]}


def plan_years(workspace: Workspace) -> list[int]:
    """The years that a plan covers, ascending."""
    return sorted(
        {year for plan in workspace.plans for year in range(plan.period.first.year, plan.period.last.year + 1)}
    )


def progress(
    workspace: Workspace,
    year: int,
    as_of: date,
    *,
    indicators: Collection[str] = (),
    plans: Collection[str] = (),
    areas: Collection[str] = (),
    cagr: bool = False,
) -> Progress:
    """Judge every target of the plans whose period contains ``year``, as things stood on ``as_of``.

    ``as_of`` is taken as the year's last day where it is later. The collections of codes and plan numbers restrict
    the rows; empty means all. ``cagr`` measures the pace of stocks along compound growth where that can be done.
    """
    as_of = min(as_of, date(year, 12, 31))
    book = Book(workspace, as_of)
    span = Period.year(year)
    covering = tuple(
        plan
        for plan in workspace.plans
        if plan.period.first <= span.last and span.first <= plan.period.last and (not plans or plan.number in plans)
    )
    rows = tuple(
        _row(book, plan, target, year, cagr=cagr)
        for plan in covering
        for target in plan.targets
        if (not indicators or target.indicator in indicators) and (not areas or target.area in areas)
        if target.each_year or target.due.year >= year
    )
    if indicators or areas:
        shown = {row.plan.number for row in rows}
        covering = tuple(plan for plan in covering if plan.number in shown)
    return Progress(year, as_of, covering, rows, book)


def _row(book: Book, plan: Plan, target: Target, year: int, *, cagr: bool) -> Row:
    indicator = book.indicator(target.indicator)
    judged = _judged(plan, target, year)
    observed = book.choose(target.indicator, target.area, judged)
    carried = observed is None
    if carried:
        observed = book.carried(target.indicator, target.area, judged.first)
    goal = target.quantity.nominal(indicator.direction)
    baseline = _baseline(book, target, judged, None if carried else observed)
    row = Row(
        plan=plan,
        target=target,
        indicator=indicator,
        due=judged.last,
        judged=judged,
        path=judged.last.year > year,
        goal=goal,
        region=target.quantity.region(indicator.direction, book.workspace.definitions.tolerance),
        observed=observed,
        carried=carried and observed is not None,
        baseline=baseline,
        percent=_percent(indicator, goal, observed, carried=carried),
        pace=None,
        points=(),
        central=None,
        status=Status.NO_DATA,
        likely=None,
        reason=None,
        final=None if carried or observed is None else observed.as_of == judged.last,
        stale=observed is not None and observed.as_of.year < year,
        superseded_by=_successor(book, plan),
        conflicts=() if observed is None else book.conflicts(observed),
        cagr_refusal=CagrRefusal.MEASURE if cagr and indicator.measure is not Measure.STOCK else None,
    )
    if row.superseded_by is not None:
        return replace(row, status=Status.SUPERSEDED)
    if book.as_of < plan.period.first:
        return replace(row, status=Status.NOT_STARTED)
    if carried or observed is None:
        return row
    return _judge(row, observed, cagr=cagr)


def _judged(plan: Plan, target: Target, year: int) -> Period:
    if not target.each_year:
        return Period.between(plan.period.first, target.due)
    span = Period.year(year)
    return Period.between(max(plan.period.first, span.first), min(plan.period.last, span.last))


def _successor(book: Book, plan: Plan) -> Plan | None:
    """The plan that has ended this one by the book's day."""
    return next(
        (other for other in book.workspace.plans if other.replaces == plan.number and other.period.first <= book.as_of),
        None,
    )


def _percent(
    indicator: Indicator, goal: Fraction, observed: Figure | None, *, carried: bool
) -> tuple[Fraction, Interval] | None:
    if observed is None or goal <= 0 or indicator.direction is Direction.MAINTAIN:
        return None
    if carried and indicator.measure.has_period:
        return None
    return observed.nominal * 100 / goal, observed.interval.scaled(100 / goal)


def _baseline(book: Book, target: Target, judged: Period, observed: Figure | None) -> Baseline | None:
    """The first baseline with both ends: the plan's own, the figures before the period, the period's first figure."""
    indicator = book.indicator(target.indicator)
    if target.baseline is not None:
        stated = target.baseline
        interval = indicator.interval(stated.quantity, book.workspace.definitions.tolerance)
        if not interval.is_endless:
            nominal = stated.quantity.nominal(indicator.direction)
            return Baseline(BaselineKind.PLAN, interval, nominal, stated.as_of, stated=stated)
    if observed is None:
        return None
    if indicator.measure is Measure.FLOW:
        return Baseline(BaselineKind.ZERO, Interval.point(0), Fraction(0), judged.first)
    earlier = book.carried(target.indicator, target.area, judged.first)
    if earlier is not None and not earlier.interval.is_endless:
        return Baseline(BaselineKind.EARLIER, earlier.interval, earlier.nominal, earlier.as_of, earlier)
    first = book.first(target.indicator, target.area, judged)
    if first is not None and first.as_of < observed.as_of and not first.interval.is_endless:
        return Baseline(BaselineKind.FIRST, first.interval, first.nominal, first.as_of, first)
    return None


@dataclass(frozen=True, slots=True)
class _Course:
    """The way from a baseline to a target, and the verdict at any point beside it."""

    indicator: Indicator
    region: Interval
    goal: Fraction
    start: date | None
    due: date
    today: date
    milestones: tuple[tuple[date, Fraction], ...]
    compound: bool

    def at(self, value: Fraction, baseline: Fraction | None) -> Point:
        """The verdict on ``value``, with the way starting at ``baseline``."""
        inside = self.region.contains(value)
        pace = self.pace(value, baseline)
        return Point(value, baseline, inside, pace, self._status(pace, inside=inside))

    def _status(self, pace: Pace | None, *, inside: bool) -> Status | None:
        is_due = self.today == self.due
        if inside and (is_due or not (self._is_growth or self._is_ceiling)):
            return Status.MET
        if inside and self._is_growth:
            return Status.ON_TRACK
        if is_due or (self._is_ceiling and not inside):
            return Status.MISSED
        if self.indicator.direction is Direction.MAINTAIN:
            return Status.OFF_TRACK
        if pace is None:
            return None
        if pace.ratio is None:
            return Status.ON_TRACK if pace.method is Method.CEILING else Status.OFF_TRACK
        return band(pace.ratio)

    @property
    def _is_growth(self) -> bool:
        return self.indicator.measure is Measure.GROWTH

    @property
    def _is_ceiling(self) -> bool:
        """A flow that should stay low: a ceiling that fills up."""
        return self.indicator.measure is Measure.FLOW and self.indicator.direction is Direction.DECREASE

    def method(self, baseline: Fraction | None) -> Method | None:
        """The formula that a baseline calls for; ``None`` where one is needed and there is none."""
        if self._is_ceiling:
            return Method.CEILING
        if self._is_growth:
            return Method.RATIO
        if baseline is None or self.start is None:
            return None
        if self.region.contains(baseline) or self.today <= self.start:
            return Method.RATIO
        expected = self.expected(self.leg(baseline))
        towards = expected > baseline if self.indicator.direction is Direction.INCREASE else expected < baseline
        if not towards:
            return Method.RATIO
        return Method.CAGR if self.compound else Method.LINEAR

    def pace(self, value: Fraction, baseline: Fraction | None) -> Pace | None:
        """r of the specification, exact but for compound growth, which is computed to 50 digits."""
        if self.indicator.direction is Direction.MAINTAIN or self.today == self.due:
            return None
        method = self.method(baseline)
        match method:
            case None:
                return None
            case Method.RATIO:
                if self.goal <= 0:
                    return Pace(method, None)
                if self.indicator.direction is Direction.INCREASE:
                    return Pace(method, value / self.goal)
                return Pace(method, self.goal / value if value else None)
            case Method.CEILING:
                leg = self.leg(Fraction(0))
                expected = self.expected(leg)
                return Pace(method, expected / value if value > 0 else None, expected, leg)
            case Method.LINEAR | Method.CAGR:
                assert baseline is not None
                leg = self.leg(baseline)
                expected = self.expected(leg)
                if method is Method.LINEAR:
                    return Pace(method, (value - baseline) / (expected - baseline), expected, leg)
                ratio = self._growth(baseline, value) / self._growth(baseline, expected)
                return Pace(method, ratio, expected, leg)

    def leg(self, baseline: Fraction) -> Leg:
        """The part of the way from ``baseline`` through the milestones to the target on which today lies."""
        assert self.start is not None
        stops = [(self.start, baseline), *self.milestones, (self.due, self.goal)]
        legs = (Leg(*begin, *end) for begin, end in pairwise(stops))
        return next(leg for leg in legs if self.today <= leg.end)

    def expected(self, leg: Leg) -> Fraction:
        """The number due today."""
        part = Fraction((self.today - leg.begin).days, (leg.end - leg.begin).days)
        if self.compound:
            return leg.low * _power(leg.high / leg.low, part)
        return leg.low + (leg.high - leg.low) * part

    def _growth(self, baseline: Fraction, value: Fraction) -> Fraction:
        """Yearly growth rate from ``baseline`` to ``value`` today."""
        assert self.start is not None
        years = (self.today - self.start).days / DAYS_A_YEAR
        return _power(value / baseline, 1 / years) - 1

    def refuses_compound(self, points: Iterator[tuple[Fraction, Fraction]]) -> CagrRefusal | None:
        """Why compound growth cannot be computed for one of the (value, baseline) points."""
        for value, baseline in points:
            bases = [baseline, *(number for _, number in self.milestones), self.goal]
            if 0 in bases:
                return CagrRefusal.ZERO
            if any(base * baseline < 0 for base in [*bases, value]):
                return CagrRefusal.SIGN
        return None


def _judge(row: Row, observed: Figure, *, cagr: bool) -> Row:
    baseline = row.baseline
    ends = (observed.interval.lowest, observed.interval.highest)
    starts = (None,) if baseline is None else (baseline.interval.lowest, baseline.interval.highest)
    value = observed.interval.nearest(observed.nominal)
    start = None if baseline is None else baseline.interval.nearest(baseline.nominal)
    course = _Course(
        row.indicator,
        row.region,
        row.goal,
        None if baseline is None else baseline.as_of,
        row.due,
        observed.as_of,
        tuple(
            (stop.as_of, stop.quantity.nominal(row.indicator.direction))
            for stop in sorted(row.target.milestones, key=lambda stop: stop.as_of)
            if stop.as_of in row.judged and (baseline is None or stop.as_of > baseline.as_of)
        ),
        compound=False,
    )
    refusal = row.cagr_refusal
    if cagr and refusal is None:
        refusal = course.refuses_compound((end, begin) for end in ends for begin in starts if begin is not None)
        course = replace(course, compound=refusal is None)
    points = tuple(course.at(end, begin) for end in dict.fromkeys(ends) for begin in dict.fromkeys(starts))
    central = course.at(value, start)
    quoted = course.pace(observed.nominal, None if baseline is None else baseline.nominal)
    status, likely, reason = _verdict(row, observed, course, points, central)
    if any(conflict.decisive for conflict in row.conflicts):
        status, likely, reason = Status.UNDETERMINED, central.status, Reason.CONFLICT
    return replace(
        row,
        pace=quoted,
        points=points,
        central=central,
        status=status,
        likely=likely,
        reason=reason,
        cagr_refusal=refusal,
    )


def _verdict(
    row: Row, observed: Figure, course: _Course, points: tuple[Point, ...], central: Point
) -> tuple[Status, Status | None, Reason | None]:
    """The status that all points share; else undetermined, with what is likely and why."""
    if any(point.status is None for point in points):
        return Status.UNDETERMINED, None, Reason.NO_BASELINE
    found = {point.status for point in points}
    if row.indicator.direction is Direction.MAINTAIN:
        # An interval can reach beyond the region on both sides: its ends are outside, and yet it is not.
        one_verdict = row.region.holds(observed.interval) or not row.region.meets(observed.interval)
    else:
        paced = [point for point in points if point.status not in (Status.MET, Status.MISSED)]
        formulas = {course.method(point.baseline) for point in paced}
        one_verdict = len(found) == 1 and len(formulas) <= 1
    if not one_verdict:
        return Status.UNDETERMINED, central.status, Reason.INTERVAL
    (status,) = found
    assert status is not None
    return status, status, None


def band(ratio: Fraction) -> Status:
    """The bands of Eurostat's and Open SDG's progress measure.

    Eurostat, *Sustainable development in the European Union: monitoring report*, annex on the assessment of
    indicators with a quantitative target; Open SDG documentation, *Automatic progress calculation*.
    """
    if ratio >= ON_TRACK_FROM:
        return Status.ON_TRACK
    if ratio >= BEHIND_FROM:
        return Status.BEHIND
    return Status.OFF_TRACK if ratio >= 0 else Status.MOVING_AWAY


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    """``base`` (0 or more) to a power, to 50 digits."""
    with localcontext(prec=60):
        power = Decimal(base.numerator) / Decimal(base.denominator)
        return Fraction(power ** (Decimal(exponent.numerator) / Decimal(exponent.denominator)))
