"""What stands in the way is told as it is needed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from strategies import make_rule

from advisor import recommend
from advisor.explanation.failures import failures
from advisor.knowledge.conditions import All, Condition, NoneOf, OneOf
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.explaining.standing import Standing

LIGHT = ("light", "good")
WET = OneOf("soil", ("wet",))
NOT_DRY, KNOWN = NoneOf((OneOf("soil", ("dry",)),)), NoneOf((OneOf("soil", ("unknown",)),))


@pytest.mark.parametrize(
    ("when", "soil", "needed"),
    [
        (All((NOT_DRY, WET)), "dry", 'soil is not "Dry" and soil is "Wet"'),
        (All((WET, KNOWN)), "unknown", 'soil is "Wet" and soil is known'),
    ],
)
def test_several_tests_that_one_answer_fails_are_told_as_they_are_needed(
    greenhouse: KnowledgeBase, when: Condition, soil: str, needed: str
) -> None:
    others = [rule for rule in greenhouse.rules if rule.then != LIGHT]
    kb = replace(greenhouse, rules=(make_rule(0, when, LIGHT), *others))
    advice = recommend(kb, {"plant": "tomato", "soil": soil})
    told = " ".join("\n".join(Standing(advice, 200).missing(failures(advice, LIGHT))).split())
    assert f"Needed: {needed}." in told
