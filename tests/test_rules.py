"""The rules of progress by worked examples, each with its arithmetic: product contract, section 3."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from judging import AREAS, INDICATORS, SOURCES, chosen, judge, listed, plan, table, verdict

from cnht.domain.figures import Outcome
from cnht.domain.period import Period, months_before
from cnht.domain.progress import progress
from cnht.files.textfile import TextFile
from cnht.presenting.numbers import pace_ratio, percent
from cnht.reading.load import load

YEAR = Period.year(2025)


# Where the line starts


def test_a_baseline_of_long_before_holds_from_the_day_before_the_period() -> None:
    # From 5 on 2024-12-31, not on 2024-06-30, to 30 on 2025-12-31: on 2025-11-12, day 316 of 365, e = 26.64.
    row = judge("wells: {value: 30}", "wells,,2024-06-30,,5,,,a\nwells,,2025-11-12,,6,,,a")
    assert verdict(row) == "off_track off_track - 20.0 0.046"
    assert row.baseline is not None
    assert row.pace is not None
    assert (str(row.baseline.as_of), str(row.baseline.start)) == ("2024-06-30", "2024-12-31")
    assert row.pace.expected == 5 + 25 * Fraction(316, 365)


@pytest.mark.parametrize(
    ("baseline", "start"),
    [("2023-01-31", "2024-12-31"), ("2024-12-31", "2024-12-31"), ("2025-03-31", "2025-03-31")],
)
def test_the_line_never_starts_before_the_day_before_the_period(baseline: str, start: str) -> None:
    target = f"wells: {{value: 30, baseline: {{value: 5, as_of: {baseline}}}}}"
    row = judge(target, "wells,,2025-06-30,,6,,,a")
    assert row.baseline is not None
    assert str(row.baseline.start) == start


# From good to bad


@pytest.mark.parametrize(
    ("target", "figures", "expected"),
    [
        ("waste: {at_most: 10}", "waste,,2024-12-31,,8,,,a\nwaste,,2025-06-30,,13,,,a", "moving_away"),
        ("waste: {at_most: 10}", "waste,,2024-12-31,,8,,,a\nwaste,,2025-06-30,,9,,,a", "met"),
        ("waste: {at_most: 10}", "waste,,2024-12-31,,8,,,a\nwaste,,2025-12-31,,13,,,a", "missed"),
        ("wells: {value: 10}", "wells,,2024-12-31,,12,,,a\nwells,,2025-06-30,,9,,,a", "moving_away"),
        # An end of the baseline that meets calls for no formula; the other end is on its way: both are not one status.
        ("wells: {value: 10}", "wells,,2024-12-31,between,8,12,,a\nwells,,2025-06-30,,9.5,,,a", "undetermined"),
        ("births: {between: [8, 12]}", "births,,2024-12-31,,10,,,a\nbirths,,2025-06-30,,13,,,a", "off_track"),
    ],
)
def test_what_has_left_its_target_is_moving_away(target: str, figures: str, expected: str) -> None:
    row = judge(target, figures)
    assert str(row.status) == expected
    if expected == "moving_away":
        assert row.pace is None


# Sums of flows


def test_of_several_figures_for_one_period_a_sum_takes_the_one_that_the_rules_choose() -> None:
    first = "trips,2025-Q1,2025-03-31,,1,,provisional,a\ntrips,2025-Q1,2025-03-31,,3,,final,b"
    found = table("trips: {value: 10}", f"{first}\ntrips,2025-Q2,2025-06-30,,1,,,a")
    (row,) = found.rows
    assert chosen(row) == "sum 3b + 1a 06-30"
    outcomes = [outcome for _seen, outcome in found.book.outcomes("trips", "north", YEAR, row.observed)]
    assert outcomes == [Outcome.STATUS, Outcome.PART, Outcome.PART]


@pytest.mark.parametrize("written", ["2025-Q1", "2025-01/2025-03"])
def test_one_period_is_one_however_it_is_written(written: str) -> None:
    first = f"trips,2025-Q1,2025-03-31,,1,,,a\ntrips,{written},2025-03-31,,3,,final,b"
    figures = f"{first}\ntrips,2025-Q2,2025-06-30,,1,,,a"
    assert chosen(judge("trips: {value: 10}", figures)) == "sum 3b + 1a 06-30"


def test_a_balance_with_a_gap_has_no_sum() -> None:
    flow = "thing, measure: flow, direction: increase"
    files = {
        "targets/indicators.yaml": AREAS + INDICATORS.replace(flow, f"{flow}, signed: true"),
        "data/sources.yaml": SOURCES,
        "targets/0.yaml": plan("trips: {value: 10}"),
        "data/f.csv": "indicator,period,as_of,value,source\ntrips,2025-Q2,2025-06-30,4,a\n",
    }
    loaded = load(TextFile(name, content.encode()) for name, content in files.items())
    (row,) = progress(loaded.workspace, 2025, YEAR.last).rows
    assert str(row.status) == "no_data"


# A share and its own counts


@pytest.mark.parametrize(
    ("share", "counts", "conflict"),
    [
        # 110 of over 315 is below 34.92 %: "over 35 %" cannot be.
        ("covered,,2025-06-30,over,35,,,a", "insured,,2025-06-30,,110,,,a\npeople,,2025-06-30,over,315,,,a", True),
        # 432 of 953 is 45.33 %: 45.3 agrees by its last digit, 45.2 does not.
        ("covered,,2025-06-30,,45.3,,,a", "insured,,2025-06-30,,432,,,a\npeople,,2025-06-30,,953,,,a", False),
        ("covered,,2025-06-30,,45.2,,,a", "insured,,2025-06-30,,432,,,a\npeople,,2025-06-30,,953,,,a", True),
        ("covered,,2025-06-30,,45,,,a", "insured,,2025-06-30,,432,,,a\npeople,,2025-06-30,,953,,,a", False),
        # The press does not settle it against the agency; the agency does against the press.
        ("covered,,2025-06-30,over,50,,,a", "insured,,2025-06-30,,432,,,p\npeople,,2025-06-30,,953,,,p", False),
        ("covered,,2025-06-30,over,50,,,p", "insured,,2025-06-30,,432,,,a\npeople,,2025-06-30,,953,,,a", True),
        # A pair of more than 31 days away says nothing.
        ("covered,,2025-06-30,over,50,,,a", "insured,,2025-05-15,,432,,,a\npeople,,2025-05-15,,953,,,a", False),
        ("covered,,2025-06-30,over,50,,,a", "insured,,2025-07-15,,432,,,a\npeople,,2025-07-15,,953,,,a", True),
    ],
)
def test_a_share_that_its_own_counts_contradict_is_a_conflict(share: str, counts: str, *, conflict: bool) -> None:
    row = judge("covered: {over: 35}", f"{share}\n{counts}")
    assert (str(row.reason) == "conflict") is conflict
    if conflict:
        assert str(row.status) == "undetermined"
        assert any(" / " in text for text in listed(row))


def test_of_several_pairs_the_nearest_counts() -> None:
    pairs = [("2025-06-10", 40), ("2025-06-29", 60)]
    counts = "\n".join(f"insured,,{day},,{count},,,a\npeople,,{day},,100,,,a" for day, count in pairs)
    assert listed(judge("covered: {over: 35}", f"covered,,2025-06-30,over,50,,,a\n{counts}")) == []
    assert listed(judge("covered: {over: 35}", f"covered,,2025-06-30,under,50,,,a\n{counts}")) == ["60a / 100a"]


def test_the_first_figure_of_a_share_may_be_derived() -> None:
    counts = "insured,,2025-02-28,,40,,,a\npeople,,2025-02-28,,100,,,a"
    row = judge("covered: {value: 80}", f"{counts}\ncovered,,2025-04-30,,50,,,a\ncovered,,2025-09-30,,60,,,a")
    assert row.baseline is not None
    assert (row.baseline.nominal, str(row.baseline.as_of)) == (Fraction(40), "2025-02-28")
    same_day = judge("covered: {value: 80}", f"{counts}\ncovered,,2025-02-28,,41,,,a\ncovered,,2025-09-30,,60,,,a")
    assert same_day.baseline is not None
    assert same_day.baseline.nominal == 41


# Too old


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        ("2025-12-31", 12, "2024-12-31"),
        ("2025-05-31", 3, "2025-02-28"),
        ("2024-05-31", 3, "2024-02-29"),
        ("2025-03-15", 12, "2024-03-15"),
        ("2025-01-31", 1, "2024-12-31"),
    ],
)
def test_months_are_counted_back_to_the_same_day_or_a_shorter_months_last(day: str, months: int, first: str) -> None:
    assert str(months_before(date.fromisoformat(day), months)) == first


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2025-09-28", "on_track"), ("2025-09-29", "no_data"), ("2025-12-31", "no_data")],
)
def test_a_figure_of_more_than_twelve_months_ago_judges_no_more(as_of: str, expected: str) -> None:
    figures = "wells,,2023-12-31,,100,,,a\nwells,,2024-09-28,,140,,,a"
    row = judge("wells: {value: 200}", figures, period="2024/2025", as_of=as_of)
    assert str(row.status) == expected
    old = expected == "no_data"
    assert (str(row.reason) == "too_old", row.carried, row.final) == (old, old, None if old else False)
    assert chosen(row) == "140a 09-28"


def test_a_younger_figure_of_the_press_judges_instead_of_one_that_is_too_old() -> None:
    figures = "wells,,2023-12-31,,100,,,a\nwells,,2024-09-28,,140,,,a\nwells,,2024-12-31,,150,,,p"
    row = judge("wells: {value: 200}", figures, period="2024/2025", as_of="2025-12-01")
    assert chosen(row) == "150p 12-31"


def test_what_is_carried_from_before_the_period_has_no_reason() -> None:
    row = judge("wells: {value: 200}", "wells,,2020-09-28,,140,,,a")
    assert (str(row.status), row.reason, row.carried) == ("no_data", None, True)


# Of one year alone


def test_a_target_of_one_year_of_a_plan_of_several_is_judged_by_that_year() -> None:
    figures = "trips,2024,2024-12-31,,3,,,a\ntrips,2025,2025-12-31,,3,,,a"
    assert verdict(judge("trips: {value: 4, period: 2025}", figures, period="2024/2026")).startswith("missed")
    found = table("trips: [{value: 4, period: 2025}, {value: 9}]", figures, period="2024/2026", year=2024)
    assert [str(row.due) for row in found.rows] == ["2026-12-31"]
    found = table("trips: [{value: 4, period: 2025}, {value: 9}]", figures, period="2024/2026", year=2025)
    assert [(str(row.due), row.path) for row in found.rows] == [("2025-12-31", False), ("2026-12-31", True)]


# Met, exceeded, and so far


@pytest.mark.parametrize(
    ("target", "figure", "exceeded"),
    [
        ("wells: {value: 10}", ",11", True),
        ("wells: {value: 10}", ",10", False),
        ("wells: {at_least: 10}", "over,10", True),
        ("wells: {over: 10}", ",11", False),
        ("wells: {about: 100}", ",99", False),
        ("wells: {about: 100}", ",101", True),
        ("wells: {between: [8, 12]}", ",11", False),
        ("wells: {between: [8, 12]}", ",13", True),
        ("waste: {at_most: 10}", ",9", True),
        ("waste: {between: [8, 12]}", ",9", False),
        ("waste: {between: [8, 12]}", ",7", True),
        ("waste: {under: 10}", ",9", False),
        ("births: {between: [8, 12]}", ",10", False),
        ("wells: {value: 10}", ",9", False),
    ],
)
def test_exceeded_is_wholly_beyond_the_number(target: str, figure: str, *, exceeded: bool) -> None:
    qualifier, value = figure.split(",")
    row = judge(target, f"{target.partition(':')[0]},,2025-12-31,{qualifier},{value},,,a")
    assert row.exceeded is exceeded


# Rounding


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [("0.9499", "0.949"), ("0.9496", "0.949"), ("0.95", "0.950"), ("0.95004", "0.951"), ("0.5996", "0.599"),
     ("-0.0004", "-0.001"), ("0.0004", "0.001"), ("0", "0.000"), ("1.2345", "1.235")],
)  # fmt: skip
def test_a_pace_is_never_rounded_onto_a_bound_that_it_does_not_reach(ratio: str, shown: str) -> None:
    assert str(pace_ratio(Fraction(ratio))) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [("99.97", "99.9"), ("100.03", "100.1"), ("100", "100.0"), ("63.44", "63.4")]
)
def test_a_percentage_is_never_rounded_onto_100(number: str, shown: str) -> None:
    assert str(percent(Fraction(number))) == shown
