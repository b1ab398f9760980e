"""Which rows a year has and what stands in them: plans of several years, replaced plans, percent, compound growth.

Expected is the line that ``verdict`` writes: status, likely, reason, percent of plan, pace.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import pytest
from judging import AREAS, HEADER, chosen, judge, plan, table, verdict, workspace

from cnht.domain.model import Workspace
from cnht.domain.progress import CagrRefusal, Method, Row, plan_years, progress
from cnht.domain.quantity import Interval
from cnht.files.store import read_workspace, shipped_workspace
from cnht.presenting.numbers import percent
from cnht.reading.load import load


def brief(rows: Iterable[Row]) -> list[str]:
    """Each row's plan, indicator, due date and status; paths are marked."""
    return [
        f"{row.plan.number} {row.target.indicator} {row.due} {row.status}{' path' if row.path else ''}" for row in rows
    ]


# Which rows


def test_a_target_has_a_row_in_the_year_it_is_due_and_a_path_before_it_and_none_after_it() -> None:
    targets = (
        "wells:\n  - {value: 120, due: 2024-06-30}\n  - {value: 150, due: 2025-03-31}\n  - {value: 200}\n"
        "trips: {value: 10, each: year}"
    )
    rows = {year: brief(table(targets, period="2024/2026", year=year).rows) for year in (2024, 2025, 2026)}
    assert rows == {
        2024: [
            "1 wells 2024-06-30 no_data",
            "1 wells 2025-03-31 no_data path",
            "1 wells 2026-12-31 no_data path",
            "1 trips 2024-12-31 no_data",
        ],
        2025: [
            "1 wells 2025-03-31 no_data",
            "1 wells 2026-12-31 no_data path",
            "1 trips 2025-12-31 no_data",
        ],
        2026: ["1 wells 2026-12-31 no_data", "1 trips 2026-12-31 no_data"],
    }


def test_each_target_of_a_list_is_judged_up_to_its_own_due_date() -> None:
    targets = "wells:\n  - {value: 150, due: 2025-06-30}\n  - {value: 200}"
    figures = "wells,,2024-12-31,,100,,,a\nwells,,2025-06-30,,149,,,a\nwells,,2025-09-30,,250,,,a"
    first, second = table(targets, figures).rows
    assert (chosen(first), verdict(first)) == ("149a 06-30", "missed missed - 99.3 -")
    assert (chosen(second), second.status) == ("250a 09-30", "met")


def test_a_list_by_area_is_judged_by_each_areas_figures() -> None:
    areas = "areas: {north: {vi: Bắc, en: North}, south: {vi: Nam, en: South}}\n"
    targets = "wells:\n  - {value: 100, area: north}\n  - {value: 100, area: south}"
    figures = "wells,north,,2025-12-31,,100,,,a\nwells,south,,2025-12-31,,99,,,a"
    header = HEADER.replace("indicator,", "indicator,area,")
    space = workspace([plan(targets)], figures, areas=areas, header=header)
    found = progress(space, 2025, date(2025, 12, 31)).rows
    assert [(row.target.area, row.status) for row in found] == [("north", "met"), ("south", "missed")]


def test_each_year_is_judged_anew_from_what_was_before_it() -> None:
    # Of 2025 the flow has half; the stock starts from the end of 2024: 140 is due on 2025-05-26.
    targets = "trips: {value: 400, each: year}\nwells: {value: 200, each: year}"
    figures = (
        "trips,2024,2024-12-31,,500,,,a\ntrips,2025,2025-07-02,,190,,,a\n"
        "wells,,2024-06-30,,60,,,a\nwells,,2024-12-31,,100,,,a\nwells,,2025-05-26,,140,,,a"
    )
    verdicts = {
        year: [verdict(row) for row in table(targets, figures, period="2024/2026", year=year).rows]
        for year in (2024, 2025, 2026)
    }
    assert verdicts == {
        2024: ["met met - 125.0 -", "missed missed - 50.0 -"],
        2025: ["on_track on_track - 47.5 0.950", "on_track on_track - 70.0 1.000"],
        2026: ["no_data - - - -", "no_data - - 70.0 -"],
    }


