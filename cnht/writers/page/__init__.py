"""A report as one page that needs no server and asks nothing of the network: see ``page.html``.

Text of a file is text: every value is escaped, and the page's own policy lets nothing run or load but what it was
written with.
"""

from __future__ import annotations

import base64
import hashlib
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cnht import __version__
from cnht.domain.progress import Status
from cnht.domain.report import Report
from cnht.language.texts import Lang, _, both, p_
from cnht.language.wording import write_date, write_period
from cnht.presenting import page as content
from cnht.presenting import phrases
from cnht.presenting import report as words
from cnht.presenting.blocks import DASH, Items, cited
from cnht.presenting.charts import SIGN_WORDS
from cnht.presenting.page import LEFT_OUT, Depth
from cnht.presenting.progress import conflict_items
from cnht.writers.html import Html
from cnht.writers.svg import PAGE_STYLE, framed, shown


class Page(NamedTuple):
    """A page as HTML, and how much it holds."""

    text: str
    depth: Depth


def page(report: Report, lang: Lang, most: int | None = None) -> Page:
    """The page of a report. It holds both languages, and is shown in ``lang`` until its reader chooses the other one.

    A page of more than ``most`` bytes leaves something out, as much as it must, and says so.
    """
    loader = PackageLoader("cnht.writers.page", ".")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    environment.globals |= {"_": _, "p_": p_, "VI": Lang.VI, "EN": Lang.EN}
    style, script = (loader.get_source(environment, name)[0] for name in ("page.css", "page.js"))
    style = PAGE_STYLE + style
    template = environment.get_template("page.html")
    fixed = {"style": Markup(style), "script": Markup(script), "policy": _policy(style, script), "lang": lang}
    for depth, least in _LEAST.items():
        if depth is Depth.BRIEF or most is None or least * len(report.subjects) <= most:
            text = template.render(**fixed, **_view(report, depth))
            if depth is Depth.BRIEF or most is None or len(text.encode()) <= most:
                return Page(text, depth)
    raise AssertionError("a brief page is made in any case")


def _view(report: Report, depth: Depth) -> dict[str, object]:
    """What the template lays out: blocks, and what writes them."""
    result, since = report.progress, report.since
    counts, known = result.counts, result.book.workspace.definitions.sources
    # In the order of the page, so that sources are numbered as they are read.
    parts = {
        "documents": content.documents(report),
        "cards": tuple(content.cards(report)),
        "targets": content.targets(report),
        "news": () if since is None else tuple(words.news_blocks(report, since)),
        "conflicts": Items(conflict_items(result)),
        "missing": Items(words.missing_items(report)),
        "details": tuple(content.details(report, depth)),
    }
    numbers = cited(tuple(parts.values()))
    anchors = {(subject.indicator.code, subject.area): f"c{at}" for at, subject in enumerate(report.subjects, 1)}
    return {
        **parts,
        "numbers": [row.plan.number for subject in report.subjects for row in subject.rows],
        "html": Html(numbers, {} if depth is Depth.BRIEF else anchors),
        "report": report,
        "words": words,
        "day": both(write_date, result.as_of),
        "shares": [(status, count, 100 * count / sum(counts.values())) for status, count in counts.items()],
        "statuses": [status for status in Status if any(row.status is status for row in result.rows)],
        "status": phrases.STATUS_WORDS,
        "mark": phrases.STATUS_MARKS,
        "left_out": LEFT_OUT.get(depth),
        "sign": [(framed(sign), meaning) for sign, meaning in SIGN_WORDS.items()],
        "sources": [(number, known[code]) for code, number in numbers.items()],
        "date": lambda period: both(write_period, period),
        "authority": phrases.AUTHORITY_WORDS,
        "web_address": phrases.web_address,
        "version": __version__,
        "dash": DASH,
    }


_LEAST = {Depth.WHOLE: 4000, Depth.UNREASONED: 3000, Depth.UNLISTED: 2500, Depth.BRIEF: 0}
"""How many bytes an indicator takes at least: to make what would be too large anyway takes long."""


def _finalized(value: object) -> object:
    """Plain text with nothing hidden in it; what is markup already stays."""
    return shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _policy(style: str, script: str) -> str:
    """What the page may do: show itself. The hashes name the only style and the only script that count."""
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script))
    form = "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'"
    return form.format(*digests)
