"""``cnht explain``."""

from __future__ import annotations

from typing import Annotated

import typer

from cnht.cli import completion, options

EPILOG = """[bold]Examples[/bold]

  cnht explain enterprises 2024               how the verdict was reached
  cnht explain fairs 2024 --lang vi           in Vietnamese
  cnht explain fairs 2024 --as-of 30/06/2024  as things stood in mid-2024"""


def run(
    indicator: Annotated[
        str, typer.Argument(help="The indicator's code.", metavar="INDICATOR", autocompletion=completion.indicators)
    ],
    year: options.Year = None,
    as_of: options.AsOf = None,
    plan: options.Plans = None,
    area: options.Areas = None,
    pace: options.Pace = options.PaceMethod.LINEAR,
    lang: options.Language = None,
    workspace: options.Workspace = None,
) -> None:
    """Show the reasoning behind a verdict: target, figures, baseline, arithmetic, sources."""
    from cnht.cli import session
    from cnht.presenting.explanation import explanation

    spoken = session.language(lang)
    read = session.open_workspace(workspace, spoken, or_shipped=True)
    session.known(indicator, read.definitions.indicators, session.INDICATOR, spoken)
    result = session.judge(
        read, year, as_of, spoken, indicators=[indicator], plans=plan, areas=area, pace=pace, may_be_empty=True
    )
    definition = read.definitions.indicators[indicator]
    shown = [code for code in read.definitions.areas if not area or code in area]
    targeted = {row.target.area for row in result.rows if row.indicator is definition}
    for number, code in enumerate([code for code in shown if code in targeted] or shown):
        if number:
            session.show("\n")
        session.present(explanation(result, definition, code), spoken)
