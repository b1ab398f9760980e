"""What importing a file would add: a preview for people, row by row with the cell of each figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cnht.importing.result import Finding, Imported, LeftOut, LeftOutReason, NewRow
from cnht.importing.sheet import Place
from cnht.language.safe_text import harmless
from cnht.language.texts import Localized, _, both, composed, joined, n_, number, p_
from cnht.language.wording import write_number
from cnht.presenting.blocks import Block, Column, Heading, Look, Paragraph, Span, Table, TableRow, Text
from cnht.presenting.problems import safe
from cnht.problems import Severity, shown

_NAMED = 5
"""How many of the rows left out for one reason are named; the rest are counted."""
_LONGEST_SAID = 32
_CLEAR = Span("", Look.GOOD, ("✓", "+"))
_UNCLEAR = Span("", Look.BAD, ("✗", "x"))
_COLUMNS = {
    "cell": Column(_("Cell"), wraps=False),
    "said": Column(_("In the file"), spare=2),
    "indicator": Column(_("Indicator")),
    "area": Column(_("Area"), wraps=False, spare=1),
    "when": Column(_("When"), wraps=False),
    "figure": Column(_("Figure"), right=True, wraps=False),
    "status": Column(p_("figure", "Status"), wraps=False, spare=4),
    "source": Column(_("Source"), spare=3),
}
_MOST_ROWS = 100
"""How many rows are shown of those that are clear, and of those that are not; what is wrong is always told in full."""


def preview(imported: Imported) -> Iterator[Block]:
    """How the file was understood, its rows, what is wrong, what was left out, and the counts."""
    yield Heading(1, (harmless(imported.name),))
    for what, how in imported.decisions:
        yield Paragraph((composed("{what}: {how}", what=safe(what), how=safe(how)),))
    if imported.rows:
        few = _few(imported.rows)
        yield Paragraph()
        yield _table(few, is_sound=imported.is_sound)
        if len(few) < len(imported.rows):
            left = both(write_number, len(imported.rows) - len(few))
            yield Paragraph((_("... and {number} more rows", number=left),))
    notes: dict[Localized, list[Place]] = {}
    for row in imported.rows:
        for note in row.notes:
            notes.setdefault(note, []).append(row.place)
    if notes:
        yield Paragraph()
    for note, places in notes.items():
        yield Paragraph((_listed([str(place) for place in places]), ": ", safe(note)))
    yield Paragraph()
    yield from summary(imported)


def summary(imported: Imported) -> Iterator[Block]:
    """What is wrong, what was left out, and the counts, without the rows."""
    for part in (_problems(imported.problems), _left_out(imported.left_out)):
        if found := list(part):
            yield from (*found, Paragraph())
    yield _counts(imported)


def _few(rows: Sequence[NewRow]) -> list[NewRow]:
    """The first rows that are clear, and the first that are not, in the order of the file."""
    count = dict.fromkeys((True, False), 0)
    few = []
    for row in rows:
        count[row.is_clear] += 1
        if count[row.is_clear] <= _MOST_ROWS:
            few.append(row)
    return few


def _table(rows: Sequence[NewRow], *, is_sound: bool) -> Table:
    cells = [_cells(row) for row in rows]
    keys = [key for key in _COLUMNS if key in ("cell", "figure") or any(one[key] for one in cells)]
    marks = [_CLEAR if is_sound and row.is_clear else _UNCLEAR for row in rows]
    return Table(
        tuple(_COLUMNS[key] for key in keys),
        tuple(
            TableRow(tuple((mark, one[key]) if key == "cell" else (one[key],) for key in keys))
            for mark, one in zip(marks, cells, strict=True)
        ),
    )


def _cells(row: NewRow) -> dict[str, str]:
    text = row.text
    figure = " ".join(filter(None, (text("qualifier"), text("value"), text("value_high"))))
    when = text("as_of") if not text("period") else f"{text('period')} ({text('as_of')})"
    said = row.said.strip()
    said = said if len(said) <= _LONGEST_SAID else f"{said[: _LONGEST_SAID - 1]}…"
    cells = {"cell": str(row.place), "said": said, "when": when, "figure": figure or "?"}
    cells |= {key: text(key) for key in ("indicator", "area", "status", "source")}
    return {key: harmless(cell) for key, cell in cells.items()}


def _problems(findings: Sequence[Finding]) -> Iterator[Block]:
    """Every finding, at its cell; what several cells have in common is said once."""
    grouped: dict[tuple[str, Localized, Localized, Severity], list[Place]] = {}
    for place, fault in findings:
        key = (fault.code, fault.message, fault.fix, fault.severity)
        grouped.setdefault(key, []).append(place)
    for (code, message, fix, severity), places in grouped.items():
        where = ", ".join(harmless(str(place)) for place in dict.fromkeys(places) if place.row)
        warning: Text = _(" (warning)") if severity is Severity.WARNING else ""
        start = f"{where}: " if where else ""
        yield Paragraph((start, Span(code, severity), " ", safe(message), warning), whole=True)
        if str(fix):
            yield Paragraph(("    ", safe(fix)), whole=True)


def _listed(named: Iterable[str | Localized]) -> Localized:
    """The first few; of the others how many there are."""
    every = [harmless(one) if isinstance(one, str) else one for one in named]
    more = [_("+{number} more", number=both(write_number, len(every) - _NAMED))] if len(every) > _NAMED else []
    return joined(", ", [*every[:_NAMED], *more])


def _left_out(left_out: Sequence[LeftOut]) -> Iterator[Block]:
    """What was left out, by reason, the first few of each named."""
    if left_out:
        yield Paragraph((_("Left out:"),))
    for reason in LeftOutReason:
        same = [one for one in left_out if one.reason is reason]
        if same:
            count = both(write_number, sum(one.rows for one in same))
            yield Paragraph(("  ", reason.value, " (", count, "): ", _listed(map(_one_left_out, same))))


def _one_left_out(one: LeftOut) -> str:
    said = shown(one.text)
    until = f"–{one.place.row + one.rows - 1}" if one.rows > 1 else ""
    return f"{one.place}{until}{f' “{said}”' if said else ''}{f' ({one.see})' if one.see else ''}"


def _counts(imported: Imported) -> Paragraph:
    clear = len(imported.clear_rows)
    unclear = len(imported.rows) - clear
    left = sum(one.rows for one in imported.left_out)
    said: list[Localized] = [n_("{count} clear row", "{count} clear rows", clear)]
    if unclear:
        said.append(_("{count} not clear", count=number(unclear)))
    if left:
        said.append(_("{count} left out", count=number(left)))
    return Paragraph((joined("; ", said),), Look.GOOD if imported.is_clear else Look.BAD)
