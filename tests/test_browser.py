"""The page of a report in a real browser: how it looks, reads, sorts, filters and prints, and that it is alone.

Without a browser of the Chromium family these tests are left out, and the summary of the run says so; where
``NEEDS_BROWSER`` is set, they fail instead.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from judging import plan, workspace
from playwright.sync_api import Browser, Page, expect, sync_playwright
from reporting import SCRIPT, hostile
from test_cli import cnht

from cnht.cli import printing
from cnht.domain.progress import progress
from cnht.domain.report import report
from cnht.language.texts import Lang, LocalizedText
from cnht.writers.page import page as render

PROGRAM = printing.browser()
if PROGRAM is None and "NEEDS_BROWSER" not in os.environ:
    pytest.skip(
        "LEFT OUT: the pages in a real browser, for there is no Chromium here (Debian: apt install chromium)",
        allow_module_level=True,
    )
PHONE, LAPTOP, SCREEN = (390, 844), (1280, 800), (1920, 1080)
A4 = (673, 1002)
"""What the margins leave of a sheet, in pixels of the print."""
Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        found = playwright.chromium.launch(executable_path=PROGRAM, args=[*quiet, *root])
        yield found
        found.close()


def reported(folder: Path, *words: str) -> Path:
    """A page of the Hanoi figures as the program writes it."""
    path = folder / "report.html"
    of = ("--as-of", "2025-12-31", "--since", "2025-06-30", "--lang", "vi")
    done = cnht("report", "2025", "-o", str(path), *of, *words)
    assert done.returncode == 0, done.stderr.decode()
    return path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of all indicators."""
    return reported(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the few indicators that have a part of every kind: axe takes long for a long page."""
    return reported(tmp_path_factory.mktemp("short"), "-i", "international_standard_share,clusters_completed")


class Shown:
    """A page that is open, and everything it has said or asked for."""

    def __init__(
        self, browser: Browser, path: Path, size: tuple[int, int] = LAPTOP, scheme: Scheme = "light", **options: Any
    ) -> None:
        width, height = size
        self.context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **options)
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())
        self.home = path.as_uri()

    def __enter__(self) -> Shown:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()
        assert self.said == []
        assert self.asked == [self.home]

    def speak(self, lang: Lang) -> None:
        self.page.locator(f"button.speak[value={lang}]").click()

    def rows(self) -> list[str]:
        """The names of the targets in the table, as they are shown."""
        names = self.page.locator("#targets tbody tr:not([hidden]) th a").all_inner_texts()
        return [name.strip() for name in names]

    def column(self, number: int) -> list[str]:
        return [
            text.split("\n")[0].strip()
            for text in self.page.locator(f"#targets tbody tr > :nth-child({number})").all_inner_texts()
        ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_on_phone_and_laptop_light_and_dark_in_both_languages_nothing_is_wider_than_the_window_and_axe_finds_no_fault(
    browser: Browser, short: Path, size: tuple[int, int], scheme: Scheme, lang: Lang
) -> None:
    with Shown(browser, short, size, scheme, bypass_csp=True) as shown:
        shown.speak(lang)
        shown.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert overflow(shown.page) == 0
        found = Axe().run(shown.page)
        assert found.violations_count == 0, found.generate_report()


def test_the_whole_page_fits_every_window_and_axe_finds_no_fault(browser: Browser, written: Path) -> None:
    with Shown(browser, written, bypass_csp=True) as shown:
        for width, height in (PHONE, LAPTOP, SCREEN, (320, 480)):
            for lang in Lang:
                shown.page.set_viewport_size({"width": width, "height": height})
                shown.speak(lang)
                assert overflow(shown.page) == 0
        found = Axe().run(shown.page)
        assert found.violations_count == 0, found.generate_report()


def test_it_is_dark_where_the_reader_wants_it_dark(browser: Browser, written: Path) -> None:
    schemes: tuple[Scheme, Scheme] = ("light", "dark")
    lightness = {}
    for scheme in schemes:
        with Shown(browser, written, LAPTOP, scheme) as shown:
            color = shown.page.evaluate("getComputedStyle(document.body).backgroundColor")
            lightness[scheme] = sum(map(int, re.findall("[0-9]+", color)[:3])) / 3
    assert lightness["light"] > 240
    assert lightness["dark"] < 40


# Language


def test_it_opens_in_the_language_of_the_command_and_each_text_is_shown_in_one_language(
    browser: Browser, written: Path
) -> None:
    with Shown(browser, written) as shown:
        heading = shown.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(re.compile("Tiến độ thực hiện chỉ tiêu năm 2025, Hà Nội"))
        assert heading.inner_text() == "Tiến độ thực hiện chỉ tiêu năm 2025, Hà Nội"
        expect(shown.page).to_have_title("Tiến độ thực hiện chỉ tiêu năm 2025, Hà Nội")
        assert "Progress towards" not in shown.page.locator("body").inner_text()


def test_the_switch_changes_every_text_the_title_and_what_a_screen_reader_is_told(
    browser: Browser, written: Path
) -> None:
    with Shown(browser, written) as shown:
        shown.speak(Lang.EN)
        assert shown.page.get_by_role("heading", level=1).inner_text() == "Progress towards the targets of 2025, Hanoi"
        expect(shown.page).to_have_title("Progress towards the targets of 2025, Hanoi")
        expect(shown.page.locator("html")).to_have_attribute("lang", "en")
        expect(shown.page.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "true")
        expect(shown.page.get_by_role("button", name="Tiếng Việt")).to_have_attribute("aria-pressed", "false")
        said = shown.page.locator("main").inner_text()
        assert "As of 2025-12-31" in shown.page.locator("header").inner_text()
        assert not re.search("chỉ tiêu|Số liệu|Đánh giá|Kế hoạch", said)
        assert shown.page.locator("#by-status option").all_inner_texts()[0] == "all"
        assert shown.page.locator("#found").inner_text() == "15 of 15 targets"
        charts = shown.page.get_by_role("img")
        assert {text[:9] for text in charts.evaluate_all("all => all.map((one) => one.ariaLabel)")} >= {"Chart of "}
        assert all(label.startswith("Chart of") for label in visible_labels(shown.page))
        shown.speak(Lang.VI)
        assert shown.page.locator("#found").inner_text() == "15/15 chỉ tiêu"
        assert all(label.startswith("Biểu đồ") for label in visible_labels(shown.page))


def visible_labels(page: Page) -> list[str]:
    """What is read for each chart that is shown."""
    return [chart.get_attribute("aria-label") or "" for chart in page.locator("svg.chart:visible").all()]


# Sorting and filtering


def percent(text: str) -> float:
    return float(re.sub(r"[^0-9,]", "", text).replace(",", "."))


def test_a_heading_sorts_by_numbers_first_up_then_down_and_what_is_empty_stays_last(
    browser: Browser, written: Path
) -> None:
    with Shown(browser, written) as shown:
        head = shown.page.get_by_role("columnheader", name="% so với kế hoạch").first
        as_it_was = shown.rows()
        for order in ("ascending", "descending"):
            head.get_by_role("button").click()
            expect(head).to_have_attribute("aria-sort", order)
            shares = shown.column(5)
            numbers = [percent(text) for text in shares if text != "–"]
            assert len(numbers) == 8
            assert numbers == sorted(numbers, reverse=order == "descending")
            assert set(shares[len(numbers) :]) == {"–"}
        assert sorted(shown.rows()) == sorted(as_it_was)
        assert shown.page.locator("[aria-sort]").count() == 1


def test_names_are_sorted_as_the_language_does_also_after_it_is_switched(browser: Browser, written: Path) -> None:
    with Shown(browser, written) as shown:
        shown.page.locator("#targets thead button").first.click()
        vietnamese = shown.rows()
        assert vietnamese[0].startswith("CCN đã hoàn thành")
        assert vietnamese[-1].startswith("Tỷ lệ doanh nghiệp được thụ hưởng")
        shown.speak(Lang.EN)
        assert shown.rows() == sorted(shown.rows(), key=str.lower)


def test_rows_that_are_filtered_out_are_sorted_too(browser: Browser, written: Path) -> None:
    with Shown(browser, written) as shown:
        shown.speak(Lang.EN)
        shown.page.get_by_label("Find").fill("cluster")
        shown.page.locator("#targets thead button").first.click()
        found = shown.rows()
        assert 0 < len(found) < 15
        assert found == sorted(found, key=str.lower)
        shown.page.get_by_label("Find").fill("")
        assert shown.rows() == sorted(shown.rows(), key=str.lower)


def test_a_heading_sorts_by_the_keyboard_too(browser: Browser, written: Path) -> None:
    with Shown(browser, written) as shown:
        head = shown.page.get_by_role("columnheader", name="Đánh giá").first
        head.get_by_role("button").focus()
        shown.page.keyboard.press("Enter")
        words = [text[2:] for text in shown.column(2)]
        order = ["vượt", "đạt", "đúng tiến độ", "chậm tiến độ", "chậm nhiều so với tiến độ", "chưa đủ căn cứ đánh giá"]
        assert words == sorted(words, key=[*order, "chưa có số liệu", "đã được thay thế"].index)


@pytest.mark.parametrize("words", ["doanh nghiep", "DOANH NGHIỆP", "  nghiệp   doanh "])
def test_a_search_needs_neither_case_nor_diacritics_nor_order(browser: Browser, written: Path, words: str) -> None:
    with Shown(browser, written) as shown:
        shown.page.get_by_label("Tìm").fill(words)
        named = ["Tỷ lệ doanh nghiệp đạt chuẩn quốc tế", "Tỷ lệ doanh nghiệp được thụ hưởng chính sách hỗ trợ"]
        assert shown.rows() == ["Doanh nghiệp CNHT"] * 2 + named
        assert shown.page.locator("#found").inner_text() == "4/15 chỉ tiêu"
        shown.page.get_by_label("Tìm").fill("")
        assert len(shown.rows()) == 15


def test_filters_add_up(browser: Browser, written: Path) -> None:
    with Shown(browser, written) as shown:
        shown.page.get_by_label("Đánh giá").select_option(label="chưa có số liệu")
        assert len(shown.rows()) == 10
        shown.page.get_by_label("Văn bản").select_option("20/KH-UBND")
        assert shown.rows() == ["Tỷ lệ CCN xây dựng mới có trạm xử lý nước thải"]
        shown.page.get_by_label("Đánh giá").select_option("")
        shown.page.get_by_label("Văn bản").select_option(label="Mục tiêu Thành phố năm 2025")
        assert shown.rows() == ["Tốc độ tăng chỉ số sản xuất công nghiệp (IIP)"]
        shown.page.get_by_label("Tìm").fill("không có gì như vậy")
        assert shown.rows() == []
        assert shown.page.locator("#found").inner_text() == "0/15 chỉ tiêu: không có chỉ tiêu nào phù hợp"
        shown.speak(Lang.EN)  # the words that were looked for stay
        assert shown.page.locator("#found").inner_text() == "0 of 15 targets: none matches"
        shown.page.get_by_role("button", name="Show all").click()
        expect(shown.page.locator("#found")).to_have_text("15 of 15 targets")
        assert len(shown.rows()) == 15


def test_enter_in_the_search_leads_nowhere(browser: Browser, written: Path) -> None:
    with Shown(browser, written) as shown:
        shown.page.get_by_label("Tìm").fill("cụm")
        shown.page.keyboard.press("Enter")
        assert shown.page.url == shown.home
        assert len(shown.rows()) == 4


# Links, keyboard, reading aloud


def test_a_phone_keeps_the_names_in_sight_and_shows_the_latest_years_of_a_chart(
    browser: Browser, written: Path
) -> None:
    with Shown(browser, written, PHONE) as shown:
        frame = shown.page.locator(".wide:has(#targets)")
        frame.evaluate("(one) => { one.scrollLeft = 400; }")
        name = shown.page.locator("#targets tbody th").first.bounding_box()
        assert name is not None
        assert name["x"] >= 0
        chart = shown.page.locator(".wide:has(svg.chart)").first
        left, most = chart.evaluate("(one) => [one.scrollLeft, one.scrollWidth - one.clientWidth]")
        assert left == most > 0


def test_every_link_within_the_page_shows_what_it_names(browser: Browser, written: Path) -> None:
    with Shown(browser, written) as shown:
        aims = shown.page.evaluate(
            "[...new Set([...document.querySelectorAll('a[href^=\"#\"]')].map((one) => one.getAttribute('href')))]"
        )
        assert len(aims) > 30
        for aim in aims:
            shown.page.evaluate("(aim) => { location.hash = aim; }", aim)
            expect(shown.page.locator(aim)).to_be_in_viewport()


def test_from_a_card_to_the_line_of_the_file(browser: Browser, written: Path) -> None:
    with Shown(browser, written) as shown:
        shown.page.locator("#overview").get_by_role("link", name="CCN đã khởi công").click()
        detail = shown.page.locator(".detail:target")
        expect(detail.get_by_role("heading", level=3)).to_be_in_viewport()
        assert "data/2025-06-30.csv:" in detail.inner_text()
        trace = detail.locator("details")
        assert not trace.get_by_text("(34 - 27) / (34,934 - 27) = 0,882").is_visible()
        trace.locator("summary").focus()
        shown.page.keyboard.press("Enter")
        assert trace.get_by_text("(34 - 27) / (34,934 - 27) = 0,882").is_visible()


def test_by_keyboard_the_first_stop_leads_past_the_navigation(browser: Browser, written: Path) -> None:
    with Shown(browser, written) as shown:
        shown.page.keyboard.press("Tab")
        skip = shown.page.get_by_role("link", name="Đến nội dung")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        shown.page.keyboard.press("Enter")
        expect(shown.page).to_have_url(re.compile("#main$"))


def test_a_screen_reader_is_told_the_sections_the_verdicts_and_no_decoration(browser: Browser, written: Path) -> None:
    with Shown(browser, written) as shown:
        told = shown.page.locator("body").aria_snapshot()
        for heading in ("Tổng quan", "Bảng chỉ tiêu", "Cần lưu ý", "Chi tiết từng chỉ tiêu", "Nguồn"):
            assert f'heading "{heading}" [level=2]' in told
        assert 'table "Mọi chỉ tiêu của năm, tính đến 31/12/2025"' in told
        assert 'table "Số liệu – Doanh nghiệp CNHT"' in told
        assert "chậm nhiều so với tiến độ" in told
        assert "▼" not in told
        assert "Progress" not in told


def test_without_scripts_everything_is_there_but_the_controls(browser: Browser, written: Path) -> None:
    with Shown(browser, written, java_script_enabled=False) as shown:
        assert shown.page.get_by_role("heading", level=1).inner_text().startswith("Tiến độ thực hiện")
        assert not shown.page.locator(".filters").is_visible()
        assert not shown.page.locator(".languages").is_visible()
        assert shown.page.locator("#targets tbody tr:visible").count() == 15


# Print


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_print_is_on_a4_light_and_without_controls_and_can_be_signed(
    browser: Browser, written: Path, scheme: Scheme
) -> None:
    with Shown(browser, written, A4, scheme) as shown:
        shown.page.get_by_label("Tìm").fill("doanh nghiep")
        shown.page.emulate_media(media="print")
        assert shown.page.locator("#targets tbody tr:visible").count() == 15  # whatever is looked for
        assert overflow(shown.page) == 0
        for hidden in ("nav", ".languages", ".filters", ".sort::after", "#overview", ".trace summary"):
            assert not shown.page.locator(hidden.removesuffix("::after")).first.is_visible() or "sort" in hidden
        for kept in ("h1", ".opening", "#targets", "svg.chart:visible", "#care", "#sources", ".dated", ".signed"):
            assert shown.page.locator(kept).first.is_visible()
        color = shown.page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper')")
        assert color.strip() == "#fff"
        made = shown.page.pdf(prefer_css_page_size=True)
        boxes = {tuple(map(round, map(float, box.split()))) for box in re.findall(rb"/MediaBox \[([0-9. ]+)\]", made)}
        assert boxes == {(0, 0, 595, 842)}


def test_the_command_prints_the_same_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    done = cnht("report", "2025", "-o", str(path), "--as-of", "2025-12-31", "--lang", "vi", PATH=os.environ["PATH"])
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr.decode() == f"cnht: đã ghi {path}\n"
    assert done.stdout == b""
    made = path.read_bytes()
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", made)) > 3
    assert [found.name for found in tmp_path.iterdir()] == ["report.pdf"]


# Safe


def test_a_hostile_name_is_text_and_nothing_runs(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(render(hostile(), Lang.VI).text, encoding="utf-8")
    with Shown(browser, path, PHONE) as shown:
        for lang in (Lang.EN, Lang.VI):
            shown.speak(lang)
            assert overflow(shown.page) == 0
        assert shown.page.get_by_role("heading", level=3, name=SCRIPT).count() == 2  # its card and its details
        assert shown.page.evaluate("[document.images.length, document.scripts.length]") == [0, 1]
        shown.page.get_by_label("Tìm").fill("<script>")
        assert len(shown.rows()) == 1


def test_long_words_and_large_numbers_fit_the_smallest_window_and_the_print(browser: Browser, tmp_path: Path) -> None:
    long = "x" * 60
    found = workspace(
        [plan("wells: {value: 1}\npeople: {value: 7}", number=long)],
        "wells,,2025-06-30,over,999999999.5,,,a\npeople,,2025-06-30,,3,,,a",
    )
    indicators = {
        code: replace(one, name=LocalizedText(long, long)) for code, one in found.definitions.indicators.items()
    }
    units = {code: one._replace(name=LocalizedText(long, long)) for code, one in found.definitions.units.items()}
    found = replace(found, definitions=replace(found.definitions, indicators=indicators, units=units))
    path = tmp_path / "long.html"
    path.write_text(render(report(progress(found, 2025, date(2025, 12, 31))), Lang.VI).text, encoding="utf-8")
    with Shown(browser, path, (320, 480)) as shown:
        assert overflow(shown.page) == 0
        shown.page.set_viewport_size({"width": A4[0], "height": A4[1]})
        shown.page.emulate_media(media="print")
        assert overflow(shown.page) == 0


def test_what_somebody_else_adds_to_the_page_does_not_run(browser: Browser, written: Path, tmp_path: Path) -> None:
    path = tmp_path / "spoilt.html"
    spoilt = written.read_text(encoding="utf-8").replace(
        "</main>", "<script>document.title = 'spoilt';</script></main>"
    )
    path.write_text(spoilt, encoding="utf-8")
    shown = Shown(browser, path)
    assert shown.page.title() != "spoilt"
    assert len(shown.said) == 1
    assert "Content Security Policy" in shown.said[0]
    shown.context.close()
