"""Rules over a share, its part and its whole: the figures of three indicators in one area, each by date."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from cnht.figures import PAIR_DAYS
from cnht.lang import Words
from cnht.model import Observation, Workspace, written
from cnht.period import Period
from cnht.problems import Code, Fault, Problem, shown
from cnht.quantity import NOT_NEGATIVE, Interval, Quantity
from cnht.wording import rounded


@dataclass(frozen=True, slots=True)
class _Day:
    """All that the figures of one date, and of one period, may mean; and one of them."""

    as_of: date
    interval: Interval
    seen: Observation


def parts_are_within_their_wholes(
    workspace: Workspace, share: Sequence[Observation], part: Sequence[Observation], whole: Sequence[Observation]
) -> Iterator[Problem]:
    """A part is not above every figure of its whole that it could be divided by."""
    del share
    wholes = _by_period(workspace, whole)
    for period, days in _by_period(workspace, part).items():
        others = wholes.get(period, [])
        dates = [other.as_of for other in others]
        for day in days:
            near: list[_Day] = []
            for other in others[bisect_left(dates, _earlier(day.as_of)) :]:
                if (other.as_of - day.as_of).days > PAIR_DAYS:
                    break
                near.append(other)
                if not _above(day.interval, other.interval):
                    near.clear()
                    break
            if near:
                yield _over(day.seen, min(near, key=lambda other: abs(other.as_of - day.as_of)).seen)


def shares_agree_with_their_parts(
    workspace: Workspace, share: Sequence[Observation], part: Sequence[Observation], whole: Sequence[Observation]
) -> Iterator[Problem]:
    """A reported share can be the quotient of its parts of the same date, as far as it was rounded."""
    wholes = {(period, day.as_of): day for period, days in _by_period(workspace, whole).items() for day in days}
    quotients: dict[date, list[tuple[Interval, _Day, _Day]]] = {}
    for period, days in _by_period(workspace, part).items():
        for day in days:
            other = wholes.get((period, day.as_of))
            if other is not None and other.interval.high != 0 and not _above(day.interval, other.interval):
                quotient = day.interval.over(other.interval).scaled(Fraction(100))
                quotients.setdefault(day.as_of, []).append((quotient, day, other))
    for seen in share:
        pairs = quotients.get(seen.as_of, [])
        if seen.disputed or not pairs:
            continue
        reported = _unrounded(workspace.interval(seen), seen.quantity)
        if not any(reported.meets(quotient) for quotient, _, _ in pairs):
            yield _contradicts(seen, *pairs[0])


def _by_period(workspace: Workspace, figures: Sequence[Observation]) -> dict[Period | None, list[_Day]]:
    """The undisputed figures, those of one date as one that may be all that they say; by date."""
    found: dict[Period | None, list[_Day]] = {}
    for seen in figures:
        if seen.disputed:
            continue
        unit = workspace.definitions.units.get(workspace.definitions.indicators[seen.indicator].unit)
        interval = workspace.interval(seen)
        if _decimals(seen.quantity) or (unit is not None and unit.scale != 1):
            interval = _unrounded(interval, seen.quantity)
        interval = interval.intersection(NOT_NEGATIVE)
        if interval.is_empty:
            continue
        days = found.setdefault(seen.period, [])
        if days and days[-1].as_of == seen.as_of:
            days[-1] = replace(days[-1], interval=_hull(days[-1].interval, interval))
        else:
            days.append(_Day(seen.as_of, interval, seen))
    return found


def _earlier(day: date) -> date:
    return date.fromordinal(max(day.toordinal() - PAIR_DAYS, 1))


def _decimals(quantity: Quantity) -> int:
    """How many decimals its numbers have."""
    return max(-int(number.as_tuple().exponent) for number in (quantity.value, quantity.value_high or quantity.value))


def _unrounded(interval: Interval, quantity: Quantity) -> Interval:
    """What may have been before it was rounded to the digits that were written."""
    slack = Fraction(1, 2 * 10 ** max(_decimals(quantity), 0))
    return Interval(
        None if interval.low is None else interval.low - slack,
        None if interval.high is None else interval.high + slack,
    )


def _hull(one: Interval, two: Interval) -> Interval:
    return Interval(
        None if one.low is None or two.low is None else min(one.low, two.low),
        None if one.high is None or two.high is None else max(one.high, two.high),
    )


def _above(part: Interval, whole: Interval) -> bool:
    """Whether every number of ``part`` is above every one of ``whole``."""
    if part.low is None or whole.high is None:
        return False
    return part.low > whole.high or (part.low == whole.high and (part.low_open or whole.high_open))


def _over(part: Observation, whole: Observation) -> Problem:
    return Fault(
        Code.PART_OVER_WHOLE,
        Words(f"{part.indicator} là {written(part.quantity)}, lớn hơn tổng thể {whole.indicator}"
              f" {written(whole.quantity)} của {whole.as_of_text} ở {shown(str(whole.where))}",
              f"{part.indicator} is {written(part.quantity)}, more than its whole {whole.indicator},"
              f" {written(whole.quantity)} of {whole.as_of_text} at {shown(str(whole.where))}"),
        Words("Kiểm tra hai số, ngày của chúng, và ratio của tỷ trọng.",
              "Check the two numbers, their dates, and the ratio of the share."),
    ).at(part.where, whole.where)  # fmt: skip


def _contradicts(share: Observation, quotient: Interval, part: _Day, whole: _Day) -> Problem:
    low = "0" if quotient.low is None else str(rounded(quotient.low, 1))
    high = "∞" if quotient.high is None else str(rounded(quotient.high, 1))
    percent = low if low == high else f"{low} – {high}"
    return Fault(
        Code.SHARE_PARTS,
        Words(f"tỷ trọng {written(share.quantity)} trái với {written(part.seen.quantity)} trên"
              f" {written(whole.seen.quantity)} cùng ngày, tức {percent} %",
              f"the share {written(share.quantity)} contradicts {written(part.seen.quantity)} of"
              f" {written(whole.seen.quantity)} of the same day, which is {percent} %"),
        Words("Đối chiếu nguồn của ba số; số sai thì ghi status: disputed.",
              "Check the sources of the three numbers; mark what is wrong disputed."),
    ).at(share.where, part.seen.where, whole.seen.where)  # fmt: skip
