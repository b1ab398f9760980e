"""Charts as SVG, for pages and for files, with the marks of their legends; and a file's as PNG.

What is drawn has classes; :data:`PAGE_STYLE` says how they look. A page may set the colours anew, for the dark or for
print; a file has them written in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import ceil
from pathlib import Path
from textwrap import wrap

from markupsafe import Markup

from cnht.domain.history import History
from cnht.domain.progress import Row
from cnht.language.texts import Lang, Localized
from cnht.presenting.blocks import Sign
from cnht.presenting.charts import SIGN_WORDS, Canvas, Chart, Dot, chart_of, dated, legend
from cnht.presenting.history import heading
from cnht.presenting.phrases import unit_of
from cnht.problems import visible

_COLOURS = {
    "paper": "#fff",
    "ink": "#1c2024",
    "soft": "#555d66",
    "line": "#d5dae0",
    "figure": "#0b5394",
    "target": "#23702a",
    "trend": "#8a4b08",
}
_RULES = """\
.chart { font-size: 11px; }
.chart text { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.chart .tick { text-anchor: end; }
.chart .year { text-anchor: middle; }
.chart text.target { fill: var(--target); }
.chart text.superseded { fill: var(--soft); }
.grid { fill: none; stroke: var(--line); stroke-width: .6; }
.axis { fill: none; stroke: var(--soft); }
path.now { stroke: var(--soft); stroke-dasharray: 1 3; }
path.target { fill: none; stroke: var(--target); stroke-width: 2.4; }
path.target.band { stroke: none; fill: var(--target); fill-opacity: .2; }
path.superseded { fill: none; stroke: var(--soft); stroke-width: 1.6; stroke-dasharray: 3 3; }
g.stop path { stroke-dasharray: none; }
path.superseded.band { stroke: none; fill: var(--soft); fill-opacity: .15; }
path.trend { fill: none; stroke: var(--trend); stroke-width: 1.5; stroke-dasharray: 6 4; }
path.estimate { fill: none; stroke: var(--trend); stroke-width: 1.5; }
.truth { fill: none; stroke: var(--figure); stroke-width: 1.8; }
.chosen, .other { fill: var(--figure); }
.disputed { fill: var(--paper); stroke: var(--figure); stroke-width: 1.8; }
path.carried { fill: var(--paper); stroke: var(--figure); stroke-width: 1.3; stroke-dasharray: 2 1.5; }
g.carried .truth { stroke-opacity: .5; stroke-dasharray: 2 2; }
"""
PAGE_STYLE = f":root {{ {' '.join(f'--{name}: {colour};' for name, colour in _COLOURS.items())} }}\n{_RULES}"
"""How the marks look in light colours, which are variables."""
# Fonts with all Vietnamese letters, on every system one; the first is the one that comes with the package.
_FILE_RULES = """\
.chart { font-family: "Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans", "Liberation Sans", Arial, sans-serif; }
.chart .title { font-size: 16px; font-weight: bold; }
.chart .about { font-size: 12px; fill: var(--soft); }
.chart .unit { font-weight: bold; }
.paper { fill: var(--paper); }
"""
_FILE_STYLE = re.sub(r"var\(--(\w+)\)", lambda found: _COLOURS[found[1]], _RULES + _FILE_RULES)

_TICK = 7
"""How far, in pixels, the bar where a target is due stands out of its line."""
_DIGIT, _LETTER = 7, 6.5
"""About how wide, in pixels, a digit beside the axis and a letter of the legend are."""
_TOP, _RIGHT, _BOTTOM = 14, 10, 24
_YEARS = 14
"""The most years that are named."""
_FULL = Fraction(125)
"""How much of a target, in percent, a bar has room for."""
_WIDTH, _HEIGHT = 820, 400
_PADDING, _GAP = 16, 28
_MARKS: dict[Sign, dict[str, str]] = {
    Sign.CHOSEN: {"chosen": "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z"},
    Sign.OTHER: {"other": "m0-5l5 5-5 5-5-5z"},
    Sign.DISPUTED: {"disputed": "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z"},
    Sign.CARRIED: {"carried": "m-4-4h8v8h-8z"},
    Sign.PART: {"disputed": "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z", "chosen": "m0-5a5 5 0 0 0 0 10z"},
    Sign.TRUTH: {"truth": "m0-7v14"},
    Sign.BEYOND: {"truth": "m0 7v-13m-4 5l4-5 4 5"},
    Sign.TARGET: {"target": "m-8 0h14m0-6v12"},
    Sign.BAND: {"target band": "m-8-5h16v10h-16z"},
    Sign.MILESTONE: {"target": "m-4 0h8m-4-4v8"},
    Sign.SUPERSEDED: {"superseded": "m-8 0h16"},
    Sign.TREND: {"trend": "m-8 4l16-8"},
    Sign.ESTIMATE: {"estimate": "m-4-7h8m-4 0v14m-4 0h8"},
    Sign.NOW: {"now": "m0-8v16"},
}
"""The class and the path of each mark, from its middle. A figure's shape tells its role: colour is never alone."""

_FONTS = Path(__file__).with_name("fonts")
_NOT_IN_FONTS = re.compile("[^\\n -~\u00a0-\u017fƠơƯư\u0300-\u0331Ạ-ỹ\u2010-\u2044₫€№]")


def shown(text: str) -> str:
    """A text for a page or a picture: nothing in it is hidden, and blanks are single."""
    return "\u00a0".join(visible(re.sub(r"[ \t\r\n]+", " ", part)) for part in text.split("\u00a0"))


def svg(drawn: Chart, lang: Lang, label: str) -> Markup:
    """The chart of a history for a page; ``label`` says in a sentence what it shows, for those who do not see it."""
    width, height = 640, 260
    parts = Markup("").join(_SvgDrawer(drawn, lang, width, height).parts())
    return _element("svg", parts, class_="chart", viewBox=f"0 0 {width} {height}", role="img", aria_label=label)


def picture(results: Sequence[History], lang: Lang) -> Markup | None:
    """The charts of an indicator's areas, one below the other, as a file; ``None`` where there is no figure to draw."""
    charts = [(result, drawn) for result in results if (drawn := chart_of(result)) is not None]
    if not charts:
        return None
    parts, y = [], float(_PADDING)
    for result, drawn in charts:
        title, about = (text.text(lang) for text in heading(result))
        for kind, text, letters, height in (("title", title, 85, 22), ("about", about, 130, 17)):
            for line in wrap(shown(text), letters):
                y += height
                parts.append(_text(kind, 0, y - 5, line))
        y += 20
        parts.append(
            _text("unit", 0, y - 3, shown(unit_of(result.indicator.code, result.book.workspace.definitions).text(lang)))
        )
        drawer = _SvgDrawer(drawn, lang, _WIDTH, _HEIGHT)
        parts.append(_element("g", Markup("").join(drawer.parts()), transform=f"translate(0 {_short(y)})"))
        y += _HEIGHT + _GAP
    x = 0.0
    for sign, meaning in legend([drawn for _, drawn in charts]):
        words = meaning.text(lang)
        width = 30 + len(words) * _LETTER
        if x and x + width > _WIDTH:
            x, y = 0.0, y + 20
        parts += [mark(sign, x + 8, y), _text("key", x + 22, y + 4, words)]
        x += width
    size = {"width": _WIDTH + 2 * _PADDING, "height": y + 12 + _PADDING}
    content = _element("g", Markup("").join(parts), transform=f"translate({_PADDING} 0)")
    return _element(
        "svg",
        _element("style", Markup(_FILE_STYLE))
        + _element("rect", class_="paper", width="100%", height="100%")
        + content,
        xmlns="http://www.w3.org/2000/svg",
        class_="chart",
        viewBox=f"0 0 {_short(size['width'])} {_short(size['height'])}",
        role="img",
        aria_label=shown("; ".join(heading(result)[0].text(lang) for result, _ in charts)),
        **size,
    )


def png(drawn: Markup) -> bytes:
    """A file's SVG as PNG, in the font that comes with the package; letters it has not are of the system's fonts."""
    import resvg_py

    fonts = [str(_FONTS / f"NotoSans-{weight}.ttf") for weight in ("Regular", "Bold")]
    return resvg_py.svg_to_bytes(
        svg_string=drawn, zoom=2, font_files=fonts, skip_system_fonts=not _NOT_IN_FONTS.search(drawn)
    )


def bar(row: Row) -> Markup:
    """The percent of a plan as a bar: filled as far as is certain, hatched as far as the truth may reach; 100 % marked.

    A figure of another period fills no bar of this one: it is hollow.
    """
    if row.percent is None:
        return Markup("")
    low, high = (float(min(max(end, Fraction(0)), _FULL)) for end in (row.percent[1].lowest, row.percent[1].highest))
    # Strokes as wide as the gaps between them: a pattern would need a name, and a page has many bars.
    strokes = [f"M{_short(low + 1 + 2.5 * at)} 0v10" for at in range(ceil((high - low - 1) / 2.5))]
    parts = [
        _element("rect", class_="room", width=float(_FULL), height=10),
        _element("rect", class_="carried" if row.carried else "sure", width=low, height=10),
        _element("path", class_="may", d="".join(strokes)) if strokes else "",
        _element("path", class_="plan", d="M100 0v10"),
    ]
    box = f"0 0 {_FULL} 10"
    return _element(
        "svg", Markup("").join(parts), class_="bar", viewBox=box, preserveAspectRatio="none", aria_hidden="true"
    )


def framed(sign: Sign) -> Markup:
    """A mark that stands in a line of text, as the charts draw it."""
    return _element("svg", mark(sign, 0, 0), class_="sign", viewBox="-8 -8 16 16", aria_hidden="true")


def mark(sign: Sign, x: float, y: float, kind: str = "") -> Markup:
    """A mark of a chart, with its middle at a place, in its own look or in that of another ``kind``."""
    at = f"M{_short(x)} {_short(y)}"
    return Markup("").join(_element("path", class_=kind or own, d=at + path) for own, path in _MARKS[sign].items())


class _SvgDrawer:
    """Draws a chart, its axes included, into a box of ``width`` and ``height``."""

    def __init__(self, drawn: Chart, lang: Lang, width: int, height: int) -> None:
        self.chart = drawn
        self.lang = lang
        self.ticks = drawn.named_ticks(6, lang)
        self.left = max((len(text) for _, text in self.ticks), default=0) * _DIGIT + 10
        self.canvas = Canvas(drawn, width - self.left - _RIGHT, height - _TOP - _BOTTOM, lang)

    def parts(self) -> Iterator[Markup]:
        """What is drawn later lies above."""
        content = [*self._axes(), *self._targets(), *self._trend(), *map(self._dot, self.chart.dots)]
        for label in self.canvas.labels():
            kind = Sign.SUPERSEDED if label.step.superseded else Sign.TARGET
            content.append(_text(kind, label.x, label.y, label.step.text.text(self.lang)))
        yield _element("g", Markup("").join(content), transform=f"translate({self.left} {_TOP})")

    def _axes(self) -> Iterator[Markup]:
        """A faint line at each round number and where each year begins; the day of the history dotted."""
        across, down, width, height = self.canvas.across, self.canvas.down, self.canvas.width, self.canvas.height
        first, last = self.chart.first, self.chart.last
        years = range(first, last + 1, max(1, -(-(last - first + 1) // _YEARS)))
        lines: list[object] = ["M", width, 0, "V", height]
        for number, text in self.ticks:
            lines += ["M", 0, down(number), "H", width]
            yield _text("tick", -6, down(number) + 4, text)
        for year in years:
            lines += ["M", across(date(year, 1, 1)), 0, "V", height]
            yield _text("year", across(date(year, 7, 2)), height + 17, str(year))
        yield _path("grid", *lines)
        yield _path("axis", "M", 0, 0, "V", height, "H", width)
        if self.chart.now is not None:
            yield _path("now", "M", across(self.chart.now), 0, "V", height)

    def _targets(self) -> Iterator[Markup]:
        """A level or a band from the first day of the target's period to a bar on the day that it is due."""
        across, down = self.canvas.across, self.canvas.down
        for step in sorted(self.chart.steps, key=lambda step: (not step.superseded, step.due)):
            kind = Sign.SUPERSEDED if step.superseded else Sign.TARGET
            begin, due, top, bottom = across(step.begin), across(step.due), down(step.high), down(step.low)
            if step.low != step.high:
                level = _path(f"{kind} band", "M", begin, top, "H", due, "V", bottom, "H", begin, "Z")
                level += _path(kind, "M", due, top, "V", bottom)
            else:
                level = _path(kind, "M", begin, top, "H", due, "M", due, top - _TICK, "V", top + _TICK)
            yield self._titled("level", kind, dated(step.text, step.due), level)
        for stop in self.chart.stops:
            kind = Sign.SUPERSEDED if stop.superseded else Sign.TARGET
            drawn = mark(Sign.MILESTONE, across(stop.day), down(stop.number), kind)
            yield self._titled("stop", Sign.MILESTONE, stop.text, drawn)

    def _trend(self) -> Iterator[Markup]:
        """The straight line, dashed, and the interval of each projection."""
        if points := self.canvas.trend():
            yield _path("trend", "M", *points[0], "L", *points[-1])
        for found in self.chart.estimates:
            x, top, bottom = (
                self.canvas.across(found.day),
                self.canvas.down(found.interval.highest),
                self.canvas.down(found.interval.lowest),
            )
            words = ("M", x - 4, top, "H", x + 4, "M", x, top, "V", bottom, "M", x - 4, bottom, "H", x + 4)
            yield _path("estimate", *words)

    def _dot(self, dot: Dot) -> Markup:
        """A figure: what the truth may be as an upright line, with an arrow where it has no end, and its number."""
        x, drawn = self.canvas.across(dot.day), Markup("")
        if dot.interval.width != 0:
            span = self.canvas.span(dot)
            top, bottom = self.canvas.down(span.high), self.canvas.down(span.low)
            words: list[object] = ["M", x, top, "V", bottom]
            if span.up:
                words += ["M", x - 4, top + 6, "L", x, top, "L", x + 4, top + 6]
            if span.down:
                words += ["M", x - 4, bottom - 6, "L", x, bottom, "L", x + 4, bottom - 6]
            drawn = _path("truth", *words)
        return self._titled("figure", dot.sign, dot.text, drawn + mark(dot.sign, x, self.canvas.down(dot.number)))

    def _titled(self, kind: str, sign: Sign, text: Localized, content: Markup) -> Markup:
        """A group that says what it is when pointed at."""
        title = _element("title", f"{SIGN_WORDS[sign].text(self.lang)}: {text.text(self.lang)}")
        return _element("g", title + content, class_=f"{kind} {sign}")


def _element(name: str, content: str = "", **attributes: object) -> Markup:
    """An element; an underscore in the name of an attribute is a hyphen, and nothing at its end."""
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _short(value)) for key, value in attributes.items()
    )
    form = "<{0}{1}>{2}</{0}>" if content else "<{0}{1}/>"
    return Markup(form).format(name, written, content)


def _path(kind: str, *steps: object) -> Markup:
    return _element("path", class_=kind, d=" ".join(map(_short, steps)))


def _text(kind: str, x: float, y: float, text: str) -> Markup:
    return _element("text", text, class_=kind, x=x, y=y)


def _short(value: object) -> str:
    """A number with one decimal at most; all else as it is."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
