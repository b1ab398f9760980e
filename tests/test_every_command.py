"""Every command, once for each kind of output, in the Hanoi workspace: what must work with any releases of others."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from program import INTERPRETER, ROOT, started

from cnht.cli.app import COMMANDS

FIGURE = ("--as-of", "2025-06-30", "--source", "hanoi-2025-07-16", "--today", "2026-01-01")
WORKBOOK = ("docs/bao-cao-quy-2.xlsx", "--source", "report-2025-h1", "--workspace", "docs/example")

PRINTED: dict[tuple[str, ...], str] = {
    ("--version",): "cnht ",
    ("progress", "2025"): "enterprises",
    ("progress", "2025", "--format", "json"): '"format": "cnht.progress/1"',
    ("progress", "2025", "--format", "csv"): "enterprises,",
    ("progress", "2025", "--format", "markdown"): "| ",
    ("explain", "enterprises", "2024"): "gần 1.000",
    ("history", "enterprises"): "920",
    ("history", "enterprises", "--format", "json"): '"format": "cnht.history/1"',
    ("report", "2025", "--output", "report.html"): "",
    ("report", "2025", "--output", "report.xlsx"): "",
    ("report", "2025", "--output", "report.md"): "",
    ("history", "enterprises", "--output", "chart.svg"): "",
    ("history", "enterprises", "--output", "chart.png"): "",
    ("record", "enterprises", "gần 1.000", "--dry-run", *FIGURE): "2025-06-30,nearly,1000,",
    ("import", *WORKBOOK, "--dry-run"): "header in row 2",
    ("validate",): "no problems",
    ("validate", "--format", "json"): '"format": "cnht.problems/1"',
    ("validate", "--format", "sarif"): '"version": "2.1.0"',
    ("validate", "--format", "junit"): "<testsuites",
    ("validate", "--explain", "V302"): "V302",
    ("diff", "docs/example", "docs/example-revised"): "",
    ("diff", "docs/example", "docs/example-revised", "--format", "json"): '"format": "cnht.diff/1"',
    ("diff", "docs/example", "docs/example-revised", "--format", "markdown"): "| ",
    ("fmt", "--check"): "",
    ("export", "--to", "csv"): "enterprises,",
    ("export", "--to", "sdmx-csv"): "STRUCTURE",
    ("export", "--to", "xlsx", "--output", "export.xlsx"): "",
    ("export", "--to", "datapackage", "--output", "export.zip"): "",
    ("list", "indicators"): "enterprises",
    ("schema", "plan"): '"$schema"',
    ("init", "../own"): "targets/",
}
"""What is typed, and what must then be printed."""

BEGINS = {".html": b"<!DOCTYPE html>", ".md": b"# ", ".png": b"\x89PNG", ".svg": b"<svg", ".xlsx": b"PK", ".zip": b"PK"}
"""How a file of each kind begins."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository's workspace and of the documents that commands are shown with."""
    folder = tmp_path_factory.mktemp("top") / "hanoi"
    for name in ("targets", "data", "docs"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.mark.parametrize("words", PRINTED, ids=" ".join)
def test_a_command_ends_well_and_prints_or_writes_what_it_should(words: tuple[str, ...], folder: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "COLUMNS": "120", "CNHT_LANG": "en", **INTERPRETER}
    done = started(*words, cwd=folder, environment=environment)
    assert done.returncode == 0, done.stderr.decode()
    assert PRINTED[words] in done.stdout.decode()
    if "--output" in words:
        written = folder / words[-1]
        assert written.read_bytes().startswith(BEGINS[written.suffix])


def test_no_command_is_left_out() -> None:
    assert {words[0] for words in PRINTED} == {"--version", *COMMANDS}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_shows_its_help(command: str, folder: Path) -> None:
    done = started(command, "--help", cwd=folder, environment={"PATH": os.environ["PATH"], **INTERPRETER})
    assert done.returncode == 0, done.stderr.decode()
    assert f"cnht {command}" in done.stdout.decode()


def test_tab_completes(folder: Path) -> None:
    pressed = {"_CNHT_COMPLETE": "complete_bash", "COMP_WORDS": "cnht progress 202", "COMP_CWORD": "2"}
    done = started(cwd=folder, environment={"PATH": os.environ["PATH"], **INTERPRETER, **pressed})
    assert "2025" in done.stdout.decode().split()
