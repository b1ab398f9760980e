"""``cnht fmt`` in a process of its own: what it writes, shows and says, its exit codes, and what it never touches."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from validating import FIGURES, PLAN, ROOT, cnht, own

__all__ = ["own"]

ODD = (
    b"\xef\xbb\xbfvalue,Indicator,period,as_of,source,wording\r\n2,trade_events,2025-H1,2025-06-30,report-2025-h1,\r\n"
)
MENDED = b"indicator,period,as_of,value,source,wording\ntrade_events,2025-H1,2025-06-30,2,report-2025-h1,\n"
OTHER = "data/2025-07-31.csv"


def fmt(*words: str, cwd: Path, code: int = 0, stdin: bytes | None = None, **environment: str) -> tuple[str, str]:
    """What ``cnht fmt`` prints on stdout and on stderr."""
    done = cnht("fmt", *words, cwd=cwd, stdin=stdin, **environment)
    assert done.returncode == code, done.stderr.decode()
    return done.stdout.decode(), done.stderr.decode()


def contents(workspace: Path) -> dict[str, bytes]:
    """Every file but the lock, which git and readers do not see."""
    found = (path for path in workspace.rglob("*") if path.is_file() and path.parent != workspace / "data" / ".cnht")
    return {path.relative_to(workspace).as_posix(): path.read_bytes() for path in found}


@pytest.fixture
def odd(own: Path) -> Path:
    """A workspace with one file that is not canonical."""
    (own / OTHER).write_bytes(ODD)
    (own / FIGURES).write_bytes((own / FIGURES).read_bytes().replace(b"trade_events,2025-H1,", b"trade_events,2025-Q1,")
                                .replace(b"2025-06-30,,2,", b"2025-03-31,,2,"))  # fmt: skip
    return own


# What is written


def test_a_canonical_workspace_has_nothing_to_be_done(own: Path) -> None:
    before = contents(own)
    assert fmt(cwd=own) == ("4 files are canonical already: nothing to do\n", "")
    assert fmt("--check", cwd=own)[0] == "4 files are canonical already: nothing to do\n"
    assert fmt("--lang", "vi", cwd=own)[0] == "4 tệp đã đúng dạng chuẩn: không phải sửa gì\n"
    assert contents(own) == before


def test_what_is_not_canonical_is_rewritten_and_named(odd: Path) -> None:
    before = contents(odd)
    said = "reformatted data/2025-07-31.csv\n1 file reformatted, 4 files canonical already\n"
    assert fmt(cwd=odd) == (said, "")
    assert contents(odd) == before | {OTHER: MENDED}
    assert fmt(cwd=odd)[0] == "5 files are canonical already: nothing to do\n"


def test_only_the_named_files_are_formatted(odd: Path) -> None:
    (odd / PLAN).write_bytes((odd / PLAN).read_bytes().replace(b"\n", b"\r\n"))
    assert fmt("targets", cwd=odd)[0] == "reformatted targets/2025.yaml\n1 file reformatted, 1 file canonical already\n"
    assert (odd / OTHER).read_bytes() == ODD
    assert fmt("2025-07-31.csv", cwd=odd / "data")[0].startswith(f"reformatted {odd}/data/2025-07-31.csv\n")


def test_the_mode_is_kept_and_a_link_followed(odd: Path) -> None:
    real = odd.parent / "real.csv"
    (odd / OTHER).rename(real)
    (odd / OTHER).symlink_to(real)
    (odd / "data" / "twin.csv").symlink_to(real)
    real.chmod(0o640)
    fmt("--lang", "vi", OTHER, cwd=odd)
    assert (odd / OTHER).is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (MENDED, 0o640)


def test_a_file_with_two_names_is_written_once(odd: Path) -> None:
    text, mended = (data.replace(b"trade_events", b"trade_event") for data in (ODD, MENDED))  # unknown, so no double
    (odd / OTHER).write_bytes(text)
    (odd / "data" / "twin.csv").symlink_to(odd / OTHER)
    assert fmt("data", cwd=odd)[0].splitlines()[-1] == "2 files reformatted, 2 files canonical already"
    assert (odd / OTHER).read_bytes() == mended


# What is only shown


def test_check_lists_what_would_change_and_writes_nothing(odd: Path) -> None:
    before = contents(odd)
    assert fmt("--check", cwd=odd, code=1) == (
        "would reformat data/2025-07-31.csv\n1 file would be reformatted, 4 files canonical already\n",
        "",
    )
    assert fmt("--check", "--lang", "vi", cwd=odd, code=1)[0] == (
        "cần định dạng lại data/2025-07-31.csv\ncần định dạng lại 1 tệp, 4 tệp đã đúng dạng chuẩn\n"
    )
    assert contents(odd) == before


def test_diff_shows_what_would_change_with_nothing_hidden_and_writes_nothing(odd: Path) -> None:
    before = contents(odd)
    shown, said = fmt("--diff", cwd=odd)
    assert shown == (
        "--- data/2025-07-31.csv\n+++ data/2025-07-31.csv\n@@ -1,2 +1,2 @@\n"
        "-U+FEFFvalue,Indicator,period,as_of,source,wordingU+000D\n"
        "-2,trade_events,2025-H1,2025-06-30,report-2025-h1,U+000D\n"
        "+indicator,period,as_of,value,source,wording\n+trade_events,2025-H1,2025-06-30,2,report-2025-h1,\n"
    )
    assert said == "cnht: 1 file would be reformatted, 4 files canonical already\n"
    assert fmt("--diff", "--check", cwd=odd, code=1)[0] == shown
    assert contents(odd) == before
    colored = fmt("--diff", cwd=odd, FORCE_COLOR="1")[0]
    assert "\x1b[1;31m-2,trade_events" in colored
    assert "\x1b[32m+trade_events" in colored


def test_a_diff_tells_blanks_at_the_end_and_a_missing_line_end(own: Path) -> None:
    (own / PLAN).write_bytes((own / PLAN).read_bytes().rstrip(b"\n").replace(b"period: 2025\n", b"period: 2025  \n"))
    shown, _ = fmt("--diff", cwd=own)
    assert "-period: 2025U+0020U+0020\n+period: 2025\n" in shown
    assert "\\ No newline at end of file\n" in shown


def test_nothing_of_a_file_reaches_the_terminal_as_it_is(own: Path) -> None:
    with (own / PLAN).open("a", encoding="utf-8") as file:
        file.write("# ##[error]x \u200b\n\n\n")
    shown, _ = fmt("--diff", cwd=own)
    assert "\n # ##U+005Berror]x U+200B\n" in shown


# Standard input


def test_standard_input_is_filtered_to_standard_output(odd: Path) -> None:
    before = contents(odd)
    done = cnht("fmt", "-", "--stdin-name", OTHER, cwd=odd, stdin=ODD, PYTHONIOENCODING="cp1252")
    assert (done.returncode, done.stdout, done.stderr) == (0, MENDED, b"")
    done = cnht("fmt", "-", "--stdin-name", "targets/new.yaml", cwd=odd, stdin=before[PLAN].replace(b": {", b":   {"))
    assert (done.returncode, done.stdout) == (0, before[PLAN])
    assert fmt("-", "--stdin-name", OTHER, "--check", cwd=odd, stdin=ODD, code=1)[0].startswith("would reformat data/")
    assert fmt("-", "--stdin-name", OTHER, "--diff", cwd=odd, stdin=ODD)[0].startswith("--- data/2025-07-31.csv\n")
    assert contents(odd) == before


def test_standard_input_with_errors_gives_nothing_but_its_problems(own: Path) -> None:
    shown, said = fmt("-", "--stdin-name", PLAN, cwd=own, stdin=b"plan: 1\nplan: 2\n", code=1)
    assert shown == ""
    assert "targets/2025.yaml:2:1: Y408 " in said


# What is left alone


def test_a_file_with_errors_is_left_alone_and_the_others_are_formatted(odd: Path) -> None:
    (odd / PLAN).write_text("plan: [\n", "utf-8")
    shown, said = fmt(cwd=odd, code=1)
    assert (
        shown == "reformatted data/2025-07-31.csv\n1 file reformatted, 3 files canonical already, 1 file left alone\n"
    )
    assert said.startswith("targets/2025.yaml:1:7: Y424 ")
    assert (odd / PLAN).read_text("utf-8") == "plan: [\n"
    shown, said = fmt("--lang", "vi", cwd=odd, code=1)
    assert shown == "4 tệp đã đúng dạng chuẩn, 1 tệp giữ nguyên\n"


def run(code: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run ``cnht fmt`` after ``code``."""
    script = f"import sys; sys.argv = ['cnht', 'fmt']\n{code}\nfrom cnht.cli.main import run; run()"
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_a_file_that_changes_meanwhile_is_left_to_who_changed_it(odd: Path) -> None:
    done = run(
        "import cnht.files.store as store\nfind = store.path_of\n"
        "def late(root, name):\n    path = find(root, name)\n    path.write_bytes(path.read_bytes() + b'# mine')\n"
        "    return path\nstore.path_of = late",
        odd,
    )
    assert done.returncode == 2
    assert b"data/2025-07-31.csv has just been changed by another program" in done.stderr
    assert done.stdout == b"4 files canonical already, 1 file left alone\n"
    assert (odd / OTHER).read_bytes() == ODD + b"# mine"


