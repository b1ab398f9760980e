"""The canonical form, rule by rule; that a changed meaning is refused; and which problems are mended."""

from __future__ import annotations

import re
from collections import Counter
from textwrap import dedent
from typing import Any

import pytest
import yaml

from cnht import formatting as canon
from cnht.files.textfile import TextFile
from cnht.formatting import FormatResult, emit, files, formatted, scalars, shapes
from cnht.problems import Severity, codes
from cnht.reading import models, yaml_text

INDICATORS = """\
areas:
  hanoi: {vi: Hà Nội, en: Hanoi}
units:
  firm: {vi: doanh nghiệp, en: firms}
indicators:
  firms:
    name: {vi: Doanh nghiệp, en: Firms}
    unit: firm
    measure: stock
    direction: increase
"""
SOURCES = "report:\n  title: T\n  publisher: P\n  published: 2025\n  authority: official\n"
HEAD = "plan: 1/KH\ntitle: {vi: a, en: b}\nissuer: {vi: a, en: b}\nperiod: 2025\nsource: report\n"
PLAN, FIGURES, REGISTER = "targets/2025.yaml", "data/2025.csv", "data/registers/things.csv"
SIX = "indicator,as_of,value,status,source,note\n"


def plan(text: str) -> str:
    """The canonical text of a plan."""
    found = canon.canonical(PLAN, text)
    assert canon.canonical(PLAN, found) == found
    return found


def target(text: str) -> str:
    """The canonical text of what stands below ``targets:``."""
    head = f"{HEAD}targets:\n"
    found = plan(head + text)
    assert found.startswith(head)
    return found.removeprefix(head)


def table(text: str, name: str = FIGURES) -> str:
    """The canonical text of a table."""
    found = canon.canonical(name, text)
    assert canon.canonical(name, found) == found
    return found


def outcome(data: str | bytes, name: str = PLAN) -> FormatResult:
    """What becomes of a file in a small workspace."""
    texts: dict[str, str | bytes] = {"targets/indicators.yaml": INDICATORS, "data/sources.yaml": SOURCES, name: data}
    held = [TextFile(file, text if isinstance(text, bytes) else text.encode()) for file, text in texts.items()]
    (found,) = formatted(held, name.__eq__)
    return found


# The order of keys


def test_keys_stand_in_their_order_and_targets_in_the_authors() -> None:
    assert plan(
        "targets: {zebras: {wording: a, note: c, value: 2}, ants: {over: 1}}\n"
        "source: s\nperiod: 2025\nissued: 2025-01\nissuer: {en: b, vi: a}\ntitle: {en: b, vi: a}\nplan: 1/KH\n"
        "note: so\narea: hanoi\nreplaces: 2/KH\n"
    ) == (
        "plan: 1/KH\ntitle: {vi: a, en: b}\nissuer: {vi: a, en: b}\nissued: 2025-01\nperiod: 2025\n"
        "area: hanoi\nsource: s\nreplaces: 2/KH\nnote: so\n"
        "targets:\n  zebras:\n    value: 2\n    wording: a\n    note: c\n  ants: {over: 1}\n"
    )


def test_milestones_are_sorted_by_their_date() -> None:
    text = "  a:\n    value: 9\n    milestones: {2025-03-31: {value: 1}, 2025-06-30: {value: 2.50}}\n"
    assert target("  a: {milestones: {'2025-06-30': {value: 2.50}, 2025-03-31: {value: 1}}, value: 9}\n") == text


def test_the_keys_of_a_file_stand_in_the_order_in_which_they_are_declared() -> None:
    for kind, model in models.FILES.items():
        shape = shapes.shape(kind)
        assert list(shape.keys or shape.of("x").keys) == list(
            models.keys_of(model if shape.keys else models.SourceKeys)
        )


