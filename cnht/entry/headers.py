"""Which row is the header, and what each column holds: by its name in Vietnamese or English, or by what was said of it.

A column whose header is a period and nothing else, or a word for a result before one, holds the figures of that period:
``2023``, ``Quý I/2025``, ``Ước TH 6 tháng 2025``. ``Kế hoạch 2025`` is a target, and no figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from cnht.entry.sheets import Cell, Sheet, Sort, letters, spread
from cnht.entry.wishes import Field
from cnht.forms import YEARS
from cnht.likeness import plain
from cnht.model import ObservationStatus
from cnht.period import Period
from cnht.problems import Fault
from cnht.reading import dates

_SEARCHED = 60
"""How many filled rows may stand above the header."""
_WIDEST = 1_000
"""A row of more cells is no header."""
_MOST_CELLS = 2_000
"""How many cells are looked at for a header, which takes longer than to read them."""
_LEVELS = 3
"""How many rows a header of several levels has at most."""
_LONGEST_HEAD = 200

_NAMES = {
    Field.INDICATOR: "indicator|indicator code|indicator name|chi tieu|ten chi tieu|ma chi tieu|noi dung|kpi|"
    "chi tieu chu yeu|chi tieu bao cao|noi dung chi tieu",
    Field.AREA: "area|region|province|locality|dia ban|dia phuong|tinh|thanh pho|tinh thanh|tinh thanh pho|khu vuc|"
    "quan huyen|xa phuong|ma dia ban|ten dia ban|don vi hanh chinh",
    Field.PERIOD: "period|time period|ky|ky so lieu|ky bao cao|thoi ky|giai doan|thang nam|quy nam|thoi gian|time",
    Field.AS_OF: "as of|as of date|date|at|ngay|ngay so lieu|thoi diem|thoi diem so lieu|tai ngay|den ngay|"
    "tinh den ngay|tinh den|tai thoi diem|ngay thang|ngay thang nam",
    Field.QUALIFIER: "qualifier|dinh luong|tu dinh luong",
    Field.VALUE: "value|figure|amount|actual|observed|result|gia tri|so lieu|thuc hien|ket qua|ket qua thuc hien|"
    "so thuc hien|so luong|gia tri thuc hien",
    Field.VALUE_HIGH: "value high|upper value|gia tri cao|can tren|dau tren",
    Field.STATUS: "status|trang thai|tinh trang|tinh trang so lieu|trang thai so lieu",
    Field.SOURCE: "source|source code|nguon|nguon so lieu|ma nguon|nguon tin",
    Field.WORDING: "wording|nguyen van|cach viet",
    Field.NOTE: "note|notes|remark|remarks|comment|comments|ghi chu|chu thich|dien giai",
    Field.UNIT: "unit|units|unit of measure|don vi|don vi tinh|dvt|dv tinh|dv",
    Field.YEAR: "year|nam",
    Field.QUARTER: "quarter|quy",
    Field.MONTH: "month|thang",
}
_FIELDS = {name: one for one, names in _NAMES.items() for name in names.split("|")}
_CODES = re.compile(r"\b(?:code|ma)\b")
_OF_NAMES = re.compile(r"\bname\b|^ten ")
_STATUSES = {
    **dict.fromkeys("uoc|uoc tinh|uoc thuc hien|uoc th|uoc dat|estimate|estimated|est".split("|"),
                    ObservationStatus.ESTIMATE),
    **dict.fromkeys("so bo|provisional|preliminary".split("|"), ObservationStatus.PROVISIONAL),
    **dict.fromkeys("chinh thuc|final".split("|"), ObservationStatus.FINAL),
    **dict.fromkeys("dang doi chieu|tranh chap|disputed".split("|"), ObservationStatus.DISPUTED),
}  # fmt: skip
_RESULT = re.compile(
    r"(uoc(?: thuc hien| th| dat| tinh)?|so bo|chinh thuc|estimated?|est|provisional|preliminary|final)\.?[ :]+|"
    r"(?:thuc hien|th|ket qua|so lieu|gia tri|so thuc hien|actual|value)\.?[ :]+"
)
_IN_BRACKETS = re.compile(r"^(.*\S)\s*[(\[]([^()\[\]]+)[)\]]$")
_UNIT_ABOVE = re.compile(r"(?i)(?:đơn vị(?: tính)?|đvt|don vi(?: tinh)?|dvt|units?)\s*:\s*([^();:]+?)\s*\)?\s*$")
_SPELT = {"quy": "quý", "thang": "tháng", "nam": "năm", "dau": "đầu", "cuoi": "cuối", "ngay": "ngày", "den": "đến",
          "tu": "từ", "doan": "đoạn"}  # fmt: skip
_PART = re.compile(
    r"(?:(?P<month>tháng|t|th\.?) ?(?P<m>0?[1-9]|1[0-2])|(?P<quarter>quý|q) ?(?P<q>iv|i{1,3}|[1-4])|"
    r"(?P<months>0?[2-9]|1[0-2]) ?(?:tháng|t)(?P<half> đầu năm| cuối năm)?|h(?P<h>[12])|cả năm|ca năm)"
)


class Head(NamedTuple):
    """What a header of a column of figures says: the period or day, and how settled they are."""

    period: Period | None
    """``None`` where the year is not said."""
    part: str
    """The words of a part of a year, where its year is not said: ``quý i``."""
    status: ObservationStatus = ObservationStatus.UNMARKED

    def in_year(self, year: int | None) -> Period | None:
        """The period, a part of a year being that of ``year``."""
        return self.period or (None if year is None else part_of_year(self.part, year))


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it was understood."""

    number: int
    title: str
    field: Field | None = None
    head: Head | None = None
    unit: str = ""
    """What stands in brackets behind a header of figures: ``tỷ đồng``."""

    @property
    def name(self) -> str:
        """Its letter and its header."""
        return f"{letters(self.number)} “{self.title}”" if self.title else letters(self.number)

    @property
    def has_figures(self) -> bool:
        """Whether its cells are figures."""
        return self.head is not None or self.field is Field.VALUE


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is laid out."""

    first: int
    """The row of the header; ``last`` its last row."""
    last: int
    columns: tuple[Column, ...]
    unit: str = ""
    """The unit of the whole table, said above it."""
    texts: Mapping[int, str] = field(default_factory=dict)
    """The header's own cells, to know it again."""

    def of(self, wanted: Field) -> Column | None:
        """The column of a field."""
        return next((column for column in self.columns if column.field is wanted), None)

    @property
    def figures(self) -> list[Column]:
        """The columns of figures."""
        return [column for column in self.columns if column.has_figures]

    @property
    def is_wide(self) -> bool:
        """Whether periods are columns."""
        return any(column.head is not None for column in self.columns)


