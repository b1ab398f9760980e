"""What a workspace holds: indicators, plans, sources, areas, as tables in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from cnht.lang import Lang, Localized, _, p_
from cnht.model import Workspace
from cnht.render import phrases
from cnht.render.markdown import escaped, grid
from cnht.render.terminal import Screen
from cnht.safe_text import csv_text, json_text, markdown
from cnht.wording import write_period

_PROSE = {"name", "title", "publisher"}
"""The columns whose text may be wrapped; codes, dates and files are there to be copied."""
_NARROWEST_PROSE = 14


@dataclass(frozen=True, slots=True)
class Listing:
    """Entries of one kind: ``records`` are what programs read, ``rows`` what people read, column by column.

    ``heads`` are the columns by the records' keys; ``spare`` says which of them are left out first where the terminal
    is too narrow.
    """

    kind: str
    title: Localized
    heads: dict[str, Localized]
    spare: tuple[str, ...]
    records: tuple[dict[str, str | int], ...]
    rows: tuple[dict[str, str], ...]


def listings(workspace: Workspace, kinds: Iterable[str], lang: Lang) -> list[Listing]:
    """The listings of ``kinds``, keys of :data:`KINDS`, in that order; names in ``lang``."""
    return [KINDS[kind](workspace, lang) for kind in kinds]


def _listing(
    kind: str,
    title: Localized,
    heads: dict[str, Localized],
    spare: tuple[str, ...],
    entries: Iterable[tuple[dict[str, str | int], dict[str, str]]],
) -> Listing:
    """A listing of records, each with those columns that people read in other words."""
    made = [(record, {key: str(value) for key, value in {**record, **shown}.items()}) for record, shown in entries]
    return Listing(
        kind, title, heads, spare, tuple(record for record, _unused in made), tuple(row for _unused, row in made)
    )


def _indicators(workspace: Workspace, lang: Lang) -> Listing:
    targets = Counter(target.indicator for plan in workspace.plans for target in plan.targets)
    figures = Counter(seen.indicator for seen in workspace.observations)
    definitions = workspace.definitions
    return _listing(
        "indicators",
        _("Indicators"),
        {
            "code": _("Code"),
            "name": _("Name"),
            "unit": _("Unit"),
            "measure": _("Measure"),
            "direction": _("Direction"),
            "targets": _("Targets"),
            "figures": _("Figures"),
        },
        ("direction", "measure", "unit", "targets", "figures"),
        (
            (
                {
                    "code": code,
                    "name": indicator.name.text(lang),
                    "unit": indicator.unit,
                    "measure": str(indicator.measure),
                    "direction": str(indicator.direction),
                    "targets": targets[code],
                    "figures": figures[code],
                },
                {
                    "unit": definitions.units[indicator.unit].name.text(lang),
                    "measure": phrases.MEASURE_NAMES[indicator.measure].text(lang),
                    "direction": phrases.DIRECTION_NAMES[indicator.direction].text(lang),
                },
            )
            for code, indicator in definitions.indicators.items()
        ),
    )


def _plans(workspace: Workspace, lang: Lang) -> Listing:
    return _listing(
        "plans",
        _("Plans"),
        {
            "plan": p_("number", "Plan"),
            "title": p_("of a plan", "Title"),
            "period": _("Period"),
            "issued": _("Issued"),
            "targets": _("Targets"),
            "file": _("File"),
        },
        ("issued", "targets", "file"),
        (
            (
                {
                    "plan": plan.number,
                    "title": plan.title.text(lang),
                    "period": plan.period.text,
                    "issued": "" if plan.issued is None else plan.issued.text,
                    "targets": len(plan.targets),
                    "file": plan.where.file,
                },
                {
                    "period": phrases.plan_period(plan.period, lang),
                    "issued": "" if plan.issued is None else write_period(plan.issued, lang),
                },
            )
            for plan in workspace.plans
        ),
    )


def _sources(workspace: Workspace, lang: Lang) -> Listing:
    figures = Counter(seen.source for seen in workspace.observations)
    return _listing(
        "sources",
        _("Sources"),
        {
            "code": _("Code"),
            "publisher": _("Publisher"),
            "published": _("Published"),
            "title": _("Title"),
            "authority": _("Authority"),
            "figures": _("Figures"),
        },
        ("figures", "authority", "publisher"),
        (
            (
                {
                    "code": code,
                    "publisher": source.publisher,
                    "published": source.published.text,
                    "title": source.title,
                    "authority": str(source.authority),
                    "figures": figures[code],
                },
                {
                    "published": write_period(source.published, lang),
                    "authority": phrases.AUTHORITY_WORDS[source.authority].text(lang),
                },
            )
            for code, source in workspace.definitions.sources.items()
        ),
    )


def _areas(workspace: Workspace, lang: Lang) -> Listing:
    targets = Counter(target.area for plan in workspace.plans for target in plan.targets)
    figures = Counter(seen.area for seen in workspace.observations)
    return _listing(
        "areas",
        _("Areas"),
        {
            "code": _("Code"),
            "name": _("Name"),
            "targets": _("Targets"),
            "figures": _("Figures"),
        },
        ("targets", "figures"),
        (
            ({"code": code, "name": area.name.text(lang), "targets": targets[code], "figures": figures[code]}, {})
            for code, area in workspace.definitions.areas.items()
        ),
    )


KINDS: dict[str, Callable[[Workspace, Lang], Listing]] = {
    "indicators": _indicators,
    "plans": _plans,
    "sources": _sources,
    "areas": _areas,
}


def listing_table(shown: list[Listing], lang: Lang, screen: Screen) -> str:
    """The listings one below the other, for the terminal."""
    parts: list[Text | Table] = []
    for listing in shown:
        if parts:
            parts.append(Text())
        parts.append(Text(f"{listing.title.text(lang)} ({len(listing.rows)})", "bold"))
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
        keys = _fitting(listing, lang, screen.width)
        for key in keys:
            numbers = any(isinstance(record[key], int) for record in listing.records)
            table.add_column(
                listing.heads[key].text(lang),
                justify="right" if numbers else "left",
                no_wrap=key not in _PROSE,
                overflow="fold",
            )
        for row in listing.rows:
            table.add_row(*(Text(row[key]) for key in keys))
        parts.append(table)
    return screen.text(parts)


def _fitting(listing: Listing, lang: Lang, width: int) -> list[str]:
    """The columns that fit beside each other, the spare ones left out as far as it must be."""
    keys = list(listing.heads)
    needed = {
        key: max([cell_len(listing.heads[key].text(lang)), *(cell_len(row[key]) for row in listing.rows)])
        for key in keys
    }
    needed |= {key: min(needed[key], _NARROWEST_PROSE) for key in keys if key in _PROSE}
    for spare in listing.spare:
        if sum(needed[key] + 2 for key in keys) <= width:
            break
        keys.remove(spare)
    return keys


def listing_json(shown: list[Listing]) -> str:
    """One object with a list of records per kind."""
    import json

    document: dict[str, Any] = {"format": "cnht.list/1", **{listing.kind: listing.records for listing in shown}}
    return json_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def listing_csv(listing: Listing) -> str:
    """The records of one kind, a line each."""
    return csv_text([listing.heads, *([record[key] for key in listing.heads] for record in listing.records)])


def listing_markdown(shown: list[Listing], lang: Lang) -> str:
    """A heading and a table per kind."""
    lines: list[str] = []
    for listing in shown:
        lines += ["", f"## {listing.title.text(lang)}", ""] if lines else [f"## {listing.title.text(lang)}", ""]
        keys = list(listing.heads)
        rows = [[escaped(row[key]) for key in keys] for row in listing.rows]
        counts = [any(isinstance(record[key], int) for record in listing.records) for key in keys]
        lines += grid([listing.heads[key].text(lang) for key in keys], rows, counts)
    return markdown(lines) + "\n"
