"""How changes are shown: whole outputs, in every form; widths, limits, and text that wants to be more than text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from rich.padding import Padding
from rich.text import Text
from scratch import FIGURES, PLAN, ROOT, Scratch, nested
from syrupy.assertion import SnapshotAssertion
from written import diff_markdown, diff_table

from cnht.comparing.changes import Diff, Side
from cnht.comparing.compare import compare, compare_selections, due_in
from cnht.domain.model import Observation, Workspace
from cnht.domain.quantity import Qualifier, Quantity
from cnht.files.store import read_workspace
from cnht.language.texts import Lang, LocalizedText
from cnht.presenting.diff import SideLabel
from cnht.reading.load import load
from cnht.writers.diff_json import diff_json
from cnht.writers.markdown import LONGEST_COMMENT, quiet
from cnht.writers.terminal import ColorSystem, Screen

__all__ = ["nested"]

TODAY = date(2026, 6, 30)
OLD = SideLabel(LocalizedText("bên cũ", "the old side"), lambda name: f"old:{name}")
NEW = SideLabel(LocalizedText("bên mới", "the new side"), lambda name: f"new:{name}")


@pytest.fixture(scope="module")
def hanoi() -> Workspace:
    return load(read_workspace(ROOT)).workspace


@pytest.fixture(scope="module")
def years(hanoi: Workspace) -> tuple[Diff, SideLabel, SideLabel]:
    """The Hanoi targets due in 2024 and in 2025."""
    side = Side(hanoi)
    diff = compare_selections(side, due_in(hanoi, 2024), side, due_in(hanoi, 2025))
    old, new = (SideLabel(LocalizedText(f"năm {year}", f"year {year}"), str) for year in (2024, 2025))
    return diff, old, new


@pytest.fixture
def reviewed(nested: Scratch) -> Scratch:
    """A repository with a change of every kind that is not committed yet."""
    nested.edit(PLAN, "{over: 450, baseline: {about: 400,", "{at_least: 450, baseline: {about: 410,")
    nested.edit(PLAN, "{at_least: 4}", "{at_least: 2, milestones: {2025-06-30: {at_least: 1}}}")
    nested.edit(PLAN, "  empty_factory_share: {at_most: 8, baseline: {value: 11, as_of: 2024-12-31}}\n", "")
    nested.edit(PLAN, "issued: 2025-01-20", "issued: 2025-01-21")
    nested.edit("targets/indicators.yaml", "direction: decrease", "direction: maintain")
    nested.edit("data/sources.yaml", "authority: official       # the", "authority: press   # the")
    nested.edit(FIGURES, "nearly,440,report-2025-h1,gần 440", "over,440,report-2025-h1,")
    nested.edit(FIGURES, "trade_events,2025-H1,2025-06-30,,2,report-2025-h1,2 sự kiện\n", "")
    nested.edit(FIGURES, "about,10,report-2025-h1,khoảng 10%", "about,10.5,report-2025-h1,khoảng 10.5%")
    more = "indicator,period,as_of,value,status,source\ntrade_events,2025-Q3,2025-09-30,1,estimate,report-2025-h1\n"
    (nested.root / "data" / "2025-09-30.csv").write_text(more, "utf-8")
    return nested


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_table_of_two_years(
    years: tuple[Diff, SideLabel, SideLabel], lang: Lang, width: int, snapshot: SnapshotAssertion
) -> None:
    assert diff_table(*years, lang, Screen(width)) == snapshot


@pytest.mark.parametrize("lang", Lang)
def test_the_markdown_of_two_years(
    years: tuple[Diff, SideLabel, SideLabel], lang: Lang, snapshot: SnapshotAssertion
) -> None:
    assert diff_markdown(*years, lang) == snapshot


def test_the_json_of_two_years(years: tuple[Diff, SideLabel, SideLabel], snapshot: SnapshotAssertion) -> None:
    assert diff_json(*years, Lang.EN) == snapshot


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("columns", ["80", "120"])
def test_the_table_of_a_repository(reviewed: Scratch, lang: Lang, columns: str, snapshot: SnapshotAssertion) -> None:
    assert reviewed.shown("--lang", lang, COLUMNS=columns) == snapshot


@pytest.mark.parametrize("lang", Lang)
def test_the_markdown_and_the_json_of_a_repository(reviewed: Scratch, lang: Lang, snapshot: SnapshotAssertion) -> None:
    assert reviewed.shown("--lang", lang, "-f", "markdown") == snapshot
    assert reviewed.shown("--lang", lang, "-f", "json") == snapshot


def test_the_table_in_colour_and_in_ascii(
    years: tuple[Diff, SideLabel, SideLabel], snapshot: SnapshotAssertion
) -> None:
    assert diff_table(*years, Lang.EN, Screen(80, "standard")) == snapshot
    text = diff_table(*years, Lang.VI, Screen(80, ascii_only=True))
    assert text.isascii()
    assert "?" not in text
    assert text == snapshot


@pytest.mark.parametrize("columns", [20, 40, 60, 76, 80, 100, 120, 200])
@pytest.mark.parametrize("lang", Lang)
def test_no_line_runs_over_the_edge(years: tuple[Diff, SideLabel, SideLabel], columns: int, lang: Lang) -> None:
    text = diff_table(*years, lang, Screen(columns))
    assert max(map(len, text.splitlines())) <= columns


def test_no_line_of_a_narrow_terminal_runs_over_its_edge(reviewed: Scratch) -> None:
    for columns in (20, 60, 100):
        text = reviewed.shown("--lang", "vi", COLUMNS=str(columns))
        assert max(map(len, text.splitlines())) <= columns


# Programs


def test_the_shape_that_programs_rely_on(reviewed: Scratch) -> None:
    document = json.loads(reviewed.shown("-f", "json"), parse_float=Decimal)
    assert document["format"] == "cnht.diff/1"
    for change in document["targets"]:
        assert {"change", "indicator", "area", "old", "new"} <= change.keys()
        for goal in (change["old"], change["new"]):
            assert goal is None or {"plan", "due", "qualifier", "value", "value_high"} <= goal.keys()
    for change in document["figures"]:
        assert {"change", "indicator", "as_of", "source", "old", "new"} <= change.keys()
    for flip in document["statuses"]:
        assert {"indicator", "year", "old", "new", "why"} <= flip.keys()
    changes = {change["change"] for change in document["targets"]}
    assert changes == {"dropped", "lowered", "reworded", "baseline_changed", "milestones_changed"}
    assert [change["change"] for change in document["figures"]][:1] == ["lost"]
    (changed,) = [one for one in document["figures"] if one["indicator"] == "empty_factory_share" and one["percent"]]
    assert (str(changed["new"]["value"]), str(changed["percent"])) == ("10.5", "5.0")
    assert document["as_of"] == "2025-12-31"


def test_what_programs_read_is_the_same_in_both_languages(reviewed: Scratch) -> None:
    documents = [json.loads(reviewed.shown("-f", "json", "--lang", lang)) for lang in Lang]
    for document in documents:
        for flip in document["statuses"]:
            del flip["why"]
    assert documents[0] == documents[1]


# A comment on a pull request


def many(hanoi: Workspace, count: int) -> Workspace:
    """The same with ``count`` figures more."""
    seen = next(seen for seen in hanoi.observations if seen.indicator == "enterprises")

    def row(number: int) -> Observation:
        day = date(2000, 1, 1) + timedelta(number)
        quantity = Quantity(Qualifier.VALUE, Decimal(number))
        return replace(seen, as_of=day, as_of_text=day.isoformat(), quantity=quantity)

    return replace(hanoi, observations=(*hanoi.observations, *map(row, range(count))))


@pytest.mark.parametrize("count", [11, 400, 5000])
def test_a_comment_fits_into_githubs_limit_and_keeps_what_is_worst(hanoi: Workspace, count: int) -> None:
    old = many(hanoi, count)
    lowered = [replace(target, quantity=Quantity(Qualifier.VALUE, Decimal(1))) for target in hanoi.plans[0].targets]
    plans = (replace(hanoi.plans[0], targets=tuple(lowered)), *hanoi.plans[1:])
    new = replace(hanoi, plans=plans, observations=hanoi.observations[1:])
    for diff in (compare(Side(old), Side(new), TODAY), compare(Side(new), Side(old), TODAY)):
        for lang in Lang:
            text = diff_markdown(diff, OLD, NEW, lang)
            assert len(text.encode("utf-16-le")) // 2 <= LONGEST_COMMENT < 65_536
            assert text.count("<details>") == text.count("</details>") == 1
    text = diff_markdown(compare(Side(old), Side(new), TODAY), OLD, NEW, Lang.EN)
    assert text.partition("<details>")[0].count("✗ lost") == 10
    assert f"**{count + 1:,} figures lost" in text
    assert f"FIGURES LOST ({count + 1:,})" in text
    assert "▼ lowered" in text
    assert ("more; --format json has all" in text) == (count > 400)


def test_a_comment_fits_whatever_the_names_are(hanoi: Workspace) -> None:
    evil = LocalizedText("@" * 100_000, "#" * 100_000)
    known = hanoi.definitions
    indicators = {code: replace(one, name=evil, note=evil) for code, one in known.indicators.items()}
    new = replace(hanoi, definitions=replace(known, indicators=indicators), observations=())
    diff = compare(Side(hanoi), Side(new), TODAY)
    for lang in Lang:
        text = diff_markdown(diff, OLD, NEW, lang)
        assert len(text.encode("utf-16-le")) // 2 <= LONGEST_COMMENT
    assert "figures lost" in diff_markdown(diff, OLD, NEW, Lang.EN, limit=1000)


def test_long_sections_of_the_table_are_cut_and_say_so(hanoi: Workspace) -> None:
    diff = compare(Side(hanoi), Side(many(hanoi, 1234)), TODAY)
    text = diff_table(diff, OLD, NEW, Lang.EN, Screen(80))
    assert "Figures added (1,234)" in text
    assert "... and 1,214 more; --format json has all" in text
    assert len(text.splitlines()) < 200


def unescaped(text: str) -> str:
    """What of a Markdown text has no backslash before it."""
    return re.sub(r"\\.", "¦", text)


def test_nothing_in_a_file_becomes_markup_a_mention_or_a_line() -> None:
    text = quiet("a | b\n# c <b>@user</b> #12 GH-7 [x](http://y.z) www.z.org `k` *e* ![i](https://p) &lt;")
    for live in ("\n", " | ", "<b>", "@user", "#12", "GH-7", "[x]", "://", "www.z", "`k`", "*e*", "&lt;"):
        assert live not in unescaped(text), live
    assert quiet("gần 1.000, 35 – 40%") == "gần 1.000, 35 – 40%"


def test_hostile_names_stay_names(hanoi: Workspace) -> None:
    evil = "x |\n\n# y <img src=x> @all \u202e ##[error]z"
    plan = replace(hanoi.plans[0], title=LocalizedText(evil, evil), number=evil)
    new = replace(hanoi, plans=(plan, *hanoi.plans[1:]))
    diff = compare(Side(hanoi), Side(new), TODAY)
    markdown = diff_markdown(diff, OLD, NEW, Lang.EN)
    for live in ("<img", "@all", "\u202e", "\n# y"):
        assert live not in unescaped(markdown)
    assert all(line.count(" | ") == 4 for line in markdown.splitlines() if line.startswith("| "))
    table = diff_table(diff, OLD, NEW, Lang.EN, Screen(80))
    assert "\u202e" not in table
    document = diff_json(diff, OLD, NEW, Lang.EN)
    assert "\u202e" not in document
    assert "##[" not in document
    assert any(change["code"] == evil for change in json.loads(document)["documents"])


def test_a_word_that_is_too_wide_is_broken_behind_its_hyphen(hanoi: Workspace) -> None:
    plan = replace(hanoi.plans[0], title=LocalizedText("a", "Supporting-industry programme"))
    old, new = (Side(replace(hanoi, plans=plans)) for plans in (hanoi.plans[1:], (plan, *hanoi.plans[1:])))
    lines = [line.strip() for line in diff_table(compare(old, new, TODAY), OLD, NEW, Lang.EN, Screen(80)).splitlines()]
    assert any(line.endswith(" Supporting-") for line in lines)
    assert any("industry programme" in line for line in lines)


@pytest.mark.parametrize("color", [None, "standard"])
def test_no_line_is_an_order_to_a_runner_wherever_it_is_broken(color: ColorSystem | None) -> None:
    words = Text("x" * 22 + " ::error file=a::forged ##[error]forged", "red")
    lines = Screen(24, color).text([Padding(words, (0, 0, 0, 1))]).splitlines()
    assert any("U+003A:error" in line for line in lines)
    assert not any(re.sub(r"\x1b\[[0-9;]*m", "", line).lstrip().startswith("::") for line in lines)
    assert "##[" not in "".join(lines)


def test_the_pages_show_the_attributes_that_the_workspace_has() -> None:
    attributes = (ROOT / ".gitattributes").read_text("utf-8")
    page = (Path(ROOT) / "docs" / "git.md").read_text("utf-8")
    for line in ("targets/*.yaml diff=cnht", "data/**/*.csv diff=cnht", "data/sources.yaml diff=cnht"):
        assert f"\n{line}\n" in attributes
        assert f"\n{line}\n" in page
