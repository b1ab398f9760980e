"""A workspace as a Data Package: CSV tables, and a ``datapackage.json`` that says what is in them.

Data Package 2.0 and Table Schema 2.0, <https://datapackage.org>. The schemas hold what :mod:`cnht.reading` asks of a
cell as far as their language can say it: types, codes that must exist, choices, patterns. It has no word for what one
cell asks of another (``between`` and its upper end, growth and its period), for 1.000 that reads two ways, and for two
rows of one key, which is allowed where one is disputed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from cnht.domain import patterns
from cnht.domain.model import Authority, Measure, Workspace
from cnht.domain.quantity import Direction, ObservationStatus, Qualifier
from cnht.language.safe_text import csv_text
from cnht.language.texts import Lang, Localized, _, p_
from cnht.writers.json_text import exact_json, follow, written

DESCRIPTOR = "datapackage.json"
_GUARD = _("An apostrophe stands before what a spreadsheet would run as a formula, or a CI runner as a command.")
_ADDRESS = r"https?://\S+"

Object = dict[str, Any]


class _Field(NamedTuple):
    """A column: ``path`` leads from a thing to its cell, the name of the column where it is empty.

    ``refers`` names the table whose key its cells must be among.
    """

    name: str
    title: Localized
    path: str = ""
    type: str = "string"
    required: bool = False
    refers: str = ""
    rules: Mapping[str, Any] | None = None

    def described(self, lang: Lang) -> Object:
        """The field as Table Schema has it."""
        rules = {**({"required": True} if self.required else {}), **(self.rules or {})}
        found: Object = {"name": self.name, "type": self.type, "title": self.title.text(lang)}
        return found | ({"constraints": rules} if rules else {})

    def cell(self, thing: Any) -> str:
        """The cell of a thing; empty where the path ends early."""
        return written(follow(thing, self.path or self.name))


class _Table(NamedTuple):
    """A resource. The fields that ``key`` names tell its rows apart; a table that others refer to has one only."""

    name: str
    title: Localized
    key: tuple[str, ...]
    things: Iterable[object]
    fields: tuple[_Field, ...]

    def text(self) -> str:
        """The rows as CSV."""
        rows = ([field.cell(thing) for field in self.fields] for thing in self.things)
        return csv_text([[field.name for field in self.fields], *rows])

    def described(self, lang: Lang) -> Object:
        """The resource as the descriptor has it."""
        schema: Object = {
            "fields": [field.described(lang) for field in self.fields],
            "missingValues": [""],
            "primaryKey": list(self.key),
        }
        keys = [
            {
                "fields": [field.name],
                "reference": {"resource": "" if table == self.name else table, "fields": [_KEYS[table]]},
            }
            for field in self.fields
            if (table := field.refers)
        ]
        return {
            "name": self.name,
            "type": "table",
            "title": self.title.text(lang),
            "path": f"{self.name}.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": {"header": True, "headerRows": [1], "delimiter": ",", "quoteChar": '"', "doubleQuote": True},
            "schema": schema | ({"foreignKeys": keys} if keys else {}),
        }


def data_package(workspace: Workspace, lang: Lang, licence: str | None = None) -> dict[str, str]:
    """The files of the package by their names, the descriptor last; titles are in ``lang``.

    ``licence`` is the identifier of a licence, such as ``CC-BY-4.0``, or the address of its text. Nobody but the owner
    of the figures can know it, so without one the descriptor names none.
    """
    tables = list(_tables(workspace))
    areas, tolerance = workspace.definitions.areas, workspace.definitions.tolerance
    names = ", ".join(area.name.text(lang) for area in areas.values())
    descriptor: Object = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"cnht-{'-'.join(areas)}".replace("_", "-") if len(areas) == 1 else "cnht",
        "title": _("Targets and figures: {names}", names=names).text(lang),
        "description": _GUARD.text(lang),
        **({"licenses": [_licence(licence)]} if licence else {}),
        "sources": [
            {
                "title": f"{source.publisher}: {source.title}",
                # The specification wants an address; the table has it as it is written.
                **({"path": source.url} if re.fullmatch(_ADDRESS, source.url or "") else {}),
            }
            for source in workspace.definitions.sources.values()
        ],
        "tolerance_percent": {"about": tolerance.about, "nearly": tolerance.nearly},
        "resources": [table.described(lang) for table in tables],
    }
    if not descriptor["sources"]:
        del descriptor["sources"]  # the specification knows no empty list
    files = {f"{table.name}.csv": table.text() for table in tables}
    return files | {DESCRIPTOR: exact_json(descriptor, indent=2)}


def is_licence(text: str) -> bool:
    """Whether ``text`` can be the identifier of a licence or the address of its text."""
    return re.fullmatch(rf"[A-Za-z0-9][A-Za-z0-9._-]*|{_ADDRESS}", text) is not None


def _licence(text: str) -> Object:
    return {"path": text} if "://" in text else {"name": text}


# --- fields ------------------------------------------------------------------------------------------------------

_KEYS = {"areas": "code", "units": "code", "indicators": "code", "sources": "code", "plans": "plan"}
_NO_FORMULA = "^(?![=@+])"
"""What a workbook would take for a formula stands in no table of figures or names."""
_NUMBER = {"minimum": -patterns.LARGEST, "maximum": patterns.LARGEST}
_LINE = {"pattern": patterns.LINE}
_CELL = {"pattern": patterns.LINE.replace("^", _NO_FORMULA, 1)}
_CELLS = {"pattern": patterns.PARAGRAPH.replace("^", _NO_FORMULA, 1)}
_CODE = {"pattern": patterns.CODE}


def _choice(choices: type[StrEnum]) -> Mapping[str, Any]:
    return {"enum": [each.value for each in choices if each.value]}


def _code(pattern: str = patterns.CODE) -> _Field:
    return _Field("code", _("Code"), required=True, rules={"pattern": pattern})


def _number(name: str, title: Localized, path: str, *, required: bool = False) -> _Field:
    return _Field(name, title, path, "number", required, rules=_NUMBER)


def _at(path: str, *fields: _Field) -> tuple[_Field, ...]:
    """Fields of a thing that is a part of another one."""
    return tuple(field._replace(path=f"{path}.{field.path or field.name}") for field in fields)


_INDICATOR = _Field("indicator", _("Indicator"), required=True, refers="indicators")
_AREA = _Field("area", _("Area"), required=True, refers="areas")
_SOURCE = _Field("source", _("Source"), required=True, refers="sources")
_QUALIFIER = _Field("qualifier", _("Qualifier"), "quantity.qualifier", required=True, rules=_choice(Qualifier))
_VALUE = _number("value", _("Value"), "quantity.value", required=True)
_VALUE_HIGH = _number("value_high", _("Upper value"), "quantity.value_high")
_AS_OF = _Field("as_of", _("As of"), "as_of_text", required=True, rules={"pattern": patterns.FIGURE_DATE})
_DAY = _Field("day", _("Last day of as_of"), "as_of", "date", required=True)
_WORDING = _Field("wording", _("Wording"), rules=_CELL)
_REMARK = _Field("note", _("Note"), rules=_CELLS)
_NOTES = tuple(
    _Field(f"note_{lang}", title, f"note.{lang}", rules={"pattern": patterns.PARAGRAPH})
    for lang, title in ((Lang.VI, _("Note in Vietnamese")), (Lang.EN, _("Note in English")))
)
_PLAN = _Field("plan", _("Plan"), required=True, refers="plans")
_DUE = _Field("due", _("Due"), type="date", required=True)
_NAMES = (
    _Field("name_vi", _("Vietnamese name"), "name.vi", required=True, rules=_LINE),
    _Field("name_en", _("English name"), "name.en", required=True, rules=_LINE),
)
_FILE = _Field("file", _("File"), "where.file", required=True)
_PLACE = (_FILE, _Field("line", _("Line"), "where.line", "integer", required=True, rules={"minimum": 1}))


# --- tables ------------------------------------------------------------------------------------------------------


def _tables(workspace: Workspace) -> Iterator[_Table]:
    known = workspace.definitions
    targets = [target for plan in workspace.plans for target in plan.targets]
    # A bare figure has no qualifier, as in a snapshot.
    figures = ((None if seen.quantity.qualifier is Qualifier.VALUE else seen.quantity.qualifier, seen)
               for seen in workspace.observations)  # fmt: skip
    yield _Table(
        "figures",
        _("Figures"),
        ("file", "line"),
        figures,
        (
            *_at(
                "1",
                _INDICATOR,
                _AREA,
                _Field("period", _("Period"), "period.text", rules={"pattern": patterns.SPAN}),
                _AS_OF,
            ),
            _QUALIFIER._replace(path="0", required=False),
            *_at(
                "1",
                _VALUE,
                _VALUE_HIGH,
                _Field("status", p_("figure", "Status"), rules=_choice(ObservationStatus)),
                _SOURCE,
                _WORDING,
                _REMARK,
                _DAY,
                *_PLACE,
            ),
        ),
    )
    yield _Table(
        "indicators",
        _("Indicators"),
        ("code",),
        known.indicators.values(),
        (
            _code(),
            *_NAMES,
            _Field("definition_vi", _("Vietnamese definition"), "definition.vi"),
            _Field("definition_en", _("English definition"), "definition.en"),
            _Field("unit", _("Unit"), required=True, refers="units"),
            _Field("measure", _("Measure"), required=True, rules=_choice(Measure)),
            _Field("direction", _("Direction"), required=True, rules=_choice(Direction)),
            _Field("ratio_of", _("Part"), "ratio.part", refers="indicators"),
            _Field("ratio_to", _("Whole"), "ratio.whole", refers="indicators"),
            _Field("register", _("Register")),
            _Field("stage", _("Stage"), rules=_CODE),
            *_NOTES,
        ),
    )
    yield _Table("areas", _("Areas"), ("code",), known.areas.values(), (_code(), *_NAMES))
    units = ((unit, Decimal(unit.scale.numerator) / unit.scale.denominator) for unit in known.units.values())
    scale = _Field("scale", _("Plain units in one"), "1", "number", required=True)
    yield _Table("units", _("Units"), ("code",), units, (*_at("0", _code(), *_NAMES), scale))
    yield _Table(
        "sources",
        _("Sources"),
        ("code",),
        known.sources.values(),
        (
            _code(patterns.SOURCE_CODE),
            _Field("title", _("Title"), required=True, rules=_LINE),
            _Field("publisher", _("Publisher"), required=True, rules=_LINE),
            _Field(
                "published", _("Published"), "published.text", required=True, rules={"pattern": patterns.DOCUMENT_DATE}
            ),
            _Field("url", _("Address")),
            _Field("authority", _("Authority"), required=True, rules=_choice(Authority)),
            *_NOTES,
        ),
    )
    others = _Field("other_sources", _("Other sources, with spaces between"), "0")
    plans = ((" ".join(plan.sources[1:]), plan) for plan in workspace.plans)
    yield _Table(
        "plans",
        _("Plans"),
        ("plan",),
        plans,
        (
            *_at(
                "1",
                _Field("plan", _("Number"), "number", required=True, rules={"pattern": patterns.PLAN_NUMBER}),
                _Field("title_vi", _("Vietnamese title"), "title.vi", required=True, rules=_LINE),
                _Field("title_en", _("English title"), "title.en", required=True, rules=_LINE),
                _Field("issuer_vi", _("Issuer in Vietnamese"), "issuer.vi", required=True, rules=_LINE),
                _Field("issuer_en", _("Issuer in English"), "issuer.en", required=True, rules=_LINE),
                _Field("issued", _("Issued"), "issued.text", rules={"pattern": patterns.DOCUMENT_DATE}),
                _Field("first", _("First day"), "period.first", "date", required=True),
                _Field("last", _("Last day"), "period.last", "date", required=True),
                _Field("area", _("Area"), refers="areas"),
                _SOURCE._replace(path="sources.0"),
            ),
            others,
            *_at("1", _Field("replaces", _("Replaces"), refers="plans"), *_NOTES, _FILE),
        ),
    )
    yield _Table(
        "targets",
        _("Targets"),
        ("plan", "indicator", "area", "due"),
        (("year" if target.each_year else None, target) for target in targets),
        (
            *_at("1", _PLAN, _INDICATOR, _AREA, _QUALIFIER, _VALUE, _VALUE_HIGH, _DUE),
            _Field("each", _("Due anew each"), "0", rules={"enum": ["year"]}),
            *_at(
                "1",
                _Field(
                    "baseline_qualifier",
                    _("Qualifier of the baseline"),
                    "baseline.quantity.qualifier",
                    rules=_QUALIFIER.rules,
                ),
                _number("baseline_value", _("Baseline"), "baseline.quantity.value"),
                _number("baseline_value_high", _("Upper value of the baseline"), "baseline.quantity.value_high"),
                _Field("baseline_as_of", _("Date of the baseline"), "baseline.as_of", "date"),
                _Field("source", _("Source"), refers="sources"),
                _Field("wording", _WORDING.title, rules=_LINE),
                *_NOTES,
                *_PLACE,
            ),
        ),
    )
    yield _Table(
        "milestones",
        _("Milestones"),
        ("plan", "indicator", "area", "due", "as_of"),
        ((target, stop) for target in targets for stop in target.milestones),
        (
            *_at("0", _PLAN, _INDICATOR, _AREA, _DUE),
            *_at("1", _QUALIFIER, _VALUE, _VALUE_HIGH),
            _Field("as_of", _("Date of the milestone"), "1.as_of", "date", required=True),
        ),
    )
    yield _Table(
        "registers",
        _("Registers"),
        ("register", "name", "area", "stage"),
        ((register, entry) for register, entries in workspace.registers.items() for entry in entries),
        (
            _Field("register", _("Register"), "0", required=True),
            *_at(
                "1",
                _Field("name", _("Name"), required=True, rules=_CELL),
                _AREA,
                _Field("stage", _("Stage"), required=True, rules=_CODE),
                _AS_OF,
                _SOURCE,
                _REMARK,
                _DAY,
                *_PLACE,
            ),
        ),
    )
