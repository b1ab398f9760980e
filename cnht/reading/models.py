"""The keys of the YAML files and the columns of the CSV files, each declared once.

A key or column is a field: its type says how its value is read, its place in the class where it stands in canonical
form, and its :func:`_key` what editors and docs say of it. Validation, JSON Schema, ``cnht fmt``, ``docs/format.md``
and the messages for missing, unknown and mistyped keys come from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, NoReturn, Self, TypeVar, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, RootModel, model_validator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from cnht.domain.model import Authority, Measure
from cnht.domain.period import Period
from cnht.domain.quantity import Direction, ObservationStatus, Qualifier, Tolerance
from cnht.language.texts import Localized, LocalizedText, _, both
from cnht.language.wording import write_number
from cnht.problems import Fault, shown
from cnht.reading import dates, values

_T = TypeVar("_T")


class _Empty:
    """What stands where a key has no value: nothing that any model takes, so that no key is silently ignored."""


EMPTY = _Empty()


# --- single values -----------------------------------------------------------------------------------------------


def refuse(fault: Fault) -> NoReturn:
    """Have pydantic carry ``fault`` to where the places are known."""
    raise PydanticCustomError("fault", "fault", {"fault": fault})


def wrong_type(expected: Localized, found: object) -> Fault:
    """The fault of a value of another kind than ``expected``."""
    if found is EMPTY:
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


class Check:
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


def from_text(
    check: Callable[[str], _T | Fault], expected: Localized, *, numbers: bool = False, form: str | type[StrEnum] = ""
) -> Check:
    """A value written as text; with ``numbers`` also one that YAML takes for a number, such as the year 2025."""

    def validate(value: object) -> _T:
        if isinstance(value, values.TwoWays):
            refuse(value.fault)
        if numbers and isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            fault = wrong_type(expected, value)
            if isinstance(value, int | Decimal | bool):
                quoted = f'"{str(value).lower() if isinstance(value, bool) else value}"'
                fault = fault.with_fix(_("Put it in quotes: {quoted}.", quoted=quoted))
            refuse(fault)
        found = check(value)
        if isinstance(found, Fault):
            refuse(found)
        return found

    return Check(validate, form or check.__name__)


def _number(value: object) -> Decimal:
    if isinstance(value, values.TwoWays):
        refuse(value.fault)
    return _quoted_number(value)


def _quoted_number(value: object) -> Decimal:
    """A number whose wording may yet settle how it is read."""
    if isinstance(value, values.TwoWays):
        return value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str):
        found = values.number(value)
        if isinstance(found, Fault):
            refuse(found)
        quoted = wrong_type(_A_NUMBER, value)
        refuse(quoted.with_fix(_("Write {value} without quotes.", value=value)))
    refuse(wrong_type(_A_NUMBER, value))


def switch(value: object) -> bool:
    """True or false, written so."""
    if not isinstance(value, bool):
        refuse(wrong_type(_("true or false"), value))
    return value


def _percent(value: Decimal) -> Decimal:
    if not 0 <= value < 100:
        said = both(write_number, value)
        refuse(Fault("M510.percent", said=said))
    return value


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        said = both(write_number, value)
        refuse(Fault("M510.positive", said=said))
    return value


def _months(value: Decimal) -> Decimal:
    if value != int(value) or not 1 <= value <= 1200:
        refuse(Fault("M510.months", said=both(write_number, value)))
    return value


def _pair(value: list[Decimal]) -> list[Decimal]:
    if len(value) != 2:
        refuse(Fault("Y419.pair", count=len(value)))
    is_open = any(isinstance(number, values.TwoWays) for number in value)
    fault = None if is_open else values.reversed_range(value[0], value[1])
    if fault:
        refuse(fault)
    return value


_A_NUMBER = _("a number")
_TEXT = _("text")
_A_CODE = _("a code")
_A_DATE = _("a date")
_Number = Annotated[Decimal, Check(_number, "number")]
_Quoted = Annotated[Decimal, Check(_quoted_number, "number")]
_Line = Annotated[str, from_text(values.line, _TEXT)]
_PlanNumber = Annotated[str, from_text(values.plan_number, _TEXT)]
_Paragraph = Annotated[str, from_text(values.paragraph, _TEXT)]
_Code = Annotated[str, from_text(values.code, _A_CODE)]
_SourceCode = Annotated[str, from_text(values.source_code, _A_CODE)]
_Day = Annotated[date, from_text(dates.day, _A_DATE, numbers=True)]
_FigureDate = Annotated[Period, from_text(dates.figure_date, _A_DATE, numbers=True)]
_DocumentDate = Annotated[Period, from_text(dates.document_date, _A_DATE, numbers=True)]
_Span = Annotated[Period, from_text(dates.span, _("a period"), numbers=True)]


def _each(text: str) -> str | Fault:
    return text if text == "year" else Fault("V308.each", text=shown(text))


def _some(value: list[Any]) -> list[Any]:
    """At least one target, where a list of them stands."""
    if not value:
        refuse(Fault("V304.value"))
    return value


def _several(value: list[str]) -> list[str]:
    """At least one source, none of them twice."""
    if not value:
        refuse(Fault("V304.value"))
    return list(dict.fromkeys(value))


def one_of(choices: type[StrEnum]) -> Check:
    """One of ``choices``."""
    return from_text(lambda text: values.choice(text, choices), _A_CODE, form=choices)


ONE_OR_SEVERAL = BeforeValidator(lambda value: value if isinstance(value, list) else [value])
"""The rule of a list where one thing may stand alone."""
ONE_TEXT = BeforeValidator(lambda value: value if isinstance(value, dict) else {"vi": value})
"""The rule of a mapping of languages where one text may stand alone."""
MAY_BE_EMPTY = BeforeValidator(lambda value: {} if value is EMPTY else value)
"""The rule of a mapping that may be left empty."""


# --- what is said of a key ---------------------------------------------------------------------------------------


def _key(title: str, description: str, *examples: object, alias: str | None = None, optional: bool = False) -> Any:
    """A key with what editors and docs say of it; where it is ``optional``, it may be left out and is ``None`` then."""
    options: dict[str, Any] = {"default": None} if optional else {}
    return Field(title=title, description=description, examples=list(examples), alias=alias, **options)


def no_entries(kind: type[dict[Any, Any] | list[Any]] = dict) -> Any:
    """The default of a key that holds a mapping, or a list, and may be left out."""
    return Field(default_factory=kind)


def _note(*examples: object) -> Any:
    about = "Anything a reader should know. Nothing is computed from it."
    return _key("Note", about, *(examples or ("Counted anew in 2024.",)), optional=True)


def _notes() -> Any:
    return _note({"vi": "Tính lại năm 2024.", "en": "Counted anew in 2024."}, "Counted anew in 2024.")


FREE_FORMS = ("line", "paragraph", "plan_number")
"""The forms of free text; what stands elsewhere is made of plain letters, digits and signs."""


class Keys(BaseModel):
    """A mapping with known keys only. The docstring of each kind is what editors and docs say of it."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)

    title_: ClassVar[str] = ""
    is_block: ClassVar[bool] = False
    """In canonical form each of its keys stands on a line of its own, however short they are."""
    opens: ClassVar[frozenset[str]] = frozenset()
    """Keys that need a line of their own in canonical form, and with them all keys beside them."""


