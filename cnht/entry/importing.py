"""A workbook or an odd CSV, as bytes, to rows that can be added, with all that is unclear about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from cnht.entry import odd_csv, ods, shape, xls, xlsx
from cnht.entry.archive import Archive
from cnht.entry.check import checked
from cnht.entry.headers import Column, Layout, Mapped, find
from cnht.entry.names import Names
from cnht.entry.numbers import Style, decide
from cnht.entry.result import Decision, Finding, Imported, LeftOut, NewRow, Why
from cnht.entry.rows import Record, Said, Understanding, is_absent
from cnht.entry.sheets import Cell, Counter, NotReadable, Place, Sheet, Sort, Tell, damaged
from cnht.entry.wishes import Field, Wishes
from cnht.lang import NOTHING, Localized, _
from cnht.likeness import plain
from cnht.model import Definitions, Observation
from cnht.problems import Fault, did_you_mean, shown
from cnht.reading.table import aside

_FILLED_DOWN = frozenset(Field) - {
    Field.VALUE, Field.VALUE_HIGH, Field.QUALIFIER, Field.STATUS, Field.WORDING, Field.NOTE, Field.SKIP
}  # fmt: skip
"""What an empty cell may say again; the rest is said of one figure alone."""
_NOTHING = Cell("")
_OTHERS = (
    (b"%PDF", _("a PDF")),
    (b"\x1f\x8b", _("a gzip archive")),
    (b"{\\rtf", _("an RTF document")),
)


def read_file(
    data: bytes,
    name: str,
    definitions: Definitions,
    wishes: Wishes,
    *,
    today: date | None = None,
    existing: Iterable[Observation] = (),
    tell: Tell = lambda _: None,
) -> Imported:
    """What the file ``name`` would add to a workspace.

    Never raises for what a file holds. ``existing`` are the figures that the workspace has, ``today`` the day after
    which no figure can be; ``tell`` is told from time to time which part of the work is done.
    """
    mapped = Mapped(wishes.columns)
    try:
        sheets, decisions = _sheets(data, name, wishes, mapped, lambda done: tell(done / 2))
        for sheet in sheets:
            if (span := sheet.overlap()) is not None:
                raise NotReadable(_overlap(str(sheet.place(span.top, span.left))))
        if not sheets:
            raise NotReadable(Fault("C214"))
        reader = _Reader(Names(definitions, wishes.names), wishes, mapped)
        chosen = [(sheet, find(sheet, mapped)) for sheet in reader.chosen(sheets)]
        has_figures = any(layout is not None and layout.figures for _unused, layout in chosen)
        for sheet, layout in chosen:
            if has_figures and layout is not None and not layout.figures:
                reader.leave(sheet, Why.SHEET, layout.first, count=len(sheet.rows))
            else:
                reader.sheet(sheet, layout)
    except NotReadable as error:
        return Imported(name, findings=(Finding(Place("", error.row), error.fault),))
    reader.unused(sheets)
    style = decide(reader.texts(), wishes.numbers)
    understanding = Understanding(definitions, reader.names, style, wishes)
    rows: list[NewRow] = list(reader.refused)
    for at, record in enumerate(reader.records):
        rows.append(understanding.row(record))
        if not at % 1000:
            tell(0.5 + 0.4 * at / len(reader.records))
    known: list[LeftOut] = []
    if Imported(name, findings=tuple(reader.findings)).is_sound:
        rows, known = checked(rows, definitions, today, existing)
    order = {sheet.name: at for at, sheet in enumerate(sheets)}
    rows.sort(key=lambda row: (order[row.place.sheet], row.place.row, row.place.column))
    left_out = sorted([*reader.left_out, *known], key=lambda one: (order[one.place.sheet], one.place.row))
    if not rows and not known and not reader.findings:
        reader.findings.append(Finding(Place(sheets[0].name, 1), Fault("C214")))
    decisions += [*reader.decisions, *_style_decisions(style)]
    return Imported(name, tuple(rows), tuple(left_out), tuple(reader.findings), tuple(decisions), style)


def _sheets(data: bytes, name: str, wishes: Wishes, mapped: Mapped, tell: Tell) -> tuple[list[Sheet], list[Decision]]:
    """The sheets of a file, whatever its name says it is, and how it was read."""
    if not data.strip():
        raise NotReadable(_EMPTY)
    file = _("File")
    if data.startswith(b"PK"):
        archive = Archive(data)
        if "content.xml" in archive:
            return ods.read(archive, tell), [Decision(file, _("OpenDocument (.ods)"))]
        if "[Content_Types].xml" not in archive:
            raise NotReadable(_other(_("an archive")))
        if "xl/workbook.bin" in archive:
            raise NotReadable(_other(_("a binary workbook (.xlsb)")))
        return xlsx.read(archive, tell), [Decision(file, _("Excel workbook (.xlsx)"))]
    if data.startswith(xls.SIGNATURE):
        return xls.read(data, tell), [Decision(file, _("old Excel workbook (.xls)"))]
    for start, kind in _OTHERS:
        if data.startswith(start):
            raise NotReadable(_other(kind))
    if data[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise NotReadable(_other(_("an HTML page or XML")))
    found = odd_csv.read(data, name, wishes.encoding, mapped, tell)
    how = _("CSV, {encoding}, cells separated by {delimiter}", encoding=found.encoding, delimiter=found.delimiter)
    return [found.sheet], [Decision(file, how)]


@dataclass(slots=True)
class _Reader:
    """Takes the sheets apart: into figures, what is left out, and what is wrong with a whole sheet."""

    names: Names
    wishes: Wishes
    mapped: Mapped
    records: list[Record] = field(default_factory=list)
    refused: list[NewRow] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    counter: Counter = field(default_factory=Counter)
    """Counts the text of the records: that of a merged cell, or of one beside many figures, is in many of them."""

    def texts(self) -> Iterator[tuple[Place, str]]:
        """The texts that may tell how numbers are written."""
        for record in self.records:
            high = record.cells.get(Field.VALUE_HIGH)
            for said in (record.figure, high):
                if said is not None and said.cell.sort is Sort.TEXT and said.place is not None:
                    yield said.place, said.cell.text

    def chosen(self, sheets: list[Sheet]) -> Iterator[Sheet]:
        """The sheets to read: the named one, else all that are shown."""
        wanted = self.wishes.sheet
        if wanted and not any(plain(sheet.name) == plain(wanted) for sheet in sheets):
            hint = did_you_mean(wanted, [sheet.name for sheet in sheets])
            _('there is no sheet "{wanted}"', wanted=shown(wanted))
            raise NotReadable(Fault("V308.sheet", wanted=shown(wanted), fix=hint))
        for sheet in sheets:
            if not sheet.rows:
                continue
            first = min(sheet.rows)
            if (wanted and plain(sheet.name) != plain(wanted)) or (sheet.hidden and not wanted):
                why = Why.SHEET if wanted else Why.HIDDEN
                self.left_out.append(LeftOut(why, sheet.place(first), shape.first_words(sheet, first), len(sheet.rows)))
            else:
                yield sheet

    def sheet(self, sheet: Sheet, layout: Layout | None) -> None:
        """Take a sheet apart."""
        if layout is None:
            self.no_layout(sheet)
            return
        for number in sorted(sheet.rows):
            if number < layout.first:
                self.leave(sheet, Why.TITLE, number)
        layout = self.shown_columns(sheet, layout)
        self.findings += [
            Finding(sheet.place(layout.first, column), fault) for column, fault in shape.faults_of(layout, self.wishes)
        ]
        self.decisions += shape.decisions(sheet, layout, self.wishes)
        self.rows(sheet, layout)

    def no_layout(self, sheet: Sheet) -> None:
        """A sheet without a header: a cover, or a table that is not understood."""
        first = min(sheet.rows)
        numbers = [row for row, cells in sheet.rows.items() if any(cell.sort is Sort.NUMBER for cell in cells.values())]
        if sheet.is_text or self.wishes.sheet or len(numbers) > 1:
            self.findings.append(Finding(sheet.place(first), shape.no_header(sheet)))
        self.left_out.append(LeftOut(Why.SHEET, sheet.place(first), shape.first_words(sheet, first), len(sheet.rows)))

    def shown_columns(self, sheet: Sheet, layout: Layout) -> Layout:
        """The layout without hidden columns of figures."""
        if self.wishes.with_hidden:
            return layout
        hidden = [column for column in layout.figures if sheet.hidden_columns >> column.number & 1]
        for column in hidden:
            self.left_out.append(LeftOut(Why.HIDDEN, sheet.place(layout.first, column.number), column.title))
        kept = tuple(Column(column.number, column.title) if column in hidden else column for column in layout.columns)
        return replace(layout, columns=kept)

    def leave(self, sheet: Sheet, why: Why, row: int, column: int = 0, count: int = 1) -> None:
        """Leave out a row, or a cell."""
        said = sheet.rows.get(row, {}).get(column)
        text = said.text if said is not None else "" if column else shape.first_words(sheet, row)
        self.left_out.append(LeftOut(why, sheet.place(row, column), text, count))

    def rows(self, sheet: Sheet, layout: Layout) -> None:
        """Take the rows below the header apart."""
        merged = shape.Merged(sheet, layout)
        filled: dict[Field, Cell] = {}
        fields: dict[Field, Column] = {}
        for column in layout.columns:
            if column.field is not None and column.field is not Field.SKIP:
                fields.setdefault(column.field, column)
        width = max(layout.texts, default=0) if sheet.is_text else 0
        above = layout.last
        figures = layout.figures
        for blank in sheet.blank_rows:
            self.left_out.append(LeftOut(Why.BLANK, sheet.place(blank), ""))
        for number in sorted(row for row in sheet.rows if row > layout.last):
            if number > above + 1 and not sheet.is_text:
                self.left_out.append(LeftOut(Why.BLANK, sheet.place(above + 1), "", number - above - 1))
            above = number
            row = sheet.rows[number]
            why = self.why_not(sheet, layout, figures, number)
            if why is not None:
                self.leave(sheet, why, number)
                continue
            if width and max(row) > width:
                fault = Fault("C208.cells", count=max(row), width=width)
                place = sheet.place(number, max(row))
                self.refused.append(shape.refused(place, row[max(row)].text, fault))
                continue
            cells: dict[Field, Said] = {}
            for one, column in fields.items():
                cell = row.get(column.number) or merged.above(number, column.number) or Cell("")
                if self.wishes.fill_down and one in _FILLED_DOWN:
                    cell = cell if cell.text.strip() or cell.sort is Sort.FORMULA else filled.get(one, cell)
                    filled[one] = cell
                if one is not Field.VALUE:
                    cells[one] = Said(cell, sheet.place(number, column.number))
            self.figures(sheet, layout, figures, number, cells, merged)

    def figures(
        self,
        sheet: Sheet,
        layout: Layout,
        figures: list[Column],
        number: int,
        cells: dict[Field, Said],
        merged: shape.Merged,
    ) -> None:
        """The figures of a row."""
        row = sheet.rows[number]
        self.counter.count(len(figures))
        length = sum(len(said.cell.text) for said in cells.values())
        absent = []
        for column in figures:
            if merged.holds_figures(number, column.number):
                said = row.get(column.number) or merged.above(number, column.number) or _NOTHING
                self.refused.append(shape.refused(sheet.place(number, column.number), said.text, shape.MERGED_FIGURES))
                continue
            cell = row.get(column.number, _NOTHING)
            if is_absent(cell):
                absent.append(column)
                continue
            self.counter.text(length)
            place = sheet.place(number, column.number)
            self.records.append(Record(cells, Said(cell, place), place, column, layout.unit))
        if len(absent) == len(figures):
            self.leave(sheet, Why.NO_FIGURE, number)
        else:
            for column in absent:
                self.leave(sheet, Why.NO_FIGURE, number, column.number)

    def why_not(self, sheet: Sheet, layout: Layout, figures: list[Column], number: int) -> Why | None:
        """Why a row is no figure, if it is none."""
        row = sheet.rows[number]
        if number in sheet.hidden_rows and not self.wishes.with_hidden:
            return Why.HIDDEN
        texts = {column: cell.text for column, cell in row.items()}
        if len(texts) > 1 and texts == layout.texts:
            return Why.HEADER
        if number == layout.last + 1 and shape.numbers_columns(texts):
            return Why.HEADER
        indicator = layout.of(Field.INDICATOR)
        said = [texts[min(texts)].strip()]
        if indicator is not None and indicator.number in texts:
            said.append(texts[indicator.number].strip())
        for text in said:
            fault = aside(text)
            if fault is None or not isinstance(self.names.indicator(text), Fault):
                continue
            if fault.code == "C216":
                return Why.TOTAL
            if all(is_absent(row.get(column.number, Cell(""))) for column in figures):
                return Why.FOOTNOTE
        return None

    def unused(self, sheets: list[Sheet]) -> None:
        """Report what ``--map`` names and no sheet has."""
        if not self.mapped.unused or any(not finding.place.row for finding in self.findings):
            return
        titles = [cell.text for sheet in sheets for row in sorted(sheet.rows)[:30] for cell in sheet.rows[row].values()]
        titles = list(dict.fromkeys(text for text in titles if len(text) < 60))
        for name in self.mapped.unused:
            hint = did_you_mean(name, titles)
            _('there is no column "{name}" for --map', name=shown(name))
            self.findings.append(Finding(Place(sheets[0].name, 1), Fault("C202.map", name=shown(name), fix=hint)))


def _style_decisions(style: Style) -> list[Decision]:
    """How the numbers are written, and what tells so."""
    what = _("Numbers")
    if style.lang is None:
        return []
    form = style.form
    if style.asked:
        return [Decision(what, _("{form}, by --numbers", form=form))]
    example, more = style.example(style.lang), style.counts[style.lang] - 1
    others = _(" and {more} more", more=more) if more else NOTHING
    return [Decision(what, _("{form}, as in {example}{others}", form=form, example=example, others=others))]


def _other(kind: Localized) -> Fault:
    return Fault("F109.workbook", kind=kind)


def _overlap(place: str) -> Fault:
    return damaged(_("the merged cells at {place} overlap", place=shown(place)))


_EMPTY = Fault("F104.fetch")
