"""The proof reader has the same conclusions as the naive evaluator, and takes every legal case and no other."""

from __future__ import annotations

import z3
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import evaluate
from profiles import examples
from strategies import cases, knowledge_bases

from advisor.inference import infer
from advisor.knowledge.attributes import Answers
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.solver.formula import Formula


def concluded(formula: Formula, answers: Answers) -> tuple[set[tuple[str, str]], set[str]]:
    """The pairs and the rules that hold in the one case with these answers."""
    solver = formula.solver()
    solver.add(formula.total(answers))
    assert solver.check() == z3.sat
    model = solver.model()
    assert formula.case(model) == formula.kb.total(answers)

    def holds(expression: z3.BoolRef) -> bool:
        return z3.is_true(model.eval(expression, model_completion=True))

    pairs = {pair for pair, when in formula.pairs.items() if holds(when)}
    return pairs, {id for id, when in formula.fires.items() if holds(when)}


@settings(max_examples=examples(200))
@given(st.data())
def test_the_formula_concludes_what_the_oracle_concludes(data: st.DataObject) -> None:
    kb = data.draw(knowledge_bases(whole=True))
    answers = data.draw(cases(kb, total=True))
    true, _, fired = evaluate(kb, answers)
    assert concluded(Formula(kb), answers) == (true, fired)


@settings(max_examples=examples(60))
@given(st.data())
def test_a_case_found_by_the_formula_is_legal_and_concludes_what_was_asked_for(data: st.DataObject) -> None:
    kb = data.draw(knowledge_bases(whole=True))
    formula = Formula(kb)
    for pair, when in formula.pairs.items():
        solver = formula.solver()
        solver.add(when)
        if solver.check() == z3.sat:
            case = formula.case(solver.model())
            assert {id: kb.questions[id].read(answer) for id, answer in case.items()} == case
            assert pair in evaluate(kb, case)[0]


def test_the_formula_of_the_greenhouse_agrees_with_experta_on_every_witness(greenhouse: KnowledgeBase) -> None:
    formula = Formula(greenhouse)
    for rule in greenhouse.rules:
        solver = formula.solver()
        solver.add(formula.fires[rule.id])
        assert solver.check() == z3.sat
        assert rule.id in {firing.rule.id for firing in infer(greenhouse, formula.case(solver.model()))}


def test_every_rule_that_ships_fires_in_some_case_that_experta_confirms() -> None:
    kb = load()
    formula = Formula(kb)
    for rule in kb.rules:
        solver = formula.solver()
        solver.add(formula.fires[rule.id])
        assert solver.check() == z3.sat
        assert rule.id in {firing.rule.id for firing in infer(kb, formula.case(solver.model()))}
