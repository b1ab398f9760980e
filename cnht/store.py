"""The only door to the disk: finds a workspace, opens its files, writes files whole.

Nothing here knows what the files mean, and no file can make reading raise: one that cannot be found comes with the
reason, and one that cannot be opened says so when it is read, so that the reader reports it beside every other problem.
"""

from __future__ import annotations

import errno
import os
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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


def find_repository(start: Path) -> Path | None:
    """The nearest folder from ``start`` upwards that holds ``.git``."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if os.path.lexists(folder / ".git")), None)


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
    found = ((_name(path, root), path, size, error) for folder in FOLDERS for path, size, error in _walk(root / folder))
    for name, path, size, error in sorted(found, key=lambda entry: entry[0]):
        yield TextFile(name, None, error) if error else TextFile(name, partial(_open, path), size=size)


def path_of(root: Path, name: str) -> Path:
    """Where the file ``name`` of :func:`read_workspace` stands, however its name had to be spelt."""
    path = root / name
    if spelt(name) == name and os.path.lexists(path):
        return path
    found = (path for path, _, _ in _walk(root / name.partition("/")[0]) if _name(path, root) == name)
    return next(found, path)


class Changed(Exception):
    """A file does not hold what it held when it was read: somebody else has written to it since."""


class Busy(Exception):
    """Somebody else is writing to the workspace, and does not come to an end. The message is the lock's path."""


OWN = ".cnht"
"""The folder in ``data/`` that holds the lock, and files until they are complete. It is hidden from readers, and from
git: it ignores itself, so that nothing of it is ever committed, whatever the repository ignores."""
_UNFINISHED = "new-"
_IGNORED = b"*\n"


@dataclass(frozen=True, slots=True)
class Writer:
    """Whoever has it is alone in writing to a workspace."""

    own: Path

    def replace(self, path: Path, data: bytes, *, was: bytes | None) -> None:
        """As :func:`replace_whole`; should the machine stop midway, what is left behind is hidden and ignored."""
        replace_whole(path, data, was=was, scratch=self.own)

    def restore(self, path: Path, data: bytes, *, was: bytes | None) -> None:
        """Undo a :meth:`replace`, where it came to be."""
        if _held(path) != data or data == was:
            return
        if was is None:
            path.unlink()
        else:
            self.replace(path, was, was=data)


@contextmanager
def writing(root: Path, patience: float = 120) -> Iterator[Writer]:
    """Be alone in writing to the workspace at ``root``: whatever is read meanwhile is what will be replaced.

    Others wait, ``patience`` seconds at most; then they get :class:`Busy`. The lock is the operating system's, so it is
    gone with the process that held it, however that ended; what such a process left unfinished is cleared away.
    Reading needs no lock. ``OSError`` where nothing can be written in ``data/``.
    """
    from filelock import FileLock, Timeout

    own = root / FOLDERS[0] / OWN
    own.mkdir(exist_ok=True)
    if _held(own / ".gitignore") != _IGNORED:
        (own / ".gitignore").write_bytes(_IGNORED)
    lock = FileLock(own / "lock", timeout=patience)
    try:
        lock.acquire(poll_interval=0.1)  # seconds: hundreds may wait, and each look takes from who is writing
    except Timeout:
        raise Busy(str(own / "lock")) from None
    try:
        for left in own.glob(f"{_UNFINISHED}*"):
            with suppress(OSError):
                left.unlink()
        yield Writer(own)
    finally:
        lock.release()


def replace_whole(path: Path, data: bytes, *, was: bytes | None, scratch: Path | None = None) -> None:
    """Let the file at ``path`` hold ``data``: all of it or, whatever happens, what it held before.

    ``was`` is what it held when it was read, ``None`` where there must be no file yet. It is looked at again just
    before, and :class:`Changed` is raised unless it holds that, or ``data`` already; to keep others from writing in
    between, be a :class:`Writer`. A link stays one, and what it leads to is replaced. The mode is kept, and the owner
    where the system allows it. ``OSError`` where it cannot be written, also where its mode says that it may not be.
    The new file is made in the folder ``scratch`` if that is on the same disk, else beside the old one.
    """
    target = Path(os.path.realpath(path))
    if _held(target) == data:  # two names may lead to one file
        return
    info = None if was is None else target.stat()
    if info is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    name = os.urandom(8).hex()
    places = [target.with_name(f".cnht-{name}")]  # hidden: no reader takes it for a file of the workspace
    if scratch is not None:
        places.insert(0, scratch / f"{_UNFINISHED}{name}")
    for place in places:
        try:
            _replace(target, data, was, info, place)
            break
        except OSError as error:
            if error.errno != errno.EXDEV or place is places[-1]:  # a link may lead to another disk
                raise
    _settle(target.parent)


