"""What a workbook shows of a cell besides its content: number formats, raised and struck-out text, no width at all."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from importing import clear, left, number, ods, problems, read, rows, table, xlsx

from cnht.importing.formats import read_sheets
from cnht.importing.layout import ColumnMapping
from cnht.importing.numberformat import NumberFormat
from cnht.importing.options import ImportOptions
from cnht.importing.sheet import Around, Cell, CellKind, NotReadable, Sheet, plain_number
from cnht.language.texts import Lang
from cnht.reading.encoding import Encoding

HEAD = ("Chỉ tiêu", "Địa bàn", "Nguồn", 2024)


def figure(value: Any, indicator: str = "output") -> bytes:
    return xlsx(table(HEAD, (indicator, "Hà Nội", "so-2025", value)))


def sheet_of(data: bytes, encoding: Encoding | None = None) -> Sheet:
    options = ImportOptions() if encoding is None else ImportOptions(encoding=encoding)
    (sheet,) = read_sheets(data, "file", options, ColumnMapping({}))[0]
    return sheet


# A slow reading of what Excel shows of a number, character by character, for the formats of the table below.


def shown(code: str, value: float) -> str:
    """What Excel shows in a cell of any width; the digits have no groups, which do not matter here."""
    parts = re.findall(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*)(?:;|$)', code)[
        : len(re.sub(r'"[^"]*"|\\.', "", code).split(";"))
    ]
    part, magnitude = _part_of(parts, value), abs(value)
    tokens = re.findall(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General|.', part)
    is_digit = [token in ("0", "#", "?", "General") for token in tokens]
    percent = sum(token == "%" for token in tokens)
    last = max((at for at, digit in enumerate(is_digit) if digit), default=-1)
    commas = 0
    for token in tokens[last + 1 :]:
        if token != ",":
            break
        commas += 1
    magnitude = magnitude * 100**percent / 1000**commas
    text, is_said = "", False
    for at, token in enumerate(tokens):
        if is_digit[at]:
            text += "" if is_said else plain_number(magnitude)
            is_said = True
        elif token[0] in "_*" or token in (".", ","):
            text += " " if token[0] in "_*" else ""
        elif token[0] == "[":
            text += token[2:-1].split("-")[0] if token.startswith("[$") else ""
        else:
            text += token.strip('"') if token[0] == '"' else token[-1]
    is_own = len(parts) > 1 and part == parts[1] and "[<" not in part and "[>" not in parts[0]
    return " ".join(f"{'-' if value < 0 and not is_own and is_said else ''}{text}".split())


def _part_of(parts: list[str], value: float) -> str:
    conditions = [re.search(r"\[(<=|>=|<>|<|>|=)(-?[0-9.]+)\]", part) for part in parts[:2]]
    if any(conditions):
        for part, found in zip(parts, conditions, strict=False):
            limit = float(found[2]) if found else 0.0
            holds = {
                "<": value < limit,
                "<=": value <= limit,
                ">": value > limit,
                ">=": value >= limit,
                "=": value == limit,
            }
            if found and holds.get(found[1], value != limit):
                return part
        return parts[sum(map(bool, conditions))]
    if value < 0 and len(parts) > 1:
        return parts[1]
    return parts[2] if value == 0 and len(parts) > 2 else parts[0]


FORMATS = [
    ("General", 1500, "1500"),
    ("#,##0", 1500, "1500"),
    ("#,##0.0", -12.5, "-12.5"),
    ('#,##0" triệu đồng"', 1500, "1500 triệu đồng"),
    ("#,##0\\ [$₫-42A]", 1500, "1500 ₫"),
    ("[$₫-42A]#,##0", 1500, "₫1500"),
    ("#,##0 [$USD]", 350, "350 USD"),
    ("[$-42A]#,##0", 350, "350"),
    ('"gần "0.0', 95, "gần 95"),
    ('0.0"*"', 95, "95*"),
    ("0%", 0.35, "35%"),
    ('"khoảng "0.0%', 0.354, "khoảng 35.4%"),
    ('0.0,,"tr"', 1500000, "1.5tr"),
    ('#,##0,\\ "nghìn"', 1500000, "1500 nghìn"),
    ("#,##0;[Red]#,##0", -5, "5"),
    ("#,##0;[Red]-#,##0", -5, "-5"),
    ("#,##0_);(#,##0)", -5, "(5)"),
    ("_-* #,##0_-;-* #,##0_-;_-* \"-\"_-;_-@_-", -5, "- 5"),
    ("_-* #,##0_-;-* #,##0_-;_-* \"-\"_-;_-@_-", 0, "-"),
    ("0;-0;;@", 0, ""),
    (";;;", 5, ""),
    ('[>=1000]#,##0" tỷ";0" triệu"', 1500, "1500 tỷ"),
    ('[>=1000]#,##0" tỷ";0" triệu"', 15, "15 triệu"),
    ('[<10]"dưới "0;[>=100]"trên "0;0', 5, "dưới 5"),
    ('[<10]"dưới "0;[>=100]"trên "0;0', 500, "trên 500"),
    ('[<10]"dưới "0;[>=100]"trên "0;0', 50, "50"),
    ('"tăng "0.0;"giảm "0.0;"không đổi"', -2.5, "giảm 2.5"),
    ('"tăng "0.0;"giảm "0.0;"không đổi"', 0, "không đổi"),
    ('0" (ước)"', 440, "440 (ước)"),
    ('0"²"', 95, "95²"),
    ('0"/445"', 440, "440/445"),
    ("#\\ ##0", 1500, "1500"),
    ("$#,##0", 350, "$350"),
    ("+0;-0", 5, "+5"),
    ("[Blue]0.00", 5, "5"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value", "expected"), FORMATS)
def test_the_words_around_a_number_are_those_that_excel_shows(code: str, value: float, expected: str) -> None:
    assert shown(code, value) in (expected, expected.replace("- ", "-"), expected.replace("-", "- "))
    cell = NumberFormat(code).cell(float(value), since_1904=False)
    assert cell.text == plain_number(float(value))
    if cell.kind is CellKind.UNSEEN:
        assert not re.search("[0-9]", expected)
        return
    around = cell.around or Around()
    digits = re.search(r"[0-9]+(?:\.[0-9]+)?", expected)
    assert digits is not None
    before, behind = expected[: digits.start()], expected[digits.end() :]
    if around.percent:
        assert behind.startswith("%")
        behind = behind[1:]
    if value < 0 and not around.unsigned:
        before, behind = before.replace("-", "").replace("(", ""), behind.replace(")", "")
    assert (around.before.strip("+"), around.behind) == (before.strip("+ "), behind.strip())
    assert Decimal(digits[0]) == abs(Decimal(cell.text)) * (100 if around.percent else 1) / 1000**around.thousands


@pytest.mark.parametrize(
    ("form", "value", "said"),
    [
        ('#,##0" triệu đồng"', 1500, "1.5"),
        ('#,##0" trđ"', 1500, "1.5"),
        ('#,##0" tỷ đồng"', 1500, "1500"),
        ('#,##0" tỷ"', 1500, "1500"),
        ("#,##0\\ [$₫-42A]", 1.5e9, "1.5"),
        ("[$₫-42A]#,##0", 1.5e9, "1.5"),
        ("[$VND] #,##0", 1.5e9, "1.5"),
        ('0.0,," triệu đồng"', 1.5e9, "1.5"),
        ('0.0,,,"tỷ đồng"', 1.5e9, "1.5"),
        ('0.0,,"tr"', 1.5e9, "1.5"),
        ('"gần "#,##0', 1500, "nearly 1500"),
        ('"gần "#,##0" triệu đồng"', 1500, "nearly 1.5"),
        ('"từ "0" trở lên"', 300, "at_least 300"),
        ("0_);(0)", 300, "300"),
        ('[>=1000]#,##0" triệu đồng";0" tỷ đồng"', 1500, "1.5"),
        ('[>=1000]#,##0" triệu đồng";0" tỷ đồng"', 900, "900"),
        ('"gần "0.0##', 1.234, "nearly 1.2340"),
    ],
)
def test_the_text_of_a_number_format_counts_and_the_digits_stay_exact(form: str, value: float, said: str) -> None:
    (row,) = clear(read(figure((value, form))))
    assert row.startswith(f"S!D2 output hanoi 2024 2024-12-31 {said} so-2025")


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("#,##0 [$USD]", "M504"),
        ("$#,##0", "M504"),
        ('#,##0" tấn"', "M504"),
        ('0"%"', "M504"),
        ('0" DN"', "V302"),
        ('0.0"*"', "V302"),
        ('0"²"', "V302"),
        ('0"000"', "V302"),
        ('0".000"', "V302"),
        ('0"."000', "V302"),
        ('0"/445"', "V302"),
        ('0" 1000 đồng"', "V302"),
        ('"tăng thêm? "0', "V302"),
        ("(0)", "V302"),
        ("0,", "V302"),
        ('0.0," (ước)"', "V302"),
        ('0" người/năm"', "V302"),
        ("[>5000]0", "V302"),
        ("0%", "V315"),
    ],
)
def test_a_number_format_that_is_not_understood_stops_its_cell(form: str, code: str) -> None:
    assert problems(read(figure((1500, form)))) == [f"S!D2 {code}"]


def test_the_refusal_says_what_the_format_shows() -> None:
    (finding,) = read(figure((1500, '0" hộp"'))).problems
    assert str(finding.fault.message) == (
        "the cell contains 1500, but its number format shows it as “1500 hộp”, which is not understood"
    )
    assert "number format" in str(finding.fault.fix)


@pytest.mark.parametrize("form", [";;;", "0;-0;", '0;-0;"-"', "#", '#,##0;;"chưa có";@'])
def test_what_a_format_hides_is_left_out_and_counted(form: str) -> None:
    value = 1500 if form == ";;;" else 0
    found = read(
        xlsx(table(HEAD, ("output", "Hà Nội", "so-2025", (value, form)), ("output", "Bắc Ninh", "so-2025", 3)))
    )
    assert clear(found) == ["S!D3 output bac_ninh 2024 2024-12-31 3 so-2025"]
    assert left(found) == ["S!D2 UNSEEN"]


def test_a_number_below_0_needs_a_sign_or_the_red_of_accounts() -> None:
    assert clear(read(figure((-2.5, "0.0;[Red]0.0"), "growth")))[0].split(" ")[5] == "-2.5"
    assert clear(read(figure((-2.5, "0.0;(0.0)"), "growth")))[0].split(" ")[5] == "-2.5"
    assert problems(read(figure((-2.5, "0.0;0.0"), "growth"))) == ["S!D2 V302"]


def test_the_format_of_texts_counts_too() -> None:
    assert clear(read(figure(("1500", '0;0;0;@" triệu đồng"'))))[0].split(" ")[5] == "1.5"
    assert left(read(figure(("1500", ";;;")))) == ["S!D2 UNSEEN"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ('"6 tháng đầu năm "yyyy', "6 tháng đầu năm 2025"),
        ('"quý "m"/"yyyy', "quý 6/2025"),
        ('"trước "dd/mm/yyyy', "trước 30/06/2025"),
        ('"tháng "mm" năm "yyyy', "tháng 06 năm 2025"),
        ('"T"m/yyyy', "2025-06"),
        ("dd/mm/yyyy", "2025-06-30"),
    ],
)
def test_a_day_with_words_around_it_is_what_is_shown(form: str, said: str) -> None:
    assert NumberFormat(form).cell(45838.0, since_1904=False) == Cell(said, CellKind.DATE)


WORDS = st.text("abcdefghijklmnopqrstuvwxyzăâđêôơư", min_size=2, max_size=8)


@given(
    WORDS.map(lambda word: f"q{word}z"),  # so that it is none of the words that are known
    st.booleans(),
    st.sampled_from(["0", "#,##0.0", "0%"]),
)
def test_an_unknown_word_in_a_number_format_never_yields_a_number(word: str, before: bool, digits: str) -> None:
    code = f'"{word} "{digits}' if before else f'{digits}" {word}"'
    indicator = "growth" if digits == "0%" else "output"
    found = read(figure((12.0, code), indicator))
    assert not any(row.is_clear for row in found.rows), rows(found)


@given(st.text(st.sampled_from('0#?,.%;"@[]_*\\E+-/ ()dmyhs$₫a²'), max_size=25), st.sampled_from([0.0, 5.0, -5.0, 1e9]))
def test_no_number_format_breaks_the_reader(code: str, value: float) -> None:
    cell = NumberFormat(code).cell(value, since_1904=False)
    assert cell.text


def test_a_number_format_without_end_is_refused() -> None:
    with pytest.raises(NotReadable):
        NumberFormat("0" * 300)


# Runs of text


def rich(*pieces: tuple[str, str]) -> bytes:
    """A figure in runs, each with what it looks like: ``up``, ``low``, ``struck``, or nothing."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    page = book.add_worksheet("S")
    looks = {
        "up": {"font_script": 1}, "low": {"font_script": 2}, "struck": {"font_strikeout": True}, "": {"bold": True}
    }  # fmt: skip
    page.write_row("A1", HEAD)
    page.write_row("A2", ("output", "Hà Nội", "so-2025"))
    page.write_rich_string("D2", *(part for text, look in pieces for part in (book.add_format(looks[look]), text)))
    book.close()
    return data.getvalue()


