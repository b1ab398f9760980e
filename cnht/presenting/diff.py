"""What changes: sections of lines, worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import starmap
from typing import NamedTuple, TypeVar

from cnht.comparing.changes import (
    Cause,
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
from cnht.domain.model import Authority, Dated, Measure, Observation, RegisterEntry
from cnht.domain.period import Period
from cnht.domain.quantity import Direction, ObservationStatus, Quantity
from cnht.language.texts import NOTHING, Lang, Localized, _, both, composed, joined, n_, p_, untranslated
from cnht.language.wording import write_date, write_number, write_period
from cnht.presenting import phrases
from cnht.presenting.blocks import (
    Block,
    Column,
    Fold,
    Heading,
    Line,
    Look,
    Paragraph,
    Span,
    Table,
    TableLayout,
    TableRow,
    Text,
)
from cnht.presenting.numbers import percent, trimmed
from cnht.presenting.phrases import quantity_text
from cnht.presenting.problems import Place, problem_blocks
from cnht.presenting.progress import verdict

SHOWN_PROBLEMS = 10
"""How many errors of a side are listed."""
FOLDED_FROM = 10
"""A section of more lines is folded in a comment; of the worst ones as many stay open."""


class Said(NamedTuple):
    """How a change is said: a shape, so that colour is never the only sign, with its stand-in in ASCII."""

    words: Localized
    mark: tuple[str, str]
    look: Look


CHANGES: dict[ChangeKind, Said] = {
    ChangeKind.LOST: Said(_("lost"), ("✗", "x"), Look.BAD),
    ChangeKind.DROPPED: Said(_("dropped"), ("−", "-"), Look.BAD),
    ChangeKind.LOWERED: Said(_("lowered"), ("▼", "v"), Look.BAD),
    ChangeKind.REWORDED: Said(_("reworded"), ("≈", "~"), Look.DOUBTFUL),
    ChangeKind.DUE_MOVED: Said(_("due moved"), ("→", ">"), Look.DOUBTFUL),
    ChangeKind.BASELINE_CHANGED: Said(p_("change", "baseline"), ("≠", "*"), Look.DOUBTFUL),
    ChangeKind.MILESTONES_CHANGED: Said(p_("change", "milestones"), ("≠", "*"), Look.DOUBTFUL),
    ChangeKind.RAISED: Said(_("raised"), ("▲", "^"), Look.GOOD),
    ChangeKind.CHANGED: Said(_("changed"), ("≠", "*"), Look.DOUBTFUL),
    ChangeKind.STATUS_CHANGED: Said(p_("change", "status"), ("≠", "*"), Look.DOUBTFUL),
    ChangeKind.ADDED: Said(_("added"), ("+", "+"), Look.GOOD),
    ChangeKind.SOURCE_CHANGED: Said(p_("change", "source"), ("·", "."), Look.FAINT),
    ChangeKind.WORDING_CHANGED: Said(p_("change", "wording"), ("·", "."), Look.FAINT),
    ChangeKind.NOTE_CHANGED: Said(p_("change", "note"), ("·", "."), Look.FAINT),
}
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
    ObservationStatus.BREAK: _("definition changed"),
    ObservationStatus.DISPUTED: _("disputed"),
}
_LONGEST = 200
"""A text of a file that is longer is cut: what matters is that it differs, and the files have all of it."""
_CAUSES = 3


class DiffPart(StrEnum):
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


TITLES: dict[DiffPart, Localized] = {
    DiffPart.LOST: _("FIGURES LOST"),
    DiffPart.MISSING: _("Missing, perhaps only because the files have errors"),
    DiffPart.TARGETS: _("Targets"),
    DiffPart.CHANGED: _("Figures changed"),
    DiffPart.REDEFINED: _("Indicators, units and areas redefined"),
    DiffPart.ADDED: _("Figures added"),
    DiffPart.DOCUMENTS: _("Documents and sources"),
    DiffPart.REGISTERS: _("Registers"),
    DiffPart.VERDICTS: _("Verdicts that flip"),
    DiffPart.SAME: _("Targets unchanged"),
}


@dataclass(frozen=True, slots=True)
class SideLabel:
    """What a side is called, and where readers find its files."""

    name: Localized
    place: Place
    repository: str = ""
    """The git repository that a revision was read from."""
    commit: str = ""


_LOUD = frozenset({DiffPart.LOST, DiffPart.MISSING, DiffPart.TARGETS, DiffPart.VERDICTS})
SHOWN = {part: 100 if part in _LOUD else 20 for part in DiffPart}
"""How many lines of a section a terminal has; the rest is counted."""
_LAYOUTS = (TableLayout(110, (16, 0, 28, 1, 28)), TableLayout(76, (16, 0, 18, 1, 18)))
_NONE = untranslated("–")


class Section(NamedTuple):
    """The changes of one part, worst first."""

    part: DiffPart
    rows: tuple[TableRow, ...]


def sections(diff: Diff) -> list[Section]:
    """What there is to say, worst first."""
    teller = Teller(diff)
    by_change = {
        change: [teller.figure(one) for one in diff.figures if one.change is change]
        for change in (ChangeKind.LOST, ChangeKind.ADDED)
    }
    found: dict[DiffPart, Iterable[TableRow]] = {
        DiffPart.LOST: by_change[ChangeKind.LOST],
        DiffPart.MISSING: map(teller.missing, diff.missing),
        DiffPart.TARGETS: map(teller.target, diff.targets),
        DiffPart.CHANGED: (teller.figure(one) for one in diff.figures if one.change not in by_change),
        DiffPart.REDEFINED: (teller.thing(one) for one in diff.things if one.thing not in DOCUMENTS),
        DiffPart.ADDED: by_change[ChangeKind.ADDED],
        DiffPart.DOCUMENTS: (teller.thing(one) for one in diff.things if one.thing in DOCUMENTS),
        DiffPart.REGISTERS: map(teller.entry, diff.entries),
        DiffPart.VERDICTS: map(teller.flip, diff.flips),
        DiffPart.SAME: starmap(teller.same, diff.same),
    }
    every = {part: tuple(rows) for part, rows in found.items()}
    return [Section(part, rows) for part, rows in every.items() if rows]


def diff_blocks(
    diff: Diff, old: SideLabel, new: SideLabel, *, shown: Mapping[DiffPart, int] = SHOWN, title: Text | None = None
) -> Iterator[Block]:
    """The changes, worst first, ``shown`` of each part at most, and the errors of either side at the end.

    ``title`` stands above them instead of what is compared with what.
    """
    yield Heading(1, (title or _("Changes from {one} to {other}", one=old.name, other=new.name),))
    lost = diff.missing or any(change.change is ChangeKind.LOST for change in diff.figures)
    yield Paragraph((summary(diff),), Look.BAD if lost else Look.STRONG)
    for section in sections(diff):
        yield from _section(section, shown.get(section.part))
    if notes := [*remarks(diff), *provenance(old, new)]:
        yield Paragraph()
        yield from (Paragraph((note,), Look.FAINT) for note in notes)
    # Of two years of one workspace its errors are listed once.
    sides = [(diff.old, old), (diff.new, new)]
    for side, label in sides if diff.old is not diff.new else [(diff.new, SideLabel(_("both sides"), new.place))]:
        if side.errors:
            count = both(write_number, len(side.errors))
            title = _("Errors in {name} ({number}): what has them was not compared", name=label.name, number=count)
            yield Heading(2, (title,))
            yield from problem_blocks(side.errors[:SHOWN_PROBLEMS], label.place)
            if len(side.errors) > SHOWN_PROBLEMS:
                yield Paragraph((left_out(len(side.errors) - SHOWN_PROBLEMS),), Look.FAINT)


def shorter(diff: Diff, old: SideLabel, new: SideLabel) -> Iterator[Iterator[Block]]:
    """All changes, then fewer and fewer of the least bad parts; at last, for names without end, only the counts."""
    shown: dict[DiffPart, int] = {}
    yield diff_blocks(diff, old, new, shown=shown)
    parts = [section.part for section in reversed(sections(diff))]
    for most in (100, 25, 5, 1):
        for part in parts:
            shown[part] = most
            yield diff_blocks(diff, old, new, shown=shown)
    bare = [*diff_blocks(diff, old, new)]
    yield iter(bare[:2])


def _section(section: Section, limit: int | None) -> Iterator[Block]:
    """A section as a table: a long one folded, of the worst all but its beginning."""
    count, shown = len(section.rows), section.rows[:limit]
    title = composed("{title} ({count})", title=TITLES[section.part], count=both(write_number, count))
    end = (Paragraph((left_out(count - len(shown)),), Look.FAINT),) if len(shown) < count else ()
    first = _("Year") if section.part is DiffPart.VERDICTS else _("Change")
    columns = (Column(first), Column(_("What")), Column(_("Old")), Column(""), Column(_("New")))

    def table(rows: tuple[TableRow, ...]) -> Table:
        return Table(columns, rows, _("Details"), _LAYOUTS)

    if count > FOLDED_FROM and section.part not in _LOUD:
        yield Fold(title, (table(shown), *end))
        return
    yield Heading(2, (Span(title, Look.ALARM) if section.part is DiffPart.LOST else title,))
    yield table(shown[:FOLDED_FROM])
    if rest := shown[FOLDED_FROM:]:
        yield Fold(_("the next {count}", count=len(rest)), (table(rest), *end), goes_on=True)
    else:
        yield from end


def summary(diff: Diff) -> Localized:
    """One line: how much of what has changed."""
    figures = Counter(change.change for change in diff.figures)
    targets = Counter(change.change for change in diff.targets)
    documents = Counter(change.change for change in diff.things if change.thing in DOCUMENTS)
    definitions = Counter(change.change for change in diff.things if change.thing not in DOCUMENTS)
    names = Counter(change.change for change in diff.entries)
    changed = CHANGES[ChangeKind.CHANGED].words
    counted: list[tuple[int, Localized, Localized]] = []

    def add(count: int, things: Localized, verb: Localized = changed) -> None:
        counted.append((count, things, verb))

    lost = figures.pop(ChangeKind.LOST, 0)
    add(lost, n_("{count} figure", "{count} figures", lost), CHANGES[ChangeKind.LOST].words)
    add(len(diff.missing), n_("{count} item", "{count} items", len(diff.missing)), _("not comparable"))
    for change in (ChangeKind.DROPPED, ChangeKind.LOWERED, ChangeKind.REWORDED, ChangeKind.RAISED, ChangeKind.ADDED):
        count = targets.pop(change, 0)
        add(count, n_("{count} target", "{count} targets", count), CHANGES[change].words)
    for change in (ChangeKind.CHANGED, ChangeKind.ADDED):
        count = figures.pop(change, 0)
        add(count, n_("{count} figure", "{count} figures", count), CHANGES[change].words)
    for change in (ChangeKind.DROPPED, ChangeKind.CHANGED, ChangeKind.ADDED):
        count = definitions[change]
        add(count, n_("{count} definition", "{count} definitions", count), CHANGES[change].words)
    for change in (ChangeKind.DROPPED, ChangeKind.CHANGED, ChangeKind.ADDED):
        count = documents[change]
        add(count, n_("{count} document", "{count} documents", count), CHANGES[change].words)
    for change in (ChangeKind.LOST, ChangeKind.CHANGED, ChangeKind.ADDED):
        count = names[change]
        add(count, n_("{count} registered name", "{count} registered names", count), CHANGES[change].words)
    rest = sum(targets.values())
    add(rest, n_("{count} target detail", "{count} target details", rest))
    rest = sum(figures.values())
    add(rest, n_("{count} figure detail", "{count} figure details", rest))
    flips = len(diff.flips)
    add(flips, n_("{count} verdict", "{count} verdicts", flips), _("flipped"))
    parts = [
        phrases.unbroken(p_("counts", "{things} {verb}", things=things, verb=verb))
        for count, things, verb in counted
        if count
    ]
    if parts:
        return joined(" · ", parts)
    broken = diff.old.errors or diff.new.errors
    return _("No change in what could be read.") if broken else _("Nothing changes in meaning.")


def remarks(diff: Diff) -> list[Localized]:
    """What must be known of the verdicts."""
    match diff.unjudged:
        case Unjudged.ERRORS:
            return [_("Verdicts are not compared: a side has errors.")]
        case Unjudged.SELECTIONS:
            return [
                _("Verdicts are not compared: the two sides' targets are due at different times; see cnht progress.")
            ]
        case Unjudged.FILES:
            return [_("Verdicts are not compared: these are two files alone.")]
        case None:
            pass
    if diff.as_of is None or diff.is_empty:
        return []
    day = both(write_date, diff.as_of)
    if diff.flips:
        return [_("Both sides are judged as of {day}.", day=day)]
    return [_("No verdict flips, as of {day}.", day=day)]


def provenance(old: SideLabel, new: SideLabel) -> list[Localized]:
    """Which commits of which git repository were read."""
    read = [label for label in (old, new) if label.commit]
    if not read:
        return []
    commits = ", ".join(dict.fromkeys(label.commit for label in read))
    return [_("Git repository: {repository}; commits: {commits}", repository=read[0].repository, commits=commits)]


def left_out(count: int) -> Localized:
    """The announcement of what is not shown."""
    return _("... and {number} more; --format json has all", number=both(write_number, count))


class Teller:
    """The rows of changes, and why verdicts flip."""

    def __init__(self, diff: Diff) -> None:
        self.diff = diff
        definitions = (diff.old.workspace.definitions, diff.new.workspace.definitions)
        self.plans = {plan.number: plan.name for side in (diff.old, diff.new) for plan in side.workspace.plans}
        self.several_areas = any(len(known.areas) > 1 for known in definitions)

    def missing(self, lacking: Missing) -> TableRow:
        """What one side does not have, and may not have been read there."""
        change = ChangeKind.LOST if lacking.in_new else ChangeKind.ADDED
        kind = _("not in {side}", side=_("new") if lacking.in_new else _("old"))
        match lacking.what:
            case ComparedTarget() as goal:
                return self.target(TargetChange(change, *((goal, None) if lacking.in_new else (None, goal))), kind)
            case Observation() as seen:
                return self.figure(FigureChange(change, *((seen, None) if lacking.in_new else (None, seen))), kind)
            case RegisterEntry() as entry:
                return self.entry(EntryChange(change, "", *((entry, None) if lacking.in_new else (None, entry))), kind)
            case ThingChange() as thing:
                return self.thing(thing, change, kind)

    def same(self, old: ComparedTarget, new: ComparedTarget) -> TableRow:
        """A target of both selections that has not changed."""
        words = quantity_text(new.target.quantity, self._unit(new.target.indicator, self.diff.new))
        return _row("=", self._name(new.target.indicator, new.target.area), None, words, [self._plans(old, new)])

    def flip(self, flip: Flip) -> TableRow:
        """A verdict that flips."""
        row = flip.new
        name = self._name(row.indicator.code, row.target.area)
        notes = [composed("{plan}: {why}", plan=row.plan.name, why=self.why(flip))]
        return _row(str(flip.year), name, verdict(flip.old), verdict(row), notes)

    def _plans(self, old: ComparedTarget | None, new: ComparedTarget | None) -> Localized:
        numbers = dict.fromkeys(goal.target.plan for goal in (old, new) if goal is not None)
        return joined(" → ", (self.plans[number] for number in numbers))

    def target(self, change: TargetChange, kind: Text | None = None) -> TableRow:
        """A target."""
        goal = change.goal
        name = self._name(goal.target.indicator, goal.target.area)
        notes: list[Text] = [self._plans(change.old, change.new)]
        if self.diff.unjudged is not Unjudged.SELECTIONS and change.change is not ChangeKind.DUE_MOVED:
            notes[0] = joined("", [notes[0], _(", due {goal}", goal=_due(goal))])
        if change.change is ChangeKind.DUE_MOVED:
            notes.append(quantity_text(goal.target.quantity, self._unit(goal.target.indicator, self.diff.new)))
        if change.change is ChangeKind.REWORDED and change.old is not None and change.new is not None:
            old, new = (phrases.interval_text(one.region) for one in (change.old, change.new))
            same = change.old.region == change.new.region
            notes.append(
                _("both accept: {regions}", regions=old)
                if same
                else _("accepts: {regions} → {regions2}", regions=old, regions2=new)
            )
        return _row(_kind(change.change, kind), name, *self._target_values(change), notes)

    def _target_values(self, change: TargetChange) -> tuple[Text | None, Text | None]:
        sides = (change.old, change.new)
        match change.change:
            case ChangeKind.DUE_MOVED:
                return _both(_due, sides)
            case ChangeKind.BASELINE_CHANGED:
                return _both(lambda goal: _dated(goal.target.baseline), sides)
            case ChangeKind.MILESTONES_CHANGED:
                return _milestones(*sides)
            case ChangeKind.SOURCE_CHANGED:
                return _both(lambda goal: goal.target.source or "–", sides)
            case ChangeKind.WORDING_CHANGED:
                return _both(lambda goal: _short(goal.target.wording), sides)
            case ChangeKind.NOTE_CHANGED:
                return _both(lambda goal: both(_cut, goal.target.note or NOTHING), sides)
            case _:
                return self._quantities(
                    *((one.target.indicator, one.target.quantity) if one else None for one in sides)
                )

    def _quantities(
        self, old: tuple[str, Quantity] | None, new: tuple[str, Quantity] | None
    ) -> tuple[Text | None, Text | None]:
        """Quantities of indicators: the unit stands behind the later one, and behind both where that is needed."""
        before = None if old is None else self._unit(old[0], self.diff.old)
        now = None if new is None else self._unit(new[0], self.diff.new)
        at_both = new is None or before != now or (before is not None and phrases.is_percent(before))
        return (
            quantity_text(old[1], before if at_both else None) if old else None,
            quantity_text(new[1], now) if new else None,
        )

    def figure(self, change: FigureChange, kind: Text | None = None) -> TableRow:
        """A figure."""
        seen = change.figure
        notes: list[Text] = []
        if seen.disputed and change.change is not ChangeKind.STATUS_CHANGED:
            notes.append(SETTLED_WORDS[seen.status])
        if difference := self._difference(change):
            notes.append(difference)
        if change.change is ChangeKind.STATUS_CHANGED:
            notes.append(self._value(seen))
        notes += [phrases.observation_date(seen), seen.source, f"{seen.where.file}:{seen.where.line}"]
        name = self._name(seen.indicator, seen.area)
        return _row(_kind(change.change, kind), name, *self._figure_values(change), [joined(", ", notes)])

    def _figure_values(self, change: FigureChange) -> tuple[Text | None, Text | None]:
        sides = (change.old, change.new)
        match change.change:
            case ChangeKind.STATUS_CHANGED:
                return _both(lambda seen: SETTLED_WORDS[seen.status], sides)
            case ChangeKind.WORDING_CHANGED:
                return _both(lambda seen: _short(seen.wording), sides)
            case ChangeKind.NOTE_CHANGED:
                return _both(lambda seen: _short(seen.note), sides)
            case _:
                return self._quantities(*((one.indicator, one.quantity) if one else None for one in sides))

    def _difference(self, change: FigureChange) -> Localized | None:
        """By how much a figure has changed: in percent, and what is in percent itself in points."""
        if change.percent is None or change.old is None or change.new is None:
            return None
        sides = ((change.old, self.diff.old), (change.new, self.diff.new))
        units = [self._unit(seen.indicator, side) for seen, side in sides]
        if units[0] != units[1]:
            return None
        sign = "+" if change.percent > 0 else "−"
        if units[1] is not None and phrases.is_percent(units[1]):
            before, now = (
                seen.quantity.nominal(side.workspace.definitions.indicators[seen.indicator].direction)
                for seen, side in sides
            )
            return _("{sign}{number} points", sign=sign, number=phrases.number_text(abs(now - before)))
        number = both(write_number, trimmed(percent(abs(change.percent))))
        return composed("{sign}{number}{percent}", sign=sign, number=number, percent=phrases.PERCENT_SIGN)

    def entry(self, change: EntryChange, kind: Text | None = None) -> TableRow:
        """A name in a register."""
        entry = change.entry
        before, now = _both(_named, (change.old, change.new))
        name, place = f"{entry.name}, {entry.stage}", f"{entry.where.file}:{entry.where.line}"
        return _row(_kind(change.change, kind), name, before, now, [place])

    def thing(self, change: ThingChange, shown: ChangeKind | None = None, kind: Text | None = None) -> TableRow:
        """A definition or a document."""
        return _row(_kind(shown or change.change, kind), _thing_name(change), *self._thing_values(change), [])

    def _thing_values(self, change: ThingChange) -> tuple[Text | None, Text | None]:
        match change.change:
            case ChangeKind.DROPPED:
                return _thing_title(change, self.diff.old), None
            case ChangeKind.ADDED:
                return None, _thing_title(change, self.diff.new)
            case ChangeKind.CHANGED:
                return _thing_value(change, change.old), _thing_value(change, change.new)
            case _:
                return None, None

    # Names and units

    def _name(self, code: str, area: str) -> Text:
        name: Text = code
        for side in (self.diff.old, self.diff.new):
            known = side.workspace.definitions
            if code in known.indicators:
                several = self.several_areas and area in known.areas
                name = phrases.in_area(known.indicators[code], area, known) if several else known.indicators[code].name
        return name

    def _unit(self, code: str, side: Side) -> Localized | None:
        """The unit's name; ``None`` where neither side defines it."""
        for each in (side, self.diff.new, self.diff.old):
            known = each.workspace.definitions
            if code in known.indicators and known.indicators[code].unit in known.units:
                return phrases.unit_of(code, known)
        return None

    def _value(self, seen: Observation) -> Localized:
        return quantity_text(seen.quantity, self._unit(seen.indicator, self.diff.new))

    # Reasons

    def why(self, flip: Flip) -> Localized:
        """What a verdict's change comes from: the nearest causes; else the figures that are judged."""
        causes = [self._cause(cause) for cause in flip.causes[:_CAUSES]]
        if (more := len(flip.causes) - _CAUSES) > 0:
            causes.append(_("and {more} more", more=more))
        if causes:
            return joined("; ", causes)
        old, new = (phrases.dated_figure(row.observed) or "–" for row in (flip.old, flip.new))
        return _("judged by {old} → {new}", old=old, new=new)

    def _cause(self, cause: Cause) -> Localized:
        match cause:
            case TargetChange():
                what = _TARGET_CAUSES.get(cause.change, _("target"))
                return composed("{what} {values}", what=what, values=_arrow(*self._target_values(cause)))
            case FigureChange():
                seen = cause.figure
                when, value = phrases.observation_date(seen), self._value(seen)
                match cause.change:
                    case ChangeKind.LOST:
                        return _("figure lost: {value}, {when}", value=value, when=when)
                    case ChangeKind.ADDED:
                        return _("new figure: {value}, {when}", value=value, when=when)
                    case ChangeKind.STATUS_CHANGED:
                        words = SETTLED_WORDS[seen.status]
                        return _("figure {value}, {when}: now {words}", value=value, when=when, words=words)
                    case _:
                        return _("figure of {when}: {line}", when=when, line=_arrow(*self._figure_values(cause)))
            case ThingChange():
                name = _thing_name(cause)
                if cause.change is ChangeKind.CHANGED:
                    return composed("{name} {values}", name=name, values=_arrow(*self._thing_values(cause)))
                return composed("{name} ({kind})", name=name, kind=CHANGES[cause.change].words)


