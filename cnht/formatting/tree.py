"""A sound YAML text as a tree of keys and items, each with the comments that stand before or beside it.

A comment on a line of its own belongs to what follows it, unless it is indented deeper: then it ends the group that it
is indented with. A comment behind something belongs to what ends last before it on its line.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, cast

import yaml

from cnht.problems import Problem
from cnht.reading import yaml_text

Value = str | int | Decimal | bool | None


@dataclass(eq=False, slots=True)
class Group:
    """Keys with their values, or the items of a list."""

    is_list: bool
    parts: list[Entry] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    """The comments behind its last part; an empty line is a blank one."""


@dataclass(eq=False, slots=True)
class Entry:
    """A key with its value, or an item of a list, which has no key."""

    key: str
    value: Value | Group
    above: list[str] = field(default_factory=list)
    """The comments before it; an empty line is a blank one."""
    beside: list[Comment] = field(default_factory=list)


class Comment(NamedTuple):
    """A comment as it is written: its place, counted from 0, and how long the text before it is on its line."""

    line: int
    column: int
    text: str
    before: int


class Parsed(NamedTuple):
    """A YAML text as it was parsed."""

    text: str
    root: yaml_text.Mapping | None
    problems: list[Problem]
    events: list[yaml.Event]


def parse(name: str, text: str) -> Parsed:
    """The text of the file ``name``, parsed."""
    events: list[yaml.Event] = []
    return Parsed(text, *yaml_text.parse(name, text, events), events)


def grown(parsed: Parsed) -> Group:
    """The tree of YAML without an error, in NFC, its lines ended by line feeds."""
    grower = _Grower(parsed)
    _Ties(grower).tie()
    return grower.root


def comments(parsed: Parsed) -> list[str]:
    """The comments of YAML without an error, in their order, before they are tied to anything."""
    return [comment.text for comment, _ in _found(parsed)]


@dataclass(frozen=True, eq=False, slots=True)
class _Span:
    """Where a part or a group stands: lines and columns from 0."""

    start: tuple[int, int]
    end: tuple[int, int] | None
    """Where it ends; ``None`` for what is a group of indented lines."""
    part: Entry | None
    """The part, or the one that has the group for its value; the outermost group has none."""
    group: Group
    """The group, or the one that the part stands in."""
    above: tuple[_Span, ...]
    """The groups that it stands in, the outermost first."""

    def holds(self, at: tuple[int, int]) -> bool:
        """Whether ``at`` is inside it: in the brackets of a group, or between a key and the end of its value."""
        return self.end is not None and self.start < at < self.end


class _Grower:
    """Builds the tree of a text, and notes where everything in it stands."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.lines = parsed.text.split("\n")
        self.parts: list[_Span] = []
        """In the order of the text."""
        self.flows: list[_Span] = []
        """The groups in brackets."""
        self.blocks: dict[yaml.Event, Entry] = {}
        """The parts that have block text for their value."""
        assert parsed.root is not None
        opened: list[yaml.Event] = []
        self.ends: dict[yaml.Event, yaml.Event] = {}
        for event in parsed.events:
            if isinstance(event, yaml.CollectionStartEvent):
                opened.append(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.ends[opened.pop()] = event
        self.events = (event for event in parsed.events if isinstance(event, yaml.NodeEvent))
        self.root = self._group(parsed.root, next(self.events), None, ())

    def _group(self, node: yaml_text.Node, event: yaml.Event, owner: Entry | None, above: tuple[_Span, ...]) -> Group:
        """The group of a mapping or a list, which ``owner`` has for its value, and which begins with ``event``."""
        group = Group(isinstance(node, yaml_text.Sequence))
        span = _Span(_start(event), self._end(event), owner, group, above)
        if span.end is not None:
            self.flows.append(span)
        inside = (*above, span)
        if isinstance(node, yaml_text.Mapping):
            for key, value in node.entries.items():
                self._part(key, _start(next(self.events)), value, inside)
        elif isinstance(node, yaml_text.Sequence):
            for item in node.items:
                self._part("", None, item, inside)
        return group

    def _part(self, key: str, start: tuple[int, int] | None, node: yaml_text.Node, inside: tuple[_Span, ...]) -> None:
        """Add a key and its value, or an item, which begins at ``start``, or where its value does."""
        event = next(self.events)
        part = Entry(key, None)
        inside[-1].group.parts.append(part)
        self.parts.append(_Span(start or _start(event), self._end(event), part, inside[-1].group, inside))
        if isinstance(node, yaml_text.Scalar):
            assert not isinstance(node.value, yaml_text.Refused)
            part.value = node.value
            if _is_block_text(event):
                self.blocks[event] = part
        else:
            part.value = self._group(node, event, part, inside)

    def _end(self, event: yaml.Event) -> tuple[int, int] | None:
        """Where the value that begins with ``event`` ends; ``None`` for a group of indented lines."""
        if _is_block_text(event):  # its end is on the line behind it
            return _start(event)
        if isinstance(event, yaml.CollectionStartEvent):
            if not event.flow_style:
                return None
            event = self.ends[event]
        mark = cast(yaml.Mark, event.end_mark)
        return mark.line, mark.column


def _start(event: yaml.Event) -> tuple[int, int]:
    mark = cast(yaml.Mark, event.start_mark)
    return mark.line, mark.column


def _is_block_text(event: yaml.Event) -> bool:
    return isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">")


