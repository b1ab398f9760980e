"""Whole outputs, as people and programs get them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from judging import table
from syrupy.assertion import SnapshotAssertion
from written import explanation, progress_markdown, progress_table, texts

from cnht.domain.model import Workspace
from cnht.domain.progress import Progress, progress
from cnht.domain.quantity import Interval
from cnht.files.store import read_workspace
from cnht.language.texts import Lang
from cnht.language.wording import rounded
from cnht.presenting.listing import KINDS, listing_blocks, listings
from cnht.presenting.numbers import percent, plain
from cnht.presenting.phrases import notes, stated
from cnht.reading.load import load
from cnht.writers.json_text import listing_csv, listing_json, progress_csv, progress_json
from cnht.writers.markdown import escaped, markdown
from cnht.writers.terminal import Screen, terminal, to_ascii

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def hanoi() -> Workspace:
    return load(read_workspace(ROOT)).workspace


@pytest.fixture(scope="module")
def year_2025(hanoi: Workspace) -> Progress:
    return progress(hanoi, 2025, TODAY)


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("width", [50, 80, 120])
def test_the_table_of_a_year(year_2025: Progress, lang: Lang, width: int, snapshot: SnapshotAssertion) -> None:
    assert progress_table(year_2025, lang, Screen(width)) == snapshot


def test_the_table_in_colour(year_2025: Progress, snapshot: SnapshotAssertion) -> None:
    assert progress_table(year_2025, Lang.EN, Screen(100, "standard")) == snapshot


def test_the_table_in_ascii(year_2025: Progress, snapshot: SnapshotAssertion) -> None:
    text = progress_table(year_2025, Lang.VI, Screen(80, ascii_only=True))
    assert text.isascii()
    assert text == snapshot


@pytest.mark.parametrize("lang", Lang)
def test_the_markdown_of_a_year(year_2025: Progress, lang: Lang, snapshot: SnapshotAssertion) -> None:
    assert progress_markdown(year_2025, lang) == snapshot


def test_the_json_and_csv_of_a_year(year_2025: Progress, snapshot: SnapshotAssertion) -> None:
    assert progress_json(year_2025) == snapshot
    assert progress_csv([year_2025]) == snapshot


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize(
    ("code", "year"),
    [
        ("enterprises", 2024),
        ("clusters_ground_broken", 2021),
        ("operating_clusters_wastewater_share", 2023),
        ("fairs", 2024),
        ("iip_growth", 2025),
        ("fair_buyers", 2024),
    ],
)
def test_the_explanation_of_an_indicator(
    hanoi: Workspace, code: str, year: int, lang: Lang, snapshot: SnapshotAssertion
) -> None:
    result = progress(hanoi, year, TODAY)
    assert explanation(result, hanoi.definitions.indicators[code], "hanoi", lang, Screen(100)) == snapshot


@pytest.mark.parametrize("name", ["poverty", "regions", "multiyear"])
def test_the_tables_of_other_workspaces(name: str, snapshot: SnapshotAssertion) -> None:
    workspace = load(read_workspace(ROOT / "tests" / "workspaces" / name)).workspace
    years = sorted({plan.period.first.year for plan in workspace.plans})
    for year in years:
        result = progress(workspace, year, TODAY)
        assert progress_table(result, Lang.EN, Screen(80)) == snapshot(name=str(year))
        for indicator in workspace.definitions.indicators.values():
            for area in workspace.definitions.areas:
                assert explanation(result, indicator, area, Lang.EN, Screen(80))


def test_the_listings(hanoi: Workspace, snapshot: SnapshotAssertion) -> None:
    shown = listings(hanoi, KINDS)
    assert terminal(listing_blocks(shown), Lang.VI, Screen(100)) == snapshot
    assert markdown(listing_blocks(shown[1:2]), Lang.VI) == snapshot
    assert listing_csv(shown[3], Lang.VI) == snapshot
    assert [len(json.loads(listing_json(shown, Lang.VI))[kind]) for kind in KINDS] == [41, 21, 63, 1]


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("width", [80, 100, 120])
def test_a_range_that_is_too_wide_goes_on_behind_its_dash_and_no_number_is_broken(lang: Lang, width: int) -> None:
    found = table("wells: {between: [40000, 45000]}", "wells,,2025-06-30,between,1044000,1046000,,a")
    words = (
        progress_table(found, lang, Screen(width))
        .replace(".", "")
        .replace(",", "")
        .replace("–", " ")
        .replace("-", " ")
        .split()
    )
    assert {"40000", "45000", "1044000", "1046000"} <= set(words)


def test_a_verdict_of_a_later_year_by_an_older_figure_says_so() -> None:
    found = table(
        "wells: {value: 40}",
        "wells,,2024-12-31,,10,,,a\nwells,,2025-06-30,,20,,,a",
        period="2025/2027",
        year=2026,
        as_of="2026-03-31",
    )
    (row,) = found.rows
    assert (row.stale, row.carried) == (True, False)
    assert "no 2026 figure" in texts(notes(row, found))
    (row,) = (found := table("wells: {value: 40}", "wells,,2025-06-30,,20,,,a", period="2025/2027")).rows
    assert not any("figure" in note for note in texts(notes(row, found)) if note.startswith("no 20"))


# Numbers


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Fraction(9997, 100), "99.9"),
        (Fraction(10002, 100), "100.1"),
        (Fraction(100), "100.0"),
        (Fraction(9994, 100), "99.9"),
        (Fraction(2, 3), "0.7"),
        (Fraction(1, 20), "0.1"),
    ],
)
def test_a_percentage_is_rounded_half_up_but_never_onto_100(number: Fraction, shown: str) -> None:
    assert str(percent(number)) == shown


def test_computed_numbers_are_exact_where_decimals_can_say_them() -> None:
    assert plain(Fraction(1000)) == 1000
    assert plain(Fraction(3, 8)) == Decimal("0.375")
    assert str(plain(Fraction(1, 3))) == "0.3333333333"
    assert str(rounded(Fraction(5, 1000), 2)) == "0.01"


@pytest.mark.parametrize(
    ("interval", "sign"),
    [
        (Interval(Fraction(9), Fraction(9)), ""),
        (Interval(Fraction(8), Fraction(9), high_open=True), "<"),
        (Interval(Fraction(8), Fraction(9)), "≤"),
        (Interval(Fraction(9), None, low_open=True), ">"),
        (Interval(Fraction(9), Fraction(12)), "≥"),
        (Interval(Fraction(8), Fraction(10)), "≈"),
    ],
)
def test_a_computed_number_keeps_the_sign_of_its_words(interval: Interval, sign: str) -> None:
    assert stated(Fraction(9), interval)[0] == sign


def test_of_an_endless_run_of_numbers_its_one_end_is_quoted() -> None:
    assert stated(Fraction(17), Interval(Fraction(16), None)) == ("≥", Fraction(16))
    assert stated(Fraction(17), Interval(None, Fraction(18), high_open=True)) == ("<", Fraction(18))


# Text that comes from files


def test_markdown_of_a_name_stays_text() -> None:
    assert escaped("A &lt; ~~b~~ $c\u200b") == "A \\&lt; \\~\\~b\\~\\~ \\$cU+200B"
    assert escaped("a | <b>*c*</b> [d](e)\n#f") == "a \\| \\<b\\>\\*c\\*\\</b\\> \\[d\\](e) \\#f"


def test_ascii_spells_signs_and_drops_vietnamese_marks() -> None:
    assert to_ascii("Đạt ≥ 35 – 40 % “gần” ✓") == 'Dat >= 35 - 40 % "gan" ?'
