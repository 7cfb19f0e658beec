"""Conditions, rules, facts and absences as sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PARTS, write_greenhouse

from advisor.explanation import english
from advisor.knowledge.conditions import All, Any, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase

DRY, SHADY = OneOf("soil", ("dry",)), OneOf("shade", ("yes",))
WILTING, SPOTS = OneOf("signs", ("wilting",)), OneOf("signs", ("spots",))
FEW = Compare("days", "below", 2)

CLAUSES = [
    (DRY, "soil is dry"),
    (OneOf("soil", ("dry", "wet")), "soil is dry or wet"),
    (OneOf("soil", ("unknown",)), "soil is not known"),
    (OneOf("soil", ("dry", "unknown")), "soil is not known or is dry"),
    (NoneOf((DRY,)), "soil is not dry"),
    (NoneOf((OneOf("soil", ("dry", "wet")),)), "soil is neither dry nor wet"),
    (NoneOf((OneOf("soil", ("unknown",)),)), "soil is known"),
    (NoneOf((OneOf("soil", ("dry", "unknown")),)), "soil is known and is not dry"),
    (OneOf("plant", ("tomato", "cucumber", "cactus")), "plant is one of Tomato, Cucumber, Cactus"),
    (NoneOf((OneOf("plant", ("tomato", "cucumber", "cactus")),)), "plant is not one of Tomato, Cucumber, Cactus"),
    (OneOf("signs", ("wilting",)), "signs include wilting"),
    (NoneOf((OneOf("signs", ("wilting", "spots")),)), "signs do not include wilting or spots"),
    (OneOf("signs", ("none",)), "signs are none"),
    (FEW, "days since watering are below 2 days"),
    (NoneOf((FEW,)), "days since watering are not known or at least 2 days"),
    (Compare("days", "is", 3), "days since watering are 3 days"),
    (Compare("days", "at_least", 1), "days since watering are at least 1 day"),
    (OneOf("light", ("good",)), "light is good"),
    (OneOf("caution", ("wet-feet",)), "watch out includes wet feet"),
    (OneOf("next_step", ("water-now",)), "next step is water-now"),
    (All((DRY, SHADY)), "soil is dry and shade is yes"),
    (All((DRY, SHADY, FEW)), "soil is dry, shade is yes and days since watering are below 2 days"),
    (All((DRY, NoneOf((SHADY,)))), "soil is dry and shade is not yes"),
    (All((DRY, Any((SHADY, FEW)))), "soil is dry, and either shade is yes or days since watering are below 2 days"),
    (All((WILTING, SPOTS)), "signs include wilting and spots"),
    (All((DRY, WILTING, SPOTS)), "soil is dry and signs include wilting and spots"),
    (All((WILTING, DRY)), "signs include wilting and soil is dry"),
    (NoneOf((All((WILTING, SPOTS)),)), "signs do not include wilting or signs do not include spots"),
    (Any((DRY, All((SHADY, FEW)))), "soil is dry, or (shade is yes and days since watering are below 2 days)"),
    (NoneOf((DRY, SHADY)), "soil is not dry and shade is not yes"),
    (NoneOf((All((DRY, SHADY)),)), "soil is not dry or shade is not yes"),
    (NoneOf((Any((DRY, SHADY)),)), "soil is not dry and shade is not yes"),
    (NoneOf((NoneOf((DRY,)),)), "soil is dry"),
    (All(()), "this always holds"),
    (Any(()), "this never holds"),
]


@pytest.mark.parametrize(("node", "clause"), CLAUSES, ids=[clause for _, clause in CLAUSES])
def test_a_condition_reads_as_an_english_clause(greenhouse: KnowledgeBase, node: Condition, clause: str) -> None:
    assert english.condition(greenhouse, node) == clause


def test_a_long_list_of_values_is_shortened_to_their_number(tmp_path: Path) -> None:
    names = ("cress", "dill", "fig", "gourd", "hop")
    rows = "".join(f"      {name}: {{name: {name}, thirsty: yes}}\n" for name in names)
    table = (
        "tables:\n  plants:\n    columns:\n      name: {text: Name}\n      thirsty: {one: [yes, no], text: Thirsty}\n"
    )
    rule = "rules:\n  only:\n    when: {plant.thirsty: yes}\n    then: {next_step: enjoy}\n    because: It is.\n"
    folder = write_greenhouse(
        tmp_path,
        tables=f"{table}    rows:\n{rows}",
        rules=rule,
        steps="steps:\n  enjoy: {title: Enjoy it, do: Sit down.}\n",
    )
    kb = load(folder)
    assert english.condition(kb, kb.rules[0].when) == "plant is one of cress, dill, ... (5 values)"


def test_a_rule_reads_as_a_sentence(greenhouse: KnowledgeBase) -> None:
    sentence = english.rule(greenhouse, greenhouse.rule["next-enjoy"])
    assert sentence == "If moisture is enough and light is good, then next step is enjoy."


def test_facts_read_as_clauses(greenhouse: KnowledgeBase) -> None:
    assert english.fact(greenhouse, "soil", "dry") == "soil is dry"
    assert english.fact(greenhouse, "plant", "tomato") == "plant is Tomato"
    assert english.fact(greenhouse, "soil", "unknown") == "soil is not known"
    assert english.fact(greenhouse, "days", 3) == "days since watering are 3 days"
    assert english.given(greenhouse, "days", 1, {}) == "days since watering (1 day)"
    assert english.fact(greenhouse, "signs", ("wilting", "spots")) == "signs include wilting and spots"
    assert english.fact(greenhouse, "signs", ()) == "signs are none"


def test_a_label_that_asks_is_no_plural_and_one_that_you_know_may_be(tmp_path: Path) -> None:
    questions = PARTS["questions"].replace("label: signs", "label: the signs you see")
    questions = questions.replace("label: days since", "label: how many days since")
    kb = load(write_greenhouse(tmp_path, questions=questions))
    assert english.condition(kb, WILTING) == "the signs you see include wilting"
    assert english.condition(kb, FEW) == "how many days since watering is below 2 days"


def test_what_is_missing_is_not_yet_so(greenhouse: KnowledgeBase) -> None:
    assert english.missing(greenhouse, ("light", "good")) == "light is not yet good"
    assert english.missing(greenhouse, ("moisture", "short")) == "moisture is not short"
    assert english.missing(greenhouse, ("caution", "wet-feet")) == "watch out does not include wet feet"


def test_no_sentence_of_a_rule_shows_the_tree_that_it_was_read_from(greenhouse: KnowledgeBase) -> None:
    for rule in greenhouse.rules:
        sentence = english.rule(greenhouse, rule)
        assert not any(word in sentence for word in ("NOT", "OneOf", "NoneOf", "_"))
