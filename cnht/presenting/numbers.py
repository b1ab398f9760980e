"""Computed numbers as they are printed: rounded only here, after every status is decided."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from cnht.domain.progress import BEHIND_FROM, ON_TRACK_FROM
from cnht.language.wording import rounded

EXACT_PLACES = 10


def percent(number: Fraction, places: int = 1) -> Decimal:
    """A percentage with ``places`` decimals that never rounds onto 100: 99.97 is 99.9, and 100.02 is 100.1."""
    return _kept_apart(number, places, (Fraction(100),))


def pace_ratio(number: Fraction, places: int = 3) -> Decimal:
    """A pace that is never rounded into another band: 0.9499 is 0.949."""
    return _kept_apart(number, places, (ON_TRACK_FROM, BEHIND_FROM, Fraction(0)))


def _kept_apart(number: Fraction, places: int, bounds: Iterable[Fraction]) -> Decimal:
    """``number`` rounded half up, but never onto or over a bound that it does not reach."""
    result, step = rounded(number, places), Decimal(1).scaleb(-places)
    for bound in bounds:
        if number < bound <= result:
            return result - step
        if result <= bound < number:
            return result + step
    return result


def exact(number: Fraction, places: int = EXACT_PLACES) -> Decimal | int | None:
    """``number`` in at most ``places`` decimals without a trailing 0; ``None`` where they do not say it exactly."""
    if number.denominator == 1:
        return int(number)
    result = rounded(number, places)
    return trimmed(result) if Fraction(result) == number else None


def short(number: Fraction, places: int = 2) -> Decimal | int:
    """``number`` exactly where four decimals say it, or ``places``; else rounded to ``places``."""
    found = exact(number, max(places, 4))
    return trimmed(rounded(number, places)) if found is None else found


def trimmed(number: Decimal) -> Decimal:
    """``number`` without trailing zeros behind the point, and without an exponent."""
    digits = f"{number:f}"
    return Decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits)


def plain(number: Fraction) -> Decimal | int:
    """``number`` exactly, as far as ten decimals can say it, else rounded to them."""
    found = exact(number)
    return trimmed(rounded(number, EXACT_PLACES)) if found is None else found
