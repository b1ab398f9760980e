"""What a notebook asks for: a workspace as it is on the disk, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cnht import store
from cnht.checks import check_errors, in_order
from cnht.lang import Lang, Words
from cnht.model import Workspace
from cnht.problems import Problem, Severity
from cnht.reading.load import load as read

SHOWN_PROBLEMS = 10


class WorkspaceError(Exception):
    """A workspace that cannot be used; ``problems`` are its errors, none where there is no workspace at all."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


def load(path: str | Path | None = None, *, lang: str = "en") -> Workspace:
    """The workspace at ``path``, the folder that holds ``targets/`` and ``data/``; or the one around this folder.

    :class:`WorkspaceError` where there is none, and where one has errors: it lists ten of them in ``lang``, ``vi`` or
    ``en``. Warnings are not told; ``cnht validate`` shows them.
    """
    spoken = Lang(lang)
    root = store.find_workspace(Path()) if path is None else Path(path)
    if root is None or not store.is_workspace(root):
        where = "here or above" if path is None else f"in {path}"
        there = "ở đây hay ở thư mục cha" if path is None else f"trong {path}"
        none = Words(
            f"không tìm thấy không gian làm việc (targets/ và data/) {there}",
            f"there is no workspace (targets/ and data/) {where}",
        )
        raise WorkspaceError(none.text(spoken))
    loaded = read(store.read_workspace(root))
    problems = in_order([*loaded.problems, *check_errors(loaded.workspace)])
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise WorkspaceError(_listed(errors, spoken), errors)
    return loaded.workspace


def _listed(errors: Sequence[Problem], lang: Lang) -> str:
    count = len(errors)
    lines = [
        Words(f"{count} lỗi trong dữ liệu", f"{count} {'error' if count == 1 else 'errors'} in the data").text(lang)
    ]
    for problem in errors[:SHOWN_PROBLEMS]:
        lines.append(f"{problem.where}: {problem.code.identifier} {problem.message.text(lang)}")
        lines.append(f"  {problem.fix.text(lang)}")
    if count > SHOWN_PROBLEMS:
        more = count - SHOWN_PROBLEMS
        lines.append(Words(f"... và {more} lỗi nữa", f"... and {more} more").text(lang))
    return "\n".join(lines)
