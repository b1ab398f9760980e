"""What is said of a history, in Vietnamese and in English: paces, dates, projections, and why there are none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cnht.history import FEWEST_POINTS, Estimate, Goal, History, Line, Mark, Pace, Reach, Role, Silence, Speed
from cnht.lang import Lang, Localized, _, p_
from cnht.model import Measure, ObservationStatus
from cnht.progress import DAYS_A_YEAR, Row
from cnht.quantity import Direction, Interval
from cnht.render import notes, phrases
from cnht.render.numbers import trimmed
from cnht.wording import rounded, write_date, write_number, write_quantity

DAYS_A_MONTH = DAYS_A_YEAR / 12
_MOST_PLACES = 3
"""The most decimals of what is projected."""

PART_WORDS = _("a part of the year")
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
        phrases.percent_sign(lang) if is_percent(result) else ""
    )


def is_percent(result: History) -> bool:
    """Whether the unit is the percent sign."""
    return phrases.is_percent(unit(result))


def unit(result: History) -> Localized:
    """The name of the indicator's unit."""
    return result.book.workspace.definitions.units[result.indicator.unit].name


def percent_sign(result: History) -> Localized | None:
    """The percent sign where the unit is that, which stands at every number; else ``None``."""
    return unit(result) if is_percent(result) else None


def target(row: Row, result: History, lang: Lang) -> str:
    """A target in its words, without its unit unless that is the percent sign."""
    return write_quantity(row.target.quantity, lang, unit=percent_sign(result))


def aim(row: Row, result: History, lang: Lang) -> str:
    """A target with the day that it is due."""
    words, due = target(row, result, lang), write_date(row.due, lang)
    return _("{words} by {due}", words=words, due=due).text(lang)


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
    points = _(" points").text(lang) if is_percent(result) else ""
    return f"{sign} {write_number(short(number), lang)}{points}".strip()


def rates(speed: Speed, result: History, lang: Lang) -> str:
    """A pace per month and per year, with the sign that the figure's words call for."""
    month, year = _rate(speed, DAYS_A_MONTH, result, lang), _rate(speed, DAYS_A_YEAR, result, lang)
    return _("{month} a month ({year} a year)", month=month, year=year).text(lang)


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
            _("nothing is projected: by {day} the line has left what can be at all, so it does not hold", day=day).text(
                lang
            )
        )
    elif goal.silence is Silence.SEVERAL_YEARS:
        lines.append(
            _("nothing is projected: the target adds up several years, and a line goes through single ones").text(lang)
        )
    return lines


def _paces(goal: Goal, pace: Pace, result: History, lang: Lang) -> str:
    parts = []
    assert goal.row.observed is not None
    seen = write_date(goal.row.observed.as_of, lang)
    if pace.so_far is None:
        parts.append(_("no earlier figure to measure a pace from").text(lang))
    else:
        start, speed = write_date(pace.so_far.start, lang), rates(pace.so_far, result, lang)
        verb = _("so far").text(lang) if result.is_ceiling else _("has").text(lang)
        parts.append(_("{verb} {speed}, {start} to {seen}", verb=verb, speed=speed, start=start, seen=seen).text(lang))
    if _seems_met(goal, pace, result):
        parts.append(_("the quoted number meets the target, but its words leave that open").text(lang))
        return "; ".join(parts)
    if pace.required is not None:
        speed = rates(pace.required, result, lang)
        if result.is_ceiling:
            parts.append(_("at most {speed} from {seen} on", speed=speed, seen=seen).text(lang))
        else:
            parts.append(_("needs {speed} from {seen} on", speed=speed, seen=seen).text(lang))
    if pace.from_now is not None:
        speed, now = rates(pace.from_now, result, lang), write_date(result.as_of, lang)
        text = (
            _("from {now} on at most {speed}, if nothing has changed since {seen}", now=now, speed=speed, seen=seen)
            if result.is_ceiling
            else _("from {now} on {speed}, if nothing has changed since {seen}", now=now, speed=speed, seen=seen)
        )
        parts.append(text.text(lang))
    return "; ".join(parts)


def _seems_met(goal: Goal, pace: Pace, result: History) -> bool:
    """Whether the target is met at the quoted number, and not for certain."""
    figure = goal.row.observed
    return not (pace.reached or result.is_ceiling or figure is None) and goal.row.region.contains(figure.nominal)


def _reached(goal: Goal, pace: Pace, result: History, lang: Lang) -> Iterator[str]:
    if pace.reached and goal.row.carried and goal.row.observed is not None:
        day = write_date(goal.row.observed.as_of, lang)
        yield _("the figure of {day} would meet the target", day=day).text(lang)
    elif pace.reached:
        yield _("the target is met as things are").text(lang)
    elif pace.required is None:
        yield _("the ceiling is passed").text(lang)
    if pace.reach is not None and not _seems_met(goal, pace, result):
        yield _when(goal, pace.reach, result, lang) + _open(pace.reach, result, lang)


