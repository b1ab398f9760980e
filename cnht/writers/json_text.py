"""Progress as JSON and CSV: the shape that other programs rely on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import simplejson

from cnht.domain.figures import CandidateKind, Conflict, Figure, FigureIndex
from cnht.domain.model import Observation
from cnht.domain.progress import Baseline, Progress, Row
from cnht.domain.quantity import Interval, Quantity
from cnht.language.safe_text import csv_text, json_text
from cnht.language.texts import Lang
from cnht.language.wording import rounded
from cnht.presenting.listing import Listing, Value
from cnht.presenting.numbers import pace_ratio, percent, plain

Object = dict[str, Any]

_CSV_PATHS = (
    "year as_of plan indicator area due path measure unit "
    "target.qualifier target.value target.value_high "
    "observed.qualifier observed.value observed.value_high observed.low observed.low_open observed.high "
    "observed.high_open observed.as_of observed.period observed.source observed.carried_forward observed.derived "
    "observed.file observed.line baseline.value baseline.as_of "
    "percent.nominal percent.low percent.low_open percent.high percent.high_open "
    "pace.ratio pace.expected pace.method status likely reason final stale superseded_by conflicts"
).split()
PROGRESS_COLUMNS = [path.replace(".", "_") for path in _CSV_PATHS]


def progress_json(result: Progress) -> str:
    """The contract ``cnht.progress/1``. Quoted numbers keep their digits."""
    return exact_json(progress_object(result))


def listing_json(shown: Iterable[Listing], lang: Lang) -> str:
    """The contract ``cnht.list/1``: a list of records for each kind, names in ``lang``."""
    records = {
        listing.kind: [{key: _said(value, lang) for key, value in record.items()} for record in listing.records()]
        for listing in shown
    }
    return exact_json({"format": "cnht.list/1", **records})


def listing_csv(listing: Listing, lang: Lang) -> str:
    """The records of one kind, a line each."""
    rows = ([_said(value, lang) for value in record.values()] for record in listing.records())
    return csv_text([[field.key for field in listing.fields], *rows])


def _said(value: Value, lang: Lang) -> str | int:
    return value if isinstance(value, str | int) else value.text(lang)


def exact_json(document: Object, indent: int = 1) -> str:
    """A document whose numbers are ``int`` or ``Decimal``, every digit of which is kept."""
    return json_text(simplejson.dumps(document, use_decimal=True, ensure_ascii=False, indent=indent) + "\n")


def progress_csv(results: Iterable[Progress]) -> str:
    """One line a row, year after year: :func:`progress_rows` as text."""
    rows = (map(written, row.values()) for result in results for row in progress_rows(result))
    return csv_text([PROGRESS_COLUMNS, *rows])


def progress_rows(result: Progress) -> Iterator[dict[str, Any]]:
    """The JSON's content with nested keys joined by ``_``, and how many conflicts; ``None`` for what a row lacks."""
    document = progress_object(result)
    for row in document["results"]:
        flat = {**row, **{key: document[key] for key in ("year", "as_of")}, "conflicts": len(row["conflicts"])}
        yield {name: follow(flat, path) for name, path in zip(PROGRESS_COLUMNS, _CSV_PATHS, strict=True)}


def cell(row: Object, path: str) -> str:
    """The value at ``path``, as a CSV holds it."""
    return written(follow(row, path))


def follow(thing: Any, path: str) -> Any:
    """What a path such as ``baseline.as_of`` leads to, by keys, positions and attributes; ``None`` if it ends early."""
    for part in path.split("."):
        if isinstance(thing, dict):
            thing = thing[part]
        elif thing is not None:
            thing = thing[int(part)] if part.isdigit() else getattr(thing, part)
    return thing


