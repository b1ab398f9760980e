"""What a chart of a history shows, before it is drawn: the same for the terminal, the page, pictures and workbooks."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from cnht.domain.history import Estimate, Goal, History, Mark, Role
from cnht.domain.model import Measure
from cnht.domain.period import day_before
from cnht.domain.progress import Status
from cnht.domain.quantity import Direction, Interval, Qualifier
from cnht.language.texts import NOTHING, Lang, Localized, _, both, composed
from cnht.language.wording import rounded, write_date, write_number
from cnht.presenting.blocks import Sign
from cnht.presenting.numbers import trimmed
from cnht.presenting.phrases import PART_WORDS, figure_text, percent_unit, quantity_text

_PLACES = 60
"""More decimals than any round number at an axis has."""
_REACH = 3
"""A prediction may make the axis this many times as long as figures and targets need."""


SIGN_WORDS: dict[Sign, Localized] = {
    Sign.CHOSEN: _("the year's figure"),
    Sign.OTHER: _("another figure"),
    Sign.DISPUTED: _("disputed"),
    Sign.CARRIED: _("carried forward"),
    Sign.PART: PART_WORDS,
    Sign.TRUTH: _("the truth may be"),
    Sign.BEYOND: _("no end, or beyond the chart"),
    Sign.TARGET: _("target, to its due date"),
    Sign.BAND: _("targets from – to"),
    Sign.MILESTONE: _("milestone"),
    Sign.SUPERSEDED: _("superseded target"),
    Sign.TREND: _("straight line through the figures"),
    Sign.ESTIMATE: _("projected, 80% interval"),
}
"""What the legend says of each sign but today, of which it gives the date."""


class Dot(NamedTuple):
    """A figure: the number that was quoted, and what the truth may be; ``text`` is it in words, with its day."""

    day: date
    number: Fraction
    interval: Interval
    sign: Sign
    text: Localized


class Stop(NamedTuple):
    """A milestone: the number that a target asks for on a day before it is due."""

    day: date
    number: Fraction
    superseded: bool
    text: Localized


class Step(NamedTuple):
    """A target, from the day its period begins to the day it is due: a level, or of ``between`` a band up to ``high``.

    One that was superseded ends, if it was not due yet, on the day before the period of the plan that replaced it.
    ``named`` is false where the next one goes on with the same words.
    """

    begin: date
    due: date
    low: Fraction
    high: Fraction
    superseded: bool
    text: Localized
    named: bool = True


class Chart(NamedTuple):
    """The marks of a chart and the span of its axes. ``trend`` is the line's number on the days that it is drawn to.

    ``dots`` stand in the order of drawing: the figures of the years last, so that nothing hides them. ``now`` is the
    day of the history where that is within the years shown; ``whole`` is true where all figures and targets are whole
    numbers, so that those between have no meaning.
    """

    first: int
    last: int
    now: date | None
    dots: tuple[Dot, ...]
    steps: tuple[Step, ...]
    stops: tuple[Stop, ...]
    trend: tuple[tuple[date, Fraction], ...]
    estimates: tuple[Estimate, ...]
    low: Fraction
    high: Fraction
    whole: bool

    @property
    def begin(self) -> date:
        """The first day shown."""
        return date(self.first, 1, 1)

    @property
    def end(self) -> date:
        """The last day shown."""
        return date(self.last, 12, 31)

    @property
    def signs(self) -> set[Sign]:
        """The signs that are drawn, and so belong in a legend."""
        steps = [step for step in self.steps if not step.superseded]
        found = {
            Sign.TRUTH: any(dot.interval.width != 0 for dot in self.dots),
            Sign.BEYOND: any(any(self.goes_on(dot)) for dot in self.dots),
            Sign.TARGET: bool(steps),
            Sign.BAND: any(step.low != step.high for step in steps),
            Sign.MILESTONE: bool(self.stops),
            Sign.SUPERSEDED: len(steps) < len(self.steps),
            Sign.TREND: bool(self.trend),
            Sign.ESTIMATE: bool(self.estimates),
            Sign.NOW: self.now is not None,
        }
        return {sign for sign, drawn in found.items() if drawn} | {dot.sign for dot in self.dots}

    def ticks(self, most: int) -> list[Fraction]:
        """The numbers at the axis: round ones, ``most`` of them at most."""
        return ticks(self.low, self.high, most, whole=self.whole)

    def named_ticks(self, most: int, lang: Lang) -> list[tuple[Fraction, str]]:
        """The same with their words, exactly: they have as many decimals as tell them apart."""
        return [(number, write_number(trimmed(rounded(number, _PLACES)), lang)) for number in self.ticks(most)]

    def goes_on(self, dot: Dot) -> tuple[bool, bool]:
        """Whether what the truth may be goes on above what is shown, and below."""
        low, high = dot.interval.low, dot.interval.high
        return high is None or high > self.high, low is None or low < self.low


def legend(charts: Sequence[Chart]) -> list[tuple[Sign, Localized]]:
    """What the signs of all ``charts`` together mean."""
    drawn = {sign for chart in charts for sign in chart.signs}
    now = next((both(write_date, chart.now) for chart in charts if chart.now is not None), NOTHING)
    meanings = {**SIGN_WORDS, Sign.NOW: now}
    return [(sign, meanings[sign]) for sign in Sign if sign in drawn]


def chart_of(result: History) -> Chart | None:
    """The chart of ``result``; ``None`` where there is nothing to draw: no figure, or none that can be compared."""
    unit = percent_unit(result.indicator.code, result.book.workspace.definitions)
    dots = tuple(
        Dot(
            mark.day,
            mark.figure.nominal,
            mark.figure.interval,
            sign_of(mark, result),
            dated(figure_text(mark.figure, unit), mark.day),
        )
        for mark in sorted(result.marks, key=lambda mark: mark.role is Role.CHOSEN)
        if mark.comparable
    )
    if not dots:
        return None
    goals = [goal for goal in result.goals if goal.comparable]
    steps = _named([step for goal in goals if (step := _step(goal, result, unit)) is not None])
    stops = tuple(stop for goal in goals for stop in _stops(goal, result, unit))
    estimates = tuple({goal.projection.day: goal.projection for goal in result.goals if goal.projection}.values())
    trend: tuple[tuple[date, Fraction], ...] = ()
    if result.line is not None:
        days = [result.points[0].as_of, max([result.points[-1].as_of, *(estimate.day for estimate in estimates)])]
        trend = tuple((day, result.line.at(day).nominal) for day in days)
    asked = [*(end for step in steps for end in (step.low, step.high)), *(stop.number for stop in stops)]
    quoted = [*_ends(dots), *asked]
    low, high = _span(quoted)
    room = (high - low) * (_REACH - 1) / 2
    far = [number for _unused, number in trend] + [end for found in estimates for end in _finite(found.interval)]
    low, high = max(min([low, *far]), low - room), min(max([high, *far]), high + room)
    if min(quoted) >= 0:
        low = max(low, Fraction(0))
    now = result.as_of if result.first <= result.as_of.year <= result.last else None
    whole = all(number.denominator == 1 for number in [*asked, *(dot.number for dot in dots)])
    return Chart(result.first, result.last, now, dots, steps, stops, trend, estimates, low, high, whole)


def dated(text: Localized, day: date) -> Localized:
    """What a mark stands for, with its day."""
    return composed("{text}, {day}", text=text, day=both(write_date, day))


def sign_of(mark: Mark, result: History) -> Sign:
    """How a figure is drawn: by its role, unless it counts and is a flow's of a part of its year only."""
    is_flow = result.indicator.measure is Measure.FLOW
    if is_flow and mark.whole_year is False and mark.role in (Role.CHOSEN, Role.OTHER):
        return Sign.PART
    return Sign(mark.role)


