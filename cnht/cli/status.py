"""What a command is doing while it takes its time: one line on stderr, gone before anything else is written.

A command says with :func:`working` what it is about to do, and more closely with :func:`watched`, :func:`doing` and
:func:`done`; where nobody sits at a terminal, all of these do nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from threading import RLock, Timer
from time import monotonic
from typing import TYPE_CHECKING, BinaryIO, TextIO

from cnht.cli.terminals import is_narrow
from cnht.files.textfile import TextFile
from cnht.language.texts import Lang, Localized, _
from cnht.language.wording import write_number
from cnht.problems import visible
from cnht.writers.terminal import to_ascii

if TYPE_CHECKING:
    from rich.progress import Progress

READING = _("Reading")
CHECKING = _("Checking the rules")
COMPARING = _("Comparing")
MAKING = _("Creating")
WRITING = _("Writing")

PATIENCE = 1.0
"""Seconds before anything is shown; work with less than that between its parts is one wait."""
_MEGABYTE = 1_000_000


class StatusLine:
    """The line on the terminal ``stream``."""

    def __init__(self, stream: TextIO, lang: Lang) -> None:
        self._stream = stream
        self._lang = lang
        self.progress = _progress(stream)
        self._task = self.progress.add_task("", amount="", name="")
        self._lock = RLock()
        self._is_over = False

    def doing(self, what: Localized, name: str = "") -> None:
        """As :func:`doing`."""
        self._what = what
        self.show(what.text(self._lang), None, 0, "", name)

    def done(self, part: float) -> None:
        """As :func:`done`."""
        self.progress.update(self._task, total=1.0, completed=part)

    def watched(self, files: list[TextFile], wanted: Callable[[str], bool]) -> list[TextFile]:
        """As :func:`watched`."""
        counted = [file.name for file in files if file.data is not None and wanted(file.name)]
        begun: set[str] = set()
        what = self._what.text(self._lang)

        def opened(file: TextFile) -> BinaryIO:
            begun.add(file.name)
            size = file.size or 0
            description = f"{what} {_of(len(begun), len(counted), self._lang)}"
            amount = f"{write_number(size // _MEGABYTE, self._lang)} MB" if size >= _MEGABYTE else ""
            self.show(description, size or len(counted), 0 if size else len(begun), amount, file.name)
            content = file.stream()
            if not amount:
                return content
            return self.progress.wrap_file(content, size, task_id=self._task)

        names = set(counted)
        return [
            TextFile(file.name, partial(opened, file), size=file.size) if file.name in names else file for file in files
        ]

    def show(self, description: str, total: float | None, completed: float, amount: str, name: str) -> None:
        """Say this from now on; ``total`` is ``None`` where nobody knows how much there is."""
        said = [visible(text) for text in (description, amount, name)]
        if is_narrow(self._stream.encoding):
            said = [to_ascii(text) for text in said]
        self.progress.reset(
            self._task, total=total, completed=int(completed), description=said[0], amount=said[1], name=said[2]
        )

    def start(self) -> None:
        """Show the line, unless the work is over."""
        with self._lock, suppress(OSError, ValueError):  # nobody may be at the terminal any more
            if not self._is_over:
                self.progress.start()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """As :func:`aside`."""
        with self._lock:
            was_shown = self.progress.live.is_started
            with suppress(OSError, ValueError):
                self.progress.stop()
            yield
            if was_shown:
                self.start()

    def end(self) -> None:
        """Leave nothing behind, and show no more."""
        with self._lock, suppress(OSError, ValueError):
            self._is_over = True
            self.progress.stop()


def _progress(stream: TextIO) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    def said(field: str) -> TextColumn:
        return TextColumn(field, markup=False, table_column=Column(no_wrap=True, overflow="ellipsis"))

    return Progress(
        said("{task.description}"),
        BarColumn(20),
        said("{task.fields[amount]}"),
        said("{task.fields[name]}"),
        TimeElapsedColumn(),
        console=Console(file=stream, force_terminal=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )


current: StatusLine | None = None
_began = _ended = float("-inf")
"""When the work began that a person sees as one, and when its last part ended."""


@contextmanager
def working(what: Localized, lang: Lang, name: str = "") -> Iterator[None]:
    """Within it the command does ``what``, to the file ``name`` if it is to one, and prints nothing but messages."""
    global current, _began, _ended  # noqa: PLW0603 - a process has one terminal
    if current is not None or not _is_attended(sys.stderr):
        doing(what, name)
        yield
        return
    start = monotonic()
    if start - _ended > PATIENCE:
        _began = start
    line = StatusLine(sys.stderr, lang)
    line.doing(what, name)
    timer = Timer(max(0.0, _began + PATIENCE - start), line.start)
    timer.daemon = True
    try:
        current = line
        with suppress(RuntimeError):  # no thread can be had: then nothing is shown
            timer.start()
        yield
    finally:
        current = None
        _ended = monotonic()
        timer.cancel()
        line.end()


def doing(what: Localized, name: str = "") -> None:
    """From now on the command does ``what``, to the file ``name`` if it is to one."""
    if current is not None:
        current.doing(what, name)


def done(part: float) -> None:
    """So much of what the command does is done, from 0 to 1."""
    if current is not None:
        current.done(part)


def watched(files: Iterable[TextFile], wanted: Callable[[str], bool] = lambda _: True) -> Iterable[TextFile]:
    """``files``, whose reading is shown from now on: which one, how many, how far. Only ``wanted`` names count."""
    return files if current is None else current.watched(list(files), wanted)


@contextmanager
def aside() -> Iterator[None]:
    """Within it stderr is free for something else."""
    if current is None:
        yield
        return
    with current.aside():
        yield


def _is_attended(stream: TextIO) -> bool:
    """Whether somebody sees ``stream`` who can make sense of a line that changes."""
    in_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
    return stream.isatty() and os.environ.get("TERM") != "dumb" and not in_ci


def _of(count: int, total: int, lang: Lang) -> str:
    """``3/120``, always as wide as it will be in the end."""
    most = write_number(total, lang)
    return f"{write_number(count, lang).rjust(len(most))}/{most}"
