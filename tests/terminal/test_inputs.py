"""What a typed line means: an answer, a command, or a mistake with what would be right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talking import offered

from advisor.knowledge.attributes import Answer, Question
from advisor.knowledge.model import KnowledgeBase
from advisor.terminal.choices import Choices, choices
from advisor.terminal.command_words import COMMANDS
from advisor.terminal.inputs import read
from advisor.terminal.names import find_question, read_changes
from advisor.terminal.replies import Action, Command, Given, Mistake
from advisor.terminal.typed_choices import meant


def reply(kb: KnowledgeBase, id: str, line: str) -> Action:
    return read(choices(kb, kb.questions[id], {}), line)


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
        ("soil", "/u", "unknown"),
        ("soil", "I have not tried", "unknown"),
        ("soil", "i  HAVE", "unknown"),
        ("soil", "w", "wet"),
        ("signs", "1, 2", ("wilting", "spots")),
        ("signs", "2 1", ("wilting", "spots")),
        ("signs", "2 2", ("spots",)),
        ("signs", "1 and 2", ("wilting", "spots")),
        ("signs", "1&2", ("wilting", "spots")),
        ("signs", "spots;wilt", ("wilting", "spots")),
        ("signs", "hanging leaves", ("wilting",)),
        ("signs", "brown spots, hanging", ("wilting", "spots")),
        ("signs", "all", ("wilting", "spots")),
        ("signs", "none", ()),
        ("signs", "none of these", ()),
        ("signs", "u", "unknown"),
        ("days", "3", 3),
        ("days", "3 days", 3),
        ("days", "1 day", 1),
        ("days", "3d", 3),
        ("days", "none", 0),
        ("days", "No", 0),
        ("days", "zero", 0),
        ("days", "u", "unknown"),
        ("shade", "y", "yes"),
        ("shade", "full", "no"),
    ],
)
def test_an_answer_is_a_number_an_id_or_an_unambiguous_beginning(
    greenhouse: KnowledgeBase, id: str, line: str, answer: Answer
) -> None:
    assert reply(greenhouse, id, line) == Given(answer)


@pytest.mark.parametrize(
    ("id", "line", "part"),
    [
        ("plant", "c", "'c' could be 2 Cucumber or 3 Cactus; type the number, or more of it."),
        ("plant", "tomatoe", "did you mean '1 Tomato'?"),
        ("plant", "5", "no choice 5"),
        ("plant", "0", "no choice 0"),
        ("plant", "9" * 900, "There is no choice 9"),
        ("plant", "u", "This question needs an answer"),
        ("plant", "unknown", "needs an answer"),
        ("plant", "revew", "did you mean 'review'?"),
        ("plant", "help me", "none of the choices"),
        ("plant", "", "Type a number from 1 to 4"),
        ("plant", "/nonsense", "is no command"),
        ("plant", "/re", "could be redo or review"),
        ("plant", "/revew", "did you mean '/review'?"),
        ("plant", "/", "After / comes a command"),
        ("soil", "tried", "did you mean 'u I have not tried'?"),
        ("signs", "none, spots", "'none' stands alone"),
        ("signs", "all, spots", "'all' stands alone"),
        ("signs", "u 1", "'unknown' stands alone"),
        ("signs", "1, 9", "no choice 9"),
        ("signs", "1 spotz", "did you mean '2 Brown spots'?"),
        ("signs", ",", "Type the numbers that apply"),
        ("days", "61", "61 is not between 0 and 60"),
        ("days", "-1", "is not between"),
        ("days", "1.5", "is not a whole number"),
        ("days", "often", "is not a number"),
        ("days", "nan", "is not a number"),
        ("days", "9" * 5000, "not"),
        ("days", "3 weeks", "is not a number"),
    ],
)
def test_a_mistake_says_what_would_be_right(greenhouse: KnowledgeBase, id: str, line: str, part: str) -> None:
    action = reply(greenhouse, id, line)
    assert isinstance(action, Mistake)
    assert part in action.text
    assert "\n" not in action.text


def number(line: str, unit: str, whole: bool = False) -> Action:
    question = Question("q", "number", "?", ".", "q", maximum=1_000_000, whole=whole, unit=unit)
    return read(Choices(question, ()), line)


@pytest.mark.parametrize(
    ("line", "unit", "answer"),
    [
        ("45,000", "USD per year", 45000), ("$45k", "USD per year", 45000), ("45 000 km", "km", 45000),
        ("1,5 KM", "km", 1.5), ("45,000 usd per year", "USD per year", 45000), ("45k", "KES", 45000), ("3 k", "km", 3),
        ("45.00", "USD", 45), ("45.125", "km", 45.125), ("45125", "USD", 45125), ("45.12", "USD", 45.12),
    ],
)  # fmt: skip
def test_a_number_is_typed_as_people_write_it(line: str, unit: str, answer: Answer) -> None:
    assert number(line, unit) == Given(answer)


@pytest.mark.parametrize(
    ("line", "unit", "one", "other"),
    [
        ("1,500", "km", "1500", "1.5"), ("1.500", "km", "1500", "1.5"), ("45.000", "USD", "45000", "45"),
        ("$45.125", "USD", "45125", "45.12"), ("45.000 km", "km", "45000", "45"), ("1,500 km", "km", "1500", "1.5"),
    ],
)  # fmt: skip
def test_a_number_of_two_meanings_is_asked_back_and_both_can_then_be_typed(
    line: str, unit: str, one: str, other: str
) -> None:
    assert number(line, unit) == Mistake(f"Do you mean {one} or {other}? Type one of these.")
    assert all(isinstance(number(meant, unit), Given) for meant in (one, other))


def test_a_comma_inside_an_answer_does_not_part_two_changes(greenhouse: KnowledgeBase) -> None:
    changes = {"signs": ("wilting", "spots"), "soil": "wet", "days": 3}
    assert read_changes(greenhouse, {}, "signs=1,2, soil=wet, days = 3") == changes
    assert isinstance(read_changes(greenhouse, {}, "days=3,000, soil=wet"), Mistake)


def test_a_whole_number_with_a_point_between_thousands_is_asked_back() -> None:
    assert number("45.000", "people", whole=True) == Mistake("Do you mean 45000 or 45? Type one of these.")
    assert number("$2.525", "dollars", whole=True) == Mistake("Do you mean 2525? Type it without the point.")
    assert "is not a whole number" in str(number("2.5", "people", whole=True))


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "unknown"])
def test_every_command_is_understood_with_and_without_a_slash(greenhouse: KnowledgeBase, name: str) -> None:
    assert reply(greenhouse, "plant", name) == Command(name)
    assert reply(greenhouse, "days", name.upper()) == Command(name)
    assert reply(greenhouse, "signs", f"/{name}") == Command(name)


@pytest.mark.parametrize(("beginning", "name"), [("ba", "back"), ("hel", "help"), ("pl", "plan"), ("what", "what if")])
def test_the_beginning_of_a_command_is_enough_behind_a_slash(
    greenhouse: KnowledgeBase, beginning: str, name: str
) -> None:
    assert reply(greenhouse, "signs", f"/{beginning}") == Command(name)


def test_a_command_of_two_words_takes_what_follows_them(greenhouse: KnowledgeBase) -> None:
    assert reply(greenhouse, "plant", "why not Enjoy  it") == Command("why not", "Enjoy  it")
    assert reply(greenhouse, "plant", "What  If soil=dry") == Command("what if", "soil=dry")
    assert reply(greenhouse, "plant", "/why not enjoy") == Command("why not", "enjoy")


@pytest.mark.parametrize(("alias", "name"), [("?", "why"), ("/?", "why"), ("undo", "back"), ("exit", "quit")])
def test_a_command_has_other_names(greenhouse: KnowledgeBase, alias: str, name: str) -> None:
    assert reply(greenhouse, "plant", alias) == Command(name)


def test_a_file_name_keeps_its_case_and_its_blanks(greenhouse: KnowledgeBase) -> None:
    assert reply(greenhouse, "plant", "save My Case.yaml") == Command("save", "My Case.yaml")
    assert reply(greenhouse, "plant", "/save My  Case.yaml") == Command("save", "My  Case.yaml")


def test_a_value_that_is_named_like_a_command_can_still_be_chosen_and_the_command_given() -> None:
    values = offered("choice", back="Backwards", quit="Not at all", u="Upwards")
    assert read(values, "back") == Given("back")
    assert read(values, "2") == Given("quit")
    assert read(values, "u") == Given("u")
    assert read(values, "/back") == Command("back")
    several = offered("many", help="Help", save="Money")
    assert read(several, "help save") == Given(("help", "save"))
    assert read(several, "1, 2") == Given(("help", "save"))
    assert read(several, "/help") == Command("help")


def test_a_word_that_is_one_choice_and_begins_the_wording_of_another_is_asked_back() -> None:
    values = offered("choice", no="Yes, from here", other="No, from abroad")
    action = read(values, "no")
    assert isinstance(action, Mistake)
    assert "'no' could be 1 Yes, from here or 2 No, from abroad" in action.text
    assert read(values, "no", person=False) == Given("no")
    assert read(values, "1") == Given("no")


def test_many_meanings_are_counted() -> None:
    action = read(offered("choice", **{f"v{n}": f"Very {n}" for n in range(7)}), "ver")
    assert isinstance(action, Mistake)
    assert action.text.startswith("'ver' could be 1 Very 0, 2 Very 1, 3 Very 2, 4 Very 3 or 3 others; ")


@given(line=st.text(max_size=40))
def test_no_line_is_too_strange(line: str) -> None:
    for values in (
        offered("choice", a="An apple", b="Both, and more", required=False),
        offered("many", a="An apple", all="All of it"),
        Choices(Question(id="n", kind="number", ask="?", why=".", label="n", maximum=9, unit="days"), ()),
    ):
        action = read(values, line)
        if isinstance(action, Given):
            assert values.question.read(action.answer if action.answer != () else []) == action.answer


@pytest.mark.parametrize(
    ("word", "id"),
    [("1", "soil"), ("soil", "soil"), ("SOIL", "soil"), ("pl", "plant"), ("since", "days"), ("days since", "days")],
)
def test_a_question_is_found_by_its_number_or_its_name(greenhouse: KnowledgeBase, word: str, id: str) -> None:
    assert find_question(["soil"], greenhouse.questions, word) == id


@pytest.mark.parametrize(
    ("word", "part"), [("2", "There is no answer 2"), ("s", "could be"), ("size", "'size' is no question")]
)
def test_a_question_that_is_not_found_is_told(greenhouse: KnowledgeBase, word: str, part: str) -> None:
    found = find_question(["soil"], greenhouse.questions, word)
    assert isinstance(found, Mistake)
    assert part in found.text


@pytest.mark.parametrize("line", ["tomato" * 100, "9" * 900, "/" + "x" * 900, "how " + "x" * 900])
def test_of_a_long_line_no_more_is_quoted_than_can_be_read(greenhouse: KnowledgeBase, line: str) -> None:
    found = reply(greenhouse, "plant", line)
    assert isinstance(found, Command) or (isinstance(found, Mistake) and len(found.text) < 300)
    assert len(str(find_question(["plant"], greenhouse.questions, line))) < 300


def test_a_line_that_nobody_typed_is_not_read(greenhouse: KnowledgeBase) -> None:
    found = reply(greenhouse, "signs", "wilting, " * 100_000)
    assert isinstance(found, Mistake)
    assert found.text.startswith("This line has 899999 characters, of which 1000 at most would be read. Type the ")


def test_a_choice_is_proposed_only_for_what_is_much_like_it(greenhouse: KnowledgeBase) -> None:
    """The mark goes there, and one Enter more takes it: a country is not to be taken for another."""
    lands = {"gh": "Ghana", "uk": "United Kingdom", "id": "Indonesia", "other": "Another country"}
    offered_lands = offered("choice", **lands)
    near = {"Gana": "gh", "Ganha": "gh", "Indonsia": "id", "Uganda": "other", "Holland": "other", "Nine": "other"}
    for typed, value in near.items():
        found = meant(offered_lands, typed)
        assert found is not None
        assert found.value == value, typed
