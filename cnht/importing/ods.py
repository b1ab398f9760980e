"""Workbooks of LibreOffice (.ods) to sheets: no library tells hidden rows, formats and failed formulas."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple
from xml.etree.ElementTree import Element, iterparse

from cnht.domain.period import Grain
from cnht.importing.guard import LOCKED, Archive, damage
from cnht.importing.numberformat import without_percent, without_sign
from cnht.importing.richtext import Run, old_font, old_letters, rich_text
from cnht.importing.sheet import (
    LONG_CELL,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Around,
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
from cnht.reading.encoding import Encoding

_MANIFEST = "META-INF/manifest.xml"
_CELLS = ("table-cell", "covered-table-cell")
_ASIDE = ("annotation", "frame", "custom-shape", "tracked-changes")
"""What is in a cell or before the tables without being a part of them."""
_DIGITS = re.compile(r"[0-9](?:[0-9.,' \u00a0\u202f]*[0-9])?(?:E[+-]?[0-9]+)?", re.IGNORECASE)
_NO_SIZE = re.compile(r"0+(?:\.0*)?[a-z]*")
_SPACES = re.compile("[\u00a0\u202f]")
_OF_DAYS = re.compile(
    r"jan[a-z]*|feb[a-z]*|mar[a-z]*|apr[a-z]*|may|june?|july?|aug[a-z]*|sept?[a-z]*|oct[a-z]*|nov[a-z]*|dec[a-z]*|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|chủ nhật|thứ (?:hai|ba|tư|năm|sáu|bảy)|th(?:áng|g)?(?= ?[0-9])|ngày|năm"
)
"""Words that dates are shown with, and that change nothing about them."""


class _Look(NamedTuple):
    """How a style makes things look."""

    is_struck: bool = False
    raised: str = ""
    font: str = ""
    """A font of the time before Unicode; else empty."""
    is_hidden: bool = False


_PLAIN = _Look()


def _looking(look: _Look, attributes: Mapping[str, str]) -> _Look:
    """How things look by these attributes, and for the rest as before."""
    lines = [attributes[name] for name in ("text-line-through-style", "text-line-through-type") if name in attributes]
    if lines:
        look = look._replace(is_struck="none" not in lines)
    if position := attributes.get("text-position", "").split():
        lifted, lowered = position[0] == "super", position[0] == "sub"
        if not (lifted or lowered):
            height = float(position[0].rstrip("%"))
            lifted, lowered = height > 0, height < 0
        look = look._replace(raised="superscript" if lifted else "subscript" if lowered else "")
    if name := attributes.get("font-name") or attributes.get("font-family"):
        look = look._replace(font=old_font(name.strip("'")))
    sizes = [attributes[name] for name in ("column-width", "row-height") if name in attributes]
    if attributes.get("display") == "false" or any(map(_NO_SIZE.fullmatch, sizes)):
        look = look._replace(is_hidden=True)
    return look


def read_ods(archive: Archive, encoding: Encoding | None, progress: Progress) -> list[Sheet]:
    """The sheets of a workbook, in its order."""
    if _MANIFEST in archive and b"encryption-data" in archive.read(_MANIFEST):
        raise NotReadable(LOCKED)
    with damage():
        reader = _OdsReader(encoding)
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

    def __init__(self, encoding: Encoding | None) -> None:
        self.encoding = encoding
        self.sheets: list[Sheet] = []
        self.limits = Limits()
        self.styles: dict[tuple[str, str], _Look] = {}
        """How things of a family look, by family and name of the style."""
        self.style = ("", "")
        self.of_columns: list[tuple[int, str]] = []
        """The style of cells that name none, by the last column that has it."""
        self.of_row = ""
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
            self.style = (attributes.get("family", ""), attributes.get("name", ""))
            parent = self.look(self.style[0], attributes.get("parent-style-name", ""))
            if parent != _PLAIN:
                self.styles[self.style] = parent
        elif name.endswith("-properties"):
            look = _looking(self.look(*self.style), attributes)
            if look != self.look(*self.style):
                self.limits.count(1)
                self.styles[self.style] = look
        elif name == "table":
            hidden = self.look("table", attributes.get("style-name", "")).is_hidden
            self.sheets.append(self.limits.sheet(attributes.get("name", ""), hidden=hidden))
            self.row = self.width = 0
            self.of_columns = []
        elif name == "table-column" and self.sheets:
            repeats = _repeats(attributes, "number-columns-repeated", MOST_COLUMNS)
            if self.is_hidden("table-column", attributes):
                self.sheets[-1].hide_columns(self.width + 1, self.width + repeats)
            self.width = min(self.width + repeats, MOST_COLUMNS)
            self.of_columns.append((self.width, attributes.get("default-cell-style-name", "")))
        elif name == "table-row" and self.sheets:
            self.rows_repeated = _repeats(attributes, "number-rows-repeated", MOST_ROWS)
            self.hidden = self.is_hidden("table-row", attributes)
            self.of_row = attributes.get("default-cell-style-name", "")
            self.column = 0
            self.current = {}

    def look(self, family: str, name: str) -> _Look:
        """How a style makes things look."""
        return self.styles.get((family, name), _PLAIN)

    def is_hidden(self, family: str, attributes: Mapping[str, str]) -> bool:
        """Whether a row or column is hidden, or has no size."""
        visible = attributes.get("visibility", "visible") == "visible"
        return not visible or self.look(family, attributes.get("style-name", "")).is_hidden

    def look_of_cell(self, attributes: Mapping[str, str]) -> _Look:
        """How a cell looks."""
        if not self.styles:
            return _PLAIN
        at = bisect_left(self.of_columns, (self.column, ""))
        of_column = self.of_columns[at][1] if at < len(self.of_columns) else ""
        return self.look("table-cell", attributes.get("style-name") or self.of_row or of_column)

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
        look = self.look_of_cell(attributes)
        cell = _content(self.shown(element, look), attributes)
        if cell is None:
            return
        if look.is_struck and cell.kind in (CellKind.TEXT, CellKind.NUMBER):
            cell = Cell(cell.text, CellKind.UNSEEN)
        if self.column > MOST_COLUMNS:
            raise NotReadable(damaged(self.sheets[-1].name))
        for column in range(first, self.column + 1):
            self.current[column] = cell

    def shown(self, element: Element, look: _Look) -> Cell | None:
        """The text of a cell as it is shown; ``None`` where it has none, be it empty."""
        runs: list[Run] = []
        length = 0
        paragraphs = [one for one in element if local_name(one.tag) == "p"]
        if (
            len(paragraphs) == 1
            and not len(paragraphs[0])
            and look is _PLAIN
            and len(paragraphs[0].text or "") < LONGEST_CELL
        ):
            return Cell(paragraphs[0].text or "")
        for paragraph in paragraphs:
            for run in (*([Run("\n")] if runs else ()), *self.runs(paragraph, look)):
                length += len(run.text)
                if length > LONGEST_CELL:
                    raise NotReadable(LONG_CELL)
                runs.append(run)
        return rich_text(runs) if paragraphs else None

    def runs(self, element: Element, look: _Look) -> Iterator[Run]:
        """The runs of text in an element that looks so."""
        yield self.run(element.text, look)
        for child in element:
            name = local_name(child.tag)
            if name == "s":
                yield Run(" " * _repeats(_attributes(child), "c", LONGEST_CELL + 1), look.is_struck)
            elif name in ("tab", "line-break"):
                yield Run("\t" if name == "tab" else "\n", look.is_struck)
            elif name not in _ASIDE:
                inner = self.look("text", _attributes(child).get("style-name", "")) if name == "span" else _PLAIN
                yield from self.runs(child, look if inner == _PLAIN else inner)
            yield self.run(child.tail, look)

    def run(self, text: str | None, look: _Look) -> Run:
        """A text that looks so, in the letters of today."""
        text = text or ""
        return Run(old_letters(text, look.font, self.encoding) if look.font else text, look.is_struck, look.raised)


def _attributes(element: Element) -> dict[str, str]:
    """The attributes of an element, whose namespaces do not matter."""
    return {local_name(key): value for key, value in element.items()}


def _repeats(attributes: Mapping[str, str], name: str, most: int) -> int:
    text = attributes.get(name, "1")
    return min(int(text), most) if text.isascii() and text.isdigit() and 0 < len(text) < 10 else 1


def _content(shown: Cell | None, attributes: Mapping[str, str]) -> Cell | None:
    """A cell by its type and value, and by what is shown of it; ``None`` is a cell of which nothing is said."""
    text = "" if shown is None else shown.text
    kind = attributes.get("value-type", "")
    formula = "formula" in attributes
    if formula and text.startswith(("#", "Err:")):
        return Cell(text, CellKind.ERROR)
    if kind in ("float", "percentage", "currency"):
        number = plain_number(float(attributes.get("value", "")))
        if shown is None:
            around = Around(behind=attributes.get("currency", ""), percent=kind == "percentage")
            return Cell(number, CellKind.NUMBER, around if around != Around() else None)
        if shown.kind is CellKind.UNSEEN or not (digits := _DIGITS.search(text)):
            return Cell(number, CellKind.UNSEEN)
        return Cell(number, CellKind.NUMBER, _around(number, text, digits, is_percent=kind == "percentage"))
    if kind == "date":
        return Cell(_as_shown(attributes.get("date-value", "")[:10], text), CellKind.DATE)
    if kind == "boolean":
        return Cell(attributes.get("boolean-value", "").upper(), CellKind.BOOLEAN)
    if kind == "time":
        return Cell(text, CellKind.DATE)
    if text.strip():
        return shown
    return Cell("", CellKind.FORMULA) if formula and kind != "string" else None


def _around(number: str, shown: str, digits: re.Match[str], *, is_percent: bool) -> Around | None:
    """What is shown with a number."""
    before, behind = shown[: digits.start()].strip(), shown[digits.end() :].strip()
    if is_percent:
        before, behind = without_percent(before, behind)
    before, behind, is_signed = without_sign(before, behind) if number.startswith("-") else (before, behind, True)
    thousands = 0 if is_percent else _thousands(abs(Decimal(number)), digits[0])
    around = Around(before.strip(), behind.strip(), "", is_percent, thousands, not is_signed)
    return around if around != Around() else None


def _thousands(number: Decimal, shown: str) -> int:
    """By how many thousands a number is divided as it is shown: to a hundredth or less, however its text is read."""
    if "E" in shown.upper():
        return 0
    said = _SPACES.sub(" ", shown)
    read = [value for lang in Lang if (value := read_number(said, lang)) is not None]
    if not read or not all(100 * value < number for value in read):
        return 0
    likely = [times for times in (1, 2, 3) for value in read if 2 * abs(value * 1000**times - number) < number]
    return likely[0] if likely else 4


def _as_shown(day: str, shown: str) -> str:
    """A typed day as far as it is shown, or the longer period that is shown of it."""
    try:
        period = read_period(shown)
    except NotUnderstood:
        return shown if any(map(str.isalpha, _OF_DAYS.sub("", shown.lower()))) else day
    holds_day = period.grain is not Grain.DAY and period.first.isoformat() <= day <= period.last.isoformat()
    return period.text if holds_day else day
