"""What is said of a history, in Vietnamese and in English: paces, dates, projections, and why there are none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cnht.history import FEWEST_POINTS, Estimate, Goal, History, Line, Mark, Pace, Reach, Role, Silence, Speed
from cnht.lang import Lang, Words
from cnht.model import Measure, ObservationStatus
from cnht.progress import DAYS_A_YEAR, Row
from cnht.quantity import Direction, Interval
from cnht.render import notes, phrases
from cnht.render.numbers import trimmed
from cnht.render.phrases import phrase
from cnht.wording import rounded, write_date, write_number, write_quantity

DAYS_A_MONTH = DAYS_A_YEAR / 12
_MOST_PLACES = 3
"""The most decimals of what is projected."""

PART_WORDS = Words("một phần của năm", "a part of the year")
"""What stands for a flow's figure that counts, in the place of its role, where it does not cover its whole year."""


def short(number: Fraction) -> Decimal:
    """A computed number in two digits that count, or as many as stand before the point."""
    size = abs(number)
    places = 0
    while size and size < 10 and places < 20:
        size *= 10
        places += 1
    return trimmed(rounded(number, min(places, 20)))


def _number(number: Fraction, result: History, lang: Lang, places: int) -> str:
    """A computed number, with its percent sign where the unit is that."""
    return write_number(trimmed(rounded(number, places)), lang) + (
        phrase(lang, "\u00a0%", "%") if is_percent(result) else ""
    )


def is_percent(result: History) -> bool:
    """Whether the unit is the percent sign."""
    return phrases.is_percent(unit(result))


def unit(result: History) -> Words:
    """The name of the indicator's unit."""
    return result.book.workspace.definitions.units[result.indicator.unit].name


def percent_sign(result: History) -> Words | None:
    """The percent sign where the unit is that, which stands at every number; else ``None``."""
    return unit(result) if is_percent(result) else None


def target(row: Row, result: History, lang: Lang) -> str:
    """A target in its words, without its unit unless that is the percent sign."""
    return write_quantity(row.target.quantity, lang, unit=percent_sign(result))


def aim(row: Row, result: History, lang: Lang) -> str:
    """A target with the day that it is due."""
    words, due = target(row, result, lang), write_date(row.due, lang)
    return phrase(lang, f"{words} vào {due}", f"{words} by {due}")


def observed(row: Row, result: History, lang: Lang) -> str:
    """The figure that a target is judged by, with its date; empty where there is none."""
    if row.observed is None:
        return ""
    figure = phrases.figure_text(row.observed, lang, percent_sign(result))
    return f"{figure} ({phrases.figure_date(row.observed, lang)})"


def due(goal: Goal, lang: Lang) -> str:
    """When a target is due; of a total over several years also from when on."""
    day = write_date(goal.row.due, lang)
    return day if goal.comparable else f"{phrases.plan_period(goal.row.judged, lang)} ({day})"


def truth(mark: Mark, lang: Lang) -> str:
    """What the truth may be, where that is not the number itself."""
    return "" if mark.figure.interval.width == 0 else phrases.interval_text(mark.figure.interval, lang)


def _rate(speed: Speed, days: Fraction, result: History, lang: Lang) -> str:
    sign, number = phrases.stated(speed.nominal * days, speed.interval.scaled(days))
    # A percentage changes by points: 0.2 % of it would be something else.
    points = phrase(lang, "\u00a0điểm\u00a0%", " points") if is_percent(result) else ""
    return f"{sign} {write_number(short(number), lang)}{points}".strip()


def rates(speed: Speed, result: History, lang: Lang) -> str:
    """A pace per month and per year, with the sign that the figure's words call for."""
    month, year = _rate(speed, DAYS_A_MONTH, result, lang), _rate(speed, DAYS_A_YEAR, result, lang)
    return phrase(lang, f"{month} mỗi tháng ({year} mỗi năm)", f"{month} a month ({year} a year)")


def goal_lines(goal: Goal, result: History, lang: Lang) -> list[str]:
    """What there is to say of a target: the pace so far and required, when it is reached, and where the line leads."""
    lines = []
    if goal.pace is not None:
        lines += [_paces(goal, goal.pace, result, lang), *_reached(goal, goal.pace, result, lang)]
    if goal.projection is not None:
        lines.append(_projected(goal, goal.projection, result, lang))
    elif goal.silence is Silence.IMPOSSIBLE:
        day = write_date(goal.row.due, lang)
        lines.append(
            phrase(
                lang,
                f"không dự báo: đến {day} đường thẳng đã ra ngoài khoảng giá trị có thể có, nên không còn đúng",
                f"nothing is projected: by {day} the line has left what can be at all, so it does not hold",
            )
        )
    elif goal.silence is Silence.SEVERAL_YEARS:
        lines.append(
            phrase(
                lang,
                "không dự báo: mục tiêu cộng dồn nhiều năm, còn đường thẳng đi qua số liệu từng năm",
                "nothing is projected: the target adds up several years, and a line goes through single ones",
            )
        )
    return lines


