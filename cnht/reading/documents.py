"""The YAML files of a workspace: which keys they have, and what single values may be.

The pydantic models say it; their errors become problems in our own words, at the place of the value, or of the key, or
of its parent where the key is missing. What is wrong is left out together with the smallest thing it belongs to (a
target, an indicator, a source), so that the rest can be used. :mod:`cnht.reading.build` makes the model of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as AnyMapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, NoReturn, TypeVar, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, RootModel, ValidationError
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema

from cnht.lang import Localized, LocalizedText, _, both
from cnht.model import Authority, Measure
from cnht.period import Period
from cnht.problems import Fault, Known, Location, Problem, did_you_mean, near, shown
from cnht.quantity import Direction, Qualifier, Tolerance
from cnht.reading import dates, values
from cnht.reading.yaml_text import REFUSED, Mapping, Node, Scalar, Sequence, no_space
from cnht.wording import readings, write_number

_T = TypeVar("_T")
Path = tuple[int | str, ...]


class _Empty:
    """What stands where a key has no value: nothing that any model takes, so that no key is silently ignored."""


_EMPTY = _Empty()


# --- single values -----------------------------------------------------------------------------------------------


def _raise(fault: Fault) -> NoReturn:
    raise PydanticCustomError("fault", "fault", {"fault": fault})


def _wrong_type(expected: Localized, found: object) -> Fault:
    if found is _EMPTY:
        return Fault("V304.value")
    what = _described(found)
    return Fault("Y419.value", expected=expected, what=what)


def _described(found: object) -> Localized:
    match found:
        case bool():
            return _("the value {found}", found=str(found).lower())
        case int() | Decimal():
            return _("the number {found}", found=found)
        case str():
            return _('the text "{found}"', found=shown(found))
        case list():
            return _("a list")
        case _:
            return _("a group of key: value")


class _Check:
    """How a single value is read, for ``Annotated``.

    Pydantic's own ``PlainValidator`` does the same, after it has looked at the type to see how to write such a value:
    a twentieth of the time that ``cnht progress`` takes, for nothing. ``form`` is what the schema of the files calls
    such a value, or the choices it has.
    """

    def __init__(self, read: Callable[[Any], object], form: str | type[StrEnum]) -> None:
        self._read = read
        self.form = form

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._read)


def _from_text(
    check: Callable[[str], _T | Fault], expected: Localized, *, numbers: bool = False, form: str | type[StrEnum] = ""
) -> _Check:
    """A value written as text; with ``numbers`` also one that YAML takes for a number, such as the year 2025."""

    def validate(value: object) -> _T:
        if numbers and isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            fault = _wrong_type(expected, value)
            if isinstance(value, int | Decimal | bool):
                quoted = f'"{str(value).lower() if isinstance(value, bool) else value}"'
                fault = fault.with_fix(_("Put it in quotes: {quoted}.", quoted=quoted))
            _raise(fault)
        found = check(value)
        if isinstance(found, Fault):
            _raise(found)
        return found

    return _Check(validate, form or check.__name__)


def _number(value: object) -> Decimal:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str):
        found = values.number(value)
        if isinstance(found, Fault):
            _raise(found)
        quoted = _wrong_type(_A_NUMBER, value)
        _raise(quoted.with_fix(_("Write {value} without quotes.", value=value)))
    _raise(_wrong_type(_A_NUMBER, value))


def _percent(value: Decimal) -> Decimal:
    if not 0 <= value < 100:
        said = both(write_number, value)
        _raise(Fault("M510.percent", said=said))
    return value


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        said = both(write_number, value)
        _raise(Fault("M510.positive", said=said))
    return value


def _pair(value: list[Decimal]) -> list[Decimal]:
    if len(value) != 2:
        _raise(Fault("Y419.pair", count=len(value)))
    fault = values.reversed_range(value[0], value[1])
    if fault:
        _raise(fault)
    return value


def _listed(value: object) -> object:
    """One thing where several may stand is a list of one."""
    return value if isinstance(value, list) else [value]


_A_NUMBER = _("a number")
_TEXT = _("text")
_A_CODE = _("a code")
_A_DATE = _("a date")
_Number = Annotated[Decimal, _Check(_number, "number")]
_Line = Annotated[str, _from_text(values.line, _TEXT)]
_PlanNumber = Annotated[str, _from_text(values.plan_number, _TEXT)]
_Paragraph = Annotated[str, _from_text(values.paragraph, _TEXT)]
_Code = Annotated[str, _from_text(values.code, _A_CODE)]
_SourceCode = Annotated[str, _from_text(values.source_code, _A_CODE)]
_Day = Annotated[date, _from_text(dates.day, _A_DATE, numbers=True)]
_FigureDate = Annotated[Period, _from_text(dates.figure_date, _A_DATE, numbers=True)]
_DocumentDate = Annotated[Period, _from_text(dates.document_date, _A_DATE, numbers=True)]
_Span = Annotated[Period, _from_text(dates.span, _("a period"), numbers=True)]


def _each(text: str) -> str | Fault:
    return text if text == "year" else Fault("V308.each", text=shown(text))


def _some(value: list[Any]) -> list[Any]:
    """At least one target, where a list of them stands."""
    if not value:
        _raise(Fault("V304.value"))
    return value


def _several(value: list[str]) -> list[str]:
    """At least one source, none of them twice."""
    if not value:
        _raise(Fault("V304.value"))
    return list(dict.fromkeys(value))


def _maybe_none(value: object) -> object:
    """A plan without targets may leave them empty."""
    return {} if value is _EMPTY else value


def _one_of(choices: type[StrEnum]) -> _Check:
    return _from_text(lambda text: values.choice(text, choices), _A_CODE, form=choices)


# --- the files ---------------------------------------------------------------------------------------------------


class Keys(BaseModel):
    """A mapping with known keys only."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)


