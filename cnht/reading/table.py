"""A CSV file as rows of checked cells, one physical line at a time, with what is wrong with its shape.

Each distinct text of a column is checked once and remembered; a row then costs a few look-ups. Where a cell stands in
its line is worked out only for a problem.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cnht.lang import Words
from cnht.problems import Code, Fault, Location, Problem, Severity, did_you_mean, shown
from cnht.reading import values
from cnht.reading.text import resave

REMEMBERED = 50_000
"""How many distinct texts of a column are remembered before the memory starts anew."""
_TITLE_ROWS = 10
_MOST_COLUMNS = 200
_RESUMPTIONS = 10
"""How often per file the reader steps back to the line after a quote that swallowed several lines."""
_RECORD = re.compile(r'(?:"(?:[^"]++|"")*+"|[^",\r\n]*+)(?:,(?:"(?:[^"]++|"")*+"|[^",\r\n]*+))*+\r?\n?')
_OTHER_DELIMITERS = ";\t|"


class _Remembered(dict[str, Any]):
    """What each distinct text of a column means, or the fault in it; checked when it is first met."""

    def __init__(self, check: Callable[[str], Any]) -> None:
        super().__init__()
        self._check = check

    def __missing__(self, text: str) -> Any:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[text] = self._check(text)
        return found


@dataclass(slots=True)
class Table:
    """A CSV file being read: its columns, its problems, and the record it stands at."""

    name: str
    lines: Iterator[str]
    columns: tuple[str, ...]
    required: frozenset[str]
    problems: list[Problem]
    rows: int = 0
    """How many rows of data there were, good and bad."""
    record: list[str] = field(default_factory=list)
    """The physical lines of the current record."""
    line: int = 1
    """The physical line the current record starts on."""
    header: list[str] = field(default_factory=list)
    """The columns as this file has them; what is none of ours is empty."""
    _pushed: deque[str] = field(default_factory=deque)
    _resumed: int = 0
    _closing: int = 0
    """The line with the end of a quote that swallowed the lines before it."""
    _once: set[tuple[Code, str]] = field(default_factory=set)

    def place(self, column: str | None = None) -> Location:
        """Where the cell of ``column`` starts in the current record; the start of the record without one."""
        if column is None or column not in self.header:
            return Location(self.name, self.line)
        return self._cell_place(self.header.index(column))

    def report(self, fault: Fault, column: str | None = None, *related: Location) -> None:
        """Note a fault of the current record; that of a column that is absent only once."""
        if column is not None and column not in self.header:
            if (fault.code, column) in self._once:
                return
            self._once.add((fault.code, column))
        self.problems.append(fault.at(self.place(column), *related))

    def read(
        self, checks: dict[str, Callable[[str], Any]], absent: Callable[[str], Fault | None]
    ) -> Iterator[list[Any]]:
        """The checked cells of each row without a fault, in the order of ``columns``.

        ``absent`` says what is wrong with leaving out a column, if anything is.
        """
        records = self._records()
        if not self._read_header(records, absent):
            return
        memories = [_Remembered(checks[column]) for column in self.columns]
        width = len(self.header)
        picks = [
            (memory, self.header.index(column) if column in self.header else width)
            for memory, column in zip(memories, self.columns, strict=True)
        ]
        for row in records:
            if not row:
                self.report(_BLANK)
                continue
            self.rows += 1
            if len(row) != width:
                self.report(*self._wrong_width(row))
                continue
            row.append("")  # what a column that is absent holds
            cells = [memory[row[index]] for memory, index in picks]
            if Fault in map(type, cells):
                if not "".join(row).strip():
                    self.report(_BLANK)
                    continue
                for column, cell in zip(self.columns, cells, strict=True):
                    if type(cell) is Fault:
                        self.report(cell, column)
                continue
            yield cells
        if self.rows == 0 and not self._has_errors():
            message = Words("chỉ có dòng tiêu đề, không có số liệu", "there is a header and no row below it")
            fix = Words("Thêm số liệu hoặc xóa tệp.", "Add rows or delete the file.")
            self.problems.append(Fault(Code.NO_ROWS, message, fix).at(Location(self.name, 1)))

    def _has_errors(self) -> bool:
        mine = (problem for problem in self.problems if problem.where.file == self.name)
        return any(problem.severity is Severity.ERROR for problem in mine)

    # The header.

    def _read_header(self, records: Iterator[list[str]], absent: Callable[[str], Fault | None]) -> bool:
        """Read the header; false where no row below it could be understood."""
        row = next(records, None)
        if self.rows:  # badly quoted, which has been reported
            return False
        while row is not None and not row:
            self.report(_BLANK)
            row = next(records, None)
        if row is None:
            return False
        if not self._is_header(row):
            self._no_header(row, records)
            return False
        self.header, usable = self._named(row)
        if not self.header:
            return False
        for column in self.columns:
            if column not in self.header:
                fault = _missing_column(column, self.columns) if column in self.required else absent(column)
                if fault is not None:
                    self.problems.append(fault.at(Location(self.name, self.line)))
                    usable = False
        known = [name for name in self.header if name]
        in_order = sorted(known, key=self.columns.index)
        if usable and known != in_order:
            odd = next(name for name, right in zip(known, in_order, strict=True) if name != right)
            self.problems.append(_order(in_order).at(self.place(odd)))
        return usable

    def _named(self, row: list[str]) -> tuple[list[str], bool]:
        """The column that each cell of the header means, and whether none of them stands twice."""
        if len(row) > _MOST_COLUMNS:
            self.report(_too_wide(len(row)))
            return [], False
        names: list[str] = []
        unique = True
        for index, cell in enumerate(row):
            column = _column(cell, self.columns)
            place = self._cell_place(index)
            if column is None:
                self.problems.append(_unknown_column(cell, self.columns).at(place))
            elif column in names:
                self.problems.append(_column_twice(column).at(place, self._cell_place(names.index(column))))
                unique = False
            elif column != cell:
                self.problems.append(_spelling(cell, column).at(place))
            names.append(column or "")
        return names, unique

    def _is_header(self, row: Sequence[str]) -> bool:
        return sum(_column(cell, self.columns) is not None for cell in row) >= 2

    def _no_header(self, row: list[str], records: Iterator[list[str]]) -> None:
        expected = ",".join(self.columns)
        first = self.record[0] if self.record else ""
        if first.lower().startswith("sep=") or self._split_otherwise(first):
            self.report(
                Fault(
                    Code.DELIMITER,
                    Words("các ô không cách nhau bằng dấu phẩy", "the cells are not separated by commas"),
                    resave(self.name),
                )
            )
            return
        start = Location(self.name, self.line)
        for _ in range(_TITLE_ROWS):
            later = next(records, None)
            if later is None:
                break
            if self._is_header(later):
                fix = Words(f"Xóa các dòng phía trên dòng {self.line}.", f"Delete the lines above line {self.line}.")
                message = Words(f"dòng tiêu đề nằm ở dòng {self.line}, không phải dòng đầu",
                                f"the header stands on line {self.line}, not on the first")  # fmt: skip
                self.problems.append(Fault(Code.HEADER_MISSING, message, fix).at(start))
                return
        said = shown(",".join(row))
        message = Words(f"dòng đầu “{said}” không phải dòng tiêu đề", f'the first line "{said}" is not the header')
        fix = Words(f"Thêm dòng đầu: {expected}", f"Add a first line: {expected}")
        self.problems.append(Fault(Code.HEADER_MISSING, message, fix).at(start))

    def _split_otherwise(self, line: str) -> bool:
        return any(self._is_header(line.strip().split(other)) for other in _OTHER_DELIMITERS)

    # Rows.

    def _wrong_width(self, row: list[str]) -> tuple[Fault, str | None]:
        width = len(self.header)
        if len(row) < width:
            lacking = ", ".join(name or "?" for name in self.header[len(row) :])
            return Fault(
                Code.ROW_SHORT,
                Words(f"dòng có {len(row)} ô, tiêu đề có {width}", f"the row has {len(row)} cells, the header {width}"),
                Words(f"Thêm dấu phẩy cho các ô trống: thiếu {lacking}.",
                      f"Write a comma for every empty cell as well: {lacking} lack."),
            ), None  # fmt: skip
        message = Words(
            f"dòng có {len(row)} ô, tiêu đề có {width}", f"the row has {len(row)} cells, the header {width}"
        )
        if "value" in self.header and len(row) == width + 1:
            at = self.header.index("value")
            for index in range(at, min(at + 2, len(row) - 1)):
                whole, rest = row[index], row[index + 1]
                if re.fullmatch(r"-?[0-9]+", whole) and re.fullmatch(r"[0-9]+%?", rest):
                    fault = values.number(f"{whole},{rest}")
                    hint = fault.fix if isinstance(fault, Fault) else Words("", "")
                    return Fault(
                        Code.ROW_LONG,
                        Words(f"{message.vi}; dấu phẩy trong “{whole},{rest}” cắt số làm hai ô",
                              f'{message.en}; the comma of "{whole},{rest}" cuts the number into two cells'),
                        hint,
                    ), "value"  # fmt: skip
        return Fault(
            Code.ROW_LONG,
            message,
            Words('Đặt ô có dấu phẩy trong dấu nháy kép: "a, b".',
                  'Put a cell that holds a comma in quotes: "a, b".'),
        ), None  # fmt: skip

    def _records(self) -> Iterator[list[str]]:
        """The rows of the file; a blank line is an empty one. Bad quoting is reported and skipped."""
        reader = csv.reader(self._physical(), strict=True)
        next_line = 1
        while True:
            self.record.clear()
            self.line = next_line
            try:
                row = next(reader, None)
            except csv.Error:
                read_on = self._misquoted()
            else:
                if row is None:
                    return
                read_on = 0
                if len(self.record) > 1 or '"' in self.record[0]:
                    read_on = self._check_quotes(row)
            next_line = self.line + len(self.record)
            if not read_on:
                yield row or []
                continue
            self.rows += 1
            if read_on < next_line:
                self._pushed.extendleft(reversed(self.record[read_on - self.line :]))
                reader = csv.reader(self._physical(), strict=True)  # the old one may be at its end
                next_line = read_on

    def _physical(self) -> Iterator[str]:
        """The lines still to be read; each becomes part of the current record."""
        while True:
            line = self._pushed.popleft() if self._pushed else next(self.lines, None)
            if line is None:
                return
            self.record.append(line)
            yield line

    def _misquoted(self) -> int:
        """Report what the reader stumbled on; the line to read on with."""
        cells = list(_cells("".join(self.record)))
        for cell in cells:
            if cell.lines and (cell.stray or not cell.closed):
                return self._report_open(cell)
            if cell.stray:
                return self._report_stray(cell)
        if not cells[-1].closed:
            return self._report_open(cells[-1])
        limit = csv.field_size_limit()
        message = Words(f"một ô dài hơn {limit} ký tự", f"a cell is longer than {limit} characters")
        self.report(Fault(Code.CELL_TOO_LONG, message, Words("Rút ngắn ô.", "Shorten it.")))
        return self.line + len(self.record)

    def _check_quotes(self, row: list[str]) -> int:
        """Report quotes that the reader let pass; the line to read on with, 0 where all is well."""
        record = "".join(self.record)
        if _RECORD.fullmatch(record) is None:
            return self._report_stray(next(cell for cell in _cells(record) if cell.stray))
        if len(self.record) > 1 and "as_of" in self.header:
            for cell, text in zip(_cells(record), row, strict=True):
                if cell.lines and self._looks_like_rows(text):
                    self._closing = self.line + len(self.record) - 1
                    return self._report_open(cell)
        return 0

    def _looks_like_rows(self, text: str) -> bool:
        """Whether a quoted cell of several lines holds what looks like rows of this table."""
        least = max(len(self.header) - 2, 3)
        lines = _BREAK.split(text)[1:]
        return any(line.count(",") >= (3 if _CODE_START.match(line) else least) for line in lines)

    def _report_open(self, cell: _Cell) -> int:
        line = self.line + cell.line
        swallowed = len(self.record) - 1 - cell.line
        self.problems.append(_quote_open(swallowed).at(Location(self.name, line, cell.column)))
        self._resumed += 1
        return line + 1 if self._resumed <= _RESUMPTIONS else self.line + len(self.record)

    def _report_stray(self, cell: _Cell) -> int:
        if self.line != self._closing:
            self.problems.append(_STRAY.at(Location(self.name, self.line + cell.line, cell.column)))
        return self.line + len(self.record)

    def _cell_place(self, index: int) -> Location:
        for number, cell in enumerate(_cells("".join(self.record))):
            if number == index:
                return Location(self.name, self.line + cell.line, cell.column)
        return Location(self.name, self.line)


class _Cell(NamedTuple):
    """A cell of a record as it is written: where it starts (line from 0, column from 1), and how it is quoted."""

    line: int
    column: int
    lines: int
    """How many line ends lie inside its quotes."""
    stray: bool
    """It has a quote where none may be."""
    closed: bool
    """It is not quoted, or its quote is closed."""


_QUOTED = re.compile(r'"(?:[^"]++|"")*+("?)')
_BREAK = re.compile(r"\r\n|\r|\n")
_CODE_START = re.compile(r"[a-z][a-z0-9_]*,")


def _cells(record: str) -> Iterator[_Cell]:
    """The cells of a record, however badly it is quoted; at least one."""
    at, line, line_start = 0, 0, 0
    while True:
        quoted = _QUOTED.match(record, at)
        after = quoted.end() if quoted else at
        breaks = list(_BREAK.finditer(record, at, after))
        end = record.find(",", after)
        end = len(record) if end < 0 else end
        rest = record[after:end].rstrip("\r\n")
        stray = bool(rest) if quoted else '"' in rest
        yield _Cell(line, at - line_start + 1, len(breaks), stray, quoted is None or bool(quoted[1]))
        line += len(breaks)
        line_start = breaks[-1].end() if breaks else line_start
        if end == len(record):
            return
        at = end + 1


def _column(cell: str, columns: Sequence[str]) -> str | None:
    """The column that a header cell means, give or take spaces and capitals."""
    name = cell.strip().strip("\ufeff\u200b").lower().replace(" ", "_").replace("-", "_")
    return name if name in columns else None


# --- faults ------------------------------------------------------------------------------------------------------


def _unknown_column(cell: str, columns: Sequence[str]) -> Fault:
    hint = did_you_mean(cell, columns)
    return Fault(
        Code.COLUMN_UNKNOWN,
        Words(f"không có cột “{shown(cell)}”", f'there is no column "{shown(cell)}"')
        if cell.strip()
        else Words("cột không có tên", "a column without a name"),
        Words(f"{hint.vi} Nếu thừa thì xóa cột.", f"{hint.en} Delete the column if it is not needed."),
    )


def _too_wide(count: int) -> Fault:
    return Fault(
        Code.COLUMN_UNKNOWN,
        Words(f"tiêu đề có {count} cột", f"the header has {count} columns"),
        Words("Xóa các cột thừa.", "Delete those that are not needed."),
    )


def _column_twice(column: str) -> Fault:
    return Fault(
        Code.COLUMN_TWICE,
        Words(f"cột {column} có hai lần", f"the column {column} stands twice"),
        Words("Xóa một cột.", "Delete one of them."),
    )


def _spelling(cell: str, column: str) -> Fault:
    return Fault(
        Code.COLUMN_SPELLING,
        Words(f"tên cột “{shown(cell)}” phải viết là {column}", f'the column "{shown(cell)}" is written {column}'),
        Words(f"Viết {column}.", f"Write {column}."),
    )


def _missing_column(column: str, columns: Sequence[str]) -> Fault:
    return Fault(
        Code.COLUMN_MISSING,
        Words(f"thiếu cột bắt buộc {column}", f"the required column {column} is missing"),
        Words(f"Tiêu đề đầy đủ: {','.join(columns)}", f"The full header is {','.join(columns)}"),
    )


def _order(columns: Sequence[str]) -> Fault:
    return Fault(
        Code.COLUMN_ORDER,
        Words("các cột không theo thứ tự chuẩn", "the columns are not in the usual order"),
        Words(f"Xếp lại: {','.join(columns)}", f"Write {','.join(columns)}"),
    )


def _quote_open(swallowed: int) -> Fault:
    more = (
        Words(f"; nó nuốt {swallowed} dòng phía dưới", f"; it swallows {swallowed} lines below it")
        if swallowed
        else Words("", "")
    )
    return Fault(
        Code.QUOTE_OPEN,
        Words(f"dấu nháy mở ở đây không được đóng trong ô{more.vi}",
              f"the quote that opens here is not closed in its cell{more.en}"),
        Words('Đóng dấu nháy ở cuối ô; dấu nháy bên trong viết là "".',
              'Close it at the end of the cell; write a quote inside as "".'),
    )  # fmt: skip


_BLANK = Fault(
    Code.BLANK_ROW,
    Words("dòng trống", "the row is blank"),
    Words("Xóa dòng.", "Delete it."),
)
_STRAY = Fault(
    Code.QUOTE_STRAY,
    Words("dấu nháy kép nằm giữa ô", "there is a quote in the middle of a cell"),
    Words(
        'Đặt cả ô trong dấu nháy kép, dấu nháy bên trong viết là "".',
        'Put the whole cell in quotes and write a quote inside as "".',
    ),
)
