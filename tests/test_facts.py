"""A file as flat text, a fact a line, and how git compares files by it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scratch import FIGURES, PLAN, ROOT, Scratch, nested, scratch

from cnht.reading.facts import facts, likely_name

__all__ = ["nested", "scratch"]

PLAN_TEXT = """
plan: 1/KH
title: {vi: Kế hoạch, en: Plan}
period: 2025
source: [b, a]
targets:
  wells: {over: 1000.50, wording: "trên 1.000", note: 'a
    b'}
  roads:
    - {value: 5, due: 2025-06-30, area: north}
    - {between: [6.0, 7]}
  dams: {value: 9, baseline: {about: 3, as_of: 2024-12-31}, milestones: {2025-06-30: {at_least: 5}}}
"""
SNAPSHOT = "indicator,as_of,qualifier,value,value_high,status,source,note\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            PLAN_TEXT,
            [
                "period: 2025",
                "plan: 1/KH",
                "source: a",
                "source: b",
                "targets.dams.baseline.as_of: 2024-12-31",
                "targets.dams.baseline: about 3",
                "targets.dams.milestones.2025-06-30: at_least 5",
                "targets.dams: 9",
                "targets.roads[]: between 6 7",
                "targets.roads[north 2025-06-30]: 5",
                "targets.wells.note: a b",
                "targets.wells.wording: trên 1.000",
                "targets.wells: over 1000.5",
                "title.en: Plan",
                "title.vi: Kế hoạch",
            ],
        ),
        (
            f'{SNAPSHOT}wells,2025-06-30,nearly,10.0,,,a,"x, y"\ndams,2025-06,between,1,2.50,disputed,a,\n',
            [
                "dams 2025-06 a: between 1 2.5 (disputed)",
                "wells 2025-06-30 a: nearly 10",
                "wells 2025-06-30 a; note: x, y",
            ],
        ),
        (
            "stage,name,as_of,source,note\nopen,Chợ A,2025-01-02,a,n\n",
            ["open Chợ A: 2025-01-02 a", "open Chợ A; note: n"],
        ),
        (
            "units: {thing: {vi: cái, en: things, scale: 1000.0}}\ntolerance_percent: {about: 2.50}\n",
            [
                "tolerance_percent.about: 2.5",
                "units.thing.en: things",
                "units.thing.scale: 1000",
                "units.thing.vi: cái",
            ],
        ),
        (
            "a:\n  title: t\n  publisher: Báo\n  published: 2025-01\n  authority: press\n",
            ["a.authority: press", "a.published: 2025-01", "a.publisher: Báo", "a.title: t"],
        ),
    ],
)  # fmt: skip
def test_the_facts_of_each_kind_of_file(text: str, expected: list[str]) -> None:
    assert facts(text.encode()) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "targets: {a: {value: 1}, b: {value: 2}}\nplan: x\n",
            "plan: 'x'\ntargets:\n  b: {value: 2.0}  # c\n  a:\n    value: 1\n",
        ),
        (
            f"{SNAPSHOT}w,2025-01-01,,1,,,a,\nv,2025-01-01,,2,,,a,\n",
            f'{SNAPSHOT}v,2025-01-01,,"2.0",,,a,\r\nw,2025-01-01,,1,,,a,\n',
        ),
    ],
)  # fmt: skip
def test_order_layout_quotes_and_comments_are_no_facts(one: str, other: str) -> None:
    found = facts(one.encode())
    assert found == facts(other.encode())
    assert found


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"plan: [\ntargets:",
        b"plan: 1\ntargets: {}\nplan: 2\n",
        b"plan: &a x\ntargets: *a\n",
        b"indicator,as_of,value,source\na,b\n",
        b"indicator,as_of,value,source,what\na,b,c,d,e\n",
        b'indicator,as_of,value,source\n"a,b,c,d\n',
        b"just text\n",
        b"<<<<<<< ours\nplan: 1\n=======\nplan: 2\n>>>>>>> theirs\ntargets: {}\n",
    ],
)
def test_what_is_broken_or_no_file_of_a_workspace_has_no_facts(content: bytes) -> None:
    assert facts(content) is None


@given(st.binary() | st.text().map(str.encode) | st.text("plan:targets{}[]-,\n '\"&*!|>%@`#\t\0", max_size=40).map(
    lambda text: b"plan: 1\nperiod: 2025\n" + text.encode()
))  # fmt: skip
@example(b"plan: 1\nperiod: 2025\ntargets: {a: {value: .inf}}\n")
@example(b"indicator,as_of,value,source\n" + b"9" * 5000 + b",1,1,1\n")
def test_no_content_is_too_odd(content: bytes) -> None:
    found = facts(content)
    assert found is None or all(line.isprintable() for line in found)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/tmp/git-blob-xyz/2025.yaml", "targets/2025.yaml"),
        ("/tmp/Ab12_kế hoạch.yaml", "targets/Ab12_kế hoạch.yaml"),
        ("x", "targets/x.yaml"),
    ],
)
def test_a_file_is_known_by_what_it_holds_whatever_git_calls_it(path: str, name: str) -> None:
    assert likely_name(path, PLAN_TEXT.encode()) == name


@pytest.mark.parametrize("folder", ["targets", "data", "tests/workspaces", "docs/example"])
def test_every_sound_file_here_has_facts_and_its_place_is_found(folder: str) -> None:
    for path in sorted((ROOT / folder).rglob("*")):
        if path.suffix in (".yaml", ".csv"):
            content = path.read_bytes()
            assert facts(content), path
            name = likely_name(str(path), content)
            assert name is not None
            assert path.as_posix().endswith(name), path


# In git


def configured(repository: Scratch, key: str) -> None:
    """Do what the page on git says, for one of its two ways."""
    page = (ROOT / "docs" / "git.md").read_text("utf-8").splitlines()
    (line,) = (line for line in page if line.startswith(f"git config --global {key} "))
    repository.git(*shlex.split(line)[1:])
    attributes = [line for line in page if line.endswith(" diff=cnht")]
    assert len(attributes) == 3
    (repository.root / ".gitattributes").write_text("\n".join(attributes), "utf-8")
    repository.commit("attributes")


def lines(text: str) -> list[str]:
    """What a patch takes away and adds."""
    return [line for line in text.splitlines() if line.startswith(("+", "-")) and line[:3] not in ("+++", "---")]


def test_git_diff_and_log_show_facts(nested: Scratch) -> None:
    configured(nested, "diff.cnht.textconv")
    nested.edit(PLAN, "{over: 450,", "{over: 460,")
    nested.edit(PLAN, "{at_least: 4}", "\n    at_least: 4.0   # no change")
    nested.edit(FIGURES, "about,10,", "about,11,")
    expected = [
        "-empty_factory_share 2025-06-30 report-2025-h1: about 10",
        "+empty_factory_share 2025-06-30 report-2025-h1: about 11",
        "-targets.enterprises: over 450",
        "+targets.enterprises: over 460",
    ]
    assert lines(nested.git("diff")) == expected
    nested.commit("second")
    assert lines(nested.git("log", "-p", "-1")) == expected
    assert lines(nested.git("show")) == expected
    assert "over: 460" in nested.git("diff", "--no-textconv", "HEAD~1")


def test_git_diff_shows_a_broken_file_as_it_is(scratch: Scratch) -> None:
    configured(scratch, "diff.cnht.textconv")
    (scratch.root / PLAN).write_bytes(b"plan: [\n\xff\n")
    text = scratch.git("diff", "--text")
    assert "+plan: [" in text
    assert "-targets.enterprises: over 450" in text


def test_gits_external_diff_shows_what_changes(nested: Scratch) -> None:
    configured(nested, "diff.cnht.command")
    nested.edit(PLAN, "{over: 450,", "{over: 460,")
    nested.edit(FIGURES, "about,10,report-2025-h1,khoảng 10%", "about,11,report-2025-h1,khoảng 11%")
    nested.edit("data/sources.yaml", "authority: official       # the", "authority: official   # the")
    text = nested.git("diff")
    assert "Số liệu năm/công nghiệp/targets/2025.yaml\n1 target raised\n" in text
    assert "▲ raised" in text
    assert "1 figure changed" in text
    assert "+1 points" in text
    assert "data/sources.yaml\nNothing changes in meaning.\n" in text
    assert "not compared" not in text
    nested.commit("second")
    assert "▲ raised" in nested.git("log", "-p", "--ext-diff", "-1")
    assert "▲ raised" in nested.git("show", "--ext-diff", "--textconv")


def test_the_external_diff_of_added_dropped_and_renamed_files(scratch: Scratch) -> None:
    configured(scratch, "diff.cnht.command")
    (scratch.root / FIGURES).unlink()
    text = (scratch.root / PLAN).read_text("utf-8")
    (scratch.root / PLAN).rename(scratch.root / "targets" / "năm 2025.yaml")
    scratch.edit("targets/năm 2025.yaml", "{over: 450,", "{over: 440,")
    (scratch.root / "targets" / "2026.yaml").write_text(
        text.partition("targets:")[0].replace("15/KH", "16/KH") + "targets:\n  trade_events: {value: 3}\n", "utf-8"
    )
    scratch.git("add", "--all")
    shown = scratch.git("diff", "--cached", "--find-renames=50%")
    assert "targets/2025.yaml → targets/năm 2025.yaml\n1 target lowered\n" in shown
    assert "targets/2026.yaml\n1 target added · 1 document added\n" in shown
    assert "FIGURES LOST (3)" in shown


def test_the_external_diff_falls_back_on_facts_and_lines(scratch: Scratch) -> None:
    configured(scratch, "diff.cnht.command")
    scratch.edit("targets/indicators.yaml", "  trade_events:", "  fairs:")
    scratch.edit(PLAN, "trade_events: {at_least: 4}", "fairs: {at_least: 5}")
    scratch.commit("renamed")
    assert "-targets.trade_events: at_least 4\n+targets.fairs: at_least 5\n" in scratch.git(
        "diff", "HEAD~1", "--", PLAN
    )
    (scratch.root / PLAN).write_text("plan: [\n", "utf-8")
    assert "+plan: [" in scratch.git("diff", "--", PLAN)
    (scratch.root / "data" / "other.csv").write_text("a;b\n", "utf-8")
    scratch.git("add", "data/other.csv")
    assert "+a;b" in scratch.git("diff", "--cached", "--", "data/other.csv")
    (scratch.root / "data" / "other.csv").write_bytes(b"a\0b")
    assert "other.csv: binary files differ" in scratch.git("diff", "--", "data/other.csv")


def test_the_external_diff_of_a_plan_that_gets_another_number_pairs_its_targets(scratch: Scratch) -> None:
    configured(scratch, "diff.cnht.command")
    scratch.edit(PLAN, "15/KH-UBND", "16/KH-UBND")
    scratch.edit(PLAN, "{over: 450,", "{over: 460,")
    shown = scratch.git("diff")
    assert "1 target raised · 1 document dropped · 1 document added" in shown
    assert "Targets unchanged (2)" in shown


def test_one_variable_is_enough_for_the_external_diff(scratch: Scratch) -> None:
    scratch.edit(PLAN, "{over: 450,", "{over: 460,")
    shown = scratch.git("diff", GIT_EXTERNAL_DIFF="cnht diff --git-driver --", CNHT_LANG="vi")
    assert "nâng cao 1 mục tiêu" in shown


def test_a_file_with_conflicts_is_named(scratch: Scratch) -> None:
    configured(scratch, "diff.cnht.command")
    scratch.git("checkout", "--quiet", "-b", "side")
    scratch.edit(PLAN, "{over: 450,", "{over: 460,")
    scratch.commit("mine")
    scratch.git("checkout", "--quiet", "main")
    scratch.edit(PLAN, "{over: 450,", "{over: 470,")
    scratch.commit("theirs")
    done = scratch.diff("--git-driver", "--", PLAN)
    assert done.stdout.decode() == f"{PLAN}: unmerged\n"
    assert "takes the arguments that git passes" in scratch.refused("--git-driver")


def test_the_shipped_workspace_names_its_files_to_git(scratch: Scratch) -> None:
    (scratch.top / ".gitattributes").write_bytes((ROOT / ".gitattributes").read_bytes())
    names = [PLAN, FIGURES, "data/registers/x.csv", "data/2024/x.csv", "targets/indicators.yaml", "data/sources.yaml"]
    found = scratch.git("check-attr", "-z", "diff", *names).split("\0")[2::3]
    assert found == ["cnht"] * len(names)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, scratch: Scratch) -> None:
    assert "cannot be read" in scratch.refused("--textconv", str(tmp_path / "gone.yaml"))
