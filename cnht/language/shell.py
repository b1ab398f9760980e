"""What users are told to type: a word as every shell takes it, and how to install a library, never this package."""

from __future__ import annotations

import re
import shlex
import sys
from importlib.util import find_spec
from traceback import walk_tb

from cnht.language.texts import Message, _

_PROJECTS = {"yaml": "pyyaml", "resvg_py": "resvg-py"}
"""The names on a package index of libraries that are imported by another one."""


def quoted(word: str) -> str:
    """``word`` for a command line of POSIX shells, PowerShell and cmd; where it has signs such as ``$``, not of cmd."""
    is_windows = sys.platform == "win32"
    if re.fullmatch(r"[\w./:+\\-]+" if is_windows else r"[\w./:+-]+", word):
        return word
    return shlex.quote(word) if re.search(r'[$`"!]' if is_windows else r'[$`"!\\]', word) else f'"{word}"'


def install_command(*libraries: str, again: bool = False) -> str:
    """What installs ``libraries``, named as they are imported, for the interpreter that runs this program.

    ``again`` replaces what is there. Environments made by tools such as uv have no pip: there it names uv's, too.
    """
    python = sys.executable or "python"
    words = [*(_PROJECTS.get(name, name) for name in libraries), *(["--force-reinstall"] if again else [])]
    command = " ".join(map(quoted, [python, "-m", "pip", "install", *words]))
    if find_spec("pip") is None:
        command += f" (uv: {' '.join(map(quoted, ['uv', 'pip', 'install', '--python', python, *words]))})"
    return command


def repair(error: ImportError) -> Message | None:
    """A sentence on the library whose import failed, and how to mend it; ``None`` where it is a part of this package.

    The library is the one that this package imported, not one that it needs itself: installing it brings that, too.
    """
    frames = [frame.f_globals.get("__name__", "").partition(".")[0] for frame, _line in walk_tb(error.__traceback__)]
    own = max((place for place, name in enumerate(frames) if name == "cnht"), default=-1)
    name = [*frames[own + 1 :], (error.name or "").partition(".")[0]][0]
    if name in ("", "cnht", "__main__") or name in sys.stdlib_module_names:
        return None
    return _(
        "the library {name} cannot be loaded ({error}); install it again: {command}",
        name=name,
        error=error,
        command=install_command(name, again=True),
    )
