"""What can be wrong with the shape of a table, in words: the faults that :mod:`cnht.reading.table` finds."""

from __future__ import annotations

from collections.abc import Sequence

from cnht.lang import Words
from cnht.problems import Code, Fault, did_you_mean, shown
from cnht.reading import values
from cnht.reading.text import resave
from cnht.wording import counted

FREE = frozenset({"name", "wording", "note"})
"""The columns of free text; what stands in others is made of plain letters, digits and signs."""


def formula(text: str, column: str) -> Fault:
    """Text that Excel would run."""
    fix = (
        Words(
            "Bắt đầu bằng chữ hoặc số khác, ví dụ bỏ dấu đó đi.", "Begin with another character: leave that sign out."
        )
        if column in FREE
        else Words("Ghi kết quả của công thức, không ghi công thức.", "Write what the formula gives, not the formula.")
    )
    return Fault(
        Code.FORMULA,
        Words(f"“{shown(text)}” bắt đầu bằng {text[0]}: Excel sẽ chạy nó như công thức",
              f'"{shown(text)}" starts with {text[0]}: Excel will run it as a formula'),
        fix,
    )  # fmt: skip


def blank(count: int) -> Fault:
    """Rows without anything in them."""
    rows = counted(count, Words("dòng", "line"))
    return Fault(
        Code.BLANK_ROW,
        Words("dòng trống", "the row is blank")
        if count == 1
        else Words(f"{rows.vi} trống từ đây", f"{rows.en} are blank from here on"),
        Words("Xóa dòng.", "Delete it.") if count == 1 else Words("Xóa các dòng đó.", "Delete them."),
    )


def total(said: str) -> Fault:
    """A row that sums up others."""
    return Fault(
        Code.TOTAL_ROW,
        Words(f"“{shown(said)}”: dòng tổng không phải số liệu của một chỉ tiêu",
              f'"{shown(said)}": a total row is no figure of an indicator'),
        Words("Xóa dòng; nếu tổng được công bố thì ghi nó như một chỉ tiêu có mã riêng.",
              "Delete it; a total that was published is a figure of an indicator with a code of its own."),
    )  # fmt: skip


def footnote(said: str) -> Fault:
    """A remark below the table."""
    return Fault(
        Code.FOOTNOTE_ROW,
        Words(f"“{shown(said)}”: ghi chú dưới bảng không phải dòng số liệu",
              f'"{shown(said)}": a footnote is no row of data'),
        Words("Chuyển vào cột note của dòng nó nói tới, rồi xóa dòng.",
              "Move it into the note of the row that it is about, and delete it."),
    )  # fmt: skip


def titles(line: int) -> Fault:
    """Something above the header."""
    return Fault(
        Code.TITLE_ROWS,
        Words(f"dòng tiêu đề nằm ở dòng {line}, không phải dòng đầu",
              f"the header stands on line {line}, not on the first"),
        Words(f"Xóa các dòng phía trên dòng {line}.", f"Delete the lines above line {line}."),
    )  # fmt: skip


def no_header(row: list[str], columns: Sequence[str]) -> Fault:
    """No header at all."""
    said = shown(",".join(row))
    expected = ",".join(columns)
    return Fault(
        Code.HEADER_MISSING,
        Words(f"dòng đầu “{said}” không phải dòng tiêu đề", f'the first line "{said}" is not the header'),
        Words(f"Thêm dòng đầu: {expected}", f"Add a first line: {expected}"),
    )


def delimiter(name: str) -> Fault:
    """Cells that are not separated by commas."""
    message = Words("các ô không cách nhau bằng dấu phẩy", "the cells are not separated by commas")
    return Fault(Code.DELIMITER, message, resave(name))


def row_in_quotes(name: str) -> Fault:
    """Lines that are one cell each."""
    return Fault(
        Code.DELIMITER,
        Words("cả dòng nằm trong một cặp dấu nháy, nên chỉ là một ô", "the whole line is in quotes, so it is one cell"),
        Words(f"Bỏ dấu nháy ở đầu và cuối mỗi dòng, hoặc chạy: cnht import {shown(name)}",
              f"Delete the quotes at both ends of each line, or run: cnht import {shown(name)}"),
    )  # fmt: skip


