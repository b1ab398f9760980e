"""A history as a picture in a file: SVG, PNG or PDF, drawn without a browser and without the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from cnht.history import History, Role
from cnht.lang import Lang, Words
from cnht.render.history import words
from cnht.render.history.scene import Canvas, Dot, Scene, Step, Stop, scene, year_of
from cnht.render.phrases import phrase
from cnht.wording import write_date

if TYPE_CHECKING:
    import altair as alt

KINDS = (".svg", ".png", ".pdf")
FONT = "Segoe UI, Helvetica Neue, DejaVu Sans, Noto Sans, Liberation Sans, Arial, sans-serif"
"""Fonts with all Vietnamese letters, on every system one; where there is none, the library that draws has one."""
_WIDTH, _HEIGHT = 760, 340
_CAPTION = 134
"""How many letters of the words below the chart have room in a line."""
_INK, _FAINT = "#1b1b1b", "#767676"
_FIGURE, _TARGET, _LINE = "#0b5394", "#2e7d32", "#8a4b08"
_FORMATS: dict[Lang, dict[str, Any]] = {
    Lang.VI: {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]},
    Lang.EN: {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
}
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
    # Of all areas together: charts below each other share the shapes and the legend.
    dots = {_look(dot) for _, found in drawn for dot in found.dots}
    looks = [look for look in _LOOKS if look in dots]
    charts = [_Chart(result, found, looks, lang).layers() for result, found in drawn]
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


class _Look(NamedTuple):
    """How a figure is drawn."""

    name: Words
    shape: str
    fill: str
    edge: str


# A circle, as large as the library's own, of which the winding of two outlines leaves the right half empty.
_HALF = "M0,-1.13A1.13,1.13,0,0,0,0,1.13A1.13,1.13,0,0,0,0,-1.13ZM0,-1.13A1.13,1.13,0,0,1,0,1.13Z"
_PART = _Look(words.PART_WORDS, _HALF, _FIGURE, _FIGURE)
_ROLES = {
    Role.CHOSEN: _Look(words.ROLE_WORDS[Role.CHOSEN], "circle", _FIGURE, _FIGURE),
    Role.OTHER: _Look(words.ROLE_WORDS[Role.OTHER], "diamond", _FIGURE, _FIGURE),
    Role.DISPUTED: _Look(words.ROLE_WORDS[Role.DISPUTED], "circle", "white", _FIGURE),
    Role.CARRIED: _Look(words.ROLE_WORDS[Role.CARRIED], "square", "#c9d6e6", "#8aa5c4"),
}
_LOOKS = [_ROLES[Role.CHOSEN], _PART, _ROLES[Role.OTHER], _ROLES[Role.DISPUTED], _ROLES[Role.CARRIED]]


def _look(dot: Dot) -> _Look:
    return _PART if dot.part else _ROLES[dot.role]


class _Chart:
    def __init__(self, result: History, drawn: Scene, looks: Sequence[_Look], lang: Lang) -> None:
        self.result = result
        self.scene = drawn
        self.looks = looks
        self.lang = lang
        self.low, self.high = float(drawn.low), float(drawn.high)
        self.canvas = Canvas(drawn, _WIDTH, _HEIGHT)

    def say(self, vi: str, en: str) -> str:
        """The text of the language."""
        return phrase(self.lang, vi, en)

    def layers(self) -> alt.LayerChart | alt.FacetChart:
        """Targets, the line, intervals, figures: what is later lies above."""
        import altair as alt

        title, what = words.heading(self.result, self.lang)
        parts = [*self._targets(), *self._stops(), *self._trend(), *self._labels(), *self._intervals(), *self._dots()]
        if self.scene.now is not None:
            parts.insert(0, self._now(self.scene.now))
        parts.insert(0, self._begins())
        return alt.layer(*parts).properties(
            width=_WIDTH,
            height=_HEIGHT,
            title=alt.TitleParams(text=title, subtitle=what),
        )

    # Axes

    def _x(self, field: str = "x") -> alt.X:
        import altair as alt

        first, last = self.scene.first, self.scene.last
        # The number of a year stands in its middle: at its first day it would name the last day of the year before.
        values = [year + 0.5 for year in self._years()]
        return alt.X(
            f"{field}:Q",
            scale=alt.Scale(domain=[first, last + 1], nice=False, zero=False),
            axis=alt.Axis(
                title=self._caption(),
                titleAnchor="start",
                titleFontWeight="normal",
                titleColor=_FAINT,
                titlePadding=12,
                titleLineHeight=15,
                values=values,
                labelExpr="floor(datum.value)",
                labelFontSize=11,
                ticks=False,
                grid=False,
                labelFlush=False,
            ),
        )

    def _years(self) -> range:
        """The years that have room for their number."""
        first, last = self.scene.first, self.scene.last
        return range(first, last + 1, max(1, (last - first + 1) // 16))

    def _caption(self) -> list[str]:
        """What the marks are that are no figures."""
        scene, say = self.scene, self.say
        told = []
        if scene.steps:
            told.append(say("Vạch ngang: mục tiêu, đến ngày đến hạn.", "Level: targets, up to the day they are due."))
        if scene.stops:
            told.append(say("Dấu cộng: mốc.", "Crosses: milestones."))
        if any(dot.interval.width != 0 for dot in scene.dots):
            told.append(say("Vạch đứng: giá trị thực tế có thể nằm ở đâu.", "Upright: what the truth may be."))
        spans = [self.canvas.span(dot) for dot in scene.dots]
        if any(span.up or span.down for span in spans):
            told.append(say("Mũi tên: không có giới hạn, hoặc ra ngoài hình.", "Arrows: no end, or beyond the chart."))
        if scene.trend:
            count = len(self.result.points)
            what = say(
                f"Nét đứt: chỉ là đường thẳng qua {count} số liệu", f"Dashed: a straight line through {count} figures"
            )
            how = say(", với khoảng dự báo 80\u00a0%", ", with its 80% prediction interval") if scene.estimates else ""
            told.append(f"{what}{how}.")
        if scene.now is not None:
            now = write_date(scene.now, self.lang)
            told.append(say(f"Nét chấm: {now}.", f"Dotted: {now}."))
        lines: list[str] = []
        for sentence in told:
            if lines and len(lines[-1]) + 1 + len(sentence) <= _CAPTION:
                lines[-1] += f" {sentence}"
            else:
                lines.append(sentence)
        return lines

    def _y(self, field: str = "y") -> alt.Y:
        import altair as alt

        unit = words.unit(self.result).text(self.lang)
        axis: dict[str, Any] = {"tickCount": 6}
        if self.scene.whole:
            axis = {"values": [int(number) for number in self.scene.ticks(8)], "format": ",d"}
        return alt.Y(
            f"{field}:Q",
            scale=alt.Scale(domain=[self.low, self.high], nice=False, zero=False, clamp=True),
            axis=alt.Axis(title=unit, titleAngle=0, titleAlign="left", titleAnchor="end", titleY=-10, titleX=0, **axis),
        )

    def _data(self, rows: Sequence[Row]) -> alt.Data:
        import altair as alt

        return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]

    # Marks

    def _begins(self) -> alt.Chart:
        """A faint line where each year begins."""
        import altair as alt

        rows = [{"x": year} for year in [*self._years(), self.scene.last + 1]]
        rule: alt.Chart = alt.Chart(self._data(rows)).mark_rule(color="#ececec", aria=False)
        return rule.encode(x=self._x())

    def _now(self, now: date) -> alt.Chart:
        import altair as alt

        rule: alt.Chart = alt.Chart(self._data([{"x": year_of(now)}])).mark_rule(
            color=_FAINT, strokeDash=[1, 3], aria=False
        )
        return rule.encode(x=self._x())

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
        levels = base.transform_filter("datum.high === datum.low")
        dashes = alt.condition("datum.superseded", alt.value([3, 3]), alt.value([1, 0]))
        return [
            base.mark_rect(opacity=0.18, **aside).encode(x2="due:Q", y2="high:Q"),
            levels.mark_rule(size=2.5, **aside).encode(x2="due:Q", strokeDash=dashes),
            base.mark_rule(size=2.5, **aside).encode(x=self._x("due"), y2="high:Q"),
            base.mark_point(shape="stroke", angle=90, size=160, strokeWidth=2.5, opacity=1).encode(
                x=self._x("due"), y=self._y("middle"), description="text:N"
            ),
        ]

    def _stops(self) -> list[alt.Chart]:
        """A small cross for each milestone."""
        import altair as alt

        rows = [self._stop(stop) for stop in self.scene.stops]
        if not rows:
            return []
        shade = alt.condition("datum.superseded", alt.value(_FAINT), alt.value(_TARGET))
        crosses = alt.Chart(self._data(rows)).mark_point(shape="cross", filled=True, size=80, opacity=1)
        return [crosses.encode(x=self._x(), y=self._y(), color=shade, description="text:N")]

    def _stop(self, stop: Stop) -> Row:
        return {
            "x": year_of(stop.day),
            "y": float(stop.number),
            "superseded": stop.superseded,
            "text": f"{words.MILESTONE.text(self.lang)}: {stop.text}",
        }

    def _labels(self) -> list[alt.Chart]:
        """The targets' words, each where it covers nothing: those that find no such place are in the table."""
        import altair as alt

        rows: list[Row] = [
            {"px": label.x, "py": label.y, "label": label.step.text, "superseded": label.step.superseded}
            for label in self.canvas.labels()
        ]
        if not rows:
            return []
        base = alt.Chart(self._data(rows)).encode(
            x=alt.X("px:Q", scale=None, axis=None), y=alt.Y("py:Q", scale=None, axis=None), text="label:N"
        )
        shade = alt.condition("datum.superseded", alt.value(_FAINT), alt.value(_TARGET))
        words: dict[str, Any] = {"align": "left", "baseline": "alphabetic", "fontSize": 11, "aria": False}
        halo = base.mark_text(stroke="white", strokeWidth=4, **words)
        return [halo, base.mark_text(**words).encode(color=shade)]

    def _step(self, step: Step) -> Row:
        return {
            "x": year_of(step.begin),
            "due": year_of(step.due),
            "low": float(step.low),
            "high": float(step.high),
            "middle": float((step.low + step.high) / 2),
            "superseded": step.superseded,
            "label": step.text,
            "text": f"{self._kind(step)}: {step.text}, {step.due.isoformat()}",
        }

    def _kind(self, step: Step) -> str:
        if step.superseded:
            return self.say("Mục tiêu đã được thay thế", "Superseded target")
        return self.say("Mục tiêu", "Target")

    def _trend(self) -> list[alt.Chart]:
        """The straight line, dashed, and the interval of each projection."""
        import altair as alt

        if not self.scene.trend:
            return []
        rows = [{"x": year_of(day), "y": float(number)} for day, number in self.scene.trend]
        line = alt.Chart(self._data(rows)).mark_line(
            color=_LINE, strokeDash=[6, 4], strokeWidth=1.5, clip=True, aria=False
        )
        parts = [line.encode(x=self._x(), y=self._y())]
        ends = [
            {
                "x": year_of(found.day),
                "y": float(found.nominal),
                "low": float(found.interval.lowest),
                "high": float(found.interval.highest),
            }
            for found in self.scene.estimates
        ]
        if ends:
            base = alt.Chart(self._data(ends))
            parts += [
                base.mark_errorbar(color=_LINE, thickness=1.5, ticks={"color": _LINE, "size": 10}).encode(
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
        low, high, up, down = self.canvas.span(dot)
        return {
            "x": year_of(dot.day),
            "low": float(low),
            "high": float(high),
            "up": up,
            "down": down,
            "opacity": 0.35 if dot.role is Role.CARRIED else 1.0,
        }

    def _dots(self) -> list[alt.Chart]:
        """The figures: filled, half of it for a part of a year, hollow where disputed, faint where carried forward."""
        import altair as alt

        looks = self.looks
        names = [look.name.text(self.lang) for look in looks]
        rows = [
            {"x": year_of(dot.day), "y": float(dot.number), "look": _look(dot).name.text(self.lang), "text": dot.text}
            for dot in self.scene.dots
        ]
        legend = alt.Legend()
        dots = alt.Chart(self._data(rows)).mark_point(filled=True, size=95, strokeWidth=1.8, opacity=1)
        # What is behind a half circle would show through its other half.
        halves = [row for row, dot in zip(rows, self.scene.dots, strict=True) if dot.part]
        ground = alt.Chart(self._data(halves)).mark_point(
            filled=True, shape="circle", size=95, color="white", opacity=1, aria=False
        )
        return [
            *([ground.encode(x=self._x(), y=self._y())] if halves else []),
            dots.encode(
                x=self._x(),
                y=self._y(),
                shape=alt.Shape(
                    "look:N", scale=alt.Scale(domain=names, range=[look.shape for look in looks]), legend=legend
                ),
                fill=alt.Fill(
                    "look:N", scale=alt.Scale(domain=names, range=[look.fill for look in looks]), legend=legend
                ),
                stroke=alt.Stroke(
                    "look:N", scale=alt.Scale(domain=names, range=[look.edge for look in looks]), legend=legend
                ),
                description="text:N",
            ),
        ]
