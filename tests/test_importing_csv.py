"""Odd CSV to rows: encodings, delimiters, what stands around a table, how numbers and dates are written."""

from __future__ import annotations

import pytest
from importing import FILES, clear, left, problems, read, rows

from cnht.files.textfile import TextFile
from cnht.importing.options import Field, ImportOptions
from cnht.importing.sheet import Place
from cnht.language.texts import Lang
from cnht.reading.encoding import Encoding
from cnht.reading.load import load

HEAD = "Chỉ tiêu;Địa bàn;Thời điểm;Giá trị;Nguồn\n"
ROW = "Doanh nghiệp CNHT;Hà Nội;30/06/2025;{};so-2025\n"
FIGURE = "enterprises hanoi 2025-06-30 {} so-2025"


def one(value: str, **options: object) -> str:
    """What a figure came to, alone in its file."""
    (row,) = clear(read(HEAD + ROW.format(value), ImportOptions(**options)))  # type: ignore[arg-type]
    return row.removeprefix("D2 ")


# The file


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
def test_text_is_read_in_the_encoding_it_is_in(encoding: str, said: str) -> None:
    found = read((HEAD + ROW.format("440")).encode(encoding))
    assert clear(found) == ["D2 " + FIGURE.format("440")]
    assert str(found.decisions[0].how) == f"CSV, {said}, cells separated by semicolons"


def test_windows_1258_and_the_old_fonts_of_tcvn3_are_told_by_their_syllables() -> None:
    text = HEAD + ROW.format("440")
    apart = {"ỉ": "i\u0309", "ị": "i\u0323", "ờ": "ơ\u0300", "ể": "ê\u0309", "ố": "ô\u0301", "ệ": "ê\u0323",
             "ộ": "ô\u0323", "ồ": "ô\u0300"}  # fmt: skip
    old = "".join(apart.get(char, char) for char in text)
    found = read(old.encode("cp1258"))
    assert clear(found) == ["D2 " + FIGURE.format("440")]
    assert "windows-1258" in str(found.decisions[0].how)
    tcvn3 = "ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ"
    codes = {letter: bytes([0xA1 + at]) for at, letter in enumerate(tcvn3) if letter != "·"}
    found = read(b"".join(codes.get(char) or char.lower().encode("latin-1") for char in text.replace("Đ", "đ")))
    assert rows(found) == ["D2 " + FIGURE.format("440")]
    assert "TCVN3" in str(found.decisions[0].how)


def test_an_encoding_that_nothing_tells_is_asked_for() -> None:
    data = "Indicator;As of;Value;Area;Source;Note\nenterprises;2025-06-30;440;hanoi;so-2025;Größe\n".encode("cp1252")
    found = read(data)
    assert problems(found) == ["2 F101"]
    assert "--encoding" in str(found.findings[0].fault.fix)
    assert clear(read(data, ImportOptions(encoding=Encoding.WINDOWS_1252))) == [f"C2 {FIGURE.format('440')} Größe"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + ROW.format("440"), "semicolons"),
        ((HEAD + ROW.format("440")).replace(";", "\t"), "tabs"),
        ((HEAD + ROW.format("440")).replace(";", "|"), "vertical bars"),
        ((HEAD + ROW.format("440")).replace(";", ","), "commas"),
        ("sep=;\n" + HEAD + ROW.format("440"), "semicolons (by its line sep=)"),
        ("sep=^\n" + (HEAD + ROW.format("440")).replace(";", "^"), '"^" (by its line sep=)'),
        ("Báo cáo, bản 2, 3, 4, 5, 6\n" + HEAD + ROW.format("440"), "semicolons"),
    ],
)
def test_the_delimiter_is_the_one_that_makes_a_header(text: str, said: str) -> None:
    found = read(text)
    assert [row.partition(" ")[2] for row in clear(found)] == [FIGURE.format("440")]
    assert str(found.decisions[0].how) == f"CSV, UTF-8, cells separated by {said}"


