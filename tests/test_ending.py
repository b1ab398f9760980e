"""How a run ends when its standard streams fail or somebody stops it: a sentence, an exit code, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from validating import own  # noqa: F401 - a fixture

ROOT = Path(__file__).parents[1]
RECORD = "record enterprises 445 --as-of 2025-06-29 --source report-2025-h1 --yes"
AT = "wrote data/2025-06-29.csv"
WROTE = f"cnht: {AT} before that; no need to run it again\n"
FULL, BROKEN = "No space left on device", "Broken pipe"
DEFECT = "import cnht.files.store\ncnht.files.store.read_workspace = lambda root: [][1]\n"
FINDER = "class Finder(str):\n def find_spec(self, name, *_): return stop() if name == self else None\n"
OTHER = "def other(_):\n try: stop()\n except KeyboardInterrupt: raise ImportError\n"
LATE = "class Late:\n def __del__(self): stop()\n"
STOPPED = "import signal\ndef stop(*_, **__): signal.raise_signal(signal.SIGINT)\n"


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in which ``cnht`` is the program; the exit code is that of the first in a pipe."""
    line = f'cnht() {{ "{sys.executable}" -m cnht "$@"; }}; {line}; exit ${{PIPESTATUS[0]}}'
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(
        ["bash", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def run(code: str, words: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the program after ``code`` in one interpreter."""
    code = f"import sys; sys.argv = ['cnht', *{words.split()!r}]\n{code}\nfrom cnht.cli.main import run; run()"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **more}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("cnht validate - --stdin-name data/x.csv <&-", 2, "cnht: standard input is closed\n"),
        (
            "cnht fmt - --stdin-name data/x.csv 0>/dev/null",
            2,
            "cnht: cannot read standard input: Bad file descriptor\n",
        ),
        ("cnht list >&-", 2, "cnht: standard output is closed\n"),
        ("cnht list --lang vi >&-", 2, "cnht: đầu ra chuẩn đã đóng\n"),
        (
            "cnht list --lang=vi >/dev/full",
            2,
            "cnht: không ghi được kết quả ra đầu ra chuẩn: Hết dung lượng trên ổ đĩa\n",
        ),
        ("cnht list <&- >&- 2>&-", 2, ""),
        ("cnht list 2>&- >/dev/null", 0, ""),
        ("cnht list 2>/dev/full >/dev/null", 0, ""),
        ("cnht progress 1900 2>/dev/full", 2, ""),
        ("cnht list >/dev/full 2>/dev/full", 2, ""),
        ("cnht --help >/dev/full", 2, f"cnht: cannot write the output: {FULL}\n"),
    ],
)
@pytest.mark.usefixtures("own")
def test_streams_that_are_closed_or_full_are_no_defect(line: str, code: int, said: str, own: Path) -> None:  # noqa: F811
    done = shell(line, own)
    assert (done.returncode, done.stderr) == (code, said)


@pytest.mark.parametrize(
    ("line", "why", "told", "written"),
    [
        (f"cnht {RECORD} >/dev/full", FULL, WROTE, "data/2025-06-29.csv"),
        (f"cnht {RECORD} | true", BROKEN, WROTE, "data/2025-06-29.csv"),
        ("cnht init ../new >/dev/full", FULL, WROTE.replace(AT, "created ../new"), "../new/data/sources.yaml"),
        ("echo >> data/2025-06-30.csv; cnht fmt >/dev/full", FULL, WROTE.replace(AT, "1 file reformatted"), "data"),
    ],
)
def test_what_was_written_before_the_output_failed_is_told_and_is_no_failure(
    line: str,
    why: str,
    told: str,
    written: str,
    own: Path,  # noqa: F811
) -> None:
    done = shell(line, own)
    assert done.stderr == f"cnht: cannot write the output: {why}\n{told}"
    assert done.returncode == 0
    assert (own / written).exists()


def test_a_file_for_people_is_written_whatever_becomes_of_the_streams(own: Path) -> None:  # noqa: F811
    done = shell("cnht export --to csv -o ../x.csv >/dev/full 2>/dev/full", own)
    assert (done.returncode, (own.parent / "x.csv").exists()) == (0, True)


@pytest.mark.parametrize(
    ("stopped", "words", "code", "said"),
    [
        (f"{FINDER}sys.meta_path.insert(0, Finder('cnht.cli.ending'))", "list", 130, ""),
        (f"{FINDER}sys.meta_path.insert(0, Finder('cnht.cli.session'))", "list", 130, ""),
        ("import cnht.files.store\ncnht.files.store.read_workspace = stop", "list", 130, ""),
        (f"{OTHER}import cnht.files.store\ncnht.files.store.read_workspace = other", "list", 130, ""),
        (f"{LATE}import cnht.files.store\ncnht.files.store.read_workspace = lambda _: Late() and []", "list", 130, ""),
        ("import atexit\natexit.register(stop)", "--version", 0, ""),
        ("import cnht.cli.writing as writing\nwriting.draft = stop", RECORD, 2, "cnht: nothing was written\n"),
        ("import cnht.cli.recording as recording\nrecording.recorded = stop", RECORD, 130, WROTE),
    ],
)
def test_ctrl_c_at_any_moment_prints_no_traceback(
    stopped: str,
    words: str,
    code: int,
    said: str,
    own: Path,  # noqa: F811
) -> None:
    done = run(STOPPED + stopped, words, own)
    assert (done.returncode, done.stderr) == (code, said)
    assert (own / "data/2025-06-29.csv").exists() == (said == WROTE)


def test_ctrl_c_that_is_ignored_stays_so(own: Path) -> None:  # noqa: F811
    code = (
        f"{STOPPED}signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "import cnht.files.store\nread = cnht.files.store.read_workspace\n"
    )
    done = run(f"{code}cnht.files.store.read_workspace = lambda root: (stop(), read(root))[1]", "list", own)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("debug", ["", "0"])
def test_a_defect_tells_how_to_see_its_traceback(debug: str, own: Path) -> None:  # noqa: F811
    done = run(DEFECT, "list", own, CNHT_DEBUG=debug)
    assert done.returncode == 3
    assert done.stderr.startswith("cnht: internal error, please report it: IndexError(")
    assert "set CNHT_DEBUG=1, run it again, and send the traceback" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("debug", ["1", "yes", "00"])
def test_the_traceback_of_a_defect_is_shown_where_it_is_asked_for(debug: str, own: Path) -> None:  # noqa: F811
    done = run(DEFECT, "list", own, CNHT_DEBUG=debug)
    assert done.returncode == 3
    assert done.stderr.startswith("Traceback (most recent call last):\n")
    assert "send the traceback above with the command and cnht --version" in done.stderr
