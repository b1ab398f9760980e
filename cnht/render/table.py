"""Progress as a table for the terminal: a block per plan, a row with its notes per target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cnht.lang import Lang, _
from cnht.model import Plan
from cnht.progress import Progress, Row, Status
from cnht.render import notes, phrases
from cnht.render.terminal import Screen
from cnht.wording import write_date, write_period, write_quantity

STATUS_STYLES: dict[Status, str] = {
    Status.MET: "bold green",
    Status.ON_TRACK: "green",
    Status.BEHIND: "yellow",
    Status.OFF_TRACK: "red",
    Status.MOVING_AWAY: "bold red",
    Status.MISSED: "bold red",
    Status.UNDETERMINED: "magenta",
    Status.NO_DATA: "dim",
    Status.NOT_STARTED: "dim",
    Status.SUPERSEDED: "dim",
}
_WIDEST = 132
"""A line longer than this is hard to follow; a wider terminal stays empty at the right."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Widths in cells. Without a ``pace`` column the pace stands below the percentage."""

    indicator: int
    target: int
    latest: int
    percent: int
    bar: int
    pace: int
    status: int

    @classmethod
    def of(cls, width: int) -> _Columns | None:
        """The columns for a terminal of ``width`` cells; ``None`` where they do not fit beside each other."""
        for least, columns in _LAYOUTS:
            if width >= least:
                others = (columns.target, columns.latest, columns.percent, columns.pace, columns.status)
                gaps = sum(other > 0 for other in others)
                return replace(columns, indicator=min(width, _WIDEST) - sum(others) - gaps)
        return None

    def grid(self) -> Table:
        """A table of these columns, still without rows."""
        grid = Table.grid(padding=(0, 1, 0, 0), pad_edge=False)
        grid.add_column(width=self.indicator, overflow="fold")
        for width in (self.target, self.latest, self.percent):
            grid.add_column(width=width, overflow="fold")
        if self.pace:
            grid.add_column(width=self.pace, justify="right", overflow="fold")
        grid.add_column(width=self.status, overflow="fold")
        return grid


_LAYOUTS = (
    (112, _Columns(0, 18, 18, 19, 10, 7, 18)),
    (88, _Columns(0, 12, 17, 16, 6, 0, 14)),
    (76, _Columns(0, 12, 14, 16, 6, 0, 14)),
)
"""From which width of the terminal on which columns are shown; the indicator's name takes what they leave."""


def progress_table(result: Progress, lang: Lang, screen: Screen) -> str:
    """The table as text, with colour where the screen has it."""
    return screen.text(_Writer(result, lang, screen).parts())