def too_short(count: int, header: Sequence[str]) -> Fault:
    """A row with fewer cells than the header."""
    lacking = ", ".join(name or "?" for name in header[count:])
    cells = counted(count, Words("ô", "cell"))
    return Fault(
        Code.ROW_SHORT,
        Words(f"dòng có {cells.vi}, tiêu đề có {len(header)}", f"the row has {cells.en}, the header {len(header)}"),
        Words(f"Thêm dấu phẩy cho các ô trống: thiếu {lacking}.",
              f"Write a comma for every empty cell as well: here for {lacking}."),
    )  # fmt: skip


def truncated(count: int, width: int) -> Fault:
    """A last row that stops midway."""
    return Fault(
        Code.TRUNCATED,
        Words(f"tệp kết thúc giữa dòng này: có {count} trong {width} ô, không có dấu xuống dòng",
              f"the file ends in the middle of this row: {count} of {width} cells, and no line end"),
        Words("Lấy lại tệp đầy đủ: có lẽ tải về hoặc sao chép bị đứt.",
              "Fetch the whole file: a download or a copy was probably cut off."),
    )  # fmt: skip


def unknown_column(cell: str, columns: Sequence[str]) -> Fault:
    """A column that is none of the table's."""
    hint = did_you_mean(cell, columns)
    return Fault(
        Code.COLUMN_UNKNOWN,
        Words(f"không có cột “{shown(cell)}”", f'there is no column "{shown(cell)}"')
        if cell.strip()
        else Words("cột không có tên", "a column without a name"),
        Words(f"{hint.vi} Nếu thừa thì xóa cột.", f"{hint.en} Delete the column if it is not needed."),
    )


def too_wide(count: int) -> Fault:
    """A header of too many columns."""
    return Fault(
        Code.COLUMN_UNKNOWN,
        Words(f"tiêu đề có {count} cột", f"the header has {count} columns"),
        Words("Xóa các cột thừa.", "Delete those that are not needed."),
    )


def column_twice(column: str) -> Fault:
    """A column that stands twice."""
    return Fault(
        Code.COLUMN_TWICE,
        Words(f"cột {column} có hai lần", f"the column {column} stands twice"),
        Words("Xóa một cột.", "Delete one of them."),
    )


def spelling(cell: str, column: str, others: int, header: Sequence[str]) -> Fault:
    """A column with spaces or capitals, and how many others there are; ``header`` is the right one."""
    message = Words(f"tên cột “{shown(cell)}” phải viết là {column}", f'the column "{shown(cell)}" is written {column}')
    if others:
        more = Words(f"; {others} tên cột khác cũng viết sai", f"; {others} more are misspelt")
        whole = ",".join(header)
        return Fault(
            Code.COLUMN_SPELLING,
            Words(f"{message.vi}{more.vi}", f"{message.en}{more.en}"),
            Words(f"Viết {whole}", f"Write {whole}"),
        )
    return Fault(Code.COLUMN_SPELLING, message, Words(f"Viết {column}.", f"Write {column}."))


HEADER_AGAIN = Fault(
    Code.HEADER_AGAIN,
    Words("dòng tiêu đề lặp lại giữa bảng", "the header stands again among the rows"),
    Words("Xóa dòng này.", "Delete this line."),
)
SNAPSHOT_AMONG_REGISTERS = Fault(
    Code.WRONG_TABLE,
    Words("đây là bảng số liệu (indicator, value), nhưng tệp nằm trong data/registers/",
          "this is a snapshot (indicator, value), and the file stands in data/registers/"),
    Words("Chuyển tệp lên data/.", "Move the file up to data/."),
)  # fmt: skip
REGISTER_AMONG_SNAPSHOTS = Fault(
    Code.WRONG_TABLE,
    Words("đây là sổ danh mục (name, stage), nhưng tệp không nằm trong data/registers/",
          "this is a register (name, stage), and the file does not stand in data/registers/"),
    Words("Chuyển tệp vào data/registers/.", "Move the file into data/registers/."),
)  # fmt: skip


