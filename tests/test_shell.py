"""What users are told to type: it works in their shell, installs what is missing, and never a stranger's package."""

from __future__ import annotations

import ast
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from validating import ROOT, cnht

from cnht.cli.app import COMMANDS
from cnht.cli.starter import EXAMPLE, guards, workspace
from cnht.language import shell
from cnht.language.texts import Lang

PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "action.yml", *(ROOT / "cnht").rglob("*.py")]
FROM_AN_INDEX = re.compile(r"\b(?:pipx?|uvx?|conda)\b[^\n|;&]*?(?<![\w./$-])cnht(?![\w-]*[/@])|\bcnht\[")
"""This program named to an installer, other than by a path or an address of a repository."""


def test_a_word_is_quoted_for_all_shells_alike() -> None:
    words = ["bac-ninh", "../Bắc_Ninh", "Bắc Ninh", "a&b", "it's"]
    assert [*map(shell.quoted, words)] == ["bac-ninh", "../Bắc_Ninh", '"Bắc Ninh"', '"a&b"', '"it\'s"']
    assert [*map(shell.quoted, ["$HOME", 'a"b', "a`b", "a!b"])] == ["'$HOME'", "'a\"b'", "'a`b'", "'a!b'"]


@pytest.mark.parametrize(
    ("platform", "python", "command"),
    [
        ("linux", "/opt/venv/bin/python", "/opt/venv/bin/python -m pip install pyyaml"),
        ("linux", "/home/an/my tools/bin/python", '"/home/an/my tools/bin/python" -m pip install pyyaml'),
        ("win32", r"C:\venv\Scripts\python.exe", r"C:\venv\Scripts\python.exe -m pip install pyyaml"),
        ("win32", r"C:\Program Files\Python\python.exe", r'"C:\Program Files\Python\python.exe" -m pip install pyyaml'),
        ("linux", "", "python -m pip install pyyaml"),
    ],
)
def test_the_command_names_the_library_and_the_interpreter(
    platform: str, python: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "executable", python)
    monkeypatch.setattr(shell, "find_spec", lambda _: object())
    assert shell.install_command("yaml") == command
    monkeypatch.setattr(shell, "find_spec", lambda _: None)
    assert shell.install_command("yaml").startswith(f"{command} (uv: uv pip install --python ")


@pytest.mark.parametrize(
    ("library", "project", "words", "broken"),
    [
        ("typer", "typer", "progress 2025", "ModuleNotFoundError('gone', name='typer')"),
        ("rich", "rich", "progress 2025", "ImportError('wrong ELF class')"),
        ("yaml", "pyyaml", "progress 2025", "ModuleNotFoundError('gone', name='yaml')"),
        ("simplejson", "simplejson", "progress 2025 -f json", "ImportError('no name dumps')"),
        ("jinja2", "jinja2", "report 2025 -o report.html", "ModuleNotFoundError('gone', name='markupsafe')"),
    ],
)
def test_a_library_that_cannot_be_loaded_is_named_with_what_mends_it(
    library: str, project: str, words: str, broken: str, tmp_path: Path
) -> None:
    (tmp_path / f"{library}.py").write_text(f"raise {broken}\n", "utf-8")
    done = cnht(*words.split(), cwd=tmp_path, PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    (told,) = done.stderr.decode().splitlines()[-1:]
    assert (done.returncode, done.stdout) == (2, b""), told
    assert told.startswith(f"cnht: the library {library} cannot be loaded (")
    assert f"install it again: {shell.quoted(sys.executable)} -m pip install {project} --force-reinstall" in told


def test_a_part_of_the_program_itself_is_never_looked_for_elsewhere() -> None:
    for name in ("cnht.domain.progress", "cnht", "_ctypes", "sqlite3"):
        assert shell.repair(ModuleNotFoundError("gone", name=name)) is None


def texts() -> Iterator[tuple[str, str]]:
    """Everything that tells people what to type: documents, the code's own texts, help, and what ``init`` writes."""
    for path in PAGES:
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
    for command in ("", *COMMANDS):
        yield f"{command} --help", cnht(*command.split(), "--help", COLUMNS="200").stdout.decode()
    for lang in Lang:
        for name, data in (workspace(lang, EXAMPLE, 2025, date(2026, 11, 22)) | guards(lang, ".")).items():
            yield name, data.decode()


@pytest.mark.parametrize(
    ("line", "is_wrong"),
    [
        ("pip install cnht", True),
        ("pip install --quiet 'cnht[excel]'", True),
        ("python -m pip install 'cnht>=0.1'", True),
        ("uv tool install cnht", True),
        ("uvx cnht progress", True),
        ("pipx run cnht", True),
        ("venv/bin/pip install --quiet . && .venv/bin/cnht progress 2025", False),
        ('pip install "git+https://github.com/OWNER/cnht@REVISION"', False),
        ('"$PYTHON" -m pip install --target "$RUNNER_TEMP/cnht" "$GITHUB_ACTION_PATH"', False),
    ],
)
def test_the_search_for_installs_from_an_index_knows_their_forms(line: str, is_wrong: bool) -> None:
    assert bool(FROM_AN_INDEX.search(line)) is is_wrong


def test_no_text_makes_anybody_install_this_program_from_an_index() -> None:
    assert [f"{name}: {found[0]}" for name, text in texts() if (found := FROM_AN_INDEX.search(text))] == []


def variables(tree: ast.Module) -> Iterator[str]:
    """The environment variables that a module asks for by name, also by the names in a tuple that a loop goes over."""
    loops = {ast.unparse(node.target): ast.unparse(node.iter) for node in ast.walk(tree) if isinstance(node, ast.For)}
    tuples = {
        ast.unparse(node.targets[0]): ast.unparse(node.value) for node in tree.body if isinstance(node, ast.Assign)
    }
    for node in ast.walk(tree):
        asked = None
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("os.environ.", "os.getenv")) and node.args:
            asked = ast.unparse(node.args[0])
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            asked = ast.unparse(node.slice)
        elif isinstance(node, ast.keyword) and node.arg == "envvar":
            asked = ast.unparse(node.value)
        if asked is not None:
            names = loops.get(asked, asked)
            yield from re.findall(r"'(\w+)'", tuples.get(names, names))


def test_every_environment_variable_that_the_program_asks_for_is_in_the_table() -> None:
    asked = {name for path in (ROOT / "cnht").rglob("*.py") for name in variables(ast.parse(path.read_text("utf-8")))}
    assert {"CNHT_LANG", "CNHT_WORKSPACE", "NO_COLOR", "COLUMNS", "LC_ALL", "GIT_DIR"} <= asked
    table = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert {name for name in asked if f"`{name}`" not in table} == set()


def test_the_group_of_development_is_the_extra_of_that_name_and_asks_no_index_for_this_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["dependency-groups"]["dev"] == project["project"]["optional-dependencies"]["dev"]
    assert not any(name.startswith("cnht") for name in project["dependency-groups"]["dev"])
