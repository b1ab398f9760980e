"""Whole workspaces: what is read from them, and every problem of all their files in one pass."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnht.checks import check
from cnht.domain.model import Authority, Measure, Ratio
from cnht.domain.period import Period
from cnht.domain.quantity import Qualifier, Quantity, Tolerance
from cnht.files.store import read_workspace
from cnht.files.textfile import TextFile
from cnht.language.texts import Lang, LocalizedText, untranslated
from cnht.problems import Kind, codes, shown
from cnht.reading.load import Loaded, load

INDICATORS = """\
areas:
  hanoi: {vi: Hà Nội, en: Hanoi}
units:
  firm: {vi: doanh nghiệp, en: firms}
  percent: {vi: "%", en: "%"}
indicators:
  firms:
    name: {vi: Doanh nghiệp, en: Firms}
    unit: firm
    measure: stock
    direction: increase
  waste:
    name: {vi: Chất thải, en: Waste}
    unit: firm
    measure: stock
    direction: decrease
  fairs:
    name: {vi: Hội chợ, en: Fairs}
    unit: firm
    measure: flow
    direction: increase
  share:
    name: {vi: Tỷ lệ, en: Share}
    unit: percent
    measure: share
    direction: maintain
"""
SOURCES = """\
vna-2024:
  title: T
  publisher: P
  published: 2024-09
  authority: official
"""
HEAD = """\
plan: 1/KH-UBND
title: {vi: K, en: P}
issuer: {vi: U, en: U}
period: 2025/2026
source: vna-2024
"""
SNAPSHOT = """\
indicator,as_of,value,source
firms,2024-09-28,5,vna-2024
"""
Found = list[tuple[str, str]]


def workspace(plan: str = HEAD + "targets: {}\n", **files: str | bytes) -> Loaded:
    """A sound workspace with ``plan``, and with ``indicators``, ``sources``, ``snapshot`` or more files replaced."""
    names = {"indicators": "targets/indicators.yaml", "sources": "data/sources.yaml", "snapshot": "data/s.csv"}
    texts: dict[str, str | bytes] = {
        "targets/indicators.yaml": INDICATORS,
        "data/sources.yaml": SOURCES,
        "data/s.csv": SNAPSHOT,
        "targets/p.yaml": plan,
    }
    texts |= {names.get(name, name): text for name, text in files.items()}
    return load(TextFile(name, text.encode() if isinstance(text, str) else text) for name, text in texts.items())


def found(loaded: Loaded) -> Found:
    return [(problem.code, str(problem.where)) for problem in loaded.problems]


def test_the_shipped_workspace_has_no_problem() -> None:
    loaded = load(read_workspace(Path(__file__).parent.parent))
    assert loaded.problems == ()
    assert check(loaded.workspace) == []
    assert (len(loaded.workspace.plans), loaded.rows) == (21, 127)


def test_indicators_are_read_with_their_places() -> None:
    text = INDICATORS.replace("direction: maintain", "direction: increase\n    ratio: {of: waste, to: firms}")
    loaded = workspace(indicators="tolerance_percent: {about: 3.0}\n" + text + "    definition: {vi: Đ}\n    note: N\n")
    definitions = loaded.workspace.definitions
    share = definitions.indicators["share"]
    assert loaded.problems == ()
    assert definitions.tolerance == Tolerance(Decimal("3.0"), Decimal(5))
    assert definitions.units["firm"].scale == Fraction(1)
    assert (share.name, share.unit, share.measure) == (LocalizedText("Tỷ lệ", "Share"), "percent", Measure.SHARE)
    assert (share.ratio, share.definition, share.note) == (
        Ratio("waste", "firms"),
        LocalizedText("Đ", "Đ"),
        untranslated("N"),
    )
    assert (str(share.where), str(share.places["ratio.of"])) == (
        "targets/indicators.yaml:23:3",
        "targets/indicators.yaml:28:17",
    )


def test_a_plan_is_read_with_its_targets() -> None:
    loaded = workspace(
        HEAD.replace("source: vna-2024", "source: [vna-2024]\nissued: 2024-10\nreplaces: 0/KH")
        + """\
targets:
  firms:
    - over: 12.50
      due: 2025-12-31
      baseline: {nearly: 5, as_of: 2024-09}
      milestones: {2025-06-30: {at_least: 8}}
      source: vna-2024
      wording: trên 12,50
      note: N
    - {between: [20, 30]}
  fairs: {value: 2, each: year}
