"""Rules over what the other files name: areas, units, indicators, sources, registers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import chain

from cnht.checks.scope import Scope, ahead_of_source, circles
from cnht.domain.model import Area, Indicator, Measure, RegisterEntry, Source, Unit
from cnht.language.fuzzy import fold
from cnht.language.texts import both
from cnht.language.wording import magnitude, write_date, write_number, write_period
from cnht.problems import Fault, Kind, Problem, shown, unknown

_IN_PERCENT = re.compile(r"%|phần trăm|(?<!\w)per ?cent|(?<!\w)pct(?!\w)")


def units_exist(scope: Scope) -> Iterator[Problem]:
    """An indicator's unit is one of the units."""
    definitions = scope.workspace.definitions
    for indicator in definitions.indicators.values():
        if indicator.unit not in definitions.units and not definitions.is_unread(Kind.UNIT, indicator.unit):
            fault = unknown(Kind.UNIT, indicator.unit, definitions.units)
            yield fault.at(indicator.places.get("unit", indicator.where))


def ratios_exist(scope: Scope) -> Iterator[Problem]:
    """A ratio is made of indicators."""
    definitions = scope.workspace.definitions
    for indicator in definitions.indicators.values():
        if indicator.ratio is None:
            continue
        for key, code in (("of", indicator.ratio.part), ("to", indicator.ratio.whole)):
            if code in definitions.indicators or definitions.is_unread(Kind.INDICATOR, code):
                continue
            other = unknown(Kind.INDICATOR, code, definitions.indicators)
            fault = Fault("M525", message=other.message, fix=other.fix)
            yield fault.at(indicator.places.get(f"ratio.{key}", indicator.where))


def ratios_end(scope: Scope) -> Iterator[Problem]:
    """No share is derived from itself, by whatever way round."""
    indicators = scope.workspace.definitions.indicators
    for circle in ratio_circles(indicators):
        way = " → ".join([*circle, circle[0]])
        yield Fault("M526", way=way).at(indicators[circle[0]].places.get("ratio", indicators[circle[0]].where))


def ratio_circles(indicators: Mapping[str, Indicator]) -> Iterator[list[str]]:
    """The codes of shares that are derived from themselves, a circle at a time."""
    ratios = {code: indicator.ratio for code, indicator in indicators.items()}
    return circles({code: (ratio.part, ratio.whole) if ratio else () for code, ratio in ratios.items()})


def registers_exist(scope: Scope) -> Iterator[Problem]:
    """The register that backs an indicator is a file."""
    definitions = scope.workspace.definitions
    for indicator in definitions.indicators.values():
        code = indicator.register
        if code is None or code in scope.workspace.registers or definitions.is_unread(Kind.REGISTER, code):
            continue
        yield unknown(Kind.REGISTER, code, scope.workspace.registers).at(
            indicator.places.get("register", indicator.where)
        )


def units_fit_the_measure(scope: Scope) -> Iterator[Problem]:
    """Growth and shares are in percent: in a unit whose name says so."""
    definitions = scope.workspace.definitions
    for indicator in definitions.indicators.values():
        unit = definitions.units.get(indicator.unit)
        if indicator.measure not in (Measure.GROWTH, Measure.SHARE) or unit is None:
            continue
        if not any(_IN_PERCENT.search(fold(name)) for name in unit.name):
            yield Fault("M539", measure=indicator.measure, unit=unit.name).at(
                indicator.places.get("unit", indicator.where), unit.where
            )


def scales_fit_their_names(scope: Scope) -> Iterator[Problem]:
    """A unit named ``tỷ đồng`` has the scale 1000000000."""
    for unit in scope.workspace.definitions.units.values():
        said = ((name, magnitude(name)) for name in unit.name)
        name, factor = next(((name, size) for name, size in said if size not in (1, unit.scale)), ("", 1))
        if factor != 1:
            times, scale = both(write_number, factor), both(write_number, unit.scale)
            yield Fault("M540", name=shown(name), times=times, scale=scale, factor=factor).at(
                unit.places.get("scale", unit.where)
            )


