"""A file as it came through the door: its name and its bytes, or the reason why there are none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextFile:
    """One file of a workspace. Exactly one of ``data`` and ``error`` is given."""

    name: str
    """Relative to the workspace, with ``/`` on every system: ``data/2024-09-28.csv``."""
    data: bytes | None
    """The content, not decoded: what is wrong with its encoding is for a reader to say."""
    error: str | None = None
    """Why it could not be read, in the operating system's words."""
