"""A table as its file has it: filled cells by row and column, and what is merged or hidden. All readers give these."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from heapq import heappop, heappush
from math import isfinite
from typing import NamedTuple

from cnht.lang import Localized, _, number
from cnht.problems import Fault, shown
from cnht.reading.values import composed

MOST_CELLS = 600_000
"""The most filled cells of a file: a hundred thousand rows of six columns. It bounds the memory that a file takes."""
MOST_CHARACTERS = 1 << 25
"""The most characters of all cells, each counted as often as it is read: a short file may say a long text often."""
MOST_SHEETS = 1_000
LONGEST_CELL = 32_767
"""The most characters of a cell, as in Excel."""
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
_DIGITS = 15
"""How many digits of a typed number Excel shows, and keeps."""

Tell = Callable[[float], None]
"""Told from time to time which part of the work, from 0 to 1, is done."""


class Sort(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    FORMULA = "formula"
    """A formula without its result."""


class Cell(NamedTuple):
    """A filled cell. The text of a typed number is plain (``1234.5``), that of a typed date ISO, as far as shown."""

    text: str
    sort: Sort = Sort.TEXT
    percent: bool = False
    """A typed number that is shown as a percentage: 0.35 is 35 %."""
    scaled: bool = False
    """A typed number that is shown in thousands or millions: 1500000 as 1.5."""


class Place(NamedTuple):
    """A cell of the file; rows and columns count from 1, as programs show them. Column 0 is the whole row."""

    sheet: str
    row: int
    column: int = 0

    def __str__(self) -> str:
        cell = f"{letters(self.column)}{self.row}" if self.column else str(self.row)
        return f"{self.sheet}!{cell}" if self.sheet else cell


class Span(NamedTuple):
    """Merged cells, all ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One sheet of a workbook, or a whole CSV file, whose name is empty."""

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    """Filled cells by row and column; a row without any is absent."""
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    """Those with a filled cell."""
    hidden_columns: int = 0
    """A bit for each column, so that a range of them takes no more than one."""
    merged: list[Span] = field(default_factory=list)
    blank_rows: list[int] = field(default_factory=list)
    """Of a text file the records without anything in them; elsewhere they are not kept."""
    is_text: bool = False
    """It comes from a file of plain text, where neither types nor merged cells are known."""

    def place(self, row: int, column: int = 0) -> Place:
        """Where a cell is."""
        return Place(self.name, row, column)

    def hide_columns(self, first: int, last: int) -> None:
        """Hide the columns from ``first`` to ``last``; those beyond the last of any sheet do not count."""
        bits = (2 << max(min(last, MOST_COLUMNS), first - 1)) - (1 << first) if 0 < first <= MOST_COLUMNS else 0
        if self.hidden_columns & bits:
            raise NotReadable(twice(f"{self.name}!{letters(first)}"))
        self.hidden_columns |= bits

    def overlap(self) -> Span | None:
        """The merged cells, if any, that overlap others, which no program allows and would be multiplied."""
        across: list[tuple[int, int]] = []  # those that reach the row that is looked at, from left to right
        ends: list[tuple[int, int]] = []
        for span in sorted(self.merged):
            while ends and ends[0][0] < span.top:
                del across[bisect_left(across, (heappop(ends)[1], 0))]
            at = bisect_left(across, (span.left, 0))
            if (at and across[at - 1][1] >= span.left) or (at < len(across) and across[at][0] <= span.right):
                return span
            across.insert(at, (span.left, span.right))
            heappush(ends, (span.bottom, span.left))
        return None


class NotReadable(Exception):
    """A file that cannot be read at all, or not safely; with the fault that says why, and the row where it is known."""

    def __init__(self, fault: Fault, row: int = 0) -> None:
        super().__init__(str(fault.message))
        self.fault = fault
        self.row = row


class Counter:
    """Counts what is read, and stops what would take too much memory: what a file says many times counts many times."""

    def __init__(self) -> None:
        self.cells = self.characters = 0
        self.sheets: set[str] = set()

    def text(self, characters: int) -> None:
        """Count text that is read once more."""
        self.characters += characters
        if self.characters > MOST_CHARACTERS:
            raise NotReadable(TOO_MUCH_TEXT)

    def count(self, cells: int) -> None:
        """Count that many more."""
        self.ahead(cells)
        self.cells += cells

    def ahead(self, cells: int) -> None:
        """Stop where that many more would be too many."""
        if self.cells + cells > MOST_CELLS:
            raise NotReadable(too_large(MOST_CELLS))

    def cell(self, text: str) -> None:
        """Count one more filled cell."""
        self.count(1)
        self.text(len(text))
        if len(text) > LONGEST_CELL:
            raise NotReadable(LONG_CELL)
        if not text.isascii() and isinstance(fault := composed(text), Fault):
            raise NotReadable(fault)

    def sheet(self, name: str, *, hidden: bool = False) -> Sheet:
        """One more sheet, still empty."""
        if name and name.lower() in self.sheets:  # LibreOffice keeps copies of other files in tables without a name
            raise NotReadable(twice(shown(name)))
        self.sheets.add(name.lower() or str(len(self.sheets)))
        self.text(len(name))
        if len(self.sheets) > MOST_SHEETS:
            raise NotReadable(_MANY_SHEETS)
        return Sheet(name, hidden=hidden)

    def merge(self, sheet: Sheet, span: Span) -> None:
        """Add merged cells to a sheet."""
        self.count(1)
        sheet.merged.append(span)

    def add(self, sheet: Sheet, row: int, column: int, cell: Cell) -> None:
        """Add a cell to a sheet, if it is filled."""
        if not cell.text.strip() and cell.sort is not Sort.FORMULA:
            return
        if not (0 < row <= MOST_ROWS and 0 < column <= MOST_COLUMNS):
            raise NotReadable(damaged(f"{sheet.name}: {row}, {column}"))
        self.cell(cell.text)
        cells = sheet.rows.setdefault(row, {})
        if column in cells:
            raise NotReadable(twice(str(sheet.place(row, column))))
        cells[column] = cell


class Pieces:
    """The text of a cell, which comes in pieces; it is never longer than a cell may be."""

    def __init__(self) -> None:
        self.size = 0
        self.pieces: list[str] = []

    def add(self, text: str) -> None:
        """Add a piece."""
        self.size += len(text)
        if self.size > LONGEST_CELL:
            raise NotReadable(LONG_CELL)
        self.pieces.append(text)

    def taken(self) -> str:
        """The whole text; what comes then is that of the next cell."""
        text = "".join(self.pieces)
        self.size = 0
        self.pieces.clear()
        return text


def letters(column: int) -> str:
    """The name of a column: ``A`` for 1, ``AA`` for 27."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@lru_cache(maxsize=MOST_COLUMNS)
