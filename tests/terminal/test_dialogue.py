"""The dialogue at a terminal, through prompt_toolkit's pipe input: its course, and every command."""

from __future__ import annotations

from pathlib import Path

import pytest
from greenhouse import write_greenhouse
from talking import CTRL_C, CTRL_D, Talk, kept, typed

from advisor.cases.files import Case, read_cases
from advisor.cli.main import main
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.terminal.command_words import COMMANDS


def test_a_consultation_says_what_is_settled_and_offers_to_go_on(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("1", "dry", "no", ""))
    assert talk.code == 0
    assert "+ Moisture: short. Dry soil and a thirsty plant." in talk.seen
    assert "NEXT STEP Water the Tomato" in talk.seen
    assert "Shall I ask on, until the whole road is clear?" in talk.seen
    assert "Your next step is settled: Water the Tomato. page writes the advice" in talk.seen  # the advice is far above
    assert talk.seen.count("NEXT STEP") == 1


def test_the_dialogue_goes_on_to_the_end_of_the_road(greenhouse: KnowledgeBase, state: Path) -> None:
    talk = Talk(greenhouse, typed("1", "dry", "yes", "wilting", "yes", ""))
    assert talk.code == 0
    assert "Which of these do you see?" in talk.seen
    assert "Nothing is left to ask." in talk.seen
    assert talk.seen.count("THE ROAD FROM HERE") == 2  # told again, because the answers have changed it
    assert "2. Enjoy it" in talk.seen.rpartition("THE ROAD FROM HERE")[2]
    assert len(kept(state)) == 1  # nothing is deleted by a bare Enter


def test_the_number_of_questions_to_come_is_told(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("1", "wet") + CTRL_D)
    assert "(2 to 5 more questions)" in talk.seen
    assert "(1 more question, this one)" in talk.seen


def test_no_id_is_shown_where_there_is_a_wording(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("?", "1", "?", "unknown", "?", "review", "1 2", "?", "3", "help", "yes") + CTRL_D)
    for id in ("water-now", "hang-cloth", "wet-feet", "[tomato", "[plant", "[soil", "[wilt", "check-leaves"):
        assert id not in talk.text.rpartition("NEXT STEP")[0], id


def test_the_same_recommendation_is_not_told_twice(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("1", "dry", "review", "?", "back", "dry", "no", ""))
    assert talk.seen.count("NEXT STEP") == 1


def test_a_changed_answer_that_changes_the_next_step_is_told_on_the_road(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("1", "dry", "yes", "change 2", "wet", "yes", "none") + CTRL_D)
    assert "- Next step: Water the Tomato (no longer)" in talk.seen
    assert talk.seen.count("NEXT STEP") == 2 or "Is there shade" in talk.seen
    talk = Talk(greenhouse, typed("1", "dry", "yes", "1", "yes", "change 2", "wet", "yes", "", "") + CTRL_D)
    assert "NEXT STEP Enjoy it" in talk.seen


def test_at_the_end_the_last_answer_can_be_taken_back(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("1", "wet", "shade", "none", "0", "back") + CTRL_D)
    assert talk.left.count("How many days ago") == 2 or talk.left.count("Is there shade") == 2


@pytest.mark.parametrize("word", ["?", "why", "/why", "/?"])
def test_why_gives_the_reason_and_the_rules_that_wait(greenhouse: KnowledgeBase, word: str) -> None:
    talk = Talk(greenhouse, typed(word) + CTRL_D)
    assert "Plants differ in thirst." in talk.seen
    assert "The answer can decide:" in talk.seen
    assert "then moisture is short" in talk.seen


def test_why_names_a_step_by_its_title(tmp_path: Path) -> None:
    rules = "rules:\n  a:\n    when: {plant: tomato}\n    then: {next_step: enjoy}\n    because: It is red.\n"
    conclusions = "conclusions: {next_step: {one: steps, label: S}}\n"
    head = "id: k\ntitle: K\nversion: 1\ngoal: next_step\n"
    kb = load(
        write_greenhouse(tmp_path / "kb", rules=rules, conclusions=conclusions, head=head, properties="properties: {}")
    )
    assert "If plant is Tomato, then your S is: Enjoy it." in Talk(kb, typed("?") + CTRL_D).seen


