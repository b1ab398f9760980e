"""A workbook or an odd CSV, as bytes, to rows that can be added, with all that is unclear about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from cnht.domain.model import Definitions, Observation
from cnht.importing.formats import read_sheets
from cnht.importing.layout import (
    ColumnMapping,
    ImportColumn,
    Layout,
    decisions,
    faults_of,
    find_layout,
    merged_below,
    numbers_columns,
)
from cnht.importing.names import Names
from cnht.importing.numbers import NumberStyle, style_of
from cnht.importing.options import Field, ImportOptions
from cnht.importing.records import PlacedCell, Record, RecordReader, is_absent
from cnht.importing.result import Decision, Finding, Imported, LeftOut, LeftOutReason, NewRow
from cnht.importing.sheet import EMPTY, Cell, CellKind, Limits, NotReadable, Place, Progress, Sheet
from cnht.importing.units import SheetUnits
from cnht.importing.verify import verified
from cnht.language.fuzzy import plain
from cnht.language.texts import NOTHING, _
from cnht.problems import Fault, did_you_mean, shown
from cnht.reading.csv_text import SNAPSHOT_COLUMNS
from cnht.reading.table import aside

_FILLED_DOWN = frozenset(Field) - {
    Field.VALUE, Field.VALUE_HIGH, Field.QUALIFIER, Field.STATUS, Field.WORDING, Field.NOTE, Field.SKIP
}  # fmt: skip
"""What an empty cell may repeat; the rest is said of one figure alone."""


def read_file(
    data: bytes,
    name: str,
    definitions: Definitions,
    options: ImportOptions,
    *,
    today: date | None = None,
    existing: Iterable[Observation] = (),
    progress: Progress = lambda _: None,
) -> Imported:
    """What the file ``name`` would add to a workspace.

    Never raises for what a file holds. ``existing`` are the figures that the workspace has, ``today`` the day after
    which no figure can be; ``progress`` is told from time to time which part of the work is done.
    """
    mapping = ColumnMapping(options.columns)
    reader = _SheetReader(Names(definitions, options), options)
    try:
        sheets, kind = read_sheets(data, name, options, mapping, lambda done: progress(done / 2))
        chosen = [(sheet, find_layout(sheet, mapping)) for sheet in reader.chosen(sheets)]
        has_figures = any(layout is not None and layout.figures for _unused, layout in chosen)
        for sheet, layout in chosen:
            if layout is None:
                reader.no_layout(sheet)
            elif has_figures and not layout.figures:
                reader.leave(sheet, LeftOutReason.SHEET, layout.first, count=len(sheet.rows))
            else:
                reader.read(sheet, layout)
    except NotReadable as error:
        return Imported(name, findings=(Finding(Place("", error.row), error.fault),))
    findings = [*reader.findings, *_unused(mapping, sheets, reader.findings)]
    style = style_of(reader.texts(), options.numbers)
    record_reader = RecordReader(definitions, reader.names, style, options)
    rows = list(reader.refused)
    for at, record in enumerate(reader.records):
        rows.append(record_reader.row(record))
        if not at % 1000:
            progress(0.5 + 0.4 * at / len(reader.records))
    known: list[LeftOut] = []
    if Imported(name, findings=tuple(findings)).is_sound:
        rows, known = verified(rows, definitions, today, existing)
    order = {sheet.name: at for at, sheet in enumerate(sheets)}
    rows.sort(key=lambda row: (order[row.place.sheet], row.place.row, row.place.column))
    left_out = sorted([*reader.left_out, *known], key=lambda one: (order[one.place.sheet], one.place.row))
    if not rows and not known and not findings:
        findings.append(Finding(Place(sheets[0].name, 1), Fault("C214")))
    decided = (Decision(_("File"), kind), *reader.decisions, *_style_decision(style))
    return Imported(name, tuple(rows), tuple(left_out), tuple(findings), decided, style)


class _SheetReader:
    """Takes the sheets apart: into figures, what is left out, and what is wrong with a whole sheet."""

    def __init__(self, names: Names, options: ImportOptions) -> None:
        self.names = names
        self.options = options
        self.records: list[Record] = []
        self.refused: list[NewRow] = []
        self.left_out: list[LeftOut] = []
        self.findings: list[Finding] = []
        self.decisions: list[Decision] = []
        self.limits = Limits()
        """Of the text of the records: that of a merged cell, or of one beside many figures, is in many of them."""

    def texts(self) -> Iterator[tuple[Place, str]]:
        """The texts that may tell how numbers are written."""
        for record in self.records:
            high = record.cells.get(Field.VALUE_HIGH)
            for cell, place in ((record.figure, record.place), *([high] if high is not None else ())):
                if cell.kind is CellKind.TEXT and place is not None:
                    yield place, cell.text

    def chosen(self, sheets: list[Sheet]) -> Iterator[Sheet]:
        """The sheets to read: the named one, else all that are shown."""
        wanted = self.options.sheet
        if wanted and not any(plain(sheet.name) == plain(wanted) for sheet in sheets):
            hint = did_you_mean(wanted, [sheet.name for sheet in sheets])
            raise NotReadable(Fault("V308.sheet", wanted=shown(wanted), fix=hint))
        for sheet in sheets:
            if not sheet.rows:
                continue
            if (wanted and plain(sheet.name) != plain(wanted)) or (sheet.hidden and not wanted):
                self.leave(
                    sheet,
                    LeftOutReason.SHEET if wanted else LeftOutReason.HIDDEN,
                    min(sheet.rows),
                    count=len(sheet.rows),
                )
            else:
                yield sheet

    def leave(self, sheet: Sheet, reason: LeftOutReason, row: int, column: int = 0, *, count: int = 1) -> None:
        """Leave out a cell, or ``count`` rows."""
        text = sheet.rows.get(row, {}).get(column, EMPTY).text if column else sheet.first_text(row)
        self.left_out.append(LeftOut(reason, sheet.place(row, column), text, count))

    def refuse(self, sheet: Sheet, row: int, column: int, fault: Fault) -> None:
        """Note a figure that is not read at all."""
        place = sheet.place(row, column)
        text = sheet.rows[row].get(column, EMPTY).text
        self.refused.append(NewRow(("",) * len(SNAPSHOT_COLUMNS), place, text, {}, (Finding(place, fault),)))

    def no_layout(self, sheet: Sheet) -> None:
        """Leave out a sheet without a header: a cover, or a table that is not understood."""
        first = min(sheet.rows)
        with_numbers = sum(
            any(cell.kind is CellKind.NUMBER for cell in cells.values()) for cells in sheet.rows.values()
        )
        if sheet.is_text or self.options.sheet or with_numbers > 1:
            fault = Fault("C201.sheet", first=shown(sheet.first_text(first)))
            self.findings.append(Finding(sheet.place(first), fault))
        self.leave(sheet, LeftOutReason.SHEET, first, count=len(sheet.rows))

    def read(self, sheet: Sheet, layout: Layout) -> None:
        """Take a sheet apart."""
        for number in sorted(sheet.rows):
            if number < layout.first:
                self.leave(sheet, LeftOutReason.TITLE, number)
        if not self.options.with_hidden:
            hidden = [column for column in layout.figures if sheet.hidden_columns >> column.number & 1]
            for column in hidden:
                place = sheet.place(layout.first, column.number)
                self.left_out.append(LeftOut(LeftOutReason.HIDDEN, place, column.title))
            layout = layout.without(hidden)
        for at, fault in faults_of(layout, self.options):
            self.findings.append(Finding(sheet.place(layout.first, at), fault))
        units = SheetUnits(sheet, layout, self.names.areas)
        self.decisions += (*decisions(sheet, layout, self.options), *units.decisions())
        self.rows(sheet, layout, units)

    def rows(self, sheet: Sheet, layout: Layout, units: SheetUnits) -> None:
        """Take the rows below the header apart."""
        covered, merged_figures = merged_below(sheet, layout)
        above_cells: dict[Field, Cell] = {}
        fields: dict[Field, ImportColumn] = {}
        for column in layout.columns:
            if column.field is not None and column.field is not Field.SKIP:
                fields.setdefault(column.field, column)
        width = max(layout.texts, default=0) if sheet.is_text else 0
        above = layout.last
        for blank in sheet.blank_rows:
            self.leave(sheet, LeftOutReason.BLANK, blank)
        for number in sorted(row for row in sheet.rows if row > layout.last):
            if number > above + 1 and not sheet.is_text:
                self.leave(sheet, LeftOutReason.BLANK, above + 1, count=number - above - 1)
            above = number
            row = sheet.rows[number]
            reason = LeftOutReason.HEADER if number in units.heads else self.reason(sheet, layout, number)
            if reason is not None:
                self.leave(sheet, reason, number)
                continue
            if width and max(row) > width:
                self.refuse(sheet, number, max(row), Fault("C208.cells", count=max(row), width=width))
                continue
            cells: dict[Field, PlacedCell] = {}
            for wanted, column in fields.items():
                cell = row.get(column.number) or covered.get((number, column.number), EMPTY)
                if self.options.fill_down and wanted in _FILLED_DOWN:
                    cell = cell if cell.is_filled else above_cells.get(wanted, cell)
                    above_cells[wanted] = cell
                if wanted is not Field.VALUE:
                    cells[wanted] = PlacedCell(cell, sheet.place(number, column.number))
            self.figures(sheet, layout, number, cells, merged_figures, units)

    def figures(
        self,
        sheet: Sheet,
        layout: Layout,
        number: int,
        cells: dict[Field, PlacedCell],
        merged: set[tuple[int, int]],
        units: SheetUnits,
    ) -> None:
        """The figures of a row."""
        row = sheet.rows[number]
        figures = layout.figures
        self.limits.count(len(figures))
        length = sum(len(said.cell.text) for said in cells.values())
        absent = []
        for column in figures:
            cell = row.get(column.number, EMPTY)
            if (number, column.number) in merged:
                self.refuse(sheet, number, column.number, Fault("C218.figures"))
            elif cell.kind is CellKind.UNSEEN:
                self.leave(sheet, LeftOutReason.UNSEEN, number, column.number)
            elif is_absent(cell):
                absent.append(column)
            else:
                self.limits.text(length)
                place = sheet.place(number, column.number)
                self.records.append(Record(cells, cell, place, column, units.of(number, column)))
        if len(absent) == len(figures):
            self.leave(sheet, LeftOutReason.NO_FIGURE, number)
        else:
            for column in absent:
                self.leave(sheet, LeftOutReason.NO_FIGURE, number, column.number)

    def reason(self, sheet: Sheet, layout: Layout, number: int) -> LeftOutReason | None:
        """Why a row is left out, if it is."""
        row = sheet.rows[number]
        if number in sheet.hidden_rows and not self.options.with_hidden:
            return LeftOutReason.HIDDEN
        texts = {column: cell.text for column, cell in row.items()}
        if len(texts) > 1 and texts == layout.texts:
            return LeftOutReason.HEADER
        if number == layout.last + 1 and numbers_columns(texts):
            return LeftOutReason.HEADER
        indicator = layout.of(Field.INDICATOR)
        columns = [min(texts), *([indicator.number] if indicator is not None and indicator.number in texts else ())]
        for column in columns:
            text = texts[column].strip()
            fault = aside(text)
            if fault is None or not isinstance(self.names.indicator(text), Fault):
                continue
            if fault.code == "C216":
                return LeftOutReason.TOTAL
            if all(is_absent(row.get(figures.number, EMPTY)) for figures in layout.figures):
                return LeftOutReason.FOOTNOTE
        return None


def _unused(mapping: ColumnMapping, sheets: list[Sheet], findings: list[Finding]) -> Iterator[Finding]:
    """What ``--map`` names and no sheet has."""
    if not mapping.unused or any(not finding.place.row for finding in findings):
        return
    titles = [cell.text for sheet in sheets for row in sorted(sheet.rows)[:30] for cell in sheet.rows[row].values()]
    titles = list(dict.fromkeys(text for text in titles if len(text) < 60))
    for name in mapping.unused:
        fault = Fault("C202.map", name=shown(name), fix=did_you_mean(name, titles))
        yield Finding(Place(sheets[0].name, 1), fault)


def _style_decision(style: NumberStyle) -> Iterator[Decision]:
    """How the numbers are written, and what tells so."""
    if style.lang is None:
        return
    how = _("{form}, by --numbers", form=style.form)
    if not style.asked:
        example, more = style.example(style.lang), style.counts[style.lang] - 1
        others = _(" and {more} more", more=more) if more else NOTHING
        how = _("{form}, as in {example}{others}", form=style.form, example=example, others=others)
    yield Decision(_("Numbers"), how)
