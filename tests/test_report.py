"""What a report is made of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from judging import plan, workspace

from cnht.domain.history import history
from cnht.domain.model import Workspace
from cnht.domain.progress import Status, progress
from cnht.domain.report import Report, Selection, report
from cnht.files.store import read_workspace
from cnht.reading.load import load

ROOT = Path(__file__).parents[1]
END = date(2025, 12, 31)


@pytest.fixture(scope="module")
def hanoi() -> Workspace:
    return load(read_workspace(ROOT)).workspace


def made(found: Workspace, since: date | None = None) -> Report:
    return report(progress(found, 2025, END), None if since is None else progress(found, 2025, since))


def test_every_target_belongs_to_one_subject_in_the_order_of_the_plans(hanoi: Workspace) -> None:
    found = made(hanoi)
    told = [row for subject in found.subjects for row in subject.rows]
    assert sorted(map(id, told)) == sorted(map(id, found.progress.rows))
    firsts = [found.progress.rows.index(subject.rows[0]) for subject in found.subjects]
    assert firsts == sorted(firsts)
    assert len({(subject.indicator.code, subject.area) for subject in found.subjects}) == len(found.subjects)
    assert len(found.subjects[0].rows) == 2  # the enterprises of two plans


def test_the_history_judges_as_the_year_does(hanoi: Workspace) -> None:
    found = made(hanoi)
    for subject in found.subjects:
        judged = {id(goal.row.target): goal.row for goal in subject.history.goals}
        for row in subject.rows:
            assert judged[id(row.target)].verdict == row.verdict


def test_a_history_rests_on_the_figures_of_its_indicator_alone(hanoi: Workspace) -> None:
    for subject in made(hanoi).subjects:
        codes = {seen.indicator for seen in subject.workspace.observations}
        ratio = subject.indicator.ratio
        assert codes <= {subject.indicator.code, *(() if ratio is None else (ratio.part, ratio.whole))}
        assert subject.history.marks == history(hanoi, subject.indicator.code, subject.area, END).marks


def test_compound_growth_is_measured_in_every_part() -> None:
    found = workspace(
        [plan("wells: {value: 1000, baseline: {value: 10, as_of: 2024-12-31}}")], "wells,,2025-06-30,,95,,,a"
    )
    result = progress(found, 2025, END, cagr=True)
    (subject,) = report(result, None, Selection(cagr=True)).subjects
    assert [row.status for row in subject.rows] == [Status.BEHIND]
    assert [goal.row.status for goal in subject.history.goals] == [Status.BEHIND]
    assert [goal.row.status for goal in made(found).subjects[0].history.goals] == [Status.OFF_TRACK]


def test_areas_are_subjects_of_their_own() -> None:
    folder = ROOT / "tests/workspaces/regions"
    found = report(progress(load(read_workspace(folder)).workspace, 2025, END))
    subjects = [(subject.indicator.code, subject.area) for subject in found.subjects]
    assert len({code for code, _ in subjects}) < len(subjects)
    for subject in found.subjects:
        assert {row.target.area for row in subject.rows} == {subject.area}


TARGETS = "wells: {value: 10}\ntrips: {value: 4}\ncovered: {value: 50}"
FIGURES = """
wells,,2024-12-31,,1,,,a
wells,,2025-03-31,,4,,,a
wells,,2025-09-30,,10,,,a
trips,2025-03,2025-03-31,,1,,,a
insured,,2025-10-31,,30,,,a
people,,2025-10-31,,60,,,a
waste,,2025-10-31,,7,,,a
"""


def test_what_is_new_are_the_later_figures_and_the_targets_that_they_move() -> None:
    since = made(workspace([plan(TARGETS)], FIGURES), date(2025, 6, 30)).since
    assert since is not None
    assert since.day == date(2025, 6, 30)
    # Those that a share is derived from, too, but not what nobody asks about.
    assert [seen.indicator for seen in since.figures] == ["wells", "insured", "people"]
    moved = {move.new.indicator.code: (move.old.status, move.new.status) for move in since.moves}
    assert moved == {
        "wells": (Status.ON_TRACK, Status.MET),
        "covered": (Status.NO_DATA, Status.MET),
    }


def test_on_the_day_of_the_last_figure_nothing_is_new() -> None:
    since = made(workspace([plan(TARGETS)], FIGURES), date(2025, 10, 31)).since
    assert since is not None
    assert (since.moves, since.figures) == ((), ())


def test_a_figure_that_replaces_an_equal_one_is_a_move() -> None:
    since = made(
        workspace([plan("wells: {value: 10}")], "wells,,2025-03-31,,11,,,a\nwells,,2025-09-30,,11,,,a"),
        date(2025, 6, 30),
    ).since
    assert since is not None
    assert [move.new.status for move in since.moves] == [Status.MET]
