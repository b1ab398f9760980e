"""What can be wrong with the YAML of a file, in words: the faults that :mod:`cnht.reading.yaml_text` finds."""

from __future__ import annotations

import re

from cnht.lang import Localized, _
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
        _("\"{text}\" is a comment, not part of the value", text=shown(text)),
        _("Put the whole value in quotes; if it is a comment, write \"# \" with a space."),
    )  # fmt: skip


def twice(key: str) -> Fault:
    """A key that stands twice."""
    return Fault(
        Code.YAML_DUPLICATE_KEY,
        _('the key "{key}" stands above already', key=shown(key)),
        _("Join the two or delete one."),
    )


def no_space(text: str) -> Fault:
    """The fault of ``key:value``, which YAML reads as one word."""
    key, _unused, value = text.partition(":")
    return Fault(
        Code.YAML_COLON,
        _('there is no space after the colon in "{text}"', text=shown(text)),
        _("Write {key}: {shown}", key=shown(key), shown=shown(value)),
    )


def special(char: str, value: str) -> Fault:
    """A character that no plain value starts with; ``value`` is the whole of it."""
    what = shown(char)
    return Fault(
        Code.YAML_QUOTES_NEEDED,
        _('a value cannot start with "{what}" in YAML', what=what),
        in_quotes(value),
    )


def colon(value: str) -> Fault:
    """A colon inside a plain value."""
    return Fault(
        Code.YAML_QUOTES_NEEDED,
        _("a second colon on the line: a value that holds a colon must be put in quotes"),
        in_quotes(value),
    )  # fmt: skip


def comma(value: str) -> Fault:
    """A comma inside a plain value that stands in brackets."""
    return Fault(
        Code.YAML_QUOTES_NEEDED,
        _("inside brackets a comma ends the value: one that holds a comma must be put in quotes"),
        in_quotes(value),
    )  # fmt: skip


def one_too_many(char: str) -> Fault:
    """A closing bracket that closes nothing."""
    return Fault(
        Code.YAML_SYNTAX,
        _("the \"{char}\" here closes nothing", char=char),
        _("Delete the \"{char}\"; as text, put the whole value in quotes.", char=char),
    )  # fmt: skip


def in_quotes(value: str) -> Localized:
    """The remedy for a plain value that must be quoted; for a comparison, what a target writes instead."""
    compared = _COMPARED.fullmatch(value.strip())
    qualifier = values.qualifier_meant(compared[1]) if compared else None
    if compared and qualifier:
        meant = f"{qualifier}: {compared[2]}"
        return _('A target is written {{{meant}}}; text goes in quotes: "{shown}".', meant=meant, shown=shown(value))
    said = f"'{value}'" if '"' in value or "\\" in value else f'"{value}"'
    return _("Put the whole value in quotes: {said}.", said=shown(said))


def smart_quote(value: str) -> Fault:
    """A plain value in curly quotes, which YAML takes for a part of it."""
    inner = value.strip("“”„‟‘’‚‛")
    return Fault(
        Code.YAML_SMART_QUOTE,
        _("the curly quotes of {shown} are no quotes to YAML", shown=shown(value)),
        _("Use straight quotes: \"{inner}\".", inner=shown(inner)),
    )  # fmt: skip


def odd_space(char: str) -> Fault:
    """A space that YAML takes for a letter."""
    what = shown(char)
    return Fault(
        Code.YAML_SPACE,
        _("the space here is {what}, which is none to YAML", what=what),
        _("Delete it and type a plain space."),
    )  # fmt: skip


def bracket(char: str) -> Fault:
    """A bracket that is not closed on its line."""
    closing = {"[": "]", "{": "}"}.get(char, "}")
    return Fault(
        Code.YAML_BRACKET,
        _('the "{char}" that opens here is not closed', char=shown(char)),
        _('Add the "{closing}".', closing=closing),
    )


def in_brackets(char: str) -> Fault:
    """What may not stand inside brackets."""
    what = shown(char)
    return Fault(
        Code.YAML_SYNTAX,
        _("cannot be read from \"{what}\" on: inside brackets, items are separated by commas", what=what),
        _("Add the comma or the closing bracket; text with a colon or a comma goes in quotes."),
    )  # fmt: skip


def syntax_fault(said: str) -> Fault:
    """Any other error of syntax, in the parser's words."""
    return Fault(
        Code.YAML_SYNTAX,
        _("YAML syntax error: {said}", said=shown(said)),
        _("Mend this place; text with special characters goes in quotes."),
    )  # fmt: skip


SECOND_DOCUMENT = Fault(
    Code.YAML_DOCUMENTS,
    _("a second YAML document starts here"),
    _("Delete the line ---, or move what follows into a file of its own."),
)
ROOT = Fault(
    Code.YAML_ROOT,
    _("the file must be made of key: value pairs"),
    _("Write one key a line, such as period: 2025"),
)
ALIAS = Fault(
    Code.YAML_ALIAS,
    _("anchors (&) and aliases (*) of YAML are not used here"),
    _("Write the value out; as text, put it in quotes."),
)
TAG = Fault(
    Code.YAML_TAG,
    _("tags (!) of YAML are not used here"),
    _("Delete the tag; as text, put it in quotes."),
)
MERGE = Fault(
    Code.YAML_MERGE,
    _("the merge key << of YAML is not used here"),
    _("Write the keys out."),
)
KEY = Fault(
    Code.YAML_KEY,
    _("a key must be text"),
    _("Write key: value; text that starts with [ or { goes in quotes."),
)  # fmt: skip
DEPTH = Fault(
    Code.YAML_DEPTH,
    _("nested more than {MOST_DEPTH} levels deep", MOST_DEPTH=MOST_DEPTH),
    _("Check the brackets [ and {."),
)
QUOTE = Fault(
    Code.YAML_QUOTE_OPEN,
    _("the quote that opens here is not closed on its line"),
    _("Add the closing quote at the end of the value."),
)
AFTER_QUOTE = Fault(
    Code.YAML_SYNTAX,
    _("there is text after the closing quote"),
    _("Put the whole value in one pair of quotes; a quote inside is written \\\"."),
)  # fmt: skip
ESCAPE = Fault(
    Code.YAML_SYNTAX,
    _("this backslash means nothing inside double quotes"),
    _("Write \\\\, or put the value in single quotes."),
)
TAB = Fault(
    Code.YAML_TAB,
    _("there is a tab in the indentation"),
    _("Use spaces instead."),
)
INDENT = Fault(
    Code.YAML_INDENT,
    _("this line is not indented as the lines above it"),
    _("Let keys of one level start in one column."),
)
NO_COLON = Fault(
    Code.YAML_SYNTAX,
    _("there is no colon and space after this key"),
    _("Write key: value."),
)
