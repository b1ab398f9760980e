"""What is said of a file: the YAML that is kept for next month, and the options that come before it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from importing import clear, read

from cnht.files.textfile import TextFile
from cnht.importing.options import DEFAULTS, Field, ImportOptions, read_options
from cnht.language.texts import Lang
from cnht.reading.encoding import Encoding

PAGE = Path(__file__).parents[1] / "docs" / "import.md"


def options(text: str) -> ImportOptions:
    found, problems = read_options(TextFile("so.yaml", text.encode()))
    assert problems == []
    return found


def test_the_file_of_the_page_is_read_as_the_page_says() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert options(text) == ImportOptions(
        columns={"Số DN": Field.VALUE, "Tháng báo cáo": Field.PERIOD, "STT": Field.SKIP},
        defaults={Field.AREA: "hanoi", Field.SOURCE: "so-2025"},
        numbers=Lang.VI,
        sheet="Biểu 1",
        encoding=Encoding.WINDOWS_1258,
        fill_down=True,
        where={"Giới tính": "Chung"},
        skip_rows=["Trong đó", "Ngoài nhà nước"],
        only_known=True,
        header_row=7,
        indicators={"Số DN CNHT": "enterprises"},
        areas={"TP": "hanoi"},
        sources={"Báo cáo tháng 6": "so-2025-06"},
        units={"DN": "enterprise"},
    )


def test_the_page_names_every_field_and_key() -> None:
    page = PAGE.read_text("utf-8")
    assert [one for one in Field if f"`{one}`" not in page] == []
    assert [one for one in DEFAULTS if one not in page] == []


def test_a_form_that_is_described_once_is_read_every_month() -> None:
    form = options(
        "columns: {Tên: indicator, C: value}\ndefaults: {source: so-2025, as_of: 2025-06, area: hanoi}\n"
        "numbers: vi\nindicators: {Số DN: enterprises}\n"
    )
    text = "STT;Tên;Số\n1;Số DN;1.000\n"
    assert clear(read(text, form)) == ["C2 enterprises hanoi 2025-06 1000 so-2025"]
    july = ImportOptions(defaults={Field.AS_OF: "2025-07"}, numbers=Lang.EN)
    assert clear(read(text, july.over(form))) == ["C2 enterprises hanoi 2025-07 1 so-2025"]


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("colums: {a: value}", "so.yaml:1:1", "Y417"),
        ("columns: {a: valu}", "so.yaml:1:14", "V308"),
        ("columns: [a]", "so.yaml:1:10", "Y419"),
        ("columns: {a: [b]}", "so.yaml:1:14", "Y419"),
        ("defaults: {value: 7}", "so.yaml:1:12", "Y417"),
        ("numbers: fr", "so.yaml:1:10", "V308"),
        ("fill_down: 1", "so.yaml:1:12", "Y419"),
        ("encoding: latin", "so.yaml:1:11", "V308"),
        ("a: [", "so.yaml:1:4", "Y424"),
        ("x", "so.yaml:1:1", "Y409"),
    ],
)
def test_what_is_wrong_with_the_file_is_said_with_its_place(text: str, place: str, code: str) -> None:
    _, problems = read_options(TextFile("so.yaml", text.encode()))
    assert [(str(problem.where), problem.code) for problem in problems] == [(place, code)]