def test_why_at_the_offer_to_go_on(greenhouse: KnowledgeBase) -> None:
    assert "counts as unknown in the road above" in Talk(greenhouse, typed("1", "dry", "?") + CTRL_D).seen


def test_back_takes_an_answer_back_and_redo_gives_it_again(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "dry", "back", "review") + CTRL_D)
    assert "- Moisture: short (no longer)" in talk.seen
    assert "1 What do you grow? Tomato change NUMBER" in talk.seen
    talk = Talk(greenhouse, typed("tomato", "back", "redo", "review") + CTRL_D)
    assert "1 What do you grow? Tomato change NUMBER" in talk.seen
    talk = Talk(greenhouse, typed("back", "redo") + CTRL_D)
    assert "There is no answer to take back." in talk.seen
    assert "There is nothing to give again." in talk.seen


def test_back_at_the_offer_goes_to_the_last_question(greenhouse: KnowledgeBase) -> None:
    assert Talk(greenhouse, typed("1", "dry", "back") + CTRL_D).left.count("Push a finger into the soil") == 2


@pytest.mark.parametrize("word", ["unknown", "u", "/unknown", "I have not tried"])
def test_unknown_is_taken_as_an_answer(greenhouse: KnowledgeBase, word: str) -> None:
    talk = Talk(greenhouse, typed("tomato", word, "review") + CTRL_D)
    assert "2 Push a finger into the soil. What do you feel? I have not tried" in talk.seen


def test_unknown_is_refused_where_an_answer_is_required(greenhouse: KnowledgeBase) -> None:
    assert "needs an answer" in Talk(greenhouse, typed("unknown") + CTRL_D).seen


def test_change_answers_an_earlier_question_anew(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "change 1", "cactus", "yes", "review") + CTRL_D)
    assert "Your answer so far: Tomato." in talk.seen
    assert "1 What do you grow? Cactus" in talk.seen
    talk = Talk(greenhouse, typed("tomato", "change plant", "back", "review") + CTRL_D)
    assert "Nothing was changed." in talk.seen
    assert "1 What do you grow? Tomato" in talk.seen
    assert "There is no answer 7; review lists none." in Talk(greenhouse, typed("change 7") + CTRL_D).seen
    assert "Say which: change NUMBER" in Talk(greenhouse, typed("1", "change") + CTRL_D).seen


def test_change_answers_a_question_that_was_not_asked_yet(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("change days", "3", "yes", "review") + CTRL_D)
    assert "Not answered so far." in talk.seen
    assert "1 How many days ago did you water? 3 days" in talk.seen


def test_a_change_is_shown_before_it_is_accepted(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "dry", "yes", "change 2", "wet", "review", "no", "review") + CTRL_D)
    preview = talk.seen.partition("WHAT IF")[2]
    assert 'Soil: "Wet" instead of "Dry"' in preview
    assert "Now: Water the Tomato Then: Hang a cloth" in preview
    assert "Asked anew: - Is there shade at noon?" in preview
    kept = "2 Push a finger into the soil. What do you feel? Dry"
    assert talk.seen.count(kept) == 2  # neither while it is offered nor after it was refused
    assert "Nothing was changed." in talk.seen
    assert "+ Moisture: enough" not in talk.seen


@pytest.mark.parametrize("end", [("back",), ("no",), ("/back",)])
def test_a_change_that_is_not_accepted_leaves_the_same_question(greenhouse: KnowledgeBase, end: tuple[str]) -> None:
    talk = Talk(greenhouse, typed("tomato", "change 1", "cactus", *end, "review") + CTRL_D)
    assert "Nothing was changed." in talk.seen
    assert "1 What do you grow? Tomato" in talk.seen
    assert talk.seen.rpartition("Nothing was changed.")[2].lstrip().startswith("Push a finger")


def test_another_answer_to_a_change_takes_the_place_of_the_first(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "change 1", "cactus", "change 1", "orchid", "yes", "review") + CTRL_D)
    assert "1 What do you grow? Orchid" in talk.seen


