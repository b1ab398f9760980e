"""The README's pictures of pages: a report in a browser, and its print.

``python -m docs.pages`` draws them anew. It needs a browser of the Chromium family and poppler's ``pdftoppm``; that
they show the page of today is known by the page's fingerprint, which is kept beside them.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from pathlib import Path

from cnht import __version__
from docs.shown import ROOT, run

FINGERPRINT = ROOT / "docs" / "report-2025.sha256"
COMMAND = "cnht report 2025 --as-of 2025-12-31 -o"
_WIDTH, _HEIGHT = 1100, 1020
_DOTS = 80
"""How many dots an inch of the print has."""
_PRINTED = (1, 3)
"""The pages of the print that are shown."""


def made(folder: Path, kind: str) -> bytes:
    """The report as a file of that kind, in Vietnamese."""
    path = folder / f"report{kind}"
    said, code = run(f"{COMMAND} {path}", lang="vi")
    assert code == 0, said
    return path.read_bytes()


def fingerprint(page: bytes) -> str:
    """What tells one page from another, whatever version made it."""
    return hashlib.sha256(page.replace(__version__.encode(), b"")).hexdigest()


def _draw() -> None:
    from playwright.sync_api import sync_playwright

    from cnht.cli.printing import browser

    docs = ROOT / "docs"
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        page = made(folder, ".html")
        found = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox", "--disable-gpu"])
        opened = found.new_page(viewport={"width": _WIDTH, "height": _HEIGHT}, color_scheme="light")
        opened.goto((folder / "report.html").as_uri())
        opened.screenshot(path=docs / "report-2025.png")
        found.close()
        made(folder, ".pdf")
        for number, at in enumerate(_PRINTED, 1):
            target = docs / f"report-2025-print-{number}"
            pages = ["-f", str(at), "-l", str(at), "-r", str(_DOTS)]
            subprocess.run(["pdftoppm", *pages, "-png", "-singlefile", folder / "report.pdf", target], check=True)
        FINGERPRINT.write_text(f"{fingerprint(page)}\n", encoding="utf-8")


if __name__ == "__main__":
    _draw()
