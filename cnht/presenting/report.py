"""The report on a year: its progress, what is new, the years before, what contradicts, what is missing."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from cnht.domain.model import Observation, Plan
from cnht.domain.progress import Row as Judged
from cnht.domain.report import Report, Since
from cnht.language.texts import Localized, _, both, composed, joined
from cnht.language.wording import write_date, write_period
from cnht.presenting import phrases
from cnht.presenting.blocks import (
    Block,
    Break,
    Cite,
    Column,
    Heading,
    Inline,
    Item,
    Items,
    Line,
    Look,
    Paragraph,
    Sources,
    Span,
    Table,
    TableRow,
    Text,
)
from cnht.presenting.history import history_part
from cnht.presenting.progress import conflict_blocks, name_of, plan_blocks, verdict

MOVED = _("Targets that have moved")
FRESH = _("New figures")


def report_blocks(report: Report) -> Iterator[Block]:
    """The whole document."""
    result = report.progress
    yield Heading(1, (title(report),))
    yield Items(tuple(Item((document(plan),)) for plan in result.plans))
    yield Paragraph((opened(report),), Look.STRONG)
    for line in asides(report):
        yield Paragraph((line,))
    yield Heading(2, (_("Progress"),))
    yield from plan_blocks(result, 3)
    if report.since is not None:
        yield Heading(2, (news(report.since),))
        yield from news_blocks(report, report.since)
    told = [subject.history for subject in report.subjects if subject.history.marks]
    if told:
        yield Heading(2, (_("Over the years"),))
    for history in told:
        yield from history_part(history, 3)
    yield from conflict_blocks(result, 2)
    items = missing_items(report)
    if items:
        yield Heading(2, (_("What is missing"),))
        yield Items(items)
    yield Sources(result.book.workspace.definitions.sources)


def news_blocks(report: Report, since: Since) -> Iterator[Block]:
    """The targets that have moved since a day, and the new figures."""
    result = report.progress
    then, now = both(write_date, since.day), both(write_date, result.as_of)
    if not since.moves and not since.figures:
        yield Paragraph((no_news(since),))
    if since.moves:
        columns = (_("Indicator"), _("Plan"), _("On {then}", then=then), _("On {now}", now=now))
        rows = [
            (
                (name_of(move.new, result),),
                (move.new.plan.name,),
                _standing(move.old, report),
                _standing(move.new, report),
            )
            for move in since.moves
        ]
        yield Heading(3, (MOVED,))
        yield Table(tuple(map(Column, columns)), tuple(map(TableRow, rows)))
    if since.figures:
        yield Heading(3, (FRESH,))
        fresh = (_("Indicator"), _("Date, period"), _("Figure"), _("Notes"), _("File, line"))
        yield Table(tuple(map(Column, fresh)), tuple(TableRow(_fresh(seen, report)) for seen in since.figures))


def _fresh(seen: Observation, report: Report) -> tuple[Line, ...]:
    result = report.progress
    known = result.book.workspace.definitions
    return (
        (phrases.named(known.indicators[seen.indicator], seen.area, result),),
        (phrases.observation_date(seen),),
        (phrases.quoted(seen, known), " ", Cite((seen.source,))),
        (provisos(seen, report),),
        (f"{seen.where.file}:{seen.where.line}",),
    )


def provisos(seen: Observation, report: Report) -> Localized:
    """What must be known beside a figure: how settled it is, whose, and whether it is disputed."""
    return joined("; ", phrases.figure_status(report.progress.book.figure(seen)))


def _standing(row: Judged, report: Report) -> Line:
    """A verdict with what it rests on: figure, percent, pace; and of an open one what it probably is."""
    unit = phrases.unit_of(row.indicator.code, report.progress.book.workspace.definitions)
    pace = phrases.pace_text(row)
    likely = None if row.likely in (None, row.status) else row.likely
    parts = [
        phrases.dated_figure(row.observed, unit),
        phrases.percent_told(row),
        pace and _("pace {pace}", pace=pace),
        likely and joined("", [_("likely "), phrases.STATUS_WORDS[likely]]),
    ]
    rests: tuple[Inline, ...] = (Break("; "), Span(joined("; ", parts), Look.FAINT)) if any(parts) else ()
    return verdict(row), *rests


def missing_items(report: Report) -> tuple[Item, ...]:
    """The targets without a figure of their period or, when that is over, of its end; and what there is instead."""
    result = report.progress
    return tuple(
        Item((name_of(row, result), " ", Span(row.plan.name, Look.ASIDE), ": ", text, *_cited(row)))
        for row in result.rows
        for text in phrases.missing(row, result)
    )


def _cited(row: Judged) -> Line:
    return () if row.observed is None else (" ", Cite(tuple(part.source for part in row.observed.parts)))


# --- words -------------------------------------------------------------------------------------------------------


def title(report: Report) -> Localized:
    """What the report is of: the year, and the area where there is only one."""
    areas = {subject.area for subject in report.subjects}
    known = report.progress.book.workspace.definitions.areas
    where = composed(", {area}", area=known[areas.pop()].name) if len(areas) == 1 else ""
    return _("Progress towards the targets of {year}{where}", year=report.progress.year, where=where)


def opened(report: Report) -> Localized:
    """The sentence that it opens with."""
    return phrases.opening(report.progress, partial=report.selection.is_partial)


def asides(report: Report) -> list[Localized]:
    """What must be known beside that sentence: what was chosen, how the pace was measured, which targets it leaves out.

    The first line of the counts says what the sentence says.
    """
    lines = (composed("{line}.", line=line) for line in phrases.summary(report.progress)[1:])
    cagr = _("The pace of stocks is measured along compound growth.") if report.selection.cagr else None
    return [line for line in (_chosen(report), cagr, *lines) if line is not None]


def _chosen(report: Report) -> Localized | None:
    """What the report is restricted to."""
    known = report.progress.book.workspace.definitions
    selection = report.selection
    parts: list[tuple[Localized, Sequence[Text]]] = [
        (_("indicators"), [known.indicators[code].name for code in selection.indicators]),
        (_("plans"), list(selection.plans)),
        (_("areas"), [known.areas[code].name for code in selection.areas]),
    ]
    told = [composed("{what}: {names}", what=what, names=joined(", ", names)) for what, names in parts if names]
    return _("This report is of a part only: {told}.", told=joined("; ", told)) if told else None


def command(report: Report) -> str:
    """What prints the same verdicts in a terminal."""
    selection, result = report.selection, report.progress
    words = ["cnht", "progress", str(result.year), "--as-of", result.as_of.isoformat()]
    for option, codes in (("-i", selection.indicators), ("-p", selection.plans), ("-a", selection.areas)):
        words += [word for code in codes for word in (option, code)]
    return shlex.join([*words, "--pace", "cagr"] if selection.cagr else words)


def document(plan: Plan) -> Localized:
    """A plan with who issued it, and when."""
    issued = composed(", {day}", day=both(write_period, plan.issued)) if plan.issued else ""
    title = composed("{number}: {title}", number=plan.number, title=plan.title) if plan.has_number else plan.title
    return composed("{title} ({issuer}{issued})", title=title, issuer=plan.issuer, issued=issued)


def news(since: Since) -> Localized:
    """The heading of what is new."""
    return _("New after {day}", day=both(write_date, since.day))


def no_news(since: Since) -> Localized:
    """That nothing is."""
    return _("There is no figure dated after {day}, and no verdict has changed.", day=both(write_date, since.day))
