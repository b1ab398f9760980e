"""The only door to the disk and to git: finds a workspace, opens its files as they are or were, replaces one whole.

Nothing here knows what the files mean, and no file can make reading raise: one that cannot be found comes with the
reason, and one that cannot be opened says so when it is read, so that the reader reports it beside every other problem.
"""

from __future__ import annotations

import errno
import os
import subprocess
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from stat import S_IMODE, S_ISDIR, S_ISREG
from typing import BinaryIO, NoReturn

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


# --- git ---------------------------------------------------------------------------------------------------------


class GitTrouble(StrEnum):
    """Why git cannot give what was asked for."""

    NOT_INSTALLED = "not_installed"
    NO_REPOSITORY = "no_repository"
    NO_COMMIT = "no_commit"
    """The repository has no commit yet."""
    NO_REVISION = "no_revision"
    SHALLOW = "shallow"
    """There is no such revision in this clone, which is a shallow one."""
    NO_MERGE_BASE = "no_merge_base"
    FAILED = "failed"


class GitError(Exception):
    """Git cannot give what was asked for; ``detail`` is in git's own words, where it had any."""

    def __init__(self, trouble: GitTrouble, detail: str = "") -> None:
        super().__init__(detail or str(trouble))
        self.trouble = trouble
        self.detail = detail


@dataclass(frozen=True, slots=True)
class _Blob:
    """An entry of a tree in git."""

    path: str
    mode: str
    name: str


