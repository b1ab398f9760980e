"""JSON Schema of the YAML files, so that an editor completes, explains and underlines while one writes.

It is made of :mod:`cnht.reading.models`. It is of draft 7, the latest that every version of the YAML language server
reads (2.0 is the first to know a later one); ``patternErrorMessage`` and ``enumDescriptions`` are that server's own
words, which others pass over.

A schema sees what an editor's YAML 1.2 parser makes of a file, one file at a time. It never refuses what ``cnht
validate`` accepts; what it cannot see (1.000, codes that no file defines, dates that run backwards) stays with
``validate``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args, get_origin

from cnht.domain import patterns
from cnht.domain.quantity import TARGET_QUALIFIERS, Direction, Qualifier
from cnht.reading import models
from cnht.reading.models import (
    CHOICES,
    FILES,
    MAY_BE_EMPTY,
    ONE_OR_SEVERAL,
    ONE_TEXT,
    form_of,
    is_model,
    keys_of,
    unwrapped,
)

Schema = dict[str, Any]


def schema_text(kind: str) -> str:
    """The schema of one of :data:`FILES` as a JSON file."""
    return json.dumps(schema(kind), ensure_ascii=False, indent=2) + "\n"


def schema(kind: str) -> Schema:
    """The schema of one of :data:`FILES`, its keys in the order of the models."""
    writer = _SchemaBuilder()
    body = writer.model(FILES[kind])
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "$id": f"urn:cnht:schema:{kind}"}
    return head | body | ({"definitions": writer.definitions} if writer.definitions else {})


# --- single values -----------------------------------------------------------------------------------------------


def _text(pattern: str, otherwise: str) -> Schema:
    return {"type": "string", "pattern": pattern, "patternErrorMessage": otherwise}


def _with_years(pattern: str, otherwise: str) -> Schema:
    """Text, or a year alone, which YAML takes for a number."""
    return _text(pattern, otherwise) | {
        "type": ["string", "integer"],
        "minimum": patterns.YEARS[0],
        "maximum": patterns.YEARS[-1],
    }


_FORMS: Mapping[str, Schema] = {
    "number": {"type": "number", "minimum": -patterns.LARGEST, "maximum": patterns.LARGEST},
    "line": _text(patterns.LINE, "Write one line of text."),
    "paragraph": _text(patterns.PARAGRAPH, "Delete the control character."),
    "plan_number": _text(patterns.PLAN_NUMBER, "Write one line of text, without invisible characters."),
    "code": _text(patterns.CODE, "Write a code: lower-case ASCII letters, digits and underscores, a letter first."),
    "source_code": _text(patterns.SOURCE_CODE, "Write a code: ASCII letters, digits, and - _ ."),
    "day": _text(patterns.DAY, "Write a day of the calendar: 2025-12-31."),
    "figure_date": _text(patterns.FIGURE_DATE, "Write a day or a month: 2025-09-28, 2025-09."),
    "document_date": _with_years(patterns.DOCUMENT_DATE, "Write a day, a month or a year: 2025-09-28, 2025-09, 2025."),
    "span": _with_years(patterns.SPAN, "Write a period: 2025, 2026/2030, 2025-H1, 2025-Q2, 2025-07."),
    "switch": {"type": "boolean"},
    "_each": {"enum": ["year"], "enumDescriptions": ["due anew at the end of each year of the plan's period"]},
}
"""How the values look that the models read by a function of their own, by its name."""

_LIMITS: Mapping[str, Schema] = {
    "_percent": {"minimum": 0, "exclusiveMaximum": 100},
    "_positive": {"exclusiveMinimum": 0},
    "_pair": {"minItems": 2, "maxItems": 2, "uniqueItems": True},
}
"""What the functions that look at a value once more ask of it."""


# --- whole mappings ----------------------------------------------------------------------------------------------

_OF_TARGETS = frozenset[Qualifier]().union(*TARGET_QUALIFIERS.values())
_DOWN_OR_UP = [direction.value for direction in Direction if direction is not Direction.MAINTAIN]


def _one_of(qualifiers: frozenset[Qualifier]) -> Schema:
    return {"oneOf": [{"required": [name.value]} for name in Qualifier if name in qualifiers]}


_ANY_LANGUAGE = {"anyOf": [{"required": ["vi"]}, {"required": ["en"]}]}
_TOGETHER: Mapping[Any, Schema] = {
    **dict.fromkeys((models.WordsKeys, models.UnitKeys, models.DefinitionKeys, models.NoteKeys), _ANY_LANGUAGE),
    models.QuantityKeys: _one_of(_OF_TARGETS),
    models.BaselineKeys: _one_of(frozenset(Qualifier)),
    models.TargetKeys: _one_of(_OF_TARGETS)
    | {
        "dependencies": {
            "each": {
                "properties": {"due": False},
                "errorMessage": "each: year already says that it is due at the end of each year.",
            }
        }
    },
    models.IndicatorKeys: {
        "dependencies": {
            "register": ["stage"],
            "stage": ["register"],
            "ratio": {"properties": {"measure": {"const": "share", "errorMessage": "A ratio is for measure: share."}}},
        },
        "if": {"properties": {"measure": {"const": "flow"}}, "required": ["measure"]},
        "then": {"properties": {"direction": {"enum": _DOWN_OR_UP, "errorMessage": "A flow cannot be maintained."}}},
    },
}
"""What the keys of a mapping ask of each other; :mod:`cnht.reading.build` is where they are judged."""

_NEVER_EMPTY = {"minProperties": 1}
"""What is asked of the mappings that define what other files name."""


class _SchemaBuilder:
    """Makes the schema of a model, and collects the parts that it names more than once."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def model(self, kind: Any) -> Schema:
        about: Schema = {"title": kind.title_, "description": kind.__doc__}
        inner, _rules = unwrapped(kind)
        if inner is not kind:
            return about | self.value(inner) | _NEVER_EMPTY
        keys = keys_of(kind)
        if kind in (models.QuantityKeys, models.TargetKeys):  # a target is never nearly something
            keys = {key: annotation for key, annotation in keys.items() if key not in set(Qualifier) - _OF_TARGETS}
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        return about | {
            "type": "object",
            "properties": {key: self._key(kind, fields[key], annotation) for key, annotation in keys.items()},
            "required": [key for key in keys if fields[key].is_required()],
            "additionalProperties": False,
            **_TOGETHER.get(kind, {}),
        }

    def _key(self, kind: Any, field: Any, annotation: Any) -> Schema:
        found = self.value(annotation) | {"title": field.title, "description": field.description}
        found["examples"] = list(field.examples)
        if kind is models.IndicatorsFile and found.get("type") == "object" and "propertyNames" in found:
            found |= _NEVER_EMPTY
        if isinstance(field.default, Decimal):
            found["default"] = float(field.default) if field.default % 1 else int(field.default)
        return _ordered(found)

    def value(self, annotation: Any) -> Schema:
        """The schema of an annotation; a key without a value is never taken, whatever may be left out."""
        kind, rules = unwrapped(annotation)
        form = form_of(rules)
        if ONE_OR_SEVERAL in rules:
            found = self._one_or_several(kind)
        elif form is not None:
            found = dict(_FORMS[form]) if isinstance(form, str) else _choice(form)
        elif get_origin(kind) is dict:
            names = self.value(get_args(kind)[0])
            del names["type"]  # 2025 and true are text where they are keys, whatever a parser says
            found = {"type": "object", "propertyNames": names, "additionalProperties": self.value(get_args(kind)[1])}
        elif get_origin(kind) is list:
            found = {"type": "array", "items": self.value(get_args(kind)[0])}
        else:
            found = self.model(kind)
        for rule in rules:
            found |= _LIMITS.get(getattr(getattr(rule, "func", None), "__name__", ""), {})
        if ONE_TEXT in rules:
            found = {"oneOf": [self.value(keys_of(kind)["vi"]), found]}
        if MAY_BE_EMPTY in rules:
            found["type"] = [found["type"], "null"]
        return found

    def _one_or_several(self, kind: Any) -> Schema:
        """One thing or a list of them; the language server names what is wrong best where they stand in this order."""
        (item,) = get_args(kind)
        one = self.value(item)
        if not is_model(item):
            return {"oneOf": [{"type": "array", "items": one, "minItems": 1}, one]}
        name = item.title_.lower()
        self.definitions[name] = one
        reference = {"$ref": f"#/definitions/{name}"}
        about = {"title": f"Several {name}s", "description": "Targets of one indicator, each with its own due or area."}
        several = {"type": "array", "items": reference, "minItems": 1, "uniqueItems": True}
        return {"oneOf": [reference, about | several]}


def _choice(choices: type[StrEnum]) -> Schema:
    return {"enum": [str(one) for one in choices], "enumDescriptions": [CHOICES[one] for one in choices]}


def _ordered(found: Schema) -> Schema:
    """What is said of a key before what it may be."""
    first = ("title", "description", "examples", "default")
    return {key: found[key] for key in first if key in found} | {
        key: value for key, value in found.items() if key not in first
    }
