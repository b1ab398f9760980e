"""The line that says what a command is doing: what it shows, to whom, and that nothing of it stays."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from io import StringIO
from pathlib import Path
from queue import SimpleQueue

import pytest
from importing import table, xlsx
from scratch import Scratch, scratch
from screens import frames, left
from validating import own

from cnht.cli import status
from cnht.cli.app import app
from cnht.cli.status import StatusLine
from cnht.files import store
from cnht.files.textfile import TextFile
from cnht.language.texts import Lang, LocalizedText
from cnht.reading import text

__all__ = ["own", "scratch"]

READING = LocalizedText("Đang đọc", "Reading")
HOSTILE = "data/\x1b[2J\u202e[red].csv"


class Terminal(StringIO):
    """A terminal of 80 columns that keeps everything it was sent."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that stands still until it is told to go on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("COLUMNS", "80")
    return Terminal()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def line(terminal: Terminal) -> StatusLine:
    found = StatusLine(terminal, Lang.EN)
    found.doing(READING)
    return found


def watched(line: StatusLine, files: Iterable[TextFile]) -> dict[str, TextFile]:
    return {file.name: file for file in line.watched(list(files), lambda _: True)}


def at_a_terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("CI", raising=False)


def shown(terminal: Terminal, line: StatusLine) -> str:
    """What the line shows now, without its bar."""
    line.progress.refresh()
    return frames(terminal.getvalue())[-1]


# --- what is shown -----------------------------------------------------------------------------------------------


def test_it_counts_files_and_says_which_one_and_how_large_it_is(
    tmp_path: Path, terminal: Terminal, line: StatusLine
) -> None:
    for name, size in (("targets/a.yaml", 4_000), ("data/b.csv", 3_000_000)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * (size - 1) + b"\n")
    files = watched(line, store.read_workspace(tmp_path))
    line.start()
    with files["targets/a.yaml"].stream() as stream:
        assert shown(terminal, line).startswith("Reading 1/2 targets/a.yaml 0:00:0")
        stream.read()
    with files["data/b.csv"].stream() as stream:
        stream.read(1_500_000)
        assert shown(terminal, line).startswith("Reading 2/2 3 MB data/b.csv 0:00:0")
        assert line.progress.tasks[0].percentage == 50
    line.end()


def test_a_name_is_shown_as_it_is_and_moves_nothing(terminal: Terminal, line: StatusLine) -> None:
    line.start()
    with watched(line, [TextFile(HOSTILE, b"a")])[HOSTILE].stream():
        assert "data/U+001B[2JU+202E[red].csv" in shown(terminal, line)
    line.end()
    assert "\x1b[2J" not in terminal.getvalue()


