"""The progress of a year: a table of targets for each plan, conflicts, sources, counts."""

from __future__ import annotations

from collections.abc import Iterator

from cnht.domain.figures import Figure
from cnht.domain.model import Observation, Plan
from cnht.domain.progress import Progress
from cnht.domain.progress import Row as Judged
from cnht.language.texts import Lang, Localized, _, both, composed
from cnht.language.wording import write_date, write_period
from cnht.presenting import phrases
from cnht.presenting.blocks import (
    DASH,
    Bar,
    Block,
    Break,
    Cite,
    Column,
    Heading,
    Heads,
    Inline,
    Item,
    Items,
    Line,
    Look,
    Name,
    Paragraph,
    Sources,
    Span,
    Summary,
    Table,
    TableLayout,
    TableRow,
)

COLUMNS = (
    Column(_("Indicator")),
    Column(_("Target")),
    Column(_("Latest figure")),
    Column(_("% of plan"), right=True),
    Column(_("Pace"), right=True, joins=_("pace")),
    Column(_("Status")),
)
_LAYOUTS = (
    TableLayout(112, (0, 18, 18, 19, 7, 18)),
    TableLayout(88, (0, 12, 17, 16, 0, 14)),
    TableLayout(76, (0, 12, 14, 16, 0, 14)),
)


def progress_blocks(result: Progress) -> Iterator[Block]:
    """The whole document."""
    yield Heading(1, (_("Progress {year}, as of {day}", year=result.year, day=both(write_date, result.as_of)),))
    yield Summary(tuple(phrases.summary(result)))
    yield Heads(_table(result, ()))
    yield from plan_blocks(result, 2)
    yield from conflict_blocks(result, 2)
    yield Sources(result.book.workspace.definitions.sources)


def plan_blocks(result: Progress, level: int) -> Iterator[Block]:
    """A heading of ``level`` and a table for each plan."""
    for plan in result.plans:
        issued = (composed(", {day} ", day=both(write_period, plan.issued)) if plan.issued else " ",)
        yield Heading(level, headed(plan, both(_titled, plan)), (plan.issuer, *issued, Cite(plan.sources[:1])))
        rows = [row for row in result.rows if row.plan is plan]
        if rows:
            yield _table(result, rows)
        if why := phrases.bare(plan, result):
            yield Paragraph((why,), Look.FAINT, 2)


def headed(plan: Plan, title: Localized) -> Line:
    """The number of a plan, where it has one, before its title."""
    return (Span(plan.number, Look.KEY), title) if plan.has_number else (Span(title, Look.STRONG),)


def _titled(plan: Plan, lang: Lang) -> str:
    """The title of a plan with its years, where it does not name them."""
    title, period = plan.title.text(lang), phrases.plan_period(plan.period).text(lang)
    return title if period.replace("–", "-") in title.replace("–", "-") else f"{title} ({period})"


def _table(result: Progress, rows: Iterator[Judged] | list[Judged] | tuple[Judged, ...]) -> Table:
    return Table(COLUMNS, tuple(target_row(row, result) for row in rows), _("Notes"), _LAYOUTS)


def target_row(row: Judged, result: Progress) -> TableRow:
    """A target with its figure and its verdict."""
    name, status, pace = name_of(row, result), verdict(row), phrases.pace_text(row)
    narrow: list[Line] = [(name, ": ", status), ("  ", _("target"), " ", *_flat(target_line(row, result)))]
    latest, share = latest_line(row, result), percent_line(row)
    if latest != DASH:
        narrow.append(("  ", _("latest"), " ", *_flat(latest)))
    if share != DASH:
        told = (*share[:2], " ", phrases.percent_label(row))
        narrow.append(("  ", *told, *((_(", pace {pace}", pace=pace),) if pace else ())))
    return TableRow(
        ((name,), target_line(row, result), latest, share, (pace,) if pace else DASH, (status,)),
        tuple(phrases.notes(row, result)),
        tuple(narrow),
    )


def name_of(row: Judged, result: Progress) -> Name:
    """The name of a target's indicator."""
    return Name(phrases.target_name(row, result), row.indicator.code, row.target.area)


def _flat(line: Line) -> Iterator[Inline]:
    return (" " if isinstance(inline, Break) else inline for inline in line)


def verdict(row: Judged) -> Span:
    """A verdict with its mark."""
    return Span(phrases.verdict_words(row), row.status, phrases.STATUS_MARKS[row.status])


def target_line(row: Judged, result: Progress) -> Line:
    """A target with its unit."""
    unit = phrases.unit_of(row.indicator.code, result.book.workspace.definitions)
    if phrases.is_percent(unit):
        return (phrases.quantity_text(row.target.quantity, unit),)
    return phrases.quantity_text(row.target.quantity), Break(), Span(unit, Look.UNIT)


def latest_line(row: Judged, result: Progress) -> Line:
    """The figure that a target is judged by, with its date and sources."""
    if row.observed is None:
        return DASH
    unit = phrases.percent_unit(row.indicator.code, result.book.workspace.definitions)
    figure = phrases.figure_text(row.observed, unit)
    sources = Cite(tuple(part.source for part in row.observed.parts))
    when = Span(phrases.figure_date(row.observed), Look.ASIDE)
    return Span(figure, Look.FAINT) if row.carried else figure, Break(), when, " ", sources


def percent_line(row: Judged) -> Line:
    """The percent of plan behind its bar; of a ceiling that is said."""
    shown = phrases.percent_text(row)
    if shown is None:
        return DASH
    # A figure of another period fills no bar of this one.
    line: Line = (Bar(row), Span(shown, Look.FAINT) if row.carried else shown)
    return (*line, Break(), Span(phrases.percent_label(row), Look.FAINT)) if phrases.is_ceiling(row) else line


def source_of(seen: Observation) -> Line:
    """The source of a figure, and where it stands."""
    return Cite((seen.source,)), Span(f"{seen.where.file}:{seen.where.line}", Look.PLACE)


def sources_of(figure: Figure) -> Line:
    """The sources of all that a figure rests on, and where it stands."""
    return tuple(part for seen in figure.parts for part in source_of(seen))


def conflict_blocks(result: Progress, level: int) -> Iterator[Block]:
    """The figures that contradict the chosen ones, below a heading of ``level``; nothing where there are none."""
    items = conflict_items(result)
    if items:
        yield Heading(level, (_("Conflicting figures"),))
        yield Items(items)


def conflict_items(result: Progress) -> tuple[Item, ...]:
    """A line for each figure that contradicts a chosen one."""
    items = dict.fromkeys(
        Item((name, ": ", phrases.conflict_text(row, conflict, result), " ", *sources_of(conflict.figure)))
        for row in result.rows
        for name in (name_of(row, result),)
        for conflict in row.conflicts
    )
    return tuple(items)
