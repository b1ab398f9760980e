"""The sheets of a file taken apart: into figures with their cells, what is left out, and what is wrong with a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cnht.importing.furniture import begins_so, reason_of, signed, stands_below
from cnht.importing.header import is_multiplier
from cnht.importing.heading import NUMBER
from cnht.importing.layout import (
    ImportColumn,
    Layout,
    decisions,
    faults_of,
    merged_below,
    numbers_columns,
)
from cnht.importing.names import Names
from cnht.importing.options import Field, ImportOptions
from cnht.importing.records import PlacedCell, Record, is_absent
from cnht.importing.result import Decision, Finding, LeftOut, LeftOutReason, NewRow
from cnht.importing.sheet import EMPTY, Cell, CellKind, Limits, NotReadable, Place, Sheet, letters
from cnht.importing.units import SheetUnits
from cnht.language.fuzzy import plain
from cnht.language.shell import quoted
from cnht.language.texts import _
from cnht.problems import Fault, did_you_mean, shown
from cnht.reading.csv_text import SNAPSHOT_COLUMNS

_NAMED = 2
"""How many different cells of a column are named."""
_FILLED_DOWN = frozenset(Field) - {
    Field.VALUE, Field.VALUE_HIGH, Field.QUALIFIER, Field.STATUS, Field.WORDING, Field.NOTE, Field.SKIP
}  # fmt: skip
"""What an empty cell may repeat; the rest is said of one figure alone."""


class SheetReader:
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
            for number, row in [*sheet.rows.items()] if self.options.skip_rows else ():
                if any(begins_so(cell.text, text) for cell in row.values() for text in self.options.skip_rows):
                    self.leave(sheet, LeftOutReason.SKIPPED, number)
                    del sheet.rows[number]
                    sheet.skipped.add(number)
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

    def read(self, sheet: Sheet, layouts: Sequence[Layout]) -> None:
        """Take a sheet apart."""
        for number in sorted(sheet.rows):
            if number < layouts[0].first:
                self.leave(sheet, LeftOutReason.TITLE, number)
        for blank in sheet.blank_rows:
            self.leave(sheet, LeftOutReason.BLANK, blank)
        units: SheetUnits | None = None
        for at, found in enumerate(layouts):
            for number in range(found.first, found.last + 1) if at else ():
                if number in sheet.rows:
                    self.leave(sheet, LeftOutReason.HEADER, number)
            hidden = [column for column in found.figures if sheet.hidden_columns >> column.number & 1]
            if self.options.with_hidden:
                hidden = []
            for column in hidden:
                place = sheet.place(found.first, column.number)
                self.left_out.append(LeftOut(LeftOutReason.HIDDEN, place, column.title))
            layout = found.without(hidden)
            for number, fault in faults_of(layout, self.options):
                self.findings.append(Finding(sheet.place(layout.first, number), fault))
            units = SheetUnits(sheet, layout, self.names.areas, units)
            self.decisions += (*decisions(sheet, layout, self.options), *units.decisions())
            TableReader(self, sheet, layout, units).read()


class TableReader:
    """Takes the rows below one header apart."""

    def __init__(self, sheets: SheetReader, sheet: Sheet, layout: Layout, units: SheetUnits) -> None:
        self.sheets = sheets
        self.units = units
        self.options = sheets.options
        self.names = sheets.names
        self.find = {Field.INDICATOR: self.names.indicator, Field.AREA: self.names.area}
        self.sheet = sheet
        self.layout = layout
        self.covered, self.merged_figures = merged_below(sheet, layout)
        self.fields: dict[Field, ImportColumn] = {}
        for column in layout.columns:
            if column.field is not None and column.field is not Field.SKIP:
                self.fields.setdefault(column.field, column)
        self.about = [self.fields[one].number for one in (Field.INDICATOR, Field.AREA) if one in self.fields]
        self.numbers = [number for number in sorted(sheet.rows) if layout.last < number <= layout.end]
        figures = [column.number for column in layout.figures]
        self.signed = signed(self.numbers, sheet.rows, figures, self.is_known)
        self.chosen: list[tuple[ImportColumn, str]] = []
        self.varying = {column: _Varying(is_wide=layout.is_wide) for column in layout.columns if column.is_unknown}
        self.seen: set[tuple[object, ...]] = set()
        """The rows of an export that says of each target which figure counts, and so says a figure often."""
        self.reported = layout.named(layout.own.reported) if layout.own and layout.own.reported else None

    def read(self) -> None:
        """Take the rows apart, and note the columns that are not understood and differ."""
        for name, value in self.options.where.items():
            column = self.layout.named(name)
            if column is None:
                place = self.sheet.place(self.layout.first)
                fix = did_you_mean(name, [one.title for one in self.layout.columns])
                self.sheets.findings.append(Finding(place, Fault("C202.where", name=shown(name), fix=fix)))
            else:
                self.chosen.append((column, plain(value)))
                self.varying.pop(column, None)
        self.rows()
        for column, varying in self.varying.items():
            if (fault := varying.fault(column)) is not None:
                place = self.sheet.place(self.layout.last, column.number)
                self.sheets.findings.append(Finding(place, fault))

    def is_known(self, row: Mapping[int, Cell]) -> bool:
        """Whether a row names an indicator or area of the workspace."""
        return any(
            not isinstance(find(row[self.fields[one].number].text.strip()), Fault)
            for one, find in self.find.items()
            if one in self.fields and self.fields[one].number in row
        )

    def cell(self, number: int, column: int) -> Cell:
        """A cell, or what the merged one that covers it holds."""
        return self.sheet.rows[number].get(column) or self.covered.get((number, column), EMPTY)

    def rows(self) -> None:
        """Take the rows below the header apart."""
        sheet, layout = self.sheet, self.layout
        above_cells: dict[Field, Cell] = {}
        width = max((column for texts in layout.texts for column in texts), default=0) if sheet.is_text else 0
        above = layout.last
        skipped = [number for number in sheet.skipped if layout.last < number <= layout.end]
        for number in sorted([*self.numbers, *skipped]):
            if number > above + 1 and not sheet.is_text:
                self.leave(LeftOutReason.BLANK, above + 1, count=number - above - 1)
            above = number
            if number in sheet.skipped:
                continue
            row = sheet.rows[number]
            reason = self.reason(number)
            if reason is not None:
                self.leave(reason, number)
                continue
            if width and max(row) > width:
                fault = Fault("C208.cells", count=max(row), width=width)
                self.sheets.refuse(sheet, number, max(row), fault)
                continue
            cells: dict[Field, PlacedCell] = {}
            for wanted, column in self.fields.items():
                cell = self.cell(number, column.number)
                if self.options.fill_down and wanted in _FILLED_DOWN:
                    cell = cell if cell.is_filled else above_cells.get(wanted, cell)
                    above_cells[wanted] = cell
                if wanted is not Field.VALUE:
                    cells[wanted] = PlacedCell(cell, sheet.place(number, column.number))
            has_figure = not all(is_absent(row.get(column.number, EMPTY)) for column in self.layout.figures)
            if has_figure and (reason := self.choice(number, cells)) is not None:
                self.leave(reason, number)
            else:
                self.figures(number, cells)

    def leave(self, reason: LeftOutReason, row: int, column: int = 0, *, count: int = 1) -> None:
        """Leave out a cell, or ``count`` rows."""
        self.sheets.leave(self.sheet, reason, row, column, count=count)

    def figures(self, number: int, cells: dict[Field, PlacedCell]) -> None:
        """The figures of a row."""
        sheet, row, figures = self.sheet, self.sheet.rows[number], self.layout.figures
        self.sheets.limits.count(len(figures))
        length = sum(len(said.cell.text) for said in cells.values())
        absent = []
        for column in figures:
            cell = row.get(column.number, EMPTY)
            if (number, column.number) in self.merged_figures:
                self.sheets.refuse(sheet, number, column.number, Fault("C218.figures"))
            elif cell.kind is CellKind.UNSEEN:
                self.leave(LeftOutReason.UNSEEN, number, column.number)
            elif is_absent(cell):
                absent.append(column)
            else:
                self.sheets.limits.text(length)
                place = sheet.place(number, column.number)
                self.sheets.records.append(Record(cells, cell, place, column, self.units.of(number, column)))
        if len(absent) == len(figures):
            self.leave(LeftOutReason.NO_FIGURE, number)
            return
        for column in absent:
            self.leave(LeftOutReason.NO_FIGURE, number, column.number)
        for column, varying in self.varying.items():
            varying.add(self.cell(number, column.number).text.strip())

    def reason(self, number: int) -> LeftOutReason | None:
        """Why a row is left out, if it is, by how it looks."""
        row = self.sheet.rows[number]
        if number in self.sheet.hidden_rows and not self.options.with_hidden:
            return LeftOutReason.HIDDEN
        texts = {column: cell.text for column, cell in row.items()}
        if len(texts) > 1 and texts in self.layout.texts:
            return LeftOutReason.HEADER
        if number == self.layout.last + 1 and numbers_columns(texts):
            return LeftOutReason.HEADER
        if number in self.units.heads:
            return LeftOutReason.HEADER
        if number in self.signed:
            return LeftOutReason.SIGNATURE
        if self.is_known(row):
            return None
        figures = [row[column.number] for column in self.layout.figures if column.number in row]
        has_figure = not all(is_absent(cell) or stands_below(cell) for cell in figures)
        for text in dict.fromkeys(texts[column].strip() for column in (min(texts), *self.about) if column in texts):
            reason = reason_of(text)
            if (reason is LeftOutReason.TOTAL or (reason and not has_figure)) and not self.is_indicator(text):
                return reason
        return None

    def is_indicator(self, text: str) -> bool:
        """Whether a text names an indicator of the workspace."""
        return not isinstance(self.names.indicator(text), Fault)

    def choice(self, number: int, cells: Mapping[Field, PlacedCell]) -> LeftOutReason | None:
        """Why a row is left out, if it is, by what it says."""
        if any(plain(self.cell(number, column.number).text) != value for column, value in self.chosen):
            return LeftOutReason.OTHERS
        if self.reported is not None:
            key = tuple(said.cell.text for said in cells.values())
            if not self.cell(number, self.reported.number).is_filled:
                return LeftOutReason.COMPUTED
            if key in self.seen:
                return LeftOutReason.AGAIN
            self.seen.add(key)
        if self.options.only_known:
            for one, find in self.find.items():
                text = cells[one].cell.text.strip() if one in cells else ""
                if text and isinstance(fault := find(text), Fault) and fault.key != "M501.several":
                    return LeftOutReason.UNKNOWN
        return None


class _Varying:
    """The cells of a column that is not understood, as far as they matter: whether they differ, or are running."""

    def __init__(self, *, is_wide: bool) -> None:
        self.is_wide = is_wide
        self.values: dict[str, None] = {}
        self.count = 0
        self.is_running = True

    def add(self, text: str) -> None:
        self.count += 1
        self.is_running = self.is_running and text == str(self.count)
        if len(self.values) < _NAMED:
            self.values[text] = None

    def fault(self, column: ImportColumn) -> Fault | None:
        """What is wrong with leaving it aside."""
        name, letter = shown(column.name), letters(column.number)
        first, *others = sorted(self.values, key=lambda text: not text) or [""]
        is_number = all(map(NUMBER.fullmatch, (first, *others)))
        if is_multiplier(column.title) and (others or first not in ("", "0", "1")):
            return Fault("C203.multiplier", column=name, letter=letter, one=shown(first))
        if self.is_running and not column.title:
            return None
        if is_number and (self.is_wide or self.count == 1):
            return Fault("C203.figures", column=name, letter=letter, one=shown(first))
        if not others:
            return None
        other = shown(others[0]) if others[0] else _("blank")
        choice = shown(quoted(f"{letters(column.number)}={first}"))
        return Fault("C203.varies", column=name, letter=letter, one=shown(first), other=other, choice=choice)
