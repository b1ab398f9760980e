"""Rules across files: what no single file can be wrong about. A new rule is one function and one line in ``RULES``.

Each rule takes the workspace and yields problems. None of them concludes anything from what could not be read, so
that one cause stays one problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from cnht.lang import Words
from cnht.model import Dated, Plan, Target, Workspace, written
from cnht.problems import Code, Fault, Kind, Location, Problem, shown, unknown
from cnht.quantity import Direction, Quantity


def check(workspace: Workspace) -> list[Problem]:
    """Everything that is wrong across the files of ``workspace``, by file, line and column."""
    found = [problem for rule in RULES for problem in rule(workspace)]
    return sorted(found, key=lambda problem: (problem.where, problem.code.identifier))


def units_exist(workspace: Workspace) -> Iterator[Problem]:
    """An indicator's unit is one of the units."""
    definitions = workspace.definitions
    for indicator in definitions.indicators.values():
        if indicator.unit not in definitions.units and not definitions.is_unread(Kind.UNIT, indicator.unit):
            fault = unknown(Kind.UNIT, indicator.unit, definitions.units)
            yield fault.at(indicator.places.get("unit", indicator.where))


def ratios_exist(workspace: Workspace) -> Iterator[Problem]:
    """A ratio is made of indicators."""
    definitions = workspace.definitions
    for indicator in definitions.indicators.values():
        if indicator.ratio is None:
            continue
        for key, code in (("of", indicator.ratio.part), ("to", indicator.ratio.whole)):
            if code in definitions.indicators or definitions.is_unread(Kind.INDICATOR, code):
                continue
            other = unknown(Kind.INDICATOR, code, definitions.indicators)
            fault = Fault(Code.RATIO_UNKNOWN, other.message, other.fix)
            yield fault.at(indicator.places.get(f"ratio.{key}", indicator.where))


def ratios_end(workspace: Workspace) -> Iterator[Problem]:
    """No share is derived from itself, by whatever way round."""
    indicators = workspace.definitions.indicators
    ratios = {code: indicator.ratio for code, indicator in indicators.items()}
    follow = {code: (ratio.part, ratio.whole) if ratio else () for code, ratio in ratios.items()}
    for circle in _circles(follow):
        way = " → ".join([*circle, circle[0]])
        yield Fault(
            Code.RATIO_CIRCLE,
            Words(f"tỷ trọng này tính từ chính nó: {way}", f"this share is derived from itself: {way}"),
            Words("Sửa ratio của một trong các chỉ tiêu đó.", "Change the ratio of one of them."),
        ).at(indicators[circle[0]].places.get("ratio", indicators[circle[0]].where))


def registers_exist(workspace: Workspace) -> Iterator[Problem]:
    """The register that backs an indicator is a file."""
    definitions = workspace.definitions
    for indicator in definitions.indicators.values():
        code = indicator.register
        if code is None or code in workspace.registers or definitions.is_unread(Kind.REGISTER, code):
            continue
        yield unknown(Kind.REGISTER, code, workspace.registers).at(indicator.places.get("register", indicator.where))


def plans_differ(workspace: Workspace) -> Iterator[Problem]:
    """No two plans have one number."""
    seen: dict[str, Plan] = {}
    for plan in workspace.plans:
        first = seen.setdefault(plan.number, plan)
        if first is not plan:
            yield Fault(
                Code.DUPLICATE_PLAN,
                Words(f"kế hoạch “{shown(plan.number)}” đã có ở {shown(str(first.where))}",
                      f'the plan "{shown(plan.number)}" stands at {shown(str(first.where))} already'),
                Words("Sửa số hiệu, hoặc gộp hai tệp.", "Correct the number, or join the two files."),
            ).at(plan.where, first.where)  # fmt: skip


def replaced_plans_exist(workspace: Workspace) -> Iterator[Problem]:
    """A plan replaces one that is there."""
    numbers = {plan.number for plan in workspace.plans}
    for plan in workspace.plans:
        replaced = plan.replaces
        if replaced is None or replaced in numbers or workspace.definitions.is_unread(Kind.PLAN, replaced):
            continue
        yield unknown(Kind.PLAN, replaced, numbers).at(plan.places.get("replaces", plan.where))


def replaced_plans_are_older(workspace: Workspace) -> Iterator[Problem]:
    """A plan does not replace one that was issued after it."""
    plans = {plan.number: plan for plan in workspace.plans}
    for plan in workspace.plans:
        replaced = plans.get(plan.replaces or "")
        if replaced is None or plan.issued is None or replaced.issued is None:
            continue
        if replaced.issued.first > plan.issued.last:
            yield Fault(
                Code.REPLACES_LATER,
                Words(f"kế hoạch bị thay thế ban hành {replaced.issued.text}, sau kế hoạch này ({plan.issued.text})",
                      f"the replaced plan was issued {replaced.issued.text}, after this one, {plan.issued.text}"),
                Words("Kiểm tra issued của hai kế hoạch, hoặc đảo chiều replaces.",
                      "Check issued of the two plans, or turn replaces around."),
            ).at(plan.places.get("replaces", plan.where), replaced.places.get("issued", replaced.where))  # fmt: skip


