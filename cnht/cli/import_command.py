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

from cnht.cli import completion, options
from cnht.cli.usage import choice
from cnht.files import store
from cnht.language.texts import Lang, _, n_
from cnht.reading.encoding import Encoding

if TYPE_CHECKING:
    from cnht.importing.options import Field, ImportOptions
    from cnht.importing.result import Imported, NewRow

EPILOG = """[bold]Examples[/bold]

  cnht import bao-cao.xlsx --source so-2025        show the rows, then ask
  cnht import bao-cao.xlsx --source so-2025 --yes  for a script: do not ask
  cnht import so-lieu.csv --as-of 30/06/2025 --numbers vi
  cnht import bao-cao.xlsx --map "Số DN=value" --map-file so.yaml
  cnht import bao-cao.xlsx --where "Giới tính=Chung" --skip-row "Trong đó"
  cnht import bao-cao.xlsx -f csv > rows.csv       the rows of a snapshot

Columns are found by name: Chỉ tiêu, Giá trị, Thời điểm, Kỳ, Nguồn, Địa bàn,
Đơn vị, Ghi chú, Indicator, Value, As of ...; a column named after a year,
quarter or month contains the figures of that period. --map COLUMN=FIELD
overrides this: COLUMN is a name or a letter, FIELD one of indicator, area,
period, as_of, qualifier, value, value_high, status, source, wording, note,
unit, year, quarter, month, skip. See docs/import.md for --map-file, in which
--map, --where, --skip-row, --only-known and --header-row can be kept.

Nothing is written while a row has a problem. Each figure goes to the
snapshot of its date, formatted; -f csv prints the clear rows instead.

Exit codes: 0 done, or all rows are fine; 1 some rows have problems; 2 wrong
usage, no such file, or nothing was written."""

LARGEST = 50 << 20
"""The most bytes of a file: five times what the largest table of a department has."""


class PreviewFormat(StrEnum):
    """How the rows are printed."""

    TABLE = "table"
    CSV = "csv"


