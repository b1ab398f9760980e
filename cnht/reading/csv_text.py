"""Snapshots and registers: rows of CSV to figures and entries of the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cnht.domain.model import Definitions, Indicator, Measure, Observation, RegisterEntry, written
from cnht.domain.period import Period
from cnht.domain.quantity import ObservationStatus, Qualifier, Quantity
from cnht.problems import Fault, Kind, Location, Problem, shown, unknown
from cnht.reading import dates, values
from cnht.reading.models import RegisterRow, SnapshotRow, keys_of, required
from cnht.reading.table import Cells, CsvTable, Noted

SNAPSHOT_COLUMNS = tuple(keys_of(SnapshotRow))
SNAPSHOT_REQUIRED = required(SnapshotRow)
REGISTER_COLUMNS = tuple(keys_of(RegisterRow))
REGISTER_REQUIRED = required(RegisterRow)


# --- snapshots ---------------------------------------------------------------------------------------------------


def snapshot(name: str, problems: list[Problem]) -> CsvTable:
    """A snapshot to be read by :class:`SnapshotReader`."""
    strange = {frozenset({"name", "stage"}): Fault("C222.register")}
    return CsvTable(name, SNAPSHOT_COLUMNS, SNAPSHOT_REQUIRED, strange, problems)


class SnapshotReader:
    """Reads the snapshots of a workspace, one after the other."""

    def __init__(self, definitions: Definitions, today: date | None) -> None:
        self.definitions = definitions
        self.cells = Cells(
            {
                "indicator": self._indicator,
                "area": lambda text: _area(text, definitions),
                "period": lambda text: None if text == "" else _padded(text) or dates.span(text),
                "as_of": lambda text: _as_of(text, today),
                "qualifier": lambda text: (
                    Qualifier.VALUE if text == "" else _padded(text) or values.choice(text, Qualifier)
                ),
                "value": lambda text: _required(text) or _number(text),
                "value_high": lambda text: None if text == "" else _number(text),
                "status": lambda text: (
                    ObservationStatus.UNMARKED
                    if text == ""
                    else _padded(text) or values.choice(text, ObservationStatus)
                ),
                "source": lambda text: _source(text, definitions),
                "wording": _line_or_nothing,
                "note": values.paragraph,
            }
        )

    def read(self, table: CsvTable, lines: Iterable[str]) -> Iterator[Observation]:
        """The sound figures of a snapshot; what is wrong is added to the table's problems."""
        lines = iter(lines)
        if self.read_header(table, lines):
            for row in table.read_rows():
                figure = self.observation(table, row)
                if figure is not None:
                    yield figure
        table.end()

    def read_header(self, table: CsvTable, lines: Iterator[str]) -> bool:
        """Read the header of a snapshot; false where no row below it could be understood."""
        return table.read_header(lines, lambda column: _absent(column, self.definitions))

    def observation(self, table: CsvTable, row: list[str]) -> Observation | None:
        """The figure of the table's current row; what is wrong with it is reported."""
        cells = table.checked(row, self.cells)
        if cells is None:
            return None
        indicator, area, period, as_of, qualifier, value, high, status, source, wording, note = cells
        if indicator is None:
            return None
        wrong = period_faults(indicator.measure, period, as_of)
        if values.TwoWays in (type(value), type(high)):
            numbers = [value] if high is None else [value, high]
            settled = values.settled(numbers, qualifier, wording, indicator, self.definitions)
            if isinstance(settled, Fault):
                for each, column in (*wrong, (settled, "value" if isinstance(value, values.TwoWays) else "value_high")):
                    table.report(each, column)
                return None
            value, high = settled[0], None if high is None else settled[1]
        if (fault := self.quantity_fault(indicator, qualifier, value, high, wording, status)) is not None:
            wrong.append(fault)
        for each, column in wrong:
            table.report(each, column)
        if wrong or area is None:
            return None
        quantity, where = Quantity(qualifier, value, high), table.place()
        if values.is_open_growth(quantity, wording, indicator, self.definitions):
            table.report(values.growth_or_index("M551", value), "value")
        return Observation(
            indicator.code, area, period, as_of.last, as_of.text, quantity, status, source, wording, note, where
        )

    def _indicator(self, text: str) -> Indicator | Fault | None:
        found = self.definitions.indicators.get(text)
        if found is not None:
            return found
        fault = _required(text) or _padded(text)
        if fault is None and not self.definitions.is_unread(Kind.INDICATOR, text):
            form = values.code(text)
            fault = form if isinstance(form, Fault) else unknown(Kind.INDICATOR, text, self.definitions.indicators)
        return fault

    def quantity_fault(
        self,
        indicator: Indicator,
        qualifier: Qualifier,
        low: Decimal,
        high: Decimal | None,
        wording: str,
        status: ObservationStatus,
    ) -> tuple[Fault, str] | None:
        """What is wrong with the quantity of a row, and in which column."""
        if (qualifier is Qualifier.BETWEEN) != (high is not None):
            return (Fault("M511.missing") if high is None else _high_forbidden(qualifier)), "value_high"
        reverse = None if high is None else values.reversed_range(low, high)
        if reverse is not None:
            return reverse, "value_high"
        quantity = Quantity(qualifier, low, high)
        fault = values.impossible(quantity, indicator, self.definitions)
        if fault is not None:
            bare = Quantity(Qualifier.VALUE, low)
            is_high = high is not None and values.impossible(bare, indicator, self.definitions) is None
            return fault, "value_high" if is_high else "value"
        if wording:
            fault = values.disagreement(wording, quantity, indicator, self.definitions, status)
            if fault is not None:
                return fault, "wording"
        return None