def test_a_line_is_cut_to_the_terminal(monkeypatch: pytest.MonkeyPatch, terminal: Terminal) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    line = StatusLine(terminal, Lang.VI)
    line.doing(READING, "data/số liệu năm 2024 của thành phố Hà Nội và vùng.csv")
    line.start()
    assert all(len(frame) <= 50 for frame in frames(terminal.getvalue()))
    line.end()


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2\n", b"\xef\xbb\xbf\xef\xbb\xbfa,b\r\n1,2\n", b"a\n" * 600_000],
    ids=["empty", "short", "marks", "long"],
)
def test_a_file_that_is_watched_reads_as_it_does_otherwise(content: bytes, line: StatusLine, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    plain = store.read_file(tmp_path / "a.csv", "data/a.csv")
    seen = watched(line, [plain])["data/a.csv"]
    assert seen.read() == content
    with seen.stream() as stream:
        assert [*stream] == [*plain.stream()]
    lines, others = ([*(text.lines(file, []) or [])] for file in (seen, plain))
    assert lines == others


def test_a_file_that_cannot_be_read_says_so_as_it_does_otherwise(tmp_path: Path, line: StatusLine) -> None:
    gone = tmp_path / "a.csv"
    gone.touch()
    files = [store.read_file(gone, "data/a.csv"), TextFile("data/b.csv", None, "A reason")]
    gone.unlink()
    seen = watched(line, files)
    assert seen["data/b.csv"] == files[1]
    with pytest.raises(FileNotFoundError):
        seen["data/a.csv"].stream()


def test_a_message_has_the_line_for_itself_and_the_end_leaves_nothing(terminal: Terminal, line: StatusLine) -> None:
    line.start()
    with line.aside():
        terminal.write("cnht: a message\n")
    assert left(terminal.getvalue()).startswith("cnht: a message\nReading")
    line.end()
    line.start()
    assert left(terminal.getvalue()) == "cnht: a message"


# --- to whom, and when -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"CI": "true"}])
def test_nothing_is_shown_where_a_line_cannot_change_or_nobody_looks(
    environment: dict[str, str], terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_a_terminal(terminal, monkeypatch)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    files = [TextFile("data/a.csv", b"")]
    with status.working(READING, Lang.EN):
        assert status.watched(files) is files


def test_where_stderr_is_no_terminal_nothing_is_written_and_no_file_watched(capsys: pytest.CaptureFixture[str]) -> None:
    files = [TextFile("data/a.csv", b"")]
    with status.working(READING, Lang.EN):
        assert status.watched(files) is files
        status.doing(READING)
        status.done(0.5)
    assert capsys.readouterr() == ("", "")


def test_a_second_passes_before_it_is_shown_and_pieces_of_work_close_together_are_one_wait(
    terminal: Terminal, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    patiences: SimpleQueue[float] = SimpleQueue()

    class Timer:
        daemon = False

        def __init__(self, patience: float, _start: object) -> None:
            patiences.put(patience)

        def start(self) -> None: ...
        def cancel(self) -> None: ...

    at_a_terminal(terminal, monkeypatch)
    monkeypatch.setattr(status, "monotonic", clock)
    monkeypatch.setattr(status, "_ended", float("-inf"))
    monkeypatch.setattr(status, "Timer", Timer)
    found = []
    for start, end in ((100.0, 100.25), (100.5, 101.5), (102.0, 110.0), (111.5, 112.0)):
        clock.now = start
        with status.working(READING, Lang.EN):
            clock.now = end
        found.append(patiences.get(timeout=30))
    assert found == [1.0, 0.5, 0.0, 1.0]


# --- every command that may take long ----------------------------------------------------------------------------


@pytest.fixture
def seen(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Run a command in this process, with a line that is drawn at whatever the command tells, and give its frames."""

    class Timer:
        """One that has run out."""

        daemon = False

        def __init__(self, _patience: float, start: Callable[[], None]) -> None:
            self.start = start

        def cancel(self) -> None: ...

    shown, done = StatusLine.show, StatusLine.done

    def drawn(line: StatusLine, *arguments: object) -> None:
        shown(line, *arguments)  # type: ignore[arg-type]  # handed on as they came
        line.progress.refresh()

    def drawn_part(line: StatusLine, part: float) -> None:
        done(line, part)
        line.progress.refresh()

    monkeypatch.setattr(status, "Timer", Timer)
    monkeypatch.setattr(StatusLine, "show", drawn)
    monkeypatch.setattr(StatusLine, "done", drawn_part)

    def run(*words: str) -> list[str]:
        at_a_terminal(terminal, monkeypatch)
        app([*words], prog_name="cnht", standalone_mode=False)
        assert not re.search("Reading|Creating|Đang", left(terminal.getvalue()))
        return frames(terminal.getvalue())

    return run


RECORD = ("record", "enterprises", "445", "--as-of", "2025-06-29", "--source", "report-2025-h1")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("validate",), ["Reading 4/4", "Checking the rules", "Creating text"]),
        (("progress", "2025"), ["Reading 4/4", "Checking the rules", "Judging 2025"]),
        (("explain", "enterprises", "2025"), ["Reading 4/4", "Judging 2025"]),
        (("history", "enterprises"), ["Reading 4/4", "Computing enterprises"]),
        (("list",), ["Reading 4/4"]),
        (("report", "2025", "-o", "../a.md"), ["Reading 4/4", "Judging 2025", "Creating a.md"]),
        (("export", "--to", "xlsx", "-o", "../b.xlsx"), ["Reading 4/4", "Creating b.xlsx"]),
        (("export", "--to", "csv"), ["Creating csv"]),
        (("fmt",), ["Reading 4/4"]),
        (("fmt", "--check", "data/2025-06-30.csv"), ["Reading 1/1"]),
        (("diff", "2025", "2025"), ["Reading the working tree 4/4", "Comparing"]),
        ((*RECORD, "--yes"), ["Writing 4/4", "Checking the rules", "Comparing"]),
        (("import", "../a.xlsx", "--yes"), ["Reading a.xlsx", "Reading 4/4", "Writing 4/4", "Comparing"]),
    ],
)
def test_a_command_says_what_it_is_doing(
    words: tuple[str, ...],
    shown: list[str],
    own: Path,
    seen: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = (("Chỉ tiêu", "Thời điểm", "Giá trị", "Nguồn"), ("enterprises", "29/06/2025", 445, "report-2025-h1"))
    (own.parent / "a.xlsx").write_bytes(xlsx(table(*rows)))
    monkeypatch.chdir(own)
    found = seen(*words, "--lang", "en")
    assert {text: any(frame.startswith(text) for frame in found) for text in shown} == dict.fromkeys(shown, True)
    assert "Đang" not in " ".join(found)


def test_diff_says_which_side_it_reads(
    scratch: Scratch, seen: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.edit("data/2025-06-30.csv", "440", "441")
    monkeypatch.chdir(scratch.root)
    found = seen("diff", "main", "--lang", "vi")
    assert any(frame.startswith("Đang đọc main (") and " 4/4 " in frame for frame in found)
    assert any(frame.startswith("Đang đọc bản đang có trên đĩa 4/4 ") for frame in found)
    assert any(frame.startswith("Đang so sánh") for frame in found)
