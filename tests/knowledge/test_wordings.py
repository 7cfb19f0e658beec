"""Ids never reach a person where there is a wording; and what is told is taken by the commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from profiles import some
from reports import batch, explanations, recommendations, told

import advisor
from advisor.cases.files import Case, read_cases
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.wording import in_words
from advisor.maps.derivation_map import derivation_map

CASES = sorted((Path(__file__).resolve().parents[2] / "examples" / "cases").rglob("*.yaml"))


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    return advisor.load()


def telling_ids(kb: KnowledgeBase) -> re.Pattern[str]:
    """A bracketed id, or a clause that tells a value by its id, or its id as words, though it has a wording."""
    ids = map(re.escape, [*kb.questions, *kb.conclusions, *kb.steps])
    found = [rf"\[(?:{'|'.join(ids)})\]"]
    for id, it in {**kb.questions, **kb.conclusions}.items():
        asked = kb.questions.get(id)
        worded = it.texts if id != kb.goal else kb.steps
        own = [value for value in it.values if not (asked and asked.table and worded[value] == value)]
        values = {re.escape(said) for value in own if value in worded for said in (value, in_words(value))}
        verbs = r"(?:is|are|includes?|does not include|do not include)(?: not(?: yet)?| neither| one of| all of)?"
        if values:
            label = re.escape(it.label)
            found.append(
                rf"\b(?i:{label}) (?:{verbs} \"?|\(\"?)(?:{'|'.join(sorted(values, key=len, reverse=True))})\b"
            )
    return re.compile("|".join(found))


def assert_worded(kb: KnowledgeBase, reports: dict[str, str]) -> None:
    pattern, authors = telling_ids(kb), " ".join(rule.because for rule in kb.rules)
    for name, report in reports.items():
        found = [it[0] for it in pattern.finditer(" ".join(report.split()))]
        assert not [it for it in found if it not in authors], name  # an author may say "growing", too


def test_the_pattern_finds_what_it_is_for(shipped: KnowledgeBase) -> None:
    pattern = telling_ids(shipped)
    for text in (
        "your eye for detail is strong or growing",
        "Your experience in medical records includes one of internship, technician",
        "next step is not apply",
        "Have you applied? [application]",
        "If your application is not hired",
        "your credential (technician)",
        "what you can do alongside includes grow-detail",
    ):
        assert pattern.search(text), text
    for text in ("education is not yet met", 'your eye for detail is "I did"', "See [1]", "your country is Germany"):
        assert not pattern.search(text), text


@pytest.mark.parametrize("path", some(CASES), ids=lambda path: path.stem)
def test_no_report_of_an_example_tells_an_id(shipped: KnowledgeBase, path: Path) -> None:
    for case in read_cases(path, shipped):
        assert isinstance(case, Case)
        advice = advisor.recommend(shipped, case)
        reports = recommendations(advice)
        reports["map"] = "\n".join(box.text for box in derivation_map(advice).boxes)
        assert_worded(shipped, reports)


@pytest.mark.parametrize("path", CASES[::40], ids=[path.stem for path in CASES[::40]])
def test_no_explanation_of_an_example_tells_an_id(shipped: KnowledgeBase, path: Path) -> None:
    case = next(it for it in read_cases(path, shipped) if isinstance(it, Case))
    assert_worded(shipped, {**dict(explanations(shipped, case.answers)), "batch": batch(shipped, case.answers)})


@pytest.mark.parametrize("answers", [{"plant": "tomato", "soil": "dry"}, {"plant": "cactus", "signs": ("spots",)}])
def test_nothing_that_a_person_can_be_told_tells_an_id(
    greenhouse: KnowledgeBase, answers: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path))
    given = advisor.recommend(greenhouse, answers, partial=True).answers
    assert_worded(greenhouse, told(greenhouse, given))


def test_a_text_of_a_conclusion_that_a_reason_rests_on_is_filled_in_every_reader(tmp_path: Path) -> None:
    from greenhouse import PARTS, write_greenhouse

    rules = PARTS["rules"].replace("when: {moisture: short}", "when: {moisture: short, caution: check-leaves}")
    rules = rules.replace("when: {moisture: enough, light: good}", "when: {caution: {not: check-leaves}}")
    rules = rules.replace(
        "    when:\n      moisture: enough\n      none:", "    when:\n      caution: check-leaves\n      none:"
    )
    conclusions = PARTS["conclusions"].replace("Look at the leaves each day.", "'{plant}, {days}, {signs}. Look.'")
    kb = advisor.load(write_greenhouse(tmp_path, rules=rules, conclusions=conclusions))
    for answers, said in (
        ({"plant": "cucumber", "soil": "wet", "days": 1, "signs": ("wilting", "spots")}, "includes"),
        ({"plant": "cucumber", "soil": "wet", "days": 1, "signs": ("spots",)}, "does not include"),
    ):
        leaves = "Hanging leaves, Brown spots" if said == "includes" else "Brown spots"
        told_of = f'watch out {said} "Cucumber, 1 day, {leaves}"'
        assert told_of in batch(kb, answers)
        assert told_of in " ".join(recommendations(advisor.recommend(kb, answers))["text"].split())
