"""YAML text to a tree of nodes with their places, read strictly.

A small, safe part of YAML: one mapping, nested fifty deep at most, of plain and quoted scalars, block text, sequences
and mappings. What the format or its parsers would quietly turn into something else is refused with
what to write instead: ``010``, ``12:30``, ``no``, ``1_000``, ``{value: 8,5}``. Numbers keep their digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol, cast

import yaml
from yaml.scanner import ScannerError

from cnht.language.texts import NOTHING, Localized, _
from cnht.problems import Fault, Location, Problem, shown
from cnht.reading import values

MOST_DEPTH = 50
"""How deep a file may be nested; far deeper than any plan, and long before a parser runs out of stack."""
_COMPARED = re.compile(r"([<>=≤≥~]{1,2}) *([0-9][0-9.]*)")


class _Mark(Protocol):
    """A place in a text, counted from 0, as both parsers give it."""

    index: int
    line: int
    column: int


class Refused:
    """The value of a scalar that was refused: its problem is known, and nothing more is concluded from it."""

    def __repr__(self) -> str:
        return "refused"


REFUSED = Refused()


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value: text, an exact number, true, false, nothing (``None``), or :data:`REFUSED`."""

    where: Location
    value: str | int | Decimal | bool | Refused | None


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of values."""

    where: Location
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Values by their keys, which are text in NFC; ``keys`` holds where each key stands."""

    where: Location
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Location] = field(default_factory=dict)
    lost: list[Location] = field(default_factory=list)
    """Where a key was refused: its problem is known, and nothing is concluded from what is not here."""


Node = Scalar | Sequence | Mapping


def parse(name: str, text: str, events: list[yaml.Event] | None = None) -> tuple[Mapping | None, list[Problem]]:
    """The tree of a YAML text without control characters, and what is wrong with it.

    The tree is ``None`` where the text cannot be read to its end, or is not a mapping. The parser's events are added
    to ``events``.
    """
    return _EventReader(name, text, events).read()


class _Stop(Exception):
    """The text cannot be read any further; the problem is already noted."""


_KEY_LINE = re.compile(r"\s*[\w.-]+\s*:(?:\s|$)")