def test_titles_blank_lines_totals_footnotes_and_a_second_header_are_left_out_and_named() -> None:
    found = read(
        "BÁO CÁO;;;;\n;;;;\n" + HEAD + "(1);(2);(3);(4);(5)\n" + ROW.format("440") + ";;;;\n" + HEAD
        + ROW.replace("30/06", "30/09").format("450")
        + "Tổng cộng;;;890;\nNguồn: Sở Công Thương;;;;\nNgười lập biểu;;;;\nGhi chú;;;;\n"
    )  # fmt: skip
    assert clear(found) == ["D5 " + FIGURE.format("440"), "D8 enterprises hanoi 2025-09-30 450 so-2025"]
    assert left(found) == ["1 TITLE", "2 BLANK", "4 HEADER", "6 BLANK", "7 HEADER", "9 TOTAL", "10 FOOTNOTE",
                           "11 SIGNATURE", "12 FOOTNOTE"]  # fmt: skip


@pytest.mark.parametrize("nothing", ["", "-", "…", "...", "n/a"])
def test_a_row_without_a_figure_is_left_out_and_named(nothing: str) -> None:
    found = read(HEAD + ROW.format("440") + ROW.format(nothing))
    assert clear(found) == ["D2 " + FIGURE.format("440")]
    assert left(found) == ["3 NO_FIGURE"]


def test_an_empty_cell_below_a_full_one_is_a_problem_until_somebody_says_what_it_means() -> None:
    text = HEAD + ROW.format("440") + ";;30/09/2025;450;so-2025\n"
    assert problems(read(text)) == ["A3 C218", "B3 C218"]
    text = text.replace("so-2025", "so-2025;sơ bộ", 1).replace("Nguồn", "Nguồn;Ghi chú")
    assert clear(read(text, ImportOptions(fill_down=True)))[1] == "D3 enterprises hanoi 2025-09-30 450 so-2025"


def test_a_decimal_comma_that_cuts_a_row_is_a_problem_with_its_cell() -> None:
    found = read("indicator,area,as_of,value,source\nenterprises,hanoi,2025-06-30,12,5,so-2025\n")
    assert problems(found) == ["F2 C208"]
    assert rows(found) == ["✗ F2 "]


@pytest.mark.parametrize(
    ("data", "place", "code"),
    [
        (b"", "0", "F104"),
        (b" \n\n", "0", "F104"),
        (b"%PDF-1.7", "0", "F109"),
        (b"<html><table>", "0", "F109"),
        (b"xin ch\xc3\xa0o\n", "1", "C201"),
        ((HEAD + 'a;"b').encode(), "2", "C209"),
        ((HEAD + '"a" b;c\n').encode(), "2", "C210"),
        ((HEAD + "x" * 200_000).encode(), "2", "C212"),
        ((HEAD + "\0").encode(), "2", "F103"),
        ("Chá»‰ tiÃªu;GiÃ¡ trá»‹\n1;2\n".encode(), "1", "F114"),
        (HEAD.encode(), "1", "C214"),
    ],
)
def test_what_is_no_table_is_one_problem(data: bytes, place: str, code: str) -> None:
    assert problems(read(data)) == [f"{place} {code}"]


# Columns


@pytest.mark.parametrize(
    "head",
    [
        "chi tieu;dia ban;thoi diem;gia tri;nguon",
        "CHỈ TIÊU;ĐỊA BÀN;THỜI ĐIỂM;GIÁ TRỊ;NGUỒN",
        "Tên chỉ tiêu;Tỉnh/Thành phố;Tính đến ngày;Kết quả thực hiện;Nguồn số liệu",
        "Indicator;Area;As of;Value;Source",
        "indicator;area;as_of;value;source",
        "Chỉ tiêu / Indicator;Địa bàn (Area);Ngày;Số liệu;Mã nguồn",
        " Chỉ  tiêu :;Khu vực;Date;Actual;Source code",
        "Chỉ tiêu;Địa bàn;Ngày/tháng/năm;Số liệu;Nguồn",
    ],
)
def test_columns_are_found_by_name_in_both_languages_whatever_the_spelling(head: str) -> None:
    assert clear(read(f"{head}\n{ROW.format('440')}")) == ["D2 " + FIGURE.format("440")]