_TARGET_CAUSES = {
    ChangeKind.DUE_MOVED: _("due date"),
    ChangeKind.BASELINE_CHANGED: _("baseline"),
    ChangeKind.MILESTONES_CHANGED: _("milestones"),
}


def _kind(change: ChangeKind, words: Text | None) -> Span:
    said = CHANGES[change]
    return Span(words or said.words, said.look, said.mark)


def _row(
    kind: str | Span, name: Text, old: Text | Span | None, new: Text | Span | None, notes: Sequence[Text]
) -> TableRow:
    """One change."""
    before: Line = () if not old else (old,) if isinstance(old, Span) else (Span(old, Look.FAINT),)
    now: Line = (new,) if new else ()
    both_sides = bool(before and now)
    arrow: Line = (Span("", Look.FAINT, ("→", ">")),) if both_sides else ()
    values: Line = (*before, " → ", *now) if both_sides else (*before, *now)
    narrow: tuple[Line, ...] = ((kind, " ", name), *((("  ", *values),) if values else ()))
    return TableRow(((kind,), (name,), before, arrow, now), tuple(notes), narrow)


_T = TypeVar("_T")


def _both(said: Callable[[_T], Text], sides: tuple[_T | None, _T | None]) -> tuple[Text | None, Text | None]:
    """What is said of either side, where there is one."""
    old, new = sides
    return None if old is None else said(old), None if new is None else said(new)


