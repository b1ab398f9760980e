"""Progress and listings as Markdown, for reports and pull requests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnht.lang import Lang
from cnht.problems import visible
from cnht.progress import Progress, Row
from cnht.render import notes, phrases
from cnht.render.phrases import phrase
from cnht.wording import write_date, write_period, write_quantity


def progress_markdown(result: Progress, lang: Lang) -> str:
    """A table per plan, the conflicts, the sources and the counts."""
    return phrases.spaced("\n".join(_Writer(result, lang).lines())) + "\n"


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


_CALLING = re.compile(r"@|\\#|:(?=//)|\bwww(?=\.)|\bGH(?=-[0-9])", re.IGNORECASE)


def quiet(text: str) -> str:
    """:func:`escaped` text that calls nobody: where GitHub shows it, names, numbers and addresses in it are no links.

    An empty comment parts what would be recognised.
    """
    return _CALLING.sub(r"\g<0><!-- -->", escaped(text))


class _Writer:
    def __init__(self, result: Progress, lang: Lang) -> None:
        self.result = result
        self.lang = lang
        self.definitions = result.book.workspace.definitions
        self.cited: dict[str, int] = {}

    def say(self, vi: str, en: str) -> str:
        """The text of the language."""
        return phrase(self.lang, vi, en)

    def lines(self) -> Iterator[str]:
        """The whole document."""
        year, day = self.result.year, write_date(self.result.as_of, self.lang)
        yield self.say(f"# Tiến độ năm {year}, tính đến {day}", f"# Progress {year}, as of {day}")
        yield ""
        for line in notes.summary(self.result, self.lang):
            yield line + "  "
        for plan in self.result.plans:
            rows = [row for row in self.result.rows if row.plan is plan]
            title = f"{plan.number}: {plan.title.text(self.lang)}"
            yield ""
            yield f"## {escaped(title)}"
            yield ""
            issued = "" if plan.issued is None else f", {write_period(plan.issued, self.lang)}"
            yield f"{escaped(plan.issuer.text(self.lang))}{issued} {self._cite(plan.sources[0])}"
            yield ""
            if rows:
                yield from grid(
                    self._heads(), [self._cells(row) for row in rows], (*[False] * 3, True, True, *[False] * 2)
                )
            elif not plan.targets:
                yield self.say("Kế hoạch này không có chỉ tiêu.", "This plan has no targets.")
            else:
                yield self.say(f"Không có chỉ tiêu nào đến hạn từ năm {year}.", f"No target is due in {year} or later.")
        yield from self._conflicts()
        if self.cited:
            yield ""
            yield self.say("## Nguồn", "## Sources")
            yield ""
            for code, number in self.cited.items():
                source = self.definitions.sources[code]
                when = write_period(source.published, self.lang)
                title = escaped(source.title)
                if source.url and re.fullmatch(r"https?://[^\s<>]+", source.url):
                    title = f"[{title}](<{source.url}>)"
                yield f"{number}. {escaped(source.publisher)}, {when}: {title}"

    def _heads(self) -> list[str]:
        return [
            self.say("Chỉ tiêu", "Indicator"),
            self.say("Mục tiêu", "Target"),
            self.say("Thực hiện", "Latest figure"),
            self.say("% kế hoạch", "% of plan"),
            self.say("Tiến độ", "Pace"),
            self.say("Đánh giá", "Status"),
            self.say("Ghi chú", "Notes"),
        ]

    def _cells(self, row: Row) -> list[str]:
        lang = self.lang
        unit = phrases.unit_words(row.indicator, self.result)
        name = row.indicator.name.text(lang)
        if len({each.target.area for each in self.result.rows}) > 1:
            name += f", {self.definitions.areas[row.target.area].name.text(lang)}"
        latest = "–"
        if row.observed is not None:
            figure = phrases.figure_text(row.observed, lang, unit)
            when = phrases.figure_date(row.observed, lang)
            latest = f"{escaped(figure)} ({when}) {self._cite(*(part.source for part in row.observed.parts))}"
        mark, word = phrases.STATUS_MARKS[row.status][0], phrases.STATUS_WORDS[row.status].text(lang)
        return [
            escaped(name),
            escaped(write_quantity(row.target.quantity, lang, unit=unit)),
            latest,
            escaped(self._percent(row)) or "–",
            phrases.pace_text(row, lang) or "–",
            f"{mark} {word}",
            escaped("; ".join(notes.notes(row, self.result, lang))),
        ]

    def _percent(self, row: Row) -> str:
        shown = phrases.percent_text(row, self.lang)
        return f"{shown} {phrases.percent_label(row, self.lang)}" if shown and phrases.is_ceiling(row) else shown

    def _cite(self, *codes: str) -> str:
        numbers = sorted({self.cited.setdefault(code, len(self.cited) + 1) for code in codes})
        return f"\\[{', '.join(map(str, numbers))}\\]"

    def _conflicts(self) -> Iterator[str]:
        lines = dict.fromkeys(
            f"- {escaped(row.indicator.name.text(self.lang))}: "
            f"{escaped(notes.conflict_text(row, conflict, self.result, self.lang))} "
            f"{self._cite(conflict.observation.source)}"
            for row in self.result.rows
            for conflict in row.conflicts
        )
        if lines:
            yield ""
            yield self.say("## Số liệu mâu thuẫn", "## Conflicting figures")
            yield ""
        yield from lines
