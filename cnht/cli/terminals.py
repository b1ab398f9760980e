"""The terminal, or what else the two outputs lead to, as far as rendering must know it."""

from __future__ import annotations

import os
import shutil
from typing import TextIO

from cnht.writers.terminal import Screen

NARROWEST, WIDEST = 20, 500
"""No terminal is narrower or wider, whatever COLUMNS says."""


def screen_of(stream: TextIO) -> Screen:
    """One of the two outputs: its width, whether it shows colour, and whether it can show Vietnamese."""
    colored = stream.isatty() and os.environ.get("TERM") != "dumb"
    if os.environ.get("FORCE_COLOR"):
        colored = True
    if os.environ.get("NO_COLOR"):
        colored = False
    width = min(max(shutil.get_terminal_size((80, 24)).columns, NARROWEST), WIDEST)
    return Screen(width, "standard" if colored else None, is_narrow(stream.encoding))


def is_narrow(encoding: str | None) -> bool:
    """Whether an encoding lacks Vietnamese letters or the signs of the tables."""
    try:
        "ệ✓░".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    return False
