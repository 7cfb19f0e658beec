"""The schemas accept what the loader accepts, and flag what an editor should flag."""

from __future__ import annotations

from pathlib import Path

import conftest
import jsonschema
import pytest
import yaml
import yamlcore

from advisor.errors import KnowledgeBaseError
from advisor.exports import json_schema
from advisor.knowledge import declarations, loader, questions, sections
from advisor.knowledge.folder import shipped
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase


def data(text: str) -> object:
    return yaml.load(text, Loader=yamlcore.CoreLoader)


FILE = jsonschema.Draft202012Validator(json_schema.knowledge_base())

SHIPPED = jsonschema.Draft202012Validator(json_schema.case(load("medical-records-administrator")))


@pytest.mark.parametrize(
    ("definition", "keys"),
    [
        ("source", declarations.SOURCE_KEYS),
        ("table", declarations.TABLE_KEYS),
        ("question", questions.QUESTION_KEYS),
        ("conclusion", declarations.CONCLUSION_KEYS),
        ("rule", sections.RULE_KEYS),
        ("step", sections.STEP_KEYS),
        ("property", sections.PROPERTY_KEYS),
    ],
)
def test_the_schema_has_just_the_keys_that_the_loader_reads(definition: str, keys: tuple[str, ...]) -> None:
    assert set(json_schema.knowledge_base()["$defs"][definition]["properties"]) == set(keys)


def test_the_schema_of_the_head_has_just_the_keys_that_the_loader_reads() -> None:
    assert set(json_schema.knowledge_base()["properties"]) == {*loader.HEAD_KEYS, *loader.SECTIONS}


def test_decisions_and_how_far_a_road_leads_are_valid() -> None:
    FILE.validate(data(conftest.HEAD + "furthest: [soil]\n"))
    FILE.validate(data(conftest.QUESTIONS.replace("help: The soil is what the plant stands in.", "decision: yes")))


def test_the_schemas_are_schemas(greenhouse: KnowledgeBase) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema.knowledge_base())
    jsonschema.Draft202012Validator.check_schema(json_schema.case(greenhouse))


@pytest.mark.parametrize(
    "part", ["HEAD", "SOURCES", "TABLES", "QUESTIONS", "CONCLUSIONS", "RULES", "STEPS", "PROPERTIES"]
)
def test_every_file_of_a_knowledge_base_is_valid(part: str) -> None:
    FILE.validate(data(getattr(conftest, part)))


@pytest.mark.parametrize("path", [path for folder in shipped().values() for path in folder.rglob("*.yaml")], ids=str)
def test_every_file_that_ships_is_valid(path: Path) -> None:
    FILE.validate(data(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("HEAD", "version: 1", "version: one"),
        ("PROPERTIES", "never: {", "nver: {"),
        ("PROPERTIES", "always:", "never: {soil: dry}\n    always:"),
        ("PROPERTIES", "    because: Every step needs one or the other.\n", ""),
        ("HEAD", "welcome:", "wellcome:"),
        ("HEAD", "welcome:", "furthest: soil\nwelcome:"),
        ("HEAD", "welcome:", "furthest: [soil, soil]\nwelcome:"),
        ("QUESTIONS", "help: The soil", "decision: perhaps"),
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
        ("HEAD", "[alongside, caution]", "[caution, caution]"),
        ("SOURCES", "https://example.org/handbook", "javascript:alert(1)"),
        ("SOURCES", "as_of: 2026-05", "as_of: May"),
        ("TABLES", "[yes, no, unclear]", "[]"),
        ("CONCLUSIONS", "one: [good]", "one: [good, good]"),
        ("CONCLUSIONS", "one: [good]", "one: []"),
        ("RULES", "cite: [handbook/1]", "cite: []"),
        ("RULES", "{soil: dry, plant", "{soil: [], plant"),
        ("RULES", "{all: [wilting, spots]}", "{all: []}"),
        ("STEPS", "do: Sit down beside it.", "do: []"),
        ("STEPS", ", currency: EUR, as_of: 2026}", "}"),
        ("STEPS", "months: [0, 1], cost: [0, 5], currency", "currency"),
        ("STEPS", "cost: [0, 5], currency: EUR, as_of: 2026", "cost: 5"),
        ("STEPS", "cost: [0, 5], currency: EUR, as_of: 2026", "cost: [0, 5]"),
        ("STEPS", "achieves: {soil: wet, days: 0}", "achieves: {}"),
        ("STEPS", "achieves: {soil: wet, days: 0}", "achieves: {soil: ~}"),
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


def test_an_editor_can_show_the_wording_of_questions_and_values(greenhouse: KnowledgeBase) -> None:
    case = json_schema.case(greenhouse)["$defs"]["case"]["properties"]
    soil, signs = case["answers"]["properties"]["soil"], case["answers"]["properties"]["signs"]
    assert (soil["title"], soil["description"]) == ("soil", "Push a finger into the soil. What do you feel?")
    assert {"const": "dry", "title": "Dry"} in soil["anyOf"][0]["oneOf"]
    assert {"const": "spots", "title": "Brown spots"} in signs["anyOf"][0]["items"]["oneOf"]
    goal = case["expect"]["properties"]["next_step"]
    assert {"const": "enjoy", "title": "Enjoy it"} in goal["anyOf"][0]["oneOf"]


@pytest.mark.parametrize(
    "path", sorted(Path(__file__).parents[2].glob("examples/cases/*.yaml")), ids=lambda path: path.stem
)
def test_every_example_is_valid(path: Path) -> None:
    for document in yaml.load_all(path.read_text(encoding="utf-8"), Loader=yamlcore.CoreLoader):
        SHIPPED.validate(document)


@pytest.mark.parametrize("part", conftest.PARTS)
@pytest.mark.parametrize("value", ["3", "[]", "{}", "~", "word", "{not: dry}", "[0, 1]"])
def test_what_the_loader_takes_no_editor_flags(tmp_path: Path, part: str, value: str) -> None:
    for text in conftest.replaced(part, value):
        try:
            load(conftest.write_greenhouse(tmp_path, **{part: text}))
        except KnowledgeBaseError:
            continue
        FILE.validate(data(text))