CHOICES: Mapping[StrEnum, str] = {
    Measure.STOCK: "a level on a day",
    Measure.FLOW: "adds up over a period",
    Measure.GROWTH: "the change on the same period of the year before, in percent",
    Measure.SHARE: "a part of a whole on a day, in percent, from 0 to 100",
    Direction.INCREASE: "more is better",
    Direction.DECREASE: "less is better",
    Direction.MAINTAIN: "neither: it should stay where the target is; not for a flow",
    Authority.OFFICIAL: "the agency's own figure, direct or quoted",
    Authority.PRESS: "the newspaper's own words",
}
"""What each choice means."""
_NAME = {"vi": "Doanh nghiệp công nghiệp hỗ trợ", "en": "Supporting-industry enterprises"}
_TITLE = {"vi": "Chương trình phát triển công nghiệp hỗ trợ năm 2025", "en": "Supporting-industry programme 2025"}

# --- targets/indicators.yaml -------------------------------------------------------------------------------------


class WordsKeys(Keys):
    """The same text in Vietnamese and in English. Where one is missing, the other is shown."""

    title_ = "In two languages"

    vi: _Line | None = _key("Vietnamese", "The text in Vietnamese, on one line.", "doanh nghiệp", optional=True)
    en: _Line | None = _key("English", "The text in English, on one line.", "enterprises", optional=True)

    def words(self) -> LocalizedText:
        """Both texts, a missing one filled from the other."""
        return LocalizedText(self.vi or self.en or "", self.en or self.vi or "")

    @model_validator(mode="after")
    def _needed(self) -> Self:
        if self.vi is None and self.en is None:
            refuse(Fault("Y418.key", name="vi", example="{vi: ..., en: ...}"))
        return self


