"""Text with some delimiter in some encoding to a sheet, and what was found out about it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from cnht.importing.layout import ColumnMapping
from cnht.importing.sheet import MOST_COLUMNS, TOO_MUCH_TEXT, Cell, Limits, NotReadable, Progress, Sheet
from cnht.language.texts import Localized, _, n_
from cnht.problems import Fault, shown
from cnht.reading import encoding as old
from cnht.reading.encoding import Encoding
from cnht.reading.values import composed

_DELIMITERS = ",;\t|"
_SAMPLE = 80
"""How many rows are tried with each delimiter, and how many cells of each row."""
_SAMPLE_CELLS = 20
LARGEST = 20 << 20
"""The most bytes of a file of text; a hundred thousand long rows have less."""
LONGEST_RECORD = 1 << 21
"""The most characters of a row, which is held cell by cell before it can be judged."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_SEP = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)
_NAMES = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("vertical bars")}


class Text(NamedTuple):
    """A file of text: its one sheet, which has no name, and how it was read."""

    sheet: Sheet
    encoding: str
    delimiter: Localized


def read(data: bytes, name: str, asked: Encoding | None, mapping: ColumnMapping, progress: Progress) -> Text:
    """Read a text file. ``asked`` is the encoding, where somebody named it."""
    if len(data) > LARGEST:
        raise NotReadable(TOO_MUCH_TEXT)
    text, encoding = _decoded(data, name, asked)
    line = 1
    limits = Limits()
    limits.ahead(max(text.count("\n"), text.count("\r")))
    told = _SEP.match(text)
    if told:
        text = text[told.end() :]
        line = 2
    delimiter = told[1] if told else _delimiter(text, mapping)
    sheet = Sheet("", is_text=True)
    same = lru_cache(maxsize=10_000)(Cell)  # most cells repeat others, and take no memory then
    for row, cells in _records(text, delimiter, line):
        if len(cells) > MOST_COLUMNS:
            raise NotReadable(Fault("C203.many", count=len(cells)), row)
        filled = {}
        for column, cell in enumerate(cells, 1):
            if cell.strip():
                limits.cell(cell)
                filled[column] = same(cell)
        if filled:
            sheet.rows[row] = filled
        else:
            limits.count(1)
            sheet.blank_rows.append(row)
        if not row % 1000:
            progress(0.5)
    said = _NAMES.get(delimiter, _('"{delimiter}"', delimiter=shown(delimiter)))
    return Text(sheet, encoding, _("{said} (by its line sep=)", said=said) if told else said)


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
        fault = Fault("C209.open") if is_over else Fault("C210")
        if size > limit:
            fault = Fault("C212.cell", most=n_("{count} character", "{count} characters", limit))
        raise NotReadable(fault, start) from None


def _delimiter(text: str, mapping: ColumnMapping) -> str:
    """The delimiter that makes the best header of some row; else the most frequent one."""
    head = [found[0] for found in islice(_LINE.finditer(text[: 1 << 18]), _SAMPLE)]
    ranks = {}
    for delimiter in _DELIMITERS:
        best = 0
        try:
            for record in csv.reader(head, delimiter=delimiter):
                best = max(best, mapping.score(record[:_SAMPLE_CELLS]) if len(record) > 1 else 0)
        except csv.Error:
            best = 0
        ranks[delimiter] = (best, sum(line.count(delimiter) for line in head))
    return max(_DELIMITERS, key=ranks.__getitem__)


def _decoded(data: bytes, name: str, asked: Encoding | None) -> tuple[str, str]:
    """The text, and the encoding it was in."""
    text, encoding = _as_found(data) if asked is None else _as_asked(data, asked)

    def line(at: int) -> int:
        return text.count("\n", 0, at) + 1

    at = text.find("\N{REPLACEMENT CHARACTER}")
    if at >= 0 and encoding != "UTF-8":
        raise NotReadable(Fault("F101.strange", encoding=encoding), line(at))
    nul = text.find("\0")
    if nul >= 0:
        raise NotReadable(Fault("F103.table"), line(nul))
    if encoding == "UTF-8" and (twice := old.encoded_twice(text)) is not None:
        at, said, meant = twice
        raise NotReadable(Fault("F114", found=shown(said), meant=meant, name=shown(name)), line(at))
    return text.removeprefix("\ufeff"), encoding


def _as_asked(data: bytes, asked: Encoding) -> tuple[str, str]:
    if asked is Encoding.UTF_8:
        return data.decode("utf-8", "replace"), asked
    if asked is Encoding.UTF_16:
        return data.decode(_utf_16(data) or "utf-16-le", "replace"), "UTF-16"
    name = old.TCVN3 if asked is Encoding.TCVN3 else asked
    return old.decoded(data, name), name


def _as_found(data: bytes) -> tuple[str, str]:
    if wide := _utf_16(data):
        return data.decode(wide, "replace"), "UTF-16"
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        told = old.told([data])
        if told is None:
            line = data.count(b"\n", 0, error.start) + 1
            raise NotReadable(Fault("F101.unknown", byte=data[error.start]), line) from None
        return old.decoded(data, told), told


def _utf_16(data: bytes) -> str:
    """The name of the UTF-16 that the bytes are in; empty where they are not in it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:400]
    if head.count(0) <= len(head) // 4:
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
