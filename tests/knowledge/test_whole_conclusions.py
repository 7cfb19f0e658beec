"""Conclusions that are settled as a whole: by the first rule that holds, and numbers that rules add to."""

from __future__ import annotations

from pathlib import Path

import pytest
from greenhouse import mistakes, write_kb

from advisor import recommend
from advisor.knowledge.attributes import NumberRange
from advisor.knowledge.conditions import ALWAYS, Compare
from advisor.knowledge.loader import load
from advisor.knowledge.model import earlier
from advisor.knowledge.not_possible import AMOUNT, CERTAINTY, TWO_NUMBERS
from advisor.logic.partial import evaluate
from advisor.reports.json_report import as_object

HEAD = """\
id: loan
title: Whether a loan is granted
version: 1
goal: verdict
"""
QUESTIONS = """\
questions:
  age: {ask: How old are you?, why: It is asked., number: {min: 0, max: 120, whole: yes}}
  work: {ask: Do you have work?, why: It is asked., choices: {steady: Steady, odd: Now and then, none_: None}}
"""
CONCLUSIONS = """\
conclusions:
  score: {number: {min: -10, max: 100, start: 10.5, places: 1, unit: points, unit_of_one: point}}
  verdict:
    one: {granted: It is granted., refused: It is refused., seen: Somebody looks at it.}
    first: yes
    otherwise: {rule: see, value: seen, because: Nothing settles it.}
"""
RULES = """\
rules:
  grown: {when: {age: {at_least: 30}}, then: {score: {add: 20}}, because: "You are {age}."}
  steady: {when: {work: steady}, then: {score: {add: 30.5}}, because: You work.}
  odd: {when: {work: odd}, then: {score: {add: -12.5}}, because: You work now and then.}
  child: {when: {age: {below: 18}}, then: {verdict: refused}, because: You are too young.}
  good: {when: {score: {at_least: 41}}, then: {verdict: granted}, because: Enough points.}
  bad: {when: {score: {below: 0}}, then: {verdict: refused}, because: Too few points.}
"""
STEPS = """\
steps:
  granted: {title: Sign, do: Sign it.}
  refused: {title: Wait, do: Ask again next year.}
  seen: {title: Talk, do: Talk to somebody.}
"""
PARTS = {"head": HEAD, "questions": QUESTIONS, "conclusions": CONCLUSIONS, "rules": RULES, "steps": STEPS}


def written(tmp_path: Path, **parts: str) -> Path:
    return write_kb(tmp_path / "loan", **{**PARTS, **parts})


def test_otherwise_is_a_rule_that_comes_after_all_others(tmp_path: Path) -> None:
    kb = load(written(tmp_path))
    assert [rule.id for rule in kb.first["verdict"]] == ["child", "good", "bad", "see"]
    assert kb.rule["see"].when == ALWAYS
    assert [rule.id for rule in earlier(kb, kb.rule["bad"])] == ["child", "good"]
    assert [stratum.first.keys() for stratum in kb.strata] == [{*()}, {"verdict"}]


@pytest.mark.parametrize(
    ("answers", "score", "verdict", "fires"),
    [
        ({"age": 40, "work": "steady"}, 610, "granted", "good"),
        ({"age": 17, "work": "steady"}, 410, "refused", "child"),
        ({"age": 20, "work": "odd"}, -20, "refused", "bad"),
        ({"age": 20, "work": "none_"}, 105, "seen", "see"),
    ],
)
def test_the_first_rule_that_holds_decides_and_numbers_are_added(
    tmp_path: Path, answers: dict[str, str | int], score: int, verdict: str, fires: str
) -> None:
    kb = load(written(tmp_path))
    state = evaluate(kb, answers)
    assert state.sum_of("score") == (score, score)
    assert [value for id, value in state.true if id == "verdict"] == [verdict]
    assert [id for id, it in state.fires.items() if it and kb.rule[id].attribute == "verdict"] == [fires]


def test_a_number_is_an_interval_while_answers_are_open_and_a_value_is_settled_where_every_way_concludes_it(
    tmp_path: Path,
) -> None:
    kb = load(written(tmp_path))
    state = evaluate(kb, {"age": 17})
    assert state.sum_of("score") == (-20, 410)
    assert state.holds(Compare("score", "at_least", 41)) is None
    assert state.holds(Compare("score", "above", 41)) is False
    assert {("verdict", "refused")} == {pair for pair in state.true if pair[0] == "verdict"}


def test_both_are_the_same_when_they_come_from_the_compiled_form(tmp_path: Path) -> None:
    folder = written(tmp_path)
    assert load(folder) == load(folder)
    assert load(folder).conclusions["score"] == load(folder).conclusions["score"]
    assert load(folder).conclusions["score"].number == NumberRange(-10, 100, 10.5, 1, "points", "point")
    assert load(folder).conclusions["score"].values == ("grown", "steady", "odd")


