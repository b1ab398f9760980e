"""The two languages of the output, and a text in both."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


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
