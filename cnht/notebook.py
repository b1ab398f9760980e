"""What a notebook asks for: a workspace as it is on the disk, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

from cnht.checks import check_errors, in_order
from cnht.domain import model
from cnht.domain.frames import DAYS, frame
from cnht.domain.model import Measure
from cnht.domain.patterns import YEARS
from cnht.domain.progress import Method, Reason, Status, no_plan, plan_years, progress
from cnht.domain.quantity import Qualifier
from cnht.files import store
from cnht.language.fuzzy import no_such
from cnht.language.texts import Lang, Localized, LocalizedText, _, n_
from cnht.language.wording import read_period
from cnht.problems import Problem, Severity
from cnht.reading.load import load as read
from cnht.writers.json_text import PROGRESS_COLUMNS, progress_rows

if TYPE_CHECKING:
    import pandas as pd

SHOWN_PROBLEMS = 10

_TYPES = {
    column: kind
    for kind, columns in {
        "int64": "year conflicts",
        "Int64": "observed_line",
        DAYS: "as_of due observed_as_of baseline_as_of",
        "bool": "path stale",
        "boolean": "observed_low_open observed_high_open observed_carried_forward observed_derived percent_low_open"
        " percent_high_open final",
        "string": "observed_period observed_file",
    }.items()
    for column in columns.split()
}
"""The types of the columns of verdicts; what stands neither here nor among the codes is a number."""


class WorkspaceError(ValueError):
    """A workspace that cannot be used; ``problems`` are its errors, none where there is no workspace at all."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class Workspace(model.Workspace):
    """A workspace in a notebook: ``to_frame()`` is its figures, ``progress_frame(year)`` its verdicts."""

    __slots__ = ()

    def __repr__(self) -> str:
        counts = f"{len(self.definitions.indicators)} indicators, {len(self.plans)} plans"
        return f"<cnht workspace: {counts}, {len(self.observations)} figures>"

    def progress_frame(
        self,
        year: int,
        as_of: date | str | None = None,
        *,
        indicators: str | Collection[str] = (),
        plans: str | Collection[str] = (),
        areas: str | Collection[str] = (),
    ) -> pd.DataFrame:
        """The verdicts of ``year``, a row for each target: the columns of ``cnht progress --format csv``.

        As things stood on ``as_of``, a day or its text; left out, today. ``indicators``, ``plans`` and ``areas`` are
        the codes and numbers to keep; left out, all. Numbers are 64-bit floats, ``NaN`` where there is none; ends of a
        figure that there are not are infinite; days are ``datetime64[s]``; what may be missing of yes and no is
        ``boolean``; codes are categories. ``ValueError`` and ``TypeError`` say which argument cannot be used, and why.
        """
        known = self.definitions
        numbers = [plan.number for plan in self.plans]
        result = progress(
            self,
            _year(year, plan_years(self)),
            date.today() if as_of is None else _day(as_of),
            indicators=_known("indicators", indicators, known.indicators, _("indicator")),
            plans=_known("plans", plans, numbers, _("plan")),
            areas=_known("areas", areas, known.areas, _("area")),
        )
        qualifiers, statuses = [*map(str, Qualifier)], [*map(str, Status)]
        types: dict[str, str | Collection[str]] = {
            **dict.fromkeys(PROGRESS_COLUMNS, "float64"),
            **_TYPES,
            "plan": numbers,
            "indicator": known.indicators,
            "area": known.areas,
            "measure": [*map(str, Measure)],
            "unit": known.units,
            "target_qualifier": qualifiers,
            "observed_qualifier": qualifiers,
            "observed_source": known.sources,
            "pace_method": [*map(str, Method)],
            "status": statuses,
            "likely": statuses,
            "reason": [*map(str, Reason)],
            "superseded_by": numbers,
        }
        rows = [_ended(row) for row in progress_rows(result)]
        return frame({name: ([_cell(row[name], kind) for row in rows], kind) for name, kind in types.items()})