def test_a_plan_that_begins_in_the_course_of_a_year_is_judged_from_its_first_day() -> None:
    # Of the flow only the second half of 2025 counts: 2025-10-01 is day 92 of 183.
    row = judge("trips: {value: 183, each: year}", "trips,2025-07/2025-12,2025-10-01,,92,,,a", period="2025-07/2026-06")
    assert (row.judged.first, row.due) == (date(2025, 7, 1), date(2025, 12, 31))
    assert verdict(row) == "on_track on_track - 50.3 1.000"


def test_the_last_year_of_a_plan_ends_with_the_plan() -> None:
    row = judge("trips: {value: 180, each: year}", "trips,2025-H1,2025-06-30,,180,,,a", period="2024-07/2025-06")
    assert (row.judged.first, row.due) == (date(2025, 1, 1), date(2025, 6, 30))
    assert (verdict(row), row.final) == ("met met - 100.0 -", True)


def test_a_path_is_judged_by_the_whole_periods_figures_and_may_be_stale() -> None:
    # From 100 on 2023-12-31 towards 200 on 2025-12-31, 731 days: on day 183, 2024-07-01, e = 125.03.
    figures = "wells,,2023-12-31,,100,,,a\nwells,,2024-07-01,,125,,,a"
    row = judge("wells: {value: 200}", figures, period="2024/2025", as_of="2025-07-01")
    assert verdict(row) == "on_track on_track - 62.5 0.999"
    assert (row.path, row.stale, row.final, row.carried) == (False, True, False, False)
    path = judge("wells: {value: 200}", figures, period="2024/2025", year=2024)
    assert (verdict(path), path.path, path.stale) == (verdict(row), True, False)


OLD = plan("wells: {value: 200}", number="old", period="2024/2028")
NEW = plan("wells: {value: 300}", number="new", period="2026/2030", extra="replaces: old")
NEWEST = plan("wells: {value: 400}", number="newest", period="2027/2030", extra="replaces: new")


@pytest.mark.parametrize(
    ("year", "as_of", "expected"),
    [
        (2025, "2025-12-31", ["old wells 2028-12-31 met path"]),
        (2026, "2025-12-31", ["old wells 2028-12-31 met path", "new wells 2030-12-31 not_started path"]),
        (2026, "2026-01-01", ["old wells 2028-12-31 superseded path", "new wells 2030-12-31 moving_away path"]),
        (
            2027,
            "2026-12-31",
            [
                "old wells 2028-12-31 superseded path",
                "new wells 2030-12-31 moving_away path",
                "newest wells 2030-12-31 not_started path",
            ],
        ),
        (
            2028,
            "2028-01-01",
            [
                "old wells 2028-12-31 superseded",
                "new wells 2030-12-31 superseded path",
                "newest wells 2030-12-31 off_track path",
            ],
        ),
    ],
)
def test_a_plan_is_superseded_from_the_first_day_of_the_one_that_replaces_it(
    year: int, as_of: str, expected: list[str]
) -> None:
    figures = "wells,,2024-12-31,,250,,,a\nwells,,2026-01-01,,240,,,a\nwells,,2027-01-01,,240,,,a"
    found = progress(workspace([OLD, NEW, NEWEST], figures), year, date.fromisoformat(as_of))
    assert brief(found.rows) == expected
    for row in found.rows:
        assert (row.superseded_by is not None) == (row.status == "superseded")
        if row.status in ("superseded", "not_started"):
            assert (row.likely, row.reason, row.pace) == (None, None, None)


