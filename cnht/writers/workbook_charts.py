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

from cnht.domain.history import History
from cnht.language.texts import Lang, Localized, _, both, composed, joined, p_
from cnht.language.wording import write_date
from cnht.presenting.blocks import Sign
from cnht.presenting.charts import SIGN_WORDS, Chart, chart_of, dated
from cnht.presenting.history import heading
from cnht.presenting.phrases import unit_of
from cnht.writers.xlsx import FIRST_DAY, Drawn, SheetColumn, SheetSpec, WorkbookWriter

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
    day: date
    number: Fraction
    low: Fraction | None
    high: Fraction | None
    below: Fraction
    above: Fraction
    before: int
    text: Localized | None


class _Axes(NamedTuple):
    """The years of a chart, and round numbers that its other axis begins and ends with, ``step`` apart."""

    first: int
    last: int
    low: Fraction
    high: Fraction
    step: Fraction


_Series = list[list[_Point]]
"""Points of one sign each, in the order of drawing."""


def charts(writer: WorkbookWriter, histories: Sequence[History]) -> SheetSpec[Any] | None:
    """Add a sheet of charts; the sheet of the numbers they are drawn from is to be added, too.

    ``None``, and no charts, where there is nothing to draw.
    """
    found = [plan for history in histories if (plan := _plan(history)) is not None]
    if not found:
        return None
    page = writer.page(_CHARTS)
    page.hide_gridlines(2)
    page.set_column_pixels(0, 2 * _COLUMNS - 1, int(_CELL))
    row = 1
    for at, (axes, series, description) in enumerate(found):
        drawn = _WorkbookDrawer(writer, row).chart(axes, series)
        row += sum(map(len, series))
        place = {"object_position": 2, "description": str(writer.spoken(description))[:2000]}
        page.insert_chart(2 + _ROWS * (at // 2), _COLUMNS * (at % 2), drawn, place)
    writer.cell(page, 0, 0, _LEGEND, font_color="#444444")
    # Two rows of two charts on a page; what must fit a page's width would take no breaks.
    page.set_print_scale(76)
    page.set_h_pagebreaks([2 + _ROWS * at for at in range(2, -(-len(found) // 2), 2)])
    return _numbers([point for _axes, series, _said in found for points in series for point in points])


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
_OTHERS = {Sign.SUPERSEDED, Sign.TARGET, Sign.MILESTONE, Sign.TREND, Sign.ESTIMATE}
"""Stands where there is no figure."""
_LABELLED = {Sign.TARGET, Sign.CHOSEN, Sign.PART}


def _numbers(points: list[_Point]) -> SheetSpec[_Point]:
    def drawn(number: Fraction | None) -> Drawn | None:
        return None if number is None else Drawn(number)

    return SheetSpec(
        _DATA,
        (
            SheetColumn(_("Chart"), 46, lambda point: point.chart),
            SheetColumn(_("Unit"), 14, lambda point: point.unit),
            SheetColumn(_("Series"), 20, lambda point: SIGN_WORDS[point.sign]),
            SheetColumn(_("Date"), 13, lambda point: point.day),
            SheetColumn(p_("chart", "Number"), 12, lambda point: drawn(point.number)),
            SheetColumn(_("Lowest"), 12, lambda point: drawn(point.low)),
            SheetColumn(_("Highest"), 12, lambda point: drawn(point.high)),
            SheetColumn(_("Bar down"), 12, lambda point: drawn(point.below)),
            SheetColumn(_("Bar up"), 12, lambda point: drawn(point.above)),
            SheetColumn(_("Days of the period"), 12, lambda point: point.before),
            SheetColumn(_("In words"), 30, lambda point: point.text),
        ),
        points,
    )


def _plan(history: History) -> tuple[_Axes, _Series, Localized] | None:
    """What a chart is drawn from, and what it says; ``None`` where there is nothing to draw."""
    chart = chart_of(history)
    if chart is None or chart.end < FIRST_DAY:
        return None
    marks = chart.ticks(7)
    step = marks[1] - marks[0] if len(marks) > 1 else chart.high - chart.low
    low, high = chart.low // step * step, -(-chart.high // step) * step
    points = [point for point in _points(history, chart, low, high) if point.day >= FIRST_DAY]
    series = [found for sign in _MARKERS if (found := [point for point in points if point.sign is sign])]
    if not series:
        return None
    title, what = heading(history)
    said = joined("; ", (point.text for found in series for point in found if point.sign in _LABELLED))
    description = composed("{title}. {what} {said}", title=title, what=what, said=said)
    return _Axes(max(chart.first, FIRST_DAY.year), chart.last, low, high, step), series, description


def _points(history: History, chart: Chart, lowest: Fraction, highest: Fraction) -> Iterator[_Point]:
    """The points of a chart, with bars that end where it does."""
    title, unit = heading(history)[0], unit_of(history.indicator.code, history.book.workspace.definitions)

    def point(
        sign: Sign,
        day: date,
        number: Fraction,
        text: Localized | None,
        low: Fraction | None = None,
        high: Fraction | None = None,
        before: int = 0,
    ) -> _Point:
        # Only a figure without an end has a bar up to the edge.
        is_figure = sign not in _OTHERS
        bottom = (lowest if is_figure else number) if low is None else max(low, lowest)
        top = (highest if is_figure else number) if high is None else min(high, highest)
        below, above = max(number - bottom, Fraction(0)), max(top - number, Fraction(0))
        return _Point(sign, title, unit, day, number, low, high, below, above, before, text)

    for step in chart.steps:
        before = (step.due - max(step.begin, chart.begin, FIRST_DAY)).days
        sign = Sign.SUPERSEDED if step.superseded else Sign.TARGET
        yield point(sign, step.due, step.low, dated(step.text, step.due), None, step.high, before)
    for stop in chart.stops:
        if not stop.superseded:
            yield point(Sign.MILESTONE, stop.day, stop.number, stop.text)
    for day, number in chart.trend:
        yield point(Sign.TREND, day, number, None)
    for found in chart.estimates:
        text = both(write_date, found.day)
        yield point(Sign.ESTIMATE, found.day, found.nominal, text, found.interval.low, found.interval.high)
    for dot in chart.dots:
        yield point(dot.sign, dot.day, dot.number, dot.text, dot.interval.low, dot.interval.high)


class _WorkbookDrawer:
    """Draws a chart from the rows of the sheet of numbers that begin at ``row``."""

    def __init__(self, writer: WorkbookWriter, row: int) -> None:
        self.writer = writer
        self.row = row
        self.sheet = _DATA.text(writer.lang)

    def chart(self, axes: _Axes, series: _Series) -> Any:
        """The chart, with every text and number from a cell."""
        drawn = self.writer.book.add_chart({"type": "scatter"})
        top = self.row
        for points in series:
            drawn.add_series(self._series(points, top))
            top += len(points)
        font = {"size": 9, "color": "#1B1B1B"}
        drawn.set_title({"name": [self.sheet, self.row, 0], "name_font": {"size": 12}, "overlay": False})
        days, form = _years(axes.first, axes.last, self.writer.lang)
        drawn.set_x_axis(
            {
                "min": (date(axes.first, 1, 1) - _EPOCH).days,
                "max": (date(axes.last, 12, 31) - _EPOCH).days + 1,
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
                "min": float(axes.low),
                "max": float(axes.high),
                "major_unit": float(axes.step),
                "num_format": "#,##0" if axes.step.denominator == 1 else "General",
                "num_font": font,
                "name": [self.sheet, self.row, 1],
                "name_font": {"size": 9, "bold": False},
                "major_gridlines": {"visible": True, "line": {"color": "#E3E3E3"}},
                "line": {"color": "#767676"},
                "crossing": float(axes.low),
            }
        )
        drawn.set_legend({"position": "bottom", "font": {"size": 9}})
        drawn.set_size({"width": _WIDTH, "height": _HEIGHT})
        return drawn

    def _series(self, points: list[_Point], top: int) -> dict[str, Any]:
        sign, last = points[0].sign, top + len(points) - 1

        def cells(column: int) -> list[Any]:
            return [self.sheet, top, column, last, column]

        found: dict[str, Any] = {
            "name": [self.sheet, top, 2],
            "categories": cells(3),
            "values": cells(4),
            "marker": _MARKERS[sign],
            "line": {"none": True},
        }
        if sign is Sign.TREND:
            found["line"] = {"color": _LINE, "width": 1.25, "dash_type": "dash"}
        thick = {"color": _MARKERS[sign].get("border", {}).get("color"), "width": 1.5}
        if sign in _LABELLED:
            # Only the last one: words of all would cover each other.
            words: list[dict[str, Any]] = [{"delete": True}] * (len(points) - 1)
            words.append({"value": f"='{self.sheet}'!$K${last + 1}"})
            # For programs that do not know labels of words, and show the number.
            form = "#,##0" if points[-1].number.denominator == 1 else "#,##0.0#"
            label = {"value": True, "num_format": form, "position": "above", "font": {"size": 8}}
            found["data_labels"] = {**label, "custom": words}
        bars = {
            "y_error_bars": {"plus": (8, [point.above for point in points]), "minus": (7, [at.below for at in points])},
            "x_error_bars": {end: (9, [Fraction(point.before) for point in points]) for end in ("plus", "minus")},
        }
        for name, ends in bars.items():
            if any(number for _column, numbers in ends.values() for number in numbers):
                found[name] = {"type": "custom", "end_style": 0, "line": thick}
                # As long as cells say, with what these say for readers that compute nothing.
                for end, (column, numbers) in ends.items():
                    letter = "ABCDEFGHIJK"[column]
                    found[name][f"{end}_values"] = f"='{self.sheet}'!${letter}${top + 1}:${letter}${last + 1}"
                    found[name][f"{end}_data"] = [float(number) for number in numbers]
        if "x_error_bars" in found:
            found["x_error_bars"]["direction"] = "minus"
        return found


def _years(first: int, last: int, lang: Lang) -> tuple[int, str]:
    """How many days from one date at the axis to the next, and how they are shown.

    Never less than so many years can have, so that each falls into the year that it is named after.
    """
    count = last + 1 - first
    if count <= 2:
        return 92, "mm/yyyy" if lang is Lang.VI else "yyyy-mm"
    steps = {1: 366, 2: 731, 5: 1827, 10: 3653}
    return next((days for years, days in steps.items() if count <= 10 * years), 36525), "yyyy"
