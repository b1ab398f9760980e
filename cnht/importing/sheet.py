"""A table as its file has it: filled cells by row and column, and what is merged or hidden. Readers return these."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from heapq import heappop, heappush
from math import isfinite
from typing import NamedTuple

from cnht.language.texts import Localized, _, number
from cnht.problems import Fault, shown
from cnht.reading.values import composed

MOST_CELLS = 300_000
"""The most filled cells of a file: fifty thousand rows of six columns. It bounds the memory that a file takes."""
MOST_MERGED = 30_000
MOST_CHARACTERS = 1 << 25
"""The most characters of all cells, each counted as often as it is read: a short file may repeat a long text."""
MOST_SHEETS = 1_000
LONGEST_CELL = 32_767
"""The most characters of a cell, as in Excel."""
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
_DIGITS = 15
"""How many digits of a typed number Excel shows, and keeps."""

Progress = Callable[[float], None]
"""Called from time to time with the part of the work, from 0 to 1, that is done."""


class CellKind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    FORMULA = "formula"
    """A formula without its result."""
    UNSEEN = "unseen"
    """Not shown to the reader: struck out, or hidden by its number format."""


class Around(NamedTuple):
    """What is shown with a typed number that is more than its digits."""

    before: str = ""
    behind: str = ""
    inner: str = ""
    """What stands between its digits, and does not merely group them."""
    percent: bool = False
    """It is shown as a percentage: 0.35 is 35 %."""
    thousands: int = 0
    """By how many thousands it is divided: 1500000 is shown as 1.5 with two."""
    unsigned: bool = False
    """It is below 0 and shown without a sign that says so."""


class Cell(NamedTuple):
    """A filled cell. The text of a typed number is plain (``1234.5``), that of a typed date ISO, as far as shown."""

    text: str
    kind: CellKind = CellKind.TEXT
    around: Around | None = None
    """Of a typed number what is shown with it; ``None`` where that is nothing."""

    @property
    def is_filled(self) -> bool:
        """Whether it holds anything but blanks."""
        return self.kind is CellKind.FORMULA or bool(self.text.strip())


EMPTY = Cell("")


class Place(NamedTuple):
    """A cell of the file; rows and columns count from 1, as programs show them. Column 0 is the whole row."""

    sheet: str
    row: int
    column: int = 0

    def __str__(self) -> str:
        cell = f"{letters(self.column)}{self.row}" if self.column else str(self.row)
        return f"{self.sheet}!{cell}" if self.sheet else cell


class CellRange(NamedTuple):
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
    skipped: set[int] = field(default_factory=set)
    """Those that the user leaves out; they are removed from ``rows``."""
    hidden_columns: int = 0
    """A bit for each column, so that a range of them takes no more than one."""
    merged: list[CellRange] = field(default_factory=list)
    blank_rows: list[int] = field(default_factory=list)
    """Of a text file the records without anything in them; elsewhere they are not kept."""
    is_text: bool = False
    """It comes from a file of plain text, where neither types nor merged cells are known."""

    def place(self, row: int, column: int = 0) -> Place:
        """Where a cell is."""
        return Place(self.name, row, column)

    def first_text(self, row: int) -> str:
        """The first filled cell of a row."""
        cells = self.rows.get(row, {})
        return cells[min(cells)].text.strip() if cells else ""

    def hide_columns(self, first: int, last: int) -> None:
        """Hide the columns from ``first`` to ``last``; those beyond the last of any sheet do not count."""
        bits = (2 << max(min(last, MOST_COLUMNS), first - 1)) - (1 << first) if 0 < first <= MOST_COLUMNS else 0
        if self.hidden_columns & bits:
            raise NotReadable(occurs_twice(f"{self.name}!{letters(first)}"))
        self.hidden_columns |= bits

    def overlap(self) -> CellRange | None:
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

    def spread(self, rows: range) -> Iterator[tuple[int, int, Cell]]:
        """The cells that merged ones cover within ``rows``: each holds what the first one of them does."""
        for span in self.merged:
            first = self.rows.get(span.top, {}).get(span.left)
            if first is None:
                continue
            for row in range(max(span.top, rows.start), min(span.bottom + 1, rows.stop)):
                for column in range(span.left, span.right + 1):
                    if (row, column) != (span.top, span.left):
                        yield row, column, first


class NotReadable(Exception):
    """A file that cannot be read at all, or not safely; with the fault that says why, and the row where it is known."""

    def __init__(self, fault: Fault, row: int = 0) -> None:
        super().__init__(str(fault.message))
        self.fault = fault
        self.row = row


class Limits:
    """Counts what is read, and stops what would take too much memory: what a file repeats counts each time."""

    def __init__(self) -> None:
        self.cells = self.characters = self.spans = 0
        self.names: set[str] = set()

    def text(self, characters: int) -> None:
        """Count text that is read once more."""
        self.characters += characters
        if self.characters > MOST_CHARACTERS:
            raise NotReadable(TOO_MUCH_TEXT)

    def ahead(self, cells: int, spans: int = 0) -> None:
        """Stop where that many more filled or merged cells would be too many."""
        if self.cells + cells > MOST_CELLS:
            raise NotReadable(Fault("F111.cells", most=number(MOST_CELLS)))
        if self.spans + spans > MOST_MERGED:
            raise NotReadable(Fault("F111.merged", most=number(MOST_MERGED)))

    def count(self, cells: int, spans: int = 0) -> None:
        """Count that many more."""
        self.ahead(cells, spans)
        self.cells += cells
        self.spans += spans

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
        if name and name.lower() in self.names:  # LibreOffice keeps copies of other files in tables without a name
            raise NotReadable(occurs_twice(shown(name)))
        self.names.add(name.lower() or str(len(self.names)))
        self.text(len(name))
        if len(self.names) > MOST_SHEETS:
            raise NotReadable(_MANY_SHEETS)
        return Sheet(name, hidden=hidden)

    def merge(self, sheet: Sheet, span: CellRange) -> None:
        """Add merged cells to a sheet."""
        self.count(0, 1)
        sheet.merged.append(span)

    def add(self, sheet: Sheet, row: int, column: int, cell: Cell) -> None:
        """Add a cell to a sheet, if it is filled."""
        if not cell.is_filled:
            return
        if not (0 < row <= MOST_ROWS and 0 < column <= MOST_COLUMNS):
            raise NotReadable(damaged(f"{sheet.name}: {row}, {column}"))
        self.cell(cell.text)
        cells = sheet.rows.setdefault(row, {})
        if column in cells:
            raise NotReadable(occurs_twice(str(sheet.place(row, column))))
        cells[column] = cell


def letters(column: int) -> str:
    """The name of a column: ``A`` for 1, ``AA`` for 27."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def plain_number(value: float) -> str:
    """A typed number as plain digits, rounded as Excel shows it; ``ValueError`` where it is not finite."""
    if not isfinite(value):
        raise ValueError(value)
    short = f"{Decimal(f'{value:.{_DIGITS}g}'):f}"
    short = short.rstrip("0").rstrip(".") if "." in short else short
    return "0" if short == "-0" else short


def damaged(why: str | Localized) -> Fault:
    """The fault of a workbook that is not one, or not all of one."""
    return Fault("F111.damaged", why=shown(why) if isinstance(why, str) else why)


def occurs_twice(what: str) -> Fault:
    """The fault of a workbook that has a cell, a sheet or a part twice: no reader can tell which one holds."""
    return damaged(_("{what} occurs twice", what=what))


TOO_MUCH_TEXT = Fault("F111.text")
_MANY_SHEETS = Fault("F111.sheets", most=MOST_SHEETS)
LONG_CELL = Fault("C212.excel")
