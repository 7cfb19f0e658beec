"""Conclusions by the names that a caller gives them."""

from __future__ import annotations

from advisor.errors import AdvisorError, did_you_mean, quoted
from advisor.given import of_kind, text
from advisor.knowledge.model import KnowledgeBase


class NothingSuch(AdvisorError):
    """An attribute or a value that the knowledge base does not have; the text says what would be right."""


def check(kb: KnowledgeBase, attribute: str, value: str = "", *, needed: bool = False) -> None:
    """Raises NothingSuch unless it is a concluded attribute, with this value if one is named, or `needed`."""
    of_kind(kb, KnowledgeBase, "a knowledge base")
    attribute, value = text(attribute, "the id of a conclusion"), text(value, "a value")
    if attribute not in kb.conclusions:
        what = (
            f"{quoted(attribute)} is answered, not concluded" if attribute in kb.questions else _unknown(kb, attribute)
        )
        raise NothingSuch(what)
    values = kb.conclusions[attribute].values
    if (value or needed) and value not in values:
        every = f"; it is one of {', '.join(values)}" if len(values) <= MAX_NAMED else ""
        raise NothingSuch(f"{attribute}: {quoted(value)} is never concluded{did_you_mean(value, values) or every}")


MAX_NAMED = 8
"""So many values are listed in a complaint where none is like the one that was written."""


def _unknown(kb: KnowledgeBase, name: str) -> str:
    known = [*kb.questions, *kb.conclusions]
    return f"{quoted(name)} is no question and no conclusion of {kb.id}{did_you_mean(name, known)}"
