"""Tables that say more: numbers and lists in their columns, tests by a row's cell, cells with sources of their own."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest
import yaml
import yamlcore
from benefit import PARTS, RULES, TABLES, write_benefit
from greenhouse import mistakes
from oracle import evaluate, holds

import advisor
from advisor.certificate.checking import check
from advisor.certificate.writing import certificate
from advisor.exports import json_schema
from advisor.inference import infer
from advisor.knowledge import compiled
from advisor.knowledge.attributes import Answers
from advisor.knowledge.condition_writer import mapping
from advisor.knowledge.conditions import All, ByRow, Compare, Condition, NoneOf, OneOf, RowTest, nnf
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.tables import CellSource
from advisor.knowledge.texts import fill
from advisor.logic.partial import evaluate as partially
from advisor.logic.weakening import without
from advisor.verification.mutants import mutants

LIMITS = {"one": 1000, "two": 1500.5, "three": 1500.5}
ACCEPTS = {"north": ("maple", "oak"), "south": ("oak",), "east": ("oak",)}


@pytest.fixture(scope="module")
def meals(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return advisor.load(write_benefit(tmp_path_factory.mktemp("meals")))


def condition(tmp_path: Path, written: str) -> Condition:
    """A condition as the loader reads it."""
    rules = f"rules:\n  r: {{when: {written}, then: {{next_step: wait}}, because: So., cite: [act]}}\n"
    return advisor.load(write_benefit(tmp_path, rules=rules)).rule["r"].when


def every_case(kb: KnowledgeBase) -> list[Answers]:
    incomes = (0, 999, 1000, 1000.5, 1500, 1500.5, 1500.6, 5000, "unknown")
    choices = [(*kb.questions[id].values, "unknown") for id in ("size", "council", "school")]
    return [
        {"size": size, "income": income, "council": council, "school": school}
        for (size, council, school), income in product(product(*choices), incomes)
    ]


def test_a_test_by_a_table_has_a_part_for_the_rows_that_are_alike(meals: KnowledgeBase) -> None:
    assert meals.rule["entitled"].when == ByRow(
        (
            All((OneOf("size", ("one",)), Compare("income", "at_most", 1000))),
            All((OneOf("size", ("two", "three")), Compare("income", "at_most", 1500.5))),
        ),
        RowTest("income", "at_most", "size", "limit"),
    )
    assert meals.rule["agreed"].when == ByRow(
        (
            All((OneOf("council", ("north",)), OneOf("school", ("oak", "maple")))),
            All((OneOf("council", ("south", "east")), OneOf("school", ("oak",)))),
        ),
        RowTest("school", "", "council", "accepts"),
    )


def test_every_reader_takes_limit_and_list_from_the_rows_of_the_case(meals: KnowledgeBase) -> None:
    for case in every_case(meals):
        limit, income = LIMITS.get(str(case["size"])), case["income"]
        entitled = limit is not None and isinstance(income, (int, float)) and income <= limit
        agreed = case["school"] in ACCEPTS.get(str(case["council"]), ())
        step = ("apply" if agreed else "ask") if entitled else "wait"
        assert ("next_step", step) in evaluate(meals, case)[0]
        assert ("next_step", step) in partially(meals, case).true
        assert advisor.decide(meals, case).value == step
    for case in every_case(meals)[::17]:
        assert {firing.rule.then for firing in infer(meals, case)} == evaluate(meals, case)[0]
        text = json.dumps(certificate(advisor.recommend(meals, case), "print"))
        assert check(meals, "print", json.loads(text)) == case


def test_the_normal_form_of_a_test_by_a_table_means_the_same(meals: KnowledgeBase) -> None:
    by_row = meals.rule["entitled"].when
    for case in every_case(meals):
        so = holds(meals, by_row, case, (), ())
        assert holds(meals, nnf(by_row), case, (), ()) == so
        assert holds(meals, nnf(NoneOf((by_row,))), case, (), ()) != so
    assert nnf(nnf(by_row, True), True) == by_row


@pytest.mark.parametrize(
    ("written", "rows"),
    [
        ("{council.years: {at_least: 2}}", ("north", "east")),
        ("{council.years: {above: 0, below: 5}}", ("north",)),
        ("{council.years: [0, 5]}", ("south", "east")),
        ("{council.years: {not: 0}}", ("north", "east")),
        ("{council.days: tue}", ("north",)),
        ("{council.days: [tue, mon]}", ("north", "east")),
        ("{council.days: {all: [mon, tue]}}", ("north",)),
        ("{council.days: none}", ("south",)),
        ("{council.accepts: maple}", ("north",)),
        ("{size.limit: unknown}", ("more",)),
        ("{size.limit: {at_least: 1500.5}}", ("two", "three")),
    ],
)
def test_columns_of_numbers_and_lists_are_tested_like_answers(
    tmp_path: Path, meals: KnowledgeBase, written: str, rows: tuple[str, ...]
) -> None:
    found, id = condition(tmp_path, written), "size" if "size" in written else "council"
    held = [row for row in meals.questions[id].values if holds(meals, found, {id: row}, (), ())]
    assert tuple(held) == rows


def test_a_list_and_values_stand_together(tmp_path: Path, meals: KnowledgeBase) -> None:
    found = condition(tmp_path, "{school: [elm, council.accepts]}")
    for council, school in product(meals.questions["council"].values, meals.questions["school"].values):
        wanted = school == "elm" or school in ACCEPTS[council]
        assert holds(meals, found, {"council": council, "school": school}, (), ()) is wanted


def test_what_stands_in_a_cell_is_told_with_its_unit_or_in_the_words_of_its_values(meals: KnowledgeBase) -> None:
    text = "{size.limit}; {council.accepts}; {council.days}; {council.form}"
    north = {"size": "two", "council": "north"}
    assert fill(meals, text, north) == "1500.5 dollars; The Oak and The Maple; Monday, Tuesday and Wednesday; paper"
    assert fill(meals, text, {"size": "more", "council": "south"}) == "(not known); The Oak; none; online"
    assert fill(meals, text, {}) == "(not known); (not known); (not known); (not known)"


def test_a_cell_keeps_its_own_source_and_day(meals: KnowledgeBase) -> None:
    assert meals.tables["households"].source("two", "limit") == CellSource(("act/7",), "2025-11")
    assert meals.tables["councils"].source("north", "accepts") == CellSource(("north",))
    assert meals.tables["councils"].source("east", "form") == CellSource()


def test_the_compiled_form_holds_tables_and_tests_by_them(
    meals: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(compiled.FOLDER, str(tmp_path / "cache"))
    compiled.keep(meals, tmp_path, {})
    found = compiled.recall(tmp_path, {})
    assert found == meals
    assert found is not meals
    assert found.rule["entitled"].when.test == RowTest("income", "at_most", "size", "limit")


def test_what_is_written_of_a_test_by_a_table_is_read_as_it(meals: KnowledgeBase, tmp_path: Path) -> None:
    for number, id in enumerate(("entitled", "agreed")):
        when = meals.rule[id].when
        assert condition(tmp_path / str(number), mapping(when)) == when
        assert condition(tmp_path / f"not{number}", mapping(NoneOf((when,)))) == NoneOf((when,))
    assert mapping(meals.rule["entitled"].when) == "{income: {at_most: size.limit}}"


def test_a_test_by_a_table_is_one_condition_for_check_and_mutants(meals: KnowledgeBase) -> None:
    when = meals.rule["entitled"].when
    assert [smaller.part for smaller in without(meals, when)] == [when]
    changed = {it.how: it.after.when for it in mutants(meals) if it.rule.id == "entitled" and it.after}
    below = changed["'income: {at_most: size.limit}' with below"]
    assert holds(meals, below, {"size": "one", "income": 1000}, (), ()) is False
    assert holds(meals, below, {"size": "one", "income": 999}, (), ()) is True
    assert mapping(below) == "{income: {below: size.limit}}"


def test_editors_are_told_of_columns_and_cells() -> None:
    schema = json_schema.knowledge_base()
    import jsonschema

    validator = jsonschema.Draft202012Validator(schema)
    for part in (TABLES, RULES):
        assert not [*validator.iter_errors(yaml.load(part, Loader=yamlcore.CoreLoader))]
    two_kinds = TABLES.replace("years: {number: {}", "years: {one: [a], number: {}")
    assert [*validator.iter_errors(yaml.load(two_kinds, Loader=yamlcore.CoreLoader))]


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("tables", ", years: 5}", "}", "row 'east' has no 'years'"),
        ("tables", "years: 5", "years: many", "cell 'years' of row 'east' must be a number, not text"),
        ("tables", "days: [mon]", "days: [mon, sun]", "unknown value of column 'days': 'sun'; known are mon, tue, wed"),
        ("tables", "days: [mon]", "days: [mon, mon]", "duplicate value 'mon'"),
        (
            "tables",
            "accepts: [oak]",
            "accepts: [ok]",
            "unknown value of 'school' in column 'accepts': 'ok'; did you mean",
        ),
        ("tables", "many: school", "many: skool", "unknown question 'skool'; did you mean 'school'?"),
        (
            "tables",
            "many: school",
            "many: income",
            "column 'accepts' cannot list values of 'income', which is a number",
        ),
        ("tables", "{number: {}, text", "{number: {}, one: [a], text", "column 'years' holds one kind of thing"),
        ("tables", "unit: dollars, ", "", "'unit_of_one' needs a 'unit' for the other numbers"),
        ("tables", "{is: 1500.5, ", "{", "cell 'limit' of row 'two' has no 'is'"),
        ("tables", "cite: act/7", "cite: axt/7", "unknown source 'axt'; did you mean 'act'?"),
        ("tables", "as_of: 2025-11", "as_of: soon", "as_of must be a day, a month or a year"),
        ("tables", "limit: 1000", "limit: 6000", "income: 6000 is not between 0 and 5000 ('limit' of row 'one')"),
        ("tables", "  councils:", "  households: {}\n  councils:", "duplicate key 'households'"),
        ("sources", "sources:", "tables: {households: {}}\nsources:", "duplicate table 'households'; first at"),
        ("questions", "shown: name}\n  income", "shown: limit}\n  income", "'shown' needs a column of texts"),
        ("rules", "size.limit}}", "size.name}}", "column 'name' of table 'households' holds texts, so it is no limit"),
        ("rules", "size.limit}}", "size.limt}}", "unknown column of table 'households': 'limt'; did you mean 'limit'?"),
        ("rules", "size.limit}}", "income.limit}}", "'income' has no columns: its values are not from a table"),
        ("rules", "size.limit}}", "sise.limit}}", "unknown question 'sise'; did you mean 'size'?"),
        ("rules", "size.limit}}", "entitled.limit}}", "'entitled' has no columns: it is concluded"),
        ("rules", "size.limit}}", "income}}", "a table's column may be a limit, as in 'size.limit'"),
        ("rules", "school: council.accepts", "school: council.form", "holds one of some words, not lists"),
        ("rules", "school: council.accepts", "school: council.days", "row 'north' lists 'mon' in 'days', no value of"),
        (
            "rules",
            "council.form: paper",
            "council.years: paper",
            "a value of column 'years' must be a number, not text",
        ),
        ("rules", "council.form: paper", "council.years: unknown", "column 'years' is never 'unknown'"),
        ("rules", "council.form: paper", "council.days: sun", "unknown value of column 'days': 'sun'"),
        ("rules", "council.form: paper", "council.form: {at_least: 3}", "'council.form' is not a number"),
    ],
)
def test_a_mistake_in_a_table_or_a_test_by_it_is_told(tmp_path: Path, part: str, old: str, new: str, said: str) -> None:
    assert old in PARTS[part]
    found = mistakes(write_benefit(tmp_path, **{part: PARTS[part].replace(old, new, 1)}))
    assert any(said in line for line in found), found


def test_a_list_of_a_question_whose_wordings_have_placeholders_is_refused(tmp_path: Path) -> None:
    questions = PARTS["questions"].replace("oak: The Oak", 'oak: "The Oak of {council}"')
    [said] = mistakes(write_benefit(tmp_path, questions=questions))
    assert "column 'accepts' cannot list values of 'school', whose wordings have placeholders" in said
