"""The whole reasoning behind a verdict, for a sceptic who wants to recompute it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from rich.padding import Padding
from rich.text import Text

from cnht.figures import Figure, Kind, Outcome
from cnht.lang import Lang, Localized, _
from cnht.model import Indicator, Measure, Observation
from cnht.period import Period
from cnht.progress import DAYS_A_YEAR, Method, Pace, Point, Progress, Row, Status
from cnht.quantity import HUGE, TINY, Direction, Interval, Qualifier
from cnht.render import notes, phrases
from cnht.render.phrases import number_text
from cnht.render.table import STATUS_STYLES
from cnht.render.terminal import Screen
from cnht.wording import write_date, write_number, write_period, write_quantity


class Line(NamedTuple):
    """A line of the reasoning, and how far it stands from the left, in letters."""

    text: Text
    indent: int = 0


def explanation(result: Progress, indicator: Indicator, area: str, lang: Lang, screen: Screen) -> str:
    """What is known of ``indicator`` in ``area``, and how each of its targets in ``result`` was judged."""
    lines = _Writer(result, indicator, area, lang, ascii_only=screen.ascii_only).lines()
    return screen.text(Padding(line.text, (0, 0, 0, line.indent)) if line.indent else line.text for line in lines)


def reasoning(result: Progress, indicator: Indicator, area: str, lang: Lang) -> list[Line]:
    """The same without its heading and its list of sources, for another medium than a terminal."""
    return list(_Writer(result, indicator, area, lang).reasoning())


def _line(text: str) -> str:
    """A note in one line, so that none looks like a verdict."""
    return " ".join(text.split())


class _Writer:
    def __init__(
        self, result: Progress, indicator: Indicator, area: str, lang: Lang, *, ascii_only: bool = False
    ) -> None:
        self.result = result
        self.book = result.book
        self.definitions = result.book.workspace.definitions
        self.indicator = indicator
        self.area = area
        self.lang = lang
        self.ascii_only = ascii_only
        self.unit = self.definitions.units[indicator.unit].name
        self.cited: dict[str, None] = {}

    def lines(self) -> Iterator[Line]:
        """The indicator, the reasoning, the sources."""
        yield from self._head()
        yield from self.reasoning()
        yield from self._sources()

    def reasoning(self) -> Iterator[Line]:
        """A section per target, and the named things behind the count."""
        rows = [row for row in self.result.rows if row.indicator is self.indicator and row.target.area == self.area]
        for row in rows:
            yield from self._row(row)
        if not rows:
            yield Line(Text())
            year = self.result.year
            yield Line(
                Text(_("No plan of {year} has a target for this. The figures there are:", year=year).text(self.lang))
            )
            for seen in sorted(self.book.series(self.indicator.code, self.area), key=lambda seen: seen.as_of):
                yield from self._observation(seen, None)
        yield from self._register(rows)

    def _head(self) -> Iterator[Line]:
        indicator = self.indicator
        area = self.definitions.areas[self.area].name.text(self.lang)
        yield Line(Text.assemble((indicator.name.text(self.lang), "bold"), f" ({indicator.code}), {area}"))
        if indicator.definition is not None:
            yield Line(Text(_line(indicator.definition.text(self.lang))))
        measure = phrases.MEASURE_WORDS[indicator.measure].text(self.lang)
        direction = phrases.DIRECTION_WORDS[indicator.direction].text(self.lang)
        unit = self.unit.text(self.lang)
        day = write_date(self.result.as_of, self.lang)
        yield Line(
            Text(
                _(
                    "Unit: {unit}. {measure}; {direction}. As things stood on {day}.",
                    unit=unit,
                    measure=measure,
                    direction=direction,
                    day=day,
                ).text(self.lang),
                "dim",
            )
        )
        if indicator.note:
            yield Line(Text(_line(indicator.note), "dim"))

    # One target

    def _row(self, row: Row) -> Iterator[Line]:
        lang = self.lang
        yield Line(Text())
        mark = phrases.STATUS_MARKS[row.status][self.ascii_only]
        status = phrases.STATUS_WORDS[row.status].text(lang)
        yield Line(
            Text.assemble(
                (row.plan.number, "bold cyan"),
                "  ",
                row.plan.title.text(lang),
                "  ",
                (phrases.unbroken(f"{mark} {status}"), STATUS_STYLES[row.status]),
            )
        )
        yield from self._target(row)
        yield from self._figures(row)
        yield from self._baseline(row)
        yield from self._arithmetic(row)
        yield from self._verdict(row)

    def _title(self, title: Localized) -> Line:
        return Line(Text(title.text(self.lang), "bold"), 2)

    def _target(self, row: Row) -> Iterator[Line]:
        lang, target = self.lang, row.target
        yield self._title(_("Target"))
        due = write_date(row.due, lang)
        quoted = write_quantity(target.quantity, lang, unit=self.unit)
        place = f"{target.where.file}:{target.where.line}"
        yield Line(
            Text.assemble(_("{quoted} by {due}", quoted=quoted, due=due).text(self.lang), (f"  {place}", "dim")), 4
        )
        accepted = phrases.interval_text(row.region, lang)
        how = self._reach(target.quantity.qualifier, Fraction(target.quantity.value))
        yield Line(Text(_("Met by: {accepted}{how}", accepted=accepted, how=how).text(self.lang)), 4)
        if target.milestones:
            stops = ", ".join(
                f"{write_quantity(stop.quantity, lang)} ({write_date(stop.as_of, lang)})" for stop in target.milestones
            )
            yield Line(Text(_("Milestones: {stops}", stops=stops).text(self.lang)), 4)
        if target.wording:
            yield Line(Text(self._quoted(target.wording)), 4)
        if target.note:
            yield Line(Text(_line(target.note), "dim"), 4)
        source = target.source or row.plan.sources[0]
        yield Line(Text(_("According to: {source}", source=self._cite(source)).text(self.lang)), 4)

    def _reach(self, qualifier: Qualifier, value: Fraction) -> str:
        """How far a vague word reaches, with the arithmetic."""
        tolerance = {
            Qualifier.ABOUT: self.definitions.tolerance.about,
            Qualifier.NEARLY: self.definitions.tolerance.nearly,
        }.get(qualifier)
        if tolerance is None:
            return ""
        word = write_quantity(phrases.quantity_of(qualifier, value), self.lang).split()[0]
        share = f"{write_number(tolerance, self.lang)}{phrases.percent_sign(self.lang)}"
        slack = number_text(abs(value) * Fraction(tolerance) / 100, self.lang)
        number = number_text(value, self.lang)
        return _(" (“{word}”: {share} of {number} = {slack})", word=word, share=share, number=number, slack=slack).text(
            self.lang
        )

    def _figures(self, row: Row) -> Iterator[Line]:
        period = phrases.plan_period(row.judged, self.lang)
        yield self._title(_("Figures considered (period {period})", period=period))
        chosen = None if row.carried else row.observed
        codes = [row.indicator.code]
        reported = row.observed is not None and row.observed.kind is not Kind.DERIVED
        if row.indicator.ratio is not None and not reported:
            codes += [row.indicator.ratio.part, row.indicator.ratio.whole]
        for code in codes:
            own = list(self.book.outcomes(code, self.area, row.judged, chosen))
            if code != row.indicator.code and own:
                name = self.definitions.indicators[code].name.text(self.lang)
                yield Line(Text(f"{name}:"), 4)
            for seen, outcome in own:
                yield from self._observation(seen, outcome, carried=row.carried and self._is_part(row.observed, seen))
            if not own and code == row.indicator.code:
                yield Line(Text(_("none").text(self.lang), "dim"), 4)
        if row.observed is not None:
            yield from self._computed(row.observed)

    @staticmethod
    def _is_part(figure: Figure | None, seen: Observation) -> bool:
        return figure is not None and any(seen is part for part in figure.parts)

    def _observation(self, seen: Observation, outcome: Outcome | None, *, carried: bool = False) -> Iterator[Line]:
        lang = self.lang
        self.cited[seen.source] = None
        unit = self.definitions.units[self.definitions.indicators[seen.indicator].unit].name
        said = write_quantity(seen.quantity, lang, unit=unit)
        taken = outcome in (Outcome.CHOSEN, Outcome.PART) or carried
        mark = ("*" if self.ascii_only else "●") if taken else ("-" if self.ascii_only else "○")
        authority = phrases.AUTHORITY_WORDS[self.definitions.sources[seen.source].authority].text(lang)
        why = _("carried forward").text(self.lang) if carried else ""
        if outcome is not None and not carried:
            why = phrases.OUTCOME_WORDS[outcome].text(lang)
        when = phrases.observation_date(seen, lang)
        line = Text.assemble(f"{mark} ", (said, "bold" if taken else ""), f", {when}", f": {why}" if why else "")
        yield Line(line, 4)
        detail = [
            phrases.interval_text(self.book.workspace.interval(seen), lang) if taken else "",
            self._quoted(seen.wording),
            _line(seen.note),
        ]
        if any(detail):
            yield Line(Text("; ".join(filter(None, detail)), "dim"), 6)
        yield Line(Text(f"{seen.source} ({authority}), {seen.where.file}:{seen.where.line}", "dim"), 6)

    def _quoted(self, wording: str) -> str:
        return wording and _("in the source's words “{wording}”", wording=wording).text(self.lang)

    def _computed(self, figure: Figure) -> Iterator[Line]:
        """The arithmetic of a sum or a derived share."""
        if figure.reported is not None:
            return
        lang = self.lang
        numbers = [number_text(self.book.figure(part).nominal, lang) for part in figure.parts]
        nominal, span = number_text(figure.nominal, lang), phrases.interval_text(figure.interval, lang)
        if figure.kind is Kind.DERIVED:
            formula = f"{numbers[0]} / {numbers[1]} x 100 = {nominal}"
        else:
            formula = f"{' + '.join(numbers)} = {nominal}"
        gap = figure.kind is Kind.SUM_WITH_GAP
        because = _(" (with a gap: at least)").text(self.lang) if gap else ""
        yield Line(
            Text(
                _("{formula}; the truth: {span}{because}", formula=formula, span=span, because=because).text(self.lang)
            ),
            4,
        )

    def _baseline(self, row: Row) -> Iterator[Line]:
        baseline = row.baseline
        used = row.indicator.measure is not Measure.GROWTH and row.indicator.direction is not Direction.MAINTAIN
        if baseline is None or not used:
            return
        lang = self.lang
        yield self._title(_("Baseline"))
        if baseline.stated is not None:
            said = write_quantity(baseline.stated.quantity, lang, unit=self.unit)
            place = f"{baseline.stated.where.file}:{baseline.stated.where.line}"
        elif baseline.figure is not None:
            said = phrases.figure_text(baseline.figure, lang, self.unit)
            place = ", ".join(f"{part.where.file}:{part.where.line}" for part in baseline.figure.parts)
        else:
            said, place = number_text(baseline.nominal, lang), ""
        why = phrases.BASELINE_WORDS[baseline.kind].text(lang)
        span = "" if baseline.interval.width == 0 else f" ({phrases.interval_text(baseline.interval, lang)})"
        day = write_date(baseline.as_of, lang)
        yield Line(
            Text.assemble(
                _("{said} on {day}{span}: {why}", said=said, day=day, span=span, why=why).text(self.lang),
                (f"  {place}" if place else "", "dim"),
            ),
            4,
        )

    # Arithmetic

    def _arithmetic(self, row: Row) -> Iterator[Line]:
        if row.observed is None:
            return
        if row.percent is not None or row.verdict.central is not None:
            yield self._title(_("Arithmetic"))
        for line in self._percent(row):
            yield Line(Text(line), 4)
        if row.verdict.central is None:
            return
        points = list(row.verdict.points)
        if len(points) > 1 or not self._same(points[0], row.verdict.central):
            points.append(row.verdict.central)
        for point in points:
            at = self._at(row, point, central=point is row.verdict.central and len(points) > 1)
            yield Line(Text.assemble(f"{at}: ", self._status_at(point)), 4)
            for line in self._formulas(row, point):
                yield Line(Text(line, "dim"), 6)

    @staticmethod
    def _same(point: Point, other: Point) -> bool:
        return (point.value, point.baseline) == (other.value, other.baseline)

    def _percent(self, row: Row) -> Iterator[str]:
        if row.percent is None or row.observed is None:
            return
        value, goal = number_text(row.observed.nominal, self.lang), number_text(row.goal, self.lang)
        shown, label = phrases.percent_text(row, self.lang), phrases.percent_label(row, self.lang)
        yield f"{value} / {goal} = {shown} {label}"

    def _at(self, row: Row, point: Point, *, central: bool) -> str:
        assert row.observed is not None
        value = self._end(point.value, row.observed.interval)
        text = _("If the truth is {value}", value=value).text(self.lang)
        if central:
            text = _("At the quoted number, {value}", value=value).text(self.lang)
        if row.baseline is not None and row.baseline.interval.width != 0 and point.baseline is not None:
            start = self._end(point.baseline, row.baseline.interval)
            text += _(" and the baseline {start}", start=start).text(self.lang)
        return text

    def _end(self, number: Fraction, interval: Interval) -> str:
        """A number at which the verdict was taken; of an excluded or endless end, what it stands for."""
        if interval.high is None and number == interval.highest:
            return _("without end").text(self.lang)
        if interval.low is None and number == interval.lowest:
            return _("without end below").text(self.lang)
        shown = number_text(number, self.lang)
        if interval.low is not None and interval.low < number <= interval.low + TINY:
            return _("just above {shown}", shown=shown).text(self.lang)
        if interval.high is not None and interval.high - TINY <= number < interval.high:
            return _("just below {shown}", shown=shown).text(self.lang)
        return shown

    def _status_at(self, point: Point) -> Text:
        if point.status is None:
            return Text(_("there is no baseline").text(self.lang))
        return Text(phrases.STATUS_WORDS[point.status].text(self.lang), STATUS_STYLES[point.status])

    def _formulas(self, row: Row, point: Point) -> Iterator[str]:
        """How the pace at a point was computed, where the status rests on it."""
        pace = point.pace
        if pace is None or point.status in (None, Status.MET, Status.MISSED) or abs(point.value) == HUGE:
            return
        if pace.ratio is None:
            used = pace.method is Method.CEILING
            yield (_("nothing is used").text(self.lang) if used else _("the target is not above 0").text(self.lang))
            return
        value, goal = number_text(point.value, self.lang), number_text(row.goal, self.lang)
        if pace.expected is None:
            terms = (goal, value) if phrases.is_ceiling(row) else (value, goal)
            yield f"{terms[0]} / {terms[1]} = {self._ratio(pace.ratio)}"
            return
        expected = number_text(pace.expected, self.lang)
        yield self._due(row, pace, expected)
        match pace.method:
            case Method.CEILING:
                formula = f"{expected} / {value}"
            case Method.CAGR:
                assert row.baseline is not None
                assert row.observed is not None
                start = number_text(point.baseline or Fraction(0), self.lang)
                years = f"^({number_text(DAYS_A_YEAR, self.lang)}/{(row.observed.as_of - row.baseline.as_of).days})"
                formula = f"(({value} / {start}){years} - 1) / (({expected} / {start}){years} - 1)"
            case _:
                start = number_text(point.baseline or Fraction(0), self.lang)
                formula = f"({value} - {start}) / ({expected} - {start})"
        yield f"{formula} = {self._ratio(pace.ratio)}"

    def _ratio(self, ratio: Fraction) -> str:
        return write_number(ratio, self.lang, decimals=3)

    def _due(self, row: Row, pace: Pace, expected: str) -> str:
        """The number due on the figure's date, read off its part of the way."""
        assert pace.leg is not None
        assert row.observed is not None
        leg = pace.leg
        low, high = number_text(leg.low, self.lang), number_text(leg.high, self.lang)
        gone, days = (row.observed.as_of - leg.begin).days, (leg.end - leg.begin).days
        if pace.method is Method.CAGR:
            way = f"{low} x ({high} / {low})^({gone}/{days})"
        else:
            way = f"{low} + ({high} - {low}) x {gone}/{days}"
        return _("due by then: {way} = {expected}", way=way, expected=expected).text(self.lang)

    def _verdict(self, row: Row) -> Iterator[Line]:
        yield self._title(_("Verdict"))
        mark = phrases.STATUS_MARKS[row.status][self.ascii_only]
        word = phrases.STATUS_WORDS[row.status].text(self.lang)
        why = "; ".join(notes.notes(row, self.result, self.lang))
        yield Line(Text.assemble((f"{mark} {word}", STATUS_STYLES[row.status]), f"; {why}" if why else ""), 4)
        for conflict in row.conflicts:
            self.cited[conflict.observation.source] = None
            text = notes.conflict_text(row, conflict, self.result, self.lang)
            where = conflict.observation.where
            yield Line(Text.assemble(_("Conflict: ").text(self.lang), text, (f"  {where.file}:{where.line}", "dim")), 4)

    # What stands behind

    def _register(self, rows: list[Row]) -> Iterator[Line]:
        if self.indicator.register is None:
            return
        figure = max((row.observed for row in rows if row.observed), key=lambda seen: seen.as_of, default=None)
        until = self.result.as_of if figure is None else figure.as_of
        entries = [
            entry
            for entry in self.book.workspace.registers.get(self.indicator.register, ())
            if entry.stage == self.indicator.stage and entry.area == self.area and entry.as_of <= until
        ]
        total = "" if figure is None else phrases.figure_text(figure, self.lang)
        count = len(entries)
        yield Line(Text())
        yield Line(
            Text(
                (
                    _("Known by name: {count} of {total}", count=count, total=total)
                    if total
                    else _("Known by name: {count}", count=count)
                ).text(self.lang),
                "bold",
            )
        )
        for entry in entries:
            self.cited[entry.source] = None
            name = f"{entry.name} ({entry.note})" if entry.note else entry.name
            when = write_period(Period.parse(entry.as_of_text), self.lang)
            place = f"{entry.where.file}:{entry.where.line}"
            yield Line(Text.assemble(f"{name}, {when}", (f"  {entry.source}, {place}", "dim")), 2)

    def _cite(self, code: str) -> str:
        self.cited[code] = None
        return code

    def _sources(self) -> Iterator[Line]:
        if not self.cited:
            return
        yield Line(Text())
        yield Line(Text(_("Sources").text(self.lang), "bold"))
        for code in self.cited:
            source = self.definitions.sources[code]
            when = write_period(source.published, self.lang)
            yield Line(Text(f"{code}: {source.publisher}, {when}: {source.title}"), 2)
            if source.url:
                yield Line(Text(f"    {source.url}", "dim", no_wrap=True))
