"""``cnht validate``."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnht.cli import completion, options
from cnht.cli.paths import PathArguments, Paths, StdinName, asked_for, files_of
from cnht.cli.usage import choice
from cnht.files import store
from cnht.language.texts import Lang, _

if TYPE_CHECKING:
    from cnht.files.textfile import TextFile
    from cnht.presenting.problems import Findings, Place
    from cnht.problems import Problem

EPILOG = """[bold]Examples[/bold]

  cnht validate                                     the whole workspace
  cnht validate data/2025-06-30.csv targets         only these
  cnht validate - --stdin-name data/2025-06-30.csv  unsaved text of an editor
  cnht validate --format github --strict            warnings fail too
  cnht validate --explain V302                      what a code means

Files are checked against the definitions of the workspace they are in.

Exit codes: 0 no errors, 1 errors (with --strict: or warnings), 2 wrong usage
or nothing to check."""

DEFINITIONS = ("targets/indicators.yaml", "data/sources.yaml")
"""What all other files are checked against: an error here leaves them unchecked in part, so it is always told."""

UNREAD = ("F105", "F115")
"""The warnings that a file's name keeps it from being read: such a file was not checked."""


class FindingsFormat(StrEnum):
    """How problems are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"


def run(
    paths: Paths = None,
    output: Annotated[
        FindingsFormat, typer.Option("--format", "-f", help="The output format.", **choice(FindingsFormat))
    ] = (FindingsFormat.TEXT),
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if there are warnings, too.")] = False,
    today: options.Today = None,
    stdin_name: StdinName = None,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            help="Explain what a code means, without checking anything.",
            metavar="CODE",
            autocompletion=completion.codes,
        ),
    ] = None,
    lang: options.Language = None,
    workspace: options.Workspace = None,
) -> None:
    """Check the files: what is wrong, where, why, and how to fix it."""
    from cnht.cli import session
    from cnht.problems import Severity

    spoken = session.language(lang)
    if explain is not None:
        _explain(explain, spoken)
        return
    asked = asked_for(list(dict.fromkeys(paths or [])), stdin_name, workspace, spoken)
    findings = _findings(asked, today or session.today(), spoken)
    _print(findings, asked.root, output, spoken, strict=strict)
    if findings.problems if strict else findings.count(Severity.ERROR):
        raise typer.Exit(1)


def _explain(code: str, lang: Lang) -> None:
    from cnht.cli import session
    from cnht.presenting.problems import code_blocks
    from cnht.problems import codes

    identifier = session.known(code.strip().upper(), codes(), _("problem code"), lang)
    session.present(code_blocks(codes()[identifier]), lang)


def _findings(asked: PathArguments, today: date, lang: Lang) -> Findings:
    """Check the whole workspace, and keep what concerns the files that were asked for."""
    from cnht.cli import session
    from cnht.cli.status import READING, working
    from cnht.presenting.problems import Findings
    from cnht.problems import Severity

    names: list[str] = []
    with working(READING, lang):
        problems, rows = _checked(_noted(files_of(asked), names), today)
    unread = {problem.where.file for problem in problems if problem.code in UNREAD}
    files = [name for name in names if asked.covers(name) and name not in unread]
    if not files:
        session.refuse(
            _(
                "there is nothing to check: hidden and backup files are skipped; plans are targets/*.yaml, "
                "figures data/*.csv"
            ),
            lang,
        )
    if asked.names is not None:
        problems = [problem for problem in problems if _concerns(problem, asked)]
    found = sum(count for name, count in rows.items() if asked.covers(name))
    findings = Findings(tuple(problems), tuple(files), found)
    if not found and asked.covers("data") and not findings.count(Severity.ERROR):
        session.refuse(_("data/ has no rows of data"), lang)
    return findings


def _concerns(problem: Problem, asked: PathArguments) -> bool:
    """Whether a problem is in a file that was asked for, involves one, or keeps one from being checked in full."""
    from cnht.problems import Severity

    if problem.severity is Severity.ERROR:
        # Also a folder that cannot be looked into, and would hold one of them.
        file = problem.where.file
        if any(name == file or name.startswith(f"{file}/") for name in DEFINITIONS):
            return True
    return asked.covers(problem.where.file) or any(asked.covers(where.file) for where in problem.related)


def _checked(files: Iterable[TextFile], today: date) -> tuple[list[Problem], Mapping[str, int]]:
    """All problems of a workspace, by file, line and column, and how many rows of data its files have."""
    from cnht.checks import check_loaded, in_order
    from cnht.cli.status import CHECKING, doing, watched
    from cnht.reading.load import scan

    loaded = scan(watched(files), today)
    doing(CHECKING)
    return in_order([*loaded.problems, *check_loaded(loaded, today)]), loaded.rows_by_file


def _noted(files: Iterable[TextFile], names: list[str]) -> Iterator[TextFile]:
    for file in files:
        names.append(file.name)
        yield file


def _print(findings: Findings, root: Path, output: FindingsFormat, lang: Lang, *, strict: bool) -> None:
    from cnht.cli import session
    from cnht.cli.status import MAKING, working

    with working(MAKING, lang, output):
        text = _rendered(findings, root, output, lang, strict=strict)
    if output is FindingsFormat.TEXT:
        session.show(text)
    else:
        session.emit(text)


def _rendered(findings: Findings, root: Path, output: FindingsFormat, lang: Lang, *, strict: bool) -> str:
    from cnht.cli import session

    match output:
        case FindingsFormat.TEXT:
            from cnht.presenting.problems import findings_blocks
            from cnht.writers.terminal import terminal

            return terminal(findings_blocks(findings, session.places(root)), lang, session.screen())
        case FindingsFormat.JSON:
            from cnht.writers.problems_json import findings_json

            return findings_json(findings, lang)
        case FindingsFormat.GITHUB:
            from cnht.writers.ci import github

            return github(findings, _in_repository(root), lang)
        case FindingsFormat.SARIF:
            from cnht.writers.ci import sarif

            return sarif(findings, _in_repository(root), lang)
        case FindingsFormat.JUNIT:
            from cnht.writers.ci import junit

            return junit(findings, _in_repository(root), lang, strict=strict)


def _in_repository(root: Path) -> Place:
    """From a file's name to its path in the repository, which is how CI systems name files.

    The repository is what GitHub says it is, else the folder that holds ``.git``, else the current folder; a workspace
    outside of it names its files from its own root.
    """
    folder = store.real(root)
    named = os.environ.get("GITHUB_WORKSPACE")
    around = store.find_repository(folder)
    for repository in (store.real(Path(named)) if named else None, around, Path.cwd()):
        if repository is not None and folder.is_relative_to(repository):
            start = folder.relative_to(repository)
            return lambda name: store.spelt((start / name).as_posix())
    return lambda name: name
