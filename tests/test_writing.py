"""Nothing is lost and nothing is half written: many writers at once, and whatever fails on the way.

Processes are forked from this one, which has loaded everything: each then is a process of its own, with its own lock
and its own view of the disk, without the half second that an interpreter takes to start.
"""

from __future__ import annotations

import errno
import gc
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import date
from functools import partial
from io import StringIO
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import pytest
from scratch import Scratch, scratch
from validating import EXAMPLE, FIGURES, ROOT, cnht, own

from cnht.cli import writing
from cnht.cli.writing import Draft, NotWritten, Request, write
from cnht.files import store
from cnht.files.store import Busy, Changed, read_workspace
from cnht.reading.load import load

__all__ = ["own", "scratch"]

TODAY = date(2026, 1, 1)
SOURCES = "data/sources.yaml"
NEW = "data/2025-09-30.csv"
KILLED = 9


def row(source: str = "bc-9t", value: str = "455", as_of: str = "2025-06-30") -> dict[str, str]:
    return {"indicator": "enterprises", "as_of": as_of, "value": value, "source": source}


ENTRY = {"title": "Báo cáo", "publisher": "Sở Công Thương", "published": "2025-10-05", "authority": "official"}
BOTH = Request({FIGURES: [row()]}, {"bc-9t": ENTRY})
FIRST = Request({NEW: [row("report-2025-h1", as_of="2025-09-30")]})


def forked(work: Callable[[], int]) -> int:
    """The number of a new process that does ``work`` and ends with its exit code; nothing of it is printed."""
    number = os.fork()
    if number:
        return number
    code = 70
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            code = work()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 71
    finally:
        os._exit(code)


def waited(number: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def contents(workspace: Path) -> dict[str, bytes]:
    return {file.name: file.read() for file in read_workspace(workspace)}


def hidden(workspace: Path) -> set[str]:
    """What there is of cnht's own, and anything that is hidden beside the files."""
    folder = workspace / "data"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if "/." in f"/{path.relative_to(folder)}"}


OWN = {".cnht", ".cnht/.gitignore", ".cnht/lock"}


# Many at once


def periods(count: int) -> list[str]:
    """So many periods that end on one day: as many figures of one indicator for one snapshot."""
    return [f"{2000 + number // 12}-{number % 12 + 1:02}/2025-06" for number in range(count)]


def words(period: str) -> list[str]:
    return [
        "record",
        "trade_events",
        "hơn 1",
        "--period",
        period,
        "--as-of",
        "2025-06-30",
        "-s",
        "report-2025-h1",
        "-y",
    ]


def command(period: str, workspace: Path) -> int:
    """``cnht record`` as a process runs it once it is loaded."""
    from cnht.cli.app import app

    app([*words(period), "--workspace", str(workspace), "--today", "2026-01-01"], prog_name="cnht")
    return 0


