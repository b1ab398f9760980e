"""What counts as a change, and as which: every kind, with both sides in the test."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from judging import AREAS, INDICATORS, SOURCES, plan, workspace

from cnht.comparing.changes import ChangeKind, ComparedTarget, Diff, Side, Unjudged
from cnht.comparing.compare import compare, compare_selections, due_in, of_plan
from cnht.domain.model import Authority, Workspace
from cnht.domain.quantity import Tolerance
from cnht.files.textfile import TextFile
from cnht.language.texts import LocalizedText
from cnht.presenting.diff import Teller
from cnht.reading.load import load

TODAY = date(2026, 6, 30)
FIGURES = "wells,,2025-06-30,,10,,,a"


def changes(old: Workspace, new: Workspace, as_of: date | None = TODAY) -> Diff:
    return compare(Side(old), Side(new), as_of)


def told(diff: Diff) -> list[str]:
    """Every change but the verdicts, in a line each."""
    lines = [f"target {one.change} {one.goal.target.indicator}" for one in diff.targets]
    lines += [f"figure {one.change} {one.figure.indicator} {one.figure.quantity.value}" for one in diff.figures]
    lines += [f"{one.change} {one.thing} {one.code} {one.field}".strip() for one in diff.things]
    lines += [f"name {one.change} {one.entry.name}" for one in diff.entries]
    return lines


def of_targets(old: str, new: str, **kind: str) -> list[str]:
    return told(changes(workspace([plan(old, **kind)], ""), workspace([plan(new, **kind)], "")))


def of_figures(old: str, new: str) -> list[str]:
    return told(changes(workspace([plan("{}")], old), workspace([plan("{}")], new)))


# Targets


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        # The region that is accepted is a part of what it was, or all of it and more.
        ("wells: {value: 10}", "wells: {value: 12}", "raised"),
        ("wells: {value: 12}", "wells: {value: 10}", "lowered"),
        ("waste: {value: 12}", "waste: {value: 10}", "raised"),
        ("waste: {value: 10}", "waste: {value: 12}", "lowered"),
        ("waste: {under: 10}", "waste: {at_most: 8}", "raised"),
        ("wells: {about: 10}", "wells: {over: 20}", "raised"),
        ("wells: {over: 20}", "wells: {at_least: 15}", "lowered"),
        ("births: {between: [4, 6]}", "births: {between: [4.5, 5.5]}", "raised"),
        ("births: {between: [4, 6]}", "births: {between: [3, 7]}", "lowered"),
        # Neither: other words before one number, or two regions of which none holds the other.
        ("wells: {about: 1000}", "wells: {over: 1000}", "reworded"),
        ("wells: {value: 5}", "wells: {at_least: 5}", "reworded"),
        ("wells: {between: [200, 300]}", "wells: {value: 200}", "reworded"),
        ("wells: {between: [200, 300]}", "wells: {between: [200, 350]}", "reworded"),
        ("births: {value: 5}", "births: {value: 6}", "reworded"),
        ("births: {between: [4, 6]}", "births: {between: [5, 7]}", "reworded"),
        ("births: {at_least: 5}", "births: {at_most: 6}", "reworded"),
        # Everything else about a target.
        ("wells: {value: 5}", "wells: {value: 5, due: 2025-06-30}", "due_moved"),
        ("wells: {value: 5}", "wells: {value: 5, each: year}", "due_moved"),
        ("wells: {value: 5}", "wells: {value: 5, baseline: {value: 3, as_of: 2024-12-31}}", "baseline_changed"),
        (
            "wells: {value: 5, baseline: {value: 3, as_of: 2024-12-31}}",
            "wells: {value: 5, baseline: {value: 3, as_of: 2024-11-30}}",
            "baseline_changed",
        ),
        ("wells: {value: 5}", "wells: {value: 5, milestones: {2025-06-30: {value: 4}}}", "milestones_changed"),
        (
            "wells: {value: 5, milestones: {2025-06-30: {value: 4}}}",
            "wells: {value: 5, milestones: {2025-06-30: {value: 3}}}",
            "milestones_changed",
        ),
        ("wells: {value: 5}", "wells: {value: 5, source: b}", "source_changed"),
        ("wells: {value: 5}", "wells: {value: 5, wording: 5 cái}", "wording_changed"),
        ("wells: {value: 5}", "wells: {value: 5, note: n}", "note_changed"),
        ("wells: {value: 5, note: n}", "wells: {value: 5, note: m}", "note_changed"),
    ],
)
def test_one_thing_that_changes_in_a_target_is_one_change(old: str, new: str, change: str) -> None:
    assert of_targets(old, new) == [f"target {change} {new.partition(':')[0]}"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("wells: {value: 10}", "wells: {value: 10.0}"),
        ("wells: {value: 10.50}", "wells:\n    value: 10.5   # as before"),
        ("wells: {value: 10}", "wells: [{value: 10}]"),
        ("wells: {value: 10}", "wells: {value: 10, due: 2025-12-31}"),
        ("wells: {value: 10}", "wells: {value: 10, area: north}"),
        ("wells: {value: 10, note: one two}", 'wells: {note: "one two", value: 10}'),
        ("wells: {value: 10, note: one two}", "wells:\n    note: >\n      one\n      two\n    value: 10"),
        ("wells: {value: 1}\nwaste: {value: 2}", "waste: {value: 2}\nwells: {value: 1}"),
        (
            "wells: [{value: 1, due: 2025-06-30}, {value: 2}]",
            "wells: [{value: 2}, {value: 1, due: 2025-06-30}]",
        ),
        (
            "wells: {value: 9, milestones: {2025-03-31: {value: 3}, 2025-06-30: {value: 5}}}",
            "wells: {value: 9, milestones: {2025-06-30: {value: 5}, 2025-03-31: {value: 3.0}}}",
        ),
    ],
)
def test_what_means_the_same_is_no_change(old: str, new: str) -> None:
    assert of_targets(old, new) == []


def test_added_and_dropped_targets() -> None:
    assert of_targets("wells: {value: 1}", "waste: {value: 1}") == ["target dropped wells", "target added waste"]


def test_a_target_that_is_moved_and_lowered_is_both_and_not_dropped_and_added() -> None:
    assert of_targets("wells: {value: 5}", "wells: {value: 4, due: 2025-06-30}") == [
        "target lowered wells",
        "target due_moved wells",
    ]


def test_the_due_date_tells_the_items_of_a_list_apart() -> None:
    old = "wells: [{value: 1, due: 2025-03-31}, {value: 2, due: 2025-06-30}, {value: 3}]"
    assert of_targets(old, "wells: [{value: 1, due: 2025-03-31}, {value: 4}]") == [
        "target dropped wells",
        "target raised wells",
    ]
    assert of_targets(old, old.replace("06-30", "07-31")) == ["target due_moved wells"]


def test_a_longer_period_moves_the_targets_that_are_due_at_its_end() -> None:
    old, new = (workspace([plan("wells: {value: 5}", period=period)], "") for period in ("2025", "2025/2026"))
    assert told(changes(old, new)) == ["target due_moved wells", "changed plan 1 period"]


def test_a_dropped_plan_is_dropped_with_its_targets() -> None:
    one, other = plan("wells: {value: 1}"), plan("waste: {value: 1}", number="2")
    assert told(changes(workspace([one, other], ""), workspace([one], ""))) == [
        "target dropped waste",
        "dropped plan 2",
    ]


def test_a_plan_is_known_by_its_number_whatever_its_file() -> None:
    one, other = plan("wells: {value: 1}"), plan("waste: {value: 1}", number="2")
    assert changes(workspace([one, other], ""), workspace([other, one], "")).is_empty


# Documents, sources, definitions


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("title: {vi: t, en: t}", "title: {vi: t, en: u}", "title.en"),
        ("issuer: {vi: u, en: u}", "issuer: {vi: v, en: u}", "issuer.vi"),
        ("source: a\n", "source: [a, b]\n", "source"),
        ("source: a\n", "source: a\nissued: 2024-10\n", "issued"),
        ("source: a\n", "source: a\nnote: n\n", "note"),
        ("source: a\n", "source: a\nreplaces: '2'\n", "replaces"),
        ("source: a\n", "source: a\narea: north\n", "area"),
    ],
)
def test_a_field_of_a_document_that_changes_is_named(old: str, new: str, field: str) -> None:
    text = plan("wells: {value: 1}")
    assert old in text
    one, other = (workspace([each], "") for each in (text, text.replace(old, new)))
    assert told(changes(one, other)) == [f"changed plan 1 {field}"]


def test_the_order_of_a_plans_sources_is_no_change() -> None:
    text = plan("wells: {value: 1}")
    one, other = (text.replace("source: a", f"source: {sources}") for sources in ("[a, b]", "[b, a]"))
    assert changes(workspace([one], ""), workspace([other], "")).is_empty


def test_a_field_of_a_definition_or_source_that_changes_is_named() -> None:
    old = workspace([plan("wells: {value: 1}")], FIGURES)
    known = old.definitions
    wells, thing, source = known.indicators["wells"], known.units["thing"], known.sources["a"]
    covered = known.indicators["covered"]
    cases: list[tuple[dict[str, dict[str, object]], str]] = [
        ({"indicators": {"wells": replace(wells, unit="money")}}, "changed indicator wells unit"),
        ({"indicators": {"wells": replace(wells, name=LocalizedText("x", "a"))}}, "changed indicator wells name.vi"),
        (
            {"indicators": {"wells": replace(wells, definition=LocalizedText("", "d"))}},
            "changed indicator wells definition.en",
        ),
        ({"indicators": {"covered": replace(covered, ratio=None)}}, "changed indicator covered ratio"),
        ({"units": {"thing": thing._replace(scale=thing.scale * 1000)}}, "changed unit thing scale"),
        (
            {"areas": {"north": known.areas["north"]._replace(name=LocalizedText("Bắc", "N"))}},
            "changed area north name.en",
        ),
        ({"sources": {"a": replace(source, authority=Authority.PRESS)}}, "changed source a authority"),
        ({"sources": {"a": replace(source, url="https://example.org")}}, "changed source a url"),
    ]
    for new, line in cases:
        ((section, own),) = new.items()
        definitions = replace(known, **{section: {**getattr(known, section), **own}})  # type: ignore[arg-type]
        lines = told(changes(old, replace(old, definitions=definitions)))
        assert lines == [line] or (line.endswith("definition.en") and line in lines), line
    tolerance = replace(known, tolerance=Tolerance(Decimal("2.50"), Decimal(4)))
    assert told(changes(old, replace(old, definitions=tolerance))) == ["changed tolerance  nearly"]


def test_a_definition_that_comes_or_goes_is_told_once() -> None:
    old = workspace([plan("wells: {value: 1}")], "")
    few = {code: one for code, one in old.definitions.indicators.items() if code != "deaths"}
    new = replace(old, definitions=replace(old.definitions, indicators=few))
    assert told(changes(old, new)) == ["dropped indicator deaths"]
    assert told(changes(new, old)) == ["added indicator deaths"]


def test_a_target_in_another_unit_or_direction_is_neither_harder_nor_easier() -> None:
    old, new = (workspace([plan(f"wells: {{value: {number}}}")], "") for number in (10, 12))
    wells = replace(new.definitions.indicators["wells"], unit="money")
    new = replace(new, definitions=replace(new.definitions, indicators={**new.definitions.indicators, "wells": wells}))
    assert told(changes(old, new)) == ["target reworded wells", "changed indicator wells unit"]


def test_numbers_before_and_after_a_unit_is_rescaled_are_not_measured_against_each_other() -> None:
    old = workspace([plan("wells: {value: 16}")], FIGURES)
    new = workspace([plan("wells: {value: 16000}")], FIGURES.replace("10", "10000"))
    unit = new.definitions.units[new.definitions.indicators["wells"].unit]
    units = {**new.definitions.units, unit.code: unit._replace(scale=unit.scale / 1000)}
    diff = changes(old, replace(new, definitions=replace(new.definitions, units=units)))
    assert told(diff)[:2] == ["target reworded wells", "figure changed wells 10000"]
    assert diff.figures[0].percent is None


# Figures


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (FIGURES, "wells,,2025-06-30,,12,,,a", ["figure changed wells 12"]),
        (FIGURES, "wells,,2025-06-30,nearly,10,,,a", ["figure changed wells 10"]),
        (FIGURES, "wells,,2025-06-30,between,10,12,,a", ["figure changed wells 10"]),
        (FIGURES, "wells,,2025-06-30,,10,,final,a", ["figure status_changed wells 10"]),
        (FIGURES, "wells,,2025-06-30,,10,,disputed,a", ["figure status_changed wells 10"]),
        (FIGURES, "wells,,2025-06-30,,11,,final,a", ["figure changed wells 11", "figure status_changed wells 11"]),
        (FIGURES, f"{FIGURES}\nwells,,2025-07-31,,11,,,a", ["figure added wells 11"]),
        (f"{FIGURES}\nwells,,2025-07-31,,11,,,a", FIGURES, ["figure lost wells 11"]),
        # The key of a row: indicator, area, period, as_of, source.
        (FIGURES, "wells,,2025-06-29,,10,,,a", ["figure lost wells 10", "figure added wells 10"]),
        (FIGURES, "wells,,2025-06-30,,10,,,b", ["figure lost wells 10", "figure added wells 10"]),
        (FIGURES, "people,,2025-06-30,,10,,,a", ["figure lost wells 10", "figure added people 10"]),
        ("trips,2025-H1,2025-06-30,,1,,,a", "trips,2025,2025-06-30,,1,,,a",
         ["figure lost trips 1", "figure added trips 1"]),
        # Spelling is no change.
        (FIGURES, "wells,,2025-06-30,,10.0,,,a", []),
        (FIGURES, "wells,,2025-06,,10,,,a", []),
        ("trips,2025-Q1,2025-03-31,,1,,,a", "trips,2025-01/2025-03,2025-03-31,,1,,,a", []),
        (f"{FIGURES}\nwells,,2025-07-31,,11,,,a", f"wells,,2025-07-31,,11,,,a\n{FIGURES}", []),
        # Rows that share a key: by their number, too.
        (FIGURES, "wells,,2025-06-30,,10,,disputed,a\nwells,,2025-06-30,,11,,,a",
         ["figure status_changed wells 10", "figure added wells 11"]),
        ("wells,,2025-06-30,,10,,disputed,a\nwells,,2025-06-30,,11,,,a",
         "wells,,2025-06-30,,12,,disputed,a\nwells,,2025-06-30,,11,,,a",
         ["figure lost wells 10", "figure added wells 12"]),
        ("wells,,2025-06-30,,10,,disputed,a\nwells,,2025-06-30,,11,,,a",
         "wells,,2025-06-30,,10,,disputed,a\nwells,,2025-06-30,,12,,,a", ["figure changed wells 12"]),
    ],
)  # fmt: skip
def test_figures_are_paired_by_their_key(old: str, new: str, lines: list[str]) -> None:
    assert of_figures(old, new) == lines


@pytest.mark.parametrize(
    ("old", "new", "percent"),
    [
        ("wells,,2025-06-30,,8,,,a", "wells,,2025-06-30,,10,,,a", 25),
        ("wells,,2025-06-30,,10,,,a", "wells,,2025-06-30,,8,,,a", -20),
        ("balance,,2025-06-30,,-10,,,a", "balance,,2025-06-30,,-5,,,a", 50),
        ("wells,,2025-06-30,,0,,,a", "wells,,2025-06-30,,8,,,a", None),
        ("wells,,2025-06-30,,8,,,a", "wells,,2025-06-30,nearly,8,,,a", None),
        ("wells,,2025-06-30,between,8,12,,a", "wells,,2025-06-30,,10,,,a", 25),
        ("waste,,2025-06-30,between,8,12,,a", "waste,,2025-06-30,,15,,,a", 25),
    ],
)
def test_a_changed_figure_says_by_how_many_percent(old: str, new: str, percent: int | None) -> None:
    (change,) = changes(workspace([plan("{}")], old), workspace([plan("{}")], new)).figures
    assert change.percent == percent


def test_wording_and_note_of_a_figure() -> None:
    header = "indicator,as_of,value,source,wording,note"
    row = "wells,2025-06-30,10,a,10 cái,n"
    old = workspace([plan("{}")], row, header=header)
    for new, change in [("10 things,n", "wording_changed"), ("10 cái,m", "note_changed"), ("10 cái,", "note_changed")]:
        text = row.replace("10 cái,n", new)
        assert told(changes(old, workspace([plan("{}")], text, header=header))) == [f"figure {change} wells 10"]


# Verdicts


def flipped(old: Workspace, new: Workspace) -> list[str]:
    diff = changes(old, new)
    return [
        f"{flip.year} {flip.new.indicator.code} {flip.old.status} {flip.new.status}: {Teller(diff).why(flip)}"
        for flip in diff.flips
    ]


def test_a_verdict_flips_with_its_target() -> None:
    old, new = (workspace([plan(f"wells: {{value: {number}}}")], "wells,,2025-12-31,,10,,,a") for number in (10, 11))
    assert flipped(old, new) == ["2025 wells met missed: target 10 → 11 things"]


def test_a_verdict_flips_with_the_figure_it_is_judged_by() -> None:
    targets = [plan("wells: {value: 10}")]
    none, ten, nine = (workspace(targets, f"wells,,2025-12-31,,{n},,,a" if n else "") for n in (0, 10, 9))
    assert flipped(none, ten) == ["2025 wells no_data met: new figure: 10 things, 2025-12-31"]
    assert flipped(ten, none) == ["2025 wells met no_data: figure lost: 10 things, 2025-12-31"]
    assert flipped(ten, nine) == ["2025 wells met missed: figure of 2025-12-31: 10 → 9 things"]


def test_a_verdict_flips_with_a_due_date_a_baseline_and_a_figure_that_becomes_disputed() -> None:
    figures = "wells,,2024-12-31,,0,,,a\nwells,,2025-06-30,,5,,,a"
    old = workspace([plan("wells: {value: 10}")], figures)
    moved = workspace([plan("wells: {value: 10, due: 2025-06-30}")], figures)
    assert flipped(old, moved) == ["2025 wells on_track missed: due date 2025-12-31 → 2025-06-30"]
    based = workspace([plan("wells: {value: 10, baseline: {value: 8, as_of: 2024-12-31}}")], figures)
    assert flipped(old, based) == ["2025 wells on_track moving_away: baseline – → 8 (2024-12-31)"]
    doubted = workspace([plan("wells: {value: 10}")], figures.replace("5,,,", "5,,disputed,"))
    assert flipped(old, doubted) == ["2025 wells on_track no_data: figure 5 things, 2025-06-30: now disputed"]


def test_only_what_a_verdict_hangs_on_is_to_blame() -> None:
    old = workspace([plan("wells: {value: 10, milestones: {2025-06-30: {value: 2}}}")], "wells,,2025-12-31,,10,,,a")
    new = workspace([plan("wells: {value: 9, milestones: {2025-06-30: {value: 1}}}")], "wells,,2025-12-31,,8,,,a")
    assert flipped(old, new) == ["2025 wells met missed: figure of 2025-12-31: 10 → 8 things"]


def test_a_verdict_flips_with_a_tolerance_a_replacement_and_the_authority_of_a_source() -> None:
    old = workspace([plan("wells: {about: 100}")], "wells,,2025-12-31,,98,,,a")
    strict = replace(old, definitions=replace(old.definitions, tolerance=Tolerance(Decimal(1))))
    assert flipped(old, strict) == ["2025 wells met missed: Tolerance: about 2.5 → 1"]
    later = plan("wells: {value: 99}", number="2", extra="replaces: '1'")
    new = workspace([plan("wells: {about: 100}"), later], "wells,,2025-12-31,,98,,,a")
    assert flipped(old, new) == ["2025 wells met superseded: Document 2 (added)"]
    figures = "wells,,2025-12-31,,98,,,a\nwells,,2025-12-31,,50,,,b"
    old = workspace([plan("wells: {about: 100}")], figures)
    press = replace(old.definitions.sources["b"], authority=Authority.PRESS)
    calm = replace(old, definitions=replace(old.definitions, sources={**old.definitions.sources, "b": press}))
    assert flipped(old, calm) == ["2025 wells undetermined met: Source b: authority official → press"]


def test_a_share_flips_with_a_figure_it_is_derived_from() -> None:
    figures = "people,,2025-12-31,,100,,,a\ninsured,,2025-12-31,,{},,,a"
    old, new = (workspace([plan("covered: {value: 50}")], figures.format(number)) for number in (60, 40))
    assert flipped(old, new) == ["2025 covered met missed: figure of 2025-12-31: 60 → 40 things"]


def test_a_target_of_several_years_flips_in_each_year_by_itself() -> None:
    old, new = (
        workspace([plan("growth: {value: 5, each: year}", period="2024/2025")], f"growth,2024,2024-12-31,,{n},,,a")
        for n in (6, 4)
    )
    assert [line.partition(":")[0] for line in flipped(old, new)] == ["2024 growth met missed"]


def test_both_sides_are_judged_on_the_same_day() -> None:
    targets = [plan("wells: {value: 10}")]
    old, new = workspace(targets, ""), workspace(targets, "wells,,2025-12-31,,10,,,a")
    assert changes(old, new, date(2025, 12, 30)).flips == ()
    assert len(changes(old, new, date(2025, 12, 31)).flips) == 1


def test_where_nothing_else_changes_no_verdict_flips() -> None:
    same = workspace([plan("wells: {value: 10}")], FIGURES)
    diff = changes(same, same)
    assert diff.is_empty
    assert diff.unjudged is None


# Two years, two plans


def goals(diff: Diff) -> list[str]:
    """Each pair of a selection with its plans."""

    def name(goal: ComparedTarget | None) -> str:
        return "-" if goal is None else f"{goal.target.plan}/{goal.target.quantity.value}"

    found = [f"{one.change} {one.goal.target.indicator} {name(one.old)} {name(one.new)}" for one in diff.targets]
    return found + [f"same {one.target.indicator} {name(one)} {name(other)}" for one, other in diff.same]


def years(space: Workspace, old: int, new: int) -> list[str]:
    side = Side(space)
    return goals(compare_selections(side, due_in(space, old), side, due_in(space, new)))


def test_two_years_are_paired_by_indicator_and_area() -> None:
    space = workspace(
        [
            plan("wells: {value: 10}\nwaste: {value: 5}\ntrips: {value: 1}", number="A", period="2024"),
            plan("wells: {value: 12}\nwaste: {value: 5.0}\ngrowth: {value: 7}", number="B", period="2025"),
        ],
        "",
    )
    assert years(space, 2024, 2025) == [
        "dropped trips A/1 -",
        "raised wells A/10 B/12",
        "added growth - B/7",
        "same waste A/5 B/5.0",
    ]


def test_of_several_targets_the_most_alike_are_paired_and_every_one_is_told_once() -> None:
    space = workspace(
        [
            plan("wells: {value: 30}", number="L", period="2021/2025"),
            plan("wells: {value: 10}", number="A", period="2024"),
            plan("wells: {value: 12}", number="B", period="2025"),
        ],
        "",
    )
    assert years(space, 2024, 2025) == ["raised wells A/10 B/12", "added wells - L/30"]
    assert years(space, 2025, 2024) == ["dropped wells L/30 -", "lowered wells B/12 A/10"]


def test_a_target_of_each_year_is_paired_with_itself() -> None:
    space = workspace(
        [
            plan("growth: {value: 5, each: year}", number="L", period="2024/2025"),
            plan("growth: {value: 6}", number="B", period="2025"),
        ],
        "",
    )
    assert years(space, 2024, 2025) == ["added growth - B/6", "same growth L/5 L/5"]
    assert [goal.due.isoformat() for goal in due_in(space, 2024)] == ["2024-12-31"]


def test_targets_of_a_plan_that_is_replaced_by_then_do_not_count_in_a_year() -> None:
    space = workspace(
        [
            plan("wells: {value: 10}", number="A", period="2023/2025"),
            plan("wells: {value: 12}", number="B", period="2024/2025", extra="replaces: A"),
        ],
        "",
    )
    assert [goal.target.plan for goal in due_in(space, 2025)] == ["B"]


def test_two_plans_are_compared_with_all_their_targets_and_not_judged() -> None:
    space = workspace(
        [
            plan("wells: [{value: 1, due: 2024-06-30}, {value: 2}]", number="A", period="2024"),
            plan("wells: [{value: 3}, {value: 1, due: 2025-06-30}]", number="B", period="2025"),
        ],
        "",
    )
    side = Side(space)
    diff = compare_selections(side, of_plan(space, "A"), side, of_plan(space, "B"))
    assert goals(diff) == ["raised wells A/2 B/3", "same wells A/1 B/1"]
    assert diff.unjudged is Unjudged.SELECTIONS


# Sides with errors


def read(**files: str) -> Side:
    own = {
        "targets/indicators.yaml": AREAS + INDICATORS,
        "data/sources.yaml": SOURCES,
        "targets/1.yaml": plan("wells: {value: 10}"),
        "data/f.csv": "indicator,as_of,value,source\nwells,2025-06-30,10,a\nwaste,2025-06-30,10,a\n",
    } | files
    loaded = load(TextFile(name, text.encode()) for name, text in own.items())
    return Side(loaded.workspace, loaded.problems, frozenset(problem.where.file for problem in loaded.problems))


def test_what_a_side_could_not_read_is_missing_and_not_lost() -> None:
    spoilt = read(**{"data/f.csv": "indicator,as_of,value,source\nwells,2025-06-30,1.000,a\n"})
    diff = compare(read(), spoilt, TODAY)
    assert told(diff) == []
    assert [(lacking.in_new, type(lacking.what).__name__) for lacking in diff.missing] == [(True, "Observation")] * 2
    assert diff.unjudged is Unjudged.ERRORS
    assert not diff.is_empty
    assert [lacking.in_new for lacking in compare(spoilt, read(), TODAY).missing] == [False, False]


def test_a_plan_that_cannot_be_read_is_missing_with_its_targets() -> None:
    diff = compare(read(), read(**{"targets/1.yaml": "plan: ["}), TODAY)
    assert told(diff) == []
    assert [type(lacking.what).__name__ for lacking in diff.missing] == ["ComparedTarget", "ThingChange"]


def test_without_the_definitions_nothing_is_said_to_be_gone() -> None:
    for name in ("targets/indicators.yaml", "data/sources.yaml"):
        diff = compare(read(), read(**{name: "{"}), TODAY)
        assert told(diff) == []
        assert diff.missing


def test_what_is_sound_beside_an_error_is_compared() -> None:
    other = read(**{"targets/1.yaml": plan("wells: {value: 12}\nwaste: {nearly: 3}")})
    diff = compare(read(), other, TODAY)
    assert told(diff) == ["target raised wells"]


def test_a_figure_lost_from_a_sound_file_is_lost_whatever_ails_the_others() -> None:
    other = read(**{"data/f.csv": "indicator,as_of,value,source\nwells,2025-06-30,10,a\n", "targets/2.yaml": "plan: ["})
    assert told(compare(read(), other, TODAY)) == ["figure lost waste 10"]


def test_the_worst_comes_first() -> None:
    order = list(ChangeKind)
    assert order.index(ChangeKind.LOST) < order.index(ChangeKind.DROPPED) < order.index(ChangeKind.LOWERED)
    assert order.index(ChangeKind.LOWERED) < order.index(ChangeKind.REWORDED) < order.index(ChangeKind.RAISED)
    assert of_targets(
        "wells: {value: 1}\nwaste: {value: 1}\npeople: {value: 1}", "wells: {value: 2}\nwaste: {value: 2}"
    ) == ["target dropped people", "target lowered waste", "target raised wells"]
