"""The walls of the house: who may import whom, and what only some rooms may touch.

CONTRIBUTING.md has the picture. To move a wall, change the picture and the tables below in the same commit.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 900

SPLIT = {"domain", "language", "files"}
"""Packages of which each module is a room of its own."""

GROUND = {
    "files.textfile",
    "language.shell",
    "domain.frames",
    "domain.patterns",
    "language.texts",
    "language.fuzzy",
    "domain.quantity",
    "domain.period",
    "language.wording",
    "language.phrases",
    "problems",
    "language.safe_text",
}
MODEL = GROUND | {"domain.model"}
RESULTS = {"domain.figures", "domain.progress", "domain.history", "domain.report", "comparing"}
LOGIC = MODEL | RESULTS | {"reading", "checks", "formatting", "importing"}

# Each room, and the rooms it may know. A row names only rooms above it, so there is no circle.
KNOWS: dict[str, set[str]] = {
    "domain": set(),
    "language": set(),
    "files": set(),
    "files.textfile": set(),
    "language.texts": set(),
    "language.shell": {"language.texts"},
    "domain.frames": {"language.shell"},
    "domain.patterns": set(),
    "domain.quantity": set(),
    "domain.period": set(),
    "language.fuzzy": {"language.texts"},
    "language.wording": {"language.texts", "language.fuzzy", "domain.quantity", "domain.period"},
    "problems": {"language.texts", "language.fuzzy", "language.wording"},
    "language.phrases": {"language.texts", "language.fuzzy", "language.wording", "domain.quantity", "problems"},
    "language.safe_text": {"problems"},
    "domain.model": GROUND,
    "reading": MODEL,
    "domain.figures": MODEL,
    "formatting": MODEL | {"reading"},
    "importing": MODEL | {"reading"},
    "checks": MODEL | {"reading", "domain.figures"},
    "domain.progress": MODEL | {"domain.figures"},
    "domain.history": MODEL | {"domain.figures", "domain.progress"},
    "domain.report": MODEL | {"domain.progress", "domain.history"},
    "comparing": MODEL | {"domain.figures", "domain.progress"},
    "files.store": {"files.textfile"},
    "files.git": {"files.store", "files.textfile"},
    "presenting": MODEL | RESULTS | {"importing"},
    "writers": MODEL | RESULTS | {"presenting"},
    "cli": LOGIC | {"files.store", "files.git", "presenting", "writers"},
    "__main__": {"cli"},
    "notebook": MODEL | {"reading", "checks", "domain.progress", "files.store", "writers"},
    "_version": set(),  # is made by the build
    "__init__": {"notebook", "_version"},  # and everybody knows it: for the version
}

CLI = ("cnht.cli",)
DOORS = ("cnht.files.store", "cnht.files.git", "cnht.cli")
PRINTERS = ("cnht.cli", "cnht.writers")

# Each library that not everyone may import, and who may.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "typer": CLI,
    "rich": PRINTERS,
    "yaml": ("cnht.reading", "cnht.formatting"),
    "pydantic": ("cnht.reading.documents", "cnht.reading.models"),
    "jinja2": ("cnht.writers.page",),
    "markupsafe": ("cnht.writers.svg", "cnht.writers.html", "cnht.writers.page"),
    "filelock": ("cnht.files.store",),
    "openpyxl": ("cnht.importing.workbook",),
    "xlrd": ("cnht.importing.workbook",),
    "csv": (
        "cnht.reading",
        "cnht.formatting",
        "cnht.importing",
        "cnht.cli.writing",
    ),  # others write with cnht.language.safe_text
    "os": DOORS,
    "subprocess": DOORS,
    "shutil": DOORS,
    "tempfile": DOORS,
    "glob": DOORS,
    "time": CLI,
    "importlib": (*CLI, "cnht.language.shell"),
}

# Each call that not everyone may make, as a pattern of how it is written, and who may.
CALLS: dict[str, tuple[str, ...]] = {
    r"(?!self\._zip\.open$)(.*\.)?open": DOORS,  # a part of an archive that is in memory is no file
    r"(?!CATALOGUE\.read_text$).*\.(read|write)_(text|bytes)": DOORS,  # the catalogue of problems is a part of the code
    r"(.*\.)?(date|datetime)\.(today|now|utcnow)": (*CLI, "cnht.notebook"),
    r"__import__": CLI,
}

# Too slow to import for a command that does not need it: only inside the function that does.
HEAVY = {"pandas", "numpy", "resvg_py", "plotext", "xlsxwriter", "openpyxl", "xlrd", "python_calamine", "dask"}
# The modules for large snapshots, which are made of them and imported as late themselves.
BULK = ("cnht.reading.bulk", "cnht.checks.prefilter")


class Import(NamedTuple):
    """One imported name, in full, and whether it is loaded together with its module."""

    name: str
    line: int
    at_once: bool


def violations(path: str, source: str) -> list[str]:
    """Every rule that ``source``, the text of the file ``path`` in the repository, breaks."""
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    room = room_of(module)
    tree = ast.parse(source, path)
    broken: list[tuple[int, str]] = []
    if room not in KNOWS:
        broken.append((1, f"the house has no room {room!r}: add it to the picture in CONTRIBUTING.md and to KNOWS"))
    if (length := source.count("\n")) > LONGEST_FILE:
        broken.append((length, f"{length} lines; a file has at most {LONGEST_FILE}"))
    for name, line, at_once in imports(tree):
        library = name.partition(".")[0]
        if at_once and module not in BULK and (library in HEAVY or is_within(name, BULK)):
            broken.append((line, f"imports {name} at the top; only inside the function that needs it"))
        elif library == "cnht":
            other = room_of(name)
            if other not in KNOWS.get(room, {other}) | {room, "__init__"}:
                broken.append((line, f"imports {name}; {room} may know only {listed(KNOWS[room])}"))
        elif not is_within(module, LIBRARIES.get(library, ("cnht",))):
            broken.append((line, f"imports {library}; only {listed(LIBRARIES[library])} may"))
        elif not library:
            broken.append((line, "relative import; name the module in full"))
    for written, line in calls(tree):
        for pattern, allowed in CALLS.items():
            if re.fullmatch(pattern, written) and not is_within(module, allowed):
                broken.append((line, f"calls {written}; only {listed(allowed)} may"))
    return [f"{path}:{line}: {rule}" for line, rule in sorted(broken)]


def room_of(name: str) -> str:
    """The room of a module of cnht, or of a name imported from one."""
    parts = [*name.split(".")[1:], "", ""]
    if parts[0] in SPLIT and parts[1]:
        return ".".join(parts[:2])
    return "__init__" if not parts[0] or (parts[0].startswith("__") and parts[0] not in KNOWS) else parts[0]


def imports(tree: ast.Module) -> Iterator[Import]:
    """All imports, those inside functions and those only for the type checker too."""
    late = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        or (isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"))
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = "." * node.level + (node.module or "")
            names = [f"{package}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            yield Import(name, node.lineno, id(node) not in late)


def calls(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """What is called, as it is written, and where; a clock counts also where it is only handed on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno
        elif isinstance(node, ast.keyword) and isinstance(node.value, ast.Attribute):
            yield ast.unparse(node.value), node.value.lineno