def written(value: Any) -> str:
    """A value as a cell of CSV has it."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def progress_object(result: Progress) -> Object:
    """The JSON document as Python objects: its numbers are ``int`` or ``Decimal``."""
    return {
        "format": "cnht.progress/1",
        "year": result.year,
        "as_of": result.as_of.isoformat(),
        "results": [row_object(row, result.book) for row in result.rows],
        "counts": {str(status): count for status, count in result.counts.items()},
    }


def row_object(row: Row, book: FigureIndex) -> Object:
    """One target as :func:`progress_object` has it."""
    return {
        "indicator": row.indicator.code,
        "area": row.target.area,
        "plan": row.plan.number,
        "due": row.due.isoformat(),
        "path": row.path,
        "measure": str(row.indicator.measure),
        "unit": row.indicator.unit,
        "target": {
            **quantity(row.target.quantity),
            **({"period": row.target.period.text} if row.target.period else {}),
        },
        "observed": None
        if row.observed is None
        else {**figure_object(row.observed, book), "carried_forward": row.carried},
        "baseline": None if row.baseline is None else _baseline(row.baseline),
        "percent": None if row.percent is None else _percent(*row.percent),
        "pace": None
        if row.pace is None
        else {
            "ratio": None if row.pace.ratio is None else pace_ratio(row.pace.ratio),
            "expected": None if row.pace.expected is None else rounded(row.pace.expected, 1),
            "method": str(row.pace.method),
        },
        "status": str(row.status),
        "likely": None if row.likely is None else str(row.likely),
        "reason": None if row.reason is None else str(row.reason),
        "exceeded": row.exceeded,
        "final": row.final,
        "stale": row.stale,
        "superseded_by": None if row.superseded_by is None else row.superseded_by.number,
        "conflicts": [_conflict(conflict, book) for conflict in row.conflicts],
    }


def quantity(quantity: Quantity) -> Object:
    """A quantity as it was quoted."""
    return {
        "qualifier": str(quantity.qualifier),
        "value": _decimal(quantity.value),
        "value_high": None if quantity.value_high is None else _decimal(quantity.value_high),
    }


def _decimal(number: Decimal) -> Decimal | int:
    """As written; without a point it is an integer, so that no exponent is ever printed."""
    return int(number) if number.as_tuple().exponent == 0 else number


def bounds(interval: Interval) -> Object:
    """The ends of an interval; an endless one is null."""
    return {
        "low": None if interval.low is None else plain(interval.low),
        "low_open": interval.low_open,
        "high": None if interval.high is None else plain(interval.high),
        "high_open": interval.high_open,
    }


def figure_object(figure: Figure, book: FigureIndex) -> Object:
    """A figure, with its parts where it was computed."""
    if figure.reported is not None:
        return _observation(figure.reported, figure.interval)
    gap = figure.kind is CandidateKind.SUM_WITH_GAP
    return {
        "qualifier": None,
        "value": plain(figure.nominal),
        "value_high": None,
        **bounds(figure.interval),
        "as_of": figure.as_of.isoformat(),
        "period": None if gap or figure.period is None else figure.period.text,
        "source": None,
        "derived": True,
        "file": None,
        "line": None,
        "from": [_part(part, book) for part in figure.parts],
        "gap": gap,
    }


def _observation(observation: Observation, interval: Interval) -> Object:
    return {
        **quantity(observation.quantity),
        **bounds(interval),
        "as_of": observation.as_of.isoformat(),
        "period": None if observation.period is None else observation.period.text,
        "source": observation.source,
        "derived": False,
        "file": observation.where.file,
        "line": observation.where.line,
    }


def _part(part: Observation, book: FigureIndex) -> Object:
    interval = book.workspace.interval(part)
    return {"indicator": part.indicator, **_observation(part, interval)}


def _conflict(conflict: Conflict, book: FigureIndex) -> Object:
    own = {"indicator": conflict.figure.indicator, **figure_object(conflict.figure, book)}
    return {**own, "carried_forward": False, "disputed": conflict.disputed}


def _baseline(baseline: Baseline) -> Object:
    reported = None if baseline.figure is None else baseline.figure.reported
    quoted = baseline.stated or reported
    as_written = quoted is not None and quoted.quantity.value_high is None
    return {
        "value": _decimal(quoted.quantity.value) if quoted and as_written else plain(baseline.nominal),
        "as_of": baseline.as_of.isoformat(),
        **bounds(baseline.interval),
        "kind": str(baseline.kind),
    }


def _percent(nominal: Fraction, interval: Interval) -> Object:
    return {
        "nominal": percent(nominal),
        "low": None if interval.low is None else percent(interval.low),
        "low_open": interval.low_open,
        "high": None if interval.high is None else percent(interval.high),
        "high_open": interval.high_open,
    }
