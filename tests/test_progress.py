"""How far each target is: the rules of status one by one, on workspaces written in the test.

Dates are chosen so that the arithmetic can be done in the head. Of the 365 days from 2024-12-31 to 2025-12-31 two
fifths are over on 2025-05-26; of a flow's 364 days from 2025-01-01 a half on 2025-07-02. Expected is the line that
``verdict`` writes: status, likely, reason, percent of plan, pace.
"""

from __future__ import annotations

import pytest
from judging import judge, verdict

from cnht.domain.progress import BaselineKind

FROM_100 = "wells,,2024-12-31,,100,,,a\nwells,,2025-05-26,"  # towards 200, 140 is due
FROM_200 = "waste,,2024-12-31,,200,,,a\nwaste,,2025-05-26,"  # towards 100, 160 is due


# Pace by the line


@pytest.mark.parametrize(
    ("target", "figures", "expected"),
    [
        ("wells: {value: 200}", f"{FROM_100},200,,,a", "met met - 100.0 2.500"),
        ("wells: {over: 200}", f"{FROM_100},200,,,a", "on_track on_track - 100.0 2.500"),
        ("wells: {about: 200}", f"{FROM_100},195,,,a", "met met - 97.5 2.375"),  # 200 - 2.5 %
        ("wells: {about: 200}", f"{FROM_100},194,,,a", "on_track on_track - 97.0 2.350"),
        ("wells: {between: [200, 300]}", f"{FROM_100},200,,,a", "met met - 100.0 2.500"),
        ("wells: {value: 200}", f"{FROM_100},140,,,a", "on_track on_track - 70.0 1.000"),
        ("wells: {value: 200}", f"{FROM_100},138,,,a", "on_track on_track - 69.0 0.950"),
        ("wells: {value: 200}", f"{FROM_100},137.9,,,a", "behind behind - 69.0 0.948"),  # 0.9475, 68.95 %
        ("wells: {value: 200}", f"{FROM_100},137.99,,,a", "behind behind - 69.0 0.950"),  # 0.94975
        ("wells: {value: 200}", f"{FROM_100},124,,,a", "behind behind - 62.0 0.600"),
        ("wells: {value: 200}", f"{FROM_100},123.9,,,a", "off_track off_track - 62.0 0.598"),  # 0.5975, 61.95 %
        ("wells: {value: 200}", f"{FROM_100},100,,,a", "off_track off_track - 50.0 0.000"),
        ("wells: {value: 200}", f"{FROM_100},99,,,a", "moving_away moving_away - 49.5 -0.025"),
        ("waste: {value: 100}", f"{FROM_200},100,,,a", "met met - 100.0 2.500"),
        ("waste: {under: 100}", f"{FROM_200},100,,,a", "on_track on_track - 100.0 2.500"),
        ("waste: {about: 100}", f"{FROM_200},102.5,,,a", "met met - 102.5 2.438"),  # 97.5 / 40 = 2.4375
        ("waste: {between: [90, 100]}", f"{FROM_200},100,,,a", "met met - 100.0 2.500"),
        ("waste: {at_most: 100}", f"{FROM_200},162,,,a", "on_track on_track - 162.0 0.950"),
        ("waste: {at_most: 100}", f"{FROM_200},176,,,a", "behind behind - 176.0 0.600"),
        ("waste: {at_most: 100}", f"{FROM_200},176.1,,,a", "off_track off_track - 176.1 0.598"),
        ("waste: {at_most: 100}", f"{FROM_200},201,,,a", "moving_away moving_away - 201.0 -0.025"),
    ],
)
def test_before_it_is_due_the_bands_of_the_pace_decide(target: str, figures: str, expected: str) -> None:
    assert verdict(judge(target, figures)) == expected


