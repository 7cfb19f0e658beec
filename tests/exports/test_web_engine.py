"""The engine of the page says what Python says: recommendations, questions and sentences, in V8 without a browser."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import strategies
from dressed import dressed
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from profiles import examples, is_long, some
from web_engine import Engine
from web_engine import engine as opened_engine

import advisor
from advisor.cases.files import Case, read_cases
from advisor.consultation.consultation import Consultation
from advisor.consultation.interviews import answers_told, random_people
from advisor.errors import AdvisorError
from advisor.exports.web.model import model
from advisor.inference import Firing, infer
from advisor.knowledge.attributes import Answers, Conclusion, Question
from advisor.knowledge.conditions import All
from advisor.knowledge.decimals import is_exact, nearest
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.cited_sources import with_sources
from advisor.reports.explaining.kinds import KINDS
from advisor.reports.json_report import answers_of, as_object
from advisor.solver import diagrams

CHECKOUT = Path(__file__).resolve().parents[2]
EXAMPLES = CHECKOUT / "examples"
SMALL = sorted(head.parent for head in EXAMPLES.glob("knowledge-bases/*/knowledge-base.yaml"))
ENDLESS = 10**7
MANY, FEW = 1_000, 20
"""Random cases of the knowledge base that ships, in the long profile and in another one."""

generated = settings(
    max_examples=examples(150),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink two engines in step takes longer than to read
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
small = pytest.mark.parametrize("folder", SMALL, ids=lambda folder: folder.name)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with opened_engine() as running:
        yield running


@pytest.fixture(scope="module")
def shipped(engine: Engine) -> KnowledgeBase:
    return load()


def cases_of(kb: KnowledgeBase, path: Path) -> list[Answers]:
    return [case.answers for case in read_cases(str(path), kb) if isinstance(case, Case)]


def example_cases(kb: KnowledgeBase) -> list[Answers]:
    return [case for path in sorted(EXAMPLES.glob("cases/**/*.yaml")) for case in cases_of(kb, path)]


def random_cases(kb: KnowledgeBase, count: int, seed: int) -> list[Answers]:
    """Whole cases, and as many of which some answers are left out."""
    chance, found = random.Random(seed), random_people(kb, count, seed)
    for person in random_people(kb, count, seed + 1):
        share = chance.random()
        found.append({id: answer for id, answer in person.items() if chance.random() < share})
    return found


@st.composite
def any_kb(draw: st.DrawFn) -> KnowledgeBase:
    """With all that the language has: further goals, steps with a road, and something told beside."""
    kb = draw(strategies.with_goals(strategies.knowledge_bases(whole=True)))
    kb = draw(strategies.with_steps(kb)) if draw(st.booleans()) else kb
    kb = replace(kb, also=tuple(id for id in kb.conclusions if id not in kb.goals)[:1])
    return draw(dressed(kb)) if draw(st.booleans()) else kb


def as_json(told: object) -> Any:
    return json.loads(json.dumps(told))


def plain(firings: tuple[Firing, ...]) -> list[Any]:
    return [
        [it.rule.id, answers_of(it.answers), ["=".join(p) for p in it.findings], ["=".join(p) for p in it.missing]]
        for it in firings
    ]


def check_case(engine: Engine, kb: KnowledgeBase, answers: Answers) -> None:
    """The JSON of `recommend`, in the order of its keys, and what fires."""
    told = with_sources(kb, as_object(advisor.recommend(kb, answers, "somebody", partial=True)))
    found = engine.call("json", {"answers": answers_of(answers), "road": False}, "somebody")
    assert json.dumps(found) == json.dumps(as_json(told))
    assert json.dumps(engine.firings(answers)) == json.dumps(plain(infer(kb, kb.total(answers))))


def check_consultation(engine: Engine, kb: KnowledgeBase, person: Answers, exactly: bool = True) -> None:
    """Every state of it, up to the goal and on the road: what is asked, how much is left, and what holds so far."""
    case, consultation = kb.total(person), Consultation(kb)
    for road in (False, True):
        if road:
            consultation.go_on()
        while True:
            answers, question = consultation.answers, consultation.question
            state = {"answers": answers_of(answers), "road": road}
            look = engine.call("look", state)
            asked = look["question"]
            assert (asked["id"] if isinstance(asked, dict) else asked) == (question and question.id), answers
            least, most = consultation.remaining()  # which holds, too, what was told before; the page knows the answers
            assert look["least"] <= least <= most <= look["most"], answers
            assert not exactly or (look["least"], look["most"]) == (least, most), answers
            left = consultation.road_questions() if consultation.phase != "goal" else consultation.questions_left()
            assert look["left"] == left, answers
            assert look["settled"] == consultation.goal_settled
            on_the_road = engine.eval(f"engine.snapshot({json.dumps(state['answers'])}).roadNames")
            assert bool(on_the_road) == consultation.road_is_open
            assert json.dumps(engine.firings(answers, partial=True)) == json.dumps(plain(consultation.firings))
            if question is None:
                break
            for id, answer in answers_told(kb, answers, question, case).items():
                consultation.set(id, answer)


def check_explanations(engine: Engine, kb: KnowledgeBase, answers: Answers, chance: random.Random, count: int) -> None:
    """Some of each kind, sentence by sentence."""
    attributes, pairs = [*kb.questions, *kb.conclusions], [it for it in kb.pairs if not kb.conclusions[it[0]].number]
    [other] = random_people(kb, 1, chance.randrange(10**6))
    changed = [chance.choice([*kb.questions]) for _ in range(count)]
    asked: dict[str, list[tuple[Any, ...]]] = {
        "why": [(id,) for id in chance.sample([*kb.questions], min(count, len(kb.questions)))],
        "how": [(kb.goal,), *((id,) for id in chance.sample(attributes, min(count, len(attributes))))],
        "why_not": chance.sample(pairs, min(count, len(pairs))),
        "rather_than": [(id, "", value) for id, value in chance.sample(pairs, min(count, len(pairs)))],
        "how_sure": [(id,) for id in kb.goals],
        "what_if": [({id: other[id]},) for id in changed] + [({changed[0]: None},)],
    }
    for name, each in asked.items():
        kind = KINDS[name]
        for about in each:
            try:
                told = kind.text(kind.explain(kb, answers, *about), ENDLESS)
            except AdvisorError:
                continue  # this is no question about this case, and the page does not offer it
            plain_about = [answers_of(it) if isinstance(it, dict) else it for it in about]
            assert engine.explained(name, answers, *plain_about) == told, (name, about, answers)


def test_every_example_case_is_advised_as_python_does(engine: Engine, shipped: KnowledgeBase) -> None:
    engine.load(shipped)
    for answers in example_cases(shipped)[:: 1 if is_long() else 12]:
        check_case(engine, shipped, answers)


def test_random_whole_and_partial_cases_are_advised_as_python_does(engine: Engine, shipped: KnowledgeBase) -> None:
    engine.load(shipped)
    for answers in random_cases(shipped, MANY if is_long() else FEW, 7):
        check_case(engine, shipped, answers)


def test_every_state_of_a_consultation_is_as_in_python(engine: Engine, shipped: KnowledgeBase) -> None:
    engine.load(shipped)
    people = [*example_cases(shipped)[:: 8 if is_long() else 300], *random_people(shipped, 2, 3)]
    for person in people:
        check_consultation(engine, shipped, person)


def test_cases_of_the_shipped_knowledge_base_are_explained_in_the_same_words(
    engine: Engine, shipped: KnowledgeBase
) -> None:
    engine.load(shipped)
    chance = random.Random(5)
    for answers in [*example_cases(shipped)[:: 20 if is_long() else 300], *random_cases(shipped, 1, 11)]:
        check_explanations(engine, shipped, answers, chance, 4 if is_long() else 2)


@small
def test_the_other_examples_are_advised_asked_and_explained_as_python_does(engine: Engine, folder: Path) -> None:
    kb = load(folder)
    engine.load(kb)
    chance = random.Random(3)
    cases = some(cases_of(kb, folder.parent / "cases" / f"{folder.name}.yaml"))
    for answers in [*cases, *random_cases(kb, examples(20), 5)]:
        check_case(engine, kb, answers)
        check_explanations(engine, kb, answers, chance, 2)
    for person in random_people(kb, examples(20), 9):
        check_consultation(engine, kb, person)


@generated
@given(data=st.data())
def test_generated_knowledge_bases_advise_and_ask_as_python_does(engine: Engine, data: st.DataObject) -> None:
    kb = data.draw(any_kb())
    engine.load(kb)
    for total in (True, True, False, False):
        check_case(engine, kb, data.draw(strategies.cases(kb, total)))
    for person in random_people(kb, 2, data.draw(st.integers(0, 999))):
        check_consultation(engine, kb, person, exactly=False)


@generated
@given(data=st.data())
def test_generated_knowledge_bases_explain_in_the_same_words(engine: Engine, data: st.DataObject) -> None:
    kb = data.draw(any_kb())
    engine.load(kb)
    chance = random.Random(data.draw(st.integers(0, 999)))
    for total in (True, False):
        check_explanations(engine, kb, data.draw(strategies.cases(kb, total)), chance, 3)


@given(numbers=st.lists(st.floats(-1e200, 1e200) | st.integers(-(10**15), 10**15) | st.floats(-1, 1), min_size=1))
def test_numbers_are_printed_as_python_prints_them(engine: Engine, numbers: list[float]) -> None:
    asked = Question("q", "number", "?", ".", "q", minimum=-1e200, maximum=1e200)
    kb = strategies.make_kb([asked], [Conclusion("c", False, ("a",), "c")], [])
    engine.load(kb)
    for number in map(nearest, numbers):
        if is_exact(number):
            told = KINDS["how"].text(KINDS["how"].explain(kb, {"q": number}, "q"), ENDLESS)
            assert engine.explained("how", {"q": number}, "q") == told


@small
def test_a_rule_that_lacks_one_of_its_tests_is_noticed(engine: Engine, folder: Path) -> None:
    """Where Python without the test concludes another thing, so does the page: the comparison has an eye for it."""
    kb = load(folder)
    cases = random_people(kb, 40, 1)
    before = [_conclusions(infer(kb, kb.total(answers))) for answers in cases]
    noticed = 0
    for rule in some(kb.rules) if len(kb.rules) > 20 else kb.rules:
        parts = rule.when.parts if isinstance(rule.when, All) else (rule.when,)
        for n in range(len(parts)):
            less = rule._replace(when=All(parts[:n] + parts[n + 1 :]))
            changed = replace(kb, rules=tuple(less if each.id == rule.id else each for each in kb.rules))
            after = [_conclusions(infer(changed, kb.total(answers))) for answers in cases]
            engine.load(changed)
            found = [sorted(it[0] for it in engine.firings(answers)) for answers in cases]
            assert found == after
            noticed += after != before
    assert noticed > 5


def _conclusions(firings: tuple[Firing, ...]) -> list[str]:
    return sorted(firing.rule.id for firing in firings)


def test_the_model_is_the_same_twice_and_small(shipped: KnowledgeBase) -> None:
    first, second = (json.dumps(model(kb), ensure_ascii=False, separators=(",", ":")) for kb in (shipped, load()))
    assert first == second
    assert len(gzip.compress(first.encode(), 9)) < 70_000


def test_an_id_that_every_object_of_a_page_has_is_refused_in_one_line(greenhouse_folder: Path) -> None:
    for file in greenhouse_folder.rglob("*.yaml"):
        file.write_text(re.sub(r"\bshade\b", "constructor", file.read_text("utf-8")), "utf-8")
    with pytest.raises(AdvisorError, match="a page cannot hold the id 'constructor'") as refused:
        model(load(greenhouse_folder))
    assert len(refused.value.lines) == 1


def test_a_knowledge_base_that_is_too_large_is_refused_in_one_line(
    shipped: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagrams, "MAX_WHOLE", 1_000)
    with pytest.raises(AdvisorError, match="too large for a page") as refused:
        model(shipped)
    assert len(refused.value.lines) == 1
