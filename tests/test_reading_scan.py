"""Reading without keeping the figures, and what it may cost: memory, and files that are made to be a burden.

The bounds are far above what is measured, so that only a change of kind breaks them.
"""

from __future__ import annotations

import tracemalloc
from functools import partial
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnht.files.textfile import TextFile
from cnht.reading.load import load, scan

INDICATORS = """\
areas: {here: {vi: H, en: H}}
units: {firm: {vi: d, en: f}}
indicators:
  firms: {name: {vi: D, en: F}, unit: firm, measure: stock, direction: increase}
  waste: {name: {vi: C, en: W}, unit: firm, measure: stock, direction: decrease}
"""
SOURCES = "vna-2024: {title: T, publisher: P, published: 2024, authority: press}\n"
HEAD = """\
plan: 1/KH-UBND
title: {vi: K, en: P}
issuer: {vi: U, en: U}
period: 2025
source: vna-2024
"""
SNAPSHOT = "indicator,as_of,value,source\nfirms,2024-09-28,5,vna-2024\n"
BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 99))
NOTED = "indicator,as_of,value,source,note\nfirms,2024-09-28,5,vna-2024,NOTE\n"
PLAN = "targets/p.yaml"
SOUND = {"targets/indicators.yaml": INDICATORS, "data/sources.yaml": SOURCES, "data/s.csv": SNAPSHOT}


ROWS = [
    ("firms,2024-09-{n:02},5,vna-2024,\n", "", 1),
    ('firms,2024-09-{n:02},5,vna-2024,"one, two"\n', "", 1),
    ('firms,2024-09-{n:02},5,vna-2024,"one\ntwo\n"\n', "", 3),
    ("firms,2024-09-{n:02},5,vna-2024\n", "C207", 1),
    ('firms,2024-09-{n:02},"5"0,vna-2024,\n', "C210", 1),
    ("firms,2024-09-{n:02},1.000,vna-2024,\n", "V302", 1),
    ("\n", "C211", 1),
]
"""A row, the code of what is wrong with it, and how many lines it takes."""


@given(st.lists(st.sampled_from(ROWS), min_size=1, max_size=28))
def test_every_row_is_read_or_reported_at_its_line_whatever_stands_around_it(rows: list[tuple[str, str, int]]) -> None:
    text, line, previous = "indicator,as_of,value,source,note\nfirms,2024-08-31,5,vna-2024,\n", 3, ""
    read = [2]
    wrong: list[tuple[str, int]] = []
    for n, (row, code, lines) in enumerate(rows, start=1):
        text += row.format(n=n)
        if not code:
            read.append(line)
        elif code != "C211" or previous != code:  # blank rows one after the other are told once
            wrong.append((code, line))
        previous, line = code, line + lines
    files = [TextFile("targets/indicators.yaml", INDICATORS.encode()), TextFile("data/sources.yaml", SOURCES.encode())]
    loaded = load([*files, TextFile("data/s.csv", text.encode())])
    assert [seen.where.line for seen in loaded.workspace.observations] == read
    assert [(one.code, one.where.line) for one in loaded.problems] == wrong


def test_blank_lines_above_the_header_hide_nothing() -> None:
    files = SOUND | {"data/s.csv": f"\n\n{SNAPSHOT}"}
    loaded = load(TextFile(name, text.encode()) for name, text in files.items())
    assert [seen.where.line for seen in loaded.workspace.observations] == [4]
    assert [(one.code, one.where.line) for one in loaded.problems] == [("C211", 1)]


def test_a_file_that_changes_while_it_is_read_is_reported() -> None:
    class Changing(BytesIO):
        """A file to which somebody writes after it was looked through."""

        def seek(self, offset: int, whence: int = 0, /) -> int:
            self.getbuffer()[30:31] = b"\xff"
            return super().seek(offset, whence)

    files = [
        TextFile("targets/indicators.yaml", INDICATORS.encode()),
        TextFile("data/sources.yaml", SOURCES.encode()),
        TextFile("data/s.csv", lambda: Changing(SNAPSHOT.encode())),
    ]
    assert [problem.code for problem in load(files).problems] == ["F111"]


