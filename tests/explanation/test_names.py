"""What a person's words name."""

from __future__ import annotations

from pathlib import Path

import pytest
from greenhouse import CONCLUSIONS, write_greenhouse

from advisor.explanation.names import conclusions, find
from advisor.knowledge.loader import load


@pytest.mark.parametrize(
    ("typed", "means"),
    [("enjoy", ["enjoy"]), ("never let tomato stand", ["wet-feet"]), ("no such thing", [])],
)
def test_a_text_that_is_nothing_but_an_answer_is_not_whatever_is_typed(
    tmp_path: Path, typed: str, means: list[str]
) -> None:
    text = "check-leaves: Look at the leaves each day."
    assert text in CONCLUSIONS
    kb = load(write_greenhouse(tmp_path, conclusions=CONCLUSIONS.replace(text, 'check-leaves: "{plant.name}"')))
    assert [it.word for it in find(conclusions(kb, {"plant": "tomato"}), typed)] == means
