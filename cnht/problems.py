"""What can be wrong with a file: a place, a stable code, what was found, and how to mend it.

A problem is a value, never an exception: readers and checks return everything they can use together with everything
that is wrong with it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import NamedTuple, TypeVar

from cnht.lang import Localized, _, alternatives, untranslated
from cnht.likeness import suggest


class Severity(StrEnum):
    """Whether a workspace with this problem can be judged."""

    ERROR = "error"
    WARNING = "warning"


class Location(NamedTuple):
    """A place in a file. Lines and columns count from 1; columns count characters."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


_E = Severity.ERROR
_W = Severity.WARNING
_M = True
"""The mark of what ``cnht fmt`` mends: how a file is written, where that leaves no doubt about what it says."""


class Code(Enum):
    """Every kind of problem: its stable identifier, its severity, its name, and whether ``cnht fmt`` mends it.

    F1xx whole files, C2xx the shape of CSV, V3xx single values, Y4xx the shape of YAML, M5xx meaning. An identifier
    is never given to another kind of problem.
    """

    NOT_UTF8 = ("F101", _E, _("file is not UTF-8"))
    BYTE_ORDER_MARK = ("F102", _W, _("file starts with a byte-order mark"), _M)
    CONTROL_CHARACTER = ("F103", _E, _("control character"))
    EMPTY_FILE = ("F104", _E, _("file is empty"))
    UNKNOWN_FILE = ("F105", _W, _("unknown file type"))
    MISSING_FILE = ("F106", _E, _("file is missing"))
    CONFLICT_MARKER = ("F107", _E, _("git conflict marker"))
    LINE_ENDS = ("F108", _W, _("odd line ends"), _M)
    NOT_TEXT = ("F109", _E, _("file of another format"))
    NOT_NFC = ("F110", _W, _("text is not in NFC"), _M)
    UNREADABLE = ("F111", _E, _("file cannot be read"))
    HIDDEN_CHARACTER = ("F112", _E, _("hidden character"))
    LOOK_ALIKE = ("F113", _E, _("letter that only looks like another"))
    DOUBLE_ENCODED = ("F114", _E, _("file was encoded as UTF-8 twice"))
    FILE_NAME = ("F115", _W, _("file is not read because of its name"))
    PILED_MARKS = ("F116", _E, _("too many marks on one letter"))
    LINK_OUTSIDE = ("F117", _E, _("link leads out of the workspace"))

    HEADER_MISSING = ("C201", _E, _("header is missing"))
    COLUMN_MISSING = ("C202", _E, _("column is missing"))
    COLUMN_UNKNOWN = ("C203", _E, _("unknown column"))
    COLUMN_TWICE = ("C204", _E, _("column stands twice"))
    COLUMN_SPELLING = ("C205", _E, _("column name is misspelt"), _M)
    COLUMN_ORDER = ("C206", _W, _("columns are out of order"), _M)
    ROW_SHORT = ("C207", _E, _("row is too short"))
    ROW_LONG = ("C208", _E, _("row is too long"))
    QUOTE_OPEN = ("C209", _E, _("quote is not closed where it should be"))
    QUOTE_STRAY = ("C210", _E, _("quote in the wrong place"))
    BLANK_ROW = ("C211", _W, _("blank row"), _M)
    CELL_TOO_LONG = ("C212", _E, _("cell is too long"))
    DELIMITER = ("C213", _E, _("wrong delimiter"))
    NO_ROWS = ("C214", _E, _("no rows"))
    TITLE_ROWS = ("C215", _E, _("title rows above the header"))
    TOTAL_ROW = ("C216", _E, _("total row"))
    FOOTNOTE_ROW = ("C217", _E, _("footnote row"))
    MERGED_CELL = ("C218", _E, _("empty cell where cells were merged"))
    TRUNCATED = ("C219", _E, _("file ends in the middle of a row"))
    FORMULA = ("C220", _E, _("spreadsheet formula"))
    HEADER_AGAIN = ("C221", _E, _("header stands again"))
    WRONG_TABLE = ("C222", _E, _("table in the wrong place"))

    NUMBER_FORM = ("V301", _E, _("number is not plain"))
    NUMBER_AMBIGUOUS = ("V302", _E, _("number reads two ways"))
    NUMBER_TOO_LONG = ("V303", _E, _("number has too many digits"))
    VALUE_MISSING = ("V304", _E, _("value is missing"))
    DATE_FORM = ("V305", _E, _("date is malformed"))
    DATE_IMPOSSIBLE = ("V306", _E, _("date does not exist"))
    PERIOD_FORM = ("V307", _E, _("period is malformed"))
    CHOICE = ("V308", _E, _("value is not one of the choices"))
    CODE_FORM = ("V309", _E, _("code is malformed"))
    SPACE_AROUND = ("V310", _E, _("space around a value"))
    LINE_BREAK = ("V311", _E, _("line break where one line is expected"))
    RANGE_REVERSED = ("V312", _E, _("range is empty or reversed"))
    NO_NUMBER = ("V313", _E, _("placeholder instead of a number"))
    EXCEL_ERROR = ("V314", _E, _("error of Excel instead of a number"))
    NUMBER_WORDS = ("V315", _E, _("number with words"))
    BINARY_NOISE = ("V316", _W, _("number with binary noise"))
    DATE_FUTURE = ("V317", _E, _("date in the future"))
    DATE_AMBIGUOUS = ("V318", _E, _("date reads two ways"))
    YEAR_RANGE = ("V319", _E, _("year out of range"))

    YAML_SYNTAX = ("Y401", _E, _("YAML syntax error"))
    YAML_TAB = ("Y402", _E, _("tab used for indentation"))
    YAML_QUOTE_OPEN = ("Y403", _E, _("quote is not closed"))
    YAML_DEPTH = ("Y404", _E, _("nested too deeply"))
    YAML_ALIAS = ("Y405", _E, _("YAML anchor or alias"))
    YAML_TAG = ("Y406", _E, _("YAML tag"))
    YAML_DOCUMENTS = ("Y407", _E, _("several documents in one file"))
    YAML_DUPLICATE_KEY = ("Y408", _E, _("key stands twice"))
    YAML_ROOT = ("Y409", _E, _("file is not made of key: value pairs"))
    YAML_MERGE = ("Y410", _E, _("merge key <<"))
    YAML_KEY = ("Y411", _E, _("key is not text"))
    YAML_BOOLEAN = ("Y412", _E, _("word that YAML reads as true or false"))
    YAML_NUMBER = ("Y413", _E, _("number that YAML reads as another"))
    YAML_COMMA = ("Y414", _E, _("decimal comma inside brackets"))
    YAML_COLON = ("Y415", _E, _("no space after a colon"))
    YAML_HASH = ("Y416", _W, _("text after # is left out"))
    UNKNOWN_KEY = ("Y417", _E, _("unknown key"))
    MISSING_KEY = ("Y418", _E, _("key is missing"))
    WRONG_TYPE = ("Y419", _E, _("value of the wrong kind"))
    YAML_QUOTES_NEEDED = ("Y420", _E, _("value must be put in quotes"))
    YAML_SMART_QUOTE = ("Y421", _E, _("curly quotes"))
    YAML_SPACE = ("Y422", _E, _("odd space"))
    YAML_INDENT = ("Y423", _E, _("wrong indentation"))
    YAML_BRACKET = ("Y424", _E, _("bracket is not closed"))

    UNKNOWN_INDICATOR = ("M501", _E, _("unknown indicator"))
    UNKNOWN_AREA = ("M502", _E, _("unknown area"))
    UNKNOWN_SOURCE = ("M503", _E, _("unknown source"))
    UNKNOWN_UNIT = ("M504", _E, _("unknown unit"))
    UNKNOWN_PLAN = ("M505", _E, _("unknown plan"))
    AREA_NEEDED = ("M506", _E, _("area is needed"))
    PERIOD_NEEDED = ("M507", _E, _("period is needed"))
    PERIOD_FORBIDDEN = ("M508", _E, _("a figure of this kind has no period"))
    AS_OF_OUTSIDE = ("M509", _E, _("as_of lies outside the period"))
    OUT_OF_RANGE = ("M510", _E, _("number is out of range"))
    VALUE_HIGH = ("M511", _E, _("value_high does not fit the qualifier"))
    EMPTY_QUANTITY = ("M512", _E, _("no number can be meant"))
    WORDING_DISAGREES = ("M513", _E, _("wording disagrees with the figure"))
    WORDING_UNREADABLE = ("M514", _E, _("wording cannot be understood"))
    DUPLICATE_ROW = ("M515", _E, _("two rows with one key"))
    QUALIFIER_COUNT = ("M516", _E, _("no qualifier, or several"))
    NEARLY_TARGET = ("M517", _E, _("nearly is no target"))
    AGAINST_DIRECTION = ("M518", _E, _("target points against the direction"))
    DUE_OUTSIDE = ("M519", _E, _("due date lies outside the plan's period"))
    DUE_WITH_EACH = ("M520", _E, _("both due and each"))
    DUPLICATE_TARGET = ("M521", _E, _("two targets for one thing"))
    BASELINE_OF_FLOW = ("M522", _E, _("a flow has no baseline"))
    MILESTONE_DATE = ("M523", _E, _("milestone outside the period or past due"))
    RATIO_MEASURE = ("M524", _E, _("this indicator cannot have a ratio"))
    RATIO_UNKNOWN = ("M525", _E, _("ratio names an unknown indicator"))
    RATIO_CIRCLE = ("M526", _E, _("ratios form a circle"))
    REGISTER_STAGE = ("M527", _E, _("register and stage belong together"))
    UNKNOWN_REGISTER = ("M528", _E, _("register has no file"))
    REPLACES_LATER = ("M529", _E, _("replaces a plan issued later"))
    REPLACES_CIRCLE = (
        "M530",
        _E,
        _("plans replace each other in a circle"),
    )
    DUPLICATE_PLAN = ("M531", _E, _("two plans with one number"))
    BASELINE_SIDE = ("M532", _E, _("target is on the wrong side of its baseline"))
    MAINTAINED_FLOW = ("M533", _E, _("a flow cannot be maintained"))
    MILESTONE_LINE = ("M534", _E, _("milestone is out of line"))
    UNUSED_INDICATOR = ("M535", _W, _("unused indicator"))
    UNUSED_UNIT = ("M536", _W, _("unused unit"))
    UNUSED_AREA = ("M537", _W, _("unused area"))
    UNUSED_SOURCE = ("M538", _W, _("unused source"))
    UNIT_MEASURE = ("M539", _E, _("unit does not fit the measure"))
    UNIT_SCALE = ("M540", _W, _("scale disagrees with the unit's name"))
    SIMILAR_SOURCES = ("M541", _E, _("sources differ in case only"))
    ISSUED_LATE = ("M542", _W, _("plan was issued after its period"))
    SOURCE_FUTURE = ("M543", _W, _("source is published in the future"))
    AHEAD_OF_SOURCE = ("M544", _W, _("figure is ahead of its source"))
    CONTRADICTION = ("M545", _W, _("figures of one date contradict each other"))
    FLOW_SHRINKS = ("M546", _W, _("cumulative flow shrinks"))
    JUMP = ("M547", _W, _("figure jumps ten times or more"))
    SHARE_PARTS = ("M548", _W, _("share contradicts its own parts"))
    PART_OVER_WHOLE = ("M549", _W, _("part is more than its whole"))
    MORE_NAMES = ("M550", _W, _("register has more names than the figure"))

    def __init__(self, identifier: str, severity: Severity, title: Localized, is_mendable: bool = False) -> None:
        self.identifier = identifier
        self.severity = severity
        self.title = title
        self.is_mendable = is_mendable


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in one place, with its remedy."""

    code: Code
    where: Location
    message: Localized
    fix: Localized
    related: tuple[Location, ...] = ()

    @property
    def severity(self) -> Severity:
        """Error or warning, by the code."""
        return self.code.severity

    @property
    def remedy(self) -> Localized:
        """How to mend it; also by which command, where there is one."""
        if not self.code.is_mendable:
            return self.fix
        return _("{fix} Or run: cnht fmt", fix=self.fix)


class Fault(NamedTuple):
    """What is wrong with a value, wherever it stands: a problem that has no place yet."""

    code: Code
    message: Localized
    fix: Localized

    def at(self, where: Location, *related: Location) -> Problem:
        """The problem of this fault standing at ``where``."""
        return Problem(self.code, where, self.message, self.fix, related)


_HIDDEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Characters that no screen shows although their category is that of letters, marks or symbols."""
_SHOWN_LENGTH = 60


