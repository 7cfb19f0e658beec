"""A case says what a concluded number must be; tests, mutants and editors take it as one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from greenhouse import write_kb
from jsonschema import Draft202012Validator
from talking import CTRL_D, Talk, typed

from advisor.cases.expectations import check_expect
from advisor.cases.files import Case, read_cases
from advisor.cli.main import main
from advisor.errors import CaseError
from advisor.exports import json_schema
from advisor.knowledge.loader import load

PARTS = {
    "head": "id: card\ntitle: A score card\nversion: 1\ngoal: verdict\n",
    "questions": """\
questions:
  age: {ask: How old are you?, why: It counts., number: {min: 0, max: 120, whole: yes}}
  work: {ask: Do you work?, why: It counts., choices: {yes: I do, no: I do not}}
""",
    "conclusions": """\
conclusions:
  score: {number: {min: -10, max: 100, start: 1, places: 1}}
  verdict: {one: steps, first: yes, otherwise: {rule: refuse, value: refused, because: Nothing else holds.}}
""",
    "rules": """\
rules:
  young: {when: {age: {below: 25}}, then: {score: {add: 20.5}}, because: You are young.}
  worker: {when: {work: yes}, then: {score: {add: 45}}, because: You work.}
  accept: {when: {score: {at_least: 60}}, then: {verdict: accepted}, because: Enough.}
""",
    "steps": "steps:\n  accepted: {title: Sign, do: Sign it.}\n  refused: {title: Wait, do: Ask again.}\n",
}


@pytest.fixture
def card(tmp_path: Path) -> Path:
    return write_kb(tmp_path / "card", **PARTS)


def case_file(folder: Path, expect: str) -> Path:
    path = folder / "case.yaml"
    path.write_text(f"answers: {{age: 20, work: yes}}\nexpect: {expect}\n")
    return path


@pytest.mark.parametrize(
    ("expect", "differs"),
    [
        ({"score": 66.5}, ""),
        ({"score": 66}, "66"),
        ({"score": {"not": 66}}, ""),
        ({"score": {"not": 66.5}}, "not 66.5"),
    ],
)
def test_a_number_is_as_expected_or_not(expect: dict, differs: str) -> None:
    assert check_expect(expect, {"score": 66.5}) == ([("score", differs)] if differs else [])


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{score: young}", "case.yaml:2:17: the value of 'score' must be a number, not text"),
        ("{score: [66.5]}", "case.yaml:2:17: the value of 'score' must be a number, not a list"),
        ("{score: 101}", "case.yaml:2:17: score: 101 is not between -10 and 100"),
        ("{score: {not: none}}", "case.yaml:2:23: the value of 'score' must be a number, not text"),
    ],
)
def test_what_no_number_can_be_is_told(card: Path, tmp_path: Path, expect: str, said: str) -> None:
    (found,) = read_cases(case_file(tmp_path, expect), load(card))
    assert isinstance(found, CaseError)
    assert str(found).endswith(said)


def test_what_was_added_is_told_where_it_is_not_as_expected(
    card: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = case_file(tmp_path, "{score: 66.5, verdict: accepted}")
    assert main(["test", str(path), "--kb", str(card)]) == 0
    capsys.readouterr()
    assert main(["test", str(case_file(tmp_path, "{score: 70}")), "--kb", str(card), "--quiet"]) == 1
    rules = card / "rules.yaml"
    by = f"20.5 by rule young at {rules}:2:3, 45 by rule worker at {rules}:3:3"
    assert f"score: expected 70, got 66.5 ({by})" in capsys.readouterr().out


def test_only_a_case_that_expects_the_number_notices_another_sum(
    card: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    (cases / "one.yaml").write_text("answers: {age: 20, work: no}\nexpect: {verdict: refused}\n")
    main(["test", str(cases), "--mutate", "--kb", str(card), "--quiet"])
    before = " ".join(capsys.readouterr().out.split())
    assert "Rule 'young' removed; this case would notice:" in before
    assert "answers: age: 0 expect: score: 21.5" in before
    (cases / "one.yaml").write_text("answers: {age: 20, work: no}\nexpect: {score: 21.5}\n")
    main(["test", str(cases), "--mutate", "--kb", str(card), "--quiet"])
    after = " ".join(capsys.readouterr().out.split())
    assert "Rule 'young' removed" not in after
    assert "Rule 'worker' removed" in after


def test_a_case_that_is_saved_as_a_test_expects_the_number(
    card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path / "state"))
    file = tmp_path / "saved.yaml"
    Talk(load(card), typed("20", "yes", f"save {file} as test") + CTRL_D)
    (case,) = read_cases(file, load(card))
    assert isinstance(case, Case)
    assert case.expect == {"verdict": "accepted", "score": 66.5}


def test_an_editor_takes_a_number_and_no_rule(card: Path) -> None:
    schema = json_schema.case(load(card))
    Draft202012Validator.check_schema(schema)
    valid = Draft202012Validator(json.loads(json.dumps(schema))).is_valid
    assert valid({"answers": {}, "expect": {"score": 66.5}})
    assert valid({"answers": {}, "expect": {"score": {"not": 3}}})
    assert not valid({"answers": {}, "expect": {"score": "young"}})
    assert not valid({"answers": {}, "expect": {"score": 101}})
