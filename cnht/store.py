"""The only door to the disk: finds a workspace, opens its files, and replaces one whole.

Nothing here knows what the files mean, and no file can make reading raise: one that cannot be found comes with the
reason, and one that cannot be opened says so when it is read, so that the reader reports it beside every other problem.
"""

from __future__ import annotations

import errno
import os
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG
from typing import BinaryIO

from cnht.textfile import TextFile

FOLDERS = ("data", "targets")
"""What makes a folder a workspace."""
MOST_NAMES = 8
"""Under how many names that go through links a folder is read: folders full of links to each other have no end."""
_Identity = tuple[int, int]
"""A folder on the disk, whatever its names: device and inode."""


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


def path_of(root: Path, name: str) -> Path:
    """Where the file ``name`` of :func:`read_workspace` stands, however its name had to be spelt."""
    path = root / name
    if spelt(name) == name and os.path.lexists(path):
        return path
    found = (path for path, _ in _walk(root / name.partition("/")[0]) if _name(path, root) == name)
    return next(found, path)


class Changed(Exception):
    """A file does not hold what it held when it was read: somebody else has written to it since."""


def replace_whole(path: Path, data: bytes, *, was: bytes | None) -> None:
    """Let the file at ``path`` hold ``data``: all of it or, whatever happens, what it held before.

    ``was`` is what it held when it was read, ``None`` where there must be no file yet. It is looked at again just
    before, and :class:`Changed` is raised unless it holds that, or ``data`` already; to keep others from writing in
    between, hold a lock. A link stays one, and what it leads to is replaced. The mode is kept, and the owner where the
    system allows it. ``OSError`` where it cannot be written, also where its mode says that it may not be.
    """
    target = Path(os.path.realpath(path))
    if _held(target) == data:  # two names may lead to one file
        return
    info = None if was is None else target.stat()
    if info is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    beside = target.with_name(f".cnht-{os.urandom(8).hex()}")  # hidden: no reader takes it for a file of the workspace
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    created = os.open(beside, flags, 0o666 if info is None else 0o600)
    try:
        with os.fdopen(created, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if info is not None:
            _dress(beside, info)
        if _held(target) != was:
            raise Changed(str(path))
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    _settle(target.parent)


def _held(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _dress(path: Path, info: os.stat_result) -> None:
    """Give a new file the owner, where that is allowed, and the mode of the one that it replaces."""
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(path, info.st_uid, info.st_gid)  # first: a change of owner takes bits of the mode away
    path.chmod(S_IMODE(info.st_mode))


def _settle(folder: Path) -> None:
    """Have the change of a name in ``folder`` on the disk, where the system knows how."""
    if os.name != "posix":
        return
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _walk(root: Path) -> Iterator[tuple[Path, str | None]]:
    """The files below the folder ``root``, each with what keeps it from being read."""
    waiting: deque[tuple[Path, frozenset[_Identity], bool]] = deque([(root, frozenset(), False)])
    names: Counter[_Identity] = Counter()
    told: set[_Identity] = set()
    while waiting:
        path, above, linked = waiting.popleft()
        try:
            info = path.stat()
            if path != root and S_ISREG(info.st_mode):
                yield path, None
                continue
            if path != root and not S_ISDIR(info.st_mode):  # a pipe, say: opening it could wait for ever
                yield path, "Not a regular file"
                continue
            folder = cause = (info.st_dev, info.st_ino)
            error = None
            if folder in above:
                link = path.lstat()
                error, cause = "A link to a folder that it is in", (link.st_dev, link.st_ino)
            elif linked:
                names[folder] += 1
                if names[folder] > MOST_NAMES:
                    error = f"Links lead to this folder by more than {MOST_NAMES} names"
            if error is None:
                with os.scandir(path) as entries:
                    for entry in sorted(entries, key=lambda entry: entry.name):
                        if not _is_litter(entry.name):
                            waiting.append((path / entry.name, above | {folder}, linked or entry.is_symlink()))
            elif cause not in told:
                told.add(cause)
                yield path, error
        except OSError as failure:
            yield path, _reason(failure)


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
