"""The large knowledge bases are what they are said to be, and measuring them ends."""

from __future__ import annotations

from pathlib import Path

import oracle
import pytest

import advisor
from advisor.cases.files import read_cases
from advisor.knowledge.model import KnowledgeBase
from advisor.verification.check import check
from benchmarks import authority, large, questions
from benchmarks.limited import python
from benchmarks.usage import Spent

KINDS = [(0, False), (3, False), (0, True)]


def made(folder: Path, rules: int, numbers: int = 0, tangled: bool = False) -> KnowledgeBase:
    authority.write(folder, rules, numbers, tangled)
    return advisor.load(str(folder))


@pytest.mark.parametrize(("numbers", "tangled"), KINDS)
def test_a_large_knowledge_base_has_its_size_and_is_the_same_each_time(
    tmp_path: Path, numbers: int, tangled: bool
) -> None:
    kb = made(tmp_path / "authority", 200, numbers, tangled)
    assert len(kb.rules) == 200
    assert len(kb.questions) == 30
    assert len(kb.steps) == 22
    assert len({rule.stratum for rule in kb.rules}) == 6
    assert sum(question.kind == "number" for question in kb.questions.values()) == numbers
    assert {"choice", "many"} <= {question.kind for question in kb.questions.values()}
    again = tmp_path / "again" / "authority"
    authority.write(again, 200, numbers, tangled)
    for path in again.iterdir():
        assert path.read_bytes() == (tmp_path / "authority" / path.name).read_bytes()


@pytest.mark.parametrize(("numbers", "tangled"), KINDS)
def test_people_are_all_along_the_way_and_each_has_one_next_step(tmp_path: Path, numbers: int, tangled: bool) -> None:
    kb = made(tmp_path / "authority", 200, numbers, tangled)
    cases = authority.people(kb, 60)
    assert cases == authority.people(kb, 60)
    found = [[value for id, value in oracle.evaluate(kb, case)[0] if id == kb.goal] for case in cases]
    assert all(len(values) == 1 for values in found)
    assert len({values[0] for values in found}) > 12
    advice = advisor.recommend(kb, cases[0])
    assert len(advice.roadmap) > 3
    assert advice.roadmap[-1].step.id == authority.DONE
    kept = authority.half(kb, cases[0])
    assert 5 < len(kept) < 25
    assert kept.items() <= cases[0].items()


@pytest.mark.parametrize("numbers", [0, 2])
def test_the_check_finds_nothing_in_what_an_authority_wrote(tmp_path: Path, numbers: int) -> None:
    report = check(made(tmp_path / "authority", 60, numbers), None)
    assert report.findings == []
    assert not report.not_proved


def test_measuring_a_large_knowledge_base_tells_of_everything_that_has_a_limit(tmp_path: Path) -> None:
    authority.write(tmp_path / "authority", 60, 1)
    lines = [*large.measured(tmp_path / "authority", 60.0, count=1)]
    assert {line.what.split(":")[0] for line in lines} >= {*large.LIMITS, "load", "the next question, longest"}
    # Not by processor time, which some machines count in steps of 4 ms: what is quicker may have taken none.
    assert [line for line in lines if line.over or line.failed or line.spent.wall <= 0 or line.memory < 10] == []
    notes = {line.what: line.notes for line in lines}
    assert notes["why not: nobody"].endswith("changes, all")
    assert notes["check"].startswith("0 findings, 0 of")


def test_what_takes_too_long_is_ended_and_told_as_more_than_its_time() -> None:
    ended = python(["-c", "print('begun', flush=True)\nwhile True: pass"], 1)
    assert ended.code is None
    assert ended.output == "begun\n"
    assert ended.spent.cpu < 4
    line = large.Line("why not: nobody", ended.spent, ended.memory, over=True)
    assert not line.met
    assert line.took.startswith("over ")
    assert "NOT MET" in large.told("T", [line])
    assert large.Line("why not: nobody", Spent(9.0, 1.0), 1.0).met
    assert not large.Line("why not: nobody", Spent(9.0, 1.0), 1.0, failed=True, notes="Z3 gave up").met
    failed = python(["-c", "raise SystemExit('no such thing')"], 20)
    assert (failed.code, failed.words) == (1, "no such thing")


def test_the_questions_of_the_shipped_knowledge_base_are_told_with_the_slowest_case() -> None:
    took = [
        questions.Took("why not", "nobody", 0.2),
        questions.Took("why not", "Ann", 0.31),
        questions.Took("what if", "Bob", 9.0),
    ]
    text, met = questions.told(took)
    assert not met
    assert "Ann" in text
    assert "1.03x" in text
    assert questions.told([took[0], took[2]])[1]
    kb = advisor.load()
    names = {case.name for path in questions.EXAMPLES.rglob("*.yaml") for case in read_cases(path, kb)}
    assert questions._cases(kb, 0).keys() == {"nobody", *names}
    assert 5 <= len(questions._cases(advisor.load(), 5)) <= 8
