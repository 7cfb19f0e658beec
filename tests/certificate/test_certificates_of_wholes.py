"""Certificates of conclusions that stand as a whole: by the first rule that holds, or as a sum. Forgery is found."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from strategies import make_kb

from advisor.certificate.checking import Fault, check
from advisor.certificate.seal import seal
from advisor.certificate.writing import certificate
from advisor.cli.main import main
from advisor.explanation.recommendation import recommend
from advisor.knowledge.attributes import Answer, Conclusion, NumberRange, Question
from advisor.knowledge.conditions import ALWAYS, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.model import KnowledgeBase, Rule

Told = dict[str, Any]
EXAMPLES = Path(__file__).parents[2] / "examples" / "knowledge-bases"


def rule(id: str, order: int, when: Condition, attribute: str, value: str, add: float | None = None) -> Rule:
    return Rule(id, when, attribute, value, "So it is.", order=order, add=add)


@pytest.fixture(scope="module")
def card() -> KnowledgeBase:
    """A score card: what is added to the score, and a verdict by the first rule that holds, or else a default."""
    asked = [
        Question("age", "number", "?", ".", "age", maximum=99),
        Question("work", "choice", "?", ".", "work", values=("yes", "no")),
    ]
    concluded = [
        Conclusion("score", False, ("young", "worker", "idle"), "score", number=NumberRange(0, 100, 1, 1)),
        Conclusion("verdict", False, ("accept", "ask", "refuse"), "verdict", first=True),
    ]
    rules = [
        rule("young", 0, Compare("age", "below", 25), "score", "young", 20.5),
        rule("worker", 1, OneOf("work", ("yes",)), "score", "worker", 45),
        rule("idle", 2, OneOf("work", ("no",)), "score", "idle", -1),
        rule("accept", 3, Compare("score", "at_least", 60), "verdict", "accept"),
        rule("ask", 4, NoneOf((OneOf("work", ("no",)),)), "verdict", "ask"),
        rule("refuse", 5, ALWAYS, "verdict", "refuse"),
    ]
    return make_kb(asked, concluded, rules)


ACCEPTED: dict[str, Answer] = {"age": 20, "work": "yes"}
ASKED: dict[str, Answer] = {"age": 30, "work": "yes"}
REFUSED: dict[str, Answer] = {"age": 20, "work": "no"}


def written(kb: KnowledgeBase, answers: dict[str, Answer]) -> Told:
    return json.loads(json.dumps(certificate(recommend(kb, answers), "print")))  # type: ignore[no-any-return]


def fault(kb: KnowledgeBase, told: Told) -> str:
    """What is wrong with a certificate that was sealed anew; nothing where it holds."""
    try:
        check(kb, "print", {**told, "seal": seal(told)})
    except Fault as found:
        return str(found)
    return ""


def test_a_certificate_shows_the_earlier_rules_the_sum_and_what_gave_way(card: KnowledgeBase) -> None:
    told = written(card, ASKED)
    assert fault(card, told) == ""
    assert told["conclusions"] == {"score": 46, "verdict": ["ask"]}
    assert told["firings"][0] == {
        "rule": "worker",
        "answers": {"work": "yes"},
        "findings": [],
        "missing": [],
        "concludes": ["score", "worker"],
        "adds": 45,
    }
    score = {"answers": {}, "findings": [["score", "worker"]], "missing": [["score", "young"], ["score", "idle"]]}
    assert told["firings"][1]["earlier"] == [{"rule": "accept", **score}]
    assert told["forestalled"] == {"refuse": "ask"}
    assert written(card, ACCEPTED)["forestalled"] == {"ask": "accept", "refuse": "accept"}
    refused = written(card, REFUSED)
    assert refused["conclusions"] == {"score": 20.5, "verdict": ["refuse"]}
    assert [rule["rule"] for rule in refused["firings"][-1]["earlier"]] == ["accept", "ask"]
    assert fault(card, refused) == fault(card, written(card, ACCEPTED)) == fault(card, written(card, {})) == ""


def as_if_asked(told: Told) -> None:
    """Another rule fires in place of one that holds before it."""
    told["firings"][-1] = {
        "rule": "ask",
        "answers": {"work": "yes"},
        "findings": [],
        "missing": [],
        "concludes": ["verdict", "ask"],
        "earlier": [{"rule": "accept", "answers": {}, "findings": [["score", "worker"]], "missing": []}],
    }
    told.update(forestalled={"refuse": "ask"}, conclusions={"score": 66.5, "verdict": ["ask"]}, step="ask")


def without_contribution(told: Told) -> None:
    del told["firings"][0]
    told["conclusions"]["score"] = 46


Change = Callable[[Told], object]
FORGED: list[tuple[dict[str, Answer], Change, str]] = [
    (
        ACCEPTED,
        as_if_asked,
        "firing 3, rule 'ask', earlier rule 'accept': that it fails does not follow from the facts it names",
    ),
    (
        ACCEPTED,
        lambda it: (as_if_asked(it), it["firings"][-1]["earlier"][0].update(missing=[["score", "young"]])),
        "firing 3, rule 'ask', earlier rule 'accept': it needs score=young to be missing, which is concluded",
    ),
    (
        ACCEPTED,
        lambda it: (as_if_asked(it), it["firings"][-1].pop("earlier")),
        "firing 3, rule 'ask': it does not show that the earlier rule 'accept' does not hold",
    ),
    (
        ACCEPTED,
        without_contribution,
        "firing 2, rule 'accept': it rests on score=young, which no firing before it concludes",
    ),
    (
        ASKED,
        lambda it: it["firings"].pop(0),
        "firing 1, rule 'ask', earlier rule 'accept': it rests on score=worker, which no firing before it concludes",
    ),
    (
        ACCEPTED,
        lambda it: it["firings"][0].update(adds=25),
        "firing 1, rule 'young': it adds 20.5, but 'adds' is 25",
    ),
    (
        ACCEPTED,
        lambda it: it["firings"][0].pop("adds"),
        "firing 1, rule 'young': it adds 20.5, but 'adds' is not there",
    ),
    (
        ACCEPTED,
        lambda it: it["firings"][2].update(adds=1),
        "firing 3, rule 'accept': it adds nothing, but 'adds' is 1",
    ),
    (
        ACCEPTED,
        lambda it: it["conclusions"].update(score=67),
        "conclusions: score is 67, but the firings add up to 66.5",
    ),
    (
        ACCEPTED,
        lambda it: it["conclusions"].pop("score"),
        "conclusions: score is not there, but the firings add up to 66.5",
    ),
    (
        ACCEPTED,
        lambda it: it["conclusions"].update(score=["young", "worker"]),
        'conclusions: score is ["young", "worker"], but the firings add up to 66.5',
    ),
    (
        REFUSED,
        lambda it: (it["firings"][-1].update(concludes=["verdict", "ask"]), it.update(step="ask")),
        "firing 3, rule 'refuse': it concludes verdict=refuse, not verdict=ask",
    ),
    (
        REFUSED,
        lambda it: it["firings"][-1]["earlier"].reverse(),
        "firing 3, rule 'refuse': 'earlier' must name accept, ask, in this order and no others",
    ),
    (
        REFUSED,
        lambda it: it["firings"][-1]["earlier"][1].update(answers={}),
        "firing 3, rule 'refuse', earlier rule 'ask': that it fails does not follow from the facts it names",
    ),
    (
        REFUSED,
        lambda it: it["firings"][-1]["earlier"][1].update(answers={"work": "yes"}),
        "firing 3, rule 'refuse', earlier rule 'ask': it names work=yes, but the answer is no",
    ),
    (
        REFUSED,
        lambda it: it["firings"][-1]["earlier"][1].update(why="so"),
        "firing 3, rule 'refuse', earlier rule 'ask': unknown key 'why'",
    ),
    (
        REFUSED,
        lambda it: it["firings"][0].update(earlier=[{"rule": "accept"}]),
        "firing 1, rule 'young': 'earlier' must name no rule, in this order and no others",
    ),
    (REFUSED, lambda it: it["firings"].pop(), "firings: rule 'refuse' is left out, though its condition holds"),
    (
        ASKED,
        lambda it: it["forestalled"].clear(),
        "forestalled: rule 'refuse' gave way to 'ask', but that is not there",
    ),
    (
        ACCEPTED,
        lambda it: it["forestalled"].update(refuse="ask"),
        "forestalled: rule 'refuse' gave way to 'accept', but that is 'ask'",
    ),
    (
        ASKED,
        lambda it: it["forestalled"].update(accept="ask"),
        "forestalled: rule 'accept' did not give way to another",
    ),
    (ASKED, lambda it: it.pop("forestalled"), "'forestalled' must be an object"),
    (
        ASKED,
        lambda it: (it.update(certificate=1), it.pop("forestalled")),
        "firing 1: unknown key 'adds'",
    ),
]


@pytest.mark.parametrize(("answers", "change", "what"), FORGED, ids=[what for *_, what in FORGED])
def test_a_forged_certificate_is_found_though_it_was_sealed_anew(
    card: KnowledgeBase, answers: dict[str, Answer], change: Change, what: str
) -> None:
    told = copy.deepcopy(written(card, answers))
    change(told)
    assert fault(card, told) == what


@pytest.mark.parametrize("cases", sorted(EXAMPLES.glob("cases/*.yaml")), ids=lambda path: path.stem)
def test_the_certificates_of_the_example_knowledge_bases_hold(
    cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kb, file = ["--kb", str(EXAMPLES / cases.stem)], str(tmp_path / "certificates.json")
    assert main(["recommend", str(cases), *kb, "--certificate", file, "-o", str(tmp_path / "advice")]) == 0
    assert main(["verify", file, *kb]) == 0
    assert "certificates hold, by " in capsys.readouterr().out


def test_a_certificate_of_the_first_format_goes_on_holding(greenhouse: KnowledgeBase) -> None:
    told = written(greenhouse, {"plant": "tomato", "soil": "wet", "shade": "no"})
    assert told.pop("forestalled") == {}
    old = {**told, "certificate": 1}
    assert fault(greenhouse, old) == ""
    old["firings"] = old["firings"][:-1]
    assert fault(greenhouse, old) == "firings: rule 'next-shade' is left out, though its condition holds"
