"""A report as Markdown."""

from __future__ import annotations

from cnht.lang import Lang
from cnht.render.notes import opening
from cnht.report import Report


def report_markdown(report: Report, lang: Lang) -> str:
    """The report for a document or a pull request."""
    return f"{opening(report.progress, lang)}\n"
