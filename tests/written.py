"""Results as text, as commands print them."""

from __future__ import annotations

from collections.abc import Iterable

from cnht.diff.changes import Diff
from cnht.history import History
from cnht.lang import Lang, Localized
from cnht.model import Indicator
from cnht.presenting.diff import Label, diff_blocks, shorter
from cnht.presenting.explanation import explanation as explanation_blocks
from cnht.presenting.history import history_blocks
from cnht.presenting.progress import progress_blocks
from cnht.presenting.report import report_blocks
from cnht.progress import Progress
from cnht.report import Report
from cnht.writers.markdown import LONGEST_COMMENT, comment, markdown
from cnht.writers.terminal import Screen, terminal


def texts(found: Iterable[Localized], lang: Lang = Lang.EN) -> list[str]:
    return [text.text(lang) for text in found]


def progress_table(result: Progress, lang: Lang, screen: Screen) -> str:
    return terminal(progress_blocks(result), lang, screen)


def progress_markdown(result: Progress, lang: Lang) -> str:
    return markdown(progress_blocks(result), lang)


def explanation(result: Progress, indicator: Indicator, area: str, lang: Lang, screen: Screen) -> str:
    return terminal(explanation_blocks(result, indicator, area), lang, screen)


def history_table(result: History, lang: Lang, screen: Screen) -> str:
    return terminal(history_blocks(result), lang, screen)


def history_markdown(result: History, lang: Lang) -> str:
    return markdown(history_blocks(result), lang)


def report_markdown(report: Report, lang: Lang) -> str:
    return markdown(report_blocks(report), lang)


def diff_table(diff: Diff, old: Label, new: Label, lang: Lang, screen: Screen) -> str:
    return terminal(diff_blocks(diff, old, new), lang, screen)


def diff_markdown(diff: Diff, old: Label, new: Label, lang: Lang, limit: int = LONGEST_COMMENT) -> str:
    return comment(shorter(diff, old, new), lang, limit)
