"""Markdown of a knowledge base as HTML in which placeholders are left, made by the reader of Markdown that pages have.

What is put into them in the browser is HTML too: in words that may be put in, the addresses are links that are found
here, and what is more than that is written here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.tables import RowCell
from advisor.knowledge.texts import cell_in_words
from advisor.plain_text import strip_controls
from advisor.reports.pages import to_html, to_inline_html

_BRACES = re.compile(r"\{\{|\}\}|\{([^{}]+)\}")
_LINK = re.compile(r'<a href="https://([^"]+)">\1</a>')
_SLOT = re.compile("\ue000(\\d+)\ue001")
"""What stands for a placeholder while the text is read: characters that are for private use, and no Markdown."""


def as_html(text: str) -> str:
    """A text with placeholders as HTML with placeholders."""
    names: list[str] = []

    def slot(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        names.append(match[1])
        return f"\ue000{len(names) - 1}\ue001"

    made = str(to_html(_BRACES.sub(slot, strip_controls(text.strip()))))
    made = made.replace("{", "{{").replace("}", "}}")
    return _SLOT.sub(lambda match: f"{{{names[int(match[1])]}}}", made)


def plain_html(text: str, links: Iterable[str]) -> str:
    """The HTML of a paragraph in which there is no Markdown but these addresses."""
    return f"<p>{_linked(text.strip(), links)}</p>\n"


def words_as_html(kb: KnowledgeBase) -> tuple[list[str], dict[str, str]]:
    """The addresses that are links in what is to do or in words that may be put into it, and those words that are more
    than that."""
    made = {words: str(to_inline_html(words)) for words in _words(kb)}
    to_do = (as_html(part.text) for step in kb.steps.values() for part in step.do)
    links = [*dict.fromkeys(link for html in (*made.values(), *to_do) for link in _LINK.findall(html))]
    return links, {words: html for words, html in made.items() if html != _linked(words, links)}


def _linked(words: str, links: Iterable[str]) -> str:
    """What the browser makes of them."""
    found = _escaped(words)
    for link in links:
        found = found.replace(link, f'<a href="https://{link}">{link}</a>')
    return found


def _escaped(text: str) -> str:
    return html.escape(text).replace("&#x27;", "'")


def _words(kb: KnowledgeBase) -> Iterator[str]:
    for id, question in kb.questions.items():
        yield from question.texts.values()
        if question.table:
            table = kb.tables[question.table]
            yield from (cell_in_words(kb, RowCell(id, column), row) for row in table.rows for column in table.columns)
