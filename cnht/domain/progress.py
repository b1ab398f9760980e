"""How far each target is: baseline, pace, status at both ends of a figure, and the trace that ``explain`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, Overflow, localcontext
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from cnht.domain.figures import Conflict, Figure, FigureIndex
from cnht.domain.model import Dated, Indicator, Measure, Plan, Target, Workspace
from cnht.domain.period import Period, day_before
from cnht.domain.quantity import HUGE, Direction, Interval, Qualifier
from cnht.language.texts import Localized, _

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
    """Why a status is undetermined, or why there is no data."""

    CONFLICT = "conflict"
    INTERVAL = "interval"
    NO_BASELINE = "no_baseline"
    TOO_OLD = "too_old"


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


class Baseline(NamedTuple):
    """Where the way to the target starts. ``figure`` is what it was taken from, ``None`` for the plan's own and 0.

    The line runs from ``start``: the baseline's own date, but never before the day before the judged period.
    """

    kind: BaselineKind
    interval: Interval
    nominal: Fraction
    as_of: date
    start: date
    figure: Figure | None = None
    stated: Dated | None = None


class Segment(NamedTuple):
    """The part of the way on which a figure lies: from ``low`` on ``begin`` to ``high`` on ``end``."""

    begin: date
    low: Fraction
    end: date
    high: Fraction

    def at(self, day: date, *, compound: bool = False) -> Fraction:
        """The number due on a day, on a straight line or by compound growth."""
        part = Fraction((day - self.begin).days, (self.end - self.begin).days)
        if compound:
            return self.low * _power(self.high / self.low, part)
        return self.low + (self.high - self.low) * part


class Pace(NamedTuple):
    """Progress made over progress due. ``expected`` is the number due on the figure's date, in the indicator's unit.

    ``ratio`` is ``None`` where it cannot be computed: nothing of a ceiling used, or a target of 0 or less. ``leg`` is
    what ``expected`` was read off; both are ``None`` where the figure was put in ratio to the target itself.
    """

    method: Method
    ratio: Fraction | None
    expected: Fraction | None = None
    leg: Segment | None = None


class Point(NamedTuple):
    """The verdict at one number of the figure and one of the baseline, as part of the trace."""

    value: Fraction
    baseline: Fraction | None
    inside: bool
    pace: Pace | None
    status: Status | None
    """``None`` where a baseline is needed and there is none."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a target is judged to be, and the trace of it.

    ``points`` are the verdicts at the ends of figure and baseline, ``central`` is that at the nominal values; there
    are none where nothing was judged.
    """

    status: Status
    likely: Status | None = None
    reason: Reason | None = None
    pace: Pace | None = None
    points: tuple[Point, ...] = ()
    central: Point | None = None
    cagr_refusal: CagrRefusal | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One target in one year: the figure it was judged by, and the verdict.

    ``goal`` is the target's nominal number and ``region`` what it accepts; ``judged`` the period whose figures count,
    ending on the due date. ``percent`` holds 100 times figure over ``goal``: its nominal number and its ends.
    """

    plan: Plan
    target: Target
    indicator: Indicator
    judged: Period
    path: bool
    goal: Fraction
    region: Interval
    observed: Figure | None
    carried: bool
    baseline: Baseline | None
    percent: tuple[Fraction, Interval] | None
    stale: bool
    superseded_by: Plan | None
    conflicts: tuple[Conflict, ...]
    verdict: Verdict

    @property
    def due(self) -> date:
        """The day the target is due: the judged period's last."""
        return self.judged.last

    @property
    def exceeded(self) -> bool:
        """Whether it is met and lies wholly beyond the target's number; of a range, beyond its far end."""
        quantity, upwards = self.target.quantity, self.indicator.direction is Direction.INCREASE
        if self.status is not Status.MET or self.observed is None or self.indicator.direction is Direction.MAINTAIN:
            return False
        if quantity.qualifier in (Qualifier.OVER, Qualifier.UNDER):
            return False
        far = Fraction(quantity.value_high or quantity.value) if upwards else Fraction(quantity.value)
        beyond = Interval(far, None, low_open=True) if upwards else Interval(None, far, high_open=True)
        return beyond.holds(self.observed.interval)

    @property
    def final(self) -> bool | None:
        """Whether the figure is that of the due date; ``None`` without a figure in the judged period."""
        return None if self.carried or self.observed is None else self.observed.as_of == self.due

    @property
    def status(self) -> Status:
        """The verdict."""
        return self.verdict.status

    @property
    def likely(self) -> Status | None:
        """The status at the nominal values, where the verdict is open; else the verdict."""
        return self.verdict.likely

    @property
    def reason(self) -> Reason | None:
        """Why the verdict is open."""
        return self.verdict.reason

    @property
    def pace(self) -> Pace | None:
        """The pace at the nominal values."""
        return self.verdict.pace


