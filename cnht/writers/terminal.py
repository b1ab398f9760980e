"""Blocks for a terminal: as wide as it is, in its colours, and in ASCII where it can show no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from io import StringIO
from itertools import groupby
from typing import Literal, NamedTuple

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from cnht.domain.progress import Status
from cnht.language.fuzzy import plain
from cnht.language.safe_text import unspoken
from cnht.language.texts import Lang, _
from cnht.language.wording import write_period
from cnht.presenting import blocks
from cnht.presenting.blocks import (
    DASH,
    Bar,
    Block,
    Break,
    Cite,
    Column,
    Line,
    Look,
    Marker,
    Sign,
    Span,
    Table,
    TableLayout,
    TableRow,
)
from cnht.problems import Severity, visible

ColorSystem = Literal["standard", "256", "truecolor"]
_SIGNS = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "·": "-",
        "…": "...",
        "≤": "<=",
        "≥": ">=",
        "≈": "~",
        "≠": "!=",
        "×": "x",
        "−": "-",
        "→": "->",
        "±": "+/-",
        "●": "*",
        "○": "-",
        "█": "#",
        "░": ".",
        "─": "-",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "⏎": "|",
        "\u00a0": " ",
    }
)
GLUE = "\ue000"
"""A space at which no line is broken; the library breaks at every real one, the no-break space included."""
_WIDEST = 132
"""A line longer than this is hard to follow; a wider terminal stays empty at the right."""
_ROOMY, _BROAD = 100, 76
_WHOLE = 26
"""A cell with lines of its own is not broken up to here in a terminal that is broad."""
_NARROWEST = 14
"""How narrow a column that wraps may get before another one is left out."""
_STYLES: dict[StrEnum, str] = {
    Look.PLAIN: "not bold",
    Look.STRONG: "bold",
    Look.FAINT: "dim",
    Look.ASIDE: "dim",
    Look.UNIT: "dim",
    Look.NOTE: "dim italic",
    Look.CODE: "not bold",
    Look.KEY: "bold cyan",
    Look.GOOD: "green",
    Look.DOUBTFUL: "yellow",
    Look.BAD: "bold red",
    Look.ALARM: "bold reverse red",
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
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
}


class Screen(NamedTuple):
    """``width`` in cells; ``color`` is ``None`` for none; ``ascii_only`` where the encoding holds no Vietnamese."""

    width: int = 80
    color: ColorSystem | None = None
    ascii_only: bool = False

    def text(self, parts: Iterable[RenderableType]) -> str:
        """Render ``parts`` one below the other. Trailing blanks are dropped, no-break spaces become plain ones."""
        out = StringIO()
        console = Console(
            file=out,
            width=self.width,
            force_terminal=self.color is not None,
            color_system=self.color,
            no_color=self.color is None,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
        )
        for part in parts:
            # What must not be cut, such as an address, runs over the edge.
            console.print(part, soft_wrap=isinstance(part, Text) and bool(part.no_wrap))
        spaced = out.getvalue().replace(GLUE, " ").replace("\u00a0", " ")
        text = "\n".join(_safe(line) for line in spaced.split("\n"))
        if self.ascii_only:
            text = to_ascii(text)
        return "".join(line.rstrip(" ") + "\n" for line in text.split("\n")[:-1])


def _safe(line: str) -> str:
    """A line in which nothing from a file is hidden or an order; the colours, which are the library's own, stay."""
    if not line.isprintable():
        line = "\x1b".join(map(visible, line.split("\x1b")))
    return unspoken(line)


def to_ascii(text: str) -> str:
    """Vietnamese without its marks and signs spelt out, for a terminal that can show no more; ``?`` for the rest."""
    return (
        "".join(
            char if char.isascii() else plain(char) if not char.isupper() else plain(char).upper()
            for char in text.translate(_SIGNS)
        )
        .encode("ascii", "replace")
        .decode()
    )


def terminal(document: Iterable[Block], lang: Lang, screen: Screen) -> str:
    """The blocks as text, one below the other."""
    document = tuple(document)
    last = [block for block in document if isinstance(block, blocks.Summary)]
    writer = _TerminalWriter(document, lang, screen)
    kept = [*(block for block in document if not isinstance(block, blocks.Summary)), *last]
    parts: list[RenderableType] = []
    for is_whole, run in groupby((part for block in kept for part in writer.block(block)), key=_is_whole):
        lines = list(run)
        # Lines that run over the edge are one text: to print each by itself would take long.
        parts += [Text("\n", no_wrap=True).join(lines)] if is_whole else lines  # type: ignore[arg-type]
    return screen.text(parts) if parts else ""


