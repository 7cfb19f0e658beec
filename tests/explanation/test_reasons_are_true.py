"""What is told as a reason is a reason: in every case with the same facts the same is concluded, or is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, islice, product
from random import Random

import pytest
from greenhouse import write_kb
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import evaluate, holds, number
from profiles import examples
from reports import told
from strategies import cases, knowledge_bases

import advisor
from advisor.explanation.grounds import Grounds
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge.attributes import Answer, Answers, Conclusion, Question
from advisor.knowledge.conditions import UNKNOWN, Condition, OneOf
from advisor.knowledge.hidden import Hidden
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, earlier

MAX_CASES = 60


@st.composite
def with_internals(draw: st.DrawFn) -> KnowledgeBase:
    kb = draw(knowledge_bases(whole=True))
    conclusions = {id: it._replace(internal=draw(st.booleans())) for id, it in kb.conclusions.items()}
    return replace(kb, conclusions=conclusions)


def legal(question: Question) -> list[Answer]:
    found: list[Answer] = [*question.values] if question.kind == "choice" else [0, 1, 2, 3]
    if question.kind == "many":
        found = [some for n in range(4) for some in combinations(question.values, n)]
    return found if question.required else [*found, UNKNOWN]


def with_facts(kb: KnowledgeBase, case: Answers, asked: set[str]) -> Iterator[Answers]:
    """Cases that have these answers in common with this one, some at random where there are many."""
    others = [id for id in kb.questions if id not in asked]
    options = [legal(kb.questions[id]) for id in others]
    every = product(*options)
    chance = Random(1)
    few = list(islice(every, MAX_CASES + 1))
    if len(few) > MAX_CASES:
        few = [tuple(chance.choice(some) for some in options) for _ in range(MAX_CASES)]
    for values in few:
        yield {**case, **dict(zip(others, values, strict=True))}


def alike(
    kb: KnowledgeBase, case: Answers, asked: set[str], found: set[Pair], missing: set[Pair], numbers: set[str]
) -> Iterator[Recommendation]:
    """What is concluded in the cases that have these facts."""
    own = evaluate(kb, case)[0]
    for other in with_facts(kb, case, asked):
        true, _, fired = evaluate(kb, other)
        same = all(number(kb, id, true, ()) == number(kb, id, own, ()) for id in numbers)
        if found <= true and not missing & true and same:
            yield other, true, fired


def assert_told(kb: KnowledgeBase, pairs: set[Pair], numbers: set[str]) -> None:
    """Nothing that is hidden is told, and what rules add to numbers only as the number."""
    hidden = Hidden(kb)
    assert not [pair for pair in pairs if pair[0] in hidden or kb.conclusions[pair[0]].number]
    assert not [id for id in numbers if id in hidden]


def fires(kb: KnowledgeBase, rule: Rule, case: Answers, true: set[Pair], fired: set[str]) -> bool:
    """Whether the rule fires unless an earlier one decides."""
    return rule.id in fired or any(holds(kb, rival.when, case, true, ()) for rival in earlier(kb, rule))


@settings(max_examples=examples(60))
@given(st.data())
def test_a_rule_fires_in_every_case_with_the_facts_that_are_told_for_it(data: st.DataObject) -> None:
    kb = data.draw(with_internals())
    case = data.draw(cases(kb, total=True))
    true, may, fired = evaluate(kb, case)

    def so(condition: Condition) -> bool:
        return holds(kb, condition, case, true, may) is True

    for rule in [rule for rule in kb.rules if rule.id in fired]:
        grounds = Grounds(kb, Hidden(kb), true, so)
        grounds.of_rule(rule)
        assert_told(kb, grounds.found | grounds.missing, grounds.numbers)
        others = list(alike(kb, case, grounds.asked, grounds.found, grounds.missing, grounds.numbers))
        assert others
        for other, also, firing in others:
            assert fires(kb, rule, other, also, firing), other


@settings(max_examples=examples(60))
@given(st.data())
def test_what_is_not_concluded_is_not_in_any_case_with_the_facts_that_are_told_for_it(data: st.DataObject) -> None:
    kb = data.draw(with_internals())
    case = data.draw(cases(kb, total=True))
    true, may, _ = evaluate(kb, case)

    def so(condition: Condition) -> bool:
        return holds(kb, condition, case, true, may) is True

    every = [pair for pair in kb.pairs if not kb.conclusions[pair[0]].number]
    for pair in [pair for pair in every if pair not in true]:
        for brief in (True, False):
            grounds = Grounds(kb, Hidden(kb), true, so, brief=brief)
            grounds.of_absence(pair)
            assert_told(kb, grounds.found | grounds.missing, grounds.numbers)
            missing = grounds.missing - {pair}
            for other, also, _ in alike(kb, case, grounds.asked, grounds.found, missing, grounds.numbers):
                assert pair not in also, other


@settings(max_examples=examples(60))
@given(st.data())
def test_each_reason_of_a_derivation_makes_its_rule_fire_wherever_it_is_so(data: st.DataObject) -> None:
    kb = data.draw(with_internals())
    advice = advisor.recommend(kb, data.draw(cases(kb, total=True)))
    for reason in advice.reasons():
        found, missing, numbers = set(reason.findings), set(reason.missing), set(reason.numbers)
        assert_told(kb, found | missing, numbers)
        assert reason.earlier == bool(earlier(kb, reason.firing.rule))
        for other, true, fired in alike(kb, advice.case, set(reason.answers), found, missing, numbers):
            assert fires(kb, reason.firing.rule, other, true, fired), other


# Internal conclusions

QUARREL = """\
id: quarrel
title: A quarrel
version: 1
goal: verdict
sources: {s: {title: S}}
questions:
  value: {ask: Worth?, why: w, required: yes, number: {min: 0, max: 1000, unit: EUR}}
  quote: {ask: Quote?, why: w, required: yes, number: {min: 0, max: 1000, unit: EUR}}
