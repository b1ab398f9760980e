"""A workbook or an odd CSV, as bytes, to rows that can be added, with all that is unclear about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from cnht.domain.model import Definitions, Observation
from cnht.importing.formats import read_sheets
from cnht.importing.heading import find_layouts
from cnht.importing.layout import ColumnMapping
from cnht.importing.names import Names
from cnht.importing.numbers import NumberStyle, style_of
from cnht.importing.options import ImportOptions
from cnht.importing.records import RecordReader
from cnht.importing.result import Decision, Finding, Imported, LeftOut, LeftOutReason
from cnht.importing.sheet import NotReadable, Place, Progress, Sheet
from cnht.importing.tables import SheetReader
from cnht.importing.verify import verified
from cnht.language.texts import NOTHING, Lang, _
from cnht.problems import Fault, did_you_mean, shown


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
    reader = SheetReader(Names(definitions, options), options)
    try:
        sheets, kind = read_sheets(data, name, options, mapping, lambda done: progress(done / 2))
        chosen = [(sheet, find_layouts(sheet, mapping, options.header_row)) for sheet in reader.chosen(sheets)]
        has_figures = any(layout.figures for _unused, layouts in chosen for layout in layouts)
        is_own = all(layout.own for _unused, layouts in chosen for layout in layouts if layout.figures)
        for sheet, layouts in chosen:
            if not layouts:
                reader.no_layout(sheet)
            elif has_figures and not any(layout.figures or layout.doubtful for layout in layouts):
                reader.leave(sheet, LeftOutReason.SHEET, layouts[0].first, count=len(sheet.rows))
            else:
                reader.read(sheet, layouts)
    except NotReadable as error:
        return Imported(name, findings=(Finding(Place("", error.row), error.fault),))
    findings = [*reader.findings, *_unused(mapping, sheets, reader.findings)]
    style = style_of(reader.texts(), options.numbers or (Lang.EN if has_figures and is_own else None))
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


def _unused(mapping: ColumnMapping, sheets: list[Sheet], findings: list[Finding]) -> Iterator[Finding]:
    """What ``--map`` names and no sheet has."""
    if not mapping.unused or any(not one.place.row or one.fault.key == "C201.sheet" for one in findings):
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
