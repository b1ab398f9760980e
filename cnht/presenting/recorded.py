"""A new figure: what was understood of it, and what it does to the verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cnht.comparing.changes import Flip
from cnht.domain.model import Observation, Workspace
from cnht.domain.progress import Row as Judged
from cnht.language.safe_text import harmless
from cnht.language.texts import _, both, composed
from cnht.language.wording import write_date, write_number, write_period
from cnht.presenting import phrases
from cnht.presenting.blocks import (
    Block,
    Column,
    Heading,
    Inline,
    Line,
    Look,
    Paragraph,
    Span,
    Table,
    TableLayout,
    TableRow,
    Text,
)
from cnht.presenting.progress import verdict

SHOWN = 12
"""How many verdicts that change are shown; the rest is counted."""


def recorded(seen: Observation, workspace: Workspace, place: str) -> list[Block]:
    """What was understood of a figure: its indicator, its interval, its date, its source, and where it belongs."""
    definitions = workspace.definitions
    indicator, source = definitions.indicators[seen.indicator], definitions.sources[seen.source]
    several = len(definitions.areas) > 1
    name = phrases.in_area(indicator, seen.area, definitions) if several else indicator.name
    origin = composed(
        "{code}: {title} ({publisher}, {published}, {authority})",
        code=source.code,
        title=source.title,
        publisher=source.publisher,
        published=both(write_period, source.published),
        authority=phrases.AUTHORITY_WORDS[source.authority],
    )
    facts: list[tuple[Text, Text]] = [
        (_("means"), phrases.interval_text(workspace.interval(seen))),
        (_("date") if seen.period is None else _("period"), phrases.observation_date(seen)),
        (_("source"), origin),
        (_("place"), place),
    ]
    return [
        Heading(1, (name, ": ", phrases.quoted(seen, definitions))),
        _grid(9, [(("  ", Span(label, Look.FAINT)), (fact,)) for label, fact in facts]),
    ]


def _grid(width: int, rows: Sequence[tuple[Line, Line]]) -> Table:
    """Lines behind labels, or what is put before them, of a width."""
    return Table(
        (Column(""), Column("")), tuple(TableRow(cells) for cells in rows), layouts=(TableLayout(0, (width, 0)),)
    )


def verdicts(moves: Sequence[Flip], as_of: date | None) -> Iterator[Block]:
    """The verdicts before and after; ``as_of`` is the day they are judged as of, where it is not today."""
    when: Text = _(", as of {day}", day=both(write_date, as_of)) if as_of else ""
    yield Paragraph()
    if not moves:
        yield Paragraph((_("No verdict changes{when}.", when=when),))
        return
    yield Paragraph((_("Verdicts before and after{when}", when=when),), Look.STRONG)
    for move in moves[:SHOWN]:
        row = move.new
        target, due = phrases.quantity_text(row.target.quantity), both(write_date, row.due)
        told = _("{target}, due {due} ({number})", target=target, due=due, number=row.plan.name)
        rows: list[tuple[Line, Line]] = [
            ((f"  {move.year}",), (row.indicator.name, ": ", Span(told, Look.FAINT))),
            ((), ("  ", *_verdict(move.old))),
            ((), (Span("", Look.FAINT, ("→", ">")), " ", *_verdict(row))),
        ]
        yield _grid(6, rows)
    if len(moves) > SHOWN:
        yield Paragraph((_("  ... and {more} more", more=both(write_number, len(moves) - SHOWN)),), Look.FAINT)


def _verdict(row: Judged) -> Iterator[Inline]:
    """``◆ behind, 93% of plan``, all that a reader needs to see that it has changed."""
    yield verdict(row)
    if row.likely is not None and row.likely is not row.status:
        yield _(" (likely {likely})", likely=phrases.STATUS_WORDS[row.likely])
    percent, pace = phrases.percent_text(row), phrases.pace_text(row)
    if percent:
        yield composed(", {percent} {label}", percent=percent, label=phrases.percent_label(row))
    if pace:
        yield _(", pace {pace}", pace=pace)


def written(places: Sequence[str]) -> list[Block]:
    """What was written."""
    return [Paragraph(), *(Paragraph((_("wrote"), f" {place}"), whole=True) for place in places)]


def written_rows(text: str) -> list[Block]:
    """The rows of a CSV text without its header, as people may see them."""
    rows = [Paragraph((harmless(line),), whole=True) for line in text.splitlines()[1:]]
    return [Paragraph(), *rows, Paragraph()]
