"""The real program in a process of its own: exit codes, streams, encodings, widths, languages."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from program import INTERPRETER, started

from cnht.cli import completion
from cnht.cli.schema_command import SchemaKind
from cnht.domain.progress import Status
from cnht.reading.models import FILES
from cnht.reading.schema import schema_text

ROOT = Path(__file__).parents[1]
WORKSPACES = ROOT / "tests" / "workspaces"
KEPT = ("PATH", "SYSTEMROOT", "HOME")


def cnht(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program, in English and piped, with nothing of this process's environment but the path."""
    base = {name: os.environ[name] for name in KEPT if name in os.environ}
    return started(*words, cwd=cwd, environment={**base, **INTERPRETER, **environment})


def out(done: subprocess.CompletedProcess[bytes]) -> str:
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def refusal(done: subprocess.CompletedProcess[bytes], code: int = 2) -> str:
    """What a run that was refused said on stderr; it printed no result and no traceback."""
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert done.stdout == b""
    assert "Traceback" not in said
    return said


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A workspace of the tests' own, that may be spoilt."""
    return Path(shutil.copytree(WORKSPACES / "regions", tmp_path / "own"))


# The way in


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (["progress", "2025", "--lang", "vi"], {"COLUMNS": "90"}),
        (["progress", "2025", "--fail-on", "missed,off_track"], {"FORCE_COLOR": "1"}),
        (["progress", "2025", "-f", "json"], {"LANG": "vi_VN.UTF-8"}),
        (["history", "--help"], {"TERMINAL_WIDTH": "60", "FORCE_COLOR": "1"}),
        (["progres", "2025"], {"CNHT_LANG": "vi"}),
        ([], {"_CNHT_COMPLETE": "complete_bash", "COMP_WORDS": "cnht progress 20", "COMP_CWORD": "2"}),
    ],
)
def test_a_forked_run_says_and_ends_as_one_that_is_started_afresh(
    words: list[str], environment: dict[str, Any]
) -> None:
    forked = cnht(*words, **environment)
    fresh = cnht(*words, **environment, PYTHONHASHSEED="1")  # only an interpreter that starts can read it
    assert (forked.returncode, forked.stdout, forked.stderr) == (fresh.returncode, fresh.stdout, fresh.stderr)
    assert forked.stdout + forked.stderr


# Which workspace


def test_below_a_workspace_that_workspace_answers(own: Path) -> None:
    below = own / "data" / "deeper"
    below.mkdir()
    done = cnht("list", "areas", "-f", "json", cwd=below)
    assert [area["code"] for area in json.loads(out(done))["areas"]] != ["hanoi"]
    assert done.stderr == b""


def test_the_search_for_a_workspace_stops_at_the_folder_of_the_repository(own: Path) -> None:
    repository = own / "repository"
    (repository / ".git").mkdir(parents=True)
    done = cnht("list", "areas", "-f", "json", cwd=repository)
    assert [area["code"] for area in json.loads(out(done))["areas"]] == ["hanoi"]
    assert "Hanoi" in done.stderr.decode()


def test_in_an_empty_folder_the_shipped_workspace_answers_and_says_so_in_the_users_language(tmp_path: Path) -> None:
    done = cnht("progress", "2025", "--lang", "vi", cwd=tmp_path)
    assert "301/KH-UBND" in out(done)
    assert "Hà Nội" in done.stderr.decode()


def test_fail_on_never_passes_on_the_shipped_figures(tmp_path: Path) -> None:
    said = refusal(cnht("progress", "2025", "--fail-on", "missed", cwd=tmp_path))
    assert "--workspace" in said


def test_a_named_folder_that_is_no_workspace_is_refused(tmp_path: Path) -> None:
    assert "targets/" in refusal(cnht("progress", "2025", "--workspace", str(tmp_path)))
    assert "no folder" in refusal(cnht("progress", "2025", "-w", str(tmp_path / "missing")))


def test_the_workspace_and_the_language_may_come_from_the_environment(own: Path, tmp_path: Path) -> None:
    done = cnht("list", "areas", cwd=tmp_path, CNHT_WORKSPACE=str(own), CNHT_LANG="vi")
    assert out(done).startswith("Địa bàn")


