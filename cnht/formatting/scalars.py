"""Single values as YAML writes them: plain where every reader takes them for what they are, else in quotes."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml

from cnht.formatting.tree import Value
from cnht.reading import yaml_text

_PLAIN = re.compile(r"[A-Za-zÀ-ỹ][A-Za-zÀ-ỹ0-9 ./()%'+_-]*[ ./()-][A-Za-zÀ-ỹ0-9()]+")
"""Several words, none of which needs a second look: no comma, colon, bracket or # is in them."""
_PLAIN_ON_LINE = re.compile(r"[A-Za-zÀ-ỹ](?:[A-Za-zÀ-ỹ0-9 ./()%'+_,;?=&-]|:(?=[^ ]))*[ ./,:-][A-Za-zÀ-ỹ0-9()/]+")
"""The same outside brackets, where a comma is text, and a colon with something behind it, as in an address."""
_WORD = re.compile(r"[A-Za-zÀ-ỹ][A-Za-zÀ-ỹ0-9_-]*")
"""A word, which is read as what it is unless YAML has a meaning for it."""
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_WORDS = frozenset("y Y n N".split())
"""What the text of YAML 1.1 calls true and false, although few readers do."""
_resolver: Any = yaml.resolver.Resolver()


def written(value: Value, *, in_brackets: bool, is_free: bool, is_date: bool = False) -> str | None:
    """A value on one line; ``None`` where it has several, and can have them: free text that is not ``in_brackets``.

    Blanks around free text mean nothing. Where a date is expected, what looks like one, or like a number, is text all
    the same.
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case _:
            text = unicodedata.normalize("NFC", value.strip() if is_free else value)
            may_be_block = is_free and not in_brackets and "\n" in text and " \n" not in text
            if may_be_block and _is_printable(text.replace("\n", "")):
                return None
            return _plain_or_quoted(text, in_brackets, is_date)


def key(text: str, *, in_brackets: bool, is_date: bool = False) -> str:
    """A key, without its colon."""
    return text if _is_plain_key(text, in_brackets, is_date) else _quoted(text)


def lines(value: str) -> list[str]:
    """The lines of a text that is not :func:`written` on one."""
    return unicodedata.normalize("NFC", value.strip()).split("\n")


@lru_cache(10_000)
def _plain_or_quoted(text: str, in_brackets: bool, is_date: bool) -> str:
    return text if _is_plain(text, in_brackets, is_date) else _quoted(text)


def _is_plain(text: str, in_brackets: bool, is_date: bool) -> bool:
    """Whether ``text`` without quotes is read as what it is, by our own reader and by every other."""
    if text.isprintable() and (_PLAIN if in_brackets else _PLAIN_ON_LINE).fullmatch(text):
        return True
    if not text or text != text.strip() or not _is_printable(text) or not (is_date or _is_text(text)):
        return False
    if _WORD.fullmatch(text):
        return _is_text(text)
    if in_brackets and "?" in text:  # some readers take it for the sign of a key
        return False
    root, problems = yaml_text.parse("", f"{{k: {text}}}\n" if in_brackets else f"k: {text}\n")
    found = root.entries.get("k") if root is not None else None
    if problems or root is None or len(root.entries) != 1 or not isinstance(found, yaml_text.Scalar):
        return False
    return found.value == text or (is_date and str(found.value) == text)


@lru_cache(10_000)
def _is_plain_key(text: str, in_brackets: bool, is_date: bool) -> bool:
    if not _is_printable(text) or not (is_date or _is_text(text)):
        return False
    if _WORD.fullmatch(text):
        return _is_text(text)
    root, problems = yaml_text.parse("", f"{{{text}: 1}}\n" if in_brackets else f"{text}: 1\n")
    return not problems and root is not None and list(root.entries) == [text]


def _is_text(text: str) -> bool:
    """Whether a reader of YAML 1.1 takes ``text`` for text."""
    return text not in _WORDS and _resolver.resolve(yaml.ScalarNode, text, (True, False)) == "tag:yaml.org,2002:str"


def _quoted(text: str) -> str:
    if not _is_printable(text):
        return '"' + "".join(_ESCAPES.get(char) or _escaped(char) for char in text) + '"'
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _is_printable(text: str) -> bool:
    """Whether ``text`` can stand in a file as it is: all that shows, and the odd spaces of printed text.

    What does not show, such as the marks that turn the direction of reading, is written as an escape: then it does.
    """
    return all(char.isprintable() or unicodedata.category(char) == "Zs" for char in text)


def _escaped(char: str) -> str:
    if _is_printable(char):
        return char
    return f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\U{ord(char):08X}"
