"""A workspace as an Excel workbook: its figures, the progress of all years, its indicators and its sources.

Numbers and dates are numbers and dates, shown as the language writes them; everything else is text, never a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from cnht.figures import Figure
from cnht.lang import Lang, Words
from cnht.model import Indicator, Observation, Source, Workspace
from cnht.period import Grain, Period
from cnht.progress import Progress, Row, Status
from cnht.render import phrases
from cnht.render.notes import notes
from cnht.render.numbers import exact, percent
from cnht.wording import rounded, write_quantity

if TYPE_CHECKING:
    import xlsxwriter

MOST_ROWS = 1_048_575
"""The rows that a sheet has below its heading."""
_MOST_CHARACTERS = 32_767
_MOST_DIGITS = 15
_FIRST_YEAR = 1901
"""Excel counts days from 1900, which it takes for a leap year."""
_WRAPPED_FROM = 24
"""Columns of this width hold sentences."""


class Month(NamedTuple):
    """A date that is known to the month, by the month's last day."""

    last: date


class Percent(NamedTuple):
    """A percentage: 97.5 is 97.5 %."""

    number: Decimal


class Computed(NamedTuple):
    """A number that was computed and is none that one would quote: shown with one decimal."""

    number: Decimal


Cell = str | int | Decimal | date | Month | Percent | Computed | None
"""An ``int`` is a year or the number of a line: it is not grouped."""
_T = TypeVar("_T")


class _Column(NamedTuple, Generic[_T]):
    heading: Words
    width: int
    value: Callable[[_T], Cell]


@dataclass(frozen=True, slots=True)
class _Sheet(Generic[_T]):
    """``frozen`` is how many columns on the left stay in sight."""

    name: Words
    columns: tuple[_Column[_T], ...]
    things: Iterable[_T]
    frozen: int = 1


def workbook(workspace: Workspace, results: Iterable[Progress], as_of: date, lang: Lang) -> bytes:
    """The workbook as a file, the same for the same input; ``as_of`` is the day it is of.

    A number that Excel cannot hold, for it counts 15 digits, and a day before 1901 are written as text, and a text of
    more than 32,767 characters is cut. ``ModuleNotFoundError`` where the library that writes them is not installed.
    """
    import xlsxwriter

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    created = datetime(as_of.year, as_of.month, as_of.day)
    title = Words("Chỉ tiêu và số liệu", "Targets and figures").text(lang)
    book.set_properties({"title": title, "created": created})
    writer = _Writer(book, lang)
    writer.sheet(_figures(workspace, lang))
    writer.sheet(_progress(results, lang))
    writer.sheet(_indicators(workspace, lang))
    writer.sheet(_sources(workspace, lang))
    book.close()
    return stream.getvalue()


_DATES = {Lang.VI: "dd/mm/yyyy", Lang.EN: "yyyy-mm-dd"}
_MONTHS = {Lang.VI: "mm/yyyy", Lang.EN: "yyyy-mm"}


