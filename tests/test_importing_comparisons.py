"""What a header says of the numbers below it: an index, a change, another comparison; periods, marks and units."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from importing import clear, problems, read, table, xlsx

from cnht.domain.period import Period
from cnht.importing.header import Comparison, Head, comparison_of, head_of, head_within, status_of
from cnht.importing.options import Field, ImportOptions
from cnht.importing.result import Imported
from cnht.importing.units import listed_units
from cnht.language.phrases import STATUS_WORDS

INDEX, CHANGE, OTHER = Comparison


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        (INDEX, """So với cùng kỳ năm trước (%)|So cùng kỳ (%)|% so với cùng kỳ|Chỉ số phát triển (%)
            |Chỉ số SXCN tháng 6|Tốc độ phát triển (%)|So sánh (%) Cùng kỳ|Cùng kỳ năm trước = 100|Index (%)
            |Cùng kỳ năm 2024 = 100
            |Tháng 6/2025 so với cùng kỳ năm 2024|6 tháng đầu năm 2025 so với cùng kỳ năm trước
            |Tháng 6 năm 2025 so với (%) Cùng kỳ|compared with the same period last year (%)"""),
        (CHANGE, """Tốc độ tăng (%)|Tăng/giảm so với cùng kỳ (%)|Tăng trưởng (%)|% tăng|Tốc độ tăng chỉ số SXCN|Increase
            |Tăng (+), giảm (-) so với cùng kỳ|Chênh lệch so với cùng kỳ|Growth (%)|Change on the same period (%)"""),
        (OTHER, """So với tháng trước (%)|Tháng 6 so với tháng 5 (%)|Tháng 6/2025 so với (%) Tháng 5/2025
            |So với quý trước|So với KH năm (%)|Thực hiện so với kế hoạch|Chỉ số (2015 = 100)|So với kỳ gốc
            |Chỉ số giá so với năm gốc 2019|Tăng so với tháng 12 năm trước|Giảm so với cùng kỳ (%)
            |Chênh lệch (điểm %)|% of plan|Month on month (%)|Previous month = 100|Tháng 6 so tháng 5 (%)"""),
        (None, """Thực hiện|Giá trị tăng thêm|2024|Số doanh nghiệp|Chỉ số tăng trưởng|Giá trị (tỷ đồng)|Actual
            |Ghi chú|Số lượng|Tỷ lệ lấp đầy"""),
    ],
)  # fmt: skip
def test_a_header_says_what_its_figures_are_compared_with(said: Comparison | None, texts: str) -> None:
    for text in map(str.strip, texts.split("|")):
        assert comparison_of(text, annual=False) is said, text


@pytest.mark.parametrize("text", ["So với năm trước (%)", "Năm trước = 100", "Previous year = 100", "So với năm ngoái"])
def test_the_year_before_is_the_same_period_of_a_year_only(text: str) -> None:
    assert comparison_of(text, annual=True) is INDEX
    assert comparison_of(text, annual=False) is OTHER


def growth(title: str, *values: float | str, above: str = "", **kept: object) -> Imported:
    lines: list[list[float | str]] = [[above]] if above else []
    lines += [["Chỉ tiêu", title], *(["Tăng trưởng", value] for value in values)]
    given = {
        "columns": {"B": Field.VALUE},
        "defaults": {Field.PERIOD: "2025-06", Field.AREA: "hanoi", Field.SOURCE: "so-2025"},
    } | kept
    return read(xlsx(table(*lines)), ImportOptions.model_validate(given))


@pytest.mark.parametrize(
    ("title", "value", "meant"),
    [
        ("So với cùng kỳ năm trước (%)", 108.8, "8.8"), ("So với cùng kỳ năm trước (%)", 95.2, "-4.8"),
        ("Chỉ số phát triển (%)", 108.8, "8.8"), ("So với cùng kỳ (%)", 250, "150"),
        ("So với cùng kỳ (%)", -2.5, "-2.5"),
        ("So với cùng kỳ (%)", "108,8", "8.8"), ("Tốc độ tăng (%)", 8.8, "8.8"), ("Tốc độ tăng (%)", -2.5, "-2.5"),
        ("Tăng/giảm so với cùng kỳ (%)", 8.8, "8.8"), ("Thực hiện", 8.8, "8.8"), ("Tốc độ tăng (%)", 108.8, "108.8"),
    ],
)  # fmt: skip
def test_a_growth_is_read_by_the_words_of_its_header(title: str, value: float | str, meant: str) -> None:
    found = growth(title, value)
    assert clear(found)[0].split()[5] == meant
    notes = [str(note) for row in found.rows for note in row.notes]
    assert any("index" in note for note in notes) is (meant not in (str(value), str(value).replace(",", ".")))


@pytest.mark.parametrize(
    ("title", "value", "key"),
    [
        ("Thực hiện", 108.8, "V302.index"), ("So với cùng kỳ (%)", 8.8, "V302.index"),
        ("Chỉ số tăng trưởng", 108.8, "V302.index"), ("So với tháng trước (%)", 102.3, "V302.base"),
        ("Tăng so với tháng trước (%)", 2.3, "V302.base"), ("Chỉ số (2015=100)", 180, "V302.base"),
        ("So với năm trước (%)", 108.8, "V302.base"), ("Giảm so với cùng kỳ (%)", 2.5, "V302.base"),
        ("So với kế hoạch (%)", 98.5, "V302.base"), ("Chênh lệch (điểm %)", 1.5, "V302.base"),
    ],
)  # fmt: skip
def test_another_comparison_is_not_growth_unless_the_unit_is_named(title: str, value: float, key: str) -> None:
    assert [finding.fault.key for finding in growth(title, value).problems] == [key]
    defaults = {Field.PERIOD: "2025-06", Field.AREA: "hanoi", Field.SOURCE: "so-2025"}
    lifted = growth(title, value, defaults=defaults | {Field.UNIT: "% tăng, tỷ đồng"})
    assert clear(lifted)[0].split()[5] == str(value)
    if value > 80:
        lifted = growth(title, value, defaults=defaults | {Field.UNIT: "% so với cùng kỳ"})
        assert float(clear(lifted)[0].split()[5]) == pytest.approx(value - 100)


def test_a_title_says_the_base_of_a_header_that_does_not() -> None:
    assert problems(growth("Chỉ số (%)", 102.3, above="CHỈ SỐ SẢN XUẤT SO VỚI THÁNG TRƯỚC")) == ["S!B3 V302"]
    assert problems(growth("Chỉ số (%)", 180, above="Chỉ số sản xuất (2015 = 100)")) == ["S!B3 V302"]
    yearly = table(["Chỉ số sản xuất (Năm trước = 100)"], ["Chỉ tiêu", 2022, "Sơ bộ 2023"], ["Tăng trưởng", 107.8, 98])
    said = {"defaults": {Field.AREA: "hanoi", Field.SOURCE: "so-2025"}}
    assert clear(read(xlsx(yearly), ImportOptions.model_validate(said))) == [
        "S!B3 growth hanoi 2022 2022-12-31 7.8 so-2025",
        "S!C3 growth hanoi 2023 2023-12-31 -2 provisional so-2025",
    ]


@pytest.mark.parametrize(
    "title", ["So với cùng kỳ", "So với cùng kỳ năm trước", "So với kế hoạch", "Tốc độ phát triển"]
)
def test_a_comparison_is_not_the_level_of_anything(title: str) -> None:
    found = growth(title, defaults={Field.PERIOD: "2025", Field.AREA: "hanoi", Field.SOURCE: "so-2025"})
    assert not found.rows
    data = table(["Chỉ tiêu", title], ["Doanh nghiệp CNHT", 105])
    said = {
        "columns": {"B": Field.VALUE},
        "defaults": {Field.AS_OF: "2025-06", Field.AREA: "hanoi", Field.SOURCE: "so-2025"},
    }
    assert [one.fault.key for one in read(xlsx(data), ImportOptions.model_validate(said)).problems] == ["V301.compared"]


@pytest.mark.parametrize(
    ("text", "period", "status"),
    [
        ("Lũy kế 6 tháng 2025", "2025-01/2025-06", ""), ("Cộng dồn 6 tháng năm 2025", "2025-01/2025-06", ""),
        ("Cộng dồn từ đầu năm đến cuối tháng 6 năm 2025", "2025-01/2025-06", ""),
        ("Từ đầu năm đến hết tháng 9/2025", "2025-01/2025-09", ""),
        ("Ước tính chung 6 tháng 2025", "2025-01/2025-06", "estimate"),
        ("Kết quả thực hiện đến 30/6/2025", "2025-06-30", ""), ("2024 (p)", "2024", "provisional"),
        ("Sơ bộ - Prel. 2024", "2024", "provisional"), ("Est. 2025", "2025", "estimate"),
        ("Ước đạt 2025", "2025", "estimate"),
        ("Q3.2024", "2024-Q3", ""), ("Cả năm 2022", "2022", ""),
    ],
)  # fmt: skip
def test_a_header_says_a_period(text: str, period: str, status: str) -> None:
    head = head_of(text)[0]
    assert head is not None
    assert head.period is not None
    assert (head.period.text, str(head.status)) == (period, status)


@pytest.mark.parametrize(
    "text", ["Lũy kế tháng 6/2025", "Lũy kế đến tháng 6/2025", "2024*", "2024 (1)", "E", "p", "Lũy kế"]
)
def test_a_header_that_is_only_half_understood_is_none(text: str) -> None:
    assert head_of(text)[0] is None
    assert status_of(text) is None


def test_a_comparison_is_of_the_period_before_it() -> None:
    for text in ("Tháng 6/2025 so với cùng kỳ", "Chỉ số SXCN tháng 6 năm 2025 so với cùng kỳ năm 2024 (%)"):
        assert head_within(text) == Head(Period.parse("2025-06"), "")
    assert head_within("Tháng 6/2025") is None


def test_every_word_of_a_status_heads_a_column() -> None:
    for word, status in STATUS_WORDS.items():
        assert status_of(f"({word})") is status
        if len(word) > 1:
            head = head_of(f"{word} 2024")[0]
            assert head is not None, word
            assert head.status is status, word


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("tỷ đồng / bill. dongs", 2), ("triệu đồng, %", 2), ("tỷ đồng; triệu usd", 2),
        ("nghìn người / thous. persons", 2),
        ("tỷ đồng / %", 2), ("triệu đồng / người", 1), ("tạ / ha", 1), ("người / hộ", 1), ("tỷ đồng / triệu đồng", 1),
        ("nghìn người - thous. persons", 2), ("triệu đồng/người", 1),
    ],
)  # fmt: skip
def test_what_is_behind_a_stroke_is_the_unit_again_or_for_each(text: str, units: int) -> None:
    assert len(listed_units(text)) == units


@pytest.mark.parametrize("name", ["Doanh nghiệp CNHT (1)",
                                  "Doanh nghiệp CNHT*", "1. Doanh nghiệp CNHT ²",
                                  "Doanh nghiệp CNHT (*)",
                                  "Doanh nghiệp CNHT - Supporting-industry enterprises",
                                  "Doanh nghiệp CNHT/Supporting-industry enterprises"])  # fmt: skip
def test_an_indicator_is_known_by_both_its_names_and_with_marks(name: str) -> None:
    said = {"defaults": {Field.AS_OF: "2025-06", Field.AREA: "hanoi", Field.SOURCE: "so-2025"}}
    found = read(xlsx(table(["Chỉ tiêu", "Thực hiện"], [name, 440])), ImportOptions.model_validate(said))
    assert clear(found) == ["S!B2 enterprises hanoi 2025-06 440 so-2025"]
    other = read(xlsx(table(["Chỉ tiêu", "Thực hiện"], [f"{name} - Output", 440])), ImportOptions.model_validate(said))
    assert problems(other) == ["S!A2 M501"]


def test_a_column_of_numbers_beside_periods_stops_even_in_one_row() -> None:
    said = {"defaults": {Field.AREA: "hanoi", Field.SOURCE: "so-2025", Field.INDICATOR: "output"}}
    for title in ("2024*", "Lũy kế đến tháng 6", "Series 2", "2025/2024", "Khác"):
        data = xlsx(table(["Chỉ tiêu", 2023, title], ["Giá trị sản xuất", 10, 11]))
        assert [one.fault.key for one in read(data, ImportOptions.model_validate(said)).problems] == ["C203.figures"]
        for field in (Field.SKIP, Field.VALUE) if title == "2024*" else (Field.SKIP,):
            lifted = read(data, ImportOptions.model_validate(said | {"columns": {"C": field}}))
            assert len(clear(lifted)) == (2 if field is Field.VALUE else 1)


@pytest.mark.parametrize(
    ("upper", "numbers", "periods"),
    [
        ("Tháng", (1, 2, 3), ["2025-01", "2025-02", "2025-03"]),
        ("Tháng", ("4", "5", "6"), ["2025-04", "2025-05", "2025-06"]),
        ("Quý", ("I", "II", "III"), ["2025-Q1", "2025-Q2", "2025-Q3"]),
        ("Quý", (2, 3, 4), ["2025-Q2", "2025-Q3", "2025-Q4"]),
    ],
)  # fmt: skip
def test_numbers_below_a_month_or_quarter_are_its_parts(
    upper: str, numbers: tuple[int | str, ...], periods: list[str]
) -> None:
    said = ImportOptions.model_validate(
        {"defaults": {Field.PERIOD: "2025", Field.AREA: "hanoi", Field.SOURCE: "so-2025"}}
    )
    for years in ((), ("Năm 2025",)):
        heads = [*years, upper]
        data = io.BytesIO()
        made = xlsxwriter.Workbook(data)
        page = made.add_worksheet()
        page.merge_range(0, 0, len(heads), 0, "Chỉ tiêu")
        for at, head in enumerate(heads):
            page.merge_range(at, 1, at, 3, head)
        page.write_row(len(heads), 1, numbers)
        page.write_row(len(heads) + 1, 0, ("Giá trị sản xuất", 10, 20, 30))
        made.close()
        assert [row.split()[3] for row in clear(read(data.getvalue(), said))] == periods


@pytest.mark.parametrize(
    ("note", "status"),
    [("Sơ bộ", "provisional"), ("ước TH", "estimate"), ("Ước tính", "estimate"), ("Chính thức", "final"),
     ("Tăng so với ước", ""), ("Số sơ bộ của Cục", ""), ("p", "")],
)  # fmt: skip
def test_a_note_that_is_a_status_is_one(note: str, status: str) -> None:
    said = {"defaults": {Field.PERIOD: "2025-H1", Field.AREA: "hanoi", Field.SOURCE: "so-2025"}}
    data = table(["Chỉ tiêu", "Giá trị", "Ghi chú"], ["Giá trị sản xuất", 10, note])
    found = read(xlsx(data), ImportOptions.model_validate(said))
    assert (found.rows[0].text("status"), found.rows[0].text("note")) == (status, note)


@pytest.mark.parametrize(("text", "lifted"), [("1.250", "1250"), ("1.005", "1005"), ("12.345", "12345")])
def test_what_is_counted_has_no_decimals_whatever_other_numbers_tell(text: str, lifted: str) -> None:
    data = f"Chỉ tiêu;Giá trị\nDoanh nghiệp CNHT;{text}\nTỷ lệ nhà xưởng bỏ trống;12.5\n"
    said = {"defaults": {Field.AS_OF: "2025-06", Field.AREA: "hanoi", Field.SOURCE: "so-2025"}}
    assert [one.fault.key for one in read(data, ImportOptions.model_validate(said)).problems] == ["V302.count"]
    told = read(data, ImportOptions.model_validate(said | {"numbers": "vi"}))
    assert told.rows[0].text("value") == lifted


@pytest.mark.parametrize(
    ("title", "words", "key"),
    [
        ("So với tháng trước", "tăng 2,3%", "V302.base"), ("So với kế hoạch (%)", "tăng 2,3%", "V302.base"),
        ("So với cùng kỳ (%)", "tăng 8,8%", ""), ("So với cùng kỳ (%)", "giảm 2,5%", ""),
        ("Thực hiện", "tăng 8,8%", ""),
    ],
)  # fmt: skip
def test_words_in_a_cell_do_not_change_what_its_header_compares_with(title: str, words: str, key: str) -> None:
    assert [finding.fault.key for finding in growth(title, words).problems] == [key] * bool(key)


@pytest.mark.parametrize(
    "words", ["KH", "Nam", "mục tiêu", "nghị quyết", "loại A", "m.tiêu", "FDI", "Plan", "Male", "x"]
)
def test_words_in_brackets_behind_a_period_are_a_unit_or_stop(words: str) -> None:
    said = ImportOptions.model_validate({"defaults": {Field.AREA: "hanoi", Field.SOURCE: "so-2025"}})
    data = xlsx(table(["Chỉ tiêu", 2023, f"2024 ({words})"], ["Giá trị sản xuất (tỷ đồng)", 10, 11]))
    assert problems(read(data, said)) == ["S!C2 M504"]
    kept = said.model_copy(update={"columns": {"C": Field.SKIP}})
    assert clear(read(data, kept)) == ["S!B2 output hanoi 2023 2023-12-31 10 so-2025"]


def test_months_below_a_comparison_are_the_periods_of_its_columns() -> None:
    data = "Chỉ tiêu;So với cùng kỳ năm trước (%);\n;Tháng 5;Tháng 6\nTăng trưởng;109,4;108,8\n"
    said = {
        "columns": {"B": Field.VALUE, "C": Field.VALUE},
        "defaults": {Field.PERIOD: "2025", Field.AREA: "hanoi", Field.SOURCE: "so-2025"},
    }
    assert clear(read(data, ImportOptions.model_validate(said))) == [
        "B3 growth hanoi 2025-05 2025-05-31 9.4 so-2025",
        "C3 growth hanoi 2025-06 2025-06-30 8.8 so-2025",
    ]


@pytest.mark.parametrize(
    ("value", "wording", "found"),
    [("108.8", "tăng 108,8%", []), ("8.8", "bằng 108,8%", []), ("108.8", "", ["F2 V302"]),
     ("108.8", "108,8%", ["F2 V302"]),
     ("108.8", "bằng 108,8%", ["J2 M513"])],
)  # fmt: skip
def test_a_snapshot_says_by_its_wording_what_is_an_index(value: str, wording: str, found: list[str]) -> None:
    head = "indicator,area,period,as_of,qualifier,value,value_high,status,source,wording,note"
    row = f'growth,hanoi,2025-06,2025-06-30,,{value},,,so-2025,"{wording}",'
    assert problems(read(f"{head}\n{row}\n")) == found
