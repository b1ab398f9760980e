"""What a layout says: the header, what stands above a figure, columns that nobody understands, dates, the options."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from importing import clear, left, problems, read, rows, table, xlsx

from cnht.files.textfile import TextFile
from cnht.importing.header import field_of, head_of, is_beside, is_counter, status_of
from cnht.importing.options import Field, ImportOptions, read_options
from cnht.language.wording import NotUnderstood, read_period
from cnht.problems import Fault
from cnht.reading import dates

SAID = ImportOptions(defaults={Field.SOURCE: "so-2025", Field.AREA: "hanoi"})


def said(**more: Any) -> ImportOptions:
    return ImportOptions(**more).over(SAID)


def under(upper: Any, lower: Any = 2024, unit: str = "enterprises") -> bytes:
    """A table with one column of figures, below two heads that are not merged."""
    return xlsx(table((None, None, upper), ("STT", "Chỉ tiêu", lower), (1, unit, 430), (2, "trade_events", 3)))


# What stands above a figure


@pytest.mark.parametrize(
    ("upper", "lower", "found"),
    [
        ("Thực hiện", 2024, "2024"),
        ("Actual", "2024", "2024"),
        ("Số lượng", "Năm 2024", "2024"),
        ("Kết quả thực hiện", "Quý II/2025", "2025-Q2"),
        ("Năm 2025", "Quý I", "2025-Q1"),
        ("Năm 2025", "Tháng 6", "2025-06"),
        ("6 tháng", 2025, "2025-01/2025-06"),
        ("Quý III", "2025", "2025-Q3"),
        ("(sự kiện)", 2024, "2024"),
        ("ĐVT: sự kiện", 2024, "2024"),
        ("Năm 2025", "Thực hiện", "2025"),
        ("2025", "Ước TH", "2025 estimate"),
        ("Sơ bộ", 2024, "2024 provisional"),
        ("Thực hiện", "Sơ bộ - Prel. 2022", "2022 provisional"),
        ("Số lượng", "Ước tính - Est. 2023", "2023 estimate"),
    ],
)
def test_what_is_understood_above_a_figure_is_read_with_it(upper: Any, lower: Any, found: str) -> None:
    data = xlsx(table((None, None, upper), ("STT", "Chỉ tiêu", lower), (1, "trade_events", 3)))
    (row,) = read(data, SAID).rows
    assert row.is_clear, row.findings
    assert " ".join(filter(None, (row.text("period"), row.text("status")))) == found


@pytest.mark.parametrize(
    "upper",
    ["Kế hoạch", "KẾ HOẠCH NĂM", "KH", "Mục tiêu", "Target", "Plan", "Dự toán", "Chỉ tiêu giao", "So với cùng kỳ (%)",
     "Tỷ lệ (%)", "% so với KH", "Tăng, giảm", "So sánh", "Cùng kỳ năm trước", "Growth", "TH/KH", "Tốc độ tăng"],
)  # fmt: skip
@pytest.mark.parametrize("lower", [2024, "Quý I/2025", "Số lượng"])
def test_a_target_or_comparison_above_it_is_no_figure(upper: str, lower: Any) -> None:
    heads = ((None, None, upper, "Thực hiện"), ("STT", "Chỉ tiêu", lower, 2023))
    data = xlsx(table(*heads, (1, "enterprises", 9, 430), (2, "trade_events", 8, 3)))
    assert [row.split()[0] for row in clear(read(data, SAID))] == ["S!D3", "S!D4"]


@pytest.mark.parametrize(
    "upper",
    ["Khu vực FDI", "Nữ", "Loại A", "Trong nước", "Đơn giá", "Male", "Series 2", "Lũy kế", "Nông thôn", "Vốn đăng ký",
     "Theo giá so với gốc 2010 của ngành" * 6],
)  # fmt: skip
def test_what_is_not_understood_above_a_figure_stops_it(upper: str) -> None:
    for lower in (2024, "Số lượng", "Quý I/2025"):
        found = read(under(upper, lower), said(defaults={Field.AS_OF: "2025-06"}))
        assert found.findings, (upper, lower)
        assert not found.clear_rows
        way = said(columns={"C": Field.VALUE}, defaults={Field.PERIOD: "2025-Q1"})
        assert read(under(upper, lower), way).rows[0].is_clear, (upper, lower)


@given(
    st.text("abcđeêghiklmnoôơpqrstuưvxyàáảãạ ", min_size=2, max_size=20).filter(lambda text: text.strip().isalpha()),
    st.sampled_from([2024, "Quý I/2025", "Số lượng", "Thực hiện 2024"]),
)
def test_any_other_word_above_a_figure_is_refused_and_never_another_figure(word: str, lower: Any) -> None:
    options = said(defaults={Field.AS_OF: "2025-06", Field.PERIOD: "2025-H1"})
    found = read(under(word, lower), options)
    if head_of(word)[0] is None and field_of(word)[0] is None and status_of(word) is None:
        assert not found.clear_rows


def test_a_title_above_a_header_says_nothing_of_its_figures() -> None:
    body = (("STT", "Chỉ tiêu", 2024, 2025), (1, "enterprises", 430, 440))
    for title in ("BÁO CÁO NĂM 2020", "Biểu số 1", "Khu vực FDI"):
        assert len(clear(read(xlsx(table((title,), *body)), SAID))) == 2
        data = io.BytesIO()
        book = xlsxwriter.Workbook(data)
        page = book.add_worksheet("S")
        page.merge_range("A1:D1", title)
        for cell, value in table(*body, first=2).items():
            page.write(cell, value)
        book.close()
        assert len(clear(read(data.getvalue(), SAID))) == 2
    for around in ("Hà Nội, ngày 05 tháng 7 năm 2025", "Biểu số 01/BC", "Độc lập - Tự do - Hạnh phúc", "ĐVT: DN"):
        units = said(units={"DN": "enterprise"})
        assert len(clear(read(xlsx(table((None, None, None, around), *body)), units))) == 2, around
    stopped = xlsx(table((None, None, "Tình hình chung"), *body))
    assert problems(read(stopped, SAID)) == ["S!C1 C203", "S!D1 C203"]
    assert len(clear(read(stopped, said(header_row=2)))) == 2
    assert len(clear(read(stopped, said(skip_rows=["tình hình"])))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Năm;Số doanh nghiệp\n2023;430\n2024;440\n",
        "Năm;Số doanh nghiệp\n2023;2024\n2024;2030\n",
        "Thời kỳ;Số doanh nghiệp\n2023;430\n2024;440\n",
        "Xã;Số doanh nghiệp\n2023;2024\n2024;2030\n",
        "Year;Number of enterprises\n2024;440\n",
        "Năm;Số DN\n\n2023;2024\n",
        "Quý;Số DN\nQuý I/2025;440\nQuý II/2025;450\n",
        "Kỳ báo cáo;DN\n2024;1999\n",
        "Tháng;Số DN\n1;2021\n2;2022\n",
        "Giai đoạn;Số DN;Ghi chú\n2023;2024;\n",
        "Nhóm;Số DN\n2021;2022\n2022;2023\n",
    ],
)
def test_a_row_of_figures_is_never_the_header(text: str) -> None:
    options = said(defaults={Field.INDICATOR: "enterprises"})
    assert not read(text, options).clear_rows
    lines: list[list[Any]] = [
        [int(cell) if cell.isdigit() else cell or None for cell in line.split(";")] for line in text.splitlines()
    ]
    typed = xlsx(table(*lines))
    assert not read(typed, options).clear_rows


UPPERS = {
    "Thực hiện": True, "Số lượng": True, "Actual": True, "Kết quả": True,
    "Kế hoạch": False, "Target": False, "So với cùng kỳ (%)": False, "Tỷ trọng": False,
    "Khu vực FDI": None, "Nữ": None, "Đơn giá": None,
}  # fmt: skip
GROUPS = st.lists(
    st.tuples(st.sampled_from([*UPPERS]), st.lists(st.integers(2015, 2025), min_size=1, max_size=3, unique=True)),
    min_size=1,
    max_size=4,
)


@given(GROUPS, st.booleans(), st.booleans(), st.booleans())
def test_heads_are_read_as_a_slow_reader_reads_them(
    groups: list[tuple[str, list[int]]], merge: bool, names_below: bool, titled: bool
) -> None:
    """Column by column: what a person says of the two heads above each figure."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data)
    page = book.add_worksheet("S")
    top = 1 if titled else 0
    if titled:
        page.write(0, 0, "BÁO CÁO TÌNH HÌNH NĂM 2014")
    page.write(top + (1 if names_below else 0), 0, "STT")
    page.write(top + (1 if names_below else 0), 1, "Chỉ tiêu")
    page.write(top + 2, 1, "enterprises")
    expected, column, is_clear = [], 2, True
    for upper, years in groups:
        if merge and len(years) > 1:
            page.merge_range(top, column, top, column + len(years) - 1, upper)
        for year in years:
            if not merge or len(years) == 1:
                page.write(top, column, upper)
            page.write(top + 1, column, year)
            page.write(top + 2, column, 100 + column)
            is_clear = is_clear and UPPERS[upper] is not None
            if UPPERS[upper]:
                expected.append(f"{year}-12-31 {100 + column}")
            column += 1
    book.close()
    found = read(data.getvalue(), SAID)
    taken = [one.split("-")[0] for one in expected]
    alone = column == 3 and not names_below  # "2015" below "Thực hiện" may be a figure
    if not is_clear or not expected or len({*taken}) < len(taken) or alone:
        assert not found.clear_rows
    else:
        assert [" ".join(row.split()[3:5]) for row in clear(found)] == expected


