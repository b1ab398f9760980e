"""What is said of results, in Vietnamese and in English: shared by every format that people read."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from cnht.figures import Figure, Kind, Outcome
from cnht.lang import Lang, Localized, _, p_
from cnht.model import Authority, Indicator, Measure, Observation, Source
from cnht.period import Period
from cnht.problems import visible
from cnht.progress import BaselineKind, CagrRefusal, Progress, Row, Status, band
from cnht.quantity import Direction, Interval, Qualifier, Quantity
from cnht.render.numbers import exact, percent, trimmed
from cnht.wording import rounded, write_date, write_number, write_period, write_quantity

_GLUE = "\ue000"
"""A space at which no line is broken; the terminal library breaks at every real one, the no-break space included."""

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


AUTHORITY_WORDS: dict[Authority, Localized] = {
    Authority.OFFICIAL: _("official"),
    Authority.PRESS: _("press"),
}

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


def percent_sign(lang: Lang) -> str:
    """The sign as it stands behind a number."""
    return p_("behind a number", "%").text(lang)


def unit_words(indicator: Indicator, result: Progress) -> Localized:
    """The name of an indicator's unit."""
    return result.book.workspace.definitions.units[indicator.unit].name


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


def marked(status: Status, lang: Lang) -> str:
    """A status in words, behind its mark."""
    return f"{STATUS_MARKS[status][0]} {STATUS_WORDS[status].text(lang)}"


def named(indicator: Indicator, area: str, result: Progress, lang: Lang) -> str:
    """The indicator's name; where not all rows are of that area, with it."""
    name = indicator.name.text(lang)
    if result.areas - {area}:
        name += f", {result.book.workspace.definitions.areas[area].name.text(lang)}"
    return name


def target_name(row: Row, result: Progress, lang: Lang) -> str:
    """The name of a target's indicator, as :func:`named` has it."""
    return named(row.indicator, row.target.area, result, lang)


def web_address(source: Source) -> str | None:
    """Where a browser would open a source: not everything that is noted as its address can be opened, or safely."""
    url = source.url or ""
    return url if re.fullmatch(r"https?://[^\s<>\\]+", url, re.IGNORECASE) and visible(url) == url else None


def figure_text(figure: Figure, lang: Lang, unit: Localized | None = None) -> str:
    """The figure in words: as quoted; a sum exactly, a derived share with one decimal."""
    if figure.reported is not None:
        return write_quantity(figure.reported.quantity, lang, unit=unit)
    sign, number = stated(figure.nominal, figure.interval)
    short = trimmed(percent(number)) if figure.kind is Kind.DERIVED else exact(number) or trimmed(rounded(number, 1))
    return f"{sign}\u00a0{write_quantity(Quantity(Qualifier.VALUE, Decimal(short)), lang, unit=unit)}".strip("\u00a0")


def quantity_of(qualifier: Qualifier, number: Fraction) -> Quantity:
    """A computed number behind a word."""
    return Quantity(qualifier, rounded(number, 2))


def percent_text(row: Row, lang: Lang) -> str:
    """The percent of plan, with the sign its figure's words call for: ``< 100%``; empty where there is none."""
    if row.percent is None:
        return ""
    sign, number = stated(*row.percent)
    return f"{sign}\u00a0{write_number(trimmed(percent(number)), lang)}".strip("\u00a0") + percent_sign(lang)


def percent_told(row: Row, lang: Lang) -> str:
    """The same; that of a ceiling says so."""
    shown = percent_text(row, lang)
    return f"{shown} {percent_label(row, lang)}" if shown and is_ceiling(row) else shown


def pace_text(row: Row, lang: Lang) -> str:
    """The pace as it is shown; empty where there is none."""
    shown = pace_number(row)
    return "" if shown is None else write_number(shown, lang)


def pace_number(row: Row) -> Decimal | None:
    """The pace with two decimals, never rounded into a better band.

    A negative one of a target that is met (a fall where a small rise was allowed) would read as a bad sign: ``None``.
    """
    if row.pace is None or row.pace.ratio is None:
        return None
    ratio = row.pace.ratio
    if ratio < 0 and row.status in (Status.MET, Status.ON_TRACK):
        return None
    shown = rounded(ratio, 2)
    if band(Fraction(shown)) is not band(ratio):
        shown = rounded(ratio - Fraction(1, 200), 2)
    return shown


