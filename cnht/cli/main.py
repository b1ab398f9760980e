"""The way in: ``cnht`` and ``python -m cnht``. Whatever happens, the user sees a sentence and an exit code."""

from __future__ import annotations

import gc
import os
import signal
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from cnht import __version__

SIZES = ("COLUMNS", "LINES", "TERMINAL_WIDTH")
"""Where users say how large the screen is. The libraries that print help fail on what is no number, or print
nothing."""

COULD_NOT_RUN = 2
DEFECT = 3


def run() -> None:
    """Run the command line and exit: 0 fine, 1 problems found, 2 wrong usage or could not run, 3 a defect."""
    if hasattr(signal, "SIGPIPE"):
        # A reader that has seen enough, such as head, ends a program quietly, as it does every other one.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the program runs
    if sys.stdout is None:
        print("cnht: standard output is closed", file=sys.stderr)
        sys.exit(COULD_NOT_RUN)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # rather a question mark than no help at all
    try:
        try:
            _run()
        finally:
            sys.stdout.flush()
    except OSError as error:
        # What is wrong with a file that is read is a problem and raises nothing: it is the output that fails.
        print(f"cnht: cannot write the output: {error.strerror or error}", file=sys.stderr)
        _leave(COULD_NOT_RUN)
    except MemoryError:
        print("cnht: there is not enough memory for this", file=sys.stderr)
        _leave(COULD_NOT_RUN)
    except ImportError as error:
        told = _repair(error)
        if told is None and not str(error.path).endswith((".so", ".pyd")):
            _report(error)
        # Else the library is there, and the system cannot load it: too little memory, or of another system.
        print(f"cnht: {told or f'a library cannot be loaded: {error}'}", file=sys.stderr)
        _leave(COULD_NOT_RUN)
    except Exception as defect:  # noqa: BLE001 - the last line of defence: a sentence instead of a traceback
        _report(defect)
    finally:
        gc.freeze()


def _run() -> None:
    if sys.argv[1:] == ["--version"]:
        # Asked for by every CI log: it need not wait for the command-line library.
        print(f"cnht {__version__}")
        return
    # Windows would look for a program, such as git, in the current folder first: whatever a repository put there.
    os.environ["NODEFAULTCURRENTDIRECTORYINEXEPATH"] = "1"
    # A run is short and makes few circles of objects. Looking for them while modules load, and once more when the
    # interpreter ends, would take a fifth of the run.
    gc.set_threshold(1_000_000)
    # Nothing that happens to be installed beside cnht has a say in how it reads a file.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for name in SIZES:
        size = os.environ.get(name, "")
        if not (size.isascii() and size.isdigit() and 10 <= int(size[:5]) < 10_000):
            os.environ.pop(name, None)
    from cnht.cli.app import app

    app(prog_name="cnht")


def _report(defect: Exception) -> NoReturn:
    print(f"cnht: a defect of the program, please report it: {_described(defect)}", file=sys.stderr)
    _leave(DEFECT)


def _leave(code: int) -> NoReturn:
    """Exit without writing what is left of the output: it failed once, and would again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _repair(error: ImportError) -> str | None:
    from cnht.shell import repair

    return repair(error)


def _described(defect: Exception) -> str:
    """The exception and the line of code it comes from."""
    place = defect.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return repr(defect)
    module = place.tb_frame.f_globals.get("__name__", "?")
    return f"{defect!r} in {module}, line {place.tb_lineno}"
