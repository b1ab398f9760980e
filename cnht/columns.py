"""Figures in columns: a few small numbers a row instead of an object, so that millions of them fit into memory.

A row holds where each of its parts stands in a table of distinct ones: its series (indicator and area), its dates, its
source and status. Its quoted numbers are packed with their digits. A series can be made into observations without any
other; the columns themselves can be looked at by what computes with whole columns.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from cnht.model import Observation, ObservationStatus
from cnht.period import Period
from cnht.problems import Location
from cnht.quantity import Qualifier, Quantity

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

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


class Parts(NamedTuple):
    """Bare figures in columns: the numbers of their series, dates and sources, and their packed values."""

    series: array[int]
    dates: array[int]
    sources: array[int]
    values: array[int]


def is_positive(packed: int) -> bool:
    """Whether a packed number is surely above 0."""
    return packed > _LARGE and packed & _LARGE != _LARGE


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
        self.dropped: set[int] = set()
        """The rows that are not counted, for their key is that of another."""
        self.row_dates = array("I")
        """Of each row the number of its dates."""
        self.row_sources = array("I")
        """Of each row the number of its status and source."""
        self._firsts = array("I")
        """Of each row its line, and in the lowest bits its qualifier."""
        self._series = array("I")
        self._values = array("q")
        self._rows_of: list[array[int]] | None = None
        self._high_rows = array("I")
        self._highs = array("q")  # of the rows in _high_rows, which go upwards

    def start(self, file: str) -> None:
        """The rows that are added from now on stand in ``file``."""
        self._files.append(file)
        self._starts.append(len(self))

    def __len__(self) -> int:
        return len(self._firsts)

    def extend(self, line: int, parts: Parts) -> int:
        """Add figures that stand on lines from ``line`` on, all of them bare; the row of the first."""
        row = len(self)
        behind = line + len(parts.values)
        self._firsts.extend(range(line << _QUALIFIER_BITS, behind << _QUALIFIER_BITS, 1 << _QUALIFIER_BITS))
        self._series.extend(parts.series)
        self.row_dates.extend(parts.dates)
        self.row_sources.extend(parts.sources)
        self._values.extend(parts.values)
        return row

    def add_words(self, row: int, qualifier: Qualifier, high: int | None, wording: str, note: str) -> None:
        """Give a row its qualifier, for ``between`` its packed upper end, its wording and its note; row after row."""
        self._firsts[row] |= _NUMBER[qualifier]
        if high is not None:
            self._high_rows.append(row)
            self._highs.append(high)
        if self.words is not None and (wording or note):
            self.words[row] = (wording, note)

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

    def unpack(self, packed: int) -> Decimal:
        """The number that was packed, with its decimals."""
        digits, places = packed >> _PLACES_BITS, packed & _LARGE
        return self._large[digits] if places == _LARGE else Decimal(digits).scaleb(-places)

    def numbers(self, rows: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
        """The quoted numbers of ``rows``, as near as 64 bits come to them, and whether they have a qualifier."""
        import numpy as np

        packed = np.frombuffer(self._values, np.int64)[rows]
        places = packed & _LARGE
        numbers = (packed >> _PLACES_BITS) / 10.0**places
        for at in np.flatnonzero(places == _LARGE):
            numbers[at] = float(self.unpack(int(packed[at])))
        return numbers, (np.frombuffer(self._firsts, np.uint32)[rows] & _QUALIFIER_MASK) != 0

    def location(self, row: int) -> Location:
        """Where the figure stands."""
        return Location(self._files[bisect_right(self._starts, row) - 1], self._firsts[row] >> _QUALIFIER_BITS)

    def observation(self, row: int) -> Observation:
        """The figure of a row. Its wording and note are empty where they were not kept."""
        indicator, area = self.series.things[self._series[row]]
        dates = self.dates.things[self.row_dates[row]]
        status, source = self.sources.things[self.row_sources[row]]
        qualifier = _QUALIFIERS[self._firsts[row] & _QUALIFIER_MASK]
        high = None
        if qualifier is Qualifier.BETWEEN:
            high = self.unpack(self._highs[bisect_left(self._high_rows, row)])
        quantity = Quantity(qualifier, self.unpack(self._values[row]), high)
        wording, note = self.words.get(row, _NO_WORDS) if self.words else _NO_WORDS
        where = self.location(row)
        return Observation(
            indicator, area, dates.period, dates.as_of, dates.text, quantity, status, source, wording, note, where
        )

    def observations(self) -> Iterator[Observation]:
        """Every figure, in the order of the files."""
        return (self.observation(row) for row in range(len(self)) if row not in self.dropped)

    def rows_of(self) -> list[array[int]]:
        """The rows of each series, which go upwards. For when all rows are there."""
        if self._rows_of is None:
            self._rows_of = [array("I") for _ in self.series.things]
            adders = [rows.append for rows in self._rows_of]
            for row, series in enumerate(self._series):
                adders[series](row)
        return self._rows_of

    def by_series(self, numbers: Iterable[int] | None = None) -> Iterator[tuple[tuple[str, str], list[Observation]]]:
        """The figures of each indicator in each area, by date, those of one date by place; one series at a time.

        Of all series, or of those with the ``numbers``.
        """
        for number in range(len(self.series.things)) if numbers is None else numbers:
            key = self.series.things[number]
            if found := self.figures(*key):
                yield key, found

    def figures(self, indicator: str, area: str) -> list[Observation]:
        """The figures of one indicator in one area, by date, those of one date by place."""
        number = self.series.find((indicator, area))
        rows = () if number is None else self.rows_of()[number]
        found = [self.observation(row) for row in rows if row not in self.dropped]
        return sorted(found, key=lambda seen: (seen.as_of, seen.where))

    def drop_duplicates(self) -> Iterator[tuple[Location, Location]]:
        """Take out what has the key of a figure before it, unless it is disputed; the places of both, the later first.

        The key is indicator, area, period, day and source. For when all rows are there.
        """
        days: _Numbered[tuple[Period | None, date]] = _Numbered()
        codes: _Numbered[str] = _Numbered()
        day_of = [days.number((dates.period, dates.as_of)) for dates in self.dates.things]
        disputed = ObservationStatus.DISPUTED
        code_of = [-1 if status is disputed else codes.number(code) for status, code in self.sources.things]
        width = len(codes.things)
        row_dates, row_sources = self.row_dates, self.row_sources
        for rows in self.rows_of():
            if len({day_of[row_dates[row]] for row in rows}) == len(rows):
                continue
            seen: dict[int, int] = {}
            for row in rows:
                code = code_of[row_sources[row]]
                if code >= 0:
                    first = seen.setdefault(day_of[row_dates[row]] * width + code, row)
                    if first != row:
                        self.dropped.add(row)
                        yield self.location(row), self.location(first)
