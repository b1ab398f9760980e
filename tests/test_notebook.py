"""What a notebook gets: a workspace or one exception, and a frame whose columns have the right types."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from judging import workspace

import cnht
from cnht.domain.model import Measure, Workspace
from cnht.domain.progress import progress
from cnht.domain.quantity import ObservationStatus, Qualifier
from cnht.writers.json_text import progress_csv

ROOT = Path(__file__).parents[1]
FOLDERS = (".", "docs/example", "tests/workspaces/multiyear", "tests/workspaces/poverty", "tests/workspaces/regions")
EXAMPLE = ROOT / "docs" / "growth.py"

TYPES = {
    "category": "indicator area unit measure qualifier status source authority",
    "datetime64[s]": "first last as_of",
    "float64": "value value_high low high",
    "bool": "low_open high_open",
    "string": "period as_of_text wording note file",
    "int64": "line",
}


def python(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    words = [sys.executable, *arguments]
    return subprocess.run(words, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)


# Loading


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import cnht; print(*set(sys.modules) - before)"
    assert python("-S", "-c", code).stdout.split() == ["cnht"]


def test_loading_a_workspace_needs_no_pandas() -> None:
    code = "import sys, cnht; cnht.load(); print('pandas' in sys.modules, 'numpy' in sys.modules)"
    assert python("-c", code).stdout.split() == ["False", "False"]


def test_a_workspace_is_loaded_from_its_folder_or_from_below(monkeypatch: pytest.MonkeyPatch) -> None:
    named = cnht.load(ROOT / "docs" / "example")
    assert isinstance(named, Workspace)
    assert list(named.definitions.areas) == ["example"]
    monkeypatch.chdir(ROOT / "docs" / "example" / "data")
    assert cnht.load() == named
    assert cnht.load("..") == named


@pytest.mark.parametrize(("lang", "word"), [("vi", "không tìm thấy"), ("en", "there is no workspace")])
def test_where_there_is_none_it_says_so_and_never_takes_hanois(lang: str, word: str, tmp_path: Path) -> None:
    with pytest.raises(cnht.WorkspaceError, match=word) as none:
        cnht.load(tmp_path, lang=lang)
    assert none.value.problems == ()


def test_above_the_current_folder_there_may_be_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(cnht.WorkspaceError, match="here or above"):
        cnht.load()


@pytest.mark.parametrize(("lang", "head"), [("vi", "3 lỗi trong dữ liệu"), ("en", "3 errors in the data")])
def test_errors_are_one_exception_that_lists_and_holds_them(lang: str, head: str) -> None:
    with pytest.raises(cnht.WorkspaceError) as caught:
        cnht.load(ROOT / "docs" / "example-broken", lang=lang)
    lines = str(caught.value).splitlines()
    assert lines[0] == head
    assert [line.split(": ")[0] for line in lines[1::2]] == [str(one.where) for one in caught.value.problems]
    assert [one.code for one in caught.value.problems] == ["V302", "M501", "Y414"]


def test_of_many_errors_ten_are_listed_and_all_are_held(tmp_path: Path) -> None:
    (tmp_path / "targets").mkdir()
    (tmp_path / "data").mkdir()
    lines = "".join(f"wells,2025-06-{day:02},{day},nobody\n" for day in range(1, 16))
    (tmp_path / "data" / "a.csv").write_text(f"indicator,as_of,value,source\n{lines}", "utf-8")
    (tmp_path / "data" / "sources.yaml").write_text(
        "s: {title: t, publisher: p, published: 2025, authority: press}\n", "utf-8"
    )
    indicators = "areas: {n: {vi: a, en: a}}\nunits: {u: {vi: a, en: a}}\nindicators:\n"
    wells = "  wells: {name: {vi: a, en: a}, unit: u, measure: stock, direction: increase}\n"
    (tmp_path / "targets" / "indicators.yaml").write_text(indicators + wells, "utf-8")
    with pytest.raises(cnht.WorkspaceError, match=r"\n\.\.\. and 5 more$") as caught:
        cnht.load(tmp_path)
    assert len(caught.value.problems) == 15


def test_the_package_has_no_other_attributes() -> None:
    assert not hasattr(cnht, "read_csv")


def test_tab_offers_what_the_package_is_for_and_nothing_else() -> None:
    code = "import sys, cnht; print(*dir(cnht)); from cnht import *; print(load.__name__)"
    assert python("-c", code).stdout.split() == ["Workspace", "WorkspaceError", "__version__", "load", "load"]


def test_a_workspace_shows_itself_in_one_line() -> None:
    assert repr(cnht.load(ROOT)) == "<cnht workspace: 41 indicators, 21 plans, 105 figures>"


@pytest.mark.parametrize(
    ("path", "error", "told"),
    [
        ("no-such-folder", ValueError, "there is no folder 'no-such-folder'"),
        ("README.md", ValueError, "there is no folder 'README.md'"),
        ("", ValueError, "there is no folder ''"),
        ("x" * 5000, ValueError, "there is no folder 'xxx"),
        ("a\0b", ValueError, "there is no folder"),
        ("docs", ValueError, "there is no workspace (targets/ and data/) in docs"),
        (2025, TypeError, "path must be a text or a Path, the folder that holds targets/ and data/, not 2025"),
    ],
)
def test_a_path_that_cannot_be_one_is_named(
    path: Any, error: type[Exception], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(error, match=re.escape(told)):
        cnht.load(path)


@pytest.mark.parametrize("lang", ["fr", "", None, 5, ["vi"]])
def test_there_are_two_languages(lang: Any) -> None:
    with pytest.raises(ValueError, match="lang must be 'vi' or 'en', not "):
        cnht.load(ROOT, lang=lang)


# The frame


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_column_has_its_type(folder: str) -> None:
    frame = cnht.load(ROOT / folder).to_frame()
    expected = {column: kind for kind, columns in TYPES.items() for column in columns.split()}
    assert {column: str(kind) for column, kind in frame.dtypes.items()} == expected


def test_an_empty_frame_has_the_same_types() -> None:
    empty, full = workspace([], "").to_frame(), workspace([], "wells,,2025-06-30,,1,,,a").to_frame()
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_row_says_what_the_figure_says(folder: str) -> None:
    found = cnht.load(ROOT / folder)
    rows = found.to_frame().to_dict("records")
    for row, seen in zip(rows, found.observations, strict=True):
        bounds = found.interval(seen)
        assert (row["indicator"], row["area"], row["source"]) == (seen.indicator, seen.area, seen.source)
        assert (row["as_of"].date(), row["as_of_text"]) == (seen.as_of, seen.as_of_text)
        if seen.period is None:
            assert row["period"] == ""
            assert pd.isna(row["first"])
            assert pd.isna(row["last"])
        else:
            assert row["period"] == seen.period.text
            assert (row["first"].date(), row["last"].date()) == (seen.period.first, seen.period.last)
        assert row["value"] == float(seen.quantity.value)
        assert row["low"] == (float("-inf") if bounds.low is None else float(bounds.low))
        assert row["high"] == (float("inf") if bounds.high is None else float(bounds.high))
        assert (row["low_open"], row["high_open"]) == (bounds.low_open, bounds.high_open)
        assert (row["qualifier"], row["status"]) == (seen.quantity.qualifier.value, seen.status.value)
        assert (row["wording"], row["note"]) == (seen.wording, seen.note)
        assert (row["file"], row["line"]) == (seen.where.file, seen.where.line)


def test_an_end_that_there_is_not_is_infinite_so_that_comparing_works() -> None:
    lines = "wells,,2025-06-30,over,10,,,a\nwells,,2024-06-30,between,3,5,,a\nbalance,,2025-06-30,under,-1,,,a"
    frame = workspace([], lines).to_frame()
    assert frame["low"].to_list() == [10, 3, float("-inf")]
    assert frame["high"].to_list() == [float("inf"), 5, -1]
    assert frame["value_high"].isna().to_list() == [True, False, True]
    assert frame.query("low <= 12 and 12 <= high")["value"].to_list() == [10]


def test_categories_are_all_codes_that_there_are_in_the_files_order() -> None:
    found = workspace([], "wells,,2025-06-30,,1,,,b")
    frame = found.to_frame()
    assert list(frame["indicator"].cat.categories) == [*found.definitions.indicators]
    assert list(frame["source"].cat.categories) == ["a", "b", "p", "q"]
    assert list(frame["qualifier"].cat.categories) == [each.value for each in Qualifier]
    assert list(frame["status"].cat.categories) == [each.value for each in ObservationStatus]
    assert list(frame["measure"].cat.categories) == [each.value for each in Measure]


def test_days_of_any_year_fit() -> None:
    frame = workspace([], "wells,,1900-01-01,,1,,,a\ntrips,1901,1901-12-31,,1,,,a").to_frame()
    assert [day.year for day in frame["as_of"]] == [1900, 1901]
    assert frame["first"][1].year == 1901


@pytest.mark.parametrize("library", ["pandas", "numpy"])
def test_without_pandas_the_error_says_what_to_type(library: str, tmp_path: Path) -> None:
    (tmp_path / f"{library}.py").write_text(f"raise ModuleNotFoundError('No module', name='{library}')\n", "utf-8")
    code = f"import sys, cnht\nsys.path.insert(0, {str(tmp_path)!r})\ntry: cnht.load().to_frame()\n"
    done = python("-c", code + "except ImportError as error: print(error)")
    assert f"{sys.executable} -m pip install {library} --force-reinstall" in done.stdout, done.stderr


# The verdicts

ENDS = {f"{what}_{end}": sign for what in ("observed", "percent") for end, sign in (("low", "-inf"), ("high", "inf"))}


@pytest.mark.parametrize(
    ("folder", "years"), [*zip(FOLDERS, [(2025, 2030), (2025,), (2024, 2025), (2025,), (2025,)], strict=True)]
)
def test_the_verdicts_are_those_of_the_csv(folder: str, years: tuple[int, ...]) -> None:
    found = cnht.load(ROOT / folder)
    for year in years:
        frame = found.progress_frame(year, "2025-12-31")
        rows = [*csv.DictReader(progress_csv([progress(found, year, date(2025, 12, 31))]).splitlines())]
        assert list(frame.columns) == list(rows[0])
        for row, expected in zip(frame.to_dict("records"), rows, strict=True):
            for name, value in row.items():
                told = expected[name] or (ENDS.get(name, "") if expected.get(f"{name}_open") else "")
                assert shown(value) == (shown(float(told)) if isinstance(value, float) and told else told), name


def shown(value: Any) -> str:
    """A cell of a frame as the CSV has it."""
    if pd.isna(value):
        return ""
    return str(value.date() if isinstance(value, pd.Timestamp) else value).lower() if type(value) is not str else value


def test_verdicts_have_the_same_types_where_there_are_none() -> None:
    found = cnht.load(ROOT)
    empty, full = (
        found.progress_frame(2025, indicators="index_growth", areas=[], plans="20/KH-UBND"),
        found.progress_frame(2025),
    )
    assert len(empty) == 0
    assert {name: str(kind) for name, kind in empty.dtypes.items()} == {
        name: str(kind) for name, kind in full.dtypes.items()
    }
    assert {str(full[name].dtype) for name in ("plan", "indicator", "status", "likely", "reason")} == {"category"}
    assert {str(full[name].dtype) for name in ("as_of", "due", "observed_as_of")} == {"datetime64[s]"}
    assert {str(full[name].dtype) for name in ("target_value", "percent_low", "pace_ratio")} == {"float64"}


@pytest.mark.parametrize(
    "as_of",
    ["2025-06-30", "30/06/2025", "2025-06", date(2025, 6, 30), datetime(2025, 6, 30, 12), pd.Timestamp(2025, 6, 30)],
)
def test_the_day_of_verdicts_may_be_a_date_of_any_kind(as_of: Any) -> None:
    frame = cnht.load(ROOT).progress_frame(2025, as_of)
    assert {day.date() for day in frame["as_of"]} == {date(2025, 6, 30)}


@pytest.mark.parametrize(
    ("arguments", "error", "told"),
    [
        ({"year": "hai"}, TypeError, "year must be a whole number such as 2025, not 'hai'"),
        ({"year": "2025"}, TypeError, "not '2025'"),
        ({"year": 2025.0}, TypeError, "not 2025.0"),
        ({"year": None}, TypeError, "not None"),
        ({"year": True}, TypeError, "not True"),
        ({"year": 1999}, ValueError, "no plan covers 1999; there are plans for 2018-2030"),
        ({"as_of": "hai"}, ValueError, "as_of must be a date, or 2025-06-30, 30/06/2025 or 2025-06 as text, not 'hai'"),
        ({"as_of": 5}, TypeError, "as_of must be a date"),
        ({"as_of": "2201"}, ValueError, "the year 2201 of as_of is not between 1900 and 2200"),
        ({"as_of": pd.NaT}, TypeError, "as_of must be a date"),
        ({"indicators": "enterprise"}, ValueError, "there is no indicator 'enterprise'; did you mean enterprises"),
        ({"indicators": [3]}, ValueError, "there is no indicator '3'"),
        ({"indicators": 3}, TypeError, "indicators must be a code or a list of codes, not 3"),
        ({"plans": ["hai"]}, ValueError, "there is no plan 'hai'"),
        ({"areas": None}, TypeError, "areas must be a code or a list of codes, not None"),
        ({"areas": "hue"}, ValueError, "there is no area 'hue'; choose from: hanoi"),
    ],
)
def test_what_cannot_be_judged_is_named(arguments: dict[str, Any], error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=re.escape(told)):
        cnht.load(ROOT).progress_frame(**{"year": 2025, **arguments})


# The example of the page


def test_the_example_has_ten_lines_and_prints_without_a_warning() -> None:
    lines = [line for line in EXAMPLE.read_text("utf-8").splitlines() if line]
    assert len(lines) == 10
    done = python("-W", "error", str(EXAMPLE))
    assert (done.returncode, done.stderr) == (0, "")
    assert "enterprises" in done.stdout


def test_the_example_computes_what_the_words_of_the_figures_say(tmp_path: Path) -> None:
    for folder in ("targets", "data"):
        (tmp_path / folder).mkdir()
    (tmp_path / "targets" / "indicators.yaml").write_text(
        "areas: {n: {vi: a, en: a}}\nunits: {u: {vi: a, en: a}}\nindicators:\n"
        "  wells: {name: {vi: a, en: a}, unit: u, measure: stock, direction: increase}\n",
        "utf-8",
    )
    source = "s: {title: a, publisher: a, published: 2025, authority: press}\n"
    (tmp_path / "data" / "sources.yaml").write_text(source, "utf-8")
    # Nearly 100 is from 95 to 100, over four years of 365.25 days 1461; doubled twice from 100: 2 ** (2 / 4).
    lines = "wells,2016-01-01,nearly,100,s\nwells,2020-01-01,,400,s\n"
    (tmp_path / "data" / "a.csv").write_text(f"indicator,as_of,qualifier,value,source\n{lines}", "utf-8")
    least, most = (float(400 / Fraction(start)) ** 0.25 * 100 - 100 for start in (100, 95))
    done = python(str(EXAMPLE), cwd=tmp_path)
    (row,) = [line.split() for line in done.stdout.splitlines() if line.startswith("wells")]
    assert row == ["wells", "100.0", "4.0", f"{least:.1f}", f"{most:.1f}"]