def _paces(goal: Goal, pace: Pace, result: History, lang: Lang) -> str:
    parts = []
    assert goal.row.observed is not None
    seen = write_date(goal.row.observed.as_of, lang)
    if pace.so_far is None:
        parts.append(phrase(lang, "chưa có số trước đó để tính tốc độ", "no earlier figure to measure a pace from"))
    else:
        start, speed = write_date(pace.so_far.start, lang), rates(pace.so_far, result, lang)
        verb = phrase(lang, "đến nay", "so far") if result.is_ceiling else phrase(lang, "tốc độ đến nay", "has")
        parts.append(phrase(lang, f"{verb} {speed}, tính từ {start} đến {seen}", f"{verb} {speed}, {start} to {seen}"))
    if _seems_met(goal, pace, result):
        parts.append(
            phrase(
                lang,
                "số đã nêu đạt mục tiêu, nhưng theo cách nói của nguồn thì chưa chắc",
                "the quoted number meets the target, but its words leave that open",
            )
        )
        return "; ".join(parts)
    if pace.required is not None:
        speed = rates(pace.required, result, lang)
        if result.is_ceiling:
            parts.append(phrase(lang, f"từ {seen} nhiều nhất {speed}", f"at most {speed} from {seen} on"))
        else:
            parts.append(phrase(lang, f"cần {speed} kể từ {seen}", f"needs {speed} from {seen} on"))
    if pace.from_now is not None:
        speed, now = rates(pace.from_now, result, lang), write_date(result.as_of, lang)
        vi = f"từ {now} nhiều nhất {speed}" if result.is_ceiling else f"kể từ {now} là {speed}"
        parts.append(
            phrase(
                lang,
                f"{vi}, nếu sau {seen} chưa có thay đổi",
                f"from {now} on {speed}, if nothing has changed since {seen}",
            )
        )
    return "; ".join(parts)


def _seems_met(goal: Goal, pace: Pace, result: History) -> bool:
    """Whether the target is met at the quoted number, and not for certain."""
    figure = goal.row.observed
    return not (pace.reached or result.is_ceiling or figure is None) and goal.row.region.contains(figure.nominal)


def _reached(goal: Goal, pace: Pace, result: History, lang: Lang) -> Iterator[str]:
    if pace.reached and goal.row.carried and goal.row.observed is not None:
        day = write_date(goal.row.observed.as_of, lang)
        yield phrase(lang, f"số liệu ngày {day} đã ở mức mục tiêu", f"the figure of {day} would meet the target")
    elif pace.reached:
        yield phrase(lang, "số hiện có đã đạt mục tiêu", "the target is met as things are")
    elif pace.required is None:
        yield phrase(lang, "đã vượt mức trần", "the ceiling is passed")
    if pace.reach is not None and not _seems_met(goal, pace, result):
        yield _when(goal, pace.reach, result, lang) + _open(pace.reach, result, lang)


def _when(goal: Goal, reach: Reach, result: History, lang: Lang) -> str:
    due, at = goal.row.due, reach.nominal
    by = write_date(due, lang)
    # What is said of the due date must hold of all that the truth may be, or it says on what it rests.
    certain = len({_outcome(day, due) for day in reach}) == 1
    quoted = "" if certain else phrase(lang, " nếu đúng như số đã nêu", " if the quoted number holds")
    if result.is_ceiling:
        if at is None:
            return phrase(
                lang,
                f"với tốc độ này, đến {by} chưa chạm mức trần{quoted}",
                f"at this pace the ceiling holds until {by}{quoted}",
            )
        day = write_date(at, lang)
        return phrase(
            lang,
            f"với tốc độ này, chạm mức trần vào {day}{quoted}",
            f"at this pace the ceiling is reached on {day}{quoted}",
        )
    if at is None:
        if result.indicator.measure is Measure.FLOW:
            return phrase(
                lang,
                f"với tốc độ này, đến {by} không đạt mục tiêu{quoted}",
                f"at this pace it is not reached by {by}{quoted}",
            )
        return phrase(
            lang, f"với tốc độ này, không bao giờ đạt mục tiêu{quoted}", f"at this pace it is never reached{quoted}"
        )
    day = write_date(at, lang)
    if at <= due:
        return phrase(
            lang,
            f"với tốc độ này, đạt mục tiêu vào {day}, kịp hạn{quoted}",
            f"at this pace it is reached on {day}, in time{quoted}",
        )
    return phrase(
        lang,
        f"với tốc độ này, đến {day} mới đạt mục tiêu, sau hạn {by}{quoted}",
        f"at this pace it is reached on {day}, after {by}{quoted}",
    )


