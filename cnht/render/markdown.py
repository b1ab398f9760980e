"""Progress and listings as Markdown, for reports and pull requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from cnht.lang import Lang, _
from cnht.model import Definitions, Plan
from cnht.problems import visible
from cnht.progress import Progress, Row
from cnht.render import notes, phrases
from cnht.safe_text import markdown
from cnht.wording import write_date, write_period, write_quantity


def progress_markdown(result: Progress, lang: Lang) -> str:
    """A table per plan, the conflicts, the sources and the counts."""
    return document(_lines(result, lang))


def _lines(result: Progress, lang: Lang) -> Iterator[str]:
    year, day = result.year, write_date(result.as_of, lang)
    cited = Cited(result.book.workspace.definitions, lang)
    yield _("# Progress {year}, as of {day}", year=year, day=day).text(lang)
    yield ""
    for line in notes.summary(result, lang):
        yield line + "  "
    yield from plan_lines(result, lang, cited, 2)
    yield from conflict_lines(result, lang, cited, 2)
    yield from cited.lines(2)


def grid(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool] = ()) -> Iterator[str]:
    """A pipe table; ``right`` says which columns are aligned to the right."""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "|".join("---:" if flag else "---" for flag in right or [False] * len(heads)) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def escaped(text: str) -> str:
    """Text that stands in Markdown as it is: no table cell, emphasis, link or tag of its own."""
    for char in "\\`*_[]<>|#&~$":
        text = text.replace(char, f"\\{char}")
    return visible(" ".join(text.split()))


def begun(text: str) -> str:
    """:func:`escaped` text that begins a line, and there no item of a list."""
    return _LISTED.sub(r"\1\\\2", escaped(text))


_LISTED = re.compile(r"^([0-9]{0,9})([-+.)])(?=\s|$)")
"""What begins the item of a list where it begins a line."""


_CALLING = re.compile(r"@|\\#|:(?=//)|\bwww(?=\.)|\bGH(?=-[0-9])", re.IGNORECASE)


def quiet(text: str) -> str:
    """:func:`escaped` text that calls nobody: where GitHub shows it, names, numbers and addresses in it are no links.

    An empty comment parts what would be recognised.
    """
    return _CALLING.sub(r"\g<0><!-- -->", escaped(text))


class Cited:
    """The sources of a document, numbered as they are named."""

    def __init__(self, definitions: Definitions, lang: Lang) -> None:
        self.definitions = definitions
        self.lang = lang
        self._numbers: dict[str, int] = {}

    def cite(self, *codes: str) -> str:
        """The numbers of the sources, in brackets that make no link."""
        numbers = sorted({self._numbers.setdefault(code, len(self._numbers) + 1) for code in codes})
        return f"\\[{', '.join(map(str, numbers))}\\]"

    def lines(self, level: int) -> Iterator[str]:
        """The heading, and each source with its number and, where it has one, its address; nothing if none is cited."""
        if self._numbers:
            yield from heading(level, _("Sources").text(self.lang))
        for code, number in self._numbers.items():
            source = self.definitions.sources[code]
            when = write_period(source.published, self.lang)
            title = escaped(source.title)
            address = phrases.web_address(source)
            if address is not None:
                title = f"[{title}](<{address.replace('&', '&amp;')}>)"
            yield f"{number}. {escaped(source.publisher)}, {when}: {title}"


def document(lines: Iterable[str]) -> str:
    """The lines as a text, with no two empty ones in a row."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return markdown(map(phrases.spaced, kept)) + "\n"


def heading(level: int, text: str) -> Iterator[str]:
    """A heading between two empty lines."""
    yield from ("", f"{'#' * level} {text}", "")


def plan_lines(result: Progress, lang: Lang, cited: Cited, level: int) -> Iterator[str]:
    """A heading of ``level`` and a table for each plan."""
    writer = _Writer(result, lang, cited)
    for plan in result.plans:
        yield from writer.plan(plan, level)


def conflict_lines(result: Progress, lang: Lang, cited: Cited, level: int) -> Iterator[str]:
    """The figures that contradict the chosen ones, below a heading of ``level``; nothing where there are none."""
    lines = dict.fromkeys(
        f"- {begun(phrases.target_name(row, result, lang))}: "
        f"{escaped(notes.conflict_text(row, conflict, result, lang))} "
        f"{cited.cite(conflict.observation.source)}"
        for row in result.rows
        for conflict in row.conflicts
    )
    if lines:
        yield from heading(level, _("Conflicting figures").text(lang))
    yield from lines


class _Writer:
    def __init__(self, result: Progress, lang: Lang, cited: Cited) -> None:
        self.result = result
        self.lang = lang
        self.cited = cited

    def plan(self, plan: Plan, level: int) -> Iterator[str]:
        """A plan with its document and its table."""
        rows = [row for row in self.result.rows if row.plan is plan]
        yield from heading(level, escaped(f"{plan.number}: {plan.title.text(self.lang)}"))
        issued = "" if plan.issued is None else f", {write_period(plan.issued, self.lang)}"
        yield f"{begun(plan.issuer.text(self.lang))}{issued} {self.cited.cite(plan.sources[0])}"
        yield ""
        if rows:
            yield from grid(self._heads(), [self._cells(row) for row in rows], (*[False] * 3, True, True, *[False] * 2))
        else:
            yield notes.bare(plan, self.result, self.lang)

    def _heads(self) -> list[str]:
        return [
            _("Indicator").text(self.lang),
            _("Target").text(self.lang),
            _("Latest figure").text(self.lang),
            _("% of plan").text(self.lang),
            _("Pace").text(self.lang),
            _("Status").text(self.lang),
            _("Notes").text(self.lang),
        ]

    def _cells(self, row: Row) -> list[str]:
        lang = self.lang
        unit = phrases.unit_words(row.indicator, self.result)
        name = phrases.target_name(row, self.result, lang)
        latest = "–"
        if row.observed is not None:
            figure = phrases.figure_text(row.observed, lang, unit)
            when = phrases.figure_date(row.observed, lang)
            latest = f"{escaped(figure)} ({when}) {self.cited.cite(*(part.source for part in row.observed.parts))}"
        return [
            escaped(name),
            escaped(write_quantity(row.target.quantity, lang, unit=unit)),
            latest,
            escaped(phrases.percent_told(row, lang)) or "–",
            phrases.pace_text(row, lang) or "–",
            phrases.marked(row.status, lang),
            escaped("; ".join(notes.notes(row, self.result, lang))),
        ]
