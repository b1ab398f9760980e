"""``cnht progress``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cnht.cli import completion, options
from cnht.language.texts import Lang, _

if TYPE_CHECKING:
    from cnht.domain.progress import Progress

EPILOG = """[bold]Examples[/bold]

  cnht progress 2025                          every target of 2025
  cnht progress 2025 --lang vi                in Vietnamese
  cnht progress 2024 --as-of 30/06/2024       as things stood in mid-2024
  cnht progress 2025 -i enterprises -f json   one indicator, for a program
  cnht progress 2025 --fail-on missed,behind  exit 1 if a target is either"""


def run(
    year: options.Year = None,
    as_of: options.AsOf = None,
    indicator: options.Indicators = None,
    plan: options.Plans = None,
    area: options.Areas = None,
    pace: options.Pace = options.PaceMethod.LINEAR,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-on",
            help="Exit with 1 if a target shown has one of these statuses; may be repeated.",
            metavar="STATUS[,STATUS]",
            autocompletion=completion.statuses,
        ),
    ] = None,
    output: options.OutputFormat = options.Format.TABLE,
    lang: options.Language = None,
    workspace: options.Workspace = None,
) -> None:
    """Show how far each target of a year's plans is, and whether it is on track."""
    from cnht.cli import session

    spoken = session.language(lang)
    striking = _statuses(fail_on, spoken)
    read = session.open_workspace(workspace, spoken, or_shipped=not fail_on)
    result = session.judge(read, year, as_of, spoken, indicators=indicator, plans=plan, areas=area, pace=pace)
    _print(result, output, spoken)
    struck = [row for row in result.rows if row.status in striking]
    if struck:
        names = ", ".join(dict.fromkeys(f"{row.indicator.code} ({row.status})" for row in struck))
        session.say(_("--fail-on: {names}", names=names), spoken)
        raise typer.Exit(1)


def _statuses(listed: list[str] | None, lang: Lang) -> set[str]:
    from cnht.cli import session
    from cnht.domain.progress import Status

    names = [name.strip().lower().replace("-", "_") for text in listed or () for name in text.split(",")]
    what = _("status")
    return {session.known(name, [str(status) for status in Status], what, lang) for name in names}


def _print(result: Progress, output: options.Format, lang: Lang) -> None:
    from cnht.cli import session
    from cnht.presenting.progress import progress_blocks

    match output:
        case options.Format.TABLE:
            session.present(progress_blocks(result), lang)
        case options.Format.JSON:
            from cnht.writers.json_text import progress_json

            session.emit(progress_json(result))
        case options.Format.CSV:
            from cnht.writers.json_text import progress_csv

            session.emit(progress_csv([result]))
        case options.Format.MARKDOWN:
            from cnht.writers.markdown import markdown

            session.emit(markdown(progress_blocks(result), lang))
