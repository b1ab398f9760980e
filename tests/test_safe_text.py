"""Whatever stands in the texts of a workspace: no spreadsheet, CI runner or terminal obeys what is handed on."""

from __future__ import annotations

import csv
import json
import os
import re
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from program import INTERPRETER, started

from cnht.language.safe_text import csv_text, unguarded

HEADER = "indicator,as_of,qualifier,value,value_high,status,source,wording,note"
TABLES = ("table", "json", "csv", "markdown")
COMMANDS = [
    *(f"progress 2025 -f {form}" for form in TABLES),
    *(f"history wells -f {form}" for form in TABLES),
    *(f"list {kind} -f {form}" for kind in ("indicators", "plans", "sources", "areas") for form in TABLES),
    *(f"validate --format {form}" for form in ("text", "json", "sarif", "junit")),
    *(f"diff 2025 2026 -f {form}" for form in ("table", "json", "markdown")),
    "diff --textconv targets/2025.yaml",
    "diff --textconv data/figures.csv",
    "diff --textconv README.md",
    "diff --git-driver README.md README.md 0 0 /dev/null 0 0",
    "explain wells 2025",
    "export --to csv",
    "export --to sdmx-csv",
    "export --to datapackage -o ../package",
    "export --to xlsx -o ../book.xlsx",
    "report 2025 -o ../report.md",
    "report 2025 -o ../report.xlsx",
    "record wells 30 --as-of 2025-07-01 --source good --dry-run",
    "progress 2025 --plan none",  # the plans are listed
    "fmt --diff",
]
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("-x", "'-x"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝x", "'＝x"),
        (' "=x', "' \"=x"),
        ("'=x", "''=x"),
        ("-2.5", "-2.5"),
        ("-2.5%", "'-2.5%"),
        ("a-b", "a-b"),
        ("'quoted'", "'quoted'"),
        ("::error::x", "'::error::x"),
        ("a\n ::error::x", "a\n' ::error::x"),
        ("a::b", "a::b"),
        ("a ##vso[x]", "a ##vso'[x]"),
        ("## [x]", "## [x]"),
    ],
)
def test_an_apostrophe_stands_before_what_would_be_obeyed_in_a_csv(text: str, cell: str) -> None:
    (row,) = csv.reader(StringIO(csv_text([[text]]), newline=""))
    assert row == [cell]
    assert unguarded(cell) == text


@given(st.text(st.sampled_from("'=+-@:#[ \t\r\n\"ax1.\u200b＝"), max_size=9))
def test_a_guarded_text_is_read_back_as_it_was(text: str) -> None:
    (row,) = csv.reader(StringIO(csv_text([[text, "end"]]), newline=""))
    assert [unguarded(cell) for cell in row] == [text, "end"]


def cnht(folder: Path, command: str, lang: str = "en") -> tuple[int, str, str]:
    environment = {"PATH": os.environ["PATH"], "COLUMNS": "100", **INTERPRETER}
    done = started(*command.split(), "--lang", lang, cwd=folder, environment=environment)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def workspace(folder: Path, line: str, lines: str) -> Path:
    """A workspace with ``line`` for every text, and ``lines`` where a text may have several."""
    text, texts = json.dumps(line, ensure_ascii=False), json.dumps(lines, ensure_ascii=False)
    both = f"{{vi: {text}, en: {text}}}"
    cell = '"' + lines.replace('"', '""') + '"'
    cell = cell.replace('"', '" ', 1) if lines[0] in "=+@" else cell  # as a snapshot may hold it
    files = {
        "README.md": f"{lines}\n{line}\n",
        "targets/indicators.yaml": f"areas: {{a: {both}}}\nunits: {{u: {both}}}\nindicators:\n"
        f"  wells: {{name: {both}, unit: u, measure: stock, direction: increase, definition: {both}, note: {texts}}}\n",
        "targets/2025.yaml": f"plan: {text}\ntitle: {both}\nissuer: {both}\nperiod: 2025\nsource: good\nnote: {texts}\n"
        f"targets:\n  wells: {{value: 40, note: {texts}}}\n",
        "targets/2026.yaml": f'plan: {text[:-1]}2"\ntitle: {both}\nissuer: {both}\nperiod: 2026\nsource: bad\n'
        f"targets:\n  wells: {{value: 50, note: {texts}}}\n",
        "data/sources.yaml": f"good: {{title: {text}, publisher: {text}, published: 2025, authority: official,"
        f" url: {text}, note: {texts}}}\n"
        f"bad: {{title: {text}, publisher: {text}, published: 2025, authority: press, url: 'https://a/##[x]'}}\n",
        "data/figures.csv": f"{HEADER}\nwells,2024-06-30,nearly,20,,,good,,{cell}\n"
        f"wells,2025-06-30,over,25,,,good,,{cell}\nwells,2025-06-30,,24,,disputed,bad,,{cell}\n",
    }
    for name, content in files.items():
        path = folder / "w" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8", newline="")
    return folder / "w"


