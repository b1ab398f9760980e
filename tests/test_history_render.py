"""Histories as people and programs get them: whole outputs, and the charts in files."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import normalize
from xml.etree import ElementTree

import pytest
from judging import plan, workspace
from markupsafe import Markup
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion
from test_json_contract import holds
from written import history_markdown, history_table
from written import texts as said_in

from cnht.domain.history import History, history
from cnht.domain.model import Workspace
from cnht.files.store import read_workspace
from cnht.language.texts import Lang
from cnht.presenting.blocks import Sign
from cnht.presenting.charts import SIGN_WORDS, Canvas, chart_of, dated, legend, ticks
from cnht.presenting.history import goal_lines, line_lines, short
from cnht.presenting.phrases import unfinished
from cnht.reading.load import load
from cnht.writers.history_json import history_csv, history_json
from cnht.writers.svg import picture, png
from cnht.writers.terminal import Screen

ROOT = Path(__file__).parents[1]
TODAY = date(2025, 8, 10)
# A level with every kind of mark; one that should fall; a share; a flow; a ceiling; growth; a band to stay in.
SHOWN = [
    (".", "enterprises", "hanoi"),
    (".", "clusters_ground_broken", "hanoi"),
    (".", "international_standard_share", "hanoi"),
    (".", "fairs", "hanoi"),
    (".", "iip_growth", "hanoi"),
    ("tests/workspaces/poverty", "traffic_deaths", "nghe_an"),
    ("tests/workspaces/poverty", "fine_dust", "nghe_an"),
    ("tests/workspaces/poverty", "birth_rate", "nghe_an"),
    ("tests/workspaces/multiyear", "clean_water_share", "dak_lak"),
    ("tests/workspaces/multiyear", "trees_planted", "dak_lak"),
]
IDS = [code for _, code, _ in SHOWN]


@cache
def told(folder: str, code: str, area: str, as_of: date = TODAY) -> History:
    return history(load(read_workspace(ROOT / folder)).workspace, code, area, as_of)


@pytest.fixture(scope="module")
def hanoi() -> Workspace:
    return load(read_workspace(ROOT)).workspace


@pytest.fixture
def enterprises(hanoi: Workspace) -> History:
    return history(hanoi, "enterprises", "hanoi", TODAY)


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("width", [50, 80, 120])
def test_the_chart_and_the_tables(enterprises: History, lang: Lang, width: int, snapshot: SnapshotAssertion) -> None:
    text = history_table(enterprises, lang, Screen(width))
    assert max(map(cell_len, text.splitlines())) <= width
    assert text == snapshot


@pytest.mark.parametrize(("folder", "code", "area"), SHOWN[1:], ids=IDS[1:])
def test_the_chart_and_the_tables_of_every_kind_of_indicator(
    folder: str, code: str, area: str, snapshot: SnapshotAssertion
) -> None:
    assert history_table(told(folder, code, area), Lang.VI, Screen(80)) == snapshot


def test_in_colour(enterprises: History, snapshot: SnapshotAssertion) -> None:
    assert history_table(enterprises, Lang.EN, Screen(100, "standard")) == snapshot


@pytest.mark.parametrize("code", ["enterprises", "clusters_ground_broken"])
def test_in_ascii(hanoi: Workspace, code: str, snapshot: SnapshotAssertion) -> None:
    text = history_table(history(hanoi, code, "hanoi", TODAY), Lang.VI, Screen(80, ascii_only=True))
    assert text.isascii()
    assert "?" not in re.sub(r"(?m)^ +\? .*$", "", text)  # but for the mark of what cannot be told
    assert text == snapshot


@pytest.mark.parametrize("lang", Lang)
def test_the_markdown(enterprises: History, lang: Lang, snapshot: SnapshotAssertion) -> None:
    assert history_markdown(enterprises, lang) == snapshot


def test_the_json_and_the_csv(enterprises: History, snapshot: SnapshotAssertion) -> None:
    assert history_json([enterprises]) == snapshot
    assert history_csv([enterprises]) == snapshot


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("width", [20, 39, 40, 79, 100, 200])
def test_nothing_is_wider_than_the_terminal(lang: Lang, width: int) -> None:
    for folder, code, area in SHOWN:
        text = history_table(told(folder, code, area), lang, Screen(width))
        assert max(map(cell_len, text.splitlines())) <= width


@pytest.mark.parametrize(
    ("target", "period", "as_of", "expected"),
    [
        ("wells: {value: 9}", "2025", "2025-12-30", ""),
        ("wells: {value: 9}", "2025", "2025-12-31", "no year-end figure"),
        ("wells: {value: 9}", "2025", "2026-03-31", "no year-end figure"),
        ("wells: {value: 9}", "2025-01/2025-10", "2026-03-31", "no final figure"),
        ("wells: {value: 9}", "2025-01/2025-09", "2026-03-31", ""),
        ("wells: {value: 9}", "2026", "2026-12-31", ""),
    ],
    ids=["not due", "due", "past due", "due in October", "the figure of the day it is due", "carried forward: no data"],
)
def test_a_verdict_on_a_target_that_is_due_says_that_it_rests_on_an_earlier_figure(
    target: str, period: str, as_of: str, expected: str
) -> None:
    found = workspace([plan(target, period=period)], "wells,,2024-12-31,,4,,,a\nwells,,2025-09-30,,5,,,a")
    result = history(found, "wells", "north", date.fromisoformat(as_of))
    assert str(unfinished(result.goals[0].row, result.as_of) or "") == expected
    table, markdown = history_table(result, Lang.EN, Screen(120)), history_markdown(result, Lang.EN)
    for text in (table, markdown):
        assert ("no year-end figure" in text, "no final figure" in text) == (
            expected == "no year-end figure",
            expected == "no final figure",
        )


def test_percentages_of_what_should_decrease_are_of_a_ceiling() -> None:
    ceiling = told("tests/workspaces/poverty", "traffic_deaths", "nghe_an")
    increase = told(".", "enterprises", "hanoi")
    for result, vi, en in ((ceiling, "% mức trần", "% of ceiling"), (increase, "% so với kế hoạch", "% of plan")):
        assert vi in " ".join(history_table(result, Lang.VI, Screen(200)).split())
        assert f"| {en} |" in history_markdown(result, Lang.EN)


def test_the_milestones_of_a_target_are_beside_it() -> None:
    stops = "milestones: {2025-09-30: {value: 8}, 2025-06-30: {about: 6}, 2024-06-30: {value: 2}}"
    found = workspace([plan(f"wells: {{value: 9, {stops}}}", period="2024/2025")], "wells,,2025-03-31,,5,,,a")
    result = history(found, "wells", "north", date(2025, 6, 30))
    said = "9 milestones: 2 (2024-06-30) about 6 (2025-06-30) 8 (2025-09-30)"
    table = history_table(result, Lang.EN, Screen(120)).partition("Targets")[2].partition("Pace")[0]
    _, heads, *rows = table.splitlines()
    start, end = heads.index("Target"), heads.index("Status, judged")
    column = [row[start:end] for row in rows]
    assert " ".join(" ".join(column).split()).startswith(said)
    assert "| 9; milestones: 2 (2024-06-30), about 6 (2025-06-30), 8 (2025-09-30) |" in history_markdown(
        result, Lang.EN
    )


def test_what_a_line_says_makes_no_axis_more_than_three_times_as_long() -> None:
    rows = "wells,,2023-12-31,,90,,,a\nwells,,2024-12-31,,110,,,a\nwells,,2025-12-31,,95,,,a"
    plans = [plan("wells: {value: 100, each: year}", period="2025/2050")]
    found = chart_of(history(workspace(plans, rows), "wells", "north", date(2025, 12, 31)))
    assert found is not None
    assert len(found.estimates) > 10
    assert found.high - found.low <= 3 * Fraction(24)  # from 90 to 110, with a tenth around


@pytest.mark.parametrize("size", ["0.000000000000001", "0.0000003", "0.7", "80", "123456789012345"])
def test_the_numbers_at_the_axis_differ_and_are_exact(size: str) -> None:
    rows = f"wells,,2024-12-31,,{size},,,a\nwells,,2025-12-31,,{Decimal(size) * 3:f},,,a"
    found = chart_of(history(workspace([plan(f"wells: {{value: {size}}}")], rows), "wells", "north", TODAY))
    assert found is not None
    named = found.named_ticks(6, Lang.EN)
    assert len({text for _, text in named}) == len(named) >= 2
    assert [Decimal(text.replace(",", "")) for _, text in named] == [Decimal(str(float(number))) for number, _ in named]


# What a chart is made of


def test_every_figure_that_can_be_compared_is_drawn_and_no_other(hanoi: Workspace) -> None:
    for code in hanoi.definitions.indicators:
        result = history(hanoi, code, "hanoi", TODAY)
        drawn = chart_of(result)
        comparable = [mark for mark in result.marks if mark.comparable]
        assert sorted([] if drawn is None else [dot.day for dot in drawn.dots]) == [mark.day for mark in comparable]
        if drawn is not None:
            for dot in drawn.dots:
                assert drawn.low <= dot.number <= drawn.high


def figures(*rows: str) -> History:
    found = workspace([plan("wells: {value: 9}", period="2025")], "\n".join(f"wells,,{row},a" for row in rows))
    return history(found, "wells", "north", date(2025, 12, 31))


@pytest.mark.parametrize(
    ("rows", "signs"),
    [
        (["2025-06-30,,5,,"], "●"),
        (["2025-06-30,over,5,,"], "●↑"),
        (["2025-06-30,about,5,,disputed"], "○"),
        (["2024-06-30,,5,,"], "●◌"),
        (["2025-06-30,,5,,", "2025-03-31,,4,,"], "●•"),
        (["2025-06-30,,5,,", "2025-03-31,between,6,900,"], "●•↑"),
    ],
    ids=["figure", "no upper end", "disputed", "carried forward", "another of the year", "beyond the chart"],
)
def test_the_shape_of_a_mark_says_what_it_is(rows: list[str], signs: str) -> None:
    text = history_table(figures(*rows), Lang.EN, Screen(80))
    chart, _, rest = text.partition("Figures")
    plotted = chart.rpartition("└")[0]
    assert {sign for sign in "●○◌•↑↓" if sign in plotted} == set(signs)
    assert all(sign in rest for sign in signs if sign not in "↑↓")
    assert all(f"  {sign} " in chart.rpartition("└")[2] for sign in signs)  # the legend explains it


TRIPS = """
trips,2023,2023-12-31,,20,,,a
trips,2024-Q1,2024-03-31,,6,,,a
trips,2024-Q2,2024-06-30,,6,,,a
trips,2024,2024-12-31,,24,,,a
trips,2025-01/2025-09,2025-09-30,,15,,,a
trips,2025-Q1,2025-03-31,,4,,disputed,b
"""


def test_a_flows_figure_that_is_not_of_its_whole_year_is_drawn_unlike_one_that_is() -> None:
    found = workspace([plan("trips: {value: 25}")], TRIPS)
    result = history(found, "trips", "north", date(2025, 10, 15))
    drawn = chart_of(result)
    assert drawn is not None
    expected = {"2023-12-31": "●", "2024-03-31": "◐", "2024-12-31": "●", "2025-03-31": "○", "2025-09-30": "◐"}
    assert {str(dot.day): dot.sign is Sign.PART for dot in drawn.dots} == {
        day: sign == "◐" for day, sign in expected.items()
    }
    text = history_table(result, Lang.EN, Screen(80))
    chart, _, rest = text.partition("Figures")
    plotted, _, legend = chart.rpartition("└")
    assert [plotted.count(sign) for sign in "●◐•○"] == [2, 2, 0, 1]
    assert "◐ a part of the year" in legend
    figures = {row.split()[0] for row in rest.partition("Targets")[0].splitlines() if "a part of the year" in row}
    assert figures == {"◐", "○"}
    (series,) = json.loads(history_json([result]))["series"]
    assert {figure["day"]: figure["whole_year"] for figure in series["figures"]} == {
        "2023-12-31": True,
        "2024-03-31": False,
        "2024-06-30": False,
        "2024-12-31": True,
        "2025-03-31": False,
        "2025-09-30": False,
    }
    assert {figure["role"] for figure in series["figures"]} == {"chosen", "other", "disputed"}
    assert "một phần của năm" in texts(svg([result]))


def test_of_a_level_no_figure_is_a_part_of_a_year() -> None:
    (series,) = json.loads(history_json([figures("2025-06-30,,5,,")]))["series"]
    assert [figure["whole_year"] for figure in series["figures"]] == [None]


def test_milestones_are_on_the_charts_up_to_where_their_target_is_replaced() -> None:
    stops = "milestones: {2024-06-30: {value: 2}, 2024-12-31: {value: 5}, 2025-06-30: {value: 7}}"
    plans = [
        plan(f"wells: {{value: 9, {stops}}}", period="2024/2025"),
        plan("wells: {value: 20, milestones: {2025-09-30: {value: 15}}}", number="2", extra="replaces: '1'"),
    ]
    result = history(workspace(plans, "wells,,2024-09-30,,4,,,a"), "wells", "north", date(2025, 2, 1))
    drawn = chart_of(result)
    assert drawn is not None
    assert [(str(stop.text), stop.superseded) for stop in drawn.stops] == [
        ("2, 2024-06-30", True),
        ("5, 2024-12-31", True),
        ("15, 2025-09-30", False),
    ]
    assert [(str(step.begin), str(step.due), step.superseded) for step in drawn.steps] == [
        ("2024-01-01", "2024-12-31", True),
        ("2025-01-01", "2025-12-31", False),
    ]
    chart = history_table(result, Lang.EN, Screen(80)).partition("Figures")[0]
    plotted, _, legend = chart.rpartition("└")
    assert plotted.count("╋") == 3
    assert "╋ milestone" in legend
    assert [text for text in titles(svg([result])) if text.startswith("mốc")] == [
        "mốc giữa kỳ: 2, 30/06/2024",
        "mốc giữa kỳ: 5, 31/12/2024",
        "mốc giữa kỳ: 15, 30/09/2025",
    ]


def test_a_target_that_was_replaced_before_it_began_is_in_the_table_alone() -> None:
    plans = [plan("wells: {value: 9}"), plan("wells: {value: 20}", number="2", extra="replaces: '1'")]
    result = history(workspace(plans, "wells,,2025-03-31,,4,,,a"), "wells", "north", date(2025, 6, 1))
    drawn = chart_of(result)
    assert drawn is not None
    assert [str(step.text) for step in drawn.steps] == ["20"]
    assert "superseded" in history_table(result, Lang.EN, Screen(80)).partition("Targets")[2]


@pytest.mark.parametrize(
    ("goal", "figure", "expected"),
    [("2", "1", [1, 2]), ("2.5", "1", ["1", "1.5", "2", "2.5"]), ("2", "1.2", ["1.2", "1.4", "1.6", "1.8", "2"])],
)
def test_what_is_counted_in_whole_numbers_has_an_axis_of_whole_numbers(
    goal: str, figure: str, expected: list[Any]
) -> None:
    found = workspace([plan(f"wells: {{value: {goal}}}")], f"wells,,2025-06-30,,{figure},,,a")
    result = history(found, "wells", "north", date(2025, 12, 31))
    drawn = chart_of(result)
    assert drawn is not None
    assert drawn.ticks(6) == [Fraction(number) for number in expected]
    plotted = history_table(result, Lang.EN, Screen(80)).partition("└")[0]
    assert [line.split()[0] for line in plotted.splitlines() if "┤" in line] == [str(tick) for tick in expected[::-1]]
    assert bool({"1.5", "1.4"} & set(texts(svg([result], Lang.EN)))) is (drawn.whole is False)


def test_the_words_of_a_target_keep_off_figures_and_other_targets_and_move_to_where_there_is_room() -> None:
    for folder, code, area in SHOWN:
        drawn = chart_of(told(folder, code, area))
        assert drawn is not None
        canvas = Canvas(drawn, 600, 200, Lang.VI)
        for label in canvas.labels():
            left, right, top, bottom = label.x, label.x + 6 * len(label.step.text), label.y - 8, label.y
            assert 0 <= left < right <= 600
            assert 0 <= bottom <= 200
            for dot in drawn.dots:
                assert not (left <= canvas.across(dot.day) <= right and top <= canvas.down(dot.number) <= bottom)
            for other in drawn.steps:
                beside = canvas.across(other.due) <= left or right <= canvas.across(other.begin)
                if other is not label.step and other.low == other.high and not beside:
                    assert not top <= canvas.down(other.low) <= bottom
    # One figure where the words would stand, at the end, and another in the middle.
    rows = (
        "wells,,2025-11-30,,105,,,a\nwells,,2025-06-30,,105,,,a\nwells,,2025-11-29,,95,,,a\nwells,,2025-06-29,,95,,,a"
    )
    result = history(workspace([plan("wells: {value: 100}")], rows), "wells", "north", date(2025, 12, 31))
    drawn = chart_of(result)
    assert drawn is not None
    (label,) = Canvas(drawn, 300, 40, Lang.VI).labels()
    assert label.x < 100


def test_figures_of_one_day_do_not_hide_each_other() -> None:
    text = history_table(figures("2025-06-30,,5,,", "2025-06-30,,5,,disputed"), Lang.EN, Screen(80))
    plotted = text.partition("└")[0]
    assert plotted.count("●") == plotted.count("○") == 1


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("0", "10", [0, 2, 4, 6, 8, 10]),
        ("870", "1320", [900, 1000, 1100, 1200, 1300]),
        ("-7", "7", [-5, 0, 5]),
        ("0", "0.3", [0, "1/20", "1/10", "3/20", "1/5", "1/4", "3/10"]),
    ],
)
def test_the_axis_has_round_numbers(low: str, high: str, expected: list[Any]) -> None:
    assert ticks(Fraction(low), Fraction(high), 7 if low == "0" and high == "0.3" else 6) == [
        Fraction(number) for number in expected
    ]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("1234.5", "1235"),
        ("14.67", "15"),
        ("1.487", "1.5"),
        ("0.0767", "0.077"),
        ("-0.5", "-0.5"),
        ("0", "0"),
        ("10", "10"),
    ],
)
def test_a_pace_has_two_digits_that_count(number: str, expected: str) -> None:
    assert f"{short(Fraction(number)):f}" == expected


def test_what_is_said_of_a_target(hanoi: Workspace) -> None:
    result = history(hanoi, "clusters_ground_broken", "hanoi", TODAY)
    (goal,) = result.open_goals
    assert said_in(goal_lines(goal, result)) == [
        (
            "has 0.77 a month (9.3 a year), 2024-09-28 to 2025-06-30; needs 1.5 a month (18 a year) from 2025-06-30 on;"
            " from 2025-08-10 on 1.9 a month (23 a year), if nothing has changed since 2025-06-30"
        ),
        "at this pace it is reached on 2026-06-19, after 2025-12-31",
        (
            "a straight line through 4 figures: 38.2 on 2025-12-31, 80% prediction interval 36.2 to 40.2; which would"
            " miss the target"
        ),
    ]
    assert said_in(line_lines(result), Lang.VI) == [
        (
            "Dự báo chỉ là đường xu thế tuyến tính (bình phương nhỏ nhất) qua 4 số liệu từ 20/10/2023 đến 30/06/2025:"
            " 0,74 mỗi tháng (8,9 mỗi năm)."
        )
    ]


def test_an_indicator_without_figures_says_so(hanoi: Workspace) -> None:
    result = history(hanoi, "policy_coverage", "hanoi", TODAY)
    assert "There is no figure in 2025." in history_table(result, Lang.EN, Screen(80))
    assert "Chưa có số liệu nào của năm 2025." in history_markdown(result, Lang.VI)
    assert json.loads(history_json([result]))["series"][0]["figures"] == []


def test_nothing_from_a_file_reaches_markdown_or_a_picture_unescaped() -> None:
    areas = 'areas: {north: {vi: "Bắc|<b>", en: "North|<b>"}}\n'
    found = workspace([], "wells,,2025-06-30,,5,,,a", areas=areas)
    result = history(found, "wells", "north", TODAY)
    assert "\\|\\<b\\>" in history_markdown(result, Lang.EN)
    assert "<b>" not in str(picture([result], Lang.VI))


# For programs


def test_the_json_is_as_promised(hanoi: Workspace) -> None:
    document = json.loads(history_json([history(hanoi, "clusters_ground_broken", "hanoi", TODAY)]))
    assert holds(
        {
            "format": "cnht.history/1",
            "indicator": "clusters_ground_broken",
            "measure": "stock",
            "unit": "cluster",
            "direction": "increase",
            "as_of": "2025-08-10",
        },
        document,
    )
    (series,) = document["series"]
    assert (series["area"], series["first"], series["last"]) == ("hanoi", 2021, 2025)
    assert [(figure["day"], figure["role"], figure["value"]) for figure in series["figures"]] == [
        ("2023-10-20", "chosen", 19),
        ("2023-10-20", "disputed", 13),
        ("2024-06-30", "other", 24),
        ("2024-09-28", "chosen", 27),
        ("2025-06-30", "chosen", 34),
    ]
    speed = {"per_month": 0.774773, "per_year": 9.297273, "per_month_low": 0.774773, "per_month_high": 0.774773}
    assert holds(
        {
            "plan": "20/KH-UBND",
            "due": "2025-12-31",
            "begins": "2025-01-01",
            "status": "behind",
            "observed": {"value": 34, "source": "hanoi-2025-07-16"},
            "rate": {
                "so_far": {"from": "2024-09-28", "to": "2025-06-30", **speed},
                "required": {"from": "2025-06-30", "to": "2025-12-31", "per_month": 1.488791},
                "from_now": {"from": "2025-08-10", "to": "2025-12-31", "per_month": 1.915647},
                "reached": False,
                "reach": {"date": "2026-06-19", "earliest": "2026-06-19", "latest": "2026-06-19"},
            },
            "projection": {"day": "2025-12-31", "value": 38.199887, "coverage": 0.8, "meets": False},
            "not_projected": None,
        },
        series["targets"][-1],
    )
    assert [point["value"] for point in series["line"]["points"]] == [19, 24, 27, 34]


@pytest.mark.parametrize(("folder", "code", "area"), SHOWN, ids=IDS)
def test_no_form_disagrees_with_another(folder: str, code: str, area: str) -> None:
    result = told(folder, code, area)
    (series,) = json.loads(history_json([result]))["series"]
    rows = list(csv.DictReader(io.StringIO(history_csv([result]))))
    for kind, listed in (("figure", series["figures"]), ("target", series["targets"])):
        shown = [row for row in rows if row["kind"] == kind]
        assert [row["day"] for row in shown] == [entry.get("day", entry.get("due")) for entry in listed]
        quoted = [entry if kind == "figure" else entry["target"] for entry in listed]
        assert [row["value"] for row in shown] == [f"{entry['value']}" for entry in quoted]
    markdown = history_markdown(result, Lang.EN)
    assert len([line for line in markdown.splitlines() if line.startswith("| ")]) == len(rows) + 2


# Charts in files


def svg(results: list[History], lang: Lang = Lang.VI) -> ElementTree.Element:
    drawn = picture(results, lang)
    assert drawn is not None
    return ElementTree.fromstring(drawn)


def texts(root: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text")]


def titles(root: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}title")]


@pytest.mark.parametrize(("folder", "code", "area"), SHOWN, ids=IDS)
def test_the_picture_has_one_mark_a_figure_and_a_target_and_the_vietnamese_words(
    folder: str, code: str, area: str
) -> None:
    result = told(folder, code, area)
    drawn = chart_of(result)
    assert drawn is not None
    root = svg([result])
    steps = [(Sign.SUPERSEDED if step.superseded else Sign.TARGET, step) for step in drawn.steps]
    assert sorted(titles(root)) == sorted(
        [f"{SIGN_WORDS[dot.sign].text(Lang.VI)}: {dot.text.text(Lang.VI)}" for dot in drawn.dots]
        + [f"{SIGN_WORDS[sign].text(Lang.VI)}: {dated(step.text, step.due).text(Lang.VI)}" for sign, step in steps]
        + [f"mốc giữa kỳ: {stop.text.text(Lang.VI)}" for stop in drawn.stops]
    )
    words = texts(root)
    assert words[0].startswith(result.indicator.name.vi)
    assert {meaning.text(Lang.VI) for _, meaning in legend([drawn])} <= set(words)
    assert not any("http" in text for text in words)


def test_the_numbers_of_the_picture_are_in_its_language(enterprises: History) -> None:
    for lang, number in ((Lang.VI, "1.200"), (Lang.EN, "1,200")):
        assert number in texts(svg([enterprises], lang))


def test_areas_stand_below_each_other_in_one_picture_with_one_legend() -> None:
    found = load(read_workspace(ROOT / "tests" / "workspaces" / "regions")).workspace
    results = [history(found, "hotel_rooms", area, TODAY) for area in found.definitions.areas]
    words = texts(svg(results))
    assert {area.name.vi for area in found.definitions.areas.values()} <= {text.rpartition(", ")[2] for text in words}
    assert words.count("số liệu của năm") == 1


def test_a_picture_needs_nothing_but_itself(enterprises: History) -> None:
    drawn = str(picture([enterprises], Lang.VI))
    assert "var(" not in drawn
    assert not re.search(r"url\(|href|@import|<script", drawn)
    style = drawn.partition("<style>")[2].partition("</style>")[0]
    kinds = {kind for names in re.findall('class="([^"]*)"', drawn) for kind in names.split()}
    assert {kind for kind in kinds if f".{kind}" not in style} <= {"figure", "level", "key"}


def test_long_names_are_broken_and_no_text_is_wider_than_the_picture() -> None:
    areas = f"areas: {{north: {{vi: {'Khu vực phía Bắc ' * 20}, en: North}}}}\n"
    result = history(workspace([], "wells,,2025-06-30,,5,,,a", areas=areas), "wells", "north", TODAY)
    root = svg([result])
    assert max(map(len, texts(root))) <= 130
    heights = [float(node.get("y", "")) for node in root.iter() if node.get("class") in ("title", "about", "unit")]
    assert all(low - high >= 14 for high, low in pairwise(heights))


def size(drawn: bytes) -> tuple[int, int]:
    return int.from_bytes(drawn[16:20]), int.from_bytes(drawn[20:24])


def test_a_png_is_the_same_picture_at_twice_its_size(enterprises: History) -> None:
    drawn = picture([enterprises], Lang.VI)
    assert drawn is not None
    made, root = png(drawn), svg([enterprises])
    assert made.startswith(b"\x89PNG")
    assert size(made) == (2 * int(root.get("width", "")), 2 * int(float(root.get("height", ""))))


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_the_font_that_comes_with_the_package_has_every_vietnamese_letter(weight: str) -> None:
    marks = ["", *"\u0300\u0301\u0303\u0309\u0323"]
    letters = [normalize("NFC", vowel + mark) for vowel in "aăâeêioôơuưy" for mark in marks] + [*"bcdđ0123456789.,–%₫"]
    form = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
        '<text x="2" y="15" font-family="Noto Sans" font-weight="{}">{}</text></svg>'
    )
    drawn = {
        letter: png(Markup(form).format(weight, letter)) for letter in letters + [char.upper() for char in letters]
    }
    assert len(set(drawn.values())) == len(drawn)
    nothing = png(Markup(form).format(weight, ""))
    assert nothing not in drawn.values()


def test_without_a_figure_there_is_no_picture(hanoi: Workspace) -> None:
    assert picture([history(hanoi, "policy_coverage", "hanoi", TODAY)], Lang.VI) is None