def old_rich(*pieces: tuple[str, str]) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("S")
    for column, text in enumerate(HEAD):
        page.write(0, column, text)
    for column, text in enumerate(("output", "Hà Nội", "so-2025")):
        page.write(1, column, text)
    runs = []
    for text, look in pieces:
        font = xlwt.Font()
        font.struck_out = look == "struck"
        font.escapement = {"up": 1, "low": 2}.get(look, 0)
        runs.append((text, font))
    page.write_rich_text(1, 3, runs)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


LOOKS = (
    '<style:style style:name="struck" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="up" style:family="text"><style:text-properties '
    'style:text-position="super 58%"/></style:style><style:style style:name="low" style:family="text">'
    '<style:text-properties style:text-position="-33% 58%"/></style:style>'
)


def open_rich(*pieces: tuple[str, str]) -> bytes:
    spans = "".join(
        f'<text:span text:style-name="{look}">{text}</text:span>' if look else text for text, look in pieces
    )
    cell = f'<table:table-cell office:value-type="string"><text:p>{spans}</text:p></table:table-cell>'
    return ods(tuple(map(str, HEAD)), ("output", "Hà Nội", "so-2025", cell), styles=LOOKS)


@pytest.mark.parametrize("made", [rich, old_rich, open_rich])
@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        ((("95", ""), ("2", "up")), ""),
        ((("95", ""), ("(1)", "up")), ""),
        ((("95", ""), ("p", "up")), ""),
        ((("95", ""), ("2", "low")), ""),
        ((("99", "struck"), ("97", "")), "97"),
        ((("97", ""), ("99", "struck")), "97"),
        ((("99", "struck"), (" 97 tỷ đồng", "")), "97"),
        ((("gần ", ""), ("99", "struck"), (" 97", "")), "nearly 97"),
        ((("1", ""), ("2", "struck"), ("3", "")), ""),
        ((("1 ", ""), ("2", "struck"), (" 300", "")), ""),
        ((("9", "struck"), ("5", "struck")), "left out"),
    ],
)
def test_what_is_raised_or_struck_out_is_never_a_digit(
    made: Any, pieces: tuple[tuple[str, str], ...], said: str
) -> None:
    found = read(made(*pieces))
    if said == "left out":
        assert left(found) == ["S!D2 UNSEEN"]
    elif said:
        assert [row.split(" so-2025")[0] for row in clear(found)] == [f"S!D2 output hanoi 2024 2024-12-31 {said}"]
    else:
        assert problems(found) == ["S!D2 V301"]


