"""What one header says: the field that it names in Vietnamese or English, or the period whose figures are below it.

A period and nothing else, or a word for a result before one, is a column of figures: ``2023``, ``Quý I/2025``,
``Ước TH 6 tháng 2025``. ``Kế hoạch 2025`` is a target, not a figure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from cnht.domain.patterns import YEARS
from cnht.domain.period import Grain, Period
from cnht.domain.quantity import ObservationStatus
from cnht.importing.options import Field
from cnht.importing.units import split_unit
from cnht.language.fuzzy import plain
from cnht.language.phrases import STATUS_WORDS
from cnht.problems import Fault
from cnht.reading import dates

LONGEST = 200
"""The most characters of a header."""
_REMEMBERED = 2_000
_LONGEST_COMPARED = 2 * LONGEST


_NAMES = {
    Field.INDICATOR: "indicator|indicator code|indicator name|chi tieu|ten chi tieu|ma chi tieu|noi dung|kpi|"
    "chi tieu chu yeu|chi tieu bao cao|noi dung chi tieu",
    Field.AREA: "area|region|province|locality|dia ban|dia phuong|tinh|thanh pho|tinh thanh|tinh thanh pho|khu vuc|"
    "huyen|quan|xa|phuong|thi xa|huyen thi xa|huyen thanh pho|don vi hanh chinh cap huyen|district|city|commune|"
    "quan huyen|xa phuong|ma dia ban|ten dia ban|don vi hanh chinh|ref area",
    Field.PERIOD: "period|time period|ky|ky so lieu|ky bao cao|thoi ky|giai doan|thang nam|quy nam|thoi gian|time",
    Field.AS_OF: "as of|as of date|date|at|ngay|ngay so lieu|thoi diem|thoi diem so lieu|tai ngay|den ngay|"
    "tinh den ngay|tinh den|tai thoi diem|ngay thang|ngay thang nam",
    Field.QUALIFIER: "qualifier|muc do|dinh luong|tu dinh luong",
    Field.VALUE: "value|figure|amount|actual|observed|result|gia tri|so lieu|thuc hien|ket qua|ket qua thuc hien|"
    "so thuc hien|so luong|gia tri thuc hien|th|obs value",
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
    "uoc dat": ObservationStatus.ESTIMATE,
    **{plain(word).strip("."): status for word, status in STATUS_WORDS.items()},
    **dict.fromkeys("dang doi chieu|tranh chap|disputed".split("|"), ObservationStatus.DISPUTED),
}
_WORDS_OF_STATUS = "|".join(sorted((word for word in _STATUSES if len(word) > 1), key=len, reverse=True))
_RESULT = re.compile(
    rf"({_WORDS_OF_STATUS})\.?(?: ?[-/] ?(?:{_WORDS_OF_STATUS})\.?)?[ :]+|"
    r"(?:(?:ket qua |so lieu |gia tri |so )?thuc hien|th|ket qua|so lieu|gia tri|actual|value)\.?[ :]+"
)
_FROM_JANUARY = re.compile(
    r"(?:(?:luy ke|cong don|(?:tinh )?chung)[ :]+)?"
    r"(?:tu dau nam den (?:het |cuoi )?thang ([0-9]{1,2})\b|(?=[0-9]{1,2} ?thang\b))"
)
"""Words for the months of a year so far; "lũy kế tháng 6" is not what June alone has, nor said to begin in January."""
_MARKS = re.compile(r" *(?:[*†‡¹²³]+|\((?:[0-9]{1,2}|\*+)\))$")
"""Of a footnote, behind a header or a name."""
_BESIDE = re.compile(  # headers of columns that are not imported: targets, totals, comparisons
    r"(?:ke hoach|kh|muc tieu|chi tieu (?:giao|ke hoach|phan dau|nghi quyet)|du (?:toan|kien|bao)|phan dau|nghi quyet|"
    r"targets?|plan|planned|goals?|budget|forecast)\b.*|(?:tong(?: so| cong)?|cong|total)|"
    r".*(?:\b(?:so voi|so sanh|cung ky|(?:nam|quy|thang|ky) truoc|ty le|ti le|ty trong|co cau|tang|giam|toc do|"
    r"chenh lech|hoan thanh|phan tram|percent|change|growth|compared|versus|vs|yoy|last year|previous|difference|"
    r"share|ratio|rate)\b|"
    r"%|\bth ?/ ?kh\b).*"
)
_CHANGE = re.compile(r"(?<!gia tri )\b(?:tang|giam|chenh lech|growth|changes?|increase|decrease|rise)\b")
_INDEX = re.compile(r"\b(?:chi so|index|toc do phat trien)\b")
_SAME_PERIOD = re.compile(r"\b(?:cung ky|same period)\b")
_YEAR_BEFORE = re.compile(r"(?<!cung ky )\b(?:nam (?:truoc|ngoai)|previous year|preceding year)\b")
_OTHER_BASE = re.compile(  # "chi so" is not "so", to compare
    r"\b(?:thang|quy|ky|tuan|ngay) truoc\b|\b(?:dau|cuoi) nam (?:truoc|ngoai)\b|\b(?:ky|nam) goc\b|"
    r"\bdiem (?:%|phan tram)|percentage points?|^(?!.*\btang\b)(?!.*\bincrease\b).*\b(?:giam|decrease)\b|"
    r"(?<!cung ky )(?<!cung ky nam )\b[0-9]{4} ?= ?100\b|\bke hoach\b|\bkh\b|\bdu toan\b|"
    r"month[ -]on[ -]month|quarter[ -]on[ -]quarter|\b[mq]o[mq]\b|"
    r"\b(?:previous|last|preceding) (?:month|quarter|period)|base period|\bplan\b|"
    r"\bso (?:sanh )?voi(?! cung ky| nam truoc| nam ngoai|$)|(?<!chi )\bso (?:thang|quy|nam)\b"
)
_OF_100 = re.compile(r"= ?100\b|\b(?:ky|nam) goc\b")
_COMPARED = re.compile(
    r"\bso (?:sanh )?voi(?= cung| nam| thang| quy| ky| ke hoach| kh\b| \(%\)|$)|\bso sanh\b|"
    r"(?<!chi )\bso (?=cung ky)|\bcompared (?:with|to)\b|\btoc do\b|"
    r"\byear[ -]on[ -]year\b"
)
_COUNTERS = frozenset("stt|tt|so tt|so thu tu|thu tu|no|nr|#|s n|serial no|order".split("|"))
_REMARKS = frozenset(
    "in words|bang loi|the truth may be|gia tri thuc te|khoang gia tri|lowest|thap nhat|highest|cao nhat|authority|"
    "loai nguon|date as written|ngay nhu da ghi|file|tep|line|dong|day".split("|")
)
"""What the program's own exports say of a figure once more."""
_MULTIPLIER = re.compile(
    r"(?:unit )?(?:mult|multiplier)|unit mult|power ?code(?: code)?|scale|he so|boi so|don vi nhan"
)
_SDMX = {
    "INDICATOR": Field.INDICATOR, "REF_AREA": Field.AREA, "SOURCE": Field.SOURCE, "AS_OF": Field.AS_OF,
    "TIME_PERIOD": Field.PERIOD, "OBS_VALUE": Field.VALUE, "QUALIFIER": Field.QUALIFIER, "VALUE_HIGH": Field.VALUE_HIGH,
    "STATUS": Field.STATUS, "UNIT_MEASURE": Field.UNIT, "WORDING": Field.WORDING, "COMMENT_OBS": Field.NOTE,
}  # fmt: skip
_TIDY = {
    "indicator": Field.INDICATOR, "area": Field.AREA, "unit": Field.UNIT,
    **{f"observed_{name}": Field(name) for name in
       ("qualifier", "value", "value_high", "as_of", "period", "source")},
}  # fmt: skip
_UNTIL = re.compile(r"(?:tinh )?den (?:het )?(?:ngay )?(?=[0-9])")
"""Before the day of a stock; before a month it is not said where the count begins."""
IN_BRACKETS = re.compile(r"^(.*\S)\s*[(\[]([^()\[\]]+)[)\]]$")
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
    """The status that a word of either language means; a letter in brackets only: ``(p)``."""
    words = plain(text).strip(" .")
    return _STATUSES.get(words.strip("(). ")) if len(words) > 1 else None


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
    if len(text) > LONGEST or _MARKS.search(text):
        return None, ""
    text = " ".join(text.split())
    status, unit = ObservationStatus.UNMARKED, ""
    if bracketed := IN_BRACKETS.match(text):
        text, inside = bracketed[1], bracketed[2].strip()
        told = status_of(f"({inside})")
        status, unit = (told, "") if told is not None else (status, inside)
    else:
        text, unit = split_unit(text)
    words = plain(text)
    if result := _RESULT.match(words):
        status = _STATUSES.get(result[1] or "", status)
        text = words = words[result.end() :]
    if cumulated := _FROM_JANUARY.match(words):
        text = (f"{cumulated[1]} thang " if cumulated[1] else "") + words[cumulated.end() :].lstrip(" /")
    until = _UNTIL.match(plain(text))
    period = None if until else span_of(text)
    if period is not None:
        return Head(period, "", status), unit
    day = dates.day_first(plain(text)[until.end() :] if until else text.strip())
    if not isinstance(day, Fault) and (not until or day.grain is Grain.DAY):
        return Head(day, "", status), unit
    return (Head(None, text, status), unit) if _PART.fullmatch(_loose(text)) else (None, unit)


