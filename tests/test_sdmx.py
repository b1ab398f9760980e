"""SDMX-CSV 2.0: another's reader reads it, and nothing that a row of a snapshot says is lost on the way."""

from __future__ import annotations

import calendar
import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from drawing import quantities
from hypothesis import given
from hypothesis import strategies as st
from judging import workspace
from pysdmx.io import get_datasets
from pysdmx.io.csv.sdmx20.reader import read as read_2_0
from pysdmx.model.dataset import ActionType

from cnht.domain.model import Workspace
from cnht.domain.period import Period
from cnht.domain.quantity import ObservationStatus, Qualifier, Quantity
from cnht.language.safe_text import unguarded
from cnht.notebook import load
from cnht.writers.sdmx import COLUMNS, DIMENSIONS, sdmx_csv, time_period

ROOT = Path(__file__).parents[1]
FOLDERS = (".", "docs/example", "tests/workspaces/multiyear", "tests/workspaces/poverty", "tests/workspaces/regions")


def rows(found: Workspace) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sdmx_csv(found))))


def days(period: str) -> tuple[date, date]:
    """The first and the last day of an SDMX period, by the tables of its technical notes."""
    start, slash, duration = period.partition("/")
    shape = re.fullmatch(r"(\d{4})(?:-([SQM])(\d+)|-(\d\d)-(\d\d))?", start)
    assert shape is not None, period
    year = int(shape[1])
    if shape[5]:
        first = date(year, int(shape[4]), int(shape[5]))
        if not slash:
            return first, first
        unit = re.fullmatch(r"P(\d+)([YMD])", duration)
        assert unit is not None, period
        count = int(unit[1])
        if unit[2] == "D":
            return first, first + timedelta(days=count - 1)
        assert first.day == 1
        months = count * 12 if unit[2] == "Y" else count
        return first, last_day(first, months)
    months = {"S": 6, "Q": 3, "M": 1, None: 12}[shape[2]]
    first = date(year, (int(shape[3] or 1) - 1) * months + 1, 1)
    return first, last_day(first, months)


def last_day(first: date, months: int) -> date:
    ahead = first.month - 1 + months - 1
    year, month = first.year + ahead // 12, ahead % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


@pytest.mark.parametrize("folder", FOLDERS)
def test_another_reader_finds_every_figure_and_its_value(folder: str) -> None:
    found = load(ROOT / folder)
    text = sdmx_csv(found)
    (dataset,) = read_2_0(text)
    assert get_datasets(text)[0].data.equals(dataset.data)
    assert dataset.short_urn == "Dataflow=CNHT:FIGURES(1.0.0)"
    assert dataset.action is ActionType.Information
    assert list(dataset.data.columns) == list(COLUMNS[3:])
    read = [(row.INDICATOR, row.REF_AREA, float(row.OBS_VALUE)) for row in dataset.data.itertuples()]
    assert read == [(seen.indicator, seen.area, float(seen.quantity.value)) for seen in found.observations]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_dimensions_tell_every_observation_from_all_others(folder: str) -> None:
    keys = [tuple(row[name] for name in DIMENSIONS) for row in rows(load(ROOT / folder))]
    assert len(set(keys)) == len(keys)
    assert all(all(key) for key in keys)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_figure_is_read_back_as_it_was(folder: str) -> None:
    found = load(ROOT / folder)
    for seen, row in zip(found.observations, rows(found), strict=True):
        has_period = row["MEASURE"] in ("flow", "growth")
        assert (row["INDICATOR"], row["REF_AREA"], row["SOURCE"]) == (seen.indicator, seen.area, seen.source)
        assert days(row["AS_OF"])[1] == seen.as_of
        assert (days(row["TIME_PERIOD"]) if has_period else None) == (
            None if seen.period is None else (seen.period.first, seen.period.last)
        )
        high = Decimal(row["VALUE_HIGH"]) if row["VALUE_HIGH"] else None
        assert Quantity(Qualifier(row["QUALIFIER"]), Decimal(row["OBS_VALUE"]), high) == seen.quantity
        assert row["OBS_VALUE"] == f"{seen.quantity.value:f}"
        assert ObservationStatus(row["STATUS"]) is seen.status
        assert (unguarded(row["WORDING"]), unguarded(row["COMMENT_OBS"])) == (seen.wording, seen.note)


