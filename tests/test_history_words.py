"""What is said of a history in words, in both languages; each input in its test, each number by hand."""

from __future__ import annotations

from datetime import date

import pytest
from judging import plan, workspace

from cnht.history import History, history
from cnht.lang import Lang
from cnht.render.history.words import goal_lines

DAY = date.fromisoformat


def of(indicator: str, targets: str, figures: str, *, period: str = "2025", as_of: str = "2025-12-31") -> History:
    return history(workspace([plan(targets, period=period)], figures), indicator, "north", DAY(as_of))


def said(result: History, lang: Lang) -> list[str]:
    """What is said of the only target."""
    (goal,) = result.goals
    return goal_lines(goal, result, lang)


# From 01/01/2025 to the figure are 150 days, and from there to the due date 214.


@pytest.mark.parametrize(
    ("baseline", "figure", "goal", "vi", "en"),
    [
        pytest.param(
            "100",
            "nearly,200",
            "{value: 300}",
            "đạt mục tiêu vào 28/10/2025, kịp hạn (theo cách nói của nguồn: từ 28/10/2025 đến 01/12/2025)",
            "reached on 2025-10-28, in time (by the words of the figures: from 2025-10-28 to 2025-12-01)",
            id="all of it in time",
        ),
        pytest.param(
            "100",
            "about,104",
            "{value: 111}",
            # 7 more take 262.5 days; from 106.6 on 100, from 101.4 on 1028.6.
            "đến 18/02/2026 mới đạt mục tiêu, sau hạn 31/12/2025 nếu đúng như số đã nêu"
            " (theo cách nói của nguồn: từ 08/09/2025 đến 25/03/2028)",
            "is reached on 2026-02-18, after 2025-12-31 if the quoted number holds"
            " (by the words of the figures: from 2025-09-08 to 2028-03-25)",
            id="some of it late",
        ),
        pytest.param(
            "100",
            "nearly,104",
            "{value: 108}",
            "đạt mục tiêu vào 28/10/2025, kịp hạn nếu đúng như số đã nêu"
            " (theo cách nói của nguồn: từ 28/10/2025, hoặc không bao giờ đạt)",
            "reached on 2025-10-28, in time if the quoted number holds"
            " (by the words of the figures: from 2025-10-28 on, or never)",
            id="or never",
        ),
        pytest.param(
            "100",
            "about,100",
            "{value: 109}",
            "không bao giờ đạt mục tiêu nếu đúng như số đã nêu"
            " (theo cách nói của nguồn: từ 25/06/2026, hoặc không bao giờ đạt)",
            "it is never reached if the quoted number holds"
            " (by the words of the figures: from 2026-06-25 on, or never)",
            id="never, or late",
        ),
    ],
)
def test_in_time_is_said_of_all_that_the_truth_may_be_or_of_the_quoted_number(
    baseline: str, figure: str, goal: str, vi: str, en: str
) -> None:
    figures = f"wells,,2025-01-01,,{baseline},,,a\nwells,,2025-05-31,{figure},,,a"
    target = goal.replace("}", ", baseline: {value: 100, as_of: 2025-01-01}}")
    result = of("wells", f"wells: {target}", figures, as_of="2025-06-30")
    assert said(result, Lang.VI)[1].endswith(vi)
    assert said(result, Lang.EN)[1].endswith(en)