def status_of(text: str) -> ObservationStatus | None:
    """The status that a word of either language means."""
    return _STATUSES.get(plain(text).strip(" ."))


def span_of(text: str) -> Period | None:
    """The period that ``text`` names in whatever spelling, days apart."""
    found = dates.meant_span(text)
    if found is None:
        found = dates.meant_span(_loose(text))
    return found if found is None or found.first.year in YEARS else None


def _loose(text: str) -> str:
    words = re.split(r"([^\W\d_]+)", plain(text))
    return " ".join("".join(_SPELT.get(word, word) for word in words).split())


def part_of_year(text: str, year: int) -> Period | None:
    """The period of a part of a year, such as ``quý I`` or ``6 tháng``."""
    found = _PART.fullmatch(_loose(text))
    if found is None:
        return None
    if found["m"]:
        return Period.parse(f"{year:04}-{int(found['m']):02}")
    if found["q"]:
        return Period.parse(f"{year:04}-Q{ {'i': 1, 'ii': 2, 'iii': 3, 'iv': 4}.get(found['q']) or found['q'] }")
    if found["h"]:
        return Period.parse(f"{year:04}-H{found['h']}")
    if found["months"]:
        if found["half"] == " cuối năm":
            return Period.parse(f"{year:04}-H2") if int(found["months"]) == 6 else None
        return dates.meant_span(f"{found['months']} tháng{' đầu năm' if found['half'] else ''} {year:04}")
    return Period.year(year)