@pytest.mark.parametrize(
    ("top", "below", "found"),
    [
        (("Kế hoạch", None, "Thực hiện", None), (2023, 2024, 2023, 2024), ["S!E3", "S!F3"]),
        (("Thực hiện", None, "Kế hoạch", None), (2023, 2024, 2023, 2024), ["S!C3", "S!D3"]),
        (("Kế hoạch", "Thực hiện", None, None), (2025, 2023, 2024, 2025), ["S!D3", "S!E3", "S!F3"]),
        (("Thực hiện", None, "Kế hoạch", None, None), (2023, 2024, 2023, 2024, 2025), None),
        (("Thực hiện", None, None, "Kế hoạch", None), (2022, 2023, 2024, 2023, 2024), None),
        ((None, "Thực hiện", None), (2022, 2023, 2024), ["S!C3", "S!D3", "S!E3"]),
    ],
)
def test_an_upper_head_that_is_not_merged_reaches_only_as_far_as_is_clear(
    top: tuple[Any, ...], below: tuple[Any, ...], found: list[str] | None
) -> None:
    data = xlsx(table(("STT", "Chỉ tiêu", *top), (None, None, *below), (1, "enterprises", *range(1, len(below) + 1))))
    got = read(data, SAID)
    assert ([row.split()[0] for row in rows(got)] if not got.findings else None) == found