def test_the_same_answer_anew_needs_no_preview(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "change 1", "tomato") + CTRL_D)
    assert "That is your answer already. Nothing was changed." in talk.seen
    assert "WHAT IF" not in talk.seen


def test_what_if_shows_both_outcomes_and_changes_nothing(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "dry", "what if soil = wet; 1=cactus", "review") + CTRL_D)
    assert "Now: Water the Tomato Then: Enjoy it" in talk.seen
    assert "1 What do you grow? Tomato 2 Push a finger into the soil. What do you feel? Dry" in talk.seen


@pytest.mark.parametrize(
    ("typed_line", "answer"),
    [
        ("what if", "Say what you would answer instead: question = answer, such as plant = Tomato."),
        ("what if soil", "'soil' is no other answer; type question = answer"),
        ("what if sol=dry", "'sol' is no question; did you mean 'soil'?"),
        ("what if 7=dry", "There is no answer 7; review lists 1."),
        ("what if dayz=3", "'dayz' is no question; did you mean 'days since watering'?"),
        ("what if soil=dyr", "'dyr' is none of the choices; did you mean '1 Dry'?"),
        ("what if soil=help", "'help' is no answer to 'soil'."),
        ("what if days=99", "99 is not between 0 and 60"),
    ],
)
def test_a_what_if_that_means_nothing_is_one_line(greenhouse: KnowledgeBase, typed_line: str, answer: str) -> None:
    assert answer in Talk(greenhouse, typed("tomato", typed_line) + CTRL_D).seen


def test_review_of_nothing_says_so(greenhouse: KnowledgeBase) -> None:
    assert "Nothing has been answered yet." in Talk(greenhouse, typed("review") + CTRL_D).seen


def test_help_lists_every_command_and_explains_the_question(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "help") + CTRL_D)
    assert "The soil is what the plant stands in." in talk.seen
    for name in COMMANDS:
        assert f"\n  {name} " in talk.text


def test_a_step_that_reads_otherwise_after_a_change_is_told_again(greenhouse: KnowledgeBase) -> None:
    told = Talk(greenhouse, typed("tomato", "dry", "yes", "change 1", "cucumber", "yes", "quit")).seen
    after = told.rpartition("Change your answer so? Yes, change it")[2]
    assert "NEXT STEP Water the Cucumber" in after
    assert "Tomato" not in after


@pytest.mark.parametrize("leave", ["quit\r", "/quit\r", "exit\r", CTRL_D])
def test_leaving_keeps_the_answers_and_says_how_to_go_on(greenhouse: KnowledgeBase, state: Path, leave: str) -> None:
    talk = Talk(greenhouse, typed("tomato") + leave)
    assert talk.code == 0
    assert "advisor --resume" in talk.seen
    assert len(kept(state)) == 1


@pytest.mark.parametrize("before", [(), ("1",), ("1", "dry"), ("1", "dry", "yes", "1", "yes"), ("1", "change 1")])
def test_ctrl_c_leaves_politely_with_130_everywhere(
    greenhouse: KnowledgeBase, state: Path, before: tuple[str, ...]
) -> None:
    talk = Talk(greenhouse, typed(*before) + CTRL_C)
    assert talk.code == 130
    assert ("advisor --resume" in talk.seen) == bool(before)
    assert len(kept(state)) == bool(before)


def test_the_offer_to_go_on_can_be_declined_without_losing_the_answers(greenhouse: KnowledgeBase, state: Path) -> None:
    talk = Talk(greenhouse, typed("1", "dry", "no", ""))
    assert "To go on from here: advisor --resume" in talk.seen
    assert [case.answers for case in read_cases(kept(state)[0], greenhouse)] == [{"plant": "tomato", "soil": "dry"}]


