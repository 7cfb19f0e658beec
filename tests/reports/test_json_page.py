"""The page on the JSON of a recommendation: its example is a real one, and its tables name every key there is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from benefit import write_benefit
from scorecard import loans

import advisor
from advisor.cases.files import read_cases
from advisor.cli.main import main
from advisor.reports.json_report import as_object

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = (CHECKOUT / "docs" / "json.md").read_text(encoding="utf-8")
CASES = sorted((CHECKOUT / "examples" / "cases").glob("*.yaml"))[::10]


def keys(found: dict[str, Any], goals: Iterable[str] = ()) -> Iterator[str]:
    """The keys that are fixed; the others are ids, as those of `goals` that are no steps."""
    goal = found.get("next_step") or {}
    own = {key: part for key, part in found.items() if key not in goals}
    for part in (own, goal, *(found[id] for id in goals), *found["because"], *found.get("roadmap", ())):
        yield from part
        yield from part.get("takes", ())


def test_the_example_of_the_page_is_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "my-plant"]) == 0
    [example] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    kb = advisor.load("my-plant")
    advice = advisor.recommend(kb, {"days": 5, "signs": []}, "The tomato in the corner")
    assert as_object(advice) == json.loads(example)
    assert list(as_object(advice)) == list(json.loads(example))


def test_the_page_names_every_key_and_no_other(tmp_path: Path) -> None:
    kb = advisor.load()
    advice = [advisor.recommend(kb, case) for path in CASES for case in read_cases(path, kb)]  # type: ignore[arg-type]
    benefit = advisor.load(write_benefit(tmp_path))
    advice.append(advisor.recommend(benefit, {"size": "two", "income": 1, "council": "north", "school": "oak"}))
    found = {key for each in (*advice, replace(advice[0], steps=())) for key in keys(as_object(each))}
    loan = advisor.recommend(loans(tmp_path), {"age": 40, "work": "temporary", "bankrupt": "no"})
    found |= {*keys(as_object(loan), loan.kb.goals)}
    rows = re.findall(r"^\| (`.*?) \| (.*?) \|$", PAGE.partition("\n## Schemas")[0], re.MULTILINE)
    named = {key for names, _ in rows for key in re.findall(r"`(\w+)`", names)}
    within = {key for names, holds in rows if "`takes`" in names for key in re.findall(r"`(\w+)`", holds)}
    assert found == named | within
