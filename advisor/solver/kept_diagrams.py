"""The decision diagrams of knowledge bases, kept for further questions. They grow as they are asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from advisor.knowledge.model import KnowledgeBase
from advisor.solver.case_space import CaseDiagram
from advisor.solver.kept import Kept
from advisor.solver.mdd import TooLarge

Told = TypeVar("Told")


def _built(kb: KnowledgeBase) -> CaseDiagram | None:
    try:
        return CaseDiagram(kb)
    except TooLarge:
        return None


_KEPT = Kept(_built)


def asked_of(kb: KnowledgeBase, ask: Callable[[CaseDiagram], Told]) -> Told | None:
    """What the diagram of this knowledge base object tells; None where it is too large.

    One that has grown too large by what it was asked before is built anew. It is forgotten where work on it is broken
    off: a node may have been made by half.
    """
    diagram = _KEPT.of(kb)
    try:
        for _ in range(2):
            if diagram is None:
                break
            try:
                return ask(diagram)
            except TooLarge:
                diagram = _KEPT.anew(kb)
    except BaseException:
        _KEPT.forget(kb)
        raise
    return None
