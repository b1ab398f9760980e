"""The history of an indicator: its chart, every figure, every target, the paces, and what is projected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cnht.domain.history import (
    FEWEST_POINTS,
    Estimate,
    Goal,
    GoalPace,
    History,
    Line,
    Mark,
    Reach,
    Role,
    Silence,
    Speed,
)
from cnht.domain.model import Measure
from cnht.domain.period import months_before
from cnht.domain.progress import DAYS_A_YEAR, Row
from cnht.domain.quantity import Direction, Interval, ObservationStatus
from cnht.language.texts import Localized, _, both, composed, joined, p_, untranslated
from cnht.language.wording import rounded, write_date, write_number
from cnht.presenting import blocks, phrases
from cnht.presenting.blocks import (
    DASH,
    Block,
    Break,
    Cite,
    Column,
    Drawing,
    Heading,
    Inline,
    Item,
    Items,
    Look,
    Marker,
    Paragraph,
    Sources,
    Span,
    Table,
)
from cnht.presenting.charts import SIGN_WORDS, chart_of, sign_of
from cnht.presenting.numbers import trimmed
from cnht.presenting.progress import verdict
from cnht.problems import Location

DAYS_A_MONTH = DAYS_A_YEAR / 12
_MOST_PLACES = 3
"""The most decimals of what is projected."""


def history_blocks(result: History) -> Iterator[Block]:
    """The whole document."""
    title, what = heading(result)
    yield Heading(1, (title, " ", Span(result.indicator.code, Look.CODE)))
    yield Paragraph((what,), Look.FAINT)
    if not result.marks:
        yield Paragraph()
        yield Paragraph((nothing(result),))
    else:
        drawn = chart_of(result)
        if drawn is not None:
            yield Drawing(drawn)
        yield Heading(2, (_("Figures"),))
        yield figures(result)
    if result.goals:
        yield Heading(2, (_("Targets"),))
        yield targets(result)
    yield from paces(result, 2)
    yield Sources(result.book.workspace.definitions.sources)


def history_part(result: History, level: int) -> Iterator[Block]:
    """The figures and the paces, for a document with other parts: below a heading of ``level``."""
    title, what = heading(result)
    yield Heading(level, (title, " ", Span(result.indicator.code, Look.CODE)))
    yield Paragraph((what,))
    yield figures(result)
    yield from paces(result, level + 1)


def figures(result: History) -> Table:
    """Every figure: what it is, in the words of its source, and where it stands."""
    unit = _percent_unit(result)
    columns = (
        Column(_("Date, period")),
        Column(_("Figure")),
        Column(_("The truth")),
        Column(_("Notes")),
        Column(_("Source"), joins=" "),
    )
    rows = []
    for mark in result.marks:
        sign, parts = sign_of(mark, result), mark.figure.parts
        faint = mark.role is Role.CARRIED
        when = mark_date(mark)
        truth = None if mark.figure.interval.width == 0 else phrases.interval_text(mark.figure.interval)
        wordings = dict.fromkeys(part.wording for part in parts if part.wording)
        notes = mark_notes(mark)
        rows.append(
            blocks.TableRow(
                (
                    (Marker(sign, SIGN_WORDS[sign]), Span(when, Look.FAINT) if faint else when),
                    (Span(phrases.figure_text(mark.figure, unit), sign),),
                    (Span(truth, Look.FAINT),) if truth else (),
                    (
                        *(Span(wording, Look.QUOTE) for wording in wordings),
                        *((Span(joined("; ", notes), Look.FAINT),) if notes else ()),
                    ),
                    (Cite(tuple(part.source for part in parts)), *(_place(part.where) for part in parts)),
                ),
                look=Look.PLAIN if mark.comparable else Look.FAINT,
            )
        )
    return Table(columns, tuple(rows), indent=2, name="figures")


def targets(result: History) -> Table:
    """Every target, with what it is judged by."""
    columns = (
        Column(_("Due")),
        Column(_("Target")),
        Column(_("Status")),
        Column(_("Judged by"), joins="\n"),
        Column(percent_heading(result), right=True),
        Column(_("Plan")),
    )
    return Table(columns, tuple(_target(goal, result) for goal in result.goals), indent=2, name="past")


def _target(goal: Goal, result: History) -> blocks.TableRow:
    row, unit = goal.row, _percent_unit(result)
    stops: list[Inline] = []
    for stop in goal.milestones:
        between = (Break(", ") if stops else Break(" "),)
        stops += [*between, Span(phrases.dated_text(stop, unit), Look.FAINT)]
    if stops:
        stops = [Break("; "), Span(_("milestones"), Look.FAINT), Span(":", Look.FAINT), *stops]
    observed, late = phrases.dated_figure(row.observed, unit), phrases.unfinished(row, result.as_of)
    judged = [Span(text, Look.FAINT) for text in (observed, late) if text is not None]
    source = row.target.source or row.plan.sources[0]
    percent = phrases.percent_text(row)
    return blocks.TableRow(
        (
            (due(goal),),
            (_target_text(row, result), *stops),
            (verdict(row),),
            (judged[0], *(part for text in judged[1:] for part in (Break("; "), text))) if judged else DASH,
            (percent,) if percent else DASH,
            (row.plan.name, " ", Cite((source,)), _place(row.target.where)),
        )
    )


def _place(where: Location) -> Span:
    return Span(f"{where.file}:{where.line}", Look.PLACE)


def paces(result: History, level: int) -> Iterator[Block]:
    """The paces so far and required, and what is projected; nothing where there is none."""
    if not result.marks:
        return
    items = [
        Item(
            (Span(aim(goal.row, result), Look.STRONG), " ", Span(goal.row.plan.name, Look.ASIDE)),
            tuple((line,) for line in goal_lines(goal, result)),
        )
        for goal in result.open_goals
    ]
    items += [Item((Span(line, Look.NOTE),)) for line in line_lines(result)]
    if items:
        yield Heading(level, (_("Pace and projection"),))
        yield Items(tuple(items))


# --- words -------------------------------------------------------------------------------------------------------


def short(number: Fraction) -> Decimal:
    """A computed number in two digits that count, or as many as stand before the point."""
    size = abs(number)
    places = 0
    while size and size < 10 and places < 20:
        size *= 10
        places += 1
    return trimmed(rounded(number, min(places, 20)))


def _percent_unit(result: History) -> Localized | None:
    return phrases.percent_unit(result.indicator.code, result.book.workspace.definitions)


def _target_text(row: Row, result: History) -> Localized:
    return phrases.quantity_text(row.target.quantity, _percent_unit(result))


def aim(row: Row, result: History) -> Localized:
    """A target with the day that it is due."""
    return _("{words} by {due}", words=_target_text(row, result), due=both(write_date, row.due))


def due(goal: Goal) -> Localized:
    """When a target is due; of a total over several years also from when on."""
    day = both(write_date, goal.row.due)
    return (
        day if goal.comparable else composed("{period} ({day})", period=phrases.plan_period(goal.row.judged), day=day)
    )


def _rate(speed: Speed, days: Fraction, result: History) -> Localized:
    sign, number = phrases.stated(speed.nominal * days, speed.interval.scaled(days))
    # A percentage changes by points: 0.2 % of it would be something else.
    points = _(" points") if _percent_unit(result) else ""
    form = "{sign} {number}{points}" if sign else "{number}{points}"
    return composed(form, sign=sign, number=both(write_number, short(number)), points=points)


def rates(speed: Speed, result: History) -> Localized:
    """A pace per month and per year, with the sign that the figure's words call for."""
    month, year = _rate(speed, DAYS_A_MONTH, result), _rate(speed, DAYS_A_YEAR, result)
    return _("{month} a month ({year} a year)", month=month, year=year)