def _outcome(day: date | None, due: date) -> bool | None:
    """Whether a target reached on ``day`` is in time; ``None`` where it never is reached."""
    return None if day is None else day <= due


def _open(reach: Reach, result: History, lang: Lang) -> str:
    """What the words of the figures leave open."""
    if reach.earliest == reach.latest or reach.earliest is None:
        return ""
    first = write_date(reach.earliest, lang)
    if reach.latest is not None:
        last = write_date(reach.latest, lang)
        found = phrase(lang, f"từ {first} đến {last}", f"from {first} to {last}")
    elif result.is_ceiling:
        found = phrase(lang, f"từ {first}, hoặc không chạm", f"from {first} on, or not at all")
    elif result.indicator.measure is Measure.FLOW:
        found = phrase(lang, f"từ {first}, hoặc không đạt trong kỳ", f"from {first} on, or not by the due date")
    else:
        found = phrase(lang, f"từ {first}, hoặc không bao giờ đạt", f"from {first} on, or never")
    return phrase(lang, f" (theo cách nói của nguồn: {found})", f" (by the words of the figures: {found})")


def _projected(goal: Goal, found: Estimate, result: History, lang: Lang) -> str:
    ends = (found.interval.lowest, found.nominal, found.interval.highest)
    places = 2 if is_percent(result) or abs(found.nominal) < 10 else 1 if abs(found.nominal) < 1000 else 0
    # As many digits as tell the numbers apart that are not the same, within reason.
    while places < _MOST_PLACES and len({rounded(end, places) for end in ends}) < len({*ends}):
        places += 1
    low, number, high = (_number(end, result, lang, places) for end in ends)
    day = write_date(found.day, lang)
    meets = fate(goal.row.region, found)
    count = len(result.points)
    verdict = {
        True: phrase(lang, "theo đó sẽ đạt mục tiêu", "which would meet the target"),
        False: phrase(lang, "theo đó sẽ không đạt mục tiêu", "which would miss the target"),
        None: phrase(lang, "chưa đủ căn cứ để kết luận", "which leaves it open"),
    }[meets]
    return phrase(
        lang,
        f"đường thẳng qua {count} số liệu: {number} vào {day}, khoảng dự báo 80\u00a0% từ {low} đến {high}; {verdict}",
        f"a straight line through {count} figures: {number} on {day}, 80% prediction interval {low} to {high};"
        f" {verdict}",
    )


def fate(region: Interval, found: Estimate) -> bool | None:
    """Whether the whole prediction interval meets the target (true) or misses it (false)."""
    if region.holds(found.interval):
        return True
    return None if region.meets(found.interval) else False


def line_lines(result: History, lang: Lang) -> list[str]:
    """What the line is, or why there is none, and what it leaves out."""
    lines = []
    count = len(result.points)
    match result.silence:
        case Silence.GROWTH:
            lines.append(
                phrase(
                    lang,
                    "Không dự báo: mức tăng được tính lại mỗi năm so với năm trước, không có mức nào để kéo dài.",
                    "Nothing is projected: growth is measured anew against each year before: it has no level.",
                )
            )
        case Silence.TOO_FEW:
            have = phrase(lang, f"mới có {count} số liệu dùng được", f"{count}")
            if not count:
                have = phrase(lang, "chưa có số liệu nào dùng được", "none")
            lines.append(
                phrase(
                    lang,
                    f"Không dự báo: {have}, cần ít nhất {FEWEST_POINTS}.",
                    f"Nothing is projected: too few figures for a line ({have}; it takes {FEWEST_POINTS}).",
                )
            )
        case _ if result.line is not None:
            begin, end = (write_date(result.points[at].as_of, lang) for at in (0, -1))
            slope = _slope(result.line, result, lang)
            through = phrase(lang, f"{count} số liệu từ {begin} đến {end}", f"{count} figures from {begin} to {end}")
            if any(goal.projection is not None for goal in result.goals):
                lines.append(
                    phrase(
                        lang,
                        f"Dự báo chỉ là đường thẳng (bình phương tối thiểu) qua {through}: {slope}.",
                        f"What is projected is only a straight line (least squares) through {through}: {slope}.",
                    )
                )
            else:
                lines.append(
                    phrase(
                        lang,
                        f"Đường thẳng (bình phương tối thiểu) qua {through}: {slope}.",
                        f"The straight line (least squares) goes through {through}: {slope}.",
                    )
                )
        case _:
            pass
    if result.endless:
        sign = percent_sign(result)
        listed = ", ".join(dict.fromkeys(phrases.figure_text(figure, lang, sign) for figure in result.endless))
        lines.append(
            phrase(
                lang,
                f"Không đưa vào đường thẳng vì không có giới hạn: {listed}.",
                f"Left out of the line, as they have no end: {listed}.",
            )
        )
    if result.indicator.measure is Measure.FLOW and result.silence is Silence.TOO_FEW:
        lines.append(
            phrase(
                lang,
                "Với số lũy kế, chỉ tổng của những năm đã đủ số liệu mới được dùng.",
                "Of a flow only the totals of whole years count.",
            )
        )
    if result.indicator.direction is Direction.MAINTAIN:
        lines.append(
            phrase(lang, "Chỉ tiêu cần giữ ổn định: không có tốc độ cần đạt.", "It should stay: no pace is required.")
        )
    return lines


