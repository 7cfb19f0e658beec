"""Sources numbered in the order in which a report first cites them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.knowledge.model import KnowledgeBase, Source


class Citations:
    """What one report has cited: whoever is given a number here is listed here, so the list is made last."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._passages: dict[str, list[str]] = {}
        self._listed = False

    def numbers(self, citations: Iterable[str]) -> tuple[int, ...]:
        """The numbers of the sources, each once. Raises RuntimeError once the sources have been listed."""
        if self._listed:
            raise RuntimeError("a source was cited after the list of sources was made")
        numbers = []
        for citation in citations:
            id, _, passage = citation.partition("/")
            passages = self._passages.setdefault(id, [])
            if passage and passage not in passages:
                passages.append(passage)
            numbers.append([*self._passages].index(id) + 1)
        return tuple(dict.fromkeys(numbers))

    def sources(self) -> Iterator[tuple[int, Source, list[str]]]:
        """Each source once: its number, and the passages that were cited, in words. Nothing is cited after it."""
        self._listed = True
        for number, (id, passages) in enumerate(self._passages.items(), 1):
            source = self._kb.sources[id]
            yield number, source, [source.passages[passage] for passage in passages]
