"""What a figure and its words leave open, what a target accepts, and arithmetic that claims no more than it knows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnht.domain.model import Indicator, Measure
from cnht.domain.quantity import (
    EVERYTHING,
    HUGE,
    NOT_NEGATIVE,
    PERCENT,
    TARGET_QUALIFIERS,
    TINY,
    Direction,
    Interval,
    Qualifier,
    Quantity,
    Tolerance,
)
from cnht.language.texts import LocalizedText
from cnht.problems import Location

INCREASE, DECREASE, MAINTAIN = Direction.INCREASE, Direction.DECREASE, Direction.MAINTAIN


def quantity(words: str) -> Quantity:
    """``nearly 1000``, ``between 35 40``; a number alone is a bare one."""
    *word, first = words.split() if not words.startswith("between") else words.split()[:2]
    high = Decimal(words.split()[2]) if word == ["between"] else None
    return Quantity(Qualifier(*word) if word else Qualifier.VALUE, Decimal(first), high)


def interval(text: str) -> Interval:
    """``[950, 1000)`` as in mathematics; ``-`` and ``+`` alone are the endless ends."""
    low, high = text[1:-1].split(", ")
    return Interval(
        None if low == "-" else Fraction(low), None if high == "+" else Fraction(high), text[0] == "(", text[-1] == ")"
    )


# What the words say


@pytest.mark.parametrize(
    ("words", "truth"),
    [
        ("1000", "[1000, 1000]"),
        ("about 1000", "[975, 1025]"),
        ("about -1000", "[-1025, -975]"),
        ("about 0", "[0, 0]"),
        ("nearly 1000", "[950, 1000)"),
        ("nearly -1000", "[-1050, -1000)"),
        ("nearly 0.5", "[0.475, 0.5)"),
        ("over 1000", "(1000, +)"),
        ("under 1000", "(-, 1000)"),
        ("at_least 1000", "[1000, +)"),
        ("at_most 1000", "(-, 1000]"),
        ("between 35 40", "[35, 40]"),
        ("between -5 -5", "[-5, -5]"),
    ],
)
def test_a_figure_is_what_the_truth_may_be(words: str, truth: str) -> None:
    assert quantity(words).interval(Tolerance()) == interval(truth)


def test_the_tolerance_is_a_percentage_of_the_numbers_size() -> None:
    tolerance = Tolerance(about=Decimal(10), nearly=Decimal("0.1"))
    assert quantity("about 40").interval(tolerance) == interval("[36, 44]")
    assert quantity("nearly 1000").interval(tolerance) == interval("[999, 1000)")


@pytest.mark.parametrize(
    ("words", "increase", "decrease", "maintain"),
    [
        ("1000", "[1000, +)", "(-, 1000]", "[1000, 1000]"),
        ("about 1000", "[975, +)", "(-, 1025]", "[975, 1025]"),
        ("between 35 40", "[35, +)", "(-, 40]", "[35, 40]"),
        ("at_least 1000", "[1000, +)", None, "[1000, +)"),
        ("over 1000", "(1000, +)", None, "(1000, +)"),
        ("at_most 1000", None, "(-, 1000]", "(-, 1000]"),
        ("under 1000", None, "(-, 1000)", "(-, 1000)"),
        ("nearly 1000", None, None, None),
    ],
)
def test_a_target_is_what_its_direction_accepts(
    words: str, increase: str | None, decrease: str | None, maintain: str | None
) -> None:
    target = quantity(words)
    for direction, region in zip(Direction, (increase, decrease, maintain), strict=True):
        assert (target.qualifier in TARGET_QUALIFIERS[direction]) == (region is not None)
        if region is not None:
            assert target.region(direction, Tolerance()) == interval(region)
        else:
            with pytest.raises(ValueError, match=f"{target.qualifier} cannot be a target .* should {direction}"):
                target.region(direction, Tolerance())


@pytest.mark.parametrize(
    ("words", "nominal"), [("nearly 1000", (1000, 1000, 1000)), ("between 35 40", (35, 40, Fraction(75, 2)))]
)
def test_percentages_are_computed_from_the_quoted_number(words: str, nominal: tuple[Fraction, ...]) -> None:
    assert tuple(quantity(words).nominal(direction) for direction in Direction) == nominal


def test_a_range_needs_its_upper_value() -> None:
    half = Quantity(Qualifier.BETWEEN, Decimal(1))
    for direction in (DECREASE, MAINTAIN):
        with pytest.raises(ValueError, match="upper value"):
            half.nominal(direction)
    with pytest.raises(ValueError, match="upper value"):
        half.interval(Tolerance())


def test_the_digits_of_a_quoted_number_are_kept() -> None:
    assert str(quantity("nearly 12.50").value) == "12.50"


NUMBERS = st.decimals(-10_000, 10_000, places=2)


@given(st.sampled_from(Qualifier), NUMBERS, NUMBERS, st.sampled_from(Direction))
def test_a_figure_that_says_what_the_target_says_never_misses_it(
    qualifier: Qualifier, first: Decimal, second: Decimal, direction: Direction
) -> None:
    assume(qualifier in TARGET_QUALIFIERS[direction])
    said = Quantity(qualifier, min(first, second), max(first, second) if qualifier is Qualifier.BETWEEN else None)
    region, truth = said.region(direction, Tolerance()), said.interval(Tolerance())
    assert region.holds(truth)
    assert region.meets(truth)


@given(st.sampled_from([INCREASE, DECREASE]), st.sampled_from(Qualifier), NUMBERS, st.fractions(0, 1000))
def test_a_region_accepts_everything_further_in_its_direction(
    direction: Direction, qualifier: Qualifier, value: Decimal, further: Fraction
) -> None:
    assume(qualifier in TARGET_QUALIFIERS[direction])
    region = Quantity(qualifier, value, value).region(direction, Tolerance())
    assert region.contains(region.lowest + further if direction is INCREASE else region.highest - further)


# What a figure of each measure can be


def indicator(measure: Measure) -> Indicator:
    return Indicator("code", LocalizedText("tên", "name"), "unit", measure, INCREASE, Location("indicators.yaml", 1))


@pytest.mark.parametrize(
    ("measures", "words", "truth"),
    [
        ("stock flow", "under 10", "[0, 10)"),
        ("stock flow", "at_most 10", "[0, 10]"),
        ("stock flow", "over 10", "(10, +)"),
        ("stock flow", "about 0.1", "[0.0975, 0.1025]"),
        ("stock flow", "between -5 5", "[0, 5]"),
        ("share", "over 35", "(35, 100]"),
        ("share", "at_most 35", "[0, 35]"),
        ("share", "about 99", "[96.525, 100]"),
        ("share", "nearly 100", "[95, 100)"),
        ("growth", "under 5", "(-, 5)"),
        ("growth", "over 150", "(150, +)"),
        ("growth", "-3.5", "[-3.5, -3.5]"),
    ],
)
def test_a_figure_stays_within_what_its_measure_can_be(measures: str, words: str, truth: str) -> None:
    for measure in measures.split():
        assert indicator(Measure(measure)).interval(quantity(words), Tolerance()) == interval(truth)


@pytest.mark.parametrize(
    ("words", "truth"), [("about -10", "[-10.25, -9.75]"), ("under -10", "(-, -10)"), ("between -5 5", "[-5, 5]")]
)
def test_a_balance_may_be_below_0(words: str, truth: str) -> None:
    balance = replace(indicator(Measure.FLOW), signed=True)
    assert balance.interval(quantity(words), Tolerance()) == interval(truth)


# Intervals

ENDS = st.none() | st.fractions(-50, 50, max_denominator=8)


@st.composite
def intervals(draw: st.DrawFn, at_least: Fraction | None = None) -> Interval:
    """Any interval that holds a number; with ``at_least`` none below it."""
    ends = ENDS if at_least is None else st.none() | st.fractions(at_least, 50, max_denominator=8)
    low, high = draw(ends), draw(ends)
    if at_least is not None and low is None:
        low = at_least
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    drawn = Interval(low, high, draw(st.booleans()), draw(st.booleans()))
    assume(not drawn.is_empty)
    return drawn


def inside(within: Interval) -> st.SearchStrategy[Fraction]:
    """Numbers of the interval: its ends, or what stands for them where they are excluded or endless, and others."""
    low = within.lowest if within.low is not None or within.high is None else within.highest - 1000
    high = min(within.highest, low + 1000)
    between = st.fractions(0, 1).map(lambda share: low + share * (high - low))
    return st.sampled_from([within.lowest, within.highest, Fraction(0)]).filter(within.contains) | between


POSITIVE = intervals(at_least=Fraction(0))


@given(st.data(), intervals())
def test_the_ends_and_what_lies_between_them_are_contained(data: st.DataObject, some: Interval) -> None:
    number = data.draw(inside(some))
    assert some.contains(number)
    for end, is_open in ((some.low, some.low_open), (some.high, some.high_open)):
        assert end is None or some.contains(end) is not is_open
        assert end is not None or is_open
    assert some.low is None or not some.contains(some.low - TINY)
    assert some.high is None or not some.contains(some.high + TINY)


@given(intervals(), intervals(), ENDS)
def test_the_intersection_is_what_lies_in_both(some: Interval, other: Interval, end: Fraction | None) -> None:
    both = some.intersection(other)
    assert both == other.intersection(some)
    for number in (some.low, some.high, other.low, other.high, some.lowest, other.highest, end):
        if number is not None:
            assert both.contains(number) == (some.contains(number) and other.contains(number))


@given(st.data(), intervals(), intervals())
def test_holding_means_that_no_number_is_outside(data: st.DataObject, some: Interval, other: Interval) -> None:
    number = data.draw(inside(other))
    if some.holds(other):
        assert some.contains(number)
        assert some.meets(other)
    else:
        assert not (some.contains(other.lowest) and some.contains(other.highest))


@given(st.data(), intervals(), intervals())
def test_meeting_means_that_a_number_is_in_both(data: st.DataObject, some: Interval, other: Interval) -> None:
    assert some.meets(other) == other.meets(some)
    if some.meets(other):
        number = data.draw(inside(some.intersection(other)))
        assert some.contains(number)
        assert other.contains(number)
    else:
        assert not some.contains(data.draw(inside(other)))


@pytest.mark.parametrize(
    ("some", "other", "total"),
    [
        ("[1, 2]", "[10, 20]", "[11, 22]"),
        ("[1, 2)", "(10, 20]", "(11, 22)"),
        ("(1, +)", "[10, 20]", "(11, +)"),
        ("(-, 2]", "[10, +)", "(-, +)"),
    ],
)
def test_the_ends_of_a_sum_are_sums_of_the_ends(some: str, other: str, total: str) -> None:
    assert interval(some) + interval(other) == interval(total)


def test_the_ends_of_a_narrow_interval_do_not_cross() -> None:
    narrow = Interval(Fraction(0), TINY, True, True)
    assert (narrow.lowest, narrow.highest) == (TINY / 3, TINY * 2 / 3)


def test_intervals_that_touch_meet_only_where_both_have_the_end() -> None:
    assert interval("[1, 2]").meets(interval("[2, 3]"))
    assert not interval("[1, 2)").meets(interval("[2, 3]"))
    assert not interval("[1, 2]").meets(interval("(2, 3]"))


@given(st.data(), intervals(), intervals())
def test_the_sum_holds_every_sum(data: st.DataObject, some: Interval, other: Interval) -> None:
    total = some + other
    assert total == other + some
    assert total.contains(data.draw(inside(some)) + data.draw(inside(other)))
    assert total.is_endless == (some.is_endless or other.is_endless)
    if not total.is_endless:  # nothing is added that no sum reaches
        assert total.highest - (some.highest + other.highest) <= 2 * TINY
        assert some.lowest + other.lowest - total.lowest <= 2 * TINY


@given(st.data(), POSITIVE, POSITIVE)
def test_the_quotient_holds_every_quotient(data: st.DataObject, part: Interval, whole: Interval) -> None:
    x, y = data.draw(inside(part)), data.draw(inside(whole))
    assume(y != 0)
    assert part.over(whole).contains(x / y)


@pytest.mark.parametrize(
    ("part", "whole", "quotient"),
    [
        ("[21, 21]", "[70, 70]", "[0.3, 0.3]"),
        ("(320, +)", "[936, 984]", "(320/984, +)"),
        ("[300, 350]", "[900, 1000)", "(0.3, 350/900]"),
        ("[300, 350)", "(900, 1000]", "[0.3, 350/900)"),
        ("[20, 30]", "(100, +)", "(0, 0.3)"),
        ("[0, 30]", "[100, +)", "[0, 0.3]"),
        ("[0, 0]", "(900, +)", "[0, 0]"),
        ("[20, 30]", "[0, 10]", "[2, +)"),
        ("[20, 30]", "[0, 0]", "[0, +)"),
        ("[0, 0]", "[0, 0]", "[0, +)"),
    ],
)
def test_the_ends_of_a_quotient_are_quotients_of_the_ends(part: str, whole: str, quotient: str) -> None:
    assert interval(part).over(interval(whole)) == interval(quotient)


@given(st.data(), intervals(), st.fractions(min_value=Fraction(1, 100), max_value=100))
def test_scaling_scales_every_number(data: st.DataObject, some: Interval, factor: Fraction) -> None:
    assert some.scaled(factor).contains(data.draw(inside(some)) * factor)
    assert some.scaled(factor).scaled(1 / factor) == some


@given(intervals(), st.fractions(-100, 100))
def test_the_nearest_number_lies_within_and_none_is_nearer(some: Interval, number: Fraction) -> None:
    nearest = some.nearest(number)
    assert some.contains(nearest)
    if some.contains(number):
        assert nearest == number
    else:
        ends = [abs(end - number) for end in (some.low, some.high) if end is not None]
        assert min(ends) <= abs(nearest - number) <= min(ends) + TINY


@given(intervals())
def test_the_ends_are_excluded_by_a_hair_at_most(some: Interval) -> None:
    assert some.contains(some.lowest)
    assert some.contains(some.highest)
    assert some.lowest <= some.highest
    assert some.lowest == -HUGE if some.low is None else abs(some.lowest - some.low) <= TINY
    assert some.highest == HUGE if some.high is None else abs(some.highest - some.high) <= TINY


@given(st.data(), intervals())
def test_open_above_is_this_or_more(data: st.DataObject, some: Interval) -> None:
    number = data.draw(inside(some)) + data.draw(st.fractions(0, 1000))
    assert some.open_above().contains(number)
    assert (some.open_above().low, some.open_above().low_open) == (some.low, some.low_open)


@pytest.mark.parametrize(
    ("text", "empty", "endless", "width"),
    [
        ("[1, 1]", False, False, 0),
        ("(1, 1]", True, False, 0),
        ("[1, 1)", True, False, 0),
        ("[2, 1]", True, False, -1),
        ("(1, 3)", False, False, 2),
        ("[1, +)", False, True, None),
        ("(-, 1)", False, True, None),
    ],
)
def test_what_an_interval_tells_of_itself(text: str, empty: bool, endless: bool, width: int | None) -> None:
    some = interval(text)
    assert (some.is_empty, some.is_endless, some.width) == (empty, endless, width)


def test_an_endless_bound_is_always_open() -> None:
    assert Interval(None, None) == EVERYTHING
    assert Interval(Fraction(0), None, False, False) == NOT_NEGATIVE
    assert Interval(Fraction(1), None).holds(interval("[2, +)"))


def test_what_a_share_can_be_is_held_by_what_is_not_negative() -> None:
    assert EVERYTHING.holds(NOT_NEGATIVE)
    assert NOT_NEGATIVE.holds(PERCENT)
    assert not PERCENT.holds(NOT_NEGATIVE)
    assert PERCENT.holds(Interval.point(Decimal("100.00")))