def test_a_unit_with_a_raised_power_is_that_unit_and_a_footnote_at_a_name_is_not_the_name() -> None:
    found = read(figure(440, "Doanh nghiệp CNHT¹"))
    assert [row.split()[1] for row in rows(found)] == ["enterprises"]
    assert sheet_of(rich(("km", ""), ("2", "up"))).rows[2][4].text == "km²"


def test_a_cell_that_is_struck_out_is_left_out_in_every_format() -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    page = book.add_worksheet("S")
    page.write_row("A1", HEAD)
    page.write_row("A2", ("output", "Hà Nội", "so-2025"))
    page.write("D2", 1500, book.add_format({"font_strikeout": True}))
    book.close()
    old = xlwt.Workbook()
    sheet = old.add_sheet("S")
    for at, line in enumerate((HEAD, ("output", "Hà Nội", "so-2025"))):
        for column, value in enumerate(line):
            sheet.write(at, column, value)
    sheet.write(1, 3, 1500, xlwt.easyxf("font: struck_out on"))
    saved = io.BytesIO()
    old.save(saved)
    style = '<style:style style:name="c" style:family="table-cell">{}</style:style>'.format(
        '<style:text-properties style:text-line-through-style="solid"/>'
    )
    cell = number("1500", more='table:style-name="c"')
    for made in (data.getvalue(), saved.getvalue(),
                 ods(tuple(map(str, HEAD)), ("output", "Hà Nội", "so-2025", cell), styles=style)):  # fmt: skip
        assert left(read(made)) == ["S!D2 UNSEEN"]