def _is_whole(part: RenderableType) -> bool:
    return isinstance(part, Text) and bool(part.no_wrap)


class _TerminalWriter:
    def __init__(self, document: tuple[Block, ...], lang: Lang, screen: Screen) -> None:
        self.lang = lang
        self.screen = screen
        self.numbers = blocks.cited(document)
        self.named = blocks.cited(document, named=True)
        self.begun = False

    def block(self, block: Block) -> Iterator[RenderableType]:
        """A block line by line, with the empty line before it where it has one."""
        match block:
            case blocks.Heading():
                yield from self._heading(block)
            case blocks.Paragraph():
                line = self.line(block.line, style=self._style(block.look))
                line.no_wrap = block.whole
                yield Padding(line, (0, 0, 0, block.indent)) if block.indent and not block.whole else line
            case blocks.Summary():
                yield Text()
                yield from (Text(self.words(words), "" if at else "bold") for at, words in enumerate(block.lines))
            case blocks.Items():
                yield from self._items(block)
            case Table():
                yield from self._fixed(block) if block.layouts else self._free(block)
            case blocks.Heads():
                yield from self._heads(block.table)
            case blocks.Drawing():
                yield from self._chart(block)
            case blocks.Sources():
                yield from self._sources(block)
            case blocks.Fold():
                title = () if block.goes_on else (blocks.Heading(2, (block.title,)),)
                yield from (part for each in (*title, *block.blocks) for part in self.block(each))
        self.begun = True

    def _items(self, items: blocks.Items) -> Iterator[RenderableType]:
        for item in items.items:
            yield Padding(self.line(item.line), (0, 0, 0, 2))
            yield from (Padding(self.line(each), (0, 0, 0, 4)) for each in item.lines)

    def _chart(self, drawing: blocks.Drawing) -> Iterator[RenderableType]:
        from cnht.writers.terminal_chart import NARROWEST, lines

        if self.screen.width >= NARROWEST:
            yield Text()
            yield from lines(drawing.chart, self.lang, self.screen)

    def _heading(self, heading: blocks.Heading) -> Iterator[RenderableType]:
        if heading.level < 3 and self.begun:
            yield Text()
        keyed = any(isinstance(inline, Span) and inline.look is Look.KEY for inline in heading.line)
        found = self.line(heading.line, style="" if keyed else "bold")
        for cite in heading.below:
            if isinstance(cite, Cite):
                found.append(f" {self._cite(cite)}", "dim")
        yield Padding(found, (0, 0, 0, 2)) if heading.level == 3 else found

    def _sources(self, sources: blocks.Sources) -> Iterator[RenderableType]:
        if self.numbers or self.named:
            yield Text()
            yield Text(_("Sources").text(self.lang), "bold")
        grid = Grid.grid(padding=(0, 1, 0, 0))
        grid.add_column(justify="right")
        grid.add_column()
        for code, number in self.numbers.items():
            grid.add_row(f"[{number}]", self._source(code, sources))
        if self.numbers:
            yield Padding(grid, (0, 0, 0, 2))
        for code in self.named:
            yield Padding(f"{code}: {self._source(code, sources)}", (0, 0, 0, 2))
            if url := sources.known[code].url:
                yield Text(f"    {url}", "dim", no_wrap=True)

    def _source(self, code: str, sources: blocks.Sources) -> str:
        source = sources.known[code]
        return f"{source.publisher}, {write_period(source.published, self.lang)}: {source.title}"

    # Lines

    def words(self, text: blocks.Text) -> str:
        """A text in the language, in which no line is broken within a number and its sign, or a range."""
        found = text if isinstance(text, str) else text.text(self.lang)
        return re.sub(r"(?<=[0-9]) – (?=[0-9])", f"{GLUE}–{GLUE}", found).replace("\u00a0", GLUE)

    def line(self, line: Line, width: int = 0, *, style: str = "", cell: bool = False, bar: int = 10) -> Text:
        """A line; in a ``cell`` of ``width`` letters, where 0 is as many as needed, it breaks where it should."""
        found = Text(style=style)
        for inline in line:
            match inline:
                case Break():
                    found.append("\n" if cell else inline.elsewhere)
                case Bar():
                    found.append_text(_bar(inline, bar))
                case Marker():
                    pass
                case Cite():
                    found.append(self._cite(inline), "dim" if cell else "")
                case Span():
                    self._span(found, inline, width, cell=cell)
                case blocks.Name():
                    found.append(_fitted(self.words(inline.text), width))
                case _:
                    found.append(_fitted(self.words(inline), width))
        return found

    def _span(self, found: Text, span: Span, width: int, *, cell: bool) -> None:
        """Write a part of a line behind what is ``found``; what only a page has room for is left out."""
        words, style = self.words(span.text), self._style(span.look, nested=True)
        if span.mark:
            words = self._marked(words, span.mark, width)
            words = words.replace(" ", GLUE) if isinstance(span.look, Status) and not width else words
        elif span.look is Look.CODE or (span.look is Look.ASIDE and not cell):
            words = f"({words})"
        else:
            words = _fitted(words, width)
        if span.look not in (Look.QUOTE, Look.PLACE):
            found.append(words, style)
        if span.look is Look.KEY:
            found.append("  ")

    def _style(self, look: StrEnum, *, nested: bool = False) -> str:
        if isinstance(look, Sign):
            from cnht.writers.terminal_chart import style

            return style(look)
        return "" if look is Look.PLAIN and not nested else _STYLES.get(look, "")

    def _marked(self, words: str, marks: tuple[str, str], width: int) -> str:
        """The mark and the words; words of two lines hang behind the mark."""
        if width and len(words) + 2 > width and " " in words:
            middle = min((at for at, char in enumerate(words) if char == " "), key=lambda at: abs(2 * at - len(words)))
            words = f"{words[:middle]}\n  {words[middle + 1 :]}"
        return f"{marks[self.screen.ascii_only]} {words}".rstrip()

    def _cite(self, cite: Cite) -> str:
        if cite.named:
            return ", ".join(cite.codes)
        return f"[{','.join(map(str, sorted({self.numbers[code] for code in cite.codes})))}]"

    # Tables with columns of given widths

    def _layout(self, table: Table) -> TableLayout | None:
        """The widest layout that there is room for."""
        for layout in table.layouts:
            if self.screen.width >= layout.least:
                free = layout.widths.index(0)
                room = min(self.screen.width, _WIDEST) - sum(layout.widths) - sum(map(bool, layout.widths))
                return layout._replace(widths=(*layout.widths[:free], room, *layout.widths[free + 1 :]))
        return None

    def _grid(self, layout: TableLayout, table: Table, cells: Iterable[Text]) -> Grid:
        grid = Grid.grid(padding=(0, 1, 0, 0), pad_edge=False)
        for width, column in zip(layout.widths, table.columns, strict=True):
            if width:
                grid.add_column(width=width, justify=_side(column), overflow="fold")
        grid.add_row(*cells)
        return grid

    def _heads(self, table: Table) -> Iterator[RenderableType]:
        layout = self._layout(table)
        if layout is not None:
            shown = zip(layout.widths, table.columns, strict=True)
            yield Text()
            yield self._grid(layout, table, [Text(self.words(one.head), "dim") for width, one in shown if width])

    def _fixed(self, table: Table) -> Iterator[RenderableType]:
        layout = self._layout(table)
        for row in table.rows:
            if layout is None:
                yield from map(self.line, row.narrow)
            else:
                cells: list[Text] = []
                for width, column, cell in zip(layout.widths, table.columns, row.cells, strict=True):
                    if width:
                        cells.append(self.line(cell, width, cell=True, bar=10 if width > 16 else 6))
                    elif cell != DASH:
                        cells[-1].append("\n").append_text(self.line((column.joins, " ", *cell), style="dim"))
                yield self._grid(layout, table, cells)
            indent = 2 if layout is None or not table.layouts[0].widths[0] else layout.widths[0] + 1
            for note in row.notes:
                yield Padding(Text(self.words(note), "dim italic"), (0, 0, 0, indent))

    # Tables with columns as wide as their texts

    def _free(self, table: Table) -> Iterator[RenderableType]:
        """A grid with heads; marks stand in a column of their own at the left."""
        rows = [self._joined(table, row) for row in table.rows]
        marks = [self._mark(row) for row in table.rows]
        columns = [column for column in table.columns if not column.joins]
        heads = self._joined_heads(table)
        gap = 1 if self.screen.width < _ROOMY else 2
        kept = self._fitting(columns, [heads, *rows], self.screen.width - table.indent - (1 + gap) * any(marks), gap)
        grid = Grid.grid(padding=(0, gap, 0, 0), pad_edge=False)
        if any(marks):
            grid.add_column(width=1)
        for at in kept:
            texts = [row[at].plain for row in rows]
            longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
            whole = longest <= _WHOLE and self.screen.width >= _BROAD and any("\n" in text for text in texts)
            grid.add_column(
                justify="right" if columns[at].right else "left",
                no_wrap=whole or not columns[at].wraps,
                overflow="fold",
            )
        for mark, cells in zip([None, *marks], [heads, *rows], strict=True):
            grid.add_row(*([mark or Text()] if any(marks) else []), *(cells[at] for at in kept))
        yield Padding(grid, (0, max(self.screen.width - _WIDEST, 0), 0, table.indent))

    def _joined_heads(self, table: Table) -> list[Text]:
        heads: list[str] = []
        for column in table.columns:
            head = self.words(column.head)
            if column.joins:
                heads[-1] += f", {head[:1].lower()}{head[1:]}"
            else:
                heads.append(head)
        return [Text(head, "dim") for head in heads]

    def _joined(self, table: Table, row: TableRow) -> list[Text]:
        """The cells of a row, without marks, and with those behind the cell before that join it."""
        cells: list[Text] = []
        for column, line in zip(table.columns, row.cells, strict=True):
            bare = tuple(part._replace(mark=None) if isinstance(part, Span) else part for part in line)
            cell = self.line(bare, style=self._style(row.look), cell=True)
            if not column.joins:
                cells.append(cell)
            elif line not in ((), DASH):
                cells[-1] = Text(self.words(column.joins)).join([part for part in (cells[-1], cell) if part.plain])
        return cells

    def _mark(self, row: TableRow) -> Text | None:
        """What stands at the left of a row: the mark of its verdict, or the sign of its figure."""
        for inline in (inline for cell in row.cells for inline in cell):
            if isinstance(inline, Marker):
                from cnht.writers.terminal_chart import character, style

                return Text(character(inline.sign, ascii_only=self.screen.ascii_only), style(inline.sign))
            if isinstance(inline, Span) and inline.mark:
                return Text(inline.mark[self.screen.ascii_only], self._style(inline.look))
        return None

    @staticmethod
    def _fitting(columns: list[Column], rows: list[list[Text]], width: int, gap: int) -> list[int]:
        """The columns that fit beside each other, the spare ones left out as far as it must be."""
        kept = list(range(len(columns)))
        needed = [max(cell_len(line) for row in rows for line in row[at].plain.split("\n")) for at in kept]
        needed = [min(one, _NARROWEST) if columns[at].wraps else one for at, one in enumerate(needed)]
        for spare in sorted((at for at in kept if columns[at].spare), key=lambda at: columns[at].spare):
            if sum(needed[at] + gap for at in kept) <= width:
                break
            kept.remove(spare)
        return kept


