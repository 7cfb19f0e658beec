"""Certificates as a file holds them: JSON, in which each key stands once and each number is the one that is written."""

from __future__ import annotations

import json

from advisor.json_objects import made_of
from advisor.knowledge import decimals
from advisor.knowledge.decimals import NoDecimal


def read(text: str) -> list[object]:
    """The certificates; one alone need not be in an array. Raises ValueError and RecursionError."""
    told = json.loads(text, object_pairs_hook=made_of, parse_float=_number)
    return told if isinstance(told, list) else [told]


def _number(text: str) -> object:
    """A number that is not exact stays a text, which no question takes."""
    try:
        return decimals.read(text)
    except NoDecimal:
        return text
