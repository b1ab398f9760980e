"""What a date or a period may be, whether it stands in YAML or in CSV.

Every function takes text as it was written and gives what it means, or the :class:`~cnht.problems.Fault` that is in
it. What was probably meant is said in the remedy.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from cnht.domain.patterns import YEARS
from cnht.domain.period import DATE_GRAINS, DOCUMENT_GRAINS, Grain, Period
from cnht.language.texts import Localized, _, alternatives, both
from cnht.language.wording import TIME, NotUnderstood, read_period, write_date, write_period
from cnht.problems import Fault, shown

_DAY_MONTH_YEAR = re.compile(rf"([0-9]{{1,2}})([/.-])([0-9]{{1,2}})\2([0-9]{{4}}){TIME}")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})")
_YEAR_MONTH_DAY = re.compile(rf"([0-9]{{4}})([/.-])([0-9]{{1,2}})\2([0-9]{{1,2}}){TIME}")
_YEAR_MONTH = re.compile(r"([0-9]{4})[/-]([0-9]{1,2})")
_TWO_YEARS = re.compile(r"([0-9]{4})/([0-9]{2})")
_YEAR_AND_DIGIT = re.compile(r"(?<![0-9])([0-9]{4})[/-]([1-9])(?![0-9])")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[/-]([0-9]{4})")
_DAY_OR_MONTHS = re.compile(r"([0-9]{1,2}) ?[-–—] ?([0-9]{1,2})[/.]([0-9]{4})")
_EIGHT_DIGITS = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])")
_EXCEL_DAYS = re.compile(r"([1-6][0-9]{4})(?:\.[0-9]*)?")
_MONTHS_ALONE = re.compile(r"(?i)(0?[1-9]|1[0-2]) ?(?:tháng|t|m|months?)(?: đầu năm)?")
_SHORT_MONTHS = re.compile(r"(?i)^(0?[1-9]|1[0-2])[TM][/ -]?(?=[0-9]{4}$)")


def figure_date(text: str) -> Period | Fault:
    """The day of a figure, or its month."""
    return _date(text, DATE_GRAINS, _("a day or month (2025-09-28, 2025-09)"))


def document_date(text: str) -> Period | Fault:
    """The day, month or year of a document."""
    expected = _("a day, month or year (2025-09-28, 2025-09, 2025)")
    return _date(text, DOCUMENT_GRAINS, expected)


def day(text: str) -> date | Fault:
    """One day."""
    found = _date(text, frozenset({Grain.DAY}), _("a day (2025-12-31)"))
    return found if isinstance(found, Fault) else found.last


def day_first(text: str) -> Period | Fault:
    """The day or month that people write as ``text``, the day before the month; ISO as well. The ISO text is kept."""
    found = figure_date(text)
    if not isinstance(found, Fault) or any(each.fullmatch(text.strip()) for each in (_EXCEL_DAYS, _SHORT_YEAR)):
        return found
    meant, lost = _dates_meant(text)
    if match := _DAY_MONTH_YEAR.fullmatch(text.strip()):
        lost = _existing((int(match[4]), int(match[3]), int(match[1])))[1]
    return figure_date(meant[0]) if meant and not lost and not _two_readings(text) else found


def meant_span(text: str) -> Period | None:
    """The period that people write as ``text``: ``quý I/2025``, ``6T/2025``, ``T7/2025``; days are none."""
    found = span(text)
    if not isinstance(found, Fault):
        return found
    meant = None if _two_readings(text) else _span_meant(text)
    return None if meant is None or meant.grain is Grain.DAY or year_fault(meant) else meant


def future(period: Period, today: date | None) -> Fault | None:
    """The fault of what happened on a day that is still to come; a month has come with its first day.

    A morning in Vietnam is the day before elsewhere, so the next day has come, too.
    """
    if today is None or period.first <= today + timedelta(days=1):
        return None
    then, now = both(write_period, period), both(write_date, today)
    return Fault("V317", then=then, now=now)


def year_fault(period: Period) -> Fault | None:
    """The fault of a period that no figure and no plan can be of."""
    year = next((each.year for each in (period.first, period.last) if each.year not in YEARS), None)
    if year is None:
        return None
    return Fault("V319", year=year, first=YEARS[0], last=YEARS[-1])


def _date(text: str, grains: Collection[Grain], expected: Localized) -> Period | Fault:
    try:
        found = Period.parse(text)
    except ValueError:
        pass
    else:
        if found.grain in grains:
            return year_fault(found) or found
        if found.grain is not Grain.RANGE and Grain.YEAR not in grains:
            last = found.last.isoformat()
            return Fault("V305.month", text=shown(text), expected=expected, last=last)
    if readings := _two_readings(text):
        return _ambiguous(text, readings)
    meant, impossible = _dates_meant(text)
    if not meant and impossible:
        year, month, _day = impossible[0]
        why = _impossible_day(year, month)
        return Fault("V306", text=shown(text), why=why, expected=expected)
    if len(meant) > 1:
        return Fault("V318.days", text=shown(text), meant=alternatives(meant), first=meant[0])
    serial = _EXCEL_DAYS.fullmatch(text.strip()) is not None
    key = "V305.serial" if serial else "V305.form"
    return Fault(key, text=shown(text), expected=expected, right=meant[0] if meant else expected)


def _impossible_day(year: int, month: int) -> Localized:
    """Why there is no such day."""
    if not 1 <= month <= 12:
        return _("there is no month {month}", month=month)
    if year == 0:
        return _("there is no year 0")
    days = monthrange(year, month)[1]
    spoken = both(write_period, Period.parse(f"{year:04}-{month:02}"))
    return _("{month} has {days} days", month=spoken, days=days)


def _dates_meant(text: str) -> tuple[list[str], list[tuple[int, int, int]]]:
    """The dates that somebody may have meant by ``text``, the likelier first, and those among them that do not exist.

    The day comes first, as Vietnam writes them, before the month first.
    """
    text = text.strip()
    if match := _DAY_MONTH_YEAR.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        return _existing((year, second, first), (year, first, second))
    if match := _SHORT_YEAR.fullmatch(text):
        first, second, third = map(int, match.groups())
        cut = [(2000 + first, second, third)] if "-" in text else []  # as in 25-06-01
        return _existing((2000 + third, second, first), (2000 + third, first, second), *cut)
    if match := _YEAR_MONTH_DAY.fullmatch(text):
        return _existing((int(match[1]), int(match[3]), int(match[4])))
    if match := _EIGHT_DIGITS.fullmatch(text):
        return _existing((int(match[1]), int(match[2]), int(match[3])))
    month = _MONTH_YEAR.fullmatch(text)
    if match := month or _YEAR_MONTH.fullmatch(text):
        found, lost = _existing((int(match[2 if month else 1]), int(match[1 if month else 2]), 1))
        return [day[:7] for day in found], lost
    if match := _EXCEL_DAYS.fullmatch(text):  # Excel counts days from the last but one of 1899
        return [(date(1899, 12, 30) + timedelta(days=int(match[1]))).isoformat()], []
    try:
        period = read_period(text)
    except NotUnderstood:
        return [], []
    return ([period.text] if period.grain in DATE_GRAINS else []), []


def _two_readings(text: str) -> list[str]:
    """Both periods that ``text`` may mean: ``1-6/2025`` is a day or six months, ``2009/10`` a month or two years,
    ``2018/2`` a month or a quarter. None where it has not such a form, or one of the two does not exist.
    """
    text = text.strip()
    if match := _DAY_OR_MONTHS.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), match[3]
        readings = [f"{year}-{second:02}-{first:02}", f"{year}-{first:02}/{year}-{second:02}"]
    elif match := _TWO_YEARS.fullmatch(text):
        readings = [f"{match[1]}-{match[2]}", f"{match[1]}/{match[1][:2]}{match[2]}"]
        readings = readings if int(match[1][2:]) + 1 == int(match[2]) else []
    else:
        readings = [_YEAR_AND_DIGIT.sub(form, text) for form in (r"\1-0\2", r"\1-Q\2")]
    return readings if readings and all(each != text and _parses(each) for each in readings) else []


def _ambiguous(text: str, readings: Sequence[str]) -> Fault:
    return Fault("V318.period", text=shown(text), meant=alternatives(readings))


def _existing(*dates: tuple[int, int, int]) -> tuple[list[str], list[tuple[int, int, int]]]:
    found: dict[str, None] = {}
    lost = []
    for year, month, day_of_month in dates:
        try:
            found[date(year, month, day_of_month).isoformat()] = None
        except ValueError:
            lost.append((year, month, day_of_month))
    return list(found), lost


def span(text: str) -> Period | Fault:
    """What a plan, a flow or a growth figure covers."""
    try:
        found = Period.parse(text)
    except ValueError:
        pass
    else:
        if found.grain is not Grain.DAY:
            return year_fault(found) or found
    expected = "2025, 2025-H1, 2025-Q2, 2025-07, 2025-01/2025-06"
    message = _('"{text}" is not a period', text=shown(text))
    if text.count("/") == 1 and all(_parses(part) for part in text.split("/")):
        one, other = text.split("/")
        if len(one) == len(other) == 10:
            by_months = f"{one[:7]}/{other[:7]}"
            return Fault("V307.days", text=shown(text), by_months=by_months)
        message = _('the period "{text}" ends before it starts', text=shown(text))
        return Fault("V307.ends", message=message, other=other, one=one)
    if months := _MONTHS_ALONE.fullmatch(text.strip()):
        count = int(months[1])
        message = _('"{text}" does not say which year', text=shown(text))
        return Fault("V307.months", message=message, count=count)
    if readings := _two_readings(text):
        return _ambiguous(text, readings)
    meant = _span_meant(text)
    if meant is None:
        return Fault("V307.forms", message=message, expected=expected)
    if meant.grain is Grain.DAY:
        message = _('"{text}" is a day, not a period', text=shown(text))
        return Fault("V307.forms", message=message, expected=expected)
    return Fault("V307.meant", message=message, meant=meant.text)


def _span_meant(text: str) -> Period | None:
    """The period that somebody may have meant by ``text``."""
    short = _SHORT_MONTHS.sub(r"\1 tháng ", text.strip())
    unpadded = re.sub(r"(?<=[0-9]{4}[-/])([1-9])(?![0-9])", r"0\1", short)
    for each in (short, unpadded, unpadded.replace("/", "-")):
        try:
            return read_period(each)
        except NotUnderstood:
            continue
    return None


def _parses(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True
