"""From the tree of a YAML file to its model: what is wrong is found by pydantic, and said as problems with places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as AnyMapping
from decimal import Decimal
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cnht.domain.quantity import Qualifier
from cnht.language.phrases import readings
from cnht.language.texts import _
from cnht.problems import Fault, Known, Location, Problem, did_you_mean, near, shown
from cnht.reading import values
from cnht.reading.models import EMPTY, example, is_model, keys_of, unwrapped, wrong_type
from cnht.reading.yaml_text import REFUSED, Mapping, Node, Scalar, Sequence, no_space

Path = tuple[int | str, ...]
_SECTIONS = ("targets", "areas", "units", "indicators")
"""Keys whose line is easily forgotten above what belongs below it."""


_M = TypeVar("_M", bound=BaseModel)


def validated(
    kind: type[_M], root: Mapping, entry: Callable[[Path], Path], problems: list[Problem]
) -> tuple[_M | None, set[Path]]:
    """``root`` as ``kind``, and the paths of what was left out because of the problems in it.

    ``entry`` says which path is to be left out where the one it is given is wrong. The model is ``None`` where it
    cannot do without.
    """
    if root.lost:
        return None, set()
    data = _data(root)
    cut: set[Path] = set()
    try:
        return kind.model_validate(data), cut
    except ValidationError as error:
        errors = error.errors(include_url=False)
    known = _KnownKeys(kind)
    meant = {
        (*one["loc"][:-1], like)
        for one in errors
        if one["type"] == "extra_forbidden"
        for like in near(str(one["loc"][-1]), known.at(one["loc"][:-1]))
    }
    orphans = _orphans(root, errors, meant)
    for one in errors:
        cut.add(entry(one["loc"]))
        if one["loc"] in orphans and one["loc"] != next(iter(orphans)):
            continue
        if one["type"] != "missing" or one["loc"] not in meant:  # a misspelt key is one problem, not two
            problems.extend(_problem(known, root, one, orphans))
    cut |= {path for path in meant if len(path) == 1 and path[0] not in data}
    for path in sorted(
        cut, key=lambda path: [(isinstance(step, str), str(step).zfill(9)) for step in path], reverse=True
    ):
        _remove(data, path)
    try:
        return kind.model_validate(data), cut
    except ValidationError:
        return None, cut


def _orphans(root: Mapping, errors: list[ErrorDetails], meant: set[Path]) -> dict[Path, str]:
    """The unknown keys of a file that lacks a section, and look as if they belonged into it, each with its name."""
    missing = [str(one["loc"][0]) for one in errors if one["type"] == "missing" and len(one["loc"]) == 1]
    lacking = next((name for name in missing if name in _SECTIONS and (name,) not in meant), None)
    if lacking is None:
        return {}
    unknown = [one["loc"] for one in errors if one["type"] == "extra_forbidden" and len(one["loc"]) == 1]
    found: dict[Path, str] = {path: lacking for path in unknown if not isinstance(root.entries[str(path[0])], Scalar)}
    return {**found, (lacking,): lacking} if found else {}


def _data(node: Node) -> Any:
    match node:
        case Mapping():
            return REFUSED if node.lost else {key: _data(value) for key, value in node.entries.items()}
        case Sequence():
            return [_data(item) for item in node.items]
        case Scalar():
            return EMPTY if node.value is None else node.value


def _remove(data: Any, path: Path) -> None:
    """Take out what is at ``path``; with the only item of a list the list, which would be wrong for being empty."""
    inner = data
    *way, last = path or ("",)
    for step in way:
        if isinstance(inner, list) == isinstance(step, int):  # a lone thing stands for a list of one
            inner = inner[step]
    if isinstance(inner, dict):
        inner.pop(last, None)
    elif isinstance(inner, list) and isinstance(last, int):
        del inner[last]
        _remove(data, path[: 0 if inner else -1])


def _problem(
    known: _KnownKeys, root: Mapping, error: ErrorDetails, orphans: AnyMapping[Path, str]
) -> Iterator[Problem]:
    path = error["loc"]
    node, value_place, key_place = _find(root, path)
    what = error["type"]
    if path in orphans:
        yield Fault("Y418.section", name=orphans[path]).at(key_place)
    elif what == "extra_forbidden":
        yield _unknown_key(str(path[-1]), known.at(path[:-1])).at(key_place)
    elif what == "missing":
        yield Fault("Y418.key", name=str(path[-1]), example=known.example(path)).at(key_place)
    elif (isinstance(node, Scalar) and node.value is REFUSED) or (isinstance(node, Mapping) and node.lost):
        return  # why is said already
    elif path and path[-1] == "[key]":
        yield error["ctx"]["fault"].at(key_place)
    elif what == "fault":
        yield error["ctx"]["fault"].at(key_place if isinstance(node, Scalar) and node.value is None else value_place)
    else:
        yield _of_the_wrong_kind(node, what, path).at(
            key_place if isinstance(node, Scalar) and node.value is None else value_place
        )


def _unknown_key(key: str, known: Known[None]) -> Fault:
    code = values.code(key)
    if isinstance(code, Fault) and code.code in ("F113", "F112"):
        return code
    qualifier = values.qualifier_meant(key) if Qualifier.VALUE in known else None
    hint = (
        did_you_mean(key, known)
        if qualifier is None
        else _("Write {qualifier}; the original words go in wording.", qualifier=qualifier)
    )  # fmt: skip
    return Fault("Y417.key", key=shown(key), fix=hint)


def _of_the_wrong_kind(node: Node, what: str, path: Path) -> Fault:
    expected = _("a list") if what == "list_type" else _("a group of key: value")
    found = _data(node)
    if isinstance(found, str) and re.fullmatch(r"[A-Za-z_]+:\S.*", found):
        return no_space(found)
    fault = wrong_type(expected, found)
    meant = _meant(found, path)
    return fault.with_fix(_("Did you mean {meant}?", meant=meant)) if meant else fault


def _meant(found: object, path: Path) -> str:
    """What to write instead of a lone number or of words, where a range or a quantity is expected; or nothing."""
    is_number = isinstance(found, int | Decimal) and not isinstance(found, bool)
    said = str(found) if is_number or isinstance(found, str) else ""
    spoken = [one.quantity for one in readings(said)] if said else []
    if path[-1:] == ("between",):
        ends = spoken[0] if len(spoken) == 1 else None
        if ends is not None and ends.value_high is not None:
            return f"[{ends.value:f}, {ends.value_high:f}]"
        return f"[{said}, upper]" if is_number else "[lower, upper]"
    if not set(path) & {"targets", "baseline", "milestones"}:
        return ""
    if is_number:
        return f"{{value: {found}}}"
    if len(spoken) != 1:
        return ""
    quantity = spoken[0]
    number = f"{quantity.value:f}" if quantity.value_high is None else f"[{quantity.value:f}, {quantity.value_high:f}]"
    words = f'"{said}"' if re.search(r"[,:#{}\[\]%]", said) else said
    return f"{{{quantity.qualifier}: {number}, wording: {shown(words)}}}"


def _find(root: Mapping, path: Path) -> tuple[Node, Location, Location]:
    """The node at ``path``, or the last one on the way to it; where it stands, and where its key does."""
    node: Node = root
    key_place = root.where
    for step in path:
        if isinstance(node, Mapping) and step in node.entries:
            key_place = node.keys[str(step)]
            node = node.entries[str(step)]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            key_place = node.where
    return node, node.where, key_place


class _KnownKeys:
    """The keys of a kind of document, and which of them was meant by an unknown one; both are found out once."""

    def __init__(self, kind: type[BaseModel]) -> None:
        self._kind = kind
        self._found: dict[tuple[str, ...], Known[None]] = {}

    def at(self, path: Path) -> Known[None]:
        """The keys that may stand at ``path``."""
        model = _model_at(self._kind, path)
        keys = tuple(keys_of(model)) if model is not None else ()
        return self._found.setdefault(keys, Known(dict.fromkeys(keys)))

    def example(self, path: Path) -> str:
        """The key at ``path`` as it may be written."""
        model = _model_at(self._kind, path[:-1])
        key = str(path[-1])
        assert model is not None
        field = next(field for name, field in model.model_fields.items() if (field.alias or name) == key)
        return example(key, keys_of(model)[key], field)


def _model_at(kind: Any, path: Path) -> Any:
    """The model of the mapping at ``path`` of a document; ``None`` where its keys are the author's own."""
    for step in path:
        if isinstance(step, int):
            continue  # what stands in a list is what may stand alone
        kind = _mapping(kind)
        if is_model(kind):
            kind = keys_of(kind).get(step)
        elif kind is not None:
            kind = get_args(kind)[1]
    kind = _mapping(kind)
    return kind if is_model(kind) else None


def _mapping(kind: Any) -> Any:
    """What stands in ``kind``, or in each item of it where it is a list."""
    kind, _rules = unwrapped(kind)
    return _mapping(get_args(kind)[0]) if get_origin(kind) is list else kind
