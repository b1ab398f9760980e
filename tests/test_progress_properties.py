"""What must hold of every status, whatever the numbers: properties on small workspaces made of the model's parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnht.domain.model import (
    Area,
    Authority,
    Dated,
    Definitions,
    Indicator,
    Measure,
    Observation,
    Plan,
    Ratio,
    Source,
    Target,
    Unit,
    Workspace,
)
from cnht.domain.period import Period
from cnht.domain.progress import Row, Status, progress
from cnht.domain.quantity import (
    TARGET_QUALIFIERS,
    Direction,
    Interval,
    ObservationStatus,
    Qualifier,
    Quantity,
    Tolerance,
)
from cnht.language.texts import LocalizedText
from cnht.problems import Location

HERE = Location("x", 1)
NAME = LocalizedText("tên", "name")
TOLERANCE = Tolerance()
YEAR = Period.year(2025)
BEFORE = date(2024, 12, 31)
DAYS = (date(2025, 3, 14), date(2025, 5, 26), date(2025, 8, 7), date(2025, 12, 31))
MILESTONE_DAYS = (date(2025, 2, 28), date(2025, 5, 26))
LADDER = (Status.MOVING_AWAY, Status.OFF_TRACK, Status.BEHIND, Status.ON_TRACK, Status.MET)
SOURCES = {
    code: Source(code, code, "Ví dụ", YEAR, authority, HERE)
    for code, authority in {
        "a": Authority.OFFICIAL,
        "b": Authority.OFFICIAL,
        "p": Authority.PRESS,
        "q": Authority.PRESS,
    }.items()
}


def indicator(code: str, measure: Measure, direction: Direction, ratio: Ratio | None = None) -> Indicator:
    return Indicator(code, NAME, "unit", measure, direction, HERE, ratio)


def definitions(*indicators: Indicator) -> Definitions:
    return Definitions(
        TOLERANCE,
        {"here": Area("here", NAME, HERE)},
        {"unit": Unit("unit", NAME, Fraction(1), HERE)},
        {one.code: one for one in indicators},
        SOURCES,
    )


def observation(
    code: str,
    quantity: Quantity,
    as_of: date,
    *,
    period: Period | None = None,
    source: str = "a",
    status: ObservationStatus = ObservationStatus.UNMARKED,
) -> Observation:
    return Observation(code, "here", period, as_of, as_of.isoformat(), quantity, status, source, "", "", HERE)


def plan(*targets: Target, number: str = "1", period: Period = YEAR) -> Plan:
    return Plan(number, NAME, NAME, None, period, "here", ("a",), None, targets, HERE)


# One target and one figure


@dataclass(frozen=True)
class Case:
    """A target, where it starts from, and the day of the figure that is put in."""

    indicator: Indicator
    target: Quantity
    milestones: tuple[Dated, ...]
    start: Quantity | None
    start_on: date
    start_is_stated: bool
    as_of: date

    @property
    def region(self) -> Interval:
        return self.target.region(self.indicator.direction, TOLERANCE)

    def interval(self, figure: Quantity) -> Interval:
        return self.indicator.interval(figure, TOLERANCE)

    def judge(self, figure: Quantity) -> Row:
        code, measure = self.indicator.code, self.indicator.measure
        stated = None
        figures = []
        if self.start is not None and self.start_is_stated:
            stated = Dated(self.start, self.start_on, HERE)
        elif self.start is not None:
            figures.append(observation(code, self.start, self.start_on))
        period = Period.between(YEAR.first, self.as_of) if measure.has_period else None
        figures.append(observation(code, figure, self.as_of, period=period))
        target = Target("1", code, "here", self.target, YEAR.last, False, stated, self.milestones, None, "", None, HERE)
        space = Workspace(definitions(self.indicator), (plan(target),), tuple(figures), {})
        (row,) = progress(space, 2025, YEAR.last).rows
        return row


NUMBERS = st.sampled_from([*range(-6, 13), 100]).map(Decimal)
SHARES = st.sampled_from([*range(13), 50, *range(94, 101)]).map(Decimal)


def numbers(measure: Measure) -> st.SearchStrategy[Decimal]:
    return SHARES if measure is Measure.SHARE else NUMBERS


@st.composite
def quantities(draw: st.DrawFn, measure: Measure, among: Sequence[Qualifier] = tuple(Qualifier)) -> Quantity:
    qualifier = draw(st.sampled_from(among))
    value = draw(numbers(measure))
    if qualifier is not Qualifier.BETWEEN:
        return Quantity(qualifier, value)
    other = draw(numbers(measure).filter(lambda other: other != value))
    return Quantity(qualifier, min(value, other), max(value, other))


@st.composite
def cases(draw: st.DrawFn, directions: Sequence[Direction] = tuple(Direction)) -> Case:
    """Every measure and direction; baselines stated, of the year before, of the period's beginning, or none."""
    direction = draw(st.sampled_from(directions))
    measure = draw(
        st.sampled_from([one for one in Measure if one is not Measure.FLOW or direction is not Direction.MAINTAIN])
    )
    one = replace(indicator("it", measure, direction), signed=draw(st.booleans()))
    words = sorted(TARGET_QUALIFIERS[direction])
    targets = quantities(measure, words).filter(
        lambda target: not target.region(direction, TOLERANCE).intersection(one.possible).is_empty
    )
    milestones = tuple(
        Dated(draw(targets), day, HERE) for day in draw(st.sets(st.sampled_from(MILESTONE_DAYS)).map(sorted))
    )
    start = None
    if not measure.has_period:
        sensible = quantities(measure).filter(lambda start: not one.interval(start, TOLERANCE).is_empty)
        start = draw(st.none() | sensible)
    start_on = draw(st.sampled_from([BEFORE, date(2025, 1, 31)]))
    stated = draw(st.booleans())
    return Case(one, draw(targets), milestones, start, start_on, stated, draw(st.sampled_from(DAYS)))


