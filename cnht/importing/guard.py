"""What is judged before a library opens a workbook: no part of one costs more than what an honest one of its size does.

A zip archive is judged by its directory, and each part of it piece by piece as it is read. Of an old Excel file only
the records of a table are handed on, after they were counted.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cnht.importing.sheet import Limits, NotReadable, damaged, occurs_twice
from cnht.language.texts import _
from cnht.problems import Fault, shown

LARGEST_PART = 1 << 27
"""The most bytes of one part when unpacked; a sheet of 300,000 cells has some 15 million."""
LARGEST_WHOLE = 1 << 28
"""The most bytes of all parts when unpacked."""
MOST_PARTS = 10_000
MOST_RATIO = 200
"""How many times larger than in the archive a part may be, if it is not small: sheets reach some 20, bombs 1,000."""
_SMALL = 1 << 24
MOST_ELEMENTS = 1_500_000
"""The most elements of all parts that are read: empty cells with a format cost time, too."""
_MOST_TOGETHER = 150_000
"""The most elements that are held at once: those of one row or text, or of everything around the rows."""
_ROWS = ("row", "si", "table-row")
_MOST_NAMES = 10_000
"""How many different names of elements and attributes a part may have; the parser keeps each of them."""
_LONGEST_TOKEN = 1 << 20
"""The most bytes of a tag or a comment; the parser holds all of it."""
_ENTRY = b"PK\1\2"
"""What an entry of the directory starts with."""
_PIECE = 1 << 16
_DAMAGE: tuple[type[Exception], ...] = (
    ArithmeticError, AssertionError, AttributeError, BadZipFile, EOFError, LookupError, NotImplementedError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError, expat.ExpatError, struct.error, zlib.error,
)  # fmt: skip
"""What a damaged workbook makes the libraries raise."""


@contextmanager
def damage(*errors: type[Exception], part: str = "") -> Iterator[None]:
    """Turn what a library raises for a damaged file, also ``errors`` of its own, into :class:`NotReadable`."""
    try:
        yield
    except (*errors, *_DAMAGE) as error:
        why = str(error) or type(error).__name__
        raise NotReadable(damaged(f"{part}: {why}" if part else why)) from None


class Archive:
    """A zip archive in memory, and its parts by name."""

    def __init__(self, data: bytes) -> None:
        if data.count(_ENTRY) > MOST_PARTS:  # zipfile would make an object of each
            raise NotReadable(_bomb(f"{data.count(_ENTRY)} parts"))
        with damage():
            self._zip = ZipFile(BytesIO(data))
        self._elements = 0
        self._parts: dict[str, ZipInfo] = {}
        names: set[str] = set()
        for info in self._zip.infolist():
            name, size = shown(info.filename), info.file_size
            if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise NotReadable(damaged(f"{name}: compression {info.compress_type}"))
            if size > LARGEST_PART or size > max(_SMALL, MOST_RATIO * info.compress_size):
                raise NotReadable(_bomb(f"{name}: {size >> 20} MB"))
            if info.filename.lower() in names:
                raise NotReadable(occurs_twice(name))
            names.add(info.filename.lower())
            self._parts[info.filename] = info
        whole = sum(info.file_size for info in self._parts.values())
        if whole > LARGEST_WHOLE:
            raise NotReadable(_bomb(f"{whole >> 20} MB"))
        if sum(info.compress_size for info in self._parts.values()) > len(data):
            raise NotReadable(damaged("parts that overlap"))

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def size(self, name: str) -> int:
        """How many bytes a part has, as the directory says; zipfile never unpacks more."""
        return self._parts[name].file_size

    def stream(self, name: str) -> Part:
        """The XML of a part as a stream; ``KeyError`` where there is none of that name."""
        tags, ends = self.count(name, b"<", b"</")
        self._elements += tags - ends
        if self._elements > MOST_ELEMENTS:
            raise NotReadable(_bomb(f"{shown(name)}: more than {MOST_ELEMENTS} elements"))
        with damage(part=shown(name)):
            return Part(shown(name), self._zip.open(self._parts[name]))

    def count(self, name: str, *marks: bytes) -> list[int]:
        """How often a part has each of ``marks``, but for where its pieces meet; far faster than to parse it."""
        counts = [0] * len(marks)
        if self._parts[name].flag_bits & 1:
            raise NotReadable(LOCKED)
        with damage(part=shown(name)), self._zip.open(self._parts[name]) as stream:
            while piece := stream.read(_PIECE):
                for at, mark in enumerate(marks):
                    counts[at] += piece.count(mark)
        return counts

    def read(self, name: str) -> bytes:
        """The whole XML of a small part."""
        if self.size(name) > _SMALL:
            raise NotReadable(_bomb(f"{shown(name)}: {self.size(name) >> 20} MB"))
        part = self.stream(name)
        return b"".join(iter(part.read, b""))


class Part:
    """A part of an archive as a stream of XML; each piece is judged before it is handed on.

    What would make a parser hold more than a few rows is refused, and so is a document type, without which there are
    no entities to expand.
    """

    def __init__(self, name: str, stream: IO[bytes]) -> None:
        self.name = name
        self.done = 0
        """How many bytes were read."""
        self._together = 0
        self._names: dict[str, str] = {}
        self._is_row: dict[str, bool] = {}
        self._stream = stream
        self._parser = expat.ParserCreate(intern=self._names)
        self._parser.StartElementHandler = self._started
        self._parser.StartDoctypeDeclHandler = self._refused

    def read(self, size: int = _PIECE, /) -> bytes:
        """The next piece of at most ``size`` bytes."""
        with damage(part=self.name):
            piece = self._stream.read(size)
            self._parser.Parse(piece, not piece)
        self.done += len(piece)
        if self.done - self._parser.CurrentByteIndex > _LONGEST_TOKEN or len(self._names) > _MOST_NAMES:
            raise NotReadable(_bomb(f"{self.name}: a tag or names without end"))
        return piece

    def _started(self, element: str, _attributes: dict[str, str]) -> None:
        is_row = self._is_row.get(element)
        if is_row is None:
            is_row = self._is_row[element] = element.rpartition(":")[2] in _ROWS
        self._together = 0 if is_row else self._together + 1
        if self._together > _MOST_TOGETHER:
            raise NotReadable(_bomb(f"{self.name}: more than {_MOST_TOGETHER} elements in one row"))

    def _refused(self, *_: object) -> None:
        raise NotReadable(_DOCTYPE)


# Old Excel files: the compound file is that of [MS-CFB], the records in it those of [MS-XLS].

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFA
"""From here on the numbers of sectors are signs: an end, a free sector."""
_STREAMS = ("Workbook", "WORKBOOK", "Book", "EncryptedPackage")
_MOST_RECORDS = 700_000
_MOST_ROWS = 1 << 20
"""The most rows of all sheets, and the most cells with the empty ones before them, which xlrd fills up."""
_MOST_PLACES = 1 << 21
_MOST_COLUMNS = 256
_MOST_STYLES = 20_000
_LONGEST_FORMAT = 255
_BIFF8 = 0x0600
_BOF, _EOF, _CONTINUE, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x003C, 0x002F, 0x0085
_SST, _FORMAT, _MERGED, _MULRK, _COLINFO, _XF, _FONT = 0x00FC, 0x041E, 0x00E5, 0x00BD, 0x007D, 0x00E0, 0x0031
_CELLS = {0x00FD, 0x0203, 0x027E, 0x0006, 0x0204, 0x0205, _MULRK}
"""LABELSST, NUMBER, RK, FORMULA, LABEL, BOOLERR, MULRK."""
_KEPT = {_BOF, _EOF, _CONTINUE, _BOUNDSHEET, _SST, _FORMAT, _MERGED, _COLINFO, *_CELLS,
         _XF, _FONT, 0x0022, 0x0042, 0x0208, 0x0207, 0x0221, 0x0236, 0x04BC}  # fmt: skip
"""And DATEMODE, CODEPAGE, ROW; STRING, ARRAY, TABLEOP and SHRFMLA, which follow formulas."""
_IGNORED = b"\xff\xff"


def xls_stream(data: bytes) -> bytes:
    """The stream of the workbook in an old Excel file, with nothing in it but the records of tables."""
    with damage():
        return bytes(_Records(_workbook(data)).judged())


def _workbook(data: bytes) -> bytes:
    """The stream of the workbook. A library would follow circles of directory entries for ever."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("sector size")
    size = 1 << shift
    first, _unused, cutoff, first_mini, _unused, difat, _unused = struct.unpack_from("<7I", data, 48)

    def sector(number: int) -> bytes:
        found = data[(number + 1) * size : (number + 2) * size]
        if not found:
            raise ValueError(f"no sector {number}")
        return found.ljust(size, b"\0")

    tables = [*struct.unpack_from("<109I", data, 76)]
    seen = set()
    while difat < _END_OF_CHAIN and difat not in seen:
        seen.add(difat)
        *more, difat = struct.unpack(f"<{size // 4}I", sector(difat))
        tables += more
    tables = [number for number in dict.fromkeys(tables) if number < _END_OF_CHAIN]
    if len(tables) > 1 + len(data) // size // 64:  # each stands for 128 sectors or more
        raise ValueError("more tables than sectors")
    after = struct.unpack(f"<{len(tables) * size // 4}I", b"".join(map(sector, tables)))

    def chain(start: int) -> bytes:
        return b"".join(map(sector, _chain(start, after)))

    entries = {}
    directory = chain(first)
    for at in range(128, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        if kind == 2 and name in _STREAMS:
            if name in entries:
                raise NotReadable(occurs_twice(name))
            entries[name] = struct.unpack_from("<II", directory, at + 116)
    found = entries.get("Workbook") or entries.get("WORKBOOK")
    if found is None:
        raise NotReadable(LOCKED if "EncryptedPackage" in entries else _TOO_OLD if "Book" in entries else _NO_WORKBOOK)
    start, length = found
    if length >= cutoff:
        return chain(start)[:length]
    small = chain(struct.unpack_from("<I", directory, 116)[0])
    minis = chain(first_mini)
    after_mini = struct.unpack(f"<{len(minis) // 4}I", minis)
    return b"".join(small[mini << 6 : (mini + 1) << 6] for mini in _chain(start, after_mini))[:length]


def _chain(start: int, after: tuple[int, ...]) -> Iterator[int]:
    """The numbers of a chain of sectors."""
    seen = set()
    while start < _END_OF_CHAIN:
        if start in seen:
            raise ValueError("a chain of sectors in a circle")
        seen.add(start)
        yield start
        start = after[start]


class _Records:
    """The records of a workbook's stream, each judged once."""

    def __init__(self, data: bytes) -> None:
        self._data = bytearray(data)
        self._records = self._bytes = self._rows = self._places = 0
        self._limits = Limits()

    def judged(self) -> bytearray:
        """The stream; records that no table needs are marked as of a kind that nobody knows."""
        starts: set[int] = set()
        texts: list[bytes] = []
        last = styles = 0
        for kind, content in self._part(0):
            if kind == _BOF and struct.unpack_from("<H", content)[0] != _BIFF8:
                raise NotReadable(_TOO_OLD)
            if kind == _FILEPASS:
                raise NotReadable(LOCKED)
            if kind == _BOUNDSHEET and content[5] == 0:
                (start,) = struct.unpack_from("<I", content)
                if start in starts:
                    raise NotReadable(occurs_twice("one sheet"))
                starts.add(start)
            elif kind in (_XF, _FONT, _FORMAT):
                styles += 1
                if styles > _MOST_STYLES:
                    raise ValueError("styles without end")
            if kind == _FORMAT and struct.unpack_from("<H", content, 2)[0] > _LONGEST_FORMAT:
                raise ValueError("number format")
            if kind == _SST or (kind == _CONTINUE and last == _SST):
                texts.append(content)
                kind = _SST  # noqa: PLW2901 - what follows belongs to it
            last = kind
        if texts:
            _judge_texts(texts)
        for start in starts:
            self._sheet(start)
        return self._data

    def _part(self, at: int) -> Iterator[tuple[int, bytes]]:
        """The records from ``at`` on to the end of their part. Parts that overlap are damage."""
        depth = 0
        data = self._data
        while at + 4 <= len(data):
            kind, length = struct.unpack_from("<HH", data, at)
            self._records += 1
            self._bytes += 4 + length
            if self._bytes > len(data) or self._records > _MOST_RECORDS:
                raise ValueError("sheets that overlap, or too many records")
            depth += kind == _BOF
            if depth == 1:
                yield kind, bytes(data[at + 4 : at + 4 + length])
            if kind not in _KEPT or depth != 1:  # what is nested is a chart
                data[at : at + 2] = _IGNORED
            depth -= kind == _EOF
            if depth == 0:
                return
            at += 4 + length
        raise ValueError("the workbook stops midway")

    def _sheet(self, start: int) -> None:
        rows: dict[int, int] = {}  # the columns of each that are filled, a bit each
        described = 0
        for kind, content in self._part(start):
            if kind in _CELLS:
                row, column = struct.unpack_from("<HH", content)
                cells = (len(content) - 6) // 6 if kind == _MULRK else 1
                bits = ((1 << cells) - 1) << column
                if column + cells > _MOST_COLUMNS or rows.get(row, 0) & bits:
                    raise NotReadable(occurs_twice(f"R{row + 1}C{column + 1}"))
                rows[row] = rows.get(row, 0) | bits
                self._limits.count(cells)
            elif kind == _MERGED:
                self._limits.count(0, struct.unpack_from("<H", content)[0])
            elif kind == _COLINFO:
                described += 1
                if described > _MOST_COLUMNS:
                    raise ValueError("columns described again")
        self._rows += max(rows, default=0)
        self._places += sum(bits.bit_length() for bits in rows.values())
        if self._rows > _MOST_ROWS or self._places > _MOST_PLACES:
            raise NotReadable(_bomb(f"{self._rows} rows"))


def _judge_texts(pieces: list[bytes]) -> None:
    """Walk through the table of texts: xlrd follows sizes that lead backwards, and reads the same text again."""
    (count,) = struct.unpack_from("<I", pieces[0], 4)
    limits = Limits()
    limits.count(count)
    following = iter(pieces)
    piece, at = next(following), 8
    for _unused in range(count):
        length, flags = struct.unpack_from("<HB", piece, at)
        at += 3
        runs = extra = 0
        if flags & 8:
            (runs,) = struct.unpack_from("<H", piece, at)
            at += 2
        if flags & 4:
            (extra,) = struct.unpack_from("<i", piece, at)
            at += 4
        limits.text(length)
        if extra < 0:
            raise ValueError("text table")
        while (room := (len(piece) - at) >> (flags & 1)) < length:
            length -= max(room, 0)
            piece, at = next(following, b""), 1
            flags = piece[0]
        at += (length << (flags & 1)) + 4 * runs + extra
        while at >= len(piece):
            at -= len(piece)
            piece = next(following, b"")
            if not piece:
                return


def _bomb(what: str) -> Fault:
    return Fault("F111.unpacked", what=what)


_RESAVE = _("Open it in Excel or LibreOffice, and save it as .xlsx.")
_TOO_OLD = Fault("F109.too-old", fix=_RESAVE)
_NO_WORKBOOK = Fault("F109.no-workbook", fix=_RESAVE)
LOCKED = Fault("F111.locked")
_DOCTYPE = Fault("F111.doctype")
