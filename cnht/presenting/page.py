"""What the page of a report has beside its other forms: cards, a table to sort, all that is known of each indicator."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple

from cnht.domain.history import Role
from cnht.domain.model import Plan
from cnht.domain.progress import Row as Judged
from cnht.domain.progress import Status
from cnht.domain.report import Report, Subject
from cnht.language.texts import Localized, _, both, n_
from cnht.language.wording import write_date, write_period
from cnht.presenting import history, phrases
from cnht.presenting.blocks import (
    Block,
    Cite,
    Column,
    Drawing,
    Fold,
    Heading,
    Item,
    Items,
    Line,
    Look,
    Paragraph,
    Span,
    Table,
    TableRow,
)
from cnht.presenting.charts import chart_of
from cnht.presenting.explanation import reasoning
from cnht.presenting.progress import name_of, target_row


class Depth(IntEnum):
    """How much a page leaves out: each what the one before does, and more."""

    WHOLE = 0
    UNREASONED = 1
    """Without the reasoning of each verdict."""
    UNLISTED = 2
    """Without the figures one by one, which the charts still show."""
    BRIEF = 3
    """Without anything told of one indicator."""


LEFT_OUT: dict[Depth, Localized] = {
    Depth.UNREASONED: _("the arithmetic of each indicator"),
    Depth.UNLISTED: _("the arithmetic and the list of figures of each indicator"),
    Depth.BRIEF: _("charts, figures of all years and the arithmetic of each indicator"),
}


class Card(NamedTuple):
    """An indicator in an area, with its targets of the year; ``tone`` is the worst verdict on one that still counts."""

    tone: Status
    name: Line
    rows: tuple[tuple[Localized, TableRow], ...]
    """Each behind the name of its plan."""


class Detail(NamedTuple):
    """All that is told of an indicator in an area."""

    name: Line
    blocks: tuple[Block, ...]


def documents(report: Report) -> Items:
    """The plans with who issued them, and what is to be known of them."""
    return Items(tuple(Item(_document(plan, report)) for plan in report.progress.plans))


def _document(plan: Plan, report: Report) -> Line:
    bare = phrases.bare(plan, report.progress)
    issued: Line = (Span(", ", Look.FAINT), Span(both(write_period, plan.issued), Look.FAINT)) if plan.issued else ()
    title: Line = (" ", plan.title) if plan.has_number else ()
    head: Line = (Span(plan.name, Look.STRONG), *title, " ", Span(plan.issuer, Look.FAINT))
    notes = (Span(note, Look.NOTE) for note in (bare, plan.note) if note)
    return (*head, *issued, " ", Cite(plan.sources), *(part for note in notes for part in (" ", note)))


def cards(report: Report) -> list[Card]:
    """A card for each indicator in an area."""
    found = []
    for subject in report.subjects:
        statuses = [row.status for row in subject.rows]
        worst = next(filter(statuses.__contains__, phrases.WORST_FIRST), Status.SUPERSEDED)
        rows = tuple((row.plan.name, target_row(row, report.progress)) for row in subject.rows)
        found.append(Card(worst, (name_of(subject.rows[0], report.progress),), rows))
    return found


def targets(report: Report) -> Table:
    """Every target of the year, with what it can be sorted by."""
    heads = (
        _("Indicator"),
        _("Status"),
        _("Target"),
        _("Latest figure"),
        _("% of plan"),
        _("Pace"),
        _("Due"),
        _("Plan"),
    )
    rows = [_sortable(row, report) for subject in report.subjects for row in subject.rows]
    return Table(tuple(map(Column, heads)), tuple(rows))


def _sortable(row: Judged, report: Report) -> TableRow:
    found = target_row(row, report.progress)
    name, target, latest, percent, pace, status = found.cells
    ratio = None if row.pace is None else row.pace.ratio
    keys = (
        None,
        str(list(Status).index(row.status)),
        _key(row.goal),
        _key(None if row.observed is None else row.observed.nominal),
        _key(None if row.percent is None else row.percent[0]),
        _key(ratio),
        f"{row.due:%Y%m%d}",
        None,
    )
    cells = (name, status, target, latest, percent, pace, (both(write_date, row.due),), (row.plan.name,))
    return TableRow(cells, found.notes, keys=keys)


def _key(number: Fraction | None) -> str:
    """A number as a browser compares it; of what is empty there is nothing to compare."""
    return "" if number is None else repr(float(number))


def details(report: Report, depth: Depth) -> list[Detail]:
    """All that is told of each indicator in an area."""
    if depth is Depth.BRIEF:
        return []
    return [
        Detail(
            (phrases.target_name(subject.rows[0], report.progress), " ", Span(subject.indicator.code, Look.PLACE)),
            tuple(_detail(report, subject, depth)),
        )
        for subject in report.subjects
    ]


def _detail(report: Report, subject: Subject, depth: Depth) -> Iterator[Block]:
    past, indicator = subject.history, subject.indicator
    listed = depth < Depth.UNLISTED
    yield Paragraph((history.heading(past)[1],), Look.FAINT)
    if indicator.definition is not None:
        yield Paragraph((indicator.definition,))
    if indicator.note:
        yield Paragraph((indicator.note,), Look.NOTE)
    drawn = chart_of(past)
    if drawn is not None:
        label = n_(
            "Chart of {name}, {first}–{last}: {count} figure{below}.",
            "Chart of {name}, {first}–{last}: {count} figures{below}.",
            sum(mark.role is not Role.CARRIED and mark.comparable for mark in past.marks),
            name=phrases.target_name(subject.rows[0], report.progress),
            first=drawn.first,
            last=drawn.last,
            below=_("; the table below has each of them") if listed else "",
        )
        yield Drawing(drawn, label)
    if not past.marks:
        yield Paragraph((history.nothing(past),))
    yield from (block for block in history.paces(past, 4) if isinstance(block, Items))
    if listed and past.marks:
        yield Heading(4, (_("Figures"),))
        yield history.figures(past)
    yield Heading(4, (_("Targets of all years"),))
    yield history.targets(past)
    if depth is Depth.WHOLE:
        title = _("How the figure was chosen, and the arithmetic")
        yield Fold(title, tuple(reasoning(report.progress, indicator, subject.area)))
