"""Two workspaces, or two selections of targets, to what changes between them.

Things are paired by what they are, never by where they stand: order, files, formatting and spelling of a number change
nothing. Whatever is read from the two sides is treated alike, so that swapping them turns every change around.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from cnht.comparing.changes import (
    ChangeKind,
    ComparedTarget,
    Diff,
    EntryChange,
    FigureChange,
    Flip,
    Missing,
    Side,
    TargetChange,
    Thing,
    ThingChange,
    Unjudged,
    Value,
)
from cnht.comparing.verdicts import flips
from cnht.domain.model import Area, Dated, Indicator, Observation, Plan, RegisterEntry, Source, Target, Unit, Workspace
from cnht.domain.period import Period
from cnht.domain.quantity import Tolerance
from cnht.language.texts import NOTHING, LocalizedText
from cnht.problems import Kind

_T = TypeVar("_T")
_ORDER = {change: number for number, change in enumerate(ChangeKind)}


def compare(old: Side, new: Side, as_of: date | None) -> Diff:
    """What changes from one workspace to another one; verdicts as things stood on ``as_of``, none without it."""
    targets, missing_targets = _sorted_out(_targets(old, new), old, new)
    figures, missing_figures = _sorted_out(_figures(old, new), old, new)
    entries, missing_entries = _sorted_out(_entries(old, new), old, new)
    things, missing_things = _sorted_out(_things(old, new), old, new)
    missing = (*missing_targets, *missing_figures, *missing_entries, *missing_things)
    unjudged = Unjudged.ERRORS if as_of and (old.errors or new.errors) else None
    flipped: tuple[Flip, ...] = ()
    if as_of is not None and unjudged is None and (targets or figures or things):
        flipped = flips(old.workspace, new.workspace, as_of, _pairs(old, new), (*targets, *figures, *things))
    return Diff(old, new, targets, figures, things, entries, flipped, missing, as_of=as_of, unjudged=unjudged)


def compare_selections(old: Side, olds: Sequence[ComparedTarget], new: Side, news: Sequence[ComparedTarget]) -> Diff:
    """What changes between the targets of two years or plans, paired by indicator and area."""
    changes: list[TargetChange] = []
    same: list[tuple[ComparedTarget, ComparedTarget]] = []
    for mine, yours in _grouped(olds, news, lambda goal: (goal.target.indicator, goal.target.area)):
        pairs, dropped, added = _alike(mine, yours, old.workspace, new.workspace)
        for one, other in pairs:
            if one.target.quantity == other.target.quantity and one.region == other.region:
                same.append((one, other))
            else:
                changes.append(TargetChange(_which_way(one, other), one, other))
        changes += [TargetChange(ChangeKind.DROPPED, goal, None) for goal in dropped]
        changes += [TargetChange(ChangeKind.ADDED, None, goal) for goal in added]
    return Diff(old, new, _worst_first(changes), same=tuple(same), unjudged=Unjudged.SELECTIONS)


def due_in(workspace: Workspace, year: int) -> list[ComparedTarget]:
    """The targets due in ``year``, those apart whose plan another one has replaced by the end of it."""
    span = Period.year(year)
    replaced = {plan.replaces for plan in workspace.plans if plan.period.first <= span.last}
    found = []
    for plan in workspace.plans:
        if plan.number in replaced:
            continue
        for target in plan.targets:
            if not target.each_year and target.due in span:
                found.append(_goal(workspace, target))
            elif target.each_year and plan.period.first <= span.last and span.first <= plan.period.last:
                found.append(_goal(workspace, target, min(span.last, plan.period.last)))
    return found


def of_plan(workspace: Workspace, number: str) -> list[ComparedTarget]:
    """The targets of a plan."""
    return [_goal(workspace, target) for plan in workspace.plans if plan.number == number for target in plan.targets]


def _goal(workspace: Workspace, target: Target, due: date | None = None) -> ComparedTarget:
    indicator = workspace.definitions.indicators[target.indicator]
    region = target.quantity.region(indicator.direction, workspace.definitions.tolerance)
    return ComparedTarget(target, indicator, region, due or target.due, _scale(workspace, indicator))


def _scale(workspace: Workspace, indicator: Indicator) -> Fraction:
    units = workspace.definitions.units
    return units[indicator.unit].scale if indicator.unit in units else Fraction(1)


def _grouped(
    olds: Iterable[_T], news: Iterable[_T], key: Callable[[_T], Hashable]
) -> Iterator[tuple[list[_T], list[_T]]]:
    """What has one key on both sides, in the order in which the keys come."""
    groups: dict[Hashable, tuple[list[_T], list[_T]]] = {}
    for number, things in enumerate((olds, news)):
        for thing in things:
            groups.setdefault(key(thing), ([], []))[number].append(thing)
    yield from groups.values()


_Ordered = TypeVar("_Ordered", TargetChange, FigureChange, EntryChange, ThingChange)


def _worst_first(changes: Iterable[_Ordered]) -> tuple[_Ordered, ...]:
    return tuple(sorted(changes, key=lambda change: _ORDER[change.change]))


# --- what one side could not read --------------------------------------------------------------------------------


def _sorted_out(changes: Iterable[_Ordered], old: Side, new: Side) -> tuple[tuple[_Ordered, ...], tuple[Missing, ...]]:
    """The changes, worst first; and apart from them what a side lacks perhaps only because it could not be read."""
    known: list[_Ordered] = []
    missing: list[Missing] = []
    for change in changes:
        if change.change in (ChangeKind.LOST, ChangeKind.DROPPED) and _may_be_unread(change, old, new):
            missing.append(Missing(in_new=True, what=_what(change)))
        elif change.change is ChangeKind.ADDED and _may_be_unread(change, new, old):
            missing.append(Missing(in_new=False, what=_what(change)))
        else:
            known.append(change)
    return _worst_first(known), tuple(missing)


def _what(
    change: TargetChange | FigureChange | EntryChange | ThingChange,
) -> ComparedTarget | Observation | RegisterEntry | ThingChange:
    match change:
        case TargetChange():
            return change.goal
        case FigureChange():
            return change.figure
        case EntryChange():
            return change.entry
        case ThingChange():
            return change


def _may_be_unread(
    change: TargetChange | FigureChange | EntryChange | ThingChange, having: Side, lacking: Side
) -> bool:
    if not lacking.doubtful:
        return False
    definitions = lacking.workspace.definitions
    names: list[tuple[Kind, str]]
    match change:
        case TargetChange():
            target = change.goal.target
            file = target.where.file
            names = [(Kind.INDICATOR, target.indicator), (Kind.AREA, target.area)]
            if (Kind.PLAN, target.plan) in definitions.unread:
                return True
        case FigureChange():
            seen = change.figure
            file = seen.where.file
            names = [(Kind.INDICATOR, seen.indicator), (Kind.AREA, seen.area), (Kind.SOURCE, seen.source)]
        case EntryChange():
            entry = change.entry
            file = entry.where.file
            names = [(Kind.AREA, entry.area), (Kind.SOURCE, entry.source)]
        case ThingChange(thing=Thing.PLAN):
            plans = (plan for plan in having.workspace.plans if plan.number == change.code)
            return any(lacking.may_lack(plan.where.file) for plan in plans)
        case ThingChange(thing=Thing.TOLERANCE):
            return False
        case ThingChange():
            return definitions.is_unread(Kind(change.thing), change.code)
    return lacking.may_lack(file) or any(definitions.is_unread(kind, code) for kind, code in names)


# --- targets -----------------------------------------------------------------------------------------------------


def _goals(side: Side) -> list[ComparedTarget]:
    return [_goal(side.workspace, target) for plan in side.workspace.plans for target in plan.targets]


def _key(goal: ComparedTarget) -> tuple[str, str, str]:
    return goal.target.plan, goal.target.indicator, goal.target.area


def _pairs(old: Side, new: Side) -> list[tuple[Target, Target]]:
    """The targets that both sides have."""
    return [
        (one.target, other.target)
        for olds, news in _grouped(_goals(old), _goals(new), _key)
        for one, other in _paired(olds, news)[0]
    ]


def _targets(old: Side, new: Side) -> Iterator[TargetChange]:
    for olds, news in _grouped(_goals(old), _goals(new), _key):
        pairs, dropped, added = _paired(olds, news)
        for one, other in pairs:
            for change in _aspects(one, other):
                yield TargetChange(change, one, other)
        yield from (TargetChange(ChangeKind.DROPPED, goal, None) for goal in dropped)
        yield from (TargetChange(ChangeKind.ADDED, None, goal) for goal in added)


def _paired(
    olds: list[ComparedTarget], news: list[ComparedTarget]
) -> tuple[list[tuple[ComparedTarget, ComparedTarget]], list[ComparedTarget], list[ComparedTarget]]:
    """The items of one target's lists: those due on one day belong together, then the others by their days."""
    pairs = []
    rest = sorted(news, key=lambda goal: goal.due)
    left = []
    for one in sorted(olds, key=lambda goal: goal.due):
        match = next((other for other in rest if other.due == one.due), None)
        if match is None:
            left.append(one)
        else:
            rest.remove(match)
            pairs.append((one, match))
    moved = min(len(left), len(rest))
    pairs += zip(left, rest, strict=False)
    return pairs, left[moved:], rest[moved:]


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How alike two targets of different plans are: the smaller, the more."""

    plans: Mapping[str, Plan]
    others: Mapping[str, Plan]

    def __call__(self, one: ComparedTarget, other: ComparedTarget) -> tuple[object, ...]:
        plan, its = self.plans[one.target.plan], self.others[other.target.plan]
        return (
            plan.number != its.number,
            abs(_years(plan) - _years(its)),  # a year's programme belongs to a year's, one of five years to its like
            plan.issuer != its.issuer,
            abs((plan.period.last - one.due) - (its.period.last - other.due)),
            one.region != other.region,
        )


def _years(plan: Plan) -> int:
    return plan.period.last.year - plan.period.first.year


def _alike(
    olds: list[ComparedTarget], news: list[ComparedTarget], old: Workspace, new: Workspace
) -> tuple[list[tuple[ComparedTarget, ComparedTarget]], list[ComparedTarget], list[ComparedTarget]]:
    """The most alike targets of one indicator in one area, each once; and those that are left on either side."""
    likeness = _Likeness({plan.number: plan for plan in old.plans}, {plan.number: plan for plan in new.plans})
    # Of two pairs that share a target, the numbers decide where all else is equal: the result does not depend on which
    # side is called the old one.
    ranked = sorted(
        (likeness(one, other), abs(i - j), i + j, i, j) for i, one in enumerate(olds) for j, other in enumerate(news)
    )
    mine, yours = set(range(len(olds))), set(range(len(news)))
    pairs = []
    for *_, i, j in ranked:
        if i in mine and j in yours:
            mine.remove(i)
            yours.remove(j)
            pairs.append((olds[i], news[j]))
    return pairs, [olds[i] for i in sorted(mine)], [news[j] for j in sorted(yours)]


def _which_way(old: ComparedTarget, new: ComparedTarget) -> ChangeKind:
    """Whether a target whose quantity differs has become harder or easier, where that is plain."""
    one, other = old.indicator, new.indicator
    if (one.direction, one.unit, old.scale, one.measure) != (other.direction, other.unit, new.scale, other.measure):
        return ChangeKind.REWORDED
    its, now = old.target.quantity, new.target.quantity
    same_number = its.nominal(one.direction) == now.nominal(other.direction)
    if (its.qualifier is not now.qualifier and same_number) or old.region == new.region:
        return ChangeKind.REWORDED
    if old.region.holds(new.region):
        return ChangeKind.RAISED
    return ChangeKind.LOWERED if new.region.holds(old.region) else ChangeKind.REWORDED


def _aspects(old: ComparedTarget, new: ComparedTarget) -> Iterator[ChangeKind]:
    """Everything that has happened to a target."""
    one, other = old.target, new.target
    if one.quantity != other.quantity:
        yield _which_way(old, new)
    if (one.due, one.each_year, one.period) != (other.due, other.each_year, other.period):
        yield ChangeKind.DUE_MOVED
    if _dated(one.baseline) != _dated(other.baseline):
        yield ChangeKind.BASELINE_CHANGED
    if {*map(_dated, one.milestones)} != {*map(_dated, other.milestones)}:
        yield ChangeKind.MILESTONES_CHANGED
    if one.source != other.source:
        yield ChangeKind.SOURCE_CHANGED
    if not _same_text(one.wording, other.wording):
        yield ChangeKind.WORDING_CHANGED
    if not all(map(_same_text, one.note or NOTHING, other.note or NOTHING)):
        yield ChangeKind.NOTE_CHANGED


def _dated(dated: Dated | None) -> Hashable:
    return None if dated is None else (dated.as_of, dated.quantity)


def _same_text(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but how they are broken into lines and how their letters are composed."""
    return one == other or _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


