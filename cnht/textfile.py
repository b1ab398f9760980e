"""A file as it came through the door: its name and its bytes, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO


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

    def read(self) -> bytes:
        """The whole content; ``OSError`` where it cannot be read."""
        with self.stream() as stream:
            return stream.read()
