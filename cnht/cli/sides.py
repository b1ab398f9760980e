"""What the two sides of ``cnht diff`` mean: years, plans, files, folders, revisions; and what is read of them.

A text is taken as the first of these that it is: a file or a workspace on the disk, a year that a plan covers, the
number of a plan, a git revision. ``./2024`` is always a path, ``refs/heads/2024`` always a revision.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from cnht import store
from cnht.checks import check_errors, in_order
from cnht.cli import session
from cnht.cli.waiting import CHECKING, COMPARING, READING, doing, waiting, watched
from cnht.diff.changes import Change, Diff, Goal, Side, Thing, ThingChange, Unjudged
from cnht.diff.compare import compare, compare_selections, due_in, of_plan
from cnht.git import GitError, GitTrouble, Repository
from cnht.lang import Lang, Words
from cnht.likeness import suggest
from cnht.model import Definitions, Workspace
from cnht.problems import Code, Problem, Severity, shown
from cnht.progress import plan_years
from cnht.reading.facts import likely_name
from cnht.reading.load import INDICATORS, SOURCES, Loaded, load
from cnht.render.diff.words import Label
from cnht.safe_text import harmless
from cnht.textfile import TextFile

EMPTY = Workspace(Definitions(), (), (), {})
WORKING_TREE = Words("bản đang có trên đĩa", "the working tree")
NAMELESS = Words("", "")
_RANGE = re.compile(r"(?P<old>.*?)(?P<dots>\.{2,3})(?P<new>(?!/).*)", re.DOTALL)


class Kind(StrEnum):
    """What a side is."""

    YEAR = "year"
    PLAN = "plan"
    FILE = "file"
    FOLDER = "folder"
    REVISION = "revision"


@dataclass(frozen=True, slots=True)
class Meant:
    """What one side means: ``text`` as it was given; ``path`` of a file or folder; ``commit`` of a revision."""

    kind: Kind
    text: str
    path: Path = Path()
    commit: str = ""

    @property
    def name(self) -> Words:
        """What it is called in the heading, so that the reader sees what was understood."""
        text = shown(store.spelt(self.text))
        match self.kind:
            case Kind.YEAR:
                return Words(f"năm {text}", f"year {text}")
            case Kind.PLAN:
                return Words(f"kế hoạch {text}", f"plan {text}")
            case Kind.FILE:
                return Words(f"tệp {text}", f"file {text}")
            case Kind.FOLDER:
                return Words(f"thư mục {text}", f"folder {text}") if text else WORKING_TREE
            case Kind.REVISION:
                short = self.commit[:7]
                return Words(text, text) if text.startswith(short) else Words(f"{text} ({short})", f"{text} ({short})")


@dataclass(frozen=True, slots=True)
class Compared:
    """What changes, and what the two sides are called."""

    diff: Diff
    old: Label
    new: Label


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

    def compare(self, words: list[str], as_of: date) -> Compared:
        """The comparison that the arguments ask for; what cannot be understood or read is refused."""
        try:
            with waiting(READING, self.lang):
                old, new = self._understood(words)
                return self._compared(old, new, as_of)
        except GitError as error:
            self._refuse_git(error, " ".join(words))

    # What is meant

    @cached_property
    def root(self) -> Path:
        """The workspace around the current folder, or the one that was named."""
        return session.locate(self.asked, self.lang, or_shipped=False)

    @cached_property
    def here(self) -> Path:
        """The folder whose files revisions are asked for: the workspace's, else the current one where git has it."""
        if self.asked is None and _around() is None:
            try:
                repository = Repository.around(Path.cwd())
                if any(repository.holds("HEAD", folder) for folder in store.FOLDERS):
                    return Path.cwd()
            except (GitError, OSError):
                pass
        return self.root

    @cached_property
    def now(self) -> Side:
        """The workspace as it is on the disk."""
        return read_side(store.read_workspace(self.root), WORKING_TREE)

    def _understood(self, words: list[str]) -> tuple[Meant, Meant]:
        if len(words) > 2:
            self._refuse(
                Words(
                    f"cần nhiều nhất hai bên để so sánh, nhưng có {len(words)}: {', '.join(map(shown, words))}",
                    f"two sides are compared, but {len(words)} were given: {', '.join(map(shown, words))}",
                )
            )
        if len(words) == 2:
            return self._side(words[0]), self._side(words[1])
        if not words:
            return self._revision("HEAD"), self._disk()
        if not os.path.lexists(words[0]) and (ends := _RANGE.fullmatch(words[0])):
            one, other = (self._selection(ends[side]) for side in ("old", "new"))
            if one is not None and other is not None:
                return one, other
            old, new = self._revision(ends["old"] or "HEAD"), self._revision(ends["new"] or "HEAD")
            if ends["dots"] == "...":
                base = Repository.around(self.here).merge_base(old.commit, new.commit)
                old = Meant(Kind.REVISION, f"{old.text}...", old.path, base)
            return old, new
        only = self._side(words[0])
        if only.kind in (Kind.YEAR, Kind.PLAN):
            self._refuse(
                Words(
                    f"so sánh {only.name.vi} với gì? Viết cả hai bên, ví dụ: cnht diff 2024 2025",
                    f"compare {only.name.en} with what? Give both sides, such as cnht diff 2024 2025",
                )
            )
        if only.kind is Kind.REVISION:
            return only, self._disk()
        folder = only.path if only.kind is Kind.FOLDER else self._place(only.path)[0]
        return Meant(Kind.REVISION, "HEAD", folder, Repository.around(folder).commit("HEAD")), only

    def _disk(self) -> Meant:
        return Meant(Kind.FOLDER, "", self.root)

    def _side(self, text: str) -> Meant:
        path = Path(text or "\0")  # an empty text is no path, not the current folder
        if self.asked is not None and not os.path.lexists(path):
            path = self.asked / path
        try:
            is_folder, is_file = os.path.isdir(path), os.path.isfile(path)  # noqa: PTH112, PTH113 - they never raise
        except ValueError:  # a character that no path holds
            is_folder = is_file = False
        if is_file and self._found(path) is not None:
            return Meant(Kind.FILE, text, path)
        if is_folder and store.is_workspace(path):
            return Meant(Kind.FOLDER, text, path)
        if not text.startswith(("./", "../", "/")):
            found = self._named(text)
            if found is not None:
                return found
        name = shown(store.spelt(text))
        if is_file:
            self._refuse(
                Words(
                    f"{name} không phải tệp của một không gian làm việc: kế hoạch, định nghĩa, nguồn hay số liệu",
                    f"{name} is no file of a workspace: no plan, definitions, sources or figures",
                )
            )
        if is_folder:
            self._refuse(
                Words(
                    f"{name} không phải không gian làm việc: cần có hai thư mục targets/ và data/",
                    f"{name} is no workspace: it needs the folders targets/ and data/",
                )
            )
        return self._unknown(name, self._git_lacks())

    def _git_lacks(self) -> Words:
        """Why no revision has any name here, where that is so; as the end of a message."""
        try:
            Repository.around(self.here).commit("HEAD")
        except GitError as error:
            if error.trouble is GitTrouble.NO_REPOSITORY:
                return Words("; ở đây không có kho git", "; there is no git repository here")
            if error.trouble is GitTrouble.NO_COMMIT:
                return Words("; kho git chưa có commit nào", "; the git repository has no commit yet")
        return Words("", "")

    def _named(self, text: str) -> Meant | None:
        """A year, a plan or a revision of that name."""
        found = self._selection(text)
        if found is not None:
            return found
        try:
            return self._revision(text)
        except GitError as error:
            if error.trouble in (GitTrouble.NO_REVISION, GitTrouble.NO_REPOSITORY, GitTrouble.NO_COMMIT):
                return None
            raise

    def _selection(self, text: str) -> Meant | None:
        """A year or a plan of that name."""
        if self.asked is None and _around() is None:
            return None
        workspace = self.now.workspace
        if re.fullmatch("[0-9]{4}", text) and int(text) in plan_years(workspace):
            return Meant(Kind.YEAR, text)
        return Meant(Kind.PLAN, text) if any(plan.number == text for plan in workspace.plans) else None

    def _revision(self, text: str) -> Meant:
        try:
            return Meant(Kind.REVISION, text, self.here, Repository.around(self.here).commit(text))
        except GitError as error:
            if error.trouble is GitTrouble.NO_REVISION and ".." in text:
                self._refuse(
                    Words(
                        f"{shown(text)}: viết REV..REV một mình, hoặc hai bên cách nhau bằng khoảng trắng",
                        f"{shown(text)}: write REV..REV alone, or two sides with a space between them",
                    )
                )
            raise GitError(error.trouble, error.detail or text) from None

    def _unknown(self, text: str, hint: Words) -> NoReturn:
        """Say what a text could have been, and what there is; ``hint`` where nothing of that is known."""
        workspace = self.now.workspace
        years = session.runs(plan_years(workspace))
        near = suggest(text, [plan.number for plan in workspace.plans])
        if re.fullmatch("[0-9]{4}", text) and years:
            hint = Words(f"; kế hoạch có cho: {', '.join(years)}", f"; there are plans for {', '.join(years)}")
        elif near:
            hint = Words(f"; có phải là kế hoạch {', '.join(near)}?", f"; did you mean the plan {', '.join(near)}?")
        self._refuse(
            Words(
                f"{text!r} không phải tệp, thư mục, năm, số kế hoạch hay phiên bản git nào ở đây{hint.vi}",
                f"{text!r} is no file, folder, year, plan number or git revision here{hint.en}",
            )
        )

    # What is read

    def _compared(self, old: Meant, new: Meant, as_of: date) -> Compared:
        selections = (Kind.YEAR, Kind.PLAN)
        if old.kind in selections or new.kind in selections:
            return self._selections(old, new)
        if old.kind is new.kind is Kind.FILE:
            return self._files(old, new)
        if Kind.FILE in (old.kind, new.kind):
            return self._file_and_tree(old, new, as_of)
        with ExitStack() as open_:
            sides = [self._tree(meant, open_) for meant in (old, new)]
        if sides[0].workspace is EMPTY and sides[1].workspace is EMPTY:
            self._refuse(
                Words("cả hai bên đều không có targets/ và data/", "neither side has targets/ and data/ at this place")
            )
        doing(COMPARING)
        return Compared(compare(sides[0], sides[1], as_of), self._label(old), self._label(new))

    def _tree(self, meant: Meant, open_: ExitStack) -> Side:
        """A whole workspace; an empty one where there was none yet."""
        if meant.kind is Kind.FOLDER and not meant.text:
            return self.now
        files = self._tree_files(meant, open_)
        if not files:
            session.say(
                Words(
                    f"{meant.name.vi} chưa có targets/ và data/ ở đây: coi như trống",
                    f"{meant.name.en} has no targets/ and data/ here: taken as empty",
                ),
                self.lang,
            )
            return Side(EMPTY)
        return read_side(files, meant.name)

    def _tree_files(self, meant: Meant, open_: ExitStack) -> list[TextFile]:
        if meant.kind is Kind.FOLDER:
            return list(store.read_workspace(meant.path))
        return open_.enter_context(Repository.around(meant.path).files(meant.commit))

    def _selections(self, old: Meant, new: Meant) -> Compared:
        chosen = []
        for meant, other in ((old, new), (new, old)):
            if meant.kind in (Kind.FOLDER, Kind.REVISION):
                self._refuse(
                    Words(
                        f"{other.name.vi} chỉ so sánh được với một năm, một kế hoạch hay một tệp kế hoạch,"
                        f" không phải với {meant.name.vi}",
                        f"{other.name.en} can be compared with a year, a plan or a plan's file, not with"
                        f" {meant.name.en}",
                    )
                )
            chosen.append(self._goals(meant))
        (side, olds), (its_side, news) = chosen
        doing(COMPARING)
        return Compared(compare_selections(side, olds, its_side, news), self._label(old), self._label(new))

    def _goals(self, meant: Meant) -> tuple[Side, list[Goal]]:
        """The targets that a year, a plan or the file of a plan holds."""
        if meant.kind is Kind.FILE:
            root, name = self._place(meant.path)
            side = read_alone(root, name, store.read_file(meant.path, name))
            return side, [goal for plan in side.workspace.plans for goal in of_plan(side.workspace, plan.number)]
        workspace = self.now.workspace
        if meant.kind is Kind.YEAR:
            return self.now, due_in(workspace, int(meant.text))
        return self.now, of_plan(workspace, meant.text)

    def _files(self, old: Meant, new: Meant) -> Compared:
        """Two files; the codes they use are looked up in the workspaces around them."""
        (root, name), (its_root, its_name) = self._place(old.path), self._place(new.path)
        if kind_of(name) != kind_of(its_name):
            self._refuse(
                Words(
                    f"{old.name.vi} và {new.name.vi} không cùng loại tệp",
                    f"{old.name.en} and {new.name.en} are files of different kinds",
                )
            )
        one = read_alone(root, name, store.read_file(old.path, name))
        other = read_alone(its_root, its_name, store.read_file(new.path, its_name))
        doing(COMPARING)
        return Compared(compare_files(name, one, its_name, other), self._label(old), self._label(new))

    def _file_and_tree(self, old: Meant, new: Meant, as_of: date) -> Compared:
        """A file and what stands in its place elsewhere, each within the workspace around the file."""
        file, tree = (old, new) if old.kind is Kind.FILE else (new, old)
        root, name = self._place(file.path)
        with ExitStack() as open_:
            if tree.kind is Kind.REVISION:
                tree = replace(tree, path=root, commit=Repository.around(root).commit(tree.text))
            there = [each for each in self._tree_files(tree, open_) if each.name == name]
            if not there:
                session.say(
                    Words(
                        f"{tree.name.vi} không có tệp {name}: coi như trống",
                        f"{tree.name.en} has no file {name}: taken as empty",
                    ),
                    self.lang,
                )
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
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - links are not followed
        root = store.find_workspace(whole.parent) if self.asked is None else self.asked
        if root is not None:
            for way in (whole, whole.resolve()):
                folder = root.resolve()
                if way.is_relative_to(folder) and way.relative_to(folder).parts[0] in store.FOLDERS:
                    return root, store.spelt(way.relative_to(folder).as_posix())
        try:
            name = likely_name(str(path), store.read_file(path, path.name).read())
        except OSError:
            return None
        return None if name is None else (self.root, name)

    def _label(self, meant: Meant) -> Label:
        if meant.kind is Kind.REVISION:
            text = store.spelt(meant.text)
            return Label(meant.name, lambda name: f"{text}:{name}")
        root = meant.path if meant.kind is Kind.FOLDER else None
        if meant.kind is Kind.FILE:
            root = self._place(meant.path)[0]
        return Label(meant.name, session.places(root if root is not None else self.root))

    # What is refused

    def _refuse(self, message: Words) -> NoReturn:
        session.refuse(Words(harmless(message.vi), harmless(message.en)), self.lang)

    def _refuse_git(self, error: GitError, asked: str) -> NoReturn:
        detail = shown(error.detail or asked)
        match error.trouble:
            case GitTrouble.NOT_INSTALLED:
                message = Words(
                    "cần git để đọc phiên bản, nhưng máy này chưa cài git",
                    "git is needed to read a revision, and it is not installed",
                )
            case GitTrouble.NO_REPOSITORY:
                message = Words(
                    "ở đây không có kho git; vẫn so sánh được hai năm, hai kế hoạch, hai tệp hay hai thư mục",
                    "there is no git repository here; two years, plans, files or folders can still be compared",
                )
            case GitTrouble.NO_COMMIT:
                message = Words(
                    "kho git chưa có commit nào để so sánh",
                    "the git repository has no commit yet to compare with",
                )
            case GitTrouble.NO_REVISION:
                message = Words(
                    f"git không có phiên bản {detail!r}; git log --oneline cho biết có những phiên bản nào",
                    f"git has no revision {detail!r}; git log --oneline shows what there is",
                )
            case GitTrouble.SHALLOW:
                message = Words(
                    f"bản sao git này chỉ có phần lịch sử mới nhất, không có {detail!r}; lấy đủ bằng"
                    " git fetch --unshallow (GitHub Actions: fetch-depth: 0)",
                    f"this git clone is shallow, and {detail!r} is not in it; fetch the rest with git fetch --unshallow"
                    " (in GitHub Actions: fetch-depth: 0)",
                )
            case GitTrouble.NO_MERGE_BASE:
                message = Words(
                    f"hai phiên bản trong {asked} không có gốc chung trong kho này",
                    f"the two revisions of {asked} have no common ancestor in this repository",
                )
            case GitTrouble.FAILED:
                message = Words(f"git báo lỗi: {detail}", f"git says: {detail}")
        self._refuse(message)


