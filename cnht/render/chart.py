"""A history as a picture in a file: SVG, PNG or PDF, drawn without a browser and without the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cnht.history import History, Role
from cnht.lang import Lang
from cnht.render import history_words as words
from cnht.render.phrases import phrase
from cnht.render.scene import Dot, Scene, Step, scene

if TYPE_CHECKING:
    import altair as alt

KINDS = (".svg", ".png", ".pdf")
FONT = "Liberation Sans, Arial, Helvetica, DejaVu Sans, sans-serif"
"""Fonts with all Vietnamese letters; the first travels with the library that draws."""
_WIDTH, _HEIGHT = 760, 340
_INK, _FAINT = "#1b1b1b", "#767676"
_FIGURE, _TARGET, _LINE = "#0b5394", "#2e7d32", "#8a4b08"
_FORMATS: dict[Lang, dict[str, Any]] = {
    Lang.VI: {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]},
    Lang.EN: {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
}
_ARROW = 26
"""How far, in pixels, an end that there is not reaches."""
Row = dict[str, Any]


def history_chart(results: Sequence[History], kind: str, lang: Lang) -> bytes | None:
    """The charts of an indicator's areas, one below the other; ``None`` where there is no figure to draw.

    ``kind`` is one of :data:`KINDS`. Shapes tell the marks apart, so that a print in grey can be read.
    """
    import altair as alt
    import vl_convert as vlc

    drawn = [(result, found) for result in results if (found := scene(result, lang)) is not None]
    if not drawn:
        return None
    charts = [_Chart(result, found, lang).layers() for result, found in drawn]
    whole = alt.vconcat(*charts, spacing=36) if len(charts) > 1 else charts[0]
    whole = (
        whole.configure(font=FONT, background="white", padding=16)
        .configure_view(stroke=None)
        .configure_axis(labelColor=_INK, titleColor=_INK, gridColor="#e3e3e3", domainColor=_FAINT, tickColor=_FAINT)
        .configure_title(anchor="start", color=_INK, subtitleColor=_FAINT, fontSize=16, subtitleFontSize=12, offset=14)
        .configure_legend(orient="bottom", title=None, labelLimit=0, symbolSize=90, columns=4)
    )
    options: dict[str, Any] = {"vl_spec": whole.to_dict(), "format_locale": _FORMATS[lang], "allowed_base_urls": []}
    match kind:
        case ".svg":
            return vlc.vegalite_to_svg(**options).encode()
        case ".png":
            return vlc.vegalite_to_png(**options, scale=2)
        case _:
            return vlc.vegalite_to_pdf(**options)


def _year(day: date) -> float:
    """A day as a number of years: an axis of numbers knows no time zone."""
    first = date(day.year, 1, 1)
    return day.year + (day - first).days / (
        366 if day.year % 4 == 0 and (day.year % 100 or day.year % 400 == 0) else 365
    )


class _Chart:
    def __init__(self, result: History, drawn: Scene, lang: Lang) -> None:
        self.result = result
        self.scene = drawn
        self.lang = lang
        self.low, self.high = float(drawn.low), float(drawn.high)

    def say(self, vi: str, en: str) -> str:
        """The text of the language."""
        return phrase(self.lang, vi, en)

    def layers(self) -> alt.LayerChart:
        """Targets, the line, intervals, figures: what is later lies above."""
        import altair as alt

        title, what = words.heading(self.result, self.lang)
        parts = [*self._targets(), *self._trend(), *self._intervals(), *self._dots()]
        if self.scene.now is not None:
            parts.insert(0, self._now(self.scene.now))
        return alt.layer(*parts).properties(
            width=_WIDTH,
            height=_HEIGHT,
            title=alt.TitleParams(text=title, subtitle=what),
        )

    # Axes

    def _x(self, field: str = "x") -> alt.X:
        import altair as alt

        first, last = self.scene.first, self.scene.last
        every = max(1, (last - first + 1) // 14)
        return alt.X(
            f"{field}:Q",
            scale=alt.Scale(domain=[first, last + 1], nice=False, zero=False),
            axis=alt.Axis(
                format="d", title=None, values=list(range(first, last + 2, every)), grid=False, labelFlush=False
            ),
        )

    def _y(self, field: str = "y") -> alt.Y:
        import altair as alt

        unit = words.unit(self.result).text(self.lang)
        return alt.Y(
            f"{field}:Q",
            scale=alt.Scale(domain=[self.low, self.high], nice=False, zero=False, clamp=True),
            axis=alt.Axis(
                title=unit, titleAngle=0, titleAlign="left", titleAnchor="end", titleY=-10, titleX=0, tickCount=6
            ),
        )

    def _data(self, rows: Sequence[Row]) -> alt.Data:
        import altair as alt

        return alt.Data(values=list(rows))

    # Marks

    def _now(self, now: date) -> alt.Chart:
        import altair as alt

        rows = [{"x": _year(now)}]
        return alt.Chart(self._data(rows)).mark_rule(color=_FAINT, strokeDash=[1, 3], aria=False).encode(x=self._x())

    def _targets(self) -> list[alt.Chart]:
        """A level or a band from the first day of the target's period to a bar on the day that it is due."""
        import altair as alt

        rows = [self._step(step) for step in self.scene.steps]
        if not rows:
            return []
        data = self._data(rows)
        shade = alt.condition("datum.superseded", alt.value(_FAINT), alt.value(_TARGET))
        base = alt.Chart(data).encode(x=self._x(), y=self._y("low"), color=shade)
        aside: dict[str, Any] = {"aria": False}
        band = base.transform_filter("datum.high > datum.low").mark_rect(opacity=0.18, **aside)
        return [
            band.encode(x2="due:Q", y2="high:Q"),
            base.mark_rule(size=2.5, **aside).encode(
                x2="due:Q", strokeDash=alt.condition("datum.superseded", alt.value([3, 3]), alt.value([1, 0]))
            ),
            base.mark_point(shape="stroke", angle=90, size=160, strokeWidth=2.5).encode(
                x=self._x("due"), y=self._y("middle"), description="text:N"
            ),
            base.mark_text(
                align="right", baseline="bottom", dx=-6, dy=-4, fontSize=11, fontWeight="bold", **aside
            ).encode(x=self._x("due"), y=self._y("high"), text="label:N"),
        ]

    def _step(self, step: Step) -> Row:
        return {
            "x": _year(step.begin),
            "due": _year(step.due),
            "low": float(step.low),
            "high": float(step.high),
            "middle": float((step.low + step.high) / 2),
            "superseded": step.superseded,
            "label": step.text,
            "text": f"{self.say('Mục tiêu', 'Target')}: {step.text}, {step.due.isoformat()}",
        }

    def _trend(self) -> list[alt.Chart]:
        """The straight line, dashed, and the interval of each projection."""
        import altair as alt

        if not self.scene.trend:
            return []
        rows = [{"x": _year(day), "y": float(number)} for day, number in self.scene.trend]
        line = alt.Chart(self._data(rows)).mark_line(
            color=_LINE, strokeDash=[6, 4], strokeWidth=1.5, clip=True, aria=False
        )
        parts = [line.encode(x=self._x(), y=self._y())]
        ends = [
            {
                "x": _year(found.day),
                "y": float(found.nominal),
                "low": float(found.interval.lowest),
                "high": float(found.interval.highest),
            }
            for found in self.scene.estimates
        ]
        if ends:
            base = alt.Chart(self._data(ends))
            parts += [
                base.mark_errorbar(color=_LINE, thickness=1.5, ticks={"color": _LINE, "size": 10}).encode(  # type: ignore[arg-type]
                    x=self._x(), y=self._y("low"), y2="high:Q"
                ),
            ]
        return parts

    def _intervals(self) -> list[alt.Chart]:
        """What the truth may be: a line from end to end, an arrow where there is no end."""
        import altair as alt

        rows = [self._interval(dot) for dot in self.scene.dots if dot.interval.width != 0]
        if not rows:
            return []
        base = alt.Chart(self._data(rows))
        opacity = alt.Opacity("opacity:Q", scale=None)
        aside: dict[str, Any] = {"aria": False}
        parts = [
            base.mark_rule(color=_FIGURE, size=2, **aside).encode(
                x=self._x(), y=self._y("low"), y2="high:Q", opacity=opacity
            )
        ]
        for up, shape in ((True, "triangle-up"), (False, "triangle-down")):
            ends = [row for row in rows if row["up" if up else "down"]]
            if ends:
                tips = alt.Chart(self._data(ends)).mark_point(shape=shape, filled=True, size=70, color=_FIGURE, **aside)
                parts.append(tips.encode(x=self._x(), y=self._y("high" if up else "low"), opacity=opacity))
        return parts

    def _interval(self, dot: Dot) -> Row:
        reach = Fraction(_ARROW, _HEIGHT) * (self.scene.high - self.scene.low)
        low = dot.number - reach if dot.interval.low is None else dot.interval.low
        high = dot.number + reach if dot.interval.high is None else dot.interval.high
        return {
            "x": _year(dot.day),
            "low": max(float(low), self.low),
            "high": min(float(high), self.high),
            "up": dot.interval.high is None,
            "down": dot.interval.low is None,
            "opacity": 0.35 if dot.role is Role.CARRIED else 1.0,
        }

    def _dots(self) -> list[alt.Chart]:
        """The figures: filled, hollow where they are disputed, faint where they are carried forward."""
        import altair as alt

        names = self._names()
        rows = [
            {"x": _year(dot.day), "y": float(dot.number), "role": names[dot.role], "text": dot.text}
            for dot in self.scene.dots
        ]
        shown = [role for role in Role if any(dot.role is role for dot in self.scene.dots)]
        domain = [names[role] for role in shown]
        shapes = {Role.CHOSEN: "circle", Role.OTHER: "diamond", Role.DISPUTED: "circle", Role.CARRIED: "square"}
        fills = {Role.CHOSEN: _FIGURE, Role.OTHER: _FIGURE, Role.DISPUTED: "white", Role.CARRIED: "#c9d6e6"}
        edges = {Role.CHOSEN: _FIGURE, Role.OTHER: _FIGURE, Role.DISPUTED: _FIGURE, Role.CARRIED: "#8aa5c4"}
        legend = alt.Legend()
        dots = alt.Chart(self._data(rows)).mark_point(filled=True, size=95, strokeWidth=1.8, opacity=1)
        return [
            dots.encode(
                x=self._x(),
                y=self._y(),
                shape=alt.Shape(
                    "role:N", scale=alt.Scale(domain=domain, range=[shapes[role] for role in shown]), legend=legend
                ),
                fill=alt.Fill(
                    "role:N", scale=alt.Scale(domain=domain, range=[fills[role] for role in shown]), legend=legend
                ),
                stroke=alt.Stroke(
                    "role:N", scale=alt.Scale(domain=domain, range=[edges[role] for role in shown]), legend=legend
                ),
                description="text:N",
            )
        ]

    def _names(self) -> dict[Role, str]:
        return {
            Role.CHOSEN: self.say("số liệu của năm", "the year's figure"),
            Role.OTHER: self.say("số liệu khác", "another figure"),
            Role.DISPUTED: self.say("đang tranh cãi", "disputed"),
            Role.CARRIED: self.say("lấy từ năm trước", "carried forward"),
        }
