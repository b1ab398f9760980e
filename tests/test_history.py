"""Histories: which figures stand in them, paces, dates, and the line; each input in its test, each number by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import sqrt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import plan, workspace
from scipy import stats

from cnht.domain.figures import CandidateKind, Figure
from cnht.domain.history import (
    COVERAGE,
    Estimate,
    Goal,
    GoalPace,
    History,
    Reach,
    Role,
    Silence,
    Speed,
    fitted,
    history,
    student_t,
)
from cnht.domain.model import Workspace
from cnht.domain.period import Period
from cnht.domain.progress import Method, plan_years, progress
from cnht.domain.quantity import EVERYTHING, NOT_NEGATIVE, PERCENT, Interval
from cnht.files.store import read_workspace
from cnht.presenting.history import line_lines
from cnht.reading.load import load

ROOT = Path(__file__).parents[1]
WORKSPACES = (ROOT, *sorted((ROOT / "tests" / "workspaces").iterdir()))
DAY = date.fromisoformat


def of(
    indicator: str,
    targets: str,
    figures: str = "",
    *,
    period: str = "2025",
    as_of: str = "2025-12-31",
    first: int | None = None,
    last: int | None = None,
) -> History:
    found = workspace([plan(targets, period=period)], figures)
    return history(found, indicator, "north", DAY(as_of), first=first, last=last)


def written(result: History) -> list[str]:
    """The figures: role, number, day; those that are computed or cover a part of a year say so."""
    return [
        f"{mark.role} {float(mark.figure.nominal):g} {mark.day}"
        + (f" {mark.figure.kind}" if mark.figure.kind is not CandidateKind.REPORTED else "")
        + ("" if mark.comparable else " part")
        for mark in result.marks
    ]


def only(result: History) -> Goal:
    (goal,) = result.goals
    return goal


def pace(result: History) -> GoalPace:
    found = only(result).pace
    assert found is not None
    return found


def point(day: str, number: Fraction | int) -> Figure:
    value = Fraction(number)
    return Figure(CandidateKind.REPORTED, "wells", "north", Interval.point(value), value, DAY(day), None, True, ())


# Which figures


@pytest.mark.parametrize(
    ("indicator", "figures", "expected"),
    [
        pytest.param(
            "wells",
            """
wells,,2023-06-30,,4,,,a
wells,,2023-12-31,,5,,,a
wells,,2023-12-31,,6,,,p
wells,,2024-12-31,,7,,disputed,a
""",
            # 2023: official before press, the latest. 2024 has only a disputed one, 2025 none.
            [
                "other 4 2023-06-30",
                "chosen 5 2023-12-31",
                "other 6 2023-12-31",
                "disputed 7 2024-12-31",
                "carried 5 2024-12-31",
                "carried 5 2025-12-31",
            ],
            id="a level",
        ),
        pytest.param(
            "trips",
            """
trips,2024-Q1,2024-03-31,,10,,,a
trips,2024-Q2,2024-06-30,,20,,,a
trips,2023-07/2024-06,2024-06-30,,55,,,a
""",
            [
                "other 10 2024-03-31",
                "chosen 30 2024-06-30 sum",
                "other 55 2024-06-30 part",
                "other 20 2024-06-30 part",
            ],
            id="a flow is added up within its year, and never carried forward",
        ),
        pytest.param(
            "growth",
            """
growth,2025-05,2025-05-31,,9,,,a
growth,2025-01/2025-06,2025-06-30,,5,,,a
""",
            ["other 9 2025-05-31 part", "chosen 5 2025-06-30"],
            id="one month's growth says nothing of the year's",
        ),
        pytest.param(
            "covered",
            """
