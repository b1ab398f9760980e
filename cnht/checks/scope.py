"""What the rules over a whole workspace are given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from cnht.domain.model import Observation, RegisterEntry, Source, Workspace, dated
from cnht.domain.period import Period
from cnht.problems import Fault, Problem, shown


class Named:
    """The codes that plans, registers and figures name: what is used."""

    def __init__(self, workspace: Workspace, series: Iterable[tuple[str, str]], sources: Iterable[str]) -> None:
        """Figures are known by their ``series`` (indicators and areas) and their ``sources``."""
        self.indicators: set[str] = set()
        self.areas: set[str] = set()
        self.sources: set[str] = set()
        for plan in workspace.plans:
            self.areas.update([plan.area] if plan.area is not None else [])
            self.sources.update(plan.sources)
            for target in plan.targets:
                self.indicators.add(target.indicator)
                self.areas.add(target.area)
                self.sources.update([target.source] if target.source is not None else [])
        for entries in workspace.registers.values():
            self.areas.update(entry.area for entry in entries)
            self.sources.update(entry.source for entry in entries)
        for indicator, area in series:
            self.indicators.add(indicator)
            self.areas.add(area)
        self.sources.update(sources)


class Scope(NamedTuple):
    """A workspace, the day on which it is checked, and what is used in it; ``None`` where these are not known."""

    workspace: Workspace
    today: date | None = None
    named: Named | None = None


def circles(follow: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Each circle of names once, starting with the name that stands first in ``follow``."""
    done: set[str] = set()
    for start in follow:
        path: list[str] = []
        rest = [iter((start,))]
        while rest:
            name = next(rest[-1], None)
            if name is None:
                rest.pop()
                if path:
                    done.add(path.pop())
            elif name in path:
                yield path[path.index(name) :]
            elif name not in done:
                path.append(name)
                rest.append(iter(follow.get(name, ())))


def ahead_of_source(seen: Observation | RegisterEntry, source: Source) -> Iterator[Problem]:
    """What is dated after the day its source was published; a month and a year are compared by the days they share."""
    if seen.as_of <= source.published.last or Period.parse(seen.as_of_text).first <= source.published.last:
        return
    as_of, published = dated(seen.as_of_text), dated(source.published.text)
    yield Fault("M544", as_of=as_of, code=shown(source.code), published=published).at(
        seen.where, source.places.get("published", source.where)
    )
