"""What a file calls indicators, areas, sources and units, and the codes that the workspace has for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache

from cnht.domain.model import Definitions, Indicator, Measure
from cnht.importing.header import IN_BRACKETS, comparison_of, without_marks
from cnht.importing.options import ImportOptions
from cnht.importing.units import measure, split_unit, unit_of_titles
from cnht.language.fuzzy import plain, suggest
from cnht.language.texts import _, alternatives
from cnht.language.wording import places_of, rounded
from cnht.problems import Fault, Kind, did_you_mean, listed, shown, unknown

_NUMBERING = re.compile(r"^(?:(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[IVXivx]{1,5}|[a-zđA-ZĐ])[.)/]\s*|[-+*•–]\s*)+(?=\S)")
_SECTIONS = {Kind.INDICATOR: "indicators", Kind.AREA: "areas", Kind.SOURCE: "sources", Kind.UNIT: "units"}
_FOOTNOTES = "¹²³⁰⁴⁵⁶⁷⁸⁹⁽⁾* "
_TWO_LANGUAGES = re.compile(r"\s*/\s*|\s+[-–—|]\s+|\n")
_LARGE = 10**6
_MOST_HINTS = 200
"""For how many unknown names it is looked up what is like them, which takes its time."""


class Names:
    """Finds codes by codes and by names of either language, without case, diacritics and numbering."""

    def __init__(self, definitions: Definitions, options: ImportOptions) -> None:
        self.definitions = definitions
        self._unknown = 0
        self._codes: dict[Kind, dict[str, list[str]]] = {}
        self._names: dict[Kind, dict[str, str]] = {}
        for kind, section in _SECTIONS.items():
            codes = self._codes.setdefault(kind, {})
            names = self._names.setdefault(kind, {})
            for code, one in getattr(definitions, section).items():
                for name in (code, *((one.title,) if kind is Kind.SOURCE else one.name)):
                    if name and code not in codes.setdefault(plain(name), []):
                        codes[plain(name)].append(code)
                    names.setdefault(name, code)
            for name, code in getattr(options, section).items():
                codes[plain(name)] = [code]
        self.areas = frozenset(self._codes[Kind.AREA])
        """What areas are called, plainly."""
        self.indicator: Callable[[str], tuple[str, str] | Fault] = cache(self._indicator)
        self.area: Callable[[str], str | Fault] = cache(lambda text: self._one(Kind.AREA, text))
        self.source: Callable[[str], str | Fault] = cache(lambda text: self._one(Kind.SOURCE, text))
        self.factor: Callable[[str, str], Decimal | Fault] = cache(self._factor)

    def _indicator(self, text: str) -> tuple[str, str] | Fault:
        """The code of an indicator, and the unit behind its name."""
        found = self._one(Kind.INDICATOR, text)
        if not isinstance(found, Fault):
            return found, ""
        bracketed = IN_BRACKETS.match(text.strip())
        name, unit = (bracketed[1], bracketed[2].strip()) if bracketed else split_unit(text.strip())
        if unit:
            inner = self._one(Kind.INDICATOR, name)
            if not isinstance(inner, Fault):
                return inner, unit_of_titles((f"({unit})",)) or unit
        return found

    def _one(self, kind: Kind, text: str) -> str | Fault:
        text = text.strip()
        section = _SECTIONS[kind]
        known = getattr(self.definitions, section)
        if text in known:
            return text
        marked = without_marks(text.rstrip(_FOOTNOTES)).rstrip(_FOOTNOTES)
        for form in (text, _NUMBERING.sub("", text), _NUMBERING.sub("", marked)):
            if codes := self._codes_of(kind, form):
                return codes[0] if len(codes) == 1 else Fault("M501.several", text=shown(text), codes=listed(codes))
        parts = [self._codes_of(kind, part) for part in _TWO_LANGUAGES.split(_NUMBERING.sub("", marked))]
        if len(parts) == 2 and len(parts[0]) == 1 and parts[0] == parts[1]:
            return parts[0][0]
        kept = _("A name of the file's own belongs under {key} in --map-file.", key=section)
        self._unknown += 1
        if self._unknown > _MOST_HINTS:
            return unknown(kind, text, ()).with_fix(kept)
        near = suggest(_NUMBERING.sub("", text)[:100], self._names[kind])
        named = {self._names[kind][name]: name for name in reversed(near)}
        likely = [code if name == code else f"{code} ({shown(name)})" for code, name in reversed(named.items())]
        hint = _("Did you mean {likely}?", likely=alternatives(likely)) if likely else did_you_mean(text, known)
        return unknown(kind, text, known).with_fix(_("{hint} {kept}", hint=hint, kept=kept))

    def _codes_of(self, kind: Kind, name: str) -> list[str]:
        return self._codes[kind].get(plain(name.strip(" :;")), [])

    def is_percent(self, indicator: Indicator) -> bool:
        """Whether an indicator counts in percent."""
        unit = self.definitions.units.get(indicator.unit)
        return unit is not None and any(measure(name) == (1, "%") for name in unit.name)

    def _factor(self, unit: str, code: str) -> Decimal | Fault:
        """How many of an indicator's units one ``unit`` of the file is."""
        indicator = self.definitions.indicators[code]
        own = self.definitions.units.get(indicator.unit)
        if own is None:
            return Decimal(1)
        if indicator.measure is Measure.GROWTH and comparison_of(unit, annual=True) is not None:
            return Decimal(1)
        said = plain(unit).strip(" :.")
        meant = measure(unit)
        own_codes = [indicator.unit]
        if own_codes == self._codes[Kind.UNIT].get(said) or said in map(plain, (*own.name, *own.short)):
            return Decimal(1)
        factor = None
        if meant is not None and meant.thing:
            sizes = [
                mine.size for name in (*own.name, *own.short) if (mine := measure(name)) and mine.thing == meant.thing
            ]
            if not sizes and self._codes[Kind.UNIT].get(meant.thing) == own_codes:
                sizes = [1]
            of_percent = meant.size > 1 and "%" in meant.thing  # thousands of percent are not meant
            factor = Fraction(meant.size, sizes[0]) if sizes and not of_percent else None
        elif meant is not None and own.scale != 1 and meant.size >= _LARGE:  # "nghìn" may as well be of the unit
            factor = meant.size / own.scale
        places = None if factor is None else places_of(factor)
        if factor is None or places is None:
            return Fault("M504.other", unit=shown(unit), own=own.name)
        return rounded(factor, places)
