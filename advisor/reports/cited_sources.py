"""The sources that an object of JSON cites, with their links: who reads it need not have the knowledge base."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.knowledge.model import KnowledgeBase

SOURCES = "sources"
"""The key beside those of the object."""


def with_sources(kb: KnowledgeBase, told: dict[str, Any]) -> dict[str, Any]:
    """The object, and at its end each source that it cites: what its author says of it, and the passages cited."""
    found: dict[str, dict[str, Any]] = {}
    for citation in _cited(told):
        id, _, passage = citation.partition("/")
        source = kb.sources[id]
        said = {"title": source.title, "url": source.url, "as_of": source.as_of, "trust": source.trust}
        entry = found.setdefault(id, {key: text for key, text in said.items() if text})
        if passage:
            entry.setdefault("passages", {})[passage] = source.passages[passage]
    return {**told, SOURCES: found}


def _cited(told: object) -> Iterator[str]:
    """What stands at each key `cite`, in the order of the object."""
    if isinstance(told, dict):
        for key, value in told.items():
            if key == "cite" and isinstance(value, list):
                yield from (it for it in value if isinstance(it, str))
            else:
                yield from _cited(value)
    elif isinstance(told, (list, tuple)):
        for part in told:
            yield from _cited(part)