_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(#.*)")


def _found(parsed: Parsed) -> Iterator[tuple[Comment, yaml.Event | None]]:
    """The comments of a text: what follows a # outside any value; with the block text that one stands beside."""
    lines = parsed.text.split("\n")
    scalars = [event for event in parsed.events if isinstance(event, yaml.ScalarEvent)]
    for event in filter(_is_block_text, scalars):
        line, column = _start(event)
        match = _HEADER.match(lines[line], column)
        if match:
            before = len(lines[line][: match.start(1)].rstrip())
            yield Comment(line, match.start(1), clean(match[1]), before), event
    end_of_text = (len(parsed.text) + 1,) * 2
    spans = ((cast(yaml.Mark, one.start_mark).index, cast(yaml.Mark, one.end_mark).index) for one in scalars)
    begin, end = next(spans, end_of_text)
    offset = 0
    for number, content in enumerate(lines):
        column = content.find("#")
        while column >= 0:
            while end <= offset + column:
                begin, end = next(spans, end_of_text)
            if offset + column < begin:
                yield Comment(number, column, clean(content[column:]), len(content[:column].rstrip())), None
                break
            column = content.find("#", column + 1)
        offset += len(content) + 1


class _Ties:
    """Ties each comment of a text to what it belongs to."""

    def __init__(self, text: _Grower) -> None:
        self.text = text
        self.starts = [span.start for span in text.parts]

    def tie(self) -> None:
        """Tie every comment, and every blank line that stands before something."""
        for comment, block in _found(self.text.parsed):
            if block is not None:
                self.text.blocks[block].beside.append(comment)
            elif comment.before:
                self._beside(comment)
            else:
                home = self._home(comment)
                home += ["", comment.text] if self._is_blank_above(comment.line) else [comment.text]
        for span in self.text.parts:
            if span.part is not None and self._is_blank_above(span.start[0]):
                span.part.above.append("")

    def _is_blank_above(self, line: int) -> bool:
        return line > 0 and not self.text.lines[line - 1].strip()

    def _home(self, comment: Comment) -> list[str]:
        """Where a comment on a line of its own belongs: above what follows it, or at the foot of a group."""
        at = (comment.line, comment.column)
        index = bisect_right(self.starts, at)
        following = self.text.parts[index] if index < len(self.starts) else None
        last = bisect_left(self.text.flows, at, key=lambda span: span.start)
        chain = (self.text.flows[last - 1], *reversed(self.text.flows[last - 1].above)) if last else ()
        around = next((span for span in chain if span.holds(at)), None)
        before = self.text.parts[index - 1] if index else None
        if around is None and before is not None and before.part is not None and before.holds(at):
            return before.part.above  # it stands between a key and its value
        if around is None and (following is None or comment.column > following.above[-1].start[1]) and index:
            chain = self.text.parts[index - 1].above
            shallow = (span for span in reversed(chain) if span.end is None and span.start[1] <= comment.column)
            around = next(shallow, chain[0])
        if following is not None and (around is None or any(span is around for span in following.above)):
            assert following.part is not None
            return following.part.above
        if around is None:
            return self.text.root.foot
        if not around.group.parts and around.part is not None:
            return around.part.above  # there is nothing inside that it could stand behind
        return around.group.foot

    def _beside(self, comment: Comment) -> None:
        """Tie a comment to the part that ends last before it on its line, or else starts last, or else follows."""
        at = (comment.line, comment.column)
        index = bisect_right(self.starts, at)
        ended: list[_Span] = []
        begun: list[_Span] = []
        for position in range(index - 1, -1, -1):
            span = self.text.parts[position]
            ended += [
                one
                for one in (span, *span.above)
                if one.part is not None and one.end is not None and one.end[0] == comment.line and one.end <= at
            ]
            if span.start[0] < comment.line:
                break
            begun.append(span)
        if ended:
            home = max(ended, key=lambda span: (span.end or at, -len(span.above)))
        elif begun:
            home = begun[0]
        else:
            self._home(comment).append(comment.text)
            return
        assert home.part is not None
        home.part.beside.append(comment)


def clean(comment: str) -> str:
    """A comment without blanks at its end, and with one behind its sign, without which it could be taken for text."""
    comment = comment.rstrip()
    return f"# {comment[1:]}" if re.match(r"#[^\s#!]", comment) else comment