@lru_cache(maxsize=_MOST_CELLS)
def head_of(text: str) -> tuple[Head | None, str]:
    """What a header says of the figures below it, if anything; and the unit in brackets behind it."""
    if len(text) > _LONGEST_HEAD:
        return None, ""
    text = " ".join(text.split())
    status, unit = ObservationStatus.UNMARKED, ""
    if bracketed := _IN_BRACKETS.match(text):
        text, inside = bracketed[1], bracketed[2].strip()
        told = status_of(inside)
        status, unit = (told, "") if told is not None else (status, inside)
    words = plain(text)
    if result := _RESULT.match(words):
        status = _STATUSES.get(result[1] or "", status)
        text = words[result.end() :]
    period = span_of(text)
    if period is not None:
        return Head(period, "", status), unit
    day = dates.day_first(text.strip())
    if not isinstance(day, Fault):
        return Head(day, "", status), unit
    return (Head(None, text, status), unit) if _PART.fullmatch(_loose(text)) else (None, unit)


def field_of(text: str) -> tuple[Field | None, str]:
    """The field that a header names, if any; and the unit in brackets behind it."""
    if len(text) > _LONGEST_HEAD:
        return None, ""
    unit = ""
    if bracketed := _IN_BRACKETS.match(" ".join(text.split())):
        if (whole := _FIELDS.get(_name(text))) is not None:
            return whole, ""
        text, unit = bracketed[1], bracketed[2].strip()
    names = {_FIELDS.get(_name(part)) for part in (text, *re.split(r"[/\n|]| - ", text))} - {None}
    return (names.pop(), unit) if len(names) == 1 else (_FIELDS.get(_name(text)), unit)


def _name(text: str) -> str:
    return " ".join(re.sub(r"[_\-/.:*,()]+", " ", plain(text)).split())


class Mapped:
    """The columns that the user named."""

    def __init__(self, columns: Mapping[str, Field]) -> None:
        self.columns = {plain(name): (name, one) for name, one in columns.items()}
        self.used: set[str] = set()

    def field(self, number: int, title: str) -> Field | None:
        """The field that was said of a column, by its header or its letter."""
        for key in (plain(title), letters(number).lower()):
            if key in self.columns:
                self.used.add(key)
                return self.columns[key][1]
        return None

    def knows(self, title: str) -> bool:
        """Whether a header was named."""
        return plain(title) in self.columns

    @property
    def unused(self) -> list[str]:
        """What was named and is in no header."""
        return [name for key, (name, _) in self.columns.items() if key not in self.used]


def score(texts: Sequence[str], mapped: Mapped) -> int:
    """How many cells of a row are headers that are understood."""
    return sum(
        bool(text.strip()) and (mapped.knows(text) or field_of(text)[0] is not None or head_of(text)[0] is not None)
        for text in texts
    )


def find(sheet: Sheet, mapped: Mapped) -> Layout | None:
    """The layout of a sheet; ``None`` where no row looks like a header.

    That is the first row with two headers, one of which names a field; else the first with two; else with one alone.
    """
    candidates: dict[int, int] = {}
    cells = 0
    for number in sorted(sheet.rows)[:_SEARCHED]:
        row = sheet.rows[number]
        if len(row) > _WIDEST or cells > _MOST_CELLS:
            continue
        cells += len(row)
        texts = [cell.text for cell in row.values() if _may_head(cell)]
        if (found := score(texts, mapped)) >= 2:
            named = any(field_of(text)[0] is not None or mapped.knows(text) for text in texts)
            candidates.setdefault(0 if named else 1, number)
            if named:
                break
        elif found == 1 and _alone_enough(row, mapped):
            candidates.setdefault(2, number)
    return _layout(sheet, candidates[min(candidates)], mapped) if candidates else None


def _may_head(cell: Cell) -> bool:
    return cell.sort in (Sort.TEXT, Sort.DATE) or (
        cell.sort is Sort.NUMBER and cell.text.isdigit() and len(cell.text) == 4
    )


def _alone_enough(row: Mapping[int, Cell], mapped: Mapped) -> bool:
    """Whether the only header that is understood is one of figures, with nothing but text beside it."""
    columns = [_column(number, cell.text, mapped) for number, cell in row.items()]
    texts = all(cell.sort is Sort.TEXT for cell in row.values())
    return texts and len(row) > 1 and any(column.has_figures for column in columns)