class _EventReader:
    def __init__(self, name: str, text: str, seen: list[yaml.Event] | None) -> None:
        self.name = name
        self.seen = seen
        self.text = text
        self.lines = _LINE_BREAK.split(text)
        self.problems: list[Problem] = []
        self.anchors: set[str] = set()
        self.last: yaml.ScalarEvent | None = None
        self.open: list[yaml.CollectionStartEvent] = []
        self.events = self._events()

    def read(self) -> tuple[Mapping | None, list[Problem]]:
        root: Node | None = None
        documents = 0
        try:
            for event in self.events:
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents == 2:
                        self._report(Fault("Y407"), event)
                        return None, self.problems  # what is missing above may stand below
                elif isinstance(event, yaml.NodeEvent):
                    root = self._node(event, 1)
        except _Stop:
            return None, self.problems
        if isinstance(root, Mapping):
            return root, self.problems
        if root is None or (isinstance(root, Scalar) and root.value is None):
            self.problems.append(Fault("F104.comments").at(Location(self.name, 1)))
        elif not (isinstance(root, Scalar) and root.value is REFUSED):
            self.problems.append(Fault("Y409").at(root.where))
        return None, self.problems

    # The tree. Recursion is safe: it never goes deeper than MOST_DEPTH.

    def _node(self, event: yaml.Event, depth: int) -> Node:
        where = self._start(event)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:  # its anchor, where there is one, has been reported already
                self._report(Fault("Y405"), event)
            return Scalar(where, REFUSED)
        refused = self._refuse_properties(event)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(where, REFUSED if refused else self._value(event, where))
        if depth > MOST_DEPTH:
            self._report(Fault("Y404", most=MOST_DEPTH), event)
            raise _Stop
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(where, depth)
        return self._mapping(where, depth, flow=isinstance(event, yaml.MappingStartEvent) and bool(event.flow_style))

    def _sequence(self, where: Location, depth: int) -> Sequence:
        sequence = Sequence(where)
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            sequence.items.append(self._node(event, depth + 1))
        return sequence

    def _mapping(self, where: Location, depth: int, *, flow: bool) -> Mapping:
        mapping = Mapping(where)
        split: dict[str, list[str]] = {}  # by key, the pieces of a number that a comma cut in two: {value: 8,5}
        previous = ""
        in_curly_quotes = False
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            place = self._start(event)
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse_key(event, depth)
                mapping.lost.append(place)
                self._node(next(self.events), depth + 1)
                continue
            value_event = next(self.events)
            is_lone = not event.style and _is_nothing(value_event)
            if flow and is_lone and in_curly_quotes:
                in_curly_quotes = _CLOSING.search(event.value) is None
                continue
            if flow and is_lone and previous and self._goes_on(mapping, previous, event.value):
                continue
            if flow and is_lone and previous and _PIECE.fullmatch(event.value) and self._char_before(place) == ",":
                split.setdefault(previous, []).append(event.value)
                continue
            key, is_refused = self._key(event, is_lone=is_lone)
            value = self._node(value_event, depth + 1)
            if key is None:
                mapping.lost.append(place)
                continue
            if key in mapping.keys:
                self.problems.append(Fault("Y408.key", key=shown(key)).at(place, mapping.keys[key]))
                continue
            mapping.keys[key] = place
            mapping.entries[key] = Scalar(value.where, REFUSED) if is_refused else value
            previous = key if flow and isinstance(value, Scalar) else ""
            in_curly_quotes = flow and _opens_curly_quotes(value_event)
        for key, pieces in split.items():
            self._split_number(mapping, key, pieces)
        return mapping

    def _goes_on(self, mapping: Mapping, key: str, text: str) -> bool:
        """Whether ``text`` is the rest of a plain text that a comma cut, not a key: {vi: Kế hoạch, năm 2025}."""
        before = mapping.entries[key]
        if not isinstance(before, Scalar) or not isinstance(values.code(text), Fault) or ":" in text:
            return False
        if isinstance(before.value, str):
            whole = f"{before.value}, {text}"
            self.problems.append(Fault("Y420.comma", fix=in_quotes(whole)).at(before.where))
            mapping.entries[key] = Scalar(before.where, REFUSED)
        return isinstance(before.value, str | Refused) and not _PIECE.fullmatch(text)

    def _refuse_key(self, event: yaml.Event, depth: int) -> None:
        """Read to its end a key that is not text, and report it."""
        count = len(self.problems)
        self._node(event, depth + 1)
        if len(self.problems) == count:
            self.problems.append(Fault("Y411").at(self._start(event)))

    def _key(self, event: yaml.ScalarEvent, *, is_lone: bool) -> tuple[str | None, bool]:
        """The text of a key, and whether its value is refused; ``None`` if it is not a key. Both are reported.

        ``is_lone`` says that it is plain, and has no value.
        """
        if self._refuse_properties(event):
            return None, True
        text: str = event.value
        place = self._start(event)
        if text == "<<" and not event.style:
            self._report(Fault("Y410"), event)
            return None, True
        if not event.style and text and text[0] in _ODD_SPACES:
            self.problems.append(Fault("Y422", what=shown(text[0])).at(place))
            raise _Stop
        head, colon, rest = text.partition(":")
        glued = None if event.style else _GLUED_BRACKET.match(text)
        if colon and rest and (is_lone or glued):
            if rest[0] in _ODD_SPACES:
                column = place.column + len(head) + 1
                self.problems.append(Fault("Y422", what=shown(rest[0])).at(Location(self.name, place.line, column)))
            else:
                whole = self._line(place)[place.column - 1 :].rstrip() if glued else text
                self.problems.append(no_space(whole).at(place))
            return head, True
        key = values.line(text)
        if isinstance(key, Fault):
            self._report(key if text else Fault("Y411"), event)
            return None, True
        return unicodedata.normalize("NFC", text), False  # with the spaces inside its quotes: " vi" is not vi

    def _split_number(self, mapping: Mapping, key: str, pieces: list[str]) -> None:
        node = mapping.entries[key]
        if not isinstance(node, Scalar):
            return
        mapping.entries[key] = Scalar(node.where, REFUSED)
        if node.value is REFUSED:
            return
        said = ",".join([str(node.value), *pieces])
        fault = values.number(said)
        fix = fault.fix if isinstance(fault, Fault) else NOTHING
        self.problems.append(Fault("Y414", said=shown(said), then=fix).at(node.where))

    # Scalars.

    def _value(self, event: yaml.ScalarEvent, where: Location) -> str | int | Decimal | bool | Refused | None:
        text: str = event.value
        if event.style:
            if event.style in "'\"" and self._swallows_keys(event):
                self.problems.append(Fault("Y403").at(where))
                return REFUSED
            return text
        fault = self._mistaken(event, where)
        if fault is not None:
            self.problems.append(fault)
            return REFUSED
        found = _plain_value(text)
        if isinstance(found, Fault):
            self.problems.append(found.at(where))
            return REFUSED
        warning = values.noise(text) if isinstance(found, Decimal) else None
        if warning is not None:
            self.problems.append(warning.at(where))
        if isinstance(found, str):
            end = self._end(event)
            rest = self._line(end)[end.column - 1 :]
            if _HASH.match(rest):
                place = Location(self.name, end.line, end.column + rest.index("#"))
                self.problems.append(Fault("Y416", text=shown(rest.strip())).at(place))
        return found

    def _mistaken(self, event: yaml.ScalarEvent, where: Location) -> Problem | None:
        """What makes a plain value another one than its writer thinks: curly quotes, or nothing before a #."""
        if _opens_curly_quotes(event) or _CURLY_QUOTED.fullmatch(event.value):
            return Fault("Y421", text=shown(self._rest(where)), inner=shown(self._rest(where).strip("“”„‟‘’‚‛"))).at(
                where
            )
        lost = _LOST.match(self._line(where)[where.column - 1 :]) if event.value == "" else None
        if lost is None:
            return None
        place = Location(self.name, where.line, where.column + lost.start(1))
        return Fault("Y420.special", what=shown("#"), fix=in_quotes(lost[1].rstrip())).at(place)

    def _swallows_keys(self, event: yaml.ScalarEvent) -> bool:
        """Whether quotes that close on another line than they open hold what looks like keys of their own."""
        first, last = self._start(event).line, self._end(event).line
        return any(_KEY_LINE.match(line) for line in self.lines[first:last])

    def _refuse_properties(self, event: yaml.Event) -> bool:
        """Report the anchor and the tag of a node, which refuse it."""
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self.anchors.add(anchor)
            self._report(Fault("Y405"), event)
        elif tag is not None:
            self._report(Fault("Y406"), event)
        return anchor is not None or tag is not None

    # Places.

    def _place(self, mark: _Mark | None) -> Location:
        return Location(self.name, 1) if mark is None else Location(self.name, mark.line + 1, mark.column + 1)

    def _start(self, event: yaml.Event) -> Location:
        return self._place(event.start_mark)

    def _end(self, event: yaml.Event) -> Location:
        """The place right behind ``event``."""
        return self._place(event.end_mark)

    def _line(self, place: Location) -> str:
        return self.lines[place.line - 1] if place.line <= len(self.lines) else ""

    def _char(self, place: Location) -> str:
        return self._line(place)[place.column - 1 : place.column]

    def _char_before(self, place: Location) -> str:
        return self._line(place)[place.column - 2 : place.column - 1]

    def _rest(self, place: Location) -> str:
        """What is written from ``place`` on: to the end of the line, or of the item where it stands in brackets."""
        rest = self._line(place)[place.column - 1 :]
        if self.open and self.open[-1].flow_style:
            closing = _CLOSING.search(rest) if rest.startswith(tuple(_OPENING_QUOTES)) else None
            return rest[: closing.end()] if closing else re.split(r"[,}\]]", rest, maxsplit=1)[0].rstrip()
        return re.split(r" #", rest, maxsplit=1)[0].rstrip()

    def _report(self, fault: Fault, event: yaml.Event) -> None:
        self.problems.append(fault.at(self._start(event)))

    # Events and syntax errors.

    def _events(self) -> Iterator[yaml.Event]:
        try:
            parser = _parser(self.text)
            while parser.check_event():
                event = cast(yaml.Event, parser.get_event())
                if isinstance(event, yaml.ScalarEvent):
                    self.last = event
                elif isinstance(event, yaml.CollectionStartEvent):
                    self.open.append(event)
                elif isinstance(event, yaml.CollectionEndEvent):
                    self.open.pop()
                if self.seen is not None:
                    self.seen.append(event)
                yield event
        except yaml.MarkedYAMLError as error:
            problem = self._syntax(error)
            last = self.problems[-1] if self.problems else problem
            if last.code in ("Y405", "Y406") and last.where.line == problem.where.line:
                where = self.problems.pop().where  # it was no alias but text that starts like one: *Báo cáo
                problem = Fault("Y420.special", what=shown(self._char(where)), fix=in_quotes(self._rest(where))).at(
                    where
                )
            if not self.problems or (last.code, last.where) != (problem.code, problem.where):
                self.problems.append(problem)
        except (yaml.YAMLError, UnicodeError, ValueError, RecursionError) as error:
            self.problems.append(Fault("Y401.stopped", error=shown(str(error))).at(Location(self.name, 1)))
        else:
            return
        raise _Stop

    def _syntax(self, error: yaml.MarkedYAMLError) -> Problem:
        """The one problem of a syntax error, where its cause is rather than where the parser gave up."""
        at = self._place(error.problem_mark)
        opened = self._place(error.context_mark) if error.context_mark else at
        in_token = isinstance(error, ScannerError)
        in_brackets = bool(self.open and self.open[-1].flow_style)
        in_block = error.context_mark is not None and not in_brackets
        return (
            (self._inside_quotes(error) if in_token else None)
            or self._quote_before(at, in_block=in_block)
            or self._odd_space(at, opened)
            or self._tab(at)
            or (self._colon(at) if in_token and error.context_mark is None else None)
            or (self._bracket(at, error.problem_mark) if in_brackets and not in_token else None)
            or self._start_of_value(at, opened, in_token=in_token, in_block=in_block)
            or Fault("Y401.syntax", said=shown(error.problem or "")).at(at)
        )

    def _inside_quotes(self, error: yaml.MarkedYAMLError) -> Problem | None:
        """Quotes that are not closed, or that hold a backslash which means nothing."""
        opened = self._place(error.context_mark)
        if error.context_mark is None or error.problem_mark is None or self._char(opened) not in ("'", '"'):
            return None
        end = error.problem_mark.index
        closed = _QUOTED.match(self.text, error.context_mark.index)
        if closed is not None and end >= closed.end():
            return None
        backslash = -1 if closed is None else self.text.rfind("\\", self.text.rfind("\n", 0, end) + 1, end + 1)
        if backslash < 0:
            return Fault("Y403").at(opened)
        line = self._place(error.problem_mark)
        return Fault("Y401.escape").at(line._replace(column=line.column - end + backslash))

    def _quote_before(self, at: Location, *, in_block: bool) -> Problem | None:
        """What follows a quoted value: one that closed lines later was not closed where it should have been."""
        last = self.last
        if last is None or last.style not in ("'", '"') or at.line != self._end(last).line:
            return None
        if self._start(last).line < at.line:
            return Fault("Y403").at(self._start(last))
        return Fault("Y401.after-quote").at(at) if in_block else None

    def _odd_space(self, *places: Location) -> Problem | None:
        """A space that YAML takes for a letter, in the indentation or after a colon, on or just above the lines."""
        for place in places:
            for number in (place.line, place.line - 1):
                found = _ODD_SPACE.search(self._line(Location(self.name, number))) if number else None
                if found:
                    return Fault("Y422", what=shown(found[0][-1])).at(Location(self.name, number, found.end()))
        return None

    def _tab(self, at: Location) -> Problem | None:
        """A tab where the parser stopped, or in the indentation of that line."""
        if self._char(at) == "\t":
            return Fault("Y402").at(at)
        line = self._line(at)
        indent = line[: len(line) - len(line.lstrip())]
        return Fault("Y402").at(Location(self.name, at.line, indent.index("\t") + 1)) if "\t" in indent else None

    def _colon(self, at: Location) -> Problem | None:
        """A colon where none may be: a second one on the line, or on a line that seems to continue the one above."""
        if self._char(at) != ":":
            return None
        line = self._line(at)
        indent = len(line) - len(line.lstrip())
        if _GLUED_BRACKET.match(line, indent):
            return no_space(line.strip()).at(Location(self.name, at.line, indent + 1))
        last = self.last
        if last is None or last.style or self._start(last).line == at.line:
            value = self._rest(self._start(last)) if last and not last.style else line.strip()
            return Fault("Y420.colon", fix=in_quotes(value)).at(at)
        start = self._start(last)
        glued = _GLUED.match(self._line(start), start.column - 1)
        if glued:
            return no_space(glued[0]).at(start)
        return Fault("Y423").at(Location(self.name, at.line, indent + 1))

    def _bracket(self, at: Location, mark: _Mark | None) -> Problem:
        """A bracket that is not closed on its line, or what may not stand inside one."""
        is_end = mark is not None and mark.index >= len(self.text)  # on the last line to one parser, below to the other
        opened = self._start(self.open[-1])
        if self._char(at) == ":" and self.last is not None and self._start(self.last).line == at.line:
            if _KEY_BEFORE.search(self._line(at)[: at.column - 1]):  # {vi: Hà Nội en: Hanoi}
                return Fault("Y401.brackets", what=shown(":")).at(at)
            return Fault("Y420.colon", fix=in_quotes(self._rest(self._start(self.last)))).at(at)
        return (
            Fault("Y401.brackets", what=shown(self._char(at))).at(at)
            if at.line == opened.line and not is_end
            else Fault(
                "Y424", char=shown(self._char(opened)), closing={"[": "]", "{": "}"}.get(self._char(opened), "}")
            ).at(opened)
        )

    def _start_of_value(self, at: Location, opened: Location, *, in_token: bool, in_block: bool) -> Problem | None:
        first = self._char(opened)
        if in_token and first and first in "|>&*!%@`":
            return Fault("Y420.special", what=shown(first), fix=in_quotes(self._rest(opened))).at(opened)
        if self._char(at) in ("]", "}"):
            return Fault("Y401.closing", char=self._char(at)).at(at)
        if self._char(at) == ":":
            return Fault("Y411").at(at)
        if in_token and opened != at:  # a key whose colon is missing
            glued = _GLUED.match(self._line(opened), opened.column - 1)
            return (no_space(glued[0]) if glued else Fault("Y401.colon")).at(opened)
        if in_block and opened != at:
            is_key = at.column == opened.column and self._char(at) in ("[", "{")
            return (Fault("Y401.colon") if is_key else Fault("Y423")).at(at)
        return None