class _Writer:
    """Writes cells by what they are, each kind in its format."""

    def __init__(self, book: xlsxwriter.Workbook, lang: Lang) -> None:
        self._book = book
        self._lang = lang
        self._formats: dict[str, Any] = {}
        self._heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E7EEF6", "bottom": 1}
        )

    def sheet(self, sheet: _Sheet[Any]) -> None:
        """Add a sheet: a heading that stays in sight and filters, and a row for each thing."""
        page = self._book.add_worksheet(sheet.name.text(self._lang))
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width)
            page.write_string(0, at, column.heading.text(self._lang), self._heading)
        row = 0
        for row, thing in enumerate(sheet.things, 1):
            for at, column in enumerate(sheet.columns):
                self._cell(page, row, at, column.value(thing), wrapped=column.width >= _WRAPPED_FROM)
        last = len(sheet.columns) - 1
        page.freeze_panes(1, sheet.frozen)
        page.autofilter(0, 0, row, last)
        page.ignore_errors({"number_stored_as_text": f"A1:ZZ{row + 1}"})  # codes, periods such as 2025
        page.set_landscape()
        page.repeat_rows(0)
        page.fit_to_pages(1, 0)

    def _cell(self, page: Any, row: int, at: int, cell: Cell, *, wrapped: bool) -> None:
        match cell:
            case None | "":
                return
            case str():
                text = cell if len(cell) <= _MOST_CHARACTERS else cell[: _MOST_CHARACTERS - 1] + "…"
                page.write_string(row, at, text, self._format("@", wrapped=wrapped))
            case int():
                page.write_number(row, at, cell, self._format("0"))
            case Decimal():
                self._number(page, row, at, cell)
            case Percent():
                page.write_number(row, at, float(cell.number / 100), self._format("0.0%"))
            case Computed():
                page.write_number(row, at, float(cell.number), self._format("#,##0.0"))
            case Month():
                self._date(page, row, at, cell.last, _MONTHS[self._lang])
            case date():
                self._date(page, row, at, cell, _DATES[self._lang])

    def _number(self, page: Any, row: int, at: int, number: Decimal) -> None:
        if len(f"{number:f}".replace(".", "").strip("-0")) > _MOST_DIGITS:
            page.write_string(row, at, f"{number:f}", self._format("@"))
            return
        places = max(-int(number.as_tuple().exponent), 0)
        page.write_number(row, at, float(number), self._format("#,##0" + "." * bool(places) + "0" * places))

    def _date(self, page: Any, row: int, at: int, day: date, form: str) -> None:
        if day.year < _FIRST_YEAR:
            page.write_string(row, at, day.isoformat(), self._format("@"))
            return
        page.write_datetime(row, at, datetime(day.year, day.month, day.day), self._format(form))

    def _format(self, form: str, *, wrapped: bool = False) -> Any:
        key = f"{form}{wrapped}"
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"num_format": form, "valign": "top", "text_wrap": wrapped})
        return self._formats[key]


# --- what several sheets have ------------------------------------------------------------------------------------

_NAME = Words("Tên chỉ tiêu", "Indicator name")
_CODE = Words("Mã chỉ tiêu", "Indicator")
_AREA = Words("Địa bàn", "Area")
_UNIT = Words("Đơn vị tính", "Unit")
_AS_OF = Words("Ngày số liệu", "As of")
_SOURCE = Words("Nguồn", "Source")
_AUTHORITY = Words("Loại nguồn", "Authority")
_NOTE = Words("Ghi chú", "Note")


def _known(period: Period) -> Cell:
    """A date as far as it is known."""
    match period.grain:
        case Grain.DAY:
            return period.last
        case Grain.MONTH:
            return Month(period.last)
        case Grain.YEAR:
            return period.last.year
        case _:
            return period.text


def _computed(number: Fraction) -> Decimal | Computed:
    """A quoted number as it is, and one such as a quotient that is as near as ten decimals come."""
    short = exact(number, 4)
    return Computed(rounded(number, 10)) if short is None else Decimal(short)


# --- the sheets --------------------------------------------------------------------------------------------------


