"""The parts of a workbook that is a zip archive of XML, read within limits.

A part is unpacked piece by piece, and no further than to the limits, whatever the archive says of its size. A document
type, and so every entity of its own, is refused.
"""

from __future__ import annotations

import lzma
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from cnht.entry.sheets import NotReadable, Tell
from cnht.lang import Words
from cnht.problems import Code, Fault, shown

LARGEST_PART = 1 << 28
"""The most bytes of one part when unpacked; a sheet of a million filled cells has some fifty million."""
LARGEST_WHOLE = 1 << 29
"""The most bytes of all the parts that are read."""
MOST_PARTS = 10_000
MOST_ELEMENTS = 10_000_000
"""The most elements of a part: empty cells with a format cost time, too."""
_PIECE = 1 << 16
_DAMAGE = (
    BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, IndexError, NotImplementedError, OSError,
    RuntimeError, ValueError,
)  # fmt: skip
"""What a damaged archive makes the library raise."""

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Data = Callable[[str], None]


class Archive:
    """A zip archive in memory, and its parts by name."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(data))
            infos = self._zip.infolist()
        except _DAMAGE as error:
            raise NotReadable(damaged(str(error))) from None
        if len(infos) > MOST_PARTS:
            raise NotReadable(_bomb(f"{len(infos)} parts"))
        self._infos = {info.filename: info for info in infos}
        self._unpacked = 0

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def part(self, name: str) -> Iterator[bytes]:
        """The content of a part in pieces; none where there is no such part."""
        info = self._infos.get(name)
        if info is None:
            return
        if info.flag_bits & 1:
            raise NotReadable(LOCKED)
        self._within_limits(name, info.file_size)
        size = 0
        archive = self._zip
        try:
            with archive.open(info) as content:
                while piece := content.read(_PIECE):
                    size += len(piece)
                    self._unpacked += len(piece)
                    self._within_limits(name, size)
                    yield piece
        except _DAMAGE as error:
            raise NotReadable(damaged(f"{shown(name)}: {error}")) from None

    def _within_limits(self, name: str, size: int) -> None:
        if size > LARGEST_PART or self._unpacked > LARGEST_WHOLE:
            raise NotReadable(_bomb(f"{shown(name)}: {size >> 20} MB"))

    def size(self, name: str) -> int:
        """How large a part says it is."""
        info = self._infos.get(name)
        return 0 if info is None else info.file_size

    def parse(
        self, name: str, start: Start, end: End | None = None, text: Data | None = None, *, tell: Tell | None = None
    ) -> None:
        """Walk through the XML of a part; elements and attributes are given by their local names."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        count = done = 0

        def started(element: str, attributes: dict[str, str]) -> None:
            nonlocal count
            count += 1
            if count > MOST_ELEMENTS:
                raise NotReadable(_bomb(f"{shown(name)}: {MOST_ELEMENTS} elements"))
            start(_local(element), {_local(key): value for key, value in attributes.items()})

        def refused(*_: Any) -> None:
            raise NotReadable(_DOCTYPE)

        parser.StartElementHandler = started
        parser.StartDoctypeDeclHandler = refused
        if end is not None:
            ending = end
            parser.EndElementHandler = lambda element: ending(_local(element))
        if text is not None:
            parser.CharacterDataHandler = text
        try:
            for piece in self.part(name):
                parser.Parse(piece, False)
                done += len(piece)
                if tell is not None:
                    tell(min(done / max(self.size(name), 1), 1.0))
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two of an encoding it is not in
            raise NotReadable(damaged(f"{shown(name)}: {error}")) from None


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def damaged(why: str) -> Fault:
    """The fault of a workbook that is none, or not all of one."""
    return Fault(
        Code.UNREADABLE,
        Words(f"tệp bảng tính bị hỏng: {shown(why)}", f"the workbook is damaged: {shown(why)}"),
        Words("Lấy lại tệp; hoặc mở bằng Excel hay LibreOffice rồi lưu lại dạng .xlsx.",
              "Fetch it again, or open it in Excel or LibreOffice and save it as .xlsx."),
    )  # fmt: skip


def _bomb(what: str) -> Fault:
    return Fault(
        Code.UNREADABLE,
        Words(f"tệp bảng tính giải nén ra quá lớn ({what})", f"the workbook is too large when unpacked ({what})"),
        Words("Xóa các trang, dòng và cột không cần, hoặc lưu riêng bảng cần nhập thành CSV.",
              "Delete the sheets, rows and columns that are not needed, or save the one table as CSV."),
    )  # fmt: skip


LOCKED = Fault(
    Code.UNREADABLE,
    Words("tệp bảng tính được bảo vệ bằng mật khẩu", "the workbook is locked with a password"),
    Words("Mở bằng Excel, bỏ mật khẩu rồi lưu lại.", "Open it in Excel, take the password off and save it."),
)
_DOCTYPE = Fault(
    Code.UNREADABLE,
    Words("XML trong tệp khai báo kiểu tài liệu (DOCTYPE), điều không bảng tính nào làm",
          "the XML in the file declares a document type (DOCTYPE), which no spreadsheet program does"),
    Words("Không dùng tệp này; hỏi lại nơi đã gửi.", "Do not use the file; ask whoever sent it."),
)  # fmt: skip
