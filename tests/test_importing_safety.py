"""Files that mean harm, or are broken: one clear problem, in bounded memory, never an exception."""

from __future__ import annotations

import io
import re
import struct
import sys
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from importing import number, ods, problems, read, rows, table, xlsx, zipped
from xlwt.CompoundDoc import XlsDoc

from cnht.importing import guard, sheet
from cnht.importing.options import Field, ImportOptions

HEAD = ("Chỉ tiêu", "Địa bàn", "Thời điểm", "Giá trị", "Nguồn")
GOOD = xlsx(table(HEAD, ("enterprises", "Hà Nội", "30/06/2025", 440, "so-2025")))
MOST_MEMORY = 20 << 20


def parts(data: bytes = GOOD) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def spoilt(name: str, old: bytes, new: bytes) -> bytes:
    found = parts()
    assert old in found[name]
    return zipped({**found, name: found[name].replace(old, new, 1)})


SHEET = "xl/worksheets/sheet1.xml"


def measured(data: bytes) -> tuple[list[str], int]:
    """What reading came to, and the most memory it took."""
    tracemalloc.start()
    try:
        found = problems(read(data))
        return found, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_what_unpacks_to_more_than_is_read_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped({**parts(), SHEET: b" " * (guard.LARGEST_PART + 1)})
    assert len(bomb) < 1 << 20
    found, memory = measured(bomb)
    assert found == ["0 F111"]
    assert memory < MOST_MEMORY


def test_an_archive_that_lies_about_its_sizes_is_not_unpacked_further_than_it_says() -> None:
    honest = zipped({**parts(), SHEET: b"<a>" + b" " * (64 << 20)})
    lying = honest.replace((3 + (64 << 20)).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    found, memory = measured(lying)
    assert found == ["0 F111"]
    assert memory < MOST_MEMORY


@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    ],
)
def test_a_document_type_and_its_entities_are_refused(doctype: bytes) -> None:
    assert problems(read(spoilt(SHEET, b"<worksheet", doctype + b"<worksheet"))) == ["0 F111"]
    data = ods(HEAD)
    content = parts(data)["content.xml"].replace(b"<office:document-content", doctype + b"<office:document-content", 1)
    assert problems(read(zipped({"content.xml": content}))) == ["0 F111"]


