"""What the user says of a file: which column is which, and what holds for all rows; from options and a YAML file.

The file is kept for next month's workbook of the same form. All its keys may be left out:

    columns: {Số thực hiện: value, STT: skip}   # a header, or a column letter, and the field it is
    defaults: {area: hanoi, source: so-2025}    # for the columns that the file lacks
    numbers: vi                                 # 1.234,5; en: 1,234.5
    sheet: Biểu 1
    fill_down: true                             # an empty cell says what the one above it does
    indicators: {Số DN: enterprises}            # what the file calls things, and their codes
    areas: {TP: hanoi}
    sources: {Báo cáo tháng 6: so-2025-06}
    units: {DN: enterprise}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from cnht.lang import Lang, Localized, _
from cnht.likeness import plain
from cnht.problems import Fault, Kind, Location, Problem, did_you_mean, shown
from cnht.reading import text as reading_text
from cnht.reading import yaml_text
from cnht.textfile import TextFile


class Field(StrEnum):
    """What a column can hold: the columns of a snapshot, what helps to find them, and ``skip`` for what is neither."""

    INDICATOR = "indicator"
    AREA = "area"
    PERIOD = "period"
    AS_OF = "as_of"
    QUALIFIER = "qualifier"
    VALUE = "value"
    VALUE_HIGH = "value_high"
    STATUS = "status"
    SOURCE = "source"
    WORDING = "wording"
    NOTE = "note"
    UNIT = "unit"
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    SKIP = "skip"


DEFAULTS = (Field.INDICATOR, Field.AREA, Field.PERIOD, Field.AS_OF, Field.STATUS, Field.SOURCE)
"""What can be said of all rows at once."""
ENCODINGS = ("utf-8", "utf-16", "windows-1258", "windows-1252", "tcvn3")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for. Names are compared without case and diacritics."""

    columns: Mapping[str, Field] = field(default_factory=dict)
    defaults: Mapping[Field, str] = field(default_factory=dict)
    numbers: Lang | None = None
    sheet: str = ""
    encoding: str = ""
    """One of :data:`ENCODINGS`; empty to find out."""
    fill_down: bool = False
    with_hidden: bool = False
    names: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)
    """By kind, what the file calls things, and their codes."""

    def over(self, other: Wishes) -> Wishes:
        """These wishes, and where they say nothing, the ``other`` ones."""
        mine = {plain(name) for name in self.columns}
        kept = {name: one for name, one in other.columns.items() if plain(name) not in mine}
        return replace(
            self,
            columns={**kept, **self.columns},
            defaults={**other.defaults, **self.defaults},
            numbers=self.numbers or other.numbers,
            sheet=self.sheet or other.sheet,
            encoding=self.encoding or other.encoding,
            fill_down=self.fill_down or other.fill_down,
            with_hidden=self.with_hidden or other.with_hidden,
            names={**other.names, **self.names},
        )


_NAMES = {"indicators": Kind.INDICATOR, "areas": Kind.AREA, "sources": Kind.SOURCE, "units": Kind.UNIT}
_KEYS = ("columns", "defaults", "numbers", "sheet", "encoding", "fill_down", "with_hidden", *_NAMES)


def read_wishes(file: TextFile) -> tuple[Wishes, list[Problem]]:
    """The wishes of a YAML file, and what is wrong with it."""
    problems: list[Problem] = []
    content = reading_text.whole(file, problems)
    root, more = (None, []) if content is None else yaml_text.parse(file.name, content)
    problems += more
    return (Wishes() if root is None else _Reader(problems).read(root)), problems


class _Reader:
    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def read(self, root: yaml_text.Mapping) -> Wishes:
        for key, where in root.keys.items():
            if key not in _KEYS:
                self.problems.append(_unknown_key(key, _KEYS).at(where))
        fields = {one.value: one for one in Field}
        columns = {name: self.one_of(code, where, fields) for name, (code, where) in self.pairs(root, "columns")}
        defaults: dict[Field, str] = {}
        for key, (said, _where) in self.pairs(root, "defaults"):
            if key in DEFAULTS:
                defaults[Field(key)] = said
            else:
                where = self.mapping(root, "defaults").keys[key]
                self.problems.append(_unknown_key(key, [one.value for one in DEFAULTS]).at(where))
        numbers = self.choice(root, "numbers", [lang.value for lang in Lang])
        return Wishes(
            columns={name: one for name, one in columns.items() if one is not None},
            defaults=defaults,
            numbers=Lang(numbers) if numbers else None,
            sheet=self.text(root.entries.get("sheet")) or "",
            encoding=self.choice(root, "encoding", ENCODINGS),
            fill_down=self.switch(root, "fill_down"),
            with_hidden=self.switch(root, "with_hidden"),
            names={
                kind: {name: code for name, (code, _unused) in found}
                for key, kind in _NAMES.items()
                if (found := self.pairs(root, key))
            },
        )

    def mapping(self, root: yaml_text.Mapping, key: str) -> yaml_text.Mapping:
        node = root.entries.get(key)
        if isinstance(node, yaml_text.Mapping):
            return node
        if node is not None:
            self.wrong(node.where, _("pairs of name: value"))
        return yaml_text.Mapping(root.where)

    def pairs(self, root: yaml_text.Mapping, key: str) -> list[tuple[str, tuple[str, Location]]]:
        found = []
        for name, node in self.mapping(root, key).entries.items():
            said = self.text(node)
            if said is not None:
                found.append((name, (said, node.where)))
        return found

    def text(self, node: yaml_text.Node | None) -> str | None:
        """A value as text: ``2025`` without quotes, too."""
        if node is None:
            return None
        if isinstance(node, yaml_text.Scalar):
            if isinstance(node.value, yaml_text.Refused):
                return None
            if node.value is not None and not isinstance(node.value, bool):
                return str(node.value)
        self.wrong(node.where, _("text or a number"))
        return None

    def switch(self, root: yaml_text.Mapping, key: str) -> bool:
        node = root.entries.get(key)
        if node is None or (isinstance(node, yaml_text.Scalar) and isinstance(node.value, bool | yaml_text.Refused)):
            return node is not None and node.value is True
        self.wrong(node.where, _("true or false"))
        return False

    def choice(self, root: yaml_text.Mapping, key: str, choices: Sequence[str]) -> str:
        said = self.text(root.entries.get(key))
        if said is None or said in choices:
            return said or ""
        self.problems.append(_not_a_choice(said, list(choices)).at(root.entries[key].where))
        return ""

    def one_of(self, said: str, where: Location, fields: Mapping[str, Field]) -> Field | None:
        if said not in fields:
            self.problems.append(_not_a_choice(said, list(fields)).at(where))
        return fields.get(said)

    def wrong(self, where: Location, expected: Localized) -> None:
        self.problems.append(Fault("Y419.options", expected=expected).at(where))


def _unknown_key(key: str, known: tuple[str, ...] | list[str]) -> Fault:
    _('unknown key "{key}"', key=shown(key))
    return Fault("Y417.options", key=shown(key), fix=did_you_mean(key, known))


def _not_a_choice(said: str, choices: list[str]) -> Fault:
    return Fault("V308.option", said=shown(said), choices=", ".join(choices), fix=did_you_mean(said, choices))
