"""The only door to git: the files of a workspace as they were in a commit.

Like :mod:`cnht.files.store`, it knows nothing of what the files mean. The content of a repository may be hostile: git
runs without anything that could start another program, fetches nothing, and only a repository whose ``.git`` is found,
or that ``GIT_DIR`` names, is one: a bare repository among the files of another is not.
"""

from __future__ import annotations

import errno
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from cnht.files.store import FOLDERS, is_litter, real, reason, spelt
from cnht.files.textfile import MOST, OUTSIDE, TextFile, too_large


class GitTrouble(StrEnum):
    """Why git cannot give what was asked for."""

    NOT_INSTALLED = "not_installed"
    NO_REPOSITORY = "no_repository"
    NO_COMMIT = "no_commit"
    """The repository has no commit yet."""
    NO_REVISION = "no_revision"
    AMBIGUOUS = "ambiguous"
    """Several branches, tags or objects go by that name; the error's detail lists the branches and tags."""
    SHALLOW = "shallow"
    """There is no such revision in this clone, which is a shallow one."""
    PARTIAL = "partial"
    """A file of the revision is not in this clone, which is a partial one."""
    BARE = "bare"
    """The folder, the error's detail, is a bare repository that ``GIT_DIR`` does not name."""
    NOT_TRUSTED = "not_trusted"
    """The repository, the error's detail, belongs to another user."""
    TOO_LARGE = "too_large"
    """The folders of the revision hold more files than are read."""
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
    size: int | None
    """How many bytes it has; ``None`` for what has no content here."""


