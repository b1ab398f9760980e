"""What is said of results, in Vietnamese and in English: shared by every format that people read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from cnht.figures import Conflict, Figure, Kind, Outcome
from cnht.lang import Lang, Words
from cnht.model import Authority, Indicator, Measure, Observation
from cnht.period import Grain, Period
from cnht.progress import BaselineKind, CagrRefusal, Progress, Reason, Row, Status
from cnht.quantity import Direction, Interval, Qualifier, Quantity
from cnht.render.numbers import percent, rounded
from cnht.wording import write_date, write_number, write_period, write_quantity

_GLUE = "\ue000"
"""A space at which no line is broken; the terminal library breaks at every real one, the no-break space included."""

STATUS_WORDS: dict[Status, Words] = {
    Status.MET: Words("đạt", "met"),
    Status.ON_TRACK: Words("đúng tiến độ", "on track"),
    Status.BEHIND: Words("chậm tiến độ", "behind"),
    Status.OFF_TRACK: Words("chậm nhiều", "off track"),
    Status.MOVING_AWAY: Words("diễn biến ngược", "moving away"),
    Status.MISSED: Words("không đạt", "missed"),
    Status.UNDETERMINED: Words("chưa đủ căn cứ", "cannot tell"),
    Status.NO_DATA: Words("chưa có số liệu", "no data"),
    Status.NOT_STARTED: Words("chưa bắt đầu", "not started"),
    Status.SUPERSEDED: Words("đã thay thế", "superseded"),
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

OUTCOME_WORDS: dict[Outcome, Words] = {
    Outcome.CHOSEN: Words("được chọn", "chosen"),
    Outcome.PART: Words("được dùng để tính", "used in the computation"),
    Outcome.DISPUTED: Words("đang có ý kiến khác nhau: chỉ nêu, không dùng", "disputed: shown, never chosen"),
    Outcome.OUTSIDE: Words("ngoài kỳ đánh giá", "outside the judged period"),
    Outcome.NOT_FROM_START: Words("không tính từ ngày đầu kỳ", "does not start on the period's first day"),
    Outcome.YEAR: Words("đã có số liệu của năm sau", "there is one of a newer year"),
    Outcome.AUTHORITY: Words("của báo chí; đã có số liệu chính thức", "from the press, and there is an official one"),
    Outcome.DATE: Words("đã có số liệu mới hơn", "there is a later one"),
    Outcome.SHAPE: Words("đã có số liệu bao quát hơn", "another covers the period better"),
    Outcome.STATUS: Words("đã có số liệu chắc chắn hơn", "there is a more settled one"),
    Outcome.WIDTH: Words("đã có số liệu chính xác hơn", "there is a more precise one"),
    Outcome.SOURCE: Words("ngang nhau; chọn theo thứ tự mã nguồn", "equal; the first source code is taken"),
}

BASELINE_WORDS: dict[BaselineKind, Words] = {
    BaselineKind.ZERO: Words("cộng dồn từ 0 vào ngày đầu kỳ", "a flow starts from 0 on the period's first day"),
    BaselineKind.PLAN: Words("mốc xuất phát nêu trong kế hoạch", "stated by the plan"),
    BaselineKind.EARLIER: Words("số liệu gần nhất trước kỳ", "the last figure before the period"),
    BaselineKind.FIRST: Words("số liệu đầu tiên trong kỳ", "the first figure of the period"),
}

REFUSAL_WORDS: dict[CagrRefusal, Words] = {
    CagrRefusal.MEASURE: Words("chỉ áp dụng cho chỉ tiêu thời điểm", "only stocks grow compound"),
    CagrRefusal.ZERO: Words("có mốc bằng 0", "a base is 0"),
    CagrRefusal.SIGN: Words("có số đổi dấu", "a sign changes"),
}


AUTHORITY_WORDS: dict[Authority, Words] = {
    Authority.OFFICIAL: Words("chính thức", "official"),
    Authority.PRESS: Words("báo chí", "press"),
}

MEASURE_WORDS: dict[Measure, Words] = {
    Measure.STOCK: Words("Số tại một thời điểm", "A level on a day"),
    Measure.FLOW: Words("Số cộng dồn trong kỳ", "Adds up over a period"),
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


def unit_words(row_or_indicator: Indicator, result: Progress) -> Words:
    """The name of an indicator's unit."""
    return result.book.workspace.definitions.units[row_or_indicator.unit].name


