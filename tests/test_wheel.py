"""What people install: the wheel holds everything, and answers from the Hanoi workspace where there is no other."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from scratch import environment

from cnht.files.store import read_workspace

ROOT = Path(__file__).parent.parent


NOT_COPIED = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "_version.py")


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, env=environment(folder), check=True)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is, in a repository of one commit: building writes the version into the folder."""
    folder = shutil.copytree(ROOT, tmp_path_factory.mktemp("source") / "cnht", ignore=NOT_COPIED)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "first")
    return folder


def hatchling(source: Path, *words: str) -> str:
    command = [sys.executable, "-m", "hatchling", *words]
    return subprocess.run(command, cwd=source, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout.strip()


def build(source: Path, target: str, folder: Path) -> Path:
    """Build the project in ``source`` with its own backend, which needs no network, and unpack it in ``folder``."""
    hatchling(source, "build", "--target", target, "--directory", str(folder / "built"))
    (archive,) = (folder / "built").iterdir()
    unpacked = folder / "unpacked"
    shutil.unpack_archive(archive, unpacked, "zip" if target == "wheel" else "gztar")
    return unpacked if target == "wheel" else unpacked / archive.name.removesuffix(".tar.gz")


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel."""
    return build(source, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """An empty folder that is in no workspace."""
    (tmp_path / ".git").mkdir()  # the search for a workspace ends here
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


def cnht(wheel: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the unpacked wheel in ``folder``."""
    environment = os.environ | {"PYTHONPATH": str(wheel), "PYTHONDONTWRITEBYTECODE": "1", "CNHT_LANG": "en"}
    command = [sys.executable, "-m", "cnht", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, encoding="utf-8")


def test_the_wheel_holds_the_whole_workspace_as_it_is_in_the_repository(wheel: Path) -> None:
    shipped, own = (
        {file.name: file.read() for file in read_workspace(root)} for root in (wheel / "cnht" / "_hanoi", ROOT)
    )
    assert shipped == own
    assert set(shipped) >= {
        "targets/indicators.yaml",
        "targets/2025.yaml",
        "data/sources.yaml",
        "data/registers/clusters.csv",
    }


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    package = {
        f"cnht/{name}"
        for name in names(ROOT / "cnht")
        if name.endswith((".py", ".html", ".css", ".js", ".ttf", ".po", ".mo", ".toml"))
    }
    workspace = {f"cnht/_hanoi/{file.name}" for file in read_workspace(ROOT)} | {"cnht/_hanoi/.gitattributes"}
    workspace |= {f"cnht/_hanoi/.cnht/{name}" for name in names(ROOT / ".cnht")}  # the schemas, for editors
    (info,) = (path.name for path in wheel.glob("*.dist-info"))
    licenses = {"LICENSE", "cnht/writers/fonts/OFL.txt"}
    metadata = {f"{info}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt")}
    metadata |= {f"{info}/licenses/{name}" for name in licenses}
    package |= {"cnht/_version.py", "cnht/py.typed", "cnht/writers/fonts/OFL.txt"}
    assert names(wheel) == package | workspace | metadata


def test_the_source_distribution_is_complete_and_builds_the_same_wheel(
    source: Path, wheel: Path, tmp_path: Path
) -> None:
    distributed = build(source, "sdist", tmp_path / "sdist")
    assert {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "tests/conftest.py", "benchmarks/startup.py"} < names(
        distributed
    )
    rebuilt = build(distributed, "wheel", tmp_path / "wheel")
    assert {name: (rebuilt / name).read_bytes() for name in names(rebuilt)} == {
        name: (wheel / name).read_bytes() for name in names(wheel)
    }


def test_the_installed_program_knows_the_commit_it_was_built_from(wheel: Path, elsewhere: Path) -> None:
    ran = cnht(wheel, elsewhere, "--version")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert re.fullmatch(r"cnht 0\.1\.dev1\+g[0-9a-f]{7,}\n", ran.stdout)
    (metadata,) = wheel.glob("*.dist-info/METADATA")
    assert f"Version: {ran.stdout.split()[1]}\n" in metadata.read_text("utf-8")


