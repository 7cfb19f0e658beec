"""Spans of numbers: which answers are in them, and one that always is."""

from __future__ import annotations

import pytest

from advisor.knowledge.attributes import Answer
from advisor.logic.intervals import Interval

ENDS = [(above, below) for above in (False, True) for below in (False, True)]


@pytest.mark.parametrize(("above", "below"), ENDS)
@pytest.mark.parametrize("most", [2, 1.01])
def test_the_one_number_that_is_told_of_a_span_is_in_it(most: float, above: bool, below: bool) -> None:
    span = Interval(1, most, above, below)
    assert span.holds(span.one())
    assert (span.holds(1), span.holds(most)) == (not above, not below)


@pytest.mark.parametrize("answer", ["unknown", "1", (), ("1",)])
def test_words_are_in_no_span(answer: Answer) -> None:
    assert not Interval(0, 9).holds(answer)
