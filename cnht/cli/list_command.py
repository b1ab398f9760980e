"""``cnht list``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cnht.cli import options
from cnht.cli.usage import choice
from cnht.language.texts import _

EPILOG = """[bold]Examples[/bold]

  cnht list                          everything
  cnht list indicators --lang vi     what is measured, in Vietnamese
  cnht list sources -f csv           for a spreadsheet"""


class ListKind(StrEnum):
    """What can be listed."""

    INDICATORS = "indicators"
    PLANS = "plans"
    SOURCES = "sources"
    AREAS = "areas"


def run(
    kind: Annotated[
        ListKind | None, typer.Argument(help="What to list. Default: everything.", **choice(ListKind))
    ] = None,
    output: options.OutputFormat = options.Format.TABLE,
    lang: options.Language = None,
    workspace: options.Workspace = None,
) -> None:
    """List the indicators, plans, sources and areas of the workspace."""
    from cnht.cli import session
    from cnht.presenting.listing import listing_blocks, listings

    spoken = session.language(lang)
    read = session.open_workspace(workspace, spoken, or_shipped=True)
    shown = listings(read, ListKind if kind is None else [kind])
    match output:
        case options.Format.TABLE:
            session.present(listing_blocks(shown), spoken)
        case options.Format.JSON:
            from cnht.writers.json_text import listing_json

            session.emit(listing_json(shown, spoken))
        case options.Format.CSV:
            if kind is None:
                one = ", ".join(ListKind)
                session.refuse(_("a CSV file contains one table: choose {one}", one=one), spoken)
            from cnht.writers.json_text import listing_csv

            session.emit(listing_csv(shown[0], spoken))
        case options.Format.MARKDOWN:
            from cnht.writers.markdown import markdown

            session.emit(markdown(listing_blocks(shown), spoken))
