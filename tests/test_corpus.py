"""The corpus: each malformed file gives its one problem where it is, each sound one none. docs/corpus.py reads it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata

import pytest

from cnht.checks import check_loaded, in_order
from cnht.language.texts import Lang
from cnht.problems import Code, Problem, codes
from cnht.reading import load
from docs import corpus
from docs.corpus import CORPUS, Place

BAD = corpus.expected()
GOOD = sorted(path.name for path in (CORPUS / "good").iterdir())

OF_TWO_PLACES = {"C204", "M515", "M520", "M521", "M531", "M541", "M545", "M546", "M547", "M549", "Y408"}
"""Problems that name a second place."""


def found(problems: list[Problem]) -> list[str]:
    return [str(Place(one.code, one.where.file, one.where.line, one.where.column)) for one in problems]


def test_the_base_has_no_problem() -> None:
    assert found(corpus.problems(corpus.base())) == []


@pytest.mark.parametrize("case", sorted(BAD))
def test_a_malformed_file_gives_its_problem_and_no_other(case: str) -> None:
    problems = corpus.problems(corpus.bad(case))
    assert found(problems) == [str(BAD[case])]
    (problem,) = problems
    assert (BAD[case].code in OF_TWO_PLACES) <= bool(problem.related)
    for text in (words.text(lang) for words in (problem.message, problem.fix) for lang in Lang):
        assert text.strip()
        assert [char for char in text if unicodedata.category(char)[0] == "C"] == []
    assert re.search(r"(?<![\d.,/-])1 (?!is|was|has)[a-z]+s\b", str(problem.message)) is None  # one name, two names


@pytest.mark.parametrize("case", GOOD)
def test_a_sound_file_has_no_problem(case: str) -> None:
    assert found(corpus.problems(corpus.good(case))) == []


@pytest.mark.parametrize("case", [*sorted(BAD), *GOOD])
def test_in_bulk_the_problems_are_the_same(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = corpus.bad(case) if case in BAD else corpus.good(case)
    monkeypatch.setattr(load, "LARGE", 0)
    loaded = load.scan(files, corpus.TODAY)
    assert in_order([*loaded.problems, *check_loaded(loaded, corpus.TODAY)]) == corpus.problems(files)


def test_what_is_said_does_not_hang_on_the_hash_seed() -> None:
    program = (
        "from cnht.language.texts import Lang\n"
        "from docs import corpus\n"
        "for case in sorted(corpus.expected()):\n"
        "    for one in corpus.problems(corpus.bad(case)):\n"
        "        said = [text.text(lang) for text in (one.message, one.fix) for lang in Lang]\n"
        "        print(case, one.where, *said, *one.related)\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", program],
            cwd=CORPUS.parents[1],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "12"
    ]
    assert said[0].count(b"\n") >= len(BAD)
    assert said[0] == said[1]


def test_every_folder_is_a_case_named_after_its_code() -> None:
    assert sorted(path.name for path in (CORPUS / "bad").iterdir()) == sorted(BAD)
    assert [case for case, place in BAD.items() if not case.startswith(f"{place.code}-")] == []


def test_every_kind_of_problem_has_a_case() -> None:
    assert {place.code for place in BAD.values()} == set(codes())


@pytest.mark.parametrize("code", codes().values(), ids=lambda code: code.identifier)
def test_every_kind_of_problem_has_an_example_in_a_line(code: Code) -> None:
    assert code.bad != code.good
    for text in (code.bad, code.good):
        assert text.isprintable()
        assert len(text) <= 70