@lru_cache(maxsize=_REMEMBERED)
def field_of(text: str) -> tuple[Field | None, str]:
    """The field that a header names, if any; and the unit in brackets behind it."""
    if len(text) > LONGEST:
        return None, ""
    text, unit = without_marks(text), ""
    if bracketed := IN_BRACKETS.match(" ".join(text.split())):
        if (whole := _FIELDS.get(_name(text))) is not None:
            return whole, ""
        text, unit = bracketed[1], bracketed[2].strip()
    if (whole := _FIELDS.get(_name(text))) is not None:
        return whole, unit
    if not bracketed:
        text, unit = split_unit(text)
    parts = [_FIELDS.get(_name(part)) for part in re.split(r"[/\n|]| - ", text)]
    if Field.VALUE in parts and {*parts} != {Field.VALUE}:
        return None, ""  # "Thực hiện / Kế hoạch"
    names = {*parts} - {None}
    return (names.pop(), unit) if len(names) == 1 else (None, unit)


class Comparison(Enum):
    """What a number below words for a comparison is."""

    INDEX = "index"
    """On the same period of the year before, which is 100."""
    CHANGE = "change"
    """From the same period of the year before."""
    OTHER = "other"
    """A comparison with something else."""


@lru_cache(maxsize=_REMEMBERED)
def comparison_of(text: str, *, annual: bool) -> Comparison | None:
    """What a header or a unit says that figures of growth are, if it says it; ``annual`` where they are of a year."""
    words = " ".join(plain(text[:_LONGEST_COMPARED]).replace("(%)", " ").split())
    if _OTHER_BASE.search(words) or (not annual and _YEAR_BEFORE.search(words)):
        return Comparison.OTHER
    if _CHANGE.search(words):
        is_open = _INDEX.search(words) is not None and "toc do" not in words
        return None if is_open else Comparison.CHANGE
    is_index = _INDEX.search(words) or _SAME_PERIOD.search(words) or _YEAR_BEFORE.search(words)
    return Comparison.INDEX if is_index else None


