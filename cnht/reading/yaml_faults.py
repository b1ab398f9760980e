"""What can be wrong with the YAML of a file, in words: the faults that :mod:`cnht.reading.yaml_text` finds."""

from __future__ import annotations

import re

from cnht.lang import Words
from cnht.problems import Code, Fault, shown
from cnht.reading import values

MOST_DEPTH = 50
"""How deep a file may be nested; far deeper than any plan, and long before a parser runs out of stack."""
_COMPARED = re.compile(r"([<>=≤≥~]{1,2}) *([0-9][0-9.]*)")


def lost(rest: str) -> Fault:
    """Text behind ``#`` that was probably meant to be kept."""
    text = rest.strip()
    return Fault(
        Code.YAML_HASH,
        Words(f"“{shown(text)}” là ghi chú của YAML, không thuộc giá trị",
              f'"{shown(text)}" is a comment, not part of the value'),
        Words("Đặt cả giá trị trong dấu nháy; nếu đúng là ghi chú thì viết “# ” có khoảng trắng.",
              'Put the whole value in quotes; if it is a comment, write "# " with a space.'),
    )  # fmt: skip


def twice(key: str) -> Fault:
    """A key that stands twice."""
    return Fault(
        Code.YAML_DUPLICATE_KEY,
        Words(f"khóa “{shown(key)}” đã có ở trên", f'the key "{shown(key)}" stands above already'),
        Words("Gộp hai chỗ hoặc xóa một.", "Join the two or delete one."),
    )


def no_space(text: str) -> Fault:
    """The fault of ``key:value``, which YAML reads as one word."""
    key, _, value = text.partition(":")
    return Fault(
        Code.YAML_COLON,
        Words(
            f"thiếu khoảng trắng sau dấu hai chấm trong “{shown(text)}”",
            f'there is no space after the colon in "{shown(text)}"',
        ),
        Words(f"Viết {shown(key)}: {shown(value)}", f"Write {shown(key)}: {shown(value)}"),
    )


def special(char: str, value: str) -> Fault:
    """A character that no plain value starts with; ``value`` is the whole of it."""
    what = shown(char)
    return Fault(
        Code.YAML_QUOTES_NEEDED,
        Words(f"giá trị không được bắt đầu bằng “{what}” trong YAML", f'a value cannot start with "{what}" in YAML'),
        in_quotes(value),
    )


def colon(value: str) -> Fault:
    """A colon inside a plain value."""
    return Fault(
        Code.YAML_QUOTES_NEEDED,
        Words("dấu hai chấm thứ hai trên một dòng: giá trị có dấu hai chấm phải đặt trong dấu nháy",
              "a second colon on the line: a value that holds a colon must be put in quotes"),
        in_quotes(value),
    )  # fmt: skip


def comma(value: str) -> Fault:
    """A comma inside a plain value that stands in brackets."""
    return Fault(
        Code.YAML_QUOTES_NEEDED,
        Words("trong ngoặc, dấu phẩy kết thúc giá trị: giá trị có dấu phẩy phải đặt trong dấu nháy",
              "inside brackets a comma ends the value: one that holds a comma must be put in quotes"),
        in_quotes(value),
    )  # fmt: skip


def one_too_many(char: str) -> Fault:
    """A closing bracket that closes nothing."""
    return Fault(
        Code.YAML_SYNTAX,
        Words(f"dấu “{char}” ở đây không đóng gì cả", f'the "{char}" here closes nothing'),
        Words(f"Xóa “{char}”; nếu là chữ thì đặt cả giá trị trong dấu nháy.",
              f'Delete the "{char}"; as text, put the whole value in quotes.'),
    )  # fmt: skip


def in_quotes(value: str) -> Words:
    """The remedy for a plain value that must be quoted; for a comparison, what a target writes instead."""
    compared = _COMPARED.fullmatch(value.strip())
    qualifier = values.qualifier_meant(compared[1]) if compared else None
    if compared and qualifier:
        meant = f"{qualifier}: {compared[2]}"
        return Words(f'Mục tiêu thì viết {{{meant}}}; nếu là chữ thì đặt trong dấu nháy: "{shown(value)}".',
                     f'A target is written {{{meant}}}; text goes in quotes: "{shown(value)}".')  # fmt: skip
    said = f"'{value}'" if '"' in value or "\\" in value else f'"{value}"'
    return Words(f"Đặt cả giá trị trong dấu nháy: {shown(said)}.", f"Put the whole value in quotes: {shown(said)}.")


def smart_quote(value: str) -> Fault:
    """A plain value in curly quotes, which YAML takes for a part of it."""
    inner = value.strip("“”„‟‘’‚‛")
    return Fault(
        Code.YAML_SMART_QUOTE,
        Words(f"dấu nháy cong của {shown(value)} không phải dấu nháy của YAML",
              f"the curly quotes of {shown(value)} are no quotes to YAML"),
        Words(f'Dùng dấu nháy thẳng: "{shown(inner)}".', f'Use straight quotes: "{shown(inner)}".'),
    )  # fmt: skip


def odd_space(char: str) -> Fault:
    """A space that YAML takes for a letter."""
    what = shown(char)
    return Fault(
        Code.YAML_SPACE,
        Words(f"khoảng trắng ở đây là {what}, YAML không coi là khoảng trắng",
              f"the space here is {what}, which is none to YAML"),
        Words("Xóa và gõ lại bằng phím cách.", "Delete it and type a plain space."),
    )  # fmt: skip