def prefix(nominal: Fraction, interval: Interval) -> str:
    """How a computed number stands in what it may truly be: ``""``, ``<``, ``>``, ``≤``, ``≥`` or ``≈``."""
    if interval.low == interval.high == nominal:
        return ""
    if nominal == interval.high:
        return "<" if interval.high_open else "≤"
    if nominal == interval.low:
        return ">" if interval.low_open else "≥"
    return "≈"


def figure_text(figure: Figure, lang: Lang, unit: Words | None = None) -> str:
    """The figure in words: as quoted, or the computed number with one decimal."""
    if figure.reported is not None:
        return write_quantity(figure.reported.quantity, lang, unit=unit)
    number = write_quantity(_computed(figure.nominal), lang, unit=unit)
    return f"{prefix(figure.nominal, figure.interval)} {number}".strip()


def _computed(number: Fraction) -> Quantity:
    value = rounded(number, 1)
    return Quantity(Qualifier.VALUE, value.to_integral_value() if value == value.to_integral_value() else value)


def quantity_of(qualifier: Qualifier, number: Fraction) -> Quantity:
    """A computed number behind a word."""
    return Quantity(qualifier, rounded(number, 2))


def percent_text(row: Row, lang: Lang) -> str:
    """The percent of plan, with the sign its figure's words call for: ``< 100%``; empty where there is none."""
    if row.percent is None:
        return ""
    nominal, interval = row.percent
    value = percent(nominal)
    digits = write_number(value.to_integral_value() if value == value.to_integral_value() else value, lang)
    sign = prefix(nominal, interval)
    return f"{sign} {digits}".strip() + phrase(lang, "\u00a0%", "%")


