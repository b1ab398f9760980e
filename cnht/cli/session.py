"""What every command does first and last: the language, the workspace, the screen; results out, problems out."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

import typer

from cnht.cli.ending import language as language  # noqa: PLC0414 - for those who call it so
from cnht.cli.ending import printing
from cnht.cli.options import PaceMethod
from cnht.cli.terminals import is_narrow, screen_of
from cnht.domain.model import Workspace
from cnht.domain.progress import Method, Progress, no_plan, plan_years, progress, runs
from cnht.files import store
from cnht.language.fuzzy import no_such
from cnht.language.safe_text import harmless, unspoken
from cnht.language.texts import Lang, Localized, _, joined, n_
from cnht.presenting.blocks import Block
from cnht.problems import Problem, Severity, in_words
from cnht.writers.terminal import Screen, terminal, to_ascii

SHOWN_PROBLEMS = 10


def today() -> date:
    """The day on which the command runs."""
    return date.today()


def screen() -> Screen:
    """Standard output: its width, whether it shows colour, and whether it can show Vietnamese."""
    return screen_of(sys.stdout)


def show(text: str) -> None:
    """Print a result that people read, and no CI runner takes for a command."""
    with printing():
        sys.stdout.write("\n".join(map(unspoken, text.split("\n"))))


def present(blocks: Iterable[Block], lang: Lang) -> None:
    """Print blocks at the terminal."""
    show(terminal(blocks, lang, screen()))


def flush() -> None:
    """Have what was shown on the screen before something else is done."""
    with printing():
        sys.stdout.flush()


def emit(text: str) -> None:
    """Print a result that programs read: UTF-8, whatever the terminal's encoding, with line feeds alone."""
    with printing():
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()


def say(message: Localized, lang: Lang) -> None:
    """Tell the user something that is not a result."""
    _tell(harmless(f"cnht: {message.text(lang)}") + "\n")


def tell_plainly(message: Localized, lang: Lang) -> None:
    """A line that goes with what was said before it."""
    _tell(harmless(message.text(lang)) + "\n")


def _tell(text: str) -> None:
    from cnht.cli.status import aside

    with aside():
        print(for_stderr(text), end="", file=sys.stderr)


def for_stderr(text: str) -> str:
    """``text`` as stderr can show it."""
    return to_ascii(text) if is_narrow(sys.stderr.encoding) else text


def refuse(message: Localized, lang: Lang) -> NoReturn:
    """Stop because of wrong usage."""
    say(message, lang)
    raise typer.Exit(2)


def cannot_write(why: OSError | store.Changed | store.Busy, place: str) -> Localized:
    """Why the file or folder at ``place`` was not written."""
    match why:
        case store.Changed():
            return _(
                "{place} has just been changed by another program and was left unchanged; run it again", place=place
            )
        case store.Busy():
            return _(
                "another program is writing to {place} and has held the lock {why} for too long; try again "
                "later, or delete that file if nothing is writing there any more",
                place=place,
                why=why,
            )
        case store.Outside():
            return _(
                "{place} was not written: a link there points outside the workspace or the repository; replace "
                "the link with the file or folder itself",
                place=place,
            )
        case store.Unusable():
            return _(
                "cannot write {place}: cnht's own {filename} in data/ cannot be used ({strerror}); while no "
                "command is running, delete data/{OWN}, which contains no data, or give write access to "
                "everyone who may write to data/",
                place=place,
                filename=why.filename,
                strerror=in_words(store.reason(why)),
                OWN=store.OWN,
            )
        case OSError(errno=errno.ENOENT):
            return _("cannot write {place}: there is no such folder; create it, or check the name", place=place)
        case OSError(errno=errno.EACCES | errno.EPERM):
            return _("no permission to write {place}; ask for it, or choose another folder", place=place)
        case OSError():
            return _("cannot write {place}: {reason}", place=place, reason=in_words(store.reason(why)))


