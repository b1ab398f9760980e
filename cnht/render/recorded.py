"""A new figure: what was understood of it, and what it does to the verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cnht.diff.changes import Flip
from cnht.lang import Lang, _
from cnht.model import Observation, Workspace
from cnht.progress import Row
from cnht.render import phrases
from cnht.render.phrases import STATUS_MARKS, STATUS_WORDS
from cnht.render.table import STATUS_STYLES
from cnht.render.terminal import Screen
from cnht.safe_text import harmless
from cnht.wording import write_date, write_number, write_period, write_quantity

SHOWN = 12
"""How many verdicts that change are shown; the rest is counted."""
_LABEL = 9


def recorded(seen: Observation, workspace: Workspace, place: str, lang: Lang, screen: Screen) -> str:
    """What was understood of a figure: its indicator, its interval, its date, its source, and where it belongs."""
    definitions = workspace.definitions
    indicator = definitions.indicators[seen.indicator]
    unit = definitions.units[indicator.unit].name
    source = definitions.sources[seen.source]
    words = write_quantity(seen.quantity, lang, unit=unit)
    name = indicator.name.text(lang)
    if len(definitions.areas) > 1:
        name += f", {definitions.areas[seen.area].name.text(lang)}"
    issued = f"{source.publisher}, {write_period(source.published, lang)}"
    origin = f"{source.code}: {source.title} ({issued}, {phrases.AUTHORITY_WORDS[source.authority].text(lang)})"
    facts = [
        (_("means").text(lang), phrases.interval_text(workspace.interval(seen), lang)),
        (_("date").text(lang), phrases.observation_date(seen, lang)),
        (_("source").text(lang), origin),
        (_("place").text(lang), place),
    ]
    table = _grid(_LABEL)
    for label, fact in facts:
        table.add_row(Text(f"  {label}", "dim"), Text(phrases.wrappable(fact)))
    return screen.text([Text(f"{name}: {phrases.wrappable(words)}", "bold"), table])


def verdicts(moves: Sequence[Flip], as_of: date | None, lang: Lang, screen: Screen) -> str:
    """The verdicts before and after; ``as_of`` is the day they are judged as of, where it is not today."""
    return screen.text(_verdicts(moves, as_of, lang, screen))


def _verdicts(moves: Sequence[Flip], as_of: date | None, lang: Lang, screen: Screen) -> Iterator[RenderableType]:
    day = "" if as_of is None else write_date(as_of, lang)
    when = _(", as of {day}", day=day).text(lang) if day else ""
    yield Text()
    if not moves:
        yield Text(_("No verdict changes{when}.", when=when).text(lang))
        return
    yield Text(_("Verdicts before and after{when}", when=when).text(lang), "bold")
    for move in moves[:SHOWN]:
        row = move.new
        target = write_quantity(row.target.quantity, lang)
        due = write_date(row.due, lang)
        table = _grid(6)
        table.add_row(
            f"  {move.year}",
            Text(f"{row.indicator.name.text(lang)}: ").append(
                _("{target}, due {due} ({number})", target=target, due=due, number=row.plan.number).text(lang),
                "dim",
            ),
        )
        arrow = ">" if screen.ascii_only else "→"
        table.add_row("", Text("  ") + _verdict(move.old, lang, screen))
        table.add_row("", Text(f"{arrow} ", "dim") + _verdict(row, lang, screen))
        yield table
    if len(moves) > SHOWN:
        more = write_number(len(moves) - SHOWN, lang)
        yield Text(_("  ... and {more} more", more=more).text(lang), "dim")


def _verdict(row: Row, lang: Lang, screen: Screen) -> Text:
    """``◆ behind 93%``, all that a reader needs to see that it has changed."""
    text = Text(f"{STATUS_MARKS[row.status][screen.ascii_only]} {STATUS_WORDS[row.status].text(lang)}",
                STATUS_STYLES[row.status])  # fmt: skip
    if row.likely is not None and row.likely is not row.status:
        likely = STATUS_WORDS[row.likely].text(lang)
        text.append(_(" (likely {likely})", likely=likely).text(lang), "")
    percent, pace = phrases.percent_text(row, lang), phrases.pace_text(row, lang)
    if percent:
        text.append(f", {phrases.unbroken(percent)} {phrases.percent_label(row, lang)}", "")
    if pace:
        text.append(_(", pace {pace}", pace=pace).text(lang), "")
    return text


def _grid(label: int) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(width=label, no_wrap=True)
    table.add_column(overflow="fold")
    return table


def written(places: Sequence[str], lang: Lang, screen: Screen) -> str:
    """What was written."""
    done = _("wrote").text(lang)
    return screen.text([Text(), *(Text(f"{done} {place}", no_wrap=True) for place in places)])


def written_rows(text: str, screen: Screen) -> str:
    """The rows of a CSV text without its header, as people may see them."""
    return screen.text([Text(harmless(line), no_wrap=True) for line in text.splitlines()[1:]])
