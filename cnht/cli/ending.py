"""How a run ends: a sentence and an exit code, whatever happens, and what it has done by then."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, NamedTuple

from cnht import __version__
from cnht.language.texts import Lang, Localized, _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


SIZES = ("COLUMNS", "LINES", "TERMINAL_WIDTH")
"""Where users say how large the screen is. The libraries that print help fail on anything but a number, or print
nothing."""

COULD_NOT_RUN = 2
DEFECT = 3
INTERRUPTED = 130
"""128 and the number of the signal, as shells have it."""


class Done(NamedTuple):
    """What was written to the disk, and the exit code that the run ends with."""

    what: Localized
    code: int


done: Done | None = None
spoken: Lang | None = None
"""The language of the run, once it is known."""


def language(asked: Lang | None) -> Lang:
    """What was asked for, else the locale's language where it is Vietnamese, else English."""
    global spoken  # noqa: PLW0603 - a run is a process
    spoken = asked or _of_locale()
    return spoken


def asked_language() -> Lang | None:
    """What ``--lang`` or ``CNHT_LANG`` asks for, known before the command line is understood."""
    words = sys.argv[1:]
    asked = os.environ.get("CNHT_LANG", "")
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word == "--":
            break
        if word == "--lang":
            asked = following
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return next((lang for lang in Lang if lang == asked.lower()), None)


def _of_locale() -> Lang:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(variable):
            return Lang.VI if os.environ[variable].lower().startswith("vi") else Lang.EN
    if sys.platform == "win32":
        import locale

        return Lang.VI if (locale.getlocale()[0] or "").lower().startswith("vi") else Lang.EN
    return Lang.EN


class OutputLost(Exception):
    """Standard output takes no more; the message says why."""


def note(what: Localized, code: int = 0) -> None:
    """Note what is written, so that it is told whatever becomes of the output."""
    global done  # noqa: PLW0603 - a run is a process
    done = Done(what, code)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # a reader that goes away must not end it unheard


def forget() -> None:
    """Note that it was undone."""
    global done  # noqa: PLW0603 - as above
    done = None


@contextmanager
def printing() -> Iterator[None]:
    """Within it standard output is written: :class:`OutputLost` where that fails."""
    try:
        yield
    except OSError as error:
        # Not an OSError any more: Typer ends a run without a word where the reader has gone.
        raise OutputLost(error.strerror or str(error)) from None


def ended() -> int:
    """Run the command line; the exit code: 0 fine, 1 problems found, 2 wrong usage or could not run, 3 a defect."""
    # Where Ctrl-C is ignored, as in what runs in the background, it stays so.
    catches = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    try:
        try:
            if catches:
                signal.signal(signal.SIGINT, _interrupt)
            code = _outcome()
        finally:
            if catches and not _is_interrupted():
                signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is done: nothing is left that could be stopped
    except KeyboardInterrupt:
        code = INTERRUPTED
    if code == INTERRUPTED:
        _close_output()
        _tell_done()
    gc.freeze()
    return code


def _interrupt(number: int, _: FrameType | None) -> None:
    """Stop what is being done, once: who cannot wait for that ends the process with another Ctrl-C."""
    signal.signal(number, signal.SIG_DFL)
    raise KeyboardInterrupt


def _is_interrupted() -> bool:
    return signal.getsignal(signal.SIGINT) is signal.SIG_DFL


def _outcome() -> int:
    """The exit code of the run, after its output is written and what kept it from its end is said."""
    if hasattr(signal, "SIGPIPE"):
        # A reader that has seen enough, such as head, ends a program quietly, as it does every other one.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if not _are_streams_open():
        _say(_("standard output is closed"))
        return COULD_NOT_RUN
    try:
        code = _run()
        sys.stdout.flush()
        return code
    except OSError as error:
        # What is wrong with a file that is read is a problem and raises nothing: it is the output that fails.
        return _unprinted(error.strerror or str(error))
    except OutputLost as lost:
        return _unprinted(str(lost))
    except Exception as defect:  # noqa: BLE001 - the last line of defence: a sentence instead of a traceback
        if _is_interrupted():  # a library has made something else of it
            return INTERRUPTED
        with suppress(OSError):
            sys.stdout.flush()
        _close_output()
        cause = _cause(defect)
        if cause is not None:
            _say(cause)
            return COULD_NOT_RUN
        _report(defect)
        return DEFECT


