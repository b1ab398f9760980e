"""The languages of the output: texts of the program, which a catalogue translates, and names given in both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cache, reduce
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

_T = TypeVar("_T")


class Lang(StrEnum):
    """A language of the output."""

    VI = "vi"
    EN = "en"


class LocalizedText(NamedTuple):
    """A text that is known in both languages, such as the name that a workspace gives to an indicator."""

    vi: str
    en: str

    def text(self, lang: Lang) -> str:
        """The text in ``lang``; where there is none, the other language's."""
        return (self.vi or self.en) if lang is Lang.VI else (self.en or self.vi)

    def __str__(self) -> str:
        return self.text(Lang.EN)


class Message(NamedTuple):
    """A text of the program: English with named placeholders, and what stands in them. ``_`` and ``n_`` make them."""

    template: str
    values: tuple[tuple[str, object], ...] = ()
    context: str = ""
    plural: str = ""
    amount: int = 1

    def text(self, lang: Lang) -> str:
        """The text in ``lang``, as the catalogue has it; what stands in its placeholders follows."""
        catalogue = _catalogue(lang)
        if self.plural:
            template = catalogue.ngettext(self.template, self.plural, self.amount)
        elif self.context:
            template = catalogue.pgettext(self.context, self.template)
        else:
            template = catalogue.gettext(self.template)
        if not self.values:
            return template
        return template.format_map({
            name: value.text(lang) if isinstance(value, LocalizedText | Message | Written) else value
            for name, value in self.values
        })  # fmt: skip

    def __str__(self) -> str:
        return self.text(Lang.EN)


class Written(NamedTuple):
    """A thing, and the function that writes it in a language. ``both`` makes them."""

    write: Callable[[Any, Lang], str]
    thing: object

    def text(self, lang: Lang) -> str:
        """The thing as it is written in ``lang``."""
        return self.write(self.thing, lang)

    def __str__(self) -> str:
        return self.text(Lang.EN)


Localized = LocalizedText | Message | Written
"""Whatever has a ``text`` in each language."""

LOCALE = Path(__file__).parents[1] / "locale"
NOTHING = LocalizedText("", "")


def _(template: str, /, **values: object) -> Message:
    """A text of the program. Without ``values`` its braces are braces."""
    return Message(template, tuple(values.items()))


def p_(context: str, template: str, /, **values: object) -> Message:
    """The same where one English text needs several translations: ``context`` tells them apart."""
    return Message(template, tuple(values.items()), context)


def n_(singular: str, plural: str, count: int, /, **values: object) -> Message:
    """A text that depends on a number, which stands in it as ``{count}``."""
    return Message(singular, (("count", number(count)), *values.items()), "", plural, count)


def number(value: int) -> LocalizedText:
    """A whole number with its thousands grouped: ``1.234``, ``1,234``."""
    text = f"{value:,}"
    return LocalizedText(text.replace(",", "."), text)


def untranslated(text: str) -> LocalizedText:
    """A text that is the same in both languages."""
    return LocalizedText(text, text)


def alternatives(texts: Iterable[str | Localized]) -> Localized:
    """``a or b or c``, of one text or more."""
    each = [untranslated(text) if isinstance(text, str) else text for text in texts]
    return reduce(lambda first, second: _("{first} or {second}", first=first, second=second), each)


def composed(template: str, /, **values: object) -> Message:
    """Texts put together by a template that is the same in both languages: ``{name}: {text}``."""
    return Message(template, tuple(values.items()), "composed")


def joined(separator: str, texts: Iterable[str | Localized | None]) -> Written:
    """The texts in a row, with ``separator`` between them; ``None`` is left out."""
    return Written(_join, (separator, tuple(text for text in texts if text is not None)))


def _join(parts: tuple[str, tuple[str | Localized, ...]], lang: Lang) -> str:
    separator, texts = parts
    return separator.join(text if isinstance(text, str) else text.text(lang) for text in texts)


def both(write: Callable[[_T, Lang], str], thing: _T) -> Written:
    """``thing`` as ``write`` puts it in each language: a number, a date or a quantity within a message."""
    return Written(write, thing)


@cache
def _catalogue(lang: Lang) -> NullTranslations:
    """The translations from English; none where the language is English."""
    if lang is Lang.EN:
        return NullTranslations()
    return translation("cnht", LOCALE, [lang])
