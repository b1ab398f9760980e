"""Text with some delimiter in some encoding to a sheet; what was found out about it is said."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from cnht.entry.headers import Mapped, score
from cnht.entry.sheets import MOST_COLUMNS, TOO_MUCH_TEXT, Cell, Counter, NotReadable, Sheet, Tell
from cnht.lang import Localized, _, n_
from cnht.problems import Fault, shown
from cnht.reading import encoding as old
from cnht.reading.values import composed

_DELIMITERS = ",;\t|"
_SAMPLE = 80
"""How many rows, and cells of each, are tried with each delimiter."""
LARGEST = 20 << 20
"""The most bytes of a file of text; a hundred thousand long rows have less."""
LONGEST_RECORD = 1 << 21
"""The most characters of a row, which is held cell by cell before it can be judged."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_SEP = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)
_NAMES = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"),
          "|": _("vertical bars")}  # fmt: skip


class Found(NamedTuple):
    """What was found out about a file of text."""

    sheet: Sheet
    encoding: str
    delimiter: Localized


def read(data: bytes, name: str, asked: str, mapped: Mapped, tell: Tell) -> Found:
    """The one sheet of a text file, which has no name. ``asked`` is the encoding, where somebody said it."""
    if len(data) > LARGEST:
        raise NotReadable(TOO_MUCH_TEXT)
    text, encoding = _decoded(data, name, asked)
    line = 1
    counter = Counter()
    counter.ahead(max(text.count("\n"), text.count("\r")))
    told = _SEP.match(text)
    if told:
        text = text[told.end() :]
        line = 2
    delimiter = told[1] if told else _delimiter(text, mapped)
    sheet = Sheet("", is_text=True)
    same = lru_cache(maxsize=10_000)(Cell)  # most cells say what others do, and take no memory then
    for row, cells in _records(text, delimiter, line):
        if len(cells) > MOST_COLUMNS:
            raise NotReadable(Fault("C203.many", count=len(cells)), row)
        filled = {}
        for column, cell in enumerate(cells, 1):
            if cell.strip():
                counter.cell(cell)
                filled[column] = same(cell)
        if filled:
            sheet.rows[row] = filled
        else:
            counter.count(1)
            sheet.blank_rows.append(row)
        if not row % 1000:
            tell(0.5)
    said = _NAMES.get(delimiter, _('"{delimiter}"', delimiter=shown(delimiter)))
    return Found(sheet, encoding, _("{said} (by its line sep=)", said=said) if told else said)


def _records(text: str, delimiter: str, line: int) -> Iterator[tuple[int, list[str]]]:
    """The records of a text, each with the physical line that it starts on."""
    size = 0
    is_over = False

    def lines() -> Iterator[str]:
        nonlocal size, is_over
        for found in _LINE.finditer(text):
            said = composed(found[0])
            if size > LONGEST_RECORD or isinstance(said, Fault):
                raise NotReadable(said if isinstance(said, Fault) else TOO_MUCH_TEXT, start)
            size += len(said)
            yield said[: LONGEST_RECORD + 1]
        is_over = True

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    start = line
    try:
        for record in reader:
            if size > LONGEST_RECORD:
                raise NotReadable(TOO_MUCH_TEXT, start)
            yield start, record
            start = line + reader.line_num
            size = 0
    except csv.Error:
        limit = csv.field_size_limit()
        fault = (
            Fault("C212.cell", most=n_("{count} character", "{count} characters", limit))
            if size > limit
            else Fault("C209.open")
            if is_over
            else Fault("C210")
        )
        raise NotReadable(fault, start) from None


def _delimiter(text: str, mapped: Mapped) -> str:
    """The delimiter that makes the best header of some row; else the one that is met most."""
    head = [found[0] for found in islice(_LINE.finditer(text[: 1 << 18]), _SAMPLE)]
    best, most = ",", (0, 0)
    for delimiter in _DELIMITERS:
        rank = (0, sum(line.count(delimiter) for line in head))
        try:
            reader = csv.reader(head, delimiter=delimiter)
            rank = (max((score(record[:_SAMPLE], mapped) for record in reader if len(record) > 1), default=0), rank[1])
        except csv.Error:
            pass
        if rank > most:
            best, most = delimiter, rank
    return best


def _decoded(data: bytes, name: str, asked: str) -> tuple[str, str]:
    """The text, and the encoding it was in."""
    encoding, text = _as_asked(data, asked) if asked else _as_found(data)
    at = text.find("\N{REPLACEMENT CHARACTER}")
    if at >= 0 and encoding != "UTF-8":
        raise NotReadable(_strange(encoding), text.count("\n", 0, at) + 1)
    nul = text.find("\0")
    if nul >= 0:
        raise NotReadable(_NUL, text.count("\n", 0, nul) + 1)
    found = old.encoded_twice(text) if encoding == "UTF-8" else None
    if found is not None:
        at, said, meant = found
        raise NotReadable(Fault("F114", found=shown(said), meant=meant, name=shown(name)), text.count("\n", 0, at) + 1)
    return text.removeprefix("\ufeff"), encoding


def _as_asked(data: bytes, asked: str) -> tuple[str, str]:
    match asked:
        case "windows-1258" | "windows-1252":
            return asked, old.decoded(data, asked)
        case "tcvn3":
            return old.TCVN3, old.decoded(data, old.TCVN3)
        case "utf-16":
            return "UTF-16", data.decode(_utf_16(data) or "utf-16-le", "replace")
        case _:
            return "utf-8", data.decode("utf-8", "replace")


def _as_found(data: bytes) -> tuple[str, str]:
    wide = _utf_16(data)
    if wide:
        return "UTF-16", data.decode(wide, "replace")
    try:
        return "UTF-8", data.decode("utf-8")
    except UnicodeDecodeError as error:
        told = old.told([data])
        if told is None:
            raise NotReadable(_unknown(data[error.start]), data.count(b"\n", 0, error.start) + 1) from None
        return told, old.decoded(data, told)


def _utf_16(data: bytes) -> str:
    """The name of the UTF-16 that the bytes are in; empty where they are in none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:400]
    if head.count(0) <= len(head) // 4:
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _unknown(byte: int) -> Fault:
    return Fault("F101.unknown", byte=byte)


def _strange(encoding: str) -> Fault:
    return Fault("F101.strange", encoding=encoding)


_NUL = Fault("F103.table")
