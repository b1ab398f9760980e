"""The parts of a sheet around a table: totals, footnotes, signatures, the national motto, titles of forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from cnht.importing.result import LeftOutReason
from cnht.importing.sheet import Cell, CellKind
from cnht.language.fuzzy import fold, plain
from cnht.reading.table import aside

_LONGEST = 300
_TOTAL = re.compile(r"(?:tong(?: so| cong| chung)?|cong|(?:grand |sub-?)?totals?)(?: *[:(].*)?")
_FOOTNOTE = re.compile(
    r"(?:ghi chu|chu thich|luu y|nguon(?: so lieu)?|notes?|sources?) *:.*|(?:\(?[0-9*]{1,2}[)/]|[*†‡¹²³]+) *[^\W\d_].*"
)
_RANK = (
    r"(?:tong |pho )*(?:giam doc|chu tich|bo truong|thu truong|vu truong|cuc truong|chi cuc truong|"
    r"truong (?:phong|ban)|chanh van phong|ke toan truong|lanh dao|vien truong|hieu truong|director(?: general)?|head)"
)
_SIGNATURE = re.compile(
    rf"(?:tm|kt|tl|tuq|q|thua lenh|thay mat)[.:]+ *[^\W\d_].*|{_RANK}(?: [^\W\d_]+){{0,12}} *[:.]?|"
    r"(?:nguoi|can bo|chuyen vien|bo phan) (?:lap|kiem|duyet|tong hop|bao cao|ky|phu trach|thuc hien|nhap).*|"
    r"(?:noi (?:nhan|gui)|(?:- ?)?luu|(?:- ?)?nhu tren|xac nhan cua|phe duyet) *[:;,.]?.*|\(?(?:da )?ky(?: ten)?\b.*|"
    r"(?:prepared|compiled|approved|checked|reviewed|signed) by.*|signatures?.*"
)
_SIGNED_ON = re.compile(r"(?:[^\W\d_][^\W\d_ .]*(?:[ .][^\W\d_]+)*, *)?ngay[ .…0-9]*thang[ .…0-9]*nam[ .…0-9]*")
_AROUND = re.compile(
    r"cộng h[oò][aà] xã hội chủ nghĩa việt nam|độc lập *[-–—] *tự do *[-–—] *hạnh phúc|"
    r"(?:ubnd|ủy ban|uỷ ban|sở|bộ|cục|chi cục|tổng cục|ban quản lý|phòng) .*|"
    r"\(?(?:biểu|mẫu|phụ lục|kèm theo|ban hành)\b.*|(?:số|no\.?) *:.*|"
    r"(?:đơn vị|cơ quan|ngày|kỳ) (?:báo cáo|nhận|gửi)\b.*|[-_=*. ]+"
)


def begins_so(text: str, words: str) -> bool:
    """Whether a text begins with whole words, or is them, whatever their case and diacritics."""
    line, start = plain(text[:_LONGEST]), plain(words)
    return line.startswith(start) and not line[len(start) : len(start) + 1].isalnum()


def is_around(text: str) -> bool:
    """Whether a text belongs to a form, not to its table: the motto, who issues it, its number, its place and day."""
    line = text[:_LONGEST]
    return _AROUND.fullmatch(fold(line)) is not None or _SIGNED_ON.fullmatch(plain(line)) is not None


def is_signature(text: str) -> bool:
    """Whether a text opens what is signed below a table: an office, who has made it, who receives it, the day."""
    line = plain(text[:_LONGEST])
    return _SIGNATURE.fullmatch(line) is not None or _SIGNED_ON.fullmatch(line) is not None


def reason_of(text: str) -> LeftOutReason | None:
    """Whether the first words of a row say that it is a total or a footnote."""
    fault, line = aside(text), plain(text[:_LONGEST])
    if (fault is not None and fault.code == "C216") or (text.isascii() and _TOTAL.fullmatch(line)):
        return LeftOutReason.TOTAL
    if fault is not None or _FOOTNOTE.fullmatch(line):
        return LeftOutReason.FOOTNOTE
    return None


def stands_below(cell: Cell) -> bool:
    """Whether a cell belongs to what is below a table."""
    return cell.kind is CellKind.TEXT and (is_signature(cell.text.strip()) or reason_of(cell.text) is not None)


def may_be_figure(cell: Cell) -> bool:
    """Whether a cell may hold a figure, however badly it is written: it is typed, or has a digit."""
    return cell.kind is not CellKind.TEXT or (any(map(str.isdigit, cell.text)) and not stands_below(cell))


def signed(
    rows: Sequence[int],
    cells: Mapping[int, Mapping[int, Cell]],
    figures: Collection[int],
    is_known: Callable[[Mapping[int, Cell]], bool],
) -> set[int]:
    """The rows of signatures: from one that opens them on, as long as none has a figure or ``is_known``."""
    found: set[int] = set()
    is_open = False
    for number in rows:
        row = cells[number]
        ends = is_known(row) or any(may_be_figure(row[column]) for column in figures if column in row)
        is_open = not ends and (is_open or any(is_signature(cell.text.strip()) for cell in row.values()))
        first = row[min(row)].text.strip()
        if is_open and (is_signature(first) or reason_of(first) is None):
            found.add(number)
    return found
