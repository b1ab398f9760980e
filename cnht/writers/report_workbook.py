"""A report as an Excel workbook: a summary, what is new, charts, and the numbers behind them, in sheets that filter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from cnht.domain.model import Observation, Source
from cnht.domain.progress import Row, Status
from cnht.domain.quantity import Interval
from cnht.domain.report import Move, Report, Since
from cnht.language.texts import Lang, Localized, _, composed, joined, p_
from cnht.presenting import phrases
from cnht.presenting import report as words
from cnht.presenting.numbers import percent
from cnht.writers.workbook import Judged, figures_sheet, progress_columns, sources_sheet
from cnht.writers.workbook_charts import charts
from cnht.writers.xlsx import (
    STATUS_COLOURS,
    Cell,
    CellLook,
    Link,
    Percent,
    SheetColumn,
    SheetSpec,
    WorkbookWriter,
    workbook_bytes,
)

_SUMMARY = _("Summary")
_CHART_WIDTH = 560
_ROW_HEIGHT = 20
"""Of a row with one line, in pixels."""


def report_workbook(report: Report, lang: Lang) -> bytes:
    """The workbook as a file, as :func:`cnht.writers.xlsx.workbook_bytes` makes it.

    Sheets: the summary with a row a target, what is new where that was asked for, a chart for each indicator with
    figures and the numbers that it is drawn from, the figures that the report rests on, the targets, the sources.
    """
    made = _Workbook(report, lang)
    return workbook_bytes(words.title(report).text(lang), report.progress.as_of, lang, made.fill)


class _Workbook:
    def __init__(self, report: Report, lang: Lang) -> None:
        self.report = report
        self.result = report.progress
        self.lang = lang
        self.workspace = report.progress.book.workspace

    def fill(self, writer: WorkbookWriter) -> None:
        """Write all sheets."""
        self._summary(writer)
        if self.report.since is not None:
            self._news(writer, self.report.since)
        drawn_from = charts(writer, [subject.history for subject in self.report.subjects])
        writer.sheet(figures_sheet(self.workspace, self.report.figures))
        judged = [(self.result, row) for row in self.result.rows]
        writer.sheet(SheetSpec(_("Targets"), self._target_columns(), judged, frozen=2))
        writer.sheet(sources_sheet(self._sources(), _address))
        if drawn_from is not None:
            writer.sheet(drawn_from)

    # The summary

    def _summary(self, writer: WorkbookWriter) -> None:
        columns = self._summary_columns()
        page = writer.page(_SUMMARY)
        writer.widths(page, [column.width for column in columns])
        page.hide_gridlines(2)
        row = self._title(writer, page, sum(column.width for column in columns), len(columns) - 1)
        row = self._counts(writer, page, row + 1)
        top = row + 1
        writer.headed(page, top, writer.table(page, top, columns, self.result.rows), columns)
        page.repeat_rows(top)
        self._below(writer, page, top + len(self.result.rows) + 2)

    def _title(self, writer: WorkbookWriter, page: Any, width: int, last: int) -> int:
        """The title, the plans, and the sentence that the report opens with; the number of the row after it."""
        page.set_row_pixels(0, 30)
        writer.cell(page, 0, 0, words.title(self.report), bold=True, font_size=18, valign="vcenter")
        row = 1
        for row, plan in enumerate(self.result.plans, 1):
            told = joined(" ", [words.document(plan), phrases.bare(plan, self.result)])
            writer.cell(page, row, 0, told, font_color="#444444")
        row += 1
        writer.cell(page, row, 0, p_("report", "As of"), bold=True)
        writer.cell(page, row, 1, self.result.as_of, bold=True)
        row += 1
        text = joined(" ", [words.opened(self.report), *words.asides(self.report)]).text(self.lang)
        style = {"font_size": 12, "bg_color": "#F3F6FA", "valign": "vcenter", "text_wrap": True, "indent": 1}
        page.merge_range(row, 0, row, last, "", writer.format(num_format="@", **style))
        writer.cell(page, row, 0, text, wrapped=True, **style)
        # Excel finds the height of a merged row for nobody. A letter of this size takes 1.15 of a column's.
        page.set_row_pixels(row, 12 + _ROW_HEIGHT * -(-len(text) * 115 // (width * 100)))
        return row + 1

    def _counts(self, writer: WorkbookWriter, page: Any, row: int) -> int:
        """How many targets have which status, with a chart beside; the number of the row after both."""
        counts = self.result.counts
        if not counts:
            return row
        columns: tuple[SheetColumn[tuple[Status, int]], ...] = (
            SheetColumn(_("Status"), 18, lambda one: phrases.marked(one[0]), CellLook.STATUS),
            SheetColumn(p_("number of", "Targets"), 34, lambda one: one[1]),
        )
        last = writer.table(page, row, columns, counts.items())
        chart = writer.book.add_chart({"type": "bar"})
        name = _SUMMARY.text(self.lang)
        chart.add_series(
            {
                "name": [name, row, 1],
                "categories": [name, row + 1, 0, last, 0],
                "values": [name, row + 1, 1, last, 1],
                "points": [{"fill": {"color": STATUS_COLOURS[status].full}} for status in counts],
                "data_labels": {"value": True, "font": {"size": 10}},
                "gap": 40,
            }
        )
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "num_font": {"size": 10}, "line": {"color": "#767676"}})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
        chart.set_chartarea({"border": {"none": True}})
        chart.set_title({"name": [name, row, 1], "name_font": {"size": 11}})
        high = 26 * len(counts) + 44
        chart.set_size({"width": _CHART_WIDTH, "height": high})
        page.insert_chart(
            row,
            2,
            chart,
            {"x_offset": 12, "description": words.opened(self.report).text(self.lang), "object_position": 2},
        )
        return max(last, row + high // _ROW_HEIGHT) + 1

    def _summary_columns(self) -> tuple[SheetColumn[Row], ...]:
        result = self.result
        return (
            SheetColumn(_("Plan"), 18, lambda row: row.plan.name),
            SheetColumn(_("Indicator"), 34, lambda row: phrases.target_name(row, result)),
            SheetColumn(_("Target"), 24, self._target),
            SheetColumn(_("Latest figure"), 33, lambda row: phrases.dated_figure(row.observed, self._unit(row))),
            SheetColumn(_("% of plan"), 17, self._percent, CellLook.BAR),
            SheetColumn(_("Pace"), 9, phrases.pace_number),
            SheetColumn(_("Status"), 21, lambda row: phrases.marked(row.status), CellLook.STATUS),
            SheetColumn(_("Notes"), 61, lambda row: joined("; ", phrases.notes(row, result))),
        )

    def _target(self, row: Row) -> Localized:
        return phrases.quantity_text(row.target.quantity, self._unit(row))

    def _unit(self, row: Row) -> Localized:
        return phrases.unit_of(row.indicator.code, self.workspace.definitions)

    def _percent(self, row: Row) -> Cell:
        """The number that is quoted, shown with its sign; of a ceiling that is said."""
        if row.percent is None:
            return None
        sign, number = phrases.stated(*row.percent)
        after = phrases.percent_label(row).text(self.lang) if phrases.is_ceiling(row) else ""
        return Percent(percent(number), sign, after, aside=row.carried)

    def _below(self, writer: WorkbookWriter, page: Any, top: int) -> None:
        """Openly: what contradicts, and what is missing."""
        result = self.result
        conflicts = dict.fromkeys(
            composed(
                "{name}: {text}",
                name=phrases.target_name(one, result),
                text=phrases.conflict_text(one, conflict, result),
            )
            for one in result.rows
            for conflict in one.conflicts
        )
        missing = [
            composed("{name} ({plan}): {text}", name=phrases.target_name(one, result), plan=one.plan.name, text=text)
            for one in result.rows
            for text in phrases.missing(one, result)
        ]
        for title, lines in ((_("Conflicting figures"), [*conflicts]), (_("What is missing"), missing)):
            if lines:
                writer.cell(page, top, 0, title, bold=True, font_size=12)
                for row, line in enumerate(lines, top + 1):
                    writer.cell(page, row, 0, line)
                top += len(lines) + 2

    # What is new

    def _news(self, writer: WorkbookWriter, since: Since) -> None:
        columns = self._move_columns()
        page = writer.page(_("What is new"))
        writer.widths(page, [column.width for column in columns])
        page.hide_gridlines(2)
        page.set_row_pixels(0, 26)
        writer.cell(page, 0, 0, words.news(since), bold=True, font_size=14, valign="vcenter")
        writer.cell(page, 1, 0, _("After"), bold=True)
        writer.cell(page, 1, 1, since.day)
        writer.cell(page, 2, 0, p_("report", "As of"), bold=True)
        writer.cell(page, 2, 1, self.result.as_of)
        row = 4
        if not since.moves and not since.figures:
            writer.cell(page, row, 0, words.no_news(since))
        if since.moves:
            writer.cell(page, row, 0, words.MOVED, bold=True, font_size=12)
            last = writer.table(page, row + 1, columns, since.moves)
            writer.headed(page, row + 1, last, columns)
            row = last + 2
        if since.figures:
            writer.cell(page, row, 0, words.FRESH, bold=True, font_size=12)
            figures = self._figure_columns()
            writer.headed(page, row + 1, writer.table(page, row + 1, figures, since.figures), figures)

    def _move_columns(self) -> tuple[SheetColumn[Move], ...]:
        result = self.result
        return (
            SheetColumn(_("Plan"), 20, lambda move: move.new.plan.name),
            SheetColumn(_("Indicator"), 34, lambda move: phrases.target_name(move.new, result)),
            SheetColumn(_("Status before"), 21, lambda move: phrases.marked(move.old.status), CellLook.STATUS),
            SheetColumn(_("Status now"), 21, lambda move: phrases.marked(move.new.status), CellLook.STATUS),
            SheetColumn(
                _("Figure before"), 28, lambda move: phrases.dated_figure(move.old.observed, self._unit(move.old))
            ),
            SheetColumn(
                _("Figure now"), 28, lambda move: phrases.dated_figure(move.new.observed, self._unit(move.new))
            ),
            SheetColumn(_("% before"), 17, lambda move: self._percent(move.old), CellLook.BAR),
            SheetColumn(_("% now"), 17, lambda move: self._percent(move.new), CellLook.BAR),
            SheetColumn(_("Pace before"), 10, lambda move: phrases.pace_number(move.old)),
            SheetColumn(_("Pace now"), 10, lambda move: phrases.pace_number(move.new)),
        )

    def _figure_columns(self) -> tuple[SheetColumn[Observation], ...]:
        """In the widths of the columns above."""
        known = self.workspace.definitions
        return (
            SheetColumn(_("Source"), 20, lambda seen: seen.source),
            SheetColumn(_("Indicator"), 34, lambda seen: known.indicators[seen.indicator].name),
            SheetColumn(_("Date, period"), 21, phrases.observation_date),
            SheetColumn(_("Figure"), 21, lambda seen: phrases.quoted(seen, known)),
            SheetColumn(_("Notes"), 28, lambda seen: words.provisos(seen, self.report)),
            SheetColumn(_("File"), 28, lambda seen: seen.where.file),
            SheetColumn(_("Value"), 17, lambda seen: seen.quantity.value),
            SheetColumn(p_("report", "As of"), 17, lambda seen: seen.as_of),
            SheetColumn(_("Line"), 10, lambda seen: seen.where.line),
            SheetColumn(_("Area"), 10, lambda seen: seen.area),
        )

    # Targets and sources

    def _target_columns(self) -> tuple[SheetColumn[Judged], ...]:
        """The columns of the progress, and where target and figure stand."""

        def end(heading: Localized, of: Callable[[Interval], Fraction | None]) -> SheetColumn[Judged]:
            def value(judged: Judged) -> Cell:
                found = None if judged[1].percent is None else of(judged[1].percent[1])
                return None if found is None else Percent(percent(found))

            return SheetColumn(heading, 12, value)

        return (
            *progress_columns(),
            end(_("Lowest percent"), lambda interval: interval.low),
            end(_("Highest percent"), lambda interval: interval.high),
            SheetColumn(_("Target source"), 22, lambda one: one[1].target.source or one[1].plan.sources[0]),
            SheetColumn(_("Target wording"), 24, lambda one: one[1].target.wording),
            SheetColumn(_("Target note"), 40, lambda one: one[1].target.note),
            SheetColumn(_("Target file"), 20, lambda one: one[1].target.where.file),
            SheetColumn(_("Target line"), 9, lambda one: one[1].target.where.line),
            SheetColumn(_("Figure file, line"), 28, lambda one: _places(one[1])),
        )

    def _sources(self) -> Iterator[Source]:
        """The sources of all that the report names, in the order of their file."""
        cited = {seen.source for seen in self.report.figures}
        for row in self.result.rows:
            cited |= {row.target.source or row.plan.sources[0]}
            cited |= {part.source for conflict in row.conflicts for part in conflict.figure.parts}
        for plan in self.result.plans:
            cited |= {*plan.sources}
        sources = self.workspace.definitions.sources
        return (source for code, source in sources.items() if code in cited)


def _address(source: Source) -> Cell:
    address = phrases.web_address(source)
    return source.url if address is None else Link(address)


def _places(row: Row) -> str:
    """Where the figure stands that a target is judged by, or all that it was computed from."""
    if row.observed is None:
        return ""
    return "; ".join(f"{part.where.file}:{part.where.line}" for part in row.observed.parts)