def goal_lines(goal: Goal, result: History) -> list[Localized]:
    """What there is to say of a target: the pace so far and required, when it is reached, and where the line leads."""
    lines: list[Localized] = []
    if goal.pace is not None:
        lines += [joined("; ", _paces(goal, goal.pace, result)), *_reached(goal, goal.pace, result)]
    if goal.projection is not None:
        lines.append(_projected(goal, goal.projection, result))
    elif goal.silence is Silence.IMPOSSIBLE:
        day = both(write_date, goal.row.due)
        lines.append(
            _("nothing is projected: by {day} the line has left what can be at all, so it does not hold", day=day)
        )
    elif goal.silence is Silence.SEVERAL_YEARS:
        lines.append(_("nothing is projected: the target adds up several years, and a line goes through single ones"))
    return lines


def _paces(goal: Goal, pace: GoalPace, result: History) -> Iterator[Localized]:
    assert goal.row.observed is not None
    seen, now = both(write_date, goal.row.observed.as_of), both(write_date, result.as_of)
    if pace.so_far is None:
        yield _("no earlier figure to measure a pace from")
    else:
        start, speed = both(write_date, pace.so_far.start), rates(pace.so_far, result)
        verb = _("so far") if result.is_ceiling else _("has")
        yield _("{verb} {speed}, {start} to {seen}", verb=verb, speed=speed, start=start, seen=seen)
    if _seems_met(goal, pace, result):
        yield _("the quoted number meets the target, but its words leave that open")
        return
    if pace.required is not None:
        speed = rates(pace.required, result)
        if result.is_ceiling:
            yield _("at most {speed} from {seen} on", speed=speed, seen=seen)
        else:
            yield _("needs {speed} from {seen} on", speed=speed, seen=seen)
    if pace.from_now is not None:
        speed = rates(pace.from_now, result)
        if result.is_ceiling:
            yield _(
                "from {now} on at most {speed}, if nothing has changed since {seen}", now=now, speed=speed, seen=seen
            )
        else:
            yield _("from {now} on {speed}, if nothing has changed since {seen}", now=now, speed=speed, seen=seen)


