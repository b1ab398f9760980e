"""What a page shows of a report: every verdict, figure, source and place, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from io import StringIO

from markupsafe import Markup, escape
from rich.console import Console
from rich.style import Style
from rich.text import Text

from cnht.figures import Figure
from cnht.history import Goal, History, Mark
from cnht.lang import NOTHING, Lang, Localized, LocalizedText, _, both, n_
from cnht.model import Observation, Plan
from cnht.problems import Location
from cnht.progress import Row, Status
from cnht.render import notes, phrases
from cnht.render.chart.model import SIGN_WORDS, Sign, chart_of, sign_of
from cnht.render.chart.svg import bar, framed, svg
from cnht.render.explanation import reasoning
from cnht.render.history import words as history_words
from cnht.render.report import words as report_words
from cnht.render.report.page.parts import (
    LEFT_OUT,
    Badge,
    Card,
    Cited,
    Depth,
    Detail,
    Document,
    Fresh,
    Goalpost,
    Keys,
    Moved,
    Paced,
    Past,
    Reference,
    Remark,
    Shown,
    Tally,
    View,
)
from cnht.report import Move, Report, Subject
from cnht.wording import write_date, write_period, write_quantity

_ORDER = list(Status)


def view(report: Report, lang: Lang, depth: Depth = Depth.WHOLE) -> View:
    """What the page of ``report`` shows; ``lang`` is the language it is first shown in."""
    return _Viewer(report, depth).view(lang)


def _said(write: Callable[[Lang], str]) -> Localized:
    """What is written, in both languages."""
    return LocalizedText(write(Lang.VI), write(Lang.EN))


def _lines(write: Callable[[Lang], Iterable[str]]) -> list[Localized]:
    """The same of several texts, as many in either language."""
    return [LocalizedText(*pair) for pair in zip(write(Lang.VI), write(Lang.EN), strict=True)]


def _badge(status: Status) -> Badge:
    """The mark and the words of a verdict."""
    return Badge(str(status), phrases.STATUS_MARKS[status][0], phrases.STATUS_WORDS[status])


def _key(number: Fraction) -> str:
    """A number as a browser compares it."""
    return repr(float(number))


def _place(where: Location) -> str:
    return f"{where.file}:{where.line}"


class _Viewer:
    """Makes the values of a page, and numbers its sources."""

    def __init__(self, report: Report, depth: Depth) -> None:
        self.report = report
        self.depth = depth
        self.result = report.progress
        self.definitions = report.progress.book.workspace.definitions
        self.cited: dict[str, int] = {}
        self.anchors = {
            (subject.indicator.code, subject.area): "" if depth is Depth.BRIEF else f"c{number}"
            for number, subject in enumerate(report.subjects, 1)
        }

    def view(self, lang: Lang) -> View:
        """The whole page."""
        result, since = self.result, self.report.since
        counts = result.counts
        # In the order of the page, so that sources are numbered as they are read.
        documents = [self._document(plan) for plan in result.plans]
        cards = [self._card(subject) for subject in self.report.subjects]
        moves = [] if since is None else [self._moved(move) for move in since.moves]
        fresh = [] if since is None else [self._fresh(seen) for seen in since.figures]
        conflicts, missing = list(self._conflicts()), list(self._missing())
        subjects = () if self.depth is Depth.BRIEF else self.report.subjects
        details = [self._detail(subject) for subject in subjects]
        return View(
            lang=lang,
            left_out=LEFT_OUT.get(self.depth, NOTHING),
            title=both(report_words.title, self.report),
            day=both(write_date, result.as_of),
            opening=both(report_words.opened, self.report),
            asides=_lines(lambda lang: report_words.asides(self.report, lang)),
            counts=[
                Tally(_badge(status), count, 100 * count / sum(counts.values())) for status, count in counts.items()
            ],
            documents=documents,
            since=NOTHING if since is None else both(write_date, since.day),
            news=NOTHING if since is None else both(report_words.news, since),
            no_news=NOTHING if since is None else both(report_words.no_news, since),
            moves=moves,
            fresh=fresh,
            cards=cards,
            details=details,
            conflicts=conflicts,
            missing=missing,
            key=[(framed(sign), words) for sign, words in SIGN_WORDS.items()],
            references=[self._reference(code, number) for code, number in self.cited.items()],
            statuses=[_badge(status) for status in Status if any(row.status is status for row in result.rows)],
            command=report_words.command(self.report),
        )

    # What several parts have

    def _cite(self, codes: Iterable[str]) -> Cited:
        return Cited(tuple(sorted({self.cited.setdefault(code, len(self.cited) + 1) for code in codes})))

    def _unit(self, code: str) -> Localized:
        return self.definitions.units[self.definitions.indicators[code].unit].name

    def _percent_sign(self, code: str) -> Localized | None:
        """The unit where it stands at every number, as the percent sign does."""
        unit = self._unit(code)
        return unit if phrases.is_percent(unit) else None

    def _named(self, row: Row) -> tuple[str, Localized]:
        """Where a target's indicator is told of, if it is, and its name."""
        name = _said(lambda lang: phrases.target_name(row, self.result, lang))
        return self.anchors[row.indicator.code, row.target.area], name

    def _figure(self, figure: Figure) -> Localized:
        sign = self._percent_sign(figure.indicator)
        return _said(lambda lang: phrases.figure_text(figure, lang, sign))

    # The head

    def _document(self, plan: Plan) -> Document:
        issued = plan.issued
        return Document(
            plan.number,
            plan.title,
            plan.issuer,
            NOTHING if issued is None else both(write_period, issued),
            self._cite(plan.sources),
            _said(lambda lang: notes.bare(plan, self.result, lang)),
            plan.note,
        )

    # A target of the year

    def _goalpost(self, row: Row) -> Goalpost:
        detail, name = self._named(row)
        observed = row.observed
        unit = self._unit(row.indicator.code)
        ratio = None if row.pace is None else row.pace.ratio
        return Goalpost(
            detail=detail,
            name=name,
            plan=row.plan.number,
            target=_said(lambda lang: write_quantity(row.target.quantity, lang, unit=unit)),
            due=both(write_date, row.due),
            latest=NOTHING if observed is None else self._figure(observed),
            when=NOTHING if observed is None else both(phrases.figure_date, observed),
            cited=Cited(()) if observed is None else self._cite(part.source for part in observed.parts),
            percent=both(phrases.percent_text, row),
            label=both(phrases.percent_label, row) if row.percent else NOTHING,
            is_ceiling=phrases.is_ceiling(row),
            carried=row.carried,
            bar=bar(row),
            pace=both(phrases.pace_text, row),
            badge=_badge(row.status),
            notes=_lines(lambda lang: notes.notes(row, self.result, lang)),
            keys=Keys(
                target=_key(row.goal),
                latest="" if observed is None else _key(observed.nominal),
                percent="" if row.percent is None else _key(row.percent[0]),
                pace="" if ratio is None else _key(ratio),
                due=f"{row.due:%Y%m%d}",
                status=str(_ORDER.index(row.status)),
            ),
        )

    # An indicator

    def _card(self, subject: Subject) -> Card:
        statuses = [row.status for row in subject.rows]
        worst = next(filter(statuses.__contains__, notes.WORST_FIRST), Status.SUPERSEDED)
        return Card(str(worst), [self._goalpost(row) for row in subject.rows])

    def _detail(self, subject: Subject) -> Detail:
        past = subject.history
        indicator = subject.indicator
        anchor, name = self._named(subject.rows[0])
        return Detail(
            anchor=anchor,
            code=indicator.code,
            name=name,
            of=both(history_words.percent_heading, past),
            about=_said(lambda lang: history_words.heading(past, lang)[1]),
            definition=indicator.definition or NOTHING,
            note=indicator.note or "",
            charts=list(_charts(subject, name, listed=self.depth < Depth.UNLISTED)),
            nothing=NOTHING if past.marks else both(history_words.nothing, past),
            figures=[] if self.depth >= Depth.UNLISTED else [self._shown(mark, past) for mark in past.marks],
            past=[self._past(goal, past) for goal in past.goals],
            paces=[self._paced(goal, past) for goal in past.open_goals],
            general=_lines(lambda lang: history_words.line_lines(past, lang)) if past.marks else [],
            trace=[(lang, list(_trace(self.report, subject, lang))) for lang in Lang]
            if self.depth is Depth.WHOLE
            else [],
        )

    def _shown(self, mark: Mark, past: History) -> Shown:
        figure, sign = mark.figure, sign_of(mark, past)
        return Shown(
            sign=framed(sign),
            role=SIGN_WORDS[sign],
            when=both(history_words.mark_date, mark),
            figure=self._figure(figure),
            truth=both(history_words.truth, mark),
            wording=tuple(dict.fromkeys(part.wording for part in figure.parts if part.wording)),
            notes=_lines(lambda lang: history_words.mark_notes(mark, lang)),
            cited=self._cite(part.source for part in figure.parts),
            places=tuple(_place(part.where) for part in figure.parts),
            faint=not mark.comparable,
        )

    def _past(self, goal: Goal, past: History) -> Past:
        row = goal.row
        return Past(
            due=both(history_words.due, goal),
            target=_said(lambda lang: history_words.target(row, past, lang)),
            badge=_badge(row.status),
            judged=_said(lambda lang: history_words.observed(row, past, lang)),
            unfinished=_said(lambda lang: notes.unfinished(row, past.as_of, lang)),
            milestones=_said(lambda lang: history_words.milestones(goal, past, lang)),
            percent=both(phrases.percent_text, row),
            plan=row.plan.number,
            cited=self._cite([row.target.source or row.plan.sources[0]]),
            place=_place(row.target.where),
        )

    def _paced(self, goal: Goal, past: History) -> Paced:
        return Paced(
            _said(lambda lang: history_words.aim(goal.row, past, lang)),
            goal.row.plan.number,
            _lines(lambda lang: history_words.goal_lines(goal, past, lang)),
        )

    # What is not as it should be, and what is new

    def _conflicts(self) -> Iterator[Remark]:
        told = set()
        for row in self.result.rows:
            detail, name = self._named(row)
            for conflict in row.conflicts:
                text = LocalizedText(*(notes.conflict_text(row, conflict, self.result, lang) for lang in Lang))
                seen = conflict.observation
                if (detail, text, seen.where) not in told:
                    told.add((detail, text, seen.where))
                    yield Remark(detail, name, text, self._cite([seen.source]), _place(seen.where))

    def _missing(self) -> Iterator[Remark]:
        told = zip(*(report_words.lacking(self.report, lang) for lang in Lang), strict=True)
        for (row, vi), (_row, en) in told:
            detail, name = self._named(row)
            parts = () if row.observed is None else row.observed.parts
            yield Remark(
                detail, name, LocalizedText(vi, en), self._cite(part.source for part in parts), row.plan.number
            )

    def _moved(self, move: Move) -> Moved:
        detail, name = self._named(move.new)
        return Moved(
            detail,
            name,
            move.new.plan.number,
            _badge(move.old.status),
            _badge(move.new.status),
            _said(lambda lang: report_words.standing(move.old, self.result, lang)),
            _said(lambda lang: report_words.standing(move.new, self.result, lang)),
        )

    def _fresh(self, seen: Observation) -> Fresh:
        return Fresh(
            _said(lambda lang: report_words.of_whom(seen, self.result, lang)),
            _said(lambda lang: report_words.quoted(seen, self.result, lang)),
            both(phrases.observation_date, seen),
            _said(lambda lang: report_words.provisos(seen, self.result, lang)),
            self._cite([seen.source]),
            _place(seen.where),
        )

    def _reference(self, code: str, number: int) -> Reference:
        source = self.definitions.sources[code]
        return Reference(
            number,
            code,
            source.publisher,
            both(write_period, source.published),
            source.title,
            phrases.AUTHORITY_WORDS[source.authority],
            source.url or "",
            phrases.web_address(source) is not None,
            source.note or "",
        )


