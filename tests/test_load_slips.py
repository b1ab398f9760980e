"""One slip of the pen is one problem, with the remedy that mends it."""

from __future__ import annotations

import re

import pytest
from test_load import HEAD, INDICATORS, SOURCES, found, workspace

from cnht.files.textfile import TextFile
from cnht.problems import MOST_HINTS, Fault, Kind
from cnht.reading import values
from cnht.reading.load import load


@pytest.mark.parametrize(
    ("old", "new", "said", "fix"),
    [
        ("firms: {value: 5}", "firms: {value: 5, due: 2025-06}", '"2025-06" is not a day', "Write 2025-06-30"),
        ("period: 2025/2026", "period: 2025-01-01/2025-12-31", "is given in days", "2025-01/2025-12"),
        ("plan: 1/KH-UBND", "plan: p\u200b", "the hidden character U+200B", "Write p."),
        ("source: vna-2024", "---\nsource: vna-2024", "second YAML document", "Delete the line ---"),
    ],
)
def test_one_slip_is_one_problem_with_the_right_remedy(old: str, new: str, said: str, fix: str) -> None:
    plan = f"{HEAD}targets:\n  firms: {{value: 5}}\n".replace(old, new, 1)
    texts = {"targets/indicators.yaml": INDICATORS, "data/sources.yaml": SOURCES, "targets/p.yaml": plan}
    (problem,) = load(TextFile(name, text.encode()) for name, text in texts.items()).problems
    assert said in str(problem.message)
    assert fix in str(problem.fix)


@pytest.mark.parametrize("text", ["đạt 5 triệu", "có 5", "reached 5", "5 nghìn", "-5 nghìn"])
def test_the_remedy_for_a_number_in_words_names_a_number(text: str) -> None:
    fault = values.number(text)
    assert isinstance(fault, Fault)
    assert re.match("Write -?[0-9]", str(fault.fix))


def test_a_key_that_is_no_code_does_not_hide_the_misspelt_names_of_others() -> None:
    texts = {
        "targets/indicators.yaml": INDICATORS.replace("  waste:", "  Chất thải:"),
        "data/sources.yaml": SOURCES,
        "targets/p.yaml": f"{HEAD}targets: {{firm: {{value: 5}}, waste: {{value: 5}}}}\n",
    }
    problems = load(TextFile(name, text.encode()) for name, text in texts.items()).problems
    assert [(problem.code, problem.where.column) for problem in problems] == [("V309", 3), ("M501", 11)]


def test_only_so_many_unknown_codes_are_compared_with_those_there_are_and_all_are_reported() -> None:
    rows = [f"firm{number},2024-09-28,5,vna-2024\n" for number in range(MOST_HINTS + 50)]
    snapshot = "indicator,as_of,value,source\n" + "".join(rows) + rows[0]
    texts = {"targets/indicators.yaml": INDICATORS, "data/sources.yaml": SOURCES, "data/s.csv": snapshot}
    problems = load(TextFile(name, text.encode()) for name, text in texts.items()).problems
    assert {problem.code for problem in problems} == {"M501"}
    hints = [str(problem.fix).startswith("Did you mean firms") for problem in problems]
    assert hints == [True] * MOST_HINTS + [False] * 50 + [True]
    assert str(problems[MOST_HINTS].fix).startswith("Use one of firms, waste, fairs, share.")


def test_the_number_of_a_plan_that_cannot_be_read_is_remembered_as_it_would_have_been_read() -> None:
    loaded = workspace(HEAD.replace("period: 2025/2026", "period: x").replace("1/KH-UBND", '" 1/KH-UBND\\n"'))
    assert (Kind.PLAN, "1/KH-UBND") in loaded.workspace.definitions.unread


def test_a_wrong_item_that_is_the_only_one_of_its_list_costs_no_other_target() -> None:
    loaded = workspace(HEAD + "targets:\n  firms: [{value: 5, urk: 1}]\n  fairs: {value: 2, wording: gần 3}\n")
    assert found(loaded) == [("Y417", "targets/p.yaml:7:22"), ("M513", "targets/p.yaml:8:30")]
    assert len(loaded.workspace.plans) == 1
