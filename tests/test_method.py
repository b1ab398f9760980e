"""Each verdict names the rule that gave it, and ``docs/method.md`` has a section on every rule."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from judging import judge, table

from cnht.presenting.rules import METHOD, RULE_NAMES, Rule, rule

SECTIONS = re.findall(r"^## (.*)$", Path(__file__).parents[1].joinpath(METHOD).read_text("utf-8"), re.MULTILINE)


def test_every_rule_has_a_name_and_a_section() -> None:
    anchors = [re.sub(r"[^a-z ]", "", title.lower()).replace(" ", "-") for title in SECTIONS]
    assert not {*Rule} - {*anchors}
    assert {*RULE_NAMES} == {*Rule}
    assert len(anchors) == len({*anchors})


@pytest.mark.parametrize(
    ("target", "figures", "as_of", "expected"),
    [
        ("wells: {value: 9}", "", "2024-12-31", Rule.PLANS),
        ("wells: {value: 9}", "", "2025-12-31", Rule.FIGURE),
        ("wells: {value: 9}", "wells,,2024-12-31,,5,,,a", "2025-12-31", Rule.CARRIED),
        ("wells: {value: 9}", "wells,,2025-06-30,,5,,,a\nwells,,2025-06-30,,6,,,b", "2025-12-31", Rule.CONFLICT),
        ("wells: {value: 9}", "wells,,2025-12-31,,9,,,a", "2025-12-31", Rule.REGION),
        ("wells: {value: 9}", "wells,,2025-12-31,,8,,,a", "2025-12-31", Rule.REGION),
        ("wells: {value: 9}", "wells,,2025-06-30,,9,,,a", "2025-12-31", Rule.REGION),
        ("wells: {value: 9}", "wells,,2025-06-30,,5,,,a", "2025-12-31", Rule.BASELINE),
        ("wells: {value: 9}", "wells,,2024-12-31,,1,,,a\nwells,,2025-06-30,,5,,,a", "2025-12-31", Rule.LINE),
        ("wells: {value: 9}", "wells,,2024-12-31,,12,,,a\nwells,,2025-06-30,,8,,,a", "2025-12-31", Rule.LEFT),
        ("wells: {value: 9}", "wells,,2024-12-31,,1,,,a\nwells,,2025-06-30,over,5,,,a", "2025-12-31", Rule.INTERVAL),
        (
            "wells: {value: 9, baseline: {value: 1, as_of: 2025-06-30}}",
            "wells,,2025-06-30,,5,,,a",
            "2025-12-31",
            Rule.RATIO,
        ),
        ("growth: {value: 7}", "growth,2025-H1,2025-06-30,,6,,,a", "2025-12-31", Rule.GROWTH),
        ("deaths: {value: 9}", "deaths,2025-H1,2025-06-30,,5,,,a", "2025-12-31", Rule.CEILING),
        ("deaths: {value: 9}", "deaths,2025-H1,2025-06-30,,10,,,a", "2025-12-31", Rule.CEILING),
        ("births: {between: [8, 9]}", "births,,2025-06-30,,5,,,a", "2025-12-31", Rule.MAINTAIN),
    ],
)
def test_a_verdict_names_its_rule(target: str, figures: str, as_of: str, expected: Rule) -> None:
    assert rule(judge(target, figures, as_of=as_of)) is expected


def test_a_figure_too_old_and_compound_growth_are_rules_of_their_own() -> None:
    (old,) = table("wells: {value: 9}", "wells,,2024-06-30,,5,,,a", period="2024/2025", as_of="2025-12-31").rows
    assert rule(old) is Rule.TOO_OLD
    figures = "wells,,2024-12-31,,1,,,a\nwells,,2025-06-30,,5,,,a"
    assert rule(judge("wells: {value: 9}", figures, cagr=True)) is Rule.COMPOUND
