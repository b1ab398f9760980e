"""A source that is entered on the way to a figure."""

from __future__ import annotations

from collections.abc import Collection

from cnht.cli.prompts import Prompter
from cnht.domain.model import Authority
from cnht.language.fuzzy import plain
from cnht.language.texts import _, p_
from cnht.language.wording import read_period
from cnht.problems import Fault, shown
from cnht.reading import dates, values

_LONGEST = 12
"""The most letters before the date in a code that is proposed."""


def ask_source(asker: Prompter, others: Collection[str], code: str = "") -> tuple[str, dict[str, str]]:
    """The code and the keys of a new source; ``code`` is the one that was named, and ``others`` are taken."""
    title = asker.until(_("Title of the document or article"), values.line)
    publisher = asker.until(p_("question", "Publisher"), values.line)
    published = asker.until(_("Published on (2024-09-28, 2024-09, 2024)"), _document_date)
    ways = {
        str(Authority.OFFICIAL): _("the agency's own figure, direct or quoted"),
        str(Authority.PRESS): _("the newspaper's own words"),
    }  # fmt: skip
    authority = asker.choose(_("authority"), ways)
    url = asker.maybe(_("Address on the web"), values.line)

    def free(text: str) -> str | Fault:
        found = values.source_code(text)
        if isinstance(found, Fault) or found.casefold() not in {one.casefold() for one in others}:
            return found
        return Fault("Y408.source", code=shown(found))

    usable = code if code and not isinstance(free(code), Fault) else _proposed(publisher, published, others)
    code = asker.until(_("Code of the source"), free, usable)
    return code, {"title": title, "publisher": publisher, "published": published, "url": url, "authority": authority}


def _document_date(text: str) -> str | Fault:
    found = dates.document_date(read_period(text).text)
    return found if isinstance(found, Fault) else found.text


def _proposed(publisher: str, published: str, others: Collection[str]) -> str:
    """A code of the publisher's initials and the date: ``plvxh-2024-09-28``; with a number where it is taken."""
    words = ["".join(filter(str.isascii, filter(str.isalnum, word))) for word in plain(publisher).split()]
    letters = "".join(word[:1] for word in words) if len(words) > 1 else "".join(words)
    code = f"{letters[:_LONGEST] or 'source'}-{published}"
    used = {one.casefold() for one in others}
    number = 2
    found = code
    while found.casefold() in used:
        found, number = f"{code}-{number}", number + 1
    return found
