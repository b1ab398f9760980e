"""The line that says what a command is doing: what it shows, to whom, and that nothing of it stays."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from io import StringIO, UnsupportedOperation
from pathlib import Path
from queue import SimpleQueue

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing import table, xlsx
from scratch import Scratch, scratch
from validating import own

from cnht import store
from cnht.cli import waiting
from cnht.cli.app import app
from cnht.cli.waiting import Said, Wait, cells, cut, fitted
from cnht.lang import Lang, LocalizedText
from cnht.reading import text
from cnht.textfile import TextFile
from cnht.writers.terminal import Screen

__all__ = ["own", "scratch"]

READING = LocalizedText("Đang đọc", "Reading")
LONG = "data/số liệu năm 2024 của thành phố.csv"
HOSTILE = "\x1b[2J\u202e.csv"


class Terminal(StringIO):
    """A terminal of 80 columns that keeps everything it was sent."""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise UnsupportedOperation


class Clock:
    """A clock that stands still until it is told to go on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def frames(sent: str) -> list[str]:
    """What a terminal showed one after the other, without colours and empty lines."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", sent)
    found = (frame.rstrip(" ") for frame in re.split(r"[\r\n]", plain))
    return [frame for frame in found if frame]


def left(sent: str) -> str:
    """What a terminal shows at the end."""
    lines = []
    for line in re.sub(r"\x1b\[[0-9;]*m", "", sent).replace("\r\n", "\n").split("\n"):
        shown = ""
        for frame in line.split("\r"):
            shown = frame + shown[len(frame) :]
        lines.append(shown.rstrip(" "))
    return "\n".join(lines)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def wait(terminal: Terminal, clock: Clock) -> Wait:
    return Wait(terminal, READING, Lang.EN, "", clock)


def watched(wait: Wait, files: Iterable[TextFile]) -> dict[str, TextFile]:
    return {file.name: file for file in wait.watched(list(files), lambda _: True, waiting.ARRANGING)}


def at_a_terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("CI", raising=False)


# --- what is shown -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "screen", "line"),
    [
        (Said("Reading 3/120", 0.5, "", "data/a.csv"), Screen(79), "Reading 3/120 ██████████░░░░░░░░░░ data/a.csv"),
        (
            Said("Đang đọc 1/1", 0.5, "28/56 MB", LONG),
            Screen(79),
            "Đang đọc 1/1 ██████████░░░░░░░░░░ 28/56 MB data/số liệ…m 2024 của thành phố.csv",
        ),
        (Said("Đang đọc 1/1", 0.5, "28/56 MB", LONG), Screen(50), "Đang đọc 1/1 █████░░░░░ 28/56 MB data/…ành phố.csv"),
        (
            Said("Đang đọc 1/1", 0.5, "28/56 MB", "data/số liệu.csv"),
            Screen(60, None, ascii_only=True),
            "Dang doc 1/1 #####..... 28/56 MB data/so lieu.csv",
        ),
        (Said("Reading 1/1", 0.5, "28/56 MB", "data/a.csv"), Screen(30), "Reading 1/1 28/56 MB da…/a.csv"),
        (Said("Reading 1/1", 0.5, "28/56 MB", "data/a.csv"), Screen(25), "Reading 1/1 28/56 MB"),
        (Said("Checking the rules", None, "12 s"), Screen(79), "Checking the rules 12 s"),
        (Said("Checking the rules", None, "12 s"), Screen(20), "Checki…he rules 12 s"),
        (Said("Making", None, "3 s", "report.html"), Screen(79), "Making report.html 3 s"),
        (Said("Reading 1/1", 1.5, "", "data/a.csv"), Screen(44), "Reading 1/1 ██████████ data/a.csv"),
        (Said("Reading 1/1", 0.2, "", HOSTILE), Screen(79), "Reading 1/1 ████░░░░░░░░░░░░░░░░ U+001B[2JU+202E.csv"),
    ],
)
def test_a_line_is_fitted_to_the_terminal(said: Said, screen: Screen, line: str) -> None:
    assert fitted(said, screen).rstrip(" ") == line
    assert cells(fitted(said, screen)) == screen.width


def test_only_the_bar_has_colours() -> None:
    line = fitted(Said("Reading 1/1", 0.5, "", "data/a.csv"), Screen(79, "standard"))
    assert line.startswith("Reading 1/1 \x1b[36m██████████\x1b[2m░░░░░░░░░░\x1b[0m data/a.csv ")


@given(st.text(max_size=60), st.integers(8, 60))
def test_a_text_is_cut_in_its_middle_to_what_there_is_room_for(name: str, width: int) -> None:
    short = cut(name, width, "…")
    assert cells(short) <= width
    if cells(name) <= width:
        assert short == name
    else:
        assert any(name.startswith(short[:at]) and name.endswith(short[at + 1 :]) for at in range(len(short)))


@pytest.mark.parametrize(
    ("name", "width"), [("a.csv", 5), ("số liệu", 7), (unicodedata.normalize("NFD", "số liệu"), 7), ("統計█░…", 7)]
)
def test_a_text_is_as_wide_as_a_terminal_shows_it(name: str, width: int) -> None:
    assert cells(name) == width


def test_it_counts_files_and_after_the_first_look_at_a_table_its_bytes(
    tmp_path: Path, terminal: Terminal, wait: Wait, clock: Clock
) -> None:
    for name, size in (("targets/a.yaml", 400_000), ("data/b.csv", 3_000_000), ("data/c.csv", 600_000)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * (size - 1) + b"\n")
    files = watched(wait, store.read_workspace(tmp_path))

    def shown() -> str:
        wait.draw()
        return frames(terminal.getvalue())[-1]

    with files["targets/a.yaml"].stream() as stream:
        assert shown() == "Reading 1/3 ░░░░░░░░░░░░░░░░░░░░ 0/4 MB targets/a.yaml"
        stream.read()
    with files["data/b.csv"].stream() as stream:
        while stream.read(1 << 18):
            pass
        assert shown() == "Reading 2/3 ██░░░░░░░░░░░░░░░░░░ 0/4 MB data/b.csv"
        stream.seek(0)
        for _ in range(6):
            stream.read(1 << 18)
        assert shown() == "Reading 2/3 █████████░░░░░░░░░░░ 1/4 MB data/b.csv"
    clock.now = 1.0
    assert shown() == "Reading 2/3 █████████░░░░░░░░░░░ 1/4 MB data/b.csv"
    clock.now = 3.5
    assert shown() == "Arranging what was read 2 s"
    with files["data/c.csv"].stream():
        assert shown() == "Reading 3/3 █████████████████░░░ 3/4 MB data/c.csv"


def test_where_no_size_is_known_the_bar_is_of_files(terminal: Terminal, wait: Wait) -> None:
    known = TextFile("data/a.csv", b"")
    files = watched(wait, [TextFile(f"data/{name}.csv", known.stream) for name in "abcd"])
    with files["data/c.csv"].stream():
        wait.draw()
    assert frames(terminal.getvalue())[-1] == "Reading 1/4 █████░░░░░░░░░░░░░░░ data/c.csv"


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2\n", b"\xef\xbb\xbf\xef\xbb\xbfa,b\r\n1,2\n", b"a\n" * 300_000],
    ids=["empty", "short", "marks", "long"],
)
def test_a_file_that_is_watched_reads_as_it_does_otherwise(content: bytes, wait: Wait) -> None:
    plain = TextFile("data/a.csv", content)
    seen = watched(wait, [plain])["data/a.csv"]
    assert seen.read() == content
    with seen.stream() as stream:
        assert [*stream] == [*plain.stream()]
    lines, others = ([*(text.lines(file, []) or [])] for file in (seen, plain))
    assert lines == others


def test_a_file_that_cannot_be_read_says_so_as_it_does_otherwise(tmp_path: Path, wait: Wait) -> None:
    gone = tmp_path / "a.csv"
    gone.touch()
    files = [store.read_file(gone, "data/a.csv"), TextFile("data/b.csv", None, "A reason")]
    gone.unlink()
    seen = watched(wait, files)
    assert seen["data/b.csv"] == files[1]
    with pytest.raises(FileNotFoundError):
        seen["data/a.csv"].stream()


def test_a_message_has_the_line_for_itself_and_the_end_leaves_nothing(terminal: Terminal, wait: Wait) -> None:
    wait.draw()
    with wait.aside():
        terminal.write("cnht: a message\n")
    wait.draw()
    assert left(terminal.getvalue()) == "cnht: a message\nReading"
    wait.end()
    wait.draw()
    assert left(terminal.getvalue()) == "cnht: a message\n"


# --- to whom, and when -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"CI": "true"}])
def test_nothing_is_shown_where_a_line_cannot_change_or_nobody_looks(
    environment: dict[str, str], terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_a_terminal(terminal, monkeypatch)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    files = [TextFile("data/a.csv", b"")]
    with waiting.waiting(READING, Lang.EN):
        assert waiting.watched(files) is files


def test_where_stderr_is_no_terminal_nothing_is_written_and_no_file_watched(capsys: pytest.CaptureFixture[str]) -> None:
    files = [TextFile("data/a.csv", b"")]
    with waiting.waiting(READING, Lang.EN):
        assert waiting.watched(files) is files
        waiting.doing(READING)
        waiting.done(0.5)
    assert capsys.readouterr() == ("", "")


def test_a_second_passes_before_it_is_shown_and_pieces_of_work_close_together_are_one_wait(
    terminal: Terminal, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    patiences: SimpleQueue[float] = SimpleQueue()
    at_a_terminal(terminal, monkeypatch)
    monkeypatch.setattr(waiting, "monotonic", clock)
    monkeypatch.setattr(waiting, "_ended", float("-inf"))
    monkeypatch.setattr(Wait, "run", lambda _, patience: patiences.put(patience))
    found = []
    for start, end in ((100.0, 100.25), (100.5, 101.5), (102.0, 110.0), (111.5, 112.0)):
        clock.now = start
        with waiting.waiting(READING, Lang.EN):
            clock.now = end
        found.append(patiences.get(timeout=30))
    assert found == [1.0, 0.5, 0.0, 1.0]


# --- every command that may take long ----------------------------------------------------------------------------


@pytest.fixture
def seen(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Run a command in this process, with a line that is drawn at whatever the command tells, and give its frames."""

    def shown() -> Wait:
        assert waiting.current is not None
        return waiting.current

    class Thread:
        """None: what is to be drawn is drawn at once."""

        def __init__(self, **_: object) -> None: ...

        def start(self) -> None:
            shown().draw()

    def then_drawn(told: Callable[..., object]) -> Callable[..., object]:
        def telling(*arguments: object) -> object:
            found = told(*arguments)
            shown().draw()
            return found

        return telling

    monkeypatch.setattr(waiting, "Thread", Thread)
    for owner, name in ((Wait, "doing"), (Wait, "done"), (waiting.Reading, "opened")):
        monkeypatch.setattr(owner, name, then_drawn(getattr(owner, name)))

    def run(*words: str) -> list[str]:
        at_a_terminal(terminal, monkeypatch)
        app([*words], prog_name="cnht", standalone_mode=False)
        assert not re.search("Reading|Making|Đang|[█░]", left(terminal.getvalue()))
        return frames(terminal.getvalue())

    return run


