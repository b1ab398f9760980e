"""Which row of a sheet is the header, what each column holds, and what is missing or there twice."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cnht.importing.header import LONGEST, Head, field_of, head_of, status_of
from cnht.importing.options import Field, ImportOptions
from cnht.importing.result import Decision
from cnht.importing.sheet import Cell, CellKind, Limits, Sheet, letters
from cnht.importing.units import unit_of_titles
from cnht.language.fuzzy import plain
from cnht.language.texts import Localized, _, joined, untranslated
from cnht.problems import Fault, shown

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
_COLUMN_NUMBER = re.compile(r"[(\[]?(?:([A-Za-z])|([0-9]{1,2}))[)\]]?(?: *=.*)?")
_WHEN = (Field.PERIOD, Field.AS_OF, Field.YEAR)
NAMES = {
    Field.INDICATOR: _("indicator"),
    Field.AREA: _("area"),
    Field.PERIOD: _("period"),
    Field.AS_OF: _("date"),
    Field.QUALIFIER: _("qualifier"),
    Field.VALUE: _("value"),
    Field.VALUE_HIGH: _("upper value"),
    Field.STATUS: _("status"),
    Field.SOURCE: _("source"),
    Field.WORDING: _("wording"),
    Field.NOTE: _("note"),
    Field.UNIT: _("unit"),
    Field.YEAR: _("year"),
    Field.QUARTER: _("quarter"),
    Field.MONTH: _("month"),
    Field.SKIP: _("skipped"),
}


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column as it was understood."""

    number: int
    title: str
    field: Field | None = None
    head: Head | None = None
    unit: str = ""
    """The text in brackets behind a header of figures: ``tỷ đồng``."""

    @property
    def name(self) -> str:
        """Its letter and its header."""
        return f"{letters(self.number)} “{self.title}”" if self.title else letters(self.number)

    @property
    def has_figures(self) -> bool:
        """Whether its cells are figures."""
        return self.head is not None or self.field is Field.VALUE

    @property
    def use(self) -> Localized:
        """What it is used for, in words."""
        if self.head is not None and self.field is not Field.SKIP:
            period = self.head.period.text if self.head.period is not None else self.head.part
            status = f" ({self.head.status})" if self.head.status else ""
            use: Localized = _("figures of {period}{status}", period=shown(period), status=status)
        else:
            use = NAMES[self.field or Field.SKIP]
        return _("{use} ({unit})", use=use, unit=shown(self.unit)) if self.unit else use


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is laid out."""

    first: int
    """The row of the header; ``last`` its last row."""
    last: int
    columns: tuple[ImportColumn, ...]
    texts: Mapping[int, str] = field(default_factory=dict)
    """The header's own cells, to know it again."""

    def of(self, wanted: Field) -> ImportColumn | None:
        """The column of a field."""
        return next((column for column in self.columns if column.field is wanted), None)

    @property
    def figures(self) -> list[ImportColumn]:
        """The columns of figures."""
        return [column for column in self.columns if column.has_figures]

    @property
    def is_wide(self) -> bool:
        """Whether periods are columns."""
        return any(column.head is not None for column in self.columns)

    def without(self, columns: Sequence[ImportColumn]) -> Layout:
        """The layout in which ``columns`` are not used."""
        numbers = {column.number for column in columns}
        kept = (ImportColumn(each.number, each.title) if each.number in numbers else each for each in self.columns)
        return replace(self, columns=tuple(kept))


class ColumnMapping:
    """The columns that the user named."""

    def __init__(self, columns: Mapping[str, Field]) -> None:
        self._columns = {plain(name): (name, field) for name, field in columns.items()}
        self._used: set[str] = set()

    def __contains__(self, title: str) -> bool:
        return plain(title) in self._columns

    def field(self, number: int, title: str) -> Field | None:
        """The field that was named for a column, by its header or its letter."""
        for key in (plain(title), letters(number).lower()):
            if key in self._columns:
                self._used.add(key)
                return self._columns[key][1]
        return None

    @property
    def unused(self) -> list[str]:
        """The names that are not in any header."""
        return [name for key, (name, _) in self._columns.items() if key not in self._used]

    def score(self, texts: Sequence[str]) -> int:
        """How many cells of a row are headers that are understood."""
        return sum(
            0 < len(text.strip()) <= len(text) <= LONGEST
            and (text in self or field_of(text)[0] is not None or head_of(text)[0] is not None)
            for text in texts
        )


def find_layout(sheet: Sheet, mapping: ColumnMapping) -> Layout | None:
    """The layout of a sheet; ``None`` where no row looks like a header.

    That is the first row with two headers, one of which names a field; else the first with two; else with one alone.
    """
    candidates: dict[int, int] = {}
    cells = 0
    for number in sorted(sheet.rows)[:_SEARCHED]:
        row = sheet.rows[number]
        if len(row) > _WIDEST or cells > _MOST_CELLS:
            continue
        cells += len(row)
        texts = [cell.text for cell in row.values() if _may_head(cell)]
        score = mapping.score(texts)
        if score >= 2:
            named = any(field_of(text)[0] is not None or text in mapping for text in texts)
            candidates.setdefault(0 if named else 1, number)
            if named:
                break
        elif score == 1 and _alone_enough(row, mapping):
            candidates.setdefault(2, number)
    return _layout(sheet, candidates[min(candidates)], mapping) if candidates else None


