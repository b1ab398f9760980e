"""Which figure is judged: the rules of choice one by one, on figures written in the test."""

from __future__ import annotations

from fractions import Fraction

import pytest
from judging import chosen, judge, listed, verdict

from cnht.domain.quantity import Interval


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param(
            "wells,,2024-12-31,,110,,final,a\nwells,,2025-01-31,,105,,,p",
            "105p 01-31",
            id="1: a newer calendar year before an official figure",
        ),
        pytest.param(
            "wells,,2025-03-31,,110,,,a\nwells,,2025-09-30,,150,,final,p",
            "110a 03-31",
            id="2: official before a later one of the press",
        ),
        pytest.param(
            "wells,,2025-03-31,,110,,final,a\nwells,,2025-06-30,about,120,,estimate,b",
            "120b 06-30",
            id="3: the latest, though only estimated",
        ),
        pytest.param(
            "wells,,2025-06-29,,110,,,a\nwells,,2025-06,,120,,,b", "120b 06-30", id="3: a month is its last day"
        ),
        pytest.param(
            "wells,,2025-06-30,,110,,provisional,a\nwells,,2025-06-30,about,120,,final,b",
            "120b 06-30",
            id="4: final before provisional, though wider",
        ),
        pytest.param(
            "wells,,2025-06-30,,110,,,a\nwells,,2025-06-30,,120,,provisional,b",
            "120b 06-30",
            id="4: provisional before unmarked",
        ),
        pytest.param(
            "wells,,2025-06-30,,110,,estimate,a\nwells,,2025-06-30,,120,,,b",
            "120b 06-30",
            id="4: unmarked before estimate",
        ),
        pytest.param(
            "wells,,2025-06-30,about,120,,,a\nwells,,2025-06-30,between,119,121,,b",
            "119b 06-30",
            id="5: 2 wide before 6 wide",
        ),
        pytest.param(
            "wells,,2025-06-30,over,120,,,a\nwells,,2025-06-30,at_most,120,,,b",
            "120b 06-30",
            id="5: 120 wide before endless",
        ),
        pytest.param(
            "wells,,2025-06-30,,120,,,b\nwells,,2025-06-30,,121,,,a", "121a 06-30", id="6: the first source code"
        ),
        pytest.param(
            "wells,,2025-06-30,,150,,disputed,a\nwells,,2025-03-31,,120,,,b",
            "120b 03-31",
            id="a disputed figure is never chosen",
        ),
        pytest.param(
            "wells,,2025-03-31,,120,,,a\nwells,,2025-10-01,,150,,,a",
            "120a 03-31",
            id="a figure after as_of does not exist",
        ),
    ],
)
def test_the_choice(figures: str, expected: str) -> None:
    row = judge("wells: {value: 200}", figures, period="2024/2025", as_of="2025-09-30")
    assert chosen(row) == expected


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param(
            "trips,2025-Q1,2025-03-31,,50,,,a\ntrips,2025-Q2,2025-06-30,,60,,,a",
            "sum 50a + 60a 06-30",
            id="quarters without a gap",
        ),
        pytest.param(
            "trips,2025-Q1,2025-03-31,,50,,,a\ntrips,2025-Q3,2025-09-30,,60,,,a",
            "sum_with_gap 50a + 60a 09-30",
            id="a gap",
        ),
        pytest.param("trips,2025-Q2,2025-06-30,,60,,,a", "sum_with_gap 60a 06-30", id="a single late piece"),
        pytest.param(
            "trips,2025-Q1,2025-03-31,,50,,,a\ntrips,2025-02/2025-04,2025-04-30,,60,,,a",
            "sum_with_gap 60a 04-30",
            id="pieces that overlap are not added",
        ),
        pytest.param(
            "trips,2025-01,2025-01-31,,20,,,a\ntrips,2025-Q1,2025-03-31,,50,,,a\ntrips,2025-02/2025-04,2025-04-30,,60,,,a",
            "sum 20a + 60a 04-30",
            id="the pieces that fit together",
        ),
        pytest.param(
            "trips,2025-Q1,2025-03-31,,50,,,a\ntrips,2025-Q2,2025-05-15,,40,,,a",
            "sum 50a + 40a 05-15",
            id="a piece counted so far ends on its as_of",
        ),
        pytest.param(
            "trips,2025-Q1,2025-03-15,,50,,,a\ntrips,2025-Q2,2025-06-30,,60,,,a",
            "sum_with_gap 50a + 60a 06-30",
            id="a piece counted so far leaves a gap behind it",
        ),
        pytest.param(
            "trips,2025-Q1,2025-02-01,,50,,,a\ntrips,2025-02,2025-02-28,,20,,,a",
            "sum_with_gap 20a 02-28",
            id="pieces that share one day overlap",
        ),
        pytest.param(
            "trips,2025-02/2025-03,2025-03-31,,30,,,a\ntrips,2025-03/2025-05,2025-05-31,,40,,,a\n"
            "trips,2025-06,2025-06-30,,10,,,a",
            "sum_with_gap 40a + 10a 06-30",
            id="122 days before 89",
        ),
        pytest.param(
            "trips,2025-Q1,2025-03-31,,50,,,a\ntrips,2025-Q2,2025-06-30,,60,,,a\n"
            "trips,2025-H1,2025-06-30,,115,,,b\ntrips,2025-Q3,2025-09-30,,70,,,a",
            "sum 115b + 70a 09-30",
            id="two pieces before three",
        ),
        pytest.param(
            "trips,2025-Q1,2025-03-31,,50,,,b\ntrips,2025-Q1,2025-03-31,,50,,,a\ntrips,2025-Q2,2025-06-30,,60,,,b",
            "sum 50a + 60b 06-30",
            id="the first source codes",
        ),
        pytest.param(
            "trips,2025-Q1,2025-03-31,,50,,,a\ntrips,2025-Q2,2025-06-30,,60,,,a\n"
            "trips,2025-H1,2025-06-30,about,111,,estimate,b",
            "111b 06-30",
            id="a figure from the first day before a sum",
        ),
        pytest.param(
            "trips,2025-H1,2025-06-30,,111,,,a\ntrips,2025-Q3,2025-09-30,,60,,,a",
            "sum 111a + 60a 09-30",
            id="a later sum before a figure from the first day",
        ),
        pytest.param(
            "trips,2025-Q1,2025-03-31,,50,,,a\ntrips,2025-Q2,2025-06-30,,60,,,p",
            "50a 03-31",
            id="a sum with a piece of the press is of the press",
        ),
        pytest.param(
            "trips,2025-Q1,2025-03-31,,50,,,p\ntrips,2025-Q2,2025-06-30,,60,,,a",
            "sum_with_gap 60a 06-30",
            id="an official sum with a gap before one that the press fills",
        ),
        pytest.param(
            "trips,2024-10/2025-03,2025-03-31,,90,,,a\ntrips,2025-Q2,2025-06-30,,60,,,a",
            "sum_with_gap 60a 06-30",
            id="a period that begins before the plan is no piece",
        ),
        pytest.param(
            "trips,2025-Q1,2025-03-31,,50,,disputed,a\ntrips,2025-Q2,2025-06-30,,60,,,a",
            "sum_with_gap 60a 06-30",
            id="a disputed figure is no piece",
        ),
        pytest.param(
            "trips,2025,2025-03-31,,50,,,a\ntrips,2025,2025-06-30,,110,,,a",
            "110a 06-30",
            id="the year counted so far",
        ),
    ],
)
def test_sums_of_flows(figures: str, expected: str) -> None:
    assert chosen(judge("trips: {value: 400}", figures)) == expected


