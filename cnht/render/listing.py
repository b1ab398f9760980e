"""What a workspace holds: indicators, plans, sources, areas, as tables in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from rich.table import Table
from rich.text import Text

from cnht.lang import Lang, Words
from cnht.model import Workspace
from cnht.render import phrases
from cnht.render.markdown import escaped, grid
from cnht.render.terminal import Screen
from cnht.wording import write_period


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of one kind: ``heads`` are what people read, ``keys`` what programs read."""

    kind: str
    title: Words
    keys: tuple[str, ...]
    heads: tuple[Words, ...]
    rows: tuple[tuple[str, ...], ...]


def listings(workspace: Workspace, kinds: Iterable[str], lang: Lang) -> list[Listing]:
    """The listings of ``kinds``, keys of :data:`KINDS`, in that order; names in ``lang``."""
    return [KINDS[kind](workspace, lang) for kind in kinds]


def _indicators(workspace: Workspace, lang: Lang) -> Listing:
    targets = Counter(target.indicator for plan in workspace.plans for target in plan.targets)
    figures = Counter(seen.indicator for seen in workspace.observations)
    definitions = workspace.definitions
    return Listing(
        "indicators",
        Words("Chỉ tiêu", "Indicators"),
        ("code", "name", "unit", "measure", "direction", "targets", "figures"),
        (
            Words("Mã", "Code"),
            Words("Tên", "Name"),
            Words("Đơn vị", "Unit"),
            Words("Loại", "Measure"),
            Words("Hướng", "Direction"),
            Words("Mục tiêu", "Targets"),
            Words("Số liệu", "Figures"),
        ),
        tuple(
            (
                code,
                indicator.name.text(lang),
                definitions.units[indicator.unit].name.text(lang),
                str(indicator.measure),
                str(indicator.direction),
                str(targets[code]),
                str(figures[code]),
            )
            for code, indicator in definitions.indicators.items()
        ),
    )


def _plans(workspace: Workspace, lang: Lang) -> Listing:
    return Listing(
        "plans",
        Words("Kế hoạch", "Plans"),
        ("plan", "title", "period", "issued", "targets", "file"),
        (
            Words("Số", "Plan"),
            Words("Tên", "Title"),
            Words("Kỳ", "Period"),
            Words("Ban hành", "Issued"),
            Words("Mục tiêu", "Targets"),
            Words("Tệp", "File"),
        ),
        tuple(
            (
                plan.number,
                plan.title.text(lang),
                phrases.plan_period(plan.period),
                "" if plan.issued is None else write_period(plan.issued, lang),
                str(len(plan.targets)),
                plan.where.file,
            )
            for plan in workspace.plans
        ),
    )


def _sources(workspace: Workspace, lang: Lang) -> Listing:
    figures = Counter(seen.source for seen in workspace.observations)
    return Listing(
        "sources",
        Words("Nguồn", "Sources"),
        ("code", "publisher", "published", "title", "authority", "figures"),
        (
            Words("Mã", "Code"),
            Words("Cơ quan, báo", "Publisher"),
            Words("Ngày", "Published"),
            Words("Tên bài", "Title"),
            Words("Thẩm quyền", "Authority"),
            Words("Số liệu", "Figures"),
        ),
        tuple(
            (
                code,
                source.publisher,
                write_period(source.published, lang),
                source.title,
                phrases.AUTHORITY_WORDS[source.authority].text(lang),
                str(figures[code]),
            )
            for code, source in workspace.definitions.sources.items()
        ),
    )


def _areas(workspace: Workspace, lang: Lang) -> Listing:
    targets = Counter(target.area for plan in workspace.plans for target in plan.targets)
    figures = Counter(seen.area for seen in workspace.observations)
    return Listing(
        "areas",
        Words("Địa bàn", "Areas"),
        ("code", "name", "targets", "figures"),
        (Words("Mã", "Code"), Words("Tên", "Name"), Words("Mục tiêu", "Targets"), Words("Số liệu", "Figures")),
        tuple(
            (code, area.name.text(lang), str(targets[code]), str(figures[code]))
            for code, area in workspace.definitions.areas.items()
        ),
    )


KINDS: dict[str, Callable[[Workspace, Lang], Listing]] = {
    "indicators": _indicators,
    "plans": _plans,
    "sources": _sources,
    "areas": _areas,
}
_COUNTS = {"targets", "figures"}


def listing_table(shown: list[Listing], lang: Lang, screen: Screen) -> str:
    """The listings one below the other, for the terminal."""
    parts: list[Text | Table] = []
    for listing in shown:
        parts += (
            [Text(), Text(f"{listing.title.text(lang)} ({len(listing.rows)})", "bold")]
            if parts
            else [Text(f"{listing.title.text(lang)} ({len(listing.rows)})", "bold")]
        )
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
        for key, head in zip(listing.keys, listing.heads, strict=True):
            is_count = key in _COUNTS
            table.add_column(
                head.text(lang), justify="right" if is_count else "left", no_wrap=is_count, overflow="fold", ratio=None
            )
        for row in listing.rows:
            table.add_row(*(Text(cell) for cell in row))
        parts.append(table)
    return screen.text(parts)


def listing_json(shown: list[Listing]) -> str:
    """One object with a list per kind; counts are numbers."""
    import json

    document: dict[str, Any] = {"format": "cnht.list/1"}
    for listing in shown:
        document[listing.kind] = [
            {key: int(cell) if key in _COUNTS else cell for key, cell in zip(listing.keys, row, strict=True)}
            for row in listing.rows
        ]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def listing_csv(shown: list[Listing]) -> str:
    """The rows of one kind; of several kinds with an empty line between."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for number, listing in enumerate(shown):
        if number:
            text.write("\n")
        writer.writerow(listing.keys)
        writer.writerows(listing.rows)
    return text.getvalue()


def listing_markdown(shown: list[Listing], lang: Lang) -> str:
    """A heading and a table per kind."""
    lines: list[str] = []
    for listing in shown:
        lines += ["", f"## {listing.title.text(lang)}", ""] if lines else [f"## {listing.title.text(lang)}", ""]
        rows = [[escaped(cell) for cell in row] for row in listing.rows]
        lines += grid([head.text(lang) for head in listing.heads], rows, [key in _COUNTS for key in listing.keys])
    return "\n".join(lines) + "\n"
