"""What can be wrong with the shape of a table, in words: the faults that :mod:`cnht.reading.table` finds."""

from __future__ import annotations

from collections.abc import Sequence

from cnht.lang import NOTHING, _, n_
from cnht.problems import Code, Fault, did_you_mean, shown
from cnht.reading import values
from cnht.reading.text import resave

FREE = frozenset({"name", "wording", "note"})
"""The columns of free text; what stands in others is made of plain letters, digits and signs."""


def formula(text: str, column: str) -> Fault:
    """Text that Excel would run."""
    fix = (
        _("Begin with another character: leave that sign out.")
        if column in FREE
        else _("Write what the formula gives, not the formula.")
    )
    return Fault(
        Code.FORMULA,
        _("\"{text}\" starts with {text2}: Excel will run it as a formula", text=shown(text), text2=text[0]),
        fix,
    )  # fmt: skip


def blank(count: int) -> Fault:
    """Rows without anything in them."""
    rows = n_("{count} line", "{count} lines", count)
    return Fault(
        Code.BLANK_ROW,
        _("the row is blank") if count == 1 else _("{rows} are blank from here on", rows=rows),
        _("Delete the row.") if count == 1 else _("Delete them."),
    )


def total(said: str) -> Fault:
    """A row that sums up others."""
    return Fault(
        Code.TOTAL_ROW,
        _("\"{said}\": a total row is no figure of an indicator", said=shown(said)),
        _("Delete it; a total that was published is a figure of an indicator with a code of its own."),
    )  # fmt: skip


def footnote(said: str) -> Fault:
    """A remark below the table."""
    return Fault(
        Code.FOOTNOTE_ROW,
        _("\"{said}\": a footnote is no row of data", said=shown(said)),
        _("Move it into the note of the row that it is about, and delete it."),
    )  # fmt: skip


def titles(line: int) -> Fault:
    """Something above the header."""
    return Fault(
        Code.TITLE_ROWS,
        _("the header stands on line {line}, not on the first", line=line),
        _("Delete the lines above line {line}.", line=line),
    )  # fmt: skip


def no_header(row: list[str], columns: Sequence[str]) -> Fault:
    """No header at all."""
    said = shown(",".join(row))
    expected = ",".join(columns)
    return Fault(
        Code.HEADER_MISSING,
        _('the first line "{said}" is not the header', said=said),
        _("Add a first line: {expected}", expected=expected),
    )


def delimiter(name: str) -> Fault:
    """Cells that are not separated by commas."""
    message = _("the cells are not separated by commas")
    return Fault(Code.DELIMITER, message, resave(name))


def row_in_quotes(name: str) -> Fault:
    """Lines that are one cell each."""
    return Fault(
        Code.DELIMITER,
        _("the whole line is in quotes, so it is one cell"),
        _("Delete the quotes at both ends of each line, or run: cnht import {name}", name=shown(name)),
    )  # fmt: skip


def too_short(count: int, header: Sequence[str]) -> Fault:
    """A row with fewer cells than the header."""
    lacking = ", ".join(name or "?" for name in header[count:])
    cells = n_("{count} cell", "{count} cells", count)
    return Fault(
        Code.ROW_SHORT,
        _("the row has {cells}, the header {count}", cells=cells, count=len(header)),
        _("Write a comma for every empty cell as well: here for {lacking}.", lacking=lacking),
    )  # fmt: skip


def truncated(count: int, width: int) -> Fault:
    """A last row that stops midway."""
    return Fault(
        Code.TRUNCATED,
        _(
            "the file ends in the middle of this row: {count} of {width} cells, and no line end",
            count=count,
            width=width,
        ),
        _("Fetch the whole file: a download or a copy was probably cut off."),
    )


def unknown_column(cell: str, columns: Sequence[str]) -> Fault:
    """A column that is none of the table's."""
    hint = did_you_mean(cell, columns)
    return Fault(
        Code.COLUMN_UNKNOWN,
        _('there is no column "{cell}"', cell=shown(cell)) if cell.strip() else _("a column without a name"),
        _("{hint} Delete the column if it is not needed.", hint=hint),
    )


