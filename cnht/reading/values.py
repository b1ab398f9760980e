"""What a single value may be, whether it stands in YAML or in CSV.

Every function takes text as it was written and gives what it means, or the :class:`~cnht.problems.Fault` that is in
it. None of them guesses: what was probably meant is said in the remedy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import product
from typing import TypeVar

from cnht.domain.model import Definitions, Indicator, Measure, as_filed, written
from cnht.domain.quantity import ObservationStatus, Qualifier, Quantity
from cnht.language.phrases import Topic, is_like_an_index, read_quantity, readings
from cnht.language.texts import Localized, _, alternatives, both
from cnht.language.wording import LONGEST, SIGNS, NotUnderstood, write_number
from cnht.problems import Fault, Kind, did_you_mean, is_hidden, listed, shown, unknown

MOST_DIGITS = 30
"""More digits than any figure has; numbers are compared to within 10^-30."""

CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""What no text may hold: control characters, line breaks that editors do not count, half characters, and what turns
the direction of writing, so that 12 is read as 21."""

MOST_MARKS = 30
"""More than any letter of any language bears. Putting a long run of them in order takes time beyond measure."""

_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
TWO_WAYS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
"""A number that reads two ways: ``1.250``."""
_GROUPED = re.compile(r"([1-9][0-9]{0,2})(?:([ ',._])[0-9]{3})(?:\2[0-9]{3})*")
_FIRST_NUMBER = re.compile(r"[-+]?[0-9][0-9., ]*")
_FRACTION = re.compile(r"([0-9]+)[.,]([0-9]+)")
_EXPONENT = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)[eE]([+-]?[0-9]{1,2})")
_ABSENT = frozenset({"nan", "inf", "-inf", "+inf", "infinity", ".nan", ".inf", "-.inf", "n/a", "na", "n.a.", "null",
                     "nil", "none", "-", "--", "---", "—", "…", "...", "..", "?", "#n/a", "kxđ"})  # fmt: skip
_EXCEL_ERRORS = frozenset({"#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!", "#####"})
_CURRENCIES = re.compile(r"(?i)[$€£¥₫]|(?:vnđ|vnd|usd|eur|đồng|đ)(?!\w)|(?<!\w)(?:vnđ|vnd|usd|eur)")
_DIGITS = str.maketrans("OolI", "0011")
_DIGIT_ALIKE = re.compile(r"[0-9OolI.-]*[0-9][0-9OolI.-]*")
_COMPARED = re.compile(r"([<>=≤≥~≈±]{1,2}) *([0-9][0-9., ]*%?)")
_CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_SOURCE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


# --- numbers -----------------------------------------------------------------------------------------------------


def number(text: str) -> Decimal | Fault:
    """A plain number: digits, ``.`` for the decimals, ``-``. The digits are kept: ``12.50`` stays 12.50."""
    if _PLAIN.fullmatch(text) is None:
        return _not_plain(text)
    digits = sum(map(str.isdigit, text))
    if digits > MOST_DIGITS:
        return Fault("V303", text=shown(text), digits=digits, most=MOST_DIGITS)
    if text[-4:-3] == "." and TWO_WAYS.fullmatch(text):
        return two_ways(text)
    found = Decimal(text)
    return found if found else abs(found)  # there is no -0


class TwoWays(Decimal):
    """A number such as ``1.250``, which reads two ways; as a number it is the decimal one."""

    @property
    def fault(self) -> Fault:
        """Why it cannot stand for a figure by itself."""
        return two_ways(str(self))

    @property
    def ways(self) -> tuple[Decimal, Decimal]:
        """What it may be: 1.250 and 1250."""
        return Decimal(self), Decimal(str(self).replace(".", ""))


def quoted_number(text: str) -> Decimal | Fault:
    """The number of a figure, whose wording may yet settle what :class:`TwoWays` leaves open."""
    found = number(text)
    return TwoWays(text) if isinstance(found, Fault) and found.code == "V302" else found