def test_a_sum_of_several_years_may_need_the_press_for_its_newest() -> None:
    figures = "trips,2024,2024-12-31,,100,,,a\ntrips,2025-Q1,2025-03-31,,30,,,p"
    row = judge("trips: {value: 400}", figures, period="2024/2025")
    assert chosen(row) == "sum 100a + 30p 03-31"
    assert row.observed is not None
    assert not row.observed.official


def test_a_sum_is_the_interval_of_its_pieces_and_has_no_upper_end_with_a_gap() -> None:
    # about 100 is 97.5 to 102.5, nearly 100 is 95 up to 100
    first, second = "trips,2025-Q1,2025-03-31,about,100,,,a\n", "trips,2025-{},2025-{}-30,nearly,100,,,a"
    whole = judge("trips: {value: 400}", first + second.format("Q2", "06")).observed
    gap = judge("trips: {value: 400}", first + second.format("Q3", "09")).observed
    assert whole is not None
    assert gap is not None
    assert whole.interval == Interval(Fraction("192.5"), Fraction("202.5"), high_open=True)
    assert gap.interval == Interval(Fraction("192.5"), None, high_open=True)
    assert whole.nominal == gap.nominal == 200


@pytest.mark.parametrize(
    ("target", "period", "figures", "expected"),
    [
        ("{value: 10}", "2025", "growth,2025-Q1,2025-03-31,,8,,,a\ngrowth,2025-H1,2025-06-30,,9,,,a", "9a 06-30"),
        ("{value: 10}", "2025", "growth,2025-Q1,2025-03-31,,8,,,a\ngrowth,2025-Q2,2025-06-30,,9,,,a", "8a 03-31"),
        ("{value: 10}", "2025", "growth,2025-07,2025-07-31,,20,,,a", "-"),
        ("{value: 10, each: year}", "2024/2026", "growth,2025-H1,2025-06-30,,9,,,a", "9a 06-30"),
        ("{value: 10}", "2024/2026", "growth,2025-H1,2025-06-30,,9,,,a", "-"),
        ("{value: 10}", "2024/2026", "growth,2024-01/2025-06,2025-06-30,,9,,,a", "9a 06-30"),
    ],
    ids=["latest", "from January", "one month", "each year from January", "not the first day", "the first day"],
)
def test_growth_counts_from_the_first_day_of_the_judged_period(
    target: str, period: str, figures: str, expected: str
) -> None:
    assert chosen(judge(f"growth: {target}", figures, period=period)) == expected


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param(
            "insured,,2025-06-30,,60,,,a\npeople,,2025-05-30,,100,,,a", "derived 60a + 100a 06-30", id="31 days"
        ),
        pytest.param(
            "insured,,2025-05-30,,60,,,a\npeople,,2025-06-30,,100,,,a",
            "derived 60a + 100a 06-30",
            id="the date is the later one's",
        ),
        pytest.param("insured,,2025-06-30,,60,,,a\npeople,,2025-05-29,,100,,,a", "-", id="32 days"),
        pytest.param("insured,,2025-01-10,,60,,,a\npeople,,2024-12-31,,100,,,a", "-", id="one outside the period"),
        pytest.param(
            "insured,,2025-06-30,,60,,,a\npeople,,2025-06-30,,100,,,a\ncovered,,2025-01-31,about,55,,estimate,q",
            "55q 01-31",
            id="its own figure first, however old",
        ),
        pytest.param(
            "insured,,2025-03-31,,60,,final,a\npeople,,2025-03-31,,100,,final,a\n"
            "insured,,2025-06-30,,66,,,p\npeople,,2025-06-20,,110,,,p\npeople,,2025-06-01,,109,,,p",
            "derived 66p + 110p 06-30",
            id="the latest pair",
        ),
        pytest.param(
            "insured,,2025-06-30,,60,,,a\ninsured,,2025-06-30,,61,,,b\npeople,,2025-06-30,,100,,,a",
            "derived 60a + 100a 06-30",
            id="of one date the first source",
        ),
        pytest.param(
            "insured,,2025-06-30,,60,,,p\ninsured,,2025-06-30,,61,,,a\npeople,,2025-06-30,,100,,,a",
            "derived 61a + 100a 06-30",
            id="of one date the official",
        ),
        pytest.param(
            "insured,,2025-06-30,,60,,disputed,a\npeople,,2025-06-30,,100,,,a", "-", id="none from a disputed figure"
        ),
        pytest.param("insured,,2025-06-30,,0,,,a\npeople,,2025-06-30,,0,,,a", "-", id="none of nothing"),
    ],
)
def test_derived_shares(figures: str, expected: str) -> None:
    assert chosen(judge("covered: {value: 60}", figures)) == expected