"""
    )
    assert loaded.problems == ()
    (plan,) = loaded.workspace.plans
    first, second, fairs = plan.targets
    assert (plan.number, plan.period, plan.issued) == ("1/KH-UBND", Period.parse("2025/2026"), Period.parse("2024-10"))
    assert (plan.sources, plan.replaces, plan.area) == (("vna-2024",), "0/KH", None)
    assert first.quantity == Quantity(Qualifier.OVER, Decimal("12.50"))
    assert (first.area, str(first.due), first.each_year) == ("hanoi", "2025-12-31", False)
    assert first.baseline is not None
    assert (first.baseline.quantity, str(first.baseline.as_of)) == (
        Quantity(Qualifier.NEARLY, Decimal(5)),
        "2024-09-30",
    )
    assert [(str(one.as_of), str(one.quantity.value)) for one in first.milestones] == [("2025-06-30", "8")]
    assert (first.source, first.wording, first.note) == ("vna-2024", "trên 12,50", untranslated("N"))
    assert (str(first.where), str(first.places["due"])) == ("targets/p.yaml:10:7", "targets/p.yaml:11:12")
    assert second.quantity == Quantity(Qualifier.BETWEEN, Decimal(20), Decimal(30))
    assert (str(fairs.where), str(fairs.due), fairs.each_year) == ("targets/p.yaml:18:3", "2026-12-31", True)


def test_sources_are_read() -> None:
    source = workspace(sources=SOURCES + "  url: http://x\n").workspace.definitions.sources["vna-2024"]
    assert (source.title, source.publisher, source.published) == ("T", "P", Period.parse("2024-09"))
    assert (source.authority, source.url, source.note) == (Authority.OFFICIAL, "http://x", None)


def test_a_plan_may_have_no_targets_but_empty_ones_look_like_a_lost_indentation() -> None:
    assert workspace(HEAD + "targets: {}\n").problems == ()
    assert found(workspace(HEAD + "targets:\n")) == [("M552", "targets/p.yaml:6:1")]


@pytest.mark.parametrize(
    ("number", "wording", "value"),
    [
        ("value: 1.250", "1.250 doanh nghiệp", "1250"),
        ("value: 1.250", "1.250 firms", "1.250"),
        ("over: 1.250", "trên 1.250", "1250"),
        ("over: 1.250", "over 1.250", "1.250"),
        ("between: [1.250, 1.500]", "từ 1.250 đến 1.500", "1250 1500"),
        ("between: [900, 1.250]", "900 - 1.250 doanh nghiệp", "900 1250"),
    ],
)
def test_the_wording_of_a_target_settles_a_number_that_reads_two_ways(number: str, wording: str, value: str) -> None:
    loaded = workspace(HEAD + f"targets: {{firms: {{{number}, wording: {wording}}}}}\n")
    assert loaded.problems == ()
    quantity = loaded.workspace.plans[0].targets[0].quantity
    assert f"{quantity.value} {quantity.value_high or ''}".strip() == value


@pytest.mark.parametrize("target", ["value: 1.250", "value: 1.250, wording: 1.250", "value: 1.250, wording: gần 1.250",
                                    "value: 5, baseline: {value: 1.250, as_of: 2024}",
                                    "between: [1.250, 1.500]", "value: 5, note: 1.250"])  # fmt: skip
def test_without_such_words_it_is_refused(target: str) -> None:
    loaded = workspace(HEAD + f"targets: {{firms: {{{target}}}}}\n".replace("as_of: 2024", "as_of: 2024-12"))
    assert [problem.code for problem in loaded.problems] == ["V302"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("plan: 1/KH-UBND\n", "", [("Y418", "1:1")]),
        ("plan: 1/KH-UBND", "plan: 301", [("Y419", "1:7")]),
        ("plan: 1/KH-UBND", "plan:", [("V304", "1:1")]),
        ("title: {vi: K, en: P}", "title: {}", [("Y418", "2:8")]),
        ("title: {vi: K, en: P}", "title: [K]", [("Y419", "2:8")]),
        ("title: {vi: K, en: P}", "title: {vi: K, en: P, fr: P}", [("Y417", "2:23")]),
        ("title: {vi: K, en: P}", "titel: {vi: K, en: P}", [("Y417", "2:1")]),
        ("period: 2025/2026", "period: 2025-13", [("V307", "4:9")]),
        ("period: 2025/2026", "period: 2025-01-01", [("V307", "4:9")]),
        ("period: 2025/2026", "period: [2025]", [("Y419", "4:9")]),
        ("source: vna-2024", "source: []", [("V304", "5:9")]),
        ("source: vna-2024", "source: [vna-2024, a b]", [("V309", "5:20")]),
        ("source: vna-2024", "source: vna-2024\nissued: 2024-02-30", [("V306", "6:9")]),
        ("source: vna-2024", "source: vna-2024\nissued: 01/02/2024", [("V318", "6:9")]),
        ("source: vna-2024", "source: vna-2024\narea: hanoy", [("M502", "6:7")]),
        ("source: vna-2024", "source: vna-2024\nnote: no", [("Y412", "6:7")]),
    ],
)
def test_what_is_wrong_with_the_head_of_a_plan(old: str, new: str, expected: Found) -> None:
    loaded = workspace(HEAD.replace(old, new) + "targets: {firms: {value: 5}}\n")
    assert sorted(found(loaded)) == sorted((code, f"targets/p.yaml:{place}") for code, place in expected)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("firms: {}", [("M516", "7:3")]),
        ("firms: {note: x}", [("M516", "7:3")]),
        ("firms: {value: 5, over: 4}", [("M516", "7:21")]),
        ("firms: 5", [("Y419", "7:10")]),
        ("firms:", [("V304", "7:3")]),
        ("firms: []", [("V304", "7:10")]),
        ("firms: {valeu: 5}", [("Y417", "7:11")]),
        ("firms: {value: x}", [("V301", "7:18")]),
        ('firms: {value: "5"}', [("Y419", "7:18")]),
        ("firms: {value: true}", [("Y419", "7:18")]),
        ("firms: {value: }", [("V304", "7:11")]),
        ("firms: {value: 010}", [("Y413", "7:18")]),
        ("firms: {value: 1.000}", [("V302", "7:18")]),
        ("firms: {value: 8,5}", [("Y414", "7:18")]),
        ("firms:\n    value:5", [("Y415", "8:5")]),
        ("frims: {value: 5}", [("M501", "7:3")]),
        ("Firms: {value: 5}", [("V309", "7:3")]),
        ("firms: {nearly: 5}", [("M517", "7:11")]),
        ("firms: {at_most: 5}", [("M518", "7:11")]),
        ("waste: {over: 5}", [("M518", "7:11")]),
        ("share: {at_most: 5}", []),
        ("waste: {under: 0}", [("M512", "7:18")]),
        ("firms: {value: -5}", [("M510", "7:18")]),
        ("share: {value: 101}", [("M510", "7:18")]),
        ("firms: {between: [5, 5]}", [("V312", "7:20")]),
        ("firms: {between: [6, 5]}", [("V312", "7:20")]),
        ("firms: {between: [5]}", [("Y419", "7:20")]),
        ("firms: {between: [8,5, 9]}", [("Y419", "7:20")]),
        ("firms: {between: 5}", [("Y419", "7:20")]),
        ("firms: {between: [5, x]}", [("V301", "7:24")]),
        ("firms: {value: 5, due: 2027-01-01}", [("M519", "7:26")]),
        ("firms: {value: 5, due: 2025-06}", [("V305", "7:26")]),
        ("firms: {value: 5, due: 2025}", [("V305", "7:26")]),
        ("firms: {value: 5, due: 2025-06-31}", [("V306", "7:26")]),
        ("firms: {value: 5, each: month}", [("V308", "7:27")]),
        ("firms: {value: 5, each: year, due: 2025-12-31}", [("M520", "7:33")]),
        ("firms: {value: 5, area: hanoy}", [("M502", "7:27")]),
        ("firms: {value: 5, baseline: {value: 3}}", [("Y418", "7:21")]),
        ("firms: {value: 5, baseline: {as_of: 2024}}", [("V305", "7:39")]),
        ("firms: {value: 5, baseline: {as_of: 2024-12}}", [("M516", "7:21")]),
        ("fairs: {value: 5, baseline: {value: 3, as_of: 2024-12}}", [("M522", "7:21")]),
        ("firms: {value: 5, milestones: {2025-06: {value: 3}}}", [("V305", "7:34")]),
        ("firms: {value: 5, milestones: {2024-06-30: {value: 3}}}", [("M523", "7:34")]),
        ("firms: {value: 5, milestones: {2026-12-31: {value: 3}}}", [("M523", "7:34")]),
        ("firms: {value: 5, milestones: {2025-06-30: {nearly: 3}}}", [("M517", "7:47")]),
        ("firms: {value: 5, milestones: {2025-06-30: 3}}", [("Y419", "7:46")]),
        ("firms: {value: 5, wording: khoảng 5}", [("M513", "7:30")]),
        ("firms: {value: 5, wording: 5}", [("Y419", "7:30")]),
        ("firms: [{value: 5}, {value: 6}]", [("M521", "7:23")]),
        ("firms: [{value: 5}, {valeu: 6}, {value: 7, due: 2025-12-31}]", [("Y417", "7:24")]),
        ("firms: {value: 5, each: no}", [("Y412", "7:27")]),
    ],
)
def test_what_is_wrong_with_a_target(target: str, expected: Found) -> None:
    loaded = workspace(HEAD + f"targets:\n  {target}\n  fairs: {{value: 1}}\n" if not target.startswith("fairs")
                       else HEAD + f"targets:\n  {target}\n")  # fmt: skip
    assert found(loaded) == [(code, f"targets/p.yaml:{place}") for code, place in expected]
    if "fairs" not in target:
        assert loaded.workspace.plans[0].targets[-1].indicator == "fairs"  # the other target is still there


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    unit: firm\n    measure: flow\n", "    measure: flow\n", [("Y418", "17:3")]),
        ("measure: flow", "measure: flows", [("V308", "20:14")]),
        ("direction: decrease", "direction: down", [("V308", "16:16")]),
        ("    measure: flow", "    measure: flow\n    ratio: {of: firms, to: waste}", [("M524", "21:5")]),
        ("    measure: flow", "    measure: flow\n    register: r", [("M527", "21:5")]),
        ("measure: flow\n    direction: increase", "measure: flow\n    direction: maintain", [("M533", "21:16")]),
        ("nghiệp, en: firms}", "nghiệp, en: firms, scale: 0}", [("M510", "4:46")]),
        ("nghiệp, en: firms}", "nghiệp, em: firms}", [("Y417", "4:28")]),
        ("areas:", "tolerance_percent: {about: 100}\nareas:", [("M510", "1:28")]),
        ("areas:", "tolerance_percent: {around: 1}\nareas:", [("Y417", "1:21")]),
        ("areas:", "version: 1\nareas:", [("Y417", "1:1")]),
        ("  hanoi:", "  Hà Nội:", [("V309", "2:3")]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_indicators(old: str, new: str, expected: Found) -> None:
    plan = HEAD + "targets: {firms: {value: 5}, waste: {value: 5}, fairs: {value: 5}}\n"
    loaded = workspace(plan, indicators=INDICATORS.replace(old, new))
    assert found(loaded) == [(code, f"targets/indicators.yaml:{place}") for code, place in expected]
    assert check(loaded.workspace) == []  # one cause, one problem


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  title: T\n", "", [("Y418", "1:1")]),
        ("authority: official", "authority: offical", [("V308", "5:14")]),
        ("published: 2024-09", "published: 09/2024", [("V305", "4:14")]),
        ("vna-2024:", "vna 2024:", [("V309", "1:1"), ]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_sources(old: str, new: str, expected: Found) -> None:
    snapshot = SNAPSHOT.replace("vna-2024", new[:-1]) if old == "vna-2024:" else SNAPSHOT
    plan = (HEAD + "targets: {}\n").replace("vna-2024", "other-1")
    loaded = workspace(
        plan, sources=SOURCES.replace(old, new) + SOURCES.replace("vna-2024", "other-1"), snapshot=snapshot
    )
    assert [one for one in found(loaded) if "sources" in one[1]] == [(c, f"data/sources.yaml:{p}") for c, p in expected]


def test_unreadable_indicators_are_one_problem() -> None:
    loaded = workspace(HEAD + "targets: {frims: {value: 5}}\n", indicators="a: [\n")
    assert found(loaded) == [("Y424", "targets/indicators.yaml:1:4")]
    assert check(loaded.workspace) == []


def test_missing_indicators_are_one_problem() -> None:
    files = [
        TextFile("targets/p.yaml", (HEAD + "targets: {frims: {value: 5}}").encode()),
        TextFile("data/s.csv", SNAPSHOT.encode()),
    ]
    sources = TextFile("data/sources.yaml", SOURCES.encode())
    assert found(load([*files, sources])) == [("F106", "targets/indicators.yaml:1:1")]


def test_missing_sources_are_a_problem_only_where_something_names_one() -> None:
    indicators = TextFile("targets/indicators.yaml", INDICATORS.encode())
    assert found(load([indicators])) == []
    assert found(load([indicators, TextFile("data/s.csv", SNAPSHOT.encode())])) == [("F106", "data/sources.yaml:1:1")]


def test_one_row_twice_in_two_files_cites_both() -> None:
    loaded = workspace(**{"data/t.csv": SNAPSHOT})
    assert found(loaded) == [("M515", "data/t.csv:2:1")]
    assert [str(place) for place in loaded.problems[0].related] == ["data/s.csv:2:1"]


def test_files_of_no_kind_are_named() -> None:
    loaded = workspace(**{"targets/a.yml": "", "data/x.xlsx": "", "data/notes.yaml": "", "readme.md": "x"})
    assert found(loaded) == [
        ("F105", "data/notes.yaml:1:1"),
        ("F105", "data/x.xlsx:1:1"),
        ("F115", "targets/a.yml:1:1"),
    ]
    assert str(loaded.problems[0].fix) == "If it is needed, move it to targets/."
    assert str(loaded.problems[1].fix) == "If it contains figures, run: cnht import data/x.xlsx"
    assert str(loaded.problems[2].fix) == "Rename it to targets/a.yaml."


@pytest.mark.parametrize(
    ("name", "right"),
    [("data/a.CSV", "data/a.csv"), ("targets/A.YAML", "targets/A.yaml"),
     ("targets/Indicators.yml", "targets/indicators.yaml"),
     ("data/Sources.yaml", "data/sources.yaml"),
     ("data/registers/r.CSV", "data/registers/r.csv")],
)  # fmt: skip
def test_a_file_that_is_not_read_for_its_name_says_how_to_name_it(name: str, right: str) -> None:
    (problem,) = workspace(**{name: ""}).problems
    assert (problem.code, str(problem.fix)) == ("F115", f"Rename it to {right}.")


@pytest.mark.parametrize(
    ("target", "remedy"),
    [
        ("firms: ít nhất 4", "Did you mean {at_least: 4, wording: ít nhất 4}?"),
        ("firms: 4", "Did you mean {value: 4}?"),
        ("firms: 35 - 40%", 'Did you mean {between: [35, 40], wording: "35 - 40%"}?'),
        ("firms: {between: 4}", "Did you mean [4, upper]?"),
        ("firms: {between: 4-5}", "Did you mean [4, 5]?"),
        ("firms: {value: 5, baseline: gần 4}", "Did you mean {nearly: 4, wording: gần 4}?"),
        ("firms: {gần: 4}", "Write nearly; the original words go in wording."),
        ("firms:{value: 4}", "Write firms: {value: 4}"),
        ("firms: {value: >= 4}", 'Write a target as {at_least: 4}; put text in quotes: ">= 4".'),
    ],
)
def test_what_was_probably_meant_is_written_out(target: str, remedy: str) -> None:
    (problem,) = workspace(HEAD + f"targets:\n  {target}\n").problems
    assert str(problem.fix) == remedy


def test_a_section_that_is_missing_above_its_keys_is_one_problem() -> None:
    (problem,) = workspace(HEAD + "firms: {value: 5}\nwaste: {value: 5}\n").problems
    assert (problem.code, str(problem.where)) == ("Y418", "targets/p.yaml:6:1")
    assert str(problem.fix).startswith("Add the line targets: above")


@pytest.mark.parametrize("name", ["\u0430rea", "AREA", "aera"])
def test_a_misspelt_area_is_one_problem(name: str) -> None:
    areas = INDICATORS.replace("areas:", "areas:\n  hue: {vi: Huế, en: Hue}")
    loaded = workspace(HEAD + f"{name}: hanoi\ntargets: {{firms: {{value: 5}}}}\n", indicators=areas, snapshot="")
    assert [place for _, place in found(loaded) if "targets" in place] == ["targets/p.yaml:6:1"]


def test_a_figure_of_the_future_is_an_error_only_where_today_is_known() -> None:
    files = [
        TextFile("targets/indicators.yaml", INDICATORS.encode()),
        TextFile("data/sources.yaml", SOURCES.encode()),
        TextFile("data/s.csv", SNAPSHOT.encode()),
    ]
    assert found(load(files)) == []
    assert found(load(files, date(2024, 9, 26))) == [("V317", "data/s.csv:2:7")]
    assert found(load(files, date(2024, 9, 27))) == []  # a morning in Vietnam is the day before elsewhere


def test_a_file_that_cannot_be_read_says_why() -> None:
    loaded = load(
        [TextFile("targets/indicators.yaml", INDICATORS.encode()), TextFile("data/s.csv", None, "Permission denied")]
    )
    assert found(loaded) == [("F111", "data/s.csv:1:1")]
    assert "Không có quyền truy cập" in loaded.problems[0].message.text(Lang.VI)


def test_problems_of_all_files_come_in_one_pass_in_order() -> None:
    loaded = workspace(
        HEAD + "targets: {frims: {value: 5}}\n",
        snapshot=SNAPSHOT + "firms,2024,x,vna-2024\n",
        sources=SOURCES + "  urk: x\n",
    )
    assert found(loaded) == [
        ("V305", "data/s.csv:3:7"),
        ("V301", "data/s.csv:3:12"),
        ("Y417", "data/sources.yaml:6:3"),
        ("M501", "targets/p.yaml:6:11"),
    ]
    assert (loaded.files, loaded.rows) == (4, 2)


def test_what_could_not_be_read_is_remembered() -> None:
    loaded = workspace(
        HEAD.replace("period: 2025/2026", "period: x") + "targets: {}\n",
        indicators=INDICATORS.replace("measure: flow", "measure: x"),
    )
    unread = loaded.workspace.definitions.unread
    assert unread == {(Kind.PLAN, "1/KH-UBND"), (Kind.INDICATOR, "fairs")}


def test_a_sound_run_does_not_wait_for_the_catalogue_of_problems() -> None:
    program = (
        "import sys; from cnht.presenting.problems import Findings; Findings((), (), 0); "
        "sys.exit('tomllib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_pydantic_is_imported_only_to_read_files() -> None:
    program = "import sys, cnht.cli.app, cnht.cli.completion; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_codes_are_distinct_and_named_in_both_languages() -> None:
    assert all(
        code.title.text(Lang.VI) and str(code.title) and identifier[0] in "FCVYM"
        for identifier, code in codes().items()
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gần 1.000", "gần 1.000"),
        ("a\u200bb", "aU+200Bb"),
        ("\u202eabc", "U+202Eabc"),
        ("a\nb\t\x1b[31m", "aU+000AbU+0009U+001B[31m"),
        ("a\u00a0b", "aU+00A0b"),
        ("\U000e0041", "U+E0041"),
        ("\u3164", "U+3164"),
        ("x" * 100, "x" * 59 + "…"),
    ],
)
def test_what_a_screen_hides_is_shown(text: str, expected: str) -> None:
    assert shown(text) == expected


VALID = {
    "targets/indicators.yaml": INDICATORS,
    "data/sources.yaml": SOURCES,
    "targets/p.yaml": HEAD
    + "targets:\n  firms: [{over: 5, baseline: {about: 3, as_of: 2024-12}}]\n  share: {between: [35, 40]}\n",
    "data/s.csv": SNAPSHOT,
    "data/registers/r.csv": "name,area,stage,as_of,source,note\nA,hanoi,open,2024-01,vna-2024,\n",
}


def check_files(files: dict[str, bytes]) -> None:
    """Nothing raises; every problem has a file and texts that can be shown."""
    loaded = load(TextFile(name, data) for name, data in files.items())
    for problem in [*loaded.problems, *check(loaded.workspace)]:
        assert problem.where.file in {*files, "targets/indicators.yaml", "data/sources.yaml"}
        assert problem.where.line >= 1
        assert problem.where.column >= 1
        assert all(words.text(lang).isprintable() for words in (problem.message, problem.fix) for lang in Lang)


@settings(max_examples=250, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(sorted(VALID)), st.integers(1, 6))
def test_no_mutation_of_a_sound_workspace_breaks_the_readers(chance: random.Random, name: str, count: int) -> None:
    files = {each: text.encode() for each, text in VALID.items()}
    data = bytearray(files[name])
    for _ in range(count):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[at : at + chance.randrange(1, 9)] = b""
            case 1:
                data[at:at] = bytes([chance.randrange(256)])
            case 2:
                data[at:at] = chance.choice(
                    [
                        b'"',
                        b"'",
                        b": ",
                        b"\n",
                        b"  ",
                        b"{",
                        b"]",
                        b",",
                        b"null",
                        b"-1",
                        b"1.000",
                        b"#",
                        b"&a ",
                        b"[]",
                        b"{}",
                    ]
                )
            case _:
                other = chance.randrange(len(data) + 1)
                data[at:at] = data[other : other + 20]
    files[name] = bytes(data)
    check_files(files)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from([*VALID, "targets/q.yaml", "data/t.csv"]), st.binary(max_size=60)))
def test_no_bytes_break_the_readers(files: dict[str, bytes]) -> None:
    check_files(files)


_SCALARS = st.sampled_from(
    [
        "5",
        "-1",
        "x",
        "null",
        "''",
        "1.5",
        "2025",
        "2025-06-30",
        "true",
        "hanoi",
        "firms",
        "vna-2024",
        "year",
        "[5, 6]",
        "{}",
        "[]",
        "{value: 5}",
    ]
)
_KEYS = st.sampled_from(
    [
        "value",
        "over",
        "between",
        "due",
        "each",
        "area",
        "baseline",
        "milestones",
        "source",
        "wording",
        "note",
        "nearly",
        "2025-06-30",
        "as_of",
        "x",
    ]
)
_TREES = st.recursive(_SCALARS, lambda inner: st.one_of(
    st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
    st.dictionaries(_KEYS, inner, max_size=4).map(
        lambda items: "{" + ", ".join(f"{key}: {value}" for key, value in items.items()) + "}"),
), max_leaves=8)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(_TREES, st.sampled_from(["firms", "share", "fairs", "waste"]))
def test_no_shape_of_a_target_breaks_the_readers(tree: str, indicator: str) -> None:
    check_files(
        {name: text.encode() for name, text in VALID.items()}
        | {"targets/p.yaml": f"{HEAD}targets: {{{indicator}: {tree}}}\n".encode()}
    )


@settings(max_examples=150, deadline=None)
@given(
    _TREES,
    st.sampled_from(
        ["areas", "units", "indicators", "tolerance_percent", "plan", "period", "source", "targets", "title"]
    ),
)
def test_no_shape_of_a_section_breaks_the_readers(tree: str, key: str) -> None:
    files = {name: text.encode() for name, text in VALID.items()}
    for name in ("targets/indicators.yaml", "targets/p.yaml", "data/sources.yaml"):
        check_files(files | {name: files[name] + f"{key}2: {tree}\n".replace("2:", ":").encode()})
        check_files(files | {name: f"{key}: {tree}\n".encode()})


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("date", ["2025-04-30,,60,vna-2024,", "30/04/2025,,60,vna-2024,", " 2025-04-30,,60,vna-2024"])
def test_an_open_quote_never_swallows_rows(end: str, date: str) -> None:
    lines = [
        "indicator,period,as_of,qualifier,value,source,note",
        'firms,,2025-03-31,,5,vna-2024,"bad',
        f"firms,,{date}",
        'firms,,2025-05-31,,70,vna-2024,end"',
    ]
    texts = {"targets/indicators.yaml": INDICATORS, "data/sources.yaml": SOURCES, "data/d.csv": end.join(lines) + end}
    problems = load(TextFile(name, text.encode()) for name, text in texts.items()).problems
    assert ("C209", 2) in [(problem.code, problem.where.line) for problem in problems]


def test_suggestions_take_no_time_that_grows_with_the_square(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    ratio = SequenceMatcher.real_quick_ratio

    def counted(matcher: SequenceMatcher[str]) -> float:
        nonlocal compared
        compared += 1
        return ratio(matcher)

    monkeypatch.setattr(SequenceMatcher, "real_quick_ratio", counted)
    source = "s:\n  title: T\n  publisher: P\n  published: 2025\n  authority: press\n"
    keys = "".join(f"  key_{number}: 1\n" for number in range(2_000))
    problems = load([TextFile("data/sources.yaml", (source + keys).encode())]).problems
    assert len(problems) == 2_001
    assert compared < 5_000