@pytest.mark.parametrize(
    ("target", "figures", "expected"),
    [
        ("wells: {value: 200}", "wells,,2025-12-31,,200,,,a", "met met - 100.0 -"),
        ("wells: {over: 200}", "wells,,2025-12-31,,200,,,a", "missed missed - 100.0 -"),
        ("wells: {value: 200}", "wells,,2025-12,nearly,200,,,a", "missed missed - 100.0 -"),
        ("wells: {value: 200}", "wells,,2025-12,about,200,,,a", "undetermined met interval 100.0 -"),
        ("wells: {value: 200}", "wells,,2025-12,over,199,,,a", "undetermined missed interval 99.5 -"),
        ("wells: {value: 200}", "wells,,2025-12,between,190,210,,a", "undetermined missed interval 95.0 -"),
        ("waste: {value: 200}", "waste,,2025-12,between,190,210,,a", "undetermined missed interval 105.0 -"),
        ("waste: {under: 200}", "waste,,2025-12,under,200,,,a", "met met - 100.0 -"),
        ("waste: {under: 200}", "waste,,2025-12,at_most,200,,,a", "undetermined missed interval 100.0 -"),
        ("trips: {value: 200}", "trips,2025,2025-12-31,over,200,,,a", "met met - 100.0 -"),
        ("growth: {value: 10}", "growth,2025,2025-12-31,,9.9,,,a", "missed missed - 99.0 -"),
        ("growth: {value: 10}", "growth,2025,2025-12-31,,10,,,a", "met met - 100.0 -"),
        ("inflation: {at_most: 4}", "inflation,2025,2025-12-31,,4.5,,,a", "missed missed - 112.5 -"),
        ("poor: {at_most: 4}", "poor,,2025-12-31,,4,,,a", "met met - 100.0 -"),
    ],
)
def test_on_the_due_date_a_target_is_met_or_missed(target: str, figures: str, expected: str) -> None:
    row = judge(target, figures)
    assert verdict(row) == expected
    assert row.final is True


MILESTONES = "wells: {value: 200, milestones: {2025-05-26: {value: 120}, 2025-08-07: {value: 180}}}"


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        # 2025-03-14 is half way to the first milestone, 2025-05-26 its day; 2025-07-01 is day 36 of 73 to the second;
        # 2025-10-19 is half way from it to the end.
        ("wells,,2024-12-31,,100,,,a\nwells,,2025-03-14,,110,,,a", "on_track on_track - 55.0 1.000"),
        ("wells,,2024-12-31,,100,,,a\nwells,,2025-05-26,,120,,,a", "on_track on_track - 60.0 1.000"),
        # e = 120 + 60 x 36/73 = 149.589; 40 / 49.589
        ("wells,,2024-12-31,,100,,,a\nwells,,2025-07-01,,140,,,a", "behind behind - 70.0 0.807"),
        ("wells,,2024-12-31,,100,,,a\nwells,,2025-10-19,,190,,,a", "on_track on_track - 95.0 1.000"),
        # It began on the first milestone's day, with more than that: 180 is due after 73 days, 155 after 36.5 of them.
        ("wells,,2025-05-26,,130,,,a\nwells,,2025-08-07,,155,,,a", "off_track off_track - 77.5 0.500"),
        # After 36 of those 73 days e = 130 + 50 x 36/73 = 154.658: 10 / 24.658.
        ("wells,,2025-05-26,,130,,,a\nwells,,2025-07-01,,140,,,a", "off_track off_track - 70.0 0.406"),
        # It began with 125, and 120 is due: that is not towards 200, so 150 / 200.
        ("wells,,2024-12-31,,125,,,a\nwells,,2025-05-26,,150,,,a", "behind behind - 75.0 0.750"),
    ],
)
def test_the_line_runs_through_the_milestones_after_the_baseline(figures: str, expected: str) -> None:
    assert verdict(judge(MILESTONES, figures)) == expected


def test_a_milestone_before_the_plans_own_baseline_is_passed() -> None:
    # From 100 on 2024-12-31; the milestone of 2024-06-30 lies before it, so 140 is due.
    targets = (
        "wells: {value: 200, baseline: {value: 100, as_of: 2024-12-31}, milestones: {2024-06-30: {value: 150}},"
        " due: 2025-12-31}"
    )
    row = judge(targets, "wells,,2025-05-26,,140,,,a", period="2024/2025")
    assert verdict(row) == "on_track on_track - 70.0 1.000"


# Pace by the ratio