@pytest.mark.parametrize(
    ("part", "whole", "interval"),
    [
        # [57, 60) of [97.5, 102.5]: in halves 114 of 205, 120 of 195
        ("nearly,60", "about,100", Interval(Fraction(11400, 205), Fraction(12000, 195), high_open=True)),
        ("over,60", ",100", Interval(Fraction(60), Fraction(100), low_open=True)),
        (",60", "at_least,100", Interval(Fraction(0), Fraction(60), low_open=True)),
        (",60", "at_most,100", Interval(Fraction(60), Fraction(100))),
        ("under,60", ",100", Interval(Fraction(0), Fraction(60), high_open=True)),
    ],
)  # fmt: skip
def test_a_derived_share_is_every_quotient_within_0_and_100(part: str, whole: str, interval: Interval) -> None:
    row = judge("covered: {value: 60}", f"insured,,2025-06-30,{part},,,a\npeople,,2025-06-30,{whole},,,a")
    assert row.observed is not None
    assert row.observed.interval == interval
    assert row.observed.nominal == 60


def test_a_derived_share_is_official_if_both_are() -> None:
    for source, official in {"a": True, "p": False}.items():
        row = judge("covered: {value: 60}", f"insured,,2025-06-30,,6,,,a\npeople,,2025-06-30,,10,,,{source}")
        assert row.observed is not None
        assert row.observed.official is official


