"""Conditions, rules, facts and absences as sentences."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from greenhouse import PARTS, write_greenhouse

from advisor.explanation import english
from advisor.knowledge.conditions import All, Any, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase

DRY, SHADY = OneOf("soil", ("dry",)), OneOf("shade", ("yes",))
WILTING, SPOTS = OneOf("signs", ("wilting",)), OneOf("signs", ("spots",))
FEW = Compare("days", "below", 2)

CLAUSES = [
    (DRY, 'soil is "Dry"'),
    (OneOf("soil", ("dry", "wet")), 'soil is "Dry" or "Wet"'),
    (OneOf("soil", ("unknown",)), "soil is not known"),
    (OneOf("soil", ("dry", "unknown")), 'soil is not known or is "Dry"'),
    (NoneOf((DRY,)), 'soil is not "Dry"'),
    (NoneOf((OneOf("soil", ("dry", "wet")),)), 'soil is neither "Dry" nor "Wet"'),
    (NoneOf((OneOf("soil", ("unknown",)),)), "soil is known"),
    (NoneOf((OneOf("soil", ("dry", "unknown")),)), 'soil is known and is not "Dry"'),
    (OneOf("plant", ("tomato", "cucumber", "cactus")), "plant is one of Tomato, Cucumber and Cactus"),
    (NoneOf((OneOf("plant", ("tomato", "cucumber", "cactus")),)), "plant is not one of Tomato, Cucumber and Cactus"),
    (OneOf("signs", ("wilting",)), 'signs include "Hanging leaves"'),
    (NoneOf((OneOf("signs", ("wilting", "spots")),)), 'signs do not include "Hanging leaves" or "Brown spots"'),
    (OneOf("signs", ("none",)), 'signs are "None of these"'),
    (NoneOf((OneOf("signs", ("none",)),)), "signs include at least one"),
    (FEW, "days since watering are below 2 days"),
    (NoneOf((FEW,)), "days since watering are not known or at least 2 days"),
    (Compare("days", "is", 3), "days since watering are 3 days"),
    (Compare("days", "at_least", 1), "days since watering are at least 1 day"),
    (OneOf("light", ("good",)), "light is good"),
    (OneOf("caution", ("wet-feet",)), 'watch out includes "Never let ... stand in water"'),
    (OneOf("next_step", ("water-now",)), 'next step is "Water the ..."'),
    (All((DRY, SHADY)), 'soil is "Dry" and shade is "Shade"'),
    (All((DRY, SHADY, FEW)), 'soil is "Dry", shade is "Shade" and days since watering are below 2 days'),
    (All((DRY, NoneOf((SHADY,)))), 'soil is "Dry" and shade is not "Shade"'),
    (
        All((DRY, Any((SHADY, FEW)))),
        'soil is "Dry", and either shade is "Shade" or days since watering are below 2 days',
    ),
    (All((WILTING, SPOTS)), 'signs include "Hanging leaves" and "Brown spots"'),
    (All((DRY, WILTING, SPOTS)), 'soil is "Dry" and signs include "Hanging leaves" and "Brown spots"'),
    (All((WILTING, DRY)), 'signs include "Hanging leaves" and soil is "Dry"'),
    (NoneOf((All((WILTING, SPOTS)),)), 'signs do not include "Hanging leaves" or signs do not include "Brown spots"'),
    (Any((DRY, All((SHADY, FEW)))), 'soil is "Dry", or (shade is "Shade" and days since watering are below 2 days)'),
    (NoneOf((DRY, SHADY)), 'soil is not "Dry" and shade is not "Shade"'),
    (NoneOf((All((DRY, SHADY)),)), 'soil is not "Dry" or shade is not "Shade"'),
    (NoneOf((Any((DRY, SHADY)),)), 'soil is not "Dry" and shade is not "Shade"'),
    (NoneOf((NoneOf((DRY,)),)), 'soil is "Dry"'),
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
    assert english.condition(kb, kb.rules[0].when) == "plant is one of cress, dill and 3 others"


def test_a_rule_reads_as_a_sentence(greenhouse: KnowledgeBase) -> None:
    sentence = english.rule(greenhouse, greenhouse.rule["next-enjoy"])
    assert sentence == 'If moisture is enough and light is good, then next step is "Enjoy it".'


def test_facts_read_as_clauses(greenhouse: KnowledgeBase) -> None:
    assert english.fact(greenhouse, "soil", "dry") == 'soil is "Dry"'
    assert english.fact(greenhouse, "plant", "tomato") == "plant is Tomato"
    assert english.fact(greenhouse, "soil", "unknown") == "soil is not known"
    assert english.fact(greenhouse, "days", 3) == "days since watering are 3 days"
    assert english.given(greenhouse, "days", 1, {}) == "days since watering (1 day)"
    assert english.fact(greenhouse, "signs", ("wilting", "spots")) == 'signs include "Hanging leaves" and "Brown spots"'
    assert english.fact(greenhouse, "signs", ()) == 'signs are "None of these"'
    assert english.chosen(greenhouse, "signs", [()], {}) == 'signs are "None of these"'
    assert english.not_known(greenhouse, ["soil"]) == "soil is not known"
    assert english.not_known(greenhouse, ["soil", "shade"]) == "soil and shade are not known"


def test_a_wording_is_filled_from_the_case_and_in_no_case_has_a_gap(greenhouse: KnowledgeBase) -> None:
    soil = greenhouse.questions["soil"]._replace(texts={"dry": "Dry for a {plant} {{x}}"})
    kb = replace(greenhouse, questions={**greenhouse.questions, "soil": soil})
    case = {"plant": "tomato"}
    assert english.condition(kb, DRY, case) == 'soil is "Dry for a Tomato {x}"'
    assert english.condition(kb, DRY) == 'soil is "Dry for a ... {x}"'
    assert english.fact(kb, "soil", "dry", case) == 'soil is "Dry for a Tomato {x}"'
    assert english.fact(kb, "soil", "wet", case) == 'soil is "wet"'  # it has no wording
    assert english.conclusion(kb, ("next_step", "water-now"), case) == 'next step is "Water the Tomato"'
    assert english.missing(kb, ("caution", "wet-feet"), case).endswith('include "Never let Tomato stand in water"')


def test_a_label_that_asks_is_no_plural_and_one_that_you_know_may_be(tmp_path: Path) -> None:
    questions = PARTS["questions"].replace("label: signs", "label: the signs you see")
    questions = questions.replace("label: days since", "label: how many days since")
    kb = load(write_greenhouse(tmp_path, questions=questions))
    assert english.condition(kb, WILTING) == 'the signs you see include "Hanging leaves"'
    assert english.condition(kb, FEW) == "how many days since watering is below 2 days"


def test_what_is_missing_is_not_yet_so(greenhouse: KnowledgeBase) -> None:
    assert english.missing(greenhouse, ("light", "good")) == "light is not yet good"
    assert english.missing(greenhouse, ("moisture", "short")) == "moisture is not short"
    assert (
        english.missing(greenhouse, ("caution", "wet-feet"))
        == 'watch out does not include "Never let ... stand in water"'
    )


def test_no_sentence_of_a_rule_shows_the_tree_that_it_was_read_from(greenhouse: KnowledgeBase) -> None:
    for rule in greenhouse.rules:
        sentence = english.rule(greenhouse, rule)
        assert not any(word in sentence for word in ("NOT", "OneOf", "NoneOf", "_"))
