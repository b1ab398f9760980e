"""``cnht record``."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cnht.cli import completion, options, usage
from cnht.cli.usage import choice

if TYPE_CHECKING:
    from typer._click import Context

EPILOG = """[bold]Examples[/bold]

  cnht record enterprises "gần 1.000" --as-of 28/09/2024 -s plxh-2024-09-28
  cnht record enterprises 1.050 --lang vi ...      1.050 alone is ambiguous
  cnht record fairs 2 --period 2025-H1 --as-of 2025-06-30 -s report-h1
  cnht record iip_growth -2.5 --period "9 tháng 2025" ... --dry-run
  cnht record                                      asks for everything

The figure goes to the snapshot of its date, such as data/2024-09-28.csv. It
is checked as by cnht validate before anything is written. At a terminal you
are asked for missing values and for confirmation; with --yes, or without a
terminal, nothing is asked. A new source can be entered on the way.

Exit codes: 0 written (or shown, with --dry-run), 1 the figure has problems
and is refused, 2 wrong usage, not written or not confirmed."""


class KIND(usage.Command):
    """A command whose figure may begin with a minus sign without being taken for an option."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """The arguments, with the sign of a negative number as the words of a figure have it."""
        return super().parse_args(ctx, [re.sub(r"^-(?=[0-9])", "−", word) for word in args])


class RecordStatus(StrEnum):
    """How settled a figure is."""

    ESTIMATE = "estimate"
    PROVISIONAL = "provisional"
    FINAL = "final"
    BREAK = "break"
    DISPUTED = "disputed"


def run(
    ctx: typer.Context,
    indicator: Annotated[
        str | None,
        typer.Argument(
            help="The code of the indicator.",
            metavar="[INDICATOR]",
            show_default=False,
            autocompletion=completion.indicators,
        ),
    ] = None,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help='The figure as in its source, such as "gần 1.000", "over 35%", "35 - 40" or 12.5.',
            metavar="[WORDS]",
            show_default=False,
        ),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The day or month the figure holds for.", metavar="DATE")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            "-s",
            help="The code of the source in data/sources.yaml.",
            metavar="CODE",
            autocompletion=completion.sources,
        ),
    ] = None,
    area: Annotated[
        str | None,
        typer.Option(
            "--area",
            "-a",
            help="The code of the area. Default: the workspace's only area.",
            metavar="CODE",
            autocompletion=completion.areas,
        ),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period",
            help='The period a flow or growth figure covers: 2025, 2025-H1, "quý II/2025".',
            metavar="PERIOD",
        ),
    ] = None,
    status: Annotated[
        RecordStatus | None,
        typer.Option(
            "--status",
            help="The status of the figure: estimate, provisional, final, break or disputed.",
            **choice(RecordStatus),
        ),
    ] = None,
    note: Annotated[str, typer.Option("--note", help="A note for readers.", metavar="TEXT", show_default=False)] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Write nothing; show the row and how the files would change.")
    ] = False,
    today: Annotated[
        date | None,
        typer.Option(
            "--today",
            help="The day that figures must not be later than, and on which verdicts are based. Default: today.",
            metavar="DATE",
            parser=options.day,
        ),
    ] = None,
    lang: options.Language = None,
    workspace: options.Workspace = None,
) -> None:
    """Add a figure to a snapshot, in the words of its source; it is checked before it is written."""
    from cnht.cli.recording import Given, record

    given = Given(
        indicator or "",
        " ".join(words or []).strip(),
        (as_of or "").strip(),
        (source or "").strip(),
        area or "",
        (period or "").strip(),
        "" if status is None else str(status),
        note,
        options.said_language(ctx),
    )
    record(given, workspace, lang, today, yes=yes, dry_run=dry_run)
