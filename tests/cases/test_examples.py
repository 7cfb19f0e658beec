"""The examples and the knowledge base that ships: every expectation holds, and together they reach all of it."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import polars as pl
import pytest

import advisor
from advisor.cases.files import Case, read_cases
from advisor.cli.test_command import Coverage, compare
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge.model import KnowledgeBase

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FILES = sorted((EXAMPLES / "cases").rglob("*.yaml"))


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return advisor.load()


def answered(kb: KnowledgeBase, path: Path) -> list[tuple[Case, Recommendation]]:
    cases = list(read_cases(path, kb))
    assert cases, f"{path.name} holds no case"
    found = []
    for case in cases:
        assert isinstance(case, Case), str(case)
        found.append((case, advisor.recommend(kb, case)))
    return found


def test_there_are_a_dozen_examples() -> None:
    assert len(FILES) >= 12


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_every_expectation_of_an_example_holds(kb: KnowledgeBase, path: Path) -> None:
    for case, advice in answered(kb, path):
        assert case.expect, f"{case.place} expects nothing"
        assert list(compare(advice, case.expect)) == []
        assert advice.step is not None


def test_the_examples_make_every_rule_fire_and_recommend_every_step(kb: KnowledgeBase) -> None:
    coverage = Coverage(kb)
    for path in FILES:
        for _, advice in answered(kb, path):
            coverage.add(advice)
    assert coverage.never_fired == []
    assert coverage.never_recommended == []


def test_the_script_that_embeds_the_advisor_runs(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(EXAMPLES / "embed.py"), run_name="__main__")
    assert "Next step: " in capsys.readouterr().out


def test_the_table_of_students_is_decided_as_the_cases_that_it_was_made_of(kb: KnowledgeBase) -> None:
    steps = {case.name: found.step for path in FILES for case, found in answered(kb, path)}
    table = pl.read_csv(EXAMPLES / "students.csv", infer_schema=False)
    *good, bad = advisor.assess(table, kb).to_dicts()
    assert len(good) > 10
    for row in good:
        step = steps[row["name"]]
        assert step is not None
        assert row["next_step"] == step.id
    assert bad["error"].endswith("did you mean 'strong'?")


def test_what_the_readme_writes_in_python_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES.parent)
    [block] = re.findall(r"```python\n(.*?)```", Path("README.md").read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(block, "README.md", "exec"), {})