MISTAKES = {
    ("conclusions", "first: yes", "first: no"): ["conclusions.yaml:6:16: 'otherwise' needs 'first: yes'"],
    ("conclusions", "start: 10.5", "start: 10.55"): [
        "conclusions.yaml:2:47: 10.55 has more than 1 decimal place; more are allowed by 'places'"
    ],
    ("conclusions", "start: 10.5", "start: 101"): [
        "conclusions.yaml:2:47: it begins with 101, which is not between -10 and 100"
    ],
    ("conclusions", "places: 1", "places: 1.5"): [
        "conclusions.yaml:2:61: 'places' is a whole number from 0 to 14, not 1.5"
    ],
    ("conclusions", "rule: see", "rule: bad"): ["conclusions.yaml:6:23: duplicate rule 'bad'; first at rules.yaml:7:3"],
    ("conclusions", "value: seen", "value: sen"): [
        "conclusions.yaml:6:35: unknown value of 'verdict': 'sen'; did you mean 'seen'?"
    ],
    ("rules", "{add: 20}", "{add: 20.25}"): [
        "rules.yaml:2:60: 20.25 has more than 1 decimal place; more are allowed by 'places'"
    ],
    ("rules", "{add: 20}", "20"): ["rules.yaml:2:54: 'score' is a number that rules add to; write {add: 5}"],
    ("rules", "{add: 20}", "{add: 0}"): ["rules.yaml:2:60: adding 0 changes nothing"],
    ("rules", "verdict: refused}, because: You are", "verdict: {add: 1}}, because: You are"): [
        "rules.yaml:5:53: 'verdict' is not a number, so a rule cannot add to it"
    ],
    ("rules", "score: {at_least: 41}", "score: {at_least: 410}"): [
        "rules.yaml:6:35: score: 410 is not between -10 and 100"
    ],
    ("rules", "{add: 20}", "{add: 2 * age}"): [f"rules.yaml:2:60: {AMOUNT}"],
    ("rules", "{add: 20}", "{add: 20, cf: 0.5}"): [f"rules.yaml:2:64: 'cf' in what is added to 'score': {CERTAINTY}"],
    ("rules", "{add: 20}", "{add: 20, times: 2}"): [f"rules.yaml:2:64: 'times' in what is added to 'score': {AMOUNT}"],
    ("rules", "score: {at_least: 41}", "score: {at_least: age}"): [f"rules.yaml:6:35: 'at_least': {TWO_NUMBERS}"],
    ("rules", "score: {at_least: 41}", "age: {at_least: score}"): [f"rules.yaml:6:33: 'at_least': {TWO_NUMBERS}"],
    ("rules", "score: {at_least: 41}", "score: unknown"): [
        "rules.yaml:6:24: 'score' is concluded, so it is never 'unknown'"
    ],
    ("rules", "work: odd", "score: {below: 5}"): [
        "rules.yaml:4:3: a cycle of rules through 'score', which is a sum: odd -> odd"
    ],
    ("rules", "score: {below: 0}", "verdict: granted"): [
        "rules.yaml:7:3: a cycle of rules through 'verdict', which is decided by the first rule that holds: bad -> bad"
    ],
    ("head", "goal: verdict", "goal: score"): [
        "knowledge-base.yaml:4:7: the goal 'score' must hold one value, not a number; 'also' can name it"
    ],
}


@pytest.mark.parametrize(("part", "old", "new"), MISTAKES)
def test_a_mistake_is_told_where_it_is(tmp_path: Path, part: str, old: str, new: str) -> None:
    assert old in PARTS[part]
    assert mistakes(written(tmp_path, **{part: PARTS[part].replace(old, new, 1)})) == MISTAKES[part, old, new]


def test_the_rules_of_which_the_first_decides_stand_in_one_file(tmp_path: Path) -> None:
    more = "rules:\n  later: {when: {age: 99}, then: {verdict: seen}, because: You are old.}\n"
    said = "'verdict' is decided by the first rule that holds, and its first rules stand in rules.yaml"
    assert mistakes(written(tmp_path, second=more)) == [f"second.yaml:2:3: {said}; move this one there"]


def test_a_number_is_told_as_one(tmp_path: Path) -> None:
    advice = recommend(load(written(tmp_path)), {"age": 20, "work": "odd"})
    assert advice.numbers == {"score": -2}
    assert as_object(advice)["conclusions"] == {"score": -2}
    assert recommend(load(written(tmp_path)), {"age": 20}).numbers == {"score": 10.5}


def test_a_sum_that_may_have_more_digits_than_are_told_apart_is_refused_at_the_rule_that_makes_it_so(
    tmp_path: Path,
) -> None:
    rules = RULES.replace("add: 20}", "add: 60000000000000}").replace("add: 30.5}", "add: 40000000000000}")
    folder = written(tmp_path, rules=rules)
    assert mistakes(folder) == ["rules.yaml:3:3: with what other rules add, 'score' would have more than 15 digits"]
    load(written(tmp_path, rules=rules.replace("40000000000000", "39999999999989")))
