"""What stands beside the numbers: why there is no verdict, what a figure is, what contradicts it; and the counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cnht.figures import Conflict, Figure, Kind
from cnht.lang import Lang, _, p_
from cnht.model import ObservationStatus, Plan
from cnht.period import Grain
from cnht.progress import BaselineKind, Progress, Reason, Row, Status
from cnht.render.phrases import (
    DISPUTED_WORDS,
    REFUSAL_WORDS,
    STATUS_WORDS,
    figure_text,
    figure_when,
    interval_text,
    is_percent,
    observation_date,
    plan_period,
    unbroken,
    unit_words,
)
from cnht.wording import write_date, write_quantity


def summary(result: Progress, lang: Lang) -> list[str]:
    """One line of counts over the rows due in the year, and where there are any one for the others."""
    counts = result.counts
    total = sum(counts.values())
    met = counts.get(Status.MET, 0)
    parts = [
        unbroken(f"{count} {STATUS_WORDS[status].text(lang)}")
        for status, count in counts.items()
        if status != Status.MET
    ]
    lines = []
    if total:
        head = _("{met} of {total} met, of the targets due in {year}", met=met, total=total, year=result.year).text(
            lang
        )
        lines.append(": ".join(filter(None, [head, " · ".join(parts)])))
    elif result.rows:
        lines.append(_("No target is due in {year}", year=result.year).text(lang))
    paths = [row for row in result.rows if row.path and row.status is not Status.SUPERSEDED]
    if paths:
        lines.append(_("Apart from these: {count} due after {year}", count=len(paths), year=result.year).text(lang))
    replaced = sum(row.status is Status.SUPERSEDED for row in result.rows)
    if replaced:
        lines.append(_("Apart from these: {replaced} of superseded plans", replaced=replaced).text(lang))
    return lines


def opening(result: Progress, lang: Lang, *, partial: bool = False) -> str:
    """The sentence that an official report opens with: the day, and how many targets due in the year stand how.

    ``partial`` where only some targets were chosen.
    """
    counts = result.counts
    total = sum(counts.values())
    day, year = write_date(result.as_of, lang), result.year
    if not total:
        none = (
            _("As of {day}, no chosen target is due in {year}.", day=day, year=year)
            if partial
            else _("As of {day}, no target is due in {year}.", day=day, year=year)
        )
        return none.text(lang)
    met = counts.get(Status.MET, 0)
    head = (
        _("As of {day}, {met} of {total} chosen targets due in {year} met", day=day, met=met, total=total, year=year)
        if partial
        else _("As of {day}, {met} of {total} targets due in {year} met", day=day, met=met, total=total, year=year)
    ).text(lang)
    parts = [
        p_("opening", "{count} {status}", count=count, status=STATUS_WORDS[status]).text(lang)
        for status, count in counts.items()
        if status is not Status.MET
    ]
    return f"{'; '.join(filter(None, [head, ', '.join(parts)]))}."


def bare(plan: Plan, result: Progress, lang: Lang) -> str:
    """Why a plan has no row; empty where it has one."""
    if any(row.plan is plan for row in result.rows):
        return ""
    if not plan.targets:
        return _("This plan has no targets.").text(lang)
    year = result.year
    return _("No target is due in {year} or later.", year=year).text(lang)


def figure_status(figure: Figure, lang: Lang) -> list[str]:
    """How settled a figure is and whose it is, and that it is disputed if it is."""
    found = list(figure_notes(figure, lang))
    if figure.reported is not None and figure.reported.disputed:
        found.append(DISPUTED_WORDS.text(lang))
    return found


def notes(row: Row, result: Progress, lang: Lang) -> list[str]:
    """What a reader must know beside the numbers of a row: why there is no verdict, and what the figure is."""
    return list(_notes(row, result, lang))


def _notes(row: Row, result: Progress, lang: Lang) -> Iterator[str]:
    if row.path:
        due = write_date(row.due, lang)
        yield _("on the way to {due}", due=due).text(lang)
    elif row.due != date(result.year, 12, 31):
        due = write_date(row.due, lang)
        yield _("due {due}", due=due).text(lang)
    yield from _why(row, result, lang)
    if row.observed is not None:
        yield from _what(row, row.observed, result, lang)
    if row.verdict.cagr_refusal is not None:
        why = REFUSAL_WORDS[row.verdict.cagr_refusal].text(lang)
        yield _("no compound growth: {why}", why=why).text(lang)


def _why(row: Row, result: Progress, lang: Lang) -> Iterator[str]:
    """Why there is no verdict, or none that is final."""
    match row.status:
        case Status.SUPERSEDED:
            assert row.superseded_by is not None
            number, start = row.superseded_by.number, write_date(row.superseded_by.period.first, lang)
            yield _("replaced by {number} from {start}", number=number, start=start).text(lang)
        case Status.NOT_STARTED:
            start = write_date(row.plan.period.first, lang)
            yield _("starts on {start}", start=start).text(lang) + _last(row, result, lang)
        case Status.UNDETERMINED:
            yield _undetermined(row, lang)
        case _:
            pass
    yield from missing(row, result, lang)


def missing(row: Row, result: Progress, lang: Lang) -> Iterator[str]:
    """What figure a row lacks: any of its period or, when that is over, that of its end; or one of the year."""
    if row.status is Status.NO_DATA:
        yield _no_figure(row, lang) + _last(row, result, lang)
    late = unfinished(row, result.as_of, lang)
    if late:
        assert row.observed is not None
        status, when = STATUS_WORDS[row.status].text(lang), figure_when(row.observed, lang)
        yield late if row.status is Status.UNDETERMINED else f"{late}; {status} {when}"
    elif row.verdict.central is not None and row.stale:
        yield _("no {year} figure", year=result.year).text(lang)


def unfinished(row: Row, as_of: date, lang: Lang) -> str:
    """That the verdict on a target that has come due rests on an earlier figure; empty where it does not."""
    if row.verdict.central is None or row.observed is None or row.final or as_of < row.due:
        return ""
    if (row.due.month, row.due.day) == (12, 31):
        return _("no year-end figure").text(lang)
    return _("no final figure").text(lang)


def _no_figure(row: Row, lang: Lang) -> str:
    period = plan_period(row.judged, lang)
    if row.judged.grain is Grain.YEAR:
        return _("no {period} figure", period=period).text(lang)
    return _("no figure in {period}", period=period).text(lang)


def _last(row: Row, result: Progress, lang: Lang) -> str:
    if row.observed is None:
        return ""
    figure = figure_text(row.observed, lang)
    unit = unit_words(row.indicator, result)
    if is_percent(unit):
        figure = figure_text(row.observed, lang, unit)
    return _("; last: {figure} ", figure=figure).text(lang) + figure_when(row.observed, lang)


def _undetermined(row: Row, lang: Lang) -> str:
    assert row.observed is not None
    match row.reason:
        case Reason.NO_BASELINE:
            return _("no earlier figure to measure the pace from").text(lang)
        case Reason.CONFLICT:
            why = _("figures for one date contradict each other").text(lang)
        case _ if row.observed.interval.width == 0:
            why = _("the baseline leaves it open").text(lang)
        case _:
            span = interval_text(row.observed.interval, lang)
            why = _("the truth may be {span}", span=span).text(lang)
    if row.reason is Reason.INTERVAL:
        why += _range(row, lang)
    if row.likely is None:
        return why
    word = STATUS_WORDS[row.likely].text(lang)
    return why + _("; likely {word}", word=word).text(lang)


WORST_FIRST = (
    Status.MISSED,
    Status.MOVING_AWAY,
    Status.OFF_TRACK,
    Status.BEHIND,
    Status.UNDETERMINED,
    Status.ON_TRACK,
    Status.MET,
    Status.NO_DATA,
    Status.NOT_STARTED,
)
"""The verdicts on targets that still count."""


def _range(row: Row, lang: Lang) -> str:
    """The verdicts that the ends of the figure and of the baseline give."""
    found = {point.status for point in row.verdict.points}
    words = [STATUS_WORDS[status].text(lang) for status in WORST_FIRST if status in found]
    if len(words) < 2:
        return ""
    if len(words) == 2:
        return _(": {words} or {words2}", words=words[0], words2=words[1]).text(lang)
    return _(": from {words} to {words2}", words=words[0], words2=words[-1]).text(lang)


def figure_notes(figure: Figure, lang: Lang) -> Iterator[str]:
    """How a computed figure came about, how settled it is, and whose it is."""
    match figure.kind:
        case Kind.SUM:
            yield _("sum of {count} figures", count=len(figure.parts)).text(lang)
        case Kind.SUM_WITH_GAP:
            yield _("added up from figures that leave a gap in the period: at least this much").text(lang)
        case Kind.DERIVED:
            part, whole = (write_quantity(seen.quantity, lang) for seen in figure.parts)
            yield _("derived: {part} / {whole}", part=part, whole=whole).text(lang)
        case Kind.REPORTED:
            pass
    if figure.reported is not None and figure.reported.status is ObservationStatus.ESTIMATE:
        yield _("an estimate").text(lang)
    if figure.reported is not None and figure.reported.status is ObservationStatus.PROVISIONAL:
        yield p_("figure", "provisional").text(lang)
    if not figure.official:
        yield _("press figure").text(lang)


def _what(row: Row, figure: Figure, result: Progress, lang: Lang) -> Iterator[str]:
    """What the figure is, where its pace is measured from, and what the press has said since."""
    yield from figure_notes(figure, lang)
    if row.baseline is not None and row.baseline.kind is BaselineKind.FIRST and row.pace is not None:
        start = write_date(row.baseline.as_of, lang)
        yield _("pace measured from {start}", start=start).text(lang)
    newer = [
        seen
        for seen in result.book.series(figure.indicator, figure.area)
        if figure.official and not seen.disputed and seen.as_of > figure.as_of and not result.book.official(seen)
    ]
    if newer:
        last = max(newer, key=lambda seen: (seen.as_of, seen.where))
        unit = unit_words(row.indicator, result)
        said = write_quantity(last.quantity, lang, unit=unit if is_percent(unit) else None)
        when = observation_date(last, lang)
        yield _("newer, from the press: {said} ({when})", said=said, when=when).text(lang)


def conflict_text(row: Row, conflict: Conflict, result: Progress, lang: Lang) -> str:
    """One line on a figure that says something else: its words, date, source, and what it contradicts."""
    seen = conflict.observation
    unit = unit_words(result.book.indicator(seen.indicator), result)
    said = write_quantity(seen.quantity, lang, unit=unit)
    against = row.observed
    own = figure_text(against, lang, unit) if against is not None else ""
    if conflict.against is not None:
        own = write_quantity(conflict.against.quantity, lang, unit=unit)
    mark = f" ({DISPUTED_WORDS.text(lang)})" if seen.disputed else ""
    when = observation_date(seen, lang)
    return _("{said}{mark}, {when}; used: {own}", said=said, mark=mark, when=when, own=own).text(lang)