def _named(entry: RegisterEntry) -> Localized:
    day = both(write_period, Period.parse(entry.as_of_text))
    return composed("{day}, {source}", day=day, source=entry.source)


def _arrow(old: Text | None, new: Text | None) -> Localized:
    return composed("{old} → {new}", old=old or "–", new=new or "–")


def _due(goal: ComparedTarget) -> Localized:
    return _("every year") if goal.target.each_year else both(write_date, goal.due)


def _dated(stated: Dated | None) -> Localized:
    return _NONE if stated is None else phrases.dated_text(stated)


def _milestones(old: ComparedTarget | None, new: ComparedTarget | None) -> tuple[Localized, Localized]:
    """The milestones that differ."""
    olds, news = (
        {stop.as_of: stop for stop in sorted(goal.target.milestones, key=lambda stop: stop.as_of)} if goal else {}
        for goal in (old, new)
    )

    def differing(own: dict[date, Dated], others: dict[date, Dated]) -> Localized:
        found = [
            phrases.dated_text(stop)
            for day, stop in own.items()
            if day not in others or others[day].quantity != stop.quantity
        ]
        return joined("; ", found) if found else _NONE

    return differing(olds, news), differing(news, olds)


def _thing_name(change: ThingChange) -> Localized:
    field = f": {change.field}" if change.field else ""
    return joined("", [joined(" ", [THING_WORDS[change.thing], change.code or None]), field])


