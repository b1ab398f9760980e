"""The real ``cnht``, each run in a process of its own, without the time that an interpreter takes to load it.

A first process, started as a user's is, loads what the commands import and runs none. For each run it forks: the new
process has an environment, a folder, arguments and standard streams of its own, runs as ``python -m cnht`` does, and
ends as an interpreter does. What it takes over is loaded modules only. What the interpreter itself reads when it starts
cannot be given to it any more: a run with such a variable is started afresh.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
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
        folder = Path(name)
        (folder / "0").write_bytes(stdin)
        request = {"words": words, "cwd": str(cwd), "environment": dict(environment), "streams": name}
        first = _first()
        assert first.stdin is not None
        assert first.stdout is not None
        first.stdin.write(json.dumps(request).encode() + b"\n")
        first.stdin.flush()
        code = int(first.stdout.readline())
        return subprocess.CompletedProcess(words, code, (folder / "1").read_bytes(), (folder / "2").read_bytes())


@cache
def _first() -> subprocess.Popen[bytes]:
    """The process from which the others are forked."""
    first = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(Path(__file__).parent)],
        env={"PATH": os.environ["PATH"], **INTERPRETER},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(first.communicate)
    return first


def serve() -> None:
    """Load, then fork for each request on standard input, and answer with the exit code on standard output."""
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
            os.close(answers)
            _become(**json.loads(line))
            _run()
        code = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
        os.write(answers, b"%d\n" % code)


def _become(words: list[str], cwd: str, environment: dict[str, str], streams: str) -> None:
    """Make this process what the request wishes."""
    signal.alarm(PATIENCE)
    for number, flags in enumerate((os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT)):
        stream = os.open(f"{streams}/{number}", flags)
        os.dup2(stream, number)
        os.close(stream)
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