insured,,2024-12-31,,30,,,a
people,,2024-12-20,,40,,,a
""",
            ["chosen 75 2024-12-31 derived", "carried 75 2025-12-31 derived"],
            id="a derived share",
        ),
    ],
)
def test_the_figure_of_each_year_is_chosen_and_every_other_shown(
    indicator: str, figures: str, expected: list[str]
) -> None:
    result = of(indicator, f"{indicator}: {{value: 12}}", figures, period="2024/2025")
    assert sorted(written(result)) == sorted(expected)
    assert [mark.day for mark in result.marks] == sorted(mark.day for mark in result.marks)


FIVE = "".join(f"wells,,{year}-12-31,,{year - 2000},,,a\n" for year in range(2019, 2024))


def test_only_the_years_asked_for_are_shown_and_only_their_figures_make_the_line() -> None:
    result = of("wells", "wells: {value: 40, each: year}", FIVE, period="2019/2025", first=2021, last=2024)
    assert (result.first, result.last) == (2021, 2024)
    assert [goal.row.due.year for goal in result.goals] == [2021, 2022, 2023, 2024]
    assert [mark.day.year for mark in result.marks] == [2021, 2022, 2023, 2024]
    assert [figure.as_of.year for figure in result.points] == [2021, 2022, 2023]


def test_a_figure_dated_after_the_day_does_not_exist() -> None:
    result = of("wells", "wells: {value: 40}", FIVE, period="2019/2025", as_of="2021-06-30")
    assert written(result) == ["chosen 19 2019-12-31", "chosen 20 2020-12-31", "carried 20 2021-06-30"]


def test_a_target_of_each_year_is_there_for_each_and_one_of_several_years_once() -> None:
    found = workspace(
        [
            plan("wells: {value: 40, each: year}", period="2024/2026"),
            plan("wells: {value: 50}", number="2", period="2024/2026"),
        ],
        FIVE,
    )
    result = history(found, "wells", "north", DAY("2024-06-30"))
    assert [(goal.row.plan.number, goal.row.due.year) for goal in result.goals] == [
        ("1", 2024),
        ("1", 2025),
        ("1", 2026),
        ("2", 2026),
    ]


# Pace. 2024-12-31 to 2025-06-29 are 180 days, and 185 are left until 2025-12-31.

BEFORE = "".join(f"wells,,{year}-12-31,,{number},,,a\n" for year, number in [(2022, 80), (2023, 90), (2024, 100)])
LEVEL = BEFORE + "wells,,2025-06-29,{},,,a\n"
TOTALS = "".join(f"{{0}},{year},{year}-12-31,,300,,,a\n" for year in (2022, 2023, 2024))


def test_the_pace_so_far_and_those_required_from_the_figure_and_from_now() -> None:
    found = pace(of("wells", "wells: {value: 200}", LEVEL.format(",118"), as_of="2025-08-31"))
    assert found == GoalPace(
        so_far=Speed(Fraction(18, 180), Interval.point(Fraction(18, 180)), DAY("2024-12-31")),
        required=Speed(Fraction(82, 185), Interval.point(Fraction(82, 185)), DAY("2025-06-29")),
        from_now=Speed(Fraction(82, 122), Interval.point(Fraction(82, 122)), DAY("2025-08-31")),
        # 82 are 820 days' work, and the plan and as long again are over after 549.
        reach=Reach(None, None, None),
        reached=False,
    )


@pytest.mark.parametrize(
    ("target", "figure", "so_far", "required", "reach"),
    [
        pytest.param("{value: 136}", ",118", "1/10", "18/185", "2025-12-26 2025-12-26 2025-12-26", id="exact"),
        pytest.param("{value: 200}", ",100", "0", "20/37", "- - -", id="standing still"),
        pytest.param("{value: 200}", ",82", "-1/10", "118/185", "- - -", id="moving away"),
        # From 112.1 to 118: 23.9 days' work takes 356 days at the slow end, 18 take 180 at the fast one:
        # just below 118 a day more, as days are counted whole; but the date of the quoted number is within the range.
        pytest.param(
            "{value: 136}", "nearly,118", "1/10", "18/185", "2025-12-26 2025-12-26 2026-06-20", id="nearly 118"
        ),
        # Just above 118 takes a day less than 118 would, or no time at all.
        pytest.param("{value: 136}", "over,118", "1/10", "18/185", "2025-12-26 2025-06-29 2025-12-26", id="no end"),
        pytest.param("{over: 110}", ",118", "1/10", None, None, id="already there"),
        # Over 118 is a day beyond 118.
        pytest.param("{over: 118}", ",118", "1/10", "0", "2025-06-30 2025-06-30 2025-06-30", id="at the very number"),
        pytest.param("{value: 200000}", ",118", "1/10", "199882/185", "- - -", id="far beyond the plan"),
    ],
)
def test_what_a_pace_needs_and_when_it_arrives(
    target: str, figure: str, so_far: str, required: str | None, reach: str | None
) -> None:
    found = pace(of("wells", f"wells: {target}", LEVEL.format(figure), as_of="2025-06-29"))
    assert found.so_far is not None
    assert found.so_far.nominal == Fraction(so_far)
    assert (None if found.required is None else str(found.required.nominal)) == required
    assert (None if found.reach is None else " ".join(str(day or "-") for day in found.reach)) == reach
    assert found.reached is (required is None)


@settings(max_examples=60)
@given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 400), st.integers(1, 300), st.integers(0, 60))
def test_at_the_pace_required_the_target_is_reached_when_due_and_at_the_pace_so_far_on_the_day_named(
    before: int, now: int, goal: int, days: int, later: int
) -> None:
    day = DAY("2024-12-31") + timedelta(days=days)
    earlier = "".join(f"wells,,{year}-12-31,,{before},,,a\n" for year in (2022, 2023, 2024))
    figures = f"{earlier}wells,,{day},,{now},,,a"
    result = of("wells", f"wells: {{value: {goal}}}", figures, as_of=str(day + timedelta(days=later)))
    found = pace(result)
    due = only(result).row.due
    assert found.so_far is not None
    assert before + found.so_far.nominal * days == now
    assert found.reached is (now >= goal)
    for speed in (found.required, found.from_now):
        if speed is not None:
            assert now + speed.nominal * (due - speed.start).days == goal
    reach = None if found.reach is None else found.reach.nominal
    if reach is not None:
        passed = (reach - day).days
        assert now + found.so_far.nominal * passed >= goal > now + found.so_far.nominal * (passed - 1)
    elif not found.reached:
        assert now + found.so_far.nominal * (due + timedelta(days=364) - day).days < goal


def test_no_day_is_foretold_from_fewer_than_three_figures_that_compare() -> None:
    two = "wells,,2024-12-31,,100,,,a\nwells,,2025-06-29,,118,,,a\n"
    assert pace(of("wells", "wells: {value: 136}", two, as_of="2025-06-29")).reach is None
    changed = BEFORE.replace("100,,,a", "100,,break,a") + "wells,,2025-06-29,,118,,,a\n"
    assert pace(of("wells", "wells: {value: 136}", changed, as_of="2025-06-29")).reach is None


def test_what_reaches_a_target_is_what_it_accepts() -> None:
    # About 140 is met from 136.5 on: 18.5 more are 185 days' work, and then it is met for progress, too.
    found = pace(of("wells", "wells: {about: 140}", LEVEL.format(",118"), as_of="2025-06-29"))
    assert found.reach == Reach(*[DAY("2025-12-31")] * 3)
    assert found.required is not None
    assert found.required.nominal == Fraction(185, 10) / 185


def test_a_figure_of_another_definition_starts_a_new_series() -> None:
    figures = FIVE + "wells,,2024-12-31,,60,,break,a\nwells,,2025-06-30,,62,,,a\n"
    result = of("wells", "wells: {value: 80}", figures, as_of="2025-06-30")
    assert [figure.as_of.year for figure in result.points] == [2024, 2025]
    assert (result.line, result.silence) == (None, Silence.TOO_FEW)


def test_with_decrease_the_pace_is_downwards() -> None:
    figures = LEVEL.format(",82").replace("wells", "waste")
    found = pace(of("waste", "waste: {at_most: 64}", figures, as_of="2025-06-29"))
    assert found.so_far is not None
    assert found.required is not None
    assert (found.so_far.nominal, found.required.nominal) == (Fraction(-1, 10), Fraction(-18, 185))
    assert found.reach == Reach(*[DAY("2025-12-26")] * 3)


# 2025-01-01 to 2025-07-01 are 181 days, 183 are left.


@pytest.mark.parametrize(
    ("target", "reach"),
    [
        ("{value: 720}", DAY("2025-12-27")),  # 358 more take 179 days
        ("{value: 728}", DAY("2025-12-31")),  # 366 take 183
        ("{value: 729}", None),
    ],
)
def test_a_flow_starts_from_0_and_arrives_within_its_period_or_not_at_all(target: str, reach: date | None) -> None:
    figures = TOTALS.format("trips") + "trips,2025-01/2025-07,2025-07-01,,362,,,a"
    found = pace(of("trips", f"trips: {target}", figures, as_of="2025-07-01"))
    assert found.so_far == Speed(Fraction(2), Interval.point(2), DAY("2025-01-01"))
    assert found.reach == Reach(reach, reach, reach)


def test_of_a_ceiling_the_pace_uses_it_up_and_nothing_is_required_once_it_is_passed() -> None:
    figures = TOTALS.format("deaths") + "deaths,2025-01/2025-07,2025-07-01,,362,,,a"
    held = pace(of("deaths", "deaths: {at_most: 400}", figures))
    assert not held.reached
    assert held.required is not None
    assert held.required.nominal == Fraction(38, 183)
    assert held.reach == Reach(*[DAY("2025-07-20")] * 3)
    passed = pace(of("deaths", "deaths: {at_most: 300}", figures))
    assert (passed.required, passed.from_now, passed.reach, passed.reached) == (None, None, None, False)


@pytest.mark.parametrize(
    ("indicator", "target", "figures"),
    [
        ("growth", "{value: 9}", "growth,2025-01/2025-06,2025-06-30,,5,,,a"),
        ("births", "{between: [4, 6]}", "births,,2024-12-31,,5,,,a\nbirths,,2025-06-30,,7,,,a"),
        ("wells", "{value: 9}", "wells,,2024-12-31,,5,,,a\nwells,,2025-12-31,,7,,,a"),
        ("wells", "{value: 9}", ""),
        ("trips", "{value: 9}", "trips,2024,2024-12-31,,5,,,a"),
    ],
    ids=["growth", "to be maintained", "the final figure is there", "no figure", "a flow of the year before"],
)
def test_there_is_no_pace_for(indicator: str, target: str, figures: str) -> None:
    assert only(of(indicator, f"{indicator}: {target}", figures)).pace is None


def test_of_a_carried_level_the_pace_is_that_of_its_own_year() -> None:
    figures = "wells,,2022-12-31,,100,,,a\nwells,,2023-12-31,,173,,,a"
    found = pace(of("wells", "wells: {value: 400}", figures, as_of="2025-06-30"))
    assert found.so_far == Speed(Fraction(73, 365), Interval.point(Fraction(73, 365)), DAY("2022-12-31"))


@pytest.mark.parametrize("folder", WORKSPACES, ids=lambda folder: folder.name)
def test_every_year_and_every_target_has_the_figure_and_the_verdict_that_progress_gives(folder: Path) -> None:
    found = load(read_workspace(folder)).workspace
    compared = 0
    for as_of in (DAY("2023-12-31"), DAY("2025-10-15"), DAY("2027-01-01")):
        results = {
            (code, area): history(found, code, area, as_of)
            for code in found.definitions.indicators
            for area in found.definitions.areas
        }
        for year in plan_years(found):
            for row in progress(found, year, as_of).rows:
                result = results[row.indicator.code, row.target.area]
                same = [
                    goal.row
                    for goal in result.goals
                    if goal.row.target is row.target and (goal.row.due == row.due or row.path)
                ]
                assert len(same) == 1 or row.target.each_year
                if row.path:
                    continue
                (goal,) = same
                for name in (
                    "observed",
                    "carried",
                    "baseline",
                    "percent",
                    "status",
                    "likely",
                    "reason",
                    "pace",
                    "final",
                ):
                    assert getattr(goal, name) == getattr(row, name), (row.indicator.code, year, name)
                compared += 1
                if row.judged == Period.year(year):
                    chosen = [
                        mark.figure for mark in result.marks if mark.role is Role.CHOSEN and mark.day.year == year
                    ]
                    assert chosen == ([] if row.carried or row.observed is None else [row.observed])
    assert compared


@pytest.mark.parametrize("folder", WORKSPACES, ids=lambda folder: folder.name)
def test_a_pace_is_that_of_progress_in_days(folder: Path) -> None:
    """On a straight way from b to the target, r is the pace so far over the pace that the whole way needs."""
    found = load(read_workspace(folder)).workspace
    for code in found.definitions.indicators:
        for area in found.definitions.areas:
            for goal in history(found, code, area, DAY("2025-10-15")).goals:
                row = goal.row
                linear = row.pace is not None and row.pace.method is Method.LINEAR and not row.target.milestones
                linear = linear and row.baseline is not None and row.baseline.start == row.baseline.as_of
                if not linear or goal.pace is None or goal.pace.so_far is None:
                    continue
                assert row.baseline is not None
                assert row.pace is not None
                needed = (row.goal - row.baseline.nominal) / (row.due - row.baseline.as_of).days
                assert goal.pace.so_far.nominal / needed == row.pace.ratio


# The line


@pytest.mark.parametrize("freedom", [*range(1, 41), 57, 100, 365, 1000])
@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.9, 0.99])
def test_the_t_quantile_is_that_of_scipy(freedom: int, coverage: float) -> None:
    assert student_t(coverage, freedom) == pytest.approx(float(stats.t.ppf((1 + coverage) / 2, freedom)), rel=1e-11)


numbers = st.fractions(min_value=0, max_value=10**6, max_denominator=100)


@given(
    st.lists(st.tuples(st.integers(0, 5000), numbers), min_size=3, max_size=12, unique_by=lambda pair: pair[0]),
    st.integers(1, 4000),
)
def test_the_line_and_its_prediction_interval_are_those_of_scipy(pairs: list[tuple[int, Fraction]], later: int) -> None:
    pairs = sorted(pairs)
    origin = DAY("2015-01-01")
    line = fitted([point(str(origin + timedelta(days=x)), y) for x, y in pairs], NOT_NEGATIVE)
    line = line._replace(possible=EVERYTHING)
    xs, ys = [float(x - pairs[0][0]) for x, _ in pairs], [float(y) for _, y in pairs]
    theirs = stats.linregress(xs, ys)
    size = max(ys) + 1
    assert float(line.slope) == pytest.approx(theirs.slope, rel=1e-6, abs=size * 1e-9)
    assert float(line.intercept) == pytest.approx(theirs.intercept, rel=1e-6, abs=size * 1e-6)
    x = xs[-1] + later
    # The standard error of the slope is s / √Sxx: from theirs follows theirs of a prediction.
    count, mean = len(xs), sum(xs) / len(xs)
    spread = sum((each - mean) ** 2 for each in xs)
    error = 0 if len(set(ys)) == 1 else theirs.stderr  # of points on a level scipy gives no number
    deviation = error * sqrt(spread) * sqrt(1 + 1 / count + (x - mean) ** 2 / spread)
    margin = float(stats.t.ppf(0.9, count - 2)) * deviation
    found = line.at(line.origin + timedelta(days=int(x)))
    assert float(found.interval.highest - found.nominal) == pytest.approx(margin, rel=1e-5, abs=size * 1e-4)
    assert found.interval.highest - found.nominal == found.nominal - found.interval.lowest


def test_a_projection_worked_out_by_hand() -> None:
    # x = 0, 10, 20; y = 10, 22, 28: x̄ = 10, ȳ = 20, Sxx = 200, Sxy = 180, so 0.9 a day and 11 at the start.
    # Residuals -1, 2, -1: s² = 6 / 1. At x = 30: 38, and 1 + 1/3 + 400/200 = 10/3; t(0.9; 1) = 3.0777.
    line = fitted([point("2025-01-01", 10), point("2025-01-11", 22), point("2025-01-21", 28)], NOT_NEGATIVE)
    assert (line.slope, line.intercept, line.variance) == (Fraction(9, 10), Fraction(11), Fraction(6))
    found = line.at(DAY("2025-01-31"))
    assert found.nominal == 38
    assert float(found.interval.highest) == pytest.approx(38 + 3.0776835 * sqrt(20))
    assert float(found.interval.lowest) == pytest.approx(38 - 3.0776835 * sqrt(20))


@given(numbers, st.fractions(min_value=-10, max_value=10, max_denominator=100), st.integers(0, 3000))
def test_through_points_on_a_line_it_goes_exactly(start: Fraction, slope: Fraction, later: int) -> None:
    figures = [point(str(DAY("2020-01-01") + timedelta(days=x)), start + slope * x) for x in (0, 5, 365, 700)]
    line = fitted(figures, NOT_NEGATIVE)
    assert (line.slope, line.intercept, line.variance) == (slope, start, Fraction(0))
    day = DAY("2021-12-01") + timedelta(days=later)
    assert line.at(day).nominal == start + slope * (day - DAY("2020-01-01")).days


def test_the_interval_holds_the_line_and_widens_with_time() -> None:
    line = fitted([point("2020-12-31", 10), point("2021-12-31", 30), point("2022-12-31", 20)], NOT_NEGATIVE)
    line = line._replace(possible=EVERYTHING)
    widths = [line.at(date(year, 12, 31)).interval.width or 0 for year in (2022, 2023, 2025, 2030)]
    assert widths == sorted(set(widths))
    assert COVERAGE == 0.8


YEARLY = "wells,,2021-12-31,,10,,,a\nwells,,2022-12-31,,20,,,a\nwells,,2023-12-31,,30,,,a\n"
DISPUTED = YEARLY.replace(",,10,,,a", ",,10,,disputed,a")
FALLING = "poor,,2021-12-31,,50,,,a\npoor,,2022-12-31,,30,,,a\npoor,,2023-12-31,,10,,,a\n"
MANY = "".join(f"trips,{year},{year}-12-31,,5,,,a\n" for year in range(2019, 2024))


@pytest.mark.parametrize(
    ("target", "figures", "as_of", "expected"),
    [
        pytest.param("wells: {value: 60}", YEARLY, "2024-06-30", None, id="a line"),
        pytest.param("wells: {value: 60}", YEARLY, "2025-12-31", Silence.PASSED, id="the due date has passed"),
        pytest.param("wells: {value: 60}", YEARLY[:52], "2024-06-30", Silence.TOO_FEW, id="two"),
        pytest.param(
            "wells: {value: 60}", YEARLY.replace(",,30", ",over,30"), "2024-06-30", Silence.TOO_FEW, id="no end"
        ),
        pytest.param("wells: {value: 60}", DISPUTED, "2024-06-30", Silence.TOO_FEW, id="disputed"),
        pytest.param("growth: {value: 6}", MANY.replace("trips", "growth"), "2024-06-30", Silence.GROWTH, id="growth"),
        pytest.param("trips: {value: 6}", MANY, "2024-06-30", Silence.SEVERAL_YEARS, id="a total of several years"),
        pytest.param("poor: {value: 6}", FALLING, "2024-06-30", Silence.IMPOSSIBLE, id="below 0 %"),
    ],
)
def test_why_nothing_is_projected(target: str, figures: str, as_of: str, expected: Silence | None) -> None:
    goal = only(of(target.partition(":")[0], target, figures, period="2024/2025", as_of=as_of))
    assert goal.silence is expected
    assert (goal.projection is None) is (expected is not None)


def test_a_superseded_target_is_not_projected_and_has_no_pace() -> None:
    new = plan("wells: {value: 70}", number="2", period="2024/2026", extra="replaces: '1'")
    found = workspace([plan("wells: {value: 60}", period="2024/2025"), new], YEARLY)
    goals = history(found, "wells", "north", DAY("2024-06-30")).goals
    assert [(goal.silence, goal.pace is None) for goal in goals] == [(Silence.SUPERSEDED, True), (None, False)]


def test_a_flow_is_projected_through_the_totals_of_whole_years() -> None:
    figures = "".join(f"trips,{year},{year}-12-31,,{10 * (year - 2020)},,,a\n" for year in range(2021, 2024))
    figures += "trips,2024-Q1,2024-03-31,,4,,,a\ntrips,2024-Q2,2024-06-30,,4,,,a\n"
    result = of("trips", "trips: {value: 60, each: year}", figures, period="2024/2025", as_of="2024-08-01")
    assert [(figure.as_of.year, figure.nominal) for figure in result.points] == [
        (2021, Fraction(10)),
        (2022, Fraction(20)),
        (2023, Fraction(30)),
    ]
    estimates = [goal.projection for goal in result.goals]
    assert [found is not None and round(float(found.nominal)) for found in estimates] == [40, 50]


def test_of_one_date_one_figure_makes_the_line_and_those_without_an_end_are_named() -> None:
    figures = """
