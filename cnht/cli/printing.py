"""Pages to PDF, with a browser that is installed: nothing prints a page as faithfully."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from cnht.language.texts import Localized, _, untranslated

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
    """The browser made no PDF; the words say why, as far as it said so."""

    def __init__(self, why: Localized) -> None:
        super().__init__(str(why))
        self.why = why


def browser() -> str | None:
    """A browser of the Chromium family, where one is installed."""
    found = (shutil.which(name) for name in _NAMES)
    known = (os.path.expandvars(place) for place in _ELSEWHERE.get(sys.platform, ()))
    return next((place for place in found if place), None) or next(filter(os.path.exists, known), None)


def printed(page: str, program: str) -> bytes:
    """The page as the browser ``program`` prints it; :class:`NotPrinted` where it does not."""
    try:
        return _printed(page, program)
    except OSError as error:
        raise NotPrinted(untranslated(error.strerror or str(error))) from None


def _printed(page: str, program: str) -> bytes:
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
        code, said = _run(command)
        content = made.read_bytes() if made.is_file() else b""
        if code or not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
            last = said.decode(errors="replace").strip().splitlines()
            raise NotPrinted(untranslated(last[-1] if last else f"exit {code}"))
        return content


def _run(command: list[str]) -> tuple[int, bytes]:
    """The exit code and what was said on stderr; where it is interrupted or takes too long, its group is ended."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        _unused, said = process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        raise NotPrinted(_("it took more than {PATIENCE} s", PATIENCE=_PATIENCE)) from None
    finally:
        if process.poll() is None:
            _end(process)
    return process.returncode, said


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and those of its group."""
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
