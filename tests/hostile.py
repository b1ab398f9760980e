"""A workspace that passes every check, and whose texts would like to be something else than text."""

from __future__ import annotations

from cnht.model import Workspace
from cnht.reading.load import load
from cnht.textfile import TextFile

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"
ENDS = "</title></style></script></svg>]]>--> {{ 7*7 }} {% raw %} ${8*8} &lt;b&gt;"
QUOTES = '" onmouseover="alert(3)" x="'
FORMULA = '=HYPERLINK("https://example.invalid","x")'

_FILES = {
    "targets/indicators.yaml": f"""
areas: {{north: {{vi: '{MARKUP}', en: '{ENDS}'}}}}
units: {{thing: {{vi: '<b>cái</b>', en: '<b>things</b>'}}}}
indicators:
  wells:
    name: {{vi: '{MARKUP}', en: '{FORMULA}'}}
    unit: thing
    measure: stock
    direction: increase
    definition: {{vi: '{ENDS}', en: '{MARKUP}'}}
    note: '{QUOTES}'
    register: names
    stage: done
""",
    "targets/2025.yaml": f"""
plan: '{QUOTES}'
title: {{vi: '{ENDS}', en: '{MARKUP}'}}
issuer: {{vi: '{FORMULA}', en: '{MARKUP}'}}
period: 2025
source: a
note: '{ENDS}'
targets:
  wells: {{value: 9, note: '{MARKUP}', baseline: {{value: 1, as_of: 2024-12-31}}}}
""",
    "data/sources.yaml": f"""
a:
  title: '{ENDS}'
  publisher: '{MARKUP}'
  published: 2025
  authority: official
  url: 'https://example.invalid/{QUOTES.replace(" ", "%20")}'
  note: '{ENDS}'
b: {{title: '{FORMULA}', publisher: '=1+1', published: 2025, authority: press, url: 'javascript:alert(4)'}}
""",
    "data/2025.csv": f"""indicator,as_of,qualifier,value,status,source,note
wells,2025-06-30,nearly,5,,a,"{MARKUP}"
wells,2025-06-30,,7,disputed,b,"{ENDS}"
""",
    "data/registers/names.csv": f"""name,area,stage,as_of,source,note
"{MARKUP}",north,done,2025-01-31,a,"{ENDS}"
""",
}


def hostile() -> Workspace:
    """One indicator, one target, a figure, and another one that contradicts it."""
    loaded = load(TextFile(name, text.encode()) for name, text in _FILES.items())
    assert not loaded.problems, [f"{problem.where}: {problem.message.en}" for problem in loaded.problems]
    return loaded.workspace
