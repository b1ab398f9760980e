"""The charts of a workbook: an indicator's figures and targets over the years, drawn by Excel from cells of a sheet.

What a chart shows is what the terminal's and the pictures show. A figure is a point with a bar from end to
end of what the truth may be, to the edge of the chart where there is no end; a target is a mark on the day that it is
due, with a line from the first day of its period.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from cnht.history import History
from cnht.lang import Lang, Localized, _, both, composed, joined, p_
from cnht.presenting.blocks import Sign
from cnht.presenting.charts import SIGN_WORDS, Chart, chart_of, dated
from cnht.presenting.history import heading
from cnht.presenting.phrases import unit_of
from cnht.wording import write_date
from cnht.writers.xlsx import FIRST_DAY, Column, Drawn, Sheet, Writer

_CHARTS = _("Charts")
_DATA = _("Chart data")
_WIDTH, _HEIGHT, _GAP = 610, 400, 16
_COLUMNS, _ROWS = 10, 21
"""How many cells a chart with its gap takes: of 64 and 20 pixels, as Excel has them."""
_CELL = (_WIDTH + _GAP) / _COLUMNS
_FIGURE, _FAINT, _TARGET, _LINE = "#0B5394", "#8C8C8C", "#2E7D32", "#8A4B08"
_EPOCH = date(1899, 12, 30)
"""What Excel counts the days after February 1900 from."""


class _Point(NamedTuple):
    """A row of the sheet of numbers: ``below``, ``above`` and, in days, ``before`` are how far its bars reach."""

    sign: Sign
    chart: Localized
    unit: Localized
    series: Localized
    day: date
    number: Fraction
    low: Fraction | None
    high: Fraction | None
    below: Fraction
    above: Fraction
    before: int
    text: Localized | None


class _Series(NamedTuple):
    """Points that are drawn alike."""

    sign: Sign
    points: list[_Point]


class _Plan(NamedTuple):
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
    found = [plan for history in histories if (plan := _plan(history, writer.lang)) is not None]
    if not found:
        return None
    page = writer.page(_CHARTS)
    page.hide_gridlines(2)
    page.set_column_pixels(0, 2 * _COLUMNS - 1, int(_CELL))
    row = 1
    for at, plan in enumerate(found):
        drawn = _Drawer(writer, row).chart(plan)
        row += sum(len(series.points) for series in plan.series)
        place = {"object_position": 2, "description": plan.description}
        page.insert_chart(2 + _ROWS * (at // 2), _COLUMNS * (at % 2), drawn, place)
    writer.cell(page, 0, 0, _LEGEND, font_color="#444444")
    # Two rows of two charts on a page; what must fit a page's width would take no breaks.
    page.set_print_scale(76)
    page.set_h_pagebreaks([2 + _ROWS * at for at in range(2, -(-len(found) // 2), 2)])
    return _numbers([point for plan in found for series in plan.series for point in series.points])


_LEGEND = _(
    "A point is a figure; its bar reaches from the lowest to the highest that the truth may be, "
    "and to the edge of the chart where there is no end. A dash is a target on the day it is due."
)


def _marker(shape: str, size: int, fill: str, edge: str, width: float = 0.75) -> dict[str, Any]:
    """A marker as Excel's library has it."""
    return {"type": shape, "size": size, "fill": {"color": fill}, "border": {"color": edge, "width": width}}


_MARKERS: dict[Sign, dict[str, Any]] = {
    Sign.SUPERSEDED: _marker("long_dash", 10, _FAINT, _FAINT),
    Sign.TARGET: _marker("long_dash", 10, _TARGET, _TARGET),
    Sign.MILESTONE: _marker("plus", 7, _TARGET, _TARGET, 1.5),
    Sign.TREND: {"type": "none"},
    Sign.ESTIMATE: _marker("x", 7, _LINE, _LINE, 1.5),
    Sign.CARRIED: _marker("square", 7, "#D9D9D9", _FAINT),
    Sign.OTHER: _marker("diamond", 8, _FIGURE, _FIGURE),
    Sign.DISPUTED: _marker("circle", 8, "#C9DBEF", _FIGURE, 1.5),
    Sign.CHOSEN: _marker("circle", 8, _FIGURE, _FIGURE),
    Sign.PART: _marker("triangle", 8, "#8FB4DC", _FIGURE, 1.5),
}
"""A shape for each sign, as in the other charts, so that colour is not the only one; targets first, below figures."""
_LABELLED = {Sign.TARGET, Sign.CHOSEN, Sign.PART}


def _numbers(points: list[_Point]) -> Sheet[_Point]:
    def drawn(number: Fraction | None) -> Drawn | None:
        return None if number is None else Drawn(number)

    return Sheet(
        _DATA,
        (
            Column(_("Chart"), 46, lambda point: point.chart),
            Column(_("Unit"), 14, lambda point: point.unit),
            Column(_("Series"), 20, lambda point: point.series),
            Column(_("Date"), 13, lambda point: point.day),
            Column(p_("chart", "Number"), 12, lambda point: drawn(point.number)),
            Column(_("Lowest"), 12, lambda point: drawn(point.low)),
            Column(_("Highest"), 12, lambda point: drawn(point.high)),
            Column(_("Bar down"), 12, lambda point: drawn(point.below)),
            Column(_("Bar up"), 12, lambda point: drawn(point.above)),
            Column(_("Days of the period"), 12, lambda point: point.before),
            Column(_("In words"), 30, lambda point: point.text),
        ),
        points,
    )


