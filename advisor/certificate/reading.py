"""Certificates as a file holds them: JSON, in which each key stands once and each number is the one that is written."""

from __future__ import annotations

import json
from collections import Counter

from advisor.knowledge import decimals
from advisor.knowledge.decimals import NoDecimal


class Twice(dict[str, object]):
    """An object in which `key` stands more than once, so that it may say two things."""

    key: str


def read(text: str) -> list[object]:
    """The certificates; one alone need not be in an array. Raises ValueError and RecursionError."""
    told = json.loads(text, object_pairs_hook=_object, parse_float=_number)
    return told if isinstance(told, list) else [told]


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = Twice(found)
    twice.key = Counter(key for key, _ in pairs).most_common(1)[0][0]
    return twice


def _number(text: str) -> object:
    """A number that is not exact stays a text, which no question takes."""
    try:
        return decimals.read(text)
    except NoDecimal:
        return text
