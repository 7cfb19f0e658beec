"""What a report tells once, counts, or leaves to who asks for it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from greenhouse import SOURCES, write_greenhouse

import advisor
from advisor.cases.files import Case, read_cases
from advisor.explanation.absence import Absence
from advisor.explanation.plan import plan_of
from advisor.explanation.why import Why, why
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Paragraph
from advisor.knowledge.texts import sentences
from advisor.plain_text import one_line
from advisor.reports.explaining import why as why_report
from advisor.reports.explaining import why_not as why_not_report
from advisor.reports.explaining.kinds import KINDS
from advisor.reports.page import page
from advisor.reports.roads import leads_to
from advisor.reports.text import render, render_sources
from advisor.reports.told import MAX_UNKNOWN, beside, given, open_questions, sentence, told_absence, unknown

ROOT = Path(__file__).resolve().parent.parent.parent
SUNK = {"plant": "tomato", "soil": "wet", "signs": ["wilting"], "shade": "yes"}


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    return advisor.load()


def test_what_the_step_tells_word_for_word_is_not_told_again_beside_it(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, SUNK)
    told = [text for id in greenhouse.also for text, _ in beside(advice, id)]
    assert told
    assert advice.step
    for text in told:
        step = advice.step._replace(watch=(Paragraph(f"First of all. {text}", None),))
        kb = replace(greenhouse, steps={**greenhouse.steps, step.id: step})
        left = [said for id in kb.also for said, _ in beside(advisor.recommend(kb, SUNK), id)]
        assert left == [other for other in told if other != text]


def test_of_many_open_questions_the_first_are_told_and_the_others_counted(shipped: KnowledgeBase) -> None:
    advice = advisor.recommend(shipped, {"country": "us"})
    weightiest = open_questions(advice)
    grounds = [id for id in advice.questions_left if id in advice.reasons()[0].answers]
    assert grounds
    assert weightiest == [*grounds, *(id for id in advice.questions_left if id not in grounds)]
    left = [advice.fill(shipped.questions[id].ask) for id in weightiest]
    assert len(left) > MAX_UNKNOWN + 1
    said, shown = render(advice, 400), page(advice, 1, "").unknown
    assert shown == [*map(one_line, left[:MAX_UNKNOWN]), f"and {len(left) - MAX_UNKNOWN} more"]
    assert all(f"- {text}\n" in said for text in shown)
    assert left[MAX_UNKNOWN] not in said.partition("STILL UNKNOWN")[2]


def test_of_a_source_with_many_passages_they_are_told_where_the_sources_are_asked_for(tmp_path: Path) -> None:
    passages = "".join(f"      p{n}: Passage number {n}\n" for n in range(5))
    cited = ", ".join(f"book/p{n}" for n in range(5))
    sources = f"{SOURCES}  book:\n    title: The book\n    passages:\n{passages}"
    rules = "rules:\n  only:\n    when: {soil: dry}\n    then: {next_step: enjoy}\n    because: It is.\n"
    rules += f"    cite: [{cited}]\n"
    steps = "steps:\n  enjoy: {title: Enjoy it, do: Sit down.}\n"
    kb = load(write_greenhouse(tmp_path, sources=sources, rules=rules, steps=steps))
    advice = advisor.recommend(kb, {"plant": "tomato", "soil": "dry"})
    assert "The book\n" in render(advice)
    assert "Passage" not in render(advice)
    assert all(f"Passage number {n}" in " ".join(render_sources(advice).split()) for n in range(5))


def test_what_is_not_known_is_told_last_and_as_one(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, {"plant": "tomato"})
    ids = [id for id in ("soil", "days", "shade") if id not in advice.unasked]
    assert len(ids) > 1
    parts = (*(Absence(f"{id} is so", question=id) for id in ids), Absence("plant is Tomato", question="plant"))
    said = sentence(told_absence(advice, Absence("moisture is not short", parts)))
    assert said.startswith("moisture is not short, because plant is Tomato and ")
    assert said.endswith(" are not known")


def test_why_calls_what_it_asks_for_by_its_name(shipped: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither `(not known)` nor the answer that was given: the sentence is about other answers, too."""
    monkeypatch.setattr(why_report, "MAX_RULES", len(shipped.rules))  # as only some of them speak of a country
    for answers in ({}, {"country": "us"}):
        found = why(shipped, answers, "country")
        said = " ".join(why_report.text(found).split())
        assert "In your country" in said
        assert "(not known)" not in said
        assert "In the United States" not in said