def _plan(history: History, lang: Lang) -> _Plan | None:
    found = chart_of(history)
    if found is None or found.end < FIRST_DAY:
        return None
    step, low, high = _axis(found)
    series = _Maker(history, found, low, high).series()
    if not series:
        return None
    title, what = heading(history)
    said = joined("; ", (point.text for one in series for point in one.points if one.sign in _LABELLED))
    first = max(found.first, FIRST_DAY.year)
    words = joined(" ", [composed("{title}.", title=title), what, said]).text(lang).replace("\u00a0", " ")
    return _Plan(series, first, found.last, low, high, step, words[:2000])


def _axis(found: Chart) -> tuple[Fraction, Fraction, Fraction]:
    """The distance of the numbers at the axis, and round numbers that it begins and ends with."""
    marks = found.ticks(7)
    step = marks[1] - marks[0] if len(marks) > 1 else found.high - found.low
    return step, found.low // step * step, -(-found.high // step) * step


class _Maker:
    """Makes the points of a chart's series."""

    def __init__(self, history: History, found: Chart, low: Fraction, high: Fraction) -> None:
        self.chart = found
        self.low = low
        self.high = high
        self.title = heading(history)[0]
        self.unit = unit_of(history.indicator.code, history.book.workspace.definitions)

    def series(self) -> list[_Series]:
        """Those that have a point, in the order of drawing."""
        points = [point for point in self._points() if point.day >= FIRST_DAY]
        found = [_Series(sign, [point for point in points if point.sign is sign]) for sign in _MARKERS]
        return [series for series in found if series.points]

    def _points(self) -> Iterator[_Point]:
        chart = self.chart
        for step in chart.steps:
            before = (step.due - max(step.begin, chart.begin, FIRST_DAY)).days
            text = dated(step.text, step.due)
            sign = Sign.SUPERSEDED if step.superseded else Sign.TARGET
            yield self._point(sign, step.due, step.low, text, (None, step.high), before=before)
        for stop in chart.stops:
            if not stop.superseded:
                yield self._point(Sign.MILESTONE, stop.day, stop.number, stop.text)
        for day, number in chart.trend:
            yield self._point(Sign.TREND, day, number, None)
        for found in chart.estimates:
            ends = found.interval.low, found.interval.high
            yield self._point(Sign.ESTIMATE, found.day, found.nominal, both(write_date, found.day), ends)
        for dot in chart.dots:
            yield self._point(dot.sign, dot.day, dot.number, dot.text, (dot.interval.low, dot.interval.high), dot=True)

    def _point(
        self,
        sign: Sign,
        day: date,
        number: Fraction,
        text: Localized | None,
        ends: tuple[Fraction | None, Fraction | None] = (None, None),
        *,
        before: int = 0,
        dot: bool = False,
    ) -> _Point:
        """A point with its bars, that end where the chart does; only a ``dot`` without an end has one up to there."""
        low, high = ends
        bottom = (self.low if dot else number) if low is None else max(low, self.low)
        top = (self.high if dot else number) if high is None else min(high, self.high)
        below, above = max(number - bottom, Fraction(0)), max(top - number, Fraction(0))
        series = SIGN_WORDS[sign]
        return _Point(sign, self.title, self.unit, series, day, number, low, high, below, above, before, text)


class _Drawer:
    """Draws a chart from the rows of the sheet of numbers that begin at ``row``."""

    def __init__(self, writer: Writer, row: int) -> None:
        self.writer = writer
        self.row = row
        self.sheet = _DATA.text(writer.lang)

    def chart(self, plan: _Plan) -> Any:
        """The chart, with every text and number from a cell."""
        drawn = self.writer.book.add_chart({"type": "scatter"})
        top = self.row
        for series in plan.series:
            drawn.add_series(self._series(series, top))
            top += len(series.points)
        font = {"size": 9, "color": "#1B1B1B"}
        drawn.set_title({"name": [self.sheet, self.row, 0], "name_font": {"size": 12}, "overlay": False})
        days, form = _years(plan.first, plan.last, self.writer.lang)
        drawn.set_x_axis(
            {
                "min": (date(plan.first, 1, 1) - _EPOCH).days,
                "max": (date(plan.last, 12, 31) - _EPOCH).days + 1,
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
                "min": float(plan.low),
                "max": float(plan.high),
                "major_unit": float(plan.step),
                "num_format": "#,##0" if plan.step.denominator == 1 else "General",
                "num_font": font,
                "name": [self.sheet, self.row, 1],
                "name_font": {"size": 9, "bold": False},
                "major_gridlines": {"visible": True, "line": {"color": "#E3E3E3"}},
                "line": {"color": "#767676"},
                "crossing": float(plan.low),
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
            "marker": _MARKERS[series.sign],
            "line": {"none": True},
        }
        if series.sign is Sign.TREND:
            found["line"] = {"color": _LINE, "width": 1.25, "dash_type": "dash"}
        thick = {"color": _MARKERS[series.sign].get("border", {}).get("color"), "width": 1.5}
        if series.sign in _LABELLED:
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
