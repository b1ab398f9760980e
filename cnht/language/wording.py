"""Vietnamese and English: how quantities, numbers and dates are written, and how people's words are read.

Reading never guesses: what can be read in two ways, or not at all, is :class:`NotUnderstood`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import chain
from typing import NamedTuple, TypeVar

from cnht.domain.period import Grain, Period
from cnht.domain.quantity import Qualifier, Quantity
from cnht.language.fuzzy import fold
from cnht.language.texts import Lang, Localized, _, both, joined, n_

LONGEST = 500
"""The most characters that are read as a quantity or a period; more is not a figure and would only cost time."""


class NotUnderstood(ValueError):
    """A text that is not a quantity or period, or is more than one. ``message`` says why, and what was expected."""

    def __init__(self, message: Localized) -> None:
        super().__init__(str(message))
        self.message = message


def _not_understood(text: str, why: Localized, expected: Localized) -> NotUnderstood:
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    return NotUnderstood(
        _("“{shown}” is not understood: {why}; write for example {expected}", shown=shown, why=why, expected=expected)
    )


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

_Meaning = TypeVar("_Meaning")


def _phrases(table: dict[Lang, dict[_Meaning, str]]) -> dict[str, tuple[Lang, _Meaning]]:
    """Every phrase of a table that has ``|`` between the phrases of one meaning."""
    return {
        phrase: (lang, meaning)
        for lang, rows in table.items()
        for meaning, row in rows.items()
        for phrase in row.split("|")
    }


# Before a number. The first phrase of a row is the one that is written.
_BEFORE = {
    Lang.VI: {
        Qualifier.ABOUT: "khoảng|khoảng chừng|vào khoảng|chừng|xấp xỉ|ước|ước đạt|ước tính",
        Qualifier.NEARLY: "gần",
        Qualifier.OVER: "trên|hơn|nhiều hơn|lớn hơn|cao hơn|vượt",
        Qualifier.UNDER: "dưới|ít hơn|nhỏ hơn|thấp hơn|chưa đến|chưa tới",
        Qualifier.AT_LEAST: "ít nhất|tối thiểu|không dưới|không ít hơn|không thấp hơn",
        Qualifier.AT_MOST: "không quá|không vượt quá|tối đa|nhiều nhất",
        Qualifier.BETWEEN: "từ|khoảng từ|trong khoảng|trong khoảng từ|giữa",
    },
    Lang.EN: {
        Qualifier.ABOUT: "about|around|approximately|roughly|some|an estimated",
        Qualifier.NEARLY: "nearly|almost|close to",
        Qualifier.OVER: "over|more than|above|exceeding|greater than|in excess of",
        Qualifier.UNDER: "under|less than|below|fewer than|lower than",
        Qualifier.AT_LEAST: "at least|no less than|no fewer than|not less than|not fewer than",
        Qualifier.AT_MOST: "at most|no more than|not more than|up to",
        Qualifier.BETWEEN: "between|from",
    },
}
_OPENINGS = _phrases(_BEFORE)
_ENDINGS = _phrases(
    {
        Lang.VI: {Qualifier.AT_LEAST: "trở lên", Qualifier.AT_MOST: "trở xuống"},
        Lang.EN: {
            Qualifier.AT_LEAST: "or more|and more|or above|and above",
            Qualifier.AT_MOST: "or less|and less|or fewer|and fewer|or below|and below",
        },
    }
)
SIGNS = {
    ">=": Qualifier.AT_LEAST, "≥": Qualifier.AT_LEAST, "=>": Qualifier.AT_LEAST, ">": Qualifier.OVER,
    "<": Qualifier.UNDER, "<=": Qualifier.AT_MOST, "=<": Qualifier.AT_MOST, "≤": Qualifier.AT_MOST,
    "~": Qualifier.ABOUT, "≈": Qualifier.ABOUT,
}  # fmt: skip
"""Signs before a number, which are of no language: ``>35%``."""
_FROM = {"từ", "from"}
_BETWEEN = {"giữa", "between"}

# Between two numbers: a range, or a part of a whole. A phrase comes before the shorter one that it ends in.
_JOINERS = _phrases(
    {
        Lang.VI: {"to": "đến|tới", "and": "và", "of": "trong tổng số|trên tổng số|trong số"},
        Lang.EN: {"to": "to", "and": "and", "of": "of a total of|out of|of the|of"},
    }
)
_DASHES = "-‐‑‒–—"
_MAGNITUDES = _phrases(
    {
        Lang.VI: {10**2: "trăm", 10**3: "nghìn|ngàn", 10**4: "vạn", 10**6: "triệu", 10**9: "tỷ|tỉ"},
        Lang.EN: {10**2: "hundred", 10**3: "thousand", 10**6: "million", 10**9: "billion|bn", 10**12: "trillion"},
    }
)
_CURRENCY = ("đồng", "dong", "vnd", "vnđ")

# What reports put before a figure. After a word of change "from 5 to 10" may be no range but the ends of the change.
_CHANGES = {"tăng": Lang.VI, **dict.fromkeys(("up", "rose", "grew", "increased"), Lang.EN)}
_LABELS = {
    **_CHANGES,
    **dict.fromkeys("đạt có đã hiện chiếm là được".split(), Lang.VI),
    **dict.fromkeys("by is are was were has have reached reaches total totalling".split(), Lang.EN),
}
# The first words of a unit that tell the language.
_TELLING = {
    **dict.fromkeys("doanh dn cụm ccn gian hội đơn dự người đồng".split(), Lang.VI),
    **dict.fromkeys("enterprises firms companies clusters booths fairs buyers projects people dong".split(), Lang.EN),
}
# Behind a number these say that it is not the whole figure, or not the figure: "1 tỷ rưỡi", "5k", "3 lần" ...
_UNFINISHED = (
    "trở|chục|tá|rưỡi|rưởi|mươi|lẻ|lần|or so|half|dozen|lakh|crore|times|fold|percentage|"
    "k|m|b|tr|mn|tn|mio|mil|st|nd|rd|th"
)
# ... and these say so where they follow at once: "1 tỷ hai", "5 or six".
_GOES_ON = set(
    "một hai ba bốn tư năm lăm sáu bảy bẩy tám chín mười mốt không hoặc hay và or and plus "
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty".split()
)
_HARMLESS = r"trên (?:địa bàn|cả nước|toàn)|under construction"

_UNIT = "§"  # stands in a line for the name of the unit asked about, which may itself hold digits or a magnitude
_NUMBER = (
    r"((?:(?<![\w%§])(?<![0-9%§] )[-−])?"  # a dash behind a number joins, elsewhere it is a sign
    r"(?:[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9])|[0-9]+)(?:[.,][0-9]+)*)"
)
_LETTER = r"[^\W\d_]"
_EXPECTED = _("“nearly 1,000”, “at least 300”, “35–40”")


def write_quantity(quantity: Quantity, lang: Lang, *, unit: Localized | None = None) -> str:
    """``quantity`` in the words of ``lang``: ``gần 1.000``, ``nearly 1,000``; ``unit`` once, behind the last number.

    A percent sign stands behind a no-break space in Vietnamese and right behind the number in English. ``ValueError``
    where ``between`` has no upper value.
    """
    amount = write_number(quantity.value, lang)
    if quantity.qualifier is Qualifier.BETWEEN:
        if quantity.value_high is None:
            raise ValueError("between needs an upper value")
        amount += (" – " if lang is Lang.VI else "–") + write_number(quantity.value_high, lang)
    if name := unit.text(lang) if unit else "":
        amount += (" " if name != "%" else "\N{NO-BREAK SPACE}" if lang is Lang.VI else "") + name
    match quantity.qualifier:
        case Qualifier.VALUE | Qualifier.BETWEEN:
            return amount
        case Qualifier.AT_LEAST if lang is Lang.VI:
            return f"từ {amount} trở lên"
        case word:
            return f"{_BEFORE[lang][word].split('|')[0]} {amount}"


def read_quantity(
    text: str, *, lang: Lang | None = None, unit: Localized | None = None, scale: Fraction = Fraction(1)
) -> Quantity:
    """The one quantity that ``text`` says, as :func:`readings` has it; :class:`NotUnderstood` if none or several."""
    found = _PhraseReader(text, unit, scale).read(lang)
    if len(found) == 1:
        return found[0]
    ways = joined(" / ", (both(write_quantity, way) for way in found))
    raise _not_understood(text, _("it may be {ways}, so the language must be named", ways=ways), _EXPECTED)


def readings(
    text: str, *, lang: Lang | None = None, unit: Localized | None = None, scale: Fraction = Fraction(1)
) -> tuple[Quantity, ...]:
    """All that ``text`` can defensibly mean: none, one, or two where a bare ``1.000`` is thousands or decimals.

    A number is read in the language of the words around it, else in ``lang``. The answer counts units, one of which is
    ``scale`` (above 0) plain ones. A number before the whole name of ``unit``, or before no word that says otherwise,
    counts units; one with a magnitude (``nghìn tỷ``), with the plain currency word, or with the unit's name less its
    magnitude counts plain ones, and is divided by ``scale``.
    """
    try:
        return _PhraseReader(text, unit, scale).read(lang)
    except NotUnderstood:
        return ()


class _Amount(NamedTuple):
    """What the words behind a number say."""

    factor: Fraction | None
    """What the number is multiplied by; ``None`` where there are no words."""
    percent: bool
    rest: str


class _PhraseReader:
    """One reading of one text: takes it apart at its numbers and looks up what stands before, between and behind."""

    def __init__(self, text: str, unit: Localized | None, scale: Fraction) -> None:
        self.text = text
        self.scale = scale
        self.names = {lang: _marked(unit.text(lang)) for lang in Lang} if unit and any(unit) else {}
        self.plain_names = {*_CURRENCY, *map(_without_magnitude, self.names.values())} - {""}
        self.in_percent = any("%" in name for name in self.names.values())
        self.said: set[Lang] = set()

    def read(self, lang: Lang | None) -> tuple[Quantity, ...]:
        if len(self.text) > LONGEST:
            raise self.fail(_("it is too long"))
        match re.split(_NUMBER, self.mark_unit(_marked(self.text).replace(_UNIT, "?"))):
            case [before, number, behind]:
                qualifier, amount = self.single(before, behind)
                numbers, amounts = [number], [amount]
            case [before, number, between, other, behind]:
                qualifier, amounts = self.double(before, between, behind)
                numbers = [number, other]
            case parts:
                raise self.fail(n_("it has {count} number", "it has {count} numbers", len(parts) // 2))
        factors = [amount.factor if amount.factor is not None else amounts[-1].factor for amount in amounts]
        found = []
        for way in self.ways(numbers, lang):
            scaled = [self.in_units(value, factor) for value, factor in zip(way, factors, strict=True)]
            if scaled == sorted(scaled):
                found.append(Quantity(qualifier, scaled[0], scaled[-1] if qualifier is Qualifier.BETWEEN else None))
        if not found:
            raise self.fail(_("the second number is below the first"))
        return tuple(found)

    def fail(self, why: Localized) -> NotUnderstood:
        return _not_understood(self.text, why, _EXPECTED)

    def mark_unit(self, line: str) -> str:
        """``line`` with a mark for the unit's name in either language."""
        for name in sorted({*self.names.values()} - {"", "%"}, key=len, reverse=True):
            apart = r"(?<!\w)" if name[0].isdigit() else rf"(?<!{_LETTER})"  # it may stand right behind digits: 742ha
            line, count = re.subn(rf"{apart}{re.escape(name)}(?!\w)", f" {_UNIT} ", line)
            speakers = {lang for lang in Lang if self.names[lang] == name}
            if count and len(speakers) == 1:
                self.said |= speakers
        return " ".join(line.split())

    def single(self, before: str, behind: str) -> tuple[Qualifier, _Amount]:
        """The qualifier and the amount of a text with one number."""
        opening, qualifier, _change = self.opening(before)
        if not opening or opening in _FROM:
            for phrase, (lang, ending) in _ENDINGS.items():
                head, found, tail = f" {behind} ".partition(f" {phrase} ")
                if found:
                    self.said.add(lang)
                    return ending, self.amount(head + tail)
        if qualifier is Qualifier.BETWEEN:
            raise self.fail(_("the second number is missing"))
        return qualifier, self.amount(behind)

    def double(self, before: str, between: str, behind: str) -> tuple[Qualifier, list[_Amount]]:
        """The qualifier and the amounts of a text with two numbers: a range, or a part of a whole."""
        opening, qualifier, is_change = self.opening(before)
        joiner, words = self.joiner(between.strip())
        first, second = amounts = [self.amount(words), self.amount(behind)]
        if joiner == "of":
            if self.scale != 1 or second.factor not in (None, 1):  # "1/2 tỷ đồng"
                raise self.fail(_("it is a fraction"))
            in_percent = second.percent or (self.in_percent and not first.percent)
            if in_percent or second.rest.startswith(("of ", "số ")):  # "2/3 số doanh nghiệp"
                raise self.fail(_("it is a share, not a count"))
            if qualifier is not Qualifier.BETWEEN:
                return qualifier, amounts
        elif joiner == "to" or opening in _BETWEEN:
            hedge = qualifier in (Qualifier.VALUE, Qualifier.ABOUT, Qualifier.BETWEEN)
            alike = first.percent == second.percent and second.rest.startswith(first.rest)
            shared = first.factor is None or (second.factor is not None and alike)
            if hedge and shared and not (is_change and opening in _FROM):
                return Qualifier.BETWEEN, amounts
        raise self.fail(_("the two numbers do not make a range"))

    def opening(self, before: str) -> tuple[str, Qualifier, bool]:
        """The phrase before the first number, its qualifier, and whether a label before it tells of a change."""
        words = before.split()
        is_change = False
        while words and " ".join(words) not in _OPENINGS and words[0] in _LABELS:
            is_change |= words[0] in _CHANGES
            self.said.add(_LABELS[words.pop(0)])
        if not words:
            return "", Qualifier.VALUE, is_change
        phrase = " ".join(words)
        if phrase in SIGNS:
            return phrase, SIGNS[phrase], is_change
        if phrase not in _OPENINGS:
            raise self.fail(_("“{phrase}” before a number is not known", phrase=phrase))
        lang, qualifier = _OPENINGS[phrase]
        self.said.add(lang)
        return phrase, qualifier, is_change

    def joiner(self, between: str) -> tuple[str, str]:
        """How two numbers belong together, and the words behind the first one."""
        if between and between[-1] in _DASHES + "/":
            return "of" if between[-1] == "/" else "to", between[:-1]
        for phrase, (lang, joiner) in _JOINERS.items():
            if f" {between}".endswith(f" {phrase}"):
                self.said.add(lang)
                return joiner, between.removesuffix(phrase)
        raise self.fail(_("it is not known how the two numbers belong together"))

    def amount(self, words: str) -> _Amount:
        """What the words behind a number say: magnitudes, then a unit, then a label that changes nothing."""
        tokens = words.split()
        factor, last = Fraction(1), 1
        while tokens and tokens[0] in _MAGNITUDES and _MAGNITUDES[tokens[0]][1] > last:
            lang, last = _MAGNITUDES[tokens.pop(0)]
            self.said.add(lang)
            factor *= last
        percent, counts_units = tokens[:1] == ["%"], tokens[:1] in (["%"], [_UNIT])
        if percent and self.names and not self.in_percent:
            raise self.fail(_("the unit is not percent"))
        if tokens and tokens[0] in _TELLING:
            self.said.add(_TELLING[tokens[0]])
        rest = " ".join(tokens[1:] if counts_units else tokens)
        is_plain = any(f"{rest} ".startswith(f"{name} ") for name in self.plain_names)
        clear = _leaves_alone(rest, behind_magnitude=last > 1)
        if not counts_units and (is_plain or last > 1):
            factor /= self.scale
            clear = clear and (is_plain or not rest or self.scale == 1)  # what is scaled must be of the same kind
        if not clear:
            raise self.fail(_("“{rest}” behind a number is not known", rest=rest))
        return _Amount(factor if words.split() else None, percent, rest)

    def ways(self, numbers: Sequence[str], lang: Lang | None) -> Collection[tuple[Decimal, ...]]:
        """The numbers as each language that may be meant reads them."""
        ways: dict[Lang, tuple[Decimal, ...]] = {}
        for each in Lang:
            values = tuple(value for number in numbers if (value := read_number(number, each)) is not None)
            if len(values) == len(numbers):
                ways[each] = values
        meant = self.said if len(self.said) == 1 else {lang} if lang else set(Lang)
        if meant & ways.keys():
            return dict.fromkeys(ways[each] for each in Lang if each in meant & ways.keys())
        # A form that reads one way is that number next to words of the other language, too. A number beside it may
        # not change its meaning by that: "khoảng 1.000 - 1.5".
        for way in ways.values():
            if all(read_number(n, each) in (None, v) for each in meant for n, v in zip(numbers, way, strict=True)):
                return [way]
        raise self.fail(_("a number is not written in a form that is known"))

    def in_units(self, value: Decimal, factor: Fraction | None) -> Decimal:
        """``value`` times ``factor``, exactly; the digits stay as written where nothing is multiplied."""
        if factor is None or factor == 1:
            return value
        exact = Fraction(value) * factor
        places = places_of(exact)
        if places is None:
            raise self.fail(_("it cannot be converted to the unit exactly"))
        return rounded(exact, places)


