"""Vietnamese and English in and out: what is written reads back, and what is not understood is never guessed."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from babel.numbers import format_decimal, parse_decimal
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cnht.domain.period import Period
from cnht.domain.quantity import Qualifier, Quantity
from cnht.language.fuzzy import fold, plain, suggest
from cnht.language.texts import Lang, LocalizedText
from cnht.language.wording import (
    LONGEST,
    NotUnderstood,
    read_period,
    read_quantity,
    readings,
    write_number,
    write_quantity,
)

VI, EN = Lang.VI, Lang.EN
ENTERPRISES = LocalizedText("doanh nghiệp", "enterprises")
PERCENT = LocalizedText("%", "%")
BILLION_VND = LocalizedText("tỷ đồng", "billion VND")
BILLION = Fraction(10**9)
ODD_UNITS = "ha|ha of 2 crops", "m²|m2", "% GRDP|% of GRDP", "dự án trên địa bàn|firms above the line or more", "|units"
UNITS: list[tuple[LocalizedText | None, Fraction]] = [
    *((unit, Fraction(1)) for unit in (None, ENTERPRISES, PERCENT)),
    *((LocalizedText(*names.split("|")), Fraction(1)) for names in ODD_UNITS),
    *((BILLION_VND, BILLION), (LocalizedText("nghìn lượt", "thousand visits"), Fraction(1000))),
]


def decimals(largest: int, places: int) -> st.SearchStrategy[Decimal]:
    """Numbers with any number of trailing zeros; minus 0 is not among them."""
    return st.builds(
        lambda units, shift: Decimal(f"{units}e-{shift}"), st.integers(-largest, largest), st.integers(0, places)
    )


NUMBERS = decimals(5000, 4) | decimals(10**13, 6)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    qualifier = draw(st.sampled_from(Qualifier))
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    return Quantity(qualifier, low, high if qualifier is Qualifier.BETWEEN else None)


def said(quantity: Quantity) -> str:
    """A quantity as the tables have it: ``about 16``, ``between 35 40``, and the number alone for a bare one."""
    word = "" if quantity.qualifier is Qualifier.VALUE else f"{quantity.qualifier} "
    return f"{word}{quantity.value}" + (f" {quantity.value_high}" if quantity.value_high is not None else "")


def digits(quantity: Quantity) -> tuple[object, ...]:
    """A quantity with every digit it is written with; for ``==`` 12.5 and 12.50 are the same."""
    high = quantity.value_high
    return quantity.qualifier, quantity.value.as_tuple(), high.as_tuple() if high is not None else None


# Numbers


@pytest.mark.parametrize(
    ("value", "places", "vi", "en"),
    [
        (1000, None, "1.000", "1,000"),
        (-999, None, "-999", "-999"),
        (Decimal("12.50"), None, "12,50", "12.50"),
        (Decimal("-1234567.5"), None, "-1.234.567,5", "-1,234,567.5"),
        (Decimal("1E+6"), None, "1.000.000", "1,000,000"),
        (Decimal("1E-7"), None, "0,0000001", "0.0000001"),
        (Fraction(1, 3), None, "0,3333", "0.3333"),
        (Fraction(-20000, 3), None, "-6.666,6667", "-6,666.6667"),
        (Fraction(1, 10**6 + 1), None, "0", "0"),
        (Fraction(5, 16), None, "0,3125", "0.3125"),
        (Fraction(1, 64), None, "0,015625", "0.015625"),
        (Fraction(7), None, "7", "7"),
        (Decimal("12.25"), 1, "12,3", "12.3"),
        (Decimal("-12.25"), 1, "-12,3", "-12.3"),
        (Decimal("-0.4"), 0, "0", "0"),
        (12, 2, "12,00", "12.00"),
        (Fraction(2, 3), 0, "1", "1"),
    ],
)
def test_numbers_are_written_as_each_language_does(
    value: Decimal | Fraction | int, places: int | None, vi: str, en: str
) -> None:
    assert (write_number(value, VI, decimals=places), write_number(value, EN, decimals=places)) == (vi, en)


def test_a_number_of_any_length_keeps_all_its_digits() -> None:
    number = Decimal("1234567890" * 5 + ".0123456789" * 1 + "0")
    assert write_number(number, EN).replace(",", "") == str(number)
    assert write_number(Fraction(number), EN, decimals=11).replace(",", "") == str(number)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_not_written(value: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        write_number(Decimal(value), VI)


@given(NUMBERS, st.sampled_from(Lang))
def test_babel_writes_and_reads_the_same_number(value: Decimal, lang: Lang) -> None:
    assert parse_decimal(write_number(value, lang), locale=lang) == value
    short = value.normalize()  # babel drops trailing zeros
    text = format_decimal(short, locale=lang, decimal_quantization=False)
    assert write_number(short, lang) == text
    assert read_quantity(text, lang=lang).value == value


@given(st.fractions(), st.integers(0, 8))
def test_rounding_moves_a_number_by_half_a_unit_at_most(value: Fraction, places: int) -> None:
    written = write_number(value, EN, decimals=places)
    assert abs(Fraction(written.replace(",", "")) - value) <= Fraction(1, 2 * 10**places)
    assert len(written.partition(".")[2]) == places


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("1.000", "1000", "1.000"),
        ("1,000", "1.000", "1000"),
        ("999.999", "999999", "999.999"),
        ("-1.000", "-1000", "-1.000"),
        ("12,5", "12.5", "12.5"),
        ("1.234,50", "1234.50", "1234.50"),
        ("1,234.50", "1234.50", "1234.50"),
        ("1.234.567", "1234567", "1234567"),
        ("0.500", "0.500", "0.500"),
        ("1234.567", "1234.567", "1234.567"),
        ("1000", "1000", "1000"),
        ("1 000", "1000", "1000"),
        ("1\u202f000\u00a0000,5", "1000000.5", "1000000.5"),
        ("007", "7", "7"),
        ("07,5", "7.5", "7.5"),
        ("−5", "-5", "-5"),
    ],
)
def test_a_bare_number_is_read_by_the_language_where_both_could_write_it(text: str, vi: str, en: str) -> None:
    assert str(read_quantity(text, lang=VI).value) == vi
    assert str(read_quantity(text, lang=EN).value) == en
    assert [str(way.value) for way in readings(text)] == list(dict.fromkeys([vi, en]))


def test_a_number_that_reads_both_ways_is_refused_without_a_language() -> None:
    with pytest.raises(NotUnderstood) as refused:
        read_quantity("1.000")
    assert [refused.value.message.text(lang) for lang in Lang] == [
        (
            "không hiểu “1.000”: có thể là 1.000 / 1,000, cần nói rõ ngôn ngữ; "
            "viết chẳng hạn “gần 1.000”, “từ 300 trở lên”, “35 – 40”"
        ),
        (
            "“1.000” is not understood: it may be 1,000 / 1.000, so the language must be named; "
            "write for example “nearly 1,000”, “at least 300”, “35–40”"
        ),
    ]


@pytest.mark.parametrize(
    "text",
    "1.2.3 1,2,3 1.00.000 1.0000.000 012.345 0.123.456 1. .5 5, 1.,5 1_000 1e5 １０ ١٠ NaN inf ½ 5½ Ⅳ 5千 1'000 "
    "0x1F --5 +5 – - $5 5€ #5 (5) 5%% 1.000,000.5".split(),
)
def test_what_is_not_written_as_a_number_is_not_understood(text: str) -> None:
    assert readings(text) == readings(text, lang=VI) == readings(text, lang=EN) == ()


# LocalizedText around a number


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("khoảng 1.000|khoảng chừng 1.000|vào khoảng 1.000|xấp xỉ 1.000|ước 1.000|ước đạt 1.000", "about 1000"),
        ("about 1,000|around 1,000|approximately 1,000|some 1,000|roughly 1,000|ước tính 1.000", "about 1000"),
        ("gần 1.000|nearly 1,000|almost 1,000|close to 1,000|Gần 1.000|GẦN 1.000|gần\u00a01.000", "nearly 1000"),
        ("trên 1.000|hơn 1.000|over 1,000|more than 1,000|above 1,000|exceeding 1,000", "over 1000"),
        (">1000|> 1000|hơn 1000", "over 1000"),
        (">=1000|≥ 1000|=> 1000|ít nhất 1000", "at_least 1000"),
        ("<1000|dưới 1000", "under 1000"),
        ("<= 1000|≤1000|=<1000|không quá 1000", "at_most 1000"),
        ("~1000|≈ 1000|khoảng 1000", "about 1000"),
        ("dưới 1.000|chưa đến 1.000|under 1,000|less than 1,000|below 1,000|fewer than 1,000", "under 1000"),
        ("ít nhất 1.000|tối thiểu 1.000|không dưới 1.000|từ 1.000 trở lên|1.000 trở lên", "at_least 1000"),
        ("at least 1,000|no less than 1,000|no fewer than 1,000|not less than 1,000", "at_least 1000"),
        ("1,000 or more|1,000 and above|from 1,000 or more|có từ 1.000 trở lên", "at_least 1000"),
        ("không quá 1.000|tối đa 1.000|từ 1.000 trở xuống|1.000 trở xuống", "at_most 1000"),
        ("at most 1,000|no more than 1,000|not more than 1,000|up to 1,000|1,000 or less", "at_most 1000"),
        (
            "từ 35 đến 40|35 đến 40|35 - 40|35-40|35–40|35 — 40|35 -40|khoảng 35 - 40|khoảng từ 35 đến 40",
            "between 35 40",
        ),
        ("between 35 and 40|from 35 to 40|35 to 40|about 35-40|between 35-40|giữa 35 và 40", "between 35 40"),
        ("-5 - -3|-5–-3|-5--3|từ -5 đến -3|−5 – −3", "between -5 -3"),
        ("tăng 12|đạt 12|có 12|đã có 12|up 12|reached 12|is 12", "12"),
        ("tăng trên 11|up over 11|grew by more than 11", "over 11"),
    ],
)
def test_the_words_around_a_number_are_read(words: str, means: str) -> None:
    assert {text: said(read_quantity(text)) for text in words.split("|")} == dict.fromkeys(words.split("|"), means)


@pytest.mark.parametrize(
    ("text", "lang", "means"),
    [
        ("nearly 1.000", VI, "nearly 1.000"),
        ("gần 1.000", EN, "nearly 1000"),
        ("gần 1,5", EN, "nearly 1.5"),
        ("gần 1.5", VI, "nearly 1.5"),
        ("about 1.234,5", EN, "about 1234.5"),
        ("1.000 doanh nghiệp", EN, "1000"),
        ("1.000 clusters", VI, "1.000"),
        ("tăng 1.000", EN, "1000"),
        ("1.000 tỷ", EN, "1000000000000"),
        ("1.000 ha", VI, "1000"),
        ("gần 1.000 enterprises", EN, "nearly 1.000"),
        ("900 - 1.200", None, "between 900 1200"),
    ],
)
def test_the_words_around_a_number_settle_its_language(text: str, lang: Lang | None, means: str) -> None:
    assert said(read_quantity(text, lang=lang)) == means


@pytest.mark.parametrize(
    ("texts", "means"),
    [
        ("khoảng 35 – 40% doanh nghiệp CNHT có hệ thống sản xuất", "between 35 40"),
        ("300 doanh nghiệp trở lên có những sản phẩm", "at_least 300"),
        ("khoảng 200-300 gian hàng/1 hội chợ|khoảng 200-300 gian hàng/hội chợ", "between 200 300"),
        ("gần 1.000 DN công nghiệp hỗ trợ, phần lớn là nhỏ", "nearly 1000"),
        ("742ha|742 ha trên địa bàn thành phố|742 (ha)", "742"),
        ("44 cụm|44 clusters under construction|44 clusters established or expanded", "44"),
        ("07 cụm công nghiệp (hoàn thành cơ bản)|Ðạt 7|7 năm|7 per cent|7 phần trăm|7 percent of firms", "7"),
        ("39,7% số doanh nghiệp|39,7 % so với cùng kỳ năm trước", "39.7"),
        ("1.000 m²", "1000"),
        ("27/43 cụm|27 / 43|27 of 43|27 of the 43 clusters|27 out of 43|27 cụm trong tổng số 43 cụm", "27"),
        ("hơn 27 trong số 43 cụm", "over 27"),
        ("43/43 cụm", "43"),
        ("40% trong số 960 doanh nghiệp", "40"),
    ],
)
def test_a_label_leaves_the_figure_alone(texts: str, means: str) -> None:
    assert {text: said(read_quantity(text, lang=VI)) for text in texts.split("|")} == dict.fromkeys(
        texts.split("|"), means
    )


@pytest.mark.parametrize(
    ("texts", "means"),
    [
        ("16 nghìn tỷ đồng|16 ngàn tỉ VND|16.000 tỷ đồng|16 nghìn (tỷ đồng)|16 nghìn tỷ|1,6 vạn tỷ", "16000"),
        ("16 thousand billion VND|16 trillion dong|16,000 bn dong|16 nghìn tỷ đồng vốn đầu tư", "16000"),
        ("16.000.000.000 đồng|16 tỷ|16 (vốn đăng ký)", "16"),
        ("khoảng 16 nghìn tỷ đồng", "about 16000"),
        ("500 triệu đồng|500 million VND", "0.5"),
        ("16,50 tỷ đồng|16,50", "16.50"),
        ("10 - 20 tỷ đồng|10 tỷ-20 tỷ|từ 10 tỷ đồng đến 20 tỷ đồng|10 tỷ đến 20 tỷ đồng", "between 10 20"),
        ("10 - 20 nghìn tỷ|between 10 and 20 thousand billion VND", "between 10000 20000"),
        ("từ 500 triệu đến 1 tỷ đồng", "between 0.5 1"),
        ("từ 5 trăm tỷ đồng trở lên", "at_least 500"),
    ],
)
def test_magnitudes_and_money_become_units(texts: str, means: str) -> None:
    read = {text: said(read_quantity(text, unit=BILLION_VND, scale=BILLION)) for text in texts.split("|")}
    assert read == dict.fromkeys(texts.split("|"), means)


def test_a_magnitude_without_a_scale_counts_plain_units() -> None:
    assert said(read_quantity("5 nghìn doanh nghiệp", unit=ENTERPRISES)) == "5000"
    assert said(read_quantity("5 hundred thousand clusters")) == "500000"


def test_the_unit_without_its_magnitude_is_divided_by_the_scale() -> None:
    unit = LocalizedText("nghìn lượt", "thousand visits")
    assert said(read_quantity("5.000 lượt", lang=VI, unit=unit, scale=Fraction(1000))) == "5"
    assert said(read_quantity("5 nghìn lượt", unit=unit, scale=Fraction(1000))) == "5"


def test_the_digits_of_a_unit_are_never_taken_from_the_number() -> None:
    assert said(read_quantity("1100 kg", unit=LocalizedText("100 kg", "100 kg"))) == "1100"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "gần >5",
            "> < 5",
            ">>5",
            "±5",
            "> 5 - 6",
            "gần hơn 5",
            "khoảng trên 5",
            "about over 5",
            "hơn 1.000 - 1.200",
            "gần 35 - 40",
            "at least 5 or less",
        ),
        *("5 6", "5, 6", "5 doanh nghiệp 6 cụm", "1.000.000 1", "1 - 2 - 3", "5 and 6", "5 và 6", "năm 2024: 5"),
        *("40 - 35", "44/43", "từ 5", "from 5", "between 5", "between 5 or more", "từ 5 đến", "5 -", "5/", "- 5"),
        *("1 tỷ rưỡi", "5 nghìn năm trăm", "5 nghìn năm", "1 tỷ hai", "2 and a half", "5 dozen", "5 chục", "3 lần"),
        *(
            "5k",
            "5m",
            "5 mn",
            "5 tr",
            "5th",
            "5 or six",
            "5 or so",
            "5 percentage points",
            "5 điểm %",
            "5 tỷ nghìn",
            "5 tỷ tỷ",
        ),
        *("5 hơn", "1.000 trên", "65 and over", "5 doanh nghiệp hoặc ít hơn", "thứ 5", "Q2", "covid-19", "m2"),
        *(
            "2/3 số doanh nghiệp",
            "2/3 of firms",
            "27/43%",
            "từ 27 trong số 43",
            "tăng từ 5 đến 10",
            "rose from 5 to 10",
            "giảm 5",
        ),
        *("35% - 40", "35 - 40 cụm - 50", "10 doanh nghiệp - 20 cụm", "5 tỷ - 10", "28/9/2024", "không 5", "not 5"),
        *(
            "khoảng 1.000 - 1.5",
            "1.000 - 12,5",
            "5 § 6",
            "5\u200b",
            "",
            " ",
            "gần",
            "trở lên",
            "%",
            "5" * (LONGEST + 1),
        ),
    ],
)
def test_what_is_not_plain_is_not_guessed(text: str) -> None:
    assert readings(text) == ()
    with pytest.raises(NotUnderstood):
        read_quantity(text)


@pytest.mark.parametrize(
    ("text", "unit", "scale"),
    [
        ("40%", ENTERPRISES, Fraction(1)),
        ("27/43", PERCENT, Fraction(1)),
        ("5 triệu USD", BILLION_VND, BILLION),
        ("5 nghìn", LocalizedText("tá", "dozens"), Fraction(12)),
    ],
)
def test_words_that_contradict_the_unit_are_not_understood(text: str, unit: LocalizedText, scale: Fraction) -> None:
    assert readings(text, unit=unit, scale=scale) == ()


@pytest.mark.parametrize("text", ["1/2 tỷ đồng", "3/4 tỷ", "1/2 nghìn doanh nghiệp"])
def test_a_fraction_is_no_part_of_a_whole(text: str) -> None:
    assert readings(text, unit=BILLION_VND, scale=BILLION) == ()


def test_why_a_text_is_not_understood_is_said_in_both_languages() -> None:
    with pytest.raises(NotUnderstood, match="“gần hơn” before a number is not known") as refused:
        read_quantity("gần hơn 5")
    assert refused.value.message.text(Lang.VI).startswith(
        "không hiểu “gần hơn 5”: không rõ “gần hơn” trước số; viết chẳng hạn"
    )
    with pytest.raises(NotUnderstood, match="“44/43” is not understood: the second number is below the first"):
        read_quantity("44/43")


def test_a_text_beyond_all_measure_is_not_read_and_not_repeated() -> None:
    assert said(read_quantity("2024".rjust(LONGEST))) == read_period("2024".rjust(LONGEST)).text == "2024"
    for read in (read_quantity, read_period):
        with pytest.raises(NotUnderstood) as refused:
            read("2024".rjust(LONGEST + 1))
        assert len(str(refused.value)) < 200


# Quantities, out and in again


@pytest.mark.parametrize(
    ("qualifier", "vi", "en"),
    [
        (Qualifier.VALUE, "1.000", "1,000"),
        (Qualifier.ABOUT, "khoảng 1.000", "about 1,000"),
        (Qualifier.NEARLY, "gần 1.000", "nearly 1,000"),
        (Qualifier.OVER, "trên 1.000", "over 1,000"),
        (Qualifier.UNDER, "dưới 1.000", "under 1,000"),
        (Qualifier.AT_LEAST, "từ 1.000 trở lên", "at least 1,000"),
        (Qualifier.AT_MOST, "không quá 1.000", "at most 1,000"),
        (Qualifier.BETWEEN, "1.000 – 1.200", "1,000–1,200"),
    ],
)
def test_every_qualifier_has_its_words(qualifier: Qualifier, vi: str, en: str) -> None:
    quantity = Quantity(qualifier, Decimal(1000), Decimal(1200) if qualifier is Qualifier.BETWEEN else None)
    assert (write_quantity(quantity, VI), write_quantity(quantity, EN)) == (vi, en)


def test_the_unit_stands_once_behind_the_last_number() -> None:
    share = Quantity(Qualifier.BETWEEN, Decimal(35), Decimal("40.5"))
    assert write_quantity(share, VI, unit=PERCENT) == "35 – 40,5\u00a0%"
    assert write_quantity(share, EN, unit=PERCENT) == "35–40.5%"
    least = Quantity(Qualifier.AT_LEAST, Decimal(300))
    assert write_quantity(least, VI, unit=ENTERPRISES) == "từ 300 doanh nghiệp trở lên"
    assert write_quantity(least, EN, unit=ENTERPRISES) == "at least 300 enterprises"


def test_a_range_without_an_upper_value_is_not_written() -> None:
    with pytest.raises(ValueError, match="upper value"):
        write_quantity(Quantity(Qualifier.BETWEEN, Decimal(1)), VI)


MEASURED = st.sampled_from(UNITS)
SPACES = st.sampled_from([" ", "\u00a0", "\u2009", "\u3000", " \t"])


@given(quantities(), st.sampled_from(Lang), MEASURED)
@settings(max_examples=200)
def test_what_is_written_reads_back_digit_for_digit(
    quantity: Quantity, lang: Lang, measured: tuple[LocalizedText | None, Fraction]
) -> None:
    unit, scale = measured
    text = write_quantity(quantity, lang, unit=unit)
    assert digits(read_quantity(text, lang=lang, unit=unit, scale=scale)) == digits(quantity)


@given(quantities(), st.sampled_from(Lang))
def test_written_words_need_no_language_to_be_read(quantity: Quantity, lang: Lang) -> None:
    assume(quantity.qualifier not in (Qualifier.VALUE, Qualifier.BETWEEN))
    assert digits(read_quantity(write_quantity(quantity, lang))) == digits(quantity)


@given(quantities(), st.sampled_from(Lang), MEASURED, SPACES)
def test_decomposed_text_and_other_spaces_read_the_same(
    quantity: Quantity, lang: Lang, measured: tuple[LocalizedText | None, Fraction], space: str
) -> None:
    unit, scale = measured
    text = write_quantity(quantity, lang, unit=unit)
    other = unicodedata.normalize("NFD", text).replace(" ", space).upper()
    assert readings(other, unit=unit, scale=scale) == readings(text, unit=unit, scale=scale)


PIECES = (
    "gần hơn trên khoảng từ đến trở lên xuống không quá ít nhất ước đạt tăng và giữa about over at least up to between "
    "and or more nearly from doanh nghiệp cụm % phần trăm nghìn tỷ triệu đồng VND billion - – / . , ( ) 5 0 1.000 12,5 "
    "1,000 007 -3 −3 ² ½ § 2024 tháng năm quý II Q2 H1 6 đầu Jan 28/9/2024 2024-09 đ Ð \u0301 \u200b"
).split()
PIECEWISE = st.lists(st.sampled_from(PIECES), max_size=9)


@given(
    st.text(max_size=40) | PIECEWISE.map(" ".join) | PIECEWISE.map("".join), st.sampled_from([None, *Lang]), MEASURED
)
@settings(max_examples=250, deadline=timedelta(seconds=2))
def test_any_text_is_read_or_refused(
    text: str, lang: Lang | None, measured: tuple[LocalizedText | None, Fraction]
) -> None:
    unit, scale = measured
    for way in readings(text, lang=lang, unit=unit, scale=scale):
        assert way.value.is_finite()
        assert (way.value_high is not None and way.value <= way.value_high) == (way.qualifier is Qualifier.BETWEEN)
    with suppress(NotUnderstood):
        period = read_period(text)
        assert Period.parse(period.text) == period


@pytest.mark.parametrize("text", ["1.", "1 000 ", "- ", "5-", "a-", "9", "nghìn ", "từ ", "/1 a", "a'", "tháng 1 đến "])
def test_the_longest_text_of_one_kind_is_read_or_refused_at_once(text: str) -> None:
    long = (text * LONGEST)[: LONGEST - 2]
    for tried in (long, f"5 {long}", f"{long}5"):
        readings(tried[:LONGEST], unit=BILLION_VND, scale=BILLION)
        with pytest.raises(NotUnderstood):
            read_period(tried)


# Comparing text


def test_fold_forgets_case_composition_spaces_and_look_alikes() -> None:
    assert fold("  Ðức\u00a0\u2003GIANG ") == fold(unicodedata.normalize("NFD", "Đức Giang")) == "đức giang"
    assert fold("ðồng") == fold("Ɖồng") == "đồng"


def test_plain_forgets_diacritics_too() -> None:
    assert plain("Cụm công nghiệp Đông Phú Yên") == plain("CUM CONG NGHIEP DONG PHU YEN")


@given(st.text(max_size=30))
@example("0 \u1ab0")
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert plain(plain(text)) == plain(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


CODES = (
    "enterprises international_standard_enterprises fairs fair_buyers clusters_ground_broken clusters_completed".split()
)


@pytest.mark.parametrize(
    ("word", "best"),
    [
        ("enterprize", "enterprises"),
        ("Enterprises", "enterprises"),
        ("clusters-ground-broken", "clusters_ground_broken"),
        ("clusters gound broken", "clusters_ground_broken"),
        ("ground_broken", "clusters_ground_broken"),
        ("clusters_c", "clusters_completed"),
        ("standard", "international_standard_enterprises"),
        ("fair", "fairs"),
    ],
)
def test_the_likeliest_name_is_suggested_first(word: str, best: str) -> None:
    assert suggest(word, CODES)[0] == best


def test_suggestions_are_few_and_never_far_fetched() -> None:
    assert suggest("clusters", [f"clusters_{letter}" for letter in "abcde"], limit=2) == ["clusters_a", "clusters_b"]
    assert suggest("fairs", ["fairs", "fairs"]) == ["fairs"]
    assert suggest("xyz", CODES) == suggest("", CODES) == suggest("_", CODES) == suggest("fair", []) == []
    assert suggest("shared", ["ha", "share"]) == ["share"]
    assert suggest("ha noi", ["Hải Phòng", "Hà Nội"]) == ["Hà Nội"]
    assert suggest("fair", ["unfair", "lair", "fairs_held"]) == ["fairs_held", "unfair", "lair"]


def test_words_fall_back_to_the_other_language() -> None:
    assert LocalizedText("tỷ đồng", "").text(EN) == "tỷ đồng"
    assert LocalizedText("", "ha").text(VI) == "ha"