class _YamlLoader(yaml.Loader):
    """The parser of PyYAML, with tabs and plain text in brackets as libyaml reads them."""

    def scan_to_next_token(self) -> None:
        super().scan_to_next_token()
        while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
            self.forward()
            super().scan_to_next_token()

    def scan_plain(self) -> yaml.ScalarToken:
        chunks: list[str] = []
        start = end = self.get_mark()
        spaces: list[str] | list[Any] | None = []
        while self.peek() != "#":
            length = 0
            while (char := self.peek(length)) not in _BLANKS and not (self.flow_level and char in ",[]{}"):
                following = self.peek(length + 1)
                if char == ":" and following in _BLANKS:
                    break
                if char == ":" and self.flow_level and following in ",?[]{}":
                    self.forward(length)
                    raise ScannerError("while scanning a plain scalar", start, "found unexpected ':'", self.get_mark())
                length += 1
            if not length:
                break
            self.allow_simple_key = False
            chunks += [*(spaces or ()), self.prefix(length)]
            self.forward(length)
            end = self.get_mark()
            spaces = self.scan_plain_spaces(self.indent + 1, start)
            if not spaces or (not self.flow_level and self.column <= self.indent):
                break
        return yaml.ScalarToken("".join(chunks), True, start, end)

    def scan_plain_spaces(self, indent: int, start_mark: yaml.Mark) -> list[str] | list[Any] | None:
        length = 0
        while self.peek(length) in (" ", "\t"):
            length += 1
        blanks = self.prefix(length)
        if "\t" in blanks:
            self.forward(length)
        is_end = self.peek() in "\r\n\x85\u2028\u2029"
        return [blanks] if "\t" in blanks and not is_end else super().scan_plain_spaces(indent, start_mark)


