"""The workbook of a report: another's reader finds in it what progress says; charts are drawn from its cells."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from judging import plan
from judging import workspace as judged
from python_calamine import CalamineWorkbook
from reporting import FORMULA, REFERENCE, ROOT, SCHEME, SCRIPT, hanoi, hostile, made
from test_excel import TAG, Record, parts, records

from cnht.domain.progress import Status
from cnht.domain.report import Report
from cnht.language.texts import Lang
from cnht.notebook import load as load_folder
from cnht.presenting import phrases
from cnht.presenting.phrases import STATUS_MARKS, opening
from cnht.reading.load import load
from cnht.writers.json_text import progress_object
from cnht.writers.report_workbook import report_workbook
from docs import corpus

SHEETS = {
    Lang.VI: ["Tổng hợp", "Thay đổi", "Biểu đồ", "Số liệu", "Mục tiêu", "Nguồn", "Số liệu biểu đồ"],
    Lang.EN: ["Summary", "What is new", "Charts", "Figures", "Targets", "Sources", "Chart data"],
}
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}"
OFFICE_2009 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"


@pytest.fixture(scope="module")
def whole() -> Report:
    return hanoi("2025-06-30")


@pytest.fixture(scope="module", params=Lang)
def book(request: pytest.FixtureRequest, whole: Report) -> tuple[bytes, Lang]:
    return report_workbook(whole, request.param), request.param


def rows(content: bytes, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()


def below(content: bytes, sheet: str, heading: str) -> list[Record]:
    """The rows of a table that stands below other things, up to an empty one."""
    found = rows(content, sheet)
    top = next(at for at, row in enumerate(found) if heading in row)
    heads = [str(head) for head in found[top]]
    table = []
    for row in found[top + 1 :]:
        if not any(row):
            break
        table.append(dict(zip(heads, row, strict=True)))
    return table


def charts(content: bytes) -> dict[str, ElementTree.Element]:
    return {name: xml for name, xml in parts(content).items() if name.startswith("xl/charts/")}


def cited(content: bytes, formula: str) -> list[Any]:
    """The values of the cells that a formula of a chart names, each in a column."""
    match = re.fullmatch(r"'?([^'!]+)'?!\$([A-Z])\$(\d+)(?::\$\2\$(\d+))?", formula)
    assert match is not None, formula
    sheet, letter, first, last = match.groups()
    column = ord(letter) - ord("A")
    return [row[column] for row in rows(content, sheet)[int(first) - 1 : int(last or first)]]


def test_the_sheets_are_named_in_the_language(book: tuple[bytes, Lang]) -> None:
    content, lang = book
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == SHEETS[lang]


def test_the_summary_opens_as_an_official_would(book: tuple[bytes, Lang], whole: Report) -> None:
    content, lang = book
    words = [cell for row in rows(content, SHEETS[lang][0]) for cell in row]
    assert (
        words[0]
        == {
            Lang.VI: "Tiến độ thực hiện chỉ tiêu năm 2025, Hà Nội",
            Lang.EN: "Progress towards the targets of 2025, Hanoi",
        }[lang]
    )
    assert any(str(word).startswith("301/KH-UBND: ") for word in words)
    assert any(str(word).startswith(opening(whole.progress).text(lang)) for word in words)
    assert date(2025, 12, 31) in words


def test_the_counts_are_those_of_progress_and_the_chart_shows_these_cells(
    book: tuple[bytes, Lang], whole: Report
) -> None:
    content, lang = book
    xml = next(xml for xml in charts(content).values() if next(xml.iter(f"{CHART}barChart"), None) is not None)
    names, values = [element.text or "" for element in xml.iter(f"{CHART}f")][-2:]
    assert cited(content, names) == [phrases.marked(status).text(lang) for status in whole.progress.counts]
    assert cited(content, values) == list(whole.progress.counts.values())


def test_every_target_of_the_summary_is_the_one_of_the_json(whole: Report) -> None:
    content = report_workbook(whole, Lang.EN)
    found = below(content, "Summary", "Latest figure")
    for row, wanted, judged_row in zip(
        found, progress_object(whole.progress)["results"], whole.progress.rows, strict=True
    ):
        assert row["Plan"] == str(judged_row.plan.name)
        percent = wanted["percent"] and wanted["percent"]["nominal"]
        assert (row["% of plan"] or None) == (None if percent is None else pytest.approx(float(percent) / 100))
        assert row["Status"].endswith(phrases.STATUS_WORDS[Status(wanted["status"])].text(Lang.EN))
        assert row["Status"].startswith(phrases.STATUS_MARKS[Status(wanted["status"])][0])
        shown = phrases.pace_number(judged_row)
        assert row["Pace"] == ("" if shown is None else float(shown))


@pytest.mark.parametrize("folder", [".", "tests/workspaces/poverty", "tests/workspaces/regions"])
def test_every_target_has_the_numbers_of_the_json_and_its_line(folder: str) -> None:
    whole = made(load_folder(ROOT / folder), 2025, "2025-12-31")
    content = report_workbook(whole, Lang.EN)
    for row, wanted, target in zip(
        records(content, "Targets"), progress_object(whole.progress)["results"], whole.progress.rows, strict=True
    ):
        names = (str(target.plan.name), wanted["indicator"], wanted["status"])
        assert (row["Plan"], row["Indicator"], row["Status"]) == names
        assert str(row["Due"]) == wanted["due"]
        assert Decimal(repr(row["Target number"])) == Decimal(str(wanted["target"]["value"]))
        assert (row["Target upper number"] or None) == wanted["target"]["value_high"]
        for heading, key in (("Percent", "nominal"), ("Lowest percent", "low"), ("Highest percent", "high")):
            percent = wanted["percent"] and wanted["percent"][key]
            assert row[heading] == ("" if percent is None else pytest.approx(float(percent) / 100))
        pace = wanted["pace"] and wanted["pace"]["ratio"]
        assert row["Pace"] == ("" if pace is None else float(pace))
        where = target.target.where
        assert (row["Target file"], row["Target line"]) == (where.file, where.line)
        if wanted["observed"] is not None and not wanted["observed"]["derived"]:
            seen = wanted["observed"]
            assert Decimal(repr(row["Latest number"])) == Decimal(str(seen["value"]))
            assert (row["Latest upper number"] or None) == seen["value_high"]
            assert row["Figure file, line"] == f"{seen['file']}:{seen['line']}"


def test_the_figures_are_those_the_report_rests_on_with_both_ends_as_numbers(whole: Report) -> None:
    found = records(report_workbook(whole, Lang.EN), "Figures")
    codes = {seen["Indicator"] for seen in found}
    assert {"enterprises", "international_standard_enterprises"} <= codes  # the latter only as a part of a share
    assert "clusters_operating" not in codes
    workspace = whole.progress.book.workspace
    for row, seen in zip(found, whole.figures, strict=True):
        interval = workspace.interval(seen)
        for heading, end in (("Lowest", interval.low), ("Highest", interval.high)):
            assert (row[heading] == "") if end is None else (row[heading] == pytest.approx(float(end)))
        assert (row["Wording"], row["Source"]) == (seen.wording, seen.source)
        assert (row["File"], row["Line"]) == (seen.where.file, seen.where.line)
        assert row["As of"] <= date(2025, 12, 31)


def test_what_is_new_holds_moves_and_figures(whole: Report) -> None:
    content = report_workbook(whole, Lang.EN)
    assert whole.since is not None
    moves = below(content, "What is new", "Status before")
    assert [move["Indicator"] for move in moves] == [move.new.indicator.name.en for move in whole.since.moves]
    for move, one in zip(moves, whole.since.moves, strict=True):
        assert move["Status before"].startswith(STATUS_MARKS[one.old.status][0])
        assert move["Status now"].startswith(STATUS_MARKS[one.new.status][0])
    figures = below(content, "What is new", "Date, period")
    assert [(one["File"], one["Line"]) for one in figures] == [
        (seen.where.file, seen.where.line) for seen in whole.since.figures
    ]


def test_without_a_day_to_compare_with_there_is_no_such_sheet() -> None:
    names = CalamineWorkbook.from_filelike(io.BytesIO(report_workbook(hanoi(), Lang.EN))).sheet_names
    assert names == [name for name in SHEETS[Lang.EN] if name != "What is new"]


def test_where_nothing_is_new_it_says_so() -> None:
    content = report_workbook(hanoi("2025-12-31"), Lang.VI)
    words = [cell for row in rows(content, "Thay đổi") for cell in row]
    assert "Sau ngày 31/12/2025 không có số liệu mới, và không đánh giá nào thay đổi." in words


def test_only_sources_with_an_address_on_the_web_are_links() -> None:
    content = report_workbook(hostile(), Lang.EN)
    found = records(content, "Sources")
    assert [row["Address"] for row in found] == ["https://a.b/c?d=e", SCHEME]
    sheet = 1 + SHEETS[Lang.EN].index("Sources")
    xml = parts(content)
    assert [link.get("ref") for link in xml[f"xl/worksheets/sheet{sheet}.xml"].iter(f"{TAG}hyperlink")] == ["E2"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        relations = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".rels"))
    assert relations.count(b'TargetMode="External"') == 1
    assert b'Target="https://a.b/c?d=e"' in relations


# Charts


def test_every_indicator_with_a_figure_to_compare_has_a_chart(book: tuple[bytes, Lang], whole: Report) -> None:
    content, lang = book
    titles = set()
    for xml in charts(content).values():
        title = next(xml.iter(f"{CHART}title"))
        (formula,) = [element.text or "" for element in title.iter(f"{CHART}f")]
        titles |= set(cited(content, formula))
    drawn = {
        f"{subject.indicator.name.text(lang)}, {'Hà Nội' if lang is Lang.VI else 'Hanoi'}"
        for subject in whole.subjects
        if any(mark.comparable for mark in subject.history.marks)
    }
    assert drawn <= titles
    assert len(titles - drawn) == 1  # the one of the counts


def test_a_chart_shows_each_figure_and_target_from_cells(whole: Report) -> None:
    content = report_workbook(whole, Lang.EN)
    subject = next(one for one in whole.subjects if one.indicator.code == "clusters_ground_broken")
    shown: dict[str, list[tuple[date, float]]] = {}
    for xml in charts(content).values():
        for series in xml.iter(f"{CHART}ser"):
            formulas = {part.tag: [one.text or "" for one in part.iter(f"{CHART}f")] for part in series}
            name = cited(content, formulas[f"{CHART}tx"][0])[0]
            if f"{CHART}xVal" not in formulas:
                continue
            row = int(formulas[f"{CHART}tx"][0].rpartition("$")[2])
            if not rows(content, "Chart data")[row - 1][0].startswith("Cluster works started"):
                continue
            days = cited(content, formulas[f"{CHART}xVal"][0])
            shown[name] = list(zip(days, cited(content, formulas[f"{CHART}yVal"][0]), strict=True))
    figures = [pair for name in ("the year's figure", "another figure", "disputed") for pair in shown[name]]
    assert sorted(figures) == sorted((mark.day, float(mark.figure.nominal)) for mark in subject.history.marks)
    assert shown["target, to its due date"] == [(goal.row.due, float(goal.row.goal)) for goal in subject.history.goals]


def test_a_figure_has_a_bar_to_both_ends_and_one_without_an_end_to_the_edge() -> None:
    found = judged([plan("wells: {value: 100}")], "wells,,2024-06-30,nearly,80,,,a\nwells,,2025-06-30,over,90,,,a")
    data = records(report_workbook(made(found, 2025, "2025-12-31"), Lang.EN), "Chart data")
    near, over = [row for row in data if row["Series"] == "the year's figure"]
    assert (near["Lowest"], near["Highest"], near["Bar down"], near["Bar up"]) == (76, 80, 4, 0)
    assert (over["Lowest"], over["Highest"], over["Bar down"]) == (90, "", 0)
    assert over["Number"] + over["Bar up"] >= 100
    (target,) = [row for row in data if row["Series"] == "target, to its due date"]
    assert (target["Date"], target["Days of the period"]) == (date(2025, 12, 31), 364)


@pytest.mark.parametrize("lang", Lang)
def test_where_there_is_no_figure_there_is_no_chart_but_that_of_the_counts(lang: Lang) -> None:
    content = report_workbook(made(judged([plan("wells: {value: 100}")], ""), 2025, "2025-12-31"), lang)
    assert len(charts(content)) == 1
    names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    assert SHEETS[lang][2] not in names
    assert SHEETS[lang][-1] not in names


# What must not happen


def test_no_name_is_a_formula_a_tag_or_a_reference_anywhere() -> None:
    content = report_workbook(hostile(), Lang.EN)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not any(re.search(r"<f[ >]", text) for name, text in texts.items() if name.startswith("xl/worksheets/"))
    assert not any("<script" in text for text in texts.values())
    for name, xml in charts(content).items():
        for formula in xml.iter(f"{CHART}f"):
            assert (formula.text or "").startswith(("'Chart data'!", "Summary!")), name
    words = [cell for row in rows(content, "Summary") for cell in row]
    assert {FORMULA, SCRIPT} <= {*words}
    titles = {cell for row in rows(content, "Chart data") for cell in row[:2]}
    assert {f"{FORMULA}, {FORMULA}", f"{SCRIPT}, {FORMULA}", REFERENCE} <= titles


def test_what_excel_would_bend_is_text_and_nothing_of_it_is_drawn() -> None:
    lines = "balance,,1900-02-28,,5,,,a\nbalance,,2025-06-30,,1234567890123456,,,a"
    content = report_workbook(
        made(judged([plan("balance: {value: 1234567890123457}")], lines), 2025, "2025-12-31"), Lang.EN
    )
    assert [row["Value"] for row in records(content, "Figures")] == [5, "1234567890123456"]
    assert [row["As of"] for row in records(content, "Figures")] == ["1900-02-28", date(2025, 6, 30)]
    assert all(isinstance(row["Date"], date) for row in records(content, "Chart data"))
    assert all(isinstance(row["Number"], float) for row in records(content, "Chart data"))


# How it looks


def test_lists_keep_their_heading_in_sight_filter_and_print_on_a4(book: tuple[bytes, Lang]) -> None:
    content, lang = book
    xml = parts(content)
    for at, name in enumerate(SHEETS[lang], 1):
        page = xml[f"xl/worksheets/sheet{at}.xml"]
        setup = next(page.iter(f"{TAG}pageSetup"))
        assert (setup.get("paperSize"), setup.get("orientation")) == ("9", "landscape"), name
        if name in SHEETS[lang][3:]:
            assert next(page.iter(f"{TAG}pane")).get("ySplit") == "1", name
            assert next(page.iter(f"{TAG}autoFilter"), None) is not None, name
    # What stands below a title is a table, whose heading Excel shows by itself.
    tables = [text for name, text in xml.items() if name.startswith("xl/tables/")]
    assert len(tables) == 3
    assert all(next(table.iter(f"{TAG}autoFilter"), None) is not None for table in tables)


def test_percent_has_a_bar_to_100_and_status_a_colour_beside_its_mark(whole: Report) -> None:
    page = parts(report_workbook(whole, Lang.EN))["xl/worksheets/sheet1.xml"]
    rules = [rule.get("type") for rule in page.iter(f"{TAG}cfRule")]
    assert rules.count("dataBar") == 1
    ends = [end.get("val") for bar in page.iter(f"{TAG}dataBar") for end in bar.iter(f"{TAG}cfvo")]
    assert ends == ["0", "1"]
    begins = {rule.get("text") for rule in page.iter(f"{TAG}cfRule") if rule.get("type") == "beginsWith"}
    assert begins == {phrases.STATUS_MARKS[status][0] for status in Status}


def test_a_figure_of_another_period_has_no_bar() -> None:
    found = judged(
        [plan("wells: {value: 100}\nwaste: {value: 50}\npeople: {value: 8}\ninsured: {value: 7}")],
        "wells,,2025-06-30,,80,,,a\nwaste,,2024-06-30,,40,,,a\npeople,,2025-06-30,,4,,,a\ninsured,,2025-06-30,,4,,,a",
    )
    content = report_workbook(made(found, 2025, "2025-12-31"), Lang.EN)
    assert [row["% of plan"] for row in below(content, "Summary", "Latest figure")] == [0.8, 0.8, 0.5, 0.571]
    (bars,) = (
        one.get("sqref")
        for one in parts(content)["xl/worksheets/sheet1.xml"].iter(f"{TAG}conditionalFormatting")
        if one.find(f"{TAG}cfRule").get("type") == "dataBar"  # type: ignore[union-attr]
    )
    first, rest = str(bars).split(" ")
    top, _, bottom = rest.partition(":")
    assert int(top[1:]) == int(first[1:]) + 2
    assert int(bottom[1:]) == int(top[1:]) + 1


def test_a_percent_is_shown_with_the_sign_of_its_words_and_stays_a_number() -> None:
    found = judged(
        [plan("wells: {value: 100}\nwaste: {value: 50}")],
        "wells,,2025-06-30,nearly,80,,,a\nwaste,,2025-06-30,,40,,,a",
    )
    content = report_workbook(made(found, 2025, "2025-12-31"), Lang.EN)
    assert [row["% of plan"] for row in below(content, "Summary", "Latest figure")] == [0.8, 0.8]
    forms = {one.get("formatCode") for one in parts(content)["xl/styles.xml"].iter(f"{TAG}numFmt")}
    assert {'"< "0.0%', '0.0%" of ceiling"'} <= forms


def test_a_row_is_as_high_as_its_longest_text_needs(whole: Report) -> None:
    page = parts(report_workbook(whole, Lang.EN))["xl/worksheets/sheet1.xml"]
    heights = [float(row.get("ht", "15")) for row in page.iter(f"{TAG}row")]
    assert max(heights) >= 45
    assert heights.count(15.0) > 10


@pytest.mark.parametrize("case", "every-form-of-period every-qualifier every-status vietnamese".split())
@pytest.mark.parametrize("lang", Lang)
def test_whatever_validate_accepts_becomes_a_workbook(case: str, lang: Lang) -> None:
    found = load(corpus.good(case)).workspace
    for year in {each for one in found.plans for each in (one.period.first.year, one.period.last.year)}:
        assert report_workbook(made(found, year, "2030-12-31", "2020-01-01"), lang).startswith(b"PK")


@pytest.mark.parametrize("name", ["multiyear", "poverty", "regions"])
def test_workspaces_of_several_areas_and_years_become_workbooks(name: str) -> None:
    found = load_folder(ROOT / "tests" / "workspaces" / name)
    for year in range(found.plans[0].period.first.year, found.plans[-1].period.last.year + 1):
        content = report_workbook(made(found, year, "2030-12-31"), Lang.VI)
        assert rows(content, "Tổng hợp")


def test_the_same_report_gives_the_same_bytes(whole: Report) -> None:
    assert report_workbook(whole, Lang.VI) == report_workbook(whole, Lang.VI)
