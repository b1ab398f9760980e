"""A chart in the terminal: figures with what the truth may be, targets, and a line, in characters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from cnht.language.texts import Lang
from cnht.presenting.blocks import Sign
from cnht.presenting.charts import Chart, Dot, Step, Stop, legend
from cnht.writers.terminal import GLUE, Screen, to_ascii

NARROWEST = 40
"""A terminal that holds fewer cells gets no chart."""
_WIDEST = 120
_FEWEST_COLUMNS = 20
_ROWS = 15
_ARROW = 2
"""How many cells an end that there is not reaches."""

_DRAWN = dict(zip(Sign, "● • ○ ◌ ◐ │ ↑↓ ━┫ ░░ ╋ ╌╌ ⠤⠤ ◇╎ ┊".split(), strict=True))
_TYPED = dict(zip(Sign, "* + o . @ | ^v =] :: # -- ~~ x! '".split(), strict=True))
"""The characters of each sign, as the legend shows them; a shape for each, so that colour is never alone."""
_AXES = {False: tuple("│┤└─┬"), True: tuple("|++-+")}
_ENDS = {False: "╷╵", True: "||"}
"""The lower and the upper half of what the truth may be."""
_FIGURE, _TARGET, _LINE, _FAINT = "cyan", "green", "magenta", "dim"
_STYLES = {
    Sign.CHOSEN: f"bold {_FIGURE}",
    Sign.DISPUTED: "bold yellow",
    Sign.CARRIED: _FAINT,
    Sign.TARGET: _TARGET,
    Sign.BAND: _TARGET,
    Sign.MILESTONE: _TARGET,
    Sign.SUPERSEDED: _FAINT,
    Sign.TREND: _LINE,
    Sign.ESTIMATE: _LINE,
    Sign.NOW: _FAINT,
}


def lines(drawn: Chart, lang: Lang, screen: Screen) -> Iterator[RenderableType]:
    """The chart and its legend, line by line."""
    yield from _TerminalDrawer(drawn, lang, screen).lines()


def character(sign: Sign, *, ascii_only: bool) -> str:
    """The character of a figure."""
    return (_TYPED if ascii_only else _DRAWN)[sign]


def style(sign: Sign) -> str:
    """The colour of a sign."""
    return _STYLES.get(sign, _FIGURE)


class _TerminalDrawer:
    def __init__(self, drawn: Chart, lang: Lang, screen: Screen) -> None:
        self.chart = drawn
        self.lang = lang
        self.ascii_only = screen.ascii_only
        self.signs = _TYPED if screen.ascii_only else _DRAWN
        self.axis, self.tick, self.corner, self.floor, self.year = _AXES[screen.ascii_only]
        self.ticks = {self._row(number): text for number, text in drawn.named_ticks(6, lang)}
        self.margin = max(map(len, self.ticks.values()), default=0)
        self.columns = min(screen.width, _WIDEST) - self.margin - 3
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}
        self.taken: set[tuple[int, int]] = set()

    def lines(self) -> Iterator[RenderableType]:
        """The rows from the top, the years, the legend; nothing where the numbers leave no room for a chart."""
        if self.columns < _FEWEST_COLUMNS:
            return
        self._draw()
        for row in range(_ROWS):
            label = self.ticks.get(row, "")
            axis = self.tick if label else self.axis
            line = Text(no_wrap=True).append(f"{label:>{self.margin}} {axis}", _FAINT)
            for column in range(self.columns):
                line.append(*self.cells.get((row, column), (" ", "")))
            yield line
        yield from self._years()
        yield self._legend()

    # Where

    def _height(self, number: Fraction) -> Fraction:
        """How far below the top, in rows."""
        return (self.chart.high - number) * _ROWS / (self.chart.high - self.chart.low)

    def _row(self, number: Fraction) -> int:
        return min(max(int(self._height(number)), 0), _ROWS - 1)

    def _place(self, day: date) -> Fraction:
        """How far from the left, in cells."""
        begin, end = self.chart.begin, self.chart.end
        return Fraction((day - begin).days * self.columns, (end - begin).days + 1)

    def _column(self, day: date) -> int:
        return min(max(int(self._place(day)), 0), self.columns - 1)

    def _put(self, row: int, column: int, char: str, style: str, *, over: bool = True) -> None:
        inside = 0 <= row < _ROWS and 0 <= column < self.columns
        if inside and (over or (row, column) not in self.cells):
            self.cells[row, column] = char, style

    # What

    def _draw(self) -> None:
        """What is drawn later lies above."""
        chart = self.chart
        for step in sorted(chart.steps, key=lambda step: (not step.superseded, step.due)):
            self._step(step)
        for step in chart.steps:
            self._end(step)
        self._trend()
        nominal, interval = tuple(self.signs[Sign.ESTIMATE])
        for found in chart.estimates:
            column = self._column(found.day)
            low, high = found.interval.lowest, found.interval.highest
            for row in range(self._row(high), self._row(low) + 1):
                self._put(row, column, interval, _LINE)
            self._put(self._row(found.nominal), column, nominal, f"bold {_LINE}")
        for dot in chart.dots:
            self._dot(dot)
        for stop in chart.stops:
            self._stop(stop)
        for step in chart.steps:
            if step.named:
                self._label(step)
        if chart.now is not None:
            for row in range(_ROWS):
                self._put(row, self._column(chart.now), self.signs[Sign.NOW], _FAINT, over=False)

    def _step(self, step: Step) -> None:
        begin, due = self._column(step.begin), self._column(step.due)
        level = Sign.SUPERSEDED if step.superseded else Sign.TARGET
        char = self.signs[Sign.BAND if step.low != step.high else level][0]
        for row in range(self._row(step.high), self._row(step.low) + 1):
            for column in range(begin, due):
                self._put(row, column, char, style(level))

    def _end(self, step: Step) -> None:
        """Where a target is due: seen also where the next one begins."""
        for row in range(self._row(step.high), self._row(step.low) + 1):
            self._put(row, self._column(step.due), self.signs[Sign.TARGET][1], _tone(step))

    def _trend(self) -> None:
        if not self.chart.trend:
            return
        (begin, low), (end, high) = self.chart.trend[0], self.chart.trend[-1]
        first, last = self._place(begin), self._place(end)
        dots: dict[tuple[int, int], int] = {}
        for at in range(int(first * 2), int(last * 2) + 1):
            share = (Fraction(at, 2) - first) / (last - first) if last > first else Fraction(0)
            height = int(self._height(low + (high - low) * min(max(share, Fraction(0)), Fraction(1))) * 4)
            where = height // 4, at // 2
            # The dots of a braille character, by column and row.
            dots[where] = dots.get(where, 0) | (0x01, 0x02, 0x04, 0x40)[height % 4] << (
                at % 2 * (3 - height % 4 // 3 * 2)
            )
        for (row, column), pattern in dots.items():
            char = self.signs[Sign.TREND][0] if self.ascii_only else chr(0x2800 + pattern)
            self._put(row, column, char, _LINE, over=False)

    def _dot(self, dot: Dot) -> None:
        cells = {}
        low, high = dot.interval.low, dot.interval.high
        up, down = self.chart.goes_on(dot)
        top = self._row(dot.number) - _ARROW if high is None else self._row(high)
        bottom = self._row(dot.number) + _ARROW if low is None else self._row(low)
        top, bottom = max(top, 0), min(bottom, _ROWS - 1)
        for row in range(top, bottom + 1):
            cells[row] = self.signs[Sign.TRUTH]
        if high is not None and top < bottom and self._height(high) - top >= Fraction(1, 2):
            cells[top] = _ENDS[self.ascii_only][0]
        if low is not None and top < bottom and self._height(low) - bottom < Fraction(1, 2):
            cells[bottom] = _ENDS[self.ascii_only][1]
        if up:
            cells[top] = self.signs[Sign.BEYOND][0]
        if down:
            cells[bottom] = self.signs[Sign.BEYOND][1]
        cells[self._row(dot.number)] = self.signs[dot.sign]
        column = self._free(self._column(dot.day), cells)
        for row, char in cells.items():
            own = style(dot.sign)
            self._put(row, column, char, own if row == self._row(dot.number) else own.removeprefix("bold "))
            self.taken.add((row, column))

    def _stop(self, stop: Stop) -> None:
        """A milestone: above all but the figures themselves."""
        row, column = self._row(stop.number), self._column(stop.day)
        figure = (row, column) in self.taken and self.cells[row, column][0] != self.signs[Sign.TRUTH]
        self._put(row, column, self.signs[Sign.MILESTONE], _tone(stop), over=not figure)

    def _free(self, column: int, rows: dict[int, str]) -> int:
        """The column, or one right beside it, in which no other figure would be hidden."""
        for near in (column, column + 1, column - 1):
            if 0 <= near < self.columns and not any((row, near) in self.taken for row in rows):
                return near
        return column

    def _label(self, step: Step) -> None:
        """The target's words beside its end, where nothing else stands."""
        text = step.text.text(self.lang).replace("\u00a0", " ")
        text = to_ascii(text) if self.ascii_only else text
        begin, due = self._column(step.begin), self._column(step.due)
        top, bottom = self._row(step.high), self._row(step.low)
        left = due - len(text) + 1
        middle = (begin + left) // 2
        beside = [(row, column) for column in (left, middle, begin + 1) for row in (top - 1, bottom + 1)]
        for row, column in ((top, due + 2), *beside, (top - 2, left)):
            cells = [(row, place) for place in range(column - 1, column + len(text) + 1)]
            inside = 0 <= row < _ROWS and column >= 0 and column + len(text) <= self.columns
            if inside and not any(cell in self.cells for cell in cells):
                for place, char in enumerate(text, column):
                    self._put(row, place, char, _tone(step))
                return

    def _years(self) -> Iterator[Text]:
        """The axis of the years: a tick where each begins, the number where it has room."""
        years = range(self.chart.first, self.chart.last + 1)
        floor = [self.floor] * self.columns
        names = [" "] * (self.columns + 4)
        every = next(
            (gap for power in range(5) for gap in (10**power, 2 * 10**power, 5 * 10**power) if self._roomy(gap)), 10_000
        )
        for year in years:
            column = self._column(date(year, 1, 1))
            if (year - years[0]) % every == 0:
                floor[column] = self.year
                end = self._place(date(year, 12, 31)) if every == 1 else Fraction(column)
                middle = max(int((column + end) / 2) - 2, 0) if every == 1 else column
                if middle + 4 <= self.columns:
                    names[middle : middle + 4] = f"{year:04}"
        blank = " " * (self.margin + 1)
        yield Text(f"{blank}{self.corner}{''.join(floor)}", _FAINT, no_wrap=True)
        yield Text(f"{blank} {''.join(names[: self.columns])}".rstrip(), _FAINT, no_wrap=True)

    def _roomy(self, years: int) -> bool:
        """Whether the number of every so-manieth year has room."""
        return self.columns * years >= 6 * (self.chart.last - self.chart.first + 1)

    def _legend(self) -> RenderableType:
        found = Text()
        beyond = zip(*map(self.chart.goes_on, self.chart.dots), strict=True)
        arrows = "".join(arrow for arrow, ends in zip(self.signs[Sign.BEYOND], beyond, strict=True) if any(ends))
        for sign, meaning in legend([self.chart]):
            chars = arrows if sign is Sign.BEYOND else self.signs[sign]
            words = meaning.text(self.lang).replace("\u00a0", " ")
            found.append("   " if found else "").append(f"{chars}{GLUE}", style(sign))
            found.append(words.replace(" ", GLUE), _FAINT)
        return Padding(found, (0, 0, 0, 2))


def _tone(mark: Step | Stop) -> str:
    return style(Sign.SUPERSEDED if mark.superseded else Sign.TARGET)