def _marked(text: str) -> str:
    """``text`` folded, percent in any spelling as a sign of its own, no brackets, ``/1 hội chợ`` without the 1."""
    line = re.sub(rf"[(](?={_LETTER}|%)|[)]", " ", fold(text))
    line = re.sub(r"phần trăm(?!\w)|(?<!\w)per ?cent(?!\w)|%", " % ", line)
    return " ".join(re.sub(rf"(?<={_LETTER}) ?/ ?1 (?={_LETTER})", "/", line).split())


def _without_magnitude(name: str) -> str:
    """The plain unit within ``tỷ đồng``; empty where the name begins with no magnitude."""
    words = name.split()
    while words and words[0] in _MAGNITUDES:
        words.pop(0)
    return "" if len(words) == len(name.split()) else " ".join(words)


def magnitude(name: str) -> int:
    """How many plain units the first words of a unit's name make: 10^9 of ``tỷ đồng``, 1 of ``đồng``."""
    size = 1
    for word in fold(name).split():
        meaning = _MAGNITUDES.get(word) or _MAGNITUDES.get(word.removesuffix("s"))
        if meaning is None:
            break
        size *= meaning[1]
    return size


def _leaves_alone(rest: str, *, behind_magnitude: bool) -> bool:
    """Whether words behind a number are a label only: no figure, qualifier or further magnitude among them.

    ``năm`` is a year, but behind a magnitude it may be a five: ``5 nghìn năm (trăm)``.
    """
    if not behind_magnitude:
        rest = rest.replace(_UNIT, " ").removeprefix("năm").strip()
    label = re.sub(rf"(?<={_LETTER})[²³]", "", rest)
    words = rf"(?:/ ?)?{_LETTER}+(?:[-‐‑–/&'’, ]+{_LETTER}+)*"
    if any(letter.isnumeric() for letter in label) or not re.fullmatch(rf"(?:{words})?", label):
        return False
    return label.split(" ")[0] not in _GOES_ON and not _refused().search(rest)