def _may_head(cell: Cell) -> bool:
    is_year = cell.kind is CellKind.NUMBER and cell.text.isdigit() and len(cell.text) == 4
    return cell.kind in (CellKind.TEXT, CellKind.DATE) or is_year


def _alone_enough(row: Mapping[int, Cell], mapping: ColumnMapping) -> bool:
    """Whether the only header that is understood is one of figures, with nothing but text beside it."""
    columns = [_column(number, cell.text, mapping) for number, cell in row.items()]
    texts = all(cell.kind is CellKind.TEXT for cell in row.values())
    return texts and len(row) > 1 and any(column.has_figures for column in columns)


def _layout(sheet: Sheet, first: int, mapping: ColumnMapping) -> Layout:
    last = first
    for span in sheet.merged:
        if span.top == first:
            below = span.left < span.right and _heads_below(sheet, span.bottom + 1, span.left, span.right)
            last = max(last, min(span.bottom + below, first + _LEVELS - 1))
    rows = {row: dict(sheet.rows.get(row, {})) for row in range(first, last + 1)}
    for row, column, cell in sheet.spread(range(first, last + 1)):
        rows[row].setdefault(column, cell)
    titles: dict[int, list[str]] = {}
    for cells in rows.values():
        for column, cell in cells.items():
            levels = titles.setdefault(column, [])
            if _may_head(cell) and (not levels or levels[-1] != cell.text[: LONGEST + 1]):
                levels.append(cell.text[: LONGEST + 1])
    data = {column for number, row in sheet.rows.items() if number > last for column in row}
    columns = [_with_unit(number, titles.get(number, []), mapping) for number in sorted(titles.keys() | data)]
    texts = {number: cell.text for number, cell in sheet.rows.get(first, {}).items()}
    return _with_codes(Layout(first, last, tuple(columns), texts))


def _heads_below(sheet: Sheet, row: int, left: int, right: int) -> bool:
    """Whether the cells below a wide header are headers of its parts."""
    below = sheet.rows.get(row, {})
    cells = [below[column] for column in range(left, right + 1) if column in below]
    return len(cells) > 1 and all(_may_head(cell) and head_of(cell.text)[0] is not None for cell in cells)


def _with_unit(number: int, titles: list[str], mapping: ColumnMapping) -> ImportColumn:
    """A column by its headers, with the unit that any of them says."""
    column = _leveled(number, titles, mapping)
    unit = unit_of_titles(titles) if column.has_figures else ""
    return replace(column, unit=unit) if unit else column


def _leveled(number: int, titles: list[str], mapping: ColumnMapping) -> ImportColumn:
    """A column by its headers, the upper ones first: ``Năm 2025`` over ``Quý I`` is the first quarter of 2025."""
    title = " ".join(" ".join(titles).split())
    column = _column(number, title, mapping)
    if not titles or column.field is not None or column.head is not None:
        return column
    column = replace(_column(number, titles[-1], mapping), title=title)
    head = column.head
    for upper in reversed(titles[:-1]):
        above, _unit = head_of(upper)
        if head is not None and head.period is None and above is not None and above.period is not None:
            head = head._replace(period=head.in_year(above.period.first.year))
            column = ImportColumn(number, title, None, head, column.unit)
    if len(titles) > 1 and head is not None and head.period is not None and head_of(titles[0])[0] is None:
        # "Kế hoạch" over "2025" is a target, "Thực hiện" over it a figure.
        status = status_of(titles[0])
        if status is not None:
            return ImportColumn(number, title, None, head._replace(status=status), column.unit)
        if field_of(titles[0])[0] is not Field.VALUE:
            return ImportColumn(number, title)
    return column


def _column(number: int, title: str, mapping: ColumnMapping) -> ImportColumn:
    told = mapping.field(number, title)
    title = " ".join(title.split())
    head, unit = head_of(title)
    if told is not None:
        return ImportColumn(number, title, told, *((head, unit) if told is Field.VALUE else ()))
    named, unit_of_field = field_of(title)
    if named is not None:
        return ImportColumn(number, title, named, None, unit_of_field if named is Field.VALUE else "")
    return ImportColumn(number, title, None, head, unit if head is not None else "")


def _with_codes(layout: Layout) -> Layout:
    """Of a column of codes and one of names the codes; a remark of the reader's own is not a column."""
    for wanted in (Field.INDICATOR, Field.AREA, Field.SOURCE):
        same = [column for column in layout.columns if column.field is wanted]
        codes = [column for column in same if _CODES.search(plain(column.title))]
        codes = codes or [column for column in same if not _OF_NAMES.search(plain(column.title))]
        if len(same) == 2 and len(codes) == 1:
            layout = layout.without([column for column in same if column not in codes])
    return layout


