"""Rules across files: what each finds, and where."""

from __future__ import annotations

import pytest

from cnht.checks import RULES, check
from cnht.reading.load import load
from cnht.textfile import TextFile

INDICATORS = """\
areas: {hanoi: {vi: H, en: H}}
units: {firm: {vi: d, en: f}, percent: {vi: "%", en: "%"}}
indicators:
  firms: {name: {vi: D, en: F}, unit: firm, measure: stock, direction: increase}
  waste: {name: {vi: C, en: W}, unit: firm, measure: stock, direction: decrease}
  level: {name: {vi: L, en: L}, unit: firm, measure: stock, direction: maintain}
  a: {name: {vi: A, en: A}, unit: percent, measure: share, direction: increase}
  b: {name: {vi: B, en: B}, unit: percent, measure: share, direction: increase}
"""
SOURCES = "s: {title: T, publisher: P, published: 2024, authority: press}\n"
PLAN = """\
plan: one
title: {vi: K, en: P}
issuer: {vi: U, en: U}
issued: 2024-06
period: 2025
source: s
targets: {}
"""


def problems(*plans: str, indicators: str = INDICATORS, register: bool = False) -> list[tuple[str, str]]:
    files = {"targets/indicators.yaml": indicators, "data/sources.yaml": SOURCES}
    files |= {f"targets/{number}.yaml": plan for number, plan in enumerate(plans or [PLAN])}
    if register:
        files["data/registers/r.csv"] = "name,area,stage,as_of,source,note\nA,hanoi,open,2024-01,s,\n"
    loaded = load(TextFile(name, text.encode()) for name, text in files.items())
    assert loaded.problems == ()
    return [(problem.code.identifier, str(problem.where)) for problem in check(loaded.workspace)]


def other(**values: str) -> str:
    """A second plan with some keys changed or added."""
    keys = {"plan": "two", "issued": "2025-01", **values}
    lines = [line for line in PLAN.splitlines() if line.partition(":")[0] not in keys]
    return "\n".join([*(f"{key}: {value}" for key, value in keys.items() if value), *lines]) + "\n"


def test_a_sound_workspace_has_none() -> None:
    assert problems(PLAN, other(replaces="one"), register=True) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("unit: firm, measure: stock, direction: inc", "unit: frm, measure: stock, direction: inc", [("M504", "4:39")]),
        ("share, direction: increase}\n  b", "share, direction: increase, ratio: {of: firm, to: waste}}\n  b",
         [("M525", "7:93")]),
        ("share, direction: increase}\n  b", "share, direction: increase, ratio: {of: a, to: waste}}\n  b",
         [("M526", "7:88")]),
        ("stock, direction: increase}", "stock, direction: increase, register: q, stage: open}", [("M528", "4:92")]),
    ],
)  # fmt: skip
def test_what_indicators_name_must_exist(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert old in INDICATORS
    found = problems(indicators=INDICATORS.replace(old, new, 1), register=True)
    assert found == [(code, f"targets/indicators.yaml:{place}") for code, place in expected]


def test_ratios_that_form_a_circle_are_one_problem() -> None:
    text = INDICATORS.replace("increase}\n  b", "increase, ratio: {of: b, to: firms}}\n  b")
    text = text[:-2] + ", ratio: {of: firms, to: a}}\n"
    assert problems(indicators=text) == [("M526", "targets/indicators.yaml:7:88")]


def test_a_register_backs_an_indicator() -> None:
    text = INDICATORS.replace("stock, direction: increase}", "stock, direction: increase, register: r, stage: open}")
    assert problems(indicators=text, register=True) == []


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (other(plan="one"), [("M531", "targets/1.yaml:1:7")]),
        (other(replaces="onee"), [("M505", "targets/1.yaml:3:11")]),
        (other(replaces="one", issued="2024-05"), [("M529", "targets/1.yaml:3:11")]),
        (other(replaces="one", issued="2024"), []),
        (other(replaces="one", issued=""), []),
        (other(replaces="two"), [("M530", "targets/1.yaml:3:11")]),
        (other(source="[s, t]"), [("M503", "targets/1.yaml:3:13")]),
        (other(targets="{firms: {value: 5, source: t}}"), [("M503", "targets/1.yaml:3:37")]),
        (other(targets="{firms: {value: 5, baseline: {value: 6, as_of: 2024-12}}}"), [("M532", "targets/1.yaml:3:11")]),
        (other(targets="{waste: {value: 5, baseline: {value: 4, as_of: 2024-12}}}"), [("M532", "targets/1.yaml:3:11")]),
        (other(targets="{waste: {value: 5, baseline: {value: 6, as_of: 2024-12}}}"), []),
        (other(targets="{level: {value: 5, baseline: {value: 6, as_of: 2024-12}}}"), []),
        (other(targets="{firms: {value: 5, milestones: {2025-06-30: {value: 6}}}}"), [("M534", "targets/1.yaml:3:54")]),
        (
            other(targets="{firms: {value: 9, milestones: {2025-06-30: {value: 6}, 2025-07-31: {value: 5}}}}"),
            [("M534", "targets/1.yaml:3:78")],
        ),
        (
            other(
                targets="{firms: {value: 9, milestones: {2025-06-30: {value: 6}}, "
                "baseline: {value: 7, as_of: 2024-12}}}"
            ),
            [("M534", "targets/1.yaml:3:54")],
        ),
        (other(targets="{firms: {value: 9, milestones: {2025-06-30: {value: 6}, 2025-07-31: {value: 7}}}}"), []),
    ],
)  # fmt: skip
def test_plans_agree_with_each_other_and_with_themselves(second: str, expected: list[tuple[str, str]]) -> None:
    assert problems(PLAN, second) == expected


def test_plans_that_replace_each_other_are_one_problem() -> None:
    first = PLAN + "replaces: two\n"
    assert problems(first, other(replaces="one", issued="")) == [("M530", "targets/0.yaml:8:11")]


def test_two_plans_with_one_number_cite_both() -> None:
    files = {
        "targets/indicators.yaml": INDICATORS,
        "data/sources.yaml": SOURCES,
        "targets/0.yaml": PLAN,
        "targets/1.yaml": PLAN,
    }
    (problem,) = check(load(TextFile(name, text.encode()) for name, text in files.items()).workspace)
    assert [str(place) for place in problem.related] == ["targets/0.yaml:1:7"]


def test_every_rule_says_what_it_demands() -> None:
    assert all(rule.__doc__ and rule.__doc__.endswith(".") for rule in RULES)