def obeyed(text: str, *, is_csv: bool) -> list[str]:
    """The lines that a runner or a terminal, and the cells that a spreadsheet, would take for more than text."""
    lines = re.split(r"\r\n|\r|\n", text)
    found = [
        line for line in lines if re.match(r"\s*::", line) or re.search(r"##\w*\[|[\x00-\x08\x0b-\x1f\u202e]", line)
    ]
    cells = [cell for row in csv.reader(StringIO(text, newline="")) for cell in row] if is_csv else []
    return found + [cell for cell in cells if re.match(r"\s*[-=+@＝\t\r]", cell) and not NUMBER.fullmatch(cell)]


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("::error::x", "a\n::error::x\n  ::set-output name=a::b"),
        ("##[error]x", "::x\n##vso[task.complete]x"),
        ('=HYPERLINK("http://x")', "=1+1\n=2"),
        ("-cmd|x", "@x"),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_output_of_any_command_is_obeyed(line: str, lines: str, lang: str, tmp_path: Path) -> None:
    folder = workspace(tmp_path, line, lines)
    for command in COMMANDS:
        code, out, err = cnht(folder, command, lang)
        assert code == (2 if "none" in command else 0), (command, err)
        assert obeyed(out, is_csv="csv" in command.split()[-1] and "diff" not in command) == [], command
        assert obeyed(err, is_csv=False) == [], command
    for file in (tmp_path / "report.md", *(tmp_path / "package").iterdir()):
        assert obeyed(file.read_text("utf-8"), is_csv=file.suffix == ".csv") == [], file.name
    for book in ("book.xlsx", "report.xlsx"):
        with zipfile.ZipFile(tmp_path / book) as archive:
            assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]


def test_a_files_name_begins_no_line(tmp_path: Path) -> None:
    code, out, _ = cnht(tmp_path, "diff --git-driver ::error::x ::error::x 0 0 /dev/null 0 0")
    assert (code, out) == (0, "U+003A:error::x: no changes in meaning\n\n")


def test_json_says_the_same_after_it_is_made_harmless(tmp_path: Path) -> None:
    folder = workspace(tmp_path, "##[error]x", "a\n##vso[x]")
    listed = json.loads(cnht(folder, "list plans -f json")[1])
    assert listed["plans"][0]["plan"] == "##[error]x"
    assert json.loads(cnht(folder, "progress 2025 -f json")[1])["results"][0]["plan"] == "##[error]x"


@pytest.mark.parametrize("note", ["+5 wells", "=1+1", "- a\n::b", "##[x]", "'-x", "'=x", "-2.5"])
def test_an_exported_package_is_imported_with_the_same_texts(note: str, tmp_path: Path) -> None:
    folder = workspace(tmp_path, "x", note)
    before = (folder / "data/figures.csv").read_text("utf-8")
    (folder / "data/figures.csv").write_text(
        before.splitlines()[0] + "\n" + f'wells,2024-06-30,,20,,,good,," {note}"\n'
    )
    assert cnht(folder, "export --to datapackage -o ../package")[0] == 0
    (folder / "data/figures.csv").unlink()
    code, out, err = cnht(folder, "import ../package/figures.csv --yes")
    assert code == 0, out + err
    (row,) = csv.DictReader(StringIO((folder / "data/2024-06-30.csv").read_text("utf-8"), newline=""))
    assert row["note"].strip() == note
