"""Blocks as HTML, in both languages at once: a page shows one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from markupsafe import Markup, escape

from cnht.domain.progress import Status
from cnht.language.texts import Lang
from cnht.presenting import blocks as made
from cnht.presenting.blocks import DASH, Bar, Block, Break, Cite, Line, Look, Marker, Name, Span, Table, Text
from cnht.writers.svg import bar, framed, shown, svg

_DATE = re.compile(r"\b[0-9]{4}-[0-9]{2}(-[0-9]{2})?\b")
_TAGS = {Look.STRONG: "b", Look.KEY: "b", Look.CODE: "code", Look.PLACE: "code", Look.QUOTE: "q"}
_CLASSES = {Look.FAINT: "by", Look.ASIDE: "by when", Look.NOTE: "note"}


class Html:
    """Writes blocks with sources by their ``numbers``, and names linked to the ``anchors`` of what is told of them."""

    def __init__(self, numbers: Mapping[str, int], anchors: Mapping[tuple[str, str], str]) -> None:
        self.numbers = numbers
        self.anchors = anchors

    def text(self, text: Text) -> Markup:
        """A text in both languages, or once where it is the same in both. No line breaks within a date."""
        vi, en = (text if isinstance(text, str) else text.text(lang) for lang in Lang)
        if vi == en:
            return _whole(vi)
        return Markup('<span lang="vi">{}</span><span lang="en">{}</span>').format(_whole(vi), _whole(en))

    def line(self, line: Line) -> Markup:
        """A line with its looks, links and pictures."""
        if line == DASH:
            return Markup('<span class="none" aria-hidden="true">–</span>')
        return Markup("").join(map(self._inline, line))

    def _inline(self, inline: made.Inline) -> Markup:
        match inline:
            case Break():
                # What is parted by a semicolon begins a line of its own.
                return Markup(" " if inline.elsewhere == "; " else inline.elsewhere)
            case Bar():
                return bar(inline.row) + " "
            case Marker():
                return framed(inline.sign) + Markup('<span class="away">{}, </span>').format(self.text(inline.role))
            case Cite(named=True):
                return Markup(escape(", ".join(inline.codes)))
            case Cite():
                numbers = sorted({self.numbers[code] for code in inline.codes})
                return Markup("").join(Markup('<a class="cite" href="#s{0}">[{0}]</a>').format(one) for one in numbers)
            case Name():
                anchor = self.anchors.get((inline.indicator, inline.area))
                text = self.text(inline.text)
                return Markup('<a href="#{}">{}</a>').format(anchor, text) if anchor else text
            case Span(look=Status() as status, mark=(mark, _)):
                form = '<span class="badge {}"><span aria-hidden="true">{}</span> {}</span>'
                return Markup(form).format(status, mark, self.text(inline.text))
            case Span():
                return self._span(inline)
            case _:
                return self.text(inline)

    def _span(self, span: Span) -> Markup:
        text = self.text(span.text)
        if span.mark:
            text = Markup('<span aria-hidden="true">{}</span> {}').format(span.mark[0], text)
        match span.look:
            case Look() as look if look in _TAGS:
                before = " " if look in (Look.PLACE, Look.CODE) else ""
                after = " " if look in (Look.QUOTE, Look.KEY) else ""
                return Markup("{1}<{0}>{2}</{0}>{3}").format(_TAGS[look], before, text, after)
            case Look() as look if look in _CLASSES:
                return Markup('<span class="{}">{}</span>').format(_CLASSES[look], text)
            case _:
                return text

    def blocks(self, document: Iterable[Block], anchor: str, about: Line = ()) -> Markup:
        """Blocks one below the other; ``anchor`` begins the names of their parts, which are ``about`` something."""
        return Markup("\n").join(self._blocks(document, anchor, about))

    def _blocks(self, document: Iterable[Block], anchor: str, about: Line) -> Iterator[Markup]:
        label = f"{anchor}-name"
        away = Markup('<span class="away"> – {}</span>').format(self.line(about)) if about else ""
        for number, block in enumerate(document):
            match block:
                case made.Heading():
                    label = f"{anchor}-{number}"
                    form = '<h{0} class="caption" id="{1}">{2}{3}</h{0}>'
                    yield Markup(form).format(block.level, label, self.line(block.line), away)
                case made.Paragraph():
                    name = _CLASSES.get(block.look, "") if isinstance(block.look, Look) else ""
                    yield Markup("<p{}>{}</p>").format(_class(name), self.line(block.line))
                case made.Items():
                    yield self.items(block, "paces" if any(item.lines for item in block.items) else "remarks")
                case Table():
                    yield _wide(label, self._table(block, label))
                case made.Drawing():
                    drawn = (
                        Markup('<div lang="{}">{}</div>').format(lang, svg(block.chart, lang, self._label(block, lang)))
                        for lang in Lang
                    )
                    yield _wide(label, Markup("\n").join(drawn))
                case made.Fold():
                    lines = Markup("\n").join(self._trace(block.blocks))
                    form = '<details class="trace">\n<summary>{}{}</summary>\n<div>{}</div>\n</details>'
                    yield Markup(form).format(self.text(block.title), away, lines)
                case made.Summary() | made.Heads() | made.Sources():
                    pass

    @staticmethod
    def _label(drawing: made.Drawing, lang: Lang) -> str:
        return shown(drawing.label if isinstance(drawing.label, str) else drawing.label.text(lang))

    def items(self, items: made.Items, name: str = "") -> Markup:
        """A list."""
        lines = []
        for item in items.items:
            inner = Markup("").join(Markup("<li>{}</li>\n").format(self.line(line)) for line in item.lines)
            nested = Markup("\n<ul>\n{}</ul>\n").format(inner) if item.lines else ""
            lines.append(Markup("<li>{}{}</li>\n").format(self.line(item.line), nested))
        return Markup("<ul{}>\n{}</ul>").format(_class(name), Markup("").join(lines))

    def _table(self, table: Table, label: str) -> Markup:
        heads = Markup("").join(
            Markup('<th scope="col">{}</th>').format(self.text(column.head)) for column in table.columns
        )
        rows = Markup("\n").join(self.row(row) for row in table.rows)
        form = '<table{} aria-labelledby="{}">\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>'
        return Markup(form).format(_class(table.name), label, heads, rows)

    def row(self, row: made.TableRow, attributes: str = "") -> Markup:
        """A row of a table, its notes in the first cell."""
        notes = Markup("").join(Markup('<span class="note">{}</span>').format(self.text(note)) for note in row.notes)
        cells = Markup('<th scope="row">{}{}</th>').format(self.line(row.cells[0]), notes)
        for at, cell in enumerate(row.cells[1:], 1):
            key = row.keys[at] if row.keys else None
            data = "" if key is None else Markup(' data-key="{}"').format(key)
            cells += Markup("<td{}>{}</td>").format(data, self.line(cell))
        faint = _class("faint" if row.look is Look.FAINT else "")
        return Markup("<tr{}{}>{}</tr>").format(faint, attributes, cells)

    def _trace(self, lines: Iterable[Block]) -> Iterator[Markup]:
        """Lines of the reasoning, each as far from the left as it stands in a terminal."""
        for block in lines:
            if isinstance(block, made.Heading):
                indent = 2 if block.level == 3 else 0
                yield Markup('<p class="i{}"><b>{}</b></p>').format(indent, self.line(block.line))
            elif isinstance(block, made.Paragraph):
                form = "<i>{}</i>" if block.look is Look.FAINT else "{}"
                yield Markup(f'<p class="i{{}}">{form}</p>').format(block.indent, self.line(block.line))


def _whole(text: str) -> Markup:
    return Markup(_DATE.sub(r'<span class="whole">\g<0></span>', str(escape(shown(text)))))


def _class(name: str) -> Markup:
    return Markup(' class="{}"').format(name) if name else Markup("")


def _wide(label: str, content: Markup) -> Markup:
    """What may be wider than the window."""
    form = '<div class="wide" role="region" tabindex="0" aria-labelledby="{}">\n{}\n</div>'
    return Markup(form).format(label, content)
