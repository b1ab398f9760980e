"""Workbooks of Excel to sheets: .xlsx by openpyxl, .xls by xlrd.

openpyxl's own sheets leave out what a figure may hang on: rows and columns that are hidden, formulas that were never
computed, cells that occur twice. So its parser is given one cell after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from io import StringIO
from posixpath import join, normpath
from typing import Any
from xml.etree.ElementTree import Element, fromstring, iterparse

from cnht.importing.guard import Archive, damage, xls_stream
from cnht.importing.sheet import (
    EMPTY,
    LONG_CELL,
    LONGEST_CELL,
    Cell,
    CellKind,
    CellRange,
    Limits,
    NotReadable,
    Progress,
    Sheet,
    damaged,
    occurs_twice,
    plain_number,
)
from cnht.language.shell import install_command
from cnht.problems import Fault, shown

_TRUE = ("1", "true")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\[\]]*\]', re.IGNORECASE)
"""What a number format says literally: quoted text, single characters, colours and conditions."""
_THOUSANDS = re.compile(r"[0#?],+(?![0#?,])")
"""Commas behind the last digit, each of which hides three of them."""
_LONGEST_FORMAT = 255
_SERIAL_DAYS = 2_958_465
"""The day of 9999-12-31 as Excel counts."""
_DAY = "dd/mm/yyyy"
_XLS_COLUMNS = 256
_MORE_DAYS = {*range(27, 37), *range(50, 59)}
"""The numbers of built-in formats of days that openpyxl does not know: those of East Asia."""


class NumberFormat:
    """What a number format, such as ``#,##0.0%`` or ``dd/mm/yyyy``, makes of a number."""

    __slots__ = ("grain", "percent", "scaled")

    def __init__(self, code: str) -> None:
        if len(code) > _LONGEST_FORMAT:
            raise NotReadable(damaged(f"number format {code}"))
        signs = _NOT_SHOWN.sub("", code.partition(";")[0]).lower()
        has = {sign for sign in "dmyhs" if sign in signs}
        self.percent = "%" in signs
        self.scaled = _THOUSANDS.search(signs) is not None
        self.grain = ""
        """``day``, ``month``, ``year`` or ``time`` of what is shown of a date."""
        if has and "general" not in signs:
            self.grain = "day" if "d" in has else "month" if has == {"m", "y"} else "year" if has == {"y"} else "time"

    def cell(self, number: float, *, since_1904: bool) -> Cell:
        """The cell of a typed number as it is shown; days are counted from 1900 or 1904."""
        if not self.grain:
            return Cell(plain_number(number), CellKind.NUMBER, self.percent, self.scaled)
        if self.grain == "time" or not 60 < number < _SERIAL_DAYS:
            return Cell(plain_number(number), CellKind.DATE)
        day = (date(1904, 1, 1) if since_1904 else date(1899, 12, 30)) + timedelta(days=int(number))
        length = {"day": 10, "month": 7, "year": 4}[self.grain]
        return Cell(day.isoformat()[:length], CellKind.DATE)


_PLAIN = NumberFormat("General")
_format = lru_cache(maxsize=1_000)(NumberFormat)


def read_xlsx(archive: Archive, progress: Progress) -> list[Sheet]:
    """The sheets of a workbook since Excel 2007, in its order, without charts and the like."""
    with damage():
        return _Xlsx(archive, progress).sheets()


