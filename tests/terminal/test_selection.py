"""Choosing in a list: what typing, arrows, space and Enter make of it, and how much of it a small screen shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talking import offered

from advisor.knowledge.attributes import Answer, Question
from advisor.knowledge.conditions import NONE
from advisor.knowledge.model import KnowledgeBase
from advisor.terminal.choices import ALL, Choice, Choices, choices
from advisor.terminal.command_words import COMMANDS
from advisor.terminal.inputs import read
from advisor.terminal.live import HOW_ONE, lines
from advisor.terminal.replies import Command, Given, Mistake
from advisor.terminal.selection import NOTHING_TICKED, Selection

COUNTRIES = ("Spain", "Saudi Arabia", "South Korea", "United Arab Emirates", "United Kingdom", "United States", "Ghana")
LONG = offered("choice", **{f"c{n}": name for n, name in enumerate(COUNTRIES * 4, 1)}, other="Another country")


def press(selection: Selection, keys: str) -> Selection:
    """`<` and `>` are Up and Down, a blank is the space bar, the rest is typed."""
    for key in keys:
        if key in "<>":
            selection.move(1 if key == ">" else -1)
        elif key == " " and selection.can_tick:
            selection.tick()
        else:
            selection.type(selection.text + key)
    return selection


def enter(choices: Choices, keys: str) -> object:
    """What Enter gives after these keys."""
    line = press(Selection(choices), keys).line()
    return line if line is None else read(choices, line)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("", "tomato"),
        (">>", "cactus"),
        ("3", "cactus"),
        ("3<", "cucumber"),
        ("cac", "cactus"),
        ("CACTUS", "cactus"),
        ("c", "cucumber"),
        ("c>", "cactus"),
        ("c>>", "cucumber"),
    ],
)
def test_enter_takes_the_highlighted_choice(greenhouse: KnowledgeBase, keys: str, answer: Answer) -> None:
    assert enter(choices(greenhouse, greenhouse.questions["plant"], {}), keys) == Given(answer)


@pytest.mark.parametrize("keys", ["u", "i ha", "tried", "unknown", ">>", "<"])
def test_unknown_is_a_choice_that_a_word_within_it_finds(greenhouse: KnowledgeBase, keys: str) -> None:
    assert enter(choices(greenhouse, greenhouse.questions["soil"], {}), keys) == Given("unknown")


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (" ", ("wilting",)),
        (" > ", ("wilting", "spots")),
        ("1 2", ("wilting", "spots")),
        ("1, 2", ("wilting", "spots")),
        ("1 and 2", ("wilting", "spots")),
        ("spots;wilt", ("wilting", "spots")),
        ("brown spots, hanging", ("wilting", "spots")),
        ("2", ("spots",)),
        ("2 2 >1", ("wilting",)),
        ("spots", ("spots",)),
        ("hanging leaves", ("wilting",)),
        (" >  ", ("wilting",)),
        (">> ", ("wilting", "spots")),
        (">>", ("wilting", "spots")),
        ("all", ("wilting", "spots")),
        (">>  2", ("spots",)),
        (" >>> ", ()),
        (">>> <<< ", ("wilting",)),
        ("none", ()),
        ("u", "unknown"),
        ("> u", "unknown"),
    ],
)
def test_of_a_question_for_several_enter_takes_the_ticks(greenhouse: KnowledgeBase, keys: str, answer: Answer) -> None:
    assert enter(choices(greenhouse, greenhouse.questions["signs"], {}), keys) == Given(answer)


def test_nothing_that_is_not_ticked_is_taken_and_a_hint_says_how(greenhouse: KnowledgeBase) -> None:
    selection = press(Selection(choices(greenhouse, greenhouse.questions["signs"], {})), ">")
    assert selection.line() is None
    assert selection.hint == NOTHING_TICKED
    assert press(selection, "<").hint == ""


@pytest.mark.parametrize("keys", ["help", "back", "what if soil=dry", "change 1", "save My.yaml", "?", "/why", "/pl"])
@pytest.mark.parametrize("id", ["plant", "soil", "signs", "days"])
def test_a_command_is_one_where_no_choice_begins_so(greenhouse: KnowledgeBase, id: str, keys: str) -> None:
    assert isinstance(enter(choices(greenhouse, greenhouse.questions[id], {}), keys), Command)


def test_ticks_stay_over_a_command_and_over_a_mistake(greenhouse: KnowledgeBase) -> None:
    selection = press(Selection(choices(greenhouse, greenhouse.questions["signs"], {})), " ")
    for keys in ("why", "zz", "1, 9"):
        press(selection, keys)
        assert selection.line() == keys
        selection.type("")
    assert selection.ticked == {"wilting"}


def test_a_choice_that_begins_like_a_command_comes_before_it() -> None:
    values = offered("choice", a="Why not", b="Look back in anger", c="Nothing")
    assert enter(values, "why") == Given("a")
    assert enter(values, "/why") == Command("why")
    assert enter(values, "back") == Command("back")
    assert enter(values, "anger") == Given("b")


@pytest.mark.parametrize("name", COMMANDS)
def test_while_a_command_is_typed_the_list_stays_and_no_choice_is_marked(greenhouse: KnowledgeBase, name: str) -> None:
    listed = choices(greenhouse, greenhouse.questions["plant"], {})
    if any(choice.begins_with(name[:2]) for choice in listed):
        return
    for length in range(2, len(name) + 1):
        selection = press(Selection(listed), name[:length])
        assert (selection.shown, selection.highlighted) == (listed.listed, None)


def test_a_number_that_no_choice_has_is_told(greenhouse: KnowledgeBase) -> None:
    action = enter(choices(greenhouse, greenhouse.questions["plant"], {}), "9")
    assert isinstance(action, Mistake)
    assert "There is no choice 9" in action.text


def test_a_long_list_is_filtered_by_the_words_of_its_wordings() -> None:
    selection = press(Selection(LONG), "arab")
    assert [choice.text for choice in selection.shown] == ["Saudi Arabia", "United Arab Emirates"] * 4
    assert selection.line() == "2"
    assert [choice.text for choice in press(Selection(LONG), "united k").shown] == ["United Kingdom"] * 4
    assert press(Selection(LONG), "28").line() == "28"
    assert press(Selection(LONG), "ghana>>").line() == "21"


def test_for_what_has_no_choice_of_its_own_the_one_for_all_others_is_named_and_never_taken_unasked() -> None:
    action = enter(LONG, "philippines")
    assert action == Mistake("'philippines' is none of the choices. For any other choose 29 Another country.")
    selection = press(Selection(LONG), "philippines")
    assert selection.line() == "philippines"
    selection.type("")
    assert selection.line() == "1"


def test_a_slip_of_the_keys_marks_the_choice_that_is_named() -> None:
    wide = offered("choice", ke="Kenya", gh="Ghana", other="Another country")
    assert enter(wide, "keyna") == Mistake("'keyna' is none of the choices; did you mean '1 Kenya'?")
    selection = press(Selection(wide), "keyna")
    assert selection.line() == "keyna"
    selection.type("")
    assert selection.line() == "1"


@pytest.mark.parametrize("keys", ["sx", "sxx", "s xylo"])
def test_after_what_is_no_choice_the_mark_stands_where_it_stood_before(keys: str) -> None:
    """Whoever presses Enter once more takes nothing that the first letters happened to leave."""
    record = offered("choice", no="No", open="A charge that is open", some="One of them, and I would rather not say")
    selection = press(Selection(record), keys)
    assert selection.line() == keys
    selection.type("")
    assert selection.line() == "1"


def test_a_name_that_nobody_sees_hides_no_word_that_is_seen() -> None:
    question = offered("choice", required=False, diploma="Secondary school", bachelor="A bachelor's degree")
    first, *others = question.listed
    named = Choices(question.question, (Choice("diploma", "1", first.text, ("bachillerato",)), *others))
    assert [it.value for it in press(Selection(named), "bach").shown] == ["diploma", "bachelor"]
    assert enter(named, "bach") == Given("bachelor")
    assert isinstance(read(named, "bach"), Mistake)
    assert enter(named, "bachi") == read(named, "bachi") == Given("diploma")
    assert enter(named, "bachelor") == Given("bachelor")


def test_an_answer_that_is_given_anew_is_marked_or_ticked(greenhouse: KnowledgeBase) -> None:
    plants, signs = (choices(greenhouse, greenhouse.questions[id], {}) for id in ("plant", "signs"))
    assert Selection(plants, "cactus").line() == "3"
    assert Selection(signs, ("spots",)).line() == "2"
    assert Selection(signs, ()).line() == "none"
    assert Selection(signs, "unknown").line() == "/u"


@pytest.mark.parametrize(("width", "height"), [(80, 22), (120, 38), (39, 10), (20, 6), (12, 1)])
@pytest.mark.parametrize("more", ["", "(2 to 24 more questions)"])
def test_the_question_fits_the_screen_and_the_marked_choice_is_on_it(width: int, height: int, more: str) -> None:
    selection = Selection(LONG)
    for _ in LONG.listed:
        shown = lines(selection, "In which country do you want to work?", more, "", width, height)
        at = selection.highlighted
        assert at is not None
        assert len(shown) <= max(height, 2)
        assert max(len(line.text) for line in shown) <= max(width, 20)
        marked = [line for line in shown if line.text.startswith("> ")]
        assert [line.text.split()[1] for line in marked] == [at.mark]
        assert all(line.strong for line in marked)
        selection.move(1)


def test_a_list_that_is_scrolled_says_how_many_are_above_and_below() -> None:
    shown = [line.text for line in lines(press(Selection(LONG), "14"), "Where?", "", "", 80, 10)]
    numbered = [int(line.replace(">", "").split()[0]) for line in shown if "more" not in line and "  " in line[1:6]]
    above, below = (int(line.strip(" (").split()[0]) for line in shown if " more " in line and "help" not in line)
    assert above + len(numbered) + below == 29
    assert 14 in numbered


def test_what_stands_below_gives_way_to_the_list() -> None:
    roomy, tight = (lines(Selection(LONG), "Where?", "(9 more)", "", 80, height) for height in (9, 8))
    assert HOW_ONE in [line.text for line in roomy]
    assert HOW_ONE not in [line.text for line in tight]


NUMBER = Choices(Question("n", "number", "?", ".", "n", maximum=9, unit="days"), ())
SEVERAL = offered("many", required=False, a="An apple, red", b="Both and more", help="Help yourself")
SEVERAL = Choices(SEVERAL.question, (*SEVERAL.listed, Choice(ALL, ALL, "All of these"), Choice(NONE, NONE, "None")))


@given(keys=st.text(alphabet="<> ,;/?u129abehlpn", max_size=12))
def test_whatever_is_pressed_enter_gives_what_was_marked_or_what_was_typed(keys: str) -> None:
    for listed in (LONG, SEVERAL, NUMBER):
        selection = press(Selection(listed), keys)
        at, chosen, text = selection.highlighted, selection.chosen, selection.text
        lines(selection, "?", "", "", 40, 10)
        line = selection.line()
        if line is None:
            assert not chosen
            continue
        action = read(listed, line)
        if line != text and isinstance(action, Given):
            taken = action.answer if isinstance(action.answer, tuple) else (action.answer,)
            marked = set(listed.question.values) if at and at.value == ALL else {at.value} if at else set()
            assert set(taken) <= chosen | marked
        else:
            assert line == text or isinstance(action, Given)
