"""Vietnamese and English: how quantities, numbers and dates are written, and how people's words are read.

Reading never guesses: what can be read in two ways, or not at all, is :class:`NotUnderstood`.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from cnht.domain.period import Grain, Period
from cnht.domain.quantity import Qualifier, Quantity
from cnht.language.fuzzy import fold
from cnht.language.texts import Lang, Localized, _

LONGEST = 500
"""The most characters that are read as a quantity or a period; more is not a figure and would only cost time."""


class NotUnderstood(ValueError):
    """A text that is not a quantity or period, or is more than one. ``message`` says why, and what was expected."""

    def __init__(self, message: Localized, why: Localized) -> None:
        super().__init__(str(message))
        self.message = message
        self.why = why


def not_understood(text: str, why: Localized, expected: Localized) -> NotUnderstood:
    """The refusal of ``text``, with what to write instead."""
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    message = _(
        "“{shown}” is not understood: {why}; write for example {expected}", shown=shown, why=why, expected=expected
    )
    return NotUnderstood(message, why)


# ----------------------------------------------------------------------------------------------------------- numbers

_VIETNAMESE_MARKS = str.maketrans(",.", ".,")


def places_of(value: Fraction) -> int | None:
    """How many decimals write ``value`` exactly; ``None`` where they never end."""
    whole = value.denominator
    return next((places for places in range(whole.bit_length()) if pow(10, places, whole) == 0), None)


def rounded(value: Fraction, places: int) -> Decimal:
    """``value`` with that many decimals, halves away from 0, whatever its size."""
    units = int(abs(value) * 10**places + Fraction(1, 2))
    return Decimal(f"{'-' if value < 0 and units else ''}{units}e-{places}")


def write_number(value: Decimal | Fraction | int, lang: Lang, *, decimals: int | None = None) -> str:
    """``value`` with the digit grouping and the decimal mark of ``lang``, never with an exponent.

    A ``Decimal`` keeps the digits it was written with. A ``Fraction`` is written exactly where its decimals end, else
    with up to four. ``decimals`` rounds to that many, halves away from 0. ``ValueError`` where ``value`` is not finite.
    """
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is not a number that can be written")
    if decimals is not None:
        value = rounded(Fraction(value), decimals)
    elif isinstance(value, Fraction):
        places = places_of(value)
        if places is None:
            return write_number(Fraction(rounded(value, 4)), lang)
        value = rounded(value, places)
    text = f"{Decimal(value):,f}"
    return text.translate(_VIETNAMESE_MARKS) if lang is Lang.VI else text


def read_number(written: str, lang: Lang) -> Decimal | None:
    """The number in the form of ``lang``; spaces may group in both. ``None`` where it has not that form."""
    group, mark = (".", ",") if lang is Lang.VI else (",", ".")
    whole = rf"(?:0?[0-9]|[1-9][0-9]*|[1-9][0-9]{{0,2}}([{group} ])[0-9]{{3}}(?:\1[0-9]{{3}})*)"
    number = written.replace("−", "-")
    if not re.fullmatch(rf"-?(?:[0-9]+|{whole}(?:[{mark}][0-9]+)?)", number):
        return None
    return Decimal(number.replace(group, "").replace(" ", "").replace(mark, "."))


# -------------------------------------------------------------------------------------------------------- quantities

# Rows of phrases before a number; the first of a row is the one that is written.
QUALIFIERS = {
    Lang.VI: {
        Qualifier.ABOUT: "khoảng|khoảng chừng|vào khoảng|chừng|xấp xỉ",
        Qualifier.NEARLY: "gần|khoảng gần",
        Qualifier.OVER: "trên|hơn|nhiều hơn|lớn hơn|cao hơn|vượt|khoảng trên|khoảng hơn",
        Qualifier.UNDER: "dưới|ít hơn|nhỏ hơn|thấp hơn|chưa đến|chưa tới|khoảng dưới",
        Qualifier.AT_LEAST: "ít nhất|tối thiểu|không dưới|không ít hơn|không thấp hơn",
        Qualifier.AT_MOST: "không quá|không vượt quá|tối đa|nhiều nhất",
        Qualifier.BETWEEN: "từ|khoảng từ|trong khoảng|trong khoảng từ|giữa",
    },
    Lang.EN: {
        Qualifier.ABOUT: "about|around|approximately|roughly|some",
        Qualifier.NEARLY: "nearly|almost|close to",
        Qualifier.OVER: "over|more than|above|exceeding|greater than|in excess of",
        Qualifier.UNDER: "under|less than|below|fewer than|lower than",
        Qualifier.AT_LEAST: "at least|no less than|no fewer than|not less than|not fewer than",
        Qualifier.AT_MOST: "at most|no more than|not more than|up to",
        Qualifier.BETWEEN: "between|from",
    },
}
SIGNS = {
    ">=": Qualifier.AT_LEAST, "≥": Qualifier.AT_LEAST, "=>": Qualifier.AT_LEAST, ">": Qualifier.OVER,
    "<": Qualifier.UNDER, "<=": Qualifier.AT_MOST, "=<": Qualifier.AT_MOST, "≤": Qualifier.AT_MOST,
    "~": Qualifier.ABOUT, "≈": Qualifier.ABOUT,
}  # fmt: skip
"""Signs before a number, which are of no language: ``>35%``."""
MAGNITUDES = {
    Lang.VI: {10**2: "trăm", 10**3: "nghìn|ngàn", 10**4: "vạn", 10**6: "triệu", 10**9: "tỷ|tỉ"},
    Lang.EN: {10**2: "hundred", 10**3: "thousand", 10**6: "million", 10**9: "billion|bn", 10**12: "trillion"},
}
_SIZES = {word: size for rows in MAGNITUDES.values() for size, row in rows.items() for word in row.split("|")}


def write_quantity(quantity: Quantity, lang: Lang, *, unit: Localized | None = None) -> str:
    """``quantity`` in the words of ``lang``: ``gần 1.000``, ``nearly 1,000``; ``unit`` once, behind the last number.

    ``ValueError`` where ``between`` has no upper value.
    """
    amount = write_number(quantity.value, lang)
    if quantity.qualifier is Qualifier.BETWEEN:
        if quantity.value_high is None:
            raise ValueError("between needs an upper value")
        amount += ("-" if lang is Lang.VI else "–") + write_number(quantity.value_high, lang)
    if name := unit.text(lang) if unit else "":
        amount += name if name == "%" else f" {name}"
    match quantity.qualifier:
        case Qualifier.VALUE | Qualifier.BETWEEN:
            return amount
        case word:
            return f"{QUALIFIERS[lang][word].split('|')[0]} {amount}"


@lru_cache(maxsize=1_000)
def magnitude(name: str) -> int:
    """How many plain units the first words of a unit's name make: 10^9 of ``tỷ đồng``, 1 of ``đồng``."""
    size = 1
    for word in fold(name).split():
        factor = _SIZES.get(word) or _SIZES.get(word.removesuffix("s"))
        if factor is None:
            break
        size *= factor
    return size