def _slope(line: Line, result: History, lang: Lang) -> str:
    """How fast the line rises; of a flow by how much a year's total differs from the last one's: no amount a month."""
    if result.indicator.measure is not Measure.FLOW:
        return rates(Speed(line.slope, Interval.point(line.slope), line.origin), result, lang)
    if not line.slope:
        return phrase(lang, "không tăng, không giảm", "as much each year")
    number = write_number(short(abs(line.slope) * DAYS_A_YEAR), lang)
    rises = line.slope > 0
    return phrase(
        lang,
        f"{'tăng' if rises else 'giảm'} {number} mỗi năm",
        f"{number} {'more' if rises else 'less'} each year",
    )


def mark_notes(mark: Mark, lang: Lang) -> list[str]:
    """What a reader must know beside a figure."""
    found = list(notes.figure_notes(mark.figure, lang))
    seen = mark.figure.reported
    if seen is not None and seen.status is ObservationStatus.FINAL:
        found.append(phrase(lang, "số chính thức cuối cùng", "final"))
    match mark.role:
        case Role.DISPUTED:
            found.append(phrases.DISPUTED_WORDS.text(lang))
        case Role.CARRIED:
            day = phrases.figure_date(mark.figure, lang)
            found = [phrase(lang, f"lấy từ {day}", f"carried forward from {day}"), *found]
        case Role.CHOSEN | Role.OTHER:
            pass
    if mark.whole_year is False:
        period = mark.figure.period
        several = period is not None and period.first.year != period.last.year
        found.append(
            phrase(lang, "không theo năm dương lịch", "of no calendar year") if several else PART_WORDS.text(lang)
        )
    return found


def mark_date(mark: Mark, lang: Lang) -> str:
    """The day or the period of a figure; of a carried one the year it is carried to."""
    if mark.role is Role.CARRIED:
        return str(mark.day.year)
    seen = mark.figure.reported
    return phrases.figure_date(mark.figure, lang) if seen is None else phrases.observation_date(seen, lang)


def percent_heading(result: History, lang: Lang) -> str:
    """What the percentages beside the targets are of: the plan, or a ceiling to stay below."""
    if result.indicator.direction is Direction.DECREASE:
        return phrase(lang, "% mức trần", "% of ceiling")
    return phrase(lang, "% kế hoạch", "% of plan")


MILESTONES = Words("mốc giữa kỳ", "milestones")


def milestones(goal: Goal, result: History, lang: Lang) -> str:
    """The same in a line; empty where there are none."""
    found = ", ".join(milestone_texts(goal, result, lang))
    return found and f"{MILESTONES.text(lang)}: {found}"


def milestone_texts(goal: Goal, result: History, lang: Lang) -> list[str]:
    """The stops on the way to a target, each with its day."""
    sign = percent_sign(result)
    return [
        f"{write_quantity(stop.quantity, lang, unit=sign)} ({write_date(stop.as_of, lang)})" for stop in goal.milestones
    ]


def heading(result: History, lang: Lang) -> tuple[str, str]:
    """The name of the indicator and its area; and the unit, the kind of number, the day."""
    name = result.indicator.name.text(lang)
    area = result.book.workspace.definitions.areas[result.area].name.text(lang)
    measure = phrases.MEASURE_WORDS[result.indicator.measure].text(lang)
    direction = phrases.DIRECTION_WORDS[result.indicator.direction].text(lang)
    day = write_date(result.as_of, lang)
    return f"{name}, {area}", phrase(
        lang,
        f"Đơn vị: {unit(result).vi}. {measure}; {direction}. Xét đến ngày {day}.",
        f"Unit: {unit(result).en}. {measure}; {direction}. As things stood on {day}.",
    )


def nothing(result: History, lang: Lang) -> str:
    """That there is no figure."""
    return phrase(
        lang,
        f"Chưa có số liệu nào {_span(result.first, result.last, lang)}.",
        f"There is no figure {_span(result.first, result.last, lang)}.",
    )


def _span(first: int, last: int, lang: Lang) -> str:
    if first == last:
        return phrase(lang, f"của năm {first}", f"in {first}")
    return phrase(lang, f"từ năm {first} đến năm {last}", f"from {first} to {last}")