def read_side(files: Iterable[TextFile], name: Words = NAMELESS) -> Side:
    """A workspace, as far as it can be read, with its errors; ``name`` is what whoever waits for it reads."""
    doing(Words(f"{READING.vi} {name.vi}".rstrip(), f"{READING.en} {name.en}".rstrip()))
    loaded = load(watched(files))
    doing(CHECKING)
    return _side(loaded, [*loaded.problems, *check_errors(loaded.workspace)])


def read_alone(root: Path, name: str, file: TextFile | None) -> Side:
    """One file that has ``name`` in the workspace at ``root``, with the definitions that are there.

    ``None`` where there is no such file. Other files are not looked at, so nothing is said of what they should hold.
    """
    around = (each for each in store.read_workspace(root) if each.name in _DEFINING and each.name != name)
    loaded = load(watched([*around, *([file] if file is not None else [])]))
    missing = {name} if file is None else set()
    problems = [problem for problem in loaded.problems if problem.where.file in {name, *_DEFINING} - missing]
    return _side(loaded, problems)


def _side(loaded: Loaded, problems: Iterable[Problem]) -> Side:
    doubtful = {
        problem.where.file
        for problem in loaded.problems
        if problem.severity is Severity.ERROR and problem.code not in _NOTHING_THERE
    }
    return Side(loaded.workspace, tuple(in_order(problems)), frozenset(doubtful))