def test_a_sheet_that_says_it_has_billions_of_cells_is_only_as_large_as_what_is_in_it() -> None:
    far = spoilt(
        SHEET, b"</row></sheetData>", b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    merged = spoilt(SHEET, b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="F3:XFD1048576"/></mergeCells>')
    heads = spoilt(SHEET, b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    columns = spoilt(SHEET, b"<sheetData>", b'<cols><col min="1" max="999999999" hidden="1"/></cols><sheetData>')
    for data in (far, merged, heads, columns):
        _, memory = measured(data)
        assert memory < MOST_MEMORY


def test_repeats_of_an_ods_are_counted_before_they_are_made() -> None:
    cell = number("7", more='table:number-columns-repeated="16384"')
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    found, memory = measured(ods(HEAD, table_rows=row))
    assert found == ["0 F111"]
    assert memory < MOST_MEMORY
    empty = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>' * 2
    assert problems(read(ods(HEAD, ("enterprises", "Hà Nội", "30/06/2025", "440", "so-2025"), table_rows=empty))) == []


ROW = ("enterprises", "Hà Nội", "30/06/2025", "440", "so-2025")
END = "</sheetData>"
BOMBS = {
    "a tag of many MB": (SHEET, "<sheetData>", f'<a b="{"".join(map(str, range(300_000)))}"/><sheetData>'),
    "a comment of many MB": (SHEET, "<sheetData>", f"<!--{'<'.join(map(str, range(300_000)))}--><sheetData>"),
    "elements in each other": (SHEET, "<sheetData>", "<a>" * 1_000 + "<sheetData>"),
    "names without end": (SHEET, "<sheetData>", "".join(f"<a{at}/>" for at in range(20_000)) + "<sheetData>"),
    "a number format without end": (
        "xl/styles.xml",
        "<fonts",
        f'<numFmt formatCode="{"[" * 99_999}"/><fonts',
    ),
    "merged cells that overlap": (SHEET, END, END + '<mergeCell ref="A1:XFD1048576"/>' * 300),
    "merged cells that overlap a little": (SHEET, END, END + '<mergeCell ref="A3:C5"/><mergeCell ref="B1:B3"/>'),
    "columns hidden again": (
        SHEET,
        "<sheetData>",
        '<col min="1" max="16384" hidden="1"/>' * 9_999 + "<sheetData>",
    ),
    "two sheets in one part": ("xl/workbook.xml", "</sheets>", '<sheet name="T" sheetId="2" r:id="rId1"/></sheets>'),
    "a column beyond all": (SHEET, "</row></sheetData>", '<c r="ZZZZZZ1"><v>1</v></c></row></sheetData>'),
    "a cell twice": (SHEET, "</row></sheetData>", '<c r="D2"><v>9</v></c></row></sheetData>'),
    "a cell twice in a row that goes on": (SHEET, END, '<row r="2"><c r="D2"><v>9</v></c></row></sheetData>'),
    "elements without end": (SHEET, "</row></sheetData>", "<c/>" * 4_500_000 + "</row></sheetData>"),
}


@pytest.mark.parametrize("what", BOMBS)
def test_what_would_be_multiplied_or_is_twice_in_a_workbook_is_refused(what: str) -> None:
    name, old, new = BOMBS[what]
    assert problems(read(spoilt(name, old.encode(), new.encode()))) == ["0 F111"]


def test_many_runs_of_text_are_no_longer_than_a_cell() -> None:
    runs = "<si>" + "<r><t>0123456789</t></r>" * 5_000 + "</si></sst>"
    assert problems(read(spoilt("xl/sharedStrings.xml", b"</sst>", runs.encode()))) == ["0 C212"]
    spaces = '<text:s text:c="999"/>' * 99
    cell = f'<table:table-cell office:value-type="string"><text:p>{spaces}</text:p></table:table-cell>'
    assert problems(read(ods(HEAD, (cell,)))) == ["0 C212"]


def test_what_is_hidden_again_and_again_takes_no_memory() -> None:
    """Programs hide all rows and columns behind the last one in just this way."""
    hidden = 'table:visibility="collapse"'
    empty = f'<table:table-row {hidden} table:number-rows-repeated="1048576"><table:table-cell/></table:table-row>'
    columns = f'<table:table-column {hidden} table:number-columns-repeated="16384"/>'
    many = "".join(f'<table:table table:name="T{at}">{columns}{empty}</table:table>' for at in range(500))
    found, memory = measured(ods(HEAD, ROW, table_rows=f"{empty * 30}</table:table>{many}<table:table>"))
    assert found == []
    assert memory < MOST_MEMORY
    tables = "".join(f'<table:table table:name="T{at}"/>' for at in range(1_001))
    assert problems(read(ods(HEAD, table_rows=f"</table:table>{tables}<table:table>"))) == ["0 F111"]


def test_merged_cells_far_below_are_looked_for_only_in_rows_that_are_filled() -> None:
    cells = "".join(f'<c r="{sheet.letters(at)}3"><v>1</v></c>' for at in range(1, 301))
    spans = "".join(f'<mergeCell ref="{sheet.letters(at)}3:{sheet.letters(at)}1048576"/>' for at in range(1, 301))
    new = f'</row><row r="3">{cells}</row><row r="1048576"><c r="A1048576"><v>2</v></c></row></sheetData>{spans}'
    _, memory = measured(spoilt(SHEET, b"</row></sheetData>", new.encode()))
    assert memory < MOST_MEMORY


def test_a_part_that_is_twice_in_the_archive_is_named() -> None:
    data = io.BytesIO(GOOD)
    with warnings.catch_warnings(), zipfile.ZipFile(data, "a") as archive_:
        warnings.simplefilter("ignore")
        archive_.writestr(SHEET, parts()[SHEET].replace(b"440", b"999"))
    (finding,) = read(data.getvalue()).problems
    assert SHEET in str(finding.fault.message)


def test_an_archive_whose_parts_overlap_or_are_more_than_any_workbook_has_is_refused() -> None:
    made = bytearray(zipped({**parts(), "a": "x" * 9_999, "b": "x" * 9_999}))
    place = zipfile.ZipFile(io.BytesIO(made)).getinfo("a").header_offset
    entry = made.rindex(b"PK\1\2")
    made[entry + 20 : entry + 24] = (len(made)).to_bytes(4, "little")
    made[entry + 42 : entry + 46] = place.to_bytes(4, "little")
    assert problems(read(bytes(made))) == ["0 F111"]
    assert problems(read(zipped({**parts(), **{f"{at}": "" for at in range(guard.MOST_PARTS)}}))) == ["0 F111"]


def test_sheets_of_an_xls_that_overlap_are_refused() -> None:
    made = xlwt.Workbook()
    for name in "ST":
        made.add_sheet(name).write(0, 0, name * 1_000)
    data = io.BytesIO()
    made.save(data)
    first, second = re.finditer(rb"\x85\0..(....)..\x01.[ST]", data.getvalue(), re.DOTALL)
    same = data.getvalue().replace(second[0], second[0].replace(second[1], first[1]))
    assert "0 F111" not in problems(read(data.getvalue()))
    assert problems(read(same)) == ["0 F111"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("Giá trị;Ngày\ne" + "\u0301\u0323" * 500_000, "2 F116"),
        ("Giá trị;Ngày\n" + ";" * 9_999_999, "2 F111"),
        ("Giá trị;Ngày\n" + '"aaaaaaa\n";' * 250_000, "2 F111"),
        ("Giá trị;Ngày\n" + "\n" * 9_999_999, "0 F111"),
        ("Giá trị;Ngày\n1;2\n" * 2_000_000, "0 F111"),
        (b"a" * 9_999_999 + b"\n\xff", "2 F101"),
        (";".join(f"Quý I/{at}" for at in range(30_000)), "1 C203"),
    ],
    ids=["marks", "columns", "a record of many lines", "empty rows", "too large", "a word in no encoding", "headers"],
)
def test_a_text_without_measure_is_refused_where_it_stops_to_be_a_table(data: str | bytes, said: str) -> None:
    assert problems(read(data)) == [said]


def test_a_short_row_below_hundreds_of_figures_counts_as_many_cells() -> None:
    wide = "Chỉ tiêu;" + ";".join(str(1900 + at % 200) for at in range(900))
    assert "0 F111" in problems(read(f"{wide}\n" + "enterprises;1\n" * 1_000))


@pytest.mark.parametrize("row", ["0", "1048577", "9999999999", "-1", "x"])
def test_a_cell_beyond_every_sheet_is_damage(row: str) -> None:
    data = spoilt(SHEET, b'<row r="2" spans="1:5"><c r="A2"', f'<row r="{row}"><c r="A{row}"'.encode())
    assert problems(read(data)) == ["0 F111"]


def test_more_cells_and_longer_cells_than_are_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(read(xlsx({"A1": "x"}) and spoilt(SHEET, b"<v>440</v>", b"<v>" + b"4" * 10_000_000 + b"</v>")))
    text = spoilt("xl/sharedStrings.xml", b"enterprises", b"x" * 10_000_000)
    assert problems(read(text)) == ["0 C212"]
    assert problems(read("Giá trị;Ngày\n" + "x" * 10_000_000 + "\n")) == ["2 C212"]
    monkeypatch.setattr(sheet, "MOST_CELLS", 100)
    assert problems(read("Giá trị;Ngày\n" + "1;2\n" * 60)) == ["0 F111"]


def test_a_long_text_beside_many_figures_is_counted_as_often_as_it_is_read() -> None:
    years = [str(1900 + year) for year in range(200)]
    lines = [["Chỉ tiêu", "Ghi chú", *years], *([f"enterprises{row}", "x" * 30_000, *["1"] * 200] for row in range(30))]
    found, memory = measured("\n".join(map(";".join, lines)).encode())
    assert found == ["0 F111"]
    assert memory < 5 * MOST_MEMORY
    merged = table(HEAD, *(("enterprises", None, "30/06/2025", 440 + row, "so-2025") for row in range(3000)))
    data = parts(xlsx({**merged, "B2": "x" * 30_000}))
    data[SHEET] = data[SHEET].replace(
        b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="B2:B3001"/></mergeCells>'
    )
    assert problems(read(zipped(data))) == ["0 F111"]


def test_thousands_of_unknown_names_and_of_columns_take_no_longer_than_they_must() -> None:
    names = "".join(f"Chỉ tiêu lạ {number} {'dài ' * 20};30/06/2025;1;so-2025\n" for number in range(3000))
    found = read(f"Chỉ tiêu;Ngày;Giá trị;Nguồn\n{names}")
    assert len(found.rows) == 3000
    assert (
        sum("Did you mean" in str(one.fault.fix) or "Use one of" in str(one.fault.fix) for one in found.problems) == 200
    )
    wide = ";".join(f"Quý I/{year % 100 + 2000}" for year in range(16_000))
    assert problems(read(f"{wide}\n{wide}\n")) == ["1 C201"]


@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A1", "@SUM(A1)", "+1+cmd|' /C calc'!A0"])
def test_text_that_a_spreadsheet_would_run_is_never_added(text: str) -> None:
    data = xlsx(table((*HEAD, "Ghi chú"), ("enterprises", "Hà Nội", "30/06/2025", 440, "so-2025")))
    note = zipped(
        {
            **parts(data),
            SHEET: parts(data)[SHEET].replace(
                b"</row></sheetData>",
                f'<c r="F2" t="inlineStr"><is><t>{text}</t></is></c></row></sheetData>'.encode(),
            ),
        }
    )
    found = read(note)
    assert problems(found) == ["S!F2 C220"]
    assert rows(found)[0].startswith("✗")


def test_a_locked_workbook_is_named() -> None:
    made = xlwt.Workbook()
    made.add_sheet("S")
    data = io.BytesIO()
    made.save(data)
    locked = data.getvalue().replace("Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")[:16])
    assert problems(read(locked)) == ["0 F109"]
    encrypted = zipped({"META-INF/manifest.xml": "<a><encryption-data/></a>", "content.xml": "xx"})
    assert problems(read(encrypted)) == ["0 F111"]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        GOOD[:200],
        GOOD[:-30],
        zipped({"a.txt": "x"}),
        zipped({"[Content_Types].xml": "x"}),
        zipped({"[Content_Types].xml": "x", "xl/workbook.bin": "x"}),
        zipped({"content.xml": "<a>"}),
        zipped({**parts(), SHEET: "<worksheet><sheetData>"}),
        spoilt(SHEET, b"<v>0</v>", b"<v>99</v>"),
        spoilt(SHEET, b"<v>440</v>", b"<v>44x</v>"),
        spoilt(SHEET, b"<v>440</v>", b"<v>nan</v>"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5000,
    ],
)
def test_what_is_damaged_is_one_problem_of_the_whole_file(data: bytes) -> None:
    (problem,) = problems(read(data))
    assert problem in ("0 F111", "0 F109")


