"""What the documents show is what the program prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from cogapp import Cog

from docs import shown

PAGES = [
    path
    for folder in ("", "docs")
    for path in (shown.ROOT / folder).glob("*.md")
    if "[[[cog" in path.read_text("utf-8")
]


def test_the_readme_shows_generated_output() -> None:
    text = (shown.ROOT / "README.md").read_text("utf-8")
    for command in ("cnht progress 2025", "cnht progress 2024 --lang vi", "cnht explain enterprises 2024"):
        assert shown.show(command) in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_shows_what_the_program_prints_today(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shown.ROOT)
    assert Cog().main(["cog", "--check", "--diff", str(page)]) == 0


def test_the_picture_is_what_the_program_prints_today() -> None:
    assert shown.PICTURE.read_text("utf-8") == shown.picture()
