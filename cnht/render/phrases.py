"""What is said of results, in Vietnamese and in English: shared by every format that people read."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from cnht.figures import Figure, Kind, Outcome
from cnht.lang import Lang, Words
from cnht.model import Authority, Indicator, Measure, Observation, Source
from cnht.period import Period
from cnht.problems import visible
from cnht.progress import BaselineKind, CagrRefusal, Progress, Row, Status, band
from cnht.quantity import Direction, Interval, Qualifier, Quantity
from cnht.render.numbers import exact, percent, trimmed
from cnht.wording import rounded, write_date, write_number, write_period, write_quantity

_GLUE = "\ue000"
"""A space at which no line is broken; the terminal library breaks at every real one, the no-break space included."""

STATUS_WORDS: dict[Status, Words] = {
    Status.MET: Words("đạt", "met"),
    Status.ON_TRACK: Words("đúng tiến độ", "on track"),
    Status.BEHIND: Words("chậm tiến độ", "behind"),
    Status.OFF_TRACK: Words("rất chậm tiến độ", "off track"),
    Status.MOVING_AWAY: Words("diễn biến ngược", "moving away"),
    Status.MISSED: Words("không đạt", "missed"),
    Status.UNDETERMINED: Words("chưa đủ căn cứ", "cannot tell"),
    Status.NO_DATA: Words("chưa có số liệu", "no data"),
    Status.NOT_STARTED: Words("chưa bắt đầu", "not started"),
    Status.SUPERSEDED: Words("đã được thay thế", "superseded"),
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

DISPUTED_WORDS = Words("chưa thống nhất, không dùng", "disputed, not used")

OUTCOME_WORDS: dict[Outcome, Words] = {
    Outcome.CHOSEN: Words("được chọn", "chosen"),
    Outcome.PART: Words("được dùng để tính", "used in the computation"),
    Outcome.DISPUTED: Words("chưa thống nhất: chỉ nêu, không dùng", "disputed: shown, never chosen"),
    Outcome.OUTSIDE: Words("ngoài kỳ đánh giá", "outside the judged period"),
    Outcome.NOT_FROM_START: Words("không tính từ ngày đầu kỳ", "does not start on the period's first day"),
    Outcome.NO_PAIR: Words(
        "không có số liệu đi kèm trong vòng 31 ngày, hoặc vượt quá 100 %",
        "no counterpart within 31 days, or more than 100 % of it",
    ),
    Outcome.YEAR: Words("đã có số liệu của năm sau", "there is one of a newer year"),
    Outcome.AUTHORITY: Words("của báo chí; đã có số liệu chính thức", "from the press, and there is an official one"),
    Outcome.DATE: Words("đã có số liệu mới hơn", "there is a later one"),
    Outcome.SHAPE: Words("đã có số liệu bao quát hơn", "another covers the period better"),
    Outcome.STATUS: Words("đã có số liệu chắc chắn hơn", "there is a more settled one"),
    Outcome.WIDTH: Words("đã có số liệu chính xác hơn", "there is a more precise one"),
    Outcome.SOURCE: Words("ngang nhau; chọn theo thứ tự mã nguồn", "equal; the first source code is taken"),
}

BASELINE_WORDS: dict[BaselineKind, Words] = {
    BaselineKind.ZERO: Words("lũy kế từ 0 vào ngày đầu kỳ", "a flow starts from 0 on the period's first day"),
    BaselineKind.PLAN: Words("số gốc nêu trong kế hoạch", "stated by the plan"),
    BaselineKind.EARLIER: Words("số liệu gần nhất trước kỳ", "the last figure before the period"),
    BaselineKind.FIRST: Words("số liệu đầu tiên trong kỳ", "the first figure of the period"),
}

REFUSAL_WORDS: dict[CagrRefusal, Words] = {
    CagrRefusal.MEASURE: Words("chỉ áp dụng cho chỉ tiêu thời điểm", "only stocks grow compound"),
    CagrRefusal.ZERO: Words("có số gốc bằng 0", "a base is 0"),
    CagrRefusal.SIGN: Words("có số đổi dấu", "a sign changes"),
}


AUTHORITY_WORDS: dict[Authority, Words] = {
    Authority.OFFICIAL: Words("chính thức", "official"),
    Authority.PRESS: Words("báo chí", "press"),
}

MEASURE_NAMES: dict[Measure, Words] = {
    Measure.STOCK: Words("thời điểm", "stock"),
    Measure.FLOW: Words("lũy kế", "flow"),
    Measure.GROWTH: Words("mức tăng", "growth"),
    Measure.SHARE: Words("tỷ lệ", "share"),
}

DIRECTION_NAMES: dict[Direction, Words] = {
    Direction.INCREASE: Words("tăng", "increase"),
    Direction.DECREASE: Words("giảm", "decrease"),
    Direction.MAINTAIN: Words("giữ ổn định", "maintain"),
}

MEASURE_WORDS: dict[Measure, Words] = {
    Measure.STOCK: Words("Số tại một thời điểm", "A level on a day"),
    Measure.FLOW: Words("Số lũy kế trong kỳ", "Adds up over a period"),
    Measure.GROWTH: Words("Mức tăng so với cùng kỳ năm trước", "Growth on the same period of the year before"),
    Measure.SHARE: Words("Tỷ lệ tại một thời điểm", "A share on a day"),
}

DIRECTION_WORDS: dict[Direction, Words] = {
    Direction.INCREASE: Words("càng cao càng tốt", "should increase"),
    Direction.DECREASE: Words("càng thấp càng tốt", "should decrease"),
    Direction.MAINTAIN: Words("cần giữ ổn định", "should stay as it is"),
}


def phrase(lang: Lang, vi: str, en: str) -> str:
    """The text of the language."""
    return vi if lang is Lang.VI else en


def unit_words(indicator: Indicator, result: Progress) -> Words:
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


def figure_text(figure: Figure, lang: Lang, unit: Words | None = None) -> str:
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
    return f"{sign}\u00a0{write_number(trimmed(percent(number)), lang)}".strip("\u00a0") + phrase(lang, "\u00a0%", "%")


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
        return phrase(lang, f"({day})", f"for {day}")
    return phrase(lang, f"tính đến {day}", f"on {day}")


def observation_date(observation: Observation, lang: Lang) -> str:
    """The date of a figure as far as it was given, with the period it covers."""
    when = write_period(Period.parse(observation.as_of_text), lang)
    if observation.period is None:
        return when
    covered = write_period(observation.period, lang)
    if observation.period.last == observation.as_of:
        return covered
    return phrase(lang, f"{covered}, tính đến {when}", f"{covered}, up to {when}")


def interval_text(interval: Interval, lang: Lang) -> str:
    """What the truth may be, in words."""
    low = None if interval.low is None else number_text(interval.low, lang)
    high = None if interval.high is None else number_text(interval.high, lang)
    if low is not None and interval.low == interval.high:
        return phrase(lang, f"đúng {low}", f"exactly {low}")
    if low is None and high is None:
        return phrase(lang, "mọi giá trị", "anything")
    if low is None:
        return phrase(
            lang,
            f"dưới {high}" if interval.high_open else f"không quá {high}",
            f"below {high}" if interval.high_open else f"at most {high}",
        )
    if high is None:
        return phrase(
            lang,
            f"trên {low}" if interval.low_open else f"từ {low} trở lên",
            f"above {low}" if interval.low_open else f"{low} or more",
        )
    below = interval.high_open
    return phrase(
        lang,
        f"trên {low}, {'dưới' if below else 'không quá'} {high}"
        if interval.low_open
        else f"từ {low} đến {'dưới ' if below else ''}{high}",
        f"above {low}, {'below' if below else 'at most'} {high}"
        if interval.low_open
        else f"from {low} to {'below ' if below else ''}{high}",
    )


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
    return phrase(lang, "mức trần", "of ceiling") if is_ceiling(row) else phrase(lang, "kế hoạch", "of plan")


def is_ceiling(row: Row) -> bool:
    """Whether the target is a number to stay below, so that a larger percentage is worse."""
    return row.indicator.direction is Direction.DECREASE


def is_percent(unit: Words) -> bool:
    """Whether a unit is the percent sign, which stands at its number and never alone."""
    return unit.en == "%"


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
