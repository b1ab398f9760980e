"""Workspaces written as nobody should: any order, quotes, brackets, indentation, comments, encodings and line ends.

What they hold is sound in its shape, whatever the values are; how it is written is drawn by hypothesis.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from hypothesis import strategies as st

from cnht.files.textfile import TextFile
from cnht.reading.csv_text import REGISTER_COLUMNS, SNAPSHOT_COLUMNS

TEXTS = (
    "no", "y", "null", "~", "2025", "1.000", "0120", "2025-06-30", "12:30", "8,5%", "%", "a: b", "x #1", "- a", "[a]",
    "it's", 'say "x"', '"', "'", "a\\b", "*a", "&a", "!x", "@x", "`x", "?", ":x", "x:", ",", "a,b", "# a", "a -b", "=",
    "Kế hoạch", "Đề án, năm 2025", "“cong”", "gần 1.000", "35 – 40%", "a\u00a0b", "a\u200bb", "😀 a", "w" * 70, "{a}",
    "true", "0x10", "1_000", "+5", ".5", "-0", "[", "}", "| a", "> a", "a #", "http://x.vn/a#b?c=d&e", "--- a", "...",
    "<<", "ệ" * 3, "dài " * 30, "enterprises", "Theo báo cáo (lần 2)", "x\ty", "a, b: c", "' #", "\u0323a",
)  # fmt: skip
"""Text of a line, most of which some reader takes for something else."""
PARAGRAPHS = ("a\nb", "a\n\n  b #c\n", "- a: b\n- c", "1\n2", "# a\nb", "a\tb\nc", "a \nb", "a\n\n\nb")
COMMENTS = ("# note", "#", "##", "# a: b", "#  - x   ", '# "quoted', "# Kế hoạch", "#!x", "# a # b", "#\tx")
NUMBERS = ("12.50", "0", "1000", "8.5", "-3", "100.00")
DAYS = ("2025-03-31", "2025-06-30", "2025-09-30")
INDICATORS = ("enterprises", "fairs", "share", "growth")
SOURCES = tuple(f"report-{number}" for number in range(6))


class Number(str):
    """A number, which needs no quotes and may have none."""

    __slots__ = ()


class Day(str):
    """A date, which may have quotes or none."""

    __slots__ = ()


class Hand:
    """Writes as ``draw`` chooses."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def chance(self, one_in: int) -> bool:
        """True once in so many times."""
        return self.draw(st.integers(0, one_in - 1)) == 0

    def pick(self, *choices: str) -> str:
        """One of ``choices``."""
        return self.draw(st.sampled_from(choices))

    # Values.

    def text(self) -> str:
        return self.pick(*TEXTS)

    def number(self) -> str:
        """What can be a plan's: text without what no screen shows."""
        return self.text().replace("\u200b", "").replace("\u00a0", " ").replace("\t", " ")

    def words(self) -> dict[str, Any]:
        return {"vi": self.text(), "en": self.text()}

    def some(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Some of ``values``."""
        return {key: value for key, value in values.items() if self.chance(3)}

    def quantity(self) -> dict[str, Any]:
        number = Number(self.pick(*NUMBERS))
        return {"between": [number, Number("2000")]} if self.chance(4) else {self.pick("value", "over"): number}

    def note(self) -> str:
        return self.pick(*TEXTS, *PARAGRAPHS)

    def target(self) -> dict[str, Any]:
        extra = {
            "due": Day(self.pick(*DAYS)),
            "area": "north",
            "baseline": {**self.quantity(), "as_of": Day("2024-12")},
            "milestones": {day: self.quantity() for day in DAYS if self.chance(2)},
            "source": SOURCES[0],
            "wording": self.text(),
            "note": self.note(),
        }
        return {**self.quantity(), **self.some(extra)}

    def plan(self) -> dict[str, Any]:
        targets = {
            code: [self.target() for _ in range(self.draw(st.integers(1, 3)))] if self.chance(4) else self.target()
            for code in INDICATORS
            if self.chance(2)
        }
        extra = {"issued": Day("2025-01"), "area": "north", "replaces": self.number(), "note": self.note()}
        sources = list(SOURCES[: self.draw(st.integers(1, 3))])
        return {
            "plan": self.number(),
            "title": self.words(),
            "issuer": self.words(),
            "period": Day("2025"),
            "source": sources if self.chance(2) else sources[0],
            **self.some(extra),
            "targets": targets,
        }

    def indicators(self) -> dict[str, Any]:
        measures = dict(zip(INDICATORS, ("stock", "flow", "share", "growth"), strict=True))
        return {
            "areas": {"north": self.words()},
            "units": {"thing": {**self.words(), **self.some({"scale": Number("1000")})}},
            "indicators": {
                code: {
                    "name": self.words(),
                    "unit": "thing",
                    "measure": measure,
                    "direction": "increase",
                    **self.some({"definition": self.words(), "note": self.note()}),
                }
                for code, measure in measures.items()
            },
            **self.some({"tolerance_percent": {"about": Number("2.50")}}),
        }

    def sources(self) -> dict[str, Any]:
        return {
            code: {
                "title": self.text(),
                "publisher": self.text(),
                "published": Day("2025"),
                "authority": "official",
                **self.some({"url": "http://x.vn/a#b?c=d&e", "note": self.note()}),
            }
            for code in SOURCES
        }

    # YAML.

    def scalar(self, value: str) -> str:
        if isinstance(value, Number):
            return str(value)
        if isinstance(value, Day):
            return self.pick(value, f'"{value}"', f"'{value}'")
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        single = "'" + value.replace("'", "''") + "'"
        if "\n" in value or "\t" in value:
            return f'"{escaped}"'
        is_word = value.isascii() and value.replace("-", "").isalnum() and value[0].isalpha() and len(value) > 5
        return self.pick(f'"{escaped}"', single, value if is_word else single)

    def key(self, text: str) -> str:
        return self.pick(text, text, f'"{text}"', f"'{text}'")

    def between(self, indent: int) -> list[str]:
        """What may stand between two lines: blank ones and comments, in whatever column."""
        lines = []
        while self.chance(5):
            column = max(indent + self.draw(st.sampled_from((0, 0, 2, -2))), 0)
            lines.append("" if self.chance(2) else " " * column + self.pick("#note", *COMMENTS))
        return lines

    def end(self) -> str:
        """What may stand behind something: a comment, or blanks."""
        return self.pick(" ", "  ", "      ") + self.pick(*COMMENTS) if self.chance(6) else self.pick("", "", " ")

    def mapping(self, group: Mapping[str, Any], indent: int) -> list[str]:
        """The lines of a mapping without brackets."""
        lines = []
        for key, value in self.draw(st.permutations(list(group.items()))):
            lines += self.between(indent)
            lines += self.entry(f"{' ' * indent}{self.key(key)}:", value, indent)
        return lines + ([" " * indent + self.pick(*COMMENTS)] if self.chance(8) else [])

    def entry(self, start: str, value: Any, indent: int) -> list[str]:
        """The lines of a key with its value."""
        if isinstance(value, str) and "\n" in value and self.chance(2):
            inner = " " * (indent + self.draw(st.sampled_from((1, 2, 4))))
            sign = self.pick("|", "|-", "|+") + self.pick("", "", " # literal")
            return [f"{start} {sign}", *(inner + line if line else "" for line in value.strip().split("\n"))]
        if not value or not isinstance(value, dict | list) or self.chance(3):
            below = "\n" + " " * (indent + 3)
            gap = self.pick(" ", " ", " ", "   ", f"{below}", f"   # of it{below}# before it{below}")
            return f"{start}{gap}{self.brackets(value)}{self.end()}".split("\n")
        if isinstance(value, dict):
            return [start + self.end(), *self.mapping(value, indent + self.draw(st.sampled_from((1, 2, 4))))]
        inside = indent + self.draw(st.sampled_from((0, 2)))
        lines = [start + self.end()]
        for item in value:
            lines += self.between(inside)
            if isinstance(item, dict) and self.chance(2):
                body = self.mapping(item, inside + 2)
                first = next(at for at, line in enumerate(body) if line.strip() and line.strip()[0] != "#")
                body[first] = f"{' ' * inside}- {body[first].lstrip()}"
                lines += body
            else:
                lines += f"{' ' * inside}- {self.brackets(item)}{self.end()}".split("\n")
        return lines

    def brackets(self, value: Any) -> str:
        """A value in brackets, or a single one."""
        if isinstance(value, str):
            return self.scalar(value)
        if isinstance(value, list):
            pieces = [self.brackets(item) for item in value]
            opening, closing = "[", "]"
        else:
            items = self.draw(st.permutations(list(value.items())))
            pieces = [f"{self.key(key)}: {self.brackets(inner)}" for key, inner in items]
            opening, closing = "{", "}"
        if not self.chance(4):
            return opening + self.pick(", ", " ,  ").join(pieces) + closing
        comma = self.pick(",\n      ", ",  # cut\n         ", ",\n      # alone\n       ")
        last = self.pick("", "\n   # end\n    ")
        return opening + self.pick("", " ", "\n     ") + comma.join(pieces) + last + closing

    def yaml(self, document: Mapping[str, Any]) -> bytes:
        lines = [*self.between(0), *self.mapping(document, 0), *self.between(0)]
        if self.chance(8):
            lines = ["---", *lines, "..."]
        return self.encoded("\n".join(lines) + self.pick("\n", "\n", ""))

    # CSV.

    def table(self, columns: Iterable[str], rows: list[dict[str, str]]) -> bytes:
        header = self.draw(st.permutations(list(columns)))
        out = StringIO()
        writer = csv.writer(out, dialect="unix" if self.chance(2) else "excel", lineterminator="\n")  # unix quotes all
        writer.writerow([self.pick(name, name, name.upper(), f" {name} ") for name in header])
        for row in rows:
            if self.chance(5):
                writer.writerow([self.pick("", " ") for _ in header])
            writer.writerow([row.get(name, "") for name in header])
        return self.encoded(out.getvalue())

    def cell(self) -> str:
        """Free text that no reader of tables takes for a formula, a footnote or a row."""
        found = self.pick("", *TEXTS, *PARAGRAPHS)
        return found if found[:1] not in ("=", "+", "@", "*", "(") else ""

    def figures(self) -> bytes:
        rows = [
            {
                "indicator": self.pick(*INDICATORS),
                "area": self.pick("", "north"),
                "period": self.pick("", "2025", "2025-Q1"),
                "as_of": self.pick(*DAYS),
                "qualifier": self.pick("", "about", "khoảng"),
                "value": self.pick(*NUMBERS),
                "status": self.pick("", "final", "disputed"),
                "source": source,
                "wording": self.cell().replace("\n", " "),
                "note": self.cell(),
            }
            for source in self.draw(st.permutations(SOURCES))
        ]
        return self.table(SNAPSHOT_COLUMNS, rows)

    def register(self) -> bytes:
        rows = [
            {"name": f"{number} {self.text()}", "stage": "built", "as_of": DAYS[0], "source": SOURCES[0]}
            for number in range(3)
        ]
        return self.table(REGISTER_COLUMNS, rows)

    def encoded(self, text: str) -> bytes:
        text = unicodedata.normalize(self.draw(st.sampled_from(("NFC", "NFC", "NFD"))), text)
        text = text.replace("\n", self.pick("\n", "\n", "\r\n"))
        return (b"\xef\xbb\xbf" if self.chance(6) else b"") + text.encode()


@st.composite
def workspaces(draw: st.DrawFn) -> list[TextFile]:
    """The files of a workspace that is written oddly."""
    hand = Hand(draw)
    return [
        TextFile("data/figures.csv", hand.figures()),
        TextFile("data/registers/things.csv", hand.register()),
        TextFile("data/sources.yaml", hand.yaml(hand.sources())),
        TextFile("targets/2025.yaml", hand.yaml(hand.plan())),
        TextFile("targets/indicators.yaml", hand.yaml(hand.indicators())),
    ]
