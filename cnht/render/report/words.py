"""What a report says beside what progress and histories say, in Vietnamese and in English: the same in every format."""

from __future__ import annotations

import shlex

from cnht.lang import Lang, _
from cnht.model import Observation, Plan
from cnht.progress import Progress, Row
from cnht.render import notes, phrases
from cnht.report import Report, Since
from cnht.wording import write_date, write_period, write_quantity


def title(report: Report, lang: Lang) -> str:
    """What the report is of: the year, and the area where there is only one."""
    year = report.progress.year
    areas = {subject.area for subject in report.subjects}
    known = report.progress.book.workspace.definitions.areas
    where = f", {known[areas.pop()].name.text(lang)}" if len(areas) == 1 else ""
    return _("Progress towards the targets of {year}{where}", year=year, where=where).text(lang)


def opened(report: Report, lang: Lang) -> str:
    """The sentence that it opens with."""
    return notes.opening(report.progress, lang, partial=report.selection.is_partial)


def asides(report: Report, lang: Lang) -> list[str]:
    """What must be known beside that sentence: what was chosen, how the pace was measured, which targets it leaves out.

    The first line of the counts says what the sentence says.
    """
    found = [_chosen(report, lang)]
    if report.selection.cagr:
        found.append(_("The pace of stocks is measured along compound growth.").text(lang))
    return [*filter(None, found), *(f"{line}." for line in notes.summary(report.progress, lang)[1:])]


def _chosen(report: Report, lang: Lang) -> str:
    """What the report is restricted to."""
    known = report.progress.book.workspace.definitions
    selection = report.selection
    parts = [
        (_("indicators"), [known.indicators[code].name.text(lang) for code in selection.indicators]),
        (_("plans"), list(selection.plans)),
        (_("areas"), [known.areas[code].name.text(lang) for code in selection.areas]),
    ]
    told = "; ".join(f"{what.text(lang)}: {', '.join(names)}" for what, names in parts if names)
    return told and _("This report is of a part only: {told}.", told=told).text(lang)


def command(report: Report) -> str:
    """What prints the same verdicts in a terminal."""
    selection, result = report.selection, report.progress
    words = ["cnht", "progress", str(result.year), "--as-of", result.as_of.isoformat()]
    for option, codes in (("-i", selection.indicators), ("-p", selection.plans), ("-a", selection.areas)):
        words += [word for code in codes for word in (option, code)]
    return shlex.join([*words, "--pace", "cagr"] if selection.cagr else words)


def document(plan: Plan, lang: Lang) -> str:
    """A plan with who issued it, and when."""
    issued = "" if plan.issued is None else f", {write_period(plan.issued, lang)}"
    return f"{plan.number}: {plan.title.text(lang)} ({plan.issuer.text(lang)}{issued})"


def latest(row: Row, result: Progress, lang: Lang) -> str:
    """The figure that a target is judged by, with its date; empty where there is none."""
    if row.observed is None:
        return ""
    unit = phrases.unit_words(row.indicator, result)
    return f"{phrases.figure_text(row.observed, lang, unit)} ({phrases.figure_date(row.observed, lang)})"


def standing(row: Row, result: Progress, lang: Lang) -> str:
    """What a verdict rests on: figure, percent, pace; and of an open one what it probably is."""
    pace = phrases.pace_text(row, lang)
    likely = None if row.likely in (None, row.status) else row.likely
    parts = [
        latest(row, result, lang),
        phrases.percent_told(row, lang),
        pace and _("pace {pace}", pace=pace).text(lang),
        likely and _("likely ").text(lang) + phrases.STATUS_WORDS[likely].text(lang),
    ]
    return "; ".join(filter(None, parts))


def of_whom(seen: Observation, result: Progress, lang: Lang) -> str:
    """What a figure is of, in the words of the targets."""
    return phrases.named(result.book.indicator(seen.indicator), seen.area, result, lang)


def quoted(seen: Observation, result: Progress, lang: Lang) -> str:
    """A figure as it was quoted, with its unit."""
    unit = phrases.unit_words(result.book.indicator(seen.indicator), result)
    return write_quantity(seen.quantity, lang, unit=unit)


def provisos(seen: Observation, result: Progress, lang: Lang) -> str:
    """What must be known beside a figure: how settled it is, whose, and whether it is disputed."""
    return "; ".join(notes.figure_status(result.book.figure(seen), lang))


MOVED = _("Targets that have moved")
FRESH = _("New figures")


def news(since: Since, lang: Lang) -> str:
    """The heading of what is new."""
    day = write_date(since.day, lang)
    return _("New after {day}", day=day).text(lang)


def no_news(since: Since, lang: Lang) -> str:
    """That nothing is."""
    day = write_date(since.day, lang)
    return _("There is no figure dated after {day}, and no verdict has changed.", day=day).text(lang)


def lacking(report: Report, lang: Lang) -> list[tuple[Row, str]]:
    """The targets without a figure of their period or, when that is over, of its end; and what there is instead."""
    return [(row, text) for row in report.progress.rows for text in notes.missing(row, report.progress, lang)]