def column_of(name: str) -> int:
    """The number of a column's name; 0 where it is none."""
    number = 0
    for letter in name:
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - ord("A") + 1
    return number if number <= MOST_COLUMNS else 0


def plain_number(text: str) -> str:
    """A typed number as plain digits, rounded as Excel shows it; ``ValueError`` where it is none."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    short = f"{Decimal(f'{value:.{_DIGITS}g}'):f}"
    short = short.rstrip("0").rstrip(".") if "." in short else short
    return "0" if short == "-0" else short


def spread(sheet: Sheet, rows: range) -> Iterator[tuple[int, int, Cell]]:
    """The cells that merged ones cover within ``rows``: each says what the first one of them does."""
    for span in sheet.merged:
        first = sheet.rows.get(span.top, {}).get(span.left)
        if first is None:
            continue
        within = range(max(span.top, rows.start), min(span.bottom + 1, rows.stop))
        for row in within:
            for column in range(span.left, span.right + 1):
                if (row, column) != (span.top, span.left):
                    yield row, column, first


def damaged(why: str | Localized) -> Fault:
    """The fault of a workbook that is none, or not all of one."""
    return Fault("F111.damaged", why=shown(why) if isinstance(why, str) else why)


def twice(what: str) -> Fault:
    """The fault of a workbook that says a cell, a sheet or a part a second time: no reader can tell which one holds."""
    return damaged(_("{what} occurs twice", what=what))


def too_large(most: int) -> Fault:
    """The fault of a file that holds more than is read at once."""
    return Fault("F111.cells", most=number(most))


TOO_MUCH_TEXT = Fault("F111.text")
_MANY_SHEETS = Fault("F111.sheets", most=MOST_SHEETS)
LONG_CELL = Fault("C212.excel")
