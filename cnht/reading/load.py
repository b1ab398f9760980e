"""All files of a workspace to one model and all their problems."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from io import TextIOWrapper
from typing import TYPE_CHECKING

from cnht.domain.model import Definitions, Observation, Plan, RegisterEntry, Workspace
from cnht.files.textfile import TextFile
from cnht.language.texts import Localized, _
from cnht.problems import Fault, Kind, Location, Problem, shown
from cnht.reading import csv_text, text, yaml_text

if TYPE_CHECKING:
    from cnht.reading.bulk import BulkReader

LARGE = 2 << 20
"""From how many bytes of snapshots on it is faster to read them in bulk."""
INDICATORS = "targets/indicators.yaml"
SOURCES = "data/sources.yaml"
REGISTERS = "data/registers/"


Parse = Callable[[str, str], tuple[yaml_text.Mapping | None, list[Problem]]]
"""What makes a tree of the name and the text of a YAML file."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What could be read, and everything that is wrong with the files, by file, line and column."""

    workspace: Workspace
    problems: tuple[Problem, ...]
    files: int
    """How many files were looked at."""
    rows_by_file: Mapping[str, int]
    """How many rows of data each CSV file has."""

    bulk: BulkReader | None = None
    """Holds the figures instead of ``workspace.observations`` where they are too many for that."""

    @property
    def rows(self) -> int:
        """How many rows of data the CSV files have."""
        return sum(self.rows_by_file.values())


def load(files: Iterable[TextFile], today: date | None = None, parse: Parse = yaml_text.parse) -> Loaded:
    """Read a workspace from its files, in whatever order they come.

    Never raises for what a file holds. What has a problem is left out, with nothing concluded from its absence.
    ``today`` is the day after which no figure can be; without it nothing is said of that.
    """
    return _read(files, today, parse, bulk_from=math.inf)


def scan(files: Iterable[TextFile], today: date | None = None, parse: Parse = yaml_text.parse) -> Loaded:
    """Check a workspace as :func:`load` does; large snapshots are read in ``bulk``, fast and in little memory."""
    return _read(files, today, parse, bulk_from=LARGE)


def _read(files: Iterable[TextFile], today: date | None, parse: Parse, *, bulk_from: float) -> Loaded:
    by_name = {file.name: file for file in files}
    kinds: dict[str, list[TextFile]] = {}
    for name in sorted(by_name):
        kinds.setdefault(_kind(name), []).append(by_name[name])
    loader = _Loader(today, parse)
    for file in kinds.get("unknown", ()):
        loader.unknown(file)
    loader.definitions_from(by_name.get(INDICATORS), by_name.get(SOURCES))
    for file in kinds.get("plan", ()):
        loader.plan(file)
    for file in kinds.get("register", ()):
        loader.register(file)
    snapshots = kinds.get("snapshot", ())
    loader.snapshots(snapshots, in_bulk=sum(map(_size, snapshots)) > bulk_from)
    loader.missing_sources()
    problems = sorted(loader.problems, key=lambda problem: (problem.where, problem.code))
    count = sum(len(group) for kind, group in kinds.items() if kind != "elsewhere")
    return Loaded(loader.workspace(), tuple(problems), count, loader.rows, loader.bulk)


def _size(file: TextFile) -> int:
    return len(file.data) if isinstance(file.data, bytes) else file.size or 0


def _kind(name: str) -> str:
    """What a file is, by its place."""
    if name in (INDICATORS, SOURCES):
        return "definitions"
    if name.startswith("targets/") and name.endswith(".yaml"):
        return "plan"
    if name.startswith(REGISTERS) and name.endswith(".csv"):
        return "register"
    if name.startswith("data/") and name.endswith(".csv"):
        return "snapshot"
    return "unknown" if name.startswith(("targets/", "data/")) or name in ("targets", "data") else "elsewhere"


