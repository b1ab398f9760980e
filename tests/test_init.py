"""``cnht init``: what it writes in both languages, that it holds at once, what it refuses; all of it or nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from editing import kind_of, parsed, refusals
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from validating import ROOT, cnht

from cnht.checks import check
from cnht.cli.starter import EXAMPLE, HOOKS, JOB, area, guards, workspace
from cnht.files import store
from cnht.files.textfile import TextFile
from cnht.formatting import formatted
from cnht.language.texts import Lang
from cnht.reading.load import load

TODAY = date(2026, 11, 22)
BAC_NINH = area("Bắc Ninh") or EXAMPLE


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """An empty folder; the search for a workspace above it ends at once."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def init(*words: str, cwd: Path, code: int = 0) -> str:
    """What ``cnht init`` prints; of a refusal the one line on stderr."""
    done = cnht("init", *words, cwd=cwd)
    shown, told = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == code, told
    assert (told if code == 0 else shown) == ""
    assert code == 0 or len(told.splitlines()) == 1, told
    return shown or told


def contents(folder: Path) -> dict[str, bytes]:
    """The files below a folder; of what is no file only the name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")
    }


def faults(files: dict[str, bytes], today: date) -> list[str]:
    """Everything that ``validate --strict`` and ``fmt --check`` would say of a workspace."""
    texts = [TextFile(name, data) for name, data in files.items()]
    loaded = load(texts, today)
    found = [*loaded.problems, *check(loaded.workspace, today, complete=True)]
    changed = [outcome.name for outcome in formatted(texts, lambda _: True) if outcome.changes or outcome.new is None]
    return [f"{problem.where}: {problem.message}" for problem in found] + changed


# What is written


@pytest.mark.parametrize("lang", Lang)
def test_the_files_of_a_new_workspace(lang: Lang, snapshot: SnapshotAssertion) -> None:
    files = workspace(lang, BAC_NINH, 2026, TODAY) | guards(lang, "theo dõi")
    assert {name: data.decode() for name, data in files.items() if not name.endswith(".json")} == snapshot


@pytest.mark.parametrize("lang", Lang)
def test_a_new_workspace_passes_every_check_and_is_answered(empty: Path, lang: Lang) -> None:
    init("--lang", lang, "--area", "Huế", cwd=empty)
    done = cnht("validate", "--strict", cwd=empty)
    assert (done.returncode, done.stdout) == (0, b"checked 4 files, 3 rows, 134 rules: no problems\n")
    assert cnht("fmt", "--check", cwd=empty).returncode == 0
    done = cnht("progress", str(date.today().year), "--lang", lang, cwd=empty)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "00/KH-UBND" in done.stdout.decode()
    assert cnht("explain", "enterprises", cwd=empty / "data").returncode == 0


@given(
    year=st.integers(1900, 2200),
    today=st.dates(date(2020, 1, 1), date(2090, 12, 31)),
    lang=st.sampled_from(Lang),
)
def test_a_new_workspace_is_sound_on_every_day_and_for_every_year(year: int, today: date, lang: Lang) -> None:
    assert faults(workspace(lang, EXAMPLE, year, today), today) == []


@given(name=st.text(st.sampled_from("aĐệ '\"{}#:,&*!%@`-<>|/\\[]?=~."), min_size=1, max_size=8))
def test_a_name_with_any_printed_sign_is_written_so_that_it_is_read_back(name: str) -> None:
    found = area(name)
    if found is None:
        return
    files = workspace(Lang.VI, found, 2025, TODAY)
    assert faults(files, TODAY) == []
    read = load([TextFile(name, data) for name, data in files.items()]).workspace
    assert read.definitions.areas[found.code].name == found.name


@pytest.mark.parametrize(
    ("name", "code", "english", "committee"),
    [
        ("Bắc Ninh", "bac_ninh", "Bac Ninh", "UBND Bắc Ninh"),
        ("  tỉnh  Bắc Ninh ", "bac_ninh", "Bac Ninh", "UBND tỉnh Bắc Ninh"),
        ("Thành phố Hồ Chí Minh", "ho_chi_minh", "Ho Chi Minh City", "UBND thành phố Hồ Chí Minh"),
        ("TP. Đà Nẵng", "da_nang", "Da Nang City", "UBND TP. Đà Nẵng"),
        ("Tỉnh", "tinh", "Tinh", "UBND Tỉnh"),
        ("Bà Rịa - Vũng Tàu", "ba_ria_vung_tau", "Ba Ria - Vung Tau", "UBND Bà Rịa - Vũng Tàu"),
        ("Hue\u0302\u0301", "hue", "Hue", "UBND Huế"),
    ],
)
def test_code_and_names_are_made_from_the_vietnamese_name(name: str, code: str, english: str, committee: str) -> None:
    found = area(name)
    assert found is not None
    assert (found.code, found.name.en, found.committee.vi) == (code, english, committee)


@pytest.mark.parametrize(
    ("year", "today", "figures", "period"),
    [
        (2025, TODAY, "data/2025-06-30.csv", "2025-H1"),
        (2026, date(2026, 6, 29), "data/2026-03-31.csv", "2026-Q1"),
        (2026, date(2026, 1, 2), "data/2025-12-31.csv", "2025"),
        (2030, TODAY, "data/2025-12-31.csv", "2025"),
    ],
)
def test_the_figures_are_of_a_day_that_has_been(year: int, today: date, figures: str, period: str) -> None:
    files = workspace(Lang.EN, EXAMPLE, year, today)
    assert f"\nmatching_events,{period}," in files[figures].decode()


def test_editors_find_the_schemas_and_see_nothing_wrong(empty: Path) -> None:
    init(cwd=empty)
    for path in empty.rglob("*.yaml"):
        if path.name == HOOKS:
            continue
        text = path.read_text("utf-8")
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
        assert named
        assert (path.parent / named[1]).resolve().is_file()
        assert refusals(kind_of(path.relative_to(empty).as_posix()), parsed(text)) == []


def test_the_job_gives_the_action_what_it_takes_and_the_hook_is_the_projects_own() -> None:
    files = guards(Lang.VI, 'số "liệu"')
    (checkout, step) = yaml.safe_load(files[JOB])["jobs"]["validate"]["steps"]
    assert checkout["with"] == {"persist-credentials": False}
    assert step == {
        "uses": "OWNER/cnht@REVISION",
        "with": {"workspace": 'số "liệu"', "strict": "false", "lang": "vi"},
    }
    assert step["with"].keys() <= yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"].keys()
    (repository,) = yaml.safe_load(files[HOOKS])["repos"]
    (hook,) = repository["hooks"]
    (own, _) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["args"] == ["--workspace", 'số "liệu"']
    assert {key: hook[key] for key in ("id", "name", "entry", "files", "pass_filenames")} == {
        key: own[key] for key in ("id", "name", "entry", "files", "pass_filenames")
    }


# Where


def test_it_says_what_it_wrote_and_the_next_commands(empty: Path, snapshot: SnapshotAssertion) -> None:
    assert init("kế hoạch", "--year", "2025", "--no-ci", "--lang", "vi", cwd=empty) == snapshot
    assert init("a/b", "--year", "2025", cwd=empty) == snapshot


def test_a_terminal_without_vietnamese_letters_gets_plain_ascii_and_the_files_stay_utf_8(empty: Path) -> None:
    done = cnht("init", "--lang", "vi", cwd=empty, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.stdout.decode("ascii").startswith("Da tao khong gian lam viec:\n")
    assert "địa bàn" in (empty / "targets" / "indicators.yaml").read_text("utf-8")


def test_in_a_repository_the_job_and_the_hook_go_to_its_top_and_the_rest_to_the_folder(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / "notes.txt").write_text("mine")
    init("plans/kpi", cwd=tmp_path)
    top = {path.name for path in tmp_path.iterdir()}
    assert top == {".git", ".github", ".pre-commit-config.yaml", "notes.txt", "plans"}
    assert 'workspace: "plans/kpi"' in (tmp_path / JOB).read_text("utf-8")
    assert not (tmp_path / "plans" / "kpi" / ".github").exists()
    assert cnht("validate", "--strict", "--workspace", "plans/kpi", cwd=tmp_path).returncode == 0
    tried = subprocess.run(
        ["git", "check-attr", "eol", "diff", "--", "plans/kpi/targets/indicators.yaml"],
        cwd=tmp_path, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert re.findall(r": (\w+): (\w+)", tried.stdout) == [("eol", "lf"), ("diff", "cnht")]


def test_without_git_everything_is_in_the_folder(empty: Path) -> None:
    (empty.parent / ".git").rmdir()
    init(cwd=empty)
    assert (empty / JOB).is_file()
    assert 'workspace: "."' in (empty / JOB).read_text("utf-8")


def test_the_shipped_workspace_is_copied_whole(empty: Path) -> None:
    shown = init("hanoi", "--example", "hanoi", cwd=empty)
    assert "hanoi/targets/*.yaml" in shown
    copy = contents(empty / "hanoi")
    for file in store.read_workspace(ROOT):
        assert copy[file.name] == file.read()
    assert {name for name in copy if name.startswith(".")} == {
        ".cnht", ".gitattributes", *(f".cnht/{kind}.schema.json" for kind in ("indicators", "plan", "sources"))
    }  # fmt: skip
    done = cnht("validate", "--strict", cwd=empty / "hanoi")
    assert done.returncode == 0, done.stdout.decode()


# What is refused


@pytest.mark.parametrize(
    ("words", "there", "said"),
    [
        ([], ["targets/", "data/"], "is already a workspace; choose another folder"),
        (["sub/kpi"], ["targets/", "data/"], "sub/kpi is in the workspace "),
        ([], ["data/old.xlsx"], "data/old.xlsx already exists and would become part of the workspace"),
        ([], ["targets"], "targets already exists and would become part"),
        ([], [".gitattributes"], ".gitattributes: already exists and will not be overwritten; nothing was written"),
        ([], [".cnht/plan.schema.json"], ".cnht/plan.schema.json: already exists"),
        (["kpi"], ["kpi"], "cannot write in kpi: Not a directory; nothing was written"),
        (["--area", "東京"], [], "cannot make a code from --area '東京'"),
        (["--area", " "], [], "cannot make a code from --area ' '"),
        (["--area", "Hue" * 50], [], "cannot make a code from --area"),
        (["--area", "Hu\u200be"], [], "cannot make a code from --area 'Hu\\u200be'"),
        (["--area", "Hue" + "\u0323\u0324" * 20], [], "--area cannot be used: "),
        (["--example", "hanoi", "--year", "2025"], [], "--example cannot be used with --area or --year"),
        (["x" * 300], [], "File name too long; nothing was written"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_touched(
    empty: Path, words: list[str], there: list[str], said: str
) -> None:
    for name in there:
        (empty / name).parent.mkdir(exist_ok=True)
        if name.endswith("/"):
            (empty / name).mkdir()
        else:
            (empty / name).write_text("mine")
    before = contents(empty.parent)
    assert said in init(*words, cwd=empty, code=2)
    assert contents(empty.parent) == before


def test_a_job_or_hook_that_is_there_is_named_with_the_way_around_it(empty: Path) -> None:
    top = empty.parent
    (top / HOOKS).write_text("repos: []\n")
    told = init(cwd=empty, code=2)
    assert told.startswith("cnht: ../.pre-commit-config.yaml: already exists")
    assert "--no-ci leaves out" in told
    assert contents(empty) == {}
    init("--no-ci", cwd=empty)
    assert (top / HOOKS).read_text() == "repos: []\n"


def test_a_folder_that_is_gone_or_leads_in_a_circle_is_refused(empty: Path) -> None:
    (empty / "loop").symlink_to("loop")
    assert "cannot be resolved" in init("loop/x", cwd=empty, code=2)


def test_a_year_is_four_digits_and_an_example_one_that_there_is(empty: Path) -> None:
    for words in (["--year", "26"], ["--example", "hue"]):
        done = cnht("init", *words, cwd=empty)
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr
    assert contents(empty) == {}


# All or nothing


def test_where_the_disk_is_full_nothing_is_left_and_a_line_says_so(empty: Path) -> None:
    (empty / "mine.txt").write_text("mine")
    before = contents(empty.parent)
    full = "def full(*_): raise OSError(28, 'No space left on device', 'somewhere')"
    script = (
        f"import os, sys; sys.argv = ['cnht', 'init']\n{full}\nos.fsync = full\nfrom cnht.cli.main import run; run()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=empty, env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    told = f"cnht: cannot write in {empty}: No space left on device; nothing was written\n"
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", told)
    assert contents(empty.parent) == before


def test_of_two_at_once_one_writes_and_the_other_says_so(empty: Path) -> None:
    command = [sys.executable, "-m", "cnht", "init"]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    running = [
        subprocess.Popen(command, cwd=empty, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    ended = [(process.communicate(), process.returncode) for process in running]
    assert sorted(code for _, code in ended) == [0, 2, 2, 2], ended
    assert faults({name: data for name, data in contents(empty).items() if "/" in name and data}, date.today()) == []
    assert not [name for name in contents(empty.parent) if ".cnht-" in name]


@pytest.mark.parametrize(
    ("folder", "command"),
    [
        ("bac-ninh", "cd bac-ninh"),
        ("Bắc Ninh", 'cd "Bắc Ninh"'),
        ("theo dõi/2026", 'cd "theo dõi/2026"'),
        ("a&b", 'cd "a&b"'),
        ("o'clock", 'cd "o\'clock"'),
    ],
)
@pytest.mark.parametrize("lang", Lang)
def test_the_next_commands_are_those_of_every_shell(folder: str, command: str, lang: Lang, empty: Path) -> None:
    told = init(folder, "--lang", lang, "--year", "2026", cwd=empty)
    steps = [line.strip() for line in told.splitlines() if line.startswith("  ")][-3:]
    assert [steps[0], *(step.split("   ")[0].strip() for step in steps[1:])] == [
        command,
        "cnht progress 2026",
        "cnht validate",
    ]
