"""Data Packages: another's checker finds them valid, and refuses by their schemas what ``validate`` refuses.

The checker is frictionless. It is given the malformed tables of the corpus in the place of the exported ones.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, Resource

from cnht.domain.model import Workspace
from cnht.files.textfile import TextFile
from cnht.language.safe_text import unguarded
from cnht.language.texts import Lang
from cnht.notebook import load as load_folder
from cnht.problems import Severity, codes
from cnht.reading.csv_text import REGISTER_COLUMNS, SNAPSHOT_COLUMNS
from cnht.reading.load import load
from cnht.writers.datapackage import DESCRIPTOR, data_package
from docs import corpus

ROOT = Path(__file__).parents[1]
FOLDERS = (".", "docs/example", "tests/workspaces/multiyear", "tests/workspaces/poverty", "tests/workspaces/regions")
GOOD = sorted(path.name for path in (corpus.CORPUS / "good").iterdir())
CANONICAL = {"figures": SNAPSHOT_COLUMNS, "registers": REGISTER_COLUMNS}
"""The columns of the files that a table was made of; behind or before them stands where its rows come from."""

SILENT = {
    "a reader takes quotes as they come": """
        C209-closed-lines-later C209-next-quote-closes-it C209-swallows-rows C210-inches C210-name-in-quotes
        C210-quote-inside-quotes C210-space-before-the-quote C210-text-after-the-quote""",
    "a table may be empty": "C214-header-only C214-register",
    "letters that were read in the wrong encoding are letters": "F114-csv",
    "marks are not counted": "F116-note",
    "one cell asks something of another": """
        M507-flow M507-growth M508-share M508-stock M509-after M509-before M510-negative-count M510-share-above-100
        M510-share-below-0 M510-share-range M511-missing M511-without-between M512-below-nothing M512-nearly-nothing
        V312-equal V312-reversed""",
    "it cannot read words": "M513-number M513-qualifier M513-scale M513-unit M514-sentence",
    "two rows have one key, as they may where one is disputed": """
        M515-other-file M515-period-written-otherwise M515-same-file""",
    "two spellings are two names": "M515-register-spaced-otherwise",
    "a number may have an exponent, a plus, zeros in front; thousands have no grouping that is looked for": """
        V301-exponent V301-exponent-of-excel V301-full-width V301-leading-zero V301-no-decimals V301-no-zero V301-plus
        V301-underscore V302-negative V302-thousand V302-three-decimals""",
    "it cannot compare the two ends of a period": "V307-reversed",
    "it does not know what day it is": "V317-next-month V317-register V317-typo-in-the-year",
}
"""What the language of the schemas cannot say, by why."""


def put(folder: Path, found: Workspace) -> dict[str, Any]:
    """Write the package of a workspace into ``folder``; its descriptor."""
    for name, text in data_package(found, Lang.EN).items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    descriptor: dict[str, Any] = json.loads((folder / DESCRIPTOR).read_bytes())
    return descriptor


def faults(package: Package) -> list[str]:
    report = package.validate()
    return [f"{error.type}: {error.message}" for task in report.tasks for error in task.errors] + [
        error.message for error in report.errors
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_package_is_valid(folder: str, tmp_path: Path) -> None:
    put(tmp_path, load_folder(ROOT / folder))
    assert faults(Package(str(tmp_path / DESCRIPTOR))) == []


@pytest.mark.parametrize("case", GOOD)
def test_whatever_validate_accepts_becomes_a_valid_package(case: str, tmp_path: Path) -> None:
    put(tmp_path, load(corpus.good(case)).workspace)
    assert faults(Package(str(tmp_path / DESCRIPTOR))) == []


def test_a_workspace_that_is_all_but_empty_becomes_a_valid_package(tmp_path: Path) -> None:
    files = {
        "targets/indicators.yaml": "areas: {north: {vi: Bắc, en: North}}\nunits: {u: {vi: cái, en: things}}\n"
        "indicators:\n  wells: {name: {vi: a, en: a}, unit: u, measure: stock, direction: increase}\n",
        "data/sources.yaml": "{}\n",
    }
    descriptor = put(tmp_path, load(TextFile(name, text.encode()) for name, text in files.items()).workspace)
    assert "sources" not in descriptor
    assert faults(Package(str(tmp_path / DESCRIPTOR))) == []


@pytest.mark.parametrize("url", ["./report.pdf", "../a b", "báo cáo giấy, trang 7", "https://a.b/c?d=e#f"])
def test_a_source_may_have_any_address(url: str, tmp_path: Path) -> None:
    files = {file.name: file.read() for file in corpus.base()}
    source = f"odd: {{title: a, publisher: a, published: 2025, authority: press, url: '{url}'}}\n"
    files["data/sources.yaml"] += source.encode()
    descriptor = put(tmp_path, load(TextFile(name, data) for name, data in files.items()).workspace)
    assert ("path" in descriptor["sources"][-1]) == url.startswith("https")
    assert faults(Package(str(tmp_path / DESCRIPTOR))) == []


def test_a_file_of_the_workspace_fits_its_table_as_it_stands() -> None:
    schemas = {one["name"]: one["schema"] for one in _descriptor(load(corpus.base()).workspace)["resources"]}
    for table, columns in CANONICAL.items():
        names = tuple(field["name"] for field in schemas[table]["fields"])
        at = names.index(columns[0])
        assert names[at : at + len(columns)] == columns


def test_what_validate_refuses_is_refused_where_the_schema_can_say_so(tmp_path: Path) -> None:
    descriptor = put(tmp_path, load(corpus.base(), corpus.TODAY).workspace)
    accepted = {case for case, table, data in _malformed() if _fits(tmp_path, descriptor, table, data)}
    assert accepted == {case for cases in SILENT.values() for case in cases.split()}


def test_a_code_that_nothing_defines_is_refused_by_its_foreign_key(tmp_path: Path) -> None:
    put(tmp_path, load(corpus.base()).workspace)
    for table, column, other in [
        ("indicators", "unit", "enterprise"),
        ("indicators", "ratio_of", "certified"),
        ("plans", "source", "plan-2025"),
        ("targets", "indicator", "enterprises"),
        ("targets", "plan", "15/KH-UBND"),
    ]:
        path = tmp_path / f"{table}.csv"
        before = path.read_text("utf-8")
        rows = list(csv.DictReader(io.StringIO(before)))
        (row, *_) = [row for row in rows if row[column] == other]
        row[column] = "unknown"
        text = io.StringIO()
        writer = csv.DictWriter(text, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(text.getvalue(), "utf-8", newline="\n")
        assert any(fault.startswith("foreign-key") for fault in faults(Package(str(tmp_path / DESCRIPTOR)))), table
        path.write_text(before, "utf-8", newline="\n")


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_figures_are_those_of_the_snapshots_each_with_its_place(folder: str) -> None:
    found = load_folder(ROOT / folder)
    rows = list(csv.DictReader(io.StringIO(data_package(found, Lang.VI)["figures.csv"])))
    for row, seen in zip(rows, found.observations, strict=True):
        assert (row["indicator"], row["value"]) == (seen.indicator, f"{seen.quantity.value:f}")
        assert (row["file"], row["line"], row["day"]) == (seen.where.file, str(seen.where.line), str(seen.as_of))
        lines = (ROOT / folder / seen.where.file).read_text("utf-8").splitlines()
        header, line = csv.reader([lines[0], lines[seen.where.line - 1]])
        written = {column: cell for column, cell in zip(header, line, strict=True) if cell or column != "area"}
        assert {column: unguarded(row[column]) for column in written} == written


def test_numbers_keep_the_digits_they_were_written_with() -> None:
    found = load(corpus.good("decimals")).workspace
    rows = csv.DictReader(io.StringIO(data_package(found, Lang.VI)["figures.csv"]))
    assert [row["value"] for row in rows] == [str(seen.quantity.value) for seen in found.observations]
    assert any(Decimal(f"{seen.quantity.value:f}").as_tuple().exponent for seen in found.observations)


def _descriptor(found: Workspace) -> dict[str, Any]:
    descriptor: dict[str, Any] = json.loads(data_package(found, Lang.EN)[DESCRIPTOR])
    return descriptor


def _malformed() -> Iterator[tuple[str, str, bytes]]:
    """Every CSV table of the corpus that validate refuses: its case, the table of a package it belongs to, itself."""
    errors = {code.identifier for code in codes().values() if code.severity is Severity.ERROR}
    for case, place in corpus.expected().items():
        if place.code in errors and place.file.startswith("data/") and place.file.endswith(".csv"):
            files = {file.name: file for file in corpus.bad(case)}
            file = files.get(place.file)
            if file is not None and file.error is None:
                yield case, "registers" if place.file.startswith("data/registers/") else "figures", file.read()


def _fits(folder: Path, descriptor: dict[str, Any], table: str, data: bytes) -> bool:
    """Whether ``data`` passes for the table, with the columns that a file of the workspace may have."""
    header = data.partition(b"\n")[0].decode("utf-8", "replace").rstrip("\r").split(",")
    resources = {one["name"]: one for one in descriptor["resources"]}
    schema = resources[table]["schema"]
    columns: tuple[str, ...] = CANONICAL[table]
    if [column for column in columns if column in header] == header:  # optional ones may be absent
        required = {field["name"] for field in schema["fields"] if field.get("constraints", {}).get("required")}
        columns = tuple(column for column in columns if column in header or column in required)
    own = {
        **schema,
        "fields": [field for field in schema["fields"] if field["name"] in columns],
        "foreignKeys": [key for key in schema["foreignKeys"] if key["fields"][0] in columns],
        "primaryKey": [name for name in schema["primaryKey"] if name in columns],
    }
    path = folder / "malformed.csv"
    path.write_bytes(data)
    known = [resources[name] for name in ("indicators", "areas", "sources", "units")]
    tables = [*known, {**resources[table], "path": path.name, "schema": own}]
    package = Package.from_descriptor({**descriptor, "resources": tables}, basepath=str(folder))
    resource: Resource = package.get_resource(table)
    return bool(resource.validate().valid)
