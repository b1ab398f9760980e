"""Which reader a file needs, whatever its name says it is."""

from __future__ import annotations

from cnht.importing import delimited
from cnht.importing.guard import SIGNATURE, Archive
from cnht.importing.layout import ColumnMapping
from cnht.importing.ods import read_ods
from cnht.importing.options import ImportOptions
from cnht.importing.richtext import in_letters_of_today
from cnht.importing.sheet import NotReadable, Progress, Sheet, damaged
from cnht.importing.workbook import read_xls, read_xlsx
from cnht.language.texts import Localized, _
from cnht.problems import Fault, shown
from cnht.reading.text import LFS

_OTHERS = ((b"%PDF", _("a PDF")), (b"\x1f\x8b", _("a gzip archive")), (b"{\\rtf", _("an RTF document")))
_PAGES = (b"<!doctype", b"<html", b"<?xml", b"<table")


def read_sheets(
    data: bytes, name: str, options: ImportOptions, mapping: ColumnMapping, progress: Progress = lambda _: None
) -> tuple[list[Sheet], Localized]:
    """The sheets of the file ``name``, and what kind of file it is; :class:`NotReadable` where it has none."""
    if not data.strip():
        raise NotReadable(Fault("F104.fetch"))
    kind: Localized
    if data.startswith(b"PK"):
        archive = Archive(data)
        if "content.xml" in archive:
            sheets, kind = read_ods(archive, options.encoding, progress), _("OpenDocument (.ods)")
        elif "[Content_Types].xml" not in archive:
            raise NotReadable(Fault("F109.workbook", kind=_("an archive")))
        elif "xl/workbook.bin" in archive:
            raise NotReadable(Fault("F109.workbook", kind=_("a binary workbook (.xlsb)")))
        else:
            sheets, kind = read_xlsx(archive, options.encoding, progress), _("Excel workbook (.xlsx)")
    elif data.startswith(SIGNATURE):
        sheets, kind = read_xls(data, options.encoding, progress), _("old Excel workbook (.xls)")
    else:
        _refuse_others(data)
        text = delimited.read(data, name, options.encoding, mapping, progress)
        sheets = [text.sheet]
        kind = _("CSV, {encoding}, cells separated by {delimiter}", encoding=text.encoding, delimiter=text.delimiter)
    if not any(sheet.is_text for sheet in sheets):
        in_letters_of_today(sheets, options.encoding)
    for sheet in sheets:
        if (span := sheet.overlap()) is not None:
            place = shown(str(sheet.place(span.top, span.left)))
            raise NotReadable(damaged(_("the merged cells at {place} overlap", place=place)))
    if not sheets:
        raise NotReadable(Fault("C214"))
    return sheets, kind


def _refuse_others(data: bytes) -> None:
    """Say what a file is that is neither a workbook nor a table of text."""
    if data.startswith(LFS):
        raise NotReadable(Fault("F109.lfs"))
    other = next((kind for start, kind in _OTHERS if data.startswith(start)), None)
    if data[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES):
        other = _("an HTML page or XML")
    if other is not None:
        raise NotReadable(Fault("F109.workbook", kind=other))
