"""Periods as they are written in the files: which days they cover, how they compare, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnht.domain.period import DATE_GRAINS, DOCUMENT_GRAINS, SPAN_GRAINS, Grain, Period, day_before

YEARS = st.integers(1, 9999).map("{:04}".format)
MONTHS = st.builds("{}-{:02}".format, YEARS, st.integers(1, 12))
QUARTERS = st.builds("{}-Q{}".format, YEARS, st.integers(1, 4))
HALVES = st.builds("{}-H{}".format, YEARS, st.integers(1, 2))
DAYS = st.dates().map(date.isoformat)
SPANS = YEARS | MONTHS | QUARTERS | HALVES


@st.composite
def ranges(draw: st.DrawFn) -> str:
    """A range that runs forwards."""
    first, last = sorted((draw(SPANS), draw(SPANS)), key=lambda text: Period.parse(text).last)
    assume(Period.parse(first).first <= Period.parse(last).first)
    return f"{first}/{last}"


PERIODS = (SPANS | DAYS | ranges()).map(Period.parse)


@pytest.mark.parametrize(
    ("text", "first", "last", "grain"),
    [
        ("2024-09-28", "2024-09-28", "2024-09-28", Grain.DAY),
        ("2024-02-29", "2024-02-29", "2024-02-29", Grain.DAY),
        ("2024-02", "2024-02-01", "2024-02-29", Grain.MONTH),
        ("2023-02", "2023-02-01", "2023-02-28", Grain.MONTH),
        ("2023-12", "2023-12-01", "2023-12-31", Grain.MONTH),
        ("2025-Q1", "2025-01-01", "2025-03-31", Grain.QUARTER),
        ("2025-Q2", "2025-04-01", "2025-06-30", Grain.QUARTER),
        ("2025-Q3", "2025-07-01", "2025-09-30", Grain.QUARTER),
        ("2025-Q4", "2025-10-01", "2025-12-31", Grain.QUARTER),
        ("2025-H1", "2025-01-01", "2025-06-30", Grain.HALF),
        ("2025-H2", "2025-07-01", "2025-12-31", Grain.HALF),
        ("2025", "2025-01-01", "2025-12-31", Grain.YEAR),
        ("0001", "0001-01-01", "0001-12-31", Grain.YEAR),
        ("9999-12", "9999-12-01", "9999-12-31", Grain.MONTH),
        ("2025-01/2025-06", "2025-01-01", "2025-06-30", Grain.RANGE),
        ("2024-Q4/2025-H1", "2024-10-01", "2025-06-30", Grain.RANGE),
        ("2026/2030", "2026-01-01", "2030-12-31", Grain.RANGE),
        ("2026/2026", "2026-01-01", "2026-12-31", Grain.RANGE),
        ("2024-12/2025", "2024-12-01", "2025-12-31", Grain.RANGE),
    ],
)
def test_a_period_covers_its_days(text: str, first: str, last: str, grain: Grain) -> None:
    period = Period.parse(text)
    assert (period.first.isoformat(), period.last.isoformat(), period.grain, period.text) == (first, last, grain, text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " 2025",
            "2025 ",
            "2025\n",
            "25",
            "20250",
            "2025-1",
            "2025-001",
            "2025-13",
            "2025-00",
            "2025-Q0",
            "2025-Q5",
        ),
        *("2025-H0", "2025-H3", "2025-q1", "2025Q1", "2025-9-28", "2025-09-31", "2023-02-29", "2025-09-28T00", "0000"),
        *(
            "0000-01-01",
            "２０２５",
            "٢٠٢٥",
            "+2025",
            "-2025",
            "2025.5",
            "2025/09",
            "28/09/2025",
            "20250928",
            "2025-W01",
        ),
        *("2025/", "/2025", "/", "2025//2026", "2025/2026/2027", "2026/2025", "2025-06/2025-01", "2025/2025-06"),
        *("2025-Q1/2025-02", "2025-01-01/2025-06-30", "2025-01/2025-06-30", "2025 / 2026", "2025-01–2025-06"),
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Period.parse(text)


def test_a_refusal_names_the_text() -> None:
    with pytest.raises(ValueError, match=r"'2025-6' is not a day, month, quarter, half or year"):
        Period.parse("2025-6")
    with pytest.raises(ValueError, match="'2026/2025' does not run forwards"):
        Period.parse("2026/2025")
    with pytest.raises(ValueError, match="a range runs between months, quarters, halves or years, not days"):
        Period.parse("2025-01-01/2025-01-31")


@given(st.text(max_size=12) | st.text("0123456789-/QH", max_size=16))
def test_any_text_is_a_period_or_refused(text: str) -> None:
    try:
        period = Period.parse(text)
    except ValueError:
        return
    assert period.text == text
    assert period.first <= period.last


@given(PERIODS)
def test_every_period_reads_back_from_its_text(period: Period) -> None:
    again = Period.parse(period.text)
    assert (again, again.text, again.grain) == (period, period.text, period.grain)


@given(SPANS)
def test_months_quarters_halves_and_years_are_made_of_whole_months(text: str) -> None:
    period = Period.parse(text)
    assert period.first.day == 1
    assert period.last == date.max or (period.last + timedelta(days=1)).day == 1


@given(YEARS)
def test_a_year_is_its_quarters_and_its_halves_end_to_end(year: str) -> None:
    whole = Period.parse(year)
    assert whole == Period.year(int(year))
    assert Period.year(int(year)).text == year
    for parts in ([f"{year}-Q{n}" for n in range(1, 5)], [f"{year}-H{n}" for n in (1, 2)]):
        pieces = [Period.parse(part) for part in parts]
        assert sum(piece.days for piece in pieces) == whole.days
        assert all(before.last == day_before(after.first) for before, after in pairwise(pieces))
        assert all(whole.holds(piece) for piece in pieces)
        assert not any(piece.holds(whole) for piece in pieces)


@pytest.mark.parametrize(
    "texts", ["2025 2025-H1/2025-H2 2025-01/2025-12 2025/2025", "2025-Q2 2025-04/2025-06", "2025-09"]
)
def test_periods_are_equal_when_their_days_are_however_written(texts: str) -> None:
    periods = [Period.parse(text) for text in texts.split()]
    assert len(set(periods)) == 1
    assert [period.text for period in periods] == texts.split()


def test_periods_are_ordered_by_first_day_then_by_last() -> None:
    texts = ["2024", "2024-Q4", "2025-01-01", "2025-01", "2025-Q1", "2025-H1", "2025", "2025/2030", "2025-02"]
    assert [period.text for period in sorted(Period.parse(text) for text in reversed(texts))] == texts


@given(PERIODS, PERIODS)
def test_the_order_is_total_and_agrees_with_equality(one: Period, other: Period) -> None:
    assert (one < other) + (one == other) + (one > other) == 1
    assert one != other or hash(one) == hash(other)


@given(PERIODS, PERIODS, st.dates())
def test_holding_a_period_means_having_all_its_days(one: Period, other: Period, day: date) -> None:
    assert one.holds(one)
    assert one.holds(other) == (other.first in one and other.last in one)
    assert not (one.holds(other) and day in other) or day in one
    assert one.days == one.last.toordinal() - one.first.toordinal() + 1


@given(st.dates(), st.dates())
def test_between_two_days_lies_the_run_of_them(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    run = Period.between(first, last)
    assert (run.first, run.last) == (first, last)


@pytest.mark.parametrize(
    ("first", "last", "text", "grain"),
    [
        ("2024-01-01", "2024-12-31", "2024", Grain.YEAR),
        ("2024-02-01", "2024-02-29", "2024-02", Grain.MONTH),
        ("2024-01-01", "2024-09-30", "2024-01/2024-09", Grain.RANGE),
        ("2024-01-01", "2025-12-31", "2024/2025", Grain.RANGE),
        ("2024-01-01", "2024-09-28", "2024-01-01/2024-09-28", Grain.RANGE),
        ("2024-01-02", "2024-09-30", "2024-01-02/2024-09-30", Grain.RANGE),
    ],
)
def test_a_run_of_days_has_the_shortest_text_that_says_it(first: str, last: str, text: str, grain: Grain) -> None:
    run = Period.between(date.fromisoformat(first), date.fromisoformat(last))
    assert (run.text, run.grain) == (text, grain)


def test_the_day_before_a_period_is_the_last_one_outside() -> None:
    assert day_before(Period.parse("2024-03").first) == date(2024, 2, 29)
    assert day_before(date(2025, 1, 1)) not in Period.year(2025)


def test_what_may_be_written_as_what() -> None:
    assert sorted(DATE_GRAINS) == [Grain.DAY, Grain.MONTH]
    assert sorted(DOCUMENT_GRAINS) == [Grain.DAY, Grain.MONTH, Grain.YEAR]
    assert Grain.DAY not in SPAN_GRAINS
    assert set(Grain) == SPAN_GRAINS | DATE_GRAINS
