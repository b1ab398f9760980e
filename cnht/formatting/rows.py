"""Rows of CSV: the columns in their order, the rows of a snapshot by their key, quotes only where they are needed."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from cnht.domain.quantity import ObservationStatus
from cnht.language.safe_text import quoted
from cnht.reading.csv_text import REGISTER_COLUMNS, SNAPSHOT_COLUMNS
from cnht.reading.table import FREE

_KEY = ("indicator", "area", "period", "as_of", "source")


def snapshot(rows: Iterable[Mapping[str, str]], columns: Iterable[str] = SNAPSHOT_COLUMNS) -> str:
    """The text of a snapshot; ``columns`` are those it has, in any order, and a row may lack some of them.

    The rows stand by their key. Of those that share one the disputed come last, by what else they say; others keep
    their order, as they are an error that names the first of them.
    """
    ordered = sorted(rows, key=_place)
    return _table(ordered, [column for column in SNAPSHOT_COLUMNS if column in set(columns)])


def register(rows: Iterable[Mapping[str, str]], columns: Iterable[str] = REGISTER_COLUMNS) -> str:
    """The text of a register; its rows keep their order, in which ``cnht explain`` names the things."""
    return _table(rows, [column for column in REGISTER_COLUMNS if column in set(columns)])


def parsed(text: str, columns: Sequence[str]) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and the rows of a sound CSV text, whose columns are among ``columns``; blank rows are none."""
    lines = csv.reader(StringIO(text, newline=""), strict=True)
    filled = [row for row in lines if "".join(row).strip()]
    header = [_column(cell, columns) for cell in filled[0]]
    return header, [dict(zip(header, map(_cell, header, row), strict=True)) for row in filled[1:]]


def respelt(text: str, columns: Sequence[str]) -> str:
    """A sound CSV text with the names of its columns spelt as they should be, and nothing else changed."""
    lines = list(StringIO(text, newline=""))
    at = next(index for index, line in enumerate(lines) if line.strip())
    (header,) = csv.reader([lines[at]], strict=True)
    lines[at] = ",".join(_column(cell, columns) for cell in header) + "\n"
    return "".join(lines)


def _column(cell: str, columns: Sequence[str]) -> str:
    """The column that a cell of the header means, which is one of ``columns``, give or take spaces and capitals."""
    return columns[columns.index(re.sub(r"[^a-z]+", "_", cell.lower()).strip("_"))]


def _cell(column: str, text: str) -> str:
    """A cell: free text without blanks around it and with one kind of line break, anything else as it is.

    One blank stays where it is all that keeps a spreadsheet from running the text as a formula.
    """
    if column not in FREE:
        return text
    bare = unicodedata.normalize("NFC", re.sub(r"\r\n?", "\n", text)).strip()
    return f" {bare}" if bare.startswith(("=", "+", "@")) and not text.startswith(bare[0]) else bare


def _place(row: Mapping[str, str]) -> tuple[object, ...]:
    is_disputed = row.get("status") == ObservationStatus.DISPUTED
    return (
        *(row.get(column, "") for column in _KEY),
        is_disputed,
        [row.get(column, "") for column in SNAPSHOT_COLUMNS] if is_disputed else [],
    )


def _table(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> str:
    lines = [list(columns), *([row.get(column, "") for column in columns] for row in rows)]
    return "".join(",".join(map(quoted, line)) + "\n" for line in lines)
