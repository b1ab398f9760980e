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

from cnht.lang import Words
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

    NOT_UTF8 = ("F101", _E, Words("tệp không phải UTF-8", "file is not UTF-8"))
    BYTE_ORDER_MARK = ("F102", _W, Words("tệp bắt đầu bằng dấu BOM", "file starts with a byte-order mark"), _M)
    CONTROL_CHARACTER = ("F103", _E, Words("ký tự điều khiển", "control character"))
    EMPTY_FILE = ("F104", _E, Words("tệp trống", "file is empty"))
    UNKNOWN_FILE = ("F105", _W, Words("loại tệp lạ", "unknown file type"))
    MISSING_FILE = ("F106", _E, Words("thiếu tệp", "file is missing"))
    CONFLICT_MARKER = ("F107", _E, Words("dấu xung đột của git", "git conflict marker"))
    LINE_ENDS = ("F108", _W, Words("dấu xuống dòng không thống nhất", "odd line ends"), _M)
    NOT_TEXT = ("F109", _E, Words("tệp thuộc định dạng khác", "file of another format"))
    NOT_NFC = ("F110", _W, Words("chữ chưa ở dạng dựng sẵn (NFC)", "text is not in NFC"), _M)
    UNREADABLE = ("F111", _E, Words("không đọc được tệp", "file cannot be read"))
    HIDDEN_CHARACTER = ("F112", _E, Words("ký tự vô hình", "hidden character"))
    LOOK_ALIKE = ("F113", _E, Words("chữ cái trông giống chữ khác", "letter that only looks like another"))
    DOUBLE_ENCODED = ("F114", _E, Words("tệp bị mã hóa UTF-8 hai lần", "file was encoded as UTF-8 twice"))
    FILE_NAME = ("F115", _W, Words("tên tệp khiến tệp không được đọc", "file is not read because of its name"))
    PILED_MARKS = ("F116", _E, Words("quá nhiều dấu chồng lên một chữ", "too many marks on one letter"))
    LINK_OUTSIDE = ("F117", _E, Words("liên kết dẫn ra ngoài", "link leads out of the workspace"))

    HEADER_MISSING = ("C201", _E, Words("thiếu dòng tiêu đề", "header is missing"))
    COLUMN_MISSING = ("C202", _E, Words("thiếu cột", "column is missing"))
    COLUMN_UNKNOWN = ("C203", _E, Words("cột lạ", "unknown column"))
    COLUMN_TWICE = ("C204", _E, Words("cột lặp lại", "column stands twice"))
    COLUMN_SPELLING = ("C205", _E, Words("tên cột viết sai", "column name is misspelt"), _M)
    COLUMN_ORDER = ("C206", _W, Words("cột sai thứ tự", "columns are out of order"), _M)
    ROW_SHORT = ("C207", _E, Words("dòng thiếu ô", "row is too short"))
    ROW_LONG = ("C208", _E, Words("dòng thừa ô", "row is too long"))
    QUOTE_OPEN = ("C209", _E, Words("dấu nháy mở không được đóng đúng chỗ", "quote is not closed where it should be"))
    QUOTE_STRAY = ("C210", _E, Words("dấu nháy sai chỗ", "quote in the wrong place"))
    BLANK_ROW = ("C211", _W, Words("dòng trống", "blank row"), _M)
    CELL_TOO_LONG = ("C212", _E, Words("ô quá dài", "cell is too long"))
    DELIMITER = ("C213", _E, Words("sai dấu phân cách", "wrong delimiter"))
    NO_ROWS = ("C214", _E, Words("không có dòng số liệu", "no rows"))
    TITLE_ROWS = ("C215", _E, Words("có dòng tựa phía trên tiêu đề", "title rows above the header"))
    TOTAL_ROW = ("C216", _E, Words("dòng tổng cộng", "total row"))
    FOOTNOTE_ROW = ("C217", _E, Words("dòng ghi chú dưới bảng", "footnote row"))
    MERGED_CELL = ("C218", _E, Words("ô trống do gộp ô", "empty cell where cells were merged"))
    TRUNCATED = ("C219", _E, Words("tệp bị cắt giữa dòng", "file ends in the middle of a row"))
    FORMULA = ("C220", _E, Words("công thức bảng tính", "spreadsheet formula"))
    HEADER_AGAIN = ("C221", _E, Words("dòng tiêu đề lặp lại", "header stands again"))
    WRONG_TABLE = ("C222", _E, Words("bảng nằm sai chỗ", "table in the wrong place"))

    NUMBER_FORM = ("V301", _E, Words("số viết không đúng dạng", "number is not plain"))
    NUMBER_AMBIGUOUS = ("V302", _E, Words("số đọc được hai cách", "number reads two ways"))
    NUMBER_TOO_LONG = ("V303", _E, Words("số có quá nhiều chữ số", "number has too many digits"))
    VALUE_MISSING = ("V304", _E, Words("thiếu giá trị", "value is missing"))
    DATE_FORM = ("V305", _E, Words("ngày viết không đúng dạng", "date is malformed"))
    DATE_IMPOSSIBLE = ("V306", _E, Words("ngày không có thật", "date does not exist"))
    PERIOD_FORM = ("V307", _E, Words("kỳ viết không đúng dạng", "period is malformed"))
    CHOICE = ("V308", _E, Words("giá trị không nằm trong danh mục", "value is not one of the choices"))
    CODE_FORM = ("V309", _E, Words("mã viết không đúng dạng", "code is malformed"))
    SPACE_AROUND = ("V310", _E, Words("thừa khoảng trắng ở đầu hoặc cuối", "space around a value"))
    LINE_BREAK = ("V311", _E, Words("xuống dòng ở chỗ chỉ được một dòng", "line break where one line is expected"))
    RANGE_REVERSED = ("V312", _E, Words("khoảng bị đảo ngược", "range is empty or reversed"))
    NO_NUMBER = ("V313", _E, Words("ký hiệu “không có số liệu” thay cho số", "placeholder instead of a number"))
    EXCEL_ERROR = ("V314", _E, Words("lỗi của Excel thay cho số", "error of Excel instead of a number"))
    NUMBER_WORDS = ("V315", _E, Words("số kèm chữ", "number with words"))
    BINARY_NOISE = ("V316", _W, Words("số bị sai ở chữ số cuối do máy tính", "number with binary noise"))
    DATE_FUTURE = ("V317", _E, Words("ngày ở tương lai", "date in the future"))
    DATE_AMBIGUOUS = ("V318", _E, Words("ngày đọc được hai cách", "date reads two ways"))
    YEAR_RANGE = ("V319", _E, Words("năm ngoài phạm vi", "year out of range"))

    YAML_SYNTAX = ("Y401", _E, Words("sai cú pháp YAML", "YAML syntax error"))
    YAML_TAB = ("Y402", _E, Words("dùng phím Tab để thụt dòng", "tab used for indentation"))
    YAML_QUOTE_OPEN = ("Y403", _E, Words("dấu nháy mở không được đóng", "quote is not closed"))
    YAML_DEPTH = ("Y404", _E, Words("lồng nhau quá sâu", "nested too deeply"))
    YAML_ALIAS = ("Y405", _E, Words("dùng neo hoặc tham chiếu YAML", "YAML anchor or alias"))
    YAML_TAG = ("Y406", _E, Words("dùng thẻ YAML", "YAML tag"))
    YAML_DOCUMENTS = ("Y407", _E, Words("nhiều tài liệu trong một tệp", "several documents in one file"))
    YAML_DUPLICATE_KEY = ("Y408", _E, Words("khóa lặp lại", "key stands twice"))
    YAML_ROOT = ("Y409", _E, Words("tệp không gồm các cặp khóa: giá trị", "file is not made of key: value pairs"))
    YAML_MERGE = ("Y410", _E, Words("dùng khóa trộn <<", "merge key <<"))
    YAML_KEY = ("Y411", _E, Words("khóa không phải là chữ", "key is not text"))
    YAML_BOOLEAN = ("Y412", _E, Words("chữ bị YAML hiểu thành đúng/sai", "word that YAML reads as true or false"))
    YAML_NUMBER = ("Y413", _E, Words("số bị YAML hiểu khác đi", "number that YAML reads as another"))
    YAML_COMMA = ("Y414", _E, Words("dấu phẩy thập phân trong ngoặc", "decimal comma inside brackets"))
    YAML_COLON = ("Y415", _E, Words("thiếu khoảng trắng sau dấu hai chấm", "no space after a colon"))
    YAML_HASH = ("Y416", _W, Words("chữ sau dấu # bị bỏ qua", "text after # is left out"))
    UNKNOWN_KEY = ("Y417", _E, Words("khóa lạ", "unknown key"))
    MISSING_KEY = ("Y418", _E, Words("thiếu khóa", "key is missing"))
    WRONG_TYPE = ("Y419", _E, Words("sai kiểu giá trị", "value of the wrong kind"))
    YAML_QUOTES_NEEDED = ("Y420", _E, Words("giá trị phải đặt trong dấu nháy", "value must be put in quotes"))
    YAML_SMART_QUOTE = ("Y421", _E, Words("dấu nháy cong", "curly quotes"))
    YAML_SPACE = ("Y422", _E, Words("khoảng trắng lạ", "odd space"))
    YAML_INDENT = ("Y423", _E, Words("thụt dòng không khớp", "wrong indentation"))
    YAML_BRACKET = ("Y424", _E, Words("dấu ngoặc không được đóng", "bracket is not closed"))

    UNKNOWN_INDICATOR = ("M501", _E, Words("chỉ tiêu chưa khai báo", "unknown indicator"))
    UNKNOWN_AREA = ("M502", _E, Words("địa bàn chưa khai báo", "unknown area"))
    UNKNOWN_SOURCE = ("M503", _E, Words("nguồn chưa khai báo", "unknown source"))
    UNKNOWN_UNIT = ("M504", _E, Words("đơn vị tính chưa khai báo", "unknown unit"))
    UNKNOWN_PLAN = ("M505", _E, Words("kế hoạch không có", "unknown plan"))
    AREA_NEEDED = ("M506", _E, Words("chưa ghi địa bàn", "area is needed"))
    PERIOD_NEEDED = ("M507", _E, Words("chưa ghi kỳ số liệu", "period is needed"))
    PERIOD_FORBIDDEN = ("M508", _E, Words("số thời điểm không có kỳ", "a figure of this kind has no period"))
    AS_OF_OUTSIDE = ("M509", _E, Words("ngày số liệu nằm ngoài kỳ", "as_of lies outside the period"))
    OUT_OF_RANGE = ("M510", _E, Words("số ngoài phạm vi có thể", "number is out of range"))
    VALUE_HIGH = ("M511", _E, Words("value_high không khớp với qualifier", "value_high does not fit the qualifier"))
    EMPTY_QUANTITY = ("M512", _E, Words("không số nào thỏa mãn", "no number can be meant"))
    WORDING_DISAGREES = ("M513", _E, Words("nguyên văn khác với số liệu", "wording disagrees with the figure"))
    WORDING_UNREADABLE = ("M514", _E, Words("không đọc được nguyên văn", "wording cannot be understood"))
    DUPLICATE_ROW = ("M515", _E, Words("hai dòng trùng khóa", "two rows with one key"))
    QUALIFIER_COUNT = ("M516", _E, Words("không có hoặc có nhiều định lượng", "no qualifier, or several"))
    NEARLY_TARGET = ("M517", _E, Words("“gần” không thể là mục tiêu", "nearly is no target"))
    AGAINST_DIRECTION = ("M518", _E, Words("mục tiêu ngược chiều chỉ tiêu", "target points against the direction"))
    DUE_OUTSIDE = ("M519", _E, Words("hạn nằm ngoài kỳ kế hoạch", "due date lies outside the plan's period"))
    DUE_WITH_EACH = ("M520", _E, Words("vừa có due vừa có each", "both due and each"))
    DUPLICATE_TARGET = ("M521", _E, Words("hai mục tiêu trùng nhau", "two targets for one thing"))
    BASELINE_OF_FLOW = ("M522", _E, Words("số lũy kế không có số gốc", "a flow has no baseline"))
    MILESTONE_DATE = ("M523", _E, Words("mốc nằm ngoài kỳ hoặc sau hạn", "milestone outside the period or past due"))
    RATIO_MEASURE = ("M524", _E, Words("chỉ tiêu này không thể có ratio", "this indicator cannot have a ratio"))
    RATIO_UNKNOWN = ("M525", _E, Words("ratio nhắc chỉ tiêu chưa khai báo", "ratio names an unknown indicator"))
    RATIO_CIRCLE = ("M526", _E, Words("các ratio tạo thành vòng", "ratios form a circle"))
    REGISTER_STAGE = ("M527", _E, Words("register và stage phải đi cùng nhau", "register and stage belong together"))
    UNKNOWN_REGISTER = ("M528", _E, Words("không có sổ danh mục", "register has no file"))
    REPLACES_LATER = ("M529", _E, Words("thay thế kế hoạch ban hành sau", "replaces a plan issued later"))
    REPLACES_CIRCLE = (
        "M530",
        _E,
        Words("các kế hoạch thay thế nhau thành vòng", "plans replace each other in a circle"),
    )
    DUPLICATE_PLAN = ("M531", _E, Words("hai kế hoạch cùng số hiệu", "two plans with one number"))
    BASELINE_SIDE = ("M532", _E, Words("mục tiêu kém hơn số gốc", "target is on the wrong side of its baseline"))
    MAINTAINED_FLOW = ("M533", _E, Words("số lũy kế không thể “duy trì”", "a flow cannot be maintained"))
    MILESTONE_LINE = ("M534", _E, Words("mốc không nằm giữa số gốc và mục tiêu", "milestone is out of line"))
    UNUSED_INDICATOR = ("M535", _W, Words("chỉ tiêu không dùng đến", "unused indicator"))
    UNUSED_UNIT = ("M536", _W, Words("đơn vị tính không dùng đến", "unused unit"))
    UNUSED_AREA = ("M537", _W, Words("địa bàn không dùng đến", "unused area"))
    UNUSED_SOURCE = ("M538", _W, Words("nguồn không dùng đến", "unused source"))
    UNIT_MEASURE = ("M539", _E, Words("đơn vị tính không hợp với loại chỉ tiêu", "unit does not fit the measure"))
    UNIT_SCALE = ("M540", _W, Words("scale khác với tên đơn vị", "scale disagrees with the unit's name"))
    SIMILAR_SOURCES = ("M541", _E, Words("hai mã nguồn chỉ khác chữ hoa, chữ thường", "sources differ in case only"))
    ISSUED_LATE = ("M542", _W, Words("kế hoạch ban hành sau khi hết kỳ", "plan was issued after its period"))
    SOURCE_FUTURE = ("M543", _W, Words("nguồn công bố sau hôm nay", "source is published in the future"))
    AHEAD_OF_SOURCE = ("M544", _W, Words("số liệu sau ngày công bố của nguồn", "figure is ahead of its source"))
    CONTRADICTION = ("M545", _W, Words("số liệu cùng ngày trái nhau", "figures of one date contradict each other"))
    FLOW_SHRINKS = ("M546", _W, Words("số lũy kế giảm", "cumulative flow shrinks"))
    JUMP = ("M547", _W, Words("số liệu tăng hoặc giảm quá 10 lần", "figure jumps ten times or more"))
    SHARE_PARTS = ("M548", _W, Words("tỷ trọng khác với số tính từ hai số gốc", "share contradicts its own parts"))
    PART_OVER_WHOLE = ("M549", _W, Words("phần lớn hơn tổng thể", "part is more than its whole"))
    MORE_NAMES = ("M550", _W, Words("sổ danh mục nhiều tên hơn số liệu", "register has more names than the figure"))

    def __init__(self, identifier: str, severity: Severity, title: Words, is_mendable: bool = False) -> None:
        self.identifier = identifier
        self.severity = severity
        self.title = title
        self.is_mendable = is_mendable


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in one place, with its remedy."""

    code: Code
    where: Location
    message: Words
    fix: Words
    related: tuple[Location, ...] = ()

    @property
    def severity(self) -> Severity:
        """Error or warning, by the code."""
        return self.code.severity

    @property
    def remedy(self) -> Words:
        """How to mend it; also by which command, where there is one."""
        if not self.code.is_mendable:
            return self.fix
        return Words(f"{self.fix.vi.rstrip('.')}; hoặc chạy: cnht fmt", f"{self.fix.en.rstrip('.')}; or run: cnht fmt")


class Fault(NamedTuple):
    """What is wrong with a value, wherever it stands: a problem that has no place yet."""

    code: Code
    message: Words
    fix: Words

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
    name: Words
    home: str


_THINGS = {
    Kind.INDICATOR: _Thing(Code.UNKNOWN_INDICATOR, Words("chỉ tiêu", "indicator"), "targets/indicators.yaml"),
    Kind.AREA: _Thing(Code.UNKNOWN_AREA, Words("địa bàn", "area"), "targets/indicators.yaml"),
    Kind.UNIT: _Thing(Code.UNKNOWN_UNIT, Words("đơn vị tính", "unit"), "targets/indicators.yaml"),
    Kind.SOURCE: _Thing(Code.UNKNOWN_SOURCE, Words("nguồn", "source"), "data/sources.yaml"),
    Kind.PLAN: _Thing(Code.UNKNOWN_PLAN, Words("kế hoạch", "plan"), "targets/"),
    Kind.REGISTER: _Thing(Code.UNKNOWN_REGISTER, Words("sổ danh mục", "register"), "data/registers/"),
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
        Words(f"không có {thing.name.vi} “{shown(text)}” trong {thing.home}",
              f'there is no {thing.name.en} "{shown(text)}" in {thing.home}'),
        Words(f"{hint.vi} Nếu là mới thì khai báo trong {thing.home}.",
              f"{hint.en} If it is new, define it in {thing.home}."),
    )  # fmt: skip


def did_you_mean(text: str, known: Collection[str]) -> Words:
    """The remedy for a word that is none of ``known``."""
    likely = [shown(each) for each in near(text, known)]
    if likely:
        return Words(f"Có phải là: {', '.join(likely)}?", f"Did you mean {' or '.join(likely)}?")
    if not known:
        return Words("Chưa có mã nào được khai báo.", "None is defined yet.")
    return Words(f"Chọn một trong: {listed(known)}.", f"Use one of {listed(known)}.")


def listed(codes: Collection[str]) -> str:
    """``codes`` in a line, the first twelve of them."""
    return ", ".join(map(shown, list(codes)[:12])) + (", …" if len(codes) > 12 else "")