# One line or several


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("  a:\n      over:   1000\n", "  a: {over: 1000}\n"),
        ("  a:\n    between:\n    - 8.50\n    - 9\n", "  a: {between: [8.50, 9]}\n"),
        ("  a: {each: year, value: 2}\n", "  a: {value: 2, each: year}\n"),
        ("  a:\n    value: 2\n    baseline:\n      as_of: 2024-12\n      about: 1\n",
         "  a: {value: 2, baseline: {about: 1, as_of: 2024-12}}\n"),
        ("  a: {value: 2, note: b}\n", "  a:\n    value: 2\n    note: b\n"),
        ("  a: [{value: 2}]\n", "  a: {value: 2}\n"),
        ("  a: [{value: 2, area: x}, {area: z, value: 3}]\n",
         "  a:\n    - {value: 2, area: x}\n    - {value: 3, area: z}\n"),
        ("  a:\n  - value: 2\n    note: b\n", "  a:\n    value: 2\n    note: b\n"),
        ("  a: [{value: 2, note: b}, {value: 3}]\n", "  a:\n    - value: 2\n      note: b\n    - {value: 3}\n"),
        (f"  a: {{value: 2, wording: {'b' * 94}}}\n", f"  a: {{value: 2, wording: {'b' * 94}}}\n"),
        (f"  a: {{value: 2, wording: {'b' * 95}}}\n", f"  a:\n    value: 2\n    wording: {'b' * 95}\n"),
        ("  a: {value: 2, note: \"b\\n\\nc: d\"}\n", "  a:\n    value: 2\n    note: |\n      b\n\n      c: d\n"),
        ("  a:\n    value: 2\n    note: >\n      b\n      c\n", "  a:\n    value: 2\n    note: b c\n"),
        ("  a: {value: 2, note: \"b \\nc\"}\n", "  a:\n    value: 2\n    note: \"b \\nc\"\n"),
    ],
)  # fmt: skip
def test_a_target_is_one_line_wherever_it_needs_no_more(written: str, expected: str) -> None:
    assert target(written) == expected


def test_a_plan_without_targets_says_so_in_one_way() -> None:
    assert plan(f"{HEAD}targets:   # none yet\n") == f"{HEAD}targets: {{}}   # none yet\n"


def test_one_source_stands_without_brackets_and_several_with() -> None:
    assert "source: a\n" in plan(HEAD.replace("report", "[a]") + "targets: {}\n")
    assert "source: [a, b]\n" in plan(HEAD.replace("source: report", "source:\n- a\n- b") + "targets: {}\n")


# Single values


@pytest.mark.parametrize(
    ("text", "alone", "in_brackets"),
    [
        ("Kế hoạch 15/KH-UBND", "Kế hoạch 15/KH-UBND", "Kế hoạch 15/KH-UBND"),
        ("8,5%", "8,5%", '"8,5%"'),
        ("a, b", "a, b", '"a, b"'),
        ("[a]", '"[a]"', '"[a]"'),
        ("%", '"%"', '"%"'),
        ("no", '"no"', '"no"'),
        ("y", '"y"', '"y"'),
        ("null", '"null"', '"null"'),
        ("~", '"~"', '"~"'),
        ("15", '"15"', '"15"'),
        ("1_000", '"1_000"', '"1_000"'),
        ("12:30", '"12:30"', '"12:30"'),
        ("2025-06-30", '"2025-06-30"', '"2025-06-30"'),
        ("Hà Nội: 2025", '"Hà Nội: 2025"', '"Hà Nội: 2025"'),
        ("a #b", '"a #b"', '"a #b"'),
        ("a#b", "a#b", "a#b"),
        ("“a”", '"“a”"', '"“a”"'),
        ('"a" b', "'\"a\" b'", "'\"a\" b'"),
        ('about "a"', 'about "a"', 'about "a"'),
        ("it's", "it's", "it's"),
        ('"it\'s"', "'\"it''s\"'", "'\"it''s\"'"),
        ("a\\b", "a\\b", "a\\b"),
        ("*a\\b", "'*a\\b'", "'*a\\b'"),
        ("a\tb", '"a\\tb"', '"a\\tb"'),
        ("http://a.vn/?b=c", "http://a.vn/?b=c", '"http://a.vn/?b=c"'),
        ("", '""', '""'),
        ("a\u200bb \u202ec", '"a\\u200Bb \\u202Ec"', '"a\\u200Bb \\u202Ec"'),
        ("100\u00a0%", "100\u00a0%", "100\u00a0%"),
        ("e\u0323\u0302", "ệ", "ệ"),
    ],
)
def test_text_has_quotes_where_a_reader_would_take_it_for_something_else(
    text: str, alone: str, in_brackets: str
) -> None:
    assert scalars.written(text, in_brackets=False, is_free=True) == alone
    assert scalars.written(text, in_brackets=True, is_free=True) == in_brackets


