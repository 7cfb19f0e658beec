"""What a typed line means: an answer, a command, or a mistake with what would be right."""

from __future__ import annotations

import pytest

from advisor.knowledge.model import KnowledgeBase, Question
from advisor.terminal.inputs import COMMANDS, Command, Given, Mistake, read


@pytest.mark.parametrize(
    ("id", "line", "answer"),
    [
        ("plant", "1", "tomato"),
        ("plant", " cactus ", "cactus"),
        ("plant", "CACTUS", "cactus"),
        ("plant", "to", "tomato"),
        ("soil", "u", "unknown"),
        ("soil", "unknown", "unknown"),
        ("soil", "/unknown", "unknown"),
        ("soil", "w", "wet"),
        ("signs", "1, 2", ("wilting", "spots")),
        ("signs", "2 1", ("wilting", "spots")),
        ("signs", "spots;wilt", ("wilting", "spots")),
        ("signs", "all", ("wilting", "spots")),
        ("signs", "none", ()),
        ("signs", "u", "unknown"),
        ("days", "3", 3),
        ("days", "3 days", 3),
        ("days", "u", "unknown"),
        ("shade", "y", "yes"),
    ],
)
def test_an_answer_is_a_number_an_id_or_an_unambiguous_prefix(
    greenhouse: KnowledgeBase, id: str, line: str, answer: object
) -> None:
    assert read(greenhouse.questions[id], line) == Given(answer)


@pytest.mark.parametrize(
    ("id", "line", "part"),
    [
        ("plant", "c", "could be cucumber or cactus"),
        ("plant", "tomatoe", "did you mean 'tomato'?"),
        ("plant", "5", "no choice 5"),
        ("plant", "u", "answer other than 'unknown'"),
        ("plant", "revew", "did you mean 'review'?"),
        ("plant", "", "Type a number from 1 to 4"),
        ("plant", "/nonsense", "is no command"),
        ("plant", "/", "After / comes a command"),
        ("signs", "none, spots", "'none' stands alone"),
        ("signs", "all, spots", "'all' stands alone"),
        ("signs", "1, 9", "no choice 9"),
        ("signs", ",", "Type the numbers or words"),
        ("days", "61", "is not between 0 and 60"),
        ("days", "1.5", "is not a whole number"),
        ("days", "often", "is not a number"),
    ],
)
def test_a_mistake_says_what_would_be_right(greenhouse: KnowledgeBase, id: str, line: str, part: str) -> None:
    action = read(greenhouse.questions[id], line)
    assert isinstance(action, Mistake)
    assert part in action.text


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "unknown"])
def test_every_command_is_understood_with_and_without_a_slash(greenhouse: KnowledgeBase, name: str) -> None:
    assert read(greenhouse.questions["plant"], name) == Command(name)
    assert read(greenhouse.questions["plant"], f"/{name[:4]}") == Command(name)


def test_a_question_mark_asks_why(greenhouse: KnowledgeBase) -> None:
    assert read(greenhouse.questions["plant"], "?") == Command("why")


def test_a_file_name_keeps_its_case_and_its_blanks(greenhouse: KnowledgeBase) -> None:
    assert read(greenhouse.questions["plant"], "save My Case.yaml") == Command("save", "My Case.yaml")


def test_a_value_that_is_named_like_a_command_can_still_be_chosen() -> None:
    texts = {"back": "Backwards", "quit": "Not at all"}
    question = Question(id="q", kind="choice", ask="?", why=".", label="q", values=("back", "quit"), texts=texts)
    assert read(question, "back") == Given("back")
    assert read(question, "2") == Given("quit")
    assert read(question, "/back") == Command("back")
