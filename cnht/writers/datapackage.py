"""A workspace as a Data Package: CSV tables, and a ``datapackage.json`` that says what is in them.

Data Package 2.0 and Table Schema 2.0, <https://datapackage.org>. The schemas hold what :mod:`cnht.reading` asks of a
cell as far as their language can say it: types, codes that must exist, choices, patterns. It has no word for what one
cell asks of another (``between`` and its upper end, growth and its period), for 1.000 that reads two ways, and for two
rows of one key, which is allowed where one is disputed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cnht import forms
from cnht.lang import Lang, Localized, _, p_
from cnht.model import Authority, Dated, Measure, ObservationStatus, Target, Workspace
from cnht.quantity import Direction, Qualifier, Quantity
from cnht.safe_text import csv_text
from cnht.writers.json_text import exact_json

DESCRIPTOR = "datapackage.json"
_GUARD = _("An apostrophe stands before what a spreadsheet would run as a formula, or a CI runner as a command.")
_ADDRESS = r"https?://\S+"

Object = dict[str, Any]
_Cell = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class _Field:
    """A column: ``refers`` names the table whose key its cells must be among."""

    name: str
    title: Localized
    type: str = "string"
    required: bool = False
    refers: str = ""
    rules: Mapping[str, Any] | None = None

    def described(self, lang: Lang) -> Object:
        """The field as Table Schema has it."""
        rules = {**({"required": True} if self.required else {}), **(self.rules or {})}
        found: Object = {"name": self.name, "type": self.type, "title": self.title.text(lang)}
        return found | ({"constraints": rules} if rules else {})


@dataclass(frozen=True, slots=True)
class _Table:
    """A resource. The fields that ``key`` names tell its rows apart; a table that others refer to has one only."""

    name: str
    title: Localized
    fields: tuple[_Field, ...]
    key: tuple[str, ...]
    rows: Iterable[tuple[_Cell, ...]]

    def text(self) -> str:
        """The rows as CSV."""
        return csv_text([[field.name for field in self.fields], *(map(_written, row) for row in self.rows)])

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
    tables = [make(workspace) for make in _TABLES]
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


def _written(cell: _Cell) -> str:
    match cell:
        case None:
            return ""
        case date():
            return cell.isoformat()
        case Decimal():
            return f"{cell:f}"
        case _:
            return str(cell)


# --- fields ------------------------------------------------------------------------------------------------------

_KEYS = {"areas": "code", "units": "code", "indicators": "code", "sources": "code", "plans": "plan"}
_NO_FORMULA = "^(?![=@+])"
"""What a workbook would take for a formula stands in no table of figures or names."""
_NUMBER = {"minimum": -forms.LARGEST, "maximum": forms.LARGEST}
_LINE = {"pattern": forms.LINE}
_CELL = {"pattern": forms.LINE.replace("^", _NO_FORMULA, 1)}
_CELLS = {"pattern": forms.PARAGRAPH.replace("^", _NO_FORMULA, 1)}
_CODE = {"pattern": forms.CODE}


def _choice(choices: type[StrEnum]) -> Mapping[str, Any]:
    return {"enum": [each.value for each in choices if each.value]}


def _code(pattern: str = forms.CODE) -> _Field:
    return _Field("code", _("Code"), required=True, rules={"pattern": pattern})


def _number(name: str, title: Localized, *, required: bool = False) -> _Field:
    return _Field(name, title, "number", required, rules=_NUMBER)


_INDICATOR = _Field("indicator", _("Indicator"), required=True, refers="indicators")
_AREA = _Field("area", _("Area"), required=True, refers="areas")
_SOURCE = _Field("source", _("Source"), required=True, refers="sources")
_QUALIFIER = _Field("qualifier", _("Qualifier"), rules=_choice(Qualifier))
_VALUE = _number("value", _("Value"), required=True)
_VALUE_HIGH = _number("value_high", _("Upper value"))
_AS_OF = _Field("as_of", _("As of"), required=True, rules={"pattern": forms.FIGURE_DATE})
_DAY = _Field("day", _("Last day of as_of"), "date", required=True)
_WORDING = _Field("wording", _("Wording"), rules=_CELL)
_REMARK = _Field("note", _("Note"), rules=_CELLS)
_NOTE = _Field("note", _("Note"), rules={"pattern": forms.PARAGRAPH})
_PLAN = _Field("plan", _("Plan"), required=True, refers="plans")
_DUE = _Field("due", _("Due"), "date", required=True)
_NAMES = (
    _Field("name_vi", _("Vietnamese name"), required=True, rules=_LINE),
    _Field("name_en", _("English name"), required=True, rules=_LINE),
)
_PLACE = (
    _Field("file", _("File"), required=True),
    _Field("line", _("Line"), "integer", required=True, rules={"minimum": 1}),
)


# --- tables ------------------------------------------------------------------------------------------------------


def _figures(workspace: Workspace) -> _Table:
    return _Table(
        "figures",
        _("Figures"),
        (
            _INDICATOR,
            _AREA,
            _Field("period", _("Period"), rules={"pattern": forms.SPAN}),
            _AS_OF,
            _QUALIFIER,
            _VALUE,
            _VALUE_HIGH,
            _Field("status", p_("figure", "Status"), rules=_choice(ObservationStatus)),
            _SOURCE,
            _WORDING,
            _REMARK,
            _DAY,
            *_PLACE,
        ),
        ("file", "line"),
        (
            (
                seen.indicator,
                seen.area,
                None if seen.period is None else seen.period.text,
                seen.as_of_text,
                *_quantity(seen.quantity),
                seen.status,
                seen.source,
                seen.wording,
                seen.note,
                seen.as_of,
                seen.where.file,
                seen.where.line,
            )
            for seen in workspace.observations
        ),
    )


def _quantity(quantity: Quantity) -> tuple[_Cell, _Cell, _Cell]:
    """Qualifier, value and upper value, as a snapshot writes them: a bare figure has no qualifier."""
    bare = quantity.qualifier is Qualifier.VALUE
    return None if bare else quantity.qualifier, quantity.value, quantity.value_high


def _indicators(workspace: Workspace) -> _Table:
    return _Table(
        "indicators",
        _("Indicators"),
        (
            _code(),
            *_NAMES,
            _Field("definition_vi", _("Vietnamese definition")),
            _Field("definition_en", _("English definition")),
            _Field("unit", _("Unit"), required=True, refers="units"),
            _Field("measure", _("Measure"), required=True, rules=_choice(Measure)),
            _Field("direction", _("Direction"), required=True, rules=_choice(Direction)),
            _Field("ratio_of", _("Part"), refers="indicators"),
            _Field("ratio_to", _("Whole"), refers="indicators"),
            _Field("register", _("Register")),
            _Field("stage", _("Stage"), rules=_CODE),
            _NOTE,
        ),
        ("code",),
        (
            (
                one.code,
                *one.name,
                *(one.definition or (None, None)),
                one.unit,
                one.measure,
                one.direction,
                *((one.ratio.part, one.ratio.whole) if one.ratio else (None, None)),
                one.register,
                one.stage,
                one.note,
            )
            for one in workspace.definitions.indicators.values()
        ),
    )


def _areas(workspace: Workspace) -> _Table:
    areas = workspace.definitions.areas.values()
    rows = ((area.code, *area.name) for area in areas)
    return _Table("areas", _("Areas"), (_code(), *_NAMES), ("code",), rows)


def _units(workspace: Workspace) -> _Table:
    scale = _Field("scale", _("Plain units in one"), "number", required=True)
    return _Table(
        "units",
        _("Units"),
        (_code(), *_NAMES, scale),
        ("code",),
        (
            (unit.code, *unit.name, Decimal(unit.scale.numerator) / unit.scale.denominator)
            for unit in workspace.definitions.units.values()
        ),
    )


def _sources(workspace: Workspace) -> _Table:
    published = _("Published")
    return _Table(
        "sources",
        _("Sources"),
        (
            _code(forms.SOURCE_CODE),
            _Field("title", _("Title"), required=True, rules=_LINE),
            _Field("publisher", _("Publisher"), required=True, rules=_LINE),
            _Field("published", published, required=True, rules={"pattern": forms.DOCUMENT_DATE}),
            _Field("url", _("Address")),
            _Field("authority", _("Authority"), required=True, rules=_choice(Authority)),
            _NOTE,
        ),
        ("code",),
        (
            (one.code, one.title, one.publisher, one.published.text, one.url, one.authority, one.note)
            for one in workspace.definitions.sources.values()
        ),
    )


def _plans(workspace: Workspace) -> _Table:
    others = _("Other sources, with spaces between")
    return _Table(
        "plans",
        _("Plans"),
        (
            _Field("plan", _("Number"), required=True, rules={"pattern": forms.PLAN_NUMBER}),
            _Field("title_vi", _("Vietnamese title"), required=True, rules=_LINE),
            _Field("title_en", _("English title"), required=True, rules=_LINE),
            _Field("issuer_vi", _("Issuer in Vietnamese"), required=True, rules=_LINE),
            _Field("issuer_en", _("Issuer in English"), required=True, rules=_LINE),
            _Field("issued", _("Issued"), rules={"pattern": forms.DOCUMENT_DATE}),
            _Field("first", _("First day"), "date", required=True),
            _Field("last", _("Last day"), "date", required=True),
            _Field("area", _("Area"), refers="areas"),
            _SOURCE,
            _Field("other_sources", others),
            _Field("replaces", _("Replaces"), refers="plans"),
            _NOTE,
            _PLACE[0],
        ),
        ("plan",),
        (
            (
                plan.number,
                *plan.title,
                *plan.issuer,
                None if plan.issued is None else plan.issued.text,
                plan.period.first,
                plan.period.last,
                plan.area,
                plan.sources[0],
                " ".join(plan.sources[1:]),
                plan.replaces,
                plan.note,
                plan.where.file,
            )
            for plan in workspace.plans
        ),
    )


_TARGET_QUALIFIER = _Field("qualifier", _QUALIFIER.title, required=True, rules=_QUALIFIER.rules)


def _targets(workspace: Workspace) -> _Table:
    baseline = _("Qualifier of the baseline")
    return _Table(
        "targets",
        _("Targets"),
        (
            _PLAN,
            _INDICATOR,
            _AREA,
            _TARGET_QUALIFIER,
            _VALUE,
            _VALUE_HIGH,
            _DUE,
            _Field("each", _("Due anew each"), rules={"enum": ["year"]}),
            _Field("baseline_qualifier", baseline, rules=_QUALIFIER.rules),
            _number("baseline_value", _("Baseline")),
            _number("baseline_value_high", _("Upper value of the baseline")),
            _Field("baseline_as_of", _("Date of the baseline"), "date"),
            _Field("source", _("Source"), refers="sources"),
            _Field("wording", _WORDING.title, rules=_LINE),
            _NOTE,
            *_PLACE,
        ),
        ("plan", "indicator", "area", "due"),
        (
            (
                target.plan,
                target.indicator,
                target.area,
                *_stated(target.quantity),
                target.due,
                "year" if target.each_year else None,
                *(_dated(target.baseline) if target.baseline else (None,) * 4),
                target.source,
                target.wording,
                target.note,
                target.where.file,
                target.where.line,
            )
            for target in _all_targets(workspace)
        ),
    )


def _milestones(workspace: Workspace) -> _Table:
    as_of = _Field("as_of", _("Date of the milestone"), "date", required=True)
    return _Table(
        "milestones",
        _("Milestones"),
        (_PLAN, _INDICATOR, _AREA, _DUE, _TARGET_QUALIFIER, _VALUE, _VALUE_HIGH, as_of),
        ("plan", "indicator", "area", "due", "as_of"),
        (
            (target.plan, target.indicator, target.area, target.due, *_dated(stop))
            for target in _all_targets(workspace)
            for stop in target.milestones
        ),
    )


def _all_targets(workspace: Workspace) -> Iterator[Target]:
    return (target for plan in workspace.plans for target in plan.targets)


def _stated(quantity: Quantity) -> tuple[_Cell, _Cell, _Cell]:
    return quantity.qualifier, quantity.value, quantity.value_high


def _dated(dated: Dated) -> tuple[_Cell, ...]:
    return *_stated(dated.quantity), dated.as_of


def _registers(workspace: Workspace) -> _Table:
    return _Table(
        "registers",
        _("Registers"),
        (
            _Field("register", _("Register"), required=True),
            _Field("name", _("Name"), required=True, rules=_CELL),
            _AREA,
            _Field("stage", _("Stage"), required=True, rules=_CODE),
            _AS_OF,
            _SOURCE,
            _REMARK,
            _DAY,
            *_PLACE,
        ),
        ("register", "name", "area", "stage"),
        (
            (
                register,
                entry.name,
                entry.area,
                entry.stage,
                entry.as_of_text,
                entry.source,
                entry.note,
                entry.as_of,
                entry.where.file,
                entry.where.line,
            )
            for register, entries in workspace.registers.items()
            for entry in entries
        ),
    )


_TABLES = (_figures, _indicators, _areas, _units, _sources, _plans, _targets, _milestones, _registers)
