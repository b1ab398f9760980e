"""Every kind of problem is declared once, and raised with what its texts need."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from cnht.language.texts import Lang, _
from cnht.problems import CATALOGUE, Fault, Location, codes, kinds

_ENTRIES = tomllib.loads(CATALOGUE.read_text("utf-8"))
_TEXTS = {
    key: {part: (own.get(part) or entry.get(part)) for part in ("message", "fix")}
    for code, entry in _ENTRIES.items()
    for key, own in [(code, entry), *((f"{code}.{name}", own) for name, own in entry.items() if isinstance(own, dict))]
    if key != code or not any(isinstance(own, dict) for own in entry.values())
}
_SOURCES = sorted((Path(__file__).parents[1] / "cnht").rglob("*.py"))


def _raised() -> list[tuple[str, ast.Call]]:
    """Every text that the code raises, and the call."""
    found = []
    for path in _SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Fault":
                keys = [each.value for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)]
                found += [(key, node) for key in keys if isinstance(key, str) and key[:1] in "FCVYM"]
    return found


def _placeholders(text: str) -> set[str]:
    return {field for _literal, field, _spec, _conversion in Formatter().parse(text) if field}


def test_every_text_that_is_raised_is_in_the_catalogue_with_what_it_needs() -> None:
    wrong = []
    for key, call in _raised():
        given = {keyword.arg for keyword in call.keywords}
        texts = _TEXTS.get(key)
        if texts is None:
            wrong.append(f"{key} is not in the catalogue")
            continue
        for part, text in texts.items():
            if part not in given and (not text or not _placeholders(text) <= given):
                wrong.append(f"{key} lacks what {part} needs: {text}")
    assert wrong == []


def test_the_kinds_are_counted_without_reading_them() -> None:
    assert kinds() == len(_ENTRIES) == len(codes())


def test_every_text_of_the_catalogue_is_raised() -> None:
    by_name = {"M501", "M502", "M503", "M504", "M505", "M528", "M535", "M536", "M537", "M538"}
    sources = "".join(path.read_text("utf-8") for path in _SOURCES)
    assert [key for key in _TEXTS if f'"{key}"' not in sources] == []
    assert all(f'"{key}"' in sources for key in by_name)


def test_a_fault_says_what_the_catalogue_says_with_its_values() -> None:
    fault = Fault("V303", text="1" * 31, digits=31, most=30)
    assert str(fault.message) == f'the number "{"1" * 31}" has 31 digits; at most 30 are allowed'
    assert str(fault.with_fix(_("Delete the row.")).fix) == "Delete the row."
    assert str(Fault("Y404", most=50).fix) == "Check the brackets [ and {."
    problem = fault.at(Location("data/a.csv", 2, 3))
    assert (problem.code, str(problem.severity), str(problem.where)) == ("V303", "error", "data/a.csv:2:3")
    assert problem.message.text(Lang.VI).startswith("số")


@pytest.mark.parametrize("code", _ENTRIES)
def test_a_code_has_all_its_parts(code: str) -> None:
    entry = _ENTRIES[code]
    assert {"name", "severity", "title", "why", "bad", "good"} <= entry.keys()
    assert entry["severity"] in ("error", "warning")
    assert entry["why"].endswith(".")


_STUMBLES = re.compile(
    r"(?<!there )\b(is|are) no\b|\bis none\b|\bthere is the\b|\bstands\b|\bis meant\b|\bholds? (?!for|on)"
)
"""Turns of phrase that are a literal translation."""


def _written(part: str) -> list[str]:
    texts = [text for entry in _ENTRIES.values() for text in (entry, *filter(_is_table, entry.values()))]
    return [text[part] for text in texts if part in text]


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def test_the_texts_are_plain_english() -> None:
    texts = [text for part in ("title", "why", "message", "fix") for text in _written(part)]
    assert [text for text in texts if _STUMBLES.search(text)] == []


def test_titles_and_messages_are_no_sentences_and_fixes_are() -> None:
    for text in _written("title") + _written("message"):
        assert not text.endswith("."), text
        assert not re.match("[A-Z][a-z]", text) or text.startswith("Excel"), text
    for text in _written("fix"):
        assert re.match(r"[A-Z]|\{hint\}", text), text
        # A command, a header or an example to copy ends without a full stop.
        assert text.endswith((".", "?", "}")) or re.search(r"(: \S[^.]*|period: 2025)$", text), text


@pytest.mark.parametrize("code", _ENTRIES)
def test_why_it_is_a_problem_is_told_in_both_languages(code: str) -> None:
    why = codes()[code].why
    assert str(why) == _ENTRIES[code]["why"]
    assert why.text(Lang.VI) != str(why)
    assert why.text(Lang.VI).endswith(".")
