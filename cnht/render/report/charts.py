"""The charts of a workbook: an indicator's figures and targets over the years, drawn by Excel from cells of a sheet.

What a chart shows is the scene that the terminal's and the pictures show. A figure is a point with a bar from end to
end of what the truth may be, to the edge of the chart where there is no end; a target is a mark on the day that it is
due, with a line from the first day of its period.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from cnht.history import History, Role
from cnht.lang import Lang, Words
from cnht.render.history import words as history_words
from cnht.render.history.scene import Dot, Scene, scene
from cnht.render.phrases import spaced
from cnht.render.sheets import FIRST_DAY, Column, Drawn, Sheet, Writer
from cnht.wording import write_date

_CHARTS = Words("Biểu đồ", "Charts")
_DATA = Words("Số liệu biểu đồ", "Chart data")
_WIDTH, _HEIGHT, _GAP = 610, 400, 16
_COLUMNS, _ROWS = 10, 21
"""How many cells a chart with its gap takes: of 64 and 20 pixels, as Excel has them."""
_CELL = (_WIDTH + _GAP) / _COLUMNS
_FIGURE, _FAINT, _TARGET, _LINE = "#0B5394", "#8C8C8C", "#2E7D32", "#8A4B08"
_EPOCH = date(1899, 12, 30)
"""What Excel counts the days after February 1900 from."""


class _Point(NamedTuple):
    """A row of the sheet of numbers: ``below``, ``above`` and, in days, ``before`` are how far its bars reach."""

    chart: str
    unit: str
    series: str
    day: date
    number: Fraction
    low: Fraction | None
    high: Fraction | None
    below: Fraction
    above: Fraction
    before: int
    text: str


class _Series(NamedTuple):
    """Points that are drawn alike: ``marker`` and ``line`` as Excel's library has them."""

    points: list[_Point]
    marker: dict[str, Any]
    line: dict[str, Any]
    colour: str
    labelled: bool = False


class _Chart(NamedTuple):
    series: list[_Series]
    first: int
    last: int
    low: Fraction
    high: Fraction
    step: Fraction
    description: str