_FOLDER, _LINK, _SUBMODULE = "040000", "120000", "160000"
_MOST_LISTED = 1 << 24
"""The most bytes of names that are read of a revision: some 150,000 files."""
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository, and a folder in it.

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
        folder = real(folder)
        named = os.environ.get("GIT_DIR")
        for place in (folder, *folder.parents):
            if os.path.lexists(place / ".git"):
                try:
                    prefix = cls(place, "").line("rev-parse", "--show-prefix")
                except GitError as error:
                    if error.trouble is not GitTrouble.NO_REPOSITORY:
                        raise
                else:
                    return cls(place, prefix + _prefix(folder, place))
            if named and place == real(Path(named)):
                break
        if not named:
            is_bare = all((folder / name).exists() for name in ("HEAD", "objects", "refs"))
            raise GitError(GitTrouble.BARE, str(folder)) if is_bare else GitError(GitTrouble.NO_REPOSITORY)
        kept = {name: value for name, value in os.environ.items() if name in _LOCAL}
        for name in {"GIT_DIR", "GIT_WORK_TREE"} & kept.keys():
            kept[name] = os.path.abspath(kept[name])  # noqa: PTH100 - links stay as they are
        here = cls(Path.cwd(), "", tuple(kept.items()))
        is_bare = here.line("rev-parse", "--is-bare-repository") == "true"
        top = real(here.folder if is_bare else Path(here.line("rev-parse", "--show-toplevel")))
        if not folder.is_relative_to(top):
            raise GitError(GitTrouble.NO_REPOSITORY)
        return replace(here, prefix=_prefix(folder, top))

    @property
    def place(self) -> Path:
        """Where the repository is: the folder that holds ``.git``, or what ``GIT_DIR`` names."""
        return Path(dict(self.kept).get("GIT_DIR", self.folder))

    def commit(self, revision: str) -> str:
        """The name of the commit that ``revision`` means."""
        # No revision starts with a dash, which git would take for an option's, or with the sign of all but a revision.
        found = "" if revision.startswith(("-", "^")) or "\0" in revision else self._named(revision)
        commit = found and self._named(f"{found}^{{commit}}")
        if commit:
            return commit
        if not self._named("HEAD"):
            raise GitError(GitTrouble.NO_COMMIT)
        shallow = self.line("rev-parse", "--is-shallow-repository") == "true"
        raise GitError(GitTrouble.SHALLOW if shallow else GitTrouble.NO_REVISION)

    def refs(self, name: str) -> list[str]:
        """The full names of the branches and tags called ``name``."""
        full = [f"refs/{kind}/{name}" for kind in ("heads", "tags", "remotes")]
        return [found for found in self.line("for-each-ref", "--format=%(refname)", *full).split("\n") if found in full]

    def merge_base(self, one: str, other: str) -> str:
        """The commit at which two commits parted."""
        code, out, _ = self._run("merge-base", one, other)
        if code:
            raise GitError(GitTrouble.NO_MERGE_BASE)
        return out.decode().strip()

    def _named(self, revision: str) -> str:
        """The name of the object that ``revision`` means, empty where there is none."""
        code, out, error = self._run("rev-parse", "--verify", revision)
        for found in _AMBIGUOUS.finditer(os.fsdecode(error)):
            name = found["ref"] or ""
            if name != "HEAD" and not _WHOLE.fullmatch(name):  # these two always mean the same to git
                raise GitError(GitTrouble.AMBIGUOUS, ", ".join(self.refs(name) if name else []))
        return "" if code else os.fsdecode(out).strip()

    @contextmanager
    def files(self, commit: str) -> Iterator[list[TextFile]]:
        """The files of the workspace at the folder as they were in ``commit``, like those of :func:`read_workspace`.

        They are read from git one at a time, as they are used, within the context. Nothing where the folder had no
        workspace then.
        """
        with _Contents(self, commit) as contents:
            entries = [entry for folder in FOLDERS for entry in self._tree(contents, commit, f"{self.prefix}{folder}")]
            found = [file for entry in entries for file in self._files(entry, contents)]
            yield sorted(found, key=lambda file: file.name)

    def _tree(self, contents: _Contents, tree: str, path: str = "") -> list[_Blob]:
        """The entries at or below ``path``; names are bytes, whatever ``core.quotepath`` says."""
        # With the folders: those without a file would take time, too, and a few objects can stand for millions.
        words = ["ls-tree", "-r", "-t", "-l", "-z", "--full-tree", tree, *(["--", path] if path else [])]
        with self.start(*words) as process, BytesIO() as out:
            assert process.stdout is not None
            while len(piece := process.stdout.read(min(_PIECE, contents.left + 1))):
                out.write(piece)
                contents.left -= len(piece)
                if contents.left < 0:
                    process.kill()
                    raise GitError(GitTrouble.TOO_LARGE)
            records = out.getvalue().split(b"\0")[:-1]
        if process.returncode:
            raise self.failure(self._run(*words)[2])
        entries = []
        for record in records:
            head, _, name = record.partition(b"\t")
            mode, _, blob, size = head.decode().split()
            if mode != _FOLDER:
                entries.append(_Blob(os.fsdecode(name), mode, blob, int(size) if size.isdigit() else None))
        return entries

    def _files(self, entry: _Blob, contents: _Contents) -> Iterator[TextFile]:
        """The files that an entry stands for: of a link to a folder all that is in it."""
        inside = PurePosixPath(entry.path.removeprefix(self.prefix))
        if any(is_litter(part) for part in inside.parts):
            return
        name = spelt(str(inside))
        if entry.mode == _SUBMODULE:
            yield TextFile(name, None, "In a submodule, of which git keeps no files here")
        elif entry.mode != _LINK:
            yield TextFile(name, partial(contents.open, entry.name), size=entry.size)
        else:
            kind, target = contents.follow(entry.path)
            if kind == "blob":
                yield TextFile(name, partial(contents.open, target))
            elif kind == "tree":
                for inner in self._tree(contents, target):
                    if inner.mode == _LINK:
                        yield TextFile(spelt(f"{inside}/{inner.path}"), None, "A link within a linked folder")
                    else:
                        path = f"{self.prefix}{inside}/{inner.path}"
                        yield from self._files(replace(inner, path=path), contents)
            else:
                error = OUTSIDE if kind == "symlink" else "A link that leads nowhere in the repository"
                yield TextFile(name, None, error)

    def line(self, *words: str) -> str:
        """The one line that git answers."""
        code, out, error = self._run(*words)
        if code:
            raise self.failure(error)
        return os.fsdecode(out).removesuffix("\n")

    def _run(self, *words: str) -> tuple[int, bytes, bytes]:
        try:
            done = subprocess.run(
                self.command(*words), env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
            )
        except FileNotFoundError:
            raise GitError(GitTrouble.NOT_INSTALLED) from None
        except OSError as error:
            raise GitError(GitTrouble.FAILED, reason(error)) from None
        return done.returncode, done.stdout, done.stderr

    def start(self, *words: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """Git at work, whose output is to be read piece by piece."""
        try:
            return subprocess.Popen(
                self.command(*words),
                env=self.environment(),
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise GitError(GitTrouble.FAILED, reason(error)) from None

    def command(self, *words: str) -> list[str]:
        """The command line for git."""
        settings = (part for setting in _SETTINGS for part in ("-c", setting))
        return ["git", "--no-pager", "--literal-pathspecs", *settings, "-C", str(self.folder), *words]

    def environment(self) -> dict[str, str]:
        """This process's environment for git: it speaks English, asks nothing, and finds the repository by itself."""
        own = {name: value for name, value in os.environ.items() if name not in _LOCAL and not _MEDDLING.match(name)}
        return {**own, **dict(self.kept), **_SAFE}

    def failure(self, said: bytes) -> GitError:
        """Why git failed, which said that."""
        lines = said.decode("utf-8", "replace").strip().splitlines()
        detail = lines[0].removeprefix("fatal: ") if lines else ""
        if b"safe.directory" in said:  # the name of a setting, the same in every version and language
            return GitError(GitTrouble.NOT_TRUSTED, str(self.folder))
        if self._run("rev-parse", "--resolve-git-dir", dict(self.kept).get("GIT_DIR", f"{self.folder}/.git"))[0]:
            return GitError(GitTrouble.NO_REPOSITORY, detail)
        partial, _, _ = self._run("config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
        return GitError(GitTrouble.FAILED if partial else GitTrouble.PARTIAL, detail)


def _prefix(folder: Path, top: Path) -> str:
    path = folder.relative_to(top).as_posix()
    return "" if path == "." else f"{path}/"


_LOCAL = frozenset(
    "GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE"
    " GIT_INTERNAL_SUPER_PREFIX GIT_NAMESPACE GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_SHALLOW_FILE GIT_WORK_TREE".split()
)
"""The variables that tell git of one repository: those of ``git rev-parse --local-env-vars`` but for settings."""
_MEDDLING = re.compile("GIT_(.*_PATHSPECS|TRACE.*|REPLACE_REF_BASE)$")
"""The variables that change what git understands or says."""
_SAFE = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",  # none: older versions of git would fetch all the same
    "GIT_NO_REPLACE_OBJECTS": "1",  # a commit is what its name says
}
_SETTINGS = (
    "safe.bareRepository=explicit",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.warnAmbiguousRefs=true",
)
_AMBIGUOUS = re.compile(r"^(?:warning: refname '(?P<ref>.*)'|error: short object ID .*) is ambiguous\.?$", re.MULTILINE)
_WHOLE = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
"""The whole name of an object."""


class _Contents:
    """One ``git cat-file --batch`` that gives the contents of a repository."""

    def __init__(self, repository: Repository, commit: str) -> None:
        self._repository = repository
        self._commit = commit
        self.left = _MOST_LISTED
        """How many bytes of names may still be read."""
        self._start()

    def _start(self) -> None:
        self._process = self._repository.start("cat-file", "--batch", "--follow-symlinks", stdin=subprocess.PIPE)

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
        try:
            kind, name, _ = self._ask(f"{self._commit}:{path}")
        except OSError:
            return "too large", ""
        return kind, name

    def _ask(self, what: str) -> tuple[str, str, bytes]:
        """The kind, the name and the content of an object; ``OSError`` where it is too large."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(os.fsencode(what) + b"\n")
            stdin.flush()
        except OSError:  # git has ended
            raise self._repository.failure(b"cat-file ended too early") from None
        head = stdout.readline().decode("utf-8", "surrogateescape").rstrip("\n")
        if not head:
            raise self._repository.failure(b"cat-file ended too early")
        words = head.split(" ")
        if len(words) == 3 and words[2].isdigit():
            if int(words[2]) > MOST:  # it may be packed into little
                self.__exit__()
                self._start()
                raise OSError(errno.EFBIG, too_large(MOST))
            content = stdout.read(int(words[2]))
            stdout.read(1)
            return words[1], words[0], content
        if len(words) == 2 and words[0] in ("symlink", "dangling", "loop", "notdir"):
            stdout.read(int(words[1]) + 1)
            return words[0], "", b""
        return "missing", "", b""
