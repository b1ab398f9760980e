"""Rules over plans: their numbers, what they replace, their sources, and the way to their targets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

from cnht.checks.scope import Scope, circles
from cnht.domain.model import Dated, Measure, Plan, Target, Workspace, written
from cnht.domain.quantity import Direction, Quantity
from cnht.language.fuzzy import fold
from cnht.language.texts import NOTHING, _, both
from cnht.language.wording import write_date, write_period
from cnht.problems import Fault, Kind, Known, Location, Problem, shown, unknown


def plans_differ(scope: Scope) -> Iterator[Problem]:
    """No two plans have one number, however it is spaced and whatever key its Đ was typed with."""
    seen: dict[str, Plan] = {}
    for plan in scope.workspace.plans:
        first = seen.setdefault(_same_number(plan.number), plan)
        if first is plan:
            continue
        spelt = shown(first.number)
        yield Fault(
            "M531",
            number=shown(plan.number),
            where=shown(str(first.where)),
            spelt=NOTHING if first.number == plan.number else _(', written "{spelt}"', spelt=spelt),
        ).at(plan.where, first.where)


def _same_number(number: str) -> str:
    """What the spellings of one document's number have in common."""
    return fold(number).replace(" ", "").translate(_DASHES)


_DASHES = str.maketrans("‐‑‒–—−", "------")


def replaced_plans_exist(scope: Scope) -> Iterator[Problem]:
    """A plan replaces one that is there."""
    numbers = Known({plan.number: plan for plan in scope.workspace.plans})
    for plan in scope.workspace.plans:
        replaced = plan.replaces
        if replaced is None or replaced in numbers or scope.workspace.definitions.is_unread(Kind.PLAN, replaced):
            continue
        yield unknown(Kind.PLAN, replaced, numbers).at(plan.places.get("replaces", plan.where))


def replaced_plans_are_older(scope: Scope) -> Iterator[Problem]:
    """A plan does not replace one that was issued after it."""
    plans = {plan.number: plan for plan in scope.workspace.plans}
    for plan in scope.workspace.plans:
        replaced = plans.get(plan.replaces or "")
        if replaced is None or plan.issued is None or replaced.issued is None:
            continue
        if replaced.issued.first > plan.issued.last:
            one, other = both(write_period, replaced.issued), both(write_period, plan.issued)
            yield Fault("M529", one=one, other=other).at(
                plan.places.get("replaces", plan.where), replaced.places.get("issued", replaced.where)
            )


def replacements_end(scope: Scope) -> Iterator[Problem]:
    """No plan replaces itself, by whatever way round."""
    plans = {plan.number: plan for plan in scope.workspace.plans}
    follow = {number: (plan.replaces,) if plan.replaces else () for number, plan in plans.items()}
    for circle in circles(follow):
        way = shown(" → ".join([*circle, circle[0]]))
        yield Fault("M530", way=way).at(plans[circle[0]].places.get("replaces", plans[circle[0]].where))


def plans_are_issued_in_time(scope: Scope) -> Iterator[Problem]:
    """A plan is issued before its period is over."""
    for plan in scope.workspace.plans:
        if plan.issued is not None and plan.issued.first > plan.period.last:
            issued, period = both(write_period, plan.issued), both(write_period, plan.period)
            yield Fault("M542", issued=issued, period=period).at(
                plan.places.get("issued", plan.where), plan.places.get("period", plan.where)
            )


def plan_sources_exist(scope: Scope) -> Iterator[Problem]:
    """The sources of plans and targets are among the sources."""
    for plan in scope.workspace.plans:
        for index, code in enumerate(plan.sources):
            yield from _source(scope.workspace, code, plan.places.get(f"source.{index}", plan.where))
        for target in plan.targets:
            if target.source is not None:
                yield from _source(scope.workspace, target.source, target.places.get("source", target.where))


def targets_improve_on_their_baselines(scope: Scope) -> Iterator[Problem]:
    """No baseline meets its target already; where a level is to be maintained it should."""
    for direction, target in _targets(scope.workspace):
        baseline = target.baseline
        if baseline is None or direction is Direction.MAINTAIN:
            continue
        region = target.quantity.region(direction, scope.workspace.definitions.tolerance)
        if region.contains(baseline.quantity.nominal(direction)):
            yield Fault(
                "M532", quantity=written(target.quantity), baseline=written(baseline.quantity), direction=direction
            ).at(target.where, baseline.where)


def milestones_lead_to_their_targets(scope: Scope) -> Iterator[Problem]:
    """From the baseline over the milestones to the target no step goes backwards; ``each: year`` is a way a year."""
    for direction, target in _targets(scope.workspace):
        steps = sorted(target.milestones, key=lambda step: step.as_of)
        if target.each_year:
            ways = [list(way) for _unused, way in groupby(steps, key=lambda step: step.as_of.year)]
        else:
            start = target.baseline
            if steps and start is not None and not _backwards(direction, start.quantity, target.quantity):
                steps.insert(0, start)
            ways = [steps] if steps else []
        for way in ways:
            yield from _strays(direction, way, target)


def _strays(direction: Direction, way: list[Dated], target: Target) -> Iterator[Problem]:
    """The first milestone of a way that is out of line."""
    for one, two in pairwise(way):
        if _backwards(direction, one.quantity, two.quantity):
            yield _out_of_line(two, one.quantity, target)
            return
    if _backwards(direction, way[-1].quantity, target.quantity):
        yield _out_of_line(way[-1], target.quantity, target)


def _backwards(direction: Direction, one: Quantity, two: Quantity) -> bool:
    """Whether going from ``one`` to ``two`` is going the wrong way; there is none where a level is maintained."""
    change = two.nominal(direction) - one.nominal(direction)
    return (direction is Direction.INCREASE and change < 0) or (direction is Direction.DECREASE and change > 0)


def _out_of_line(milestone: Dated, beside: Quantity, target: Target) -> Problem:
    said, near, day = written(milestone.quantity), written(beside), both(write_date, milestone.as_of)
    return Fault("M534", day=day, said=said, near=near).at(milestone.where, target.where)


def _source(workspace: Workspace, code: str, where: Location) -> Iterator[Problem]:
    definitions = workspace.definitions
    if code not in definitions.sources and not definitions.is_unread(Kind.SOURCE, code):
        yield unknown(Kind.SOURCE, code, definitions.sources).at(where)


def _targets(workspace: Workspace) -> Iterator[tuple[Direction, Target]]:
    """The targets that are levels, and which way they go: growth may slow down, so it has no way to go."""
    for plan in workspace.plans:
        for target in plan.targets:
            indicator = workspace.definitions.indicators[target.indicator]
            if indicator.measure is not Measure.GROWTH:
                yield indicator.direction, target