def run(
    file: Annotated[
        str,
        typer.Argument(
            help="A workbook (.xlsx, .ods, .xls) or a CSV file of any dialect.",
            metavar="FILE",
            show_default=False,
            parser=options.named,
            autocompletion=completion.files,
        ),
    ],
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            "-m",
            help="The field that a column contains; skip to ignore the column. May be repeated.",
            metavar="COLUMN=FIELD",
        ),
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option(
            "--map-file",
            help="A YAML file with these settings, to reuse for each month's file.",
            metavar="YAML",
            parser=options.path,
        ),
    ] = None,
    indicator: Annotated[
        str | None,
        typer.Option(
            "--indicator", "-i", help="The indicator of all rows.", metavar="CODE", autocompletion=completion.indicators
        ),
    ] = None,
    area: Annotated[
        str | None,
        typer.Option("--area", "-a", help="The area of all rows.", metavar="CODE", autocompletion=completion.areas),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The day or month all figures hold for.", metavar="DATE")
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period",
            help="The period all flow and growth figures cover, or the year of columns such as Quý I.",
            metavar="PERIOD",
        ),
    ] = None,
    source: Annotated[str | None, typer.Option("--source", help="The source of all rows.", metavar="CODE")] = None,
    status: Annotated[
        str | None,
        typer.Option("--status", help="The status of all figures: estimate, provisional or final.", metavar="STATUS"),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit",
            help="The unit of figures that say none beside them, such as “triệu đồng, %”; instead of the sheet's.",
            metavar="UNIT",
        ),
    ] = None,
    numbers: Annotated[
        Lang | None,
        typer.Option(
            "--numbers",
            help="How numbers are written: 1.234,5 (vi) or 1,234.5 (en). Default: detected from the file.",
            **choice(Lang),
        ),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="Only this sheet. Default: all visible sheets.", metavar="NAME")
    ] = None,
    encoding: Annotated[
        Encoding | None,
        typer.Option(
            "--encoding",
            help="The encoding of a CSV file (default: detected); tcvn3 also for a workbook in old fonts.",
            **choice(Encoding),
        ),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            help="Only the rows in which a column has this value. May be repeated, for other columns.",
            metavar="COLUMN=VALUE",
        ),
    ] = None,
    skip_row: Annotated[
        list[str] | None,
        typer.Option("--skip-row", help="No row with a cell that begins with this. May be repeated.", metavar="TEXT"),
    ] = None,
    only_known: Annotated[
        bool,
        typer.Option("--only-known", help="Leave out rows of indicators and areas that the workspace does not have."),
    ] = False,
    header_row: Annotated[
        int | None,
        typer.Option("--header-row", help="The first row of the header. Default: detected.", metavar="N"),
    ] = None,
    fill_down: Annotated[
        bool, typer.Option("--fill-down", help="Fill an empty cell with the value above it (merged cells in CSV).")
    ] = False,
    with_hidden: Annotated[bool, typer.Option("--with-hidden", help="Include hidden rows and columns.")] = False,
    output: Annotated[
        PreviewFormat,
        typer.Option("--format", "-f", help="A preview, or the rows of a snapshot.", **choice(PreviewFormat)),
    ] = PreviewFormat.TABLE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do not write and do not ask.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    today: options.Today = None,
    lang: options.Language = None,
    workspace: options.Workspace = None,
) -> None:
    """Import figures from a workbook or CSV file of a department, after showing what would be added."""
    from cnht.cli import session
    from cnht.cli.status import READING, done, working
    from cnht.importing.importer import read_file
    from cnht.importing.options import Field, ImportOptions
    from cnht.importing.verify import canonical_csv
    from cnht.language.safe_text import harmless

    spoken = session.language(lang)
    said = {
        Field.INDICATOR: indicator,
        Field.AREA: area,
        Field.AS_OF: as_of,
        Field.PERIOD: period,
        Field.SOURCE: source,
        Field.STATUS: status,
        Field.UNIT: unit,
    }
    asked = {
        "columns": dict(_column(each, spoken) for each in columns or ()),
        "where": _chosen(where or (), spoken),
        "skip_rows": skip_row,
        "only_known": only_known,
        "header_row": header_row,
        "defaults": {field: text for field, text in said.items() if text},
        "numbers": numbers,
        "sheet": sheet,
        "encoding": encoding,
        "fill_down": fill_down,
        "with_hidden": with_hidden,
    }
    given = ImportOptions.model_validate({name: value for name, value in asked.items() if value})
    if header_row is not None and header_row < 1:
        session.refuse(_("--header-row takes the number of a row, not {said}", said=header_row), spoken)
    data = _read(file, spoken)
    if map_file is not None:
        given = given.over(_kept(map_file, spoken))
    # A file of the workspace that validate sends here is not to keep it from being read.
    read = session.open_workspace(workspace, spoken, or_shipped=False, without=Path(file))
    day = today or session.today()
    name = harmless(store.spelt(Path(file).name))
    with working(READING, spoken, name):
        imported = read_file(data, name, read.definitions, given, today=day, existing=read.observations, progress=done)
    _print(imported, output, spoken)
    if output is PreviewFormat.CSV and imported.clear_rows:
        session.emit(canonical_csv(imported.clear_rows))
    if not imported.is_clear and not _nothing_new(imported):
        why = _("nothing was written; correct the file or add options (see --help), and run it again")
        session.say(why, spoken)
        raise typer.Exit(1)
    if not imported.is_clear or output is PreviewFormat.CSV:
        return
    if dry_run:
        session.say(_("nothing was written"), spoken)
    else:
        session.flush()
        _write(imported.rows, session.locate(workspace, spoken, or_shipped=False), day, spoken, yes=yes)