@pytest.mark.parametrize("text", ["2025", "2025-06-30", "2025-01/2025-06"])
def test_a_date_needs_no_quotes_where_one_is_expected(text: str) -> None:
    assert scalars.written(text, in_brackets=True, is_free=False, is_date=True) == text


@pytest.mark.parametrize("digits", ["12.50", "1000", "0", "-3.10", "100.00", "8.5"])
def test_a_number_keeps_its_digits(digits: str) -> None:
    assert target(f"  a: {{value:   {digits}}}\n") == f"  a: {{value: {digits}}}\n"


# Comments


COMMENTS = {
    "a comment goes with the key that it stands before": (
        "  a: {value: 1}\n# about b\n  b:\n    # of note\n    note: so\n    # of value\n    value: 2\n",
        "  a: {value: 1}\n  # about b\n  b:\n    # of value\n    value: 2\n    # of note\n    note: so\n",
    ),
    "a comment goes with the key that it stands beside": (
        "  b:   # of b\n    note: so # of note\n    value: 2   # of value\n",
        "  b:   # of b\n    value: 2   # of value\n    note: so   # of note\n",
    ),
    "a comment behind brackets belongs to what they are the value of": (
        "  b: {over: 2,\n     area: x} # of b\n",
        "  b: {over: 2, area: x}   # of b\n",
    ),
    "a comment inside brackets keeps them from being one line": (
        "  b: {over: 2, # of over\n     # of area\n     area: x\n     # at the end\n     }\n  c: {over: 1}\n",
        "  b:\n    over: 2   # of over\n    # of area\n    area: x\n    # at the end\n  c: {over: 1}\n",
    ),
    "a comment that is indented ends the group above it": (
        "  b:\n    note: so\n    value: 2\n    # late: 1\n  # c: {value: 1}\n",
        "  b:\n    value: 2\n    note: so\n    # late: 1\n  # c: {value: 1}\n",
    ),
    "comments of list items": (
        "  b:\n  # first\n  - value: 2  # two\n    due: 2025-06-30\n  - {value: 3}  # three\n  # end\n",
        "  b:\n    # first\n    - value: 2  # two\n      due: 2025-06-30\n    - {value: 3}  # three\n    # end\n",
    ),
    "a comment beside block text stays on its first line": (
        "  b:\n    value: 2\n    note: |  # words\n      x #1\n      y\n    # late\n",
        "  b:\n    value: 2\n    note: |  # words\n      x #1\n      y\n    # late\n",
    ),
    "comments in a column stay in one": (
        "   a: {value: 1}        # one\n   bb: {value: 20}      # two\n",
        "  a: {value: 1}        # one\n  bb: {value: 20}      # two\n",
    ),
    "a comment that stands too near moves away": (
        "  a:\n      {over: 1, area: x, due: 2025-06-30} # one\n",
        "  a: {over: 1, area: x, due: 2025-06-30}   # one\n",
    ),
    "a sign without a blank gets one": ("  a: {value: 1}   #one\n  #two\n  b: {value: 2}\n",
                                        "  a: {value: 1}   # one\n  # two\n  b: {value: 2}\n"),
    "blank lines between targets stay single": (
        "\n\n  a: {value: 1}\n\n\n  # b\n\n  b:\n\n    value: 2\n\n    note: so\n  c: {value: 3}\n",
        "  a: {value: 1}\n\n  # b\n\n  b:\n    value: 2\n    note: so\n  c: {value: 3}\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("has_libyaml", [yaml.__with_libyaml__, False])
@pytest.mark.parametrize("rule", COMMENTS)
def test_comments_stay_where_they_belong(rule: str, has_libyaml: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", has_libyaml)  # both parsers that PyYAML may come with
    written, expected = COMMENTS[rule]
    assert target(written).rstrip("\n") == expected.rstrip("\n")


def test_what_is_said_of_the_whole_file_stays_above_it() -> None:
    modeline = "# yaml-language-server: $schema=plan.json\n"
    rest = HEAD.replace("period: 2025\n", "") + "targets: {}\n"
    text = plan(f"{modeline}# of Hanoi\n\n# when\nperiod: 2025\n{rest}")
    assert text.startswith(f"{modeline}# of Hanoi\n\nplan: 1/KH\n")
    assert "\n# when\nperiod: 2025\n" in text
    assert plan(f"{modeline}period: 2025\n{rest}").startswith(f"{modeline}plan: 1/KH\n")


def test_the_example_of_the_contract_is_as_it_should_be() -> None:
    text = dedent("""\
        plan: 301/KH-UBND
        title: {vi: Chương trình phát triển công nghiệp hỗ trợ năm 2025, en: Supporting-industry programme 2025}
        issuer: {vi: UBND thành phố Hà Nội, en: Hanoi People's Committee}
        issued: 2024-10            # a day, a month or a year, as far as it is known; may be left out
        period: 2025               # a year, or first/last as in 2026/2030
        area: hanoi
        source: [laodongthudo-301, vns-2024-10-28]     # one, or several; the first is cited
        replaces: 300/KH-UBND      # only where this plan itself ends another
        targets:
          enterprises: {over: 1000}
          booths_per_fair: {between: [200, 300]}
          fairs: {value: 2, each: year}   # in a plan of several years: due anew at the end of each
          clusters_ground_broken:
            value: 43
            due: 2025-12-31        # left out: the last day of the plan's period; always within it
            baseline: {value: 27, as_of: 2024-09-28}
            milestones: {2025-06-30: {value: 36}}   # before the due date
            source: hanoi-2025-07-16
            wording: 43/43 cụm
            note: All clusters of the 2018-2020 period.
        """)
    assert plan(text) == text


# CSV


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("source,value,as_of,indicator\nr,1,2025-06-30,b\nr,1,2025-06-30,a\n",
         "indicator,as_of,value,source\na,2025-06-30,1,r\nb,2025-06-30,1,r\n"),
        (" Indicator,AS OF,value,source\na,2025-06-30,1.50,r\n", "indicator,as_of,value,source\na,2025-06-30,1.50,r\n"),
        ('"indicator","as_of","value","source","note"\r\n"a","2025-06-30","1","r"," b, ""c""\r\nd "\r\n',
         'indicator,as_of,value,source,note\na,2025-06-30,1,r,"b, ""c""\nd"\n'),
        ("indicator,as_of,value,source\n\na,2025-06-30,1,r\n,,,\n", "indicator,as_of,value,source\na,2025-06-30,1,r\n"),
        ("indicator,as_of,value,source\ra,2025-06-30,1,r", "indicator,as_of,value,source\na,2025-06-30,1,r\n"),
        (f"{SIX}a,2025-06-30,1,disputed,r,z\na,2025-06-30,2,disputed,r,b\na,2025-06-30,3,,r,c\n",
         f"{SIX}a,2025-06-30,3,,r,c\na,2025-06-30,1,disputed,r,z\na,2025-06-30,2,disputed,r,b\n"),
        (f"{SIX}a,2025-06-30,3,,r,z\na,2025-06-30,1,,r,a\na,2024-12,9,,q,\n",
         f"{SIX}a,2024-12,9,,q,\na,2025-06-30,3,,r,z\na,2025-06-30,1,,r,a\n"),
    ],
)  # fmt: skip
def test_the_rows_of_a_snapshot_stand_by_their_key_under_columns_in_their_order(written: str, expected: str) -> None:
    assert table(written) == expected


def test_a_register_keeps_the_order_of_its_rows() -> None:
    text = "name,stage,as_of,source\nĐông La,built,2025-06-30,r\nAn Bình,built,2024-06-30,r\n"
    assert table(text, REGISTER) == text


def test_rows_are_written_with_all_columns_unless_fewer_are_named() -> None:
    row = {"source": "r", "indicator": "b", "as_of": "2025-06-30", "value": "12.50", "wording": "12,5"}
    first = {**row, "indicator": "a", "note": 'x "y"'}
    assert canon.snapshot([row, first]) == (
        "indicator,area,period,as_of,qualifier,value,value_high,status,source,wording,note\n"
        'a,,,2025-06-30,,12.50,,,r,"12,5","x ""y"""\nb,,,2025-06-30,,12.50,,,r,"12,5",\n'
    )
    assert canon.snapshot([row], ["value", "indicator"]) == "indicator,value\nb,12.50\n"
    assert canon.register([{"name": "n"}], ["name", "stage"]) == "name,stage\nn,\n"


# Safety


@pytest.mark.parametrize(
    "text",
    [
        "plan: 1\nplan: 2\n",
        "plan: [\n",
        f"{HEAD}targets: {{}}\nperod: 2025\n",
        f"{HEAD}targets:\n",
        f"{HEAD}targets: {{firms: {{value: 8,5}}}}\n",
        f"{HEAD}note: a #b\ntargets: {{}}\n",
    ],
)
def test_a_plan_of_unclear_meaning_is_left_alone_with_its_problems(text: str) -> None:
    found = outcome(text)
    assert (found.new, found.changes, found.is_refused) == (None, False, False)
    assert found.problems


@pytest.mark.parametrize(
    "rows",
    [
        "firms,2025-06-30,1,,report,a\nfirms,2025-06-30,2,,report,b\n",
        "firms,2025-06-30,1,,report\n",
        "firms,2025-06-30,1,,,a\n",
        'firms,2025-06-30,1,,report,"a\n',
    ],
)
def test_a_table_of_unclear_meaning_is_left_alone_with_its_problems(rows: str) -> None:
    found = outcome(SIX + rows, FIGURES)
    assert found.new is None
    assert found.problems


def test_a_value_that_is_wrong_stays_as_it_is_written() -> None:
    assert b"  firms: {value: 1.000}" in (outcome(f"{HEAD}targets: {{firms: {{value: 1.000}}}}\n").new or b"")
    text = "value,indicator,as_of,source\n1.000,frims,2025-06-31,nobody\n"
    assert outcome(text, FIGURES).new == b"indicator,as_of,value,source\nfrims,2025-06-31,1.000,nobody\n"
    assert outcome(f"targets: {{frims: {{value: 2, due: 2025-02-30}}}}\n{HEAD}").new == (
        f"{HEAD}targets:\n  frims: {{value: 2, due: 2025-02-30}}\n".encode()
    )


@pytest.mark.parametrize("blank", [" {}", "{} ", "{}\\n", "{}\u00a0"])
def test_blanks_around_a_value_stay_where_they_are_an_error(blank: str) -> None:
    head = HEAD.replace("source: report", "area: hanoi\nsource: report")
    sound = f"{head}targets:\n  firms: {{value: 2, area: hanoi, due: 2025-06-30, each: year, source: report}}\n"
    for key, value in re.findall(r"(area|period|due|each|source|value): ([^,}\n]+)", sound):
        text = sound.replace(f"{key}: {value}", f'{key}: "{blank.format(value)}"')
        assert outcome(text).new == text.encode()
    for key, value in [("unit", "firm"), ("measure", "stock"), ("direction", "increase")]:
        text = INDICATORS.replace(f"{key}: {value}", f'{key}: "{blank.format(value)}"')
        assert outcome(text, "targets/indicators.yaml").new == text.encode()


def test_blanks_that_keep_text_from_being_a_formula_leave_one() -> None:
    head = "indicator,as_of,value,source,note\nfirms,2025-06-30,1,report,"
    assert outcome(f"{head}\t +5 firms \n", FIGURES).new == f"{head} +5 firms\n".encode()
    assert outcome(f"{head} +5 firms\n", FIGURES).new == f"{head} +5 firms\n".encode()
    assert outcome(f"{head} 5 firms\n", FIGURES).new == f"{head}5 firms\n".encode()


def test_a_value_in_a_list_of_one_is_as_wrong_as_alone() -> None:
    wrong = f'{HEAD}targets:\n  firms: [{{value: 2, source: "report\\n"}}]\n'
    assert outcome(wrong).new == f'{HEAD}targets:\n  firms: {{value: 2, source: "report\\n"}}\n'.encode()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("value: 12.50", "value: 12.5"),
        ("value: 12.50", "over: 12.50"),
        ("# why", "# whi"),
        ("# why", ""),
        ("frims", "firms"),
        ("report", "r"),
        ("1/KH", "1/KB"),
    ],
)
def test_a_file_that_would_be_read_differently_is_refused(
    monkeypatch: pytest.MonkeyPatch, right: str, wrong: str
) -> None:
    def spoilt(*given: Any) -> str:
        return emitted(*given).replace(right, wrong)

    emitted = emit.emitted
    text = f"targets: {{firms: {{value: 12.50}}, frims: {{value: 1}}}}   # why\n{HEAD}"
    assert outcome(text).changes
    monkeypatch.setattr(emit, "emitted", spoilt)
    found = outcome(text)
    assert (found.new, found.problems, found.is_refused) == (None, (), True)


