"""Vietnamese and English in and out: what is written reads back, and what is not understood is never guessed."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest
from babel.numbers import format_decimal, parse_decimal
from drawing import NUMBERS
from hypothesis import example, given
from hypothesis import strategies as st

from cnht.domain.quantity import Qualifier, Quantity
from cnht.language.fuzzy import fold, plain, suggest
from cnht.language.phrases import read_quantity, readings
from cnht.language.texts import Lang, LocalizedText
from cnht.language.wording import (
    write_number,
    write_quantity,
)

VI, EN = Lang.VI, Lang.EN
ENTERPRISES = LocalizedText("doanh nghiệp", "enterprises")
PERCENT = LocalizedText("%", "%")


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
    assert read_quantity(text, lang=lang).quantity.value == value


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
    assert str(read_quantity(text, lang=VI).quantity.value) == vi
    assert str(read_quantity(text, lang=EN).quantity.value) == en
    assert [str(way.quantity.value) for way in readings(text)] == list(dict.fromkeys([vi, en]))


@pytest.mark.parametrize(
    "text",
    "1.2.3 1,2,3 1.00.000 1.0000.000 012.345 0.123.456 1. .5 5, 1.,5 1_000 1e5 １０ ١٠ NaN inf ½ 5½ Ⅳ 5千 1'000 "
    "0x1F --5 +5 – - $5 5€ #5 (5) 5%% 1.000,000.5".split(),
)
def test_what_is_not_written_as_a_number_is_not_understood(text: str) -> None:
    assert readings(text) == readings(text, lang=VI) == readings(text, lang=EN) == ()


# Quantities


@pytest.mark.parametrize(
    ("qualifier", "vi", "en"),
    [
        (Qualifier.VALUE, "1.000", "1,000"),
        (Qualifier.ABOUT, "khoảng 1.000", "about 1,000"),
        (Qualifier.NEARLY, "gần 1.000", "nearly 1,000"),
        (Qualifier.OVER, "trên 1.000", "over 1,000"),
        (Qualifier.UNDER, "dưới 1.000", "under 1,000"),
        (Qualifier.AT_LEAST, "ít nhất 1.000", "at least 1,000"),
        (Qualifier.AT_MOST, "không quá 1.000", "at most 1,000"),
        (Qualifier.BETWEEN, "1.000-1.200", "1,000–1,200"),
    ],
)
def test_every_qualifier_has_its_words(qualifier: Qualifier, vi: str, en: str) -> None:
    quantity = Quantity(qualifier, Decimal(1000), Decimal(1200) if qualifier is Qualifier.BETWEEN else None)
    assert (write_quantity(quantity, VI), write_quantity(quantity, EN)) == (vi, en)


def test_the_unit_stands_once_behind_the_last_number() -> None:
    share = Quantity(Qualifier.BETWEEN, Decimal(35), Decimal("40.5"))
    assert write_quantity(share, VI, unit=PERCENT) == "35-40,5%"
    assert write_quantity(share, EN, unit=PERCENT) == "35–40.5%"
    least = Quantity(Qualifier.AT_LEAST, Decimal(300))
    assert write_quantity(least, VI, unit=ENTERPRISES) == "ít nhất 300 doanh nghiệp"
    assert write_quantity(least, EN, unit=ENTERPRISES) == "at least 300 enterprises"


def test_a_range_without_an_upper_value_is_not_written() -> None:
    with pytest.raises(ValueError, match="upper value"):
        write_quantity(Quantity(Qualifier.BETWEEN, Decimal(1)), VI)


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