def without_magnitude(name: str) -> str:
    """The plain unit within a folded name such as ``tỷ đồng``; empty where it begins with no magnitude."""
    words = name.split()
    while words and words[0] in _SIZES:
        words.pop(0)
    return "" if len(words) == len(name.split()) else " ".join(words)


# ------------------------------------------------------------------------------------------------- dates and periods

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_MONTH = {name[:3]: number for number, name in enumerate(_MONTHS.split("|"), start=1)}
_QUARTER = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_D, _Y = "([0-9]{1,2})", "([0-9]{4})"

_CLOCK = r"(?:[01]?[0-9]|2[0-3])(?:[hg]|[:hg][0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?)(?: ?(?i:[ap]m|sa|ch))?"
_MIDNIGHT = r"0?0:00(?::00(?:\.0+)?)? ?(?i:utc|gmt)?\+0?7(?::?00)?"  # of Vietnam: that of others is another day there
TIME = rf"(?:(?:[Tt]|,? +)(?:{_CLOCK}|{_MIDNIGHT}))?"
"""The time of a day, as programs write it behind a date: one with a zone may be of the day before or after."""

# The shapes of one period, its English month as "tháng 9" and its quarter as "q3" already, and the ISO text they mean.
_SHAPES = (
    (rf"(?:ngày )?{_D}([/.-]){_D}\2{_Y}", "{3}-{2:0>2}-{0:0>2}"),
    (rf"(?:ngày )?{_D} tháng {_D}(?: năm |/| ){_Y}", "{2}-{1:0>2}-{0:0>2}"),
    (rf"(?:tháng )?{_D}[/-]{_Y}", "{1}-{0:0>2}"),
    (rf"th?\.? ?{_D}[/. -]{_Y}", "{1}-{0:0>2}"),
    (rf"tháng {_D}(?: năm)? {_Y}", "{1}-{0:0>2}"),
    (rf"q([1-4])(?: năm |[/ .-]?){_Y}", "{1}-Q{0}"),
    (rf"h([12])[/ -]?{_Y}", "{1}-H{0}"),
    (rf"{_Y}[ -]?q([1-4])", "{0}-Q{1}"),  # those of statistical offices, SDMX among them
    (rf"{_Y}[ -]?[hs]([12])", "{0}-H{1}"),
    (rf"{_Y}-?m([0-9]{{2}})", "{0}-{1}"),
    (rf"0?6 tháng đầu năm {_Y}", "{0}-H1"),
    (rf"0?6 tháng cuối năm {_Y}", "{0}-H2"),
    (rf"{_D} tháng(?: đầu)?(?: năm)? {_Y}", "{1}-01/{1}-{0:0>2}"),
    (rf"(?:giai đoạn )?{_Y} ?[-–—] ?{_Y}", "{0}/{1}"),
    (rf"(?:cả )?năm {_Y}", "{0}"),
)
_EXPECTED_PERIOD = _("“2024-09-28”, “2024-09”, “Q2 2024”, “2024”")


