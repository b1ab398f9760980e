"""The units that a sheet names, wherever and however it does, and what each of them means."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cnht.importing.options import Field
from cnht.importing.result import Decision
from cnht.importing.sheet import Cell, CellKind, Place, Sheet
from cnht.language.fuzzy import fold, plain
from cnht.language.shell import quoted
from cnht.language.texts import Localized, joined, p_, untranslated
from cnht.problems import Fault, shown

if TYPE_CHECKING:
    from cnht.importing.layout import ImportColumn, Layout

_LONGEST = 5_000
"""The most characters of a text that is looked through for a unit."""

# What a unit is.

_SIZES = {
    word: size
    for size, words in {
        10**2: "tram|hundred|hundreds",
        10**3: "nghin|ngan|ngh|thousand|thousands|thous|000|000s|'000|'000s",
        10**6: "trieu|tr|million|millions|mil|mill|mln|mn|mio",
        10**9: "ty|ti|billion|billions|bn|bln|bil|bill",
        10**12: "trillion|trillions|trn",
    }.items()
    for word in words.split("|")
}
_THINGS = {
    word: thing
    for thing, words in {
        "VND": "d|dong|dongs|vnd|dong viet nam|viet nam dong|vn dong|vietnam dong|vietnamese dong|dong vn",
        "USD": "usd|$|us$|do la|do la my|dollar|dollars|us dollar|us dollars|u s dollars",
        "EUR": "eur|€|euro|euros",
        "%": "%|phan tram|percent|per cent|pct|percentage|percentages|ty le %",
    }.items()
    for word in words.split("|")
}
_MEASURED = frozenset(
    "tan|ta|kg|ha|km|km2|m2|m3|lit|kwh|mwh|gwh|mw|kw|tonne|tonnes|ton|tons|hectare|hectares|litre|litres|toe".split("|")
)
_COUNTED = frozenset(
    "nguoi|lao dong|ho|cai|chiec|luot|luot nguoi|luot khach|san pham|du an|doanh nghiep|person|persons|people|"
    "households|workers|employees|projects|units|enterprises|firms".split("|")
)
_PRICES = re.compile(
    r"[,(]? ?(?:(?:theo |tinh theo )?gia (?:hien hanh|thuc te|so sanh|co dinh)(?: nam)?(?: [0-9]{4})?|"
    r"(?:at )?(?:current|constant)(?: [0-9]{4})? prices)\)?"
)
_GLUED = re.compile(r"(?<!\w)(tr|ty|ti|ngh|nghin|ngan|trieu)[. ]*(?=(?:d|dong|vnd)(?!\w))")
_POWER = re.compile(r"10(?:\^([0-9]{1,2})|([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))(?!\w)")
_THOUSANDS = re.compile(r"1((?:[., ]?000)+)(?![0-9.,])")
_METRES = re.compile("(?<=m)[23²³]")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_EDGES = " .,:;()[]*“”\"'-–—_"


class UnitMeaning(NamedTuple):
    """What a unit counts, and how many plain ones it is: a million of ``VND``."""

    size: int
    thing: str
    """Empty where only a magnitude is said."""

    @property
    def is_known(self) -> bool:
        """Whether it is a unit and nothing else, whatever the workspace calls so."""
        of_money = self.thing in ("VND", "USD", "EUR", "%")
        return of_money or self.thing in _MEASURED or (self.size > 1 and self.thing in ("", *_COUNTED))

    @property
    def name(self) -> str:
        """The words that a reader of quantities knows for an amount of đồng; else empty."""
        names = {1: "đồng", 10**3: "nghìn đồng", 10**6: "triệu đồng", 10**9: "tỷ đồng", 10**12: "nghìn tỷ đồng"}
        return names.get(self.size, "") if self.thing == "VND" else ""


@lru_cache(maxsize=5_000)
def measure(text: str) -> UnitMeaning | None:
    """What the words of a unit mean; ``None`` for no words at all."""
    words = _PRICES.sub("", plain(text).replace("₫", " d ")).strip(_EDGES.replace("'", ""))
    size = 1
    for number in (_POWER, _THOUSANDS):
        if found := number.match(words):
            power = found[1] or (found[2] if number is _POWER else "")
            size = 10 ** int(power.translate(_RAISED)) if number is _POWER else int("1" + re.sub("[., ]", "", found[1]))
            words = words[found.end() :]
    words = re.sub(r"(?<=[a-z])\.(?= |$|[a-z])", " ", _GLUED.sub(r"\1 ", words))
    words = _METRES.sub(lambda power: power[0].translate(_RAISED), words)
    tokens = words.replace("(", " ").replace(")", " ").split()
    if len(tokens) > 1 and tokens[0] in _THINGS and all(token in _SIZES for token in tokens[1:]):
        tokens = [*tokens[1:], tokens[0]]  # VND million
    if tokens[:1] == ["ng"] and len(tokens) > 1:
        tokens[0] = "nghin"  # alone it may as well be people
    while tokens and tokens[0] in _SIZES:
        size *= _SIZES[tokens.pop(0)]
        tokens = tokens[1:] if tokens[:1] == ["of"] else tokens
    thing = " ".join(tokens).strip(_EDGES)
    if not thing and size == 1:
        return None
    return UnitMeaning(size, _THINGS.get(thing, thing))


# Where it is said.

_OF_MEASURE = (
    r"(?:đơn vị|don vi|đv|dv)\.? (?:tính|tinh|đo|do)(?: lường| luong)?|đvt|dvt|đ\.v\.t|d\.v\.t|"
    r"units? of measure(?:ment)?"
)
_HINT = re.compile(
    r"[%$€₫]|đơn|don|đv|dv|đ\.|d\.|unit|curren|đồng|dong|vn|us|eu|tri|nghìn|nghin|ng[àa]n|illion|ousand|phần|phan|cent|"
    r"(?<!\w)(?:t[ỷyỉi]|tr|tấn|tan|tạ|ta|kg|ha|k?m[23²³]?|l[íi]t|[kmg]wh?|ton|hect|litre|toe|bn|bln|bil|mn|mln|mil|mio|pct)"
)
"""What every unit that is known, or a word that announces one, has in it: a first look that costs little."""
_STRONG = re.compile(rf"(?<!\w)(?:{_OF_MEASURE})(?!\w)(?: là| la| is| are)?[ :\-–—=.(\[]*(?=(.+))")
_WEAK = re.compile(
    r"(?<!\w)(?:đơn vị|don vi|đv|dv|units?|currency)(?: tiền tệ| tien te| unit)?(?!\w)( ?[:\-–—=])?[ (\[]*(?=(.+))"
)
_BY = re.compile(r"(?<!\w)(?:(?:tính|tinh|quy|số liệu|so lieu|trình bày|trinh bay) )?(?:theo|bằng|bang|ra|in) (?=(.+))")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_LAST = re.compile(r"(?<![0-9])[,:\-–—/] *([^,:–—()/]+)$")
_NOT_A_UNIT = "nghìn ngàn triệu hàng vài mấy nhiều mỗi một trăm chục rưỡi".split()
"""Behind these a magnitude is an amount: "hàng tỷ đồng"."""
_LOOSE = re.compile(
    rf"(?<![0-9.,] ){''.join(f'(?<!{word} )' for word in _NOT_A_UNIT)}(?<!\w)"
    r"((?:nghìn|ngàn|triệu|tỷ|tỉ|nghin|trieu|million|billion|thousand)s?(?: tỷ| of)? (?:đồng|dong|vnđ|vnd))(?!\w)"
)
_BEFORE_UNIT = re.compile(
    rf"[ ,:\-–—/]*(?:(?<!\w)(?:{_OF_MEASURE}|đơn vị|don vi|units?|(?:tính |tinh )?(?:theo|bằng|bang)|in))?[ ,:\-–—/]*$",
    re.IGNORECASE,
)
_LIST = re.compile(r"\s*(?:[;,](?![0-9])|(?<=\s)[-–—](?=\s)|(?<=\s)(?:và|va|and|hoặc)(?=\s)|&)\s*")
_END = re.compile(
    rf"[)\]\n]|(?<!tr)(?<!ill)(?<!thous)\. |(?<=\S) ?\(|[ \-–—/|,;(]+(?:{_OF_MEASURE}|đơn vị|don vi|units?)(?!\w)"
)
_ONE = re.compile(r"^1 (?=\D)")
_BODY = re.compile(
    r"(?:sở|ubnd|ủy ban|uỷ ban|công ty|cty|tổng|phòng|ban|chi cục|cục|trung tâm|ngân hàng|bộ|tỉnh|thành phố|tp|quận|"
    r"huyện|xã|phường|viện|trường|hội|báo cáo|nhận|gửi|chủ trì|thực hiện|hành chính|department|ministry|company|office|"
    r"board|agency|people)(?!\w)"
)
"""Who reports: also called "đơn vị"."""


class Sureness(IntEnum):
    """How far a text says a unit."""

    MENTIONED = 0
    """It has the words of one, perhaps about something else."""
    SAID = 1
    MARKED = 2
    """It names it as the unit: "ĐVT: triệu đồng"."""


class UnitStatement(NamedTuple):
    """A cell that says a unit, or several of which each figure has the one that fits."""

    words: str
    units: tuple[str, ...]
    sureness: Sureness = Sureness.MARKED
    place: Place | None = None
    """``None`` for a unit in the row of the figure."""

    @property
    def cell(self) -> str:
        """Its words and where they are."""
        at = "" if self.place is None else f" ({shown(str(self.place) if self.place.row else self.place.sheet)})"
        return f"“{shown(self.words)}”{at}"


def listed_units(text: str) -> tuple[str, ...]:
    """The units of a list: ``triệu đồng, %``; behind a stroke the same one again, as ``/ người`` is for each."""
    parts: list[str] = []
    for part in _LIST.split(text):
        again = [(each, measure(each)) for each in re.split(r"\s*/\s+", part)]
        things = {
            (one.size, one.thing if one.size == 1 or one.thing not in _COUNTED else "") for _each, one in again if one
        }
        parts += [each for each, one in again if one] if len(things - {(1, "%")}) < 2 else [part]
    return tuple(part for part in parts if measure(part) is not None)


@lru_cache(maxsize=10_000)
def stated(text: str, areas: frozenset[str] = frozenset()) -> tuple[Sureness, tuple[str, ...]] | None:
    """The units that a text says, and how surely; ``areas`` are the plain names of what "đơn vị" may also mean."""
    if len(text) > _LONGEST:
        return None
    for part in text.split("\n"):
        line = fold(part)
        if _HINT.search(line) and (found := _stated(line, areas)):
            return found
    return None


def _stated(line: str, areas: Collection[str]) -> tuple[Sureness, tuple[str, ...]] | None:
    announced: tuple[str, ...] = ()
    for found in _STRONG.finditer(line):
        announced += _rest(found[1])
    for found in _WEAK.finditer(line):
        units = _rest(found[2])
        others = plain(found[2]) in areas or _BODY.match(found[2]) or len(found[2].split()) > 2
        if units and (_are_known(units) or (found[1] and not others)):
            announced += units
    for found in _BY.finditer(line):
        announced += next(filter(_are_known, _first_words(found[1].split())), ())
    if announced:
        return Sureness.MARKED, announced
    for part in (line.strip(_EDGES), *(found[1] for looked in (_BRACKETS, _LAST) for found in looked.finditer(line))):
        if _are_known(units := listed_units(part)):
            return Sureness.SAID, units
    loose = _LOOSE.search(line)
    return None if loose is None else (Sureness.MENTIONED, (loose[1],))


def _first_words(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The units that words may begin with, the longest first; a magnitude alone only where nothing follows."""
    for count in range(min(len(words), 5), 0, -1):
        unit = " ".join(words[:count]).strip(_EDGES)
        meant = measure(unit)
        if meant is not None and (meant.thing or count == len(words) or words[count - 1][-1] in _EDGES):
            yield (unit,)


