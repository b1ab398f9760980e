"""``cnht export``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from cnht.cli import completion, options
from cnht.cli.usage import choice
from cnht.language.texts import Lang, Localized, _

if TYPE_CHECKING:
    from cnht.domain.model import Workspace
    from cnht.domain.progress import Progress

EPILOG = """[bold]Examples[/bold]

  cnht export --to csv > progress.csv             every target of every year
  cnht export --to xlsx -o hanoi.xlsx --lang vi   a workbook, in Vietnamese
  cnht export --to sdmx-csv -o figures.csv        for a statistical office
  cnht export --to datapackage -o hanoi           tables with their schemas
  cnht export --to datapackage -o hanoi.zip --licence CC-BY-4.0

Without -o, text goes to standard output. See docs/export.md."""


class ExportFormat(StrEnum):
    """What a workspace can be exported to."""

    CSV = "csv"
    XLSX = "xlsx"
    SDMX_CSV = "sdmx-csv"
    DATAPACKAGE = "datapackage"


def run(
    target: Annotated[
        ExportFormat,
        typer.Option(
            "--to",
            help="csv: the progress of all years, one row per target; xlsx: a workbook; sdmx-csv: the figures; "
            "datapackage: everything, as tables with their schemas.",
            **choice(ExportFormat),
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The file to write, or for a Data Package the folder or a .zip file.",
            metavar="PATH",
            parser=options.path,
            autocompletion=completion.files,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file or folder.")] = False,
    as_of: options.AsOf = None,
    licence: Annotated[
        str | None,
        typer.Option(
            "--licence",
            help="The licence of a Data Package, such as CC-BY-4.0, or the address of its text. Default: none.",
            metavar="LICENCE",
        ),
    ] = None,
    lang: options.Language = None,
    workspace: options.Workspace = None,
) -> None:
    """Export the workspace as CSV, an Excel workbook, SDMX-CSV or a Data Package."""
    from cnht.cli import outputs, session
    from cnht.cli.status import MAKING, working

    spoken = session.language(lang)
    _check_licence(licence, target, spoken)
    path = _checked(output, target, spoken, force=force)
    root = session.locate(workspace, spoken, or_shipped=False)
    if path is not None:
        outputs.check_outside(path, root, spoken)
    read = session.open_workspace(root, spoken, or_shipped=False)
    if as_of is not None:
        read = _until(read, as_of)
    today = as_of or session.today()
    with working(MAKING, spoken, target if path is None else path.name):
        made = _made(read, target, today, licence, spoken)
        if path is not None and _is_zip(path) and not isinstance(made, str | bytes):
            made = _zipped(made)
    if path is None:
        assert isinstance(made, str)
        session.emit(made)
    else:
        outputs.write(path, made.encode() if isinstance(made, str) else made, spoken)


def _made(
    read: Workspace, target: ExportFormat, today: date, licence: str | None, lang: Lang
) -> str | bytes | Mapping[str, bytes]:
    match target:
        case ExportFormat.CSV:
            from cnht.writers.json_text import progress_csv

            return progress_csv(_years(read, today, lang))
        case ExportFormat.SDMX_CSV:
            from cnht.writers.sdmx import sdmx_csv

            return sdmx_csv(read)
        case ExportFormat.XLSX:
            return _workbook(read, today, lang)
        case ExportFormat.DATAPACKAGE:
            from cnht.writers.datapackage import data_package

            return {name: text.encode() for name, text in data_package(read, lang, licence).items()}


def _until(workspace: Workspace, day: date) -> Workspace:
    """The workspace without what is dated after ``day``."""
    from dataclasses import replace

    return replace(
        workspace,
        observations=tuple(seen for seen in workspace.observations if seen.as_of <= day),
        registers={
            code: tuple(entry for entry in entries if entry.as_of <= day)
            for code, entries in workspace.registers.items()
        },
    )


def _check_licence(licence: str | None, target: ExportFormat, lang: Lang) -> None:
    if licence is None:
        return
    if target is not ExportFormat.DATAPACKAGE:
        _refuse(_("--licence can only be used with --to datapackage"), lang)
    from cnht.writers.datapackage import is_licence

    if not is_licence(licence):
        _refuse(
            _(
                "{licence!r} is not a licence; write its identifier, such as CC-BY-4.0, or an address with https://",
                licence=licence,
            ),
            lang,
        )


def _refuse(message: Localized, lang: Lang) -> NoReturn:
    from cnht.cli import session

    session.refuse(message, lang)


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip"


def _checked(output: Path | None, target: ExportFormat, lang: Lang, *, force: bool) -> Path | None:
    """Where to write, if not to standard output; what cannot be written there is refused before anything is read."""
    if output is None:
        if target in (ExportFormat.XLSX, ExportFormat.DATAPACKAGE):
            name = "workbook.xlsx" if target is ExportFormat.XLSX else "package.zip"
            _refuse(
                _(
                    "--to {target} cannot be written to standard output; add -o, such as -o {name}",
                    target=target,
                    name=name,
                ),
                lang,
            )
        return None
    if target is ExportFormat.XLSX and output.suffix.lower() != ".xlsx":
        _refuse(_("Excel opens only files that end in .xlsx: {output}", output=output), lang)
    is_folder = os.path.isdir(output)  # noqa: PTH112 - Path.is_dir raises for a name that is too long
    if target is ExportFormat.DATAPACKAGE and not _is_zip(output):
        _check_folder(output, lang, is_folder=is_folder, force=force)
    elif is_folder:
        _refuse(_("{output} is a folder: name a file", output=output), lang)
    elif os.path.lexists(output):
        if not os.path.isfile(output):  # noqa: PTH113 - as above
            _refuse(_("{output} is not a regular file", output=output), lang)
        _check_force(output, lang, force=force)
    return output


def _check_folder(output: Path, lang: Lang, *, is_folder: bool, force: bool) -> None:
    """A Data Package goes into a new or an empty folder, or replaces another one."""
    from cnht.writers.datapackage import DESCRIPTOR

    if not is_folder and os.path.lexists(output):
        _refuse(
            _("{output} is a file: a Data Package needs a folder, or a name that ends in .zip", output=output), lang
        )
    if is_folder and any(output.iterdir()):
        if not os.path.lexists(output / DESCRIPTOR):
            _refuse(_("{output} is neither empty nor a Data Package: name another folder", output=output), lang)
        _check_force(output, lang, force=force)


def _check_force(output: Path, lang: Lang, *, force: bool) -> None:
    if not force:
        _refuse(_("{output} already exists; use --force to replace it", output=output), lang)


def _years(workspace: Workspace, as_of: date, lang: Lang) -> list[Progress]:
    """The progress of every year that a plan covers; a workspace without plans has none, and says so."""
    from cnht.domain.progress import plan_years, progress

    years = plan_years(workspace)
    if not years:
        _refuse(_("there is no plan in targets/"), lang)
    return [progress(workspace, year, as_of) for year in years]


def _workbook(workspace: Workspace, as_of: date, lang: Lang) -> bytes:
    from cnht.cli import outputs
    from cnht.domain.progress import plan_years, progress
    from cnht.writers.workbook import workbook

    outputs.check_rows(len(workspace.observations), "--to datapackage", lang)
    return workbook(workspace, [progress(workspace, year, as_of) for year in plan_years(workspace)], as_of, lang)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """The files in a zip that is the same for the same files."""
    from io import BytesIO
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, data in files.items():
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return stream.getvalue()
