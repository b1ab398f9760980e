"""What a workspace holds: indicators, plans with their targets, sources, observations, registers. Plain and frozen."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from cnht.domain import patterns
from cnht.domain.frames import DAYS, frame
from cnht.domain.period import Period
from cnht.domain.quantity import (
    EVERYTHING,
    NOT_NEGATIVE,
    PERCENT,
    Direction,
    Interval,
    ObservationStatus,
    Qualifier,
    Quantity,
    Tolerance,
)
from cnht.language.phrases import Topic
from cnht.language.texts import Localized, LocalizedText, Written, both, untranslated
from cnht.language.wording import magnitude, write_period, write_quantity
from cnht.problems import Kind, Location, near

if TYPE_CHECKING:
    import pandas as pd


class Measure(StrEnum):
    """What kind of number an indicator is."""

    STOCK = "stock"
    """A level on a day."""
    FLOW = "flow"
    """Adds up over a period."""
    GROWTH = "growth"
    """Change on the same period of the year before, in percent."""
    SHARE = "share"
    """A part of a whole on a day, in percent, 0 to 100."""

    @property
    def has_period(self) -> bool:
        """Whether a figure covers a period; else it holds on a day."""
        return self in (Measure.FLOW, Measure.GROWTH)


class Authority(StrEnum):
    """Whose figure a source gives."""

    OFFICIAL = "official"
    PRESS = "press"


def written(quantity: Quantity) -> Written:
    """A quantity as people write it: ``gần 1.000``, ``nearly 1,000``."""
    return both(write_quantity, quantity)


def dated(text: str) -> Written:
    """A date as a file has it, ``2024-09``, as people write it: ``09/2024``."""
    return both(write_period, Period.parse(text))


def as_filed(quantity: Quantity) -> str:
    """A quantity as the files hold it, for a remedy that says what to write there: ``nearly 1000``."""
    value = f"{quantity.value:f}"
    if quantity.value_high is not None:
        value = f"{value} {quantity.value_high:f}"
    return value if quantity.qualifier is Qualifier.VALUE else f"{quantity.qualifier} {value}"


class Area(NamedTuple):
    """A place that plans and figures are about."""

    code: str
    name: LocalizedText
    where: Location


class Unit(NamedTuple):
    """What is counted, as it stands behind a number; ``scale`` is how many plain units one of it is."""

    code: str
    name: LocalizedText
    scale: Fraction
    where: Location
    places: Mapping[str, Location] = field(default_factory=dict, compare=False)
    """Where the values of its keys stand."""
    short: tuple[str, ...] = ()
    """Other words for it."""


class Ratio(NamedTuple):
    """How a share is derived: 100 times ``part`` over ``whole``, both indicator codes."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured."""

    code: str
    name: LocalizedText
    unit: str
    measure: Measure
    direction: Direction
    where: Location
    ratio: Ratio | None = None
    register: str | None = None
    stage: str | None = None
    definition: LocalizedText | None = None
    note: LocalizedText | None = None
    signed: bool = False
    """Whether a stock or flow may be below 0."""
    max_age_months: int = 12
    """How old a stock or share may be and still judge."""
    owner: str | None = None
    """Who owes the figure."""
    places: Mapping[str, Location] = field(default_factory=dict, compare=False)
    """Where the values of its keys stand; those of the ratio are ``ratio.of`` and ``ratio.to``."""

    def interval(self, quantity: Quantity, tolerance: Tolerance) -> Interval:
        """What the truth behind a figure may be: by its words, and by what numbers of this kind can be.

        Stocks and flows are not below 0, unless the indicator is signed; shares lie from 0 to 100.
        """
        return quantity.interval(tolerance).intersection(self.possible)

    @property
    def possible(self) -> Interval:
        """The numbers that a figure of this measure can be at all."""
        match self.measure:
            case Measure.STOCK | Measure.FLOW:
                return EVERYTHING if self.signed else NOT_NEGATIVE
            case Measure.SHARE:
                return PERCENT
            case Measure.GROWTH:
                return EVERYTHING


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from."""

    code: str
    title: str
    publisher: str
    published: Period
    authority: Authority
    where: Location
    url: str | None = None
    note: LocalizedText | None = None
    places: Mapping[str, Location] = field(default_factory=dict, compare=False)
    """Where the values of its keys stand."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure as one source gave it.

    ``as_of`` is the last day it holds for; ``as_of_text`` is how that was written, a day or a month. ``period`` is
    what a flow or growth figure covers, ``None`` for stocks and shares.
    """

    indicator: str
    area: str
    period: Period | None
    as_of: date
    as_of_text: str
    quantity: Quantity
    status: ObservationStatus
    source: str
    wording: str
    note: str
    where: Location

    @property
    def disputed(self) -> bool:
        """Shown, never chosen."""
        return self.status is ObservationStatus.DISPUTED


class Dated(NamedTuple):
    """A quantity on a day: a baseline or a milestone."""

    quantity: Quantity
    as_of: date
    where: Location


@dataclass(frozen=True, slots=True)
class Target:
    """What a plan wants of an indicator in an area by a day.

    ``places`` holds where the value of each of the target's own keys stands.
    """

    plan: str
    indicator: str
    area: str
    quantity: Quantity
    due: date
    each_year: bool
    baseline: Dated | None
    milestones: tuple[Dated, ...]
    source: str | None
    wording: str
    note: LocalizedText | None
    where: Location
    places: Mapping[str, Location] = field(default_factory=dict, compare=False)
    period: Period | None = None
    """The part of the plan's period that it is about, where that is not all up to the due date."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A document with targets.

    ``places`` holds where the value of each of its keys stands; of several sources also ``source.0``, ``source.1``.
    """

    number: str
    title: LocalizedText
    issuer: LocalizedText
    issued: Period | None
    period: Period
    area: str | None
    sources: tuple[str, ...]
    replaces: str | None
    targets: tuple[Target, ...]
    where: Location
    note: LocalizedText | None = None
    places: Mapping[str, Location] = field(default_factory=dict, compare=False)

    @property
    def has_number(self) -> bool:
        """Whether ``number`` is the number of a document, not a code that only the files use."""
        return re.fullmatch(patterns.PLAN_CODE, self.number) is None

    @property
    def name(self) -> Localized:
        """What people call it: its number; its title where it has none."""
        return untranslated(self.number) if self.has_number else self.title


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One named thing that reached one stage."""

    name: str
    area: str
    stage: str
    as_of: date
    as_of_text: str
    source: str
    note: str
    where: Location


