"""``cnht.progress/1``: the shape that other programs rely on, written out, so that no snapshot update can change it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from judging import plan, workspace

from cnht.domain.progress import progress
from cnht.files.store import read_workspace
from cnht.reading.load import load
from cnht.writers.json_text import progress_json

ROOT = Path(__file__).parents[1]


def rows(document: str) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json.loads(document)["results"]
    return results


def holds(wanted: object, got: object) -> bool:
    """Whether ``got`` has everything that is ``wanted``; more keys may come."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        return all(key in got and holds(value, got[key]) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(got, list):
        return len(wanted) == len(got) and all(map(holds, wanted, got))
    return wanted == got and isinstance(wanted, bool) == isinstance(got, bool)


def test_a_row_of_the_hanoi_workspace_is_as_promised() -> None:
    hanoi = load(read_workspace(ROOT)).workspace
    document = progress_json(progress(hanoi, 2025, date(2026, 1, 1), indicators={"clusters_completed"}))
    assert holds(
        {
            "format": "cnht.progress/1",
            "year": 2025,
            "as_of": "2025-12-31",
            "results": [
                {
                    "indicator": "clusters_completed",
                    "area": "hanoi",
                    "plan": "20/KH-UBND",
                    "due": "2025-12-31",
                    "path": False,
                    "measure": "stock",
                    "unit": "cluster",
                    "target": {"qualifier": "value", "value": 30, "value_high": None},
                    "observed": {
                        "qualifier": "value",
                        "value": 6,
                        "value_high": None,
                        "low": 6,
                        "low_open": False,
                        "high": 6,
                        "high_open": False,
                        "as_of": "2025-11-12",
                        "period": None,
                        "source": "vns-2025-11-28",
                        "carried_forward": False,
                        "derived": False,
                        "file": "data/2025-11-12.csv",
                        "line": 2,
                    },
                    "baseline": {"value": 5, "as_of": "2024-06-30"},
                    "percent": {"nominal": 20.0, "low": 20.0, "low_open": False, "high": 20.0, "high_open": False},
                    "pace": {"ratio": 0.046, "expected": 26.6, "method": "linear"},
                    "status": "off_track",
                    "likely": "off_track",
                    "reason": None,
                    "final": False,
                    "stale": False,
                    "superseded_by": None,
                    "conflicts": [],
                }
            ],
            "counts": {"off_track": 1},
        },
        json.loads(document),
    )


def test_numbers_are_as_written_and_an_endless_bound_is_null() -> None:
    found = workspace([plan("wells: {about: 12.50}")], "wells,,2025-06-30,over,10.0,,,a")
    document = progress_json(progress(found, 2025, date(2025, 12, 31)))
    assert '"value": 12.50' in document
    (row,) = rows(document)
    assert holds({"low": 10, "low_open": True, "high": None, "qualifier": "over"}, row["observed"])


def test_a_derived_share_names_its_parts_and_a_sum_its_pieces() -> None:
    found = workspace(
        [plan("covered: {value: 60}\ntrips: {value: 400}")],
        "insured,,2025-06-30,,21,,,a\npeople,,2025-06-30,,70,,,a\n"
        "trips,2025-Q1,2025-03-31,,60,,,a\ntrips,2025-Q2,2025-06-30,,80,,,a",
    )
    share, total = rows(progress_json(progress(found, 2025, date(2025, 12, 31))))
    assert holds(
        {
            "derived": True,
            "qualifier": None,
            "source": None,
            "value": 30,
            "as_of": "2025-06-30",
            "from": [{"indicator": "insured", "value": 21, "line": 2}, {"indicator": "people", "value": 70, "line": 3}],
        },
        share["observed"],
    )
    assert holds({"derived": True, "value": 140, "from": [{"value": 60}, {"value": 80}]}, total["observed"])


def test_a_conflict_has_the_shape_of_a_figure() -> None:
    found = workspace([plan("wells: {value: 200}")], "wells,,2025-06-30,,100,,,a\nwells,,2025-06-30,,90,,disputed,b")
    (row,) = rows(progress_json(progress(found, 2025, date(2025, 12, 31))))
    assert holds(
        [{"value": 90, "low": 90, "high": 90, "as_of": "2025-06-30", "source": "b", "disputed": True, "line": 3}],
        row["conflicts"],
    )


def test_where_there_is_nothing_there_is_null() -> None:
    (row,) = rows(progress_json(progress(workspace([plan("wells: {value: 200}")], ""), 2025, date(2025, 12, 31))))
    assert holds(
        {
            "observed": None,
            "baseline": None,
            "percent": None,
            "pace": None,
            "status": "no_data",
            "likely": None,
            "final": None,
            "stale": False,
        },
        row,
    )