def replacements_end(workspace: Workspace) -> Iterator[Problem]:
    """No plan replaces itself, by whatever way round."""
    plans = {plan.number: plan for plan in workspace.plans}
    follow = {number: (plan.replaces,) if plan.replaces else () for number, plan in plans.items()}
    for circle in _circles(follow):
        way = shown(" → ".join([*circle, circle[0]]))
        yield Fault(
            Code.REPLACES_CIRCLE,
            Words(f"các kế hoạch thay thế nhau thành vòng: {way}", f"plans replace each other in a circle: {way}"),
            Words("Xóa replaces ở kế hoạch ban hành trước.", "Delete replaces in the plan that was issued first."),
        ).at(plans[circle[0]].places.get("replaces", plans[circle[0]].where))


def plan_sources_exist(workspace: Workspace) -> Iterator[Problem]:
    """The sources of plans and targets are among the sources."""
    for plan in workspace.plans:
        for index, code in enumerate(plan.sources):
            yield from _source(workspace, code, plan.places.get(f"source.{index}", plan.where))
        for target in plan.targets:
            if target.source is not None:
                yield from _source(workspace, target.source, target.places.get("source", target.where))


def targets_improve_on_their_baselines(workspace: Workspace) -> Iterator[Problem]:
    """With ``increase`` a target is not below its baseline, with ``decrease`` not above it."""
    for direction, target in _targets(workspace):
        baseline = target.baseline
        if baseline is None:
            continue
        if _backwards(direction, baseline.quantity, target.quantity):
            yield Fault(
                Code.BASELINE_SIDE,
                Words(f"mục tiêu {written(target.quantity)} kém hơn số gốc {written(baseline.quantity)}"
                      f" của chỉ tiêu có direction: {direction}",
                      f"the target {written(target.quantity)} is worse than its baseline"
                      f" {written(baseline.quantity)}, for direction: {direction}"),
                Words("Kiểm tra hai số và direction của chỉ tiêu.",
                      "Check the two numbers, and the indicator's direction."),
            ).at(target.where, baseline.where)  # fmt: skip


def milestones_lead_to_their_targets(workspace: Workspace) -> Iterator[Problem]:
    """From the baseline over the milestones to the target no step goes backwards."""
    for direction, target in _targets(workspace):
        steps = sorted(target.milestones, key=lambda step: step.as_of)
        if not steps:
            continue
        start = target.baseline
        if start is not None and not _backwards(direction, start.quantity, target.quantity):
            steps.insert(0, start)
        ways = [(one, two) for one, two in pairwise(steps) if _backwards(direction, one.quantity, two.quantity)]
        if ways:
            yield _out_of_line(ways[0][1], ways[0][0].quantity, target)
        elif _backwards(direction, steps[-1].quantity, target.quantity):
            yield _out_of_line(steps[-1], target.quantity, target)


def _backwards(direction: Direction, one: Quantity, two: Quantity) -> bool:
    """Whether going from ``one`` to ``two`` is going the wrong way; there is none where a level is maintained."""
    change = two.nominal(direction) - one.nominal(direction)
    return (direction is Direction.INCREASE and change < 0) or (direction is Direction.DECREASE and change > 0)


def _out_of_line(milestone: Dated, beside: Quantity, target: Target) -> Problem:
    said = written(milestone.quantity)
    return Fault(
        Code.MILESTONE_LINE,
        Words(f"mốc {milestone.as_of} ({said}) không nằm trên đường đến mục tiêu: cạnh nó là {written(beside)}",
              f"the milestone {milestone.as_of} ({said}) is not on the way to the target, next to {written(beside)}"),
        Words("Ghi số cộng dồn đến từng mốc, không phải số của riêng từng kỳ.",
              "Write running totals, not the number of each single stretch."),
    ).at(milestone.where, target.where)  # fmt: skip


def _source(workspace: Workspace, code: str, where: Location) -> Iterator[Problem]:
    definitions = workspace.definitions
    if code not in definitions.sources and not definitions.is_unread(Kind.SOURCE, code):
        yield unknown(Kind.SOURCE, code, definitions.sources).at(where)


def _targets(workspace: Workspace) -> Iterator[tuple[Direction, Target]]:
    for plan in workspace.plans:
        for target in plan.targets:
            yield workspace.definitions.indicators[target.indicator].direction, target


def _circles(follow: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Each circle of names once, starting with the name that stands first in ``follow``."""
    done: set[str] = set()
    for start in follow:
        path: list[str] = []
        rest = [iter((start,))]
        while rest:
            name = next(rest[-1], None)
            if name is None:
                rest.pop()
                if path:
                    done.add(path.pop())
            elif name in path:
                yield path[path.index(name) :]
            elif name not in done:
                path.append(name)
                rest.append(iter(follow.get(name, ())))


RULES: list[Callable[[Workspace], Iterator[Problem]]] = [
    units_exist,
    ratios_exist,
    ratios_end,
    registers_exist,
    plans_differ,
    replaced_plans_exist,
    replaced_plans_are_older,
    replacements_end,
    plan_sources_exist,
    targets_improve_on_their_baselines,
    milestones_lead_to_their_targets,
]
