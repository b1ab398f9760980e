"""A history for the terminal and as Markdown: the chart, every figure, every target, the paces, the sources."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cnht.figures import Figure
from cnht.history import Goal, History, Role
from cnht.lang import Lang, Localized, _
from cnht.progress import Row
from cnht.render import notes, phrases
from cnht.render.chart import terminal
from cnht.render.chart.model import chart_of, sign_of
from cnht.render.history import words
from cnht.render.markdown import Cited, document, escaped, grid, heading
from cnht.render.table import STATUS_STYLES
from cnht.render.terminal import Screen
from cnht.wording import write_period

_WIDEST = 132
_ROOMY = 100
_BROAD = 76
"""How wide a terminal must be for figures with their dates not to be broken."""
_JUDGED = 26
"""A figure with its date is not broken up to here, rather the name of the plan is."""


def history_table(result: History, lang: Lang, screen: Screen) -> str:
    """The chart and the tables as text, with colour where the screen has it."""
    return screen.text(_Writer(result, lang, screen).parts())


def history_markdown(result: History, lang: Lang) -> str:
    """The same without the chart, as tables that a report can take in."""
    cited = Cited(result.book.workspace.definitions, lang)
    return document(_Markdown(result, lang, cited).lines())


def history_lines(result: History, lang: Lang, cited: Cited, level: int) -> Iterator[str]:
    """The figures and the paces, for a document with other parts: below a heading of ``level``, without sources."""
    return _Markdown(result, lang, cited, level).part()


class _Words:
    """What both forms say alike."""

    def __init__(self, result: History, lang: Lang) -> None:
        self.result = result
        self.lang = lang

    def figure(self, figure: Figure) -> str:
        """The figure in its words, without its unit unless that is the percent sign."""
        return phrases.figure_text(figure, self.lang, words.percent_sign(self.result))

    def target(self, row: Row) -> str:
        """The target in its words."""
        return words.target(row, self.result, self.lang)

    def observed(self, row: Row) -> str:
        """The figure that the target is judged by, with its date."""
        return words.observed(row, self.result, self.lang)

    def unfinished(self, row: Row) -> str:
        """That this is not the figure of the due date, though that has come."""
        return notes.unfinished(row, self.result.as_of, self.lang)

    def milestones(self, goal: Goal) -> list[str]:
        """What they are, and the stops on the way to a target, if there are any."""
        stops = words.milestone_texts(goal, self.result, self.lang)
        return [f"{words.MILESTONES.text(self.lang)}:", *stops] if stops else []


class _Writer(_Words):
    def __init__(self, result: History, lang: Lang, screen: Screen) -> None:
        super().__init__(result, lang)
        self.screen = screen
        self.cited: dict[str, int] = {}

    def cite(self, *codes: str) -> str:
        """The numbers of the sources, numbered as they are named."""
        numbers = sorted({self.cited.setdefault(code, len(self.cited) + 1) for code in codes})
        return f"[{','.join(map(str, numbers))}]"

    def parts(self) -> Iterator[RenderableType]:
        """Heading, chart, figures, targets, paces, the line, sources."""
        title, what = words.heading(self.result, self.lang)
        yield Text.assemble((title, "bold"), f" ({self.result.indicator.code})")
        yield Text(what, "dim")
        if not self.result.marks:
            yield Text()
            yield Text(words.nothing(self.result, self.lang))
        else:
            drawn = chart_of(self.result, self.lang)
            if drawn is not None and self.screen.width >= terminal.NARROWEST:
                yield Text()
                yield from terminal.lines(drawn, self.lang, self.screen)
            yield from self._figures()
        if self.result.goals:
            yield from self._targets()
        if self.result.marks:
            yield from self._paces()
        yield from self._references()

    def _title(self, title: Localized) -> Iterator[RenderableType]:
        yield Text()
        yield Text(title.text(self.lang), "bold")

    def _grid(self, *heads: str, whole: Collection[str] = ()) -> Table:
        table = Table.grid(padding=(0, 1 if self.screen.width < _ROOMY else 2, 0, 0), pad_edge=False)
        table.add_column(width=1)
        for head in heads:
            table.add_column(overflow="fold", no_wrap=head in whole)
        table.add_row("", *(Text(head, "dim") for head in heads))
        return table

    def _shown(self, table: Table) -> RenderableType:
        too_wide = max(self.screen.width - _WIDEST, 0)
        return Padding(table, (0, too_wide, 0, 2))

    def _figures(self) -> Iterator[RenderableType]:
        yield from self._title(_("Figures"))
        table = self._grid(
            _("Date, period").text(self.lang),
            _("Figure").text(self.lang),
            _("The truth").text(self.lang),
            _("Notes, source").text(self.lang),
        )
        for mark in self.result.marks:
            sign = sign_of(mark, self.result)
            style = terminal.style(sign)
            faint = "dim" if mark.role is Role.CARRIED else ""
            note = "; ".join(words.mark_notes(mark, self.lang))
            cited = self.cite(*(part.source for part in mark.figure.parts))
            table.add_row(
                Text(terminal.character(sign, ascii_only=self.screen.ascii_only), style),
                Text(words.mark_date(mark, self.lang), faint),
                Text(phrases.wrappable(self.figure(mark.figure)), faint or style),
                Text(words.truth(mark, self.lang), "dim"),
                Text(f"{note} {cited}".strip(), "dim"),
            )
        yield self._shown(table)

    def _targets(self) -> Iterator[RenderableType]:
        yield from self._title(_("Targets"))
        aim, judged = _("Target").text(self.lang), _("Judged by").text(self.lang)
        goals = self.result.goals
        texts = {
            aim: [
                line for goal in goals if goal.milestones for line in (self.target(goal.row), *self.milestones(goal))
            ],
            judged: [self.observed(goal.row) for goal in goals],
        }
        whole = [head for head, lines in texts.items() if lines and max(map(len, lines)) <= _JUDGED]
        table = self._grid(
            _("Due").text(self.lang),
            aim,
            judged,
            words.percent_heading(self.result, self.lang),
            _("Plan").text(self.lang),
            whole=whole if self.screen.width >= _BROAD else (),
        )
        for goal in self.result.goals:
            row = goal.row
            cited = self.cite(row.target.source or row.plan.sources[0])
            table.add_row(
                Text(phrases.STATUS_MARKS[row.status][self.screen.ascii_only], STATUS_STYLES[row.status]),
                Text(words.due(goal, self.lang)),
                Text.assemble(
                    phrases.wrappable(self.target(row)),
                    *((f"\n{phrases.wrappable(line)}", "dim") for line in self.milestones(goal)),
                ),
                Text.assemble(
                    (phrases.STATUS_WORDS[row.status].text(self.lang), STATUS_STYLES[row.status]),
                    *((f"\n{line}", "dim") for line in (self.observed(row), self.unfinished(row)) if line),
                ),
                Text(phrases.unbroken(phrases.percent_text(row, self.lang))),
                Text.assemble(row.plan.number, (f" {cited}", "dim")),
            )
        yield self._shown(table)

    def _paces(self) -> Iterator[RenderableType]:
        goals = [(goal, words.goal_lines(goal, self.result, self.lang)) for goal in self.result.open_goals]
        general = words.line_lines(self.result, self.lang)
        if not any(lines for _unused, lines in goals) and not general:
            return
        yield from self._title(_("Pace and projection"))
        for goal, lines in goals:
            head = words.aim(goal.row, self.result, self.lang)
            yield Padding(Text.assemble((head, "bold"), (f" ({goal.row.plan.number})", "dim")), (0, 0, 0, 2))
            for line in lines:
                yield Padding(Text(line), (0, 0, 0, 4))
        for line in general:
            yield Padding(Text(line, "dim italic"), (0, 0, 0, 2))

    def _references(self) -> Iterator[RenderableType]:
        if not self.cited:
            return
        yield from self._title(_("Sources"))
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_column(justify="right")
        table.add_column()
        for code, number in self.cited.items():
            source = self.result.book.workspace.definitions.sources[code]
            when = write_period(source.published, self.lang)
            table.add_row(f"[{number}]", Text(f"{source.publisher}, {when}: {source.title}"))
        yield Padding(table, (0, 0, 0, 2))


class _Markdown(_Words):
    def __init__(self, result: History, lang: Lang, cited: Cited, level: int = 1) -> None:
        super().__init__(result, lang)
        self.cited = cited
        self.level = level

    def lines(self) -> Iterator[str]:
        """The whole document."""
        title, what = words.heading(self.result, self.lang)
        yield f"# {escaped(title)} (`{self.result.indicator.code}`)"
        yield ""
        yield escaped(what)
        if not self.result.marks:
            yield ""
            yield words.nothing(self.result, self.lang)
        else:
            yield from heading(2, _("Figures").text(self.lang))
            yield from self._figures()
        if self.result.goals:
            yield from heading(2, _("Targets").text(self.lang))
            yield from self._targets()
        yield from self._paces()
        yield from self.cited.lines(2)

    def part(self) -> Iterator[str]:
        """What there is beside the targets, for a larger document."""
        title, what = words.heading(self.result, self.lang)
        yield from heading(self.level, f"{escaped(title)} (`{self.result.indicator.code}`)")
        yield escaped(what)
        yield ""
        yield from self._figures()
        yield from self._paces()

    def _figures(self) -> Iterator[str]:
        heads = [
            _("Date, period").text(self.lang),
            _("Figure").text(self.lang),
            _("The truth").text(self.lang),
            _("Notes").text(self.lang),
            _("Source").text(self.lang),
        ]
        rows = []
        for mark in self.result.marks:
            said = escaped(self.figure(mark.figure))
            told = words.mark_notes(mark, self.lang)
            rows.append(
                [
                    escaped(words.mark_date(mark, self.lang)),
                    f"**{said}**" if mark.role is Role.CHOSEN else said,
                    escaped(words.truth(mark, self.lang)),
                    escaped("; ".join(told)),
                    self.cited.cite(*(part.source for part in mark.figure.parts)),
                ]
            )
        yield from grid(heads, rows)

    def _targets(self) -> Iterator[str]:
        heads = [
            _("Due").text(self.lang),
            _("Target").text(self.lang),
            _("Judged by").text(self.lang),
            words.percent_heading(self.result, self.lang),
            _("Status").text(self.lang),
            _("Plan").text(self.lang),
        ]
        rows = []
        for goal in self.result.goals:
            row = goal.row
            rows.append(
                [
                    words.due(goal, self.lang),
                    escaped(
                        "; ".join(
                            filter(
                                None,
                                [
                                    self.target(row),
                                    words.milestones(goal, self.result, self.lang),
                                ],
                            )
                        )
                    ),
                    escaped("; ".join(filter(None, [self.observed(row), self.unfinished(row)]))) or "–",
                    escaped(phrases.percent_text(row, self.lang)) or "–",
                    phrases.marked(row.status, self.lang),
                    f"{escaped(row.plan.number)} {self.cited.cite(row.target.source or row.plan.sources[0])}",
                ]
            )
        yield from grid(heads, rows, (False, False, False, True, False, False))

    def _paces(self) -> Iterator[str]:
        general = words.line_lines(self.result, self.lang)
        if not self.result.marks or not (general or self.result.open_goals):
            return
        yield from heading(self.level + 1, _("Pace and projection").text(self.lang))
        for goal in self.result.open_goals:
            head = words.aim(goal.row, self.result, self.lang)
            yield f"- **{escaped(head)}** ({escaped(goal.row.plan.number)})"
            for line in words.goal_lines(goal, self.result, self.lang):
                yield f"  - {escaped(line)}"
        for line in general:
            yield f"- {escaped(line)}"