class DefinitionKeys(WordsKeys):
    """What exactly is counted, in one language or both."""

    title_ = "Definition"
    is_block = True  # sentences, not names

    vi: _Line | None = _key(
        "Vietnamese", "The definition in Vietnamese.", "Số cụm công nghiệp đã khởi công.", optional=True
    )
    en: _Line | None = _key(
        "English", "The definition in English.", "Clusters whose building has begun.", optional=True
    )


class NoteKeys(WordsKeys):
    """Anything a reader should know, in one language or both."""

    title_ = "Note"
    is_block = True

    vi: _Paragraph | None = _key("Vietnamese", "The note in Vietnamese.", "Tính lại năm 2024.", optional=True)
    en: _Paragraph | None = _key("English", "The note in English.", "Counted anew in 2024.", optional=True)


_Words = Annotated[WordsKeys, ONE_TEXT]


class ToleranceKeys(Keys):
    """How far the words about and nearly reach, in percent of the number."""

    title_ = "Tolerance"

    about: Annotated[_Number, AfterValidator(_percent)] = Field(
        default=Tolerance().about,
        title="About",
        description="A figure or target of about 1000 reaches this far to either side, ends included.",
        examples=[2.5],
    )
    nearly: Annotated[_Number, AfterValidator(_percent)] = Field(
        default=Tolerance().nearly,
        title="Nearly",
        description="Nearly 1000 is from this far below up to 1000, which is excluded.",
        examples=[5],
    )


class UnitKeys(WordsKeys):
    """A unit, as it stands behind a number in both languages."""

    title_ = "Unit"

    scale: Annotated[_Number, AfterValidator(_positive)] = Field(
        default=Decimal(1),
        title="Scale",
        description="How many plain units one of it is. With 1000000000 for billion VND the wording 16 nghìn tỷ đồng"
        " is 16000.",
        examples=[1000000000],
    )
    short: list[_Line] | None = _key(
        "Short forms", "Other words for it, in whatever language.", ["DN", "CSSX"], optional=True
    )


class RatioKeys(Keys):
    """How the share is derived where nobody reported it: 100 times of over to."""

    title_ = "Ratio"

    of: _Code = _key("Part", "The indicator that is counted, by its code.", "international_standard_enterprises")
    to: _Code = _key("Whole", "The indicator it is a part of, by its code.", "enterprises")


class IndicatorKeys(Keys):
    """Something that is measured. Plans and figures name it by this code."""

    title_ = "Indicator"
    is_block = True

    name: _Words = _key("Name", "What tables call it, in both languages or as one text.", _NAME)
    definition: Annotated[DefinitionKeys, ONE_TEXT] | None = _key(
        "Definition", "What exactly is counted.", {"vi": "Số cụm công nghiệp đã khởi công."}, optional=True
    )
    unit: _Code = _key("Unit", "What is counted: a code of units.", "enterprise", "percent")
    measure: Annotated[Measure, one_of(Measure)] = _key("Measure", "What kind of number it is.", "stock")
    direction: Annotated[Direction, one_of(Direction)] = _key("Direction", "Which way it should go.", "increase")
    ratio: RatioKeys | None = _key(
        "Ratio",
        "How the share is derived where nobody reported it. Only with measure: share.",
        {"of": "international_standard_enterprises", "to": "enterprises"},
        optional=True,
    )
    register_: _Code | None = _key(
        "Register",
        "The list of the counted things by name: clusters is data/registers/clusters.csv.",
        "clusters",
        alias="register",
        optional=True,
    )
    stage: _Code | None = _key(
        "Stage", "The stage in that register that counts. Goes with register.", "ground_broken", optional=True
    )
    signed: Annotated[bool, Check(switch, "switch")] | None = _key(
        "Signed", "Whether a stock or flow may be below 0, as a balance may.", True, optional=True
    )
    max_age_months: Annotated[_Number, AfterValidator(_months)] = Field(
        default=Decimal(12),
        title="Oldest figure",
        description="How many months old a stock or share may be and still judge.",
        examples=[18],
    )
    owner: _Line | None = _key("Owner", "Who owes the figure.", "Phòng Quản lý công nghiệp", optional=True)
    note: Annotated[NoteKeys, ONE_TEXT] | None = _notes()


