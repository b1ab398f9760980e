"""What importing a file would add: a preview for people, row by row with the cell of each figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from cnht.importing.result import Finding, Imported, LeftOut, NewRow, Reason
from cnht.importing.sheet import Place
from cnht.lang import Lang, Localized, _, n_, number, p_
from cnht.problems import Severity, shown
from cnht.render.terminal import Screen
from cnht.safe_text import harmless
from cnht.wording import write_number

_NAMED = 5
"""How many of the rows left out for one reason are named; the rest are counted."""
_LONGEST_SAID = 32
_CLEAR, _UNCLEAR = "✓", "✗"
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}
_HEADS = {
    "cell": _("Cell"),
    "said": _("In the file"),
    "indicator": _("Indicator"),
    "area": _("Area"),
    "when": _("When"),
    "figure": _("Figure"),
    "status": p_("figure", "Status"),
    "source": _("Source"),
}
_SPARE = ("area", "said", "source", "status")
"""What is left out first where the terminal is too narrow, the first one first."""
_NARROWEST_CODE = 16
_MOST_ROWS = 100
"""How many rows are shown of those that are clear, and of those that are not; what is wrong is always told in full."""


def preview(imported: Imported, lang: Lang, screen: Screen) -> str:
    """How the file was understood, its rows, what is wrong, what was left out, and the counts."""
    parts: list[Text | Table] = [Text(harmless(imported.name), "bold")]
    for what, how in imported.decisions:
        parts.append(Text(f"{harmless(what.text(lang))}: {harmless(how.text(lang))}"))
    if imported.rows:
        few = _few(imported.rows)
        parts += [Text(), _table(few, lang, screen, is_sound=imported.is_sound)]
        if len(few) < len(imported.rows):
            number = write_number(len(imported.rows) - len(few), lang)
            parts.append(Text(_("... and {number} more rows", number=number).text(lang)))
    notes = [(row.place, note) for row in imported.rows for note in row.notes]
    if notes:
        parts += [Text(), *_grouped_notes(notes, lang)]
    return screen.text([*parts, *_rest(imported, lang)])


def summary(imported: Imported, lang: Lang, screen: Screen) -> str:
    """What is wrong, what was left out, and the counts, without the rows."""
    parts = _rest(imported, lang)
    return screen.text(parts[1:] if parts and not parts[0].plain else parts)


def _rest(imported: Imported, lang: Lang) -> list[Text]:
    parts: list[Text] = []
    if imported.problems:
        parts += [Text(), *_problems(imported.problems, lang)]
    if imported.left_out:
        parts += [Text(), *_left_out(imported.left_out, lang)]
    return [*parts, Text(), _counts(imported, lang)]


def _few(rows: Sequence[NewRow]) -> list[NewRow]:
    """The first rows that are clear, and the first that are not, in the order of the file."""
    shown = dict.fromkeys((True, False), 0)
    few = []
    for row in rows:
        shown[row.is_clear] += 1
        if shown[row.is_clear] <= _MOST_ROWS:
            few.append(row)
    return few


def _table(rows: Sequence[NewRow], lang: Lang, screen: Screen, *, is_sound: bool) -> Table:
    lines = [(_cells(row), is_sound and row.is_clear) for row in rows]
    keys = [key for key in _HEADS if key in ("cell", "figure") or any(cells[key] for cells, _unused in lines)]
    widths = {
        key: max(cell_len(_HEADS[key].text(lang)), *(cell_len(cells[key]) for cells, _unused in lines)) for key in keys
    }
    for key in ("indicator", "source", "said"):
        if key in widths:
            widths[key] = min(widths[key], _NARROWEST_CODE)
    for spare in _SPARE:
        if 2 + sum(widths[key] + 2 for key in keys) <= screen.width:
            break
        if spare in keys:
            keys.remove(spare)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("", no_wrap=True)
    for key in keys:
        folds = key in ("indicator", "source", "said")
        table.add_column(
            _HEADS[key].text(lang),
            justify="right" if key == "figure" else "left",
            no_wrap=not folds,
            overflow="fold",
        )
    for cells, is_clear in lines:
        mark = Text(_CLEAR, "green") if is_clear else Text(_UNCLEAR, "bold red")
        table.add_row(mark, *(Text(cells[key]) for key in keys))
    return table


def _cells(row: NewRow) -> dict[str, str]:
    text = row.text
    figure = " ".join(filter(None, (text("qualifier"), text("value"), text("value_high"))))
    when = text("as_of") if not text("period") else f"{text('period')} ({text('as_of')})"
    said = row.said.strip()
    said = said if len(said) <= _LONGEST_SAID else f"{said[: _LONGEST_SAID - 1]}…"
    cells = {"cell": str(row.place), "said": said, "when": when, "figure": figure or "?"}
    cells |= {key: text(key) for key in ("indicator", "area", "status", "source")}
    return {key: harmless(cell) for key, cell in cells.items()}


def _problems(findings: Sequence[Finding], lang: Lang) -> Iterable[Text]:
    """Every finding, at its cell; what several cells have in common is said once."""
    grouped: dict[tuple[str, str, str, Severity], list[Place]] = {}
    for place, fault in findings:
        key = (fault.code, fault.message.text(lang), fault.fix.text(lang), fault.severity)
        grouped.setdefault(key, []).append(place)
    for (code, message, fix, severity), places in grouped.items():
        line = Text(no_wrap=True)
        line.append(", ".join(harmless(str(place)) for place in dict.fromkeys(places) if place.row))
        line.append(": " if line.plain else "")
        line.append(code, _STYLES[severity])
        line.append(f" {harmless(message)}")
        if severity is Severity.WARNING:
            line.append(_(" (warning)").text(lang))
        if fix:
            line.append(f"\n    {harmless(fix)}")
        yield line


def _grouped_notes(notes: Sequence[tuple[Place, Localized]], lang: Lang) -> Iterable[Text]:
    grouped: dict[str, list[Place]] = {}
    for place, note in notes:
        grouped.setdefault(note.text(lang), []).append(place)
    for said, places in grouped.items():
        yield Text(f"{_places(places, lang)}: {harmless(said)}")


def _places(places: Sequence[Place], lang: Lang) -> str:
    named = ", ".join(harmless(str(place)) for place in places[:_NAMED])
    more = len(places) - _NAMED
    return named if more <= 0 else f"{named}, {_more(more, lang)}"


def _more(count: int, lang: Lang) -> str:
    number = write_number(count, lang)
    return _("+{number} more", number=number).text(lang)


def _left_out(left_out: Sequence[LeftOut], lang: Lang) -> Iterable[Text]:
    """What was left out, by reason, the first few of each named."""
    yield Text(_("Left out:").text(lang))
    for reason in Reason:
        same = [one for one in left_out if one.reason is reason]
        if not same:
            continue
        named = []
        for one in same[:_NAMED]:
            said = harmless(shown(one.text))
            until = f"–{one.place.row + one.rows - 1}" if one.rows > 1 else ""
            named.append(
                f"{harmless(str(one.place))}{until}{f' “{said}”' if said else ''}"
                + (f" ({harmless(one.see)})" if one.see else "")
            )
        if len(same) > _NAMED:
            named.append(_more(len(same) - _NAMED, lang))
        yield Text(f"  {reason.value.text(lang)}: {', '.join(named)}")


def _counts(imported: Imported, lang: Lang) -> Text:
    clear = sum(row.is_clear for row in imported.rows) if imported.is_sound else 0
    unclear = len(imported.rows) - clear
    left = sum(one.rows for one in imported.left_out)
    said = [n_("{count} clear row", "{count} clear rows", clear)]
    if unclear:
        said.append(_("{count} not clear", count=number(unclear)))
    if left:
        said.append(_("{count} left out", count=number(left)))
    return Text("; ".join(words.text(lang) for words in said), "green" if imported.is_clear else "bold red")