def test_a_row_of_periods_above_the_names_is_a_title() -> None:
    text = "Quý II;Năm 2025;;;\n" + HEAD + ROW.format("440")
    found = read(text)
    assert clear(found) == ["D3 " + FIGURE.format("440")]
    assert left(found) == ["1 TITLE"]


def test_columns_are_mapped_by_name_or_letter_and_the_rest_is_named() -> None:
    text = "STT;Nội dung;DB;Đến;SL;Ng\n1;Doanh nghiệp CNHT;Hà Nội;30/06/2025;440;so-2025\n"
    said = {"db": Field.AREA, "Đến": Field.AS_OF, "E": Field.VALUE, "ng": Field.SOURCE}
    found = read(text, ImportOptions(columns=said))
    assert clear(found) == ["E2 " + FIGURE.format("440")]
    assert [str(how) for what, how in found.decisions if str(what) == "Columns not used"] == ["A “STT”"]


def test_a_mapped_column_that_is_not_there_is_a_problem() -> None:
    found = read(HEAD + ROW.format("440"), ImportOptions(columns={"Giá trịı": Field.VALUE}))
    assert problems(found) == ["1 C202"]
    assert "Giá trị" in str(found.findings[0].fault.fix)


def test_what_no_column_says_is_said_for_all_rows_and_a_column_comes_first() -> None:
    text = "Địa bàn;Giá trị\nHà Nội;440\nBắc Ninh;450\n"
    said = {Field.INDICATOR: "doanh nghiep cnht", Field.AS_OF: "30/6/2025", Field.SOURCE: "Báo cáo 6 tháng",
            Field.STATUS: "sơ bộ", Field.AREA: "hanoi"}  # fmt: skip
    assert clear(read(text, ImportOptions(defaults=said))) == [
        "B2 enterprises hanoi 2025-06-30 440 provisional so-2025",
        "B3 enterprises bac_ninh 2025-06-30 450 provisional so-2025",
    ]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("Chỉ tiêu;Địa bàn;Thời điểm;Giá trị;Khác", ["1 C202"]),
        ("Khác;Địa bàn;Thời điểm;Giá trị;Nguồn", ["1 C202"]),
        ("Chỉ tiêu;Địa bàn;Khác;Giá trị;Nguồn", ["1 C202"]),
        ("Chỉ tiêu;Địa bàn;Thời điểm;Khác;Nguồn", ["1 C202"]),
        ("Chỉ tiêu;Giá trị;Thời điểm;Số liệu;Nguồn", ["D1 C204"]),
        ("Chỉ tiêu;2024;Thời điểm;Giá trị;Nguồn", ["B1 C204"]),
        ("Chỉ tiêu;Năm 2024;Địa bàn;2024;Nguồn", ["D1 C204"]),
    ],
)
def test_a_column_that_lacks_or_stands_twice_is_one_problem(head: str, found: list[str]) -> None:
    said = read(f"{head}\n{ROW.format('440')}")
    assert [f"{finding.place} {finding.fault.code}" for finding in said.findings] == found
    assert not said.is_clear


# Names


@pytest.mark.parametrize(
    "name",
    ["enterprises", "Doanh nghiệp CNHT", "doanh nghiep cnht", "1. Doanh nghiệp CNHT", "- Doanh nghiệp CNHT",
     "II. SUPPORTING-INDUSTRY ENTERPRISES", "1.2. Doanh nghiệp CNHT (doanh nghiệp)"],
)  # fmt: skip
def test_indicators_are_known_by_code_or_name(name: str) -> None:
    text = (HEAD + ROW.format("440")).replace("Doanh nghiệp CNHT", name)
    assert clear(read(text)) == ["D2 " + FIGURE.format("440")]