def possible(case: Case, quantity: Quantity) -> bool:
    return not case.interval(quantity).is_empty


@settings(max_examples=200)
@given(st.data())
def test_a_wider_interval_never_gives_a_more_certain_or_another_certain_status(data: st.DataObject) -> None:
    case = data.draw(cases())
    values = data.draw(st.lists(numbers(case.indicator.measure), min_size=2, max_size=4, unique=True).map(sorted))
    forms = [Quantity(word, value) for word in Qualifier if word is not Qualifier.BETWEEN for value in values]
    forms += [Quantity(Qualifier.BETWEEN, low, high) for low in values for high in values if low < high]
    forms = [form for form in forms if possible(case, form)]
    assume(forms)
    narrow = data.draw(st.sampled_from(forms))
    wide = data.draw(st.sampled_from([form for form in forms if case.interval(form).holds(case.interval(narrow))]))
    before, after = case.judge(narrow), case.judge(wide)
    assert after.status in (Status.UNDETERMINED, before.status)


@settings(max_examples=200)
@given(st.data())
def test_a_larger_figure_never_gets_a_worse_likely_status_where_more_is_better(data: st.DataObject) -> None:
    case = data.draw(cases([Direction.INCREASE]))
    word = data.draw(st.sampled_from(Qualifier))
    lower, higher = (data.draw(quantities(case.indicator.measure, [word])) for _ in range(2))
    if lower.value > higher.value:
        lower, higher = higher, lower
    if lower.value_high is not None and higher.value_high is not None:
        higher = replace(higher, value_high=max(lower.value_high, higher.value_high))
    assume(possible(case, lower) and possible(case, higher))
    before, after = case.judge(lower).likely, case.judge(higher).likely
    if before is None or after is None:
        assert before is not Status.MET or after is Status.MET
    elif Status.MISSED in (before, after):
        assert (before, after) in {(Status.MISSED, Status.MISSED), (Status.MISSED, Status.MET)}
    else:
        assert LADDER.index(before) <= LADDER.index(after)


def points(interval: Interval) -> st.SearchStrategy[Quantity]:
    """Single numbers within ``interval``, its ends or what lies next to them among them."""
    low, high = interval.low, interval.high
    if low is None:
        low = (Fraction(0) if high is None else high) - 1000
    if high is None:
        high = low + 1000
    near = Fraction(1, 10**12)
    steps = {low, low + near, high - near, high} | {low + (high - low) * part / 8 for part in range(1, 8)}
    inside = sorted(step for step in steps if interval.contains(step))
    return st.sampled_from(inside).map(lambda step: Quantity(Qualifier.VALUE, exact(step)))


def exact(number: Fraction) -> Decimal:
    """``number``, whose decimals end, as a decimal."""
    result = Decimal(number.numerator) / Decimal(number.denominator)
    assert Fraction(result) == number
    return result


@settings(max_examples=200)
@given(st.data())
def test_a_certain_status_holds_for_every_number_within_figure_and_baseline(data: st.DataObject) -> None:
    case = data.draw(cases())
    figure = data.draw(quantities(case.indicator.measure).filter(lambda figure: possible(case, figure)))
    row = case.judge(figure)
    assume(row.status is not Status.UNDETERMINED)
    start = case.start
    if start is not None and row.baseline is not None:
        start = data.draw(points(case.interval(start)))
    sharper = replace(case, start=start).judge(data.draw(points(case.interval(figure))))
    assert sharper.status is row.status
    assert sharper.likely is row.status


@settings(max_examples=200)
@given(st.data())
def test_a_single_number_with_a_single_number_to_start_from_is_never_undetermined(data: st.DataObject) -> None:
    case = data.draw(cases())
    numbers_only = quantities(case.indicator.measure, [Qualifier.VALUE]).filter(lambda one: possible(case, one))
    if not case.indicator.measure.has_period:
        case = replace(case, start=data.draw(numbers_only), start_on=BEFORE)
    row = case.judge(data.draw(numbers_only))
    assert row.status is not Status.UNDETERMINED
    assert row.status is row.likely


