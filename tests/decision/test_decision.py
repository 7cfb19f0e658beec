"""`decide` says what `recommend` says, and takes and refuses the same answers."""

from __future__ import annotations

import gc
import itertools
import random
import threading
import weakref
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

import oracle
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from profiles import examples
from strategies import cases, knowledge_bases, make_kb, make_rule

import advisor
from advisor.cases.files import Case
from advisor.decision import program
from advisor.errors import CaseError
from advisor.inference import conclusions, infer
from advisor.knowledge.attributes import Conclusion, Question
from advisor.knowledge.conditions import All, Any, NoneOf, OneOf
from advisor.knowledge.model import KnowledgeBase, concluded_numbers

SLOW = settings(max_examples=examples(150), suppress_health_check=list(HealthCheck))
YES = ("yes",)


def agrees(kb: KnowledgeBase, case: dict) -> None:
    """The decision has what experta concludes, and the naive evaluator."""
    decision = advisor.decide(kb, case)
    total = kb.total(case)
    firings = infer(kb, total)
    found = conclusions(firings)
    true, _, fired = oracle.evaluate(kb, total)
    held = {kb.goal: decision.values, **decision.conclusions}
    assert held == {id: tuple(found.get(id, ())) for id, it in kb.conclusions.items() if not it.number}
    assert {(id, value) for id, values in held.items() for value in values} == {it for it in true if it[0] in held}
    assert decision.numbers == concluded_numbers(kb, {firing.rule.then for firing in firings})
    for id, number in decision.numbers.items():
        assert (Decimal(repr(number)),) * 2 == oracle.number(kb, id, true, ())
    own = [rule for rule in kb.rules if rule.id in fired and rule.attribute == kb.goal]
    if len(decision.values) == 1:
        assert (decision.value, decision.rule) == (own[0].value, own[0].id)
    else:
        assert (decision.value, decision.rule) == (None, None)


def outcome(decide: Callable[[], object]) -> object:
    """What was decided, or what was complained of."""
    try:
        return decide()
    except CaseError as error:
        return str(error)


def recommended(kb: KnowledgeBase, case: object) -> advisor.Decision:
    advice = advisor.recommend(kb, case)
    value, rule = (advice.step.id, advice.rule.id) if advice.step and advice.rule else (None, None)
    return advisor.Decision(value, rule, advice.steps, advice.conclusions, advice.numbers)


@SLOW
@given(st.data())
def test_generated_knowledge_is_decided_as_experta_and_the_naive_evaluator_decide(data: st.DataObject) -> None:
    kb = data.draw(knowledge_bases(whole=True))
    for _ in range(4):
        agrees(kb, data.draw(cases(kb, total=True)))


def test_whole_cases_of_the_shipped_knowledge_are_decided_as_they_are_recommended() -> None:
    kb = advisor.load()
    chance = random.Random(5)
    values = set()
    for _ in range(250):
        case: dict[str, object] = {}
        for question in kb.questions.values():
            if question.kind == "number":
                answer: object = chance.randint(int(question.minimum), int(question.maximum))
            elif question.kind == "many":
                answer = [value for value in question.values if chance.random() < 0.5]
            else:
                answer = chance.choice(question.values)
            case[question.id] = answer if question.required or chance.random() < 0.85 else "unknown"
        decision = advisor.decide(kb, case)
        assert decision == recommended(kb, case)
        told = [id for id, it in kb.conclusions.items() if id != kb.goal and not it.number]
        assert list(decision.conclusions) == told
        values.add(decision.value)
    assert len(values) > 5


