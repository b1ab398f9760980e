"""What can change between two sides: targets, figures, definitions and documents, verdicts. Plain and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cnht.domain.model import Indicator, Observation, RegisterEntry, Target, Workspace
from cnht.domain.period import Period
from cnht.domain.progress import Row
from cnht.domain.quantity import Interval
from cnht.problems import Problem, Severity


class ChangeKind(StrEnum):
    """What has happened to a target or a figure, or to anything else that has a name. Worst first."""

    LOST = "lost"
    """A figure that is there no more."""
    DROPPED = "dropped"
    """A target, or anything else with a name, that is there no more."""
    LOWERED = "lowered"
    """A target accepts all it did, and more."""
    REWORDED = "reworded"
    """A target's words differ, but it is not plainly harder or easier; or they differ before the same number."""
    DUE_MOVED = "due_moved"
    BASELINE_CHANGED = "baseline_changed"
    MILESTONES_CHANGED = "milestones_changed"
    RAISED = "raised"
    """A target accepts only a part of what it did."""
    CHANGED = "changed"
    """A figure says something else; of anything else, the value of a field."""
    STATUS_CHANGED = "status_changed"
    """How settled a figure is: estimate, provisional, final, disputed."""
    ADDED = "added"
    SOURCE_CHANGED = "source_changed"
    """A target's own source."""
    WORDING_CHANGED = "wording_changed"
    """What is quoted of the source, with the same number."""
    NOTE_CHANGED = "note_changed"


@dataclass(frozen=True, slots=True)
class ComparedTarget:
    """A target as one side has it, with what that side's definitions make of it.

    ``due`` is the day it is due in the year that was asked for, which for ``each: year`` differs from the target's.
    ``scale`` is how many plain units one of its unit is.
    """

    target: Target
    indicator: Indicator
    region: Interval
    due: date
    scale: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class TargetChange:
    """One thing that has happened to one target; what is added has no ``old``, what is dropped no ``new``."""

    change: ChangeKind
    old: ComparedTarget | None
    new: ComparedTarget | None

    @property
    def goal(self) -> ComparedTarget:
        """The later of the two, or the only one."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One thing that has happened to one figure.

    ``percent`` is 100 times the difference of the quoted numbers over the size of the old one; ``None`` where the
    number has not changed, where the old one is 0, and where the two count in different units.
    """

    change: ChangeKind
    old: Observation | None
    new: Observation | None
    percent: Fraction | None = None

    @property
    def figure(self) -> Observation:
        """The later of the two, or the only one."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One thing that has happened to a name in a register; ``register`` is the code of its file."""

    change: ChangeKind
    register: str
    old: RegisterEntry | None
    new: RegisterEntry | None

    @property
    def entry(self) -> RegisterEntry:
        """The later of the two, or the only one."""
        found = self.new or self.old
        assert found is not None
        return found


class Thing(StrEnum):
    """What else has a name and fields."""

    TOLERANCE = "tolerance"
    INDICATOR = "indicator"
    UNIT = "unit"
    AREA = "area"
    PLAN = "plan"
    SOURCE = "source"


Value = str | Decimal | Fraction | Period | None


@dataclass(frozen=True, slots=True)
class ThingChange:
    """A plan's document, a source or a definition that is added or dropped, or one field of it that differs.

    ``field`` is named as the files name it (``title.en``), and empty where the whole thing is added or dropped.
    """

    change: ChangeKind
    thing: Thing
    code: str
    field: str = ""
    old: Value = None
    new: Value = None


Cause = TargetChange | FigureChange | ThingChange


@dataclass(frozen=True, slots=True)
class Flip:
    """A target whose verdict in a year is another one, and the changes of what it is judged by."""

    year: int
    old: Row
    new: Row
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """What one side does not have, perhaps only because it could not be read there.

    ``in_new`` says which side lacks it. ``what`` is what the other side has.
    """

    in_new: bool
    what: ComparedTarget | Observation | RegisterEntry | ThingChange


@dataclass(frozen=True, slots=True)
class Side:
    """A workspace, with everything that is wrong with its files.

    ``doubtful`` are the files, and folders, of which something was left out: nothing is concluded from what they lack.
    """

    workspace: Workspace
    problems: tuple[Problem, ...] = ()
    doubtful: frozenset[str] = frozenset()

    def may_lack(self, file: str) -> bool:
        """Whether something of ``file`` may have been left out."""
        return any(file == name or file.startswith(f"{name}/") for name in self.doubtful)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems for which something may have been left out."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)


class Unjudged(StrEnum):
    """Why verdicts were not compared."""

    ERRORS = "errors"
    """A workspace with errors is not judged."""
    SELECTIONS = "selections"
    """Two years or plans: their targets are not the same ones."""
    FILES = "files"
    """A file alone is not judged."""


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that changes from ``old`` to ``new``, worst first; within that in the order of the files.

    ``same`` are the targets of a selection that did not change. ``flips`` are compared as things stood on ``as_of``,
    of each year at its last day at the latest; there are none where ``unjudged`` says why.
    """

    old: Side
    new: Side
    targets: tuple[TargetChange, ...] = ()
    figures: tuple[FigureChange, ...] = ()
    things: tuple[ThingChange, ...] = ()
    entries: tuple[EntryChange, ...] = ()
    flips: tuple[Flip, ...] = ()
    missing: tuple[Missing, ...] = ()
    same: tuple[tuple[ComparedTarget, ComparedTarget], ...] = ()
    as_of: date | None = None
    unjudged: Unjudged | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no difference was found; sides with errors may still differ in what could not be read."""
        return not (self.targets or self.figures or self.things or self.entries or self.missing or self.flips)

    @property
    def is_same(self) -> bool:
        """Whether the two sides are known to mean the same."""
        return self.is_empty and not self.old.errors and not self.new.errors
