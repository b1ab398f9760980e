"""The only door to the disk: finds a workspace, opens its files, writes files whole.

Nothing here knows what the files mean, and no file can make reading raise: one that cannot be found comes with the
reason, and one that cannot be opened says so when it is read, so that the reader reports it beside every other problem.
"""

from __future__ import annotations

import errno
import os
import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG
from threading import Event
from types import EllipsisType
from typing import BinaryIO

from cnht.files.textfile import MOST, OUTSIDE, TextFile, bounded

FOLDERS = ("data", "targets")
"""What makes a folder a workspace."""
MOST_NAMES = 8
"""Under how many names that go through links a folder is read: folders full of links to each other have no end."""
_Identity = tuple[int, int]
"""A folder on the disk, whatever its names: device and inode."""
_CAREFUL = sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
"""What files are opened with: a link is not followed, and a pipe not waited for."""
_BY_DESCRIPTOR = os.open in os.supports_dir_fd
"""Whether files can be named relative to a folder that is open; Windows knows only paths."""


def is_workspace(folder: Path) -> bool:
    """Whether ``folder`` holds everything that a workspace must."""
    return all(os.path.isdir(folder / name) for name in FOLDERS)  # noqa: PTH112 - Path.is_dir raises without permission


def is_folder(path: str | Path) -> bool:
    """Whether there is a folder at ``path``."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises for a name that is too long


def real(path: Path) -> Path:
    """The absolute path without links; where they go round in a circle, as far as they lead."""
    return Path(os.path.realpath(path))  # Path.resolve raises then, up to Python 3.12


def find_workspace(start: Path) -> Path | None:
    """The nearest workspace from ``start`` upwards, not further than the folder that holds ``.git``."""
    start = real(start)
    for folder in (start, *start.parents):
        if is_workspace(folder):
            return folder
        if os.path.lexists(folder / ".git"):  # a folder, or the file of a worktree or submodule
            return None
    return None


def find_repository(start: Path) -> Path | None:
    """The nearest folder from ``start`` upwards that holds ``.git``."""
    start = real(start)
    return next((folder for folder in (start, *start.parents) if os.path.lexists(folder / ".git")), None)


def _bounds(folder: Path) -> Path:
    """The folder that no link below ``folder`` may lead out of: the repository around it, else itself."""
    return find_repository(folder) or real(folder)


def _is_within(real: str, bounds: Path) -> bool:
    """Whether a path without links is in ``bounds``, and not among what git keeps there: it may hold passwords."""
    path = Path(real)
    return path.is_relative_to(bounds) and ".git" not in map(str.lower, path.relative_to(bounds).parts)


def _stay(path: Path) -> None:
    """Raise :class:`Outside` where a link in a workspace, or in a repository, makes ``path`` a place outside of it."""
    path = Path(os.path.abspath(path))  # noqa: PTH100 - links are not followed
    real = os.path.realpath(path)
    homes = (folder for folder in path.parents if os.path.lexists(folder / ".git") or is_workspace(folder))
    if real != str(path) and any(not _is_within(real, _bounds(folder)) for folder in homes):
        raise Outside(errno.EPERM, OUTSIDE, str(path))


def shipped_workspace() -> Path:
    """The Hanoi workspace that comes with the program.

    A wheel carries a copy inside the package; an editable install has only the repository around the package.
    """
    package = Path(__file__).parents[1]
    copy = package / "_hanoi"
    return copy if is_workspace(copy) else package.parent


def read_workspace(root: Path) -> Iterator[TextFile]:
    """Every file of the workspace at ``root``, one at a time, sorted by name; each is read from the disk as it is used.

    Hidden files and what editors leave behind are passed over; links are followed, but not out of the workspace, or of
    the repository that holds it. Such a link, one in a circle, a missing folder and a pipe are given with their
    ``error``.
    """
    bounds = _bounds(root)
    walked = (found for folder in FOLDERS for found in _walk(root / folder, bounds))
    found = ((_name(path, root), path, size, error) for path, size, error in walked)
    for name, path, size, error in sorted(found, key=lambda entry: entry[0]):
        yield TextFile(name, None, error) if error else TextFile(name, partial(_open, path), size=size)


def path_of(root: Path, name: str) -> Path:
    """Where the file ``name`` of :func:`read_workspace` stands, however its name had to be spelt."""
    path = root / name
    if spelt(name) == name and os.path.lexists(path):
        return path
    walked = _walk(root / name.partition("/")[0], _bounds(root))
    found = (path for path, _, _ in walked if _name(path, root) == name)
    return next(found, path)


class Changed(Exception):
    """A file does not hold what it held when it was read: somebody else has written to it since."""


class Busy(Exception):
    """Somebody else is writing to the workspace, and does not come to an end. The message is the lock's path."""


