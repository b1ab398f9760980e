"""Workbooks of LibreOffice (.ods) to sheets: no library tells hidden rows, formats and failed formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from xml.etree.ElementTree import Element, iterparse

from cnht.domain.period import Grain
from cnht.importing.guard import LOCKED, Archive, damage
from cnht.importing.sheet import (
    LONG_CELL,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    CellKind,
    CellRange,
    Limits,
    NotReadable,
    Progress,
    Sheet,
    damaged,
    plain_number,
)
from cnht.importing.workbook import local_name
from cnht.language.texts import Lang
from cnht.language.wording import NotUnderstood, read_number, read_period

_MANIFEST = "META-INF/manifest.xml"
_CELLS = ("table-cell", "covered-table-cell")
_ASIDE = ("annotation", "frame", "custom-shape", "tracked-changes")
"""What is in a cell or before the tables without being a part of them."""


def read_ods(archive: Archive, progress: Progress) -> list[Sheet]:
    """The sheets of a workbook, in its order."""
    if _MANIFEST in archive and b"encryption-data" in archive.read(_MANIFEST):
        raise NotReadable(LOCKED)
    with damage():
        reader = _OdsReader()
        part = archive.stream("content.xml")
        for event, element in iterparse(part, ("start", "end")):
            name = local_name(element.tag)
            if event == "end":
                reader.end(name, element)
            elif reader.inside or name in _CELLS or name in _ASIDE:
                reader.inside += 1
            else:
                reader.start(name, _attributes(element))
                progress(min(part.done / max(archive.size("content.xml"), 1), 1.0))
        return reader.sheets


class _OdsReader:
    """Takes the elements of the content, one after the other."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.limits = Limits()
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.row = self.column = 0
        self.rows_repeated = 1
        self.width = 0
        """The columns that were described so far."""
        self.inside = 0
        """How many cells, and things aside, the current element is in: tables within a cell are not sheets."""
        self.hidden = False
        self.current: dict[int, Cell] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the attributes of an element around the cells."""
        if name == "style":
            self.style = attributes.get("name", "") if attributes.get("family") == "table" else ""
        elif name == "table-properties" and attributes.get("display") == "false":
            self.hidden_styles.add(self.style)
            self.limits.count(1)
        elif name == "table":
            hidden = attributes.get("style-name", "") in self.hidden_styles
            self.sheets.append(self.limits.sheet(attributes.get("name", ""), hidden=hidden))
            self.row = self.width = 0
        elif name == "table-column" and self.sheets:
            repeats = _repeats(attributes, "number-columns-repeated", MOST_COLUMNS)
            if attributes.get("visibility", "visible") != "visible":
                self.sheets[-1].hide_columns(self.width + 1, self.width + repeats)
            self.width = min(self.width + repeats, MOST_COLUMNS)
        elif name == "table-row" and self.sheets:
            self.rows_repeated = _repeats(attributes, "number-rows-repeated", MOST_ROWS)
            self.hidden = attributes.get("visibility", "visible") != "visible"
            self.column = 0
            self.current = {}

    def end(self, name: str, element: Element) -> None:
        """Take an element that is complete."""
        if self.inside > 1:
            self.inside -= 1
            return
        if self.inside:
            self.inside = 0
            if name in _CELLS and self.sheets:
                self.cell(element, _attributes(element))
        elif name == "table-row" and self.sheets:
            if self.current:
                self.limits.ahead(self.rows_repeated * len(self.current))
                for row in range(self.row + 1, self.row + self.rows_repeated + 1):
                    for column, cell in self.current.items():
                        self.limits.add(self.sheets[-1], row, column, cell)
                    if self.hidden:
                        self.sheets[-1].hidden_rows.add(row)
            self.row += self.rows_repeated
        element.clear()

    def cell(self, element: Element, attributes: Mapping[str, str]) -> None:
        """Keep a cell, as often as it is repeated, until its row is complete."""
        first = self.column + 1
        self.column += _repeats(attributes, "number-columns-repeated", MOST_COLUMNS)
        across = _repeats(attributes, "number-columns-spanned", MOST_COLUMNS)
        down = _repeats(attributes, "number-rows-spanned", MOST_ROWS)
        if across > 1 or down > 1:
            self.limits.merge(self.sheets[-1], CellRange(self.row + 1, first, self.row + down, first + across - 1))
        cell = _content(_shown(element), attributes)
        if cell is None:
            return
        if self.column > MOST_COLUMNS:
            raise NotReadable(damaged(self.sheets[-1].name))
        for column in range(first, self.column + 1):
            self.current[column] = cell


def _attributes(element: Element) -> dict[str, str]:
    """The attributes of an element, whose namespaces do not matter."""
    return {local_name(key): value for key, value in element.items()}


def _repeats(attributes: Mapping[str, str], name: str, most: int) -> int:
    text = attributes.get(name, "1")
    return min(int(text), most) if text.isascii() and text.isdigit() and 0 < len(text) < 10 else 1


def _shown(element: Element) -> str:
    """The text of a cell as it is shown."""
    text = ""
    for at, paragraph in enumerate(one for one in element if local_name(one.tag) == "p"):
        text += "\n" if at else ""
        for piece in _pieces(paragraph):
            text += piece
            if len(text) > LONGEST_CELL:
                raise NotReadable(LONG_CELL)
    return text


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local_name(child.tag)
        if name == "s":
            yield " " * _repeats(_attributes(child), "c", LONGEST_CELL + 1)
        elif name in ("tab", "line-break"):
            yield "\t" if name == "tab" else "\n"
        elif name not in _ASIDE:
            yield from _pieces(child)
        yield child.tail or ""


def _content(shown: str, attributes: Mapping[str, str]) -> Cell | None:
    kind = attributes.get("value-type", "")
    value = attributes.get("value", "")
    formula = "formula" in attributes
    is_error = shown.startswith(("#", "Err:"))
    if formula and is_error:
        return Cell(shown, CellKind.ERROR)
    if kind in ("float", "percentage", "currency"):
        number = plain_number(float(value))
        is_percent = kind == "percentage"
        return Cell(number, CellKind.NUMBER, is_percent, not is_percent and _is_scaled(number, shown))
    if kind == "date":
        return Cell(_as_shown(attributes.get("date-value", "")[:10], shown), CellKind.DATE)
    if kind == "boolean":
        return Cell(attributes.get("boolean-value", "").upper(), CellKind.BOOLEAN)
    if kind == "time":
        return Cell(shown, CellKind.DATE)
    if shown.strip():
        return Cell(shown)
    return Cell("", CellKind.FORMULA) if formula and kind != "string" else None


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
