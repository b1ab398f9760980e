"""YAML text to a tree: what is read, and what is refused, where."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cnht.files.textfile import TextFile
from cnht.language.texts import Lang
from cnht.problems import Problem, Severity
from cnht.reading.text import whole
from cnht.reading.values import TwoWays
from cnht.reading.yaml_text import REFUSED, Mapping, Node, Scalar, parse

Found = list[tuple[str, int, int]]


def found(problems: list[Problem]) -> Found:
    return [(problem.code, problem.where.line, problem.where.column) for problem in problems]


def data(node: Node | None) -> Any:
    match node:
        case Mapping():
            return {key: data(value) for key, value in node.entries.items()}
        case Scalar():
            return node.value
        case None:
            return None
        case _:
            return [data(item) for item in node.items]


@pytest.fixture(params=["libyaml", "pure"])
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers that PyYAML may come with."""
    if request.param == "pure":
        monkeypatch.setattr(yaml, "__with_libyaml__", False)


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 12\nb: -3", {"a": 12, "b": -3}),
        ("a: 12.50", {"a": Decimal("12.50")}),
        ("a: 0.1", {"a": Decimal("0.1")}),
        ("a: 0.125", {"a": Decimal("0.125")}),
        ("a: 1234.567", {"a": Decimal("1234.567")}),
        ("a: true\nb: false", {"a": True, "b": False}),
        ("a: null\nb: ~\nc:", {"a": None, "b": None, "c": None}),
        ("a: 2025-09-28", {"a": "2025-09-28"}),
        ("a: 2025-13-99", {"a": "2025-13-99"}),
        ("a: '010'\nb: \"no\"", {"a": "010", "b": "no"}),
        ("a: 301/KH-UBND", {"a": "301/KH-UBND"}),
        ("a: {b: [1, 2]}", {"a": {"b": [1, 2]}}),
        ("a:\n  b: x # why\n", {"a": {"b": "x"}}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ("a: y\nb: n\nc: nothing", {"a": "y", "b": "n", "c": "nothing"}),
        ("a: 1,000", {"a": "1,000"}),
        ("2025-06-30: {value: 1}", {"2025-06-30": {"value": 1}}),
        ("a: Ha\u0300 No\u0323\u0302i", {"a": "Ha\u0300 No\u0323\u0302i"}),
        ("---\na: 1\n...\n", {"a": 1}),
        ("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
        ("' a': 1\n\"a\": 2", {" a": 1, "a": 2}),
    ],
)
def test_values_are_read_as_written(text: str, expected: object) -> None:
    root, problems = parse("f", text)
    assert found(problems) == []
    assert data(root) == expected
    assert str(data(root)) == str(expected)  # 12.50 stays 12.50


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(
    "value",
    ["010", "0o17", "0x1F", "0b11", "12:30", "1:30:00", "1_000", "1e400", "1e3", "1.0e+3", "+5", ".5", "5.", "-.5",
     "08", "01.5", "-012", ".inf", "-.inf", ".nan", ".NaN", "+1.5", "190:20:30.15"],
)  # fmt: skip
def test_what_yaml_reads_as_another_number_is_refused(value: str) -> None:
    root, problems = parse("f", f"a:\n  b: {value}")
    assert found(problems) == [("Y413", 2, 6)]
    assert data(root) == {"a": {"b": REFUSED}}


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize("value", ["no", "No", "NO", "yes", "Yes", "on", "On", "off", "TRUE", "False", "Null"])
def test_words_that_yaml_reads_as_true_or_false_are_refused(value: str) -> None:
    assert found(parse("f", f"a: [{value}]")[1]) == [("Y412", 1, 5)]


