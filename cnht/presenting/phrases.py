"""How figures, targets, paces and verdicts are said: shared by every format that people read.

Texts are in no language yet: a writer asks for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cnht.domain.figures import CandidateKind, Conflict, Figure, Outcome
from cnht.domain.model import Authority, Dated, Definitions, Indicator, Measure, Observation, Plan, Source
from cnht.domain.period import Grain, Period, months_before
from cnht.domain.progress import BaselineKind, CagrRefusal, Progress, Reason, Row, Status
from cnht.domain.quantity import Direction, Interval, ObservationStatus, Qualifier, Quantity
from cnht.language.texts import Lang, Localized, _, both, composed, joined, n_, p_, untranslated
from cnht.language.wording import rounded, write_date, write_number, write_period, write_quantity
from cnht.presenting.numbers import exact, pace_ratio, percent, short, trimmed
from cnht.problems import visible

STATUS_WORDS: dict[Status, Localized] = {
    Status.MET: _("met"),
    Status.ON_TRACK: _("on track"),
    Status.BEHIND: _("behind"),
    Status.OFF_TRACK: _("off track"),
    Status.MOVING_AWAY: _("moving away"),
    Status.MISSED: _("missed"),
    Status.UNDETERMINED: _("cannot tell"),
    Status.NO_DATA: _("no data"),
    Status.NOT_STARTED: _("not started"),
    Status.SUPERSEDED: _("superseded"),
}

STATUS_MARKS: dict[Status, tuple[str, str]] = {
    Status.MET: ("✓", "+"),
    Status.ON_TRACK: ("▲", "^"),
    Status.BEHIND: ("◆", "="),
    Status.OFF_TRACK: ("▼", "v"),
    Status.MOVING_AWAY: ("◀", "<"),
    Status.MISSED: ("✗", "x"),
    Status.UNDETERMINED: ("?", "?"),
    Status.NO_DATA: ("–", "-"),
    Status.NOT_STARTED: ("·", "."),
    Status.SUPERSEDED: ("↷", "~"),
}
"""A shape for every status, so that colour is never the only sign; and its stand-in where there is only ASCII."""

DISPUTED_WORDS = _("disputed, not used")

OUTCOME_WORDS: dict[Outcome, Localized] = {
    Outcome.CHOSEN: _("chosen"),
    Outcome.PART: _("used in the computation"),
    Outcome.DISPUTED: _("disputed: shown, never chosen"),
    Outcome.OUTSIDE: _("outside the judged period"),
    Outcome.NOT_FROM_START: _("does not start on the period's first day"),
    Outcome.NO_PAIR: _("no counterpart within 31 days, or more than 100 % of it"),
    Outcome.TOO_OLD: _("too old to judge by"),
    Outcome.GAP: _("a balance with a gap in the period has no sum"),
    Outcome.YEAR: _("there is one of a newer year"),
    Outcome.AUTHORITY: _("from the press, and there is an official one"),
    Outcome.DATE: _("there is a later one"),
    Outcome.SHAPE: _("another covers the period better"),
    Outcome.STATUS: _("there is a more settled one"),
    Outcome.WIDTH: _("there is a more precise one"),
    Outcome.SOURCE: _("equal; the first source code is taken"),
}

BASELINE_WORDS: dict[BaselineKind, Localized] = {
    BaselineKind.ZERO: _("a flow starts from 0 on the period's first day"),
    BaselineKind.PLAN: _("stated by the plan"),
    BaselineKind.EARLIER: _("the last figure before the period"),
    BaselineKind.FIRST: _("the first figure of the period"),
}

REFUSAL_WORDS: dict[CagrRefusal, Localized] = {
    CagrRefusal.MEASURE: _("only stocks grow compound"),
    CagrRefusal.ZERO: _("a base is 0"),
    CagrRefusal.SIGN: _("a sign changes"),
}


AUTHORITY_WORDS: dict[Authority, Localized] = {Authority.OFFICIAL: _("official"), Authority.PRESS: _("press")}

MEASURE_NAMES: dict[Measure, Localized] = {
    Measure.STOCK: _("stock"),
    Measure.FLOW: _("flow"),
    Measure.GROWTH: _("growth"),
    Measure.SHARE: _("share"),
}

DIRECTION_NAMES: dict[Direction, Localized] = {
    Direction.INCREASE: _("increase"),
    Direction.DECREASE: _("decrease"),
    Direction.MAINTAIN: _("maintain"),
}

MEASURE_WORDS: dict[Measure, Localized] = {
    Measure.STOCK: _("A level on a day"),
    Measure.FLOW: _("Adds up over a period"),
    Measure.GROWTH: _("Growth on the same period of the year before"),
    Measure.SHARE: _("A share on a day"),
}

DIRECTION_WORDS: dict[Direction, Localized] = {
    Direction.INCREASE: _("should increase"),
    Direction.DECREASE: _("should decrease"),
    Direction.MAINTAIN: _("should stay as it is"),
}


PART_WORDS = _("a part of the year")
"""What a flow's figure is that counts and does not cover its whole year."""
PERCENT_SIGN = p_("behind a number", "%")
"""The sign as it stands behind a number."""
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