class WordsKeys(Keys):
    """The same text in both languages."""

    vi: _Line
    en: _Line

    def words(self) -> LocalizedText:
        """Both texts."""
        return LocalizedText(self.vi, self.en)


class DefinitionKeys(Keys):
    """A definition, in one language or both."""

    vi: _Line | None = None
    en: _Line | None = None

    def words(self) -> LocalizedText | None:
        """The text, a missing language filled from the other; ``None`` where there is neither."""
        return LocalizedText(self.vi or self.en or "", self.en or self.vi or "") if self.vi or self.en else None


class ToleranceKeys(Keys):
    """How far ``about`` and ``nearly`` reach, in percent."""

    about: Annotated[_Number, AfterValidator(_percent)] = Tolerance().about
    nearly: Annotated[_Number, AfterValidator(_percent)] = Tolerance().nearly


class UnitKeys(WordsKeys):
    """A unit."""

    scale: Annotated[_Number, AfterValidator(_positive)] = Decimal(1)


class RatioKeys(Keys):
    """How a share is derived."""

    of: _Code
    to: _Code


class IndicatorKeys(Keys):
    """An indicator."""

    name: WordsKeys
    unit: _Code
    measure: Annotated[Measure, _one_of(Measure)]
    direction: Annotated[Direction, _one_of(Direction)]
    ratio: RatioKeys | None = None
    register_: _Code | None = Field(default=None, alias="register")
    stage: _Code | None = None
    definition: DefinitionKeys | None = None
    note: _Paragraph | None = None


class IndicatorsFile(Keys):
    """``targets/indicators.yaml``."""

    tolerance_percent: ToleranceKeys = ToleranceKeys()
    areas: dict[_Code, WordsKeys]
    units: dict[_Code, UnitKeys]
    indicators: dict[_Code, IndicatorKeys]


class QuantityKeys(Keys):
    """The qualifiers; which of them are given is for :mod:`cnht.reading.build` to judge."""

    value: _Number | None = None
    about: _Number | None = None
    nearly: _Number | None = None
    over: _Number | None = None
    under: _Number | None = None
    at_least: _Number | None = None
    at_most: _Number | None = None
    between: Annotated[list[_Number], AfterValidator(_pair)] | None = None


class BaselineKeys(QuantityKeys):
    """A baseline."""

    as_of: _FigureDate


class TargetKeys(QuantityKeys):
    """A target."""

    due: _Day | None = None
    each: Annotated[str, _from_text(_each, _TEXT)] | None = None
    area: _Code | None = None
    baseline: BaselineKeys | None = None
    milestones: dict[_Day, QuantityKeys] = {}
    source: _SourceCode | None = None
    wording: _Line | None = None
    note: _Paragraph | None = None


class PlanFile(Keys):
    """Any other ``targets/*.yaml``."""

    plan: _PlanNumber
    title: WordsKeys
    issuer: WordsKeys
    issued: _DocumentDate | None = None
    period: _Span
    area: _Code | None = None
    source: Annotated[list[_SourceCode], BeforeValidator(_listed), AfterValidator(_several)]
    replaces: _PlanNumber | None = None
    note: _Paragraph | None = None
    targets: Annotated[
        dict[_Code, Annotated[list[TargetKeys], BeforeValidator(_listed), AfterValidator(_some)]],
        BeforeValidator(_maybe_none),
    ]


class SourceKeys(Keys):
    """A source."""

    title: _Line
    publisher: _Line
    published: _DocumentDate
    authority: Annotated[Authority, _one_of(Authority)]
    url: _Line | None = None
    note: _Paragraph | None = None


