"""``cnht diff``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnht.cli import completion, options
from cnht.cli.usage import choice
from cnht.language.texts import Lang, _

if TYPE_CHECKING:
    from cnht.cli.revisions import Compared

EPILOG = """[bold]Examples[/bold]

  cnht diff                           HEAD against the working tree
  cnht diff main                      a branch, tag or commit against it
  cnht diff --rev v1.0..main          one revision against another
  cnht diff 2024 2025                 the targets due in two years
  cnht diff 301/KH-UBND 6126/QĐ-UBND  the targets of two plans
  cnht diff HEAD~1 targets/2025.yaml  one file
  cnht diff --rev main -f markdown    for a comment on a pull request

A side is a file or a workspace, a year that a plan covers, the number of a
plan, or a git revision. An ambiguous one is refused: ./X is always a path,
year:X a year, plan:X a plan, rev:X or --rev X a revision. In scripts and CI
jobs, name revisions with --rev. -- ends the options.

Exit codes: 0 compared, 1 differences (with --exit-code), 2 could not compare."""


class DiffFormat(StrEnum):
    """How changes are printed."""

    TABLE = "table"
    MARKDOWN = "markdown"
    JSON = "json"


def run(
    sides: Annotated[
        list[str] | None,
        typer.Argument(
            help="Years, plans, files, folders or git revisions. A single one is compared with the working tree.",
            metavar="[OLD] [NEW]",
            show_default=False,
            autocompletion=completion.sides,
        ),
    ] = None,
    rev: Annotated[
        str | None,
        typer.Option(
            "--rev",
            help="Git revisions, even if something else has the same name: OLD..NEW, OLD...NEW (since their "
            "common ancestor), or OLD.",
            metavar="OLD[..NEW]",
        ),
    ] = None,
    as_of: options.AsOf = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 if there are differences or errors, as git diff does.")
    ] = False,
    output: Annotated[DiffFormat, typer.Option("--format", "-f", help="The output format.", **choice(DiffFormat))] = (
        DiffFormat.TABLE
    ),
    textconv: Annotated[
        str | None,
        typer.Option(
            "--textconv",
            help="Print one file as sorted facts, one per line; for git's diff.cnht.textconv.",
            metavar="FILE",
        ),
    ] = None,
    git_driver: Annotated[
        bool, typer.Option("--git-driver", help="Act as git's external diff; for git's diff.cnht.command.")
    ] = False,
    lang: options.Language = None,
    workspace: options.Workspace = None,
) -> None:
    """Show what changes in meaning: targets, figures, definitions, and verdicts."""
    from cnht.cli import session
    from cnht.cli.revisions import Sides

    spoken = session.language(lang)
    if textconv is not None:
        _textconv(textconv, spoken)
    elif git_driver:
        from cnht.cli.git_driver import driven

        driven(sides or [], spoken)
    else:
        compared = Sides(workspace, spoken).compare(sides or [], as_of or session.today(), rev)
        _print(compared, output, spoken)
        if exit_code and not compared.diff.is_same:
            raise typer.Exit(1)


def _print(compared: Compared, output: DiffFormat, lang: Lang) -> None:
    from cnht.cli import session

    parts = (compared.diff, compared.old, compared.new)
    match output:
        case DiffFormat.TABLE:
            from cnht.presenting.diff import diff_blocks

            session.present(diff_blocks(*parts), lang)
        case DiffFormat.MARKDOWN:
            from cnht.presenting.diff import shorter
            from cnht.writers.markdown import comment

            session.emit(comment(shorter(*parts), lang))
        case DiffFormat.JSON:
            from cnht.writers.diff_json import diff_json

            session.emit(diff_json(*parts, lang))


def _textconv(file: str, lang: Lang) -> None:
    """Print the facts of a file; the file itself where it has none, so that git always has something to compare."""
    from cnht.cli import session
    from cnht.files import store
    from cnht.language.safe_text import unspoken
    from cnht.problems import visible
    from cnht.reading.facts import facts

    try:
        data = store.content(Path(file), is_regular=True)
    except (OSError, ValueError):
        session.refuse(_("the file {file} cannot be read", file=file), lang)
    found = facts(data)
    if found is None:
        found = [visible(line) for line in data.decode("utf-8", "backslashreplace").splitlines()]
    session.emit("".join(f"{unspoken(line)}\n" for line in found))
