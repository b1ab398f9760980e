"""The files of a new workspace: one plan, three indicators and one snapshot, all of them plainly examples, with
comments that say what to change; and what checks them in a repository. Texts only: nothing here knows the disk.

In the templates ``<vi|en>`` stands for the one or the other language, ``@name@`` for what is filled in.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase

from cnht.domain.patterns import YEARS
from cnht.files.textfile import TextFile
from cnht.language.texts import Lang, Localized, LocalizedText, _, untranslated
from cnht.problems import visible

JOB = ".github/workflows/cnht.yml"
HOOKS = ".pre-commit-config.yaml"
ATTRIBUTES = ".gitattributes"
LONGEST_NAME = 100
SCHEMAS = ".cnht"
"""The folder of the schemas that editors read."""


@dataclass(frozen=True, slots=True)
class NewArea:
    """A province or city: its code, its names, and how its people's committee is called."""

    code: str
    name: LocalizedText
    committee: LocalizedText


EXAMPLE = NewArea(
    "example",
    LocalizedText("Tỉnh ví dụ", "Example Province"),
    LocalizedText("UBND tỉnh ví dụ", "People's Committee of Example Province"),
)
_KIND = re.compile(r"(tỉnh|thành phố|tp\.?)\s+(?=\S)", re.IGNORECASE)


def area(name: str) -> NewArea | None:
    """The area of that Vietnamese name; ``None`` where no code can be made of it.

    The code and the English name are those of the name without diacritics and without the word for what it is.
    """
    from cnht.reading.values import as_code, code

    name = unicodedata.normalize("NFC", " ".join(name.split()))
    kind = _KIND.match(name)
    bare = name[kind.end() :] if kind else name
    made = as_code(bare)
    if not isinstance(code(made), str) or len(name) > LONGEST_NAME or visible(name) != name:
        return None
    letters = unicodedata.normalize("NFD", bare.replace("đ", "d").replace("Đ", "D"))
    english = "".join(char for char in letters if not unicodedata.combining(char))
    if kind and not kind[1].lower().startswith("tỉnh"):
        english += " City"
    called = name[0].lower() + name[1:] if kind and len(kind[1]) > 3 else name
    return NewArea(made, LocalizedText(name, english), LocalizedText(f"UBND {called}", f"{english} People's Committee"))


def workspace(lang: Lang, place: NewArea, year: int, today: date) -> dict[str, bytes]:
    """The files of a workspace by their names, in the canonical form, for a plan of ``year``.

    They say nothing of a day after ``today``; it is their only use of it.
    """
    from cnht.formatting import formatted
    from cnht.formatting.scalars import written
    from cnht.reading.models import FILES
    from cnht.reading.schema import schema_text

    as_of, period, span = _reported(year, today)
    values = {
        "code": place.code,
        "vi": written(place.name.vi, in_brackets=True, is_free=True),
        "en": written(place.name.en, in_brackets=True, is_free=True),
        "committee_vi": written(place.committee.vi, in_brackets=True, is_free=True),
        "committee_en": written(place.committee.en, in_brackets=True, is_free=True),
        "year": str(year),
        "issued": min(date(year, 1, 15), today).isoformat(),
        "before": max(date(as_of.year - 1, 12, 31), date(YEARS[0], 1, 1)).isoformat(),
        "as_of": as_of.isoformat(),
        "period": period,
        "span": span.text(lang),
        "published": min(as_of + timedelta(5), today).isoformat(),
    }
    templates = {
        "targets/indicators.yaml": _INDICATORS,
        f"targets/{year}.yaml": _PLAN,
        "data/sources.yaml": _SOURCES,
        f"data/{as_of}.csv": _SNAPSHOT,
    }
    texts = [TextFile(name, _filled(template, lang, values)) for name, template in templates.items()]
    made = {outcome.name: outcome.new or b"" for outcome in formatted(texts, lambda _: True)}
    made[ATTRIBUTES] = _filled(_ATTRIBUTES, lang, values)
    return made | {f"{SCHEMAS}/{kind}.schema.json": schema_text(kind).encode() for kind in FILES}


def guards(lang: Lang, folder: str) -> dict[str, bytes]:
    """What checks a workspace in its repository, by the names there: a CI job and a pre-commit hook.

    ``folder`` is the workspace's, seen from the top of the repository.
    """
    # Of YAML in double quotes, JSON writes the same; what cannot be printed, it spells out.
    values = {"folder": json.dumps(folder, ensure_ascii=not folder.isprintable()), "lang": lang.value}
    return {JOB: _filled(_JOB, lang, values), HOOKS: _filled(_HOOKS, lang, values)}


