"""What the layout of a sheet lacks or says twice, what is said of it, and what merged cells mean in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping

from cnht.entry.headers import Column, Layout
from cnht.entry.result import Decision, Finding, NewRow
from cnht.entry.sheets import Cell, Counter, Place, Sheet
from cnht.entry.wishes import Field, Wishes
from cnht.lang import Localized, _, joined, p_, untranslated
from cnht.problems import Fault, shown
from cnht.reading.csv_text import SNAPSHOT_COLUMNS

_COLUMN_NUMBER = re.compile(r"[(\[]?(?:([A-Za-z])|([0-9]{1,2}))[)\]]?(?: *=.*)?")

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
_WHEN = (Field.PERIOD, Field.AS_OF, Field.YEAR)


class Merged:
    """The merged cells below the header of a sheet."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        figures = {column.number for column in layout.figures}
        self._covered: dict[tuple[int, int], tuple[int, int]] = {}
        self._figures: set[tuple[int, int]] = set()
        self._rows = sheet.rows
        filled = sorted(sheet.rows)
        counter = Counter()
        for span in sheet.merged:
            if span.top <= layout.last:
                continue
            first = sheet.rows.get(span.top, {}).get(span.left)
            if first is None:
                continue
            rows = filled[bisect_left(filled, span.top) : bisect_right(filled, span.bottom)]
            if span.left in figures:
                columns = [column for column in range(span.left, span.right + 1) if column in figures]
                counter.count(len(rows) * len(columns))
                self._figures.update((row, column) for row in rows for column in columns)
            elif span.left == span.right:
                counter.count(len(rows))
                self._covered.update(((row, span.left), (span.top, span.left)) for row in rows)

    def above(self, row: int, column: int) -> Cell | None:
        """What a covered cell says: what the first one of its span does."""
        top = self._covered.get((row, column))
        return None if top is None else self._rows.get(top[0], {}).get(column)

    def holds_figures(self, row: int, column: int) -> bool:
        """Whether one figure stands over several cells."""
        return (row, column) in self._figures


def first_words(sheet: Sheet, row: int) -> str:
    """The first filled cell of a row."""
    cells = sheet.rows.get(row, {})
    return cells[min(cells)].text.strip() if cells else ""


def refused(place: Place, said: str, fault: Fault) -> NewRow:
    """A row that was not read at all."""
    return NewRow(("",) * len(SNAPSHOT_COLUMNS), place, said, {}, (Finding(place, fault),))


def numbers_columns(texts: Mapping[int, str]) -> bool:
    """Whether a row only numbers the columns: A, B, 1, 2, 3 = 2/1."""
    found = [_COLUMN_NUMBER.fullmatch(text.strip()) for _unused, text in sorted(texts.items())]
    numbers = [int(one[2]) for one in found if one and one[2]]
    return len(found) > 2 and all(found) and numbers == list(range(1, len(numbers) + 1))


def faults_of(layout: Layout, wishes: Wishes) -> Iterator[tuple[int, Fault]]:
    """What keeps a sheet from being understood, each with its column."""
    fields = [column.field for column in layout.columns]
    for one in Field:
        same = [column for column in layout.columns if column.field is one]
        if len(same) > 1 and one is not Field.SKIP:
            yield same[1].number, _twice(same[0], same[1], NAMES[one])
    long = layout.of(Field.VALUE)
    heads = [column for column in layout.columns if column.head is not None and column is not long]
    if long is not None and heads:
        yield heads[0].number, _twice(long, heads[0], NAMES[Field.VALUE])
    seen: dict[object, Column] = {}
    for column in heads:
        if column.head is not None:
            first = seen.setdefault((column.head.period, column.head.part), column)
            if first is not column:
                yield column.number, _twice(first, column, untranslated(first.title))
    if not layout.figures:
        yield 0, _missing(NAMES[Field.VALUE], "value", "")
    for one, option in ((Field.INDICATOR, "--indicator"), (Field.SOURCE, "--source")):
        if one not in fields and not wishes.defaults.get(one):
            yield 0, _missing(NAMES[one], one.value, option)
    if not layout.is_wide and not any(one in fields or wishes.defaults.get(one) for one in _WHEN):
        yield 0, _missing(_("date or period"), "as_of", "--as-of")


def decisions(sheet: Sheet, layout: Layout, wishes: Wishes) -> Iterator[Decision]:
    """What was made of a sheet."""
    name = _("Sheet {name}", name=shown(sheet.name)) if sheet.name else _("Table")
    rows = f"{layout.first}" if layout.first == layout.last else f"{layout.first}-{layout.last}"
    form = _("a column for each period") if layout.is_wide else _("a row for each figure")  # fmt: skip
    yield Decision(name, _("header in row {rows}; {form}", rows=rows, form=form))
    used = [(column, _use(column)) for column in layout.columns if column.field or column.head]
    yield Decision(
        _("Columns"),
        joined(
            "; ", (_("{column} → {meaning}", column=shown(column.name), meaning=meaning) for column, meaning in used)
        ),
    )
    unused = [shown(column.name) for column in layout.columns if not column.field and not column.head]
    if unused:
        yield Decision(_("Columns not used"), untranslated("; ".join(unused)))
    if layout.unit:
        yield Decision(
            p_("of a table", "Unit"),
            _("{unit}, as said above the table", unit=shown(layout.unit)),
        )
    told = [(one, said) for one, said in wishes.defaults.items() if said]
    fields = {column.field for column in layout.columns}
    if told:
        used_for = [(one, said) for one, said in told if one not in fields]
        rest = [one for one, _said in told if one in fields]
        parts = [_("{field} {value}", field=NAMES[one], value=shown(said)) for one, said in used_for]
        parts += [_("{field}: not used, the file has the column", field=NAMES[one]) for one in rest]
        yield Decision(_("For all rows"), joined("; ", parts))


def _use(column: Column) -> Localized:
    if column.head is not None and column.field is not Field.SKIP:
        period = column.head.period.text if column.head.period is not None else column.head.part
        status = f" ({column.head.status})" if column.head.status else ""
        use: Localized = _("figures of {period}{status}", period=shown(period), status=status)
    else:
        use = NAMES[column.field or Field.SKIP]
    return _("{use} ({unit})", use=use, unit=shown(column.unit)) if column.unit else use


def no_header(sheet: Sheet) -> Fault:
    """The fault of a sheet in which no row is a header that is understood."""
    first = shown(first_words(sheet, min(sheet.rows)))
    return Fault("C201.sheet", first=first)


def _missing(name: Localized, code: str, option: str) -> Fault:
    return Fault(
        "C202.import",
        name=name,
        fix=_("Say {option} for all rows, or say --map COLUMN={code} if it has another name.", option=option, code=code)
        if option
        else _("Say --map COLUMN={code} if it has another name.", code=code),
    )


def _twice(first: Column, second: Column, what: Localized) -> Fault:
    one, other = shown(first.name), shown(second.name)
    return Fault("C204.field", what=what, one=one, other=other, second=_letter(second))


def _letter(column: Column) -> str:
    return column.name.partition(" ")[0]


MERGED_FIGURES = Fault("C218.figures")
