"""What must hold of every comparison: sameness, single changes, both directions; on workspaces written as files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from judging import AREAS, INDICATORS, SOURCES

from cnht.comparing.changes import ChangeKind, Diff, FigureChange, Side, TargetChange
from cnht.comparing.compare import compare, compare_selections, due_in, of_plan
from cnht.domain.model import Dated, Observation, Plan, Target
from cnht.domain.quantity import ObservationStatus, Qualifier, Quantity
from cnht.files.textfile import TextFile
from cnht.language.texts import untranslated
from cnht.reading.load import load

TODAY = date(2026, 6, 30)
STOCKS = ("wells", "waste", "births", "people")
OPPOSITE = {
    ChangeKind.RAISED: ChangeKind.LOWERED,
    ChangeKind.LOWERED: ChangeKind.RAISED,
    ChangeKind.ADDED: ChangeKind.DROPPED,
    ChangeKind.DROPPED: ChangeKind.ADDED,
}
OPPOSITE_OF_FIGURES = {ChangeKind.LOST: ChangeKind.ADDED, ChangeKind.ADDED: ChangeKind.LOST}

numbers = st.integers(0, 40).map(lambda tenths: Decimal(tenths) / 10)
notes = st.sampled_from(["", "a note", "hai chữ, có dấu: phẩy", "5"])
words = st.sampled_from([Qualifier.VALUE, Qualifier.ABOUT, Qualifier.BETWEEN])


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    qualifier, value = draw(words), draw(numbers)
    return Quantity(qualifier, value, value + 1 + draw(numbers) if qualifier is Qualifier.BETWEEN else None)


@dataclass(frozen=True)
class Goal:
    quantity: Quantity
    due: str | None
    note: str
    baseline: Quantity | None


@dataclass(frozen=True)
class Figure:
    quantity: Quantity
    status: str
    note: str


goals = st.builds(Goal, quantities(), st.sampled_from([None, "2025-06-30"]), notes, st.none() | quantities())
figures = st.builds(Figure, quantities(), st.sampled_from(["", "final", "estimate"]), notes)
Plans = dict[str, dict[str, Goal]]
Figures = dict[tuple[str, str, str], Figure]
plans: st.SearchStrategy[Plans] = st.dictionaries(
    st.sampled_from(["1/KH", "2/KH", "kế hoạch"]), st.dictionaries(st.sampled_from(STOCKS), goals), max_size=3
)
series: st.SearchStrategy[Figures] = st.dictionaries(
    st.tuples(
        st.sampled_from(STOCKS), st.sampled_from(["2024-12-31", "2025-05-31", "2025-06-30"]), st.sampled_from("ab")
    ),
    figures,
    max_size=5,
)


class Pen:
    """Writes the same in many ways: order, layout, quotes, comments, zeros at the end of numbers, files."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def either(self) -> bool:
        return self.draw(st.booleans())

    def shuffled(self, lines: list[str]) -> list[str]:
        return self.draw(st.permutations(lines))

    def number(self, value: Decimal) -> str:
        text = f"{value:f}"
        return text + ("0" if "." in text else ".0") if self.either() else text

    def text(self, text: str) -> str:
        return json.dumps(text, ensure_ascii=False) if self.either() else f"'{text}'"

    def quantity(self, quantity: Quantity) -> str:
        value = self.number(quantity.value)
        if quantity.value_high is not None:
            value = f"[{value}, {self.number(quantity.value_high)}]"
        return f"{quantity.qualifier}: {value}"

    def goal(self, code: str, goal: Goal) -> str:
        keys = [self.quantity(goal.quantity)]
        keys += [f"due: {goal.due}"] if goal.due else (["due: 2025-12-31"] if self.either() else [])
        keys += [f"note: {self.text(goal.note)}"] if goal.note else []
        keys += ["area: north"] if self.either() else []
        if goal.baseline is not None:
            keys.append(f"baseline: {{{self.quantity(goal.baseline)}, as_of: 2024-12-31}}")
        keys = self.shuffled(keys)
        if self.either():
            return f"  {code}: {{{', '.join(keys)}}}   # {code}\n"
        return f"  {code}:\n" + "".join(f"    {key}\n" for key in keys) + "\n"

    def plan(self, number: str, targets: dict[str, Goal]) -> str:
        keys = [
            f"plan: {self.text(number)}\n",
            "title: {vi: t, en: t}\n",
            "issuer:\n  en: u\n  vi: u\n",
            "period: 2025\n",
            "source: a   # the first\n",
            "targets:\n" + "".join(self.shuffled([self.goal(*item) for item in targets.items()]))
            if targets
            else "targets: {}\n",
        ]
        return "# a plan\n" + "".join(self.shuffled(keys))

    def row(self, key: tuple[str, str, str], figure: Figure) -> str:
        indicator, day, source = key
        quantity = figure.quantity
        high = "" if quantity.value_high is None else self.number(quantity.value_high)
        qualifier = str(quantity.qualifier)
        if quantity.qualifier is Qualifier.VALUE and self.either():
            qualifier = ""
        cells = [indicator, day, qualifier, self.number(quantity.value), high, figure.status, source, figure.note]
        return ",".join(f'"{cell}"' if "," in cell or self.either() else cell for cell in cells) + "\n"

    def files(self, plans: Plans, series: Figures) -> dict[str, str]:
        files = {"targets/indicators.yaml": AREAS + INDICATORS, "data/sources.yaml": SOURCES}
        names = self.shuffled(["targets/a.yaml", "targets/b/c.yaml", "targets/d.yaml"])
        files |= {name: self.plan(*item) for name, item in zip(names, plans.items(), strict=False)}
        rows = self.shuffled([self.row(*item) for item in series.items()])
        cut = self.draw(st.integers(0, len(rows)))
        header = "indicator,as_of,qualifier,value,value_high,status,source,note\n"
        for name, part in (("data/x.csv", rows[:cut]), ("data/y/z.csv", rows[cut:])):
            if part:
                files[name] = header + "".join(part)
        return files


