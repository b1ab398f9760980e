"""The real ``cnht validate`` on a workspace of the tests' own, for the tests of what it finds and of how it says so."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from program import INTERPRETER, started

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "docs" / "example"
FIGURES = "data/2025-06-30.csv"
PLAN = "targets/2025.yaml"
HEADER = "indicator,period,as_of,qualifier,value,source,wording\n"
GOOD = "enterprises,,2025-06-30,nearly,440,report-2025-h1,gần 440\n"
TODAY = ("--today", "2026-01-01")


def cnht(
    *words: str, cwd: Path = ROOT, stdin: bytes | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the program, in English and piped, with nothing of this process's environment but the path."""
    base = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "HOME") if name in os.environ}
    return started(*words, cwd=cwd, environment={**base, **INTERPRETER, **environment}, stdin=stdin or b"")


def validate(*words: str, code: int, cwd: Path, stdin: bytes | None = None, **environment: str) -> str:
    """What ``cnht validate`` prints on stdout, with nothing on stderr."""
    done = cnht("validate", *TODAY, *words, cwd=cwd, stdin=stdin, **environment)
    assert done.stderr.decode() == ""
    assert done.returncode == code, done.stdout.decode()
    return done.stdout.decode()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A workspace without a fault, that may be spoilt; the search for one above it ends at once."""
    (tmp_path / ".git").mkdir()
    return Path(shutil.copytree(EXAMPLE, tmp_path / "own"))


def spoil(workspace: Path, old: str, new: str, name: str = FIGURES) -> None:
    text = (workspace / name).read_text("utf-8")
    assert old in text
    (workspace / name).write_text(text.replace(old, new, 1), "utf-8")
