"""One figure of a file to a row of a snapshot: its cells one by one, each with what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from cnht.entry.headers import Column, Head, part_of_year, span_of, status_of
from cnht.entry.names import Names
from cnht.entry.numbers import Style, bare, clean, contrary
from cnht.entry.result import Finding, NewRow
from cnht.entry.sheets import Cell, Place, Sort
from cnht.entry.wishes import DEFAULTS, Field, Wishes
from cnht.lang import Localized, _, both
from cnht.model import Definitions, Indicator, ObservationStatus
from cnht.period import DATE_GRAINS, Grain, Period
from cnht.problems import Fault, shown
from cnht.quantity import Qualifier, Quantity
from cnht.reading import dates, values
from cnht.reading.csv_text import SNAPSHOT_COLUMNS
from cnht.safe_text import unguarded
from cnht.wording import readings, write_number

_BREAK = re.compile(r"\r\n?")
_TWO_WAYS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


class Said(NamedTuple):
    """A cell and where it stands; what is said of all rows has no place of its own."""

    cell: Cell
    place: Place | None


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one figure."""

    cells: Mapping[Field, Said]
    figure: Said
    place: Place
    column: Column
    unit: str = ""
    """The unit of the whole table."""


class Amount(NamedTuple):
    """The quantity of a cell, and the words to keep."""

    quantity: Quantity
    wording: str = ""
    note: Localized | None = None


class Understanding:
    """Understands the figures of one file."""

    def __init__(self, definitions: Definitions, names: Names, style: Style, wishes: Wishes) -> None:
        self.definitions = definitions
        self.names = names
        self.style = style
        self.defaults = {
            one: Said(Cell(wishes.defaults[one]), None) for one in DEFAULTS if wishes.defaults.get(one, "").strip()
        }
        self.span: Callable[[str], Period | None] = cache(span_of)
        self.day: Callable[[str], Period | Fault] = cache(dates.day_first)
        base = span_of(wishes.defaults.get(Field.PERIOD, ""))
        self.year = base.first.year if base is not None and base.grain is Grain.YEAR else None

    def row(self, record: Record) -> NewRow:
        """The row of a figure."""
        return _Row(self, record).read()


