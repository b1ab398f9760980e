"""The page of codes: every kind of problem, with an example from the corpus and what ``cnht`` says about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from cnht.language.texts import Lang
from cnht.problems import Code, Problem, codes, shown
from docs import corpus

MENDED = " · `cnht fmt` fixes it"
_FAMILIES = {
    "F": "Whole files",
    "C": "The shape of CSV",
    "V": "Single values",
    "Y": "The shape of YAML",
    "M": "Meaning",
}


def page() -> str:
    """The page, in Markdown, without its introduction."""
    first: dict[str, str] = {}
    for case, place in corpus.expected().items():
        first.setdefault(place.code, case)
    return "\n".join(_families(codes().values(), first))


def _families(codes: Iterable[Code], first: dict[str, str]) -> Iterator[str]:
    for letter, family in groupby(codes, key=lambda code: code.identifier[0]):
        yield f"\n## {letter}: {_FAMILIES[letter]}\n"
        for code in family:
            yield from _code(code, first.get(code.identifier))


def _code(code: Code, case: str | None) -> Iterator[str]:
    yield f"### {code.identifier} {code.title.text(Lang.EN)}\n"
    mended = MENDED if code.is_mendable else ""
    wrong, right = _span(code.bad), _span(code.good)
    yield f"*{code.title.text(Lang.VI)}* · {code.severity}{mended} · not {wrong} but {right}\n"
    yield f"{code.why.text(Lang.EN)}\n"
    if case is None:
        return
    said = next((one for one in corpus.problems(corpus.bad(case)) if one.code == code.identifier), None)
    yield f"[`{case}`](../tests/corpus/bad/{case})"
    if said is not None:
        yield from _shown(case, said)
    yield ""


def _shown(case: str, problem: Problem) -> Iterator[str]:
    where = problem.where
    yield "```text"
    yield f"{where}: {_said(problem, Lang.EN)}"
    yield f"    {problem.remedy.text(Lang.EN)}"
    yield f"{where}: {_said(problem, Lang.VI)}"
    yield f"    {problem.remedy.text(Lang.VI)}"
    if line := _line(case, problem):
        yield ""
        yield line
    yield "```"


def _said(problem: Problem, lang: Lang) -> str:
    """The code and the message, as ``cnht validate`` prints them."""
    return f"{problem.code} {problem.message.text(lang)}"


def _line(case: str, problem: Problem) -> str:
    """The line at fault, nothing in it hidden; empty where there is none to show."""
    where = problem.where
    found = {file.name: file.data for file in corpus.bad(case)}.get(where.file)
    if not isinstance(found, bytes) or found[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ""
    lines = found.decode("utf-8", "backslashreplace").splitlines()
    text = lines[where.line - 1] if where.line <= len(lines) else ""
    start = max(where.column - 60, 0)
    seen = "".join(shown(char) for char in text[start : start + 110])
    before = "".join(shown(char) for char in text[start : where.column - 1])
    return f"{seen}\n{' ' * len(before)}^" if seen.strip() else ""


def _span(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"