def _xls() -> bytes:
    made = xlwt.Workbook()
    page = made.add_sheet("S")
    for row, line in enumerate((HEAD, ("enterprises", "Hà Nội", "30/06/2025", 440.5, "so-2025"))):
        for column, value in enumerate(line):
            page.write(row, column, value)
    page.write_merge(3, 4, 0, 0, "m")
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


XLS = _xls()
ODS = ods(HEAD, ("enterprises", "Hà Nội", "30/06/2025", number("440"), "so-2025"))
CSV = "Chỉ tiêu;Thời điểm;Giá trị\nenterprises;30/06/2025;1.440,5\n".encode()
_CHANGES = st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(max_size=4)), max_size=6)


@given(st.sampled_from([XLS, CSV, GOOD, ODS]), _CHANGES, st.integers(0, 1 << 20), st.booleans())
def test_no_file_makes_it_raise(data: bytes, changes: list[tuple[int, bytes]], end: int, cut: bool) -> None:
    content = bytearray(data)
    for where, new in changes:
        at = where % len(content)
        content[at : at + len(new)] = new
    read(bytes(content[: end % len(content)] if cut else content))


@given(
    st.sampled_from([GOOD, ODS]), st.sampled_from([SHEET, "xl/styles.xml", "xl/workbook.xml", "content.xml"]), _CHANGES
)
def test_no_part_of_a_workbook_makes_it_raise(data: bytes, name: str, changes: list[tuple[int, bytes]]) -> None:
    found = parts(data)
    content = bytearray(found.get(name, b"x"))
    for where, new in changes:
        at = where % len(content)
        content[at : at + len(new)] = new
    read(zipped({**found, name: bytes(content)}))


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    read(data, ImportOptions(columns={"A": Field.INDICATOR, "B": Field.VALUE}))


