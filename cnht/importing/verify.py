"""The rules of the strict reader on rows that are to be added: they go through it as CSV, and its places become cells.

What it would refuse in a file of the workspace is refused before anything is written.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from io import StringIO

from cnht.domain.model import Definitions, Observation
from cnht.importing.result import Finding, LeftOut, LeftOutReason, NewRow
from cnht.importing.sheet import Place
from cnht.problems import Fault, Location, Problem, shown
from cnht.reading import csv_text
from cnht.reading.csv_text import SNAPSHOT_COLUMNS

_NAME = "import.csv"


def canonical_csv(rows: Iterable[NewRow]) -> str:
    """The rows as a snapshot, with its header."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(SNAPSHOT_COLUMNS)
    writer.writerows(row.texts for row in rows)
    return text.getvalue()


def verified(
    rows: Sequence[NewRow], definitions: Definitions, today: date | None, existing: Iterable[Observation]
) -> tuple[list[NewRow], list[LeftOut]]:
    """The rows, each with what the strict reader has against it; and those that the workspace has already."""
    asked = [row for row in rows if row.is_clear]
    if not asked:
        return list(rows), []
    problems: list[Problem] = []
    reader = csv_text.SnapshotReader(definitions, today)
    lines = StringIO(canonical_csv(asked), newline="")
    figures, duplicates = csv_text.drop_duplicates(reader.read(csv_text.snapshot(_NAME, problems), lines))
    back = _Back(asked)
    found: dict[int, list[Finding]] = {}
    for problem in problems:
        at, place = back.cell(problem.where)
        found.setdefault(at, []).append(Finding(place, problem.fault))
    for duplicate, first, _values in duplicates:
        at = back.row(duplicate)
        found.setdefault(at, []).append(
            Finding(asked[at].place, Fault("M515.import", first=shown(str(asked[back.row(first)].place))))
        )
    known: dict[tuple[object, ...], list[Observation]] = {}
    for one in existing:
        known.setdefault(_key(one), []).append(one)
    left_out: dict[int, LeftOut] = {}
    for seen in figures:
        at = back.row(seen.where)
        row = asked[at]
        is_marked = "status" in row.origins or row.text("status") != ""
        others = known.get(_key(seen), [])
        same = [one for one in others if one.quantity == seen.quantity and (one.status is seen.status or not is_marked)]
        undisputed = [one for one in others if not (one.disputed or seen.disputed)]
        where = "".join(f"{one.where.file}:{one.where.line}" for one in [*same, *undisputed][:1])
        if same:
            left_out[at] = LeftOut(LeftOutReason.KNOWN, row.place, row.said, 1, where)
        elif undisputed:
            found.setdefault(at, []).append(Finding(row.place, Fault("M515.elsewhere", place=shown(where))))
    judged = {id(row): at for at, row in enumerate(asked)}
    kept = []
    for row in rows:
        index = judged.get(id(row))
        if index is None:
            kept.append(row)
        elif index not in left_out:
            kept.append(replace(row, findings=(*row.findings, *found.get(index, ()))))
    return kept, list(left_out.values())


def _key(seen: Observation) -> tuple[object, ...]:
    return seen.indicator, seen.area, seen.period, seen.as_of, seen.source


class _Back:
    """From places in the canonical text back to rows and their cells."""

    def __init__(self, rows: Sequence[NewRow]) -> None:
        self.rows = rows
        self.starts: list[int] = []
        line = 2
        for row in rows:
            self.starts.append(line)
            line += 1 + sum(text.count("\n") for text in row.texts)

    def row(self, where: Location) -> int:
        """Which row a line belongs to."""
        return max(bisect_right(self.starts, where.line) - 1, 0)

    def cell(self, where: Location) -> tuple[int, Place]:
        """Which row a place belongs to, and the cell of the file that it comes from."""
        at = self.row(where)
        row = self.rows[at]
        line, column = self.starts[at], 1
        for name, text in zip(SNAPSHOT_COLUMNS, row.texts, strict=True):
            if (line, column) == (where.line, where.column):
                return at, row.origins.get(name, row.place)
            written = f'"{text.replace(chr(34), chr(34) * 2)}"' if any(char in text for char in '",\n') else text
            line += written.count("\n")
            column = len(written) - written.rfind("\n") - 1 + (1 if "\n" in written else column) + 1
        return at, row.place
