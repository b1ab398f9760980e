"""The canonical form of each YAML file as a table: the order of its keys, and what stands on one line.

The keys are those of :mod:`cnht.reading.documents`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

WIDTH = 120
"""A group of keys stands on one line where the line has at most so many characters, without a comment beside it."""
FREE = frozenset("plan title issuer replaces name definition vi en publisher url note wording".split())
"""The keys of free text. In any other value a blank at the end is an error, which is not for the form to mend."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a group of keys, a list or a single value is written."""

    keys: tuple[str, ...] = ()
    """Its keys, in their order; none where the keys are the author's own."""
    inner: Mapping[str, Shape] = field(default_factory=dict)
    """The shapes of the values that are more than a line of text, by their key."""
    each: Shape | None = None
    """The shape of every value, where the keys are the author's own, and of every item of a list."""
    is_block: bool = False
    """Each key stands on a line of its own, however short they are."""
    opens: frozenset[str] = frozenset()
    """Keys that need a line of their own, and with them all keys beside them."""
    is_sorted: bool = False
    """The author's own keys are put in order; else their order means something, and is kept."""
    has_dates: bool = False
    """Text that looks like a date or a number is one, and stands without quotes; so are the author's own keys."""
    may_be_empty: bool = False
    """Nothing is as good as a group without keys, which is how that is written."""
    may_be_one: bool = False
    """Where it is a list of one item, the item stands alone."""

    def of(self, key: str) -> Shape:
        """The shape of the value of ``key``."""
        return self.inner.get(key) or self.each or TEXT

    @property
    def item(self) -> Shape:
        """The shape of an item, where it is a list: its own where a lone thing may be one of several."""
        return self.each or self


TEXT = Shape()
DATE = Shape(has_dates=True)
LIST = Shape(each=TEXT)
_WORDS = Shape(("vi", "en"))
_QUANTITY = ("value", "about", "nearly", "over", "under", "at_least", "at_most", "between")

INDICATORS = Shape(
    ("tolerance_percent", "areas", "units", "indicators"),
    {
        "tolerance_percent": Shape(("about", "nearly")),
        "areas": Shape(each=_WORDS, is_block=True),
        "units": Shape(each=Shape(("vi", "en", "scale")), is_block=True),
        "indicators": Shape(
            each=Shape(
                ("name", "definition", "unit", "measure", "direction", "ratio", "register", "stage", "note"),
                {
                    "name": _WORDS,
                    "definition": Shape(("vi", "en"), is_block=True),  # sentences, not names
                    "ratio": Shape(("of", "to")),
                },
                is_block=True,
            ),
            is_block=True,
        ),
    },
    is_block=True,
)

SOURCES = Shape(
    each=Shape(
        ("title", "publisher", "published", "url", "authority", "note"),
        {"published": DATE},
        is_block=True,
    ),
    is_block=True,
)

_TARGET = Shape(
    (*_QUANTITY, "area", "due", "each", "baseline", "milestones", "source", "wording", "note"),
    {
        "between": LIST,
        "due": DATE,
        "baseline": Shape((*_QUANTITY, "as_of"), {"between": LIST, "as_of": DATE}),
        "milestones": Shape(each=Shape(_QUANTITY, {"between": LIST}), is_sorted=True, has_dates=True),
    },
    opens=frozenset({"milestones", "note"}),
    may_be_one=True,
)

PLAN = Shape(
    ("plan", "title", "issuer", "issued", "period", "area", "source", "replaces", "note", "targets"),
    {
        "title": _WORDS,
        "issuer": _WORDS,
        "issued": DATE,
        "period": DATE,
        "source": Shape(each=TEXT, may_be_one=True),
        "targets": Shape(each=_TARGET, is_block=True, may_be_empty=True),
    },
    is_block=True,
)
