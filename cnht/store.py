"""The only door to the disk: finds a workspace and opens its files, and writes what was made of it.

Nothing here knows what the files mean, and no file that is read can make it raise: one that cannot be found comes with
the reason, and one that cannot be opened says so when it is read, so that the reader reports it beside every other
problem. What cannot be written raises ``OSError``, and leaves what was there as it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO

from cnht.textfile import TextFile

FOLDERS = ("data", "targets")
"""What makes a folder a workspace."""


def is_workspace(folder: Path) -> bool:
    """Whether ``folder`` holds everything that a workspace must."""
    return all(os.path.isdir(folder / name) for name in FOLDERS)  # noqa: PTH112 - Path.is_dir raises without permission


def find_workspace(start: Path) -> Path | None:
    """The nearest workspace from ``start`` upwards, not further than the folder that holds ``.git``."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if is_workspace(folder):
            return folder
        if os.path.lexists(folder / ".git"):  # a folder, or the file of a worktree or submodule
            return None
    return None


def shipped_workspace() -> Path:
    """The Hanoi workspace that comes with the program.

    A wheel carries a copy inside the package; an editable install has only the repository around the package.
    """
    package = Path(__file__).parent
    copy = package / "_hanoi"
    return copy if is_workspace(copy) else package.parent


def read_workspace(root: Path) -> Iterator[TextFile]:
    """Every file of the workspace at ``root``, one at a time, sorted by name; each is read from the disk as it is used.

    Hidden files and what editors leave behind are passed over; links are followed. A missing folder, a link in a
    circle and a pipe are given with their ``error``.
    """
    found = ((_name(path, root), path, error) for folder in FOLDERS for path, error in _walk(root / folder))
    for name, path, error in sorted(found, key=lambda entry: entry[0]):
        yield TextFile(name, None, error) if error else TextFile(name, partial(_open, path))


def _walk(path: Path, above: frozenset[tuple[int, int]] = frozenset()) -> Iterator[tuple[Path, str | None]]:
    """The files at or below ``path``, each with what keeps it from being read; ``above`` are the folders it is in."""
    try:
        info = path.stat()
        identity = (info.st_dev, info.st_ino)
        if S_ISREG(info.st_mode):
            yield path, None
            return
        if not S_ISDIR(info.st_mode):  # a pipe, say: opening it could wait for ever
            yield path, "Not a regular file"
            return
        if identity in above:
            yield path, "A link to a folder that it is in"
            return
        children = list(path.iterdir())
    except OSError as error:
        yield path, _reason(error)
        return
    for child in children:
        if not _is_litter(child.name):
            yield from _walk(child, above | {identity})


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _is_litter(name: str) -> bool:
    """What is hidden, what editors and office programs leave behind, and what systems keep for themselves."""
    hidden = name.startswith((".", "~$"))
    backup = name.endswith("~") or (name.startswith("#") and name.endswith("#"))
    return hidden or backup or name in {"__pycache__", "Thumbs.db", "desktop.ini"}


def _name(path: Path, root: Path) -> str:
    """The name to show: relative to the workspace, with ``/``."""
    return spelt(path.relative_to(root).as_posix())


def spelt(path: str) -> str:
    r"""``path`` as text that can be printed, each of its own, whatever the disk holds.

    Bytes that are no UTF-8 are spelt ``\xfe``; control and invisible characters ``U+001B``.
    """
    name = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in name)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def write_file(path: Path, data: bytes) -> None:
    """Make ``data`` the content of the file at ``path``, whole or not at all.

    What stands there is replaced; a link is followed, and a file keeps its mode.
    """
    import tempfile

    path = Path(os.path.realpath(path))
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files``, by their names, into the folder at ``path``.

    A new folder appears with all of them or not at all. In one that is there each file is replaced whole, one after the
    other in their order, and everything else stays.
    """
    import shutil
    import tempfile

    path = Path(os.path.realpath(path))
    if path.exists() and any(path.iterdir()):
        for name, data in files.items():
            write_file(path / name, data)
        return
    temporary = Path(tempfile.mkdtemp(prefix=f".{path.name[:100]}.", suffix=".tmp", dir=path.parent))
    try:
        for name, data in files.items():
            write_file(temporary / name, data)
        temporary.chmod(0o777 & ~_umask())
        if path.exists():
            path.rmdir()
        temporary.rename(path)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _umask() -> int:
    """The bits that new files of this process lack; the system tells them only while they are changed."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