def _step(goal: Goal, result: History, unit: Localized | None) -> Step | None:
    """The target as it is drawn; ``None`` where another plan replaced it before it began."""
    row = goal.row
    quantity = row.target.quantity
    is_band = quantity.qualifier is Qualifier.BETWEEN and quantity.value_high is not None
    low = Fraction(quantity.value)
    direction = row.indicator.direction
    maintained = direction is Direction.MAINTAIN
    if maintained and not row.region.is_endless:
        assert row.region.low is not None
        assert row.region.high is not None
        low, high = row.region.low, row.region.high
    else:
        high = Fraction(quantity.value_high or 0) if is_band else low
    begin = max(row.judged.first, date(result.first, 1, 1))
    end = _end(goal)
    if end < begin:
        return None
    superseded = row.status is Status.SUPERSEDED
    return Step(begin, end, low, high, superseded, quantity_text(quantity, unit))


def _end(goal: Goal) -> date:
    """The last day that the target holds: when it is due, or the day before another plan replaces its own."""
    successor = goal.row.superseded_by
    return goal.row.due if successor is None else min(goal.row.due, day_before(successor.period.first))


def _stops(goal: Goal, result: History, unit: Localized | None) -> Iterator[Stop]:
    row = goal.row
    for stop in goal.milestones:
        if result.first <= stop.as_of.year <= result.last and stop.as_of <= _end(goal):
            yield Stop(
                stop.as_of,
                stop.quantity.nominal(row.indicator.direction),
                row.status is Status.SUPERSEDED,
                dated(quantity_text(stop.quantity, unit), stop.as_of),
            )


