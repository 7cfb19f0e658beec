"""The CLIPS file against CLIPS itself, an engine that nobody here wrote: it concludes what experta concludes."""

from __future__ import annotations

import dataclasses
import itertools
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import oracle
import polars
import pytest
import strategies
from clips_engine import Clips
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from profiles import examples
from shipped_cases import some_cases

import advisor
from advisor.cli.main import main
from advisor.errors import AdvisorError
from advisor.exports.clips import document
from advisor.inference import infer
from advisor.knowledge.attributes import Answer, Conclusion, NumberRange, Question
from advisor.knowledge.conditions import All, Any, Compare, NoneOf, OneOf
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase, Pair, concluded_numbers
from advisor.logic import samples

RANDOM_CASES = 20_000
CHECKOUT = Path(__file__).parents[2]
FOLDERS = sorted(
    head.parent for place in ("rules", "examples") for head in CHECKOUT.joinpath(place).rglob("knowledge-base.yaml")
)
BLOCK = 300
"""The most cases of one exhaustive block."""


def by_experta(kb: KnowledgeBase, answers: Mapping[str, Answer]) -> tuple[set[Pair], int]:
    firings = infer(kb, kb.total(answers))
    return {firing.rule.then for firing in firings}, len(firings)


def by_decide(kb: KnowledgeBase, answers: Mapping[str, Answer]) -> set[Pair]:
    found = advisor.decide(kb, answers)
    return {(kb.goal, value) for value in found.values} | pairs(found.conclusions)


def worded(kb: KnowledgeBase, found: set[Pair]) -> set[Pair]:
    """What is concluded but for what is added to numbers, which these readers tell as a sum."""
    return {pair for pair in found if not kb.conclusions[pair[0]].number}


def by_columns(kb: KnowledgeBase, cases: list[dict[str, Answer]]) -> list[set[Pair]]:
    """All cases as the rows of one table."""
    cells = {id: [cell(case.get(id)) for case in cases] for id in kb.questions}
    rows = advisor.assess(polars.DataFrame(cells), kb, details=True).to_dicts()
    assert {row["error"] for row in rows} == {None}
    ids = [id for id, conclusion in kb.conclusions.items() if not conclusion.number]
    return [pairs({id: [value for value in (row[id] or "").split(";") if value] for id in ids}) for row in rows]


def cell(answer: Answer | None) -> str | None:
    """An answer as a table has it."""
    if isinstance(answer, tuple):
        return ";".join(answer) or "none"
    return None if answer is None else str(answer)


def pairs(conclusions: Mapping[str, Iterable[str]]) -> set[Pair]:
    return {(id, value) for id, values in conclusions.items() for value in values}


def unequal(kb: KnowledgeBase, cases: Iterable[Mapping[str, Answer]]) -> list[object]:
    """The cases in which CLIPS concludes something else, or fires another number of rules.

    Where rules of a stratum feed each other, CLIPS may fire a rule again for what has come to hold by itself since; it
    then concludes what is there already, and only the conclusions are compared.
    """
    engine, told = Clips(kb), 1 if any(stratum.recursive for stratum in kb.strata) else 2
    return [dict(case) for case in cases if engine.conclude(case)[:told] != by_experta(kb, case)[:told]]


