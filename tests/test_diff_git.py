"""``cnht diff`` in real git repositories: what a side means, how old revisions are read, what is refused."""

from __future__ import annotations

import json
import shutil
import subprocess
import zlib
from hashlib import sha1
from pathlib import Path

import pytest
from scratch import EXAMPLE, FIGURES, PLAN, Scratch, nested, scratch

from cnht.files.git import GitError, GitTrouble, Repository
from cnht.files.store import read_workspace
from cnht.files.textfile import OUTSIDE
from cnht.reading.load import load

__all__ = ["nested", "scratch"]

RAISE = ("{over: 450,", "{over: 460,")
RAISED = "1 target raised"
NOTHING = "Nothing changes in meaning."


def second(text: str) -> str:
    """The line below the heading."""
    return text.splitlines()[1]


# What is compared


def test_without_arguments_head_is_compared_with_the_disk(scratch: Scratch) -> None:
    assert second(scratch.shown()) == NOTHING
    scratch.edit(PLAN, *RAISE)
    text = scratch.shown()
    assert text.startswith("Changes from HEAD (")
    assert ") to the working tree\n1 target raised\n" in text


def test_a_file_that_git_does_not_track_yet_counts(scratch: Scratch) -> None:
    (scratch.root / "data" / "new.csv").write_text(
        "indicator,as_of,value,source\nenterprises,2025-07-31,445,report-2025-h1\n", "utf-8"
    )
    assert second(scratch.shown()).startswith("1 figure added")


def test_a_reformatting_is_nothing(scratch: Scratch) -> None:
    scratch.edit(PLAN, "{at_least: 4}", "\n    at_least: 4.0   # as it was")
    scratch.edit(FIGURES, "about,10,", 'about,"10.0",')
    lines = (scratch.root / FIGURES).read_text("utf-8").splitlines()
    (scratch.root / FIGURES).write_text("\n".join([lines[0], *lines[:0:-1]]) + "\n", "utf-8")
    assert second(scratch.shown()) == NOTHING
    assert scratch.diff("--exit-code").returncode == 0


def test_exit_code_is_gits(scratch: Scratch) -> None:
    scratch.edit(PLAN, *RAISE)
    assert scratch.diff().returncode == 0
    done = scratch.diff("--exit-code")
    assert (done.returncode, done.stderr) == (1, b"")
    assert RAISED in done.stdout.decode()


@pytest.mark.parametrize(
    "cut", ["HEAD~1 HEAD", "HEAD~1..HEAD", "HEAD~1..", "HEAD~1", "first v2", "first..v2", "-- first v2"]
)
def test_revisions_in_every_form(scratch: Scratch, cut: str) -> None:
    scratch.git("tag", "first")
    scratch.edit(PLAN, *RAISE)
    scratch.commit("second")
    scratch.git("tag", "--annotate", "--message", "x", "v2")
    assert RAISED in scratch.shown(*cut.split())
    assert "lowered" in scratch.shown("HEAD", "HEAD~1")
    assert "lowered" in scratch.shown("v2..first")


def test_three_dots_compare_with_where_the_two_parted(scratch: Scratch) -> None:
    scratch.git("checkout", "--quiet", "-b", "side")
    scratch.edit(PLAN, *RAISE)
    scratch.commit("mine")
    scratch.git("checkout", "--quiet", "main")
    scratch.edit(PLAN, "{at_least: 4}", "{at_least: 5}")
    scratch.commit("theirs")
    assert second(scratch.shown("main...side")) == RAISED
    assert second(scratch.shown("main..side")).startswith("1 target lowered · 1 target raised")


def test_a_revision_may_be_any_that_git_knows(scratch: Scratch) -> None:
    scratch.git("branch", "kế-hoạch/2025")
    first = scratch.git("rev-parse", "HEAD").strip()
    scratch.edit(PLAN, *RAISE)
    scratch.commit("raise the target")
    for revision in (
        "kế-hoạch/2025",
        first,
        first[:8],
        "main~1",
        "HEAD^{/first}",
        ":/first",
        "refs/heads/kế-hoạch/2025",
    ):
        assert RAISED in scratch.shown(revision), revision
    assert f"from {first[:8]} to" in scratch.shown(first[:8])


