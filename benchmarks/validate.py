"""How long cnht takes to check a million rows, as a multiple of ``csv.reader`` alone on the same file, and its memory.

Makes a workspace with one large snapshot, the same on every run, and checks it in processes of their own, which take
turns: ``csv.reader`` reading every row; cnht's ``scan``, which reads and checks every cell, and finds rows with one
key; ``cnht validate``, which looks at each series of figures besides; and frictionless with a schema that has the same
rules for cells and for the key. Exits with 1 if cnht is above its budget of time or of memory.

    python benchmarks/validate.py                      without frictionless
    python benchmarks/validate.py --frictionless PATH  with that of another environment: its interpreter
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
MOST_TIMES = 5.0
MOST_MEGABYTES = 150.0
HEADER = "indicator,area,period,as_of,qualifier,value,value_high,status,source,wording,note"
MEASURES = ("stock", "flow", "growth", "share")
AREAS, INDICATORS, YEARS = 63, 40, range(1990, 2024)


class Run(NamedTuple):
    """What one process took; seconds are those of the processor, which other programs disturb least."""

    seconds: float
    megabytes: float
    said: str


def workspace(root: Path, rows: int) -> Path:
    """A sound workspace with ``rows`` figures in one snapshot, which is returned."""
    (root / "targets").mkdir()
    (root / "data").mkdir()
    lines = ["areas:", *(f"  area_{n}: {{vi: A{n}, en: A{n}}}" for n in range(AREAS))]
    lines += ["units:", "  firm: {vi: doanh nghiệp, en: firms}", '  percent: {vi: "%", en: "%"}', "indicators:"]
    for n in range(INDICATORS):
        measure = MEASURES[n % 4]
        unit = "percent" if n % 4 > 1 else "firm"
        lines.append(f"  indicator_{n}: {{name: {{vi: I{n}, en: I{n}}}, unit: {unit}, measure: {measure}, "
                     "direction: increase}")  # fmt: skip
    (root / "targets" / "indicators.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    source = "source-{0}: {{title: T{0}, publisher: P, published: 2025, authority: official}}\n"
    (root / "data" / "sources.yaml").write_text("".join(source.format(n) for n in range(20)), "utf-8")
    path = root / "data" / "large.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\n")
        keys = product(YEARS, range(1, 13), range(AREAS), range(INDICATORS))
        for number, (year, month, area, indicator) in zip(range(rows), keys, strict=False):
            file.write(row(number, year, month, area, indicator))
    return path


def row(number: int, year: int, month: int, area: int, indicator: int) -> str:
    """A figure of a series that goes its way: most are bare numbers, some have a qualifier, a wording or a note.

    One in fifty thousand is a slip of the pen: ten times what it should be.
    """
    chance = number * 2_654_435_761 % 2**32
    measure = MEASURES[indicator % 4]
    period = f"{year}-{month:02}" if measure in ("flow", "growth") else ""
    months = (year - YEARS[0]) * 12 + month
    if measure in ("stock", "flow"):
        value = str((1000 * (area + 1) + 10 * months + chance % 50) * (10 if number % 50_000 == 0 else 1))
    elif measure == "growth":
        value = f"{chance % 3000 / 100 - 5:.2f}"
    else:
        value = f"{20 + area % 40 + months / 20 + chance % 300 / 100:.2f}"
    qualifier = ("about", "over")[number % 2] if chance % 20 == 0 else ""
    high = wording = ""
    if measure == "share" and chance % 25 == 1:
        low = float(value) // 1
        value, qualifier, high, wording = f"{low:.0f}", "between", f"{low + 5:.0f}", f"{low:.0f} - {low + 5:.0f}"
    status = "provisional" if chance % 7 == 0 else ""
    note = '"Ước tính, chưa chính thức"' if chance % 50 == 3 else ""
    return (f"indicator_{indicator},area_{area},{period},{year}-{month:02}-28,{qualifier},{value},{high},{status},"
            f"source-{chance % 20},{wording},{note}\n")  # fmt: skip


MEASURE = """
import resource, sys, time
start = time.process_time()
said = work()
taken = time.process_time() - start
print(taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "linux" else 1024), said)
"""
READER = """
import csv
def work():
    with open({path!r}, encoding="utf-8", newline="") as file:
        return sum(1 for row in csv.reader(file)) - 1
