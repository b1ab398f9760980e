"""Snapshots and registers: rows of CSV to figures and entries of the model.

Memory grows with the keys that must be remembered, not with the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from cnht.lang import Words
from cnht.model import Definitions, Indicator, Measure, Observation, ObservationStatus, RegisterEntry
from cnht.period import Period
from cnht.problems import Code, Fault, Kind, Location, Problem, shown, unknown
from cnht.quantity import Qualifier, Quantity
from cnht.reading import values
from cnht.reading.table import REMEMBERED, Table

SNAPSHOT_COLUMNS = (
    "indicator", "area", "period", "as_of", "qualifier", "value", "value_high", "status", "source", "wording", "note",
)  # fmt: skip
SNAPSHOT_REQUIRED = frozenset({"indicator", "as_of", "value", "source"})
REGISTER_COLUMNS = ("name", "area", "stage", "as_of", "source", "note")
REGISTER_REQUIRED = frozenset({"name", "stage", "as_of", "source"})


class Seen:
    """The keys of all figures so far, across files, each with its place: to find two rows with one key."""

    def __init__(self) -> None:
        self._files: list[str] = []
        self._places: dict[tuple[str, str, str, Period | None, date], tuple[int, int]] = {}

    def add(self, key: tuple[str, str, str, Period | None, date], file: str, line: int) -> Location | None:
        """Remember a key; the place of the figure that has it already, if one has."""
        if not self._files or self._files[-1] != file:
            self._files.append(file)
        place = (len(self._files) - 1, line)
        first = self._places.setdefault(key, place)
        return None if first is place else Location(self._files[first[0]], first[1])


# --- snapshots ---------------------------------------------------------------------------------------------------


def snapshot(name: str, lines: Iterable[str], problems: list[Problem]) -> Table:
    """A snapshot to be read by :func:`read_snapshot`; ``lines`` are physical lines with their ends."""
    return Table(name, iter(lines), SNAPSHOT_COLUMNS, SNAPSHOT_REQUIRED, problems)


def read_snapshot(table: Table, definitions: Definitions, seen: Seen) -> Iterator[Observation]:
    """The sound figures of a snapshot, one by one.

    What is wrong is added to the table's problems, and rows are counted, as they are read: a caller that keeps neither
    figures nor problems needs memory for ``seen`` only.
    """
    judge = _Judge(table, definitions, seen)
    for cells in table.read(judge.checks(), judge.absent):
        found = judge.observation(*cells)
        if found is not None:
            yield found


class _Judge:
    """What the cells of a snapshot may be, one by one and together."""

    def __init__(self, table: Table, definitions: Definitions, seen: Seen) -> None:
        self.table = table
        self.definitions = definitions
        self.seen = seen
        self.quantities = _RememberedQuantities(definitions)

    def checks(self) -> dict[str, Callable[[str], Any]]:
        """The check of each column: its text to what it means, or to the fault in it."""
        return {
            "indicator": self._indicator,
            "area": lambda text: _area(text, self.definitions),
            "period": lambda text: None if text == "" else _padded(text) or values.span(text),
            "as_of": _as_of,
            "qualifier": lambda text: (
                Qualifier.VALUE if text == "" else _padded(text) or values.choice(text, Qualifier)
            ),
            "value": lambda text: _required(text) or values.number(text),
            "value_high": lambda text: None if text == "" else values.number(text),
            "status": lambda text: (
                ObservationStatus.UNMARKED if text == "" else _padded(text) or values.choice(text, ObservationStatus)
            ),
            "source": lambda text: _source(text, self.definitions),
            "wording": _line_or_nothing,
            "note": values.paragraph,
        }

    def absent(self, column: str) -> Fault | None:
        """What is wrong with a snapshot that lacks an optional column."""
        return _absent(column, self.definitions)

    def _indicator(self, text: str) -> Indicator | Fault | None:
        found = self.definitions.indicators.get(text)
        if found is not None:
            return found
        fault = _required(text) or _padded(text)
        if fault is None and not self.definitions.is_unread(Kind.INDICATOR, text):
            form = values.code(text)
            fault = form if isinstance(form, Fault) else unknown(Kind.INDICATOR, text, self.definitions.indicators)
        return fault

    def observation(
        self,
        indicator: Indicator | None,
        area: str | None,
        period: Period | None,
        as_of: Period,
        qualifier: Qualifier,
        value: Decimal,
        value_high: Decimal | None,
        status: ObservationStatus,
        source: str,
        wording: str,
        note: str,
    ) -> Observation | None:
        """The figure of a row whose cells are sound one by one; ``None`` where they are not together."""
        if indicator is None:
            return None
        table = self.table
        measure = indicator.measure
        faults: list[tuple[Fault, str]] = []
        if period is not None or measure.has_period:
            faults += _period_fault(measure, period, as_of)
        bare = qualifier is Qualifier.VALUE and value_high is None and not wording
        if not (bare and value >= 0 and (value <= 100 or measure is not Measure.SHARE)):  # the usual figure
            faults += self.quantities[indicator.code, qualifier, value, value_high, wording]
        for fault, column in faults:
            table.report(fault, column)
        if faults or area is None:
            return None
        day = as_of.last
        if status is not ObservationStatus.DISPUTED:
            first = self.seen.add((indicator.code, area, source, period, day), table.name, table.line)
            if first is not None:
                table.report(_duplicate(first), None, first)
                return None
        where = Location(table.name, table.line)
        quantity = Quantity(qualifier, value, value_high)
        return Observation(
            indicator.code, area, period, day, as_of.text, quantity, status, source, wording, note, where
        )  # fmt: skip


_Numbers = tuple[str, Qualifier, Decimal, Decimal | None, str]


class _RememberedQuantities(dict[_Numbers, list[tuple[Fault, str]]]):
    """What is wrong with the quantity of a row, by its cells, and in which column."""

    def __init__(self, definitions: Definitions) -> None:
        super().__init__()
        self.definitions = definitions

    def __missing__(self, cells: _Numbers) -> list[tuple[Fault, str]]:
        if len(self) >= REMEMBERED:
            self.clear()
        fault = self._judge(*cells)
        found = self[cells] = [] if fault is None else [fault]
        return found

    def _judge(
        self, code: str, qualifier: Qualifier, low: Decimal, high: Decimal | None, wording: str
    ) -> tuple[Fault, str] | None:
        indicator = self.definitions.indicators[code]
        if (qualifier is Qualifier.BETWEEN) != (high is not None):
            return (_HIGH_MISSING if high is None else _high_forbidden(qualifier)), "value_high"
        reverse = None if high is None else values.reversed_range(low, high)
        if reverse is not None:
            return reverse, "value_high"
        quantity = Quantity(qualifier, low, high)
        fault = values.impossible(quantity, indicator, self.definitions)
        if fault is not None:
            return fault, "value"
        if wording:
            fault = values.disagreement(wording, quantity, indicator, self.definitions)
            if fault is not None:
                return fault, "wording"
        return None


def _padded(text: str) -> Fault | None:
    """The fault of spaces around a code, a number or a date."""
    if text == text.strip():
        return None
    return Fault(
        Code.SPACE_AROUND,
        Words(f"“{shown(text)}” có khoảng trắng ở đầu hoặc cuối", f'"{shown(text)}" has space around it'),
        Words(f"Viết {shown(text.strip())}.", f"Write {shown(text.strip())}."),
    )


def _required(text: str) -> Fault | None:
    return None if text.strip() else values.empty()


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


def _as_of(text: str) -> Period | Fault:
    return _required(text) or _padded(text) or values.figure_date(text)


def _line_or_nothing(text: str) -> str | Fault:
    return values.line(text) if text else text


def _period_fault(measure: Measure, period: Period | None, as_of: Period) -> list[tuple[Fault, str]]:
    """What is wrong with the period of a figure that has one, or should have one, and in which column."""
    if period is None:
        return [(_period_needed(measure), "period")]
    if not measure.has_period:
        return [(_period_forbidden(measure, period), "period")]
    return [] if as_of.last in period else [(_outside(as_of, period), "as_of")]


# --- registers ---------------------------------------------------------------------------------------------------


def register(name: str, lines: Iterable[str], problems: list[Problem]) -> Table:
    """A register to be read by :func:`read_register`; ``lines`` are physical lines with their ends."""
    return Table(name, iter(lines), REGISTER_COLUMNS, REGISTER_REQUIRED, problems)


def read_register(table: Table, definitions: Definitions) -> Iterator[RegisterEntry]:
    """The sound entries of a register, one by one; a name reaches a stage once."""
    checks: dict[str, Callable[[str], Any]] = {
        "name": values.line,
        "area": lambda text: _area(text, definitions),
        "stage": lambda text: _required(text) or _padded(text) or values.code(text),
        "as_of": _as_of,
        "source": lambda text: _source(text, definitions),
        "note": values.paragraph,
    }
    seen: dict[tuple[str, str, str], int] = {}
    for name, area, stage, as_of, source, note in table.read(checks, lambda column: _absent(column, definitions)):
        if area is None:
            continue
        first = seen.setdefault((name.casefold(), area, stage), table.line)
        if first != table.line:
            there = Location(table.name, first)
            table.report(_duplicate_entry(name, there), "name", there)
            continue
        where = Location(table.name, table.line)
        yield RegisterEntry(name, area, stage, as_of.last, as_of.text, source, note, where)


# --- faults ------------------------------------------------------------------------------------------------------


def _duplicate(first: Location) -> Fault:
    return Fault(
        Code.DUPLICATE_ROW,
        Words(f"đã có dòng cùng khóa ở {shown(str(first))}", f"a row with this key stands at {shown(str(first))}"),
        Words(
            "Xóa một dòng, hoặc ghi status: disputed cho dòng sai.",
            "Delete one of them, or mark the wrong one disputed.",
        ),
    )


def _duplicate_entry(name: str, first: Location) -> Fault:
    return Fault(
        Code.DUPLICATE_ROW,
        Words(f"“{shown(name)}” đã có cùng giai đoạn ở {shown(str(first))}",
              f'"{shown(name)}" reaches this stage at {shown(str(first))} already'),
        Words("Xóa một dòng.", "Delete one of them."),
    )  # fmt: skip


def _high_forbidden(qualifier: Qualifier) -> Fault:
    said = "" if qualifier is Qualifier.VALUE else str(qualifier)
    return Fault(
        Code.VALUE_HIGH,
        Words(f"value_high chỉ dùng với between, ở đây qualifier là “{said}”",
              f'value_high belongs to between, the qualifier here is "{said}"'),
        Words("Xóa value_high, hoặc ghi qualifier: between.", "Delete value_high, or write between as the qualifier."),
    )  # fmt: skip


def _period_needed(measure: Measure) -> Fault:
    return Fault(
        Code.PERIOD_NEEDED,
        Words(f"chỉ tiêu {measure} cần kỳ số liệu", f"a {measure} figure needs the period it covers"),
        Words(
            "Ghi period, ví dụ 2025, 2025-Q2, 2025-01/2025-06.", "Write period, such as 2025, 2025-Q2, 2025-01/2025-06."
        ),
    )


def _period_forbidden(measure: Measure, period: Period) -> Fault:
    return Fault(
        Code.PERIOD_FORBIDDEN,
        Words(f"chỉ tiêu {measure} là số tại một ngày, không có kỳ “{period.text}”",
              f'a {measure} figure holds on a day, it has no period "{period.text}"'),
        Words("Để trống period; ngày ghi ở as_of.", "Leave period empty; the day stands in as_of."),
    )  # fmt: skip


def _outside(as_of: Period, period: Period) -> Fault:
    return Fault(
        Code.AS_OF_OUTSIDE,
        Words(
            f"ngày số liệu {as_of.text} nằm ngoài kỳ {period.text}",
            f"as_of {as_of.text} lies outside the period {period.text}",
        ),
        Words(f"Ghi ngày từ {period.first} đến {period.last}.", f"Write a day from {period.first} to {period.last}."),
    )


_HIGH_MISSING = Fault(
    Code.VALUE_HIGH,
    Words("between cần đầu trên ở value_high", "between needs its upper end in value_high"),
    Words("Ghi số lớn hơn value vào value_high.", "Write a number above value into value_high."),
)
