"""What was built for the knowledge bases that a thread used last, so that a second question need not build it anew.

What is kept is each thread's own: a Z3 context must not be used by two at a time, and diagrams grow as they are asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from advisor.knowledge.model import KnowledgeBase

MAX_KEPT = 4

Built = TypeVar("Built")


class Kept(Generic[Built]):
    """Builds, and keeps, what belongs to a knowledge base object."""

    def __init__(self, build: Callable[[KnowledgeBase], Built]) -> None:
        self._build = build
        self._here = threading.local()

    def of(self, kb: KnowledgeBase) -> Built:
        """What was built for the knowledge base, or is now."""
        known = next((entry for entry in self._entries() if entry[0] is kb), None)
        return self._put(kb, self._build(kb) if known is None else known[1])

    def forget(self, kb: KnowledgeBase) -> None:
        """Drops what was built for it, as when work on it was broken off halfway."""
        entries = self._entries()
        entries[:] = [entry for entry in entries if entry[0] is not kb]

    def _entries(self) -> list[tuple[KnowledgeBase, Built]]:
        found: list[tuple[KnowledgeBase, Built]] = self._here.__dict__.setdefault("entries", [])
        return found

    def _put(self, kb: KnowledgeBase, built: Built) -> Built:
        entries = self._entries()
        entries[:] = [(kb, built), *(entry for entry in entries if entry[0] is not kb)][:MAX_KEPT]
        return built