# --- figures -----------------------------------------------------------------------------------------------------


def _figures(old: Side, new: Side) -> Iterator[FigureChange]:
    for olds, news in _grouped(old.workspace.observations, new.workspace.observations, _figure_key):
        if len(olds) == len(news) == 1:
            yield from _figure_changes(olds[0], news[0], old, new)
            continue
        for one, other in _by_value(olds, news):
            if one is not None and other is not None:
                yield from _figure_changes(one, other, old, new)
            else:
                yield FigureChange(ChangeKind.LOST if other is None else ChangeKind.ADDED, one, other)


def _figure_key(seen: Observation) -> Hashable:
    return seen.indicator, seen.area, seen.period, seen.as_of, seen.source


def _by_value(
    olds: list[Observation], news: list[Observation]
) -> Iterator[tuple[Observation | None, Observation | None]]:
    """Rows that share a key, as disputed ones may: by their number, then the one undisputed row of either side."""
    left = list(olds)
    rest = list(news)
    for strict in (True, False):
        for one in list(left):
            found = (
                other for other in rest if other.quantity == one.quantity and (not strict or other.status is one.status)
            )
            match = next(found, None)
            if match is not None:
                left.remove(one)
                rest.remove(match)
                yield one, match
    for one in left:
        other = None if one.disputed else next((other for other in rest if not other.disputed), None)
        if other is not None:
            rest.remove(other)
        yield one, other
    for other in rest:
        yield None, other


