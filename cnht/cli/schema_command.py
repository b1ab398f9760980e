"""``cnht schema``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cnht.cli import options
from cnht.cli.usage import choice
from cnht.language.texts import _

EPILOG = """[bold]Examples[/bold]

  mkdir .cnht                                  a folder beside targets/
  cnht schema plan > .cnht/plan.schema.json    the schema of a plan

Then add this as the first line of targets/2025.yaml:

  # yaml-language-server: $schema=../.cnht/plan.schema.json

VS Code with its YAML extension, and every other editor with the YAML language
server, will now help with that file. See docs/editor.md."""


class SchemaKind(StrEnum):
    """The YAML files that have a schema."""

    PLAN = "plan"
    INDICATORS = "indicators"
    SOURCES = "sources"


def run(
    kind: Annotated[
        SchemaKind | None, typer.Argument(help="The type of file. Default: list the types.", **choice(SchemaKind))
    ] = None,
    lang: options.Language = None,
) -> None:
    """Print the JSON Schema of the YAML files, for editors that complete and check as you type."""
    from cnht.cli import session

    if kind is None:
        shown = _(
            "plan         targets/*.yaml, but for indicators.yaml: a plan and its targets\nindicators   "
            "targets/indicators.yaml: areas, units, indicators\nsources      data/sources.yaml: where "
            "figures come from\n\nWrite it to a file:\n  cnht schema plan > .cnht/plan.schema.json\nName it "
            "in the YAML file's first line:\n  # yaml-language-server: $schema=../.cnht/plan.schema.json\n"
        )
        session.show(shown.text(session.language(lang)))
        return
    from cnht.reading.schema import schema_text

    session.emit(schema_text(kind))
