"""Bytes to text: encoding, byte-order mark, line ends, and what no text file holds.

UTF-8 is the only encoding. Whatever else a file may be is recognised only to say what to do about it. A file is looked
through once, in pieces of whole lines, before anything of it is read: what is wrong with the file as a whole is then
the only problem it has.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import ExitStack
from io import TextIOWrapper
from itertools import chain
from typing import BinaryIO

from cnht.files.textfile import MOST, MOST_YAML, OUTSIDE, TextFile, too_large
from cnht.language.texts import NOTHING, Localized, _, both, n_
from cnht.language.wording import write_number
from cnht.problems import Fault, Location, Problem, in_words, shown
from cnht.reading.values import CONTROL, MOST_MARKS, piled_marks

_PIECE = 1 << 18
_LONGEST_LINE = 1 << 24
"""The most bytes of a line; a longer one is not a row, and would have to be held in memory."""
_BOM = b"\xef\xbb\xbf"
_MARKS = re.compile(rb"\A(?:%b)+" % _BOM)
_CONFLICT = re.compile(rb"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
_ASCII = bytes(range(128))
_TWICE = re.compile(rb"\xc3[\x82-\xaf](?:\xc2[\x80-\xbf]|\xc5|\xcb|\xe2)")
"""What a character that was encoded twice looks like in bytes; :mod:`cnht.reading.encoding` looks more closely."""
_BREAK = re.compile(r"\r\n|\r|\n")
_KINDS = (
    (b"PK\x03\x04", _("a zip archive or an .xlsx workbook")),
    (b"\xd0\xcf\x11\xe0", _("an old Office file (.xls, .doc)")),
    (b"%PDF", _("a PDF")),
    (b"\x1f\x8b", _("a gzip archive")),
)


def lines(file: TextFile, problems: list[Problem]) -> TextIOWrapper | None:
    """The physical lines of ``file``, one at a time and with their ends, without byte-order marks; to be closed.

    ``None`` where it cannot be read as text. What is wrong with it as a whole is added to ``problems``. The file
    is opened once, and what was looked through is read, unless somebody writes to it meanwhile: then there may be an
    ``OSError`` or ``UnicodeDecodeError``.
    """
    try:
        stream = file.stream()
    except OSError as error:
        problems.append(unreadable(file.name, error.strerror or str(error)))
        return None
    with ExitStack() as opened:
        opened.enter_context(stream)
        try:
            check = _FileCheck(file.name, problems)
            if not check.passes(_pieces(stream)):
                return None
            if check.has_mixed_ends:
                text = _from_start(stream)
                problems.extend(_odd_line_end(file, text))
                text.detach()
            text = _from_start(stream)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(unreadable(file.name, str(getattr(error, "strerror", None) or error)))
            return None
        opened.pop_all()
        return text


def whole(file: TextFile, problems: list[Problem]) -> str | None:
    """The text of ``file``, without control characters; ``None`` where there is nothing to read."""
    held = lines(file.held(), problems)
    if held is None:
        return None
    text = held.read()
    found = list(CONTROL.finditer(text))
    if not found:
        return text
    others = both(write_number, len(found) - 1)
    more = _(", and {others} more", others=others) if found[1:] else NOTHING
    char = shown(found[0][0])
    problems.append(Fault("F103.file", char=char, more=more).at(_place(file.name, text[: found[0].start()])))
    return None


def _from_start(stream: BinaryIO) -> TextIOWrapper:
    """The text of ``stream``, from its start."""
    start = 0
    stream.seek(start)
    while stream.read(len(_BOM)) == _BOM:  # a program that adds one does not look whether there is one
        start += len(_BOM)
    stream.seek(start)
    return TextIOWrapper(stream, encoding="utf-8", newline="")


def unreadable(name: str, reason: str) -> Problem:
    """The problem of a file that cannot be read, for a reason in the operating system's words, or one of ours."""
    fault = _UNREAD.get(reason) or Fault("F111.unreadable", reason=in_words(reason))
    return fault.at(Location(name, 1))