def _when(goal: Goal, reach: Reach, result: History, lang: Lang) -> str:
    due, at = goal.row.due, reach.nominal
    by = write_date(due, lang)
    # What is said of the due date must hold of all that the truth may be, or it says on what it rests.
    certain = len({_outcome(day, due) for day in reach}) == 1
    quoted = "" if certain else _(" if the quoted number holds").text(lang)
    if result.is_ceiling:
        if at is None:
            return _("at this pace the ceiling holds until {by}{quoted}", by=by, quoted=quoted).text(lang)
        day = write_date(at, lang)
        return _("at this pace the ceiling is reached on {day}{quoted}", day=day, quoted=quoted).text(lang)
    if at is None:
        if result.indicator.measure is Measure.FLOW:
            return _("at this pace it is not reached by {by}{quoted}", by=by, quoted=quoted).text(lang)
        return _("at this pace it is never reached{quoted}", quoted=quoted).text(lang)
    day = write_date(at, lang)
    if at <= due:
        return _("at this pace it is reached on {day}, in time{quoted}", day=day, quoted=quoted).text(lang)
    return _("at this pace it is reached on {day}, after {by}{quoted}", day=day, by=by, quoted=quoted).text(lang)


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
        found = _("from {first} to {last}", first=first, last=last).text(lang)
    elif result.is_ceiling:
        found = _("from {first} on, or not at all", first=first).text(lang)
    elif result.indicator.measure is Measure.FLOW:
        found = _("from {first} on, or not by the due date", first=first).text(lang)
    else:
        found = _("from {first} on, or never", first=first).text(lang)
    return _(" (by the words of the figures: {found})", found=found).text(lang)


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
        True: _("which would meet the target").text(lang),
        False: _("which would miss the target").text(lang),
        None: _("which leaves it open").text(lang),
    }[meets]
    return _(
        "a straight line through {count} figures: {number} on {day}, 80% prediction interval {low} "
        "to {high}; {verdict}",
        count=count,
        number=number,
        day=day,
        low=low,
        high=high,
        verdict=verdict,
    ).text(lang)


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
                _("Nothing is projected: growth is measured anew against each year before: it has no level.").text(lang)
            )
        case Silence.TOO_FEW:
            have = _("{count}", count=count).text(lang)
            if not count:
                have = _("none").text(lang)
            lines.append(
                _(
                    "Nothing is projected: too few figures for a line ({have}; it takes {FEWEST_POINTS}).",
                    have=have,
                    FEWEST_POINTS=FEWEST_POINTS,
                ).text(lang)
            )
        case _ if result.line is not None:
            begin, end = (write_date(result.points[at].as_of, lang) for at in (0, -1))
            slope = _slope(result.line, result, lang)
            through = _("{count} figures from {begin} to {end}", count=count, begin=begin, end=end).text(lang)
            if any(goal.projection is not None for goal in result.goals):
                lines.append(
                    _(
                        "What is projected is only a straight line (least squares) through {through}: {slope}.",
                        through=through,
                        slope=slope,
                    ).text(lang)
                )
            else:
                lines.append(
                    _(
                        "The straight line (least squares) goes through {through}: {slope}.",
                        through=through,
                        slope=slope,
                    ).text(lang)
                )
        case _:
            pass
    if result.endless:
        sign = percent_sign(result)
        listed = ", ".join(dict.fromkeys(phrases.figure_text(figure, lang, sign) for figure in result.endless))
        lines.append(_("Left out of the line, as they have no end: {listed}.", listed=listed).text(lang))
    if result.indicator.measure is Measure.FLOW and result.silence is Silence.TOO_FEW:
        lines.append(_("Of a flow only the totals of whole years count.").text(lang))
    if result.indicator.direction is Direction.MAINTAIN:
        lines.append(_("It should stay: no pace is required.").text(lang))
    return lines


def _slope(line: Line, result: History, lang: Lang) -> str:
    """How fast the line rises; of a flow by how much a year's total differs from the last one's: no amount a month."""
    if result.indicator.measure is not Measure.FLOW:
        return rates(Speed(line.slope, Interval.point(line.slope), line.origin), result, lang)
    if not line.slope:
        return _("as much each year").text(lang)
    number = write_number(short(abs(line.slope) * DAYS_A_YEAR), lang)
    text = (
        _("{number} more each year", number=number) if line.slope > 0 else _("{number} less each year", number=number)
    )
    return text.text(lang)


def mark_notes(mark: Mark, lang: Lang) -> list[str]:
    """What a reader must know beside a figure."""
    found = list(notes.figure_notes(mark.figure, lang))
    seen = mark.figure.reported
    if seen is not None and seen.status is ObservationStatus.FINAL:
        found.append(p_("figure", "final").text(lang))
    match mark.role:
        case Role.DISPUTED:
            found.append(phrases.DISPUTED_WORDS.text(lang))
        case Role.CARRIED:
            day = phrases.figure_date(mark.figure, lang)
            found = [_("carried forward from {day}", day=day).text(lang), *found]
        case Role.CHOSEN | Role.OTHER:
            pass
    if mark.whole_year is False:
        period = mark.figure.period
        several = period is not None and period.first.year != period.last.year
        found.append(_("of no calendar year").text(lang) if several else PART_WORDS.text(lang))
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
        return _("% of ceiling").text(lang)
    return _("% of plan").text(lang)


MILESTONES = _("milestones")


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
    return f"{name}, {area}", _(
        "Unit: {result}. {measure}; {direction}. As things stood on {day}.",
        result=unit(result),
        measure=measure,
        direction=direction,
        day=day,
    ).text(lang)


def nothing(result: History, lang: Lang) -> str:
    """That there is no figure."""
    return _("There is no figure {first}.", first=_span(result.first, result.last, lang)).text(lang)


def _span(first: int, last: int, lang: Lang) -> str:
    if first == last:
        return _("in {first}", first=first).text(lang)
    return p_("years", "from {first} to {last}", first=first, last=last).text(lang)
