"""The shipped workspace holds what the public documents say."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cnht.checks import check
from cnht.domain.model import Authority, Measure, Workspace
from cnht.domain.progress import Status, progress
from cnht.domain.quantity import Direction, ObservationStatus, Qualifier
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


def test_it_holds_15_plans_48_targets_49_figures_30_sources_and_21_named_clusters(hanoi: Workspace) -> None:
    assert len(hanoi.plans) == 15
    assert sum(len(plan.targets) for plan in hanoi.plans) == 48
    assert len(hanoi.observations) == 49
    assert len(hanoi.definitions.sources) == 30
    assert {name: len(entries) for name, entries in hanoi.registers.items()} == {"clusters": 21}


@pytest.mark.parametrize(
    ("plan", "indicator", "due", "qualifier", "value", "high"),
    [
        ("2316/QĐ-UBND", "enterprises", "2025-12-31", "about", "1000", None),
        ("04/KH-UBND", "index_growth", "2020-12-31", "over", "12", None),
        ("35/KH-UBND", "international_standard_enterprises", "2022-12-31", "at_least", "300", None),
        ("02/KH-UBND", "production_value_share", "2023-12-31", "between", "16", "17"),
        ("2024 programme", "international_standard_share", "2024-12-31", "between", "35", "40"),
        ("301/KH-UBND", "enterprises", "2025-12-31", "over", "1000", None),
        ("301/KH-UBND", "international_standard_share", "2025-12-31", "about", "40", None),
        ("301/KH-UBND", "index_growth", "2025-12-31", "value", "12", None),
        ("2021 cluster plan", "clusters_ground_broken", "2021-12-31", "value", "43", None),
        ("2024 department goal", "clusters_ground_broken", "2024-12-31", "value", "43", None),
        ("2025 city goal", "iip_growth", "2025-12-31", "value", "7", None),
        ("6126/QĐ-UBND", "international_standard_share", "2030-12-31", "over", "40", None),
        ("305/KH-UBND", "clusters_completed_in_year", "2026-12-31", "value", "26", None),
    ],
)
def test_a_target_is_as_the_plan_words_it(
    hanoi: Workspace, plan: str, indicator: str, due: str, qualifier: str, value: str, high: str | None
) -> None:
    (document,) = [each for each in hanoi.plans if each.number == plan]
    (target,) = [each for each in document.targets if each.indicator == indicator]
    assert target.due == date.fromisoformat(due)
    assert target.quantity.qualifier == qualifier
    assert (str(target.quantity.value), target.quantity.value_high) == (value, None if high is None else Decimal(high))


@pytest.mark.parametrize(
    ("indicator", "period", "as_of", "qualifier", "value", "source"),
    [
        ("enterprises", None, "2023-12-31", "about", "960", "nguoihanoi-2024-plan"),
        ("enterprises", None, "2024-09-28", "nearly", "1000", "plxh-2024-09-28"),
        ("enterprises", None, "2024-10-28", "over", "900", "vns-2024-10-28"),
        ("international_standard_share", None, "2024-09-28", "over", "35", "plxh-2024-09-28"),
        ("fairs", "2024-01/2024-09", "2024-09-28", "at_least", "1", "plxh-2024-09-28"),
        ("cluster_investment", None, "2022-08-31", "about", "16000", "plxh-2022"),
        ("clusters_completed", None, "2025-11-12", "value", "6", "vns-2025-11-28"),
        ("iip_growth", "2022-01/2022-07", "2022-07-31", "value", "7.2", "plxh-2022"),
        ("fair_exhibitors", "2020-10", "2020-10-28", "nearly", "190", "vna-2020-10-28"),
    ],
)
def test_a_figure_is_as_its_source_gave_it(
    hanoi: Workspace, indicator: str, period: str | None, as_of: str, qualifier: str, value: str, source: str
) -> None:
    (seen,) = [
        each
        for each in hanoi.observations
        if (each.indicator, each.as_of.isoformat(), each.source) == (indicator, as_of, source) and not each.disputed
    ]
    assert (seen.quantity.qualifier, str(seen.quantity.value)) == (qualifier, value)
    assert (seen.period.text if seen.period else None) == period


def test_the_two_contradicted_figures_are_disputed_and_say_why(hanoi: Workspace) -> None:
    disputed = [seen for seen in hanoi.observations if seen.status is not ObservationStatus.UNMARKED]
    assert [(seen.indicator, str(seen.quantity.value), seen.as_of.isoformat()) for seen in disputed] == [
        ("clusters_ground_broken", "13", "2023-10-20"),
        ("international_standard_share", "40", "2024-09-28"),
    ]
    assert all(seen.disputed and seen.note for seen in disputed)


def test_every_figure_and_target_names_a_source_and_every_source_is_named(hanoi: Workspace) -> None:
    sources = hanoi.definitions.sources
    named = Counter(seen.source for seen in hanoi.observations)
    named.update(entry.source for entries in hanoi.registers.values() for entry in entries)
    named.update(source for plan in hanoi.plans for source in plan.sources)
    named.update(target.source for plan in hanoi.plans for target in plan.targets if target.source)
    assert set(named) == set(sources)
    press = {code for code, source in sources.items() if source.authority is Authority.PRESS}
    assert press == {"vns-2024-10-28", "bdt-2023"}


def test_every_wording_says_what_its_qualifier_and_value_say(hanoi: Workspace) -> None:
    definitions = hanoi.definitions
    worded = [(seen.indicator, seen.wording, seen.quantity) for seen in hanoi.observations if seen.wording]
    worded += [(t.indicator, t.wording, t.quantity) for plan in hanoi.plans for t in plan.targets if t.wording]
    assert len(worded) == 42
    for code, wording, quantity in worded:
        found = readings(wording, definitions.topic(definitions.indicators[code]))
        assert quantity in [reading.quantity for reading in found], wording


def test_the_cluster_plan_of_2021_has_cumulative_milestones(hanoi: Workspace) -> None:
    (plan,) = [each for each in hanoi.plans if each.number == "2021 cluster plan"]
    milestones = {stop.as_of.isoformat(): str(stop.quantity.value) for stop in plan.targets[0].milestones}
    assert milestones == {"2021-03-31": "1", "2021-06-30": "24", "2021-09-30": "37"}


def test_every_indicator_is_named_and_defined_in_both_languages(hanoi: Workspace) -> None:
    for indicator in hanoi.definitions.indicators.values():
        assert indicator.definition is not None
        for words in (indicator.name, indicator.definition):
            assert words.vi
            assert words.en
            assert words.vi != words.en
        assert max(map(len, indicator.name)) <= 34


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
    assert (row.status, float(row.percent[0]), round(float(row.pace.ratio), 3)) == (Status.OFF_TRACK, 20, 0.044)