def resave(name: str) -> Localized:
    """How to turn a file into UTF-8, and a table into one with commas."""
    if name.endswith(".csv"):
        return _("Save it as “CSV UTF-8” with commas between the cells, or run: cnht import {name}", name=shown(name))
    return _("Save it as UTF-8.")


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of ``stream`` in pieces of whole lines, but for a line of more than :data:`_LONGEST_LINE`."""
    while piece := stream.read(_PIECE):
        yield piece if piece.endswith(b"\n") else piece + stream.readline(_LONGEST_LINE)


class _FileCheck:
    """Finds what is wrong with a file as a whole, piece by piece."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = problems
        self.offset = 0
        self.line = 1
        self.windows = self.old = self.unix = 0
        """How many line ends are CRLF, CR and LF."""
        self.is_blank = True
        self.is_composed = True
        self.plain: set[str] = set()
        """Characters beyond ASCII that are in NFC wherever they stand."""

    @property
    def has_mixed_ends(self) -> bool:
        return bool(self.old or (self.windows and self.unix))

    def passes(self, pieces: Iterator[bytes]) -> bool:
        """Whether the file can be read; if not, why is reported."""
        for data in pieces:
            piece = data
            if self.offset == 0:
                fault = _other_format(self.name, piece)
                if fault is not None:
                    self.report(fault, 1)
                    return False
                if piece.startswith(_BOM):
                    self.report(Fault("F102"), 1)
                    piece = _MARKS.sub(b"", piece, count=1)
                    self.offset = len(data) - len(piece)
            if not self._piece(piece, pieces):
                return False
            windows = piece.count(b"\r\n") if b"\r" in piece else 0
            old = piece.count(b"\r") - windows if b"\r" in piece else 0
            unix = piece.count(b"\n") - windows
            self.windows, self.old, self.unix = self.windows + windows, self.old + old, self.unix + unix
            self.line += windows + old + unix
            self.offset += len(piece)
        if self.is_blank:
            self.report(Fault("F104.fill"), 1)
        return not self.is_blank

    def report(self, fault: Fault, line: int, column: int = 1) -> None:
        self.problems.append(fault.at(Location(self.name, line, column)))

    def _piece(self, piece: bytes, rest: Iterator[bytes]) -> bool:
        self.is_blank = self.is_blank and not piece.strip()
        if len(piece) >= _LONGEST_LINE and not piece.endswith(b"\n"):
            self.report(Fault("C212.line", size=_LONGEST_LINE >> 20), self.line + piece.count(b"\n"))
            return False
        if not piece.isascii():
            try:
                text = piece.decode("utf-8")
            except UnicodeDecodeError as error:
                self._not_utf8(piece, error.start, rest)
                return False
            if not self._is_sound(piece, text):
                return False
        return self._is_merged(piece)

    def _is_sound(self, piece: bytes, text: str) -> bool:
        """Whether text beyond ASCII was not encoded twice and its marks can be put in order; what is not is reported.

        That it is not in NFC is reported, too, and once.
        """
        twice = None
        if _TWICE.search(piece):
            from cnht.reading.encoding import encoded_twice

            twice = encoded_twice(text)
        if twice is not None:
            at, found, meant = twice
            place = _place(self.name, text[:at])
            self.report(
                Fault("F114", found=shown(found), meant=meant, name=shown(self.name)),
                self.line + place.line - 1,
                place.column,
            )
            return False
        if not self._has_marks(piece):
            return True
        piled = piled_marks(text)
        if piled is not None:
            place = _place(self.name, text[:piled])
            self.report(Fault("F116", most=MOST_MARKS), self.line + place.line - 1, place.column)
            return False
        if self.is_composed and not unicodedata.is_normalized("NFC", text):
            self.is_composed = False
            apart = _not_composed(text)
            self.report(Fault("F110"), self.line + apart.line - 1, apart.column)
        return True

    def _has_marks(self, piece: bytes) -> bool:
        """Whether there is a character that may not stand so in NFC; to look at the text itself takes longer."""
        new = set(piece.translate(None, _ASCII).decode("utf-8")) - self.plain
        self.plain |= {
            char
            for char in new
            if unicodedata.is_normalized("NFC", f"a{char}") and unicodedata.category(char)[0] != "M"
            and not "\u1100" <= char <= "\u11ff"
        }  # fmt: skip
        return not new <= self.plain

    def _is_merged(self, piece: bytes) -> bool:
        """Whether the file has no conflict marks of git; ``=======`` alone may be somebody's underline."""
        if b"<" not in piece and b">" not in piece:  # the usual case, and a fast one
            return True
        mark = _CONFLICT.search(piece)
        if mark is not None:
            self.report(Fault("F107"), self.line + _line_of(piece, mark.start()) - 1)
        return mark is None

    def _not_utf8(self, piece: bytes, at: int, rest: Iterator[bytes]) -> None:
        from cnht.reading.encoding import likely

        sound, bad = 0, 0
        sample: list[bytes] = []
        for line in chain.from_iterable(each.splitlines() for each in chain([piece], rest)):
            if _is_utf8(line):
                sound += not line.isascii()
            else:
                bad += 1
                if len(sample) < 1000:
                    sample.append(line)
        cause = likely(sample)
        fix = resave(self.name)
        if bad == 1 and (sound or self.line + _line_of(piece, len(piece)) > 3):
            cause = _("only this line is wrong, {cause}", cause=cause)
            fix = _("Retype the letters with diacritics on this line, and save the file as UTF-8.")  # fmt: skip
        elif sound:
            wrong = n_("{count} line", "{count} lines", bad)
            cause = _("{wrong} are wrong, others are UTF-8; {cause}", wrong=wrong, cause=cause)  # fmt: skip
        start = max(piece.rfind(b"\n", 0, at), piece.rfind(b"\r", 0, at)) + 1
        byte = f"0x{piece[at]:02X}"
        offset = self.offset + at
        fault = Fault("F101.byte", byte=byte, offset=offset, cause=cause, fix=fix)
        self.report(fault, self.line + _line_of(piece, at) - 1, len(piece[start:at].decode("utf-8")) + 1)


