"""What the README shows: real output of the real program, written by cog and checked by a test.

``python -m docs.shown`` draws the pictures of terminals anew; those of pages are in :mod:`docs.pages`.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


def run(
    command: str, folder: Path = ROOT, *, color: bool = False, columns: int = 80, lang: str = "en"
) -> tuple[str, int]:
    """What ``command``, which starts with ``cnht`` or ``git``, prints in ``folder``, and its exit code.

    As on a terminal of ``columns`` cells: results and messages in one.
    """
    words = [*([] if command.startswith("git ") else [sys.executable, "-m"]), *shlex.split(command)]
    return _run(words, folder, CNHT_LANG=lang, COLUMNS=str(columns), **({"FORCE_COLOR": "1"} if color else {}))


def _run(words: list[str], folder: Path = ROOT, **environment: str) -> tuple[str, int]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    kept |= {**_GIT, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), **environment}
    done = process(words, folder, kept)
    return (done.stdout + done.stderr).decode("utf-8"), done.returncode


def process(words: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end."""
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, check=False)


_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "cnht"), ("EMAIL", "cnht"), ("DATE", "2025-10-15T00:00:00Z"))
    },
}
"""Git as nobody has set it up, with the same names for the same commits."""


def show(command: str, *, exit_code: bool = False, first: int | None = None) -> str:
    """A fenced block with ``command`` and its output, the ``first`` lines of it, and how one asks for its exit code."""
    output, code = run(command)
    lines = output.rstrip("\n").split("\n")
    if first is not None:
        lines = lines[:first]
        command = f"{command} | head -{first}"
    if exit_code:
        lines += ["$ echo $?", str(code)]
    return "\n".join(["", "```console", f"$ {command}", *lines, "```", "", ""])


def cut(command: str, *sections: str) -> str:
    """A fenced block with ``command`` and, of the one target that it explains, the title and these sections."""
    output, _ = run(command)
    parts = re.split(r"\n(?=  \S|\S)", output)  # a section is a line with what is indented below it
    title = next(part for part in parts if re.search(r"  \S [a-z ]+(?:, \S+)?$", part))
    kept = [part for part in parts if part.strip().split("\n")[0] in sections]
    return "\n".join(["", "```console", f"$ {command}", title, *map(str.rstrip, kept), "```", ""])


def printed(command: str) -> str:
    """The output of ``command`` itself, which is Markdown."""
    output, _ = run(command)
    return f"\n{output}\n"


def excerpt(name: str, *, first: int | None = None) -> str:
    """A fenced block with the ``first`` lines of a file of the repository, or all of them."""
    return _fenced(ROOT / name, first)


def _fenced(path: Path, first: int | None = None) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()[:first]
    return "\n".join(["", f"```{path.suffix[1:]}", *lines, "```", "", ""])


class Scratch:
    """A folder of a page's own, in which its commands run one after the other, and may write."""

    def __init__(self, lang: str = "en") -> None:
        self.lang = lang
        self._made = tempfile.TemporaryDirectory()  # goes with this object
        self.folder = Path(self._made.name)

    def copy(self, name: str) -> None:
        """Put a file, or what is in a folder, of the repository into it."""
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, self.folder, dirs_exist_ok=True)
        else:
            shutil.copy(ROOT / name, self.folder)

    def show(self, *commands: str) -> str:
        """A fenced block with ``commands`` and what each prints; ``cd`` holds for all that follow."""
        lines = []
        for command in commands:
            lines.append(f"$ {command}")
            if command.startswith("cd "):
                self.folder /= shlex.split(command)[1]
                continue
            output, _ = run(command, self.folder, lang=self.lang)
            lines += output.rstrip("\n").split("\n") if output else []
            lines += [""] if output and command != commands[-1] else []
        return "\n".join(["", "```console", *lines, "```", "", ""])

    def excerpt(self, name: str) -> str:
        """A fenced block with a file of the folder."""
        return _fenced(self.folder / name)

    def add(self, name: str, *lines: str) -> str:
        """A fenced block with ``lines``, which are put at the end of a file that may be a new one."""
        with (self.folder / name).open("a", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
        shown = "\n".join(lines).strip("\n")
        return "\n".join(["", f"```{Path(name).suffix[1:]}", shown, "```", "", ""])

    def change(self, name: str, old: str, new: str) -> str:
        """A fenced block that shows how a line of a file is changed, which it is."""
        path = self.folder / name
        before, *after = path.read_text(encoding="utf-8").split(f"{old}\n")
        (rest,) = after  # there is one such line
        path.write_text(f"{before}{new}\n{rest}", encoding="utf-8", newline="\n")
        return "\n".join(["", "```diff", f"-{old}", f"+{new}", "```", "", ""])


def script(name: str) -> str:
    """Two fenced blocks: a Python file of the repository, and what it prints there."""
    output, code = _run([sys.executable, name])
    assert code == 0, output
    return excerpt(name).replace("```py\n", "```python\n") + "\n".join(["```", *output.splitlines(), "```", "", ""])


class Picture(NamedTuple):
    """A terminal of ``columns`` cells with the output of a command, as far as it goes before the line ``until``."""

    command: str
    columns: int
    lang: str = "en"
    until: str = ""


PICTURES = {
    "progress-2025.svg": Picture("cnht progress 2025", 92),
    "history-enterprises.svg": Picture("cnht history enterprises --as-of 2025-12-31", 104, "vi", "Số liệu"),
}
"""By their names in ``docs/``."""


def drawn(picture: Picture) -> str:
    """The picture as an SVG that needs no font from elsewhere."""
    from rich.console import Console
    from rich.text import Text

    output, _ = run(picture.command, color=True, columns=picture.columns, lang=picture.lang)
    shown = Text.from_ansi(output)
    if picture.until:
        shown = shown[: shown.plain.index(f"\n{picture.until}\n")]
    console = Console(record=True, width=picture.columns, file=StringIO(), force_terminal=True, legacy_windows=False)
    console.print(shown)
    svg = console.export_svg(title=picture.command, unique_id="cnht")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas")


if __name__ == "__main__":
    for name, found in PICTURES.items():
        (ROOT / "docs" / name).write_text(drawn(found), encoding="utf-8")