def test_memory_does_not_grow_with_the_file() -> None:
    files = [TextFile("targets/indicators.yaml", INDICATORS.encode()), TextFile("data/sources.yaml", SOURCES.encode())]
    peaks = []
    for length in (3_000, 3_000, 20_000):  # the first time, what is imported counts
        rows = (f"firms,{1900 + n // 12}-{n % 12 + 1:02},5,vna-2024,{n}{'x' * length}\n" for n in range(1200))
        data = ("indicator,as_of,value,source,note\n" + "".join(rows)).encode()
        tracemalloc.start()
        assert scan([*files, TextFile("data/s.csv", partial(BytesIO, data), size=len(data))]).problems == ()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < peaks[1] + 6_000_000  # of 20 MB more


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        pytest.param(name, text, found, id=label)
        for label, name, text, found in (
            ("long note", "data/s.csv", NOTED.replace("NOTE", "x" * 10_000_000), ["C212 2:29"]),
            ("long quoted note", "data/s.csv", NOTED.replace("NOTE", f'"{"x" * 10_000_000}"'), ["C212 2:29"]),
            ("long value", "data/s.csv", SNAPSHOT.replace(",5,", f",{'5' * 10_000_000},"), ["C212 2:18"]),
            ("long code", "data/s.csv", SNAPSHOT.replace("firms", "f" * 10_000_000), ["C212 2:1"]),
            ("long column", "data/s.csv", SNAPSHOT.replace("value", "v" * 10_000_000), ["C212 1:17"]),
            ("long line", "data/s.csv", "x" * 20_000_000, ["C212 1:1"]),
            ("wide row", "data/s.csv", SNAPSHOT + "," * 3_000_000, ["C211 3:1"]),
            ("brackets for a value", "data/s.csv", SNAPSHOT.replace(",5,", f",{'[' * 100_000},"), ["V301 2:18"]),
            ("brackets for a code", "data/s.csv", SNAPSHOT.replace("firms", "[" * 100_000), ["V309 2:1"]),
            ("brackets for a note", "data/s.csv", NOTED.replace("NOTE", "[" * 100_000), []),
            ("long text", PLAN, HEAD + "note: " + "x" * 10_000_000 + "\ntargets: {}\n", []),
            ("long number", PLAN, HEAD + f"targets: {{firms: {{value: {'9' * 10_000_000}}}}}\n", ["V303 6:26"]),
            ("brackets", PLAN, HEAD + "targets: " + "[" * 100_000, ["Y404 6:59"]),
            ("closed brackets", PLAN, HEAD + "targets: " + "[" * 100_000 + "]" * 100_000, ["Y404 6:59"]),
            ("braces", PLAN, HEAD + "targets: " + "{" * 100_000, ["Y404 6:59"]),
            (
                "bomb",
                PLAN,
                HEAD + "targets: {}\n" + BOMB,
                [f"Y405 {7 + n}:{len(f'a{n}: .')}" for n in range(99)],
            ),
        )
    ],
)
def test_a_hostile_file_has_its_problems_and_no_others(name: str, text: str, found: list[str]) -> None:
    files = SOUND | {name: text}
    problems = scan([TextFile(each, content.encode()) for each, content in files.items()]).problems
    assert {problem.where.file for problem in problems} <= {name}
    said = [f"{problem.code} {problem.where.line}:{problem.where.column}" for problem in problems]
    assert [one for one in said if not one.startswith("Y417")] == found


@pytest.mark.parametrize(
    "note",
    [
        '"\n' + "x\n" * 5000,
        '"a\n' + f"{'x' * 100}\n" * 5000 + 'end"\n',
        '"a\nfirms,2024-09-27,6,vna-2024,\nend"\n',
    ],
)
def test_an_open_quote_is_one_problem_however_much_it_swallows(note: str) -> None:
    files = SOUND | {"data/s.csv": f"indicator,as_of,value,source,note\nfirms,2024-09-28,5,vna-2024,{note}"}
    loaded = load(TextFile(name, text.encode()) for name, text in files.items())
    assert [(one.code, one.where.line) for one in loaded.problems] == [("C209", 2)]
