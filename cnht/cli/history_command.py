"""``cnht history``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnht.cli import completion, options
from cnht.language.texts import Lang, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnht.domain.history import History

EPILOG = """[bold]Examples[/bold]

  cnht history enterprises                        all years, with a chart
  cnht history enterprises --from 2023 --lang vi  from 2023 on, in Vietnamese
  cnht history clusters_ground_broken --as-of 2025-08-10
                                                  as things stood on a day
  cnht history enterprises -o chart.svg           the chart as a picture
  cnht history enterprises -f json                for a program"""


def run(
    indicator: Annotated[
        str, typer.Argument(help="The indicator's code.", metavar="INDICATOR", autocompletion=completion.indicators)
    ],
    first: Annotated[
        int | None,
        typer.Option(
            "--from",
            help="Only figures and targets from this year on; the trend is fitted to these figures.",
            metavar="YEAR",
            parser=options.year,
            autocompletion=completion.years,
        ),
    ] = None,
    last: Annotated[
        int | None,
        typer.Option(
            "--to",
            help="Only figures and targets up to this year.",
            metavar="YEAR",
            parser=options.year,
            autocompletion=completion.years,
        ),
    ] = None,
    as_of: options.AsOf = None,
    area: options.Areas = None,
    chart: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            parser=options.path,
            help="Write the chart to this file instead: .svg or .png.",
            metavar="FILE",
        ),
    ] = None,
    output: options.OutputFormat = options.Format.TABLE,
    lang: options.Language = None,
    workspace: options.Workspace = None,
) -> None:
    """Show figures and targets over the years: a chart, the pace so far and required, and a straight-line trend."""
    from cnht.cli import outputs, session
    from cnht.cli.status import working
    from cnht.domain.history import history

    spoken = session.language(lang)
    if first is not None and last is not None and first > last:
        session.refuse(_("--from {first} is after --to {last}", first=first, last=last), spoken)
    if chart is not None:
        _ready(chart, output, spoken)
    root = session.locate(workspace, spoken, or_shipped=True)
    if chart is not None:
        outputs.check_outside(chart, root, spoken)
    read = session.open_workspace(root, spoken, or_shipped=True)
    session.known(indicator, read.definitions.indicators, session.INDICATOR, spoken)
    areas = session.areas(read, area, spoken)
    with working(_("Computing {indicator}", indicator=indicator), spoken):
        results = [history(read, indicator, code, as_of or session.today(), first=first, last=last) for code in areas]
    # An area without anything says nothing, unless it was asked for or there is no other.
    told = [result for result in results if result.marks or result.goals]
    results = results if area else told or results[:1]
    if chart is not None:
        _draw(chart, results, spoken)
    else:
        _print(results, output, spoken)


def _ready(chart: Path, output: options.Format, lang: Lang) -> None:
    """Refuse before anything is read what could not be drawn."""
    from cnht.cli import outputs, session

    if output is not options.Format.TABLE:
        session.refuse(_("-o writes the chart and cannot be used with --format"), lang)
    outputs.check_file(chart, (".svg", ".png"), lang)


def _draw(chart: Path, results: Sequence[History], lang: Lang) -> None:
    from cnht.cli import outputs, session
    from cnht.cli.status import MAKING, working
    from cnht.writers.svg import picture, png

    with working(MAKING, lang, chart.name):
        made = picture(results, lang)
        content = made and (png(made) if chart.suffix.lower() == ".png" else made.encode())
    if not content:
        session.refuse(_("there are no figures to draw; run cnht history without -o to see why"), lang)
    outputs.write(chart, content, lang)


def _print(results: Sequence[History], output: options.Format, lang: Lang) -> None:
    from cnht.cli import session
    from cnht.presenting.history import history_blocks

    match output:
        case options.Format.TABLE:
            for number, result in enumerate(results):
                if number:
                    session.show("\n")
                session.present(history_blocks(result), lang)
        case options.Format.JSON:
            from cnht.writers.history_json import history_json

            session.emit(history_json(results))
        case options.Format.CSV:
            from cnht.writers.history_json import history_csv

            session.emit(history_csv(results))
        case options.Format.MARKDOWN:
            from cnht.writers.markdown import markdown

            session.emit("\n".join(markdown(history_blocks(result), lang) for result in results))
