"""Days, months and longer periods.

They are written as ``2025-09-28``, ``2025-09``, ``2025-Q3``, ``2025-H2``, ``2025``, and ``2025-01/2025-06``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

_SHAPE = re.compile(r"(?a:(\d{4})(?:-(?:H([12])|Q([1-4])|(\d{2})(?:-(\d{2}))?))?)")


class Grain(StrEnum):
    """How a period was written."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    RANGE = "range"


DATE_GRAINS = frozenset({Grain.DAY, Grain.MONTH})
"""What the date of a figure may be written as; a month stands for its last day."""
DOCUMENT_GRAINS = DATE_GRAINS | {Grain.YEAR}
"""What the date of a document may be written as: as far as it is known."""
SPAN_GRAINS = frozenset(Grain) - {Grain.DAY}
"""What the period of a plan, a flow or a growth figure may be written as."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A run of days, both ends included. Two periods are equal when they cover the same days, however written."""

    first: date
    last: date
    text: str = field(compare=False)
    grain: Grain = field(compare=False)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period; ``ValueError`` where it is malformed, names a day that does not exist, or runs backwards."""
        head, slash, tail = text.partition("/")
        first, first_last, grain = _piece(head)
        if not slash:
            return cls(first, first_last, text, grain)
        last_first, last, last_grain = _piece(tail)
        if Grain.DAY in (grain, last_grain):
            raise ValueError(f"{text!r}: a range runs between months, quarters, halves or years, not days")
        if last_first < first or last < first_last:
            raise ValueError(f"{text!r} does not run forwards")
        return cls(first, last, text, Grain.RANGE)

    @classmethod
    def year(cls, year: int) -> Period:
        """The calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31), f"{year:04}", Grain.YEAR)

    @classmethod
    def between(cls, first: date, last: date) -> Period:
        """The days from ``first`` to ``last``, written as a year or as months where it is made of whole ones."""
        if first.day > 1 or last.day < monthrange(last.year, last.month)[1]:
            return cls(first, last, f"{first.isoformat()}/{last.isoformat()}", Grain.RANGE)
        if (first.month, last.month) == (1, 12):
            begin, end = first.isoformat()[:4], last.isoformat()[:4]
            return cls.year(first.year) if begin == end else cls(first, last, f"{begin}/{end}", Grain.RANGE)
        begin, end = first.isoformat()[:7], last.isoformat()[:7]
        return cls(first, last, begin, Grain.MONTH) if begin == end else cls(first, last, f"{begin}/{end}", Grain.RANGE)

    @property
    def days(self) -> int:
        """How many days it has, both ends counted."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def holds(self, other: Period) -> bool:
        """Whether all days of ``other`` lie within."""
        return self.first <= other.first and other.last <= self.last


def _piece(text: str) -> tuple[date, date, Grain]:
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        raise ValueError(f"{text!r} is not a day, month, quarter, half or year")
    year = int(shape[1])
    if year == 0:
        raise ValueError(f"{text!r}: there is no year 0")
    if shape[5]:
        day = date(year, int(shape[4]), int(shape[5]))
        return day, day, Grain.DAY
    if shape[4]:
        return *_months(year, int(shape[4]), 1), Grain.MONTH
    if shape[3]:
        return *_months(year, int(shape[3]) * 3 - 2, 3), Grain.QUARTER
    if shape[2]:
        return *_months(year, int(shape[2]) * 6 - 5, 6), Grain.HALF
    return *_months(year, 1, 12), Grain.YEAR


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    first = date(year, month, 1)
    last_month = month + count - 1
    return first, date(year, last_month, monthrange(year, last_month)[1])


def day_before(day: date) -> date:
    """The day before ``day``."""
    return day - timedelta(days=1)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or the last of a shorter one."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) if year > 0 else date.min