def test_a_file_that_cannot_be_written_is_whole_and_the_others_are_formatted(odd: Path) -> None:
    (odd / PLAN).write_bytes((odd / PLAN).read_bytes().replace(b"\n", b"\r\n"))
    before = contents(odd)
    done = run(
        "import os\nopen_it, first = os.open, [28]\n"
        "def full(path, *rest, **more):\n"
        "    if 'new-' in str(path) and first: raise OSError(first.pop(), 'No space left on device')\n"
        "    return open_it(path, *rest, **more)\nos.open = full",
        odd,
    )
    assert done.returncode == 2
    assert done.stderr == b"cnht: cannot write data/2025-07-31.csv: No space left on device\n"
    after = contents(odd)
    assert after == before | {PLAN: before[PLAN].replace(b"\r\n", b"\n")}


def test_a_file_that_would_be_read_differently_is_a_defect_and_is_left_alone(odd: Path) -> None:
    (odd / PLAN).write_bytes((odd / PLAN).read_bytes().replace(b"\n", b"\r\n"))
    before = contents(odd)
    done = run(
        "import cnht.formatting.emit as emit\nemitted = emit.emitted\n"
        "emit.emitted = lambda *given: emitted(*given).replace('over: 450', 'over: 45')",
        odd,
    )
    assert done.returncode == 3
    assert b"targets/2025.yaml was left unchanged: reformatted, it would be read differently" in done.stderr
    assert b"Traceback" not in done.stderr
    assert contents(odd)[PLAN] == before[PLAN]
    assert contents(odd)[OTHER] == MENDED


