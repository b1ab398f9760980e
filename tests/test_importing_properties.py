"""A round trip is the identity: rows of a snapshot, written as a workbook or an odd CSV, come back as they were."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from importing import DEFINITIONS, read, table, xlsx

from cnht.domain.model import Measure
from cnht.domain.period import Period
from cnht.domain.quantity import Qualifier, Quantity
from cnht.importing.options import ImportOptions
from cnht.importing.records import canonical
from cnht.language.phrases import is_like_an_index
from cnht.language.texts import Lang
from cnht.language.wording import write_date, write_number, write_period, write_quantity
from cnht.reading.csv_text import SNAPSHOT_COLUMNS

FIRST = date(2015, 1, 1)
HEADS = {
    Lang.VI: ("Chỉ tiêu", "Địa bàn", "Kỳ", "Thời điểm", "Giá trị", "Trạng thái", "Nguồn", "Ghi chú"),
    Lang.EN: ("Indicator", "Area", "Period", "As of", "Value", "Status", "Source", "Note"),
}
PERIODS = ("2021", "2022-H2", "2023-Q1", "2024-11", "2024-01/2024-09")


@dataclass(frozen=True)
class Figure:
    indicator: str
    area: str
    period: str
    as_of: date
    quantity: Quantity
    status: str
    source: str
    note: str

    def texts(self, lang: Lang) -> tuple[str, ...]:
        """As a snapshot has it; words are those of ``lang``."""
        quantity = self.quantity
        bare = quantity.qualifier is Qualifier.VALUE
        return (
            self.indicator, self.area, self.period, self.as_of.isoformat(), "" if bare else str(quantity.qualifier),
            canonical(quantity.value), "" if quantity.value_high is None else canonical(quantity.value_high),
            self.status, self.source, "" if bare else write_quantity(quantity, lang), self.note,
        )  # fmt: skip

    def cells(self, lang: Lang) -> tuple[str, ...]:
        """As somebody writes it in ``lang``."""
        definition = DEFINITIONS.indicators[self.indicator]
        return (
            definition.name.text(lang), DEFINITIONS.areas[self.area].name.text(lang),
            write_period(Period.parse(self.period), lang) if self.period else "", write_date(self.as_of, lang),
            write_quantity(self.quantity, lang), self.status, self.source, self.note,
        )  # fmt: skip


@st.composite
def numbers(draw: st.DrawFn, measure: Measure) -> Decimal:
    places = draw(st.integers(0, 4))
    top = 100 if measure is Measure.SHARE else 10**9
    value = Decimal(draw(st.integers(1, top * 10**places))).scaleb(-places)
    return value + 51 if measure is Measure.GROWTH and is_like_an_index(value) else value


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    definition = draw(st.sampled_from(sorted(DEFINITIONS.indicators.values(), key=lambda one: one.code)))
    period = draw(st.sampled_from(PERIODS)) if definition.measure.has_period else ""
    last = FIRST + timedelta(draw(st.integers(0, 4000)))
    value = draw(numbers(definition.measure))
    qualifier = draw(st.sampled_from([Qualifier.VALUE] * 5 + list(Qualifier)))
    high = None
    if qualifier is Qualifier.BETWEEN:
        high = draw(numbers(definition.measure).filter(lambda other: other != value))
        value, high = min(value, high), max(value, high)
    if qualifier is Qualifier.OVER and definition.measure is Measure.SHARE and value == 100:
        qualifier = Qualifier.VALUE
    return Figure(
        definition.code,
        draw(st.sampled_from(sorted(DEFINITIONS.areas))),
        period,
        Period.parse(period).last if period else last,
        Quantity(qualifier, value, high),
        draw(st.sampled_from(["", "estimate", "provisional", "final"])),
        draw(st.sampled_from(sorted(DEFINITIONS.sources))),
        draw(st.sampled_from(["", "sơ bộ", 'a "b", c', "x; y", "dòng 1\ndòng 2"])),
    )


def key(figure: Figure) -> tuple[object, ...]:
    period = Period.parse(figure.period) if figure.period else None
    return figure.indicator, figure.area, period, figure.as_of, figure.source


snapshots = st.lists(figures(), min_size=1, max_size=8, unique_by=key)


def came_back(data: bytes, lang: Lang) -> list[tuple[str, ...]]:
    found = read(data, ImportOptions(numbers=lang))
    assert found.is_clear, [(str(one.place), str(one.fault.message)) for one in found.problems]
    assert not found.left_out
    return [row.texts for row in found.rows]


def typed(value: Decimal) -> bool:
    """Whether a cell of a workbook holds the number as it was written: fifteen digits, and no zeros at the end."""
    return len(value.as_tuple().digits) <= 15 and f"{value.normalize():f}" == f"{value:f}"


@given(snapshots, st.sampled_from(Lang))
def test_rows_written_to_a_workbook_come_back(rows: list[Figure], lang: Lang) -> None:
    lines: list[list[Any]] = []
    for figure in rows:
        line: list[Any] = list(figure.cells(lang))
        line[3] = (figure.as_of, "dd/mm/yyyy")
        if figure.quantity.qualifier is Qualifier.VALUE and typed(figure.quantity.value):
            line[4] = float(figure.quantity.value)
        lines.append([cell or None for cell in line])
    data = xlsx(table(HEADS[lang], *lines))
    assert came_back(data, lang) == [figure.texts(lang) for figure in rows]


@given(
    snapshots,
    st.sampled_from(Lang),
    st.sampled_from(";\t|,"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
)
def test_rows_written_to_odd_csv_come_back(
    rows: list[Figure], lang: Lang, delimiter: str, encoding: str, says_sep: bool
) -> None:
    text = io.StringIO()
    if says_sep:
        text.write(f"sep={delimiter}\n")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(HEADS[lang])
    writer.writerows(figure.cells(lang) for figure in rows)
    data = text.getvalue().replace("dòng 1\r\n", "dòng 1\n").encode(encoding)
    assert came_back(data, lang) == [figure.texts(lang) for figure in rows]


@given(snapshots)
def test_a_canonical_snapshot_comes_back(rows: list[Figure]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(SNAPSHOT_COLUMNS)
    writer.writerows(figure.texts(Lang.VI) for figure in rows)
    assert came_back(text.getvalue().encode(), Lang.EN) == [figure.texts(Lang.VI) for figure in rows]


@given(st.lists(numbers(Measure.STOCK), min_size=1, max_size=6), st.sampled_from(Lang))
def test_the_style_is_told_or_asked_for_and_never_wrong(values: list[Decimal], lang: Lang) -> None:
    text = "Chỉ tiêu;Địa bàn;Ngày;Giá trị;Nguồn\n" + "".join(
        f"enterprises;hanoi;{FIRST + timedelta(day)};{write_number(value, lang)};so-2025\n"
        for day, value in enumerate(values)
    )
    found = read(text)
    for row, value in zip(found.rows, values, strict=True):
        if row.is_clear:
            assert Decimal(row.text("value")) == value
        else:
            assert {finding.fault.code for finding in row.findings} == {"V302"}
