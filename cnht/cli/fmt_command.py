"""``cnht fmt``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnht.cli import options
from cnht.cli.paths import STDIN, Paths, StdinName, asked_for, files_of
from cnht.files import store
from cnht.language.texts import Lang, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnht.formatting import FormatResult

EPILOG = """[bold]Examples[/bold]

  cnht fmt                                   the whole workspace
  cnht fmt targets data/2025-06-30.csv       only these
  cnht fmt --check                           for CI: what would change
  cnht fmt --diff                            the changes, line by line
  cnht fmt - --stdin-name targets/2025.yaml  unsaved text of an editor

The meaning never changes: a file that would be read differently is left
unchanged. So is a file with syntax errors; they are reported as by cnht
validate.

Exit codes: 0 done, 1 errors (with --check: or changes), 2 wrong usage or
nothing written, 3 internal error: a file would be read differently."""

DEFECT, COULD_NOT_WRITE, PROBLEMS = 3, 2, 1


def run(
    paths: Paths = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; list what would change, and exit with 1 if anything would.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    stdin_name: StdinName = None,
    lang: options.Language = None,
    workspace: options.Workspace = None,
) -> None:
    """Format files: order, indentation, quotes, line endings. Comments are kept."""
    from cnht.cli import ending, session
    from cnht.cli.status import READING, watched, working
    from cnht.formatting import formatted
    from cnht.presenting.reformatted import counts, listed, patch

    spoken = session.language(lang)
    names = list(dict.fromkeys(paths or []))
    if STDIN in names and len(names) > 1:
        session.refuse(_("- (standard input) cannot be combined with other files"), spoken)
    asked = asked_for(names, stdin_name, workspace, spoken)
    with working(READING, spoken):
        # The others are handed on for what they define.
        outcomes = formatted(watched(files_of(asked), asked.covers), asked.covers)
    if not outcomes:
        session.refuse(_("there is nothing to format: plans are targets/*.yaml, figures data/*.csv"), spoken)
    code = _left_alone(outcomes, asked.root, spoken)
    changed = [outcome for outcome in outcomes if outcome.changes]
    left = sum(outcome.new is None for outcome in outcomes)
    if check and changed:
        code = max(code, PROBLEMS)
    if diff:
        changes = [(one.name, one.old or b"", one.new or b"") for one in changed]
        session.present(patch(changes, session.places(asked.root)), spoken)
    elif asked.stdin is not None and not check:
        _filter(outcomes[0])
    elif not check:
        changed, failed = _write(changed, asked.root, spoken)
        left += failed
        code = max(code, COULD_NOT_WRITE if failed else 0)
        if changed:
            what = counts(len(changed), 0, left, is_check=False)
            ending.note(what, code)
    same = sum(one.new is not None and not one.changes for one in outcomes)
    if diff:
        session.say(counts(len(changed), same, left, is_check=True), spoken)
    elif asked.stdin is None or check:
        found = [one.name for one in changed]
        session.present(listed(found, same, left, session.places(asked.root), is_check=check), spoken)
    raise typer.Exit(code)


def _left_alone(outcomes: Sequence[FormatResult], root: Path, lang: Lang) -> int:
    """Say which files are left alone, and why; the exit code that follows."""
    from cnht.cli import session

    problems = [problem for outcome in outcomes for problem in outcome.problems]
    session.tell_few(problems, root, lang)
    refused = [outcome.name for outcome in outcomes if outcome.is_refused]
    for name in refused:
        place = session.places(root)(name)
        session.say(
            _(
                "{place} was left unchanged: reformatted, it would be read differently. That is an internal "
                "error, please report it",
                place=place,
            ),
            lang,
        )
    return DEFECT if refused else PROBLEMS if problems else 0


def _filter(outcome: FormatResult) -> None:
    """Print the new text of what came from standard input; nothing where there is none."""
    from cnht.cli import session
    from cnht.problems import visible

    if outcome.new is None:
        return
    text = outcome.new.decode()
    session.emit("\n".join(map(visible, text.split("\n"))) if sys.stdout.isatty() else text)


def _write(changed: Sequence[FormatResult], root: Path, lang: Lang) -> tuple[list[FormatResult], int]:
    """Replace the files that change; those that were, and how many could not be, which is said of each."""
    from cnht.cli import session
    from cnht.cli.status import WRITING, working

    if not changed:
        return [], 0
    written: list[FormatResult] = []
    try:
        with working(WRITING, lang), store.writing(root) as writer:
            written += [outcome for outcome in changed if _replaced(writer, outcome, root, lang)]
    except (OSError, store.Busy) as error:
        session.say(session.cannot_write(error, session.places(root)("data")), lang)
    return written, len(changed) - len(written)


def _replaced(writer: store.WorkspaceWriter, outcome: FormatResult, root: Path, lang: Lang) -> bool:
    """Whether a file could be replaced; why not is said."""
    from cnht.cli import session

    place = session.places(root)(outcome.name)
    try:
        writer.replace(store.path_of(root, outcome.name), outcome.new or b"", was=outcome.old)
    except (OSError, store.Changed) as error:
        session.say(session.cannot_write(error, place), lang)
        return False
    return True