@pytest.mark.parametrize("value", ["1.000", "-1.234", "16.000", "999.999"])
def test_a_number_that_reads_two_ways_is_left_to_the_wording_of_its_figure(value: str) -> None:
    root, problems = parse("f", f"a: {value}")
    assert problems == []
    read = data(root)["a"]
    assert isinstance(read, TwoWays)
    assert read.ways == (Decimal(value), Decimal(value.replace(".", "")))


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(
    ("text", "expected", "remedy"),
    [
        ("a: {value: 8,5}", [("Y414", 1, 12)], "8.5"),
        ("a: {value: 8,5, due: x}", [("Y414", 1, 12)], "8.5"),
        ("a: {value: 12,5%}", [("Y414", 1, 12)], "12.5"),
        ("a: {value: 1,000}", [("Y414", 1, 12)], "1000 or 1"),
        ("a: {value: 1,000,000}", [("Y414", 1, 12)], "1000000"),
        ("a: {value:\n 8,5}", [("Y414", 2, 2)], "8.5"),
    ],
)
def test_a_decimal_comma_inside_brackets_is_found(text: str, expected: Found, remedy: str) -> None:
    problems = parse("f", text)[1]
    assert found(problems) == expected
    assert remedy in str(problems[0].fix)


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a: "x\nb: 1\n', [("Y403", 1, 4)]),
        ('a: "x\nb: "y"\nc: 1\n', [("Y403", 1, 4)]),
        ("a:\n  b: {c: 'x\n  d: 1\n", [("Y403", 2, 10)]),
        ("a: {x: 1\nb: 2\n", [("Y424", 1, 4)]),
        ("a: [1, 2\nb: 2\n", [("Y424", 1, 4)]),
        ("a: {x: {y: 1}\nb: 2\n", [("Y424", 1, 4)]),
        ("a: {x: y: z}\n", [("Y401", 1, 9)]),
        ("a: 1\n\tb: 2\n", [("Y402", 2, 1)]),
        ("a:\n\tb: 2\n", [("Y402", 2, 1)]),
        ("a:\n  b: 1\n c: 2\n", [("Y423", 3, 2)]),
        ("a: 1\n  b: 2\n", [("Y423", 2, 3)]),
        ("a: b: c\n", [("Y420", 1, 5)]),
        ("a:1\nb: 2\n", [("Y415", 1, 1)]),
        ("a: {b:1}\n", [("Y415", 1, 5)]),
        ("a: %\n", [("Y420", 1, 4)]),
        ("a: >= 3\n", [("Y420", 1, 4)]),
        ("a: @x\n", [("Y420", 1, 4)]),
        ('a: "x" y\n', [("Y401", 1, 8)]),
        ("a: [x]]\n", [("Y401", 1, 7)]),
        ('a: "\\q"\n', [("Y401", 1, 5)]),
        ('a: "\\xZZ"\n', [("Y401", 1, 5)]),
        ("a: 'x", [("Y403", 1, 4)]),
        ("a: [", [("Y424", 1, 4)]),
        ("a: 1\n[b\n", [("Y401", 2, 1)]),
        ("a: *x\n", [("Y405", 1, 4)]),
        ("a: &x 1\nb: *x\nc: *x\n", [("Y405", 1, 4)]),
        ("a: {b: 1}\nc:\n  <<: {d: 2}\n", [("Y410", 3, 3)]),
        ("a: !!str 1\n", [("Y406", 1, 4)]),
        ("a: !x {b: 1}\n", [("Y406", 1, 4)]),
        ("a: 1\n---\nb: 2\n", [("Y407", 2, 1)]),
        ("a: 1\nb: 2\na: 3\n", [("Y408", 3, 1)]),
        ("\u1ec7: 1\ne\u0323\u0302: 2\n", [("Y408", 2, 1)]),
        ("- a\n- b\n", [("Y409", 1, 1)]),
        ("text\n", [("Y409", 1, 1)]),
        ("# a comment\n", [("F104", 1, 1)]),
        ("[a]: 1\n", [("Y411", 1, 1)]),
        ("? {a: 1}\n: 2\n", [("Y411", 1, 3)]),
        ("a: Plan #5\n", [("Y416", 1, 9)]),
        ("a: #5\n", [("Y420", 1, 4)]),
        ("a: 0.30000000000000004\n", [("V316", 1, 4)]),
        ("a: “x”\n", [("Y421", 1, 4)]),
        ("a: {b: “x, y”, c: 1}\n", [("Y421", 1, 8)]),
        ("a: {b: Kế hoạch, năm 2025, c: 1}\n", [("Y420", 1, 8)]),
        ("a: {b: Kế hoạch: năm 2025, c: 1}\n", [("Y420", 1, 16)]),
        ("a:\u00a0b\nc: 1\n", [("Y422", 1, 3)]),
        ("a: 1\n\u00a0b: 2\n", [("Y422", 2, 1)]),
        ("a: {b:\u00a01}\n", [("Y422", 1, 7)]),
        ("a:{b: 4}\n", [("Y415", 1, 1)]),
        ("a:{b: 4, c: 5}\n", [("Y415", 1, 1)]),
        ("x: 1\na:2\nb: 3\n", [("Y415", 2, 1)]),
        ("a: x #y\nb: [p #q\n]\n", [("Y416", 1, 6), ("Y416", 2, 7)]),
        ("a: 010\nb: no\n", [("Y413", 1, 4), ("Y412", 2, 4)]),
    ],
)
def test_what_is_wrong_is_found_where_its_cause_is(text: str, expected: Found) -> None:
    assert found(parse("f", text)[1]) == expected


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("a: b: c\n", 'Put the whole value in quotes: "b: c".'),
        ("a: {x: Kế: z, b: 1}\n", 'Put the whole value in quotes: "Kế: z".'),
        ("a: >= 3\n", 'Write a target as {at_least: 3}; put text in quotes: ">= 3".'),
        ("a: 40%\nb: %5\n", 'Put the whole value in quotes: "%5".'),
        ("a: “x y”\n", 'Use straight quotes: "x y".'),
        ("a:{value: 4}\n", "Write a: {value: 4}"),
    ],
)
def test_what_must_be_quoted_is_written_out(text: str, remedy: str) -> None:
    (problem,) = parse("f", text)[1]
    assert str(problem.fix) == remedy