class Outside(OSError):
    """A link in a workspace or repository leads out of it, and nothing is written there."""


class Unusable(OSError):
    """What ``filename`` names, relative to ``data/``, is not as a :class:`Writer` needs it."""


OWN = ".cnht"
"""The folder in ``data/`` that holds the lock, and files until they are complete. It is hidden from readers, and from
git: it ignores itself, so that nothing of it is ever committed, whatever the repository ignores."""
_IGNORED = b"*\n"
_UNFINISHED = re.compile("new-[0-9a-f]{16}")
_STAGED = re.compile(r"\.cnht-[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder, not a link to one. Work in it stays there and follows no link, even if its path changes."""

    path: Path
    descriptor: int | None

    def at(self, name: str) -> str:
        """What a file of the folder is called in calls that are given the descriptor."""
        return str(self.path / name) if self.descriptor is None else name

    def open(self, name: str, flags: int, mode: int = 0o666) -> int:
        """Open a file of the folder."""
        return os.open(self.at(name), flags | _CAREFUL, mode, dir_fd=self.descriptor)

    def unlink(self, name: str) -> None:
        """Remove a file of the folder, if it is there."""
        with suppress(FileNotFoundError):
            os.unlink(self.at(name), dir_fd=self.descriptor)


@contextmanager
def _folder(path: Path) -> Iterator[_Folder]:
    """Open a folder; ``OSError`` where it is a link or none."""
    if not _BY_DESCRIPTOR:
        if os.path.realpath(path) != str(Path(os.path.realpath(path.parent), path.name)) or not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
        yield _Folder(path, None)
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | _CAREFUL)
    try:
        yield _Folder(path, descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class WorkspaceWriter:
    """Whoever has it is alone in writing to a workspace."""

    own: _Folder

    def replace(self, path: Path, data: bytes, *, was: bytes | None) -> None:
        """As :func:`replace_whole`; should the machine stop midway, what is left behind is hidden and ignored."""
        replace_whole(path, data, was=was, scratch=self.own)

    def restore(self, path: Path, data: bytes, *, was: bytes | None) -> None:
        """Undo a :meth:`replace`, where it came to be."""
        if not _holds(Path(os.path.realpath(path)), data) or data == was:
            return
        if was is None:
            path.unlink()
        else:
            self.replace(path, was, was=data)


@contextmanager
def writing(root: Path, patience: float = 120) -> Iterator[WorkspaceWriter]:
    """Be alone in writing to the workspace at ``root``: whatever is read meanwhile is what will be replaced.

    Others wait, ``patience`` seconds at most; then they get :class:`Busy`. The lock is the operating system's, so it is
    gone with the process that held it, however that ended; what such a process left unfinished is cleared away.
    Reading needs no lock. ``OSError`` where nothing can be written in ``data/``: :class:`Outside`, or
    :class:`Unusable` where it is what a writer keeps there that is in the way.
    """
    data = root / FOLDERS[0]
    _stay(data)
    path = Path(os.path.realpath(data), OWN)
    with suppress(FileExistsError):
        path.mkdir()
        path.chmod(S_IMODE(data.stat().st_mode))  # whoever may write to data/ may write to it, too
    with ExitStack() as held:
        with _blamed(OWN):
            own = held.enter_context(_folder(path))
        with _blamed(f"{OWN}/.gitignore"):
            _ignore(own)
        with _blamed(f"{OWN}/lock"):
            held.enter_context(_alone(own, patience))
        with os.scandir(own.path if own.descriptor is None else own.descriptor) as entries:
            left = [entry.name for entry in entries if _UNFINISHED.fullmatch(entry.name)]
        for name in left:
            with suppress(OSError), os.fdopen(_regular(own.open(name, os.O_RDONLY))):
                own.unlink(name)
        yield WorkspaceWriter(own)


def _ignore(own: _Folder) -> None:
    """Have git ignore the folder."""
    for _ in range(2):  # others may do the same just now
        try:
            with os.fdopen(own.open(".gitignore", os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
                file.write(_IGNORED)
            return
        except FileExistsError:
            with suppress(FileNotFoundError), os.fdopen(_regular(own.open(".gitignore", os.O_RDONLY)), "rb") as file:
                if file.read(len(_IGNORED) + 1) == _IGNORED:
                    return
            own.unlink(".gitignore")


@contextmanager
def _blamed(name: str) -> Iterator[None]:
    """Within it an error is one of ``name`` in ``data/``."""
    try:
        yield
    except OSError as error:
        raise Unusable(error.errno, reason(error), name) from error


@contextmanager
def _alone(own: _Folder, patience: float) -> Iterator[None]:
    """Hold the lock in the folder."""
    tries = round(patience * 10)
    while True:
        descriptor = _lock_file(own)
        try:
            while (is_locked := _is_locked(descriptor)) is False:
                if not tries:
                    raise Busy(str(own.path / "lock"))
                tries -= 1
                Event().wait(0.1)  # seconds: hundreds may wait, and each look takes from who is writing
            if os.fstat(descriptor).st_nlink:  # else somebody has removed it meanwhile
                with nullcontext() if is_locked else _softly(own.path / "holder", patience):
                    yield
                return
        finally:
            os.close(descriptor)


def _lock_file(own: _Folder) -> int:
    """Open the lock, which another user may have made."""
    try:
        return _regular(own.open("lock", os.O_RDWR | os.O_CREAT))
    except PermissionError:
        with suppress(FileNotFoundError):
            return _regular(own.open("lock", os.O_RDONLY))
        raise


def _is_locked(descriptor: int) -> bool | None:
    """Whether a file is locked now by this process, until it closes it; ``None`` where the system has no such locks."""
    import warnings

    with warnings.catch_warnings(action="ignore"):  # of a system without locks
        from filelock import lock_descriptor
    try:
        return lock_descriptor(descriptor, blocking=False)
    except OSError:
        return None


@contextmanager
def _softly(path: Path, patience: float) -> Iterator[None]:
    """Hold a lock that is a file with the name of the process, where there is no better one."""
    from filelock import SoftFileLock, Timeout

    try:
        lock = SoftFileLock(path, timeout=patience).acquire(poll_interval=0.1)
    except Timeout:
        raise Busy(str(path)) from None
    with lock:
        yield


def replace_whole(path: Path, data: bytes, *, was: bytes | EllipsisType | None, scratch: _Folder | None = None) -> None:
    """Let the file at ``path`` hold ``data``: all of it or, whatever happens, what it held before.

    ``was`` is what it held when it was read, ``None`` where there must be no file yet, ``...`` where that is all the
    same. It is looked at again just before, and :class:`Changed` is raised unless it holds that, or ``data`` already;
    to keep others from writing in between, be a :class:`Writer`. A link stays one, and what it leads to is replaced;
    :class:`Outside` where that is out of the repository or workspace. The mode is kept, and the owner where the system
    allows it. ``OSError`` where it cannot be written, also where its mode says that it may not be. The new file is made
    in the folder ``scratch`` if that is on the same disk and can be written, else beside the old one.
    """
    _stay(path)
    target = Path(os.path.realpath(path))
    if _holds(target, data):  # two names may lead to one file
        return
    info = None
    if was is not None and (was is not ... or os.path.lexists(target)):
        info = target.stat()
    if info is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    try:
        with _beside(target.parent) if scratch is None else nullcontext(scratch) as folder:
            _replace(target, data, was, info, folder)
    except OSError as error:
        # A link may lead to another disk, and another user may have made the folder.
        if scratch is None or error.errno not in (errno.EXDEV, errno.EACCES):
            raise
        replace_whole(path, data, was=was)
    _settle(target.parent)


def _replace(
    target: Path, data: bytes, was: bytes | EllipsisType | None, info: os.stat_result | None, folder: _Folder
) -> None:
    """Write ``data`` to a new file in ``folder``, and let that take the place of ``target``."""
    name = f"new-{os.urandom(8).hex()}"
    created = folder.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if info is None else 0o600)
    try:
        with os.fdopen(created, "wb") as file:
            file.write(data)
            file.flush()
            if info is not None:
                _dress(file.fileno(), info)
            os.fsync(file.fileno())
        if was is not ... and not _holds(target, was):
            raise Changed(str(target))
        os.replace(folder.at(name), target, src_dir_fd=folder.descriptor)
    except BaseException:
        with suppress(OSError):
            folder.unlink(name)
        raise


@contextmanager
def _beside(parent: Path) -> Iterator[_Folder]:
    """A new hidden folder in ``parent``, gone in the end; what killed programs left of theirs is cleared away first."""
    import shutil

    for path in parent.iterdir():
        if _STAGED.fullmatch(path.name):
            with suppress(OSError), _folder(path) as left:
                if _is_left(left):
                    shutil.rmtree(path, ignore_errors=True)
    with ExitStack() as held:
        beside = None
        while beside is None:
            path = parent / f".cnht-{os.urandom(8).hex()}"
            path.mkdir(mode=0o700)
            held.callback(shutil.rmtree, path, ignore_errors=True)
            with suppress(FileNotFoundError):  # before it was locked, somebody took it for left behind
                opened = held.enter_context(_folder(path))
                if opened.descriptor is None or _is_locked(opened.descriptor) is not False:
                    path.lstat()
                    beside = opened
        yield beside


def _is_left(folder: _Folder) -> bool:
    """Whether :func:`_beside` has made the folder, for a process of this user that is gone."""
    if folder.descriptor is None:
        return False
    info = os.fstat(folder.descriptor)
    is_ours = info.st_uid == os.geteuid() and S_IMODE(info.st_mode) == 0o700
    return is_ours and _is_locked(folder.descriptor) is True


def write_new(files: Mapping[Path, bytes]) -> None:
    """Let ``files``, named by absolute paths, come to be together with the folders they need: all of them, or none.

    ``FileExistsError`` where one is there already, another ``OSError`` where one cannot be written. All are written
    beside their places first, and then put there in the order of their names; so a folder that is new comes whole.
    """
    import shutil

    for path in files:
        _stay(path.parent)
    top = Path(os.path.commonpath([path.parent for path in files]))
    while not os.path.lexists(top):
        top = top.parent
    placed: list[Path] = []
    try:
        with _beside(top) as beside:
            for path, data in files.items():
                staged = beside.path / path.relative_to(top)
                staged.parent.mkdir(parents=True, exist_ok=True)
                with staged.open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
            _place(beside.path, top, placed)
    except BaseException:
        for path in reversed(placed):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        raise
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


def _holds(path: Path, data: bytes | None) -> bool:
    """Whether the file at ``path`` holds ``data``; ``None`` where there is no file."""
    try:
        with _open(path) as file:
            return data is not None and file.read(len(data) + 1) == data
    except FileNotFoundError:
        return data is None


def _dress(file: int, info: os.stat_result) -> None:
    """Give a new file the owner and the group, where that is allowed, and the mode of the one that it replaces."""
    if hasattr(os, "fchown"):
        for owner, group in ((-1, info.st_gid), (info.st_uid, -1)):
            with suppress(OSError):
                os.fchown(file, owner, group)  # first: a change of owner takes bits of the mode away
    if hasattr(os, "fchmod"):
        os.fchmod(file, S_IMODE(info.st_mode))


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
    replace_whole(path, data, was=...)


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files``, by their names, into the folder at ``path``.

    A new folder appears with all of them or not at all. In one that is there each file is written whole, one after the
    other in their order, and everything else stays.
    """
    _stay(path)
    path = Path(os.path.realpath(path))
    if path.exists() and any(path.iterdir()):
        for name, data in files.items():
            write_whole(path / name, data)
        return
    path.parent.stat()  # no folder but this one is made
    write_new({path / name: data for name, data in files.items()})


def _walk(root: Path, bounds: Path) -> Iterator[tuple[Path, int, str | None]]:
    """The files below the folder ``root``, each with its size, or with what keeps it from being read.

    A link that leads out of ``bounds`` does.
    """
    waiting: deque[tuple[Path, frozenset[_Identity], bool]] = deque([(root, frozenset(), False)])
    names: Counter[_Identity] = Counter()
    told: set[_Identity] = set()
    while waiting:
        path, above, linked = waiting.popleft()
        try:
            info = _info(path, bounds)
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


def _info(path: Path, bounds: Path) -> os.stat_result:
    """What is at ``path``; ``OSError`` where it is a link out of ``bounds``."""
    if (os.name == "nt" or path.is_symlink()) and not _is_within(os.path.realpath(path), bounds):
        raise Outside(errno.EPERM, OUTSIDE, str(path))
    return path.stat()


def _open(path: Path) -> BinaryIO:
    """A regular file, to be read; ``OSError`` if it is not one any more."""
    return os.fdopen(_regular(os.open(os.path.realpath(path), os.O_RDONLY | _CAREFUL)), "rb")


def _regular(opened: int) -> int:
    """``opened``, if it is a regular file; else it is closed, and an ``OSError`` raised."""
    if S_ISREG(os.fstat(opened).st_mode):
        return opened
    os.close(opened)
    raise OSError(errno.EINVAL, "Not a regular file")


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
    try:
        _stay(path)
    except OSError as error:
        return TextFile(name, None, reason(error))
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises without permission
        return TextFile(name, None, os.strerror(errno.ENOENT))
    return TextFile(name, partial(_open, path))


def content(path: Path, *, is_regular: bool = False) -> bytes:
    """All that can be read at ``path``; ``OSError`` where that is too much, or where it must be a regular file."""
    with _open(path) if is_regular else path.open("rb") as stream:
        return bounded(stream, MOST)
