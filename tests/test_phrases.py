"""What people write of a figure: what is understood says one thing, and any other word refuses it."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from drawing import quantities
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cnht.domain.quantity import ObservationStatus, Qualifier, Quantity
from cnht.language.phrases import Reading, Topic, is_like_an_index, read_quantity, readings
from cnht.language.texts import Lang, LocalizedText
from cnht.language.wording import LONGEST, NotUnderstood, write_quantity

VI, EN = Lang.VI, Lang.EN
BILLION = Fraction(10**9)
ENTERPRISES = Topic(
    LocalizedText("Doanh nghiệp công nghiệp hỗ trợ", "Supporting-industry firms"),
    LocalizedText("doanh nghiệp", "enterprises"),
    ("DN", "CSSX"),
)
CLUSTERS = Topic(LocalizedText("Cụm công nghiệp", "Industrial clusters"), LocalizedText("cụm", "clusters"), ("CCN",))
INVESTMENT = Topic(LocalizedText("Vốn đầu tư", "Investment"), LocalizedText("tỷ đồng", "billion VND"), scale=BILLION)
EXPORTS = Topic(
    LocalizedText("Kim ngạch xuất khẩu", "Exports"), LocalizedText("triệu USD", "million USD"), scale=Fraction(10**6)
)
WAGES = Topic(LocalizedText("Thu nhập bình quân", "Average income"), LocalizedText("đồng", "VND"))
LAND = Topic(LocalizedText("Diện tích", "Area"), LocalizedText("ha", "ha"))
SHARE = Topic(LocalizedText("Tỷ lệ đạt chuẩn", "Certified share"), LocalizedText("%", "%"))
GROWTH = Topic(LocalizedText("Tăng trưởng IIP", "IIP growth"), LocalizedText("%", "%"), is_growth=True)
VISITS = Topic(
    LocalizedText("Lượt khách", "Visits"), LocalizedText("nghìn lượt", "thousand visits"), scale=Fraction(1000)
)


def said(reading: Reading) -> str:
    """A reading as the tables have it: ``about 16``, ``between 35 40 estimate``, the number alone for a bare one."""
    quantity = reading.quantity
    words = ["" if quantity.qualifier is Qualifier.VALUE else str(quantity.qualifier), f"{quantity.value}"]
    words += ["" if quantity.value_high is None else f"{quantity.value_high}", str(reading.status)]
    return " ".join(filter(None, words))


def means(topic: Topic | None, text: str, lang: Lang | None = None) -> str:
    """What a text says, or "refused"."""
    try:
        return said(read_quantity(text, topic, lang=lang))
    except NotUnderstood:
        return "refused"


def table(*rows: tuple[Topic | None, str, str]) -> list[tuple[Topic | None, str, str]]:
    """The rows, each with one of the texts that ``|`` parts."""
    return [(topic, text, meaning) for topic, texts, meaning in rows for text in texts.split("|")]


MONEY = table(
    (INVESTMENT, "16 nghìn tỷ đồng|16 ngàn tỉ VND|16.000 tỷ đồng|16 nghìn (tỷ đồng)|16 nghìn tỷ|1,6 vạn tỷ", "16000"),
    (INVESTMENT, "16 thousand billion VND|16 trillion dong|16,000 bn dong|16.000 tỷ", "16000"),
    (INVESTMENT, "16.000.000.000 đồng|16 tỷ|16.000.000.000đ", "16"),
    (INVESTMENT, "16.000.000.000 ₫|16 tỷđ|16 tỷ đ|16,000,000,000 VND", "16"),
    (INVESTMENT, "500 triệu đồng|500 million VND|500 trđ|500 tr.đ|500 tr đồng|500trđ|500 triệu|500 triệu VNĐ", "0.5"),
    (INVESTMENT, "16,50 tỷ đồng|16,50", "16.50"),
    (INVESTMENT, "10 - 20 tỷ đồng|10 tỷ-20 tỷ|từ 10 tỷ đồng đến 20 tỷ đồng|10 tỷ đến 20 tỷ đồng", "between 10 20"),
    (INVESTMENT, "10 - 20 nghìn tỷ|between 10 and 20 thousand billion VND", "between 10000 20000"),
    (INVESTMENT, "từ 500 triệu đến 1 tỷ đồng", "between 0.5 1"),
    (INVESTMENT, "từ 5 trăm tỷ đồng trở lên", "at_least 500"),
    (INVESTMENT, "vốn đầu tư: 1.250 tỷ đồng|1.250 tỷ đồng vốn đầu tư|1.250 tỷ đồng|vốn đầu tư đạt 1.250 tỷ", "1250"),
    (EXPORTS, "15 triệu USD|15 million dollars|15.000.000 USD|$15,000,000|15 triệu đô la Mỹ|US$ 15 million", "15"),
    (EXPORTS, "1,2 tỷ USD|1.2 billion USD|1,2 tỷ đô la", "1200.0"),
    (WAGES, "1.500.000 đồng|1,5 triệu đồng|1.500.000đ|1,500,000 VND|1.500 nghìn đồng", "1500000"),
    (INVESTMENT, "15 triệu USD|2,5 triệu EUR|120 tỷ đô la Mỹ|$5 million", "refused"),
    (INVESTMENT, "5 tỷ yên|350 USD|100 EUR|5 triệu €", "refused"),
    (INVESTMENT, "1.500.000 đồng/người|4,5 triệu đồng/người|5 tỷ đồng/ha|5 tỷ mỗi năm|2 tỷ đồng/dự án", "refused"),
    (INVESTMENT, "5 million VND per person|5 tỷ đồng mỗi cụm", "refused"),
    (INVESTMENT, "16 nghìn|5 trăm|1/2 tỷ đồng|3/4 tỷ|1 tỷ rưỡi|1 tỷ hai|5 tỷ nghìn|5 tỷ tỷ|5 tỷ - 10", "refused"),
    (EXPORTS, "15 tỷ đồng|15 triệu đồng|15 triệu EUR", "refused"),
)
UNITS = table(
    (
        ENTERPRISES,
        "450 doanh nghiệp|450 DN|450 dn|450 CSSX|450 enterprises|450 enterprise|có 450 doanh nghiệp|450DN|DN: 450",
        "450",
    ),
    (ENTERPRISES, "450 doanh nghiệp công nghiệp hỗ trợ|450 supporting-industry firms|số doanh nghiệp: 450", "450"),
    (ENTERPRISES, "tổng số 450 doanh nghiệp|450 (doanh nghiệp)|total of 450 enterprises", "450"),
    (CLUSTERS, "43 cụm|43 cụm công nghiệp|43 CCN|43 clusters", "43"),
    (
        CLUSTERS,
        "13/43 CCN|13/43 cụm|13 trong tổng số 43 cụm|13 of the 43 clusters|13 out of 43|13 cụm trong số 43",
        "13",
    ),
    (LAND, "742ha|742 ha|742 (ha)", "742"),
    (LAND, "1,2 nghìn ha|1.2 thousand ha", "1200.0"),
    (VISITS, "5 nghìn lượt|5 thousand visits|5.000 lượt", "5"),
    (SHARE, "35%|35 %|35 phần trăm|35 per cent|35 percent|chiếm 35%|đạt 35%|bằng 35%|35", "35"),
    (SHARE, "35 - 40%|từ 35% đến 40%|between 35 and 40%|35–40 per cent", "between 35 40"),
    (
        ENTERPRISES,
        "440 tấn|15 tỷ đồng|ước đạt 1.200 tỷ đồng|45 cụm công nghiệp|450 lao động|450 hộ kinh doanh",
        "refused",
    ),
    (ENTERPRISES, "35%|450 người|450 kg|450 ha|450 USD|450 dự án|450 workers|450 tons|450 m²|450 km", "refused"),
    (ENTERPRISES, "450 doanh nghiệp nước ngoài|450 doanh nghiệp/năm|450 doanh nghiệp mới", "refused"),
    (INVESTMENT, "15 doanh nghiệp|15 ha|15%|1.250 tỷ đồng vốn đăng ký|1.250 tỷ đồng của 15 dự án", "refused"),
    (LAND, "450 doanh nghiệp|450 m²|450 km2|450 hectares of forest", "refused"),
)
CHANGES = table(
    *((topic, texts, "refused") for topic in (ENTERPRISES, CLUSTERS) for texts in (
        "tăng 40|tăng thêm 40|giảm 12|up 40|down 12|increased by 40|rose 40|fell by 12|decreased by 12|increase of 40",
        "tăng gấp 2 lần|gấp đôi 40|40 lần|tăng 40 so với cùng kỳ|40 so với cùng kỳ|40 year on year",
    )),
    (ENTERPRISES, "tăng lên 450 doanh nghiệp|tăng lên 450|giảm còn 450|giảm xuống 450|giảm xuống còn 450", "450"),
    (ENTERPRISES, "increased to 450|rose to 450 enterprises|fell to 450|còn 450 doanh nghiệp", "450"),
    (SHARE, "tăng 3,2%|giảm 2,5%|tăng 3 điểm %|up 3%|tăng 0,7 điểm phần trăm|3 percentage points", "refused"),
    (SHARE, "đạt 35% kế hoạch|bằng 62% so với kế hoạch năm", "refused"),
    (SHARE, "hoàn thành 62% kế hoạch|35% of plan|62% dự toán", "refused"),
    (SHARE, "đạt 35% chỉ tiêu|35% of the target|đạt 35% kế hoạch năm|35% so với cùng kỳ", "refused"),
    (INVESTMENT, "tăng 12 tỷ đồng so với cùng kỳ|hoàn thành 62% kế hoạch|giảm 12 tỷ đồng|tăng 12%", "refused"),
)  # fmt: skip
GROWTHS = table(
    (GROWTH, "tăng 7,2%|tăng 7,2|up 7.2%|rose 7.2%", "7.2"),
    (GROWTH, "grew by 7.2%|increased by 7.2%|growth of 7.2%|tăng trưởng 7,2%", "7.2"),
    (GROWTH, "tăng 7,2% so với cùng kỳ|tăng 7,2% so với cùng kỳ năm trước|up 7.2% year on year|7,2%|7.2", "7.2"),
    (GROWTH, "up 7.2% on the same period last year|tăng trưởng IIP: 7,2%|tăng trưởng đạt 7,2%|was up 7.2%", "7.2"),
    (GROWTH, "giảm 2,5%|giảm 2,5% so với cùng kỳ|decreased by 2.5%", "-2.5"),
    (GROWTH, "down 2.5%|fell by 2.5%|-2,5%|tăng trưởng âm 2,5%", "-2.5"),
    (GROWTH, "bằng 108,8% so với cùng kỳ|chỉ số 108,8%", "8.8"),
    (GROWTH, "108,8% so với cùng kỳ năm trước|bằng 108,8%|đạt 108,8%", "8.8"),
    (GROWTH, "index of 108.8|108.8% of the same period last year|108,8% cùng kỳ|chỉ số đạt 108,8", "8.8"),
    (GROWTH, "bằng 95,2% so với cùng kỳ năm trước|chỉ số 95,2%|95,2% cùng kỳ", "-4.8"),
    (GROWTH, "tăng 108,8%|up 108.8%", "108.8"),
    (GROWTH, "tăng hơn 7%|up over 7%|grew by more than 7%", "over 7"),
    (GROWTH, "giảm hơn 2,5%|down more than 2.5%", "under -2.5"),
    (GROWTH, "giảm dưới 3%|down less than 3%", "over -3"),
    (GROWTH, "giảm ít nhất 3%|down at least 3%", "at_most -3"),
    (GROWTH, "giảm không quá 3%|down at most 3%", "at_least -3"),
    (GROWTH, "giảm khoảng 3%|down about 3%", "about -3"),
    (GROWTH, "giảm 2 - 3%|giảm khoảng 2 - 3%|down 2-3%", "between -3 -2"),
    (GROWTH, "108,8%|108.8|95,2|gần 108%|7,2% so với cùng kỳ|đạt 7,2%|bằng 7,2%|80|130", "refused"),
    (GROWTH, "giảm gần 3%|tăng -3%|giảm -3%", "refused"),
    (GROWTH, "bằng khoảng 108%|gấp 1,5 lần cùng kỳ|tăng 1,5 lần|tăng 0,7 điểm %", "refused"),
    (GROWTH, "tăng 7,2% so với tháng trước|tăng 7,2% so với năm 2020", "refused"),
    (GROWTH, "tăng 7,2% so với kế hoạch|up 7.2% on the month", "refused"),
    (GROWTH, "tăng từ 5 đến 10|rose from 5 to 10%|tăng 7 doanh nghiệp", "refused"),
)  # fmt: skip
STATUSES = table(
    (ENTERPRISES, "ước 450|ước tính 450 doanh nghiệp|ước đạt 450", "450 estimate"),
    (ENTERPRISES, "ước thực hiện 450|450 (ước)|450 (e)|450e", "450 estimate"),
    (ENTERPRISES, "estimated 450|an estimated 450|est. 450|450 (estimate)|ước có 450 doanh nghiệp", "450 estimate"),
    (ENTERPRISES, "sơ bộ 450|450 (sơ bộ)|450 (p)|450p|provisional 450|preliminary 450", "450 provisional"),
    (ENTERPRISES, "chính thức 450 doanh nghiệp|450 (chính thức)|final 450|450 (final)", "450 final"),
    (ENTERPRISES, "ước khoảng 300|ước đạt khoảng 300 doanh nghiệp|estimated at about 300", "about 300 estimate"),
    (INVESTMENT, "ước đạt 1.250 tỷ đồng|ước thực hiện 1.250 tỷ đồng", "1250 estimate"),
    (GROWTH, "ước tăng 7,2%|ước tính tăng 7,2% so với cùng kỳ|tăng 7,2% (ước)|up an estimated 7.2%", "7.2 estimate"),
    (GROWTH, "ước giảm 2,5%", "-2.5 estimate"),
    (ENTERPRISES, "ước 450 (sơ bộ)|sơ bộ 450 (chính thức)|450 (x)|450 (r)|450 (*)", "refused"),
)  # fmt: skip
QUALIFIERS = table(
    (ENTERPRISES, "khoảng 1.000|khoảng chừng 1.000|vào khoảng 1.000", "about 1000"),
    (ENTERPRISES, "xấp xỉ 1.000|about 1,000|some 1,000", "about 1000"),
    (ENTERPRISES, "around 1,000|approximately 1,000|roughly 1,000|~1000|≈ 1000", "about 1000"),
    (ENTERPRISES, "gần 1.000|khoảng gần 1.000|nearly 1,000", "nearly 1000"),
    (ENTERPRISES, "almost 1,000|close to 1,000|GẦN 1.000|gần\u00a01.000", "nearly 1000"),
    (ENTERPRISES, "trên 300|hơn 300|khoảng trên 300|khoảng hơn 300", "over 300"),
    (ENTERPRISES, "over 300|more than 300|above 300|>300|> 300", "over 300"),
    (ENTERPRISES, "dưới 300|chưa đến 300|khoảng dưới 300|under 300|less than 300|below 300|<300", "under 300"),
    (ENTERPRISES, "ít nhất 300|tối thiểu 300|không dưới 300|từ 300 trở lên", "at_least 300"),
    (ENTERPRISES, "300 trở lên|>=300|≥ 300|=> 300", "at_least 300"),
    (ENTERPRISES, "300 doanh nghiệp trở lên|300 or more enterprises", "at_least 300"),
    (ENTERPRISES, "from 300 or more|at least 300|no less than 300", "at_least 300"),
    (ENTERPRISES, "không quá 300|tối đa 300|từ 300 trở xuống|at most 300", "at_most 300"),
    (ENTERPRISES, "up to 300|300 or less|≤300|<= 300", "at_most 300"),
    (ENTERPRISES, "từ 35 đến 40|35 đến 40|35 - 40|35-40", "between 35 40"),
    (ENTERPRISES, "35–40|35 — 40|35 -40|khoảng 35 - 40|khoảng từ 35 đến 40", "between 35 40"),
    (ENTERPRISES, "between 35 and 40|from 35 to 40|35 to 40", "between 35 40"),
    (ENTERPRISES, "about 35-40|between 35-40|giữa 35 và 40", "between 35 40"),
    (GROWTH, "-5 - -3|-5–-3|-5--3|từ -5 đến -3|−5 – −3", "between -5 -3"),
    (ENTERPRISES, "gần >5|> < 5|>>5|±5|> 5 - 6", "refused"),
    (ENTERPRISES, "gần hơn 5|about over 5|hơn 1.000 - 1.200|gần 35 - 40|at least 5 or less", "refused"),
    (ENTERPRISES, "từ 5|from 5|between 5|between 5 or more|từ 5 đến", "refused"),
    (ENTERPRISES, "5 -|5/|- 5|5 hơn|1.000 trên|65 and over", "refused"),
)  # fmt: skip
FORMS = table(
    (ENTERPRISES, "3/4|1/3|gần 1/3|44/43|44/43 doanh nghiệp|450(1)", "refused"),
    (ENTERPRISES, "450¹|450*|450²|450 [1]|(450)|450.|450;", "refused"),
    (SHARE, "1/3|1/3 %|3/4%|13/43", "refused"),
    (ENTERPRISES, "5 6|5, 6|5 doanh nghiệp 6 cụm|1.000.000 1", "refused"),
    (ENTERPRISES, "1 - 2 - 3|5 and 6|5 và 6|năm 2024: 5|40 - 35", "refused"),
    (ENTERPRISES, "5 nghìn năm trăm|5 nghìn năm|2 and a half|5 dozen|5 chục|3 lần", "refused"),
    (ENTERPRISES, "5k|5m|5 mn|5 tr|5th|5 or six|5 or so", "refused"),
    (ENTERPRISES, "5 doanh nghiệp hoặc ít hơn|thứ 5|Q2|covid-19|m2|28/9/2024", "refused"),
    (ENTERPRISES, "không 5|not 5|5\u200b||gần|trở lên|%", "refused"),
    (SHARE, "35% - 40|27/43%|5 percentage points|35 - 40% - 50", "refused"),
)  # fmt: skip


@pytest.mark.parametrize(("topic", "text", "meaning"), [*MONEY, *UNITS])
def test_money_and_units_become_the_units_of_the_indicator_or_are_refused(
    topic: Topic, text: str, meaning: str
) -> None:
    assert means(topic, text) in (meaning, meaning.removesuffix(".0"))


@pytest.mark.parametrize(("topic", "text", "meaning"), [*CHANGES, *GROWTHS])
def test_a_change_is_not_a_level_and_an_index_is_not_growth(topic: Topic, text: str, meaning: str) -> None:
    assert means(topic, text) == meaning


@pytest.mark.parametrize(("topic", "text", "meaning"), STATUSES)
def test_words_for_how_settled_a_figure_is_are_its_status(topic: Topic, text: str, meaning: str) -> None:
    assert means(topic, text) == meaning


@pytest.mark.parametrize(("topic", "text", "meaning"), [*QUALIFIERS, *FORMS])
def test_the_words_before_and_behind_a_number_are_its_qualifier_or_it_is_refused(
    topic: Topic, text: str, meaning: str
) -> None:
    assert means(topic, text) == meaning


UNDERSTOOD = [(topic, text) for topic, text, meaning in [*MONEY, *UNITS, *CHANGES, *GROWTHS, *STATUSES, *QUALIFIERS]
              if meaning != "refused"]  # fmt: skip
STRANGE = st.text("abcdefghijlnoquvwxyzăâêôơưđ", min_size=4, max_size=9).map(lambda word: f"q{word}z")


@given(st.sampled_from(UNDERSTOOD), STRANGE, st.data())
@settings(max_examples=400)
def test_an_unknown_word_anywhere_refuses_a_text_and_never_makes_another_number(
    understood: tuple[Topic, str], strange: str, data: st.DataObject
) -> None:
    topic, text = understood
    words = text.split()
    at = data.draw(st.integers(0, len(words)))
    assert readings(" ".join([*words[:at], strange, *words[at:]]), topic) == ()


@pytest.mark.parametrize(
    ("text", "lang", "meaning"),
    [
        ("nearly 1.000", VI, "nearly 1.000"),
        ("gần 1.000", EN, "nearly 1000"),
        ("gần 1,5", EN, "nearly 1.5"),
        ("gần 1.5", VI, "nearly 1.5"),
        ("about 1.234,5", EN, "about 1234.5"),
        ("1.000 doanh nghiệp", EN, "1000"),
        ("1.000 enterprises", VI, "1.000"),
        ("1.000 DN", VI, "1000"),
        ("1.000 DN", EN, "1.000"),
        ("1.000 DN", None, "refused"),
        ("gần 1.000 enterprises", EN, "nearly 1.000"),
        ("900 - 1.200", None, "between 900 1200"),
        ("khoảng 1.000 - 1.5", None, "refused"),
        ("1.000 - 12,5", None, "refused"),
        ("1.000", VI, "1000"),
        ("1.000", EN, "1.000"),
        ("1.000", None, "refused"),
        ("0.125", None, "0.125"),
        ("1.0000", None, "1.0000"),
    ],
)
def test_the_words_around_a_number_settle_its_language(text: str, lang: Lang | None, meaning: str) -> None:
    assert means(ENTERPRISES, text, lang) == meaning


def test_the_ways_out_of_a_number_that_reads_both_ways_work() -> None:
    with pytest.raises(NotUnderstood) as refused:
        read_quantity("1.000", ENTERPRISES)
    assert str(refused.value) == "“1.000” is not understood: it may be 1,000 or 1.000; write for example 1000 or 1.0000"
    assert [means(ENTERPRISES, way) for way in ("1000", "1.0000")] == ["1000", "1.0000"]
    with pytest.raises(NotUnderstood) as refused:
        read_quantity("95,2%", GROWTH)
    assert str(refused.value) == (
        "“95,2%” is not understood: it is a growth of 95.2 % or an index, a growth of -4.8 %; "
        "write for example “up 95.2%” or “down 4.8%”"
    )
    assert [means(GROWTH, way) for way in ("up 95.2%", "down 4.8%")] == ["95.2", "-4.8"]


@pytest.mark.parametrize(
    ("topic", "text", "why"),
    [
        (ENTERPRISES, "440 tấn", "“tấn” is not the unit of Supporting-industry firms (enterprises)"),
        (INVESTMENT, "4,5 triệu đồng/người", "“/người” is not the unit of Investment (billion VND)"),
        (INVESTMENT, "15 triệu USD", "“usd” is not the unit of Investment (billion VND)"),
        (ENTERPRISES, "tăng 40 doanh nghiệp", "it says a change, not the level of Supporting-industry firms"),
        (SHARE, "đạt 35% kế hoạch", "it is a part of a plan, not the figure itself: “kế hoạch”"),
        (GROWTH, "gấp 1,5 lần cùng kỳ", "it is a multiple, not the figure itself: “gấp”"),
        (ENTERPRISES, "gần hơn 5", "“gần hơn” before a number is not known"),
        (ENTERPRISES, "ước 450 (sơ bộ)", "it names two statuses"),
        (INVESTMENT, "1.250 tỷ đồng tỷ đồng", "its unit is named twice"),
        (INVESTMENT, "1.250 tỷ đồng VND", "its unit is named twice"),
        (SHARE, "35%%", "its unit is named twice"),
        (ENTERPRISES, "44/43 doanh nghiệp", "the second number is below the first"),
    ],
)
def test_a_refusal_names_the_word(topic: Topic, text: str, why: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        read_quantity(text, topic)
    assert str(refused.value).startswith(f"“{text}” is not understood: {why}; write for example")


def test_without_a_subject_words_behind_a_number_are_its_unit() -> None:
    assert means(None, "1.000 doanh nghiệp") == "1000"
    assert means(None, "5 hundred thousand clusters") == "500000"
    assert means(None, "1.000 m²") == "1000"
    assert means(None, "giảm 5") == "-5"
    assert means(None, "5 tỷ rưỡi") == means(None, "5k") == means(None, "10 doanh nghiệp - 20 cụm") == "refused"


def test_the_digits_of_a_unit_are_never_taken_from_the_number() -> None:
    topic = Topic(LocalizedText("Bao", "Sacks"), LocalizedText("100 kg", "100 kg"))
    assert means(topic, "1100 kg") == "refused"
    assert means(topic, "11 100 kg", VI) == "refused"
    assert means(topic, "11 x 100 kg") == "refused"


@pytest.mark.parametrize("value", ["80", "95.2", "108.8", "130"])
def test_growth_near_a_hundred_may_be_an_index(value: str) -> None:
    assert is_like_an_index(Decimal(value))
    assert not is_like_an_index(Decimal(value) + 51)


def test_a_text_beyond_all_measure_is_not_read_and_not_repeated() -> None:
    assert means(ENTERPRISES, "2024".rjust(LONGEST)) == "2024"
    with pytest.raises(NotUnderstood) as refused:
        read_quantity("2024".rjust(LONGEST + 1))
    assert len(str(refused.value)) < 200


# Quantities, out and in again


ODD_UNITS = "ha|ha of 2 crops", "m²|m2", "% GRDP|% of GRDP", "dự án trên địa bàn|firms above the line or more", "|units"
TOPICS: list[Topic | None] = [
    *(None, ENTERPRISES, SHARE, INVESTMENT, VISITS),
    *(Topic(ENTERPRISES.name, LocalizedText(*names.split("|"))) for names in ODD_UNITS),
]
MEASURED = st.sampled_from(TOPICS)
SPACES = st.sampled_from([" ", "\u00a0", "\u2009", "\u3000", " \t"])


def digits(quantity: Quantity) -> tuple[object, ...]:
    """A quantity with every digit it is written with; for ``==`` 12.5 and 12.50 are the same."""
    high = quantity.value_high
    return quantity.qualifier, quantity.value.as_tuple(), high.as_tuple() if high is not None else None


@given(quantities(), st.sampled_from(Lang), MEASURED)
@settings(max_examples=200)
def test_what_is_written_reads_back_digit_for_digit(quantity: Quantity, lang: Lang, topic: Topic | None) -> None:
    text = write_quantity(quantity, lang, unit=topic.unit if topic else None)
    assert digits(read_quantity(text, topic, lang=lang).quantity) == digits(quantity)


@given(quantities(), st.sampled_from(Lang))
def test_written_words_need_no_language_to_be_read(quantity: Quantity, lang: Lang) -> None:
    assume(quantity.qualifier not in (Qualifier.VALUE, Qualifier.BETWEEN))
    assert digits(read_quantity(write_quantity(quantity, lang)).quantity) == digits(quantity)


@given(quantities(), st.sampled_from(Lang), MEASURED, SPACES)
def test_decomposed_text_and_other_spaces_read_the_same(
    quantity: Quantity, lang: Lang, topic: Topic | None, space: str
) -> None:
    text = write_quantity(quantity, lang, unit=topic.unit if topic else None)
    other = unicodedata.normalize("NFD", text).replace(" ", space).upper()
    assert readings(other, topic) == readings(text, topic)


PIECES = (
    "gần hơn trên khoảng từ đến trở lên xuống không quá ít nhất ước đạt tăng giảm bằng chỉ số so với cùng kỳ và giữa "
    "about over at least up to between and or more nearly from doanh nghiệp cụm % phần trăm nghìn tỷ triệu đồng VND "
    "billion - – / . , ( ) 5 0 1.000 12,5 1,000 007 -3 −3 ² ½ § 2024 tháng năm quý II Q2 H1 6 đầu đ Ð \u0301 \u200b"
).split()
PIECEWISE = st.lists(st.sampled_from(PIECES), max_size=9)


@given(
    st.text(max_size=40) | PIECEWISE.map(" ".join) | PIECEWISE.map("".join),
    st.sampled_from([None, *Lang]),
    st.sampled_from([*TOPICS, GROWTH]),
)
@example("tăng -5", None, GROWTH)
@settings(max_examples=250, deadline=timedelta(seconds=2))
def test_any_text_is_read_or_refused(text: str, lang: Lang | None, topic: Topic | None) -> None:
    for way in (reading.quantity for reading in readings(text, topic, lang=lang)):
        assert way.value.is_finite()
        assert (way.value_high is not None and way.value <= way.value_high) == (way.qualifier is Qualifier.BETWEEN)
    with suppress(NotUnderstood):
        assert read_quantity(text, topic, lang=lang).status in ObservationStatus


@pytest.mark.parametrize("text", ["1.", "1 000 ", "- ", "5-", "a-", "9", "nghìn ", "từ ", "/1 a", "a'", "% ", "ước "])
def test_the_longest_text_of_one_kind_is_read_or_refused_at_once(text: str) -> None:
    long = (text * LONGEST)[: LONGEST - 2]
    for tried in (long, f"5 {long}", f"{long}5"):
        readings(tried[:LONGEST], INVESTMENT)