class _Xlsx:
    """The parts of a workbook. Elements may be in the namespace of the usual or of the strict form."""

    def __init__(self, archive: Archive, progress: Progress) -> None:
        self.archive = archive
        self.progress = progress
        self.limits = Limits()
        self.name = next((part for kind, part in self.related("").values() if kind.endswith("/officeDocument")), "")
        self.name = self.name or "xl/workbook.xml"
        if self.name not in archive:
            raise NotReadable(damaged("no workbook.xml"))
        self.root = fromstring(archive.read(self.name))
        self.related_parts = self.related(self.name)
        self.since_1904 = self.setting("workbookPr", "date1904")
        self.recalculates = self.setting("calcPr", "fullCalcOnLoad")
        """Formulas are to be computed when it is opened: a result of 0 may stand for one that never was."""
        self.texts = [*self.shared_texts(self.part("/sharedStrings"))]
        self.formats = self.number_formats(self.part("/styles"))

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """The kind and name of each part that a part names, by identifier."""
        folder, _, last = part.rpartition("/")
        name = join(folder, "_rels", f"{last}.rels")
        relations = fromstring(self.archive.read(name)) if name in self.archive else ()
        return {
            one.get("Id", ""): (one.get("Type", ""), normpath(join("/", folder, one.get("Target", ""))).lstrip("/"))
            for one in relations
            if one.get("TargetMode") != "External"
        }

    def part(self, kind: str) -> str:
        """The part of a kind that the workbook names, if it is there."""
        found = (part for said, part in self.related_parts.values() if said.endswith(kind) and part in self.archive)
        return next(found, "")

    def setting(self, element: str, attribute: str) -> bool:
        found = self.root.find(f"{{*}}{element}")
        return found is not None and found.get(attribute) in _TRUE

    def shared_texts(self, part: str) -> Iterable[Cell]:
        """The texts that cells refer to by number, each as the cell that all of these share."""
        limits = Limits()
        for _event, element in iterparse(self.archive.stream(part)) if part else ():
            if local_name(element.tag) == "si":
                text = _text(element)
                limits.cell(text)
                yield Cell(text)
                element.clear()

    def number_formats(self, part: str) -> list[NumberFormat]:
        """The number format of each style that cells refer to by number."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        if not part:
            return []
        root = fromstring(self.archive.read(part))
        formats = {str(number): NumberFormat(code) for number, code in BUILTIN_FORMATS.items()}
        formats |= dict.fromkeys(map(str, _MORE_DAYS), NumberFormat(_DAY))
        for one in root.iter():
            if local_name(one.tag) == "numFmt":
                formats[one.get("numFmtId", "")] = _format(one.get("formatCode", ""))
        return [formats.get(style.get("numFmtId", ""), _PLAIN) for style in root.findall("{*}cellXfs/{*}xf")]

    def sheets(self) -> list[Sheet]:
        found: dict[str, Sheet] = {}
        for element in self.root.findall("{*}sheets/{*}sheet"):
            identifier = next((value for key, value in element.items() if key.endswith("}id")), "")
            kind, part = self.related_parts.get(identifier, ("", ""))
            if kind.endswith("/worksheet"):
                if part in found or part not in self.archive:
                    raise NotReadable(occurs_twice(part) if part in found else damaged(part))
                hidden = element.get("state", "visible") != "visible"
                found[part] = self.limits.sheet(element.get("name", ""), hidden=hidden)
        for at, (part, sheet) in enumerate(found.items()):
            with damage(part=shown(sheet.name)):
                self.sheet(sheet, part, at / len(found), 1 / len(found))
        return [*found.values()]

    def sheet(self, sheet: Sheet, part: str, done: float, share: float) -> None:
        """Fill a sheet, which is a ``share`` of the work after what is ``done``."""
        from openpyxl.utils import range_boundaries
        from openpyxl.worksheet._reader import WorkSheetParser

        values, spans = self.archive.count(part, b"<v>", b"<mergeCell ")
        self.limits.ahead(values, spans)
        stream = self.archive.stream(part)
        parser = WorkSheetParser(stream, self.texts, data_only=True)  # knows no formats of dates, so all are numbers
        in_cell = hidden = False
        for event, element in iterparse(stream, ("start", "end")):
            name = local_name(element.tag)
            if event == "start":
                if name == "row":
                    parser.row_counter = int(element.get("r", parser.row_counter + 1))
                    parser.col_counter = 0
                    hidden = element.get("hidden") in _TRUE or element.get("ht") == "0"
                    if not parser.row_counter & 0xFF:
                        self.progress(done + share * min(stream.done / max(self.archive.size(part), 1), 1.0))
                in_cell = in_cell or name == "c"
                continue
            if name == "c":
                in_cell = False
                _usual_names(element)
                if len(element.findtext(f"{_MAIN}v") or "") > LONGEST_CELL:
                    raise NotReadable(LONG_CELL)
                found = parser.parse_cell(element)
                cell = self.cell(element, found["value"], found["data_type"], found["style_id"])
                self.limits.add(sheet, parser.row_counter, found["column"], cell)
                if hidden and cell.is_filled:
                    sheet.hidden_rows.add(parser.row_counter)
            elif name == "col" and element.get("hidden") in _TRUE:
                sheet.hide_columns(int(element.get("min", 0)), int(element.get("max", 0)))
            elif name == "mergeCell" and ":" in element.get("ref", ""):
                left, top, right, bottom = range_boundaries(element.get("ref"))
                self.limits.merge(sheet, CellRange(top, left, bottom, right))
            if not in_cell:
                element.clear()

    def cell(self, element: Element, value: Any, kind: str, style: int) -> Cell:
        """A cell, by what openpyxl has found in it."""
        has_formula = element.find(f"{_MAIN}f") is not None
        if value is None or (has_formula and self.recalculates and value == 0 and kind == "n"):
            return Cell("", CellKind.FORMULA) if has_formula and kind != "str" else EMPTY
        match value:
            case Cell():
                return value
            case bool():
                return Cell(str(value).upper(), CellKind.BOOLEAN)
            case int() | float():
                form = self.formats[style] if style < len(self.formats) else _PLAIN
                return form.cell(float(value), since_1904=self.since_1904)
            case str() if kind == "e":
                return Cell(value.strip(), CellKind.ERROR)
            case str():
                return Cell(_unescaped(value))
            case _:
                return Cell(str(value)[:10], CellKind.DATE)


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@lru_cache(maxsize=1_000)
def local_name(tag: str) -> str:
    """The name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2]