# --- names, units, numbers, dates --------------------------------------------------------------------------------


def unit_of(indicator: str, known: Definitions) -> Localized:
    """The name of an indicator's unit."""
    return known.units[known.indicators[indicator].unit].name


def percent_unit(indicator: str, known: Definitions) -> Localized | None:
    """The unit where it is the percent sign, which stands at every number and never alone; else ``None``."""
    unit = unit_of(indicator, known)
    return unit if is_percent(unit) else None


def is_percent(unit: Localized) -> bool:
    """Whether a unit is the percent sign."""
    return unit.text(Lang.EN) == "%"


def named(indicator: Indicator, area: str, result: Progress) -> Localized:
    """The indicator's name; where not all rows are of that area, with it."""
    return in_area(indicator, area, result.book.workspace.definitions) if result.areas - {area} else indicator.name


def in_area(indicator: Indicator, area: str, known: Definitions) -> Localized:
    """The indicator's name with that of an area."""
    return composed("{name}, {area}", name=indicator.name, area=known.areas[area].name)


def target_name(row: Row, result: Progress) -> Localized:
    """The name of a target's indicator, as :func:`named` has it."""
    return named(row.indicator, row.target.area, result)


def indicator_facts(indicator: Indicator, known: Definitions, as_of: date) -> Localized:
    """The unit, the kind of number, the day."""
    return _(
        "Unit: {unit}. {measure}; {direction}. As things stood on {day}.",
        unit=unit_of(indicator.code, known),
        measure=MEASURE_WORDS[indicator.measure],
        direction=DIRECTION_WORDS[indicator.direction],
        day=both(write_date, as_of),
    )


def web_address(source: Source) -> str | None:
    """Where a browser would open a source: not everything that is noted as its address can be opened, or safely."""
    url = source.url or ""
    return url if re.fullmatch(r"https?://[^\s<>\\]+", url, re.IGNORECASE) and visible(url) == url else None


def quantity_text(quantity: Quantity, unit: Localized | None = None) -> Localized:
    """A quantity in words, with its unit."""
    return both(_write_quantity, (quantity, unit))


def _write_quantity(parts: tuple[Quantity, Localized | None], lang: Lang) -> str:
    return write_quantity(parts[0], lang, unit=parts[1])


def dated_text(stated: Dated, unit: Localized | None = None) -> Localized:
    """A baseline or a milestone with its day in brackets."""
    return composed("{said} ({day})", said=quantity_text(stated.quantity, unit), day=both(write_date, stated.as_of))


def quoted(seen: Observation, known: Definitions) -> Localized:
    """A figure as its source has it, with its unit."""
    return quantity_text(seen.quantity, unit_of(seen.indicator, known))


def number_text(number: Fraction) -> Localized:
    """A computed number: exact where four decimals say it, else with two of them."""
    return both(write_number, short(number))


def interval_text(interval: Interval) -> Localized:
    """What the truth may be, in words."""
    low = None if interval.low is None else number_text(interval.low)
    high = None if interval.high is None else number_text(interval.high)
    if low is not None and interval.low == interval.high:
        return _("exactly {low}", low=low)
    if low is None and high is None:
        return _("anything")
    if low is None:
        return _("below {high}", high=high) if interval.high_open else _("at most {high}", high=high)
    if high is None:
        return _("above {low}", low=low) if interval.low_open else _("{low} or more", low=low)
    match interval.low_open, interval.high_open:
        case True, True:
            return _("above {low}, below {high}", low=low, high=high)
        case True, False:
            return _("above {low}, at most {high}", low=low, high=high)
        case False, True:
            return _("from {low} to below {high}", low=low, high=high)
        case _never:
            return _("from {low} to {high}", low=low, high=high)