@dataclass(frozen=True)
class Progress:
    """All rows of a year as things stood on ``as_of``.

    ``plans`` are those whose period contains the year; where rows were chosen by indicator or area, those with rows.
    """

    year: int
    as_of: date
    plans: tuple[Plan, ...]
    rows: tuple[Row, ...]
    book: FigureIndex

    @cached_property
    def areas(self) -> frozenset[str]:
        """The areas that the rows are of."""
        return frozenset(row.target.area for row in self.rows)

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


def runs(years: Sequence[int]) -> list[str]:
    """``2020-2026, 2030``."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]


def no_plan(years: Sequence[int], asked: int | None) -> Localized:
    """The refusal of a year that is not among ``years``, which plans cover."""
    if not years:
        return _("there is no plan in targets/")
    near = min(years, key=lambda year: (abs(year - (asked or 0)), -year))
    spans = ", ".join(runs(years))
    return _(
        "no plan covers {asked}; there are plans for {spans}. The nearest: {near}", asked=asked, spans=spans, near=near
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
    book = FigureIndex(workspace, as_of)
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
        if _has_row(target, year)
    )
    if indicators or areas:
        shown = {row.plan.number for row in rows}
        covering = tuple(plan for plan in covering if plan.number in shown)
    return Progress(year, as_of, covering, rows, book)


def _has_row(target: Target, year: int) -> bool:
    """Whether a target of a plan that covers ``year`` has a row in it: in the year it is due, and on the way there."""
    first = target.period.first.year if target.period else 0
    return target.each_year or first <= year <= target.due.year


def _row(book: FigureIndex, plan: Plan, target: Target, year: int, *, cagr: bool) -> Row:
    indicator = book.indicator(target.indicator)
    judged = _judged(plan, target, year)
    oldest = book.oldest(indicator, judged.last)
    own = book.choose(target.indicator, target.area, judged, oldest)
    old = None if own or oldest is None else book.choose(target.indicator, target.area, judged)
    observed = own or old or book.carried(target.indicator, target.area, judged.first)
    goal = target.quantity.nominal(indicator.direction)
    region = target.quantity.region(indicator.direction, book.workspace.definitions.tolerance)
    baseline = _baseline(book, target, judged, own)
    successor = _successor(book, plan)
    conflicts = () if observed is None else book.conflicts(observed)
    refusal = CagrRefusal.MEASURE if cagr and indicator.measure is not Measure.STOCK else None
    if successor is not None:
        verdict = Verdict(Status.SUPERSEDED, cagr_refusal=refusal)
    elif book.as_of < plan.period.first:
        verdict = Verdict(Status.NOT_STARTED, cagr_refusal=refusal)
    elif own is None:
        verdict = Verdict(Status.NO_DATA, reason=Reason.TOO_OLD if old else None, cagr_refusal=refusal)
    else:
        start = None if baseline is None else baseline.start
        milestones = _milestones(target, indicator, judged, start)
        course = _Course(indicator, region, goal, start, judged.last, own.as_of, milestones)
        verdict = _judge(course, own, baseline, cagr=cagr)
        if any(conflict.decisive for conflict in conflicts):
            likely = None if verdict.central is None else verdict.central.status
            verdict = replace(verdict, status=Status.UNDETERMINED, likely=likely, reason=Reason.CONFLICT)
    return Row(
        plan=plan,
        target=target,
        indicator=indicator,
        judged=judged,
        path=judged.last.year > year,
        goal=goal,
        region=region,
        observed=observed,
        carried=own is None and observed is not None,
        baseline=baseline,
        percent=_percent(indicator, goal, observed, carried=own is None),
        stale=observed is not None and observed.as_of.year < year,
        superseded_by=successor,
        conflicts=conflicts,
        verdict=verdict,
    )


def _milestones(
    target: Target, indicator: Indicator, judged: Period, start: date | None
) -> tuple[tuple[date, Fraction], ...]:
    """The stops between the baseline and the due date, in order."""
    return tuple(
        (stop.as_of, stop.quantity.nominal(indicator.direction))
        for stop in sorted(target.milestones, key=lambda stop: stop.as_of)
        if stop.as_of in judged and (start is None or stop.as_of > start)
    )


def _judged(plan: Plan, target: Target, year: int) -> Period:
    if not target.each_year:
        return Period.between((target.period or plan.period).first, target.due)
    span = Period.year(year)
    return Period.between(max(plan.period.first, span.first), min(plan.period.last, span.last))


def _successor(book: FigureIndex, plan: Plan) -> Plan | None:
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


def _baseline(book: FigureIndex, target: Target, judged: Period, observed: Figure | None) -> Baseline | None:
    """The first baseline with both ends: the plan's own, the figures before the period, the period's first figure."""
    indicator = book.indicator(target.indicator)
    if target.baseline is not None:
        stated = target.baseline
        interval = indicator.interval(stated.quantity, book.workspace.definitions.tolerance)
        if not interval.is_endless:
            nominal = stated.quantity.nominal(indicator.direction)
            start = max(stated.as_of, day_before(judged.first))
            return Baseline(BaselineKind.PLAN, interval, nominal, stated.as_of, start, stated=stated)
    if observed is None:
        return None
    if indicator.measure is Measure.FLOW:
        return Baseline(BaselineKind.ZERO, Interval.point(0), Fraction(0), judged.first, judged.first)
    earlier = book.carried(target.indicator, target.area, judged.first)
    if earlier is not None and not earlier.interval.is_endless:
        start = day_before(judged.first)
        return Baseline(BaselineKind.EARLIER, earlier.interval, earlier.nominal, earlier.as_of, start, earlier)
    first = book.first(target.indicator, target.area, judged)
    if first is not None and first.as_of < observed.as_of and not first.interval.is_endless:
        return Baseline(BaselineKind.FIRST, first.interval, first.nominal, first.as_of, first.as_of, first)
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
    compound: bool = False

    def at(self, value: Fraction, baseline: Fraction | None) -> Point:
        """The verdict on ``value``, with the way starting at ``baseline``."""
        inside = self.region.contains(value)
        pace = self.pace(value, baseline)
        return Point(value, baseline, inside, pace, self._status(pace, baseline, inside=inside))

    def _status(self, pace: Pace | None, baseline: Fraction | None, *, inside: bool) -> Status | None:
        is_due = self.today == self.due
        if inside and (is_due or not (self._is_growth or self._is_ceiling)):
            return Status.MET
        if inside and self._is_growth:
            return Status.ON_TRACK
        if is_due or (self._is_ceiling and not inside):
            return Status.MISSED
        if self.indicator.direction is Direction.MAINTAIN:
            return Status.OFF_TRACK
        if self.starts_inside(baseline):
            return Status.MOVING_AWAY
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

    def starts_inside(self, baseline: Fraction | None) -> bool:
        """Whether the way starts, before the figure, where the target is met already: what is outside has left it."""
        if baseline is None or self.start is None or self._is_growth or self._is_ceiling:
            return False
        return self.start < self.today and self.region.contains(baseline)

    def method(self, baseline: Fraction | None) -> Method | None:
        """The formula for the pace from a baseline; ``None`` if it has none, or needs a baseline that is missing."""
        if self._is_ceiling:
            return Method.CEILING
        if self._is_growth:
            return Method.RATIO
        if baseline is None or self.start is None or self.starts_inside(baseline):
            return None
        if self.today <= self.start:
            return Method.RATIO
        expected = self.expected(self.leg(baseline))
        towards = expected > baseline if self.indicator.direction is Direction.INCREASE else expected < baseline
        if not towards:
            return Method.RATIO
        return Method.CAGR if self.compound else Method.LINEAR

    def pace(self, value: Fraction, baseline: Fraction | None) -> Pace | None:
        """r of the specification, exact but for compound growth, which is computed to 100 digits."""
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
                assert self.start is not None
                days = (self.today - self.start).days
                return Pace(method, made_over_due(method, value, baseline, expected, days), expected, leg)

    def leg(self, baseline: Fraction) -> Segment:
        """The part of the way from ``baseline`` through the milestones to the target on which today lies."""
        assert self.start is not None
        stops = [(self.start, baseline), *self.milestones, (self.due, self.goal)]
        legs = (Segment(*begin, *end) for begin, end in pairwise(stops))
        return next(leg for leg in legs if self.today <= leg.end)

    def expected(self, leg: Segment) -> Fraction:
        """The number due today."""
        return leg.at(self.today, compound=self.compound)

    def refuses_compound(self, points: Iterator[tuple[Fraction, Fraction]]) -> CagrRefusal | None:
        """Why compound growth cannot be computed for one of the (value, baseline) points."""
        if self.indicator.measure is not Measure.STOCK:
            return CagrRefusal.MEASURE
        for value, baseline in points:
            bases = [baseline, *(number for _unused, number in self.milestones), self.goal]
            if 0 in bases:
                return CagrRefusal.ZERO
            if any(base * baseline < 0 for base in [*bases, value]):
                return CagrRefusal.SIGN
        return None


def _judge(course: _Course, observed: Figure, baseline: Baseline | None, *, cagr: bool) -> Verdict:
    """The verdict on a figure of the judged period: the status that both its ends and those of the baseline share."""
    ends = tuple(dict.fromkeys((observed.interval.lowest, observed.interval.highest)))
    starts: tuple[Fraction | None, ...] = (None,)
    start = quoted = None
    if baseline is not None:
        starts = tuple(dict.fromkeys((baseline.interval.lowest, baseline.interval.highest)))
        start, quoted = baseline.interval.nearest(baseline.nominal), baseline.nominal
    refusal = None
    if cagr:
        refusal = course.refuses_compound((end, begin) for end in ends for begin in starts if begin is not None)
        course = replace(course, compound=refusal is None)
    points = tuple(course.at(end, begin) for end in ends for begin in starts)
    central = course.at(observed.interval.nearest(observed.nominal), start)
    verdict = Verdict(
        status=Status.UNDETERMINED,
        pace=course.pace(observed.nominal, quoted),
        points=points,
        central=central,
        cagr_refusal=refusal,
    )
    if any(point.status is None for point in points):
        return replace(verdict, reason=Reason.NO_BASELINE)
    shared = _shared(course, observed, points)
    if shared is None:
        return replace(verdict, likely=central.status, reason=Reason.INTERVAL)
    return replace(verdict, status=shared, likely=shared)


def _shared(course: _Course, observed: Figure, points: tuple[Point, ...]) -> Status | None:
    """The status of every point; ``None`` where they differ, or where the baseline's ends call for other formulas."""
    if course.indicator.direction is Direction.MAINTAIN:
        # An interval can reach beyond the region on both sides: its ends are outside, and yet it is not.
        if course.region.meets(observed.interval) and not course.region.holds(observed.interval):
            return None
        return points[0].status
    paced = [point for point in points if point.status not in (Status.MET, Status.MISSED)]
    formulas = {point.pace.method for point in paced if point.pace is not None}
    statuses = {point.status for point in points}
    return points[0].status if len(statuses) == 1 and len(formulas) <= 1 else None


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


def made_over_due(method: Method, value: Fraction, baseline: Fraction, expected: Fraction, days: int) -> Fraction:
    """The progress made over the progress due, from a baseline ``days`` ago: of levels, or of growth rates a year."""
    if method is not Method.CAGR:
        return (value - baseline) / (expected - baseline)
    grown = (_power(number / baseline, DAYS_A_YEAR / days) - 1 for number in (value, expected))
    return next(grown) / next(grown)


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    """``base`` (0 or more) to a power, to 100 digits; what is beyond every figure is :data:`HUGE`."""
    with localcontext(prec=100, Emax=10**6) as context:
        context.traps[Overflow] = False
        number = Decimal(base.numerator) / Decimal(base.denominator)
        power = number ** (Decimal(exponent.numerator) / Decimal(exponent.denominator))
        return HUGE if power > Decimal(HUGE.numerator) else Fraction(power)
