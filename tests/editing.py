"""How an editor sees a YAML file: parsed as YAML 1.2 has it (its core schema), then held against the schema.

Regular expressions are those of JavaScript: ``$`` is the end of the text, and not also the place before a last line
feed as in Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml
from jsonschema import Draft7Validator, ValidationError, validators

from cnht.reading.schema import schema

_NULL = re.compile("null|Null|NULL|~|")
_BOOLEAN = re.compile("true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile("[-+]?[0-9]+")
_OTHER_BASE = re.compile("0o[0-7]+|0x[0-9a-fA-F]+")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class ParseError(ValueError):
    """What an editor underlines before it looks at any schema."""


def parsed(text: str) -> Any:
    """The data in a YAML text; keys are text."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        return None if node is None else _data(node)
    except yaml.YAMLError as error:
        raise ParseError(str(error)) from error


def _data(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        keys = [key.value if isinstance(key, yaml.ScalarNode) else repr(key) for key, _ in node.value]
        if len(set(keys)) < len(keys):
            raise ParseError("a key stands twice")
        return dict(zip(keys, (_data(value) for _, value in node.value), strict=True))
    if isinstance(node, yaml.SequenceNode):
        return [_data(item) for item in node.value]
    text: str = node.value
    return _scalar(text) if isinstance(node, yaml.ScalarNode) and not node.style else text


def _scalar(text: str) -> Any:
    if _NULL.fullmatch(text):
        return None
    if _BOOLEAN.fullmatch(text):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OTHER_BASE.fullmatch(text):
        return int(text, 0)
    return (
        float(text.replace(".", "", 1) if _ENDLESS.fullmatch(text) else text)
        if (_NUMBER.fullmatch(text) or _ENDLESS.fullmatch(text))
        else text
    )


def _pattern(_: Any, pattern: str, found: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(found, str) and not re.search(pattern.replace("$", r"\Z"), found):
        yield ValidationError(f"{found!r} does not match {pattern!r}")


_Editor = validators.extend(Draft7Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]


@cache
def _validator(kind: str) -> Any:
    return _Editor(schema(kind))


def kind_of(name: str) -> str:
    """Which schema a file of a workspace has, by its name."""
    return {"targets/indicators.yaml": "indicators", "data/sources.yaml": "sources"}.get(name, "plan")


def refusals(kind: str, data: Any) -> list[str]:
    """What the schema says against ``data``."""
    return [f"{error.json_path}: {error.message}" for error in _validator(kind).iter_errors(data)]