def charts(writer: Writer, histories: Sequence[History]) -> Sheet[Any] | None:
    """Add a sheet of charts; the sheet of the numbers they are drawn from is to be added, too.

    ``None``, and no charts, where there is nothing to draw.
    """
    found = [chart for history in histories if (chart := _chart(history, writer.lang)) is not None]
    if not found:
        return None
    page = writer.page(_CHARTS)
    page.hide_gridlines(2)
    page.set_column_pixels(0, 2 * _COLUMNS - 1, int(_CELL))
    row = 1
    for at, chart in enumerate(found):
        drawn = _Drawing(writer, row).chart(chart)
        row += sum(len(series.points) for series in chart.series)
        place = {"object_position": 2, "description": chart.description}
        page.insert_chart(2 + _ROWS * (at // 2), _COLUMNS * (at % 2), drawn, place)
    writer.cell(page, 0, 0, _LEGEND.text(writer.lang), font_color="#444444")
    # Two rows of two charts on a page; what must fit a page's width would take no breaks.
    page.set_print_scale(76)
    page.set_h_pagebreaks([2 + _ROWS * at for at in range(2, -(-len(found) // 2), 2)])
    return _numbers([point for chart in found for series in chart.series for point in series.points])


_LEGEND = Words(
    "Điểm: số liệu; thanh dọc: từ giá trị thấp nhất đến cao nhất mà thực tế có thể có, chạm mép biểu đồ là không có"
    " giới hạn. Gạch ngang: mục tiêu vào ngày đến hạn.",
    "A point is a figure; its bar reaches from the lowest to the highest that the truth may be, and to the edge of the"
    " chart where there is no end. A dash is a target on the day it is due.",
)
_MARKERS: dict[Role, dict[str, Any]] = {
    Role.CHOSEN: {"type": "circle", "size": 8, "fill": {"color": _FIGURE}, "border": {"color": _FIGURE}},
    Role.OTHER: {"type": "diamond", "size": 8, "fill": {"color": _FIGURE}, "border": {"color": _FIGURE}},
    Role.DISPUTED: {
        "type": "circle",
        "size": 8,
        "fill": {"color": "#C9DBEF"},
        "border": {"color": _FIGURE, "width": 1.5},
    },
    Role.CARRIED: {"type": "square", "size": 7, "fill": {"color": "#D9D9D9"}, "border": {"color": _FAINT}},
}
"""A shape for each role, as in the other charts, so that colour is not the only sign."""
_PART = {"type": "triangle", "size": 8, "fill": {"color": "#8FB4DC"}, "border": {"color": _FIGURE, "width": 1.5}}


def _numbers(points: list[_Point]) -> Sheet[_Point]:
    def drawn(number: Fraction | None) -> Drawn | None:
        return None if number is None else Drawn(number)

    return Sheet(
        _DATA,
        (
            Column(Words("Biểu đồ", "Chart"), 46, lambda point: point.chart),
            Column(Words("Đơn vị tính", "Unit"), 14, lambda point: point.unit),
            Column(Words("Loại", "Series"), 20, lambda point: point.series),
            Column(Words("Ngày", "Date"), 13, lambda point: point.day),
            Column(Words("Số", "Number"), 12, lambda point: drawn(point.number)),
            Column(Words("Thấp nhất", "Lowest"), 12, lambda point: drawn(point.low)),
            Column(Words("Cao nhất", "Highest"), 12, lambda point: drawn(point.high)),
            Column(Words("Thanh xuống", "Bar down"), 12, lambda point: drawn(point.below)),
            Column(Words("Thanh lên", "Bar up"), 12, lambda point: drawn(point.above)),
            Column(Words("Số ngày của kỳ", "Days of the period"), 12, lambda point: point.before),
            Column(Words("Bằng lời", "In words"), 30, lambda point: point.text),
        ),
        points,
    )


def _chart(history: History, lang: Lang) -> _Chart | None:
    found = scene(history, lang)
    if found is None or found.end < FIRST_DAY:
        return None
    step, low, high = _axis(found)
    make = _Maker(history, found, low, high, lang)
    series = [one for one in make.series() if one.points]
    if not any(one.points for one in series):
        return None
    title, what = history_words.heading(history, lang)
    said = "; ".join(point.text for one in series for point in one.points if one.labelled)
    first = max(found.first, FIRST_DAY.year)
    return _Chart(series, first, found.last, low, high, step, spaced(f"{title}. {what} {said}")[:2000])


def _axis(found: Scene) -> tuple[Fraction, Fraction, Fraction]:
    """The distance of the numbers at the axis, and round numbers that it begins and ends with."""
    marks = found.ticks(7)
    step = marks[1] - marks[0] if len(marks) > 1 else found.high - found.low
    return step, found.low // step * step, -(-found.high // step) * step


class _Maker:
    """Makes the points of a chart's series."""

    def __init__(self, history: History, found: Scene, low: Fraction, high: Fraction, lang: Lang) -> None:
        self.scene = found
        self.lang = lang
        self.low = low
        self.high = high
        self.title = history_words.heading(history, lang)[0]
        self.unit = history_words.unit(history).text(lang)

    def series(self) -> Iterator[_Series]:
        """Targets first, so that figures are drawn over them."""
        for superseded, name, colour in (
            (True, Words("Mục tiêu đã được thay thế", "Superseded target"), _FAINT),
            (False, Words("Mục tiêu", "Target"), _TARGET),
        ):
            points = [
                self._point(
                    name,
                    step.due,
                    step.low,
                    f"{step.text}, {write_date(step.due, self.lang)}",
                    high=step.high,
                    before=(step.due - max(step.begin, self.scene.begin, FIRST_DAY)).days,
                )
                for step in self.scene.steps
                if step.superseded is superseded and step.due >= FIRST_DAY
            ]
            marker = {"type": "long_dash", "size": 10, "fill": {"color": colour}, "border": {"color": colour}}
            yield _Series(points, marker, {"none": True}, colour, labelled=not superseded)
        stops = [
            self._point(history_words.MILESTONE, stop.day, stop.number, stop.text)
            for stop in self.scene.stops
            if not stop.superseded and stop.day >= FIRST_DAY
        ]
        plus = {"type": "plus", "size": 7, "border": {"color": _TARGET, "width": 1.5}}
        yield _Series(stops, plus, {"none": True}, _TARGET)
        trend = [
            self._point(Words("Đường thẳng", "Straight line"), day, number, "")
            for day, number in self.scene.trend
            if day >= FIRST_DAY
        ]
        dashed = {"color": _LINE, "width": 1.25, "dash_type": "dash"}
        yield _Series(trend, {"type": "none"}, dashed, _LINE)
        estimates = [
            self._point(
                Words("Dự báo (khoảng 80 %)", "Projection (80%)"),
                found.day,
                found.nominal,
                write_date(found.day, self.lang),
                low=found.interval.low,
                high=found.interval.high,
            )
            for found in self.scene.estimates
        ]
        cross = {"type": "x", "size": 7, "border": {"color": _LINE, "width": 1.5}}
        yield _Series(estimates, cross, {"none": True}, _LINE)
        for role in (Role.CARRIED, Role.OTHER, Role.DISPUTED, Role.CHOSEN):
            name, marker = history_words.ROLE_WORDS[role], _MARKERS[role]
            dots = [dot for dot in self.scene.dots if dot.role is role and not dot.part and dot.day >= FIRST_DAY]
            colour = _FAINT if role is Role.CARRIED else _FIGURE
            points = [self._dot(name, dot) for dot in dots]
            yield _Series(points, marker, {"none": True}, colour, labelled=role is Role.CHOSEN)
        name = history_words.PART_WORDS
        parts = [self._dot(name, dot) for dot in self.scene.dots if dot.part and dot.day >= FIRST_DAY]
        yield _Series(parts, _PART, {"none": True}, _FIGURE, labelled=True)

    def _dot(self, name: Words, dot: Dot) -> _Point:
        return self._point(name, dot.day, dot.number, dot.text, low=dot.interval.low, high=dot.interval.high, dot=True)

    def _point(
        self,
        name: Words,
        day: date,
        number: Fraction,
        text: str,
        *,
        low: Fraction | None = None,
        high: Fraction | None = None,
        before: int = 0,
        dot: bool = False,
    ) -> _Point:
        """A point with its bars, that end where the chart does; only a ``dot`` without an end has one up to there."""
        bottom = (self.low if dot else number) if low is None else max(low, self.low)
        top = (self.high if dot else number) if high is None else min(high, self.high)
        return _Point(
            self.title,
            self.unit,
            name.text(self.lang),
            day,
            number,
            low,
            high,
            max(number - bottom, Fraction(0)),
            max(top - number, Fraction(0)),
            before,
            spaced(text),
        )


class _Drawing:
    """Draws a chart from the rows of the sheet of numbers that begin at ``row``."""

    def __init__(self, writer: Writer, row: int) -> None:
        self.writer = writer
        self.row = row
        self.sheet = _DATA.text(writer.lang)

    def chart(self, chart: _Chart) -> Any:
        """The chart, with every text and number from a cell."""
        drawn = self.writer.book.add_chart({"type": "scatter"})
        top = self.row
        for series in chart.series:
            drawn.add_series(self._series(series, top))
            top += len(series.points)
        font = {"size": 9, "color": "#1B1B1B"}
        drawn.set_title({"name": [self.sheet, self.row, 0], "name_font": {"size": 12}, "overlay": False})
        days, form = _years(chart.first, chart.last, self.writer.lang)
        drawn.set_x_axis(
            {
                "min": (date(chart.first, 1, 1) - _EPOCH).days,
                "max": (date(chart.last, 12, 31) - _EPOCH).days + 1,
                "major_unit": days,
                "num_format": form,
                "num_font": font,
                "major_gridlines": {"visible": True, "line": {"color": "#ECECEC"}},
                "line": {"color": "#767676"},
                "label_position": "low",
            }
        )
        drawn.set_y_axis(
            {
                "min": float(chart.low),
                "max": float(chart.high),
                "major_unit": float(chart.step),
                "num_format": "#,##0" if chart.step.denominator == 1 else "General",
                "num_font": font,
                "name": [self.sheet, self.row, 1],
                "name_font": {"size": 9, "bold": False},
                "major_gridlines": {"visible": True, "line": {"color": "#E3E3E3"}},
                "line": {"color": "#767676"},
                "crossing": float(chart.low),
            }
        )
        drawn.set_legend({"position": "bottom", "font": {"size": 9}})
        drawn.set_size({"width": _WIDTH, "height": _HEIGHT})
        return drawn

    def _series(self, series: _Series, top: int) -> dict[str, Any]:
        last = top + len(series.points) - 1

        def cells(column: int) -> list[Any]:
            return [self.sheet, top, column, last, column]

        found: dict[str, Any] = {
            "name": [self.sheet, top, 2],
            "categories": cells(3),
            "values": cells(4),
            "marker": series.marker,
            "line": series.line,
        }
        thick = {"color": series.colour, "width": 1.5}
        if series.labelled:
            # Only the last one: words of all would cover each other.
            words: list[dict[str, Any]] = [{"delete": True}] * (len(series.points) - 1)
            words.append({"value": f"='{self.sheet}'!$K${last + 1}"})
            # For programs that do not know labels of words, and show the number.
            form = "#,##0" if series.points[-1].number.denominator == 1 else "#,##0.0#"
            label = {"value": True, "num_format": form, "position": "above", "font": {"size": 8}}
            found["data_labels"] = {**label, "custom": words}
        if any(point.below or point.above for point in series.points):
            ends = {"plus": [point.above for point in series.points], "minus": [point.below for point in series.points]}
            found["y_error_bars"] = self._bars({"plus": 8, "minus": 7}, ends, top, last, thick)
        if any(point.before for point in series.points):
            back = [Fraction(point.before) for point in series.points]
            found["x_error_bars"] = self._bars({"plus": 9, "minus": 9}, {"plus": back, "minus": back}, top, last, thick)
            found["x_error_bars"]["direction"] = "minus"
        return found

    def _bars(
        self, columns: dict[str, int], ends: dict[str, list[Fraction]], top: int, last: int, line: dict[str, Any]
    ) -> dict[str, Any]:
        """Bars as long as cells say, with what these say, for readers that compute nothing."""
        bars: dict[str, Any] = {"type": "custom", "end_style": 0, "line": line}
        for end, column in columns.items():
            letter = "ABCDEFGHIJK"[column]
            bars[f"{end}_values"] = f"='{self.sheet}'!${letter}${top + 1}:${letter}${last + 1}"
            bars[f"{end}_data"] = [float(number) for number in ends[end]]
        return bars


def _years(first: int, last: int, lang: Lang) -> tuple[int, str]:
    """How many days from one date at the axis to the next, and how they are shown.

    Never less than so many years can have, so that each falls into the year that it is named after.
    """
    count = last + 1 - first
    if count <= 2:
        return 92, "mm/yyyy" if lang is Lang.VI else "yyyy-mm"
    steps = {1: 366, 2: 731, 5: 1827, 10: 3653}
    return next((days for years, days in steps.items() if count <= 10 * years), 36525), "yyyy"
