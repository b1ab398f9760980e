"""Rules over a share, its part and its whole: the figures of three indicators in one area, each by date."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from cnht.domain.figures import PAIR_DAYS
from cnht.domain.model import Observation, Workspace, dated, written
from cnht.domain.period import Period
from cnht.domain.quantity import Interval, Qualifier, Quantity
from cnht.language.texts import both, untranslated
from cnht.language.wording import rounded, write_quantity
from cnht.problems import Fault, Problem, shown

_PERCENT = untranslated("%")


class _Day(NamedTuple):
    """The undisputed figures of one date and one period."""

    as_of: date
    figures: list[Observation]

    def interval(self, workspace: Workspace) -> Interval:
        """All that any of them may mean, as far as it was rounded."""
        intervals = [_unrounded_amount(workspace, seen) for seen in self.figures]
        lows = [each.low for each in intervals if each.low is not None]
        highs = [each.high for each in intervals if each.high is not None]
        endless = len(highs) < len(intervals)
        return Interval(max(min(lows), Fraction(0)) if lows else Fraction(0), None if endless else max(highs))


def parts_are_within_their_wholes(
    workspace: Workspace, share: Sequence[Observation], part: Sequence[Observation], whole: Sequence[Observation]
) -> Iterator[Problem]:
    """A part is not above every figure of its whole that it could be divided by."""
    del share
    wholes = _by_period(whole)
    for period, days in _by_period(part).items():
        others = wholes.get(period, [])
        dates = [other.as_of for other in others]
        for day in days:
            near: list[_Day] = []
            for place in range(bisect_left(dates, _earlier(day.as_of)), len(others)):
                other = others[place]
                if (other.as_of - day.as_of).days > PAIR_DAYS:
                    break
                near.append(other)
                if not _exceeds(workspace, day, other):
                    near.clear()
                    break
            if near:
                yield _over(day.figures[0], min(near, key=lambda other: abs(other.as_of - day.as_of)).figures[0])


def shares_agree_with_their_parts(
    workspace: Workspace, share: Sequence[Observation], part: Sequence[Observation], whole: Sequence[Observation]
) -> Iterator[Problem]:
    """A reported share can be the quotient of its parts of the same date, as far as it was rounded."""
    dates = {seen.as_of for seen in share}
    wholes = {(period, day.as_of): day for period, days in _by_period(whole, dates).items() for day in days}
    quotients: dict[date, list[tuple[Interval, _Day, _Day]]] = {}
    for period, days in _by_period(part, dates).items():
        for day in days:
            other = wholes.get((period, day.as_of))
            if other is None or _exceeds(workspace, day, other):
                continue
            quotient = day.interval(workspace).over(other.interval(workspace)).scaled(Fraction(100))
            quotients.setdefault(day.as_of, []).append((quotient, day, other))
    for seen in share:
        pairs = quotients.get(seen.as_of, [])
        if seen.disputed or not pairs:
            continue
        reported = _unrounded(workspace.interval(seen), seen.quantity)
        if not any(reported.meets(quotient) for quotient, _unused, _unused in pairs):
            yield _contradicts(seen, *pairs[0])


def _by_period(figures: Sequence[Observation], dates: Container[date] | None = None) -> dict[Period | None, list[_Day]]:
    """The undisputed figures by period and date, of ``dates`` only where they are given."""
    found: dict[Period | None, list[_Day]] = {}
    for seen in figures:
        if seen.disputed or (dates is not None and seen.as_of not in dates):
            continue
        days = found.setdefault(seen.period, [])
        if days and days[-1].as_of == seen.as_of:
            days[-1].figures.append(seen)
        else:
            days.append(_Day(seen.as_of, [seen]))
    return found


def _exceeds(workspace: Workspace, part: _Day, whole: _Day) -> bool:
    """Whether all that the part may be is above all that the whole may be."""
    # No figure may be only above its number, nor only below it: the numbers alone settle the usual case, and fast.
    if part.figures[0].quantity.value <= whole.figures[0].quantity.value:
        return False
    one, two = part.interval(workspace), whole.interval(workspace)
    return one.low is not None and two.high is not None and one.low > two.high


def _unrounded_amount(workspace: Workspace, seen: Observation) -> Interval:
    unit = workspace.definitions.units.get(workspace.definitions.indicators[seen.indicator].unit)
    interval = workspace.interval(seen)
    if _decimals(seen.quantity) > 0 or (unit is not None and unit.scale != 1):
        interval = _unrounded(interval, seen.quantity)
    return interval


def _earlier(day: date) -> date:
    return date.fromordinal(max(day.toordinal() - PAIR_DAYS, 1))


def _decimals(quantity: Quantity) -> int:
    """How many decimals its numbers have."""
    return max(-int(number.as_tuple().exponent) for number in (quantity.value, quantity.value_high or quantity.value))


def _unrounded(interval: Interval, quantity: Quantity) -> Interval:
    """What may have been before it was rounded to the digits that were written."""
    slack = Fraction(1, 2 * 10 ** max(_decimals(quantity), 0))
    return Interval(
        None if interval.low is None else interval.low - slack, None if interval.high is None else interval.high + slack
    )


def _over(part: Observation, whole: Observation) -> Problem:
    return Fault(
        "M549",
        indicator=part.indicator,
        quantity=written(part.quantity),
        whole_indicator=whole.indicator,
        whole=written(whole.quantity),
        as_of_text=dated(whole.as_of_text),
        where=shown(str(whole.where)),
    ).at(part.where, whole.where)


def _contradicts(share: Observation, quotient: Interval, part: _Day, whole: _Day) -> Problem:
    low = rounded(quotient.low or Fraction(0), 1)
    high = None if quotient.high is None else rounded(quotient.high, 1)
    if high is None:
        percent = Quantity(Qualifier.AT_LEAST, low)
    else:
        percent = Quantity(Qualifier.BETWEEN, low, high) if low < high else Quantity(Qualifier.VALUE, low)
    amount = both(partial(write_quantity, unit=_PERCENT), percent)
    return Fault(
        "M548",
        quantity=written(share.quantity),
        part=written(part.figures[0].quantity),
        whole=written(whole.figures[0].quantity),
        amount=amount,
    ).at(share.where, part.figures[0].where, whole.figures[0].where)
