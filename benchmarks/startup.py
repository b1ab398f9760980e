"""How long a person waits for cnht, as a multiple of ``python -c pass``.

Installs a wheel in a virtual environment of its own, with compiled modules, and runs each command there in an empty
folder, so on the workspace that ships. The commands take turns, round after round, so that a busy moment of the machine
falls on all of them, and on ``python -c pass`` as well. Exits with 1 if the median of a command is above its budget.

    python benchmarks/startup.py                       in an environment made for this run
    python benchmarks/startup.py --python PATH         in the environment of that interpreter
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
WINDOWS = os.name == "nt"
BASELINE = "python -c pass"
COMPLETION = {"_CNHT_COMPLETE": "complete_bash", "COMP_WORDS": "cnht progress 20", "COMP_CWORD": "2"}


class Command(NamedTuple):
    """What to run, and how many times ``python -c pass`` it may take; None where nothing is promised."""

    arguments: tuple[str, ...]
    budget: float | None
    completion: bool = False

    def __str__(self) -> str:
        return "cnht progress 20<TAB>" if self.completion else " ".join(("cnht", *self.arguments))


COMMANDS = [
    Command(("--version",), 6),
    # With typer 0.28 these were 14, 22, 22 and 8: 0.29 loads more, pydantic among it.
    Command(("--help",), 18),
    Command(("progress", "2025"), 30),
    Command(("progress", "2025", "--format", "json"), 30),
    Command(("explain", "enterprises", "2024"), None),
    Command((), 18, completion=True),
]


def install(folder: Path) -> Path:
    """Make an environment in ``folder``, install the project's wheel in it, and return its interpreter."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if WINDOWS else "bin/python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--compile", ROOT], check=True)
    return python


def seconds(command: list[str], environment: dict[str, str], folder: Path) -> float:
    """Run ``command`` once, printing to a pipe. Ends the program if it fails or prints nothing."""
    start = time.perf_counter()
    ran = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True)
    taken = time.perf_counter() - start
    if ran.returncode or not (ran.stdout or "-c" in command):
        raise SystemExit(f"{' '.join(command)} failed ({ran.returncode}):\n{ran.stderr.decode(errors='replace')}")
    return taken


def measure(python: Path, rounds: int) -> dict[str, list[float]]:
    """The seconds of each command, ``rounds`` times, and of :data:`BASELINE`."""
    program = str(python.with_name("cnht.exe" if WINDOWS else "cnht"))
    unwanted = ("CNHT_", "_CNHT_", "PYTHON", "FORCE_COLOR", "NO_COLOR", "COLUMNS")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    taken: dict[str, list[float]] = {BASELINE: [], **{str(command): [] for command in COMMANDS}}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds + 1):
            turn = {BASELINE: seconds([str(python), "-c", "pass"], plain, Path(folder))}
            for command in COMMANDS:
                environment = plain | COMPLETION if command.completion else plain
                turn[str(command)] = seconds([program, *command.arguments], environment, Path(folder))
            if number:  # the first round only warms up: the disk, and what is still to be compiled
                for name, value in turn.items():
                    taken[name].append(value)
    return taken


def report(taken: dict[str, list[float]]) -> bool:
    """Print the table; whether every budget is kept."""
    kept = True
    print(f"{'':32}{'ms':>7}{'min':>7}{'x':>7}{'min':>7}{'budget':>8}")
    for command in (None, *COMMANDS):
        name = str(command or BASELINE)
        middle, least = median(taken[name]), min(taken[name])
        times = middle / median(taken[BASELINE])
        line = f"{name:32}{middle * 1000:7.1f}{least * 1000:7.1f}{times:7.1f}{least / min(taken[BASELINE]):7.1f}"
        if command and command.budget is not None:
            over = times > command.budget
            kept = kept and not over
            line += f"{command.budget:8g}{'  OVER' if over else ''}"
        print(line)
    return kept


def main() -> int:
    """Read the command line, measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--python", type=Path, help="an interpreter in whose environment cnht is installed")
    parser.add_argument("--rounds", type=int, default=20, help="how often each command is run (default: 20)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        python = options.python.absolute() if options.python else install(Path(folder))
        taken = measure(python, max(1, options.rounds))
    print(f"{options.rounds} rounds; x: median as a multiple of the median of {BASELINE}")
    return 0 if report(taken) else 1


if __name__ == "__main__":
    sys.exit(main())