def test_a_duplicate_key_cites_the_first() -> None:
    (problem,) = parse("f", "a: 1\na: 2\n")[1]
    assert [str(place) for place in problem.related] == ["f:1:1"]


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(
    ("start", "level", "place"),
    [
        ("a: ", "[", (1, 53)),
        ("a: ", "{", (1, 53)),
        ("a: ", "{a: ", (1, 200)),
        ("a: ", "[{a: ", (1, 125)),
        ("a: ", "[\n", (50, 1)),
        ("a: @\nb: ", "[", (1, 4)),
        ("a: 1\n", "[", (2, 1)),
        ("a:\n- ", "[", (2, 51)),
        ("a:\n  b: ", "[", (2, 54)),
        ("", "- ", (1, 101)),
        ("", "? ", (1, 101)),
        ("- ", "[", (1, 52)),
        ("", "[", (1, 51)),
    ],
)
def test_what_is_nested_too_deeply_is_one_problem_where_that_begins(
    start: str, level: str, place: tuple[int, int]
) -> None:
    code = "Y401" if start == "a: 1\n" else "Y420" if "@" in start else "Y404"
    for count in (51, 999, 1000, 1001, 100_000):
        for end in ("", "\n", "x@", "\nb: @\n", "'", "]" * count + "}" * count):
            assert found(parse("f", start + level * count + end)[1]) == [(code, *place)], (count, end[:9])


@pytest.mark.usefixtures("_parser")
def test_fifty_levels_are_read() -> None:
    for text in ("a: " + "[" * 49 + "]" * 49, "\n".join(" " * depth + "a:" for depth in range(50)), "- " * 49 + "a: 1"):
        assert "Y404" not in [code for code, _, _ in found(parse("f", text)[1])]
    assert found(parse("f", "\n".join(" " * depth + "a:" for depth in range(51)))[1]) == [("Y404", 51, 51)]
    assert found(parse("f", "a: x # " + "[" * 2000)[1]) == []


