"""The real ``cnht``, each run in a process of its own, without the time that an interpreter takes to load it.

A first process, started as a user's is, loads what the commands import and runs none. For each run it forks: the new
process has an environment, a folder, arguments and standard streams of its own, runs as ``python -m cnht`` does, and
ends as an interpreter does. What it takes over is loaded modules only. What the interpreter itself reads when it starts
cannot be given to it any more: a run with such a variable is started afresh.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import json
import os
import signal
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory
from typing import NoReturn

ROOT = Path(__file__).parents[1]
INTERPRETER = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
"""What the first process is started with: UTF-8, and the clone before what is installed."""

PATIENCE = 60
"""Seconds after which a run is ended: far more than it takes, so that only one that hangs is given up."""

LOADED = ("rich.columns", "rich.markdown", "rich.markup", "rich.panel", "rich.table", "rich.traceback")
"""What help and tables import when they are made. Not ``typer.rich_utils``: it looks at the environment only once."""

_SERVE = "import sys; sys.path.append(sys.argv.pop()); import program; program.serve()"


def started(
    *words: str, cwd: Path, environment: Mapping[str, str], stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run ``cnht`` with these words, in that folder, with exactly that environment, and wait for its end."""
    if {name: value for name, value in environment.items() if name.startswith("PYTHON")} != INTERPRETER:
        return subprocess.run(
            [sys.executable, "-m", "cnht", *words],
            cwd=cwd,
            env=environment,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
    with TemporaryDirectory(prefix="cnht-run-") as name:
        streams = [Path(name, stream) for stream in ("in", "out", "err")]
        streams[0].write_bytes(stdin)
        code = Forked(words, cwd, environment, streams).wait()
        return subprocess.CompletedProcess(words, code, streams[1].read_bytes(), streams[2].read_bytes())


class Forked:
    """A run of the program that has begun. The next one begins when its end was waited for."""

    def __init__(
        self, words: Sequence[str], cwd: Path, environment: Mapping[str, str], streams: Sequence[Path]
    ) -> None:
        """Begin one with these files as standard streams; where they are a terminal, it is the run's own."""
        self._first = _first()
        request = {"words": words, "cwd": str(cwd), "environment": {**environment}, "streams": [*map(str, streams)]}
        assert self._first.stdin is not None
        self._first.stdin.write(json.dumps(request).encode() + b"\n")
        self._first.stdin.flush()
        assert self._answer() == b"begun"

    def wait(self) -> int:
        """The exit code, once the run has ended."""
        return int(self._answer())

    def _answer(self) -> bytes:
        assert self._first.stdout is not None
        assert self._first.stderr is not None
        answer = self._first.stdout.readline().rstrip()
        assert answer, self._first.stderr.read().decode()
        return answer


@cache
def _first() -> subprocess.Popen[bytes]:
    """The process from which the others are forked."""
    first = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(Path(__file__).parent)],
        env={"PATH": os.environ["PATH"], **INTERPRETER},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    atexit.register(first.communicate)
    return first


def serve() -> None:
    """Load, then fork for each request on standard input, and answer when it has begun, and with its exit code."""
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # as the program does before it loads pydantic
    for module in walk_packages([str(ROOT / "cnht")], "cnht."):
        if module.name != "cnht.__main__":
            import_module(module.name)
    for name in LOADED:
        import_module(name)
    gc.freeze()
    requests, answers = os.fdopen(os.dup(0), "rb"), os.dup(1)
    while line := requests.readline():
        number = os.fork()
        if not number:
            requests.close()
            try:
                _become(**json.loads(line))
            finally:
                os.write(answers, b"begun\n")
                os.close(answers)
            _run()
        code = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
        os.write(answers, b"%d\n" % code)


def _become(words: list[str], cwd: str, environment: dict[str, str], streams: list[str]) -> None:
    """Make this process what the request wishes."""
    signal.alarm(PATIENCE)
    if streams[0] == streams[1]:
        os.setsid()  # a session of its own, for the terminal to belong to
    for number, (name, flags) in enumerate(zip(streams, (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)):
        stream = os.open(name, flags | os.O_CREAT)
        os.dup2(stream, number)
        os.close(stream)
    if os.isatty(0):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C reaches it
    if os.isatty(1):
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr] # as an interpreter has it there
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [str(ROOT / "cnht" / "__main__.py"), *words]
    sys.path.pop()
    sys.path[0] = cwd


def _run() -> NoReturn:
    """Run the program and end the process, but for taking apart what it shares with the first one: that takes long."""
    from cnht.cli.main import run

    code = 0
    try:
        run()
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        code = end.code or 0
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