def test_why_not_offers_no_change_that_nobody_can_make_while_there_are_others(shipped: KnowledgeBase) -> None:
    reached = 0
    for step in ("apply", "earn-associate-degree", "strengthen-numeracy"):
        found = advisor.why_not(shipped, {"country": "us", "schooling": "none"}, "next_step", step)
        said = why_not_report.text(found)
        within = any(one.within_reach for one in found.sets)
        assert ("no decision of yours leads there" in " ".join(said.split())) is not within
        if within:
            reached += 1
            assert "changes this)" not in said
    assert reached


def test_a_decision_is_the_persons_own_and_no_fact(shipped: KnowledgeBase) -> None:
    kinds = {
        change.question: change.kind
        for step in shipped.steps
        for one in advisor.why_not(shipped, {"country": "us", "bachelor_plan": "no"}, "next_step", step).sets[:20]
        for change in one.changes
    }
    assert kinds.get("bachelor_plan", "decision") == "decision"
    assert "fixed" not in {kinds[id] for id in kinds if shipped.questions[id].decision}


def test_a_sentence_ends_where_the_next_begins() -> None:
    assert sentences("One. Two, e.g. this. Three") == ["One.", "Two, e.g. this.", "Three"]


def test_an_open_question_that_was_asked_comes_last_and_is_no_news(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, {"plant": "tomato", "soil": "unknown"})
    left = unknown(advice)
    assert len(left) > 1
    assert left[-1] == "Push a finger into the soil. What do you feel? (you did not know)"
    assert not any("did not know" in text for text in left[:-1])


def test_how_sure_fills_no_other_answer_with_this_one(shipped: KnowledgeBase) -> None:
    case = next(read_cases(ROOT / "examples" / "cases" / "foreign-degree.yaml", shipped))
    assert isinstance(case, Case)
    titles = [step.title for step in shipped.steps.values() if "{country." in step.title]
    said = KINDS["how_sure"].text(advisor.how_sure(shipped, case.answers), 1000)
    below = re.search(r"^- Your country: .*\n((?:    .*\n)+)", said, re.MULTILINE)
    assert below
    assert titles
    assert "RHIA" not in below[1]


def test_a_road_that_changes_nothing_leads_nowhere(shipped: KnowledgeBase) -> None:
    case = next(read_cases(ROOT / "examples" / "cases" / "foreign-degree.yaml", shipped))
    assert isinstance(case, Case)
    plan = plan_of(advisor.recommend(shipped, case))
    said = [leads_to(plan, road) for road in plan.roads]
    assert "" in said
    assert any("as now" in text for text in said)
    for text in filter(None, said):
        assert not all(fact.endswith("as now") for fact in text.split("; "))


def test_several_answers_that_are_not_known_are_given_as_one(shipped: KnowledgeBase) -> None:
    advice = advisor.recommend(shipped, {"country": "in"})
    first = next(reason for _, reasons in advice.reasons_by_goal() for reason in reasons)
    clauses = [text for text, _ in given(advice, first)]
    together = [text for text in clauses if text.endswith(" are not known")]
    assert len(together) == 1
    assert " and " in together[0]
    assert not any("(not known)" in text for text in clauses)


def test_why_of_what_changes_texts_alone_names_their_steps_each_time(greenhouse: KnowledgeBase) -> None:
    found = Why(greenhouse, {}, "days", shown_at=(next(iter(greenhouse.steps.values())),))
    told, fits = why_report.first(found, 80, 1)
    assert fits
    for said in (told, why_report.level(found, 1), why_report.level(found, 2)):
        assert "of these: - Water the plant" in " ".join(said.split())