class _Row:
    """The reading of one figure."""

    def __init__(self, by: Understanding, record: Record) -> None:
        self.by = by
        self.record = record
        self.findings: list[Finding] = []
        self.notes: list[Localized] = []
        self.texts: dict[str, str] = dict.fromkeys(SNAPSHOT_COLUMNS, "")
        self.indicator: Indicator | None = None

    def read(self) -> NewRow:
        unit = self.named()
        self.dated()
        self.status()
        self.amount(unit)
        for one in (Field.WORDING, Field.NOTE):
            if (said := self.of(one)) is not None:
                text = unguarded(said.cell.text).strip()
                # A blank keeps what was guarded from being a formula in the file of the workspace, too.
                blank = " " if text.startswith(("=", "+", "@")) and not said.cell.text.startswith(text[0]) else ""
                self.texts[one] = blank + (clean(text) if one is Field.WORDING else _BREAK.sub("\n", text))
        origins = {one.value: said.place for one, said in self.record.cells.items() if said.place is not None}
        return NewRow(
            tuple(self.texts[column] for column in SNAPSHOT_COLUMNS),
            self.record.place,
            self.record.figure.cell.text,
            origins,
            tuple(self.findings),
            tuple(self.notes),
        )

    def of(self, one: Field) -> Said | None:
        """The filled cell of a field; where the file has no such column, what was said of all rows."""
        found = self.record.cells.get(one)
        if found is None:
            return self.by.defaults.get(one)
        return found if found.cell.text.strip() or found.cell.sort is Sort.FORMULA else None

    def fault(self, fault: Fault, said: Said | None = None) -> None:
        place = self.record.place if said is None or said.place is None else said.place
        self.findings.append(Finding(place, fault))

    def text(self, said: Said) -> str | None:
        """The text of a cell; ``None`` where it is an error or was never computed, which is reported."""
        fault = spoilt(said.cell)
        if fault is not None:
            self.fault(fault, said)
        return None if fault is not None else clean(unguarded(said.cell.text))

    # What it is about.

    def named(self) -> str:
        """Find the codes; the unit that the figure is given in, as far as the file says it."""
        unit = self.record.column.unit
        if (said := self.of(Field.INDICATOR)) is not None and (text := self.text(said)) is not None:
            found = self.by.names.indicator(text)
            if isinstance(found, Fault):
                self.fault(found, said)
            else:
                self.texts["indicator"] = found[0]
                self.indicator = self.by.definitions.indicators.get(found[0])
                unit = found[1] or unit
        if (said := self.of(Field.UNIT)) is not None and (text := self.text(said)) is not None:
            unit = text
        if not unit and not (self.indicator is not None and self.by.names.is_percent(self.indicator)):
            unit = self.record.unit  # that of a whole table is not of the percentages in it
        area = self.of(Field.AREA)
        if area is not None:
            self.coded("area", area, self.by.names.area)
        elif Field.AREA not in self.record.cells:
            self.texts["area"] = self.by.definitions.only_area or ""
        if (said := self.of(Field.SOURCE)) is not None:
            self.coded("source", said, self.by.names.source)
        return unit

    def coded(self, column: str, said: Said, find: Callable[[str], str | Fault]) -> None:
        text = self.text(said)
        found = None if text is None else find(text)
        if isinstance(found, Fault):
            self.fault(found, said)
        elif found is not None:
            self.texts[column] = found

    def status(self) -> None:
        head = self.record.column.head
        said = self.of(Field.STATUS)
        if said is None:
            self.texts["status"] = "" if head is None else head.status
            return
        text = self.text(said)
        if text is None:
            return
        known = status_of(text) or values.choice(text.lower(), ObservationStatus)
        if isinstance(known, Fault):
            self.fault(known, said)
        else:
            self.texts["status"] = known

    # When.

    def dated(self) -> None:
        head = self.record.column.head
        span, said = self.span(head)
        as_of = self.as_of(head)
        if isinstance(span, Fault) or isinstance(as_of, Fault):
            return
        if span is not None and span.grain is Grain.DAY:
            as_of, span = as_of or span, None
        has_period = self.indicator is not None and self.indicator.measure.has_period
        if span is not None and has_period:
            self.texts["period"] = span.text
        if as_of is None and span is not None:
            as_of = span if span.grain is Grain.MONTH and not has_period else None
            text = span.text if as_of is not None else span.last.isoformat()
            self.texts["as_of"] = text
            if not has_period and self.indicator is not None and as_of is None:
                self.notes.append(_("as of the last day of {span}", span=span.text))
            return
        if as_of is not None:
            self.texts["as_of"] = as_of.text
            for_flows = said is not None and said.place is None  # --period says nothing of a stock
            if span is not None and not has_period and not for_flows and as_of.last not in span:
                self.fault(Fault("M509", as_of=as_of.text, period=span.text, first=span.first, last=span.last), said)

    def span(self, head: Head | None) -> tuple[Period | Fault | None, Said | None]:
        """The period of the figure, and the cell that says it; a day where that stands in its place."""
        year = self.year()
        if isinstance(year, Fault):
            return year, None
        if head is not None:
            return self.of_head(head, year)
        parts = [one for one in (Field.MONTH, Field.QUARTER) if self.of(one) is not None]
        if self.of(Field.YEAR) is not None or (year is not None and parts):
            return self.of_parts(year, [*parts, Field.PERIOD]), self.of(Field.YEAR)
        said = self.of(Field.PERIOD)
        if said is None:
            return None, None
        text = self.text(said)
        if text is None:
            return _SPOILT, said
        found: Period | Fault | None = self.by.span(text)
        if found is None and year is not None:
            found = part_of_year(text, year.first.year)
        if found is None:
            found = self.by.day(text)
            if isinstance(found, Fault):
                if found.code not in ("V306", "V318"):
                    found = dates.span(text)
                self.fault(found if isinstance(found, Fault) else _no_part(text), said)
        return found, said

    def year(self) -> Period | Fault | None:
        """The year that stands in a column of its own; else the one that was said of all rows."""
        said = self.of(Field.YEAR)
        if said is None:
            return None if self.by.year is None else Period.year(self.by.year)
        text = self.text(said)
        if text is None:
            return _SPOILT
        year = self.by.span(text)
        if year is None or year.grain is not Grain.YEAR:
            self.fault(_no_such_year(text), said)
            return _SPOILT
        return year

    def of_head(self, head: Head, year: Period | None) -> tuple[Period | Fault | None, Said | None]:
        """The period of a column, which the row may have more to say of."""
        said = self.of(Field.YEAR)
        if year is None and (said := self.of(Field.PERIOD)) is not None and said.place is not None:
            text = self.text(said)
            if text is None:
                return _SPOILT, said
            year = self.by.span(text)
            if year is None:
                self.fault(_no_such_year(text), said)
                return _SPOILT, said
        period = head.in_year(None if year is None else year.first.year)
        if period is None:
            self.fault(_no_year(head.part))
            return _SPOILT, None
        if said is not None and said.place is not None and year is not None and not year.holds(period):
            self.fault(_other_period(period, year), said)
            return _SPOILT, said
        return period, None

    def of_parts(self, year: Period | None, parts: Sequence[Field]) -> Period | Fault:
        """The period that several columns say together: the narrowest of theirs, which lies in all the others."""
        found = [] if year is None else [year]
        for one in parts:
            part = self.of(one)
            if part is None or part.place is None:
                continue
            text = self.text(part)
            if text is None:
                return _SPOILT
            inside = self.by.span(text) if one is Field.PERIOD else None
            if inside is None and year is not None:
                word = {Field.MONTH: "tháng ", Field.QUARTER: "quý "}.get(one, "")
                inside = part_of_year(text, year.first.year) or part_of_year(word + text, year.first.year)
            if inside is None:
                self.fault(_no_part(text), part)
                return _SPOILT
            found.append(inside)
            narrowest = min(found, key=lambda each: each.days)
            if not all(other.holds(narrowest) for other in found):
                self.fault(_other_period(inside, found[0]), part)
                return _SPOILT
        return min(found, key=lambda each: each.days)

    def as_of(self, head: Head | None) -> Period | Fault | None:
        said = self.of(Field.AS_OF)
        if said is None or (said.place is None and head is not None and _is_day(head.period)):
            return None
        text = self.text(said)
        if text is None:
            return _SPOILT
        found = self.by.day(text)
        if isinstance(found, Fault):
            month = self.by.span(text)
            found = month if month is not None and month.grain in DATE_GRAINS else found
        if isinstance(found, Fault):
            self.fault(found, said)
        return found

    # How much.

    def amount(self, unit: str) -> None:
        figure = self.record.figure
        found = self.quantity(figure.cell, unit)
        if isinstance(found, Fault):
            self.fault(found)
            return
        quantity = found.quantity
        high = self.of(Field.VALUE_HIGH)
        if high is not None and not is_absent(high.cell):
            upper = self.quantity(high.cell, unit)
            if isinstance(upper, Fault):
                self.fault(upper, high)
                return
            both = Quantity(Qualifier.BETWEEN, quantity.value, upper.quantity.value)
            if upper.quantity.qualifier is not Qualifier.VALUE or (
                quantity.qualifier is not Qualifier.VALUE and quantity != both
            ):
                self.fault(_other_end(high.cell.text), high)
                return
            quantity = both
        qualifier = self.qualifier(quantity.qualifier)
        self.texts["qualifier"] = "" if qualifier is Qualifier.VALUE else str(qualifier)
        self.texts["value"] = canonical(quantity.value)
        self.texts["value_high"] = "" if quantity.value_high is None else canonical(quantity.value_high)
        self.texts["wording"] = found.wording
        if found.note is not None:
            self.notes.append(found.note)

    def qualifier(self, told: Qualifier) -> Qualifier:
        """The qualifier of the row, which the words of the figure may have told."""
        said = self.of(Field.QUALIFIER)
        text = None if said is None else self.text(said)
        if text is None:
            return told
        meant = values.qualifier_meant(text) or values.choice(text.lower(), Qualifier)
        if isinstance(meant, Fault):
            self.fault(meant, said)
            return told
        if told not in (Qualifier.VALUE, meant):
            self.fault(_other_qualifier(text, told), said)
        return meant

    def quantity(self, cell: Cell, unit: str) -> Amount | Fault:
        """What a cell says, in the units of the indicator."""
        fault = spoilt(cell)
        if fault is not None:
            return fault
        if cell.sort in (Sort.DATE, Sort.BOOLEAN):
            return _no_number(cell)
        factor: Decimal | Fault = Decimal(1)
        if unit and self.indicator is not None:
            factor = self.by.names.factor(unit, self.indicator.code)
        if isinstance(factor, Fault):
            return factor
        if cell.sort is Sort.NUMBER:
            return self.typed(cell, factor, unit)
        return self.written(clean(cell.text), factor, unit)

    def typed(self, cell: Cell, factor: Decimal, unit: str) -> Amount | Fault:
        value = Decimal(cell.text)
        if cell.scaled:
            return _shown_in_thousands(cell.text)
        if not cell.percent:
            return self.converted(value, factor, unit)
        shown = Decimal(_hundredfold(value))
        if self.indicator is not None and not self.by.names.is_percent(self.indicator):
            return _percent_of_what(f"{shown}%", self.indicator.unit)
        note = _(
            "a cell in percent: {read} is {taken}%", read=both(write_number, value), taken=both(write_number, shown)
        )
        return Amount(Quantity(Qualifier.VALUE, shown), "", note)

    def converted(self, value: Decimal, factor: Decimal, unit: str) -> Amount:
        """A bare number in the units of the indicator, and what may be wrong with taking it for that."""
        if factor == 1:
            small = self.indicator is not None and self.by.names.is_percent(self.indicator) and 0 < abs(value) <= 1
            note = _("without a sign of percent: {read} is taken as {read}%", read=both(write_number, value))
            return Amount(Quantity(Qualifier.VALUE, value), "", note if small else None)
        counted = f"{value * factor:f}"
        counted = counted.rstrip("0").rstrip(".") if "." in counted else counted
        taken = Decimal(counted)
        note = _(
            "{read} {unit} are {taken}", read=both(write_number, value), unit=unit, taken=both(write_number, taken)
        )
        return Amount(Quantity(Qualifier.VALUE, taken), "", note)

    def written(self, text: str, factor: Decimal, unit: str) -> Amount | Fault:
        number = bare(text, self.by.style)
        if isinstance(number, Fault):
            return number
        if number is not None:
            value, percent = number
            if percent and self.indicator is not None and not self.by.names.is_percent(self.indicator):
                return _percent_of_what(text, self.indicator.unit)
            return Amount(Quantity(Qualifier.VALUE, value)) if percent else self.converted(value, factor, unit)
        if "/" in text and not any(char.isalpha() for char in text):  # a day, a share, or a part of a whole
            return _no_number(Cell(text))
        fault = contrary(text, self.by.style)
        if fault is not None and (self.by.style.lang is not None or self.by.style.is_mixed):
            return fault
        words = text if factor == 1 else f"{text} {unit}"
        own = None if self.indicator is None else self.by.definitions.units.get(self.indicator.unit)
        if own is None:
            found = readings(words, lang=self.by.style.lang)
        else:
            found = readings(words, lang=self.by.style.lang, unit=own.name, scale=own.scale)
        if len(found) == 1:
            money = None if self.indicator is None else self.by.names.other_money(words, self.indicator)
            return money or Amount(found[0], words)
        plain = values.number(text)
        if fault is not None:
            return fault
        return plain if isinstance(plain, Fault) else _no_number(Cell(text))


