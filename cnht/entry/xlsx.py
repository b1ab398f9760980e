"""Workbooks of Excel since 2007 (.xlsx, .xlsm) to sheets.

Read from the XML itself: what the libraries for it leave out is what a figure may hang on, such as hidden rows, percent
formats, errors, and formulas that were never computed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from posixpath import join, normpath
from typing import NamedTuple

from cnht.entry.archive import MOST_PARTS, Archive
from cnht.entry.sheets import (
    Cell,
    Counter,
    NotReadable,
    Pieces,
    Sheet,
    Sort,
    Span,
    Tell,
    column_of,
    damaged,
    plain_number,
    twice,
)

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\[\]]*\]', re.IGNORECASE)
"""What a number format says literally: quoted text, single characters, colours and conditions."""
_THOUSANDS = re.compile(r"[0#?],+(?![0#?,])")
"""Commas behind the last digit, each of which hides three of them."""
_SERIAL_DAYS = 2_958_465
"""The day of 9999-12-31 as Excel counts."""
_DAYS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)} - {17, 36}
_BUILT_IN = {9: "0%", 10: "0.00%", 17: "mmm-yy", **dict.fromkeys(_DAYS, "dd/mm/yyyy"),
             **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm")}  # fmt: skip
_LONGEST_FORMAT = 255


class Format:
    """What a number format makes of a number: a percentage, or a day, month or year."""

    __slots__ = ("grain", "percent", "scaled")

    def __init__(self, code: str) -> None:
        """``code`` is as Excel writes it: ``#,##0.0%``, ``dd/mm/yyyy``."""
        if len(code) > _LONGEST_FORMAT:
            raise NotReadable(damaged(f"number format {code}"))
        signs = _NOT_SHOWN.sub("", code.partition(";")[0]).lower()
        has = {sign for sign in "dmyhs" if sign in signs}
        self.percent = "%" in signs
        self.scaled = _THOUSANDS.search(signs) is not None
        self.grain = ""
        if has and "general" not in signs:
            self.grain = "day" if "d" in has else "month" if has == {"m", "y"} else "year" if has == {"y"} else "time"


PLAIN = Format("General")
BUILT_IN = {number: Format(code) for number, code in _BUILT_IN.items()}


def typed_number(text: str, form: Format, *, since_1904: bool) -> Cell:
    """The cell of a typed number as its format shows it."""
    number = float(text)
    if not form.grain:
        return Cell(plain_number(text), Sort.NUMBER, form.percent, form.scaled)
    if form.grain == "time" or not 60 < number < _SERIAL_DAYS:
        return Cell(plain_number(text), Sort.DATE)
    day = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
    return Cell(cut(day + timedelta(days=int(number)), form.grain), Sort.DATE)


def cut(day: date, grain: str) -> str:
    """A typed day as far as it is shown: ``2025-07-01`` as ``mm/yyyy`` is 2025-07."""
    text = day.isoformat()
    return text[:7] if grain == "month" else text[:4] if grain == "year" else text


