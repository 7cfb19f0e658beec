"""Columns and cells in their owner's words: what a name and a cell mean, and what they leave open."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from greenhouse import QUESTIONS, write_greenhouse, write_kb
from owned_tables import pair_of_tables

import advisor
from advisor.columns.cell_words import AnswerWords, folded
from advisor.columns.frames import check
from advisor.columns.naming import Naming
from advisor.errors import IllegalAnswer
from advisor.knowledge.model import KnowledgeBase

TWISTED = """\
questions:
  abroad:
    label: where you earned it
    ask: Did you earn it here?
    why: Papers from abroad are looked at.
    choices: {no: "Yes, here", other: "No, elsewhere", same: "No"}
  skills:
    label: skills
    ask: What can you do?
    why: Some things help.
    many: {code: To code, lead: Lead people, unclear: To code}
  place:
    label: your country
    ask: Where are you?
    why: Laws differ.
    required: yes
    choices: {us: United States, gb: United Kingdom}
  paper:
    ask: Does {place} know your paper?
    label: your country
    why: Some do.
    choices: {yes: "Yes, {place} does", no: No}
"""


@pytest.fixture
def twisted(tmp_path: Path) -> KnowledgeBase:
    """Ids that say the contrary of their wordings, wordings and labels that two share."""
    rules = "rules:\n  r: {when: {place: us}, then: {next_step: go}, because: So.}\n"
    rest = "steps:\n  go: {title: Go, do: Go.}\n"
    rest += "conclusions:\n  next_step: {one: steps, label: Next step}\n"
    head = "id: twisted\ntitle: Twisted\nversion: 1\ngoal: next_step\n"
    return advisor.load(str(write_kb(tmp_path / "twisted", head=head, questions=TWISTED, rest=rules + rest)))


def quietly(frame: Any, kb: KnowledgeBase) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return advisor.assess(frame, kb)


@pytest.mark.parametrize("kind", ["polars", "lazy", "pandas", "pyarrow", "duckdb"])
@pytest.mark.parametrize("seed", range(3))
def test_a_table_in_its_owners_words_is_decided_as_the_same_in_ids(
    greenhouse: KnowledgeBase, kind: str, seed: int
) -> None:
    for base in (greenhouse, advisor.load()) if kind == "polars" else (greenhouse,):
        plain, owned = pair_of_tables(base, 200, seed)
        expected = quietly(plain, base)
        frames: dict[str, Any] = {
            "polars": lambda owned=owned: owned,
            "lazy": lambda owned=owned: owned.lazy(),
            "pandas": lambda owned=owned: owned.to_pandas(),
            "pyarrow": lambda owned=owned: owned.to_arrow(),
            "duckdb": lambda owned=owned: duckdb.connect().from_arrow(owned.to_arrow()),
        }
        found = quietly(frames[kind](), base)
        found = found.collect() if kind == "lazy" else found.pl() if kind == "duckdb" else found
        found = pl.from_pandas(found) if isinstance(found, pd.DataFrame) else pl.DataFrame(found)
        assert found.cast(pl.String).to_dicts() == expected.cast(pl.String).to_dicts()
        assert expected["error"].null_count() == len(expected)


def test_an_id_counts_as_ever_whatever_a_wording_says(twisted: KnowledgeBase) -> None:
    words = AnswerWords(twisted, twisted.questions["abroad"])
    assert [words.read(text) for text in ("no", "other", "yes,  HERE", "No, elsewhere.")] == [
        "no",
        "other",
        "no",
        "other",
    ]


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("abroad", "No", "abroad: 'No' may mean no (Yes, here) or same (No); write which"),
        ("skills", "to code", "skills: 'to code' may mean code (To code) or unclear (To code); write which"),
        ("skills", "lead;to code", "skills: 'to code' may mean code (To code) or unclear (To code); write which"),
        ("abroad", "yes here", "abroad: 'yes here' is not one of no, other, same, unknown; did you mean 'Yes, here'?"),
        ("abroad", "othr", "abroad: 'othr' is not one of no, other, same, unknown; did you mean 'other'?"),
        ("skills", "lead; none of these", "skills: 'none' stands alone, not beside other values"),
        ("skills", "lead people;swim", "skills: 'swim' is not one of code, lead, unclear, unknown"),
    ],
)
def test_what_may_mean_two_answers_means_neither(twisted: KnowledgeBase, question: str, text: str, said: str) -> None:
    with pytest.raises(IllegalAnswer) as raised:
        AnswerWords(twisted, twisted.questions[question]).read(text)
    assert str(raised.value) == said


def test_in_a_column_that_is_named_by_its_wording_an_id_is_no_answer(twisted: KnowledgeBase) -> None:
    cells = ["no", "Yes, here", "other", "same", "No", "", "unknown"]
    frame = pl.DataFrame({"Did you earn it here": cells, "place": ["us"] * len(cells)})
    found = quietly(frame, twisted)["error"].to_list()
    legal = "'Yes, here', 'No, elsewhere', 'No', 'I do not know'"
    why = "its column is named by the question's wording, where ids do not count"
    assert found[2] == f"row 3, abroad: 'other' is not one of {legal}; {why}"
    assert [bool(it) for it in found] == [False, False, True, True, False, False, False]
    plain = pl.DataFrame({"abroad": ["same", "no", None, None, "same", "", ""], "place": ["us"] * len(cells)})
    naming = Naming(twisted)
    read = frame.select(naming.of(frame.columns).text(frame.schema, "abroad"))["abroad"].to_list()
    assert [read[at] for at in (0, 1, 4)] == [plain["abroad"][at] for at in (0, 1, 4)]


def test_wordings_that_name_an_answer_are_understood_filled_and_unfilled(twisted: KnowledgeBase) -> None:
    words = AnswerWords(twisted, twisted.questions["paper"])
    assert {words.read(f"Yes, {it} does") for it in ("United States", "united kingdom", "...")} == {"yes"}
    named = Naming(twisted).named("Does United States know your paper?")
    assert named is not None
    assert (named.target, named.way) == ("paper", "wording")


def test_a_name_that_two_questions_share_says_nothing_and_columns_that_mean_one_are_not_read(
    twisted: KnowledgeBase,
) -> None:
    naming = Naming(twisted)
    assert naming.named("Your country") is None
    with pytest.warns(UserWarning, match="only one of them can be 'abroad', which counts as unknown: 'Abroad'"):
        advisor.assess(pl.DataFrame({"place": ["us"], "Abroad": ["no"], "ABROAD": ["other"]}), twisted)
    exact = pl.DataFrame({"place": ["us", "gb"], "abroad": ["no", "x"], "Abroad": ["x", "no"]})
    assert [bool(it) for it in quietly(exact, twisted)["error"]] == [False, True]
    with pytest.raises(advisor.AdvisorError, match="the column 'abroad' is there twice"):
        check(naming.of(["abroad", "abroad"]), print)


@pytest.mark.parametrize("name", ["skills: {}", "Skills [{}]", "What can you do?: {}"])
def test_a_column_may_tick_one_value_of_a_question_that_takes_several(twisted: KnowledgeBase, name: str) -> None:
    code, lead, none = name.format("code"), name.format("Lead people"), name.format("None of these")
    cells = {code: ["x", "", "no", "TRUE", "maybe"], lead: ["✓", None, "", "0", "x"], none: ["", "", "yes", "", ""]}
    frame = pl.DataFrame({"place": ["us"] * 5, **cells})
    reading = Naming(twisted).of(frame.columns)
    read = frame.select(reading.text(frame.schema, "skills"))["skills"].to_list()
    assert read[:4] == ["code;lead", None, "none", "code"]
    *good, bad = quietly(frame, twisted)["error"]
    assert good == [None] * 4
    assert bad == "row 5, skills: 'maybe' is no tick for code; tick it with x, yes, or leave it blank"
    assert [reading.row(row)["skills"] for row in frame.to_dicts()] == read


def test_where_every_value_is_denied_there_is_none(twisted: KnowledgeBase) -> None:
    frame = pl.DataFrame({f"skills: {value}": ["0", "0"] for value in twisted.questions["skills"].values})
    frame = frame.with_columns(pl.Series("skills: lead", ["0", ""]))
    read = frame.select(Naming(twisted).of(frame.columns).text(frame.schema, "skills"))["skills"].to_list()
    assert read == ["none", None]


@pytest.mark.parametrize(
    "text", ["true", "TRUE", "yes", "Shade", "SHADE ", "shadow", "tomato", "spots;Brown spots", "5"]
)
def test_what_is_understood_is_what_is_read(greenhouse: KnowledgeBase, text: str) -> None:
    """The draft of a map asks only whether a cell means an answer."""
    for words in Naming(greenhouse).words.values():
        try:
            words.read(text)
            read = True
        except IllegalAnswer:
            read = False
        assert words.understands(text) == read


def test_texts_are_compared_as_a_reader_would(greenhouse: KnowledgeBase) -> None:
    assert folded("  A  Bachelor’s\u00a0degree. ") == folded("bachelor's DEGREE")
    assert folded("An") == "an"
    assert QUESTIONS.count("label: signs") == 1
    assert Naming(greenhouse).named(" Which of these do you SEE ").target == "signs"  # type: ignore[union-attr]
    assert Naming(greenhouse).named("x" * 5000 + "[y]") is None


TEAMS = """\
  team:
    label: your team
    ask: How many people did you lead?
    why: Teams differ.
    choices: {nobody: Nobody, few: From two to five people, five: Five people, some: Six people or more, year2: Year 2}
