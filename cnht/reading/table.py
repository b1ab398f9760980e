"""A CSV file as rows of checked cells, with what is wrong with its shape.

Each distinct text of a column is checked once and remembered. Where a cell starts in its line is worked out only for a
problem.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from cnht.language.fuzzy import fold, suggest
from cnht.language.texts import NOTHING, n_
from cnht.problems import Fault, Location, Problem, Severity, did_you_mean, shown
from cnht.reading import values
from cnht.reading.models import RegisterRow, SnapshotRow, free_text
from cnht.reading.text import resave

_REMEMBERED = 20_000
"""How many distinct texts of a column are remembered before the memory starts anew."""
_LONGEST_REMEMBERED = 300
"""A longer text is judged each time it is met."""
_TITLE_ROWS = 10
_MOST_COLUMNS = 200
_RESUMPTIONS = 10
"""How often per file the reader steps back to the line after a quote that swallowed several lines."""
_OTHER_DELIMITERS = ";\t|"
_TOTAL = re.compile(r"(?:tổng|tổng cộng|tổng số|cộng|(?:grand |sub-?)?totals?|sum)(?: *[:(].*)?")
_FOOTNOTE = re.compile(
    r"(?:ghi chú|chú thích|lưu ý|nguồn(?: số liệu)?|notes?|sources?|n\.b\.) *:.*|ghi chú|notes?|[*†‡(]+.*"
)
_Key = TypeVar("_Key", bound="str | tuple[str, ...]")
_Judged = TypeVar("_Judged")


class Memory(dict[_Key, _Judged]):
    """What each distinct text, or group of texts, was judged to be; judged when it is first met."""

    def __init__(self, judge: Callable[[_Key], _Judged], most: int = _REMEMBERED) -> None:
        """``most`` texts are remembered before the memory starts anew."""
        super().__init__()
        self.judge = judge
        self._most = most

    def __missing__(self, texts: _Key) -> _Judged:
        found = self.judge(texts)
        if (len(texts) if type(texts) is str else sum(map(len, texts))) <= _LONGEST_REMEMBERED:
            if len(self) >= self._most:
                self.clear()
            self[texts] = found
        return found


class Noted(NamedTuple):
    """What a cell means, and the warning that belongs to it."""

    value: Any
    warning: Fault


FREE = free_text(SnapshotRow) | free_text(RegisterRow)
"""The columns of free text; what stands in others is made of plain letters, digits and signs."""


class Cells(dict[str, Memory[str, Any]]):
    """The memory of each column: its text to what that means, to that with a warning, or to the fault in it."""

    def __init__(self, checks: Mapping[str, Callable[[str], Any]]) -> None:
        super().__init__({column: Memory(_checked(column, check)) for column, check in checks.items()})


def _checked(column: str, check: Callable[[str], Any]) -> Callable[[str], Any]:
    """``check``, after what may stand in no cell of the column at all."""

    def judge(text: str) -> Any:
        if text.startswith(("=", "@")) or (text.startswith("+") and column in FREE):
            return _formula(text, column)
        return (None if column in FREE else values.hidden(text)) or check(text)

    return judge


@dataclass(slots=True)
class CsvTable:
    """A CSV file being read: its columns, its problems, and the record it is at.

    The header is read first, then the rows, from the same lines or from others further down in the file.
    """

    name: str
    columns: tuple[str, ...]
    required: frozenset[str]
    strange: Mapping[frozenset[str], Fault]
    """The columns of another kind of table, and the fault of a file that has them instead of the required ones."""
    problems: list[Problem]
    rows: int = 0
    """How many rows of data there were, good and bad."""
    line: int = 1
    """The line that the current record starts on."""
    record: list[str] = field(default_factory=list)
    """The physical lines of the current record, with their ends."""
    header: list[str] = field(default_factory=list)
    """The columns as this file has them; an unknown one is empty."""
    _lines: Iterator[str] = field(default_factory=lambda: iter(()))
    _again: list[str] = field(default_factory=list)
    """Lines to be read once more before the others, the first one last."""
    _row: Sequence[str] = ()
    """The row that was given last."""
    _above: Sequence[str] = ()
    """The row before that."""
    _resumed: int = 0
    _closing: int = 0
    """The line with the end of a quote that swallowed the lines before it."""
    _open: bool = False
    """Whether the next lines may belong to a quote that was reported as open: none of them has been a row yet."""
    _blank: tuple[int, int] = (0, 0)
    """The first line of the last blank rows, and the line behind them."""
    _once: set[tuple[str, str]] = field(default_factory=set)

    @property
    def next_line(self) -> int:
        """The line behind the current record."""
        return self.line + len(self.record)

    def place(self, column: str | None = None) -> Location:
        """Where the cell of ``column`` starts in the current record; the start of the record without one."""
        if column is None or column not in self.header:
            return Location(self.name, self.line)
        return self._cell_place(self.header.index(column))

    def report(self, fault: Fault, column: str | None = None, *related: Location) -> None:
        """Report a fault of the current record; that of an absent column only once."""
        if column is not None and column not in self.header:
            if (fault.code, column) in self._once:
                return
            self._once.add((fault.code, column))
        self.problems.append(fault.at(self.place(column), *related))

    def read_header(self, lines: Iterator[str], absent: Callable[[str], Fault | None]) -> bool:
        """Read the header from the first ``lines``; false where no row below it could be understood.

        ``absent`` says what is wrong with leaving out an optional column, if anything is.
        """
        self._lines = lines
        row = self._find_header(self._records())
        if row is None:
            return False
        self.header, usable = self._named(row)
        if not self.header:
            return False
        strange = [cell for cell in row if cell not in self.columns]
        misspelt = {near for cell in strange for near in suggest(cell[:100], self.columns)} - set(self.header)
        if misspelt:  # every row would seem to lack what stands in that column
            usable = False
        for column in self.columns:
            if column not in self.header:
                if column in misspelt:  # one cause: the unknown column
                    continue
                fault = (
                    Fault("C202.required", column=column, columns=",".join(self.columns))
                    if column in self.required
                    else absent(column)
                )
                if fault is not None:
                    self.problems.append(fault.at(Location(self.name, self.line)))
                    usable = False
        known = [name for name in self.header if name]
        in_order = sorted(known, key=self.columns.index)
        if usable and known != in_order:
            odd = next(name for name, right in zip(known, in_order, strict=True) if name != right)
            self.problems.append(Fault("C206", columns=",".join(in_order)).at(self.place(odd)))
        return usable

    def read_rows(self) -> Iterator[list[str]]:
        """The rows from here on that are as wide as the header; the others are reported.

        Their cells are in the order of ``columns``; those of an absent column are empty.
        """
        header, width = self.header, len(self.header)
        arrange = itemgetter(*(header.index(name) if name in header else width for name in self.columns))
        for record in self._records():
            if len(record) != width:
                self._wrong_width(record)
                continue
            self.rows += 1
            row = record if header == [*self.columns] else [*arrange([*record, ""])]
            self._above, self._row = self._row, row
            yield row

    def go_to(self, line: int, lines: Iterator[str]) -> None:
        """Go on reading at ``line``, the first of ``lines``."""
        self.line, self.record, self._lines, self._again = line, [], lines, []

    def pass_over(self, rows: int, last: Sequence[str]) -> None:
        """Count sound rows that somebody else has read; the cells of the ``last`` are in the order of ``columns``."""
        self.rows += rows
        self._row, self._open = last, False

    def end(self) -> None:
        """Report what only the end of the file shows."""
        self._end_blank()
        if self.rows == 0 and not self._has_errors():
            self.problems.append(Fault("C214").at(Location(self.name, 1)))

    def checked(self, row: list[str], cells: Cells) -> list[Any] | None:
        """What the cells of a row mean, in the order of ``columns``; ``None`` where one of them is at fault.

        Faults are reported, but not where the whole row is blank, a header, a total or a footnote: that is the fault.
        """
        found = [judged[text] for judged, text in zip(cells.values(), row, strict=True)]
        kinds = set(map(type, found))
        if Fault in kinds:
            if not self._is_aside(row):
                for index, (column, cell) in enumerate(zip(self.columns, found, strict=True)):
                    if type(cell) is Fault:
                        self.report(self._merged(row, index, cell) or cell, column)
            return None
        if Noted in kinds:
            for index, (column, cell) in enumerate(zip(self.columns, found, strict=True)):
                if type(cell) is Noted:
                    self.report(cell.warning, column)
                    found[index] = cell.value
        return found

    def _merged(self, row: list[str], index: int, fault: Fault) -> Fault | None:
        """The fault of an empty cell below a full one, as Excel leaves them where cells were merged."""
        above = self._above[index] if self._above else ""
        if fault.code not in ("V304", "M506") or not above.strip():
            return None
        if self.columns[index] == "value":
            return None
        if not "".join(row).strip():
            return None
        row[index] = above
        return Fault("C218.empty", above=shown(above))

    def _is_aside(self, row: Sequence[str]) -> bool:
        """Whether a row is blank, a header, a total or a footnote instead of data, which is reported."""
        said = next((cell.strip() for cell in row if cell.strip()), "")
        if not said:
            first, behind = self._blank
            if behind != self.line:
                self._end_blank()
                first = self.line
            self._blank = (first, self.next_line)
        elif self.header and sum(_column(cell, self.columns) == cell for cell in row) == sum(map(bool, row)) > 1:
            self.report(Fault("C221"))
        else:
            fault = aside(said)
            if fault is not None:
                self.report(fault)
            return fault is not None
        return True

    def _end_blank(self) -> None:
        """Report the last run of blank rows as one problem."""
        first, behind = self._blank
        if first and not any(one.code == "F108" and one.where.file == self.name for one in self.problems):
            self.problems.append(_blank(behind - first).at(Location(self.name, first)))
        self._blank = (0, 0)

    def _has_errors(self) -> bool:
        mine = (problem for problem in self.problems if problem.where.file == self.name)
        return any(problem.severity is Severity.ERROR for problem in mine)

    # The header.

    def _find_header(self, rows: Iterator[list[str]]) -> list[str] | None:
        """The first row that may be the header; ``None`` where there is none, which is reported."""
        row = next(rows, None)
        while row is not None and not "".join(row).strip():
            self._is_aside(row)
            row = next(rows, None)
        if row is None or self.rows:  # badly quoted, which has been reported
            return None
        if not self._is_header(row):
            row = self._below_titles(row, rows)
        for columns, strange in self.strange.items():
            named = {_column(cell, columns | self.required) for cell in row or ()}
            if columns <= named and not self.required <= named:
                self.report(strange)
                return None
        return row

    def _named(self, row: list[str]) -> tuple[list[str], bool]:
        """The column that each cell of the header means, and whether each column is there only once."""
        if len(row) > _MOST_COLUMNS:
            self.report(Fault("C203.many", count=len(row)))
            return [], False
        names: list[str] = []
        misspelt: list[int] = []
        unique = True
        for index, cell in enumerate(row):
            column = _column(cell, self.columns)
            place = self._cell_place(index)
            if column is None:
                self.problems.append(_unknown_column(cell, self.columns).at(place))
            elif column in names:
                self.problems.append(
                    Fault("C204.column", column=column).at(place, self._cell_place(names.index(column)))
                )
                unique = False
            elif column != cell:
                misspelt.append(index)
            names.append(column or "")
        if misspelt:
            first, *others = misspelt
            right = [name or cell for name, cell in zip(names, row, strict=True)]
            fault = _misspelt(row[first], names[first], len(others), right)
            self.problems.append(fault.at(self._cell_place(first)))
        return names, unique

    def _is_header(self, row: Sequence[str]) -> bool:
        return sum(_column(cell, self.columns) is not None for cell in row) >= 2

    def _below_titles(self, row: list[str], rows: Iterator[list[str]]) -> list[str] | None:
        """The header, where it stands below a few rows of titles; ``None`` where there is none. Either is reported."""
        first = self.record[0] if self.record else ""
        if first.lower().startswith("sep=") or self._split_otherwise(first):
            quoted = len(row) == 1 and self._is_header(row[0].split(","))
            fault = (
                Fault("C213.quotes", name=shown(self.name))
                if quoted
                else Fault("C213.delimiter", fix=resave(self.name))
            )
            self.report(fault)
            return None
        start = Location(self.name, self.line)
        for _ in range(_TITLE_ROWS):
            later = next(rows, None)
            if later is None:
                break
            if self._is_header(later):
                self.problems.append(Fault("C215", line=self.line).at(start))
                return later
        self.problems.append(Fault("C201.first", said=shown(",".join(row)), expected=",".join(self.columns)).at(start))
        return None

    def _split_otherwise(self, line: str) -> bool:
        bare = line.strip().strip('"')
        return any(self._is_header(bare.split(other)) for other in _OTHER_DELIMITERS + ",")

    # Rows.

    def _wrong_width(self, row: list[str]) -> None:
        """Report a row that is not as wide as the header, unless it is what an open quote has swallowed."""
        if self._open and len(row) < len(self.header):
            self.rows += 1
            return
        if self._is_aside(row):
            self.rows += bool(row)
            return
        self.rows += 1
        width = len(self.header)
        control = values.CONTROL.search("".join(row))
        if control is not None:
            self.report(Fault("F103.text", text=shown("".join(row)), char=shown(control[0])))
        elif len(row) > width:
            self.report(*self._too_long(row))
        elif len(row) == 1 and len(row[0].split(",")) >= width:
            self.report(Fault("C213.quotes", name=shown(self.name)))
        elif any(len(self.record[0].split(other)) == width for other in _OTHER_DELIMITERS):
            self.report(Fault("C213.delimiter", fix=resave(self.name)))
        elif not self.record[-1].endswith(("\n", "\r")):
            self.report(Fault("C219", count=len(row), width=width))
        else:
            self.report(
                Fault(
                    "C207",
                    cells=n_("{count} cell", "{count} cells", len(row)),
                    count=len(self.header),
                    lacking=", ".join(name or "?" for name in self.header[len(row) :]),
                )
            )

    def _too_long(self, row: list[str]) -> tuple[Fault, str | None]:
        width = len(self.header)
        if "value" in self.header and len(row) in (width + 1, width + 2):
            at = self.header.index("value")
            if "between" in row[:at] and len(row) == width + 1 and not _is_range(*row[at : at + 3]):
                at += 1  # the upper end is the one that was cut
            for index in range(at, min(at + 2, len(row) - 1)):
                whole, rest = row[index], row[index + 1]
                if re.fullmatch(r"-?[0-9]+", whole) and re.fullmatch(r"[0-9]+ ?%?", rest):
                    return _split_number(len(row), width, f"{whole},{rest}"), self.header[index]
        return Fault("C208.cells", count=len(row), width=width), None

    def _records(self) -> Iterator[list[str]]:
        """The cells of each record from here on; a record with a misplaced quote is reported instead."""
        reader = csv.reader(self._taken(), strict=True)
        while True:
            self.line, self.record = self.next_line, []
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error:
                read_on = self._misquoted()
            else:
                read_on = self._check_quotes(row) if len(self.record) > 1 or '"' in self.record[0] else 0
            if read_on == 0:
                if not self.header or len(row) == len(self.header):
                    self._open = False
                yield row
            else:
                self.rows += 1
                kept = read_on - self.line
                self._again.extend(reversed(self.record[kept:]))
                del self.record[kept:]
                reader = csv.reader(self._taken(), strict=True)

    def _taken(self) -> Iterator[str]:
        """The lines from here on; each becomes part of the current record."""
        while text := self._again.pop() if self._again else next(self._lines, ""):
            self.record.append(text)
            yield text

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
        place = next((cell for cell in cells if cell.size > limit), cells[0])
        where = Location(self.name, self.line + place.line, place.column)
        self.problems.append(Fault("C212.cell", most=n_("{count} character", "{count} characters", limit)).at(where))
        return self.next_line

    def _check_quotes(self, row: list[str]) -> int:
        """Report quotes that the reader let pass; the line to read on with, 0 where all is well."""
        cells = list(_cells("".join(self.record)))
        for cell in cells:
            if cell.stray:
                return self._report_stray(cell)
        if "as_of" in self.header:
            for cell, text in zip(cells, row, strict=True):
                if cell.lines and self.looks_like_rows(text):
                    self._closing = self.next_line - 1
                    return self._report_open(cell)
        return 0

    def looks_like_rows(self, text: str) -> bool:
        """Whether a quoted cell of several lines holds what looks like rows of this table."""
        least = max(len(self.header) - 2, 3)
        lines = _BREAK.split(text)[1:]
        return any(line.count(",") >= (3 if _CODE_START.match(line) else least) for line in lines)

    def _report_open(self, cell: _Cell) -> int:
        line = self.line + cell.line
        swallowed = len(self.record) - 1 - cell.line
        self.problems.append(_quote_open(swallowed).at(Location(self.name, line, cell.column)))
        self._resumed += 1
        self._open = self._resumed <= _RESUMPTIONS
        return line + 1 if self._open else self.next_line

    def _report_stray(self, cell: _Cell) -> int:
        if not self._open and self.line != self._closing:  # else it is the end of a quote that was told to be open
            self.problems.append(Fault("C210").at(Location(self.name, self.line + cell.line, cell.column)))
        return self.next_line

    def _cell_place(self, index: int) -> Location:
        for number, cell in enumerate(_cells("".join(self.record))):
            if number == index:
                return Location(self.name, self.line + cell.line, cell.column)
        return Location(self.name, self.line)


def aside(said: str) -> Fault | None:
    """The fault of a total or a footnote, by its first words; ``None`` for any other row."""
    words = fold(said[:200])
    if _TOTAL.fullmatch(words):
        return Fault("C216", said=shown(said))
    return Fault("C217", said=shown(said)) if _FOOTNOTE.fullmatch(words) else None


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
    size: int
    """How many characters it has, quotes included."""


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
        yield _Cell(line, at - line_start + 1, len(breaks), stray, quoted is None or bool(quoted[1]), end - at)
        line += len(breaks)
        line_start = breaks[-1].end() if breaks else line_start
        if end == len(record):
            return
        at = end + 1


def _is_range(whole: str, rest: str, high: str) -> bool:
    """Whether a number that a comma cut in two is below the number behind it."""
    below, above = values.number(f"{whole}.{rest}"), values.number(high)
    return not isinstance(below, Fault) and not isinstance(above, Fault) and below < above


def _column(cell: str, columns: Collection[str]) -> str | None:
    """The column that a header cell means, give or take spaces and capitals."""
    name = cell.strip().strip("\ufeff\u200b").lower().replace(" ", "_").replace("-", "_")
    return name if name in columns else None


def _formula(text: str, column: str) -> Fault:
    """Text that Excel would run."""
    return Fault("C220.free" if column in FREE else "C220.text", text=shown(text), first=text[0])


def _blank(count: int) -> Fault:
    """Rows without anything in them."""
    return Fault("C211.one") if count == 1 else Fault("C211.several", rows=n_("{count} line", "{count} lines", count))


def _unknown_column(cell: str, columns: Sequence[str]) -> Fault:
    """A column that the table does not have."""
    key = "C203.column" if cell.strip() else "C203.nameless"
    return Fault(key, cell=shown(cell), hint=did_you_mean(cell, columns))


def _misspelt(cell: str, column: str, others: int, header: Sequence[str]) -> Fault:
    """A column with spaces or capitals, and how many others there are; ``header`` is the right one."""
    key = "C205.several" if others else "C205.one"
    return Fault(key, cell=shown(cell), column=column, others=others, header=",".join(header))


def _quote_open(swallowed: int) -> Fault:
    """A quote that is closed too late, or never."""
    rows = n_("{count} line", "{count} lines", swallowed)
    return Fault("C209.swallows", rows=rows) if swallowed else Fault("C209.open")


def _split_number(count: int, width: int, number: str) -> Fault:
    """A row that is too long by the decimal comma of a number."""
    fault = values.number(number)
    fix = fault.fix if isinstance(fault, Fault) else NOTHING
    return Fault("C208.number", count=count, width=width, number=number, fix=fix)