def test_a_name_that_is_struck_out_is_not_taken_for_the_name() -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    page = book.add_worksheet("S")
    page.write_row("A1", HEAD)
    page.write("A2", "output", book.add_format({"font_strikeout": True}))
    page.write_row("B2", ("Hà Nội", "so-2025", 5))
    book.close()
    assert problems(read(data.getvalue())) == ["S!A2 C220"]


# OpenDocument: the text that is shown beside the value.


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (number("1500", "1.500 triệu đồng"), "1.5"),
        (number("1500", "gần 1.500"), "nearly 1500"),
        (number("1500000000", "1.500 tr"), "1.5"),
        (number("1500000000", "1.500.000.000 ₫", kind="currency"), "1.5"),
        (number("1500", "1.500,0"), "1500"),
        (number("1500", "1 500"), "1500"),
        (number("1500", "1,5E+03"), "1500"),
        ('<table:table-cell office:value-type="float" office:value="7"/>', "7"),
        (number("1500", "1.500*"), "V302"),
        (number("440", "440/445"), "V302"),
        (number("1500", "1.500 USD"), "M504"),
        (number("350", "$350", 'office:currency="USD"', "currency"), "M504"),
        ('<table:table-cell office:value-type="currency" office:currency="USD" office:value="7"/>', "M504"),
        ('<table:table-cell office:value-type="float" office:value="7"><text:p/></table:table-cell>', "left out"),
        (number("0", "-"), "left out"),
    ],
)
def test_what_libreoffice_shows_around_a_number_counts(cell: str, said: str) -> None:
    found = read(ods(tuple(map(str, HEAD)), ("output", "Hà Nội", "so-2025", cell)), ImportOptions(numbers=Lang.VI))
    if said == "left out":
        assert left(found) == ["S!D2 UNSEEN"]
    elif said[0] in "VM":
        assert problems(found) == [f"S!D2 {said}"]
    else:
        assert [row.split(" so-2025")[0] for row in clear(found)] == [f"S!D2 output hanoi 2024 2024-12-31 {said}"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("6 tháng đầu năm 2025", "2025-H1"), ("06/2025", "2025-06"), ("30/06/2025", "2025-06-30"),
     ("trước 30/06/2025", "trước 30/06/2025"), ("Monday, June 30, 2025", "2025-06-30"),
     ("30 tháng 6, 2025", "2025-06-30")],
)  # fmt: skip
def test_a_day_of_an_ods_is_what_is_shown_of_it(text: str, said: str) -> None:
    cell = (
        f'<table:table-cell office:value-type="date" office:date-value="2025-06-30"><text:p>{text}</text:p>'
        "</table:table-cell>"
    )
    assert sheet_of(ods((cell,))).rows[1][1] == Cell(said, CellKind.DATE)


