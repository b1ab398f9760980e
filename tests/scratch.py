"""A git repository of the tests' own, and the real program in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from program import INTERPRETER, started

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "docs" / "example"
FIGURES = "data/2025-06-30.csv"
PLAN = "targets/2025.yaml"


def environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing of the machine's git settings, the same author and dates always, English, and a ``cnht`` on the path."""
    day = "2025-07-01T00:00:00+0000"
    return {
        "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "n",
        "GIT_AUTHOR_EMAIL": "n@example.org",
        "GIT_COMMITTER_NAME": "n",
        "GIT_COMMITTER_EMAIL": "n@example.org",
        "GIT_AUTHOR_DATE": day,
        "GIT_COMMITTER_DATE": day,
        **INTERPRETER,
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "250",
        **more,
    }


class Scratch:
    """A repository whose workspace may lie in a folder of it."""

    def __init__(self, home: Path, inside: str = "") -> None:
        self.home = home
        self.top = home / "kho"
        self.root = self.top / inside
        shutil.copytree(EXAMPLE, self.root)
        (home / "bin").mkdir(exist_ok=True)
        program = home / "bin" / "cnht"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cnht "$@"\n', "utf-8")
        program.chmod(0o755)
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("first")

    def git(self, *words: str, cwd: Path | None = None, **more: str) -> str:
        """What git prints; it must succeed."""
        done = subprocess.run(
            ["git", *words],
            cwd=cwd or self.top,
            env=environment(self.home, **more),
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8", "replace")

    def commit(self, message: str) -> None:
        """Commit everything."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that a file of the workspace holds."""
        text = (self.root / name).read_text("utf-8")
        assert old in text
        (self.root / name).write_text(text.replace(old, new), "utf-8")

    def diff(self, *words: str, cwd: Path | None = None, **more: str) -> subprocess.CompletedProcess[bytes]:
        """Run ``cnht diff`` as of a day that does not change."""
        words = ("diff", "--as-of", "2025-12-31", *words)
        return started(*words, cwd=cwd or self.root, environment=environment(self.home, **more))

    def shown(self, *words: str, cwd: Path | None = None, **more: str) -> str:
        """What ``cnht diff`` prints; it must succeed and say nothing else."""
        done = self.diff(*words, cwd=cwd, **more)
        assert done.stderr.decode() == ""
        assert done.returncode == 0
        return done.stdout.decode()

    def refused(self, *words: str, cwd: Path | None = None, **more: str) -> str:
        """The one line with which ``cnht diff`` refuses."""
        done = self.diff(*words, cwd=cwd, **more)
        said = done.stderr.decode()
        assert (done.returncode, done.stdout) == (2, b""), said
        assert "Traceback" not in said
        (line,) = said.splitlines()
        return line


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return Scratch(tmp_path)


@pytest.fixture
def nested(tmp_path: Path) -> Scratch:
    """The workspace in a folder with spaces and Vietnamese letters."""
    return Scratch(tmp_path, "Số liệu năm/công nghiệp")
