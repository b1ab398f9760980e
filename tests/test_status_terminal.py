"""The line that says what a command is doing, as a real terminal gets it: shown in time, and gone in time."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest
from screens import frames, left
from validating import ROOT, cnht, own

__all__ = ["own"]

VALIDATE = ("validate", "--today", "2026-01-01", "--lang", "en")
PATIENCE = 30
"""Seconds without a word: far more than it takes, so that only a program that hangs is given up."""
_HELD = """\
from cnht.cli import status
status.PATIENCE = 0
shown = status.StatusLine.show

def noted(line, *arguments):
    shown(line, *arguments)
    line.start()
    line.progress.refresh()

status.StatusLine.show = noted

def held(owner, name, then):
    function = getattr(owner, name)
    def later(*arguments, **named):
        then()
        return function(*arguments, **named)
    setattr(owner, name, later)
"""
"""A program whose line is drawn whenever it changes."""
OPEN = "import cnht.reading.csv_text as csv_text\nheld(csv_text, 'snapshot', end)"
"""``end`` while the one snapshot is open."""


def at_terminal(held: str, *words: str, cwd: Path, typed: bytes = b"") -> tuple[int, str, str]:
    """Run ``cnht``, ``held`` in places, with stderr at a terminal: the exit code, stdout, and what stderr was sent.

    Where something is ``typed``, stdout is at the terminal, too.
    """
    leader, follower = pty.openpty()
    base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-c", f"{_HELD}{held}\nfrom cnht.cli.main import run\nrun()", *words],
        stdin=follower,
        stdout=follower if typed else subprocess.PIPE,
        stderr=follower,
        cwd=cwd,
        env={**base, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(follower)
    os.write(leader, typed)
    sent = b""
    try:
        while select.select([leader], [], [], PATIENCE)[0]:
            try:
                sent += os.read(leader, 65_536)
            except OSError:  # the other end is closed
                break
        out = b"" if process.stdout is None else process.stdout.read()
        return process.wait(PATIENCE), out.decode(), sent.decode()
    finally:
        process.kill()
        process.wait()
        os.close(leader)


def test_the_file_and_the_count_are_shown_and_gone_at_the_end(own: Path) -> None:
    (own / "data" / "2025-06-30.csv").rename(own / "data" / "x\x1b[2J\u202ey.csv")
    code, out, sent = at_terminal("", *VALIDATE, cwd=own)
    shown = {re.sub(" [0-9:]+$", "", frame) for frame in frames(sent)}
    assert {"Reading 4/4 data/xU+001B[2JU+202Ey.csv", "Checking the rules"} <= shown
    assert "\x1b[2J" not in sent
    assert "\u202e" not in sent
    assert left(sent) == ""
    piped = cnht(*VALIDATE, cwd=own)
    assert (piped.returncode, piped.stdout.decode(), piped.stderr) == (code, out, b"")


@pytest.mark.parametrize(
    ("end", "code", "said"),
    [
        ("import signal\ndef end(): signal.raise_signal(signal.SIGINT)", 130, ""),
        ("def end(): raise RuntimeError('no')", 3, "cnht: internal error, please report it: "),
    ],
    ids=["Ctrl-C", "a defect"],
)
def test_whatever_ends_it_nothing_stays(end: str, code: int, said: str, own: Path) -> None:
    found, out, sent = at_terminal(f"{end}\n{OPEN}", *VALIDATE, cwd=own)
    assert "Reading 4/4" in sent
    assert (found, out) == (code, "")
    assert left(sent).lstrip("\n").startswith(said)
    assert "Reading" not in left(sent)


def test_a_question_stands_alone(own: Path) -> None:
    record = ("record", "enterprises", "445", "--as-of", "2025-06-29", "-s", "report-2025-h1", "--lang", "en")
    code, _, sent = at_terminal("", *record, cwd=own, typed=b"n\n")
    assert "Comparing" in sent
    assert code == 2
    assert left(sent).endswith("\nWrite it? [y/N] cnht: nothing was written")
    assert "Comparing" not in left(sent)
