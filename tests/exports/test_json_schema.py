"""The schemas accept what the loader accepts, and flag what an editor should flag."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import greenhouse
import jsonschema
import pytest
import yaml
import yamlcore
from profiles import some

from advisor.errors import KnowledgeBaseError
from advisor.exports import json_schema
from advisor.knowledge import schema, schema_kinds
from advisor.knowledge.folder import shipped
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase


def data(text: str) -> object:
    return yaml.load(text, Loader=yamlcore.CoreLoader)


FILE = jsonschema.Draft202012Validator(json_schema.knowledge_base())

SHIPPED = jsonschema.Draft202012Validator(json_schema.case(load("medical-records-administrator")))


ENTRIES = {
    "sources": {"title": "A book"},
    "tables": {"columns": {"a": {}}, "rows": {"r": {"a": "b"}}},
    "questions": {"ask": "?", "why": ".", "choices": {"a": "A", "b": "B"}},
    "conclusions": {"one": ["a"]},
    "rules": {"when": {"soil": "dry"}, "then": {"moisture": "short"}, "because": "So it is."},
    "steps": {"title": "Do it", "do": "Well."},
    "properties": {"never": {"soil": "dry"}, "because": "So it is."},
}
"""A whole entry of each section."""

RECORDS = {section: schema.DEFINITIONS[section.removesuffix("s")] for section in ENTRIES if section != "properties"}
RECORDS["properties"] = schema.PROPERTY


@pytest.mark.parametrize(("section", "key"), [(section, key) for section, record in RECORDS.items() for key in record])
def test_every_declared_key_is_read_by_the_loader_and_told_to_editors(section: str, key: str, tmp_path: Path) -> None:
    just_one = RECORDS[section].just_one
    others = {name: it for name, it in ENTRIES[section].items() if not (name in just_one and key in just_one)}
    found = []
    for name, entry in (("whole", ENTRIES[section]), ("spoilt", {**others, key: [[{}]]})):
        text = json.dumps({section: {"an-entry": entry}})
        assert FILE.is_valid(json.loads(text)) is (name == "whole")
        found.append({*told(greenhouse.write_greenhouse(tmp_path / name, more=text))})
    whole, spoilt = found
    assert spoilt - whole
    assert not any(f"unknown key '{key}'" in line for line in spoilt)


@pytest.mark.parametrize("key", [*schema.HEAD])
def test_every_declared_key_of_the_head_is_read_and_told_to_editors(key: str, tmp_path: Path) -> None:
    head = {**data(greenhouse.HEAD), key: [[{}]]}  # type: ignore[dict-item]
    assert not FILE.is_valid(head)
    lines = told(greenhouse.write_greenhouse(tmp_path, head=json.dumps(head)))
    assert lines
    assert not any("unknown section" in line for line in lines)


@pytest.mark.parametrize("key", ["nothing", "whem"])
@pytest.mark.parametrize("section", [*schema.SECTIONS])
def test_no_other_key_is_read(section: str, key: str, tmp_path: Path) -> None:
    text = json.dumps({section: {"an-entry": {**ENTRIES[section], key: "x"}}})
    assert not FILE.is_valid(json.loads(text))
    assert any(f"unknown key '{key}'" in line for line in told(greenhouse.write_greenhouse(tmp_path, more=text)))


def told(folder: Path) -> list[str]:
    """What the loader finds wrong, if anything."""
    try:
        load(folder)
    except KnowledgeBaseError as error:
        return [problem.what for problem in error.problems]
    return []


def test_decisions_and_how_far_a_road_leads_are_valid() -> None:
    FILE.validate(data(greenhouse.HEAD + "furthest: [soil]\n"))
    FILE.validate(data(greenhouse.QUESTIONS.replace("help: The soil is what the plant stands in.", "decision: yes")))


def test_the_schemas_are_schemas(greenhouse: KnowledgeBase) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema.knowledge_base())
    jsonschema.Draft202012Validator.check_schema(json_schema.case(greenhouse))


@pytest.mark.parametrize(
    "part", ["HEAD", "SOURCES", "TABLES", "QUESTIONS", "CONCLUSIONS", "RULES", "STEPS", "PROPERTIES"]
)
def test_every_file_of_a_knowledge_base_is_valid(part: str) -> None:
    FILE.validate(data(getattr(greenhouse, part)))


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
    text = getattr(greenhouse, part)
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


@pytest.mark.parametrize("part", greenhouse.PARTS)
@pytest.mark.parametrize("value", some(["3", "[]", "{}", "~", "word", "{not: dry}", "[0, 1]"]))
def test_what_the_loader_takes_no_editor_flags(tmp_path: Path, part: str, value: str) -> None:
    for text in greenhouse.replaced(part, value):
        try:
            load(greenhouse.write_greenhouse(tmp_path, **{part: text}))
        except KnowledgeBaseError:
            continue
        FILE.validate(data(text))


def test_an_editor_is_told_of_every_key_what_it_takes() -> None:
    def silent(kind: schema_kinds.Kind, path: str) -> Iterator[str]:
        if isinstance(kind, schema_kinds.Record):
            for name, key in kind.keys.items():
                yield from [] if key.doc else [f"{path}.{name}"]
                yield from silent(key.kind, f"{path}.{name}")
        elif isinstance(kind, (schema_kinds.Listed, schema_kinds.Mapped)):
            yield from silent(kind.each, path)
        elif isinstance(kind, schema_kinds.Either):
            for each in kind.kinds:
                yield from silent(each, path)

    every = {"head": schema.HEAD, "file": schema.SECTIONS, **schema.DEFINITIONS}
    assert [path for name, kind in every.items() for path in silent(kind, name)] == []
