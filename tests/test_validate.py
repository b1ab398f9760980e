"""``cnht validate`` in a process of its own: what is checked, what is said, the exit codes, and what never passes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from validating import FIGURES, GOOD, HEADER, PLAN, ROOT, cnht, own, spoil, validate

from cnht.language.safe_text import harmless
from cnht.language.texts import NOTHING, Lang, LocalizedText
from cnht.presenting.problems import PER_CODE, Findings, findings_blocks, position
from cnht.problems import Fault, Location
from cnht.problems import codes as all_codes
from cnht.writers.problems_json import findings_json
from cnht.writers.terminal import Screen, terminal

__all__ = ["own"]


def refusal(*words: str, cwd: Path, stdin: bytes | None = None) -> str:
    """What is said where nothing could be checked: exit 2, no result, no traceback."""
    done = cnht("validate", *words, cwd=cwd, stdin=stdin)
    said = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b""), said
    assert said.startswith("cnht: ")
    return said


def document(*words: str, code: int, cwd: Path, stdin: bytes | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(validate("--format", "json", *words, code=code, cwd=cwd, stdin=stdin))
    return found


def codes(found: dict[str, Any]) -> list[str]:
    return [problem["code"] for problem in found["problems"]]


# What is said


def test_a_sound_workspace_passes_and_says_what_was_checked(own: Path) -> None:
    said = validate(code=0, cwd=own)
    assert said == f"checked 4 files, 3 rows, {len(all_codes())} rules: no problems\n"
    said = validate("--lang", "vi", code=0, cwd=own)
    assert said == f"đã kiểm tra 4 tệp, 3 dòng số liệu, {len(all_codes())} quy tắc: không có vấn đề\n"


def test_a_problem_is_a_place_a_code_a_message_and_a_fix(own: Path) -> None:
    spoil(own, ",440,", ",1.440,")
    spoil(own, "gần 440", "")
    assert validate(code=1, cwd=own) == (
        'data/2025-06-30.csv:3:32: V302 "1.440" can be read two ways: 1440 (the point groups thousands) or 1.44'
        " (a decimal point)\n    Write 1440 or 1.44, or add the words of the source as its wording if they say which.\n"
        f"checked 4 files, 3 rows, {len(all_codes())} rules: 1 error\n"
    )


def test_all_problems_of_all_files_come_in_one_pass(own: Path) -> None:
    spoil(own, "trade_events", "trade_event")
    spoil(own, "trade_events", "trade_evens", PLAN)
    spoil(own, "authority: official", "authority: officious", "data/sources.yaml")
    said = validate(code=1, cwd=own)
    assert [line.split(":")[0] for line in said.splitlines() if line.startswith(("data/", "targets/"))] == [
        FIGURES,
        "data/sources.yaml",
        PLAN,
    ]
    assert said.endswith(" rules: 3 errors\n")


def test_places_that_have_to_do_with_a_problem_are_shown_as_editors_open_them(own: Path) -> None:
    shutil.copy(own / FIGURES, own / "data" / "2025-07-31.csv")
    said = validate(code=1, cwd=own)
    assert "data/2025-07-31.csv:3:1: M515 " in said
    assert "\n    see data/2025-06-30.csv:3:1\n" in said


def test_paths_are_relative_to_the_current_folder(own: Path) -> None:
    spoil(own, "trade_events", "trade_event")
    assert validate(code=1, cwd=own.parent, CNHT_WORKSPACE="own").startswith("own/data/2025-06-30.csv:4:1: M501 ")
    assert document("-w", "own", code=1, cwd=own.parent)["problems"][0]["file"] == FIGURES
    assert validate(code=1, cwd=own / "data").startswith(f"{own}/data/2025-06-30.csv:4:1: M501 ")


def test_warnings_pass_without_strict_and_say_that_they_are_warnings(own: Path) -> None:
    (own / "data" / "notes.txt").write_text("n", "utf-8")
    said = validate(code=0, cwd=own)
    assert said.startswith("data/notes.txt:1:1: F105 ")
    assert said.splitlines()[0].endswith(" (warning)")
    assert said.endswith("1 warning\n")
    validate("--strict", code=1, cwd=own)
    validate("--strict", "--format", "json", code=1, cwd=own)
    assert "(cảnh báo)" in validate("--lang", "vi", code=0, cwd=own)


def test_the_problems_of_one_code_are_capped_and_the_rest_announced(own: Path) -> None:
    rows = [f"enterprise{number},,2025-06-30,,{number},report-2025-h1,\n" for number in range(4010)]
    (own / FIGURES).write_text(HEADER + "".join(rows), "utf-8")
    said = validate(code=1, cwd=own)
    assert sum(": M501 " in line for line in said.splitlines()) == PER_CODE
    assert "M501 unknown indicator: +3,990 more\n" in said
    assert said.endswith("4,010 errors\n")
    assert "+3.990 chỗ nữa" in validate("--lang", "vi", code=1, cwd=own)
    assert len(document(code=1, cwd=own)["problems"]) == 4010


def test_json_is_the_contract_in_utf_8_whatever_the_terminal(own: Path) -> None:
    shutil.copy(own / FIGURES, own / "data" / "2025-07-31.csv")
    words = ["--format", "JSON", "data/2025-07-31.csv"]
    text = validate(*words, code=1, cwd=own, PYTHONUTF8="0", PYTHONIOENCODING="cp1252")
    found = json.loads(text)
    assert list(found) == ["format", "checked", "problems", "counts"]
    assert found["format"] == "cnht.problems/1"
    assert found["checked"] == {"files": 1, "rows": 3, "rules": len(all_codes())}
    assert found["counts"] == {"error": 3, "warning": 0}
    problem = found["problems"][1]
    assert {key: problem[key] for key in ("code", "severity", "file", "line", "column", "related")} == {
        "code": "M515",
        "severity": "error",
        "file": "data/2025-07-31.csv",
        "line": 3,
        "column": 1,
        "related": [{"file": FIGURES, "line": 3, "column": 1}],
    }
    assert problem["message"]
    assert problem["fix"]
    assert json.loads(validate(*words, "--lang", "vi", code=1, cwd=own))["problems"][1]["message"] != problem["message"]


def test_the_shipped_figures_never_stand_in_for_a_missing_workspace(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert "--workspace" in refusal(cwd=tmp_path)
    assert "no folder" in refusal("-w", "nowhere", cwd=tmp_path)


def test_the_workspace_of_this_repository_has_no_error() -> None:
    validate("--format", "json", code=0, cwd=ROOT)


def test_the_day_of_the_check_can_be_named(own: Path) -> None:
    assert codes(document("--today", "04/07/2025", code=0, cwd=own)) == []
    assert codes(document("--today", "2025-07-03", code=0, cwd=own)) == ["M543"]


# What is checked


def test_a_file_is_checked_with_the_codes_of_the_workspace_around_it(own: Path) -> None:
    spoil(own, "trade_events", "trade_event", PLAN)
    assert codes(document(FIGURES, code=0, cwd=own)) == []
    assert codes(document(PLAN, code=1, cwd=own)) == ["M501"]
    assert document(FIGURES, code=0, cwd=own)["checked"] == {"files": 1, "rows": 3, "rules": len(all_codes())}
    assert document(PLAN, code=1, cwd=own)["checked"]["rows"] == 0


@pytest.mark.parametrize("way", ["relative", "absolute", "below", "folder", "named", "several", "link"])
def test_a_path_is_taken_as_it_is_typed(own: Path, way: str) -> None:
    spoil(own, "trade_events", "trade_event")
    (own.parent / "link").symlink_to(own)
    words, cwd = {
        "relative": ([f"own/{FIGURES}"], own.parent),
        "absolute": ([str(own / FIGURES)], own.parent),
        "below": (["2025-06-30.csv"], own / "data"),
        "folder": (["../data"], own / "targets"),
        "named": (["-w", "own", FIGURES], own.parent),
        "several": ([FIGURES, "targets", f"./{FIGURES}"], own),
        "link": ([f"link/{FIGURES}"], own.parent),
    }[way]
    found = document(*words, code=1, cwd=cwd)
    assert [(problem["code"], problem["file"]) for problem in found["problems"]] == [("M501", FIGURES)]
    assert found["checked"]["files"] == {"folder": 2, "several": 3}.get(way, 1)


def test_the_workspaces_own_folder_is_the_whole_workspace(own: Path) -> None:
    assert document(".", code=0, cwd=own)["checked"]["files"] == 4
    assert document(str(own), code=0, cwd=own.parent)["checked"]["files"] == 4


def test_problems_elsewhere_are_told_where_they_keep_an_asked_file_from_being_checked(own: Path) -> None:
    (own / "data" / "sources.yaml").write_text("not a mapping\n", "utf-8")
    found = document(FIGURES, code=1, cwd=own)
    assert {problem["file"] for problem in found["problems"]} == {"data/sources.yaml"}
    (own / "data" / "sources.yaml").unlink()
    assert codes(document(FIGURES, code=1, cwd=own)) == ["F106"]


def test_a_problem_between_two_files_is_told_to_whoever_asks_for_either(own: Path) -> None:
    shutil.copy(own / FIGURES, own / "data" / "2025-07-31.csv")
    for name in (FIGURES, "data/2025-07-31.csv"):
        assert codes(document(name, code=1, cwd=own)) == ["M515"] * 3
    assert codes(document(PLAN, code=0, cwd=own)) == []


def test_standard_input_stands_for_a_file_of_the_workspace(own: Path) -> None:
    bad = (HEADER + GOOD.replace("enterprises", "enterprizes")).encode()
    for name, cwd in [
        (FIGURES, own),
        (f"own/{FIGURES}", own.parent),
        (str(own / FIGURES), own.parent),
        (FIGURES, own / "data"),
        ("2025-06-30.csv", own / "data"),
    ]:
        found = document("-", "--stdin-name", name, code=1, cwd=cwd, stdin=bad)
        assert [(problem["code"], problem["file"]) for problem in found["problems"]] == [("M501", FIGURES)]
        assert found["checked"]["rows"] == 1
    good = (own / FIGURES).read_bytes()
    assert document("-", "--stdin-name", FIGURES, code=0, cwd=own, stdin=good)["checked"]["rows"] == 3
    assert codes(document("-", "--stdin-name", "data/new.csv", code=1, cwd=own, stdin=good)) == ["M515"] * 3
    assert codes(document("-", "--stdin-name", FIGURES, code=1, cwd=own, stdin=b"")) == ["F104"]


# What never passes


def test_a_path_that_matches_nothing_is_refused(own: Path) -> None:
    assert "there is no data/2026-*.csv, data/2024.csv" in refusal("data/2026-*.csv", FIGURES, "data/2024.csv", cwd=own)
    assert "không tìm thấy data/2024.csv" in refusal("data/2024.csv", "--lang", "vi", cwd=own)


def test_where_there_is_nothing_to_check_nothing_passes(own: Path) -> None:
    (own / "data" / "empty").mkdir()
    (own / "data" / ".hidden.csv").write_text(HEADER + GOOD, "utf-8")
    (own / "data" / "notes.txt").write_text("n", "utf-8")
    (own / "targets" / "2024.yml").write_text("plan: 1", "utf-8")
    for name in ("data/empty", "data/.hidden.csv", "data/notes.txt", "targets/2024.yml"):
        assert "nothing to check" in refusal(name, cwd=own)
    assert "nothing to check" in refusal("-", "--stdin-name", "data/notes.txt", cwd=own, stdin=b"n")


def test_a_workspace_without_a_row_of_data_does_not_pass(own: Path) -> None:
    (own / FIGURES).write_text(HEADER, "utf-8")
    assert codes(document(code=1, cwd=own)) == ["C214"]
    (own / FIGURES).unlink()
    assert "no rows of data" in refusal(cwd=own)
    assert "no rows of data" in refusal("data", cwd=own)
    assert document(PLAN, code=0, cwd=own)["checked"]["rows"] == 0
    (own / "data" / "sources.yaml").unlink()
    (own / PLAN).unlink()
    assert "no rows of data" in refusal(cwd=own)
    (own / "targets" / "indicators.yaml").unlink()
    assert cnht("validate", cwd=own).returncode == 2


def test_a_file_whose_kind_cannot_be_known_is_refused(own: Path) -> None:
    (own / "2025.csv").write_text(HEADER + GOOD, "utf-8")
    assert "its type is unknown" in refusal("2025.csv", cwd=own)
    assert "its type is unknown" in refusal(str(ROOT / "README.md"), cwd=own)
    assert "its type is unknown" in refusal("-", "--stdin-name", "2025.csv", cwd=own, stdin=b"")
    assert "--stdin-name" in refusal("-", cwd=own, stdin=b"")
    assert "--stdin-name" in refusal("--stdin-name", FIGURES, cwd=own)


def test_paths_of_two_workspaces_are_refused(own: Path) -> None:
    other = shutil.copytree(own, own.parent / "other")
    assert "several workspaces" in refusal(str(own / "data"), str(other / "data"), cwd=own)
    assert "its type is unknown" in refusal("-w", "own", "other/data", cwd=own.parent)


def test_a_file_that_cannot_be_read_is_an_error(own: Path) -> None:
    (own / "data" / "2024.csv").symlink_to(own / "nowhere.csv")
    assert "F111" in codes(document("data/2024.csv", code=1, cwd=own))


@pytest.mark.parametrize("words", [["--format", "xml"], ["--today", "31/09/2025"], ["--explain", "V999"]])
def test_wrong_usage_is_exit_2(own: Path, words: list[str]) -> None:
    done = cnht("validate", *words, cwd=own)
    assert (done.returncode, done.stdout) == (2, b"")


# The rest


def test_every_code_can_be_explained_in_both_languages() -> None:
    said = cnht("validate", "--explain", "v302").stdout.decode()
    assert said.startswith(
        "V302 number can be read two ways (error)\n1.000 is one thousand in Vietnam and one elsewhere, "
    )
    assert "\n\n  wrong: 1.000\n  right: 1000\n" in said
    said = cnht("validate", "--explain", "F105", "--lang", "vi").stdout.decode()
    assert said.startswith("F105 loại tệp không xác định (cảnh báo)\nChương trình chỉ đọc kế hoạch, bảng số liệu, ")
    assert "--strict" in said


def test_a_misspelt_code_gets_a_suggestion() -> None:
    done = cnht("validate", "--explain", "V3O2")
    assert done.returncode == 2
    assert "did you mean V302" in done.stderr.decode()


def test_commands_that_stop_for_errors_say_which_command_shows_all(own: Path) -> None:
    spoil(own, "trade_events", "trade_event")
    for lang, hint in (("en", "run: cnht validate"), ("vi", "chạy: cnht validate")):
        done = cnht("progress", "2025", "--lang", lang, cwd=own)
        assert done.returncode == 1
        assert hint in done.stderr.decode()


def test_colour_is_for_terminals_and_ascii_for_those_that_know_no_more(own: Path) -> None:
    spoil(own, "trade_events", "trade_event")
    assert "\x1b[" not in validate(code=1, cwd=own)
    assert "\x1b[1;31mM501\x1b[0m" in validate(code=1, cwd=own, FORCE_COLOR="1")
    assert "\x1b[" not in validate(code=1, cwd=own, FORCE_COLOR="1", NO_COLOR="1")
    done = cnht("validate", "--lang", "vi", cwd=own, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert 'khong co chi tieu "trade_event"' in done.stdout.decode("ascii")


def test_a_reader_that_closes_the_pipe_early_ends_the_program_quietly() -> None:
    line = f"set -o pipefail; {sys.executable} -m cnht validate -f sarif | true"
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert done.stderr == b""
    assert done.returncode in (0, 128 + 13)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("cnht validate data/2024-0", {"data/2024-06-30.csv", "data/2024-07-31.csv"}),
        ("cnht validate tar", {"targets/"}),
        ("cnht validate --explain V30", {"V301", "V302"}),
    ],
)
def test_completion_offers_paths_and_codes(words: str, offered: set[str]) -> None:
    done = cnht(_CNHT_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1))
    assert offered <= set(done.stdout.decode().split())


@pytest.mark.parametrize(("lang", "name", "title"), [("vi", "Doanh", "số"), ("en", "Supporting", "number")])
def test_completion_names_things_in_the_language_of_the_run(lang: str, name: str, title: str) -> None:
    for words, said in (("cnht explain enterpr", name), ("cnht validate --explain V303", title)):
        done = cnht(_CNHT_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=words, CNHT_LANG=lang)
        assert f':"{said}' in done.stdout.decode()


# What file content cannot do

EVIL = "x\n::error::forged\r\x1b[2K\u202e\u2028##[error]forged##vso[task.complete]"


def test_no_file_content_reaches_the_terminal_unescaped(own: Path) -> None:
    spoil(own, "trade_events: {at_least: 4}", '"x\\n::error::forged\\e[2K\\u202e##[error]": {at_least: 4}', PLAN)
    spoil(own, "trade_events", '"x\n::error::forged\x1b[2K\u202e##[error]forged"')
    (own / "data" / "a\n::error::b\x1b[2K\u202e.txt").write_text("n", "utf-8")
    for lang in ("en", "vi"):
        said = validate("--lang", lang, code=1, cwd=own)
        assert all(char.isprintable() or char == "\n" for char in said)
        assert "##[" not in said
        for line in said.splitlines():
            assert line.startswith(("data/", "targets/", "    ", "checked ", "đã kiểm tra "))
    done = cnht("progress", "2025", cwd=own)
    assert all(char.isprintable() or char == "\n" for char in done.stderr.decode())


def test_json_text_is_harmless_and_its_values_are_true() -> None:
    problem = Fault("Y417.key", message=LocalizedText(EVIL, EVIL), fix=NOTHING).at(Location(f"data/{EVIL}", 1))
    text = findings_json(Findings((problem,), (), 0), Lang.EN)
    assert all(char.isprintable() or char == "\n" for char in text)
    assert "##[" not in text
    assert "##vso[" not in text
    assert json.loads(text)["problems"][0]["file"] == f"data/{EVIL}"


def test_text_is_one_line_for_each_thing_said_whatever_it_holds() -> None:
    problem = Fault("Y417.key", message=LocalizedText(EVIL, EVIL), fix=LocalizedText(EVIL, EVIL)).at(
        Location(EVIL, 1), Location(EVIL, 2)
    )
    text = terminal(findings_blocks(Findings((problem,), ("a",), 0), str), Lang.EN, Screen())
    assert len(text.splitlines()) == 4
    assert all(char.isprintable() or char == "\n" for char in text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Tỷ lệ “gần 1.000” – 35 %", "Tỷ lệ “gần 1.000” – 35 %"),
        ("a\nb", "aU+000Ab"),
        ("\u202e", "U+202E"),
        ("\u3164", "U+3164"),
        ("##[error]x", "##U+005Berror]x"),
        ("##vso[a]", "##vsoU+005Ba]"),
        ("#####", "#####"),
        ("\ud800", "U+D800"),
    ],
)
def test_what_is_obeyed_is_spelt_out(text: str, shown: str) -> None:
    assert harmless(text) == shown


def test_a_path_never_starts_a_line_with_a_runners_command() -> None:
    assert position(Location("::error::x", 1, 2), str) == "./::error::x:1:2"
    assert position(Location("../a.csv", 1, 2), str) == "../a.csv:1:2"
