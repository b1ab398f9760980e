"""Problems in the forms that CI systems read: GitHub's annotations, SARIF, JUnit.

All paths are those that ``place`` gives, relative to the repository, because these readers open files there.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from itertools import groupby
from typing import Any
from urllib.parse import quote

from cnht import __version__
from cnht.language.safe_text import harmless
from cnht.language.texts import Lang, _
from cnht.presenting.problems import Findings, Place, code_help, few, more, position, remedies, said, summary
from cnht.problems import Code, Location, Problem, Severity, codes
from cnht.writers.problems_json import filled, harmless_json

GITHUB_SHOWS = 10
"""How many annotations of one type GitHub shows of a step."""


def github(findings: Findings, place: Place, lang: Lang) -> str:
    """GitHub Actions' workflow commands, and a line of counts for the log.

    Errors come before warnings, and the first problem of each code before the second of any, because GitHub shows
    ten of a type. (GitHub documentation, "Workflow commands for GitHub Actions" and the runner's escaping.)
    """
    kept, left_out = few(findings.problems)
    lines = [_command(problem, place, lang) for problem in _worst_first(kept)]
    lines += [more(code, count).text(lang) for code, count in left_out.items()]
    if any(findings.count(severity) > GITHUB_SHOWS for severity in Severity):
        lines.append(
            _(
                "GitHub shows {GITHUB_SHOWS} annotations of a type for a step; this log has more.",
                GITHUB_SHOWS=GITHUB_SHOWS,
            ).text(lang)
        )
    return "".join(f"{line}\n" for line in [*lines, summary(findings).text(lang)])


def _worst_first(problems: list[Problem]) -> list[Problem]:
    seen: Counter[str] = Counter()
    ranked = []
    for index, problem in enumerate(problems):
        seen[problem.code] += 1
        ranked.append((problem.severity is not Severity.ERROR, seen[problem.code], index))
    return [problems[index] for *_unused, index in sorted(ranked)]


def _command(problem: Problem, place: Place, lang: Lang) -> str:
    where = problem.where
    # The place stands in the message, too: the log does not show a command's properties.
    lines = _lines(problem, place, lang)
    properties = {
        "file": harmless(place(where.file)),
        "line": str(where.line),
        "col": str(where.column),
        "title": problem.code,
    }
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{problem.severity} {written}::{_data(chr(10).join(line.strip() for line in lines))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def sarif(findings: Findings, place: Place, lang: Lang) -> str:
    """A SARIF log with every problem, and every code as a rule (OASIS, SARIF 2.1.0)."""
    rules = {code: index for index, code in enumerate(codes())}
    frame = harmless_json({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "cnht",
                "version": __version__,
                "rules": [_rule(code, lang) for code in codes().values()],
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": True}],
            "properties": {"checked": {
                "files": len(findings.files),
                "rows": findings.rows,
                "rules": findings.rules,
            }},
            "results": [],
        }],
    })  # fmt: skip
    return filled(
        frame, "results", (_result(problem, rules[problem.code], place, lang) for problem in findings.problems)
    )


def _rule(code: Code, lang: Lang) -> dict[str, Any]:
    title, help_text = code.title.text(lang), "\n".join(line.text(lang) for line in code_help(code))
    return {
        "id": code.identifier,
        "name": code.name,
        "shortDescription": {"text": title},
        "help": {"text": f"{title}\n\n{help_text}"},
        "defaultConfiguration": {"level": str(code.severity)},
    }


def _result(problem: Problem, index: int, place: Place, lang: Lang) -> dict[str, Any]:
    lines = [harmless(text.text(lang)) for text in (problem.message, problem.remedy)]
    related = [
        {"id": number, **_location(where, place), "message": {"text": position(where, place)}}
        for number, where in enumerate(problem.related, 1)
    ]
    return {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": str(problem.severity),
        "message": {"text": "\n".join(filter(None, lines))},
        "locations": [_location(problem.where, place)],
        **({"relatedLocations": related} if related else {}),
    }


def _location(where: Location, place: Place) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(place(where.file)), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": where.line, "startColumn": where.column},
        }
    }


def _uri(path: str) -> str:
    """A reference relative to the root of the sources; a first segment with a colon would be taken for a scheme."""
    return quote(path, safe="/-._~", errors="replace")


def junit(findings: Findings, place: Place, lang: Lang, *, strict: bool) -> str:
    """JUnit XML: a suite for each file, in it a case for each code that was found, or one that passed.

    JUnit knows no warnings: they are the output of a case that passed, and with ``strict`` failures.
    """
    by_file = {name: list(group) for name, group in groupby(findings.problems, lambda problem: problem.where.file)}
    root = ET.Element("testsuites", name="cnht validate")
    totals: Counter[str] = Counter()
    for name in sorted({*findings.files, *by_file}):
        suite = _suite(harmless(place(name)), by_file.get(name, []), place, lang, strict=strict)
        root.append(suite)
        totals += Counter({key: int(suite.attrib[key]) for key in ("tests", "failures")})
    _counts(root, totals["tests"], totals["failures"])
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(path: str, problems: list[Problem], place: Place, lang: Lang, *, strict: bool) -> ET.Element:
    suite = ET.Element("testsuite", name=path)
    cases = {
        code: [problem for problem in problems if problem.code == code]
        for code in sorted({problem.code for problem in problems})
    }
    failures = 0
    for identifier, found in cases.items():
        code = codes()[identifier]
        name = f"{code.identifier} {code.title.text(lang)}"
        case = ET.SubElement(suite, "testcase", classname=path, name=name, file=path, line=str(found[0].where.line))
        text = "\n".join(line for problem in found for line in _lines(problem, place, lang))
        if strict or code.severity is Severity.ERROR:
            failures += 1
            message = harmless(found[0].message.text(lang))
            ET.SubElement(case, "failure", type=code.identifier, message=message).text = text
        else:
            ET.SubElement(case, "system-out").text = text
    if not cases:
        name = _("no problems").text(lang)
        ET.SubElement(suite, "testcase", classname=path, name=name, file=path)
    _counts(suite, len(cases) or 1, failures)
    return suite


def _lines(problem: Problem, place: Place, lang: Lang) -> list[str]:
    first = f"{position(problem.where, place)}: {problem.code} {said(problem).text(lang)}"
    return [first, *(f"    {line.text(lang)}" for line in remedies(problem, place))]


def _counts(element: ET.Element, tests: int, failures: int) -> None:
    for name, count in (("tests", tests), ("failures", failures), ("errors", 0), ("skipped", 0)):
        element.set(name, str(count))