wells,,2021-12-31,,10,,,a
wells,,2022-12-31,,20,,,a
wells,,2022-12-31,,99,,,p
wells,,2023-06-30,,25,,,p
wells,,2023-12-31,,30,,,a
wells,,2024-06-30,over,31,,,a
wells,,2024-09-30,,33,,,a
"""
    result = of("wells", "wells: {value: 60}", figures, period="2024/2025", as_of="2024-12-01")
    # The press's figure of June 2023 is of no account in a year with an official one.
    assert [figure.nominal for figure in result.points] == [10, 20, 30, 33]
    assert [figure.nominal for figure in result.endless] == [31]


@pytest.mark.parametrize(
    ("indicator", "figure", "left_out"),
    [
        ("wells", "wells,,2024-12-31,about,40,,,a", False),
        ("wells", "wells,,2024-12-31,over,40,,,a", True),
        ("wells", "wells,,2024-12-31,under,40,,,a", True),  # that it is not below 0 is no end of its own
        ("wells", "wells,,2024-12-31,at_most,0,,,a", False),  # then it is 0
        ("covered", "insured,,2024-12-31,about,310,,,a\npeople,,2024-12-31,about,860,,,a", False),
        ("covered", "insured,,2024-12-31,about,310,,,a\npeople,,2024-12-31,over,860,,,a", True),
        ("covered", "insured,,2024-12-31,at_least,310,,,a\npeople,,2024-12-31,,860,,,a", True),
        ("covered", "covered,,2024-12-31,over,36,,,a", True),
    ],
)
def test_a_figure_whose_words_leave_it_without_an_end_is_no_point_of_the_line(
    indicator: str, figure: str, left_out: bool
) -> None:
    before = "".join(f"{indicator},,{year}-12-31,,{year - 1990},,,a\n" for year in (2021, 2022, 2023))
    result = of(indicator, f"{indicator}: {{value: 60}}", before + figure, as_of="2025-06-30")
    last = [figure.as_of.year for figure in result.endless]
    assert last == ([2024] if left_out else [])
    assert [figure.as_of.year for figure in result.points][3:] == ([] if left_out else [2024])
    named = [line for line in map(str, line_lines(result)) if line.startswith("Left out of the line, as they have no")]
    assert len(named) == left_out


def test_the_interval_is_cut_where_nothing_can_be() -> None:
    line = fitted([point("2020-12-31", 5), point("2021-12-31", 1), point("2022-12-31", 4)], NOT_NEGATIVE)
    assert line.at(DAY("2023-12-31")).interval.lowest == 0
    shares = fitted([point("2020-12-31", 95), point("2021-12-31", 99), point("2022-12-31", 96)], PERCENT)
    assert shares.at(DAY("2023-12-31")).interval.highest == 100
    below = fitted([point("2020-12-31", 5), point("2021-12-31", -9), point("2022-12-31", 4)], EVERYTHING)
    assert below.at(DAY("2023-12-31")).interval.lowest < 0


def test_the_open_goals_are_those_not_due_or_else_the_last(hanoi: Workspace) -> None:
    running = history(hanoi, "enterprises", "hanoi", DAY("2025-08-10"))
    assert [(goal.row.plan.number, goal.row.due.year) for goal in running.open_goals] == [
        ("2316/QĐ-UBND", 2025),
        ("301/KH-UBND", 2025),
        ("6126/QĐ-UBND", 2030),
    ]
    over = history(hanoi, "clusters_ground_broken", "hanoi", DAY("2026-06-30"))
    assert [goal.row.plan.number for goal in over.open_goals] == ["20/KH-UBND"]


def test_hanois_clusters_need_more_than_they_have(hanoi: Workspace) -> None:
    result = history(hanoi, "clusters_ground_broken", "hanoi", DAY("2025-08-10"))
    (goal,) = result.open_goals
    assert goal.pace is not None
    # 27 on 28/09/2024, 34 on 30/06/2025, 43 by 31/12/2025: 7 in 275 days, 9 in 184, or in the 143 that are left.
    assert goal.pace.so_far is not None
    assert goal.pace.required is not None
    assert goal.pace.from_now is not None
    assert goal.pace.so_far.nominal == Fraction(7, 275)
    assert goal.pace.required.nominal == Fraction(9, 184)
    assert goal.pace.from_now.nominal == Fraction(9, 143)
    assert goal.pace.reach == Reach(*[DAY("2025-06-30") + timedelta(days=354)] * 3)  # 9 x 275 / 7 = 353.6
    assert isinstance(goal.projection, Estimate)


@pytest.fixture(scope="module")
def hanoi() -> Workspace:
    return load(read_workspace(ROOT)).workspace
