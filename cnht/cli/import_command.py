"""``cnht import``."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnht import store
from cnht.cli import completion, options
from cnht.lang import Lang, _, n_

if TYPE_CHECKING:
    from cnht.entry.result import Imported, NewRow
    from cnht.entry.wishes import Field, Wishes

EPILOG = """[bold]Examples[/bold]

  cnht import bao-cao.xlsx --source so-2025          what it would add; then it asks
  cnht import bao-cao.xlsx --source so-2025 --yes    for a script: no question
  cnht import so-lieu.csv --as-of 30/06/2025 --numbers vi
  cnht import bao-cao.xlsx --map "Số DN=value" --map-file so.yaml
  cnht import bao-cao.xlsx -f csv > rows.csv         the rows of a snapshot

Columns are found by name: Chỉ tiêu, Giá trị, Thời điểm, Kỳ, Nguồn, Địa bàn,
Đơn vị, Ghi chú, Indicator, Value, As of ...; a year, quarter or month as the
name of a column holds the figures of that period. --map COLUMN=FIELD says it
otherwise: COLUMN is a name or a letter, FIELD one of indicator, area, period,
as_of, qualifier, value, value_high, status, source, wording, note, unit,
year, quarter, month, skip. docs/import.md shows what --map-file reads.

Nothing is written while a row is unclear. Then each figure goes to the snapshot
of its date, in canonical form. -f csv prints the rows instead.

Exit codes: 0 done, or every row is clear; 1 some are not; 2 wrong usage, no
such file, or nothing written after all."""

LARGEST = 50 << 20
"""The most bytes of a file: five times what the largest table of a department has."""


class Format(StrEnum):
    """How the rows are printed."""

    TABLE = "table"
    CSV = "csv"


class Encoding(StrEnum):
    """The encodings that can be named; those of ``cnht.entry.wishes.ENCODINGS``."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    WINDOWS_1258 = "windows-1258"
    WINDOWS_1252 = "windows-1252"
    TCVN3 = "tcvn3"


def run(
    file: Annotated[
        str,
        typer.Argument(
            help="A workbook (.xlsx, .ods, .xls) or a CSV file, however it is written.",
            metavar="FILE",
            show_default=False,
            parser=options.named,
            autocompletion=completion.files,
        ),
    ],
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map", "-m", help="Which field a column holds; skip for none. May be repeated.", metavar="COLUMN=FIELD"
        ),
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option(
            "--map-file", help="A YAML file that says it for every month's file.", metavar="YAML", parser=options.path
        ),
    ] = None,
    indicator: Annotated[
        str | None,
        typer.Option(
            "--indicator",
            "-i",
            help="The indicator of all rows.",
            metavar="CODE",
            autocompletion=completion.indicators,
        ),
    ] = None,
    area: Annotated[
        str | None,
        typer.Option("--area", "-a", help="The area of all rows.", metavar="CODE", autocompletion=completion.areas),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="The day or month that all figures hold for.", metavar="DATE"),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period",
            help="What all flows and growth figures cover; or the year of columns such as Quý I.",
            metavar="PERIOD",
        ),
    ] = None,
    source: Annotated[str | None, typer.Option("--source", help="The source of all rows.", metavar="CODE")] = None,
    status: Annotated[
        str | None,
        typer.Option("--status", help="How settled all figures are: estimate, provisional, final.", metavar="STATUS"),
    ] = None,
    numbers: Annotated[
        Lang | None,
        typer.Option(
            "--numbers",
            help="How numbers are written: vi is 1.234,5, en is 1,234.5. Left out: as the file tells.",
            case_sensitive=False,
        ),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="Only this sheet. Left out: all that are shown.", metavar="NAME")
    ] = None,
    encoding: Annotated[
        Encoding | None,
        typer.Option("--encoding", help="The encoding of a CSV file. Left out: as it looks.", case_sensitive=False),
    ] = None,
    fill_down: Annotated[
        bool, typer.Option("--fill-down", help="An empty cell says what the one above it does (merged cells in CSV).")
    ] = False,
    with_hidden: Annotated[bool, typer.Option("--with-hidden", help="Take hidden rows and columns, too.")] = False,
    output: Annotated[
        Format, typer.Option("--format", "-f", help="A preview, or the rows of a snapshot.", case_sensitive=False)
    ] = Format.TABLE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing, and ask nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    today: options.Today = None,
    lang: options.Language = None,
    workspace: options.Workspace = None,
) -> None:
    """Read a department's workbook or odd CSV, show which figures it adds, and add them."""
    from cnht.cli import session
    from cnht.cli.waiting import READING, done, waiting
    from cnht.entry.check import canonical_csv
    from cnht.entry.importing import read_file
    from cnht.entry.wishes import Field, Wishes
    from cnht.safe_text import harmless

    spoken = session.language(lang)
    said = {
        Field.INDICATOR: indicator,
        Field.AREA: area,
        Field.AS_OF: as_of,
        Field.PERIOD: period,
        Field.SOURCE: source,
        Field.STATUS: status,
    }
    wishes = Wishes(
        columns=dict(_column(each, spoken) for each in columns or ()),
        defaults={field: text for field, text in said.items() if text},
        numbers=numbers,
        sheet=sheet or "",
        encoding=encoding or "",
        fill_down=fill_down,
        with_hidden=with_hidden,
    )
    data = _read(file, spoken)
    if map_file is not None:
        wishes = wishes.over(_kept(map_file, spoken))
    # A file of the workspace that validate sends here is not to keep it from being read.
    read = session.open_workspace(workspace, spoken, or_shipped=False, without=Path(file))
    day = today or session.today()
    name = harmless(store.spelt(Path(file).name))
    with waiting(READING, spoken, name):
        imported = read_file(data, name, read.definitions, wishes, today=day, existing=read.observations, tell=done)
    _print(imported, output, spoken)
    if imported.is_clear and output is Format.CSV:
        session.emit(canonical_csv(imported.rows))
    elif imported.is_clear and dry_run:
        session.say(_("nothing was written"), spoken)
    elif imported.is_clear:
        session.flush()
        _write(imported.rows, session.locate(workspace, spoken, or_shipped=False), day, spoken, yes=yes)
    elif not _nothing_new(imported):
        why = _("nothing was written: mend the file, or say more by options (see --help), and run it again")
        session.say(why, spoken)
        raise typer.Exit(1)


