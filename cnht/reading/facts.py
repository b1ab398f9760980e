"""One file as flat text, a fact a line, in an order of its own: what ``git diff`` compares instead of the file.

No other file is needed. A broken file has no facts, nor has one that does not belong in a workspace. Files with the
same meaning have the same facts, except for what only their workspace tells, such as its only area.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

from cnht.domain.model import as_filed
from cnht.domain.quantity import Qualifier, Quantity
from cnht.problems import Severity, visible
from cnht.reading import yaml_text
from cnht.reading.csv_text import REGISTER_COLUMNS, REGISTER_REQUIRED, SNAPSHOT_COLUMNS, SNAPSHOT_REQUIRED
from cnht.reading.values import short
from cnht.reading.yaml_text import Mapping, Node, Scalar, Sequence

_NUMBER = re.compile(r"-?[0-9]{1,100}(\.[0-9]{1,100})?")
_KEY = re.compile(r"^([a-z_]+):", re.MULTILINE)
_DEFINING = {"indicators", "units", "areas"}


def likely_name(path: str, data: bytes) -> str | None:
    """The name that a file would have in a workspace, by what it holds; ``None`` if it is not a file of a workspace.

    ``path`` is any path or name: git hands out the content of an old file as a temporary one.
    """
    last = path.replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last or "file"
    text = data[:100_000].decode("utf-8", "replace").removeprefix("\ufeff")
    columns = set(text.partition("\n")[0].strip().replace('"', "").split(","))
    if columns >= SNAPSHOT_REQUIRED:
        return f"data/{stem}.csv"
    if columns >= REGISTER_REQUIRED:
        return f"data/registers/{stem}.csv"
    keys = set(_KEY.findall(text))
    if "plan" in keys and keys & {"targets", "period", "issuer"}:
        return f"targets/{stem}.yaml"
    if keys & {*_DEFINING, _TOLERANCE}:
        return "targets/indicators.yaml"
    if re.search(r"^[\w.-]+:(?:\s|\{)", text, re.MULTILINE) and "publisher:" in text:
        return "data/sources.yaml"
    return None


def facts(data: bytes) -> list[str] | None:
    """The facts of a file; ``None`` where it is not YAML or CSV of a workspace, or is malformed."""
    name = likely_name("", data)
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
    if name is None or "\0" in text:
        return None
    found = _table(text) if name.endswith(".csv") else _tree(name, text)
    return None if found is None else [visible(" ".join(fact.split())) for fact in found]


# --- YAML --------------------------------------------------------------------------------------------------------


def _tree(name: str, text: str) -> list[str] | None:
    root, problems = yaml_text.parse(name, text)
    if root is None or any(problem.severity is Severity.ERROR for problem in problems):
        return None
    return sorted(_facts("", root))


def _facts(path: str, node: Node, told: tuple[str, ...] = ()) -> Iterator[str]:
    """The facts of ``node``, which stands at ``path``; its keys ``told`` are part of the path already."""
    match node:
        case Scalar():
            yield f"{path}: {_text(node.value)}"
        case Sequence():
            for item in node.items:
                if isinstance(item, Mapping):
                    yield from _facts(f"{path}[{_which(item)}]", item, _TELLING)
                else:
                    yield from _facts(path, item)
        case Mapping():
            quantity = None if path == _TOLERANCE else _quantity(node)
            if quantity is not None:
                yield f"{path}: {as_filed(quantity)}"
            for key, value in node.entries.items():
                if key not in told and (quantity is None or key != quantity.qualifier):
                    yield from _facts(f"{path}.{key}" if path else key, value)
            if path and not node.entries:
                yield f"{path}: {{}}"


_TOLERANCE = "tolerance_percent"
"""Where the names of qualifiers stand that state no quantity."""
_TELLING = ("area", "due")
"""The keys that tell the items of a target's list apart."""


def _which(item: Mapping) -> str:
    """What tells an item of a target's list from the others."""
    keys = (item.entries.get(key) for key in _TELLING)
    return " ".join(_text(value.value) for value in keys if isinstance(value, Scalar))


def _quantity(node: Mapping) -> Quantity | None:
    """The quantity that a mapping states, where it states one."""
    given = [(qualifier, node.entries[qualifier]) for qualifier in Qualifier if qualifier in node.entries]
    match given:
        case [(Qualifier.BETWEEN, Sequence(items=[Scalar(value=low), Scalar(value=high)]))]:
            if _is_number(low) and _is_number(high):
                return Quantity(Qualifier.BETWEEN, Decimal(_text(low)), Decimal(_text(high)))
        case [(qualifier, Scalar(value=value))] if qualifier is not Qualifier.BETWEEN and _is_number(value):
            return Quantity(qualifier, Decimal(_text(value)))
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Decimal():
            return short(value)
        case _:
            return str(value)


# --- CSV ---------------------------------------------------------------------------------------------------------


def _table(text: str) -> list[str] | None:
    try:
        header, *rows = (row for row in csv.reader(StringIO(text, newline=""), strict=True) if row)
    except (csv.Error, ValueError):
        return None
    is_snapshot = set(header) >= SNAPSHOT_REQUIRED
    known = SNAPSHOT_COLUMNS if is_snapshot else REGISTER_COLUMNS
    if len(set(header)) < len(header) or not set(header) <= set(known) or any(len(row) != len(header) for row in rows):
        return None
    found = [fact for row in rows for fact in (_figure if is_snapshot else _entry)(dict(zip(header, row, strict=True)))]
    return [f"{key}{what}" for key, what in sorted(found)]


def _figure(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The facts of a row, each as the key of the row and what is said of it."""
    key = _joined(row, ("indicator", "area", "period", "as_of", "source"))
    quantity = " ".join(_plain(row.get(column, "")) for column in ("qualifier", "value", "value_high"))
    status = row.get("status", "")
    yield key, f": {quantity.strip()}{f' ({status})' if status else ''}"
    for column in ("wording", "note"):
        if row.get(column):
            yield key, f"; {column}: {row[column]}"


def _entry(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    key = _joined(row, ("stage", "name", "area"))
    yield key, f": {_joined(row, ('as_of', 'source'))}"
    if row.get("note"):
        yield key, f"; note: {row['note']}"


def _joined(row: dict[str, str], columns: tuple[str, ...]) -> str:
    return " ".join(filter(None, (row.get(column, "").strip() for column in columns)))


def _plain(text: str) -> str:
    """A number without zeros at its end; anything else as it is."""
    return short(Decimal(text)) if _NUMBER.fullmatch(text) else text
