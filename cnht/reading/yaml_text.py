"""YAML text to a tree of nodes with their places, read strictly.

A small, safe part of YAML: one mapping, nested at most :data:`MOST_DEPTH` deep, of plain and quoted scalars, block
text, sequences and mappings. What the format or its parsers would quietly turn into something else is refused with
what to write instead: ``010``, ``12:30``, ``no``, ``1_000``, ``{value: 8,5}``. Numbers keep their digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, cast

import yaml

from cnht.lang import Words
from cnht.problems import Code, Fault, Location, Problem, shown
from cnht.reading import values

MOST_DEPTH = 50
"""How deep a file may be nested; far deeper than any plan, and long before a parser runs out of stack."""


class _Mark(Protocol):
    """A place in a text, counted from 0, as both parsers give it."""

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


Node = Scalar | Sequence | Mapping


def parse(name: str, text: str) -> tuple[Mapping | None, list[Problem]]:
    """The tree of a YAML text without control characters, and what is wrong with it.

    The tree is ``None`` where the text cannot be read to its end, or is no mapping.
    """
    return _Reader(name, text).read()


class _Stop(Exception):
    """The text cannot be read any further; the problem is already noted."""


class _Reader:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
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
                        self._report(_SECOND_DOCUMENT, event)
                        break
                elif isinstance(event, yaml.NodeEvent):
                    root = self._node(event, 1)
        except _Stop:
            return None, self.problems
        if isinstance(root, Mapping):
            return root, self.problems
        if root is None or (isinstance(root, Scalar) and root.value is None):
            message = Words("tệp chỉ có ghi chú, không có nội dung", "the file holds comments only")
            fix = Words("Điền nội dung hoặc xóa tệp.", "Fill it in or delete it.")
            self.problems.append(Fault(Code.EMPTY_FILE, message, fix).at(Location(self.name, 1)))
        elif not (isinstance(root, Scalar) and root.value is REFUSED):
            self.problems.append(_ROOT.at(root.where))
        return None, self.problems

    # The tree. Recursion is safe: it never goes deeper than MOST_DEPTH.

    def _node(self, event: yaml.Event, depth: int) -> Node:
        where = self._start(event)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:  # its anchor, where there is one, has been reported already
                self._report(_ALIAS, event)
            return Scalar(where, REFUSED)
        refused = self._refuse_properties(event)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(where, REFUSED if refused else self._value(event, where))
        if depth > MOST_DEPTH:
            self._report(_DEPTH, event)
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
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            place = self._start(event)
            key_text = event.value if isinstance(event, yaml.ScalarEvent) else None
            plain = isinstance(event, yaml.ScalarEvent) and not event.style
            key = self._key(event, depth)
            value_event = next(self.events)
            value = self._node(value_event, depth + 1)
            if (
                isinstance(value_event, yaml.ScalarEvent)
                and value_event.value == ""
                and not value_event.style
                and plain
            ):
                if flow and previous and _PIECE.fullmatch(key_text or "") and self._char_before(place) == ",":
                    split.setdefault(previous, []).append(key_text or "")
                    continue
                if ":" in (key_text or "")[:-1]:
                    self.problems.append(no_space(key_text or "").at(place))
                    continue
            if key is None:
                continue
            if key in mapping.keys:
                self.problems.append(_twice(key).at(place, mapping.keys[key]))
                continue
            mapping.keys[key] = place
            mapping.entries[key] = value
            previous = key if flow and isinstance(value, Scalar) else ""
        for key, pieces in split.items():
            self._split_number(mapping, key, pieces)
        return mapping

    def _key(self, event: yaml.Event, depth: int) -> str | None:
        """The text of a key; ``None`` where it is none, which is reported."""
        if not isinstance(event, yaml.ScalarEvent):
            place = self._start(event)
            count = len(self.problems)
            self._node(event, depth + 1)
            if len(self.problems) == count:
                self.problems.append(_KEY.at(place))
            return None
        if self._refuse_properties(event):
            return None
        if event.value == "<<" and not event.style:
            self._report(_MERGE, event)
            return None
        key = values.line(event.value)
        if isinstance(key, Fault):
            self._report(key if event.value else _KEY, event)
            return None
        return key

    def _split_number(self, mapping: Mapping, key: str, pieces: list[str]) -> None:
        node = mapping.entries[key]
        if not isinstance(node, Scalar):
            return
        mapping.entries[key] = Scalar(node.where, REFUSED)
        if node.value is REFUSED:
            return
        said = ",".join([str(node.value), *pieces])
        fault = values.number(said)
        fix = fault.fix if isinstance(fault, Fault) else Words("", "")
        self.problems.append(
            Fault(
                Code.YAML_COMMA,
                Words(f"trong ngoặc, dấu phẩy của “{shown(said)}” cắt số làm đôi",
                      f'inside brackets the comma of "{shown(said)}" cuts the number in two'),
                Words(f"Dùng dấu chấm thập phân. {fix.vi}", f"Use a decimal point. {fix.en}"),
            ).at(node.where)
        )  # fmt: skip

    # Scalars.

    def _value(self, event: yaml.ScalarEvent, where: Location) -> str | int | Decimal | bool | Refused | None:
        text: str = event.value
        if event.style:
            if event.style in "'\"" and self._swallows_keys(event):
                self.problems.append(_QUOTE.at(where))
                return REFUSED
            return text
        found = _plain_value(text)
        if isinstance(found, Fault):
            self.problems.append(found.at(where))
            return REFUSED
        if isinstance(found, str):
            end = self._end(event)
            rest = self._line(end)[end.column - 1 :]
            if _HASH.match(rest):
                place = Location(self.name, end.line, end.column + rest.index("#"))
                self.problems.append(_hash(rest).at(place))
        return found

    def _swallows_keys(self, event: yaml.ScalarEvent) -> bool:
        """Whether quotes that close on another line than they open hold what looks like keys of their own."""
        first, last = self._start(event).line, self._end(event).line
        return any(_KEY_LINE.match(line) for line in self.lines[first:last])

    def _refuse_properties(self, event: yaml.Event) -> bool:
        """Report the anchor and the tag of a node, which refuse it."""
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self.anchors.add(anchor)
            self._report(_ALIAS, event)
        elif tag is not None:
            self._report(_TAG, event)
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
                yield event
        except yaml.MarkedYAMLError as error:
            problem = self._syntax(error)
            if problem not in self.problems:  # a quote that swallowed keys is known by now
                self.problems.append(problem)
        except (yaml.YAMLError, UnicodeError, ValueError, RecursionError) as error:
            message = Words("bộ đọc YAML dừng lại", "the YAML parser stopped")
            fix = Words(f"Kiểm tra tệp ({shown(str(error))}).", f"Check the file ({shown(str(error))}).")
            self.problems.append(Fault(Code.YAML_SYNTAX, message, fix).at(Location(self.name, 1)))
        else:
            return
        raise _Stop

    def _syntax(self, error: yaml.MarkedYAMLError) -> Problem:
        """The one problem of a syntax error, where its cause is rather than where the parser gave up."""
        said, context = error.problem or "", error.context or ""
        at = self._place(error.problem_mark)
        opened = self._place(error.context_mark) if error.context_mark else at
        if "quoted scalar" in context and "end of stream" in said:
            return _QUOTE.at(opened)
        return (
            self._quote_before(at, context)
            or self._tab(at)
            or self._colon(at, said)
            or self._bracket(at, opened, context)
            or self._start_of_value(at, opened, said, context)
            or _syntax_fault(said).at(at)
        )

    def _quote_before(self, at: Location, context: str) -> Problem | None:
        """What follows a quoted value: one that closed lines later was not closed where it should have been."""
        last = self.last
        if last is None or last.style not in ("'", '"') or at.line != self._end(last).line:
            return None
        if self._start(last).line < at.line:
            return _QUOTE.at(self._start(last))
        return _AFTER_QUOTE.at(at) if "block" in context else None

    def _tab(self, at: Location) -> Problem | None:
        """A tab where the parser stopped, or in the indentation of that line."""
        if self._char(at) == "\t":
            return _TAB.at(at)
        line = self._line(at)
        indent = line[: len(line) - len(line.lstrip())]
        return _TAB.at(Location(self.name, at.line, indent.index("\t") + 1)) if "\t" in indent else None

    def _colon(self, at: Location, said: str) -> Problem | None:
        """A colon where none may be: a second one on the line, or on a line that seems to continue the one above."""
        if "mapping values are not allowed" not in said:
            return None
        last = self.last
        if last is None or last.style or self._start(last).line == at.line:
            return _COLON.at(at)
        start = self._start(last)
        glued = _GLUED.match(self._line(start), start.column - 1)
        if glued:
            return no_space(glued[0]).at(start)
        line = self._line(at)
        return _INDENT.at(Location(self.name, at.line, len(line) - len(line.lstrip()) + 1))

    def _bracket(self, at: Location, opened: Location, context: str) -> Problem | None:
        """A bracket that is not closed on its line, or what may not stand inside one."""
        if "flow" not in context:
            return None
        if self.open and self.open[-1].flow_style:
            opened = self._start(self.open[-1])
        return (
            _in_brackets(self._char(at)).at(at) if at.line == opened.line else _bracket(self._char(opened)).at(opened)
        )

    def _start_of_value(self, at: Location, opened: Location, said: str, context: str) -> Problem | None:
        if "block scalar" in context:
            return _special(self._char(opened)).at(opened)
        if "cannot start any token" in said:
            return _special(self._char(at)).at(at)
        if "expected ':'" in said:
            return _NO_COLON.at(opened)
        return _INDENT.at(at) if "while parsing a block" in context and "node" not in context else None


def _parser(text: str) -> yaml.CLoader | yaml.Loader:
    """An event parser: that of libyaml where PyYAML was built with it."""
    return yaml.CLoader(text) if yaml.__with_libyaml__ else yaml.Loader(text)


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
_GLUED = re.compile(r"[A-Za-z_]\w*:\S+")


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
        found = values.number(text)
        if isinstance(found, Fault):
            quoted = Words(f'{found.fix.vi} Nếu là chữ thì đặt trong dấu nháy: "{shown(text)}".',
                           f'{found.fix.en} As text, put it in quotes: "{shown(text)}".')  # fmt: skip
            return Fault(found.code, found.message, quoted)
        return int(found) if "." not in text else found
    if len(text) < 100 and _MANGLED.fullmatch(text):
        return _mangled(text)
    return text


def _boolean(text: str) -> Fault:
    meant = "null" if text in _ODD_NULLS else "true" if text.lower() in ("yes", "on", "true") else "false"
    return Fault(
        Code.YAML_BOOLEAN,
        Words(f"YAML hiểu “{text}” thành {meant}, không phải chữ", f'YAML reads "{text}" as {meant}, not as text'),
        Words(
            f'Viết {meant}, hoặc "{text}" trong dấu nháy nếu là chữ.', f'Write {meant}, or "{text}" in quotes as text.'
        ),
    )


def _mangled(text: str) -> Fault:
    plain = values.number(text)
    number = plain.fix if isinstance(plain, Fault) and ":" not in text else Words("", "")
    return Fault(
        Code.YAML_NUMBER,
        Words(f"YAML có thể hiểu “{text}” thành một số khác", f'YAML may read "{text}" as another number'),
        Words(f'{number.vi} Nếu là chữ thì đặt trong dấu nháy: "{text}".'.strip(),
              f'{number.en} As text, put it in quotes: "{text}".'.strip()),
    )  # fmt: skip


def _hash(rest: str) -> Fault:
    lost = rest.strip()
    return Fault(
        Code.YAML_HASH,
        Words(f"“{shown(lost)}” là ghi chú của YAML, không thuộc giá trị",
              f'"{shown(lost)}" is a comment, not part of the value'),
        Words("Đặt cả giá trị trong dấu nháy; nếu đúng là ghi chú thì viết “# ” có khoảng trắng.",
              'Put the whole value in quotes; if it is a comment, write "# " with a space.'),
    )  # fmt: skip


def _twice(key: str) -> Fault:
    return Fault(
        Code.YAML_DUPLICATE_KEY,
        Words(f"khóa “{shown(key)}” đã có ở trên", f'the key "{shown(key)}" stands above already'),
        Words("Gộp hai chỗ hoặc xóa một.", "Join the two or delete one."),
    )


def no_space(text: str) -> Fault:
    """The fault of ``key:value``, which YAML reads as one word."""
    key, _, value = text.partition(":")
    return Fault(
        Code.YAML_COLON,
        Words(
            f"thiếu khoảng trắng sau dấu hai chấm trong “{shown(text)}”",
            f'there is no space after the colon in "{shown(text)}"',
        ),
        Words(f"Viết {shown(key)}: {shown(value)}", f"Write {shown(key)}: {shown(value)}"),
    )


def _special(char: str) -> Fault:
    what = shown(char)
    return Fault(
        Code.YAML_SYNTAX,
        Words(f"giá trị không được bắt đầu bằng “{what}” trong YAML", f'a value cannot start with "{what}" in YAML'),
        Words(f'Đặt cả giá trị trong dấu nháy: "{what}…".', f'Put the whole value in quotes: "{what}…".'),
    )


def _bracket(char: str) -> Fault:
    closing = {"[": "]", "{": "}"}.get(char, "}")
    return Fault(
        Code.YAML_SYNTAX,
        Words(f"dấu “{shown(char)}” mở ở đây không được đóng", f'the "{shown(char)}" that opens here is not closed'),
        Words(f"Thêm “{closing}”.", f'Add the "{closing}".'),
    )


def _in_brackets(char: str) -> Fault:
    what = shown(char)
    return Fault(
        Code.YAML_SYNTAX,
        Words(f"không đọc được từ “{what}”: trong ngoặc, các phần cách nhau bằng dấu phẩy",
              f'cannot be read from "{what}" on: inside brackets, items are separated by commas'),
        Words("Thêm dấu phẩy hoặc dấu đóng ngoặc; chữ có dấu hai chấm hay dấu phẩy phải đặt trong dấu nháy.",
              "Add the comma or the closing bracket; text with a colon or a comma goes in quotes."),
    )  # fmt: skip


def _syntax_fault(said: str) -> Fault:
    return Fault(
        Code.YAML_SYNTAX,
        Words(f"sai cú pháp YAML: {shown(said)}", f"YAML syntax error: {shown(said)}"),
        Words("Sửa chỗ này; chữ có ký tự đặc biệt phải đặt trong dấu nháy.",
              "Mend this place; text with special characters goes in quotes."),
    )  # fmt: skip


_SECOND_DOCUMENT = Fault(
    Code.YAML_DOCUMENTS,
    Words("một tài liệu YAML thứ hai bắt đầu ở đây", "a second YAML document starts here"),
    Words(
        "Xóa dòng ---, hoặc tách thành tệp khác.", "Delete the line ---, or move what follows into a file of its own."
    ),
)
_ROOT = Fault(
    Code.YAML_ROOT,
    Words("tệp phải gồm các cặp khóa: giá trị", "the file must be made of key: value pairs"),
    Words("Viết mỗi dòng một khóa, ví dụ period: 2025", "Write one key a line, such as period: 2025"),
)
_ALIAS = Fault(
    Code.YAML_ALIAS,
    Words("không dùng neo (&) và tham chiếu (*) của YAML", "anchors (&) and aliases (*) of YAML are not used here"),
    Words("Viết lại giá trị; nếu là chữ thì đặt trong dấu nháy.", "Write the value out; as text, put it in quotes."),
)
_TAG = Fault(
    Code.YAML_TAG,
    Words("không dùng thẻ (!) của YAML", "tags (!) of YAML are not used here"),
    Words("Xóa thẻ; nếu là chữ thì đặt trong dấu nháy.", "Delete the tag; as text, put it in quotes."),
)
_MERGE = Fault(
    Code.YAML_MERGE,
    Words("không dùng khóa trộn << của YAML", "the merge key << of YAML is not used here"),
    Words("Viết các khóa ra đầy đủ.", "Write the keys out."),
)
_KEY = Fault(
    Code.YAML_KEY,
    Words("khóa phải là chữ", "a key must be text"),
    Words("Viết khóa: giá trị; chữ bắt đầu bằng [ hoặc { phải đặt trong dấu nháy.",
          "Write key: value; text that starts with [ or { goes in quotes."),
)  # fmt: skip
_DEPTH = Fault(
    Code.YAML_DEPTH,
    Words(f"lồng nhau quá {MOST_DEPTH} tầng", f"nested more than {MOST_DEPTH} levels deep"),
    Words("Kiểm tra các dấu [ và {.", "Check the brackets [ and {."),
)
_KEY_LINE = re.compile(r"\s*[\w.-]+\s*:(?:\s|$)")
_QUOTE = Fault(
    Code.YAML_QUOTE_OPEN,
    Words("dấu nháy mở ở đây không được đóng trên dòng của nó", "the quote that opens here is not closed on its line"),
    Words("Thêm dấu nháy đóng ở cuối giá trị.", "Add the closing quote at the end of the value."),
)
_AFTER_QUOTE = Fault(
    Code.YAML_SYNTAX,
    Words("còn chữ đứng sau dấu nháy đóng", "there is text after the closing quote"),
    Words("Đặt cả giá trị trong một cặp dấu nháy; dấu nháy bên trong viết là \\\".",
          "Put the whole value in one pair of quotes; a quote inside is written \\\"."),
)  # fmt: skip
_TAB = Fault(
    Code.YAML_TAB,
    Words("có phím Tab ở chỗ thụt dòng", "there is a tab in the indentation"),
    Words("Thay bằng khoảng trắng.", "Use spaces instead."),
)
_COLON = Fault(
    Code.YAML_SYNTAX,
    Words("dấu hai chấm thứ hai trên một dòng", "a second colon on the line"),
    Words("Đặt giá trị có dấu hai chấm trong dấu nháy.", "Put the value that holds a colon in quotes."),
)
_INDENT = Fault(
    Code.YAML_SYNTAX,
    Words("dòng này thụt vào không khớp với các dòng trên", "this line is not indented as the lines above it"),
    Words("Cho các khóa cùng cấp thẳng cột với nhau.", "Let keys of one level start in one column."),
)
_NO_COLON = Fault(
    Code.YAML_SYNTAX,
    Words("sau khóa này không có dấu hai chấm và khoảng trắng", "there is no colon and space after this key"),
    Words("Viết khóa: giá trị.", "Write key: value."),
)