# Wrong usage


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["docs"], "there is no docs"),
        (["-"], "--stdin-name"),
        (["-", "data", "--stdin-name", PLAN], "cannot be combined with other files"),
        (["data/notes.txt"], "there is nothing to format: "),
        (["../outside.csv"], "is not in targets/ or data/"),
    ],
)
def test_what_cannot_be_formatted_is_refused(own: Path, words: list[str], said: str) -> None:
    (own / "data" / "notes.txt").touch()
    (own.parent / "outside.csv").touch()
    shown, told = fmt(*words, cwd=own, code=2)
    assert (shown, said in told) == ("", True), told


def test_without_a_workspace_nothing_is_formatted(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert "no workspace" in fmt(cwd=tmp_path, code=2)[1]


def test_validate_says_what_fmt_mends(odd: Path) -> None:
    done = cnht("validate", "--today", "2026-01-01", OTHER, cwd=odd)
    assert done.stdout.decode().count("; or run: cnht fmt\n") == 3  # the mark, and the name and the order of columns
    done = cnht("validate", "--today", "2026-01-01", "--lang", "vi", OTHER, cwd=odd)
    assert "; hoặc chạy: cnht fmt\n" in done.stdout.decode()
    fmt(cwd=odd)
    assert cnht("validate", "--today", "2026-01-01", OTHER, cwd=odd).stdout.decode().endswith("no problems\n")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("targets/indicators.yaml", "areas:\n  example: {vi: Tỉnh mẫu, en: Example Province}\n", "areas:\n"),
        ("targets/indicators.yaml", "areas:\n  example: {vi: Tỉnh mẫu, en: Example Province}\n", "areas: []\n"),
        ("targets/indicators.yaml", "  example: {vi: Tỉnh mẫu, en: Example Province}\n", "  example:\n"),
        ("targets/indicators.yaml", "  enterprises:\n    name:", "  empty:\n  enterprises:\n    name:"),
        ("data/sources.yaml", "report-2025-h1:\n", "empty:\nreport-2025-h1:\n"),
        (FIGURES, "", "".join(f"u{each},,2025-06-30,nearly,440,report-2025-h1,\n" for each in range(260, 0, -1))),
    ],
)
def test_what_is_empty_or_unknown_is_formatted_as_it_is_and_keeps_nobody_from_recording(
    own: Path, name: str, old: str, new: str
) -> None:
    text = (own / name).read_text("utf-8")
    assert old in text
    (own / name).write_text(text.replace(old, new) if old else text + new, "utf-8")
    for words in (("fmt",), ("fmt", "--check"), ("record", "enterprises", "450", "--as-of", "2025-06-29", "-y")):
        more = ("--source", "report-2025-h1") if words[0] == "record" else ()
        done = cnht(*words, *more, cwd=own)
        assert done.returncode in (0, 1), done.stderr.decode()
        assert "defect" not in done.stderr.decode()