def is_within(module: str, allowed: tuple[str, ...]) -> bool:
    return any(module == one or module.startswith(f"{one}.") for one in allowed)


def listed(names: set[str] | tuple[str, ...]) -> str:
    return ", ".join(sorted(names)) or "nobody"


def files(*folders: str) -> dict[str, str]:
    """The Python files of the repository below ``folders``, with their text."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def test_every_file_keeps_to_the_walls() -> None:
    sources = files("cnht")
    assert "cnht/domain/model.py" in sources
    broken = [line for path, source in sources.items() for line in violations(path, source)]
    assert not broken, "\n" + "\n".join(broken)


def test_no_file_of_the_tests_is_too_long() -> None:
    lengths = {path: source.count("\n") for path, source in files("tests", "benchmarks").items()}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_the_picture_shows_every_room() -> None:
    picture = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    names = {room: room.rpartition(".")[2] for room in KNOWS}
    missing = [room for room, name in names.items() if f" {name}.py " not in picture and f" {name}/ " not in picture]
    assert missing == []


def test_no_class_name_is_used_for_two_things() -> None:
    names = Counter(
        node.name
        for source in files("cnht").values()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
    )
    # A notebook's workspace is the same thing with more ways to look at it.
    assert {name for name, count in names.items() if count > 1} == {"Workspace"}


def test_the_root_of_the_package_holds_packages_only() -> None:
    modules = {path.name for path in (ROOT / "cnht").glob("*.py")}
    assert modules - {"_version.py"} == {"__init__.py", "__main__.py", "notebook.py"}


def test_no_room_knows_one_below_it_in_the_table() -> None:
    above: set[str] = set()
    for room, known in KNOWS.items():
        assert known <= above, f"{room} knows {known - above}"
        above.add(room)


@pytest.mark.parametrize(
    ("path", "source", "broken"),
    [
        ("cnht/attic.py", "", ":1: the house has no room 'attic': add it to the picture in CONTRIBUTING.md"),
        ("cnht/attic/box.py", "", ":1: the house has no room 'attic': add it to the picture in CONTRIBUTING.md"),
        (
            "cnht/domain/model.py",
            "x = 1\nimport cnht.files.store",
            ":2: imports cnht.files.store; domain.model may know only",
        ),
        ("cnht/domain/model.py", "from cnht import attic", ":1: imports cnht.attic; domain.model may know only"),
        (
            "cnht/domain/figures.py",
            "from cnht.domain import progress",
            ":1: imports cnht.domain.progress; domain.figures may",
        ),
        (
            "cnht/domain/quantity.py",
            "from cnht.language.wording import Lang",
            ":1: imports cnht.language.wording.Lang;",
        ),
        ("cnht/writers/table.py", "import cnht.files.store", ":1: imports cnht.files.store; writers may know only"),
        (
            "cnht/files/store.py",
            "def f():\n  from cnht.cli import main",
            ":2: imports cnht.cli.main; files.store may know only",
        ),
        ("cnht/comparing.py", "if TYPE_CHECKING:\n  import cnht.cli", ":2: imports cnht.cli; comparing may know only"),
        ("cnht/checks.py", "from . import figures", ":1: relative import; name the module in full"),
        ("cnht/writers/table.py", "import typer", ":1: imports typer; only cnht.cli may"),
        (
            "cnht/domain/progress.py",
            "from rich.table import Table",
            ":1: imports rich; only cnht.cli, cnht.writers may",
        ),
        ("cnht/checks.py", "import yaml", ":1: imports yaml; only cnht.formatting, cnht.reading may"),
        (
            "cnht/reading/load.py",
            "import pydantic",
            ":1: imports pydantic; only cnht.reading.documents,",
        ),
        ("cnht/writers/html.py", "import os.path", ":1: imports os; only cnht.cli, cnht.files.git,"),
        (
            "cnht/formatting.py",
            "def f():\n  import subprocess",
            ":2: imports subprocess; only cnht.cli, cnht.files.git,",
        ),
        ("cnht/reading/load.py", "open('x')", ":1: calls open; only cnht.cli, cnht.files.git,"),
        (
            "cnht/reading/load.py",
            "Path('x').open()",
            ":1: calls Path('x').open; only cnht.cli, cnht.files.git,",
        ),
        (
            "cnht/writers/html.py",
            "page.write_text('')",
            ":1: calls page.write_text; only cnht.cli, cnht.files.git,",
        ),
        ("cnht/domain/progress.py", "today = date.today()", ":1: calls date.today; only cnht.cli,"),
        (
            "cnht/files/store.py",
            "datetime.datetime.now()",
            ":1: calls datetime.datetime.now; only cnht.cli, cnht.notebook may",
        ),
        (
            "cnht/domain/model.py",
            "field(default_factory=date.today)",
            ":1: calls date.today; only cnht.cli, cnht.notebook may",
        ),
        ("cnht/domain/history.py", "import pandas as pd", ":1: imports pandas at the top; only inside the function"),
        (
            "cnht/reading/load.py",
            "from cnht.reading.bulk import BulkReader",
            ":1: imports cnht.reading.bulk.",
        ),
        ("cnht/cli/report.py", "if x:\n  from resvg_py import svg_to_bytes", ":2: imports resvg_py."),
        ("cnht/importing/odd.py", "x = 1\n" * 901, ":901: 901 lines; a file has at most 900"),
    ],
)
def test_a_broken_rule_is_named_with_its_file_and_line(path: str, source: str, broken: str) -> None:
    (found,) = violations(path, source)
    assert found.startswith(path + broken)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "cnht/cli/main.py",
            "import os, typer, rich\nfrom cnht import __version__\nfrom cnht.files import store\ndate.today()",
        ),
        ("cnht/__main__.py", "from cnht.cli.main import run"),
        (
            "cnht/reading/documents.py",
            "import pydantic, yaml\nfrom cnht.reading import yaml_text\nfrom cnht.domain.model import Plan",
        ),
        (
            "cnht/files/store.py",
            "import os, subprocess\nfrom cnht.files.textfile import TextFile\nopen('x')\npath.read_bytes()",
        ),
        (
            "cnht/writers/table.py",
            "import io, rich\nfrom cnht import __version__\nfrom cnht.domain.progress import Row",
        ),
        ("cnht/domain/history.py", "def to_frame():\n    import pandas"),
        ("cnht/checks/prefilter.py", "import numpy\nfrom cnht.reading.bulk import BulkReader"),
        ("cnht/domain/model.py", "if TYPE_CHECKING:\n    import pandas"),
        ("cnht/importing/guard.py", "with self._zip.open(part) as content:\n    content.read(1)"),
        ("cnht/domain/progress.py", "def judge(today: date) -> None:\n    today.isoformat()\n    interval.low_open"),
    ],
)
def test_what_a_room_may_do_is_not_reported(path: str, source: str) -> None:
    assert violations(path, source) == []