@pytest.mark.parametrize(
    ("target", "figures", "expected"),
    [
        pytest.param(
            "growth: {value: 10}", "growth,2025-H1,2025-06-30,,9,,,a", "behind behind - 90.0 0.900", id="growth"
        ),
        pytest.param(
            "growth: {value: 10}",
            "growth,2025-H1,2025-06-30,,12,,,a",
            "on_track on_track - 120.0 1.200",
            id="growth is not met before it is due",
        ),
        pytest.param(
            "growth: {value: 10}",
            "growth,2025-H1,2025-06-30,,-1,,,a",
            "moving_away moving_away - -10.0 -0.100",
            id="shrinking",
        ),
        pytest.param(
            "growth: {value: 0}",
            "growth,2025-H1,2025-06-30,,-1,,,a",
            "off_track off_track - - none",
            id="a target of 0",
        ),
        pytest.param(
            "growth: {value: -2}",
            "growth,2025-H1,2025-06-30,,-3,,,a",
            "off_track off_track - - none",
            id="a target below 0",
        ),
        pytest.param(
            "growth: {value: -2}",
            "growth,2025-H1,2025-06-30,,-1,,,a",
            "on_track on_track - - none",
            id="better than a target below 0",
        ),
        pytest.param(
            "inflation: {at_most: 4}",
            "inflation,2025-H1,2025-06-30,,5,,,a",
            "behind behind - 125.0 0.800",
            id="growth that should stay low: target / v",
        ),
        pytest.param(
            "inflation: {at_most: 4}",
            "inflation,2025-H1,2025-06-30,,3.2,,,a",
            "on_track on_track - 80.0 1.250",
            id="growth that should stay low is not met before it is due",
        ),
        pytest.param(
            "inflation: {at_most: 0}",
            "inflation,2025-H1,2025-06-30,,1,,,a",
            "off_track off_track - - none",
            id="growth that should stay at 0",
        ),
        pytest.param(
            "wells: {value: 200}",
            "wells,,2024-12-31,,210,,,a\nwells,,2025-05-26,,195,,,a",
            "moving_away moving_away - 97.5 -",
            id="met at the start",
        ),
        pytest.param(
            "waste: {at_most: 100}",
            "waste,,2024-12-31,,90,,,a\nwaste,,2025-05-26,,110,,,a",
            "moving_away moving_away - 110.0 -",
            id="met at the start, with decrease",
        ),
        pytest.param(
            "waste: {value: 0}",
            "waste,,2024-12-31,,0,,,a\nwaste,,2025-05-26,,5,,,a",
            "moving_away moving_away - - -",
            id="0 met at the start",
        ),
        pytest.param(
            "balance: {value: 0}",
            "balance,,2024-12-31,,5,,,a\nbalance,,2025-05-26,,-3,,,a",
            "moving_away moving_away - - -",
            id="a balance of 0 met at the start",
        ),
        pytest.param(
            "balance: {value: 10}",
            "balance,,2024-12-31,,12,,,a\nbalance,,2025-05-26,,-3,,,a",
            "moving_away moving_away - -30.0 -",
            id="a balance below 0",
        ),
        pytest.param(
            "wells: {value: 200, milestones: {2025-05-26: {value: 140}}}",
            "wells,,2024-12-31,,150,,,a\nwells,,2025-05-26,,145,,,a",
            "behind behind - 72.5 0.725",
            id="less is due than at the start",
        ),
        pytest.param(
            "wells: {over: 200}",
            "wells,,2024-12-31,,200,,,a\nwells,,2025-05-26,,195,,,a",
            "on_track on_track - 97.5 0.975",
            id="as much is due as at the start",
        ),
        pytest.param(
            "wells: {value: 200, baseline: {value: 100, as_of: 2025-06-30}}",
            "wells,,2025-05-26,,150,,,a",
            "behind behind - 75.0 0.750",
            id="the plan's baseline is later",
        ),
        pytest.param(
            "wells: {value: 200, baseline: {value: 100, as_of: 2025-05-26}}",
            "wells,,2025-05-26,,110,,,a",
            "off_track off_track - 55.0 0.550",
            id="the plan's baseline is of the same day",
        ),
    ],
)
def test_pace_by_the_ratio_to_the_target(target: str, figures: str, expected: str) -> None:
    assert verdict(judge(target, figures)) == expected


# Ceilings and what should be maintained


