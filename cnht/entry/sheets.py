"""A table as its file has it: filled cells by row and column, and what is merged or hidden. All readers give these."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from typing import NamedTuple

from cnht.lang import Words
from cnht.problems import Code, Fault

MOST_CELLS = 600_000
"""The most filled cells of a file: a hundred thousand rows of six columns. It bounds the memory that a file takes."""
MOST_CHARACTERS = 1 << 26
"""The most characters of all cells, each counted as often as it is read: a short file may say a long text often."""
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
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Span] = field(default_factory=list)
    blank_rows: list[int] = field(default_factory=list)
    """Of a text file the records without anything in them; elsewhere they are not kept."""
    is_text: bool = False
    """It comes from a file of plain text, where neither types nor merged cells are known."""

    def place(self, row: int, column: int = 0) -> Place:
        """Where a cell is."""
        return Place(self.name, row, column)


class NotReadable(Exception):
    """A file that cannot be read at all, or not safely; with the fault that says why, and the row where it is known."""

    def __init__(self, fault: Fault, row: int = 0) -> None:
        super().__init__(fault.message.en)
        self.fault = fault
        self.row = row


class Counter:
    """Counts what is read, and stops what would take too much memory."""

    def __init__(self) -> None:
        self.cells = self.characters = 0

    def text(self, characters: int) -> None:
        """Count text that is read once more."""
        self.characters += characters
        if self.characters > MOST_CHARACTERS:
            raise NotReadable(_TOO_MUCH_TEXT)

    def count(self, cells: int) -> None:
        """Count that many more."""
        self.cells += cells
        if self.cells > MOST_CELLS:
            raise NotReadable(too_large(f"{MOST_CELLS:,}"))

    def cell(self, text: str) -> None:
        """Count one more filled cell."""
        self.count(1)
        self.text(len(text))
        if len(text) > LONGEST_CELL:
            raise NotReadable(_LONG_CELL)


def letters(column: int) -> str:
    """The name of a column: ``A`` for 1, ``AA`` for 27."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


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
    counter = Counter()
    for span in sheet.merged:
        first = sheet.rows.get(span.top, {}).get(span.left)
        if first is None:
            continue
        within = range(max(span.top, rows.start), min(span.bottom + 1, rows.stop))
        counter.count(len(within) * (span.right - span.left + 1))
        for row in within:
            for column in range(span.left, span.right + 1):
                if (row, column) != (span.top, span.left):
                    yield row, column, first


def too_large(most: str) -> Fault:
    """The fault of a file that holds more than is read at once."""
    return Fault(
        Code.UNREADABLE,
        Words(f"tệp có hơn {most.replace(',', '.')} ô có nội dung", f"the file has more than {most} filled cells"),
        Words("Chia thành nhiều tệp nhỏ hơn.", "Split it into smaller files."),
    )


_TOO_MUCH_TEXT = Fault(
    Code.UNREADABLE,
    Words("các ô của tệp có quá nhiều chữ", "the cells of the file hold too much text"),
    Words("Chia thành nhiều tệp nhỏ hơn.", "Split it into smaller files."),
)
_LONG_CELL = Fault(
    Code.CELL_TOO_LONG,
    Words("một ô dài hơn 32.767 ký tự, mức tối đa của Excel", "a cell is longer than 32,767 characters, Excel's limit"),
    Words("Rút ngắn ô; có lẽ tệp không phải bảng số liệu.", "Shorten it; the file may be no table."),
)
