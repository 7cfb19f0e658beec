"""What `check` suggests is what the loader takes: a condition that is written down is read as the same condition."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from greenhouse import write_greenhouse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import evaluate, holds
from profiles import examples
from strategies import cases, conditions

import advisor
from advisor.cli.main import main
from advisor.knowledge.condition_writer import mapping
from advisor.knowledge.conditions import All, Any, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.weakening import without

RULE = "  {id}: {{when: {when}, then: {{next_step: enjoy}}, because: So., cite: [handbook]}}\n"


def read_again(folder: Path, written: list[Condition]) -> list[Condition]:
    """The conditions as the loader reads what was written, each as the condition of a rule."""
    rules = "".join(RULE.format(id=f"r{at}", when=mapping(one)) for at, one in enumerate(written))
    conclusions = "conclusions: {next_step: {one: steps, label: Next step}, light: {one: [good, bad], label: Light}}\n"
    light = "  light-good: {when: {soil: dry}, then: {light: good}, because: So.}\n"
    head = "id: greenhouse\ntitle: G\nversion: 1\ngoal: next_step\n"
    kb = advisor.load(
        write_greenhouse(folder, head=head, conclusions=conclusions, rules=f"rules:\n{light}{rules}", properties="{}\n")
    )
    return [kb.rule[f"r{at}"].when for at in range(len(written))]


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_is_written_is_read_as_the_same_condition(
    tmp_path_factory: pytest.TempPathFactory, greenhouse: KnowledgeBase, data: st.DataObject
) -> None:
    asked = [it._replace(maximum=3) if it.kind == "number" else it for it in greenhouse.questions.values()]
    drawn = data.draw(st.lists(conditions(asked, {("light", "good"): 0}, 1), min_size=1, max_size=8))
    before = [*drawn, *(smaller.rest for one in drawn for smaller in without(greenhouse, one))]
    after = read_again(tmp_path_factory.mktemp("kb"), before)
    for _ in range(5):
        case = data.draw(cases(greenhouse, total=True))
        true, may, _ = evaluate(greenhouse, case)
        for one, other in zip(before, after, strict=True):
            assert holds(greenhouse, one, case, true, may) == holds(greenhouse, other, case, true, may), mapping(one)


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (All(()), "{}"),
        (Any(()), "{none: [{}]}"),
        (OneOf("soil", ("dry",)), "{soil: dry}"),
        (All((OneOf("a", ("x",)), NoneOf((OneOf("a", ("y",)),)))), "{all: [{a: x}, {a: {not: y}}]}"),
        (All((Compare("d", "at_least", 1), Compare("d", "below", 5))), "{all: [{d: {at_least: 1}}, {d: {below: 5}}]}"),
        (All((OneOf("a", ("x",)), All((OneOf("b", ("y",)), OneOf("c", ("z",)))))), "{a: x, all: [{b: y}, {c: z}]}"),
        (OneOf("a", ("true", "null", "of")), '{a: ["true", "null", of]}'),
        (OneOf("a", tuple("bcdefghi")), "{a: [b, c, d, e, f, g, h, i]}"),
    ],
)
def test_a_condition_is_written_as_its_author_would(condition: Condition, text: str) -> None:
    assert mapping(condition) == text


def test_every_suggestion_of_check_loads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = """\
rules:
  one:
    when: {signs: {all: [wilting, spots]}, days: {at_least: 0, at_most: 60}, shade: [yes, no]}
    then: {caution: check-leaves}
    because: So.
  two:
    when: {plant.thirsty: [yes, no, unclear], plant: [tomato, cactus], soil: {not: wet}}
    then: {caution: wet-feet}
    because: So.
  three: {when: {any: [{soil: dry}, {soil: dry, shade: yes}]}, then: {next_step: enjoy}, because: So.}
"""
    folder = write_greenhouse(tmp_path / "greenhouse", rules=rules, properties="properties: {}\n")
    assert main(["check", "--kb", str(folder)]) == 1
    said = " ".join(capsys.readouterr().out.split())
    suggested = re.findall(r"so that the rule reads 'when: (\{.*?\})'; or mend", said)
    assert len(suggested) >= 3
    more = "".join(
        f"  s{at}: {{when: {it}, then: {{next_step: enjoy}}, because: So.}}\n" for at, it in enumerate(suggested)
    )
    advisor.load(write_greenhouse(tmp_path / "again" / "greenhouse", rules=rules + more, properties="properties: {}\n"))
