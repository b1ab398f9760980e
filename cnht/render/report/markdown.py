"""A report as Markdown, for a document or a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from cnht.lang import Lang, _
from cnht.model import Observation
from cnht.progress import Row
from cnht.render import phrases
from cnht.render.history.text import history_lines
from cnht.render.markdown import Cited, begun, conflict_lines, document, escaped, grid, heading, plan_lines
from cnht.render.report import words
from cnht.report import Report, Since
from cnht.wording import write_date


def report_markdown(report: Report, lang: Lang) -> str:
    """The progress of the year, what is new, the years before, what contradicts, what is missing, and the sources."""
    return document(_Writer(report, lang).lines())


class _Writer:
    def __init__(self, report: Report, lang: Lang) -> None:
        self.report = report
        self.result = report.progress
        self.lang = lang
        self.definitions = report.progress.book.workspace.definitions
        self.cited = Cited(self.definitions, lang)

    def lines(self) -> Iterator[str]:
        """The whole document."""
        yield f"# {escaped(words.title(self.report, self.lang))}"
        yield ""
        for plan in self.result.plans:
            yield f"- {begun(words.document(plan, self.lang))}"
        yield ""
        yield f"**{words.opened(self.report, self.lang)}**"
        for line in words.asides(self.report, self.lang):
            yield ""
            yield escaped(line)
        yield from heading(2, _("Progress").text(self.lang))
        yield from plan_lines(self.result, self.lang, self.cited, 3)
        if self.report.since is not None:
            yield from self._news(self.report.since)
        yield from self._histories()
        yield from conflict_lines(self.result, self.lang, self.cited, 2)
        yield from self._missing()
        yield from self.cited.lines(2)

    def _histories(self) -> Iterator[str]:
        told = [subject.history for subject in self.report.subjects if subject.history.marks]
        if told:
            yield from heading(2, _("Over the years").text(self.lang))
        for history in told:
            yield from history_lines(history, self.lang, self.cited, 3)

    def _news(self, since: Since) -> Iterator[str]:
        yield from heading(2, words.news(since, self.lang))
        if not since.moves and not since.figures:
            yield words.no_news(since, self.lang)
            return
        then, now = write_date(since.day, self.lang), write_date(self.result.as_of, self.lang)
        if since.moves:
            heads = [
                _("Indicator").text(self.lang),
                _("Plan").text(self.lang),
                _("On {then}", then=then).text(self.lang),
                _("On {now}", now=now).text(self.lang),
            ]
            moves = [
                [
                    self._name(move.new),
                    escaped(move.new.plan.number),
                    self._standing(move.old),
                    self._standing(move.new),
                ]
                for move in since.moves
            ]
            yield from grid(heads, moves)
        if since.moves and since.figures:
            yield ""
        if since.figures:
            heads = [
                words.FRESH.text(self.lang),
                _("Date, period").text(self.lang),
                _("Figure").text(self.lang),
                _("Notes").text(self.lang),
                _("File, line").text(self.lang),
            ]
            yield from grid(heads, [self._figure(seen) for seen in since.figures])

    def _figure(self, seen: Observation) -> list[str]:
        return [
            escaped(words.of_whom(seen, self.result, self.lang)),
            escaped(phrases.observation_date(seen, self.lang)),
            f"{escaped(words.quoted(seen, self.result, self.lang))} {self.cited.cite(seen.source)}",
            escaped(words.provisos(seen, self.result, self.lang)),
            escaped(f"{seen.where.file}:{seen.where.line}"),
        ]

    def _standing(self, row: Row) -> str:
        """A verdict with what it rests on."""
        rests = escaped(words.standing(row, self.result, self.lang))
        return "; ".join(filter(None, [phrases.marked(row.status, self.lang), rests]))

    def _missing(self) -> Iterator[str]:
        lacking = words.lacking(self.report, self.lang)
        if lacking:
            yield from heading(2, _("What is missing").text(self.lang))
        for row, text in lacking:
            name = begun(phrases.target_name(row, self.result, self.lang))
            yield f"- {name} ({escaped(row.plan.number)}): {escaped(text)}"

    def _name(self, row: Row) -> str:
        return escaped(phrases.target_name(row, self.result, self.lang))