def stated(nominal: Fraction, interval: Interval) -> tuple[str, Fraction]:
    """A computed number as it may be quoted, with its sign: ``""``, ``<``, ``>``, ``≤``, ``≥`` or ``≈``.

    The nominal number, with how it stands in what the truth may be; where that has one end only, this end.
    """
    if interval.low == interval.high == nominal:
        return "", nominal
    if interval.high is None and interval.low is not None:
        nominal = interval.low
    if interval.low is None and interval.high is not None:
        nominal = interval.high
    if nominal == interval.high:
        return ("<" if interval.high_open else "≤"), nominal
    if nominal == interval.low:
        return (">" if interval.low_open else "≥"), nominal
    return "≈", nominal


def _signed(sign: str, number: Localized) -> Localized:
    return composed("{sign}\u00a0{number}", sign=sign, number=number) if sign else number


def plan_period(period: Period) -> Localized:
    """A plan's years: ``2025``, ``2026–2030``; other periods as in a sentence."""
    first, last = period.first, period.last
    if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31):
        return both(write_period, period)
    return untranslated(str(first.year) if first.year == last.year else f"{first.year}–{last.year}")


def unbroken(text: Localized) -> Localized:
    """The text as one piece that is not wrapped within."""
    return both(_unbroken, text)


def _unbroken(text: Localized, lang: Lang) -> str:
    return text.text(lang).replace(" ", "\u00a0")


# --- figures -----------------------------------------------------------------------------------------------------


def figure_text(figure: Figure, unit: Localized | None = None) -> Localized:
    """The figure in words: as quoted; a sum exactly, a derived share with one decimal."""
    if figure.reported is not None:
        return quantity_text(figure.reported.quantity, unit)
    sign, number = stated(figure.nominal, figure.interval)
    short = (
        trimmed(percent(number))
        if figure.kind is CandidateKind.DERIVED
        else exact(number) or trimmed(rounded(number, 1))
    )
    return _signed(sign, quantity_text(Quantity(Qualifier.VALUE, Decimal(short)), unit))


def figure_date(figure: Figure) -> Localized:
    """The day a figure holds for, as far as it is known; for a period that is over, the period."""
    if _is_whole(figure) and figure.period is not None:
        return both(write_period, figure.period)
    if figure.reported is not None:
        return both(write_period, Period.parse(figure.reported.as_of_text))
    return both(write_date, figure.as_of)


def _is_whole(figure: Figure) -> bool:
    """Whether the figure speaks of all days of its period."""
    return (
        figure.period is not None
        and figure.period.last == figure.as_of
        and figure.kind is not CandidateKind.SUM_WITH_GAP
    )


def figure_when(figure: Figure) -> Localized:
    """:func:`figure_date` with its preposition."""
    day = figure_date(figure)
    return _("for {day}", day=day) if _is_whole(figure) else _("on {day}", day=day)


def dated_figure(figure: Figure | None, unit: Localized | None = None) -> Localized | None:
    """A figure with its date in brackets."""
    if figure is None:
        return None
    return composed("{figure} ({day})", figure=figure_text(figure, unit), day=figure_date(figure))


def observation_date(seen: Observation) -> Localized:
    """The date of a figure as far as it was given, with the period it covers."""
    when = both(write_period, Period.parse(seen.as_of_text))
    if seen.period is None:
        return when
    covered = both(write_period, seen.period)
    return covered if seen.period.last == seen.as_of else _("{covered}, up to {when}", covered=covered, when=when)


def figure_notes(figure: Figure) -> Iterator[Localized]:
    """How a computed figure came about, how settled it is, and whose it is."""
    match figure.kind:
        case CandidateKind.SUM:
            yield _("sum of {count} figures", count=len(figure.parts))
        case CandidateKind.SUM_WITH_GAP:
            yield _("added up from figures that leave a gap in the period: at least this much")
        case CandidateKind.DERIVED:
            part, whole = (quantity_text(seen.quantity) for seen in figure.parts)
            yield _("derived: {part} / {whole}", part=part, whole=whole)
        case CandidateKind.REPORTED:
            pass
    statuses = {part.status for part in figure.parts}
    if ObservationStatus.ESTIMATE in statuses:
        yield _("an estimate") if figure.reported is not None else _("with an estimate in it")
    elif ObservationStatus.PROVISIONAL in statuses:
        yield p_("figure", "provisional")
    if not figure.official:
        yield _("press figure")


