"""Reports of workspaces that tests write: one of everything that may not be taken for anything but text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cnht.domain.model import Workspace
from cnht.domain.progress import progress
from cnht.domain.report import Report, report
from cnht.files.textfile import TextFile
from cnht.notebook import load as load_folder
from cnht.reading.load import load

ROOT = Path(__file__).parents[1]
SCRIPT = "<script>alert(1)</script>"
FORMULA = "=1+1"
REFERENCE = "=Sheet1!$A$1"
TABLE = "a | b_c* [d](http://e.f) #1"
SCHEME = "javascript:alert(1)"
ENDS = "</title></style></script></svg>]]>--> {{ 7*7 }} {% raw %} &lt;b&gt;"
QUOTES = "' onmouseover='alert(1)' x='"


def made(workspace: Workspace, year: int, as_of: str, since: str | None = None) -> Report:
    result = progress(workspace, year, date.fromisoformat(as_of))
    earlier = None if since is None else progress(workspace, year, date.fromisoformat(since))
    return report(result, earlier)


def hanoi(since: str | None = None) -> Report:
    return made(load_folder(ROOT), 2025, "2025-12-31", since)


def hostile() -> Report:
    """Two indicators with figures over three years, a conflict, and names that are formulas, tags and Markdown."""
    files = {
        "targets/indicators.yaml": f"""
areas: {{north: {{vi: "{FORMULA}", en: "{FORMULA}"}}}}
units: {{thing: {{vi: "{REFERENCE}", en: "{REFERENCE}"}}}}
indicators:
  wells:
    name: {{vi: "{FORMULA}", en: "{FORMULA}"}}
    unit: thing
    measure: stock
    direction: increase
    definition: {{vi: "{ENDS}", en: "{ENDS}"}}
    note: "{QUOTES}"
  roads: {{name: {{vi: "{SCRIPT}", en: "{SCRIPT}"}}, unit: thing, measure: stock, direction: increase}}
""",
        "targets/2025.yaml": f"""
plan: "{FORMULA}"
title: {{vi: "{TABLE}", en: "{TABLE}"}}
issuer: {{vi: "{SCRIPT}", en: "{SCRIPT}"}}
period: 2025
source: good
note: "{ENDS}"
targets:
  wells: {{value: 40, note: "{FORMULA}"}}
  roads: {{between: [20, 30]}}
""",
        "data/sources.yaml": f"""
good: {{title: "{TABLE}", publisher: "{FORMULA}", published: 2025, authority: official, url: "https://a.b/c?d=e"}}
bad: {{title: "{SCRIPT}", publisher: "{TABLE}", published: 2025, authority: press, url: "{SCHEME}"}}
""",
        "data/figures.csv": f"""indicator,as_of,qualifier,value,value_high,status,source,wording,note
wells,2023-06-30,,10,,,good,,{SCRIPT}
wells,2024-06-30,nearly,20,,,good,gần 20,"{TABLE}"
wells,2025-06-30,over,25,,,good,,
wells,2025-06-30,,24,,disputed,bad,,{SCRIPT}
roads,2025-06-30,between,12,14,,bad,,
""",
    }
    loaded = load(TextFile(name, text.encode()) for name, text in files.items())
    assert not loaded.problems, [f"{problem.where}: {problem.message}" for problem in loaded.problems]
    return made(loaded.workspace, 2025, "2025-12-31", "2024-12-31")
