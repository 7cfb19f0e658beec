"""Numbers as people type them: every reader takes the same texts for the same numbers, and none guesses a comma."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from profiles import examples
from strategies import make_kb, make_rule

import advisor
from advisor.batching.row_by_row import by_interpretation, decide
from advisor.cases.files import Case, read_cases
from advisor.errors import AmbiguousNumber, IllegalAnswer
from advisor.knowledge import goals
from advisor.knowledge.attributes import Conclusion, Question
from advisor.knowledge.conditions import Compare
from advisor.knowledge.decimals import NoDecimal
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.typed_numbers import currency, read

UNITS = ("", "percent", "km", "dollars a year", "USD", "EUR per year", "$", "KES", "KWD")


def asked(unit: str = "", whole: bool = False, most: int = 1_000_000) -> Question:
    return Question("q", "number", "?", ".", "q", minimum=0, maximum=most, whole=whole, unit=unit)


def knowledge(question: Question) -> KnowledgeBase:
    rule = make_rule(0, Compare("q", "at_least", 0), ("goal", "x"))._replace(because="{q}")
    return make_kb([question], [Conclusion("goal", False, ("x",), "goal")], [rule])


@pytest.mark.parametrize(
    ("unit", "text", "number"),
    [
        ("USD", "45,000", 45000), ("USD", "$45000", 45000), ("USD", "45k", 45000), ("USD", "45 K", 45000),
        ("USD", "USD 45,000.50", 45000.5), ("USD", "45000 usd", 45000), ("USD", "us$45,000", 45000),
        ("USD", "1.5k", 1500), ("USD", "1,5k", 1500), ("USD", "0.3m", 300000), ("USD", "-$5", -5), ("$", "$ 7", 7),
        ("EUR per year", "1.500,50 €", 1500.5), ("EUR per year", "€1 500", 1500), ("CA$/month", "$1,500", 1500),
        ("US dollars", "$45,000", 45000), ("euros", "45k euros", 45000), ("dollars", "1 dollar", 1),
        ("yen", "¥9,000", 9000), ("", "٤٥,٠٠٠.٥", 45000.5),
        ("INR", "₹1,50,000", 150000), ("KES", "45k", 45000), ("KWD", "1,500.250", 1500.25), ("USD", "1.500", 1.5),
        ("", "45 000", 45000), ("", "45\u00a0000", 45000), ("", "45\u2009000", 45000), ("", "45\u202f000,5", 45000.5),
        ("", "1'234'567", 1234567), ("", "1.234.567", 1234567), ("", "1,234,567.5", 1234567.5), ("", "1,5", 1.5),
        ("", "12,3456", 12.3456), ("", "1234,500", 1234.5), ("", "0,125", 0.125), ("", "-1,5", -1.5), ("", ",5", 0.5),
        ("", "1.500", 1.5), ("", "12,34,567", 1234567),
        ("%", "85%", 85), ("percent of days", "85 %", 85), ("per cent", "8,5 Percent", 8.5), ("%", "-3 per cent", -3),
    ],
)  # fmt: skip
def test_a_number_is_read_as_a_person_writes_it(unit: str, text: str, number: float) -> None:
    assert read(text, unit, False) == (number,)


@pytest.mark.parametrize(
    ("unit", "text", "why"),
    [
        *(("", text, "is not a number") for text in ("1 2", "1,5,00", "45k", "$45", "5,", ",", "1.2.3", "--5", "1 23")),
        *(("", text, "is not a number") for text in ("1,234 567", "0,123,456", "1'2", "12 3456", "1_000", "1,5e3")),
        ("USD", "£30,000", "is no amount in USD"),
        ("EUR", "$5", "is no amount in EUR"),
        ("KES", "KES", "is no amount in KES"),
        ("dollars", "€5", "is no amount in dollars"),
        ("USD", "1 2", "is not a number"),
        ("USD", "$1,234,567,890,123,456", "has more than 15 significant digits; round it"),
    ],
)
def test_what_no_country_writes_so_is_refused(unit: str, text: str, why: str) -> None:
    with pytest.raises(NoDecimal) as error:
        read(text, unit, False)
    assert str(error.value) == why


@pytest.mark.parametrize(
    ("unit", "whole", "most", "answer"),
    [("", True, 9999, 1500), ("USD", False, 9999, 1500), ("km", False, 9999, None), ("KWD", False, 9999, None),
     ("hours", False, 24, 1.5)],
)  # fmt: skip
def test_a_comma_that_may_be_both_is_settled_by_what_the_question_takes_or_by_nobody(
    unit: str, whole: bool, most: int, answer: float | None
) -> None:
    question = asked(unit, whole, most)
    if answer is not None:
        assert question.read("1,500") == answer
        return
    with pytest.raises(AmbiguousNumber, match=r"^q: 1,500 may be 1500 or 1\.5; write it without the comma$"):
        question.read("1,500")


def test_a_unit_is_money_where_it_begins_with_a_currency() -> None:
    money = ["USD", "EUR per year", "$", "US$", "$/month", "£ a week", "GBP/year", "US dollars"]
    assert [currency(unit) for unit in money] == ["USD", "EUR", "$", "US$", "$", "£", "GBP", "dollars"]
    assert not any(map(currency, ["", "years", "GPA points", "EURO", "points in USD", "Try", "usd", "pounds"]))


@pytest.mark.parametrize(("cell", "answer"), [("45,000", 45000), ("$45k", 45000), ("'1.000,5'", 1000.5)])
def test_a_case_file_may_hold_a_number_as_it_is_typed(tmp_path: Path, cell: str, answer: float) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(f"answers:\n  q: {cell}\n")
    (case,) = read_cases(path, knowledge(asked("USD")))
    assert isinstance(case, Case)
    assert case.answers == {"q": answer}


def test_what_is_ambiguous_in_a_case_file_is_one_line_that_says_where(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("answers:\n  q: 1,500\n")
    (case,) = read_cases(path, knowledge(asked("km")))
    assert str(case).endswith(":2:6: q: 1,500 may be 1500 or 1.5; write it without the comma")


def answer_of(question: Question, text: str) -> int | float | str:
    """The number, `unknown`, or what is wrong with the text."""
    try:
        return question.read(text)  # type: ignore[return-value]
    except IllegalAnswer as error:
        return str(error)


TEXTS = st.text("0123456789012345678900000,,..  '-+k$€\u202f", max_size=10) | st.from_regex(
    r"[$€]?[1-9]\d{0,2}([,. ']\d{3}){0,2}([.,]\d{1,3})?( ?[km])?( USD| €)?", fullmatch=True
)


@settings(max_examples=examples(60))
@given(st.sampled_from(UNITS), st.booleans(), st.sampled_from((24, 1_000_000)), st.lists(TEXTS, min_size=1))
@example("USD", False, 1_000_000, ["45,000", "45000", "1,500", "45.000"])
def test_columns_decide_and_rows_read_every_text_as_the_question_does(
    unit: str, whole: bool, most: int, texts: list[str]
) -> None:
    question = asked(unit, whole, most)
    kb = knowledge(question)
    found = advisor.assess(pl.DataFrame({"q": texts}), kb)
    for number, (text, row) in enumerate(zip(texts, found.to_dicts(), strict=True), 1):
        assert row == decide(kb, {"q": text}, [], by_interpretation, f"row {number}, ")
        answer = answer_of(question, text)
        if isinstance(answer, str):
            assert row["error"] == (f"row {number}, {answer}" if answer != "unknown" else goals.none_given(kb, kb.goal))
        else:
            assert row["because"].startswith(question.counted(answer))
            assert advisor.decide(kb, {"q": text}) == advisor.decide(kb, {"q": answer})