def test_superseded_comes_before_not_started() -> None:
    space = workspace(
        [plan("wells: {value: 1}", number="old", period="2025-07/2025-12"), NEW.replace("2026/2030", "2025")],
        "",
    )
    found = progress(space, 2025, date(2025, 1, 1))
    assert [row.status for row in found.rows] == ["superseded", "no_data"]


def test_not_started_before_the_plans_first_day() -> None:
    figures = "wells,,2025-06-30,,150,,,a\ngrowth,2025-H1,2025-06-30,,5,,,a"
    rows = table("wells: {value: 200}\ngrowth: {value: 5}", figures, period="2026", year=2026, as_of="2025-12-31").rows
    assert [verdict(row) for row in rows] == ["not_started - - 75.0 -", "not_started - - - -"]
    assert [(row.carried, row.final, row.stale) for row in rows] == [(True, None, True)] * 2
    first_day = judge("wells: {value: 200}", figures, period="2026", year=2026, as_of="2026-01-01")
    assert first_day.status == "no_data"


def test_a_figure_later_than_as_of_does_not_exist_and_as_of_is_at_most_the_years_last_day() -> None:
    figures = "wells,,2025-12-31,,150,,,a\nwells,,2026-01-01,,250,,,a"
    late = table("wells: {value: 200}", figures, period="2025/2026", year=2025, as_of="2026-06-30")
    assert late.as_of == date(2025, 12, 31)
    assert chosen(late.rows[0]) == "150a 12-31"
    early = table("wells: {value: 200}", figures, period="2025/2026", year=2025, as_of="2025-12-30")
    assert early.as_of == date(2025, 12, 30)
    assert chosen(early.rows[0]) == "-"


def test_final_is_the_due_date_itself() -> None:
    figures = "wells,,2025-06-30,,250,,,a\nwells,,2025-12-30,,250,,,a"
    rows = table("wells:\n  - {value: 200, due: 2025-06-30}\n  - {value: 200}\ntrips: {value: 1}", figures).rows
    assert [row.final for row in rows] == [True, False, None]


# Percent of plan


@pytest.mark.parametrize(
    ("target", "figures", "expected"),
    [
        ("wells: {value: 1000}", "wells,,2025-06-30,,999.7,,,a", "99.9"),  # 99.97
        ("wells: {value: 1000}", "wells,,2025-06-30,,1000.3,,,a", "100.1"),  # 100.03
        ("wells: {value: 1000}", "wells,,2025-06-30,,1000,,,a", "100.0"),
        ("wells: {value: 1000}", "wells,,2025-06-30,,998.5,,,a", "99.9"),  # 99.85, half up
        ("wells: {value: 1000}", "wells,,2025-06-30,nearly,1000,,,a", "100.0"),
        ("wells: {between: [200, 300]}", "wells,,2025-06-30,between,150,250,,a", "75.0"),  # the lower ends
        ("waste: {between: [200, 300]}", "waste,,2025-06-30,between,150,240,,a", "80.0"),  # the upper ends
        ("deaths: {at_most: 100}", "deaths,2025,2025-07-02,,120,,,a", "120.0"),
        ("balance: {value: -5}", "balance,,2025-06-30,,-4,,,a", None),
        ("waste: {value: 0}", "waste,,2025-06-30,,4,,,a", None),
        ("births: {at_least: 10}", "births,,2025-06-30,,4,,,a", None),
        ("growth: {value: 10}", "growth,2025-H1,2025-06-30,,-5,,,a", "-50.0"),
    ],
)
def test_percent_of_plan(target: str, figures: str, expected: str | None) -> None:
    row = judge(target, figures)
    assert (None if row.percent is None else str(percent(row.percent[0]))) == expected


