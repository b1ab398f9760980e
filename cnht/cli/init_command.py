"""``cnht init``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnht.cli import completion, options
from cnht.cli.usage import choice
from cnht.files import store
from cnht.language.texts import NOTHING, Lang, Localized, _

if TYPE_CHECKING:
    from cnht.cli.starter import NewArea

EPILOG = """[bold]Examples[/bold]

  cnht init                                 in the current folder
  cnht init bac-ninh --area "Bắc Ninh"      with the province's name and code
  cnht init --lang vi --year 2027           comments in Vietnamese
  cnht init kpi --no-ci                     no CI job, no pre-commit hook
  cnht init hanoi --example hanoi           a copy of the workspace of Hanoi

The numbers are examples; comments say what to change. No file is overwritten,
and if one cannot be written, none is.

Exit codes: 0 written, 2 wrong usage, or a file already exists."""


class Example(StrEnum):
    """The workspaces that ship with the program."""

    HANOI = "hanoi"


def run(
    folder: Annotated[
        str,
        typer.Argument(
            help="Where to create it. Default: the current folder.",
            metavar="[DIR]",
            show_default=False,
            parser=options.named,
            autocompletion=completion.files,
        ),
    ] = ".",
    area: Annotated[
        str | None,
        typer.Option("--area", help='The province or city, such as "Bắc Ninh"; the code bac_ninh is made from it.'),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(
            "--year", help="The year of the plan. Default: the current year.", metavar="YEAR", parser=options.year
        ),
    ] = None,
    example: Annotated[
        Example | None,
        typer.Option("--example", help="Copy a workspace that ships with cnht instead.", **choice(Example)),
    ] = None,
    no_ci: Annotated[
        bool, typer.Option("--no-ci", help="Leave out the CI job for GitHub and the pre-commit hook.")
    ] = False,
    lang: options.Language = None,
) -> None:
    """Create a new workspace, ready to edit: a plan, three indicators, a snapshot, sources."""
    from cnht.cli import ending, session
    from cnht.writers.terminal import to_ascii

    spoken = session.language(lang)
    root = _folder(folder, spoken)
    _refuse_where_one_is(root, spoken)
    if example is not None:
        if area is not None or year is not None:
            session.refuse(_("--example cannot be used with --area or --year"), spoken)
        parts = [(root, _shipped())]
        year = max(int(name[8:12]) for name in parts[0][1] if re.fullmatch(r"targets/\d{4}\.yaml", name))
    else:
        year = session.today().year if year is None else year
        parts = [(root, _started(area, year, spoken)), *([] if no_ci else [_guards(root, spoken)])]
    _write({base / name: data for base, files in parts for name, data in files.items()}, root, spoken)
    ending.note(_("created {root}", root=_shown(root)))
    told = _told(parts, root, year, spoken, has_examples=example is None)
    session.show(to_ascii(told) if session.screen().ascii_only else told)


def _folder(named: str, lang: Lang) -> Path:
    """The absolute path of a folder that may not be there yet."""
    from cnht.cli import session

    try:
        root = Path(os.path.abspath(named))  # noqa: PTH100 - links stay as they are
        place = store.real(root)
        is_circle = any(map(os.path.islink, (place, *place.parents)))
    except OSError:
        is_circle = True
    if is_circle:
        session.refuse(
            _("{named!r} cannot be resolved: the current folder is gone, or links form a loop", named=named), lang
        )
    return root


def _refuse_where_one_is(root: Path, lang: Lang) -> None:
    """Refuse a folder that is a workspace, lies in one, or holds files that would become part of the new one."""
    from cnht.cli import session

    around = store.find_workspace(root)
    if around is not None:
        place = _shown(around)
        said = (
            _("{place} is already a workspace", place=place)
            if around == store.real(root)
            else _("{root} is in the workspace {place}", root=_shown(root), place=place)
        )
        session.refuse(_("{said}; choose another folder", said=said), lang)
    found = [file.name for file in store.read_workspace(root) if os.path.lexists(root / file.name)]
    if found:
        place = _shown(root / found[0])
        session.refuse(
            _("{place} already exists and would become part of the workspace; choose another folder", place=place), lang
        )


def _started(name: str | None, year: int, lang: Lang) -> Mapping[str, bytes]:
    """The files of a new workspace; refused where the name of the area cannot stand in them."""
    from cnht.checks import check
    from cnht.cli import session
    from cnht.cli.starter import EXAMPLE, workspace
    from cnht.files.textfile import TextFile
    from cnht.reading.load import load

    today = session.today()
    files = workspace(lang, EXAMPLE if name is None else _area(name, lang), year, today)
    loaded = load([TextFile(name, data) for name, data in files.items()], today)
    for problem in [*loaded.problems, *check(loaded.workspace, today, complete=True)]:
        said = problem.message
        session.refuse(_("--area cannot be used: {said}", said=said), lang)
    return files


def _area(name: str, lang: Lang) -> NewArea:
    from cnht.cli import session
    from cnht.cli.starter import area

    found = area(name)
    if found is None:
        session.refuse(
            _(
                "cannot make a code from --area {name!r}; give a short name in Latin letters, such as Bắc Ninh",
                name=name,
            ),
            lang,
        )
    return found


def _guards(root: Path, lang: Lang) -> tuple[Path, Mapping[str, bytes]]:
    """The files that check the workspace, and the folder they belong in: the top of the repository, if there is one."""
    from cnht.cli.starter import guards

    top = store.find_repository(root)
    inside = "." if top is None else store.real(root).relative_to(top).as_posix()
    return (root if top is None or inside == "." else top), guards(lang, inside)


def _shipped() -> Mapping[str, bytes]:
    """The files of the workspace that ships with the program."""
    from cnht.cli.starter import ATTRIBUTES, SCHEMAS
    from cnht.reading.models import FILES

    root = store.shipped_workspace()
    beside = (ATTRIBUTES, *(f"{SCHEMAS}/{kind}.schema.json" for kind in FILES))
    files = [*store.read_workspace(root), *(store.read_file(root / name, name) for name in beside)]
    return {file.name: file.read() for file in files}


def _write(files: Mapping[Path, bytes], root: Path, lang: Lang) -> None:
    """Write all files or none, and none over another."""
    from cnht.cli import session
    from cnht.cli.starter import HOOKS, JOB
    from cnht.problems import in_words

    found = [path for path in files if os.path.lexists(path)]
    try:
        if not found:
            store.write_new(files)
    except FileExistsError as error:
        found = [Path(error.filename)]
    except store.Outside as error:
        session.refuse(session.cannot_write(error, _shown(Path(error.filename))), lang)
    except OSError as error:
        why = in_words(store.reason(error))
        place = _shown(root)
        session.refuse(_("cannot write in {place}: {why}; nothing was written", place=place, why=why), lang)
    if found:
        places = ", ".join(map(_shown, found))
        is_guard = any(path.as_posix().endswith((JOB, HOOKS)) for path in found)
        session.refuse(
            _(
                "{places}: already exists and will not be overwritten; nothing was written{hint}",
                places=places,
                hint=_("; --no-ci leaves out the files for GitHub and pre-commit") if is_guard else NOTHING,
            ),
            lang,
        )


def _shown(path: Path) -> str:
    """``path`` as it can be opened from here."""
    try:
        near = os.path.relpath(path)
        return store.spelt(path.as_posix() if near == os.curdir else Path(near).as_posix())
    except (OSError, ValueError):  # no current folder, or another drive
        return store.spelt(path.as_posix())


def _told(
    parts: Sequence[tuple[Path, Mapping[str, bytes]]], root: Path, year: int, lang: Lang, *, has_examples: bool
) -> str:
    """What was written, and the next three commands."""
    from cnht.cli.starter import purposes
    from cnht.language.shell import quoted

    written = [(_shown(base / name), what.text(lang)) for base, files in parts for name, what in purposes(files)]
    here = root == Path(os.path.abspath(os.curdir))  # noqa: PTH100 - links stay as they are
    commands: list[tuple[str, Localized]] = [
        *([] if here else [(f"cd {quoted(_shown(root))}", NOTHING)]),
        (f"cnht progress {year}", _("how far each target is")),
        *([(f"cnht explain enterprises {year}", _("why"))] if here else []),
        ("cnht validate", _("check the files after each change")),
    ]
    return "\n".join(
        [
            _("Created a workspace:").text(lang),
            *_columns(written),
            "",
            *(
                [_("Its numbers are only examples; change the files in the order above.").text(lang)]
                if has_examples
                else []
            ),
            _("The next three commands:").text(lang),
            *_columns([(command, what.text(lang)) for command, what in commands]),
            "",
        ]
    )


def _columns(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Lines of two columns, the first as wide as it must be."""
    width = max(len(first) for first, _unused in rows)
    return [f"  {first:{width}}   {second}".rstrip() for first, second in rows]