def read(archive: Archive, tell: Tell) -> list[Sheet]:
    """The sheets of a workbook, in its order; charts and the like are none."""
    book = _target(archive, "", "/officeDocument") or "xl/workbook.xml"
    if book not in archive:
        raise NotReadable(damaged("no workbook.xml"))
    counter = Counter()
    sheets, settings = _sheets(archive, book, counter)
    texts = _texts(archive, _target(archive, book, "/sharedStrings"))
    formats = _formats(archive, _target(archive, book, "/styles"))
    for index, (sheet, part) in enumerate(sheets):

        def tell_all(done: float, index: int = index) -> None:
            tell((index + done) / len(sheets))

        counter.ahead(archive.count(part, b"<v>") + archive.count(part, b"<mergeCell "))
        reader = _SheetReader(sheet, texts, formats, settings, counter)
        archive.parse(part, reader.start, reader.end, reader.data, tell=tell_all)
    return [sheet for sheet, _ in sheets]


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part names: their kind and name by identifier."""
    folder, _, last = part.rpartition("/")
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: Mapping[str, str]) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = normpath(join("/", folder, attributes.get("Target", ""))).lstrip("/")
            found[attributes.get("Id", "")] = attributes.get("Type", ""), target
            if len(found) > MOST_PARTS:
                raise NotReadable(damaged(name))

    name = join(folder, "_rels", f"{last}.rels")
    if name in archive:
        archive.parse(name, start)
    return found


def _target(archive: Archive, part: str, kind: str) -> str:
    return next((name for type_, name in _relations(archive, part).values() if type_.endswith(kind)), "")


class _Settings(NamedTuple):
    """What holds for a whole workbook."""

    since_1904: bool = False
    """Days are counted from 1904."""
    recalculates: bool = False
    """The results of formulas are to be computed when it is opened: a 0 may stand for one that never was."""


def _sheets(archive: Archive, book: str, counter: Counter) -> tuple[list[tuple[Sheet, str]], _Settings]:
    """The sheets of a workbook, still empty, and the part that each is in."""
    relations = _relations(archive, book)
    sheets: list[tuple[Sheet, str]] = []
    parts: set[str] = set()
    settings = _Settings()

    def start(element: str, attributes: Mapping[str, str]) -> None:
        nonlocal settings
        if element == "workbookPr":
            settings = settings._replace(since_1904=attributes.get("date1904") in ("1", "true"))
        elif element == "calcPr":
            settings = settings._replace(recalculates=attributes.get("fullCalcOnLoad") in ("1", "true"))
        elif element == "sheet":
            kind, part = relations.get(attributes.get("id", ""), ("", ""))
            if kind.endswith("/worksheet"):
                if part not in archive:
                    raise NotReadable(damaged(part))
                if part in parts:
                    raise NotReadable(twice(part))
                parts.add(part)
                hidden = attributes.get("state", "visible") != "visible"
                sheets.append((counter.sheet(attributes.get("name", ""), hidden=hidden), part))

    archive.parse(book, start)
    return sheets, settings


def _texts(archive: Archive, part: str) -> list[Cell]:
    """The texts that cells refer to by number, each as the cell that all of these share."""
    texts: list[Cell] = []
    pieces = Pieces()
    counter = Counter()
    inside = phonetic = False

    def start(element: str, _: Mapping[str, str]) -> None:
        nonlocal inside, phonetic
        if element == "t":
            inside = not phonetic
        elif element == "rPh":
            phonetic = True

    def end(element: str) -> None:
        nonlocal inside, phonetic
        if element == "t":
            inside = False
        elif element == "rPh":
            phonetic = False
        elif element == "si":
            texts.append(Cell(_unescaped(pieces.taken())))
            counter.cell(texts[-1].text)

    def data(text: str) -> None:
        if inside:
            pieces.add(text)

    if part in archive:
        archive.parse(part, start, end, data)
    return texts


def _formats(archive: Archive, part: str) -> list[Format]:
    """The number format of each style that cells refer to by number."""
    codes = dict(BUILT_IN)
    styles: list[Format] = []
    counter = Counter()
    inside = False

    def start(element: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        if element == "numFmt":
            codes[_whole(attributes.get("numFmtId", ""))] = Format(attributes.get("formatCode", ""))
            counter.count(1)
        elif element == "cellXfs":
            inside = True
        elif element == "xf" and inside:
            styles.append(codes.get(_whole(attributes.get("numFmtId", "")), PLAIN))

    def end(element: str) -> None:
        nonlocal inside
        inside = inside and element != "cellXfs"

    if part in archive:
        archive.parse(part, start, end)
    return styles


class _SheetReader:
    """Takes the elements of a sheet's XML, one after the other."""

    def __init__(
        self, sheet: Sheet, texts: list[Cell], formats: list[Format], settings: _Settings, counter: Counter
    ) -> None:
        self.sheet = sheet
        self.texts = texts
        self.formats = formats
        self.settings = settings
        self.counter = counter
        self.row = self.column = 0
        self.cell: Mapping[str, str] = {}
        self.formula = self.inside = self.phonetic = self.hidden = False
        self.pieces = Pieces()

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "c":
            self.cell = attributes
            self.column = column_of(attributes["r"].rstrip("0123456789")) if "r" in attributes else self.column + 1
            if not self.column:
                raise NotReadable(damaged(f"{self.sheet.name}: {attributes['r']}"))
            self.formula = False
            if self.pieces.size:  # of what stood in no cell
                self.pieces.taken()
        elif element in ("v", "t"):
            self.inside = not self.phonetic
        elif element == "f":
            self.formula = True
        elif element == "rPh":
            self.phonetic = True
        elif element == "row":
            self.row = _whole(attributes["r"]) if "r" in attributes else self.row + 1
            self.column = 0
            self.hidden = attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0"
        elif element == "col" and attributes.get("hidden") in ("1", "true"):
            self.sheet.hide_columns(_whole(attributes.get("min", "")), _whole(attributes.get("max", "")))
        elif element == "mergeCell":
            first_cell, _, last_cell = attributes.get("ref", "").partition(":")
            one, other = _REFERENCE.fullmatch(first_cell), _REFERENCE.fullmatch(last_cell)
            if one and other:
                span = Span(int(one[2]), column_of(one[1]), int(other[2]), column_of(other[1]))
                self.counter.merge(self.sheet, span)

    def end(self, element: str) -> None:
        if element in ("v", "t"):
            self.inside = False
        elif element == "rPh":
            self.phonetic = False
        elif element == "c":
            self._add()

    def data(self, text: str) -> None:
        if self.inside:
            self.pieces.add(text)

    def _add(self) -> None:
        if not self.formula and not self.pieces.size:  # many a sheet has more empty cells than filled ones
            return
        text = self.pieces.taken()
        kind = self.cell.get("t", "n")
        if not text.strip() and not (self.formula and kind != "str"):
            return
        self.counter.add(self.sheet, self.row, self.column, self._judged(kind, text))
        if self.hidden:
            self.sheet.hidden_rows.add(self.row)

    def _judged(self, kind: str, text: str) -> Cell:
        if not text.strip() or (self.formula and self.settings.recalculates and text == "0"):
            return Cell("", Sort.FORMULA)
        match kind:
            case "s":
                index = _whole(text)
                if not (text.strip().isdigit() and index < len(self.texts)):
                    raise NotReadable(damaged(f"{self.sheet.name}: text {text}"))
                return self.texts[index]
            case "str" | "inlineStr":
                return Cell(_unescaped(text))
            case "b":
                return Cell("TRUE" if text.strip() == "1" else "FALSE", Sort.BOOLEAN)
            case "e":
                return Cell(text.strip(), Sort.ERROR)
            case "d":
                return Cell(text.strip()[:10], Sort.DATE)
            case _:
                return self._number(text)

    def _number(self, text: str) -> Cell:
        style = _whole(self.cell.get("s", "0"))
        form = self.formats[style] if style < len(self.formats) else PLAIN
        try:
            return typed_number(text, form, since_1904=self.settings.since_1904)
        except ValueError:
            raise NotReadable(damaged(f"{self.sheet.name}: {text}")) from None


def _whole(text: str) -> int:
    """A number of digits; 0 for anything else."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