@given(st.lists(quantities(), min_size=1, max_size=6))
def test_any_quantity_is_read_back_with_its_digits(made: list[Quantity]) -> None:
    found = workspace([], "balance,,2025-06-30,,1,,,a")
    (seen,) = found.observations
    read = rows(replace(found, observations=tuple(replace(seen, quantity=one) for one in made)))
    assert [(row["QUALIFIER"], row["OBS_VALUE"], row["VALUE_HIGH"]) for row in read] == [
        (one.qualifier, f"{one.value:f}", "" if one.value_high is None else f"{one.value_high:f}") for one in made
    ]


@pytest.mark.parametrize(
    ("written", "sdmx"),
    [
        ("2025", "2025"),
        ("2025-01/2025-12", "2025"),
        ("2025-H1", "2025-S1"),
        ("2025-01/2025-06", "2025-S1"),
        ("2025-Q3/2025-Q4", "2025-S2"),
        ("2025-Q2", "2025-Q2"),
        ("2025-07", "2025-M07"),
        ("2025-01/2025-09", "2025-01-01/P9M"),
        ("2025-02/2025-04", "2025-02-01/P3M"),
        ("2025-10/2026-03", "2025-10-01/P6M"),
        ("2025-07/2026-06", "2025-07-01/P1Y"),
        ("2021/2025", "2021-01-01/P5Y"),
        ("2024-02", "2024-M02"),
        ("2025-06-30", "2025-06-30"),
        ("9999-12", "9999-M12"),
        ("0001", "0001"),
    ],
)
def test_a_period_is_written_by_its_days(written: str, sdmx: str) -> None:
    period = Period.parse(written)
    assert time_period(period) == sdmx
    assert days(sdmx) == (period.first, period.last)


@given(st.dates(), st.dates())
def test_any_run_of_days_is_read_back(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert days(time_period(Period.between(first, last))) == (first, last)


@given(st.integers(1, 9999), st.integers(1, 12), st.integers(0, 40))
def test_any_run_of_months_is_read_back(year: int, month: int, more: int) -> None:
    first = date(year, month, 1)
    last = min(last_day(first, more + 1) if year < 9990 else date(9999, 12, 31), date(9999, 12, 31))
    assert days(time_period(Period.between(first, last))) == (first, last)


@pytest.mark.parametrize(
    ("qualifier", "status", "code"),
    [
        ("", "", "A"),
        ("", "final", "A"),
        ("value", "", "A"),
        ("nearly", "", "E"),
        ("nearly", "final", "E"),
        ("", "estimate", "E"),
        ("", "provisional", "P"),
        ("about", "provisional", "P"),
        ("", "disputed", "U"),
        ("over", "disputed", "U"),
    ],
)
def test_the_status_of_an_observation_says_whether_its_number_is_exact(qualifier: str, status: str, code: str) -> None:
    (row,) = rows(workspace([], f"wells,,2025-06-30,{qualifier},10,,{status},a"))
    assert row["OBS_STATUS"] == code


@pytest.mark.parametrize(
    ("statuses", "variants"),
    [
        (["", "disputed", "disputed"], ["1", "2", "3"]),
        (["disputed", "", "disputed"], ["2", "1", "3"]),
        (["disputed", "disputed"], ["1", "2"]),
    ],
)
def test_figures_of_one_key_are_numbered_the_undisputed_one_first(statuses: list[str], variants: list[str]) -> None:
    lines = "\n".join(f"wells,,2025-06-30,,{value},,{status},a" for value, status in enumerate(statuses, 1))
    read = rows(workspace([], f"{lines}\nwells,,2025-06-30,,9,,disputed,b"))
    assert [row["VARIANT"] for row in read] == [*variants, "1"]


def test_text_with_commas_quotes_and_line_breaks_comes_through() -> None:
    header = "indicator,as_of,value,source,wording,note"
    line = 'wells,2025-06-30,1000,a,1000,"Một, ""hai""\nba"'
    found = workspace([], line, header=header)
    (dataset,) = get_datasets(sdmx_csv(found))
    assert dataset.data["COMMENT_OBS"].to_list() == ['Một, "hai"\nba']


def test_a_workspace_without_figures_is_a_heading() -> None:
    assert sdmx_csv(workspace([], "")) == ",".join(COLUMNS) + "\n"
