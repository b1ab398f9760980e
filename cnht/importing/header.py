"""What one header says: the field that it names in Vietnamese or English, or the period whose figures are below it.

A period and nothing else, or a word for a result before one, is a column of figures: ``2023``, ``Quý I/2025``,
``Ước TH 6 tháng 2025``. ``Kế hoạch 2025`` is a target, not a figure.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from cnht.domain.model import ObservationStatus
from cnht.domain.patterns import YEARS
from cnht.domain.period import Period
from cnht.importing.options import Field
from cnht.importing.units import split_unit
from cnht.language.fuzzy import plain
from cnht.problems import Fault
from cnht.reading import dates

LONGEST = 200
"""The most characters of a header."""
_REMEMBERED = 2_000


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


@lru_cache(maxsize=_REMEMBERED)
def head_of(text: str) -> tuple[Head | None, str]:
    """What a header says of the figures below it, if anything; and the unit in brackets behind it."""
    if len(text) > LONGEST:
        return None, ""
    text = " ".join(text.split())
    status, unit = ObservationStatus.UNMARKED, ""
    if bracketed := _IN_BRACKETS.match(text):
        text, inside = bracketed[1], bracketed[2].strip()
        told = status_of(inside)
        status, unit = (told, "") if told is not None else (status, inside)
    else:
        text, unit = split_unit(text)
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


@lru_cache(maxsize=_REMEMBERED)
def field_of(text: str) -> tuple[Field | None, str]:
    """The field that a header names, if any; and the unit in brackets behind it."""
    if len(text) > LONGEST:
        return None, ""
    unit = ""
    if bracketed := _IN_BRACKETS.match(" ".join(text.split())):
        if (whole := _FIELDS.get(_name(text))) is not None:
            return whole, ""
        text, unit = bracketed[1], bracketed[2].strip()
    elif _name(text) not in _FIELDS:
        text, unit = split_unit(text)
    names = {_FIELDS.get(_name(part)) for part in (text, *re.split(r"[/\n|]| - ", text))} - {None}
    return (names.pop(), unit) if len(names) == 1 else (_FIELDS.get(_name(text)), unit)


def _name(text: str) -> str:
    return " ".join(re.sub(r"[_\-/.:*,()]+", " ", plain(text)).split())
