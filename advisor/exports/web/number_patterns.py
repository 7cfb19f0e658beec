"""How numbers are written in the unit of a question, as patterns of JavaScript."""

from __future__ import annotations

import re
from typing import Any as Json

from advisor.knowledge import typed_numbers
from advisor.knowledge.attributes import Question


def number_patterns(question: Question) -> dict[str, Json]:
    """Those of an amount and of one in groups, with what else is needed to read it."""
    amount, grouped = typed_numbers.patterns(question.unit)
    return {
        "amount": _as_javascript(amount),
        "grouped": [_as_javascript(form) for form in grouped],
        "currency": typed_numbers.currency(question.unit),
        "three_places": typed_numbers.takes_three_places(question.unit, question.whole),
    }


def _as_javascript(pattern: str) -> str:
    """A pattern of Python as JavaScript writes it: groups are named in another way."""
    return re.sub(r"\(\?P=(\w+)\)", r"\\k<\1>", pattern).replace("(?P<", "(?<")