def _charts(subject: Subject, name: Localized, *, listed: bool) -> Iterator[tuple[Lang, Markup]]:
    """The chart in each language; what it says to who does not see it names the table, if that is there."""
    below = _("; the table below has each of them") if listed else NOTHING
    for lang in Lang:
        drawn = chart_of(subject.history, lang)
        if drawn is not None:
            first, last = drawn.first, drawn.last
            figures = sum(dot.sign is not Sign.CARRIED for dot in drawn.dots)
            label = n_(
                "Chart of {name}, {first}–{last}: {count} figure{below}.",
                "Chart of {name}, {first}–{last}: {count} figures{below}.",
                figures,
                name=name,
                first=first,
                last=last,
                below=below,
            )
            yield lang, svg(drawn, lang, phrases.shown(label.text(lang)))


def _trace(report: Report, subject: Subject, lang: Lang) -> Iterator[tuple[int, Markup]]:
    """The lines of the reasoning, each with how far it stands from the left."""
    for line in reasoning(report.progress, subject.indicator, subject.area, lang):
        yield line.indent, _styled(line.text)


_CONSOLE = Console(file=StringIO())
"""Only to know what a style is."""


def _styled(text: Text) -> Markup:
    """A line of a terminal with its bold and its faint words."""
    found = Markup("")
    for segment in text.render(_CONSOLE):
        style = segment.style or Style.null()
        words = escape(phrases.shown(segment.text.rstrip("\n")))
        form = "<b>{}</b>" if style.bold else "<i>{}</i>" if style.dim else "{}"
        found += Markup(form).format(words)
    return found
