"""What the documents show is what the program prints."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cogapp import Cog
from program import started

from docs import pages, shown

PAGES = [
    path
    for folder in ("", "docs")
    for path in (shown.ROOT / folder).glob("*.md")
    if "[[[cog" in path.read_text("utf-8")
]


@pytest.fixture(autouse=True)
def _forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run ``cnht`` as the other tests do, and all else as the pages do."""
    process = shown.process

    def run(words: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
        if words[:3] == [sys.executable, "-m", "cnht"]:
            return started(*words[3:], cwd=folder, environment=environment)
        return process(words, folder, environment)

    monkeypatch.setattr(shown, "process", run)


def test_the_readme_shows_generated_output() -> None:
    text = (shown.ROOT / "README.md").read_text("utf-8")
    for command in ("cnht progress 2025", "cnht progress 2024 --lang vi", "cnht explain enterprises 2024"):
        assert shown.show(command) in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_shows_what_the_program_prints_today(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shown.ROOT)
    assert Cog().main(["cog", "--check", "--diff", str(page)]) == 0


@pytest.mark.parametrize("name", shown.PICTURES)
def test_a_picture_of_a_terminal_is_what_the_program_prints_today(name: str) -> None:
    assert (shown.ROOT / "docs" / name).read_text("utf-8") == shown.drawn(shown.PICTURES[name])


def test_the_pictures_of_the_report_are_of_the_page_that_is_made_today(tmp_path: Path) -> None:
    known = pages.FINGERPRINT.read_text("utf-8").strip()
    assert pages.fingerprint(pages.made(tmp_path, ".html")) == known, "draw them anew: python -m docs.pages"
