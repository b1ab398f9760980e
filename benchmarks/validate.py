"""How long cnht takes to check a million rows, as a multiple of ``csv.reader`` alone on the same files, and its memory.

Makes workspaces in three shapes, the same on every run, each sound and with a few odd rows, and checks each in
processes of their own, which take turns: ``csv.reader`` reading every row, and ``cnht validate``; for the first shape
also frictionless with a schema that has the same rules for cells and for the key. Exits with 1 if cnht is above its
budget of time or of memory.

    python benchmarks/validate.py                      without frictionless
    python benchmarks/validate.py --frictionless PATH  with that of another environment: its interpreter
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice, product
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
ODD_ROWS = 20
BUDGETS = {0: (4.5, 175.0), ODD_ROWS: (5.5, 190.0)}
"""By the number of odd rows, how many times as long as ``csv.reader`` it may take, and how many megabytes."""
HEADER = "indicator,area,period,as_of,qualifier,value,value_high,status,source,wording,note"
MEASURES = ("stock", "flow", "growth", "share")
AREAS, INDICATORS = 63, 40


class Sample(NamedTuple):
    """What one process took; seconds are those of the processor, which other programs disturb least."""

    seconds: float
    megabytes: float
    said: str


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def indicator(code: str, measure: str, more: str = "") -> str:
    """An indicator in YAML."""
    unit = "percent" if measure in ("share", "growth") else "firm"
    return (
        f"  {code}: {{name: {{vi: {code}, en: {code}}}, unit: {unit}, measure: {measure}, direction: increase{more}}}"
    )


def plan(number: int, area: str, targets: Iterable[str]) -> str:
    """A plan in YAML, with ``targets``."""
    wanted = "".join(f"  {target}\n" for target in targets)
    return (
        f"plan: {number}/KH\ntitle: {{vi: P, en: P}}\nissuer: {{vi: U, en: U}}\nissued: 2024-12\nperiod: 2025\n"
        f"area: {area}\nsource: s0\ntargets:\n{wanted}"
    )


def definitions(areas: Iterable[str], indicators: Iterable[str]) -> dict[str, str]:
    """What all snapshots name, by file."""
    lines = ["areas:", *(f"  {area}: {{vi: {area}, en: {area}}}" for area in areas), "units:"]
    lines += ["  firm: {vi: doanh nghiệp, en: firms}", '  percent: {vi: "%", en: "%"}', "indicators:", *indicators, ""]
    source = "s{}: {{title: T, publisher: P, published: 2026-06, authority: official}}\n"
    return {
        "targets/indicators.yaml": "\n".join(lines),
        "data/sources.yaml": "".join(source.format(number) for number in range(20)),
    }


Shape = Callable[[int], tuple[dict[str, str], Iterator[tuple[str, str]]]]


def monthly(rows: int) -> tuple[dict[str, str], Iterator[tuple[str, str]]]:
    """One large snapshot of many areas and indicators, with words and notes now and then."""
    areas = [f"area_{number:02}" for number in range(AREAS)]
    codes = {f"i_{number}": MEASURES[number % 4] for number in range(INDICATORS)}
    files = definitions(areas, (indicator(code, measure) for code, measure in codes.items()))
    goals = (
        f"{code}: {{at_least: {50 if measure in ('share', 'growth') else 20000}}}" for code, measure in codes.items()
    )
    files["targets/plan.yaml"] = plan(1, areas[0], goals)

    def figures() -> Iterator[tuple[str, str]]:
        keys = product(range(1990, 2026), range(1, 13), range(AREAS), codes.items())
        for n, (year, month, area, (code, measure)) in enumerate(islice(keys, rows)):
            chance, at = n * 2654435761 % 2**32, (year - 1990) * 12 + month
            value = str(1000 * (area + 1) + 10 * at + chance % 50)
            if measure == "growth":
                value = f"{chance % 3000 / 100 - 5:.2f}"
            elif measure == "share":
                value = f"{20 + area % 40 + at / 20 + chance % 300 / 100:.2f}"
            period = f"{year}-{month:02}" if measure in ("flow", "growth") else ""
            word = ("about", "over")[n % 2] if chance % 20 == 0 else ""
            wording = f"khoảng {value}".replace(".", ",") if word == "about" and "." in value else ""
            note = f"Số liệu của đợt {n}" if chance % 30 == 2 else ""
            yield (
                "all",
                f"{code},{areas[area]},{period},{last_day(year, month)},{word},{value},,,s{n % 20},{wording},{note}",
            )

    return files, figures()


def country(rows: int) -> tuple[dict[str, str], Iterator[tuple[str, str]]]:
    """A snapshot a year, with shares that are derived, and a plan for each area; about so many rows."""
    areas, count, kinds = (
        [f"area_{number:02}" for number in range(34)],
        50,
        ("stock", "stock", "flow", "share", "stock"),
    )
    ratios = (f", ratio: {{of: i_{n - 2:02}, to: i_{n - 3:02}}}" if n % 5 == 3 else "" for n in range(count))
    files = definitions(areas, (indicator(f"i_{n:02}", kinds[n % 5], ratio) for n, ratio in enumerate(ratios)))
    for number, area in enumerate(areas, start=1):
        goals = (f"i_{n:02}: {{about: {40 if n % 5 == 3 else 1500}}}" for n in range(count))
        files[f"targets/plan-{number}.yaml"] = plan(number, area, goals)

    def figures() -> Iterator[tuple[str, str]]:
        years = range(2026 - max(1, round(rows / (12 * len(areas) * count * 4 // 5))), 2026)
        keys = product(years, range(1, 13), range(len(areas)), (n for n in range(count) if n % 5 != 3))
        for n, (year, month, area, i) in enumerate(keys):
            value = (1000 + (year - 1960) * 15 + month + (i * 37 + area * 11) % 50) // {1: 3, 2: 12}.get(i % 5, 1)
            period, word = f"{year}-{month:02}" if i % 5 == 2 else "", ("", "about", "over")[(i + month) % 3]
            yield str(year), f"i_{i:02},{areas[area]},{period},{last_day(year, month)},{word},{value},,,s{n % 20},,"

    return files, figures()


def daily(rows: int) -> tuple[dict[str, str], Iterator[tuple[str, str]]]:
    """A few long series: a whole and its part, day by day; their ratio is declared."""
    areas = [f"area_{number:02}" for number in range(40)]
    ratio = indicator("ratio", "share", ", ratio: {of: part, to: whole}")
    files = definitions(areas, [indicator("whole", "stock"), indicator("part", "stock"), ratio])
    files["targets/plan.yaml"] = plan(1, areas[0], ["whole: {at_least: 900}", "ratio: {at_least: 45}"])

    def figures() -> Iterator[tuple[str, str]]:
        first = date(2026, 1, 1) - timedelta(days=rows // 80)
        for code, area, n in product(("whole", "part"), range(len(areas)), range(rows // 80)):
            start, word = f"{code},{areas[area]},,{first + timedelta(days=n)}", ("", "about", "over")[n % 3]
            if code == "whole":
                yield "daily", f"{start},{word},{500 + (n * 7 + area) % 400},,,s{n % 20},,row {n}"
            else:
                yield "daily", f"{start},,{100 + (n * 3 + area) % 200}.5,,,s1,,"

    return files, figures()


SHAPES: list[Shape] = [monthly, country, daily]


def write(root: Path, shape: Shape, rows: int, odd_rows: int) -> None:
    """A workspace with about so many figures, of which a few have a decimal comma."""
    files, figures = shape(rows)
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    every = rows // (odd_rows + 1) if odd_rows else rows * 2
    name = ""
    for number, (table, figure) in enumerate(figures, start=1):
        if table != name:
            name, file = table, (root / "data" / f"{table}.csv").open("w", encoding="utf-8", newline="\n")
            file.write(f"{HEADER}\n")
        cells = figure.split(",")
        if number % every == 0:
            cells[5] = f'"{cells[5].partition(".")[0]},5"'
        file.write(",".join(cells) + "\n")


MEASURE = """
import resource, sys, time
start = time.process_time()
said = work()
taken = time.process_time() - start
print(taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "linux" else 1024), said)
"""
READER = """
import csv, glob
def work():
    rows = 0
    for path in glob.glob({folder!r} + "/data/*.csv"):
        with open(path, encoding="utf-8", newline="") as file:
            rows += sum(1 for row in csv.reader(file)) - 1
    return f"{{rows}} rows"
