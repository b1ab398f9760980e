"""What the two sides of ``cnht diff`` mean: years, plans, files, folders, revisions; and what is read of them.

A word that can be read in two ways is refused: whoever may add a file must not change what a command compares.
``./2024`` is always a path, ``year:2024`` a year, ``plan:2024`` a plan, ``rev:2024`` and ``--rev 2024`` a revision.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Sized
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import NoReturn

from cnht.cli import session
from cnht.cli.revision_files import compare_files, kind_of, read_alone, read_side
from cnht.cli.status import COMPARING, READING, doing, working
from cnht.comparing.changes import ComparedTarget, Diff, Side
from cnht.comparing.compare import compare, compare_selections, due_in, of_plan
from cnht.domain.model import Definitions, Workspace
from cnht.domain.progress import plan_years, runs
from cnht.files import store
from cnht.files.git import GitError, GitTrouble, Repository
from cnht.files.textfile import TextFile
from cnht.language.fuzzy import suggest
from cnht.language.safe_text import harmless
from cnht.language.texts import NOTHING, Lang, Localized, _, joined, untranslated
from cnht.presenting.diff import SideLabel
from cnht.problems import shown
from cnht.reading.facts import likely_name

EMPTY = Workspace(Definitions(), (), (), {})
WORKING_TREE = _("the working tree")
_RANGE = re.compile(r"(?P<old>.*?)(?P<dots>\.{2,3})(?P<new>(?!/).*)", re.DOTALL)
_PREFIXES = ("rev:", "year:", "plan:")
"""What says of a word that it is a revision, a year, a plan."""
_PATHS = ("./", "../", "/")


class RevisionKind(StrEnum):
    """What a side is."""

    YEAR = "year"
    PLAN = "plan"
    FILE = "file"
    FOLDER = "folder"
    REVISION = "revision"


@dataclass(frozen=True, slots=True)
class Meant:
    """What one side means: ``text`` as it was given, without what says its kind; ``path`` of a file or folder;
    ``commit`` of a revision.
    """

    kind: RevisionKind
    text: str
    path: Path = Path()
    commit: str = ""

    @property
    def name(self) -> Localized:
        """What it is called in the heading, so that the reader sees what was understood."""
        text = shown(store.spelt(self.text))
        match self.kind:
            case RevisionKind.YEAR:
                return _("year {text}", text=text)
            case RevisionKind.PLAN:
                return _("plan {text}", text=text)
            case RevisionKind.FILE:
                return _("file {text}", text=text)
            case RevisionKind.FOLDER:
                return _("folder {text}", text=text) if text else WORKING_TREE
            case RevisionKind.REVISION:
                short = self.commit[:7]
                return untranslated(text) if text.startswith(short) else _("{text} ({short})", text=text, short=short)

    @property
    def explicit(self) -> str:
        """How a year, plan, file or folder is written so that it is nothing else."""
        prefix = {RevisionKind.YEAR: "year:", RevisionKind.PLAN: "plan:"}.get(
            self.kind, "" if self.text.startswith(_PATHS) else "./"
        )
        return f"{prefix}{self.text}"


@dataclass(frozen=True, slots=True)
class Compared:
    """What changes, and what the two sides are called."""

    diff: Diff
    old: SideLabel
    new: SideLabel


_KINDS = {
    RevisionKind.YEAR: _("a year"),
    RevisionKind.PLAN: _("a plan"),
    RevisionKind.FILE: _("a file"),
    RevisionKind.FOLDER: _("a folder"),
    RevisionKind.REVISION: _("a git revision"),
}


def _on_disk(path: Path) -> tuple[bool, bool]:
    """Whether a path is a folder, and whether a file."""
    try:
        return os.path.isdir(path), os.path.isfile(path)  # noqa: PTH112, PTH113 - they never raise
    except ValueError:  # a character that no path holds
        return False, False


def _around() -> Path | None:
    """The workspace around the current folder, where there is one."""
    try:
        return store.find_workspace(Path.cwd())
    except OSError:
        return None


class Sides:
    """Understands and reads the two sides."""

    def __init__(self, asked: Path | None, lang: Lang) -> None:
        self.asked = asked
        self.lang = lang
        self._places: dict[Path, tuple[Path, str] | None] = {}
        """What was found of files, which may change or vanish meanwhile."""

    def compare(self, words: list[str], as_of: date, revisions: str | None = None) -> Compared:
        """The comparison that the arguments ask for; what cannot be understood or read is refused.

        ``revisions`` are those of ``--rev``: OLD..NEW, OLD...NEW or OLD.
        """
        asked = " ".join(words if revisions is None else [revisions, *words])
        if revisions is not None:
            words = [f"rev:{revisions}", *words]
        try:
            with working(READING, self.lang):
                old, new = self._understood(words)
                return self._compared(old, new, as_of)
        except GitError as error:
            self._refuse_git(error, asked)

    # What is meant

    @cached_property
    def root(self) -> Path:
        """The workspace around the current folder, or the one that was named."""
        return session.locate(self.asked, self.lang, or_shipped=False)

    @cached_property
    def here(self) -> Path:
        """The folder whose files revisions are asked for: the workspace's, else the current one."""
        try:
            return self.root if self.asked is not None else _around() or Path.cwd()
        except OSError:
            return self.root

    @cached_property
    def now(self) -> Side:
        """The workspace as it is on the disk."""
        return read_side(store.read_workspace(self.root), WORKING_TREE)

    def _understood(self, words: list[str]) -> tuple[Meant, Meant]:
        if len(words) > 2:
            given = ", ".join(shown(word.removeprefix("rev:")) for word in words)
            self._refuse(_("expected two sides to compare, got {count}: {given}", count=len(words), given=given))
        if len(words) == 2:
            return self._side(words[0]), self._side(words[1], "rev:")
        if not words:
            return self._revision("HEAD"), self._disk()
        if (both := self._range(words[0])) is not None:
            return both
        only = self._side(words[0])
        if only.kind in (RevisionKind.YEAR, RevisionKind.PLAN):
            self._refuse(
                _(
                    "{name} needs something to compare with: give both sides, such as cnht diff 2024 2025",
                    name=only.name,
                )
            )
        if only.kind is RevisionKind.REVISION:
            return only, self._disk()
        folder = only.path if only.kind is RevisionKind.FOLDER else self._place(only.path)[0]
        return Meant(RevisionKind.REVISION, "HEAD", folder, Repository.around(folder).commit("HEAD")), only

    def _range(self, word: str) -> tuple[Meant, Meant] | None:
        """The two sides that one word names; ``None`` where it names one."""
        bare = word.removeprefix("rev:")
        ends = _RANGE.fullmatch(bare)
        if ends is None or word.startswith(_PATHS):
            return None
        path, revisions = self._at_path(word), [ends["old"] or "HEAD", ends["new"] or "HEAD"]
        is_plain = bare == word
        selected = list(product(self._selected(ends["old"]), self._selected(ends["new"]))) if is_plain else []
        readings = [(path.kind, path.explicit)] if path is not None else []
        readings += [(one.kind, f"{one.explicit}{ends['dots']}{other.explicit}") for one, other in selected]
        if readings and all(self._is_revision(end, selected) for end in revisions):
            readings.append((RevisionKind.REVISION, f"--rev {word}"))
        self._refuse_several(word, readings)
        if readings:
            return selected[0] if selected else None
        old, new = map(self._revision, revisions)
        if ends["dots"] == "...":
            base = Repository.around(self.here).merge_base(old.commit, new.commit)
            old = Meant(RevisionKind.REVISION, f"{old.text}...", old.path, base)
        return old, new

    def _disk(self) -> Meant:
        return Meant(RevisionKind.FOLDER, "", self.root)

    def _side(self, text: str, prefix: str = "--rev ") -> Meant:
        """What a word means; ``prefix`` is how one writes there that it is a revision."""
        if text.startswith("rev:"):
            return self._revision(text.removeprefix("rev:"))
        path, selected = self._at_path(text), self._selected(text)
        found = [*([path] if path is not None else []), *selected]
        readings = [(meant.kind, meant.explicit) for meant in found]
        if found and self._is_revision(text, selected):
            readings.append((RevisionKind.REVISION, f"{prefix}{text}"))
        self._refuse_several(text, readings)
        if found:
            return found[0]
        if not text.startswith((*_PATHS, *_PREFIXES)):
            try:
                return self._revision(text)
            except GitError as error:
                if error.trouble not in (GitTrouble.NO_REVISION, GitTrouble.NO_REPOSITORY, GitTrouble.NO_COMMIT):
                    raise
        is_folder, is_file = _on_disk(self._path(text))
        name = shown(store.spelt(text))
        if is_file:
            self._refuse(_("{name} is not a file of a workspace: plan, definitions, sources or figures", name=name))
        if is_folder:
            self._refuse(_("{name} is not a workspace: it needs the folders targets/ and data/", name=name))
        place = self._path(text)
        if os.path.lexists(place):
            try:
                store.read_file(place, name).read(0)
            except OSError as error:
                self._refuse(session.cannot_read(error, name))
        return self._unknown(name, self._git_lacks())

    def _git_lacks(self) -> Localized:
        """Why no revision has any name here, where that is so; as the end of a message."""
        try:
            Repository.around(self.here).commit("HEAD")
        except GitError as error:
            if error.trouble is GitTrouble.NO_REPOSITORY:
                return _("; there is no git repository here")
            if error.trouble is GitTrouble.NO_COMMIT:
                return _("; the git repository has no commits yet")
        return NOTHING

    def _path(self, text: str) -> Path:
        path = Path(text or "\0")  # an empty text is not a path: never the current folder
        return self.asked / path if self.asked is not None and not os.path.lexists(path) else path

    def _at_path(self, text: str) -> Meant | None:
        """The file or the workspace of that name."""
        path = self._path(text)
        is_folder, is_file = (False, False) if text.startswith(_PREFIXES) else _on_disk(path)
        if is_file and self._found(path) is not None:
            return Meant(RevisionKind.FILE, text, path)
        return Meant(RevisionKind.FOLDER, text, path) if is_folder and store.is_workspace(path) else None

    def _selected(self, text: str) -> list[Meant]:
        """The year and the plan of that name."""
        if text.startswith(_PATHS) or (self.asked is None and _around() is None):
            return []
        prefix = next(filter(text.startswith, _PREFIXES), "")
        name, workspace = text.removeprefix(prefix), self.now.workspace
        is_year = re.fullmatch("[0-9]{4}", name) and int(name) in plan_years(workspace)
        found = [Meant(RevisionKind.YEAR, name)] if is_year else []
        found += [Meant(RevisionKind.PLAN, name)] if any(plan.number == name for plan in workspace.plans) else []
        return [meant for meant in found if meant.explicit.startswith(prefix)]

    def _is_revision(self, text: str, selected: Sized) -> bool:
        """Whether git knows a word, which may also be what is ``selected``, as a revision.

        Four digits are a year rather than the beginning of a commit's name.
        """
        if text.startswith((*_PATHS, *_PREFIXES)):
            return False
        try:
            repository = Repository.around(self.here)
            if selected and re.fullmatch("[0-9]{4}", text):
                return bool(repository.refs(text))
            repository.commit(text)
        except GitError as error:
            return error.trouble is GitTrouble.AMBIGUOUS
        return True

    def _refuse_several(self, word: str, readings: list[tuple[RevisionKind, str]]) -> None:
        """Refuse a word that has several readings, given with how each is written."""
        if len(readings) > 1:
            ways = joined(
                ", ",
                (
                    _("{kind} ({written})", kind=_KINDS[kind], written=shown(store.spelt(written)))
                    for kind, written in readings
                ),
            )
            name = shown(store.spelt(word))
            self._refuse(_("{name!r} is ambiguous; write one of: {ways}", name=name, ways=ways))

    def _revision(self, text: str) -> Meant:
        try:
            return Meant(RevisionKind.REVISION, text, self.here, Repository.around(self.here).commit(text))
        except GitError as error:
            if error.trouble is GitTrouble.NO_REVISION and ".." in text:
                self._refuse(_("{text}: write REV..REV by itself, or two sides separated by a space", text=shown(text)))
            raise GitError(error.trouble, error.detail or text) from None

    def _unknown(self, text: str, hint: Localized) -> NoReturn:
        """Say what a text could have been, and what there is; ``hint`` where nothing of that is known."""
        workspace = self.now.workspace
        years = runs(plan_years(workspace))
        near = suggest(text, [plan.number for plan in workspace.plans])
        if re.fullmatch("[0-9]{4}", text) and years:
            hint = _("; there are plans for {years}", years=", ".join(years))
        elif near:
            hint = _("; did you mean the plan {near}?", near=", ".join(near))
        self._refuse(
            _("{text!r} is not a file, folder, year, plan number or git revision here{hint}", text=text, hint=hint)
        )

    # What is read

    def _compared(self, old: Meant, new: Meant, as_of: date) -> Compared:
        selections = (RevisionKind.YEAR, RevisionKind.PLAN)
        if old.kind in selections or new.kind in selections:
            return self._selections(old, new)
        if old.kind is new.kind is RevisionKind.FILE:
            return self._files(old, new)
        if RevisionKind.FILE in (old.kind, new.kind):
            return self._file_and_tree(old, new, as_of)
        with ExitStack() as open_:
            sides = [self._tree(meant, open_) for meant in (old, new)]
        if sides[0].workspace is EMPTY and sides[1].workspace is EMPTY:
            self._refuse(_("neither side has targets/ and data/ here"))
        doing(COMPARING)
        return Compared(compare(sides[0], sides[1], as_of), self._label(old), self._label(new))

    def _tree(self, meant: Meant, open_: ExitStack) -> Side:
        """A whole workspace; an empty one where there was none yet."""
        if meant.kind is RevisionKind.FOLDER and not meant.text:
            return self.now
        files = self._tree_files(meant, open_)
        if not files:
            session.say(_("{name} has no targets/ and data/ here: treated as empty", name=meant.name), self.lang)
            return Side(EMPTY)
        return read_side(files, meant.name)

    def _tree_files(self, meant: Meant, open_: ExitStack) -> list[TextFile]:
        if meant.kind is RevisionKind.FOLDER:
            return list(store.read_workspace(meant.path))
        return open_.enter_context(Repository.around(meant.path).files(meant.commit))

    def _selections(self, old: Meant, new: Meant) -> Compared:
        chosen = []
        for meant, other in ((old, new), (new, old)):
            if meant.kind in (RevisionKind.FOLDER, RevisionKind.REVISION):
                self._refuse(
                    _(
                        "{name} can be compared with a year, a plan or a plan's file, not with {name2}",
                        name=other.name,
                        name2=meant.name,
                    )
                )
            chosen.append(self._goals(meant))
        (side, olds), (its_side, news) = chosen
        doing(COMPARING)
        return Compared(compare_selections(side, olds, its_side, news), self._label(old), self._label(new))

    def _goals(self, meant: Meant) -> tuple[Side, list[ComparedTarget]]:
        """The targets that a year, a plan or the file of a plan holds."""
        if meant.kind is RevisionKind.FILE:
            root, name = self._place(meant.path)
            side = read_alone(root, name, store.read_file(meant.path, name))
            return side, [goal for plan in side.workspace.plans for goal in of_plan(side.workspace, plan.number)]
        workspace = self.now.workspace
        if meant.kind is RevisionKind.YEAR:
            return self.now, due_in(workspace, int(meant.text))
        return self.now, of_plan(workspace, meant.text)

    def _files(self, old: Meant, new: Meant) -> Compared:
        """Two files; the codes they use are looked up in the workspaces around them."""
        (root, name), (its_root, its_name) = self._place(old.path), self._place(new.path)
        if kind_of(name) != kind_of(its_name):
            self._refuse(_("{name} and {name2} are files of different types", name=old.name, name2=new.name))
        one = read_alone(root, name, store.read_file(old.path, name))
        other = read_alone(its_root, its_name, store.read_file(new.path, its_name))
        doing(COMPARING)
        return Compared(compare_files(name, one, its_name, other), self._label(old), self._label(new))

    def _file_and_tree(self, old: Meant, new: Meant, as_of: date) -> Compared:
        """A file and what stands in its place elsewhere, each within the workspace around the file."""
        file, tree = (old, new) if old.kind is RevisionKind.FILE else (new, old)
        root, name = self._place(file.path)
        with ExitStack() as open_:
            if tree.kind is RevisionKind.REVISION:
                tree = replace(tree, path=root, commit=Repository.around(root).commit(tree.text))
            there = [each for each in self._tree_files(tree, open_) if each.name == name]
            if not there:
                session.say(_("{name} has no file {name2}: treated as empty", name=tree.name, name2=name), self.lang)
            around = [each for each in store.read_workspace(root) if each.name != name]
            mine = read_side([*around, store.read_file(file.path, name)])
            yours = read_side([*around, *there])
        sides = (mine, yours) if file is old else (yours, mine)
        doing(COMPARING)
        return Compared(compare(*sides, as_of), self._label(old), self._label(new))

    def _place(self, path: Path) -> tuple[Path, str]:
        """The workspace that a file belongs to, and its name there."""
        place = self._found(path)
        assert place is not None  # else the file would not have been taken for a side
        return place

    def _found(self, path: Path) -> tuple[Path, str] | None:
        """The same; a file that lies outside of any workspace is placed by what it holds, if that is anything."""
        if path not in self._places:
            self._places[path] = self._looked_for(path)
        return self._places[path]

    def _looked_for(self, path: Path) -> tuple[Path, str] | None:
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - links are not followed
        root = store.find_workspace(whole.parent) if self.asked is None else self.asked
        if root is not None:
            for way in (whole, store.real(whole)):
                folder = store.real(root)
                if way.is_relative_to(folder) and way.relative_to(folder).parts[0] in store.FOLDERS:
                    return root, store.spelt(way.relative_to(folder).as_posix())
        try:
            name = likely_name(str(path), store.read_file(path, path.name).read())
        except OSError:
            return None
        return None if name is None else (self.root, name)

    def _label(self, meant: Meant) -> SideLabel:
        if meant.kind is RevisionKind.REVISION:
            text = store.spelt(meant.text)
            place = Repository.around(meant.path).place
            with suppress(ValueError):  # it is on another drive
                place = Path(os.path.relpath(place))
            return SideLabel(meant.name, lambda name: f"{text}:{name}", store.spelt(place.as_posix()), meant.commit)
        root = meant.path if meant.kind is RevisionKind.FOLDER else None
        if meant.kind is RevisionKind.FILE:
            root = self._place(meant.path)[0]
        return SideLabel(meant.name, session.places(root if root is not None else self.root))

    # What is refused

    def _refuse(self, message: Localized) -> NoReturn:
        session.refuse(untranslated(harmless(message.text(self.lang))), self.lang)

    def _refuse_git(self, error: GitError, asked: str) -> NoReturn:
        detail = shown(error.detail or asked)
        match error.trouble:
            case GitTrouble.NOT_INSTALLED | GitTrouble.NO_REPOSITORY | GitTrouble.NO_COMMIT:
                message = _NO_GIT[error.trouble]
            case GitTrouble.NO_REVISION:
                message = _("unknown git revision {detail!r}; git log --oneline lists the commits", detail=detail)
            case GitTrouble.AMBIGUOUS:
                names: list[str | Localized] = [*([detail] if error.detail else []), _("the full commit hash")]
                message = _(
                    "ambiguous git revision {asked!r}; write the full name: {names}",
                    asked=asked,
                    names=joined(", ", names),
                )
            case GitTrouble.PARTIAL:
                message = _(
                    "this git clone is partial and lacks files of {asked}; fetch them with git fetch --refetch "
                    "--no-filter (in GitHub Actions: remove filter from actions/checkout)",
                    asked=asked,
                )
            case GitTrouble.BARE:
                place = store.spelt(error.detail)
                named = f"GIT_DIR={shlex.quote(place)} cnht diff ..."
                message = _(
                    "{place} is a bare git repository, which is only used if GIT_DIR names it: {named}",
                    place=place,
                    named=named,
                )
            case GitTrouble.NOT_TRUSTED:
                place = store.spelt(error.detail)
                trust = f"git config --global --add safe.directory {shlex.quote(place)}"
                message = _(
                    "the git repository {place} belongs to another user; if you trust it: {trust}",
                    place=place,
                    trust=trust,
                )
            case GitTrouble.SHALLOW:
                message = _(
                    "this git clone is shallow and lacks {detail!r}; fetch the rest with git fetch --unshallow (in "
                    "GitHub Actions: fetch-depth: 0)",
                    detail=detail,
                )
            case GitTrouble.TOO_LARGE:
                message = _("targets/ and data/ of {asked} hold more files than are read from git", asked=asked)
            case GitTrouble.NO_MERGE_BASE:
                message = _("the two revisions of {asked} have no common ancestor in this repository", asked=asked)
            case GitTrouble.FAILED:
                message = _("git says: {detail}", detail=detail)
        self._refuse(message)


_NO_GIT = {
    GitTrouble.NOT_INSTALLED: _("git is needed to read a revision, and it is not installed"),
    GitTrouble.NO_REPOSITORY: _(
        "there is no git repository here; two years, plans, files or folders can still be compared"
    ),
    GitTrouble.NO_COMMIT: _("the git repository has no commits to compare with yet"),
}
