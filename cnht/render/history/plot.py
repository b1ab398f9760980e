"""A chart in the terminal: figures with what the truth may be, targets, and a line, in characters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from cnht.history import Role
from cnht.lang import Lang
from cnht.render.history import words
from cnht.render.history.scene import Dot, Scene, Step, Stop
from cnht.render.phrases import phrase, unbroken
from cnht.render.terminal import Screen, to_ascii
from cnht.wording import write_date

NARROWEST = 40
"""A terminal that holds fewer cells gets no chart."""
_WIDEST = 120
_FEWEST_COLUMNS = 20
_ROWS = 15
_ARROW = 2
"""How many cells an end that there is not reaches."""


class _Signs(NamedTuple):
    """The characters of a chart; ``ends`` are the lower and the upper half of ``truth``."""

    chosen: str
    part: str
    other: str
    disputed: str
    carried: str
    truth: str
    ends: str
    arrows: str
    level: str
    superseded: str
    due: str
    milestone: str
    band: str
    estimate: str
    expected: str
    now: str
    axis: str
    tick: str
    corner: str
    floor: str
    year: str


_DRAWN = _Signs(
    "●", "◐", "•", "○", "◌", "│", "╷╵", "↑↓", "━", "╌", "┫", "╋", "░", "╎", "◇", "┊", "│", "┤", "└", "─", "┬"
)
_TYPED = _Signs(
    "*", "@", "+", "o", ".", "|", "||", "^v", "=", "-", "]", "#", ":", "!", "x", "'", "|", "+", "+", "-", "+"
)
_TREND = "~"
"""The line where there is no braille."""
_STYLES = {Role.CHOSEN: "bold cyan", Role.OTHER: "cyan", Role.DISPUTED: "bold yellow", Role.CARRIED: "dim"}
_TARGET, _LINE, _FAINT = "green", "magenta", "dim"


def plot(drawn: Scene, lang: Lang, screen: Screen) -> Iterator[RenderableType]:
    """The chart and its legend, line by line."""
    yield from _Plot(drawn, lang, screen).lines()


def role_sign(role: Role, *, ascii_only: bool, part: bool = False) -> str:
    """The character of a figure: a shape for each role, and for ``part`` of a year, so that colour is never alone."""
    signs = _TYPED if ascii_only else _DRAWN
    if part:
        return signs.part
    match role:
        case Role.CHOSEN:
            return signs.chosen
        case Role.OTHER:
            return signs.other
        case Role.DISPUTED:
            return signs.disputed
        case Role.CARRIED:
            return signs.carried


def role_style(role: Role) -> str:
    """The colour of a figure."""
    return _STYLES[role]


class _Plot:
    def __init__(self, drawn: Scene, lang: Lang, screen: Screen) -> None:
        self.scene = drawn
        self.lang = lang
        self.ascii_only = screen.ascii_only
        self.signs = _TYPED if screen.ascii_only else _DRAWN
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
            axis = self.signs.tick if label else self.signs.axis
            line = Text(no_wrap=True).append(f"{label:>{self.margin}} {axis}", _FAINT)
            for column in range(self.columns):
                line.append(*self.cells.get((row, column), (" ", "")))
            yield line
        yield from self._years()
        yield self._legend()

    # Where

    def _height(self, number: Fraction) -> Fraction:
        """How far below the top, in rows."""
        return (self.scene.high - number) * _ROWS / (self.scene.high - self.scene.low)

    def _row(self, number: Fraction) -> int:
        return min(max(int(self._height(number)), 0), _ROWS - 1)

    def _place(self, day: date) -> Fraction:
        """How far from the left, in cells."""
        begin, end = self.scene.begin, self.scene.end
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
        scene = self.scene
        for step in sorted(scene.steps, key=lambda step: (not step.superseded, step.due)):
            self._step(step)
        for step in scene.steps:
            self._ends(step)
        self._trend()
        for found in scene.estimates:
            column = self._column(found.day)
            low, high = found.interval.lowest, found.interval.highest
            for row in range(self._row(high), self._row(low) + 1):
                self._put(row, column, self.signs.estimate, _LINE)
            self._put(self._row(found.nominal), column, self.signs.expected, f"bold {_LINE}")
        # The figures of the years last: they are never hidden.
        for dot in sorted(scene.dots, key=lambda dot: (dot.role is Role.CHOSEN, dot.day)):
            self._dot(dot)
        for stop in scene.stops:
            self._stop(stop)
        for step in scene.steps:
            if step.named:
                self._label(step)
        if scene.now is not None:
            for row in range(_ROWS):
                self._put(row, self._column(scene.now), self.signs.now, _FAINT, over=False)

    def _step(self, step: Step) -> None:
        begin, due = self._column(step.begin), self._column(step.due)
        style = _FAINT if step.superseded else _TARGET
        top, bottom = self._row(step.high), self._row(step.low)
        sign = self.signs.superseded if step.superseded else self.signs.level
        for row in range(top, bottom + 1):
            band = step.low != step.high
            for column in range(begin, due):
                self._put(row, column, self.signs.band if band else sign, style)

    def _ends(self, step: Step) -> None:
        """Where a target is due: seen also where the next one begins."""
        for row in range(self._row(step.high), self._row(step.low) + 1):
            self._put(row, self._column(step.due), self.signs.due, _FAINT if step.superseded else _TARGET)

    def _trend(self) -> None:
        if not self.scene.trend:
            return
        (begin, low), (end, high) = self.scene.trend[0], self.scene.trend[-1]
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
            self._put(row, column, _TREND if self.ascii_only else chr(0x2800 + pattern), _LINE, over=False)

    def _dot(self, dot: Dot) -> None:
        style = _STYLES[dot.role]
        cells = {}
        low, high = dot.interval.low, dot.interval.high
        up, down = self.scene.goes_on(dot)
        top = self._row(dot.number) - _ARROW if high is None else self._row(high)
        bottom = self._row(dot.number) + _ARROW if low is None else self._row(low)
        top, bottom = max(top, 0), min(bottom, _ROWS - 1)
        for row in range(top, bottom + 1):
            cells[row] = self.signs.truth
        if high is not None and top < bottom and self._height(high) - top >= Fraction(1, 2):
            cells[top] = self.signs.ends[0]
        if low is not None and top < bottom and self._height(low) - bottom < Fraction(1, 2):
            cells[bottom] = self.signs.ends[1]
        if up:
            cells[top] = self.signs.arrows[0]
        if down:
            cells[bottom] = self.signs.arrows[1]
        cells[self._row(dot.number)] = role_sign(dot.role, part=dot.part, ascii_only=self.ascii_only)
        column = self._free(self._column(dot.day), cells)
        for row, char in cells.items():
            own = style if row == self._row(dot.number) else style.removeprefix("bold ")
            self._put(row, column, char, own)
            self.taken.add((row, column))

    def _stop(self, stop: Stop) -> None:
        """A milestone: above all but the figures themselves."""
        row, column = self._row(stop.number), self._column(stop.day)
        figure = (row, column) in self.taken and self.cells[row, column][0] != self.signs.truth
        self._put(row, column, self.signs.milestone, _FAINT if stop.superseded else _TARGET, over=not figure)

    def _free(self, column: int, rows: dict[int, str]) -> int:
        """The column, or one right beside it, in which no other figure would be hidden."""
        for near in (column, column + 1, column - 1):
            if 0 <= near < self.columns and not any((row, near) in self.taken for row in rows):
                return near
        return column

    def _label(self, step: Step) -> None:
        """The target's words beside its end, where nothing else stands."""
        text = to_ascii(step.text) if self.ascii_only else step.text
        text = text.replace("\u00a0", " ")
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
                    self._put(row, place, char, _FAINT if step.superseded else _TARGET)
                return

    def _years(self) -> Iterator[Text]:
        """The axis of the years: a tick where each begins, the number where it has room."""
        years = range(self.scene.first, self.scene.last + 1)
        floor = [self.signs.floor] * self.columns
        names = [" "] * (self.columns + 4)
        every = next(
            (gap for power in range(5) for gap in (10**power, 2 * 10**power, 5 * 10**power) if self._roomy(gap)), 10_000
        )
        for year in years:
            column = self._column(date(year, 1, 1))
            if (year - years[0]) % every == 0:
                floor[column] = self.signs.year
                end = self._place(date(year, 12, 31)) if every == 1 else Fraction(column)
                middle = max(int((column + end) / 2) - 2, 0) if every == 1 else column
                if middle + 4 <= self.columns:
                    names[middle : middle + 4] = f"{year:04}"
        blank = " " * (self.margin + 1)
        yield Text(f"{blank}{self.signs.corner}{''.join(floor)}", _FAINT, no_wrap=True)
        yield Text(f"{blank} {''.join(names[: self.columns])}".rstrip(), _FAINT, no_wrap=True)

    def _roomy(self, years: int) -> bool:
        """Whether the number of every so-manieth year has room."""
        return self.columns * years >= 6 * (self.scene.last - self.scene.first + 1)

    def _legend(self) -> RenderableType:
        say = partial(phrase, self.lang)
        signs, scene = self.signs, self.scene
        roles = {dot.role for dot in scene.dots if not dot.part}
        beyond = [scene.goes_on(dot) for dot in scene.dots]
        steps = [step for step in scene.steps if not step.superseded]
        trend = _TREND * 2 if self.ascii_only else "⠤⠤"
        items = [
            *(
                (role in roles, role_sign(role, ascii_only=self.ascii_only), _STYLES[role], name.text(self.lang))
                for role, name in words.ROLE_WORDS.items()
            ),
            (any(dot.part for dot in scene.dots), signs.part, "cyan", words.PART_WORDS.text(self.lang)),
            (
                any(dot.interval.width != 0 for dot in scene.dots),
                signs.truth,
                "cyan",
                words.TRUTH.text(self.lang),
            ),
            (
                any(up or down for up, down in beyond),
                "".join(
                    sign for sign, shown in zip(signs.arrows, map(any, zip(*beyond, strict=True)), strict=True) if shown
                ),
                "cyan",
                words.BEYOND.text(self.lang),
            ),
            (bool(steps), signs.level + signs.due, _TARGET, say("mục tiêu đến hạn", "target, to its due date")),
            (
                any(step.low != step.high for step in steps),
                signs.band * 2,
                _TARGET,
                words.BAND.text(self.lang),
            ),
            (bool(scene.stops), signs.milestone, _TARGET, words.MILESTONE.text(self.lang)),
            (
                len(steps) < len(scene.steps),
                signs.superseded * 2,
                _FAINT,
                words.REPLACED.text(self.lang),
            ),
            (bool(scene.trend), trend, _LINE, say("đường thẳng", "straight line")),
            (
                bool(scene.estimates),
                signs.expected + signs.estimate,
                _LINE,
                say("dự báo, khoảng 80\u00a0%", "projected, 80% interval"),
            ),
        ]
        if scene.now is not None:
            items.append((True, signs.now, _FAINT, write_date(scene.now, self.lang)))
        legend = Text()
        for number, (_, sign, style, said) in enumerate(item for item in items if item[0]):
            legend.append("   " if number else "").append(f"{unbroken(f'{sign} ')}", style).append(
                unbroken(said), _FAINT
            )
        return Padding(legend, (0, 0, 0, 2))
