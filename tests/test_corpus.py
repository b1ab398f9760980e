"""The corpus: files that are wrong in one way each, with the one problem that each must give; and sound ones.

``tests/corpus/base`` is a small sound workspace. Each folder of ``bad`` and ``good`` holds the files that it replaces
or adds; what cannot stand in a folder is listed there: ``without.txt`` names files that are missing,
``unreadable.txt`` one that cannot be read, and why. ``expected.tsv`` says what each case of ``bad`` must give.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from cnht.checks import check
from cnht.problems import Code, Problem
from cnht.reading.load import load
from cnht.textfile import TextFile

CORPUS = Path(__file__).parent / "corpus"
TODAY = date(2025, 12, 31)


class Place(NamedTuple):
    """What ``expected.tsv`` says of a problem."""

    code: str
    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code}"


WAITING: frozenset[str] = frozenset()
"""Cases whose expectation the program does not meet yet."""


def expected() -> dict[str, Place]:
    with (CORPUS / "expected.tsv").open(encoding="utf-8", newline="") as table:
        return {
            row["case"]: Place(row["code"], row["file"], int(row["line"]), int(row["column"]))
            for row in csv.DictReader(table, delimiter="\t")
        }


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


BASE = contents(CORPUS / "base")
BAD = expected()
GOOD = sorted(path.name for path in (CORPUS / "good").iterdir())


def files(case: Path) -> Iterator[TextFile]:
    """The workspace of a case."""
    changed = contents(case)
    missing = changed.pop("without.txt", b"").decode().split()
    name, _, error = changed.pop("unreadable.txt", b"").decode().strip().partition("\t")
    for path, data in (BASE | changed).items():
        if path not in (*missing, name):
            yield TextFile(path, data)
    if name:
        yield TextFile(name, None, error)


def problems(case: Path) -> list[Problem]:
    loaded = load(files(case))
    return [*loaded.problems, *check(loaded.workspace)]


def found(case: Path) -> list[Place]:
    return [
        Place(problem.code.identifier, problem.where.file, problem.where.line, problem.where.column)
        for problem in problems(case)
    ]
