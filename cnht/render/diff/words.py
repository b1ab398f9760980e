"""What changes, in words: sections of lines, worst first, from which the table and the Markdown are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cnht.diff.changes import (
    Cause,
    Change,
    Diff,
    EntryChange,
    FigureChange,
    Flip,
    Goal,
    Side,
    TargetChange,
    Thing,
    ThingChange,
    Unjudged,
    Value,
)
from cnht.lang import NOTHING, Lang, Localized, _, p_
from cnht.model import Authority, Dated, Measure, Observation, ObservationStatus, RegisterEntry
from cnht.period import Period
from cnht.progress import Row, Status
from cnht.quantity import Direction, Quantity
from cnht.render import phrases
from cnht.render.numbers import percent, trimmed
from cnht.render.problems_text import Place
from cnht.wording import write_date, write_number, write_period, write_quantity

CHANGE_WORDS: dict[Change, Localized] = {
    Change.LOST: _("lost"),
    Change.DROPPED: _("dropped"),
    Change.LOWERED: _("lowered"),
    Change.REWORDED: _("reworded"),
    Change.DUE_MOVED: _("due moved"),
    Change.BASELINE_CHANGED: p_("change", "baseline"),
    Change.MILESTONES_CHANGED: p_("change", "milestones"),
    Change.RAISED: _("raised"),
    Change.CHANGED: _("changed"),
    Change.STATUS_CHANGED: p_("change", "status"),
    Change.ADDED: _("added"),
    Change.SOURCE_CHANGED: p_("change", "source"),
    Change.WORDING_CHANGED: p_("change", "wording"),
    Change.NOTE_CHANGED: p_("change", "note"),
}
CHANGE_MARKS: dict[Change, tuple[str, str]] = {
    Change.LOST: ("✗", "x"),
    Change.DROPPED: ("−", "-"),
    Change.LOWERED: ("▼", "v"),
    Change.REWORDED: ("≈", "~"),
    Change.DUE_MOVED: ("→", ">"),
    Change.BASELINE_CHANGED: ("≠", "*"),
    Change.MILESTONES_CHANGED: ("≠", "*"),
    Change.RAISED: ("▲", "^"),
    Change.CHANGED: ("≠", "*"),
    Change.STATUS_CHANGED: ("≠", "*"),
    Change.ADDED: ("+", "+"),
    Change.SOURCE_CHANGED: ("·", "."),
    Change.WORDING_CHANGED: ("·", "."),
    Change.NOTE_CHANGED: ("·", "."),
}
"""A shape for every change, so that colour is never the only sign; and its stand-in where there is only ASCII."""
THING_WORDS: dict[Thing, Localized] = {
    Thing.TOLERANCE: _("Tolerance"),
    Thing.INDICATOR: _("Indicator"),
    Thing.UNIT: _("Unit"),
    Thing.AREA: _("Area"),
    Thing.PLAN: _("Document"),
    Thing.SOURCE: _("Source"),
}
DOCUMENTS = frozenset({Thing.PLAN, Thing.SOURCE})
"""The things that are documents; the others are definitions."""
SETTLED_WORDS: dict[ObservationStatus, Localized] = {
    ObservationStatus.UNMARKED: _("unmarked"),
    ObservationStatus.ESTIMATE: _("estimate"),
    ObservationStatus.PROVISIONAL: _("provisional"),
    ObservationStatus.FINAL: _("final"),
    ObservationStatus.DISPUTED: _("disputed"),
}
_LONGEST = 200
"""A text of a file that is longer is cut: what matters is that it differs, and the files have all of it."""
_CAUSES = 3


class Part(StrEnum):
    """The sections, worst first."""

    LOST = "lost"
    MISSING = "missing"
    TARGETS = "targets"
    CHANGED = "changed"
    REDEFINED = "redefined"
    ADDED = "added"
    DOCUMENTS = "documents"
    REGISTERS = "registers"
    VERDICTS = "verdicts"
    SAME = "same"


TITLES: dict[Part, Localized] = {
    Part.LOST: _("FIGURES LOST"),
    Part.MISSING: _("Missing, perhaps only because the files have errors"),
    Part.TARGETS: _("Targets"),
    Part.CHANGED: _("Figures changed"),
    Part.REDEFINED: _("Indicators, units and areas redefined"),
    Part.ADDED: _("Figures added"),
    Part.DOCUMENTS: _("Documents and sources"),
    Part.REGISTERS: _("Registers"),
    Part.VERDICTS: _("Verdicts that flip"),
    Part.SAME: _("Targets unchanged"),
}


@dataclass(frozen=True, slots=True)
class Label:
    """What a side is called, and where readers find its files."""

    name: Localized
    place: Place
    repository: str = ""
    """The git repository that a revision was read from."""
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One change. ``change`` is ``None`` for a verdict that flips and for what has not changed."""

    change: Change | None
    kind: str
    name: str
    old: str
    new: str
    notes: tuple[str, ...] = ()
    statuses: tuple[Status, Status] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one part, worst first."""

    part: Part
    title: str
    lines: tuple[Line, ...]


def sections(diff: Diff, lang: Lang) -> list[Section]:
    """What there is to say, worst first."""
    writer = Writer(diff, lang)
    found = {part: tuple(getattr(writer, part)()) for part in Part}
    return [Section(part, TITLES[part].text(lang), lines) for part, lines in found.items() if lines]


class Writer:
    """Writes the lines of every part."""

    def __init__(self, diff: Diff, lang: Lang) -> None:
        self.diff = diff
        self.lang = lang
        definitions = (diff.old.workspace.definitions, diff.new.workspace.definitions)
        self.several_areas = any(len(known.areas) > 1 for known in definitions)

    # The parts, by their names

    def lost(self) -> Iterator[Line]:
        """Figures that are there no more."""
        yield from (self._figure(change) for change in self.diff.figures if change.change is Change.LOST)

    def changed(self) -> Iterator[Line]:
        """Figures of both sides."""
        yield from (
            self._figure(change) for change in self.diff.figures if change.change not in (Change.LOST, Change.ADDED)
        )

    def added(self) -> Iterator[Line]:
        """Figures that were not there."""
        yield from (self._figure(change) for change in self.diff.figures if change.change is Change.ADDED)

    def targets(self) -> Iterator[Line]:
        """Targets."""
        yield from map(self._target, self.diff.targets)

    def redefined(self) -> Iterator[Line]:
        """Definitions."""
        yield from (self._thing(change) for change in self.diff.things if change.thing not in DOCUMENTS)

    def documents(self) -> Iterator[Line]:
        """Plans as documents, and sources."""
        yield from (self._thing(change) for change in self.diff.things if change.thing in DOCUMENTS)

    def registers(self) -> Iterator[Line]:
        """Names in registers."""
        yield from map(self._entry, self.diff.entries)

    def missing(self) -> Iterator[Line]:
        """What one side does not have, and may not have been read there."""
        for lacking in self.diff.missing:
            change = Change.LOST if lacking.in_new else Change.ADDED
            match lacking.what:
                case Goal() as goal:
                    pair = (goal, None) if lacking.in_new else (None, goal)
                    line = self._target(TargetChange(change, *pair))
                case Observation() as seen:
                    rows = (seen, None) if lacking.in_new else (None, seen)
                    line = self._figure(FigureChange(change, *rows))
                case RegisterEntry() as entry:
                    names = (entry, None) if lacking.in_new else (None, entry)
                    line = self._entry(EntryChange(change, "", *names))
                case ThingChange() as thing:
                    line = self._thing(thing)
            side = _("new").text(self.lang) if lacking.in_new else _("old").text(self.lang)
            kind = _("not in {side}", side=side).text(self.lang)
            yield Line(change, kind, line.name, line.old, line.new, line.notes)

    def same(self) -> Iterator[Line]:
        """Targets of both selections that have not changed."""
        for old, new in self.diff.same:
            words = write_quantity(new.target.quantity, self.lang, unit=self._unit(new, self.diff.new))
            yield Line(None, "=", self._name(new), "", words, (self._plans(old, new),))

    def verdicts(self) -> Iterator[Line]:
        """Verdicts that flip."""
        for flip in self.diff.flips:
            row = flip.new
            name = self._indicator_name(row.indicator.code, row.target.area)
            notes = (f"{row.plan.number}: {self.why(flip)}",)
            old, new = (phrases.STATUS_WORDS[each.status].text(self.lang) for each in (flip.old, row))
            yield Line(None, str(flip.year), name, old, new, notes, (flip.old.status, row.status))

    # Lines

    def _target(self, change: TargetChange) -> Line:
        old, new, lang = change.old, change.new, self.lang
        goal = change.goal
        kind, name = CHANGE_WORDS[change.change].text(lang), self._name(goal)
        notes = [self._plans(old, new)]
        if self.diff.unjudged is not Unjudged.SELECTIONS and change.change is not Change.DUE_MOVED:
            notes[0] += _(", due {goal}", goal=self._due(goal)).text(self.lang)
        before = now = ""
        match change.change:
            case Change.DUE_MOVED:
                before, now = ("" if one is None else self._due(one) for one in (old, new))
                notes.append(write_quantity(goal.target.quantity, lang, unit=self._unit(goal, self.diff.new)))
            case Change.BASELINE_CHANGED:
                before, now = (self._dated(one.target.baseline) if one else "" for one in (old, new))
            case Change.MILESTONES_CHANGED:
                before, now = self._milestones(old, new)
            case Change.SOURCE_CHANGED:
                before, now = (one.target.source or "–" if one else "" for one in (old, new))
            case Change.WORDING_CHANGED:
                before, now = (_short(one.target.wording) or "–" if one else "" for one in (old, new))
            case Change.NOTE_CHANGED:
                before, now = (_short(one.target.note) or "–" if one else "" for one in (old, new))
            case _:
                before, now = self._quantities(
                    *((one.target.indicator, one.target.quantity) if one else None for one in (old, new))
                )
        if change.change is Change.REWORDED and old is not None and new is not None:
            regions = [phrases.interval_text(one.region, lang) for one in (old, new)]
            notes.append(
                _("both accept: {regions}", regions=regions[0]).text(self.lang)
                if regions[0] == regions[1]
                else _("accepts: {regions} → {regions2}", regions=regions[0], regions2=regions[1]).text(self.lang)
            )
        return Line(change.change, kind, name, before, now, tuple(notes))

    def _quantities(self, old: tuple[str, Quantity] | None, new: tuple[str, Quantity] | None) -> tuple[str, str]:
        """Quantities of indicators: the unit stands behind the later one, and behind both where that is needed."""
        units = [
            None if stated is None else self._unit_of(stated[0], side)
            for stated, side in ((old, self.diff.old), (new, self.diff.new))
        ]
        at_both = new is None or units[0] != units[1] or (units[0] is not None and phrases.is_percent(units[0]))
        return (
            write_quantity(old[1], self.lang, unit=units[0] if at_both else None) if old else "",
            write_quantity(new[1], self.lang, unit=units[1]) if new else "",
        )

    def _milestones(self, old: Goal | None, new: Goal | None) -> tuple[str, str]:
        """The milestones that differ."""
        olds, news = (
            {stop.as_of: stop for stop in sorted(goal.target.milestones, key=lambda stop: stop.as_of)} if goal else {}
            for goal in (old, new)
        )
        before, now = (
            "; ".join(
                self._dated(stop)
                for day, stop in one.items()
                if day not in other or other[day].quantity != stop.quantity
            )
            for one, other in ((olds, news), (news, olds))
        )
        return before or "–", now or "–"

    def _figure(self, change: FigureChange) -> Line:
        seen, lang = change.figure, self.lang
        name = self._indicator_name(seen.indicator, seen.area)
        when = phrases.observation_date(seen, lang)
        notes = [f"{when}, {seen.source}, {seen.where.file}:{seen.where.line}"]
        match change.change:
            case Change.STATUS_CHANGED:
                before, now = (SETTLED_WORDS[one.status].text(lang) if one else "" for one in (change.old, change.new))
                notes.insert(0, self._value(seen, self.diff.new))
            case Change.WORDING_CHANGED:
                before, now = (_short(one.wording) or "–" if one else "" for one in (change.old, change.new))
            case Change.NOTE_CHANGED:
                before, now = (_short(one.note) or "–" if one else "" for one in (change.old, change.new))
            case _:
                before, now = self._quantities(
                    *((one.indicator, one.quantity) if one else None for one in (change.old, change.new))
                )
        if difference := self._difference(change):
            notes.insert(0, difference)
        if seen.disputed and change.change is not Change.STATUS_CHANGED:
            notes.insert(0, SETTLED_WORDS[seen.status].text(lang))
        return Line(change.change, CHANGE_WORDS[change.change].text(lang), name, before, now, (", ".join(notes),))

    def _difference(self, change: FigureChange) -> str:
        """By how much a figure has changed: in percent, and what is in percent itself in points."""
        if change.percent is None or change.old is None or change.new is None:
            return ""
        sides = ((change.old, self.diff.old), (change.new, self.diff.new))
        units = [self._unit_of(seen.indicator, side) for seen, side in sides]
        if units[0] != units[1]:
            return ""
        sign = "+" if change.percent > 0 else "−"
        if units[1] is not None and phrases.is_percent(units[1]):
            before, now = (
                seen.quantity.nominal(side.workspace.definitions.indicators[seen.indicator].direction)
                for seen, side in sides
            )
            number = phrases.number_text(abs(now - before), self.lang)
            return _("{sign}{number} points", sign=sign, number=number).text(self.lang)
        number = write_number(trimmed(percent(abs(change.percent))), self.lang)
        return sign + number + phrases.percent_sign(self.lang)

    def _entry(self, change: EntryChange) -> Line:
        entry = change.entry
        before, now = (
            f"{write_period(Period.parse(one.as_of_text), self.lang)}, {one.source}" if one else ""
            for one in (change.old, change.new)
        )
        notes = (f"{entry.where.file}:{entry.where.line}",)
        name = f"{entry.name}, {entry.stage}"
        return Line(change.change, CHANGE_WORDS[change.change].text(self.lang), name, before, now, notes)

    def _thing(self, change: ThingChange) -> Line:
        name = " ".join(filter(None, [THING_WORDS[change.thing].text(self.lang), change.code]))
        if change.field:
            name += f": {change.field}"
        before, now = self._thing_value(change, change.old), self._thing_value(change, change.new)
        if change.change is not Change.CHANGED:
            before = self._title(change, self.diff.old) if change.change is Change.DROPPED else ""
            now = self._title(change, self.diff.new) if change.change is Change.ADDED else ""
        return Line(change.change, CHANGE_WORDS[change.change].text(self.lang), name, before, now)

    def _title(self, change: ThingChange, side: Side) -> str:
        """What a thing that comes or goes is called."""
        definitions = side.workspace.definitions
        match change.thing:
            case Thing.PLAN:
                plans = (plan.title for plan in side.workspace.plans if plan.number == change.code)
                return _short(next(plans, NOTHING).text(self.lang))
            case Thing.SOURCE:
                return _short(definitions.sources[change.code].title)
            case Thing.INDICATOR:
                return _short(definitions.indicators[change.code].name.text(self.lang))
            case Thing.UNIT:
                return _short(definitions.units[change.code].name.text(self.lang))
            case Thing.AREA:
                return _short(definitions.areas[change.code].name.text(self.lang))
            case Thing.TOLERANCE:
                return ""

    def _thing_value(self, change: ThingChange, value: Value) -> str:
        match value:
            case None:
                return "–"
            case Period():
                return write_period(value, self.lang)
            case Decimal():
                return write_number(value, self.lang)
            case Fraction():
                return phrases.number_text(value, self.lang)
            case str():
                match change.field:
                    case "direction":
                        return phrases.DIRECTION_NAMES[Direction(value)].text(self.lang)
                    case "measure":
                        return phrases.MEASURE_NAMES[Measure(value)].text(self.lang)
                    case "authority":
                        return phrases.AUTHORITY_WORDS[Authority(value)].text(self.lang)
                    case _:
                        return _short(value)

    # Localized

    def _name(self, goal: Goal) -> str:
        return self._indicator_name(goal.target.indicator, goal.target.area)

    def _indicator_name(self, code: str, area: str) -> str:
        name = code
        for side in (self.diff.old, self.diff.new):
            definitions = side.workspace.definitions
            if code in definitions.indicators:
                name = definitions.indicators[code].name.text(self.lang)
                if self.several_areas and area in definitions.areas:
                    name += f", {definitions.areas[area].name.text(self.lang)}"
        return name

    def _unit(self, goal: Goal, side: Side) -> Localized | None:
        return self._unit_of(goal.target.indicator, side)

    def _unit_of(self, code: str, side: Side) -> Localized | None:
        """The unit's name; ``None`` where a side does not define it."""
        for each in (side, self.diff.new, self.diff.old):
            definitions = each.workspace.definitions
            if code in definitions.indicators and definitions.indicators[code].unit in definitions.units:
                return definitions.units[definitions.indicators[code].unit].name
        return None

    def _value(self, seen: Observation, side: Side) -> str:
        return write_quantity(seen.quantity, self.lang, unit=self._unit_of(seen.indicator, side))

    def _plans(self, old: Goal | None, new: Goal | None) -> str:
        numbers = dict.fromkeys(goal.target.plan for goal in (old, new) if goal is not None)
        return " → ".join(numbers)

    def _due(self, goal: Goal) -> str:
        if goal.target.each_year:
            return _("every year").text(self.lang)
        return write_date(goal.due, self.lang)

    def _dated(self, dated: Dated | None) -> str:
        if dated is None:
            return "–"
        return f"{write_quantity(dated.quantity, self.lang)} ({write_date(dated.as_of, self.lang)})"

    # Reasons

    def why(self, flip: Flip) -> str:
        """What a verdict's change comes from: the nearest causes."""
        causes = [self._cause(cause) for cause in flip.causes[:_CAUSES]]
        more = len(flip.causes) - _CAUSES
        if more > 0:
            causes.append(_("and {more} more", more=more).text(self.lang))
        return "; ".join(causes) or self._other_figure(flip)

    def _cause(self, cause: Cause) -> str:
        match cause:
            case TargetChange():
                line = self._target(cause)
                what = _TARGET_CAUSES.get(cause.change, _("target"))
                return f"{what.text(self.lang)} {self._arrow(line)}"
            case FigureChange():
                return self._figure_cause(cause)
            case ThingChange():
                line = self._thing(cause)
                if cause.change is Change.CHANGED:
                    return f"{line.name} {self._arrow(line)}"
                return f"{line.name} ({line.kind})"

    def _figure_cause(self, cause: FigureChange) -> str:
        seen = cause.figure
        when = phrases.observation_date(seen, self.lang)
        value = self._value(seen, self.diff.new)
        match cause.change:
            case Change.LOST:
                return _("figure lost: {value}, {when}", value=value, when=when).text(self.lang)
            case Change.ADDED:
                return _("new figure: {value}, {when}", value=value, when=when).text(self.lang)
            case Change.STATUS_CHANGED:
                words = SETTLED_WORDS[seen.status].text(self.lang)
                return _("figure {value}, {when}: now {words}", value=value, when=when, words=words).text(self.lang)
            case _:
                line = self._figure(cause)
                return _("figure of {when}: {line}", when=when, line=self._arrow(line)).text(self.lang)

    def _arrow(self, line: Line) -> str:
        return f"{line.old or '–'} → {line.new or '–'}"

    def _other_figure(self, flip: Flip) -> str:
        """Where no single change is to blame: the figures that are judged."""
        old, new = (self._observed(row) for row in (flip.old, flip.new))
        return _("judged by {old} → {new}", old=old, new=new).text(self.lang)

    def _observed(self, row: Row) -> str:
        if row.observed is None:
            return "–"
        figure = phrases.figure_text(row.observed, self.lang)
        return f"{figure} ({phrases.figure_date(row.observed, self.lang)})"


_TARGET_CAUSES = {
    Change.DUE_MOVED: _("due date"),
    Change.BASELINE_CHANGED: _("baseline"),
    Change.MILESTONES_CHANGED: _("milestones"),
}


def _short(text: str) -> str:
    """``text`` on one line, of a bearable length."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
