"""From what the YAML files hold to the model, with the rules that need several values at once."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cnht.domain import model
from cnht.domain.model import Definitions, Measure, written
from cnht.domain.period import Period
from cnht.domain.quantity import TARGET_QUALIFIERS, Direction, Qualifier, Quantity, Tolerance
from cnht.language.texts import LocalizedText, _, both
from cnht.language.wording import write_date, write_period
from cnht.problems import Fault, Kind, Known, Location, Problem, unknown
from cnht.reading import values
from cnht.reading.documents import Path, validated
from cnht.reading.models import IndicatorKeys, IndicatorsFile, NoteKeys, PlanFile, QuantityKeys, SourcesFile, TargetKeys
from cnht.reading.yaml_text import Mapping, Node, Scalar, Sequence


def _places(node: Node | None, *prefix: str) -> dict[str, Location]:
    """Where the value of each key of ``node`` stands; with ``prefix`` as ``prefix.key``."""
    if not isinstance(node, Mapping):
        return {}
    return {".".join((*prefix, key)): value.where for key, value in node.entries.items()}


def _note(found: NoteKeys | None) -> LocalizedText | None:
    return found.words() if found else None


# --- targets/indicators.yaml -------------------------------------------------------------------------------------

UNKNOWN_DEFINITIONS = frozenset({(Kind.AREA, ""), (Kind.UNIT, ""), (Kind.INDICATOR, "")})
"""What is unread where ``targets/indicators.yaml`` cannot be read at all."""
_SECTIONS = {"areas": Kind.AREA, "units": Kind.UNIT, "indicators": Kind.INDICATOR}


def read_indicators(root: Mapping, problems: list[Problem]) -> Definitions:
    """The contents of ``targets/indicators.yaml``, without sources."""
    found, cut = validated(IndicatorsFile, root, lambda path: path[:2] if path[0] in _SECTIONS else path[:1], problems)
    left_out = {(_SECTIONS[str(path[0])], str(path[1])) for path in cut if len(path) == 2}
    malformed = frozenset((kind, key) for kind, key in left_out if isinstance(values.code(key), Fault))
    unread = left_out | {(kind, values.as_code(key)) for kind, key in malformed}
    unread |= _empty_sections(root, problems)
    if found is None:
        return Definitions(unread=frozenset(unread) | UNKNOWN_DEFINITIONS)

    def entries(section: str) -> Mapping:
        node = root.entries[section]
        assert isinstance(node, Mapping)
        return node

    areas, units, indicators = entries("areas"), entries("units"), entries("indicators")
    return Definitions(
        Tolerance(found.tolerance_percent.about, found.tolerance_percent.nearly),
        Known({code: model.Area(code, area.words(), areas.keys[code]) for code, area in found.areas.items()}),
        Known({
            code: model.Unit(
                code, unit.words(), Fraction(unit.scale), units.keys[code], _places(units.entries[code]),
                tuple(unit.short or ()),
            )
            for code, unit in found.units.items()
        }),
        Known({
            code: _indicator(code, indicator, indicators, problems)
            for code, indicator in found.indicators.items()
        }),
        {},
        frozenset(unread),
        malformed,
    )  # fmt: skip


def _empty_sections(root: Mapping, problems: list[Problem]) -> set[tuple[Kind, str]]:
    """Report the sections that define nothing; what they should define is unread."""
    unread: set[tuple[Kind, str]] = set()
    for name, kind in _SECTIONS.items():
        section = root.entries.get(name)
        if isinstance(section, Mapping) and not section.entries and not section.lost:
            problems.append(Fault("V304.section", name=name).at(section.where))
            unread.add((kind, ""))
    return unread


def _indicator(code: str, found: IndicatorKeys, section: Mapping, problems: list[Problem]) -> model.Indicator:
    node = section.entries[code]
    assert isinstance(node, Mapping)
    places = _places(node) | _places(node.entries.get("ratio"), "ratio")
    ratio = found.ratio
    if ratio is not None and found.measure is not Measure.SHARE:
        problems.append(Fault("M524", measure=found.measure).at(node.keys["ratio"]))
        ratio = None
    if found.measure is Measure.FLOW and found.direction is Direction.MAINTAIN:
        problems.append(Fault("M533").at(places["direction"]))
    if (found.register_ is None) != (found.stage is None):
        given, lacking = ("register", "stage") if found.stage is None else ("stage", "register")
        problems.append(Fault("M527", given=given, lacking=lacking).at(node.keys[given]))
    definition = found.definition
    return model.Indicator(
        code,
        found.name.words(),
        found.unit,
        found.measure,
        found.direction,
        section.keys[code],
        model.Ratio(ratio.of, ratio.to) if ratio else None,
        found.register_ if found.stage else None,
        found.stage if found.register_ else None,
        definition.words() if definition else None,
        _note(found.note),
        bool(found.signed),
        int(found.max_age_months),
        found.owner,
        places,
    )


# --- data/sources.yaml -------------------------------------------------------------------------------------------


UNKNOWN_SOURCES = Definitions(unread=frozenset({(Kind.SOURCE, "")}))
"""What is known where ``data/sources.yaml`` cannot be read at all."""


def read_sources(root: Mapping, problems: list[Problem]) -> Definitions:
    """The contents of ``data/sources.yaml``."""
    if not root.entries and not root.lost:
        problems.append(Fault("V304.sources", fix=_SOURCE_NEEDED).at(root.where))
        return UNKNOWN_SOURCES
    found, cut = validated(SourcesFile, root, lambda path: path[:1], problems)
    if found is None:
        return UNKNOWN_SOURCES
    keys = {str(path[0]) for path in cut}
    malformed = {key for key in keys if isinstance(values.source_code(key), Fault)}
    sources = {
        code: model.Source(
            code,
            source.title,
            source.publisher,
            source.published,
            source.authority,
            root.keys[code],
            source.url,
            _note(source.note),
            _places(root.entries[code]),
        )
        for code, source in found.root.items()
    }
    return Definitions(
        sources=Known(sources),
        unread=frozenset((Kind.SOURCE, key) for key in keys),
        malformed=frozenset((Kind.SOURCE, key) for key in malformed),
    )


_SOURCE_NEEDED = _("Define the sources that plans and figures refer to.")


# --- plans -------------------------------------------------------------------------------------------------------


def read_plan(root: Mapping, definitions: Definitions, problems: list[Problem]) -> tuple[model.Plan | None, str]:
    """A plan with those of its targets that could be read; and its number, ``""`` where even that could not be."""
    number = root.entries.get("plan")
    read = values.plan_number(number.value) if isinstance(number, Scalar) and isinstance(number.value, str) else ""
    name = "" if isinstance(read, Fault) else read

    def entry(path: Path) -> Path:
        if path[:1] != ("targets",) or len(path) == 1:
            return path[:1]
        targets = root.entries["targets"]
        listed = (
            isinstance(targets, Mapping) and len(path) > 2 and isinstance(targets.entries.get(str(path[1])), Sequence)
        )
        return path[:3] if listed else path[:2]

    found, cut = validated(PlanFile, root, entry, problems)
    if found is None:
        return None, name
    plan = model.Plan(
        found.plan,
        found.title.words(),
        found.issuer.words(),
        found.issued,
        found.period,
        _plan_area(found, root, definitions, problems),
        tuple(found.source),
        found.replaces,
        (),
        root.entries["plan"].where,
        _note(found.note),
        _plan_places(root),
    )
    targets = root.entries.get("targets")
    if isinstance(targets, Scalar):
        problems.append(Fault("M552").at(root.keys["targets"]))
    area_known = ("area",) not in cut and (found.area is None) == (plan.area is None)
    return replace(
        plan, targets=tuple(_Targets(plan, definitions, problems, area_known=area_known).read(found, root, cut))
    ), name


def _plan_area(found: PlanFile, root: Mapping, definitions: Definitions, problems: list[Problem]) -> str | None:
    if found.area is None:
        return None
    area = values.area(found.area, definitions)
    if isinstance(area, Fault):
        problems.append(area.at(root.entries["area"].where))
        return None
    return area


def _plan_places(root: Mapping) -> dict[str, Location]:
    source = root.entries["source"]
    items = source.items if isinstance(source, Sequence) else [source]
    return _places(root) | {f"source.{index}": item.where for index, item in enumerate(items)}


@dataclass(frozen=True, slots=True)
class _Targets:
    """Reads the targets of one plan."""

    plan: model.Plan
    definitions: Definitions
    problems: list[Problem]
    area_known: bool

    def read(self, found: PlanFile, root: Mapping, cut: set[Path]) -> Iterator[model.Target]:
        """Every target that has no problem, in the order of the file."""
        section = root.entries["targets"]
        seen: dict[tuple[str, str, date, Period | None], Location] = {}
        for code, items in found.targets.items():
            assert isinstance(section, Mapping)
            indicator = self.definitions.indicators.get(code)
            if indicator is None:
                if not self.definitions.is_unread(Kind.INDICATOR, code):
                    fault = unknown(Kind.INDICATOR, code, self.definitions.indicators)
                    self.problems.append(fault.at(section.keys[code]))
                continue
            node = section.entries[code]
            nodes = [
                (item, item.where)
                for index, item in enumerate(node.items)
                if ("targets", code, index) not in cut
            ] if isinstance(node, Sequence) else [(node, section.keys[code])]  # fmt: skip
            for item, (item_node, where) in zip(items, nodes, strict=True):
                assert isinstance(item_node, Mapping)
                target = self._target(indicator, item, item_node, where)
                if target is None:
                    continue
                key = (target.indicator, target.area, target.due, target.period)
                if key in seen:
                    self._report(
                        Fault("M521", indicator=target.indicator, area=target.area, due=both(write_date, target.due)),
                        where,
                        seen[key],
                    )
                    continue
                seen[key] = where
                yield target

    def _report(self, fault: Fault, where: Location, *related: Location) -> None:
        self.problems.append(fault.at(where, *related))

    def _target(
        self, indicator: model.Indicator, found: TargetKeys, node: Mapping, where: Location
    ) -> model.Target | None:
        before = len(self.problems)
        places = _places(node)
        quantity = self._quantity(found, node, where, indicator, target=True)
        area = self._area(found, places, where)
        due = self._due(found, node)
        baseline = self._baseline(found, node, indicator)
        milestones = tuple(self._milestones(found, node, indicator, due))
        if found.wording and quantity is not None:
            fault = values.disagreement(found.wording, quantity, indicator, self.definitions)
            if fault is not None:
                self._report(fault, places["wording"])
        if len(self.problems) > before or quantity is None or area is None:
            return None
        if values.is_open_growth(quantity, found.wording or "", indicator, self.definitions):
            self._report(values.growth_or_index("M551", quantity.value), places[quantity.qualifier])
        return model.Target(
            self.plan.number,
            indicator.code,
            area,
            quantity,
            due,
            found.each is not None,
            baseline,
            milestones,
            found.source,
            found.wording or "",
            _note(found.note),
            where,
            places,
            found.period,
        )

    def _quantity(
        self, found: QuantityKeys, node: Mapping, where: Location, indicator: model.Indicator, *, target: bool
    ) -> Quantity | None:
        """The one quantity among the keys of ``node``."""
        given = [qualifier for qualifier in Qualifier if getattr(found, qualifier) is not None]
        if len(given) != 1:
            places = sorted(node.keys[qualifier] for qualifier in given)
            self._report(_qualifier_count(given, target=target), places[1] if given else where)
            return None
        qualifier = given[0]
        place = node.entries[qualifier].where
        numbers: list[Decimal] = found.between or [getattr(found, qualifier)]
        fault: Fault | None = None
        if any(isinstance(number, values.TwoWays) for number in numbers):
            wording = found.wording if isinstance(found, TargetKeys) else ""
            settled = values.settled(numbers, qualifier, wording or "", indicator, self.definitions)
            if isinstance(settled, Fault):
                self._report(settled, place)
                return None
            numbers = settled
            fault = values.reversed_range(*numbers) if found.between else None
        quantity = Quantity(qualifier, *numbers)
        if fault is not None:
            pass
        elif target and qualifier is Qualifier.NEARLY:
            fault, place = Fault("M517"), node.keys[qualifier]
        elif target and qualifier not in TARGET_QUALIFIERS[indicator.direction]:
            fault, place = (
                Fault(
                    "M518",
                    qualifier=qualifier,
                    direction=indicator.direction,
                    allowed=", ".join(sorted(TARGET_QUALIFIERS[indicator.direction])),
                ),
                node.keys[qualifier],
            )
        else:
            fault = values.impossible(quantity, indicator, self.definitions)
            region = None if fault or not target else quantity.region(indicator.direction, self.definitions.tolerance)
            if region is not None and region.intersection(indicator.possible).is_empty:
                fault = Fault("M512.target", quantity=written(quantity))
        if fault is None:
            return quantity
        self._report(fault, place)
        return None

    def _area(self, found: TargetKeys, places: AnyMapping[str, Location], where: Location) -> str | None:
        if found.area is None and self.plan.area is not None:
            return self.plan.area
        if found.area is None and not self.area_known:
            return None
        area = values.area(found.area or "", self.definitions)
        if isinstance(area, Fault):
            self._report(area, places.get("area", where))
            return None
        return area

    def _due(self, found: TargetKeys, node: Mapping) -> date:
        for key in ("due", "period"):
            if found.each is not None and key in node.keys:
                self._report(Fault("M520", key=key), node.keys[key], node.keys["each"])
                return self.plan.period.last
        span, place = self.plan.period, self.plan.places["period"]
        if found.period is not None:
            if not span.holds(found.period):
                self._report(_outside("M519.period", found.period.text, span), node.entries["period"].where, place)
                return span.last
            span, place = found.period, node.entries["period"].where
        if found.due is not None and found.due not in span:
            self._report(_outside("M519.due", found.due, span), node.entries["due"].where, place)
        return found.due or span.last

    def _baseline(self, found: TargetKeys, node: Mapping, indicator: model.Indicator) -> model.Dated | None:
        if found.baseline is None:
            return None
        place = node.keys["baseline"]
        if indicator.measure is Measure.FLOW:
            self._report(Fault("M522"), place)
            return None
        inner = node.entries["baseline"]
        assert isinstance(inner, Mapping)
        quantity = self._quantity(found.baseline, inner, place, indicator, target=False)
        return model.Dated(quantity, found.baseline.as_of.last, inner.where) if quantity else None

    def _milestones(
        self, found: TargetKeys, node: Mapping, indicator: model.Indicator, due: date
    ) -> Iterator[model.Dated]:
        inner = node.entries.get("milestones")
        if not isinstance(inner, Mapping):
            return
        milestones = found.milestones or {}
        for (day, milestone), (text, value) in zip(milestones.items(), inner.entries.items(), strict=True):
            assert isinstance(value, Mapping)
            place = inner.keys[text]
            if not self.plan.period.first <= day < due:
                self._report(_milestone_date(day, self.plan.period, due), place)
            quantity = self._quantity(milestone, value, place, indicator, target=True)
            if quantity is not None:
                yield model.Dated(quantity, day, value.where)


def _qualifier_count(given: list[Qualifier], *, target: bool) -> Fault:
    choices = ", ".join(qualifier for qualifier in Qualifier if not (target and qualifier is Qualifier.NEARLY))
    if given:
        both = ", ".join(given)
        return Fault("M516.several", count=len(given), both=both)
    return Fault("M516.none", choices=choices)


def _outside(kind: str, said: date | str, period: Period) -> Fault:
    text = both(write_date, said) if isinstance(said, date) else both(write_period, Period.parse(said))
    return Fault(kind, said=text, span=both(write_period, period), first=period.first, last=period.last)


def _milestone_date(day: date, period: Period, due: date) -> Fault:
    one, last, span = both(write_date, day), both(write_date, due), both(write_period, period)
    return Fault("M523", one=one, span=span, last=last, first=period.first, due=due)
