"""The values that a page is laid out from: texts in both languages, sources by number, places in files."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from markupsafe import Markup

from cnht.lang import Lang, Words

NOTHING = Words("", "")


class Depth(IntEnum):
    """How much a page leaves out: each what the one before does, and more."""

    WHOLE = 0
    UNREASONED = 1
    """Without the reasoning of each verdict."""
    UNLISTED = 2
    """Without the figures one by one, which the charts still show."""
    BRIEF = 3
    """Without anything told of one indicator."""


LEFT_OUT: dict[Depth, Words] = {
    Depth.UNREASONED: Words("cách tính của từng chỉ tiêu", "the arithmetic of each indicator"),
    Depth.UNLISTED: Words(
        "cách tính và bảng số liệu của từng chỉ tiêu", "the arithmetic and the list of figures of each indicator"
    ),
    Depth.BRIEF: Words(
        "biểu đồ, số liệu các năm và cách tính của từng chỉ tiêu",
        "charts, figures of all years and the arithmetic of each indicator",
    ),
}


class Badge(NamedTuple):
    """A verdict: ``code`` is its colour, ``mark`` its shape."""

    code: str
    mark: str
    words: Words


class Cited(NamedTuple):
    """Sources by their numbers."""

    numbers: tuple[int, ...]


class Keys(NamedTuple):
    """What a row of the table is sorted by; of what is empty there is nothing to compare."""

    target: str
    latest: str
    percent: str
    pace: str
    due: str
    status: str


class Goalpost(NamedTuple):
    """A target of the year with its verdict. ``detail`` is the anchor of what is told of its indicator."""

    detail: str
    name: Words
    plan: str
    target: Words
    due: Words
    latest: Words
    when: Words
    cited: Cited
    percent: Words
    label: Words
    is_ceiling: bool
    carried: bool
    bar: Markup
    pace: Words
    badge: Badge
    notes: list[Words]
    keys: Keys


class Shown(NamedTuple):
    """A figure of the past: what it is, in the words of its source, and where it stands."""

    sign: Markup
    role: Words
    when: Words
    figure: Words
    truth: Words
    wording: tuple[str, ...]
    notes: list[Words]
    cited: Cited
    places: tuple[str, ...]
    faint: bool


class Past(NamedTuple):
    """A target of any year."""

    due: Words
    target: Words
    badge: Badge
    judged: Words
    unfinished: Words
    milestones: Words
    percent: Words
    plan: str
    cited: Cited
    place: str


class Paced(NamedTuple):
    """What is said of the pace towards a target."""

    target: Words
    plan: str
    lines: list[Words]


class Card(NamedTuple):
    """An indicator in an area, with its targets of the year; ``tone`` is the worst verdict on one that still counts."""

    tone: str
    goalposts: list[Goalpost]


class Detail(NamedTuple):
    """All that is told of an indicator in an area. ``of`` is what percentages are of, ``charts`` are by language."""

    anchor: str
    code: str
    name: Words
    of: Words
    about: Words
    definition: Words
    note: str
    charts: list[tuple[Lang, Markup]]
    nothing: Words
    figures: list[Shown]
    past: list[Past]
    paces: list[Paced]
    general: list[Words]
    trace: list[tuple[Lang, list[tuple[int, Markup]]]]


class Document(NamedTuple):
    """A plan's document."""

    number: str
    title: Words
    issuer: Words
    issued: Words
    cited: Cited
    bare: Words
    note: str


class Remark(NamedTuple):
    """A sentence about an indicator: a conflict, or what is missing."""

    detail: str
    name: Words
    text: Words
    cited: Cited
    place: str


class Moved(NamedTuple):
    """A target whose verdict, or what it rests on, is another one."""

    detail: str
    name: Words
    plan: str
    old: Badge
    new: Badge
    before: Words
    now: Words


class Fresh(NamedTuple):
    """A new figure."""

    name: Words
    figure: Words
    when: Words
    notes: Words
    cited: Cited
    place: str


class Reference(NamedTuple):
    """A source; ``url`` is a link only where it leads to a page."""

    number: int
    code: str
    publisher: str
    when: Words
    title: str
    authority: Words
    url: str
    is_link: bool
    note: str


class Tally(NamedTuple):
    """How many targets have a verdict; ``share`` is their percentage of all."""

    badge: Badge
    number: int
    share: float


class View(NamedTuple):
    """The whole page."""

    lang: Lang
    left_out: Words
    title: Words
    day: Words
    opening: Words
    asides: list[Words]
    counts: list[Tally]
    documents: list[Document]
    since: Words
    news: Words
    no_news: Words
    moves: list[Moved]
    fresh: list[Fresh]
    cards: list[Card]
    details: list[Detail]
    conflicts: list[Remark]
    missing: list[Remark]
    key: list[tuple[Markup, Words]]
    references: list[Reference]
    statuses: list[Badge]
    command: str
