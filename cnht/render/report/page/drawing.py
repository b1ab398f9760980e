"""Charts and bars of a page, as small SVG: colours and letters are the page's, so dark, print and size are, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from markupsafe import Markup

from cnht.history import Role
from cnht.lang import Lang
from cnht.progress import Row
from cnht.render.history.scene import Canvas, Dot, Scene, Span

_WIDTH, _HEIGHT = 640, 260
_TOP, _RIGHT, _BOTTOM = 14, 10, 24
_LETTER = 7
"""About how wide, in pixels, a digit beside the axis is."""
_YEARS = 14
"""The most years that are named."""
_TICK = 7
"""How far, in pixels, the bar where a target is due stands out of its line."""
_STOP = 4
"""How far, in pixels, the cross of a milestone reaches."""
_FULL = Fraction(125)
"""How much of a target, in percent, a bar has room for."""


def chart(drawn: Scene, lang: Lang, label: str) -> Markup:
    """The chart of a history; ``label`` says in a sentence what it shows, for those who do not see it."""
    return Markup("").join(_Chart(drawn, lang).parts(label))


def bar(row: Row) -> Markup:
    """The percent of a plan as a bar: filled as far as is certain, hatched as far as the truth may reach; 100 % marked.

    A figure of another period fills no bar of this one: it is hollow.
    """
    if row.percent is None:
        return Markup("")
    low, high = (float(min(max(end, Fraction(0)), _FULL)) for end in (row.percent[1].lowest, row.percent[1].highest))
    parts = [
        Markup('<rect class="room" width="{}" height="10"/>').format(_FULL),
        Markup('<rect class="{}" width="{}" height="10"/>').format("carried" if row.carried else "sure", _short(low)),
    ]
    # Strokes as wide as the gaps between them: a pattern would need a name, and a page has many bars.
    strokes = [f"M{_short(x)} 0v10" for x in _steps(low + 1, high, 2.5)]
    if strokes:
        parts.append(Markup('<path class="may" d="{}"/>').format("".join(strokes)))
    parts.append(Markup('<path class="plan" d="M100 0v10"/>'))
    return Markup('<svg class="bar" viewBox="0 0 {} 10" preserveAspectRatio="none" aria-hidden="true">{}</svg>').format(
        _FULL, Markup("").join(parts)
    )


def _steps(begin: float, end: float, step: float) -> Iterator[float]:
    while begin < end:
        yield begin
        begin += step


def sign(role: Role, *, part: bool = False) -> Markup:
    """The mark of a figure as the charts draw it, for a legend or a table; ``part`` of one of a part of a year."""
    return framed(_mark(role, 0, 0, part=part))


def milestone() -> Markup:
    """The mark of a milestone, for a legend."""
    return framed(_milestone(0, 0, superseded=False))


def framed(drawn: Markup) -> Markup:
    """A sign that stands in a line of text, from -8 to 8 in both directions."""
    return Markup('<svg class="sign" viewBox="-8 -8 16 16" aria-hidden="true">{}</svg>').format(drawn)


def _milestone(x: float, y: float, *, superseded: bool) -> Markup:
    kind, at = "over" if superseded else "goal", (_short(x - _STOP), _short(y), _short(x), _short(y - _STOP))
    return Markup('<path class="{}" d="M{} {}h{}M{} {}v{}"/>').format(kind, *at[:2], 2 * _STOP, *at[2:], 2 * _STOP)


def _mark(role: Role, x: float, y: float, *, part: bool = False) -> Markup:
    """A shape for each role, and for a part of a year, so that colour is never the only sign."""
    if part:
        ring = Markup('<circle class="disputed" cx="{}" cy="{}" r="4.5"/>').format(_short(x), _short(y))
        return ring + Markup('<path class="chosen" d="M{} {}a5 5 0 0 0 0 10z"/>').format(_short(x), _short(y - 5))
    match role:
        case Role.CHOSEN:
            return Markup('<circle class="chosen" cx="{}" cy="{}" r="5"/>').format(_short(x), _short(y))
        case Role.OTHER:
            return Markup('<path class="other" d="M{} {}l5 5 -5 5 -5 -5z"/>').format(_short(x), _short(y - 5))
        case Role.DISPUTED:
            return Markup('<circle class="disputed" cx="{}" cy="{}" r="4.5"/>').format(_short(x), _short(y))
        case Role.CARRIED:
            return Markup('<path class="carried" d="M{} {}h8v8h-8z"/>').format(_short(x - 4), _short(y - 4))


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


class _Chart:
    def __init__(self, drawn: Scene, lang: Lang) -> None:
        self.scene = drawn
        self.lang = lang
        self.ticks = drawn.named_ticks(6, lang)
        self.left = max((len(text) for _, text in self.ticks), default=0) * _LETTER + 10
        self.canvas = Canvas(drawn, _WIDTH - self.left - _RIGHT, _HEIGHT - _TOP - _BOTTOM)

    def parts(self, label: str) -> Iterator[Markup]:
        """What is drawn later lies above."""
        yield Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            _WIDTH, _HEIGHT, label
        )
        yield from self._axes()
        yield from self._targets()
        yield from self._trend()
        for dot in sorted(self.scene.dots, key=lambda dot: (dot.role is Role.CHOSEN, dot.day)):
            yield from self._dot(dot)
        for found in self.canvas.labels():
            x, y = self.left + found.x, _TOP + found.y
            yield self._text("over" if found.step.superseded else "goal", x, y, found.step.text)
        yield Markup("</svg>")

    # Where

    def _x(self, day: date) -> float:
        return self.left + self.canvas.across(day)

    def _y(self, number: Fraction) -> float:
        return _TOP + self.canvas.down(number)

    @staticmethod
    def _path(kind: str, *words: object) -> Markup:
        written = " ".join(_short(word) if isinstance(word, float | int) else str(word) for word in words)
        return Markup('<path class="{}" d="{}"/>').format(kind, written)

    @staticmethod
    def _text(kind: str, x: float, y: float, text: str) -> Markup:
        return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(kind, _short(x), _short(y), text)

    # What

    def _axes(self) -> Iterator[Markup]:
        """A faint line at each round number and where each year begins; the day of the report dotted."""
        right, floor = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
        first, last = self.scene.first, self.scene.last
        step = max(1, -(-(last - first + 1) // _YEARS))
        years = [*range(first, last + 1, step)]
        lines = [f"M{self.left} {_short(self._y(number))}H{right}" for number, _ in self.ticks]
        lines += [f"M{_short(self._x(date(year, 1, 1)))} {_TOP}V{floor}" for year in years]
        yield self._path("grid", *lines)
        yield self._path("axis", "M", self.left, _TOP, "V", floor, "H", right)
        for number, text in self.ticks:
            yield self._text("tick", self.left - 6, self._y(number) + 4, text)
        for year in years:
            yield self._text("year", self._x(date(year, 7, 2)), floor + 17, str(year))
        if self.scene.now is not None:
            yield self._path("now", "M", self._x(self.scene.now), _TOP, "V", floor)

    def _targets(self) -> Iterator[Markup]:
        """A level or a band from the first day of the target's period to a bar on the day that it is due."""
        for step in sorted(self.scene.steps, key=lambda step: (not step.superseded, step.due)):
            kind = "over" if step.superseded else "goal"
            begin, due, top, bottom = self._x(step.begin), self._x(step.due), self._y(step.high), self._y(step.low)
            if step.low != step.high:
                yield self._path(f"{kind} band", "M", begin, top, "H", due, "V", bottom, "H", begin, "Z")
                yield self._path(kind, "M", due, top, "V", bottom)
            else:
                yield self._path(kind, "M", begin, top, "H", due, "M", due, top - _TICK, "V", top + _TICK)
        for stop in self.scene.stops:
            yield _milestone(self._x(stop.day), self._y(stop.number), superseded=stop.superseded)

    def _trend(self) -> Iterator[Markup]:
        """The straight line, dashed, and the interval of each projection."""
        if not self.scene.trend:
            return
        yield self._path("trend", *_joined((self._x(day), self._y(number)) for day, number in _clipped(self.scene)))
        for found in self.scene.estimates:
            x, top, bottom = self._x(found.day), self._y(found.interval.highest), self._y(found.interval.lowest)
            yield self._path(
                "may", "M", x - 4, top, "H", x + 4, "M", x, top, "V", bottom, "M", x - 4, bottom, "H", x + 4
            )

    def _dot(self, dot: Dot) -> Iterator[Markup]:
        """A figure: what the truth may be as an upright line, with an arrow where it has no end, and its number."""
        x = self._x(dot.day)
        yield Markup('<g class="figure {}"><title>{}</title>').format(dot.role, dot.text)
        if dot.interval.width != 0:
            yield self._span(x, self.canvas.span(dot))
        yield _mark(dot.role, x, self._y(dot.number), part=dot.part)
        yield Markup("</g>")

    def _span(self, x: float, span: Span) -> Markup:
        top, bottom = self._y(span.high), self._y(span.low)
        words: list[object] = ["M", x, top, "V", bottom]
        if span.up:
            words += ["M", x - 4, top + 6, "L", x, top, "L", x + 4, top + 6]
        if span.down:
            words += ["M", x - 4, bottom - 6, "L", x, bottom, "L", x + 4, bottom - 6]
        return self._path("truth", *words)


def _joined(points: Iterable[tuple[float, float]]) -> Iterator[object]:
    for number, (x, y) in enumerate(points):
        yield from ("L" if number else "M", x, y)


def _clipped(drawn: Scene) -> list[tuple[date, Fraction]]:
    """The ends of the line, moved along it to where it leaves the chart."""
    (begin, first), (end, last) = drawn.trend[0], drawn.trend[-1]
    if first == last or begin == end:
        return [(begin, first), (end, last)]

    def inside(day: date, number: Fraction) -> tuple[date, Fraction]:
        held = min(max(number, drawn.low), drawn.high)
        if held == number:
            return day, number
        days = round((held - first) / (last - first) * (end - begin).days)
        return date.fromordinal(begin.toordinal() + days), held

    return [inside(begin, first), inside(end, last)]