NAMED = 100
"""For how many rows with the key of one before it is said what both of them hold."""


class Duplicate(NamedTuple):
    """A row with the key of one before, and what both hold, where that is said."""

    where: Location
    first: Location
    values: tuple[Quantity, Quantity] | None

    @property
    def problem(self) -> Problem:
        """The error that it is."""
        first = shown(str(self.first))
        if self.values is None:
            fault = Fault("M515.row", first=first)
        else:
            own, other = map(written, self.values)
            fault = Fault("M515.values", first=first, own=own, other=other)
        return fault.at(self.where, self.first)


def drop_duplicates(observations: Iterable[Observation]) -> tuple[list[Observation], list[Duplicate]]:
    """The figures without those that have the key of one before; and these.

    The key is indicator, area, period, day and source; disputed figures have none.
    """
    first: dict[tuple[object, ...], Observation] = {}
    kept: list[Observation] = []
    dropped: list[Duplicate] = []
    for figure in observations:
        key = (figure.indicator, figure.area, figure.period, figure.as_of, figure.source)
        before = figure if figure.disputed else first.setdefault(key, figure)
        if before is figure:
            kept.append(figure)
        else:
            values = (figure.quantity, before.quantity) if len(dropped) < NAMED else None
            dropped.append(Duplicate(figure.where, before.where, values))
    return kept, dropped


def _padded(text: str) -> Fault | None:
    """The fault of spaces around a code, a number or a date."""
    if text == text.strip():
        return None
    return Fault("V310", text=shown(text), bare=shown(text.strip()))


def _required(text: str) -> Fault | None:
    return None if text.strip() else Fault("V304.value")


def _area(text: str, definitions: Definitions) -> str | Fault | None:
    """The area of a row; ``None`` where it cannot be known. What is wrong with its form comes first."""
    if text in definitions.areas or not text:
        return values.area(text, definitions)
    form = _padded(text) or values.code(text)
    return form if isinstance(form, Fault) else values.area(text, definitions)


def _absent(column: str, definitions: Definitions) -> Fault | None:
    """What is wrong with a table that lacks an optional column."""
    found = values.area("", definitions) if column == "area" else None
    return found if isinstance(found, Fault) else None


def _source(text: str, definitions: Definitions) -> str | Fault:
    if text in definitions.sources:
        return text
    fault = _required(text) or _padded(text)
    form = fault or values.source_code(text)
    if isinstance(form, Fault) or definitions.is_unread(Kind.SOURCE, text):
        return form
    return unknown(Kind.SOURCE, text, definitions.sources)


def _as_of(text: str, today: date | None) -> Period | Fault:
    found = _required(text) or _padded(text) or dates.figure_date(text)
    return found if isinstance(found, Fault) else dates.future(found, today) or found


def _number(text: str) -> Decimal | Noted | Fault:
    found = values.quoted_number(text)
    warning = None if isinstance(found, Fault) else values.noise(text)
    return Noted(found, warning) if warning else found


def _line_or_nothing(text: str) -> str | Fault:
    return values.line(text) if text else text


def period_faults(measure: Measure, period: Period | None, as_of: Period) -> list[tuple[Fault, str]]:
    """What is wrong with the period of a figure, or with its lack, and in which column."""
    if period is None:
        return [(Fault("M507", measure=measure), "period")] if measure.has_period else []
    if not measure.has_period:
        return [(Fault("M508", measure=measure, period=period.text), "period")]
    return (
        []
        if as_of.last in period
        else [(Fault("M509", as_of=as_of.text, period=period.text, first=period.first, last=period.last), "as_of")]
    )


# --- registers ---------------------------------------------------------------------------------------------------


def register(name: str, problems: list[Problem]) -> CsvTable:
    """A register to be read by :func:`read_register`."""
    strange = {frozenset({"indicator", "value"}): Fault("C222.snapshot")}
    return CsvTable(name, REGISTER_COLUMNS, REGISTER_REQUIRED, strange, problems)


def read_register(
    table: CsvTable, lines: Iterable[str], definitions: Definitions, today: date | None = None
) -> Iterator[RegisterEntry]:
    """The sound entries of a register, one by one; a name reaches a stage once."""
    cells = Cells(
        {
            "name": values.line,
            "area": lambda text: _area(text, definitions),
            "stage": lambda text: _required(text) or _padded(text) or values.code(text),
            "as_of": lambda text: _as_of(text, today),
            "source": lambda text: _source(text, definitions),
            "note": values.paragraph,
        }
    )
    seen: dict[tuple[str, str, str], int] = {}
    usable = table.read_header(iter(lines), lambda column: _absent(column, definitions))
    for row in table.read_rows() if usable else ():
        found = table.checked(row, cells)
        if found is None or found[1] is None:
            continue
        name, area, stage, as_of, source, note = found
        first = seen.setdefault((name.casefold(), area, stage), table.line)
        if first != table.line:
            there = Location(table.name, first)
            table.report(Fault("M515.register", name=shown(name), first=shown(str(there))), "name", there)
            continue
        yield RegisterEntry(name, area, stage, as_of.last, as_of.text, source, note, table.place())
    table.end()


# --- faults ------------------------------------------------------------------------------------------------------


def _high_forbidden(qualifier: Qualifier) -> Fault:
    said = "" if qualifier is Qualifier.VALUE else str(qualifier)
    return Fault("M511.forbidden", said=said)