def too_wide(count: int) -> Fault:
    """A header of too many columns."""
    return Fault(
        Code.COLUMN_UNKNOWN,
        _("the header has {count} columns", count=count),
        _("Delete those that are not needed."),
    )


def column_twice(column: str) -> Fault:
    """A column that stands twice."""
    return Fault(
        Code.COLUMN_TWICE,
        _("the column {column} stands twice", column=column),
        _("Delete one of the columns."),
    )


def spelling(cell: str, column: str, others: int, header: Sequence[str]) -> Fault:
    """A column with spaces or capitals, and how many others there are; ``header`` is the right one."""
    message = _('the column "{cell}" is written {column}', cell=shown(cell), column=column)
    if others:
        more = _("; {others} more are misspelt", others=others)
        whole = ",".join(header)
        return Fault(
            Code.COLUMN_SPELLING,
            _("{message}{more}", message=message, more=more),
            _("Write {whole}", whole=whole),
        )
    return Fault(Code.COLUMN_SPELLING, message, _("Write {column}.", column=column))


HEADER_AGAIN = Fault(
    Code.HEADER_AGAIN,
    _("the header stands again among the rows"),
    _("Delete this line."),
)
SNAPSHOT_AMONG_REGISTERS = Fault(
    Code.WRONG_TABLE,
    _("this is a snapshot (indicator, value), and the file stands in data/registers/"),
    _("Move the file up to data/."),
)  # fmt: skip
REGISTER_AMONG_SNAPSHOTS = Fault(
    Code.WRONG_TABLE,
    _("this is a register (name, stage), and the file does not stand in data/registers/"),
    _("Move the file into data/registers/."),
)  # fmt: skip


def missing_column(column: str, columns: Sequence[str]) -> Fault:
    """A column that must be there."""
    return Fault(
        Code.COLUMN_MISSING,
        _("the required column {column} is missing", column=column),
        _("The full header is {columns}", columns=",".join(columns)),
    )


def order(columns: Sequence[str]) -> Fault:
    """Columns in another order."""
    return Fault(
        Code.COLUMN_ORDER,
        _("the columns are not in the usual order"),
        _("Write {columns}", columns=",".join(columns)),
    )


def quote_open(swallowed: int) -> Fault:
    """A quote that is closed too late, or never."""
    rows = n_("{count} line", "{count} lines", swallowed)
    more = _("; it swallows {rows} below it", rows=rows) if swallowed else NOTHING
    return Fault(
        Code.QUOTE_OPEN,
        _("the quote that opens here is not closed in its cell{more}", more=more),
        _("Close it at the end of the cell; write a quote inside as \"\"."),
    )  # fmt: skip


STRAY = Fault(
    Code.QUOTE_STRAY,
    _("there is a quote in the middle of a cell"),
    _('Put the whole cell in quotes and write a quote inside as "".'),
)


def cell_too_long(limit: int) -> Fault:
    """A cell beyond what is read."""
    most = n_("{count} character", "{count} characters", limit)
    return Fault(
        Code.CELL_TOO_LONG,
        _("a cell is longer than {most}", most=most),
        _("Shorten it."),
    )


def merged(above: str) -> Fault:
    """An empty cell below a full one, as Excel leaves them where cells were merged."""
    return Fault(
        Code.MERGED_CELL,
        _("the cell is empty, as where Excel merges cells: each row must say it"),
        _("If it is that of the row above, write {above}.", above=shown(above)),
    )  # fmt: skip


def too_long(count: int, width: int) -> Fault:
    """A row with more cells than the header."""
    return Fault(
        Code.ROW_LONG,
        _("the row has {count} cells, the header {width}", count=count, width=width),
        _('Put a cell that holds a comma in quotes: "a, b".'),
    )


def split_number(count: int, width: int, number: str) -> Fault:
    """A row that is too long by the decimal comma of a number."""
    fault = values.number(number)
    return Fault(
        Code.ROW_LONG,
        _(
"the row has {count} cells, the header {width}; the comma of \"{number}\" cuts the number into "
"two cells", count=count, width=width, number=number,
),
        fault.fix if isinstance(fault, Fault) else NOTHING,
    )  # fmt: skip


NO_ROWS = Fault(
    Code.NO_ROWS,
    _("there is a header and no row below it"),
    _("Add rows or delete the file."),
)