class _Loader:
    """Collects what the files of one workspace say."""

    def __init__(self, today: date | None, parse: Parse) -> None:
        self.today = today
        self.parse = parse
        self.problems: list[Problem] = []
        self.rows: dict[str, int] = {}
        self.definitions = Definitions()
        self.plans: list[Plan] = []
        self.observations: list[Observation] = []
        self.bulk: BulkReader | None = None
        self.registers: dict[str, tuple[RegisterEntry, ...]] = {}
        self.unread: set[tuple[Kind, str]] = set()
        self.closed: list[str] = []
        """Folders that could not be looked into: what seems to be missing may be in them."""
        self.lacks_sources = False

    def workspace(self) -> Workspace:
        """What has been read."""
        definitions = replace(self.definitions, unread=frozenset(self.unread) | self.definitions.unread)
        return Workspace(definitions, tuple(self.plans), tuple(self.observations), self.registers)

    def unknown(self, file: TextFile) -> None:
        """A file that is of no kind, or a folder that could not be looked into."""
        if file.error is not None:
            self.closed.append(file.name)
            if f"{file.name}/".startswith("targets/"):
                self.unread.add((Kind.PLAN, ""))
            elif f"{file.name}/".startswith(REGISTERS) or file.name == "data":
                self.unread.add((Kind.REGISTER, ""))
            self.problems.append(text.unreadable(file.name, file.error))
            return
        self.problems.append(_unknown_file(file.name).at(Location(file.name, 1)))

    def definitions_from(self, indicators: TextFile | None, sources: TextFile | None) -> None:
        """Read what all other files name."""
        from cnht.reading import build  # pydantic, the dearest import of all

        root = self._tree(indicators)
        if root is not None:
            self.definitions = build.read_indicators(root, self.problems)
        else:
            self.definitions = Definitions(unread=build.UNKNOWN_DEFINITIONS)
            if indicators is None and not self._is_closed(INDICATORS):
                self.problems.append(_missing(INDICATORS, _INDICATORS_FIX))
        root = self._tree(sources)
        found = build.UNKNOWN_SOURCES if root is None else build.read_sources(root, self.problems)
        self.lacks_sources = sources is None and not self._is_closed(SOURCES)
        self.definitions = replace(
            self.definitions,
            sources=found.sources,
            unread=self.definitions.unread | found.unread,
            malformed=self.definitions.malformed | found.malformed,
        )

    def plan(self, file: TextFile) -> None:
        """Read a plan."""
        from cnht.reading import build

        root = self._tree(file)
        plan, number = (None, "") if root is None else build.read_plan(root, self.definitions, self.problems)
        if plan is None:
            self.unread.add((Kind.PLAN, number))
        else:
            self.plans.append(plan)

    def register(self, file: TextFile) -> None:
        """Read a register; its code is the name of its file."""
        code = file.name.removeprefix(REGISTERS).removesuffix(".csv")
        with self._lines(file) as lines:
            if lines is None:
                self.unread.add((Kind.REGISTER, code))
                return
            table = csv_text.register(file.name, self.problems)
            self.registers[code] = tuple(csv_text.read_register(table, lines, self.definitions, self.today))
            self.rows[file.name] = table.rows

    def snapshots(self, files: Iterable[TextFile], *, in_bulk: bool) -> None:
        """Read the snapshots, and take out figures whose key another one has."""
        reader = csv_text.SnapshotReader(self.definitions, self.today)
        if in_bulk:
            from cnht.reading.bulk import BulkReader  # pandas

            self.bulk = BulkReader(reader)
        for file in files:
            with self._lines(file) as lines:
                if lines is None:
                    continue
                table = csv_text.snapshot(file.name, self.problems)
                if self.bulk is None:
                    self.observations.extend(reader.read(table, lines))
                else:
                    self.bulk.read(file, table, lines)
                self.rows[file.name] = table.rows
        if self.bulk is None:
            self.observations, duplicates = csv_text.drop_duplicates(self.observations)
        else:
            duplicates = self.bulk.sort(self.problems)
        self.problems.extend(duplicate.problem for duplicate in duplicates)

    @contextmanager
    def _lines(self, file: TextFile) -> Iterator[TextIOWrapper | None]:
        """The lines of a file, ``None`` where it cannot be read, which is reported; so is what fails later."""
        try:
            with text.lines(file, self.problems) or nullcontext() as lines:
                yield lines
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(text.unreadable(file.name, str(error)))

    def missing_sources(self) -> None:
        """Report a missing file of sources, where a plan or a figure names a source."""
        if self.lacks_sources and (self.plans or any(self.rows.values())):
            self.problems.append(_missing(SOURCES, _SOURCES_FIX))

    def _is_closed(self, name: str) -> bool:
        """Whether a file may be there, in a folder that could not be looked into."""
        return any(name.startswith(f"{folder}/") for folder in self.closed)

    def _tree(self, file: TextFile | None) -> yaml_text.Mapping | None:
        content = None if file is None else text.whole(file, self.problems)
        if file is None or content is None:
            return None
        root, problems = self.parse(file.name, content)
        self.problems.extend(problems)
        return root


def _missing(name: str, fix: Localized) -> Problem:
    return Fault("F106", name=name, fix=fix).at(Location(name, 1))


def _unknown_file(name: str) -> Fault:
    """The warning about a file that nothing reads; with the name or the place it should have, where that is plain."""
    folder, _slash, last = name.rpartition("/")
    stem, dot, ending = last.rpartition(".")
    ending = ending.lower()
    right = f"{folder}/{stem}.{'yaml' if ending == 'yml' else ending}"
    is_definition = right.lower() in (INDICATORS, SOURCES)
    right = right.lower() if is_definition else right
    belongs = "targets/" if ending in ("yaml", "yml") else "data/" if ending == "csv" else ""
    if dot and right != name and (is_definition or (belongs and name.startswith(belongs))):
        return Fault("F115", name=shown(name), right=shown(right))
    is_table = ending in ("xlsx", "xls", "xlsm", "ods", "tsv", "txt")
    return Fault(
        "F105",
        name=shown(name),
        fix=_("If it contains figures, run: cnht import {name}", name=shown(name))
        if is_table
        else _("If it is needed, move it to {belongs}.", belongs=belongs)
        if dot and belongs
        else _("Keep it elsewhere: plans are targets/*.yaml, figures data/*.csv."),
    )


_INDICATORS_FIX = _("Define areas, units and indicators in it.")
_SOURCES_FIX = _("Define in it the sources that plans and figures refer to.")
