"""A key of a YAML file is declared once; everything that is said of it and done with it comes from there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import RootModel

from cnht.formatting import shapes
from cnht.problems import Problem
from cnht.reading import models
from cnht.reading.documents import validated
from cnht.reading.models import _key, _Line, _SourceCode
from cnht.reading.schema import schema
from cnht.reading.yaml_text import parse
from docs.formats import tables

SOUND = "a: {title: t, publisher: p, published: 2025, authority: press}\n"


class _Source(models.SourceKeys):
    """A source."""

    isbn: _Line | None = _key("ISBN", "The number of a book.", "978-604-0-00000-0", optional=True)


class _Sources(RootModel[dict[_SourceCode, _Source]]):
    """Sources."""

    title_: ClassVar[str] = "Sources"
    is_block: ClassVar[bool] = True


def read(text: str) -> tuple[Any, list[Problem]]:
    problems: list[Problem] = []
    root, more = parse("data/sources.yaml", text)
    assert root is not None
    found, _cut = validated(_Sources, root, lambda path: path[:1], problems)
    return found, [*more, *problems]


def test_a_new_key_is_one_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(models.FILES, "sources", _Sources)
    shapes.shape.cache_clear()
    with_isbn = SOUND.replace("press}", "press, isbn: 978}")
    found, problems = read(SOUND.replace("press}", 'press, isbn: "978"}'))
    assert (found.root["a"].isbn, problems) == ("978", [])
    (wrong,) = read(with_isbn)[1]
    assert (wrong.code, str(wrong.fix)) == ("Y419", 'Put it in quotes: "978".')
    (unknown,) = read(SOUND.replace("press}", "press, isnb: x}"))[1]
    assert (unknown.code, str(unknown.fix)) == ("Y417", "Did you mean isbn?")
    own = schema("sources")["additionalProperties"]["properties"]["isbn"]
    assert (own["title"], own["description"], own["type"]) == ("ISBN", "The number of a book.", "string")
    assert shapes.shape("sources").of("a").keys[-1] == "isbn"
    assert "| `isbn` |  | The number of a book. | `978-604-0-00000-0` |" in tables()
    shapes.shape.cache_clear()


def literals(path: Path) -> Iterator[set[str]]:
    """The strings of each collection that a module writes out."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
            parts = node.keys if isinstance(node, ast.Dict) else node.elts
            yield {str(part.value) for part in parts if isinstance(part, ast.Constant)}


def test_no_keys_are_listed_a_second_time() -> None:
    folder = Path(models.__file__).parents[1]
    sources = [path for path in (*folder.glob("reading/*.py"), *folder.glob("canon/*.py")) if path.name != "models.py"]
    for model in (models.SourceKeys, models.IndicatorKeys, models.PlanFile, models.TargetKeys):
        keys = set(models.keys_of(model))
        lists = [(path.name, found) for path in sources for found in literals(path) if len(found) > 4 and found <= keys]
        assert lists == [], f"the keys of {model.__name__} are listed again"


@pytest.mark.parametrize(
    ("model", "key", "example"),
    [
        (models.IndicatorKeys, "measure", "measure: stock | flow | growth | share"),
        (models.IndicatorKeys, "name", "name: {vi: ..., en: ...}"),
        (models.IndicatorsFile, "units", "units: {my_code: {vi: ..., en: ...}}"),
        (models.PlanFile, "targets", "targets: {}"),
        (models.PlanFile, "period", "period: 2025"),
        (models.BaselineKeys, "as_of", "as_of: 2024-09-28"),
    ],
)
def test_a_missing_key_is_shown_as_it_may_be_written(model: Any, key: str, example: str) -> None:
    assert models.example(key, models.keys_of(model)[key], model.model_fields[key]) == example