def figure_status(figure: Figure) -> list[Localized]:
    """How settled a figure is and whose it is, and that it is disputed if it is."""
    disputed = figure.reported is not None and figure.reported.disputed
    return [*figure_notes(figure), *([DISPUTED_WORDS] if disputed else [])]


# --- verdicts ----------------------------------------------------------------------------------------------------


OLD_MONTHS = 6
"""A figure that is older says so."""


def verdict_words(row: Row) -> Localized:
    """The verdict; what is met also says whether it is exceeded, and up to which day where it is not due yet."""
    if row.status is not Status.MET or row.observed is None:
        return STATUS_WORDS[row.status]
    words = _("exceeded") if row.exceeded else STATUS_WORDS[Status.MET]
    if row.final:
        return words
    day = both(write_date, row.observed.as_of)
    return _("exceeded so far, {day}", day=day) if row.exceeded else _("met so far, {day}", day=day)


def marked(status: Status) -> Localized:
    """A status in words, behind its mark."""
    return composed("{mark} {word}", mark=STATUS_MARKS[status][0], word=STATUS_WORDS[status])


def percent_text(row: Row) -> Localized | None:
    """The percent of plan, with the sign its figure's words call for: ``< 100%``."""
    if row.percent is None:
        return None
    sign, number = stated(*row.percent)
    return composed(
        "{number}{sign}", number=_signed(sign, both(write_number, trimmed(percent(number)))), sign=PERCENT_SIGN
    )


def percent_told(row: Row) -> Localized | None:
    """The same; that of a ceiling says so."""
    shown = percent_text(row)
    return shown and composed("{shown} {label}", shown=shown, label=percent_label(row)) if is_ceiling(row) else shown


def percent_label(row: Row) -> Localized:
    """What the percentage is of: the plan, or a ceiling that is used up."""
    return _("of ceiling") if is_ceiling(row) else _("of plan")


def is_ceiling(row: Row) -> bool:
    """Whether the target is a number to stay below, so that a larger percentage is worse."""
    return row.indicator.direction is Direction.DECREASE


def pace_text(row: Row) -> Localized | None:
    """The pace as it is shown."""
    shown = pace_number(row)
    return None if shown is None else both(write_number, shown)


def pace_number(row: Row) -> Decimal | None:
    """The pace with two decimals, never rounded into a better band.

    A negative one of a target that is met (a fall where a small rise was allowed) would read as a bad sign: ``None``.
    """
    if row.pace is None or row.pace.ratio is None:
        return None
    ratio = row.pace.ratio
    if ratio < 0 and row.status in (Status.MET, Status.ON_TRACK):
        return None
    return pace_ratio(ratio, 2)


def notes(row: Row, result: Progress) -> list[Localized]:
    """What a reader must know beside the numbers of a row: why there is no verdict, and what the figure is."""
    return list(_notes(row, result))


def _notes(row: Row, result: Progress) -> Iterator[Localized]:
    if row.path:
        yield _("on the way to {due}", due=both(write_date, row.due))
    elif row.due != date(result.year, 12, 31):
        yield _("due {due}", due=both(write_date, row.due))
    match row.status:
        case Status.SUPERSEDED:
            assert row.superseded_by is not None
            start = both(write_date, row.superseded_by.period.first)
            yield _("replaced by {number} from {start}", number=row.superseded_by.name, start=start)
        case Status.NOT_STARTED:
            yield _or_last(_("starts on {start}", start=both(write_date, row.plan.period.first)), row, result)
        case Status.UNDETERMINED:
            yield _undetermined(row)
        case _:
            pass
    yield from missing(row, result)
    if row.observed is not None:
        yield from _about_figure(row, row.observed, result)
    if row.verdict.cagr_refusal is not None:
        yield _("no compound growth: {why}", why=REFUSAL_WORDS[row.verdict.cagr_refusal])