conclusions:
  verdict: {one: steps, label: Verdict}
  dear: {one: [met], label: Dear}
rules:
  dear-1: {when: {value: {at_most: 100}, quote: {above: 100}}, then: {dear: met}, because: x., cite: [s]}
  dear-2: {when: {value: {at_most: 300}, quote: {above: 300}}, then: {dear: met}, because: x., cite: [s]}
  a: {when: {dear: met}, then: {verdict: replace}, because: y., cite: [s]}
  b: {when: {dear: {not: met}}, then: {verdict: repair}, because: z., cite: [s]}
steps:
  repair: {title: Repair, do: r., cite: [s]}
  replace: {title: Replace, do: r., cite: [s]}
"""


def test_each_rule_of_what_is_missing_is_told_to_fail(tmp_path_factory: pytest.TempPathFactory) -> None:
    kb = advisor.load(write_kb(tmp_path_factory.mktemp("quarrel"), head=QUARREL))
    absence = advisor.recommend(kb, {"value": 200, "quote": 250}).absence(("dear", "met"))
    assert [part.text for part in absence.because] == ["value is 200 EUR", "quote is 250 EUR"]
    absence = advisor.recommend(kb, {"value": 200, "quote": 50}).absence(("dear", "met"))
    assert [part.text for part in absence.because] == ["quote is 50 EUR"]  # enough for both rules
    assert absence.text == "dear is not met"


def test_internal_conclusions_reach_nobody_and_what_they_rest_on_does(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path_factory.mktemp("state")))
    head = QUARREL.replace("label: Dear", "label: The secret, internal: yes").replace("[met]", "[zonk]")
    kb = advisor.load(write_kb(tmp_path_factory.mktemp("secret"), head=head.replace("met}", "zonk}")))
    for answers in ({"value": 200, "quote": 250}, {"value": 50, "quote": 250}, {"value": 500, "quote": 1}):
        for name, report in told(kb, answers).items():
            assert "secret" not in report.casefold(), (name, answers)
            assert "zonk" not in report, (name, answers)
    every = told(kb, {"value": 200, "quote": 250})
    assert every["batch"] == "z. Given: value (200 EUR); quote (250 EUR)."
    assert "Given: value (200 EUR); quote (250 EUR)." in every["text"]


def test_a_conclusion_that_rests_on_itself_is_told_by_what_it_rests_on_outside() -> None:
    question = Question("q", "choice", "?", ".", "q", values=("a", "b"))
    other = Question("p", "choice", "?", ".", "p", values=("a", "b"))
    from strategies import make_kb, make_rule

    from advisor.knowledge.conditions import Any

    one, two = (
        Conclusion("one", False, ("x",), "one", internal=True),
        Conclusion("two", False, ("y",), "two", internal=True),
    )
    goal = Conclusion("goal", False, ("end", "none"), "goal")
    rules = [
        make_rule(0, Any((OneOf("two", ("y",)), OneOf("q", ("a",)))), ("one", "x")),
        make_rule(1, Any((OneOf("one", ("x",)), OneOf("p", ("a",)))), ("two", "y")),
        make_rule(2, OneOf("one", ("x",)), ("goal", "end")),
    ]
    kb = make_kb([question, other], [one, two, goal], rules)
    from reports import batch

    assert batch(kb, {"q": "a", "p": "b"}) == 'So it is. Given: q ("a").'
    assert batch(kb, {"q": "b", "p": "a"}) == 'So it is. Given: p ("a").'
