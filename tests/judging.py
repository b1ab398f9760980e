"""Workspaces written in a test, and what progress says of them in one line."""

from __future__ import annotations

from datetime import date

from cnht.domain.model import Workspace
from cnht.domain.progress import Progress, Row, progress
from cnht.files.textfile import TextFile
from cnht.language.wording import rounded
from cnht.presenting.numbers import percent
from cnht.reading.load import load

AREAS = "areas: {north: {vi: Bắc, en: North}}\n"
INDICATORS = """
units: {thing: {vi: cái, en: things}, percent: {vi: "%", en: "%"}, money: {vi: tỷ đồng, en: bn VND, scale: 1000000000}}
indicators:
  wells: {name: {vi: a, en: a}, unit: thing, measure: stock, direction: increase}
  waste: {name: {vi: b, en: b}, unit: thing, measure: stock, direction: decrease}
  births: {name: {vi: c, en: c}, unit: thing, measure: stock, direction: maintain}
  balance: {name: {vi: d, en: d}, unit: money, measure: stock, direction: increase, signed: true}
  trips: {name: {vi: e, en: e}, unit: thing, measure: flow, direction: increase}
  deaths: {name: {vi: f, en: f}, unit: thing, measure: flow, direction: decrease}
  growth: {name: {vi: g, en: g}, unit: percent, measure: growth, direction: increase}
  inflation: {name: {vi: h, en: h}, unit: percent, measure: growth, direction: decrease}
  prices: {name: {vi: i, en: i}, unit: percent, measure: growth, direction: maintain}
  people: {name: {vi: k, en: k}, unit: thing, measure: stock, direction: increase}
  insured: {name: {vi: l, en: l}, unit: thing, measure: stock, direction: increase}
  poor: {name: {vi: m, en: m}, unit: percent, measure: share, direction: decrease}
  covered:
    {name: {vi: n, en: n}, unit: percent, measure: share, direction: increase, ratio: {of: insured, to: people}}
"""
# Sources a and b are official, p and q are the press.
SOURCES = "".join(
    f"{code}: {{title: {code}, publisher: Ví dụ, published: 2025, authority: {authority}}}\n"
    for code, authority in {"a": "official", "b": "official", "p": "press", "q": "press"}.items()
)
HEADER = "indicator,period,as_of,qualifier,value,value_high,status,source"


def plan(targets: str, *, number: str = "1", period: str = "2025", extra: str = "") -> str:
    indented = targets.replace("\n", "\n  ")
    head = (
        f"plan: '{number}'\ntitle: {{vi: t, en: t}}\nissuer: {{vi: u, en: u}}\nperiod: {period}\nsource: a\n{extra}\n"
    )
    return f"{head}targets:\n  {indented}\n"


def workspace(plans: list[str], figures: str, *, areas: str = AREAS, header: str = HEADER) -> Workspace:
    files = {"targets/indicators.yaml": areas + INDICATORS, "data/sources.yaml": SOURCES}
    files |= {f"targets/{number}.yaml": text for number, text in enumerate(plans)}
    if figures:
        files["data/figures.csv"] = f"{header}\n{figures.strip()}\n"
    loaded = load(TextFile(name, text.encode()) for name, text in files.items())
    assert not loaded.problems, [f"{problem.where}: {problem.message}" for problem in loaded.problems]
    return loaded.workspace


def judge(
    targets: str,
    figures: str = "",
    *,
    period: str = "2025",
    year: int = 2025,
    as_of: str = "2030-12-31",
    cagr: bool = False,
) -> Row:
    """The only row."""
    (row,) = table(targets, figures, period=period, year=year, as_of=as_of, cagr=cagr).rows
    return row


def table(
    targets: str,
    figures: str = "",
    *,
    period: str = "2025",
    year: int = 2025,
    as_of: str = "2030-12-31",
    cagr: bool = False,
) -> Progress:
    found = workspace([plan(targets, period=period)], figures)
    return progress(found, year, date.fromisoformat(as_of), cagr=cagr)


def verdict(row: Row) -> str:
    """Status, likely, reason, percent of plan, pace; "-" is null, "none" a pace that has no number."""
    pace = "-"
    if row.pace is not None:
        pace = "none" if row.pace.ratio is None else str(rounded(row.pace.ratio, 3))
    nominal = "-" if row.percent is None else str(percent(row.percent[0]))
    return f"{row.status} {row.likely or '-'} {row.reason or '-'} {nominal} {pace}"


def chosen(row: Row) -> str:
    """The figure: how it came about unless it was reported, the values of its parts with their sources, its date."""
    if row.observed is None:
        return "-"
    kind = "" if row.observed.reported else f"{row.observed.kind} "
    parts = " + ".join(f"{part.quantity.value}{part.source}" for part in row.observed.parts)
    return f"{kind}{parts} {row.observed.as_of:%m-%d}"


def listed(row: Row) -> list[str]:
    """The figures that the chosen one is in conflict with."""
    return [
        " / ".join(f"{part.quantity.value}{part.source}" for part in conflict.figure.parts)
        for conflict in row.conflicts
    ]
