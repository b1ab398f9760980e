"""Workbooks of Excel to sheets: .xlsx by openpyxl, .xls by xlrd.

openpyxl's own sheets leave out what a figure may hang on: rows and columns that are hidden, formulas that were never
computed, cells that occur twice. So its parser is given one cell after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from io import StringIO
from posixpath import join, normpath
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, fromstring, iterparse

from cnht.importing.guard import Archive, damage, xls_stream
from cnht.importing.numberformat import DAY, NumberFormat
from cnht.importing.richtext import Run, old_font, old_letters, rich_text
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
)
from cnht.language.shell import install_command
from cnht.problems import Fault, shown
from cnht.reading.encoding import Encoding

_TRUE = ("1", "true")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_XLS_COLUMNS = 256
_MORE_DAYS = {*range(27, 37), *range(50, 59)}
"""The numbers of built-in formats of days that openpyxl does not know: those of East Asia."""
_format = lru_cache(maxsize=1_000)(NumberFormat)


class _Style(NamedTuple):
    """What the style of a cell says of its content."""

    form: NumberFormat
    is_struck: bool = False
    font: str = ""
    """A font of the time before Unicode, whose letters are others; else empty."""
    encoding: Encoding | None = None
    """The encoding that somebody named for the file."""

    def text(self, cell: Cell) -> Cell:
        """A text as it is shown."""
        if self.is_struck and cell.kind is CellKind.TEXT:
            return Cell(cell.text, CellKind.UNSEEN)
        if self.font and cell.text:
            cell = cell._replace(text=old_letters(cell.text, self.font, self.encoding))
        return self.form.words(cell.text) if cell.kind is CellKind.TEXT else cell

    @property
    def is_usual(self) -> bool:
        """Whether texts are shown as they are."""
        return not (self.is_struck or self.font or self.form.says_text)

    def number(self, value: float, *, since_1904: bool) -> Cell:
        """A typed number as it is shown."""
        cell = self.form.cell(value, since_1904=since_1904)
        return Cell(cell.text, CellKind.UNSEEN) if self.is_struck else cell


def read_xlsx(archive: Archive, encoding: Encoding | None, progress: Progress) -> list[Sheet]:
    """The sheets of a workbook since Excel 2007, in its order, without charts and the like."""
    with damage():
        return _Xlsx(archive, encoding, progress).sheets()


class _Xlsx:
    """The parts of a workbook. Elements may be in the namespace of the usual or of the strict form."""

    def __init__(self, archive: Archive, encoding: Encoding | None, progress: Progress) -> None:
        self.archive = archive
        self.encoding = encoding
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
        self.usual = _Style(_format("General"))
        self.styles = self.styles_of(self.part("/styles"))

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
                cell = _rich(element)
                limits.cell(cell.text)
                yield cell
                element.clear()

    def styles_of(self, part: str) -> list[_Style]:
        """The styles that cells refer to by number."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        if not part:
            return []
        root = fromstring(self.archive.read(part))
        formats = {str(number): _format(code) for number, code in BUILTIN_FORMATS.items()}
        formats |= dict.fromkeys(map(str, _MORE_DAYS), _format(DAY))
        for one in root.iter():
            if local_name(one.tag) == "numFmt":
                formats[one.get("numFmtId", "")] = _format(one.get("formatCode", ""))
        fonts = [
            (_is_struck(font), old_font(name.get("val", "") if (name := font.find("{*}name")) is not None else ""))
            for font in root.findall("{*}fonts/{*}font")
        ]
        styles = []
        for style in root.findall("{*}cellXfs/{*}xf"):
            font = int(style.get("fontId", 0))
            of_font = fonts[font] if font < len(fonts) else (False, "")
            styles.append(_Style(formats.get(style.get("numFmtId", ""), self.usual.form), *of_font, self.encoding))
        return styles

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
                    hidden = element.get("hidden") in _TRUE or _is_zero(element.get("ht"))
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
            elif name == "col" and (element.get("hidden") in _TRUE or _is_zero(element.get("width"))):
                sheet.hide_columns(int(element.get("min", 0)), int(element.get("max", 0)))
            elif name == "mergeCell" and ":" in element.get("ref", ""):
                left, top, right, bottom = range_boundaries(element.get("ref"))
                self.limits.merge(sheet, CellRange(top, left, bottom, right))
            if not in_cell:
                element.clear()

    def cell(self, element: Element, value: Any, kind: str, style: int) -> Cell:
        """A cell, by what openpyxl has found in it."""
        has_formula = element.find(f"{_MAIN}f") is not None
        style_of = self.styles[style] if style < len(self.styles) else self.usual
        if value is None or (has_formula and self.recalculates and value == 0 and kind == "n"):
            return Cell("", CellKind.FORMULA) if has_formula and kind != "str" else EMPTY
        match value:
            case Cell():
                return value if style_of.is_usual else style_of.text(value)
            case bool():
                return Cell(str(value).upper(), CellKind.BOOLEAN)
            case int() | float():
                return style_of.number(float(value), since_1904=self.since_1904)
            case str() if kind == "e":
                return Cell(value.strip(), CellKind.ERROR)
            case str():
                inner = element.find(f"{_MAIN}is")
                return style_of.text(Cell(_unescaped(value)) if inner is None else _rich(inner))
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


