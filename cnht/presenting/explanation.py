"""The whole reasoning behind a verdict, for a sceptic who wants to recompute it by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

from cnht.domain.figures import CandidateKind, Figure, Outcome
from cnht.domain.model import Indicator, Measure, Observation
from cnht.domain.period import Period
from cnht.domain.progress import DAYS_A_YEAR, Method, Point, Progress, Row, Status, band, made_over_due
from cnht.domain.quantity import HUGE, TINY, Direction, Interval, Qualifier, Quantity
from cnht.language.texts import Lang, Localized, _, both, composed, joined
from cnht.language.wording import places_of, write_date, write_number, write_period
from cnht.presenting import phrases
from cnht.presenting.blocks import Block, Cite, Heading, Inline, Look, Paragraph, Sources, Span, Text
from cnht.presenting.numbers import EXACT_PLACES, pace_ratio, percent, short, trimmed
from cnht.presenting.phrases import number_text, quantity_text
from cnht.presenting.progress import headed, verdict
from cnht.presenting.rules import METHOD, RULE_NAMES, rule
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
            oldest = self.book.oldest(row.indicator, row.due) if code == row.indicator.code else None
            own = list(self.book.outcomes(code, self.area, row.judged, chosen, oldest))
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
        text: Localized = _("{said} on {day}{span}: {why}", said=said, day=day, span=span, why=why)
        if baseline.start > baseline.as_of:
            text = _("{text}; the line starts on {start}", text=text, start=both(write_date, baseline.start))
        yield Paragraph((text, Span(f"  {place}" if place else "", Look.FAINT)), indent=4)

    # Arithmetic

    def _arithmetic(self, row: Row) -> Iterator[Block]:
        if row.observed is None:
            return
        if row.percent is not None or row.verdict.central is not None:
            yield Heading(3, (_("Arithmetic"),))
        if row.percent is not None:
            sign, quoted = phrases.stated(*row.percent)
            value, goal = _written(
                lambda value, goal: percent(value * 100 / goal) == percent(quoted), quoted * row.goal / 100, row.goal
            )
            exact, label = (
                composed("{number}%", number=both(write_number, trimmed(percent(quoted)))),
                phrases.percent_label(row),
            )
            text = composed("{value} / {goal} = {exact} {label}", value=value, goal=goal, exact=exact, label=label)
            if sign:
                text = _("{text}, so {shown}", text=text, shown=phrases.percent_text(row))
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
        if band(pace.ratio) is not point.status:  # it falls where a small rise is allowed: inside, whatever its pace
            return
        ratio = pace_ratio(pace.ratio)
        shown = both(write_number, ratio)
        if pace.expected is None:
            pair = (row.goal, point.value) if phrases.is_ceiling(row) else (point.value, row.goal)
            one, other = _written(lambda one, other: pace_ratio(one / other) == ratio, *pair)
            yield composed("{one} / {other} = {ratio}", one=one, other=other, ratio=shown)
            return
        assert pace.leg is not None
        assert row.observed is not None
        leg, day, method = pace.leg, row.observed.as_of, pace.method
        days = 0 if row.baseline is None else (day - row.baseline.start).days
        compound = method is Method.CAGR

        def holds(value: Fraction, start: Fraction, expected: Fraction, low: Fraction, high: Fraction) -> bool:
            due = leg._replace(low=low, high=high).at(day, compound=compound)
            made = expected / value if method is Method.CEILING else made_over_due(method, value, start, expected, days)
            unit = Fraction(1, 10 ** (places_of(expected) or 0))
            return abs(due - expected) * 2 <= unit and pace_ratio(made) == ratio

        numbers = (point.value, point.baseline or Fraction(0), pace.expected, leg.low, leg.high)
        value, start, expected, low, high = _written(holds, *numbers)
        part = composed("{gone}/{days}", gone=(day - leg.begin).days, days=(leg.end - leg.begin).days)
        form = "{low} x ({high} / {low})^({part})" if compound else "{low} + ({high} - {low}) x {part}"
        way = composed(form, low=low, high=high, part=part)
        yield _("due by then: {way} = {expected}", way=way, expected=expected)
        form = "({value} - {start}) / ({expected} - {start}) = {ratio}"
        if method is Method.CEILING:
            form = "{expected} / {value} = {ratio}"
        if compound:
            form = "(({value} / {start})^({power}) - 1) / (({expected} / {start})^({power}) - 1) = {ratio}"
        power = composed("{year}/{days}", year=number_text(DAYS_A_YEAR), days=days)
        yield composed(form, value=value, start=start, expected=expected, power=power, ratio=shown)

    def _verdict(self, row: Row) -> Iterator[Block]:
        yield Heading(3, (_("Verdict"),))
        why = phrases.notes(row, self.result)
        yield Paragraph((verdict(row), *(("; ", joined("; ", why)) if why else ())), indent=4)
        used = rule(row)
        section = f"{METHOD}#{used}"
        yield _faint(_("Rule: {name} ({section})", name=RULE_NAMES[used], section=section))
        for conflict in row.conflicts:
            text = phrases.conflict_text(row, conflict, self.result)
            parts = conflict.figure.parts
            where = Span("  " + ", ".join(_place(seen.where) for seen in parts), Look.FAINT)
            cited = Cite(tuple(dict.fromkeys(seen.source for seen in parts)), named=True)
            yield Paragraph((_("Conflict: "), text, " ", cited, where), indent=4)

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


def _written(holds: Callable[..., bool], *numbers: Fraction) -> list[Localized]:
    """Numbers with two decimals, or with as many more as the equation between them needs to hold as it is printed."""
    for places in range(2, EXACT_PLACES):
        shown = [short(number, places) for number in numbers]
        with suppress(ZeroDivisionError):
            if holds(*map(Fraction, shown)):
                return [both(write_number, number) for number in shown]
    return [number_text(number) for number in numbers]  # at an excluded end that lies on a bound


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
