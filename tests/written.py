"""Results as text, as commands print them."""

from __future__ import annotations

from collections.abc import Iterable

from cnht.comparing.changes import Diff
from cnht.domain.history import History
from cnht.domain.model import Indicator
from cnht.domain.progress import Progress
from cnht.domain.report import Report
from cnht.language.texts import Lang, Localized
from cnht.presenting.diff import SideLabel, diff_blocks, shorter
from cnht.presenting.explanation import explanation as explanation_blocks
from cnht.presenting.history import history_blocks
from cnht.presenting.progress import progress_blocks
from cnht.presenting.report import report_blocks
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


def diff_table(diff: Diff, old: SideLabel, new: SideLabel, lang: Lang, screen: Screen) -> str:
    return terminal(diff_blocks(diff, old, new), lang, screen)


def diff_markdown(diff: Diff, old: SideLabel, new: SideLabel, lang: Lang, limit: int = LONGEST_COMMENT) -> str:
    return comment(shorter(diff, old, new), lang, limit)