class _Writer:
    def __init__(self, result: Progress, lang: Lang, screen: Screen) -> None:
        self.result = result
        self.lang = lang
        self.ascii_only = screen.ascii_only
        self.columns = _Columns.of(screen.width)
        self.cited: dict[str, int] = {}
        self.sources = result.book.workspace.definitions.sources

    def parts(self) -> Iterator[RenderableType]:
        """Heading, plans, conflicts, sources, counts."""
        lang, year = self.lang, self.result.year
        day = write_date(self.result.as_of, lang)
        yield Text(_("Progress {year}, as of {day}", year=year, day=day).text(lang), "bold")
        if self.columns is not None:
            yield Text()
            yield self._heads(self.columns)
        for plan in self.result.plans:
            yield from self._plan(plan)
        yield from self._conflicts()
        yield from self._references()
        yield Text()
        for number, line in enumerate(notes.summary(self.result, lang)):
            yield Text(line, "" if number else "bold")

    def _heads(self, columns: _Columns) -> RenderableType:
        lang = self.lang
        heads = [
            _("Indicator").text(lang),
            _("Target").text(lang),
            _("Latest").text(lang),
            _("% of plan").text(lang),
            *([_("Pace").text(lang)] if columns.pace else []),
            _("Status").text(lang),
        ]
        grid = columns.grid()
        grid.add_row(*(Text(head, "dim") for head in heads))
        return grid

    def _plan(self, plan: Plan) -> Iterator[RenderableType]:
        lang = self.lang
        yield Text()
        period = phrases.plan_period(plan.period, lang)
        title = plan.title.text(lang)
        heading = Text.assemble((plan.number, "bold cyan"), "  ", title)
        if period.replace("–", "-") not in title.replace("–", "-"):
            heading.append(f" ({period})")
        heading.append(f" {self._cite(plan.sources[0])}", "dim")
        yield heading
        rows = [row for row in self.result.rows if row.plan is plan]
        for row in rows:
            yield from self._row(row)
        bare = notes.bare(plan, self.result, lang)
        if bare:
            yield Text(f"  {bare}", "dim")

    def _row(self, row: Row) -> Iterator[RenderableType]:
        if self.columns is None:
            yield from self._stacked(row)
        else:
            grid = self.columns.grid()
            latest = Text("\n", style="dim" if row.carried else "").join(self._latest(row)) or Text("–", "dim")
            cells = [Text(phrases.target_name(row, self.result, self.lang)), self._target(row, "\n"), latest]
            pace = phrases.pace_text(row, self.lang)
            below = phrases.percent_label(row, self.lang) if row.percent and phrases.is_ceiling(row) else ""
            share = self._percent(row, self.columns.bar)
            if pace and not self.columns.pace:
                pace = _("pace {pace}", pace=pace).text(self.lang)
                below = f"{below}\n{pace}" if below else pace
            cells.append(share.append(f"\n{below}" if below else "", "dim"))
            if self.columns.pace:
                cells.append(Text(pace or "–"))
            grid.add_row(*cells, self._status(row, self.columns.status))
            yield grid
        for note in notes.notes(row, self.result, self.lang):
            yield Padding(Text(note, "dim italic"), (0, 0, 0, 2))

    def _stacked(self, row: Row) -> Iterator[RenderableType]:
        """The same on separate lines, for a terminal that holds no columns."""
        lang = self.lang
        yield Text.assemble(phrases.target_name(row, self.result, self.lang), ": ", self._status(row, 0))
        yield Text.assemble("  ", _("target ").text(lang), self._target(row, " "))
        latest = self._latest(row)
        if latest:
            yield Text.assemble("  ", _("latest ").text(lang), Text(", ").join(latest))
        if row.percent is not None:
            line = Text.assemble("  ", self._percent(row, 10), f" {phrases.percent_label(row, lang)}")
            pace = phrases.pace_text(row, lang)
            yield line.append(_(", pace {pace}", pace=pace).text(lang) if pace else "")

    def _target(self, row: Row, separator: str) -> Text:
        unit = phrases.unit_words(row.indicator, self.result)
        width = 0 if self.columns is None else self.columns.target
        if phrases.is_percent(unit):
            return Text(phrases.wrappable(write_quantity(row.target.quantity, self.lang, unit=unit), width))
        number = phrases.wrappable(write_quantity(row.target.quantity, self.lang), width)
        return Text.assemble(number, separator, (unit.text(self.lang), "dim"))

    def _latest(self, row: Row) -> list[Text]:
        if row.observed is None:
            return []
        unit = phrases.unit_words(row.indicator, self.result)
        shown = phrases.figure_text(row.observed, self.lang, unit if phrases.is_percent(unit) else None)
        cited = self._cite(*(part.source for part in row.observed.parts))
        style = "dim" if row.carried else ""
        when = f"{phrases.figure_date(row.observed, self.lang)} {cited}"
        width = 0 if self.columns is None else self.columns.latest
        return [Text(phrases.wrappable(shown, width), style), Text(when, "dim")]

    def _percent(self, row: Row, width: int) -> Text:
        if row.percent is None:
            return Text("–", "dim")
        if row.carried:
            # A figure of another period fills no bar of this one.
            return Text(phrases.unbroken(phrases.percent_text(row, self.lang)), "dim")
        nominal, interval = row.percent
        # Cut off, so that a bar is full only at 100 %; and a figure below 100 % by its words never fills it.
        filled = max(0, min(width, int(nominal * width / 100)))
        if filled == width and nominal == interval.high and interval.high_open:
            filled -= 1
        bar = Text.assemble(("█" * filled, STATUS_STYLES[row.status]), ("░" * (width - filled), "dim"))
        return bar.append(f" {phrases.unbroken(phrases.percent_text(row, self.lang))}")

    def _status(self, row: Row, width: int) -> Text:
        """The mark and the word; a word of two lines hangs behind the mark."""
        mark = phrases.STATUS_MARKS[row.status][self.ascii_only]
        word = phrases.STATUS_WORDS[row.status].text(self.lang)
        if width and len(word) + 2 > width:
            middle = min((at for at, char in enumerate(word) if char == " "), key=lambda at: abs(2 * at - len(word)))
            word = f"{word[:middle]}\n  {word[middle + 1 :]}"
        return Text(f"{mark} {word}", STATUS_STYLES[row.status])

    def _cite(self, *codes: str) -> str:
        numbers = sorted({self.cited.setdefault(code, len(self.cited) + 1) for code in codes})
        return f"[{','.join(map(str, numbers))}]"

    def _conflicts(self) -> Iterator[RenderableType]:
        lines: dict[str, None] = {}
        for row in self.result.rows:
            for conflict in row.conflicts:
                text = notes.conflict_text(row, conflict, self.result, self.lang)
                name = phrases.target_name(row, self.result, self.lang)
                lines[f"{name}: {text} {self._cite(conflict.observation.source)}"] = None
        if lines:
            yield Text()
            yield Text(_("Conflicting figures").text(self.lang), "bold")
        for line in lines:
            yield Padding(Text(line), (0, 0, 0, 2))

    def _references(self) -> Iterator[RenderableType]:
        if not self.cited:
            return
        yield Text()
        yield Text(_("Sources").text(self.lang), "bold")
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(justify="right")
        grid.add_column()
        for code, number in self.cited.items():
            source = self.sources[code]
            when = write_period(source.published, self.lang)
            grid.add_row(f"[{number}]", Text(f"{source.publisher}, {when}: {source.title}"))
        yield Padding(grid, (0, 0, 0, 2))
