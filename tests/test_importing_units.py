"""A unit that a sheet states, wherever and however it stands, converts exactly or stops the import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing import clear, left, problems, read, table, xlsx

from cnht.importing.options import Field, ImportOptions
from cnht.importing.result import Imported
from cnht.importing.units import measure, split_unit, stated
from cnht.language.texts import Lang

HEAD = ("Chỉ tiêu", "Địa bàn", "Nguồn", 2024)
LONG = ("Chỉ tiêu", "Địa bàn", "Kỳ", "Nguồn")


def row(value: Any = 1500, indicator: str = "output", area: str = "Hà Nội") -> tuple[Any, ...]:
    return (indicator, area, "so-2025", value)


def book(*lines: Sequence[Any], options: ImportOptions | None = None) -> Imported:
    return read(xlsx(table(*lines)), options)


def values(found: Imported) -> list[str]:
    clear(found)
    return [each.text("value") for each in found.rows]


SAID = [
    ("Đơn vị tính: triệu đồng", "1.5"),
    ("ĐƠN VỊ TÍNH: TRIỆU ĐỒNG", "1.5"),
    ("Don vi tinh: trieu dong", "1.5"),
    ("(triệu đồng)", "1.5"),
    ("(ĐVT: Triệu đồng)", "1.5"),
    ("ĐVT - tỷ đồng", "1500"),
    ("Đvt: Tr.đ", "1.5"),
    ("ĐVT: trđ", "1.5"),
    ("Đơn vị: triệu VNĐ", "1.5"),
    ("Tỷ đồng", "1500"),
    ("Triệu đồng", "1.5"),
    ("In million dong", "1.5"),
    ("Values in billions of VND", "1500"),
    ("Unit: million VND", "1.5"),
    ("Unit: VND million", "1.5"),
    ("(Unit: VND bn)", "1500"),
    ("Unit of measure: thousand dong", "0.0015"),
    ("Đơn vị: 1.000 đồng", "0.0015"),
    ("ĐVT: 1000đ", "0.0015"),
    ("Đơn vị tính: 10^6 đồng", "1.5"),
    ("Đơn vị tính: 10⁶ đồng", "1.5"),
    ("Số liệu tính theo triệu đồng", "1.5"),
    ("Giá trị sản xuất (triệu đồng)", "1.5"),
    ("Biểu 1. Giá trị sản xuất, triệu đồng", "1.5"),
    ("Biểu 1. Giá trị sản xuất - Triệu đồng", "1.5"),
    ("Đơn vị tính: triệu đồng, giá hiện hành", "1.5"),
    ("ĐVT: Triệu đồng (giá so sánh 2010)", "1.5"),
    ("ĐVT: triệu đồng, %", "1.5"),
    ("Đơn vị: nghìn tỷ đồng", "1500000"),
    ("Bảng 2\nĐVT: triệu đồng", "1.5"),
    ("Đơn vị tính: Tỷ đồng - Unit: Bill. dongs", "1500"),
    ("Triệu đồng - Mill. dongs", "1.5"),
    ("Tỷ đồng/ Billion VND", "1500"),
    ("Đơn vị: Sở Công Thương - Đơn vị: triệu đồng", "1.5"),
    ("Số liệu sơ bộ trong năm 2024, in thousands of firms and in million dong", "1.5"),
    ("In thousands of trees", "1500"),
    ("In thousands", "✗"),
    (f"Ghi chú: {'số liệu sơ bộ, ' * 40}tính theo triệu đồng.", "1.5"),
    ("Đơn vị tính: tỷ đồng, triệu đồng", "✗"),
    ("Đơn vị: Sở Công Thương", "1500"),
    ("Đơn vị: Hà Nội", "1500"),
    ("Đơn vị báo cáo: Cục Thống kê", "1500"),
    ("Đơn vị tính: ......", "1500"),
    ("Thu hút hàng tỷ đồng vốn", "1500"),
    ("Vốn của dự án 15 triệu đồng", "1500"),
    ("đ", "1500"),
    ("(Đơn vị: %)", "✗"),
    ("%", "✗"),
    ("ĐVT: USD", "✗"),
    ("Đơn vị tính: triệu USD", "✗"),
    ("Đơn vị tính: tấn", "✗"),
    ("Nghìn người", "✗"),
    ("ĐVT: triệu đồng/người", "✗"),
    ("GRDP giá hiện hành triệu đồng", "✗"),
]


@pytest.mark.parametrize(("text", "said"), SAID)
@pytest.mark.parametrize("below", [False, True])
def test_a_unit_above_or_below_the_table_applies_or_stops(text: str, said: str, below: bool) -> None:
    lines = [HEAD, row()]
    found = book(*lines, (text,)) if below else book((text,), *lines)
    if said == "✗":
        assert problems(found) == [f"S!D{2 if below else 3} M504"]
        assert ("S!A3" if below else "S!A1") in str(found.problems[0].fault.message)
    else:
        assert values(found) == [said]


@pytest.mark.parametrize("text", ["Triệu đồng", "(triệu đồng)", "ĐVT: Tr.đ", "Đơn vị tính: triệu đồng", "Million VND"])
def test_a_unit_right_above_the_figures_applies(text: str) -> None:
    assert values(book((None, None, None, text), HEAD, row())) == ["1.5"]


@pytest.mark.parametrize(
    "title",
    ["2024 (triệu đồng)", "2024, triệu đồng", "Năm 2024 - triệu đồng", "2024 triệu đồng", "Năm 2024 (Tr.đ)",
     "Thực hiện 2024 (ĐVT: triệu đồng)", "2024 [triệu đồng]", "2024 (VND million)", "Actual 2024, million VND"],
)  # fmt: skip
def test_a_unit_in_the_header_of_a_period_applies(title: str) -> None:
    assert values(book((*HEAD[:3], title), row())) == ["1.5"]


@pytest.mark.parametrize(
    "title",
    ["Giá trị (triệu đồng)", "Giá trị, triệu đồng", "Giá trị - Triệu đồng", "Giá trị triệu đồng", "Số liệu (Tr.đ)",
     "Value (million VND)", "Value, VND million", "Value in million VND", "Thực hiện (đơn vị: triệu đồng)"],
)  # fmt: skip
def test_a_unit_in_the_header_of_the_value_applies(title: str) -> None:
    assert values(book((*LONG, title), ("output", "Hà Nội", "2024", "so-2025", 1500))) == ["1.5"]


@pytest.mark.parametrize(
    "name",
    ["Giá trị sản xuất (triệu đồng)", "Giá trị sản xuất, triệu đồng", "Giá trị sản xuất - Triệu đồng",
     "1. Giá trị sản xuất (tr.đ)", "Giá trị sản xuất triệu đồng", "Output (VND million)", "Output, million VND",
     "Giá trị sản xuất (đơn vị: triệu đồng)", "Giá trị sản xuất [1.000.000 đồng]"],
)  # fmt: skip
def test_a_unit_beside_the_name_of_an_indicator_applies(name: str) -> None:
    assert values(book(HEAD, row(indicator=name))) == ["1.5"]


def test_a_unit_above_a_header_of_levels_is_that_of_its_columns() -> None:
    import io

    import xlsxwriter

    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, {"in_memory": True})
    page = made.add_worksheet("S")
    for column, title in zip("ABC", HEAD[:3], strict=True):
        page.merge_range(f"{column}1:{column}2", title)
    page.merge_range("D1:E1", "Giá trị (triệu đồng)")
    page.write_row("D2", (2023, 2024))
    page.write_row("A3", ("output", "Hà Nội", "so-2025", 1000, 1500))
    made.close()
    assert values(read(data.getvalue())) == ["1", "1.5"]


def test_a_row_of_units_below_the_header_is_that_of_the_columns() -> None:
    found = book((*HEAD, 2023), (None, None, None, "Triệu đồng", "(tỷ đồng)"), (*row(), 7))
    assert values(found) == ["1.5", "7"]
    assert left(book(HEAD, row(), (None, None, None, "(triệu đồng)"))) == ["S!3 HEADER"]
    assert values(book(HEAD, row(), (None, None, None, "(triệu đồng)"))) == ["1.5"]


def test_a_unit_in_a_section_holds_until_the_next_one() -> None:
    section = ("I. Giá trị (triệu đồng)",)
    assert values(book(HEAD, section, row(), ("II. Tăng trưởng (%)",), row(7.5, "growth"))) == ["1.5", "7.5"]
    assert problems(book(HEAD, section, row(), ("II. Cơ cấu (%)",), row(area="Bắc Ninh"))) == ["S!D5 M504"]
    unclear = book(HEAD, section, row(), ("II. Khác",), row(area="Bắc Ninh"))
    assert problems(unclear) == ["S!D5 M504"]
    assert "earlier section" in str(unclear.problems[0].fault.message)
    assert problems(book(HEAD, section, row(), ("II. Doanh nghiệp",), row(44, "enterprises"))) == ["S!D5 M504"]


def test_a_second_table_has_the_unit_that_is_said_above_it() -> None:
    found = book(("ĐVT: triệu đồng",), HEAD, row(), ("Bảng 2. ĐVT: tỷ đồng",), row(3, area="Bắc Ninh"))
    assert values(found) == ["1.5", "3"]


@pytest.mark.parametrize(
    "lines",
    [
        [("ĐVT: triệu đồng",), ("Đơn vị: tỷ đồng",), HEAD, row()],
        [("ĐVT: triệu đồng",), HEAD, row(), ("Số liệu tính theo tỷ đồng",)],
        [("ĐVT: triệu đồng",), (*HEAD[:3], "2024 (tỷ đồng)"), row()],
        [("ĐVT: triệu đồng",), HEAD, row(indicator="Giá trị sản xuất (tỷ đồng)")],
        [("ĐVT: triệu đồng",), HEAD, row((1500, '#,##0" tỷ đồng"'))],
        [("ĐVT: triệu đồng",), HEAD, row("1.500 tỷ đồng")],
        [("ĐVT: triệu đồng",), HEAD, ("I. Giá trị (tỷ đồng)",), row()],
        [(*HEAD, "ĐVT"), (*row(indicator="Giá trị sản xuất (tỷ đồng)"), "triệu đồng")],
        [(*HEAD, "Khác"), (*row(indicator="Giá trị sản xuất (tỷ đồng)"), "triệu đồng")],
        [(None, None, None, "Tỷ đồng"), HEAD, (None, None, None, "Triệu đồng"), row()],
    ],
)
def test_two_statements_that_disagree_stop_the_import(lines: list[tuple[Any, ...]]) -> None:
    found = book(*lines)
    assert [problem.split()[1] for problem in problems(found)] == ["M504"]
    assert "contradict each other" in str(found.problems[0].fault.message)


@pytest.mark.parametrize(
    "lines",
    [
        [("ĐVT: triệu đồng",), ("Đơn vị: Tr.đ",), HEAD, row(), ("(triệu đồng)",)],
        [("ĐVT: triệu đồng",), HEAD, row((1500, '#,##0" triệu đồng"'))],
        [("ĐVT: triệu đồng",), HEAD, row("1.500 triệu đồng")],
        [("ĐVT: triệu đồng",), (*HEAD[:3], "2024 (million VND)"), row(indicator="Output (VND million)")],
        [("In million dong",), (*HEAD, "ĐVT"), (*row(), "trđ")],
        [(*HEAD, "Ghi chú"), (*row(), "ĐVT: triệu đồng")],
        [(*HEAD, "Khác"), (*row(), "triệu đồng")],
    ],
)
def test_a_unit_that_is_said_twice_alike_is_fine(lines: list[tuple[Any, ...]]) -> None:
    assert values(book(*lines)) == ["1.5"]


def test_a_unit_of_money_does_not_concern_figures_that_say_another() -> None:
    head = (*HEAD, "ĐVT")
    lines = [(*row(), "triệu đồng"), (*row(7.5, "growth"), "%"), (*row(440, "enterprises"), "doanh nghiệp")]
    assert values(book(("ĐVT: triệu đồng",), head, *lines)) == ["1.5", "7.5", "440"]
    assert values(book(("ĐVT: triệu đồng",), HEAD, row(), row((0.075, "0.0%"), "growth"))) == ["1.5", "7.5"]
    assert values(book(("ĐVT: triệu đồng",), HEAD, row(), row("7,5%", "growth"))) == ["1.5", "7.5"]
    assert values(book(("ĐVT: triệu đồng",), HEAD, row(7.5, "Tăng trưởng (%)"))) == ["7.5"]
    assert values(book(("ĐVT: triệu đồng",), (*HEAD[:3], "2024 (%)"), row(7.5, "growth"))) == ["7.5"]


@pytest.mark.parametrize("indicator", ["growth", "enterprises", "empty_share", "trade_events"])
def test_a_unit_that_fits_no_indicator_is_not_ignored_and_the_ways_out_work(indicator: str) -> None:
    lines = [("ĐVT: triệu đồng",), HEAD, row(7, indicator)]
    found = book(*lines)
    assert problems(found) == ["S!D3 M504"]
    assert "“ĐVT: triệu đồng” (S!A1)" in str(found.problems[0].fault.message)
    assert "--unit" in str(found.problems[0].fault.fix)
    unit = ImportOptions(defaults={Field.UNIT: str(found.problems[0].fault.fix).split('--unit "')[1].split('"')[0]})
    assert values(book(*lines, options=unit)) == ["7"]
    assert values(book(*lines, row(area="Bắc Ninh"), options=unit)) == ["7", "1.5"]


def test_a_unit_that_was_named_holds_instead_of_what_the_sheet_says() -> None:
    options = ImportOptions(defaults={Field.UNIT: "triệu đồng"})
    assert values(book(("GRDP giá hiện hành tỷ đồng",), HEAD, row(), options=options)) == ["1.5"]
    assert values(book(HEAD, row(), options=options)) == ["1.5"]
    assert problems(book(HEAD, row(indicator="Giá trị sản xuất (tỷ đồng)"), options=options)) == ["S!D2 M504"]


def test_words_of_a_quantity_take_the_unit_of_the_sheet_along() -> None:
    assert values(book(("ĐVT: Tr.đ",), HEAD, row("gần 1.500"))) == ["1.5"]
    found = book(("ĐVT: Triệu đồng",), HEAD, row("gần 1.500"), row("từ 300 trở lên", area="Bắc Ninh"))
    assert [(one.text("qualifier"), one.text("value"), one.text("wording")) for one in found.rows] == [
        ("nearly", "1.5", "gần 1.500 triệu đồng"),
        ("at_least", "0.3", "từ 300 trở lên triệu đồng"),
    ]


def test_the_preview_says_which_cells_told_the_unit() -> None:
    found = book(("ĐVT: triệu đồng",), HEAD, row())
    assert [
        (str(one.what), one.what.text(Lang.VI), str(one.how)) for one in found.decisions if "ĐVT" in str(one.how)
    ] == [("Unit", "Đơn vị tính", "“ĐVT: triệu đồng” (S!A1)")]


def test_a_file_of_text_says_its_unit_as_well() -> None:
    text = "Biểu 1;;;\nĐVT: triệu đồng;;;\nChỉ tiêu;Địa bàn;Nguồn;2024\noutput;hanoi;so-2025;1500\n"
    assert values(read(text)) == ["1.5"]
    assert values(read(text.replace("ĐVT: triệu đồng;;;\n", "") + "Số liệu tính theo triệu đồng;;;\n")) == ["1.5"]


@pytest.mark.parametrize(
    ("text", "size", "thing"),
    [
        ("triệu đồng", 10**6, "VND"), ("Tr.đ", 10**6, "VND"), ("trđ", 10**6, "VND"), ("tr. đồng", 10**6, "VND"),
        ("tỷ đ", 10**9, "VND"), ("nghìn tỷ đồng", 10**12, "VND"), ("VND bn", 10**9, "VND"), ("₫", 1, "VND"),
        ("'000 VND", 10**3, "VND"), ("1.000.000 đồng", 10**6, "VND"), ("mil. VND", 10**6, "VND"),
        ("triệu USD", 10**6, "USD"), ("%", 1, "%"), ("phần trăm", 1, "%"), ("nghìn người", 10**3, "nguoi"),
        ("1000 tấn", 10**3, "tan"), ("km²", 1, "km2"), ("tỷ", 10**9, ""), ("đồng/người", 1, "dong/nguoi"),
    ],
)  # fmt: skip
def test_a_unit_is_a_magnitude_and_a_thing(text: str, size: int, thing: str) -> None:
    assert measure(text) == (size, thing)


def test_a_header_ends_in_its_unit() -> None:
    assert split_unit("Giá trị, triệu đồng") == ("Giá trị", "triệu đồng")
    assert split_unit("Value in million VND") == ("Value", "million VND")
    assert split_unit("Giá trị") == ("Giá trị", "")


@given(st.text(max_size=60))
def test_no_text_breaks_the_search_for_units(text: str) -> None:
    stated(text)
    measure(text)
    split_unit(text)


UNITS = {
    "đồng": "0.0000015",
    "nghìn đồng": "0.0015",
    "triệu đồng": "1.5",
    "tỷ đồng": "1500",
    "nghìn tỷ đồng": "1500000",
}
PLACES = {
    "above": lambda unit: [(f"ĐVT: {unit}",), HEAD, row()],
    "below": lambda unit: [HEAD, row(), (f"Đơn vị tính: {unit}",)],
    "section": lambda unit: [HEAD, (f"I. Giá trị ({unit})",), row()],
    "header": lambda unit: [(*HEAD[:3], f"2024 ({unit})"), row()],
    "name": lambda unit: [HEAD, row(indicator=f"Giá trị sản xuất ({unit})")],
    "column": lambda unit: [(*HEAD, "ĐVT"), (*row(), unit)],
    "other column": lambda unit: [(*HEAD, "Khác"), (*row(), f"({unit})")],
    "row of units": lambda unit: [HEAD, (None, None, None, f"ĐVT: {unit}"), row()],
    "number format": lambda unit: [HEAD, row((1500, f'#,##0" {unit}"'))],
    "text": lambda unit: [HEAD, row(f"1500 {unit}")],
}


@given(
    st.sampled_from(sorted(PLACES)),
    st.sampled_from(sorted(PLACES)),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(sorted(UNITS)),
)
def test_wherever_a_unit_stands_it_converts_and_never_another_way(one: str, other: str, unit: str, second: str) -> None:
    assert values(book(*PLACES[one](unit))) == [UNITS[unit]]
    if {one, other} == {"above", "below"}:
        found = book((f"ĐVT: {unit}",), HEAD, row(), (f"Đơn vị tính: {second}",))
        assert (values(found) == [UNITS[unit]]) if unit == second else problems(found) == ["S!D3 M504"]