class _DeepLoader(_YamlLoader):
    """Reads no further ahead once brackets are nested too deeply, which the reader of its events then reports.

    All parsers read ahead to the end of a line, to see whether a colon makes a key of what stands there; libyaml fails
    at a depth of its own on the way, and that of PyYAML takes time that grows with the square of the depth.
    """

    def fetch_flow_collection_start(self, kind: type[yaml.Token]) -> None:
        super().fetch_flow_collection_start(kind)
        if self.flow_level > MOST_DEPTH:
            self.possible_simple_keys.clear()


def _parser(text: str) -> yaml.CLoader | _YamlLoader:
    """An event parser: that of libyaml where PyYAML was built with it.

    Not where a line opens too many brackets for it, or has a tab where that is an error in most places: the two
    differ in which one they report.
    """
    if _DEEP.search(text):
        return _DeepLoader(text)
    is_odd = len(text) <= _MOST_SLOW and _ODD_START.search(text) is not None
    return yaml.CLoader(text) if yaml.__with_libyaml__ and not is_odd else _YamlLoader(text)


_DEEP = re.compile(rf"(?:[\[{{][^\[{{}}\]\r\n]*){{{MOST_DEPTH}}}")
_BLANKS = "\0 \t\r\n\x85\u2028\u2029"
_ODD_START = re.compile(r"^ *\t|[|>][-+0-9]*(?: *\t|#)", re.MULTILINE)
_MOST_SLOW = 1 << 20
"""The most characters for the parser of PyYAML where there is that of libyaml, which is ten times as fast."""
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)


