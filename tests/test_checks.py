"""Rules across files: what each finds, and where."""

from __future__ import annotations

from datetime import date

import pytest

from cnht.checks import RULES, check, check_errors
from cnht.files.textfile import TextFile
from cnht.reading.load import load

INDICATORS = """\
areas: {hanoi: {vi: H, en: H}}
units: {firm: {vi: d, en: f}, percent: {vi: "%", en: "%"}}
indicators:
  firms: {name: {vi: D, en: F}, unit: firm, measure: stock, direction: increase}
  waste: {name: {vi: C, en: W}, unit: firm, measure: stock, direction: decrease}
  level: {name: {vi: L, en: L}, unit: firm, measure: stock, direction: maintain}
  built: {name: {vi: X, en: B}, unit: firm, measure: flow, direction: increase}
  g: {name: {vi: G, en: G}, unit: percent, measure: growth, direction: increase}
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
    return [(problem.code, str(problem.where)) for problem in check_errors(loaded.workspace)]


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
         [("M525", "9:93")]),
        ("share, direction: increase}\n  b", "share, direction: increase, ratio: {of: a, to: waste}}\n  b",
         [("M526", "9:88")]),
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
    assert problems(indicators=text) == [("M526", "targets/indicators.yaml:9:88")]


def test_a_register_backs_an_indicator() -> None:
    text = INDICATORS.replace("stock, direction: increase}", "stock, direction: increase, register: r, stage: open}")
    assert problems(indicators=text, register=True) == []


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (other(plan="one"), [("M531", "targets/1.yaml:1:7")]),
        (other(plan=" ONE"), [("M531", "targets/1.yaml:1:8")]),
        (other(plan="one-1"), []),
        (other(replaces="onee"), [("M505", "targets/1.yaml:3:11")]),
        (other(replaces="one", issued="2024-05"), [("M529", "targets/1.yaml:3:11")]),
        (other(replaces="one", issued="2024"), []),
        (other(replaces="one", issued=""), []),
        (other(replaces="two"), [("M530", "targets/1.yaml:3:11")]),
        (other(source="[s, t]"), [("M503", "targets/1.yaml:3:13")]),
        (other(targets="{firms: {value: 5, source: t}}"), [("M503", "targets/1.yaml:3:37")]),
        (other(targets="{firms: {value: 5, baseline: {value: 6, as_of: 2024-12}}}"), []),
        (other(targets="{waste: {value: 5, baseline: {value: 6, as_of: 2024-12}}}"), []),
        (other(targets="{level: {value: 5, baseline: {value: 6, as_of: 2024-12}}}"), []),
        (other(targets="{g: {value: 5, baseline: {value: 6, as_of: 2024-12}}}"), []),
        (other(targets="{g: {value: 5, milestones: {2025-06-30: {value: 6}}}}"), []),
        (
            other(period="2025/2026", targets="{waste: {value: 5, milestones: {2025-06-30: {value: 4}}}}"),
            [("M534", "targets/1.yaml:4:54")],
        ),
        (other(targets="{level: {value: 5, milestones: {2025-06-30: {value: 6}}}}"), []),
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


@pytest.mark.parametrize(
    ("target", "warned"),
    [
        ("firms: {value: 5, baseline: {value: 6, as_of: 2024-12}}", True),
        ("firms: {value: 5, baseline: {value: 5, as_of: 2024-12}}", True),
        ("firms: {over: 5, baseline: {value: 5, as_of: 2024-12}}", False),
        ("firms: {about: 100, baseline: {value: 98, as_of: 2024-12}}", True),
        ("firms: {value: 5, each: year, baseline: {value: 6, as_of: 2024-12}}", True),
        ("waste: {value: 5, baseline: {value: 4, as_of: 2024-12}}", True),
        ("waste: {value: 5, baseline: {value: 6, as_of: 2024-12}}", False),
        ("level: {value: 5, baseline: {value: 5, as_of: 2024-12}}", False),
    ],
)
def test_a_baseline_that_meets_its_target_already_is_warned_of(target: str, *, warned: bool) -> None:
    texts = {"targets/indicators.yaml": INDICATORS, "data/sources.yaml": SOURCES}
    texts["targets/0.yaml"] = PLAN.replace("targets: {}", f"targets: {{{target}}}")
    loaded = load(TextFile(name, text.encode()) for name, text in texts.items())
    assert ("M532" in [problem.code for problem in check(loaded.workspace)]) is warned


@pytest.mark.parametrize(
    ("milestones", "expected"),
    [
        ("2025-06-30: {value: 40}, 2026-06-30: {value: 30}", []),
        ("2025-03-31: {value: 40}, 2025-06-30: {value: 30}", [("M534", "targets/1.yaml:4:93")]),
        ("2025-06-30: {value: 40}, 2026-06-30: {value: 110}", [("M534", "targets/1.yaml:4:93")]),
    ],
)
def test_milestones_to_a_target_of_each_year_are_a_way_in_each_year(
    milestones: str, expected: list[tuple[str, str]]
) -> None:
    targets = f"{{built: {{value: 100, each: year, milestones: {{{milestones}}}}}}}"
    assert problems(PLAN, other(period="2025/2026", targets=targets)) == expected


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


# --- units, sources, and what nothing uses -----------------------------------------------------------------------


def found(
    files: dict[str, str] | None = None, today: date | None = None, *, complete: bool = True
) -> list[tuple[str, str]]:
    """All problems of a small sound workspace, some of whose files are given by name."""
    texts = {"targets/indicators.yaml": SMALL, "data/sources.yaml": SOURCES, "targets/0.yaml": SMALL_PLAN}
    texts |= files or {}
    loaded = load(TextFile(name, text.encode()) for name, text in texts.items() if text)
    assert loaded.problems == ()
    return [(problem.code, str(problem.where)) for problem in check(loaded.workspace, today, complete=complete)]


SMALL = """\
areas: {hanoi: {vi: H, en: H}}
units: {firm: {vi: d, en: f}}
indicators:
  firms: {name: {vi: D, en: F}, unit: firm, measure: stock, direction: increase}
