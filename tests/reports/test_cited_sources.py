"""What is printed as JSON has every source that it cites, with its link, and no other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import advisor
from advisor.cli.main import main
from advisor.reports.cited_sources import with_sources

CASE = Path("examples/cases")


def printed(capsys: pytest.CaptureFixture[str], *args: str) -> list[dict[str, Any]]:
    assert main([*args, "--quiet"]) in (0, 1)
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def cited(text: str) -> set[str]:
    lists = re.findall(r'"cite": \[([^\]]*)\]', text)
    return {one for found in lists for one in re.findall(r'"([^"]+)"', found)}


def test_a_recommendation_has_the_sources_that_it_cites_with_their_links(capsys: pytest.CaptureFixture[str]) -> None:
    kb = advisor.load()
    for path in sorted(CASE.glob("*.yaml"))[::12]:
        for told in printed(capsys, "recommend", str(path), "--format", "json"):
            sources = told.pop("sources")
            wanted = cited(json.dumps(told))
            assert {*sources} == {citation.partition("/")[0] for citation in wanted}
            for id, source in sources.items():
                assert (source["title"], source.get("url", "")) == (kb.sources[id].title, kb.sources[id].url)
                passages = {citation.partition("/")[2] for citation in wanted if citation.startswith(f"{id}/")}
                assert source.get("passages", {}) == {it: kb.sources[id].passages[it] for it in passages}


def test_an_explanation_has_them_too(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(sorted(CASE.glob("*.yaml"))[0])
    for told in printed(capsys, "explain", path, "--how", "next_step", "--format", "json"):
        sources = told.pop("sources")
        assert sources
        assert {*sources} == {citation.partition("/")[0] for citation in cited(json.dumps(told))}


def test_what_cites_nothing_has_no_sources(greenhouse: advisor.KnowledgeBase) -> None:
    assert with_sources(greenhouse, {"because": [{"cite": []}]}) == {"because": [{"cite": []}], "sources": {}}
    found = with_sources(greenhouse, {"a": {"cite": ["handbook/1", "neighbour"]}, "b": [{"cite": ["handbook/light"]}]})
    assert found["sources"] == {
        "handbook": {
            "title": "The grower's handbook",
            "url": "https://example.org/handbook",
            "as_of": "2026-05",
            "trust": "official",
            "passages": {"1": "Water in the morning", "light": "Shade from noon"},
        },
        "neighbour": {"title": "The neighbour"},
    }