@settings(max_examples=examples(120), suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_clips_concludes_what_experta_concludes_on_generated_knowledge_bases(data: st.DataObject) -> None:
    kb = data.draw(strategies.knowledge_bases(whole=True))
    cases = data.draw(st.lists(strategies.cases(kb, total=False), min_size=1, max_size=10))
    assert unequal(kb, cases) == []


@settings(max_examples=examples(120), suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_clips_adds_up_what_experta_concludes(data: st.DataObject) -> None:
    kb = data.draw(strategies.knowledge_bases(whole=True))
    engine, case = Clips(kb), data.draw(strategies.cases(kb, total=False))
    engine.conclude(case)
    found, _ = by_experta(kb, case)
    numbers = {id: it.number for id, it in kb.conclusions.items() if it.number}
    assert engine.numbers() == {id: float(oracle.number(kb, id, found, ())[0]) for id in numbers}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_random_cases_of_every_knowledge_base_of_the_checkout_are_concluded_alike(folder: Path) -> None:
    kb = load(folder)
    engine = Clips(kb)
    for case in samples.some_cases(kb, 200):
        there, _ = engine.conclude(case)
        here, _ = by_experta(kb, case)
        assert (there, engine.numbers()) == (here, concluded_numbers(kb, here))


def test_every_case_of_the_greenhouse_is_concluded_alike(greenhouse: KnowledgeBase) -> None:
    answers = {
        id: (0, 1, 2, 3, 60, "unknown") if question.kind == "number" else every_answer(question)
        for id, question in greenhouse.questions.items()
    }
    cases = [dict(zip(answers, chosen, strict=True)) for chosen in itertools.product(*answers.values())]
    assert len(cases) == 4 * 3 * 5 * 6 * 3
    assert unequal(greenhouse, cases) == []


@pytest.mark.slow
def test_exhaustive_blocks_of_the_shipped_knowledge_base_are_concluded_alike() -> None:
    """Every combination of answers within neighbouring questions, around cases in which the others stand still."""
    kb = load()
    blocks = list(neighbours(kb))
    assert [id for block in blocks for id in block] == [*kb.questions]
    for block, base in zip(blocks, some_cases(kb, 7, len(blocks)), strict=True):
        every = itertools.product(*(every_answer(kb.questions[id]) for id in block))
        cases = [{**base, **dict(zip(block, chosen, strict=True))} for chosen in every]
        assert unequal(kb, cases) == []
        assert by_columns(kb, cases) == [worded(kb, by_experta(kb, case)[0]) for case in cases]


@pytest.mark.slow
def test_random_cases_of_the_shipped_knowledge_base_are_concluded_alike() -> None:
    """All of them by CLIPS, the compiled rules and the columns; one in `EXPERTA_EVERY` by experta, which is slow."""
    kb = load()
    cases = some_cases(kb, 2026, RANDOM_CASES)
    engine = Clips(kb)
    found = [worded(kb, engine.conclude(case)[0]) for case in cases]
    assert [case for case, there in zip(cases, found, strict=True) if by_decide(kb, case) != there] == []
    columns = zip(cases, found, by_columns(kb, cases), strict=True)
    assert [case for case, there, here in columns if here != there] == []
    assert unequal(kb, cases[:: int(os.environ.get("EXPERTA_EVERY", "20"))]) == []


def every_answer(question: Question) -> list[Answer]:
    """Every legal answer; of a number some of each size."""
    unknown: list[Answer] = [] if question.required else ["unknown"]
    if question.kind == "number":
        return [question.minimum, *([] if question.whole else [0.5]), 1, 2, question.maximum, *unknown]
    if question.kind == "many":
        sizes = range(len(question.values) + 1)
        return [*(some for size in sizes for some in itertools.combinations(question.values, size)), *unknown]
    return [*question.values, *unknown]


def neighbours(kb: KnowledgeBase) -> Iterator[list[str]]:
    """The questions in their order, cut where a block would have more than `BLOCK` cases."""
    block: list[str] = []
    for id in kb.questions:
        if math.prod(len(every_answer(kb.questions[other])) for other in [*block, id]) > BLOCK:
            yield block
            block = []
        block.append(id)
    yield block


def test_a_condition_of_many_disjunctions_stays_one_rule() -> None:
    """As `or` elements it would be 4 to the power of 12 rules."""
    asked = [Question(f"q{n}", "choice", "?", ".", f"q{n}", values=("a", "b")) for n in range(48)]
    groups = [Any(tuple(OneOf(f"q{n + k}", ("a",)) for k in range(4))) for n in range(0, 48, 4)]
    rule = strategies.make_rule(0, All(tuple(groups)), ("goal", "x"))
    kb = strategies.make_kb(asked, [Conclusion("goal", False, ("x",), "goal")], [rule])
    holds = {f"q{n}": "a" for n in range(0, 48, 4)}
    assert Clips(kb).conclude(holds) == ({("goal", "x")}, 1)
    assert Clips(kb).conclude({**holds, "q4": "b"}) == (set(), 0)


def test_a_number_to_which_no_rule_adds_is_there_before_it_is_compared() -> None:
    score = Conclusion("score", False, (), "score", number=NumberRange(-9, 9, -2))
    rules = [
        strategies.make_rule(0, NoneOf((Compare("score", "is", -2),)), ("goal", "other")),
        strategies.make_rule(1, Compare("score", "is", -2), ("goal", "same")),
    ]
    kb = strategies.make_kb([], [score, Conclusion("goal", False, ("other", "same"), "goal")], rules)
    engine = Clips(kb)
    assert engine.conclude({}) == ({("goal", "same")}, 1)
    assert engine.numbers() == {"score": -2}
    assert by_experta(kb, {}) == ({("goal", "same")}, 1)


@pytest.mark.parametrize("word", ["or", "not", "and", "test", "nil", "inf", "e1", "declare", "if", "a-", "a__b"])
def test_a_word_of_clips_is_a_name_like_any_other(word: str) -> None:
    asked = [Question(word, "choice", "?", ".", "q", values=(word, "b"))]
    when = All((OneOf(word, (word,)), NoneOf((OneOf(word, ("b",)),))))
    rule = strategies.make_rule(0, when, ("goal", word))._replace(id=word)
    kb = strategies.make_kb(asked, [Conclusion("goal", False, (word,), word)], [rule])
    assert Clips(kb).conclude({word: word}) == ({("goal", word)}, 1)


def test_the_header_names_every_goal_and_what_the_first_rule_decides() -> None:
    concluded = [Conclusion(id, False, ("x",), id, first=True) for id in ("verdict", "dose")]
    rules = [strategies.make_rule(order, All(()), (id, "x")) for order, id in enumerate(("verdict", "dose"))]
    kb = dataclasses.replace(strategies.make_kb([], concluded, rules), goals=("verdict", "dose"))
    header = " ".join(document(kb).split("(deftemplate", 1)[0].replace(";", "").split())
    assert "the advice is those with the attributes verdict and dose." in header
    assert "Of the rules that conclude verdict and dose only the first that holds fires" in header


@pytest.mark.parametrize(
    "text", ['Say "no"; (retract *)', "one\n(clear)", "\\", "a\x85(clear)\u2028(clear)\x0b(clear)"]
)
def test_a_reason_stays_in_its_comment(text: str) -> None:
    rule = strategies.make_rule(0, All(()), ("goal", "x"))._replace(because=text)
    kb = strategies.make_kb([Question("q", "choice", "?", ".", "q")], [Conclusion("goal", False, ("x",), "g")], [rule])
    assert Clips(kb).conclude({}) == ({("goal", "x")}, 1)


@pytest.mark.parametrize(
    ("comparison", "number", "fits", "does_not"),
    [("is", 2.5, 2.5, 2), ("at_least", 1e-7, 1, 0), ("below", 10**20, 3, 10**21), ("at_most", -1, -1, 0)],
)
def test_numbers_are_compared_as_numbers(comparison: str, number: float, fits: float, does_not: float) -> None:
    asked = [Question("q", "number", "?", ".", "q", minimum=-5, maximum=10**22)]
    rule = strategies.make_rule(0, Compare("q", comparison, number), ("goal", "x"))
    kb = strategies.make_kb(asked, [Conclusion("goal", False, ("x",), "g")], [rule])
    engine = Clips(kb)
    assert engine.conclude({"q": fits}) == ({("goal", "x")}, 1)
    assert engine.conclude({"q": float(does_not)}) == (set(), 0)
    assert engine.conclude({"q": "unknown"}) == engine.conclude({}) == (set(), 0)


def test_rules_that_rest_on_one_another_too_deep_for_clips_are_refused() -> None:
    rule = strategies.make_rule(0, All(()), ("goal", "x"))
    kb = strategies.make_kb([], [Conclusion("goal", False, ("x",), "g")], [rule])
    deep = dataclasses.replace(kb, rules=(rule._replace(stratum=10_001),))
    with pytest.raises(AdvisorError, match="or come one after the other, 10002 deep; CLIPS takes 10001"):
        document(deep)


def test_the_file_says_how_it_is_used_and_why_each_rule_is_there(
    greenhouse_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--kb", str(greenhouse_folder), "--to", "clips", "-o", str(tmp_path / "x.clp")]) == 0
    text = (tmp_path / "x.clp").read_text(encoding="utf-8")
    assert text.startswith("; Watering a greenhouse (greenhouse, version 1), for CLIPS 6.4.\n")
    assert (
        "; Dry soil and a thirsty plant.\n; [handbook/1] The grower's handbook: Water in the morning\n(defrule" in text
    )
    assert all(f"(defrule {rule.id}\n" in text for rule in load(greenhouse_folder).rules)
    assert main(["export", "--kb", str(greenhouse_folder), "--to", "clips", "--of", "case"]) == 2
    assert capsys.readouterr().err == "advisor: --of goes with --to json-schema; see 'advisor export --help'\n"
