"""What people write of a figure, to the quantity it says: "ước đạt gần 1.250 tỷ đồng", "up 7.2% year on year".

Nothing is read that is not understood: every word around a number is in the tables below, or is the unit or the name of
what is measured. Any other word refuses the whole text, and so does a text that says something else than the figure:
a change of a level, a part of a plan, a fraction.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from cnht.domain.quantity import ObservationStatus, Qualifier, Quantity
from cnht.language.fuzzy import fold
from cnht.language.texts import Lang, Localized, LocalizedText, _, alternatives, both, n_
from cnht.language.wording import (
    LONGEST,
    MAGNITUDES,
    QUALIFIERS,
    SIGNS,
    NotUnderstood,
    not_understood,
    places_of,
    read_number,
    rounded,
    without_magnitude,
    write_number,
    write_quantity,
)
from cnht.problems import shown


class Topic(NamedTuple):
    """What a text is about: an indicator, and the unit that its figures count."""

    name: LocalizedText
    unit: LocalizedText
    short: tuple[str, ...] = ()
    """Other words for the unit."""
    scale: Fraction = Fraction(1)
    """How many plain units one unit is."""
    is_growth: bool = False


class Reading(NamedTuple):
    """One thing that a text can mean, in units of its topic."""

    quantity: Quantity
    status: ObservationStatus = ObservationStatus.UNMARKED
    """The status that the words tell: ``ước đạt`` is an estimate."""


class _Role(Enum):
    """What a phrase does to a number."""

    LABEL = auto()
    REACHED = auto()
    EQUAL = auto()
    INDEX = auto()
    RISE = auto()
    FALL = auto()
    LEVEL = auto()
    MINUS = auto()
    STATUS = auto()
    QUALIFIER = auto()
    ENDING = auto()
    MAGNITUDE = auto()
    PERCENT = auto()
    UNIT = auto()
    NAME = auto()
    PLAIN = auto()
    BASE = auto()
    JOINER = auto()
    REFUSED = auto()
    UNKNOWN = auto()


class _Word(NamedTuple):
    """A phrase of a text, and what it means."""

    text: str
    role: _Role
    meaning: Any = None
    lang: Lang | None = None


_PART = _("it is a part of a plan, not the figure itself")
_MULTIPLE = _("it is a multiple, not the figure itself")
_POINTS = _("it is a change in percentage points, not the figure itself")
_PER = _("it is an amount for each, not the figure itself")
_UNFINISHED = _("the number goes on in words")
_TWICE = _("its unit is named twice")
_PERIODS_BEFORE = "|".join(
    f"{than} the same period{year}"
    for than in ("on", "over", "from", "compared with", "compared to", "against", "of")
    for year in ("", " last year", " of last year", " of the previous year", " of the year before")
)

# Rows of phrases; the longest that fits is taken. Those that are of no language have None.
_TABLE: tuple[tuple[Lang | None, _Role, Any, str], ...] = (
    (Lang.VI, _Role.LABEL, None, "có|đã|đã có|hiện|hiện có|chiếm|là|được|còn|tổng số|tổng cộng|cộng|tổng|số|số lượng"),
    (Lang.EN, _Role.LABEL, None, "is|are|was|were|has|have|total|total of|a total of|totalling|totaling|stands at|by"),
    (None, _Role.LABEL, None, ":"),
    (Lang.VI, _Role.REACHED, None, "đạt|đã đạt|ở mức|mức|đạt mức"),
    (Lang.EN, _Role.REACHED, None, "reached|reaches|reach|at|stood at"),
    (Lang.VI, _Role.EQUAL, None, "bằng"),
    (Lang.EN, _Role.EQUAL, None, "equal to|equals"),
    (Lang.VI, _Role.INDEX, None, "chỉ số|chỉ số đạt|chỉ số bằng|chỉ số phát triển"),
    (Lang.EN, _Role.INDEX, None, "index|index of|an index of|the index was|index at"),
    (Lang.VI, _Role.RISE, None, "tăng|tăng thêm|tăng nhẹ|tăng mạnh|tăng trưởng|mức tăng|tốc độ tăng"),
    (Lang.EN, _Role.RISE, None, "up|rose|rise of|grew|growth|growth of|increased|increase of|gained|climbed"),
    (Lang.VI, _Role.FALL, None, "giảm|giảm đi|giảm bớt|giảm nhẹ|giảm mạnh|giảm sâu|sụt giảm|mức giảm"),
    (Lang.EN, _Role.FALL, None, "down|fell|fall of|decreased|decrease of|declined|dropped|contracted|shrank"),
    (Lang.VI, _Role.LEVEL, None, "tăng lên|tăng lên đến|tăng lên mức|tăng đến|giảm còn|giảm xuống|giảm xuống còn"),
    (Lang.EN, _Role.LEVEL, None, "rose to|grew to|increased to|fell to|decreased to|declined to|dropped to|down to"),
    (Lang.VI, _Role.MINUS, None, "âm"),
    (Lang.EN, _Role.MINUS, None, "minus|negative"),
    (Lang.VI, _Role.STATUS, ObservationStatus.ESTIMATE, "ước|ước tính|ước thực hiện|ước th"),
    (Lang.EN, _Role.STATUS, ObservationStatus.ESTIMATE, "estimated|an estimated|estimate|estimated at|est|est."),
    (None, _Role.STATUS, ObservationStatus.ESTIMATE, "e"),
    (Lang.VI, _Role.STATUS, ObservationStatus.PROVISIONAL, "sơ bộ"),
    (Lang.EN, _Role.STATUS, ObservationStatus.PROVISIONAL, "provisional|provisionally|preliminary|prel|prel."),
    (None, _Role.STATUS, ObservationStatus.PROVISIONAL, "p"),
    (Lang.VI, _Role.STATUS, ObservationStatus.FINAL, "chính thức"),
    (Lang.EN, _Role.STATUS, ObservationStatus.FINAL, "final|official"),
    *((lang, _Role.QUALIFIER, qualifier, row) for lang, rows in QUALIFIERS.items() for qualifier, row in rows.items()),
    *((None, _Role.QUALIFIER, qualifier, sign) for sign, qualifier in SIGNS.items()),
    (Lang.VI, _Role.ENDING, Qualifier.AT_LEAST, "trở lên"),
    (Lang.VI, _Role.ENDING, Qualifier.AT_MOST, "trở xuống"),
    (Lang.EN, _Role.ENDING, Qualifier.AT_LEAST, "or more|and more|or above|and above"),
    (Lang.EN, _Role.ENDING, Qualifier.AT_MOST, "or less|and less|or fewer|and fewer|or below|and below"),
    *((lang, _Role.MAGNITUDE, size, row) for lang, rows in MAGNITUDES.items() for size, row in rows.items()),
    (None, _Role.PERCENT, None, "%"),
    (Lang.VI, _Role.BASE, None, "cùng kỳ|cùng kỳ năm trước|cùng kỳ năm ngoái"),
    (Lang.VI, _Role.BASE, None, "so với cùng kỳ|so với cùng kỳ năm trước|so với cùng kỳ năm ngoái"),
    (Lang.VI, _Role.BASE, None, "so cùng kỳ|so cùng kỳ năm trước|so cùng kỳ năm ngoái|svck"),
    (Lang.EN, _Role.BASE, None, f"year on year|year-on-year|yoy|y-o-y|y/y|{_PERIODS_BEFORE}"),
    (Lang.VI, _Role.JOINER, "to", "đến|tới"),
    (Lang.EN, _Role.JOINER, "to", "to"),
    (None, _Role.JOINER, "to", "-|‐|‑|‒|–|—"),
    (Lang.VI, _Role.JOINER, "and", "và"),
    (Lang.EN, _Role.JOINER, "and", "and"),
    (Lang.VI, _Role.JOINER, "of", "trong tổng số|trên tổng số|trong số"),
    (Lang.EN, _Role.JOINER, "of", "of a total of|out of|of the|of"),
    (None, _Role.JOINER, "/", "/"),
    (Lang.VI, _Role.REFUSED, _PART, "kế hoạch|kế hoạch năm|so với kế hoạch|so với kế hoạch năm|dự toán|chỉ tiêu"),
    (Lang.EN, _Role.REFUSED, _PART, "plan|of plan|of the plan|of target|of the target|of the annual plan|of budget"),
    (Lang.VI, _Role.REFUSED, _MULTIPLE, "lần|gấp|gấp đôi"),
    (Lang.EN, _Role.REFUSED, _MULTIPLE, "times|fold|twice"),
    (Lang.VI, _Role.REFUSED, _POINTS, "điểm|điểm %"),
    (Lang.EN, _Role.REFUSED, _POINTS, "point|points|percentage point|percentage points|% points|pp"),
    (Lang.EN, _Role.REFUSED, _PER, "per|each"),
    (Lang.VI, _Role.REFUSED, _UNFINISHED, "rưỡi|rưởi|chục|tá|mươi|lẻ|không|hoặc|hay"),
    (Lang.VI, _Role.REFUSED, _UNFINISHED, "một|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín|mười|mốt"),
    (Lang.EN, _Role.REFUSED, _UNFINISHED, "half|dozen|lakh|crore|or|or so|plus|st|nd|rd|th|ten|twelve|twenty"),
    (Lang.EN, _Role.REFUSED, _UNFINISHED, "one|two|three|four|five|six|seven|eight|nine"),
    (None, _Role.REFUSED, _UNFINISHED, "k|m|b|tr|mn|tn|mio|mil"),
)  # fmt: skip

STATUS_WORDS: dict[str, ObservationStatus] = {
    word: meaning for _unused, role, meaning, row in _TABLE if role is _Role.STATUS for word in row.split("|")
}
"""The words that tell the status of a figure."""
_MONEY = (
    "đ|₫|đồng|dong|vnd|vnđ|đồng việt nam|vietnamese dong",
    "usd|$|us$|đô la|đô la mỹ|đô|dollar|dollars|us dollars",
    "eur|€|euro|euros",
)
"""The words for one currency."""
_VIETNAMESE_MONEY = ("đ", "₫", "đồng", "vnđ", "đồng việt nam", "đô la", "đô la mỹ", "đô")
_TURNED = {
    Qualifier.OVER: Qualifier.UNDER,
    Qualifier.UNDER: Qualifier.OVER,
    Qualifier.AT_LEAST: Qualifier.AT_MOST,
    Qualifier.AT_MOST: Qualifier.AT_LEAST,
}
"""What a qualifier of a decrease is of the growth: a decrease of over 2 is a growth under -2."""
_BEFORE = frozenset(_Role) - {
    _Role.UNKNOWN, _Role.ENDING, _Role.JOINER, _Role.MAGNITUDE, _Role.BASE, _Role.PERCENT,
}  # fmt: skip
"""What may stand before a number."""
_FROM = ("từ", "from")
_SMALL = 10**6
"""A magnitude below this may belong to the unit: "16 nghìn" of tỷ đồng."""
INDEX = (80, 130)
"""Where a bare figure of growth may as well be an index on the same period of the year before."""
_UNIT, _NAME = "\ue000", "\ue001"  # stand for the names of the unit and the topic, which may hold digits
_MARKS = (_UNIT, _NAME)
_LETTER = r"[^\W\d_]"
_TOKEN = re.compile(rf"{_LETTER}+|[<>=]+|\S")
_NUMBER = (
    r"((?:(?<![\w%\ue000\ue001])(?<![0-9%\ue000\ue001] )[-−])?"  # a dash behind a number joins, elsewhere it is a sign
    r"(?:[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9])|[0-9]+)(?:[.,][0-9]+)*)"
)
_MILLION_DONG = re.compile(rf"(?<!{_LETTER})tr\.? ?(?=đ(?:ồng)?(?!{_LETTER}))")
_BILLION_DONG = re.compile(rf"(?<!{_LETTER})(t[ỷỉ])\.?(?=đ(?:ồng)?(?!{_LETTER}))")
_EXPECTED = _("“nearly 1,000”, “at least 300”, “35–40”")


def is_like_an_index(value: Decimal) -> bool:
    """Whether a bare figure of growth may as well be an index: 108.8 for a growth of 8.8 %."""
    return INDEX[0] <= value <= INDEX[1]


def read_quantity(text: str, topic: Topic | None = None, *, lang: Lang | None = None) -> Reading:
    """The one thing that ``text`` says of ``topic``, as :func:`readings` has it.

    :class:`~cnht.language.wording.NotUnderstood` if it says none or several.
    """
    reader = _PhraseReader(text, topic)
    found = reader.read(lang)
    if len(found) == 1:
        return found[0]
    raise reader.several(found)


def readings(text: str, topic: Topic | None = None, *, lang: Lang | None = None) -> tuple[Reading, ...]:
    """All that ``text`` can defensibly mean: none, one, or two where a bare ``1.000`` is thousands or decimals.

    A number is read in the language of the words around it, else in ``lang``. Without a ``topic`` words behind the
    number that are not known are taken for its unit.
    """
    try:
        return _PhraseReader(text, topic).read(lang)
    except NotUnderstood:
        return ()


@lru_cache(maxsize=100)
def _lexicon(plain_words: tuple[tuple[Lang | None, str], ...]) -> dict[tuple[str, ...], _Word]:
    """Every phrase by its tokens; ``plain_words`` are those for the plain unit."""
    rows = (*_TABLE, *((lang, _Role.PLAIN, None, word) for lang, word in plain_words))
    return {
        tuple(_TOKEN.findall(phrase)): _Word(phrase, role, meaning, lang)
        for lang, role, meaning, row in rows
        for phrase in row.split("|")
    }


@dataclass
class _Opening:
    """What stands before the first number."""

    qualifier: _Word | None = None
    money: list[_Word] = field(default_factory=list)
    """The currency, where it stands before the number: "$5"."""
    roles: set[_Role] = field(default_factory=set)

    def has(self, *roles: _Role) -> bool:
        return not self.roles.isdisjoint(roles)


@dataclass
class _Amount:
    """What stands behind a number."""

    size: int = 1
    kinds: list[_Word] = field(default_factory=list)
    """The words for what is counted."""
    ending: _Word | None = None
    base: bool = False

    def has(self, *roles: _Role) -> bool:
        return any(word.role in roles for word in self.kinds)


class _PhraseReader:
    """Reads one text: splits it at its numbers and looks up the words before, between and behind them."""

    def __init__(self, text: str, topic: Topic | None) -> None:
        self.text = text
        self.topic = topic
        self.status = ObservationStatus.UNMARKED
        self.said: set[Lang] = set()
        names = {lang: fold(name) for lang, name in zip(Lang, topic.unit, strict=True)} if topic else {}
        self.in_percent = any("%" in _marked(name) for name in names.values())
        plain = {lang: without_magnitude(name) for lang, name in names.items()}
        is_told = len({*plain.values()}) > 1
        plain_words = [(lang if is_told else None, name) for lang, name in plain.items() if name]
        own = {*names.values(), *plain.values()}
        money = next((row.split("|") for row in _MONEY if own & set(row.split("|"))), [])
        plain_words += [(Lang.VI if word in _VIETNAMESE_MONEY else None, word) for word in money]
        self.lexicon = _lexicon(tuple(plain_words))

    def read(self, lang: Lang | None) -> tuple[Reading, ...]:
        if len(self.text) > LONGEST:
            raise self.fail(_("it is too long"))
        match re.split(_NUMBER, self.mark_names(_marked(self.text).replace(_UNIT, "?").replace(_NAME, "?"))):
            case [before, number, behind]:
                opening, amounts = self.opening(before), [self.amount(self.words(behind))]
                qualifier, numbers = self.single(opening, amounts[0]), [number]
            case [before, number, between, other, behind]:
                opening = self.opening(before)
                qualifier, amounts = self.double(opening, self.words(between), self.words(behind))
                numbers = [number, other]
            case [_one]:
                raise self.fail(_("it has no number"))
            case parts:
                raise self.fail(n_("it has {count} number", "it has {count} numbers", len(parts) // 2))
        self.check_kind(opening, amounts)
        factors = [self.factor(amount) for amount in amounts]
        found: list[Reading] = []
        for way in self.ways(numbers, lang):
            scaled = [
                self.in_units(value, factors[-1] if factor is None else factor)
                for value, factor in zip(way, factors, strict=True)
            ]
            if scaled == sorted(scaled):
                quantity = Quantity(qualifier, scaled[0], scaled[-1] if qualifier is Qualifier.BETWEEN else None)
                found += (Reading(one, self.status) for one in self.meant(quantity, opening, amounts[-1]))
        if not found:
            raise self.fail(_("the second number is below the first"))
        return tuple(dict.fromkeys(found))

    # Refusals.

    def fail(self, why: Localized) -> NotUnderstood:
        return not_understood(self.text, why, _EXPECTED)

    def unknown(self, words: Sequence[_Word]) -> NotUnderstood:
        """The refusal of words before a number that are never part of a figure, or of any behind one."""
        if words[0].role is _Role.REFUSED:
            return self.fail(_("{why}: “{word}”", why=words[0].meaning, word=shown(words[0].text)))
        text = " ".join(word.text for word in words if word.text not in _MARKS).replace("/ ", "/").replace(" - ", "-")
        if self.topic is None:
            return self.fail(_("“{rest}” behind a number is not known", rest=shown(text)))
        name, unit, *_others = self.topic
        return self.fail(_("“{word}” is not the unit of {name} ({unit})", word=shown(text), name=name, unit=unit))

    def several(self, found: Sequence[Reading]) -> NotUnderstood:
        """The refusal of a text that reads several ways, with what to write for each."""
        quantities = [reading.quantity for reading in found]
        ways = alternatives([both(write_quantity, quantity) for quantity in quantities])
        values = {quantity.value for quantity in quantities}
        if self.topic and self.topic.is_growth and max(values) - min(values) == 100:
            first, last = sorted(values)
            why = _("it is a growth of {last} % or an index, a growth of {first} %",
                    last=both(write_number, last), first=both(write_number, first))  # fmt: skip
            one, other = (_("“up {value}%”", value=both(write_number, abs(value))) if value >= 0
                          else _("“down {value}%”", value=both(write_number, abs(value)))
                          for value in (last, first))  # fmt: skip
            return not_understood(self.text, why, alternatives([one, other]))
        if {quantity.qualifier for quantity in quantities} == {Qualifier.VALUE}:
            texts = [f"{value:f}" for value in values]
            plain = [f"{text}0" if text[-4:-3] == "." else text for text in texts]  # three decimals may be thousands
            return not_understood(self.text, _("it may be {ways}", ways=ways), alternatives(sorted(plain, key=len)))
        return self.fail(_("it may be {ways}, so the language must be named", ways=ways))

    # Words.

    def mark_names(self, line: str) -> str:
        """``line`` with a mark for the topic's own name and for that of its unit, in either language."""
        if self.topic is None:
            return line
        marks = [(name, _NAME, self.topic.name) for name in self.topic.name]
        marks += [(name, _UNIT, self.topic.unit) for name in (*self.topic.unit, *self.topic.short)]
        marks.append((self.topic.unit.en.removesuffix("s"), _UNIT, self.topic.unit))
        for name, mark, names in sorted(marks, key=lambda one: (-len(one[0]), one[1] == _NAME)):
            shape = _marked(name)
            if shape in ("", "%"):
                continue
            # It may follow digits at once: 742ha.
            apart = r"(?<!\w)(?<!\w )" if shape[0].isdigit() else rf"(?<!{_LETTER})"
            line, count = re.subn(rf"{apart}{re.escape(shape)}(?!\w)", f" {mark} ", line)
            if count and all(names) and names.vi != names.en and name in names:
                self.said.add(Lang.VI if name == names.vi else Lang.EN)
        return " ".join(self.without_own_words(line).split())

    def without_own_words(self, line: str) -> str:
        """``line`` without words behind the unit that only repeat the topic's own name: "43 cụm công nghiệp"."""
        names = [f" {_marked(name)} " for name in self.topic.name] if self.topic else []
        head, *pieces = re.split(rf"([{_UNIT}%])", line)
        for mark, piece in zip(pieces[::2], pieces[1::2], strict=True):
            words = piece.split()
            runs = (n for n in range(len(words), 0, -1) if any(f" {' '.join(words[:n])} " in name for name in names))
            count = next(runs, 0)
            while count and (words[count - 1],) in self.lexicon:  # "of", "or" may join what comes
                count -= 1
            head += f"{mark} {' '.join(words[count:])} "
        return head

    def words(self, part: str) -> list[_Word]:
        """The phrases of a part of the text, the longest ones; what is not known as such."""
        tokens = _TOKEN.findall(part)
        found: list[_Word] = []
        at = 0
        while at < len(tokens):
            for end in range(min(at + 7, len(tokens)), at, -1):
                word = self.lexicon.get(tuple(tokens[at:end]))
                if word is not None:
                    break
            else:
                end = at + 1
                role = {_UNIT: _Role.UNIT, _NAME: _Role.NAME}.get(tokens[at], _Role.UNKNOWN)
                word = _Word(tokens[at], role)
            if found and word.role is found[-1].role is _Role.UNKNOWN:
                word = _Word(f"{found.pop().text} {word.text}", _Role.UNKNOWN)
            found.append(word)
            at = end
        return found

    def tell(self, word: _Word) -> None:
        """Keep what a word tells of the language and the status."""
        if word.lang is not None:
            self.said.add(word.lang)
        if word.role is _Role.STATUS:
            assert isinstance(word.meaning, ObservationStatus)
            if self.status not in (ObservationStatus.UNMARKED, word.meaning):
                raise self.fail(_("it names two statuses"))
            self.status = word.meaning

    def opening(self, before: str) -> _Opening:
        """What the words before the first number say."""
        found = _Opening()
        for word in self.words(before):
            if word.role is _Role.REFUSED:
                raise self.unknown([word])
            late = found.qualifier is not None and word.role not in (_Role.PLAIN, _Role.MINUS)
            if late or word.role not in _BEFORE:
                phrase = f"{found.qualifier.text} {word.text}" if late and found.qualifier else word.text
                raise self.fail(_("“{phrase}” before a number is not known", phrase=shown(phrase)))
            self.tell(word)
            found.roles.add(word.role)
            if word.role is _Role.QUALIFIER:
                found.qualifier = word
            elif word.role is _Role.PLAIN:
                found.money.append(word)
        return found

    def amount(self, words: Sequence[_Word]) -> _Amount:
        """What the words behind a number say: magnitudes, the unit, and what else may follow a figure."""
        found = _Amount()
        last = 1
        for at, word in enumerate(words):
            match word.role:
                case _Role.MAGNITUDE if not found.kinds and word.meaning > last:
                    last = word.meaning
                    found.size *= last
                case _Role.UNIT | _Role.PERCENT | _Role.PLAIN if not found.has(_Role.UNIT, _Role.PERCENT, _Role.PLAIN):
                    found.kinds.append(word)
                case _Role.NAME if not found.has(_Role.NAME):
                    found.kinds.append(word)
                case _Role.ENDING if found.ending is None:
                    found.ending = word
                case _Role.BASE if not found.base:
                    found.base = True
                case _Role.STATUS:
                    pass
                case _Role.UNKNOWN if self.topic is None and _is_any_unit(word.text):
                    found.kinds.append(word)
                    self.said |= set() if word.text.isascii() else {Lang.VI}
                case _Role.UNIT | _Role.PERCENT | _Role.PLAIN | _Role.NAME:
                    raise self.fail(_TWICE)
                case _:
                    raise self.unknown(words[at:])
            self.tell(word)
        return found

    # Numbers.

    def single(self, opening: _Opening, amount: _Amount) -> Qualifier:
        """The qualifier of a text with one number."""
        word = opening.qualifier
        if amount.ending is not None:
            if word is not None and word.text not in _FROM:
                raise self.unknown([amount.ending])
            word = amount.ending
        qualifier = Qualifier.VALUE if word is None else Qualifier(word.meaning)
        if qualifier is Qualifier.BETWEEN:
            raise self.fail(_("the second number is missing"))
        return qualifier

    def double(self, opening: _Opening, between: list[_Word], behind: list[_Word]) -> tuple[Qualifier, list[_Amount]]:
        """The qualifier and the amounts of a text with two numbers: a range, or a part of a whole."""
        if not between or between[-1].role is not _Role.JOINER:
            raise self.fail(_("it is not known how the two numbers belong together"))
        joiner = between.pop()
        self.tell(joiner)
        first, second = amounts = [self.amount(between), self.amount(behind)]
        qualifier = Qualifier.VALUE if opening.qualifier is None else Qualifier(opening.qualifier.meaning)
        if first.ending or second.ending or first.base:
            raise self.fail(_("the two numbers do not make a range"))
        if joiner.meaning in ("of", "/"):
            counted = second.has(_Role.UNIT, _Role.NAME) or first.has(_Role.UNIT, _Role.NAME)
            scaled = self.topic is not None and self.topic.scale != 1
            if scaled or first.size * second.size > 1 or (joiner.meaning == "/" and self.topic and not counted):
                raise self.fail(_("it is a fraction"))
            if self.in_percent or first.has(_Role.PERCENT) or second.has(_Role.PERCENT):
                raise self.fail(_("it is a share, not a count"))
            if qualifier is not Qualifier.BETWEEN:
                return qualifier, amounts
        elif joiner.meaning == "to" or (opening.qualifier and opening.qualifier.text in ("giữa", "between")):
            hedge = qualifier in (Qualifier.VALUE, Qualifier.ABOUT, Qualifier.BETWEEN)
            kinds = [{word.text if word.role is _Role.UNKNOWN else word.role for word in one.kinds} for one in amounts]
            alike = kinds[0] == kinds[1] or not kinds[0]
            shared = first.size == 1 or second.size > 1 or second.has(_Role.UNIT)
            changed = opening.has(_Role.RISE, _Role.FALL) and opening.qualifier and opening.qualifier.text in _FROM
            if hedge and alike and shared and not changed:  # "tăng từ 5 đến 10" may be the two ends of a change
                return Qualifier.BETWEEN, amounts
        raise self.fail(_("the two numbers do not make a range"))

    def check_kind(self, opening: _Opening, amounts: Sequence[_Amount]) -> None:
        """Refuse what is not a figure of the topic: a percentage of a count, a change of a level."""
        named_twice = [*opening.money, *(word for word in amounts[-1].kinds if word.role in (_Role.PLAIN, _Role.UNIT))]
        if opening.money and len(named_twice) > 1:
            raise self.fail(_TWICE)
        amounts[-1].kinds += opening.money
        if self.topic is None:
            return
        if any(amount.has(_Role.PERCENT) for amount in amounts) and not self.in_percent:
            raise self.unknown([_Word("%", _Role.PERCENT)])
        if self.topic.is_growth:
            return
        if opening.has(_Role.RISE, _Role.FALL):
            raise self.fail(_("it says a change, not the level of {name}", name=self.topic.name))
        if opening.has(_Role.INDEX) or any(amount.base for amount in amounts):
            raise self.fail(_("it is a comparison, not the level of {name}", name=self.topic.name))

    def factor(self, amount: _Amount) -> Fraction | None:
        """What a number is multiplied by to count units; ``None`` where no word tells it."""
        scale = Fraction(1) if self.topic is None else self.topic.scale
        if amount.size > 1 and amount.has(_Role.PERCENT):
            raise self.unknown([_Word("%", _Role.PERCENT)])
        if amount.has(_Role.PLAIN):
            return amount.size / scale
        if amount.has(_Role.UNIT, _Role.PERCENT) or (amount.kinds and amount.size == 1):
            return Fraction(amount.size)
        if amount.size > 1:
            if scale != 1 and amount.size < _SMALL:
                raise self.fail(_("it is not said what the thousands count"))
            return amount.size / scale
        return None

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

    # What is meant.

    def meant(self, quantity: Quantity, opening: _Opening, amount: _Amount) -> Iterator[Quantity]:
        """The quantities that the words around the numbers may mean: of growth also by an index, or less than 0."""
        if opening.has(_Role.RISE, _Role.FALL, _Role.MINUS):
            is_signed = quantity.value < 0 or (opening.has(_Role.FALL) and opening.has(_Role.RISE, _Role.MINUS))
            if is_signed:
                raise self.fail(_("it has a sign beside a word that says the direction"))
            yield self.turned(quantity) if opening.has(_Role.FALL, _Role.MINUS) else quantity
            return
        if self.topic is None or not self.topic.is_growth:
            yield quantity
            return
        says_index = opening.has(_Role.INDEX, _Role.EQUAL)
        large = quantity.value >= INDEX[0]
        sure = (says_index and (amount.base or large)) or (large and (amount.base or opening.has(_Role.REACHED)))
        open_ = says_index or amount.base or opening.has(_Role.REACHED) or is_like_an_index(quantity.value)
        if not sure:
            yield quantity
        if (sure or open_) and quantity.value >= 0:  # no index is below 0
            yield self.growth_of(quantity, sure=sure)

    def turned(self, quantity: Quantity) -> Quantity:
        """The quantity below 0 that a decrease by ``quantity`` is."""
        if quantity.qualifier is Qualifier.NEARLY:
            raise self.fail(_("nearly has no counterpart below 0"))
        qualifier = _TURNED.get(quantity.qualifier, quantity.qualifier)
        if quantity.value_high is None:
            return Quantity(qualifier, -quantity.value if quantity.value else quantity.value)
        return Quantity(qualifier, -quantity.value_high, -quantity.value)

    def growth_of(self, index: Quantity, *, sure: bool) -> Quantity:
        """The growth that an index on the same period of the year before says."""
        if sure and index.qualifier in (Qualifier.ABOUT, Qualifier.NEARLY):  # of 108 they reach further than of 8
            raise self.fail(_("the word before an index does not hold for the growth that it says"))
        high = None if index.value_high is None else index.value_high - 100
        return Quantity(index.qualifier, index.value - 100, high)


def _is_any_unit(text: str) -> bool:
    """Whether words behind a number may be its unit, where it is not known which that is."""
    return text[0].isalpha() and not any(
        (letter.isnumeric() and letter not in "²³") or letter in "()" for letter in text
    )


@lru_cache(maxsize=1_000)
def _marked(text: str) -> str:
    """``text`` folded, percent in any spelling as a sign of its own, short forms of money in full, no brackets."""
    line = re.sub(rf"[(\[](?={_LETTER}|%)|(?<=[^0-9\s])[)\]]", " ", fold(text))
    line = _BILLION_DONG.sub(r"\1 ", _MILLION_DONG.sub("triệu ", line))
    line = re.sub(rf"phần trăm(?!{_LETTER})|(?<!{_LETTER})(?:per ?cent|pct)(?!{_LETTER})|%", " % ", line)
    return " ".join(line.split())
