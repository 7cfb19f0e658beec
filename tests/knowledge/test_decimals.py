"""Numbers are exact decimals to every reader: limits and answers, however close and however they are written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise
from operator import eq, ge, gt, le, lt
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema
import numpy
import polars as pl
import pytest
import z3
from clips_engine import Clips
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from profiles import examples

import advisor
from advisor.cases.files import Case, as_text, read_cases
from advisor.certificate.checking import check
from advisor.certificate.writing import certificate
from advisor.consultation.information_gain import weighed_classes
from advisor.exports.json_schema import case as schema_of
from advisor.inference import infer
from advisor.knowledge import decimals
from advisor.knowledge.decimals import NoDecimal
from advisor.knowledge.model import KnowledgeBase
from advisor.logic import answer_classes
from advisor.logic.intervals import spans
from advisor.logic.partial import evaluate
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.formula import Formula

COMPARE = {"is": eq, "at_least": ge, "at_most": le, "above": gt, "below": lt}
EXACT = Context(prec=15)
SLOW = settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))


@st.composite
def near(draw: st.DrawFn, count: int) -> list[Decimal]:
    """Decimals of up to 15 digits, most of them neighbours in their last digit."""
    digits = draw(st.integers(1, 15))
    scale = draw(st.integers(-25, 5))
    first = draw(st.integers(10 ** (digits - 1), 10**digits - 1) | st.sampled_from([0, 10 ** (digits - 1), 3]))
    sign = draw(st.sampled_from((1, -1)))
    steps = st.lists(st.integers(-3, 3), min_size=count, max_size=count)
    found = [sign * max(0, min(first + step, 10**digits - 1)) for step in draw(steps)]
    return [Decimal(number).scaleb(scale) for number in found]


def written(number: Decimal) -> st.SearchStrategy[str]:
    """Ways to write it in YAML, JSON and tables."""
    ways = [f"{number:f}", f"{number:e}", str(float(number))]
    if not number:
        ways.append("-0")
    if number > 0:
        ways.append(f"{number:e}".replace("e", "0e" if "." in f"{number:e}" else ".0e"))
    return st.sampled_from(ways)


KB = """\
id: numbers
title: Numbers
version: 1
goal: goal
questions:
  q: {{ask: How much?, why: Because., number: {{min: -1e22, max: 1e22}}}}
conclusions:
  goal: {{one: steps}}
  held: {{many: [{values}]}}
rules:
  done: {{when: {{any: [{{held: v0}}, {{held: {{not: v0}}}}]}}, then: {{goal: done}}, because: It is done.}}
{rules}steps:
  done: {{title: Done, do: Nothing.}}
