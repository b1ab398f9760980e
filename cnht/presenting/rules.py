"""Which rule gave a verdict, and the section of ``docs/method.md`` that tells of it."""

from __future__ import annotations

from enum import StrEnum

from cnht.domain.model import Measure
from cnht.domain.progress import Method, Reason, Row, Status
from cnht.domain.quantity import Direction
from cnht.language.texts import Localized, _

METHOD = "docs/method.md"


class Rule(StrEnum):
    """A rule; its value is the anchor of its section."""

    PLANS = "which-plans"
    FIGURE = "which-figure"
    TOO_OLD = "too-old"
    CARRIED = "carried-forward"
    CONFLICT = "conflict"
    REGION = "met-and-missed"
    BASELINE = "baseline"
    LINE = "the-line"
    COMPOUND = "compound-growth"
    RATIO = "ratio-to-the-target"
    LEFT = "from-good-to-bad"
    GROWTH = "growth"
    CEILING = "ceiling"
    MAINTAIN = "maintain"
    INTERVAL = "cannot-tell"


RULE_NAMES: dict[Rule, Localized] = {
    Rule.PLANS: _("plans begin, and replace others"),
    Rule.FIGURE: _("no figure, no verdict"),
    Rule.TOO_OLD: _("a figure that is too old does not judge"),
    Rule.CARRIED: _("a figure of before the period is shown and does not judge"),
    Rule.CONFLICT: _("figures that contradict each other decide nothing"),
    Rule.REGION: _("the figure against what the target accepts"),
    Rule.BASELINE: _("without a baseline there is no pace"),
    Rule.LINE: _("pace on a straight line"),
    Rule.COMPOUND: _("pace by compound growth"),
    Rule.RATIO: _("ratio to the target"),
    Rule.LEFT: _("what was met and is no longer moves away"),
    Rule.GROWTH: _("growth in ratio to its target"),
    Rule.CEILING: _("a ceiling that fills up"),
    Rule.MAINTAIN: _("inside or outside a level to maintain"),
    Rule.INTERVAL: _("a verdict holds at both ends, or nobody can tell"),
}


def rule(row: Row) -> Rule:
    """The rule that gave a row its status."""
    central = row.verdict.central
    match row.status:
        case Status.SUPERSEDED | Status.NOT_STARTED:
            return Rule.PLANS
        case Status.NO_DATA if row.reason is Reason.TOO_OLD:
            return Rule.TOO_OLD
        case Status.NO_DATA:
            return Rule.FIGURE if row.observed is None else Rule.CARRIED
        case Status.UNDETERMINED:
            open_by = {Reason.CONFLICT: Rule.CONFLICT, Reason.NO_BASELINE: Rule.BASELINE}
            return open_by.get(row.reason or Reason.INTERVAL, Rule.INTERVAL)
        case _ if row.indicator.direction is Direction.MAINTAIN:
            return Rule.MAINTAIN
        case Status.MET | Status.MISSED:
            early = row.status is Status.MISSED and not row.final
            return Rule.CEILING if early else Rule.REGION
        case _ if central is None or central.pace is None:
            return Rule.LEFT
        case _ if row.indicator.measure is Measure.GROWTH:
            return Rule.GROWTH
        case _:
            return _BY_METHOD[central.pace.method]


_BY_METHOD = {
    Method.LINEAR: Rule.LINE,
    Method.CAGR: Rule.COMPOUND,
    Method.CEILING: Rule.CEILING,
    Method.RATIO: Rule.RATIO,
}