def test_an_unknown_name_is_a_problem_that_says_what_is_like_it() -> None:
    found = read((HEAD + ROW.format("440")).replace("Doanh nghiệp CNHT", "Doanh nghiệp CNTT"))
    assert problems(found) == ["A2 M501"]
    assert "enterprises (Doanh nghiệp CNHT)" in str(found.problems[0].fault.fix)
    kept = ImportOptions(indicators={"Doanh nghiệp CNTT": "enterprises"})
    assert clear(read((HEAD + ROW.format("440")).replace("Doanh nghiệp CNHT", "DOANH NGHIỆP CNTT"), kept))


def test_a_name_of_several_is_a_problem() -> None:
    twice = """
areas: {hanoi: {vi: Hà Nội, en: Hanoi}}
units: {firm: {vi: cơ sở, en: firms}}
indicators:
  old: {name: {vi: Cơ sở, en: Old}, unit: firm, measure: stock, direction: increase}
  new: {name: {vi: Cơ sở, en: New}, unit: firm, measure: stock, direction: increase}
"""
    definitions = load([TextFile("targets/indicators.yaml", twice.encode())]).workspace.definitions
    found = read("Chỉ tiêu;Ngày;Giá trị;Nguồn\nCo so;30/06/2025;1;x\n", definitions=definitions)
    assert [(str(one.place), str(one.fault.message)) for one in found.problems][:1] == [
        ("A2", '"Co so" is the name of several codes: old, new')
    ]


# Numbers


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("440", "440"),
        ("1234", "1234"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("12,50", "12.50"),
        ("12.50", "12.50"),
        ("1 234,5", "1234.5"),
        ("1 234 567", "1234567"),
        ("1\u00a0234,5", "1234.5"),
        ("gần 1.000", "nearly 1000 so-2025 gần 1.000"),
        ("nearly 1,000", "nearly 1000 so-2025 nearly 1,000"),
        ("từ 300 đến 400", "between 300 400 so-2025 từ 300 đến 400"),
        ("35 - 40", "between 35 40 so-2025 35 - 40"),
        (">1000", "over 1000 so-2025 >1000"),
        ("≥ 12,5", "at_least 12.5 so-2025 ≥ 12,5"),
        ("440 doanh nghiệp", "440 so-2025 440 doanh nghiệp"),
        ("+12,5", "12.5"),
    ],
)
def test_a_number_that_reads_in_one_way_is_read(value: str, said: str) -> None:
    figure, _, wording = said.partition(" so-2025")
    assert one(value) == FIGURE.format(figure) + wording


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [("1.000", "1000", "1"), ("1,000", "1", "1000"), ("12.345", "12345", "12.3450"), ("123,450", "123.45", "123450")],
)
def test_a_number_that_reads_two_ways_is_asked_for(value: str, vi: str, en: str) -> None:
    found = read(HEAD + ROW.format(value))
    assert problems(found) == ["D2 V302"]
    assert "--numbers vi" in str(found.problems[0].fault.fix)
    assert one(value, numbers=Lang.VI) == FIGURE.format(vi)
    assert one(value, numbers=Lang.EN) == FIGURE.format(en)


def test_a_number_that_is_not_of_the_style_asked_for_is_a_problem() -> None:
    assert problems(read(HEAD + ROW.format("1.5"), ImportOptions(numbers=Lang.VI))) == ["D2 V301"]
    assert problems(read(HEAD + ROW.format("khoảng 1.5"), ImportOptions(numbers=Lang.VI))) == ["D2 V301"]


@pytest.mark.parametrize("telling", ["12,5", "1.234.567", "1.234,5", "gần 1.000", "khoảng 2.500", "0,5"])
def test_one_number_tells_the_style_of_the_whole_file(telling: str) -> None:
    found = read(HEAD + ROW.format("1.000") + ROW.replace("30/06", "30/09").format(telling))
    assert clear(found)[0] == "D2 " + FIGURE.format("1000")
    assert [str(how) for what, how in found.decisions if str(what) == "Numbers"] == [f"1.234,5, as in {telling} (D3)"]