def _figure_changes(one: Observation, other: Observation, old: Side, new: Side) -> Iterator[FigureChange]:
    if one.quantity != other.quantity:
        its, now_its = _indicator(old, one), _indicator(new, other)
        before, now = one.quantity.nominal(its.direction), other.quantity.nominal(now_its.direction)
        units = [(its.unit, _scale(old.workspace, its)), (now_its.unit, _scale(new.workspace, now_its))]
        percent = (now - before) * 100 / abs(before) if before and now != before and units[0] == units[1] else None
        yield FigureChange(ChangeKind.CHANGED, one, other, percent)
    if one.status is not other.status:
        yield FigureChange(ChangeKind.STATUS_CHANGED, one, other)
    if not _same_text(one.wording, other.wording):
        yield FigureChange(ChangeKind.WORDING_CHANGED, one, other)
    if not _same_text(one.note, other.note):
        yield FigureChange(ChangeKind.NOTE_CHANGED, one, other)


def _indicator(side: Side, seen: Observation) -> Indicator:
    return side.workspace.definitions.indicators[seen.indicator]


# --- registers ---------------------------------------------------------------------------------------------------


def _entries(old: Side, new: Side) -> Iterator[EntryChange]:
    before, now = (
        [(code, entry) for code, entries in side.workspace.registers.items() for entry in entries]
        for side in (old, new)
    )
    for olds, news in _grouped(before, now, lambda found: (found[0], found[1].name, found[1].area, found[1].stage)):
        for number in range(max(len(olds), len(news))):
            code, one = olds[number] if number < len(olds) else (news[number][0], None)
            other = news[number][1] if number < len(news) else None
            if one is None or other is None:
                yield EntryChange(ChangeKind.LOST if other is None else ChangeKind.ADDED, code, one, other)
            elif (one.as_of, one.source, _plain(one.note)) != (other.as_of, other.source, _plain(other.note)):
                yield EntryChange(ChangeKind.CHANGED, code, one, other)


