"""A figure and its words as an interval of what the truth may be, and as a region that a target accepts.

Official figures are seldom plain numbers: "gần 1.000", "hơn 35%". A :class:`Quantity` keeps the word and the number
as they were written; an :class:`Interval` is what they say about the truth. Numbers that were quoted are
:class:`~decimal.Decimal`, as written; numbers that were computed are :class:`~fractions.Fraction`, so nothing is ever
rounded before a status is decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

TINY = Fraction(1, 10**60)
"""How far "just inside" an excluded end lies: far below the precision of any figure that people write."""
HUGE = Fraction(10**60)
"""Where an endless end is looked at: far beyond any figure that people write."""


class Qualifier(StrEnum):
    """The word before a number. The value is the name used in YAML and CSV files."""

    VALUE = "value"
    ABOUT = "about"
    NEARLY = "nearly"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"


class ObservationStatus(StrEnum):
    """How settled a figure is."""

    UNMARKED = ""
    ESTIMATE = "estimate"
    PROVISIONAL = "provisional"
    FINAL = "final"
    BREAK = "break"
    """Unmarked, and not to be compared with what was before: the definition or the coverage has changed."""
    DISPUTED = "disputed"


class Direction(StrEnum):
    """Which way an indicator should go."""

    INCREASE = "increase"
    DECREASE = "decrease"
    MAINTAIN = "maintain"


_UPWARD = {Qualifier.VALUE, Qualifier.ABOUT, Qualifier.BETWEEN, Qualifier.AT_LEAST, Qualifier.OVER}
_DOWNWARD = {Qualifier.VALUE, Qualifier.ABOUT, Qualifier.BETWEEN, Qualifier.AT_MOST, Qualifier.UNDER}
TARGET_QUALIFIERS: dict[Direction, frozenset[Qualifier]] = {
    Direction.INCREASE: frozenset(_UPWARD),
    Direction.DECREASE: frozenset(_DOWNWARD),
    Direction.MAINTAIN: frozenset(_UPWARD | _DOWNWARD),
}
"""The qualifiers that a target may have, for each direction. Not ``nearly``: it does not say what is accepted."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far ``about`` and ``nearly`` reach, in percent of the number's size."""

    about: Decimal = Decimal("2.5")
    nearly: Decimal = Decimal("5")