# Columns that are not understood

HEAD = "Chỉ tiêu;Địa bàn;Thời điểm;{};Giá trị;Nguồn\n"
ROW = "{};{};30/06/2025;{};440;so-2025\n"


def beside(title: str, *values: str) -> str:
    areas = ("hanoi", "bac_ninh")
    about = [(indicator, area) for indicator in ("enterprises", "empty_share") for area in areas]
    rows_ = (ROW.format(*one, value).replace("440", "40") for one, value in zip(about, values, strict=False))
    return HEAD.format(title) + "".join(rows_)


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("Giới tính", ("Nam", "Nữ")), ("Series", ("A", "B")), ("OBS_STATUS", ("A", "E")), ("Loại hình", ("FDI", "")),
        ("Sex", ("1", "2")), ("Phân tổ", ("", "Thành thị")), ("Freq", ("A", "Q")), ("Giá so sánh 2010?", ("x", "y")),
        ("", ("*", "")), ("Ngành", ("C", "D", "C")), ("UNIT_MULT", ("0", "6")), ("Adjustment", ("N", "Y", "N", "Y")),
        ("Mã số", ("7", "8")), ("Đợt", ("1", "2")),
    ],
)  # fmt: skip
def test_a_column_that_is_not_understood_and_differs_stops_the_import(title: str, values: tuple[str, ...]) -> None:
    text = beside(title, *values)
    if is_beside(title):
        return
    found = read(text)
    assert problems(found) == ["D1 C203"]
    assert not found.clear_rows
    assert len(clear(read(text, ImportOptions(columns={"D": Field.SKIP})))) == len(values)
    assert len(clear(read(text, ImportOptions(where={title or "d": values[0]})))) == values.count(values[0])
    same = beside(title, *["0"] * len(values))
    assert len(clear(read(same))) == len(values)


@pytest.mark.parametrize("title", ["STT", "TT", "Số TT", "No.", "#", "Số thứ tự", "stt", "So voi cung ky (%)",
                                   "Kế hoạch", "Tỷ lệ %", "KH 2025", ""])  # fmt: skip
