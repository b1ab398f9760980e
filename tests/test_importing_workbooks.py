"""Workbooks to rows: typed cells, formats, formulas, what is hidden or merged, wide tables; in all three formats."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter
import xlwt
from importing import clear, left, number, ods, problems, put, read, rows, table, xlsx, zipped

from cnht.importing.formats import read_sheets
from cnht.importing.layout import ColumnMapping
from cnht.importing.options import Field, ImportOptions
from cnht.importing.sheet import Cell, CellKind, Sheet
from cnht.language.texts import Lang

HEAD = ("Chỉ tiêu", "Địa bàn", "Thời điểm", "Giá trị", "Nguồn")
WIDE = ("Chỉ tiêu", "Địa bàn", "Nguồn")
SO = ("enterprises", "Hà Nội", "so-2025")
DAY = (date(2025, 6, 30), "dd/mm/yyyy")


def book(build: Callable[[Any, Any], None], sheet: str = "S") -> bytes:
    """A workbook of xlsxwriter, as ``build`` makes it of the book and its first sheet."""
    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, {"in_memory": True})
    build(made, made.add_worksheet(sheet))
    made.close()
    return data.getvalue()


def figure(value: Any, indicator: str = "enterprises") -> bytes:
    return xlsx(table(HEAD, (indicator, "Hà Nội", DAY, value, "so-2025")))


def old(build: Callable[[Any], None]) -> bytes:
    """A workbook of Excel 97, as ``build`` makes it of its first sheet."""
    made = xlwt.Workbook()
    build(made.add_sheet("S"))
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def sheets(data: bytes) -> list[Sheet]:
    return read_sheets(data, "file", ImportOptions(), ColumnMapping({}))[0]


# Cells


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (440, "440"),
        (1.5, "1.5"),
        (1000.0, "1000"),
        (0.1 + 0.2, "0.3"),
        (1234567.891, "1234567.891"),
        (1.234, "1.2340"),
        (1e15, "1000000000000000"),
        ((1234.5, "#,##0"), "1234.5"),
        ("gần 1.000", "nearly 1000 so-2025 gần 1.000"),
        ("1.234.567", "1234567"),
    ],
)
def test_a_typed_number_is_read_as_excel_shows_it_and_needs_no_style(value: Any, said: str) -> None:
    number_, _, wording = said.partition(" so-2025")
    assert clear(read(figure(value))) == [f"S!D2 enterprises hanoi 2025-06-30 {number_} so-2025{wording}"]


def test_typed_numbers_tell_nothing_of_how_texts_are_written() -> None:
    text = ("enterprises", "Hà Nội", "30/09/2025", "1.000", "so-2025")
    data = xlsx(table(HEAD, ("enterprises", "Hà Nội", DAY, 12.5, "so-2025"), text))
    assert problems(read(data)) == ["S!D3 V302"]
    assert clear(read(data, ImportOptions(numbers=Lang.VI)))[1].split()[4] == "1000"


def test_a_percent_format_is_named_and_counts_only_where_the_indicator_is_in_percent() -> None:
    found = read(figure((0.354, "0%"), "empty_share"))
    assert clear(found) == ["S!D2 empty_share hanoi 2025-06-30 35.4 so-2025"]
    assert [str(note) for note in found.rows[0].notes] == ["a cell in percent: 0.354 is 35.4%"]
    assert [note.text(Lang.VI) for note in found.rows[0].notes] == ["ô dạng phần trăm: 0,354 là 35,4%"]
    for bare in (0.354, "0,354"):
        found = read(figure(bare, "empty_share"), ImportOptions(numbers=Lang.VI))
        assert clear(found) == ["S!D2 empty_share hanoi 2025-06-30 0.354 so-2025"]
        assert [str(note) for note in found.rows[0].notes] == ["without a sign of percent: 0.354 is taken as 0.354%"]
    assert problems(read(figure((0.354, '0.0%;[Red]"âm" 0%')))) == ["S!D2 V315"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (date(2025, 5, 1), "V301"),
        (True, "V301"),
        ("#REF!", "V314"),
        ("=A1", "C220"),
    ],
)
def test_what_is_no_number_is_named_with_its_cell(value: Any, code: str) -> None:
    def build(made: Any, page: Any) -> None:
        form = made.add_format({"num_format": "dd/mm"})
        for cell, said in table(HEAD, ("enterprises", "Hà Nội", DAY, None, "so-2025")).items():
            put(made, page, cell, said)
        if value == "=A1":
            page.write_formula("D2", "=A1", None, "")
        elif isinstance(value, date):
            page.write_datetime("D2", value, form)
        else:
            page.write("D2", value)

    assert problems(read(book(build))) == [f"S!D2 {code}"]


@pytest.mark.parametrize("form", ["#,##0,", "#,##0,,", '"gần "0.0,,', "#,##0.0,;-#,##0.0,"])
def test_a_number_that_is_shown_in_thousands_is_not_taken_for_what_it_holds(form: str) -> None:
    assert problems(read(figure((1_500_000, form)))) == ["S!D2 V302"]
    line = ("enterprises", "Hà Nội", "30/06/2025", number("1500000", "1,5"), "so-2025")
    assert problems(read(ods(HEAD, line))) == ["S!D2 V302"]
    assert clear(read(figure((1_500_000, "#,##0"))))
    assert clear(read(ods(HEAD, ("enterprises", "Hà Nội", "30/06/2025", number("1500000", "1.500.000"), "so-2025"))))


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#NAME?"])
def test_a_formula_that_failed_is_named_and_one_with_a_result_is_read(error: str) -> None:
    def build(_: Any, page: Any) -> None:
        for row, line in enumerate((HEAD, ("enterprises", "Hà Nội", "30/06/2025", "", "so-2025"),
                                    ("enterprises", "Hà Nội", "30/09/2025", "", "so-2025"))):  # fmt: skip
            page.write_row(row, 0, line)
        page.write_formula("D2", "=B1", None, error)
        page.write_formula("D3", "=400+40", None, 440)

    found = read(book(build))
    assert rows(found)[1] == "S!D3 enterprises hanoi 2025-09-30 440 so-2025"
    assert problems(found) == ["S!D2 V314"]


def test_a_result_of_0_that_a_program_wrote_without_computing_it_is_none() -> None:
    """A library that makes workbooks writes 0 for every formula, and asks Excel to compute it when it is opened."""
    data = xlsx(table(HEAD, ("enterprises", "Hà Nội", DAY, "=400+40", "so-2025")))
    assert problems(read(data)) == ["S!D2 C220"]


def test_a_formula_without_a_result_is_never_taken_for_nothing_in_any_column() -> None:
    def build(_: Any, page: Any) -> None:
        page.write_row("A1", HEAD)
        page.write_row("A2", ("enterprises", "Hà Nội", "30/06/2025", 440))
        page.write_formula("E2", '="so"&"-2025"', None, "")

    parts = zipped_without_result(book(build))
    assert problems(read(parts)) == ["S!E2 C220"]


def zipped_without_result(data: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b' t="str"', b"").replace(b"<v></v>", b"")
    return zipped(parts)


@pytest.mark.parametrize("since_1904", [False, True])
@pytest.mark.parametrize(
    ("form", "said"),
    [("dd/mm/yyyy", "2025-06-30"), ("d-mmm-yy", "2025-06-30"), ("mm/yyyy", "2025-06"), ('"T"m/yyyy', "2025-06"),
     ("[$-42A]dd mmmm yyyy", "2025-06-30"), ("yyyy", "2025"), ("dd/mm/yyyy hh:mm", "2025-06-30")],
)  # fmt: skip
def test_a_typed_day_is_read_as_far_as_it_is_shown(form: str, said: str, since_1904: bool) -> None:
    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, {"in_memory": True, "date_1904": since_1904})
    page = made.add_worksheet("S")
    page.write_datetime("A1", date(2025, 6, 30), made.add_format({"num_format": form}))
    made.close()
    (sheet,) = sheets(data.getvalue())
    assert sheet.rows == {1: {1: Cell(said, CellKind.DATE)}}


# Hidden and merged


def test_hidden_rows_columns_and_sheets_are_left_out_and_named() -> None:
    def build(made: Any, page: Any) -> None:
        page.write_row("A1", (*WIDE, 2023, 2024))
        page.write_row("A2", (*SO, 430, 440))
        page.write_row("A3", ("trade_events", "Hà Nội", "so-2025", 2, 3))
        page.set_row(2, None, None, {"hidden": True})
        page.set_column("D:D", None, None, {"hidden": True})
        other = made.add_worksheet("Nháp")
        other.write("A1", "x")
        other.hide()

    found = read(book(build))
    assert clear(found) == ["S!E2 enterprises hanoi 2024-12-31 440 so-2025"]
    assert left(found) == ["S!D1 HIDDEN", "S!3 HIDDEN", "Nháp!1 HIDDEN"]
    assert len(clear(read(book(build), ImportOptions(with_hidden=True)))) == 4


def test_merged_cells_say_the_same_in_each_row_and_a_merged_figure_is_a_problem() -> None:
    def build(_: Any, page: Any) -> None:
        page.write_row("A1", HEAD)
        for row, day in enumerate(("31/03/2025", "30/06/2025", "30/09/2025"), 2):
            page.write(f"C{row}", day)
            page.write(f"D{row}", 400 + row)
            page.write(f"E{row}", "so-2025")
        page.merge_range("A2:A4", "Doanh nghiệp CNHT")
        page.merge_range("B2:B4", "Hà Nội")

    assert clear(read(book(build))) == [
        "S!D2 enterprises hanoi 2025-03-31 402 so-2025",
        "S!D3 enterprises hanoi 2025-06-30 403 so-2025",
        "S!D4 enterprises hanoi 2025-09-30 404 so-2025",
    ]

    def merged(_: Any, page: Any) -> None:
        page.write_row("A1", HEAD)
        page.write_row("A2", ("enterprises", "Hà Nội", "31/03/2025", None, "so-2025"))
        page.write_row("A3", ("enterprises", "Bắc Ninh", "31/03/2025", None, "so-2025"))
        page.merge_range("D2:D3", 440)

    assert problems(read(book(merged))) == ["S!D2 C218", "S!D3 C218"]


# Wide tables


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ((2023, "2024"), ["2023 2023-12-31", "2024 2024-12-31"]),
        (("Năm 2023", "Thực hiện 2024"), ["2023 2023-12-31", "2024 2024-12-31"]),
        (("Quý I/2025", "Quý 2 năm 2025"), ["2025-Q1 2025-03-31", "2025-Q2 2025-06-30"]),
        (("T6/2025", "Tháng 7/2025"), ["2025-06 2025-06-30", "2025-07 2025-07-31"]),
        (("6 tháng 2025", "9T/2025"), ["2025-01/2025-06 2025-06-30", "2025-01/2025-09 2025-09-30"]),
        (("2025-H1", "2025-Q3"), ["2025-H1 2025-06-30", "2025-Q3 2025-09-30"]),
        (("Nam 2023", "quy iii/2025"), ["2023 2023-12-31", "2025-Q3 2025-09-30"]),
        (((date(2025, 6, 1), "mm/yyyy"), (date(2025, 7, 1), "mmm-yy")), ["2025-06 2025-06-30", "2025-07 2025-07-31"]),
    ],
)
def test_periods_may_be_columns(heads: tuple[Any, Any], said: list[str]) -> None:
    found = read(xlsx(table((*WIDE, *heads), ("trade_events", "Hà Nội", "so-2025", 2, 3))))
    assert clear(found) == [
        f"S!D2 trade_events hanoi {said[0]} 2 so-2025",
        f"S!E2 trade_events hanoi {said[1]} 3 so-2025",
    ]


def test_parts_of_a_year_need_the_year() -> None:
    data = xlsx(table((*WIDE, "Quý I", "Quý II"), ("trade_events", "Hà Nội", "so-2025", 2, 3)))
    assert problems(read(data)) == ["S!D2 V307", "S!E2 V307"]
    assert clear(read(data, ImportOptions(defaults={Field.PERIOD: "2025"}))) == [
        "S!D2 trade_events hanoi 2025-Q1 2025-03-31 2 so-2025",
        "S!E2 trade_events hanoi 2025-Q2 2025-06-30 3 so-2025",
    ]


def test_parts_of_a_year_may_have_the_year_in_a_column() -> None:
    lines = (("trade_events", "Hà Nội", "so-2025", year, 2, 3) for year in (2024, "Năm 2025"))
    for title in ("Năm", "Kỳ"):
        found = read(xlsx(table((*WIDE, title, "T1", "Quý II"), *lines)))
        assert [row.split()[3] for row in clear(found)] == ["2024-01", "2024-Q2", "2025-01", "2025-Q2"]
        lines = (("trade_events", "Hà Nội", "so-2025", year, 2, 3) for year in (2024, "Năm 2025"))
    data = xlsx(table((*WIDE, "Năm", "T1/2024"), ("trade_events", "Hà Nội", "so-2025", 2023, 2)))
    assert problems(read(data)) == ["S!D2 V307"]


def test_a_header_of_two_levels_is_read_together() -> None:
    def build(_: Any, page: Any) -> None:
        for column, title in zip("ABC", WIDE, strict=True):
            page.merge_range(f"{column}1:{column}2", title)
        page.merge_range("D1:E1", "Năm 2024")
        page.merge_range("F1:G1", "Năm 2025")
        page.write_row("D2", ("Quý I", "Quý II", "Quý I", "Quý II"))
        page.write_row("A3", ("trade_events", "Hà Nội", "so-2025", 1, 2, 3, 4))

    assert [row.split()[3] for row in clear(read(book(build)))] == ["2024-Q1", "2024-Q2", "2025-Q1", "2025-Q2"]


def test_targets_beside_figures_are_not_taken_for_figures() -> None:
    def build(_: Any, page: Any) -> None:
        for column, title in zip("ABC", WIDE, strict=True):
            page.merge_range(f"{column}1:{column}2", title)
        page.merge_range("D1:E1", "Kế hoạch")
        page.merge_range("F1:G1", "Thực hiện")
        page.write_row("D2", (2023, 2024, 2023, 2024))
        page.write_row("A3", ("trade_events", "Hà Nội", "so-2025", 9, 9, 3, 4))

    assert [row.split()[0] for row in clear(read(book(build)))] == ["S!F3", "S!G3"]
    flat = xlsx(
        table(
            (*WIDE, "Kế hoạch 2024", "Ước TH 2024", "So với cùng kỳ (%)"),
            ("trade_events", "Hà Nội", "so-2025", 9, 3, 90),
        )
    )
    assert clear(read(flat)) == ["S!E2 trade_events hanoi 2024 2024-12-31 3 estimate so-2025"]


def test_a_day_may_be_a_column_of_stocks() -> None:
    data = xlsx(table((*WIDE, "30/06/2025", (date(2025, 9, 30), "dd/mm/yyyy")), (*SO, 440, 450)))
    assert [row.split()[3] for row in clear(read(data))] == ["2025-06-30", "2025-09-30"]


def test_empty_cells_of_a_wide_table_are_left_out_and_named() -> None:
    data = xlsx(table((*WIDE, 2023, 2024), (*SO, None, 440), ("trade_events", "Hà Nội", "so-2025", "-", "…")))
    assert left(read(data)) == ["S!D2 NO_FIGURE", "S!3 NO_FIGURE"]


# Sheets


def test_every_sheet_is_read_or_named() -> None:
    def build(made: Any, page: Any) -> None:
        page.write("A1", "Bìa")
        second = made.add_worksheet("Biểu 1")
        second.write_row("A1", (*WIDE, 2024))
        second.write_row("A2", (*SO, 440))
        third = made.add_worksheet("Phụ lục")
        third.write_row("A1", ("a", 1))
        third.write_row("A2", ("b", 2))

    found = read(book(build, "Bìa"))
    assert rows(found) == ["Biểu 1!D2 enterprises hanoi 2024-12-31 440 so-2025"]
    assert problems(found) == ["Phụ lục!1 C201"]
    assert left(found) == ["Bìa!1 SHEET", "Phụ lục!1 SHEET"]
    assert clear(read(book(build, "Bìa"), ImportOptions(sheet="bieu 1")))
    assert problems(read(book(build, "Bìa"), ImportOptions(sheet="Biểu 2"))) == ["0 V308"]


# The other formats


def test_an_ods_is_read_with_its_formats_and_repeats_and_what_is_hidden() -> None:
    year = (
        '<table:table-cell office:value-type="date" office:date-value="2024-01-01"><text:p>2024</text:p>'
        "</table:table-cell>"
    )
    merged = (
        '<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>enterprises</text:p>'
        "</table:table-cell>"
    )
    twice = (
        '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7">'
        "<office:annotation><text:p>lời bàn</text:p></office:annotation><text:p>7</text:p></table:table-cell>"
    )
    failed = number("0", "#DIV/0!", 'table:formula="of:=1/0"')
    cells = [
        ("Chỉ tiêu", "Địa bàn", "Nguồn", number("2023"), year),
        (merged, "Hà Nội", "so-2025", number("430"), number("440.00000000000006", more='table:formula="of:=[.A1]"')),
        ("<table:covered-table-cell/>", "Bắc Ninh", "so-2025", twice),
        ("empty_share", "Hà Nội", "so-2025", number("0.354", "35,4%", kind="percentage"), failed),
        ("trade_events", "Hà Nội", "so-2025", '<table:table-cell table:formula="of:=1+1"/>'),
    ]
    hidden = (
        '<table:table-row table:visibility="collapse"><table:table-cell office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row>"
    )
    found = read(ods(*cells, table_rows=hidden))
    assert rows(found) == [
        "S!D2 enterprises hanoi 2023-12-31 430 so-2025",
        "S!E2 enterprises hanoi 2024-12-31 440 so-2025",
        "S!D3 enterprises bac_ninh 2023-12-31 7 so-2025",
        "S!E3 enterprises bac_ninh 2024-12-31 7 so-2025",
        "S!D4 empty_share hanoi 2023-12-31 35.4 so-2025",
        "✗ S!E4 empty_share hanoi 2024-12-31 so-2025",
        "✗ S!D5 trade_events hanoi 2023 2023-12-31 so-2025",
    ]
    assert problems(found) == ["S!E4 V314", "S!D5 C220"]
    assert left(found) == ["S!E5 NO_FIGURE", "S!6 HIDDEN"]


def test_an_xls_is_read_with_its_formats_and_what_is_hidden_and_merged() -> None:
    def build(page: Any) -> None:
        for column, said in enumerate((*WIDE, 2023, "Năm 2024")):
            page.write(0, column, said)
        page.write_merge(1, 2, 0, 0, "Doanh nghiệp CNHT")
        for row, area in ((1, "Hà Nội"), (2, "Bắc Ninh")):
            page.write(row, 1, area)
            page.write(row, 2, "so-2025")
            page.write(row, 3, 430 + row)
            page.write(row, 4, 440.25 + row)
        page.write(3, 0, "Tỷ lệ nhà xưởng bỏ trống")
        page.write(3, 1, "Hà Nội")
        page.write(3, 2, "so-2025")
        page.write(3, 3, 0.354, xlwt.easyxf(num_format_str="0%"))
        page.write(3, 4, xlwt.Formula("1+1"))
        page.write(4, 0, "ẩn")
        page.row(4).hidden = True

    found = read(old(build))
    assert rows(found) == [
        "S!D2 enterprises hanoi 2023-12-31 431 so-2025",
        "S!E2 enterprises hanoi 2024-12-31 441.25 so-2025",
        "S!D3 enterprises bac_ninh 2023-12-31 432 so-2025",
        "S!E3 enterprises bac_ninh 2024-12-31 442.25 so-2025",
        "S!D4 empty_share hanoi 2023-12-31 35.4 so-2025",
        "✗ S!E4 empty_share hanoi 2024-12-31 so-2025",
    ]
    assert problems(found) == ["S!E4 C220"]
    assert left(found) == ["S!5 HIDDEN"]


def test_a_long_xls_with_texts_over_several_records_and_days_is_read_whole() -> None:
    days = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    general = xlwt.easyxf()

    def build(page: Any) -> None:
        for column, said in enumerate((*HEAD, "Ghi chú")):
            page.write(0, column, said)
        for row in range(1, 400):
            day = date.fromordinal(date(2024, 1, 1).toordinal() + row)
            note = f"ghi chú số {row} {'ệ' * 90}"
            for column, value in enumerate(("enterprises", "Hà Nội", day, row / 8, "so-2025", note)):
                page.write(row, column, value, days if column == 2 else general)

    found = read(old(build))
    made = clear(found)
    assert len(made) == 399
    assert made[9] == f"S!D11 enterprises hanoi 2024-01-11 1.25 so-2025 ghi chú số 10 {'ệ' * 90}"


def test_the_values_are_those_that_another_reader_finds() -> None:
    """python-calamine, which knows less of a sheet, agrees about the numbers and texts it knows."""
    import python_calamine

    cells = {(0, 0): "a", (0, 1): 1, (0, 2): 2.5, (0, 3): -3e10, (1, 0): "ệ", (1, 1): 0.1 + 0.2, (1, 2): 1e-7,
             (1, 3): "x\ny", (2, 0): "_x0041_", (2, 1): 12345678.9, (2, 3): 7}  # fmt: skip

    def build(page: Any) -> None:
        for (row, column), value in cells.items():
            page.write(row, column, value)

    made = [book(lambda _, page: build(page)), old(build)]
    for data in made:
        theirs = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        (sheet,) = sheets(data)
        for row, line in enumerate(theirs, 1):
            for column, value in enumerate(line, 1):
                mine = sheet.rows[row].get(column, Cell(""))
                assert (float(mine.text) if isinstance(value, int | float) else mine.text) == (
                    pytest.approx(value, rel=1e-14) if isinstance(value, int | float) else value
                )
