"""What a run has done by the time its output fails or somebody ends it, so that it can be told."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnht.lang import Lang, Words


class Done(NamedTuple):
    """What was written to the disk, and the exit code that the run ends with."""

    what: Words
    code: int


done: Done | None = None
spoken: Lang | None = None
"""The language of the run, once it is known."""


class OutputLost(Exception):
    """Standard output takes no more; the message says why."""


def note(what: Words, code: int = 0) -> None:
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