@pytest.mark.parametrize(
    ("locale", "first_word"),
    [
        ({"LANG": "vi_VN.UTF-8"}, "Địa bàn"),
        ({"LANG": "en_GB.UTF-8"}, "Areas"),
        ({"LANG": "fr_FR.UTF-8"}, "Areas"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "C.UTF-8"}, "Areas"),
        ({}, "Areas"),
    ],
)
def test_without_a_word_the_language_is_the_locales(locale: dict[str, Any], first_word: str) -> None:
    assert out(cnht("list", "areas", **locale)).startswith(first_word)


# Wrong usage


def test_a_misspelt_indicator_gets_a_suggestion() -> None:
    assert "did you mean enterprises" in refusal(cnht("progress", "2025", "--indicator", "enterprizes"))
    assert "did you mean enterprises" in refusal(cnht("explain", "enterprise", "2025"))
    assert "có phải là enterprises" in refusal(cnht("explain", "enterprizes", "--lang", "vi"))


def test_a_misspelt_plan_or_area_or_status_gets_a_suggestion() -> None:
    assert "301/KH-UBND" in refusal(cnht("progress", "2025", "--plan", "301/KH-UBNG"))
    assert "hanoi" in refusal(cnht("progress", "2025", "--area", "ha-noi"))
    assert "off_track" in refusal(cnht("progress", "2025", "--fail-on", "offtrack"))


def test_a_year_without_plans_names_the_years_there_are() -> None:
    said = refusal(cnht("progress", "2031"))
    assert "2018-2030" in said
    assert "The nearest: 2030" in said


@pytest.mark.parametrize("year", ["20255", "2_025", "2025.0", "２０２５", "now", "0000"])
def test_what_only_resembles_a_year_is_refused(year: str) -> None:
    assert "four digits" in refusal(cnht("progress", year))


@pytest.mark.parametrize("year", ["0001", "1899", "2201", "9999"])
def test_a_year_that_no_plan_can_be_of_is_refused(year: str) -> None:
    for command in (("progress",), ("explain", "enterprises"), ("report", "-o", "a.md"), ("init", "a", "--year")):
        assert "not between 1900 and 2200" in refusal(cnht(*command, year))


@pytest.mark.parametrize("day", ["31/12/1899", "2201-01-01", "9999", "0001-01"])
def test_a_day_of_a_year_that_no_plan_can_be_of_is_refused(day: str) -> None:
    for command in (
        ("progress", "2025", "--as-of", day),
        ("explain", "enterprises", "2025", "--as-of", day),
        ("history", "enterprises", "--as-of", day),
        ("diff", "2024", "2025", "--as-of", day),
        ("export", "--as-of", day),
        ("report", "2025", "-o", "a.md", "--since", day),
        ("validate", "--today", day),
        ("record", "enterprises", "1", "--as-of", "2025-06-30", "-s", "x", "--today", day),
        ("import", "a.csv", "--today", day),
    ):
        assert "not between 1900 and 2200" in refusal(cnht(*command))


def test_a_date_that_does_not_exist_is_refused() -> None:
    assert "is not a date" in refusal(cnht("progress", "2025", "--as-of", "31/09/2025"))


def test_filters_that_leave_nothing_are_refused() -> None:
    assert "no plan for 2025" in refusal(cnht("progress", "2025", "--indicator", "fair_buyers"))


def test_an_unknown_command_gets_a_suggestion() -> None:
    assert "progress" in refusal(cnht("progres", "2025"))


def test_compound_growth_is_refused_with_the_reason_where_it_applies_to_nothing() -> None:
    said = refusal(cnht("progress", "2025", "--indicator", "iip_growth", "--pace", "cagr"))
    assert "only stocks" in said


# Results and exit codes


def test_fail_on_strikes_after_the_result_was_printed() -> None:
    done = cnht("progress", "2025", "--fail-on", "missed,off_track")
    assert done.returncode == 1
    assert b"20/KH-UBND" in done.stdout
    assert "clusters_completed (off_track)" in done.stderr.decode()


def test_fail_on_passes_where_no_target_has_the_status() -> None:
    done = cnht("progress", "2025", "--fail-on", "missed")
    assert done.returncode == 0
    assert done.stderr == b""


def test_a_workspace_with_errors_is_not_judged_and_ten_of_them_are_shown(own: Path) -> None:
    snapshot = sorted((own / "data").glob("*.csv"))[0]
    header, *rows = snapshot.read_text("utf-8").splitlines()
    bad = [row.replace(row.split(",")[0], "nothing_known", 1) for row in rows[:1]] * 12
    bad = [f"{line}{number}" for number, line in enumerate(bad)]
    snapshot.write_text("\n".join([header, *bad]) + "\n", "utf-8")
    said = refusal(cnht("progress", cwd=own), 1)
    place = f"{snapshot.relative_to(own).as_posix()}:2:1: "
    assert said.startswith(place)
    assert sum(line.startswith("data/") for line in said.splitlines()) == 10
    assert "more" in said