class IndicatorsFile(Keys):
    """What is measured: areas, units and indicators, each by a code such as hanoi."""

    title_ = "Indicators"
    is_block = True

    tolerance_percent: ToleranceKeys = Field(
        default=ToleranceKeys(),
        title="Tolerance",
        description="How far about and nearly reach, in percent. Left out: 2.5 and 5.",
        examples=[{"about": 2.5, "nearly": 5}],
    )
    areas: dict[_Code, _Words] = _key(
        "Areas", "The places that plans and figures are about.", {"hanoi": {"vi": "Hà Nội", "en": "Hanoi"}}
    )
    units: dict[_Code, Annotated[UnitKeys, ONE_TEXT]] = _key(
        "Units", "What is counted.", {"enterprise": {"vi": "doanh nghiệp", "en": "enterprises"}}
    )
    indicators: dict[_Code, IndicatorKeys] = _key(
        "Indicators",
        "What is measured.",
        {"enterprises": {"name": _NAME, "unit": "enterprise", "measure": "stock", "direction": "increase"}},
    )


# --- plans: any other targets/*.yaml -----------------------------------------------------------------------------


class QuantityKeys(Keys):
    """A number with exactly one qualifier."""  # which are given is for cnht.reading.build to judge

    title_ = "Number on the way"

    value: _Quoted | None = _key("Exactly", "The number as it is. As a target: this much or better.", 12, optional=True)
    about: _Quoted | None = _key(
        "About", "khoảng, xấp xỉ: the number give or take the tolerance for about.", 1000, optional=True
    )
    nearly: _Quoted | None = _key("Nearly", "gần: a little below the number, which is excluded.", 1000, optional=True)
    over: _Quoted | None = _key("Over", "trên, hơn: above the number, which is excluded.", 1000, optional=True)
    under: _Quoted | None = _key("Under", "dưới: below the number, which is excluded.", 10, optional=True)
    at_least: _Quoted | None = _key(
        "At least", "ít nhất, không dưới, từ ... trở lên: the number or above.", 4, optional=True
    )
    at_most: _Quoted | None = _key("At most", "không quá, tối đa: the number or below.", 8, optional=True)
    between: Annotated[list[_Quoted], AfterValidator(_pair)] | None = _key(
        "Between", "từ a đến b, a - b: two numbers, the lower one first; both are included.", [200, 300], optional=True
    )


class BaselineKeys(QuantityKeys):
    """Where it started: a number with exactly one qualifier, and its date."""

    title_ = "Baseline"

    as_of: _FigureDate = _key(
        "Date", "The day or month the number holds for; a month is its last day.", "2024-09-28", "2024-12"
    )


class TargetKeys(QuantityKeys):
    """A number with exactly one qualifier, such as over: 1000, and what else is known of it."""

    title_ = "Target"
    opens = frozenset({"milestones", "note"})

    area: _Code | None = _key("Area", "A code of areas. Left out: the plan's area.", "hanoi", optional=True)
    due: _Day | None = _key(
        "Due",
        "The day it must be reached, within the plan's period. Left out: the period's last day.",
        "2025-12-31",
        optional=True,
    )
    period: _Span | None = _key(
        "Period", "In a plan of several years: the year that it is about alone.", 2025, optional=True
    )
    each: Annotated[str, from_text(_each, _TEXT)] | None = _key(
        "Each", "In a plan of several years: due anew at the end of each.", "year", optional=True
    )
    baseline: BaselineKeys | None = _key(
        "Baseline",
        "Where it started; pace is measured from here. Not for a flow, which starts from 0.",
        {"value": 27, "as_of": "2024-09-28"},
        optional=True,
    )
    milestones: dict[_Day, QuantityKeys] | None = _key(
        "Milestones",
        "What must be reached on the way, by days before the due date.",
        {"2025-06-30": {"value": 36}},
        optional=True,
    )
    source: _SourceCode | None = _key(
        "Source", "A code of data/sources.yaml, where it is not the plan's own.", "vns-2024-10-28", optional=True
    )
    wording: _Line | None = _key(
        "Wording",
        "The words of the source for the number and nothing else; they must say what the qualifier does.",
        "trên 1.000",
        "khoảng 40%",
        optional=True,
    )
    note: Annotated[NoteKeys, ONE_TEXT] | None = _notes()


