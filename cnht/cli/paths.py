"""What the paths on a command line mean: a workspace and some of its files, on the disk or from standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnht.cli import completion, options
from cnht.files import store
from cnht.language.texts import Lang, _

if TYPE_CHECKING:
    from cnht.files.textfile import TextFile

STDIN = "-"

Paths = Annotated[
    list[str] | None,
    typer.Argument(
        help="Files and folders of a workspace, or - for standard input. Default: the whole workspace.",
        metavar="[PATH]...",
        show_default=False,
        parser=options.named,
        autocompletion=completion.files,
    ),
]
StdinName = Annotated[
    str | None,
    typer.Option(
        "--stdin-name",
        help="The file of the workspace that standard input stands for, such as data/2025-06-30.csv.",
        metavar="PATH",
        parser=options.named,
    ),
]
MOST_STDIN = 1 << 28
"""The most bytes of standard input."""


@dataclass(frozen=True, slots=True)
class PathArguments:
    """A workspace, or some of its files."""

    root: Path
    names: frozenset[str] | None = None
    """Files and folders, named as in the workspace; ``None`` for all there is."""
    stdin: TextFile | None = None
    """What came from standard input, in the place of the file of that name."""

    def covers(self, name: str) -> bool:
        """Whether the file ``name`` was asked for."""
        if self.names is None or name in self.names:
            return True
        return any(folder in self.names for folder in _above(name))


def _above(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def asked_for(paths: list[str], stdin_name: str | None, workspace: Path | None, lang: Lang) -> PathArguments:
    """The paths as names of one workspace. What is in none is refused, so that it never passes."""
    from cnht.cli import session
    from cnht.files.textfile import TextFile
    from cnht.language.safe_text import harmless

    if (STDIN in paths) is (stdin_name is None):
        session.refuse(
            _("- (standard input) and --stdin-name must be used together: the name tells the type of the file"), lang
        )
    if not paths:
        return PathArguments(session.locate(workspace, lang, or_shipped=False))
    if workspace is not None:
        session.locate(workspace, lang, or_shipped=False)
    places = {path: _place(path, workspace) for path in paths if path != STDIN}
    missing = [harmless(store.spelt(path)) for path, place in places.items() if not os.path.lexists(place)]
    if missing:
        session.refuse(_("there is no {missing}", missing=", ".join(missing)), lang)
    if stdin_name is not None:
        places[STDIN] = Path(os.path.abspath(stdin_name))  # noqa: PTH100 - links are not followed
    root = _root(places.values(), workspace, lang)
    names = {path: _name(place, root) for path, place in places.items()}
    if stdin_name is not None and stdin_name.startswith(("data/", "targets/")):
        names[STDIN] = os.path.normpath(stdin_name)
    for path, name in names.items():
        shown = harmless(store.spelt(stdin_name if path == STDIN and stdin_name else path))
        if name is None or (name != "." and name.partition("/")[0] not in ("data", "targets")):
            session.refuse(
                _(
                    "{shown} is not in targets/ or data/ of the workspace, so its type is unknown; use - and "
                    "--stdin-name data/NAME.csv",
                    shown=shown,
                ),
                lang,
            )
    found = {store.spelt(name) for name in names.values() if name is not None}
    stdin = names.get(STDIN)
    return PathArguments(
        root,
        None if "." in found else frozenset(found),
        None if stdin is None else TextFile(store.spelt(stdin), _stdin(lang)),
    )


def _stdin(lang: Lang) -> bytes:
    """All of standard input; refused where there is none, or it cannot be read, or is too much."""
    from cnht.cli import session
    from cnht.files.textfile import bounded
    from cnht.problems import in_words

    if sys.stdin is None:
        session.refuse(_("standard input is closed"), lang)
    try:
        return bounded(sys.stdin.buffer, MOST_STDIN)
    except OSError as error:
        why = in_words(store.reason(error))
        session.refuse(_("cannot read standard input: {why}", why=why), lang)


def _place(path: str, workspace: Path | None) -> Path:
    """Where a path is: seen from the current folder, or where there is nothing, from the named workspace."""
    place = Path(os.path.abspath(path))  # noqa: PTH100 - links are not followed
    if workspace is not None and not os.path.lexists(place):
        return Path(os.path.abspath(workspace / path))  # noqa: PTH100 - as above
    return place


def _root(places: Iterable[Path], workspace: Path | None, lang: Lang) -> Path:
    """The named workspace, or the one around all the paths, or the one around the current folder."""
    from cnht.cli import session

    if workspace is not None:
        return workspace
    around = {store.find_workspace(place if place.is_dir() else place.parent) for place in places}
    roots = sorted(root for root in around if root is not None)
    if len(roots) > 1:
        listed = ", ".join(store.spelt(str(root)) for root in roots)
        session.refuse(_("the paths belong to several workspaces: {listed}; use one at a time", listed=listed), lang)
    return roots[0] if roots else session.locate(None, lang, or_shipped=False)


def _name(place: Path, root: Path) -> str | None:
    """The name of a file or folder in the workspace at ``root``; ``None`` where it is elsewhere."""
    folder = store.real(root)
    for way in (place, store.real(place.parent) / place.name, store.real(place)):
        if way.is_relative_to(folder):
            return way.relative_to(folder).as_posix()
    return None


def files_of(asked: PathArguments) -> Iterator[TextFile]:
    """The files of the workspace, with standard input in the place of its namesake."""
    if asked.stdin is not None:
        yield asked.stdin
    for file in store.read_workspace(asked.root):
        if asked.stdin is None or file.name != asked.stdin.name:
            yield file