@dataclass(frozen=True, slots=True)
class Interval:
    """A run of numbers. ``None`` is an endless bound, which is always open; an open bound is itself excluded."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        # Said in one way only: ``==`` and ``holds`` would take an endless bound that is closed for another one.
        if self.low is None:
            object.__setattr__(self, "low_open", True)
        if self.high is None:
            object.__setattr__(self, "high_open", True)

    @classmethod
    def point(cls, value: Decimal | Fraction | int) -> Interval:
        """The interval that holds just ``value``."""
        exact = Fraction(value)
        return cls(exact, exact)

    @property
    def is_empty(self) -> bool:
        """No number lies within."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    @property
    def is_endless(self) -> bool:
        """At least one bound is missing."""
        return self.low is None or self.high is None

    @property
    def width(self) -> Fraction | None:
        """The distance between the bounds; ``None`` where one is endless."""
        return None if self.low is None or self.high is None else self.high - self.low

    def contains(self, number: Fraction) -> bool:
        """Whether ``number`` lies within."""
        above = self.low is None or number > self.low or (number == self.low and not self.low_open)
        below = self.high is None or number < self.high or (number == self.high and not self.high_open)
        return above and below

    def intersection(self, other: Interval) -> Interval:
        """What lies in both; it may be empty."""
        low, low_open = self.low, self.low_open
        if other.low is not None and (low is None or (other.low, other.low_open) > (low, low_open)):
            low, low_open = other.low, other.low_open
        high, high_open = self.high, self.high_open
        if other.high is not None and (high is None or (other.high, not other.high_open) < (high, not high_open)):
            high, high_open = other.high, other.high_open
        return Interval(low, high, low_open, high_open)

    def holds(self, other: Interval) -> bool:
        """Whether all of ``other`` lies within."""
        return self.intersection(other) == other

    def meets(self, other: Interval) -> bool:
        """Whether there is a number in both."""
        return not self.intersection(other).is_empty

    def nearest(self, number: Fraction) -> Fraction:
        """``number`` where it lies within, else the end next to it, just inside where that end is excluded."""
        if self.contains(number):
            return number
        return self.lowest if self.low is not None and number <= self.low else self.highest

    @property
    def lowest(self) -> Fraction:
        """The lower end: just inside where it is excluded, far below everything where there is none."""
        if self.low is None:
            return -HUGE
        return self.low + (self._inset if self.low_open else 0)

    @property
    def highest(self) -> Fraction:
        """The upper end: just inside where it is excluded, far above everything where there is none."""
        if self.high is None:
            return HUGE
        return self.high - (self._inset if self.high_open else 0)

    @property
    def _inset(self) -> Fraction:
        return TINY if self.width is None else min(TINY, self.width / 3)

    def __add__(self, other: Interval) -> Interval:
        """Every sum of a number of this and a number of the other interval."""
        return Interval(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def open_above(self) -> Interval:
        """The same lower end without an upper one: *at least* this."""
        return replace(self, high=None, high_open=True)

    def scaled(self, factor: Fraction) -> Interval:
        """Every number multiplied by ``factor``, which is above 0."""
        return Interval(
            None if self.low is None else self.low * factor,
            None if self.high is None else self.high * factor,
            self.low_open,
            self.high_open,
        )

    def over(self, whole: Interval) -> Interval:
        """Every quotient of a number of this interval and a number of ``whole``, both without numbers below 0.

        Where ``whole`` reaches down to 0 the quotient has no upper end; where it has no upper end the quotient comes
        as near to 0 as one likes. A whole that is 0 tells nothing.
        """
        if whole.high == 0:
            return NOT_NEGATIVE
        part_low = self.low or Fraction(0)
        whole_low = whole.low or Fraction(0)
        if part_low == 0:
            low, low_open = Fraction(0), self.low_open
        elif whole.high is None:
            low, low_open = Fraction(0), True
        else:
            low, low_open = part_low / whole.high, self.low_open or whole.high_open
        if self.high == 0:
            return Interval(low, Fraction(0), low_open, self.high_open)
        if self.high is None or whole_low == 0:
            return Interval(low, None, low_open, True)
        return Interval(low, self.high / whole_low, low_open, self.high_open or whole.low_open)


EVERYTHING = Interval(None, None, True, True)
NOT_NEGATIVE = Interval(Fraction(0), None, False, True)
PERCENT = Interval(Fraction(0), Fraction(100))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A qualifier, a value, and for ``between`` the upper value; the numbers keep the digits they were written with."""

    qualifier: Qualifier
    value: Decimal
    value_high: Decimal | None = None

    def interval(self, tolerance: Tolerance) -> Interval:
        """What the truth may be, by the words alone."""
        value = Fraction(self.value)
        match self.qualifier:
            case Qualifier.VALUE:
                return Interval(value, value)
            case Qualifier.ABOUT:
                slack = abs(value) * Fraction(tolerance.about) / 100
                return Interval(value - slack, value + slack)
            case Qualifier.NEARLY:
                return Interval(value - abs(value) * Fraction(tolerance.nearly) / 100, value, high_open=True)
            case Qualifier.OVER:
                return Interval(value, None, True, True)
            case Qualifier.UNDER:
                return Interval(None, value, True, True)
            case Qualifier.AT_LEAST:
                return Interval(value, None, False, True)
            case Qualifier.AT_MOST:
                return Interval(None, value, True, False)
            case Qualifier.BETWEEN:
                return Interval(value, self._upper)

    def region(self, direction: Direction, tolerance: Tolerance) -> Interval:
        """What a target of these words accepts.

        Raises ``ValueError`` for a qualifier that is not in :data:`TARGET_QUALIFIERS` for ``direction``.
        """
        if self.qualifier not in TARGET_QUALIFIERS[direction]:
            raise ValueError(f"{self.qualifier} cannot be a target of an indicator that should {direction}")
        interval = self.interval(tolerance)
        match direction:
            case Direction.INCREASE:
                return replace(interval, high=None, high_open=True)
            case Direction.DECREASE:
                return replace(interval, low=None, low_open=True)
            case Direction.MAINTAIN:
                return interval

    def nominal(self, direction: Direction) -> Fraction:
        """The quoted number that percentages and gaps are computed from."""
        if self.qualifier is not Qualifier.BETWEEN:
            return Fraction(self.value)
        match direction:
            case Direction.INCREASE:
                return Fraction(self.value)
            case Direction.DECREASE:
                return self._upper
            case Direction.MAINTAIN:
                return (Fraction(self.value) + self._upper) / 2

    @property
    def _upper(self) -> Fraction:
        if self.value_high is None:
            raise ValueError("between needs an upper value")
        return Fraction(self.value_high)
