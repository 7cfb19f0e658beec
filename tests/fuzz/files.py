"""Files of text: cases, knowledge bases, certificates. Whatever is in them, it is read rightly or refused in lines."""

from __future__ import annotations

import json
import random
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from advisor import decide, recommend
from advisor.cases.files import Case, as_text, read_cases
from advisor.certificate.checking import Fault, check
from advisor.certificate.seal import seal
from advisor.certificate.writing import certificate
from advisor.cli.new import LIKE
from advisor.errors import CaseError, KnowledgeBaseError
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge.attributes import Question
from advisor.knowledge.fingerprint import fingerprint
from advisor.knowledge.folder import shipped
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from tests import benefit, oracle
from tests.greenhouse import PARTS

from . import odd
from .fairness import fair_complaints, fair_error, fair_line, fair_text
from .workplace import greenhouse, greenhouse_folder, own_folder, said

PRINT = "print"
"""The fingerprint of the greenhouse, as far as these tests go."""

CASE = """\
knowledge_base: greenhouse
name: Ann's tomato
answers:
  plant: tomato
  soil: dry
  signs: [wilting, spots]
  days: 3
  shade: unknown
expect:
  next_step: water-now
  moisture: [short]
  light: {not: good}
"""
CASES = (
    CASE,
    f"format: 2\nversion: 1\n{CASE}",
    f"{CASE}---\nanswers: {{plant: cactus, days: 2.5}}\n",
    '{"knowledge_base": "greenhouse", "name": "Bo", "answers": {"plant": "cactus", "signs": ["spots"], "days": 3}}',
    '[{"answers": {"plant": "orchid"}}, {"name": "x", "answers": {"plant": "tomato", "soil": "wet", "days": 0}}]',
)


def answers(dice: odd.Dice, kb: KnowledgeBase) -> dict[str, Any]:
    """Legal answers to some of the questions, those that are required among them."""
    return {id: _legal(dice, it) for id, it in kb.questions.items() if it.required or not dice.once_in(3)}


def _legal(dice: odd.Dice, question: Question) -> Any:
    if not question.required and dice.once_in(6):
        return "unknown"
    if question.kind == "number":
        return int(question.minimum) + dice.below(int(question.maximum - question.minimum) + 1)
    if question.kind == "many":
        return list(dict.fromkeys(dice.some(question.values, 3)))
    return dice.of(question.values)


def fuzz_cases(data: Any) -> None:
    """Case files: every case is legal and comes back from the file that it is written into, or is refused in lines."""
    dice = odd.Dice(data)
    kb = greenhouse()
    raw = odd.as_bytes(dice, odd.mutated(dice, dice.of(CASES)))
    with own_folder():
        Path("case.yaml").write_bytes(raw)
        for case in _cases("case.yaml", kb):
            for id, answer in case.answers.items():
                assert kb.questions[id].read(answer) == answer
            Path("again.yaml").write_text(as_text(kb, case.answers, case.name), "utf-8")
            (again,) = read_cases("again.yaml", kb)
            assert isinstance(again, Case), again
            assert (again.answers, again.name) == (case.answers, " ".join(case.name.split()))


def _cases(path: str, kb: KnowledgeBase) -> list[Case]:
    try:
        found = list(read_cases(path, kb))
    except CaseError as error:
        fair_error(error)
        return []
    assert found, "neither a case nor a mistake"
    for it in found:
        if isinstance(it, CaseError):
            fair_error(it)
    return [it for it in found if isinstance(it, Case)]


def fuzz_answers(data: Any) -> None:
    """An answer as a program hands it over: to be read twice changes nothing, and all who decide take it alike."""
    dice = odd.Dice(data)
    kb = greenhouse()
    question = kb.questions[dice.of(sorted(kb.questions))]
    raw = dice.of((dice.nested(), dice.text(), f" {_legal(dice, question)}", _legal(dice, question)))
    case = {"plant": "tomato", **answers(dice, kb), question.id: raw}
    try:
        found = recommend(kb, case)
    except CaseError as error:
        fair_error(error)
        with pytest.raises(CaseError, match=re.escape(str(error))):
            decide(kb, case)
        return
    for id, answer in found.answers.items():
        assert kb.questions[id].read(answer) == answer
    decision = decide(kb, case)
    assert (decision.value,) == found.steps
    assert {id: tuple(values) for id, values in decision.conclusions.items()} == dict(found.conclusions)