def sources_differ(scope: Scope) -> Iterator[Problem]:
    """No two sources have codes that differ in case only."""
    first: dict[str, Source] = {}
    for source in scope.workspace.definitions.sources.values():
        other = first.setdefault(source.code.casefold(), source)
        if other is not source:
            yield Fault("M541", code=shown(source.code), other=shown(other.code), where=shown(str(other.where))).at(
                source.where, other.where
            )


def names_reach_a_stage_once(scope: Scope) -> Iterator[Problem]:
    """In a register a name reaches a stage once, however it is spaced and whatever key its Đ was typed with."""
    for entries in scope.workspace.registers.values():
        first: dict[tuple[str, str, str], RegisterEntry] = {}
        for entry in entries:
            other = first.setdefault((fold(entry.name), entry.area, entry.stage), entry)
            if other is not entry:
                yield Fault(
                    "M515.spelling", name=shown(entry.name), where=shown(str(other.where)), other=shown(other.name)
                ).at(entry.where, other.where)


# --- what nothing uses -------------------------------------------------------------------------------------------


def indicators_are_used(scope: Scope) -> Iterator[Problem]:
    """Every indicator has a target or a figure, or is part of a ratio."""
    definitions, named = scope.workspace.definitions, scope.named
    if named is None or not named.indicators or definitions.is_unread(Kind.PLAN):
        return
    ratios = (each.ratio for each in definitions.indicators.values() if each.ratio is not None)
    used = named.indicators.union(*((ratio.part, ratio.whole) for ratio in ratios))
    yield from _unused("M535", definitions.indicators.values(), used)


def units_are_used(scope: Scope) -> Iterator[Problem]:
    """Every unit is that of an indicator."""
    definitions = scope.workspace.definitions
    if scope.named is None or definitions.is_unread(Kind.INDICATOR):
        return
    used = {indicator.unit for indicator in definitions.indicators.values()}
    yield from _unused("M536", definitions.units.values(), used)


def areas_are_used(scope: Scope) -> Iterator[Problem]:
    """Every area is one of a plan, a target, a figure or a named thing; the only one needs no naming."""
    definitions, named = scope.workspace.definitions, scope.named
    if named is None or not named.areas or definitions.only_area or definitions.is_unread(Kind.PLAN):
        return
    yield from _unused("M537", definitions.areas.values(), named.areas)


def sources_are_used(scope: Scope) -> Iterator[Problem]:
    """Every source is named by a plan, a target, a figure or a register."""
    definitions, named = scope.workspace.definitions, scope.named
    if named is None or not named.sources or definitions.is_unread(Kind.PLAN) or definitions.is_unread(Kind.REGISTER):
        return
    # One of two that differ in case only is told as that.
    known = {code.casefold() for code in named.sources}
    used = named.sources.union(code for code in definitions.sources if code.casefold() in known)
    yield from _unused("M538", definitions.sources.values(), used)


def _unused(code: str, defined: Iterable[Area | Unit | Indicator | Source], used: set[str]) -> Iterator[Problem]:
    for each in defined:
        if each.code not in used:
            yield Fault(code, thing=shown(each.code)).at(each.where)


# --- days --------------------------------------------------------------------------------------------------------


def sources_are_published(scope: Scope) -> Iterator[Problem]:
    """No source is published after today."""
    if scope.today is None:
        return
    for source in scope.workspace.definitions.sources.values():
        if source.published.first > scope.today + timedelta(days=1):
            then, now = both(write_period, source.published), both(write_date, scope.today)
            yield Fault("M543", then=then, now=now).at(source.places.get("published", source.where))


def registers_are_not_ahead_of_their_sources(scope: Scope) -> Iterator[Problem]:
    """Nothing in a register is dated after the day its source was published."""
    for entry in chain.from_iterable(scope.workspace.registers.values()):
        source = scope.workspace.definitions.sources.get(entry.source)
        if source is not None:  # it may not have been readable
            yield from ahead_of_source(entry, source)
