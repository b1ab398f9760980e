"""A terminal as far as rendering must know it: its width, its colours, and whether it can show more than ASCII."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import Literal, NamedTuple

from rich.console import Console, RenderableType
from rich.text import Text

from cnht.likeness import plain
from cnht.problems import visible
from cnht.render.phrases import spaced
from cnht.safe_text import unspoken

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
        "█": "#",
        "░": ".",
        "─": "-",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "\u00a0": " ",
    }
)


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
        text = "\n".join(_safe(line) for line in spaced(out.getvalue()).split("\n"))
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