def test_a_running_number_a_target_and_a_comparison_stop_nothing(title: str) -> None:
    assert len(clear(read(beside(title, "1", "2", "3", "4")))) == 4


def test_what_a_statistical_office_adds_to_a_figure_is_chosen_or_stops() -> None:
    text = (
        "INDICATOR,REF_AREA,SEX,UNIT_MULT,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
        "enterprises,hanoi,T,0,2023-M12,430,A\nenterprises,hanoi,F,0,2023-M12,43,A\nenterprises,hanoi,T,0,2024-M12,440,E\n"
    )
    assert problems(read(text, SAID)) == ["C1 C203", "G1 C203"]
    found = read(text, said(where={"sex": "T"}, columns={"OBS_STATUS": Field.SKIP}))
    assert clear(found) == ["F2 enterprises hanoi 2023-12 430 so-2025", "F4 enterprises hanoi 2024-12 440 so-2025"]


def test_a_constant_multiplier_is_named_unless_it_is_none() -> None:
    assert problems(read(beside("UNIT_MULT", "6", "6"))) == ["D1 C203"]
    assert len(clear(read(beside("UNIT_MULT", "0", "0")))) == 2


def test_the_name_beside_a_code_and_lists_side_by_side() -> None:
    text = "Mã chỉ tiêu;Tên chỉ tiêu;Địa bàn;Ngày;Giá trị;Nguồn\nenterprises;DN;hanoi;30/06/2025;1;so-2025\n"
    assert clear(read(text + text.splitlines()[1].replace("DN", "Khác").replace("hanoi", "bac_ninh") + "\n"))
    for head in ("Chỉ tiêu;2024;;Chỉ tiêu;2024", "Chỉ tiêu;2024;;Xã;Số hộ", "Chỉ tiêu;2024;;;"):
        lines = f"{head}\nenterprises;430;;enterprises;440\ntrade_events;4;;trade_events;5\n"
        assert problems(read(lines, SAID)), head
        assert not read(lines, SAID).clear_rows, head


# Dates and periods


@pytest.mark.parametrize(
    "text",
    ["25-06-01", "01-06-25", "1/6/25", "1-6/2025", "01-06/2025", "1–6/2025", "5-6/2025", "2009/10", "2010/11", "2018/2",
     "2018-2", "2018/4", "2.4020", "2.2020", "9.2024", "2024.9", "2024.09", "2025-06-30T00:00:00Z", "6/25", "T6/25",
     "2025-06-30T17:00:00+07:00", "2025-06-30 00:00 UTC", "30/06/2025 08:30 GMT", "2025-06-29T17:00:00.000+00:00",
     "1/6.2025", "30.6-2025", "Q2/25", "năm 25", "2024-25", "2025-06-30T25:00", "2025-1/2025-4"],
)  # fmt: skip
def test_a_date_that_reads_two_ways_or_has_a_zone_is_refused(text: str) -> None:
    line = f"Chỉ tiêu;Kỳ;Giá trị;Nguồn\ntrade_events;{text};3;so-2025\n"
    assert {one.split()[0] for one in problems(read(line, SAID))} == {"B2"}
    day = f"Chỉ tiêu;Ngày;Giá trị;Nguồn\nenterprises;{text};3;so-2025\n"
    assert {one.split()[0] for one in problems(read(day, SAID))} == {"B2"}
    assert head_of(text)[0] is None
    with pytest.raises(NotUnderstood):
        read_period(text)


@pytest.mark.parametrize(
    ("text", "both"),
    [("1-6/2025", "2025-06-01|2025-01/2025-06"), ("2009/10", "2009-10|2009/2010"), ("2018/2", "2018-02|2018-Q2"),
     ("25-06-01", "2001-06-25|2025-06-01"), ("2025-1/2025-4", "2025-01/2025-04|2025-Q1/2025-Q4")],
)  # fmt: skip
def test_both_readings_of_a_date_are_named(text: str, both: str) -> None:
    fault = dates.day_first(text)
    assert isinstance(fault, Fault)
    assert all(one in str(fault.message) for one in both.split("|"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2015 Q1", "2015-Q1"), ("2016Q3", "2016-Q3"), ("2016-q3", "2016-Q3"), ("2024-S1", "2024-H1"),
        ("2024S2", "2024-H2"), ("2024 H1", "2024-H1"), ("2023-M12", "2023-12"), ("2024M03", "2024-03"),
        ("2024m03", "2024-03"), ("2018/02", "2018-02"), ("2018-7", "2018-07"), ("2024/11", "2024-11"),
        ("9/2024", "2024-09"), ("9-2024", "2024-09"), ("T9.2024", "2024-09"), ("2025-01-01/P9M", "2025-01/2025-09"),
    ],
)  # fmt: skip
def test_a_period_of_statistical_offices_is_read(text: str, meant: str) -> None:
    line = f"Chỉ tiêu;Kỳ;Giá trị;Nguồn\ntrade_events;{text};3;so-2025\n"
    assert clear(read(line, SAID))[0].split()[3] == meant