@pytest.mark.parametrize(
    ("target", "figure", "expected"),
    [
        ("{at_most: 100}", "2025-07-02,,0", "on_track on_track - 0.0 none"),
        ("{at_most: 100}", "2025-07-02,,40", "on_track on_track - 40.0 1.250"),
        ("{at_most: 100}", "2025-07-02,,50", "on_track on_track - 50.0 1.000"),
        ("{at_most: 95}", "2025-07-02,,50", "on_track on_track - 52.6 0.950"),
        ("{at_most: 100}", "2025-07-02,,53", "behind behind - 53.0 0.943"),
        ("{at_most: 96}", "2025-07-02,,80", "behind behind - 83.3 0.600"),
        ("{at_most: 100}", "2025-07-02,,84", "off_track off_track - 84.0 0.595"),
        ("{at_most: 100}", "2025-07-02,,100", "off_track off_track - 100.0 0.500"),
        ("{at_most: 100}", "2025-07-02,,101", "missed missed - 101.0 0.495"),
        ("{under: 100}", "2025-07-02,,100", "missed missed - 100.0 0.500"),
        ("{about: 100}", "2025-07-02,,102.5", "off_track off_track - 102.5 0.488"),
        ("{at_most: 100}", "2025-07-02,about,100", "undetermined off_track interval 100.0 0.500"),
        ("{at_most: 100}", "2025-07-02,over,100", "missed missed - 100.0 0.500"),
        ("{at_most: 100}", "2025-12-31,,100", "met met - 100.0 -"),
        ("{at_most: 100}", "2025-12-31,,101", "missed missed - 101.0 -"),
        ("{value: 0}", "2025-07-02,,0", "on_track on_track - - none"),
        ("{value: 0}", "2025-07-02,,1", "missed missed - - 0.000"),
        ("{at_most: 100, milestones: {2025-07-02: {at_most: 80}}}", "2025-07-02,,80", "on_track on_track - 80.0 1.000"),
        # 2025-04-02 is day 91, half way to 2025-07-02: 40 is due.
        ("{at_most: 100, milestones: {2025-07-02: {at_most: 80}}}", "2025-04-02,,50", "behind behind - 50.0 0.800"),
    ],
)
def test_a_flow_that_should_stay_low_is_a_ceiling_that_fills_up(target: str, figure: str, expected: str) -> None:
    as_of, qualifier, value = figure.split(",")
    assert verdict(judge(f"deaths: {target}", f"deaths,2025,{as_of},{qualifier},{value},,,a")) == expected


@pytest.mark.parametrize(
    ("target", "figures", "expected"),
    [
        ("births: {between: [15, 17]}", "births,,2025-06-30,,17,,,a", "met met - - -"),
        ("births: {value: 16}", "births,,2025-06-30,,16,,,a", "met met - - -"),
        ("births: {between: [15, 17]}", "births,,2025-06-30,,18,,,a", "off_track off_track - - -"),
        ("births: {between: [15, 17]}", "births,,2025-12-31,,14,,,a", "missed missed - - -"),
        ("births: {between: [15, 17]}", "births,,2025-06-30,nearly,15,,,a", "off_track off_track - - -"),
        ("births: {between: [15, 17]}", "births,,2025-06-30,about,17,,,a", "undetermined met interval - -"),
        ("births: {between: [15, 17]}", "births,,2025-06-30,over,17,,,a", "off_track off_track - - -"),
        ("births: {at_least: 15}", "births,,2025-06-30,over,15,,,a", "met met - - -"),
        ("births: {under: 15}", "births,,2025-12-31,at_most,15,,,a", "undetermined missed interval - -"),
        # 15.6 to 16.4 reaches out of 15.9 to 16.1 on both sides, and yet may be inside.
        ("births: {between: [15.9, 16.1]}", "births,,2025-06-30,about,16,,,a", "undetermined met interval - -"),
        ("births: {between: [15.9, 16.1]}", "births,,2025-12-31,between,15,18,,a", "undetermined missed interval - -"),
        (
            "births: {at_least: 15}",
            "births,,2024-12-31,,9,,,a\nbirths,,2025-06-30,,14,,,a",
            "off_track off_track - - -",
        ),
        ("prices: {between: [3, 4]}", "prices,2025-H1,2025-06-30,,3.5,,,a", "on_track on_track - - -"),
        ("prices: {between: [3, 4]}", "prices,2025-H1,2025-06-30,,5,,,a", "off_track off_track - - -"),
        ("prices: {between: [3, 4]}", "prices,2025-H1,2025-06-30,about,4,,,a", "undetermined on_track interval - -"),
        ("prices: {between: [3, 4]}", "prices,2025,2025-12-31,,3.5,,,a", "met met - - -"),
    ],
)
def test_what_should_be_maintained_has_neither_pace_nor_percent(target: str, figures: str, expected: str) -> None:
    assert verdict(judge(target, figures)) == expected


# Baselines