def test_a_workspace_in_a_folder_with_spaces_and_vietnamese_letters(nested: Scratch) -> None:
    name = "data/Quý II – số liệu mới.csv"
    (nested.root / FIGURES).rename(nested.root / name)
    nested.edit(PLAN, *RAISE)
    assert second(nested.shown()) == RAISED
    nested.commit("moved")
    assert second(nested.shown("HEAD~1", "HEAD")) == RAISED
    assert second(nested.shown("HEAD~1", cwd=nested.root / "data")) == RAISED
    done = nested.diff("HEAD~1", name)
    assert f") has no file {name}: treated as empty" in done.stderr.decode()
    assert "3 figures added" in done.stdout.decode()


def test_a_revision_reads_what_the_disk_reads(nested: Scratch) -> None:
    for name in (".hidden.csv", "backup.csv~", "~$x.csv", 'dấu " nháy\tvà tab.csv', "dòng\nmới.csv"):
        (nested.root / "data" / name).write_text("x", "utf-8")
    (nested.root / "data" / "link.csv").symlink_to("2025-06-30.csv")
    (nested.root / "ngoài").mkdir()
    (nested.root / "ngoài" / "a.csv").write_text("in a linked folder", "utf-8")
    (nested.root / "data" / "linked").symlink_to("../ngoài", target_is_directory=True)
    nested.commit("odd names")
    repository = Repository.around(nested.root)
    with repository.files(repository.commit("HEAD")) as files:
        there = {file.name: file.read() for file in files}
        assert [file.name for file in files] == sorted(there)
    assert there == {file.name: file.read() for file in read_workspace(nested.root)}
    assert there["data/linked/a.csv"] == b"in a linked folder"


def test_links_that_lead_nowhere_and_submodules_say_why_they_cannot_be_read(scratch: Scratch) -> None:
    (scratch.root / "data" / "away.csv").symlink_to("/etc/hostname")
    (scratch.root / "data" / "gone.csv").symlink_to("gone-too.csv")
    (scratch.root / "data" / "loop.csv").symlink_to("loop.csv")
    commit = scratch.git("rev-parse", "HEAD").strip()
    scratch.git("add", "data")
    scratch.git("update-index", "--add", "--cacheinfo", f"160000,{commit},data/other")
    scratch.git("commit", "--quiet", "--message", "odd")
    repository = Repository.around(scratch.root)
    with repository.files(repository.commit("HEAD")) as files:
        errors = {file.name: file.error for file in files if file.error}
    assert errors == {
        "data/away.csv": OUTSIDE,
        "data/gone.csv": "A link that leads nowhere in the repository",
        "data/loop.csv": "A link that leads nowhere in the repository",
        "data/other": "In a submodule, of which git keeps no files here",
    }


def test_a_link_out_of_the_repository_is_the_same_problem_in_a_revision_as_on_the_disk(scratch: Scratch) -> None:
    (scratch.root / "data" / "away.csv").symlink_to("/etc/hostname")
    scratch.commit("a link out of it")
    repository = Repository.around(scratch.root)
    with repository.files(repository.commit("HEAD")) as files:
        old = [problem for problem in load(files).problems if problem.where.file == "data/away.csv"]
    assert [problem.code for problem in old] == ["F117"]
    assert old == [one for one in load(read_workspace(scratch.root)).problems if one.where.file == "data/away.csv"]


