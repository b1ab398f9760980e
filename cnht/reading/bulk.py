"""Large snapshots, a block of lines at a time. What is not surely sound is left to the exact reader, which reports.

Each distinct text of a block is judged once, and each distinct combination of texts that a rule looks at, by the exact
reader's own functions. A sound row is kept as a few numbers; its figure is read from the file again where it is needed.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, TextIOWrapper
from itertools import count, pairwise
from operator import attrgetter
from typing import Any, BinaryIO, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from cnht.domain.model import Indicator, Measure, Observation
from cnht.domain.quantity import ObservationStatus, Qualifier, Quantity
from cnht.files.textfile import TextFile
from cnht.language.phrases import INDEX
from cnht.problems import Fault, Location, Problem
from cnht.reading.csv_text import NAMED, SNAPSHOT_COLUMNS, Duplicate, SnapshotReader, period_faults
from cnht.reading.table import CsvTable, Memory, Noted
from cnht.reading.text import unreadable
from cnht.reading.values import TwoWays, is_open_growth

BLOCK = 1 << 20
"""About how many bytes are looked at together."""
WINDOW = 64
"""How many lines the exact reader is given where a row is odd; twice as many where the next odd row is near."""
MOST = 100_000
"""The most lines of a window, and how many distinct combinations are remembered."""
TOGETHER = 50_000
"""About how many rows the rules over series look at together."""
DAYS = 1 << 22
"""More days than there are in a calendar."""

Array = npt.NDArray[Any]
ROW = np.dtype([
    ("line", "i4"), ("series", "i4"), ("dates", "i4"), ("source", "i4"),
    ("qualifier", "i1"), ("value", "f8"), ("places", "i1"),
])  # fmt: skip
"""A sound row: its line; the numbers of its series, of its dates, and of its status and source; its quantity.

