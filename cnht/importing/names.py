"""What a file calls indicators, areas, sources and units, and the codes that the workspace has for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache

from cnht.domain.model import Definitions, Indicator, Unit
from cnht.domain.quantity import Qualifier
from cnht.importing.options import ImportOptions
from cnht.language.fuzzy import plain, suggest
from cnht.language.phrases import readings
from cnht.language.texts import Lang, Localized, _, alternatives
from cnht.language.wording import magnitude
from cnht.problems import Fault, Kind, did_you_mean, listed, shown, unknown

_NUMBERING = re.compile(r"^(?:(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[IVXivx]{1,5}|[a-zđA-ZĐ])[.)/]\s*|[-+*•–]\s*)+(?=\S)")
_IN_BRACKETS = re.compile(r"^(.*\S)\s*[(\[]([^()\[\]]+)[)\]]$")
_SECTIONS = {Kind.INDICATOR: "indicators", Kind.AREA: "areas", Kind.SOURCE: "sources", Kind.UNIT: "units"}
_MOST_HINTS = 200
"""For how many unknown names it is looked up what is like them, which takes its time."""
_CURRENCY = frozenset({"dong", "vnd", "d"})
_HUNDRED = frozenset({"%", "phan tram", "percent", "per cent"})


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
        self.indicator: Callable[[str], tuple[str, str] | Fault] = cache(self._indicator)
        self.area: Callable[[str], str | Fault] = cache(lambda text: self._one(Kind.AREA, text))
        self.source: Callable[[str], str | Fault] = cache(lambda text: self._one(Kind.SOURCE, text))
        self.factor: Callable[[str, str], Decimal | Fault] = cache(self._factor)

    def _indicator(self, text: str) -> tuple[str, str] | Fault:
        """The code of an indicator, and the unit in brackets behind its name."""
        found = self._one(Kind.INDICATOR, text)
        if not isinstance(found, Fault):
            return found, ""
        bracketed = _IN_BRACKETS.match(text.strip())
        if bracketed:
            inner = self._one(Kind.INDICATOR, bracketed[1])
            if not isinstance(inner, Fault):
                return inner, bracketed[2].strip()
        return found

    def _one(self, kind: Kind, text: str) -> str | Fault:
        text = text.strip()
        section = _SECTIONS[kind]
        known = getattr(self.definitions, section)
        if text in known:
            return text
        for form in (text, _NUMBERING.sub("", text)):
            codes = self._codes[kind].get(plain(form.strip(" :;")), [])
            if len(codes) == 1:
                return codes[0]
            if codes:
                return _several(text, codes)
        kept = _("A name of the file's own belongs under {key} in --map-file.", key=section)
        self._unknown += 1
        if self._unknown > _MOST_HINTS:
            return unknown(kind, text, ()).with_fix(kept)
        near = suggest(_NUMBERING.sub("", text)[:100], self._names[kind])
        likely = list(dict.fromkeys(_with_code(name, self._names[kind][name]) for name in near))
        hint = _("Did you mean {likely}?", likely=alternatives(likely)) if likely else did_you_mean(text, known)
        return unknown(kind, text, known).with_fix(_("{hint} {kept}", hint=hint, kept=kept))

    def is_percent(self, indicator: Indicator) -> bool:
        """Whether an indicator counts in percent."""
        unit = self.definitions.units.get(indicator.unit)
        return unit is not None and any(plain(name) in _HUNDRED for name in unit.name)

    def _factor(self, unit: str, code: str) -> Decimal | Fault:
        """How many of an indicator's units one ``unit`` of the file is."""
        indicator = self.definitions.indicators[code]
        own = self.definitions.units.get(indicator.unit)
        if own is None:
            return Decimal(1)
        said = plain(unit).strip(" :.")
        if [indicator.unit] == self._codes[Kind.UNIT].get(said) or said in {plain(name) for name in own.name}:
            return Decimal(1)
        if self.is_percent(indicator) or said in _HUNDRED:
            return Decimal(1) if self.is_percent(indicator) and said in _HUNDRED else _other_unit(unit, own.name)
        for lang in Lang if _is_kind(unit, own) else ():
            found = readings(f"1 {unit}", self.definitions.topic(indicator), lang=lang)
            if len(found) == 1 and found[0].quantity.qualifier is Qualifier.VALUE and found[0].quantity.value != 1:
                return found[0].quantity.value
        return _other_unit(unit, own.name)


def _is_kind(unit: str, own: Unit) -> bool:
    """Whether ``unit`` counts the same things as ``own``, in other magnitudes: ``triệu đồng`` and ``tỷ đồng``."""
    things = {_without_magnitude(name) for name in own.name if name}
    thing = _without_magnitude(unit)
    return thing in things or (own.scale != 1 and (not thing or (thing in _CURRENCY and bool(things & _CURRENCY))))


def _without_magnitude(name: str) -> str:
    words = name.split()
    while words and magnitude(words[0]) > 1:
        words.pop(0)
    return plain(" ".join(words)).strip(" :.")


def _with_code(name: str, code: str) -> str:
    return code if name == code else f"{code} ({shown(name)})"


def _several(text: str, codes: list[str]) -> Fault:
    return Fault("M501.several", text=shown(text), codes=listed(codes))


def _other_unit(unit: str, own: Localized) -> Fault:
    return Fault("M504.other", unit=shown(unit), own=own)
