"""The two languages of the output, and a text in both."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, TypeVar

_T = TypeVar("_T")


class Lang(StrEnum):
    """A language of the output."""

    VI = "vi"
    EN = "en"


class Words(NamedTuple):
    """The same text in both languages."""

    vi: str
    en: str

    def text(self, lang: Lang) -> str:
        """The text in ``lang``; where there is none, the other language's."""
        return (self.vi or self.en) if lang is Lang.VI else (self.en or self.vi)


def both(write: Callable[[_T, Lang], str], thing: _T) -> Words:
    """``thing`` as ``write`` puts it in each language: a number, a date or a quantity within a message."""
    return Words(write(thing, Lang.VI), write(thing, Lang.EN))