def fuzz_recommendations(data: Any) -> None:
    """`advisor recommend` of whatever stands in a case file, in every format: advice and complaints, nothing else."""
    dice = odd.Dice(data)
    text = odd.mutated(dice, dice.of(CASES), most=2)
    shape = dice.of(("text", "markdown", "html", "json"))
    with own_folder():
        Path("case.yaml").write_bytes(odd.as_bytes(dice, text))
        code, out, errors = said(
            ["recommend", "case.yaml", "--format", shape, "--kb", str(greenhouse_folder()), "--quiet"]
        )
    assert code in (0, 1, 2)
    fair_complaints(errors)
    assert bool(errors) == (code != 0)
    assert bool(out) or code != 0
    if shape == "json" and out:
        json.loads(out)
    fair_text(out)


@cache
def _bases() -> list[dict[str, str]]:
    """The files of knowledge bases by name: small ones more often than the starters, and the one that ships."""
    with own_folder():
        for like in LIKE:
            assert said(["new", like, "--like", like, "--quiet"])[0] == 0
        starters = [_texts(Path(like)) for like in LIKE]
    small, tables = (
        {("knowledge-base" if name == "head" else name) + ".yaml": text for name, text in parts.items()}
        for parts in (PARTS, benefit.PARTS)
    )
    return [*[small] * 4, *[tables] * 4, *starters, _texts(next(iter(shipped().values())))]


def _texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.yaml"))}


def fuzz_knowledge_bases(data: Any) -> None:
    """Knowledge bases: one that loads answers every case as its text says; any other is refused, mistakes told."""
    dice = odd.Dice(data)
    files = dice.of(_bases())
    which = dice.of(sorted(files))
    with own_folder():
        for name, text in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            raw = odd.as_bytes(dice, odd.mutated(dice, text, most=3)) if name == which else text.encode()
            Path(name).write_bytes(raw)
        try:
            kb = load(".")
        except KnowledgeBaseError as error:
            fair_error(error, len(files))
            return
    case = answers(dice, kb)
    found = recommend(kb, case)
    true, _, _ = oracle.evaluate(kb, kb.total({id: kb.questions[id].read(value) for id, value in case.items()}))
    assert {firing.rule.then for firing in found.firings} == true
    if dice.once_in(2):
        _told_in_every_format(found)


def _told_in_every_format(advice: Recommendation) -> None:
    from advisor.reports import json_report, pages, text

    assert text.render(advice)
    assert json.dumps(json_report.as_object(advice))
    for form in ("markdown", "html"):
        assert "".join(pages.write([advice], form, date(2026, 5, 31)))  # type: ignore[arg-type]


@cache
def _certificates() -> list[str]:
    """What holds, of many different cases."""
    kb, chance = greenhouse(), random.Random(1)
    several = [answers(odd.Dice.of_random(chance), kb) for _ in range(200)]
    return [json.dumps(certificate(recommend(kb, case), PRINT)) for case in several]


def fuzz_certificates(data: Any) -> None:
    """Certificates: one that holds says what the rules say, however it was forged and sealed anew."""
    dice = odd.Dice(data)
    kb = greenhouse()
    told = json.loads(dice.of(_certificates()))
    keys = set(told)
    forged = odd.tree_mutated(dice, told)
    if isinstance(forged, dict) and not dice.once_in(10):
        forged["seal"] = seal(forged)
    try:
        check(kb, PRINT, forged)
    except Fault as fault:
        fair_line(str(fault))
        return
    read = {id: kb.questions[id].read(value) for id, value in forged["answers"].items()}
    true, _, fired = oracle.evaluate(kb, kb.total(read))
    assert {(id, value) for id, values in forged["conclusions"].items() for value in values} == true
    assert {firing["rule"] for firing in forged["firings"]} == fired
    assert [value for id, value in true if id == kb.goal] == [forged["step"]]
    assert set(forged) == keys - ({"forestalled"} if forged["certificate"] == 1 else set()), "unknown keys"


def fuzz_certificate_files(data: Any) -> None:
    """`advisor verify` of whatever stands in a file: how many hold, or complaints, nothing else."""
    dice = odd.Dice(data)
    kb = greenhouse()
    good = [certificate(recommend(kb, answers(dice, kb), "Ann"), fingerprint(greenhouse_folder()))]
    text = json.dumps(dice.of((good, good[0])), indent=dice.of((None, 1)))
    raw = odd.as_bytes(dice, odd.mutated(dice, text, most=2))
    with own_folder():
        Path("certificates.json").write_bytes(raw)
        code, out, errors = said(["verify", "certificates.json", "--kb", str(greenhouse_folder())])
    fair_text(out)
    fair_complaints(errors)
    assert bool(errors) == (code != 0)
    if code == 0:
        assert json.loads(raw.decode("utf-8-sig")) in (good, good[0]), "holds, but is another one"
