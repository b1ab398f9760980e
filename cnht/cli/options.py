"""The options that several commands share, each defined once."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cnht.cli import completion
from cnht.forms import YEARS
from cnht.lang import Lang


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


def year(text: str) -> int:
    """A year of four digits, and nothing that merely reads like one."""
    if not re.fullmatch("[0-9]{4}", text) or text == "0000":
        raise typer.BadParameter(f"{text!r} is not a year: write four digits, such as 2025.")
    return _bounded(int(text))


def _bounded(number: int) -> int:
    if number not in YEARS:
        raise typer.BadParameter(f"the year {number} is not between {YEARS[0]} and {YEARS[-1]}.")
    return number


def day(text: str) -> date:
    """A day in ISO form or as Vietnamese write it; a month or a year stands for its last day."""
    from cnht.wording import NotUnderstood, read_period

    try:
        found = read_period(text).last
    except NotUnderstood:
        raise typer.BadParameter(f"{text!r} is not a date: write 2025-06-30, 30/06/2025 or 2025-06.") from None
    _bounded(found.year)
    return found


def named(text: str) -> str:
    """A path that says something: an empty one would silently be the current folder."""
    if not text:
        raise typer.BadParameter("an empty path: name a file or folder, such as . for the current folder.")
    return text


def path(text: str) -> Path:
    """The same."""
    return Path(named(text))


Year = Annotated[
    int | None,
    typer.Argument(
        help="The year to judge. Left out: the current year if a plan covers it, else the latest one before.",
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
        help="The folder that holds targets/ and data/. Left out: the current folder or one above it.",
        metavar="DIR",
        envvar="CNHT_WORKSPACE",
        parser=path,
    ),
]
Language = Annotated[
    Lang | None,
    typer.Option(
        "--lang", help="Vietnamese or English. Left out: the locale's.", envvar="CNHT_LANG", case_sensitive=False
    ),
]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        help="Judge as things stood on this day: figures dated after it do not exist.",
        metavar="DATE",
        parser=day,
    ),
]
Today = Annotated[
    date | None,
    typer.Option(
        "--today",
        help="The day that figures must not be later than. Left out: today.",
        metavar="DATE",
        parser=day,
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
OutputFormat = Annotated[Format, typer.Option("--format", "-f", help="How to print it.", case_sensitive=False)]


class PaceMethod(StrEnum):
    """How the way to a target is drawn."""

    LINEAR = "linear"
    CAGR = "cagr"


Pace = Annotated[
    PaceMethod,
    typer.Option("--pace", help="Measure the pace along a straight line, or of stocks along compound growth."),
]
