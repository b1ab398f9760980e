"""JSON Schema of the YAML files, so that an editor completes, explains and underlines while one writes.

It is made of the models in :mod:`cnht.reading.documents`, as they are annotated: what is allowed comes from there, and
only the texts are written here, a table that costs nothing where no schema is asked for. It is of draft 7, the latest
that every version of the YAML language server reads (2.0 is the first to know a later one); ``patternErrorMessage`` and
``enumDescriptions`` are that server's own words, which others pass over.

A schema sees what an editor's YAML 1.2 parser makes of a file, one file at a time. It never refuses what ``cnht
validate`` accepts; what it cannot see (1.000, codes that no file defines, dates that run backwards) stays with
``validate``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from cnht import forms
from cnht.quantity import TARGET_QUALIFIERS, Direction, Qualifier
from cnht.reading import documents
from cnht.reading.schema_texts import CHOICES, TEXTS, Text

FILES: Mapping[str, Any] = {
    "plan": documents.PlanFile,
    "indicators": documents.IndicatorsFile,
    "sources": documents.SourcesFile,
}
"""The kinds of YAML file, each with its model."""

Schema = dict[str, Any]


def schema_text(kind: str) -> str:
    """The schema of one of :data:`FILES` as a JSON file."""
    return json.dumps(schema(kind), ensure_ascii=False, indent=2) + "\n"


def schema(kind: str) -> Schema:
    """The schema of one of :data:`FILES`, its keys in the order of the models."""
    writer = _Writer()
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
        "minimum": forms.YEARS[0],
        "maximum": forms.YEARS[-1],
    }


_FORMS: Mapping[str, Schema] = {
    "number": {"type": "number", "minimum": -forms.LARGEST, "maximum": forms.LARGEST},
    "line": _text(forms.LINE, "Write one line of text."),
    "paragraph": _text(forms.PARAGRAPH, "Delete the control character."),
    "plan_number": _text(forms.PLAN_NUMBER, "Write one line of text, without invisible characters."),
    "code": _text(forms.CODE, "Write a code: lower-case ASCII letters, digits and underscores, a letter first."),
    "source_code": _text(forms.SOURCE_CODE, "Write a code: ASCII letters, digits, and - _ ."),
    "day": _text(forms.DAY, "Write a day of the calendar: 2025-12-31."),
    "figure_date": _text(forms.FIGURE_DATE, "Write a day or a month: 2025-09-28, 2025-09."),
    "document_date": _with_years(forms.DOCUMENT_DATE, "Write a day, a month or a year: 2025-09-28, 2025-09, 2025."),
    "span": _with_years(forms.SPAN, "Write a period: 2025, 2026/2030, 2025-H1, 2025-Q2, 2025-07."),
    "_each": {"enum": ["year"], "enumDescriptions": ["due anew at the end of each year of the plan's period"]},
}
"""How the values look that the models read by a function of their own, by its name."""

_LIMITS: Mapping[str, Schema] = {
    "_percent": {"minimum": 0, "exclusiveMaximum": 100},
    "_positive": {"exclusiveMinimum": 0},
    "_pair": {"minItems": 2, "maxItems": 2, "uniqueItems": True},
    "_some": {},
    "_several": {},
}
"""What the functions that look at a value once more ask of it; ``_some`` and ``_several`` go with ``_listed``."""


# --- whole mappings ----------------------------------------------------------------------------------------------

_OF_TARGETS = frozenset[Qualifier]().union(*TARGET_QUALIFIERS.values())
_DOWN_OR_UP = [direction.value for direction in Direction if direction is not Direction.MAINTAIN]


def _one_of(qualifiers: frozenset[Qualifier]) -> Schema:
    return {"oneOf": [{"required": [name.value]} for name in Qualifier if name in qualifiers]}


_TOGETHER: Mapping[Any, Schema] = {
    documents.QuantityKeys: _one_of(_OF_TARGETS),
    documents.BaselineKeys: _one_of(frozenset(Qualifier)),
    documents.TargetKeys: _one_of(_OF_TARGETS)
    | {
        "dependencies": {
            "each": {
                "properties": {"due": False},
                "errorMessage": "each: year already says that it is due at the end of each year.",
            }
        }
    },
    documents.IndicatorKeys: {
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


class _Writer:
    """Makes the schema of a model, and collects the parts that it names more than once."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def model(self, kind: Any) -> Schema:
        fields = kind.model_fields
        about = _shown(_text_of(kind, ""))
        if "root" in fields:
            return about | self.value(fields["root"].annotation) | _NEVER_EMPTY
        keys = {field.alias or name: field for name, field in fields.items()}
        if kind in (documents.QuantityKeys, documents.TargetKeys):  # a target is never nearly something
            keys = {key: field for key, field in keys.items() if key not in set(Qualifier) - _OF_TARGETS}
        return about | {
            "type": "object",
            "properties": {key: self._key(kind, key, field) for key, field in keys.items()},
            "required": [key for key, field in keys.items() if field.is_required()],
            "additionalProperties": False,
            **_TOGETHER.get(kind, {}),
        }

    def _key(self, kind: Any, key: str, field: Any) -> Schema:
        whole = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        found = self.value(whole) | _shown(_text_of(kind, key))
        if kind is documents.IndicatorsFile and found["type"] == "object" and "propertyNames" in found:
            found |= _NEVER_EMPTY
        if isinstance(field.default, Decimal):
            found["default"] = float(field.default) if field.default % 1 else int(field.default)
        return _ordered(found)

    def value(self, kind: Any) -> Schema:
        """The schema of an annotation."""
        origin, inner = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._annotated(*inner)
        if origin in (Union, UnionType):
            (kind,) = (one for one in inner if one is not NoneType)  # a key without a value is never taken
            return self.value(kind)
        if origin is dict:
            names = self.value(inner[0])
            del names["type"]  # 2025 and true are text where they are keys, whatever a parser says
            return {"type": "object", "propertyNames": names, "additionalProperties": self.value(inner[1])}
        if origin is list:
            return {"type": "array", "items": self.value(inner[0])}
        return self.model(kind)

    def _annotated(self, kind: Any, *rules: Any) -> Schema:
        names = [getattr(getattr(rule, "func", None), "__name__", "") for rule in rules]
        forms = [rule.form for rule in rules if hasattr(rule, "form")]
        if "_listed" in names:
            found = self._one_or_several(kind)
        elif forms:
            (form,) = forms
            found = dict(_FORMS[form]) if isinstance(form, str) else _choice(form)
        else:
            found = self.value(kind)
        for name in names:
            if name == "_maybe_none":
                found["type"] = [found["type"], "null"]
            elif name and name != "_listed":
                found |= _LIMITS[name]
        return found

    def _one_or_several(self, kind: Any) -> Schema:
        """One thing or a list of them; the language server names what is wrong best where they stand in this order."""
        (item,) = get_args(kind)
        one = self.value(item)
        if "properties" not in one:
            return {"oneOf": [{"type": "array", "items": one, "minItems": 1}, one]}
        name = item.__name__.removesuffix("Keys").lower()
        self.definitions[name] = one
        reference = {"$ref": f"#/definitions/{name}"}
        several = {"type": "array", "items": reference, "minItems": 1, "uniqueItems": True}
        return {"oneOf": [reference, _shown(_text_of(item, "[]")) | several]}


def _choice(choices: type[StrEnum]) -> Schema:
    return {"enum": [str(one) for one in choices], "enumDescriptions": [CHOICES[one] for one in choices]}


def _text_of(kind: Any, key: str) -> Text:
    """What is said of a key of a model, or of one that it inherits; of the model itself where there is no key."""
    return next(TEXTS[one][key] for one in kind.__mro__ if key in TEXTS.get(one, {}))


def _shown(text: Text) -> Schema:
    shown: Schema = {"title": text.title, "description": text.description}
    return shown | ({"examples": list(text.examples)} if text.examples else {})


def _ordered(found: Schema) -> Schema:
    """What is said of a key before what it may be."""
    first = ("title", "description", "examples", "default")
    return {key: found[key] for key in first if key in found} | {
        key: value for key, value in found.items() if key not in first
    }