def test_json_is_the_contract_in_utf_8_whatever_the_terminal() -> None:
    done = cnht("progress", "2025", "-f", "json", PYTHONUTF8="0", PYTHONIOENCODING="cp1252", LANG="vi_VN.UTF-8")
    document: dict[str, Any] = json.loads(done.stdout.decode("utf-8"))
    assert document["format"] == "cnht.progress/1"
    (row,) = [row for row in document["results"] if row["indicator"] == "clusters_completed"]
    assert (row["status"], row["pace"]) == ("off_track", {"ratio": 0.046, "expected": 26.6, "method": "linear"})
    assert (row["observed"]["file"], row["observed"]["line"]) == ("data/2025-11-12.csv", 2)
    counted = [row for row in document["results"] if not row["path"] and row["status"] != "superseded"]
    assert sum(document["counts"].values()) == len(counted)


def test_csv_has_the_rows_of_the_json() -> None:
    rows = list(csv.DictReader(io.StringIO(out(cnht("progress", "2025", "-f", "csv")))))
    document = json.loads(out(cnht("progress", "2025", "-f", "json")))
    assert [(row["plan"], row["indicator"], row["status"]) for row in rows] == [
        (row["plan"], row["indicator"], row["status"]) for row in document["results"]
    ]


def test_piped_output_has_no_colour_and_the_usual_variables_are_honoured() -> None:
    assert "\x1b[" not in out(cnht("progress", "2025"))
    assert "\x1b[" in out(cnht("progress", "2025", FORCE_COLOR="1"))
    assert "\x1b[" not in out(cnht("progress", "2025", FORCE_COLOR="1", NO_COLOR="1"))


@pytest.mark.parametrize("encoding", ["cp1252", "cp1258", "ascii"])
def test_a_terminal_without_vietnamese_letters_gets_plain_ascii(encoding: str) -> None:
    for command in (["progress", "2025"], ["explain", "enterprises", "2024"], ["diff", "2024", "2025"], ["list"]):
        done = cnht(*command, "--lang", "vi", PYTHONUTF8="0", PYTHONIOENCODING=encoding)
        assert done.returncode == 0, done.stderr
        text = done.stdout.decode("ascii").replace("\r\n", "\n")
        assert "?" not in text.replace("? chua", "")
    assert "Nguon" in text


@pytest.mark.parametrize("columns", [20, 40, 60, 76, 80, 100, 120, 200])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_table_never_runs_over_the_terminals_edge(columns: int, lang: str) -> None:
    text = out(cnht("progress", "2025", "--lang", lang, COLUMNS=str(columns)))
    assert max(map(len, text.splitlines())) <= columns


@pytest.mark.parametrize("command", ["list", "progress 2025 -f json", "--version", "--help"])
def test_a_reader_that_closes_the_pipe_early_ends_the_program_quietly(command: str) -> None:
    line = f"set -o pipefail; {sys.executable} -m cnht {command} | true"
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert done.stderr == b""
    assert done.returncode in (0, 128 + 13)  # SIGPIPE, unless all was written before the reader left


