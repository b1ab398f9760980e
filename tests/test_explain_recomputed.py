"""``explain`` recomputed from what it prints: each equation holds as it stands, and leads to the status beside it.

Nothing of the program's arithmetic is used: only its text is read.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from cnht.domain.progress import plan_years, progress
from cnht.files.store import read_workspace
from cnht.language.texts import Lang
from cnht.presenting.explanation import explanation
from cnht.reading.load import load
from cnht.writers.terminal import Screen, terminal

ROOT = Path(__file__).parents[1]
WORKSPACES = [ROOT, ROOT / "docs" / "example", *sorted((ROOT / "tests" / "workspaces").iterdir())]

NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
EQUATION = re.compile(rf"(?P<left>[-(\d][-+/x^().,\d ]*) = (?P<right>{NUMBER})(?P<percent>%?)")
TOLERANCE = re.compile(rf"({NUMBER})% of ({NUMBER}) = ({NUMBER})")
POINT = re.compile(r"    (?:If the truth is|At the quoted number,) .*: (?P<status>[a-z ]+)")
RATIO = re.compile(r"      [^a-z]*[-(\d].* = (?P<ratio>-?\d[\d,]*\.\d{3})")
BANDS = {"on track": Fraction(95, 100), "behind": Fraction(60, 100), "off track": Fraction(0)}
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


@cache
def printed(folder: Path) -> list[tuple[str, str]]:
    """What is explained, and the explanation: of every target, in the middle and at the end of each year."""
    return [*_printed(folder)]


def _printed(folder: Path) -> Iterator[tuple[str, str]]:
    loaded = load(read_workspace(folder))
    known = loaded.workspace.definitions.indicators
    for year in plan_years(loaded.workspace):
        for day, compound in ((date(year, 7, 15), False), (date(year, 12, 31), False), (date(year, 12, 31), True)):
            result = progress(loaded.workspace, year, day, cagr=compound)
            for code, area in dict.fromkeys((row.indicator.code, row.target.area) for row in result.rows):
                text = terminal(explanation(result, known[code], area), Lang.EN, Screen(width=1000))
                yield f"{code} {area} {result.as_of} {compound}", text


def read(written: str) -> Fraction:
    return Fraction(written.replace(",", ""))


def value(formula: str) -> Fraction:
    """What a formula gives; the numbers in it as they are printed."""
    plain = formula.replace(",", "").replace(" x ", " * ").replace("^", "**")

    def of(node: ast.expr) -> Fraction:
        match node:
            case ast.BinOp(left, sign, right):
                return Fraction(OPERATORS[type(sign)](of(left), of(right)))
            case ast.UnaryOp(ast.USub(), number):
                return -of(number)
            case _:
                return Fraction(ast.get_source_segment(plain, node) or "")

    return of(ast.parse(plain, mode="eval").body)


def rounded(number: Fraction, places: int, bounds: tuple[Fraction, ...] = ()) -> Fraction:
    """Half up, but never onto or over a bound that the number does not reach."""
    step = Fraction(1, 10**places)
    size = int(abs(number) / step + Fraction(1, 2)) * step
    result = size if number >= 0 else -size
    for bound in bounds:
        if number < bound <= result:
            return result - step
        if result <= bound < number:
            return result + step
    return result


def agrees(line: str, left: Fraction, right: str, *, is_percent: bool) -> bool:
    if is_percent:
        return rounded(left * 100, 1, (Fraction(100),)) == read(right)
    if RATIO.match(line):
        return rounded(left, 3, (*BANDS.values(),)) == read(right)
    return rounded(left, len(right.partition(".")[2])) == read(right)


def band(ratio: Fraction) -> str:
    return next((status for status, least in BANDS.items() if ratio >= least), "moving away")


@pytest.mark.parametrize("folder", WORKSPACES, ids=lambda folder: folder.name)
def test_every_equation_holds_as_it_is_printed(folder: Path) -> None:
    wrong, count = [], 0
    for what, text in printed(folder):
        for line in text.splitlines():
            if " = " not in line:
                continue
            tolerance = TOLERANCE.search(line)
            if tolerance is not None:
                share, whole, slack = map(read, tolerance.groups())
                holds = share * whole / 100 == slack
            else:
                found = EQUATION.search(line)
                assert found is not None, line
                left = value(found["left"])
                holds = agrees(line, left, found["right"], is_percent=bool(found["percent"]))
            count += 1
            if not holds:
                wrong.append(f"{what}: {line.strip()}")
    assert not wrong
    assert count > 3


@pytest.mark.parametrize("folder", WORKSPACES, ids=lambda folder: folder.name)
def test_every_pace_lies_in_the_band_of_its_status_and_every_status_shared_is_the_verdict(folder: Path) -> None:
    judged = 0
    for what, text in printed(folder):
        for target in re.split(r"^(?=\S.*  \S [a-z ]+(?:, \S+)?$)", text, flags=re.MULTILINE):
            statuses = []
            last = ""
            for line in target.splitlines():
                if point := POINT.fullmatch(line):
                    last = point["status"]
                    statuses += [last] if line.startswith("    If") else []
                elif ratio := RATIO.fullmatch(line):
                    assert band(read(ratio["ratio"])) == last, f"{what}: {line}"
            verdict = re.match(r"\S.*  \S (met|exceeded|missed|on track|behind|off track|moving away)", target)
            if verdict:
                judged += 1
                assert {*statuses} == {verdict[1].replace("exceeded", "met")}, what
    assert judged
