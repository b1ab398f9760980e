"""The shipped workspace holds what the public documents say."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cnht.checks import check
from cnht.domain.model import Measure, Workspace
from cnht.domain.progress import Status, progress
from cnht.domain.quantity import Direction, ObservationStatus, Qualifier, Quantity
from cnht.files.store import read_workspace
from cnht.language.phrases import readings
from cnht.reading.load import load

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def hanoi() -> Workspace:
    loaded = load(read_workspace(ROOT))
    assert [str(problem) for problem in loaded.problems] == []
    assert [str(problem) for problem in check(loaded.workspace)] == []
    return loaded.workspace


def facts(name: str) -> list[dict[str, str]]:
    """What the public documents say, a row each: the tables that the workspace is made from."""
    with (ROOT / "tests" / "facts" / f"{name}.tsv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def unit(hanoi: Workspace, indicator: str) -> str:
    known = hanoi.definitions
    code = known.indicators[indicator].unit
    return code if code == "percent" else known.units[code].name.en


def told(quantity: Quantity) -> tuple[str, str, str]:
    return quantity.qualifier, str(quantity.value), str(quantity.value_high or "")


def test_every_figure_is_as_its_source_gave_it_and_there_is_no_other(hanoi: Workspace) -> None:
    columns = ("indicator", "period", "as_of", "source", "qualifier", "value", "value_high", "status", "unit")
    assert sorted(
        (
            *(seen.indicator, seen.period.text if seen.period else "", seen.as_of_text, seen.source),
            *(*told(seen.quantity), str(seen.status), unit(hanoi, seen.indicator)),
        )
        for seen in hanoi.observations
    ) == sorted(tuple(row[column] for column in columns) for row in facts("observations"))


def test_every_target_is_as_its_plan_words_it_and_there_is_no_other(hanoi: Workspace) -> None:
    columns = ("plan", "indicator", "due", "source", "op", "value", "value_high", "unit")
    assert sorted(
        (
            *(plan.number, target.indicator, f"{target.due:%Y}", target.source or plan.sources[0]),
            *(*told(target.quantity), unit(hanoi, target.indicator)),
        )
        for plan in hanoi.plans
        for target in plan.targets
    ) == sorted(tuple(row[column] for column in columns) for row in facts("targets"))
    assert all((target.due.month, target.due.day) == (12, 31) for plan in hanoi.plans for target in plan.targets)


MORE_SOURCES = {"301/KH-UBND": ["vns-2024-10-14"], "305/KH-UBND": ["cafeland-2025-305"]}
"""Of plans: reports that only confirm what others say."""


def test_every_plan_has_its_number_or_a_code_its_dates_and_its_sources(hanoi: Workspace) -> None:
    assert sorted(
        (plan.number, plan.period.text, plan.issued.text if plan.issued else "", [*plan.sources])
        for plan in hanoi.plans
    ) == sorted(
        (row["plan"], row["period"], row["issued"], row["sources"].split(";") + MORE_SOURCES.get(row["plan"], []))
        for row in facts("plans")
    )
    assert {plan.number: plan.replaces for plan in hanoi.plans if plan.replaces} == {
        "council-resolution-2025": "58/NQ-HĐND"
    }


def test_every_source_is_cited_as_it_was_published(hanoi: Workspace) -> None:
    columns = ("source", "title", "publisher", "published", "where", "authority")
    assert sorted(
        (code, one.title, one.publisher, one.published.text, one.url or "", str(one.authority))
        for code, one in hanoi.definitions.sources.items()
    ) == sorted(tuple(row[column] for column in columns) for row in facts("sources"))


def test_every_cluster_that_is_known_by_name_is_in_the_register(hanoi: Workspace) -> None:
    assert {*hanoi.registers} == {"clusters"}
    assert sorted(
        (entry.name, entry.note, entry.stage, entry.as_of_text, entry.source) for entry in hanoi.registers["clusters"]
    ) == sorted(
        (row["name"], row["district"] and f"huyện {row['district']}", row["stage"], row["as_of"], row["source"])
        for row in facts("clusters")
    )


def test_what_is_disputed_or_inferred_says_why(hanoi: Workspace) -> None:
    unsettled = [seen for seen in hanoi.observations if seen.status is not ObservationStatus.UNMARKED]
    assert [seen for seen in unsettled if not (seen.note or "ước" in seen.wording)] == []
    assert Counter(str(seen.status) for seen in unsettled) == {"estimate": 8, "disputed": 4}


def test_no_english_stands_where_vietnamese_is_read(hanoi: Workspace) -> None:
    """Notes of rows are Vietnamese; all else that people read is in both languages, and no code stands for a plan."""
    known = hanoi.definitions
    targets = [target for plan in hanoi.plans for target in plan.targets]
    notes = [one.note for one in known.indicators.values()] + [one.note for one in known.sources.values()]
    notes += [plan.note for plan in hanoi.plans] + [target.note for target in targets]
    words = [text for plan in hanoi.plans for text in (plan.title, plan.issuer)] + [note for note in notes if note]
    rows = [text for seen in hanoi.observations for text in (seen.note, seen.wording)]
    assert all(text.vi != text.en for text in words)
    for text in [*(text.vi for text in words), *filter(None, rows)]:
        assert not re.search(r"\b(the|of|and|is|for|from|with|than|this|was)\b", text), text
        assert re.search(r"[^\x00-\x7f]|[0-9]", text), text
    named = [plan.name for plan in hanoi.plans if not plan.has_number]
    assert len(named) == 8
    assert all(name in [plan.title for plan in hanoi.plans] for name in named)


def test_every_source_is_named(hanoi: Workspace) -> None:
    named = {seen.source for seen in hanoi.observations}
    named |= {entry.source for entries in hanoi.registers.values() for entry in entries}
    named |= {source for plan in hanoi.plans for source in plan.sources}
    named |= {target.source for plan in hanoi.plans for target in plan.targets if target.source}
    assert named == {*hanoi.definitions.sources}


def test_every_wording_says_what_its_qualifier_and_value_say(hanoi: Workspace) -> None:
    definitions = hanoi.definitions
    worded = [(seen.indicator, seen.wording, seen.quantity) for seen in hanoi.observations if seen.wording]
    worded += [(t.indicator, t.wording, t.quantity) for plan in hanoi.plans for t in plan.targets if t.wording]
    assert len(worded) == 66
    for code, wording, quantity in worded:
        found = readings(wording, definitions.topic(definitions.indicators[code]))
        assert quantity in [reading.quantity for reading in found], wording


def test_the_cluster_plan_of_2021_has_cumulative_milestones(hanoi: Workspace) -> None:
    (plan,) = [each for each in hanoi.plans if each.number == "cluster-plan-2021"]
    milestones = {stop.as_of.isoformat(): str(stop.quantity.value) for stop in plan.targets[0].milestones}
    assert milestones == {"2021-03-31": "1", "2021-06-30": "24", "2021-09-30": "37"}


def test_every_indicator_is_named_and_defined_in_both_languages(hanoi: Workspace) -> None:
    for indicator in hanoi.definitions.indicators.values():
        assert indicator.definition is not None
        for words in (indicator.name, indicator.definition):
            assert words.vi
            assert words.en
            assert words.vi != words.en
        assert max(map(len, indicator.name)) <= 51


def test_measures_and_directions_are_those_of_the_documents(hanoi: Workspace) -> None:
    indicators = hanoi.definitions.indicators.values()
    flows = {each.code for each in indicators if each.measure is Measure.FLOW}
    growth = {each.code for each in indicators if each.measure is Measure.GROWTH}
    assert flows == {each.code for each in indicators if each.code.endswith("_in_year")} | {
        "fairs",
        "fair_buyers",
        "fair_exhibitors",
    }
    assert growth == {each.code for each in indicators if re.search("growth", each.code)}
    assert [each.code for each in indicators if each.direction is not Direction.INCREASE] == ["clusters_not_started"]
    derived = {each.code: each.ratio for each in indicators if each.ratio}
    assert set(derived) == {"operating_clusters_wastewater_share", "international_standard_share"}


def test_2023_about_960_enterprises_meet_about_950_with_101_1_percent(hanoi: Workspace) -> None:
    result = progress(hanoi, 2023, date(2026, 1, 1), indicators={"enterprises"})
    (row,) = [each for each in result.rows if not each.path]
    assert row.observed is not None
    assert row.observed.as_of == date(2023, 12, 31)
    assert row.target.quantity.qualifier is Qualifier.ABOUT
    assert row.status is Status.MET
    assert row.percent is not None
    assert round(float(row.percent[0]), 1) == 101.1


def test_2025_six_completed_clusters_are_off_track(hanoi: Workspace) -> None:
    (row,) = progress(hanoi, 2025, date(2026, 1, 1), indicators={"clusters_completed"}).rows
    assert row.percent is not None
    assert row.pace is not None
    assert row.pace.ratio is not None
    assert (row.status, float(row.percent[0]), round(float(row.pace.ratio), 3)) == (Status.OFF_TRACK, 20, 0.046)
