"""Text with runs of several fonts to plain text: what is struck out is not said, and what is raised is not a digit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cnht.importing.sheet import LONG_CELL, LONGEST_CELL, Cell, CellKind, NotReadable, Sheet
from cnht.problems import Fault, shown
from cnht.reading import encoding as old
from cnht.reading.encoding import Encoding

_RAISED = {
    "superscript": str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾"),
    "subscript": str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
}
_POWERS = dict.fromkeys(map(ord, "²³¹°"))
"""Not letters of the old fonts, but of everybody."""
_MARKS = " \u00a0.,"
_MOST_TEXTS = 2_000
"""How many texts of a workbook are looked at for an old encoding."""


class Run(NamedTuple):
    """Text of one font."""

    text: str
    is_struck: bool = False
    raised: str = ""
    """``superscript`` or ``subscript``; empty on the line."""


def rich_text(runs: Iterable[Run]) -> Cell:
    """The cell of a text: ``95²`` where the 2 is raised, 97 where a 99 before it is struck out.

    What is struck out between two digits stays, in marks that no number has: nobody can tell whether they are one
    number. A text that is struck out as a whole is :attr:`CellKind.UNSEEN`.
    """
    every = [Run(_on_the_line(run), run.is_struck) for run in runs if run.text]
    if sum(len(run.text) for run in every) > LONGEST_CELL:
        raise NotReadable(LONG_CELL)
    whole = "".join(run.text for run in every)
    if whole.strip() and all(run.is_struck or not run.text.strip() for run in every):
        return Cell(whole, CellKind.UNSEEN)
    return Cell("".join(_kept(every, at) for at in range(len(every))))


def _on_the_line(run: Run) -> str:
    table = _RAISED.get(run.raised)
    if table is None or not run.text.strip():
        return run.text
    moved = run.text.translate(table)
    return (
        moved if all(char != new or char in " *" for char, new in zip(run.text, moved, strict=True)) else f"^{run.text}"
    )


def _kept(runs: Sequence[Run], at: int) -> str:
    """What is read of a run."""
    if not runs[at].is_struck:
        return runs[at].text
    before = "".join(run.text for run in runs[:at] if not run.is_struck).rstrip(_MARKS)
    behind = "".join(run.text for run in runs[at:] if not run.is_struck).lstrip(_MARKS)
    return f"~~{runs[at].text}~~" if before[-1:].isdigit() and behind[:1].isdigit() else ""


# Fonts of the time before Unicode: a letter of Vietnamese is the byte of another one.


def old_font(name: str) -> str:
    """The name of a font whose texts are TCVN3, such as ``.VnTime``; else empty."""
    return name if name.lower().startswith(".vn") else ""


def old_letters(text: str, font: str, encoding: Encoding | None) -> str:
    """A text in the letters of today; :class:`NotReadable` where nobody has said that it is in old ones."""
    data = _latin(text)
    if data is None:
        return text
    if encoding is not Encoding.TCVN3:
        raise NotReadable(Fault("F101.font", text=shown(text[:40]), font=shown(font)))
    return old.decoded(data, old.TCVN3)


def _latin(text: str) -> bytes | None:
    """The bytes of a text that has letters beyond ASCII, all of which old encodings have; ``None`` for others."""
    if text.translate(_POWERS).isascii():
        return None
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return None


def in_letters_of_today(sheets: Sequence[Sheet], encoding: Encoding | None) -> None:
    """Rewrite the texts of a workbook that are in old letters whatever their font is called."""
    found = []
    for cells in (cells for sheet in sheets for cells in sheet.rows.values()):
        for column, cell in cells.items():
            if cell.kind is CellKind.TEXT and not cell.text.isascii():
                data = _latin(cell.text)
                if data is None and any(map(old.is_vietnamese, cell.text.split())):
                    return  # letters that no old encoding has
                found += [(cells, column, data)] if data is not None else []
    words = " ".join(data.decode("latin-1") for _cells, _column, data in found[:_MOST_TEXTS]).split()
    are_old = old.told([data for _cells, _column, data in found[:_MOST_TEXTS]]) == old.TCVN3
    if not are_old or 2 * sum(map(old.is_vietnamese, words)) > sum(not word.isascii() for word in words):
        return
    if encoding is not Encoding.TCVN3:
        cells, column, _data = found[0]
        raise NotReadable(Fault("F101.tcvn3", text=shown(cells[column].text[:40])))
    for cells, column, data in found:
        cells[column] = cells[column]._replace(text=old.decoded(data, old.TCVN3))
