"""The options that several commands share, each defined once."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cnht.cli import completion
from cnht.cli.usage import Wrong, choice
from cnht.domain.patterns import YEARS
from cnht.language.texts import Lang, _


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


def year(text: str) -> int:
    """A year of four digits, and nothing that merely reads like one."""
    if not re.fullmatch("[0-9]{4}", text) or text == "0000":
        raise Wrong(_('"{text}" is not a year; write four digits, such as 2025', text=text))
    return _bounded(int(text))


def _bounded(number: int) -> int:
    if number not in YEARS:
        raise Wrong(_("the year {year} is not between {first} and {last}", year=number, first=YEARS[0], last=YEARS[-1]))
    return number


def day(text: str) -> date:
    """A day in ISO form or as Vietnamese write it; a month or a year stands for its last day."""
    from cnht.language.wording import NotUnderstood, read_period

    try:
        found = read_period(text).last
    except NotUnderstood:
        raise Wrong(_('"{text}" is not a date; write 2025-06-30, 30/06/2025 or 2025-06', text=text)) from None
    _bounded(found.year)
    return found


def named(text: str) -> str:
    """A path that says something: an empty one would silently be the current folder."""
    if not text:
        raise Wrong(_("the path is empty; name a file or folder, such as . for the current folder"))
    return text


def path(text: str) -> Path:
    """The same."""
    return Path(named(text))


Year = Annotated[
    int | None,
    typer.Argument(
        help="The year to judge. Default: the current year if a plan covers it, otherwise the latest year "
        "before it that one covers.",
        metavar="[YEAR]",
        parser=year,
        autocompletion=completion.years,
    ),
]
Workspace = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        help="The folder that contains targets/ and data/. Default: the current folder or one above it.",
        metavar="DIR",
        envvar="CNHT_WORKSPACE",
        parser=path,
    ),
]
Language = Annotated[
    Lang | None,
    typer.Option(
        "--lang", help="Vietnamese or English. Default: the language of the locale.", envvar="CNHT_LANG", **choice(Lang)
    ),
]


def said_language(ctx: typer.Context) -> Lang | None:
    """The language that the command line names: a number is read by it, and never by ``CNHT_LANG`` or the locale."""
    for context in (ctx, ctx.parent):
        source = context.get_parameter_source("lang") if context else None
        if context and source is not None and source.name == "COMMANDLINE":
            return Lang(context.params["lang"])
    return None


AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of", help="Judge as things stood on this day: ignore figures dated after it.", metavar="DATE", parser=day
    ),
]
Today = Annotated[
    date | None,
    typer.Option(
        "--today", help="The day that figures must not be later than. Default: today.", metavar="DATE", parser=day
    ),
]
Indicators = Annotated[
    list[str] | None,
    typer.Option(
        "--indicator",
        "-i",
        help="Only this indicator; may be repeated.",
        metavar="CODE",
        autocompletion=completion.indicators,
    ),
]
Plans = Annotated[
    list[str] | None,
    typer.Option(
        "--plan", "-p", help="Only this plan; may be repeated.", metavar="NUMBER", autocompletion=completion.plans
    ),
]
Areas = Annotated[
    list[str] | None,
    typer.Option(
        "--area", "-a", help="Only this area; may be repeated.", metavar="CODE", autocompletion=completion.areas
    ),
]
OutputFormat = Annotated[Format, typer.Option("--format", "-f", help="The output format.", **choice(Format))]


class PaceMethod(StrEnum):
    """How the way to a target is drawn."""

    LINEAR = "linear"
    CAGR = "cagr"


Pace = Annotated[
    PaceMethod,
    typer.Option(
        "--pace",
        help="Measure the pace along a straight line, or for stocks along compound growth.",
        **choice(PaceMethod),
    ),
]
