"""What hypothesis draws for several tests."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from cnht.domain.quantity import Qualifier, Quantity


def decimals(largest: int, places: int) -> st.SearchStrategy[Decimal]:
    """Numbers with any number of trailing zeros; minus 0 is not among them."""
    return st.builds(
        lambda units, shift: Decimal(f"{units}e-{shift}"), st.integers(-largest, largest), st.integers(0, places)
    )


NUMBERS = decimals(5000, 4) | decimals(10**13, 6)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    qualifier = draw(st.sampled_from(Qualifier))
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    return Quantity(qualifier, low, high if qualifier is Qualifier.BETWEEN else None)