def settled(
    numbers: Sequence[Decimal], qualifier: Qualifier, wording: str, indicator: Indicator, definitions: Definitions
) -> list[Decimal] | Fault:
    """One number or two with those that read two ways as ``wording`` has them; the fault where it does not tell."""
    said = [reading.quantity for reading in readings(wording, definitions.topic(indicator))] if wording else []
    ways = [number.ways if isinstance(number, TwoWays) else (number,) for number in numbers]
    fitting = [way for way in product(*ways) if any(_same(Quantity(qualifier, *way), one) for one in said)]
    if len(fitting) == 1:
        return [*fitting[0]]
    return next(number.fault for number in numbers if isinstance(number, TwoWays))


def two_ways(text: str) -> Fault:
    """The fault of ``1.000``: one thousand to a Vietnamese reader, one to an English one."""
    grouped, decimal = text.replace(".", ""), short(Decimal(text))
    return Fault("V302.two-ways", text=text, grouped=grouped, decimal=decimal)


def _not_plain(text: str) -> Fault:
    if not text.strip():
        return Fault("V304.value")
    bare = _bare(text)
    if bare.casefold() in _ABSENT:
        return Fault("V313", text=shown(text))
    if bare.casefold() in _EXCEL_ERRORS:
        return Fault("V314.text", text=shown(text))
    meant = _meant(bare)
    if len(meant) == 1:
        return Fault("V301.meant", text=shown(text), meant=meant[0])
    if meant:
        return Fault("V301.choices", text=shown(text), expected=alternatives(meant))
    letters = bare.translate(_DIGITS) if _DIGIT_ALIKE.fullmatch(bare) else ""
    if letters and _PLAIN.fullmatch(letters):
        return Fault("V301.letter", text=shown(text), letters=letters)
    return _with_words(text, bare) or Fault("V301.plain", text=shown(text))


def _with_words(text: str, bare: str) -> Fault | None:
    """The fault of a number with a currency, a unit or a qualifier around it."""
    if len(bare) > 60 or "/" in bare:  # 1/2 is a day, a share, or a date
        return None
    if (compared := _COMPARED.fullmatch(bare)) and _meant(compared[2]):
        qualifier, amount = qualifier_meant(compared[1]), " / ".join(_meant(compared[2]))
        return Fault("V315.compared", text=shown(text), amount=amount, qualifier=qualifier)
    money, count = _CURRENCIES.subn("", bare)
    numbers = _meant(money.strip()) if count else []
    told = [] if numbers else readings(bare)
    spoken = [one.quantity for one in told]
    if told and told[0].status:
        likely = alternatives(map(as_filed, spoken))
        return Fault("V301.status", text=shown(text), likely=likely, status=told[0].status)
    if spoken and all(quantity.qualifier is Qualifier.VALUE for quantity in spoken):
        numbers = list(dict.fromkeys(f"{quantity.value:f}" for quantity in spoken))
        first = _FIRST_NUMBER.search(bare)  # behind a word such as đạt, too
        counted = _meant(first[0].strip()) if first else []
        if counted and not set(counted) & set(numbers):  # a magnitude: whether the unit counts in it is not known here
            few, many = " / ".join(counted), " / ".join(numbers)
            return Fault("V315.magnitude", text=shown(text), few=few, many=many)
    if numbers:
        return Fault("V315.unit", text=shown(text), numbers=alternatives(numbers))
    if not spoken:
        return None
    likely = alternatives(map(as_filed, spoken))
    return Fault("V315.likely", text=shown(text), likely=likely)


def noise(text: str) -> Fault | None:
    """The fault, a warning, of a number that a computer could not hold exactly: ``0.30000000000000004``."""
    if len(text) < 17 or "." not in text:
        return None
    digits = text.lstrip("-").lstrip("0.").replace(".", "")
    meant = f"{Decimal(f'{float(text):.15g}'):f}"
    if len(digits) < 16 or len(meant.strip("-0").replace(".", "")) > 12:  # somebody may have meant all of them
        return None
    return Fault("V316", text=text, short=meant)


def _bare(text: str) -> str:
    """``text`` with the typography taken off: full-width digits, odd minus signs and spaces, hidden characters.

    Nothing where it is too long to be a number.
    """
    if len(text) > LONGEST:
        return ""
    folded = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-").replace("’", "'")
    seen = "".join(char for char in folded if unicodedata.category(char) not in ("Cc", "Cf"))
    return " ".join(seen.split())