@pytest.mark.parametrize(
    "case",
    [
        {},
        {"plant": None},
        {"plant": "unknown"},
        {"plant": "tomatto"},
        {"plant": "tomato", "soil": "drry", "sgins": []},
        {"plant": ["tomato"]},
        {"plant": 1},
        {"plant": "tomato", 7: "dry"},
        {"plant": "tomato", "moisture": "short"},
        {"plant": "tomato", "signs": ["wilting", "none"]},
        {"plant": "tomato", "signs": ["unknown"]},
        {"plant": "tomato", "signs": [["wilting"]]},
        {"plant": "tomato", "signs": 3},
        {"plant": "tomato", "signs": {"wilting": True}},
        {"plant": "tomato", "days": True},
        {"plant": "tomato", "days": 61},
        {"plant": "tomato", "days": -1},
        {"plant": "tomato", "days": 1.5},
        {"plant": "tomato", "days": float("nan")},
        {"plant": "tomato", "days": float("inf")},
        {"plant": "tomato", "days": 10**400},
        {"plant": "tomato", "days": "many"},
        {"plant": "tomato", "days": [3]},
        Case({"soil": "dry"}, "Rose", "greenhouse", {}, "cases.yaml:1:1"),
    ],
    ids=str,
)
def test_a_bad_case_is_refused_in_the_words_of_recommend(greenhouse: KnowledgeBase, case: object) -> None:
    with pytest.raises(CaseError) as refused:
        advisor.decide(greenhouse, case)
    with pytest.raises(CaseError) as expected:
        advisor.recommend(greenhouse, case)
    assert str(refused.value) == str(expected.value)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"soil": None, "signs": None, "days": None},
        {"soil": "unknown", "signs": "unknown", "days": "unknown"},
        {"signs": "none", "days": 1},
        {"signs": [], "days": "1"},
        {"signs": "wilting; spots"},
        {"signs": {"wilting", "spots"}},
        {"signs": ("spots", "spots"), "soil": "dry"},
        {"soil": "unknown", "signs": ["wilting"], "days": 3.0},
        {"soil": "unknown", "signs": "wilting", "days": "3.0"},
        {"soil": "unknown", "signs": "wilting", "days": 2},
    ],
    ids=lambda raw: str({id: sorted(it) if isinstance(it, set) else it for id, it in raw.items()}),
)
@pytest.mark.parametrize("plant", ["tomato", "cactus", "orchid"])
def test_every_legal_form_of_an_answer_is_taken(greenhouse: KnowledgeBase, plant: str, answers: dict) -> None:
    case = {"plant": plant, **answers}
    assert advisor.decide(greenhouse, case) == recommended(greenhouse, case)
    assert advisor.decide(greenhouse, Case(case)) == recommended(greenhouse, case)


WORDS = st.sampled_from(["tomato", "dry", "wet", "wilting", "spots", "none", "unknown", "yes", "", "3", "7", "tomatto"])
SCALARS = st.none() | WORDS | st.integers(-2, 62) | st.floats() | st.booleans()
RAW = SCALARS | st.lists(SCALARS, max_size=3) | st.lists(WORDS, max_size=3).map(tuple) | st.binary(max_size=2)


@settings(SLOW, max_examples=examples(400))
@given(st.dictionaries(st.sampled_from(["plant", "soil", "signs", "days", "shade", "sold"]), RAW))
def test_whatever_is_handed_over_is_taken_or_refused_as_by_recommend(
    greenhouse: KnowledgeBase, answers: dict[str, object]
) -> None:
    case = {"plant": "tomato", **answers}
    assert outcome(lambda: advisor.decide(greenhouse, case)) == outcome(lambda: recommended(greenhouse, case))


def test_answers_are_read_and_left_as_they_are(greenhouse: KnowledgeBase) -> None:
    answers: defaultdict[str, object] = defaultdict(lambda: "tomato")
    with pytest.raises(CaseError, match="plant: this question needs an answer"):
        advisor.decide(greenhouse, answers)
    assert not answers


# --- strata, and rules that feed each other


def chain(length: int) -> KnowledgeBase:
    """Rules in which each value of `link` is concluded from the next one, the last one from the answer."""
    places = [f"p{place}" for place in range(length)]
    colour = Question(id="colour", kind="choice", ask="?", why=".", label="colour", values=("red", "green"))
    rules = [make_rule(0, OneOf("link", ("p0",)), ("goal", "yes"))]
    for order, (above, below) in enumerate(itertools.pairwise(places), 1):
        rules.append(make_rule(order, OneOf("link", (below, above)), ("link", above)))
    rules.append(make_rule(length, OneOf("colour", ("red",)), ("link", places[-1])))
    concluded = [Conclusion("link", True, tuple(places), "link"), Conclusion("goal", False, YES, "goal")]
    return make_kb([colour], concluded, rules)


