"""The page of a report as text: what it holds, what it must not, and that it agrees with the other formats."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from judging import plan, workspace
from reporting import ENDS, FORMULA, QUOTES, SCHEME, SCRIPT, hostile
from syrupy.assertion import SnapshotAssertion

from cnht.domain.model import Workspace
from cnht.domain.progress import plan_years, progress
from cnht.domain.report import Report, Selection, report
from cnht.files.store import read_workspace
from cnht.files.textfile import TextFile
from cnht.language.texts import Lang, LocalizedText
from cnht.presenting.blocks import Sign
from cnht.presenting.charts import chart_of
from cnht.presenting.page import LEFT_OUT, Depth
from cnht.presenting.phrases import STATUS_WORDS, opening, percent_text
from cnht.reading.load import load
from cnht.writers.json_text import progress_object
from cnht.writers.page import page as render
from cnht.writers.svg import bar, svg

ROOT = Path(__file__).parents[1]
WORKSPACES = [".", "tests/workspaces/regions", "tests/workspaces/poverty", "tests/workspaces/multiyear"]
END = date(2025, 12, 31)
LARGEST = 500_000
VOID = {"meta", "br", "input", "link", "img"}
BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "tr", "summary", "div", "title", "option", "button", "label"}


class Page(HTMLParser):
    """A page as its elements, and its text in one language."""

    def __init__(self, text: str, lang: Lang = Lang.VI) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.data: list[str] = []
        self._open: list[str] = []
        self._hidden: list[int] = []
        self._other = "en" if lang is Lang.VI else "vi"
        self.feed(text)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        if tag in VOID:
            return
        self._open.append(tag)
        if tag in BLOCKS:
            self.data.append("\n")
        if tag in ("th", "td"):
            self.data.append(" | ")
        if tag in ("span", "div") and found.get("lang") == self._other:
            self._hidden.append(len(self._open))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1] == tag, f"</{tag}> closes <{self._open[-1]}>"
        if self._hidden and self._hidden[-1] == len(self._open):
            self._hidden.pop()
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden and not {"script", "style"} & set(self._open):
            self.data.append(data)

    @property
    def lines(self) -> str:
        """What is read of the page, a line for a paragraph or a row."""
        found = (re.sub(r"\s+", " ", line).strip() for line in "".join(self.data).split("\n"))
        return "\n".join(filter(None, found))

    @property
    def text(self) -> str:
        """The same in one line."""
        return self.lines.replace("\n", " ")

    def every(self, tag: str) -> list[dict[str, str]]:
        """The attributes of all elements of a kind."""
        return [found for name, found in self.elements if name == tag]


@pytest.fixture(scope="module")
def hanoi() -> Workspace:
    return load(read_workspace(ROOT)).workspace


def page(report: Report, lang: Lang) -> str:
    return render(report, lang).text


def made(found: Workspace, year: int = 2025, since: date | None = None, as_of: date = END) -> Report:
    return report(progress(found, year, as_of), None if since is None else progress(found, year, since))


@pytest.mark.parametrize("lang", Lang)
def test_all_that_is_read_of_the_page(hanoi: Workspace, lang: Lang, snapshot: SnapshotAssertion) -> None:
    text = page(made(hanoi, since=date(2025, 6, 30)), lang)
    assert re.sub(r"(cnht) \S+\. ", r"\1 VERSION. ", Page(text, lang).lines) == snapshot


@pytest.mark.parametrize("folder", WORKSPACES)
def test_the_page_says_of_every_target_what_the_json_says(folder: str) -> None:
    found = load(read_workspace(ROOT / folder)).workspace
    for year in plan_years(found):
        result = made(found, year)
        shown = Page(page(result, Lang.EN), Lang.EN)
        rows = [attrs for attrs in shown.every("tr") if "data-status" in attrs]
        told = progress_object(result.progress)
        assert sorted((row["data-plan"], row["data-status"]) for row in rows) == sorted(
            (row["plan"], row["status"]) for row in told["results"]
        )
        assert str(opening(result.progress)) in shown.text
        for row in result.progress.rows:
            if row.percent is not None:
                assert str(percent_text(row)).replace("\u00a0", " ") in shown.text


@pytest.mark.parametrize("folder", WORKSPACES)
def test_every_figure_of_an_indicator_stands_there_with_its_wording_its_source_and_its_line(folder: str) -> None:
    found = load(read_workspace(ROOT / folder)).workspace
    result = made(found)
    shown = Page(page(result, Lang.VI))
    told = {subject.indicator.code: subject.area for subject in result.subjects}
    for seen in found.observations:
        if told.get(seen.indicator) == seen.area and seen.as_of <= result.progress.as_of:
            assert f"{seen.where.file}:{seen.where.line}" in shown.text
            assert f"“{seen.wording}”" in shown.text.replace("\u201c ", "“") or seen.wording in shown.text
            source = found.definitions.sources[seen.source]
            assert f"{source.publisher}, " in shown.text
            assert source.code in shown.text


@pytest.mark.parametrize("folder", WORKSPACES)
def test_the_page_is_small(folder: str) -> None:
    found = load(read_workspace(ROOT / folder)).workspace
    for year in plan_years(found):
        assert len(page(made(found, year), Lang.VI).encode()) < LARGEST


def test_what_would_be_too_large_leaves_out_more_and_more_and_says_so(hanoi: Workspace) -> None:
    whole = render(made(hanoi), Lang.EN)
    assert whole.depth is Depth.WHOLE
    size = len(whole.text.encode())
    assert render(made(hanoi), Lang.EN, size) == whole
    sizes = [size]
    for depth in (Depth.UNREASONED, Depth.UNLISTED, Depth.BRIEF):
        found = render(made(hanoi), Lang.EN, sizes[-1] - 1)
        assert found.depth is depth
        shown = Page(found.text, Lang.EN)
        assert f"this is left out: {LEFT_OUT[depth]!s}. See it with cnht explain, cnht history or" in shown.text
        assert len([attrs for attrs in shown.every("tr") if "data-status" in attrs]) == 15
        names = {attrs["id"] for _, attrs in shown.elements if "id" in attrs}
        assert {attrs["href"][1:] for attrs in shown.every("a") if attrs["href"].startswith("#")} <= names
        sizes.append(len(found.text.encode()))
    assert sizes == sorted(sizes, reverse=True)
    assert render(made(hanoi), Lang.EN, 1).depth is Depth.BRIEF  # what is left is not left out


def test_one_indicator_with_very_many_figures_keeps_its_chart_and_no_part_of_it_is_offered() -> None:
    days = [date(2023, 1, 1) + timedelta(days=number) for number in range(1000)]
    rows = "\n".join(f"wells,,{day},,{number},,,a" for number, day in enumerate(days))
    found = render(made(workspace([plan("wells: {value: 1200}")], rows)), Lang.EN, LARGEST)
    assert found.depth is Depth.UNLISTED
    shown = Page(found.text, Lang.EN)
    assert len(shown.every("svg")) > 2
    assert "--indicator" not in shown.text


def test_a_page_that_fits_is_whole_however_many_indicators_it_has() -> None:
    many = range(80)
    kind = "unit: t, measure: stock, direction: increase"
    names = "".join(f"  w{at}: {{name: {{vi: a, en: b}}, {kind}}}\n" for at in many)
    targets = "".join(f"  w{at}: {{value: 9}}\n" for at in many)
    files = {
        "targets/indicators.yaml": "areas: {n: {vi: B, en: N}}\nunits: {t: {vi: c, en: d}}\n"
        f"indicators:\n{names}",
        "targets/1.yaml": "plan: '1'\ntitle: {vi: t, en: u}\nissuer: {vi: u, en: v}\nperiod: 2025\nsource: a\n"
        f"targets:\n{targets}",
        "data/sources.yaml": "a: {title: t, publisher: p, published: 2025, authority: official}\n",
    }
    result = made(load(TextFile(name, text.encode()) for name, text in files.items()).workspace)
    assert render(result, Lang.VI, LARGEST) == render(result, Lang.VI)


def test_links_within_the_page_lead_somewhere_and_names_are_there_once(hanoi: Workspace) -> None:
    shown = Page(page(made(hanoi, since=date(2025, 6, 30)), Lang.VI))
    names = [attrs["id"] for _, attrs in shown.elements if "id" in attrs]
    assert len(names) == len(set(names))
    aims = {attrs["href"] for attrs in shown.every("a")}
    assert {aim for aim in aims if aim.startswith("#")} <= {f"#{name}" for name in names}
    labels = {attrs["aria-labelledby"] for _, attrs in shown.elements if "aria-labelledby" in attrs}
    assert labels <= set(names)
    assert all(aim.startswith(("#", "https://", "http://")) for aim in aims)


def test_sources_are_numbered_in_the_order_in_which_they_are_read(hanoi: Workspace) -> None:
    text = page(made(hanoi), Lang.VI)
    numbers = [int(number) for number in re.findall(r'href="#s([0-9]+)"', text)]
    firsts = list(dict.fromkeys(numbers))
    assert firsts == sorted(firsts)
    assert re.findall(r'<li id="s([0-9]+)">', text) == [str(number) for number in sorted(set(numbers))]


# Safe


def test_nothing_of_a_file_becomes_a_part_of_the_page() -> None:
    for lang in Lang:
        text = page(hostile(), lang)
        shown = Page(text, lang)  # which checks that every element is closed in order
        assert len(shown.every("script")) == len(shown.every("style")) == 1
        assert not shown.every("img")
        for _, attrs in shown.elements:
            assert not any(name.startswith("on") or name == "style" for name in attrs)
            assert not attrs.get("href", "").lower().startswith("javascript:")
        for words in (SCRIPT, ENDS, QUOTES, SCHEME, FORMULA):
            assert words in shown.text


def test_what_hides_in_a_text_is_shown() -> None:
    hidden = "a\u200bb"
    found = workspace([plan(f"wells: {{value: 9, note: '{hidden}'}}")], "wells,,2025-06-30,,5,,,a")
    indicator = found.definitions.indicators["wells"]
    indicators = {**found.definitions.indicators, "wells": replace(indicator, name=LocalizedText(hidden, hidden))}
    source = found.definitions.sources["a"]
    sources = {**found.definitions.sources, "a": replace(source, url=f"https://a.b/{hidden}")}
    found = replace(found, definitions=replace(found.definitions, indicators=indicators, sources=sources))
    text = page(made(found), Lang.EN)
    assert hidden not in text
    assert not any(attrs["href"].startswith("http") for attrs in Page(text).every("a"))  # it would lead elsewhere
    assert "aU+200Bb" in Page(page(made(found), Lang.EN), Lang.EN).text


def test_the_page_asks_nothing_of_the_network_and_lets_nothing_run_but_its_own_script(hanoi: Workspace) -> None:
    text = page(made(hanoi), Lang.VI)
    shown = Page(text)
    assert not {tag for tag, _ in shown.elements} & {"link", "img", "iframe", "object", "embed", "base", "audio"}
    assert not any("src" in attrs or "srcset" in attrs for _, attrs in shown.elements)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style
    hashes = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (style, script)]
    (policy,) = (attrs["content"] for attrs in shown.every("meta") if "http-equiv" in attrs)
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}';"
        " base-uri 'none'; form-action 'none'"
    )


def test_the_page_is_the_same_each_time(hanoi: Workspace) -> None:
    assert page(made(hanoi), Lang.VI) == page(made(hanoi), Lang.VI)


# Open


def test_what_is_missing_and_what_contradicts_is_said(hanoi: Workspace) -> None:
    shown = Page(page(made(hanoi), Lang.VI)).text
    disputed = "40% (số liệu chưa thống nhất, không sử dụng), 28/09/2024; đang dùng: trên 35%"
    assert f"Tỷ lệ doanh nghiệp đạt chuẩn quốc tế: {disputed}" in shown
    assert "chưa có số liệu năm 2025; gần nhất: gần 1.000 doanh nghiệp tính đến 28/09/2024" in shown
    assert "CCN đã khởi công 20/KH-UBND: chưa có số liệu cuối năm; chậm tiến độ tính đến 30/06/2025" in shown


def test_where_nothing_is_missing_the_page_says_so() -> None:
    found = workspace([plan("wells: {value: 9}")], "wells,,2024-12-31,,5,,,a\nwells,,2025-12-31,,9,,,a")
    shown = Page(page(made(found), Lang.EN), Lang.EN).text
    assert "Conflicting figures None." in shown
    assert "What is missing Nothing." in shown
    assert "As of 2025-12-31, 1 of 1 targets due in 2025 can be judged: 1 met." in shown


def test_a_year_without_targets_of_its_own_has_a_page() -> None:
    found = workspace([plan("wells: {value: 9}", period="2025/2027")], "")
    shown = Page(page(made(found), Lang.EN), Lang.EN).text
    assert "As of 2025-12-31, no target is due in 2025." in shown
    assert "Apart from these: 1 due after 2025." in shown


def test_a_report_of_a_part_says_so_and_how_to_compute_it_anew(hanoi: Workspace) -> None:
    result = progress(hanoi, 2025, END, indicators=["enterprises"], plans=["2316/QĐ-UBND"], areas=["hanoi"], cagr=True)
    chosen = Selection(("enterprises",), ("2316/QĐ-UBND",), ("hanoi",), cagr=True)
    shown = Page(render(report(result, None, chosen), Lang.EN).text, Lang.EN).text
    assert "0 of 1 chosen targets due in 2025 can be judged" in shown
    assert "This report is of a part only: indicators: Supporting-industry enterprises; plans: 2316/QĐ-UBND;" in shown
    assert "The pace of stocks is measured along compound growth." in shown
    command = "cnht progress 2025 --as-of 2025-12-31 -i enterprises -p '2316/QĐ-UBND' -a hanoi --pace cagr"
    assert command in shown
    assert "of a part only" not in Page(page(made(hanoi), Lang.EN), Lang.EN).text


def test_the_trace_is_that_of_explain(hanoi: Workspace) -> None:
    shown = Page(page(made(hanoi), Lang.EN), Lang.EN).text
    assert "due by then: 27 + (43 - 27) x 181/365 = 34.93" in shown
    assert "(34 - 27) / (34.934 - 27) = 0.882" in shown


def test_every_status_has_a_colour(hanoi: Workspace) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", page(made(hanoi), Lang.VI), re.DOTALL)
    for status in STATUS_WORDS:
        assert f".{status} {{ --tone: var(--{status}); }}" in style
        assert style.count(f"--{status}: #") == 2  # in the light and in the dark


@pytest.mark.parametrize(
    ("plans", "tone"),
    [
        ([plan("wells: {value: 100}")], "missed"),
        ([plan("wells: {value: 5}"), plan("wells: {value: 100}", number="2")], "missed"),
        ([plan("wells: {value: 100}"), plan("wells: {value: 5}", number="2", extra="replaces: '1'")], "met"),
        ([plan("wells: {value: 5}"), plan("wells: {value: 6}", number="2", period="2025/2026")], "met"),
    ],
    ids=["one", "two", "one replaced", "one a path"],
)
def test_a_card_has_the_colour_of_the_worst_verdict_that_still_counts_and_ends_with_what_is_replaced(
    plans: list[str], tone: str
) -> None:
    found = workspace(plans, "wells,,2024-12-31,,1,,,a\nwells,,2025-12-31,,9,,,a")
    text = page(made(found), Lang.EN)
    assert re.findall(r'<article class="card (\w+)">', text) == [tone]
    card = text[text.index("<article class=") : text.index("</article>")]
    badges = re.findall(r'<span class="badge (\w+)">', card)
    assert badges[0] != "superseded"
    assert len(badges) == len(plans)


def test_what_a_chart_says_counts_each_figure_once_and_names_a_table_that_is_there(hanoi: Workspace) -> None:
    labels = [attrs["aria-label"] for attrs in Page(page(made(hanoi), Lang.EN)).every("svg") if "aria-label" in attrs]
    assert "Chart of Supporting-industry enterprises, 2019–2030: 5 figures; the table below has each of them." in labels
    unreasoned = render(made(hanoi), Lang.EN, len(page(made(hanoi), Lang.EN).encode()) - 1)
    unlisted = render(made(hanoi), Lang.EN, len(unreasoned.text.encode()) - 1)
    assert unlisted.depth is Depth.UNLISTED
    short = Page(unlisted.text)
    labels = [attrs["aria-label"] for attrs in short.every("svg") if "aria-label" in attrs]
    assert "Chart of Supporting-industry enterprises, 2019–2030: 5 figures." in labels


def test_an_indicator_without_a_figure_says_so(hanoi: Workspace) -> None:
    shown = Page(page(made(hanoi), Lang.EN), Lang.EN).text
    assert "Support-policy coverage policy_coverage" in shown
    assert "There is no figure in 2025." in shown


def test_a_figure_of_another_year_does_not_meet_the_target_of_this_one(hanoi: Workspace) -> None:
    shown = Page(page(made(hanoi), Lang.EN), Lang.EN).text
    assert "the figure of 2024-09-28 would meet the target" in shown
    assert "the target is met as things are" not in shown


def test_new_figures_say_whose_they_are_and_that_one_is_disputed() -> None:
    figures = "wells,,2025-06-30,,5,,,p\nwells,,2025-06-30,,6,,disputed,a\nwells,,2025-07-31,,7,,estimate,a"
    result = made(workspace([plan("wells: {value: 9}")], figures), since=date(2025, 1, 31))
    shown = Page(page(result, Lang.EN), Lang.EN).text
    assert re.search(r"5 things \[[0-9]\] \| press figure", shown)
    assert re.search(r"6 things \[[0-9]\] \| disputed, not used", shown)
    assert re.search(r"7 things \[[0-9]\] \| an estimate", shown)


def test_a_plan_without_a_target_of_the_year_says_so() -> None:
    plans = [
        plan("wells: {value: 9}"),
        plan("{}", number="2"),
        plan("wells: {value: 9, due: 2024-12-31}", number="3", period="2024/2025"),
    ]
    shown = Page(page(made(workspace(plans, "")), Lang.EN), Lang.EN).text
    assert "2 t u [1] This plan has no targets." in shown
    assert "3 t u [1] No target is due in 2025 or later." in shown


def test_numbers_are_sorted_by_all_of_their_digits() -> None:
    found = workspace([plan("wells: {value: 1234567}\npeople: {value: 1234568}")], "wells,,2025-06-30,,1234564,,,a")
    keys = [attrs["data-key"] for attrs in Page(page(made(found), Lang.EN)).every("td") if "data-key" in attrs]
    assert {"1234567.0", "1234568.0", "1234564.0"} <= set(keys)


# Drawn


def filled(row: str, figures: str) -> tuple[float, list[float]]:
    """How far a bar is solid, and where its stripes are."""
    (found,) = made(workspace([plan(row)], figures)).progress.rows
    drawn = str(bar(found))
    solid = re.search(r'class="(?:sure|carried)" width="([0-9.]+)"', drawn)
    return float(solid[1]) if solid else 0, [float(x) for x in re.findall(r"M([0-9.]+) 0v10", drawn) if x != "100"]


@pytest.mark.parametrize(
    ("figure", "solid", "first", "last"),
    [
        (",80,", 80, None, None),
        ("nearly,100,", 95, 96, 99),
        ("over,80,", 80, 81, 124),
        ("under,50,", 0, 1, 49),
        ("about,80,", 78, 79, 82),
        ("between,60,70", 60, 61, 69),
        (",300,", 125, None, None),
    ],
)
def test_a_bar_is_solid_as_far_as_is_certain_and_striped_as_far_as_the_truth_may_reach(
    figure: str, solid: float, first: float | None, last: float | None
) -> None:
    sure, stripes = filled("wells: {value: 100}", f"wells,,2025-12-31,{figure},,a")
    assert sure == solid
    if first is None or last is None:
        assert not stripes
    else:
        assert stripes[0] == first
        assert last - 2.5 < stripes[-1] <= last


def test_a_figure_of_another_period_fills_no_bar() -> None:
    (row,) = made(workspace([plan("wells: {value: 100}")], "wells,,2024-12-31,,80,,,a")).progress.rows
    assert 'class="carried"' in bar(row)
    assert 'class="sure"' not in bar(row)


def test_no_percentage_no_bar() -> None:
    (row,) = made(workspace([plan("births: {value: 100}")], "births,,2025-12-31,,80,,,a")).progress.rows
    assert bar(row) == ""


@pytest.mark.parametrize("folder", WORKSPACES)
def test_a_chart_draws_every_figure_inside_its_frame(folder: str) -> None:
    found = load(read_workspace(ROOT / folder)).workspace
    for subject in made(found).subjects:
        drawn = chart_of(subject.history)
        if drawn is None:
            continue
        shown = Page(str(svg(drawn, Lang.VI, "x")))
        marks = [attrs["class"] for attrs in shown.every("g") if attrs.get("class", "").startswith("figure ")]
        assert sorted(marks) == sorted(f"figure {dot.sign}" for dot in drawn.dots)
        assert len(shown.every("title")) == len(drawn.dots) + len(drawn.steps) + len(drawn.stops)
        for attrs in shown.every("path"):
            for number in re.findall(r"(?<=[MHVL ])-?[0-9.]+", attrs["d"]):
                assert -10 <= float(number) <= 650


def test_an_end_that_there_is_not_or_that_the_chart_does_not_reach_is_an_arrow() -> None:
    figures = "wells,,2025-03-31,,100,,,a\nwells,,2025-06-30,{},,a"
    arrows = {}
    for figure in (",101,", "over,101,", "nearly,101,", "between,101,900"):
        result = made(workspace([plan("wells: {value: 102}")], figures.format(figure)))
        drawn = chart_of(result.subjects[0].history)
        assert drawn is not None
        arrows[figure] = [attrs["d"].count("L") for attrs in Page(str(svg(drawn, Lang.EN, ""))).every("path")
                          if attrs["class"] == "truth"]  # fmt: skip
    assert arrows == {",101,": [], "over,101,": [2], "nearly,101,": [0], "between,101,900": [2]}


def test_roles_are_told_apart_by_their_shape() -> None:
    figures = """
wells,,2023-12-31,,5,,,a
wells,,2025-06-30,,5,,,a
wells,,2025-03-31,,4,,,a
wells,,2025-06-30,,6,,disputed,b
"""
    result = made(workspace([plan("wells: {value: 9}"), plan("wells: {value: 8}", number="2", period="2024")], figures))
    drawn = chart_of(result.subjects[0].history)
    assert drawn is not None
    roles = {Sign.CHOSEN, Sign.OTHER, Sign.DISPUTED, Sign.CARRIED}
    assert {dot.sign for dot in drawn.dots} == roles
    text = str(svg(drawn, Lang.EN, ""))
    shapes = {role: re.findall(rf'<g class="figure {role}">.*? d="M[0-9. ]+(m[^"]*z)"', text) for role in roles}
    assert all(shapes.values())
    assert len({found[0] for found in shapes.values()}) == len(roles)