# --- definitions, documents, sources -----------------------------------------------------------------------------


def _things(old: Side, new: Side) -> Iterator[ThingChange]:
    one, other = old.workspace.definitions, new.workspace.definitions
    if not any((Kind.INDICATOR, "") in definitions.unread for definitions in (one, other)):
        yield from _fields(Thing.TOLERANCE, "", _tolerance(one.tolerance), _tolerance(other.tolerance))
    yield from _named(Thing.INDICATOR, one.indicators, other.indicators, _indicator_fields)
    yield from _named(Thing.UNIT, one.units, other.units, _unit_fields)
    yield from _named(Thing.AREA, one.areas, other.areas, _area_fields)
    yield from _named(Thing.PLAN, _documents(old), _documents(new), _plan_fields)
    yield from _named(Thing.SOURCE, one.sources, other.sources, _source_fields)


def _documents(side: Side) -> dict[str, Plan]:
    """The plans by their numbers; of two with one number, which is an error, the first counts."""
    found: dict[str, Plan] = {}
    for plan in side.workspace.plans:
        found.setdefault(plan.number, plan)
    return found


def _named(
    thing: Thing, olds: Mapping[str, _T], news: Mapping[str, _T], fields: Callable[[_T], dict[str, Value]]
) -> Iterator[ThingChange]:
    for code in dict.fromkeys([*olds, *news]):
        if code not in news:
            yield ThingChange(ChangeKind.DROPPED, thing, code)
        elif code not in olds:
            yield ThingChange(ChangeKind.ADDED, thing, code)
        else:
            yield from _fields(thing, code, fields(olds[code]), fields(news[code]))