def _seems_met(goal: Goal, pace: GoalPace, result: History) -> bool:
    """Whether the target is met at the quoted number, and not for certain."""
    figure = goal.row.observed
    return not (pace.reached or result.is_ceiling or figure is None) and goal.row.region.contains(figure.nominal)


def _reached(goal: Goal, pace: GoalPace, result: History) -> Iterator[Localized]:
    if pace.reached and goal.row.carried and goal.row.observed is not None:
        yield _("the figure of {day} would meet the target", day=both(write_date, goal.row.observed.as_of))
    elif pace.reached:
        yield _("the target is met as things are")
    elif pace.required is None:
        yield _("the ceiling is passed")
    if pace.reach is not None and not _seems_met(goal, pace, result):
        yield joined("", [_when(goal, pace.reach, result), _open(pace.reach, result)])


def _when(goal: Goal, reach: Reach, result: History) -> Localized:
    last, at = goal.row.due, reach.nominal
    by = both(write_date, last)
    # What is said of the due date must hold of all that the truth may be, or it says on what it rests.
    certain = len({None if day is None else day <= last for day in reach}) == 1
    quoted = "" if certain else _(" if the quoted number holds")
    if at is None:
        if result.is_ceiling:
            return _("at this pace the ceiling holds until {by}{quoted}", by=by, quoted=quoted)
        if result.indicator.measure is Measure.FLOW:
            return _("at this pace it is not reached by {by}{quoted}", by=by, quoted=quoted)
        return _("at this pace it is not reached, or much too late{quoted}", quoted=quoted)
    day = _day_or_year(at, result)
    if result.is_ceiling:
        return _("at this pace the ceiling is reached on {day}{quoted}", day=day, quoted=quoted)
    if at <= last:
        return _("at this pace it is reached on {day}, in time{quoted}", day=day, quoted=quoted)
    return _("at this pace it is reached on {day}, after {by}{quoted}", day=day, by=by, quoted=quoted)


def _open(reach: Reach, result: History) -> Localized | None:
    """What the words of the figures leave open."""
    if reach.earliest == reach.latest or reach.earliest is None:
        return None
    first = _day_or_year(reach.earliest, result)
    if reach.latest is not None:
        found = _("from {first} to {last}", first=first, last=_day_or_year(reach.latest, result))
    elif result.is_ceiling:
        found = _("from {first} on, or not at all", first=first)
    elif result.indicator.measure is Measure.FLOW:
        found = _("from {first} on, or not by the due date", first=first)
    else:
        found = _("from {first} on, or much too late", first=first)
    return _(" (by the words of the figures: {found})", found=found)


def _day_or_year(day: date, result: History) -> Localized:
    """A day that is foretold; of one more than two years off its year, for it is not known to the day."""
    soon = day <= months_before(result.as_of, -24)
    return both(write_date, day) if soon else untranslated(str(day.year))


def _projected(goal: Goal, found: Estimate, result: History) -> Localized:
    ends = (found.interval.lowest, found.nominal, found.interval.highest)
    unit = _percent_unit(result)
    places = 2 if unit or abs(found.nominal) < 10 else 1 if abs(found.nominal) < 1000 else 0
    # As many digits as tell the numbers apart that are not the same, within reason.
    while places < _MOST_PLACES and len({rounded(end, places) for end in ends}) < len({*ends}):
        places += 1
    sign = phrases.PERCENT_SIGN if unit else ""
    low, number, high = (
        composed("{number}{sign}", number=both(write_number, trimmed(rounded(end, places))), sign=sign) for end in ends
    )
    verdicts = {
        True: _("which would meet the target"),
        False: _("which would miss the target"),
        None: _("which leaves it open"),
    }
    return _(
        "a straight line through {count} figures: {number} on {day}, 80% prediction interval {low} "
        "to {high}; {verdict}",
        count=len(result.points),
        number=number,
        day=both(write_date, found.day),
        low=low,
        high=high,
        verdict=verdicts[fate(goal.row.region, found)],
    )


