"""What the tests of importing share: definitions, files made in memory, and what they came to in few words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from cnht.domain.model import Definitions, Observation
from cnht.files.textfile import TextFile
from cnht.importing.importer import read_file
from cnht.importing.options import ImportOptions
from cnht.importing.result import Imported, NewRow
from cnht.reading.load import load

TODAY = date(2026, 1, 1)
INDICATORS = """
areas:
  hanoi: {vi: Hà Nội, en: Hanoi}
  bac_ninh: {vi: Bắc Ninh, en: Bac Ninh}
units:
  enterprise: {vi: doanh nghiệp, en: enterprises}
  event: {vi: sự kiện, en: events}
  percent: {vi: "%", en: "%"}
  billion_vnd: {vi: tỷ đồng, en: billion VND, scale: 1000000000}
indicators:
  enterprises: {name: {vi: Doanh nghiệp CNHT, en: Supporting-industry enterprises}, unit: enterprise,
    measure: stock, direction: increase}
  trade_events: {name: {vi: Sự kiện kết nối cung cầu, en: Trade-matching events}, unit: event,
    measure: flow, direction: increase}
  output: {name: {vi: Giá trị sản xuất, en: Output}, unit: billion_vnd, measure: flow, direction: increase}
  growth: {name: {vi: Tăng trưởng, en: Growth}, unit: percent, measure: growth, direction: increase}
  empty_share: {name: {vi: Tỷ lệ nhà xưởng bỏ trống, en: Empty space}, unit: percent,
    measure: share, direction: decrease}
"""
SOURCES = """
so-2025: {title: Báo cáo 6 tháng, publisher: Sở Công Thương, published: 2025-07-05, authority: official}
so-2024: {title: Báo cáo năm, publisher: Sở Công Thương, published: 2025-01-05, authority: official}
"""
FILES = [TextFile("targets/indicators.yaml", INDICATORS.encode()), TextFile("data/sources.yaml", SOURCES.encode())]
_LOADED = load(FILES)
assert not _LOADED.problems, _LOADED.problems
DEFINITIONS: Definitions = _LOADED.workspace.definitions


def read(
    data: bytes | str,
    options: ImportOptions | None = None,
    *,
    name: str = "file",
    existing: Iterable[Observation] = (),
    definitions: Definitions = DEFINITIONS,
) -> Imported:
    content = data.encode() if isinstance(data, str) else data
    return read_file(content, name, definitions, options or ImportOptions(), today=TODAY, existing=existing)


def told(row: NewRow) -> str:
    """A row in a line: what is said of it, without what is empty."""
    mark = "" if row.is_clear else "✗ "
    return mark + f"{row.place} " + " ".join(f"{text}" for text in row.texts if text)


def rows(imported: Imported) -> list[str]:
    return [told(row) for row in imported.rows]


def problems(imported: Imported) -> list[str]:
    return [f"{finding.place} {finding.fault.code}" for finding in imported.problems]


def left(imported: Imported) -> list[str]:
    return [f"{one.place} {one.reason.name}" for one in imported.left_out]


def clear(imported: Imported) -> list[str]:
    """The rows of a file in which nothing is unclear."""
    assert imported.is_clear, [
        (str(finding.place), str(finding.fault.message), str(finding.fault.fix)) for finding in imported.problems
    ]
    return rows(imported)


def xlsx(cells: Mapping[str, Any], *, sheet: str = "S") -> bytes:
    """A workbook of one sheet: its cells by name; a pair is a value and its number format, ``=`` starts a formula."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    book.set_properties({"created": datetime(2025, 1, 1)})  # the same bytes whenever they are made: they name tests
    page = book.add_worksheet(sheet)
    for cell, value in cells.items():
        put(book, page, cell, value)
    book.close()
    return data.getvalue()


def put(book: Any, page: Any, cell: str, value: Any) -> None:
    form = None
    if isinstance(value, tuple):
        value, code = value
        form = book.add_format({"num_format": code})
    if isinstance(value, date):
        page.write_datetime(cell, value, form)
    else:
        page.write(cell, value, form)


def table(*lines: Sequence[Any], first: int = 1) -> dict[str, Any]:
    """The cells of rows below each other, from column A on; ``None`` for an empty one."""
    return {
        f"{chr(ord('A') + column)}{row}": value
        for row, line in enumerate(lines, first)
        for column, value in enumerate(line)
        if value is not None
    }


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # of 1980, not of today
    return data.getvalue()


_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def ods(*lines: Sequence[str], styles: str = "", attributes: str = "", table_rows: str = "") -> bytes:
    """A workbook of OpenDocument; a cell is a text, or XML where it starts with ``<``."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            cell
            if cell.startswith("<")
            else f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in line
        )
        + "</table:table-row>"
        for line in lines
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{_OFFICE}:office:1.0"'
        f' xmlns:table="{_OFFICE}:table:1.0" xmlns:text="{_OFFICE}:text:1.0" xmlns:style="{_OFFICE}:style:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f'<office:body><office:spreadsheet><table:table table:name="S" {attributes}>{body}{table_rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def number(value: str, shown: str = "", more: str = "", kind: str = "float") -> str:
    """A typed cell of OpenDocument."""
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}" {more}>'
        f"<text:p>{escape(shown or value)}</text:p></table:table-cell>"
    )
