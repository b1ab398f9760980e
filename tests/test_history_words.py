"""What is said of a history in words, in both languages; each input in its test, each number by hand."""

from __future__ import annotations

from datetime import date

import pytest
from judging import plan, workspace
from written import texts

from cnht.domain.history import History, history
from cnht.language.texts import Lang
from cnht.presenting.history import goal_lines, line_lines

DAY = date.fromisoformat


def of(indicator: str, targets: str, figures: str, *, period: str = "2025", as_of: str = "2025-12-31") -> History:
    return history(workspace([plan(targets, period=period)], figures), indicator, "north", DAY(as_of))


def said(result: History, lang: Lang) -> list[str]:
    """What is said of the only target."""
    (goal,) = result.goals
    return texts(goal_lines(goal, result), lang)


# From 01/01/2025 to the figure are 150 days, and from there to the due date 214.


@pytest.mark.parametrize(
    ("baseline", "figure", "goal", "vi", "en"),
    [
        pytest.param(
            "100",
            "nearly,200",
            "{value: 300}",
            "đạt mục tiêu vào 28/10/2025, kịp hạn (theo khoảng giá trị của số liệu: từ 28/10/2025 đến 01/12/2025)",
            "reached on 2025-10-28, in time (by the words of the figures: from 2025-10-28 to 2025-12-01)",
            id="all of it in time",
        ),
        pytest.param(
            "100",
            "about,104",
            "{value: 111}",
            # 7 more take 262.5 days; from 106.6 on 100, from 101.4 on 1028.6.
            "đến 18/02/2026 mới đạt mục tiêu, sau hạn 31/12/2025, tính theo số công bố"
            " (theo khoảng giá trị của số liệu: từ 08/09/2025, hoặc quá muộn)",
            "is reached on 2026-02-18, after 2025-12-31 if the quoted number holds"
            " (by the words of the figures: from 2025-09-08 on, or much too late)",
            id="some of it late",
        ),
        pytest.param(
            "100",
            "nearly,104",
            "{value: 108}",
            "đạt mục tiêu vào 28/10/2025, kịp hạn, tính theo số công bố"
            " (theo khoảng giá trị của số liệu: từ 28/10/2025, hoặc quá muộn)",
            "reached on 2025-10-28, in time if the quoted number holds"
            " (by the words of the figures: from 2025-10-28 on, or much too late)",
            id="or never",
        ),
        pytest.param(
            "100",
            "about,100",
            "{value: 109}",
            "thì không đạt, hoặc đạt quá muộn, tính theo số công bố"
            " (theo khoảng giá trị của số liệu: từ 25/06/2026, hoặc quá muộn)",
            "it is not reached, or much too late if the quoted number holds"
            " (by the words of the figures: from 2026-06-25 on, or much too late)",
            id="never, or late",
        ),
    ],
)
def test_in_time_is_said_of_all_that_the_truth_may_be_or_of_the_quoted_number(
    baseline: str, figure: str, goal: str, vi: str, en: str
) -> None:
    figures = f"wells,,2024-01-01,,95,,,a\nwells,,2025-01-01,,{baseline},,,a\nwells,,2025-05-31,{figure},,,a"
    target = goal.replace("}", ", baseline: {value: 100, as_of: 2025-01-01}}")
    result = of("wells", f"wells: {target}", figures, as_of="2025-06-30")
    assert said(result, Lang.VI)[1].endswith(vi)
    assert said(result, Lang.EN)[1].endswith(en)


TOTALS = "".join(
    f"trips,{year},{year}-12-31,,{number},,,a\n" for year, number in ((2022, 100), (2023, 220), (2024, 340))
)


@pytest.mark.parametrize(
    ("figures", "vi", "en"),
    [
        (TOTALS, "tăng 120 mỗi năm", "120 more each year"),
        (TOTALS.replace("340", "0").replace("220", "50"), "giảm 50 mỗi năm", "50 less each year"),
        (TOTALS.replace("340", "100").replace("220", "100"), "không tăng, không giảm", "as much each year"),
    ],
    ids=["more", "less", "the same"],
)
def test_the_line_of_a_flow_says_how_the_totals_of_years_differ_and_nothing_of_months(
    figures: str, vi: str, en: str
) -> None:
    result = of("trips", "trips: {value: 500}", figures, as_of="2025-01-31")
    assert texts(line_lines(result), Lang.VI)[0].endswith(f"31/12/2024: {vi}.")
    assert texts(line_lines(result), Lang.EN)[0].endswith(f"2024-12-31: {en}.")