def _figures(workspace: Workspace, lang: Lang) -> _Sheet[Observation]:
    definitions = workspace.definitions

    def unit(seen: Observation) -> Words:
        return definitions.units[definitions.indicators[seen.indicator].unit].name

    return _Sheet(
        Words("Số liệu", "Figures"),
        (
            _Column(_NAME, 36, lambda seen: definitions.indicators[seen.indicator].name.text(lang)),
            _Column(_CODE, 22, lambda seen: seen.indicator),
            _Column(_AREA, 12, lambda seen: seen.area),
            _Column(Words("Kỳ", "Period"), 16, lambda seen: None if seen.period is None else seen.period.text),
            _Column(_AS_OF, 13, lambda seen: _known(Period.parse(seen.as_of_text))),
            _Column(Words("Định lượng", "Qualifier"), 11, lambda seen: seen.quantity.qualifier.value),
            _Column(Words("Giá trị", "Value"), 13, lambda seen: seen.quantity.value),
            _Column(Words("Giá trị trên", "Upper value"), 13, lambda seen: seen.quantity.value_high),
            _Column(_UNIT, 16, lambda seen: unit(seen).text(lang)),
            _Column(
                Words("Bằng lời", "In words"),
                24,
                lambda seen: phrases.spaced(write_quantity(seen.quantity, lang, unit=unit(seen))),
            ),
            _Column(
                Words("Giá trị thực tế", "The truth may be"),
                26,
                lambda seen: phrases.interval_text(workspace.interval(seen), lang),
            ),
            _Column(Words("Tình trạng", "Status"), 12, lambda seen: seen.status.value),
            _Column(_SOURCE, 22, lambda seen: seen.source),
            _Column(
                _AUTHORITY,
                12,
                lambda seen: phrases.AUTHORITY_WORDS[definitions.sources[seen.source].authority].text(lang),
            ),
            _Column(Words("Nguyên văn", "Wording"), 24, lambda seen: seen.wording),
            _Column(_NOTE, 50, lambda seen: seen.note),
            _Column(Words("Ngày như đã ghi", "Date as written"), 13, lambda seen: seen.as_of_text),
            _Column(Words("Tệp", "File"), 20, lambda seen: seen.where.file),
            _Column(Words("Dòng", "Line"), 7, lambda seen: seen.where.line),
        ),
        workspace.observations,
    )


_Judged = tuple[Progress, Row]


def _progress(results: Iterable[Progress], lang: Lang) -> _Sheet[_Judged]:
    def unit(judged: _Judged) -> Words:
        return phrases.unit_words(judged[1].indicator, judged[0])

    def figure(value: Callable[[Figure], Cell]) -> Callable[[_Judged], Cell]:
        return lambda judged: None if judged[1].observed is None else value(judged[1].observed)

    return _Sheet(
        Words("Tiến độ", "Progress"),
        (
            _Column(Words("Năm", "Year"), 7, lambda judged: judged[0].year),
            _Column(Words("Kế hoạch", "Plan"), 16, lambda judged: judged[1].plan.number),
            _Column(_NAME, 36, lambda judged: judged[1].indicator.name.text(lang)),
            _Column(_CODE, 22, lambda judged: judged[1].indicator.code),
            _Column(_AREA, 12, lambda judged: judged[1].target.area),
            _Column(_UNIT, 16, lambda judged: unit(judged).text(lang)),
            _Column(
                Words("Mục tiêu", "Target"),
                18,
                lambda judged: phrases.spaced(write_quantity(judged[1].target.quantity, lang)),
            ),
            _Column(Words("Số mục tiêu", "Target number"), 13, lambda judged: _computed(judged[1].goal)),
            _Column(Words("Hạn", "Due"), 13, lambda judged: judged[1].due),
            _Column(Words("Gần nhất", "Latest"), 18, figure(lambda seen: _figure_words(seen, lang))),
            _Column(Words("Số gần nhất", "Latest number"), 13, figure(lambda seen: _computed(seen.nominal))),
            _Column(_AS_OF, 13, figure(_figure_date)),
            _Column(_SOURCE, 22, figure(lambda seen: ", ".join(dict.fromkeys(part.source for part in seen.parts)))),
            _Column(
                Words("Số gốc", "Baseline"),
                13,
                lambda judged: None if judged[1].baseline is None else _computed(judged[1].baseline.nominal),
            ),
            _Column(
                Words("Ngày số gốc", "Baseline as of"),
                13,
                lambda judged: None if judged[1].baseline is None else judged[1].baseline.as_of,
            ),
            _Column(
                Words("Tỷ lệ", "Percent"),
                10,
                lambda judged: None if judged[1].percent is None else Percent(percent(judged[1].percent[0])),
            ),
            _Column(
                Words("So với", "Percent is"),
                12,
                lambda judged: None if judged[1].percent is None else phrases.percent_label(judged[1], lang),
            ),
            _Column(
                Words("Tiến độ", "Pace"),
                10,
                lambda judged: (
                    None if judged[1].pace is None or judged[1].pace.ratio is None else rounded(judged[1].pace.ratio, 3)
                ),
            ),
            _Column(Words("Đánh giá", "Verdict"), 20, lambda judged: _status(judged[1].status, lang)),
            _Column(
                Words("Nhiều khả năng", "Likely"),
                20,
                lambda judged: None if judged[1].likely is None else phrases.STATUS_WORDS[judged[1].likely].text(lang),
            ),
            _Column(Words("Mã đánh giá", "Status"), 14, lambda judged: judged[1].status.value),
            _Column(_NOTE, 60, lambda judged: phrases.spaced("; ".join(notes(judged[1], judged[0], lang)))),
        ),
        _judged(results),
        frozen=3,
    )