# Many figures


PIECES = [
    Period.parse(text)
    for text in "2024 2025 2025-H1 2025-Q1 2025-Q2 2025-Q3 2025-01 2025-02 2025-03 2025-02/2025-04 2025-07".split()
]
MANY = definitions(
    indicator("stock", Measure.STOCK, Direction.INCREASE),
    indicator("part", Measure.STOCK, Direction.INCREASE),
    indicator("flow", Measure.FLOW, Direction.INCREASE),
    indicator("deaths", Measure.FLOW, Direction.DECREASE),
    indicator("growth", Measure.GROWTH, Direction.INCREASE),
    indicator("share", Measure.SHARE, Direction.INCREASE, Ratio("part", "stock")),
)
STOCK_DAYS = [date(2024, 12, 31), date(2025, 3, 31), date(2025, 4, 15), date(2025, 6, 30)]
COUNTS = st.integers(0, 20).map(Decimal)


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    one = MANY.indicators[draw(st.sampled_from(sorted(MANY.indicators)))]
    word = draw(st.sampled_from([Qualifier.VALUE, Qualifier.ABOUT, Qualifier.OVER, Qualifier.AT_MOST]))
    as_of, period = draw(st.sampled_from(STOCK_DAYS)), None
    if one.measure.has_period:
        period = draw(st.sampled_from(PIECES))
        as_of = draw(st.sampled_from([period.last, period.last, period.last - timedelta(15)]))
    return observation(
        one.code,
        Quantity(word, draw(COUNTS)),
        as_of,
        period=period,
        source=draw(st.sampled_from(sorted(SOURCES))),
        status=draw(st.sampled_from(ObservationStatus)),
    )


def key(figure: Observation) -> object:
    return figure.indicator, figure.period, figure.as_of, figure.source


def plans() -> tuple[Plan, ...]:
    ten = Quantity(Qualifier.VALUE, Decimal(10))

    def targets(number: str) -> tuple[Target, ...]:
        return tuple(
            Target(number, code, "here", ten, YEAR.last, False, None, (), None, "", None, HERE)
            for code in MANY.indicators
        )

    two_years = Period.parse("2024/2025")
    return plan(*targets("1")), plan(*targets("2"), number="2", period=two_years)


def placed(figures: Sequence[Observation]) -> tuple[Observation, ...]:
    """The figures on the lines of a file, in this order."""
    return tuple(replace(figure, where=Location("x", line)) for line, figure in enumerate(figures, 2))


def verdicts(rows: Sequence[Row]) -> dict[tuple[str, str], object]:
    """All that is said of each row, by plan and indicator; places in files apart."""
    return {
        (row.plan.number, row.indicator.code): (
            (row.status, row.likely, row.reason, row.final, row.stale, row.carried, row.percent, row.pace),
            None if row.observed is None else [key(part) for part in row.observed.parts],
            None if row.baseline is None else (row.baseline.kind, row.baseline.interval, row.baseline.as_of),
            {(tuple(map(key, conflict.figure.parts)), conflict.decisive) for conflict in row.conflicts},
        )
        for row in rows
    }


def flows(*figures: tuple[str, str]) -> list[Observation]:
    """Figures of one source, each by its period and its date."""
    values = (Quantity(Qualifier.VALUE, Decimal(number)) for number in range(1, len(figures) + 1))
    return [
        observation("flow", value, date.fromisoformat(as_of), period=Period.parse(text))
        for value, (text, as_of) in zip(values, figures, strict=True)
    ]


@settings(max_examples=150)
@given(st.data())
def test_neither_the_order_of_rows_nor_that_of_plans_matters(data: st.DataObject) -> None:
    figures = data.draw(st.lists(observations(), max_size=12, unique_by=key))
    assert_alike(figures, data.draw(st.permutations(figures)))


def assert_alike(figures: Sequence[Observation], shuffled: Sequence[Observation]) -> None:
    first = Workspace(MANY, plans(), placed(figures), {})
    second = Workspace(MANY, plans()[::-1], placed(shuffled), {})
    assert verdicts(progress(first, 2025, YEAR.last).rows) == verdicts(progress(second, 2025, YEAR.last).rows)


def test_pieces_of_one_source_that_overlap_do_not_depend_on_their_order() -> None:
    # January and February have 59 days, as February and March have: only one of them can stand before June.
    pieces = flows(("2025-01/2025-02", "2025-02-28"), ("2025-02/2025-03", "2025-03-31"), ("2025-06", "2025-06-30"))
    assert_alike(pieces, pieces[::-1])


def test_figures_of_one_source_and_date_do_not_depend_on_their_order() -> None:
    # The year so far and the half-year, both up to 30 June.
    pieces = flows(("2025", "2025-06-30"), ("2025-H1", "2025-06-30"))
    assert_alike(pieces, pieces[::-1])
