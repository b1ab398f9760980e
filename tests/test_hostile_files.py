"""A workspace that somebody else made acts on nothing outside of it, and what a disk can do to a run ends well."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from validating import FIGURES, ROOT, TODAY, cnht, own, spoil

from cnht.files import store
from cnht.files.store import Busy, Unusable, writing
from cnht.files.textfile import TextFile
from cnht.reading.load import load

__all__ = ["own"]

SECRET = b"[default]\naws_secret_access_key = hunter2\n"
RECORD = ("record", "enterprises", "445", "--as-of", "2025-06-30", "-s", "programme-2025", "-y", *TODAY)
NEWER = ("record", "enterprises", "445", "--as-of", "2025-09-30", "-s", "report-2025-h1", "-y", *TODAY)
FMT = ("fmt",)
REPORT = ("report", "2025", "-o", "report.md")
CSV = ("export", "--to", "csv", "-o", "out.csv", "--force")
PACKAGE = ("export", "--to", "datapackage", "-o", "package", "--force")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder outside of the repository, with a file of which nothing may be changed or told."""
    if (tmp_path / ".git").exists():
        (tmp_path / ".git").rmdir()
    home = tmp_path / "home"
    home.mkdir()
    (home / "x").write_bytes(SECRET)
    (home / "new-0123456789abcdef").write_bytes(SECRET)
    return home


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def link(path: Path, target: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def to_x(path: Path, home: Path) -> None:
    link(path, home / "x")


def to_new(path: Path, home: Path) -> None:
    link(path, home / "new")


def hard_link(path: Path, home: Path) -> None:
    path.parent.mkdir()
    os.link(home / "x", path)


def pipe(path: Path, _: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)


def folder(path: Path, _: Path) -> None:
    path.mkdir(parents=True)


def empty_file(path: Path, _: Path) -> None:
    path.touch()


Make = Callable[[Path, Path], None]
OWN: list[tuple[str, Make, bool]] = [
    (".gitignore", to_x, False),
    (".gitignore", to_new, False),
    (".gitignore", pipe, False),
    (".gitignore", folder, False),
    (".gitignore", hard_link, True),
    ("lock", to_x, False),
    ("lock", to_new, False),
    ("lock", pipe, False),
    ("lock", folder, False),
    ("lock", hard_link, True),
    ("new-0123456789abcdef", to_x, True),
    ("new-0123456789abcdef", pipe, True),
    ("new-0123456789abcdef", folder, True),
    (".", link, False),
    (".", empty_file, False),
]


@pytest.mark.parametrize("number", range(len(OWN)), ids=lambda number: f"{OWN[number][0]}-{number}")
@pytest.mark.parametrize("words", [RECORD, FMT], ids=["record", "fmt"])
def test_nothing_is_touched_through_what_stands_in_the_folder_of_whoever_writes(
    own: Path, home: Path, words: tuple[str, ...], number: int
) -> None:
    name, make, is_written = OWN[number]
    spoil(own, "as_of,", " as_of,")
    before, outside = (own / FIGURES).read_bytes(), held(home)
    make(Path(os.path.normpath(own / "data" / ".cnht" / name)), home)
    done = cnht(*words, cwd=own)
    assert held(home) == outside
    if is_written:
        assert done.returncode == 0, done.stderr.decode()
    else:
        assert done.returncode == 2
        place = ".cnht" if name == "." else f".cnht/{name}"
        assert f"cannot write data: cnht's own {place} in data/ cannot be used (" in done.stderr.decode()
        assert (own / FIGURES).read_bytes() == before


@pytest.mark.parametrize("number", range(len(OWN)), ids=lambda number: f"{OWN[number][0]}-{number}")
def test_nothing_is_touched_either_where_the_system_knows_only_paths(
    own: Path, home: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    name, make, is_written = OWN[number]
    monkeypatch.setattr(store, "_BY_DESCRIPTOR", False)
    before, outside = (own / FIGURES).read_bytes(), held(home)
    make(Path(os.path.normpath(own / "data" / ".cnht" / name)), home)
    try:
        with writing(own) as writer:
            writer.replace(own / FIGURES, b"new", was=before)
    except Unusable:
        assert not is_written
    else:
        assert is_written
    assert held(home) == outside


LINKS = ["data/2025-06-30.csv", "data/sources.yaml", "targets/indicators.yaml", "targets/2025.yaml", "data", "targets",
         "data/registers"]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "target"),
    [*((name, "x") for name in LINKS), *((name, "") for name in LINKS[4:]),
     *((FIGURES, target) for target in ("new", "/", "/dev/zero", "git"))],
)  # fmt: skip
def test_what_a_link_leads_to_outside_is_neither_read_nor_told_nor_written(
    own: Path, home: Path, name: str, target: str
) -> None:
    (own / ".git").mkdir()
    (own / ".git" / "config").write_bytes(SECRET)
    if (own / name).is_dir():
        (own / name).rename(own / "moved")
    link(own / name, own / ".git" / "config" if target == "git" else home / target)
    outside = held(home)
    for words in (("validate", "--format", "github"), ("validate", name), ("progress", "2025"), FMT, RECORD, NEWER):
        done = cnht(*words, *(TODAY if words[0] == "validate" else ()), cwd=own)
        assert done.returncode in ((1, 2) if words[0] == "validate" else (0, 1, 2)), words
        assert b"hunter2" not in done.stdout + done.stderr
        assert held(home) == outside
    if (own / "data").is_dir() and (own / "targets").is_dir():
        told = cnht("validate", *TODAY, cwd=own).stdout.decode()
        assert f"{name}:1:1: F117 the link points outside the workspace and its repository" in told