def _meant(text: str) -> list[str]:
    """The numbers, written plainly, that somebody may have meant by ``text``; the likelier one first."""
    body = text.removesuffix("%").rstrip()
    sign = "-" if body.startswith("-") else ""
    body = body.lstrip("+-").strip()
    if len(body) > MOST_DIGITS:
        return []
    if grouped := _GROUPED.fullmatch(body):
        whole = re.sub(r"[^0-9]", "", body)
        two = grouped[2] in ",." and body.count(grouped[2]) == 1
        return [sign + whole, sign + short(Decimal(body.replace(",", ".")))] if two else [sign + whole]
    if exponent := _EXPONENT.fullmatch(body):
        return [sign + f"{Decimal(exponent[0]):f}"]
    if _FRACTION.fullmatch(body):
        return [sign + _trimmed(body.replace(",", "."))]
    for group, point in (",.", ".,", " ,", " .", "',", "'."):
        head, found, tail = body.partition(point)
        match = _GROUPED.fullmatch(head)
        if found and tail.isdecimal() and match and match[2] == group:
            return [sign + head.replace(group, "") + "." + tail]
    if body.isascii() and body.isdecimal():
        return [sign + _trimmed(body)]
    if body.startswith(".") and body[1:].isdecimal():
        return [sign + "0" + body]
    if body.endswith(".") and body[:-1].isdecimal():
        return [sign + _trimmed(body[:-1])]
    return []


def _trimmed(text: str) -> str:
    """``text`` without zeros before its first digit, but for the one before a point."""
    whole, point, rest = text.partition(".")
    return (whole.lstrip("0") or "0") + point + rest


