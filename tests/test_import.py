"""``cnht import`` in a process of its own: the preview, the rows, the exit codes, and what is written when."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from dialogue import talk
from importing import table, xlsx
from syrupy.assertion import SnapshotAssertion
from validating import ROOT, cnht, own

from cnht import load
from cnht.language.texts import Lang
from cnht.problems import Location

__all__ = ["own"]

LONG = "Chỉ tiêu;Thời điểm;Giá trị;Nguồn\nDoanh nghiệp CNHT;30/09/2025;{};report-2025-h1\n"
REPORT = xlsx(
    table(
        ("BÁO CÁO KẾT QUẢ THỰC HIỆN NĂM 2025",),
        ("STT", "Tên chỉ tiêu", "ĐVT", "Kế hoạch 2025", "Thực hiện 2024", "Ước TH 9 tháng 2025", "Ghi chú"),
        ("A", "B", "C", 1, 2, 3, 4),
        (1, "Doanh nghiệp CNHT", "doanh nghiệp", 450, "gần 1.400", "khoảng 1.445,5", "sơ bộ"),
        (2, "Tỷ lệ nhà xưởng bỏ trống", "%", 8, (0.105, "0.0%"), ">9%", None),
        (3, "Sự kiện kết nối cung cầu", "sự kiện", 4, "-", 3, None),
        (4, "Sự kiên kết nối", "sự kiện", 4, 1, 3, None),
        (5, "Sự kiện kết nối cung cầu", "sự kiện", 4, "#DIV/0!", None, None),
        ("Tổng cộng", None, None, 470, 1, 2, None),
        ("Ghi chú: số liệu sơ bộ",),
    ),
    sheet="Biểu 1",
)
HERE = Location("", 0)
SAID = ("--source", "report-2025-h1", "--today", "2025-12-01")


def state(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def run(
    own: Path, data: bytes, *words: str, code: int, name: str = "báo cáo.xlsx", **environment: str
) -> tuple[str, str]:
    """What is printed on both streams, and no file of the workspace is touched."""
    file = own.parent / name
    file.write_bytes(data)
    before = state(own)
    done = cnht("import", str(file), *words, cwd=own, stdin=None, **environment)
    assert done.returncode == code, (done.stdout.decode(), done.stderr.decode())
    assert state(own) == before
    assert "Traceback" not in done.stderr.decode()
    return done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", ["80", "120"])
def test_the_preview_says_what_was_understood(own: Path, lang: str, width: str, snapshot: SnapshotAssertion) -> None:
    out, err = run(own, REPORT, *SAID, "--lang", lang, code=1, COLUMNS=width)
    assert err.count("\n") == 1
    assert out == snapshot
    table_lines = [line for line in out.splitlines() if line.startswith(("✓", "✗"))]
    assert max(map(len, table_lines)) <= int(width)


def test_a_preview_without_a_problem_says_that_nothing_was_written(own: Path, snapshot: SnapshotAssertion) -> None:
    out, err = run(own, LONG.format("1.444,5").encode("utf-16"), *SAID[2:], code=0, name="so-lieu.csv")
    assert out == snapshot
    assert err.endswith("cnht: nothing was written; --yes writes these rows, -f csv prints them as CSV\n")


def test_the_rows_are_a_snapshot_that_validate_passes(own: Path) -> None:
    out, err = run(own, LONG.format("gần 450").encode(), *SAID[2:], "-f", "csv", code=0, name="a.csv")
    assert out == (
        "indicator,area,period,as_of,qualifier,value,value_high,status,source,wording,note\n"
        "enterprises,example,,2025-09-30,nearly,450,,,report-2025-h1,gần 450,\n"
    )
    assert err == "1 clear row\n"
    (own / "data" / "2025-09-30.csv").write_text(out, "utf-8")
    done = cnht("validate", "--today", "2025-12-01", cwd=own)
    assert done.returncode == 0, done.stdout.decode()
    out, err = run(own, LONG.format("gần 450").encode(), *SAID[2:], "-f", "csv", code=0, name="a.csv")
    assert out == ""
    assert "already in the workspace" in err


TWO_DATES = (
    "Chỉ tiêu;Thời điểm;Kỳ;Giá trị;Nguồn\nDoanh nghiệp CNHT;28/06/2025;;gần 439;report-2025-h1\n"
    "Sự kiện kết nối cung cầu;30/06/2025;Quý II/2025;1;report-2025-h1\n"
).encode()


def put(own: Path, data: bytes, *words: str) -> tuple[int, str]:
    """Import ``data``; the exit code, and what is said on stderr."""
    (own.parent / "a.csv").write_bytes(data)
    done = cnht("import", "../a.csv", "--today", "2025-12-01", *words, cwd=own)
    return done.returncode, done.stderr.decode()


def test_what_is_clear_goes_to_the_snapshots_of_its_dates_in_canonical_form(own: Path) -> None:
    code, said = put(own, TWO_DATES, "--yes")
    assert (code, said) == (0, "cnht: wrote 2 figures to data/2025-06-28.csv, data/2025-06-30.csv\n")
    assert (own / "data" / "2025-06-28.csv").read_text("utf-8").splitlines()[1:] == [
        "enterprises,example,,2025-06-28,nearly,439,,,report-2025-h1,gần 439,"
    ]
    assert "trade_events,2025-Q2,2025-06-30,,1,report-2025-h1," in (own / "data" / "2025-06-30.csv").read_text("utf-8")
    for words in (["validate", "--strict", "--today", "2025-12-01"], ["fmt", "--check"]):
        assert cnht(*words, cwd=own).returncode == 0
    before = state(own)
    assert put(own, TWO_DATES, "--yes")[0] == 0  # all of it is there already
    assert state(own) == before


def test_without_a_terminal_only_yes_writes(own: Path) -> None:
    before = state(own)
    assert put(own, TWO_DATES)[1].endswith("--yes writes these rows, -f csv prints them as CSV\n")
    assert put(own, TWO_DATES, "--dry-run") == (0, "cnht: nothing was written\n")
    assert put(own, TWO_DATES, "--yes", "-f", "csv")[0] == 0
    assert state(own) == before


@pytest.mark.parametrize(("answer", "code", "said"), [("y", 0, "wrote 2 figures to"), ("n", 2, "nothing was written")])
def test_at_a_terminal_it_asks_before_it_writes(answer: str, code: int, said: str, own: Path) -> None:
    (own.parent / "a.csv").write_bytes(TWO_DATES)
    before = state(own)
    words = ["import", "../a.csv", "--lang", "en", "--today", "2025-12-01"]
    ended, seen = talk(words, [("Write them to", answer)], own)
    assert (ended, said in seen) == (code, True)
    assert (state(own) == before) is (code != 0)


def test_what_the_workspace_would_not_take_is_not_written(own: Path) -> None:
    snapshot = own / "data" / "2025-06-28.csv"
    snapshot.write_text("indicator,as_of,value\nenterprises,2025-06-28,5\n", "utf-8")
    before = state(own)
    code, said = put(own, TWO_DATES, "--yes")
    assert code == 1
    assert "data/2025-06-28.csv:1:1: C202" in said
    assert state(own) == before


def test_the_clear_rows_are_printed_though_others_are_not(own: Path) -> None:
    out, err = run(own, REPORT, *SAID, "-f", "csv", code=1)
    assert [line.split(",")[0] for line in out.splitlines()[1:]] == [
        "enterprises", "enterprises", "empty_factory_share", "empty_factory_share", "trade_events"]  # fmt: skip
    assert run(own, REPORT, *SAID, "-f", "csv", "--dry-run", code=1)[0] == out
    assert "✓ Biểu 1!E4" in run(own, REPORT, *SAID, "--dry-run", code=1)[0]
    assert "Biểu 1!B7: M501 " in err
    assert "Biểu 1!E8: V314 " in err
    assert err.endswith("cnht: nothing was written; correct the file or add options (see --help), and run it again\n")


def test_no_row_is_clear_while_the_whole_file_is_not(own: Path) -> None:
    out, _ = run(own, LONG.format("450").replace("Nguồn", "Nguồn gốc").encode(), *SAID[2:], code=1, name="a.csv")
    assert "✓" not in out
    assert "1: C202 there is no column for the source" in out
    assert "0 clear rows; 1 not clear\n" in out


def test_a_file_that_the_workspace_has_already_is_fine(own: Path) -> None:
    text = "indicator;as_of;value;source;period\ntrade_events;2025-06-30;2;report-2025-h1;2025-H1\n"
    out, _ = run(own, text.encode(), code=0, name="a.csv")
    assert "already in the workspace (1): C2 “2” (data/2025-06-30.csv:4)" in out
    assert "0 clear rows; 1 left out" in out


def test_a_file_of_the_workspace_that_validate_sends_here_is_read(own: Path) -> None:
    file = own / "data" / "2025-09-30.csv"
    file.write_bytes(LONG.format("450").encode("utf-16"))
    assert b"cnht import data/2025-09-30.csv" in cnht("validate", cwd=own).stdout
    done = cnht("import", "data/2025-09-30.csv", *SAID[2:], "-f", "csv", cwd=own)
    assert done.returncode == 0, done.stderr.decode()
    assert b"450" in done.stdout


def test_a_workspace_with_an_error_is_not_imported_into(own: Path) -> None:
    (own / "data" / "x.csv").write_text("", "utf-8")
    (own / "a.csv").write_text(LONG.format("450"), "utf-8")
    done = cnht("import", "a.csv", *SAID[2:], cwd=own)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"F104" in done.stderr


def test_of_many_rows_the_first_are_shown_and_all_that_is_wrong_is_told(own: Path) -> None:
    text = "Chỉ tiêu;Thời điểm;Giá trị;Nguồn\n"
    text += "".join(f"enterprises;{2000 + i // 12}-{i % 12 + 1:02};{i or 1};report-2025-h1\n" for i in range(250))
    text += "".join(f"enterprises;2024-01-{i % 28 + 1:02};x{i};report-2025-h1\n" for i in range(130))
    out, _ = run(own, text.encode(), *SAID[2:], code=1, name="a.csv")
    assert "... and 180 more rows\n" in out
    assert sum(line.startswith(("✓", "✗")) for line in out.splitlines()) == 200
    assert [f"C{row}: V301" in out for row in range(252, 382)] == [True] * 130


def test_columns_are_mapped_and_said_by_options_and_by_a_file(own: Path) -> None:
    (own.parent / "so.yaml").write_text("columns: {Số: value}\ndefaults: {as_of: 2025-09, source: x}\n", "utf-8")
    text = "Tên;Số\nDoanh nghiệp CNHT;450\n"
    out, _ = run(own, text.encode(), "--map", "Tên=indicator", "--map-file", "../so.yaml", "--source", "report-2025-h1",
                 "-f", "csv", code=0, name="a.csv")  # fmt: skip
    assert out.splitlines()[1] == "enterprises,example,,2025-09,,450,,,report-2025-h1,,"


CHOOSING = (
    "BÁO CÁO;;;;\nChỉ tiêu;Giới tính;Thời điểm;Giá trị;Nguồn\nDoanh nghiệp CNHT;Chung;30/09/2025;450;report-2025-h1\n"
    "Doanh nghiệp CNHT;Nữ;30/09/2025;50;report-2025-h1\nTrong đó: FDI;Chung;30/09/2025;9;report-2025-h1\n"
    "Lao động;Chung;30/09/2025;900;report-2025-h1\nTổng cộng;;;1409;\n;;;GIÁM ĐỐC;\n;;;Lê Văn C;\n"
).encode()
CHOSEN = ("--where", "Giới tính=Chung", "--skip-row", "trong đó", "--only-known", "--header-row", "2")


def test_rows_are_chosen_by_options_and_those_left_out_are_counted_and_named(own: Path) -> None:
    out, _ = run(own, CHOOSING, *CHOSEN, *SAID[2:], code=0, name="a.csv")
    for line in ("above the header (1): 1 “BÁO CÁO”", "not chosen by --where (1): 4 “Doanh nghiệp CNHT”",
                 "by --skip-row (1): 5 “Trong đó: FDI”", "totals (1): 7 “Tổng cộng”",
                 "signatures (2): 8 “GIÁM ĐỐC”, 9 “Lê Văn C”",
                 "of an indicator or area that the workspace does not have (1): 6 “Lao động”",
                 "1 clear row; 7 left out"):  # fmt: skip
        assert line in out
    out, _ = run(own, CHOOSING, *SAID[2:], code=1, name="a.csv")
    assert "B2: C203 the column B “Giới tính” is not understood, and its cells differ: Chung, Nữ" in out
    assert '--where "B=Chung"' in out


def test_a_figure_that_is_there_already_is_said_with_its_place_and_changed_there(own: Path) -> None:
    text = "indicator;as_of;value;source;period\ntrade_events;2025-06-30;3;report-2025-h1;2025-H1\n"
    out, _ = run(own, text.encode(), code=1, name="a.csv")
    assert "C2: M515 data/2025-06-30.csv:4 has the figure" in out
    assert "change it there, in data/2025-06-30.csv:4" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere.xlsx",), "cannot read nowhere.xlsx: No such file or directory"),
        (("data",), "cannot read data: Not a regular file"),
        (("targets/2025.yaml", "--map", "x"), "--map takes COLUMN=FIELD, not 'x'"),
        (("targets/2025.yaml", "--where", "x"), "--where takes COLUMN=VALUE, not 'x'"),
        (("targets/2025.yaml", "--where", "=x"), "--where takes COLUMN=VALUE, not '=x'"),
        (("targets/2025.yaml", "--where", "A=1", "--where", "A=2"), "--where has two values for 'A'"),
        (("targets/2025.yaml", "--header-row", "0"), "--header-row takes the number of a row, not 0"),
        (("targets/2025.yaml", "--map", "x=valeu"), "there is no field 'valeu'; did you mean value"),
        (("targets/2025.yaml", "--map-file", "nowhere.yaml"), "cannot read nowhere.yaml"),
        (("targets/2025.yaml", "--map-file", "targets/2025.yaml"), "Y417"),
        (("targets/2025.yaml", "-w", "data"), "data is not a workspace"),
    ],
)
def test_wrong_usage_is_refused_with_what_is_right(own: Path, words: tuple[str, ...], said: str) -> None:
    done = cnht("import", *words, cwd=own)
    assert done.returncode == 2
    assert done.stdout == b""
    assert said in done.stderr.decode()


def test_the_shipped_workspace_is_never_imported_into(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.csv").write_text(LONG.format("1"), "utf-8")
    done = cnht("import", "a.csv", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "--workspace" in done.stderr.decode()


def test_what_a_file_says_reaches_no_terminal_unescaped(own: Path) -> None:
    text = LONG.format("1").replace("Doanh nghiệp CNHT", "\x1b[31mđỏ\u202e::error::x").replace("\n", ";\x1b]0;x\n", 1)
    out, err = run(own, text.encode(), code=1, name="a\x1b[1m.csv")
    assert "\x1b" not in out + err
    assert "\u202e" not in out + err


def test_a_terminal_that_shows_only_ascii_gets_ascii(own: Path) -> None:
    out, _ = run(own, REPORT, *SAID, "--lang", "vi", code=1, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert out.isascii()
    assert "chua ro" in out


def observed(own: Path) -> Counter[str]:
    """The figures of a workspace, however their months and halves are written."""
    return Counter(
        f"{replace(seen, where=HERE, as_of_text='', period=None)} "
        f"{seen.period and (seen.period.first, seen.period.last)}"
        for seen in load(own).observations
    )


@pytest.fixture
def emptied(tmp_path: Path) -> Path:
    for folder in ("targets", "data"):
        shutil.copytree(ROOT / folder, tmp_path / "own" / folder)
    return tmp_path / "own"


def forget(own: Path) -> None:
    for snapshot in (own / "data").glob("*.csv"):
        snapshot.unlink()


def test_what_was_exported_for_statistical_offices_comes_back_as_it_was(emptied: Path) -> None:
    figures = observed(emptied)
    assert cnht("export", "--to", "sdmx-csv", "-o", "../all.csv", cwd=emptied).returncode == 0
    done = cnht("import", "../all.csv", "--yes", "--today", "2026-11-22", cwd=emptied)
    assert (done.returncode, b"already in the workspace" in done.stdout) == (0, True), done.stdout.decode()
    forget(emptied)
    done = cnht("import", "../all.csv", "--yes", "--today", "2026-11-22", cwd=emptied)
    assert done.returncode == 0, done.stdout.decode()
    assert observed(emptied) == figures


def test_of_the_progress_that_was_exported_the_reported_figures_come_back_and_nothing_else(emptied: Path) -> None:
    before = {
        (seen.indicator, seen.area, seen.as_of, seen.source, repr(seen.quantity)): seen
        for seen in load(emptied).observations
    }
    assert cnht("export", "--to", "csv", "-o", "../all.csv", cwd=emptied).returncode == 0
    done = cnht("import", "../all.csv", "--yes", "--today", "2026-11-22", cwd=emptied)
    assert done.returncode == 0, done.stdout.decode()
    assert "0 clear rows" in done.stdout.decode()
    forget(emptied)
    done = cnht("import", "../all.csv", "--yes", "--today", "2026-11-22", cwd=emptied)
    assert done.returncode == 0, done.stdout.decode()
    assert "computed, not reported" in done.stdout.decode()
    after = load(emptied).observations
    assert len(after) > 10
    assert {(seen.indicator, seen.area, seen.as_of, seen.source, repr(seen.quantity)) for seen in after} <= {*before}


@pytest.mark.parametrize("lang", list(Lang))
def test_what_was_exported_to_excel_comes_back_as_it_was(lang: Lang, tmp_path: Path) -> None:
    for folder in ("targets", "data"):
        shutil.copytree(ROOT / folder, tmp_path / "own" / folder)
    own = tmp_path / "own"
    figures = [replace(seen, where=HERE) for seen in load(own).observations]
    assert cnht("export", "--to", "xlsx", "-o", "../all.xlsx", "--lang", lang, cwd=own).returncode == 0
    for snapshot in (own / "data").glob("*.csv"):
        snapshot.unlink()
    done = cnht("import", "../all.xlsx", "--yes", "--today", "2026-11-22", cwd=own)
    assert done.returncode == 0, done.stdout.decode()
    back = [replace(seen, where=HERE) for seen in load(own).observations]
    assert Counter(map(repr, back)) == Counter(map(repr, figures))
