"""What each column of a table holds, as it was understood, and what is missing, unclear or there twice."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cnht.importing.header import LONGEST, Head, OwnExport, field_of, head_of
from cnht.importing.options import Field, ImportOptions
from cnht.importing.result import Decision
from cnht.importing.sheet import MOST_ROWS, Cell, Limits, Sheet, letters
from cnht.language.fuzzy import plain
from cnht.language.texts import Localized, _, joined, untranslated
from cnht.problems import Fault, shown

_COLUMN_NUMBER = re.compile(r"[(\[]?(?:([A-Za-z])|([0-9]{1,2}))[)\]]?(?: *=.*)?")
_WHEN = (Field.PERIOD, Field.AS_OF, Field.YEAR, Field.QUARTER, Field.MONTH)
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
    is_beside: bool = False
    """It is understood, but nothing of it is taken: targets, comparisons, running numbers."""
    base: str = ""
    """What a title of the table says is 100: ``(Năm trước = 100)``."""
    above: str = ""
    """The upper header that is not understood, of a column of figures."""

    @property
    def is_unknown(self) -> bool:
        """Whether it is not known what its cells say of the figures beside them."""
        return self.field is None and self.head is None and not self.is_beside and not self.above

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
    texts: tuple[Mapping[int, str], ...] = ()
    """The cells of each row of the header, to know it again."""
    end: int = MOST_ROWS
    """The last row of its table: below it another one begins."""
    own: OwnExport | None = None
    """The export of this program that it is."""

    def named(self, name: str) -> ImportColumn | None:
        """The column of a header, of the lowest part of one, or of a letter."""
        said = plain(name)
        for same in (
            [column for column in self.columns if plain(column.title) == said],
            [column for column in self.columns if letters(column.number).lower() == said],
        ):
            if same:
                return same[0]
        return None

    def of(self, wanted: Field) -> ImportColumn | None:
        """The column of a field."""
        return next((column for column in self.columns if column.field is wanted), None)

    @property
    def figures(self) -> list[ImportColumn]:
        """The columns of figures."""
        return [column for column in self.columns if column.has_figures]

    @property
    def doubtful(self) -> list[ImportColumn]:
        """The columns of figures that have an upper header which is not understood."""
        return [column for column in self.columns if column.above]

    @property
    def is_wide(self) -> bool:
        """Whether periods are columns."""
        return any(column.head is not None for column in self.columns)

    def without(self, columns: Sequence[ImportColumn]) -> Layout:
        """The layout in which ``columns`` are not used."""
        numbers = {column.number for column in columns}
        kept = (
            ImportColumn(each.number, each.title, is_beside=True) if each.number in numbers else each
            for each in self.columns
        )
        return replace(self, columns=tuple(kept))


class ColumnMapping:
    """The columns that the user named."""

    def __init__(self, columns: Mapping[str, Field]) -> None:
        self._columns = {plain(name): (name, field) for name, field in columns.items()}
        self._used: set[str] = set()

    def __contains__(self, title: str) -> bool:
        return plain(title) in self._columns

    def names_field(self, text: str, fields: Collection[Field]) -> bool:
        """Whether a header names one of ``fields``, by the user or by itself."""
        told = self._columns.get(plain(text))
        return (field_of(text)[0] if told is None else told[1]) in fields

    def maps(self, number: int, titles: Sequence[str]) -> bool:
        """Whether the user says what a column is, by its letter, its header, or the lowest part of that."""
        names = (letters(number), " ".join(titles), *titles[-1:])
        return any(plain(name) in self._columns for name in names)

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
        same = [column for column in same if column.head is None]
        if len(same) > 1 and wanted is not Field.SKIP:
            yield same[1].number, _twice(same[0], same[1], NAMES[wanted])
    long = next((column for column in layout.columns if column.field is Field.VALUE and column.head is None), None)
    heads = [column for column in layout.columns if column.head is not None]
    if long is not None and heads:
        yield heads[0].number, _twice(long, heads[0], NAMES[Field.VALUE])
    seen: dict[object, ImportColumn] = {}
    for column in layout.doubtful:
        what, at = shown(column.name), letters(column.number)
        yield column.number, Fault("C203.above", text=shown(column.above), column=what, letter=at)
    for column in heads:
        if column.head is not None:
            other = seen.setdefault((column.head.period, column.head.part), column)
            if other is not column:
                yield column.number, _twice(other, column, replace(other, unit="").use)
    if not layout.figures and not layout.doubtful:
        yield 0, _missing(NAMES[Field.VALUE], Field.VALUE)
    for wanted in (Field.INDICATOR, Field.SOURCE):
        if wanted not in known:
            yield 0, _missing(NAMES[wanted], wanted, f"--{wanted}")
    if layout.figures and not layout.is_wide and not known.intersection(_WHEN):
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