_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")

# --- plain scalars -----------------------------------------------------------------------------------------------

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_MANGLED = re.compile(
    r"""(?: [-+]?0[0-9_]+                                       # octal
    | [-+]?0[0-9_]+\.[0-9_]*                                    # decimals with zeros in front
    | [-+]?0[xX][0-9a-fA-F_]+ | [-+]?0[oO][0-7_]+ | [-+]?0[bB][01_]+
    | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?          # base sixty
    | [-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+ | [-+]?\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?
    | \+[0-9][0-9_.]* | -?[0-9][0-9_]*\. | -?[0-9]*_[0-9_]*(?:\.[0-9_]*)? | -?[0-9]+\.[0-9]*_[0-9_]*
    | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN) )""",
    re.VERBOSE,
)
_BOOLEANS = frozenset("yes Yes YES no No NO on On ON off Off OFF True TRUE False FALSE".split())
_NULLS = frozenset(["", "~", "null"])
_ODD_NULLS = frozenset(["Null", "NULL"])
_PIECE = re.compile(r"[0-9]+%?")
_HASH = re.compile(r"[ \t]+#[^\s#!]")
_KEY_BEFORE = re.compile(r" [a-z_]+$")
_GLUED = re.compile(r"[A-Za-z_]\w*:\S+")
_GLUED_BRACKET = re.compile(r"[A-Za-z_]\w*:[\[{\"']")
_ODD_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_ODD_SPACE = re.compile(rf"(?:^ *|: ?|- ?)[{_ODD_SPACES}]")
_OPENING_QUOTES = "“„‟‘‚‛"
_CLOSING_QUOTES = "”’"
_CLOSING = re.compile(f"[{_CLOSING_QUOTES}]")
_CURLY_QUOTED = re.compile(f"[{_OPENING_QUOTES}][^{_OPENING_QUOTES}{_CLOSING_QUOTES}]*[{_CLOSING_QUOTES}]")
_LOST = re.compile(r" *(#\S.*)")


