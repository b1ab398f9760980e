"""``cnht history`` in a process of its own: exit codes, streams, files, and what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_cli import ROOT, WORKSPACES, cnht, out, refusal

AS_OF = ("--as-of", "2025-08-10")


def test_it_prints_the_chart_and_the_tables_in_the_width_and_language_asked_for() -> None:
    text = out(cnht("history", "enterprises", *AS_OF, "--lang", "vi", COLUMNS="120"))
    assert text.startswith("Doanh nghiệp CNHT, Hà Nội (enterprises)")
    assert "┫" in text
    assert max(map(len, text.splitlines())) > 80
    assert "Nguồn" in text
    assert "\x1b" not in text
    assert "\x1b[" in out(cnht("history", "enterprises", *AS_OF, FORCE_COLOR="1"))


def test_where_the_encoding_has_no_vietnamese_it_is_drawn_in_ascii() -> None:
    done = cnht("history", "enterprises", *AS_OF, "--lang", "vi", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert b"=]" in done.stdout


def test_years_restrict_what_is_shown() -> None:
    document = json.loads(out(cnht("history", "enterprises", *AS_OF, "--from", "2023", "--to", "2024", "-f", "json")))
    (series,) = document["series"]
    assert (series["first"], series["last"]) == (2023, 2024)
    assert {figure["day"][:4] for figure in series["figures"]} == {"2023", "2024"}
    assert {target["due"][:4] for target in series["targets"]} == {"2023", "2024"}


@pytest.mark.parametrize("form", ["csv", "markdown", "json"])
def test_other_forms_are_utf_8_with_line_feeds_alone(form: str) -> None:
    done = cnht("history", "enterprises", *AS_OF, "--lang", "vi", "-f", form, PYTHONUTF8="0", LC_ALL="C")
    assert done.returncode == 0
    assert done.stderr == b""
    assert b"\r" not in done.stdout
    assert "KH-UBND" in done.stdout.decode()


def test_every_area_has_its_own_part_and_one_can_be_asked_for() -> None:
    words = ("history", "hotel_rooms", *AS_OF, "-w", str(WORKSPACES / "regions"))
    text = out(cnht(*words))
    assert [name for name in ("Quang Ninh", "Hai Phong", "Thai Binh") if f", {name} (hotel_rooms)" in text] == [
        "Quang Ninh",
        "Hai Phong",
        "Thai Binh",
    ]
    assert "Hai Phong" not in out(cnht(*words, "--area", "quang_ninh"))
    assert "did you mean quang_ninh" in refusal(cnht(*words, "--area", "quang-nin"))


def test_what_is_misspelt_gets_a_suggestion() -> None:
    assert "did you mean enterprises" in refusal(cnht("history", "enterprizes"))
    assert "có phải là enterprises" in refusal(cnht("history", "enterprizes", "--lang", "vi"))
    assert "four digits" in refusal(cnht("history", "enterprises", "--from", "20255"))
    assert "--from 2025 is after --to 2024" in refusal(cnht("history", "enterprises", "--from", "2025", "--to", "2024"))


def test_an_indicator_without_figures_is_no_error() -> None:
    assert "There is no figure in 2025." in out(cnht("history", "policy_coverage", *AS_OF))
    assert "There is no figure from 2026 to 2030." in out(cnht("history", "enterprises", "--from", "2026", *AS_OF))


def test_outside_a_workspace_the_shipped_figures_are_shown(tmp_path: Path) -> None:
    done = cnht("history", "enterprises", *AS_OF, cwd=tmp_path)
    assert "Hanoi (enterprises)" in out(done)
    assert "Hanoi figures that ship with cnht" in done.stderr.decode()


# Charts in files


@pytest.mark.parametrize(("name", "start"), [("a.svg", b"<svg"), ("a.PNG", b"\x89PNG")])
def test_the_chart_is_written_to_a_file_and_stdout_stays_empty(tmp_path: Path, name: str, start: bytes) -> None:
    done = cnht("history", "enterprises", *AS_OF, "-o", str(tmp_path / name))
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b""
    assert done.stderr.decode() == f"cnht: wrote {tmp_path / name}\n"
    assert (tmp_path / name).read_bytes().startswith(start)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_chart_that_is_there_already_is_replaced(tmp_path: Path) -> None:
    chart = tmp_path / "chart.svg"
    chart.write_text("old")
    assert cnht("history", "enterprises", *AS_OF, "-o", str(chart)).returncode == 0
    assert chart.read_bytes().startswith(b"<svg")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["enterprises", "-o", "chart.gif"], "must end in .svg, .png"),
        (["enterprises", "-o", "chart.pdf"], "must end in .svg, .png"),
        (["enterprises", "-o", "chart"], "must end in .svg, .png"),
        (["enterprises", "-o", "chart.svg", "-f", "json"], "cannot be used with --format"),
        (["policy_coverage", "-o", "chart.svg"], "no figures to draw"),
        (["enterprises", "-o", "missing/chart.svg"], "cannot write missing/chart.svg"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_leaves_no_file(tmp_path: Path, words: list[str], said: str) -> None:
    assert said in refusal(cnht("history", *words, *AS_OF, "-w", str(ROOT), cwd=tmp_path))
    assert list(tmp_path.iterdir()) == []