@pytest.mark.parametrize(
    ("target", "figures", "expected", "nominal"),
    [
        ("wells: {value: 200}", "wells,,2022-12-31,,150,,,a\nwells,,2023-06-30,,160,,,p", "160p 06-30", "80.0"),
        ("wells: {value: 200}", "wells,,2023-06-30,,150,,,a\nwells,,2023-12-31,,160,,,p", "150a 06-30", "75.0"),
        ("covered: {value: 60}", "covered,,2024-06-30,,45,,,a", "45a 06-30", "75.0"),
        (
            "covered: {value: 60}",
            "covered,,2023-06-30,,45,,,a\ninsured,,2024-06-30,,6,,,a\npeople,,2024-06-30,,20,,,a",
            "derived 6a + 20a 06-30",
            "50.0",
        ),
        (
            "trips: {value: 400}",
            "trips,2024-Q1,2024-03-31,,50,,,a\ntrips,2024-Q2,2024-06-30,,60,,,a",
            "sum 50a + 60a 06-30",
            "-",
        ),
        ("growth: {value: 10}", "growth,2024-H1,2024-06-30,,8,,,a\ngrowth,2024-Q3,2024-09-30,,8,,,a", "8a 06-30", "-"),
        ("poor: {at_most: 4}", "poor,,2024-06-30,,5,,,a", "5a 06-30", "125.0"),
        ("births: {value: 16}", "births,,2024-06-30,,15,,,a", "15a 06-30", "-"),
    ],
    ids=["newest year", "same choice", "share", "derived", "flow", "growth", "decrease", "maintain"],
)
def test_carried_forward_without_a_verdict(target: str, figures: str, expected: str, nominal: str) -> None:
    row = judge(target, figures)
    assert chosen(row) == expected
    assert verdict(row) == f"no_data - - {nominal} -"
    assert (row.carried, row.final, row.stale) == (True, None, True)