"""
VALIDATE = """
import contextlib, io, sys
sys.path.insert(0, {root!r})
sys.argv = ["cnht", "validate", "--workspace", {folder!r}, "--today", "2026-12-31", "--lang", "en"]
from cnht.cli.main import run
def work():
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.suppress(SystemExit):
        run()
    return said.getvalue().strip().splitlines()[-1]
"""
FRICTIONLESS = """
import json
from frictionless import Resource, Schema, system
system.trusted = True
def work():
    schema = Schema.from_descriptor(json.loads({schema!r}))
    report = Resource(path={path!r}, schema=schema).validate(limit_errors=1000)
    return f"{{report.stats['errors']}} errors"
"""


def schema() -> str:
    """What frictionless is told: the codes, dates, numbers, choices and the key."""
    day = r"\d{4}-\d{2}(-\d{2})?"
    rules: dict[str, dict[str, object]] = {
        "indicator": {"required": True, "enum": [f"i_{n}" for n in range(INDICATORS)]},
        "area": {"required": True, "enum": [f"area_{n:02}" for n in range(AREAS)]},
        "period": {"pattern": r"\d{4}(-(H[12]|Q[1-4]|\d{2}))?(/\d{4}(-(H[12]|Q[1-4]|\d{2}))?)?"},
        "as_of": {"required": True, "pattern": day},
        "qualifier": {"enum": ["about", "nearly", "over", "under", "at_least", "at_most", "between"]},
        "value": {"required": True},
        "value_high": {},
        "status": {"enum": ["estimate", "provisional", "final", "disputed"]},
        "source": {"required": True, "enum": [f"s{n}" for n in range(20)]},
        "wording": {},
        "note": {},
    }
    types = {"as_of": "date", "value": "number", "value_high": "number"}
    fields = []
    for name, constraints in rules.items():
        kept = {key: rule for key, rule in constraints.items() if not (name == "as_of" and key == "pattern")}
        fields.append({"name": name, "type": types.get(name, "string"), "constraints": kept})
    return json.dumps({"fields": fields, "primaryKey": ["indicator", "area", "as_of", "source"]})


def measure(python: Path, program: str) -> Sample:
    """Run ``program`` in a process of its own. Ends the program if it fails."""
    ran = subprocess.run([python, "-c", program + MEASURE], check=False, capture_output=True, text=True)
    if ran.returncode:
        raise SystemExit(f"failed ({ran.returncode}):\n{ran.stderr}")
    seconds, kilobytes, said = ran.stdout.strip().split(" ", 2)
    return Sample(float(seconds), float(kilobytes) / 1024, said)


def main() -> int:
    """Read the command line, measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--frictionless", type=Path, metavar="PYTHON", help="an interpreter that has frictionless")
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many rows (default: 1000000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (default: 3; frictionless: once)")
    options = parser.parse_args()
    kept = True
    print(f"{'':28}{'s':>7}{'x':>7}{'MB':>7}")
    for shape, odd_rows in product(SHAPES, BUDGETS):
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), shape, options.rows, odd_rows)
            here = {"folder": folder, "root": str(ROOT)}
            programs = {"csv.reader": READER.format(**here), "cnht validate": VALIDATE.format(**here)}
            samples: dict[str, list[Sample]] = {name: [] for name in programs}
            for _ in range(max(1, options.rounds)):
                for name, program in programs.items():
                    samples[name].append(measure(Path(sys.executable), program))
            if options.frictionless is not None and shape is monthly and not odd_rows:
                program = FRICTIONLESS.format(path=f"{folder}/data/all.csv", schema=schema())
                samples["frictionless"] = [measure(options.frictionless.absolute(), program)]
            kept = report(f"{shape.__name__}, {odd_rows} odd rows", samples, *BUDGETS[odd_rows]) and kept
    return 0 if kept else 1


def report(title: str, samples: dict[str, list[Sample]], most_times: float, most_megabytes: float) -> bool:
    """Print what was measured; whether cnht keeps its budget."""
    print(title)
    kept = True
    alone = median(sample.seconds for sample in samples["csv.reader"])
    for name, found in samples.items():
        times = median(sample.seconds for sample in found) / alone
        most = max(sample.megabytes for sample in found)
        over = name.startswith("cnht") and (times > most_times or most > most_megabytes)
        kept = kept and not over
        print(f"  {name:26}{times * alone:7.2f}{times:7.1f}{most:7.0f}  {found[0].said}{'  OVER' if over else ''}")
    return kept


if __name__ == "__main__":
    sys.exit(main())