def bomb(scratch: Scratch, leaf: str, depth: int) -> str:
    """The name of a commit whose ``data`` is a few objects that stand for 2 to the power of ``depth`` entries."""

    def made(entries: str) -> str:
        done = subprocess.run(
            ["git", "mktree"], cwd=scratch.top, input=entries.encode(), capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    tree = made(leaf)
    for _ in range(depth):
        tree = made(f"040000 tree {tree}\ta\n040000 tree {tree}\tb\n")
    return scratch.git("commit-tree", "-m", "bomb", made(f"040000 tree {tree}\tdata\n")).strip()


@pytest.mark.parametrize("is_empty", [False, True])
def test_a_few_objects_that_stand_for_millions_of_files_are_refused_early(scratch: Scratch, is_empty: bool) -> None:
    blob = scratch.git("rev-parse", f"HEAD:{PLAN}").strip()
    commit = bomb(scratch, "" if is_empty else f"100644 blob {blob}\tx.csv\n", 40)
    said = scratch.refused("--rev", f"{commit}..HEAD")
    assert f"targets/ and data/ of {commit}..HEAD hold more files than are read from git" in said


def test_a_deep_tree_is_refused_or_read(scratch: Scratch) -> None:
    repository = Repository.around(scratch.root)
    tree = ""
    for _ in range(6000):
        store = scratch.top / ".git" / "objects"
        tree = _stored(store, b"tree", b"40000 d\0" + bytes.fromhex(tree) if tree else b"")
    commit = scratch.git("commit-tree", "-m", "deep", _stored(store, b"tree", b"40000 data\0" + bytes.fromhex(tree)))
    with pytest.raises(GitError), repository.files(commit.strip()):
        pass


def _stored(objects: Path, kind: bytes, content: bytes) -> str:
    """The name of an object that is put into a repository."""
    whole = b"%b %d\0%b" % (kind, len(content), content)
    name = sha1(whole).hexdigest()
    path = objects / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zlib.compress(whole))
    return name


def test_what_git_says_of_a_folder_without_a_repository_may_be_in_any_words(scratch: Scratch) -> None:
    wrapper = scratch.home / "bin" / "git"
    real = shutil.which("git")
    said = scratch.home / "said"
    wrapper.write_text(f'#!/bin/sh\n"{real}" "$@" 2>{said} || {{ code=$?; echo "lỗi" >&2; exit $code; }}\n', "utf-8")
    wrapper.chmod(0o755)
    inner = scratch.root / "inner"
    inner.mkdir()
    (inner / ".git").mkdir()
    assert "Nothing changes" in scratch.shown("-w", "..", cwd=inner)  # what is called .git need not be one
    outside = scratch.home / "outside"
    shutil.copytree(EXAMPLE, outside)
    assert "there is no git repository here" in scratch.refused(cwd=outside)
    assert "there is no git repository here" in scratch.refused(cwd=outside, GIT_DIR=str(inner / ".git"))
    (scratch.top / ".git" / "config").write_text("[core\n", "utf-8")
    assert "git says: lỗi" in scratch.refused()


def test_a_revision_without_a_workspace_is_an_empty_one_and_that_is_said(scratch: Scratch) -> None:
    scratch.git("checkout", "--quiet", "--orphan", "bare")
    scratch.git("rm", "-r", "--quiet", "--cached", ".")
    scratch.git("commit", "--quiet", "--allow-empty", "--message", "nothing")
    done = scratch.diff("bare", "main")
    assert "3 targets added" in done.stdout.decode()
    assert "no targets/ and data/" in done.stderr.decode()
    assert "neither side" in scratch.diff("bare", "bare").stderr.decode()
    assert scratch.diff("bare", "bare").returncode == 2


def test_gits_variables_of_another_repository_change_nothing(nested: Scratch, tmp_path: Path) -> None:
    nested.edit(PLAN, *RAISE)
    other = tmp_path / "other"
    nested.git("init", "--quiet", str(other), cwd=tmp_path)
    for name in (str(other / ".git"), ".git", "gone"):
        assert second(nested.shown(GIT_DIR=name)) == RAISED
    assert second(nested.shown(GIT_DIR=".git", GIT_INDEX_FILE="x", GIT_PREFIX="x/", cwd=nested.root)) == RAISED


def test_a_repository_that_only_git_dir_names_is_found(scratch: Scratch) -> None:
    scratch.edit(PLAN, *RAISE)
    kept = scratch.home / "kept"
    (scratch.top / ".git").rename(kept)
    assert second(scratch.shown(GIT_DIR="../kept", GIT_WORK_TREE=".")) == RAISED
    assert "no git repository" in scratch.refused()


def test_a_linked_worktree_is_a_repository(scratch: Scratch) -> None:
    tree = scratch.home / "cây"
    scratch.git("worktree", "add", "--quiet", "-b", "w", str(tree))
    text = (tree / PLAN).read_text("utf-8")
    (tree / PLAN).write_text(text.replace(*RAISE), "utf-8")
    assert second(scratch.shown(cwd=tree)) == RAISED


