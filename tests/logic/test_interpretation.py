"""One meaning in every algebra: one case, bits of many, diagrams and formulas conclude what the oracle concludes."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import compress

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import evaluate, firing, holds
from profiles import examples
from strategies import cases, conditions, knowledge_bases, make_kb, make_rule

from advisor.decision.code_generator import CodeGenerator, assign
from advisor.decision.program import Program
from advisor.knowledge.attributes import Answers, Conclusion, Question
from advisor.knowledge.conditions import Condition, NoneOf, OneOf
from advisor.knowledge.model import KnowledgeBase, Pair, Property
from advisor.logic.partial import KLEENE, PartialInterpretation
from advisor.logic.samples import Samples, some_cases
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.case_space import deep
from advisor.solver.formula import Formula

YES = ("yes",)

Told = tuple[set[Pair], set[str], list[bool]]
"""The pairs that are concluded in a case, the rules that fire, and which of some conditions hold."""


def by_oracle(kb: KnowledgeBase, case: Answers, asked: list[Condition]) -> Told:
    true, may, fired = evaluate(kb, case)
    return true, fired, [holds(kb, it, case, true, may) for it in asked]


def by_partial(kb: KnowledgeBase, case: Answers, asked: list[Condition]) -> Told:
    state = PartialInterpretation(kb, case)
    assert not state.possible
    return {*state.true}, {id for id, fires in state.fires.items() if fires}, [bool(state.holds(it)) for it in asked]


def by_samples(kb: KnowledgeBase, case: Answers, asked: list[Condition]) -> Told:
    """The case among others, so that their bits do not run into its own."""
    samples = Samples(kb, [*some_cases(kb, 3), case, *some_cases(kb, 2, seed=1)])
    assert all(0 <= bits <= samples.every for bits in (*samples.pairs.values(), *samples.fires.values()))
    pairs = {pair for pair, bits in samples.pairs.items() if bits >> 3 & 1}
    fires = {id for id, bits in samples.fires.items() if bits >> 3 & 1}
    return pairs, fires, [bool(samples.holds(it) >> 3 & 1) for it in asked]


def by_diagram(kb: KnowledgeBase, case: Answers, asked: list[Condition]) -> Told:
    diagram = CaseDiagram(kb)

    def true(node: int) -> bool:
        with deep(len(diagram.cases.sizes)):
            end = diagram.cases.within(node, case)
        assert end in (diagram.cases.true, diagram.cases.false)
        return end == diagram.cases.true

    pairs = {pair for pair, node in diagram.pairs.items() if true(node)}
    return pairs, {id for id, node in diagram.fires.items() if true(node)}, [true(diagram.holds(it)) for it in asked]


def by_formula(kb: KnowledgeBase, case: Answers, asked: list[Condition]) -> Told:
    formula = Formula(kb)
    solver = formula.solver()
    solver.add(formula.total(case))
    assert solver.check() == z3.sat
    model = solver.model()

    def true(expression: z3.BoolRef) -> bool:
        return z3.is_true(model.eval(expression, model_completion=True))

    pairs = {pair for pair, when in formula.pairs.items() if true(when)}
    return pairs, {id for id, when in formula.fires.items() if true(when)}, [true(formula.holds(it)) for it in asked]


def by_code(kb: KnowledgeBase, case: Answers, asked: list[Condition]) -> Told:
    """As statements that run, with the answers as `decide` takes them."""
    slots = Program(kb).slots(case)
    code = CodeGenerator(kb)
    told = [[code.pairs[pair] for pair in kb.pairs], [*code.fires.values()], [*map(code.holds, asked)]]
    given = [assign(code.variables[id].name, ast.Constant(slot)) for id, slot in zip(kb.questions, slots, strict=True)]
    lists = ast.List([ast.List(each, ast.Load()) for each in told], ast.Load())
    module = ast.Module([*given, *code.body, assign("told", lists)], [])
    found: dict[str, list[list[object]]] = {}
    exec(compile(ast.fix_missing_locations(module), "<rules>", "exec"), {}, found)
    pairs, fires, holds = found["told"]
    return {*compress(kb.pairs, pairs)}, {*compress(code.fires, fires)}, [*map(bool, holds)]


READERS: list[Callable[[KnowledgeBase, Answers, list[Condition]], Told]] = [
    by_partial,
    by_samples,
    by_diagram,
    by_formula,
    by_code,
]


@settings(max_examples=examples(150))
@given(st.data())
def test_every_algebra_concludes_what_the_oracle_concludes(data: st.DataObject) -> None:
    kb = data.draw(knowledge_bases(whole=True))
    case = data.draw(cases(kb, total=True))
    level = {rule.then: rule.stratum for rule in kb.rules}
    asked = data.draw(st.lists(conditions([*kb.questions.values()], level, len(kb.strata)), max_size=3))
    claims = {f"p{n}": Property(f"p{n}", it, "So.") for n, it in enumerate(asked)}  # a diagram knows its own tests
    kb = replace(kb, properties=claims)
    expected = by_oracle(kb, case, asked)
    for reader in READERS:
        assert reader(kb, case, asked) == expected, reader.__name__


@settings(max_examples=examples(150))
@given(st.data())
def test_what_is_open_in_a_partial_case_is_open_for_the_oracle(data: st.DataObject) -> None:
    kb = data.draw(knowledge_bases(whole=True))
    case = data.draw(cases(kb, total=False))
    true, may, _ = evaluate(kb, case)
    state = PartialInterpretation(kb, case)
    assert (state.true, state.possible) == (true, may)
    assert state.fires == firing(kb, case, true, may)


def test_a_sum_lies_between_what_open_parts_take_away_and_what_they_add() -> None:
    open_parts = [(-1, None), (1, None)]
    assert KLEENE.sum(5, [*open_parts, (-2, True), (3, False), (4, True)]) == (6, 8)
    assert KLEENE.sum(0, open_parts) == (-1, 1)


@settings(max_examples=examples(150))
@given(st.data())
def test_a_case_with_other_answers_is_as_if_it_had_had_them_from_the_start(data: st.DataObject) -> None:
    kb = data.draw(knowledge_bases(whole=True))
    first, second = data.draw(cases(kb, total=False)), data.draw(cases(kb, total=False))
    before = PartialInterpretation(kb, first)
    was = {**before.pairs}, {**before.fires}
    after, anew = before.with_answers(second), PartialInterpretation(kb, second)
    assert (after.pairs, after.fires, after.true, after.possible) == (anew.pairs, anew.fires, anew.true, anew.possible)
    assert (before.pairs, before.fires) == was


def ring(size: int) -> KnowledgeBase:
    """Values each of which is concluded from the one before it, and the first from the last, too."""
    names = [f"v{n}" for n in range(size)]
    loop = [make_rule(n, OneOf("loop", (names[n - 1],)), ("loop", name)) for n, name in enumerate(names)]
    rules = [*reversed(loop), make_rule(size, OneOf("start", YES), ("loop", names[0]))]
    rules.append(make_rule(size + 1, NoneOf((OneOf("loop", (names[-1],)),)), ("end", "open")))
    asked = Question("start", "choice", "?", ".", "start", values=("yes", "no"))
    return make_kb(
        [asked], [Conclusion("loop", True, tuple(names), "loop"), Conclusion("end", False, ("open",), "end")], rules
    )


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("size", [1, 2, 5])
def test_rules_in_a_ring_conclude_all_the_way_round_and_nothing_from_themselves(
    reader: Callable[[KnowledgeBase, Answers, list[Condition]], Told], size: int
) -> None:
    kb = ring(size)
    loop = {f"r{n}" for n in range(size)}
    assert reader(kb, {"start": "yes"}, [])[:2] == ({("loop", f"v{n}") for n in range(size)}, {*loop, f"r{size}"})
    assert reader(kb, {"start": "no"}, [])[:2] == ({("end", "open")}, {f"r{size + 1}"})


def in_any_order(kb: KnowledgeBase) -> Iterator[KnowledgeBase]:
    chance = random.Random(1)
    for _ in range(3):
        rules = [*kb.rules]
        chance.shuffle(rules)
        yield make_kb([*kb.questions.values()], [*kb.conclusions.values()], rules)


@settings(max_examples=examples(60))
@given(st.data())
def test_the_order_of_rules_means_nothing(data: st.DataObject) -> None:
    kb = data.draw(knowledge_bases())
    case = data.draw(cases(kb, total=False))
    state = PartialInterpretation(kb, case)
    for other in in_any_order(kb):
        again = PartialInterpretation(other, case)
        assert (again.pairs, again.fires) == (state.pairs, state.fires)
