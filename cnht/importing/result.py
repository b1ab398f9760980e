"""What reading a file came to: rows to add, what is not clear, what was left out, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from cnht.importing.numbers import NumberStyle
from cnht.importing.sheet import Place
from cnht.language.texts import Localized, _
from cnht.problems import Fault, Severity
from cnht.reading.csv_text import SNAPSHOT_COLUMNS


class Finding(NamedTuple):
    """What is wrong, and in which cell of the file."""

    place: Place
    fault: Fault

    @property
    def is_error(self) -> bool:
        """Whether it keeps the row from being added."""
        return self.fault.severity is Severity.ERROR


class LeftOutReason(Enum):
    """Why rows of the file are not figures to add."""

    BLANK = _("blank rows")
    NO_FIGURE = _("without a figure")
    TOTAL = _("totals")
    FOOTNOTE = _("footnotes")
    SIGNATURE = _("signatures")
    HEADER = _("further headers")
    TITLE = _("above the header")
    HIDDEN = _("hidden rows and columns")
    UNSEEN = _("struck out, or hidden by their number format")
    SKIPPED = _("by --skip-row")
    OTHERS = _("not chosen by --where")
    UNKNOWN = _("of an indicator or area that the workspace does not have")
    COMPUTED = _("computed, not reported")
    AGAIN = _("the same figure again")
    KNOWN = _("already in the workspace")
    SHEET = _("other sheets")


class LeftOut(NamedTuple):
    """Rows or a cell that were left out on purpose."""

    reason: LeftOutReason
    place: Place
    text: str
    """The first words of it."""
    rows: int = 1
    """How many rows from there on."""
    see: str = ""
    """Where the workspace has the figure already."""


@dataclass(frozen=True, slots=True)
class NewRow:
    """One figure of the file, as a row of a snapshot."""

    texts: tuple[str, ...]
    """The canonical texts, in the order of the snapshot's columns; what was not understood is empty."""
    place: Place
    """The cell of the figure."""
    said: str
    """The text of that cell."""
    origins: Mapping[str, Place] = field(default_factory=dict)
    """The cells that the other texts come from, by column; what holds for all rows has none."""
    findings: tuple[Finding, ...] = ()
    notes: tuple[Localized, ...] = ()
    """What was made of the cell that nobody would see in the row."""

    @property
    def is_clear(self) -> bool:
        """Whether it can be added."""
        return not any(finding.is_error for finding in self.findings)

    def text(self, column: str) -> str:
        """The text of a column."""
        return self.texts[SNAPSHOT_COLUMNS.index(column)]


class Decision(NamedTuple):
    """One thing that was found out about the file, or decided: what, and how."""

    what: Localized
    how: Localized


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that was read. Nothing of it is lost: every filled row is in one of the parts."""

    name: str
    rows: tuple[NewRow, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What is wrong with the file or a whole sheet."""
    decisions: tuple[Decision, ...] = ()
    style: NumberStyle | None = None

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with the file as a whole; else no row of it can be added."""
        return not any(finding.is_error for finding in self.findings)

    @property
    def clear_rows(self) -> list[NewRow]:
        """The rows that can be added even if others cannot."""
        return [row for row in self.rows if row.is_clear] if self.is_sound else []

    @property
    def is_clear(self) -> bool:
        """Whether all rows can be added, and there are some."""
        return bool(self.rows) and self.is_sound and all(row.is_clear for row in self.rows)

    @property
    def problems(self) -> list[Finding]:
        """All that is wrong, by place."""
        return [*self.findings, *(finding for row in self.rows for finding in row.findings)]
