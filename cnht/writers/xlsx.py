"""How every workbook writes a sheet: cells by what they are, headings that stay in sight and filter, a print on A4.

Numbers and dates are numbers and dates, shown as the language writes them; everything else is text, never a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from io import BytesIO
from itertools import repeat
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from cnht.domain.period import Grain, Period
from cnht.domain.progress import Status
from cnht.language.texts import Lang, Localized, LocalizedText, Message, Written
from cnht.language.wording import rounded
from cnht.presenting import phrases
from cnht.presenting.numbers import exact

if TYPE_CHECKING:
    import xlsxwriter

MOST_ROWS = 1_048_575
"""The rows that a sheet has below its heading."""
FIRST_DAY = date(1901, 1, 1)
"""Excel counts days from 1900, which it takes for a leap year: what is earlier is written as text."""
_MOST_CHARACTERS = 32_767
_MOST_DIGITS = 15
_LONGEST_ADDRESS = 2_079
_MOST_LINKS = 65_530
_WRAPPED_FROM = 24
"""Columns of this width hold sentences."""
_WIDEST_PAGE = 230
"""More letters than this beside each other cannot be read on a page of A4: a wider sheet prints on several."""
_A4 = 9
_LINE, _HIGHEST = 15, 409
"""How high a line of text is, and a row can be, in points."""


class Month(NamedTuple):
    """A date that is known to the month, by the month's last day."""

    last: date


class Percent(NamedTuple):
    """A percentage: 97.5 is 97.5 %. ``before`` and ``after`` are shown beside the number, and are no part of it.

    One that is ``aside``, as it is of another period, has no bar.
    """

    number: Decimal
    before: str = ""
    after: str = ""
    aside: bool = False


class Computed(NamedTuple):
    """A computed number, not one to quote: shown with one decimal."""

    number: Decimal


class Drawn(NamedTuple):
    """A number that a chart is drawn from: as near as it can be kept, and never text."""

    number: Fraction


class Link(NamedTuple):
    """An address on the web, which opens."""

    address: str


Plain = str | int | Decimal | date | Month | Percent | Computed | Drawn | Link | None
Cell = Plain | Localized
"""An ``int`` is a year, a count or the number of a line: it is not grouped."""
_T = TypeVar("_T")


class CellLook(Enum):
    """What a column shows beside its text or number."""

    PLAIN = 0
    BAR = 1
    """A bar from 0 to 100 % behind a percentage."""
    STATUS = 2
    """The colour of the status that the text begins with the mark of."""


class SheetColumn(NamedTuple, Generic[_T]):
    """A heading, a width in letters, and what a row has there."""

    heading: Localized
    width: int
    value: Callable[[_T], Cell]
    look: CellLook = CellLook.PLAIN


@dataclass(frozen=True, slots=True)
class SheetSpec(Generic[_T]):
    """``frozen`` is how many columns on the left stay in sight."""

    name: Localized
    columns: tuple[SheetColumn[_T], ...]
    things: Iterable[_T]
    frozen: int = 1


class Colour(NamedTuple):
    """A light ground, the text on it, and the full colour of a bar."""

    ground: str
    text: str
    full: str


STATUS_COLOURS: dict[Status, Colour] = {
    Status.MET: Colour("#D5EBD9", "#14532D", "#2E7D32"),
    Status.ON_TRACK: Colour("#E3F1DC", "#2F5D12", "#7CB35B"),
    Status.BEHIND: Colour("#FFF0C9", "#6B4700", "#E0A100"),
    Status.OFF_TRACK: Colour("#FBDDCB", "#7A2E0B", "#D9662B"),
    Status.MOVING_AWAY: Colour("#F6CFD2", "#7F1D1D", "#B3323B"),
    Status.MISSED: Colour("#F0C3C8", "#6E1220", "#8C1C2B"),
    Status.UNDETERMINED: Colour("#E6DFF1", "#46307A", "#7E63B0"),
    Status.NO_DATA: Colour("#ECECEC", "#444444", "#A6A6A6"),
    Status.NOT_STARTED: Colour("#F4F4F4", "#555555", "#C9C9C9"),
    Status.SUPERSEDED: Colour("#F4F4F4", "#555555", "#DDDDDD"),
}

_DATES = {Lang.VI: "dd/mm/yyyy", Lang.EN: "yyyy-mm-dd"}
_MONTHS = {Lang.VI: "mm/yyyy", Lang.EN: "yyyy-mm"}