def missing(row: Row, result: Progress) -> Iterator[Localized]:
    """What figure a row lacks: any of its period or, when that is over, that of its end; or one of the year."""
    if row.status is Status.NO_DATA:
        period = plan_period(row.judged)
        in_year = row.judged.grain is Grain.YEAR
        none = _("no {period} figure", period=period) if in_year else _("no figure in {period}", period=period)
        if row.reason is Reason.TOO_OLD:
            none = _("no figure of the last {months} months", months=row.indicator.max_age_months)
        yield _or_last(none, row, result)
    late = unfinished(row, result.as_of)
    if late:
        assert row.observed is not None
        status, when = STATUS_WORDS[row.status], figure_when(row.observed)
        judged = composed("{late}; {status} {when}", late=late, status=status, when=when)
        yield late if row.status is Status.UNDETERMINED else judged
    elif row.verdict.central is not None and row.stale:
        yield _("no {year} figure", year=result.year)


def unfinished(row: Row, as_of: date) -> Localized | None:
    """That the verdict on a target that has come due rests on an earlier figure."""
    if row.verdict.central is None or row.observed is None or row.final or as_of < row.due:
        return None
    return _("no year-end figure") if (row.due.month, row.due.day) == (12, 31) else _("no final figure")


def _or_last(none: Localized, row: Row, result: Progress) -> Localized:
    """That there is no figure yet, and the last one of before."""
    if row.observed is None:
        return none
    figure = figure_text(row.observed, unit_of(row.indicator.code, result.book.workspace.definitions))
    return joined("", [none, _("; last: {figure} ", figure=figure), figure_when(row.observed)])


def _undetermined(row: Row) -> Localized:
    assert row.observed is not None
    match row.reason:
        case Reason.NO_BASELINE:
            return _("no earlier figure to measure the pace from")
        case Reason.CONFLICT:
            why: Localized = _("figures for one date contradict each other")
        case _ if row.observed.interval.width == 0:
            why = _("the baseline leaves it open")
        case _:
            why = _("the truth may be {span}", span=interval_text(row.observed.interval))
    found = {point.status for point in row.verdict.points}
    words = [STATUS_WORDS[status] for status in WORST_FIRST if status in found]
    parts: list[Localized] = [] if row.likely is None else [_("likely {word}; ", word=STATUS_WORDS[row.likely])]
    parts.append(why)
    if row.reason is Reason.INTERVAL and len(words) > 1:
        form = _(": {words} or {words2}", words=words[0], words2=words[1])
        parts.append(form if len(words) == 2 else _(": from {words} to {words2}", words=words[0], words2=words[-1]))
    return joined("", parts)


def _about_figure(row: Row, figure: Figure, result: Progress) -> Iterator[Localized]:
    """What the figure is, where its pace is measured from, and what the press has said since."""
    yield from figure_notes(figure)
    if row.verdict.central is not None:
        yield from _about_age(row, figure, result)
        yield from _about_side(row, figure)
    if row.baseline is not None and row.baseline.kind is BaselineKind.FIRST and row.pace is not None:
        yield _("pace measured from {start}", start=both(write_date, row.baseline.as_of))
    newer = [
        seen
        for seen in result.book.series(figure.indicator, figure.area)
        if figure.official and not seen.disputed and seen.as_of > figure.as_of and not result.book.official(seen)
    ]
    if newer:
        last = max(newer, key=lambda seen: (seen.as_of, seen.where))
        said = quantity_text(last.quantity, unit_of(row.indicator.code, result.book.workspace.definitions))
        yield _("newer, from the press: {said} ({when})", said=said, when=observation_date(last))


def _about_age(row: Row, figure: Figure, result: Progress) -> Iterator[Localized]:
    """How old the figure is where that is more than six months, and that it cannot be compared with its baseline."""
    day = min(result.as_of, row.due)
    months = (day.year - figure.as_of.year) * 12 + day.month - figure.as_of.month - (day.day < figure.as_of.day)
    if figure.as_of < months_before(day, OLD_MONTHS):
        yield n_("{count} month old on {day}", "{count} months old on {day}", months, day=both(write_date, day))
    start = figure.as_of if row.baseline is None else row.baseline.as_of
    for seen in result.book.series(figure.indicator, figure.area):
        if seen.status is ObservationStatus.BREAK and start < seen.as_of <= figure.as_of:
            yield _("the baseline is of before {day}, when what is counted changed", day=observation_date(seen))


def _about_side(row: Row, figure: Figure) -> Iterator[Localized]:
    """On which side of a level that is to be maintained the figure lies, and how far off."""
    if row.indicator.direction is not Direction.MAINTAIN or row.region.meets(figure.interval):
        return
    if row.region.high is not None and figure.nominal > row.region.high:
        yield _("{distance} above the target", distance=number_text(figure.nominal - row.region.high))
    elif row.region.low is not None and figure.nominal < row.region.low:
        yield _("{distance} below the target", distance=number_text(row.region.low - figure.nominal))