def read(files: dict[str, str]) -> Side:
    loaded = load(TextFile(name, text.encode()) for name, text in files.items())
    assert not loaded.problems, [f"{problem.where}: {problem.message}" for problem in loaded.problems]
    return Side(loaded.workspace)


@st.composite
def twice(draw: st.DrawFn) -> tuple[Side, Side]:
    """One workspace, written in two ways."""
    said = draw(plans), draw(series)
    return read(Pen(draw).files(*said)), read(Pen(draw).files(*said))


@st.composite
def sides(draw: st.DrawFn) -> tuple[Side, Side]:
    """Two workspaces that have much in common."""
    one, other = (read(Pen(draw).files(draw(plans), draw(series))) for _ in range(2))
    return one, other


@given(twice())
def test_the_same_written_otherwise_is_no_change(pair: tuple[Side, Side]) -> None:
    diff = compare(*pair, TODAY)
    assert diff.is_empty, diff
    own = pair[0]
    assert compare(own, own, TODAY).is_empty
    selected = compare_selections(own, due_in(own.workspace, 2025), pair[1], due_in(pair[1].workspace, 2025))
    assert selected.is_empty


# Both directions


def mirrored(diff: Diff) -> Counter[tuple[object, ...]]:
    """The changes as they must be in the other direction."""
    found: Counter[tuple[object, ...]] = Counter()
    for target in diff.targets:
        found["target", OPPOSITE.get(target.change, target.change), key(target.new), key(target.old)] += 1
    for figure in diff.figures:
        change = OPPOSITE_OF_FIGURES.get(figure.change, figure.change)
        found["figure", change, id(figure.new), id(figure.old)] += 1
    for thing in diff.things:
        change = OPPOSITE.get(thing.change, thing.change)
        found[change, thing.thing, thing.code, thing.field, str(thing.new), str(thing.old)] += 1
    for flip in diff.flips:
        found[flip.year, id(flip.new.target), flip.new.status, flip.old.status] += 1
    return found


def as_they_are(diff: Diff) -> Counter[tuple[object, ...]]:
    found: Counter[tuple[object, ...]] = Counter()
    found.update(("target", target.change, key(target.old), key(target.new)) for target in diff.targets)
    found.update(("figure", figure.change, id(figure.old), id(figure.new)) for figure in diff.figures)
    found.update(
        (thing.change, thing.thing, thing.code, thing.field, str(thing.old), str(thing.new)) for thing in diff.things
    )
    found.update((flip.year, id(flip.old.target), flip.old.status, flip.new.status) for flip in diff.flips)
    return found


def key(goal: object) -> int:
    return id(getattr(goal, "target", None))


@given(sides())
def test_the_other_direction_turns_every_change_around(pair: tuple[Side, Side]) -> None:
    old, new = pair
    assert as_they_are(compare(new, old, TODAY)) == mirrored(compare(old, new, TODAY))


@given(sides())
def test_the_other_direction_turns_every_change_of_a_selection_around(pair: tuple[Side, Side]) -> None:
    old, new = pair
    olds, news = due_in(old.workspace, 2025), due_in(new.workspace, 2025)
    there = compare_selections(old, olds, new, news)
    back = compare_selections(new, news, old, olds)
    assert as_they_are(back) == mirrored(there)
    assert {(key(one), key(other)) for one, other in there.same} == {(key(b), key(a)) for a, b in back.same}


