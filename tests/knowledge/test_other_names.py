"""Other names of a value: whoever types one, or has it in a table, means the value."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
from greenhouse import QUESTIONS, TABLES, write_greenhouse

import advisor
from advisor.cases.files import Case, read_cases
from advisor.columns.cell_words import AnswerWords
from advisor.errors import IllegalAnswer, KnowledgeBaseError
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.terminal.choices import choices
from advisor.terminal.inputs import read
from advisor.terminal.replies import Given, Mistake

NAMES = {"tomato": "Tomate, 西红柿", "cucumber": "Gherkin", "cactus": "Cactus", "orchid": "Gher, Lady's slipper"}


@pytest.fixture
def named(tmp_path: Path) -> KnowledgeBase:
    tables = TABLES.replace("name: {text: Name}", "name: {text: Name}\n      also: {text: Other names}")
    for plant, also in NAMES.items():
        tables = tables.replace(f"{plant}: {{", f'{plant}: {{also: "{also}", ')
    questions = QUESTIONS.replace("shown: name", "shown: name\n    called: also")
    return load(write_greenhouse(tmp_path / "named", tables=tables, questions=questions))


@pytest.mark.parametrize(
    ("typed", "value"),
    [("tomate", "tomato"), ("西红柿", "tomato"), ("gherk", "cucumber"), ("GHER", "orchid"), ("lady's  s", "orchid")],
)
def test_another_name_or_its_beginning_is_the_value(named: KnowledgeBase, typed: str, value: str) -> None:
    assert read(choices(named, named.questions["plant"], {}), typed) == Given(value)


def test_a_beginning_of_two_names_is_asked_back(named: KnowledgeBase) -> None:
    found = read(choices(named, named.questions["plant"], {}), "ghe")
    assert isinstance(found, Mistake)
    assert "could be 2 Cucumber or 4 Orchid" in found.text


def test_a_table_may_hold_another_name(named: KnowledgeBase) -> None:
    table = pl.DataFrame({"plant": ["Gherkin", " lady's slipper", "Kaktus"], "soil": ["dry"] * 3})
    same = pl.DataFrame({"plant": ["cucumber", "orchid"], "soil": ["dry"] * 2})
    with pytest.warns(UserWarning, match="no column"):
        found, ids = advisor.assess(table, named).to_dicts(), advisor.assess(same, named).to_dicts()
    assert [row["next_step"] for row in found[:2]] == [row["next_step"] for row in ids]
    assert found[2]["next_step"] is None


CALLED = '      unknown: I have not tried\n    called: {dry: "Arid, as dry as dust", wet: Soaked}'


def called(folder: Path, names: str = CALLED) -> KnowledgeBase:
    assert "      unknown: I have not tried" in QUESTIONS
    return load(write_greenhouse(folder, questions=QUESTIONS.replace("      unknown: I have not tried", names, 1)))


def test_a_choice_of_a_question_without_a_table_may_have_other_names_too(tmp_path: Path) -> None:
    kb = called(tmp_path / "called")
    soil = kb.questions["soil"]
    assert read(choices(kb, soil, {}), "ARID") == Given("dry")
    assert read(choices(kb, soil, {}), "as dry as") == Given("dry")
    assert [AnswerWords(kb, soil).read(cell) for cell in ("soaked", "As dry as  dust", "wet")] == ["wet", "dry", "wet"]


def test_a_name_or_wording_that_is_misspelt_is_told_with_the_id_that_is_meant(tmp_path: Path) -> None:
    question = called(tmp_path / "called").questions["soil"]
    for typed, near in (("as dry as dusk", "'dry' (as dry as dust)"), ("soakt", "'wet' (Soaked)"), ("dri", "'dry'")):
        with pytest.raises(IllegalAnswer, match=re.escape(f"is not one of dry, wet, unknown; did you mean {near}?")):
            question.read(typed)
    with pytest.raises(IllegalAnswer, match=r"is not one of dry, wet, unknown$"):
        question.read("muddy")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("{dry: Arid, wet: arid}", "'arid' is a name of 'wet' and of 'dry'; a name means one value"),
        ("{dry: wet}", "'wet' is a name of 'dry' and of 'wet'; a name means one value"),
        ("{dryy: Arid}", "unknown value of question 'soil' in 'called': 'dryy'; did you mean 'dry'?"),
        ("also", "'called' of question 'soil' needs a mapping of its values, or a 'table' whose column it names"),
    ],
)
def test_names_that_mean_no_value_or_two_are_refused(tmp_path: Path, names: str, said: str) -> None:
    with pytest.raises(KnowledgeBaseError) as refused:
        called(tmp_path / "called", f"      unknown: I have not tried\n    called: {names}")
    assert said in str(refused.value)


def test_a_name_that_two_rows_of_a_table_share_is_refused(tmp_path: Path) -> None:
    tables = TABLES.replace("name: {text: Name}", "name: {text: Name}\n      also: {text: Other names}")
    for plant in ("tomato", "orchid"):
        tables = tables.replace(f"{plant}: {{", f"{plant}: {{also: Green, ")
    questions = QUESTIONS.replace("shown: name", "shown: name\n    called: also")
    with pytest.raises(KnowledgeBaseError, match="'Green' is a name of 'orchid' and of 'tomato'"):
        load(write_greenhouse(tmp_path / "named", tables=tables, questions=questions))


def test_a_case_and_a_program_may_say_another_name(named: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("answers: {plant: Lady's  Slipper, soil: dry}", encoding="utf-8")
    (case,) = read_cases(tmp_path / "case.yaml", named)
    assert isinstance(case, Case)
    assert case.answers["plant"] == "orchid"
    for said in ("tomate", " TOMATE ", "西红柿"):
        assert advisor.recommend(named, {"plant": said, "soil": "dry"}).answers["plant"] == "tomato"
        assert advisor.decide(named, {"plant": said}) == advisor.decide(named, {"plant": "tomato"})
    for said in ("ghe", "ORCHID"):  # the beginning of a name, and an id in another case, are none
        with pytest.raises(advisor.AdvisorError, match="is not one of"):
            advisor.decide(named, {"plant": said})
