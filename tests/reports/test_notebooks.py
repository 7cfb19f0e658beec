"""What shows itself in a notebook, and the example notebook, whose cells are run."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import html5lib
import pandas as pd
import polars as pl
import pytest

import advisor
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Paragraph
from advisor.reports.notebook import html

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "advice.ipynb"
CASE = {"plant": "tomato", "soil": "dry", "signs": ["spots"], "days": 3}


def texts(shown: str) -> str:
    """All that is read of it; the HTML has no fault but that it is a piece."""
    parser = html5lib.HTMLParser(strict=True)
    return " ".join(" ".join(parser.parseFragment(shown).itertext()).split())


def run(path: Path) -> list[Any]:
    """What each cell of code shows: its last expression, as a notebook has it. Raises what a cell raises."""
    shown: list[Any] = []
    names: dict[str, Any] = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            tree = ast.parse("".join(cell["source"]))
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, str(path), "exec"), names)
            shown.append(eval(compile(ast.Expression(last.value), str(path), "eval"), names) if last else None)  # type: ignore[attr-defined]
    return shown


def test_the_example_notebook_runs_and_shows_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE.parent)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # columns that the map leaves out
        _, advice, plan, decisive, told, counts, bad, same, frame, one = run(EXAMPLE)
    assert advice.title_of(advice.kb.goal, advice.value) in texts(advice._repr_html_())
    assert plan.kb.words.the_plan in texts(plan._repr_html_())
    assert decisive
    assert isinstance(told, pl.DataFrame)
    assert len(told) == counts["len"].sum() == len(frame)
    assert [*bad["error"]] == [it for it in told["error"] if it]
    assert same is True
    assert isinstance(frame, pd.DataFrame)
    assert one.name == frame["name"][0]


def test_a_recommendation_tells_in_a_notebook_what_it_tells_elsewhere(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, CASE, name="Ada")
    said = texts(html(advice))
    assert advice.step is not None
    wanted = [advice.fill(advice.step.title), "Ada", *(advice.fill(it.rule.because) for it in advice.because)]
    wanted += [stage.title for stage in advice.roadmap]
    for text in wanted:
        assert " ".join(text.split()) in said
    assert "https://example.org/handbook" in html(advice)


def test_no_text_of_a_knowledge_base_becomes_markup(greenhouse: KnowledgeBase) -> None:
    """Nor has one cell an id or a style that another one's would meet."""
    hostile = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    kb = replace(
        greenhouse,
        rules=tuple(rule._replace(because=hostile) for rule in greenhouse.rules),
        steps={id: step._replace(title=hostile, do=(Paragraph(hostile),)) for id, step in greenhouse.steps.items()},
        sources={id: source._replace(title=hostile) for id, source in greenhouse.sources.items()},
    )
    advice = advisor.recommend(kb, CASE)
    for shown in (html(advice), html(advisor.plan(kb, CASE))):
        found = html5lib.parseFragment(shown, namespaceHTMLElements=False)
        tags = {it.tag for it in found.iter() if isinstance(it.tag, str)}
        assert not tags & {"img", "script", "style", "link", "iframe"}
        assert not any(it.get("id") for it in found.iter() if isinstance(it.tag, str))


@pytest.mark.parametrize(
    "ask",
    [
        "advisor.recommend(kb, {'country': 'us'})",
        "advisor.plan(kb, {'country': 'us'})",
        "advisor.what_if(kb, {'country': 'us'}, {'country': 'gb'}).after",
    ],
)
def test_whatever_is_called_first_gives_what_shows_itself(ask: str) -> None:
    program = f"import advisor; kb = advisor.load(); print({ask}._repr_html_())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("<div>")
