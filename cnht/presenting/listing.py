"""What a workspace holds: indicators, plans, sources, areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from cnht.domain.model import Workspace
from cnht.language.texts import Localized, _, both, p_
from cnht.language.wording import write_period
from cnht.presenting import phrases
from cnht.presenting.blocks import Block, Column, Heading, Table, TableRow, Text

Value = str | int | Localized


class ListingField(NamedTuple):
    """A column of a listing: what programs read of an entry, and what people read instead where that differs.

    ``wraps`` where it is prose; codes, dates and files are there to be copied. ``spare`` is as in a table's column.
    """

    key: str
    head: Text
    value: Callable[[Any], Value]
    spare: int = 0
    shown: Callable[[Any], Text] | None = None
    wraps: bool = False


class Listing(NamedTuple):
    """Entries of one kind."""

    kind: str
    title: Text
    fields: tuple[ListingField, ...]
    entries: tuple[Any, ...]

    def records(self) -> list[dict[str, Value]]:
        """What programs read."""
        return [{field.key: field.value(entry) for field in self.fields} for entry in self.entries]


def listings(workspace: Workspace, kinds: Iterable[str]) -> list[Listing]:
    """The listings of ``kinds``, keys of :data:`KINDS`, in that order."""
    return [KINDS[kind](workspace) for kind in kinds]


def listing_blocks(shown: Iterable[Listing]) -> list[Block]:
    """A heading and a table for each kind."""
    return [block for listing in shown for block in _blocks(listing)]


def _blocks(listing: Listing) -> list[Block]:
    columns = tuple(
        Column(
            field.head,
            right=any(isinstance(field.value(entry), int) for entry in listing.entries),
            wraps=field.wraps,
            spare=field.spare,
        )
        for field in listing.fields
    )
    rows = tuple(TableRow(tuple((_cell(field, entry),) for field in listing.fields)) for entry in listing.entries)
    return [Heading(2, (listing.title, f" ({len(rows)})")), Table(columns, rows)]


def _cell(field: ListingField, entry: object) -> Text:
    value = (field.shown or field.value)(entry)
    return str(value) if isinstance(value, int) else value


def _indicators(workspace: Workspace) -> Listing:
    targets = Counter(target.indicator for plan in workspace.plans for target in plan.targets)
    figures = Counter(seen.indicator for seen in workspace.observations)
    definitions = workspace.definitions
    fields = (
        ListingField("code", _("Code"), lambda one: one.code),
        ListingField("name", _("Name"), lambda one: one.name, wraps=True),
        ListingField("unit", _("Unit"), lambda one: one.unit, 3, lambda one: definitions.units[one.unit].name),
        ListingField(
            "measure", _("Measure"), lambda one: str(one.measure), 2, lambda one: phrases.MEASURE_NAMES[one.measure]
        ),
        ListingField(
            "direction",
            _("Direction"),
            lambda one: str(one.direction),
            1,
            lambda one: phrases.DIRECTION_NAMES[one.direction],
        ),
        ListingField("targets", _("Targets"), lambda one: targets[one.code], 4),
        ListingField("figures", _("Figures"), lambda one: figures[one.code], 5),
    )
    return Listing("indicators", _("Indicators"), fields, tuple(definitions.indicators.values()))


def _plans(workspace: Workspace) -> Listing:
    fields = (
        ListingField("plan", p_("number", "Plan"), lambda plan: plan.number),
        ListingField("title", p_("of a plan", "Title"), lambda plan: plan.title, wraps=True),
        ListingField(
            "period", _("Period"), lambda plan: plan.period.text, 0, lambda plan: phrases.plan_period(plan.period)
        ),
        ListingField(
            "issued",
            _("Issued"),
            lambda plan: "" if plan.issued is None else plan.issued.text,
            1,
            lambda plan: "" if plan.issued is None else both(write_period, plan.issued),
        ),
        ListingField("targets", _("Targets"), lambda plan: len(plan.targets), 2),
        ListingField("file", _("File"), lambda plan: plan.where.file, 3),
    )
    return Listing("plans", _("Plans"), fields, workspace.plans)


def _sources(workspace: Workspace) -> Listing:
    figures = Counter(seen.source for seen in workspace.observations)
    fields = (
        ListingField("code", _("Code"), lambda one: one.code),
        ListingField("publisher", _("Publisher"), lambda one: one.publisher, 3, wraps=True),
        ListingField(
            "published",
            _("Published"),
            lambda one: one.published.text,
            0,
            lambda one: both(write_period, one.published),
        ),
        ListingField("title", _("Title"), lambda one: one.title, wraps=True),
        ListingField(
            "authority",
            _("Authority"),
            lambda one: str(one.authority),
            2,
            lambda one: phrases.AUTHORITY_WORDS[one.authority],
        ),
        ListingField("figures", _("Figures"), lambda one: figures[one.code], 1),
    )
    return Listing("sources", _("Sources"), fields, tuple(workspace.definitions.sources.values()))


def _areas(workspace: Workspace) -> Listing:
    targets = Counter(target.area for plan in workspace.plans for target in plan.targets)
    figures = Counter(seen.area for seen in workspace.observations)
    fields = (
        ListingField("code", _("Code"), lambda area: area.code),
        ListingField("name", _("Name"), lambda area: area.name, wraps=True),
        ListingField("targets", _("Targets"), lambda area: targets[area.code], 1),
        ListingField("figures", _("Figures"), lambda area: figures[area.code], 2),
    )
    return Listing("areas", _("Areas"), fields, tuple(workspace.definitions.areas.values()))


KINDS: dict[str, Callable[[Workspace], Listing]] = {
    "indicators": _indicators,
    "plans": _plans,
    "sources": _sources,
    "areas": _areas,
}
