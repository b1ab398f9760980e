"""Text as people compare it: without case, without diacritics, and which of many names is nearly another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache

from cnht.language.texts import Localized, _

_LONGEST = 500
"""The most characters of a name that are compared; more would only cost time."""
_LOOK_ALIKES = str.maketrans("ðɖ", "đđ")  # Icelandic and African letters that keyboards and converters put for đ


def fold(text: str) -> str:
    """``text`` for comparing: NFC, look-alikes of Đ mended, without case, every run of spaces one space."""
    caseless = unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())
    return " ".join(caseless.translate(_LOOK_ALIKES).split())


def plain(text: str) -> str:
    """``text`` for forgiving search: folded, and without diacritics (``đ`` is ``d``)."""
    letters = unicodedata.normalize("NFD", fold(text).replace("đ", "d"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.split())  # a mark may have stood on a space


def suggest(word: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Which of ``known`` may have been meant by ``word``, best first, at most ``limit``.

    Case, diacritics and the choice of ``-``, ``_`` and space do not matter; beginnings come before parts, parts before
    words that are merely alike.
    """
    from difflib import SequenceMatcher

    wanted = _key(word[:_LONGEST])
    if not wanted:
        return []
    matcher = SequenceMatcher(b=wanted, autojunk=False)
    best: list[tuple[float, str]] = []
    least = 0.6
    for name in dict.fromkeys(known):
        candidate = _key(name[:_LONGEST])
        bonus = 0
        if candidate.startswith(wanted):
            bonus = 2
        elif wanted in candidate or (len(candidate) > 2 and candidate in wanted):
            bonus = 1
        matcher.set_seq1(candidate)
        # Each bound costs a fraction of the next: most names are not like enough, whatever the order of their letters.
        bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
        if all(bound() + bonus >= least for bound in bounds):
            best.append((matcher.ratio() + bonus, name))
            best.sort(key=lambda pair: -pair[0])
            del best[limit:]
            if len(best) == limit:
                least = max(least, best[-1][0])
    return [name for _unused, name in best]


def no_such(asked: str, choices: Collection[str], what: Localized) -> Localized:
    """The refusal of a name that is not among ``choices``: what is like it, or what there is."""
    near = suggest(asked, choices)
    if near:
        hint = _("did you mean {near}?", near=", ".join(near))
    else:
        few = ", ".join([*choices][:12]) + (", ..." if len(choices) > 12 else "")
        hint = _("choose from: {few}", few=few)
    return _("there is no {what} {asked!r}; {hint}", what=what, asked=asked, hint=hint)


@lru_cache(maxsize=5_000)
def _key(name: str) -> str:
    """What :func:`suggest` compares of a name."""
    return plain(re.sub(r"[-_\s]+", " ", name))