def write_date(day: date, lang: Lang) -> str:
    """``28/09/2024`` in Vietnamese, ``2024-09-28`` in English."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}" if lang is Lang.VI else day.isoformat()


def write_period(period: Period, lang: Lang) -> str:
    """A day, month, quarter, half, year or range in the manner of ``lang``: ``quý II/2024``, ``Q2 2024``."""
    vi = lang is Lang.VI
    year, month = f"{period.first.year:04}", period.first.month
    match period.grain:
        case Grain.DAY:
            return write_date(period.first, lang)
        case Grain.MONTH:
            return f"{month:02}/{year}" if vi else f"{year}-{month:02}"
        case Grain.QUARTER:
            return f"quý {[*_QUARTER][month // 3].upper()}/{year}" if vi else f"Q{month // 3 + 1} {year}"
        case Grain.HALF:
            return f"6 tháng {'đầu' if month == 1 else 'cuối'} năm {year}" if vi else f"H{month // 6 + 1} {year}"
        case Grain.YEAR:
            return year
        case Grain.RANGE:
            last = period.last.month
            if last > 1 and period == Period.parse(f"{year}-01/{year}-{last:02}"):
                return f"{last} tháng đầu năm {year}" if vi else f"Jan–{[*_MONTH][last - 1].title()} {year}"
            ends = (write_period(Period.parse(end), lang) for end in period.text.split("/"))
            return (" – " if vi else " to ").join(ends)


def read_period(text: str) -> Period:
    """The period that ``text`` names, its text in ISO form. The day comes first and the year last, or it is ISO.

    :class:`NotUnderstood` for anything else, and for days that do not exist.
    """
    try:
        return Period.parse(_iso(fold(text)) if len(text) <= LONGEST else "")
    except ValueError:
        why = _("there is no such day or period")
        raise not_understood(text, why, _EXPECTED_PERIOD) from None


def _iso(line: str) -> str:
    """The ISO text that the shape of a folded ``line`` means; the line itself where its shape is not known."""
    months = rf"(?<!\w)({_MONTHS}|sept|{'|'.join(_MONTH)})(?!\w)"
    line = re.sub(months, lambda found: f"tháng {_MONTH[found[1][:3]]}", line)
    line = re.sub(r"(?<!\w)qu[ýí] ?(iv|i{1,3}|[1-4])(?!\w)", lambda found: f"q{_QUARTER.get(found[1], found[1])}", line)
    line = re.sub(rf"(?<=[0-9]{{2}}){TIME}$", "", line)
    if shape := _shape(line):
        return shape
    if lasting := re.fullmatch(rf"{_Y}-([0-9]{{2}})-01/p([0-9]{{1,3}})([my])", line):  # of SDMX
        first = int(lasting[1]) * 12 + int(lasting[2]) - 1
        year, month = divmod(first + int(lasting[3]) * (12 if lasting[4] == "y" else 1) - 1, 12)
        return f"{lasting[1]}-{lasting[2]}/{year:04}-{month + 1:02}"
    ends = re.fullmatch(r"(?:từ |from |giai đoạn )?(.+?)(?: ?[–—] ?| - | đến | tới | to )(.+)", line)
    if ends is None:
        return line.upper()
    last = _shape(ends[2]) or ends[2]
    return f"{_shape(ends[1]) or _shape(f'{ends[1]} {last[:4]}') or ends[1]}/{last}".upper()


def _shape(line: str) -> str | None:
    """The ISO text of one period in any shape that is known."""
    return next((iso.format(*found.groups()) for shape, iso in _SHAPES if (found := re.fullmatch(shape, line))), None)