_SPOILT = Fault("V304.value")
"""Stands for what is at fault and was reported already."""


def spoilt(cell: Cell) -> Fault | None:
    """The fault of a cell that holds an error, or a formula that was never computed."""
    if cell.sort is Sort.FORMULA:
        return _UNCOMPUTED
    text = cell.text.strip()
    if cell.sort is Sort.ERROR or text.lower() == "#n/a":
        return _error(text)
    if text.startswith("#"):
        found = values.number(text)
        return found if isinstance(found, Fault) and found.code == "V314" else None
    return None


def is_absent(cell: Cell) -> bool:
    """Whether a cell says that there is no figure: nothing, a dash, three points, ``n/a``."""
    if cell.sort is not Sort.TEXT:
        return False
    text = cell.text.strip()
    if not text or text[0].isdecimal():  # the usual cases
        return not text
    found = values.number(text) if len(text) < 20 and not text.startswith("#") else None
    return isinstance(found, Fault) and found.code == "V313"


def canonical(value: Decimal) -> str:
    """A number as a snapshot writes it; three decimals behind few digits, which read two ways, get a fourth."""
    text = f"{value:f}"
    if _TWO_WAYS.fullmatch(text):
        short = text.rstrip("0").rstrip(".")
        return f"{text}0" if _TWO_WAYS.fullmatch(short) else short
    return "0" if text == "-0" else text