def test_a_file_that_writes_both_ways_is_not_read_cell_by_cell() -> None:
    text = (
        HEAD + ROW.format("12,5") + ROW.replace("30/06", "30/09").format("12.5") + ROW.replace("06", "12").format("7")
    )
    found = read(text)
    assert problems(found) == ["D2 V302", "D3 V302"]
    assert "12,5 (D2) and 12.5 (D3)" in str(found.problems[0].fault.message)
    assert problems(read(text, ImportOptions(numbers=Lang.VI))) == ["D3 V301"]
    assert problems(read(text, ImportOptions(numbers=Lang.EN))) == ["D2 V301"]
    assert problems(read(text.replace("12,5", "gần 1.000"))) == ["D2 V302", "D3 V302"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("#REF!", "V314"),
        ("#N/A", "V314"),
        ("1/2", "V301"),
        ("12 và 13", "V301"),
        ("35%", "V315"),
        ("(5)", "V301"),
        ("1.2.3", "V301"),
        ("nhiều", "V301"),
        ("-5", "M510"),
        ("=1+1", "V301"),
        ("1.500 triệu đồng", "V301"),
        ("gần 5.000đ", "V301"),
        ("12 hợp đồng", "V301"),
        ("tăng 12", "V301"),
    ],
)
def test_what_is_no_figure_of_the_indicator_is_never_guessed(value: str, code: str) -> None:
    found = read(HEAD + ROW.format(value))
    assert problems(found) == [f"D2 {code}"]
    assert len(found.rows) == 1


# Units


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        ("tỷ đồng", "1.500,5", "1500.5"),
        ("Tỷ Đồng", "1.500,5", "1500.5"),
        ("billion_vnd", "1.500,5", "1500.5"),
        ("triệu đồng", "1.500,5", "1.5005"),
        ("nghìn tỷ đồng", "1,5", "1500"),
        ("triệu đồng", "gần 1.500", "nearly 1.5 so-2025 gần 1.500 triệu đồng"),
        ("tỷ đồng", "gần 16 nghìn tỷ đồng", "nearly 16000 so-2025 gần 16 nghìn tỷ đồng"),
    ],
)
def test_a_unit_of_the_file_is_counted_in_the_indicators(unit: str, value: str, said: str) -> None:
    text = f"Chỉ tiêu;ĐVT;Địa bàn;Kỳ;Giá trị;Nguồn\nGiá trị sản xuất;{unit};Hà Nội;2024;{value};so-2025\n"
    figure, _, wording = said.partition(" so-2025")
    assert clear(read(text)) == [f"E2 output hanoi 2024 2024-12-31 {figure} so-2025{wording}"]


def test_the_unit_may_stand_in_the_header_or_above_the_table() -> None:
    lines = "Chỉ tiêu;Địa bàn;Kỳ;Giá trị{};Nguồn\nGiá trị sản xuất;Hà Nội;2024;1500;so-2025\n"
    said = "output hanoi 2024 2024-12-31 1.5 so-2025"
    assert clear(read(lines.format(" (triệu đồng)"))) == [f"D2 {said}"]
    above = f"(ĐVT: triệu đồng);;;;\n{lines.format('')}"
    assert clear(read(above)) == [f"D3 {said}"]
    for other in ("Tăng trưởng", "Doanh nghiệp CNHT"):  # nobody knows whether the unit of the table is also theirs
        assert problems(read(above.replace("Giá trị sản xuất", other))) == ["D3 M504"]


def test_a_unit_that_is_not_the_indicators_is_a_problem() -> None:
    text = "Chỉ tiêu;ĐVT;Địa bàn;Ngày;Giá trị;Nguồn\nDoanh nghiệp CNHT;DN;Hà Nội;30/06/2025;440;so-2025\n"
    assert problems(read(text)) == ["E2 M504"]
    assert clear(read(text, ImportOptions(units={"dn": "enterprise"})))
    for unit in ("%", "triệu đồng", "nghìn", "nghìn người", "tỷ"):
        assert problems(read(text.replace("DN;", f"{unit};"))) == ["E2 M504"]
    for unit in ("nghìn doanh nghiệp", "1000 doanh nghiệp", "1.000 doanh nghiệp"):
        assert clear(read(text.replace("DN;", f"{unit};")))[0].split()[4] == "440000"


