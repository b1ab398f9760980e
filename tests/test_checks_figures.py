"""Rules over figures: which cannot all be true, which are a slip of the pen, and the near misses that are neither."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnht.checks import check, check_loaded, check_series
from cnht.checks.prefilter import suspects
from cnht.domain.model import Observation, Workspace
from cnht.domain.period import Period
from cnht.files.textfile import TextFile
from cnht.language.texts import Lang
from cnht.problems import Problem
from cnht.reading import load as load_module
from cnht.reading.load import Loaded, load, scan

INDICATORS = """\
areas: {hanoi: {vi: H, en: H}}
units: {firm: {vi: d, en: f}, percent: {vi: "%", en: "%"}, bn: {vi: tỷ đồng, en: bn VND, scale: 1000000000}}
indicators:
  firms: {name: {vi: D, en: F}, unit: firm, measure: stock, direction: increase, register: r, stage: open}
  good: {name: {vi: C, en: G}, unit: firm, measure: stock, direction: increase}
  share: {name: {vi: S, en: S}, unit: percent, measure: share, direction: increase, ratio: {of: good, to: firms}}
  built: {name: {vi: X, en: B}, unit: firm, measure: flow, direction: increase, register: r, stage: built}
  money: {name: {vi: V, en: M}, unit: bn, measure: flow, direction: increase, signed: true}
  growth: {name: {vi: G, en: G}, unit: percent, measure: growth, direction: increase}
"""
SOURCES = "".join(
    f"{code}: {{title: T, publisher: P, published: {day}, authority: press}}\n"
    for code, day in (("s", "2026-12-31"), ("t", "2026-12-31"), ("june", "2024-06-15"), ("year", "2024"))
)
PLAN = """\
plan: one
title: {vi: K, en: P}
issuer: {vi: U, en: U}
period: 2025
source: [s, t, june, year]
targets: {firms: {value: 5}, good: {value: 5}, share: {value: 5}, built: {value: 5}, money: {value: 5},
          growth: {value: 5}}
