"""The workbook: another's reader finds numbers, days and text where they belong; nothing in it is a formula."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from judging import plan
from judging import workspace as judged
from python_calamine import CalamineWorkbook

from cnht.domain.model import Workspace
from cnht.domain.progress import plan_years, progress
from cnht.files.textfile import TextFile
from cnht.language.texts import Lang
from cnht.notebook import load as load_folder
from cnht.reading.load import load
from cnht.writers.json_text import progress_object
from cnht.writers.workbook import workbook
from docs import corpus

ROOT = Path(__file__).parents[1]
DAY = date(2026, 11, 22)
TAG = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CELLS = {"s": "text", "n": "number", None: "number"}
VI = ["Số liệu", "Tiến độ", "Chỉ tiêu", "Nguồn"]
EN = ["Figures", "Progress", "Indicators", "Sources"]

Record = dict[str, Any]


def made(found: Workspace, lang: Lang = Lang.EN) -> bytes:
    return workbook(found, [progress(found, year, DAY) for year in plan_years(found)], DAY, lang)


def records(book: bytes, sheet: str) -> list[Record]:
    """The rows of a sheet by its headings, as another's reader reads them; an empty cell is ``""``."""
    heads, *rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name(sheet).to_python()
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def parts(book: bytes) -> dict[str, ElementTree.Element]:
    """The XML of the book, by its file."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith("xml")}


def looks(book: bytes, sheet: int) -> dict[str, tuple[str, str]]:
    """Of each cell of a sheet whether it holds a number or text, and its number format."""
    xml = parts(book)
    styles = xml["xl/styles.xml"]
    forms = {one.get("numFmtId"): one.get("formatCode") for one in styles.iter(f"{TAG}numFmt")}
    known = {"0": "General", "1": "0", "3": "#,##0", "49": "@"}
    cells = next(styles.iter(f"{TAG}cellXfs"))
    codes = [forms.get(xf.get("numFmtId")) or known[xf.get("numFmtId") or "0"] for xf in cells]
    found = xml[f"xl/worksheets/sheet{sheet}.xml"].iter(f"{TAG}c")
    return {cell.attrib["r"]: (CELLS[cell.get("t")], codes[int(cell.get("s", "0"))]) for cell in found if len(cell)}


@pytest.fixture(scope="module")
def hanoi() -> Workspace:
    return load_folder(ROOT)


@pytest.mark.parametrize(("lang", "names"), [(Lang.VI, VI), (Lang.EN, EN)])
def test_the_sheets_are_named_in_the_language(lang: Lang, names: list[str], hanoi: Workspace) -> None:
    assert CalamineWorkbook.from_filelike(io.BytesIO(made(hanoi, lang))).sheet_names == names


def test_every_figure_is_read_back_as_it_was(hanoi: Workspace) -> None:
    rows = records(made(hanoi), "Figures")
    for row, seen in zip(rows, hanoi.observations, strict=True):
        assert (row["Indicator"], row["Area"], row["Source"]) == (seen.indicator, seen.area, seen.source)
        assert row["As of"] == seen.as_of
        assert row["Date as written"] == seen.as_of_text
        assert row["Period"] == ("" if seen.period is None else seen.period.text)
        assert (row["Qualifier"], row["Status"]) == (seen.quantity.qualifier, seen.status)
        assert Decimal(repr(row["Value"])) == seen.quantity.value
        assert row["Upper value"] == ("" if seen.quantity.value_high is None else float(seen.quantity.value_high))
        assert (row["Wording"], row["Note"]) == (seen.wording, seen.note)
        assert (row["File"], row["Line"]) == (seen.where.file, seen.where.line)


def test_every_verdict_is_that_of_the_json(hanoi: Workspace) -> None:
    rows = iter(records(made(hanoi), "Progress"))
    for year in plan_years(hanoi):
        result = progress(hanoi, year, DAY)
        for wanted, own in zip(progress_object(result)["results"], result.rows, strict=True):
            row = next(rows)
            assert (row["Year"], row["Plan"], row["Indicator"]) == (year, str(own.plan.name), wanted["indicator"])
            assert row["Status"] == wanted["status"]
            assert str(row["Due"]) == wanted["due"]
            percent = wanted["percent"] and wanted["percent"]["nominal"]
            assert (row["Percent"] or None) == (None if percent is None else pytest.approx(float(percent) / 100))
            pace = wanted["pace"] and wanted["pace"]["ratio"]
            assert row["Pace"] == ("" if pace is None else float(pace))
            assert (str(row["As of"]) or None) == (wanted["observed"] and wanted["observed"]["as_of"])
    assert next(rows, None) is None


def test_the_definitions_and_the_sources_are_all_there(hanoi: Workspace) -> None:
    book = made(hanoi, Lang.VI)
    assert [row["Mã chỉ tiêu"] for row in records(book, "Chỉ tiêu")] == [*hanoi.definitions.indicators]
    for row, source in zip(records(book, "Nguồn"), hanoi.definitions.sources.values(), strict=True):
        assert (row["Nguồn"], row["Tên bài"], row["Địa chỉ"]) == (source.code, source.title, source.url or "")


@pytest.mark.parametrize(
    ("lang", "day", "month"), [(Lang.VI, "dd/mm/yyyy", "mm/yyyy"), (Lang.EN, "yyyy-mm-dd", "yyyy-mm")]
)
def test_numbers_and_days_are_numbers_and_codes_are_text(lang: Lang, day: str, month: str) -> None:
    header = "indicator,period,as_of,qualifier,value,value_high,source"
    lines = "wells,,2025-06-30,nearly,1000,,a\nwells,,2024-12,between,12.50,13.1255,a\ntrips,2024,2024-12-31,,3,,a"
    found = looks(made(judged([], lines, header=header), lang), 1)
    text, number = ("text", "@"), ("number", "#,##0")
    assert [found[cell] for cell in ("A2", "B2", "C2", "F2")] == [text] * 4
    assert (found["E2"], found["E3"]) == (("number", day), ("number", month))
    assert (found["G2"], found["G3"], found["H3"]) == (number, ("number", "#,##0.00"), ("number", "#,##0.0000"))
    assert found["D4"] == text  # the period 2024
    assert "H2" not in found
    assert found["U2"] == ("number", "0")


def test_a_computed_number_is_shown_short_and_kept_long() -> None:
    book = made(judged([plan("covered: {value: 60}")], "insured,,2025-06-30,,20,,,a\npeople,,2025-06-30,,70,,,a"))
    (row,) = records(book, "Progress")
    assert row["Latest number"] == pytest.approx(200 / 7, abs=1e-9)
    assert looks(book, 2)["L2"] == ("number", "#,##0.0")
    assert looks(book, 2)["R2"] == ("number", "0.0%")


def test_what_excel_would_bend_is_text() -> None:
    lines = "balance,,2025-06-30,,1234567890123456,,,a\nbalance,,1900-02-28,,123456789012345,,,a"
    first, second = records(made(judged([], lines)), "Figures")
    assert (first["Value"], second["Value"]) == ("1234567890123456", 123456789012345.0)
    assert (first["As of"], second["As of"]) == (date(2025, 6, 30), "1900-02-28")


def with_source(title: str, note: str) -> Workspace:
    """The corpus's workspace with one more source."""
    files = {file.name: file.read() for file in corpus.base()}
    source = f"title: '{title}', publisher: a, published: 2025, authority: press, url: 'https://a.b', note: '{note}'"
    files["data/sources.yaml"] += f"odd: {{{source}}}\n".encode()
    loaded = load(TextFile(name, data) for name, data in files.items())
    assert loaded.problems == ()
    return loaded.workspace


