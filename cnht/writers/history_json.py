"""A history as JSON and CSV, for programs.

The JSON, ``cnht.history/1`` (more keys may come, none of these changes meaning)::

    {"format": "cnht.history/1", "indicator": "clusters_ground_broken", "measure": "stock", "unit": "cluster",
     "direction": "increase", "as_of": "2025-08-10",
     "series": [
      {"area": "hanoi", "first": 2021, "last": 2025,
       "figures": [
        {"day": "2025-06-30", "role": "chosen", "comparable": true, "whole_year": null, "official": true, "status": "",
         "wording": "", "qualifier": "value", "value": 34, "value_high": null, "low": 34, ...}],
       "targets": [
        {"plan": "20/KH-UBND", "due": "2025-12-31", "begins": "2025-01-01", "comparable": true, "status": "behind", ...,
         "rate": {"so_far": {"from": "2024-09-28", "to": "2025-06-30", "per_month": 0.774773, "per_year": 9.297273,
                             "per_month_low": 0.774773, "per_month_high": 0.774773},
                  "required": {"from": "2025-06-30", "to": "2025-12-31", ...},
                  "from_now": {"from": "2025-08-10", "to": "2025-12-31", ...},
                  "reached": false,
                  "reach": {"date": "2026-06-19", "earliest": "2026-06-19", "latest": "2026-06-19"}},
         "projection": {"day": "2025-12-31", "value": 38.199887, "low": 36.21279, "high": 40.186984, "coverage": 0.8,
                        "meets": false},
         "not_projected": null}],
       "line": {"per_month": 0.744529, "per_year": 8.934353, "points": [{"as_of": "2023-10-20", "value": 19}, ...]},
       "left_out": [], "not_projected": null}]}

A figure has the keys of ``observed`` in ``cnht.progress/1``, a target all those of a result there, and the same
values: a figure's ``role`` is ``chosen`` (the figure of its year), ``other``, ``disputed`` or ``carried``; ``day`` is
where it stands in the series, of a carried one in the year that it is carried to; ``whole_year`` is whether a flow or
growth covers one calendar year to its end, null for a level. ``rate`` is null for a target that
is settled, of growth, or to be maintained; ``reach`` is null where nothing was left to reach or there is no pace, and
its dates are null for never. Paces are in the indicator's unit, a month being a twelfth of 365.25 days. ``meets`` is
null where the interval leaves it open. ``not_projected`` is ``growth``, ``several_years``, ``too_few``, ``impossible``,
``passed`` or ``superseded``. Quoted numbers are exact, computed ones have up to six decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cnht.domain.history import COVERAGE, Estimate, Goal, GoalPace, History, Mark, Role, Speed
from cnht.domain.progress import DAYS_A_YEAR
from cnht.language.safe_text import csv_text
from cnht.language.wording import rounded
from cnht.presenting.history import DAYS_A_MONTH, fate
from cnht.presenting.numbers import trimmed
from cnht.writers.json_text import Object, cell, exact_json, figure_object, row_object

_CSV_COLUMNS = (
    "kind indicator area day role plan status qualifier value value_high low low_open high high_open as_of period "
    "source official disputed carried_forward derived file line"
).split()


def history_json(results: Sequence[History]) -> str:
    """The document of one indicator in its areas."""
    return exact_json(history_object(results))


def history_csv(results: Sequence[History]) -> str:
    """One line a figure and one a target (``kind``): ``day`` is the figure's, or when the target is due.

    ``status`` is how settled a figure is, and the verdict on a target.
    """
    return csv_text([_CSV_COLUMNS, *_csv_rows(results)])


def _csv_rows(results: Sequence[History]) -> Iterator[list[str]]:
    for result in results:
        shared = {"indicator": result.indicator.code, "area": result.area}
        for mark in result.marks:
            line: dict[str, Any] = dict.fromkeys(_CSV_COLUMNS) | _figure(mark, result) | shared
            line |= {"kind": "figure", "disputed": mark.role is Role.DISPUTED}
            yield [cell(line, name) for name in _CSV_COLUMNS]
        for goal in result.goals:
            row = _goal(goal, result)
            line = dict.fromkeys(_CSV_COLUMNS) | row["target"] | shared
            line |= {"kind": "target", "day": row["due"], "plan": row["plan"], "status": row["status"]}
            line |= {"source": goal.row.target.source or goal.row.plan.sources[0]}
            line |= {"file": goal.row.target.where.file, "line": goal.row.target.where.line}
            yield [cell(line, name) for name in _CSV_COLUMNS]


def history_object(results: Sequence[History]) -> Object:
    """The JSON document as Python objects: its numbers are ``int`` or ``Decimal``."""
    indicator = results[0].indicator
    return {
        "format": "cnht.history/1",
        "indicator": indicator.code,
        "measure": str(indicator.measure),
        "unit": indicator.unit,
        "direction": str(indicator.direction),
        "as_of": results[0].as_of.isoformat(),
        "series": [_series(result) for result in results],
    }


def _series(result: History) -> Object:
    line = result.line
    return {
        "area": result.area,
        "first": result.first,
        "last": result.last,
        "figures": [_figure(mark, result) for mark in result.marks],
        "targets": [_goal(goal, result) for goal in result.goals],
        "line": None
        if line is None
        else {
            "per_month": _short(line.slope * DAYS_A_MONTH),
            "per_year": _short(line.slope * DAYS_A_YEAR),
            "points": [{"as_of": point.as_of.isoformat(), "value": _short(point.nominal)} for point in line.points],
        },
        "left_out": [{"as_of": figure.as_of.isoformat(), "value": _short(figure.nominal)} for figure in result.endless],
        "not_projected": None if result.silence is None else str(result.silence),
    }


def _figure(mark: Mark, result: History) -> Object:
    seen = mark.figure.reported
    return {
        "day": mark.day.isoformat(),
        "role": str(mark.role),
        "comparable": mark.comparable,
        "whole_year": mark.whole_year,
        "official": mark.figure.official,
        "status": "" if seen is None else str(seen.status),
        "wording": "" if seen is None else seen.wording,
        **figure_object(mark.figure, result.book),
        "carried_forward": mark.role is Role.CARRIED,
    }


def _goal(goal: Goal, result: History) -> Object:
    return {
        **row_object(goal.row, result.book),
        "begins": goal.row.judged.first.isoformat(),
        "comparable": goal.comparable,
        "rate": None if goal.pace is None else _rate(goal, goal.pace),
        "projection": None if goal.projection is None else _projection(goal, goal.projection),
        "not_projected": None if goal.silence is None else str(goal.silence),
    }


def _rate(goal: Goal, pace: GoalPace) -> Object:
    assert goal.row.observed is not None
    reach = pace.reach
    return {
        "so_far": _speed(pace.so_far, goal.row.observed.as_of),
        "required": _speed(pace.required, goal.row.due),
        "from_now": _speed(pace.from_now, goal.row.due),
        "reached": pace.reached,
        "reach": None
        if reach is None
        else {"date": _day(reach.nominal), "earliest": _day(reach.earliest), "latest": _day(reach.latest)},
    }


def _speed(speed: Speed | None, end: date) -> Object | None:
    if speed is None:
        return None
    low, high = speed.interval.low, speed.interval.high
    return {
        "from": speed.start.isoformat(),
        "to": end.isoformat(),
        "per_month": _short(speed.nominal * DAYS_A_MONTH),
        "per_year": _short(speed.nominal * DAYS_A_YEAR),
        "per_month_low": None if low is None else _short(low * DAYS_A_MONTH),
        "per_month_high": None if high is None else _short(high * DAYS_A_MONTH),
    }


def _projection(goal: Goal, found: Estimate) -> Object:
    return {
        "day": found.day.isoformat(),
        "value": _short(found.nominal),
        "low": _short(found.interval.lowest),
        "high": _short(found.interval.highest),
        "coverage": Decimal(str(COVERAGE)),
        "meets": fate(goal.row.region, found),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _short(number: Fraction) -> Decimal | int:
    return int(number) if number.denominator == 1 else trimmed(rounded(number, 6))
