"""What CI systems read: GitHub's annotations, SARIF, JUnit; and what runs there: the hook and the action."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml
from validating import FIGURES, PLAN, TODAY, cnht, own, spoil, validate

from cnht.language.texts import Lang, LocalizedText
from cnht.presenting.problems import Findings
from cnht.problems import Fault, Location, Problem, Severity, codes
from cnht.writers.ci import github, junit, sarif
from cnht.writers.problems_json import findings_json

__all__ = ["own"]

ROOT = Path(__file__).parents[1]
SCHEMAS = Path(__file__).parent / "schemas"
COMMAND = re.compile(r"::(error|warning) file=([^,:]*),line=(\d+),col=(\d+),title=([A-Z]\d+)::([^\n\r]*)")
EVIL = "a\n::error file=b::forged\r\x1b[2K\u202e\u2028##[error]forged##vso[task.complete],:%25%<&\"'\x00\ud800\ufffe"


def problem(code: str, file: str = "data/a.csv", line: int = 1, text: str = "bad", *related: Location) -> Problem:
    return Fault(code, message=LocalizedText(text, text), fix=LocalizedText(text, text)).at(
        Location(file, line, 2), *related
    )


def findings(*problems: Problem) -> Findings:
    return Findings(tuple(problems), ("data/a.csv", "data/b.csv"), 7)


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text("utf-8"))


def commands(text: str) -> list[tuple[str, str, int, str]]:
    """Severity, file, line and code of every line that GitHub's runner takes for a command."""
    found = []
    for line in text.splitlines():
        if line.lstrip().startswith("::"):
            read = COMMAND.fullmatch(line)
            assert read, line
            found.append((read[1], read[2], int(read[3]), read[5]))
    return found


# GitHub


def test_an_annotation_has_its_place_and_the_log_too(own: Path) -> None:
    spoil(own, "trade_events", "trade_event")
    text = validate("--format", "github", code=1, cwd=own)
    assert text.splitlines()[0] == (
        "::error file=own/data/2025-06-30.csv,line=4,col=1,title=M501::own/data/2025-06-30.csv:4:1: M501"
        ' there is no indicator "trade_event" in targets/indicators.yaml'
        "%0ADid you mean trade_events? If it is new, define it there."
    )
    assert text.splitlines()[-1] == f"checked 4 files, 3 rows, {len(codes())} rules: 1 error"


def test_paths_are_those_of_the_repository(own: Path) -> None:
    spoil(own, "trade_events", "trade_event")
    words = ("validate", *TODAY, "--format", "github")
    for cwd, repository, file in [
        (own / "data", "", f"own/{FIGURES}"),
        (own, str(own), FIGURES),
        (own, str(own.parent), f"own/{FIGURES}"),
        (own, str(ROOT), f"own/{FIGURES}"),
    ]:
        text = cnht(*words, cwd=cwd, GITHUB_WORKSPACE=repository).stdout.decode()
        assert commands(text)[0][1] == file
    (own.parent / ".git").rmdir()
    assert commands(cnht(*words, cwd=own).stdout.decode())[0][1] == FIGURES


def test_the_worst_come_first_and_one_of_each_code_before_the_second_of_any() -> None:
    text = github(
        findings(
            problem("F105", line=1),
            problem("C208", line=2),
            problem("C208", line=3),
            problem("V301", line=4),
        ),
        str,
        Lang.EN,
    )
    assert [(kind, line) for kind, _, line, _ in commands(text)] == [
        ("error", 2),
        ("error", 4),
        ("error", 3),
        ("warning", 1),
    ]


def test_what_github_does_not_show_is_announced() -> None:
    text = github(findings(*(problem("V301", line=line) for line in range(1, 4001))), str, Lang.EN)
    assert len(commands(text)) == 20
    assert "V301 number is not plain: +3,980 more\n" in text
    assert "GitHub shows 10 annotations" in text
    assert "GitHub shows" not in github(findings(problem("V301")), str, Lang.EN)


