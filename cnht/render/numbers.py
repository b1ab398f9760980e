"""Computed numbers as they are printed: rounded only here, after every status is decided."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

EXACT_PLACES = 10


def rounded(number: Fraction, places: int) -> Decimal:
    """``number`` with ``places`` decimals, rounded half up (away from 0)."""
    with localcontext(prec=60):
        exact = Decimal(number.numerator) / Decimal(number.denominator)
        return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def percent(number: Fraction, places: int = 1) -> Decimal:
    """A percentage with ``places`` decimals that never rounds onto 100: 99.97 is 99.9, and 100.02 is 100.1."""
    result = rounded(number, places)
    if result == 100 and number != 100:
        step = Decimal(1).scaleb(-places)
        return result - step if number < 100 else result + step
    return result


def plain(number: Fraction) -> Decimal | int:
    """``number`` exactly, as far as decimals can say it: else with ten of them."""
    if number.denominator == 1:
        return int(number)
    return Decimal(f"{rounded(number, EXACT_PLACES).normalize():f}")