@pytest.mark.parametrize(
    ("figure", "ends"),
    [
        ("nearly,1000", Interval(Fraction(95), Fraction(100), high_open=True)),
        ("about,960", Interval(Fraction("93.6"), Fraction("98.4"))),
        ("over,500", Interval(Fraction(50), None, low_open=True, high_open=True)),
        ("under,500", Interval(Fraction(0), Fraction(50), high_open=True)),
    ],
)
def test_percent_of_plan_has_the_ends_of_its_figure(figure: str, ends: Interval) -> None:
    row = judge("wells: {value: 1000}", f"wells,,2025-06-30,{figure},,,a")
    assert row.percent is not None
    assert row.percent[1] == ends


# Compound growth


def test_compound_growth_expects_the_same_rate_all_the_way() -> None:
    # From 100 on 2023-12-31 to 400 on 2024-12-31, 366 days: after 183 of them, 200 are due; along the line, 250.
    targets = "wells: {value: 400, baseline: {value: 100, as_of: 2023-12-31}}"
    figures = "wells,,2024-07-01,,200,,,a"
    line = judge(targets, figures, period="2024", year=2024)
    compound = judge(targets, figures, period="2024", year=2024, cagr=True)
    assert verdict(line) == "behind behind - 50.0 0.667"
    assert verdict(compound) == "on_track on_track - 50.0 1.000"
    assert line.pace is not None
    assert compound.pace is not None
    assert (line.pace.method, line.pace.expected) == (Method.LINEAR, Fraction(250))
    assert compound.pace.method is Method.CAGR
    assert compound.pace.expected is not None
    assert abs(compound.pace.expected - 200) < Fraction(1, 10**20)


def test_the_pace_of_compound_growth_is_the_rate_over_the_rate_needed() -> None:
    # 150 after half of 366 days is 1.5 ** (365.25 / 183) - 1 = 1.24626 a year, 200 would be 2.98866: 0.417.
    targets = "wells: {value: 400, baseline: {value: 100, as_of: 2023-12-31}}"
    row = judge(targets, "wells,,2024-07-01,,150,,,a", period="2024", year=2024, cagr=True)
    assert verdict(row) == "off_track off_track - 37.5 0.417"


BALANCE = "balance,,2024-12-31"


@pytest.mark.parametrize(
    ("target", "figures", "refusal", "status"),
    [
        ("growth: {value: 10}", "growth,2025-H1,2025-06-30,,9,,,a", CagrRefusal.MEASURE, "behind"),
        (
            "covered: {value: 60}",
            "covered,,2024-12-31,,40,,,a\ncovered,,2025-05-26,,48,,,a",
            CagrRefusal.MEASURE,
            "on_track",
        ),
        ("trips: {value: 400}", "trips,2025,2025-07-02,,200,,,a", CagrRefusal.MEASURE, "on_track"),
        ("wells: {value: 200}", "wells,,2024-12-31,,0,,,a\nwells,,2025-05-26,,80,,,a", CagrRefusal.ZERO, "on_track"),
        ("waste: {value: 0}", "waste,,2024-12-31,,100,,,a\nwaste,,2025-05-26,,60,,,a", CagrRefusal.ZERO, "on_track"),
        ("balance: {value: 9}", f"{BALANCE},,-9,,,a\nbalance,,2025-05-26,,-1,,,a", CagrRefusal.SIGN, "on_track"),
        ("balance: {value: 9}", f"{BALANCE},,1,,,a\nbalance,,2025-05-26,,-2,,,a", CagrRefusal.SIGN, "moving_away"),
    ],
)
def test_compound_growth_is_refused_and_the_line_taken(
    target: str, figures: str, refusal: CagrRefusal, status: str
) -> None:
    row = judge(target, figures, cagr=True)
    assert row.verdict.cagr_refusal is refusal
    assert verdict(row) == verdict(judge(target, figures))
    assert row.status == status


# The table as a whole


