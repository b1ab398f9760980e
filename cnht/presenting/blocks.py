"""What presenters make and writers write: blocks of text that know no language, no colour and no medium yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from cnht.domain.model import Source
from cnht.domain.progress import Row as Judged
from cnht.language.texts import Localized, LocalizedText, Message, Written

if TYPE_CHECKING:
    from cnht.presenting.charts import Chart


class Look(StrEnum):
    """How a part of a line differs from the rest. A status, change, severity or chart sign can stand in its place."""

    PLAIN = "plain"
    """Also within a heading."""
    STRONG = "strong"
    FAINT = "by"
    ASIDE = "aside"
    """Faint; where a line goes on, in brackets."""
    UNIT = "unit"
    NOTE = "note"
    CODE = "code"
    KEY = "key"
    """The number of a document, before its title."""
    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"
    ALARM = "alarm"
    QUOTE = "quote"
    """The words of a source: only a page has room for them."""
    PLACE = "place"
    """Where something stands in a file: only a page has room for it."""


Text = str | Localized


class Sign(StrEnum):
    """What a mark of a chart stands for, in the order of the legend. A figure has one of the first five."""

    CHOSEN = "chosen"
    OTHER = "other"
    DISPUTED = "disputed"
    CARRIED = "carried"
    PART = "part"
    """A flow's figure for a part of its year only, which is less than a whole year's for that alone."""
    TRUTH = "truth"
    BEYOND = "beyond"
    TARGET = "target"
    BAND = "band"
    MILESTONE = "milestone"
    SUPERSEDED = "superseded"
    TREND = "trend"
    ESTIMATE = "estimate"
    NOW = "now"


class Span(NamedTuple):
    """A part of a line that looks different. ``mark`` stands before it: a shape, and its stand-in in ASCII."""

    text: Text
    look: StrEnum = Look.PLAIN
    mark: tuple[str, str] | None = None


class Marker(NamedTuple):
    """The sign that charts have for a figure; ``role`` says what it means."""

    sign: Sign
    role: Text


class Name(NamedTuple):
    """The name of an indicator in an area, where a page leads to all that it tells of it."""

    text: Text
    indicator: str
    area: str


class Cite(NamedTuple):
    """Sources, by the numbers they have in this document; ``named`` where they stand by their codes."""

    codes: tuple[str, ...]
    named: bool = False


class Break(NamedTuple):
    """The end of a line in the narrow cell of a terminal's table; everywhere else a text."""

    elsewhere: str = " "


class Bar(NamedTuple):
    """How much of a target is reached."""

    row: Judged


Inline = str | Localized | Span | Name | Marker | Cite | Break | Bar
Line = tuple[Inline, ...]
DASH: Line = (Span("–", Look.FAINT),)
"""A cell with nothing in it that a reader would look for something in."""


class Heading(NamedTuple):
    """``below`` is said in a line of its own; where there is little room, only what it cites."""

    level: int
    line: Line
    below: Line = ()


class Paragraph(NamedTuple):
    """A line of text. One that is ``whole`` runs over the edge of a terminal, so that it can be copied."""

    line: Line = ()
    look: StrEnum = Look.PLAIN
    indent: int = 0
    whole: bool = False


class Summary(NamedTuple):
    """What it comes to. A terminal has it at the end, where its reader is."""

    lines: tuple[Text, ...]


class Item(NamedTuple):
    """An item of a list, with its own items."""

    line: Line
    lines: tuple[Line, ...] = ()


class Items(NamedTuple):
    """A list."""

    items: tuple[Item, ...]


class Column(NamedTuple):
    """A column of a table.

    ``spare`` says which columns go first where there is no room for all, 1 before 2; 0 stays. ``joins`` is what stands
    between its text and that of the column before where both are one column, as in a terminal.
    """

    head: Text
    right: bool = False
    wraps: bool = True
    spare: int = 0
    joins: Text = ""


class TableRow(NamedTuple):
    """A row of a table: a cell for each column.

    ``narrow`` are its lines where the columns do not fit beside each other, ``keys`` what a page sorts its cells by.
    """

    cells: tuple[Line, ...]
    notes: tuple[Text, ...] = ()
    narrow: tuple[Line, ...] = ()
    keys: tuple[str | None, ...] = ()
    look: StrEnum = Look.PLAIN


class TableLayout(NamedTuple):
    """The widths of a terminal's columns, in cells, from a width of the terminal on.

    One column of width 0 is as wide as there is room, any other one stands below the one before.
    """

    least: int
    widths: tuple[int, ...]


class Table(NamedTuple):
    """A table; ``notes`` is the head of the column of notes. Without ``layouts`` columns are as wide as their texts."""

    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    notes: Text | None = None
    layouts: tuple[TableLayout, ...] = ()
    indent: int = 0
    name: str = ""
    """What a page's style calls it."""


class Heads(NamedTuple):
    """The heads of the tables that follow, which a terminal shows once."""

    table: Table


class Drawing(NamedTuple):
    """A chart; ``label`` says in a sentence what it shows."""

    chart: Chart
    label: Text = ""


class Sources(NamedTuple):
    """The sources that the document cites, under a heading; nothing where it cites none."""

    known: Mapping[str, Source]


class Fold(NamedTuple):
    """Blocks that are out of sight until one asks for them. ``goes_on`` where they only continue what is before."""

    title: Text
    blocks: tuple[Block, ...]
    goes_on: bool = False


Block = Heading | Paragraph | Summary | Items | Table | Heads | Drawing | Sources | Fold


def cited(blocks: Iterable[object], *, named: bool = False) -> dict[str, int]:
    """The sources that are cited, numbered from 1 in the order of reading; those ``named`` by their codes apart."""
    numbers: dict[str, int] = {}
    for cite in _cites(tuple(blocks)):
        if cite.named is named:
            for code in cite.codes:
                numbers.setdefault(code, len(numbers) + 1)
    return numbers


def _cites(part: object) -> Iterator[Cite]:
    if isinstance(part, Cite):
        yield part
    elif isinstance(part, tuple) and not isinstance(part, LocalizedText | Message | Written | Drawing | Bar):
        for each in part:
            yield from _cites(each)
