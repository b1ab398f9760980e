"""One figure from what somebody says of it to a row that is written: understood, shown, agreed to."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

import typer

from cnht.cli import ending, session
from cnht.cli.new_source import ask_source
from cnht.cli.prompts import Prompter, Stopped, by_hand
from cnht.cli.status import COMPARING, READING, WRITING, working
from cnht.cli.writing import Draft, NotWritten, Request, Row, draft, write
from cnht.comparing.verdicts import moves
from cnht.domain.model import Definitions, Indicator
from cnht.files import store
from cnht.formatting import parsed, snapshot
from cnht.importing.numbers import quantity_cells
from cnht.language.phrases import readings
from cnht.language.safe_text import harmless
from cnht.language.texts import Lang, Localized, _, joined, n_, untranslated
from cnht.language.wording import NotUnderstood, read_period
from cnht.presenting.recorded import recorded, verdicts, written, written_rows
from cnht.presenting.reformatted import patch
from cnht.problems import Fault, Kind, Location, Severity
from cnht.reading import dates
from cnht.reading.csv_text import SNAPSHOT_COLUMNS
from cnht.reading.load import INDICATORS, SOURCES, load

NOT_WRITTEN, REFUSED = 2, 1
SOURCE = _("source")


@dataclass(frozen=True, slots=True)
class Given:
    """What was said on the command line; what was left out is empty."""

    indicator: str
    words: str
    as_of: str
    source: str
    area: str
    period: str
    status: str
    note: str
    lang: Lang | None
    """The language that a bare number is read in."""


def record(
    given: Given, workspace: Path | None, lang: Lang | None, today: date | None, *, yes: bool, dry_run: bool
) -> None:
    """Add the figure, or show what that would do; whatever is not written is said, with the exit code that follows."""
    spoken = session.language(lang)
    root = session.locate(workspace, spoken, or_shipped=False)
    asker = Prompter(spoken) if by_hand() and not yes else None
    recorder = _Recorder(root, given.lang, spoken, today, asker)
    try:
        recorder.record(given, dry_run=dry_run)
    except (Stopped, KeyboardInterrupt) as end:
        if ending.done is not None:
            raise
        if asker is not None and isinstance(end, KeyboardInterrupt):
            print(file=sys.stderr)  # what is typed stands on the line of the question
        session.say(_("nothing was written"), spoken)
        raise typer.Exit(NOT_WRITTEN) from None


class _Recorder:
    """Records one figure in one workspace."""

    def __init__(self, root: Path, asked: Lang | None, lang: Lang, today: date | None, asker: Prompter | None) -> None:
        self.root = root
        self.asked = asked
        self.lang = lang
        self.named_day = today
        self.today = today or session.today()
        self.asker = asker
        self.place = session.places(root)
        self.definitions = self._defined()

    def record(self, given: Given, *, dry_run: bool) -> None:
        request = self._request(given)
        if dry_run or self.asker is not None:
            with working(READING, self.lang):
                found = draft(self.root, request, self.today)
            self._show(found, request)
            if dry_run:
                self._show_changes(found, request)
                return
            assert self.asker is not None
            print(file=sys.stderr)
            if not self.asker.yes(_("Write it?")):
                raise Stopped
            found = self._written(request, found)
        else:
            found = self._written(request, None)
            self._show(found, request)
        places = [Location(seen.where.file, seen.where.line) for seen in found.added]
        places += [Location(name, 1) for name in (SOURCES,) if request.sources]
        session.present(written([self._at(place) for place in places]), self.lang)

    def _defined(self) -> Definitions:
        """The indicators, areas and sources there are. Where they cannot be read, that is told, and nothing can be
        recorded.
        """
        files = [file for file in store.read_workspace(self.root) if file.name in (INDICATORS, SOURCES)]
        loaded = load(files)
        found = loaded.workspace.definitions
        self.errors = [one for one in loaded.problems if one.severity is Severity.ERROR]
        if not found.indicators:
            self._refuse_unread(
                _("cannot record a figure: no indicator can be read from {INDICATORS}", INDICATORS=INDICATORS),
            )  # fmt: skip
        return found

    def _refuse_unread(self, why: Localized) -> NoReturn:
        """Tell what is wrong with the files that define what others name, and stop."""
        session.tell_few(self.errors, self.root, self.lang)
        session.say(why, self.lang)
        raise typer.Exit(REFUSED)

    def _known(self, kind: Kind, code: str, choices: Collection[str], what: Localized) -> str:
        """``code`` where it is one of ``choices``; where it may be one that cannot be read, why it cannot is told."""
        if self.errors and code not in choices and self.definitions.is_unread(kind, code):
            self._refuse_unread(_("the {what} {code!r} cannot be read", what=what, code=code))
        return session.known(code, choices, what, self.lang)

    # What is meant

    def _request(self, given: Given) -> Request:
        """The row, and the new source, that are to be written; what is missing is asked for, or refused."""
        if self.asker is None:
            self._refuse_gaps(given)
        indicator = self._indicator(given.indicator)
        area = self._area(given.area)
        cells = self._cells(given.words, indicator)
        if cells["status"] and given.status not in ("", cells["status"]):
            why = _("the words say {told}, but --status says {given}", told=cells["status"], given=given.status)
            session.refuse(why, self.lang)
        period = self._period(given.period, indicator)
        as_of = self._as_of(given.as_of, period)
        source, new = self._source(given.source)
        row = {
            "indicator": indicator.code,
            "area": area,
            "period": period,
            "as_of": as_of,
            **cells,
            "status": given.status or cells["status"],
            "source": source,
            "note": given.note,
        }
        clean = {column: unicodedata.normalize("NFC", cell).strip() for column, cell in row.items()}
        return Request({f"data/{as_of}.csv": [clean]}, new)

    def _refuse_gaps(self, given: Given) -> None:
        """Name everything that is missing at once, by its option."""
        known = self.definitions.indicators.get(given.indicator)
        gaps = [
            (given.indicator, "INDICATOR", _("the indicator's code")),
            (given.words, "WORDS", _("the figure, as in its source")),
            (given.as_of, "--as-of", _("the day or month it holds for")),
            (given.source, "--source", _("the code of its source")),
            (given.period or known is None or not known.measure.has_period, "--period",
             _("the period it covers")),
            (given.area or len(self.definitions.areas) < 2, "--area", _("the code of the area")),
        ]  # fmt: skip
        lacking = [(name, what) for value, name, what in gaps if not value]
        if lacking:
            missing = joined(", ", (_("{name} ({what})", name=name, what=what) for name, what in lacking))
            session.refuse(_("missing: {missing}", missing=missing), self.lang)

    def _indicator(self, code: str) -> Indicator:
        indicators = self.definitions.indicators
        if self.asker is not None and code not in indicators:
            if code:
                session.say(_("there is no indicator {code!r}", code=code), self.lang)
            code = self.asker.choose(session.INDICATOR, {one.code: one.name for one in indicators.values()}, code)
        found = indicators[self._known(Kind.INDICATOR, code, indicators, session.INDICATOR)]
        if found.unit not in self.definitions.units:
            session.refuse(
                _("the indicator {code} has no unit yet; see: cnht validate", code=code),
                self.lang,
            )  # fmt: skip
        return found

    def _area(self, code: str) -> str:
        areas = self.definitions.areas
        if self.asker is not None and code not in areas and len(areas) > 1:
            return self.asker.choose(session.AREA, {one.code: one.name for one in areas.values()}, code)
        return self._known(Kind.AREA, code, areas, session.AREA) if code else self.definitions.only_area or ""

    def _cells(self, words: str, indicator: Indicator) -> dict[str, str]:
        topic = self.definitions.topic(indicator)
        assert topic is not None  # `_indicator` looked
        try:
            if words:
                return quantity_cells(words, topic, self.asked)
        except NotUnderstood as error:
            if self.asker is None:
                why = error.message
                if self.asked is None and len(readings(words, topic, lang=Lang.VI)) == 1:
                    why = _("{why}; or add --lang vi or --lang en", why=why)
                session.refuse(why, self.lang)
            session.say(error.message, self.lang)
        assert self.asker is not None
        name = _("{name} ({name2}), as in the source", name=topic.name, name2=topic.unit)  # fmt: skip
        return self.asker.until(name, lambda answer: quantity_cells(answer, topic, self.asked))

    def _period(self, text: str, indicator: Indicator) -> str:
        if text:
            return self._understood(text, _read_span)
        if self.asker is None or not indicator.measure.has_period:
            return ""
        question = _("Period the figure covers (2025, 2025-H1, Q2 2025, 2025-01/2025-09)")  # fmt: skip
        return self.asker.until(question, _read_span)

    def _as_of(self, text: str, period: str) -> str:
        if text or self.asker is None:
            return self._understood(text, _read_date)
        question = _("Day or month the figure holds for (2024-09-28, 2024-09)")  # fmt: skip
        return self.asker.until(question, _read_date, read_period(period).last.isoformat() if period else "")

    def _understood(self, text: str, read: Callable[[str], str | Fault]) -> str:
        """What was given as an option; wrong usage where it is not understood."""
        try:
            found = read(text)
        except NotUnderstood as error:
            session.refuse(error.message, self.lang)
        if isinstance(found, Fault):
            session.refuse(_("{message}. {fix}", message=found.message, fix=found.fix), self.lang)
        return found

    def _source(self, code: str) -> tuple[str, dict[str, dict[str, str]]]:
        """The code of the source, and the source itself where it is new."""
        sources = self.definitions.sources
        is_lost = (Kind.SOURCE, code) in self.definitions.unread or (Kind.SOURCE, "") in self.definitions.unread
        if code in sources or self.asker is None or (is_lost and self.errors):
            return self._known(Kind.SOURCE, code, sources, SOURCE), {}
        newest = sorted(sources.values(), key=lambda one: one.published.last, reverse=True)
        if code:
            missing = _("there is no source {code!r} in {SOURCES}", code=code, SOURCES=SOURCES)
            session.say(missing, self.lang)
        names = {one.code: untranslated(one.title) for one in newest}
        chosen = self.asker.choose(SOURCE, names, code, other=_("a new source"))
        if chosen:
            return chosen, {}
        chosen, entry = ask_source(self.asker, sources, code)
        return chosen, {chosen: entry}

    # What comes of it

    def _written(self, request: Request, seen: Draft | None) -> Draft:
        try:
            with working(WRITING, self.lang):
                found = write(self.root, request, self.today, seen=seen)
        except NotWritten as failure:
            session.say(session.cannot_write(failure.why, harmless(self.place(failure.name))), self.lang)
            raise Stopped from None
        self._refuse_errors(found, request)
        return found

    def _refuse_errors(self, found: Draft, request: Request) -> None:
        """Tell what is wrong with the new row, or with the files it belongs to, and stop."""
        if not found.errors:
            return
        session.tell_few(found.errors, self.root, self.lang)
        (row,) = (row for rows in request.rows.values() for row in rows)
        session.say(
            n_(
                "nothing was written because of the error above; the row would be: {row}",
                "nothing was written because of the {count} errors above; the row would be: {row}",
                len(found.errors),
                row=_line(row),
            ),
            self.lang,
        )
        raise typer.Exit(REFUSED)

    def _show(self, found: Draft, request: Request) -> None:
        """What was understood, what is doubtful, and how verdicts change."""
        self._refuse_errors(found, request)
        (seen,) = found.added
        session.present(recorded(seen, found.after, self._at(seen.where)), self.lang)
        if not found.elsewhere:
            with working(COMPARING, self.lang):
                changed = moves(found.before, found.after, self.today, seen.indicator)
            session.present(verdicts(changed, self.named_day), self.lang)
        session.flush()
        session.tell(found.warnings, self.root, self.lang)
        for change in found.changes:
            if not change.was_canonical:
                path = harmless(self.place(change.name))
                session.say(_("{path} is reformatted too, as by cnht fmt", path=path), self.lang)
        if found.elsewhere:
            session.say(
                n_(
                    "verdicts were not compared because of {count} error elsewhere; run: cnht validate",
                    "verdicts were not compared because of {count} errors elsewhere; run: cnht validate",
                    found.elsewhere,
                ),
                self.lang,
            )

    def _show_changes(self, found: Draft, request: Request) -> None:
        """The row as it would be written, and every line of the files that would change."""
        for name, rows in request.rows.items():
            (change,) = (change for change in found.changes if change.name == name)
            header, _rows = parsed(change.new.decode(), SNAPSHOT_COLUMNS)
            session.present(written_rows(snapshot(rows, header)), self.lang)
        changes = [(change.name, change.old or b"", change.new) for change in found.changes]
        session.present(patch(changes, self.place), self.lang)

    def _at(self, where: Location) -> str:
        """A place as it can be opened; of a file that only gets more at its end, the file."""
        path = harmless(self.place(where.file))
        return f"{path}:{where.line}" if where.file != SOURCES else path


def _line(row: Row) -> str:
    """A row as CSV, all columns."""
    return snapshot([row]).split("\n", 1)[1].rstrip("\n")


def _read_span(text: str) -> str | Fault:
    found = dates.span(_in_files(text))
    return found if isinstance(found, Fault) else found.text


def _read_date(text: str) -> str | Fault:
    found = dates.figure_date(_in_files(text))
    return found if isinstance(found, Fault) else found.text


def _in_files(text: str) -> str:
    """A date or period as files hold it; what is not understood stays, and the reader of files says why."""
    try:
        return read_period(text).text
    except NotUnderstood:
        return text