def compare_files(name: str, old: Side, new_name: str, new: Side) -> Diff:
    """What changes between two files of one kind, by their names: versions of one, or two plans."""
    # What one of them could not be read for is missing there by the other one's name.
    old, new = (
        replace(side, doubtful=side.doubtful | {name, new_name}) if side.doubtful & {name, new_name} else side
        for side in (old, new)
    )
    numbers, others = ([plan.number for plan in side.workspace.plans] for side in (old, new))
    if numbers and others and numbers != others:
        olds, news = (
            [goal for plan in side.workspace.plans for goal in of_plan(side.workspace, plan.number)]
            for side in (old, new)
        )
        found = compare_selections(old, olds, new, news)
        if name != new_name:
            return found
        # One file whose plan has another number: the same targets, of another document.
        dropped = (ThingChange(Change.DROPPED, Thing.PLAN, number) for number in numbers)
        added = (ThingChange(Change.ADDED, Thing.PLAN, number) for number in others)
        return replace(found, things=(*dropped, *added))
    found = compare(old, new, None)
    own = _THINGS[kind_of(name)]
    return replace(
        found, things=tuple(change for change in found.things if change.thing in own), unjudged=Unjudged.FILES
    )


class FileKind(StrEnum):
    """What a file of a workspace is."""

    INDICATORS = "indicators"
    SOURCES = "sources"
    PLAN = "plan"
    REGISTER = "register"
    SNAPSHOT = "snapshot"


def kind_of(name: str) -> FileKind:
    """What kind of file has that name in a workspace."""
    if name == INDICATORS:
        return FileKind.INDICATORS
    if name == SOURCES:
        return FileKind.SOURCES
    if name.startswith("targets/"):
        return FileKind.PLAN
    return FileKind.REGISTER if name.startswith("data/registers/") else FileKind.SNAPSHOT


_NOTHING_THERE = frozenset({Code.NO_ROWS, Code.EMPTY_FILE})
"""The errors of a file that was read to its end: what it does not hold is lost."""
_DEFINING = frozenset({INDICATORS, SOURCES})
_THINGS: dict[FileKind, frozenset[Thing]] = {
    FileKind.INDICATORS: frozenset({Thing.TOLERANCE, Thing.INDICATOR, Thing.UNIT, Thing.AREA}),
    FileKind.SOURCES: frozenset({Thing.SOURCE}),
    FileKind.PLAN: frozenset({Thing.PLAN}),
    FileKind.REGISTER: frozenset(),
    FileKind.SNAPSHOT: frozenset(),
}
"""What else a file of that kind says, apart from its targets, figures or names."""
