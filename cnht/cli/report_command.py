"""``cnht report``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnht.cli import completion, options

if TYPE_CHECKING:
    from cnht.lang import Lang
    from cnht.progress import Progress
    from cnht.report import Report

EPILOG = """[bold]Examples[/bold]

  cnht report 2025 -o report.html                  a page, for any browser
  cnht report 2025 -o report.html --lang vi --open
                                                   in Vietnamese, and show it
  cnht report 2025 -o report.html --since 30/06/2025
                                                   with what is new since a day
  cnht report 2025 -o report.pdf                   a print of the page
  cnht report 2025 -o report.xlsx                  a workbook, with charts
  cnht report 2025 -o report.md                    Markdown

A page holds both languages, needs no server and asks nothing of the network."""

KINDS = (".html", ".htm", ".pdf", ".xlsx", ".md")


def run(
    year: options.Year = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The file to write: .html, .pdf, .xlsx or .md.",
            metavar="FILE",
            autocompletion=completion.files,
        ),
    ] = None,
    as_of: options.AsOf = None,
    since: Annotated[
        date | None,
        typer.Option("--since", help="Tell what is new after this day.", metavar="DATE", parser=options.day),
    ] = None,
    indicator: options.Indicators = None,
    plan: options.Plans = None,
    area: options.Areas = None,
    pace: options.Pace = options.PaceMethod.LINEAR,
    show: Annotated[bool, typer.Option("--open", help="Open the file when it is written.")] = False,
    lang: options.Language = None,
    workspace: options.Workspace = None,
) -> None:
    """The whole picture of a year as one page, a print, a workbook or Markdown."""
    from cnht.cli import outputs, session
    from cnht.cli.waiting import MAKING, waiting
    from cnht.lang import Lang, Words
    from cnht.report import report
    from cnht.wording import write_date

    spoken = session.language(lang)
    path, kind = _checked(output, spoken)
    root = session.locate(workspace, spoken, or_shipped=True)
    outputs.check_outside(path, root, spoken)
    read = session.open_workspace(root, spoken, or_shipped=True)

    def judged(day: date | None) -> Progress:
        return session.judge(read, year, day, spoken, indicators=indicator, plans=plan, areas=area, pace=pace)

    result = judged(as_of)
    if since is not None and since >= result.as_of:
        session.refuse(
            Words(
                f"--since {write_date(since, Lang.VI)} không trước ngày đánh giá {write_date(result.as_of, Lang.VI)}",
                f"--since {since} is not before {result.as_of}, the day that the report is of",
            ),
            spoken,
        )
    earlier = None if since is None else judged(since)
    with waiting(MAKING, spoken, path.name):
        made = _rendered(report(result, earlier), kind, spoken)
    outputs.write(path, made, spoken)
    if show:
        _open(path, spoken)


def _checked(output: Path | None, lang: Lang) -> tuple[Path, str]:
    """Where to write, and what: what cannot be made is refused before anything is read."""
    from cnht.cli import outputs, session
    from cnht.lang import Words

    if output is None:
        session.refuse(
            Words(
                "cần tên tệp: thêm -o report.html (hoặc .pdf, .xlsx, .md)",
                "name the file to write: -o report.html (or .pdf, .xlsx, .md)",
            ),
            lang,
        )
    return output, outputs.check_file(output, KINDS, lang)


def _rendered(made: Report, kind: str, lang: Lang) -> bytes:
    match kind:
        case ".md":
            from cnht.render.report_markdown import report_markdown

            return report_markdown(made, lang).encode()
        case ".xlsx":
            from cnht.render.report_workbook import report_workbook

            return report_workbook(made, lang)
        case _:
            from cnht.render.page import page

            return page(made, lang).encode()


def _open(path: Path, lang: Lang) -> None:
    """Show the file with the program that the system opens it with."""
    from cnht.cli import session
    from cnht.lang import Words

    if typer.launch(str(path)):
        session.say(Words(f"không mở được {path}", f"{path} could not be opened"), lang)
