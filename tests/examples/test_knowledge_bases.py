"""The example knowledge bases: each holds what its head says of it, and those after CLIPS conclude what CLIPS does.

A line of `auto.txt` and `animal.txt` is a course of the original: what it asks, one question after the other, with the
answers, and what it concludes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clips_engine import Clips
from talking import Lines

import advisor
from advisor.cli.main import main
from advisor.consultation.consultation import Consultation
from advisor.knowledge.loader import load

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples" / "knowledge-bases"
FOLDERS = sorted(head.parent for head in EXAMPLES.glob("*/knowledge-base.yaml"))
RULES_BEFORE = {"auto": 23, "animal": 127}
"""The rules that each took in the first edition of the language."""

each = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def courses() -> Iterator[object]:
    for name, count in (("auto", 15), ("animal", 43)):
        lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        assert len(lines) == count
        for line in lines:
            answers, _, concluded = line.partition(" -> ")
            yield pytest.param(name, dict(answer.split("=") for answer in answers.split()), concluded, id=line)


@pytest.mark.parametrize(("name", "answers", "concluded"), [*courses()])
def test_a_course_asks_what_the_original_asks_and_ends_as_it_does(
    name: str, answers: dict[str, str], concluded: str
) -> None:
    kb = load(EXAMPLES / name)
    consultation = Consultation(kb)
    asked = []
    while (question := consultation.question) is not None:
        asked.append(question.id)
        consultation.answer(answers[question.id])
    assert asked == [*answers]
    assert advisor.recommend(kb, consultation.answers).steps == (concluded,)
    assert (kb.goal, concluded) in Clips(kb).conclude(answers)[0]
    assert len(kb.rules) <= RULES_BEFORE[name] // 2


@each
def test_its_cases_pass_and_reach_every_rule_and_value(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", "--kb", str(folder), str(EXAMPLES / "cases" / f"{folder.name}.yaml")]) == 0
    said = capsys.readouterr().out
    rules, values = (line.split()[:3:2] for line in said.splitlines() if " of " in line)
    assert rules[0] == rules[1]
    assert values[0] == values[1]
    assert "0 without 'expect'" in said


@each
def test_nothing_is_found_in_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--kb", str(folder)]) == 0, capsys.readouterr().out


def test_a_gap_between_two_grades_of_the_score_card_would_be_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (EXAMPLES / "loan-risk" / "knowledge-base.yaml").read_text(encoding="utf-8")
    assert "at_least: 60, below: 90" in text
    folder = tmp_path / "loan-risk"
    folder.mkdir()
    (folder / "knowledge-base.yaml").write_text(text.replace("at_least: 60, below: 90", "at_least: 61, below: 90"))
    assert main(["check", "--kb", str(folder)]) == 1
    assert "A case has no decision" in capsys.readouterr().out


@each
def test_the_readme_names_it_and_its_title_says_what_it_is(folder: Path) -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"[`{folder.name}`]({folder.name}/knowledge-base.yaml)" in readme
    assert (folder / "knowledge-base.yaml").read_text(encoding="utf-8").startswith("# Shows: ")


def test_the_score_is_told_in_the_dialogue_and_as_a_sum_beside_the_decision() -> None:
    talk = Lines(load(EXAMPLES / "loan-risk"), "no", "30", "employed", "6", "tenant", "2", "more", "keep")
    assert "+ Risk: Middle. The score is 85 points; from 60 to 89 the risk is in the middle." in talk.out
    assert "SCORE - 30 to begin with + 10 for age + 30 for work" in talk.seen
    assert "- 10 for late payments = 85 points" in talk.seen
