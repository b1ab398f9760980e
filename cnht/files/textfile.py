"""A file as it came through the door: its name and its bytes, or the reason why there are none."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from typing import BinaryIO

MOST, MOST_YAML = 1 << 30, 1 << 26
"""The most bytes of a file that is held in memory, and of one whose tree is held, too."""
_PIECE = 1 << 20
OUTSIDE = "A link that leads out of the workspace and of the repository around it"
"""The ``error`` of a file that is not read for that."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """One file of a workspace. Exactly one of ``data`` and ``error`` is given."""

    name: str
    """Relative to the workspace, with ``/`` on every system: ``data/2024-09-28.csv``."""
    data: bytes | Callable[[], BinaryIO] | None
    """The content, or how to come by it: what is on the disk is read piece by piece, however large it is. It is not
    decoded: what is wrong with its encoding is for a reader to say."""
    error: str | None = None
    """Why it could not be read, in the operating system's words."""
    size: int | None = None
    """How many bytes it has, where the store knows that without reading it."""

    def stream(self) -> BinaryIO:
        """The content from its start, to be closed by the caller; ``OSError`` where it cannot be read."""
        if self.data is None:
            raise OSError(self.error or "")
        return BytesIO(self.data) if isinstance(self.data, bytes) else self.data()

    def read(self, most: int = MOST) -> bytes:
        """The whole content; ``OSError`` where it cannot be read, ``EFBIG`` where it has more than ``most`` bytes."""
        with self.stream() as stream:
            return bounded(stream, min(most, MOST_YAML) if self.name.endswith(".yaml") else most)

    def held(self) -> TextFile:
        """The file with its content, so that all that is said of it is said of the same bytes."""
        try:
            return TextFile(self.name, self.read())
        except OSError as error:
            return TextFile(self.name, None, error.strerror or str(error))


def bounded(stream: BinaryIO, most: int) -> bytes:
    """What is left of ``stream``; ``OSError`` with ``EFBIG`` where that is more than ``most`` bytes."""
    left = most + 1
    if stream.seekable():
        start = stream.tell()
        left = 0 if stream.seek(0, SEEK_END) - start > most else left
        stream.seek(start)
    content = BytesIO()
    while left and (piece := stream.read(min(left, _PIECE))):
        left -= content.write(piece)
    if not left:
        raise OSError(errno.EFBIG, too_large(most))
    return content.getvalue()


def too_large(most: int) -> str:
    """The ``error`` of a file of more than ``most`` bytes."""
    return f"Larger than {most >> 20} MB"