class SourcesFile(RootModel[dict[_SourceCode, SourceKeys]]):
    """``data/sources.yaml``."""


_EXAMPLES = {
    "plan": "plan: 1/KH-UBND",
    "title": "title: {vi: ..., en: ...}",
    "issuer": "issuer: {vi: ..., en: ...}",
    "name": "name: {vi: ..., en: ...}",
    "period": "period: 2025",
    "source": "source: my-source",
    "targets": "targets: {}",
    "areas": "areas: {my_area: {vi: ..., en: ...}}",
    "units": "units: {my_unit: {vi: ..., en: ...}}",
    "indicators": "indicators: {my_indicator: {name: ..., unit: ..., measure: ..., direction: ...}}",
    "unit": "unit: my_unit",
    "measure": "measure: stock | flow | growth | share",
    "direction": "direction: increase | decrease | maintain",
    "as_of": "as_of: 2025-06-30",
    "published": "published: 2025-06-30",
    "authority": "authority: official | press",
}
_SECTIONS = ("targets", "areas", "units", "indicators")
"""Keys whose line is easily forgotten above what belongs below it."""


# --- from a tree to a model, from its errors to problems ---------------------------------------------------------

_M = TypeVar("_M", bound=BaseModel)


def validated(
    kind: type[_M], root: Mapping, entry: Callable[[Path], Path], problems: list[Problem]
) -> tuple[_M | None, set[Path]]:
    """``root`` as ``kind``, and the paths of what was left out because of the problems in it.

    ``entry`` says which path is to be left out where the one it is given is wrong. The model is ``None`` where it
    cannot do without.
    """
    if root.lost:
        return None, set()
    data = _data(root)
    cut: set[Path] = set()
    try:
        return kind.model_validate(data), cut
    except ValidationError as error:
        errors = error.errors(include_url=False)
    known = _KnownKeys(kind)
    meant = {
        (*one["loc"][:-1], like)
        for one in errors
        if one["type"] == "extra_forbidden"
        for like in near(str(one["loc"][-1]), known.at(one["loc"][:-1]))
    }
    orphans = _orphans(root, errors, meant)
    for one in errors:
        cut.add(entry(one["loc"]))
        if one["loc"] in orphans and one["loc"] != next(iter(orphans)):
            continue
        if one["type"] != "missing" or one["loc"] not in meant:  # a misspelt key is one problem, not two
            problems.extend(_problem(known, root, one, orphans))
    cut |= {path for path in meant if len(path) == 1 and path[0] not in data}
    for path in sorted(
        cut, key=lambda path: [(isinstance(step, str), str(step).zfill(9)) for step in path], reverse=True
    ):
        _remove(data, path)
    try:
        return kind.model_validate(data), cut
    except ValidationError:
        return None, cut


def _orphans(root: Mapping, errors: list[ErrorDetails], meant: set[Path]) -> dict[Path, str]:
    """The unknown keys of a file that lacks a section, and look as if they belonged into it, each with its name."""
    missing = [str(one["loc"][0]) for one in errors if one["type"] == "missing" and len(one["loc"]) == 1]
    lacking = next((name for name in missing if name in _SECTIONS and (name,) not in meant), None)
    if lacking is None:
        return {}
    unknown = [one["loc"] for one in errors if one["type"] == "extra_forbidden" and len(one["loc"]) == 1]
    found: dict[Path, str] = {path: lacking for path in unknown if not isinstance(root.entries[str(path[0])], Scalar)}
    return {**found, (lacking,): lacking} if found else {}


def _data(node: Node) -> Any:
    match node:
        case Mapping():
            return REFUSED if node.lost else {key: _data(value) for key, value in node.entries.items()}
        case Sequence():
            return [_data(item) for item in node.items]
        case Scalar():
            return _EMPTY if node.value is None else node.value


def _remove(data: Any, path: Path) -> None:
    """Take out what is at ``path``; with the only item of a list the list, which would be wrong for being empty."""
    inner = data
    *way, last = path or ("",)
    for step in way:
        if isinstance(inner, list) == isinstance(step, int):  # a lone thing stands for a list of one
            inner = inner[step]
    if isinstance(inner, dict):
        inner.pop(last, None)
    elif isinstance(inner, list) and isinstance(last, int):
        del inner[last]
        _remove(data, path[: 0 if inner else -1])