def _rest(text: str) -> tuple[str, ...]:
    """The units behind a word that announces them."""
    end = _END.search(text)
    return listed_units(_ONE.sub("", text[: end.start()] if end else text).strip(_EDGES))


def _are_known(units: Sequence[str]) -> bool:
    """Whether all are units that need no word that says so; a letter alone numbers a list, digits are a number."""
    found = [measure(unit) for unit in units]
    words = ["".join(char for char in plain(unit) if not char.isdigit()).strip(_EDGES) for unit in units]
    known = [one is not None and one.is_known for one in found]
    counted = [one is not None and one.thing in _COUNTED for one in found]
    return any(known) and all(map(any, zip(known, counted, strict=True))) and not {"", "d"}.intersection(words)


def is_unit(text: str) -> bool:
    """Whether words beside digits are a unit without digits, but for the power of a metre."""
    return _are_known((text,)) and not any(map(str.isnumeric, _METRES.sub("m", plain(text))))


def says_only_units(text: str) -> bool:
    """Whether a cell says a unit and nothing else, not even a number of it."""
    found = stated(text)
    return found is not None and (
        found[0] is Sureness.MARKED or _are_known(listed_units(" ".join(fold(text).split()).strip(_EDGES)))
    )


def split_unit(title: str) -> tuple[str, str]:
    """A header without its unit, and the unit that it ends in without brackets: ``Giá trị, triệu đồng``."""
    words = title.split()
    for count in range(min(len(words), 4), 0, -1):
        unit = " ".join(words[-count:])
        if _are_known((unit,)):
            return _BEFORE_UNIT.sub("", " ".join(words[:-count])), unit.strip(_EDGES)
    return title, ""


