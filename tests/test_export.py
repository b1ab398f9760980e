"""``cnht export`` in a process of its own: what it writes where, what it refuses, and what it says."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import shutil
import stat
import sys
import zipfile
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from test_cli import ROOT, WORKSPACES, cnht, out, refusal

DAY = "2025-12-31"
FORMATS = {"csv": "a.csv", "xlsx": "a.xlsx", "sdmx-csv": "b.csv", "datapackage": "package"}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A workspace of the tests' own, that may be spoilt."""
    return Path(shutil.copytree(WORKSPACES / "regions", tmp_path / "own"))


def written(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder``, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What it writes


def test_the_csv_has_the_rows_of_progress_year_after_year(own: Path) -> None:
    whole = out(cnht("export", "--to", "csv", "--as-of", DAY, cwd=own))
    years = [out(cnht("progress", str(year), "-f", "csv", "--as-of", DAY, cwd=own)) for year in (2024, 2025)]
    assert whole == years[0] + years[1].partition("\n")[2]


def test_the_csv_covers_every_year_of_a_plan_of_several_years() -> None:
    done = cnht("export", "--to", "csv", "-w", str(WORKSPACES / "multiyear"), "--as-of", DAY)
    rows = list(csv.DictReader(io.StringIO(out(done))))
    assert {row["year"] for row in rows} == {str(year) for year in range(2021, 2031)}


@pytest.mark.parametrize("target", ["csv", "sdmx-csv"])
def test_the_text_of_an_export(target: str, snapshot: SnapshotAssertion) -> None:
    assert out(cnht("export", "--to", target, "-w", "docs/example", "--as-of", DAY)) == snapshot


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_files_of_a_data_package(lang: str, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    done = cnht("export", "--to", "datapackage", "-o", str(tmp_path / "new"), "-w", "docs/example", "--lang", lang)
    assert out(done) == ""
    assert {name: data.decode() for name, data in written(tmp_path / "new").items()} == snapshot


def test_text_is_utf_8_with_line_feeds_whatever_the_terminal(own: Path) -> None:
    done = cnht("export", "--to", "sdmx-csv", cwd=own, PYTHONUTF8="0", PYTHONIOENCODING="cp1252", LANG="vi_VN.UTF-8")
    assert out(done) == out(cnht("export", "--to", "sdmx-csv", cwd=own))
    assert b"\r" not in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize("target", ["csv", "sdmx-csv"])
def test_a_file_has_what_standard_output_would_have_had(target: str, own: Path, tmp_path: Path) -> None:
    done = cnht("export", "--to", target, "-o", "../a.csv", "--as-of", DAY, cwd=own)
    assert out(done) == ""
    assert done.stderr.decode() == "cnht: wrote ../a.csv\n"
    assert (tmp_path / "a.csv").read_bytes() == cnht("export", "--to", target, "--as-of", DAY, cwd=own).stdout


def test_a_zip_holds_what_the_folder_would_and_is_the_same_every_time(own: Path, tmp_path: Path) -> None:
    for name in ("folder", "one.zip", "two.zip"):
        out(cnht("export", "--to", "datapackage", "-o", str(tmp_path / name), cwd=own))
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == written(tmp_path / "folder")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_as_of_leaves_out_what_is_dated_later(own: Path) -> None:
    def days(*options: str) -> list[str]:
        text = out(cnht("export", "--to", "sdmx-csv", *options, cwd=own))
        return [row["AS_OF"] for row in csv.DictReader(io.StringIO(text))]

    assert days("--as-of", "31/12/2024") == [day for day in days() if day <= "2024-12-31"] != days()


@pytest.mark.parametrize(
    ("licence", "written_down"),
    [
        ([], None),
        (["--licence", "CC-BY-4.0"], [{"name": "CC-BY-4.0"}]),
        (["--licence", "https://data.gov.vn/terms"], [{"path": "https://data.gov.vn/terms"}]),
    ],
)
def test_a_licence_is_written_down_where_one_is_named(
    licence: list[str], written_down: object, own: Path, tmp_path: Path
) -> None:
    out(cnht("export", "--to", "datapackage", "-o", str(tmp_path / "new"), *licence, cwd=own))
    assert json.loads((tmp_path / "new" / "datapackage.json").read_bytes()).get("licenses") == written_down


def test_new_files_and_folders_have_the_mode_of_any_other(own: Path, tmp_path: Path) -> None:
    out(cnht("export", "--to", "csv", "-o", str(tmp_path / "a.csv"), cwd=own))
    out(cnht("export", "--to", "datapackage", "-o", str(tmp_path / "new"), cwd=own))
    mask = os.umask(0o022)
    os.umask(mask)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a.csv", "new", "new/figures.csv")]
    assert modes == [0o666 & ~mask, 0o777 & ~mask, 0o666 & ~mask]


# What it refuses


@pytest.mark.parametrize("target", FORMATS)
def test_without_a_workspace_nothing_is_exported_not_even_hanoi(target: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    said = refusal(cnht("export", "--to", target, "-o", FORMATS[target], cwd=tmp_path))
    assert "--workspace" in said
    assert written(tmp_path) == {}


@pytest.mark.parametrize("target", FORMATS)
def test_a_workspace_with_errors_is_not_exported(target: str, tmp_path: Path) -> None:
    path = tmp_path / FORMATS[target]
    said = refusal(cnht("export", "--to", target, "-o", str(path), "-w", str(ROOT / "docs" / "example-broken")), 1)
    assert "V302" in said
    assert written(tmp_path) == {}


def test_a_workspace_without_plans_has_no_progress_but_figures(own: Path) -> None:
    for plan in (own / "targets").glob("20*.yaml"):
        plan.unlink()
    assert "no plan" in refusal(cnht("export", "--to", "csv", cwd=own))
    assert out(cnht("export", "--to", "sdmx-csv", cwd=own)).count("\n") > 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--to xlsx", "-o workbook.xlsx"),
        ("--to datapackage", "-o package.zip"),
        ("--to xlsx -o ../a.xls", "end in .xlsx"),
        ("--to csv -o ..", "is a folder"),
        ("--to csv -o /dev/null", "not a regular file"),
        ("--to csv -o data/progress.csv", "is in data/"),
        ("--to datapackage -o targets/package", "is in targets/"),
        ("--to datapackage -o ../link/data/package", "is in data/"),
        ("--to datapackage -o ..", "neither empty nor a Data Package"),
        ("--to datapackage --force -o ..", "neither empty nor a Data Package"),
        ("--to csv -o ../missing/a.csv", "cannot write ../missing/a.csv: there is no such folder"),
        ("--to datapackage -o ../missing/package", "cannot write ../missing/package: there is no such folder"),
        ("--to csv --licence CC-BY-4.0", "--to datapackage"),
        ("--to datapackage -o ../p --licence 'all rights'", "write its identifier"),
        ("--to tsv", "sdmx-csv"),
        ("", "--to"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(words: str, said: str, own: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(own)
    before = written(tmp_path)
    assert said in refusal(cnht("export", *shlex.split(words), cwd=own))
    assert written(tmp_path) == before


@pytest.mark.parametrize("target", FORMATS)
def test_what_is_there_is_replaced_only_by_force(target: str, own: Path, tmp_path: Path) -> None:
    path = tmp_path / FORMATS[target]
    words = ["export", "--to", target, "-o", str(path), "--as-of", DAY]
    out(cnht(*words, cwd=own))
    made = written(tmp_path)
    descriptor = path / "datapackage.json" if path.is_dir() else path
    descriptor.write_bytes(b"mine")
    assert "--force" in refusal(cnht(*words, cwd=own))
    assert descriptor.read_bytes() == b"mine"
    out(cnht(*words, "--force", cwd=own))
    assert written(tmp_path) == made


def test_a_data_package_leaves_what_else_is_in_its_folder(own: Path, tmp_path: Path) -> None:
    words = ["export", "--to", "datapackage", "-o", str(tmp_path / "package")]
    out(cnht(*words, cwd=own))
    (tmp_path / "package" / "README.md").write_text("mine", "utf-8")
    out(cnht(*words, "--force", cwd=own))
    assert (tmp_path / "package" / "README.md").read_text("utf-8") == "mine"


def test_an_empty_folder_takes_a_data_package(own: Path, tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    out(cnht("export", "--to", "datapackage", "-o", str(tmp_path / "package"), cwd=own))
    assert "datapackage.json" in written(tmp_path / "package")


@pytest.mark.parametrize(("lang", "word"), [("vi", "không nạp được thư viện"), ("en", "cannot be loaded")])
def test_without_the_library_one_sentence_says_how_to_install_it(
    lang: str, word: str, own: Path, tmp_path: Path
) -> None:
    absent = tmp_path / "absent"
    absent.mkdir()
    code = "raise ModuleNotFoundError(\"No module named 'xlsxwriter'\", name='xlsxwriter')\n"
    (absent / "xlsxwriter.py").write_text(code, "utf-8")
    path = tmp_path / "a.xlsx"
    done = cnht(
        "export", "--to", "xlsx", "-o", str(path), "--lang", lang, cwd=own, PYTHONPATH=f"{absent}{os.pathsep}{ROOT}"
    )
    (said,) = refusal(done).splitlines()
    assert f"{sys.executable} -m pip install xlsxwriter" in said
    assert word in said
    assert not path.exists()