def _are_streams_open() -> bool:
    """Whether there is a standard output; standard error is made ready for messages, which it may lose."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # so that no file that is opened later gets this number
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - as long as the program runs
    elif isinstance(sys.stderr, TextIOWrapper):
        encoding = sys.stderr.encoding
        sys.stderr = _Messages(sys.stderr.detach(), encoding, errors="replace", line_buffering=True)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # rather a question mark than no help at all
    return sys.stdout is not None


class _Messages(TextIOWrapper):
    """Standard error: where it cannot be written there is nobody to tell, and the run goes on."""

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()


def _run() -> int:
    """Do what the command line says; the exit code."""
    if sys.argv[1:] == ["--version"]:
        # Asked for by every CI log: it need not wait for the command-line library.
        print(f"cnht {__version__}")
        return 0
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
    from typer.main import get_command

    from cnht.cli import usage
    from cnht.cli.app import app

    command = get_command(app)
    usage.speak(command, language(asked_language()))
    try:
        code = command.main(prog_name="cnht", standalone_mode=False)
    except usage.UsageError as error:
        return usage.refused(error)
    except SystemExit as end:
        code = end.code
    return code if isinstance(code, int) else 0


def _unprinted(why: str) -> int:
    """Say that the output could not be written; where the work was done all the same, its exit code stands."""
    _close_output()
    from cnht.problems import in_words

    _say(_("cannot write the output: {why}", why=in_words(why)))
    if done is None:
        return COULD_NOT_RUN
    _tell_done()
    return done.code


def _tell_done() -> None:
    if done is not None:
        _say(_("{what} before that; no need to run it again", what=done.what))


def _say(message: Localized) -> None:
    try:
        from cnht.cli import session

        session.say(message, spoken or language(asked_language()))
    except Exception:  # noqa: BLE001 - there may be too little memory for that, or no library
        print(f"cnht: {message}", file=sys.stderr)


def _close_output() -> None:
    """Drop what is left of the output: it failed once, and would again."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _cause(failure: Exception) -> Localized | None:
    """What of the machine keeps the program from running; ``None`` where it is a defect of its own."""
    if isinstance(failure, MemoryError):
        return _("there is not enough memory for this")
    if isinstance(failure, ImportError):
        from cnht.language.shell import repair

        if str(failure.path).endswith((".so", ".pyd")):
            # It is there, and the system cannot load it: too little memory, or made for another system.
            return _("a library cannot be loaded: {failure}", failure=failure)
        return repair(failure)
    return None


def _report(defect: Exception) -> None:
    """Tell of a defect, with its traceback where ``CNHT_DEBUG`` asks for it."""
    from traceback import format_exception

    from cnht.language.safe_text import unspoken
    from cnht.problems import visible

    said = _described(defect)
    if os.environ.get("CNHT_DEBUG", "") in ("", "0"):
        hint = _("set CNHT_DEBUG=1, run it again, and send the traceback with the command and cnht --version")
    else:
        lines = "".join(format_exception(defect)).splitlines()
        print("\n".join(unspoken(visible(line)) for line in lines), file=sys.stderr)
        hint = _("send the traceback above with the command and cnht --version")
    _say(_("internal error, please report it: {said}; {hint}", said=said, hint=hint))


def _described(defect: Exception) -> str:
    """The exception and the line of code it comes from."""
    place = defect.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return repr(defect)
    module = place.tb_frame.f_globals.get("__name__", "?")
    return f"{defect!r} in {module}, line {place.tb_lineno}"
