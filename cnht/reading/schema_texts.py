"""What an editor says of each key of the YAML files: a title, a sentence or two, and examples.

A table beside the models rather than in them: they are read by whoever asks for progress, these by editors alone. A
test holds that every key has its text, and that every example is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from cnht.model import Authority, Measure
from cnht.quantity import Direction
from cnht.reading import documents


class Text(NamedTuple):
    """What is said of a key, or of the mapping that stands there."""

    title: str
    description: str
    examples: tuple[Any, ...] = ()


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
_NOTE = Text("Note", "Anything a reader should know. Nothing is computed from it.", ("Counted anew in 2024.",))

TEXTS: Mapping[Any, Mapping[str, Text]] = {
    documents.WordsKeys: {
        "": Text("In two languages", "The same text in Vietnamese and in English."),
        "vi": Text("Vietnamese", "The text in Vietnamese, on one line.", ("doanh nghiệp",)),
        "en": Text("English", "The text in English, on one line.", ("enterprises",)),
    },
    documents.DefinitionKeys: {
        "": Text("Definition", "What exactly is counted, in one language or both."),
        "vi": Text("Vietnamese", "The definition in Vietnamese.", ("Số cụm công nghiệp đã khởi công.",)),
        "en": Text("English", "The definition in English.", ("Clusters whose building has begun.",)),
    },
    documents.ToleranceKeys: {
        "": Text("Tolerance", "How far the words about and nearly reach, in percent of the number."),
        "about": Text(
            "About", "A figure or target of about 1000 reaches this far to either side, ends included.", (2.5,)
        ),
        "nearly": Text("Nearly", "Nearly 1000 is from this far below up to 1000, which is excluded.", (5,)),
    },
    documents.UnitKeys: {
        "": Text("Unit", "A unit, as it stands behind a number in both languages."),
        "scale": Text(
            "Scale",
            "How many plain units one of it is. With 1000000000 for billion VND the wording 16 nghìn tỷ đồng is 16000.",
            (1000000000,),
        ),
    },
    documents.RatioKeys: {
        "": Text("Ratio", "How the share is derived where nobody reported it: 100 times of over to."),
        "of": Text("Part", "The indicator that is counted, by its code.", ("international_standard_enterprises",)),
        "to": Text("Whole", "The indicator it is a part of, by its code.", ("enterprises",)),
    },
    documents.IndicatorKeys: {
        "": Text("Indicator", "Something that is measured. Plans and figures name it by this code."),
        "name": Text("Name", "What tables call it, in both languages.", (_NAME,)),
        "unit": Text("Unit", "What is counted: a code of units.", ("enterprise", "percent")),
        "measure": Text("Measure", "What kind of number it is.", ("stock",)),
        "direction": Text("Direction", "Which way it should go.", ("increase",)),
        "ratio": Text(
            "Ratio",
            "How the share is derived where nobody reported it. Only with measure: share.",
            ({"of": "international_standard_enterprises", "to": "enterprises"},),
        ),
        "register": Text(
            "Register",
            "The list of the counted things by name: clusters is data/registers/clusters.csv.",
            ("clusters",),
        ),
        "stage": Text("Stage", "The stage in that register that counts. Goes with register.", ("ground_broken",)),
        "definition": Text("Definition", "What exactly is counted.", ({"vi": "Số cụm công nghiệp đã khởi công."},)),
        "note": _NOTE,
    },
    documents.IndicatorsFile: {
        "": Text("Indicators", "What is measured: areas, units and indicators, each by a code such as hanoi."),
        "tolerance_percent": Text(
            "Tolerance",
            "How far about and nearly reach, in percent. Left out: 2.5 and 5.",
            ({"about": 2.5, "nearly": 5},),
        ),
        "areas": Text(
            "Areas", "The places that plans and figures are about.", ({"hanoi": {"vi": "Hà Nội", "en": "Hanoi"}},)
        ),
        "units": Text("Units", "What is counted.", ({"enterprise": {"vi": "doanh nghiệp", "en": "enterprises"}},)),
        "indicators": Text(
            "Indicators",
            "What is measured.",
            ({"enterprises": {"name": _NAME, "unit": "enterprise", "measure": "stock", "direction": "increase"}},),
        ),
    },
    documents.QuantityKeys: {
        "": Text("Number on the way", "A number with exactly one qualifier."),
        "value": Text("Exactly", "The number as it is. As a target: this much or better.", (12,)),
        "about": Text("About", "khoảng, xấp xỉ, ước: the number give or take the tolerance for about.", (1000,)),
        "nearly": Text("Nearly", "gần: a little below the number, which is excluded.", (1000,)),
        "over": Text("Over", "trên, hơn: above the number, which is excluded.", (1000,)),
        "under": Text("Under", "dưới: below the number, which is excluded.", (10,)),
        "at_least": Text("At least", "ít nhất, không dưới, từ ... trở lên: the number or above.", (4,)),
        "at_most": Text("At most", "không quá, tối đa: the number or below.", (8,)),
        "between": Text(
            "Between", "từ a đến b, a - b: two numbers, the lower one first; both are included.", ([200, 300],)
        ),
    },
    documents.BaselineKeys: {
        "": Text("Baseline", "Where it started: a number with exactly one qualifier, and its date."),
        "as_of": Text(
            "Date", "The day or month the number holds for; a month is its last day.", ("2024-09-28", "2024-12")
        ),
    },
    documents.TargetKeys: {
        "": Text("Target", "A number with exactly one qualifier, such as over: 1000, and what else is known of it."),
        "[]": Text("Several targets", "Targets of one indicator, each with its own due or area."),
        "due": Text(
            "Due",
            "The day it must be reached, within the plan's period. Left out: the period's last day.",
            ("2025-12-31",),
        ),
        "each": Text("Each", "In a plan of several years: due anew at the end of each.", ("year",)),
        "area": Text("Area", "A code of areas. Left out: the plan's area.", ("hanoi",)),
        "baseline": Text(
            "Baseline",
            "Where it started; pace is measured from here. Not for a flow, which starts from 0.",
            ({"value": 27, "as_of": "2024-09-28"},),
        ),
        "milestones": Text(
            "Milestones",
            "What must be reached on the way, by days before the due date.",
            ({"2025-06-30": {"value": 36}},),
        ),
        "source": Text("Source", "A code of data/sources.yaml, where it is not the plan's own.", ("vns-2024-10-28",)),
        "wording": Text(
            "Wording",
            "The words of the source for the number and nothing else; they must say what the qualifier does.",
            ("trên 1.000", "khoảng 40%"),
        ),
        "note": _NOTE,
    },
    documents.PlanFile: {
        "": Text("Plan", "A document with targets."),
        "plan": Text("Plan number", "The number that tells this document from every other.", ("301/KH-UBND",)),
        "title": Text("Title", "What the document is called, in both languages.", (_TITLE,)),
        "issuer": Text(
            "Issuer",
            "Who issued it, in both languages.",
            ({"vi": "UBND thành phố Hà Nội", "en": "Hanoi People's Committee"},),
        ),
        "issued": Text(
            "Issued", "When: a day, a month or a year, as far as it is known.", ("2024-10-28", "2024-10", 2024)
        ),
        "period": Text("Period", "What it covers: a year, or first/last.", (2025, "2026/2030")),
        "area": Text("Area", "The area of all targets that name none: a code of areas.", ("hanoi",)),
        "source": Text(
            "Source",
            "Where the plan is known from: a code of data/sources.yaml, or several, of which the first is cited.",
            ("vns-2024-10-28", ["laodongthudo-301", "vns-2024-10-28"]),
        ),
        "replaces": Text(
            "Replaces",
            "The number of the plan that this one ends. From this plan's first day that one is not judged.",
            ("300/KH-UBND",),
        ),
        "note": _NOTE,
        "targets": Text(
            "Targets",
            "What is to be reached, by the code of the indicator: one target, or a list of them.",
            ({"enterprises": {"over": 1000}, "booths_per_fair": {"between": [200, 300]}},),
        ),
    },
    documents.SourceKeys: {
        "": Text("Source", "A document or an article that figures and targets come from. Others name it by this code."),
        "title": Text("Title", "Its title, in the language it was published in.", ("Báo cáo 6 tháng đầu năm 2025",)),
        "publisher": Text("Publisher", "The agency or paper.", ("Sở Công Thương Hà Nội", "Pháp luật và Xã hội")),
        "published": Text(
            "Published", "When: a day, a month or a year, as far as it is known.", ("2024-09-28", "2024-09", 2024)
        ),
        "authority": Text("Authority", "Whose figures it gives.", ("official",)),
        "url": Text("Address", "Where it can be read.", ("https://example.org/report",)),
        "note": _NOTE,
    },
    documents.SourcesFile: {
        "": Text("Sources", "Where figures and targets come from, each by a code such as vns-2024-10-28."),
    },
}
"""By model and key; the empty key is the mapping itself, ``[]`` a list of them."""