@dataclass(frozen=True, slots=True)
class Definitions:
    """What the other files name: the contents of ``targets/indicators.yaml`` and ``data/sources.yaml``."""

    tolerance: Tolerance = Tolerance()
    areas: Mapping[str, Area] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    unread: frozenset[tuple[Kind, str]] = frozenset()
    """What a file defines but could not be read, as a problem says; ``""`` stands for all that a whole file defines.

    Nothing is concluded from its absence, so that one cause stays one problem. Plans and registers are among it.
    """
    malformed: frozenset[tuple[Kind, str]] = frozenset()
    """The keys among ``unread`` that are no codes: what code was meant by one is known only as far as it is like it."""

    def is_unread(self, kind: Kind, code: str = "") -> bool:
        """Whether ``code`` may be defined by what could not be read; without ``code``, whether anything may."""
        if not code:
            return any(unread is kind for unread, _ in self.unread)
        if (kind, code) in self.unread or (kind, "") in self.unread:
            return True
        keys = [key for of, key in self.malformed if of is kind]
        return bool(keys) and bool(near(code, keys) or not near(code, self._defined(kind)))

    def topic(self, indicator: Indicator) -> Topic | None:
        """What words about an indicator's figures are read by; ``None`` where its unit is not defined."""
        unit = self.units.get(indicator.unit)
        if unit is None:
            return None
        scale = unit.scale if unit.scale != 1 else Fraction(max(map(magnitude, unit.name)))
        return Topic(indicator.name, unit.name, unit.short, scale, indicator.measure is Measure.GROWTH)

    def _defined(self, kind: Kind) -> Collection[str]:
        match kind:
            case Kind.AREA:
                return self.areas
            case Kind.UNIT:
                return self.units
            case Kind.INDICATOR:
                return self.indicators
            case Kind.SOURCE:
                return self.sources
            case Kind.PLAN | Kind.REGISTER:
                return ()

    @property
    def only_area(self) -> str | None:
        """The area that needs no naming: the workspace's only one."""
        return next(iter(self.areas)) if len(self.areas) == 1 else None


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything a folder says. Plans stand in the order of their files, targets and figures in the files' order."""

    definitions: Definitions
    plans: tuple[Plan, ...]
    observations: tuple[Observation, ...]
    registers: Mapping[str, tuple[RegisterEntry, ...]]

    def interval(self, observation: Observation) -> Interval:
        """What the truth behind ``observation`` may be."""
        return self.definitions.indicators[observation.indicator].interval(
            observation.quantity, self.definitions.tolerance
        )

    def to_frame(self) -> pd.DataFrame:
        """The figures as a pandas frame, a row each, in the files' order; for notebooks.

        - ``indicator``, ``area``, ``unit``, ``measure``, ``qualifier``, ``status``, ``source`` and ``authority`` are
          categories: all codes that there are, in the order of the files, used or not. A bare figure is ``value``, an
          unmarked one has the status ``""``.
        - ``as_of``, ``first`` and ``last`` are days (``datetime64[s]``); the latter two are those of the period that a
          flow or growth figure covers, ``NaT`` for the others. ``period`` and ``as_of_text`` are as they were written.
        - ``value`` and ``value_high`` are the quoted numbers, ``low`` to ``high`` what the truth may be, by the words:
          an end is itself excluded where ``low_open`` or ``high_open``, and infinite where there is none, so that
          comparing works. They are 64-bit floats, the only numbers that pandas computes with quickly: 15 digits. The
          exact ones are in ``observations``, row by row.
        - ``wording``, ``note``, ``file`` are text, ``line`` is a number: where the figure stands.
        """
        seen = self.observations
        known = self.definitions
        indicators = [known.indicators[one.indicator] for one in seen]
        bounds = [self.interval(one) for one in seen]
        infinite = float("inf")
        return frame(
            {
                "indicator": ([one.indicator for one in seen], known.indicators),
                "area": ([one.area for one in seen], known.areas),
                "unit": ([one.unit for one in indicators], known.units),
                "measure": ([one.measure.value for one in indicators], map(str, Measure)),
                "period": (["" if one.period is None else one.period.text for one in seen], "string"),
                "first": ([None if one.period is None else one.period.first for one in seen], DAYS),
                "last": ([None if one.period is None else one.period.last for one in seen], DAYS),
                "as_of": ([one.as_of for one in seen], DAYS),
                "as_of_text": ([one.as_of_text for one in seen], "string"),
                "qualifier": ([one.quantity.qualifier.value for one in seen], map(str, Qualifier)),
                "value": ([float(one.quantity.value) for one in seen], "float64"),
                "value_high": (
                    [None if (high := one.quantity.value_high) is None else float(high) for one in seen],
                    "float64",
                ),
                "low": ([-infinite if one.low is None else float(one.low) for one in bounds], "float64"),
                "low_open": ([one.low_open for one in bounds], "bool"),
                "high": ([infinite if one.high is None else float(one.high) for one in bounds], "float64"),
                "high_open": ([one.high_open for one in bounds], "bool"),
                "status": ([one.status.value for one in seen], map(str, ObservationStatus)),
                "source": ([one.source for one in seen], known.sources),
                "authority": ([known.sources[one.source].authority.value for one in seen], map(str, Authority)),
                "wording": ([one.wording for one in seen], "string"),
                "note": ([one.note for one in seen], "string"),
                "file": ([one.where.file for one in seen], "string"),
                "line": ([one.where.line for one in seen], "int64"),
            }
        )