@given(st.text() | st.just(EVIL), st.sampled_from(Lang))
def test_no_text_forges_an_annotation(text: str, lang: Lang) -> None:
    written = github(findings(problem("C208", text, 3, text, Location(text, 4))), str, lang)
    (read,) = commands(written)
    assert (read[0], read[2], read[3]) == ("error", 3, "C208")
    assert len(written.splitlines()) == 2
    assert not re.search(r"##\w*\[", written)
    assert all(char.isprintable() or char == "\n" for char in written)


# SARIF


def test_sarif_passes_the_published_schema(own: Path) -> None:
    spoil(own, "trade_events", "trade_event")
    (own / "data" / "2025 Tỷ lệ.csv").write_bytes((own / FIGURES).read_bytes())
    log = json.loads(validate("--format", "sarif", code=1, cwd=own))
    jsonschema.validate(log, schema("sarif-2.1.0.json"))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [*codes()]
    result = run["results"][0]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert run["columnKind"] == "unicodeCodePoints"
    uris = {
        place["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"] for place in each["locations"]
    }
    assert uris == {"own/data/2025-06-30.csv", "own/data/2025%20T%E1%BB%B7%20l%E1%BB%87.csv"}


def test_sarif_without_problems_passes_the_schema_too(own: Path) -> None:
    log = json.loads(validate("--format", "sarif", code=0, cwd=own))
    jsonschema.validate(log, schema("sarif-2.1.0.json"))
    assert log["runs"][0]["results"] == []
    assert log["runs"][0]["properties"]["checked"] == {"files": 4, "rows": 3, "rules": len(codes())}


def test_the_schema_does_refuse_what_is_no_sarif() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": "2.1.0", "runs": [{"results": []}]}, schema("sarif-2.1.0.json"))


def test_sarif_keeps_every_problem_with_its_places_whatever_they_hold() -> None:
    problems = [problem("V301", EVIL, line, EVIL, Location("b:c", 9)) for line in range(1, 100)]
    text = sarif(findings(*problems, problem("F105")), str, Lang.VI)
    log = json.loads(text)
    jsonschema.validate(log, schema("sarif-2.1.0.json"))
    results = log["runs"][0]["results"]
    assert len(results) == 100
    assert results[-1]["level"] == "warning"
    related = results[0]["relatedLocations"][0]["physicalLocation"]
    assert related["artifactLocation"]["uri"] == "b%3Ac"
    assert all(char.isprintable() or char == "\n" for char in text)


# JUnit


def test_junit_opens_in_a_reader(own: Path) -> None:
    spoil(own, "trade_events", "trade_event")
    spoil(own, "enterprises", "enterprise")
    read = JUnitXml.fromstring(validate("--format", "junit", code=1, cwd=own).encode())
    assert (read.tests, read.failures, read.errors, read.skipped) == (4, 1, 0, 0)
    suites = {suite.name: list(suite) for suite in read}
    assert list(suites) == [f"own/{name}" for name in (FIGURES, "data/sources.yaml", PLAN, "targets/indicators.yaml")]
    (case,) = suites[f"own/{FIGURES}"]
    assert (case.name, case.classname) == ("M501 unknown indicator", f"own/{FIGURES}")
    (failure,) = case.result
    assert failure.type == "M501"
    assert "own/data/2025-06-30.csv:3:1: M501" in failure.text
    assert "own/data/2025-06-30.csv:4:1: M501" in failure.text
    assert "Did you mean trade_events?" in failure.text


def test_warnings_fail_in_junit_only_with_strict() -> None:
    warned = findings(problem("F105"))
    for strict in (False, True):
        read = JUnitXml.fromstring(junit(warned, str, Lang.EN, strict=strict).encode())
        assert (read.tests, read.failures) == (2, int(strict))
    assert "(warning)" in junit(warned, str, Lang.EN, strict=False)


def test_a_problem_of_a_file_that_is_not_there_has_a_suite_of_its_own() -> None:
    read = JUnitXml.fromstring(junit(findings(problem("F106", "z")), str, Lang.EN, strict=False).encode())
    assert [suite.name for suite in read] == ["data/a.csv", "data/b.csv", "z"]


@given(st.text() | st.just(EVIL))
def test_junit_is_well_formed_whatever_the_files_hold(text: str) -> None:
    written = junit(findings(problem("C208", text, 3, text)), str, Lang.EN, strict=False)
    root = ET.fromstring(written.encode())
    assert len(root.findall(".//failure")) == 1
    assert not re.search(r"##\w*\[", written)


