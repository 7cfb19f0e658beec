"""The same consultation line by line, as through a pipe."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from talking import CTRL_D, Lines, Talk, typed

from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import unfilled
from advisor.plain_text import capital


def test_lines_lead_to_the_same_recommendation_as_a_terminal(
    greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    lines = Lines(greenhouse, "tomato", "dry", "yes", "wilting", "yes")
    talk = Talk(greenhouse, typed("1", "1", "1", "1", "1") + CTRL_D, columns=200)  # words would filter the lists
    assert lines.code == 0
    assert lines.errors == ""
    assert "\x1b" not in lines.out
    said = [line.strip() for line in lines.out.splitlines() if line.strip() and not line.startswith((">", "Type the"))]
    shown = [line.strip(" >").replace("[ ] ", "").replace("[x] ", "") for line in talk.text.splitlines()]
    topics = {question.topic.upper() for question in greenhouse.questions.values()}
    assert {line for line in said if line not in shown} <= topics  # at a terminal they would part the answers


def test_the_answers_are_echoed_so_that_the_output_can_be_read(greenhouse: KnowledgeBase) -> None:
    assert "> tomato\n" in Lines(greenhouse, "tomato").out


def test_a_bad_line_is_one_line_on_standard_error_and_the_question_is_asked_again(greenhouse: KnowledgeBase) -> None:
    lines = Lines(greenhouse, "tomato", "wat", "", "/nonsense", "change 9", "wet")
    bad, empty, command, change = lines.errors.splitlines()
    assert bad == "advisor: line 2: 'wat' is none of the choices; did you mean '2 Wet'?"
    assert empty.startswith("advisor: line 3: Type 1 or 2")
    assert command.startswith("advisor: line 4: '/nonsense' is no command")
    assert change == "advisor: line 5: There is no answer 9; review lists 1."
    assert lines.out.count("Push a finger into the soil") == 5
    assert "wat'" not in lines.out


def test_every_command_works_in_lines(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "out.yaml"
    lines = Lines(
        greenhouse,
        "?",
        "1",
        "back",
        "redo",
        "review",
        "change 1",
        "cactus",
        "yes",
        "help",
        "unknown",
        f"save {file}",
        "quit",
    )
    assert lines.code == 0
    assert lines.errors == ""
    for text in ("Plants differ in thirst.", "1 What do you grow? Tomato", "Your answer so far: Tomato.", "Saved in"):
        assert text in lines.seen
    assert "cactus" in file.read_text(encoding="utf-8")


def test_the_end_of_input_tells_what_is_settled_and_what_is_left(greenhouse: KnowledgeBase) -> None:
    lines = Lines(greenhouse, "tomato", "wet")
    assert lines.code == 0
    end = lines.seen.partition("The input ended before the next step was settled.")[2]
    assert "Settled so far: - Moisture: enough" in end
    assert "Still possible: - Hang a cloth - Enjoy it" in end
    assert "Questions left (1): - Is there shade at noon?" in end


def test_the_end_of_input_after_the_goal_is_an_end(greenhouse: KnowledgeBase, state: Path) -> None:
    lines = Lines(greenhouse, "tomato", "dry")
    assert lines.code == 0
    assert lines.out.count("NEXT STEP") == 1
    assert "The input ended" not in lines.out
    assert "Your answers are kept. To go on from here: advisor --resume" in lines.out
    assert "To see or delete what is kept: advisor sessions" in lines.out
    assert len(list(state.rglob("*.yaml"))) == 1


def test_no_input_at_all_is_an_end_too(greenhouse: KnowledgeBase) -> None:
    lines = Lines(greenhouse)
    assert lines.code == 0
    assert "Questions left" in lines.out


def test_ids_are_taken_from_a_pipe_even_where_a_person_would_be_asked_back(crossed: KnowledgeBase) -> None:
    lines = Lines(crossed, "no")
    assert 'Given: degree ("Yes, from here")' in lines.seen


def test_in_a_list_the_wording_that_begins_so_comes_before_the_id_that_is_so(crossed: KnowledgeBase) -> None:
    talk = Talk(crossed, typed("no") + CTRL_D)
    assert "Is your degree from here? No, from abroad" in talk.left


@pytest.fixture
def crossed(tmp_path: Path) -> KnowledgeBase:
    from greenhouse import write_kb

    from advisor.knowledge.loader import load

    rules = "rules:\n"
    for step, value in (("a", "no"), ("b", "other"), ("a", "unknown")):
        rules += (
            f"  {step}-{value}:\n    when: {{degree: {value}}}\n    then: {{next_step: {step}}}\n    because: So.\n"
        )
    return load(
        write_kb(
            tmp_path / "crossed",
            head="id: crossed\ntitle: Crossed\nversion: 1\ngoal: next_step\n",
            questions="questions:\n  degree:\n    ask: Is your degree from here?\n    why: It matters.\n"
            "    choices: {no: 'Yes, from here', other: 'No, from abroad'}\n"
            "  more:\n    ask: More?\n    why: It matters.\n    choices: {a: A, b: B}\n",
            conclusions="conclusions: {next_step: {one: steps, label: Next step}}\n",
            rules=rules,
            steps="steps:\n  a: {title: A, do: A.}\n  b: {title: B, do: B.}\n",
        )
    )


def test_a_step_that_is_settled_is_not_said_to_be_open_where_required_answers_are_missing(
    greenhouse: KnowledgeBase,
) -> None:
    questions = {id: it._replace(required=id in ("plant", "days")) for id, it in greenhouse.questions.items()}
    lines = Lines(replace(greenhouse, questions=questions), "1", "dry")
    assert "The input ended before every question was answered that needs an answer." in lines.seen
    assert "Next step: Water the Tomato" in lines.seen
    assert "settled." not in lines.seen
    assert "Still possible" not in lines.seen
    assert "Questions left (1): - How many days ago did you water?" in lines.seen


def test_a_line_without_an_end_is_the_end_of_the_input(greenhouse: KnowledgeBase, state: Path) -> None:
    lines = Lines(greenhouse, "tomato", "x" * 2_000_000, "dry")
    assert lines.code == 0
    (error,) = lines.errors.splitlines()
    assert error == "advisor: line 2: This line has more than 1,000,000 characters, so the input is read no further."
    assert len(lines.out) < 10_000
    assert len(list(state.rglob("*.yaml"))) == 1


def test_bytes_that_are_no_text_are_one_mistake_a_line(greenhouse_folder: Path, tmp_path: Path) -> None:
    typed = b"tom\0ato\n\xff\xfe\n\xed\xa0\x80\n\x1b[2J\n1\nsave a\0b\nreview\n"
    command = [sys.executable, "-m", "advisor", "--kb", str(greenhouse_folder)]
    done = subprocess.run(command, input=typed, capture_output=True, timeout=60, cwd=tmp_path, check=True)
    assert len(done.stderr.splitlines()) == 5
    assert b"  1  What do you grow? Tomato" in done.stdout
    assert not {0, 0x1B} & {*done.stdout, *done.stderr}


def test_lines_that_mean_nothing_for_ever_are_read_to_a_bound_and_the_answers_kept(
    greenhouse: KnowledgeBase, state: Path
) -> None:
    lines = Lines(greenhouse, "tomato", *["y"] * 99, "dry", *["/y"] * 300)
    assert lines.code == 2
    assert lines.errors.splitlines()[-1] == "advisor: line 201: 100 lines in a row mean nothing here: no more are read."
    assert len(lines.errors.splitlines()) == 200
    assert "Your answers are kept." in lines.out
    assert len(list(state.rglob("*.yaml"))) == 1


def test_a_title_is_one_line(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    from greenhouse import write_greenhouse

    from advisor.knowledge.loader import load

    folder = write_greenhouse(tmp_path / "broken")
    file = next(path for path in folder.iterdir() if f"title: {greenhouse.title}" in path.read_text(encoding="utf-8"))
    text = file.read_text(encoding="utf-8")
    title = r'title: "The\ngreen\u2028house\e[1m"'
    file.write_text(text.replace(f"title: {greenhouse.title}", title, 1), encoding="utf-8")
    assert Lines(load(folder), "quit").out.splitlines()[0] == "The green house?[1m"


def test_what_can_be_named_is_listed_by_commands(greenhouse: KnowledgeBase) -> None:
    talk = Lines(greenhouse, "tomato", "questions", "steps", "answers", "why not let")
    for question in greenhouse.questions.values():
        assert f"- {capital(question.label)}" in talk.out
    assert f"- {capital(greenhouse.questions['plant'].label)}: Tomato" in talk.out
    steps = talk.out.split("> steps")[1].split("> answers")[0]
    for value in greenhouse.conclusions[greenhouse.goal].values:
        assert unfilled(greenhouse.steps[value].title).split("...")[0] in " ".join(steps.split())
    assert "(not known)" not in steps
    assert "WHY NOT" in talk.out.split("> why not let")[1]


@pytest.mark.parametrize("said", ["idk", "Don't know", "not sure", "I don’t know"])
def test_who_says_that_they_do_not_know_has_answered_so(greenhouse: KnowledgeBase, said: str) -> None:
    talk = Lines(greenhouse, "tomato", said, "review")
    assert "What do you feel? I have not tried" in talk.out.split("> review")[1]
    assert "needs an answer" in Lines(greenhouse, said).errors