def test_a_link_within_the_repository_is_followed_also_where_the_workspace_is_named_through_one(
    own: Path, home: Path
) -> None:
    (own.parent / ".git").mkdir()
    spoil(own, "as_of,", " as_of,")
    (own / FIGURES).rename(own.parent / "shared.csv")
    (own / FIGURES).symlink_to("../../shared.csv")
    (home / "here").symlink_to(own)
    assert cnht("fmt", "-w", str(home / "here"), cwd=home).returncode == 0
    assert cnht("validate", *TODAY, cwd=home / "here").returncode == 0
    assert (own / FIGURES).is_symlink()
    assert b",as_of," in (own.parent / "shared.csv").read_bytes()


@pytest.mark.parametrize("where", ["file", "folder"])
@pytest.mark.parametrize("words", [REPORT, CSV, PACKAGE], ids=lambda words: words[-1])
def test_an_output_in_a_repository_follows_no_link_out_of_it(
    own: Path, home: Path, where: str, words: tuple[str, ...]
) -> None:
    output = words[words.index("-o") + 1]
    if where == "file":
        (own / output).symlink_to(home / "new")
    else:
        (own / "linked").symlink_to(home)
        words = tuple(f"linked/{word}" if word == output else word for word in words)
    outside = held(home)
    done = cnht(*words, cwd=own)
    assert done.returncode == 2
    assert held(home) == outside


def test_an_output_elsewhere_may_be_a_link(own: Path, home: Path) -> None:
    (home / "out.csv").symlink_to("x")
    assert cnht(*CSV[:4], str(home / "out.csv"), "--force", cwd=own).returncode == 0
    assert (home / "x").read_bytes() != SECRET


@pytest.mark.parametrize("folder", [".github", ".cnht", "targets"])
def test_a_new_workspace_is_not_written_through_a_link_out_of_the_repository(home: Path, folder: str) -> None:
    top = home.parent / "kho"
    (top / ".git").mkdir(parents=True)
    (top / folder).symlink_to(home)
    outside = held(home)
    done = cnht("init", cwd=top)
    assert (done.returncode, held(home)) == (2, outside)
    assert {path.name for path in top.iterdir()} == {".git", folder}


