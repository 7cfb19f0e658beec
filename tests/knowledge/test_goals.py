"""Several goals, goals that are no steps, and the words that a knowledge base puts in place of the shell's own."""

from __future__ import annotations

from pathlib import Path

from greenhouse import CONCLUSIONS, HEAD, write_greenhouse
from meals import HEAD as MEALS
from meals import meals

from advisor.explanation import english
from advisor.knowledge.loader import load


def test_the_first_of_several_goals_is_the_goal(tmp_path: Path) -> None:
    kb = meals(tmp_path)
    assert kb.goals == ("verdict", "price")
    assert kb.goal == "verdict"
    assert not kb.recommends
    assert not kb.has_road


def test_a_goal_of_steps_has_a_road_where_a_step_leads_to_another(tmp_path: Path) -> None:
    kb = load(write_greenhouse(tmp_path / "greenhouse"))
    assert kb.goals == ("next_step",)
    assert kb.recommends
    assert kb.has_road
    ends = load(
        write_greenhouse(tmp_path / "ends", steps="steps:\n" + "".join(f"  {id}: {{title: {id}, do: It}}\n" for id in (
            "water-now", "hang-cloth", "enjoy"
        )))
    )  # fmt: skip
    assert ends.recommends
    assert not ends.has_road


def test_the_goal_is_called_by_its_label_unless_the_author_says_otherwise(tmp_path: Path) -> None:
    kb = meals(tmp_path)
    assert (kb.words.next_step, kb.words.your_next_step) == ("verdict", "the verdict")
    own = meals(tmp_path, head=MEALS + "words: {next_step: decision, road: course}\n")
    assert (own.words.next_step, own.words.your_next_step) == ("decision", "the decision")
    assert own.words.road_from_here == "The course from here"


def test_the_words_of_a_road_are_those_of_the_shell_where_nothing_else_is_said(tmp_path: Path) -> None:
    kb = load(write_greenhouse(tmp_path / "greenhouse"))
    assert (kb.words.next_step, kb.words.your_next_step) == ("next step", "your next step")
    assert kb.words.road_from_here == "The road from here"
    own = load(write_greenhouse(tmp_path / "own", head=HEAD + "words: {roads: ways, not_yet: still not}\n"))
    assert own.words.other_roads == "Other ways, as you decide"
    assert english.missing(own, ("light", "good")) == "light is still not good"


def test_braces_in_a_word_of_an_author_stand_as_they_are(tmp_path: Path) -> None:
    assert meals(tmp_path, head=MEALS + 'words: {road: "{odd", plan: "{roads}"}\n').words.plan == "{roads}"


def test_what_no_step_leads_to_is_not_and_what_one_leads_to_is_not_yet(tmp_path: Path) -> None:
    assert english.missing(meals(tmp_path), ("categorical", "yes")) == "entitlement by benefits is not yes"
    kb = load(write_greenhouse(tmp_path / "greenhouse"))
    assert english.missing(kb, ("light", "good")) == "light is not yet good"


def test_a_label_says_whether_it_is_a_plural(tmp_path: Path) -> None:
    kb = meals(tmp_path)
    assert english.fact(kb, "benefits", ()) == 'the household\'s benefits are "None of these"'
    changed = CONCLUSIONS.replace("label: Light}", "label: Rays, plural: no}")
    kb = load(write_greenhouse(tmp_path / "greenhouse", conclusions=changed))
    assert english.conclusion(kb, ("light", "good")) == "rays is good"
    kb = load(write_greenhouse(tmp_path / "other", conclusions=changed.replace("Rays, plural: no", "Rays")))
    assert english.conclusion(kb, ("light", "good")) == "rays are good"


def test_a_value_of_the_goal_may_be_a_step_or_have_a_text_and_not_some_of_both(tmp_path: Path) -> None:
    worded = CONCLUSIONS.replace("[enough, short]", "{enough: Water enough, short: Too little water}")
    kb = load(
        write_greenhouse(tmp_path / "a", head=HEAD.replace("goal: next_step", "goal: moisture"), conclusions=worded)
    )
    assert not kb.recommends
