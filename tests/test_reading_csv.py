"""CSV to figures: what is read, and what is refused, where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnht.domain.model import Area, Authority, Definitions, Indicator, Measure, Observation, RegisterEntry, Source, Unit
from cnht.domain.period import Period
from cnht.domain.quantity import Direction, ObservationStatus, Qualifier, Quantity
from cnht.files.textfile import TextFile
from cnht.language.texts import Lang, LocalizedText
from cnht.problems import Kind, Location, Problem
from cnht.reading import csv_text
from cnht.reading.text import lines

TODAY = date(2026, 1, 1)
Found = list[tuple[str, int, int]]
HERE = Location("targets/indicators.yaml", 1)
HEADER = "indicator,area,period,as_of,qualifier,value,value_high,status,source,wording,note\n"


def indicator(code: str, measure: Measure, unit: str) -> Indicator:
    return Indicator(code, LocalizedText(code, code), unit, measure, Direction.INCREASE, HERE)


DEFINITIONS = Definitions(
    areas={"hanoi": Area("hanoi", LocalizedText("Hà Nội", "Hanoi"), HERE)},
    units={
        "firm": Unit("firm", LocalizedText("doanh nghiệp", "firms"), Fraction(1), HERE),
        "money": Unit("money", LocalizedText("tỷ đồng", "billion VND"), Fraction(10**9), HERE),
        "percent": Unit("percent", LocalizedText("%", "%"), Fraction(1), HERE),
    },
    indicators={
        one.code: one
        for one in (
            indicator("firms", Measure.STOCK, "firm"),
            indicator("sales", Measure.FLOW, "money"),
            indicator("fairs", Measure.FLOW, "firm"),
            replace(indicator("balance", Measure.FLOW, "money"), signed=True),
            indicator("growth", Measure.GROWTH, "percent"),
            indicator("share", Measure.SHARE, "percent"),
        )
    },
    sources={"vna-2024": Source("vna-2024", "t", "p", Period.parse("2024"), Authority.OFFICIAL, HERE)},
)


def found(problems: list[Problem]) -> Found:
    return [(problem.code, problem.where.line, problem.where.column) for problem in problems]


def read(text: str | bytes, definitions: Definitions = DEFINITIONS) -> tuple[list[Observation], list[Problem]]:
    problems: list[Problem] = []
    file = TextFile("data/x.csv", text if isinstance(text, bytes) else text.encode())
    text_lines = lines(file, problems)
    if text_lines is None:
        return [], problems
    reader = csv_text.SnapshotReader(definitions, TODAY)
    table = csv_text.snapshot("data/x.csv", problems)
    figures, duplicates = csv_text.drop_duplicates(reader.read(table, text_lines))
    problems += [duplicate.problem for duplicate in duplicates]
    return figures, problems


def read_register(text: str) -> tuple[list[RegisterEntry], list[Problem]]:
    problems: list[Problem] = []
    text_lines = lines(TextFile("r", text.encode()), [])
    assert text_lines is not None
    table = csv_text.register("data/registers/r.csv", problems)
    return list(csv_text.read_register(table, text_lines, DEFINITIONS)), problems


def row(  # the cells of a sound figure, each to be replaced
    indicator: str = "firms", area: str = "hanoi", period: str = "", as_of: str = "2024-09-28", qualifier: str = "",
    value: str = "1000", value_high: str = "", status: str = "", source: str = "vna-2024", wording: str = "",
    note: str = "",
) -> str:  # fmt: skip
    return ",".join(
        [indicator, area, period, as_of, qualifier, value, value_high, status, source, wording, note]
    )  # fmt: skip


def test_a_figure_is_read_with_its_digits_dates_and_place() -> None:
    (first, second), problems = read(
        HEADER
        + row(qualifier="nearly", value="12.50", wording='"gần 12,50"', note='"a, b"')
        + "\n"
        + row("sales", "", "2024-H1", "2024-06", "between", "1", "2", "final", "vna-2024")
        + "\n"
    )
    assert problems == []
    assert first == Observation(
        "firms",
        "hanoi",
        None,
        date(2024, 9, 28),
        "2024-09-28",
        Quantity(Qualifier.NEARLY, Decimal("12.50")),
        ObservationStatus.UNMARKED,
        "vna-2024",
        "gần 12,50",
        "a, b",
        Location("data/x.csv", 2),
    )
    assert str(first.quantity.value) == "12.50"
    assert second.area == "hanoi"
    assert second.period == Period.parse("2024-H1")
    assert (second.as_of, second.as_of_text) == (date(2024, 6, 30), "2024-06")
    assert second.quantity == Quantity(Qualifier.BETWEEN, Decimal(1), Decimal(2))


def test_each_figure_keeps_its_own_digits() -> None:
    rows = [row(value=value, as_of=f"2024-0{n}", wording=f'"{value.replace(".", ",")}"')
            for n, value in enumerate(["12.5", "12.50", "12.500001"], 1)]  # fmt: skip
    figures, _ = read(HEADER + "\n".join(rows))
    assert [str(figure.quantity.value) for figure in figures] == ["12.5", "12.50", "12.500001"]


@pytest.mark.parametrize(
    "text",
    [
        "indicator,as_of,value,source\nfirms,2024-09-28,5,vna-2024\n",
        "indicator,as_of,value,source\r\nfirms,2024-09-28,5,vna-2024\r\n",
        "indicator,as_of,value,source\nfirms,2024-09-28,5,vna-2024",
        'indicator,as_of,value,source,note\nfirms,2024-09-28,5,vna-2024,"a, ""b""\nc, d"\n',
        'indicator,as_of,value,source,note\r\n"firms","2024-09-28","5","vna-2024","a\nb"\r\n',
    ],
)
def test_sound_files_have_no_problem(text: str) -> None:
    figures, problems = read(text)
    assert found(problems) == []
    assert [figure.quantity.value for figure in figures] == [5]


def test_lines_are_physical_lines_after_a_quoted_line_break() -> None:
    _, problems = read(HEADER + row(note='"a\nb\nc"') + "\n" + row(value="x", as_of="2024-09-29") + "\n")
    assert found(problems) == [("V301", 5, 26)]


@pytest.mark.parametrize(
    ("value", "code", "remedy"),
    [
        ("1,000", "V301", "Write 1000 or 1."),
        ("12,5", "V301", "Write 12.5."),
        ("35%", "V301", "Write 35."),
        ("35,5%", "V301", "Write 35.5."),
        ("1e3", "V301", "Write 1000."),
        ("1.000.000", "V301", "Write 1000000."),
        ("1.000,5", "V301", "Write 1000.5."),
        ("1,000.5", "V301", "Write 1000.5."),
        ("1 000", "V301", "Write 1000."),
        ("1\u00a0000", "V301", "Write 1000."),
        ("1'000", "V301", "Write 1000."),
        ("1_000", "V301", "Write 1000."),
        ("010", "V301", "Write 10."),
        ("+5", "V301", "Write 5."),
        (".5", "V301", "Write 0.5."),
        ("5.", "V301", "Write 5."),
        (" 5", "V301", "Write 5."),
        ("\uff11\uff12", "V301", "Write 12."),
        ("\u22125", "V301", "Write -5."),
        ("5\u200b", "F112", "Write 5."),
        ("gần 1.000", "V315", "separately, probably nearly 1000"),
        ("NaN", "V313", "leave it out"),
        ("inf", "V313", "leave it out"),
        ("-", "V313", "leave it out"),
        ("#REF!", "V314", "Fix the formula"),
        ("five", "V301", "Write a number"),
        ("11O", "V301", "Write 110."),
        ("12 ha", "V315", "Write 12: the unit"),
        ("12,5 tỷ đồng", "V315", "Write 12.5 if the indicator's unit is of that magnitude, otherwise 12500000000."),
        ("500 VND", "V315", "Write 500"),
        ("$12.5", "V315", "Write 12.5"),
        (">= 450", "V315", "Write 450, with at_least as the qualifier."),
        ("35 - 40", "V315", "separately, probably between 35 40"),
        ("N/A", "V313", "leave it out"),
        ("1/2", "V301", "Write a number"),
        ("=SUM(A1:A9)", "C220", "Write the result of the formula"),
        ("@x", "C220", "Write the result of the formula"),
    ],
)
def test_a_number_that_is_not_plain_is_refused_with_what_was_meant(value: str, code: str, remedy: str) -> None:
    _, problems = read(HEADER + row(value=f'"{value}"') + "\n")
    assert found(problems) == [(code, 2, 26)]
    assert remedy in str(problems[0].fix)


@pytest.mark.parametrize(("value", "sound"), [("1.234", False), ("16.000", False), ("-1.000", False), ("0.125", True),
                                              ("1234.567", True), ("1.2345", True), ("1.23", True)])  # fmt: skip
def test_a_point_before_three_digits_is_ambiguous_only_where_it_may_group(value: str, sound: bool) -> None:
    _, problems = read(HEADER + row("growth", "hanoi", "2024-09", value=value) + "\n")
    assert found(problems) == ([] if sound else [("V302", 2, 34)])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (row(value=""), [("V304", 2, 26)]),
        (row(value="9" * 40), [("V303", 2, 26)]),
        (row(as_of="2024-09-31"), [("V306", 2, 14)]),
        (row(as_of="28/09/2024"), [("V305", 2, 14)]),
        (row(as_of="2024-9-28"), [("V305", 2, 14)]),
        (row(as_of="45563"), [("V305", 2, 14)]),
        (row(as_of="2024"), [("V305", 2, 14)]),
        (row(as_of=""), [("V304", 2, 14)]),
        (row("sales", period="Quý II/2024"), [("V307", 2, 13)]),
        (row("sales", period="2024-12/2024-01"), [("V307", 2, 13)]),
        (row("sales", period="2024-09-28"), [("V307", 2, 13)]),
        (row("sales"), [("M507", 2, 13)]),
        (row("growth"), [("M507", 2, 14)]),
        (row(period="2024"), [("M508", 2, 13)]),
        (row("sales", period="2024-H1"), [("M509", 2, 21)]),
        (row(qualifier="near"), [("V308", 2, 25)]),
        (row(status="finall"), [("V308", 2, 32)]),
        (row("frims"), [("M501", 2, 1)]),
        (row("Firms"), [("V309", 2, 1)]),
        (row("firms "), [("V310", 2, 1)]),
        (row("f\u0456rms"), [("F113", 2, 1)]),
        (row("firms\u200b"), [("F112", 2, 1)]),
        (row(source="vna\u200f-2024"), [("F112", 2, 33)]),
        (row(as_of="05/06/2024"), [("V318", 2, 14)]),
        (row(as_of="31/09/2024"), [("V306", 2, 14)]),
        (row(as_of="2026-01-02"), []),
        (row(as_of="2026-01-03"), [("V317", 2, 14)]),
        (row(as_of="2026-02"), [("V317", 2, 14)]),
        (row(as_of="2026-01"), []),
        (row(value="0.30000000000000004"), [("V316", 2, 26)]),
        (row(wording="=1+1"), [("C220", 2, 42)]),
        (row(note="+84 24 3825"), [("C220", 2, 43)]),
        (row("Tổng cộng"), [("C216", 2, 1)]),
        (row("Total:", area="", as_of="", source=""), [("C216", 2, 1)]),
        (row("Ghi chú: số ước", *[""] * 10), [("C217", 2, 1)]),
        ("* Ước tính", [("C217", 2, 1)]),
        (row(""), [("V304", 2, 1)]),
        (row(area="hanoy"), [("M502", 2, 7)]),
        (row(source="vna-2042"), [("M503", 2, 33)]),
        (row(source="nguồn"), [("V309", 2, 33)]),
        (row(value="-5"), [("M510", 2, 26)]),
        (row("share", value="101"), [("M510", 2, 26)]),
        (row("share", value="-1"), [("M510", 2, 26)]),
        (row("share", qualifier="between", value="90", value_high="110"), [("M510", 2, 36)]),
        (row("fairs", period="2024", value="-5"), [("M510", 2, 30)]),
        (row("fairs", period="2023", value="-5"), [("M509", 2, 18), ("M510", 2, 30)]),
        (row("sales", period="2024", value="-5"), [("M510", 2, 30)]),
        (row("balance", period="2024", value="-5"), []),
        (row("growth", period="2024", value="-5"), []),
        (row(qualifier="between"), [("M511", 2, 38)]),
        (row(value_high="2000"), [("M511", 2, 31)]),
        (row(qualifier="between", value_high="1000"), [("V312", 2, 38)]),
        (row(qualifier="between", value_high="999"), [("V312", 2, 38)]),
        (row(qualifier="nearly", value="0"), [("M512", 2, 32)]),
        (row(qualifier="under", value="0"), [("M512", 2, 31)]),
        (row("share", qualifier="over", value="100"), [("M512", 2, 30)]),
        (row(wording="gần 1.000"), [("M513", 2, 42)]),
        (row(wording="khoảng 100"), [("M513", 2, 42)]),
        (row(wording="ước đạt 1.000 doanh nghiệp", status="final"), [("V308", 2, 47)]),
        (row(wording="1000 (sơ bộ)", status="estimate"), [("V308", 2, 50)]),
        (row(wording="ước đạt 1.000 doanh nghiệp", status="estimate"), []),
        (row(wording="1.000 doanh nghiệp", status="final"), []),
        (row(wording="rất nhiều"), [("M514", 2, 42)]),
        (row(wording="1.000 doanh nghiệp"), []),
        (row("sales", period="2024", value="16000", wording="16 nghìn tỷ đồng"), []),
        (row("sales", period="2024", value="1500000000", wording="1.500.000.000đ"), [("M513", 2, 52)]),
        (row("sales", period="2024", value="1.5", wording="1.500.000.000đ"), []),
        (row("sales", period="2024", value="15", wording="15 doanh nghiệp"), [("M514", 2, 44)]),
        (row(value="440", wording="440 tấn"), [("M514", 2, 41)]),
        (row(value="40", wording="tăng 40 doanh nghiệp"), [("M514", 2, 40)]),
        (row("growth", period="2024", value="8.8", wording='"bằng 108,8% so với cùng kỳ"'), []),
        (row("growth", period="2024", value="7.2", wording='"ước đạt 7,2%"'), []),
        (row("growth", period="2024", value="108.8", wording='"tăng 108,8%"'), []),
        (row(value="1.250"), [("V302", 2, 26)]),
        (row(value="1.250", wording="1.250"), [("V302", 2, 26)]),
        (row(value="1.250", wording="gần 1.250"), [("V302", 2, 26)]),
        (row(value="1.250", wording="1.250 tấn"), [("V302", 2, 26)]),
        (row(qualifier="between", value="900", value_high="1.250"), [("V302", 2, 37)]),
        (row(note="a\x07b"), [("F103", 2, 43)]),
        (row("frims", value="1e3", as_of="2024-09-31"), [("M501", 2, 1), ("V306", 2, 14), ("V301", 2, 26)]),
    ],
)
def test_a_bad_cell_is_found_where_it_starts(line: str, expected: Found) -> None:
    figures, problems = read(HEADER + line + "\n")
    assert found(problems) == expected
    assert len(figures) == (not expected or expected[0][0] == "V316")


@pytest.mark.parametrize(
    ("value", "wording", "meant"),
    [
        ("1.250", "1.250 doanh nghiệp", "1250"),
        ("1.250", "1.250 firms", "1.250"),
        ("12.345", "12.345 doanh nghiệp", "12345"),
        ("-1.250", "-1.250 doanh nghiệp", ""),
        ("0.125", "", "0.125"),
        ("1.0000", "", "1.0000"),
    ],
)
def test_the_wording_settles_a_number_that_reads_two_ways(value: str, wording: str, meant: str) -> None:
    figures, problems = read(HEADER + row(value=value, wording=wording) + "\n")
    assert [f"{figure.quantity.value}" for figure in figures] == ([meant] if meant else [])
    assert bool(problems) == (not meant)


def test_a_growth_that_looks_like_an_index_is_read_and_warned_of() -> None:
    figures, problems = read(HEADER + row("growth", period="2024", value="108.8") + "\n")
    assert ([f"{figure.quantity.value}" for figure in figures], found(problems)) == (["108.8"], [("M551", 2, 31)])
    assert str(problems[0].fix) == 'Write 8.8; if it is a growth, add the wording "up 108.8%".'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b,c\n1,2,3\n", [("C201", 1, 1)]),
        (row() + "\n", [("C201", 1, 1)]),
        ("Report 2024\n\n" + HEADER + row(value="x") + "\n", [("C215", 1, 1), ("V301", 4, 26)]),
        ("\n".join(f'"{line}"' for line in (HEADER.strip(), row())), [("C213", 1, 1)]),
        (HEADER + row() + "\n" + row("firms")[:20], [("C219", 3, 1)]),
        (HEADER + row() + "\n" + row(as_of="2024-10").replace(",", ";") + "\n", [("C213", 3, 1)]),
        (HEADER + row() + "\n" + row("", as_of="2024-10") + "\n", [("C218", 3, 1)]),
        (HEADER + row() + "\n" + "\n" * 3 + row(as_of="2024-10") + "\n\n", [("C211", 3, 1), ("C211", 7, 1)]),
        (HEADER + row("between", qualifier="between", value="8,5", value_high="9"), [("C208", 2, 35)]),
        ("indicator,as_of,valeu,source\nfirms,2024-09-28,5,vna-2024\n", [("C203", 1, 17)]),
        (HEADER.replace(",", ";") + row().replace(",", ";") + "\n", [("C213", 1, 1)]),
        (HEADER.replace(",", "\t"), [("C213", 1, 1)]),
        ("sep=;\n" + HEADER.replace(",", ";"), [("C213", 1, 1)]),
        ("indicator,as_of,source\nfirms,2024-09-28,vna-2024\n", [("C202", 1, 1)]),
        ("indicator,as_of,value,source,notes\nfirms,2024-09-28,5,vna-2024,x\n", [("C203", 1, 30)]),
        ("indicator,as_of,value,value,source\nfirms,2024-09-28,5,5,vna-2024\n", [("C204", 1, 23)]),
        ("indicator, as_of,value,Source\nfirms,2024-09-28,5,vna-2024\n", [("C205", 1, 11)]),
        ("as_of,indicator,value,source\n2024-09-28,firms,5,vna-2024\n", [("C206", 1, 1)]),
        (HEADER, [("C214", 1, 1)]),
        (HEADER[:-1] + ",x" * 5000 + "\n", [("C203", 1, 1)]),
        (HEADER + "firms,hanoi\n", [("C207", 2, 1)]),
        (HEADER + row() + ",x\n", [("C208", 2, 1)]),
        (HEADER + row(value="12,5") + "\n", [("C208", 2, 26)]),
        (HEADER + row() + "\n\n" + row(as_of="2024-10") + "\n", [("C211", 3, 1)]),
        (HEADER + row() + "\n" + "," * 10 + "\n", [("C211", 3, 1)]),
        (HEADER + row(note='"open') + "\n", [("C209", 2, 43)]),
        (
            HEADER + row(note='"open') + "\n" + row(as_of="2024-10", value="x") + "\n",
            [("C209", 2, 43), ("V301", 3, 23)],
        ),
        (HEADER + row(note='"open') + "\n" + row(as_of="2024-10", note='"x"') + "\n", [("C209", 2, 43)]),
        (HEADER + row(note='"open') + "\n" + row(as_of="2024-10", note='x"') + "\n", [("C209", 2, 43)]),
        (HEADER + row(note='a "b" c') + "\n", [("C210", 2, 43)]),
        (HEADER + row(note='"a" c') + "\n", [("C210", 2, 43)]),
        (HEADER + row(wording='"a\nb"', note='"1" x') + "\n", [("C210", 3, 4)]),
        (HEADER + row(note="x" * 200_000) + "\n", [("C212", 2, 43)]),
        (HEADER + row(note="x" * 10_000_000) + "\n" + row("frims") + "\n", [("C212", 2, 43), ("M501", 3, 1)]),
        ("\ufeff" + HEADER + row() + "\n", [("F102", 1, 1)]),
        (HEADER + row() + "\r\n" + row(as_of="2024-10") + "\n", [("F108", 2, 1)]),
        ("<<<<<<< a\n" + HEADER + "=======\n" + HEADER + ">>>>>>> b\n", [("F107", 1, 1)]),
    ],
)
def test_a_bad_shape_is_found_where_it_starts(text: str, expected: Found) -> None:
    assert found(read(text)[1]) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (HEADER.encode() + row().encode() + b"\xe1\n", [("F101", 2, 43)]),
        ((HEADER + row()).encode("utf-16"), [("F101", 1, 1)]),
        ((HEADER + row()).encode("utf-16-le"), [("F101", 1, 1)]),
        (HEADER.encode() + row(note="Đ\u01b0").encode("cp1258"), [("F101", 2, 43)]),
        (b"PK\x03\x04", [("F109", 1, 1)]),
        (b"<!DOCTYPE html><html>", [("F109", 1, 1)]),
        (b"", [("F104", 1, 1)]),
        (b" \r\n", [("F104", 1, 1)]),
        (HEADER.encode() + row(note="e\u0323").encode() + b"\n", [("F110", 2, 43)]),
        (HEADER.encode() + row(note="Hà").encode().decode("latin-1").encode() + b"\n", [("F114", 2, 44)]),
        (b'{"message": "Not Found"}', [("F109", 1, 1)]),
    ],
)
def test_what_is_no_utf8_text_is_named(data: bytes, expected: Found) -> None:
    assert found(read(data)[1]) == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"C\xabng nghi\xd6p \xae\xb9t", "byte 0xAB at offset 122 is not valid UTF-8; probably TCVN3 (ABC)"),
        ("Đạt".encode("cp1258", "ignore") + b"\xd2", "only this line is wrong"),
        ("g\u00e2\u0300n kho\u0061\u0309ng".encode("cp1258"), "probably windows-1258"),
        (b"r\xe9sum\xe9", "probably windows-1252 or another old encoding"),
    ],
)
def test_the_likely_encoding_is_said(data: bytes, message: str) -> None:
    many = data.startswith((b"C", b"g", b"r"))
    rows = b"".join(
        row(note="@", as_of=f"2024-0{n}").encode().replace(b"@", data) + b"\n" for n in range(1, 3 if many else 2)
    )
    sound = b"" if many else b"".join(row(note="Hà", as_of=f"2023-0{n}").encode() + b"\n" for n in range(1, 4))
    _, (problem,) = read(HEADER.encode() + rows + sound)
    assert problem.code == "F101"
    assert message in str(problem.message)


def test_a_date_that_does_not_exist_says_why() -> None:
    _, (problem,) = read(HEADER + row(as_of="31/09/2024") + "\n")
    assert "2024-09 has 30 days" in str(problem.message)
    assert "09/2024 có 30 ngày" in problem.message.text(Lang.VI)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2024-9-28", "2024-09-28"), ("28/09/2024", "2024-09-28"), ("28/9/24", "2024-09-28"), ("45563", "2024-09-28"),
        ("45563.0", "2024-09-28"), ("2024-09-28 10:00", "2024-09-28"), ("2024-09-28T00:00:00", "2024-09-28"),
        ("9/2024", "2024-09"), ("20240928", "2024-09-28"), ("ngày 28 tháng 9 năm 2024", "2024-09-28"),
        ("28 September 2024", "2024-09-28"),
    ],
)  # fmt: skip
def test_a_date_in_another_form_says_what_to_write(text: str, meant: str) -> None:
    _, (problem,) = read(HEADER + row(as_of=text) + "\n")
    assert str(problem.fix) == f"Write {meant}."


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Quý II/2024", "Write 2024-Q2."), ("Q3/2025", "Write 2025-Q3."), ("2021-2025", "Write 2021/2025."),
        ("9T/2024", "Write 2024-01/2024-09."), ("7 tháng 2024", "Write 2024-01/2024-07."), ("2025-7", "Write 2025-07."),
        ("07/2025", "Write 2025-07."), ("2025-q2", "Write 2025-Q2."), ("7 tháng", "YYYY-01/YYYY-07"),
        ("2025/2024", "Did you mean 2024/2025?"),
    ],
)  # fmt: skip
def test_a_period_in_another_form_says_what_to_write(text: str, meant: str) -> None:
    _, problems = read(HEADER + row("sales", period=text) + "\n")
    assert found(problems) == [("V307", 2, 13)]
    assert meant in str(problems[0].fix)


@pytest.mark.parametrize(("word", "meant"), [("gần", "nearly"), ("hơn", "over"), ("ít nhất", "at_least"),
                                             (">=", "at_least"),
                                             ("~", "about"), ("từ", "between"), ("almost", "nearly")])  # fmt: skip
def test_a_qualifier_in_words_says_its_name(word: str, meant: str) -> None:
    _, (problem,) = read(HEADER + row(qualifier=word) + "\n")
    assert (problem.code, problem.where.column) == ("V308", 25)
    assert f"Write {meant};" in str(problem.fix)


def test_an_unquoted_decimal_comma_says_what_to_write() -> None:
    _, (problem,) = read(HEADER + row(value="12,5") + "\n")
    assert str(problem.fix) == "Write 12.5."


def test_two_rows_with_one_key_cite_both() -> None:
    _, problems = read(HEADER + row() + "\n" + row(value="5") + "\n" + row(value="6", status="disputed") + "\n")
    assert found(problems) == [("M515", 3, 1)]
    assert problems[0].related == (Location("data/x.csv", 2),)


def test_rows_of_different_ways_to_write_one_period_have_one_key() -> None:
    rows = [row("sales", period=period, as_of="2024-06-30") for period in ("2024-H1", "2024-01/2024-06")]
    assert found(read(HEADER + "\n".join(rows))[1]) == [("M515", 3, 1)]


def test_an_absent_area_is_one_problem_where_there_are_several() -> None:
    areas = dict(DEFINITIONS.areas) | {"hue": Area("hue", LocalizedText("Huế", "Hue"), HERE)}
    several = Definitions(DEFINITIONS.tolerance, areas, DEFINITIONS.units, DEFINITIONS.indicators, DEFINITIONS.sources)
    text = "indicator,as_of,value,source\nfirms,2024-09-28,5,vna-2024\nfirms,2024-09-29,5,vna-2024\n"
    assert found(read(text, several)[1]) == [("M506", 1, 1)]
    assert found(read(HEADER + row(area="") + "\n", several)[1]) == [("M506", 2, 7)]


def test_nothing_is_concluded_from_what_could_not_be_read() -> None:
    unread = Definitions(unread=frozenset({(Kind.INDICATOR, ""), (Kind.AREA, ""), (Kind.SOURCE, "")}))
    assert read(HEADER + row("frims", area="x", source="y") + "\n", unread) == ([], [])
    assert found(read(HEADER + row("frims", value="x") + "\n", unread)[1]) == [("V301", 2, 26)]


def test_figures_are_read_as_they_were_written() -> None:
    texts = ["12.50", "0", "0.000", "-7.10", "9" * 30, "0." + "1" * 29, "1234567890123456", "144115188075855872"]
    rows = [row("growth", period="2024-09", value=text, source="vna-2024", as_of=f"2024-09-{n:02}")
            for n, text in enumerate(texts, 1)]  # fmt: skip
    rows.append(row("sales", period="2024", qualifier="between", value="1.50", value_high="2.2500", note="n"))
    rows.append(row("sales", "", "2024-01/2024-12", "2024-12", "nearly", "5", wording="gần 5"))
    figures, problems = read(HEADER + "\n".join(rows))
    assert problems == []
    assert [str(figure.quantity.value) for figure in figures] == [*texts, "1.50", "5"]
    assert [str(figure.quantity.value_high) for figure in figures][-2:] == ["2.2500", "None"]
    assert [figure.quantity.qualifier for figure in figures][-2:] == [Qualifier.BETWEEN, Qualifier.NEARLY]
    assert [(figure.wording, figure.note) for figure in figures][-2:] == [("", "n"), ("gần 5", "")]
    assert [figure.period.text for figure in figures if figure.period][-2:] == ["2024", "2024-01/2024-12"]
    assert [figure.where.line for figure in figures] == list(range(2, 12))


def test_a_million_bad_texts_are_not_kept() -> None:
    text = "indicator,as_of,value,source\n" + "".join(f"firms,2024-09-28,{n},vna-2024\n" for n in range(60_000))
    figures, problems = read(text)
    assert len(figures) == 1
    assert len(problems) == 59_999  # one key


def test_a_register_is_read() -> None:
    (entry,), problems = read_register("name,area,stage,as_of,source,note\nPhú Yên,,open,2023-10,vna-2024,x\n")
    assert problems == []
    assert (entry.name, entry.area, entry.stage, entry.as_of) == ("Phú Yên", "hanoi", "open", date(2023, 10, 31))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (",hanoi,open,2023-10,vna-2024,\n", [("V304", 2, 1)]),
        ("A,hanoi,,2023-10,vna-2024,\n", [("V304", 2, 9)]),
        ("A,hanoi,Open,2023-10,vna-2024,\n", [("V309", 2, 9)]),
        ("A,hanoi,open,2023,vna-2024,\n", [("V305", 2, 14)]),
        ("A,hanoi,open,2023-10,vna,\n", [("M503", 2, 22)]),
        ("A,hanoi,open,2023-10,vna-2024,\na,hanoi,open,2023-11,vna-2024,\n", [("M515", 3, 1)]),
    ],
)
def test_a_bad_entry_of_a_register_is_found(rows: str, expected: Found) -> None:
    assert found(read_register("name,area,stage,as_of,source,note\n" + rows)[1]) == expected


def check_rows(data: bytes) -> None:
    """Nothing raises, every problem has a place in the file, and every line is read or reported."""
    figures, problems = read(data)
    count = len(data.decode("utf-8", "replace").splitlines()) + 1
    for problem in problems:
        assert 1 <= problem.where.line <= count
        assert problem.where.column >= 1
        assert all(words.text(lang).isprintable() for words in (problem.message, problem.fix) for lang in Lang)
    starts = {figure.where.line for figure in figures}
    assert len(starts) == len(figures)


_PIECES = st.sampled_from(
    [HEADER, row(), row(value="1.000"), row(note='"a\nb"'), row("frims"), '"', '""', ",", "\n", "\r\n", "\r", ";", "\t",
     "firms", "2024-09-28", "12,5", "\x00", "\u200b", "\u202e", "\ufeff", "\x85", "\u2028", "=1+1", " ", "é", "-1", "0"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_no_pieces_of_csv_break_the_reader(text: str) -> None:
    check_rows(text.encode())
    check_rows((HEADER + text).encode())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    check_rows(data)
    check_rows(HEADER.encode() + data)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40), st.integers(0, 10))
def test_no_text_breaks_any_column(text: str, column: int) -> None:
    cells = row().split(",")
    cells[column] = '"' + text.replace('"', '""') + '"'
    check_rows((HEADER + ",".join(cells) + "\n").encode("utf-8", "surrogatepass"))
