"""Pages to PDF, with a browser that is installed: nothing prints a page as faithfully."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge",
    "brave-browser",
)  # fmt: skip
_ELSEWHERE = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
        r"%ProgramFiles%\Microsoft\Edge\Application\msedge.exe",
    ),
}
_PATIENCE = 120
"""How many seconds a browser may take."""


class NotPrinted(Exception):
    """The browser made no PDF; the message is what it said last."""


def browser() -> str | None:
    """A browser of the Chromium family, where one is installed."""
    found = (shutil.which(name) for name in _NAMES)
    known = (os.path.expandvars(place) for place in _ELSEWHERE.get(sys.platform, ()))
    return next((place for place in found if place), None) or next(filter(os.path.exists, known), None)


def printed(page: str, program: str) -> bytes:
    """The page as the browser ``program`` prints it; :class:`NotPrinted` where it does not."""
    with tempfile.TemporaryDirectory(prefix="cnht-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, made = folder / "report.html", folder / "report.pdf"
        source.write_text(page, encoding="utf-8")
        command = [
            program, "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer",
            f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={made}", source.as_uri(),
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # It refuses to run as root otherwise; the page's own policy lets nothing run but its own script.
            command.insert(1, "--no-sandbox")
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            raise NotPrinted(f"{_PATIENCE} s") from None
        except OSError as error:
            raise NotPrinted(error.strerror or str(error)) from None
        if done.returncode or not made.exists():
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise NotPrinted(said[-1] if said else f"exit {done.returncode}")
        return made.read_bytes()
