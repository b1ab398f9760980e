"""What changes, as JSON: the shape that other programs rely on."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from cnht.comparing.changes import (
    ComparedTarget,
    Diff,
    EntryChange,
    FigureChange,
    Flip,
    Missing,
    Side,
    TargetChange,
    ThingChange,
    Value,
)
from cnht.domain.model import Dated, Observation, RegisterEntry
from cnht.domain.period import Period
from cnht.language.texts import Lang
from cnht.presenting.diff import DOCUMENTS, SideLabel, Teller
from cnht.presenting.numbers import percent, plain
from cnht.writers.json_text import Object, bounds, exact_json, quantity
from cnht.writers.problems_json import problem_object


def diff_json(diff: Diff, old: SideLabel, new: SideLabel, lang: Lang) -> str:
    """The contract ``cnht.diff/1``. Quoted numbers keep their digits; only ``why`` and messages are in ``lang``."""
    return exact_json(diff_object(diff, old, new, lang))


def diff_object(diff: Diff, old: SideLabel, new: SideLabel, lang: Lang) -> Object:
    """The JSON document as Python objects: its numbers are ``int`` or ``Decimal``."""
    teller = Teller(diff)
    return {
        "format": "cnht.diff/1",
        "old": str(old.name),
        "new": str(new.name),
        "repository": old.repository or new.repository or None,
        "commits": {"old": old.commit or None, "new": new.commit or None},
        "as_of": None if diff.as_of is None or diff.unjudged else diff.as_of.isoformat(),
        "unjudged": None if diff.unjudged is None else str(diff.unjudged),
        "targets": [_target(change) for change in diff.targets],
        "figures": [_figure(change) for change in diff.figures],
        "statuses": [_flip(flip, teller, lang) for flip in diff.flips],
        "definitions": [_thing(change) for change in diff.things if change.thing not in DOCUMENTS],
        "documents": [_thing(change) for change in diff.things if change.thing in DOCUMENTS],
        "registers": [_entry(change) for change in diff.entries],
        "unchanged": [
            {"indicator": one.target.indicator, "area": one.target.area, "old": _goal(one), "new": _goal(other)}
            for one, other in diff.same
        ],
        "missing": [_missing(lacking) for lacking in diff.missing],
        "problems": {"old": _problems(diff.old, lang), "new": _problems(diff.new, lang)},
    }


def _problems(side: Side, lang: Lang) -> list[Object]:
    return [problem_object(problem, lang) for problem in side.errors]


def _target(change: TargetChange) -> Object:
    return {
        "change": str(change.change),
        "indicator": change.goal.target.indicator,
        "area": change.goal.target.area,
        "old": None if change.old is None else _goal(change.old),
        "new": None if change.new is None else _goal(change.new),
    }


def _goal(goal: ComparedTarget) -> Object:
    target = goal.target
    return {
        "plan": target.plan,
        "due": goal.due.isoformat(),
        **quantity(target.quantity),
        "region": bounds(goal.region),
        "each_year": target.each_year,
        "baseline": None if target.baseline is None else _dated(target.baseline),
        "milestones": [_dated(stop) for stop in sorted(target.milestones, key=lambda stop: stop.as_of)],
        "source": target.source,
        "wording": target.wording or None,
        "note": str(target.note) if target.note else None,
        "file": target.where.file,
        "line": target.where.line,
    }


def _dated(dated: Dated) -> Object:
    return {**quantity(dated.quantity), "as_of": dated.as_of.isoformat()}


def _figure(change: FigureChange) -> Object:
    seen = change.figure
    return {
        "change": str(change.change),
        "indicator": seen.indicator,
        "area": seen.area,
        "period": None if seen.period is None else seen.period.text,
        "as_of": seen.as_of.isoformat(),
        "source": seen.source,
        "old": None if change.old is None else _observation(change.old),
        "new": None if change.new is None else _observation(change.new),
        "percent": None if change.percent is None else percent(change.percent),
    }


def _observation(seen: Observation) -> Object:
    return {
        **quantity(seen.quantity),
        "status": str(seen.status) or None,
        "wording": seen.wording or None,
        "note": seen.note or None,
        "file": seen.where.file,
        "line": seen.where.line,
    }


def _flip(flip: Flip, teller: Teller, lang: Lang) -> Object:
    row = flip.new
    return {
        "indicator": row.indicator.code,
        "area": row.target.area,
        "plan": row.plan.number,
        "due": row.due.isoformat(),
        "year": flip.year,
        "old": str(flip.old.status),
        "new": str(row.status),
        "why": teller.why(flip).text(lang),
    }


def _thing(change: ThingChange) -> Object:
    return {
        "change": str(change.change),
        "kind": str(change.thing),
        "code": change.code or None,
        "field": change.field or None,
        "old": _value(change.old),
        "new": _value(change.new),
    }


def _value(value: Value) -> Any:
    match value:
        case Period():
            return value.text
        case Fraction():
            return plain(value)
        case None | str() | Decimal():
            return value


def _entry(change: EntryChange) -> Object:
    entry = change.entry
    return {
        "change": str(change.change),
        "register": change.register,
        "name": entry.name,
        "area": entry.area,
        "stage": entry.stage,
        "old": None if change.old is None else _named(change.old),
        "new": None if change.new is None else _named(change.new),
    }


def _named(entry: RegisterEntry) -> Object:
    return {
        "as_of": entry.as_of.isoformat(),
        "source": entry.source,
        "note": entry.note or None,
        "file": entry.where.file,
        "line": entry.where.line,
    }


def _missing(lacking: Missing) -> Object:
    """What one side lacks, in the shape of the change it would be, without saying that it is one."""
    match lacking.what:
        case ComparedTarget() as goal:
            kind: str = "target"
            found: Object = {"indicator": goal.target.indicator, "area": goal.target.area, **_goal(goal)}
        case Observation() as seen:
            kind = "figure"
            found = {"indicator": seen.indicator, "area": seen.area, "as_of": seen.as_of.isoformat()}
            found |= {"source": seen.source, **_observation(seen)}
        case RegisterEntry() as entry:
            kind = "register"
            found = {"name": entry.name, "area": entry.area, "stage": entry.stage, **_named(entry)}
        case ThingChange() as thing:
            kind = str(thing.thing)
            found = {"code": thing.code}
    return {"from": "new" if lacking.in_new else "old", "kind": kind, **found}
