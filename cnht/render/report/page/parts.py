"""The values that a page is laid out from: texts in both languages, sources by number, places in files."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from markupsafe import Markup

from cnht.lang import Lang, Localized, _


class Depth(IntEnum):
    """How much a page leaves out: each what the one before does, and more."""

    WHOLE = 0
    UNREASONED = 1
    """Without the reasoning of each verdict."""
    UNLISTED = 2
    """Without the figures one by one, which the charts still show."""
    BRIEF = 3
    """Without anything told of one indicator."""


LEFT_OUT: dict[Depth, Localized] = {
    Depth.UNREASONED: _("the arithmetic of each indicator"),
    Depth.UNLISTED: _("the arithmetic and the list of figures of each indicator"),
    Depth.BRIEF: _("charts, figures of all years and the arithmetic of each indicator"),
}


class Badge(NamedTuple):
    """A verdict: ``code`` is its colour, ``mark`` its shape."""

    code: str
    mark: str
    words: Localized


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
    name: Localized
    plan: str
    target: Localized
    due: Localized
    latest: Localized
    when: Localized
    cited: Cited
    percent: Localized
    label: Localized
    is_ceiling: bool
    carried: bool
    bar: Markup
    pace: Localized
    badge: Badge
    notes: list[Localized]
    keys: Keys


class Shown(NamedTuple):
    """A figure of the past: what it is, in the words of its source, and where it stands."""

    sign: Markup
    role: Localized
    when: Localized
    figure: Localized
    truth: Localized
    wording: tuple[str, ...]
    notes: list[Localized]
    cited: Cited
    places: tuple[str, ...]
    faint: bool


class Past(NamedTuple):
    """A target of any year."""

    due: Localized
    target: Localized
    badge: Badge
    judged: Localized
    unfinished: Localized
    milestones: Localized
    percent: Localized
    plan: str
    cited: Cited
    place: str


class Paced(NamedTuple):
    """What is said of the pace towards a target."""

    target: Localized
    plan: str
    lines: list[Localized]


class Card(NamedTuple):
    """An indicator in an area, with its targets of the year; ``tone`` is the worst verdict on one that still counts."""

    tone: str
    goalposts: list[Goalpost]


class Detail(NamedTuple):
    """All that is told of an indicator in an area. ``of`` is what percentages are of, ``charts`` are by language."""

    anchor: str
    code: str
    name: Localized
    of: Localized
    about: Localized
    definition: Localized
    note: str
    charts: list[tuple[Lang, Markup]]
    nothing: Localized
    figures: list[Shown]
    past: list[Past]
    paces: list[Paced]
    general: list[Localized]
    trace: list[tuple[Lang, list[tuple[int, Markup]]]]


class Document(NamedTuple):
    """A plan's document."""

    number: str
    title: Localized
    issuer: Localized
    issued: Localized
    cited: Cited
    bare: Localized
    note: str


class Remark(NamedTuple):
    """A sentence about an indicator: a conflict, or what is missing."""

    detail: str
    name: Localized
    text: Localized
    cited: Cited
    place: str


class Moved(NamedTuple):
    """A target whose verdict, or what it rests on, is another one."""

    detail: str
    name: Localized
    plan: str
    old: Badge
    new: Badge
    before: Localized
    now: Localized


class Fresh(NamedTuple):
    """A new figure."""

    name: Localized
    figure: Localized
    when: Localized
    notes: Localized
    cited: Cited
    place: str


class Reference(NamedTuple):
    """A source; ``url`` is a link only where it leads to a page."""

    number: int
    code: str
    publisher: str
    when: Localized
    title: str
    authority: Localized
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
    left_out: Localized
    title: Localized
    day: Localized
    opening: Localized
    asides: list[Localized]
    counts: list[Tally]
    documents: list[Document]
    since: Localized
    news: Localized
    no_news: Localized
    moves: list[Moved]
    fresh: list[Fresh]
    cards: list[Card]
    details: list[Detail]
    conflicts: list[Remark]
    missing: list[Remark]
    key: list[tuple[Markup, Localized]]
    references: list[Reference]
    statuses: list[Badge]
    command: str