def _print(imported: Imported, output: PreviewFormat, lang: Lang) -> None:
    """Print the preview; where the rows are to be printed instead, only what was left out or is wrong, on stderr."""
    from cnht.cli import session, terminals
    from cnht.presenting.imported import preview, summary
    from cnht.writers.terminal import terminal

    if output is PreviewFormat.TABLE:
        session.present(preview(imported), lang)
    else:
        print(terminal(summary(imported), lang, terminals.screen_of(sys.stderr)), end="", file=sys.stderr)


def _write(rows: Sequence[NewRow], root: Path, today: date, lang: Lang, *, yes: bool) -> None:
    """Add rows, every one of which is clear, to the snapshots of their dates, if that is wanted."""
    from cnht.cli import ending, session
    from cnht.cli.prompts import Prompter, Stopped, by_hand
    from cnht.cli.status import COMPARING, READING, WRITING, working
    from cnht.cli.writing import NotWritten, Request, draft, write
    from cnht.comparing.verdicts import moves
    from cnht.language.safe_text import harmless
    from cnht.presenting.recorded import verdicts
    from cnht.reading.csv_text import SNAPSHOT_COLUMNS

    snapshots: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        name = f"data/{row.text('as_of')}.csv"
        snapshots.setdefault(name, []).append(dict(zip(SNAPSHOT_COLUMNS, row.texts, strict=True)))
    request = Request(snapshots)
    with working(READING, lang):
        found = draft(root, request, today)
    session.tell_few([*found.errors, *found.warnings], root, lang)
    if found.errors:
        session.say(_("nothing was written because of the errors above"), lang)
        raise typer.Exit(1)
    if not found.elsewhere:
        indicators = dict.fromkeys(seen.indicator for seen in found.added)
        with working(COMPARING, lang):
            changed = {flip: None for code in indicators for flip in moves(found.before, found.after, today, code)}
        session.present(verdicts([*changed], None), lang)
        session.flush()
    places = ", ".join(harmless(session.places(root)(name)) for name in snapshots)
    if not yes and not by_hand():
        said = _("nothing was written; --yes writes these rows, -f csv prints them as CSV")  # fmt: skip
        session.say(said, lang)
        return
    try:
        if not yes and not Prompter(lang).yes(_("Write them to {places}?", places=places)):
            raise Stopped
        with working(WRITING, lang):
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
    from cnht.importing.result import LeftOutReason

    return (
        not imported.problems
        and not imported.rows
        and any(one.reason is LeftOutReason.KNOWN for one in imported.left_out)
    )


def _column(said: str, lang: Lang) -> tuple[str, Field]:
    """A column and the field that it holds."""
    from cnht.cli import session
    from cnht.importing.options import Field

    name, equals, field = said.rpartition("=")
    if not equals or not name.strip():
        session.refuse(_("--map takes COLUMN=FIELD, not {said!r}", said=said), lang)
    what = _("field")
    return name.strip(), Field(session.known(field.strip().lower(), [one.value for one in Field], what, lang))


def _chosen(said: Sequence[str], lang: Lang) -> dict[str, str]:
    """The value that each column is to have."""
    from cnht.cli import session

    found: dict[str, str] = {}
    for each in said:
        name, equals, value = map(str.strip, each.partition("="))
        if not equals or not name:
            session.refuse(_("--where takes COLUMN=VALUE, not {said!r}", said=each), lang)
        if found.setdefault(name, value) != value:
            session.refuse(_("--where has two values for {name!r}; import them one after the other", name=name), lang)
    return found


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
        session.refuse(session.cannot_read(error, name), lang)


def _kept(file: Path, lang: Lang) -> ImportOptions:
    """What a file of options says; its problems are wrong usage."""
    from cnht.cli import terminals
    from cnht.files.textfile import TextFile
    from cnht.importing.options import read_options
    from cnht.presenting.problems import problem_blocks
    from cnht.writers.terminal import terminal

    found, problems = read_options(TextFile(store.spelt(str(file)), _read(str(file), lang)))
    if problems:
        text = terminal(problem_blocks(problems, lambda name: name), lang, terminals.screen_of(sys.stderr))
        print(text, end="", file=sys.stderr)
        raise typer.Exit(2)
    return found