def test_only_the_files_that_would_be_read_differently_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def spoilt(name: str, content: str, *parse: Any) -> str:
        return canonical(name, content, *parse).replace("c,2025", "b,2025")

    canonical = files.canonical
    monkeypatch.setattr(files, "canonical", spoilt)
    held = {"targets/indicators.yaml": INDICATORS, "data/sources.yaml": SOURCES}
    held |= {"data/1.csv": f"{SIX}c,2025-06-30,1,,report,\nb,2025-06-30,1,,report,\n"}
    held |= {"data/2.csv": f"{SIX}b,2025-06-30,1,,report,\na,2025-06-30,1,,report,\n"}
    found = formatted(
        [TextFile(name, text.encode()) for name, text in held.items()], lambda name: name.endswith(".csv")
    )
    assert [(one.name, one.is_refused, one.changes) for one in found] == [
        ("data/1.csv", True, False),
        ("data/2.csv", False, True),
    ]


def test_each_text_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def counted(name: str, text: str, *events: Any) -> Any:
        parsed.append(name)
        return parse(name, text, *events)

    parse, parsed = yaml_text.parse, list[str]()
    monkeypatch.setattr(yaml_text, "parse", counted)
    text = SOURCES.replace("publisher: ", "publisher:   ")
    held = {"targets/indicators.yaml": INDICATORS, "data/sources.yaml": text, "targets/1.yaml": "plan:   1\n"}
    found = formatted([TextFile(name, text.encode()) for name, text in held.items()], lambda _: True)
    assert [one.changes for one in found if one.name == "data/sources.yaml"] == [True]
    assert Counter(filter(None, parsed)) == {
        "targets/indicators.yaml": 1, "targets/1.yaml": 1,
        "data/sources.yaml": 2,  # as it was, and as it will be
    }  # fmt: skip


@pytest.mark.parametrize("in_brackets", [False, True])
def test_many_brackets_in_a_text_are_seen_through_at_once(in_brackets: bool) -> None:
    text = f"a{'(' * 5000},"
    assert scalars.written(text, in_brackets=in_brackets, is_free=False) == (f'"{text}"' if in_brackets else text)


def test_an_odd_file_that_cannot_be_read_is_left_alone() -> None:
    (found,) = formatted([TextFile(PLAN, None, "Permission denied")], lambda name: name == PLAN)
    assert [problem.code for problem in found.problems] == ["F111"]
    assert formatted([TextFile("data/notes.txt", b"x"), TextFile("targets/a.yml", b"x")], lambda _: True) == []


def test_what_is_mended_is_how_a_file_is_written_and_its_remedy_says_so() -> None:
    mended = {code.identifier for code in codes().values() if code.is_mendable}
    assert mended == {"C205", "C206", "C211", "F102", "F108", "F110"}
    assert {one for one in mended if codes()[one].severity is Severity.ERROR} == {"C205"}
    found = outcome(b"\xef\xbb\xbf" + f"{HEAD}targets: {{}}\n".encode())
    assert found.new == f"{HEAD}targets: {{}}\n".encode()