@pytest.fixture(scope="module", autouse=True)
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Everything is loaded here, and not in each of hundreds of processes."""
    workspace = Path(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("first") / "own"))
    with redirect_stdout(StringIO()), suppress(SystemExit):
        command("2025-06", workspace)
    assert recorded(workspace) == ["2025-06"]
    gc.freeze()
    yield
    gc.unfreeze()


def recorded(workspace: Path) -> list[str]:
    loaded = load(read_workspace(workspace))
    assert [problem for problem in loaded.problems if problem.severity == "error"] == []
    found = (seen.period for seen in loaded.workspace.observations if seen.quantity.value == 1)
    return sorted(period.text for period in found if period is not None)


def test_of_100_records_at_once_none_is_lost_and_readers_see_whole_files_only(own: Path) -> None:
    running = {forked(partial(command, period, own)) for period in periods(100)}
    ended = []
    rows = 0
    while running:
        text = (own / FIGURES).read_bytes()
        assert text.startswith(b"indicator,period,as_of,qualifier,value,source,wording\n")
        assert text.endswith(b"\n")
        assert text.count(b"\n") >= rows
        rows = text.count(b"\n")
        time.sleep(0.01)
        number, status = os.waitpid(-1, os.WNOHANG)
        if number in running:
            running.remove(number)
            ended.append(os.waitstatus_to_exitcode(status))
    assert ended == [0] * 100
    assert recorded(own) == periods(100)
    assert cnht("fmt", "--check", "data/2025-06-30.csv", cwd=own).returncode == 0
    assert hidden(own) == OWN


def test_of_programs_started_together_none_loses_a_row(own: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "cnht", *words(period)],
            cwd=own,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for period in periods(8)
    ]
    assert [process.communicate()[1] for process in started] == [b""] * 8
    assert {process.returncode for process in started} == {0}
    assert recorded(own) == periods(8)


def test_of_many_who_add_the_same_figure_one_does(own: Path) -> None:
    running = [forked(partial(command, "2025-06", own)) for _ in range(8)]
    assert sorted(map(waited, running)) == [0] + [1] * 7
    assert recorded(own) == ["2025-06"]


def test_whoever_waits_too_long_for_another_writer_is_told_and_nothing_is_written(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(own)
    monkeypatch.setattr(writing, "writing", partial(store.writing, patience=0.05))
    out, back = os.pipe()
    end, stop = os.pipe()

    def hold() -> int:
        with store.writing(own):
            os.write(back, b"!")
            os.read(end, 1)
        return 0

    number = forked(hold)
    os.read(out, 1)
    with pytest.raises(NotWritten) as failure:
        write(own, BOTH, TODAY)
    assert (failure.value.name, type(failure.value.why)) == ("data", Busy)
    assert contents(own) == before
    os.write(stop, b"!")
    assert waited(number) == 0
    assert write(own, BOTH, TODAY).errors == ()
    for each in (out, back, end, stop):
        os.close(each)


# A sudden end


STEPS = {
    "writing", "_own", "_ignore", "_alone", "_lock_file", "_folder", "open", "replace", "replace_whole", "_replace",
    "_beside", "_dress", "_settle", "restore",
}  # fmt: skip
"""The functions of the store that write."""


def killed_at(step: int, workspace: Path, request: Request) -> int:
    """Write, and end without a word right before the ``step``-th line of what writes."""
    left = step

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if frame.f_code.co_filename != store.__file__ or frame.f_code.co_name not in STEPS:
            return None
        if event == "line":
            left -= 1
            if not left:
                os._exit(KILLED)
        return trace

    sys.settrace(trace)
    write(workspace, request, TODAY)
    return 0


@pytest.mark.parametrize("request_", [BOTH, FIRST], ids=["source and row", "new snapshot"])
def test_a_kill_at_any_step_leaves_whole_files_and_no_litter(scratch: Scratch, request_: Request) -> None:
    root = scratch.root
    for name in (FIGURES, SOURCES):
        (root / name).chmod(0o640)
    old = contents(root)
    assert write(root, request_, TODAY).errors == ()
    new = contents(root)
    names = [name for name in new if new[name] != old.get(name)]
    reached = set()
    for step in range(1, 1000):
        for name in names:
            (root / name).unlink(missing_ok=True)
            if name in old:
                (root / name).write_bytes(old[name])
                (root / name).chmod(0o640)
        code = waited(forked(partial(killed_at, step, root, request_)))
        found = contents(root)
        which = [found.get(name) == new[name] for name in names]
        assert all(found.get(name) in (old.get(name), new[name]) for name in names)
        assert set(found) <= set(new)
        assert which in ([False] * len(names), [name == SOURCES for name in names], [True] * len(names))
        assert {(root / name).stat().st_mode & 0o777 for name in (FIGURES, SOURCES)} == {0o640}
        assert set(scratch.git("ls-files", "--others", "--exclude-standard").split()) <= {NEW}
        assert load(read_workspace(root)).problems == ()
        reached.add(tuple(which))
        if code != KILLED:
            break
    assert code == 0
    assert step > 40
    assert len(reached) == len(names) + 1
    assert hidden(root) == OWN  # what the last but one left unfinished is gone
    scratch.git("add", "--all")
    assert ".cnht/lock" not in scratch.git("ls-files", "data")


def test_what_a_killed_writer_left_is_cleared_away_by_the_next(own: Path) -> None:
    (own / "data" / ".cnht").mkdir()
    (own / "data" / ".cnht" / "new-0123456789abcdef").write_bytes(b"half")
    (own / "data" / ".cnht" / "lock").touch()
    assert write(own, BOTH, TODAY).errors == ()
    assert hidden(own) == OWN


def test_git_never_sees_the_lock(scratch: Scratch) -> None:
    write(scratch.root, BOTH, TODAY)
    assert scratch.git("status", "--porcelain", "--untracked-files=all").split() == [
        "M", "data/2025-06-30.csv", "M", "data/sources.yaml",
    ]  # fmt: skip
    scratch.commit("second")
    assert "data/.cnht" not in scratch.git("ls-files")


# A full disk, and whatever else fails


CALLS = ["os.open", "os.fdopen", "os.fsync", "os.fchmod", "os.replace", "pathlib.Path.mkdir", "os.access",
         "pathlib.Path.stat"]  # fmt: skip
"""What writing calls of the system."""


def failing(monkeypatch: pytest.MonkeyPatch, call: str, at: int, error: int) -> list[int]:
    """Have the ``at``-th of these calls that writing makes fail; how many there were is counted in the list."""
    module, _, name = call.rpartition(".")
    owner: Any = os if module == "os" else Path
    real = getattr(owner, name)
    count = [0]

    def fail(*given: Any, **named: Any) -> Any:
        frame = sys._getframe(1)  # noqa: SLF001 - who calls
        if "filelock" in frame.f_code.co_filename or frame.f_code.co_name in STEPS:
            count[0] += 1
            if count[0] == at:
                raise OSError(error, os.strerror(error))
        return real(*given, **named)

    monkeypatch.setattr(owner, name, fail)
    return count


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EACCES], ids=errno.errorcode.get)
@pytest.mark.parametrize("call", CALLS)
def test_whichever_call_fails_nothing_is_written_and_nothing_left(
    own: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: int
) -> None:
    before = contents(own)
    failures: list[OSError | Changed | Busy] = []
    for at in range(1, 50):
        count, failure = written(own, monkeypatch, call, at, error)
        assert hidden(own) <= OWN
        if failure is not None:
            failures.append(failure)
            assert contents(own) == before
            continue
        assert contents(own) != before  # what failed could be done without, or there were no more of these calls
        for name in (FIGURES, SOURCES):
            (own / name).write_bytes(before[name])
        if count < at:
            break
    reasons = {why.errno for why in failures if isinstance(why, OSError)}
    # What another user made and forbids to write to can be done without.
    assert reasons == {error} or (reasons == set() and error == errno.EACCES)


def written(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, call: str, at: int, error: int
) -> tuple[int, OSError | Changed | Busy | None]:
    """Write with one call that fails; how many of these calls there were, and why nothing was written."""
    with monkeypatch.context() as patched:
        count = failing(patched, call, at, error)
        try:
            write(workspace, BOTH, TODAY)
        except NotWritten as failure:
            return count[0], failure.why
        return count[0], None


def test_a_disk_that_is_full_in_the_middle_of_a_file_leaves_the_old_one(own: Path) -> None:
    before = contents(own)
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"  # no file may be longer
        "from cnht.cli.main import run; run()"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", script, "record", "enterprises", "445", "--as-of", "2025-06-30",
         "--source", "programme-2025"],
        cwd=own, env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode() == (
        "cnht: cannot write data/2025-06-30.csv: File too large\ncnht: nothing was written\n"
    )
    assert contents(own) == before
    assert hidden(own) == OWN


def interfering(monkeypatch: pytest.MonkeyPatch, meddle: Callable[[], object]) -> None:
    """Have somebody who knows of no lock do something right after the files were read."""
    real = writing.draft

    def late(*given: Any) -> Draft:
        found = real(*given)
        meddle()
        return found

    monkeypatch.setattr(writing, "draft", late)


@pytest.mark.parametrize("name", [FIGURES, SOURCES])
def test_a_file_that_somebody_else_saves_meanwhile_is_left_as_they_saved_it(
    own: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = contents(own)
    theirs = before[name] + b"# theirs\n"
    interfering(monkeypatch, lambda: (own / name).write_bytes(theirs))
    with pytest.raises(NotWritten) as failure:
        write(own, BOTH, TODAY)
    assert (failure.value.name, type(failure.value.why)) == (name, Changed)
    assert contents(own) == before | {name: theirs}


def test_a_file_that_vanishes_meanwhile_is_not_made_again_and_its_source_not_kept(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(own)
    interfering(monkeypatch, (own / FIGURES).unlink)
    with pytest.raises(NotWritten) as failure:
        write(own, BOTH, TODAY)
    assert isinstance(failure.value.why, FileNotFoundError)
    assert contents(own) == {name: data for name, data in before.items() if name != FIGURES}


def test_a_file_that_appears_meanwhile_is_not_written_over(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interfering(monkeypatch, lambda: (own / NEW).write_bytes(b"theirs"))
    with pytest.raises(NotWritten):
        write(own, FIRST, TODAY)
    assert (own / NEW).read_bytes() == b"theirs"


def test_what_was_agreed_to_is_written_or_nothing(own: Path) -> None:
    seen = writing.draft(own, FIRST, TODAY)
    assert write(own, Request({NEW: [row("programme-2025", as_of="2025-09-30")]}), TODAY).errors == ()
    before = contents(own)
    with pytest.raises(NotWritten) as failure:
        write(own, FIRST, TODAY, seen=seen)
    assert (failure.value.name, type(failure.value.why)) == (NEW, Changed)
    assert contents(own) == before


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_interruption_leaves_everything_as_it_was(own: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    before = contents(own)
    real = os.replace

    def interrupt(path: str, target: Path, **where: int) -> NoReturn:
        if when == "after" or target.name == "sources.yaml":
            real(path, target, **where)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), _first_only(monkeypatch, interrupt, real):
        write(own, BOTH, TODAY)
    assert contents(own) == before
    assert hidden(own) == OWN


class _first_only:  # noqa: N801 - reads as a word
    """Have ``interrupt`` come once: what then is undone is not interrupted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, interrupt: Any, real: Any) -> None:
        def once(path: str, target: Path, **where: int) -> None:
            monkeypatch.setattr(os, "replace", real)
            interrupt(path, target, **where)

        monkeypatch.setattr(os, "replace", once)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


