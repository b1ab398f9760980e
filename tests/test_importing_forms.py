"""Forms as departments fill them: what stands around and above the figures; each is read again next month."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import xlsxwriter
from importing import clear, left, problems, read

from cnht.files.textfile import TextFile
from cnht.importing.options import Field, ImportOptions, read_options

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def options(text: str) -> ImportOptions:
    found, wrong = read_options(TextFile("so.yaml", text.encode()))
    assert wrong == []
    return found


def book(build: Callable[[Any], None]) -> bytes:
    data = io.BytesIO()
    made = xlsxwriter.Workbook(data)
    build(made.add_worksheet("Biểu 1"))
    made.close()
    return data.getvalue()


def lines(page: Any, first: int, *rows: Sequence[Any]) -> None:
    """Rows below each other, from row ``first`` on, 1 being the first of the sheet."""
    for at, row in enumerate(rows, first - 1):
        for column, value in enumerate(row):
            if value is not None:
                page.write(at, column, value)


def opening(page: Any, last: str, title: str) -> None:
    page.merge_range("A1:C1", "UBND THÀNH PHỐ HÀ NỘI")
    page.merge_range(f"D1:{last}1", MOTTO[0])
    page.merge_range("A2:C2", "SỞ CÔNG THƯƠNG")
    page.merge_range(f"D2:{last}2", MOTTO[1])
    page.merge_range(f"D3:{last}3", "Hà Nội, ngày 05 tháng 7 năm 2025")
    page.merge_range(f"A4:{last}4", title)
    page.merge_range(f"A5:{last}5", "(Kèm theo Báo cáo số 123/BC-SCT ngày 05/7/2025)")


def signature(page: Any, first: int, office: str = "F") -> None:
    page.write(f"B{first}", "NGƯỜI LẬP BIỂU")
    page.write(f"{office}{first}", "KT. GIÁM ĐỐC")
    page.write(f"{office}{first + 1}", "PHÓ GIÁM ĐỐC")
    page.write(f"{office}{first + 2}", "(Ký, đóng dấu)")
    page.write(f"B{first + 4}", "Nguyễn Văn An")
    page.write(f"{office}{first + 4}", "Trần Thị Bình")
    page.write(f"A{first + 5}", "Nơi nhận:")
    page.write(f"A{first + 6}", "- Như trên;")
    page.write(f"A{first + 7}", "- Lưu: VT.")


# Plan, result and comparison below merged heads, with sections, a total, a footnote and a signature


def plan_and_result(months: int, figures: tuple[float, float, float]) -> bytes:
    def build(page: Any) -> None:
        opening(page, "H", f"TÌNH HÌNH THỰC HIỆN CHỈ TIÊU {months} THÁNG ĐẦU NĂM 2025")
        for column, title in zip("ABCD", ("STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch năm 2025"), strict=True):
            page.merge_range(f"{column}6:{column}7", title)
        page.merge_range("E6:F6", "Thực hiện")
        page.merge_range("G6:H6", "So sánh (%)")
        enterprises, output, events = figures
        lines(
            page,
            7,
            (None, None, None, None, f"{months} tháng 2024", f"{months} tháng 2025", "KH năm", "Cùng kỳ"),
            ("A", "B", "C", 1, 2, 3, "4=3/1", "5=3/2"),
            ("A", "CÔNG NGHIỆP HỖ TRỢ"),
            ("I", "Doanh nghiệp CNHT", "doanh nghiệp", 460, 430, enterprises, 96.7, 103.5),
            (None, "Trong đó: FDI", "doanh nghiệp", 120, 110, 115, 95.8, 104.5),
            ("II", "Giá trị sản xuất", "tỷ đồng", 12000, 5200.5, output, 48.3, 111.5),
            ("B", "XÚC TIẾN THƯƠNG MẠI"),
            (1, "Sự kiện kết nối cung cầu", "sự kiện", 4, 1, events, 50, 200),
            ("TỔNG SỐ", None, None, 12464, 5631.5, 6247, None, None),
            ("Ghi chú: số liệu 2025 là số sơ bộ",),
            ("(1) Theo báo cáo của các đơn vị",),
            ("Nguồn: Sở Công Thương",),
        )
        signature(page, 21)

    return book(build)


KEPT = "defaults: {source: so-2025, area: hanoi}\n"


def test_plan_and_result_below_merged_heads() -> None:
    form = options(KEPT + "only_known: true\n")
    found = read(plan_and_result(6, (445, 5800, 2)), form)
    assert clear(found) == [
        "Biểu 1!E10 enterprises hanoi 2024-06-30 430 so-2025",
        "Biểu 1!F10 enterprises hanoi 2025-06-30 445 so-2025",
        "Biểu 1!E12 output hanoi 2024-01/2024-06 2024-06-30 5200.5 so-2025",
        "Biểu 1!F12 output hanoi 2025-01/2025-06 2025-06-30 5800 so-2025",
        "Biểu 1!E14 trade_events hanoi 2024-01/2024-06 2024-06-30 1 so-2025",
        "Biểu 1!F14 trade_events hanoi 2025-01/2025-06 2025-06-30 2 so-2025",
    ]
    reasons = {one.split()[-1]: one for one in left(found)}
    assert {"TITLE", "HEADER", "UNKNOWN", "TOTAL", "FOOTNOTE", "SIGNATURE", "NO_FIGURE"} <= {*reasons}
    july = read(plan_and_result(7, (447, 6800, 3)), form)
    assert clear(july)[-1] == "Biểu 1!F14 trade_events hanoi 2025-01/2025-07 2025-07-31 3 so-2025"
    assert problems(read(plan_and_result(6, (445, 5800, 2)), options(KEPT))) == ["Biểu 1!B11 M501", "Biểu 1!B11 M501"]
    skipping = options(KEPT + "skip_rows: [Trong đó]\n")
    assert clear(read(plan_and_result(6, (445, 5800, 2)), skipping)) == clear(found)


# By quarter, the year above the first of them, nothing merged


def by_quarter(year: int, unit: str = "tỷ đồng") -> bytes:
    def build(page: Any) -> None:
        lines(
            page,
            1,
            ("SỞ CÔNG THƯƠNG HÀ NỘI", None, None, None, MOTTO[0]),
            ("PHÒNG KẾ HOẠCH", None, None, None, MOTTO[1]),
            (None,),
            ("BIỂU TỔNG HỢP GIÁ TRỊ SẢN XUẤT",),
            ("TT", "Tên chỉ tiêu", "ĐVT", f"Năm {year}"),
            (None, None, None, "Quý I", "Quý II", "6 tháng đầu năm", "Ghi chú"),
            ("I", "Sản xuất"),
            (1, "Giá trị sản xuất", unit, 2500, 3300, 5800, "sơ bộ"),
            (2, "Sự kiện kết nối cung cầu", "sự kiện", "-", 2, 2),
            ("Tổng cộng", None, None, 2500, 3302, 5802),
        )
        page.write("G13", "GIÁM ĐỐC SỞ CÔNG THƯƠNG")
        page.write("D14", "Nguyễn Văn A")

    return book(build)


def test_quarters_below_an_upper_head_that_is_not_merged() -> None:
    assert clear(read(by_quarter(2025), options(KEPT))) == [
        "Biểu 1!D8 output hanoi 2025-Q1 2025-03-31 2500 so-2025 sơ bộ",
        "Biểu 1!E8 output hanoi 2025-Q2 2025-06-30 3300 so-2025 sơ bộ",
        "Biểu 1!F8 output hanoi 2025-H1 2025-06-30 5800 so-2025 sơ bộ",
        "Biểu 1!E9 trade_events hanoi 2025-Q2 2025-06-30 2 so-2025",
        "Biểu 1!F9 trade_events hanoi 2025-H1 2025-06-30 2 so-2025",
    ]
    assert [row.split()[4] for row in clear(read(by_quarter(2024, "triệu đồng"), options(KEPT)))][:1] == ["2024-Q1"]


# A row for each area


def by_area(day: str, city: int) -> bytes:
    def build(page: Any) -> None:
        opening(page, "F", "SỐ DOANH NGHIỆP CÔNG NGHIỆP HỖ TRỢ THEO ĐỊA BÀN")
        lines(
            page,
            7,
            ("STT", "Tỉnh, thành phố", f"Đến {day}", "So với tháng trước (%)", "Đơn vị báo cáo"),
            ("TỔNG SỐ", None, 700, 101, None),
            (1, "Hà Nội", city, 101.1, "Sở Công Thương"),
            (2, "Bắc Ninh", 255, 100.8, "Sở Công Thương Bắc Ninh"),
            (3, "Hưng Yên", 45, 100, "Sở Công Thương Hưng Yên"),
        )
        page.write("C13", "Hà Nội, ngày      tháng 7 năm 2025")
        signature(page, 14, "C")

    return book(build)


def test_a_row_for_each_area() -> None:
    said = "defaults: {source: so-2025, indicator: enterprises}\n"
    assert problems(read(by_area("30/6/2025", 400), options(said))) == ["Biểu 1!E7 C203", "Biểu 1!B11 M502"]
    form = options(said + "columns: {Đơn vị báo cáo: skip}\nonly_known: true\n")
    assert clear(read(by_area("30/6/2025", 400), form)) == [
        "Biểu 1!C9 enterprises hanoi 2025-06-30 400 so-2025",
        "Biểu 1!C10 enterprises bac_ninh 2025-06-30 255 so-2025",
    ]
    assert clear(read(by_area("31/7/2025", 405), form))[0] == "Biểu 1!C9 enterprises hanoi 2025-07-31 405 so-2025"


def test_a_total_that_names_an_area_or_an_indicator_is_not_thrown_away() -> None:
    head = "Chỉ tiêu;Địa bàn;Thời điểm;Giá trị;Nguồn\n"
    row = "{};{};30/06/2025;440;so-2025\n"
    for first, second, found in (
        ("Tổng số", "Hà Nội", ["A2 M501"]),
        ("Tổng cộng", "", []),
        ("TONG CONG:", "", []),
        ("Total", "Hanoi", ["A2 M501"]),
        ("Doanh nghiệp CNHT", "Tổng số", ["B2 M502"]),
        ("", "Tổng số", []),
    ):
        other = row.format("enterprises", "bac_ninh")
        assert problems(read(head + row.format(first, second) + other)) == found, (first, second)
    whole = options("areas: {Tổng số: hanoi}\n")
    assert clear(read(head + row.format("enterprises", "Tổng số"), whole))[0].split()[:3] == [
        "D2",
        "enterprises",
        "hanoi",
    ]
    where = head + row.format("Doanh nghiệp CNHT", "Hà Nội").replace("Doanh", "Tổng số doanh")
    assert problems(read(where)) == ["A2 M501"]


# Semicolons, as Excel writes them in Vietnam


def semicolons(month: int, value: str) -> bytes:
    return (
        f"UBND THÀNH PHỐ HÀ NỘI;;;;;\r\nBÁO CÁO THÁNG {month}/2025;;;;;\r\n;;;;;\r\n"
        "STT;Nội dung;ĐVT;Kế hoạch;Thực hiện;% KH\r\n"
        f"1;Doanh nghiệp CNHT;doanh nghiệp;460;{value};96,7\r\n"
        "2;Tỷ lệ nhà xưởng bỏ trống;%;8;9,5;\r\n"
        "3;Số lao động;người;1.000;950;95,0\r\n"
        ";;;;GIÁM ĐỐC;\r\n;;;;(đã ký);\r\n;;;;Lê Văn C;\r\n"
    ).encode("utf-8-sig")


def test_semicolons_of_excel() -> None:
    form = options(KEPT + "skip_rows: [Số lao động]\n").model_copy()
    june = ImportOptions(defaults={Field.AS_OF: "2025-06"}).over(form)
    assert clear(read(semicolons(6, "1.445"), june)) == [
        "E5 enterprises hanoi 2025-06 1445 so-2025",
        "E6 empty_share hanoi 2025-06 9.5 so-2025",
    ]
    assert left(read(semicolons(6, "1.445"), june))[-3:] == ["8 SIGNATURE", "9 SIGNATURE", "10 SIGNATURE"]
    july = ImportOptions(defaults={Field.AS_OF: "2025-07"}).over(form)
    assert clear(read(semicolons(7, "1.450"), july))[0] == "E5 enterprises hanoi 2025-07 1450 so-2025"


# Two tables on one sheet


def two_tables(year: int, second: Sequence[Any] = ("STT", "Chỉ tiêu", "ĐVT", "Quý I/{}", "Quý II/{}")) -> bytes:
    def build(page: Any) -> None:
        page.merge_range("A1:E1", "I. CHỈ TIÊU CẢ NĂM")
        lines(
            page,
            2,
            ("STT", "Chỉ tiêu", "ĐVT", year - 2, year - 1),
            (1, "Doanh nghiệp CNHT", "doanh nghiệp", 430, 440),
            (2, "Sự kiện kết nối cung cầu", "sự kiện", 2, 3),
            (None,),
            ("II. CHỈ TIÊU QUÝ",),
            [text.format(year) if isinstance(text, str) else text for text in second],
            (1, "Sự kiện kết nối cung cầu", "sự kiện", 1, 0),
            (2, "Giá trị sản xuất", "tỷ đồng", 2500, 3300),
            ("Người lập", None, None, "Thủ trưởng đơn vị"),
        )

    return book(build)


def test_two_tables_on_a_sheet_are_read_each_by_its_own_head() -> None:
    assert clear(read(two_tables(2025), options(KEPT))) == [
        "Biểu 1!D3 enterprises hanoi 2023-12-31 430 so-2025",
        "Biểu 1!E3 enterprises hanoi 2024-12-31 440 so-2025",
        "Biểu 1!D4 trade_events hanoi 2023 2023-12-31 2 so-2025",
        "Biểu 1!E4 trade_events hanoi 2024 2024-12-31 3 so-2025",
        "Biểu 1!D8 trade_events hanoi 2025-Q1 2025-03-31 1 so-2025",
        "Biểu 1!E8 trade_events hanoi 2025-Q2 2025-06-30 0 so-2025",
        "Biểu 1!D9 output hanoi 2025-Q1 2025-03-31 2500 so-2025",
        "Biểu 1!E9 output hanoi 2025-Q2 2025-06-30 3300 so-2025",
    ]
    assert len(clear(read(two_tables(2024), options(KEPT)))) == 8
    typed = two_tables(2025, ("STT", "Chỉ tiêu", "ĐVT", 2021, 2022))
    assert clear(read(typed, options(KEPT)))[-1] == "Biểu 1!E9 output hanoi 2022 2022-12-31 3300 so-2025"
    target = two_tables(2025, ("STT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026", "Kế hoạch 2027"))
    assert problems(read(target, options(KEPT))) == ["Biểu 1!7 C202"]


@pytest.mark.parametrize(
    "text",
    ["GIÁM ĐỐC", "Giám đốc Sở", "KT. GIÁM ĐỐC", "TM. UBND THÀNH PHỐ", "TL. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Người lập biểu",
     "NGƯỜI LẬP BẢNG", "Kế toán trưởng", "THỦ TRƯỞNG ĐƠN VỊ", "Nơi nhận:", "Hà Nội, ngày 05 tháng 7 năm 2025",
     "ngày ... tháng ... năm 2025", "(Ký, họ tên)", "(đã ký)", "CỤC TRƯỞNG", "Prepared by: A", "Director",
     "- Lưu: VT, CN"],
)  # fmt: skip
def test_what_is_signed_below_a_table_is_left_out(text: str) -> None:
    head = "Chỉ tiêu;Địa bàn;Thời điểm;Giá trị;Nguồn\nenterprises;hanoi;30/06/2025;440;so-2025\n"
    for row in (f";;;{text};\n;;;Nguyễn Văn A;\n", f"{text};;;;\n;;;Trần B;\n", f";;;{text};\n"):
        found = read(head + row)
        assert clear(found) == ["D2 enterprises hanoi 2025-06-30 440 so-2025"], text
        assert {one.split()[-1] for one in left(found)} == {"SIGNATURE"}, text


def test_a_figure_below_a_signature_is_not_lost() -> None:
    head = "Chỉ tiêu;Địa bàn;Thời điểm;Giá trị;Nguồn\nenterprises;hanoi;30/06/2025;440;so-2025\n"
    text = head + ";;;GIÁM ĐỐC;\nenterprises;bac_ninh;30/06/2025;250;so-2025\n"
    assert [row.split()[2] for row in clear(read(text))] == ["hanoi", "bac_ninh"]
    found = read(text + ";;;12;\n")
    assert {one.split()[0] for one in problems(found)} == {"A5", "B5", "C5", "E5"}
    assert problems(read(head + "enterprises;bac_ninh;30/06/2025;nhiều;so-2025\n")) == ["D3 V301"]
