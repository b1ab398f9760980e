"""What changes, as a table for the terminal and as Markdown for a comment on a pull request."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cnht.diff.changes import Change, Diff, Side, Unjudged
from cnht.lang import Lang, Localized, _, n_, p_
from cnht.render import phrases
from cnht.render.diff.words import CHANGE_MARKS, CHANGE_WORDS, DOCUMENTS, Label, Line, Part, Section, sections
from cnht.render.markdown import grid, quiet
from cnht.render.problems_text import position, problems_text, remedy, said
from cnht.render.table import STATUS_STYLES
from cnht.render.terminal import Screen
from cnht.safe_text import markdown
from cnht.wording import write_date, write_number

SHOWN, SHOWN_LOUD = 20, 100
"""How many lines of a section the table has; the rest is counted."""
SHOWN_PROBLEMS = 10
"""How many errors of a side are listed."""
LONGEST_COMMENT = 65_000
"""GitHub takes 65,536 characters in a comment; what posts it may add a line of its own."""
FOLDED_FROM = 10
"""A section of more lines is folded in a comment; of the worst ones as many stay open."""
_LOUD = frozenset({Part.LOST, Part.MISSING, Part.TARGETS, Part.VERDICTS})
_STYLES: dict[Change, str] = {
    Change.LOST: "bold red",
    Change.DROPPED: "bold red",
    Change.LOWERED: "bold red",
    Change.REWORDED: "yellow",
    Change.DUE_MOVED: "yellow",
    Change.BASELINE_CHANGED: "yellow",
    Change.MILESTONES_CHANGED: "yellow",
    Change.RAISED: "green",
    Change.CHANGED: "yellow",
    Change.STATUS_CHANGED: "yellow",
    Change.ADDED: "green",
    Change.SOURCE_CHANGED: "dim",
    Change.WORDING_CHANGED: "dim",
    Change.NOTE_CHANGED: "dim",
}
_WIDEST = 132
_KIND = 16
"""How many cells the mark and the word of a change take."""


def diff_table(diff: Diff, old: Label, new: Label, lang: Lang, screen: Screen, *, title: str = "") -> str:
    """The changes for the terminal, worst first, and the errors of either side at the end.

    ``title`` stands above them instead of what is compared with what.
    """
    notes = [*remarks(diff, lang), *provenance(old, new, lang)]
    text = screen.text(_Table(diff, title or heading(old, new, lang), lang, screen, notes).parts())
    return text + _errors(diff, old, new, lang, screen)


class _Table:
    def __init__(self, diff: Diff, title: str, lang: Lang, screen: Screen, notes: list[str]) -> None:
        self.diff = diff
        self.title = title
        self.notes = notes
        self.lang = lang
        self.ascii_only = screen.ascii_only
        self.width = min(screen.width, _WIDEST)
        self.value = 28 if self.width >= 110 else 18 if self.width >= 76 else 0
        self.name = self.width - _KIND - 2 * self.value - 5

    def parts(self) -> Iterator[RenderableType]:
        """Heading, summary, sections."""
        yield Text(self.title, "bold")
        lost = self.diff.missing or any(change.change is Change.LOST for change in self.diff.figures)
        yield Text(summary(self.diff, self.lang), "bold red" if lost else "")
        for section in sections(self.diff, self.lang):
            yield from self._section(section)
        notes = self.notes
        if notes:
            yield Text()
            yield from (Text(note, "dim") for note in notes)

    def _section(self, section: Section) -> Iterator[RenderableType]:
        count = write_number(len(section.lines), self.lang)
        yield Text()
        yield Text(f"{section.title} ({count})", "bold reverse red" if section.part is Part.LOST else "bold")
        limit = SHOWN_LOUD if section.part in _LOUD else SHOWN
        for line in section.lines[:limit]:
            yield from self._line(line)
        if len(section.lines) > limit:
            yield Text(left_out(len(section.lines) - limit, self.lang), "dim")

    def _line(self, line: Line) -> Iterator[RenderableType]:
        kind, old, new = self._kind(line), *self._values(line)
        indent = 2
        if self.value:
            table = Table.grid(padding=(0, 1, 0, 0), pad_edge=False)
            table.add_column(width=_KIND, overflow="fold")
            table.add_column(width=self.name, overflow="fold")
            table.add_column(width=self.value, overflow="fold")
            table.add_column(width=1)
            table.add_column(width=self.value, overflow="fold")
            arrow = Text("→" if not self.ascii_only else ">", "dim") if old.plain and new.plain else Text()
            table.add_row(kind, Text(_at_hyphens(line.name, self.name)), old, arrow, new)
            yield table
            indent = _KIND + 1
        else:
            yield Text.assemble(kind, " ", line.name)
            both = [part for part in (old, new) if part.plain]
            if both:
                yield Padding(Text(" → ").join(both), (0, 0, 0, 2))
        for note in filter(None, line.notes):
            yield Padding(Text(phrases.wrappable(note), "dim"), (0, 0, 0, indent))

    def _kind(self, line: Line) -> Text:
        if line.change is None:
            return Text(line.kind)
        return Text(f"{CHANGE_MARKS[line.change][self.ascii_only]} {line.kind}", _STYLES[line.change])

    def _values(self, line: Line) -> tuple[Text, Text]:
        if line.statuses is None:
            before, now = (_at_hyphens(phrases.wrappable(text), self.value) for text in (line.old, line.new))
            return Text(before, "dim"), Text(now)
        old, new = (
            Text(f"{phrases.STATUS_MARKS[status][self.ascii_only]} {word}", STATUS_STYLES[status])
            for status, word in zip(line.statuses, (line.old, line.new), strict=True)
        )
        return old, new


def _at_hyphens(text: str, width: int) -> str:
    """``text`` with the words that are wider than ``width`` broken behind their hyphens; 0 is no width."""

    def broken(found: re.Match[str]) -> str:
        lines = [""]
        for piece in re.split(r"(?<=\w-)(?=\w)", found[0]):
            if lines[-1] and len(lines[-1] + piece) > width:
                lines.append("")
            lines[-1] += piece
        return "\n".join(lines)

    return re.sub(rf"\S{{{width + 1},}}", broken, text) if width else text


def summary(diff: Diff, lang: Lang) -> str:
    """One line: how much of what has changed."""
    figures = Counter(change.change for change in diff.figures)
    targets = Counter(change.change for change in diff.targets)
    documents = Counter(change.change for change in diff.things if change.thing in DOCUMENTS)
    definitions = Counter(change.change for change in diff.things if change.thing not in DOCUMENTS)
    names = Counter(change.change for change in diff.entries)
    changed = CHANGE_WORDS[Change.CHANGED]
    counted: list[tuple[int, Localized, Localized]] = []

    def add(count: int, things: Localized, verb: Localized = changed) -> None:
        counted.append((count, things, verb))

    lost = figures.pop(Change.LOST, 0)
    add(lost, n_("{count} figure", "{count} figures", lost), CHANGE_WORDS[Change.LOST])
    add(len(diff.missing), n_("{count} item", "{count} items", len(diff.missing)), _("not comparable"))
    for change in (Change.DROPPED, Change.LOWERED, Change.REWORDED, Change.RAISED, Change.ADDED):
        count = targets.pop(change, 0)
        add(count, n_("{count} target", "{count} targets", count), CHANGE_WORDS[change])
    for change in (Change.CHANGED, Change.ADDED):
        count = figures.pop(change, 0)
        add(count, n_("{count} figure", "{count} figures", count), CHANGE_WORDS[change])
    for change in (Change.DROPPED, Change.CHANGED, Change.ADDED):
        count = definitions[change]
        add(count, n_("{count} definition", "{count} definitions", count), CHANGE_WORDS[change])
    for change in (Change.DROPPED, Change.CHANGED, Change.ADDED):
        count = documents[change]
        add(count, n_("{count} document", "{count} documents", count), CHANGE_WORDS[change])
    for change in (Change.LOST, Change.CHANGED, Change.ADDED):
        count = names[change]
        add(count, n_("{count} registered name", "{count} registered names", count), CHANGE_WORDS[change])
    rest = sum(targets.values())
    add(rest, n_("{count} target detail", "{count} target details", rest))
    rest = sum(figures.values())
    add(rest, n_("{count} figure detail", "{count} figure details", rest))
    flips = len(diff.flips)
    add(flips, n_("{count} verdict", "{count} verdicts", flips), _("flipped"))
    parts = [
        phrases.unbroken(p_("counts", "{things} {verb}", things=things, verb=verb).text(lang))
        for count, things, verb in counted
        if count
    ]
    if not parts and (diff.old.errors or diff.new.errors):
        return _("No change in what could be read.").text(lang)
    return " · ".join(parts) or _("Nothing changes in meaning.").text(lang)


def remarks(diff: Diff, lang: Lang) -> list[str]:
    """What must be known of the verdicts."""
    if diff.unjudged is Unjudged.ERRORS:
        return [_("Verdicts are not compared: a side has errors.").text(lang)]
    if diff.unjudged is Unjudged.SELECTIONS:
        return [
            _("Verdicts are not compared: the two sides' targets are due at different times; see cnht progress.").text(
                lang
            )
        ]
    if diff.unjudged is Unjudged.FILES:
        return [_("Verdicts are not compared: these are two files alone.").text(lang)]  # fmt: skip
    if diff.as_of is None or diff.is_empty:
        return []
    day = write_date(diff.as_of, lang)
    if diff.flips:
        return [_("Both sides are judged as of {day}.", day=day).text(lang)]
    return [_("No verdict flips, as of {day}.", day=day).text(lang)]


def provenance(old: Label, new: Label, lang: Lang) -> list[str]:
    """Which commits of which git repository were read."""
    read = [label for label in (old, new) if label.commit]
    if not read:
        return []
    commits = ", ".join(dict.fromkeys(label.commit for label in read))
    return [
        _("Git repository: {repository}; commits: {commits}", repository=read[0].repository, commits=commits).text(lang)
    ]


def heading(old: Label, new: Label, lang: Lang) -> str:
    """What is compared with what."""
    one, other = old.name.text(lang), new.name.text(lang)
    return _("Changes from {one} to {other}", one=one, other=other).text(lang)


def left_out(count: int, lang: Lang) -> str:
    """The announcement of what is not shown."""
    number = write_number(count, lang)
    return _("... and {number} more; --format json has all", number=number).text(lang)


def _errors(diff: Diff, old: Label, new: Label, lang: Lang, screen: Screen) -> str:
    """The errors of either side, under a heading each."""
    text = ""
    for side, label in _broken(diff, old, new):
        if side.errors:
            text += screen.text([Text(), Text(_errors_title(len(side.errors), label, lang), "bold")])
            text += problems_text(side.errors[:SHOWN_PROBLEMS], label.place, lang, screen)
            if len(side.errors) > SHOWN_PROBLEMS:
                text += screen.text([Text(left_out(len(side.errors) - SHOWN_PROBLEMS, lang), "dim")])
    return text


def _broken(diff: Diff, old: Label, new: Label) -> list[tuple[Side, Label]]:
    """The sides whose errors are listed: of two years of one workspace this one, once."""
    if diff.old is diff.new:
        return [(diff.new, Label(_("both sides"), new.place))]
    return [(diff.old, old), (diff.new, new)]


def _errors_title(count: int, label: Label, lang: Lang) -> str:
    name = label.name.text(lang)
    number = write_number(count, lang)
    return _("Errors in {name} ({number}): what has them was not compared", name=name, number=number).text(lang)


# --- Markdown ----------------------------------------------------------------------------------------------------


def diff_markdown(diff: Diff, old: Label, new: Label, lang: Lang, limit: int = LONGEST_COMMENT) -> str:
    """The changes as a comment of ``limit`` characters at most: what is worst stays, the least bad is left out first.

    Characters are counted in UTF-16, so that no way of counting finds more.
    """
    parts = sections(diff, lang)
    for caps in _shorter(parts):
        text = _comment(diff, old, new, lang, parts, caps)
        if len(text.encode("utf-16-le")) // 2 <= limit:
            return text
    # Names without end, made of signs that must be escaped: the counts are left.
    bare = replace(diff, old=Side(diff.old.workspace), new=Side(diff.new.workspace))
    return _comment(bare, old, new, lang, [], {})


def _shorter(parts: list[Section]) -> Iterator[dict[Part, int]]:
    """How many lines of which parts a comment may have: all of each, then fewer and fewer of the least bad ones."""
    caps: dict[Part, int] = {}
    yield caps
    for cap in (100, 25, 5, 1):
        for section in reversed(parts):
            caps[section.part] = cap
            yield caps


def _comment(diff: Diff, old: Label, new: Label, lang: Lang, parts: list[Section], caps: dict[Part, int]) -> str:
    lines = [f"### {quiet(heading(old, new, lang))}", "", f"**{quiet(phrases.spaced(summary(diff, lang)))}**"]
    for section in parts:
        lines += _listed(section, lang, caps.get(section.part))
    for note in [*remarks(diff, lang), *provenance(old, new, lang)]:
        lines += ["", quiet(note)]
    for side, label in _broken(diff, old, new):
        if side.errors:
            lines += ["", f"#### {quiet(_errors_title(len(side.errors), label, lang))}", ""]
            for problem in side.errors[:SHOWN_PROBLEMS]:
                text = f"{position(problem.where, label.place)}: {problem.code} {said(problem, lang)}"
                lines.append(f"- {_cut(text)}  ")
                lines.append(f"  {_cut(remedy(problem, lang))}")
            if len(side.errors) > SHOWN_PROBLEMS:
                lines.append(f"- {quiet(left_out(len(side.errors) - SHOWN_PROBLEMS, lang))}")
    return markdown(map(phrases.spaced, lines)) + "\n"


def _listed(section: Section, lang: Lang, cap: int | None) -> list[str]:
    """A section as a table: a long one folded, of the worst all but its beginning."""
    heads = _heads(section.part, lang)
    title = f"{section.title} ({write_number(len(section.lines), lang)})"
    rows = [_cells(line) for line in section.lines[:cap]]
    end = ["", quiet(left_out(len(section.lines) - len(rows), lang))] if len(rows) < len(section.lines) else []
    if len(section.lines) <= FOLDED_FROM:
        return ["", f"#### {quiet(title)}", "", *grid(heads, rows), *end]
    if section.part not in _LOUD:
        return ["", f"<details><summary>{quiet(title)}</summary>", "", *grid(heads, rows), *end, "", "</details>"]
    first, rest = rows[:FOLDED_FROM], rows[FOLDED_FROM:]
    more = _("the next {count}", count=len(rest)).text(lang)
    folded = (
        ["", f"<details><summary>{more}</summary>", "", *grid(heads, rest), *end, "", "</details>"] if rest else end
    )
    return ["", f"#### {quiet(title)}", "", *grid(heads, first), *folded]


def _cut(text: str) -> str:
    return quiet(text if len(text) <= 500 else text[:499] + "…")


def _heads(part: Part, lang: Lang) -> list[str]:
    first = _("Year").text(lang) if part is Part.VERDICTS else _("Change").text(lang)
    return [
        first,
        _("What").text(lang),
        _("Old").text(lang),
        _("New").text(lang),
        _("Details").text(lang),
    ]


def _cells(line: Line) -> list[str]:
    kind = line.kind if line.change is None else f"{CHANGE_MARKS[line.change][0]} {line.kind}"
    old, new = line.old, line.new
    if line.statuses is not None:
        old, new = (
            f"{phrases.STATUS_MARKS[status][0]} {word}" for status, word in zip(line.statuses, (old, new), strict=True)
        )
    return [quiet(kind), _cut(line.name), _cut(old), _cut(new), "<br>".join(map(_cut, filter(None, line.notes)))]