def _fields(thing: Thing, code: str, olds: dict[str, Value], news: dict[str, Value]) -> Iterator[ThingChange]:
    for field, one in olds.items():
        other = news[field]
        alike = _same_text(one, other) if isinstance(one, str) and isinstance(other, str) else one == other
        name, _, lang = field.partition(".")
        is_one = lang and all(fields[f"{name}.vi"] == fields[f"{name}.en"] for fields in (olds, news))
        if not alike and not (is_one and lang == "en"):  # a text that is the same in both languages is one
            yield ThingChange(ChangeKind.CHANGED, thing, code, name if is_one else field, one, other)


def _words(field: str, words: LocalizedText | None) -> dict[str, Value]:
    return {f"{field}.vi": words.vi if words else None, f"{field}.en": words.en if words else None}


def _tolerance(tolerance: Tolerance) -> dict[str, Value]:
    return {"about": tolerance.about, "nearly": tolerance.nearly}


def _indicator_fields(indicator: Indicator) -> dict[str, Value]:
    ratio = indicator.ratio
    return {
        "direction": str(indicator.direction),
        "measure": str(indicator.measure),
        "unit": indicator.unit,
        "ratio": f"{ratio.part} / {ratio.whole}" if ratio else None,
        "register": indicator.register,
        "stage": indicator.stage,
        "signed": "true" if indicator.signed else None,
        **_words("name", indicator.name),
        **_words("definition", indicator.definition),
        **_words("note", indicator.note),
    }


def _unit_fields(unit: Unit) -> dict[str, Value]:
    return {"scale": unit.scale, "short": ", ".join(unit.short) or None, **_words("name", unit.name)}


def _area_fields(area: Area) -> dict[str, Value]:
    return _words("name", area.name)


def _plan_fields(plan: Plan) -> dict[str, Value]:
    return {
        "period": plan.period,
        "replaces": plan.replaces,
        "area": plan.area,
        **_words("title", plan.title),
        **_words("issuer", plan.issuer),
        "issued": plan.issued,
        "source": ", ".join(sorted(plan.sources)),  # their order changes nothing
        **_words("note", plan.note),
    }


def _source_fields(source: Source) -> dict[str, Value]:
    return {
        "authority": str(source.authority),
        "title": source.title,
        "publisher": source.publisher,
        "published": source.published,
        "url": source.url,
        **_words("note", source.note),
    }