def cannot_read(error: OSError | ValueError, place: str) -> Localized:
    """Why the file or folder at ``place`` was not read."""
    match error:
        case OSError(errno=errno.ENOENT):
            return _("there is no {place}; check the name and the folder", place=place)
        case OSError(errno=errno.EACCES | errno.EPERM):
            return _("no permission to read {place}; ask for it, or use another file", place=place)
        case OSError():
            return _("cannot read {place}: {reason}", place=place, reason=in_words(store.reason(error)))
        case _:
            return _("cannot read {place}: {reason}", place=place, reason=in_words(str(error)))


def locate(asked: Path | None, lang: Lang, *, or_shipped: bool) -> Path:
    """The workspace's folder: the named one, the one around the current folder, else the shipped one where allowed."""
    if asked is not None:
        if not os.path.isdir(asked):  # noqa: PTH112 - Path.is_dir raises for a name that is too long
            refuse(_("there is no folder {asked}", asked=asked), lang)
        if not store.is_workspace(asked):
            refuse(_("{asked} is not a workspace: it needs the folders targets/ and data/", asked=asked), lang)
        return asked
    try:
        here = Path.cwd()
    except OSError:
        refuse(_("the current folder no longer exists"), lang)
    found = store.find_workspace(here)
    if found is not None:
        return found
    if Path("targets/indicators.yaml").is_file():
        refuse(_("there is a folder targets/ here, but no folder data/"), lang)
    if not or_shipped:
        refuse(_("no workspace (targets/ and data/) here or above; name one with --workspace DIR"), lang)
    say(_("no targets/ and data/ here: showing the Hanoi figures that ship with cnht"), lang)
    return store.shipped_workspace()


def open_workspace(asked: Path | None, lang: Lang, *, or_shipped: bool, without: Path | None = None) -> Workspace:
    """Read the workspace. Its problems go to stderr; with an error among them nothing is judged, and the exit is 1.

    The file ``without`` is passed over, if it is one of the workspace.
    """
    from cnht.checks import check_errors, in_order
    from cnht.cli import status
    from cnht.reading.load import load

    root = locate(asked, lang, or_shipped=or_shipped)
    with status.working(status.READING, lang):
        files = store.read_workspace(root)
        if without is not None:
            files = (file for file in files if not _is_same(root / file.name, without))
        loaded = load(status.watched(files))
        status.doing(status.CHECKING)
        problems = in_order([*loaded.problems, *check_errors(loaded.workspace)])
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if problems:
        report(errors or problems, root, lang)
    if errors:
        raise typer.Exit(1)
    return loaded.workspace


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def tell(problems: Sequence[Problem], root: Path, lang: Lang) -> None:
    """Print problems on stderr as editors can open them, each with its remedy."""
    from cnht.presenting.problems import problem_blocks

    screen = Screen(ascii_only=is_narrow(sys.stderr.encoding))
    _tell(terminal(problem_blocks(problems, places(root)), lang, screen))


def tell_few(problems: Sequence[Problem], root: Path, lang: Lang) -> None:
    """The same of the first of each code; of the others how many they are."""
    from cnht.presenting.problems import few, more

    kept, left_out = few(problems)
    if kept:
        tell(kept, root, lang)
    for code, count in left_out.items():
        say(more(code, count), lang)


def report(problems: Sequence[Problem], root: Path, lang: Lang) -> None:
    """Print problems of one severity as editors can open them, each with its remedy, ten at most."""
    lines = []
    count = len(problems)
    if count > SHOWN_PROBLEMS:
        more = count - SHOWN_PROBLEMS
        lines.append(_("... and {more} more", more=more).text(lang))
    if problems[0].severity is Severity.ERROR:
        lines.append(
            n_(
                "cnht: {count} error in the data, so nothing was judged; run: cnht validate",
                "cnht: {count} errors in the data, so nothing was judged; run: cnht validate",
                count,
            ).text(lang)
        )
    tell(problems[:SHOWN_PROBLEMS], root, lang)
    _tell("".join(f"{line}\n" for line in lines))