# Dates


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("30/06/2025", "2025-06-30"),
        ("3/4/2025", "2025-04-03"),
        ("30.6.2025", "2025-06-30"),
        ("2025-06-30", "2025-06-30"),
        ("20250630", "2025-06-30"),
        ("30/06/2025 00:00:00", "2025-06-30"),
        ("ngày 30 tháng 6 năm 2025", "2025-06-30"),
        ("6/2025", "2025-06"),
        ("Tháng 6/2025", "2025-06"),
        ("T6/2025", "2025-06"),
        ("T6.2025", "2025-06"),
    ],
)
def test_days_come_before_months(day: str, said: str) -> None:
    assert clear(read((HEAD + ROW.format("440")).replace("30/06/2025", day)))[0].split()[3] == said


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("12/31/2025", "V305"),
        ("31/02/2025", "V306"),
        ("45838", "V305"),
        ("2025", "V305"),
        ("30/06/2026", "V317"),
        ("", "C218"),
    ],
)
def test_what_is_no_day_is_a_problem(day: str, code: str) -> None:
    assert problems(
        read(HEAD + ROW.format("1").replace("06", "05") + ROW.format("440").replace("30/06/2025", day))
    ) == [f"C3 {code}"]


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2024", "2024 2024-12-31"),
        ("Năm 2024", "2024 2024-12-31"),
        ("Quý I/2025", "2025-Q1 2025-03-31"),
        ("Quy 1 nam 2025", "2025-Q1 2025-03-31"),
        ("6 tháng đầu năm 2025", "2025-H1 2025-06-30"),
        ("6T/2025", "2025-01/2025-06 2025-06-30"),
        ("9 thang 2025", "2025-01/2025-09 2025-09-30"),
        ("T7/2025", "2025-07 2025-07-31"),
        ("Q3 2025", "2025-Q3 2025-09-30"),
        ("2025-01/2025-06", "2025-01/2025-06 2025-06-30"),
    ],
)
def test_a_period_is_read_as_people_write_it(period: str, said: str) -> None:
    text = f"Chỉ tiêu;Địa bàn;Kỳ;Giá trị;Nguồn\nSự kiện kết nối cung cầu;Hà Nội;{period};3;so-2025\n"
    assert clear(read(text)) == [f"D2 trade_events hanoi {said} 3 so-2025"]


def test_year_quarter_and_month_may_stand_in_columns_of_their_own() -> None:
    text = "Chỉ tiêu;Địa bàn;Năm;Quý;Tháng;Giá trị;Nguồn\n"
    text += "".join(f"trade_events;Hà Nội;{when};3;so-2025\n" for when in ("2024;;", "2025;I;", "2025;2;", "2025;;7"))
    assert [row.split()[3] for row in clear(read(text))] == ["2024", "2025-Q1", "2025-Q2", "2025-07"]
    assert problems(read(text.replace("2025;I;", "2025;V;"))) == ["D3 V307"]
    assert problems(read(text.replace("2025;I;", "2025;I;4"))) == ["D3 V307"]
    assert clear(read(text.replace("2025;I;", "2025;I;3")))[1].split()[3] == "2025-03"


@pytest.mark.parametrize(
    ("year", "period", "said"),
    [("2025", "Quý I", "2025-Q1"), ("2025", "6 tháng đầu năm", "2025-H1"), ("2025", "Q2/2025", "2025-Q2"),
     ("2025", "", "2025"), ("", "T7/2025", "2025-07")],
)  # fmt: skip
def test_a_period_may_leave_its_year_to_another_column(year: str, period: str, said: str) -> None:
    text = f"Chỉ tiêu;Địa bàn;Năm;Kỳ;Giá trị;Nguồn\ntrade_events;Hà Nội;{year};{period};3;so-2025\n"
    assert clear(read(text))[0].split()[3] == said


def test_a_period_of_another_year_than_the_column_says_is_a_problem() -> None:
    text = "Chỉ tiêu;Địa bàn;Năm;Kỳ;Giá trị;Nguồn\ntrade_events;Hà Nội;2024;Q2/2025;3;so-2025\n"
    assert problems(read(text)) == ["D2 V307"]