def fate(region: Interval, found: Estimate) -> bool | None:
    """Whether the whole prediction interval meets the target (true) or misses it (false)."""
    if region.holds(found.interval):
        return True
    return None if region.meets(found.interval) else False


def line_lines(result: History) -> list[Localized]:
    """What the line is, or why there is none, and what it leaves out."""
    lines: list[Localized] = []
    count = len(result.points)
    match result.silence:
        case Silence.GROWTH:
            lines.append(_("Nothing is projected: growth is measured anew against each year before: it has no level."))
        case Silence.TOO_FEW:
            lines.append(
                _(
                    "Nothing is projected: too few figures for a line ({have}; it takes {FEWEST_POINTS}).",
                    have=_("{count}", count=count) if count else _("none"),
                    FEWEST_POINTS=FEWEST_POINTS,
                )
            )
        case _ if result.line is not None:
            begin, end = (both(write_date, result.points[at].as_of) for at in (0, -1))
            slope = _slope(result.line, result)
            through = _("{count} figures from {begin} to {end}", count=count, begin=begin, end=end)
            if any(goal.projection is not None for goal in result.goals):
                form = _(
                    "What is projected is only a straight line (least squares) through {through}: {slope}.",
                    through=through,
                    slope=slope,
                )
            else:
                form = _(
                    "The straight line (least squares) goes through {through}: {slope}.", through=through, slope=slope
                )
            lines.append(form)
        case _:
            pass
    if result.endless:
        unit = _percent_unit(result)
        listed = joined(", ", dict.fromkeys(phrases.figure_text(figure, unit) for figure in result.endless))
        lines.append(_("Left out of the line, as they have no end: {listed}.", listed=listed))
    if result.indicator.measure is Measure.FLOW and result.silence is Silence.TOO_FEW:
        lines.append(_("Of a flow only the totals of whole years count."))
    if result.indicator.direction is Direction.MAINTAIN:
        lines.append(_("It should stay: no pace is required."))
    return lines


def _slope(line: Line, result: History) -> Localized:
    """How fast the line rises; of a flow by how much a year's total differs from the last one's: no amount a month."""
    if result.indicator.measure is not Measure.FLOW:
        return rates(Speed(line.slope, Interval.point(line.slope), line.origin), result)
    if not line.slope:
        return _("as much each year")
    number = both(write_number, short(abs(line.slope) * DAYS_A_YEAR))
    if line.slope > 0:
        return _("{number} more each year", number=number)
    return _("{number} less each year", number=number)


def mark_notes(mark: Mark) -> list[Localized]:
    """What a reader must know beside a figure."""
    found = list(phrases.figure_notes(mark.figure))
    seen = mark.figure.reported
    if seen is not None and seen.status is ObservationStatus.FINAL:
        found.append(p_("figure", "final"))
    match mark.role:
        case Role.DISPUTED:
            found.append(phrases.DISPUTED_WORDS)
        case Role.CARRIED:
            found = [_("carried forward from {day}", day=phrases.figure_date(mark.figure)), *found]
        case Role.CHOSEN | Role.OTHER:
            pass
    if mark.whole_year is False:
        period = mark.figure.period
        several = period is not None and period.first.year != period.last.year
        found.append(_("of no calendar year") if several else phrases.PART_WORDS)
    return found


def mark_date(mark: Mark) -> Localized:
    """The day or the period of a figure; of a carried one the year it is carried to."""
    if mark.role is Role.CARRIED:
        return untranslated(str(mark.day.year))
    seen = mark.figure.reported
    return phrases.figure_date(mark.figure) if seen is None else phrases.observation_date(seen)


def percent_heading(result: History) -> Localized:
    """What the percentages beside the targets are of: the plan, or a ceiling to stay below."""
    return _("% of ceiling") if result.indicator.direction is Direction.DECREASE else _("% of plan")


def heading(result: History) -> tuple[Localized, Localized]:
    """The name of the indicator and its area; and the unit, the kind of number, the day."""
    known = result.book.workspace.definitions
    name = phrases.in_area(result.indicator, result.area, known)
    return name, phrases.indicator_facts(result.indicator, known, result.as_of)


def nothing(result: History) -> Localized:
    """That there is no figure."""
    first, last = result.first, result.last
    years = p_("years", "from {first} to {last}", first=first, last=last)
    return _("There is no figure {first}.", first=_("in {first}", first=first) if first == last else years)