def _is_zero(text: str | None) -> bool:
    """Whether a width or height is said to be none."""
    return text is not None and float(text) == 0


def _is_struck(font: Element | None) -> bool:
    """Whether a font is struck through."""
    found = None if font is None else font.find("{*}strike")
    return found is not None and found.get("val", "1") in _TRUE


def _rich(element: Element) -> Cell:
    """The text of a cell: that of all its runs, without how it is pronounced."""
    if len(element) == 1 and local_name(element[0].tag) == "t":
        whole = _unescaped(element[0].text or "")
        if len(whole) > LONGEST_CELL:
            raise NotReadable(LONG_CELL)
        return Cell(whole)
    runs = []
    for one in element:
        name = local_name(one.tag)
        if name in ("t", "r"):
            form = one.find("{*}rPr")
            raised = None if form is None else form.find("{*}vertAlign")
            text = one.text if name == "t" else one.findtext("{*}t")
            runs.append(Run(_unescaped(text or ""), _is_struck(form), "" if raised is None else raised.get("val", "")))
    return rich_text(runs)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def read_xls(data: bytes, encoding: Encoding | None, progress: Progress) -> list[Sheet]:
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
        fonts = [(bool(font.struck_out), old_font(font.name)) for font in book.font_list] or [(False, "")]
        usual = _Style(_format("General"))
        styles = [
            _Style(
                _format(_xls_format(book, style.format_key)),
                fonts[style.font_index][0],
                fonts[style.font_index][1],
                encoding,
            )
            for style in book.xf_list
        ]
        for index in range(book.nsheets):
            progress(index / book.nsheets)
            page = book.sheet_by_index(index)
            sheet = limits.sheet(page.name, hidden=page.visibility != 0)
            found.append(sheet)
            for row in range(page.nrows):
                for column, (kind, value) in enumerate(zip(page.row_types(row), page.row_values(row), strict=True)):
                    at = page.cell_xf_index(row, column)
                    style = styles[at] if at < len(styles) else usual
                    match kind:
                        case xlrd.XL_CELL_TEXT:  # an empty text is the result of a formula that may lack one
                            runs = page.rich_text_runlist_map.get((row, column))
                            cell = style.text(_xls_text(book, value, runs)) if value else Cell("", CellKind.FORMULA)
                        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
                            cell = style.number(value, since_1904=book.datemode == 1)
                        case xlrd.XL_CELL_BOOLEAN:
                            cell = Cell(str(bool(value)).upper(), CellKind.BOOLEAN)
                        case xlrd.XL_CELL_ERROR:
                            cell = Cell(xlrd.error_text_from_code.get(value, "#REF!"), CellKind.ERROR)
                        case _:
                            continue
                    limits.add(sheet, row + 1, column + 1, cell)
            hidden = {row + 1 for row, info in page.rowinfo_map.items() if info.hidden or info.height == 0}
            sheet.hidden_rows = hidden & sheet.rows.keys()
            for column, info in page.colinfo_map.items():
                if (info.hidden or not info.width) and column < _XLS_COLUMNS:
                    sheet.hide_columns(column + 1, column + 1)
            for top, below, left, right in page.merged_cells:
                limits.merge(sheet, CellRange(top + 1, left + 1, below, right))
            book.unload_sheet(index)
    return found


def _xls_format(book: Any, key: int) -> str:
    code: str | None = book.format_map[key].format_str
    return code or (DAY if key in _MORE_DAYS else "General")


def _xls_text(book: Any, text: str, starts: list[tuple[int, int]] | None) -> Cell:
    """A text with the runs that start at ``starts``, each with its font; before the first it is that of the cell."""
    if not starts:
        return Cell(text)
    runs = [Run(text[: starts[0][0]])]
    for (start, number), (end, _font) in zip(starts, [*starts[1:], (len(text), 0)], strict=True):
        font = book.font_list[number]
        runs.append(Run(text[start:end], bool(font.struck_out), ("", "superscript", "subscript")[font.escapement]))
    return rich_text(runs)
