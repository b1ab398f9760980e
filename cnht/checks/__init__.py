"""What a workspace means as a whole: what no single file, and no single row, can be wrong about.

A new rule is one function and one line in a list. A rule yields problems, and concludes nothing from what could not be
read, so that one cause stays one problem. Rules over figures are given one series at a time; of large snapshots only
the series that :mod:`cnht.checks.prefilter` finds suspect:

- :data:`ERROR_RULES` and :data:`WARNING_RULES` look at everything but figures;
- :data:`SERIES_RULES` look at the figures of one indicator in one area;
- :data:`SHARE_RULES` look at a share and at the two series of its ratio.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from cnht.checks import definitions, plans, series, shares
from cnht.checks.scope import Named, Scope
from cnht.domain.model import Indicator, Observation, Workspace
from cnht.problems import Location, Problem, Severity

if TYPE_CHECKING:
    from cnht.reading.load import Loaded

Key = tuple[str, str]
"""What tells series apart: the codes of an indicator and of an area."""

ERROR_RULES: list[Callable[[Scope], Iterator[Problem]]] = [
    definitions.units_exist,
    definitions.units_fit_the_measure,
    definitions.ratios_exist,
    definitions.ratios_end,
    definitions.registers_exist,
    definitions.names_reach_a_stage_once,
    definitions.sources_differ,
    plans.plans_differ,
    plans.replaced_plans_exist,
    plans.replaced_plans_are_older,
    plans.replacements_end,
    plans.plan_sources_exist,
    plans.milestones_lead_to_their_targets,
]
WARNING_RULES: list[Callable[[Scope], Iterator[Problem]]] = [
    definitions.scales_fit_their_names,
    definitions.indicators_are_used,
    definitions.units_are_used,
    definitions.areas_are_used,
    definitions.sources_are_used,
    definitions.sources_are_published,
    definitions.registers_are_not_ahead_of_their_sources,
    plans.plans_are_issued_in_time,
    plans.targets_improve_on_their_baselines,
]
SERIES_RULES: list[Callable[[Workspace, Indicator, Sequence[Observation]], Iterator[Problem]]] = [
    series.figures_of_one_date_agree,
    series.flows_do_not_shrink,
    series.figures_do_not_jump,
    series.registers_name_no_more_than_the_figure,
    series.figures_are_not_ahead_of_their_sources,
]
SHARE_RULES: list[
    Callable[[Workspace, Sequence[Observation], Sequence[Observation], Sequence[Observation]], Iterator[Problem]]
] = [shares.parts_are_within_their_wholes, shares.shares_agree_with_their_parts]
RULES = [*ERROR_RULES, *WARNING_RULES, *SERIES_RULES, *SHARE_RULES]

_ONE_CAUSE = frozenset({"M545", "M546", "M547"})
"""A slip of the pen shows in several ways; of these, the first that a figure shows is told."""


def check(workspace: Workspace, today: date | None = None, *, complete: bool = False) -> list[Problem]:
    """Everything that is wrong across the files of ``workspace``, by file, line and column.

    Nothing is of the future without ``today``. ``complete`` says that no file and no row was left out, for its errors
    or because nobody asked for it: only then something can be said to be unused.
    """
    series = by_series(workspace.observations)
    named = Named(workspace, series, (seen.source for seen in workspace.observations)) if complete else None
    return in_order([*check_workspace(workspace, today, named), *check_figures(workspace, series)])


def check_loaded(loaded: Loaded, today: date | None = None) -> list[Problem]:
    """The same of what was read, whether its figures are held as observations or in bulk."""
    # What had an error was left out, and may be what uses the rest.
    complete = all(problem.severity is not Severity.ERROR for problem in loaded.problems)
    if loaded.bulk is None:
        return check(loaded.workspace, today, complete=complete)
    from cnht.checks.prefilter import check_bulk  # numpy

    return check_bulk(loaded.workspace, loaded.bulk, today, complete=complete)


def by_series(observations: Iterable[Observation]) -> dict[Key, list[Observation]]:
    """The figures of each indicator in each area, by date, those of one date by file and line."""
    series: dict[Key, list[Observation]] = {}
    for seen in observations:
        series.setdefault((seen.indicator, seen.area), []).append(seen)
    for figures in series.values():
        figures.sort(key=lambda seen: (seen.as_of, seen.where))
    return series


def check_errors(workspace: Workspace) -> list[Problem]:
    """Only what keeps a workspace from being judged; by file, line and column."""
    scope = Scope(workspace)
    return in_order(problem for rule in ERROR_RULES for problem in rule(scope))


def check_workspace(workspace: Workspace, today: date | None, named: Named | None) -> Iterator[Problem]:
    """What is wrong with everything but the figures; ``named`` is what is used, ``None`` where that is not known."""
    errors = [problem for rule in ERROR_RULES for problem in rule(Scope(workspace, today))]
    yield from errors
    # What a wrong name was meant to name would seem unused: one cause, one problem.
    scope = Scope(workspace, today, None if errors else named)
    for warning in WARNING_RULES:
        yield from warning(scope)


def check_figures(workspace: Workspace, series: Mapping[Key, Sequence[Observation]]) -> Iterator[Problem]:
    """What is wrong with the figures of whole series, and with shares and their parts among them.

    Of ``workspace`` the definitions and the registers are needed, not the observations.
    """
    found = list(check_series(workspace, series.items()))
    yield from found
    # A slip in a part would make its share seem wrong: one cause, one problem.
    told = {problem.where for problem in found if problem.code in _ONE_CAUSE}
    for problem in check_shares(workspace, series):
        if not any(place in told for place in (problem.where, *problem.related)):
            yield problem


def check_series(workspace: Workspace, each: Iterable[tuple[Key, Sequence[Observation]]]) -> Iterator[Problem]:
    """What is wrong with the figures of each series, which come by date, those of one date by file and line.

    Of ``workspace`` the definitions and the registers are needed, not the observations.
    """
    for (code, _), figures in each:
        indicator = workspace.definitions.indicators[code]
        told: set[Location] = set()
        for rule in SERIES_RULES:
            for problem in rule(workspace, indicator, figures):
                if problem.code in _ONE_CAUSE:
                    if problem.where in told:
                        continue
                    told.add(problem.where)
                yield problem


def check_shares(workspace: Workspace, series: Mapping[Key, Sequence[Observation]]) -> Iterator[Problem]:
    """What is wrong with shares and their parts."""
    circular = set(chain.from_iterable(definitions.ratio_circles(workspace.definitions.indicators)))
    for indicator in workspace.definitions.indicators.values():
        if indicator.ratio is None or indicator.code in circular:
            continue
        for area in workspace.definitions.areas:
            part, whole = (series.get((code, area), ()) for code in indicator.ratio)
            if part and whole:
                share = series.get((indicator.code, area), ())
                for rule in SHARE_RULES:
                    yield from rule(workspace, share, part, whole)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """``problems`` by file, line and column."""
    return sorted(problems, key=lambda problem: (problem.where, problem.code))