def _named(steps: list[Step]) -> tuple[Step, ...]:
    """The steps, of which each run of equal ones, year after year, is named once."""
    begun = {(step.begin, step.text, step.superseded) for step in steps}
    return tuple(
        step._replace(named=(step.due + timedelta(days=1), step.text, step.superseded) not in begun)
        if step.due < date.max
        else step
        for step in steps
    )


def _ends(dots: tuple[Dot, ...]) -> Iterator[Fraction]:
    for dot in dots:
        yield dot.number
        # An end that only says what can be at all, such as "under 5" reaching down to 0, does not count.
        yield from (end for end in _finite(dot.interval) if abs(end - dot.number) <= abs(dot.number) / 2)


def _finite(interval: Interval) -> list[Fraction]:
    return [end for end in (interval.low, interval.high) if end is not None]


def _span(numbers: list[Fraction]) -> tuple[Fraction, Fraction]:
    """From the least to the greatest, with room around, and never nothing."""
    low, high = min(numbers), max(numbers)
    room = (high - low) / 10 or abs(high) / 10 or Fraction(1)
    return low - room, high + room


def ticks(low: Fraction, high: Fraction, most: int, *, whole: bool = False) -> list[Fraction]:
    """Round numbers (1, 2 or 5 and zeros) from ``low`` to ``high``, ``most`` of them at most; only ``whole`` ones."""
    step = Fraction(1)
    while step * 10 * (most - 1) < high - low:
        step *= 10
    while not whole and step * 10 > high - low:
        step /= 10
    for factor in (1, 2, 5, 10, 20, 50, 100):
        first = -(-low // (step * factor))
        last = high // (step * factor)
        if last - first < most:
            return [number * step * factor for number in range(first, last + 1)]
    raise AssertionError("a step of 100 times the span is too small")


def year_of(day: date) -> float:
    """A day as a number of years, so that years are equally long and an axis of numbers knows no time zone."""
    return day.year + (day.timetuple().tm_yday - 1) / (366 if isleap(day.year) else 365)


class TimeSpan(NamedTuple):
    """What the truth behind a figure may be, as far as it is drawn; ``up`` and ``down`` where it goes on from there."""

    low: Fraction
    high: Fraction
    up: bool
    down: bool


class ChartLabel(NamedTuple):
    """The words of a target, by the left end of the line that they stand on."""

    x: float
    y: float
    step: Step


_Box = tuple[float, float, float, float]
_ARROW = 26
"""How far, in pixels, an end that there is not reaches."""
_LETTER, _LINE_HEIGHT = 6.8, 15
"""About how large, in pixels, a letter of a target's words is."""
_DOT = 8
"""How far, in pixels, a figure keeps words away."""
_STROKE = 2
"""How far, in pixels, a line does."""
_PIECES = 100


class Canvas(NamedTuple):
    """Where a chart's days and numbers are on a picture, in pixels from its upper left."""

    chart: Chart
    width: int
    height: int
    lang: Lang

    def across(self, day: date) -> float:
        """How far right a day is."""
        first, last = self.chart.first, self.chart.last
        return (year_of(day) - first) * self.width / (last + 1 - first)

    def down(self, number: Fraction) -> float:
        """How far below the top a number is; one that the axis does not reach is at its end."""
        low, high = self.chart.low, self.chart.high
        return float((high - min(max(number, low), high)) * self.height / (high - low))

    def span(self, dot: Dot) -> TimeSpan:
        """What is drawn of a figure's interval."""
        low, high = self.chart.low, self.chart.high
        reach = Fraction(_ARROW, self.height) * (high - low)
        bottom = dot.number - reach if dot.interval.low is None else dot.interval.low
        top = dot.number + reach if dot.interval.high is None else dot.interval.high
        return TimeSpan(max(bottom, low), min(top, high), *self.chart.goes_on(dot))

    def labels(self) -> list[ChartLabel]:
        """The targets' words, each where it covers nothing: those that find no such place are left out."""
        taken = [self._around(dot) for dot in self.chart.dots]
        taken += [self._near(self.across(stop.day), self.down(stop.number), _DOT) for stop in self.chart.stops]
        lines = {step: self._line(step) for step in self.chart.steps}
        trend = [self._near(x, y, _STROKE) for x, y in self.trend()]
        found = []
        for step in self.chart.steps:
            if not step.named:
                continue
            others = [line for other, line in lines.items() if other is not step]
            places = [(x, y, box) for x, y, box in self._places(step) if _apart(box, taken) and _apart(box, others)]
            # Words can be read across the dashes of the line, but better beside them.
            for x, y, box in [place for place in places if _apart(place[2], trend)] or places:
                taken.append(box)
                found.append(ChartLabel(x, y - 4, step))
                break
        return found

    def _places(self, step: Step) -> Iterator[tuple[float, float, _Box]]:
        """Where a target's words may stand, the best first: above and below its end, middle, beginning; beside it."""
        width = len(step.text.text(self.lang)) * _LETTER
        left, right, above = self.across(step.begin), self.across(step.due), self.down(step.high) - 2
        below = self.down(step.low) + _LINE_HEIGHT + 4
        room = right - left - width - 15
        along = [left + 4 + room * share for share in (1, 0.5, 0, 0.75, 0.25)]
        if room < 0:
            along = [min(max((left + right - width) / 2, 0), self.width - width), right - width - 11, left + 4]
        for x in (*along, right + 6):
            for y in (above, below, (above + below + 2) / 2) if x > right else (above, below):
                if x >= 0 and x + width <= self.width and y <= self.height and y >= 0:
                    yield x, y, (x, y - _LINE_HEIGHT, x + width, y)

    def _line(self, step: Step) -> _Box:
        """The place that a target's level, or its band, takes."""
        left, right = self.across(step.begin), self.across(step.due)
        return left, self.down(step.high) - _STROKE, right, self.down(step.low) + _STROKE

    def trend(self) -> list[tuple[float, float]]:
        """Points of the line through the figures, close together, as far as they are inside."""
        if not self.chart.trend:
            return []
        (begin, first), (end, last) = self.chart.trend
        left, right = self.across(begin), self.across(end)
        shares = [Fraction(piece, _PIECES) for piece in range(_PIECES + 1)]
        return [
            (left + (right - left) * float(share), self.down(number))
            for share in shares
            if self.chart.low <= (number := first + (last - first) * share) <= self.chart.high
        ]

    def _near(self, x: float, y: float, distance: float) -> _Box:
        return x - distance, y - distance, x + distance, y + distance

    def _around(self, dot: Dot) -> _Box:
        """The place that a figure and its interval take."""
        x, y, span = self.across(dot.day), self.down(dot.number), self.span(dot)
        return x - _DOT, min(y - _DOT, self.down(span.high)), x + _DOT, max(y + _DOT, self.down(span.low))


def _apart(box: _Box, others: Sequence[_Box]) -> bool:
    """Whether a box (left, top, right, bottom) covers none of the others."""
    return not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in others
    )
