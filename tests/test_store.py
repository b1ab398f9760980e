"""Finding a workspace, reading its files and replacing them, whatever the disk holds and does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from cnht.files.store import (
    MOST_NAMES,
    Changed,
    find_workspace,
    is_workspace,
    path_of,
    read_workspace,
    replace_whole,
    shipped_workspace,
    write_folder,
    write_whole,
)


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
    monkeypatch.setattr("cnht.files.store.__file__", str(workspace / "cnht" / "files" / "store.py"))
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
    (tmp_path / ".git").mkdir()
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
    original = os.scandir

    def refuse(path: Path) -> object:
        if path == workspace / "data":
            raise PermissionError(13, "Permission denied")
        return original(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert errors(workspace) == {"data": "Permission denied"}


def test_a_file_in_the_place_of_a_folder_is_reported(workspace: Path) -> None:
    (workspace / "data").rmdir()
    (workspace / "data").write_text("a file", "utf-8")
    assert errors(workspace) == {"data": "Not a directory"}


def test_folders_may_lie_deeper_than_python_calls_itself(workspace: Path) -> None:
    deep = [workspace / "data"]
    for _ in range(sys.getrecursionlimit() + 200):
        deep.append(deep[-1] / "d")
        deep[-1].mkdir()
    (deep[-1] / "a.csv").touch()
    found = [file.name for file in read_workspace(workspace)]
    assert found == [f"data/{'d/' * (len(deep) - 1)}a.csv"]
    (deep[-1] / "a.csv").unlink()
    for folder in reversed(deep):  # what clears up behind tests calls itself for each
        folder.rmdir()


def test_folders_full_of_links_to_each_other_are_read_by_a_few_names_and_reported_once(workspace: Path) -> None:
    folders = [workspace / "data" / f"f{number}" for number in range(12)]
    for folder in folders:
        folder.mkdir()
        (folder / "a.csv").write_bytes(folder.name.encode())
        for other in folders:
            if other is not folder:
                (folder / f"to-{other.name}").symlink_to(other)
    names = list(contents(workspace))
    assert {f"data/{folder.name}/a.csv" for folder in folders} < set(names)
    assert len(names) == len(folders) * (1 + MOST_NAMES)
    capped = [name for name, error in errors(workspace).items() if error and "more than" in error]
    assert len(capped) == len(folders)


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


# Replacing


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that holds ``old``."""
    path = tmp_path / "folder" / "a.csv"
    path.parent.mkdir()
    path.write_bytes(b"old")
    return path


def test_a_file_is_replaced_whole_and_keeps_its_mode(file: Path) -> None:
    for mode in (0o600, 0o664, 0o755):
        file.chmod(mode)
        replace_whole(file, str(mode).encode(), was=file.read_bytes())
        assert (file.read_bytes(), file.stat().st_mode & 0o7777) == (str(mode).encode(), mode)
    assert list(file.parent.iterdir()) == [file]


def test_a_new_file_gets_the_mode_that_new_files_have(file: Path) -> None:
    other, plain = file.with_name("b.csv"), file.with_name("c.csv")
    replace_whole(other, b"new", was=None)
    plain.touch()
    assert other.read_bytes() == b"new"
    assert other.stat().st_mode == plain.stat().st_mode


def test_a_link_stays_one_and_what_it_leads_to_is_replaced(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(Path("folder") / "a.csv")
    replace_whole(link, b"new", was=b"old")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "link.csv"}


@pytest.mark.parametrize("was", [b"older", b"", None])
def test_a_file_that_was_changed_since_it_was_read_is_left_as_it_is(file: Path, was: bytes | None) -> None:
    with pytest.raises(Changed):
        replace_whole(file, b"new", was=was)
    assert file.read_bytes() == b"old"
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_is_gone_is_not_made_again(file: Path) -> None:
    file.unlink()
    with pytest.raises(FileNotFoundError):
        replace_whole(file, b"new", was=b"old")
    assert list(file.parent.iterdir()) == []


def test_a_file_that_holds_the_new_bytes_already_is_not_touched(file: Path) -> None:
    before = file.stat()
    replace_whole(file, b"old", was=b"even older")
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("failing", ["os.open", "os.fsync", "os.fchown", "os.fchmod", "os.replace"])
def test_whatever_fails_the_file_is_whole_and_nothing_is_left_beside_it(
    file: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(failing, fail)
        if failing == "os.fchown":  # whoever may not give files away keeps them
            replace_whole(file, b"new", was=b"old")
        else:
            with pytest.raises(PermissionError):
                replace_whole(file, b"new", was=b"old")
    assert file.read_bytes() == (b"new" if failing == "os.fchown" else b"old")
    assert list(file.parent.iterdir()) == [file]


def test_an_interruption_leaves_nothing_beside_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        replace_whole(file, b"new", was=b"old")
    assert file.read_bytes() == b"old"
    assert list(file.parent.iterdir()) == [file]


def test_a_file_whose_mode_forbids_writing_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # the administrator may write to everything
    with pytest.raises(PermissionError):
        replace_whole(file, b"new", was=b"old")
    assert file.read_bytes() == b"old"


def test_a_name_leads_back_to_its_file_however_it_is_spelt(workspace: Path) -> None:
    odd = workspace / "data" / os.fsdecode(b"n\xe1m\x1b.csv")
    plain = workspace / "data" / "2025.csv"
    for path in (odd, plain):
        path.touch()
    names = {file.name for file in read_workspace(workspace)}
    assert {path_of(workspace, name) for name in names} == {odd, plain}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder to write into."""
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def held(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder``, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_file_is_written_and_replaced_with_its_mode_and_a_link_is_followed(folder: Path) -> None:
    write_whole(folder / "a", b"one")
    (folder / "a").chmod(0o640)
    (folder / "link").symlink_to("a")
    write_whole(folder / "link", b"two")
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
        write_whole(folder / "a", b"two")
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