def test_no_figure_at_all() -> None:
    row = judge("wells: {value: 200}")
    assert (verdict(row), chosen(row), row.carried, row.stale) == ("no_data - - - -", "-", False, False)


BOTH = "wells,,2025-06-30,,150,,,a\nwells,,2025-06-30,,{},,{},{}"


@pytest.mark.parametrize(
    ("target", "figures", "expected", "against"),
    [
        pytest.param(
            "wells: {value: 200}",
            BOTH.format(160, "", "b"),
            "undetermined - conflict 75.0 -",
            ["160b"],
            id="a conflict comes before a missing baseline",
        ),
        pytest.param(
            "wells: {value: 140}",
            BOTH.format(160, "", "b"),
            "undetermined met conflict 107.1 -",
            ["160b"],
            id="even where both meet the target",
        ),
        pytest.param(
            "wells: {value: 152}",
            "wells,,2025-06-30,about,150,,,a\nwells,,2025-06-30,about,160,,,b",
            "undetermined - conflict 98.7 -",
            ["160b"],
            id="before an interval that does not settle it",
        ),
        pytest.param("wells: {value: 140}", BOTH.format(160, "", "p"), "met met - 107.1 -", ["160p"], id="the press"),
        pytest.param(
            "wells: {value: 140}", BOTH.format(160, "disputed", "b"), "met met - 107.1 -", ["160b"], id="a disputed one"
        ),
        pytest.param("wells: {value: 140}", BOTH.format(150, "", "b"), "met met - 107.1 -", [], id="the same number"),
        pytest.param(
            "wells: {value: 140}",
            "wells,,2025-06-30,,150,,,a\nwells,,2025-06-30,about,153,,,b",  # 149.2 to 156.8
            "met met - 107.1 -",
            [],
            id="both can be true",
        ),
        pytest.param(
            "wells: {value: 140}",
            "wells,,2025-06-30,,150,,,a\nwells,,2025-06-30,over,150,,,b",
            "undetermined met conflict 107.1 -",
            ["150b"],
            id="150 and over 150 cannot both be true",
        ),
        pytest.param(
            "wells: {value: 140}",
            "wells,,2025-06-30,,150,,,a\nwells,,2025-06-29,,160,,,b",
            "met met - 107.1 -",
            [],
            id="another day",
        ),
        pytest.param(
            "wells: {value: 140}",
            "wells,,2025-06-30,,150,,,p\nwells,,2025-06-30,,160,,,q",
            "undetermined met conflict 107.1 -",
            ["160q"],
            id="the press against the press",
        ),
        pytest.param(
            "wells: {value: 140}",
            "wells,,2025-06-30,,150,,,a\nwells,,2025-05-30,,99,,disputed,a\nwells,,2025-07-31,,98,,disputed,p",
            "met met - 107.1 -",
            ["99a", "98p"],
            id="disputed 31 days before and after",
        ),
        pytest.param(
            "wells: {value: 140}",
            "wells,,2025-06-30,,150,,,a\nwells,,2025-05-29,,99,,disputed,a\nwells,,2025-08-01,,98,,disputed,p",
            "met met - 107.1 -",
            [],
            id="disputed 32 days before and after",
        ),
        pytest.param(
            "wells: {value: 140}",
            "wells,,2024-06-30,,150,,,a\nwells,,2024-06-30,,160,,,b",
            "no_data - - 107.1 -",
            ["160b"],
            id="of a figure carried forward",
        ),
        pytest.param(
            "growth: {value: 5}",
            "growth,2025-H1,2025-06-30,,6,,,a\ngrowth,2025-Q2,2025-06-30,,9,,,b\ngrowth,2025-H1,2025-06-30,,7,,,b",
            "undetermined on_track conflict 120.0 1.200",
            ["7b"],
            id="of growth only the same period",
        ),
        pytest.param(
            "trips: {value: 100}",
            "trips,2025-Q1,2025-03-31,,50,,,a\ntrips,2025-Q2,2025-06-30,,60,,,a\ntrips,2025-Q2,2025-06-30,,61,,,b",
            "undetermined met conflict 110.0 2.224",  # e = 100 x 180/364 = 49.45
            ["61b"],
            id="of a part of a sum",
        ),
        pytest.param(
            "trips: {value: 100}",
            "trips,2025-Q1,2025-03-31,,50,,,a\ntrips,2025-Q2,2025-06-30,,60,,,a\ntrips,2025-H1,2025-06-30,,120,,,p",
            "met met - 110.0 2.224",
            ["120p"],
            id="of a sum as a whole, by the press",
        ),
        pytest.param(
            "trips: {value: 100}",
            "trips,2025-Q1,2025-03-31,,50,,,a\ntrips,2025-Q2,2025-06-30,,60,,,a\ntrips,2025-02,2025-02-28,,1,,disputed,p",
            "met met - 110.0 2.224",
            ["1p"],
            id="a disputed figure within 31 days of a part of a sum",
        ),
        pytest.param(
            "covered: {value: 50}",
            "insured,,2025-06-30,,60,,,a\npeople,,2025-06-20,,100,,,a\npeople,,2025-06-20,,110,,,b",
            "undetermined met conflict 120.0 -",
            ["110b"],
            id="of a part of a derived share",
        ),
        pytest.param(
            "covered: {value: 50}",
            "insured,,2025-06-30,,60,,,p\npeople,,2025-06-20,,100,,,a\ninsured,,2025-06-30,,66,,,q",
            "undetermined met conflict 120.0 -",
            ["66q"],
            id="of the press's part of a derived share",
        ),
        pytest.param(
            "covered: {value: 50}",
            "insured,,2025-06-30,,60,,,a\npeople,,2025-06-20,,100,,,a\ncovered,,2025-07-10,,70,,disputed,a",
            "met met - 120.0 -",
            ["70a"],
            id="a disputed figure beside a derived share",
        ),
    ],
)
def test_conflicts_are_listed_and_undetermined_within_one_authority(
    target: str, figures: str, expected: str, against: list[str]
) -> None:
    row = judge(target, figures)
    assert (verdict(row), listed(row)) == (expected, against)