def test_save_writes_a_case_that_can_be_read_again(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "my case.yaml"
    talk = Talk(greenhouse, typed("tomato", f"save {file}", "dry", f"save {file}") + CTRL_D)
    assert talk.seen.count("Saved in") == 2
    assert [case.answers for case in read_cases(file, greenhouse)] == [{"plant": "tomato", "soil": "dry"}]


def test_save_as_test_writes_what_is_concluded(
    greenhouse: KnowledgeBase, greenhouse_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "case.yaml"
    Talk(greenhouse, typed("tomato", "dry", f"save {file} as test") + CTRL_D)
    (case,) = read_cases(file, greenhouse)
    assert isinstance(case, Case)
    assert case.expect == {"next_step": "water-now", "moisture": "short", "alongside": [], "caution": []}
    assert main(["test", str(file), "--kb", str(greenhouse_folder), "--quiet"]) == 0


def test_save_without_a_name_does_not_overwrite_what_is_there(
    greenhouse: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "Saved in greenhouse-case.yaml" in Talk(greenhouse, typed("tomato", "save", "save") + CTRL_D).seen
    assert "is there already" in Talk(greenhouse, typed("cactus", "save") + CTRL_D).seen
    assert "tomato" in (tmp_path / "greenhouse-case.yaml").read_text(encoding="utf-8")


def test_a_case_that_was_there_before_the_dialogue_is_kept_beside_the_saved_one(
    greenhouse: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for plant in ("cactus", "orchid", "tomato"):
        seen = Talk(greenhouse, typed(plant, "save mine.yaml", "dry", "save mine.yaml") + CTRL_D).seen
        assert seen.count("what was there before is kept in mine.yaml~") == (plant != "cactus")
    files = ("mine.yaml", "mine.yaml~", "mine.yaml~2")
    found = [case.answers["plant"] for file in files for case in read_cases(file, greenhouse)]  # type: ignore[union-attr]
    assert found == ["tomato", "cactus", "orchid"]


def test_a_case_is_not_saved_among_the_files_of_a_knowledge_base(
    greenhouse: KnowledgeBase, greenhouse_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(greenhouse_folder)
    before = sorted(greenhouse_folder.iterdir())
    talk = Talk(greenhouse, typed("tomato", "save", "save more/mine.yaml") + CTRL_D)
    assert talk.seen.count("would become a part of the knowledge base in its folder") == 2
    assert sorted(greenhouse_folder.iterdir()) == before


@pytest.mark.parametrize(
    "word", ["notes.txt", "letter.docx", "folder", "no/such/folder.yaml", "/dev/null", "~nobody/x.yaml", "x" * 300]
)
def test_save_writes_over_nothing_but_cases(
    greenhouse: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    talk = Talk(greenhouse, typed("tomato", f"save {word}", "dry", "no", ""))
    assert "Saved" not in talk.seen
    assert "Name another file" in talk.seen or "cannot be written" in talk.seen
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert not Path("letter.docx").exists()
    assert not Path("/dev/null").is_file()
    assert talk.code == 0


def test_a_mistake_asks_again(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomatoe", "zz", "tomato", "dry", "no", ""))
    assert "did you mean '1 Tomato'?" in talk.seen
    assert "Type a number from 1 to 4, or the beginning of a choice." in talk.seen
    assert talk.left.count("What do you grow?") == 1
    assert talk.code == 0


def test_why_asked_again_goes_one_level_up(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "why", "why", "why", "wet", "why") + CTRL_D)
    first, second, third, other = " ".join(talk.left.split()).split("> why ")[1:]
    assert 'The answer can decide: - If soil is "Dry"' in first
    assert "That is needed for:" in second
    assert "- If moisture is short, then your next step is: Water the Tomato." in second
    assert "That is what the consultation is for" in third
    assert "Noon sun burns leaves." in other


def test_how_tells_what_the_next_step_or_another_conclusion_rests_on(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "dry", "how", "how moisture", "how light", "how soil") + CTRL_D)
    assert "Next step: Water the Tomato" in talk.seen
    assert "Dry soil and a thirsty plant." in talk.seen.rpartition("how moisture")[2]
    assert "Nothing is concluded about it: Light." in talk.seen.rpartition("how light")[2]
    assert '"Dry"' in talk.seen.rpartition("how soil")[2]


def test_why_not_tells_what_stands_in_the_way_and_every_smallest_change(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "dry", "why not enjoy") + CTRL_D)
    told = talk.seen.rpartition("WHAT STANDS IN THE WAY")[2]
    assert '1. Soil: "Wet", instead of "Dry" (by the step: Water the Tomato)' in told
    assert "Cactus" not in told.partition("SMALLEST CHANGES")[2]  # nobody makes one of a tomato
    assert "and another one; all of them change 1 to 2 answers." in told


def test_compare_tells_the_difference_of_two_steps(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "dry", "compare enjoy", "compare wet-feet") + CTRL_D)
    assert "THIS RATHER THAN THAT This: Next step: Water the Tomato" in talk.seen
    assert "Only steps can be compared with the next step." in talk.seen


@pytest.mark.parametrize("line", ["sure", "how sure", "/how Sure?"])
def test_sure_tells_what_the_advice_rests_on(greenhouse: KnowledgeBase, line: str) -> None:
    talk = Talk(greenhouse, typed("tomato", "dry", line) + CTRL_D)
    assert "It can no longer change." in talk.seen


def test_sure_says_what_must_be_answered_first(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("sure", "tomato") + CTRL_D)
    assert "That can be told once you have answered: plant." in talk.seen
    assert "Push a finger into the soil" in talk.seen


def test_plan_tells_months_and_money(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "plan", "dry", "plan") + CTRL_D)
    assert "Your next step is not settled yet." in talk.seen.partition("THE PLAN 1.")[0]
    assert "up to EUR 5 (2026)" in talk.seen.partition("THE PLAN 1.")[2]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("why not", 'Say what you expected, such as "Water the Tomato".'),
        ("compare", 'Say with what, such as "Water the Tomato".'),
        ("why not soil", "'soil' is your own answer, and not concluded"),
        ("why not enjy", "'enjy' is nothing that can be concluded; did you mean 'Enjoy it'?"),
        ("how wa", "'wa' could be "),
        ("how zzz", "'zzz' is nothing that can be concluded; name a step, or a heading."),
    ],
)
def test_a_name_that_means_nothing_is_one_line(greenhouse: KnowledgeBase, line: str, answer: str) -> None:
    assert answer in Talk(greenhouse, typed("tomato", "dry", line) + CTRL_D).seen


