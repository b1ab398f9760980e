"""Computed numbers as they are printed: rounded only here, after every status is decided."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from cnht.language.wording import rounded

EXACT_PLACES = 10


def percent(number: Fraction, places: int = 1) -> Decimal:
    """A percentage with ``places`` decimals that never rounds onto 100: 99.97 is 99.9, and 100.02 is 100.1."""
    result = rounded(number, places)
    if result == 100 and number != 100:
        step = Decimal(1).scaleb(-places)
        return result - step if number < 100 else result + step
    return result


def exact(number: Fraction, places: int = EXACT_PLACES) -> Decimal | int | None:
    """``number`` in at most ``places`` decimals without a trailing 0; ``None`` where they do not say it exactly."""
    if number.denominator == 1:
        return int(number)
    result = rounded(number, places)
    return trimmed(result) if Fraction(result) == number else None


def trimmed(number: Decimal) -> Decimal:
    """``number`` without trailing zeros behind the point, and without an exponent."""
    digits = f"{number:f}"
    return Decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits)


def plain(number: Fraction) -> Decimal | int:
    """``number`` exactly, as far as ten decimals can say it, else rounded to them."""
    found = exact(number)
    return trimmed(rounded(number, EXACT_PLACES)) if found is None else found
