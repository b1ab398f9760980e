"""What the README shows: real output of the real program, written by cog and checked by a test.

``python -m docs.shown`` draws the picture anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "progress-2025.svg"


def run(command: str, *, color: bool = False, columns: int = 80) -> tuple[str, int]:
    """What ``command``, which starts with ``cnht``, prints in the repository, and its exit code.

    As on a terminal of ``columns`` cells: results and messages in one.
    """
    return _run(["-m", *shlex.split(command)], COLUMNS=str(columns), **({"FORCE_COLOR": "1"} if color else {}))


def _run(arguments: list[str], **environment: str) -> tuple[str, int]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    kept |= {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), **environment}
    words = [sys.executable, *arguments]
    done = subprocess.run(words, cwd=ROOT, env=kept, capture_output=True, encoding="utf-8", check=False)
    return done.stdout + done.stderr, done.returncode


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


def printed(command: str) -> str:
    """The output of ``command`` itself, which is Markdown."""
    output, _ = run(command)
    return f"\n{output}\n"


def excerpt(name: str, *, first: int | None = None) -> str:
    """A fenced block with the ``first`` lines of a file of the repository, or all of them."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()[:first]
    return "\n".join(["", f"```{Path(name).suffix[1:]}", *lines, "```", "", ""])


def script(name: str) -> str:
    """Two fenced blocks: a Python file of the repository, and what it prints there."""
    output, code = _run([name])
    assert code == 0, output
    return excerpt(name).replace("```py\n", "```python\n") + "\n".join(["```", *output.splitlines(), "```", "", ""])


def picture() -> str:
    """``cnht progress 2025`` as an SVG that needs no font from elsewhere."""
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=92, file=StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text.from_ansi(run("cnht progress 2025", color=True, columns=92)[0]))
    svg = console.export_svg(title="cnht progress 2025", unique_id="cnht")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas")


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