def _thing_title(change: ThingChange, side: Side) -> Text:
    """What a thing that comes or goes is called."""
    known = side.workspace.definitions
    match change.thing:
        case Thing.PLAN:
            plans = (plan.title for plan in side.workspace.plans if plan.number == change.code)
            return both(_cut, next(plans, NOTHING))
        case Thing.SOURCE:
            return _short(known.sources[change.code].title)
        case Thing.INDICATOR:
            return both(_cut, known.indicators[change.code].name)
        case Thing.UNIT | Thing.AREA:
            return both(_cut, (known.units if change.thing is Thing.UNIT else known.areas)[change.code].name)
        case Thing.TOLERANCE:
            return ""


def _thing_value(change: ThingChange, value: Value) -> Text:
    match value:
        case None:
            return "–"
        case Period():
            return both(write_period, value)
        case Decimal():
            return both(write_number, value)
        case Fraction():
            return phrases.number_text(value)
        case str():
            match change.field:
                case "direction":
                    return phrases.DIRECTION_NAMES[Direction(value)]
                case "measure":
                    return phrases.MEASURE_NAMES[Measure(value)]
                case "authority":
                    return phrases.AUTHORITY_WORDS[Authority(value)]
                case _:
                    return _short(value)


def _short(text: str) -> str:
    """``text`` on one line, of a bearable length."""
    line = " ".join(text.split()) or "–"
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _cut(text: Localized, lang: Lang) -> str:
    return _short(text.text(lang))
