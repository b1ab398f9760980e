"""How a whole file writes its numbers, 1.234,5 or 1,234.5: told by the numbers that can be read in one way only.

A style is never chosen for a cell by itself. Where all that could tell it reads both ways, it must be asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cnht.entry.sheets import Place
from cnht.lang import Lang, _
from cnht.problems import Fault, shown
from cnht.reading import values
from cnht.wording import read_number, readings

_NUMBER = re.compile(r"[0-9](?:[0-9.,]*[0-9])?(?: [0-9]{3}(?![0-9])(?:[.,][0-9]+)*)*")
_BARE = re.compile(rf"([-−+]?) ?({_NUMBER.pattern}) ?(%?)")
_SPACES = re.compile("[\u00a0\u202f\u2009\u2007]")
_FORMS = {Lang.VI: "1.234,5", Lang.EN: "1,234.5"}
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Style:
    """How the numbers of a file are written, and what tells so."""

    lang: Lang | None
    """``None`` where nothing tells it, or both are told."""
    asked: bool
    told: dict[Lang, tuple[tuple[Place, str], ...]]
    """Some of the numbers that read in one way only."""
    counts: dict[Lang, int]
    """How many of those there are."""
    open: int
    """How many numbers read both ways, differently."""

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
        place, text = self.told[lang][0]
        return f"{shown(text)} ({place})"


def clean(text: str) -> str:
    """The text of a cell without odd spaces."""
    return " ".join(_SPACES.sub(" ", text).split())


def decide(cells: Iterable[tuple[Place, str]], asked: Lang | None) -> Style:
    """The style of a file, by the texts of all its cells of figures."""
    told: dict[Lang, list[tuple[Place, str]]] = {Lang.VI: [], Lang.EN: []}
    counts = dict.fromkeys(Lang, 0)
    both = 0
    for place, text in cells:
        said = _told_by(clean(text))
        if said is None:
            both += 1
        for lang in said or ():
            counts[lang] += 1
            if len(told[lang]) < _EXAMPLES:
                told[lang].append((place, clean(text)))
    only = [one for one in Lang if counts[one]]
    style = asked or (only[0] if len(only) == 1 else None)
    return Style(style, asked is not None, {one: tuple(found) for one, found in told.items()}, counts, both)


def _told_by(text: str) -> set[Lang] | None:
    """The styles that a cell's text tells by itself; ``None`` where it reads both ways."""
    said: set[Lang] = set()
    is_open = False
    for number in _NUMBER.findall(text):
        ways = {lang: value for lang in Lang if (value := read_number(number, lang)) is not None}
        if len(ways) == 1:
            said |= ways.keys()
        elif len(set(ways.values())) == 2:
            is_open = True
    if not is_open or said:
        return said
    if _BARE.fullmatch(text) is None:  # the words may be of one language
        found = readings(text)
        return {lang for lang in Lang if len(found) == 1 and readings(_with_plain_numbers(text, lang)) == found} or None
    return None


def _with_plain_numbers(text: str, lang: Lang) -> str:
    """``text`` with its numbers as ``lang`` reads them, in a form that both read."""

    def plain(found: re.Match[str]) -> str:
        value = read_number(found[0], lang)
        return found[0] if value is None else f"{value.normalize():f}"

    return _NUMBER.sub(plain, text)


def bare(text: str, style: Style) -> tuple[Decimal, bool] | Fault | None:
    """A number with nothing around it but a sign of percent, and whether that is there; ``None`` for other texts."""
    found = _BARE.fullmatch(text)
    if found is None:
        return None
    sign, number, percent = found.groups()
    ways = {lang: value for lang in Lang if (value := read_number(number, lang)) is not None}
    fault = contrary(number, style)
    if fault is not None:
        return fault
    if not ways:
        form = values.number(text)
        return form if isinstance(form, Fault) else None
    value = ways[style.lang] if style.lang in ways else next(iter(ways.values()))
    return (-value if sign in ("-", "−") else value), bool(percent)


def contrary(text: str, style: Style) -> Fault | None:
    """The fault of a text with a number that the style of the file does not settle."""
    for number in _NUMBER.findall(text):
        ways = {lang: value for lang in Lang if (value := read_number(number, lang)) is not None}
        if not ways or (len(ways) == 2 and len(set(ways.values())) == 1):
            continue
        if style.lang is None:
            return _mixed(number, style) if style.is_mixed else _thin(number, ways) if len(ways) == 2 else None
        if style.lang not in ways:
            return _otherwise(number, style)
    return None


def _thin(number: str, ways: dict[Lang, Decimal]) -> Fault:
    vi, en = (f"{ways[lang].normalize():f}" for lang in Lang)
    return Fault("V302.unclear", number=number, vi=vi, en=en)


def _mixed(number: str, style: Style) -> Fault:
    vi, en = style.example(Lang.VI), style.example(Lang.EN)
    return Fault("V302.mixed", number=number, vi=vi, en=en)


def _otherwise(number: str, style: Style) -> Fault:
    why = _("by --numbers")
    if not style.asked and style.lang is not None:
        why = _("as in {value}", value=style.example(style.lang))
    return Fault("V301.form", number=number, form=style.form, why=why)