@pytest.mark.parametrize("name", ["data/link.csv", "targets/link.yaml"])
@pytest.mark.parametrize("words", [("diff", "HEAD"), ("diff", FIGURES), ("import",)], ids=lambda words: words[-1])
def test_a_file_that_is_named_is_not_read_through_a_link_out_of_the_workspace_either(
    own: Path, home: Path, words: tuple[str, ...], name: str
) -> None:
    (own / name).symlink_to(home / "x")
    done = cnht(*words, name, cwd=own)
    assert done.returncode in (0, 1, 2)
    assert b"hunter2" not in done.stdout + done.stderr
    assert b"default" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("validate", "-w", ""), ("progress", "-w", ""), ("validate", ""), ("fmt", ""), ("import", ""), ("init", ""),
        ("diff", "", FIGURES), ("validate", "-", "--stdin-name", ""), ("report", "-o", ""),
        ("export", "--to", "csv", "-o", ""), ("history", "enterprises", "-o", ""), ("diff", "--textconv", ""),
        ("import", FIGURES, "--map-file", ""),
    ],
)  # fmt: skip
def test_an_empty_path_is_wrong_usage_and_not_the_current_folder(own: Path, words: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in own.rglob("*") if path.is_file()}
    done = cnht(*words, cwd=own)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr
    assert {path: path.read_bytes() for path in own.rglob("*") if path.is_file()} == before


def test_an_empty_variable_names_no_workspace(own: Path) -> None:
    assert cnht("validate", *TODAY, cwd=own, CNHT_WORKSPACE="").returncode == 0


# Files without end, and little memory

HUGE = 1 << 40


def sparse(path: Path, start: bytes = b"") -> None:
    with path.open("wb") as file:
        file.write(start)
        file.truncate(HUGE)


HEADER = b"indicator,as_of,value,source\n"


@pytest.mark.parametrize("start", [b"", HEADER, b"a: b\n"], ids=["empty", "table", "tree"])
@pytest.mark.parametrize("name", ["data/2025-07-31.csv", "targets/2026.yaml", "data/sources.yaml"])
def test_a_file_of_a_terabyte_is_a_problem_that_is_found_at_once(own: Path, name: str, start: bytes) -> None:
    sparse(own / name, start)
    for words in (("validate", *TODAY), ("progress", "2025"), FMT, RECORD, ("diff", name, FIGURES)):
        begun = time.monotonic()
        done = cnht(*words, cwd=own)
        assert time.monotonic() - begun < 20  # on a machine that is busy; alone it takes a tenth of it
        assert done.returncode in ((1, 2) if words[0] in ("validate", "progress") else (0, 1, 2)), done.stderr.decode()


@pytest.mark.parametrize("words", [("import",), ("diff", "--textconv"), ("import", FIGURES, "--map-file")])
def test_a_file_of_a_terabyte_is_refused_elsewhere(own: Path, words: tuple[str, ...]) -> None:
    sparse(own / "huge.csv", HEADER)
    assert cnht(*words, "huge.csv", cwd=own).returncode == 2


