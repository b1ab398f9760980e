"""One figure of a file to a row of a snapshot: its cells one by one, each with what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple, TypeVar

from cnht.domain.model import Definitions, Indicator, Measure
from cnht.domain.period import DATE_GRAINS, Grain, Period
from cnht.domain.quantity import ObservationStatus, Qualifier, Quantity
from cnht.importing.header import (
    Comparison,
    Head,
    comparison_of,
    head_of,
    is_compared,
    part_of_year,
    span_of,
    status_of,
)
from cnht.importing.layout import ImportColumn
from cnht.importing.names import Names
from cnht.importing.numbers import NumberStyle, bare, clean, contrary
from cnht.importing.options import DEFAULTS, Field, ImportOptions
from cnht.importing.result import Finding, NewRow
from cnht.importing.sheet import Around, Cell, CellKind, Place, letters
from cnht.importing.units import (
    NOTHING_SAID,
    Sureness,
    Told,
    UnitScope,
    UnitStatement,
    is_unit,
    listed_units,
    measure,
    told,
)
from cnht.language.phrases import INDEX, Topic, is_like_an_index, read_quantity, readings
from cnht.language.safe_text import unguarded
from cnht.language.texts import Lang, Localized, _, both
from cnht.language.wording import NotUnderstood, read_number, write_number
from cnht.problems import Fault, shown
from cnht.reading import dates, values
from cnht.reading.csv_text import SNAPSHOT_COLUMNS

_T = TypeVar("_T")
_BREAK = re.compile(r"\r\n?")
_BEHIND_DIGITS = re.compile(r"^.*[0-9]", re.DOTALL)


class PlacedCell(NamedTuple):
    """A cell and where it is; what holds for all rows has no place of its own."""

    cell: Cell
    place: Place | None


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one figure."""

    cells: Mapping[Field, PlacedCell]
    figure: Cell
    place: Place
    column: ImportColumn
    units: UnitScope = NOTHING_SAID
    """What the sheet says of its unit."""


class _Unclear(Exception):
    """A cell of the record that cannot be understood."""

    def __init__(self, fault: Fault, at: PlacedCell | None = None) -> None:
        super().__init__()
        self.fault = fault
        self.at = at


class RecordReader:
    """Reads the records of one file, which have the same names, number style and defaults."""

    def __init__(self, definitions: Definitions, names: Names, style: NumberStyle, options: ImportOptions) -> None:
        self.definitions = definitions
        self.names = names
        self.style = style
        self.defaults = {
            field: PlacedCell(Cell(options.defaults[field]), None)
            for field in DEFAULTS
            if options.defaults.get(field, "").strip()
        }
        self.span: Callable[[str], Period | None] = cache(span_of)
        self.day: Callable[[str], Period | Fault] = cache(dates.day_first)
        base = span_of(options.defaults.get(Field.PERIOD, ""))
        self.told: dict[tuple[str, tuple[str, ...], UnitScope], Told | Fault] = {}
        """The unit of a figure by its indicator, the units that its row names, and those that the sheet names."""
        unit = options.defaults.get(Field.UNIT, "")
        self.unit = UnitStatement(unit, listed_units(unit), Sureness.MARKED, Place("--unit", 0)) if unit else None
        """The unit of figures that say none beside them, where it was named."""
        self.year = base if base is not None and base.grain is Grain.YEAR else None
        """The year of columns such as ``Quý I``."""

    def row(self, record: Record) -> NewRow:
        """The row of a figure."""
        return _Row(self, record).read()


