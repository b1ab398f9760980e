"""Workbooks of Excel 97 to 2003 (.xls) to sheets.

Read here and not by a library: the one that was tried makes nothing of an error in a cell, does not tell a hidden row
or a percentage, and takes all the memory there is for a file that was cut short. The layout of the compound file is
that of [MS-CFB], that of the records that of [MS-XLS]; only what a table needs is read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from cnht.entry.archive import LOCKED, MOST_ELEMENTS
from cnht.entry.sheets import Cell, Counter, NotReadable, Sheet, Sort, Span, Tell, damaged, twice
from cnht.entry.xlsx import BUILT_IN, PLAIN, Format, typed_number
from cnht.lang import _
from cnht.problems import Fault, shown

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFA
"""From here on the numbers of sectors are signs: an end, a free sector."""
_DIFAT_IN_HEADER = 109
_MOST_RECORDS = MOST_ELEMENTS
_BIFF8 = 0x0600
_STREAMS = ("Workbook", "WORKBOOK", "Book", "EncryptedPackage")
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

# Records, by the numbers that the format gives them.
_BOF, _EOF, _CONTINUE, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x003C, 0x002F, 0x0085
_SST, _FORMAT, _XF, _DATEMODE = 0x00FC, 0x041E, 0x00E0, 0x0022
_LABELSST, _NUMBER, _RK, _MULRK, _FORMULA, _STRING = 0x00FD, 0x0203, 0x027E, 0x00BD, 0x0006, 0x0207
_LABEL, _BOOLERR, _ROW, _COLINFO, _MERGED = 0x0204, 0x0205, 0x0208, 0x007D, 0x00E5


def read(data: bytes, tell: Tell) -> list[Sheet]:
    """The sheets of a workbook, in its order; charts and the like are none."""
    try:
        book = _workbook(data)
        return _Book(book, tell).sheets()
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise NotReadable(damaged(str(error))) from None


# --- the compound file -------------------------------------------------------------------------------------------


def _workbook(data: bytes) -> bytes:
    """The stream of the workbook."""
    entries = _Compound(data).entries()
    for name in _STREAMS[:2]:
        if name in entries:
            return entries[name].content()
    if "EncryptedPackage" in entries:
        raise NotReadable(LOCKED)
    raise NotReadable(_TOO_OLD if "Book" in entries else _NO_WORKBOOK)


class _Stream(NamedTuple):
    compound: _Compound
    start: int
    size: int

    def content(self) -> bytes:
        return self.compound.stream(self.start, self.size)


class _Compound:
    """A file of streams, each a chain of sectors; small streams lie in a stream of their own."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sector size")
        self.size, self.mini_size = 1 << shift, 1 << mini_shift
        self.directory, _unused, self.cutoff, first_mini, _unused, difat, _unused = struct.unpack_from("<7I", data, 48)
        sectors = [*struct.unpack_from(f"<{_DIFAT_IN_HEADER}I", data, 76)]
        seen = set()
        while difat < _END_OF_CHAIN and difat not in seen:
            seen.add(difat)
            numbers = struct.unpack(f"<{self.size // 4}I", self.sector(difat))
            sectors += numbers[:-1]
            difat = numbers[-1]
        sectors = [one for one in dict.fromkeys(sectors) if one < _END_OF_CHAIN]
        if len(sectors) > 1 + len(data) // self.size // 64:  # each stands for 128 sectors or more
            raise ValueError("more tables than sectors")
        self.fat = b"".join(self.sector(one) for one in sectors)
        self.mini_fat = self.chain(first_mini)
        self.mini = b""

    def sector(self, number: int) -> bytes:
        at = (number + 1) * self.size
        found = self.data[at : at + self.size]
        if not found:
            raise ValueError(f"no sector {number}")
        return found.ljust(self.size, b"\0")

    @staticmethod
    def after(sector: int, table: bytes) -> int:
        """The sector that follows one in its chain."""
        return int(struct.unpack_from("<I", table, 4 * sector)[0])

    def chain(self, start: int) -> bytes:
        """The sectors from ``start`` on; no sector twice, so that a circle ends."""
        pieces = []
        seen = set()
        while start < _END_OF_CHAIN:
            if start in seen:
                raise ValueError("a chain of sectors in a circle")
            seen.add(start)
            pieces.append(self.sector(start))
            start = self.after(start, self.fat)
        return b"".join(pieces)

    def entries(self) -> dict[str, _Stream]:
        directory = self.chain(self.directory)
        found: dict[str, _Stream] = {}
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, at + 116)
            if at == 0:
                self.mini = self.chain(start)
            elif kind == 2 and name in _STREAMS:
                if name in found:
                    raise NotReadable(twice(name))
                found[name] = _Stream(self, start, size)
        return found

    def stream(self, start: int, size: int) -> bytes:
        if size >= self.cutoff:
            return self.chain(start)[:size]
        pieces = []
        seen = set()
        while start < _END_OF_CHAIN and start not in seen:
            seen.add(start)
            pieces.append(self.mini[start * self.mini_size : (start + 1) * self.mini_size])
            start = self.after(start, self.mini_fat)
        return b"".join(pieces)[:size]


