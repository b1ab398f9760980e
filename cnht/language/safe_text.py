"""Texts of files as they are handed on: nothing in them is an order to a terminal, a CI runner or a spreadsheet.

Each format has its own way: what people read spells out what would be obeyed, JSON writes it as an escape, Markdown as
an entity, CSV with an apostrophe before it, which :func:`unguarded` takes away again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from cnht.problems import visible

_RUNNER_COMMAND = re.compile(r"##(\w*)\[")
"""How Azure Pipelines, TeamCity and old GitHub runners are told what to do, wherever in a line it stands."""
_RUNNER_LINE = re.compile(r"((?:\s|\x1b\[[0-9;]*m)*):(?=:)")
"""How GitHub's runners are told what to do: a line that begins so, whatever blanks are before it."""


def harmless(text: str) -> str:
    """``text`` in one line, in which nothing is hidden or obeyed: hidden characters become ``U+200B``.

    It is not meant to begin a line; there it needs :func:`unspoken`, too.
    """
    return _RUNNER_COMMAND.sub(r"##\1U+005B", visible(text))


def unspoken(line: str) -> str:
    """A line that no CI runner takes for a command, wherever a longer text was broken into lines."""
    if "::" not in line and "##" not in line:
        return line
    line = _RUNNER_COMMAND.sub(r"##\1U+005B", line)
    start = _RUNNER_LINE.match(line)
    return f"{start[1]}U+003A{line[start.end() :]}" if start else line


def markdown(lines: Iterable[str]) -> str:
    """Lines of Markdown as a text in which a CI runner finds no command; it is shown as it would be without."""
    text = _RUNNER_COMMAND.sub(r"##\1&#91;", "\n".join(lines))
    return re.sub(rf"^{_RUNNER_LINE.pattern}", r"\1&#58;", text, flags=re.MULTILINE)


def json_text(text: str) -> str:
    """JSON text with what a terminal or a CI runner obeys written as escapes, which mean the same."""
    lines = text.split("\n")
    text = "\n".join(line if line.isprintable() else _escaped(line) for line in lines)
    return re.sub(r"(?<=##)(\w*)\[", r"\1\\u005b", text)


def _escaped(line: str) -> str:
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in line)


# --- CSV ---------------------------------------------------------------------------------------------------------

_FORMULA = r"(?=[\s'\"\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|'*[\t\r])(?!-?[0-9]+(?:\.[0-9]+)?\Z)"
"""What spreadsheets run: a sign behind whatever they pass over. A plain negative number is one to them, too. (OWASP,
"CSV Injection".)"""


def _guards(sign: str) -> re.Pattern[str]:
    """Where ``sign`` stands, or is to stand: before a formula or a runner's line, and within a runner's command."""
    return re.compile(rf"\A{sign}{_FORMULA}|(?:\A|(?<=[\r\n])){sign}(?=(?:[^\S\r\n]|')*::)|(##\w*){sign}(?='*\[)")


_UNGUARDED, _GUARDED = _guards(""), _guards("'")


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows of CSV, which spreadsheets and CI logs may show: what they would obey gets an apostrophe before it."""
    return "".join(",".join(quoted(_guarded(cell)) for cell in row) + "\n" for row in rows)


def _guarded(cell: object) -> str:
    return _UNGUARDED.sub(r"\1'", "" if cell is None else str(cell))


def unguarded(cell: str) -> str:
    """The text that :func:`csv_text` has written as ``cell``."""
    return _GUARDED.sub(r"\1", cell) if "'" in cell else cell


def quoted(cell: str) -> str:
    """A cell of CSV, in quotes only where it needs them."""
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[",\r\n]', cell) else cell