@given(st.lists(st.lists(st.text(max_size=12) | st.sampled_from(["2024", "Quý I", "Giá trị", "Ngày", "1.000", "="]),
                         min_size=1, max_size=5), max_size=6))  # fmt: skip
def test_every_row_of_a_table_is_somewhere(lines: list[list[str]]) -> None:
    import csv

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", delimiter=";", quoting=csv.QUOTE_ALL)
    lines = [[" ".join(cell.replace("\0", "").splitlines()) for cell in line] for line in lines]
    writer.writerow(["Chỉ tiêu", "Giá trị", "Ngày"])
    writer.writerows(lines)
    data = text.getvalue().encode("utf-8", "replace")
    found = read(data)
    if found.style is None:  # the text as a whole was refused
        return
    seen = {row.place.row for row in found.rows} | {
        row for one in found.left_out for row in range(one.place.row, one.place.row + one.rows)
    }
    for how in (str(how) for what, how in found.decisions if str(what) == "Table"):
        header = re.search(r"header in rows? (\d+)(?:-(\d+))?", how)
        assert header is not None
        first, last = header.groups()
        seen |= {*range(int(first), int(last or first) + 1)}
    assert seen == set(range(1, len(lines) + 2))


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def xls(texts: bytes = b"", *sheets_: bytes, names: bytes = b"") -> bytes:
    """An old workbook: its table of texts, its names, and the records of each sheet."""
    start, end = (record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 6)) for kind in (5, 16))
    bodies = [end + body + record(10) for body in sheets_]

    def globals_(places: list[int]) -> bytes:
        listed = [record(0x85, struct.pack("<IBBBB", at, 0, 0, 1, 0) + b"%c" % (65 + n)) for n, at in enumerate(places)]
        return start + (record(0xFC, texts) if texts else b"") + names + b"".join(listed) + record(10)

    places, at = [], len(globals_([0] * len(bodies)))
    for body in bodies:
        places.append(at)
        at += len(body)
    made = io.BytesIO()
    XlsDoc().save(made, globals_(places) + b"".join(bodies))
    return made.getvalue()


