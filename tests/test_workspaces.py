"""Three programmes that are none of Hanoi's, judged year by year.

Every expected row was worked out by hand from the specification of progress; the line above it says how.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cnht.domain.model import Workspace
from cnht.domain.progress import Progress, Row, Status, progress
from cnht.domain.quantity import Qualifier
from cnht.files.store import read_workspace
from cnht.language.wording import rounded
from cnht.presenting.numbers import percent
from cnht.reading.load import load

WORKSPACES = Path(__file__).parent / "workspaces"

# A row: indicator (with its area and due date where there are several), status, likely, reason, percent of plan, pace,
# and marks; "-" is null. Behind "#" is the arithmetic: e is the number due on the figure's date, r the pace. A plan's
# number stands above its rows. A superseded row is not judged: nothing is promised of its percentage.

POVERTY_2024 = """
[12/KH-UBND]
# [38000, 40000) of 890000, 15 days apart, is 4.27 % up to 4.494 %, all below 4.5. From 6.4 over 350 of 366 days
# e = 4.583; r = (4.494 - 6.4) / (4.583 - 6.4) = 1.0488; 4.494 of 4.5 is 99.875 %.
poor_household_share  met           met       -          99.9  1.049  derived
# 0.5 is not under 0.5. From 0.8, which holds from 31/12/2023, it is 182 of 366 days: r = 0.3 / (0.3 x 182/366) = 2.011.
dropout_share         on_track      on_track  -         100.0  2.011  -
# At most 3, against about 3, which is 3.075 and below. There is no other figure to start from.
unemployment_share    met           met       -         100.0      -  -
traffic_deaths        missed        missed    -         101.5      -  final conflicts=1
# 29.25 to 30.75 used on day 273 of 365, when 29.918 is due: r = 1.0228 to 0.9729; nominal 0.9973.
drowning_deaths       on_track      on_track  -          75.0  0.997  -
untreated_waste       met           met       -          98.3      -  final
# Over 24, against 25 and below; just above 24 it is met.
fine_dust             undetermined  met       interval   96.0      -  final
# 56.84 to 59.76 reaches out of 58 to 59 on both sides.
forest_cover          undetermined  met       interval      -      -  final
birth_rate            missed        missed    -             -      -  final
pupil_teacher_ratio   met           met       -             -      -  -
"""

POVERTY_2025 = """
[9/KH-UBND]
# From (4.27 to 4.494) on 15/12/2024 through 4 on 30/06; day 92 of 184 towards 3 is e = 3.5.
# r = (3.4 - 4.494) / (3.5 - 4.494) = 1.1006; from 4.27 it is 1.13. The press says 4.
poor_household_share  on_track      on_track     -         113.3   1.101  conflicts=1
# 26325 to 27675 on the due date.
poor_households       undetermined  met          interval  100.0       -  final
# 0 to 0.6: 0 meets it; just below 0.6 is above 0.5, where it began: e = 0.5 - 0.2 x 181/365 = 0.401; r = 0.1 / -0.099.
dropout_share         undetermined  moving_away  interval  200.0  -1.008  -
unemployment_share    no_data       -            -         107.1       -  carried stale
# 45 + 48 + 41 = 134 up to 15/09, day 257 of 364: e = 134.148; r = 1.0011.
traffic_deaths        on_track      on_track     -          70.5   1.001  derived
# 41 is not under 40, four months before it is due. e = 40 x 242/364 = 26.593.
drowning_deaths       missed        missed       -         102.5   0.649  -
# From 0 to 118000: at 0 the target is met already, and r = 60000/100000 = 0.6; at 118000 it is 18000/28761.6 = 0.6258.
# Behind by either, but by two formulas.
untreated_waste       undetermined  behind       interval  166.7   0.626  -
# 23 and 27, both official, on one day. The figures before are endless (over 24), so March's 28 is where it began:
# e = 28 - 3 x 183/275 = 26.0036; r = 5 / 1.9964.
fine_dust             undetermined  met          conflict   92.0   2.505  conflicts=1
# 57.9 itself is excluded: just above it, still below 58.
forest_cover          undetermined  off_track    interval      -       -  -
# 14.25 up to 15, all below 15.
birth_rate            off_track     off_track    -             -       -  -
# 22 - 2.5 % is 21.45.
pupil_teacher_ratio   met           met          -             -       -  -
"""

REGIONS_2024 = """
[21/CTr-VDB]
# 5400 + 5100 + 4700 + 3900 = 19100, without a gap.
visitors@quang_ninh                met           met        -            100.5      -  final derived
# 2000 + 2600 + 2300 = 6900 without the second quarter: the official figures come before the press, which has it.
visitors@hai_phong                 undetermined  missed     interval      76.7      -  final derived
# 1850 official, before the year's figure of the press. e = 2000 x 334/365 = 1830.1.
visitors@thai_binh                 on_track      on_track   -             92.5  1.011  -
# 10.4 would meet 10, but the year is not over.
industrial_growth@quang_ninh       on_track      on_track   -            104.0  1.040  -
# The final figure is chosen; the provisional one is official and of the same period and date.
industrial_growth@hai_phong        undetermined  met        conflict     100.8      -  final conflicts=1
# A third quarter says nothing of the year.
industrial_growth@thai_binh        no_data       -          -                -      -  -
# 9000 of 30000, 31 days apart.
green_room_share@quang_ninh        met           met        -            100.0      -  final derived
# 32 days apart.
green_room_share@hai_phong         no_data       -          -                -      -  -
# Its own figure of June comes before the pair of December; 18.9 is below 19.5, and there is nothing to start from.
green_room_share@thai_binh         undetermined  -          no_baseline   94.5      -  -
hotel_rooms@quang_ninh/2024-06-30  met           met        -            100.3      -  final
# From 29100 on 30/06: e = 29100 + 1900 x 153/184 = 30679.9; r = 900 / 1579.9.
hotel_rooms@quang_ninh/2024-12-31  off_track     off_track  -             96.8  0.570  -
"""

REGIONS_2025 = """
[34/CTr-VDB]
# The half-year and three months: 11200 + 2000 + 2100 + 1600 = 16900 up to 30/09, day 272 of 364: e = 14945.05.
# September's other figure is disputed.
visitors@quang_ninh                on_track      on_track     -             84.5   1.131  derived conflicts=1
# 5000 + 900 = 5900 or more, the third quarter is missing. e = 9500 x 303/364 = 7907.97; r = 0.7461 and up.
visitors@hai_phong                 undetermined  behind       interval      62.1   0.746  derived
# October alone: 210 or more. e = 2200 x 303/364 = 1831.3.
visitors@thai_binh                 undetermined  off_track    interval       9.5   0.115  derived
# 115050 to 120950, e = 160000 x 272/364 = 119560.4: r = 0.9623 to 1.0116.
cargo@quang_ninh                   on_track      on_track     -             73.8   0.987  -
# 43000 + 46000 + 47000 = 136000, but two authorities' first quarters do not agree. e = 134505.5.
cargo@hai_phong                    undetermined  on_track     conflict      75.6   1.011  derived conflicts=1
# 10.2 / 11 of the first half-year; October alone is no candidate.
industrial_growth@quang_ninh       behind        behind       -             92.7   0.927  -
# More than 13, against 12 and above.
industrial_growth@hai_phong        on_track      on_track     -            108.3   1.083  -
industrial_growth@thai_binh        moving_away   moving_away  -            -16.7  -0.167  -
# [10450, 11000) of [31200, 32800], 15 days apart, is 31.86 % up to 35.26 %, nominal 34.375 %. From 30 % on 31/12/2024
# e = 30 + 5 x 273/365 = 33.740: r = 1.1699, at the lower end 0.4973. The other count of rooms is the press's.
green_room_share@quang_ninh        undetermined  on_track     interval      98.2   1.170  derived conflicts=1
# 3300 of 12500 is 26.4 %: neither 2024 nor 2025 has another pair within 31 days.
green_room_share@hai_phong         undetermined  -            no_baseline   97.8       -  derived
green_room_share@thai_binh         no_data       -            -             85.9       -  carried stale
hotel_rooms@quang_ninh/2025-06-30  met           met          -            101.6       -  final
# 31200 to 32800 from 30000 on 31/12/2024: e = 30000 + 3000 x 273/365 = 32243.8; r = 0.535, 0.891 and 1.248.
hotel_rooms@quang_ninh/2025-12-31  undetermined  behind       interval      97.0   0.891  conflicts=1
"""

MULTIYEAR_2022 = """
[45/KH-UBND]
# On the milestone's day e = 66000: r = 5700/6000.
irrigated_area          on_track      on_track   -          82.1  0.950  path
coffee_replanted        met           met        -         100.0      -  final
# Over 88 from 85: e = 85 + 10 x 546/1826 = 87.990; just above 88 r = 1.0033, at 100 it is met.
clean_water_share       undetermined  on_track   interval   92.6  1.003  path
# 516 from 480, half way to 600: r = 36/60.
cooperatives            behind        behind     -          86.0  0.600  path
# 4.875 to 5.125.
farm_growth             undetermined  met        interval  100.0      -  final
# "Over 1000" of 2019 is endless: it began with 1300 of 31/12/2021. r = 100/100, and 100 / (700 x 365/1461 = 174.88).
paved_roads/2023-12-31  on_track      on_track   -          93.3  1.000  path
paved_roads/2025-12-31  off_track     off_track  -          70.0  0.572  path
# 1.8 + 2.2 = 4.0 on day 729 of 1825: e = 3.9945.
trees_planted           on_track      on_track   -          40.0  1.001  path derived
"""

MULTIYEAR_2023 = """
[45/KH-UBND]
# Between the milestones: e = 66000 + 8000 x 273/547 = 69992.7; r = 9000/9992.7.
irrigated_area          behind        behind     -          86.3  0.901  path
# 900 + 1000 + 1100 = 3000; e = 4000 x 272/364 = 2989.0.
coffee_replanted        on_track      on_track   -          75.0  1.004  derived
# Of 30/06/2022: 18 months old.
clean_water_share       no_data       -          too_old    92.6      -  path carried stale
# Nearly 600 is below 600.
cooperatives            missed        missed     -         100.0      -  final
# 4.75 / 5.
farm_growth             on_track      on_track   -          95.0  0.950  -
paved_roads/2023-12-31  met           met        -         100.0      -  final
# 200 / (700 x 730/1461 = 349.76).
paved_roads/2025-12-31  off_track     off_track  -          75.0  0.572  path
trees_planted           on_track      on_track   -          40.0  1.001  path derived stale
"""

MULTIYEAR_2024 = """
[45/KH-UBND]
irrigated_area          superseded    -         -             ?      -  path
coffee_replanted        superseded    -         -             ?      -  final conflicts=1
clean_water_share       superseded    -         -             ?      -  path
farm_growth             superseded    -         -             ?      -  carried stale
paved_roads/2025-12-31  superseded    -         -             ?      -  path stale
# Of 2021, 2022 and 2024: "over 3" and a gap.
trees_planted           superseded    -         -             ?      -  path derived
[88/KH-UBND]
# From 69000 of 30/09/2023, which holds from 31/12/2023: e = 69000 + 13000 x 366/912 = 74217.1; r = 4000/5217.1.
irrigated_area          behind        behind    -          81.1  0.767  path
coffee_replanted        met           met       -         100.0      -  final conflicts=1
# From (88, 100]: at 88 e = 88 + 10 x 366/1827 = 90.003, r = 6/2.003; at 100 the target was met already, and is left.
clean_water_share       undetermined  on_track  interval   95.9  2.995  path
# From [570, 600) on 31/12/2023: e = 622.17, r = 80/52.17 = 1.533; e = 640.13, r = 50/40.13 = 1.246.
cooperatives            on_track      on_track  -          92.9  1.246  path
paved_roads             no_data       -         -          57.7      -  path carried stale
# Over 3; e = 15 x 365/1826 = 2.9984.
trees_planted           undetermined  on_track  interval   20.0  1.001  path
[102/KH-UBND]
"""

MULTIYEAR_2026 = """
[88/KH-UBND]
# e = 69000 + 13000 x 670/912 = 78550.4; r = 10000/9550.4.
irrigated_area     on_track      on_track  -         87.8  1.047  path stale
# The plan is under way, the year 2026 is not.
coffee_replanted   no_data       -         -            -      -  carried stale
clean_water_share  undetermined  on_track  interval  95.9  2.995  path stale
cooperatives       on_track      on_track  -         92.9  1.246  stale
# From 1500 of 31/12/2023: e = 1500 + 1100 x 547/1827 = 1829.3; r = 350/329.3.
paved_roads        on_track      on_track  -         71.2  1.063  path stale
# Over 3, and 1.5: e = 15 x 546/1826 = 4.4852.
trees_planted      undetermined  on_track  interval  30.0  1.003  path derived stale
[150/KH-UBND]
irrigated_area     not_started   -         -         79.0      -  path carried stale
clean_water_share  not_started   -         -         94.9      -  path carried stale
farm_growth        not_started   -         -            -      -  carried stale
"""

YEARS = {
    "poverty 2024": (POVERTY_2024, "2024-12-31", {"met": 4, "on_track": 2, "missed": 2, "undetermined": 2}),
    "poverty 2025": (
        POVERTY_2025,
        "2025-10-15",
        {"met": 1, "on_track": 2, "off_track": 1, "missed": 1, "undetermined": 5, "no_data": 1},
    ),
    "regions 2024": (
        REGIONS_2024,
        "2024-12-31",
        {"met": 3, "on_track": 2, "off_track": 1, "undetermined": 3, "no_data": 2},
    ),
    "regions 2025": (
        REGIONS_2025,
        "2025-11-15",
        {"met": 1, "on_track": 3, "behind": 1, "moving_away": 1, "undetermined": 6, "no_data": 1},
    ),
    "multiyear 2022": (MULTIYEAR_2022, "2022-12-31", {"met": 1, "undetermined": 1}),
    "multiyear 2023": (MULTIYEAR_2023, "2023-12-31", {"met": 1, "on_track": 2, "missed": 1}),
    "multiyear 2024": (MULTIYEAR_2024, "2024-12-31", {"met": 1}),
    "multiyear 2026": (MULTIYEAR_2026, "2025-11-30", {"on_track": 1, "no_data": 1, "not_started": 1}),
}


def workspace(name: str) -> Workspace:
    loaded = load(read_workspace(WORKSPACES / name))
    assert not loaded.problems, [f"{problem.where}: {problem.message}" for problem in loaded.problems]
    return loaded.workspace


@pytest.mark.parametrize("name", YEARS)
def test_every_row_of_the_year_is_as_worked_out_by_hand(name: str) -> None:
    expected, as_of, counts = YEARS[name]
    folder, year = name.split()
    found = progress(workspace(folder), int(year), date.fromisoformat(as_of))
    assert table(found) == [" ".join(line.split()) for line in expected.splitlines() if line and line[0] != "#"]
    assert {str(status): count for status, count in found.counts.items()} == counts


def test_the_figures_use_every_kind_of_word() -> None:
    assert {figure.quantity.qualifier for figure in workspace("poverty").observations} == set(Qualifier)


def table(found: Progress) -> list[str]:
    """The rows as they are written above, under the numbers of their plans."""
    return [
        line
        for plan in found.plans
        for line in (f"[{plan.number}]", *(written(row, found) for row in found.rows if row.plan is plan))
    ]


def written(row: Row, found: Progress) -> str:
    target = row.target
    which = target.indicator
    if len(found.book.workspace.definitions.areas) > 1:
        which += f"@{target.area}"
    if [(other.indicator, other.area) for other in row.plan.targets].count((target.indicator, target.area)) > 1:
        which += f"/{row.due}"
    nominal = "-" if row.percent is None else str(percent(row.percent[0]))
    marks = {
        "path": row.path,
        "final": row.final,
        "derived": row.observed is not None and row.observed.reported is None and not row.carried,
        "carried": row.carried,
        "stale": row.stale,
        f"conflicts={len(row.conflicts)}": row.conflicts,
    }
    cells = [
        which,
        row.status,
        row.likely or "-",
        row.reason or "-",
        "?" if row.status is Status.SUPERSEDED else nominal,
        "-" if row.pace is None or row.pace.ratio is None else rounded(row.pace.ratio, 3),
        " ".join(mark for mark, holds in marks.items() if holds) or "-",
    ]
    return " ".join(map(str, cells))
