"""Recommendations as one HTML page or one Markdown document, from the templates beside this module.

The HTML needs no network and no script. What comes from a case or a knowledge base stays text in both, except that the
`do` of a step is Markdown: it may have lists, emphasis and links, but no HTML, no picture and no heading of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from advisor.cases.files import called
from advisor.explanation.english import wanted
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge.model import KnowledgeBase
from advisor.plain_text import one_line
from advisor.reports.page import Page, page
from advisor.reports.sheet import MOST, PrintedSheet, sheet

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


Form = Literal["html", "markdown", "sheet"]
_TEMPLATES: dict[Form, str] = {
    "html": "page.html.jinja",
    "markdown": "page.md.jinja",
    "sheet": "sheet.html.jinja",
}


class CaseLink(NamedTuple):
    """A case as the contents of several name it: where it is, its name, and what is advised."""

    link: str
    name: str
    title: str


def listed(advice: Recommendation, link: str) -> CaseLink:
    """The entry of a case."""
    title = advice.title_of(advice.kb.goal, advice.value) if advice.value else advice.problem_of(advice.kb.goal)
    return CaseLink(link, one_line(called(advice.name, advice.place)), one_line(title))


def write(advices: Sequence[Recommendation], form: Form, today: date, index: str = "") -> Iterator[str]:
    """The document in parts. `advices` are one or more, of the same knowledge base; a sheet is HTML to be printed.

    `index` is the address of the contents that lead to this page, if there are any.
    """
    kb, several = advices[0].kb, len(advices) > 1
    names = [called(advice.name, advice.place if several or index else "") for advice in advices]
    template = _environment(html=form != "markdown").get_template(_TEMPLATES[form])
    yield from template.generate(
        **_shared(kb, today),
        words=kb.words,
        road=kb.has_road,
        change=wanted(kb, "or"),
        listed=[listed(advice, f"#c{number}") for number, advice in enumerate(advices, 1)],
        name=one_line(names[0]),
        pages=_pages(advices, names, sheet if form == "sheet" else page),
        most=MOST,
        several=several,
        index=index,
    )


def contents(kb: KnowledgeBase, cases: Sequence[CaseLink], form: Form, today: date) -> str:
    """The document that leads to the pages of many cases."""
    name = "contents.md.jinja" if form == "markdown" else "contents.html.jinja"
    return fill_template(name, kb, today, listed=cases)


def fill_template(name: str, kb: KnowledgeBase, today: date, **told: object) -> str:
    """A document that is about no single case."""
    template = _environment(html=name.endswith(".html.jinja")).get_template(name)
    return template.render(**_shared(kb, today), index="", **told)


def _shared(kb: KnowledgeBase, today: date) -> dict[str, Any]:
    """What all documents say of where and when they were made."""
    return {
        "kb": {"title": one_line(kb.title), "id": kb.id, "version": kb.version},
        "today": today.isoformat(),
        "day": f"{today.day} {today:%B} {today.year}",
    }


def _pages(
    advices: Sequence[Recommendation],
    names: Sequence[str],
    view: Callable[[Recommendation, int, str], Page | PrintedSheet],
) -> Iterator[Page | PrintedSheet]:
    """One at a time, so that many cases need no more room than their answers."""
    for number, (advice, name) in enumerate(zip(advices, names, strict=True), 1):
        yield view(advice, number, name)


def escaped(text: str) -> str:
    """One line of text as Markdown that shows just this text, in whatever dialect."""
    text = _ENTITY.sub(lambda match: _ENTITIES[match[0]], _SPECIAL.sub(r"\\\g<0>", one_line(text)))
    return _BEGINS.sub(lambda match: f"{match[1]}\\" if match[1] else "\\", text)


def to_html(text: str) -> Markup:
    """The Markdown of a knowledge base as HTML."""
    return Markup(_markdown().render(text))


def linked(text: str) -> Markup:
    """Plain text as HTML in which addresses are links."""
    parts, at = [], 0
    for found in _addresses().match(text) or ():
        if found.url.startswith(("https://", "http://", "mailto:")):
            parts.append(escape(text[at : found.index]))
            parts.append(Markup('<a href="{}" rel="noreferrer">{}</a>').format(found.url, found.text))
            at = found.last_index
    return Markup("").join([*parts, escape(text[at:])])


@cache
def _addresses() -> _Addresses:
    return _Addresses()


def to_inline_html(text: str) -> Markup:
    """The same of words within a paragraph."""
    return Markup(_markdown().renderInline(text))


@cache
def _markdown() -> MarkdownIt:
    """Addresses become links also where they are written as plain words.

    Headings would break the order of the page's own, and pictures would be fetched from elsewhere.
    """
    reader = MarkdownIt("js-default", {"html": False, "linkify": True}).enable("linkify").disable("image")
    reader.linkify = _addresses()
    for name, tag in (("heading_open", '<p class="heading">'), ("heading_close", "</p>\n")):
        reader.add_render_rule(name, lambda self, tokens, index, options, env, tag=tag: tag)
    return reader


@cache
def _environment(html: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("advisor.reports"),
        autoescape=html,
        finalize=None if html else _as_markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["linked"] = linked
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