class _Row:
    """The reading of one record."""

    def __init__(self, reader: RecordReader, record: Record) -> None:
        self.reader = reader
        self.names = reader.names
        self.record = record
        self.head = record.column.head
        self.findings: list[Finding] = []
        self.notes: list[Localized] = []
        self.texts: dict[str, str] = dict.fromkeys(SNAPSHOT_COLUMNS, "")
        self.indicator: Indicator | None = None
        self.status = ObservationStatus.UNMARKED
        """What the period says: ``Sơ bộ 2024``."""
        self.units: tuple[str, ...] = ()
        """The units that the row says: behind the name of the indicator, and in a column of units."""

    def read(self) -> NewRow:
        for part in (self.read_indicator, self.read_unit, self.read_area, self.read_source, self.read_dates,
                     self.read_status, self.read_quantity):  # fmt: skip
            try:  # as `reporting` does, which costs more
                part()
            except _Unclear as unclear:
                self.report(unclear.fault, unclear.at)
        for field in (Field.WORDING, Field.NOTE):
            if (said := self.cell(field)) is not None:
                text = unguarded(said.cell.text).strip()
                # A blank keeps what was guarded from being a formula in the file of the workspace, too.
                blank = " " if text.startswith(("=", "+", "@")) and not said.cell.text.startswith(text[0]) else ""
                self.texts[field] = blank + (clean(text) if field is Field.WORDING else _BREAK.sub("\n", text))
        return NewRow(
            tuple(self.texts[column] for column in SNAPSHOT_COLUMNS),
            self.record.place,
            self.record.figure.text,
            {field.value: said.place for field, said in self.record.cells.items() if said.place is not None},
            tuple(self.findings),
            tuple(self.notes),
        )

    # Cells.

    def cell(self, field: Field) -> PlacedCell | None:
        """The filled cell of a field; where the file has no such column, what holds for all rows."""
        found = self.record.cells.get(field)
        if found is None:
            return self.reader.defaults.get(field)
        return found if found.cell.is_filled else None

    def text(self, said: PlacedCell) -> str:
        """The text of a cell that holds neither an error nor a formula that was never computed."""
        self.clear(said, error_of(said.cell))
        return clean(unguarded(said.cell.text))

    def clear(self, said: PlacedCell | None, found: _T | Fault) -> _T:
        """What was found in a cell, if it is not a fault."""
        if isinstance(found, Fault):
            raise _Unclear(found, said)
        return found

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Report what is unclear, and go on."""
        try:
            yield
        except _Unclear as unclear:
            self.report(unclear.fault, unclear.at)

    def report(self, fault: Fault, said: PlacedCell | None = None) -> None:
        place = self.record.place if said is None or said.place is None else said.place
        self.findings.append(Finding(place, fault))

    # What it is about.

    def read_indicator(self) -> None:
        if (said := self.cell(Field.INDICATOR)) is not None:
            code, unit = self.clear(said, self.names.indicator(self.text(said)))
            self.texts["indicator"] = code
            self.indicator = self.reader.definitions.indicators.get(code)
            self.units = (unit,) if unit else ()

    def read_unit(self) -> None:
        if (said := self.cell(Field.UNIT)) is not None and said.place is not None and not is_absent(said.cell):
            self.units += (self.text(said),)

    def told(self, said: PlacedCell, own: str = "", *, alone: bool = False) -> Told:
        """The unit of a figure of whose cell ``own`` is the unit; ``alone`` where what it says need not agree."""
        if self.indicator is None:
            return Told()
        units = self.units if not own or alone else (own, *self.units)
        scope = self.record.units
        if self.reader.unit is not None:
            scope = scope._replace(section=(), is_over=False, sheet=(self.reader.unit,))
        if not units and scope is NOTHING_SAID:
            return Told()
        code = self.indicator.code
        key = (code, units, scope)
        found = self.reader.told.get(key)
        if found is None:
            unit = self.reader.definitions.units.get(self.indicator.unit)
            name = "" if unit is None else unit.name.text(Lang.VI)
            found = told(units, scope, lambda each: self.names.factor(each, code), self.indicator.name, name)
            self.reader.told[key] = found
        return self.clear(said, found)

    @property
    def topic(self) -> Topic | None:
        return None if self.indicator is None else self.reader.definitions.topic(self.indicator)

    @property
    def in_percent(self) -> bool:
        return self.indicator is not None and self.names.is_percent(self.indicator)

    def read_area(self) -> None:
        if (said := self.cell(Field.AREA)) is not None:
            self.texts["area"] = self.clear(said, self.names.area(self.text(said)))
        elif Field.AREA not in self.record.cells:
            self.texts["area"] = self.reader.definitions.only_area or ""

    def read_source(self) -> None:
        if (said := self.cell(Field.SOURCE)) is not None:
            self.texts["source"] = self.clear(said, self.names.source(self.text(said)))

    def read_status(self) -> None:
        said = self.cell(Field.STATUS)
        if said is None:
            self.texts["status"] = "" if self.head is None else self.head.status
        else:
            text = self.text(said)
            self.texts["status"] = self.clear(
                said, status_of(f"({text})") or values.choice(text.lower(), ObservationStatus)
            )
        is_of_one = self.head is None and Field.STATUS not in self.record.cells  # else the note may be of others
        note = self.cell(Field.NOTE) if is_of_one else None
        told = None if note is None else status_of(note.cell.text)
        for each in filter(None, (self.status, told)):
            self.settle(each)

    # When.

    def read_dates(self) -> None:
        before = len(self.findings)
        span = as_of = said = None
        with self.reporting():
            span, said = self.span()
        with self.reporting():
            as_of = self.as_of()
        if len(self.findings) > before:
            return
        if span is not None and span.grain is Grain.DAY:
            as_of, span = as_of or span, None
        has_period = self.indicator is not None and self.indicator.measure.has_period
        if span is not None and has_period:
            self.texts["period"] = span.text
        if as_of is not None:
            self.texts["as_of"] = as_of.text
            for_flows = said is not None and said.place is None  # --period says nothing of a stock
            if span is not None and not has_period and not for_flows and as_of.last not in span:
                self.report(Fault("M509", as_of=as_of.text, period=span.text, first=span.first, last=span.last), said)
        elif span is not None and span.grain is Grain.MONTH and not has_period:
            self.texts["as_of"] = span.text
        elif span is not None:
            self.texts["as_of"] = span.last.isoformat()
            if self.indicator is not None and not has_period:
                self.notes.append(_("as of the last day of {span}", span=span.text))

    def span(self) -> tuple[Period | None, PlacedCell | None]:
        """The period of the figure, and the cell that says it; a day where that stands in its place."""
        year, said = self.year(), self.cell(Field.YEAR)
        if self.head is not None:
            return self.span_of_column(self.head, year, said), None
        parts = [field for field in (Field.MONTH, Field.QUARTER) if self.cell(field) is not None]
        if said is not None or parts:
            return self.span_of_parts(year, [*parts, Field.PERIOD]), said
        said = self.cell(Field.PERIOD)
        if said is None:
            return None, None
        text = self.text(said)
        found = self.named(text) or (None if year is None else part_of_year(text, year.first.year))
        if found is None:
            day = self.reader.day(text)
            if isinstance(day, Fault) and day.code not in ("V306", "V318"):
                strict = dates.span(text)
                day = strict if isinstance(strict, Fault) else Fault("V307.part", text=shown(text))
            found = self.clear(said, day)
        return found, said

    def year(self) -> Period | None:
        """The year that stands in a column of its own; else the one of all rows."""
        said = self.cell(Field.YEAR)
        if said is None:
            return self.reader.year
        text = self.text(said)
        year = self.named(text)
        if year is None or year.grain is not Grain.YEAR:
            raise _Unclear(Fault("V307.year", text=shown(text)), said)
        return year

    def named(self, text: str) -> Period | None:
        """The period that a cell names; the status that it says beside it is kept."""
        found = self.reader.span(text)
        head = head_of(text)[0] if found is None else None
        if head is None or head.period is None or not head.status:
            return found
        self.status = head.status
        return head.period

    def span_of_column(self, head: Head, year: Period | None, said: PlacedCell | None) -> Period:
        """The period of a column, of which the row may say more."""
        if year is None and (said := self.cell(Field.PERIOD)) is not None and said.place is not None:
            text = self.text(said)
            year = self.reader.span(text)
            if year is None:
                raise _Unclear(Fault("V307.year", text=shown(text)), said)
        period = head.in_year(None if year is None else year.first.year)
        if period is None:
            raise _Unclear(Fault("V307.no-year", part=shown(head.part)))
        if said is not None and said.place is not None and year is not None and not year.holds(period):
            raise _Unclear(_other_period(period, year), said)
        return period

    def span_of_parts(self, year: Period | None, parts: Sequence[Field]) -> Period:
        """The period that several columns say together: the narrowest of theirs, which lies in all the others."""
        found = [] if year is None else [year]
        for field in parts:
            part = self.cell(field)
            if part is None or part.place is None:
                continue
            text = self.text(part)
            grain = {Field.MONTH: Grain.MONTH, Field.QUARTER: Grain.QUARTER}.get(field)
            inside = self.named(text)
            if inside is not None and grain not in (None, inside.grain):
                inside = None
            if inside is None and year is not None:
                word = {Field.MONTH: "tháng ", Field.QUARTER: "quý "}.get(field, "")
                inside = part_of_year(text, year.first.year) or part_of_year(word + text, year.first.year)
            if inside is None:
                raise _Unclear(Fault("V307.part", text=shown(text)), part)
            found.append(inside)
            narrowest = _narrowest(found)
            if not all(other.holds(narrowest) for other in found):
                raise _Unclear(_other_period(inside, found[0]), part)
        return _narrowest(found)

    def as_of(self) -> Period | None:
        said = self.cell(Field.AS_OF)
        column = None if self.head is None else self.head.period
        if said is None or (said.place is None and column is not None and column.grain is Grain.DAY):
            return None
        text = self.text(said)
        found = self.reader.day(text)
        if isinstance(found, Fault):
            month = self.reader.span(text)
            found = month if month is not None and month.grain in DATE_GRAINS else found
        return self.clear(said, found)

    # How much.

    def read_quantity(self) -> None:
        quantity, wording = self.quantity(PlacedCell(self.record.figure, self.record.place))
        high = self.cell(Field.VALUE_HIGH)
        if high is not None and not is_absent(high.cell):
            notes = len(self.notes)
            upper, _wording = self.quantity(high)
            del self.notes[notes:]  # what was made of the other end says the same
            ends = Quantity(Qualifier.BETWEEN, quantity.value, upper.value)
            if upper.qualifier is not Qualifier.VALUE or (
                quantity.qualifier is not Qualifier.VALUE and quantity != ends
            ):
                raise _Unclear(Fault("M511.end", text=shown(high.cell.text)), high)
            quantity = ends
        qualifier = self.qualifier(quantity.qualifier)
        if self.indicator is not None:
            value = quantity.value
            quantity, wording = self.compared(quantity, wording)
            if quantity.value != value and qualifier in (Qualifier.ABOUT, Qualifier.NEARLY):
                raise _Unclear(values.growth_or_index("V302.index", value))  # of 108 they reach further than of 8
        self.texts["qualifier"] = "" if qualifier is Qualifier.VALUE else str(qualifier)
        self.texts["value"] = canonical(quantity.value)
        self.texts["value_high"] = "" if quantity.value_high is None else canonical(quantity.value_high)
        self.texts["wording"] = wording

    def compared(self, quantity: Quantity, wording: str) -> tuple[Quantity, str]:
        """A number by what the header and the unit compare it with, if it is bare; else only what they may not say."""
        assert self.indicator is not None
        column = self.record.column
        if self.indicator.measure is not Measure.GROWTH:
            if column.title and is_compared(column.title):
                letter = letters(column.number)
                raise _Unclear(
                    Fault("V301.compared", text=shown(column.title), name=self.indicator.name, letter=letter)
                )
            return quantity, wording
        annual = self.texts["period"].isdigit()
        options = () if self.reader.unit is None else self.reader.unit.units
        of_sheet = (
            each for level in self.record.units[::-1] if isinstance(level, tuple) for one in level for each in one.units
        )
        said = [*options, *self.units, f"{column.title} {column.base}".strip(), *of_sheet]
        found = [(told, words) for words in said if (told := comparison_of(words, annual=annual)) is not None]
        value = quantity.value
        comparison, words = found[0] if found else (None, "")
        if column.base and words.endswith(column.base) and comparison_of(column.title, annual=annual) is None:
            words = column.base
        if comparison is Comparison.OTHER:
            raise _Unclear(Fault("V302.base", text=shown(words)))
        if wording:
            return quantity, wording
        if comparison is Comparison.INDEX and value >= INDEX[0]:
            read, taken = both(write_number, value), both(write_number, value - 100)
            self.notes.append(_("{read} is an index by “{words}”: a growth of {taken} %",
                                read=read, words=shown(words), taken=taken))  # fmt: skip
            high = None if quantity.value_high is None else quantity.value_high - 100
            return Quantity(quantity.qualifier, value - 100, high), ""
        if comparison is Comparison.CHANGE:
            return quantity, f"tăng {write_number(value, Lang.VI)}%" if is_like_an_index(value) else ""
        words_of_source = self.cell(Field.WORDING)
        is_told = words_of_source is not None and len(readings(words_of_source.cell.text, self.topic)) == 1
        is_open = (comparison is Comparison.INDEX and value >= 0) or is_like_an_index(value)  # no index is below 0
        if is_open and not is_told:
            raise _Unclear(values.growth_or_index("V302.index", value))
        return quantity, ""

    def qualifier(self, told: Qualifier) -> Qualifier:
        """The qualifier of the row, which the words of the figure may have told."""
        said = self.cell(Field.QUALIFIER)
        if said is None:
            return told
        with self.reporting():
            text = self.text(said)
            meant = self.clear(said, values.qualifier_meant(text) or values.choice(text.lower(), Qualifier))
            if told not in (Qualifier.VALUE, meant):
                self.report(Fault("V308.words", text=shown(text), told=told), said)
            return meant
        return told

    def quantity(self, said: PlacedCell) -> tuple[Quantity, str]:
        """What a cell says in the units of the indicator, and the words to keep."""
        cell = said.cell
        self.clear(said, error_of(cell))
        if cell.kind in (CellKind.DATE, CellKind.BOOLEAN):
            raise _Unclear(_no_number(cell), said)
        if cell.kind is CellKind.TEXT:
            return self.written(said, clean(cell.text))
        if cell.around is not None:
            return self.shown(said, Decimal(cell.text), cell.around)
        return self.converted(Decimal(cell.text), self.told(said)), ""

    def shown(self, said: PlacedCell, value: Decimal, around: Around) -> tuple[Quantity, str]:
        """What a typed number and the words say that its number format puts around it."""
        before, behind = around.before, around.behind
        unit = "%" if around.percent else next(filter(self.is_unit, (behind, before)), "")
        number = Decimal(_plain(value * 100)) if around.percent else value
        if around.percent:
            self.check_percentage(said, f"{number}%")
        elif unit:
            before, behind = (before, "") if unit == behind else ("", behind)
        elif around.thousands:
            raise _Unclear(Fault("V302.scaled", text=said.cell.text), said)
        if around.thousands:
            number = Decimal(_plain(number / 1000**around.thousands))
        digits = canonical(-number if around.unsigned else number)
        shown_as = " ".join(filter(None, (around.before, f"{digits}{around.inner}", around.behind)))
        unclear = _Unclear(Fault("V302.shown", text=said.cell.text, shown=shown(f"“{shown_as}”")), said)
        is_silent = around.unsigned and not (before or behind)
        if is_silent or around.inner or any(map(str.isnumeric, before + behind)):
            raise unclear
        told = self.told(said, unit)
        if before or behind:
            try:
                found = self.worded(said, " ".join(filter(None, (before, digits, behind))), told, Lang.EN)
            except _Unclear:
                raise unclear from None
            if around.unsigned and found[0].value >= 0:
                raise unclear
            return found
        if around.percent:
            read = both(write_number, value)
            self.notes.append(_("a cell in percent: {read} is {taken}%", read=read, taken=both(write_number, number)))
            return Quantity(Qualifier.VALUE, number), ""
        return self.converted(number, told), ""

    def is_unit(self, words: str) -> bool:
        """Whether words beside a number are a unit, of this indicator or of another."""
        if is_unit(words) or self.indicator is None or any(map(str.isnumeric, words)):
            return is_unit(words)
        return measure(words) is not None and not isinstance(self.names.factor(words, self.indicator.code), Fault)

    def check_percentage(self, said: PlacedCell, text: str) -> None:
        if self.indicator is not None and not self.in_percent:
            raise _Unclear(Fault("V315.percent", text=shown(text), unit=self.indicator.unit), said)

    def converted(self, value: Decimal, told: Told) -> Quantity:
        """A bare number in the units of the indicator; what may be wrong with taking it for that is noted."""
        read = both(write_number, value)
        if told.factor == 1:
            if self.in_percent and 0 < abs(value) <= 1:
                self.notes.append(_("without a sign of percent: {read} is taken as {read}%", read=read))
            return Quantity(Qualifier.VALUE, value)
        taken = Decimal(_plain(value * told.factor))
        own = "" if self.topic is None else self.topic.unit
        note = _("{read} in “{unit}” is {taken} {own}", read=read, unit=shown(told.unit),
                 taken=both(write_number, taken), own=own)  # fmt: skip
        self.notes.append(note)
        return Quantity(Qualifier.VALUE, taken)

    def written(self, said: PlacedCell, text: str) -> tuple[Quantity, str]:
        """What the text of a cell says."""
        style = self.reader.style
        number = self.clear(said, bare(text, style))
        if number is not None:
            value, percent = number
            self.check_count(said, text, value)
            if not percent:
                return self.converted(value, self.told(said)), ""
            self.check_percentage(said, text)
            self.told(said, "%")
            return Quantity(Qualifier.VALUE, value), ""
        if "/" in text and not any(char.isalpha() for char in text):  # a day, a share, or a part of a whole
            raise _Unclear(_no_number(Cell(text)), said)
        fault = contrary(text, style)
        if fault is not None and (style.lang is not None or style.is_mixed):
            raise _Unclear(fault, said)
        return self.worded(said, text, self.told_by(said, text), style.lang, fault)

    def check_count(self, said: PlacedCell, text: str, value: Decimal) -> None:
        """Refuse 1.25 enterprises where the text may as well be of 1,250, whatever the other numbers tell."""
        style, topic = self.reader.style, self.topic
        unit = None if topic is None else measure(topic.unit.vi)
        if style.asked or unit is None or unit.is_known or value == value.to_integral_value():
            return
        other = read_number(text, Lang.EN if style.lang is Lang.VI else Lang.VI)
        if topic is not None and other is not None and other != value and other == other.to_integral_value():
            numbers = {Lang.VI: other, Lang.EN: value} if style.lang is Lang.EN else {Lang.VI: value, Lang.EN: other}
            fault = Fault("V302.count", number=text, value=both(write_number, value), unit=topic.unit,
                          vi=f"{numbers[Lang.VI]:f}", en=f"{numbers[Lang.EN]:f}")  # fmt: skip
            raise _Unclear(fault, said)

    def told_by(self, said: PlacedCell, text: str) -> Told:
        """The unit to add to the words of a cell: none where they say their own, which the sheet may not contradict."""
        own = _BEHIND_DIGITS.sub("", text).strip()
        factor = None if self.indicator is None or not own else self.names.factor(own, self.indicator.code)
        if factor is None or isinstance(factor, Fault):
            return self.told(said)
        beside = self.told(said, own, alone=True) if self.units else Told()
        if not self.units or beside.factor not in (1, factor):
            self.told(said, own)
        return Told()

    def worded(
        self, said: PlacedCell, text: str, told: Told, lang: Lang | None, fault: Fault | None = None
    ) -> tuple[Quantity, str]:
        """What words say, in the units of the indicator, with the status that they tell."""
        meant = measure(told.unit)
        failed: NotUnderstood | None = None
        for unit in ("",) if told.factor == 1 else filter(None, (told.unit, "" if meant is None else meant.name)):
            words = f"{text} {unit}".strip()
            try:
                found = read_quantity(words, self.topic, lang=lang)
            except NotUnderstood as error:
                failed = failed or error
                continue
            if found.status:
                self.settle(found.status)
            return found.quantity, words
        plain = values.number(text)
        number = plain if isinstance(plain, Fault) and not any(map(str.isalpha, text)) else None
        why = _no_number(Cell(text)) if failed is None else Fault("V301.words", text=shown(text), why=failed.why)
        raise _Unclear(fault or number or why, said) from None

    def settle(self, told: ObservationStatus) -> None:
        """Take the status that the words of the figure tell."""
        status = self.texts["status"]
        if status and status != told:
            self.report(Fault("V308.words", text=status, told=told), self.cell(Field.STATUS) or self.cell(Field.NOTE))
        self.texts["status"] = told


def error_of(cell: Cell) -> Fault | None:
    """The fault of a cell that holds an error, or a formula that was never computed."""
    text = cell.text.strip()
    if cell.kind is CellKind.FORMULA:
        return Fault("C220.result")
    if cell.kind is CellKind.UNSEEN:
        return Fault("C220.unseen", text=shown(text))
    if cell.kind is CellKind.ERROR or text.lower() == "#n/a":
        return Fault("V314.cell", text=shown(text))
    found = values.number(text) if text.startswith("#") else None
    return found if isinstance(found, Fault) and found.code == "V314" else None


def is_absent(cell: Cell) -> bool:
    """Whether a cell says that there is no figure: nothing, a dash, three points, ``n/a``."""
    if cell.kind is not CellKind.TEXT:
        return False
    text = cell.text.strip()
    if not text or text[0].isdecimal():  # the usual cases
        return not text
    found = values.number(text) if len(text) < 20 and not text.startswith("#") else None
    return isinstance(found, Fault) and found.code == "V313"


def canonical(value: Decimal) -> str:
    """A number as a snapshot writes it; three decimals behind few digits, which read two ways, get a fourth."""
    text = f"{value:f}"
    if values.TWO_WAYS.fullmatch(text):
        short = text.rstrip("0").rstrip(".")
        return f"{text}0" if values.TWO_WAYS.fullmatch(short) else short
    return "0" if text == "-0" else text


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _narrowest(periods: Sequence[Period]) -> Period:
    return min(periods, key=lambda period: period.days)


def _no_number(cell: Cell) -> Fault:
    return Fault("V301.date" if cell.kind is CellKind.DATE else "V301.cell", cell=shown(cell.text))


def _other_period(one: Period, other: Period) -> Fault:
    return Fault("V307.within", one=one.text, other=other.text)