@pytest.mark.parametrize("line", ["how", "why not enjoy", "compare enjoy", "what if soil=wet", "sure", "plan", "why"])
def test_asking_back_changes_no_answer_and_asks_the_same_question_again(greenhouse: KnowledgeBase, line: str) -> None:
    talk = Talk(greenhouse, typed("tomato", "dry", "back", line, "wet", "review") + CTRL_D)
    assert (
        talk.seen.rpartition("> review")[2]
        .strip()
        .startswith("1 What do you grow? Tomato 2 Push a finger into the soil. What do you feel? Wet change NUMBER")
    )


def test_what_the_words_of_a_question_mean_comes_first_and_once_to_who_was_refused(greenhouse: KnowledgeBase) -> None:
    helped = "The soil is what the plant stands in."
    assert "> ? The soil is what the plant stands in. Wet soil" in Talk(greenhouse, typed("1", "?") + CTRL_D).seen
    said = Talk(greenhouse, typed("1", "sandy", "stony") + CTRL_D).seen
    assert said.count(helped) == 1
    assert said.index("none of the choices") < said.index(helped)


def test_going_on_says_what_is_still_open(greenhouse: KnowledgeBase) -> None:
    """The road, or where that is clear only what is told beside it."""
    assert "until the whole road is clear?" in Talk(greenhouse, typed("tomato", "dry") + CTRL_D).seen
    beside = "Shall I ask on, until the rest is clear, too?"
    assert beside in Talk(greenhouse, typed("cactus", "wet") + CTRL_D).seen


def test_a_question_mark_asks_why_the_dialogue_asks_and_why_asks_after_the_advice(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "dry", "?", "why") + CTRL_D)
    asked, _, advised = talk.seen.rpartition("> ? What")[2].partition("> why")
    assert "A few more questions settle it." in asked
    assert "SOURCES" not in asked
    assert "SOURCES" in advised
