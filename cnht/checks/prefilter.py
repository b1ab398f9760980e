"""Which of many series may break a rule over figures: only their figures are read and judged.

A series that is passed over surely breaks no rule. So each condition says what is surely sound: intervals are narrower
than they are, and a number that 64 bits cannot hold makes its series suspect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import pandas as pd

from cnht.checks import by_series, check_figures, check_workspace, in_order
from cnht.checks.scope import Named
from cnht.checks.series import JUMP_FROM, months
from cnht.checks.shares import PAIR_DAYS
from cnht.model import Measure, ObservationStatus, Workspace
from cnht.problems import Problem
from cnht.quantity import Qualifier
from cnht.reading.bulk import DAYS, MEASURES, QUALIFIERS, Array, BulkReader, Numbers

FIGURE = np.dtype(
    [
        ("series", np.int32),
        ("indicator", np.int32),
        ("area", np.int32),
        ("measure", np.int8),
        ("period", np.int32),
        ("day", np.int32),
        ("span", np.int32),  # days covered up to the day, 1 without a period
        ("months", np.int32),
        ("published", np.int32),
        ("disputed", np.bool_),
        ("value", np.float64),
        ("places", np.int8),
        ("is_range", np.bool_),
        ("low", np.float64),  # the truth surely may be from here
        ("high", np.float64),  # to here, and beyond
    ]
)
"""A row with what the rules look at; indicators, areas and periods by number, days counted from year 1."""
_ALMOST, _TINY = 1 - 1e-9, 1e-12
"""Leave room for what is lost when numbers are put into 64 bits and computed with."""


def check_bulk(workspace: Workspace, bulk: BulkReader, today: date | None, *, complete: bool) -> list[Problem]:
    """Everything that is wrong across the files of ``workspace``, whose figures are in ``bulk``."""
    named = Named(workspace, bulk.series, (code for _, code in bulk.sources)) if complete else None
    found = list(check_workspace(workspace, today, named))
    for figures in bulk.figures(suspects(workspace, bulk), found):
        found += check_figures(workspace, by_series(figures))
    return in_order(found)


def suspects(workspace: Workspace, bulk: BulkReader) -> Array:
    """Of each series whether it may break a rule."""
    known, keys = workspace.definitions, list(bulk.series)
    named = {(code, entry.stage, entry.area) for code, entries in workspace.registers.items() for entry in entries}
    indicators = [known.indicators[code] for code, _ in keys]
    listed = [(one.register, one.stage, area) in named for one, (_, area) in zip(indicators, keys, strict=True)]
    found = np.array(listed, np.bool_)
    numbers = {code: number for number, code in enumerate(known.indicators)}
    ratios = [(code, *one.ratio) for code, one in known.indicators.items() if one.ratio and {*one.ratio} <= {*numbers}]
    describe = _describer(workspace, bulk, numbers)
    for rows in bulk.runs():
        figures = describe(rows)
        found[figures["series"][(figures["day"] > figures["published"]) | np.isnan(figures["value"])]] = True
        figures = figures[~figures["disputed"]]
        for prefilter in PREFILTERS:
            found[prefilter(figures)] = True
        figures = figures[np.argsort(_key(figures, "indicator", "area"), kind="stable")] if ratios else figures[:0]
        ends = np.searchsorted(figures["indicator"], np.arange(len(numbers) + 1))
        for codes in ratios:
            share, part, whole = (figures[slice(*ends[numbers[code] :][:2])] for code in codes)
            for doubtful in _shares(share, part, whole) if len(part) and len(whole) else ():
                for _, area in {keys[number] for number in np.unique(doubtful["series"]).tolist()}:
                    found[[bulk.series[code, area] for code in codes if (code, area) in bulk.series]] = True
    return found


def _describer(workspace: Workspace, bulk: BulkReader, numbers: dict[str, int]) -> Callable[[Array], Array]:
    """What makes figures of the rows of ``bulk``; ``numbers`` are those of the indicators."""
    known, areas, periods = workspace.definitions, Numbers(), Numbers()
    indicator = np.array([numbers[code] for code, _ in bulk.series], np.int32)
    area = np.array([areas[area] for _, area in bulk.series], np.int32)
    measure = np.array([MEASURES.index(known.indicators[code].measure) for code, _ in bulk.series], np.int8)
    period = np.array([periods[dates.period] for dates in bulk.dates], np.int32)
    day = np.array([dates.as_of.toordinal() for dates in bulk.dates], np.int32)
    starts = [(dates.period.first if dates.period else dates.as_of).toordinal() for dates in bulk.dates]
    covered = np.array([months(dates.period, dates.as_of) for dates in bulk.dates], np.int32)
    sources = [None if status is ObservationStatus.ESTIMATE else known.sources.get(code) for status, code in bulk.sources]
    published = np.array([one.published.last.toordinal() if one else DAYS for one in sources], np.int32)
    disputed = np.array([status is ObservationStatus.DISPUTED for status, _ in bulk.sources], np.bool_)
    about, nearly = (float(part) / 100 for part in (known.tolerance.about, known.tolerance.nearly))

    def describe(rows: Array) -> Array:
        figures = np.zeros(len(rows), FIGURE)
        series, dates, source = rows["series"], rows["dates"], rows["source"]
        figures["series"], figures["indicator"], figures["area"] = series, indicator[series], area[series]
        figures["measure"], figures["period"], figures["day"] = measure[series], period[dates], day[dates]
        figures["span"], figures["months"] = (day - starts + 1)[dates], covered[dates]
        figures["published"], figures["disputed"] = published[source], disputed[source]
        figures["value"], figures["places"] = rows["value"], rows["places"]
        figures["is_range"] = rows["qualifier"] == QUALIFIERS.index(Qualifier.BETWEEN)
        low, high = rows["value"].copy(), rows["value"].copy()
        for number in np.unique(rows["qualifier"]).tolist():
            at = np.flatnonzero(rows["qualifier"] == number)
            value = low[at]
            match QUALIFIERS[number]:
                case Qualifier.ABOUT:
                    slack = np.abs(value) * max(about * _ALMOST - _TINY, 0)
                    low[at], high[at] = value - slack, value + slack
                case Qualifier.NEARLY:
                    slack = np.abs(value) * max(nearly * _ALMOST - _TINY, 0)
                    low[at], high[at] = value - slack, np.nextafter(value, -np.inf)
                case Qualifier.OVER | Qualifier.AT_LEAST:
                    low[at], high[at] = np.nextafter(value, np.inf), np.inf
                case Qualifier.UNDER | Qualifier.AT_MOST:
                    low[at], high[at] = -np.inf, np.nextafter(value, -np.inf)
        bounded = (rows["value"] >= 0) & (figures["measure"] != _GROWTH)
        figures["low"] = np.where(bounded, np.maximum(low, 0), low)
        figures["high"] = np.where(figures["measure"] == _SHARE, np.minimum(high, 100), high)
        return figures

    return describe


_FLOW, _GROWTH, _SHARE = (MEASURES.index(measure) for measure in (Measure.FLOW, Measure.GROWTH, Measure.SHARE))


# Each of these is given undisputed figures by series and day, and gives the series that may break a rule.


def _disagreeing(figures: Array) -> Array:
    """Series with figures of the same days that may not all be true."""
    same = _same(figures, "series", "day")
    figures = figures[np.append(same, False)[: len(figures)] | np.append(False, same)[: len(figures)]]
    figures = figures[np.lexsort((figures["span"], figures["day"], figures["series"]))]
    starts = _starts(figures, "series", "day", "span")
    agree = np.maximum.reduceat(figures["low"], starts) <= np.minimum.reduceat(figures["high"], starts)
    return figures["series"][starts[~agree]]


def _shrinking(figures: Array) -> Array:
    """Series of flows with a figure that may be below one of an earlier day, both counted from one day on."""
    figures = figures[figures["measure"] == _FLOW]
    start = figures["day"] - figures["span"]
    order = np.lexsort((start, figures["series"]))
    figures, start = figures[order], start[order]
    same = _same(figures, "series") & (start[1:] == start[:-1])
    stretch = np.cumsum(np.append(True, ~same))[: len(figures)]
    peak = pd.Series(figures["low"]).groupby(stretch).cummax().to_numpy()[:-1]
    return figures["series"][1:][same & ~((figures["high"][1:] >= peak) | (figures["value"][1:] < 0))]


def _jumping(figures: Array) -> Array:
    """Series with a number that may be many times the one before of as many months, or a part of it."""
    figures = figures[(figures["measure"] != _GROWTH) & (figures["value"] > 0)]
    if figures["months"].any():
        figures = figures[np.lexsort((figures["day"], figures["months"], figures["series"]))]
    starts = _starts(figures, "series", "months", "day")
    least, most = (end.reduceat(figures["value"], starts) for end in (np.minimum, np.maximum))
    figures = figures[starts]
    return figures["series"][1:][_same(figures, "series", "months") & ~_are_close(least, most)]


def _changing_length(figures: Array) -> Array:
    """Series of flows with a number that, by the day, may be many times the one of other length before, or a part."""
    figures = figures[(figures["measure"] == _FLOW) & (figures["value"] > 0)]
    per_day = figures["value"] / figures["span"]
    changes = _same(figures, "series") & ~_same(figures, "months")
    return figures["series"][1:][changes & ~_are_close(per_day, per_day)]


PREFILTERS: list[Callable[[Array], Array]] = [_disagreeing, _shrinking, _jumping, _changing_length]


def _shares(share: Array, part: Array, whole: Array) -> Iterator[Array]:
    """The parts that may be above their whole, and the shares that may contradict the two.

    All are undisputed figures of one indicator; there are parts and wholes.
    """
    part, whole = (each[np.argsort(_key(each, "area", "period", "day"), kind="stable")] for each in (part, whole))
    parts, wholes = (_key(each, "area", "period", "day") for each in (part, whole))
    place = np.searchsorted(wholes, parts)
    near, fits = np.zeros(len(part), np.bool_), np.zeros(len(part), np.bool_)
    for at in (place - 1, place):
        other = at.clip(0, len(whole) - 1)
        is_near = np.abs(wholes[other] - parts) <= PAIR_DAYS
        near |= is_near
        fits |= is_near & (part["value"] <= whole["value"][other]) & (whole["value"][other] >= 0)
    yield part[near & ~fits]

    other = place.clip(0, len(whole) - 1)
    paired = wholes[other] == parts
    part, whole = part[paired], whole[other[paired]]
    if not len(part):
        return
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = 100 * part["value"] / whole["value"]
    quotient[~((part["value"] >= 0) & (part["value"] <= whole["value"]))] = np.nan  # agrees with nothing
    order = np.argsort(_key(part, "area", "day"), kind="stable")
    days, quotient = _key(part, "area", "day")[order], quotient[order]
    at = np.searchsorted(days, _key(share, "area", "day")).clip(0, len(days) - 1)
    slack = 0.5 * 10.0 ** -share["places"].astype(np.float64) * _ALMOST - _TINY
    agrees = (np.abs(share["value"] - quotient[at]) < slack) & ~share["is_range"]
    yield share[(days[at] == _key(share, "area", "day")) & ~agrees]


def _are_close(least: Array, most: Array) -> Array:
    """Whether each number but the first is surely not many times the one before, nor a part of it."""
    return np.maximum(most[1:], most[:-1]) < np.minimum(least[1:], least[:-1]) * (JUMP_FROM * _ALMOST)


def _key(figures: Array, *names: str) -> Array:
    """One number for several, in their order."""
    key = np.zeros(len(figures), np.int64)
    for name in names:
        key = key * DAYS + figures[name]
    return key


def _same(figures: Array, *names: str) -> Array:
    """Whether each figure but the first is like the one before."""
    return np.logical_and.reduce([figures[name][1:] == figures[name][:-1] for name in names])


def _starts(figures: Array, *names: str) -> Array:
    """Where figures differ from the one before."""
    return np.flatnonzero(np.append(True, ~_same(figures, *names)))[: len(figures)]