def places(root: Path) -> Callable[[str], str]:
    """From a file's name in the workspace at ``root`` to a path as short as it can be opened from here."""
    folder = Path(os.path.abspath(root))  # noqa: PTH100 - links stay as they are
    try:
        here = Path.cwd()
    except OSError:
        return lambda name: store.spelt((folder / name).as_posix())
    start = folder.relative_to(here) if folder.is_relative_to(here) else root
    return lambda name: store.spelt((start / name).as_posix())


def known(asked: str, choices: Iterable[str], what: Localized, lang: Lang) -> str:
    """``asked`` where it is one of ``choices``; else say what is like it, or what there is, and stop."""
    choices = list(choices)
    if asked in choices:
        return asked
    refuse(no_such(asked, choices, what), lang)


INDICATOR = _("indicator")
PLAN = _("plan")
AREA = _("area")


def areas(workspace: Workspace, asked: Sequence[str] | None, lang: Lang) -> list[str]:
    """The areas asked for, in the workspace's order; all where none was. One that does not exist is refused."""
    known_ones = workspace.definitions.areas
    wanted = {known(code, known_ones, AREA, lang) for code in split(asked)}
    return [code for code in known_ones if not wanted or code in wanted]


def judge(
    workspace: Workspace,
    year: int | None,
    as_of: date | None,
    lang: Lang,
    *,
    indicators: Sequence[str] | None = None,
    plans: Sequence[str] | None = None,
    areas: Sequence[str] | None = None,
    pace: PaceMethod = PaceMethod.LINEAR,
    may_be_empty: bool = False,
) -> Progress:
    """Judge a year with the filters asked for; names that do not exist and filters that leave nothing are refused."""
    from cnht.cli.status import working

    year = _year(workspace, year, (as_of or today()).year, lang)
    definitions = workspace.definitions
    indicators = [known(code, definitions.indicators, INDICATOR, lang) for code in split(indicators)]
    plans = [known(number, [plan.number for plan in workspace.plans], PLAN, lang) for number in plans or ()]
    areas = [known(code, definitions.areas, AREA, lang) for code in split(areas)]
    with working(_("Judging {year}", year=year), lang):
        result = progress(
            workspace,
            year,
            as_of or today(),
            indicators=indicators,
            plans=plans,
            areas=areas,
            cagr=pace is PaceMethod.CAGR,
        )
    bare = bool(result.plans) and not any(plan.targets for plan in result.plans)
    if not result.rows and not bare and not may_be_empty and (indicators or plans or areas):
        refuse(_("no plan for {year} has such a target", year=year), lang)
    refusals = {row.verdict.cagr_refusal for row in result.rows if row.verdict.cagr_refusal is not None}
    if refusals and not any(row.pace is not None and row.pace.method is Method.CAGR for row in result.rows):
        from cnht.presenting.phrases import REFUSAL_WORDS

        why = [REFUSAL_WORDS[refusal] for refusal in sorted(refusals)]
        refuse(_("compound growth applies to none of these targets: {why}", why=joined("; ", why)), lang)
    return result


def split(codes: Sequence[str] | None) -> list[str]:
    """Codes given one by one, or several with commas between."""
    return [code.strip() for listed in codes or () for code in listed.split(",")]


def _year(workspace: Workspace, asked: int | None, current: int, lang: Lang) -> int:
    years = plan_years(workspace)
    if asked is not None and asked in years:
        return asked
    if asked is not None or not years:
        refuse(no_plan(years, asked), lang)
    before = [year for year in years if year <= current]
    if not before:
        spans = ", ".join(runs(years))
        refuse(_("no plan has begun by {current}; there are plans for {spans}", current=current, spans=spans), lang)
    return before[-1]