"""


def read(rows: str, register: str = "") -> list[TextFile]:
    """``rows`` hold indicator, period, as_of, qualifier, value, value_high, status and source; ``-`` is none."""
    cells = [["" if cell == "-" else cell for cell in row.split()] for row in rows.strip().splitlines()]
    header = "indicator,period,as_of,qualifier,value,value_high,status,source"
    files = {
        "targets/indicators.yaml": INDICATORS,
        "targets/0.yaml": PLAN,
        "data/sources.yaml": SOURCES,
        "data/x.csv": "\n".join([header, *(",".join([*row, *[""] * (7 - len(row)), "s"][:8]) for row in cells)]) + "\n",
        "data/registers/r.csv": "name,area,stage,as_of,source\n" + (register or "A,hanoi,open,2026-12,s\n"),
    }
    return [TextFile(name, text.encode()) for name, text in files.items()]


def workspace(rows: str, register: str = "") -> Workspace:
    loaded = load(read(rows, register))
    assert loaded.problems == ()
    return loaded.workspace


def told(problems: list[Problem]) -> list[str]:
    """Each problem as ``CODE line < related lines``; all of them stand at the beginning of a line of their file."""
    return [
        " ".join([each.code, str(each.where.line), *(f"<{place.line}" for place in each.related)]) for each in problems
    ]


def found(rows: str, register: str = "") -> list[str]:
    """What is told of figures; it is the same where they are read in bulk."""
    problems = check(workspace(rows, register), date(2026, 12, 31), complete=True)
    assert check_loaded(in_bulk(rows, register), date(2026, 12, 31)) == problems
    return told(problems)


def in_bulk(rows: str, register: str = "") -> Loaded:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load_module, "LARGE", 0)
        return scan(read(rows, register))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # The words decide: 960 is about 950, 900 is not.
        ("firms - 2024-12 about 950\nfirms - 2024-12-31 - 960 - - t", []),
        ("firms - 2024-12 about 950\nfirms - 2024-12-31 - 900 - - t", ["M545 3 <2"]),
        ("firms - 2024-12 nearly 1000\nfirms - 2024-12 - 1000 - - t", ["M545 3 <2"]),
        ("firms - 2024-12 over 900\nfirms - 2024-12 - 1500 - - t", []),
        ("firms - 2024-12 between 900 950\nfirms - 2024-12 between 950 999 - t", []),
        ("firms - 2024-12 - 900\nfirms - 2024-11 - 950 - - t", []),
        ("firms - 2024-12 - 900\nfirms - 2024-12 - 950 - disputed t", []),
        ("firms - 2024-12 - 900 - provisional\nfirms - 2024-12 - 950 - final t", ["M545 3 <2"]),
        ("firms - 2024-12 - 900\ngood - 2024-12 - 800 - - t", []),
        # One problem for a group, at the later of the two that are farthest apart, citing all that it contradicts.
        ("firms - 2024-12 - 900\nfirms - 2024-12 - 950 - - t\nfirms - 2024-12 - 901 - - june", ["M545 3 <2 <4"]),
        ("firms - 2024-12 - 900\nfirms - 2024-12 - 950 - - t\nfirms - 2024-12 over 800 - - june", ["M545 3 <2"]),
        # A period is the days it covers up to the figure's date.
        ("growth 2024-H1 2024-06 - 5\ngrowth 2024-01/2024-06 2024-06-30 - 6 - - t", ["M545 3 <2"]),
        ("growth 2024 2024-06 - 5\ngrowth 2024-H1 2024-06-30 - 6 - - t", ["M545 3 <2"]),
        ("growth 2024-Q2 2024-06 - 5\ngrowth 2024-H1 2024-06-30 - 6 - - t", []),
    ],
)
def test_figures_of_one_date_can_all_be_true(rows: str, expected: list[str]) -> None:
    assert [each for each in found(rows) if "M544" not in each] == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("firms - 2023-12 - 960\nfirms - 2024-12 - 9600", ["M547 3 <2"]),
        ("firms - 2023-12 about 960\nfirms - 2024-12 nearly 100", ["M547 3 <2"]),
        ("firms - 2023-12 - 960\nfirms - 2024-12 - 960000", ["M547 3 <2"]),
        ("firms - 2023-12 - 100\nfirms - 2024-12 - 1500", ["M547 3 <2"]),
        ("firms - 2023-12 - 100\nfirms - 2024-12 - 900", ["M547 3 <2"]),
        ("firms - 2023-12 - 100\nfirms - 2024-12 - 899", []),
        ("firms - 2023-12 - 0\nfirms - 2024-12 - 500", []),
        ("firms - 2023-12 - 500\nfirms - 2024-12 - 0\nfirms - 2025-12 - 510", []),
        # The order is that of the dates, not of the rows.
        ("firms - 2024-12 - 9600\nfirms - 2023-12 - 960", ["M547 2 <3"]),
        # Few things become many; but one digit more is one digit more.
        ("firms - 2023-12 - 1\nfirms - 2024-12 - 24", []),
        ("firms - 2023-12 - 4\nfirms - 2024-12 - 40", ["M547 3 <2"]),
        ("firms - 2023-12 - 5\nfirms - 2024-12 - 47", ["M547 3 <2"]),
        # One slip is one problem: what comes after it is compared with what came before.
        ("firms - 2022-12 - 950\nfirms - 2023-12 - 9600\nfirms - 2024-12 - 970", ["M547 3 <2"]),
        # One leap is one problem: what stays there is in line.
        ("firms - 2022-12 - 100\nfirms - 2023-12 - 1500\nfirms - 2024-12 - 1600", ["M547 3 <2"]),
        ("firms - 2022-12 - 9600 - disputed\nfirms - 2023-12 - 950", []),
        ("firms - 2023-12 - 960\nfirms - 2024-12 - 9600 - disputed", []),
        # Of a share, and of money, a tenth may be real; a power of ten of a share is a slip.
        ("share - 2023-12 - 2\nshare - 2024-12 - 30", []),
        ("share - 2023-12 - 0.35\nshare - 2024-12 - 36", ["M547 3 <2"]),
        ("share - 2023-12 - 3.4\nshare - 2024-12 - 35", ["M547 3 <2"]),
        ("growth 2023 2023-12 - 0.5\ngrowth 2024 2024-12 - 9", []),
        # Flows: years with years, months with months, and what is about as long by the day.
        ("built 2023 2023-12 - 100\nbuilt 2024 2024-12 - 1000", ["M547 3 <2"]),
        ("built 2023 2023-12 - 1200\nbuilt 2024-01 2024-01 - 100", []),
        ("built 2024-01 2024-01 - 100\nbuilt 2024 2024-12 - 1200", []),
        ("built 2023 2023-12 - 1200\nbuilt 2024-01 2024-01 - 100\nbuilt 2024 2024-12 - 130", ["M547 4 <2"]),
        ("built 2024-01 2024-01-31 - 100\nbuilt 2024-02 2024-02-29 - 1000", ["M547 3 <2"]),
        ("built 2024-01 2024-01-31 - 100\nbuilt 2024-02 2024-02-03 - 11", []),
        ("built 2024 2024-12 - 4000\nbuilt 2025-H1 2025-06 - 2000", []),
        ("built 2024 2024-12 - 40\nbuilt 2025-H1 2025-06 - 2", []),
        ("built 2024 2024-12 - 4000\nbuilt 2025-H1 2025-06 - 20000", ["M547 3 <2"]),
        ("money 2024 2024-12 - 0.5\nmoney 2025 2025-12 - 6", ["M547 3 <2"]),
        ("money 2024 2024-12 - -5\nmoney 2025 2025-12 - 60", []),
    ],
)
def test_a_figure_is_not_ten_times_the_one_before(rows: str, expected: list[str]) -> None:
    assert found(rows) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("built 2024-H1 2024-06 - 50\nbuilt 2024 2024-12 - 40", ["M546 3 <2"]),
        ("built 2024 2024-06 - 50\nbuilt 2024 2024-09 - 49", ["M546 3 <2"]),
        ("built 2024-H1 2024-06 - 50\nbuilt 2024 2024-12 - 50", []),
        ("built 2024-H1 2024-06 - 50\nbuilt 2024-H2 2024-12 - 40", []),
        ("built 2024-H1 2024-06 - 50\nbuilt 2024 2024-12 - 40 - disputed", []),
        ("built 2024-H1 2024-06 about 50\nbuilt 2024 2024-12 - 49", []),
        ("built 2024-H1 2024-06 over 50\nbuilt 2024 2024-12 - 50", ["M546 3 <2"]),
        ("built 2024-H1 2024-06 under 50\nbuilt 2024 2024-12 - 3", []),
        ("built 2024-H1 2024-06 - 50\nbuilt 2024 2024-09 at_most 90\nbuilt 2024 2024-12 - 20", ["M546 4 <2"]),
        # One slip is one problem, whether it was too much or too little.
        ("built 2024 2024-03 - 25\nbuilt 2024 2024-06 - 90\nbuilt 2024 2024-09 - 70\nbuilt 2024 2024-12 - 80",
         ["M546 4 <3"]),
        ("built 2024-Q1 2024-03 - 25\nbuilt 2024-H1 2024-06 - 5\nbuilt 2024 2024-12 - 80", ["M546 3 <2"]),
        ("built 2024-Q1 2024-03 - 2000\nbuilt 2024-H1 2024-06 - 220", ["M546 3 <2"]),
        # Where two figures of the earlier date differ, that is the problem.
        ("built 2024-H1 2024-06 - 50\nbuilt 2024-H1 2024-06 - 40 - - t\nbuilt 2024 2024-12 - 45", ["M545 3 <2"]),
        ("money 2024-H1 2024-06 - 5\nmoney 2024 2024-12 - -4", []),
        ("firms - 2024-06 - 7\nfirms - 2024-12 - 5", []),
    ],
)  # fmt: skip
def test_what_is_counted_on_from_one_day_does_not_shrink(rows: str, expected: list[str]) -> None:
    assert found(rows) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # 336 of 960 is 35 %, 320 of 930 is 34.4 %: written 34 or 34.4, not 34.5 or 35.
        ("good - 2024-12 - 336\nfirms - 2024-12 - 960\nshare - 2024-12 - 35", []),
        ("good - 2024-12 - 320\nfirms - 2024-12 - 930\nshare - 2024-12 - 34", []),
        ("good - 2024-12 - 320\nfirms - 2024-12 - 930\nshare - 2024-12 - 34.4", []),
        ("good - 2024-12 - 320\nfirms - 2024-12 - 930\nshare - 2024-12 - 34.5", ["M548 4 <2 <3"]),
        ("good - 2024-12 - 320\nfirms - 2024-12 - 930\nshare - 2024-12-31 over 35", ["M548 4 <2 <3"]),
        ("good - 2024-12 over 320\nfirms - 2024-12 - 930\nshare - 2024-12 - 40", []),
        ("good - 2024-12 - 320\nfirms - 2024-12 nearly 1000\nshare - 2024-12 - 33", []),
        ("good - 2024-12 - 320\nfirms - 2024-11 - 930\nshare - 2024-12 - 50", []),
        ("good - 2024-12 - 320\nfirms - 2024-12 - 930\nshare - 2024-12 - 50 - disputed", []),
        ("good - 2024-12 - 320 - disputed\nfirms - 2024-12 - 930\nshare - 2024-12 - 50", []),
        # Where two figures of a part differ, either may be right.
        (
            "good - 2024-12 - 320\ngood - 2024-12 - 465 - - t\nfirms - 2024-12 - 930\nshare - 2024-12 - 50",
            ["M545 3 <2"],
        ),
        ("good - 2024-12 - 0\nfirms - 2024-12 - 0\nshare - 2024-12 - 50", []),
        # More than all.
        ("good - 2024-12 - 961\nfirms - 2024-12 - 960", ["M549 2 <3"]),
        ("good - 2024-12 - 960\nfirms - 2024-12 - 960", []),
        ("good - 2024-12 - 961\nfirms - 2024-12 about 960", []),
        ("good - 2024-12-01 - 961\nfirms - 2024-12-31 - 960", ["M549 2 <3"]),
        ("good - 2024-11-29 - 961\nfirms - 2024-12-31 - 960", []),
        ("good - 2024-12-01 - 961\nfirms - 2024-12-02 - 960\nfirms - 2024-12-31 - 965", []),
        ("good - 2024-12 - 961\nfirms - 2024-12 - 960\nshare - 2024-12 - 99", ["M549 2 <3"]),
        # A slip in a part is one problem.
        ("good - 2023-12 - 320\ngood - 2024-12 - 3300\nfirms - 2024-12 - 930\nshare - 2024-12 - 35", ["M547 3 <2"]),
        ("good - 2023-12 - 320\ngood - 2024-12 - 33\nfirms - 2024-12 - 930\nshare - 2024-12 - 35", ["M547 3 <2"]),
    ],
)
def test_a_share_agrees_with_its_parts(rows: str, expected: list[str]) -> None:
    assert found(rows) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("firms - 2024-06-15 - 5 - - june", []),
        ("firms - 2024-06-16 - 5 - - june", ["M544 2 <3"]),
        ("firms - 2024-06 - 5 - - june", []),
        ("firms - 2024-07 - 5 - - june", ["M544 2 <3"]),
        ("firms - 2024-12-31 - 5 - - year", []),
        ("firms - 2025-01-01 - 5 - - year", ["M544 2 <4"]),
        ("firms - 2024-06-30 - 5 - estimate june", []),
        ("firms - 2024-06-30 - 5 - disputed june", ["M544 2 <3"]),
        ("built 2024 2024-06-15 - 5 - - june", []),
    ],
)
def test_no_figure_is_of_a_day_after_its_source_was_published(rows: str, expected: list[str]) -> None:
    assert found(rows) == expected


NAMES = "A,hanoi,open,2024-01,s\nB,hanoi,open,2024-03,s\nC,hanoi,open,2024-05,s\nD,hanoi,built,2024-03,s\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("firms - 2024-05-30 - 2", []),
        ("firms - 2024-05-31 - 3", []),
        ("firms - 2024-05-31 - 2", ["M550 2 <4"]),
        ("firms - 2024-05-31 nearly 3", ["M550 2 <4"]),
        ("firms - 2024-05-31 over 1", []),
        ("firms - 2024-05-31 - 2 - disputed", []),
        ("firms - 2024-05-31 - 1", ["M550 2 <3"]),
        ("firms - 2024-05-31 - 2\nfirms - 2024-06-30 - 2\nfirms - 2024-07-31 - 1", ["M550 2 <4", "M550 4 <3"]),
        ("built 2024-Q1 2024-03-31 - 0", ["M550 2 <5"]),
        ("built 2024-Q2 2024-06-30 - 0", []),
        ("good - 2024-05-31 - 0", []),
    ],
)
def test_a_register_names_no_more_than_the_figure(rows: str, expected: list[str]) -> None:
    assert found(rows, NAMES) == expected


@pytest.mark.parametrize(
    ("rows", "english", "vietnamese"),
    [
        (
            "firms - 2023-12 about 960\nfirms - 2024-12 - 9600",
            "9,600 is 10 times the about 960 of 2023-12 at data/x.csv:2:1",
            "9.600 gấp 10 lần khoảng 960 của 12/2023 ở data/x.csv:2:1",
        ),
        (
            "built 2024 2024-12 - 4000\nbuilt 2025-H1 2025-06 - 20",
            "20 is 1/99 of the 4,000 of 2024-12, by the day, at data/x.csv:2:1",
            "20 chỉ bằng 1/99 4.000 của 12/2024 tính theo ngày, ở data/x.csv:2:1",
        ),
        (
            "good - 2024-12 - 320\nfirms - 2024-12 - 930\nshare - 2024-12 - 50.5",
            "the share 50.5 contradicts 320 of 930 on the same day, which gives 34.4%",
            "tỷ lệ 50,5 mâu thuẫn với 320 trên 930 cùng ngày, tức 34,4\u00a0%",
        ),
        (
            "good - 2024-12 - 320\nfirms - 2024-12 about 930\nshare - 2024-12 - 50.5",
            "the share 50.5 contradicts 320 of about 930 on the same day, which gives 33.6–35.3%",
            "tỷ lệ 50,5 mâu thuẫn với 320 trên khoảng 930 cùng ngày, tức 33,6 – 35,3\u00a0%",
        ),
        (
            "built 2025-H1 2025-06-30 - 1200\nbuilt 2025-01/2025-07 2025-07-31 nearly 1000",
            (
                "the total from 2025-01-01 to 2025-07-31 is nearly 1,000, less than 1,200 by 2025-06-30"
                " at data/x.csv:2:1"
            ),
            "số cộng dồn từ 01/01/2025 đến 31/07/2025 là gần 1.000, ít hơn 1.200 đến 30/06/2025 ở data/x.csv:2:1",
        ),
    ],
)
def test_a_message_gives_its_numbers_and_dates_as_each_language_writes_them(
    rows: str, english: str, vietnamese: str
) -> None:
    (problem,) = check(workspace(rows))
    assert (str(problem.message), problem.message.text(Lang.VI)) == (english, vietnamese)


@pytest.mark.parametrize(
    ("rows", "said"), [("firms - 2024-05-31 - 2", "has 3 names,"), ("firms - 2024-02-29 - 0", "has 1 name,")]
)
def test_one_name_is_no_plural(rows: str, said: str) -> None:
    (problem,) = check(workspace(rows, NAMES))
    assert said in str(problem.message)


@pytest.mark.parametrize("shape", ["a day each", "one day", "one period start", "as many as there are lengths"])
def test_a_hundred_thousand_figures_take_seconds(shape: str) -> None:
    base = workspace("firms - 2024-12 - 950\nbuilt 2024 2024-12 - 900\ngood - 2024-12 - 300")
    one, flow, part = base.observations
    first = date(1800, 1, 1)
    many: list[Observation] = []
    for number in range(33_000):
        day = first + timedelta(days=number)
        day = date(2020, 1, 1) if shape == "one day" else day
        where = one.where._replace(line=number + 2)
        many.append(
            replace(one, as_of=day, where=where, quantity=replace(one.quantity, value=Decimal(900 + number % 3)))
        )
        many.append(replace(part, as_of=day, where=where))
        assert flow.period is not None
        start = day if shape == "as many as there are lengths" else first
        span = replace(flow.period, first=min(start, day - timedelta(days=number // 2)), last=day)
        many.append(replace(flow, as_of=day, period=span, where=where))
    check(replace(base, observations=tuple(many)))  # were it quadratic, this would not end


def test_series_can_be_handed_over_one_by_one_without_a_list_of_all_figures() -> None:
    whole = workspace("firms - 2023-12 - 960\nfirms - 2024-12 - 9600\ngood - 2024-12 - 5\ngood - 2024-12 - 6 - - t")
    firms = [seen for seen in whole.observations if seen.indicator == "firms"]
    good = [seen for seen in whole.observations if seen.indicator == "good"]
    bare = replace(whole, observations=())
    series = iter([(("firms", "hanoi"), firms), (("good", "hanoi"), good)])
    assert told(list(check_series(bare, series))) == ["M547 3 <2", "M545 5 <4"]


DAYS = ["2023-12", "2024-01-31", "2024-02-29", "2024-03-31", "2024-06", "2024-12-31"]
SPANS = ["2024", "2024-H1", "2024-Q1", "2024-01", "2024-02", "2024-01/2024-03"]
NUMBERS = ["0", "4", "5", "44", "45", "45.5", "50", "400", "449.9", "450", "5000", "100000000000000000000"]
WORDS = ["-", "-", "-", "about", "nearly", "over", "under", "at_least"]


@st.composite
def figures(draw: st.DrawFn) -> str:
    """A sound row, of a few indicators, dates and numbers, so that much falls together."""
    indicator = draw(st.sampled_from(["firms", "good", "share", "built", "money", "growth"]))
    span = draw(st.sampled_from(SPANS)) if indicator in ("built", "money", "growth") else "-"
    day = Period.parse(span).last.isoformat() if span != "-" else draw(st.sampled_from(DAYS))
    number = draw(st.sampled_from([each for each in NUMBERS if indicator != "share" or float(each) < 100]))
    word = draw(st.sampled_from(WORDS)) if float(number) else "-"
    status = draw(st.sampled_from(["-", "-", "estimate", "final", "disputed"]))
    return f"{indicator} {span} {day} {word} {number} - {status} {draw(st.sampled_from(['s', 't', 'june', 'year']))}"


@given(st.lists(figures(), min_size=1, max_size=12))
def test_a_series_that_is_passed_over_breaks_no_rule(rows: list[str]) -> None:
    text, register = "\n".join(rows), "A,hanoi,built,2024,s\n"
    loaded, exact = in_bulk(text, register), scan(read(text, register))
    assert check_loaded(loaded) == check_loaded(exact)


def test_series_that_go_their_way_are_passed_over() -> None:
    months = [f"{year}-{month:02}" for year in range(2016, 2024) for month in range(1, 13)]
    rows = [f"good - {month} {'about' if n % 7 == 3 else '-'} {100 + n * 9}" for n, month in enumerate(months)]
    rows += [f"built {month} {month} - {50 + n}" for n, month in enumerate(months)]
    rows += [f"money {month[:4]}-01/{month} {month} - {100 * (n % 12 + 1)}" for n, month in enumerate(months)]
    rows += [f"growth {month} {month} - {n % 40 - 20}" for n, month in enumerate(months)]
    loaded = in_bulk("\n".join(rows))
    assert loaded.bulk is not None
    assert loaded.problems == ()
    assert not suspects(loaded.workspace, loaded.bulk).any()
