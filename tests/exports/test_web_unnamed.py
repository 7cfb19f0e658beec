"""A page lacks names that it tells nobody, and says all the same of every conclusion what it says with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from greenhouse import write_greenhouse
from profiles import some
from web_engine import Engine
from web_engine import engine as running

import advisor
from advisor.cases.files import Case, read_cases
from advisor.exports.web.model import model
from advisor.exports.web.package import page
from advisor.exports.web.unnamed import unnamed
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.json_report import answers_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SMALL = sorted(path.parent for path in EXAMPLES.glob("knowledge-bases/*/knowledge-base.yaml"))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running("engine/page_engine.js") as engine:
        yield engine


def told(engine: Engine, named: bool, kb: KnowledgeBase, cases: list[dict[str, Any]]) -> list[Any]:
    """All that can be asked back of each of these cases, in the order in which it is offered."""
    engine.take(model(kb) if named else unnamed(model(kb)))
    found = []
    for answers in cases:
        state = {"answers": answers, "road": False}
        for kind in (it["kind"] for it in engine.eval("engine.kinds") if it["kind"] in ("how", "why_not", "how_sure")):
            for target in engine.call("targets", state, kind):
                found.append([kind, target["text"], engine.call("explain", state, kind, target["about"])])
    return found


@pytest.mark.parametrize("folder", [None, *SMALL], ids=lambda folder: folder.name if folder else "shipped")
def test_what_is_asked_back_is_told_without_names_as_with_them(engine: Engine, folder: Path | None) -> None:
    kb = advisor.load(folder) if folder else advisor.load()
    paths = sorted(EXAMPLES.glob("cases/*.yaml"))[::40] if folder is None else sorted(folder.glob("cases/*.yaml"))[:2]
    each = [case for path in some(paths) for case in read_cases(str(path), kb) if isinstance(case, Case)]
    cases = [answers_of(case.answers) for case in each] or [{}]
    with_names = told(engine, True, kb, cases)
    assert with_names
    assert told(engine, False, kb, cases) == with_names


def test_the_page_has_no_names_of_rules_sources_and_values_that_have_a_text(tmp_path: Path) -> None:
    kb = advisor.load(write_greenhouse(tmp_path / "kb"))
    shown = page(kb)
    steps = [step.id for step in kb.steps.values() if "-" in step.id]
    assert steps
    for id in (*(rule.id for rule in kb.rules), *steps):
        assert f'"{id}"' not in shown
        assert f"|{id}|" not in shown


def test_what_is_cited_is_found_by_its_number() -> None:
    made = model(advisor.load())
    found = unnamed(made)
    places = list(made["sources"])

    def named(citation: str) -> str:
        source, _, passage = citation.partition("/")
        id = places[int(source)]
        return f"{id}/{list(made['sources'][id]['passages'])[int(passage)]}" if passage else id

    cites = [" ".join(map(named, rule.get("cite", "").split())) for rule in found["rules"]]
    assert cites == [rule.get("cite", "") for rule in made["rules"]]
    assert json.dumps(found).count('"trust"') == 0
    assert [it["title"] for it in found["sources"]] == [it["title"] for it in made["sources"].values()]
