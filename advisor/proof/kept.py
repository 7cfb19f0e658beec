"""The formula of a knowledge base, kept for as long as the knowledge base lives: one for each thread.

A Z3 context must not be used by two threads at a time.
"""

from __future__ import annotations

import threading
import weakref
from functools import partial
from typing import Any

from advisor.knowledge.model import KnowledgeBase
from advisor.proof.formula import Formula

_HERE = threading.local()


def formula_of(kb: KnowledgeBase) -> Formula:
    """The formula of this knowledge base object in this thread, built once."""
    formulas: dict[int, tuple[weakref.ref[KnowledgeBase], Formula]]
    formulas = _HERE.__dict__.setdefault("formulas", {})
    known = formulas.get(id(kb))
    if known is not None and known[0]() is kb:
        return known[1]
    formula = Formula(kb)
    formulas[id(kb)] = weakref.ref(kb, partial(_forget, formulas, id(kb))), formula
    return formula


def _forget(formulas: dict[int, Any], key: int, gone: object) -> None:
    if key in formulas and formulas[key][0] is gone:  # else the id has a new owner already
        del formulas[key]