def purposes(names: Iterable[str]) -> list[tuple[str, Localized]]:
    """What each of the files ``names`` is for; several that are for the same are one pattern."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(next(pattern for pattern in _PURPOSES if fnmatchcase(name, pattern)), []).append(name)
    groups = [(pattern, found[pattern], what) for pattern, what in _PURPOSES.items() if pattern in found]
    return [(some[0] if len(some) == 1 else pattern, what) for pattern, some, what in groups]


_PURPOSES = {
    "targets/indicators.yaml": _("areas, units, indicators"),
    "targets/*.yaml": _("plan and targets"),
    "data/sources.yaml": _("where the numbers come from"),
    "data/registers/*.csv": _("things counted, by name"),
    "data/*.csv": _("figures"),
    JOB: _("a CI job: put in OWNER, REVISION"),
    HOOKS: _("checks before each commit"),
    f"{SCHEMAS}/*.json": _("completion and checks in editors"),
    ATTRIBUTES: _("line ends, and meaning in git diff"),
}
"""The files by patterns of their names, in the order in which people meet them."""


def _reported(year: int, today: date) -> tuple[date, str, Localized]:
    """The day of the figures, what the flow among them covers, and that in words.

    It is as late in ``year`` as ``today`` allows, and not later than its middle: something is left to be done.
    """
    if date(year, 6, 30) <= today:
        return date(year, 6, 30), f"{year}-H1", _("first half of {year}", year=year)
    if date(year, 3, 31) <= today:
        return date(year, 3, 31), f"{year}-Q1", _("first quarter of {year}", year=year)
    last = min(year, today.year) - 1
    return date(last, 12, 31), f"{last}", untranslated(f"{last}")


def _filled(template: str, lang: Lang, values: Mapping[str, str | None]) -> bytes:
    chosen = re.sub(r"<([^<|>]*)\|([^<|>]*)>", lambda found: LocalizedText(found[1], found[2]).text(lang), template)
    return re.sub("@([a-z_]+)@", lambda found: values[found[1]] or "", chosen).encode()


_INDICATORS = """\
# yaml-language-server: $schema=../.cnht/indicators.schema.json
# <Đo những gì: địa bàn, đơn vị tính, chỉ tiêu. Mỗi mục có một mã: chữ thường không dấu, số và dấu gạch dưới.|\
What is measured: areas, units, indicators. Each has a code: lower-case ASCII letters, digits, underscores.>
# <Kế hoạch (các tệp khác trong thư mục này) và số liệu (../data/*.csv) gọi chúng bằng mã đó.|\
Plans (the other files here) and figures (../data/*.csv) name them by these codes.>
areas:
  @code@: {vi: @vi@, en: @en@}    # <mã và tên địa bàn của mình|code and names of your own area>

units:    # <chỉ giữ đơn vị nào có chỉ tiêu dùng|keep those that an indicator uses>
  enterprise: {vi: doanh nghiệp, en: enterprises}
  event: {vi: sự kiện, en: events}
  percent: {vi: "%", en: "%"}

indicators:    # <sửa, thêm, bớt; chỉ tiêu nào cũng phải có trong kế hoạch hoặc số liệu|\
change, add, drop; each must be in a plan or in the figures>
  enterprises:
    name: {vi: Doanh nghiệp công nghiệp hỗ trợ, en: Supporting-industry enterprises}
    unit: enterprise
    measure: stock        # <mức tại một ngày|a level on a day>
    direction: increase   # <tăng là tốt; hoặc decrease (giảm), maintain (giữ ổn định)|or decrease, or maintain>
  matching_events:
    name: {vi: Sự kiện kết nối cung cầu, en: Trade-matching events}
    unit: event
    measure: flow         # <cộng dồn trong kỳ: số liệu phải ghi kỳ (period)|adds up over a period, which figures name>
    direction: increase
  certified_share:
    name: {vi: Tỷ lệ doanh nghiệp đạt chuẩn quốc tế, en: Share meeting international standards}
    unit: percent
    measure: share        # <tỷ lệ tại một ngày, từ 0 đến 100; tốc độ tăng so với cùng kỳ: growth, có ghi kỳ|\
a part of a whole on a day, 0 to 100; growth on the year before: growth>
    direction: increase
"""

_PLAN = """\
# yaml-language-server: $schema=../.cnht/plan.schema.json
# <Một kế hoạch; tên tệp tùy ý, mỗi tệp *.yaml ở đây (trừ indicators.yaml) là một kế hoạch.|\
A plan; its file may have any name: each *.yaml here (but indicators.yaml) is a plan.>
# <Văn bản và mọi con số dưới đây chỉ là ví dụ: thay bằng kế hoạch của mình.|\
The document and all numbers are only examples: put those of your own plan.>
plan: 00/KH-UBND          # <số, ký hiệu văn bản; chưa biết thì đặt một tên ngắn|\
the document's number, or a short name>
title: {vi: Kế hoạch ví dụ năm @year@, en: Example plan @year@}
issuer: {vi: @committee_vi@, en: @committee_en@}
issued: @issued@        # <ngày ban hành|a day, a month or a year>
period: @year@              # <năm; kế hoạch nhiều năm thì ghi như 2026/2030|a year; several years as in 2026/2030>
source: plan-@year@         # <mã trong data/sources.yaml|a code of data/sources.yaml>
targets:
  # <Mục tiêu: value (đúng số đó), over (trên), at_least (ít nhất), about (khoảng), under (dưới), at_most (không quá),|\
A target: value (that number), over, at_least, about, under, at_most,>
  # <between: [a, b] (từ a đến b). Số viết liền, phần thập phân sau dấu chấm: 1000, 12.5.|\
between: [a, b]. Numbers are plain: 1000, 12.5.>
  # <Có thể thêm: baseline (mức xuất phát; flow bắt đầu từ 0 nên không có), due: @year@-09-30 (hạn sớm hơn cuối kỳ),|\
Optional: baseline (where the way starts; a flow starts from 0 and has none), due: @year@-09-30 (not the period's>
  # <each: year (kế hoạch nhiều năm: năm nào cũng phải đạt), note (ghi chú).|\
last day), each: year (in a plan of several years: due anew every year), note.>
  enterprises: {over: 100, baseline: {value: 80, as_of: @before@}}
  matching_events: {at_least: 4}
  certified_share: {about: 40, baseline: {value: 30, as_of: @before@}}
"""

_SOURCES = """\
# yaml-language-server: $schema=../.cnht/sources.schema.json
# <Nguồn: văn bản, báo cáo, bài báo mà mục tiêu và số liệu được trích ra; mỗi nguồn có một mã.|\
Sources: the documents, reports and articles that targets and figures are from; each has a code.>
# <Số liệu nằm trong các tệp *.csv ở thư mục này: mỗi dòng là một số của một chỉ tiêu (indicator) tại một ngày|\
The figures are in the *.csv files here: each line is one number of an indicator on a day (as_of), from a>
# <(as_of), trích từ một nguồn (source). Báo cáo viết "gần 95" thì ghi nearly, 95, và giữ nguyên lời ở cột wording.|\
source. Where the report says "nearly 95", write nearly, 95, and keep its words in the column wording.>
plan-@year@:
  title: <Kế hoạch năm @year@ (ví dụ)|Plan @year@ (example)>
  publisher: <Cơ quan ban hành (ví dụ)|Issuing body (example)>
  published: @issued@
  authority: official       # <số liệu của chính cơ quan, cả khi báo chí dẫn lại; báo chí tự nêu thì ghi press|\
the agency's own figures, also where a paper quotes them; press: a paper's own>
  # url: https://...        # <không bắt buộc|optional>

report-@as_of@:
  title: <Báo cáo @span@ (ví dụ)|Report, @span@ (example)>
  publisher: <Cơ quan báo cáo (ví dụ)|Reporting body (example)>
  published: @published@
  authority: official
"""

_SNAPSHOT = """\
indicator,period,as_of,qualifier,value,source,wording,note
enterprises,,@as_of@,nearly,95,report-@as_of@,<gần 95|nearly 95>,<số ví dụ|example>
matching_events,@period@,@as_of@,,1,report-@as_of@,,<số ví dụ|example>
certified_share,,@as_of@,about,33,report-@as_of@,<khoảng 33%|about 33%>,<số ví dụ|example>
"""

_ATTRIBUTES = """\
# <Kết thúc dòng như nhau trên mọi hệ điều hành: số liệu được dẫn theo dòng.|\
The same line ends on every system: figures are cited by line.>
targets/** text=auto eol=lf
data/** text=auto eol=lf

# <Để git diff so sánh theo nghĩa, sau khi cài đặt một lần: xem docs/git.md của cnht.|\
For git diff to compare meaning, once it is set up: see docs/git.md of cnht.>
targets/*.yaml diff=cnht
data/**/*.csv diff=cnht
data/sources.yaml diff=cnht
"""

_JOB = """\
# <Kiểm tra các tệp mỗi khi có thay đổi được đẩy lên GitHub. TRƯỚC KHI DÙNG: thay OWNER/cnht bằng kho chứa|\
Checks the files at every push to GitHub. BEFORE YOU USE IT: put for OWNER/cnht the repository that hosts>
# <chương trình cnht, REVISION bằng một thẻ (tag) hoặc commit của kho đó. Hệ thống khác: xem docs/ci.md của cnht.|\
cnht, and for REVISION a tag or commit of it. Other systems: see docs/ci.md of cnht.>
name: cnht
on: [push, pull_request]
permissions:
  contents: read
jobs:
  validate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
        with:
          persist-credentials: false
      - uses: OWNER/cnht@REVISION
        with:
          workspace: @folder@
          strict: "false"     # <"true": cảnh báo cũng không cho qua|"true": warnings fail the job, too>
          lang: @lang@
"""

_HOOKS = """\
# <Kiểm tra trước mỗi commit, bằng cnht đã cài trên máy. Bật một lần: pre-commit install (https://pre-commit.com).|\
Checks before each commit, with the cnht on your path. Once: pre-commit install (https://pre-commit.com).>
repos:
  - repo: local
    hooks:
      - id: cnht-validate
        name: cnht validate
        entry: cnht validate
        args: [--workspace, @folder@]
        language: system
        files: (^|/)(targets|data)/
        pass_filenames: false
"""