def _print(imported: Imported, output: Format, lang: Lang) -> None:
    """Print the preview; where the rows are to be printed instead, only what was left out or is wrong, on stderr."""
    from cnht.cli import screens, session
    from cnht.presenting.imported import preview, summary
    from cnht.writers.terminal import terminal

    if output is Format.TABLE:
        session.present(preview(imported), lang)
    else:
        print(terminal(summary(imported), lang, screens.screen_of(sys.stderr)), end="", file=sys.stderr)


def _write(rows: Sequence[NewRow], root: Path, today: date, lang: Lang, *, yes: bool) -> None:
    """Add rows, every one of which is clear, to the snapshots of their dates, if that is wanted."""
    from cnht.cli import ending, session
    from cnht.cli.asking import Asker, Stopped, by_hand
    from cnht.cli.waiting import COMPARING, READING, WRITING, waiting
    from cnht.cli.writing import NotWritten, Request, draft, write
    from cnht.diff.verdicts import moves
    from cnht.presenting.recorded import verdicts
    from cnht.reading.csv_text import SNAPSHOT_COLUMNS
    from cnht.safe_text import harmless

    snapshots: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        name = f"data/{row.text('as_of')}.csv"
        snapshots.setdefault(name, []).append(dict(zip(SNAPSHOT_COLUMNS, row.texts, strict=True)))
    request = Request(snapshots)
    with waiting(READING, lang):
        found = draft(root, request, today)
    session.tell_few([*found.errors, *found.warnings], root, lang)
    if found.errors:
        session.say(_("nothing was written, for the errors above"), lang)
        raise typer.Exit(1)
    if not found.elsewhere:
        indicators = dict.fromkeys(seen.indicator for seen in found.added)
        with waiting(COMPARING, lang):
            changed = {flip: None for code in indicators for flip in moves(found.before, found.after, today, code)}
        session.present(verdicts([*changed], None), lang)
        session.flush()
    places = ", ".join(harmless(session.places(root)(name)) for name in snapshots)
    if not yes and not by_hand():
        said = _("nothing was written; --yes writes these rows, -f csv prints them as CSV")  # fmt: skip
        session.say(said, lang)
        return
    try:
        if not yes and not Asker(lang).yes(_("Write them to {places}?", places=places)):
            raise Stopped
        with waiting(WRITING, lang):
            write(root, request, today, seen=found)
    except NotWritten as failure:
        session.say(session.cannot_write(failure.why, harmless(session.places(root)(failure.name))), lang)
        raise typer.Exit(2) from None
    except (Stopped, KeyboardInterrupt):
        if ending.done is not None:
            raise
        session.say(_("nothing was written"), lang)
        raise typer.Exit(2) from None
    figures = n_("{count} figure", "{count} figures", len(rows))
    session.say(_("wrote {figures} to {places}", figures=figures, places=places), lang)


def _nothing_new(imported: Imported) -> bool:
    """Whether all that the file says is in the workspace already."""
    from cnht.entry.result import Why

    return not imported.problems and not imported.rows and any(one.why is Why.KNOWN for one in imported.left_out)


def _column(said: str, lang: Lang) -> tuple[str, Field]:
    """A column and the field that it holds."""
    from cnht.cli import session
    from cnht.entry.wishes import Field

    name, equals, field = said.rpartition("=")
    if not equals or not name.strip():
        session.refuse(
            _("--map takes COLUMN=FIELD, not {said!r}", said=said),
            lang,
        )
    what = _("field")
    return name.strip(), Field(session.known(field.strip().lower(), [one.value for one in Field], what, lang))


def _read(file: str, lang: Lang) -> bytes:
    """The content of a file, if it is one and not too large."""
    from cnht.cli import session

    name = store.spelt(file)
    try:
        return store.read_file(Path(file), name).read(LARGEST)
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.EFBIG:
            most = LARGEST >> 20
            session.refuse(_("{name} is larger than {most} MB: split it", name=name, most=most), lang)
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        session.refuse(_("cannot read {name}: {reason}", name=name, reason=reason), lang)


def _kept(file: Path, lang: Lang) -> Wishes:
    """What a file of wishes says; its problems are wrong usage."""
    from cnht.cli import screens
    from cnht.entry.wishes import read_wishes
    from cnht.presenting.problems import problem_blocks
    from cnht.textfile import TextFile
    from cnht.writers.terminal import terminal

    wishes, problems = read_wishes(TextFile(store.spelt(str(file)), _read(str(file), lang)))
    if problems:
        text = terminal(problem_blocks(problems, lambda name: name), lang, screens.screen_of(sys.stderr))
        print(text, end="", file=sys.stderr)
        raise typer.Exit(2)
    return wishes