# --- the workbook ------------------------------------------------------------------------------------------------


class _Book:
    """The workbook's own records, then those of each sheet."""

    def __init__(self, data: bytes, tell: Tell) -> None:
        self.data = data
        self.tell = tell
        self.counter = Counter()
        self.records_read = 0
        self.bytes_read = 0
        self.texts: list[str] = []
        self.formats: list[Format] = []
        self.since_1904 = False

    def records(self, at: int) -> Iterator[tuple[int, bytes]]:
        """The records from ``at`` on to the end of their part: kind and content. Parts that overlap are damage."""
        depth = 0
        while at + 4 <= len(self.data):
            kind, length = struct.unpack_from("<HH", self.data, at)
            at += 4 + length
            self.records_read += 1
            self.bytes_read += 4 + length
            if self.bytes_read > len(self.data) or self.records_read > _MOST_RECORDS:
                raise ValueError("sheets that overlap, or too many records")
            depth += (kind == _BOF) - (kind == _EOF)
            if depth <= 1:  # what is nested is a chart
                yield kind, self.data[at - length : at]
            if depth == 0:
                return
        raise ValueError("the workbook stops midway")

    def sheets(self) -> list[Sheet]:
        """All sheets."""
        found: dict[int, Sheet] = {}
        codes = dict(BUILT_IN)
        styles: list[int] = []
        strings: list[bytes] = []
        last = 0
        for kind, content in self.records(0):
            if kind == _BOF and not found and struct.unpack_from("<H", content)[0] != _BIFF8:
                raise NotReadable(_TOO_OLD)
            if kind == _FILEPASS:
                raise NotReadable(LOCKED)
            if kind == _BOUNDSHEET:
                at, hidden, sort, length, wide = struct.unpack_from("<IBBBB", content)
                if sort == 0:
                    name = _characters(content[8:], length, wide)
                    sheet = self.counter.sheet(name, hidden=bool(hidden & 3))
                    if found.setdefault(at, sheet) is not sheet:
                        raise NotReadable(twice(shown(name)))
            elif kind == _FORMAT:
                number, length, wide = struct.unpack_from("<HHB", content)
                codes[number] = Format(_characters(content[5:], length, wide))
            elif kind == _XF:
                styles.append(struct.unpack_from("<H", content, 2)[0])
            elif kind == _DATEMODE:
                self.since_1904 = content[:1] == b"\1"
            elif kind == _SST or (kind == _CONTINUE and last == _SST):
                strings.append(content)
            last = _SST if kind == _CONTINUE and last == _SST else kind
        self.formats = [codes.get(number, PLAIN) for number in styles]
        self.texts = list(_Strings(strings).read()) if strings else []
        for index, (at, sheet) in enumerate(found.items()):
            self.tell(index / len(found))
            self.sheet(sheet, at)
        return [*found.values()]

    def sheet(self, sheet: Sheet, at: int) -> None:
        """Read one sheet, from its place in the stream."""
        waiting: tuple[int, int] | None = None
        for kind, content in self.records(at):
            match kind:
                case k if k == _STRING and waiting is not None:
                    length, wide = struct.unpack_from("<HB", content)
                    self.add(sheet, *waiting, Cell(_characters(content[3:], length, wide)))
                case k if k == _LABELSST:
                    row, column, _unused, number = struct.unpack_from("<HHHI", content)
                    self.add(sheet, row, column, Cell(self.texts[number]))
                case k if k == _LABEL:
                    row, column, _unused, length, wide = struct.unpack_from("<HHHHB", content)
                    self.add(sheet, row, column, Cell(_characters(content[9:], length, wide)))
                case k if k == _NUMBER:
                    row, column, style, value = struct.unpack_from("<HHHd", content)
                    self.number(sheet, row, column, style, value)
                case k if k == _RK:
                    row, column, style, packed = struct.unpack_from("<HHHI", content)
                    self.number(sheet, row, column, style, _unpacked(packed))
                case k if k == _MULRK:
                    row, column = struct.unpack_from("<HH", content)
                    for index in range((len(content) - 6) // 6):
                        style, packed = struct.unpack_from("<HI", content, 4 + index * 6)
                        self.number(sheet, row, column + index, style, _unpacked(packed))
                case k if k == _BOOLERR:
                    row, column, _unused, value, is_error = struct.unpack_from("<HHHBB", content)
                    self.add(sheet, row, column, _error(value) if is_error else _boolean(value))
                case k if k == _FORMULA:
                    waiting = self.formula(sheet, content)
                case _:
                    self.describe(sheet, kind, content)
        sheet.hidden_rows &= sheet.rows.keys()

    def formula(self, sheet: Sheet, content: bytes) -> tuple[int, int] | None:
        """Add the result of a formula; where it is a text that follows, its cell."""
        row, column, style = struct.unpack_from("<HHH", content)
        result = content[6:14]
        if result[6:] != b"\xff\xff":
            self.number(sheet, row, column, style, struct.unpack("<d", result)[0])
        elif result[0] == 0:
            return row, column
        elif result[0] == 1:
            self.add(sheet, row, column, _boolean(result[2]))
        elif result[0] == 2:
            self.add(sheet, row, column, _error(result[2]))
        else:  # nothing: it gives an empty text, or was never computed, and this format does not tell which
            self.add(sheet, row, column, Cell("", Sort.FORMULA))
        return None

    def number(self, sheet: Sheet, row: int, column: int, style: int, value: float) -> None:
        form = self.formats[style] if style < len(self.formats) else PLAIN
        self.add(sheet, row, column, typed_number(repr(value), form, since_1904=self.since_1904))

    def add(self, sheet: Sheet, row: int, column: int, cell: Cell) -> None:
        """Add a cell; rows and columns count from 0 in the file."""
        self.counter.add(sheet, row + 1, column + 1, cell)

    def describe(self, sheet: Sheet, kind: int, content: bytes) -> None:
        """Note what is hidden and what is merged."""
        if kind == _ROW:
            (row,) = struct.unpack_from("<H", content)
            if struct.unpack_from("<H", content, 12)[0] & 0x20:
                sheet.hidden_rows.add(row + 1)
        elif kind == _COLINFO:
            first, last, _unused, _unused, flags = struct.unpack_from("<5H", content)
            if flags & 1:
                sheet.hide_columns(first + 1, min(last, 255) + 1)
        elif kind == _MERGED:
            for index in range(struct.unpack_from("<H", content)[0]):
                top, bottom, left, right = struct.unpack_from("<4H", content, 2 + index * 8)
                self.counter.merge(sheet, Span(top + 1, left + 1, bottom + 1, right + 1))


def _unpacked(packed: int) -> float:
    """A number of 30 bits: a whole one or the upper part of a long one, perhaps times a hundred."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        value = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", packed & 0xFFFFFFFC))[0]
    return value / 100 if packed & 1 else value


def _error(code: int) -> Cell:
    return Cell(_ERRORS.get(code, "#REF!"), Sort.ERROR)


def _boolean(value: int) -> Cell:
    return Cell("TRUE" if value else "FALSE", Sort.BOOLEAN)


def _characters(data: bytes, length: int, flags: int) -> str:
    """Text of ``length`` characters, of two bytes each where the flags say so."""
    return data[: 2 * length].decode("utf-16-le", "replace") if flags & 1 else data[:length].decode("latin-1")


class _Strings:
    """The texts of a workbook, in pieces; one that goes on in the next piece says anew how wide it is."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces
        self.piece = 0
        self.at = 8  # behind two counts

    def read(self) -> Iterator[str]:
        (count,) = struct.unpack_from("<I", self.pieces[0], 4)
        counter = Counter()
        for _unused in range(count):
            if self.at >= len(self.pieces[self.piece]):
                if self.piece + 1 == len(self.pieces):
                    return
                self.piece, self.at = self.piece + 1, 0
            length, flags = struct.unpack("<HB", self.take(3))
            runs = struct.unpack("<H", self.take(2))[0] if flags & 8 else 0
            extra = struct.unpack("<I", self.take(4))[0] if flags & 4 else 0
            text = self.text(length, flags)
            counter.cell(text)
            yield text
            self.skip(4 * runs + extra)

    def take(self, size: int) -> bytes:
        found = self.pieces[self.piece][self.at : self.at + size]
        self.at += size
        return found

    def text(self, length: int, flags: int) -> str:
        found = ""
        while True:
            width = 1 + (flags & 1)
            room = (len(self.pieces[self.piece]) - self.at) // width
            part = min(length, room)
            found += _characters(self.take(part * width), part, flags)
            length -= part
            if not length:
                return found
            self.piece, self.at = self.piece + 1, 0
            (flags,) = self.take(1)

    def skip(self, size: int) -> None:
        while size:
            part = min(size, len(self.pieces[self.piece]) - self.at)
            self.at += part
            size -= part
            if size:
                self.piece, self.at = self.piece + 1, 0


_RESAVE = _("Open it in Excel or LibreOffice and save it as .xlsx.")
_TOO_OLD = Fault("F109.too-old", fix=_RESAVE)
_NO_WORKBOOK = Fault("F109.no-workbook", fix=_RESAVE)