def figure_date(figure: Figure, lang: Lang) -> str:
    """The day a figure holds for, as far as it is known; for a period that is over, the period."""
    if _is_whole(figure) and figure.period is not None:
        return write_period(figure.period, lang)
    if figure.reported is not None:
        return write_period(Period.parse(figure.reported.as_of_text), lang)
    return write_date(figure.as_of, lang)


def _is_whole(figure: Figure) -> bool:
    """Whether the figure speaks of all days of its period."""
    return figure.period is not None and figure.period.last == figure.as_of and figure.kind is not Kind.SUM_WITH_GAP


def figure_when(figure: Figure, lang: Lang) -> str:
    """:func:`figure_date` with its preposition."""
    day = figure_date(figure, lang)
    if _is_whole(figure):
        return _("for {day}", day=day).text(lang)
    return _("on {day}", day=day).text(lang)


def observation_date(observation: Observation, lang: Lang) -> str:
    """The date of a figure as far as it was given, with the period it covers."""
    when = write_period(Period.parse(observation.as_of_text), lang)
    if observation.period is None:
        return when
    covered = write_period(observation.period, lang)
    if observation.period.last == observation.as_of:
        return covered
    return _("{covered}, up to {when}", covered=covered, when=when).text(lang)


def interval_text(interval: Interval, lang: Lang) -> str:
    """What the truth may be, in words."""
    low = None if interval.low is None else number_text(interval.low, lang)
    high = None if interval.high is None else number_text(interval.high, lang)
    if low is not None and interval.low == interval.high:
        return _("exactly {low}", low=low).text(lang)
    if low is None and high is None:
        return _("anything").text(lang)
    if low is None:
        return (_("below {high}", high=high) if interval.high_open else _("at most {high}", high=high)).text(lang)
    if high is None:
        return (_("above {low}", low=low) if interval.low_open else _("{low} or more", low=low)).text(lang)
    match interval.low_open, interval.high_open:
        case True, True:
            text = _("above {low}, below {high}", low=low, high=high)
        case True, False:
            text = _("above {low}, at most {high}", low=low, high=high)
        case False, True:
            text = _("from {low} to below {high}", low=low, high=high)
        case _never:
            text = _("from {low} to {high}", low=low, high=high)
    return text.text(lang)


def number_text(number: Fraction, lang: Lang) -> str:
    """A computed number: exact where four decimals say it, else with two of them."""
    found = exact(number, 4)
    return write_number(trimmed(rounded(number, 2)) if found is None else found, lang)


def plan_period(period: Period, lang: Lang) -> str:
    """A plan's years: ``2025``, ``2026–2030``; other periods as in a sentence."""
    first, last = period.first, period.last
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    if not whole:
        return write_period(period, lang)
    return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"


def percent_label(row: Row, lang: Lang) -> str:
    """What the percentage is of: the plan, or a ceiling that is used up."""
    return _("of ceiling").text(lang) if is_ceiling(row) else _("of plan").text(lang)


def is_ceiling(row: Row) -> bool:
    """Whether the target is a number to stay below, so that a larger percentage is worse."""
    return row.indicator.direction is Direction.DECREASE


def is_percent(unit: Localized) -> bool:
    """Whether a unit is the percent sign, which stands at its number and never alone."""
    return unit.text(Lang.EN) == "%"


def unbroken(text: str) -> str:
    """The text as one piece that is not wrapped within; :func:`spaced` gives its spaces back."""
    return text.replace(" ", _GLUE).replace("\u00a0", _GLUE)


def wrappable(text: str, width: int = 0) -> str:
    """The text of a quantity, wrapped between its words but never within a number and its percent sign, or a range.

    A range that is wider than ``width``, where that is given, goes on in the next line behind its dash.
    """
    text = text.replace(" – ", f"{_GLUE}–{_GLUE}").replace("\u00a0", _GLUE)
    if width and max(map(len, text.split(" "))) > width:
        text = text.replace(f"–{_GLUE}", "–").replace("–", "–\n")
    return text


def spaced(text: str) -> str:
    """A rendered text with plain spaces throughout, so that it can be searched and copied."""
    return text.replace(_GLUE, " ").replace("\u00a0", " ")


def shown(text: str) -> str:
    """A text for a page: nothing in it is hidden, blanks are single, and its unbroken pieces stay unbroken."""
    parts = re.split(f"[{_GLUE}\u00a0]", text)
    return "\u00a0".join(visible(re.sub(r"[ \t\r\n]+", " ", part)) for part in parts)
