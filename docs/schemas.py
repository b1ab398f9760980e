"""The schemas that the workspaces of this repository carry for editors: ``python -m docs.schemas`` writes them anew."""

from __future__ import annotations

from pathlib import Path

from cnht.reading.models import FILES
from cnht.reading.schema import schema_text

ROOT = Path(__file__).parents[1]
WORKSPACES = (ROOT, ROOT / "docs" / "example", ROOT / "docs" / "example-broken", ROOT / "docs" / "example-revised")


def schemas(workspace: Path) -> dict[Path, str]:
    """The text of each schema, by the file in ``workspace`` that holds it."""
    return {workspace / ".cnht" / f"{kind}.schema.json": schema_text(kind) for kind in FILES}


if __name__ == "__main__":
    for place in WORKSPACES:
        for path, text in schemas(place).items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