def test_what_is_said_of_flows_is_not_said_of_stocks() -> None:
    text = HEAD + ROW.format("440") + ROW.format("3").replace("Doanh nghiệp CNHT", "trade_events")
    assert clear(read(text, ImportOptions(defaults={Field.PERIOD: "2025-H1"})))[1].split()[3:5] == [
        "2025-H1",
        "2025-06-30",
    ]
    assert clear(read(HEAD + ROW.format("440"), ImportOptions(defaults={Field.PERIOD: "2024"})))


def test_a_stock_takes_the_last_day_of_a_period_and_says_so() -> None:
    text = "Chỉ tiêu;Địa bàn;Kỳ;Giá trị;Nguồn\nenterprises;Hà Nội;2024;440;so-2025\n"
    found = read(text)
    assert clear(found) == ["D2 enterprises hanoi 2024-12-31 440 so-2025"]
    assert [str(note) for note in found.rows[0].notes] == ["as of the last day of 2024"]


# What the strict reader says, at the cells of the file


def test_a_row_of_a_key_that_another_has_is_a_problem() -> None:
    found = read(HEAD + ROW.format("440") + ROW.format("450"))
    assert problems(found) == ["D3 M515"]
    assert "D2" in str(found.problems[0].fault.message)


def test_what_the_workspace_has_already_is_left_out_and_another_figure_is_a_problem() -> None:
    text = "indicator,area,as_of,value,source\nenterprises,hanoi,2025-06-30,440,so-2025\n"
    text += "enterprises,hanoi,2025-09-30,450,so-2025\n"
    existing = load([TextFile("data/x.csv", text.encode()), *FILES]).workspace.observations
    found = read(HEAD + ROW.format("440") + ROW.format("500").replace("30/06", "30/09"), existing=existing)
    assert left(found) == ["D2 KNOWN"]
    assert found.left_out[0].see == "data/x.csv:2"
    assert problems(found) == ["D3 M515"]
    assert "data/x.csv:3" in str(found.problems[0].fault.message)


def test_what_the_strict_reader_refuses_is_said_at_the_cell_it_comes_from() -> None:
    text = "Ghi chú;Chỉ tiêu;Địa bàn;Kỳ;Ngày;Giá trị;Nguồn;Nguyên văn\n"
    text += '"a\nb, ""c""";enterprises;Hà Nội;;30/06/2025;440;so-2025;gần 450\n'
    text += "x;trade_events;Hà Nội;;30/06/2025;2;so-2025;\ny;empty_share;Hà Nội;;30/06/2025;120;so-2025;\n"
    found = read(text)
    assert problems(found) == ["H2 M513", "D4 M507", "F5 M510"]
    assert found.rows[0].text("note") == 'a\nb, "c"'
    assert found.rows[0].origins["note"] == Place("", 2, 1)


def test_status_and_qualifier_columns_speak_both_languages() -> None:
    text = "Chỉ tiêu;Địa bàn;Ngày;Định lượng;Giá trị;Giá trị cao;Trạng thái;Nguồn\n"
    text += "enterprises;Hà Nội;30/06/2025;gần;440;;ước tính;so-2025\n"
    text += "enterprises;Hà Nội;30/09/2025;;440;450;Chính thức;so-2025\n"
    text += "enterprises;Hà Nội;30/11/2025;khoảng;gần 440;;lạ;so-2025\n"
    text += "enterprises;Hà Nội;30/10/2025;;gần 440;450;;so-2025\n"
    text += "enterprises;Hà Nội;31/10/2025;;440;-;;so-2025\n"
    found = read(text)
    assert rows(found)[:2] == [
        "E2 enterprises hanoi 2025-06-30 nearly 440 estimate so-2025",
        "E3 enterprises hanoi 2025-09-30 between 440 450 final so-2025",
    ]
    assert problems(found) == ["G4 V308", "D4 V308", "F5 M511"]
    assert rows(found)[4] == "E6 enterprises hanoi 2025-10-31 440 so-2025"
