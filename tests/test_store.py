"""Finding a workspace and reading its files, whatever the disk holds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cnht.store import find_workspace, is_workspace, read_workspace, shipped_workspace, write_file, write_folder


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace, empty but for its two folders."""
    root = tmp_path / "workspace"
    for folder in ("targets", "data"):
        (root / folder).mkdir(parents=True)
    return root


def errors(root: Path) -> dict[str, str | None]:
    """What could not be found, and why."""
    return {file.name: file.error for file in read_workspace(root) if file.data is None}


def contents(root: Path) -> dict[str, bytes]:
    """What the files hold that were found, in their order."""
    found = {}
    for file in read_workspace(root):
        if file.error is None:
            with file.stream() as stream:
                found[file.name] = stream.read()
    return found


def test_a_workspace_is_found_from_itself_and_from_below(workspace: Path) -> None:
    deep = workspace / "data" / "registers" / "old"
    deep.mkdir(parents=True)
    assert find_workspace(workspace) == workspace
    assert find_workspace(deep) == workspace


def test_the_nearest_workspace_wins(workspace: Path) -> None:
    for folder in ("targets", "data"):
        (workspace / "data" / "inner" / folder).mkdir(parents=True)
    assert find_workspace(workspace / "data" / "inner" / "data") == workspace / "data" / "inner"


def test_one_of_the_two_folders_is_not_enough(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "targets").write_text("a file", "utf-8")
    assert not is_workspace(tmp_path)
    (tmp_path / ".git").mkdir()
    assert find_workspace(tmp_path) is None


def test_the_search_includes_the_folder_that_holds_git(workspace: Path) -> None:
    (workspace / ".git").mkdir()
    (workspace / "docs").mkdir()
    assert find_workspace(workspace / "docs") == workspace


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_the_search_goes_no_further_than_git(workspace: Path, kind: str) -> None:
    repository = workspace / "repository"
    (repository / "docs").mkdir(parents=True)
    if kind == "folder":
        (repository / ".git").mkdir()
    else:  # as in a worktree
        (repository / ".git").write_text("gitdir: elsewhere\n", "utf-8")
    assert find_workspace(repository / "docs") is None


def test_the_shipped_workspace_is_a_workspace() -> None:
    assert is_workspace(shipped_workspace())


