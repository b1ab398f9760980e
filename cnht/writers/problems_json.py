"""Problems as JSON: the shape that other programs rely on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from cnht.language.safe_text import json_text
from cnht.language.texts import Lang
from cnht.presenting.problems import Findings
from cnht.problems import Location, Problem, Severity


def findings_json(findings: Findings, lang: Lang) -> str:
    """The contract ``cnht.problems/1``: every problem; files are named as in the workspace."""
    frame = harmless_json({
        "format": "cnht.problems/1",
        "checked": {"files": len(findings.files), "rows": findings.rows, "rules": findings.rules},
        "problems": [],
        "counts": {str(severity): findings.count(severity) for severity in Severity},
    })  # fmt: skip
    return filled(frame, "problems", (problem_object(problem, lang) for problem in findings.problems))


def problem_object(problem: Problem, lang: Lang) -> dict[str, Any]:
    """A problem as JSON has it."""
    return {
        "code": problem.code,
        "severity": str(problem.severity),
        **_location(problem.where),
        "message": problem.message.text(lang),
        "fix": problem.remedy.text(lang),
        "related": [_location(where) for where in problem.related],
    }


def _location(where: Location) -> dict[str, Any]:
    return {"file": where.file, "line": where.line, "column": where.column}


def harmless_json(document: Any) -> str:
    """``document`` as JSON text that can also be printed in a terminal or a CI log; its values are unchanged."""
    return json_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def filled(frame: str, key: str, items: Iterable[Any]) -> str:
    """``frame``, which :func:`harmless_json` wrote, with ``items`` in the empty list at ``key``.

    There may be millions of them: each is written by itself, so that no more is held of them than their text.
    """
    head, _unused, tail = frame.partition(f'"{key}": []')
    margin = "\n" + " " * (len(head) - head.rindex("\n"))
    inside = f",{margin}".join(harmless_json(item).rstrip().replace("\n", margin) for item in items)
    return f'{head}"{key}": [{margin}{inside}{margin[:-1]}]{tail}' if inside else frame
