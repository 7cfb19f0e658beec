"""What is read line by line is what the parser of YAML makes of the same text, to the place of every node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from profiles import examples

from advisor.cases import plain_lines
from advisor.errors import Problem
from advisor.knowledge.yaml_nodes import documents, read_text

SHIPPED = [
    path
    for folder in ("examples/cases", "examples/knowledge-bases/cases")
    for path in sorted((Path(__file__).parents[2] / folder).rglob("*.yaml"))
]

PIECES = [
    "a",
    "name",
    "yes",
    "true",
    "Null",
    "7",
    "07",
    "0",
    "x y",
    "it's",
    "a, b",
    "(c)",
    "d/e.",
    "10 years",
    "né",
    "~",
]
PIECES += ["[]", "[a, b]", "[a,b]", "[a, 7]", "[a b]", "{not: a}", "{not: [a, b]}", "{a: b, c: d}", "'q'", '"q"', "1.5"]
PIECES += [
    "-1",
    "- a",
    "-",
    "a:",
    ": ",
    " #c",
    "# c",
    "a#b",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "---",
    "...",
    "? a",
    "\t",
    "  ",
    "",
]

keys = st.sampled_from(["a", "b", "answers", "expect", "true", "3", "no-way", "with_1"])
indents = st.sampled_from(["", "", "  ", "  ", "    ", " ", "          "])
values = st.lists(st.sampled_from(PIECES), min_size=1, max_size=2).map(" ".join)
mapped = st.tuples(indents, keys, values).map(lambda parts: "{}{}: {}".format(*parts))
plain_mapped = st.tuples(indents, keys, st.sampled_from(PIECES[:12])).map(lambda parts: "{}{}: {}".format(*parts))
opened = st.tuples(indents, keys).map(lambda parts: "{}{}:".format(*parts))
items = st.tuples(indents, st.sampled_from(PIECES[:15])).map(lambda parts: "{}- {}".format(*parts))
anything = st.tuples(indents, values).map("".join)
lines = st.one_of(plain_mapped, plain_mapped, opened, items, mapped, anything)
texts = st.lists(lines, min_size=1, max_size=8).map("\n".join)


def as_told(node: Any) -> object:
    """The node with its kind and its place."""
    value = node.value
    if not isinstance(value, str):
        value = [tuple(map(as_told, part)) if isinstance(part, tuple) else as_told(part) for part in value]
    return node.tag, value, node.start_mark.line, node.start_mark.column


def parsed(text: str) -> list[object]:
    problems: list[Problem] = []
    return [*map(as_told, documents(text, "a.yaml", problems)), *problems]


@settings(max_examples=examples(2_000))
@given(texts)
@example("a: b\n c: d")
@example("a:\n- b\n c: d")
@example("a: b\n  c")
@example("a:\n  - b\n c: d")
@example("a:\n  b: c\n d: e")
@example(f"{'a' * 1100}: b")
@example("a: 0123456789")
@example("a: 1234567890123456")
def test_what_is_read_is_what_the_parser_makes_of_it(text: str) -> None:
    found = plain_lines.read(text)
    if found is not None:
        assert [as_told(found)] == parsed(text)


@pytest.mark.parametrize(
    "text",
    [
        "answers:\n  soil: dry\n  signs: [yellow, spots]\n",
        "# A comment\nname: Ann, who asks (again)\nanswers:  # of 7\n  days: 7\n  signs:\n  - yellow\n",
        "expect:\n  a: {not: b}\n  c: {not: [d, e]}\n",
        "answers:\n  a:\n    - b\n    - c\n\n  # nothing\n  d: true",
    ],
)
def test_texts_of_this_kind_are_read(text: str) -> None:
    found = plain_lines.read(text)
    assert found is not None
    assert [as_told(found)] == parsed(text)


def test_nearly_every_file_with_one_case_that_ships_is_read() -> None:
    every = {path: read_text(path) for path in SHIPPED}
    alone = {path: text for path, text in every.items() if "\n---" not in text and "\n- " not in "\n" + text}
    read = {path: found for path, text in alone.items() if (found := plain_lines.read(text)) is not None}
    assert len(read) > 0.9 * len(alone)
    for path, found in read.items():
        assert [as_told(found)] == parsed(every[path]), path


@pytest.mark.parametrize(
    "values",
    [
        ["07", "-1", "1.5", "10 years", "n\u00e9", "~", "x: y", "[a,b]", "[a b]", "[a, b", "{a: b, c: d}", "{a: [b}"],
        ["'q'", '"q"', "&a", "*a", "!t", "|", ">", "a#b", "a  b", "\ta", "a:", "[]]", "{a: {b: c}}", "@a"],
    ],
)
def test_where_a_value_is_anything_else_it_is_left_to_the_parser(values: list[str]) -> None:
    assert [value for value in values if plain_lines.read(f"a: {value}\n") is not None] == []
