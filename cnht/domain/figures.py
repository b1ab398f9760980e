"""Which figure: candidates, sums of flows, derived shares, carrying forward, conflicts, and why each was chosen or not.

Everything is judged as it stood on a day: a :class:`Book` holds the figures dated up to it and no others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from cnht.domain.model import Authority, Indicator, Measure, Observation, Workspace
from cnht.domain.period import Period, day_before, months_before
from cnht.domain.quantity import PERCENT, Interval, ObservationStatus, Qualifier

PAIR_DAYS = 31
"""How far apart the two figures of a derived share may be dated, and how near a disputed figure must be, in days."""


class CandidateKind(StrEnum):
    """How a figure came about."""

    REPORTED = "reported"
    SUM = "sum"
    SUM_WITH_GAP = "sum_with_gap"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that can be judged. ``parts`` are the observations it rests on: itself where it was reported.

    ``nominal`` is the number that percentages are computed from; ``period`` what a flow or growth figure covers.
    """

    kind: CandidateKind
    indicator: str
    area: str
    interval: Interval
    nominal: Fraction
    as_of: date
    period: Period | None
    official: bool
    parts: tuple[Observation, ...]

    @property
    def reported(self) -> Observation | None:
        """The observation itself, where it was not computed from others."""
        return self.parts[0] if self.kind is CandidateKind.REPORTED else None

    @property
    def lacks_end(self) -> bool:
        """Whether its words leave it without a lower or an upper end, such as "over 900" or a share of "over 860".

        That a number cannot be below 0, or a share above 100 %, is not an end of its own, unless nothing else is left.
        """
        if self.interval.width == 0:
            return False
        return self.interval.is_endless or any(part.quantity.qualifier in _ENDLESS for part in self.parts)


_ENDLESS = frozenset({Qualifier.OVER, Qualifier.UNDER, Qualifier.AT_LEAST, Qualifier.AT_MOST})


class Conflict(NamedTuple):
    """A figure that says something else than the chosen one, or than one of its parts (``against``).

    ``decisive`` where both are undisputed and of one date, it is of no lower authority, and both cannot be true.
    """

    figure: Figure
    against: Observation | None
    decisive: bool

    @property
    def disputed(self) -> bool:
        """Whether the figure is disputed itself."""
        return self.figure.parts[0].disputed


class Outcome(StrEnum):
    """Why a figure was chosen, or at which rule it fell out."""

    CHOSEN = "chosen"
    PART = "part"
    DISPUTED = "disputed"
    OUTSIDE = "outside"
    NOT_FROM_START = "not_from_start"
    NO_PAIR = "no_pair"
    TOO_OLD = "too_old"
    GAP = "gap"
    YEAR = "year"
    AUTHORITY = "authority"
    DATE = "date"
    SHAPE = "shape"
    STATUS = "status"
    WIDTH = "width"
    SOURCE = "source"


class _Rank(NamedTuple):
    """The order of choice, best first; each field is named after the rule it stands for."""

    year: int
    authority: int
    date: int
    shape: int
    days: int
    pieces: int
    status: int
    width: tuple[int, Fraction]
    source: tuple[str, ...]
    place: tuple[int, str, int]


class _Chain(NamedTuple):
    """Pieces of a sum, the last one first; ``days`` and ``pieces`` count all of them."""

    piece: Observation
    before: _Chain | None
    days: int
    pieces: int

    def observations(self) -> list[Observation]:
        """The pieces in the order of their days."""
        found = []
        link: _Chain | None = self
        while link is not None:
            found.append(link.piece)
            link = link.before
        return found[::-1]

    def precedes(self, other: _Chain | None) -> bool:
        """Whether this sum is chosen before the other: most days, fewest pieces, first source codes."""
        if other is None:
            return True
        own, others = (-self.days, self.pieces), (-other.days, other.pieces)
        if own != others:
            return own < others
        mine, its = self.observations(), other.observations()
        return ([seen.source for seen in mine], list(map(_place, mine))) < (
            [seen.source for seen in its],
            list(map(_place, its)),
        )