def base_of(text: str) -> str:
    """A title of a table, if it says what the figures below it are compared with, which their headers may not."""
    of_100 = len(text) <= LONGEST and _OF_100.search(plain(text))
    return text if of_100 or (is_compared(text) and comparison_of(text, annual=True) is Comparison.OTHER) else ""


@lru_cache(maxsize=_REMEMBERED)
def is_compared(text: str) -> bool:
    """Whether a header says outright that what is below it is compared with something."""
    return len(text) <= LONGEST and _COMPARED.search(plain(text)) is not None


@lru_cache(maxsize=_REMEMBERED)
def head_within(text: str) -> Head | None:
    """What a header of a comparison says of its period: ``Chỉ số tháng 6/2025 so với cùng kỳ``."""
    words = plain(text)
    compared = _COMPARED.search(words)
    tokens = words[: compared.start()].replace("(%)", " ").split() if compared and len(text) <= LONGEST else []
    for count in range(len(tokens), 0, -1):
        for first in range(len(tokens) - count + 1):
            if (found := head_of(" ".join(tokens[first : first + count]).strip(" ,;:"))[0]) is not None:
                return found
    return None


def without_marks(text: str) -> str:
    """A header or a name without the marks of footnotes behind it."""
    return _MARKS.sub("", text)


def is_beside(text: str) -> bool:
    """Whether a header is of a column that is known but not imported: running numbers, remarks, targets."""
    return len(text) <= LONGEST and (
        is_counter(text) or _name(text) in _REMARKS or _BESIDE.fullmatch(plain(text)) is not None
    )


def is_counter(text: str) -> bool:
    """Whether a header is that of running numbers."""
    return _name(text) in _COUNTERS or plain(text) in _COUNTERS


def is_multiplier(text: str) -> bool:
    """Whether the numbers below a header say what the figures are multiplied by."""
    return _MULTIPLIER.fullmatch(_name(text)) is not None


class OwnExport(NamedTuple):
    """The columns of one of the program's own exports, and the one that is empty where a figure was not reported."""

    fields: Mapping[str, Field]
    reported: str = ""


def own_export(titles: Collection[str]) -> OwnExport | None:
    """The export that has such a header, if one has."""
    if {*_SDMX, "STRUCTURE_ID", "VARIANT"} <= {*titles}:
        return OwnExport({**dict.fromkeys(titles, Field.SKIP), **_SDMX})
    if {*_TIDY, "observed_file", "target_value", "pace_ratio"} <= {*titles}:
        return OwnExport({**dict.fromkeys(titles, Field.SKIP), **_TIDY}, "observed_file")
    return None


def _name(text: str) -> str:
    return " ".join(re.sub(r"[_\-/.:*,()]+", " ", plain(text)).split())
