"""The formulas of the knowledge bases that a thread used last, so that a second question need not build them anew.

A Z3 context must not be used by two threads at a time, hence the formulas of each thread are its own.
"""

from __future__ import annotations

import threading

from advisor.knowledge.model import KnowledgeBase
from advisor.proof.formula import Formula

MOST_KEPT = 4

_HERE = threading.local()


def formula_of(kb: KnowledgeBase) -> Formula:
    """The formula of this knowledge base object in this thread."""
    formulas: list[Formula] = _HERE.__dict__.setdefault("formulas", [])
    known = next((formula for formula in formulas if formula.kb is kb), None) or Formula(kb)
    formulas[:] = [known, *(formula for formula in formulas if formula is not known)][:MOST_KEPT]
    return known
