"""`advisor show`: the knowledge base as a person reads it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from advisor.cli.main import main
from advisor.knowledge.model import KnowledgeBase
from advisor.reports import reading


@pytest.fixture
def show(greenhouse_folder: Path, capsys: pytest.CaptureFixture[str]):
    def run(*args: str, code: int = 0) -> str:
        assert main(["show", *args, "--kb", str(greenhouse_folder)]) == code
        streams = capsys.readouterr()
        return " ".join((streams.err if code else streams.out).split())

    return run


def test_the_overview_names_everything(show, greenhouse: KnowledgeBase) -> None:
    seen = show()
    for id in (*greenhouse.questions, *greenhouse.conclusions, *greenhouse.steps):
        assert f"{id}: " in seen
    assert "5 questions, 5 conclusions, 11 rules, 3 steps, 2 sources. The goal is next_step." in seen


def test_a_question_is_read_with_its_values_its_table_and_its_rules(show) -> None:
    seen = show("plant")
    for part in (
        "QUESTION plant (The plant) What do you grow?",
        "Why: Plants differ in thirst.",
        "cactus: Cactus",
        "Needs much water: unclear",
        'moisture-short: If soil is "Dry" and',
    ):
        assert part in seen
    assert "unknown: I have not tried" in show("soil")
    assert "Answer: a whole number from 0 to 60 days" in show("days")
    assert "Changed by the steps water-now" in show("soil")


def test_a_decision_is_read_as_one(greenhouse: KnowledgeBase) -> None:
    shade = greenhouse.questions["shade"]
    for decision in (True, False):
        kb = replace(greenhouse, questions={**greenhouse.questions, "shade": shade._replace(decision=decision)})
        assert ("for the person to choose" in reading.about(kb, "shade", 80)) is decision


def test_a_conclusion_is_read_with_the_rules_that_conclude_and_those_that_use_it(show) -> None:
    seen = show("moisture")
    concluded, _, used = seen.partition("Used by")
    assert "moisture-short-by-days:" in concluded
    assert 'next-water: If moisture is short, then next step is "Water the ...".' in used
    assert "wet-feet: Never let {plant.name} stand in water." in show("caution")


def test_a_rule_is_read_in_english_with_its_reason_its_source_and_its_place(show) -> None:
    seen = show("light-good")
    assert 'If shade is "Shade" or plant is Cactus, then light is good.' in seen
    assert "Because: Shade, or a plant that likes the sun." in seen
    assert "Cites: The grower's handbook: Shade from noon [handbook/light]" in seen
    assert "rules.yaml:19:3" in seen
    assert "What it concludes is used by (light is good) next-shade:" in seen


def test_a_step_is_read_with_what_it_takes_and_achieves(show) -> None:
    seen = show("water-now")
    for part in (
        "Do: Water it in the morning, slowly, until the pot is heavy.",
        '(where signs include "Brown spots") Keep the leaves dry.',
        "Takes: up to 1 month, up to EUR 5 (2026)",
        'Achieves: soil is "Wet"; days since watering are 0 days',
        "Recommended by next-water:",
    ):
        assert part in seen
    assert "days since watering are at least 1" in show("hang-cloth") or "is at least 1" in show("hang-cloth")
    assert "it is the end of the road" in show("enjoy")


def test_each_passage_lists_what_rests_on_it(show) -> None:
    seen = show("--sources")
    assert "Water in the morning [handbook/1] rules: moisture-short questions: plant, soil steps: water-now" in seen
    assert "The neighbour [neighbour] rules: moisture-short-by-days questions: soil, signs, days" in seen


def test_several_names_are_read_in_one_go_and_an_unknown_one_gets_a_suggestion(show) -> None:
    assert "QUESTION soil" in show("soil", "enjoy")
    assert "STEP enjoy" in show("soil", "enjoy")
    assert show("soyl", code=2).endswith("of greenhouse; did you mean 'soil'?")


def test_every_name_of_the_shipped_knowledge_can_be_read() -> None:
    from advisor.knowledge.loader import load

    kb = load("medical-records-administrator")
    for width in (40, 80):
        for name in reading.names(kb):
            lines = [line for line in reading.about(kb, name, width).splitlines() if "Written at" not in line]
            assert all(len(line) <= width or " " not in line.strip() for line in lines), name
