"""What can be wrong with a file: a place, a stable code, what was found, and how to mend it.

A problem is a value, never an exception: readers and checks return everything they can use together with everything
that is wrong with it. What each code is and says stands in ``catalogue.toml``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from cnht.language.fuzzy import suggest
from cnht.language.texts import Lang, Localized, Message, _, alternatives, both, untranslated

CATALOGUE = Path(__file__).with_name("catalogue.toml")


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


class Code(NamedTuple):
    """A kind of problem, as the catalogue has it."""

    identifier: str
    name: str
    """In PascalCase, as SARIF names a rule."""
    severity: Severity
    title: Message
    why: Message
    bad: str
    good: str
    is_mendable: bool
    """Whether ``cnht fmt`` mends it: how a file is written, where that leaves no doubt about what it says."""


@cache
def codes() -> Mapping[str, Code]:
    """Every kind of problem, by its identifier."""
    return {
        identifier: Code(
            identifier,
            entry["name"],
            Severity(entry["severity"]),
            _(entry["title"]),
            _(entry["why"]),
            entry["bad"],
            entry["good"],
            entry.get("fmt", False),
        )
        for identifier, entry in _catalogue().items()
    }


def kinds() -> int:
    """How many kinds of problem there are, without reading what they say: that would delay every sound run."""
    return CATALOGUE.read_text("utf-8").count("\nseverity = ")


@cache
def _catalogue() -> dict[str, dict[str, Any]]:
    import tomllib  # takes longer than a run that finds no problem may wait

    return tomllib.loads(CATALOGUE.read_text("utf-8"))


def _template(key: str, part: str) -> str:
    """The message or the fix of a code, or of one of its texts, ``CODE.name``."""
    code, _dot, name = key.partition(".")
    entry = _catalogue()[code]
    text: str = (entry[name] if name else entry).get(part) or entry[part]
    return text


class Fault:
    """What is wrong with a value, wherever it stands: a problem that has no place yet.

    ``key`` is a code of the catalogue, or one of its texts (``V301.letter``); ``values`` go into its placeholders.
    ``message`` and ``fix`` stand in for the catalogue's.
    """

    __slots__ = ("_fix", "_message", "key", "values")

    def __init__(
        self, key: str, /, *, message: Localized | None = None, fix: Localized | None = None, **values: object
    ) -> None:
        self.key = key
        self.values = values
        self._message = message
        self._fix = fix

    @property
    def code(self) -> str:
        """The identifier of its kind."""
        return self.key[:4]

    @property
    def severity(self) -> Severity:
        """Error or warning, by the code."""
        return codes()[self.code].severity

    @property
    def message(self) -> Localized:
        """What is wrong."""
        return self._message or self._text("message")

    @property
    def fix(self) -> Localized:
        """How to mend it."""
        return self._fix or self._text("fix")

    def _text(self, part: str) -> Message:
        return Message(_template(self.key, part), (("CODE", self.code), *self.values.items()))

    def with_fix(self, fix: Localized) -> Fault:
        """The same with another remedy."""
        return Fault(self.key, message=self._message, fix=fix, **self.values)

    def at(self, where: Location, *related: Location) -> Problem:
        """The problem of this fault at ``where``."""
        return Problem(self, where, related)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fault) and (self.code, *self._texts()) == (other.code, *other._texts())

    def __hash__(self) -> int:
        return hash(self.key)

    def _texts(self) -> list[str]:
        return [text.text(lang) for text in (self.message, self.fix) for lang in Lang]

    def __repr__(self) -> str:
        return f"<{self.code} {self.message}>"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in one place, with its remedy."""

    fault: Fault
    where: Location
    related: tuple[Location, ...] = ()

    @property
    def code(self) -> str:
        """The identifier of its kind: ``V301``."""
        return self.fault.code

    @property
    def severity(self) -> Severity:
        """Error or warning, by the code."""
        return self.fault.severity

    @property
    def is_mendable(self) -> bool:
        """Whether ``cnht fmt`` mends it."""
        return codes()[self.code].is_mendable

    @property
    def message(self) -> Localized:
        """What is wrong."""
        return self.fault.message

    @property
    def fix(self) -> Localized:
        """How to mend it by hand."""
        return self.fault.fix

    @property
    def remedy(self) -> Localized:
        """How to mend it; also by which command, where there is one."""
        if not self.is_mendable:
            return self.fix
        return _("{fix}; or run: cnht fmt", fix=both(lambda fix, lang: fix.text(lang).rstrip("."), self.fix))


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
"""What the system says in English, and what :mod:`cnht.files.store` and :mod:`cnht.files.git` say."""


def visible(text: str) -> str:
    """``text`` with nothing hidden: control, invisible, bidirectional and odd space characters become ``U+200B``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"U+{ord(char):04X}" if is_hidden(char) else char for char in text)


def is_hidden(char: str) -> bool:
    """Whether no screen shows ``char``, or shows it as a plain space although it is another."""
    return char != " " and (unicodedata.category(char)[0] in "CZ" or char in _HIDDEN)


class Kind(StrEnum):
    """What a file can name by a code."""

    AREA = "area"
    UNIT = "unit"
    INDICATOR = "indicator"
    SOURCE = "source"
    PLAN = "plan"
    REGISTER = "register"


_UNKNOWN = {
    Kind.INDICATOR: "M501",
    Kind.AREA: "M502",
    Kind.SOURCE: "M503",
    Kind.UNIT: "M504",
    Kind.PLAN: "M505",
    Kind.REGISTER: "M528",
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
    return Fault(_UNKNOWN[kind], text=shown(text), hint=did_you_mean(text, known))


def did_you_mean(text: str, known: Collection[str]) -> Localized:
    """The fix for a word that is not among ``known``."""
    likely = [shown(each) for each in near(text, known)]
    if likely:
        return _("Did you mean {likely}?", likely=alternatives(likely))
    if not known:
        return _("None is defined yet.")
    return _("Use one of {known}.", known=listed(known))


def listed(codes: Collection[str]) -> str:
    """``codes`` in a line, the first twelve of them."""
    return ", ".join(map(shown, list(codes)[:12])) + (", …" if len(codes) > 12 else "")
