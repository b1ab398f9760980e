"""What every test gets: an environment that says nothing of who runs it, and repeatable properties."""

from __future__ import annotations

import csv
import os

import pytest
from hypothesis import settings

settings.register_profile("cnht", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("cnht")

TERMINAL = {"CLICOLOR", "COLORTERM", "COLUMNS", "FORCE_COLOR", "LINES", "NO_COLOR", "PY_COLORS", "TERMINAL_WIDTH"}
TERMINAL |= {"GITHUB_ACTIONS", "TTY_COMPATIBLE", "TTY_INTERACTIVE"}  # Rich and Typer take these for a terminal, too
LOCALE = {"LANG", "LANGUAGE", "PYTHONIOENCODING", "PYTHONUTF8"}
PREFIXES = ("CNHT_", "_CNHT_", "LC_")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget colour, width, locale and cnht's own settings, also for the processes that a test starts."""
    for name in list(os.environ):
        if name in TERMINAL | LOCALE or name.startswith(PREFIXES):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _plain_csv() -> None:
    """Give the longest cell of a CSV back its usual length; importing frictionless raises it for everybody."""
    csv.field_size_limit(131_072)
