"""A workspace as an Excel workbook: its figures, the progress of all years, its indicators and its sources.

Numbers and dates are numbers and dates, shown as the language writes them; everything else is text, never a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from cnht.domain.figures import Figure
from cnht.domain.model import Indicator, Observation, Source, Workspace
from cnht.domain.period import Period
from cnht.domain.progress import Progress, Row
from cnht.domain.quantity import Interval
from cnht.language.texts import Lang, Localized, _, joined, p_
from cnht.presenting import phrases
from cnht.presenting.numbers import pace_ratio, percent
from cnht.writers.xlsx import (
    Cell,
    CellLook,
    Percent,
    SheetColumn,
    SheetSpec,
    WorkbookWriter,
    computed,
    known,
    workbook_bytes,
)


def workbook(workspace: Workspace, results: Iterable[Progress], as_of: date, lang: Lang) -> bytes:
    """The workbook as a file, as :func:`cnht.writers.xlsx.workbook_bytes` makes it; ``as_of`` is the day it is of."""

    def fill(writer: WorkbookWriter) -> None:
        judged = ((result, row) for result in results for row in result.rows)
        writer.sheet(figures_sheet(workspace, workspace.observations))
        writer.sheet(SheetSpec(_("Progress"), (_YEAR, *progress_columns()), judged, frozen=3))
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


def figures_sheet(workspace: Workspace, observations: Iterable[Observation]) -> SheetSpec[Observation]:
    """Figures as they were given, with what the truth may be."""
    definitions = workspace.definitions

    def unit(seen: Observation) -> Localized:
        return definitions.units[definitions.indicators[seen.indicator].unit].name

    return SheetSpec(
        _("Figures"),
        (
            SheetColumn(_NAME, 36, lambda seen: definitions.indicators[seen.indicator].name),
            SheetColumn(_CODE, 22, lambda seen: seen.indicator),
            SheetColumn(_AREA, 12, lambda seen: seen.area),
            SheetColumn(_("Period"), 16, lambda seen: None if seen.period is None else seen.period.text),
            SheetColumn(_AS_OF, 13, lambda seen: known(Period.parse(seen.as_of_text))),
            SheetColumn(_("Qualifier"), 11, lambda seen: seen.quantity.qualifier.value),
            SheetColumn(_("Value"), 13, lambda seen: seen.quantity.value),
            SheetColumn(_("Upper value"), 13, lambda seen: seen.quantity.value_high),
            SheetColumn(_UNIT, 16, unit),
            SheetColumn(_("In words"), 24, lambda seen: phrases.quoted(seen, definitions)),
            SheetColumn(_("The truth may be"), 26, lambda seen: phrases.interval_text(workspace.interval(seen))),
            SheetColumn(_("Lowest"), 13, lambda seen: _low(workspace.interval(seen))),
            SheetColumn(_("Highest"), 13, lambda seen: _high(workspace.interval(seen))),
            SheetColumn(p_("figure", "Status"), 12, lambda seen: seen.status.value),
            SheetColumn(_SOURCE, 22, lambda seen: seen.source),
            SheetColumn(
                _AUTHORITY, 12, lambda seen: phrases.AUTHORITY_WORDS[definitions.sources[seen.source].authority]
            ),
            SheetColumn(_("Wording"), 24, lambda seen: seen.wording),
            SheetColumn(_NOTE, 50, lambda seen: seen.note),
            SheetColumn(_("Date as written"), 13, lambda seen: seen.as_of_text),
            SheetColumn(_("File"), 20, lambda seen: seen.where.file),
            SheetColumn(_("Line"), 7, lambda seen: seen.where.line),
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
_YEAR: SheetColumn[Judged] = SheetColumn(_("Year"), 7, lambda judged: judged[0].year)


def progress_columns() -> tuple[SheetColumn[Judged], ...]:
    """What there is to say of a target, each in a column of its own, with the numbers of the JSON."""

    def unit(judged: Judged) -> Localized:
        return phrases.unit_of(judged[1].indicator.code, judged[0].book.workspace.definitions)

    def figure(value: Callable[[Figure], Cell]) -> Callable[[Judged], Cell]:
        return lambda judged: None if judged[1].observed is None else value(judged[1].observed)

    return (
        SheetColumn(_("Plan"), 16, lambda judged: judged[1].plan.name),
        SheetColumn(_NAME, 36, lambda judged: judged[1].indicator.name),
        SheetColumn(_CODE, 22, lambda judged: judged[1].indicator.code),
        SheetColumn(_AREA, 12, lambda judged: judged[1].target.area),
        SheetColumn(_UNIT, 16, unit),
        SheetColumn(_("Target"), 18, lambda judged: phrases.quantity_text(judged[1].target.quantity)),
        SheetColumn(_("Target number"), 13, lambda judged: judged[1].target.quantity.value),
        SheetColumn(_("Target upper number"), 13, lambda judged: judged[1].target.quantity.value_high),
        SheetColumn(_("Due"), 13, lambda judged: judged[1].due),
        SheetColumn(p_("workbook", "Latest"), 18, figure(phrases.figure_text)),
        SheetColumn(_("Latest number"), 13, figure(_quoted)),
        SheetColumn(
            _("Latest upper number"),
            13,
            figure(lambda seen: None if seen.reported is None else seen.reported.quantity.value_high),
        ),
        SheetColumn(_AS_OF, 13, figure(_figure_date)),
        SheetColumn(_SOURCE, 22, figure(lambda seen: ", ".join(dict.fromkeys(part.source for part in seen.parts)))),
        SheetColumn(
            _("Baseline"),
            13,
            lambda judged: None if judged[1].baseline is None else computed(judged[1].baseline.nominal),
        ),
        SheetColumn(
            _("Baseline as of"), 13, lambda judged: None if judged[1].baseline is None else judged[1].baseline.as_of
        ),
        SheetColumn(
            _("Percent"),
            10,
            lambda judged: None if judged[1].percent is None else Percent(percent(judged[1].percent[0])),
        ),
        SheetColumn(
            _("Percent is"), 12, lambda judged: None if judged[1].percent is None else phrases.percent_label(judged[1])
        ),
        SheetColumn(
            _("Pace"),
            10,
            lambda judged: (
                None if judged[1].pace is None or judged[1].pace.ratio is None else pace_ratio(judged[1].pace.ratio)
            ),
        ),
        SheetColumn(_("Verdict"), 20, lambda judged: phrases.marked(judged[1].status), CellLook.STATUS),
        SheetColumn(
            _("Likely"), 20, lambda judged: None if judged[1].likely is None else phrases.STATUS_WORDS[judged[1].likely]
        ),
        SheetColumn(p_("code", "Status"), 14, lambda judged: judged[1].status.value),
        SheetColumn(_NOTE, 60, lambda judged: joined("; ", phrases.notes(judged[1], judged[0]))),
    )


def _figure_date(figure: Figure) -> Cell:
    return figure.as_of if figure.reported is None else known(Period.parse(figure.reported.as_of_text))


def _indicators(workspace: Workspace) -> SheetSpec[Indicator]:
    units = workspace.definitions.units
    return SheetSpec(
        _("Indicators"),
        (
            SheetColumn(_CODE, 34, lambda one: one.code),
            SheetColumn(_NAME, 40, lambda one: one.name),
            SheetColumn(_("Definition"), 60, lambda one: None if one.definition is None else one.definition),
            SheetColumn(_UNIT, 16, lambda one: units[one.unit].name),
            SheetColumn(_("Measure"), 12, lambda one: phrases.MEASURE_NAMES[one.measure]),
            SheetColumn(_("Direction"), 12, lambda one: phrases.DIRECTION_NAMES[one.direction]),
            SheetColumn(
                _("Ratio"), 40, lambda one: None if one.ratio is None else f"{one.ratio.part} / {one.ratio.whole}"
            ),
            SheetColumn(_("Register"), 14, lambda one: one.register),
            SheetColumn(_("Stage"), 14, lambda one: one.stage),
            SheetColumn(_NOTE, 60, lambda one: one.note),
        ),
        workspace.definitions.indicators.values(),
    )


def sources_sheet(sources: Iterable[Source], address: Callable[[Source], Cell]) -> SheetSpec[Source]:
    """Where figures and plans come from, with what ``address`` makes of a source's."""
    return SheetSpec(
        _("Sources"),
        (
            SheetColumn(_SOURCE, 24, lambda one: one.code),
            SheetColumn(_("Title"), 60, lambda one: one.title),
            SheetColumn(_("Publisher"), 28, lambda one: one.publisher),
            SheetColumn(_("Published"), 13, lambda one: known(one.published)),
            SheetColumn(_("Address"), 48, address),
            SheetColumn(_AUTHORITY, 12, lambda one: phrases.AUTHORITY_WORDS[one.authority]),
            SheetColumn(_NOTE, 45, lambda one: one.note),
        ),
        sources,
    )
