"""Folding reads a condition as it is defined, and its normal form holds in the same cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import evaluate, holds
from profiles import examples
from strategies import cases, conditions, knowledge_bases

from advisor.knowledge.conditions import All, Any, ByRow, Compare, Condition, NoneOf, NotByRow, OneOf, fold, leaves, nnf

A, B, C = (OneOf("q", (value,)) for value in "abc")
FEW = Compare("n", "below", 3)


def inside(condition: Condition) -> Iterator[Condition]:
    yield condition
    for part in () if isinstance(condition, (OneOf, Compare)) else condition.parts:
        yield from inside(part)


def is_normal(condition: Condition) -> bool:
    if isinstance(condition, (OneOf, Compare)):
        return True
    if isinstance(condition, NoneOf):
        return len(condition.parts) == 1 and isinstance(condition.parts[0], (OneOf, Compare))
    by_row = isinstance(condition, (ByRow, NotByRow))
    return (by_row or len(condition.parts) != 1) and all(map(is_normal, condition.parts))


@settings(max_examples=examples(200))
@given(st.data())
def test_the_normal_form_holds_in_the_same_cases_and_its_opposite_in_all_others(data: st.DataObject) -> None:
    kb = data.draw(knowledge_bases())
    level = {rule.then: rule.stratum for rule in kb.rules}
    condition = data.draw(conditions([*kb.questions.values()], level, len(kb.strata)))
    normal, opposite = nnf(condition), nnf(condition, negated=True)
    assert is_normal(normal)
    assert is_normal(opposite)
    assert [*leaves(normal)] == [*leaves(condition)]
    for total in (True, False):
        case = data.draw(cases(kb, total=total))
        true, may, _ = evaluate(kb, case)
        value = holds(kb, condition, case, true, may)
        assert holds(kb, normal, case, true, may) == value
        assert holds(kb, opposite, case, true, may) == (None if value is None else not value)


@pytest.mark.parametrize(
    ("condition", "normal"),
    [
        (NoneOf((A,)), NoneOf((A,))),
        (NoneOf((NoneOf((A,)),)), A),
        (NoneOf((A, B)), All((NoneOf((A,)), NoneOf((B,))))),
        (NoneOf((All((A, FEW)), C)), All((Any((NoneOf((A,)), NoneOf((FEW,)))), NoneOf((C,))))),
        (All((Any((A,)), Any((B, All((C,)))))), All((A, Any((B, C))))),
        (NoneOf(()), All(())),
        (NoneOf((All(()),)), Any(())),
    ],
)
def test_negation_stands_just_before_leaves(condition: Condition, normal: Condition) -> None:
    assert nnf(condition) == normal


class Worded:
    """An algebra of words, to see what is handed to it."""

    def all(self, parts: Iterable[str]) -> str:
        return f"({' & '.join(parts)})"

    def any(self, parts: Iterable[str]) -> str:
        return f"({' | '.join(parts)})"

    def negate(self, part: str) -> str:
        return f"!{part}"


def test_a_condition_is_folded_in_the_order_of_its_parts() -> None:
    condition = All((A, NoneOf((B, FEW)), Any((C,)), NoneOf(())))
    told = fold(condition, lambda leaf: leaf.attribute if isinstance(leaf, Compare) else leaf.values[0], Worded())
    assert told == "(a & !(b | n) & (c) & !())"
