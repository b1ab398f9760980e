"""Large snapshots in bulk: the same rows, problems and figures as the exact reader has, whatever stands where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnht.checks import check_loaded
from cnht.checks.prefilter import suspects
from cnht.domain.model import Observation
from cnht.files.textfile import TextFile
from cnht.problems import Problem
from cnht.reading import bulk, load
from cnht.reading.load import Loaded, scan

INDICATORS = """\
areas: {hanoi: {vi: H, en: H}, hue: {vi: U, en: U}}
units: {firm: {vi: d, en: f}, percent: {vi: "%", en: "%"}, bn: {vi: tỷ đồng, en: bn VND, scale: 1000000000}}
indicators:
  firms: {name: {vi: D, en: F}, unit: firm, measure: stock, direction: increase, register: r, stage: open}
  good: {name: {vi: C, en: G}, unit: firm, measure: stock, direction: increase}
  share: {name: {vi: S, en: S}, unit: percent, measure: share, direction: increase, ratio: {of: good, to: firms}}
  money: {name: {vi: V, en: M}, unit: bn, measure: flow, direction: increase}
  growth: {name: {vi: G, en: G}, unit: percent, measure: growth, direction: increase}
"""
SOURCES = "".join(
    f"{code}: {{title: T, publisher: P, published: {day}, authority: press}}\n"
    for code, day in (("s", "2026-12-31"), ("t", "2024-06"))
)
REGISTER = "name,area,stage,as_of,source\nA,hanoi,open,2024-01,s\nB,hanoi,open,2024-03,s\n"
TODAY = date(2026, 12, 31)
HEADER = "indicator,area,period,as_of,qualifier,value,value_high,status,source,wording,note"
SOUND = [
    "firms,hanoi,,2024-{month:02},,{n},,,s,,",
    "firms,hanoi,,2024-{month:02},about,{n}0,,,t,,note {n}",
    "good,hanoi,,2024-{month:02},,{n},,,s,,",
    "good,hue,,2024-{month:02}-28,nearly,{n}.5,,final,s,,",
    "firms,hue,,2024-{month:02},over,1{n},,estimate,t,,",
    "share,hanoi,,2024-{month:02},,{n}.5,,,s,,",
    "share,hanoi,,2024-{month:02},between,{n},{n}.75,disputed,s,,",
    "money,hanoi,2024-{month:02},2024-{month:02},,{n}.25,,,s,,",
    "money,hanoi,2024,2024-{month:02},at_least,{n}00,,,s,,",
    "growth,hue,2024-{month:02},2024-{month:02},,-{n}.5,,,s,,",
]
"""Rows that are sound, give or take what they say together."""
ODD = [
    'firms,hue,,2024-{month:02},,7,,,s,,"one, ""{n}"""',
    '"firms","hanoi","","2024-{month:02}","","{n}","","","s","","two\nlines"',
    'firms,hue,,2024-{month:02},,7,,,s,,"three\r\nmore\rlines"',
    'firms,hue,,2024-{month:02},,7,,,s,"about 7",',
    'firms,hue,,2024-{month:02},about,7,,,s,"about 7","=1"',
    "firms,hanoi,,2024-{month:02},,12345678901234567890,,,s,,",
    "money,hanoi,2024,2024-{month:02},,0.30000000000000004,,,s,,",
    "money,hanoi,2024,2024-{month:02},,-{n},,,s,,",
    "firms,hanoi,,2024-{month:02},,1.000,,,s,,",
    "firms,hue,,2024-{month:02},nearly,1.250,,,t,gần 1.250,",
    "firms,hue,,2024-{month:02},between,1.250,1.500,,t,1.250 - 1.500,",
    "growth,hue,2024-{month:02},2024-{month:02},,108.8,,,s,,",
    'growth,hue,2024-{month:02},2024-{month:02},,108.8,,,s,"tăng 108,8%",',
    "firms,hanoi,,2024-{month:02},,{n},,,s,{n} tấn,",
    'firms,hanoi,,2024-{month:02},,"1,5",,,s,,',
    "firms,hanoi,,2024-{month:02},,1,5,,,s,,",
    "firms,hanoi,,2024-{month:02},,{n}",
    "firms,hanoi,,2024-{month:02},,{n},,,s,,,,,",
    "firms,hanoi,,2024-{month:02},,{n},,,s,,\r firms",
    "firms,hanoi,,2024-{month:02},,{n},,,s,,a\0b",
    "firms,hanoi,,2024-{month:02},,{n},,,s,,e\u0301",
    "\ufefffirms,hanoi,,2024-{month:02},,{n},,,s,,",
    "good,,,2024-{month:02},,{n},,,s,,",
    ",,,2024-{month:02},,{n},,,,,",
    ",,,,,,,,,,",
    "",
    HEADER,
    "Total,,,,,{n},,,,,",
    "Note: {n}",
    "frims,hanoi,,2024-{month:02},,{n},,,s,,",
    "growth,hue,,2024-{month:02},,{n},,,s,,",
    "share,hanoi,,2024-{month:02},,120,,,s,,",
    "share,hanoi,,2024-{month:02},over,100,,,s,,",
    "share,hanoi,,2024-{month:02},between,{n},,,s,,",
    'firms,hanoi,,2024-{month:02},,"{n}"0,,,s,,',
    'firms,hanoi,,2024-{month:02},,{n}"0,,,s,,',
    'firms,hanoi,,2024-{month:02},,{n},,,s,,"open',
    'firms,hanoi,,2024-{month:02},,{n},,,s,,"open\nfirms,hue,,2024-{month:02},,{n},,,s,,',
    '"',
    'end"',
    "firms,hanoi,,2027-{month:02},,{n},,,s,,",
    f"firms,hanoi,,2024-{{month:02}},,{{n}},,,s,,{'x' * 132_000}",
]
HEADERS = [
    "",
    "A title\n" + HEADER,
    "\n" + HEADER,
    "\ufeff" + HEADER,
    HEADER.upper(),
    HEADER + ",x,y",
    HEADER.replace("wording,note", "note,wording"),
    HEADER.replace("area,", "arae,"),
    HEADER.replace(",area", ""),
    f'"{HEADER}"',
    '"' + HEADER.replace(",", '","') + '"',
    'indicator,"as\n_of',
    "name,stage",
]


