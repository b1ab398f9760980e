"""The report as Markdown: whole documents, nothing in them that was not meant, and the same counts as progress."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from judging import plan
from judging import workspace as judged
from reporting import SCHEME, hanoi, hostile, made
from syrupy.assertion import SnapshotAssertion
from written import progress_markdown, report_markdown

from cnht.domain.progress import Status
from cnht.domain.report import Report
from cnht.language.texts import Lang
from cnht.presenting.phrases import STATUS_MARKS, STATUS_WORDS, opening
from cnht.writers.markdown import begun


@pytest.fixture(scope="module")
def whole() -> Report:
    return hanoi("2025-06-30")


def headings(text: str, level: int) -> list[str]:
    return re.findall(rf"^{'#' * level} (.*)$", text, re.MULTILINE)


def section(text: str, heading: str) -> str:
    """What stands below a heading of the second level."""
    return text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0].strip()


@pytest.mark.parametrize("lang", Lang)
def test_the_whole_document(whole: Report, lang: Lang, snapshot: SnapshotAssertion) -> None:
    assert report_markdown(whole, lang) == snapshot


def test_the_parts_stand_in_this_order(whole: Report) -> None:
    parts = ["Progress", "New after 2025-06-30", "Over the years", "Conflicting figures", "What is missing", "Sources"]
    assert headings(report_markdown(whole, Lang.EN), 2) == parts
    assert headings(report_markdown(hanoi(), Lang.EN), 2) == [part for part in parts if not part.startswith("New")]


@pytest.mark.parametrize("lang", Lang)
def test_it_says_of_each_target_what_progress_says(whole: Report, lang: Lang) -> None:
    text = report_markdown(whole, lang)
    assert opening(whole.progress).text(lang) in text
    lines = section(text, "Tiến độ" if lang is Lang.VI else "Progress").splitlines()
    counts = Counter(row.status for row in whole.progress.rows)
    for status in Status:
        words = "" if status is Status.MET else STATUS_WORDS[status].text(lang)  # which also says so far, or exceeded
        said = sum(f"| {STATUS_MARKS[status][0]} {words}" in line for line in lines)
        assert said == counts[status], status
    # The same cells, but for the numbers of the sources.
    unnumbered = [re.sub(r"\\\[.*?\\\]", "", line) for line in progress_markdown(whole.progress, lang).splitlines()]
    rows = [line for line in unnumbered if line.startswith("|")]
    assert [re.sub(r"\\\[.*?\\\]", "", line) for line in lines if line.startswith("|")] == rows


def test_there_is_one_list_of_sources_and_every_number_is_in_it(whole: Report) -> None:
    text = report_markdown(whole, Lang.EN)
    body, _, sources = text.partition("\n## Sources\n")
    listed = [int(number) for number in re.findall(r"^(\d+)\. ", sources, re.MULTILINE)]
    assert listed == [*range(1, len(listed) + 1)]
    cited = {int(number) for group in re.findall(r"\\\[([\d, ]+)\\\]", body) for number in group.split(", ")}
    assert cited == {*listed}
    assert len(re.findall("Sources$", text, re.MULTILINE)) == 1


def test_every_indicator_with_a_figure_has_a_part_and_no_other(whole: Report) -> None:
    told = [
        re.sub(r".*\(`(.*)`\)", r"\1", head) for head in headings(report_markdown(whole, Lang.EN), 3) if "`" in head
    ]
    assert told == [one.indicator.code for one in whole.subjects if one.history.marks]
    assert "index_growth" not in told


def test_what_is_missing_is_told_of_targets_without_a_figure_of_the_year_or_of_its_end(whole: Report) -> None:
    lines = section(report_markdown(whole, Lang.EN), "What is missing").splitlines()
    judged_rows = [row for row in whole.progress.rows if row.superseded_by is None]
    lacking = [row for row in judged_rows if row.observed is None or row.carried or not row.final]
    assert len(lines) == len(lacking)
    assert "- Support-policy coverage (301/KH-UBND): no 2025 figure" in lines
    assert "- Cluster works started (20/KH-UBND): no year-end figure; behind on 2025-06-30 \\[6\\]" in lines


def test_with_a_figure_of_the_due_date_nothing_is_missing() -> None:
    found = made(judged([plan("wells: {value: 100}")], "wells,,2025-12-31,,80,,,a"), 2025, "2025-12-31")
    assert "What is missing" not in report_markdown(found, Lang.EN)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (Lang.EN, "There is no figure dated after 2025-12-31, and no verdict has changed."),
        (Lang.VI, "Sau ngày 31/12/2025 không có số liệu mới, và không đánh giá nào thay đổi."),
    ],
)
def test_where_nothing_is_new_it_says_so(lang: Lang, said: str) -> None:
    assert said in report_markdown(hanoi("2025-12-31"), lang)


def test_no_two_empty_lines_and_no_figure_is_no_defect(whole: Report) -> None:
    bare = made(judged([plan("wells: {value: 100}")], ""), 2025, "2025-12-31")
    for report in (whole, bare, made(judged([plan("wells: {value: 100}")], ""), 2025, "2024-12-31")):
        text = report_markdown(report, Lang.VI)
        assert "\n\n\n" not in text
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
    assert "Over the years" not in report_markdown(bare, Lang.EN)


def test_no_name_becomes_a_tag_a_cell_emphasis_or_a_link() -> None:
    text = report_markdown(hostile(), Lang.EN)
    assert not re.search(r"(?<!\\)<(?!https://a\.b/c\?d=e>)", text)
    assert "\\<script\\>" in text
    assert re.findall(r"(?<!\\)\]\((?!<https://a\.b)", text) == []
    assert f"({SCHEME}" not in text
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(widths) == 1, table


def test_what_an_area_is_stands_beside_the_name_where_there_are_several() -> None:
    areas = "areas: {north: {vi: Bắc, en: North}, south: {vi: Nam, en: South}}\n"
    targets = "wells: [{value: 100, area: north}, {value: 50, area: south}]"
    header = "indicator,area,as_of,value,source"
    figures = "wells,north,2025-06-30,80,a\nwells,south,2025-06-30,20,a"
    found = made(judged([plan(targets)], figures, areas=areas, header=header), 2025, "2025-12-31", "2025-01-01")
    text = report_markdown(found, Lang.EN)
    assert headings(text, 3)[3:] == ["a, North (`wells`)", "a, South (`wells`)"]
    assert "| a, North | 2025-06-30 | 80 things" in section(text, "New after 2025-01-01")


def test_equal_conflicts_of_two_areas_are_two() -> None:
    areas = "areas: {north: {vi: Bắc, en: North}, south: {vi: Nam, en: South}}\n"
    targets = "wells: [{value: 100, area: north}, {value: 100, area: south}]"
    rows = "".join(
        f"wells,{area},2025-06-30,{value},{source}\n"
        for area in ("north", "south")
        for value, source in ((8, "a"), (7, "b"))
    )
    found = made(
        judged([plan(targets)], rows, areas=areas, header="indicator,area,as_of,value,source"), 2025, "2025-12-31"
    )
    told = section(report_markdown(found, Lang.EN), "Conflicting figures").splitlines()
    assert [line.split(":")[0] for line in told] == ["- a, North", "- a, South"]


@pytest.mark.parametrize("text", ["1. u", "12) u", "+ u", "- u", "*", "-"])
def test_what_begins_a_line_begins_no_list(text: str) -> None:
    assert not re.match(r"([-+*]|[0-9]+[.)])(\s|$)", begun(text))
    assert begun("-0.27") == "-0.27"
    assert begun("1.5 %") == "1.5 %"
