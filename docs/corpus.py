"""The corpus of ``tests/corpus``: files that are wrong in one way each, what each must give, and sound files.

``base`` is a small sound workspace. Each folder of ``bad`` and ``good`` holds the files that it replaces or adds; what
no folder can hold is listed in it: ``without.txt`` names files that are missing, ``unreadable.txt`` one that cannot be
read, and why. ``expected.tsv`` says which problem each case of ``bad`` must give, and where.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cnht.checks import check, in_order
from cnht.files.textfile import TextFile
from cnht.problems import Problem, Severity
from cnht.reading.load import load

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
TODAY = date(2025, 12, 31)
"""The day on which the corpus is checked."""


class Place(NamedTuple):
    """Which problem is found where."""

    code: str
    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code}"


def expected() -> dict[str, Place]:
    """What ``expected.tsv`` says, by the name of the case."""
    with (CORPUS / "expected.tsv").open(encoding="utf-8", newline="") as table:
        return {
            row["case"]: Place(row["code"], row["file"], int(row["line"]), int(row["column"]))
            for row in csv.DictReader(table, delimiter="\t")
        }


def bad(case: str) -> list[TextFile]:
    """The workspace of a case that is wrong."""
    return list(_files(CORPUS / "bad" / case))


def good(case: str) -> list[TextFile]:
    """The workspace of a sound case."""
    return list(_files(CORPUS / "good" / case))


def base() -> list[TextFile]:
    """The workspace that all cases change."""
    return list(_files(CORPUS / "base"))


def problems(files: list[TextFile]) -> list[Problem]:
    """What is wrong with a workspace."""
    loaded = load(files, TODAY)
    complete = not any(problem.severity is Severity.ERROR for problem in loaded.problems)
    return in_order([*loaded.problems, *check(loaded.workspace, TODAY, complete=complete)])


def _files(case: Path) -> Iterator[TextFile]:
    changed = _contents(case)
    missing = changed.pop("without.txt", b"").decode().split()
    unreadable, _, error = changed.pop("unreadable.txt", b"").decode().strip().partition("\t")
    for path, data in (_contents(CORPUS / "base") | changed).items():
        if path not in (*missing, unreadable):
            yield TextFile(path, data)
    if unreadable:
        yield TextFile(unreadable, None, error)


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