def test_standard_input_of_a_terabyte_is_refused(own: Path) -> None:
    sparse(own / "huge.csv", HEADER)
    with (own / "huge.csv").open("rb") as huge:
        done = subprocess.run(
            [sys.executable, "-m", "cnht", "validate", "-", "--stdin-name", FIGURES, "-w", str(own)],
            cwd=ROOT, stdin=huge, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 2
    assert b"cannot read standard input: Larger than 256 MB" in done.stderr


SHORT, MISSING = "MemoryError", "ImportError('no room', path='/x/y.so')"


@pytest.mark.parametrize(
    ("defect", "lang", "code", "said"),
    [
        (SHORT, "en", 2, "there is not enough memory for this"),
        (SHORT, "vi", 2, "không đủ bộ nhớ để thực hiện"),
        (MISSING, "en", 2, "a library cannot be loaded: no room"),
        (MISSING, "vi", 2, "không nạp được một thư viện: no room"),
        ("ImportError('no room', path='/x/y.py')", "en", 3, "internal error, please report it: ImportError("),
    ],
)
@pytest.mark.parametrize("can_translate", [True, False])
def test_too_little_memory_is_no_defect(defect: str, lang: str, code: int, said: str, can_translate: bool) -> None:
    script = (
        "import sys, cnht.cli.ending as ending, cnht.cli.main as main, cnht.language.texts as lang\n"
        f"def short(*_): raise {defect}\n"
        f"{'' if can_translate else 'lang.translation = short'}\n"
        f"sys.argv = ['cnht', 'list', '--lang', '{lang}']\n"
        "ending._run = short; main.run()"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert done.returncode == code
    words = said if can_translate or lang == "en" else "there is not" if defect == SHORT else "a library cannot"
    assert done.stderr.decode().startswith(f"cnht: {words}")


class Changing(BytesIO):
    """A file that somebody writes to when it has been looked through."""

    def __init__(self, old: bytes, new: bytes) -> None:
        super().__init__(old)
        self.new: bytes | None = new

    def seek(self, offset: int, whence: int = 0) -> int:
        if self.new is not None:
            super().seek(0)
            self.truncate(0)
            self.write(self.new)
            self.new = None
        return super().seek(offset, whence)


@pytest.mark.parametrize(
    "new", [b"", b"\xff", b"\0" * 99, b'"', b"a,b\n1", b"indicator,as_of\n" + b'"\n' * 9, b"\r\n\n\r"]
)
def test_a_table_that_changes_between_two_looks_at_it_may_have_problems_and_raises_nothing(
    own: Path, new: bytes
) -> None:
    files = {file.name: file for file in store.read_workspace(own)}
    old = files[FIGURES].read()
    files[FIGURES] = TextFile(FIGURES, lambda: Changing(old, new))
    assert load(files.values()).rows_by_file.get(FIGURES, 0) <= new.count(b"\n") + 1


def test_a_file_that_is_replaced_while_it_is_read_is_read_as_it_was(own: Path) -> None:
    files = {file.name: file for file in store.read_workspace(own)}
    old = (own / FIGURES).read_bytes()
    with files[FIGURES].stream() as stream:
        stream.read(10)
        (own / "other").write_bytes(b"\xff" * 1000)
        (own / "other").replace(own / FIGURES)
        stream.seek(0)
        assert stream.read() == old


# Locks


def test_a_lock_of_a_process_that_is_gone_keeps_nobody_waiting_where_the_system_has_no_locks(own: Path) -> None:
    script = (
        "import sys, warnings; sys.modules['fcntl'] = None\n"
        "sys.argv = ['cnht', *sys.argv[1:]]\n"
        "from cnht.files import store\n"
        "if sys.argv[1] == 'die':\n"
        "    import os; from pathlib import Path\n"
        "    with store.writing(Path('.')): os._exit(9)\n"
        "from cnht.cli.main import run; run()"
    )
    (own / "data" / ".cnht").mkdir()
    (own / "data" / ".cnht" / "lock").write_bytes(b"1\nelsewhere\n")

    def ran(*words: str) -> subprocess.CompletedProcess[bytes]:
        environment = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PATH": os.environ["PATH"]}
        command = [sys.executable, "-W", "default", "-c", script, *words]
        return subprocess.run(command, cwd=own, env=environment, capture_output=True, check=False, timeout=60)

    assert ran("die").returncode == 9
    done = ran(*RECORD)
    assert done.returncode == 0
    assert b"lock" not in done.stderr
    assert b",445," in (own / FIGURES).read_bytes()


def test_a_lock_that_is_held_says_what_to_do(own: Path) -> None:
    with writing(own), pytest.raises(Busy) as failure, writing(own, patience=0):
        pass
    assert str(failure.value) == str(own / "data" / ".cnht" / "lock")


def test_what_another_user_keeps_for_himself_is_named_and_what_he_lets_be_read_is_enough(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(own):
        pass
    real, denied = os.open, {"new-", "lock"}

    def as_second_user(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        name = os.path.basename(path)  # noqa: PTH119 - it may be a descriptor's
        is_own = dir_fd is not None and Path(f"/proc/self/fd/{dir_fd}").readlink().name == ".cnht"
        if is_own and name[:4] in denied and ("all" in denied or flags & (os.O_WRONLY | os.O_RDWR)):
            raise PermissionError(13, "Permission denied", path)
        return real(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", as_second_user)
    before = (own / FIGURES).read_bytes()
    with writing(own) as writer:
        writer.replace(own / FIGURES, b"new", was=before)
    assert (own / FIGURES).read_bytes() == b"new"
    denied.add("all")
    with pytest.raises(Unusable) as failure, writing(own):
        pass
    assert (failure.value.filename, failure.value.strerror) == (".cnht/lock", "Permission denied")


def test_whoever_may_write_to_the_data_may_write_to_what_a_writer_keeps_there(own: Path) -> None:
    (own / "data").chmod(0o2775)
    with writing(own):
        assert (own / "data" / ".cnht").stat().st_mode & 0o777 == 0o775


# What killed programs leave


@pytest.mark.parametrize("words", [REPORT, CSV, PACKAGE], ids=lambda words: words[-1])
def test_what_a_killed_program_left_beside_its_output_is_cleared_by_the_next(own: Path, words: tuple[str, ...]) -> None:
    script = (
        "import os, signal\n"
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from cnht.cli.main import run; run()"
    )
    environment = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", script, *words]
    killed = subprocess.run(command, cwd=own, env=environment, capture_output=True, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert [path for path in own.iterdir() if path.name.startswith(".cnht-")]
    assert cnht(*words, cwd=own).returncode == 0
    assert not [path for path in own.iterdir() if path.name.startswith(".cnht-")]


def test_what_only_looks_like_it_or_belongs_to_a_program_that_runs_is_left_alone(tmp_path: Path) -> None:
    names = [f".cnht-{number:016x}" for number in range(4)]
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "mine").write_bytes(b"mine")
    (tmp_path / names[0]).symlink_to("elsewhere")
    (tmp_path / names[1]).write_bytes(b"mine")
    (tmp_path / names[2]).mkdir(mode=0o755)
    (tmp_path / ".cnht-mine").mkdir(mode=0o700)
    with store._beside(tmp_path) as running:  # noqa: SLF001 - what another run would hold
        os.close(running.open("new", os.O_WRONLY | os.O_CREAT))
        (tmp_path / names[3]).mkdir(mode=0o700)
        (tmp_path / names[3] / "link").symlink_to(tmp_path / "elsewhere")
        store.write_whole(tmp_path / "a", b"a")
        assert [path.name for path in running.path.iterdir()] == ["new"]
    assert {path.name for path in tmp_path.iterdir()} == {*names[:3], ".cnht-mine", "elsewhere", "a"}
    assert (tmp_path / "elsewhere" / "mine").read_bytes() == b"mine"


@pytest.mark.parametrize("kind", ["folder", "circle", "pipe"])
@pytest.mark.parametrize(
    "name", ["targets/indicators.yaml", "targets/2025.yaml", "data/sources.yaml", "data/registers/clusters.csv"]
)
def test_a_file_that_cannot_be_read_is_one_problem_of_every_command(own: Path, name: str, kind: str) -> None:
    place = own / name
    place.parent.mkdir(exist_ok=True)
    place.unlink(missing_ok=True)
    if kind == "folder":
        place.mkdir()
    elif kind == "circle":
        place.symlink_to(place.name)
    else:
        os.mkfifo(place)
    record = ("record", "enterprises", "1000", "--as-of", "2025-08-01", "-s", "report-2025-h1", "--dry-run")
    for words in (("validate",), ("validate", name), ("fmt",), ("fmt", name), ("progress", "2025"), ("list",), record):
        done = cnht(*words, cwd=own)
        told = (done.stdout + done.stderr).decode()
        assert done.returncode in (0, 1), told
        is_elsewhere = words == record and "1 error elsewhere" in told
        assert told.count(f"{name}:1:1: F111 the file cannot be read: ") == (not is_elsewhere)
        assert "there is no " not in told.replace("there is no need", "")
    told = cnht("diff", ".", name, cwd=own).stderr.decode()
    assert ("cannot read" in told) == (kind != "folder")
