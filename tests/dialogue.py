"""A program at a terminal of its own, and somebody who answers its questions."""

from __future__ import annotations

import os
import pty
import select
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from program import INTERPRETER, Forked

CTRL_C, CTRL_D = "\x03", "\x04"
PATIENCE = 30
"""Seconds to wait for a question: far more than it takes, so that only a program that hangs is given up."""
MISSED = 10
"""Seconds after which a Ctrl-C was missed: Python does so where it comes just before it waits for a key."""


def talk(
    words: Sequence[str],
    answers: Sequence[tuple[str, str]],
    cwd: Path,
    between: Callable[[], object] = lambda: None,
) -> tuple[int, str]:
    """Run ``cnht`` at a terminal; for each question that contains the first text, type the second one and Enter.

    The exit code, and all that the screen has shown, with what was typed. ``between`` is what happens elsewhere between
    a question and its answer.
    """
    leader, follower = pty.openpty()
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {**INTERPRETER, "TERM": "dumb", "COLUMNS": "100"}
    process = Forked(words, cwd, environment, [Path(os.ttyname(follower))] * 3)
    os.close(follower)
    seen = b""
    start = 0
    try:
        for question, answer in answers:
            while question.encode() not in seen[start:]:
                more = _read(leader)
                assert more, f"no question {question!r} in:\n{seen.decode('utf-8', 'replace')}"
                seen += more
            start = len(seen)
            between()
            os.write(leader, answer.encode() + (b"" if answer in (CTRL_C, CTRL_D) else b"\n"))
        if answers and answers[-1][1] == CTRL_C:
            while select.select([leader], [], [], MISSED)[0] and (more := _read(leader)):
                seen += more
            if not select.select([leader], [], [], 0)[0]:
                os.write(leader, CTRL_C.encode())
        while more := _read(leader):
            seen += more
    finally:
        os.close(leader)  # a program that still asks loses its terminal, and ends
        code = process.wait()
    return code, seen.decode().replace("\r\n", "\n")


def _read(leader: int) -> bytes:
    """What comes next; nothing where the program has ended, or says nothing for too long."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if select.select([leader], [], [], 0.5)[0]:
            try:
                return os.read(leader, 65_536)
            except OSError:  # the other end is closed
                return b""
    return b""
