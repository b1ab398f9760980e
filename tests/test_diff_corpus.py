"""Comparing with a side that is wrong, in each of the ways of the corpus: as far as it can be, and never further."""

from __future__ import annotations

import json

import pytest
from written import diff_markdown, diff_table

from cnht.cli.revision_files import read_side
from cnht.comparing.changes import ChangeKind, Diff, Side
from cnht.comparing.compare import compare
from cnht.language.texts import Lang, LocalizedText
from cnht.presenting.diff import SideLabel
from cnht.writers.diff_json import diff_json
from cnht.writers.terminal import Screen
from docs import corpus

GONE = {ChangeKind.LOST, ChangeKind.DROPPED}
OLD, NEW = (SideLabel(LocalizedText(name, name), str) for name in ("old", "new"))


@pytest.fixture(scope="module")
def base() -> Side:
    return read_side(corpus.base())


def told(diff: Diff) -> set[ChangeKind]:
    """What has happened to anything."""
    found = {target.change for target in diff.targets} | {figure.change for figure in diff.figures}
    return found | {thing.change for thing in diff.things}


@pytest.mark.parametrize("family", "FCVYM")
def test_what_is_malformed_is_never_said_to_be_gone_and_its_errors_are_shown(base: Side, family: str) -> None:
    cases = [case for case in corpus.expected() if case.startswith(family)]
    assert cases
    for case in cases:
        side = read_side(corpus.bad(case))
        there, back = compare(base, side, corpus.TODAY), compare(side, base, corpus.TODAY)
        if side.errors:
            assert GONE.isdisjoint(told(there)), case
            assert ChangeKind.ADDED not in told(back), case
            assert there.flips == back.flips == ()
        for diff in (there, back):
            table = diff_table(diff, OLD, NEW, Lang.EN, Screen(80))
            markdown = diff_markdown(diff, OLD, NEW, Lang.VI)
            document = json.loads(diff_json(diff, OLD, NEW, Lang.EN))
            for code in {problem.code for problem in side.errors}:
                assert code in table, case
                assert code in markdown, case
                assert code in {one["code"] for both in document["problems"].values() for one in both}, case


def test_a_sound_file_of_another_kind_is_compared_without_a_word_on_errors(base: Side) -> None:
    for path in sorted((corpus.CORPUS / "good").iterdir()):
        side = read_side(corpus.good(path.name))
        assert side.errors == (), path.name
        diff = compare(base, side, corpus.TODAY)
        assert diff.missing == ()
        assert "Errors" not in diff_table(diff, OLD, NEW, Lang.EN, Screen(80))
