"""How a whole file writes its numbers, 1.234,5 or 1,234.5: told by the numbers that can be read in one way only.

A style is never chosen for a cell by itself. Where all that could tell it reads both ways, it must be asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cnht.domain.quantity import Qualifier
from cnht.importing.sheet import Place
from cnht.language.phrases import Topic, read_quantity, readings
from cnht.language.texts import Lang, _
from cnht.language.wording import read_number
from cnht.problems import Fault, shown
from cnht.reading import values

_NUMBER = re.compile(r"[0-9](?:[0-9.,]*[0-9])?(?: [0-9]{3}(?![0-9])(?:[.,][0-9]+)*)*")
_BARE = re.compile(rf"([-−+]?) ?({_NUMBER.pattern}) ?(%?)")
_SPACES = re.compile("[\u00a0\u202f\u2009\u2007]")
_FORMS = {Lang.VI: "1.234,5", Lang.EN: "1,234.5"}
_PLAIN = re.compile(r"[-−]?[0-9][0-9., \u00a0]*")


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How the numbers of a file are written, and what tells so."""

    lang: Lang | None
    """``None`` where nothing tells it, or both are told."""
    asked: bool
    first: dict[Lang, tuple[Place, str]]
    """The first text of each style that reads in one way only."""
    counts: dict[Lang, int]
    """How many of those there are."""

    @property
    def is_mixed(self) -> bool:
        """Whether there are numbers of both styles."""
        return all(self.counts.values())

    @property
    def form(self) -> str:
        """What a number of this style looks like."""
        return "" if self.lang is None else _FORMS[self.lang]

    def example(self, lang: Lang) -> str:
        """The first number that told a style: ``12,5 (Sheet1!C7)``."""
        place, text = self.first[lang]
        return f"{shown(text)} ({place})"


def clean(text: str) -> str:
    """The text of a cell without odd spaces."""
    return " ".join(_SPACES.sub(" ", text).split())


def style_of(cells: Iterable[tuple[Place, str]], asked: Lang | None) -> NumberStyle:
    """The style of a file, by the texts of all its cells of figures."""
    first: dict[Lang, tuple[Place, str]] = {}
    counts = dict.fromkeys(Lang, 0)
    for place, text in cells:
        for lang in _told_by(clean(text)):
            counts[lang] += 1
            first.setdefault(lang, (place, clean(text)))
    return NumberStyle(asked or (next(iter(first)) if len(first) == 1 else None), asked is not None, first, counts)


def _ways(number: str) -> dict[Lang, Decimal]:
    """What a number is in each language that can read it."""
    return {lang: value for lang in Lang if (value := read_number(number, lang)) is not None}


def _told_by(text: str) -> set[Lang]:
    """The styles that a cell's text tells by itself; none where it reads both ways."""
    told: set[Lang] = set()
    is_open = False
    for number in _NUMBER.findall(text):
        ways = _ways(number)
        if len(ways) == 1:
            told |= ways.keys()
        is_open = is_open or len(set(ways.values())) == 2
    if told or not is_open or _BARE.fullmatch(text) is not None:
        return told
    found = readings(text)  # the words may be of one language
    return {lang for lang in Lang if len(found) == 1 and readings(_with_plain_numbers(text, lang)) == found}


def _with_plain_numbers(text: str, lang: Lang) -> str:
    """``text`` with its numbers as ``lang`` reads them, in a form that both read."""

    def plain(found: re.Match[str]) -> str:
        value = read_number(found[0], lang)
        return found[0] if value is None else f"{value.normalize():f}"

    return _NUMBER.sub(plain, text)


def bare(text: str, style: NumberStyle) -> tuple[Decimal, bool] | Fault | None:
    """A number with nothing around it but a sign of percent, and whether that is there; ``None`` for other texts."""
    found = _BARE.fullmatch(text)
    if found is None:
        return None
    sign, number, percent = found.groups()
    ways = _ways(number)
    fault = contrary(number, style)
    if fault is not None:
        return fault
    if not ways:
        form = values.number(text)
        return form if isinstance(form, Fault) else None
    value = ways[style.lang] if style.lang in ways else next(iter(ways.values()))
    return (-value if sign in ("-", "−") else value), bool(percent)


def contrary(text: str, style: NumberStyle) -> Fault | None:
    """The fault of a text with a number that the style of the file does not settle."""
    for number in _NUMBER.findall(text):
        ways = _ways(number)
        if not ways or (len(ways) == 2 and len(set(ways.values())) == 1):
            continue
        if style.lang is None and style.is_mixed:
            vi, en = style.example(Lang.VI), style.example(Lang.EN)
            return Fault("V302.mixed", number=number, vi=vi, en=en)
        if style.lang is None:
            vi, en = (f"{value.normalize():f}" for value in ways.values()) if len(ways) == 2 else ("", "")
            return Fault("V302.unclear", number=number, vi=vi, en=en) if vi else None
        if style.lang not in ways:
            why = _("by --numbers") if style.asked else _("as in {value}", value=style.example(style.lang))
            return Fault("V301.form", number=number, form=style.form, why=why)
    return None


def quantity_cells(words: str, topic: Topic, lang: Lang | None) -> dict[str, str]:
    """The cells ``qualifier``, ``value``, ``value_high``, ``status`` and ``wording`` for what ``words`` say.

    A number on its own is read in ``lang`` and has no wording. Raises
    :class:`~cnht.language.wording.NotUnderstood` where the words are not a figure, or are several.
    """
    words = " ".join(words.split())
    quantity, status = read_quantity(words, topic, lang=lang)
    is_exact = quantity.qualifier is Qualifier.VALUE
    return {
        "qualifier": "" if is_exact else str(quantity.qualifier),
        "value": _filed(quantity.value),
        "value_high": "" if quantity.value_high is None else _filed(quantity.value_high),
        "status": str(status),
        "wording": "" if is_exact and _PLAIN.fullmatch(words) else words,
    }


def _filed(number: Decimal) -> str:
    """A number as snapshots hold it; never with three decimals, which could as well be thousands."""
    text = f"{number:f}" if number else "0"
    whole, _, decimals = text.partition(".")
    if len(decimals) != 3:
        return text
    short = decimals.rstrip("0")
    return f"{whole}.{short or 0}" if short != decimals else f"{text}0"
