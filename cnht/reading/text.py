"""Bytes to text: encoding, byte-order mark, line ends, and what no text file holds.

UTF-8 is the only encoding. Whatever else a file may be is recognised only to say what to do about it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from io import BytesIO, TextIOWrapper

from cnht.lang import Words
from cnht.problems import Code, Fault, Location, Problem, shown
from cnht.reading.values import CONTROL
from cnht.textfile import TextFile

_BOM = b"\xef\xbb\xbf"
_CONFLICT = re.compile(rb"^(?:<{7}|>{7}|\|{7}) .*$|^={7}\r?$", re.MULTILINE)
_BREAK = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(rb'"[^"]*+"')
_KINDS = (
    (b"PK\x03\x04", Words("tệp nén hoặc bảng tính .xlsx", "a zip archive or an .xlsx workbook")),
    (b"\xd0\xcf\x11\xe0", Words("tệp Office cũ (.xls, .doc)", "an old Office file (.xls, .doc)")),
    (b"%PDF", Words("tệp PDF", "a PDF")),
    (b"\x1f\x8b", Words("tệp nén gzip", "a gzip archive")),
)


def content(file: TextFile, problems: list[Problem]) -> bytes | None:
    """The bytes of ``file`` without a byte-order mark, known to be UTF-8; ``None`` where there is nothing to read.

    What is wrong with the file as a whole is added to ``problems``.
    """
    if file.data is None:
        message = Words(
            f"không đọc được tệp: {shown(file.error or '')}", f"the file cannot be read: {shown(file.error or '')}"
        )
        fix = Words("Kiểm tra tệp và quyền đọc.", "Check that it exists and may be read.")
        problems.append(Fault(Code.UNREADABLE, message, fix).at(Location(file.name, 1)))
        return None
    data = file.data
    fault = _other_format(file.name, data)
    if fault is not None:
        problems.append(fault.at(Location(file.name, 1)))
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(_not_utf8(file.name, data, error.start))
        return None
    if data.startswith(_BOM):
        problems.append(
            Fault(
                Code.BYTE_ORDER_MARK,
                Words("tệp bắt đầu bằng dấu BOM (U+FEFF)", "the file starts with a byte-order mark (U+FEFF)"),
                Words("Lưu lại dạng UTF-8 không có BOM.", "Save it as UTF-8 without BOM."),
            ).at(Location(file.name, 1))
        )
        data = data[len(_BOM) :]
    if not data.strip():
        message = Words("tệp không có nội dung", "the file holds nothing")
        fix = Words("Điền nội dung hoặc xóa tệp.", "Fill it in or delete it.")
        problems.append(Fault(Code.EMPTY_FILE, message, fix).at(Location(file.name, 1)))
        return None
    conflict = _CONFLICT.search(data) if b"<<<<<<<" in data or b">>>>>>>" in data else None
    if conflict is not None and _CONFLICT.search(data, conflict.end()):  # one alone may be somebody's underline
        problems.append(
            Fault(
                Code.CONFLICT_MARKER,
                Words("tệp còn dấu xung đột của git", "the file still holds git conflict markers"),
                Words("Giữ lại một bên, xóa các dòng <<<<<<<, =======, >>>>>>>.",
                      "Keep one side and delete the lines <<<<<<<, =======, >>>>>>>."),
            ).at(Location(file.name, _line_of(data, conflict.start())))
        )  # fmt: skip
        return None
    problems.extend(_line_ends(file.name, data))
    problems.extend(_not_composed(file.name, text))
    return data


def whole(file: TextFile, problems: list[Problem]) -> str | None:
    """The text of ``file``, without control characters; ``None`` where there is nothing to read."""
    data = content(file, problems)
    if data is None:
        return None
    text = data.decode("utf-8")
    found = list(CONTROL.finditer(text))
    if not found:
        return text
    before = text[: found[0].start()]
    line = before.count("\n") + before.count("\r") - before.count("\r\n") + 1
    column = len(before) - max(before.rfind("\n"), before.rfind("\r"))
    more = Words(f", và {len(found) - 1} ký tự khác", f", and {len(found) - 1} more") if found[1:] else Words("", "")
    char = shown(found[0][0])
    problems.append(
        Fault(
            Code.CONTROL_CHARACTER,
            Words(f"tệp có ký tự điều khiển {char}{more.vi}", f"the file holds the control character {char}{more.en}"),
            Words("Xóa ký tự đó.", "Delete it."),
        ).at(Location(file.name, line, column))
    )
    return None


def lines(data: bytes) -> TextIOWrapper:
    """The physical lines of ``data``, which is UTF-8, one at a time and with their ends."""
    return TextIOWrapper(BytesIO(data), encoding="utf-8", newline="")


def _other_format(name: str, data: bytes) -> Fault | None:
    for start, kind in _KINDS:
        if data.startswith(start):
            return Fault(
                Code.NOT_TEXT,
                Words(f"nội dung là {kind.vi}, không phải văn bản", f"the content is {kind.en}, not text"),
                resave(name),
            )
    if data[:200].lstrip(_BOM + b" \t\r\n").lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        return Fault(
            Code.NOT_TEXT,
            Words("nội dung là trang HTML hoặc XML", "the content is an HTML page or XML"),
            Words("Tải lại chính tệp số liệu, không phải trang web của nó.",
                  "Download the data file itself, not the page around it."),
        )  # fmt: skip
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:400].count(0) > len(data[:400]) // 4:
        return Fault(
            Code.NOT_UTF8, Words("tệp là UTF-16, không phải UTF-8", "the file is UTF-16, not UTF-8"), resave(name)
        )
    return None


def resave(name: str) -> Words:
    """How to turn a file into UTF-8, and a table into one with commas."""
    if name.endswith(".csv"):
        return Words(
            f"Lưu lại dạng “CSV UTF-8”, các ô cách nhau bằng dấu phẩy; hoặc chạy: cnht import {shown(name)}",
            f"Save it as “CSV UTF-8” with commas between the cells, or run: cnht import {shown(name)}",
        )
    return Words("Lưu lại dạng UTF-8.", "Save it as UTF-8.")


def _not_utf8(name: str, data: bytes, at: int) -> Problem:
    line = _line_of(data, at)
    start = data.rfind(b"\n", 0, at) + 1
    odd = sum(not _is_utf8(one) for one in data.split(b"\n"))
    byte = f"0x{data[at]:02X}"
    cause = (
        Words("chỉ dòng này sai", "only this line is wrong")
        if odd == 1 and data.count(b"\n") > 1
        else Words("có lẽ là windows-1258, windows-1252 hoặc TCVN3", "probably windows-1258, windows-1252 or TCVN3")
    )
    return Fault(
        Code.NOT_UTF8,
        Words(
            f"byte {byte} ở vị trí {at} không phải UTF-8; {cause.vi}",
            f"byte {byte} at offset {at} is not UTF-8; {cause.en}",
        ),
        resave(name),
    ).at(Location(name, line, len(data[start:at].decode("utf-8")) + 1))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _line_ends(name: str, data: bytes) -> list[Problem]:
    def counts(text: bytes) -> tuple[int, int, int]:
        windows = text.count(b"\r\n")
        return windows, text.count(b"\r") - windows, text.count(b"\n") - windows

    windows, old, unix = counts(data)
    if b'"' in data and (old or (windows and unix)):  # Excel writes bare line feeds inside its quoted cells
        windows, old, unix = counts(_QUOTED.sub(b"", data))
    if not old and not (windows and unix):
        return []
    message = (
        Words("tệp dùng dấu xuống dòng CR", "the file uses bare CR as line ends")
        if old
        else Words("tệp trộn hai kiểu xuống dòng CRLF và LF", "the file mixes CRLF and LF line ends")
    )
    fix = Words("Lưu lại với dấu xuống dòng LF.", "Save it with LF line ends.")
    odd = data.find(b"\r") if old or data.find(b"\r") > data.find(b"\n") else data.find(b"\n")
    return [Fault(Code.LINE_ENDS, message, fix).at(Location(name, _line_of(data, odd)))]


def _not_composed(name: str, text: str) -> list[Problem]:
    """The first place where a letter and its marks are apart, as some systems write Vietnamese."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return []
    lines = _BREAK.split(text)
    number = next((at for at, line in enumerate(lines) if not unicodedata.is_normalized("NFC", line)), 0)
    line = lines[number]
    mark = bisect_left(range(len(line)), True, key=lambda at: not unicodedata.is_normalized("NFC", line[: at + 1]))
    message = Words(
        "có chữ mà dấu tách rời (chưa ở dạng NFC)", "there is a letter with its marks apart (text is not in NFC)"
    )
    fix = Words("Lưu lại ở dạng dựng sẵn (NFC).", "Save it in composed form (NFC).")
    return [Fault(Code.NOT_NFC, message, fix).at(Location(name, number + 1, max(mark, 1)))]


def _line_of(data: bytes, at: int) -> int:
    """The physical line of the byte at ``at``; CRLF, LF and CR each end one."""
    before = data[:at]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1
