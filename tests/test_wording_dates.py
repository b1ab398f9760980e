"""Dates and periods in Vietnamese and English: what is written reads back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnht.domain.period import Period
from cnht.language.texts import Lang
from cnht.language.wording import NotUnderstood, read_period, write_date, write_period

VI, EN = Lang.VI, Lang.EN


@pytest.mark.parametrize(
    ("iso", "vi", "en"),
    [
        ("2024-09-28", "28/09/2024", "2024-09-28"),
        ("2024-09", "09/2024", "2024-09"),
        ("2024-Q1", "quý I/2024", "Q1 2024"),
        ("2024-Q2", "quý II/2024", "Q2 2024"),
        ("2024-Q3", "quý III/2024", "Q3 2024"),
        ("2024-Q4", "quý IV/2024", "Q4 2024"),
        ("2024-H1", "6 tháng đầu năm 2024", "H1 2024"),
        ("2024-H2", "6 tháng cuối năm 2024", "H2 2024"),
        ("2024", "2024", "2024"),
        ("2022-01/2022-07", "7 tháng đầu năm 2022", "Jan–Jul 2022"),
        ("2025-01/2025-09", "9 tháng đầu năm 2025", "Jan–Sep 2025"),
        ("2022-02/2022-07", "02/2022 – 07/2022", "2022-02 to 2022-07"),
        ("2024-Q4/2025-Q1", "quý IV/2024 – quý I/2025", "Q4 2024 to Q1 2025"),
        ("2024-H2/2025-H1", "6 tháng cuối năm 2024 – 6 tháng đầu năm 2025", "H2 2024 to H1 2025"),
        ("2025-01/2025-01", "01/2025 – 01/2025", "2025-01 to 2025-01"),
        ("2026/2030", "2026 – 2030", "2026 to 2030"),
    ],
)
def test_periods_are_written_as_each_language_does_and_read_back(iso: str, vi: str, en: str) -> None:
    period = Period.parse(iso)
    assert (write_period(period, VI), write_period(period, EN)) == (vi, en)
    assert [read_period(text).text for text in (iso, vi, en)] == [iso] * 3


def test_a_run_of_days_is_written_by_its_ends() -> None:
    days = Period.between(date(2024, 1, 5), date(2024, 3, 15))
    assert write_period(days, VI) == "05/01/2024 – 15/03/2024"
    assert write_period(days, EN) == "2024-01-05 to 2024-03-15"


@pytest.mark.parametrize(
    ("texts", "iso"),
    [
        ("28/9/2024|28-09-2024|28.9.2024|ngày 28/9/2024|ngày 28 tháng 9 năm 2024", "2024-09-28"),
        ("28 September 2024|28 sept 2024|28 Sep 2024|28 tháng 9/2024", "2024-09-28"),
        ("5/6/2024|05/06/2024", "2024-06-05"),
        ("T9/2024|T9-2024|t9.2024|Th9/2024|Th.9 2024", "2024-09"),
        ("tháng 9/2024|tháng 9 năm 2024|Tháng 09 2024|9/2024|September 2024|Sep 2024", "2024-09"),
        ("quý II/2024|quý 2 năm 2024|Quý II năm 2024|Q2/2024|q2 2024|quí II/2024|2024-q2", "2024-Q2"),
        ("6 tháng đầu năm 2024|06 tháng đầu năm 2024|H1/2024|2024-h1", "2024-H1"),
        ("9 tháng 2024|9 tháng đầu năm 2024|9 tháng năm 2024|Jan–Sep 2024|tháng 1 - tháng 9/2024", "2024-01/2024-09"),
        ("January to July 2022|tháng 1 đến tháng 7 năm 2022|7 tháng đầu năm 2022", "2022-01/2022-07"),
        ("quý I - quý III/2024|Q1–Q3 2024|từ quý I đến quý III/2024", "2024-Q1/2024-Q3"),
        ("2021-2025|giai đoạn 2021-2025|2021 – 2025|từ 2021 đến 2025|from 2021 to 2025", "2021/2025"),
        ("năm 2024|Năm\u00a02024| 2024 ", "2024"),
    ],
)
def test_everyday_periods_are_read_with_the_day_first(texts: str, iso: str) -> None:
    assert {text: read_period(text).text for text in texts.split("|")} == dict.fromkeys(texts.split("|"), iso)


@pytest.mark.parametrize(
    "text",
    [
        *("31/2/2024", "9/28/2024", "2024/09/28", "2024-9-28", "28/09/24", "28/9-2024", "0/1/2024", "13/2024"),
        *("quý V/2024", "Q5 2024", "H3 2024", "13 tháng 2024", "0 tháng 2024", "2025-2021", "tháng 9", "năm 24"),
        *("Sep 28, 2024", "28/09/2024 – 30/09/2024", "Jan–Jul", "hôm qua", "２０２４", "0000", "", "2024-"),
    ],
)
def test_what_is_no_period_is_not_understood(text: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        read_period(text)
    assert text in refused.value.message.text(Lang.VI)
    assert text in str(refused.value.message)


@given(st.dates(), st.sampled_from(Lang))
def test_a_date_reads_back(day: date, lang: Lang) -> None:
    assert read_period(write_date(day, lang)).first == read_period(write_date(day, lang)).last == day
