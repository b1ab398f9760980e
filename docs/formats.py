"""The tables of docs/format.md: every key of the YAML files and column of the CSV files, as the models declare it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

from cnht.reading.models import CHOICES, FILES, TABLES, form_of, is_model, keys_of, unwrapped

PLACES = {
    "plan": "targets/*.yaml",
    "indicators": "targets/indicators.yaml",
    "sources": "data/sources.yaml",
    "snapshot": "data/*.csv",
    "register": "data/registers/*.csv",
}


def tables() -> str:
    """A heading for each file and each mapping in it, with a table of its keys."""
    shown: set[Any] = set()
    return "\n".join(
        line
        for kind, model in {**FILES, **TABLES}.items()
        for line in (f"\n## {PLACES[kind]}", *_mapping(model, shown))
    )


def _mapping(kind: Any, shown: set[Any]) -> Iterator[str]:
    """A model with its keys, then those inside it; each once."""
    inner, _rules = unwrapped(kind)
    if not is_model(inner):
        yield f"\n{kind.__doc__}" if is_model(kind) else ""
        yield from _mapping(get_args(inner)[-1], shown)
        return
    if inner in shown:
        return
    shown.add(inner)
    yield f"\n### {inner.title_}\n\n{inner.__doc__}\n"
    yield "| key | | what it says | example |\n|---|---|---|---|"
    for (key, annotation), field in zip(keys_of(inner).items(), inner.model_fields.values(), strict=True):
        needed = "required" if field.is_required() else ""
        yield f"| `{key}` | {needed} | {field.description}{_choices(annotation)} | {_example(field.examples[0])} |"
    for annotation in keys_of(inner).values():
        yield from (line for model in _models(annotation) for line in _mapping(model, shown))


def _models(annotation: Any) -> Iterator[Any]:
    inner, _rules = unwrapped(annotation)
    if is_model(inner):
        yield inner
    else:
        yield from (model for part in get_args(inner) for model in _models(part))


def _choices(annotation: Any) -> str:
    form = form_of(unwrapped(annotation)[1])
    if form is None or isinstance(form, str):
        return ""
    said = [f"`{each}`: {CHOICES[each]}" if each in CHOICES else f"`{each}`" for each in form if each]
    return " " + "; ".join(said) + "."


def _example(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return f"`{text if isinstance(value, dict | list) else value}`".replace("|", "\\|")
