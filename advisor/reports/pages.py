"""Recommendations as one HTML page or one Markdown document, from the templates beside this module.

The HTML needs no network and no script. What comes from a case or a knowledge base stays text in both, except that the
`do` of a step is Markdown: it may have lists, emphasis and links, but no HTML, no picture and no heading of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, Literal
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markupsafe import Markup

from advisor.explanation.english import wanted
from advisor.explanation.recommendation import Recommendation
from advisor.plain_text import one_line
from advisor.reports.page import Page, page

_SPECIAL = re.compile(r"[\\`*_{}\[\]|~$]")
_BEGINS = re.compile(r"^(?=[#+=-])|^(\d+)(?=[.)])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ENTITY = re.compile("[&<>]")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(\S.*?)[ \t#]*$", re.MULTILINE)
_UNDERLINE = re.compile(r"^( {0,3})(=+[ \t]*|-{2,}[ \t]*)$", re.MULTILINE)
_UNSAFE = re.compile(r"!\[|\]\((?!https?://|mailto:)|^ {0,3}\[(?=[^\]]*\]:)", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}```", re.MULTILINE)


class _Addresses(LinkifyIt):  # type: ignore[misc]  # it has no types
    """Finds addresses in plain words; one without a scheme is taken for a page that is sent encrypted."""

    def normalize(self, match: Any) -> None:
        super().normalize(match)
        if not match.schema:
            match.url = f"https://{match.url.removeprefix('http://')}"


def write(advices: Sequence[Recommendation], form: Literal["html", "markdown"], today: date) -> Iterator[str]:
    """The document in parts. `advices` are one or more, of the same knowledge base."""
    kb, several = advices[0].kb, len(advices) > 1
    names = [advice.name or (advice.place if several else "") for advice in advices]
    listed = [
        (f"c{number}", one_line(name), one_line(_titled(advice)))
        for number, (name, advice) in enumerate(zip(names, advices, strict=True), 1)
    ]
    template = _environment(form).get_template("page.html.jinja" if form == "html" else "page.md.jinja")
    yield from template.generate(
        words=kb.words,
        road=kb.has_road,
        change=wanted(kb, "or"),
        kb={"title": one_line(kb.title), "id": kb.id, "version": kb.version},
        listed=listed,
        pages=_pages(advices, names),
        several=several,
        today=today.isoformat(),
        day=f"{today.day} {today:%B} {today.year}",
    )


def _titled(advice: Recommendation) -> str:
    return advice.title_of(advice.kb.goal, advice.value) if advice.value else advice.problem_of(advice.kb.goal)


def _pages(advices: Sequence[Recommendation], names: Sequence[str]) -> Iterator[Page]:
    """One at a time, so that many cases need no more room than their answers."""
    for number, (advice, name) in enumerate(zip(advices, names, strict=True), 1):
        yield page(advice, number, name)


def escaped(text: str) -> str:
    """One line of text as Markdown that shows just this text, in whatever dialect."""
    text = _ENTITY.sub(lambda match: _ENTITIES[match[0]], _SPECIAL.sub(r"\\\g<0>", one_line(text)))
    return _BEGINS.sub(lambda match: f"{match[1]}\\" if match[1] else "\\", text)


def to_html(text: str) -> Markup:
    """The Markdown of a knowledge base as HTML."""
    return Markup(_markdown().render(text))


@cache
def _markdown() -> MarkdownIt:
    """Addresses become links also where they are written as plain words.

    Headings would break the order of the page's own, and pictures would be fetched from elsewhere.
    """
    reader = MarkdownIt("js-default", {"html": False, "linkify": True}).enable("linkify").disable("image")
    reader.linkify = _Addresses()
    for name, tag in (("heading_open", '<p class="heading">'), ("heading_close", "</p>\n")):
        reader.add_render_rule(name, lambda self, tokens, index, options, env, tag=tag: tag)
    return reader


@cache
def _environment(form: str) -> Environment:
    html = form == "html"
    environment = Environment(
        loader=PackageLoader("advisor.reports"),
        autoescape=html,
        finalize=None if html else _as_markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["url"] = lambda text: Markup(_ENTITY.sub(lambda match: quote(match[0]), text))
    environment.filters["markdown"] = to_html if html else _tamed
    return environment


def _as_markdown(value: Any) -> Any:
    """What a Markdown template inserts is escaped unless it is Markdown already, as autoescape does for HTML."""
    return value if isinstance(value, Markup) else escaped(str(value))


def _tamed(text: str) -> Markup:
    """The Markdown of a knowledge base with nothing in it that the HTML page would not show either.

    HTML is text, a heading a line in bold, a picture or an unsafe link its words; a block of code ends with the text.
    """
    text = _ENTITY.sub(lambda match: _ENTITIES[match[0]], text)
    text = _HEADING.sub(r"**\1**", text)
    text = _UNDERLINE.sub(r"\1\\\2", text)
    text = _UNSAFE.sub(lambda match: match[0][:-1] + "\\" + match[0][-1], text)
    return Markup(text + "\n```" if len(_FENCE.findall(text)) % 2 else text)