def _hundredfold(value: Decimal) -> str:
    text = f"{value * 100:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_day(period: Period | None) -> bool:
    return period is not None and period.grain is Grain.DAY


def _error(text: str) -> Fault:
    return Fault("V314.cell", text=shown(text))


_UNCOMPUTED = Fault("C220.result")


def _no_number(cell: Cell) -> Fault:
    if cell.sort is Sort.DATE:
        return Fault("V301.date", cell=shown(cell.text))
    return Fault("V301.cell", cell=shown(cell.text))


def _shown_in_thousands(text: str) -> Fault:
    return Fault("V302.scaled", text=text)


def _percent_of_what(text: str, unit: str) -> Fault:
    return Fault("V315.percent", text=shown(text), unit=unit)


def _other_qualifier(text: str, told: Qualifier) -> Fault:
    return Fault("V308.words", text=shown(text), told=told)


def _no_year(part: str) -> Fault:
    return Fault("V307.no-year", part=shown(part))


def _no_such_year(text: str) -> Fault:
    return Fault("V307.year", text=shown(text))


def _no_part(text: str) -> Fault:
    return Fault("V307.part", text=shown(text))


def _other_end(text: str) -> Fault:
    return Fault("M511.end", text=shown(text))


def _other_period(one: Period, other: Period) -> Fault:
    return Fault("V307.within", one=one.text, other=other.text)
