"""What people install: the wheel holds everything, and answers from the Hanoi workspace where there is no other."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cnht import __version__
from cnht.store import read_workspace

ROOT = Path(__file__).parent.parent


def build(source: Path, target: str, folder: Path) -> Path:
    """Build the project in ``source`` with its own backend, which needs no network, and unpack it in ``folder``."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder / "built")]
    subprocess.run(command, cwd=source, check=True)
    (archive,) = (folder / "built").iterdir()
    unpacked = folder / "unpacked"
    shutil.unpack_archive(archive, unpacked, "zip" if target == "wheel" else "gztar")
    return unpacked if target == "wheel" else unpacked / f"cnht-{__version__}"


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel."""
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


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
        f"cnht/{name}" for name in names(ROOT / "cnht") if name.endswith((".py", ".html", ".css", ".js", ".ttf"))
    }
    workspace = {f"cnht/_hanoi/{file.name}" for file in read_workspace(ROOT)} | {"cnht/_hanoi/.gitattributes"}
    workspace |= {f"cnht/_hanoi/.cnht/{name}" for name in names(ROOT / ".cnht")}  # the schemas, for editors
    metadata = {f"cnht-{__version__}.dist-info/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt")}
    licenses = {"LICENSE", "cnht/render/chart/fonts/OFL.txt"}
    metadata |= {f"cnht-{__version__}.dist-info/licenses/{name}" for name in licenses}
    package |= {"cnht/py.typed", "cnht/render/chart/fonts/OFL.txt"}
    assert names(wheel) == package | workspace | metadata


def test_the_source_distribution_is_complete_and_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    source = build(ROOT, "sdist", tmp_path / "sdist")
    assert {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "tests/conftest.py", "benchmarks/startup.py"} < names(
        source
    )
    rebuilt = build(source, "wheel", tmp_path / "wheel")
    assert {name: (rebuilt / name).read_bytes() for name in names(rebuilt)} == {
        name: (wheel / name).read_bytes() for name in names(wheel)
    }


def test_the_installed_program_knows_its_version(wheel: Path, elsewhere: Path) -> None:
    ran = cnht(wheel, elsewhere, "--version")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert __version__ in ran.stdout


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