def missing_column(column: str, columns: Sequence[str]) -> Fault:
    """A column that must be there."""
    return Fault(
        Code.COLUMN_MISSING,
        Words(f"thiếu cột bắt buộc {column}", f"the required column {column} is missing"),
        Words(f"Tiêu đề đầy đủ: {','.join(columns)}", f"The full header is {','.join(columns)}"),
    )


def order(columns: Sequence[str]) -> Fault:
    """Columns in another order."""
    return Fault(
        Code.COLUMN_ORDER,
        Words("các cột không theo thứ tự chuẩn", "the columns are not in the usual order"),
        Words(f"Xếp lại: {','.join(columns)}", f"Write {','.join(columns)}"),
    )


def quote_open(swallowed: int) -> Fault:
    """A quote that is closed too late, or never."""
    rows = counted(swallowed, Words("dòng", "line"))
    more = Words(f"; nó nuốt {rows.vi} phía dưới", f"; it swallows {rows.en} below it") if swallowed else Words("", "")
    return Fault(
        Code.QUOTE_OPEN,
        Words(f"dấu nháy mở ở đây không được đóng trong ô{more.vi}",
              f"the quote that opens here is not closed in its cell{more.en}"),
        Words('Đóng dấu nháy ở cuối ô; dấu nháy bên trong viết là "".',
              'Close it at the end of the cell; write a quote inside as "".'),
    )  # fmt: skip


STRAY = Fault(
    Code.QUOTE_STRAY,
    Words("dấu nháy kép nằm giữa ô", "there is a quote in the middle of a cell"),
    Words(
        'Đặt cả ô trong dấu nháy kép, dấu nháy bên trong viết là "".',
        'Put the whole cell in quotes and write a quote inside as "".',
    ),
)


def cell_too_long(limit: int) -> Fault:
    """A cell beyond what is read."""
    most = counted(limit, Words("ký tự", "character"))
    return Fault(
        Code.CELL_TOO_LONG,
        Words(f"một ô dài hơn {most.vi}", f"a cell is longer than {most.en}"),
        Words("Rút ngắn ô.", "Shorten it."),
    )


def merged(above: str) -> Fault:
    """An empty cell below a full one, as Excel leaves them where cells were merged."""
    return Fault(
        Code.MERGED_CELL,
        Words("ô để trống, như khi gộp ô trong Excel: phải ghi ở từng dòng",
              "the cell is empty, as where Excel merges cells: each row must say it"),
        Words(f"Nếu giống dòng trên thì viết {shown(above)}.",
              f"If it is that of the row above, write {shown(above)}."),
    )  # fmt: skip


def too_long(count: int, width: int) -> Fault:
    """A row with more cells than the header."""
    return Fault(
        Code.ROW_LONG,
        Words(f"dòng có {count} ô, tiêu đề có {width}", f"the row has {count} cells, the header {width}"),
        Words('Đặt ô có dấu phẩy trong dấu nháy kép: "a, b".', 'Put a cell that holds a comma in quotes: "a, b".'),
    )


def split_number(count: int, width: int, number: str) -> Fault:
    """A row that is too long by the decimal comma of a number."""
    fault = values.number(number)
    return Fault(
        Code.ROW_LONG,
        Words(f"dòng có {count} ô, tiêu đề có {width}; dấu phẩy trong “{number}” cắt số làm hai ô",
              f'the row has {count} cells, the header {width}; the comma of "{number}" cuts the number into two cells'),
        fault.fix if isinstance(fault, Fault) else Words("", ""),
    )  # fmt: skip


NO_ROWS = Fault(
    Code.NO_ROWS,
    Words("chỉ có dòng tiêu đề, không có số liệu", "there is a header and no row below it"),
    Words("Thêm số liệu hoặc xóa tệp.", "Add rows or delete the file."),
)
