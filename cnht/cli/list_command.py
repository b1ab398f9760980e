"""``cnht list``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cnht.cli import options
from cnht.cli.usage import choice
from cnht.lang import _

EPILOG = """[bold]Examples[/bold]

  cnht list                          everything
  cnht list indicators --lang vi     what is measured, in Vietnamese
  cnht list sources -f csv           for a spreadsheet"""


class Kind(StrEnum):
    """What can be listed."""

    INDICATORS = "indicators"
    PLANS = "plans"
    SOURCES = "sources"
    AREAS = "areas"


def run(
    kind: Annotated[Kind | None, typer.Argument(help="What to list. Default: everything.", **choice(Kind))] = None,
    output: options.OutputFormat = options.Format.TABLE,
    lang: options.Language = None,
    workspace: options.Workspace = None,
) -> None:
    """List the indicators, plans, sources and areas of the workspace."""
    from cnht.cli import session
    from cnht.render.listing import listing_csv, listing_json, listing_markdown, listing_table, listings

    spoken = session.language(lang)
    read = session.open_workspace(workspace, spoken, or_shipped=True)
    shown = listings(read, Kind if kind is None else [kind], spoken)
    match output:
        case options.Format.TABLE:
            session.show(listing_table(shown, spoken, session.screen()))
        case options.Format.JSON:
            session.emit(listing_json(shown))
        case options.Format.CSV:
            if kind is None:
                one = ", ".join(Kind)
                session.refuse(_("a CSV file contains one table: choose {one}", one=one), spoken)
            session.emit(listing_csv(shown[0]))
        case options.Format.MARKDOWN:
            session.emit(listing_markdown(shown, spoken))
