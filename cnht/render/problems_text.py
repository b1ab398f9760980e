"""Problems as text that people read and editors open, and as the JSON that programs read.

Whatever of a file's content stands in a problem, it can forge nothing: what a terminal or a CI runner would obey is
spelt out first.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.text import Text

from cnht.lang import Lang, Localized, _, joined, n_
from cnht.problems import Code, Location, Problem, Severity, codes
from cnht.render.terminal import Screen
from cnht.safe_text import harmless, json_text
from cnht.wording import write_number

PER_CODE = 20
"""How many problems of one code are printed for people; the rest are counted. Programs get all of them."""

Place = Callable[[str], str]
"""From a file's name in the workspace to the path that readers of the output can open."""

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}
_SEVERITIES = {Severity.ERROR: _("error"), Severity.WARNING: _("warning")}

_FAMILIES = {
    "F": _("About whole files: their encoding, their type, content that is not text."),
    "C": _("About the shape of CSV files: header, columns, rows, quotes."),
    "V": _("About how single values are written: numbers, dates, periods, codes."),
    "Y": _("About the shape of YAML files: syntax, keys, what YAML silently reads as something else."),
    "M": _("About meaning: what no file defines, figures and targets that do not fit together."),
}
_CONSEQUENCES = {
    Severity.ERROR: _("A workspace with an error is not judged, and cnht validate exits with 1."),
    Severity.WARNING: _("The workspace is judged all the same; cnht validate exits with 1 only with --strict."),
}
_MENDED = _("cnht fmt mends it.")


@dataclass(frozen=True, slots=True)
class Findings:
    """What a run of ``validate`` has checked and found: the one model behind every format."""

    problems: tuple[Problem, ...]
    """By file, line and column; never capped."""
    files: tuple[str, ...]
    """The files that were checked, by their names in the workspace."""
    rows: int
    """How many rows of data these files have."""
    rules: int = field(default_factory=lambda: len(codes()))

    def count(self, severity: Severity) -> int:
        """How many problems are of this severity."""
        return sum(problem.severity is severity for problem in self.problems)


def position(where: Location, place: Place) -> str:
    """``file:line:column``, as editors open it."""
    path = harmless(place(where.file))
    if not path[:1].isalnum() and path[:1] not in {".", "/", "_"}:
        path = f"./{path}"  # so that no folder's name starts a line with a runner's `::`
    return f"{path}:{where.line}:{where.column}"


def said(problem: Problem, lang: Lang) -> str:
    """What is wrong; a warning says that it is one, so that colour is never the only sign."""
    message = harmless(problem.message.text(lang))
    if problem.severity is Severity.WARNING:
        return f"{message} ({_SEVERITIES[Severity.WARNING].text(lang)})"
    return message


def remedy(problem: Problem, lang: Lang) -> str:
    """How to mend it; empty where nothing can be said."""
    return harmless(problem.remedy.text(lang))


def seen_at(problem: Problem, place: Place, lang: Lang) -> list[str]:
    """The other places that a problem has to do with: ``see data/a.csv:2:1``."""
    return [_("see {place}", place=position(where, place)).text(lang) for where in problem.related]


def few(problems: Sequence[Problem], limit: int = PER_CODE) -> tuple[list[Problem], Counter[str]]:
    """The first ``limit`` problems of each code, and how many more there are of which."""
    seen: Counter[str] = Counter()
    kept = []
    for problem in problems:
        seen[problem.code] += 1
        if seen[problem.code] <= limit:
            kept.append(problem)
    return kept, Counter({code: count - limit for code, count in seen.items() if count > limit})


def more(code: str, count: int, lang: Lang) -> str:
    """The announcement of what the cap has left out: ``V301 number is not plain: +3,990 more``."""
    number = write_number(count, lang)
    left_out = _("+{number} more", number=number)
    return f"{code} {codes()[code].title.text(lang)}: {left_out.text(lang)}"


def summary(findings: Findings, lang: Lang) -> str:
    """One line: what was checked, and how many problems of which severity there are."""
    errors, warnings = (findings.count(severity) for severity in Severity)
    found: list[Localized] = []
    if errors:
        found.append(n_("{count} error", "{count} errors", errors))
    if warnings:
        found.append(n_("{count} warning", "{count} warnings", warnings))
    checked = _(
        "checked {files}, {rows}, {rules} rules",
        files=n_("{count} file", "{count} files", len(findings.files)),
        rows=n_("{count} row", "{count} rows", findings.rows),
        rules=findings.rules,
    )
    return _("{checked}: {found}", checked=checked, found=joined(", ", found or [_("no problems")])).text(lang)


def problems_text(problems: Sequence[Problem], place: Place, lang: Lang, screen: Screen) -> str:
    """``file:line:column: CODE message`` of each, then the fix and the places that have to do with it, indented."""
    text = Text(no_wrap=True)
    for problem in problems:
        text.append(f"{position(problem.where, place)}: ")
        text.append(problem.code, _STYLES[problem.severity])
        text.append(f" {said(problem, lang)}\n")
        if fix := remedy(problem, lang):
            text.append(f"    {fix}\n")
        for line in seen_at(problem, place, lang):
            text.append(f"    {line}\n")
    return _printed(text, screen)


def findings_text(findings: Findings, place: Place, lang: Lang, screen: Screen) -> str:
    """All that people read: the problems up to the cap of each code, what it left out, and the line of counts."""
    kept, left_out = few(findings.problems)
    end = Text(no_wrap=True)
    for code in sorted(left_out):
        end.append(more(code, left_out[code], lang), _STYLES[codes()[code].severity])
        end.append("\n")
    worst = next((severity for severity in Severity if findings.count(severity)), None)
    end.append(summary(findings, lang), "green" if worst is None else _STYLES[worst])
    end.append("\n")
    return problems_text(kept, place, lang, screen) + _printed(end, screen)


def _printed(text: Text, screen: Screen) -> str:
    text.rstrip()
    return screen.text([text]) if text.plain else ""


def code_text(code: Code, lang: Lang, screen: Screen) -> str:
    """All there is to say of one kind of problem."""
    text = Text()
    text.append(code.identifier, _STYLES[code.severity])
    text.append(f" {code.title.text(lang)} ({_SEVERITIES[code.severity].text(lang)})\n")
    lines = code_help(code, lang)
    text.append(lines.replace("⏎", "|") if screen.ascii_only else lines)
    return screen.text([text])


def code_help(code: Code, lang: Lang) -> str:
    """Why a code is a problem, an example of wrong and right, and what follows from such a problem."""
    examples = _("  wrong: {wrong}\n  right: {right}", wrong=code.bad, right=code.good).text(lang)
    lines = [_FAMILIES[code.identifier[0]], _CONSEQUENCES[code.severity], *([_MENDED] if code.is_mendable else [])]
    return "\n".join([code.why.text(lang), "", examples, "", *(words.text(lang) for words in lines)])


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