_STATUS_ORDER = {
    ObservationStatus.FINAL: 0,
    ObservationStatus.PROVISIONAL: 1,
    ObservationStatus.UNMARKED: 2,
    ObservationStatus.BREAK: 2,
    ObservationStatus.ESTIMATE: 3,
}
_OUTCOMES = {
    "year": Outcome.YEAR,
    "authority": Outcome.AUTHORITY,
    "date": Outcome.DATE,
    "shape": Outcome.SHAPE,
    "days": Outcome.SHAPE,
    "pieces": Outcome.SHAPE,
    "status": Outcome.STATUS,
    "width": Outcome.WIDTH,
    "source": Outcome.SOURCE,
    "place": Outcome.SOURCE,
}


class FigureIndex:
    """The figures of a workspace as they stood at the end of ``as_of``."""

    def __init__(self, workspace: Workspace, as_of: date) -> None:
        self.workspace = workspace
        self.as_of = as_of
        self._series: dict[tuple[str, str], list[Observation]] = {}
        for observation in workspace.observations:
            if observation.as_of <= as_of:
                self._series.setdefault((observation.indicator, observation.area), []).append(observation)

    def series(self, indicator: str, area: str) -> Sequence[Observation]:
        """All figures of an indicator in an area, disputed ones among them."""
        return self._series.get((indicator, area), ())

    def indicator(self, code: str) -> Indicator:
        """The definition of an indicator."""
        return self.workspace.definitions.indicators[code]

    def official(self, observation: Observation) -> bool:
        """Whether the figure's source is the agency's own."""
        return self.workspace.definitions.sources[observation.source].authority is Authority.OFFICIAL

    def figure(self, observation: Observation) -> Figure:
        """A reported figure, as one that can be judged."""
        direction = self.indicator(observation.indicator).direction
        return Figure(
            CandidateKind.REPORTED,
            observation.indicator,
            observation.area,
            self.workspace.interval(observation),
            observation.quantity.nominal(direction),
            observation.as_of,
            observation.period,
            self.official(observation),
            (observation,),
        )

    def choose(self, indicator: str, area: str, judged: Period, oldest: date | None = None) -> Figure | None:
        """The figure of the judged period: a reported one or a sum, else a derived share, else none.

        None that is dated before ``oldest`` is taken.
        """
        candidates = self._candidates(indicator, area, judged)
        if oldest is not None:
            candidates = [seen for seen in candidates if seen.as_of >= oldest]
        if candidates:
            if self.indicator(indicator).measure is Measure.FLOW:
                return self._choose_flow(candidates, judged)
            return self.figure(min(candidates, key=self._rank))
        return self._share(indicator, area, judged, latest=True, oldest=oldest)

    def oldest(self, indicator: Indicator, due: date) -> date | None:
        """The first day of which a stock or share may still judge; ``None`` of a flow or growth."""
        if indicator.measure.has_period:
            return None
        return months_before(min(self.as_of, due), indicator.max_age_months)

    def carried(self, indicator: str, area: str, before: date) -> Figure | None:
        """The same choice in the newest calendar year that has a figure dated before ``before``."""
        definition = self.indicator(indicator)
        codes = [indicator, *((definition.ratio.part, definition.ratio.whole) if definition.ratio else ())]
        years = {seen.as_of.year for code in codes for seen in self.series(code, area) if seen.as_of < before}
        for year in sorted(years, reverse=True):
            last = min(date(year, 12, 31), day_before(before))
            figure = self.choose(indicator, area, Period.between(date(year, 1, 1), last))
            if figure is not None:
                return figure
        return None

    def first(self, indicator: str, area: str, judged: Period) -> Figure | None:
        """The earliest figure of the judged period; of a share its own or a derived one, of one day its own."""
        candidates = self._candidates(indicator, area, judged)
        derived = self._share(indicator, area, judged, latest=False)
        if not candidates:
            return derived
        own = self.figure(min(candidates, key=lambda seen: (seen.as_of, self._rank(seen))))
        return derived if derived is not None and derived.as_of < own.as_of else own

    def conflicts(self, figure: Figure) -> tuple[Conflict, ...]:
        """The figures that contradict ``figure`` or one of its parts, and the disputed ones near its date."""
        found: dict[tuple[Observation, ...], Conflict] = {}
        for conflict in self._conflicts(figure):
            known = found.get(conflict.figure.parts)
            if known is None or (conflict.decisive and not known.decisive):
                found[conflict.figure.parts] = conflict
        return tuple(sorted(found.values(), key=lambda one: (one.figure.as_of, one.figure.parts[0].where)))

    def outcomes(
        self, indicator: str, area: str, judged: Period, chosen: Figure | None, oldest: date | None = None
    ) -> Iterator[tuple[Observation, Outcome]]:
        """Every figure of the indicator, with the rule by which it was chosen or fell out.

        Of the pieces of a sum, the reason is that of the one which was taken for the same period.
        """
        best = None if chosen is None else self._figure_rank(chosen)
        if chosen is not None and chosen.kind is CandidateKind.DERIVED:
            best = next((self._rank(part) for part in chosen.parts if part.indicator == indicator), None)
        for seen in sorted(self.series(indicator, area), key=lambda seen: (seen.as_of, seen.where)):
            if chosen is not None and any(seen is part for part in chosen.parts):
                yield seen, Outcome.CHOSEN if chosen.kind is CandidateKind.REPORTED else Outcome.PART
            elif seen.disputed:
                yield seen, Outcome.DISPUTED
            elif not self._within(seen, judged):
                yield seen, Outcome.OUTSIDE
            elif not self._from_start(seen, judged):
                yield seen, Outcome.NOT_FROM_START
            elif oldest is not None and seen.as_of < oldest:
                yield seen, Outcome.TOO_OLD
            else:
                yield seen, self._lost_to(seen, judged, chosen, best)

    def _lost_to(self, seen: Observation, judged: Period, chosen: Figure | None, best: _Rank | None) -> Outcome:
        """The first rule by which a candidate is behind what was chosen."""
        taken = None if chosen is None or chosen.kind is CandidateKind.DERIVED else chosen.parts
        twin = next((part for part in taken or () if seen.period and part.period == seen.period), None)
        rank = self._figure_rank(self._alone(seen, judged)) if twin is None else self._rank(seen)
        best = best if twin is None else self._rank(twin)
        if best is None or rank < best:
            return Outcome.NO_PAIR if seen.period is None else Outcome.GAP
        differs = (name for name, own, its in zip(_Rank._fields, best, rank, strict=True) if own != its)
        return _OUTCOMES[next(differs, "place")]

    # Candidates

    def _within(self, seen: Observation, judged: Period) -> bool:
        return judged.holds(seen.period) if seen.period is not None else seen.as_of in judged

    def _from_start(self, seen: Observation, judged: Period) -> bool:
        """One month's growth says nothing of the year's: growth is counted from the judged period's first day."""
        growth = self.indicator(seen.indicator).measure is Measure.GROWTH
        return not growth or (seen.period is not None and seen.period.first == judged.first)

    def _candidates(self, indicator: str, area: str, judged: Period) -> list[Observation]:
        return [
            seen
            for seen in self.series(indicator, area)
            if not seen.disputed and self._within(seen, judged) and self._from_start(seen, judged)
        ]

    def _rank(self, seen: Observation) -> _Rank:
        width = self.workspace.interval(seen).width
        return _Rank(
            year=-seen.as_of.year,
            authority=0 if self.official(seen) else 1,
            date=-seen.as_of.toordinal(),
            shape=0,
            days=0,
            pieces=1,
            status=_STATUS_ORDER[seen.status],
            width=(1, Fraction(0)) if width is None else (0, width),
            source=(seen.source,),
            place=_place(seen),
        )

    # Sums of flows

    def _choose_flow(self, candidates: list[Observation], judged: Period) -> Figure | None:
        """The best of the figures from the first day and of every sum of pieces that do not overlap."""
        newest = max(seen.as_of.year for seen in candidates)
        pieces = [seen for seen in candidates if self.official(seen)]
        if all(seen.as_of.year < newest for seen in pieces):
            pieces = candidates
        best: dict[Period | None, Observation] = {}
        for seen in sorted(pieces, key=lambda seen: self._rank(seen)[1:]):
            best.setdefault(seen.period, seen)
        pieces = [*best.values()]
        last = max(seen.as_of for seen in pieces)
        whole = [seen for seen in pieces if seen.as_of == last and _start(seen) == judged.first]
        if whole:
            return self.figure(min(whole, key=self._rank))
        found = self._sum(_fullest(pieces, last), judged)
        # What is missing of a balance may be below 0, so the pieces are not the least that it can be.
        is_open = found.kind is CandidateKind.SUM_WITH_GAP and self.indicator(found.indicator).signed
        return None if is_open else found

    def _sum(self, pieces: Sequence[Observation], judged: Period) -> Figure:
        figures = [self.figure(piece) for piece in pieces]
        interval = figures[0].interval
        for figure in figures[1:]:
            interval = interval + figure.interval
        covered = Period.between(judged.first, pieces[-1].as_of)
        gapless = sum(_days(piece) for piece in pieces) == covered.days
        return Figure(
            CandidateKind.SUM if gapless else CandidateKind.SUM_WITH_GAP,
            figures[0].indicator,
            figures[0].area,
            interval if gapless else interval.open_above(),
            sum((figure.nominal for figure in figures), Fraction(0)),
            pieces[-1].as_of,
            covered,
            all(figure.official for figure in figures),
            tuple(pieces),
        )

    def _alone(self, seen: Observation, judged: Period) -> Figure:
        late = self.indicator(seen.indicator).measure is Measure.FLOW and _start(seen) != judged.first
        return self._sum((seen,), judged) if late else self.figure(seen)

    def _figure_rank(self, figure: Figure) -> _Rank:
        if figure.reported is not None:
            return self._rank(figure.reported)
        shape = {
            CandidateKind.REPORTED: 0,
            CandidateKind.DERIVED: 0,
            CandidateKind.SUM: 1,
            CandidateKind.SUM_WITH_GAP: 2,
        }[figure.kind]
        return self._rank(figure.parts[-1])._replace(
            authority=0 if figure.official else 1,
            shape=shape,
            days=-sum(_days(part) for part in figure.parts),
            pieces=len(figure.parts),
            status=0,
            width=(0, Fraction(0)),
            source=tuple(part.source for part in figure.parts),
        )

    # Derived shares

    def _share(
        self, indicator: str, area: str, judged: Period, *, latest: bool, oldest: date | None = None
    ) -> Figure | None:
        """The share derived from the latest, or the earliest, pair of a part and its whole, not before ``oldest``.

        Pairs go by their later and then their earlier date; of one date's figures the better ones are taken. Two
        figures that make more than 100 % cannot both be true, and an older pair does not make them so: no share.
        """
        pairs = self._pairs(indicator, area, judged)
        if oldest is not None:
            pairs = [pair for pair in pairs if _dates(pair)[0] >= oldest]
        if not pairs:
            return None
        wanted = max(map(_dates, pairs)) if latest else min(map(_dates, pairs))
        return self._derived(indicator, [pair for pair in pairs if _dates(pair) == wanted])

    def _pairs(self, indicator: str, area: str, within: Period) -> list[tuple[Observation, Observation]]:
        """The figures that a share can be derived from: a part and its whole, dated within 31 days of each other."""
        ratio = self.indicator(indicator).ratio
        if ratio is None:
            return []
        direction = self.indicator(ratio.whole).direction
        parts = self._candidates(ratio.part, area, within)
        return [
            (part, whole)
            for whole in self._candidates(ratio.whole, area, within)
            if whole.quantity.nominal(direction) > 0
            for part in parts
            if abs((part.as_of - whole.as_of).days) <= PAIR_DAYS and part.period == whole.period
        ]

    def _derived(self, indicator: str, pairs: list[tuple[Observation, Observation]]) -> Figure | None:
        """The share that the best of ``pairs`` gives, if there is one, and if it can be."""
        if not pairs:
            return None
        best = min(pairs, key=self._pair_rank)
        part, whole = map(self.figure, best)
        interval = part.interval.over(whole.interval).scaled(Fraction(100)).intersection(PERCENT)
        if interval.is_empty:
            return None
        return Figure(
            CandidateKind.DERIVED,
            indicator,
            part.area,
            interval,
            min(part.nominal / whole.nominal * 100, Fraction(100)),
            _dates(best)[0],
            None,
            part.official and whole.official,
            part.parts + whole.parts,
        )

    def _pair_rank(self, pair: tuple[Observation, Observation]) -> tuple[object, ...]:
        """Among pairs of the same dates: official ones first, then the better part, then the better whole."""
        ranks = [self._rank(seen) for seen in pair]
        return (
            max(rank.authority for rank in ranks),
            *((rank.date, rank.authority, rank.status, rank.width, rank.source, rank.place) for rank in ranks),
        )

    # Conflicts

    def _conflicts(self, figure: Figure) -> Iterator[Conflict]:
        for part in figure.parts:
            yield from self._against(self.figure(part), figure.parts, part)
        if figure.reported is None:
            yield from self._against(figure, figure.parts, None)

    def _against(self, own: Figure, parts: Iterable[Observation], against: Observation | None) -> Iterator[Conflict]:
        known = {id(part) for part in parts}
        for seen in self.series(own.indicator, own.area):
            if id(seen) in known:
                continue
            if seen.disputed and abs((seen.as_of - own.as_of).days) <= PAIR_DAYS:
                yield Conflict(self.figure(seen), against, decisive=False)
            elif not seen.disputed and _same_days(seen, own):
                other = self.figure(seen)
                if not other.interval.meets(own.interval):
                    yield Conflict(other, against, decisive=other.official >= own.official)
        derived = self._by_ratio(own)
        if derived is not None and not derived.interval.meets(_as_precise_as_written(own)):
            yield Conflict(derived, against, decisive=derived.official >= own.official)

    def _by_ratio(self, share: Figure) -> Figure | None:
        """What its own ratio gives for a reported share, by the nearest pair within 31 days of it and of each other."""
        if share.reported is None or share.reported.disputed or self.indicator(share.indicator).ratio is None:
            return None
        days = timedelta(days=PAIR_DAYS)
        around = Period.between(share.as_of - days, share.as_of + days)

        def distance(pair: tuple[Observation, Observation]) -> list[int]:
            return sorted((abs((seen.as_of - share.as_of).days) for seen in pair), reverse=True)

        pairs = self._pairs(share.indicator, share.area, around)
        nearest = min(map(distance, pairs), default=None)
        return self._derived(share.indicator, [pair for pair in pairs if distance(pair) == nearest])


