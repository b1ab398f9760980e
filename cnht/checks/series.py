"""Rules over the figures of one indicator in one area, which come by date: what they cannot all be.

None of them looks back further than it must: a long series takes time in proportion to its length.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cnht.checks.scope import ahead_of_source
from cnht.domain.model import Indicator, Measure, Observation, RegisterEntry, Workspace, dated, written
from cnht.domain.period import Period
from cnht.domain.quantity import EVERYTHING, ObservationStatus, Qualifier, Quantity
from cnht.language.texts import NOTHING, _, both, n_
from cnht.language.wording import rounded, write_date, write_number
from cnht.problems import Fault, Problem, shown

JUMP_FROM = 9
"""From how many times the figure before a figure jumps: ten times, less a change that may have been real."""
FEW = 5
"""Below this many of a thing, ten times as many are no wonder."""
LIKE_LENGTHS = Decimal("2.5")
"""How many times as long as another a period may be, for their amounts a day to be compared."""


LESS_THAN_A_MONTH = 20
"""Up to so many days are not compared with a month."""


def figures_of_one_date_agree(
    workspace: Workspace, indicator: Indicator, figures: Sequence[Observation]
) -> Iterator[Problem]:
    """The figures of one date, or of the same days, can all be true, unless they are disputed."""
    del indicator
    for group in _by_date(figures):
        if len(group) == 1:
            continue
        same_days: dict[date, list[Observation]] = {}
        for seen in group:
            same_days.setdefault(_start(seen), []).append(seen)
        for together in same_days.values():
            if len(together) > 1:
                yield from _contradiction(workspace, together)


def _contradiction(workspace: Workspace, together: list[Observation]) -> Iterator[Problem]:
    # Numbers that lie two by two in each other's intervals lie in one: it is enough to look at the outermost.
    intervals = [workspace.interval(seen) for seen in together]
    common = EVERYTHING
    for interval in intervals:
        common = common.intersection(interval)
    if not common.is_empty:
        return
    order = range(len(together))
    highest = max(order, key=lambda each: intervals[each].lowest)
    lowest = min(order, key=lambda each: intervals[each].highest)
    late = max(highest, lowest, key=lambda each: together[each].where)
    seen, its = together[late], intervals[late]
    others = [together[each] for each in order if each != late and not intervals[each].meets(its)]
    other = others[0]
    this, that, day = written(seen.quantity), written(other.quantity), dated(seen.as_of_text)
    yield Fault(
        "M545",
        day=day,
        this=this,
        source=shown(seen.source),
        that=that,
        other_source=shown(other.source),
        where=shown(str(other.where)),
    ).at(seen.where, *(each.where for each in others))


def flows_do_not_shrink(
    workspace: Workspace, indicator: Indicator, figures: Sequence[Observation]
) -> Iterator[Problem]:
    """Counted from one day on, a flow is not smaller on a later day."""
    if indicator.measure is not Measure.FLOW:
        return
    peaks: dict[date, Observation] = {}  # by the first day: the figure that says the most
    for group in _by_date(figures):
        least: dict[date, Observation] = {}
        fallen: set[date] = set()
        for seen in group:
            start = _start(seen)
            peak = peaks.get(start)
            if peak is not None and _is_less(workspace, seen, peak):
                fallen.add(start)
                yield _shrinks(seen, peak)
            if start not in least or _says_more(workspace, least[start], seen):
                least[start] = seen
        for start, seen in least.items():
            # What fell may be right, and the peak a slip: from here on the lower number counts.
            if start not in peaks or start in fallen or _says_more(workspace, seen, peaks[start]):
                peaks[start] = seen


def _is_less(workspace: Workspace, seen: Observation, before: Observation) -> bool:
    """Whether all that a figure may be is less than all that the one before may be; below 0 nothing is counted on."""
    one, two = seen.quantity, before.quantity
    if one.value < 0:
        return False
    if one.qualifier is Qualifier.VALUE and two.qualifier is Qualifier.VALUE:  # the usual case, and a fast one
        return one.value < two.value
    return workspace.interval(seen).highest < workspace.interval(before).lowest


def _says_more(workspace: Workspace, seen: Observation, other: Observation) -> bool:
    """Whether the least that a figure may be is more than the least that the other may be."""
    one, two = seen.quantity, other.quantity
    if one.qualifier is Qualifier.VALUE and two.qualifier is Qualifier.VALUE:
        return one.value > two.value
    return workspace.interval(seen).lowest > workspace.interval(other).lowest


def _shrinks(seen: Observation, before: Observation) -> Problem:
    since, until, then = (both(write_date, day) for day in (_start(seen), seen.as_of, before.as_of))
    return Fault(
        "M546",
        since=since,
        until=until,
        quantity=written(seen.quantity),
        earlier=written(before.quantity),
        then=then,
        where=shown(str(before.where)),
    ).at(seen.where, before.where)


def figures_do_not_jump(
    workspace: Workspace, indicator: Indicator, figures: Sequence[Observation]
) -> Iterator[Problem]:
    """No figure is ten times the one before, or a tenth of it: a digit or the unit slipped."""
    if indicator.measure is Measure.GROWTH:
        return
    unit = workspace.definitions.units.get(indicator.unit)
    counted = unit is not None and unit.scale == 1
    # By the months covered, what the next figure is compared with: the last one in line, and one that was not.
    before: dict[int, tuple[Observation, Observation | None]] = {}
    latest: Observation | None = None
    for seen in _undisputed(figures):
        if seen.quantity.value <= 0:
            continue
        covers = _months(seen)
        sound, odd = before.get(covers, (None, None))
        if sound is None and latest is not None and _comparable(seen, latest):
            sound = latest
        if sound is None or sound.as_of == seen.as_of:
            before.setdefault(covers, (seen, None))
        elif not _jumps(sound, seen, indicator.measure, counted=counted):
            before[covers] = (seen, None)
        elif odd is not None and not _jumps(odd, seen, indicator.measure, counted=counted):
            before[covers] = (seen, None)  # still where it jumped to: that is its level now
        else:
            before[covers] = (sound, seen)
            yield _jump(sound, seen)
        if before[covers][1] is not seen:
            latest = seen


def _jumps(one: Observation, two: Observation, measure: Measure, *, counted: bool) -> bool:
    low, high = one.quantity.value, two.quantity.value
    if one.period is not None:
        low, high = low / _weight(one, two), high / _weight(two, one)
    if low > high:
        low, high = high, low
    if high < low * JUMP_FROM:
        return False
    if measure is Measure.SHARE:  # from 2 % to 30 % it may well go; a slip is a power of ten
        return any(low * power * 9 <= high * 10 <= low * power * 11 for power in (10, 100, 1000))
    few = counted and min(one.quantity.value, two.quantity.value) < FEW
    return not few or high in (low * 10, low * 100, low * 1000)


def _weight(seen: Observation, other: Observation) -> int:
    """What an amount is divided by: the days it covers, where the other covers another number of months."""
    return 1 if _months(seen) == _months(other) else _days(seen)


def _comparable(seen: Observation, before: Observation) -> bool:
    """Whether flows of other lengths can be compared by the day: what came in one month says little of the year."""
    short, long = sorted((_days(seen), _days(before)))
    # What is counted on from the same day and shrinks is told as that.
    shrinks = _start(seen) == _start(before) and seen.quantity.value < before.quantity.value
    return seen.as_of > before.as_of and long <= short * LIKE_LENGTHS and not shrinks


def _jump(before: Observation, seen: Observation) -> Problem:
    one, two = before.quantity.value / _weight(before, seen), seen.quantity.value / _weight(seen, before)
    times = both(write_number, rounded(Fraction(max(one, two)) / Fraction(min(one, two)), 0))
    by_day = _(", by the day,") if _months(before) != _months(seen) else NOTHING
    this, that, day = written(seen.quantity), written(before.quantity), dated(before.as_of_text)
    ratio = _("{times} times", times=times) if two > one else _("1/{times} of", times=times)
    return Fault("M547", this=this, ratio=ratio, that=that, day=day, by_day=by_day, where=shown(str(before.where))).at(
        seen.where, before.where
    )


def registers_name_no_more_than_the_figure(
    workspace: Workspace, indicator: Indicator, figures: Sequence[Observation]
) -> Iterator[Problem]:
    """A register names no more things than the figure counts by its date; told once for figures that stay the same."""
    entries = workspace.registers.get(indicator.register or "", ())
    if not entries or not figures or indicator.measure not in (Measure.STOCK, Measure.FLOW):
        return
    area = figures[0].area
    named = sorted(
        (entry for entry in entries if entry.area == area and entry.stage == indicator.stage),
        key=lambda entry: (entry.as_of, entry.where),
    )
    days = [entry.as_of for entry in named]
    told: tuple[Quantity, int] | None = None
    for seen in _undisputed(figures):
        first = bisect_right(days, _eve(seen)) if seen.period is not None else 0
        last = bisect_right(days, seen.as_of)
        count = last - first
        if workspace.interval(seen).highest >= count:
            told = None
        elif told != (seen.quantity, count):
            told = (seen.quantity, count)
            yield _more_names(workspace, indicator, seen, named[first:last])


def _more_names(workspace: Workspace, indicator: Indicator, seen: Observation, named: list[RegisterEntry]) -> Problem:
    most = workspace.interval(seen).highest
    names, day = n_("{count} name", "{count} names", len(named)), dated(seen.as_of_text)
    first = next(entry for place, entry in enumerate(named, start=1) if place > most)
    return Fault(
        "M550", day=day, register=shown(indicator.register or ""), names=names, quantity=written(seen.quantity)
    ).at(seen.where, first.where)


def figures_are_not_ahead_of_their_sources(
    workspace: Workspace, indicator: Indicator, figures: Sequence[Observation]
) -> Iterator[Problem]:
    """No figure is of a day after its source was published, unless it is an estimate."""
    del indicator
    sources = workspace.definitions.sources
    for seen in figures:
        source = sources.get(seen.source)  # none where it could not be read
        if source is None or seen.as_of <= source.published.last:
            continue
        if seen.status is not ObservationStatus.ESTIMATE:
            yield from ahead_of_source(seen, source)


def _undisputed(figures: Sequence[Observation]) -> list[Observation]:
    return [seen for seen in figures if seen.status is not ObservationStatus.DISPUTED]


def _by_date(figures: Sequence[Observation]) -> Iterator[list[Observation]]:
    group: list[Observation] = []
    for seen in _undisputed(figures):
        if group and group[0].as_of != seen.as_of:
            yield group
            group = []
        group.append(seen)
    if group:
        yield group


def _start(seen: Observation) -> date:
    return seen.as_of if seen.period is None else seen.period.first


def _eve(seen: Observation) -> date:
    start = _start(seen)
    return date.fromordinal(max(start.toordinal() - 1, 1))


def _days(seen: Observation) -> int:
    return (seen.as_of - _start(seen)).days + 1


def months(period: Period | None, as_of: date) -> int:
    """How many months a figure covers, to the nearest; less than one are days, below 0; 0 is what holds on a day."""
    if period is None:
        return 0
    days = (as_of - period.first).days + 1
    return (days + 15) // 30 if days > LESS_THAN_A_MONTH else -days


def _months(seen: Observation) -> int:
    return months(seen.period, seen.as_of)
