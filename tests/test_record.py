"""``cnht record`` in a process of its own, with nobody at a terminal: what it writes, shows and refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from validating import FIGURES, cnht, spoil
from validating import own as own_example

TODAY = ("--today", "2026-01-01")
NEW = "data/2025-09-30.csv"
HEADER = "indicator,area,period,as_of,qualifier,value,value_high,status,source,wording,note\n"
SOURCES = "data/sources.yaml"


__all__ = ["own_example"]


@pytest.fixture
def own(own_example: Path) -> Path:
    """A workspace without a fault, with a source that is new enough."""
    own = own_example
    with (own / SOURCES).open("a", encoding="utf-8") as file:
        file.write("report-2025:\n  title: Báo cáo năm 2025\n  publisher: Sở Công Thương Tỉnh mẫu\n"
                   "  published: 2025-12-20\n  authority: official\n")  # fmt: skip
    return own


def record(*words: str, cwd: Path, code: int = 0, **environment: str) -> tuple[str, str]:
    """What ``cnht record`` prints on stdout and on stderr; it is never asked for a source or a day here."""
    done = cnht("record", *TODAY, *words, cwd=cwd, stdin=None, **environment)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done.stdout.decode(), done.stderr.decode()


def enterprises(*words: str, cwd: Path, code: int = 0, as_of: str = "30/09/2025", **more: str) -> tuple[str, str]:
    return record("enterprises", *words, "--as-of", as_of, "--source", "report-2025", cwd=cwd, code=code, **more)


def contents(workspace: Path) -> dict[str, bytes]:
    """The files that git and readers see."""
    found = (path for path in workspace.rglob("*") if path.is_file() and path.parent != workspace / "data" / ".cnht")
    return {path.relative_to(workspace).as_posix(): path.read_bytes() for path in found}


def added(workspace: Path, before: dict[str, bytes], name: str = NEW) -> str:
    """The text of the one file that has changed since."""
    after = contents(workspace)
    assert {each for each in after if after[each] != before.get(each)} == {name}
    assert set(before) <= set(after)
    return after[name].decode()


# What is written


def test_a_figure_goes_to_a_new_snapshot_of_its_date_and_validates(own: Path) -> None:
    before = contents(own)
    shown, said = enterprises("gần 450", cwd=own)
    assert added(own, before) == HEADER + "enterprises,example,,2025-09-30,nearly,450,,,report-2025,gần 450,\n"
    assert shown.splitlines()[-1] == "wrote data/2025-09-30.csv:2"
    assert said == ""
    assert cnht("validate", "--strict", *TODAY, "data", cwd=own).returncode == 0
    assert cnht("fmt", "--check", cwd=own).returncode == 0


def test_a_figure_takes_its_place_in_a_snapshot_that_keeps_its_columns(own: Path) -> None:
    before = contents(own)
    shown, _ = enterprises("hơn 445", cwd=own, as_of="2025-06-30")
    text = before[FIGURES].decode()
    row = "enterprises,,2025-06-30,over,445,report-2025,hơn 445\n"
    at = text.index("enterprises,,2025-06-30,nearly,440,report-2025-h1")
    assert added(own, before, FIGURES) == text[:at] + row + text[at:]
    assert "wrote data/2025-06-30.csv:3\n" in shown


def test_a_snapshot_gets_the_columns_that_a_figure_needs_and_no_others(own: Path) -> None:
    before = contents(own)
    enterprises("440 - 445", "--status", "estimate", "--note", "  Chưa đủ, tạm tính ", cwd=own, as_of="2025-06-30")
    lines = added(own, before, FIGURES).splitlines()
    assert lines[0] == "indicator,period,as_of,qualifier,value,value_high,status,source,wording,note"
    assert lines[2] == ('enterprises,,2025-06-30,between,440,445,estimate,report-2025,440 - 445,"Chưa đủ, tạm tính"')


@pytest.mark.parametrize(
    ("as_of", "name"), [("09/2025", "2025-09"), ("2025-09", "2025-09"), ("30 tháng 9 năm 2025", "2025-09-30")]
)
def test_dates_are_read_as_people_write_them_and_a_month_has_a_snapshot_of_its_own(
    own: Path, as_of: str, name: str
) -> None:
    before = contents(own)
    enterprises("450", cwd=own, as_of=as_of)
    assert added(own, before, f"data/{name}.csv") == HEADER + f"enterprises,example,,{name},,450,,,report-2025,,\n"


@pytest.mark.parametrize("period", ["2025-01/2025-09", "9 tháng 2025", "9 tháng đầu năm 2025", "Jan - Sep 2025"])
def test_periods_are_read_as_people_write_them(own: Path, period: str) -> None:
    before = contents(own)
    record("trade_events", "3 sự kiện", "--period", period, "--as-of", "2025-09-30", "-s", "report-2025", cwd=own)
    row = "trade_events,example,2025-01/2025-09,2025-09-30,,3,,,report-2025,3 sự kiện,\n"
    assert added(own, before) == HEADER + row


def test_words_need_no_quotes_and_a_minus_sign_starts_no_option(own: Path) -> None:
    spoil(own, "measure: stock ", "measure: growth ", "targets/indicators.yaml")
    spoil(own, "unit: enterprise\n", "unit: percent\n", "targets/indicators.yaml")
    spoil(own, "over: 450, baseline: {about: 400, as_of: 2024-12-31}", "over: 4", "targets/2025.yaml")
    spoil(own, "enterprises,,2025-06-30,nearly,440,report-2025-h1,gần 440\n", "")
    before = contents(own)
    period = ("--period", "9 tháng 2025")
    enterprises("-2.5", *period, cwd=own)
    assert "2025-09-30,,-2.5,,,report-2025,,\n" in added(own, before)
    (own / NEW).unlink()
    enterprises("khoảng", "-2,5%", *period, cwd=own)
    assert '2025-09-30,about,-2.5,,,report-2025,"khoảng −2,5%",\n' in added(own, before)


def test_line_ends_stay_what_they_are(own: Path) -> None:
    (own / FIGURES).write_bytes((own / FIGURES).read_bytes().replace(b"\n", b"\r\n"))
    old = (own / FIGURES).read_bytes()
    _, said = enterprises("445", "--note", "Hai\ndòng", cwd=own, as_of="2025-06-30", code=0)
    new = (own / FIGURES).read_bytes()
    assert new.count(b"\n") == new.count(b"\r\n") == old.count(b"\n") + 2
    assert b'445,report-2025,,"Hai\r\nd\xc3\xb2ng"\r\n' in new
    assert "reformatted" not in said


def test_a_snapshot_that_is_not_canonical_is_made_so_and_that_is_said(own: Path) -> None:
    spoil(own, "indicator,period", "Indicator,Period")
    _, said = enterprises("445", cwd=own, as_of="2025-06-30")
    assert "cnht: data/2025-06-30.csv is reformatted too, as by cnht fmt\n" in said
    assert (own / FIGURES).read_text("utf-8").startswith("indicator,period,as_of,")


def test_a_link_is_followed_and_the_mode_kept(own: Path) -> None:
    real = own.parent / "real.csv"
    (own / FIGURES).rename(real)
    (own / FIGURES).symlink_to(real)
    real.chmod(0o640)
    enterprises("445", cwd=own, as_of="2025-06-30")
    assert (own / FIGURES).is_symlink()
    assert "\nenterprises,,2025-06-30,,445,report-2025,\n" in real.read_text("utf-8")
    assert real.stat().st_mode & 0o777 == 0o640


# What is shown


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", ["80", "120"])
def test_it_shows_what_it_understood_and_how_verdicts_change(
    own: Path, lang: str, width: str, snapshot: SnapshotAssertion
) -> None:
    shown, said = enterprises("nearly 470", "--lang", lang, cwd=own, COLUMNS=width)
    assert said == ""
    assert max(map(len, shown.splitlines())) <= int(width)
    assert shown == snapshot


def test_a_dry_run_shows_the_row_and_the_diff_and_writes_nothing(own: Path, snapshot: SnapshotAssertion) -> None:
    before = contents(own)
    shown, said = enterprises("hơn 435", "--dry-run", cwd=own, as_of="2025-06-30")
    assert contents(own) == before
    assert not (own / "data" / ".cnht").exists()
    assert said == ""
    assert shown == snapshot


def test_a_derived_share_changes_with_its_parts(own: Path) -> None:
    spoil(own, "    unit: percent\n    measure: share\n    direction: decrease",
          "    unit: percent\n    measure: share\n    direction: decrease\n"
          "    ratio: {of: empty_factories, to: enterprises}\n"
          "  empty_factories:\n    name: {vi: Nhà xưởng bỏ trống, en: Empty factories}\n    unit: enterprise\n"
          "    measure: stock\n    direction: decrease", "targets/indicators.yaml")  # fmt: skip
    spoil(own, "empty_factory_share,,2025-06-30,about,10,report-2025-h1,khoảng 10%\n",
          "empty_factories,,2025-09-28,,36,report-2025,\n")  # fmt: skip
    shown, _ = enterprises("450", cwd=own)
    assert "Share of empty factory space: at most 8" in shown
    assert "– no data" in shown
    assert "100% of ceiling" in shown


def test_a_figure_that_changes_no_verdict_says_so(own: Path) -> None:
    assert "\nNo verdict changes, as of 2026-01-01.\n" in enterprises("390", cwd=own, as_of="2024-06-30")[0]


def test_a_contradiction_with_another_source_is_a_warning_that_names_it(own: Path) -> None:
    shown, said = enterprises("460", cwd=own, as_of="2025-06-30")
    assert shown.endswith("wrote data/2025-06-30.csv:3\n")
    assert said.splitlines()[0] == (
        "data/2025-06-30.csv:4:1: M545 the figure for 2025-06-30 is nearly 440 (report-2025-h1), which contradicts"
        " 460 (report-2025) at data/2025-06-30.csv:3:1 (warning)"
    )


def test_what_was_doubtful_before_is_not_told_again(own: Path) -> None:
    enterprises("460", cwd=own, as_of="2025-06-30")
    assert enterprises("470", cwd=own)[1] == ""


# What is refused


def test_a_key_that_is_there_is_refused_with_its_place(own: Path) -> None:
    enterprises("450", cwd=own)
    before = contents(own)
    shown, said = enterprises("451", cwd=own, code=1)
    assert shown == ""
    assert "M515 the row at data/2025-09-30.csv:2:1 has the same key: 450 there, 451 here\n" in said
    assert said.splitlines()[-1] == (
        "cnht: nothing was written because of the error above; the row would be:"
        " enterprises,example,,2025-09-30,,451,,,report-2025,,"
    )
    assert contents(own) == before
    enterprises("451", "--status", "disputed", cwd=own)


def test_a_key_that_is_in_another_file_is_refused_too(own: Path) -> None:
    (own / "data" / "late.csv").write_text("indicator,as_of,value,source\nenterprises,2025-09-30,450,report-2025\n")
    assert "the row at data/2025-09-30.csv:2:1 has the same key" in enterprises("451", cwd=own, code=1)[1]
    assert not (own / NEW).exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["empty_factory_share", "120%", "--as-of", "2025-09-30"], "M510"),
        (["enterprises", "450", "--as-of", "2026-09-30"], "V317"),
        (["enterprises", "450", "--as-of", "2025-09-30", "--period", "2025"], "M508"),
        (["trade_events", "3", "--as-of", "2025-09-30", "--period", "2025-H1"], "M509"),
        (["enterprises", "450", "--as-of", "2025-09-30", "--note", "=1+1"], "C220"),
        (["enterprises", "1" * 31, "--as-of", "2025-09-30"], "V303"),
    ],
)
def test_what_validate_would_refuse_is_refused_in_its_words(own: Path, words: list[str], code: str) -> None:
    before = contents(own)
    shown, said = record(*words, "--source", "report-2025", cwd=own, code=1)
    assert (shown, f": {code} " in said) == ("", True), said
    assert "nothing was written" in said
    assert contents(own) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["enterprises"],
            "WORDS (the figure, as in its source), --as-of (the day or month it holds for), --source (the code of",
        ),
        ([], "missing: INDICATOR (the indicator's code), WORDS"),
        (
            ["trade_events", "3", "--as-of", "2025-09-30", "-s", "report-2025"],
            "missing: --period (the period it covers)",
        ),
        (["enterprize", "3", "--as-of", "2025-09-30", "-s", "report-2025"], "did you mean enterprises?"),
        (["enterprises", "3", "--as-of", "2025-09-30", "-s", "report-2024"], "did you mean report-2025"),
        (["enterprises", "3", "--as-of", "2025", "-s", "report-2025"], "Write 2025-12-31, or the day you mean."),
        (["enterprises", "3", "--as-of", "soon", "-s", "report-2025"], "is not a day or month"),
        (["enterprises", "3", "--as-of", "2025-09", "-s", "report-2025", "-a", "hue"], "there is no area 'hue'"),
        (["trade_events", "3", "--as-of", "2025-09", "-s", "report-2025", "--period", "2025-09-01"], "is a day, not"),
        (["enterprises", "many", "--as-of", "2025-09-30", "-s", "report-2025"], "“many” is not understood"),
        (["enterprises", "1.000", "--as-of", "2025-09-30", "-s", "report-2025"], "; or add --lang vi or --lang en"),
    ],
)
def test_without_a_terminal_nothing_is_asked_and_wrong_usage_is_named(own: Path, words: list[str], said: str) -> None:
    before = contents(own)
    for more in ((), ("--yes",)):
        shown, told = record(*words, *more, cwd=own, code=2)
        assert (shown, said in told) == ("", True), told
        assert len(told.splitlines()) == 1
    assert contents(own) == before


def test_a_number_alone_is_read_in_the_language_that_the_command_names(own: Path) -> None:
    before = contents(own)
    enterprises("1.000", "--lang", "vi", cwd=own)
    assert ",1000," in added(own, before)
    (own / NEW).unlink()
    for screen in ("vi", "en"):  # which language the screen is in says nothing of a number
        assert "--lang vi" in enterprises("1.000", cwd=own, code=2, CNHT_LANG=screen)[1]


def test_the_area_must_be_named_where_there_are_several(own: Path) -> None:
    spoil(own, "areas:\n", "areas:\n  hue: {vi: Huế, en: Hue}\n", "targets/indicators.yaml")
    spoil(own, "period: 2025\n", "period: 2025\narea: example\n", "targets/2025.yaml")
    spoil(own, "indicator,period", "indicator,area,period")
    text = (own / FIGURES).read_text("utf-8").replace(",2025-H1", "X").replace(",,", ",example,,", 3)
    (own / FIGURES).write_text(text.replace("trade_eventsX", "trade_events,example,2025-H1"), "utf-8")
    assert "missing: --area (the code of the area)" in enterprises("450", cwd=own, code=2)[1]
    before = contents(own)
    shown, _ = enterprises("450", "--area", "hue", cwd=own)
    assert added(own, before) == HEADER + "enterprises,hue,,2025-09-30,,450,,,report-2025,,\n"
    assert shown.startswith("Supporting-industry enterprises, Hue: 450 enterprises\n")


# A workspace with errors


def test_errors_elsewhere_do_not_hinder_but_keep_verdicts_from_being_compared(own: Path) -> None:
    (own / "data" / "2025-03-31.csv").write_text("indicator,as_of,value,source\nno_such,2025-03-31,1,report-2025\n")
    spoil(own, "  trade_events: {at_least: 4}", "  trade_event: {at_least: 4}", "targets/2025.yaml")
    before = contents(own)
    shown, said = enterprises("450", cwd=own)
    assert added(own, before).endswith(",450,,,report-2025,,\n")
    assert "verdict" not in shown.lower()
    assert said == "cnht: verdicts were not compared because of 2 errors elsewhere; run: cnht validate\n"


def test_a_wrong_row_in_the_snapshot_does_not_hinder_and_stays_as_it_is(own: Path) -> None:
    spoil(own, "trade_events,2025-H1,2025-06-30,,2,", "trade_events,2025-H1,2025-06-30,,two,")
    enterprises("445", cwd=own, as_of="2025-06-30")
    assert "trade_events,2025-H1,2025-06-30,,two,report-2025-h1,2 sự kiện\n" in (own / FIGURES).read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        (FIGURES, "report-2025-h1,gần 440\n", "report-2025-h1,gần 440,,,\n", "C208"),
        (FIGURES, "indicator,period", "what,period", "C203"),
        (SOURCES, "report-2025:\n", "report-2025\n", "Y4"),
        ("targets/indicators.yaml", "indicators:\n", "indicators: [\n", "Y4"),
    ],
)
def test_an_error_in_what_the_figure_needs_refuses_it(own: Path, name: str, old: str, new: str, code: str) -> None:
    spoil(own, old, new, name)
    before = contents(own)
    done = cnht("record", "enterprises", "445", "--as-of", "2025-06-30", "-s", "report-2025", cwd=own)
    assert done.returncode in (1, 2)
    assert f"{name}:" in done.stderr.decode() or name == SOURCES
    assert f" {code}" in done.stderr.decode() or name == SOURCES
    assert b"Traceback" not in done.stderr
    assert contents(own) == before


def test_without_a_workspace_nothing_is_recorded(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert "no workspace" in enterprises("450", cwd=tmp_path, code=2)[1]


def test_the_day_is_told_only_where_it_is_not_today(own: Path) -> None:
    done = cnht("record", "enterprises", "470", "--as-of", "2025-09-30", "-s", "report-2025", "--dry-run", cwd=own)
    assert "\nVerdicts before and after\n" in done.stdout.decode()


@pytest.mark.parametrize("spoilt", ["a: [\n", "\x00", "folder", "circle"])
@pytest.mark.parametrize("code", ["report-2025", "another"])
def test_why_a_source_cannot_be_read_is_said_rather_than_that_there_is_none(own: Path, spoilt: str, code: str) -> None:
    (own / SOURCES).unlink()
    if spoilt == "folder":
        (own / SOURCES).mkdir()
    elif spoilt == "circle":
        (own / SOURCES).symlink_to("sources.yaml")
    else:
        (own / SOURCES).write_text(spoilt, "utf-8")
    shown, said = record("enterprises", "450", "--as-of", "2025-09-30", "-s", code, "-y", cwd=own, code=1)
    assert shown == ""
    assert said.count(f"{SOURCES}:1:") == 1
    assert said.endswith(f"cnht: the source '{code}' cannot be read\n")
    assert cnht("validate", *TODAY, cwd=own).stdout.decode().count(SOURCES) == 1