@pytest.mark.parametrize(
    ("target", "figures", "kind", "nominal"),
    [
        pytest.param(
            "wells: {value: 200, baseline: {value: 90, as_of: 2024-06-30}}",
            FROM_100 + ",140,,,a",
            BaselineKind.PLAN,
            90,
            id="the plan's own",
        ),
        pytest.param(
            "wells: {value: 200, baseline: {at_least: 90, as_of: 2024-06-30}}",
            FROM_100 + ",140,,,a",
            BaselineKind.EARLIER,
            100,
            id="an endless one of the plan counts as none",
        ),
        pytest.param(
            "wells: {value: 200}",
            "wells,,2023-12-31,,80,,final,a\nwells,,2024-03-31,,90,,,a\nwells,,2024-12-31,,100,,,p\n"
            "wells,,2025-01-31,,110,,,a\nwells,,2025-05-26,,140,,,a",
            BaselineKind.EARLIER,
            90,
            id="the same choice before the period: newest year, then official",
        ),
        pytest.param(
            "wells: {value: 200}",
            "wells,,2024-12-31,over,100,,,a\nwells,,2025-01-31,,110,,,p\nwells,,2025-02-28,,120,,,a\n"
            "wells,,2025-05-26,,140,,,a",
            BaselineKind.FIRST,
            110,
            id="an endless one counts as none: the period's first figure",
        ),
        pytest.param(
            "wells: {value: 200}",
            "wells,,2025-01-31,,110,,disputed,a\nwells,,2025-02-28,,120,,,a\nwells,,2025-05-26,,140,,,a",
            BaselineKind.FIRST,
            120,
            id="the period's first figure, not a disputed one",
        ),
        pytest.param(
            "wells: {value: 200}",
            "wells,,2024-12-31,under,100,,,a\nwells,,2025-05-26,,140,,,a",
            BaselineKind.EARLIER,
            100,
            id="under 100 ends at 0",
        ),
        pytest.param(
            "wells: {value: 200}", "wells,,2025-05-26,,140,,,a", None, None, id="not the chosen figure itself"
        ),
        pytest.param(
            "wells: {value: 200}",
            "wells,,2025-01-31,at_least,110,,,a\nwells,,2025-05-26,,140,,,a",
            None,
            None,
            id="the period's first figure is endless",
        ),
        pytest.param(
            "covered: {value: 60}",
            "insured,,2024-12-31,,45,,,a\npeople,,2024-12-31,,100,,,a\ncovered,,2025-05-26,,50,,,a",
            BaselineKind.EARLIER,
            45,
            id="a derived share before the period",
        ),
        pytest.param(
            "covered: {value: 60}",
            "insured,,2025-01-31,,46,,,p\npeople,,2025-01-31,,100,,,a\ninsured,,2025-03-31,,48,,,a\n"
            "people,,2025-03-31,,100,,,a\ninsured,,2025-05-26,,50,,,a\npeople,,2025-05-26,,100,,,a",
            BaselineKind.FIRST,
            46,
            id="the earliest pair of a derived share",
        ),
        pytest.param(
            "trips: {value: 400}",
            "trips,2024,2024-12-31,,300,,,a\ntrips,2025,2025-07-02,,190,,,a",
            BaselineKind.ZERO,
            0,
            id="a flow starts from 0",
        ),
    ],
)
def test_the_baseline(target: str, figures: str, kind: BaselineKind | None, nominal: int | None) -> None:
    row = judge(target, figures)
    found = (None, None) if row.baseline is None else (row.baseline.kind, row.baseline.nominal)
    assert found == (kind, nominal)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (",150", "undetermined - no_baseline 75.0 -"),
        ("over,150", "undetermined - no_baseline 75.0 -"),  # one end would meet 200, the other needs a baseline
        ("about,200", "undetermined - no_baseline 100.0 -"),
        (",200", "met met - 100.0 -"),
        ("over,200", "met met - 100.0 -"),
    ],
)
def test_without_a_baseline_only_met_can_be_told(figure: str, expected: str) -> None:
    assert verdict(judge("wells: {value: 200}", f"wells,,2025-05-26,{figure},,,a")) == expected


def test_a_flow_runs_from_0_on_the_first_day() -> None:
    # Half of 400 is due on 2025-07-02.
    row = judge("trips: {value: 400}", "trips,2025,2025-07-02,,190,,,a")
    assert verdict(row) == "on_track on_track - 47.5 0.950"
    first_day = judge("trips: {value: 400, due: 2025-07-02}", "trips,2025-01,2025-01-01,,1,,,a")
    assert verdict(first_day) == "off_track off_track - 0.3 0.003"  # not after the baseline's date: 1 / 400