def test_the_format_of_an_old_workbook_counts_as_well() -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("S")
    for at, line in enumerate((HEAD, ("output", "Hà Nội", "so-2025"), ("output", "Bắc Ninh", "so-2025"))):
        for column, value in enumerate(line):
            page.write(at, column, value)
    page.write(1, 3, 1500, xlwt.easyxf(num_format_str='#,##0" triệu đồng"'))
    page.write(2, 3, 1500, xlwt.easyxf(num_format_str="#,##0 [$USD]"))
    data = io.BytesIO()
    book.save(data)
    found = read(data.getvalue())
    assert rows(found)[0] == "S!D2 output hanoi 2024 2024-12-31 1.5 so-2025"
    assert problems(found) == ["S!D3 M504"]


# No width, no height


def test_a_column_or_row_without_a_size_is_hidden() -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    page = book.add_worksheet("S")
    page.write_row("A1", (*HEAD, 2023))
    page.write_row("A2", ("output", "Hà Nội", "so-2025", 4, 3))
    page.write_row("A3", ("output", "Bắc Ninh", "so-2025", 4, 3))
    page.set_column("E:E", 0)
    page.set_row(2, 0)
    book.close()
    old = xlwt.Workbook()
    sheet = old.add_sheet("S")
    for at, line in enumerate(
        ((*HEAD, 2023), ("output", "Hà Nội", "so-2025", 4, 3), ("output", "Bắc Ninh", "so-2025", 4, 3))
    ):
        for column, value in enumerate(line):
            sheet.write(at, column, value)
    sheet.col(4).width = 0
    sheet.row(2).height_mismatch = True
    sheet.row(2).height = 0
    saved = io.BytesIO()
    old.save(saved)
    styles = (
        '<style:style style:name="w" style:family="table-column"><style:table-column-properties '
        'style:column-width="0cm"/></style:style><style:style style:name="h" style:family="table-row">'
        '<style:table-row-properties style:row-height="0in"/></style:style>'
    )
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("output", "Bắc Ninh", "so-2025", "4", "3")
    )
    zero = ods((*map(str, HEAD), "2023"), ("output", "Hà Nội", "so-2025", "4", "3"), styles=styles,
               table_rows=f'<table:table-row table:style-name="h">{cells}</table:table-row>')  # fmt: skip
    import zipfile

    with zipfile.ZipFile(io.BytesIO(zero)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    columns = b'<table:table-column table:number-columns-repeated="4"/><table:table-column table:style-name="w"/>'
    parts["content.xml"] = parts["content.xml"].replace(b"<table:table-row>", columns + b"<table:table-row>", 1)
    from importing import zipped

    for made in (data.getvalue(), saved.getvalue(), zipped(parts)):
        found = read(made)
        assert [row.split()[0] for row in clear(found)] == ["S!D2"]
        assert left(found) == ["S!E1 HIDDEN", "S!3 HIDDEN"]


# Old letters, and what is not a workbook


def test_text_of_an_old_font_is_named_with_its_font_and_read_where_that_is_asked_for() -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    page = book.add_worksheet("S")
    font = book.add_format({"font_name": ".VnTime"})
    for column, text in enumerate(("ChØ tiªu", "§Þa bµn", "Nguån")):
        page.write(0, column, text, font)
    page.write("D1", 2024)
    page.write_row("A2", ("output", "Hà Nội", "so-2025", 4))
    book.close()
    (finding,) = read(data.getvalue()).problems
    assert str(finding.fault.message) == "“ChØ tiªu” is in the old font .VnTime, whose letters are those of TCVN3"
    assert "--encoding tcvn3" in str(finding.fault.fix)
    assert clear(read(data.getvalue(), ImportOptions(encoding=Encoding.TCVN3))) == [
        "S!D2 output hanoi 2024 2024-12-31 4 so-2025"
    ]


def test_text_in_old_letters_is_known_whatever_its_font_is_called() -> None:
    data = xlsx(table(("ChØ tiªu", "§Þa bµn", "Nguån", 2024), ("output", "hanoi", "so-2025", 4)))
    (finding,) = read(data).problems
    assert finding.fault.code == "F101"
    assert "--encoding tcvn3" in str(finding.fault.fix)
    assert clear(read(data, ImportOptions(encoding=Encoding.TCVN3)))
    assert clear(read(xlsx(table(HEAD, ("output", "Hà Nội", "so-2025", 4)))))


def test_a_pointer_of_git_lfs_says_what_fetches_the_file() -> None:
    (finding,) = read(
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", name="a.xlsx"
    ).problems
    assert "git lfs pull" in str(finding.fault.fix)