def test_a_line_is_called_a_projection_only_where_something_is_projected() -> None:
    figures = "".join(f"wells,,{year}-12-31,,{year - 2015},,,a\n" for year in (2021, 2022, 2023, 2024))
    openings = {
        as_of: [line_lines(of("wells", "wells: {value: 12}", figures, as_of=as_of))[0].text(lang) for lang in Lang]
        for as_of in ("2025-06-30", "2025-12-31")
    }
    assert [line.partition(":")[0] for line in openings["2025-06-30"]] == [
        "Dự báo chỉ là đường xu thế tuyến tính (bình phương nhỏ nhất) qua 4 số liệu từ 31/12/2021 đến 31/12/2024",
        "What is projected is only a straight line (least squares) through 4 figures from 2021-12-31 to 2024-12-31",
    ]
    assert [line.partition(":")[0] for line in openings["2025-12-31"]] == [
        "Đường xu thế tuyến tính (bình phương nhỏ nhất) qua 4 số liệu từ 31/12/2021 đến 31/12/2024",
        "The straight line (least squares) goes through 4 figures from 2021-12-31 to 2024-12-31",
    ]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        # With 20 + d in the middle: 40 + d/3, ± 3.0777 · √(10/3) · √(2/3) · d, which is 4.588 d.
        ((10, 20, 30), "40 vào 31/12/2025, khoảng dự báo 80% từ 40 đến 40;"),
        ((10, 20.00001, 30), "40 vào 31/12/2025, khoảng dự báo 80% từ 40 đến 40;"),
        ((10, 20.001, 30), "40 vào 31/12/2025, khoảng dự báo 80% từ 39,996 đến 40,005;"),
        ((10, 20.01, 30), "40 vào 31/12/2025, khoảng dự báo 80% từ 39,96 đến 40,05;"),
        ((10, 20.1, 30), "40 vào 31/12/2025, khoảng dự báo 80% từ 39,6 đến 40,5;"),
        ((10, 22, 30), "40,7 vào 31/12/2025, khoảng dự báo 80% từ 31,5 đến 49,8;"),
    ],
)
def test_a_projection_has_the_digits_that_tell_its_ends_apart(numbers: tuple[float, ...], expected: str) -> None:
    days = ("2023-01-01", "2024-01-01", "2024-12-31")  # 365 days apart, as is the due date
    figures = "".join(f"wells,,{day},,{number:f},,,a\n" for day, number in zip(days, numbers, strict=True))
    result = of("wells", "wells: {value: 50}", figures, as_of="2025-03-31")
    assert expected in said(result, Lang.VI)[-1]


@pytest.mark.parametrize(
    ("goal", "vi", "en"),
    [
        ("30", "theo đó sẽ đạt mục tiêu", "which would meet the target"),
        ("60", "theo đó sẽ không đạt mục tiêu", "which would miss the target"),
        ("41", "chưa đủ căn cứ để kết luận", "which leaves it open"),
    ],
)
def test_a_projection_is_no_fact(goal: str, vi: str, en: str) -> None:
    figures = "wells,,2022-12-31,,10,,,a\nwells,,2023-12-31,,22,,,a\nwells,,2024-12-31,,30,,,a"
    result = of("wells", f"wells: {{value: {goal}}}", figures, as_of="2025-03-31")
    assert said(result, Lang.VI)[-1].endswith(vi)
    assert said(result, Lang.EN)[-1].endswith(en)


def test_what_is_said_of_a_ceiling_suits_what_nobody_uses_up() -> None:
    # 2 a day in 181 days; 183 are left, 153 of them from the day of the history on.
    figures = "deaths,2025-01/2025-07,2025-07-01,,362,,,a"
    result = of("deaths", "deaths: {at_most: 728}", figures, as_of="2025-07-31")
    assert said(result, Lang.VI) == [
        (
            "đến nay 61 mỗi tháng (731 mỗi năm), tính từ 01/01/2025 đến 01/07/2025; từ 01/07/2025 nhiều nhất 61 mỗi"
            " tháng (731 mỗi năm); từ 31/07/2025 nhiều nhất 73 mỗi tháng (874 mỗi năm), nếu sau 01/07/2025 chưa có thay"
            " đổi"
        ),
    ]
    assert said(result, Lang.EN) == [
        (
            "so far 61 a month (731 a year), 2025-01-01 to 2025-07-01; at most 61 a month (731 a year) from 2025-07-01"
            " on; from 2025-07-31 on at most 73 a month (874 a year), if nothing has changed since 2025-07-01"
        ),
    ]
