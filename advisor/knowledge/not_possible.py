"""What authors try that the format does not have, and what there is in its place: a line for each.

Where a mistake is one of these, it is told in place of that a key is unknown or a word no number.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

DATES = "dates are not possible; ask for a number of days or years, or for choices such as 'before' and 'after'"
FREE_TEXT = "free text is not possible; give 'choices', one of them for everything else"
REPETITION = "a question is asked once a case; ask how many there are, or give 'many' values"
CERTAINTY = (
    "certainty factors are not possible: a rule holds or not; let rules 'add' to a conclusion that is a 'number'"
)
RANKS = (
    "ranked lists are not possible; let rules 'add' to a 'number' for each value, and say the limit that it must reach"
)
PRIORITY = "rules have no priority; where the first that holds shall decide, the conclusion is 'first: yes'"
ELSE = "a rule has no other branch; where the first that holds decides, the conclusion may have an 'otherwise'"
KIND = "a question has no type but one of 'choices', 'many', 'number', 'table'; dates and free text are not possible"
ARITHMETIC = "a condition does not reckon; let rules 'add' to a conclusion that is a 'number', and test that"
AMOUNT = "a rule adds an amount that stands in it; write a rule for each amount"
TWO_NUMBERS = "one number compared with another is not possible; a table's column may be a limit, as in 'size.limit'"

_FREE_TEXT = dict.fromkeys(("text", "string", "free_text", "free", "pattern", "regex"), FREE_TEXT)
_REPETITION = dict.fromkeys(("repeat", "for_each", "each", "per"), REPETITION)
_CERTAINTY = dict.fromkeys(("certainty", "cf", "confidence", "probability", "likelihood", "weight"), CERTAINTY)
_ARITHMETIC = dict.fromkeys(("times", "multiply", "product", "plus", "minus", "sum", "divide"), ARITHMETIC)

QUESTION = {**_FREE_TEXT, **_REPETITION, "date": DATES, "day": DATES, "type": KIND}
CONCLUSION = {**_FREE_TEXT, **_REPETITION, **_CERTAINTY, "date": DATES, "ranked": RANKS, "rank": RANKS}
RULE = {**_CERTAINTY, **_REPETITION, **dict.fromkeys(("priority", "salience"), PRIORITY), "else": ELSE}
ADD = {**_CERTAINTY, **dict.fromkeys(_ARITHMETIC, AMOUNT), **dict.fromkeys(("set", "to", "is"), AMOUNT)}
TEST = {
    **dict.fromkeys(("before", "after", "since", "until"), DATES),
    **dict.fromkeys(("matches", "contains", "like", "starts_with"), FREE_TEXT),
    **_ARITHMETIC,
}

_DATE = r"\d{4}-\d\d?(-\d\d?)?|\d\d?[./]\d\d?[./]\d{2,4}"
_RECKONED = r"\S\s*[*/+]\s*\S|\S\s-\s\S"


def of_limit(text: str, numbers: Collection[str]) -> str | None:
    """What is not possible where this text is a limit; None where it may be a mistake of another kind.

    `numbers` are the attributes that are numbers.
    """
    if text in numbers:
        return TWO_NUMBERS
    if re.fullmatch(_DATE, text):
        return DATES
    return ARITHMETIC if re.search(_RECKONED, text) else None


def told(key: str, of: Mapping[str, str], what: str) -> str | None:
    """The line for a key that `what` does not have, where it is one of these."""
    return f"'{key}' in {what}: {of[key]}" if key in of else None