def _ended(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose ends that there are not are infinite."""
    for what in ("observed", "percent"):
        for end, infinite in (("low", "-inf"), ("high", "inf")):
            if row[f"{what}_{end}"] is None and row[f"{what}_{end}_open"] is not None:
                row[f"{what}_{end}"] = infinite
    return row


def _cell(value: Any, kind: str | Collection[str]) -> Any:
    if kind == "string":
        return value or ""
    return float(value) if kind == "float64" and value is not None else value


def _year(year: object, years: Sequence[int]) -> int:
    if isinstance(year, bool) or not isinstance(year, SupportsIndex):
        raise TypeError(f"year must be a whole number such as 2025, not {year!r}")
    if (number := year.__index__()) not in years:
        raise ValueError(str(no_plan(years, number)))
    return number


def _day(as_of: Any) -> date:
    try:
        day = read_period(as_of).last if isinstance(as_of, str) else as_of
        found = date(day.year, day.month, day.day)
    except (AttributeError, TypeError, ValueError):
        kind = ValueError if isinstance(as_of, str) else TypeError
        raise kind(f"as_of must be a date, or 2025-06-30, 30/06/2025 or 2025-06 as text, not {as_of!r}") from None
    if found.year not in YEARS:
        raise ValueError(f"the year {found.year} of as_of is not between {YEARS[0]} and {YEARS[-1]}")
    return found


def _known(name: str, asked: object, choices: Collection[str], what: Localized) -> list[str]:
    """The codes asked for, one or several; ``ValueError`` if one is not among ``choices``."""
    if not isinstance(asked, str | Iterable):
        raise TypeError(f"{name} must be a code or a list of codes, not {asked!r}")
    codes = [asked] if isinstance(asked, str) else [*map(str, asked)]
    for code in codes:
        if code not in choices:
            raise ValueError(str(no_such(code, choices, what)))
    return codes


def load(path: str | Path | None = None, *, lang: str = "en") -> Workspace:
    """The workspace at ``path``, the folder that holds ``targets/`` and ``data/``; or the one around this folder.

    :class:`WorkspaceError` where there is none, and where one has errors: it lists ten of them in ``lang``, ``vi`` or
    ``en``. Warnings are not told; ``cnht validate`` shows them.
    """
    if lang not in [*Lang]:
        raise ValueError(f"lang must be 'vi' or 'en', not {lang!r}")
    if not isinstance(path, str | Path | None):
        raise TypeError(f"path must be a text or a Path, the folder that holds targets/ and data/, not {path!r}")
    spoken = Lang(lang)
    root = store.find_workspace(Path()) if path is None else Path(path)
    if path == "" or root is None or not store.is_workspace(root):
        raise WorkspaceError(_none_at(path).text(spoken))
    loaded = read(store.read_workspace(root))
    problems = in_order([*loaded.problems, *check_errors(loaded.workspace)])
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise WorkspaceError(_listed(errors, spoken), errors)
    found = loaded.workspace
    return Workspace(found.definitions, found.plans, found.observations, found.registers)


def _none_at(path: str | Path | None) -> Localized:
    """Why ``path`` is not a workspace."""
    where, there = ("ở đây hay ở thư mục cha", "here or above") if path is None else (f"trong {path}", f"in {path}")
    if path is not None and not store.is_folder(path):
        return _("there is no folder {path!r}", path=str(path))
    return LocalizedText(
        f"không tìm thấy không gian làm việc (targets/ và data/) {where}",
        f"there is no workspace (targets/ and data/) {there}",
    )


def _listed(errors: Sequence[Problem], lang: Lang) -> str:
    count = len(errors)
    lines = [n_("{count} error in the data", "{count} errors in the data", count).text(lang)]
    for problem in errors[:SHOWN_PROBLEMS]:
        lines.append(f"{problem.where}: {problem.code} {problem.message.text(lang)}")
        lines.append(f"  {problem.fix.text(lang)}")
    if count > SHOWN_PROBLEMS:
        more = count - SHOWN_PROBLEMS
        lines.append(_("... and {more} more", more=more).text(lang))
    return "\n".join(lines)