def _as_precise_as_written(figure: Figure) -> Interval:
    """What a bare figure leaves open by the digits it is written with: 45.3 is from 45.25 to 45.35."""
    quoted = figure.parts[0].quantity
    if quoted.qualifier is not Qualifier.VALUE:
        return figure.interval
    half = Fraction(1, 2) * Fraction(10) ** int(quoted.value.as_tuple().exponent)
    return Interval(figure.nominal - half, figure.nominal + half)


def _same_days(other: Observation, figure: Figure) -> bool:
    """Whether both speak of the same day, or of the same period up to the same day; of a sum, of the days it covers."""
    if other.as_of != figure.as_of:
        return False
    if figure.period is None or figure.reported is not None:
        return other.period == figure.period
    return _start(other) == figure.period.first


def _start(seen: Observation) -> date:
    return seen.as_of if seen.period is None else seen.period.first


def _days(seen: Observation) -> int:
    return (seen.as_of - _start(seen)).days + 1


def _dates(pair: tuple[Observation, Observation]) -> tuple[date, date]:
    """The later and the earlier date."""
    part, whole = pair[0].as_of, pair[1].as_of
    return (part, whole) if part >= whole else (whole, part)


def _place(seen: Observation) -> tuple[int, str, int]:
    """What tells figures apart that are equal by every rule: the shorter period first, then the files' order."""
    last = seen.as_of if seen.period is None else seen.period.last
    return last.toordinal(), seen.where.file, seen.where.line


def _fullest(pieces: list[Observation], last: date) -> Sequence[Observation]:
    """Of all sets of pieces that do not overlap and end on ``last``: the one of most days, of fewest pieces, of the
    first source codes.

    Weighted interval scheduling (Kleinberg and Tardos, *Algorithm Design*, section 6.1): pieces in the order of their
    last day; the best set that ends with a piece is the piece and the best set that ends before it starts.
    """
    # The best set of all that end by a day, for every day on which a piece ends.
    ends: list[date] = []
    best: list[_Chain] = []
    chosen: _Chain | None = None
    for piece in sorted(pieces, key=lambda seen: (seen.as_of, seen.source, _place(seen))):
        at = bisect_left(ends, _start(piece))
        before = best[at - 1] if at else None
        days, count = (before.days, before.pieces) if before else (0, 0)
        chain = _Chain(piece, before, days + _days(piece), count + 1)
        if piece.as_of == last and chain.precedes(chosen):
            chosen = chain
        top = best[-1] if best else None
        if not chain.precedes(top):
            assert top is not None
            chain = top
        if ends and ends[-1] == piece.as_of:
            best[-1] = chain
        else:
            ends.append(piece.as_of)
            best.append(chain)
    assert chosen is not None
    return chosen.observations()
