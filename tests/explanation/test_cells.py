"""What a reason reads in a table is told of this person's row, with the source of that cell and of no other."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import polars as pl
import pytest
from benefit import TABLES, write_benefit
from reports import recommendations

import advisor
from advisor.batching.row_by_row import by_experta, by_interpretation, decide
from advisor.columns.program import shown
from advisor.explanation import english
from advisor.explanation.how_sure import how_sure
from advisor.explanation.recommendation import recommend
from advisor.explanation.why_not import why_not
from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import NoneOf
from advisor.knowledge.model import KnowledgeBase
from advisor.maps.derivation_map import derivation_map
from advisor.reports import reading, text
from advisor.reports.explaining.kinds import KINDS
from advisor.reports.json_report import as_object
from advisor.solver.search import Search
from advisor.verification import rule_checks

NORTH = {"size": "two", "income": 1200, "council": "north", "school": "maple"}
SOUTH = {"size": "one", "income": 900, "council": "south", "school": "oak"}


@pytest.fixture(scope="module")
def meals(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return advisor.load(write_benefit(tmp_path_factory.mktemp("meals")))


def told(kb: KnowledgeBase, case: Answers) -> str:
    return " ".join(text.render(recommend(kb, case, partial=True)).split())


def test_a_reason_names_the_limit_of_this_persons_row(meals: KnowledgeBase) -> None:
    said = told(meals, NORTH)
    assert "Two people, monthly income limit: 1500.5 dollars (as of 2025-11) [1]" in said
    assert "One person" not in said
    plain = told(meals, {**NORTH, "size": "three"})
    assert "Three people, monthly income limit: 1500.5 dollars." in plain
    assert "One person, monthly income limit: 1000 dollars." in told(meals, SOUTH)


def test_a_cells_source_is_cited_where_its_row_was_read_and_nowhere_else(meals: KnowledgeBase) -> None:
    for case, own, other in ((NORTH, "north", "south"), (SOUTH, "south", "north")):
        for form, said in recommendations(recommend(meals, case)).items():
            if form in ("text", "markdown", "html"):
                assert (f"The council of the {own}" in said) is (own == "north"), form
                assert f"The council of the {other}" not in said, form
    step = as_object(recommend(meals, NORTH))["next_step"]
    assert step["cite"] == ["act", "north"]  # a paragraph is shown for what the north's cell says
    assert as_object(recommend(meals, SOUTH))["next_step"]["cite"] == ["act"]


def test_json_has_the_cells_that_were_read(meals: KnowledgeBase) -> None:
    because = {it["rule"]: it for it in as_object(recommend(meals, NORTH))["because"]}
    limit = {"question": "size", "row": "two", "column": "limit", "is": 1500.5, "cite": ["act/7"], "as_of": "2025-11"}
    listed = {"question": "council", "row": "north", "column": "accepts", "is": ["oak", "maple"], "cite": ["north"]}
    assert because["entitled"]["cells"] == [limit]
    assert because["apply"]["cells"] == [limit, listed]
    assert because["agreed"]["cells"] == [listed]


def test_a_firing_that_read_no_cell_has_none_in_json(greenhouse: KnowledgeBase) -> None:
    found = as_object(recommend(greenhouse, {"plant": "cactus", "soil": "wet"}))
    assert found["because"]
    assert all("cells" not in firing for firing in found["because"])


def test_what_is_missing_is_explained_by_the_row(meals: KnowledgeBase) -> None:
    poor = told(meals, {"size": "two", "income": 1600})
    assert (
        "entitlement is not yes, because your household is Two people (monthly income limit: 1500.5 dollars, as of "
        "2025-11) and your income is 1600 dollars. [1]" in poor
    )
    assert "because your household is not known." in told(meals, {"income": 900})


def test_a_test_by_a_table_reads_as_its_author_wrote_it(meals: KnowledgeBase) -> None:
    entitled, agreed = meals.rule["entitled"], meals.rule["agreed"]
    assert english.rule(meals, entitled) == (
        "If your income is at most the monthly income limit for your household, then entitlement is yes."
    )
    assert english.rule(meals, agreed) == (
        "If your school is among the schools with an agreement for your council, then place is agreed."
    )
    case = meals.total(NORTH)
    assert english.condition(meals, entitled.when, case) == (
        "your income is at most the monthly income limit for your household (1500.5 dollars)"
    )
    for case, said in (
        (NORTH, "your income is above the monthly income limit for your household (1500.5 dollars)"),
        (
            {"size": "more", "income": 3},
            "your income is not known to be at most the monthly income limit for your household (not known)",
        ),
        (
            {"size": "one"},
            "your income is not known to be at most the monthly income limit for your household (1000 dollars)",
        ),
    ):
        assert english.condition(meals, NoneOf((entitled.when,)), meals.total(case)) == said
    assert english.condition(meals, NoneOf((agreed.when,)), meals.total(SOUTH)) == (
        "your school is not among the schools with an agreement for your council (The Oak)"
    )
    assert english.rule(meals, entitled) in " ".join(reading.about(meals, "entitled", 80).split())


def test_why_not_names_the_limit_and_the_answer_that_misses_it(meals: KnowledgeBase) -> None:
    def said(case: Answers, *pair: str) -> str:
        return " ".join(KINDS["why_not"].text(KINDS["why_not"].explain(meals, case, *pair)).split())

    limit = "Needed: your income is at most the monthly income limit for your household"
    assert f"{limit} (1500.5 dollars). You said: 1600.5 dollars." in said(
        {"size": "two", "income": 1600.5}, "entitled", "yes"
    )
    assert f"{limit}. You have not said." in said({"income": 10}, "entitled", "yes")
    assert (
        'Needed: your school is among the schools with an agreement for your council (The Oak). You said: "The Elm".'
        in said({**SOUTH, "school": "elm"}, "next_step", "apply")
    )
    found = why_not(meals, {"size": "two", "income": 1600}, "entitled", "yes")
    assert [[change.question for change in each.changes] for each in found.sets] == [["income"]]


def test_the_rows_of_a_column_stand_with_their_sources_where_the_question_is_shown(meals: KnowledgeBase) -> None:
    said = reading.about(meals, "size", 80)
    assert "Monthly income limit: 1500.5 dollars (as of 2025-11) [act/7]" in said
    assert "Monthly income limit: (not known)" in said
    assert "cells: two.limit" in reading.sources(meals, 80)


def test_a_map_has_a_box_for_a_cell_that_was_read(meals: KnowledgeBase) -> None:
    boxes = [box.text for box in derivation_map(recommend(meals, NORTH)).boxes]
    assert "Two people, monthly income limit: 1500.5 dollars (as of 2025-11)" in boxes


def test_how_sure_counts_over_limits_from_tables(meals: KnowledgeBase) -> None:
    found = how_sure(meals, {"size": "one", "income": 900})
    assert found.advice.steps == ("ask",)


def test_a_batch_tells_of_each_row_what_one_case_is_told(meals: KnowledgeBase) -> None:
    choices = [(*meals.questions[id].values, "unknown") for id in ("size", "council", "school")]
    rows = [
        {"size": size, "income": income, "council": council, "school": school}
        for size, council, school in product(*choices)
        for income in ("900", "1500.5", "1600", "unknown")
    ]
    frame = pl.DataFrame(rows)
    found = advisor.assess(frame, meals, details=True)
    names = shown(meals, details=True)
    for number, (cells, row) in enumerate(zip(rows, found.to_dicts(), strict=True)):
        for fired in (by_experta, by_interpretation):
            assert row == decide(meals, cells, names, fired, f"row {number + 1}, ")
    asked = next(row for row in found.to_dicts() if row["next_step"] == "apply")
    assert asked["because"].count("The Oak and The Maple") == 1  # not told beside the sentence, too


def test_every_rule_is_cited_where_the_cells_that_it_reads_are(meals: KnowledgeBase, tmp_path: Path) -> None:
    found = rule_checks.rules_cite(Search(meals))
    assert found.findings == ()  # 'form' cites nothing: its one row, the north, has a source in that cell
    plain = advisor.load(
        write_benefit(tmp_path, tables=TABLES.replace("{is: paper, cite: [north], as_of: 2025-09}", "paper"))
    )
    assert [it.about for it in rule_checks.rules_cite(Search(plain)).findings] == [("form",)]


@pytest.fixture
def worded(tmp_path: Path) -> KnowledgeBase:
    """The meals, with clauses for what stands in two columns."""
    tables = TABLES.replace("unit_of_one: dollar}}", 'unit_of_one: dollar}, told: "with {name} at home it is {limit}"}')
    form = 'text: Its form, told: {paper: "{name} wants it on paper", online: "{name} wants it sent"}'
    return advisor.load(write_benefit(tmp_path, tables=tables.replace("text: Its form", form)))


def test_a_cell_is_told_in_its_authors_clause_by_every_reader(worded: KnowledgeBase, meals: KnowledgeBase) -> None:
    clauses = {
        "Two people, monthly income limit: 1500.5 dollars": "with Two people at home it is 1500.5 dollars",
        "The North, its form: paper": "The North wants it on paper",
        "The South, its form: online": "The South wants it sent",
        "One person, monthly income limit: 1000 dollars": "with One person at home it is 1000 dollars",
    }
    for case in (NORTH, SOUTH):
        before, after = told(meals, case), told(worded, case)
        said = [clause for label, clause in clauses.items() if label in before]
        assert said
        assert all(clause in after for clause in said)
        assert not any(label in after for label in clauses)
        cells = {id: str(answer) for id, answer in case.items()}
        by_columns = advisor.assess(pl.DataFrame({id: [cell] for id, cell in cells.items()}), worded)["because"][0]
        row = decide(worded, dict.fromkeys(worded.questions) | cells, shown(worded, details=False), by_interpretation)
        assert row["because"] == by_columns


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ('"{nme} is so"', "'told' of column 'form' names no column of its table: 'nme'; did you mean 'name'?"),
        ('"{name is so"', "'told' of column 'form': a brace has no partner"),
        ("{papper: so}", "'told' of column 'form': 'papper' is none of its words; did you mean 'paper'?"),
        ("[so]", "must be text"),
    ],
)
def test_a_clause_that_cannot_be_told_is_refused(tmp_path: Path, told: str, said: str) -> None:
    tables = TABLES.replace("text: Its form", f"text: Its form, told: {told}")
    with pytest.raises(advisor.KnowledgeBaseError, match=re.escape(said)):
        advisor.load(write_benefit(tmp_path, tables=tables))