"""
SCAN = """
import sys
from datetime import date
from pathlib import Path
sys.path.insert(0, {root!r})
from cnht.reading.load import scan
from cnht.store import read_workspace
def work():
    found = scan(read_workspace(Path({folder!r})), date(2025, 12, 31))
    return f"{{found.rows}} rows, {{len(found.problems)}} problems"
"""
VALIDATE = """
import contextlib, io, sys
sys.path.insert(0, {root!r})
sys.argv = ["cnht", "validate", "--workspace", {folder!r}, "--today", "2025-12-31", "--lang", "en"]
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
        "indicator": {"required": True, "enum": [f"indicator_{n}" for n in range(INDICATORS)]},
        "area": {"required": True, "enum": [f"area_{n}" for n in range(AREAS)]},
        "period": {"pattern": r"\d{4}(-(H[12]|Q[1-4]|\d{2}))?(/\d{4}(-(H[12]|Q[1-4]|\d{2}))?)?"},
        "as_of": {"required": True, "pattern": day},
        "qualifier": {"enum": ["about", "nearly", "over", "under", "at_least", "at_most", "between"]},
        "value": {"required": True},
        "value_high": {},
        "status": {"enum": ["estimate", "provisional", "final", "disputed"]},
        "source": {"required": True, "enum": [f"source-{n}" for n in range(20)]},
        "wording": {},
        "note": {},
    }
    types = {"as_of": "date", "value": "number", "value_high": "number"}
    fields = []
    for name, constraints in rules.items():
        kept = {key: rule for key, rule in constraints.items() if not (name == "as_of" and key == "pattern")}
        fields.append({"name": name, "type": types.get(name, "string"), "constraints": kept})
    return json.dumps({"fields": fields, "primaryKey": ["indicator", "area", "as_of", "source"]})


def measure(python: Path, program: str) -> Run:
    """Run ``program`` in a process of its own. Ends the program if it fails."""
    ran = subprocess.run([python, "-c", program + MEASURE], check=False, capture_output=True, text=True)
    if ran.returncode:
        raise SystemExit(f"failed ({ran.returncode}):\n{ran.stderr}")
    seconds, kilobytes, said = ran.stdout.strip().split(" ", 2)
    return Run(float(seconds), float(kilobytes) / 1024, said)


def main() -> int:
    """Read the command line, measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--frictionless", type=Path, metavar="PYTHON", help="an interpreter that has frictionless")
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many rows (default: 1000000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (default: 3; frictionless: once)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = workspace(Path(folder), options.rows)
        here = {"path": str(path), "folder": folder, "root": str(ROOT)}
        programs = {
            "csv.reader": READER.format(**here),
            "cnht: scan": SCAN.format(**here),
            "cnht validate": VALIDATE.format(**here),
        }
        print(f"{options.rows:,} rows, {path.stat().st_size / 1e6:.0f} MB")
        runs: dict[str, list[Run]] = {name: [] for name in programs}
        for _ in range(max(1, options.rounds)):
            for name, program in programs.items():
                runs[name].append(measure(Path(sys.executable), program))
        if options.frictionless is not None:
            program = FRICTIONLESS.format(**here, schema=schema())
            runs["frictionless"] = [measure(options.frictionless.absolute(), program)]
    return 0 if report(runs) else 1


def report(runs: dict[str, list[Run]]) -> bool:
    """Print the table; whether cnht keeps its budgets."""
    kept = True
    alone = median(run.seconds for run in runs["csv.reader"])
    print(f"{'':16}{'s':>7}{'x':>7}{'MB':>7}")
    for name, found in runs.items():
        times = median(run.seconds for run in found) / alone
        most = max(run.megabytes for run in found)
        over = name.startswith("cnht") and (times > MOST_TIMES or most > MOST_MEGABYTES)
        kept = kept and not over
        print(f"{name:16}{times * alone:7.2f}{times:7.1f}{most:7.0f}  {found[0].said}{'  OVER' if over else ''}")
    if "frictionless" in runs:
        ratio = runs["frictionless"][0].seconds / median(run.seconds for run in runs["cnht: scan"])
        print(f"frictionless takes {ratio:.0f} times as long as cnht's scan")
    else:
        print("frictionless: left out; name an interpreter that has it with --frictionless")
    return kept


if __name__ == "__main__":
    sys.exit(main())
