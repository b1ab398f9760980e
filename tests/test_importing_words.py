"""What people write, to the cells of a row: every one is read back as what was meant."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnht.domain.quantity import Qualifier, Quantity
from cnht.importing.numbers import quantity_cells
from cnht.language.phrases import Topic
from cnht.language.texts import Lang, LocalizedText
from cnht.language.wording import NotUnderstood, write_quantity
from cnht.problems import Fault
from cnht.reading import values

FIRMS = Topic(LocalizedText("Doanh nghiệp", "Firms"), LocalizedText("doanh nghiệp", "enterprises"))
PERCENT = Topic(LocalizedText("Tỷ lệ", "Share"), LocalizedText("%", "%"))
MONEY = Topic(LocalizedText("Vốn", "Capital"), LocalizedText("tỷ đồng", "billion VND"), scale=Fraction(10**9))
VI, EN = Lang.VI, Lang.EN


@pytest.mark.parametrize(
    ("words", "lang", "unit", "cells"),
    [
        ("gần 1.000", None, FIRMS, "nearly|1000|||gần 1.000"),
        ("nearly 1,000", VI, FIRMS, "nearly|1000|||nearly 1,000"),
        ("hơn 35%", None, PERCENT, "over|35|||hơn 35%"),
        ("35 - 40%", None, PERCENT, "between|35|40||35 - 40%"),
        ("từ 300 trở lên", None, FIRMS, "at_least|300|||từ 300 trở lên"),
        ("16 nghìn tỷ đồng", None, MONEY, "|16000|||16 nghìn tỷ đồng"),
        ("27 doanh nghiệp", None, FIRMS, "|27|||27 doanh nghiệp"),
        ("  khoảng   960 ", None, FIRMS, "about|960|||khoảng 960"),
        ("1000", None, FIRMS, "|1000|||"),
        ("1.000", VI, FIRMS, "|1000|||"),
        ("1.000", EN, FIRMS, "|1.0|||"),
        ("1,125", VI, PERCENT, "|1.1250|||"),
        ("ước đạt 960", None, FIRMS, "|960||estimate|ước đạt 960"),
        ("12,5", None, PERCENT, "|12.5|||"),
        ("12,5%", None, PERCENT, "|12.5|||12,5%"),
        ("−2,5", None, PERCENT, "|-2.5|||"),
        ("1 000", None, FIRMS, "|1000|||"),
        ("-0", None, FIRMS, "|0|||"),
    ],
)
def test_words_become_cells_and_a_number_alone_is_no_wording(
    words: str, lang: Lang | None, unit: Topic, cells: str
) -> None:
    found = quantity_cells(words, unit, lang)
    assert list(found) == ["qualifier", "value", "value_high", "status", "wording"]
    assert "|".join(found.values()) == cells


@pytest.mark.parametrize("words", ["1.000", "gần", "", "abc", "40 - 35", "1.5.2", "5 triệu rưỡi"])
def test_what_is_no_figure_or_two_is_refused(words: str) -> None:
    with pytest.raises(NotUnderstood):
        quantity_cells(words, FIRMS, None)


numbers = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=3)


@given(numbers, numbers, st.sampled_from(Qualifier), st.sampled_from(Lang))
def test_whatever_is_written_in_words_is_read_back_from_the_cells(
    one: Decimal, other: Decimal, qualifier: Qualifier, lang: Lang
) -> None:
    low, high = sorted((abs(one), abs(other)))
    quantity = Quantity(qualifier, low, high if qualifier is Qualifier.BETWEEN else None)
    cells = quantity_cells(write_quantity(quantity, lang), FIRMS, lang)
    found = values.number(cells["value"])
    assert not isinstance(found, Fault)
    assert found == quantity.value
    assert cells["qualifier"] == ("" if qualifier is Qualifier.VALUE else qualifier)
    if quantity.value_high is not None:
        assert values.number(cells["value_high"]) == quantity.value_high