RECORD = ("record", "enterprises", "445", "--as-of", "2025-06-29", "--source", "report-2025-h1")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("validate",), ["Reading 4/4", "Checking the rules", "Making text"]),
        (("progress", "2025"), ["Reading 4/4", "Checking the rules", "Judging 2025"]),
        (("explain", "enterprises", "2025"), ["Reading 4/4", "Judging 2025"]),
        (("history", "enterprises"), ["Reading 4/4", "Computing enterprises"]),
        (("list",), ["Reading 4/4"]),
        (("report", "2025", "-o", "../a.md"), ["Reading 4/4", "Judging 2025", "Making a.md"]),
        (("export", "--to", "xlsx", "-o", "../b.xlsx"), ["Reading 4/4", "Making b.xlsx"]),
        (("export", "--to", "csv"), ["Making csv"]),
        (("fmt",), ["Reading 4/4"]),
        (("fmt", "--check", "data/2025-06-30.csv"), ["Reading 1/1"]),
        (("diff", "2025", "2025"), ["Reading the working tree 4/4", "Comparing"]),
        ((*RECORD, "--yes"), ["Writing 4/4", "Checking the rules", "Comparing"]),
        (("import", "../a.xlsx", "--yes"), ["Reading  50% a.xlsx", "Reading 4/4", "Writing 4/4", "Comparing"]),
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
    found = [re.sub(" [█░]+", "", frame) for frame in seen(*words, "--lang", "en")]
    assert {text: any(frame.startswith(text) for frame in found) for text in shown} == dict.fromkeys(shown, True)
    assert "Đang" not in " ".join(found)


def test_diff_says_which_side_it_reads(
    scratch: Scratch, seen: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.edit("data/2025-06-30.csv", "440", "441")
    monkeypatch.chdir(scratch.root)
    found = seen("diff", "main", "--lang", "vi")
    assert any(frame.startswith("Đang đọc main (") and " 4/4 █" in frame for frame in found)
    assert any(frame.startswith("Đang đọc bản đang có trên đĩa 4/4 █") for frame in found)
    assert "Đang so sánh" in found
