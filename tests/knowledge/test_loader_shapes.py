"""Whatever a file holds, it is loaded or its mistakes are told; there is no third way, and never a traceback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from greenhouse import PARTS, mistakes, replaced, write_greenhouse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from profiles import examples, some

from advisor.errors import KnowledgeBaseError
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import fill

SHAPES = [
    "",
    "word",
    "3",
    "[]",
    "[a]",
    "{}",
    "{a: b}",
    "null",
    "true",
    ".nan",
    "[[a]]",
    "{a: [b]}",
    "[{a: b}]",
    "{1: 2}",
]
SHAPES += [
    "{[a]: b}",
    "{{a: b}: c}",
    "[{[a]: b}]",
    "9" * 5000,
    "0x" + "f" * 5000,
    "-1e999",
    "''",
    "' '",
    "'{'",
    "'{a.b}'",
    "<<",
]
FUZZ = settings(max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture])


def texts(kb: KnowledgeBase) -> list[str]:
    """Every text that is filled for a person."""
    found = [kb.welcome, *(rule.because for rule in kb.rules)]
    for question in kb.questions.values():
        found += [question.ask, question.why, question.help, *question.texts.values()]
    for conclusion in kb.conclusions.values():
        found += conclusion.texts.values()
    for step in kb.steps.values():
        found += [step.title, *(part.text for part in (*step.do, *step.gives, *step.watch, *step.assumes))]
    return found


def loads_or_tells(folder: Path) -> None:
    """A knowledge base that loads can be shown to a person; of one that does not, each mistake is a line."""
    kb, problems = None, []
    try:
        kb = load(folder)
    except KnowledgeBaseError as error:
        problems = [str(problem) for problem in error.problems]
    assert kb or problems
    for problem in problems:
        assert re.fullmatch(r"\S+(:\d+:\d+)?: \S.*", problem), problem
        assert problem.isprintable()
        assert "Node(" not in problem
    for text in texts(kb) if kb else ():
        fill(kb, text, {})


@pytest.mark.parametrize("section", PARTS)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape[:12])
def test_a_section_and_its_entries_may_have_any_shape(tmp_path: Path, section: str, shape: str) -> None:
    for number, text in enumerate((f"{section}: {shape}", f"{section}: {{x: {shape}}}", shape)):
        loads_or_tells(write_greenhouse(tmp_path / str(number), extra=text))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("shape", some(["", "word", "3", "[]", "{}", "{[a]: b}", "[{[a]: b}]"]))
def test_every_value_may_have_any_shape(tmp_path: Path, part: str, shape: str) -> None:
    for text in replaced(part, shape):
        loads_or_tells(write_greenhouse(tmp_path, **{part: text}))


WORDS = sorted(
    {word for text in PARTS.values() for word in re.findall(r"[a-z_-]+(?:\.[a-z]+)?", text)} | {"not", "unknown"}
)
VALUES = st.recursive(
    st.sampled_from([*WORDS, 0, 1, -1, 99.5, None, True, "{plant}", "{soil.name}", "{", "", "handbook/1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=8,
)


def doubled(text: str) -> Iterator[str]:
    """The file, again and again, each time with another one of its keys twice."""

    def mappings(node: yaml.Node) -> Iterator[yaml.MappingNode]:
        if isinstance(node, yaml.MappingNode):
            yield node
        for part in node.value if not isinstance(node, yaml.ScalarNode) else ():
            for inner in part if isinstance(part, tuple) else [part]:
                yield from mappings(inner)

    for node in mappings(yaml.compose(text)):
        for key, value in node.value:
            start = key.start_mark.index
            entry = text[start : value.end_mark.index].rstrip()
            between = ", " if node.flow_style else "\n" + " " * key.start_mark.column
            yield text[:start] + entry + between + text[start:]


@pytest.mark.parametrize("part", [*PARTS])
def test_a_key_that_is_there_twice_is_told_wherever_it_stands(part: str, tmp_path: Path) -> None:
    for number, text in enumerate(doubled(PARTS[part])):
        folder = write_greenhouse(tmp_path / str(number), **{part: text})
        assert any("duplicate key" in mistake for mistake in mistakes(folder)), text


@FUZZ
@given(part=st.sampled_from([*PARTS][1:]), at=st.integers(0, 999), value=VALUES)
def test_every_value_may_be_any_other(tmp_path: Path, part: str, at: int, value: object) -> None:
    flow = yaml.safe_dump(value, default_flow_style=True, width=10**6).removesuffix("...\n").strip()
    texts = replaced(part, flow)
    loads_or_tells(write_greenhouse(tmp_path, **{part: texts[at % len(texts)]}))


@FUZZ
@given(
    part=st.sampled_from([*PARTS]),
    at=st.integers(0, 2000),
    length=st.integers(0, 30),
    text=st.text("ab:{}[],-'\"# \n\t&*!|>%@`?0123\\\u00e9\u2028\x07", max_size=5),
)
def test_a_damaged_file_is_no_defect(tmp_path: Path, part: str, at: int, length: int, text: str) -> None:
    whole = PARTS[part]
    at %= len(whole)
    loads_or_tells(write_greenhouse(tmp_path, **{part: whole[:at] + text + whole[at + length :]}))


@FUZZ
@given(part=st.sampled_from([*PARTS]), lines=st.randoms(use_true_random=False), count=st.integers(1, 4))
def test_lines_that_are_lost_doubled_or_moved_are_no_defect(tmp_path: Path, part: str, lines, count: int) -> None:
    text = PARTS[part].splitlines(keepends=True)
    for _ in range(count):
        line = text.pop(lines.randrange(len(text))) if len(text) > 1 else ""
        for _ in range(lines.randrange(3)):
            text.insert(lines.randrange(len(text) + 1), line)
    loads_or_tells(write_greenhouse(tmp_path, **{part: "".join(text)}))


@FUZZ
@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_no_defect(tmp_path: Path, content: bytes) -> None:
    folder = write_greenhouse(tmp_path)
    (folder / "extra.yaml").write_bytes(content)
    loads_or_tells(folder)