def _side(column: Column) -> Literal["left", "right"]:
    """A number that joins the column before stands at the right; one that has a bar begins with it."""
    return "right" if column.joins and column.right else "left"


def _bar(bar: Bar, width: int) -> Text:
    """How much of a target is reached: cut off, so that it is full only at 100 %."""
    row = bar.row
    if row.percent is None or row.carried:
        return Text()
    nominal, interval = row.percent
    filled = max(0, min(width, int(nominal * width / 100)))
    if filled == width and nominal == interval.high and interval.high_open:
        filled -= 1  # a figure below 100 % by its words never fills it
    return Text.assemble(("█" * filled, _STYLES[row.status]), ("░" * (width - filled), "dim"), " ")


def _fitted(text: str, width: int) -> str:
    """``text`` in lines of ``width`` cells as far as it must be broken: a range behind its dash, a word at hyphens."""
    if not width:
        return text
    if max(map(len, text.split(" "))) > width:
        text = text.replace(f"–{GLUE}", "–").replace("–", "–\n")

    def broken(found: re.Match[str]) -> str:
        lines = [""]
        for piece in re.split(r"(?<=\w-)(?=\w)", found[0]):
            if lines[-1] and len(lines[-1] + piece) > width:
                lines.append("")
            lines[-1] += piece
        return "\n".join(lines)

    return re.sub(rf"\S{{{width + 1},}}", broken, text)
