"""``cnht record`` at a terminal: what it asks, what it makes of the answers, and that nobody is held to them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from dialogue import CTRL_C, CTRL_D, talk
from scratch import Scratch, scratch
from syrupy.assertion import SnapshotAssertion
from validating import ROOT, cnht, own, spoil

__all__ = ["own", "scratch"]

RECORD = ("record", "--today", "2026-01-01")
NEW = "data/2025-06-29.csv"
COMPLETE = ("enterprises", "gần 435", "--as-of", "29/06/2025", "--source", "report-2025-h1")
SOURCE = [
    ("Title", "Báo cáo 9 tháng: “Công nghiệp”"),
    ("Publisher", "Sở Công Thương Tỉnh mẫu"),
    ("Published", "05/10/2025"),
    ("Authority", "1"),
    ("Address", ""),
]
ROW = "indicator,area,period,as_of,qualifier,value,value_high,status,source,wording,note\nenterprises,example,,"


def contents(workspace: Path) -> dict[str, bytes]:
    """The files that git and readers see."""
    found = (path for path in workspace.rglob("*") if path.is_file() and path.parent != workspace / "data" / ".cnht")
    return {path.relative_to(workspace).as_posix(): path.read_bytes() for path in found}


def test_everything_is_asked_for_and_a_new_source_entered_on_the_way(own: Path, snapshot: SnapshotAssertion) -> None:
    answers = [
        ("Indicator", "share"),
        ("as in the source", "khoảng 9,5%"),
        ("Day or month", "30/09/2025"),
        ("Source", "0"),
        *SOURCE,
        ("Code of the source", ""),
        ("Write it?", "y"),
    ]
    before = contents(own)
    code, screen = talk(RECORD, answers, own)
    assert code == 0
    after = contents(own)
    assert {name for name in after if after[name] != before.get(name)} == {"data/2025-09-30.csv", "data/sources.yaml"}
    assert after["data/sources.yaml"].decode() == before["data/sources.yaml"].decode() + (
        'scttm-2025-10-05:\n  title: "Báo cáo 9 tháng: “Công nghiệp”"\n  publisher: Sở Công Thương Tỉnh mẫu\n'
        "  published: 2025-10-05\n  authority: official\n"
    )
    assert cnht("fmt", "--check", cwd=own).returncode == 0
    assert cnht("validate", "--strict", "--today", "2026-01-01", cwd=own).returncode == 0
    assert screen == snapshot


def test_it_asks_in_vietnamese_again_and_again_until_it_understands(own: Path, snapshot: SnapshotAssertion) -> None:
    answers = [
        ("Chỉ tiêu", "không có"),
        ("Chỉ tiêu", "9"),
        ("Chỉ tiêu", "su kien"),
        ("ghi như trong nguồn", "ba"),
        ("ghi như trong nguồn", "3 sự kiện"),
        ("Kỳ số liệu", "9 tháng"),
        ("Kỳ số liệu", "6 tháng đầu năm 2025"),
        ("Ngày hoặc tháng", ""),
        ("Nguồn", "programme-2025"),
        ("Ghi vào tệp?", "c"),
    ]
    code, screen = talk((*RECORD, "--lang", "vi"), answers, own)
    assert code == 0
    assert screen == snapshot
    row = "trade_events,2025-H1,2025-06-30,,3,programme-2025,3 sự kiện\n"
    assert row in (own / "data" / "2025-06-30.csv").read_text("utf-8")


def test_what_was_given_is_not_asked_for_and_what_was_misspelt_is(own: Path) -> None:
    words = ("enterprize", "many", "--as-of", "29/06/2025", "--source", "report")
    answers = [("Indicator", "1"), ("as in the source", "over 430"), ("Source", "1"), ("Write it?", "Yes")]
    code, screen = talk((*RECORD, *words), answers, own)
    assert code == 0
    assert "there is no indicator 'enterprize'" in screen
    assert "“many” is not understood" in screen
    assert "there is no source 'report' in data/sources.yaml" in screen
    assert screen.count("Day or month") == 0
    assert (own / NEW).read_text("utf-8") == ROW + "2025-06-29,over,430,,,report-2025-h1,over 430,\n"


def test_a_source_that_is_named_first_keeps_its_code_and_one_that_is_taken_is_not_proposed(own: Path) -> None:
    answers = [("Source", "0"), *SOURCE, ("[bc-9t]", "report-2025-h1"), ("[bc-9t]", ""), ("Write it?", "y")]
    code, screen = talk((*RECORD, *COMPLETE[:-1], "bc-9t"), answers, own)
    assert code == 0
    assert "the source report-2025-h1 already exists" in screen
    assert "\nbc-9t:\n" in (own / "data" / "sources.yaml").read_text("utf-8")
    spoil(own, "bc-9t:", "scttm-2025-10-05:", "data/sources.yaml")
    spoil(own, "bc-9t", "scttm-2025-10-05", NEW)
    answers = [("Source", "0"), *SOURCE, ("[scttm-2025-10-05-2]", CTRL_D)]
    assert talk((*RECORD, *COMPLETE[:-2]), answers, own)[0] == 2


@pytest.mark.parametrize(
    "answers",
    [
        [("Write it?", "")],
        [("Write it?", "n")],
        [("Write it?", "maybe")],
        [("Write it?", CTRL_C)],
        [("Write it?", CTRL_D)],
    ],
    ids=["nothing", "no", "maybe", "ctrl-c", "ctrl-d"],
)
def test_without_a_yes_nothing_is_written(own: Path, answers: list[tuple[str, str]]) -> None:
    before = contents(own)
    code, screen = talk((*RECORD, *COMPLETE), answers, own)
    assert code == 2
    assert screen.endswith("\ncnht: nothing was written\n")
    assert "Traceback" not in screen
    assert contents(own) == before


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["ctrl-c", "ctrl-d"])
@pytest.mark.parametrize("asked", range(9))
def test_whoever_leaves_at_any_question_leaves_everything_as_it_was(own: Path, asked: int, key: str) -> None:
    questions = [("Indicator", "1"), ("as in the source", "430"), ("Day or", "2025-09-30"), ("Source", "0"), *SOURCE]
    before = contents(own)
    code, screen = talk(RECORD, [*questions[:asked], (questions[asked][0], key)], own)
    assert code == 2
    assert screen.endswith("\ncnht: nothing was written\n")
    assert contents(own) == before


def test_with_yes_or_a_dry_run_there_is_no_question_whether_to_write(own: Path) -> None:
    before = contents(own)
    code, screen = talk((*RECORD, *COMPLETE, "--dry-run"), [], own)
    assert (code, "Write it?" in screen, contents(own)) == (0, False, before)
    code, screen = talk((*RECORD, *COMPLETE[:-2], "--yes"), [], own)
    assert (code, "cnht: missing: --source" in screen) == (2, True)
    code, screen = talk((*RECORD, *COMPLETE, "--yes"), [], own)
    assert (code, "?" in screen.splitlines()[-1], (own / NEW).exists()) == (0, False, True)


def test_what_is_refused_is_told_before_anybody_is_asked_to_agree(own: Path) -> None:
    words = ("enterprises", "445", "--as-of", "2025-06-30", "--source", "report-2025-h1")
    code, screen = talk((*RECORD, *words), [], own)
    assert (code, "Write it?" in screen) == (1, False)
    assert "M515 the row at data/2025-06-30.csv:3:1 has the same key" in screen


def test_long_lists_are_narrowed_down_by_typing(tmp_path: Path) -> None:
    for folder in ("targets", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    answers = [
        ("number, code", "cum cong nghiep"),
        ("number, code", "completed"),
        ("number, code", "clusters_completed"),
        ("as in the source", "8 cụm"),
        ("Day or", "2025-12-31"),
        ("number, code", "vns 2025"),
        ("number, code", CTRL_C),
    ]
    code, screen = talk(RECORD, answers, tmp_path)
    assert code == 2
    assert "more: type part of a name" in screen
    assert "   1  clusters_completed" in screen


def test_another_hand_may_write_meanwhile_and_what_was_agreed_to_is_not_mixed_with_it(scratch: Scratch) -> None:
    """The file is changed while the question waits: `cnht` starts to ask only when it has read it."""
    path = scratch.root / "data" / "2025-06-30.csv"
    theirs = path.read_text("utf-8").replace("gần 440", "gần 440 doanh nghiệp")
    words = ("enterprises", "over 430", "--as-of", "2025-06-30", "--source", "programme-2025")
    code, screen = talk((*RECORD, *words), [("Write it?", "y")], scratch.root, between=lambda: path.write_text(theirs))
    assert code == 2
    assert "data/2025-06-30.csv has just been changed by another program and was left unchanged; run it again" in screen
    assert path.read_text("utf-8") == theirs
