"""Goals that are no steps, and further goals, in every report, explanation and dialogue."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from greenhouse import CONCLUSIONS, HEAD, STEPS, write_greenhouse
from meals import CONCLUSIONS as MEALS_CONCLUDED
from meals import HEAD as MEALS
from meals import meals
from reports import told as every_report
from talking import Talk, typed

import advisor
from advisor.explanation.names import NothingSuch
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.maps.derivation_map import derivation_map
from advisor.maps.knowledge_map import knowledge_map
from advisor.reports import reading
from advisor.reports.explaining.kinds import KINDS
from advisor.reports.json_report import as_object
from advisor.reports.pages import write
from advisor.reports.text import render

REDUCED = {"foster": "no", "benefits": ["housing"], "income": 35000}
FALSE_WORDS = re.compile(r"\b(steps?|roads?|not yet|career|roadmap)\b", re.I)


@pytest.fixture
def kb(tmp_path: Path) -> KnowledgeBase:
    return meals(tmp_path)


def test_a_report_tells_every_goal_by_its_label_with_its_reasons(kb: KnowledgeBase) -> None:
    assert render(advisor.recommend(kb, REDUCED), 200) == (
        "VERDICT\nThe child eats at a reduced price.\n\nPRICE OF A MEAL\n40 cents\n\nWHY\n"
        "- The income of 35000 dollars is below the limit.\n"
        '  Given: whether it is a foster child ("No"); the household\'s income (35000 dollars).\n'
        "  Missing: entitlement by benefits is not yes, because the household's benefits are "
        '"A housing allowance".\n\n'
        "WHY: PRICE OF A MEAL\n- The law sets the reduced price.\n"
        '  Given: verdict is "The child eats at a reduced price".\n\n'
        "GOOD TO KNOW\n- Apply again whenever the income changes.\n"
    )


def test_no_report_of_a_verdict_speaks_of_steps_or_roads(kb: KnowledgeBase) -> None:
    for answers in (REDUCED, {"foster": "yes"}, {"foster": "no"}, {}):
        for name, text in every_report(kb, answers).items():
            assert not FALSE_WORDS.findall(re.sub(r"<style>.*?</style>|class=\"\w+\"", "", text, flags=re.S)), name


def test_no_dialogue_about_a_verdict_speaks_of_steps_or_roads(kb: KnowledgeBase) -> None:
    lines = (
        "help",
        "how",
        "plan",
        "no",
        "why",
        "why",
        "2",
        "compare free",
        "sure",
        "35000",
        "how",
        "plan",
        "compare x",
    )
    seen = Talk(kb, typed(*lines) + "\x04").seen
    assert "The verdict is not settled yet." in seen
    assert "There is no plan here." in seen
    assert "VERDICT The child eats at a reduced price." in seen
    assert "40 cents" in seen
    assert not FALSE_WORDS.findall(seen.replace("not settled yet", ""))


def test_a_page_has_the_goal_as_its_title_and_the_others_below(kb: KnowledgeBase) -> None:
    html = "".join(write([advisor.recommend(kb, {"foster": "yes"})], "html", date(2026, 1, 2)))
    assert (
        '<p class="eyebrow">Verdict</p>\n<h1>The child eats for free</h1>\n<p>Nothing has to be paid back.</p>' in html
    )
    assert "<h2>Price of a meal</h2>\n<p>Nothing</p>" in html
    assert "<h2>Why: Price of a meal</h2>" in html
    text = "".join(write([advisor.recommend(kb, {"foster": "yes"})], "markdown", date(2026, 1, 2)))
    assert text.startswith("# The child eats for free\n")
    assert "## Price of a meal\n\nNothing\n" in text


def test_json_has_a_key_for_each_goal_and_none_for_a_road(kb: KnowledgeBase) -> None:
    found = as_object(advisor.recommend(kb, REDUCED))
    assert found["verdict"] == {"id": "reduced", "text": "The child eats at a reduced price."}
    assert (found["price"]["id"], found["price"]["text"]) == ("forty-cents", "40 cents")
    assert [firing["rule"] for firing in found["price"]["because"]] == ["price-reduced", "reduced-income"]
    assert "roadmap" not in found
    assert "next_step" not in found
    changed = KINDS["what_if"].as_object(advisor.what_if(kb, REDUCED, {"foster": "yes"}))
    assert changed["after"] == {"verdict": "free", "price": "nothing", "settled": True}


def test_a_goal_that_is_called_like_another_key_has_one_of_its_own(tmp_path: Path) -> None:
    def renamed(text: str) -> str:
        return text.replace("verdict", "name")

    from meals import RULES

    odd = meals(tmp_path, head=renamed(MEALS), conclusions=renamed(MEALS_CONCLUDED), rules=renamed(RULES))
    found = as_object(advisor.recommend(odd, {"foster": "yes"}, name="Ann"))
    assert (found["name"], found["goal_name"]["id"]) == ("Ann", "free")


def test_each_goal_can_be_asked_how_sure_it_is(kb: KnowledgeBase) -> None:
    told = KINDS["how_sure"].text(advisor.how_sure(kb, REDUCED, "price"))
    assert "Price of a meal: 40 cents\n" in told
    assert '- Whether it is a foster child: "No"\n    "Yes" -> Nothing\n' in told
    with pytest.raises(NothingSuch, match="'hint' is no goal of meals; its goals are verdict, price"):
        advisor.how_sure(kb, REDUCED, "hint")


def test_a_goal_without_a_value_is_told_beside_those_that_have_one(tmp_path: Path) -> None:
    from meals import RULES

    rules = "\n".join(line for line in RULES.splitlines() if "price-full" not in line) + "\n"
    advice = advisor.recommend(meals(tmp_path, rules=rules), {"foster": "no"})
    assert advice.problem == "the knowledge base gives no price of a meal for this case"
    assert "VERDICT\nThe child pays the full price.\n\nNO SINGLE PRICE OF A MEAL\n" in render(advice)
    assert as_object(advice)["price"] is None


def test_maps_and_what_is_shown_of_a_verdict_have_no_steps(kb: KnowledgeBase) -> None:
    assert "road" not in knowledge_map(kb).legend
    labels = [box.text for box in derivation_map(advisor.recommend(kb, REDUCED)).boxes]
    assert {"The child eats at a reduced price", "40 cents"} <= set(labels)
    shown = reading.overview(kb, 200)
    assert "The goals are verdict and price." in shown
    assert not re.search(r"\bsteps?\b", shown, re.I)


def test_the_words_of_an_author_stand_in_every_report_of_a_road(tmp_path: Path) -> None:
    words = (
        "words: {road: treatment, roads: treatments, step: measure, steps: measures, plan: schedule, watch: Beware}\n"
    )
    kb = load(write_greenhouse(tmp_path / "kb", head=HEAD + words))
    advice = advisor.recommend(kb, {"plant": "tomato", "soil": "dry", "signs": ["spots"], "shade": "no"})
    text = render(advice)
    assert "THE TREATMENT FROM HERE\n" in text
    assert "Beware: Water in the saucer." in text
    assert "This treatment takes for granted:" in text
    assert "THE SCHEDULE\n" in KINDS["plan"].text(advisor.plan(kb, advice.answers))
    html = "".join(write([advice], "html", date(2026, 1, 2)))
    assert "The schedule</h2>" in html
    assert "drawn as if each measure took its longest" in html
    assert "The treatment from here leads there after 1 measure, " in KINDS["why_not"].text(
        advisor.why_not(kb, advice.answers, "next_step", "hang-cloth")
    )


def test_steps_that_lead_nowhere_are_told_without_a_road(tmp_path: Path) -> None:
    lines = [line for line in STEPS.splitlines() if "achieves" not in line and "set:" not in line]
    concluded = CONCLUSIONS.replace("label: Next step", "label: Remedy")
    kb = load(write_greenhouse(tmp_path / "kb", steps="\n".join(lines) + "\n", conclusions=concluded))
    text = render(advisor.recommend(kb, {"plant": "tomato", "soil": "dry"}))
    assert text.startswith("REMEDY\nWater the Tomato\n")
    assert "ROAD" not in text
    html = "".join(write([advisor.recommend(kb, {"plant": "tomato", "soil": "dry"})], "html", date(2026, 1, 2)))
    assert '<p class="takes">Up to 1 month, up to EUR 5 (2026)</p>' in html
    assert "The plan<" not in html
    assert "There is no plan: " in KINDS["plan"].text(advisor.plan(kb, {"plant": "tomato", "soil": "dry"}))
