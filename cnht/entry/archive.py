"""The parts of a workbook that is a zip archive of XML, read within limits.

What an archive says of its own sizes is held against the limits before anything is unpacked, and nothing is unpacked
beyond what it says. A document type, and so every entity of its own, is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from cnht.entry.sheets import NotReadable
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

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Data = Callable[[str], None]


class Archive:
    """A zip archive in memory, and its parts by name."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(data))
            infos = self._zip.infolist()
        except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise NotReadable(damaged(str(error))) from None
        if len(infos) > MOST_PARTS:
            raise NotReadable(_bomb(f"{len(infos)} parts"))
        self._infos = {info.filename: info for info in infos}
        self._unpacked = 0

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def part(self, name: str) -> bytes:
        """The content of a part; nothing where there is no such part."""
        info = self._infos.get(name)
        if info is None:
            return b""
        self._unpacked += info.file_size
        if info.file_size > LARGEST_PART or self._unpacked > LARGEST_WHOLE:
            raise NotReadable(_bomb(f"{shown(name)}: {info.file_size >> 20} MB"))
        if info.flag_bits & 1:
            raise NotReadable(LOCKED)
        try:
            return self._zip.read(info)
        except Exception as error:  # noqa: BLE001 - whatever a damaged archive makes the library raise
            raise NotReadable(damaged(f"{shown(name)}: {error}")) from None


def parse(
    name: str, data: bytes, start: Start, end: End | None = None, text: Data | None = None, *, tell: Any = None
) -> None:
    """Walk through the XML of a part; elements and attributes are given by their local names."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    count = 0

    def started(element: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS:
            raise NotReadable(_bomb(f"{shown(name)}: {MOST_ELEMENTS} elements"))
        start(_local(element), {_local(key): value for key, value in attributes.items()} if attributes else attributes)

    def refused(*_: Any) -> None:
        raise NotReadable(_DOCTYPE)

    parser.StartElementHandler = started
    parser.StartDoctypeDeclHandler = refused
    parser.EntityDeclHandler = refused
    if end is not None:
        ending = end
        parser.EndElementHandler = lambda element: ending(_local(element))
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for at in range(0, len(data), _PIECE):
            parser.Parse(data[at : at + _PIECE], False)
            if tell is not None:
                tell(at / len(data))
        parser.Parse(b"", True)
    except expat.ExpatError as error:
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
