"""Blocks as Markdown, for documents and pull requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from cnht.domain.model import Source
from cnht.language.safe_text import markdown as harmless
from cnht.language.texts import Lang, _
from cnht.language.wording import write_period
from cnht.presenting import blocks as made
from cnht.presenting.blocks import Bar, Block, Break, Cite, Line, Look, Marker, Sign, Span, Table
from cnht.presenting.phrases import web_address
from cnht.problems import visible

_LISTED = re.compile(r"^([0-9]{0,9})([-+.)])(?=\s|$)")
"""What begins the item of a list where it begins a line."""
LONGEST_COMMENT = 65_000
"""GitHub takes 65,536 characters in a comment; what posts it may add a line of its own."""
_LONGEST = 500
"""A longer text is cut in a comment."""
_CALLING = re.compile(r"@|\\#|:(?=//)|\bwww(?=\.)|\bGH(?=-[0-9])", re.IGNORECASE)


def escaped(text: str) -> str:
    """Text that stands in Markdown as it is: no table cell, emphasis, link or tag of its own."""
    for char in "\\`*_[]<>|#&~$":
        text = text.replace(char, f"\\{char}")
    return visible(" ".join(text.split()))


def begun(text: str) -> str:
    """:func:`escaped` text that begins a line, and there no item of a list."""
    return _LISTED.sub(r"\1\\\2", escaped(text))


def quiet(text: str) -> str:
    """:func:`escaped` text that calls nobody: where GitHub shows it, names, numbers and addresses in it are no links.

    An empty comment parts what would be recognised.
    """
    return _CALLING.sub(r"\g<0><!-- -->", escaped(text))


def markdown(document: Iterable[Block], lang: Lang, *, is_comment: bool = False) -> str:
    """The blocks as a text. In a comment on a pull request names and numbers call nobody."""
    document = tuple(document)
    writer = _MarkdownWriter(document, lang, is_comment=is_comment)
    kept: list[str] = []
    for line in writer.blocks(document):
        if line or (kept and kept[-1]):  # no two empty lines in a row
            kept.append(line.replace("\u00a0", " "))
    return harmless(kept) + "\n"


def comment(versions: Iterable[Iterable[Block]], lang: Lang, limit: int = LONGEST_COMMENT) -> str:
    """The first version that has ``limit`` characters at most, as a comment on a pull request; else the last one.

    Characters are counted in UTF-16, so that no way of counting finds more.
    """
    text = ""
    for version in versions:
        text = markdown(version, lang, is_comment=True)
        if len(text.encode("utf-16-le")) // 2 <= limit:
            break
    return text


class _MarkdownWriter:
    def __init__(self, document: tuple[Block, ...], lang: Lang, *, is_comment: bool) -> None:
        self.lang = lang
        self.is_comment = is_comment
        self.numbers = made.cited(document)

    def blocks(self, document: Iterable[Block]) -> Iterator[str]:
        """The blocks line by line."""
        listed = False
        for block in document:
            if isinstance(block, made.Paragraph) and block.whole:
                found = self._line(block.line)
                yield from ("",) * (not listed)
                yield f"  {found.strip()}" if found.startswith(" ") else f"- {found}  "
                listed = True
            else:
                yield ""
                yield from self._block(block)
                listed = False

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case made.Heading():
                level = block.level + 2 * self.is_comment
                yield f"{'#' * level} {self._line(block.line)}"
                if block.below:
                    yield from ("", self._line(block.below, begins=True))
            case made.Paragraph():
                found = self._line(block.line, begins=True)
                yield f"**{found}**" if block.look in (Look.STRONG, Look.BAD) else found
            case made.Summary():
                yield from (f"{self._line((line,))}  " for line in block.lines)
            case made.Items():
                for item in block.items:
                    yield f"- {self._line(item.line, begins=True)}"
                    yield from (f"  - {self._line(line)}" for line in item.lines)
            case Table():
                yield from self._table(block)
            case made.Sources():
                if self.numbers:
                    yield from (f"## {_('Sources').text(self.lang)}", "")
                yield from (f"{at}. {self._source(block.known[code])}" for code, at in self.numbers.items())
            case made.Fold():
                yield f"<details><summary>{self._text(block.title)}</summary>"
                yield from self.blocks(block.blocks)
                yield from ("", "</details>")
            case made.Heads() | made.Drawing():
                pass

    def _source(self, source: Source) -> str:
        title, address = escaped(source.title), web_address(source)
        if address is not None:
            title = f"[{title}](<{address.replace('&', '&amp;')}>)"
        return f"{escaped(source.publisher)}, {write_period(source.published, self.lang)}: {title}"

    def _table(self, table: Table) -> Iterator[str]:
        shown = [at for at, column in enumerate(table.columns) if column.head]
        columns = [(self._text(table.columns[at].head), table.columns[at].right) for at in shown]
        if table.notes is not None:
            columns.append((self._text(table.notes), False))
        yield _cells([head for head, _right in columns])
        yield f"|{'|'.join('---:' if right else '---' for _head, right in columns)}|"
        for row in table.rows:
            notes = [] if table.notes is None else ["; ".join(map(self._text, row.notes))]
            yield _cells([*(self._line(row.cells[at]) for at in shown), *notes])

    def _text(self, text: made.Text) -> str:
        found = text if isinstance(text, str) else text.text(self.lang)
        if not self.is_comment:
            return escaped(found)
        return quiet(found if len(found) <= _LONGEST else f"{found[: _LONGEST - 1]}…")

    def _line(self, line: Line, *, begins: bool = False) -> str:
        found = "".join(map(self._inline, line))
        return _LISTED.sub(r"\1\\\2", found) if begins else found

    def _inline(self, inline: made.Inline) -> str:
        match inline:
            case Break():
                return inline.elsewhere
            case Cite():
                return f"\\[{', '.join(map(str, sorted({self.numbers[code] for code in inline.codes})))}\\]"
            case Bar() | Marker() | Span(look=Look.QUOTE | Look.PLACE):
                return ""
            case made.Name():
                return self._text(inline.text)
            case Span():
                return self._span(inline)
            case _:
                return self._spaced(inline)

    def _spaced(self, text: made.Text) -> str:
        """A part of a line, with the blanks at its ends."""
        plain = text if isinstance(text, str) else text.text(self.lang)
        before = " " * (len(plain) - len(plain.lstrip(" ")))
        return before + self._text(plain) + " " * (len(plain.strip(" ")) and len(plain) - len(plain.rstrip(" ")))

    def _span(self, span: Span) -> str:
        text = self._spaced(span.text)
        match span.look:
            case Look.STRONG | Sign.CHOSEN:
                return f"**{text}**"
            case Look.CODE:
                code = span.text if isinstance(span.text, str) else span.text.text(self.lang)
                return f"(`{code}`)"
            case Look.KEY:
                return f"{text}: "
            case Look.ASIDE:
                return f"({text})"
            case _:
                return f"{span.mark[0]} {text}".rstrip() if span.mark else text


def _cells(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
