"""Invented people: the steps that a counsellor would accept were written by someone who had not read the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import advisor
from advisor.cases.files import Case, read_cases
from advisor.explanation.recommendation import Recommendation
from advisor.reports import text


def written(file: str) -> Mapping[str, Any]:
    return yaml.safe_load(Path(__file__).with_name(file).read_text(encoding="utf-8"))


WRITTEN = written("thirty.yaml")
LATER = [written(f"{file}.yaml") for file in ("twenty_five", "forty_one", "twenty_two", "ten", "eleven", "six")]
"""More people, of corners that the thirty do not reach; what is held of all stands with the thirty."""

BESIDE: Mapping[str, str] = WRITTEN.get("stands_beside", {})
"""Of each step that version 2 added, the step of the vocabulary beside which it stands."""

CASES = Path(__file__).resolve().parents[2] / "examples" / "cases"
SOURCES = "\nSOURCES\n"

PEOPLE: Mapping[str, Mapping[str, Any]] = {it["name"]: it for file in [WRITTEN, *LATER] for it in file["people"]}

each_person = pytest.mark.parametrize("name", PEOPLE)


@cache
def advice_to(name: str) -> Recommendation:
    return advisor.recommend(advisor.load(), spoken(PEOPLE[name]["answers"]))


def spoken(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, YAML's `yes` and `no` as the words that they are."""
    whole = {**WRITTEN["unless_said"], **answers}
    return {id: {True: "yes", False: "no"}[it] if isinstance(it, bool) else it for id, it in whole.items()}


def read(advice: Recommendation) -> str:
    """What the person reads, on one line, without the list of sources."""
    return " ".join(text.render(advice).split(SOURCES)[0].split())


def steps(advice: Recommendation) -> list[str]:
    return [BESIDE.get(stage.step.id, stage.step.id) for stage in advice.roadmap]


def mentioned(patterns: list[str], said: str) -> Iterator[str]:
    return (it for it in patterns if re.search(it, said, re.IGNORECASE))


def test_no_person_is_lost_by_being_called_as_another() -> None:
    assert [len(file["people"]) for file in [WRITTEN, *LATER]] == [30, 25, 41, 22, 10, 11, 11]
    assert len(PEOPLE) == 150


@each_person
def test_the_next_step_is_one_that_a_counsellor_would_accept(name: str) -> None:
    advice = advice_to(name)
    assert advice.step is not None
    assert BESIDE.get(advice.step.id, advice.step.id) in PEOPLE[name]["acceptable"], f"not {advice.step.id}"


@each_person
def test_the_road_keeps_the_order_of_the_law(name: str) -> None:
    road = steps(advice_to(name))
    assert not [it for it in PEOPLE[name].get("not_on_road", []) if it in road]
    for first, second in PEOPLE[name].get("in_order", []):
        assert second not in road or first in road[: road.index(second)], f"{second} without {first} before it: {road}"


@each_person
def test_what_must_be_told_is_told_and_nothing_else_that_is_wrong(name: str) -> None:
    said = read(advice_to(name))
    assert not {*PEOPLE[name].get("told", [])} - {*mentioned(PEOPLE[name].get("told", []), said)}
    assert not [*mentioned(PEOPLE[name].get("never_told", []), said)]


@each_person
def test_nobody_reads_machine_prose(name: str) -> None:
    assert not [*mentioned(WRITTEN["nobody_reads"], read(advice_to(name)))]


@each_person
def test_nobody_is_told_what_belongs_to_another_country(name: str) -> None:
    said = read(advice_to(name))
    mine = {PEOPLE[name]["answers"]["country"], PEOPLE[name]["answers"].get("degree_country")}
    foreign = [word for word, countries in WRITTEN["belongs_to"].items() if not mine & {*countries}]
    assert not [word for word in foreign if re.search(rf"\b({word})\b", said)]


def test_every_country_has_a_person_or_a_case() -> None:
    kb = advisor.load()
    lived_in = {it["answers"]["country"] for it in PEOPLE.values()}
    for path in CASES.rglob("*.yaml"):
        lived_in |= {str(case.answers["country"]) for case in read_cases(path, kb) if isinstance(case, Case)}
    assert not {*kb.questions["country"].values} - lived_in
