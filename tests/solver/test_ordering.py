"""Another order of the variables changes how many nodes there are, and nothing that is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import pytest
from brute_force import small
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from profiles import examples
from strategies import knowledge_bases, make_kb, make_rule, with_goals, with_steps

from advisor.consultation.relevance import relevant
from advisor.knowledge import compiled
from advisor.knowledge.attributes import Conclusion, Question
from advisor.knowledge.conditions import OneOf
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.solver import ordering, search
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.case_space import Cases
from advisor.solver.ordering import NodeLevels, in_good_order
from advisor.solver.search import Search
from advisor.verification.check import check


@settings(max_examples=examples(80))
@given(knowledge_bases(), st.data())
def test_any_order_tells_the_same(kb: KnowledgeBase, data: st.DataObject) -> None:
    own = CaseDiagram(kb)
    other = CaseDiagram(kb, Cases(kb.questions, [kb], order=data.draw(st.permutations([*kb.questions]))))
    for pair in kb.pairs:
        here, there = own.pairs[pair], other.pairs[pair]
        assert other.cases.how_many(there) == own.cases.how_many(here)
        assert other.cases.smallest(there) == own.cases.smallest(here)
        assert other.cases.asked(there) == own.cases.asked(here)
    assert other.cases.smallest(other.legal) == own.cases.smallest(own.legal)


@settings(max_examples=examples(80))
@given(with_goals(knowledge_bases()), st.data())
def test_the_nodes_after_a_move_are_counted_without_making_it(kb: KnowledgeBase, data: st.DataObject) -> None:
    order: list[str] = data.draw(st.permutations([*kb.questions]))

    def levels(order: list[str]) -> tuple[Cases, NodeLevels]:
        diagram = CaseDiagram(kb, Cases(kb.questions, [kb], order=order))
        return diagram.cases, NodeLevels(diagram.cases, map(diagram.outcome, kb.goals))

    cases, here = levels(order)
    alone = [id for id in order if cases.owner.count(id) == 1]
    assume(alone)
    id = data.draw(st.sampled_from(alone))
    moved = dict(here.moved(cases.at[id]))
    for place in range(len(order)):
        before = cases.at[order[place]] if place < len(order) else len(cases.sizes)
        if before in moved:
            others = [each for each in order if each != id]
            others.insert(place - (place > order.index(id)), id)
            assert levels(others)[1].count == moved[before]


@settings(max_examples=examples(40), deadline=None)
@given(knowledge_bases().flatmap(with_steps), st.data())
def test_what_is_proved_in_another_order_is_the_same_to_the_letter(kb: KnowledgeBase, data: st.DataObject) -> None:
    assume(small(kb))
    order = data.draw(st.permutations([*kb.questions]))
    as_asked = check(kb, relevant)
    with mock.patch.object(search, "in_good_order", lambda kb, build: build(order)):
        assert check(kb, relevant) == as_asked


def test_a_better_order_is_found_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(compiled.FOLDER, str(tmp_path / "cache"))
    kb = load()
    tried: list[Sequence[str] | None] = []

    def build(order: Sequence[str] | None) -> CaseDiagram:
        tried.append(order)
        return CaseDiagram(kb, Cases(kb.questions, [kb], order=order))

    def nodes(diagram: CaseDiagram) -> int:
        return len(diagram.cases.below(diagram.goal))

    found = in_good_order(kb, build)
    assert tried[0] is None
    assert len(tried) > 1
    assert nodes(found) < ordering.PAYS * nodes(CaseDiagram(kb))
    better = tried[-1]
    tried.clear()
    assert nodes(in_good_order(kb, build)) == nodes(found)
    assert tried == [better]
    (note,) = (tmp_path / "cache").glob("*.order")
    for damaged in (
        b"",
        b"\xff\n",
        note.read_bytes() + b"\nweather",
        b"\n".join([*note.read_bytes().split(b"\n")][1:]),
    ):
        note.write_bytes(damaged)
        tried.clear()
        assert nodes(in_good_order(kb, build)) == nodes(found)
        assert (tried[0], tried[-1]) == (None, better)


def test_where_there_is_nothing_to_move_the_order_stays() -> None:
    asked = Question("a", "choice", "?", ".", "a", values=("x", "y"))
    rules = [make_rule(0, OneOf("a", ("x",)), ("c", "yes"))]
    kb = make_kb([asked], [Conclusion("c", False, ("yes",), "c")], rules)
    assert ordering._moved(CaseDiagram(kb), ["a"]) is None


def test_where_nothing_is_kept_the_order_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kb = load()
    with_notes, without = Search(kb), Search(kb)
    monkeypatch.setenv(compiled.FOLDER, str(tmp_path))
    assert with_notes.diagram is not None
    monkeypatch.setenv(compiled.FOLDER, "")
    assert without.diagram is not None
    assert without.diagram.cases.owner == with_notes.diagram.cases.owner