def workbook_bytes(title: str, as_of: date, lang: Lang, fill: Callable[[WorkbookWriter], None]) -> bytes:
    """A workbook as a file, the same for the same input; ``as_of`` is the day it is of, ``fill`` writes its sheets.

    A number that Excel cannot hold, for it counts 15 digits, and a day before 1901 are written as text, and a text of
    more than 32,767 characters is cut. ``ModuleNotFoundError`` where the library that writes them is not installed.
    """
    import xlsxwriter

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    created = datetime(as_of.year, as_of.month, as_of.day)
    book.set_properties({"title": title, "created": created})
    fill(WorkbookWriter(book, lang))
    book.close()
    return stream.getvalue()


class WorkbookWriter:
    """Writes cells by what they are, each kind in its format."""

    def __init__(self, book: xlsxwriter.Workbook, lang: Lang) -> None:
        self.book = book
        self.lang = lang
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def sheet(self, sheet: SheetSpec[Any]) -> None:
        """Add a sheet: a heading that stays in sight and filters, and a row for each thing."""
        page = self.page(sheet.name)
        self.widths(page, [column.width for column in sheet.columns], sheet.frozen)
        last = self.table(page, 0, sheet.columns, sheet.things)
        page.freeze_panes(1, sheet.frozen)
        page.autofilter(0, 0, last, len(sheet.columns) - 1)
        page.repeat_rows(0)

    def page(self, name: Localized) -> Any:
        """Add an empty sheet that prints on A4 with the numbers of its pages."""
        page = self.book.add_worksheet(name.text(self.lang))
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        page.set_footer("&L&A&R&P / &N")
        return page

    def widths(self, page: Any, widths: list[int], frozen: int = 0) -> None:
        """Set how wide the columns are, and print as many beside each other as can be read."""
        for at, width in enumerate(widths):
            page.set_column(at, at, width)
        kept = sum(widths[:frozen])  # is repeated on every page
        across = 1 if sum(widths) <= _WIDEST_PAGE else -(-(sum(widths) - kept) // (_WIDEST_PAGE - kept))
        page.fit_to_pages(across, 0)
        if across > 1 and frozen:
            page.repeat_columns(0, frozen - 1)

    def table(self, page: Any, top: int, columns: tuple[SheetColumn[Any], ...], things: Iterable[Any]) -> int:
        """Write a heading in the row ``top`` and a row for each thing below; the number of the last row."""
        heading = self._heading()
        for at, column in enumerate(columns):
            page.write_string(top, at, column.heading.text(self.lang), heading)
        self._height(page, top, [(column.heading.text(self.lang), column.width) for column in columns])
        row = top
        asides: set[tuple[int, int]] = set()
        for row, thing in enumerate(things, top + 1):
            long = []
            for at, column in enumerate(columns):
                cell = self.spoken(column.value(thing))
                wrapped = column.width >= _WRAPPED_FROM
                aside = {"indent": 1} if column.look is CellLook.STATUS else {}
                self.cell(page, row, at, cell, wrapped=wrapped, **aside)
                if isinstance(cell, Percent) and cell.aside:
                    asides.add((row, at))
                if wrapped and isinstance(cell, str):
                    long.append((cell, column.width))
            self._height(page, row, long)
        page.ignore_errors({"number_stored_as_text": f"A1:ZZ{row + 1}"})  # codes, periods such as 2025
        for at, column in enumerate(columns):
            looking = [each for each in range(top + 1, row + 1) if (each, at) not in asides]
            if looking:
                self._look(page, looking, at, column.look)
        return row

    def spoken(self, cell: Cell) -> Plain:
        """A cell with its text in the language of the workbook."""
        if isinstance(cell, LocalizedText | Message | Written):
            return cell.text(self.lang).replace("\u00a0", " ")
        return cell

    def _heading(self) -> Any:
        """How the head of a table looks."""
        return self.format(bold=True, text_wrap=True, valign="top", bg_color="#E7EEF6", bottom=1)

    def _height(self, page: Any, row: int, texts: list[tuple[str, int]]) -> None:
        """Make a row as high as the longest of its texts needs, each wrapped in a column of a width.

        Excel finds that by itself; other programs, and Excel for a print without a screen, take the height of a line.
        """
        # A column of w digits holds about 1.1 w letters of a text.
        lines = max(
            (len(wrap(text, max(width * 11 // 10, 1))) for text, width in texts if len(text) > width), default=1
        )
        if lines > 1:
            page.set_row(row, min(lines * _LINE, _HIGHEST))

    def headed(self, page: Any, top: int, last: int, columns: tuple[SheetColumn[Any], ...]) -> None:
        """Make what :meth:`table` wrote a table of Excel's: its heading is in sight wherever one scrolls, and filters.

        For a table that has other things above it, where no pane can be frozen.
        """
        if last == top:
            return
        heading = self._heading()
        heads = [{"header": column.heading.text(self.lang), "header_format": heading} for column in columns]
        page.add_table(top, 0, last, len(columns) - 1, {"columns": heads, "style": None})

    def cell(self, page: Any, row: int, at: int, cell: Cell, *, wrapped: bool = False, **style: Any) -> None:
        """Write one cell; ``style`` is what its format has beside how the number is shown."""
        style = {"valign": "top", "text_wrap": wrapped, **style}
        plain = self.spoken(cell)
        match plain:
            case None | "":
                return
            case str():
                text = plain if len(plain) <= _MOST_CHARACTERS else plain[: _MOST_CHARACTERS - 1] + "…"
                page.write_string(row, at, text, self.format(num_format="@", **style))
            case Link():
                self._link(page, row, at, plain.address, style)
            case Decimal():
                self._number(page, row, at, plain, style)
            case Month():
                self._date(page, row, at, plain.last, _MONTHS[self.lang], style)
            case date():
                self._date(page, row, at, plain, _DATES[self.lang], style)
            case int():
                page.write_number(row, at, plain, self.format(num_format="0", align="left", **{"indent": 1, **style}))
            case Percent() | Computed() | Drawn():
                number, form = _shown(plain)
                page.write_number(row, at, number, self.format(num_format=form, **style))

    def _number(self, page: Any, row: int, at: int, number: Decimal, style: dict[str, Any]) -> None:
        if len(f"{number:f}".replace(".", "").strip("-0")) > _MOST_DIGITS:
            page.write_string(row, at, f"{number:f}", self.format(num_format="@", **style))
            return
        places = max(-int(number.as_tuple().exponent), 0)
        form = "#,##0" + "." * bool(places) + "0" * places
        page.write_number(row, at, float(number), self.format(num_format=form, **style))

    def _date(self, page: Any, row: int, at: int, day: date, form: str, style: dict[str, Any]) -> None:
        if day < FIRST_DAY:
            page.write_string(row, at, day.isoformat(), self.format(num_format="@", **style))
            return
        # Nothing to add up: it reads as the words beside it.
        shown = self.format(num_format=form, align="left", **{"indent": 1, **style})
        page.write_datetime(row, at, datetime(day.year, day.month, day.day), shown)

    def _link(self, page: Any, row: int, at: int, address: str, style: dict[str, Any]) -> None:
        if len(address) > _LONGEST_ADDRESS or page.hlink_count >= _MOST_LINKS:
            page.write_string(row, at, address[:_MOST_CHARACTERS], self.format(num_format="@", **style))
            return
        page.write_url(row, at, address, self.format(font_color="#0B5394", underline=1, **style), string=address)

    def _look(self, page: Any, rows: list[int], at: int, look: CellLook) -> None:
        """Give the cells of a column in these rows, which ascend, their look."""
        from xlsxwriter.utility import xl_range

        first, last = rows[0], rows[-1]
        begins = [row for row, before in zip(rows, [-1, *rows], strict=False) if row != before + 1]
        ends = [row for row, after in zip(rows, [*rows[1:], -1], strict=True) if row != after - 1]
        runs = " ".join(xl_range(*run) for run in zip(begins, repeat(at), ends, repeat(at), strict=False))
        match look:
            case CellLook.BAR:
                bar = {"type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": "#A9C4E4"}
                scale = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
                page.conditional_format(
                    first, at, last, at, {**bar, **scale, "bar_border_color": "#7FA3CF", "multi_range": runs}
                )
            case CellLook.STATUS:
                for status, colour in STATUS_COLOURS.items():
                    rule = {"type": "text", "criteria": "begins with", "value": phrases.STATUS_MARKS[status][0]}
                    form = self.format(bg_color=colour.ground, font_color=colour.text)
                    page.conditional_format(first, at, last, at, {**rule, "format": form})
            case CellLook.PLAIN:
                pass

    def format(self, **properties: Any) -> Any:
        """A format of the workbook; the same one for the same properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]


def _shown(cell: Percent | Computed | Drawn) -> tuple[float, str]:
    """The number that a cell holds, and how it is shown."""
    match cell:
        case Percent():
            return float(cell.number / 100), _beside(cell.before, after=False) + "0.0%" + _beside(cell.after)
        case Computed():
            return float(cell.number), "#,##0.0"
        case Drawn():
            return float(cell.number), "General"


def _beside(text: str, *, after: bool = True) -> str:
    """Words in a number's format, with a space between."""
    if not text:
        return ""
    return f'" {text}"' if after else f'"{text} "'


def known(period: Period) -> Cell:
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


def computed(number: Fraction) -> Decimal | Computed:
    """A quoted number as it is, and one such as a quotient that is as near as ten decimals come."""
    short = exact(number, 4)
    return Computed(rounded(number, 10)) if short is None else Decimal(short)
