"""Figures in columns: a few small numbers a row instead of an object, so that millions of them fit into memory.

A row holds where each of its parts stands in a table of distinct ones: its series (indicator and area), its dates, its
source and status. Its quoted numbers are packed with their digits. The rows of each series are known, so that a series
can be looked at, and made into observations, without looking at any other.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterator
from datetime import date
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from cnht.model import Observation, ObservationStatus
from cnht.period import Period
from cnht.problems import Location
from cnht.quantity import Qualifier, Quantity

_QUALIFIERS = tuple(Qualifier)
_NUMBER = {qualifier: number for number, qualifier in enumerate(_QUALIFIERS)}  # that of a bare figure is 0
_QUALIFIER_BITS = 3
_QUALIFIER_MASK = (1 << _QUALIFIER_BITS) - 1
_NO_WORDS = ("", "")
_PLACES_BITS = 5
_LARGE = (1 << _PLACES_BITS) - 1
_MOST = 1 << (62 - _PLACES_BITS)

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

    def find(self, key: Hashable) -> int | None:
        """The number of what ``key`` tells from others, where it has one."""
        return self._numbers.get(key)


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
        self._dropped: set[int] = set()
        self._firsts = array("I")
        """Of each row its line, and in the lowest bits its qualifier."""
        self._series = array("I")
        self._dates = array("I")
        self._sources = array("I")
        self._values = array("q")
        self._rows_of: list[array[int]] = []
        """The rows of each series, which go upwards."""
        self._high_rows = array("I")
        self._highs = array("q")  # of the rows in _high_rows, which go upwards

    def start(self, file: str) -> None:
        """The rows that are added from now on stand in ``file``."""
        self._files.append(file)
        self._starts.append(len(self))

    def __len__(self) -> int:
        return len(self._firsts)

    def series_number(self, indicator: str, area: str) -> int:
        """The number of a series."""
        number = self.series.number((indicator, area))
        if number == len(self._rows_of):
            self._rows_of.append(array("I"))
        return number

    def adder(self) -> Callable[[int, int, int, int, int], None]:
        """What adds a figure without a qualifier: its line, the numbers of its parts, and its packed value."""
        firsts, rows_of = self._firsts, self._rows_of
        add_first, add_series, add_dates = firsts.append, self._series.append, self._dates.append
        add_source, add_value = self._sources.append, self._values.append

        def add(line: int, series: int, dates: int, source: int, value: int) -> None:
            rows_of[series].append(len(firsts))
            add_first(line << _QUALIFIER_BITS)
            add_series(series)
            add_dates(dates)
            add_source(source)
            add_value(value)

        return add

    def qualify(self, qualifier: Qualifier, high: int | None) -> None:
        """Give the row that was added last its qualifier, and for ``between`` its packed upper end."""
        row = len(self) - 1
        self._firsts[row] |= _NUMBER[qualifier]
        if high is not None:
            self._high_rows.append(row)
            self._highs.append(high)

    def pack(self, number: Decimal, text: str) -> int:
        """``number``, which was written plainly as ``text``, and its count of decimals in 64 bits."""
        whole, _, decimals = text.partition(".")
        digits = int(whole + decimals)
        if -_MOST < digits < _MOST and len(decimals) < _LARGE and not text.startswith("-0"):
            return (digits << _PLACES_BITS) | len(decimals)
        self._large.append(number)
        return ((len(self._large) - 1) << _PLACES_BITS) | _LARGE

    def pack_whole(self, number: int) -> int:
        """The same of a whole number of at most 16 digits."""
        return number << _PLACES_BITS

    def _unpack(self, packed: int) -> Decimal:
        digits, places = packed >> _PLACES_BITS, packed & _LARGE
        return self._large[digits] if places == _LARGE else Decimal(digits).scaleb(-places)

    def location(self, row: int) -> Location:
        """Where the figure stands."""
        return Location(self._files[bisect_right(self._starts, row) - 1], self._firsts[row] >> _QUALIFIER_BITS)

    def observation(self, row: int) -> Observation:
        """The figure of a row. Its wording and note are empty where they were not kept."""
        indicator, area = self.series.things[self._series[row]]
        dates = self.dates.things[self._dates[row]]
        status, source = self.sources.things[self._sources[row]]
        qualifier = _QUALIFIERS[self._firsts[row] & _QUALIFIER_MASK]
        high = None
        if qualifier is Qualifier.BETWEEN:
            high = self._unpack(self._highs[bisect_left(self._high_rows, row)])
        quantity = Quantity(qualifier, self._unpack(self._values[row]), high)
        wording, note = self.words.get(row, _NO_WORDS) if self.words else _NO_WORDS
        where = self.location(row)
        return Observation(
            indicator, area, dates.period, dates.as_of, dates.text, quantity, status, source, wording, note, where
        )

    def observations(self) -> Iterator[Observation]:
        """Every figure, in the order of the files."""
        return (self.observation(row) for row in range(len(self)) if row not in self._dropped)

    def by_series(self) -> Iterator[tuple[tuple[str, str], list[Observation]]]:
        """The figures of each indicator in each area, by date, those of one date by place; one series at a time."""
        for key in self.series.things:
            if found := self.figures(*key):
                yield key, found

    def figures(self, indicator: str, area: str) -> list[Observation]:
        """The figures of one indicator in one area, by date, those of one date by place."""
        number = self.series.find((indicator, area))
        rows = () if number is None else self._rows_of[number]
        found = [self.observation(row) for row in rows if row not in self._dropped]
        return sorted(found, key=lambda seen: (seen.as_of, seen.where))

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
        row_dates, row_sources = self._dates, self._sources
        for rows in self._rows_of:
            seen: dict[int, int] = {}
            for row in rows:
                code = code_of[row_sources[row]]
                if code >= 0:
                    first = seen.setdefault(day_of[row_dates[row]] * width + code, row)
                    if first != row:
                        self._dropped.add(row)
                        yield self.location(row), self.location(first)
