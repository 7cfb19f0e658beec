"""The schemas of explanations, of reports for authors and of what programs get: real output keeps to them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from greenhouse import PARTS, write_greenhouse, write_kb
from loans import LOAN
from profiles import examples

import advisor
from advisor.cli.main import main
from advisor.errors import AdvisorError
from advisor.exports.schemas import MAKERS, schema
from advisor.knowledge.attributes import Answers
from advisor.knowledge.folder import shipped
from advisor.knowledge.model import KnowledgeBase
from advisor.reports import asking, description
from advisor.reports.explaining.kinds import CHANGES, GOAL, KINDS, NOTHING, QUESTION, Kind
from benchmarks.cases import random_cases

Validator = jsonschema.Draft202012Validator
FOLDERS = sorted(str(it.parent) for it in Path("examples/knowledge-bases").glob("*/knowledge-base.yaml"))
KNOWLEDGE_BASES = [*shipped(), *FOLDERS, "loan"]


def loaded(name: str, tmp_path: Path) -> KnowledgeBase:
    return advisor.load(write_kb(tmp_path / "loan", **LOAN) if name == "loan" else name)


def validator(name: str, kb: KnowledgeBase | None = None) -> Any:
    found = schema(name, kb)
    Validator.check_schema(found)
    return Validator(found)


def as_json(told: object) -> Any:
    """As it comes to who reads it."""
    return json.loads(json.dumps(told))


def cases(kb: KnowledgeBase, count: int) -> list[Answers]:
    """Random cases, every other one with but half of its answers."""
    chance = random.Random(7)
    found: list[Answers] = []
    for number, case in enumerate(random_cases(kb, count, seed=11)):
        part = {id: it for id, it in case.items() if kb.questions[id].required or chance.random() < 0.5}
        found.append(part if number % 2 else case)
    return found


def asked(kb: KnowledgeBase, kind: Kind, case: Answers) -> Iterator[tuple[Any, ...]]:
    """What the kind can be asked of a case."""
    goals = [(id, value) for id in kb.goals for value in kb.conclusions[id].values]
    chance = random.Random(str(case))
    if kind.about == NOTHING:
        yield ()
    elif kind.about == QUESTION:
        yield from ((id,) for id in chance.sample([*kb.questions], min(3, len(kb.questions))))
    elif kind.about == GOAL:
        yield from ((id,) for id in kb.goals)
    elif kind.about == CHANGES:
        other = random_cases(kb, 1, seed=chance.randrange(1000))[0]
        yield ({id: other[id] for id in chance.sample([*kb.questions], 2)},)
    elif kind.name == "how":
        yield from ((id, "") for id in chance.sample([*kb.questions, *kb.conclusions], 3))
    elif kind.name == "why_not":
        yield from chance.sample([pair for pair in kb.pairs if not kb.conclusions[pair[0]].number], 2)
    else:
        yield from ((id, "", value) for id, value in chance.sample(goals, 2))


@pytest.mark.parametrize("name", KNOWLEDGE_BASES)
@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_what_explain_tells_keeps_to_its_schema(tmp_path: Path, name: str, kind: Kind) -> None:
    kb = loaded(name, tmp_path)
    keeps = validator(kind.option[2:], kb)
    told = []
    for case in cases(kb, examples(12)):
        for about in asked(kb, kind, case):
            try:
                told.append(as_json(kind.whole(kb, kind.explain(kb, case, *about), "Ada")))
            except AdvisorError:  # such as a case without an answer that a condition requires
                continue
    assert told
    keeps.validate(told)
    for spoilt in ({**told[0], "more": 1}, {key: it for key, it in told[0].items() if key != "sources"}):
        assert not keeps.is_valid([spoilt])


def test_a_change_that_is_for_the_person_to_decide_keeps_to_its_schema(tmp_path: Path) -> None:
    questions = PARTS["questions"].replace("    ask: Push a finger", "    decision: yes\n    ask: Push a finger")
    kb = advisor.load(write_greenhouse(tmp_path / "kb", questions=questions))
    found = advisor.why_not(kb, {"plant": "tomato", "soil": "wet"}, "moisture", "short")
    told = as_json(KINDS["why_not"].whole(kb, found, "Ada"))
    assert "decision" in {change["kind"] for one in told["smallest_changes"] for change in one["changes"]}
    validator("why-not", kb).validate([told])


def test_an_answer_that_is_taken_back_keeps_to_the_schema(greenhouse: KnowledgeBase) -> None:
    found = advisor.what_if(greenhouse, {"plant": "tomato", "soil": "dry"}, {"soil": None})
    told = as_json(KINDS["what_if"].whole(greenhouse, found, "Ada"))
    assert told["what_if"] == {"soil": None}
    validator("what-if", greenhouse).validate([told])


def test_the_command_prints_what_its_schema_says(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    (here / "case.yaml").write_text("answers: {plant: tomato, soil: dry, days: 3}")
    options = ["--kb", "kb"]
    assert main(["explain", "case.yaml", "--how-sure", "--format", "json", *options]) == 0
    told = json.loads(capsys.readouterr().out)
    assert main(["export", "--to", "json-schema", "--of", "how-sure", *options]) == 0
    Validator(json.loads(capsys.readouterr().out)).validate(told)


def test_reports_for_authors_keep_to_their_schemas(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    kb = advisor.load("kb")
    (here / "case.yaml").write_text("answers: {plant: tomato, soil: dry, days: 3}")
    changed = here / "changed"
    changed.mkdir()
    for file in Path("kb").iterdir():
        text = file.read_text()
        (changed / file.name).write_text(text.replace("days: {at_least: 3}", "days: {at_least: 4}"))
    for of, command in (
        ("check", ["check", "--kb", "kb", "--format", "json", "--quiet"]),
        ("diff", ["diff", "kb", "changed", "--format", "json", "--quiet", "--cases", "case.yaml"]),
        ("interviews", ["test", "--kb", "kb", "--interviews", "--random", "4", "--format", "json", "case.yaml"]),
    ):
        main(command)
        told = json.loads(capsys.readouterr().out)
        keeps = validator(of, kb)
        keeps.validate(told)
        assert any(told[key] for key in ("findings", "changes", "groups") if key in told), of
        assert not keeps.is_valid({key: it for key, it in told.items() if key != "format"})


@pytest.mark.parametrize("name", KNOWLEDGE_BASES)
def test_what_is_asked_next_keeps_to_its_schema(tmp_path: Path, name: str) -> None:
    kb = loaded(name, tmp_path)
    keeps = validator("next-question", kb)
    validator("description", kb).validate(as_json(description.as_object(kb)))
    for case in cases(kb, examples(8)):
        consultation = advisor.Consultation(kb)
        while (question := consultation.question) and len(consultation.answers) < 12:
            told = as_json(asking.as_object(consultation))
            keeps.validate(told)
            answer = case.get(question.id, "unknown")
            if answer == "unknown" and question.required:
                answer = question.minimum if question.kind == "number" else question.values[0]
            consultation.answer(_taken(told["question"], answer))
            consultation.go_on()
        keeps.validate(as_json(asking.as_object(consultation)))


def _taken(told: Mapping[str, Any], answer: Any) -> Any:
    """The answer, after a look at whether the question says that it takes it."""
    if answer == "unknown":
        assert told["unknown"]
    elif told["kind"] == "number":
        assert told["minimum"] <= answer <= told["maximum"]
    else:
        assert {*([answer] if told["kind"] == "choice" else answer)} <= {it["value"] for it in told["choices"]}
    return answer


@pytest.mark.parametrize("name", [name for name, maker in MAKERS.items() if not maker.general])
def test_every_schema_of_one_knowledge_base_names_its_ids(greenhouse: KnowledgeBase, name: str) -> None:
    made = schema(name, greenhouse)
    Validator.check_schema(made)
    assert greenhouse.id in json.dumps(made)
