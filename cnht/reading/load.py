"""All files of a workspace to one model and all their problems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cnht.lang import Words
from cnht.model import Definitions, Observation, Plan, RegisterEntry, Source, Workspace
from cnht.problems import Code, Fault, Kind, Location, Problem, shown
from cnht.reading import csv_text, text, yaml_text
from cnht.textfile import TextFile

INDICATORS = "targets/indicators.yaml"
SOURCES = "data/sources.yaml"
REGISTERS = "data/registers/"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What could be read, and everything that is wrong with the files, by file, line and column."""

    workspace: Workspace
    problems: tuple[Problem, ...]
    files: int
    """How many files were looked at."""
    rows: int
    """How many rows of data the CSV files have."""


def load(files: Iterable[TextFile]) -> Loaded:
    """Read a workspace from its files, in whatever order they come.

    Never raises for what a file holds. What has a problem is left out, with nothing concluded from its absence.
    """
    reader = _Reader()
    by_name = {file.name: file for file in files}
    kinds: dict[str, list[TextFile]] = {}
    for name in sorted(by_name):
        kinds.setdefault(_kind(name), []).append(by_name[name])
    for file in kinds.get("unknown", ()):
        reader.unknown(file)
    reader.definitions_from(by_name.get(INDICATORS), by_name.get(SOURCES))
    for file in kinds.get("plan", ()):
        reader.plan(file)
    for file in kinds.get("register", ()):
        reader.register(file)
    for file in kinds.get("snapshot", ()):
        reader.snapshot(file)
    reader.missing_sources()
    looked_at = sum(len(group) for kind, group in kinds.items() if kind != "elsewhere")
    problems = sorted(reader.problems, key=lambda problem: (problem.where, problem.code.identifier))
    return Loaded(reader.workspace(), tuple(problems), looked_at, reader.rows)


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


class _Reader:
    """Collects what the files of one workspace say."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.rows = 0
        self.definitions = Definitions()
        self.plans: list[Plan] = []
        self.observations: list[Observation] = []
        self.registers: dict[str, tuple[RegisterEntry, ...]] = {}
        self.unread: set[tuple[Kind, str]] = set()
        self.seen = csv_text.Seen()
        self.lacks_sources = False

    def workspace(self) -> Workspace:
        """What has been read so far."""
        definitions = replace(self.definitions, unread=frozenset(self.unread) | self.definitions.unread)
        return Workspace(definitions, tuple(self.plans), tuple(self.observations), self.registers)

    def unknown(self, file: TextFile) -> None:
        """A file that is of no kind."""
        if file.data is None:
            text.content(file, self.problems)  # says why it cannot be read
            return
        name = shown(file.name)
        yml = file.name.endswith(".yml")
        self.problems.append(
            Fault(
                Code.UNKNOWN_FILE,
                Words(f"{name} không phải loại tệp nào ở thư mục này", f"{name} is no kind of file that belongs here"),
                Words(f"Đổi tên thành {name[:-4]}.yaml.", f"Rename it to {name[:-4]}.yaml.")
                if yml
                else Words(
                    "Kế hoạch là targets/*.yaml, số liệu là data/*.csv; tệp khác để chỗ khác.",
                    "Plans are targets/*.yaml, figures data/*.csv; keep other files elsewhere.",
                ),
            ).at(Location(file.name, 1))
        )

    def definitions_from(self, indicators: TextFile | None, sources: TextFile | None) -> None:
        """Read what all other files name."""
        from cnht.reading import build  # pydantic, the dearest import of all

        root = self._tree(indicators)
        if root is not None:
            self.definitions = build.read_indicators(root, self.problems)
        else:
            self.definitions = Definitions(unread=build.UNKNOWN_DEFINITIONS)
            if indicators is None:
                self.problems.append(_missing(INDICATORS, _INDICATORS_FIX))
        found: dict[str, Source] = {}
        unread = frozenset({(Kind.SOURCE, "")})
        root = self._tree(sources)
        if root is not None:
            found, unread = build.read_sources(root, self.problems)
        self.lacks_sources = sources is None
        self.definitions = replace(self.definitions, sources=found, unread=self.definitions.unread | unread)

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
        data = text.content(file, self.problems)
        if data is None:
            self.unread.add((Kind.REGISTER, code))
            return
        table = csv_text.register(file.name, text.lines(data), self.problems)
        self.registers[code] = tuple(csv_text.read_register(table, self.definitions))
        self.rows += table.rows

    def snapshot(self, file: TextFile) -> None:
        """Read a snapshot."""
        data = text.content(file, self.problems)
        if data is None:
            return
        table = csv_text.snapshot(file.name, text.lines(data), self.problems)
        self.observations.extend(csv_text.read_snapshot(table, self.definitions, self.seen))
        self.rows += table.rows

    def missing_sources(self) -> None:
        """Report that there is no file of sources, where something names one."""
        if self.lacks_sources and (self.plans or self.rows):
            self.problems.append(_missing(SOURCES, _SOURCES_FIX))

    def _tree(self, file: TextFile | None) -> yaml_text.Mapping | None:
        content = None if file is None else text.whole(file, self.problems)
        if file is None or content is None:
            return None
        root, problems = yaml_text.parse(file.name, content)
        self.problems.extend(problems)
        return root


def _missing(name: str, fix: Words) -> Problem:
    message = Words(f"không có tệp {name}", f"there is no file {name}")
    return Fault(Code.MISSING_FILE, message, fix).at(Location(name, 1))


_INDICATORS_FIX = Words(
    "Khai báo địa bàn, đơn vị tính và chỉ tiêu trong tệp này.",
    "Define areas, units and indicators in it.",
)
_SOURCES_FIX = Words(
    "Khai báo trong tệp này các nguồn mà kế hoạch và số liệu nhắc tới.",
    "Define in it the sources that plans and figures name.",
)