@pytest.mark.parametrize("trick", ['=HYPERLINK("http://a.b","c")', "+1+1", "-2+3", "@SUM(A1)", "{=1}", "1e5", "007"])
def test_no_text_becomes_a_formula_a_link_or_a_number(trick: str) -> None:
    book = made(with_source(trick, "http://a.b"))
    assert records(book, "Sources")[-1]["Title"] == trick
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if re.match(r"xl/worksheets/sheet", name)]
        assert not any(name.startswith(("xl/worksheets/_rels", "xl/externalLinks")) for name in archive.namelist())
    assert len(sheets) == 4
    assert not any(b"<f>" in sheet or b"<f " in sheet or b"<hyperlink" in sheet for sheet in sheets)


def test_the_heading_stays_in_sight_and_filters_and_nothing_is_marked_as_an_error(hanoi: Workspace) -> None:
    xml = parts(made(hanoi))
    for sheet, (last, frozen) in enumerate([("U106", "1"), ("X92", "3"), ("J42", "1"), ("G64", "1")], 1):
        page = xml[f"xl/worksheets/sheet{sheet}.xml"]
        pane = next(page.iter(f"{TAG}pane"))
        assert (pane.get("ySplit"), pane.get("xSplit"), pane.get("state")) == ("1", frozen, "frozen")
        assert next(page.iter(f"{TAG}autoFilter")).get("ref") == f"A1:{last}"
        assert next(page.iter(f"{TAG}ignoredError")).get("numberStoredAsText") == "1"
        assert all(float(one.get("width", "0")) >= 7 for one in page.iter(f"{TAG}col"))


def test_a_long_text_is_cut_where_excel_ends() -> None:
    found = with_source("a", "ế" * 40_000)
    (*_, row) = records(made(found), "Sources")
    assert len(row["Note"]) == 32_767
    assert row["Note"].endswith("ế…")


@pytest.mark.parametrize("case", "every-form-of-period every-qualifier every-status vietnamese none-at-all".split())
@pytest.mark.parametrize("lang", Lang)
def test_whatever_validate_accepts_becomes_a_workbook(case: str, lang: Lang) -> None:
    found = load(corpus.good(case)).workspace
    rows = records(made(found, lang), (VI if lang is Lang.VI else EN)[0])
    assert len(rows) == len(found.observations)


def test_the_same_workspace_gives_the_same_bytes(hanoi: Workspace) -> None:
    assert made(hanoi, Lang.VI) == made(hanoi, Lang.VI)