def _is_nothing(event: yaml.Event) -> bool:
    """Whether nothing is written where ``event`` stands."""
    return isinstance(event, yaml.ScalarEvent) and event.value == "" and not event.style


def _opens_curly_quotes(event: yaml.Event) -> bool:
    """Whether ``event`` is plain, and starts with a curly quote that does not end in it: it was cut at a comma."""
    if not isinstance(event, yaml.ScalarEvent) or event.style or not event.value.startswith(tuple(_OPENING_QUOTES)):
        return False
    return _CLOSING.search(event.value) is None


def _plain_value(text: str) -> str | int | Decimal | bool | Fault | None:
    if text in _NULLS:
        return None
    if text in ("true", "false"):
        return text == "true"
    if text[0] not in "0123456789+-.yYnNoOtTfF":
        return text
    if text in _BOOLEANS or text in _ODD_NULLS:
        return _boolean(text)
    if _INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text):
        found = values.quoted_number(text)
        if isinstance(found, Fault):
            quoted = _('{fix} If it is text, put it in quotes: "{text}".', fix=found.fix, text=shown(text))  # fmt: skip
            return found.with_fix(quoted)
        return int(found) if "." not in text else found
    if len(text) < 100 and _MANGLED.fullmatch(text):
        return _mangled(text)
    return text