def bracket(char: str) -> Fault:
    """A bracket that is not closed on its line."""
    closing = {"[": "]", "{": "}"}.get(char, "}")
    return Fault(
        Code.YAML_BRACKET,
        Words(f"dấu “{shown(char)}” mở ở đây không được đóng", f'the "{shown(char)}" that opens here is not closed'),
        Words(f"Thêm “{closing}”.", f'Add the "{closing}".'),
    )


def in_brackets(char: str) -> Fault:
    """What may not stand inside brackets."""
    what = shown(char)
    return Fault(
        Code.YAML_SYNTAX,
        Words(f"không đọc được từ “{what}”: trong ngoặc, các phần cách nhau bằng dấu phẩy",
              f'cannot be read from "{what}" on: inside brackets, items are separated by commas'),
        Words("Thêm dấu phẩy hoặc dấu đóng ngoặc; chữ có dấu hai chấm hay dấu phẩy phải đặt trong dấu nháy.",
              "Add the comma or the closing bracket; text with a colon or a comma goes in quotes."),
    )  # fmt: skip


def syntax_fault(said: str) -> Fault:
    """Any other error of syntax, in the parser's words."""
    return Fault(
        Code.YAML_SYNTAX,
        Words(f"sai cú pháp YAML: {shown(said)}", f"YAML syntax error: {shown(said)}"),
        Words("Sửa chỗ này; chữ có ký tự đặc biệt phải đặt trong dấu nháy.",
              "Mend this place; text with special characters goes in quotes."),
    )  # fmt: skip


SECOND_DOCUMENT = Fault(
    Code.YAML_DOCUMENTS,
    Words("một tài liệu YAML thứ hai bắt đầu ở đây", "a second YAML document starts here"),
    Words(
        "Xóa dòng ---, hoặc tách thành tệp khác.", "Delete the line ---, or move what follows into a file of its own."
    ),
)
ROOT = Fault(
    Code.YAML_ROOT,
    Words("tệp phải gồm các cặp khóa: giá trị", "the file must be made of key: value pairs"),
    Words("Viết mỗi dòng một khóa, ví dụ period: 2025", "Write one key a line, such as period: 2025"),
)
ALIAS = Fault(
    Code.YAML_ALIAS,
    Words("không dùng neo (&) và tham chiếu (*) của YAML", "anchors (&) and aliases (*) of YAML are not used here"),
    Words("Viết lại giá trị; nếu là chữ thì đặt trong dấu nháy.", "Write the value out; as text, put it in quotes."),
)
TAG = Fault(
    Code.YAML_TAG,
    Words("không dùng thẻ (!) của YAML", "tags (!) of YAML are not used here"),
    Words("Xóa thẻ; nếu là chữ thì đặt trong dấu nháy.", "Delete the tag; as text, put it in quotes."),
)
MERGE = Fault(
    Code.YAML_MERGE,
    Words("không dùng khóa trộn << của YAML", "the merge key << of YAML is not used here"),
    Words("Viết các khóa ra đầy đủ.", "Write the keys out."),
)
KEY = Fault(
    Code.YAML_KEY,
    Words("khóa phải là chữ", "a key must be text"),
    Words("Viết khóa: giá trị; chữ bắt đầu bằng [ hoặc { phải đặt trong dấu nháy.",
          "Write key: value; text that starts with [ or { goes in quotes."),
)  # fmt: skip
DEPTH = Fault(
    Code.YAML_DEPTH,
    Words(f"lồng nhau quá {MOST_DEPTH} tầng", f"nested more than {MOST_DEPTH} levels deep"),
    Words("Kiểm tra các dấu [ và {.", "Check the brackets [ and {."),
)
QUOTE = Fault(
    Code.YAML_QUOTE_OPEN,
    Words("dấu nháy mở ở đây không được đóng trên dòng của nó", "the quote that opens here is not closed on its line"),
    Words("Thêm dấu nháy đóng ở cuối giá trị.", "Add the closing quote at the end of the value."),
)
AFTER_QUOTE = Fault(
    Code.YAML_SYNTAX,
    Words("còn chữ đứng sau dấu nháy đóng", "there is text after the closing quote"),
    Words("Đặt cả giá trị trong một cặp dấu nháy; dấu nháy bên trong viết là \\\".",
          "Put the whole value in one pair of quotes; a quote inside is written \\\"."),
)  # fmt: skip
ESCAPE = Fault(
    Code.YAML_SYNTAX,
    Words("dấu gạch chéo ngược trong nháy kép không có nghĩa", "this backslash means nothing inside double quotes"),
    Words("Viết \\\\, hoặc đặt giá trị trong dấu nháy đơn.", "Write \\\\, or put the value in single quotes."),
)
TAB = Fault(
    Code.YAML_TAB,
    Words("có phím Tab ở chỗ thụt dòng", "there is a tab in the indentation"),
    Words("Thay bằng khoảng trắng.", "Use spaces instead."),
)
INDENT = Fault(
    Code.YAML_INDENT,
    Words("dòng này thụt vào không khớp với các dòng trên", "this line is not indented as the lines above it"),
    Words("Cho các khóa cùng cấp thẳng cột với nhau.", "Let keys of one level start in one column."),
)
NO_COLON = Fault(
    Code.YAML_SYNTAX,
    Words("sau khóa này không có dấu hai chấm và khoảng trắng", "there is no colon and space after this key"),
    Words("Viết khóa: giá trị.", "Write key: value."),
)
