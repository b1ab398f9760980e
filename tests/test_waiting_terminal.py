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
from test_waiting import frames, left
from validating import ROOT, cnht, own

__all__ = ["own"]

VALIDATE = ("validate", "--today", "2026-01-01", "--lang", "en")
PATIENCE = 30
"""Seconds without a word: far more than it takes, so that only a program that hangs is given up."""
_HELD = """\
import threading
from cnht.cli import waiting
waiting.PATIENCE = 0
drawn = threading.Event()
draw = waiting.Wait.draw

def noted(self):
    draw(self)
    drawn.set()

def held(owner, name, then=lambda: None):
    function = getattr(owner, name)
    def later(*arguments, **named):
        for _ in range(2):  # the first one may have begun before
            drawn.clear()
            assert drawn.wait(30)
        then()
        return function(*arguments, **named)
    setattr(owner, name, later)

waiting.Wait.draw = noted
"""
"""A program that goes on in places only when the line was drawn there, however long that takes."""
OPEN = "import cnht.reading.csv_text as csv_text\nheld(csv_text, 'snapshot', *([end] if 'end' in globals() else []))"
"""Held while the one snapshot is open; then ``end``, where there is one."""


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
    held = f"{OPEN}\nimport cnht.checks as checks\nheld(checks, 'check_columns')"
    code, out, sent = at_terminal(held, *VALIDATE, cwd=own)
    shown = {re.sub("[█░]+ ", "", frame) for frame in frames(sent)}
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
    held = "import cnht.cli.recording as recording\nheld(recording, 'moves')"
    record = ("record", "enterprises", "445", "--as-of", "2025-06-29", "-s", "report-2025-h1", "--lang", "en")
    code, _, sent = at_terminal(held, *record, cwd=own, typed=b"n\n")
    assert "Comparing" in sent
    assert code == 2
    assert left(sent).endswith("\nWrite it? [y/N] cnht: nothing was written\n")
    assert "Comparing" not in left(sent)
