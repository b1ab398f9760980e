"""Formatting changes no meaning and needs to be done once: of workspaces written oddly, and of all files there are."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oddly import workspaces

from cnht.files.store import read_workspace
from cnht.files.textfile import TextFile
from cnht.formatting import FormatResult, formatted, scalars
from cnht.reading.table import FREE
from docs import corpus

ROOT = Path(__file__).parents[1]
FOLDERS = {
    "shipped": ROOT,
    **{path.name: path for path in sorted((ROOT / "docs").glob("example*"))},
    **{path.name: path for path in sorted((ROOT / "tests" / "workspaces").iterdir())},
}


def everything(_: str) -> bool:
    return True


@cache
def said(name: str, data: bytes) -> Any:
    """What a file says, read by the libraries of others: each YAML value as text, each row of a table."""
    text = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    if name.endswith(".yaml"):
        return plain(yaml.load(text, yaml.BaseLoader))  # it makes everything text
    rows = [row for row in csv.reader(StringIO(text, newline="")) if "".join(row).strip()]
    header = [re.sub(r"\W+", "_", cell.strip().lower()).strip("_") for cell in rows[0]]
    found = [dict(zip(header, row, strict=True)) for row in rows[1:]]
    return Counter(
        tuple(sorted((key, str(plain(cell)) if key in FREE else cell) for key, cell in row.items())) for row in found
    )


def plain(value: Any) -> Any:
    """A value as text without blanks around it; a list of one item as that item; nothing as an empty group."""
    match value:
        case dict():
            found = {key: plain(inner) for key, inner in value.items()}
            return {**found, "targets": list(found["targets"].items())} if found.get("targets") else found
        case list():
            items = [plain(item) for item in value]
            return items[0] if len(items) == 1 else items
        case _:
            return unicodedata.normalize("NFC", value.replace("\r\n", "\n").strip()) or {}


def twice(files: list[TextFile]) -> list[FormatResult]:
    """Format the files, and then what has become of them; what is canonical stays so, and says the same."""
    files = [TextFile(file.name, file.read() if file.error is None else None, file.error) for file in files]
    outcomes = formatted(files, everything)
    assert [outcome.name for outcome in outcomes if outcome.is_refused] == []
    new = {outcome.name: outcome.new for outcome in outcomes if outcome.new is not None}
    again = formatted([TextFile(file.name, new.get(file.name, file.data), file.error) for file in files], everything)
    for outcome in again:
        if outcome.name in new:
            assert outcome.new == new[outcome.name], f"{outcome.name} is formatted anew"
    for outcome in outcomes:
        if outcome.changes and outcome.old is not None and outcome.new is not None:
            assert said(outcome.name, outcome.new) == said(outcome.name, outcome.old), outcome.name
            assert unicodedata.is_normalized("NFC", outcome.new.decode())
            assert b"\r" not in outcome.new
            assert outcome.new.endswith(b"\n")
    return outcomes


@given(workspaces())
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_what_is_written_oddly_is_formatted_once_and_says_the_same(files: list[TextFile]) -> None:
    outcomes = twice(files)
    left = {outcome.name: [str(one.where) + str(one.message) for one in outcome.problems] for outcome in outcomes}
    assert {name: problems for name, problems in left.items() if problems} == {}


@pytest.mark.parametrize("name", FOLDERS)
def test_every_workspace_there_is_can_be_formatted(name: str) -> None:
    outcomes = twice(list(read_workspace(FOLDERS[name])))
    assert outcomes
    assert [outcome.name for outcome in outcomes if outcome.problems] == ([] if name != "example-broken" else [
        "targets/2025.yaml"
    ])  # fmt: skip


@pytest.mark.parametrize("name", ["shipped", "example"])
def test_what_ships_is_canonical(name: str) -> None:
    outcomes = formatted(read_workspace(FOLDERS[name]), everything)
    assert [outcome.name for outcome in outcomes if outcome.changes] == []


@pytest.mark.parametrize("case", sorted(path.name for path in (corpus.CORPUS / "good").iterdir()))
def test_every_sound_file_of_the_corpus_can_be_formatted(case: str) -> None:
    assert all(outcome.new is not None for outcome in twice(corpus.good(case)))


@pytest.mark.parametrize("case", sorted(corpus.expected()))
def test_a_malformed_file_is_mended_or_left_alone_with_its_problem(case: str) -> None:
    files = corpus.bad(case)
    outcomes = twice(files)
    (problem,) = corpus.problems(files)
    found = {outcome.name: outcome for outcome in outcomes}.get(problem.where.file)
    if problem.is_mendable:
        assert found is not None
        assert found.new is not None
        mended = [TextFile(file.name, found.new if file.name == found.name else file.data) for file in files]
        assert [one.code for one in corpus.problems(mended)] == []
    elif found is not None and found.new is None:
        assert [one.code for one in found.problems] == [problem.code]


_VALUES = st.sampled_from(
    ["", " {}", " []", " x", " 1", " true", " [a]", " {a: b}", " [{}]", " 2025/9999", ' ""', "\n  # c", "\n  zzz: 1"]
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["targets/indicators.yaml", "targets/2025.yaml", "data/sources.yaml"]), st.data())
def test_no_file_is_too_malformed_to_be_formatted_or_left_alone(name: str, data: st.DataObject) -> None:
    files = {file.name: file.read().decode() for file in read_workspace(FOLDERS["example"])}
    lines = files[name].splitlines()
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(0, len(lines) - 1))
        key = lines[at].partition(":")[0]
        below = next((end for end in range(at + 1, len(lines)) if not lines[end].startswith(" ")), len(lines))
        lines[at : data.draw(st.sampled_from([at + 1, below]))] = [f"{key}:{data.draw(_VALUES)}"]
    files[name] = "\n".join(lines)
    outcomes = formatted([TextFile(each, text.encode()) for each, text in files.items()], everything)
    assert [outcome.name for outcome in outcomes if outcome.is_refused] == []


@given(st.text("aà( ./,:-?=&%'0;"), st.booleans())
def test_a_text_is_plain_at_a_glance_only_where_the_reader_takes_it_for_itself(text: str, in_brackets: bool) -> None:
    seen = scalars.written(text, in_brackets=in_brackets, is_free=False)
    with pytest.MonkeyPatch.context() as patched:
        nothing = re.compile("(?!)")
        patched.setattr(scalars, "_PLAIN", nothing)
        patched.setattr(scalars, "_PLAIN_ON_LINE", nothing)
        scalars._plain_or_quoted.cache_clear()  # noqa: SLF001 - it would answer from before
        looked_at = scalars.written(text, in_brackets=in_brackets, is_free=False)
    scalars._plain_or_quoted.cache_clear()  # noqa: SLF001 - as above
    assert seen == looked_at