"""


def knowledge(limits: list[tuple[str, str]]) -> KnowledgeBase:
    """A rule for each limit; its value `vN` is held where the answer compares so with the limit as it is written."""
    rules = [
        f"  r{n}: {{when: {{q: {limit if comparison == 'is' else f'{{{comparison}: {limit}}}'}}},"
        f" then: {{held: v{n}}}, because: So.}}\n"
        for n, (comparison, limit) in enumerate(limits)
    ]
    with TemporaryDirectory() as folder:
        values = ", ".join(f"v{n}" for n in range(len(limits)))
        Path(folder, "knowledge-base.yaml").write_text(KB.format(values=values, rules="".join(rules)))
        return advisor.load(folder)


def by_each_reader(kb: KnowledgeBase, text: str) -> Iterator[tuple[str, set[str]]]:
    """What is held, by each reader of rules; the answer is given as it is written."""
    answer = kb.questions["q"].read(text)
    case = {"q": answer}
    yield "experta", {firing.rule.value for firing in infer(kb, case)} - {"done"}
    yield "kleene", {value for id, value in evaluate(kb, case).true if id == "held"}
    for form in (text, answer):
        yield f"decide {form!r}", set(advisor.decide(kb, {"q": form}).conclusions["held"])
    for column in (pl.Series("q", [text]), pl.Series("q", [float(text)])):
        (row,) = advisor.assess(column.to_frame(), kb, details=True).to_dicts()
        assert row["error"] is None
        yield f"columns {column.dtype}", set((row["held"] or "").split(";")) - {""}
    formula = Formula(kb)
    solver = formula.solver()
    solver.add(formula.total(case))
    assert solver.check() == z3.sat
    assert formula.case(solver.model()) == case
    model = solver.model()
    yield "Z3", {value for (id, value), when in formula.pairs.items() if id == "held" and z3.is_true(model.eval(when))}
    diagram = CaseDiagram(kb)
    here = {pair: diagram.cases.within(node, case) for pair, node in diagram.pairs.items()}
    yield "diagram", {value for (id, value), node in here.items() if id == "held" and node == diagram.cases.true}
    yield "CLIPS", {value for id, value in Clips(kb).conclude(case)[0] if id == "held"}
    told = json.loads(json.dumps(certificate(advisor.recommend(kb, case), "print")))
    check(kb, "print", told)
    yield "certificate", set(told["conclusions"].get("held", ()))


@SLOW
@given(st.data())
def test_every_reader_compares_what_was_written_as_exact_decimals(data: st.DataObject) -> None:
    found = data.draw(near(6))
    comparisons = st.sampled_from([*COMPARE])
    limits = [(data.draw(comparisons), number) for number in found[:4]]
    kb = knowledge([(comparison, data.draw(written(number))) for comparison, number in limits])
    for answer in found[3:]:
        expected = {f"v{n}" for n, (comparison, limit) in enumerate(limits) if COMPARE[comparison](answer, limit)}
        for reader, held in by_each_reader(kb, data.draw(written(answer))):
            assert held == expected, reader


@SLOW
@given(st.data())
def test_an_answer_goes_through_every_file_as_the_same_decimal(data: st.DataObject) -> None:
    (number,) = data.draw(near(1))
    kb = knowledge([("is", "0")])
    text = data.draw(written(number))
    answer = kb.questions["q"].read(text)
    assert not isinstance(answer, (str, tuple))
    assert Fraction(repr(answer)) == Fraction(number)
    jsonschema.validate({"answers": {"q": answer}}, schema_of(kb))
    with TemporaryDirectory() as folder:
        for name, written_case in [
            ("saved.yaml", as_text(kb, {"q": answer})),
            ("typed.yaml", f"answers: {{q: {text}}}"),
            ("quoted.yaml", f"answers: {{q: ' {text}\t'}}"),
            ("dumped.json", json.dumps({"answers": {"q": answer}})),
        ]:
            Path(folder, name).write_text(written_case)
            (case,) = read_cases(Path(folder, name), kb)
            assert isinstance(case, Case), case
            assert repr(case.answers["q"]) == repr(answer)


@SLOW
@given(st.data())
def test_classes_of_numbers_are_those_that_decimals_have(data: st.DataObject) -> None:
    """No class is named that holds no decimal of 15 digits, though there are other numbers between its limits."""
    limits = sorted({*data.draw(near(3))})
    kb = knowledge([(name, str(limit)) for limit in limits for name in ("at_least", "above")])
    question = kb.questions["q"]
    ends = [Decimal(-(10**22)), *limits, Decimal(10**22)]
    following = [max(EXACT.next_plus(low), Decimal("1e-300")) if low == 0 else EXACT.next_plus(low) for low in ends]
    gaps = [after < high for after, high in zip(following, ends[1:], strict=False)]
    kinds = len({*ends}) + sum(gaps) - 2  # the ends are of the same kind as what is beside them
    assert len(answer_classes.numbers(question, answer_classes.tests_by_question([kb])["q"])) == kinds
    found = weighed_classes(question, [rule.when for rule in kb.rules if rule.id != "done"])
    assert len(found or ()) == kinds  # an unknown number is of the kind of those below all limits: no test holds
    for span in spans(kb, question):
        assert span.holds(span.one())
        assert decimals.is_exact(span.one())
    formula = Formula(kb)
    for (low, high), gap in zip(pairwise(ends), gaps, strict=True):
        solver = formula.solver()
        number = formula.variables("q")[-1]
        solver.add(number > z3.RealVal(str(Fraction(low)), formula.context))
        solver.add(number < z3.RealVal(str(Fraction(high)), formula.context))
        assert (solver.check() == z3.sat) == gap
        if gap:
            answer = formula.case(solver.model())["q"]
            assert low < Fraction(repr(question.read(answer))) < high


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("3", "3"), (" +3\t", "3"), ("-0", "0"), ("-0.0", "0"), (-0.0, "0"), (".5", "0.5"), ("5.", "5"),
        ("1e3", "1000"), ("1E-7", "1e-07"), ("0010", "10"), ("1.50", "1.5"), ("1.00000000000000000000", "1"),
        ("٣", "3"), ("0e9999999", "0"), (10**22, "1e+22"), (1e23, "1e+23"), (10**15, "1000000000000000"),
        ("9" * 15, "9" * 15), ("0." + "0" * 5000 + "1e5001", "1"),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(raw: object, number: str) -> None:
    found = decimals.read(raw)
    assert repr(found) == number
    assert decimals.is_exact(found)
    assert repr(decimals.read(found)) == number


@pytest.mark.parametrize(
    ("yaml", "number"),
    [
        ("0x10", "16"), ("0o7", "7"), ("0777", "777"), ("-0", "0"), ("1.0", "1"), ("1.50", "1.5"), (".5", "0.5"),
        ("+3", "3"), ("1e-7", "1e-07"), ("1E+3", "1000"), ("'2'", "2"), ("1_000", ""), ("1:30", ""), ("1e400", ""),
        ("1" + "0" * 21 + ".0", "1e+21"), ("9" * 16, ""), ("0.1234567890123456", ""), (".inf", ""), ("true", ""),
    ],
)  # fmt: skip
def test_a_case_file_is_read_by_what_is_written_and_not_by_what_a_computer_makes_of_it(
    yaml: str, number: str, tmp_path: Path
) -> None:
    kb = knowledge([("is", "0.3")])
    path = tmp_path / "case.yaml"
    path.write_text(f"answers: {{q: {yaml}}}\n")
    (case,) = read_cases(path, kb)
    assert (repr(case.answers["q"]) if isinstance(case, Case) else "") == number


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        *((text, "is not a number") for text in ("", ".", "-", "e5", "1_000", "0x10", "1:30", "1,5", "nan", "1 2")),
        *((value, "is not a number") for value in (True, None, float("nan"), float("-inf"), [1], b"1")),
        *((raw, "is too large: numbers are smaller than 1e300") for raw in ("1e300", "-1e400", 10**5000, 1e308)),
        *((raw, "is nearer to 0 than 1e-300") for raw in ("1e-301", "-1e-400", 5e-324)),
        *((raw, "has more than 15 significant digits; round it") for raw in ("1" * 16, 2**53, 0.1 + 0.2)),
    ],
    ids=lambda it: str(it)[:20] if not isinstance(it, int) else f"{it:.0e}" if abs(it) < 10**300 else "huge",
)  # fmt: skip
def test_what_is_no_exact_number_is_refused_with_the_reason(raw: object, why: str) -> None:
    with pytest.raises(NoDecimal) as error:
        decimals.read(raw)
    assert str(error.value) == why


def test_limits_of_too_many_digits_are_refused_where_they_stand() -> None:
    with pytest.raises(advisor.AdvisorError) as error:
        knowledge([("at_least", "0.12345678901234567")])
    assert "'at_least': 0.12345678901234567 has more than 15 significant digits; round it" in str(error.value)


@pytest.mark.parametrize(
    "value", [Decimal("0.3"), Decimal("3.0E-1"), numpy.float32(0.3), numpy.float64(0.3), 0.3, "0.30"]
)
def test_a_program_may_hand_over_any_kind_of_number(value: object) -> None:
    kb = knowledge([("is", "0.3")])
    for answered in (advisor.decide(kb, {"q": value}), advisor.recommend(kb, {"q": value})):
        assert answered.conclusions["held"] == ("v0",)
    (row,) = advisor.assess(pl.DataFrame({"q": pl.Series([value])}), kb, details=True).to_dicts()
    assert (row["held"], row["error"]) == ("v0", None)


def test_all_ways_to_be_asked_refuse_the_same_numbers() -> None:
    """The fast decision takes an answer as it is, so it has to look at its digits too."""
    kb = knowledge([("is", "0.3")])
    for answer in (0.1 + 0.2, 2**60 + 1, 5e-324, "0.30000000000000001", Decimal("0.3000000000000001")):
        (row,) = advisor.assess(pl.DataFrame({"q": [answer]}), kb).to_dicts()
        assert row["error"], answer
        for refuse in (advisor.decide, advisor.recommend):
            with pytest.raises(advisor.AdvisorError):
                refuse(kb, {"q": answer})