def test_the_packaged_copy_comes_before_the_repository(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnht.store.__file__", str(workspace / "cnht" / "store.py"))
    assert shipped_workspace() == workspace
    for folder in ("targets", "data"):
        (workspace / "cnht" / "_hanoi" / folder).mkdir(parents=True)
    assert shipped_workspace() == workspace / "cnht" / "_hanoi"


def test_files_come_sorted_by_their_relative_names_with_their_bytes(workspace: Path) -> None:
    (workspace / "data" / "registers").mkdir()
    (workspace / "README.md").write_text("not part of it", "utf-8")
    for name in ("targets/2025.yaml", "data/b.csv", "data/registers/a.csv", "data/a.csv", "data/registers.csv"):
        (workspace / name).write_bytes(b"\xef\xbb\xbf" + name.encode() + b"\r\n")
    names = ["data/a.csv", "data/b.csv", "data/registers.csv", "data/registers/a.csv", "targets/2025.yaml"]
    found = contents(workspace)
    assert list(found) == names
    assert found == {name: b"\xef\xbb\xbf" + name.encode() + b"\r\n" for name in names}


def test_what_editors_and_systems_leave_behind_is_passed_over(workspace: Path) -> None:
    litter = [".DS_Store", ".a.csv.swp", ".~lock.a.csv#", "#a.csv#", "a.csv~", "~$a.xlsx", "Thumbs.db", "desktop.ini"]
    for folder in (".git", "__pycache__"):
        (workspace / "data" / folder).mkdir()
        (workspace / "data" / folder / "a.csv").touch()
    for name in litter:
        (workspace / "data" / name).touch()
    (workspace / "data" / "#1.csv").touch()
    assert [file.name for file in read_workspace(workspace)] == ["data/#1.csv"]


def test_what_is_no_data_file_is_not_hidden_from_the_reader(workspace: Path) -> None:
    (workspace / "data" / "2025.csv.orig").write_bytes(b"\xff")
    assert contents(workspace) == {"data/2025.csv.orig": b"\xff"}


def test_links_to_files_and_folders_are_followed(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.csv").write_bytes(b"a")
    (workspace / "data" / "linked").symlink_to(tmp_path / "elsewhere")
    (workspace / "data" / "b.csv").symlink_to(tmp_path / "elsewhere" / "a.csv")
    assert contents(workspace) == {"data/b.csv": b"a", "data/linked/a.csv": b"a"}


def test_links_in_a_circle_are_reported_once_and_end(workspace: Path) -> None:
    (workspace / "data" / "years").mkdir()
    (workspace / "data" / "years" / "again").symlink_to(workspace / "data")
    (workspace / "data" / "self.csv").symlink_to("self.csv")
    (workspace / "data" / "a.csv").write_bytes(b"a")
    found = errors(workspace)
    assert found.pop("data/years/again") == "A link to a folder that it is in"
    assert list(found) == ["data/self.csv"]
    assert [file.name for file in read_workspace(workspace) if file.data is not None] == ["data/a.csv"]


def test_a_link_that_leads_nowhere_is_reported(workspace: Path) -> None:
    (workspace / "targets" / "2025.yaml").symlink_to("moved.yaml")
    assert errors(workspace) == {"targets/2025.yaml": "No such file or directory"}


def test_a_pipe_is_reported_and_not_waited_for(workspace: Path) -> None:
    os.mkfifo(workspace / "data" / "pipe.csv")
    assert errors(workspace) == {"data/pipe.csv": "Not a regular file"}


def test_a_missing_folder_is_reported(workspace: Path) -> None:
    (workspace / "targets").rmdir()
    assert errors(workspace) == {"targets": "No such file or directory"}


def test_a_folder_without_permission_is_reported(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Path.iterdir

    def refuse(path: Path) -> object:
        if path == workspace / "data":
            raise PermissionError(13, "Permission denied")
        return original(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert errors(workspace) == {"data": "Permission denied"}


def test_a_file_is_opened_when_it_is_read_and_not_before(workspace: Path) -> None:
    (workspace / "data" / "a.csv").touch()
    (file,) = read_workspace(workspace)
    (workspace / "data" / "a.csv").unlink()
    with pytest.raises(FileNotFoundError):
        file.stream()


def test_a_name_that_is_not_utf8_can_still_be_printed(workspace: Path) -> None:
    with open(os.fsencode(workspace) + b"/data/n\xe1m.csv", "wb") as file:  # noqa: PTH123 - a Path cannot say it
        file.write(b"a")
    assert contents(workspace) == {"data/n\\xe1m.csv": b"a"}


# Writing


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder to write into."""
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def held(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder``, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_file_is_written_and_replaced_with_its_mode_and_a_link_is_followed(folder: Path) -> None:
    write_file(folder / "a", b"one")
    (folder / "a").chmod(0o640)
    (folder / "link").symlink_to("a")
    write_file(folder / "link", b"two")
    assert held(folder) == {"a": b"two", "link": b"two"}
    assert (folder / "link").is_symlink()
    assert (folder / "a").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("step", ["fsync", "fdopen"])
def test_a_file_that_cannot_be_written_stays_as_it_was(
    step: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a").write_bytes(b"one")
    monkeypatch.setattr(os, step, _full)
    with pytest.raises(OSError, match="No space"):
        write_file(folder / "a", b"two")
    assert held(folder) == {"a": b"one"}


def test_a_new_folder_appears_with_all_its_files_or_not_at_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(folder / "new", {"a": b"1", "b": b"2"})
    assert held(folder) == {"new/a": b"1", "new/b": b"2"}
    monkeypatch.setattr(os, "fsync", _full)
    with pytest.raises(OSError, match="No space"):
        write_folder(folder / "other", {"a": b"1"})
    assert [path.name for path in folder.iterdir()] == ["new"]


def test_an_empty_folder_is_filled_and_in_another_one_only_the_named_files_change(folder: Path) -> None:
    write_folder(folder, {"a": b"1"})
    (folder / "mine").write_bytes(b"mine")
    write_folder(folder, {"a": b"2", "b": b"3"})
    assert held(folder) == {"a": b"2", "b": b"3", "mine": b"mine"}


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")