class PlanFile(Keys):
    """A document with targets."""

    title_ = "Plan"
    is_block = True

    plan: _PlanNumber = _key(
        "Plan number",
        "The number that tells this document from every other; a code where it has none: then its title is shown.",
        "301/KH-UBND",
        "city-goal-2025",
    )
    title: _Words = _key("Title", "What the document is called, in both languages or as one text.", _TITLE)
    issuer: _Words = _key(
        "Issuer",
        "Who issued it, in both languages or as one text.",
        {"vi": "UBND thành phố Hà Nội", "en": "Hanoi People's Committee"},
    )
    issued: _DocumentDate | None = _key(
        "Issued", "When: a day, a month or a year, as far as it is known.", "2024-10-28", "2024-10", 2024, optional=True
    )
    period: _Span = _key("Period", "What it covers: a year, or first/last.", 2025, "2026/2030")
    area: _Code | None = _key(
        "Area", "The area of all targets that name none: a code of areas.", "hanoi", optional=True
    )
    source: Annotated[list[_SourceCode], ONE_OR_SEVERAL, AfterValidator(_several)] = _key(
        "Source",
        "Where the plan is known from: a code of data/sources.yaml, or several, of which the first is cited.",
        "vns-2024-10-28",
        ["laodongthudo-301", "vns-2024-10-28"],
    )
    replaces: _PlanNumber | None = _key(
        "Replaces",
        "The number of the plan that this one ends. From this plan's first day that one is not judged.",
        "300/KH-UBND",
        optional=True,
    )
    note: Annotated[NoteKeys, ONE_TEXT] | None = _notes()
    targets: Annotated[
        dict[_Code, Annotated[list[TargetKeys], ONE_OR_SEVERAL, AfterValidator(_some)]], MAY_BE_EMPTY
    ] = _key(
        "Targets",
        "What is to be reached, by the code of the indicator: one target, or a list of them.",
        {"enterprises": {"over": 1000}, "booths_per_fair": {"between": [200, 300]}},
    )


# --- data/sources.yaml -------------------------------------------------------------------------------------------


class SourceKeys(Keys):
    """A document or an article that figures and targets come from. Others name it by this code."""

    title_ = "Source"
    is_block = True

    title: _Line = _key("Title", "Its title, in the language it was published in.", "Báo cáo 6 tháng đầu năm 2025")
    publisher: _Line = _key("Publisher", "The agency or paper.", "Sở Công Thương Hà Nội", "Pháp luật và Xã hội")
    published: _DocumentDate = _key(
        "Published", "When: a day, a month or a year, as far as it is known.", "2024-09-28", "2024-09", 2024
    )
    url: _Line | None = _key("Address", "Where it can be read.", "https://example.org/report", optional=True)
    authority: Annotated[Authority, one_of(Authority)] = _key("Authority", "Whose figures it gives.", "official")
    note: Annotated[NoteKeys, ONE_TEXT] | None = _notes()


class SourcesFile(RootModel[dict[_SourceCode, SourceKeys]]):
    """Where figures and targets come from, each by a code such as vns-2024-10-28."""

    title_: ClassVar[str] = "Sources"
    is_block: ClassVar[bool] = True


# --- data/*.csv and data/registers/*.csv -------------------------------------------------------------------------


class SnapshotRow(Keys):
    """A figure, as it was reported."""

    title_ = "Row of a snapshot"

    indicator: _Code = _key("Indicator", "A code of indicators.", "enterprises")
    area: _Code | None = _key("Area", "A code of areas. Left out: the workspace's only one.", "hanoi", optional=True)
    period: _Span | None = _key(
        "Period", "What a flow or growth figure covers; a stock or share has none.", "2025-01/2025-06", optional=True
    )
    as_of: _FigureDate = _key("Date", "The day the figure holds for; a month is its last day.", "2025-06-30")
    qualifier: Annotated[Qualifier, one_of(Qualifier)] | None = _key(
        "Qualifier", "What the words say of the number. Left out: value.", "nearly", optional=True
    )
    value: _Number = _key("Value", "The number, in the indicator's unit.", 1000)
    value_high: _Number | None = _key("Upper value", "The upper end, with between.", 40, optional=True)
    status: Annotated[ObservationStatus, one_of(ObservationStatus)] | None = _key(
        "Status", "How settled the figure is.", "provisional", optional=True
    )
    source: _SourceCode = _key("Source", "A code of data/sources.yaml.", "plxh-2024-09-28")
    wording: _Line | None = _key(
        "Wording", "The words of the source for the number and nothing else.", "gần 1.000", optional=True
    )
    note: _Paragraph | None = _note()