def _layout(sheet: Sheet, first: int, mapped: Mapped) -> Layout:
    last = first
    for span in sheet.merged:
        if span.top == first:
            below = span.left < span.right and _heads_below(sheet, span.bottom + 1, span.left, span.right)
            last = max(last, min(span.bottom + below, first + _LEVELS - 1))
    rows = {row: dict(sheet.rows.get(row, {})) for row in range(first, last + 1)}
    for row, column, cell in spread(sheet, range(first, last + 1)):
        rows[row].setdefault(column, cell)
    titles: dict[int, list[str]] = {}
    for row in range(first, last + 1):
        for column, cell in rows[row].items():
            said = titles.setdefault(column, [])
            if _may_head(cell) and (not said or said[-1] != cell.text[: _LONGEST_HEAD + 1]):
                said.append(cell.text[: _LONGEST_HEAD + 1])
    data = {column for number, row in sheet.rows.items() if number > last for column in row}
    columns = tuple(_leveled(number, titles.get(number, []), mapped) for number in sorted(titles.keys() | data))
    above = [cell.text for number in sorted(sheet.rows) if number < first for cell in sheet.rows[number].values()]
    units = [found[1] for text in above if len(text) <= _LONGEST_HEAD and (found := _UNIT_ABOVE.search(text))]
    texts = {number: cell.text for number, cell in sheet.rows.get(first, {}).items()}
    return Layout(first, last, _one_indicator(columns), units[-1] if units else "", texts)


def _heads_below(sheet: Sheet, row: int, left: int, right: int) -> bool:
    """Whether the cells below a wide header are headers of its parts."""
    below = sheet.rows.get(row, {})
    cells = [below[column] for column in range(left, right + 1) if column in below]
    return len(cells) > 1 and all(_may_head(cell) and head_of(cell.text)[0] is not None for cell in cells)


def _leveled(number: int, titles: list[str], mapped: Mapped) -> Column:
    """A column by its headers, the upper ones first: ``Năm 2025`` over ``Quý I`` is the first quarter of 2025."""
    if not titles:
        return _column(number, "", mapped)
    title = " ".join(" ".join(titles).split())
    lower = titles[-1]
    column = _column(number, title, mapped)
    if column.field is not None or column.head is not None:
        return column
    column = _column(number, lower, mapped)
    for upper in reversed(titles[:-1]):
        head, _ = head_of(upper)
        if column.head is not None and column.head.period is None and head is not None and head.period is not None:
            period = column.head.in_year(head.period.first.year)
            column = Column(number, title, None, column.head._replace(period=period), column.unit)
    if len(titles) > 1 and column.head is not None and column.head.period is not None and head_of(titles[0])[0] is None:
        # "Kế hoạch" over "2025" is a target, "Thực hiện" over it a figure.
        above, _ = field_of(titles[0])
        status = status_of(titles[0])
        if above is not Field.VALUE and status is None:
            return Column(number, title)
        if status is not None:
            column = Column(number, title, None, column.head._replace(status=status), column.unit)
    return Column(number, title, column.field, column.head, column.unit)


def _column(number: int, title: str, mapped: Mapped) -> Column:
    said = mapped.field(number, title)
    shown = " ".join(title.split())
    if said is not None:
        head, unit = head_of(title) if said is Field.VALUE else (None, "")
        return Column(number, shown, said, head, unit)
    one, unit = field_of(title)
    if one is not None:
        return Column(number, shown, one, None, unit if one is Field.VALUE else "")
    head, unit = head_of(title)
    return Column(number, shown, None, head, unit if head is not None else "")


def _one_indicator(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Of a column of codes and one of names the codes; a remark of the reader's own is no column."""
    for one in (Field.INDICATOR, Field.AREA, Field.SOURCE):
        same = [column for column in columns if column.field is one]
        codes = [column for column in same if _CODES.search(plain(column.title))]
        codes = codes or [column for column in same if not _OF_NAMES.search(plain(column.title))]
        if len(same) == 2 and len(codes) == 1:
            columns = tuple(
                Column(column.number, column.title) if column in same and column not in codes else column
                for column in columns
            )
    return columns
