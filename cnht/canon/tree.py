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
from typing import NamedTuple

import yaml

from cnht.reading import yaml_text

Value = str | int | Decimal | bool | None


@dataclass(eq=False, slots=True)
class Group:
    """Keys with their values, or the items of a list."""

    is_list: bool
    parts: list[Part] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    """The comments behind its last part; an empty line is a blank one."""


@dataclass(eq=False, slots=True)
class Part:
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


def grown(name: str, text: str) -> Group:
    """The tree of ``text``: YAML without an error, in NFC, its lines ended by line feeds."""
    grower = _Grower(name, text)
    _Ties(grower).tie()
    return grower.root


def said(name: str, text: str) -> tuple[yaml_text.Mapping, list[str]]:
    """What a sound YAML text says, and its comments, in their order, before they are tied to anything."""
    grower = _Grower(name, text)
    return grower.found, [comment.text for comment, _ in _found(grower)]


@dataclass(frozen=True, eq=False, slots=True)
class _Span:
    """Where a part or a group stands: lines and columns from 0."""

    start: tuple[int, int]
    end: tuple[int, int] | None
    """Where it ends; ``None`` for what is a group of indented lines."""
    part: Part | None
    """The part, or the one that has the group for its value; the outermost group is no part's."""
    group: Group
    """The group, or the one that the part stands in."""
    above: tuple[_Span, ...]
    """The groups that it stands in, the outermost first."""

    def holds(self, at: tuple[int, int]) -> bool:
        """Whether ``at`` is inside it: in the brackets of a group, or between a key and the end of its value."""
        return self.end is not None and self.start < at < self.end


class _Grower:
    """Builds the tree of a text, and notes where everything in it stands."""

    def __init__(self, name: str, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.parts: list[_Span] = []
        """In the order of the text."""
        self.flows: list[_Span] = []
        """The groups in brackets."""
        self.scalars: list[tuple[int, int]] = []
        """Where text stands that is no comment, by its place in the whole."""
        self.headers: list[tuple[int, int, Part]] = []
        """Line and column where block text begins, which may have a comment behind its sign."""
        found, _ = yaml_text.parse(name, text)
        node = yaml.compose(text, Loader=yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader)
        assert found is not None
        assert node is not None
        self.found = found
        self.root = self._group(found, node, None, ())

    def _group(self, found: yaml_text.Node, node: yaml.Node, owner: Part | None, above: tuple[_Span, ...]) -> Group:
        """The group of a mapping or a list, which ``owner`` has for its value."""
        group = Group(isinstance(found, yaml_text.Sequence))
        assert isinstance(node, yaml.CollectionNode)
        start = (node.start_mark.line, node.start_mark.column)
        end = (node.end_mark.line, node.end_mark.column) if node.flow_style else None
        span = _Span(start, end, owner, group, above)
        if end is not None:
            self.flows.append(span)
        inside = (*above, span)
        if isinstance(found, yaml_text.Mapping):
            for (key_node, value_node), (key, value) in zip(node.value, found.entries.items(), strict=True):
                self._cover(key_node)
                self._part(key, key_node, value, value_node, inside)
        elif isinstance(found, yaml_text.Sequence):
            for item_node, item in zip(node.value, found.items, strict=True):
                self._part("", item_node, item, item_node, inside)
        return group

    def _part(
        self, key: str, first: yaml.Node, found: yaml_text.Node, node: yaml.Node, inside: tuple[_Span, ...]
    ) -> None:
        """Add a key and its value, or an item, which begins where ``first`` does."""
        part = Part(key, None)
        inside[-1].group.parts.append(part)
        start = (first.start_mark.line, first.start_mark.column)
        is_block = isinstance(node, yaml.CollectionNode) and not node.flow_style
        is_text = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")  # its end is on the line behind it
        last = node.start_mark if is_text else node.end_mark
        end = None if is_block else (last.line, last.column)
        self.parts.append(_Span(start, end, part, inside[-1].group, inside))
        if isinstance(found, yaml_text.Scalar):
            assert not isinstance(found.value, yaml_text.Refused)
            part.value = found.value
            self._cover(node)
            if is_text:
                self.headers.append((node.start_mark.line, node.start_mark.column, part))
        else:
            part.value = self._group(found, node, part, inside)

    def _cover(self, node: yaml.Node) -> None:
        self.scalars.append((node.start_mark.index, node.end_mark.index))


_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(#.*)")


def _found(text: _Grower) -> Iterator[tuple[Comment, Part | None]]:
    """The comments of a text: what follows a # that stands in no value; with the block text that one stands beside."""
    for line, column, part in text.headers:
        match = _HEADER.match(text.lines[line], column)
        if match:
            yield Comment(line, match.start(1), clean(match[1]), len(text.lines[line][: match.start(1)].rstrip())), part
    end_of_text = (len(text.text) + 1,) * 2
    scalars = iter(text.scalars)
    begin, end = next(scalars, end_of_text)
    offset = 0
    for number, content in enumerate(text.lines):
        column = content.find("#")
        while column >= 0:
            while end <= offset + column:
                begin, end = next(scalars, end_of_text)
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
        for comment, part in list(_found(self.text)):
            if part is not None:
                part.beside.append(comment)
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
        for span in reversed(self.text.parts[:index]):
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
