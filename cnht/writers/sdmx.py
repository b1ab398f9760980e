"""Figures as SDMX-CSV 2.0, the form in which statistical offices exchange them.

SDMX-CSV 2.0, field guide of the data message; SDMX 3.0, section 6, technical notes on time; the cross-domain code list
``CL_OBS_STATUS`` 2.2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from cnht.domain.model import Observation, Workspace
from cnht.domain.period import Period
from cnht.domain.quantity import ObservationStatus, Qualifier
from cnht.language.safe_text import csv_text

STRUCTURE = ("dataflow", "CNHT:FIGURES(1.0.0)", "I")
"""The kind of structure, which one, and what the rows are for: information."""
DIMENSIONS = ("INDICATOR", "REF_AREA", "SOURCE", "AS_OF", "VARIANT", "TIME_PERIOD")
"""What tells one observation from every other."""
ATTRIBUTES = (
    "OBS_STATUS", "QUALIFIER", "VALUE_HIGH", "STATUS", "MEASURE", "UNIT_MEASURE", "AUTHORITY", "WORDING", "COMMENT_OBS",
)  # fmt: skip
COLUMNS = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, "OBS_VALUE", *ATTRIBUTES)

_OBS_STATUS = {
    ObservationStatus.DISPUTED: "U",
    ObservationStatus.BREAK: "B",
    ObservationStatus.PROVISIONAL: "P",
    ObservationStatus.ESTIMATE: "E",
}


def sdmx_csv(workspace: Workspace) -> str:
    """Every figure of the workspace, in the order of its files; nothing of it is lost but the file and the line."""
    return csv_text([COLUMNS, *_rows(workspace)])


def _rows(workspace: Workspace) -> Iterator[list[object]]:
    definitions = workspace.definitions
    for seen, variant in _variants(workspace.observations):
        indicator = definitions.indicators[seen.indicator]
        as_of = time_period(Period.parse(seen.as_of_text))
        yield [
            *STRUCTURE,
            seen.indicator,
            seen.area,
            seen.source,
            as_of,
            variant,
            as_of if seen.period is None else time_period(seen.period),
            f"{seen.quantity.value:f}",
            obs_status(seen),
            seen.quantity.qualifier,
            "" if seen.quantity.value_high is None else f"{seen.quantity.value_high:f}",
            seen.status,
            indicator.measure,
            indicator.unit,
            definitions.sources[seen.source].authority,
            seen.wording,
            seen.note,
        ]


def obs_status(seen: Observation) -> str:
    """The code of ``CL_OBS_STATUS``: what the row is marked as, else ``E`` where its words make the number inexact.

    ``A`` normal, ``E`` estimated, ``P`` provisional, ``U`` of low reliability: disputed.
    """
    return _OBS_STATUS.get(seen.status) or ("A" if seen.quantity.qualifier is Qualifier.VALUE else "E")


def time_period(period: Period) -> str:
    """The days of a period as SDMX writes them: 2025, 2025-S1, 2025-Q2, 2025-M07, 2025-06-30, 2025-01-01/P9M.

    However it was written: the half and its two quarters are one period. Anything else is a range, its
    first day and how long it lasts.
    """
    first, last = period.first, period.last
    if first == last:
        return first.isoformat()
    if first.day > 1 or not _ends_a_month(last):
        return f"{first.isoformat()}/P{period.days}D"
    year, months = f"{first.year:04}", (last.year - first.year) * 12 + last.month - first.month + 1
    number, late = divmod(first.month - 1, months)
    if months in _REPORTING and not late:
        return f"{year}{_REPORTING[months].format(number + 1)}"
    return f"{first.isoformat()}/P{months // 12}Y" if months % 12 == 0 else f"{first.isoformat()}/P{months}M"


_REPORTING = {12: "", 6: "-S{}", 3: "-Q{}", 1: "-M{:02}"}


def _ends_a_month(day: date) -> bool:
    return day == date.max or (day + timedelta(days=1)).day == 1


def _variants(observations: Sequence[Observation]) -> Iterator[tuple[Observation, int]]:
    """Each figure with its number among those of its key: 1, and for disputed ones beside an undisputed 2 and on."""
    undisputed = {_key(seen) for seen in observations if not seen.disputed}
    count: Counter[tuple[object, ...]] = Counter(undisputed)
    for seen in observations:
        if seen.disputed:
            count[_key(seen)] += 1
        yield seen, count[_key(seen)] if seen.disputed else 1


def _key(seen: Observation) -> tuple[object, ...]:
    return seen.indicator, seen.area, seen.period, seen.as_of, seen.source
