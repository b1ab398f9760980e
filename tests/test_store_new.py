"""Writing files that are not there yet: all of them or none, and none over another."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cnht.files.store import is_workspace, write_new

NEW = {
    name: name.encode() * 9 for name in (".gitattributes", ".git/hooks/x", "data/a.csv", "data/b.csv", "targets/a.yaml")
}
STEPS = ((os, "link"), (os, "fsync"), (Path, "rename"), (Path, "mkdir"))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")
    }


@pytest.mark.parametrize("folder", ["there", "new", "new/below"])
def test_new_files_come_together_with_the_folders_they_need(tmp_path: Path, folder: str) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "mine").write_bytes(b"mine")
    write_new({tmp_path / folder / name: data for name, data in NEW.items()})
    found = contents(tmp_path / folder)
    assert {name: data for name, data in found.items() if data and name != "mine"} == NEW
    assert (tmp_path / "there" / "mine").read_bytes() == b"mine"
    assert {path.name for path in tmp_path.iterdir()} == {"there", folder.partition("/")[0]}


@pytest.mark.parametrize("there", sorted(NEW))
def test_nothing_is_written_over_and_then_nothing_is_written(tmp_path: Path, there: str) -> None:
    (tmp_path / there).parent.mkdir(exist_ok=True, parents=True)
    (tmp_path / there).symlink_to("nowhere")
    with pytest.raises(FileExistsError) as raised:
        write_new({tmp_path / name: data for name, data in NEW.items()})
    assert raised.value.filename == str(tmp_path / there)
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == [tmp_path / there]


@pytest.mark.parametrize("folder", ["there", "new/below"])
def test_where_a_step_fails_nothing_of_the_new_files_is_left(
    tmp_path: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there" / "data").mkdir(parents=True)
    (tmp_path / "there" / "data" / "mine").write_bytes(b"mine")
    before = contents(tmp_path)
    files = {tmp_path / folder / name: data for name, data in NEW.items()}
    calls, failing = 0, 0

    def step(make: Callable[..., Any]) -> Callable[..., Any]:
        def made(*given: Any, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == failing or (calls > failing and make is os.link):  # and no other way to name it, either
                raise OSError(errno.ENOSPC, "full")
            return make(*given, **named)

        return made

    for place, name in STEPS:
        monkeypatch.setattr(place, name, step(getattr(place, name)))
    for failing in range(1, 100):  # noqa: B007 - the steps look at it
        calls = 0
        try:
            write_new(files)
        except OSError:
            assert contents(tmp_path) == before
        else:
            break
    assert failing > 10
    assert {path: path.read_bytes() for path in files} == files


def test_a_program_that_is_killed_leaves_no_workspace_or_a_whole_one(tmp_path: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from cnht.files import store
calls = 0
def step(make):
    def made(*given, **named):
        global calls
        calls += 1
        if calls == int(sys.argv[1]): os._exit(9)
        return make(*given, **named)
    return made
for place, name in ((os, "link"), (os, "fsync"), (Path, "rename"), (Path, "mkdir")):
    setattr(place, name, step(getattr(place, name)))
root = Path(sys.argv[2])
store.write_new({root / name: b"x" for name in (".gitattributes", "data/a.csv", "data/b.csv", "targets/a.yaml")})
"""
    ends = []
    for at in range(1, 30):
        root = tmp_path / str(at)
        if at % 2:
            root.mkdir()
        ran = subprocess.run(
            [sys.executable, "-c", script, str(at), str(root)], cwd=Path(__file__).parents[1], check=False
        )
        ends.append(ran.returncode)
        files = {name for name, data in contents(root).items() if data and not name.startswith(".cnht-")}
        assert ("targets/a.yaml" in files) is is_workspace(root)
        assert not is_workspace(root) or len(files) == 4
    assert {*ends} == {0, 9}