def files(*snapshots: str) -> list[TextFile]:
    texts = {"targets/indicators.yaml": INDICATORS, "data/sources.yaml": SOURCES, "data/registers/r.csv": REGISTER}
    texts |= {f"data/{number}.csv": text for number, text in enumerate(snapshots)}
    return [TextFile(name, text.encode()) for name, text in texts.items()]


@contextmanager
def sizes(block: int = 1, window: int = 1, together: int = 1, large: float = -1) -> Iterator[None]:
    """Within it all snapshots are read in bulk, if ``large`` is not said, and in small pieces."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "LARGE", large)
        for name, size in (("BLOCK", block), ("WINDOW", window), ("TOGETHER", together)):
            patch.setattr(bulk, name, size)
        yield


def figures(loaded: Loaded) -> list[Observation]:
    if loaded.bulk is None:
        return sorted(loaded.workspace.observations, key=lambda seen: seen.where)
    problems: list[Problem] = []
    every = np.ones(len(loaded.bulk.series), np.bool_)
    found = [seen for some in loaded.bulk.figures(every, problems) for seen in some]
    assert problems == []
    return sorted(found, key=lambda seen: seen.where)


@st.composite
def snapshots(draw: st.DrawFn) -> str:
    """A table with a few dozen rows, sound, odd or both, with the line ends of one system or another."""
    pool = draw(st.sampled_from([SOUND, SOUND * 9 + ODD, SOUND + ODD]))
    rows = draw(st.lists(st.tuples(st.sampled_from(pool), st.integers(1, 12), st.integers(1, 30)), max_size=40))
    end = draw(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"]))
    header = draw(st.sampled_from([HEADER] * 9 + HEADERS))
    lines = [row.format(month=month, n=number) for row, month, number in rows]
    return end.join([header, *lines]) + draw(st.sampled_from([end, end, ""]))


def both(*texts: str, block: int = 1, window: int = 1, together: int = 1) -> Loaded:
    """What is read in bulk; it is what the exact reader reads, and so are its problems and figures."""
    with sizes(block, window, together, inf):
        exact = scan(files(*texts), TODAY)
    with sizes(block, window, together):
        loaded = scan(files(*texts), TODAY)
        assert loaded.bulk is not None
        assert loaded.problems == exact.problems
        assert loaded.rows_by_file == exact.rows_by_file
        assert figures(loaded) == figures(exact)
        assert check_loaded(loaded, TODAY) == check_loaded(exact, TODAY)
    return loaded


@given(
    st.lists(snapshots(), min_size=1, max_size=3),
    st.one_of(st.integers(1, 400), st.just(1 << 20)),
    st.sampled_from([1, 2, 5, 256]),
    st.sampled_from([1, 10, 50_000]),
)
def test_the_verdict_is_that_of_the_exact_reader(texts: list[str], block: int, window: int, together: int) -> None:
    both(*texts, block=block, window=window, together=together)


@pytest.mark.parametrize("count", range(1, 12))
@pytest.mark.parametrize("odd", ["", *ODD])
def test_an_odd_row_is_reported_wherever_a_block_ends(count: int, odd: str) -> None:
    rows = [SOUND[n % len(SOUND)].format(month=n % 12 + 1, n=n + 1) for n in range(12)]
    rows[count:count] = [odd.format(month=1, n=1)] if odd else []
    text = "\n".join([HEADER, *rows, ""])
    both(text, block=sum(len(row) + 1 for row in rows[:count]) - count % 3, window=2)


def test_a_file_that_changes_before_its_figures_are_read_again_is_reported() -> None:
    text = "\n".join([HEADER, *(SOUND[0].format(month=month, n=10**month) for month in range(1, 6)), ""])
    contents = iter([text, text.replace("hanoi", "hanoj")])
    changing = TextFile("data/x.csv", lambda: BytesIO(next(contents).encode()))
    with sizes():
        loaded = scan([*files(), changing], TODAY)
        assert loaded.problems == ()
        found = [problem.code for problem in check_loaded(loaded, TODAY)]
    assert "F111" in found
    assert "M547" not in found


def test_only_series_that_may_break_a_rule_are_read_again() -> None:
    months = [f"{year}-{month:02}" for year in range(2016, 2024) for month in range(1, 13)]
    rows = [f"good,hue,,{month},{'about' if n % 7 == 3 else ''},{100 + n * 9},,,s,," for n, month in enumerate(months)]
    rows += [f"firms,hue,,{month},,{400 + n * 9},,,s,," for n, month in enumerate(months)]
    rows += [f"share,hue,,{month},,{(100 + n * 9) / (4 + n * 0.09):.1f},,,s,," for n, month in enumerate(months)]
    rows += [f"money,hue,{month[:4]}-01/{month},{month},,{100 * (n % 12 + 1)},,,s,," for n, month in enumerate(months)]
    rows += [f"growth,hue,{month},{month},,{n % 40 - 20},,,s,," for n, month in enumerate(months)]
    loaded = both("\n".join([HEADER, *rows]))
    assert loaded.bulk is not None
    assert loaded.problems == ()
    assert not suspects(loaded.workspace, loaded.bulk).any()