@pytest.mark.parametrize(
    "text",
    ["2025-06-30T00:00:00+07:00", "2025-06-30T00:00+07:00", "2025-06-30 00:00:00 +0700", "2025-06-30 00:00:00",
     "2025-06-30T10:15:00", "30/06/2025 8h30", "30/06/2025 08:30", "30/6/2025", "30-06-2025", "30.6.2025", "2025/06/30",
     "20250630", "Ngày 30/6/2025"],
)  # fmt: skip
def test_a_day_with_a_time_of_no_zone_or_midnight_in_vietnam_is_that_day(text: str) -> None:
    line = f"Chỉ tiêu;Ngày;Giá trị;Nguồn\nenterprises;{text};3;so-2025\n"
    assert clear(read(line, SAID))[0].split()[3] == "2025-06-30"


# Options


def test_rows_are_chosen_left_out_and_counted_by_options_of_a_file() -> None:
    kept, wrong = read_options(
        TextFile(
            "so.yaml",
            b"where: {Gioi tinh: chung}\nskip_rows: [Trong do, Rieng]\nonly_known: true\nheader_row: 3\n"
            b"columns: {E: value}\ndefaults: {source: so-2025, as_of: 2025-06}\n",
        )
    )
    assert wrong == []
    text = (
        "Chỉ tiêu;Địa bàn;Giá trị;Giới tính;x\nkhác;khác;1;2;3\n"
        "Chỉ tiêu;Địa bàn;Ghi chú;Giới tính;Số\n"
        "enterprises;hanoi;;Chung;440\nenterprises;hanoi;;Nữ;40\nTrong đó: FDI;hanoi;;Chung;9\n"
        "enterprises;Hà Giang;;Chung;12\nLao động;hanoi;;Chung;900\nRiêng Hà Nội;hanoi;;Chung;1\n"
        "enterprises;bac_ninh;;CHUNG;250\n"
    )
    found = read(text, kept)
    assert clear(found) == ["E4 enterprises hanoi 2025-06 440 so-2025", "E10 enterprises bac_ninh 2025-06 250 so-2025"]
    assert left(found) == ["1 TITLE", "2 TITLE", "5 OTHERS", "6 SKIPPED", "7 UNKNOWN", "8 UNKNOWN", "9 SKIPPED"]
    assert problems(read(text, ImportOptions(where={"Giới": "x"}, header_row=3).over(kept))) == ["3 C202"]
    assert problems(read(text, ImportOptions(header_row=99).over(kept)))[0] == "1 C201"


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [("header_row: 0", "so.yaml:1:13", "Y419"), ("header_row: x", "so.yaml:1:13", "Y419"),
     ("where: x", "so.yaml:1:8", "Y419"),
     ("only_known: 1", "so.yaml:1:13", "Y419"), ("skip_rows: {a: b}", "so.yaml:1:12", "Y419")],
)  # fmt: skip
def test_an_option_of_another_kind_is_refused_with_its_place(text: str, place: str, code: str) -> None:
    _, wrong = read_options(TextFile("so.yaml", text.encode()))
    assert [(str(one.where), one.code) for one in wrong] == [(place, code)]


def test_options_come_before_those_of_a_file_and_rows_to_skip_are_added() -> None:
    kept = ImportOptions(where={"Giới tính": "Chung"}, skip_rows=["a"], header_row=3)
    both = ImportOptions(where={"gioi tinh": "Nữ", "x": "1"}, skip_rows=["b"]).over(kept)
    assert (both.where, both.skip_rows, both.header_row) == ({"gioi tinh": "Nữ", "x": "1"}, ["a", "b"], 3)


@pytest.mark.parametrize("text", ["STT", "TT", "Số thứ tự", "No", "no.", "#", "Số TT", "S/N"])
def test_running_numbers_are_known_by_their_name(text: str) -> None:
    assert is_counter(text)