def conflict_text(row: Row, conflict: Conflict, result: Progress) -> Localized:
    """One line on a figure that says something else: its words, date, source, and what it contradicts."""
    figure = conflict.figure
    unit = unit_of(figure.indicator, result.book.workspace.definitions)
    own: Localized | str = "" if row.observed is None else figure_text(row.observed, unit)
    if conflict.against is not None:
        own = quantity_text(conflict.against.quantity, unit)
    mark: Localized | str = composed(" ({disputed})", disputed=DISPUTED_WORDS) if conflict.disputed else ""
    if figure.reported is None:
        mark = _(" (by its own counts)")
    said = figure_text(figure, unit)
    when = figure_date(figure) if figure.reported is None else observation_date(figure.reported)
    return _("{said}{mark}, {when}; used: {own}", said=said, mark=mark, when=when, own=own)


# --- counts ------------------------------------------------------------------------------------------------------


def summary(result: Progress) -> list[Localized]:
    """How many targets due in the year can be judged and how they stand, and the worst; what is due later."""
    lines: list[Localized] = []
    if result.counts:
        lines.append(_counted(result, _("targets due in {year}", year=result.year)))
        lines += worst(result)
    elif result.rows:
        lines.append(_("No target is due in {year}", year=result.year))
    if paths := sum(row.path and row.status is not Status.SUPERSEDED for row in result.rows):
        lines.append(_("Apart from these: {count} due after {year}", count=paths, year=result.year))
    if replaced := sum(row.status is Status.SUPERSEDED for row in result.rows):
        lines.append(_("Apart from these: {replaced} of superseded plans", replaced=replaced))
    return lines


def _counted(result: Progress, what: Localized) -> Localized:
    """``5 of 12 targets due in 2025 can be judged: 0 met, 2 on track; 7 without a 2025 figure``."""
    counts = result.counts
    lacking = counts.get(Status.NO_DATA, 0)
    waiting = counts.get(Status.NOT_STARTED, 0)
    total = sum(counts.values())
    judged = total - lacking - waiting
    stand = [
        p_("opening", "{count} {status}", count=counts.get(status, 0), status=STATUS_WORDS[status])
        for status in Status
        if status not in (Status.NO_DATA, Status.NOT_STARTED) and (status is Status.MET or status in counts)
    ]
    head = _("{judged} of {total} {what} can be judged", judged=judged, total=total, what=what)
    parts = [composed("{head}: {stand}", head=head, stand=joined(", ", stand)) if judged else head]
    if lacking:
        parts.append(_("{lacking} without a {year} figure", lacking=lacking, year=result.year))
    if waiting:
        parts.append(_("{waiting} not started", waiting=waiting))
    return joined("; ", parts)


def worst(result: Progress) -> list[Localized]:
    """The target that stands worst of those due in the year, by name, where one stands badly."""
    bad = [row for row in result.rows if not row.path and row.status in WORST_FIRST[:4]]
    if not bad:
        return []

    def place(row: Row) -> tuple[int, Fraction]:
        ratio = None if row.pace is None else row.pace.ratio
        return WORST_FIRST.index(row.status), Fraction(1) if ratio is None else ratio

    first = min(bad, key=place)
    return [_("Worst: {name}, {verdict}", name=target_name(first, result), verdict=STATUS_WORDS[first.status])]


def opening(result: Progress, *, partial: bool = False) -> Localized:
    """The sentence that an official report opens with: the day, and how the targets due in the year stand.

    ``partial`` where only some targets were chosen.
    """
    day, year = both(write_date, result.as_of), result.year
    if not result.counts:
        if partial:
            return _("As of {day}, no chosen target is due in {year}.", day=day, year=year)
        return _("As of {day}, no target is due in {year}.", day=day, year=year)
    what = _("chosen targets due in {year}", year=year) if partial else _("targets due in {year}", year=year)
    return _("As of {day}, {told}.", day=day, told=_counted(result, what))


def bare(plan: Plan, result: Progress) -> Localized | None:
    """Why a plan has no row; ``None`` where it has one."""
    if any(row.plan is plan for row in result.rows):
        return None
    if not plan.targets:
        return _("This plan has no targets.")
    return _("No target is due in {year} or later.", year=result.year)
