"""A workspace as an Excel workbook: its figures, the progress of all years, its indicators and its sources.

Numbers and dates are numbers and dates, shown as the language writes them; everything else is text, never a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from cnht.figures import Figure
from cnht.lang import Lang, Localized, _, joined, p_
from cnht.model import Indicator, Observation, Source, Workspace
from cnht.period import Period
from cnht.presenting import phrases
from cnht.presenting.numbers import percent
from cnht.progress import Progress, Row
from cnht.quantity import Interval
from cnht.wording import rounded
from cnht.writers.xlsx import Cell, Column, Look, Percent, Sheet, Writer, computed, known, workbook_bytes


def workbook(workspace: Workspace, results: Iterable[Progress], as_of: date, lang: Lang) -> bytes:
    """The workbook as a file, as :func:`cnht.writers.xlsx.workbook_bytes` makes it; ``as_of`` is the day it is of."""

    def fill(writer: Writer) -> None:
        judged = ((result, row) for result in results for row in result.rows)
        writer.sheet(figures_sheet(workspace, workspace.observations))
        writer.sheet(Sheet(_("Progress"), (_YEAR, *progress_columns()), judged, frozen=3))
        writer.sheet(_indicators(workspace))
        writer.sheet(sources_sheet(workspace.definitions.sources.values(), lambda one: one.url))

    return workbook_bytes(_("Targets and figures").text(lang), as_of, lang, fill)


# --- what several sheets have ------------------------------------------------------------------------------------

_NAME = _("Indicator name")
_CODE = p_("code", "Indicator")
_AREA = _("Area")
_UNIT = _("Unit")
_AS_OF = _("As of")
_SOURCE = _("Source")
_AUTHORITY = _("Authority")
_NOTE = _("Note")


# --- the sheets --------------------------------------------------------------------------------------------------


def figures_sheet(workspace: Workspace, observations: Iterable[Observation]) -> Sheet[Observation]:
    """Figures as they were given, with what the truth may be."""
    definitions = workspace.definitions

    def unit(seen: Observation) -> Localized:
        return definitions.units[definitions.indicators[seen.indicator].unit].name

    return Sheet(
        _("Figures"),
        (
            Column(_NAME, 36, lambda seen: definitions.indicators[seen.indicator].name),
            Column(_CODE, 22, lambda seen: seen.indicator),
            Column(_AREA, 12, lambda seen: seen.area),
            Column(_("Period"), 16, lambda seen: None if seen.period is None else seen.period.text),
            Column(_AS_OF, 13, lambda seen: known(Period.parse(seen.as_of_text))),
            Column(_("Qualifier"), 11, lambda seen: seen.quantity.qualifier.value),
            Column(_("Value"), 13, lambda seen: seen.quantity.value),
            Column(_("Upper value"), 13, lambda seen: seen.quantity.value_high),
            Column(_UNIT, 16, unit),
            Column(_("In words"), 24, lambda seen: phrases.quoted(seen, definitions)),
            Column(_("The truth may be"), 26, lambda seen: phrases.interval_text(workspace.interval(seen))),
            Column(_("Lowest"), 13, lambda seen: _low(workspace.interval(seen))),
            Column(_("Highest"), 13, lambda seen: _high(workspace.interval(seen))),
            Column(p_("figure", "Status"), 12, lambda seen: seen.status.value),
            Column(_SOURCE, 22, lambda seen: seen.source),
            Column(_AUTHORITY, 12, lambda seen: phrases.AUTHORITY_WORDS[definitions.sources[seen.source].authority]),
            Column(_("Wording"), 24, lambda seen: seen.wording),
            Column(_NOTE, 50, lambda seen: seen.note),
            Column(_("Date as written"), 13, lambda seen: seen.as_of_text),
            Column(_("File"), 20, lambda seen: seen.where.file),
            Column(_("Line"), 7, lambda seen: seen.where.line),
        ),
        observations,
    )


def _low(interval: Interval) -> Cell:
    return None if interval.low is None else computed(interval.low)


def _high(interval: Interval) -> Cell:
    return None if interval.high is None else computed(interval.high)


def _quoted(figure: Figure) -> Cell:
    """The number of a figure as its source has it, of a range the lower one; of a computed figure its number."""
    return computed(figure.nominal) if figure.reported is None else figure.reported.quantity.value


Judged = tuple[Progress, Row]
_YEAR: Column[Judged] = Column(_("Year"), 7, lambda judged: judged[0].year)


def progress_columns() -> tuple[Column[Judged], ...]:
    """What there is to say of a target, each in a column of its own, with the numbers of the JSON."""

    def unit(judged: Judged) -> Localized:
        return phrases.unit_of(judged[1].indicator.code, judged[0].book.workspace.definitions)

    def figure(value: Callable[[Figure], Cell]) -> Callable[[Judged], Cell]:
        return lambda judged: None if judged[1].observed is None else value(judged[1].observed)

    return (
        Column(_("Plan"), 16, lambda judged: judged[1].plan.number),
        Column(_NAME, 36, lambda judged: judged[1].indicator.name),
        Column(_CODE, 22, lambda judged: judged[1].indicator.code),
        Column(_AREA, 12, lambda judged: judged[1].target.area),
        Column(_UNIT, 16, unit),
        Column(_("Target"), 18, lambda judged: phrases.quantity_text(judged[1].target.quantity)),
        Column(_("Target number"), 13, lambda judged: judged[1].target.quantity.value),
        Column(_("Target upper number"), 13, lambda judged: judged[1].target.quantity.value_high),
        Column(_("Due"), 13, lambda judged: judged[1].due),
        Column(p_("workbook", "Latest"), 18, figure(phrases.figure_text)),
        Column(_("Latest number"), 13, figure(_quoted)),
        Column(
            _("Latest upper number"),
            13,
            figure(lambda seen: None if seen.reported is None else seen.reported.quantity.value_high),
        ),
        Column(_AS_OF, 13, figure(_figure_date)),
        Column(_SOURCE, 22, figure(lambda seen: ", ".join(dict.fromkeys(part.source for part in seen.parts)))),
        Column(
            _("Baseline"),
            13,
            lambda judged: None if judged[1].baseline is None else computed(judged[1].baseline.nominal),
        ),
        Column(
            _("Baseline as of"), 13, lambda judged: None if judged[1].baseline is None else judged[1].baseline.as_of
        ),
        Column(
            _("Percent"),
            10,
            lambda judged: None if judged[1].percent is None else Percent(percent(judged[1].percent[0])),
        ),
        Column(
            _("Percent is"), 12, lambda judged: None if judged[1].percent is None else phrases.percent_label(judged[1])
        ),
        Column(
            _("Pace"),
            10,
            lambda judged: (
                None if judged[1].pace is None or judged[1].pace.ratio is None else rounded(judged[1].pace.ratio, 3)
            ),
        ),
        Column(_("Verdict"), 20, lambda judged: phrases.marked(judged[1].status), Look.STATUS),
        Column(
            _("Likely"), 20, lambda judged: None if judged[1].likely is None else phrases.STATUS_WORDS[judged[1].likely]
        ),
        Column(p_("code", "Status"), 14, lambda judged: judged[1].status.value),
        Column(_NOTE, 60, lambda judged: joined("; ", phrases.notes(judged[1], judged[0]))),
    )


def _figure_date(figure: Figure) -> Cell:
    return figure.as_of if figure.reported is None else known(Period.parse(figure.reported.as_of_text))


def _indicators(workspace: Workspace) -> Sheet[Indicator]:
    units = workspace.definitions.units
    return Sheet(
        _("Indicators"),
        (
            Column(_CODE, 34, lambda one: one.code),
            Column(_NAME, 40, lambda one: one.name),
            Column(_("Definition"), 60, lambda one: None if one.definition is None else one.definition),
            Column(_UNIT, 16, lambda one: units[one.unit].name),
            Column(_("Measure"), 12, lambda one: phrases.MEASURE_NAMES[one.measure]),
            Column(_("Direction"), 12, lambda one: phrases.DIRECTION_NAMES[one.direction]),
            Column(_("Ratio"), 40, lambda one: None if one.ratio is None else f"{one.ratio.part} / {one.ratio.whole}"),
            Column(_("Register"), 14, lambda one: one.register),
            Column(_("Stage"), 14, lambda one: one.stage),
            Column(_NOTE, 60, lambda one: one.note),
        ),
        workspace.definitions.indicators.values(),
    )


def sources_sheet(sources: Iterable[Source], address: Callable[[Source], Cell]) -> Sheet[Source]:
    """Where figures and plans come from, with what ``address`` makes of a source's."""
    return Sheet(
        _("Sources"),
        (
            Column(_SOURCE, 24, lambda one: one.code),
            Column(_("Title"), 60, lambda one: one.title),
            Column(_("Publisher"), 28, lambda one: one.publisher),
            Column(_("Published"), 13, lambda one: known(one.published)),
            Column(_("Address"), 48, address),
            Column(_AUTHORITY, 12, lambda one: phrases.AUTHORITY_WORDS[one.authority]),
            Column(_NOTE, 45, lambda one: one.note),
        ),
        sources,
    )