_LINK, _SUBMODULE = "120000", "160000"


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository, and the folder in it that is meant.

    ``prefix`` is the path of the folder from the top of the repository, empty or ending in ``/``.
    """

    folder: Path
    prefix: str
    kept: tuple[tuple[str, str], ...] = ()
    """Git's own environment variables, where the repository is found by these alone."""

    @classmethod
    def around(cls, folder: Path) -> Repository:
        """The repository that holds ``folder``: the nearest one, else the one that ``GIT_DIR`` names.

        Hooks and external drivers are started with variables that speak of the repository they were started for; a
        workspace is in the repository around it.
        """
        folder = folder.resolve()
        try:
            prefix = cls(folder, "").line("rev-parse", "--show-prefix")
        except GitError as error:
            if error.trouble is not GitTrouble.NO_REPOSITORY or not os.environ.get("GIT_DIR"):
                raise
        else:
            return cls(folder, prefix)
        kept = {name: value for name, value in os.environ.items() if name in _LOCAL}
        for name in {"GIT_DIR", "GIT_WORK_TREE"} & kept.keys():
            kept[name] = os.path.abspath(kept[name])  # noqa: PTH100 - links stay as they are
        here = Path.cwd()
        top = Path(cls(here, "", tuple(kept.items())).line("rev-parse", "--show-toplevel")).resolve()
        if not folder.is_relative_to(top):
            raise GitError(GitTrouble.NO_REPOSITORY)
        path = folder.relative_to(top).as_posix()
        return cls(here, "" if path == "." else f"{path}/", tuple(kept.items()))

    def commit(self, revision: str) -> str:
        """The name of the commit that ``revision`` means."""
        # No revision starts with a dash; git would take it for an option.
        found = "" if revision.startswith("-") or "\0" in revision else self._named(revision)
        commit = found and self._named(f"{found}^{{commit}}")
        if commit:
            return commit
        if not self._named("HEAD"):
            raise GitError(GitTrouble.NO_COMMIT)
        shallow = self.line("rev-parse", "--is-shallow-repository") == "true"
        raise GitError(GitTrouble.SHALLOW if shallow else GitTrouble.NO_REVISION)

    def merge_base(self, one: str, other: str) -> str:
        """The commit at which two commits parted."""
        code, out, _ = self._run("merge-base", one, other)
        if code:
            raise GitError(GitTrouble.NO_MERGE_BASE)
        return out.decode().strip()

    def _named(self, revision: str) -> str:
        code, out, _ = self._run("rev-parse", "--verify", "--quiet", revision)
        return "" if code else out.decode("utf-8", "surrogateescape").strip()

    @contextmanager
    def files(self, commit: str) -> Iterator[list[TextFile]]:
        """The files of the workspace at the folder as they were in ``commit``, like those of :func:`read_workspace`.

        They are read from git one at a time, as they are used, within the context. Nothing where the folder had no
        workspace then.
        """
        with _Contents(self, commit) as contents:
            entries = [entry for folder in FOLDERS for entry in self._tree(commit, f"{self.prefix}{folder}")]
            found = [file for entry in entries for file in self._files(entry, contents)]
            yield sorted(found, key=lambda file: file.name)

    def holds(self, commit: str, path: str) -> bool:
        """Whether ``path``, seen from the folder, was there in ``commit``."""
        return bool(self._tree(commit, f"{self.prefix}{path}"))

    def _tree(self, tree: str, path: str = "") -> list[_Blob]:
        """The entries at or below ``path``; names are bytes, whatever ``core.quotepath`` says."""
        words = ["ls-tree", "-r", "-z", "--full-tree", tree, *(["--", path] if path else [])]
        code, out, error = self._run(*words)
        if code:
            raise GitError(GitTrouble.FAILED, _first_line(error))
        entries = []
        for record in out.split(b"\0")[:-1]:
            head, _, name = record.partition(b"\t")
            mode, _, blob = head.decode().split(" ")
            entries.append(_Blob(os.fsdecode(name), mode, blob))
        return entries

    def _files(self, entry: _Blob, contents: _Contents) -> Iterator[TextFile]:
        """The files that an entry stands for: of a link to a folder all that is in it."""
        inside = PurePosixPath(entry.path.removeprefix(self.prefix))
        if any(_is_litter(part) for part in inside.parts):
            return
        name = spelt(str(inside))
        if entry.mode == _SUBMODULE:
            yield TextFile(name, None, "In a submodule, of which git keeps no files here")
        elif entry.mode != _LINK:
            yield TextFile(name, partial(contents.open, entry.name))
        else:
            kind, target = contents.follow(entry.path)
            if kind == "blob":
                yield TextFile(name, partial(contents.open, target))
            elif kind == "tree":
                for inner in self._tree(target):
                    if inner.mode == _LINK:
                        yield TextFile(spelt(f"{inside}/{inner.path}"), None, "A link within a linked folder")
                    else:
                        path = f"{self.prefix}{inside}/{inner.path}"
                        yield from self._files(_Blob(path, inner.mode, inner.name), contents)
            else:
                yield TextFile(name, None, "A link that leads nowhere in the repository")

    def line(self, *words: str) -> str:
        """The one line that git answers."""
        code, out, error = self._run(*words)
        if code:
            _fail(error)
        return os.fsdecode(out).removesuffix("\n")

    def _run(self, *words: str) -> tuple[int, bytes, bytes]:
        try:
            done = subprocess.run(
                self.command(*words), env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
            )
        except FileNotFoundError:
            raise GitError(GitTrouble.NOT_INSTALLED) from None
        except OSError as error:
            raise GitError(GitTrouble.FAILED, _reason(error)) from None
        return done.returncode, done.stdout, done.stderr

    def command(self, *words: str) -> list[str]:
        """The command line for git."""
        return ["git", "--no-pager", "--literal-pathspecs", "-C", str(self.folder), *words]

    def environment(self) -> dict[str, str]:
        """This process's environment for git: it speaks English, asks nothing, and finds the repository by itself."""
        own = {name: value for name, value in os.environ.items() if name not in _LOCAL}
        return {**own, **dict(self.kept), "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}


_LOCAL = frozenset(
    "GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE"
    " GIT_INTERNAL_SUPER_PREFIX GIT_NAMESPACE GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_SHALLOW_FILE GIT_WORK_TREE".split()
)
"""The variables that tell git of one repository: those of ``git rev-parse --local-env-vars`` but for settings."""


class _Contents:
    """One ``git cat-file --batch`` that gives the contents of a repository."""

    def __init__(self, repository: Repository, commit: str) -> None:
        self._commit = commit
        words = ("cat-file", "--batch", "--follow-symlinks")
        try:
            self._process = subprocess.Popen(
                repository.command(*words),
                env=repository.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise GitError(GitTrouble.FAILED, _reason(error)) from None

    def __enter__(self) -> _Contents:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def open(self, name: str) -> BinaryIO:
        """The content of a blob; ``OSError`` where git does not give it."""
        kind, _, content = self._ask(name)
        if kind != "blob":
            raise OSError(f"git does not have it: {kind}")
        return BytesIO(content)

    def follow(self, path: str) -> tuple[str, str]:
        """What the link at ``path`` leads to: its kind and its name in git."""
        if "\n" in path:  # it would be two questions
            return "missing", ""
        kind, name, _ = self._ask(f"{self._commit}:{path}")
        return kind, name

    def _ask(self, what: str) -> tuple[str, str, bytes]:
        """The kind, the name and the content of an object."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(os.fsencode(what) + b"\n")
            stdin.flush()
        except OSError:  # git has ended
            return "missing", "", b""
        head = stdout.readline().decode("utf-8", "surrogateescape").rstrip("\n")
        words = head.split(" ")
        if len(words) == 3 and words[2].isdigit():
            content = stdout.read(int(words[2]))
            stdout.read(1)
            return words[1], words[0], content
        if len(words) == 2 and words[0] in ("symlink", "dangling", "loop", "notdir"):
            stdout.read(int(words[1]) + 1)
            return words[0], "", b""
        return "missing", "", b""


def _fail(error: bytes) -> NoReturn:
    said = _first_line(error)
    raise GitError(GitTrouble.NO_REPOSITORY if "not a git repository" in said else GitTrouble.FAILED, said)


def _first_line(error: bytes) -> str:
    lines = error.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else ""


def read_file(path: Path, name: str) -> TextFile:
    """One file, under the ``name`` that it is to have in a workspace."""
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises without permission
        return TextFile(name, None, "No such file")
    return TextFile(name, partial(_open, path))