def test_counts_are_of_the_rows_due_in_the_year_without_paths_and_superseded_ones() -> None:
    old = plan("wells: {value: 1, due: 2025-12-31}\nwaste: {value: 1}", number="old", period="2024/2026")
    new = plan(
        "trips: {value: 9, each: year}\nwells: {value: 200}\nwaste: {value: 5, due: 2025-12-31}\n"
        "people: {value: 5, due: 2025-12-31}",
        number="new",
        period="2025/2027",
        extra="replaces: old",
    )
    figures = "wells,,2025-06-30,,250,,,a\ntrips,2025,2025-12-31,,9,,,a\nwaste,,2025-12-31,,6,,,a"
    found = progress(workspace([old, new], figures), 2025, date(2025, 12, 31))
    assert brief(found.rows) == [
        "old wells 2025-12-31 superseded",
        "old waste 2026-12-31 superseded path",
        "new trips 2025-12-31 met",
        "new wells 2027-12-31 met path",
        "new waste 2025-12-31 missed",
        "new people 2025-12-31 no_data",
    ]
    assert found.counts == {"met": 1, "missed": 1, "no_data": 1}


def several() -> Workspace:
    areas = AREAS.replace("}}", "}, south: {vi: Nam, en: South}}")
    first = plan(
        "wells:\n  - {value: 1, area: south}\n  - {value: 1, area: north}\nwaste: {value: 1, area: north}", number="x"
    )
    second = plan("waste: {value: 2, area: north}", number="y", period="2024/2025")
    empty = plan("{}", number="z", period="2023/2025")
    return workspace([first, second, empty], "", areas=areas)


@pytest.mark.parametrize(
    ("filters", "expected", "plans"),
    [
        ({}, ["x wells south", "x wells north", "x waste north", "y waste north"], ["x", "y", "z"]),
        ({"indicators": ["waste"]}, ["x waste north", "y waste north"], ["x", "y"]),
        ({"areas": ["south"]}, ["x wells south"], ["x"]),
        ({"plans": ["y", "z"]}, ["y waste north"], ["y", "z"]),
        ({"plans": ["x"], "indicators": ["wells"], "areas": ["north"]}, ["x wells north"], ["x"]),
    ],
)
def test_rows_stand_in_the_order_of_plans_and_targets_and_can_be_filtered(
    filters: dict[str, list[str]], expected: list[str], plans: list[str]
) -> None:
    found = progress(
        several(),
        2025,
        date(2025, 12, 31),
        indicators=filters.get("indicators", ()),
        plans=filters.get("plans", ()),
        areas=filters.get("areas", ()),
    )
    assert [f"{row.plan.number} {row.target.indicator} {row.target.area}" for row in found.rows] == expected
    assert [one.number for one in found.plans] == plans


def test_the_years_that_a_plan_covers() -> None:
    assert plan_years(several()) == [2023, 2024, 2025]


def test_a_filter_by_plan_does_not_bring_a_replaced_plan_back() -> None:
    space = workspace([OLD, NEW], "wells,,2026-06-30,,250,,,a")
    found = progress(space, 2026, date(2026, 12, 31), plans=["old"])
    assert brief(found.rows) == ["old wells 2028-12-31 superseded path"]


# The worked examples of the shipped workspace


@pytest.mark.parametrize(
    ("year", "indicator", "expected", "figure"),
    [
        # About 960, 936 to 984, against about 950, which is 926.25 and above.
        (2023, "enterprises", "met met - 101.1", "960nguoihanoi-2024-plan 12-31"),
        # From 5 on 2024-06-30 towards 30 after 549 days: on day 500 e = 27.77; r = 1/22.77.
        (2025, "clusters_completed", "off_track off_track - 20.0 0.046", "6vns-2025-11-28 11-12"),
    ],
)
def test_the_worked_examples(year: int, indicator: str, expected: str, figure: str) -> None:
    loaded = load(read_workspace(shipped_workspace()))
    found = progress(loaded.workspace, year, date(2030, 1, 1), indicators=[indicator])
    row = next(row for row in found.rows if not row.path)
    assert (verdict(row).removesuffix(" -"), chosen(row)) == (expected, figure)
