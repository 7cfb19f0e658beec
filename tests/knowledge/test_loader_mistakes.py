"""Every mistake of a knowledge base is told at its place, all in one go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from greenhouse import PARTS, QUESTIONS, RULES, STEPS, mistakes, write_greenhouse, write_kb

from advisor.errors import KnowledgeBaseError
from advisor.knowledge.loader import load

LISTED = Path(__file__).with_name("loader_mistakes.txt")


def listed() -> Iterator[object]:
    """The mistakes of the text file: in which file, what is put in place of what, and what is said of it."""
    said: list[str] = []
    for line in LISTED.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            said.append(line.strip())
        elif line and not line.startswith("#"):
            said = []
            part, _, change = line.partition(": ")
            old, _, new = (side.replace("\\n", "\n") for side in change.partition(" =>"))
            yield pytest.param(part, old, new.removeprefix(" "), said, id=line)


@pytest.mark.parametrize(("part", "old", "new", "said"), list(listed()))
def test_a_mistake_is_told_where_it_is(tmp_path: Path, part: str, old: str, new: str, said: list[str]) -> None:
    assert old in PARTS[part]
    assert mistakes(write_greenhouse(tmp_path, **{part: PARTS[part].replace(old, new, 1)})) == said


def test_all_mistakes_of_all_files_are_told_in_one_go(tmp_path: Path) -> None:
    folder = write_greenhouse(
        tmp_path,
        questions=QUESTIONS.replace("why: Plants", "wy: Plants"),
        rules=RULES.replace("soil: dry, plant", "soil: dyr, plant").replace("light: good}", "light: god}", 1),
        steps=STEPS.replace("do: Sit", "doo: Sit"),
    )
    assert mistakes(folder) == [
        "questions.yaml:3:5: question 'plant' has no 'why'",
        "questions.yaml:6:5: unknown key 'wy' in question 'plant'; did you mean 'why'?",
        "rules.yaml:3:18: unknown value of 'soil': 'dyr'; did you mean 'dry'?",
        "rules.yaml:24:19: unknown value of 'light': 'god'; did you mean 'good'?",
        "steps.yaml:25:5: step 'enjoy' has no 'do'",
        "steps.yaml:26:5: unknown key 'doo' in step 'enjoy'; did you mean 'do'?",
    ]


def test_a_file_that_cannot_be_parsed_hides_no_mistake_of_another_and_makes_up_none(tmp_path: Path) -> None:
    folder = write_greenhouse(tmp_path, questions="questions: [\n", rules=RULES.replace("because: Dry", "becuase: Dry"))
    found = mistakes(folder)
    assert [problem.split(":")[:2] for problem in found] == [
        ["questions.yaml", "2"],
        ["rules.yaml", "3"],
        ["rules.yaml", "5"],
    ]


@pytest.mark.parametrize("section", ["sources", "tables", "questions", "conclusions", "rules", "steps"])
def test_an_id_that_two_files_declare_is_told_with_its_first_place(tmp_path: Path, section: str) -> None:
    folder = write_kb(write_greenhouse(tmp_path), zz=PARTS[section])
    duplicates = [problem for problem in mistakes(folder) if ": duplicate " in problem]
    assert len(duplicates) == len(getattr(load(write_greenhouse(tmp_path / "whole")), section))
    assert all(problem.startswith("zz.yaml:") and f"; first at {section}.yaml:" in problem for problem in duplicates)


def cycle(tmp_path: Path, *rules: str) -> list[str]:
    return mistakes(
        write_greenhouse(tmp_path, rules="".join([RULES, *(f"  {rule}, because: Round.}}\n" for rule in rules)]))
    )


def test_a_cycle_through_a_negation_is_named_by_its_rules(tmp_path: Path) -> None:
    assert cycle(tmp_path, "dark: {when: {next_step: {not: enjoy}}, then: {light: good}") == [
        "rules.yaml:59:3: a cycle of rules through a negation: dark -> next-enjoy -> dark"
    ]


def test_a_cycle_through_none_is_one_through_a_negation(tmp_path: Path) -> None:
    assert cycle(tmp_path, "dark: {when: {none: [{any: [{next_step: hang-cloth}]}]}, then: {light: good}") == [
        "rules.yaml:59:3: a cycle of rules through a negation: dark -> next-shade -> dark"
    ]


def test_each_cycle_through_a_negation_is_told(tmp_path: Path) -> None:
    found = cycle(
        tmp_path,
        "dark: {when: {light: {not: good}}, then: {light: good}",
        "dull: {when: {alongside: {not: air}}, then: {alongside: air}",
    )
    assert found == [
        "rules.yaml:59:3: a cycle of rules through a negation: dark -> dark",
        "rules.yaml:60:3: a cycle of rules through a negation: dull -> dull",
    ]


def test_a_cycle_without_a_negation_is_no_mistake(tmp_path: Path) -> None:
    more = "  a: {when: {alongside: air}, then: {alongside: talk}, because: Both.}\n"
    more += "  b: {when: {alongside: talk}, then: {alongside: air}, because: Both.}\n"
    assert len(load(write_greenhouse(tmp_path, rules=RULES + more)).rules) == 13


def test_what_is_not_a_knowledge_base_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    (problem,) = mistakes(tmp_path)
    assert problem.endswith("is not a knowledge base: it has no knowledge-base.yaml")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("medical-record-administrator", "did you mean 'medical-records-administrator'?"),
        ("zzz", "no such knowledge base or folder; those that ship: medical-records-administrator"),
        (" ", "names no knowledge base"),
        ("\x00", "no such knowledge base or folder"),
        (__file__, "is a file, not the folder of a knowledge base"),
    ],
)
def test_a_knowledge_base_that_is_not_there_is_one_line(source: str, expected: str) -> None:
    with pytest.raises(KnowledgeBaseError) as caught:
        load(source)
    (problem,) = caught.value.problems
    assert expected in str(problem)


@pytest.mark.parametrize("head", ["just a text", "id", "[1, 2]", "- id: greenhouse", "5", "{}", "'id: x'"])
def test_a_head_that_is_no_mapping_is_told(tmp_path: Path, head: str) -> None:
    assert mistakes(write_greenhouse(tmp_path, head=head))[0].startswith("knowledge-base.yaml:1:1: ")
