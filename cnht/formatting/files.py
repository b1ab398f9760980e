"""Files to their canonical text, each left alone where that could change what it means."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from cnht.domain.model import Dated, Observation
from cnht.files.textfile import TextFile
from cnht.formatting import emit, rows, shapes, tree
from cnht.problems import Problem, Severity
from cnht.reading import text, yaml_text
from cnht.reading.csv_text import REGISTER_COLUMNS, SNAPSHOT_COLUMNS
from cnht.reading.load import INDICATORS, REGISTERS, SOURCES, Loaded, Parse, load, scan

_UNCLEAR = frozenset({"M515", "V304", "M506"})
"""Errors in the key of a row: by what it should be sorted is not known."""
_BREAK = re.compile(r"\r\n?")
_PLACES = ("where", "places")
"""What the model knows of where something stands."""
_Parse = Callable[[str, str], tree.Parsed]
_FIGURE = attrgetter(*(one.name for one in fields(Observation) if one.name not in _PLACES))


@dataclass(frozen=True, slots=True)
class FormatResult:
    """What has become of one file."""

    name: str
    old: bytes | None
    """What the file holds; ``None`` where it could not be read."""
    new: bytes | None
    """What it should hold; ``None`` where it is to be left alone."""
    problems: tuple[Problem, ...] = ()
    """What keeps it from being formatted."""

    @property
    def changes(self) -> bool:
        """Whether the file is not canonical yet, and can be."""
        return self.new is not None and self.new != self.old

    @property
    def is_refused(self) -> bool:
        """Whether the canonical text would be read differently, which is a defect of this package."""
        return self.new is None and not self.problems


def canonical(name: str, content: str, parse: _Parse = tree.parse) -> str:
    """The canonical text of the file ``name``, whose place says what it is; ``content`` has no error in its shape."""
    content = unicodedata.normalize("NFC", content)
    shape = _shape(name)
    if shape is not None:
        return emit.emitted(tree.grown(parse(name, _BREAK.sub("\n", content))), shape)
    columns, found = rows.parsed(content, _columns(name))
    return rows.register(found, columns) if name.startswith(REGISTERS) else rows.snapshot(found, columns)


def formatted(files: Iterable[TextFile], asked: Callable[[str], bool]) -> list[FormatResult]:
    """The outcome for each file that is ``asked`` for, by its name, and is of a kind that can be formatted.

    Files that define what others name must be among ``files``, asked for or not. A file is left alone where an error
    makes it unclear what it means, and where its new text is not read as the old one was.
    """
    held = [file.held() for file in files if asked(file.name) or file.name in (INDICATORS, SOURCES)]
    parse = cache(tree.parse)
    by_file: dict[str, list[Problem]] = defaultdict(list)
    for problem in scan(held, parse=_tree_by(parse)).problems:
        by_file[problem.where.file].append(problem)
    outcomes = [_outcome(file, by_file[file.name], parse) for file in held if asked(file.name) and _is_known(file.name)]
    return _checked(outcomes, held, parse)


def _tree_by(parse: _Parse) -> Parse:
    return lambda name, text: parse(name, text)[1:3]


def _shape(name: str) -> shapes.Shape | None:
    """The form of a YAML file; ``None`` for a table."""
    if name == INDICATORS:
        return shapes.shape("indicators")
    if name == SOURCES:
        return shapes.shape("sources")
    return shapes.shape("plan") if name.endswith(".yaml") else None


def _columns(name: str) -> Sequence[str]:
    return REGISTER_COLUMNS if name.startswith(REGISTERS) else SNAPSHOT_COLUMNS


def _is_known(name: str) -> bool:
    """Whether a file of this name is a plan, a table or one that defines; any other is read by nobody."""
    ending = ".yaml" if name.startswith("targets/") else ".csv"
    return name == SOURCES or (name.startswith(("targets/", "data/")) and name.endswith(ending))


def _outcome(file: TextFile, problems: list[Problem], parse: _Parse) -> FormatResult:
    old = file.data if isinstance(file.data, bytes) else None
    content = text.whole(file, [])
    unclear = [problem for problem in problems if _is_unclear(problem)]
    if content is not None and not unclear and _shape(file.name) is not None:
        found = parse(file.name, content).problems
        unclear = [problem for problem in found if problem.severity is Severity.ERROR or _is_unclear(problem)]
    if unclear or content is None:
        return FormatResult(file.name, old, None, tuple(unclear or problems))
    return FormatResult(file.name, old, canonical(file.name, content, parse).encode())


def _is_unclear(problem: Problem) -> bool:
    """Whether it is in doubt what the file around a problem means.

    An error in the shape of a file leaves that in doubt. A single value may be wrong: it stays as it is written.
    """
    if problem.code in ("Y416", "M552"):  # a comment may be part of the value, a key may belong below the line
        return True
    if problem.severity is not Severity.ERROR or problem.is_mendable:
        return False
    is_in_table = problem.where.file.endswith(".csv")
    return problem.code[0] in "FCY" or (is_in_table and problem.code in _UNCLEAR)


# --- is it the same? ---------------------------------------------------------------------------------------------


def _checked(outcomes: list[FormatResult], held: Sequence[TextFile], parse: _Parse) -> list[FormatResult]:
    """``outcomes``, but for those whose new text is not read as the old one: these are refused."""
    changed = [outcome for outcome in outcomes if outcome.changes]
    if not changed or _are_same(changed, held, parse):
        return outcomes
    refused = {outcome.name for outcome in changed if not _are_same([outcome], held, parse)}
    return [FormatResult(one.name, one.old, None) if one.name in refused else one for one in outcomes]


def _are_same(changed: Sequence[FormatResult], held: Sequence[TextFile], parse: _Parse) -> bool:
    """Whether the workspace reads the same with the old and with the new texts of ``changed``."""
    new = {outcome.name: outcome.new for outcome in changed}
    used = [file for file in held if file.name in new or file.name in (INDICATORS, SOURCES)]
    before = load(map(_readable, used), parse=_tree_by(parse))
    after = load(
        [TextFile(file.name, new[file.name]) if file.name in new else file for file in used], parse=_tree_by(parse)
    )
    return _meaning(before) == _meaning(after) and all(
        _said(file, parse) == _said(TextFile(file.name, new[file.name]), parse) for file in used if file.name in new
    )


def _readable(file: TextFile) -> TextFile:
    """``file`` as the new text of it has to be read: in NFC, with line feeds, and of a table with the header it means.

    Problems quote what they find, and a header that is misspelt may keep all rows from being read.
    """
    content = text.whole(file, [])
    if content is None:
        return file
    content = _BREAK.sub("\n", unicodedata.normalize("NFC", content))
    if _shape(file.name) is None:
        content = rows.respelt(content, _columns(file.name))
    return TextFile(file.name, content.encode())


def _meaning(loaded: Loaded) -> tuple[Any, ...]:
    """Everything that was read, and every problem but those that formatting mends, without places.

    What a problem says depends on the order of a file: what is near, how many others there were before.
    """
    workspace = loaded.workspace
    problems = Counter((problem.code, problem.where.file) for problem in loaded.problems if not problem.is_mendable)
    figures = Counter(repr(_FIGURE(figure)) for figure in workspace.observations)
    return _bare(workspace.definitions), _bare(workspace.plans), figures, _bare(workspace.registers), problems


def _bare(value: Any) -> Any:
    """A part of the model without its places; numbers with their digits, milestones in their order."""
    if is_dataclass(value):
        return tuple(_bare(getattr(value, one.name)) for one in fields(value) if one.name not in _PLACES)
    if isinstance(value, Mapping):
        return tuple((key, _bare(inner)) for key, inner in value.items())
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return tuple(_bare(inner) for name, inner in zip(value._fields, value, strict=True) if name not in _PLACES)
    if isinstance(value, tuple | frozenset):
        found = tuple(map(_bare, value))
        has_order = isinstance(value, tuple) and not any(isinstance(inner, Dated) for inner in value)
        return found if has_order else tuple(sorted(found, key=repr))
    return repr(value)


def _said(file: TextFile, parse: _Parse) -> Any:
    """What a file says word for word, also where that is wrong: its values by their keys, and its comments."""
    content = unicodedata.normalize("NFC", text.whole(file, []) or "")
    if _shape(file.name) is None:
        _, found = rows.parsed(content, _columns(file.name))
        return Counter(frozenset(row.items()) for row in found)
    parsed = parse(file.name, _BREAK.sub("\n", content))
    return _words(parsed.root), Counter(tree.comments(parsed))


def _words(node: yaml_text.Node | None) -> Any:
    match node:
        case yaml_text.Mapping():
            return {key: _words(value) for key, value in node.entries.items()}
        case yaml_text.Sequence():
            items = [_words(item) for item in node.items]
            return items[0] if len(items) == 1 else items
        case yaml_text.Scalar() if node.value is not None:
            return unicodedata.normalize("NFC", str(node.value)).strip()
        case _:
            return {}
