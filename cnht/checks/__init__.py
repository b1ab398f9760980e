"""What a workspace means as a whole: what no single file, and no single row, can be wrong about.

A new rule is one function and one line in a list. A rule yields problems, and concludes nothing from what could not be
read, so that one cause stays one problem. Rules over figures are given one series at a time, so that whoever reads a
large workspace can hand the series over one by one:

- :data:`ERROR_RULES` and :data:`WARNING_RULES` look at everything but figures;
- :data:`SERIES_RULES` look at the figures of one indicator in one area;
- :data:`SHARE_RULES` look at a share and at the two series of its ratio.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain

from cnht.checks import definitions, plans, series, shares
from cnht.checks.scope import Named, Scope
from cnht.columns import Columns
from cnht.model import Indicator, Observation, Workspace
from cnht.problems import Location, Problem

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
    plans.targets_improve_on_their_baselines,
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
] = [
    shares.parts_are_within_their_wholes,
    shares.shares_agree_with_their_parts,
]
RULES = [*ERROR_RULES, *WARNING_RULES, *SERIES_RULES, *SHARE_RULES]

SCREENED_FROM = 20_000
"""From how many figures on it is faster to look first at which series may break a rule."""

_ONE_CAUSE = frozenset({"M545", "M546", "M547"})
"""A slip of the pen shows in several ways; of these, the first that a figure shows is told."""


def check(workspace: Workspace, today: date | None = None, *, complete: bool = False) -> list[Problem]:
    """Everything that is wrong across the files of ``workspace``, by file, line and column.

    Nothing is of the future without ``today``. ``complete`` says that no file and no row was left out, for its errors
    or because nobody asked for it: only then something can be said to be unused.
    """
    by_key: dict[Key, list[Observation]] = {}
    for seen in workspace.observations:
        by_key.setdefault((seen.indicator, seen.area), []).append(seen)
    for figures in by_key.values():
        figures.sort(key=lambda seen: (seen.as_of, seen.where))
    named = Named(workspace, by_key, (seen.source for seen in workspace.observations)) if complete else None
    return _check(workspace, today, named, by_key.items(), lambda *key: by_key.get(key, ()))


def check_columns(
    workspace: Workspace, columns: Columns, today: date | None = None, *, complete: bool = False
) -> list[Problem]:
    """The same where the figures, which may be millions, are in ``columns``; one series at a time is made of them."""
    numbers = None
    if len(columns) >= SCREENED_FROM:
        from cnht.checks.screen import suspects  # numpy

        numbers = suspects(workspace, columns)
    named = None
    if complete:
        named = Named(workspace, columns.series.things, (source for _, source in columns.sources.things))
    return _check(workspace, today, named, columns.by_series(numbers), columns.figures)


def _check(
    workspace: Workspace,
    today: date | None,
    named: Named | None,
    each: Iterable[tuple[Key, Sequence[Observation]]],
    series_of: Callable[[str, str], Sequence[Observation]],
) -> list[Problem]:
    found = [*check_workspace(workspace, today, named), *check_series(workspace, each)]
    found += check_shares(workspace, series_of, doubted(found))
    return in_order(found)


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


def doubted(problems: Iterable[Problem]) -> frozenset[Location]:
    """Where the figures stand that are told to be a slip."""
    return frozenset(problem.where for problem in problems if problem.code in _ONE_CAUSE)


def check_shares(
    workspace: Workspace, series_of: Callable[[str, str], Sequence[Observation]], told: Container[Location] = ()
) -> Iterator[Problem]:
    """What is wrong with shares and their parts; ``series_of`` gives the figures of an indicator in an area, by date.

    It is asked for the series of ratios only. ``told`` are the places of figures that are doubted already: nothing is
    said of shares with them.
    """
    circular = set(chain.from_iterable(definitions.ratio_circles(workspace.definitions.indicators)))
    for indicator in workspace.definitions.indicators.values():
        if indicator.ratio is None or indicator.code in circular:
            continue
        for area in workspace.definitions.areas:
            part, whole = series_of(indicator.ratio.part, area), series_of(indicator.ratio.whole, area)
            if part and whole:
                share = series_of(indicator.code, area)
                for rule in SHARE_RULES:
                    for problem in rule(workspace, share, part, whole):
                        if not any(place in told for place in (problem.where, *problem.related)):
                            yield problem


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """``problems`` by file, line and column."""
    return sorted(problems, key=lambda problem: (problem.where, problem.code))