def merged_below(sheet: Sheet, layout: Layout) -> tuple[dict[tuple[int, int], Cell], set[tuple[int, int]]]:
    """The cells that merged ones below the header cover, with what they hold; and all those of merged figures."""
    figures = {column.number for column in layout.figures}
    covered: dict[tuple[int, int], Cell] = {}
    of_figures: set[tuple[int, int]] = set()
    filled = sorted(sheet.rows)
    limits = Limits()
    for span in sheet.merged:
        first = sheet.rows.get(span.top, {}).get(span.left)
        if span.top <= layout.last or first is None:
            continue
        rows = filled[bisect_left(filled, span.top) : bisect_right(filled, span.bottom)]
        if span.left in figures:
            columns = [column for column in range(span.left, span.right + 1) if column in figures]
            limits.count(len(rows) * len(columns))
            of_figures.update((row, column) for row in rows for column in columns)
        elif span.left == span.right:
            limits.count(len(rows))
            covered.update(((row, span.left), first) for row in rows)
    return covered, of_figures


def numbers_columns(texts: Mapping[int, str]) -> bool:
    """Whether a row only numbers the columns: A, B, 1, 2, 3 = 2/1."""
    found = [_COLUMN_NUMBER.fullmatch(text.strip()) for _unused, text in sorted(texts.items())]
    numbers = [int(match[2]) for match in found if match and match[2]]
    return len(found) > 2 and all(found) and numbers == list(range(1, len(numbers) + 1))


def faults_of(layout: Layout, options: ImportOptions) -> Iterator[tuple[int, Fault]]:
    """What keeps a sheet from being understood, each with its column."""
    known = {column.field for column in layout.columns} | {one for one, said in options.defaults.items() if said}
    for wanted in Field:
        same = [column for column in layout.columns if column.field is wanted]
        if len(same) > 1 and wanted is not Field.SKIP:
            yield same[1].number, _twice(same[0], same[1], NAMES[wanted])
    long = layout.of(Field.VALUE)
    heads = [column for column in layout.columns if column.head is not None and column is not long]
    if long is not None and heads:
        yield heads[0].number, _twice(long, heads[0], NAMES[Field.VALUE])
    seen: dict[object, ImportColumn] = {}
    for column in heads:
        if column.head is not None:
            first = seen.setdefault((column.head.period, column.head.part), column)
            if first is not column:
                yield column.number, _twice(first, column, untranslated(first.title))
    if not layout.figures:
        yield 0, _missing(NAMES[Field.VALUE], Field.VALUE)
    for wanted in (Field.INDICATOR, Field.SOURCE):
        if wanted not in known:
            yield 0, _missing(NAMES[wanted], wanted, f"--{wanted}")
    if not layout.is_wide and not known.intersection(_WHEN):
        yield 0, _missing(_("date or period"), Field.AS_OF, "--as-of")


def _missing(name: Localized, code: Field, option: str = "") -> Fault:
    if not option:
        return Fault("C202.import", name=name, fix=_("Say --map COLUMN={code} if it has another name.", code=code))
    fix = _("Say {option} for all rows, or say --map COLUMN={code} if it has another name.", option=option, code=code)
    return Fault("C202.import", name=name, fix=fix)


def _twice(first: ImportColumn, second: ImportColumn, what: Localized) -> Fault:
    one, other = shown(first.name), shown(second.name)
    return Fault("C204.field", what=what, one=one, other=other, second=letters(second.number))


def decisions(sheet: Sheet, layout: Layout, options: ImportOptions) -> Iterator[Decision]:
    """What was made of a sheet."""
    name = _("Sheet {name}", name=shown(sheet.name)) if sheet.name else _("Table")
    rows = f"{layout.first}" if layout.first == layout.last else f"{layout.first}-{layout.last}"
    form = _("a column for each period") if layout.is_wide else _("a row for each figure")
    yield Decision(name, _("header in row {rows}; {form}", rows=rows, form=form))
    used = [column for column in layout.columns if column.field or column.head]
    meanings = (_("{column} → {meaning}", column=shown(column.name), meaning=column.use) for column in used)
    yield Decision(_("Columns"), joined("; ", meanings))
    unused = [shown(column.name) for column in layout.columns if not column.field and not column.head]
    if unused:
        yield Decision(_("Columns not used"), untranslated("; ".join(unused)))
    fields = {column.field for column in used}
    told = sorted(options.defaults.items(), key=lambda item: item[0] in fields)
    parts = [
        _("{field}: not used, the file has the column", field=NAMES[one])
        if one in fields
        else _("{field} {value}", field=NAMES[one], value=shown(said))
        for one, said in told
        if said
    ]
    if parts:
        yield Decision(_("For all rows"), joined("; ", parts))