def _usual_names(element: Element) -> None:
    """Rename an element of the strict form, and what is in it, for openpyxl, which knows the usual form only."""
    if not element.tag.startswith(_MAIN):
        for inner in element.iter():
            inner.tag = _MAIN + local_name(inner.tag)


def _text(element: Element) -> str:
    """The text of a cell: that of all its runs, without how it is pronounced."""
    texts = [*element.findall("{*}t"), *element.findall("{*}r/{*}t")]
    if sum(len(one.text or "") for one in texts) > LONGEST_CELL:
        raise NotReadable(LONG_CELL)
    return _unescaped("".join(one.text or "" for one in texts))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def read_xls(data: bytes, progress: Progress) -> list[Sheet]:
    """The sheets of a workbook of Excel 97 to 2003, in its order, without charts and the like."""
    try:
        import xlrd
    except ImportError:
        raise NotReadable(Fault("F109.xlrd", command=install_command("xlrd"))) from None
    limits = Limits()
    found = []
    with damage(xlrd.XLRDError):
        stream = xls_stream(data)
        book = xlrd.open_workbook(
            file_contents=stream, formatting_info=True, ragged_rows=True, on_demand=True, logfile=StringIO()
        )
        formats = [_format(_xls_format(book, style.format_key)) for style in book.xf_list]
        for index in range(book.nsheets):
            progress(index / book.nsheets)
            page = book.sheet_by_index(index)
            sheet = limits.sheet(page.name, hidden=page.visibility != 0)
            found.append(sheet)
            for row in range(page.nrows):
                for column, (kind, value) in enumerate(zip(page.row_types(row), page.row_values(row), strict=True)):
                    match kind:
                        case xlrd.XL_CELL_TEXT:  # an empty text is the result of a formula that may lack one
                            cell = Cell(value) if value else Cell("", CellKind.FORMULA)
                        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
                            style = page.cell_xf_index(row, column)
                            form = formats[style] if style < len(formats) else _PLAIN
                            cell = form.cell(value, since_1904=book.datemode == 1)
                        case xlrd.XL_CELL_BOOLEAN:
                            cell = Cell(str(bool(value)).upper(), CellKind.BOOLEAN)
                        case xlrd.XL_CELL_ERROR:
                            cell = Cell(xlrd.error_text_from_code.get(value, "#REF!"), CellKind.ERROR)
                        case _:
                            continue
                    limits.add(sheet, row + 1, column + 1, cell)
            sheet.hidden_rows = {row + 1 for row, info in page.rowinfo_map.items() if info.hidden} & sheet.rows.keys()
            for column, info in page.colinfo_map.items():
                if info.hidden and column < _XLS_COLUMNS:
                    sheet.hide_columns(column + 1, column + 1)
            for top, below, left, right in page.merged_cells:
                limits.merge(sheet, CellRange(top + 1, left + 1, below, right))
            book.unload_sheet(index)
    return found


def _xls_format(book: Any, key: int) -> str:
    code: str | None = book.format_map[key].format_str
    return code or (_DAY if key in _MORE_DAYS else "General")
