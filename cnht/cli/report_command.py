"""``cnht report``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnht.cli import completion, options
from cnht.language.texts import NOTHING, Lang, Localized, _, both

if TYPE_CHECKING:
    from cnht.domain.progress import Progress
    from cnht.domain.report import Report

EPILOG = """[bold]Examples[/bold]

  cnht report 2025 -o report.html                  a page, for any browser
  cnht report 2025 -o report.html --lang vi --open
                                                   in Vietnamese, and open it
  cnht report 2025 -o report.html --since 30/06/2025
                                                   with what is new since then
  cnht report 2025 -o report.pdf                   the page as a PDF
  cnht report 2025 -o report.xlsx                  a workbook, with charts
  cnht report 2025 -o report.md                    Markdown

The page contains both languages and works without a server or a network."""

KINDS = (".html", ".htm", ".pdf", ".xlsx", ".md")
LARGEST = 500_000
"""A page of more bytes is hard to send, and leaves something out."""


def run(
    year: options.Year = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The file to write: .html, .pdf, .xlsx or .md.",
            parser=options.path,
            metavar="FILE",
            autocompletion=completion.files,
        ),
    ] = None,
    as_of: options.AsOf = None,
    since: Annotated[
        date | None,
        typer.Option("--since", help="Show what is new after this day.", metavar="DATE", parser=options.day),
    ] = None,
    indicator: options.Indicators = None,
    plan: options.Plans = None,
    area: options.Areas = None,
    pace: options.Pace = options.PaceMethod.LINEAR,
    show: Annotated[bool, typer.Option("--open", help="Open the file after writing it.")] = False,
    lang: options.Language = None,
    workspace: options.Workspace = None,
) -> None:
    """Write a report on a whole year: a page, a PDF, a workbook or Markdown."""
    from cnht.cli import outputs, session
    from cnht.cli.status import MAKING, working
    from cnht.domain.report import Selection, report
    from cnht.language.wording import write_date

    spoken = session.language(lang)
    path, kind = _checked(output, spoken)
    root = session.locate(workspace, spoken, or_shipped=True)
    outputs.check_outside(path, root, spoken)
    read = session.open_workspace(root, spoken, or_shipped=True)

    def judged(year: int | None, day: date | None) -> Progress:
        return session.judge(read, year, day, spoken, indicators=indicator, plans=plan, areas=area, pace=pace)

    result = judged(year, as_of)
    if since is not None and since >= result.as_of:
        session.refuse(
            _(
                "--since {since} is not before {as_of}, the date of the report",
                since=both(write_date, since),
                as_of=both(write_date, result.as_of),
            ),
            spoken,
        )
    earlier = None if since is None else judged(result.year, since)
    with working(MAKING, spoken, path.name):
        chosen = Selection(
            tuple(session.split(indicator)),
            tuple(plan or ()),
            tuple(session.split(area)),
            cagr=pace is options.PaceMethod.CAGR,
        )
        data = _rendered(report(result, earlier, chosen), kind, spoken)
    outputs.write(path, data, spoken)
    if show:
        _open(path, spoken)


def _checked(output: Path | None, lang: Lang) -> tuple[Path, str]:
    """Where to write, and what: what cannot be made is refused before anything is read."""
    from cnht.cli import outputs, session

    if output is None:
        session.refuse(_("name the file to write: -o report.html (or .pdf, .xlsx, .md)"), lang)
    kind = outputs.check_file(output, KINDS, lang)
    if kind == ".pdf":
        _browser(lang)
    return output, kind


def _browser(lang: Lang) -> str:
    """The browser that prints."""
    from cnht.cli import printing, session

    found = printing.browser()
    if found is None:
        session.refuse(
            _("a .pdf needs Chromium, Chrome or Edge, and none was found; write .html and print it from your browser"),
            lang,
        )
    return found


def _rendered(made: Report, kind: str, lang: Lang) -> bytes:
    match kind:
        case ".md":
            from cnht.presenting.report import report_blocks
            from cnht.writers.markdown import markdown

            return markdown(report_blocks(made), lang).encode()
        case ".xlsx":
            return _workbook(made, lang)
        case ".pdf":
            from cnht.writers.page import page

            return _printed(page(made, lang).text, lang)
        case _:
            return _page(made, lang)


def _page(made: Report, lang: Lang) -> bytes:
    """The page, as light as can be; what that cost is told."""
    from cnht.cli import session
    from cnht.language.wording import write_number
    from cnht.presenting.page import LEFT_OUT, Depth
    from cnht.writers.page import page

    found = page(made, lang, LARGEST)
    data = found.text.encode()
    if found.depth is not Depth.WHOLE:
        left_out, size = LEFT_OUT[found.depth], both(write_number, round(len(data) / 1000))
        part: Localized = NOTHING
        if len(made.subjects) > 1:
            part = _("; use -i, -p or -a to select a part that fits")
        session.say(
            _("the page is {size} kB and leaves out {left_out}{part}", size=size, left_out=left_out, part=part), lang
        )
    return data


def _printed(page: str, lang: Lang) -> bytes:
    from cnht.cli import printing, session

    program = _browser(lang)
    try:
        return printing.printed(page, program)
    except printing.NotPrinted as failure:
        why = failure.why
        session.refuse(
            _(
                "{program} did not print the page ({why}); write .html and print it from your browser",
                program=program,
                why=why,
            ),
            lang,
        )


def _workbook(made: Report, lang: Lang) -> bytes:
    from cnht.cli import outputs
    from cnht.writers.report_workbook import report_workbook

    outputs.check_rows(len(made.figures), "--indicator", lang)
    return report_workbook(made, lang)


def _open(path: Path, lang: Lang) -> None:
    """Show the file with the program that the system opens it with."""
    from cnht.cli import session

    if typer.launch(str(path.absolute())):
        session.say(_("{path} could not be opened", path=path), lang)