def test_an_archive_knows_its_commit_or_tag_and_a_mere_folder_is_built_too(source: Path, tmp_path: Path) -> None:
    def archived(name: str) -> str:
        git(source, "archive", "--output", str(tmp_path / f"{name}.tar"), "HEAD")
        shutil.unpack_archive(tmp_path / f"{name}.tar", tmp_path / name)
        return hatchling(tmp_path / name, "version")

    assert re.fullmatch(r"0\.1\.dev0\+g[0-9a-f]{7,}", archived("untagged"))
    assert hatchling(shutil.copytree(ROOT, tmp_path / "folder", ignore=NOT_COPIED), "version") == "0.1.dev0"
    git(source, "tag", "v7.1")
    git(source, "tag", "data-2025")
    try:
        assert {archived("tagged"), hatchling(source, "version")} == {"7.1"}
    finally:
        git(source, "tag", "--delete", "v7.1", "data-2025")


def test_a_source_tree_that_was_never_built_runs(elsewhere: Path) -> None:
    tree = elsewhere / "tree"
    shutil.copytree(ROOT / "cnht", tree / "cnht", ignore=NOT_COPIED)
    assert cnht(tree, elsewhere, "--version").stdout == "cnht 0+unknown\n"


def test_in_an_empty_folder_progress_answers_from_hanoi_and_says_so(wheel: Path, elsewhere: Path) -> None:
    ran = cnht(wheel, elsewhere, "progress", "2025")
    assert ran.returncode == 0, ran.stderr
    assert "301/KH-UBND" in ran.stdout
    assert len(ran.stderr.splitlines()) == 1
    assert "Hanoi" in ran.stderr


def test_the_installed_program_makes_a_page(wheel: Path, elsewhere: Path) -> None:
    ran = cnht(wheel, elsewhere, "report", "2025", "-o", "report.html")
    assert ran.returncode == 0, ran.stderr
    assert (elsewhere / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("below", [".", "data", "docs/reports"])
def test_in_or_below_a_workspace_progress_answers_from_that_one(wheel: Path, elsewhere: Path, below: str) -> None:
    for file in read_workspace(ROOT):
        path = elsewhere / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.read().replace(b"301/KH-UBND", b"999/KH-UBND"))
    (elsewhere / below).mkdir(parents=True, exist_ok=True)
    ran = cnht(wheel, elsewhere / below, "progress", "2025")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "999/KH-UBND" in ran.stdout
    assert "301/KH-UBND" not in ran.stdout


def test_the_installed_program_starts_a_workspace_and_copies_the_shipped_one(wheel: Path, elsewhere: Path) -> None:
    for words in (["own"], ["hanoi", "--example", "hanoi"]):
        ran = cnht(wheel, elsewhere, "init", *words)
        assert (ran.returncode, ran.stderr) == (0, "")
        checked = cnht(wheel, elsewhere / words[0], "validate", "--strict")
        assert checked.returncode == 0, checked.stdout
    assert {file.name: file.read() for file in read_workspace(elsewhere / "hanoi")} == {
        file.name: file.read() for file in read_workspace(ROOT)
    }
    assert names(elsewhere / "hanoi" / ".cnht") == names(ROOT / ".cnht")


def test_every_dependency_has_a_pin_within_its_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins: dict[str, list[str]] = {}
    for pin in (Requirement(line) for line in lines if not line.startswith("#")):
        pins.setdefault(canonicalize_name(pin.name), []).extend(bound.version for bound in pin.specifier)
    for text in chain(project["dependencies"], *project["optional-dependencies"].values()):
        wanted = Requirement(text)
        if wanted.name != "cnht":
            pinned = pins.get(canonicalize_name(wanted.name), [])
            assert pinned, f"{text} is not in constraints.txt; CONTRIBUTING.md says how to renew it"
            assert all(wanted.specifier.contains(version) for version in pinned), (text, pinned)