def short(value: Decimal) -> str:
    """``value`` without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- codes and text ----------------------------------------------------------------------------------------------


def code(text: str) -> str | Fault:
    """The code of an area, unit, indicator, register or stage: ASCII ``snake_case``."""
    return (
        text
        if _CODE.fullmatch(text)
        else _code_fault(
            text, as_code(text), _("lower-case ASCII letters, digits and underscores, a letter first (snake_case)")
        )
    )


def source_code(text: str) -> str | Fault:
    """The code of a source: ASCII letters, digits, ``-``, ``_`` and ``.``."""
    return (
        text
        if _SOURCE_CODE.fullmatch(text)
        else _code_fault(text, as_code(text).replace("_", "-"), _("ASCII letters, digits, and - _ ."))
    )


def as_code(text: str) -> str:
    """The code that somebody may have meant by ``text``."""
    text = "".join(_LOOK_ALIKES.get(char, char) for char in text[:LONGEST] if not is_hidden(char) or char.isspace())
    letters = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D").replace("Ð", "D"))
    ascii_only = "".join(char for char in letters if char.isascii())
    return re.sub(r"[^a-z0-9]+", "_", ascii_only.lower()[:60]).strip("_")


def _code_fault(text: str, meant: str, expected: Localized) -> Fault:
    likely = _CODE.fullmatch(meant) or _SOURCE_CODE.fullmatch(meant)
    fix = _("Write {meant}.", meant=meant) if likely else _("Use a code of this form.")
    hidden = next((char for char in text if is_hidden(char) and not char.isspace()), None)
    if hidden is not None:
        return _hidden(text, hidden, fix)
    alike = [char for char in text if char in _LOOK_ALIKES]
    if alike and likely:
        there = "".join(_LOOK_ALIKES.get(char, char) for char in text)
        said = ", ".join(f"{char} (U+{ord(char):04X})" for char in dict.fromkeys(alike))
        return Fault("F113", text=shown(text), said=said, there=there)
    odd = next((char for char in text if not char.isascii()), None)
    what = "" if odd is None else f" (U+{ord(odd):04X})"
    return Fault("V309", text=shown(text), what=what, expected=expected, fix=fix)


def hidden(text: str) -> Fault | None:
    """The fault of a character in a code, number or date that no screen shows; spaces are another matter."""
    if text.isascii() and text.isprintable():
        return None
    odd = next((char for char in text if is_hidden(char) and not char.isspace()), None)
    if odd is None:
        return None
    left = "".join(char for char in text if not is_hidden(char)).strip()
    return _hidden(text, odd, _("Write {left}.", left=shown(left)))


def _hidden(text: str, char: str, fix: Localized) -> Fault:
    if CONTROL.match(char) and unicodedata.category(char) != "Cf":
        return Fault("F103.text", text=shown(text), char=shown(char))
    return Fault("F112", text=shown(text), char=shown(char), fix=fix)


_LOOK_ALIKES = dict(zip(
    "аеорсухіјѕһԁԛԝмтквАВЕКМНОРСТУХІЈЅαονρτυικΑΒΕΖΗΙΚΜΝΟΡΤΥΧɡıǀ",
    "aeopcyxijshdqwmtkbABEKMHOPCTYXIJSaovptuikABEZHIKMNOPTYXgil",
    strict=True,
))  # fmt: skip
"""Cyrillic, Greek and other letters that look like Latin ones."""


def paragraph(text: str) -> str | Fault:
    """Text of any length, in NFC, without what no screen can show."""
    odd = CONTROL.search(text)
    if odd is not None:
        return Fault("F103.text", text=shown(text), char=shown(odd[0]))
    text_or_fault = composed(text)
    return text_or_fault if isinstance(text_or_fault, Fault) else text_or_fault.strip()


def composed(text: str) -> str | Fault:
    """Text in NFC; to put many marks in order takes a time that grows with their square."""
    if unicodedata.is_normalized("NFC", text):  # takes no time, unlike what follows
        return text
    return Fault("F116", most=MOST_MARKS) if piled_marks(text) is not None else unicodedata.normalize("NFC", text)


def piled_marks(text: str) -> int | None:
    """Where more marks than any letter bears follow each other; ``None`` where they do so nowhere."""
    marks = "".join(
        char for char in set(text) if unicodedata.category(unicodedata.normalize("NFKD", char)[0])[0] == "M"
    )
    found = re.search(f"[{re.escape(marks)}]{{{MOST_MARKS + 1}}}", text) if marks else None
    return None if found is None else found.start()


def line(text: str) -> str | Fault:
    """Text of one line, not empty, in NFC."""
    found = paragraph(text)
    if isinstance(found, Fault):
        return found
    if not found:
        return Fault("V304.value")
    if "\n" in found or "\r" in found:
        return Fault("V311", found=shown(found))
    return found


def plan_number(text: str) -> str | Fault:
    """The number or name of a plan: a line without what no screen shows, so that two that look alike are one."""
    found = line(text)
    if isinstance(found, Fault):
        return found
    char = next((char for char in found if is_hidden(char)), None)
    if char is None:
        return found
    clean = "".join(" " if char.isspace() else "" if is_hidden(char) else char for char in found)
    return _hidden(text, char, _("Write {clean}.", clean=shown(clean)))


_Choice = TypeVar("_Choice", bound=StrEnum)


def choice(text: str, choices: Iterable[_Choice]) -> _Choice | Fault:
    """One of ``choices``, by its value."""
    known = {str(one): one for one in choices if one}
    if text in known:
        return known[text]
    qualifier = qualifier_meant(text) if Qualifier.NEARLY in known else None
    if qualifier is not None:
        return Fault("V308.qualifier", text=shown(text), qualifier=qualifier)
    return Fault("V308.choices", text=shown(text), known=", ".join(known), fix=did_you_mean(text, known))


_SIGNS = {**SIGNS, "±": Qualifier.ABOUT, "=": Qualifier.VALUE}


def qualifier_meant(text: str) -> Qualifier | None:
    """The qualifier that a sign or a word of either language stands for: ``gần`` is ``nearly``."""
    word = text.strip()
    if word in _SIGNS:
        return _SIGNS[word]
    if not word or len(word) > 40 or any(char.isdecimal() for char in word):
        return None
    for number in (f"{word} 7", f"7 {word}", f"{word} 7 - 8", f"{word} 7 and 8", f"{word} 7 trở lên"):
        found = readings(number)
        if len(found) == 1 and found[0].quantity.qualifier is not Qualifier.VALUE:
            return found[0].quantity.qualifier
    return None


# --- what other files define -------------------------------------------------------------------------------------


def area(text: str, definitions: Definitions) -> str | Fault | None:
    """The area of a figure or target; without ``text`` the workspace's only one. ``None`` where it cannot be known."""
    if text in definitions.areas:
        return text
    if not text:
        if definitions.is_unread(Kind.AREA):
            return None
        return definitions.only_area or Fault("M506", count=len(definitions.areas), areas=listed(definitions.areas))
    return None if definitions.is_unread(Kind.AREA, text) else unknown(Kind.AREA, text, definitions.areas)