def _problem(
    known: _KnownKeys, root: Mapping, error: ErrorDetails, orphans: AnyMapping[Path, str]
) -> Iterator[Problem]:
    path = error["loc"]
    node, value_place, key_place = _find(root, path)
    what = error["type"]
    if path in orphans:
        yield Fault("Y418.section", name=orphans[path]).at(key_place)
    elif what == "extra_forbidden":
        yield _unknown_key(str(path[-1]), known.at(path[:-1])).at(key_place)
    elif what == "missing":
        name = str(path[-1])
        example = _EXAMPLES.get(name, f"{name}: ...")
        yield Fault("Y418.key", name=name, example=example).at(key_place)
    elif (isinstance(node, Scalar) and node.value is REFUSED) or (isinstance(node, Mapping) and node.lost):
        return  # why is said already
    elif path and path[-1] == "[key]":
        yield error["ctx"]["fault"].at(key_place)
    elif what == "fault":
        yield error["ctx"]["fault"].at(key_place if isinstance(node, Scalar) and node.value is None else value_place)
    else:
        yield _of_the_wrong_kind(node, what, path).at(
            key_place if isinstance(node, Scalar) and node.value is None else value_place
        )


def _unknown_key(key: str, known: Known[None]) -> Fault:
    code = values.code(key)
    if isinstance(code, Fault) and code.code in ("F113", "F112"):
        return code
    qualifier = values.qualifier_meant(key) if Qualifier.VALUE in known else None
    hint = (
        did_you_mean(key, known)
        if qualifier is None
        else _("Write {qualifier}; the original words go in wording.", qualifier=qualifier)
    )  # fmt: skip
    _('unknown key "{key}"', key=shown(key))
    return Fault("Y417.key", key=shown(key), fix=hint)


def _of_the_wrong_kind(node: Node, what: str, path: Path) -> Fault:
    expected = _("a list") if what == "list_type" else _("a group of key: value")
    found = _data(node)
    if isinstance(found, str) and re.fullmatch(r"[A-Za-z_]+:\S.*", found):
        return no_space(found)
    fault = _wrong_type(expected, found)
    meant = _meant(found, path)
    return fault.with_fix(_("Did you mean {meant}?", meant=meant)) if meant else fault


def _meant(found: object, path: Path) -> str:
    """What to write instead of a lone number or of words, where a range or a quantity is expected; or nothing."""
    is_number = isinstance(found, int | Decimal) and not isinstance(found, bool)
    said = str(found) if is_number or isinstance(found, str) else ""
    spoken = list(dict.fromkeys(readings(said))) if said else []
    if path[-1:] == ("between",):
        ends = spoken[0] if len(spoken) == 1 else None
        if ends is not None and ends.value_high is not None:
            return f"[{ends.value:f}, {ends.value_high:f}]"
        return f"[{said}, upper]" if is_number else "[lower, upper]"
    if not set(path) & {"targets", "baseline", "milestones"}:
        return ""
    if is_number:
        return f"{{value: {found}}}"
    if len(spoken) != 1:
        return ""
    quantity = spoken[0]
    number = f"{quantity.value:f}" if quantity.value_high is None else f"[{quantity.value:f}, {quantity.value_high:f}]"
    words = f'"{said}"' if re.search(r"[,:#{}\[\]%]", said) else said
    return f"{{{quantity.qualifier}: {number}, wording: {shown(words)}}}"


def _find(root: Mapping, path: Path) -> tuple[Node, Location, Location]:
    """The node at ``path``, or the last one on the way to it; where it stands, and where its key does."""
    node: Node = root
    key_place = root.where
    for step in path:
        if isinstance(node, Mapping) and step in node.entries:
            key_place = node.keys[str(step)]
            node = node.entries[str(step)]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            key_place = node.where
    return node, node.where, key_place


class _KnownKeys:
    """The keys of a kind of document, and which of them was meant by an unknown one; both are found out once."""

    def __init__(self, kind: type[BaseModel]) -> None:
        self._kind = kind
        self._found: dict[tuple[str, ...], Known[None]] = {}

    def at(self, path: Path) -> Known[None]:
        """The keys that may stand at ``path``."""
        keys = tuple(_keys(self._kind, path))
        return self._found.setdefault(keys, Known(dict.fromkeys(keys)))


def _keys(kind: Any, path: Path) -> list[str]:
    """The keys that may stand at ``path`` of a document."""
    for step in path:
        if isinstance(step, int):
            continue
        kind = _mapping_type(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = {field.alias or name: field for name, field in kind.model_fields.items()}
            kind = fields[step].annotation if step in fields else None
        elif kind is not None:
            kind = get_args(kind)[1]
    kind = _mapping_type(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [field.alias or name for name, field in kind.model_fields.items()]
    return []


def _mapping_type(kind: Any) -> Any:
    """The model or the dict type inside ``kind``, whatever wraps it."""
    while kind is not None:
        if isinstance(kind, type) and issubclass(kind, RootModel):
            kind = kind.model_fields["root"].annotation
        elif get_origin(kind) is dict or (isinstance(kind, type) and issubclass(kind, BaseModel)):
            return kind
        else:
            kind = next(iter(get_args(kind)), None)
    return None