# What runs there


@pytest.mark.parametrize("number", [0, 1])
def test_a_hook_runs_once_for_any_file_of_a_workspace(number: int) -> None:
    hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))[number]
    assert hook["entry"] == ("cnht validate", "cnht fmt")[number]
    assert hook["id"] == hook["entry"].replace(" ", "-")
    assert hook["pass_filenames"] is False
    for name, concerned in {
        "data/2025-06-30.csv": True,
        "kpi/targets/2025.yaml": True,
        "data/registers/clusters.csv": True,
        "metadata/a.csv": False,
        "README.md": False,
    }.items():
        assert bool(re.search(hook["files"], name)) is concerned


def action() -> Any:
    return yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


def test_the_action_passes_the_published_schema() -> None:
    jsonschema.validate(action(), schema("github-action.json"))


def test_the_action_puts_no_input_into_a_script() -> None:
    for step in action()["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


@pytest.mark.parametrize(("strict", "code"), [("false", 0), ("true", 1), ("yes", 2)])
def test_the_actions_script_checks_the_workspace(own: Path, tmp_path: Path, strict: str, code: int) -> None:
    (own / "data" / "notes.txt").write_text("n", "utf-8")
    (own / "cnht").mkdir()
    (own / "cnht" / "__init__.py").write_text("raise SystemExit('the code of the repository under check')", "utf-8")
    (tmp_path / "cnht").symlink_to(ROOT)  # as if it had been installed there
    step = action()["runs"]["steps"][-1]
    environment = {
        "PATH": os.environ["PATH"],
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_WORKSPACE": str(own),
        "PYTHON": sys.executable,
        "WORKSPACE": ".",
        "STRICT": strict,
        "CNHT_LANG": "en",
    }
    script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(script, cwd=own, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == code, done.stderr
    if code != 2:
        assert commands(done.stdout) == [("warning", "data/notes.txt", 1, "F105")]


def test_the_documented_commands_are_those_there_are() -> None:
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    help_text = cnht("validate", "--help", COLUMNS="200").stdout.decode()
    documented = re.findall(r"cnht validate[^\n`|]*", page)
    assert len(documented) > 4
    for command in documented:
        for word in shlex.split(command, comments=True):
            if word.startswith("--"):
                assert word.partition("=")[0] in help_text, command


def test_every_workflow_uses_the_same_versions_asks_for_few_rights_and_names_revisions_plainly() -> None:
    pages = [ROOT / name for name in ("action.yml", "README.md", "cnht/cli/starter.py")]
    pages += (ROOT / "docs").glob("*.md")
    texts = [page.read_text("utf-8") for page in pages]
    used = {use for text in texts for use in re.findall(r"uses: ((?:actions|github)/\S+@\S+)", text)}
    assert used == {"actions/checkout@v7", "actions/setup-python@v7", "github/codeql-action/upload-sarif@v4"}
    for text in texts:
        assert text.count("persist-credentials: false") == text.count("actions/checkout@")
        assert not re.search(r"cnht diff (?!--rev)\S*HEAD\^", text)
        for job in re.findall(r"^on: .*?^jobs:", text, re.MULTILINE | re.DOTALL):
            assert "contents: read" in job


def test_the_documented_configurations_are_yaml() -> None:
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert len(blocks) >= 3
    for block in blocks:
        assert isinstance(yaml.safe_load(io.StringIO(block)), dict)


def test_severities_are_named_as_github_and_sarif_name_them() -> None:
    assert [str(severity) for severity in Severity] == ["error", "warning"]


def test_a_text_that_looks_like_the_list_of_problems_is_not_taken_for_it() -> None:
    texts = ['"problems": []', '"results": []']
    found = findings(*(problem("C208", "data/a.csv", line, text) for line, text in enumerate(texts, 1)))
    assert [one["message"] for one in json.loads(findings_json(found, Lang.EN))["problems"]] == texts
    (log,) = json.loads(sarif(found, str, Lang.EN))["runs"]
    assert [one["message"]["text"].partition("\n")[0] for one in log["results"]] == texts
    assert json.loads(sarif(findings(), str, Lang.EN))["runs"][0]["results"] == []
