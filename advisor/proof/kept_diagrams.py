"""The decision diagrams of the knowledge bases that a thread used last. They grow as they are asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from advisor.knowledge.model import KnowledgeBase
from advisor.proof.case_diagram import CaseDiagram
from advisor.proof.diagram import TooLarge

MOST_KEPT = 4

_HERE = threading.local()

Told = TypeVar("Told")


def asked_of(kb: KnowledgeBase, ask: Callable[[CaseDiagram], Told]) -> Told | None:
    """What the diagram of this knowledge base object tells; None where it is too large.

    One that has grown too large by what it was asked before is built anew.
    """
    kept: list[tuple[KnowledgeBase, CaseDiagram | None]] = _HERE.__dict__.setdefault("diagrams", [])
    known = next((entry for entry in kept if entry[0] is kb), None) or (kb, _built(kb))
    told: Told | None = None
    for _ in range(2):
        if known[1] is None:
            break
        try:
            told = ask(known[1])
            break
        except TooLarge:
            known = kb, _built(kb)
    kept[:] = [known, *(entry for entry in kept if entry[0] is not kb)][:MOST_KEPT]
    return told


def _built(kb: KnowledgeBase) -> CaseDiagram | None:
    try:
        return CaseDiagram(kb)
    except TooLarge:
        return None
