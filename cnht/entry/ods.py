"""Workbooks of LibreOffice (.ods) to sheets, read from the XML itself for the same reasons as .xlsx."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from cnht.entry.archive import LOCKED, Archive
from cnht.entry.sheets import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Counter,
    NotReadable,
    Pieces,
    Sheet,
    Sort,
    Span,
    Tell,
    damaged,
    plain_number,
)
from cnht.lang import Lang
from cnht.period import Grain
from cnht.wording import NotUnderstood, read_number, read_period

_CELLS = ("table-cell", "covered-table-cell")


def read(archive: Archive, tell: Tell) -> list[Sheet]:
    """The sheets of a workbook, in its order."""
    if "content.xml" not in archive:
        raise NotReadable(damaged("no content.xml"))
    if b"encryption-data" in b"".join(archive.part("META-INF/manifest.xml")):
        raise NotReadable(LOCKED)
    reader = _Reader()
    archive.parse("content.xml", reader.start, reader.end, reader.data, tell=tell)
    return reader.sheets


class _Reader:
    """Takes the elements of the content, one after the other."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.counter = Counter()
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.row = self.column = self.repeats = 0
        self.rows_repeated = 1
        self.width = 0
        """The columns that were described so far."""
        self.depth = 0
        """How many tables the current one is in: those within a cell are no sheets."""
        self.aside = 0
        """How many comments, drawings and tables in cells the current text is in."""
        self.paragraphs = 0
        self.cell: Mapping[str, str] | None = None
        self.pieces = Pieces()
        self.hidden = False
        self.current: dict[int, Cell] = {}

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        if self.aside or element in ("annotation", "frame", "custom-shape", "tracked-changes"):
            self.aside += 1
            return
        if self.cell is not None:
            self._within(element, attributes)
            return
        match element:
            case "style":
                self.style = attributes.get("name", "") if attributes.get("family") == "table" else ""
            case "table-properties" if attributes.get("display") == "false":
                self.hidden_styles.add(self.style)
                self.counter.count(1)
            case "table":
                hidden = attributes.get("style-name", "") in self.hidden_styles
                self.sheets.append(self.counter.sheet(attributes.get("name", ""), hidden=hidden))
                self.row = self.width = 0
            case "table-column" if self.sheets:
                repeats = _repeats(attributes, "number-columns-repeated", MOST_COLUMNS)
                if attributes.get("visibility", "visible") != "visible":
                    self.sheets[-1].hide_columns(self.width + 1, self.width + repeats)
                self.width = min(self.width + repeats, MOST_COLUMNS)
            case "table-row" if self.sheets:
                self.rows_repeated = _repeats(attributes, "number-rows-repeated", MOST_ROWS)
                self.column = 0
                self.current = {}
                self.hidden = attributes.get("visibility", "visible") != "visible"
            case "table-cell" | "covered-table-cell" if self.sheets:
                self.cell = attributes
                self.paragraphs = 0

    def _within(self, element: str, attributes: Mapping[str, str]) -> None:
        """Take an element of the text of a cell."""
        if element == "p":
            if self.paragraphs:
                self.pieces.add("\n")
            self.paragraphs += 1
        elif element == "s":
            self.pieces.add(" " * _repeats(attributes, "c", LONGEST_CELL + 1))
        elif element in ("tab", "line-break"):
            self.pieces.add("\t" if element == "tab" else "\n")

    def end(self, element: str) -> None:
        if self.aside:
            self.aside -= 1
        elif element in _CELLS and self.cell is not None:
            self._add(self.cell, self.pieces.taken())
            self.cell = None
        elif element == "table-row" and self.sheets:
            if self.current:
                self.counter.ahead(self.rows_repeated * len(self.current))
                for row in range(self.row + 1, self.row + self.rows_repeated + 1):
                    for column, cell in self.current.items():
                        self.counter.add(self.sheets[-1], row, column, cell)
                    if self.hidden:
                        self.sheets[-1].hidden_rows.add(row)
            self.row += self.rows_repeated

    def data(self, text: str) -> None:
        if self.cell is not None and self.paragraphs and not self.aside:
            self.pieces.add(text)

    def _add(self, attributes: Mapping[str, str], shown: str) -> None:
        repeats = _repeats(attributes, "number-columns-repeated", MOST_COLUMNS)
        across = _repeats(attributes, "number-columns-spanned", MOST_COLUMNS)
        down = _repeats(attributes, "number-rows-spanned", MOST_ROWS)
        first = self.column + 1
        self.column += repeats
        if across > 1 or down > 1:
            span = Span(self.row + 1, first, self.row + down, first + across - 1)
            self.counter.merge(self.sheets[-1], span)
        cell = _judged(attributes, shown)
        if cell is None:
            return
        if self.column > MOST_COLUMNS:
            raise NotReadable(damaged(self.sheets[-1].name))
        for column in range(first, self.column + 1):
            self.current[column] = cell


def _judged(attributes: Mapping[str, str], shown: str) -> Cell | None:
    kind = attributes.get("value-type", "")
    value = attributes.get("value", "")
    formula = "formula" in attributes
    is_error = shown.startswith(("#", "Err:"))
    if formula and is_error:
        return Cell(shown, Sort.ERROR)
    if kind in ("float", "percentage", "currency"):
        try:
            number = plain_number(value)
            return Cell(number, Sort.NUMBER, kind == "percentage", kind != "percentage" and _is_scaled(number, shown))
        except ValueError:
            raise NotReadable(damaged(value)) from None
    if kind == "date":
        return Cell(_as_shown(attributes.get("date-value", "")[:10], shown), Sort.DATE)
    if kind == "boolean":
        return Cell(attributes.get("boolean-value", "").upper(), Sort.BOOLEAN)
    if kind == "time":
        return Cell(shown, Sort.DATE)
    if shown.strip():
        return Cell(shown)
    return Cell("", Sort.FORMULA) if formula and kind != "string" else None


def _is_scaled(number: str, shown: str) -> bool:
    """Whether a number is shown in thousands or millions: a hundredth of it or less, however its text is read."""
    digits = re.search(r"[0-9](?:[0-9., \u00a0]*[0-9])?", shown)
    if digits is None or "E" in shown.upper():
        return False
    said = digits[0].replace("\u00a0", " ")
    read = [value for lang in Lang if (value := read_number(said, lang)) is not None]
    return bool(read) and all(100 * value < abs(Decimal(number)) for value in read)


def _as_shown(day: str, shown: str) -> str:
    """A typed day as far as it is shown: the month or the year, where that is all there is."""
    try:
        period = read_period(shown)
    except NotUnderstood:
        return day
    coarse = period.grain in (Grain.MONTH, Grain.YEAR) and period.first.isoformat() <= day <= period.last.isoformat()
    return period.text if coarse else day


def _repeats(attributes: Mapping[str, str], name: str, most: int) -> int:
    text = attributes.get(name, "1")
    return min(int(text), most) if text.isascii() and text.isdigit() and 0 < len(text) < 10 else 1
