"""Rules fire here, in experta. Importing this is light; experta is loaded by the first call of `infer`."""

from __future__ import annotations

from collections.abc import Collection

from advisor.inference.firing import Firing, conclusions
from advisor.knowledge.attributes import Answers
from advisor.knowledge.model import KnowledgeBase, Pair

__all__ = ["Firing", "conclusions", "infer"]


def infer(kb: KnowledgeBase, answers: Answers, possible: Collection[Pair] = ()) -> tuple[Firing, ...]:
    """The rules that fire on a case, in firing order, each once.

    An absent attribute is open: no condition on it holds, positive or negated. Pass `kb.total(answers)` for a case in
    which it counts as unknown. `possible` holds concluded pairs that may still come true: a negated condition on such a
    pair does not hold, and where the first rule that holds decides its attribute, only the very first of them fires.
    Safe to call from several threads.
    """
    from advisor.inference.engine import engine_of, forget

    try:
        return engine_of(kb).evaluate(answers, possible)
    except BaseException:
        forget(kb)
        raise
