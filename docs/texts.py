"""The Vietnamese of the program: ``python -m docs.texts`` brings ``cnht/locale`` up to date with the texts in the code.

A new text is added without a translation, one that is gone from the code is deleted, and one whose English has changed
counts as new. After translating, run it again: programs read the compiled catalogue.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from typer.main import get_command

from cnht.cli.app import COMMANDS, app
from cnht.problems import CATALOGUE as CATALOGUE_OF_PROBLEMS

PACKAGE = Path(__file__).parents[1] / "cnht"
CATALOGUE = PACKAGE / "locale" / "vi" / "LC_MESSAGES" / "cnht.po"
COMPILED = CATALOGUE.with_suffix(".mo")
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "n_": (1, 2), "p_": ((1, "c"), 2)}


def texts() -> Catalog:
    """Every text that the code has, with the files that say it."""
    found = Catalog()
    for name, _line, message, _comments, context in extract_from_dir(PACKAGE, METHODS, keywords=KEYWORDS):
        found.add(message, locations=[(f"cnht/{name}", 0)], context=context, flags=_flags(message))
    for text in (*help_texts(), *LIBRARY):
        found.add(text, locations=[("cnht/cli", 0)], flags=_flags(text))
    for text in problem_texts():
        found.add(text, locations=[("cnht/problems/catalogue.toml", 0)], flags=_flags(text))
    return found


LIBRARY = ("Arguments", "Commands", "Options", "[default: {}]", "[env var: {}]", "[required]")
"""What the command-line library says in help."""


def help_texts() -> Iterator[str]:
    """What ``--help`` says of the program, of every command and option."""
    group: Any = get_command(app)
    for command in (group, *(group.get_command(None, name) for name in COMMANDS)):
        for thing in (command, *command.params):
            yield from filter(None, (getattr(thing, part, None) for part in ("help", "short_help", "epilog")))


def problem_texts() -> Iterator[str]:
    """What the catalogue of problems says."""
    for entry in tomllib.loads(CATALOGUE_OF_PROBLEMS.read_text("utf-8")).values():
        texts = [entry, *(text for text in entry.values() if isinstance(text, dict))]
        yield from (text[part] for text in texts for part in ("title", "why", "message", "fix") if part in text)


def _flags(message: str | tuple[str, ...]) -> set[str]:
    return {"python-brace-format"} if "{" in "".join(message) else set()


def translated() -> Catalog:
    """The catalogue as it is in the repository."""
    return read_po(BytesIO(CATALOGUE.read_bytes()), locale="vi")


def po_text(catalogue: Catalog) -> bytes:
    """The catalogue as a ``.po`` file, in the order of the English texts."""
    out = BytesIO()
    write_po(out, catalogue, width=120, sort_output=True, include_lineno=False, omit_header=False)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as programs read it."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


if __name__ == "__main__":
    merged = translated()
    merged.update(texts(), no_fuzzy_matching=True)
    merged.creation_date = translated().creation_date
    merged.obsolete.clear()
    CATALOGUE.write_bytes(po_text(merged))
    COMPILED.write_bytes(mo_bytes(merged))
    for message in merged:
        if message.id and not "".join(message.string or ""):
            print(f"untranslated: {message.id!r}")