def test_an_alias_bomb_does_not_go_off() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    problems = parse("f", "\n".join(rows))[1]
    assert {code for code, _, _ in found(problems)} == {"Y405"}
    assert len(problems) == 40


def test_a_long_text_is_no_burden() -> None:
    root, problems = parse("f", "a: " + "x" * 10_000_000)
    assert problems == []
    assert isinstance(root, Mapping)


def test_a_long_number_is_refused() -> None:
    assert found(parse("f", "a: " + "9" * 100_000)[1]) == [("V303", 1, 4)]


def check_text(text: str) -> None:
    """Whatever is read without a problem is what a YAML parser sees there, character for character."""
    problems: list[Problem] = []
    content = whole(TextFile("f", text.encode("utf-8", "surrogatepass")), problems)
    if content is None:
        assert problems
        return
    root, more = parse("f", content)
    assert root is not None or more
    for problem in more:
        assert 1 <= problem.where.line <= content.count("\n") + content.count("\r") + 2
        assert all(words.text(lang).isprintable() for words in (problem.message, problem.fix) for lang in Lang)
    if not any(problem.severity is Severity.ERROR for problem in more):
        composed = yaml.compose(content, Loader=yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)
        assert composed is not None
        assert _texts(data(root)) == _composed(composed)


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _texts(item) for key, item in value.items()}
    return [_texts(item) for item in value] if isinstance(value, list) else _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _composed(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {unicodedata.normalize("NFC", key.value): _composed(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_composed(item) for item in node.value]
    plain = isinstance(node, yaml.ScalarNode) and not node.style
    return "" if plain and node.value in ("~", "null") else node.value


_PIECES = st.sampled_from(
    ["a", "b", ": ", ":", "\n", "  ", "- ", "{", "}", "[", "]", ",", ", ", '"', "'", "#", " #", "&x ", "*x", "!",
     "!!int ", "|", ">", "%", "@", "---\n", "...", "? ", "\t", "\r", "\\", "<<", "~", "0", "1", ".", "010", "1.000",
     "é", "e\u0301", "\u200b", "\ufeff", "\x00", "\x85", "\u2028", "yes", "=", "`"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=30).map("".join))
def test_no_pieces_of_yaml_are_misread(text: str) -> None:
    check_text(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_is_misread(text: str) -> None:
    check_text(text)


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quote_that_closes_in_a_later_target_swallows_nothing(quote: str) -> None:
    text = f"targets:\n  x: {{value: 100, note: {quote}Two fairs}}\n  y: {{value: 30, note: Of both{quote}}}\n"
    assert found(parse("targets/p.yaml", text)[1]) == [("Y403", 2, 25)]
    folded = f"note: {quote}Two fairs\n  and one more{quote}\n"
    assert found(parse("targets/p.yaml", folded)[1]) == []


@pytest.mark.usefixtures("_parser")
def test_a_question_mark_in_brackets_is_text() -> None:
    root, problems = parse("f", "a: {vi: Vì sao?, en: Why? Because}\nb: [c?d, e?]\n")
    assert (data(root), problems) == ({"a": {"vi": "Vì sao?", "en": "Why? Because"}, "b": ["c?d", "e?"]}, [])


@given(
    st.lists(st.sampled_from([*"\t\n-[]{},:'|>b", "a: ", "- ", '"x"', "\n\t", "\n  ", "a:", "# c", "c?"]), max_size=12)
)
def test_with_and_without_libyaml_the_same_is_said_of_the_same_places(tokens: list[str]) -> None:
    text = f"{''.join(tokens)}\n"
    with pytest.MonkeyPatch.context() as patched:
        one, first = parse("f", text)
        patched.setattr(yaml, "__with_libyaml__", False)
        other, second = parse("f", text)
    assert (one is None, found(first)) == (other is None, found(second))
