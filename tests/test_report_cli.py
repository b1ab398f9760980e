"""``cnht report`` in a process of its own, exit codes, streams, the file, refusals, what prints and what opens."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest
from test_cli import ROOT, cnht, out, refusal

YEAR = ("report", "2025", "--as-of", "2025-12-31")


@pytest.mark.parametrize(
    ("name", "lang", "said", "start"),
    [
        ("a.md", "vi", "đã ghi", "# Tiến độ thực hiện chỉ tiêu năm 2025, Hà Nội\n".encode()),
        ("b.XLSX", "en", "wrote", b"PK"),
        ("c.htm", "en", "wrote", b'<!DOCTYPE html>\n<html lang="en">'),
    ],
)
def test_the_report_is_written_to_a_file_and_stdout_stays_empty(
    tmp_path: Path, name: str, lang: str, said: str, start: bytes
) -> None:
    file = tmp_path / name
    file.write_text("old")
    done = cnht(*YEAR, "--since", "30/06/2025", "-o", str(file), "--lang", lang)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b""
    assert done.stderr.decode() == f"cnht: {said} {file}\n"
    assert file.read_bytes().startswith(start)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_targets_can_be_chosen_as_for_progress(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    out(cnht(*YEAR, "-i", "enterprises", "-p", "301/KH-UBND", "-o", str(file)))
    text = file.read_text("utf-8")
    assert "0 of 1 chosen targets due in 2025 can be judged" in text
    assert "(`enterprises`)" in text
    assert "clusters" not in text


def test_outside_a_workspace_the_shipped_figures_are_reported(tmp_path: Path) -> None:
    done = cnht(*YEAR, "-o", "a.md", cwd=tmp_path)
    assert "Hanoi figures that ship with cnht" in done.stderr.decode()
    assert (tmp_path / "a.md").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name the file to write: -o report.html (or .pdf, .xlsx, .md)"),
        (["-o", "report.docx"], "must end in .html, .htm, .pdf, .xlsx, .md"),
        (["-o", "."], "must end in .html, .htm, .pdf, .xlsx, .md"),
        (["-o", "folder.md"], "folder.md is a folder: name a file"),
        (["-o", "missing/report.md"], "cannot write missing/report.md"),
        (["-o", "a.md", "--since", "2025-12-31"], "--since 2025-12-31 is not before 2025-12-31"),
        (["-o", "a.md", "--since", "soon"], "not a date"),
    ],
)
def test_what_cannot_be_written_is_refused_and_leaves_no_file(tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "folder.md").mkdir()
    assert said in refusal(cnht(*YEAR, *words, "-w", str(ROOT), cwd=tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["folder.md"]


@pytest.mark.parametrize("command", [YEAR, ("history", "enterprises")])
def test_what_is_no_regular_file_is_left_as_it_is(tmp_path: Path, command: tuple[str, ...]) -> None:
    kind = ".md" if command is YEAR else ".svg"
    pipe, link = tmp_path / f"pipe{kind}", tmp_path / f"link{kind}"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for path in (pipe, link):
        assert f"{path} is not a regular file" in refusal(cnht(*command, "-o", str(path)))
        assert path.is_fifo()


def test_without_a_year_both_days_are_of_the_year_that_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    for since in ("2024-06-30", "1900-01-01"):
        out(cnht("report", "-o", str(file), "--as-of", "2025-12-31", "--since", since))
        without = file.read_bytes()
        out(cnht(*YEAR, "-o", str(file), "--since", since))
        assert file.read_bytes() == without


def test_a_report_is_no_file_of_the_workspace() -> None:
    assert "which belongs to the workspace" in refusal(cnht(*YEAR, "-o", "data/report.xlsx"))
    assert not (ROOT / "data" / "report.xlsx").exists()


@pytest.mark.parametrize(("lang", "said"), [("vi", "không nạp được thư viện"), ("en", "cannot be loaded")])
def test_without_the_library_one_line_says_how_to_get_it(tmp_path: Path, lang: str, said: str) -> None:
    code = "raise ModuleNotFoundError(\"No module named 'xlsxwriter'\", name='xlsxwriter')\n"
    (tmp_path / "xlsxwriter.py").write_text(code, "utf-8")
    words = ("report", "-o", str(tmp_path / "a.xlsx"), "--lang", lang)
    told = refusal(cnht(*words, PYTHONPATH=f"{tmp_path}:{ROOT}"))
    assert said in told
    assert f"{sys.executable} -m pip install xlsxwriter" in told
    assert not (tmp_path / "a.xlsx").exists()


# Printing and opening


PRINTED = """
for word; do case $word in --print-to-pdf=*) to=${word#--print-to-pdf=} ;; file://*) of=${word#file://} ;; esac; done
"""
"""What a browser is told: the page, and where its print is to be."""


def program(folder: Path, name: str, body: str) -> str:
    """A path on which the only other program is a shell script."""
    script = folder / name
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)
    return str(folder)


def test_without_a_browser_nothing_is_printed_and_nothing_read(tmp_path: Path) -> None:
    words = ("report", "-o", str(tmp_path / "a.pdf"), "-w", str(tmp_path))  # no workspace: unread
    assert "a .pdf needs Chromium, Chrome or Edge, and none was found" in refusal(cnht(*words, PATH=str(tmp_path)))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("echo first >&2; echo 'no display' >&2; exit 3", "did not print the page (no display)"),
        ("exit 0", "did not print the page (exit 0)"),
        (f'{PRINTED}: > "$to"', "did not print the page (exit 0)"),
        (f'{PRINTED}echo "<html>" > "$to"', "did not print the page (exit 0)"),
        (f'{PRINTED}echo "%PDF-1.4 and no end" > "$to"', "did not print the page (exit 0)"),
        (f'{PRINTED}/bin/mkdir "$to"', "did not print the page (exit 0)"),
    ],
)
def test_a_browser_that_prints_nothing_is_one_line(tmp_path: Path, body: str, why: str) -> None:
    file = tmp_path / "a.pdf"
    file.write_text("old")
    path = program(tmp_path, "chromium", body)
    assert why in refusal(cnht(*YEAR, "-o", str(file), PATH=path))
    assert file.read_text() == "old"


def test_the_browser_is_given_the_page_and_what_it_prints_is_the_file(tmp_path: Path) -> None:
    body = f'{PRINTED}{{ echo "%PDF-1.4"; while read -r line; do echo "$line"; done < "$of"; echo "%%EOF"; }} > "$to"'
    file = tmp_path / "made.pdf"
    out(cnht(*YEAR, "-o", str(file), "--lang", "vi", PATH=program(tmp_path, "google-chrome", body)))
    assert '<html lang="vi">' in file.read_text("utf-8")


def test_open_hands_the_file_to_the_system(tmp_path: Path) -> None:
    path = program(tmp_path, "xdg-open", f'echo "$1" > {tmp_path}/part && /bin/mv {tmp_path}/part {tmp_path}/opened')
    file = tmp_path / "a.md"
    out(cnht(*YEAR, "-o", str(file), "--open", PATH=path))
    for _ in range(100):
        if (tmp_path / "opened").exists():
            break
        time.sleep(0.1)
    assert (tmp_path / "opened").read_text() == f"{file}\n"


def test_where_nothing_opens_a_file_it_is_written_and_one_line_says_so(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    done = cnht(*YEAR, "-o", str(file), "--open", PATH=str(tmp_path))
    assert done.returncode == 0
    assert done.stderr.decode() == f"cnht: wrote {file}\ncnht: {file} could not be opened\n"
    assert file.exists()


def test_a_page_that_would_be_hard_to_send_leaves_something_out_and_says_so(tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(ROOT / "tests/workspaces/regions", own)
    many = range(1, 60)
    with (own / "targets/2025.yaml").open("a", encoding="utf-8") as plan:
        plan.writelines(f"  rooms_{at}: {{value: {at}, area: hai_phong}}\n" for at in many)
    with (own / "targets/indicators.yaml").open("a", encoding="utf-8") as indicators:
        words = "{name: {vi: Phòng, en: Rooms}, unit: room, measure: stock, direction: increase}"
        indicators.writelines(f"  rooms_{at}: {words}\n" for at in many)
    page = tmp_path / "a.html"
    done = cnht(*YEAR, "-o", str(page), "-w", str(own))
    size = page.stat().st_size
    assert size < 500_000
    assert (
        f"the page is {round(size / 1000):,} kB and leaves out the arithmetic of each indicator; use -i"
        in done.stderr.decode()
    )
    assert cnht(*YEAR, "-o", str(page), "-w", str(own), "-i", "rooms_1").stderr.decode() == f"cnht: wrote {page}\n"