The value is exact up to 15 digits, and NaN for a number of more; ``places`` are its decimals.
"""
QUALIFIERS = tuple(Qualifier)
MEASURES = tuple(Measure)
_QUALIFIER_NUMBERS = {qualifier: number for number, qualifier in enumerate(QUALIFIERS)}
_QUANTITY = ("indicator", "qualifier", "value", "value_high", "wording", "status")
_ODD = (Fault, Noted, TwoWays)
_BOM = b"\xef\xbb\xbf"
_LONE_CR = re.compile(rb"\r(?!\n)")
_QUOTED = re.compile(rb'"(?<=[,\n]")(?:[^"\0]++|"")*+"(?=[,\r\n])')
_CELL = rb'(?:"(?:[^"\0]++|"")*+"|[^",\r\n\0]*+)'
_BREAK = re.compile(r"\r\n|\r|\n")
_PLAIN = r"(?=-?[0-9.]{1,15}\n)(?!-?[1-9][0-9]{0,2}\.[0-9]{3}\n)-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\n"
_ONE_PLAIN, _ALL_PLAIN = re.compile(_PLAIN), re.compile(f"(?:{_PLAIN})*+")
"""Numbers that are surely sound, and of no more than 15 digits."""


class Numbers(dict[Any, int]):
    """Distinct things, each with its number."""

    def __missing__(self, thing: Any) -> int:
        self[thing] = len(self)
        return self[thing]


class TextColumn(NamedTuple):
    """The distinct texts of a column, and for each row the number of its text."""

    codes: Array
    texts: Sequence[Any]

    def each(self, judged: list[Any]) -> Array:
        """For each row what its text was judged to be."""
        return np.array(judged)[self.codes]


# --- the shape of a block ----------------------------------------------------------------------------------------


def first_odd(block: bytes, width: int) -> int | None:
    """Where the first record starts that is not a well-formed row of ``width`` cells; ``None`` where all are.

    pandas would pad short rows, shift long ones, and break rows at a lone CR: it is given no such row.
    """
    if block.startswith(_BOM):  # pandas would drop it
        return 0
    closed = block if block.endswith(b"\n") else block + b"\n"
    bare = b"\n" + (_QUOTED.sub(b"", b"\n" + closed)[1:] if b'"' in closed else closed)
    if b'"' not in bare and b"\0" not in bare and not _LONE_CR.search(bare):
        data = np.frombuffer(bare, np.uint8)
        ends, commas = np.flatnonzero(data == ord("\n")), np.flatnonzero(data == ord(","))
        if len(commas) == (width - 1) * (len(ends) - 1):
            by_row = commas.reshape(len(ends) - 1, -1)
            if (by_row[:, 0] > ends[:-1]).all() and (by_row[:, -1] < ends[1:]).all():
                return None
    rows = re.compile(rb"(?:%b(?:,%b){%d}\r?\n)*+" % (_CELL, _CELL, width - 1)).match(closed)
    end = rows.end() if rows else 0
    return end if end < len(closed) else None


def split(block: bytes, header: Sequence[str]) -> dict[str, TextColumn]:
    """The columns of well-formed rows, by name; an absent one is empty."""
    frame = pd.read_csv(
        BytesIO(block), header=None, names=range(len(header)), index_col=False, dtype=object, keep_default_na=False,
        na_filter=False, skip_blank_lines=False, low_memory=False,
    )  # fmt: skip
    columns = dict.fromkeys(SNAPSHOT_COLUMNS, TextColumn(np.zeros(len(frame), np.int64), [""]))
    for number, name in enumerate(header):
        codes, texts = pd.factorize(frame.pop(number).to_numpy())
        columns[name] = TextColumn(codes, texts.tolist())
    columns.pop("", None)  # of unknown name
    return columns


def combined(*columns: TextColumn) -> TextColumn:
    """The distinct combinations of the texts of columns, as tuples."""
    codes = columns[0].codes
    for column in columns[1:]:
        codes, distinct = pd.factorize(codes.astype(np.int64) * len(column.texts) + column.codes)
    row = np.empty(len(distinct), np.int64)
    row[codes] = np.arange(len(codes))  # any row of each combination
    texts = ([column.texts[code] for code in column.codes[row].tolist()] for column in columns)
    return TextColumn(codes, list(zip(*texts, strict=True)))


# --- reading -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _File:
    file: TextFile
    table: CsvTable
    first: int
    """The number of its first row among those of all files."""
    blocks: list[tuple[int, int]]
    """Where each block starts, as a byte and as a line; at last where the file ends."""


class _Block(NamedTuple):
    """The well-formed rows at the start of a block."""

    rows: Array
    odd: Array
    """Whether each row is not surely sound."""
    starts: Array
    """How far below the first line of the block each row starts, and at last the end of the rows."""
    columns: Mapping[str, TextColumn]


class BulkReader:
    """Reads large snapshots, one after the other; then gives their rows by series and day, and chosen figures."""

    def __init__(self, exact: SnapshotReader) -> None:
        self.exact, self.cells = exact, exact.cells
        self.rows = np.empty(0, ROW)
        """All sound rows, in the order of the files."""
        self.runs: list[Array] = []
        """Which rows some series have, by series and day, without those that have the key of one before."""
        self.series, self.dates, self.sources = Numbers(), Numbers(), Numbers()
        """Pairs of indicator and area, of period and day, and of status and source."""
        self._count = 0
        self._files: list[_File] = []
        self._series_of, self._dates_of = Memory(self._judge_series, MOST), Memory(self._judge_dates, MOST)
        self._source_of, self._quantity = Memory(self._judge_source, MOST), Memory(self._judge_quantity, MOST)
        self._window, self._near = WINDOW, 0

    def read(self, file: TextFile, table: CsvTable, lines: TextIOWrapper) -> None:
        """Read a snapshot from its ``lines``; what is wrong is added to the table's problems."""
        stream = cast(BinaryIO, lines.buffer)
        start = stream.tell()
        above: list[str] = []
        usable = self.exact.read_header(table, _noted(lines, above))
        line = table.next_line
        stream.seek(start + len("".join(above[: line - 1]).encode()))
        file_read = _File(file, table, self._count, [])
        self._window, self._near = WINDOW, 0
        try:
            while usable and (block := stream.read(BLOCK)):
                block += stream.readline()
                file_read.blocks.append((stream.tell() - len(block), line))
                line = self._read_block(block, stream, table, line)
        except (OSError, UnicodeDecodeError):
            self._count = file_read.first  # its figures could not be read again
            raise
        file_read.blocks.append((stream.tell(), line))
        self._files.append(file_read)
        table.go_to(line, iter(()))
        table.end()
        table.problems = []  # what is read again was reported

    def _read_block(self, block: bytes, stream: BinaryIO, table: CsvTable, line: int) -> int:
        """Read lines from ``line`` on; the line behind them, and behind what the exact reader took of the stream."""
        while block:
            cut = first_odd(block, len(table.header))
            judged = self._judged(block[:cut], table, line)
            starts, end_row = judged.starts, len(judged.rows)
            lines: list[bytes] = []
            row = end = 0
            while row <= end_row and starts[row] == end:  # else the exact reader has stopped within a row
                odd = np.flatnonzero(judged.odd[row:])
                stop = row + int(odd[0]) if len(odd) else end_row
                self._accept(judged, row, stop, table)
                end = int(starts[stop])
                if stop == end_row and cut is None:
                    return line + end
                lines = lines or block.splitlines(keepends=True)
                end += self._read_exactly(lines, end, stream, table, line)
                row = int(np.searchsorted(starts, end))
            block = b"".join(lines[end:])
            line += end
        return line

    def _read_exactly(self, lines: list[bytes], first: int, stream: BinaryIO, table: CsvTable, line: int) -> int:
        """Have the exact reader read a window that starts at ``lines[first]``; how many lines it took.

        ``lines`` start on ``line``; where they do not suffice, more of the stream are added to them.
        """
        start = line + first
        self._window = min(self._window * 2, MOST) if start < self._near else WINDOW
        rows: list[tuple[Any, ...]] = []
        table.go_to(start, _decoded(lines, first, stream))
        for cells in table.read_rows():
            figure = self.exact.observation(table, cells)
            if figure is not None:
                rows.append(self._row(figure))
            if table.next_line >= start + self._window:
                break
        self._keep(np.array(rows, ROW))
        self._near = table.next_line + 10 * self._window
        return table.next_line - start

    def _row(self, figure: Observation) -> tuple[Any, ...]:
        value = figure.quantity.value
        return (
            figure.where.line,
            self.series[figure.indicator, figure.area],
            self.dates[figure.period, figure.as_of],
            self.sources[figure.status, figure.source],
            _QUALIFIER_NUMBERS[figure.quantity.qualifier],
            _near(value),
            max(-int(value.as_tuple().exponent), 0),
        )

    def _accept(self, judged: _Block, first: int, end: int, table: CsvTable) -> None:
        """Keep some rows of a block, all of which are sound."""
        if first < end:
            self._keep(judged.rows[first:end])
            last = (judged.columns[name] for name in SNAPSHOT_COLUMNS)
            table.pass_over(end - first, [column.texts[column.codes[end - 1]] for column in last])

    def _keep(self, rows: Array) -> None:
        first, self._count = self._count, self._count + len(rows)
        if self._count > len(self.rows):
            self.rows.resize(self._count * 2, refcheck=False)  # what is not written to takes no memory
        self.rows[first : self._count] = rows

    # Judging the rows of a block.

    def _judged(self, block: bytes, table: CsvTable, line: int) -> _Block:
        columns = split(block, table.header) if block else {}
        size = len(columns["value"].codes) if block else 0
        rows, odd, starts = np.zeros(size, ROW), np.zeros(size, np.bool_), np.arange(size + 1)
        if not block:
            return _Block(rows, odd, starts, columns)
        for column in columns.values():
            if max(map(len, column.texts)) > csv.field_size_limit():
                odd |= column.each([len(text) > csv.field_size_limit() for text in column.texts])
        for column in columns.values() if b'"' in block else ():  # else there is no line break in a cell
            if _BREAK.search("".join(column.texts)):
                starts[1:] += np.cumsum(column.each([len(_BREAK.findall(text)) for text in column.texts]))
                odd |= column.each([table.looks_like_rows(text) for text in column.texts])
        rows["line"] = line + starts[:-1]
        indicators = [self.cells["indicator"][text] for text in columns["indicator"].texts]
        measures = [MEASURES.index(one.measure) if isinstance(one, Indicator) else 0 for one in indicators]
        measure = columns["indicator"].each(measures)
        rows["series"] = self._each(self._series_of, columns["indicator"], columns["area"])
        rows["dates"] = self._each(self._dates_of, TextColumn(measure, MEASURES), columns["period"], columns["as_of"])
        rows["source"] = self._each(self._source_of, columns["status"], columns["source"])
        qualifiers = (self.cells["qualifier"][text] for text in columns["qualifier"].texts)
        rows["qualifier"] = columns["qualifier"].each([_QUALIFIER_NUMBERS.get(one, -1) for one in qualifiers])
        rows["value"], rows["places"] = self._values(columns["value"])
        odd |= rows["value"] == -np.inf
        for name in ("series", "dates", "source", "qualifier"):
            odd |= rows[name] < 0
        odd |= columns["note"].each(self._odd_notes(columns["note"].texts))
        # What is not usual is judged together: a range, words, a number that not every indicator can have.
        usual = (rows["value"] > 0) & ((rows["value"] < 100) | (measure != MEASURES.index(Measure.SHARE)))
        is_index = (rows["value"] >= INDEX[0]) & (rows["value"] <= INDEX[1])
        usual &= (measure != MEASURES.index(Measure.GROWTH)) | ~is_index
        usual &= rows["qualifier"] != _QUALIFIER_NUMBERS[Qualifier.BETWEEN]
        for name in ("value_high", "wording"):
            usual &= columns[name].each([not text for text in columns[name].texts])
            odd |= columns[name].each([type(self.cells[name][text]) in _ODD for text in columns[name].texts])
        rest = np.flatnonzero(~usual & ~odd)
        if len(rest):
            quantity = (columns[name]._replace(codes=columns[name].codes[rest]) for name in _QUANTITY)
            odd[rest] = self._each(self._quantity, *quantity) < 0
        return _Block(rows, odd, starts, columns)

    def _each(self, known: Memory[Any, int], *columns: TextColumn) -> Array:
        """For each row what its combination of texts is judged to be, a number."""
        combinations = combined(*columns)
        return combinations.each([known[texts] for texts in combinations.texts])

    def _judge_series(self, texts: tuple[str, str]) -> int:
        indicator, area = self.cells["indicator"][texts[0]], self.cells["area"][texts[1]]
        return self.series[indicator.code, area] if isinstance(indicator, Indicator) and isinstance(area, str) else -1

    def _judge_dates(self, texts: tuple[Measure, str, str]) -> int:
        measure, period, as_of = texts[0], self.cells["period"][texts[1]], self.cells["as_of"][texts[2]]
        if Fault in (type(period), type(as_of)) or period_faults(measure, period, as_of):
            return -1
        return self.dates[period, as_of.last]

    def _judge_source(self, texts: tuple[str, str]) -> int:
        status, source = self.cells["status"][texts[0]], self.cells["source"][texts[1]]
        return -1 if Fault in (type(status), type(source)) or source is None else self.sources[status, source]

    def _judge_quantity(self, texts: tuple[str, ...]) -> int:
        indicator, *rest = (self.cells[name][text] for name, text in zip(_QUANTITY, texts, strict=True))
        if self.exact.quantity_fault(indicator, *rest):
            return -1
        *numbers, wording, _status = rest
        return -1 if is_open_growth(Quantity(*numbers), wording, indicator, self.exact.definitions) else 0

    def _values(self, column: TextColumn) -> tuple[Array, Array]:
        """For each row its number, minus infinity where it is not surely sound, and how many decimals it has."""
        texts = column.texts
        if _ALL_PLAIN.fullmatch("\n".join(texts) + "\n"):
            numbers = list(map(float, texts))
        else:
            judge = self.cells["value"]
            numbers = [float(text) if _ONE_PLAIN.fullmatch(text + "\n") else _near(judge[text]) for text in texts]
        return column.each(numbers), column.each([len(text.partition(".")[2]) for text in texts])

    def _odd_notes(self, texts: Sequence[str]) -> list[bool]:
        """Which notes are at fault; all are looked at together first, for there may be many."""
        together = "\n" + "\n".join(texts)
        if re.search(r"\n[=@+]", together) is None and type(self.cells["note"].judge(together)) is not Fault:
            return [False] * len(texts)
        return [type(self.cells["note"][text]) is Fault for text in texts]

    # What was read.

    def sort(self, problems: list[Problem]) -> list[Duplicate]:
        """Number the series so that those of one ratio in one area follow each other, and order the rows.

        Rows with the key of one before are left out and returned. A file that can no longer be read is a problem.
        """
        self.rows.resize(self._count, refcheck=False)
        keys, connected = [*self.series], self._connected()
        self.series = Numbers(zip(sorted(keys, key=lambda key: (key[1], connected[key[0]])), count()))
        groups = [(area, connected[code]) for code, area in self.series]
        series = np.array([self.series[key] for key in keys], np.int32)[self.rows["series"]]
        self.rows["series"] = series
        days = np.array([day.toordinal() for _, day in self.dates], np.int64)
        duplicates: dict[int, int] = {}
        # Series of one ratio in one area are in one run; a run has about TOGETHER rows.
        sizes = np.bincount(series, minlength=len(keys))
        run = (np.cumsum(sizes) - sizes)[[bisect_left(groups, group) for group in groups]] // TOGETHER
        for first, end in pairwise([0, *(np.flatnonzero(np.diff(run)) + 1).tolist(), len(keys)]):
            row = np.flatnonzero((series >= first) & (series < end)).astype(np.int32)
            key = series[row] * np.int64(DAYS) + days[self.rows["dates"][row]]
            by_key = np.argsort(key, kind="stable")
            again = self._duplicates(row[by_key], key[by_key])
            duplicates |= again
            self.runs.append(row[by_key] if not again else row[by_key][~np.isin(row[by_key], [*again])])
        pairs = sorted(duplicates.items())
        named = np.unique(np.array(pairs[:NAMED], np.int64))
        held = {figure.where: figure.quantity for figure in self._read_rows(named, problems)}
        places = [(self._place(at), self._place(before)) for at, before in pairs]
        return [
            Duplicate(at, before, (held[at], held[before]) if number < NAMED and {at, before} <= held.keys() else None)
            for number, (at, before) in enumerate(places)
        ]

    def _duplicates(self, row: Array, key: Array) -> dict[int, int]:
        """The rows with the period and the source of one before that has the same ``key``, each with that one."""
        same = key[1:] == key[:-1]
        if not same.any():
            return {}
        close = np.append(same, False) | np.append(False, same)
        row, key = row[close], key[close]
        dates, sources = list(self.dates), list(self.sources)
        first: dict[tuple[Any, ...], int] = {}
        again: dict[int, int] = {}
        for at, same_day, date_number, source in zip(
            row.tolist(), key.tolist(), self.rows["dates"][row].tolist(), self.rows["source"][row].tolist(), strict=True
        ):
            status, code = sources[source]
            if status is not ObservationStatus.DISPUTED:
                before = first.setdefault((same_day, dates[date_number][0], code), at)
                if before != at:
                    again[at] = before
        return again

    def _place(self, row: int) -> Location:
        number = bisect_right(self._files, row, key=attrgetter("first")) - 1
        return Location(self._files[number].file.name, int(self.rows["line"][row]))

    def _connected(self) -> dict[str, str]:
        """Of each indicator the one that stands for all that ratios connect it with."""
        indicators = self.exact.definitions.indicators
        connected = {code: code for code in indicators}
        for code, indicator in indicators.items():
            for other in indicator.ratio or ():
                old, new = connected.get(other), connected[code]
                connected |= {each: new for each, its in connected.items() if its == old}
        return connected

    def figures(self, wanted: Array, problems: list[Problem]) -> Iterator[list[Observation]]:
        """The figures of some series, in the order of the files, read again, some series at a time.

        ``wanted`` says of each series whether it is one. A file that can no longer be read as it was is a problem.
        """
        waiting: list[Array] = []
        for run in self.runs:
            waiting.append(run[wanted[self.rows["series"][run]]])
            if run is self.runs[-1] or sum(map(len, waiting)) > TOGETHER:
                yield self._read_rows(np.sort(np.concatenate(waiting)), problems)
                waiting = []

    def _read_rows(self, rows: Array, problems: list[Problem]) -> list[Observation]:
        """The figures of some rows, in their order."""
        numbers = np.searchsorted([file.first for file in self._files], rows, side="right") - 1
        figures: list[Observation] = []
        for number in np.unique(numbers).tolist():
            file = self._files[number]
            try:
                figures += self._read_again(file, self.rows["line"][rows[numbers == number]])
            except (OSError, UnicodeDecodeError) as error:
                problems.append(unreadable(file.file.name, str(error)))
        return figures

    def _read_again(self, file: _File, lines: Array) -> Iterator[Observation]:
        starts = np.array([line for _, line in file.blocks])
        with file.file.stream() as stream:
            for at in np.unique(np.searchsorted(starts, lines, side="right") - 1).tolist():
                (offset, first), (end, behind) = file.blocks[at : at + 2]
                stream.seek(offset)
                block = stream.read(end - offset).splitlines(keepends=True)
                for line in lines[(lines >= first) & (lines < behind)].tolist():
                    file.table.go_to(line, _decoded(block, line - first, stream))
                    row = next(file.table.read_rows(), None)
                    figure = self.exact.observation(file.table, row) if row and file.table.line == line else None
                    if figure is None:
                        raise OSError("It was changed while it was read")
                    yield figure


def _noted(lines: Iterable[str], noted: list[str]) -> Iterator[str]:
    for line in lines:
        noted.append(line)
        yield line


def _decoded(lines: list[bytes], first: int, stream: BinaryIO) -> Iterator[str]:
    """The lines from ``first`` on, and those of the stream, which they are lengthened by."""
    while first < len(lines) or (more := stream.readline()):
        if first == len(lines):
            lines += more.splitlines(keepends=True)
        yield lines[first].decode()
        first += 1


def _near(number: Any) -> float:
    """A number in 64 bits where these tell it from all others, else NaN; minus infinity where it is not sound."""
    if type(number) is not Decimal:
        return -np.inf
    return float(number) if len(number.as_tuple().digits) <= 15 else float("nan")