def pace_text(row: Row, lang: Lang) -> str:
    """The pace with two decimals, cut off and never rounded up into a better band; empty where there is none.

    A negative one of a target that is met (a fall where a small rise was allowed) would read as a bad sign: empty.
    """
    if row.pace is None or row.pace.ratio is None:
        return ""
    if row.pace.ratio < 0 and row.status in (Status.MET, Status.ON_TRACK):
        return ""
    hundredths = row.pace.ratio * 100
    return write_number(Fraction(hundredths.numerator // hundredths.denominator, 100), lang, decimals=2)


def figure_date(figure: Figure, lang: Lang) -> str:
    """The day a figure holds for, as far as it is known; for a period that is over, the period."""
    if figure.period is not None and figure.period.last == figure.as_of:
        return write_period(figure.period, lang)
    if figure.reported is not None:
        return write_period(Period.parse(figure.reported.as_of_text), lang)
    return write_date(figure.as_of, lang)


def figure_when(figure: Figure, lang: Lang) -> str:
    """:func:`figure_date` with its preposition."""
    day = figure_date(figure, lang)
    if figure.period is not None and figure.period.last == figure.as_of:
        return phrase(lang, f"({day})", f"for {day}")
    return phrase(lang, f"tại {day}", f"on {day}")


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
            f"{'dưới' if interval.high_open else 'đến'} {high}",
            f"{'below' if interval.high_open else 'up to'} {high}",
        )
    if high is None:
        return phrase(
            lang,
            f"trên {low}" if interval.low_open else f"từ {low} trở lên",
            f"above {low}" if interval.low_open else f"{low} or more",
        )
    return phrase(
        lang,
        f"{'trên' if interval.low_open else 'từ'} {low} đến {'dưới ' if interval.high_open else ''}{high}",
        f"{'above' if interval.low_open else 'from'} {low} {'to below' if interval.high_open else 'to'} {high}",
    )


def number_text(number: Fraction, lang: Lang) -> str:
    """A computed number: exact where two decimals say it, else with two of them."""
    value = rounded(number, 2)
    return write_number(value.normalize() if value != 0 else value.to_integral_value(), lang)


def target_text(row: Row, lang: Lang, unit: Words | None = None) -> str:
    """The target as the plan words it."""
    return write_quantity(row.target.quantity, lang, unit=unit)


def plan_period(period: Period) -> str:
    """A plan's years: ``2025``, ``2026–2030``; other periods as written."""
    if period.grain is Grain.YEAR:
        return period.text
    years = (period.first.year, period.last.year)
    whole = period == Period(date(years[0], 1, 1), date(years[1], 12, 31), "", Grain.RANGE)
    return f"{years[0]}–{years[1]}" if whole else period.text


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
        head = phrase(
            lang,
            f"Đạt {met}/{total} chỉ tiêu của năm {result.year}",
            f"{met} of {total} met, of the targets due in {result.year}",
        )
        lines.append(": ".join(filter(None, [head, " · ".join(parts)])))
    elif result.rows:
        lines.append(
            phrase(lang, f"Không có chỉ tiêu nào đến hạn trong năm {result.year}", f"No target is due in {result.year}")
        )
    paths = [row for row in result.rows if row.path and row.status is not Status.SUPERSEDED]
    if paths:
        lines.append(
            phrase(
                lang,
                f"Ngoài ra: {len(paths)} chỉ tiêu đến hạn sau năm {result.year}",
                f"Apart from these: {len(paths)} on the way to a later year",
            )
        )
    replaced = sum(row.status is Status.SUPERSEDED for row in result.rows)
    if replaced:
        lines.append(
            phrase(
                lang,
                f"Ngoài ra: {replaced} chỉ tiêu của kế hoạch đã được thay thế",
                f"Apart from these: {replaced} of superseded plans",
            )
        )
    return lines


def notes(row: Row, result: Progress, lang: Lang) -> list[str]:
    """What a reader must know beside the numbers of a row: why there is no verdict, and what the figure is."""
    return list(_notes(row, result, lang))


def _notes(row: Row, result: Progress, lang: Lang) -> Iterator[str]:
    if row.path:
        due = write_date(row.due, lang)
        yield phrase(lang, f"đến hạn {due}", f"on the way to {due}")
    elif row.due != date(result.year, 12, 31):
        due = write_date(row.due, lang)
        yield phrase(lang, f"hạn {due}", f"due {due}")
    yield from _why(row, result, lang)
    if row.observed is not None:
        yield from _what(row.observed, lang)
    if row.cagr_refusal is not None:
        why = REFUSAL_WORDS[row.cagr_refusal].text(lang)
        yield phrase(lang, f"không tính theo tăng trưởng kép: {why}", f"no compound growth: {why}")


def _why(row: Row, result: Progress, lang: Lang) -> Iterator[str]:
    """Why there is no verdict, or none that is final."""
    match row.status:
        case Status.SUPERSEDED:
            assert row.superseded_by is not None
            number, start = row.superseded_by.number, write_date(row.superseded_by.period.first, lang)
            yield phrase(lang, f"thay bằng {number} từ {start}", f"replaced by {number} from {start}")
        case Status.NOT_STARTED:
            start = write_date(row.plan.period.first, lang)
            yield phrase(lang, f"bắt đầu từ {start}", f"starts on {start}") + _last(row, result, lang)
        case Status.NO_DATA:
            yield _no_figure(row, lang) + _last(row, result, lang)
        case Status.UNDETERMINED:
            yield _undetermined(row, lang)
        case _:
            pass
    if row.final is False and result.as_of >= row.due and row.observed is not None:
        status = STATUS_WORDS[row.status].text(lang)
        when = figure_when(row.observed, lang)
        at_year_end = (row.due.month, row.due.day) == (12, 31)
        yield phrase(
            lang,
            f"chưa có số liệu {'cuối năm' if at_year_end else 'tại hạn'}; {status} {when}",
            f"no {'year-end' if at_year_end else 'final'} figure; {status} {when}",
        )


def _no_figure(row: Row, lang: Lang) -> str:
    period = plan_period(row.judged)
    return phrase(lang, f"chưa có số liệu năm {period}", f"no {period} figure")


def _last(row: Row, result: Progress, lang: Lang) -> str:
    if row.observed is None:
        return ""
    figure = figure_text(row.observed, lang)
    unit = unit_words(row.indicator, result)
    if is_percent(unit):
        figure = figure_text(row.observed, lang, unit)
    return phrase(lang, f"; gần nhất: {figure} ", f"; last: {figure} ") + figure_when(row.observed, lang)


def _undetermined(row: Row, lang: Lang) -> str:
    likely = ""
    if row.likely is not None:
        word = STATUS_WORDS[row.likely].text(lang)
        likely = phrase(lang, f"; nhiều khả năng {word}", f"; likely {word}")
    assert row.observed is not None
    match row.reason:
        case Reason.CONFLICT:
            return (
                phrase(lang, "các số liệu cùng ngày mâu thuẫn nhau", "figures of one date contradict each other")
                + likely
            )
        case Reason.NO_BASELINE:
            return phrase(
                lang, "không có số liệu trước đó để tính tốc độ", "no earlier figure to measure the pace from"
            )
        case _:
            span = interval_text(row.observed.interval, lang)
            if row.observed.interval.width == 0:
                return phrase(lang, "mốc xuất phát không đủ rõ để kết luận", "the baseline leaves it open") + likely
            return phrase(lang, f"số thực có thể {span}", f"the truth may be {span}") + likely


def _what(figure: Figure, lang: Lang) -> Iterator[str]:
    """How a computed figure came about, and whether a figure is the press's own."""
    match figure.kind:
        case Kind.SUM:
            yield phrase(lang, f"tổng của {len(figure.parts)} số liệu", f"sum of {len(figure.parts)} figures")
        case Kind.SUM_WITH_GAP:
            yield phrase(
                lang,
                "cộng từ số liệu không liên tục: ít nhất bằng chừng đó",
                "added up with a gap: at least this much",
            )
        case Kind.DERIVED:
            part, whole = (write_quantity(seen.quantity, lang) for seen in figure.parts)
            yield phrase(lang, f"tính từ {part} / {whole}", f"derived: {part} / {whole}")
        case Kind.REPORTED:
            pass
    if not figure.official:
        yield phrase(lang, "số liệu báo chí", "press figure")


def conflict_text(row: Row, conflict: Conflict, result: Progress, lang: Lang) -> str:
    """One line on a figure that says something else: its words, date, source, and what it contradicts."""
    seen = conflict.observation
    unit = unit_words(result.book.indicator(seen.indicator), result)
    said = write_quantity(seen.quantity, lang, unit=unit)
    against = row.observed
    own = figure_text(against, lang, unit) if against is not None else ""
    if conflict.against is not None:
        own = write_quantity(conflict.against.quantity, lang, unit=unit)
    mark = phrase(lang, " (không dùng)", " (disputed)") if seen.disputed else ""
    when = observation_date(seen, lang)
    return phrase(lang, f"{said}{mark}, {when}; đang dùng: {own}", f"{said}{mark}, {when}; used: {own}")


def percent_label(row: Row, lang: Lang) -> str:
    """What the percentage is of: the plan, or a ceiling that is used up."""
    if row.indicator.direction is Direction.DECREASE:
        return phrase(lang, "mức trần đã dùng", "of ceiling used")
    return phrase(lang, "so với kế hoạch", "of plan")


def is_percent(unit: Words) -> bool:
    """Whether a unit is the percent sign, which stands at its number and never alone."""
    return unit.en == "%"


def unbroken(text: str) -> str:
    """The text as one piece that is not wrapped within; :func:`spaced` gives its spaces back."""
    return text.replace(" ", _GLUE).replace("\u00a0", _GLUE)


def spaced(text: str) -> str:
    """A rendered text with plain spaces throughout, so that it can be searched and copied."""
    return text.replace(_GLUE, " ").replace("\u00a0", " ")