def _judged(results: Iterable[Progress]) -> Iterator[_Judged]:
    return ((result, row) for result in results for row in result.rows)


def _figure_words(figure: Figure, lang: Lang) -> str:
    return phrases.spaced(phrases.figure_text(figure, lang))


def _figure_date(figure: Figure) -> Cell:
    return figure.as_of if figure.reported is None else _known(Period.parse(figure.reported.as_of_text))


def _status(status: Status, lang: Lang) -> str:
    return f"{phrases.STATUS_MARKS[status][0]} {phrases.STATUS_WORDS[status].text(lang)}"


def _indicators(workspace: Workspace, lang: Lang) -> _Sheet[Indicator]:
    units = workspace.definitions.units
    return _Sheet(
        Words("Chỉ tiêu", "Indicators"),
        (
            _Column(_CODE, 34, lambda one: one.code),
            _Column(_NAME, 40, lambda one: one.name.text(lang)),
            _Column(
                Words("Định nghĩa", "Definition"),
                60,
                lambda one: None if one.definition is None else one.definition.text(lang),
            ),
            _Column(_UNIT, 16, lambda one: units[one.unit].name.text(lang)),
            _Column(Words("Loại", "Measure"), 12, lambda one: phrases.MEASURE_NAMES[one.measure].text(lang)),
            _Column(Words("Hướng", "Direction"), 12, lambda one: phrases.DIRECTION_NAMES[one.direction].text(lang)),
            _Column(
                Words("Tính từ", "Ratio"),
                40,
                lambda one: None if one.ratio is None else f"{one.ratio.part} / {one.ratio.whole}",
            ),
            _Column(Words("Sổ danh mục", "Register"), 14, lambda one: one.register),
            _Column(Words("Giai đoạn", "Stage"), 14, lambda one: one.stage),
            _Column(_NOTE, 60, lambda one: one.note),
        ),
        workspace.definitions.indicators.values(),
    )


def _sources(workspace: Workspace, lang: Lang) -> _Sheet[Source]:
    return _Sheet(
        Words("Nguồn", "Sources"),
        (
            _Column(_SOURCE, 24, lambda one: one.code),
            _Column(Words("Tên bài", "Title"), 60, lambda one: one.title),
            _Column(Words("Cơ quan, báo", "Publisher"), 28, lambda one: one.publisher),
            _Column(Words("Ngày công bố", "Published"), 13, lambda one: _known(one.published)),
            _Column(Words("Địa chỉ", "Address"), 60, lambda one: one.url),
            _Column(_AUTHORITY, 12, lambda one: phrases.AUTHORITY_WORDS[one.authority].text(lang)),
            _Column(_NOTE, 50, lambda one: one.note),
        ),
        workspace.definitions.sources.values(),
    )