# --- quantities --------------------------------------------------------------------------------------------------


def reversed_range(low: Decimal, high: Decimal) -> Fault | None:
    """The fault of a range that does not run upwards."""
    if low < high:
        return None
    right = f"{min(low, high):f}, {max(low, high):f}" if low != high else f"{low:f}"
    lower, upper = both(write_number, low), both(write_number, high)
    return Fault(
        "V312",
        upper=upper,
        lower=lower,
        fix=_("Write {right}.", right=right)
        if low != high
        else _("For a single number write value: {right}.", right=right),
    )


def impossible(quantity: Quantity, indicator: Indicator, definitions: Definitions) -> Fault | None:
    """The fault of a quantity that nothing measured this way can have: a negative count, a share of 120 percent."""
    numbers = [quantity.value] if quantity.value_high is None else [quantity.value, quantity.value_high]
    if indicator.measure is Measure.SHARE:
        outside = next((value for value in numbers if not 0 <= value <= 100), None)
        if outside is not None:
            return Fault("M510.share", said=both(write_number, outside))
    elif indicator.measure is not Measure.GROWTH and not indicator.signed and min(numbers) < 0:
        return Fault("M510.count", said=both(write_number, min(numbers)))
    if quantity.qualifier is Qualifier.VALUE:  # a number that is possible is itself what is meant
        return None
    if min(numbers) > 0 and (max(numbers) < 100 or indicator.measure is not Measure.SHARE):
        return None  # on either side of it there are numbers that are possible
    if indicator.interval(quantity, definitions.tolerance).is_empty:
        return Fault("M512.figure", quantity=written(quantity))
    return None


_SAID_IN_WORDS = (ObservationStatus.ESTIMATE, ObservationStatus.PROVISIONAL, ObservationStatus.FINAL)


def disagreement(
    wording: str,
    quantity: Quantity,
    indicator: Indicator,
    definitions: Definitions,
    status: ObservationStatus = ObservationStatus.UNMARKED,
) -> Fault | None:
    """The fault of a wording that does not say what ``quantity`` and ``status`` do, or that is not understood."""
    topic = definitions.topic(indicator)
    if topic is None:  # an unknown unit is a problem of its own
        return None
    understood = readings(wording, topic)
    found = [reading.quantity for reading in understood]
    told = {reading.status for reading in understood if _same(reading.quantity, quantity)}
    if told:
        is_other = status in _SAID_IN_WORDS and not told & {status, ObservationStatus.UNMARKED}
        return Fault("V308.words", text=status, told=min(told)) if is_other else None
    if not found:
        return _not_read(wording, topic)
    said = alternatives([written(meant) for meant in found])
    figure, right = written(quantity), as_filed(found[0])
    return Fault("M513", wording=shown(wording), said=said, figure=figure, right=right)


def is_open_growth(quantity: Quantity, wording: str, indicator: Indicator, definitions: Definitions) -> bool:
    """Whether a figure of growth may as well be an index, and no words say which."""
    if indicator.measure is not Measure.GROWTH or not is_like_an_index(quantity.value):
        return False
    return len(readings(wording, definitions.topic(indicator))) != 1


def growth_or_index(kind: str, value: Decimal) -> Fault:
    """A growth of 108.8 %, which is probably an index: a growth of 8.8 %. An error or a warning, by ``kind``."""
    growth = value - 100
    said, meant = both(write_number, value), both(write_number, growth)
    up = _("up {value}%", value=said)
    other = _("up {value}%", value=meant) if growth >= 0 else _("down {value}%", value=both(write_number, -growth))
    return Fault(kind, value=said, growth=meant, filed=f"{growth:f}", up=up, other=other)


def _not_read(wording: str, topic: Topic) -> Fault:
    try:
        read_quantity(wording, topic)
    except NotUnderstood as error:
        return Fault("M514", wording=shown(wording), why=error.why)
    raise AssertionError(wording)


def _same(one: Quantity, other: Quantity) -> bool:
    return (one.qualifier, one.value, one.value_high) == (other.qualifier, other.value, other.value_high)