def shown(text: str) -> str:
    """``text`` as it may stand in a message: one line, nothing hidden, of a bearable length.

    Control, invisible, bidirectional and odd space characters become ``U+200B``; what is too long ends in ``…``.
    """
    if len(text) > _SHOWN_LENGTH:
        return shown(text[: _SHOWN_LENGTH - 1]) + "…"
    return visible(text)


def in_words(reason: str) -> Localized:
    """Why a file cannot be read or written: a reason in the system's words, or one of the program's."""
    return _REASONS.get(reason) or untranslated(shown(reason))


_REASONS = {
    str(message): message
    for message in (
        _("A link that leads nowhere in the repository"),
        _("A link to a folder that it is in"),
        _("A link within a linked folder"),
        _("In a submodule, of which git keeps no files here"),
        _("Is a directory"),
        _("Links lead to this folder by more than {most} names", most=8),
        _("No space left on device"),
        _("No such file or directory"),
        _("Not a directory"),
        _("Not a regular file"),
        _("Permission denied"),
        _("Read-only file system"),
        _("Too many levels of symbolic links"),
    )
}
"""What the system says in English, and what :mod:`cnht.store` and :mod:`cnht.git` say."""


def visible(text: str) -> str:
    """``text`` with nothing hidden: control, invisible, bidirectional and odd space characters become ``U+200B``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"U+{ord(char):04X}" if is_hidden(char) else char for char in text)


def is_hidden(char: str) -> bool:
    """Whether no screen shows ``char``, or shows it as a plain space although it is none."""
    return char != " " and (unicodedata.category(char)[0] in "CZ" or char in _HIDDEN)


class Kind(StrEnum):
    """What a file can name by a code."""

    AREA = "area"
    UNIT = "unit"
    INDICATOR = "indicator"
    SOURCE = "source"
    PLAN = "plan"
    REGISTER = "register"


class _Thing(NamedTuple):
    code: Code
    name: Localized
    home: str


_THINGS = {
    Kind.INDICATOR: _Thing(Code.UNKNOWN_INDICATOR, _("indicator"), "targets/indicators.yaml"),
    Kind.AREA: _Thing(Code.UNKNOWN_AREA, _("area"), "targets/indicators.yaml"),
    Kind.UNIT: _Thing(Code.UNKNOWN_UNIT, _("unit"), "targets/indicators.yaml"),
    Kind.SOURCE: _Thing(Code.UNKNOWN_SOURCE, _("source"), "data/sources.yaml"),
    Kind.PLAN: _Thing(Code.UNKNOWN_PLAN, _("plan"), "targets/"),
    Kind.REGISTER: _Thing(Code.UNKNOWN_REGISTER, _("register"), "data/registers/"),
}


MOST_HINTS = 200
"""How many unknown codes are compared with those there are. It takes time for each; where more are unknown than that,
nobody misspelt them one by one."""
_T = TypeVar("_T")


class Known(dict[str, _T]):
    """What a file defines, by code; it tells what was probably meant by the first unknown codes it is asked for."""

    def __init__(self, things: Mapping[str, _T]) -> None:
        super().__init__(things)
        self._near: dict[str, list[str]] = {}

    def near(self, text: str) -> list[str]:
        """The codes that are like ``text``, the likeliest first."""
        found = self._near.get(text)
        if found is None and len(self._near) < MOST_HINTS:
            found = self._near[text] = suggest(text, self)
        return found or []


def near(text: str, known: Collection[str]) -> list[str]:
    """Those of ``known`` that may have been meant by ``text``, the likeliest first."""
    text = text[:100]
    return known.near(text) if isinstance(known, Known) else suggest(text, known)


def unknown(kind: Kind, text: str, known: Collection[str]) -> Fault:
    """The fault of naming something that no file defines; ``known`` is what they do define."""
    thing = _THINGS[kind]
    hint = did_you_mean(text, known)
    return Fault(
        thing.code,
        _("there is no {name} \"{text}\" in {home}", name=thing.name, text=shown(text), home=thing.home),
        _("{hint} If it is new, define it in {home}.", hint=hint, home=thing.home),
    )  # fmt: skip


def did_you_mean(text: str, known: Collection[str]) -> Localized:
    """The remedy for a word that is none of ``known``."""
    likely = [shown(each) for each in near(text, known)]
    if likely:
        return _("Did you mean {likely}?", likely=alternatives(likely))
    if not known:
        return _("None is defined yet.")
    return _("Use one of {known}.", known=listed(known))


def listed(codes: Collection[str]) -> str:
    """``codes`` in a line, the first twelve of them."""
    return ", ".join(map(shown, list(codes)[:12])) + (", …" if len(codes) > 12 else "")
