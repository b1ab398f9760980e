"""``cnht report`` in a process of its own, to a workbook or Markdown: exit codes, streams, the file, refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_cli import ROOT, cnht, out, refusal

YEAR = ("report", "2025", "--as-of", "2025-12-31")


@pytest.mark.parametrize(
    ("name", "lang", "said", "start"),
    [
        ("a.md", "vi", "đã ghi", "# Tiến độ thực hiện chỉ tiêu năm 2025, Hà Nội\n".encode()),
        ("b.XLSX", "en", "wrote", b"PK"),
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
    assert "0 of 1 target due in 2025 is met" in text
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
        (["-o", "a.md", "--since", "soon"], "no date"),
    ],
)
def test_what_cannot_be_written_is_refused_and_leaves_no_file(tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "folder.md").mkdir()
    assert said in refusal(cnht(*YEAR, *words, "-w", str(ROOT), cwd=tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["folder.md"]


def test_a_report_is_no_file_of_the_workspace() -> None:
    assert "where every file is the workspace's" in refusal(cnht(*YEAR, "-o", "data/report.xlsx"))
    assert not (ROOT / "data" / "report.xlsx").exists()


@pytest.mark.parametrize(("lang", "said"), [("vi", "cần thêm thư viện"), ("en", "needs one more library")])
def test_without_the_library_one_line_says_how_to_get_it(tmp_path: Path, lang: str, said: str) -> None:
    # An import hook that finds no xlsxwriter, as where it is not installed.
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfound = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name == 'xlsxwriter' else found(name, package)\n"
    )
    words = ("report", "-o", str(tmp_path / "a.xlsx"), "--lang", lang, "-w", str(tmp_path))  # no workspace: unread
    told = refusal(cnht(*words, PYTHONPATH=f"{tmp_path}:{ROOT}"))
    assert said in told
    assert "pip install 'cnht[excel]'" in told
    assert not (tmp_path / "a.xlsx").exists()