def test_reading_a_revision_starts_one_process_for_all_contents(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    real = subprocess.Popen.__init__

    def noted(self: subprocess.Popen[bytes], words: list[str], *rest: object, **more: object) -> None:
        started.append(words)
        real(self, words, *rest, **more)  # type: ignore[call-overload]

    repository = Repository.around(scratch.root)
    commit = repository.commit("HEAD")
    monkeypatch.setattr(subprocess.Popen, "__init__", noted)
    with repository.files(commit) as files:
        assert all(file.read() for file in files)
        assert len(files) == 4
    assert [("cat-file" in words, "ls-tree" in words) for words in started] == [
        (True, False),
        (False, True),
        (False, True),
    ]


# Files, folders, years, plans


def test_a_file_alone_is_compared_with_head_and_within_its_workspace(scratch: Scratch) -> None:
    scratch.edit(PLAN, *RAISE)
    scratch.edit(FIGURES, "nearly,440,report-2025-h1,gần 440", "nearly,470,report-2025-h1,")
    assert second(scratch.shown(PLAN)) == RAISED
    text = scratch.shown("HEAD", FIGURES)
    assert "1 figure changed" in text
    assert "target" not in second(text)
    assert "verdict" in text


def test_two_files_wherever_they_lie(scratch: Scratch, tmp_path: Path) -> None:
    copy = tmp_path / "bản nháp 2025.yaml"
    shutil.copy(scratch.root / PLAN, copy)
    scratch.edit(PLAN, *RAISE)
    assert second(scratch.shown(str(copy), PLAN)) == RAISED
    assert second(scratch.shown(PLAN, str(copy))) == "1 target lowered"
    rows = tmp_path / "rows.txt"
    text = (scratch.root / FIGURES).read_text("utf-8")
    rows.write_text(text.replace("about,10,", "about,10.5,").replace("khoảng 10%", ""), "utf-8")
    assert second(scratch.shown(FIGURES, str(rows))) == "1 figure changed · 1 figure detail changed"
    rows.write_text(text.replace("about,10,", "about,1.0e1,"), "utf-8")
    assert second(scratch.shown(FIGURES, str(rows))) == "1 item not comparable"
    assert second(scratch.shown(str(rows), FIGURES)) == "1 item not comparable"
    assert "different types" in scratch.refused(PLAN, FIGURES)
    (tmp_path / "note.txt").write_text("hello", "utf-8")
    assert "not a file of a workspace" in scratch.refused(PLAN, str(tmp_path / "note.txt"))


def test_the_files_of_definitions_sources_and_registers(scratch: Scratch, tmp_path: Path) -> None:
    for name, old, new, line in [
        ("targets/indicators.yaml", "direction: decrease", "direction: maintain", "1 definition changed"),
        ("data/sources.yaml", "2025-07-05", "2025-07-06", "1 document changed"),
    ]:
        copy = tmp_path / name.replace("/", "-")
        text = (scratch.root / name).read_text("utf-8")
        copy.write_text(text.replace(old, new), "utf-8")
        assert second(scratch.shown(name, str(copy))) == line
    names = scratch.root / "data" / "registers" / "fairs.csv"
    names.parent.mkdir()
    names.write_text("name,stage,as_of,source\nHội chợ A,held,2025-05-01,report-2025-h1\n", "utf-8")
    scratch.commit("a register")
    names.write_text("name,stage,as_of,source\nHội chợ A,held,2025-05-02,report-2025-h1\n", "utf-8")
    assert second(scratch.shown(str(names))) == "1 registered name changed"


def test_two_folders(scratch: Scratch, tmp_path: Path) -> None:
    copy = shutil.copytree(scratch.root, tmp_path / "bản sao", ignore=shutil.ignore_patterns(".git"))
    scratch.edit(PLAN, *RAISE)
    assert second(scratch.shown(str(copy), ".")) == RAISED
    assert second(scratch.shown("HEAD", str(copy))) == NOTHING
    assert second(scratch.shown("../bản sao", "../kho", cwd=tmp_path / "bản sao")) == RAISED


def test_years_and_plans(scratch: Scratch) -> None:
    text = (scratch.root / PLAN).read_text("utf-8")
    text = text.replace("15/KH-UBND", "16/KH-UBND").replace("period: 2025", "period: 2026").replace(*RAISE)
    text = text.replace("issued: 2025-01-20\n", "").replace("{at_least: 4}", "{at_least: 3}")
    (scratch.root / "targets" / "2026.yaml").write_text(text, "utf-8")
    line = "1 target lowered · 1 target raised"
    assert second(scratch.shown("2025", "2026")) == line
    assert second(scratch.shown("2025..2026")) == line
    assert second(scratch.shown("15/KH-UBND", "16/KH-UBND")) == line
    assert second(scratch.shown("2025", "targets/2026.yaml")) == line
    assert second(scratch.shown(PLAN, "targets/2026.yaml")) == line
    document = json.loads(scratch.shown("2025", "2026", "-f", "json"))
    assert document["statuses"] == []
    assert {change["change"] for change in document["targets"]} == {"lowered", "raised"}
    assert [pair["indicator"] for pair in document["unchanged"]] == ["empty_factory_share"]


def test_a_folder_that_is_no_workspace_is_no_side(scratch: Scratch) -> None:
    scratch.git("tag", "notes")
    (scratch.root / "notes").mkdir()
    scratch.edit(PLAN, *RAISE)
    assert second(scratch.shown("notes")) == RAISED


def test_a_named_workspace_is_the_one_that_is_meant(scratch: Scratch, tmp_path: Path) -> None:
    scratch.edit(PLAN, *RAISE)
    assert second(scratch.shown("-w", str(scratch.root), cwd=tmp_path)) == RAISED
    assert second(scratch.shown("HEAD", PLAN, CNHT_WORKSPACE=str(scratch.root), cwd=tmp_path)) == RAISED


# What is refused


def test_a_revision_that_does_not_exist(scratch: Scratch) -> None:
    assert "'v9' is not a file, folder, year, plan number or git revision here" in scratch.refused("v9")
    assert "unknown git revision 'v9'" in scratch.refused("v9..HEAD")
    assert "unknown git revision 'HEAD~7'" in scratch.refused("HEAD~7..")
    assert "không phải tệp" in scratch.refused("v9", "--lang", "vi")


def test_a_shallow_clone_says_how_to_get_the_rest(scratch: Scratch) -> None:
    scratch.commit("second")
    clone = scratch.home / "nông"
    scratch.git("clone", "--quiet", "--depth", "1", f"file://{scratch.top}", str(clone))
    for words in (["HEAD~1"], ["HEAD~1..HEAD"]):
        said = scratch.refused(*words, cwd=clone)
        assert "shallow" in said
        assert "git fetch --unshallow" in said


def test_a_folder_without_git_and_a_repository_without_a_commit(scratch: Scratch, tmp_path: Path) -> None:
    folder = shutil.copytree(scratch.root, tmp_path / "plain", ignore=shutil.ignore_patterns(".git"))
    assert "no git repository here" in scratch.refused(cwd=folder)
    assert "no git repository here" in scratch.refused("HEAD~1..HEAD", cwd=folder)
    assert "no git repository here" in scratch.refused(PLAN, cwd=folder)
    assert "is not a file, folder, year" in scratch.refused("main", cwd=folder)
    assert "there is no git repository here" in scratch.refused("main", cwd=folder)
    scratch.git("init", "--quiet", cwd=folder)
    assert "no commits to compare with yet" in scratch.refused(cwd=folder)
    assert "no commits yet" in scratch.refused("HEAD", cwd=folder)


def test_a_year_is_asked_for_where_there_is_no_plan(scratch: Scratch) -> None:
    (scratch.root / PLAN).unlink()
    assert scratch.refused("2024", "2025").rstrip().endswith("git revision here")


def test_a_file_that_the_other_side_does_not_have_is_said_to_be_missing_there(scratch: Scratch) -> None:
    scratch.git("mv", PLAN, "targets/renamed.yaml", cwd=scratch.root)
    done = scratch.diff("HEAD", "targets/renamed.yaml")
    assert "3 targets added" in second(done.stdout.decode())
    assert ") has no file targets/renamed.yaml: treated as empty" in done.stderr.decode()


def test_without_git_years_can_still_be_compared(scratch: Scratch, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "not installed" in scratch.refused(PATH=str(empty))
    assert second(scratch.shown("2025", "2025", PATH=str(empty))) == NOTHING


def test_without_a_workspace_nothing_is_compared(tmp_path: Path, scratch: Scratch) -> None:
    assert "no workspace" in scratch.refused("2024", "2025", cwd=tmp_path)


@pytest.mark.parametrize("word", ["--output=stolen", "-x", "--upload-pack=touch stolen", "-", "^HEAD"])
def test_no_revision_is_ever_an_option_of_git(scratch: Scratch, word: str) -> None:
    assert "is not a file, folder, year" in scratch.refused("--", word)
    said = scratch.refused("--", f"{word}..HEAD")
    assert "unknown git revision" in said
    assert not (scratch.root / "stolen").exists()
    with pytest.raises(GitError) as caught:
        Repository.around(scratch.root).commit(word)
    assert caught.value.trouble is GitTrouble.NO_REVISION


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2025"], "year 2025 needs something to compare with"),
        (["15/KH-UBND"], "plan 15/KH-UBND needs something to compare with"),
        (["2025", "HEAD"], "year 2025 can be compared with a year, a plan or a plan's file, not with HEAD"),
        (["2031", "2025"], "there are plans for 2025"),
        (["15/KH-UBNG", "2025"], "did you mean the plan 15/KH-UBND?"),
        (["targets", "."], "targets is not a workspace"),
        (["HEAD..main", "2025"], "HEAD..main: write REV..REV by itself, or two sides separated by a space"),
        (["a", "b", "c"], "expected two sides to compare, got 3: a, b, c"),
        ([""], "'' is not a file, folder, year, plan number or git revision"),
        (["./nothing"], "'./nothing' is not a file"),
        (["HEAD:targets"], "is not a file"),
        (["a\x1b[31m\nb"], "U+001B"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_what_there_is(scratch: Scratch, words: list[str], said: str) -> None:
    assert said in scratch.refused("--", *words)


def test_a_side_with_errors_is_compared_as_far_as_it_can_be(scratch: Scratch) -> None:
    scratch.edit(PLAN, *RAISE)
    scratch.edit(FIGURES, "nearly,440", "nearly,1.440")
    text = scratch.shown()
    assert RAISED in text
    assert "1 item not comparable" in text
    assert "Missing, perhaps only because the files have errors (1)" in text
    assert "Verdicts are not compared: a side has errors." in text
    assert f"{FIGURES}:3:" in text
    assert "V302" in text
    document = json.loads(scratch.shown("-f", "json"))
    assert [problem["code"] for problem in document["problems"]["new"]] == ["V302"]
    assert document["problems"]["old"] == document["figures"] == []
    assert [missing["from"] for missing in document["missing"]] == ["new"]
    scratch.commit("broken")
    assert f"HEAD:{FIGURES}:3:" in scratch.shown("HEAD", "HEAD~1")


def test_two_sides_that_are_broken_alike_are_not_called_the_same(scratch: Scratch) -> None:
    scratch.edit(FIGURES, "nearly,440", "nearly,1.440")
    scratch.commit("broken")
    done = scratch.diff("--exit-code")
    assert done.returncode == 1
    assert second(done.stdout.decode()) == "No change in what could be read."


def test_rows_that_are_deleted_are_lost_even_if_none_is_left(scratch: Scratch) -> None:
    text = (scratch.root / FIGURES).read_text("utf-8")
    (scratch.root / FIGURES).write_text(text.splitlines()[0] + "\n", "utf-8")
    assert second(scratch.shown()).startswith("3 figures lost")


def test_the_errors_of_a_workspace_are_listed_once_for_two_of_its_years(scratch: Scratch) -> None:
    scratch.edit(FIGURES, "nearly,440", "nearly,1.440")
    text = scratch.shown("2025", "2025")
    assert text.count("V302") == 1
    assert "Errors in both sides (1)" in text
    assert scratch.shown("2025", "2025", "-f", "markdown").count("V302") == 1


def test_completion_offers_years_plans_and_files(scratch: Scratch) -> None:
    for words, offered in (
        ("cnht diff 20", "2025"),
        ("cnht diff 2025 15", "15/KH-UBND"),
        ("cnht diff tar", "targets/"),
    ):
        done = scratch.diff(_CNHT_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1))
        assert offered in done.stdout.decode().split(), words
