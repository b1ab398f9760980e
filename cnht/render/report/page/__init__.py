"""A report as one page that needs no server and asks nothing of the network: see ``page.html``.

What it shows is made in :mod:`cnht.render.report.page.view`; the template only lays it out. Text of a file is text:
every value is escaped, and the page's own policy lets nothing run or load but what it was written with.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from cnht import __version__
from cnht.lang import Lang, _, p_
from cnht.render.chart.svg import PAGE_STYLE
from cnht.render.phrases import shown
from cnht.render.report.page.parts import Depth
from cnht.render.report.page.view import view
from cnht.render.report.words import FRESH, MOVED
from cnht.report import Report

_DATE = re.compile(r"\b[0-9]{4}-[0-9]{2}(-[0-9]{2})?\b")


class Page(NamedTuple):
    """A page as HTML, and how much it holds."""

    text: str
    depth: Depth


def page(report: Report, lang: Lang, most: int | None = None) -> Page:
    """The page of a report. It holds both languages, and is shown in ``lang`` until its reader chooses the other one.

    A page of more than ``most`` bytes leaves something out, as much as it must, and says so.
    """
    loader = PackageLoader("cnht.render.report.page", ".")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    environment.filters["whole"] = _whole
    environment.globals |= {"_": _, "p_": p_, "VI": Lang.VI, "EN": Lang.EN}
    style, script = (loader.get_source(environment, name)[0] for name in ("page.css", "page.js"))
    style = PAGE_STYLE + style
    fixed = {
        "style": Markup(style),
        "script": Markup(script),
        "policy": _policy(style, script),
        "version": __version__,
        "moved": MOVED,
        "fresh": FRESH,
    }
    template = environment.get_template("page.html")
    for depth, least in _LEAST.items():
        if depth is Depth.BRIEF or most is None or least * len(report.subjects) <= most:
            text = template.render(view=view(report, lang, depth), **fixed)
            if depth is Depth.BRIEF or most is None or len(text.encode()) <= most:
                return Page(text, depth)
    raise AssertionError("a brief page is made in any case")


_LEAST = {Depth.WHOLE: 4000, Depth.UNREASONED: 3000, Depth.UNLISTED: 2500, Depth.BRIEF: 0}
"""How many bytes an indicator takes at least: to make what would be too large anyway takes long."""


def _finalized(value: object) -> object:
    """Plain text with nothing hidden in it; what is markup already stays."""
    return shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _whole(text: str) -> Markup:
    """Text in which no line breaks within a date."""
    return Markup(_DATE.sub(r'<span class="whole">\g<0></span>', str(escape(shown(text)))))


def _policy(style: str, script: str) -> str:
    """What the page may do: show itself. The hashes name the only style and the only script that count."""
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script))
    form = "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'"
    return form.format(*digests)
