"""The schemas accept what the loader accepts, and flag what an editor should flag."""

from __future__ import annotations

from pathlib import Path

import conftest
import jsonschema
import pytest
import yaml
import yamlcore

from advisor.exports import json_schema
from advisor.knowledge import declarations, sections
from advisor.knowledge.loader import shipped
from advisor.knowledge.model import KnowledgeBase


def data(text: str) -> object:
    return yaml.load(text, Loader=yamlcore.CoreLoader)


FILE = jsonschema.Draft202012Validator(json_schema.knowledge_base())


@pytest.mark.parametrize(
    ("definition", "keys"),
    [
        ("source", declarations.SOURCE_KEYS),
        ("table", declarations.TABLE_KEYS),
        ("question", declarations.QUESTION_KEYS),
        ("conclusion", declarations.CONCLUSION_KEYS),
        ("rule", sections.RULE_KEYS),
        ("step", sections.STEP_KEYS),
    ],
)
def test_the_schema_has_just_the_keys_that_the_loader_reads(definition: str, keys: tuple[str, ...]) -> None:
    assert set(json_schema.knowledge_base()["$defs"][definition]["properties"]) == set(keys)


def test_the_schemas_are_schemas(greenhouse: KnowledgeBase) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema.knowledge_base())
    jsonschema.Draft202012Validator.check_schema(json_schema.case(greenhouse))


@pytest.mark.parametrize("part", ["HEAD", "SOURCES", "TABLES", "QUESTIONS", "CONCLUSIONS", "RULES", "STEPS"])
def test_every_file_of_a_knowledge_base_is_valid(part: str) -> None:
    FILE.validate(data(getattr(conftest, part)))


@pytest.mark.parametrize("path", [path for folder in shipped().values() for path in folder.rglob("*.yaml")], ids=str)
def test_every_file_that_ships_is_valid(path: Path) -> None:
    FILE.validate(data(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("HEAD", "version: 1", "version: one"),
        ("HEAD", "welcome:", "wellcome:"),
        ("SOURCES", "trust: official", "trust: high"),
        ("TABLES", "rows:", "row:"),
        ("QUESTIONS", "ask: What do you grow?", "asks: What do you grow?"),
        ("QUESTIONS", "required: yes", "required: maybe"),
        ("QUESTIONS", "table: plants", "choices: {a: A}\n    table: plants"),
        ("QUESTIONS", "{min: 0,", "{minimum: 0,"),
        ("CONCLUSIONS", "one: [good]", "two: [good]"),
        ("RULES", "because: Water comes first.", "reason: Water comes first."),
        ("RULES", "then: {moisture: short}", "then: {moisture: short, light: good}"),
        ("RULES", "days: {at_least: 3}", "days: {atleast: 3}"),
        ("RULES", "when: {moisture: short}", "when: [moisture]"),
        ("STEPS", "title: Hang a cloth", "name: Hang a cloth"),
        ("STEPS", "months: [0, 2]", "months: [0]"),
        ("STEPS", "set: {shade: yes}", "sets: {shade: yes}"),
    ],
)
def test_a_mistake_is_flagged(part: str, old: str, new: str) -> None:
    text = getattr(conftest, part)
    assert old in text
    assert not FILE.is_valid(data(text.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("{answers: {plant: tomato, soil: unknown, signs: [spots], days: 3}, expect: {next_step: enjoy}}", True),
        ("{knowledge_base: greenhouse, name: A, answers: {signs: none, days: unknown}}", True),
        ("[{answers: {plant: cactus}}, {answers: {}}]", True),
        ("{answers: {}, expect: {caution: [], alongside: [air], next_step: {not: enjoy}, light: none}}", True),
        ("{answers: {plant: unknown}}", False),
        ("{answers: {plant: rose}}", False),
        ("{answers: {days: 61}}", False),
        ("{answers: {days: 1.5}}", False),
        ("{answers: {signs: [holes]}}", False),
        ("{answers: {weather: rain}}", False),
        ("{answers: {}, expect: {next_step: rest}}", False),
        ("{knowledge_base: other, answers: {}}", False),
        ("{name: A}", False),
    ],
)
def test_the_schema_of_cases_knows_the_questions(greenhouse: KnowledgeBase, text: str, valid: bool) -> None:
    assert jsonschema.Draft202012Validator(json_schema.case(greenhouse)).is_valid(data(text)) is valid
