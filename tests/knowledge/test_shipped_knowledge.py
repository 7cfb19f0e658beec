"""The knowledge base that ships, over random whole cases: one next step, a road to its end, and never against the law.

Its rules are evaluated by the Kleene reader, which the other tests hold against experta and the oracle; here experta
answers a part of the cases too.
"""

from __future__ import annotations

import re
from pathlib import Path

import oracle
import pytest
from profiles import examples
from shipped_cases import some_cases

from advisor.consultation.consultation import Consultation
from advisor.consultation.roadmap import next_step, walk
from advisor.inference import infer
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.partial import PartialInterpretation, evaluate

CASES = examples(1500)


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load("medical-records-administrator")


def test_every_id_of_the_vocabulary_is_there(kb: KnowledgeBase) -> None:
    questions = """country licence_required association_known detail_oriented numeracy computer_skills leadership
        composure integrity schooling degree_field degree_abroad accredited studying studying_for experience
        years_in_records led_people positions_known credential credential_status exam_result wants_credential
        bachelor_plan record_concern veteran application
        wish award degree_country accredited_at_graduation licence_grade exam_attempts months_since_exam months_lapsed
        coder_credential works_in_hospital constraint federal_job benefit_left anatomy"""
    steps = """clear-record-concern finish-school assess-skills strengthen-detail strengthen-numeracy
        strengthen-computers strengthen-leadership choose-accredited-program earn-associate-degree
        earn-bridge-certificate finish-degree check-accreditation repair-degree evaluate-foreign-degree
        take-technician-exam retake-exam renew-credential gain-experience learn-positions find-regulator
        find-association earn-bachelor-degree take-administrator-exam obtain-licence strengthen-composure
        strengthen-integrity apply follow-up-applications keep-current"""
    assert set(questions.split()) <= set(kb.questions)
    assert set(steps.split()) <= set(kb.steps)
    assert [id for id, question in kb.questions.items() if question.required] == ["country"]
    for id in ("skills", "education", "practice", "positions", "certification", "readiness"):
        assert kb.conclusions[id].values == ("met",)


def test_every_rule_and_step_cites_and_only_the_end_achieves_nothing(kb: KnowledgeBase) -> None:
    assert [rule.id for rule in kb.rules if not rule.cite] == []
    assert [step.id for step in kb.steps.values() if not step.cite] == []
    assert [step.id for step in kb.steps.values() if not step.achieves] == ["keep-current"]


def test_every_passage_of_the_document_carries_a_rule(kb: KnowledgeBase) -> None:
    cited = {citation for rule in kb.rules for citation in rule.cite}
    assert [passage for passage in kb.sources["article"].passages if f"article/{passage}" not in cited] == []


def test_the_table_of_the_documents_statements_names_what_is_there(kb: KnowledgeBase) -> None:
    known = {*kb.questions, *kb.rule, *kb.steps, *kb.sources, *kb.sources["article"].passages, "article"}
    text = (Path(__file__).parents[2] / "docs" / "document-statements.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z][a-z0-9_-]*)`", text))
    assert named - known == set()
    assert set(kb.sources["article"].passages) <= named


def test_every_case_has_one_next_step_and_a_lawful_road_to_the_end(kb: KnowledgeBase) -> None:
    for case in some_cases(kb, 1, CASES):
        taken = []
        for state, step in walk(evaluate(kb, case)):
            assert step is not None, (taken, case)
            check_one_value(kb, state)
            if step.id in ("apply", "gain-experience", "follow-up-applications"):
                assert ("law", "demands") not in state.true or ("licensed", "met") in state.true, case
            assert step.id not in taken, (taken, case)
            taken.append(step.id)
        assert taken[-1] == "keep-current", (taken, case)


def check_one_value(kb: KnowledgeBase, state: PartialInterpretation) -> None:
    for conclusion in kb.conclusions.values():
        values = [value for value in conclusion.values if (conclusion.id, value) in state.true]
        assert conclusion.many or conclusion.number or len(values) <= 1, (conclusion.id, values, state.answers)


def test_experta_the_kleene_reader_and_the_oracle_agree(kb: KnowledgeBase) -> None:
    for case in some_cases(kb, 2, 100):
        true = {firing.rule.then for firing in infer(kb, case)}
        assert true == evaluate(kb, case).true == oracle.evaluate(kb, case)[0]


def test_consultations_end_with_the_next_step_of_the_whole_case(kb: KnowledgeBase) -> None:
    asked = []
    for case in some_cases(kb, 3, 40):
        consultation = Consultation(kb)
        while consultation.question is not None:
            consultation.answer(case[consultation.question.id])
        asked.append(len(consultation.answers))
        assert next_step(evaluate(kb, consultation.answers)) == next_step(evaluate(kb, case))
    assert max(asked) <= 28