@pytest.mark.parametrize("part", [",60", "over,60", "about,60"])
def test_a_part_larger_than_its_whole_makes_no_share_that_meets_a_target(part: str) -> None:
    # 60 of 50 would be 120 %: no share is, so the two figures cannot both be true.
    row = judge("covered: {value: 60}", f"insured,,2025-06-30,{part},,,a\npeople,,2025-06-30,,50,,,a")
    assert row.status in ("undetermined", "no_data")


def test_a_figure_of_the_days_that_a_sum_covers_contradicts_it_however_its_period_is_written() -> None:
    # 60 + 80 up to 15/05; the paper has 200 of the half-year up to the same day.
    row = judge(
        "trips: {value: 400}",
        "trips,2025-Q1,2025-03-31,,60,,,a\ntrips,2025-Q2,2025-05-15,,80,,,a\ntrips,2025-H1,2025-05-15,,200,,,p",
    )
    assert [conflict.figure.parts[0].quantity.value for conflict in row.conflicts] == [200]


def test_of_sums_of_the_same_days_and_pieces_the_first_source_codes_are_taken() -> None:
    row = judge(
        "trips: {value: 400}",
        "trips,2025-Q1,2025-03-31,,60,,,b\ntrips,2025-Q1,2025-03-31,,61,,,a\ntrips,2025-Q2,2025-06-30,,80,,,b",
    )
    assert chosen(row) == "sum 61a + 80b 06-30"
