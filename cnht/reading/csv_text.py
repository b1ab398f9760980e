"""Snapshots and registers: rows of CSV to figures and entries of the model.

Memory grows with the keys that must be remembered, not with the file.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from operator import getitem
from typing import NamedTuple, TextIO

from cnht.columns import Columns, Dates, Parts, is_positive
from cnht.model import Definitions, Indicator, Measure, ObservationStatus, RegisterEntry
from cnht.period import Period
from cnht.problems import Fault, Kind, Location, Problem, shown, unknown
from cnht.quantity import Qualifier, Quantity
from cnht.reading import dates, values
from cnht.reading.table import Cells, Memory, Noted, Run, Table

SNAPSHOT_COLUMNS = (
    "indicator", "area", "period", "as_of", "qualifier", "value", "value_high", "status", "source", "wording", "note",
)  # fmt: skip
SNAPSHOT_REQUIRED = frozenset({"indicator", "as_of", "value", "source"})
REGISTER_COLUMNS = ("name", "area", "stage", "as_of", "source", "note")
REGISTER_REQUIRED = frozenset({"name", "stage", "as_of", "source"})


# --- snapshots ---------------------------------------------------------------------------------------------------


def snapshot(name: str, lines: TextIO, problems: list[Problem]) -> Table:
    """A snapshot to be read by :class:`Snapshots`; ``lines`` are physical lines with their ends."""
    strange = {frozenset({"name", "stage"}): Fault("C222.register")}
    return Table(name, lines, SNAPSHOT_COLUMNS, SNAPSHOT_REQUIRED, strange, problems)


_NUMBERS = 100_000
"""How many distinct numbers are remembered: nothing differs as much, and they are short."""
_COUNT = re.compile(r"[1-9][0-9]{0,14}")
_UNSOUND = 1 << 64
"""Stands for what is no number of anything: more than any column takes."""
_BARE = ("", "", "", "")
"""Qualifier, upper end, wording and note of a bare figure."""


class _Series(NamedTuple):
    """A series that the rows of known indicator and area belong to."""

    number: int
    """In the columns."""
    dates: Memory[tuple[str, str], int]
    """The number of what it may have for dates."""
    values: Memory[str, int]
    """Its bare figures, packed."""


_NO_SERIES = _Series(_UNSOUND, Memory(lambda _: _UNSOUND), Memory(lambda _: _UNSOUND))
_Words = tuple[Qualifier, int | None]
"""What makes a sound quantity of a bare figure: its qualifier, and for ``between`` its packed upper end."""


class Snapshots:
    """Reads the snapshots of a workspace, one after the other, into columns of their sound figures.

    The cells of a row are judged in groups: indicator and area, the dates, source and status, the quantity. Each
    group is judged when it is first met, and rows of groups that were sound before are added many at a time. Where one
    of many is not sound, or not usual, it is looked for, and judged cell by cell.
    """

    def __init__(self, definitions: Definitions, today: date | None, *, keep_words: bool) -> None:
        self.definitions = definitions
        self.columns = Columns(keep_words=keep_words)
        self._cells = Cells(
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
        self._series = Memory(self._judge_series)
        self._days = Memory(partial(self._judge_dates, False))
        self._periods = Memory(partial(self._judge_dates, True))
        self._sources = Memory(self._judge_source)
        self._qualifiers = Memory(self._judge_qualifier)
        self._words = Memory(self._judge_words)
        self._any_value = Memory(partial(self._judge_value, None, None), _NUMBERS)
        self._counts = Memory(partial(self._judge_value, Decimal(0), None), _NUMBERS)
        self._shares = Memory(partial(self._judge_value, Decimal(0), Decimal(100)), _NUMBERS)

    def read(self, table: Table) -> None:
        """Add the sound figures of a snapshot; what is wrong is added to the table's problems."""
        self.columns.start(table.name)
        for run in table.runs(lambda column: _absent(column, self.definitions)):
            self._read(table, run, 0, len(run.rows))

    def _read(self, table: Table, run: Run, start: int, end: int) -> None:
        """Add the rows from ``start`` to ``end`` of a run."""
        if self._add_sound(run.line + start, run.rows[start:end]):
            return
        if end - start == 1:
            self._judge(table, table.stand_at(run, start))
            return
        middle = (start + end) // 2
        self._read(table, run, start, middle)
        self._read(table, run, middle, end)

    def _add_sound(self, line: int, rows: list[list[str]]) -> bool:
        """Add rows that start on ``line``, if all of them are sound and usual; else none."""
        indicators, areas, periods, as_ofs, qualifiers, numbers, highs, statuses, sources, wordings, notes = zip(
            *rows, strict=True
        )
        series = map(self._series.__getitem__, zip(indicators, areas, strict=True))
        series_numbers, known_dates, known_values = zip(*series, strict=True)
        try:
            parts = Parts(
                array("I", series_numbers),
                array("I", map(getitem, known_dates, zip(periods, as_ofs, strict=True))),
                array("I", map(self._sources.__getitem__, zip(statuses, sources, strict=True))),
                array("q", map(getitem, known_values, numbers)),
            )
        except OverflowError:  # one is _UNSOUND
            return False
        more = []
        for at, texts in enumerate(zip(qualifiers, highs, wordings, notes, strict=True)):
            if texts != _BARE:
                qualifier, high, wording, note = texts
                if high or wording or known_values[at] is self._shares or not is_positive(parts.values[at]):
                    words = self._words[indicators[at], qualifier, numbers[at], high, wording]
                else:
                    words = self._qualifiers[qualifier]
                noted = self._cells["note"][note]
                if words is None or type(noted) is Fault:
                    return False
                more.append((at, *words, wording and self._cells["wording"][wording], noted))
        first = self.columns.extend(line, parts)
        for at, *words_and_note in more:
            self.columns.add_words(first + at, *words_and_note)
        return True

    def _indicator(self, text: str) -> Indicator | Fault | None:
        found = self.definitions.indicators.get(text)
        if found is not None:
            return found
        fault = _required(text) or _padded(text)
        if fault is None and not self.definitions.is_unread(Kind.INDICATOR, text):
            form = values.code(text)
            fault = form if isinstance(form, Fault) else unknown(Kind.INDICATOR, text, self.definitions.indicators)
        return fault

    # A group of cells to its number in the columns; _UNSOUND where it is not sound.

    def _judge_series(self, texts: tuple[str, str]) -> _Series:
        indicator, area = self._cells["indicator"][texts[0]], self._cells["area"][texts[1]]
        if not isinstance(indicator, Indicator) or not isinstance(area, str):
            return _NO_SERIES
        number = self.columns.series.number((indicator.code, area))
        return _Series(number, self._periods if indicator.measure.has_period else self._days, self._values(indicator))

    def _values(self, indicator: Indicator) -> Memory[str, int]:
        unit = self.definitions.units.get(indicator.unit)
        match indicator.measure:
            case Measure.SHARE:
                return self._shares
            case Measure.STOCK | Measure.FLOW if unit is not None and unit.scale == 1:
                return self._counts
            case _:
                return self._any_value

    def _judge_dates(self, has_period: bool, texts: tuple[str, str]) -> int:
        period, as_of = self._cells["period"][texts[0]], self._cells["as_of"][texts[1]]
        if isinstance(period, Fault) or isinstance(as_of, Fault) or (period is not None) is not has_period:
            return _UNSOUND
        if period is not None and as_of.last not in period:
            return _UNSOUND
        return self.columns.dates.number(Dates(period, as_of.last, as_of.text), texts)

    def _judge_source(self, texts: tuple[str, str]) -> int:
        status, source = self._cells["status"][texts[0]], self._cells["source"][texts[1]]
        if isinstance(status, Fault) or isinstance(source, Fault):
            return _UNSOUND
        return self.columns.sources.number((status, source))

    def _judge_value(self, low: Decimal | None, high: Decimal | None, text: str) -> int:
        if high is None and _COUNT.fullmatch(text):  # the usual case
            return self.columns.pack_whole(int(text))
        number = values.number(text)
        if isinstance(number, Fault) or values.noise(text) or (low is not None and number < low):
            return _UNSOUND
        return _UNSOUND if high is not None and number > high else self.columns.pack(number, text)

    def _judge_qualifier(self, text: str) -> _Words | None:
        """What may stand before any number of an amount that is above 0."""
        qualifier = self._cells["qualifier"][text]
        return None if isinstance(qualifier, Fault) or qualifier is Qualifier.BETWEEN else (qualifier, None)

    def _judge_words(self, texts: tuple[str, ...]) -> _Words | None:
        columns = ("indicator", "qualifier", "value", "value_high", "wording")
        indicator, qualifier, *rest = (self._cells[column][text] for column, text in zip(columns, texts, strict=True))
        value, high, wording = rest
        if {Fault, Noted} & {type(qualifier), type(value), type(high), type(wording)}:
            return None
        if self._quantity_fault(indicator, qualifier, value, high, wording) is not None:
            return None
        return qualifier, None if high is None else self.columns.pack(high, texts[3])

    # A row, cell by cell.

    def _judge(self, table: Table, row: list[str]) -> None:
        """Report what is wrong with a row; where nothing is, add it."""
        cells = table.checked(row, self._cells)
        if cells is None:
            return
        indicator, area, period, as_of, qualifier, value, high, status, source, wording, note = cells
        if indicator is None:
            return
        wrong = _period_faults(indicator.measure, period, as_of)
        fault = self._quantity_fault(indicator, qualifier, value, high, wording)
        if fault is not None:
            wrong.append(fault)
        for each, column in wrong:
            table.report(each, column)
        if wrong or area is None:
            return
        columns = self.columns
        when = Dates(period, as_of.last, as_of.text)
        parts = Parts(
            array("I", [columns.series.number((indicator.code, area))]),
            array("I", [columns.dates.number(when, (period.text if period else "", as_of.text))]),
            array("I", [columns.sources.number((status, source))]),
            array("q", [columns.pack(value, f"{value:f}")]),
        )
        packed_high = None if high is None else columns.pack(high, f"{high:f}")
        columns.add_words(columns.extend(table.line, parts), qualifier, packed_high, wording, note)

    def _quantity_fault(
        self, indicator: Indicator, qualifier: Qualifier, low: Decimal, high: Decimal | None, wording: str
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
            fault = values.disagreement(wording, quantity, indicator, self.definitions)
            if fault is not None:
                return fault, "wording"
        return None


def _padded(text: str) -> Fault | None:
    """The fault of spaces around a code, a number or a date."""
    if text == text.strip():
        return None
    return Fault("V310", text=shown(text), text_fix=shown(text.strip()))


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
    found = values.number(text)
    warning = None if isinstance(found, Fault) else values.noise(text)
    return Noted(found, warning) if warning else found


def _line_or_nothing(text: str) -> str | Fault:
    return values.line(text) if text else text


def _period_faults(measure: Measure, period: Period | None, as_of: Period) -> list[tuple[Fault, str]]:
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


def register(name: str, lines: TextIO, problems: list[Problem]) -> Table:
    """A register to be read by :func:`read_register`; ``lines`` are physical lines with their ends."""
    strange = {frozenset({"indicator", "value"}): Fault("C222.snapshot")}
    return Table(name, lines, REGISTER_COLUMNS, REGISTER_REQUIRED, strange, problems)


def read_register(table: Table, definitions: Definitions, today: date | None = None) -> Iterator[RegisterEntry]:
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
    runs = table.runs(lambda column: _absent(column, definitions))
    for row in (table.stand_at(run, at) for run in runs for at in range(len(run.rows))):
        found = table.checked(row, cells)
        if found is None or found[1] is None:
            continue
        name, area, stage, as_of, source, note = found
        first = seen.setdefault((name.casefold(), area, stage), table.line)
        if first != table.line:
            there = Location(table.name, first)
            table.report(Fault("M515.register", name=shown(name), first=shown(str(there))), "name", there)
            continue
        where = Location(table.name, table.line)
        yield RegisterEntry(name, area, stage, as_of.last, as_of.text, source, note, where)


# --- faults ------------------------------------------------------------------------------------------------------


def _high_forbidden(qualifier: Qualifier) -> Fault:
    said = "" if qualifier is Qualifier.VALUE else str(qualifier)
    return Fault("M511.forbidden", said=said)
