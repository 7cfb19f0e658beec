"""The answer first: what a person wants to know, whole on one screen, and how to see the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from reports import told

import advisor
from advisor.cases.files import Case, read_cases
from advisor.cli.main import main
from advisor.consultation.roadmap import footing, roadmap
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import sentences
from advisor.logic.partial import evaluate
from advisor.reports.measures import begins, months
from advisor.reports.short import HEIGHT, render
from advisor.reports.text import render as render_whole
from advisor.reports.told import open_questions
from advisor.terminal.messages import offers
from advisor.terminal.presenter import HEIGHT as IN_DIALOGUE

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples" / "knowledge-bases"
SHIPPED = "medical-records-administrator"


def cases_of(kb: KnowledgeBase, files: list[Path]) -> Iterator[Recommendation]:
    for file in files:
        for case in read_cases(file, kb):
            assert isinstance(case, Case)
            yield advisor.recommend(kb, case)


@pytest.fixture(scope="module")
def answers() -> list[Recommendation]:
    """The recommendations of all cases among the examples."""
    found = [*cases_of(advisor.load(), sorted((ROOT / "examples" / "cases").glob("*.yaml")))]
    for folder in sorted(path.parent for path in EXAMPLES.glob("*/knowledge-base.yaml")):
        found += cases_of(advisor.load(str(folder)), [EXAMPLES / "cases" / f"{folder.name}.yaml"])
    assert {advice.kb.id for advice in found} >= {SHIPPED, "animal", "auto", "loan-risk", "school-meals"}
    return found


def test_every_first_answer_of_the_examples_fits_a_screen_of_80_by_24(answers: list[Recommendation]) -> None:
    for height in (HEIGHT, IN_DIALOGUE):
        for advice in answers:
            lines = render(advice, 80, height, offers(advice.kb)).splitlines()
            assert len(lines) <= height, advice.name
            assert max(map(len, lines)) <= 80, advice.name


def test_a_first_answer_has_the_step_what_to_do_what_it_takes_and_how_to_see_the_rest(
    answers: list[Recommendation],
) -> None:
    told = [advice for advice in answers if advice.kb.id == SHIPPED and len(advice.roadmap) > 5]
    assert len(told) > 50
    for advice in told:
        text = render(advice, 80, HEIGHT, offers(advice.kb))
        words = " ".join(text.split())
        assert advice.step is not None
        assert advice.fill(advice.step.title) in words
        assert words.count("Takes: ") == 1
        assert text.count("\n 1") == 1
        road = text.partition("FROM HERE\n")[2].partition("\n    and ")
        assert road[2].startswith(f"{len(advice.roadmap) - len(road[0].splitlines())} more")
        assert "SOURCES" not in text
        assert text.endswith("type more, why, plan, sources or page. help lists all commands.\n")
        to_do = words.partition(advice.fill(advice.step.title))[2].partition("Takes:")[0].strip()
        assert len(to_do) > 40, "what to do on Monday has no room"


def test_what_is_cut_says_so_and_is_a_beginning(answers: list[Recommendation]) -> None:
    cut = 0
    for advice in answers:
        if advice.step is None:
            continue
        texts = [" ".join(text.split()) for text in advice.paragraphs(advice.step.watch)]
        said = render(advice, 80, IN_DIALOGUE).partition("\nWatch: ")[2].partition("\n\n")[0]
        said = " ".join(said.split())
        whole = next((text for text in texts if text), "")
        assert whole.startswith(said.removesuffix(" ...")), advice.name
        assert said.endswith(" ...") == (said != whole), advice.name
        cut += said != whole
    assert cut


def test_a_short_report_is_told_whole(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, {"plant": "tomato", "soil": "dry"})
    assert render(advice, 80, 1000, "never shown") == render_whole(advice, 80)


def test_the_command_line_tells_the_answer_first_and_all_of_it_with_full(capsys: pytest.CaptureFixture[str]) -> None:
    case = str(ROOT / "examples" / "cases" / "career-changer.yaml")
    assert main(["recommend", case]) == 0
    short = capsys.readouterr().out
    assert len(short.splitlines()) <= HEIGHT
    assert short.endswith("--full. As a page: --format html.\n")
    assert main(["recommend", case, "--full"]) == 0
    whole = capsys.readouterr().out
    assert len(whole.splitlines()) > 2 * HEIGHT
    assert "SOURCES" in whole


def test_a_step_of_the_road_is_settled_just_where_no_answer_left_can_change_it(greenhouse: KnowledgeBase) -> None:
    kb = greenhouse
    for answers in ({}, {"plant": "tomato"}, {"plant": "tomato", "soil": "dry"}, {"plant": "tomato", "soil": "wet"}):
        found = footing(evaluate(kb, answers))
        known = [step.id for step in roadmap(kb, answers).steps]
        roads = []
        for id in found.questions:
            question = kb.questions[id]
            values = question.values or (question.minimum, question.maximum)
            each = [(value,) for value in values] if question.kind == "many" else values
            roads += [[step.id for step in roadmap(kb, {**answers, id: value}).steps] for value in (*each, UNKNOWN)]
        for road in roads:
            assert road[: found.steps] == known[: found.steps], answers
        assert found.questions or found.steps == len(known)


def test_what_is_not_settled_is_marked_and_the_question_that_settles_it_is_named(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, {"plant": "tomato", "soil": "dry"})
    assert advice.stages_settled == 1
    ask = advice.fill(greenhouse.questions[advice.road_questions[0]].ask)
    for text in (render(advice, 80), render_whole(advice, 80)):
        assert "\n 1. " in text
        assert "\n 2? " in text
        assert ask in " ".join(text.split())
    all_known = dict(advice.case)
    assert "? rests on" not in render_whole(advisor.recommend(greenhouse, all_known), 80)


def test_still_unknown_and_how_sure_name_the_same_questions(answers: list[Recommendation]) -> None:
    for advice in answers:
        for goal in advice.kb.goals[:1]:
            sure = advisor.how_sure(advice.kb, advice.answers, goal)
            if sure.complete and len(advice.kb.goals) == 1:
                assert set(advice.questions_left) == set(sure.decisive), advice.name


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ((20, 28), "20 to 28 months"),
        ((0, 36), "up to 36 months"),
        ((24, 48), "2 to 4 years"),
        ((18, 68), "1 year and 6 months to 5 years and 8 months"),
        ((40, 40), "3 years and 4 months"),
        ((0, 37), "up to 3 years and 1 month"),
    ],
)
def test_more_than_three_years_are_told_in_years(span: tuple[int, int], said: str) -> None:
    assert months(span) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [((0, 0), "at once"), ((0, 2), "within 2 months"), ((4, 40), "after 4 months to 3 years and 4 months")],
)
def test_when_a_step_begins_reads_naturally(span: tuple[int, int], said: str) -> None:
    assert begins(span) == said


@pytest.mark.parametrize(
    ("takes", "said", "never"),
    [
        ("takes: {months: [0, 0]}", "no time to speak of", "price"),
        ("takes: {cost: [2, 2], currency: EUR, as_of: 2026}", "EUR 2", "time not known"),
        ("", "Water the plant", "e not known"),
    ],
)
def test_a_knowledge_base_that_knows_no_price_or_no_time_says_nothing_of_it(
    tmp_path: Path, takes: str, said: str, never: str
) -> None:
    assert main(["new", str(tmp_path / "plant"), "--quiet"]) == 0
    steps = tmp_path / "plant" / "steps.yaml"
    steps.write_text(steps.read_text().replace("takes: {months: [0, 0]}", takes))
    kb = advisor.load(str(tmp_path / "plant"))
    advice = advisor.recommend(kb, {"days": 5, "signs": []})
    assert len(advice.roadmap) > 1
    for name, text in told(kb, advice.answers).items():
        if name in ("text", "html", "markdown", "plan", "dialogue"):
            assert said.casefold() in text.casefold(), name
            assert never not in text.casefold(), name


def test_what_comes_at_the_end_of_a_road_takes_nothing_from_then_on(answers: list[Recommendation]) -> None:
    last = [advice for advice in answers if advice.step and advice.kb.has_road and not advice.step.achieves]
    assert last
    for advice in last:
        assert "from then on" not in render(advice, 80, HEIGHT, offers(advice.kb))


def test_a_warning_or_a_question_is_never_cut_within_its_first_sentence(answers: list[Recommendation]) -> None:
    """What is left of `Do not pay before you have it in writing` would forbid to pay."""
    for advice in answers:
        said = " ".join(render(advice, 80, HEIGHT, offers(advice.kb)).split())
        watch = next(iter(advice.paragraphs(advice.step.watch)), "") if advice.step else ""
        if watch and "Watch: " in said:
            assert f"Watch: {' '.join(sentences(watch)[0].split())}" in said, advice.name
        if advice.questions_left:
            ask = advice.fill(advice.kb.questions[open_questions(advice)[0]].ask)
            assert " ".join(ask.split()) in said, advice.name


def test_a_title_on_the_road_loses_what_stands_in_brackets_before_it_loses_words(answers: list[Recommendation]) -> None:
    cut = 0
    for advice in answers:
        for line in render(advice, 80, HEIGHT, offers(advice.kb)).splitlines():
            if re.match(r" *\d+[.?] ", line):
                assert line.count("(") == line.count(")"), line
                cut += "credential: RHIA - " in line
    assert cut > 10
