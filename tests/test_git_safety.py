"""What a repository holds never acts: nothing of it runs, hides the true history or changes what a command compares."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from itertools import count
from pathlib import Path

import pytest
from scratch import EXAMPLE, FIGURES, PLAN, Scratch, environment, scratch

__all__ = ["scratch"]

RAISE = ("{over: 450,", "{over: 460,")
RAISED = "1 target raised"


def second(text: str) -> str:
    """The line below the heading."""
    return text.splitlines()[1]


def hostile(repository: Path, marker: Path) -> None:
    """Let the settings of a repository start a program wherever git would let them."""
    touch = repository.parent / "touch.sh"
    touch.write_text(f"#!/bin/sh\n>'{marker}'\nexit 1\n", "utf-8")
    touch.chmod(0o755)
    with (repository / "config").open("a", encoding="utf-8") as config:
        config.write(
            f'[core]\n\trepositoryformatversion = 1\n\tfsmonitor = "{touch}"\n\thooksPath = "{touch.parent}"\n'
            f'\tsshCommand = "{touch}"\n\tgitProxy = "{touch}"\n\tpager = "{touch}"\n\taskPass = "{touch}"\n'
            f'\talternateRefsCommand = "{touch}"\n[diff]\n\texternal = "{touch}"\n[gpg]\n\tprogram = "{touch}"\n'
            f'[credential]\n\thelper = "!{touch}"\n[protocol]\n\tallow = always\n[protocol "ext"]\n\tallow = always\n'
            f'[extensions]\n\tpartialClone = evil\n[remote "evil"]\n\tpromisor = true\n\turl = "ext::{touch}"\n'
        )


def partial_clone(scratch: Scratch, kept: str) -> Path:
    """A clone without the files of the commit before the last, which raises a target."""
    scratch.edit(PLAN, *RAISE)
    scratch.commit("second")
    scratch.git("config", "uploadpack.allowFilter", "true")
    clone = scratch.home / "partial"
    scratch.git("clone", "--quiet", f"--filter={kept}", f"file://{scratch.top}", str(clone))
    return clone


# What git could run


def test_a_bare_repository_among_the_files_is_only_files(scratch: Scratch, tmp_path: Path) -> None:
    inside = scratch.root / "plans"
    shutil.copytree(EXAMPLE, inside)
    plan = inside / PLAN
    true, false = plan.read_text("utf-8"), plan.read_text("utf-8").replace(*RAISE)
    plan.write_text(false, "utf-8")
    own = tmp_path / "own"
    scratch.git("init", "--quiet", "--bare", str(own))
    scratch.git("--git-dir", str(own), "--work-tree", str(inside), "add", ".")
    scratch.git("--git-dir", str(own), "--work-tree", str(inside), "commit", "--quiet", "--message", "false history")
    shutil.copytree(own, inside, dirs_exist_ok=True)
    hostile(inside, tmp_path / "ran")
    plan.write_text(true, "utf-8")
    scratch.commit("a bare repository, committed")
    plan.write_text(false, "utf-8")
    for words, folder in ((("-w", "plans"), scratch.root), ((), inside), (("HEAD", PLAN), inside)):
        assert second(scratch.shown(*words, cwd=folder)) == RAISED
    assert json.loads(scratch.shown("-w", "plans", "-f", "json"))["repository"] == "."
    shutil.rmtree(scratch.top / ".git")
    for words, folder in ((("-w", "plans"), scratch.root), ((), inside)):
        assert f"GIT_DIR={inside} cnht diff" in scratch.refused(*words, cwd=folder)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("url", ["ext::sh -c x", "ssh://host/x", "git://host/x", "https://host/x", "file:///x"])
def test_settings_of_a_repository_start_nothing(scratch: Scratch, tmp_path: Path, url: str) -> None:
    clone = partial_clone(scratch, "blob:none")
    scratch.git("config", "remote.origin.url", url, cwd=clone)
    scratch.git("config", "remote.origin.uploadpack", str(clone / "touch.sh"), cwd=clone)
    hostile(clone / ".git", tmp_path / "ran")
    for words in (["HEAD~1"], ["--rev", "HEAD~1..HEAD"], ["HEAD~1", PLAN], ["main~1", "main"]):
        assert "this git clone is partial" in scratch.refused(*words, cwd=clone)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "name",
    "GIT_TRACE GIT_TRACE_SETUP GIT_GLOB_PATHSPECS GIT_ICASE_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_QUARANTINE_PATH".split(),
)
def test_variables_of_git_change_nothing(scratch: Scratch, name: str) -> None:
    scratch.edit(PLAN, *RAISE)
    assert second(scratch.shown(cwd=None, **{name: "1"})) == RAISED
    assert "unknown git revision 'v9'" in scratch.refused("--rev", "v9", cwd=None, **{name: "1"})


def test_programs_that_variables_name_are_not_started(scratch: Scratch) -> None:
    scratch.edit(PLAN, *RAISE)
    programs = ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_PROXY_COMMAND", "GIT_EDITOR")
    assert second(scratch.shown(cwd=None, **dict.fromkeys(programs, ">ran #"))) == RAISED
    assert not (scratch.root / "ran").exists()


def test_a_commit_is_what_its_name_says(scratch: Scratch) -> None:
    scratch.edit(PLAN, *RAISE)
    scratch.commit("second")
    scratch.git("replace", "HEAD~1", "HEAD")
    assert second(scratch.shown("--rev", "HEAD~1..HEAD")) == RAISED


# Which repository


@pytest.mark.parametrize("kept", ["blob:none", "tree:0"])
def test_a_partial_clone_says_what_to_fetch(scratch: Scratch, kept: str) -> None:
    clone = partial_clone(scratch, kept)
    said = scratch.refused("--rev", "HEAD~1..HEAD", cwd=clone)
    assert "this git clone is partial and lacks files of HEAD~1..HEAD" in said
    scratch.git("fetch", "--quiet", "--refetch", "--no-filter", cwd=clone)
    assert second(scratch.shown("--rev", "HEAD~1..HEAD", cwd=clone)) == RAISED


def test_a_repository_of_another_user_is_trusted_only_where_git_is_told_so(scratch: Scratch) -> None:
    for words in ([], ["--rev", "HEAD"], ["main"], [PLAN]):
        said = scratch.refused(*words, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
        assert f"git config --global --add safe.directory {scratch.top}" in said
    (scratch.home / ".gitconfig").write_text(f"[safe]\n\tdirectory = {scratch.top}\n", "utf-8")
    assert "Nothing changes" in scratch.shown(GIT_TEST_ASSUME_DIFFERENT_OWNER="1")


def test_a_bare_repository_is_used_where_git_dir_names_it(scratch: Scratch) -> None:
    scratch.edit(PLAN, *RAISE)
    scratch.commit("second")
    bare = scratch.home / "bare.git"
    scratch.git("clone", "--quiet", "--bare", str(scratch.top), str(bare))
    assert f"GIT_DIR={bare} cnht diff" in scratch.refused("HEAD~1", "HEAD", cwd=bare)
    for named, folder in ((".", bare), (str(bare), bare), ("../bare.git", scratch.home / "bin")):
        assert second(scratch.shown("--rev", "HEAD~1..HEAD", cwd=folder, GIT_DIR=named)) == RAISED


def test_a_hook_of_a_bare_repository_sees_what_is_pushed(scratch: Scratch) -> None:
    scratch.git("init", "--quiet", cwd=scratch.home)  # a repository around it is not the one
    bare = scratch.home / "bare.git"
    scratch.git("clone", "--quiet", "--bare", str(scratch.top), str(bare))
    hook = bare / "hooks" / "pre-receive"
    hook.write_text('#!/bin/sh\nread old new ref\ncnht diff --rev "$old..$new" >seen 2>&1\n', "utf-8")
    hook.chmod(0o755)
    scratch.edit(PLAN, *RAISE)
    scratch.commit("second")
    scratch.git("push", "--quiet", str(bare), "main")
    assert second((bare / "seen").read_text("utf-8")) == RAISED


def test_a_submodule_is_a_repository_of_its_own(scratch: Scratch) -> None:
    scratch.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(scratch.top), "sub")
    scratch.commit("with a submodule")
    plan = scratch.top / "sub" / PLAN
    plan.write_text(plan.read_text("utf-8").replace(*RAISE), "utf-8")
    assert second(scratch.shown("-w", "sub")) == RAISED


def test_what_was_compared_is_named(scratch: Scratch) -> None:
    old = scratch.git("rev-parse", "HEAD").strip()
    scratch.edit(PLAN, *RAISE)
    scratch.commit("second")
    new = scratch.git("rev-parse", "HEAD").strip()
    for form in ("table", "markdown"):
        last = scratch.shown("--rev", "HEAD~1..HEAD", "-f", form).splitlines()[-1]
        assert last == f"Git repository: .; commits: {old}, {new}"
    document = json.loads(scratch.shown("--rev", "HEAD~1", "-f", "json"))
    assert (document["repository"], document["commits"]) == (".", {"old": old, "new": None})


# What a word means


def workspace_at(scratch: Scratch, name: str) -> None:
    shutil.copytree(EXAMPLE, scratch.root / name)


def plan_called(scratch: Scratch, name: str) -> None:
    text = (
        (scratch.root / PLAN)
        .read_text("utf-8")
        .replace("15/KH-UBND", f'"{name}"')
        .replace("period: 2025", "period: 2027")
    )
    (scratch.root / "targets" / f"{abs(hash(name))}.yaml").write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("folders", "plans", "tags", "words", "readings"),
    [
        (["HEAD^1..HEAD"], [], [], "HEAD^1..HEAD", "a folder (./HEAD^1..HEAD), a git revision (--rev HEAD^1..HEAD)"),
        (
            [],
            ["HEAD", "HEAD^1"],
            [],
            "HEAD^1..HEAD",
            "a plan (plan:HEAD^1..plan:HEAD), a git revision (--rev HEAD^1..HEAD)",
        ),
        (["HEAD"], [], [], "HEAD", "a folder (./HEAD), a git revision (--rev HEAD)"),
        (["HEAD"], [], [], "HEAD~1 HEAD", "a folder (./HEAD), a git revision (rev:HEAD)"),
        ([], ["main"], [], "main", "a plan (plan:main), a git revision (--rev main)"),
        ([], [], ["2025"], "2025 2025", "a year (year:2025), a git revision (--rev 2025)"),
        ([], [], ["2025", "2027"], "2025..2025", "a year (year:2025..year:2025), a git revision (--rev 2025..2025)"),
        ([], ["2025"], [], "2025 2025", "a year (year:2025), a plan (plan:2025)"),
        (["2025"], [], [], "2025", "a folder (./2025), a year (year:2025)"),
        ([], [], [PLAN], PLAN, f"a file (./{PLAN}), a git revision (--rev {PLAN})"),
        ([], ["2027"], ["2027"], "2027 2025", "a year (year:2027), a plan (plan:2027), a git revision (--rev 2027)"),
    ],
)
def test_a_word_that_can_be_read_in_several_ways_is_refused(
    scratch: Scratch, folders: list[str], plans: list[str], tags: list[str], words: str, readings: str
) -> None:
    scratch.commit("second")
    for name in folders:
        workspace_at(scratch, name)
    for name in plans:
        plan_called(scratch, name)
    for name in tags:
        scratch.git("tag", name)
    said = scratch.refused(*words.split())
    assert "is ambiguous; write one of" in said
    assert said.endswith(readings)


def test_each_reading_can_be_written(scratch: Scratch) -> None:
    first = scratch.git("rev-parse", "HEAD").strip()
    scratch.edit(PLAN, *RAISE)
    scratch.commit("second")
    for name in ("HEAD^1..HEAD", "HEAD"):
        workspace_at(scratch, name)
        plan_called(scratch, name)
    plan_called(scratch, "HEAD^1")
    revisions = "--rev HEAD^1..HEAD|rev:HEAD^1..HEAD|rev:HEAD^1 rev:HEAD|--rev HEAD^1...HEAD|--rev HEAD^1 rev:HEAD"
    for words in f"{revisions}|--rev HEAD^1..|{first}..HEAD^0".split("|"):
        assert second(scratch.shown(*words.split())) == RAISED, words
    assert "plan HEAD^1 to plan HEAD" in scratch.shown("plan:HEAD^1..plan:HEAD")
    assert "folder ./HEAD" in scratch.shown("./HEAD", ".")
    assert "to folder ./HEAD^1..HEAD" in scratch.shown("./HEAD", "./HEAD^1..HEAD")
    assert "year 2025 to plan HEAD" in scratch.shown("year:2025", "plan:HEAD")
    scratch.edit(FIGURES, "nearly,440,report-2025-h1,gần 440", "nearly,470,report-2025-h1,")
    assert "1 figure changed" in scratch.shown("--rev", "HEAD", FIGURES)
    assert "expected two sides to compare, got 3" in scratch.refused("--rev", "HEAD", "a", "b")
    assert "unknown git revision '--help'" in scratch.refused("--rev=--help")
    assert "'year:1999' is not a file" in scratch.refused("year:1999", "2025")


def test_a_year_is_no_beginning_of_a_commits_name(scratch: Scratch) -> None:
    names = ((str(number), hashlib.sha1(f"blob {len(str(number))}\0{number}".encode())) for number in count())
    text = next(text for text, name in names if name.hexdigest().startswith("2025"))
    (scratch.top / "x").write_text(text, "utf-8")
    scratch.commit("an object called 2025")
    assert "year 2025" in scratch.shown("2025", "2025")


@pytest.mark.parametrize("rev", ["main", "main~1", "main..HEAD", "HEAD...main"])
def test_a_branch_and_a_tag_of_one_name_are_told_apart(scratch: Scratch, rev: str) -> None:
    scratch.git("tag", "main")
    scratch.commit("second")
    for words in ([rev], ["--rev", rev]):
        assert "refs/heads/main, refs/tags/main" in scratch.refused(*words)
    assert "Nothing changes" in scratch.shown("--rev", "refs/tags/main..refs/heads/main")


def test_a_whole_name_of_a_commit_and_head_always_mean_the_same(scratch: Scratch) -> None:
    first = scratch.git("rev-parse", "HEAD").strip()
    scratch.edit(PLAN, *RAISE)
    scratch.commit("second")
    scratch.git("update-ref", f"refs/heads/{first}", "HEAD")
    scratch.git("update-ref", "refs/heads/HEAD", first)
    assert second(scratch.shown("--rev", f"{first}..HEAD")) == RAISED


# What git gives to a driver


@pytest.mark.parametrize("kind", ["pipe", "folder", "loop", "device", "gone"])
def test_only_regular_files_are_read_for_git(scratch: Scratch, kind: str) -> None:
    path = scratch.root / "data" / "odd.csv"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "loop":
            path.symlink_to(path)
        case "device":
            path.symlink_to("/dev/zero")
        case _:
            assert not path.exists()
    done = scratch.diff("--textconv", str(path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert "odd.csv cannot be read" in done.stderr.decode()
    driver = scratch.diff("--git-driver", "--", "data/odd.csv", str(path), "0", "100644", str(path), "0", "100644")
    assert (driver.returncode, driver.stderr) == (0, b"")


def test_git_diff_goes_on_past_what_is_no_file(scratch: Scratch) -> None:
    for name, value in (("command", "cnht diff --git-driver --"), ("textconv", "cnht diff --textconv")):
        scratch.git("config", f"diff.cnht.{name}", value)
    path = scratch.root / FIGURES
    path.unlink()
    path.symlink_to("/dev/zero")
    (scratch.root / ".gitattributes").write_text("*.csv diff=cnht\n", "utf-8")
    for option in ("--ext-diff", "--no-ext-diff"):
        done = subprocess.run(
            ["git", "diff", option],
            cwd=scratch.root,
            env=environment(scratch.home),
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