def test_a_defect_is_a_sentence_and_exit_3_and_never_a_traceback() -> None:
    code = (
        "import sys; sys.argv = ['cnht', 'list']\n"
        "import cnht.files.store\ncnht.files.store.read_workspace = lambda root: 1 / 0\n"
        "from cnht.cli.main import run; run()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False, timeout=60)
    said = refusal(done, 3)
    assert "ZeroDivisionError" in said
    assert "report" in said


@pytest.mark.parametrize(("redirection", "why"), [(">/dev/full", "No space left"), (">&-", "closed")])
def test_an_output_that_cannot_be_written_is_a_sentence_and_exit_2(redirection: str, why: str) -> None:
    line = f"{sys.executable} -m cnht list {redirection}"
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert why in refusal(done)


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252", "ascii", "gbk"])
def test_the_help_comes_whatever_the_encoding(encoding: str) -> None:
    assert "Usage" in cnht("--help", PYTHONUTF8="0", PYTHONIOENCODING=encoding).stdout.decode(encoding)


@pytest.mark.parametrize("columns", ["0", "1", "abc", "99999999999999999999"])
def test_an_odd_width_is_no_reason_to_fail(columns: str) -> None:
    assert "hanoi" in out(cnht("list", "areas", COLUMNS=columns))


@pytest.mark.parametrize("name", ["COLUMNS", "LINES", "TERMINAL_WIDTH"])
@pytest.mark.parametrize("size", ["", "0", "abc", "-5", "1.5", "²", "99999999999"])
def test_an_odd_size_of_the_screen_is_no_reason_to_show_no_help(name: str, size: str) -> None:
    environment: dict[str, Any] = {name: size}
    assert "--help" in out(cnht("--help", **environment))
    assert "help: cnht --help" in refusal(cnht("nope", **environment))


def test_fail_on_may_be_repeated() -> None:
    assert cnht("progress", "2025", "--fail-on", "off_track", "--fail-on", "met").returncode == 1


def test_nothing_from_a_file_reaches_the_terminal_hidden_or_as_a_line_of_its_own(own: Path) -> None:
    indicators = own / "targets" / "indicators.yaml"
    text = indicators.read_text("utf-8")
    code = text.split("indicators:\n")[1].split(":")[0].strip()
    forged = f'  {code}:\n    note: "a\\n\\n1/K  Forged  met\\u200b"\n'
    indicators.write_text(text.replace(f"  {code}:\n", forged, 1), "utf-8")
    shown = out(cnht("explain", code, cwd=own))
    assert "a 1/K  Forged" in shown or "a 1/K Forged" in shown
    assert "U+200B" in shown


@pytest.mark.parametrize("name", ["data/a\x1b[31m\nb.csv", "targets/\x1b]0;x\x07.yaml"])
def test_the_name_of_a_file_cannot_forge_a_line(own: Path, name: str) -> None:
    (own / name).write_text("no", "utf-8")
    said = refusal(cnht("progress", "2024", cwd=own), 1)
    assert "\x1b" not in said
    assert "U+001B" in said


def test_what_cannot_be_a_workspace_is_refused_and_not_blamed_on_the_output(tmp_path: Path) -> None:
    assert "no folder" in refusal(cnht("list", "-w", "x" * 5000))
    line = f"mkdir gone; cd gone; rmdir ../gone; {sys.executable} -m cnht list"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert "current folder no longer exists" in refusal(done)


def test_without_a_year_the_latest_one_that_a_plan_covers_by_now_is_shown(own: Path) -> None:
    document = json.loads(out(cnht("progress", "-f", "json", cwd=own)))
    assert document["year"] == 2025  # the workspace's last plan ends then
    assert json.loads(out(cnht("progress", "-f", "json", "--as-of", "30/06/2024", cwd=own)))["year"] == 2024
    assert "no plan has begun by 2017" in refusal(cnht("progress", "--as-of", "2017-01-01"))


def test_targets_without_data_are_never_answered_with_hanois_figures(own: Path) -> None:
    shutil.rmtree(own / "data")
    assert "no folder data/" in refusal(cnht("progress", "2025", cwd=own))


def test_a_file_that_is_not_read_is_named_on_stderr(own: Path) -> None:
    (own / "targets" / "2025.yaml").rename(own / "targets" / "2025.yml")
    done = cnht("progress", "2024", cwd=own)
    assert done.returncode == 0
    assert done.stderr.decode().startswith("targets/2025.yml:1:1: F115 ")


def test_several_codes_may_stand_in_one_option() -> None:
    document = json.loads(out(cnht("progress", "2025", "-f", "JSON", "-i", "fairs, enterprises")))
    assert {row["indicator"] for row in document["results"]} == {"fairs", "enterprises"}


def test_a_csv_list_is_one_table() -> None:
    assert "choose indicators" in refusal(cnht("list", "-f", "csv"))
    assert out(cnht("list", "areas", "-f", "csv")).startswith("code,name,targets,figures\n")


def test_what_programs_read_does_not_depend_on_the_language() -> None:
    sources = [json.loads(out(cnht("list", "sources", "-f", "json", "--lang", lang))) for lang in ("vi", "en")]
    assert sources[0] == sources[1]


@pytest.mark.parametrize("kind", FILES)
def test_a_schema_needs_no_workspace_and_is_utf_8_whatever_the_terminal(kind: str, tmp_path: Path) -> None:
    done = cnht("schema", kind, cwd=tmp_path, PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert out(done) == schema_text(kind)
    assert done.stderr == b""


@pytest.mark.parametrize(("lang", "word"), [("vi", "kế hoạch"), ("en", "a plan and its targets")])
def test_without_a_kind_schema_says_which_there_are_and_what_to_do(lang: str, word: str, tmp_path: Path) -> None:
    lines = out(cnht("schema", "--lang", lang, cwd=tmp_path)).splitlines()
    assert [line.split()[0] for line in lines[: len(FILES)]] == list(FILES) == list(SchemaKind)
    assert word in lines[0]
    assert lines[-1].endswith("# yaml-language-server: $schema=../.cnht/plan.schema.json")
    assert max(map(len, lines)) <= 80


def test_a_kind_that_there_is_not_is_refused_with_those_there_are() -> None:
    assert "indicators" in refusal(cnht("schema", "plans"))


def test_the_help_shows_every_command_with_examples() -> None:
    text = out(cnht("--help"))
    for word in ("progress", "history", "record", "diff", "import", "export", "list", "schema", "init", "Exit codes"):
        assert word in text
    assert "--fail-on missed,behind" in out(cnht("progress", "--help"))


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("cnht progress 202", ["2020", "2025", "2029"]),
        ("cnht explain clusters_comp", ["clusters_completed", "clusters_completed_in_year"]),
        ("cnht progress 2025 --indicator ent", ["enterprises"]),
        ("cnht progress 2025 --fail-on missed,off", ["missed,off_track"]),
        ("cnht progress 2025 --area h", ["hanoi"]),
        ("cnht progress 2025 --plan 301", ["301/KH-UBND"]),
        ("cnht history ent", ["enterprises"]),
        ("cnht history enterprises --from 202", ["2020", "2025"]),
        ("cnht schema i", ["indicators"]),
        ("cnht export --to s", ["sdmx-csv"]),
        ("cnht export --to csv -o REA", ["README.md"]),
        ("cnht init --example h", ["hanoi"]),
        ("cnht record clusters_comp", ["clusters_completed", "clusters_completed_in_year"]),
        ("cnht record enterprises 1000 --source plxh", ["plxh-2022", "plxh-2024-09-28"]),
        ("cnht record enterprises 1000 --area h", ["hanoi"]),
        ("cnht record enterprises 1000 --status e", ["estimate"]),
    ],
)
def test_completion_offers_what_the_workspace_holds(words: str, offered: list[str]) -> None:
    done = cnht(_CNHT_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1))
    lines = done.stdout.decode().split()
    assert set(offered) <= set(lines)


