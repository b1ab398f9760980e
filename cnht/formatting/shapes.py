"""The canonical form of each YAML file: the order of its keys and what stands on one line, as the models declare it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, get_args, get_origin

from cnht.reading import models
from cnht.reading.models import (
    FREE_FORMS,
    MAY_BE_EMPTY,
    ONE_OR_SEVERAL,
    ONE_TEXT,
    form_of,
    is_model,
    keys_of,
    unwrapped,
)

WIDTH = 120
"""A group of keys stands on one line where the line has at most so many characters, without a comment beside it."""
_DATES = ("day", "figure_date", "document_date", "span")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a group of keys, a list or a single value is written."""

    keys: tuple[str, ...] = ()
    """Its keys, in their order; none where the keys are the author's own."""
    inner: Mapping[str, Shape] = field(default_factory=dict)
    """The shapes of the values, by their key."""
    each: Shape | None = None
    """The shape of every value, where the keys are the author's own, and of every item of a list."""
    is_block: bool = False
    """Each key stands on a line of its own, however short they are."""
    opens: frozenset[str] = frozenset()
    """Keys that need a line of their own, and with them all keys beside them."""
    is_sorted: bool = False
    """The author's own keys are put in order; else their order means something, and is kept."""
    has_dates: bool = False
    """Text that looks like a date or a number is one, and stands without quotes; so are the author's own keys."""
    is_free: bool = False
    """It is free text; in any other value a blank at the end is an error, which is not for the form to mend."""
    may_be_empty: bool = False
    """Nothing is as good as a group without keys, which is how that is written."""
    may_be_one: bool = False
    """Where it is a list of one item, the item stands alone."""

    def of(self, key: str) -> Shape:
        """The shape of the value of ``key``."""
        return self.inner.get(key) or self.each or Shape()

    @property
    def item(self) -> Shape:
        """The shape of an item, where it is a list: its own where a lone thing may be one of several."""
        return self.each or self


@cache
def shape(kind: str) -> Shape:
    """The form of a kind of file: ``plan``, ``indicators`` or ``sources``."""
    return _shape(models.FILES[kind], is_block=True)


def _shape(annotation: Any, *, is_block: bool) -> Shape:
    """The form of a value; a group whose keys are the author's own is a block where the one around it is."""
    kind, rules = unwrapped(annotation)
    form = form_of(rules)
    if is_model(kind):
        inner = {key: _shape(value, is_block=kind.is_block) for key, value in keys_of(kind).items()}
        return Shape(tuple(inner), inner, is_block=kind.is_block, opens=kind.opens, is_free=ONE_TEXT in rules)
    if get_origin(kind) is dict:
        name, value = get_args(kind)
        has_dates = form_of(unwrapped(name)[1]) in _DATES
        each = _shape(value, is_block=is_block)
        may_be_empty = MAY_BE_EMPTY in rules
        return Shape(each=each, is_block=is_block, is_sorted=has_dates, has_dates=has_dates, may_be_empty=may_be_empty)
    if get_origin(kind) is list:
        item = _shape(get_args(kind)[0], is_block=is_block)
        if item.keys:  # a lone thing is written as one of several
            return replace(item, may_be_one=True)
        return Shape(each=item, may_be_one=ONE_OR_SEVERAL in rules)
    return Shape(has_dates=form in _DATES, is_free=form in FREE_FORMS)