LFS = b"version https://git-lfs"
"""What git has in place of a large file until it is fetched."""


def _other_format(name: str, data: bytes) -> Fault | None:
    for start, kind in _KINDS:
        if data.startswith(start):
            return Fault(
                "F109.other",
                kind=kind,
                fix=_("Run: cnht import {name}, or save it as “CSV UTF-8”.", name=shown(name))
                if name.endswith(".csv")
                else resave(name),
            )
    if data.startswith(LFS):
        return Fault("F109.lfs")
    if data[:200].lstrip(_BOM + b" \t\r\n").lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        return Fault("F109.page")
    if name.endswith(".csv") and data.lstrip(_BOM + b" \t\r\n").startswith((b"{", b"[")):
        return Fault("F109.json")
    if not data[:400].strip(b"\0"):
        return Fault("F109.nul")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:400].count(0) > len(data[:400]) // 4:
        return Fault("F101.utf16", fix=resave(name))
    return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _odd_line_end(file: TextFile, stream: TextIOWrapper) -> Iterator[Problem]:
    first: str | None = None
    quoted = False
    for number, line in enumerate(stream, 1):
        if file.name.endswith(".csv"):  # Excel writes bare line feeds inside its quoted cells
            quoted ^= line.count('"') % 2 == 1
        end = line[len(line.rstrip("\r\n")) :][-2:]
        if quoted or not end:
            continue
        first = first or end
        if end == "\r" or end != first:
            message = (
                _("the file uses bare CR line endings") if end == "\r" else _("the file mixes CRLF and LF line endings")
            )
            yield Fault("F108", message=message).at(Location(file.name, number))
            return


def _not_composed(text: str) -> Location:
    """The first place where a letter and its marks are apart, as some systems write Vietnamese."""
    lines = _BREAK.split(text)
    number = next((at for at, line in enumerate(lines) if not unicodedata.is_normalized("NFC", line)), 0)
    line = lines[number]
    mark = bisect_left(range(len(line)), True, key=lambda at: not unicodedata.is_normalized("NFC", line[: at + 1]))
    return Location("", number + 1, max(mark, 1))


def _line_of(data: bytes, at: int) -> int:
    """The physical line of the byte at ``at``; CRLF, LF and CR each end one."""
    before = data[:at]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


def _place(name: str, before: str) -> Location:
    """The place in a file behind the text ``before``."""
    line = before.count("\n") + before.count("\r") - before.count("\r\n") + 1
    return Location(name, line, len(before) - max(before.rfind("\n"), before.rfind("\r")))


# --- faults ------------------------------------------------------------------------------------------------------


_UNREAD = {
    OUTSIDE: Fault("F117"),
    **{
        too_large(most): Fault("F111.size", most=most >> 20)
        for most in (MOST, MOST_YAML)
    },
}  # fmt: skip
