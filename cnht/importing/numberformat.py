"""What a number format of Excel shows of a number, and which words it puts around it.

Its form is that of ECMA-376 part 1, 18.8.31: sections for positive, negative numbers, zero and text, or by conditions.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from cnht.importing.sheet import Around, Cell, CellKind, NotReadable, damaged, plain_number

DAY = "dd/mm/yyyy"
_LONGEST = 255
_SERIAL_DAYS = 2_958_465
"""The day of 9999-12-31 as Excel counts."""
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<single>.?)|_(?P<blank>.?)|\*(?P<fill>.?)|\[(?P<brackets>[^\[\]]*)\]|(?P<end>;)|'
    r"(?P<general>General|Standard)|(?P<date>AM/PM|A/P|y+|m+|d+|h+|s+|[bg]+[0-9]*)|(?P<exponent>E[+-])|"
    r"(?P<digit>[0#?])|(?P<mark>[.,])|(?P<percent>%)|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+(?:E[+-]?[0-9]+)?)", re.IGNORECASE)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|colou?r *[0-9]+", re.IGNORECASE)
_SILENT = re.compile(r"(?:dbnum|natnum)[0-9]+.*|\$?-[0-9a-z, -]*", re.IGNORECASE)
"""Which digits are used, and whose customs: neither shows as a word."""
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_BETWEEN_DIGITS = " \u00a0\u202f'"
"""What may stand between digits without changing the number: it groups them."""


class _FormatSection:
    """One part of a format, between semicolons."""

    def __init__(self) -> None:
        self.condition: Callable[[float], bool] | None = None
        self.coloured = self.percent = self.general = self.shows_zero = self.has_text = False
        self.after_point = False
        self.decimals = self.thousands = self.before_point = 0
        self.before = self.inner = self.behind = ""
        self.items: list[tuple[str, str]] = []
        """The literal words and the parts of a date, in order, as kind and text."""
        self.has_digits = self.has_exponent = self.is_fraction = False

    def add(self, kind: str, text: str) -> None:  # noqa: C901 - a case for each kind of token
        """Take a token of the format."""
        match kind:
            case "brackets":
                self.bracketed(text)
            case "general":
                self.general = self.shows_zero = True
                self.digit()
            case "digit":
                self.shows_zero |= text == "0" and not self.has_exponent
                self.decimals += self.after_point and not self.has_exponent
                self.digit()
            case "mark" if text == "," and self.has_digits and not self.behind:
                self.thousands += 1
            case "mark" if text == "." and not self.behind and not self.after_point:
                self.after_point, self.before_point = True, self.thousands
            case "exponent" if self.has_digits:
                self.has_exponent = True
            case "percent":
                self.percent = True
                self.literal(text)
            case "text":
                self.has_text = self.has_digits = True
            case "date":
                self.items.append((kind, text.lower()))
            case "blank" | "fill":
                self.literal(" ")
            case "other" if text == "/" and self.has_digits and not self.has_text:
                self.is_fraction = True
            case "other" if text.isdigit() and self.is_fraction and not self.behind:
                pass
            case _:
                self.literal(text)

    def digit(self) -> None:
        """Take a digit: what came behind the one before it is between digits."""
        self.inner += self.behind.strip(_BETWEEN_DIGITS)
        self.behind = ""
        self.thousands = 0
        self.has_digits = True

    def bracketed(self, text: str) -> None:
        """Take a part in brackets: a condition, a currency, a colour or elapsed time."""
        if condition := _CONDITION.fullmatch(text.strip()):
            compare, limit = _COMPARE[condition[1]], float(condition[2])
            self.condition = lambda number: compare(number, limit)
        elif _ELAPSED.fullmatch(text):
            self.items.append(("date", "[]"))
        elif _COLOUR.fullmatch(text):
            self.coloured = True
        elif not _SILENT.fullmatch(text):
            self.literal(text[1:].partition("-")[0] if text.startswith("$") else text)

    def literal(self, text: str) -> None:
        """Take words as they are shown."""
        self.items.append(("literal", text))
        if self.has_digits:
            self.behind += text
        else:
            self.before += text

    @cached_property
    def grain(self) -> str:
        """``day``, ``month``, ``year`` or ``time`` of what is shown of a date; empty for numbers."""
        has = {text[0] for kind, text in self.items if kind == "date"}
        if not has or self.general:
            return ""
        return "day" if "d" in has else "month" if has == {"m", "y"} else "year" if has == {"y"} else "time"

    def day(self, day: date) -> str:
        """A day as it is shown, with the words around it."""
        forms = {"d": f"{day.day}", "dd": f"{day:%d}", "m": f"{day.month}", "mm": f"{day:%m}", "mmm": f"{day:%B}"}
        forms |= {"mmmm": f"{day:%B}", "yy": f"{day.year:04}", "yyyy": f"{day.year:04}"}
        return "".join(text if kind == "literal" else forms.get(text, text) for kind, text in self.items)

    def around(self, number: float, *, is_negative: bool) -> Around | None:
        """What is shown around a number, if anything; ``is_negative`` where only such numbers come here."""
        before, behind = " ".join(self.before.split()), " ".join(self.behind.split())
        if self.percent:
            before, behind = without_percent(before, behind)
        unsigned = False
        if is_negative and number < 0:
            before, behind, is_signed = without_sign(before, behind)
            unsigned = not (is_signed or self.coloured)
        elif number > 0:
            before = before.removesuffix("+")
        thousands = self.thousands + self.before_point
        around = Around(before.strip(), behind.strip(), self.inner, self.percent, thousands, unsigned)
        return None if around == _NOTHING_AROUND else around


def without_percent(before: str, behind: str) -> tuple[str, str]:
    """What is around a percentage without one sign of percent."""
    return (before, behind.replace("%", "", 1)) if "%" in behind else (before.replace("%", "", 1), behind)


def without_sign(before: str, behind: str) -> tuple[str, str, bool]:
    """What is around a number below 0 without what says so, and whether it is said."""
    for opening, closing in (("(", ")"), ("-", ""), ("−", ""), ("", "-")):
        if before.endswith(opening) and behind.startswith(closing):
            return before.removesuffix(opening), behind.removeprefix(closing), True
    return before, behind, False


_NOTHING_AROUND = Around()


class NumberFormat:
    """What a number format, such as ``#,##0.0%`` or ``dd/mm/yyyy``, makes of a number."""

    __slots__ = ("_known", "_sections", "_text", "is_plain", "says_text")

    def __init__(self, code: str) -> None:
        if len(code) > _LONGEST:
            raise NotReadable(damaged(f"number format {code}"))
        sections = [_FormatSection()]
        for found in _TOKEN.finditer(code or "General"):
            kind = found.lastgroup or ""
            if kind == "end":
                sections.append(_FormatSection())
            else:
                sections[-1].add(kind, found[kind])
        text = sections.pop() if len(sections) > 3 or sections[-1].has_text else None
        self._text = text
        self.says_text = text is not None and (not text.has_text or bool(text.items))
        """Whether it changes how texts are shown."""
        self._sections = sections[:3] or [_FormatSection()]
        if not sections:
            self._sections[0].add("general", "")
        self._known: dict[tuple[_FormatSection, bool], Around | None] = {}
        self.is_plain = len(self._sections) == 1 and all(
            section.shows_zero
            and not section.grain
            and section.condition is None
            and (section.around(-1.0, is_negative=False), section.around(1.0, is_negative=False)) == (None, None)
            for section in self._sections
        )
        """Whether it shows every number, and nothing but the number."""

    def cell(self, number: float, *, since_1904: bool) -> Cell:
        """The cell of a typed number as it is shown; days are counted from 1900 or 1904."""
        if self.is_plain:
            return Cell(plain_number(number), CellKind.NUMBER)
        section, is_negative = self._section(number)
        grain = section.grain
        if grain:
            return _day(section, grain, number, since_1904=since_1904)
        text = plain_number(number)
        if not section.has_digits or not (section.shows_zero or section.has_text or self._has_digit(section, text)):
            return Cell(text, CellKind.UNSEEN)
        key = (section, number < 0)
        if key not in self._known:
            self._known[key] = section.around(number, is_negative=is_negative)
        return Cell(text, CellKind.NUMBER, self._known[key])

    def words(self, text: str) -> Cell:
        """The cell of a text as it is shown."""
        if self._text is None or not self.says_text or not text.strip():
            return Cell(text)
        if not self._text.has_text:
            return Cell(text, CellKind.UNSEEN)
        return Cell(f"{self._text.before}{text}{self._text.behind}")

    def _section(self, number: float) -> tuple[_FormatSection, bool]:
        """The section of a number, and whether only negative ones come to it, which then show no sign of their own."""
        sections = self._sections
        if any(section.condition for section in sections[:2]):
            for section in sections[:2]:
                if section.condition is not None and section.condition(number):
                    return section, number < 0 and not section.condition(-number)
            rest = [section for section in sections if section.condition is None]
            return (rest[0] if len(rest) == 1 else _UNCLEAR), False
        if number < 0 and len(sections) > 1:
            return sections[1], True
        return sections[2 if number == 0 and len(sections) > 2 else 0], False

    @staticmethod
    def _has_digit(section: _FormatSection, text: str) -> bool:
        """Whether a number shows a digit where zeros are not shown."""
        places = section.decimals + 2 * section.percent - 3 * (section.thousands + section.before_point)
        return section.has_exponent or section.is_fraction or bool(round(Decimal(text), places))


_UNCLEAR = _FormatSection()
"""What shows a number of which the conditions of its format do not say how it is shown."""
for _kind, _text in (("digit", "0"), ("literal", "…"), ("digit", "0")):
    _UNCLEAR.add(_kind, _text)


def _day(section: _FormatSection, grain: str, number: float, *, since_1904: bool) -> Cell:
    if grain == "time" or not 60 < number < _SERIAL_DAYS:
        return Cell(plain_number(number), CellKind.DATE)
    day = (date(1904, 1, 1) if since_1904 else date(1899, 12, 30)) + timedelta(days=int(number))
    words = "".join(text for kind, text in section.items if kind == "literal" and any(map(str.isalnum, text)))
    if words and (words, grain) != ("T", "month"):
        return Cell(section.day(day), CellKind.DATE)  # "6 tháng đầu năm "yyyy is not the year
    length = {"day": 10, "month": 7, "year": 4}[grain]
    return Cell(day.isoformat()[:length], CellKind.DATE)