@cache
def _refused() -> re.Pattern[str]:
    qualifiers = (phrase for phrase, (_unused, kind) in _OPENINGS.items() if kind is not Qualifier.BETWEEN)
    phrases = "|".join(chain(qualifiers, _ENDINGS, _MAGNITUDES, [_UNFINISHED]))
    return re.compile(rf"(?<!\w)(?!{_HARMLESS})(?:{phrases})(?!\w)")


# ------------------------------------------------------------------------------------------------- dates and periods

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_MONTH = {name[:3]: number for number, name in enumerate(_MONTHS.split("|"), start=1)}
_QUARTER = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_D, _Y = "([0-9]{1,2})", "([0-9]{4})"

# The shapes of one period, its English month as "tháng 9" and its quarter as "q3" already, and the ISO text they mean.
_SHAPES = (
    (rf"(?:ngày )?{_D}([/.-]){_D}\2{_Y}", "{3}-{2:0>2}-{0:0>2}"),
    (rf"(?:ngày )?{_D} tháng {_D}(?: năm |/| ){_Y}", "{2}-{1:0>2}-{0:0>2}"),
    (rf"(?:tháng )?{_D}[/-]{_Y}", "{1}-{0:0>2}"),
    (rf"th?\.? ?{_D}[/. -]{_Y}", "{1}-{0:0>2}"),
    (rf"tháng {_D}(?: năm)? {_Y}", "{1}-{0:0>2}"),
    (rf"q([1-4])(?: năm |[/ -]?){_Y}", "{1}-Q{0}"),
    (rf"h([12])[/ -]?{_Y}", "{1}-H{0}"),
    (rf"0?6 tháng đầu năm {_Y}", "{0}-H1"),
    (rf"0?6 tháng cuối năm {_Y}", "{0}-H2"),
    (rf"{_D} tháng(?: đầu)?(?: năm)? {_Y}", "{1}-01/{1}-{0:0>2}"),
    (rf"(?:giai đoạn )?{_Y} ?[-–—] ?{_Y}", "{0}/{1}"),
    (rf"năm {_Y}", "{0}"),
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
                return f"{last} tháng {year}" if vi else f"Jan–{[*_MONTH][last - 1].title()} {year}"
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
        raise _not_understood(text, why, _EXPECTED_PERIOD) from None


def _iso(line: str) -> str:
    """The ISO text that the shape of a folded ``line`` means; the line itself where its shape is not known."""
    months = rf"(?<!\w)({_MONTHS}|sept|{'|'.join(_MONTH)})(?!\w)"
    line = re.sub(months, lambda found: f"tháng {_MONTH[found[1][:3]]}", line)
    line = re.sub(r"(?<!\w)qu[ýí] ?(iv|i{1,3}|[1-4])(?!\w)", lambda found: f"q{_QUARTER.get(found[1], found[1])}", line)
    if shape := _shape(line):
        return shape
    ends = re.fullmatch(r"(?:từ |from |giai đoạn )?(.+?)(?: ?[–—] ?| - | đến | tới | to )(.+)", line)
    if ends is None:
        return line.upper()
    last = _shape(ends[2]) or ends[2]
    return f"{_shape(ends[1]) or _shape(f'{ends[1]} {last[:4]}') or ends[1]}/{last}".upper()


def _shape(line: str) -> str | None:
    """The ISO text of one period in any shape that is known."""
    return next((iso.format(*found.groups()) for shape, iso in _SHAPES if (found := re.fullmatch(shape, line))), None)