def test_a_link_to_another_disk_is_followed(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = own / "elsewhere"
    elsewhere.mkdir()
    (own / FIGURES).rename(elsewhere / "real.csv")
    (own / FIGURES).symlink_to(elsewhere / "real.csv")
    real = os.replace

    def replace(path: str, target: Path, **where: int) -> None:
        with os.scandir(where["src_dir_fd"]) as entries:
            if target.parent == elsewhere and "lock" in {entry.name for entry in entries}:
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        real(path, target, **where)

    monkeypatch.setattr(os, "replace", replace)
    assert write(own, BOTH, TODAY).errors == ()
    assert (own / FIGURES).is_symlink()
    assert b",455,bc-9t," in (elsewhere / "real.csv").read_bytes()
    assert [path.name for path in elsewhere.iterdir()] == ["real.csv"]
    assert hidden(own) == OWN


# Several files, as an import has them


def test_many_rows_in_many_files_are_written_together_or_not_at_all(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(own)
    days = [f"2025-{month:02}-28" for month in range(1, 10)]
    request = Request({f"data/{day}.csv": [row("report-2025-h1", as_of=day), row("bc-9t", as_of=day)] for day in days},
                      {"bc-9t": ENTRY})  # fmt: skip
    with monkeypatch.context() as patched:
        failing(patched, "os.replace", 7, errno.ENOSPC)
        with pytest.raises(NotWritten):
            write(own, request, TODAY)
    assert contents(own) == before
    found = write(own, request, TODAY)
    assert len(found.added) == 18
    assert set(contents(own)) - set(before) == {f"data/{day}.csv" for day in days}


def test_one_wrong_row_among_many_refuses_them_all(own: Path) -> None:
    before = contents(own)
    request = Request({FIGURES: [row("report-2025-h1", as_of="2025-06-29"), row("no-such-source")]})
    found = write(own, request, TODAY)
    assert [problem.code for problem in found.errors] == ["M503"]
    assert contents(own) == before


def test_a_source_that_somebody_else_entered_meanwhile_is_not_entered_twice(own: Path) -> None:
    assert write(own, BOTH, TODAY).errors == ()
    before = contents(own)
    found = write(own, Request({NEW: [row(as_of="2025-09-30")]}, {"bc-9t": ENTRY}), TODAY)
    assert [str(problem.where) for problem in found.errors] == ["data/sources.yaml:12:1"]
    assert "the source bc-9t already exists" in str(found.errors[0].message)
    assert contents(own) == before


def test_the_first_source_and_the_first_figure_of_a_workspace_are_written_too(own: Path) -> None:
    (own / FIGURES).unlink()
    (own / SOURCES).unlink()
    (own / "targets" / "2025.yaml").unlink()
    assert write(own, Request({NEW: [row(as_of="2025-09-30")]}, {"bc-9t": ENTRY}), TODAY).errors == ()
    assert contents(own)[SOURCES].startswith(b"bc-9t:\n  title: B")
    assert [seen.source for seen in load(read_workspace(own)).workspace.observations] == ["bc-9t"]
    assert cnht("fmt", "--check", cwd=own).returncode == 0
