"""`advisor show`: the knowledge base as a person reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from benefit import write_benefit

from advisor.cli.main import main
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Takes
from advisor.reports import measures, reading, staleness


@pytest.fixture
def show(greenhouse_folder: Path, capsys: pytest.CaptureFixture[str]):
    def run(*args: str, code: int = 0) -> str:
        assert main(["show", *args, "--kb", str(greenhouse_folder)]) == code
        streams = capsys.readouterr()
        return " ".join((streams.err if code else streams.out).split())

    return run


def test_the_overview_names_everything(show, greenhouse: KnowledgeBase) -> None:
    seen = show()
    for id in (*greenhouse.questions, *greenhouse.conclusions, *greenhouse.steps):
        assert f"{id}: " in seen
    assert "5 questions, 5 conclusions, 11 rules, 3 steps, 2 sources. The goal is next_step." in seen


def test_a_question_is_read_with_its_values_its_table_and_its_rules(show) -> None:
    seen = show("plant")
    for part in (
        "QUESTION plant (The plant) What do you grow?",
        "Why: Plants differ in thirst.",
        "cactus: Cactus",
        "Needs much water: unclear",
        'moisture-short: If soil is "Dry" and',
    ):
        assert part in seen
    assert "unknown: I have not tried" in show("soil")
    assert "Answer: a whole number from 0 to 60 days" in show("days")
    assert "Changed by the steps water-now" in show("soil")


def test_a_decision_is_read_as_one(greenhouse: KnowledgeBase) -> None:
    shade = greenhouse.questions["shade"]
    for decision in (True, False):
        kb = replace(greenhouse, questions={**greenhouse.questions, "shade": shade._replace(decision=decision)})
        assert ("for the person to choose" in reading.about(kb, "shade", 80)) is decision


def test_a_conclusion_is_read_with_the_rules_that_conclude_and_those_that_use_it(show) -> None:
    seen = show("moisture")
    concluded, _, used = seen.partition("Used by")
    assert "moisture-short-by-days:" in concluded
    assert 'next-water: If moisture is short, then next step is "Water the ...".' in used
    assert "wet-feet: Never let {plant.name} stand in water." in show("caution")


def test_a_rule_is_read_in_english_with_its_reason_its_source_and_its_place(show) -> None:
    seen = show("light-good")
    assert 'If shade is "Shade" or plant is Cactus, then light is good.' in seen
    assert "Because: Shade, or a plant that likes the sun." in seen
    assert "Cites: The grower's handbook: Shade from noon [handbook/light]" in seen
    assert "rules.yaml:19:3" in seen
    assert "What it concludes is used by (light is good) next-shade:" in seen


def test_a_step_is_read_with_what_it_takes_and_achieves(show) -> None:
    seen = show("water-now")
    for part in (
        "Do: Water it in the morning, slowly, until the pot is heavy.",
        '(where signs include "Brown spots") Keep the leaves dry.',
        "Takes: up to 1 month, up to EUR 5 (2026)",
        'Achieves: soil is "Wet"; days since watering are 0 days',
        "Recommended by next-water:",
    ):
        assert part in seen
    assert "days since watering are at least 1" in show("hang-cloth") or "is at least 1" in show("hang-cloth")
    assert "it is the end of the road" in show("enjoy")


def test_each_passage_lists_what_rests_on_it(show) -> None:
    seen = show("--sources")
    assert "Water in the morning [handbook/1] rules: moisture-short questions: plant, soil steps: water-now" in seen
    assert "The neighbour [neighbour] rules: moisture-short-by-days questions: soil, signs, days" in seen


def test_several_names_are_read_in_one_go_and_an_unknown_one_gets_a_suggestion(show) -> None:
    assert "QUESTION soil" in show("soil", "enjoy")
    assert "STEP enjoy" in show("soil", "enjoy")
    assert show("soyl", code=2).endswith("of greenhouse; did you mean 'soil'?")


def test_every_name_of_the_shipped_knowledge_can_be_read() -> None:
    from advisor.knowledge.loader import load

    kb = load("medical-records-administrator")
    for width in (40, 80):
        for name in reading.names(kb):
            lines = [line for line in reading.about(kb, name, width).splitlines() if "Written at" not in line]
            assert all(len(line) <= width or " " not in line.strip() for line in lines), name


def test_what_is_old_is_listed_the_oldest_first_with_what_has_no_day(tmp_path: Path) -> None:
    kb = load(write_benefit(tmp_path))
    said = staleness.text(kb, staleness.Age.read("6m"), date(2026, 11, 26), 200).replace(f"{tmp_path}/", "")
    assert (
        said
        == """\
OLDER THAN 6 MONTHS, as of before 2026-05-26: 5 of 7
  2025       source north: The council of the north (sources.yaml:3:3)
  2025       cell councils.north.accepts: The Oak and The Maple [north] (tables.yaml:19:7)
  2025-09    cell councils.north.form: paper [north] (tables.yaml:19:7)
  2025-11    cell households.two.limit: 1500.5 dollars [act/7] (tables.yaml:8:7)
  2026-01    source act: The act on meals, https://example.org/act (sources.yaml:2:3)

WITHOUT A DAY: 2 of 7
  source south: The council of the south (sources.yaml:4:3)
  cell councils.south.form: online [south] (tables.yaml:25:7)
"""
    )


def test_a_figure_is_as_old_as_its_year(greenhouse: KnowledgeBase) -> None:
    old, new = (
        staleness.text(greenhouse, staleness.Age(1, "y"), day, 200) for day in (date(2027, 1, 2), date(2027, 1, 1))
    )
    figure = "2026       step water-now takes up to 1 month, up to EUR 5 (2026)"
    assert figure in old
    assert figure not in new


@pytest.mark.parametrize(
    ("age", "today", "before"),
    [
        ("12m", date(2026, 11, 26), date(2025, 11, 26)),
        ("1y", date(2024, 2, 29), date(2023, 2, 28)),
        ("11m", date(2026, 11, 26), date(2025, 12, 26)),
        ("1m", date(2026, 3, 31), date(2026, 2, 28)),
        ("90d", date(2026, 11, 26), date(2026, 8, 28)),
        ("9999y", date(2026, 11, 26), date.min),
    ],
)
def test_an_age_is_counted_back_from_today(age: str, today: date, before: date) -> None:
    assert staleness.Age.read(age).before(today) == before


def test_an_age_that_is_none_is_refused(show) -> None:
    assert "--older-than: '12' is no age; write days, months or years: 90d, 12m, 1y" in show(
        "--sources", "--older-than", "12", code=2
    )
    assert "--older-than goes with --sources" in show("--older-than", "12m", code=2)
    assert "OLDER THAN 100 YEARS" in show("--sources", "--older-than", "100y")


def test_the_day_of_a_time_stands_beside_it() -> None:
    assert measures.takes(Takes(months=(6, 6), as_of="2024-05")) == "6 months (2024-05)"
    assert measures.takes(Takes(months=(6, 6))) == "6 months"
    assert measures.takes(Takes(as_of="2024")) == ""


def test_a_table_is_shown_with_its_columns_and_what_it_knows_of_each_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "countries"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "TABLE countries: 29 rows\nIts rows are the answers to: In which country do you want to work?"
    )
    assert "  licence: Does the law demand a licence\n" in said
    assert "    Does the law demand a licence: yes" in said
