"""Help and usage errors, in both languages."""

from __future__ import annotations

import re

import pytest
from test_cli import cnht, out, refusal

from cnht.cli.app import COMMANDS
from cnht.language.texts import Lang, _
from docs.texts import help_texts

_WIDTH = 78
"""How long a line of an example may be, to stand whole on a screen of 80 columns."""


def _fragments(text: str) -> set[str]:
    """The texts of a page of help: what stands in its cells and lines, when it says more than one word."""
    cells = (cell.strip() for line in text.splitlines() for cell in re.split("[│╭╮╰╯─]| {2,}", line))
    return {cell for cell in cells if " " in cell}


def _is_typed(text: str) -> bool:
    """Whether this is a command, an option or what stands for its value, which are the same in both languages."""
    return text.startswith(("cnht ", "mkdir ", "# yaml-language-server", "--")) or text.isupper()


@pytest.mark.parametrize("columns", ["80", "160"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_of_a_command_is_all_vietnamese_where_that_is_asked_for(command: str, columns: str) -> None:
    words = [*command.split(), "--help"]
    english = out(cnht(*words, COLUMNS=columns))
    vietnamese = out(cnht(*words, COLUMNS=columns, CNHT_LANG="vi"))
    assert vietnamese.lstrip().startswith(f"Cách dùng: cnht {command}".rstrip())
    assert "Usage" not in vietnamese
    assert {text for text in _fragments(english) & _fragments(vietnamese) if not _is_typed(text)} == set()
    assert max(map(len, vietnamese.splitlines())) <= int(columns)


@pytest.mark.parametrize("lang", Lang)
def test_examples_stand_whole_on_a_screen_of_80_columns_and_their_commands_are_not_translated(lang: Lang) -> None:
    for text in help_texts():
        if "[/bold]" not in text:
            continue
        lines = _(text).text(lang).splitlines()
        assert [line for line in lines if len(line) > _WIDTH] == []
        assert _commands(lines) == _commands(text.splitlines())


def _commands(lines: list[str]) -> list[tuple[str, bool]]:
    """The commands of an epilog, and whether something is said beside each."""
    shown = [line.strip() for line in lines if re.match(r"  \S", line)]
    return [(command, bool(said)) for command, _space, said in (line.partition("  ") for line in shown)]


_USAGE = [
    (
        ["progess"],
        "there is no command 'progess'; did you mean progress?",
        "không có lệnh 'progess'; có phải là progress?",
        "cnht",
    ),
    (
        ["progress", "--plans", "x"],
        "unknown option --plans; did you mean --plan, --lang, --pace?",
        "không có tùy chọn --plans; có phải là --plan, --lang, --pace?",
        "cnht progress",
    ),
    (["list", "--xyzzy"], "unknown option --xyzzy", "không có tùy chọn --xyzzy", "cnht list"),
    (["progress", "--plan"], "--plan needs a value", "--plan cần một giá trị", "cnht progress"),
    (["fmt", "--check=yes"], "--check takes no value", "--check không nhận giá trị", "cnht fmt"),
    (["explain"], "INDICATOR is missing", "thiếu INDICATOR", "cnht explain"),
    (["export"], "--to is missing", "thiếu --to", "cnht export"),
    (["progress", "2025", "2026"], "unexpected argument: 2026", "thừa tham số: 2026", "cnht progress"),
    (
        ["progress", "25"],
        'YEAR: "25" is not a year; write four digits, such as 2025',
        "YEAR: “25” không phải là năm; ghi bốn chữ số, ví dụ 2025",
        "cnht progress",
    ),
    (
        ["progress", "1066"],
        "YEAR: the year 1066 is not between 1900 and 2200",
        "YEAR: năm 1066 không nằm trong khoảng từ 1900 đến 2200",
        "cnht progress",
    ),
    (
        ["progress", "--as-of", "31/09/2025"],
        '--as-of: "31/09/2025" is not a date; write 2025-06-30, 30/06/2025 or 2025-06',
        "--as-of: “31/09/2025” không phải là ngày; ghi 30/06/2025, 2025-06-30 hoặc 2025-06",
        "cnht progress",
    ),
    (
        ["progress", "--format", "xml"],
        '--format: "xml" is not one of table, json, csv, markdown',
        "--format: “xml” không nằm trong danh mục: table, json, csv, markdown",
        "cnht progress",
    ),
    (
        ["list", "-w", ""],
        "--workspace: the path is empty; name a file or folder, such as . for the current folder",
        "--workspace: đường dẫn trống; ghi tên tệp hoặc thư mục, ví dụ . cho thư mục hiện tại",
        "cnht list",
    ),
]


@pytest.mark.parametrize(("words", "english", "vietnamese", "path"), _USAGE)
def test_wrong_usage_is_told_in_the_language_of_the_run(
    words: list[str], english: str, vietnamese: str, path: str
) -> None:
    assert refusal(cnht(*words)) == f"cnht: {english}\n    help: {path} --help\n"
    assert refusal(cnht(*words, CNHT_LANG="vi")) == f"cnht: {vietnamese}\n    trợ giúp: {path} --help\n"


def test_the_language_may_be_named_before_the_command_or_after_it_and_counts_more_than_the_environment() -> None:
    asked = out(cnht("progress", "2025", "--lang", "vi"))
    assert "chậm tiến độ" in asked
    assert out(cnht("--lang", "vi", "progress", "2025")) == asked
    assert out(cnht("--lang", "vi", "progress", "2025", CNHT_LANG="en")) == asked
    assert out(cnht("progress", "2025", "--lang", "vi", CNHT_LANG="en")) == asked
    assert out(cnht("--lang", "en", "progress", "2025", "--lang", "vi")) == asked