def test_what_comes_before_a_period_that_begins_in_the_course_of_a_year() -> None:
    row = judge(
        "wells: {value: 200}",
        "wells,,2025-06-30,,100,,,a\nwells,,2025-09-30,,160,,,a\nwells,,2025-10-31,,150,,,a",
        period="2025-07/2025-12",
    )
    assert row.baseline is not None
    assert row.baseline.kind is BaselineKind.EARLIER
    assert row.baseline.nominal == 100


# What an interval does not settle


@pytest.mark.parametrize(
    ("target", "figures", "expected"),
    [
        # 136.5 is 0.9125, 143.5 is 1.0875.
        ("wells: {value: 200}", FROM_100 + "about,140,,,a", "undetermined on_track interval 70.0 1.000"),
        # Just above 137 it is behind, and without end it is met.
        ("wells: {value: 200}", FROM_100 + "over,137,,,a", "undetermined behind interval 68.5 0.925"),
        # 138 itself would be on track, but it is excluded: from 131.1 up to it, all is behind.
        ("wells: {value: 200}", FROM_100 + "nearly,138,,,a", "behind behind - 69.0 0.950"),
        # From 0 up to 138: just below it, it is behind.
        ("wells: {value: 200}", FROM_100 + "under,138,,,a", "undetermined behind interval 69.0 0.950"),
        # From 124, which is 0.6, to 137, which is 0.925.
        ("wells: {value: 200}", FROM_100 + "between,124,137,,a", "behind behind - 62.0 0.600"),
        # With "decrease" the nominal number is the upper one.
        ("waste: {value: 100}", FROM_200 + "between,150,162,,a", "on_track on_track - 162.0 0.950"),
        ("waste: {value: 100}", FROM_200 + "under,162,,,a", "undetermined on_track interval 162.0 0.950"),
        # From 97.5 it is 40.5/41, from 102.5 it is 35.5/39 = 0.910.
        (
            "wells: {value: 200}",
            "wells,,2024-12-31,about,100,,,a\nwells,,2025-05-26,,138,,,a",
            "undetermined on_track interval 69.0 0.950",
        ),
        # From 195 it is 4/2; from 200 and above the target is met already: 199/200. On track by two formulas.
        (
            "wells: {value: 200}",
            "wells,,2024-12-31,about,200,,,a\nwells,,2025-05-26,,199,,,a",
            "undetermined moving_away interval 99.5 -",
        ),
        # Of two formulas neither is needed where the target is met.
        (
            "wells: {value: 200}",
            "wells,,2024-12-31,about,200,,,a\nwells,,2025-05-26,,200,,,a",
            "met met - 100.0 -",
        ),
        ("growth: {value: 10}", "growth,2025-H1,2025-06-30,over,9,,,a", "undetermined behind interval 90.0 0.900"),
        ("growth: {value: 10}", "growth,2025-H1,2025-06-30,over,9.5,,,a", "on_track on_track - 95.0 0.950"),
        ("poor: {at_most: 4}", "poor,,2025-12-31,nearly,4.1,,,a", "undetermined missed interval 102.5 -"),
    ],
)
def test_the_status_is_that_of_both_ends_or_undetermined(target: str, figures: str, expected: str) -> None:
    assert verdict(judge(target, figures)) == expected


def test_a_baseline_whose_quoted_number_is_excluded_is_taken_just_inside_it() -> None:
    # From 190 up to 200: from 190, 194 is due and 195 on track; just below 200, 195 is a fall. At 200 itself the target
    # would be met already and 195/200 on track, but it is excluded.
    row = judge("wells: {value: 200}", "wells,,2024-12-31,nearly,200,,,a\nwells,,2025-05-26,,195,,,a")
    assert (row.status, row.likely, row.reason) == ("undetermined", "moving_away", "interval")


def test_of_a_yearly_target_the_milestones_of_the_judged_year_count() -> None:
    # From 100 at the end of 2023: 150 is due on 2024-06-30, and 150 it is. The milestone of 2025 is not on the way.
    row = judge(
        "wells: {value: 200, each: year, milestones: {2024-06-30: {value: 150}, 2025-06-30: {value: 250}}}",
        "wells,,2023-12-31,,100,,,a\nwells,,2024-06-30,,150,,,a",
        period="2024/2025",
        year=2024,
    )
    assert verdict(row) == "on_track on_track - 75.0 1.000"