def _replace(target: Path, data: bytes, was: bytes | None, info: os.stat_result | None, place: Path) -> None:
    """Write ``data`` to a new file at ``place``, and let that take the place of ``target``."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    created = os.open(place, flags, 0o666 if info is None else 0o600)
    try:
        with os.fdopen(created, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if info is not None:
            _dress(place, info)
        if _held(target) != was:
            raise Changed(str(target))
        place.replace(target)
    except BaseException:
        with suppress(OSError):
            place.unlink()
        raise


def write_new(files: Mapping[Path, bytes]) -> None:
    """Let ``files``, named by absolute paths, come to be together with the folders they need: all of them, or none.

    ``FileExistsError`` where one is there already, another ``OSError`` where one cannot be written. All are written
    beside their places first, and then put there in the order of their names; so a folder that is new comes whole.
    """
    import shutil

    top = Path(os.path.commonpath([path.parent for path in files]))
    while not os.path.lexists(top):
        top = top.parent
    beside = top / f".cnht-{os.urandom(8).hex()}"
    placed: list[Path] = []
    try:
        for path, data in files.items():
            staged = beside / path.relative_to(top)
            staged.parent.mkdir(parents=True, exist_ok=True)
            with staged.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        _place(beside, top, placed)
    except BaseException:
        for path in reversed(placed):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    for folder in {path.parent for path in placed}:
        _settle(folder)


def _place(beside: Path, folder: Path, placed: list[Path]) -> None:
    """Put all that is in ``beside`` into ``folder``, over nothing that is there; ``placed`` notes what has been put."""
    for staged in sorted(beside.iterdir()):
        place = folder / staged.name
        if staged.is_dir() and os.path.lexists(place):
            _place(staged, place, placed)
            continue
        if staged.is_dir():
            staged.rename(place)
        else:
            _link(staged, place)
        placed.append(place)


def _link(staged: Path, place: Path) -> None:
    """Give a file its name, unless something has it; not every file system can do so in one step."""
    try:
        os.link(staged, place)
    except OSError:
        if os.path.lexists(place):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place)) from None
        staged.rename(place)


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


def write_whole(path: Path, data: bytes) -> None:
    """The same, whatever the file at ``path`` holds, if there is one."""
    replace_whole(path, data, was=_held(Path(os.path.realpath(path))))


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files``, by their names, into the folder at ``path``.

    A new folder appears with all of them or not at all. In one that is there each file is written whole, one after the
    other in their order, and everything else stays.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and any(path.iterdir()):
        for name, data in files.items():
            write_whole(path / name, data)
        return
    path.parent.stat()  # no folder but this one is made
    write_new({path / name: data for name, data in files.items()})


def _walk(root: Path) -> Iterator[tuple[Path, int, str | None]]:
    """The files below the folder ``root``, each with its size, or with what keeps it from being read."""
    waiting: deque[tuple[Path, frozenset[_Identity], bool]] = deque([(root, frozenset(), False)])
    names: Counter[_Identity] = Counter()
    told: set[_Identity] = set()
    while waiting:
        path, above, linked = waiting.popleft()
        try:
            info = path.stat()
            if path != root and S_ISREG(info.st_mode):
                yield path, info.st_size, None
                continue
            is_folder = S_ISDIR(info.st_mode)
            if path != root and (not is_folder or path.suffix in (".yaml", ".csv")):
                # A pipe, say: opening it could wait for ever.
                yield path, 0, "Is a directory" if is_folder else "Not a regular file"
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
                        if not is_litter(entry.name):
                            waiting.append((path / entry.name, above | {folder}, linked or entry.is_symlink()))
            elif cause not in told:
                told.add(cause)
                yield path, 0, error
        except OSError as failure:
            yield path, 0, reason(failure)


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def is_litter(name: str) -> bool:
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


def reason(error: OSError) -> str:
    """Why something failed, in the system's words."""
    return error.strerror or str(error)


def read_file(path: Path, name: str) -> TextFile:
    """One file, under the ``name`` that it is to have in a workspace."""
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises without permission
        return TextFile(name, None, "No such file")
    return TextFile(name, partial(_open, path))
