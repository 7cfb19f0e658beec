"""Why this rather than that: the rule that fired beside the one that came nearest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import evaluate, holds
from profiles import examples
from strategies import cases, knowledge_bases, with_steps

from advisor.explanation.names import NothingSuch
from advisor.explanation.rather_than import rather_than
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.explaining.rather_than import as_object, text

SHADED = {"plant": "tomato", "soil": "wet", "shade": "yes"}


@settings(max_examples=examples(120))
@given(st.data())
def test_what_only_this_asks_for_holds_and_that_fails_somewhere(data: st.DataObject) -> None:
    kb = data.draw(with_steps(data.draw(knowledge_bases(whole=True))))
    answers = data.draw(cases(kb, total=True))
    true, _, fired = evaluate(kb, answers)
    for attribute, conclusion in kb.conclusions.items():
        if conclusion.number:
            continue
        this = next((value for value in conclusion.values if (attribute, value) in true), "")
        for that in conclusion.values:
            if not this:
                with pytest.raises(NothingSuch):
                    rather_than(kb, answers, attribute, "", that)
                continue
            found = rather_than(kb, answers, attribute, this, that)
            assert found.fired.rule.id in fired
            assert all(holds(kb, part, answers, true, ()) for part in (*found.own, *found.shared))
            assert found.both == ((attribute, that) in true)
            if found.nearest:
                assert found.nearest.rule.id not in fired
                assert found.nearest.fails or found.nearest.forestalled
            assert text(found, 40)


def test_the_difference_leaves_out_what_both_ask_for(greenhouse: KnowledgeBase) -> None:
    found = rather_than(greenhouse, SHADED, "next_step", "", "hang-cloth")
    assert found.this == ("next_step", "enjoy")
    assert found.nearest is not None
    assert found.nearest.rule.id == "next-shade"
    told = text(found)
    assert "FOR THIS, IT IS SO\n- Light is good.\n" in told
    assert "FOR THAT, IT IS NOT SO\n- Needed: light is not good. But: Shade, or a plant that likes the sun." in told
    assert "Moisture" not in told
    assert as_object(found)["rather_than"]["shared"] == ["moisture is enough"]


def test_of_several_values_another_one_that_is_concluded_too_is_no_difference(greenhouse: KnowledgeBase) -> None:
    found = rather_than(greenhouse, SHADED, "next_step", "enjoy", "enjoy")
    assert "That is what is concluded." in text(found)


@pytest.mark.parametrize(
    ("attribute", "this", "that", "said"),
    [
        ("next_step", "water-now", "enjoy", "next_step is not water-now here; it is enjoy"),
        ("alongside", "", "air", "alongside: nothing is concluded about it"),
        ("next_step", "", "enjoi", "did you mean 'enjoy'"),
    ],
)
def test_what_is_not_so_is_refused(greenhouse: KnowledgeBase, attribute: str, this: str, that: str, said: str) -> None:
    with pytest.raises(NothingSuch, match=said):
        rather_than(greenhouse, SHADED, attribute, this, that)
