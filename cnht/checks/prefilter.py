"""Which of many series may break a rule over figures: only their figures are read and judged.

A series that is passed over surely breaks no rule. So each condition says what is surely sound: intervals are narrower
than they are, and a number that 64 bits cannot hold makes its series suspect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import numpy as np
import pandas as pd

from cnht.checks import by_series, check_figures, check_workspace, in_order
from cnht.checks.scope import Named
from cnht.checks.series import JUMP_FROM, months
from cnht.domain.figures import PAIR_DAYS
from cnht.domain.model import Measure, Workspace
from cnht.domain.quantity import ObservationStatus, Qualifier
from cnht.problems import Problem
from cnht.reading.bulk import DAYS, MEASURES, QUALIFIERS, Array, BulkReader, Numbers

_SERIES = [("indicator", "i4"), ("area", "i4"), ("measure", "i1")]
_DATES = [("period", "i4"), ("day", "i4"), ("span", "i4"), ("months", "i4")]
_SOURCE = [("published", "i4"), ("disputed", "?")]
_QUANTITY = [("value", "f8"), ("places", "i1"), ("is_range", "?"), ("low", "f8"), ("high", "f8")]
FIGURE = np.dtype([("series", "i4"), *_SERIES, *_DATES, *_SOURCE, *_QUANTITY])
"""A row with what the rules look at. Indicators, areas and periods are numbers, days are counted from year 1; ``span``
is how many days it covers, 1 without a period. The truth may surely lie from ``low`` to ``high``, and beyond."""
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
    for run in bulk.runs:
        figures = describe(bulk.rows[run])
        found[figures["series"][(figures["day"] > figures["published"]) | np.isnan(figures["value"])]] = True
        figures = figures[~figures["disputed"]] if figures["disputed"].any() else figures
        for prefilter in PREFILTERS:
            series, is_suspect = prefilter(figures)
            found[series[is_suspect]] = True
        indicator, figures = _ordered(figures, "indicator") if ratios else ((), figures)
        ends = np.searchsorted(indicator, np.arange(len(numbers) + 1))
        for codes in ratios:
            share, part, whole = (figures[ends[numbers[code]] : ends[numbers[code] + 1]] for code in codes)
            for doubtful in _shares(share, part, whole) if len(part) and len(whole) else ():
                for _, area in {keys[number] for number in np.unique(doubtful).tolist()}:
                    found[[bulk.series[code, area] for code in codes if (code, area) in bulk.series]] = True
    return found


def _describer(workspace: Workspace, bulk: BulkReader, numbers: Mapping[str, int]) -> Callable[[Array], Array]:
    """What makes figures of the rows of ``bulk``; ``numbers`` are those of the indicators."""
    known, areas, periods = workspace.definitions, Numbers(), Numbers()
    measures = {code: MEASURES.index(indicator.measure) for code, indicator in known.indicators.items()}
    series = [(numbers[code], areas[area], measures[code]) for code, area in bulk.series]
    dates = [
        (periods[period], day.toordinal(), (day - period.first).days + 1 if period else 1, months(period, day))
        for period, day in bulk.dates
    ]
    sources = [
        (
            known.sources[code].published.last.toordinal()
            if code in known.sources and status is not ObservationStatus.ESTIMATE
            else DAYS,
            status is ObservationStatus.DISPUTED,
        )
        for status, code in bulk.sources
    ]
    tables = {
        "series": np.array(series, _SERIES),
        "dates": np.array(dates, _DATES),
        "source": np.array(sources, _SOURCE),
    }
    about, nearly = (float(part) / 100 for part in (known.tolerance.about, known.tolerance.nearly))

    def describe(rows: Array) -> Array:
        figures = np.zeros(len(rows), FIGURE)
        for name in ("series", "value", "places"):
            figures[name] = rows[name]
        for key, table in tables.items():
            for name in table.dtype.names or ():
                figures[name] = table[name][rows[key]]
        figures["is_range"] = rows["qualifier"] == QUALIFIERS.index(Qualifier.BETWEEN)
        low, high = rows["value"].copy(), rows["value"].copy()
        for number in np.unique(rows["qualifier"]).tolist():
            at = np.flatnonzero(rows["qualifier"] == number)
            value = low[at]
            qualifier: Qualifier = QUALIFIERS[number]
            match qualifier:
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
                case Qualifier.VALUE | Qualifier.BETWEEN:
                    pass  # of a range its lower end
        bounded = (rows["value"] >= 0) & (figures["measure"] != _GROWTH)
        figures["low"] = np.where(bounded, np.maximum(low, 0), low)
        figures["high"] = np.where(figures["measure"] == _SHARE, np.minimum(high, 100), high)
        return figures

    return describe


_FLOW, _GROWTH, _SHARE = (MEASURES.index(measure) for measure in (Measure.FLOW, Measure.GROWTH, Measure.SHARE))


# Each of these is given undisputed figures by series and day, and gives series and whether each may break a rule.


def _disagreeing(figures: Array) -> tuple[Array, Array]:
    """Series with figures of the same days that may not all be true."""
    same = _same(figures["series"], figures["day"])
    figures = figures[np.append(same, False) | np.append(False, same)] if len(same) else figures[:0]
    figures = figures[np.lexsort((figures["span"], figures["day"], figures["series"]))]
    starts = _starts(figures["series"], figures["day"], figures["span"])
    agree = np.maximum.reduceat(figures["low"], starts) <= np.minimum.reduceat(figures["high"], starts)
    return figures["series"][starts], ~agree


def _shrinking(figures: Array) -> tuple[Array, Array]:
    """Series of flows with a figure that may be below one of an earlier day, both counted from one day on."""
    figures = figures[figures["measure"] == _FLOW]
    start = figures["day"] - figures["span"]
    order = np.lexsort((start, figures["series"]))
    figures, start = figures[order], start[order]
    same = _same(figures["series"], start)
    stretch = np.cumsum(np.append(True, ~same))[: len(figures)]
    peak = pd.Series(figures["low"]).groupby(stretch).cummax().to_numpy()[:-1]
    less = ~((figures["high"][1:] >= peak) | (figures["value"][1:] < 0))
    return figures["series"][1:], same & less


def _jumping(figures: Array) -> tuple[Array, Array]:
    """Series with a number that may be many times the one before of as many months, or a part of it."""
    at = np.flatnonzero((figures["measure"] != _GROWTH) & (figures["value"] > 0))
    series, length, day, value = (figures[name][at] for name in ("series", "months", "day", "value"))
    if length.any():
        order = np.lexsort((day, length, series))
        series, length, day, value = series[order], length[order], day[order], value[order]
    starts = _starts(series, length, day)
    least, most = (end.reduceat(value, starts) for end in (np.minimum, np.maximum))
    series, length = series[starts], length[starts]
    return series[1:], _same(series, length) & ~_are_close(least, most)


def _changing_length(figures: Array) -> tuple[Array, Array]:
    """Series of flows with a number that, by the day, may be many times the one of other length before, or a part."""
    at = np.flatnonzero((figures["measure"] == _FLOW) & (figures["value"] > 0))
    series, length, per_day = (figures[name][at] for name in ("series", "months", "value"))
    per_day = per_day / figures["span"][at]
    changes = _same(series) & ~_same(length)
    return series[1:], changes & ~_are_close(per_day, per_day)


PREFILTERS: list[Callable[[Array], tuple[Array, Array]]] = [_disagreeing, _shrinking, _jumping, _changing_length]


def _shares(share: Array, part: Array, whole: Array) -> Iterator[Array]:
    """Series of parts that may be above their whole, and of shares that may contradict the two.

    Each is given the undisputed figures of one indicator; there are parts and wholes.
    """
    (parts, part), (wholes, whole) = (_ordered(figures, "area", "period", "day") for figures in (part, whole))
    place = np.searchsorted(wholes, parts)
    near, fits = np.zeros((2, len(part)), np.bool_)
    for other in (place - 1, place):
        at = other.clip(0, len(whole) - 1)
        is_near = np.abs(wholes[at] - parts) <= PAIR_DAYS
        near |= is_near
        fits |= is_near & (part["value"] <= whole["value"][at]) & (whole["value"][at] >= 0)
    yield part["series"][near & ~fits]

    paired = wholes[at] == parts
    if not len(share) or not paired.any():
        return
    part, whole = part[paired], whole[at[paired]]
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = 100 * part["value"] / whole["value"]
    quotient[~((part["value"] >= 0) & (part["value"] <= whole["value"]))] = np.nan  # agrees with nothing
    day = _key(part, "area", "day")
    order = np.argsort(day, kind="stable")
    day, quotient, share_day = day[order], quotient[order], _key(share, "area", "day")
    at = np.searchsorted(day, share_day).clip(0, len(day) - 1)
    slack = 0.5 * 10.0 ** -share["places"].astype(np.float64) * _ALMOST - _TINY
    agrees = (np.abs(share["value"] - quotient[at]) < slack) & ~share["is_range"]
    yield share["series"][(day[at] == share_day) & ~agrees]


def _are_close(least: Array, most: Array) -> Array:
    """Whether each number but the first is surely not many times the one before, nor a part of it."""
    close: Array = np.maximum(most[1:], most[:-1]) < np.minimum(least[1:], least[:-1]) * (JUMP_FROM * _ALMOST)
    return close


def _key(figures: Array, *names: str) -> Array:
    """One number for several, in their order."""
    key = figures[names[0]].astype(np.int64)
    for name in names[1:]:
        key = key * DAYS + figures[name]
    return key


def _ordered(figures: Array, *names: str) -> tuple[Array, Array]:
    """One number for several of each figure, and the figures, both in their order."""
    key = _key(figures, *names)
    if (key[1:] >= key[:-1]).all():
        return key, figures
    order = np.argsort(key, kind="stable")
    return key[order], figures[order]


def _same(*columns: Array) -> Array:
    """Whether each row but the first is like the one before."""
    same: Array = np.logical_and.reduce([column[1:] == column[:-1] for column in columns])
    return same


def _starts(*columns: Array) -> Array:
    """Where rows differ from the one before."""
    return np.flatnonzero(np.append(True, ~_same(*columns)))[: len(columns[0])]