"""


@pytest.mark.parametrize(
    ("cell", "near"),
    [
        ("Six people", "some"),
        ("6 people", ""),
        ("Five peoples", "five"),
        ("Seven people", ""),
        ("From two to six people", ""),
        ("Year 3", ""),
        ("Yaer 2", "year2"),
        ("People", ""),
        ("Nobdy", "nobody"),
    ],
)
def test_no_answer_is_proposed_whose_numbers_are_others(tmp_path: Path, cell: str, near: str) -> None:
    kb = advisor.load(str(write_greenhouse(tmp_path / "teams", questions=QUESTIONS + TEAMS)))
    words = AnswerWords(kb, kb.questions["team"])
    assert words.nearest(cell) == near
    with pytest.raises(IllegalAnswer) as told:
        words.read(cell)
    assert ("did you mean" in str(told.value)) == bool(near)


def test_of_columns_that_are_all_a_required_question_it_is_said_that_there_are_several(twisted: KnowledgeBase) -> None:
    frame = pl.DataFrame({"Where are you?": ["us"], "PLACE": ["us"], "abroad": ["no"]})
    with pytest.raises(advisor.AdvisorError) as error:
        advisor.assess(frame, twisted)
    told = "only one column can be 'place', whose question needs an answer; there are 'Where are you?', 'PLACE'"
    assert str(error.value) == told


def test_of_columns_that_are_all_another_question_it_is_not_said_that_there_is_none(twisted: KnowledgeBase) -> None:
    frame = pl.DataFrame({"place": ["us"], "Abroad": ["no"], "ABROAD": ["no"]})
    with pytest.warns(UserWarning, match="no column for") as warned:
        advisor.assess(frame, twisted)
    told = [str(it.message) for it in warned]
    assert "not read, as only one of them can be 'abroad', which counts as unknown: 'Abroad', 'ABROAD'" in told
    assert "no column for skills, paper: counted as unknown" in told
