"""Which series of many may break a rule: a look at whole columns of numbers, before any figure is made of them.

What is passed over here breaks no rule over series for sure; what is not is for the rules to judge. So each screen is a
condition that its rule cannot be broken without, and may be broken by figures that are sound.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from cnht.checks.series import JUMP_FROM, months
from cnht.columns import Columns
from cnht.model import Definitions, Indicator, Measure, ObservationStatus, Workspace

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int32]
    Bools = npt.NDArray[np.bool_]

_TOGETHER = 100_000
"""About how many rows are looked at together: enough for speed, few enough for memory."""
_NEVER = 2**31 - 1
"""A day after all days."""
_ALMOST = 1 - 1e-9
"""Leaves room for what is lost when a number is put into 64 bits."""


class _Figures(NamedTuple):
    """Figures of several series; an element a figure, each series in one piece and by place."""

    series: Ints
    start: Ints
    """The first day that the figure covers; its own where it covers no period."""
    day: Ints
    months: Ints
    value: npt.NDArray[np.float64]
    qualified: Bools

    def only(self, those: Bools | npt.NDArray[np.intp]) -> _Figures:
        """The figures that are meant, in the order that is meant."""
        return _Figures(
            self.series[those],
            self.start[those],
            self.day[those],
            self.months[those],
            self.value[those],
            self.qualified[those],
        )


def suspects(workspace: Workspace, columns: Columns) -> list[int]:
    """The numbers of the series that may break a rule over series, in their order."""
    import numpy as np

    definitions = workspace.definitions
    indicators = [definitions.indicators[code] for code, _ in columns.series.things]
    flows = np.array([indicator.measure is Measure.FLOW for indicator in indicators])
    jumping = np.array([indicator.measure is not Measure.GROWTH for indicator in indicators])
    found = np.array([_is_named(workspace, indicator) for indicator in indicators])
    starts, days, covered = _dates(columns)
    published, disputed = _sources(columns, definitions)
    dates_of, sources_of = np.frombuffer(columns.row_dates, np.uint32), np.frombuffer(columns.row_sources, np.uint32)
    dropped = np.fromiter(columns.dropped, np.uint32)
    for first, rows, lengths in _blocks(columns):
        row = np.concatenate([np.frombuffer(each, np.uint32) for each in rows if each] or [dropped[:0]])
        series = np.repeat(np.arange(first, first + len(rows), dtype=np.int32), lengths)
        dates, sources = dates_of[row], sources_of[row]
        value, qualified = columns.numbers(row)
        each = _Figures(series, starts[dates], days[dates], covered[dates], value, qualified)
        found[each.series[each.day > published[sources]]] = True
        aside = disputed[sources] | np.isin(row, dropped)
        kept = each.only(~aside) if aside.any() else each
        found[_of_one_date(kept)] = True
        found[_shrinking(kept.only(flows[kept.series]))] = True
        found[_jumping(kept.only(jumping[kept.series] & (kept.value > 0)))] = True
    return [int(number) for number in np.flatnonzero(found)]


def _is_named(workspace: Workspace, indicator: Indicator) -> bool:
    """Whether a register names what the indicator counts."""
    return any(entry.stage == indicator.stage for entry in workspace.registers.get(indicator.register or "", ()))


def _blocks(columns: Columns) -> Iterator[tuple[int, list[array[int]], list[int]]]:
    """Some series at a time: the number of the first, the rows of each, and how many they are."""
    first, each = 0, iter(columns.rows_of())
    while rows := list(islice(each, 1)):
        count = len(rows[0])
        while count < _TOGETHER and (more := next(each, None)) is not None:
            rows.append(more)
            count += len(more)
        yield first, rows, [len(one) for one in rows]
        first += len(rows)


def _dates(columns: Columns) -> tuple[Ints, Ints, Ints]:
    """Of the dates with each number: the first day, the last, and the months between them."""
    import numpy as np

    known = columns.dates.things
    starts = [(dates.as_of if dates.period is None else dates.period.first).toordinal() for dates in known]
    days = [dates.as_of.toordinal() for dates in known]
    covered = [months(dates.period, dates.as_of) for dates in known]
    return np.array(starts, np.int32), np.array(days, np.int32), np.array(covered, np.int32)


def _sources(columns: Columns, definitions: Definitions) -> tuple[Ints, Bools]:
    """Of the source and status with each number: the last day its figures may be of, and whether they are disputed."""
    import numpy as np

    known = columns.sources.things
    published = [
        _NEVER
        if status is ObservationStatus.ESTIMATE or code not in definitions.sources
        else definitions.sources[code].published.last.toordinal()
        for status, code in known
    ]
    disputed = [status is ObservationStatus.DISPUTED for status, _ in known]
    return np.array(published, np.int32), np.array(disputed, np.bool_)


def _of_one_date(figures: _Figures) -> Ints:
    """Series with figures of as many months to one date that are not the same bare number.

    Where there are none, no two figures of one date contradict each other, and it does not matter which of them the
    next one is compared with.
    """
    import numpy as np

    ordered = figures.only(np.lexsort((figures.months, figures.day, figures.series)))
    same = _same(ordered.series) & _same(ordered.day) & _same(ordered.months)
    one, two = ordered.value[:-1], ordered.value[1:]
    differ = (one != two) | ordered.qualified[:-1] | ordered.qualified[1:]
    suspect: Ints = ordered.series[1:][same & differ]
    return suspect


def _shrinking(figures: _Figures) -> Ints:
    """Series with a number below that of an earlier day, or the same with other words; both counted from one day on."""
    import numpy as np

    ordered = figures.only(np.lexsort((figures.value, figures.day, figures.start, figures.series)))
    counted_on = _same(ordered.series) & _same(ordered.start)
    # What a quoted number stands for reaches as near to the number as can be, from below or above.
    one, two = ordered.value[:-1], ordered.value[1:]
    less = (two < one) | ((two == one) & (ordered.qualified[:-1] | ordered.qualified[1:]))
    suspect: Ints = ordered.series[1:][counted_on & less]
    return suspect


def _jumping(figures: _Figures) -> Ints:
    """Series with a number many times the one before, or a part of it.

    Before it stands the figure of as many months; for the first of so many months the one of the date before, by days.
    """
    import numpy as np

    alike = figures.only(np.lexsort((figures.day, figures.months, figures.series)))
    follows = _same(alike.series) & _same(alike.months)
    by_date = figures.only(np.lexsort((figures.day, figures.series)))
    per_day = by_date.value / (by_date.day - by_date.start + 1)
    changes = _same(by_date.series) & ~_same(by_date.months)
    return np.concatenate((alike.series[1:][follows & _far(alike.value)], by_date.series[1:][changes & _far(per_day)]))


def _same(column: Ints) -> Bools:
    """Whether each element but the first is what the one before is."""
    same: Bools = column[1:] == column[:-1]
    return same


def _far(value: npt.NDArray[np.float64]) -> Bools:
    """Whether each number but the first is many times the one before, or a part of it."""
    import numpy as np

    one, two = value[:-1], value[1:]
    far: Bools = np.maximum(one, two) >= np.minimum(one, two) * (JUMP_FROM * _ALMOST)
    return far