def test_rules_that_feed_each_other_are_followed_to_the_end() -> None:
    kb = chain(40)
    assert any(stratum.recursive for stratum in kb.strata)
    assert advisor.decide(kb, {"colour": "red"}).value == "yes"
    assert len(advisor.decide(kb, {"colour": "red"}).conclusions["link"]) == 40
    assert advisor.decide(kb, {"colour": "green"}) == (None, None, (), {"link": ()}, {})


def test_the_goals_own_rule_is_the_first_that_holds_even_if_another_one_concluded_the_value() -> None:
    goal = Conclusion("goal", True, ("a", "b"), "goal")
    colour = Question(id="colour", kind="choice", ask="?", why=".", label="colour", values=("red", "green"))
    both = make_kb(
        [colour],
        [goal],
        [
            make_rule(0, OneOf("goal", ("a",)), ("goal", "a")),
            make_rule(1, OneOf("colour", ("red",)), ("goal", "a")),
            make_rule(2, OneOf("colour", ("green",)), ("goal", "b")),
        ],
    )
    assert advisor.decide(both, {"colour": "red"})[:2] == ("a", "r0")
    assert advisor.decide(both, {"colour": "green"})[:2] == ("b", "r2")
    agrees(both, {"colour": "red"})


def test_a_deep_condition_and_many_rules_are_compiled() -> None:
    colour = Question(id="colour", kind="choice", ask="?", why=".", label="colour", values=("red", "green"))
    deep = OneOf("colour", ("red",))
    for _ in range(100):
        deep = NoneOf((All((Any((deep,)), All(()))),))
    rules = [make_rule(0, deep, ("c", "v0"))]
    rules += [make_rule(n, NoneOf((OneOf("c", (f"v{n - 1}",)),)), ("c", f"v{n}")) for n in range(1, 2000)]
    kb = make_kb([colour], [Conclusion("c", True, tuple(f"v{n}" for n in range(2000)), "c")], rules)
    assert advisor.decide(kb, {"colour": "red"}).values == tuple(f"v{n}" for n in range(0, 2000, 2))
    assert advisor.decide(kb, {"colour": "green"}).values == tuple(f"v{n}" for n in range(1, 2000, 2))


# --- the compiled rules


def test_nothing_an_author_wrote_becomes_code() -> None:
    word = "x' or __import__('os').abort() or '"
    asked = Question(id=word, kind="choice", ask="?", why=".", label="q", values=(word, "plain"))
    rule = make_rule(0, OneOf(word, (word,)), (f"{word}#", f"{word}\n"))._replace(id=f"{word};")
    kb = make_kb([asked], [Conclusion(f"{word}#", False, (f"{word}\n",), "c")], [rule])
    assert advisor.decide(kb, {word: word})[:2] == (f"{word}\n", f"{word};")
    assert advisor.decide(kb, {word: "plain"}).value is None


def test_threads_that_come_at_once_compile_once_and_decide_alike(
    greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    class Counted(program.Program):
        def __init__(self, kb: KnowledgeBase) -> None:
            made.append(kb)
            super().__init__(kb)

    monkeypatch.setattr(program, "Program", Counted)
    all_cases = [{"plant": plant, "soil": soil} for plant in ("tomato", "cactus", "orchid") for soil in ("dry", "wet")]
    right = [recommended(greenhouse, case) for case in all_cases]
    start = threading.Barrier(6)
    wrong: list[object] = []

    def work() -> None:
        start.wait()
        for _ in range(200):
            found = [advisor.decide(greenhouse, case) for case in all_cases]
            if found != right:
                wrong.append(found)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(made) == 1


def test_the_compiled_rules_go_with_the_knowledge_base() -> None:
    kb = chain(3)
    advisor.decide(kb, {"colour": "red"})
    compiled, key = weakref.ref(program.program_of(kb)), id(kb)
    assert key in program._PROGRAMS
    del kb
    gc.collect()
    assert compiled() is None
    assert key not in program._PROGRAMS


def test_of_an_attribute_with_very_many_combinations_not_all_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_MOST_KEPT", 2)
    values = program.Values(("a", "b", "c"))
    assert [values[mask] for mask in range(8)][5] == ("a", "c")
    assert len(values) == 2
