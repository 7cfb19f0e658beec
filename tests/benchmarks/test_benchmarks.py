"""What the benchmarks compare is the same work: the helpers' knowledge bases, cases, tables and checks."""

from __future__ import annotations

from pathlib import Path

import oracle
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from profiles import examples
from strategies import cases, knowledge_bases

import advisor
from advisor.knowledge.attributes import Answers
from advisor.knowledge.model import KnowledgeBase
from benchmarks import files, memory, peers, shown, tables
from benchmarks.cases import random_cases
from benchmarks.generated import generated
from benchmarks.worker import Job, Worker

SLOW = settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))


@SLOW
@given(st.data())
@pytest.mark.parametrize("way", ["plain Python", "experta", "advisor.recommend"])
def test_a_way_that_needs_no_other_package_decides_generated_knowledge_alike(way: str, data: st.DataObject) -> None:
    kb = data.draw(knowledge_bases())
    drawn = [data.draw(cases(kb, total=True)) for _ in range(3)]
    assert peers.disagreements(peers.build("advisor.decide", kb), peers.build(way, kb), drawn) == []


def test_a_peer_that_decides_otherwise_is_found_out(greenhouse: KnowledgeBase) -> None:
    class Careless(type(peers.build("plain Python", greenhouse))):  # type: ignore[misc]
        def decide(self, case: Answers) -> object:
            return super().decide({**case, "soil": "wet"})

    right = peers.build("advisor.decide", greenhouse)
    told = peers.disagreements(right, Careless(greenhouse), random_cases(greenhouse, 50))
    assert 0 < len(told) < 50
    assert "instead of" in told[0]


@pytest.mark.parametrize("rules", [5, 10, 20, 57, 100, 400])
def test_generated_knowledge_has_its_size_and_one_goal_in_every_case(rules: int) -> None:
    kb = generated(rules)
    assert len(kb.rules) == rules
    assert len({rule.id for rule in kb.rules}) == rules
    assert generated(rules).rules == kb.rules
    for case in random_cases(kb, 30):
        true, _, _ = oracle.evaluate(kb, case)
        decision = advisor.decide(kb, case)
        assert decision.value
        assert {value for id, value in true if id == kb.goal} == {decision.value}


def test_larger_generated_knowledge_has_strata_and_its_rules_fire() -> None:
    kb = generated(400)
    fired = set()
    for case in random_cases(kb, 40):
        fired |= oracle.evaluate(kb, case)[2]
    assert len(kb.strata) > 4
    assert len({rule.stratum for rule in kb.rules if rule.id in fired}) == len(kb.strata)
    assert len(fired) > 200


def test_random_cases_are_whole_legal_and_varied() -> None:
    kb = advisor.load()
    drawn = random_cases(kb, 200)
    assert drawn == random_cases(kb, 200)
    assert drawn != random_cases(kb, 200, seed=2)
    for case in drawn:
        assert list(case) == list(kb.questions)
        assert all(kb.questions[id].read(answer) == answer for id, answer in case.items())
    assert len({advisor.decide(kb, case).value for case in drawn}) > 5


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_is_decided_as_its_cases_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    monkeypatch.setattr(tables, "BLOCK", 40)
    monkeypatch.setattr(files, "CHUNK", 16)
    kb = advisor.load()
    source, target = tmp_path / f"cases.{ending}", tmp_path / f"out.{ending}"
    tables.write(kb, 100, source)
    rows = pl.read_csv(source, infer_schema=False) if ending == "csv" else pl.read_parquet(source)
    assert len(rows) == 100
    assert len(rows.unique(subset=list(kb.questions))) == 100
    files.decide_table(kb, peers.build("plain Python", kb), source, target, 90)
    right = []
    for row in rows.head(90).cast(pl.String).to_dicts():
        advice = advisor.recommend(kb, {id: row[id] for id in kb.questions if row[id]})
        assert advice.step is not None
        assert advice.rule is not None
        right.append((advice.step.id, advice.rule.id, advice.fill(advice.rule.because)))
    assert files.decided(target, kb.goal, 1000) == right


def test_a_process_that_fails_says_why_and_one_that_does_not_is_measured() -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        files.run_process(["-c", "raise SystemExit('no such thing')"])
    run = files.run_process(["-c", "kept = b'x' * (300 << 20)"])
    assert run.spent.wall > 0
    assert run.memory > 300


def test_a_worker_answers_says_what_failed_and_is_not_waited_for_for_ever() -> None:
    worker = Worker(Job("plain Python", 20, 5))
    try:
        assert worker("build") > 0
        assert worker("check") == []
        assert worker("time", 10).wall > 0
        with pytest.raises(RuntimeError, match="FileNotFoundError"):
            worker("file", "nowhere.csv", "out.csv", 1)
    finally:
        worker.close()
    slow = Worker(Job("plain Python", 20, 5), patience=0.0)
    try:
        with pytest.raises(RuntimeError, match="took longer than 0 s"):
            slow("build")
    finally:
        slow.close()


def test_numbers_are_told_with_the_digits_they_deserve() -> None:
    assert [shown.duration(seconds) for seconds in (2.5, 0.0123, 15.04e-6, 7e-8)] == [
        "2.5 s",
        "12.3 ms",
        "15 µs",
        "70 ns",
    ]
    assert [shown.number(value) for value in (12345.6, 99.94, 0.05, None)] == ["12,346", "99.9", "0.05", "-"]
    assert shown.table("T", ["a", "b"], [["long", "1"]]) == "\n## T\n\n| a    |  b |\n| ---- | -: |\n| long |  1 |"


def test_memory_is_followed_and_growth_is_found_out() -> None:
    marks = memory.measured(5, 10)
    assert [mark.cases for mark in marks] == [1, 2, 3, 4, 5, 2, 4, 6, 8, 10]
    assert all(mark.memory > 10 for mark in marks)
    flat = [memory.Mark("it", cases, 20.0, 1.0) for cases in range(5)]
    assert memory.told(flat)[1]
    assert not memory.told([*flat[:-1], flat[-1]._replace(memory=24.1)])[1]


def test_a_limit_is_met_or_not() -> None:
    told = "this: 5x (at least 5x: met; by CPU time 4x)", True
    assert shown.verdict("this", (5.0, 4.0), 5) == told
    assert shown.verdict("this", (4.9, 6.0), 5) == ("this: 4.9x (at least 5x: NOT MET; by CPU time 6x)", False)
    assert shown.verdict("this", None, 5) == ("this: not measured (at least 5x)", True)
    assert shown.verdicts([("a", (5.0, 4.0), 5), ("b", (1.0, 9.0), 5)])[1] is False
