"""Which rows of a sheet are a header, and what each column holds, by every level of header above it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from enum import Enum

from cnht.domain.period import Grain
from cnht.domain.quantity import ObservationStatus
from cnht.importing.furniture import is_around
from cnht.importing.header import (
    LONGEST,
    Head,
    base_of,
    field_of,
    head_of,
    head_within,
    is_beside,
    is_counter,
    own_export,
    status_of,
    without_marks,
)
from cnht.importing.layout import ColumnMapping, ImportColumn, Layout
from cnht.importing.options import Field
from cnht.importing.sheet import Cell, CellKind, Sheet
from cnht.importing.units import measure, says_only_units, unit_of_titles
from cnht.language.fuzzy import plain

_SEARCHED = 60
"""How many filled rows may be above the header."""
_WIDEST = 1_000
"""A row of more cells is not a header."""
_MOST_CELLS = 1_000
"""How many cells are looked at for a header, which takes longer than to read them."""
_LEVELS = 3
"""How many rows a header of several levels has at most."""
_CODES = re.compile(r"\b(?:code|ma)\b")
_OF_NAMES = re.compile(r"\bname\b|^ten ")
_PARTS = frozenset({*map(str, range(1, 13)), "i", "ii", "iii", "iv"})
"""The numbers of months and quarters."""
NUMBER = re.compile(r" *[-+−]?[0-9][0-9., ]*%? *")
_YEAR = re.compile(" *(?:19|20)[0-9]{2} *")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_LABELS = frozenset({Field.INDICATOR, Field.AREA, Field.PERIOD, Field.AS_OF, Field.YEAR})
"""What a figure is about: a header that names none of these does not begin a table below another one."""
_OTHERS = frozenset(Field) - _LABELS - {Field.VALUE, Field.VALUE_HIGH}


def find_layouts(sheet: Sheet, mapping: ColumnMapping, header_row: int = 0) -> list[Layout]:
    """The layouts of the tables of a sheet, from top to bottom; none where no row looks like a header."""
    rows = sorted(sheet.rows)
    first = header_row if header_row in sheet.rows else 0 if header_row else _find_header(sheet, rows, mapping)
    layouts = [_layout(sheet, first, mapping, after=first - 1 if header_row else 0)] if first else []
    for number in rows if first else ():
        last = layouts[-1]
        row = sheet.rows[number]
        if number > last.last and _begins_a_table(row, mapping) and _texts(row) not in last.texts:
            layout = _layout(sheet, number, mapping, after=last.last)
            layouts[-1] = replace(last, end=layout.first - 1)
            layouts.append(layout)
    return layouts


def _find_header(sheet: Sheet, rows: Sequence[int], mapping: ColumnMapping) -> int:
    """The row of the header, 0 where none looks like one.

    That is the first row with two headers, one of which names a field; else the first with headers of figures, which
    has words beside them and none above it that name a field; else the first that names a field.
    """
    candidates: dict[int, int] = {}
    naming: list[set[int]] = []  # the columns of rows that hold others, which are data below them
    cells = 0
    for at, number in enumerate(rows[:_SEARCHED]):
        row = sheet.rows[number]
        if len(row) > _WIDEST or cells > _MOST_CELLS:
            continue
        cells += len(row)
        texts = [cell.text for cell in row.values() if _may_head(cell)]
        score = mapping.score(texts)
        is_named = any(mapping.names_field(text, _LABELS | _OTHERS) for text in texts)
        if score >= 2 and is_named:
            return number
        others = [cell for cell in row.values() if not (_may_head(cell) and mapping.score([cell.text]))]
        has_words = bool(others) and all(_is_words(cell) for cell in others)
        if is_named and has_words:
            candidates.setdefault(2, number)
            naming.append({*row})
        elif score and not any({*row} <= columns for columns in naming):
            below = sheet.rows[rows[at + 1]] if at + 1 < len(rows) else {}
            if has_words or (score > 1 and not mapping.score([cell.text for cell in below.values()])):
                candidates.setdefault(1, number)
            elif not others:
                naming.append({*row})
    return candidates[min(candidates)] if candidates else 0


def _begins_a_table(row: Mapping[int, Cell], mapping: ColumnMapping) -> bool:
    """Whether a row below a table is the header of another one."""
    if len(row) < 2 or not all(map(_may_head, row.values())):
        return False
    texts = [cell.text for cell in row.values()]
    if any(NUMBER.fullmatch(text) and not _YEAR.fullmatch(text) for text in texts):
        return False
    return any(mapping.names_field(text, _LABELS) for text in texts) and mapping.score(texts) >= 2


def _may_head(cell: Cell) -> bool:
    is_year = cell.kind is CellKind.NUMBER and _YEAR.fullmatch(cell.text) is not None
    return cell.kind in (CellKind.TEXT, CellKind.DATE) or is_year


def _is_words(cell: Cell) -> bool:
    """Whether a cell holds words, not a number or a day."""
    return cell.kind is CellKind.TEXT and any(char.isalpha() for char in cell.text)


def _texts(row: Mapping[int, Cell]) -> dict[int, str]:
    return {number: cell.text for number, cell in row.items()}


def _layout(sheet: Sheet, anchor: int, mapping: ColumnMapping, *, after: int) -> Layout:
    """The layout of the table with a header in row ``anchor``, which may begin above it, but below row ``after``."""
    first = anchor
    while first - 1 > after and anchor - first < _LEVELS - 1 and _is_upper(sheet, first - 1, anchor, mapping):
        first -= 1
    last = max([anchor, *(span.bottom for span in sheet.merged if first <= span.top <= anchor)])
    last = min(last, anchor + _LEVELS - 1)
    rows, merged = _header_rows(sheet, range(first, last + 1), anchor)
    while last + 1 < first + _LEVELS and _goes_on(sheet.rows.get(last + 1, {}), rows, mapping):
        last += 1
        rows, merged = _header_rows(sheet, range(first, last + 1), anchor)
    unclear = _widened(rows, merged, mapping)
    titles: dict[int, list[str]] = {}
    for cells in rows.values():
        for column, cell in cells.items():
            levels = titles.setdefault(column, [])
            if levels and cell.text.lower() in _PARTS and field_of(levels[-1])[0] in (Field.MONTH, Field.QUARTER):
                levels[-1] += f" {cell.text}"
            elif _may_head(cell) and (not levels or levels[-1] != cell.text[: LONGEST + 1]):
                levels.append(cell.text[: LONGEST + 1])
    data = {column for number, row in sheet.rows.items() if number > last for column in row}
    own = own_export([cell.text for cell in sheet.rows[anchor].values()])
    above = [cell.text for row in range(after + 1, first) for cell in sheet.rows.get(row, {}).values()]
    base = next(filter(None, map(base_of, above)), "")
    columns = []
    for number in sorted(titles.keys() | data):
        levels = titles.get(number, [])
        found = _with_unit(_leveled(number, levels, mapping), levels)
        if not mapping.maps(number, levels):
            if own is not None:
                found = ImportColumn(number, found.title, own.fields.get(found.title, Field.SKIP))
            elif number in unclear and found.has_figures:
                found = ImportColumn(number, found.title, above=unclear[number])
        columns.append(replace(found, base=base) if base and found.has_figures else found)
    texts = tuple(_texts(sheet.rows.get(number, {})) for number in range(first, last + 1))
    return _with_codes(Layout(first, last, tuple(columns), texts, own=own))


def _header_rows(sheet: Sheet, numbers: range, anchor: int) -> tuple[dict[int, dict[int, Cell]], set[tuple[int, int]]]:
    """The cells of a header, each merged one wherever it reaches; and the places of merged ones.

    Cells above the row ``anchor`` that belong to the form, not to the table, are left out.
    """
    rows = {number: dict(sheet.rows.get(number, {})) for number in numbers}
    merged = {(span.top, span.left) for span in sheet.merged}
    for row, column, cell in sheet.spread(numbers):
        rows[row].setdefault(column, cell)
        merged.add((row, column))
    for number in range(numbers.start, anchor):
        rows[number] = {column: cell for column, cell in rows[number].items() if not is_around(cell.text.strip())}
    return rows, merged


def _is_label(text: str, mapping: ColumnMapping) -> bool:
    """Whether a header is one of what figures are about, or of running numbers."""
    return mapping.names_field(text, _LABELS | _OTHERS) or is_counter(text)


def _is_upper(sheet: Sheet, number: int, anchor: int, mapping: ColumnMapping) -> bool:
    """Whether a row is the upper part of the header below it: a cell of it heads columns of figures, not of names."""
    row = sheet.rows.get(number, {})
    if any(span.top <= number and anchor <= span.bottom for span in sheet.merged):
        return True
    head = _header_rows(sheet, range(anchor, anchor + 1), anchor)[0][anchor]
    columns = {column: _column(column, cell.text, mapping) for column, cell in head.items() if _may_head(cell)}
    figures = {column for column, one in columns.items() if one.has_figures or status_of(one.title) is not None}
    labels = {column for column, one in columns.items() if _is_label(one.title, mapping)} | {min(head, default=0)}
    reach = {span.left: span.right for span in sheet.merged if span.top <= number <= span.bottom}
    for column, cell in row.items():
        covered = {*range(column, reach.get(column, column) + 1)}
        if not _may_head(cell):
            return False
        if covered & figures and not covered & (labels - figures) and not _stands_around(cell.text):
            return True
    return False


def _stands_around(text: str) -> bool:
    return is_around(text.strip()) or says_only_units(text)


def _goes_on(row: Mapping[int, Cell], rows: Mapping[int, Mapping[int, Cell]], mapping: ColumnMapping) -> bool:
    """Whether a row below a header is the lower part of it: it has words and periods, and nothing below a name."""
    above: dict[int, list[str]] = {}
    for cells in rows.values():
        for column, cell in cells.items():
            above.setdefault(column, []).append(cell.text)
    labels = {column for column, texts in above.items() if any(_is_label(text, mapping) for text in texts)}
    understood = 0
    if len(row) == 1 and not any(_is_words(cell) for cell in row.values()):
        return False  # a figure of 2000, and of what is missing
    for column, cell in row.items():
        head = head_of(cell.text)[0] if _may_head(cell) else None
        if column in labels or column == min(above) or not (head is not None or _is_words(cell)):
            return False
        for text in above.get(column, ()):
            upper = head_of(text)[0]
            if head is not None and upper is not None and _together([upper, head]) is None:
                return False
        understood += head is not None or _level(cell.text) is not _Level.UNKNOWN
    return 0 < understood >= len(row) / 2


def _widened(
    rows: Mapping[int, dict[int, Cell]], merged: Collection[tuple[int, int]], mapping: ColumnMapping
) -> dict[int, str]:
    """Let an upper header that is not merged reach to the next one. Gives the columns where it is not clear, with it.

    Centred over its columns it may begin before the cell it is in: where several reach over others, they must be of
    one width.
    """
    unclear: dict[int, str] = {}
    numbers = sorted(rows)
    for at, number in enumerate(numbers[:-1]):
        upper = rows[number]
        lower = {column: cell for below in numbers[at + 1 :] for column, cell in rows[below].items()}
        groups: list[list[int]] = []
        is_open = False
        for column in sorted(lower):
            if _is_label(lower[column].text, mapping):
                is_open = False
            elif column in upper and not _stands_around(upper[column].text):
                groups.append([column])
                is_open = (number, column) not in merged
            elif is_open and column not in upper and groups[-1][-1] == column - 1:
                groups[-1].append(column)
            else:
                is_open = False
        sizes = [len(group) for group in groups]
        is_clear = len({*sizes}) == 1 or max(sizes[:-1], default=1) == 1
        for group in groups:
            for column in group[1:]:
                if is_clear:
                    upper[column] = upper[group[0]]
                else:
                    unclear[column] = upper[group[0]].text
    return unclear


class _Level(Enum):
    """What one part of a header of several levels says."""

    HEAD = "head"
    STATUS = "status"
    VALUE = "value"
    UNIT = "unit"
    BESIDE = "beside"
    UNKNOWN = "unknown"


def _level(text: str) -> _Level:
    if head_of(text)[0] is not None:
        return _Level.HEAD
    if status_of(text) is not None:
        return _Level.STATUS
    if field_of(text)[0] is Field.VALUE:
        return _Level.VALUE
    if _unit_alone(text):
        return _Level.UNIT
    return _Level.BESIDE if is_beside(text) else _Level.UNKNOWN


def _unit_alone(text: str) -> str:
    """The unit that is all a header says: ``(tỷ đồng)``, ``ĐVT: tỷ đồng``."""
    if says_only_units(text):
        return unit_of_titles((text,))
    said = _BRACKETED.fullmatch(text.strip())
    return said[1].strip() if said else ""


def _together(heads: Sequence[Head]) -> Head | None:
    """What heads above each other say, the upper ones first: ``Năm 2025`` over ``Quý I``; ``None`` if they disagree."""
    found = heads[-1]
    for upper in reversed(heads[:-1]):
        if upper.period is not None and found.period is None:
            found = found._replace(period=found.in_year(upper.period.first.year))
        elif upper.period is None and found.period is not None and found.period.grain is Grain.YEAR:
            found = found._replace(period=upper.in_year(found.period.first.year))  # "6 tháng" over "2025"
        elif upper.period is None:
            year = 2000 if found.period is None else found.period.first.year
            outer, inner = upper.in_year(year), found.in_year(year)
            if outer is None or inner is None or not outer.holds(inner):
                return None
        elif found.period is not None and not upper.period.holds(found.period):
            return None
    return found


def _with_unit(column: ImportColumn, titles: list[str]) -> ImportColumn:
    """A column with the unit that any of its headers says."""
    unit = unit_of_titles(titles) if column.has_figures else ""
    return replace(column, unit=unit) if unit else column


def _leveled(number: int, titles: list[str], mapping: ColumnMapping) -> ImportColumn:
    """A column by its headers, the upper ones first. One of figures must be understood in all its parts."""
    title = " ".join(" ".join(titles).split())
    column = _column(number, title, mapping)
    is_told = mapping.maps(number, titles)
    is_open = column.head is None and column.field in ((None, Field.VALUE) if is_told else (None,))
    if len(titles) < 2 or not is_open:
        return column
    lowest = replace(_column(number, titles[-1], mapping), title=title)
    if lowest.field not in (None, Field.VALUE):
        return lowest
    levels = [(_level(text), text) for text in titles]
    unknown = next((text for level, text in levels if level is _Level.UNKNOWN), "")
    if not is_told and any(level is _Level.BESIDE for level, _unused in levels):
        return ImportColumn(number, title, is_beside=True)
    heads = [head_of(text) for level, text in levels if level is _Level.HEAD]
    values = [field_of(text) for level, text in levels if level is _Level.VALUE]
    if not heads and not values and not is_told:
        return ImportColumn(number, title)
    head = _together([head for head, _unit in heads if head is not None]) if heads else None
    statuses = {head.status for head, _unit in heads if head is not None} - {ObservationStatus.UNMARKED}
    statuses |= {status for level, text in levels if level is _Level.STATUS and (status := status_of(text))}
    units = {unit for _unused, unit in (*heads, *values) if unit}
    units |= {_unit_alone(text) for level, text in levels if level is _Level.UNIT}
    disagree = (heads and head is None) or len(statuses) > 1 or len({*map(measure, units)}) > 1
    if not is_told and (unknown or disagree):
        return ImportColumn(number, title, above=unknown or titles[0])
    if head is not None and statuses:
        head = head._replace(status=min(statuses))
    unit = min(units, default="")
    return ImportColumn(number, title, Field.VALUE if is_told or head is None else None, head, unit)


def _column(number: int, title: str, mapping: ColumnMapping) -> ImportColumn:
    told = mapping.field(number, title)
    title = " ".join(title.split())
    head, unit = head_of(title)
    if told is not None:
        if told is not Field.VALUE:
            return ImportColumn(number, title, told)
        head = head or head_within(title) or head_of(without_marks(title))[0]
        return ImportColumn(number, title, told, head, unit)
    named, unit_of_field = field_of(title)
    if named is not None:
        return ImportColumn(number, title, named, None, unit_of_field if named is Field.VALUE else "")
    return ImportColumn(number, title, None, head, unit if head is not None else "", head is None and is_beside(title))


def _with_codes(layout: Layout) -> Layout:
    """Of a column of codes and one of names the codes; a remark of the reader's own is not a column."""
    for wanted in (Field.INDICATOR, Field.AREA, Field.SOURCE):
        same = [column for column in layout.columns if column.field is wanted]
        codes = [column for column in same if _CODES.search(plain(column.title))]
        codes = codes or [column for column in same if not _OF_NAMES.search(plain(column.title))]
        if len(same) == 2 and len(codes) == 1:
            layout = layout.without([column for column in same if column not in codes])
    return layout
