"""Which encoding a file that is not UTF-8 is probably in: said of files of a workspace, used for what is imported.

Vietnamese is told by its syllables: of the encodings that are tried, the one in which most words could be Vietnamese.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from itertools import islice

from cnht.language.texts import Localized, _

_MOST_WORDS = 2_000
"""How many words are looked at; more would only cost time."""
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SHAPES = frozenset("\u0302\u0306\u031b")
_SYLLABLE = re.compile(
    r"(?:b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?[aeiouy]{1,3}(?:c|ch|m|n|ng|nh|p|t)?"
)
_LONGEST_WORD = 20
_WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")

# TCVN 5712 as the fonts of the 1990s have it (ABC, .VnTime): a character a byte, from 0xA1 on; "·" is a gap.
_TCVN3 = "ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ"
_TCVN3_TABLE = {0xA1 + at: letter for at, letter in enumerate(_TCVN3)}


class Encoding(StrEnum):
    """The encodings that can be named for a file to import."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    WINDOWS_1258 = "windows-1258"
    WINDOWS_1252 = "windows-1252"
    TCVN3 = "tcvn3"


WINDOWS_1258, TCVN3, WINDOWS_1252 = "windows-1258", "TCVN3 (ABC)", "windows-1252"
OLD = (WINDOWS_1258, TCVN3, WINDOWS_1252)
"""The encodings that are tried."""


def likely(lines: Iterable[bytes]) -> Localized:
    """The encoding that lines are probably in which are not UTF-8, in words."""
    best = told(lines)
    if best is not None:
        return _("probably {best}", best=best)
    return _("probably windows-1252 or another old encoding")


def told(lines: Iterable[bytes]) -> str | None:
    """The one of :data:`OLD` in which at least half of the words are Vietnamese; ``None`` where there is none."""
    words = list(islice((found[0] for line in lines for found in _WORD.finditer(line)), _MOST_WORDS))
    scores = {name: sum(is_vietnamese(decoded(word, name)) for word in words) for name in OLD}
    best = max(scores, key=lambda name: scores[name])
    return best if 2 * scores[best] >= len(words) > 0 else None


def decoded(data: bytes, name: str) -> str:
    """Text in one of :data:`OLD`; a byte that stands for no character becomes ``\ufffd``."""
    if name == TCVN3:
        return data.decode("latin-1").translate(_TCVN3_TABLE)
    return data.decode("cp1258" if name == WINDOWS_1258 else "cp1252", "replace")


def is_vietnamese(word: str) -> bool:
    """Whether ``word`` could be a Vietnamese syllable that is written with a diacritic."""
    if len(word) > _LONGEST_WORD:
        return False
    letters = unicodedata.normalize("NFD", word.lower())
    marks = [char for char in letters if unicodedata.combining(char)]
    if not set(marks) <= _TONES | _SHAPES or sum(mark in _TONES for mark in marks) > 1:
        return False
    bare = "".join(char for char in letters if not unicodedata.combining(char))
    return (bool(marks) or "đ" in bare) and _SYLLABLE.fullmatch(bare) is not None


# --- UTF-8 that was read as windows-1252 and written as UTF-8 again ----------------------------------------------

_TWICE = re.compile(
    "[\u00c2-\u00df][\u0080-\u00bf\u0152-\u017e\u02c6-\u02dc\u2013-\u203a\u20ac\u2122]"
    "|[\u00e0-\u00ef][\u0080-\u00bf\u0152-\u017e\u02c6-\u02dc\u2013-\u203a\u20ac\u2122]{2}"
)
"""What the bytes of one character beyond ASCII look like in windows-1252: ``Ã¡``, ``áº¡``."""
_BYTES = {char: bytes([code]) for code in range(0x80, 0x100)
          if (char := bytes([code]).decode("cp1252", "replace")) != "\N{REPLACEMENT CHARACTER}"}  # fmt: skip


def encoded_twice(text: str) -> tuple[int, str, str] | None:
    """The first character of ``text`` that was encoded twice: where it stands, as what, and what it was."""
    for match in islice(_TWICE.finditer(text), _MOST_WORDS):
        data = b"".join(_BYTES.get(char) or char.encode("latin-1", "replace") for char in match[0])
        try:
            meant = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if meant.isalpha():
            return match.start(), match[0], meant
    return None