class RegisterRow(Keys):
    """One thing that reached a stage."""

    title_ = "Row of a register"

    name: _Line = _key("Name", "What the thing is called.", "CCN Phú Nghĩa")
    area: _Code | None = _key("Area", "A code of areas. Left out: the workspace's only one.", "hanoi", optional=True)
    stage: _Code = _key("Stage", "The stage that it reached.", "ground_broken")
    as_of: _FigureDate = _key("Date", "When it reached the stage.", "2025-06-30")
    source: _SourceCode = _key("Source", "A code of data/sources.yaml.", "plxh-2024-09-28")
    note: _Paragraph | None = _note()


TABLES: Mapping[str, type[Keys]] = {"snapshot": SnapshotRow, "register": RegisterRow}
"""The kinds of CSV file, each with the model of its rows: their columns, in canonical order."""
FILES: Mapping[str, type[BaseModel]] = {"plan": PlanFile, "indicators": IndicatorsFile, "sources": SourcesFile}
"""The kinds of YAML file, each with its model."""


# --- looking into a declaration ----------------------------------------------------------------------------------


def keys_of(kind: Any) -> dict[str, Any]:
    """The keys of a model, in canonical order, each with its annotation and all its rules."""
    return {
        field.alias or name: Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        for name, field in kind.model_fields.items()
    }


def unwrapped(annotation: Any) -> tuple[Any, list[Any]]:
    """What a value is, without what may be left out, and the rules on it: ``Annotated`` and ``| None`` taken off."""
    rules: list[Any] = []
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *more = get_args(annotation)
            rules += more
        elif origin in (Union, UnionType):
            annotation = next(each for each in get_args(annotation) if each is not NoneType)
        elif isinstance(annotation, type) and issubclass(annotation, RootModel):
            annotation = annotation.model_fields["root"].annotation
        else:
            return annotation, rules


def required(kind: Any) -> frozenset[str]:
    """The keys of a model that must not be left out."""
    return frozenset(field.alias or name for name, field in kind.model_fields.items() if field.is_required())


def free_text(kind: Any) -> frozenset[str]:
    """The keys of a model that hold free text."""
    forms = {key: form_of(unwrapped(annotation)[1]) for key, annotation in keys_of(kind).items()}
    return frozenset(key for key, form in forms.items() if form in FREE_FORMS)


def is_model(kind: Any) -> bool:
    """Whether a value is a mapping with known keys."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def form_of(rules: list[Any]) -> str | type[StrEnum] | None:
    """How a single value is written: a name, or the choices it has."""
    return next((rule.form for rule in rules if isinstance(rule, Check)), None)


def example(key: str, annotation: Any, field: Any) -> str:
    """A key as it may be written, for a message that it is missing: ``measure: stock | flow | growth | share``."""
    kind, rules = unwrapped(annotation)
    form = form_of(rules)
    if isinstance(form, type):
        return f"{key}: {' | '.join(map(str, form))}"
    if is_model(kind) or get_origin(kind) is dict:
        return f"{key}: {_skeleton(kind)}"
    return f"{key}: {field.examples[0]}"


def _skeleton(kind: Any) -> str:
    """``{vi: ..., en: ...}``: the keys that a mapping needs."""
    if is_model(kind) and issubclass(kind, WordsKeys):
        return "{vi: ..., en: ...}"
    if is_model(kind):
        needed = [f"{name}: ..." for name, field in kind.model_fields.items() if field.is_required()]
        return f"{{{', '.join(needed)}}}"
    inner, rules = unwrapped(get_args(kind)[1])
    return "{}" if ONE_OR_SEVERAL in rules else f"{{my_code: {_skeleton(inner)}}}"