@pytest.mark.parametrize(
    "arguments",
    [
        ["progress", "2025"],
        ["--help"],
        ["progress", "--help"],
        ["explain", "enterprises"],
        ["history", "enterprises"],
        ["list"],
        ["validate"],
        ["validate", "-f", "sarif"],
        ["schema", "plan"],
        ["fmt", "--check"],
        ["record", "enterprises", "1000", "--as-of", "2025-12-01", "--source", "vns-2025-11-28", "--dry-run"],
        ["diff", "2024", "2025"],
        ["diff", "--textconv", "targets/2025.yaml"],
        ["export", "--to", "csv"],
        ["export", "--to", "sdmx-csv"],
    ],
)
def test_no_command_of_these_imports_pandas_or_a_chart_or_excel_library(arguments: list[str]) -> None:
    loaded = _modules_after(arguments)
    assert not loaded & {"pandas", "numpy", "resvg_py", "xlsxwriter", "plotext", "openpyxl", "dask"}


def test_a_command_loads_only_its_own_module_and_completion_reads_no_yaml() -> None:
    assert "cnht.cli.explain_command" not in _modules_after(["progress", "2025"])
    completing = _modules_after([], _CNHT_COMPLETE="complete_bash", COMP_WORDS="cnht progress 20", COMP_CWORD="2")
    assert not completing & {"yaml", "rich.table", "cnht.cli.explain_command"}
    assert "typer" not in _modules_after(["--version"])


def test_the_statuses_that_completion_offers_are_those_there_are() -> None:
    assert [status for status, _ in completion.statuses("")] == list(Status)


def _modules_after(arguments: list[str], **environment: str) -> set[str]:
    code = (
        "import sys, atexit; sys.argv = ['cnht', *sys.argv[1:]]\n"
        "atexit.register(lambda: print('\\n'.join(sys.modules), file=sys.stderr))\n"
        "from cnht.cli.main import run; run()"
    )
    base = {name: os.environ[name] for name in KEPT if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**base, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    return set(done.stderr.decode().split())