def _boolean(text: str) -> Fault:
    meant = "null" if text in _ODD_NULLS else "true" if text.lower() in ("yes", "on", "true") else "false"
    return Fault("Y412", text=text, meant=meant)


def _mangled(text: str) -> Fault:
    plain = values.number(text)
    fix = _('If it is text, put it in quotes: "{text}".', text=text)
    if isinstance(plain, Fault) and ":" not in text:
        fix = _("{first} {second}", first=plain.fix, second=fix)
    return Fault("Y413", text=text, fix=fix)


def no_space(text: str) -> Fault:
    """The fault of ``key:value``, which YAML reads as one word."""
    key, _unused, value = text.partition(":")
    return Fault("Y415", text=shown(text), key=shown(key), value=shown(value))


def in_quotes(value: str) -> Localized:
    """The remedy for a plain value that must be quoted; for a comparison, what a target writes instead."""
    compared = _COMPARED.fullmatch(value.strip())
    qualifier = values.qualifier_meant(compared[1]) if compared else None
    if compared and qualifier:
        meant = f"{qualifier}: {compared[2]}"
        return _('Write a target as {{{meant}}}; put text in quotes: "{text}".', meant=meant, text=shown(value))
    said = f"'{value}'" if '"' in value or "\\" in value else f'"{value}"'
    return _("Put the whole value in quotes: {said}.", said=shown(said))
