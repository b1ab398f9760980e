"""The whole reasoning behind a verdict, for a sceptic who wants to recompute it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from cnht.domain.figures import CandidateKind, Figure, Outcome
from cnht.domain.model import Indicator, Measure, Observation
from cnht.domain.period import Period
from cnht.domain.progress import DAYS_A_YEAR, Method, Pace, Point, Progress, Row, Status
from cnht.domain.quantity import HUGE, TINY, Direction, Interval, Qualifier, Quantity
from cnht.language.texts import Lang, Localized, _, both, composed, joined
from cnht.language.wording import rounded, write_date, write_number, write_period
from cnht.presenting import phrases
from cnht.presenting.blocks import Block, Cite, Heading, Inline, Look, Paragraph, Sources, Span, Text
from cnht.presenting.phrases import number_text, quantity_text
from cnht.presenting.progress import headed, verdict
from cnht.problems import Location

_TAKEN, _LEFT = ("●", "*"), ("○", "-")


def explanation(result: Progress, indicator: Indicator, area: str) -> Iterator[Block]:
    """What is known of ``indicator`` in ``area``, and how each of its targets in ``result`` was judged."""
    known = result.book.workspace.definitions
    where = Span(composed(", {area}", area=known.areas[area].name))
    yield Heading(1, (indicator.name, " ", Span(indicator.code, Look.CODE), where))
    if indicator.definition is not None:
        yield Paragraph((both(_one_line, indicator.definition),))
    yield Paragraph((phrases.indicator_facts(indicator, known, result.as_of),), Look.FAINT)
    if indicator.note is not None:
        yield Paragraph((both(_one_line, indicator.note),), Look.FAINT)
    yield from reasoning(result, indicator, area)
    yield Sources(known.sources)


def reasoning(result: Progress, indicator: Indicator, area: str) -> Iterator[Block]:
    """The same without its heading and its list of sources."""
    return _Reasoning(result, indicator, area).blocks()


def _line(text: str) -> str:
    """A note in one line, so that none looks like a verdict."""
    return " ".join(text.split())


def _one_line(text: Localized, lang: Lang) -> str:
    return _line(text.text(lang))


def _place(where: Location) -> str:
    return f"{where.file}:{where.line}"


def _faint(*line: Inline, indent: int = 4) -> Paragraph:
    return Paragraph(line, Look.FAINT, indent)


class _Reasoning:
    def __init__(self, result: Progress, indicator: Indicator, area: str) -> None:
        self.result = result
        self.book = result.book
        self.definitions = result.book.workspace.definitions
        self.indicator = indicator
        self.area = area
        self.unit = phrases.unit_of(indicator.code, self.definitions)

    def blocks(self) -> Iterator[Block]:
        """A section per target, and the named things behind the count."""
        rows = [row for row in self.result.rows if row.indicator is self.indicator and row.target.area == self.area]
        for row in rows:
            yield Heading(2, (*headed(row.plan, row.plan.title), "  ", verdict(row)))
            yield from self._target(row)
            yield from self._figures(row)
            yield from self._baseline(row)
            yield from self._arithmetic(row)
            yield from self._verdict(row)
        if not rows:
            yield Paragraph()
            year = self.result.year
            yield Paragraph((_("No plan of {year} has a target for this. The figures there are:", year=year),))
            for seen in sorted(self.book.series(self.indicator.code, self.area), key=lambda seen: seen.as_of):
                yield from self._observation(seen, None)
        yield from self._register(rows)

    # One target

    def _target(self, row: Row) -> Iterator[Block]:
        target = row.target
        yield Heading(3, (_("Target"),))
        quoted = quantity_text(target.quantity, self.unit)
        by = _("{quoted} by {due}", quoted=quoted, due=both(write_date, row.due))
        yield Paragraph((by, Span(f"  {_place(target.where)}", Look.FAINT)), indent=4)
        accepted = phrases.interval_text(row.region)
        how = self._reach(target.quantity.qualifier, Fraction(target.quantity.value))
        yield Paragraph((_("Met by: {accepted}{how}", accepted=accepted, how=how),), indent=4)
        if target.milestones:
            stops = joined(", ", (phrases.dated_text(stop) for stop in target.milestones))
            yield Paragraph((_("Milestones: {stops}", stops=stops),), indent=4)
        if target.wording:
            yield Paragraph((_quoted(target.wording),), indent=4)
        if target.note is not None:
            yield _faint(both(_one_line, target.note))
        source = target.source or row.plan.sources[0]
        yield Paragraph((_("According to: {source}", source=""), Cite((source,), named=True)), indent=4)

    def _reach(self, qualifier: Qualifier, value: Fraction) -> Text:
        """How far a vague word reaches, with the arithmetic."""
        tolerance = {
            Qualifier.ABOUT: self.definitions.tolerance.about,
            Qualifier.NEARLY: self.definitions.tolerance.nearly,
        }.get(qualifier)
        if tolerance is None:
            return ""
        share = composed("{number}{sign}", number=both(write_number, tolerance), sign=phrases.PERCENT_SIGN)
        slack, number = number_text(abs(value) * Fraction(tolerance) / 100), number_text(value)
        word = both(_word, qualifier)
        return _(" (“{word}”: {share} of {number} = {slack})", word=word, share=share, number=number, slack=slack)

    def _figures(self, row: Row) -> Iterator[Block]:
        yield Heading(3, (_("Figures considered (period {period})", period=phrases.plan_period(row.judged)),))
        chosen = None if row.carried else row.observed
        codes = [row.indicator.code]
        reported = row.observed is not None and row.observed.kind is not CandidateKind.DERIVED
        if row.indicator.ratio is not None and not reported:
            codes += [row.indicator.ratio.part, row.indicator.ratio.whole]
        for code in codes:
            own = list(self.book.outcomes(code, self.area, row.judged, chosen))
            if code != row.indicator.code and own:
                yield Paragraph((self.definitions.indicators[code].name, ":"), indent=4)
            for seen, outcome in own:
                carried = row.carried and row.observed is not None and any(seen is part for part in row.observed.parts)
                yield from self._observation(seen, outcome, carried=carried)
            if not own and code == row.indicator.code:
                yield _faint(_("none"))
        if row.observed is not None and row.observed.reported is None:
            yield self._computed(row.observed)

    def _observation(self, seen: Observation, outcome: Outcome | None, *, carried: bool = False) -> Iterator[Block]:
        taken = outcome in (Outcome.CHOSEN, Outcome.PART) or carried
        said = Span(
            phrases.quoted(seen, self.definitions), Look.STRONG if taken else Look.PLAIN, _TAKEN if taken else _LEFT
        )
        why = _("carried forward") if carried else None if outcome is None else phrases.OUTCOME_WORDS[outcome]
        when = composed(", {when}", when=phrases.observation_date(seen))
        yield Paragraph((said, when, *((composed(": {why}", why=why),) if why else ())), indent=4)
        detail = [
            phrases.interval_text(self.book.workspace.interval(seen)) if taken else None,
            _quoted(seen.wording) if seen.wording else None,
            _line(seen.note) or None,
        ]
        if any(detail):
            yield _faint(joined("; ", detail), indent=6)
        authority = phrases.AUTHORITY_WORDS[self.definitions.sources[seen.source].authority]
        place = composed(" ({authority}), {place}", authority=authority, place=_place(seen.where))
        yield _faint(Cite((seen.source,), named=True), place, indent=6)

    def _computed(self, figure: Figure) -> Paragraph:
        """The arithmetic of a sum or a derived share."""
        numbers = [number_text(self.book.figure(part).nominal) for part in figure.parts]
        nominal, span = number_text(figure.nominal), phrases.interval_text(figure.interval)
        terms = joined(" / " if figure.kind is CandidateKind.DERIVED else " + ", numbers)
        form = "{terms} x 100 = {nominal}" if figure.kind is CandidateKind.DERIVED else "{terms} = {nominal}"
        formula = composed(form, terms=terms, nominal=nominal)
        because = _(" (with a gap: at least)") if figure.kind is CandidateKind.SUM_WITH_GAP else ""
        text = _("{formula}; the truth: {span}{because}", formula=formula, span=span, because=because)
        return Paragraph((text,), indent=4)

    def _baseline(self, row: Row) -> Iterator[Block]:
        baseline = row.baseline
        used = row.indicator.measure is not Measure.GROWTH and row.indicator.direction is not Direction.MAINTAIN
        if baseline is None or not used:
            return
        yield Heading(3, (_("Baseline"),))
        if baseline.stated is not None:
            said = quantity_text(baseline.stated.quantity, self.unit)
            place = _place(baseline.stated.where)
        elif baseline.figure is not None:
            said = phrases.figure_text(baseline.figure, self.unit)
            place = ", ".join(_place(part.where) for part in baseline.figure.parts)
        else:
            said, place = number_text(baseline.nominal), ""
        exact = baseline.interval.width == 0
        span = "" if exact else composed(" ({span})", span=phrases.interval_text(baseline.interval))
        day, why = both(write_date, baseline.as_of), phrases.BASELINE_WORDS[baseline.kind]
        text = _("{said} on {day}{span}: {why}", said=said, day=day, span=span, why=why)
        yield Paragraph((text, Span(f"  {place}" if place else "", Look.FAINT)), indent=4)

    # Arithmetic

    def _arithmetic(self, row: Row) -> Iterator[Block]:
        if row.observed is None:
            return
        if row.percent is not None or row.verdict.central is not None:
            yield Heading(3, (_("Arithmetic"),))
        if row.percent is not None:
            value, goal = number_text(row.observed.nominal), number_text(row.goal)
            shown, label = phrases.percent_text(row), phrases.percent_label(row)
            text = composed("{value} / {goal} = {shown} {label}", value=value, goal=goal, shown=shown, label=label)
            yield Paragraph((text,), indent=4)
        central = row.verdict.central
        if central is None:
            return
        points = list(row.verdict.points)
        if len(points) > 1 or (points[0].value, points[0].baseline) != (central.value, central.baseline):
            points.append(central)
        for point in points:
            at = self._at(row, point, central=point is central and len(points) > 1)
            status: Inline = _("there is no baseline")
            if point.status is not None:
                status = Span(phrases.STATUS_WORDS[point.status], point.status)
            yield Paragraph((at, ": ", status), indent=4)
            for line in self._formulas(row, point):
                yield _faint(line, indent=6)

    def _at(self, row: Row, point: Point, *, central: bool) -> Localized:
        assert row.observed is not None
        value = _end(point.value, row.observed.interval)
        parts = [
            _("At the quoted number, {value}", value=value) if central else _("If the truth is {value}", value=value)
        ]
        if row.baseline is not None and row.baseline.interval.width != 0 and point.baseline is not None:
            parts.append(_(" and the baseline {start}", start=_end(point.baseline, row.baseline.interval)))
        return joined("", parts)

    def _formulas(self, row: Row, point: Point) -> Iterator[Localized]:
        """How the pace at a point was computed, where the status rests on it."""
        pace = point.pace
        if pace is None or point.status in (None, Status.MET, Status.MISSED) or abs(point.value) == HUGE:
            return
        if pace.ratio is None:
            used = pace.method is Method.CEILING
            yield _("nothing is used") if used else _("the target is not above 0")
            return
        value, goal = number_text(point.value), number_text(row.goal)
        ratio = both(write_number, rounded(pace.ratio, 3))
        if pace.expected is None:
            one, other = (goal, value) if phrases.is_ceiling(row) else (value, goal)
            yield composed("{one} / {other} = {ratio}", one=one, other=other, ratio=ratio)
            return
        yield self._due(row, pace)
        assert row.observed is not None
        terms = {"value": value, "expected": number_text(pace.expected), "ratio": ratio}
        terms["start"] = number_text(point.baseline or Fraction(0))
        match pace.method:
            case Method.CEILING:
                yield composed("{expected} / {value} = {ratio}", **terms)
            case Method.CAGR:
                assert row.baseline is not None
                year, days = number_text(DAYS_A_YEAR), (row.observed.as_of - row.baseline.as_of).days
                growth = "(({value} / {start})^({year}/{days}) - 1) / (({expected} / {start})^({year}/{days}) - 1)"
                yield composed(f"{growth} = {{ratio}}", **terms, year=year, days=days)
            case _:
                yield composed("({value} - {start}) / ({expected} - {start}) = {ratio}", **terms)

    def _due(self, row: Row, pace: Pace) -> Localized:
        """The number due on the figure's date, read off its part of the way."""
        assert pace.leg is not None
        assert pace.expected is not None
        assert row.observed is not None
        leg = pace.leg
        compound = pace.method is Method.CAGR
        way = composed(
            "{low} x ({high} / {low})^({gone}/{days})" if compound else "{low} + ({high} - {low}) x {gone}/{days}",
            low=number_text(leg.low),
            high=number_text(leg.high),
            gone=(row.observed.as_of - leg.begin).days,
            days=(leg.end - leg.begin).days,
        )
        return _("due by then: {way} = {expected}", way=way, expected=number_text(pace.expected))

    def _verdict(self, row: Row) -> Iterator[Block]:
        yield Heading(3, (_("Verdict"),))
        why = phrases.notes(row, self.result)
        yield Paragraph((verdict(row), *(("; ", joined("; ", why)) if why else ())), indent=4)
        for conflict in row.conflicts:
            seen = conflict.observation
            text = phrases.conflict_text(row, conflict, self.result)
            where = Span(f"  {_place(seen.where)}", Look.FAINT)
            yield Paragraph((_("Conflict: "), text, " ", Cite((seen.source,), named=True), where), indent=4)

    # What stands behind

    def _register(self, rows: list[Row]) -> Iterator[Block]:
        if self.indicator.register is None:
            return
        figure = max((row.observed for row in rows if row.observed), key=lambda seen: seen.as_of, default=None)
        until = self.result.as_of if figure is None else figure.as_of
        entries = [
            entry
            for entry in self.book.workspace.registers.get(self.indicator.register, ())
            if entry.stage == self.indicator.stage and entry.area == self.area and entry.as_of <= until
        ]
        count = len(entries)
        known = _("Known by name: {count}", count=count)
        if figure is not None:
            known = _("Known by name: {count} of {total}", count=count, total=phrases.figure_text(figure))
        yield Heading(2, (known,))
        for entry in entries:
            name = f"{entry.name} ({entry.note})" if entry.note else entry.name
            when = composed(", {when}", when=both(write_period, Period.parse(entry.as_of_text)))
            source = Cite((entry.source,), named=True)
            yield Paragraph((name, when, "  ", source, Span(f", {_place(entry.where)}", Look.FAINT)), indent=2)


def _quoted(wording: str) -> Localized:
    return _("in the source's words “{wording}”", wording=wording)


def _word(qualifier: Qualifier, lang: Lang) -> str:
    """A vague word by itself."""
    return quantity_text(Quantity(qualifier, Decimal(1))).text(lang).split()[0]


def _end(number: Fraction, interval: Interval) -> Localized:
    """A number at which the verdict was taken; of an excluded or endless end, what it stands for."""
    if interval.high is None and number == interval.highest:
        return _("without end")
    if interval.low is None and number == interval.lowest:
        return _("without end below")
    shown = number_text(number)
    if interval.low is not None and interval.low < number <= interval.low + TINY:
        return _("just above {shown}", shown=shown)
    if interval.high is not None and interval.high - TINY <= number < interval.high:
        return _("just below {shown}", shown=shown)
    return shown
