"""What is wrong with files: the problems, how many there are, and all there is to say of a kind of problem.

Whatever of a file's content stands in a problem, it can forge nothing: what a terminal or a CI runner would obey is
spelt out first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from cnht.language.safe_text import harmless
from cnht.language.texts import Lang, Localized, _, both, composed, joined, n_
from cnht.language.wording import write_number
from cnht.presenting.blocks import Block, Look, Paragraph, Span
from cnht.problems import Code, Location, Problem, Severity, codes, kinds

PER_CODE = 20
"""How many problems of one code are printed for people; the rest are counted. Programs get all of them."""

Place = Callable[[str], str]
"""From a file's name in the workspace to the path that readers of the output can open."""

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
_MENDED = _("cnht fmt fixes it.")


@dataclass(frozen=True, slots=True)
class Findings:
    """What a run of ``validate`` has checked and found: the one model behind every format."""

    problems: tuple[Problem, ...]
    """By file, line and column; never capped."""
    files: tuple[str, ...]
    """The files that were checked, by their names in the workspace."""
    rows: int
    """How many rows of data these files have."""
    rules: int = field(default_factory=kinds)

    def count(self, severity: Severity) -> int:
        """How many problems are of this severity."""
        return sum(problem.severity is severity for problem in self.problems)


def position(where: Location, place: Place) -> str:
    """``file:line:column``, as editors open it."""
    path = harmless(place(where.file))
    if not path[:1].isalnum() and path[:1] not in {".", "/", "_"}:
        path = f"./{path}"  # so that no folder's name starts a line with a runner's `::`
    return f"{path}:{where.line}:{where.column}"


def said(problem: Problem) -> Localized:
    """What is wrong; a warning says that it is one, so that colour is never the only sign."""
    message = safe(problem.message)
    if problem.severity is Severity.WARNING:
        return composed("{message} ({warning})", message=message, warning=_SEVERITIES[Severity.WARNING])
    return message


def safe(text: Localized) -> Localized:
    """The text in one line, in which nothing is hidden or obeyed."""
    return both(_harmless, text)


def _harmless(text: Localized, lang: Lang) -> str:
    return harmless(text.text(lang))


def remedies(problem: Problem, place: Place) -> Iterator[Localized]:
    """How to mend it, where something can be said, and the other places that it has to do with."""
    if str(problem.remedy):
        yield safe(problem.remedy)
    for where in problem.related:
        yield _("see {place}", place=position(where, place))


def few(problems: Sequence[Problem], limit: int = PER_CODE) -> tuple[list[Problem], Counter[str]]:
    """The first ``limit`` problems of each code, and how many more there are of which, by the codes' identifiers."""
    seen: Counter[str] = Counter()
    kept = []
    for problem in problems:
        seen[problem.code] += 1
        if seen[problem.code] <= limit:
            kept.append(problem)
    more = {code: count - limit for code, count in seen.items() if count > limit}
    return kept, Counter(dict(sorted(more.items())))


def more(code: str, count: int) -> Localized:
    """The announcement of what the cap has left out: ``V301 number is not plain: +3,990 more``."""
    left_out = _("+{number} more", number=both(write_number, count))
    return composed("{code} {title}: {left_out}", code=code, title=codes()[code].title, left_out=left_out)


def summary(findings: Findings) -> Localized:
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
    return _("{checked}: {found}", checked=checked, found=joined(", ", found or [_("no problems")]))


def problem_blocks(problems: Sequence[Problem], place: Place) -> Iterator[Block]:
    """``file:line:column: CODE message`` of each, then the fix and the places that have to do with it, indented."""
    for problem in problems:
        code = Span(problem.code, problem.severity)
        yield Paragraph((f"{position(problem.where, place)}: ", code, " ", said(problem)), whole=True)
        for line in remedies(problem, place):
            yield Paragraph(("    ", line), whole=True)


def findings_blocks(findings: Findings, place: Place) -> Iterator[Block]:
    """All that people read: the problems up to the cap of each code, what it left out, and the line of counts."""
    kept, left_out = few(findings.problems)
    yield from problem_blocks(kept, place)
    for code, count in left_out.items():
        yield Paragraph((more(code, count),), codes()[code].severity, whole=True)
    worst = next((severity for severity in Severity if findings.count(severity)), None)
    yield Paragraph((summary(findings),), Look.GOOD if worst is None else worst, whole=True)


def code_blocks(code: Code) -> Iterator[Block]:
    """All there is to say of one kind of problem."""
    title = composed(" {title} ({severity})", title=code.title, severity=_SEVERITIES[code.severity])
    yield Paragraph((Span(code.identifier, code.severity), title))
    yield from (Paragraph((line,)) for line in code_help(code))


def code_help(code: Code) -> list[Localized]:
    """Why a code is a problem, an example of wrong and right, and what follows from such a problem."""
    return [
        code.why,
        composed(""),
        _("  wrong: {wrong}\n  right: {right}", wrong=code.bad, right=code.good),
        composed(""),
        _FAMILIES[code.identifier[0]],
        _CONSEQUENCES[code.severity],
        *([_MENDED] if code.is_mendable else []),
    ]
