"""What a command is doing while it takes its time: one line on stderr, gone before anything else is written.

A command says with :func:`waiting` what it is about to do, and more closely with :func:`watched`, :func:`doing` and
:func:`done`; where nobody sits at a terminal, all of these do nothing. A thread draws the line from what it was told,
once a second has passed, and so also while the command is deep in its arithmetic. That thread imports nothing and
reads no file: the command may be in the midst of either.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from io import BufferedReader, RawIOBase
from threading import Event, RLock, Thread
from time import monotonic
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TextIO

from cnht.cli.screens import screen_of
from cnht.lang import Lang, Localized, _
from cnht.problems import visible
from cnht.textfile import TextFile
from cnht.wording import write_number
from cnht.writers.terminal import Screen, to_ascii

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

READING = _("Reading")
CHECKING = _("Checking the rules")
COMPARING = _("Comparing")
FORMATTING = _("Formatting")
MAKING = _("Making")
WRITING = _("Writing")
ARRANGING = _("Arranging what was read")

PATIENCE = 1.0
"""Seconds before anything is shown; waits with less than that between them are one."""
BEAT = 0.1
"""Seconds from one drawing to the next."""
_MEGABYTE = 1_000_000
_PIECE = 1 << 16
_BARS = ((64, 20), (44, 10))
"""How wide a line must be for a bar, and how wide that is then."""
_SHORTEST_NAME = 8


class Said(NamedTuple):
    """What a line says."""

    what: str
    part: float | None
    """How much of it is done, from 0 to 1; ``None`` where nobody knows."""
    amount: str
    name: str = ""
    """The file that it is done to."""


class Doing:
    """A piece of work whose length is not known, unless it tells."""

    def __init__(self, what: Localized, name: str, now: float) -> None:
        self.what = what
        self.name = name
        self.since = now
        self.part: float | None = None

    def said(self, lang: Lang, now: float) -> Said:
        """What the line is to say at the moment ``now``."""
        what = self.what.text(lang)
        if self.part is None:
            return Said(what, None, _seconds(now - self.since, lang), self.name)
        percent = write_number(int(100 * self.part), lang).rjust(3)
        return Said(what, self.part, _("{percent}%", percent=percent).text(lang), self.name)


class Reading:
    """How far the reading of some files is; ``then`` is what is done when they are read."""

    def __init__(self, what: Localized, then: Localized, files: list[TextFile]) -> None:
        self.what = what
        self.then = then
        self.files = len(files)
        self.sizes = {file.name: _size(file) for file in files}
        self.bytes = sum(self.sizes.values())
        self.begun: set[str] = set()
        self.before = 0
        """The bytes of the files before the one that is read."""
        self.within = 0
        self.name = ""
        self.content: BinaryIO | None = None
        """What was opened last."""
        self.idle: float | None = None
        """Since when no file is open."""

    def opened(self, file: TextFile) -> BinaryIO:
        """The content of a file.

        A table is looked through before it is read, which takes the smaller part of the time: it is followed from when
        it is read from the start again, piece by piece, and only where it has several.
        """
        content = file.stream()
        is_long = self.sizes.get(file.name, 0) > _PIECE
        if file.name not in self.begun:
            self.before += self.sizes.get(self.name, 0)
            self.begun.add(file.name)
            self.name, self.within = file.name, 0
        self.content, self.idle = content, None
        return BufferedReader(_Followed(content, self), _PIECE) if is_long else content

    def said(self, lang: Lang, now: float) -> Said:
        """The same."""
        if self.content is not None and self.content.closed:
            if self.idle is None:
                self.idle = now
            elif now - self.idle >= BEAT:  # else the next one is about to be opened
                return Said(self.then.text(lang), None, _seconds(now - self.idle, lang))
        begun = len(self.begun)
        what = f"{self.what.text(lang)} {_of(begun, self.files, lang)}"
        if not self.bytes:
            return Said(what, begun / max(self.files, 1), "", self.name)
        read = self.before + min(self.within, self.sizes.get(self.name, 0))
        amount = ""
        if self.bytes >= _MEGABYTE:
            amount = f"{_of(read // _MEGABYTE, self.bytes // _MEGABYTE, lang)} MB"
        return Said(what, read / self.bytes, amount, self.name)


class _Followed(RawIOBase):
    """The content of a file, of which ``reading`` is told how far it was read."""

    def __init__(self, content: BinaryIO, reading: Reading) -> None:
        self._content = content
        self._reading = reading
        self._is_again = False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        if not whence:
            self._is_again, self._reading.within = True, offset
        return self._content.seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        piece = self._content.read(len(view))
        view[: len(piece)] = piece
        self._reading.within += len(piece) if self._is_again else 0
        return len(piece)

    def close(self) -> None:
        self._content.close()
        super().close()


class Wait:
    """The line on the terminal ``stream`` that says what is being done; ``clock`` gives seconds."""

    def __init__(self, stream: TextIO, what: Localized, lang: Lang, name: str, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._lang = lang
        self._clock = clock
        self._work: Doing | Reading = Doing(what, name, clock())
        self._lock = RLock()
        self._over = Event()
        self._drawn = 0
        """How many cells of the terminal are taken."""

    def doing(self, what: Localized, name: str) -> None:
        """As :func:`doing`."""
        self._work = Doing(what, name, self._clock())

    def done(self, part: float) -> None:
        """As :func:`done`."""
        if isinstance(self._work, Doing):
            self._work.part = part

    def watched(self, files: list[TextFile], wanted: Callable[[str], bool], then: Localized) -> list[TextFile]:
        """As :func:`watched`."""
        counted = [file for file in files if file.data is not None and wanted(file.name)]
        names = {file.name for file in counted}
        self._work = reading = Reading(self._work.what, then, counted)
        return [
            TextFile(file.name, partial(reading.opened, file), size=file.size) if file.name in names else file
            for file in files
        ]

    def run(self, patience: float) -> None:
        """Draw after ``patience`` seconds, and then time and again, until it is over."""
        with suppress(OSError, ValueError):  # nobody is at the terminal any more
            while not self._over.wait(patience):
                self.draw()
                patience = BEAT

    def draw(self) -> None:
        """Show what is being done now, unless it is over."""
        with self._lock:
            if self._over.is_set():
                return
            screen = _screen(self._stream)
            line = fitted(self._work.said(self._lang, self._clock()), screen)
            self._stream.write(f"\r{line}\r")  # what is typed meanwhile, Ctrl-C above all, is seen within the line
            self._stream.flush()
            self._drawn = screen.width

    @contextmanager
    def aside(self) -> Iterator[None]:
        """As :func:`aside`."""
        with self._lock:
            with suppress(OSError, ValueError):
                self._erase()
            yield

    def _erase(self) -> None:
        # With blanks, which every terminal has, and no wider than it is by now: a line too long would go on below.
        if self._drawn:
            blanks = " " * min(self._drawn, _screen(self._stream).width)
            self._drawn = 0
            self._stream.write(f"\r{blanks}\r")
            self._stream.flush()

    def end(self) -> None:
        """Leave nothing behind, and draw no more."""
        self._over.set()
        with self.aside():
            pass


current: Wait | None = None
_began = _ended = float("-inf")
"""When the waiting began that a person sees as one, and when its last part ended."""


@contextmanager
def waiting(what: Localized, lang: Lang, name: str = "") -> Iterator[None]:
    """Within it the command does ``what``, to the file ``name`` if it is to one, and prints nothing but messages."""
    global current, _began, _ended  # noqa: PLW0603 - a process has one terminal
    if current is not None or not _is_attended(sys.stderr):
        doing(what, name)
        yield
        return
    start = monotonic()
    if start - _ended > PATIENCE:
        _began = start
    wait = Wait(sys.stderr, what, lang, name, monotonic)
    try:
        current = wait
        with suppress(RuntimeError):  # no thread can be had: then nothing is shown
            Thread(target=wait.run, args=(max(0.0, _began + PATIENCE - start),), daemon=True).start()
        yield
    finally:
        current = None
        _ended = monotonic()
        wait.end()


def doing(what: Localized, name: str = "") -> None:
    """From now on the command does ``what``, to the file ``name`` if it is to one."""
    if current is not None:
        current.doing(what, name)


def done(part: float) -> None:
    """So much of what the command does is done, from 0 to 1."""
    if current is not None:
        current.done(part)


def watched(
    files: Iterable[TextFile], wanted: Callable[[str], bool] = lambda _: True, then: Localized = ARRANGING
) -> Iterable[TextFile]:
    """``files``, whose reading is what the command does from now on: which one, how many, how far.

    Those whose names are not ``wanted`` are not counted. ``then`` is what it does while no file is open.
    """
    return files if current is None else current.watched(list(files), wanted, then)


@contextmanager
def aside() -> Iterator[None]:
    """Within it stderr is free for something else."""
    if current is None:
        yield
        return
    with current.aside():
        yield


def _size(file: TextFile) -> int:
    if file.size is not None:
        return file.size
    return len(file.data) if isinstance(file.data, bytes) else 0


def _is_attended(stream: TextIO) -> bool:
    """Whether somebody sees ``stream`` who can make sense of a line that changes."""
    in_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
    return stream.isatty() and os.environ.get("TERM") != "dumb" and not in_ci


def _screen(stream: TextIO) -> Screen:
    """The terminal ``stream``, but for its last column: what ends there goes on in the next line."""
    screen = screen_of(stream)
    width = 0
    with suppress(OSError, ValueError):  # not that of stdout, which may be elsewhere
        width = os.get_terminal_size(stream.fileno()).columns
    return screen._replace(width=max(1, (width or screen.width) - 1))


def _seconds(count: float, lang: Lang) -> str:
    number = write_number(int(count), lang)
    return _("{number} s", number=number).text(lang) if count >= 1 else ""


def _of(count: int, total: int, lang: Lang) -> str:
    """``3/120``, always as wide as it will be in the end."""
    most = write_number(total, lang)
    return f"{write_number(count, lang).rjust(len(most))}/{most}"


def fitted(said: Said, screen: Screen) -> str:
    """What a line says, as wide as ``screen``: a file's name is cut in the middle, and left out where it has to be."""
    what, amount, name = (_plain(visible(text), screen) for text in (said.what, said.amount, said.name))
    width = 0 if said.part is None else next((bar for least, bar in _BARS if screen.width >= least), 0)
    filled = int(width * min(said.part or 0.0, 1.0))
    bar = "#" * filled + "." * (width - filled) if screen.ascii_only else "█" * filled + "░" * (width - filled)
    others = [text for text in (what, bar, amount) if text]
    room = screen.width - sum(cells(text) + 1 for text in others)
    if name and room >= _SHORTEST_NAME:
        name = cut(name, room, "..." if screen.ascii_only else "…")
        others.insert(1 if said.part is None else len(others), name)
    line = " ".join(others)
    if cells(line) > screen.width:
        line = cut(line, screen.width, "..." if screen.ascii_only else "…")
    line += " " * (screen.width - cells(line))
    if bar and screen.color is not None:
        line = line.replace(bar, f"\x1b[36m{bar[:filled]}\x1b[2m{bar[filled:]}\x1b[0m", 1)
    return line


def cells(text: str) -> int:
    """How many cells of a terminal ``text`` takes, which has no control characters."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def _plain(text: str, screen: Screen) -> str:
    return to_ascii(text) if screen.ascii_only else text


def cut(text: str, width: int, gap: str) -> str:
    """``text`` in ``width`` cells at most, with ``gap`` for the middle of what is longer; more of its end is kept."""
    if cells(text) <= width:
        return text
    room = width - cells(gap)
    start = text[: room // 3]
    while cells(start) > room // 3:
        start = start[:-1]
    end = text[-(room - room // 3) :]
    while cells(start) + cells(end) > room:
        end = end[1:]
    return f"{start}{gap}{end}"