def unit_of_titles(titles: Sequence[str]) -> str:
    """The unit that the headers of a column say at any level, together where they differ."""
    found = {}
    for title in titles:
        said = stated(title)
        if said is not None and said[0] is not Sureness.MENTIONED:
            found.update({measure(unit): unit for unit in said[1]})
    return "; ".join(found.values())


# What holds for a figure.


class UnitScope(NamedTuple):
    """What is said of the unit of a figure besides its own row, the narrower first."""

    row: tuple[UnitStatement, ...] = ()
    column: tuple[UnitStatement, ...] = ()
    section: tuple[UnitStatement, ...] = ()
    is_over: bool = False
    """Another section without a unit has begun since."""
    sheet: tuple[UnitStatement, ...] = ()


NOTHING_SAID = UnitScope()


class Told(NamedTuple):
    """How many units of the indicator one of the file is, and the words for that one; none where nothing is said."""

    factor: Decimal = Decimal(1)
    unit: str = ""
    by: UnitStatement | None = None


Factor = Callable[[str], Decimal | Fault]
"""How many units of an indicator one of the named unit is."""


def told(own: Sequence[str], scope: UnitScope, factor: Factor, name: Localized, unit: str) -> Told | Fault:
    """The unit of a figure: the nearest that is said, with which all others of its kind agree.

    ``name`` and ``unit`` are those of the indicator. ``own`` is said in the row itself, where each must fit. What is
    said for more than the row need not fit where something nearer does; where nothing does, nobody can tell.
    """
    beside = [UnitStatement(unit, (unit,)) for unit in own]
    found = Told()
    for level in (*((one,) for one in (*beside, *scope.row)), scope.column, scope.section, scope.sheet):
        fitting = [
            Told(times, each, one)
            for one in level
            for each in one.units
            if not isinstance(times := factor(each), Fault)
        ]
        if level and level[0].place is None and not fitting and isinstance(fault := factor(level[0].units[0]), Fault):
            return fault
        if level is scope.column and level and not fitting and not _are_known(level[0].units):  # "2025 (KH)"
            return Fault("M504.stated", cell=level[0].cell, name=name, units=_typed(*level[0].units, unit))
        for one in fitting:
            if one.by is None or one.by.sureness is Sureness.MENTIONED:
                continue
            if found.by is not None and found.factor != one.factor:
                return Fault("M504.two", one=found.by.cell, other=one.by.cell)
            found = one if found.by is None else found
        if found.by is None:
            sure = [one for one in level if one.sureness is not Sureness.MENTIONED]
            if sure:
                return Fault("M504.stated", cell=sure[0].cell, name=name, units=_typed(*sure[0].units, unit))
            loose = next((one for one in fitting if one.factor != 1 and one.by is not None), None)
            if loose is not None and loose.by is not None:
                return Fault(
                    "M504.mentioned", cell=loose.by.cell, name=name, units=_typed(loose.unit), unit=_typed(unit)
                )
    if (
        scope.is_over
        and found.by is not None
        and found.by in scope.section
        and found.factor != 1
        and not any(factor(each) == found.factor for one in scope.sheet for each in one.units)
    ):
        return Fault("M504.over", cell=found.by.cell, name=name, units=_typed(found.unit), unit=_typed(unit))
    return found


