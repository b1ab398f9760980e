"""A figure in the words of its source, to the cells of a row."""

from __future__ import annotations

import re
from decimal import Decimal

from cnht.lang import Lang
from cnht.model import Unit
from cnht.quantity import Qualifier, Quantity
from cnht.wording import read_quantity

_PLAIN = re.compile(r"[-−]?[0-9][0-9., \u00a0]*")


def quantity_cells(words: str, unit: Unit, lang: Lang | None) -> dict[str, str]:
    """The cells ``qualifier``, ``value``, ``value_high`` and ``wording`` for what ``words`` say of ``unit``.

    A number on its own is read in ``lang``, and is no wording. :class:`cnht.wording.NotUnderstood` where the words are
    no figure, or more than one.
    """
    words = " ".join(words.split())
    quantity = read_quantity(words, lang=lang, unit=unit.name, scale=unit.scale)
    return {
        "qualifier": "" if quantity.qualifier is Qualifier.VALUE else str(quantity.qualifier),
        "value": _filed(quantity.value),
        "value_high": "" if quantity.value_high is None else _filed(quantity.value_high),
        "wording": "" if _is_plain(words, quantity) else words,
    }


def _is_plain(words: str, quantity: Quantity) -> bool:
    return quantity.qualifier is Qualifier.VALUE and _PLAIN.fullmatch(words) is not None


def _filed(number: Decimal) -> str:
    """A number as snapshots hold it; never with three decimals, which could as well be thousands."""
    text = f"{number:f}" if number else "0"
    whole, _, decimals = text.partition(".")
    if len(decimals) != 3:
        return text
    short = decimals.rstrip("0")
    return f"{whole}.{short or 0}" if short != decimals else f"{text}0"