def typed(row: int, column: int) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, 0, 1.0))


BRACKETS = record(0x41E, struct.pack("<HHB", 164, 4000, 0) + b"[" * 4000)
SPANS = record(0xE5, struct.pack("<H", 1020) + struct.pack("<4H", 0, 65535, 0, 255) * 1020)
OLD_BOMBS: dict[str, Callable[[], bytes]] = {
    "merged cells without end": lambda: xls(b"", typed(0, 0) + SPANS * 40),
    "columns described again": lambda: xls(b"", record(0x7D, struct.pack("<5H", 0, 255, 0, 0, 1) + b"\0\0") * 999),
    "records without end": lambda: xls(b"", record(0x1) * 999_999),
    "a cell twice": lambda: xls(b"", typed(0, 0) * 2),
    "rows that are filled up to their last cell": lambda: xls(b"", *[b"".join(typed(at, 255) for at in range(9_999))]),
    "many sheets with a cell far below": lambda: xls(b"", *[typed(65_535, 0)] * 20),
    "a text that leads back to itself": lambda: xls(struct.pack("<II", 9, 250_000) + b"\3\0\4\xfa\xff\xff\xffabc" * 9),
    "more texts than there are": lambda: xls(struct.pack("<iI", -1, 0xFFFFFFFF) + b"\0\0\0" * 2_000),
    "a number format of many brackets": lambda: xls(b"", b"", names=BRACKETS),
}


@pytest.mark.parametrize("what", OLD_BOMBS)
def test_an_old_workbook_that_would_cost_much_is_refused(what: str) -> None:
    assert problems(read(OLD_BOMBS[what]())) == ["0 F111"]


def test_names_of_an_old_workbook_that_double_one_another_are_never_computed() -> None:
    """Each name is twice the one before it: thirty of them would be a text of a billion characters."""

    def name(at: int) -> bytes:
        own = b"\x23" + struct.pack("<IH", at - 1, 0) if at > 1 else b"\x17\1\0a"
        formula = own * 2 + b"\x08"
        return record(0x18, struct.pack("<HBBHHHBBBB", 0, 0, 1, len(formula), 0, 0, 0, 0, 0, 0) + b"\0n" + formula)

    found, memory = measured(xls(b"", typed(0, 0), names=b"".join(map(name, range(1, 41)))))
    assert found == ["A!1 C214"]
    assert memory < MOST_MEMORY


def test_merged_cells_without_end_and_cells_in_one_row_without_end_are_refused() -> None:
    spans = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(5, 40_000))
    assert problems(read(spoilt(SHEET, END.encode(), f"{END}<mergeCells>{spans}</mergeCells>".encode()))) == ["0 F111"]
    cells = "<c/>" * 200_000
    assert problems(read(spoilt(SHEET, END.encode(), f'<row r="3">{cells}</row>{END}'.encode()))) == ["0 F111"]


def test_an_old_workbook_names_the_library_that_reads_it_where_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlrd", None)
    (finding,) = read(XLS).problems
    assert finding.fault.code == "F109"
    assert "-m pip install xlrd" in str(finding.fault.fix)
    assert "save it as .xlsx" in str(finding.fault.fix).lower()