def _typed(*units: str) -> str:
    """Units as they are typed behind ``--unit``."""
    return shown(quoted(", ".join(units)))


@dataclass(frozen=True, slots=True)
class _SectionRow:
    row: int
    said: tuple[UnitStatement, ...]


class SheetUnits:
    """Every statement of a unit on a sheet, and for which figures it holds."""

    def __init__(
        self, sheet: Sheet, layout: Layout, areas: frozenset[str], table_above: SheetUnits | None = None
    ) -> None:
        self._sheet = sheet
        self._areas = areas
        self._figures = {column.number for column in layout.figures}
        self._header = layout.first
        self._has_any = False
        self._used = {
            column.number for column in layout.columns if column.head or column.field not in (None, Field.NOTE)
        }
        self.heads: set[int] = set()
        """The rows below the header that only say the units of columns."""
        self._columns: dict[int, tuple[UnitStatement, ...]] = {}
        self._rows: dict[int, tuple[UnitStatement, ...]] = {}
        self._sections: list[_SectionRow] = []
        self.around: list[UnitStatement] = []
        """What holds for the whole sheet: above the table, below it, and what is only mentioned."""
        self._scopes: dict[tuple[int, int], UnitScope] = {}
        since: list[_SectionRow] = []  # rows of text behind the last figures so far
        first = 0 if table_above is None else table_above.last + 1
        self.last: int = layout.last
        """The last row with figures."""
        for row in (row for row in sorted(sheet.rows) if first <= row <= layout.end):
            cells = sheet.rows[row]
            if row <= layout.last:
                least = Sureness.MENTIONED if row < layout.first else Sureness.MARKED
                self.around += (one for one in self._said(row, cells) if one.sureness >= least)
            elif self._has_figures(cells):
                self._sections += since
                since = []
                self._has_any, self.last = True, row
                self._beside(row, cells)
            elif not self._units_of_columns(row, cells):
                said = [*self._said(row, cells)]
                self.around += (one for one in said if one.sureness is Sureness.MENTIONED)
                since.append(_SectionRow(row, tuple(one for one in said if one.sureness is not Sureness.MENTIONED)))
        self.around += (one for section in since for one in section.said)
        if not self.around and table_above is not None:
            self.around = table_above.around
        self._starts = [section.row for section in self._sections]

    def _beside(self, row: int, cells: dict[int, Cell]) -> None:
        """Keep what is said beside figures in columns that are not used."""
        if self._used.issuperset(cells):
            return
        rest = {column: cell for column, cell in cells.items() if column not in self._used}
        said = [one._replace(place=None) for one in self._said(row, rest) if one.sureness is not Sureness.MENTIONED]
        if said:
            self._rows[row] = tuple(said)

    def _said(self, row: int, cells: dict[int, Cell]) -> Iterator[UnitStatement]:
        for column, cell in cells.items():
            if cell.kind is CellKind.TEXT and (found := stated(cell.text, self._areas)):
                yield UnitStatement(" ".join(cell.text.split()), found[1], found[0], self._sheet.place(row, column))

    def _has_figures(self, cells: dict[int, Cell]) -> bool:
        for column in self._figures:
            cell = cells.get(column)
            if cell is None:
                continue
            if cell.kind is not CellKind.TEXT:
                return True
            if any(map(str.isdigit, cell.text)) and not says_only_units(cell.text):
                return True
        return False

    def _units_of_columns(self, row: int, cells: dict[int, Cell]) -> bool:
        """Whether a row has nothing but units under the headers that are used; above all figures they are kept."""
        under = {column: cell for column, cell in cells.items() if column in self._used}
        if not under or not all(
            column in self._figures and says_only_units(cell.text) for column, cell in under.items()
        ):
            return False
        self.heads.add(row)
        units = {one.place.column: (one,) for one in self._said(row, under) if one.place}
        if self._has_any:
            self.around += (one for said in units.values() for one in said)
        else:
            self._columns |= units
        return True

    def of(self, row: int, column: ImportColumn) -> UnitScope:
        """What is said of the unit of a figure."""
        at = bisect_left(self._starts, row) - 1
        scope = self._scopes.get((at, column.number))
        if scope is None:
            scope = self._scopes[at, column.number] = self._scope(at, column)
        return scope._replace(row=self._rows[row]) if row in self._rows else scope

    def _scope(self, at: int, column: ImportColumn) -> UnitScope:
        """What is said of the unit of a column behind a row of text."""
        of_column = self._columns.get(column.number, ())
        if column.unit:
            place = self._sheet.place(self._header, column.number)
            units = listed_units(column.unit) or (column.unit,)
            of_column = (UnitStatement(column.title, units, Sureness.MARKED, place), *of_column)
        last = at
        while at >= 0 and not self._sections[at].said:
            at -= 1
        section = self._sections[at].said if at >= 0 else ()
        replaces = any(one.sureness is Sureness.MARKED for one in section)
        scope = UnitScope((), of_column, section, at < last, () if replaces else tuple(self.around))
        return scope if of_column or section or scope.sheet else NOTHING_SAID

    def decisions(self) -> Iterator[Decision]:
        """What is said of the units, and where."""
        said = [*self.around, *(one for section in self._sections for one in section.said)]
        cells = dict.fromkeys(one.cell for one in said if one.sureness is not Sureness.MENTIONED)
        if cells:
            yield Decision(p_("of a table", "Unit"), joined("; ", (untranslated(cell) for cell in cells)))
