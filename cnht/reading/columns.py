"""Figures in columns: a few small numbers a row instead of an object, so that millions of them fit into memory.

A row holds where each of its parts stands in a table of distinct ones: its series (indicator and area), its dates, its
source and status. Its quoted numbers are packed with their digits. The rows of a series are chained, so that a series
can be looked at, and made into observations, without looking at any other.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Hashable, Iterator
from datetime import date
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from cnht.model import Observation, ObservationStatus
from cnht.period import Period
from cnht.problems import Location
from cnht.quantity import Qualifier, Quantity

_QUALIFIERS = tuple(Qualifier)
_NUMBER = {qualifier: number for number, qualifier in enumerate(_QUALIFIERS)}
BARE = _NUMBER[Qualifier.VALUE]
"""The number of the qualifier of a figure that has none."""
_PLACES_BITS = 5
_LARGE = (1 << _PLACES_BITS) - 1
_MOST = 1 << (62 - _PLACES_BITS)
_NONE = 0xFFFFFFFF

_T = TypeVar("_T")


class _Numbered(Generic[_T]):
    """Distinct things, each with its number."""

    def __init__(self) -> None:
        self.things: list[_T] = []
        self._numbers: dict[Hashable, int] = {}

    def number(self, thing: _T, key: Hashable = None) -> int:
        """The number of ``thing``, a new one where it has none yet; ``key`` tells it from others, if not it itself."""
        found = self._numbers.setdefault(thing if key is None else key, len(self.things))
        if found == len(self.things):
            self.things.append(thing)
        return found


class Dates(NamedTuple):
    """What a figure covers, and the day it holds for, as that was written and as the day it is."""

    period: Period | None
    as_of: date
    text: str


class Columns:
    """All sound figures of a workspace, in the order of its files."""

    def __init__(self, *, keep_words: bool) -> None:
        self.series: _Numbered[tuple[str, str]] = _Numbered()
        """Indicators and areas."""
        self.dates: _Numbered[Dates] = _Numbered()
        self.sources: _Numbered[tuple[ObservationStatus, str]] = _Numbered()
        self.words: dict[int, tuple[str, str]] | None = {} if keep_words else None
        """The wording and the note of the rows that have any; ``None`` where nobody will ask for them."""
        self._files: list[str] = []
        self._starts: list[int] = []
        self._large: list[Decimal] = []
        self._last: dict[int, int] = {}
        self._dropped: set[int] = set()
        self._row_series = array("I")
        self._row_dates = array("I")
        self._row_sources = array("I")
        self._row_lines = array("I")
        self._row_before = array("I")  # the row before it in its series
        self._row_qualifiers = array("B")
        self._row_values = array("q")
        self._row_highs = array("q")

    def __len__(self) -> int:
        return len(self._row_series)

    def start(self, file: str) -> None:
        """The rows that are added from now on stand in ``file``."""
        self._files.append(file)
        self._starts.append(len(self))

    def add(self, line: int, series: int, dates: int, source: int, value: int, qualifier: int, high: int) -> None:
        """Add a figure by the numbers of its parts; ``value`` and ``high`` are packed."""
        row = len(self._row_series)
        self._row_series.append(series)
        self._row_dates.append(dates)
        self._row_sources.append(source)
        self._row_lines.append(line)
        self._row_before.append(self._last.get(series, _NONE))
        self._row_qualifiers.append(qualifier)
        self._row_values.append(value)
        self._row_highs.append(high)
        self._last[series] = row

    def pack(self, number: Decimal, text: str) -> int:
        """``number``, which was written plainly as ``text``, and its count of decimals in 64 bits."""
        whole, _, decimals = text.partition(".")
        digits = int(whole + decimals)
        if -_MOST < digits < _MOST and len(decimals) < _LARGE and not text.startswith("-0"):
            return (digits << _PLACES_BITS) | len(decimals)
        self._large.append(number)
        return ((len(self._large) - 1) << _PLACES_BITS) | _LARGE

    def _unpack(self, packed: int) -> Decimal:
        digits, places = packed >> _PLACES_BITS, packed & _LARGE
        return self._large[digits] if places == _LARGE else Decimal(digits).scaleb(-places)

    def location(self, row: int) -> Location:
        """Where the figure stands."""
        return Location(self._files[bisect_right(self._starts, row) - 1], self._row_lines[row])

    def observation(self, row: int) -> Observation:
        """The figure of a row. Its wording and note are empty where they were not kept."""
        indicator, area = self.series.things[self._row_series[row]]
        dates = self.dates.things[self._row_dates[row]]
        status, source = self.sources.things[self._row_sources[row]]
        qualifier = _QUALIFIERS[self._row_qualifiers[row]]
        high = self._unpack(self._row_highs[row]) if qualifier is Qualifier.BETWEEN else None
        quantity = Quantity(qualifier, self._unpack(self._row_values[row]), high)
        wording, note = (self.words or {}).get(row, ("", ""))
        where = self.location(row)
        return Observation(
            indicator, area, dates.period, dates.as_of, dates.text, quantity, status, source, wording, note, where
        )

    def observations(self) -> Iterator[Observation]:
        """Every figure, in the order of the files."""
        return (self.observation(row) for row in range(len(self)) if row not in self._dropped)

    def by_series(self) -> Iterator[list[Observation]]:
        """The figures of each indicator in each area, in the order of the files; one series at a time."""
        for rows in self._chains():
            found = [self.observation(row) for row in rows if row not in self._dropped]
            if found:
                yield found

    def drop_duplicates(self) -> Iterator[tuple[Location, Location]]:
        """Take out what has the key of a figure before it, unless it is disputed; the places of both, the later first.

        The key is indicator, area, period, day and source.
        """
        days: _Numbered[tuple[Period | None, date]] = _Numbered()
        codes: _Numbered[str] = _Numbered()
        day_of = [days.number((dates.period, dates.as_of)) for dates in self.dates.things]
        disputed = ObservationStatus.DISPUTED
        code_of = [-1 if status is disputed else codes.number(code) for status, code in self.sources.things]
        width = len(codes.things)
        row_dates, row_sources = self._row_dates, self._row_sources
        for rows in self._chains():
            seen: dict[int, int] = {}
            for row in rows:
                code = code_of[row_sources[row]]
                if code >= 0:
                    first = seen.setdefault(day_of[row_dates[row]] * width + code, row)
                    if first != row:
                        self._dropped.add(row)
                        yield self.location(row), self.location(first)

    def _chains(self) -> Iterator[list[int]]:
        """The rows of each series, in their order."""
        for last in self._last.values():
            rows = []
            row = last
            while row != _NONE:
                rows.append(row)
                row = self._row_before[row]
            rows.reverse()
            yield rows


def qualifier_number(qualifier: Qualifier) -> int:
    """The number that stands for ``qualifier`` in a row."""
    return _NUMBER[qualifier]