@given(sides())
def test_every_target_of_a_selection_is_told_exactly_once(pair: tuple[Side, Side]) -> None:
    old, new = pair
    olds = [goal for plan in old.workspace.plans for goal in of_plan(old.workspace, plan.number)]
    news = [goal for plan in new.workspace.plans for goal in of_plan(new.workspace, plan.number)]
    diff = compare_selections(old, olds, new, news)
    told_old = [key(change.old) for change in diff.targets if change.old] + [key(one) for one, _ in diff.same]
    told_new = [key(change.new) for change in diff.targets if change.new] + [key(other) for _, other in diff.same]
    assert Counter(told_old) == Counter(map(key, olds))
    assert Counter(told_new) == Counter(map(key, news))


# Single changes


@dataclass(frozen=True)
class Mutation:
    """How one target or one figure is changed, and the one change that this must be."""

    change: ChangeKind
    target: Callable[[Target], Target | None] | None = None
    figure: Callable[[Observation], Observation | None] | None = None


def _more(quantity: Quantity) -> Quantity:
    high = quantity.value_high
    return replace(quantity, value=quantity.value + 1, value_high=None if high is None else high + 1)


def _restated(target: Target) -> Target:
    """Other words before the number."""
    word = Qualifier.ABOUT if target.quantity.qualifier is Qualifier.VALUE else Qualifier.VALUE
    return replace(target, quantity=Quantity(word, target.quantity.value))


MUTATIONS = [
    Mutation(ChangeKind.DROPPED, target=lambda _: None),
    Mutation(ChangeKind.RAISED, target=lambda one: replace(one, quantity=_more(one.quantity))),
    Mutation(ChangeKind.REWORDED, target=_restated),
    Mutation(ChangeKind.DUE_MOVED, target=lambda one: replace(one, due=date(2025, 3, 31))),
    Mutation(ChangeKind.DUE_MOVED, target=lambda one: replace(one, each_year=not one.each_year)),
    Mutation(
        ChangeKind.BASELINE_CHANGED,
        target=lambda one: replace(
            one, baseline=Dated(Quantity(Qualifier.VALUE, Decimal(77)), date(2024, 1, 1), one.where)
        ),
    ),
    Mutation(
        ChangeKind.MILESTONES_CHANGED,
        target=lambda one: replace(
            one, milestones=(Dated(Quantity(Qualifier.VALUE, Decimal(1)), date(2025, 2, 1), one.where),)
        ),
    ),
    Mutation(ChangeKind.SOURCE_CHANGED, target=lambda one: replace(one, source="b")),
    Mutation(ChangeKind.WORDING_CHANGED, target=lambda one: replace(one, wording="mới")),
    Mutation(ChangeKind.NOTE_CHANGED, target=lambda one: replace(one, note=untranslated("mới"))),
    Mutation(ChangeKind.LOST, figure=lambda _: None),
    Mutation(ChangeKind.CHANGED, figure=lambda seen: replace(seen, quantity=_more(seen.quantity))),
    Mutation(ChangeKind.STATUS_CHANGED, figure=lambda seen: replace(seen, status=ObservationStatus.PROVISIONAL)),
    Mutation(ChangeKind.WORDING_CHANGED, figure=lambda seen: replace(seen, wording="mới")),
    Mutation(ChangeKind.NOTE_CHANGED, figure=lambda seen: replace(seen, note=seen.note + " !")),
]
targets_only = st.dictionaries(st.sampled_from(["wells", "people"]), goals, min_size=1)  # both should increase


@settings(max_examples=200)
@given(
    st.data(),
    st.sampled_from(MUTATIONS),
    st.dictionaries(st.sampled_from(["1/KH", "2/KH"]), targets_only, min_size=1),
    series.filter(bool),
)
def test_every_single_change_is_told_as_exactly_that(
    data: st.DataObject, mutation: Mutation, plans: Plans, series: Figures
) -> None:
    side = read(data.draw(_files(plans, series)))
    space = side.workspace
    if mutation.target is not None:
        targets = [target for plan in space.plans for target in plan.targets]
        one = data.draw(st.sampled_from(targets))
        changed = replace(space, plans=tuple(_with(plan, one, mutation.target(one)) for plan in space.plans))
    else:
        assert mutation.figure is not None
        seen = data.draw(st.sampled_from(space.observations))
        mutated = mutation.figure(seen)
        rows = (mutated if each is seen else each for each in space.observations)
        changed = replace(space, observations=tuple(each for each in rows if each is not None))
    diff = compare(side, Side(changed), None)
    told: list[TargetChange | FigureChange] = [*diff.targets, *diff.figures]
    assert [change.change for change in told] == [mutation.change]
    assert [*diff.things, *diff.missing, *diff.entries] == []


@st.composite
def _files(draw: st.DrawFn, plans: Plans, series: Figures) -> dict[str, str]:
    return Pen(draw).files(plans, series)


def _with(plan: Plan, one: Target, other: Target | None) -> Plan:
    targets = (other if target is one else target for target in plan.targets)
    return replace(plan, targets=tuple(target for target in targets if target is not None))