"""
SMALL_PLAN = PLAN.replace("targets: {}", "targets: {firms: {value: 5}}")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "targets/indicators.yaml",
            SMALL + "  firm: {name: {vi: D, en: F}, unit: firm, measure: stock, direction: increase}\n",
            [("M535", "targets/indicators.yaml:5:3")],
        ),
        ("targets/indicators.yaml", SMALL.replace("units: {", "units: {km: {vi: km, en: km}, "),
         [("M536", "targets/indicators.yaml:2:9")]),
        (
            "targets/indicators.yaml",
            SMALL.replace("areas: {", "areas: {hue: {vi: X, en: X}, "),
            [("M537", "targets/indicators.yaml:1:9")],
        ),
        ("data/sources.yaml", SOURCES + SOURCES.replace("s:", "t:"), [("M538", "data/sources.yaml:2:1")]),
    ],
)  # fmt: skip
def test_what_nothing_uses_is_told_where_it_is_defined(name: str, text: str, expected: list[tuple[str, str]]) -> None:
    plan = SMALL_PLAN + "area: hanoi\n"
    assert found({"targets/0.yaml": plan, name: text}) == expected
    assert found({"targets/0.yaml": plan, name: text}, complete=False) == []


def test_a_figure_a_register_a_ratio_and_a_target_use_what_they_name() -> None:
    text = SMALL.replace("areas: {", "areas: {hue: {vi: X, en: X}, ").replace(
        "units: {", 'units: {percent: {vi: "%", en: "%"}, '
    )
    text += "  part: {name: {vi: D, en: F}, unit: firm, measure: stock, direction: increase}\n"
    text += "  seen: {name: {vi: D, en: F}, unit: firm, measure: stock, direction: increase}\n"
    text += "  share: {name: {vi: D, en: F}, unit: percent, measure: share, direction: increase"
    text += ", ratio: {of: part, to: firms}}\n"
    sources = "".join(SOURCES.replace("s:", f"{code}:", 1) for code in "stuv")
    plan = SMALL_PLAN.replace("{value: 5}", "{value: 5, area: hanoi, source: t}, share: {value: 5, area: hanoi}")
    figures = "indicator,area,as_of,value,source\nseen,hanoi,2024-01-01,5,u\n"
    register = "name,area,stage,as_of,source\nA,hue,open,2024-01,v\n"
    files = {"targets/0.yaml": plan, "data/x.csv": figures, "data/registers/r.csv": register}
    assert found(files | {"targets/indicators.yaml": text, "data/sources.yaml": sources}) == []


def test_a_workspace_without_plans_and_figures_has_no_unused_indicators_yet() -> None:
    assert found({"targets/0.yaml": ""}) == []


@pytest.mark.parametrize(
    ("unit", "measure", "expected"),
    [
        ('{vi: "%", en: "%"}', "share", []),
        ("{vi: phần trăm, en: x}", "growth", []),
        ("{vi: x, en: Percent}", "share", []),
        ("{vi: x, en: percentage points}", "growth", []),
        ("{vi: x, en: per cent}", "share", []),
        ("{vi: d, en: f}", "stock", []),
        ("{vi: d, en: f}", "share", [("M539", "targets/indicators.yaml:4:39")]),
        ("{vi: d, en: f}", "growth", [("M539", "targets/indicators.yaml:4:39")]),
        ("{vi: phần nghìn, en: per thousand}", "share", [("M539", "targets/indicators.yaml:4:39")]),
    ],
)
def test_growth_and_shares_are_in_percent(unit: str, measure: str, expected: list[tuple[str, str]]) -> None:
    text = SMALL.replace("{vi: d, en: f}", unit).replace("measure: stock", f"measure: {measure}")
    assert found({"targets/indicators.yaml": text}) == expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("{vi: tỷ đồng, en: billion VND, scale: 1000000000}", []),
        ("{vi: Tỉ đồng, en: VND, scale: 1000000000}", []),
        ("{vi: nghìn tỷ đồng, en: trillion VND, scale: 1000000000000}", []),
        ("{vi: đồng, en: VND}", []),
        ("{vi: tạ, en: quintal, scale: 100}", []),
        ("{vi: phần nghìn, en: per thousand}", []),
        ("{vi: tỷ đồng, en: billion VND}", [("M540", "targets/indicators.yaml:2:9")]),
        ("{vi: nghìn tấn, en: t}", [("M540", "targets/indicators.yaml:2:9")]),
        ("{vi: t, en: millions of trees}", [("M540", "targets/indicators.yaml:2:9")]),
        ("{vi: tỷ đồng, en: billion VND, scale: 1000000}", [("M540", "targets/indicators.yaml:2:53")]),
        ("{vi: tỷ đồng, en: million VND, scale: 1000000000}", [("M540", "targets/indicators.yaml:2:53")]),
    ],
)
def test_a_scale_is_what_the_units_name_says(unit: str, expected: list[tuple[str, str]]) -> None:
    assert found({"targets/indicators.yaml": SMALL.replace("{vi: d, en: f}", unit)}) == expected


def test_two_sources_do_not_differ_in_case_only() -> None:
    assert found({"data/sources.yaml": SOURCES + SOURCES.replace("s:", "S:")}) == [("M541", "data/sources.yaml:2:1")]


@pytest.mark.parametrize(
    ("issued", "expected"),
    [("2025-12-31", []), ("2026", [("M542", "targets/0.yaml:4:9")]), ("2026-01-01", [("M542", "targets/0.yaml:4:9")])],
)
def test_a_plan_is_issued_before_its_period_is_over(issued: str, expected: list[tuple[str, str]]) -> None:
    assert found({"targets/0.yaml": SMALL_PLAN.replace("issued: 2024-06", f"issued: {issued}")}) == expected


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2025-03-05", []),
        ("2025-03", []),
        ("2025", []),
        ("2025-03-06", []),
        ("2025-03-07", [("M543", "data/sources.yaml:1:40")]),
        ("2025-04", [("M543", "data/sources.yaml:1:40")]),
        ("2026", [("M543", "data/sources.yaml:1:40")]),
    ],
)
def test_no_source_is_published_after_today(published: str, expected: list[tuple[str, str]]) -> None:
    sources = SOURCES.replace("published: 2024", f"published: {published}")
    assert found({"data/sources.yaml": sources}, date(2025, 3, 5)) == expected
    assert found({"data/sources.yaml": sources}) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("Đông La,hanoi,open,2024-01,s\nĐông  La,hanoi,open,2024-02,s\n", [("M515", "data/registers/r.csv:3:1")]),
        ("Đông La,hanoi,open,2024-01,s\nÐông La,hanoi,open,2024-02,s\n", [("M515", "data/registers/r.csv:3:1")]),
        ("Đông La,hanoi,open,2024-01,s\nĐông La,hanoi,done,2024-02,s\n", []),
        ("Đông La,hanoi,open,2024-01,s\nĐống La,hanoi,open,2024-02,s\n", []),
        ("Đông La,hanoi,open,2024-12,s\n", []),
        ("Đông La,hanoi,open,2025-01,s\n", [("M544", "data/registers/r.csv:2:1")]),
    ],
)
def test_a_name_of_a_register_stands_once_and_not_ahead_of_its_source(
    rows: str, expected: list[tuple[str, str]]
) -> None:
    assert found({"data/registers/r.csv": "name,area,stage,as_of,source\n" + rows}) == expected


def test_nothing_is_concluded_from_a_source_that_could_not_be_read() -> None:
    files = {
        "targets/indicators.yaml": SMALL,
        "data/sources.yaml": SOURCES.replace("publisher: P, ", ""),
        "data/x.csv": "indicator,as_of,value,source\nfirms,2025-01-01,5,s\n",
        "data/registers/r.csv": "name,area,stage,as_of,source\nA,hanoi,open,2025-01,s\n",
    }
    loaded = load(TextFile(name, text.encode()) for name, text in files.items())
    assert len(loaded.problems) == 1
    assert len(loaded.workspace.observations) == 1
    assert check(loaded.workspace, date(2024, 1, 1)) == []
