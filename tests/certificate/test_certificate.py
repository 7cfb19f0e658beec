"""A certificate holds for what the engine concludes, and for nothing else: tampering is found in one clear line."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import oracle
import pytest
import strategies
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from profiles import examples, some

import advisor
from advisor.cases.files import read_cases
from advisor.certificate import reading
from advisor.certificate.checking import Fault, check
from advisor.certificate.seal import seal
from advisor.certificate.writing import certificate
from advisor.cli.main import main
from advisor.explanation.recommendation import recommend
from advisor.knowledge.attributes import Conclusion, Question
from advisor.knowledge.conditions import All
from advisor.knowledge.fingerprint import fingerprint
from advisor.knowledge.model import KnowledgeBase

ANSWERS = {"plant": "tomato", "soil": "wet", "signs": ["wilting", "spots"], "days": 4, "shade": "no"}
Told = dict[str, Any]


@pytest.fixture
def written(greenhouse: KnowledgeBase) -> Told:
    """A certificate as a reader of the file finds it."""
    return json.loads(json.dumps(certificate(recommend(greenhouse, ANSWERS), "print")))  # type: ignore[no-any-return]


def fault(kb: KnowledgeBase, told: object) -> str:
    """What is wrong with a certificate that was sealed anew; nothing where it holds."""
    if isinstance(told, dict):
        told = {**told, "seal": seal(told)}
    try:
        check(kb, "print", told)
    except Fault as found:
        return str(found)
    return ""


def of_rule(told: Told, rule: str) -> Told:
    return next(firing for firing in told["firings"] if firing["rule"] == rule)  # type: ignore[no-any-return]


def test_a_certificate_holds_as_it_was_written(greenhouse: KnowledgeBase, written: Told) -> None:
    check(greenhouse, "print", written)


Change = Callable[[Told], object]
FAULTS: list[tuple[Change, str]] = [
    (lambda it: it.update(sha256="other"), "sha256 is 'other', but that of the knowledge base is 'print'"),
    (lambda it: it.update(version=2), "version is 2, but that of the knowledge base is 1"),
    (lambda it: it.pop("version"), "version is not there, but that of the knowledge base is 1"),
    (lambda it: it.update(certificate=9), "is not a certificate of format 1 or 2: 'certificate' is 9"),
    (lambda it: it["answers"].update(soil="damp"), "answers: soil: 'damp' is not one of dry, wet, unknown"),
    (lambda it: it["answers"].update(sol="dry"), "answers: the knowledge base asks no question 'sol'"),
    (lambda it: it["answers"].pop("plant"), "answers: the question 'plant' needs an answer"),
    (
        lambda it: it["answers"].update(soil="dry"),
        "firings: rule 'moisture-short' is left out, though its condition holds",
    ),
    (
        lambda it: it["answers"].update(signs=["spots"]),
        "firing 1, rule 'alongside-air': it names signs=wilting, spots, but the answer is spots",
    ),
    (lambda it: it["firings"].pop(), "firings: rule 'next-shade' is left out, though its condition holds"),
    (lambda it: it["firings"].append(it["firings"][0]), "firing 5, rule 'alongside-air': this rule fired before"),
    (
        lambda it: it["firings"].reverse(),
        "firing 1, rule 'next-shade': it rests on moisture=enough, which no firing before it concludes",
    ),
    (
        lambda it: it["firings"][0].update(rule="no"),
        "firing 1, rule 'no': the knowledge base has no such rule",
    ),
    (
        lambda it: of_rule(it, "alongside-air").update(answers={}),
        "firing 1, rule 'alongside-air': its condition does not follow from the facts that it names",
    ),
    (
        lambda it: of_rule(it, "next-shade").update(missing=[]),
        "firing 4, rule 'next-shade': its condition does not follow from the facts that it names",
    ),
    (
        lambda it: of_rule(it, "next-shade").update(missing=[["moisture", "enough"]]),
        "firing 4, rule 'next-shade': it needs moisture=enough to be missing, which is concluded",
    ),
    (
        lambda it: of_rule(it, "next-shade").update(concludes=["next_step", "enjoy"]),
        "firing 4, rule 'next-shade': it concludes next_step=hang-cloth, not next_step=enjoy",
    ),
    (
        lambda it: it["conclusions"].update(light=["good"]),
        "conclusions: light=good is told, but no firing concludes it",
    ),
    (lambda it: it["conclusions"].pop("alongside"), "conclusions: alongside=air is left out"),
    (lambda it: it.update(step="enjoy"), "step is 'enjoy', but the firings conclude hang-cloth"),
    (lambda it: it.update(goal="moisture"), "goal is 'moisture', but that of the knowledge base is 'next_step'"),
    (lambda it: it.update(firings={}), "'firings' must be a list"),
    (lambda it: it["firings"].append(None), "firings: each must be an object"),
    (lambda it: it.update(mood="good"), "unknown key 'mood'"),
    (lambda it: it["firings"][0].update(missing_=[]), "firing 1: unknown key 'missing_'; did you mean 'missing'?"),
    (
        lambda it: it["conclusions"].update(moist=["enough"]),
        "conclusions: unknown key 'moist'; did you mean 'moisture'?",
    ),
    (lambda it: it["conclusions"].update(light=[]), "conclusions: 'light' must be a list of values, each of them once"),
    (
        lambda it: it["conclusions"].update(alongside=["air", "air"]),
        "conclusions: 'alongside' must be a list of values, each of them once",
    ),
    (
        lambda it: it["firings"][0].update(missing=[["moisture", "wet"]]),
        "firing 1, rule 'alongside-air': it names moisture=wet, which the knowledge base never concludes",
    ),
    (
        lambda it: it["firings"][0].update(missing=["moisture"]),
        "firing 1, rule 'alongside-air': a conclusion must be written as [attribute, value]",
    ),
]


@pytest.mark.parametrize(("change", "what"), FAULTS, ids=[what for _, what in FAULTS])
def test_a_forged_certificate_is_found_though_it_was_sealed_anew(
    greenhouse: KnowledgeBase, written: Told, change: Change, what: str
) -> None:
    change(written)
    assert fault(greenhouse, written) == what


def changed_somewhere(chance: random.Random, told: Any) -> Any:
    """The JSON value with something in it changed, removed or put elsewhere."""
    if isinstance(told, dict) and told and chance.random() < 0.9:
        key = chance.choice([*told])
        if chance.random() < 0.1:
            return {other: value for other, value in told.items() if other != key}
        return {**told, key: changed_somewhere(chance, told[key])}
    if isinstance(told, list) and told and chance.random() < 0.9:
        place = chance.randrange(len(told))
        kind = chance.choice(("inside", "inside", "remove", "move", "double"))
        rest = told[:place] + told[place + 1 :]
        if kind == "inside":
            return [*told[:place], changed_somewhere(chance, told[place]), *told[place + 1 :]]
        if kind == "remove":
            return rest
        others, to = rest if kind == "move" else told, chance.randrange(len(told))
        return [*others[:to], told[place], *others[to:]]
    return chance.choice(["a", "b", "c", "unknown", "none", 0, 1, 2, [], None, True, {}])


@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.data())
def test_what_holds_is_what_the_oracle_concludes_however_it_was_forged(data: st.DataObject) -> None:
    kb = data.draw(strategies.knowledge_bases(whole=True))
    answer = recommend(kb, data.draw(strategies.cases(kb, total=True)))
    assume(len(answer.steps) == 1)
    told = json.loads(json.dumps(certificate(answer, "print")))
    assert fault(kb, told) == ""
    chance = data.draw(st.randoms(use_true_random=False))
    for _ in range(30):
        forged = changed_somewhere(chance, copy.deepcopy(told))
        if fault(kb, forged):
            continue
        read = {id: kb.questions[id].read(value) for id, value in forged["answers"].items()}
        true, _, fired = oracle.evaluate(kb, kb.total(read))
        numbers = {id: oracle.number(kb, id, true, ())[0] for id, it in kb.conclusions.items() if it.number}
        assert {id: Decimal(repr(value)) for id, value in forged["conclusions"].items() if id in numbers} == numbers
        values = {id: it for id, it in forged["conclusions"].items() if id not in numbers}
        assert {(id, value) for id, each in values.items() for value in each} == {
            pair for pair in true if pair[0] not in numbers
        }
        assert {firing["rule"] for firing in forged["firings"]} == fired
        assert [value for id, value in true if id == kb.goal] == [forged["step"]]


def test_any_change_breaks_the_seal(greenhouse: KnowledgeBase, written: Told) -> None:
    chance = random.Random(5)
    found = set()
    for _ in range(500):
        forged = changed_somewhere(chance, copy.deepcopy(written))
        if json.dumps(forged) != json.dumps(written):
            with pytest.raises(Fault) as caught:
                check(greenhouse, "print", forged)
            found.add(str(caught.value))
    assert "was changed after it was written: the seal does not fit" in found


def test_the_fingerprint_follows_names_and_bytes_but_not_the_folder(greenhouse_folder: Path, tmp_path: Path) -> None:
    whole = fingerprint(greenhouse_folder)
    elsewhere = tmp_path / "elsewhere"
    greenhouse_folder.rename(elsewhere)
    assert fingerprint(elsewhere) == whole
    (elsewhere / "notes.txt").write_text("not read")
    assert fingerprint(str(elsewhere)) == whole
    (elsewhere / "steps.yaml").rename(elsewhere / "stages.yaml")
    assert fingerprint(elsewhere) != whole
    (elsewhere / "stages.yaml").rename(elsewhere / "steps.yaml")
    with (elsewhere / "steps.yaml").open("a") as file:
        file.write("\n")
    assert fingerprint(elsewhere) != whole


def test_the_certificates_of_all_examples_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    examples = [str(path) for path in some(sorted(Path(__file__).parents[2].joinpath("examples/cases").glob("*.yaml")))]
    file = str(tmp_path / "certificates.json")
    assert main(["recommend", *examples, "--certificate", file, "-o", str(tmp_path / "advice")]) == 0
    assert main(["verify", file]) == 0
    cases = sum(1 for path in examples for _ in read_cases(path, advisor.load()))
    *told, whole = capsys.readouterr().out.splitlines()
    assert len(told) == cases
    kb = advisor.load()
    steps = {step.title for step in kb.steps.values() if "{" not in step.title}
    assert sum(line.split(": ", 1)[1] in steps for line in told) > cases / 2
    mark = fingerprint(None)[:12]
    assert whole == f"{cases} certificates hold, by {kb.title}, version {kb.version}, SHA-256 {mark}"


def test_a_certificate_that_does_not_hold_is_told_in_one_line(
    tmp_path: Path, greenhouse_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, file = tmp_path / "case.json", tmp_path / "certificate.json"
    case.write_text(json.dumps([{"name": "A", "answers": ANSWERS}, {"answers": {**ANSWERS, "shade": "yes"}}]))
    kb = ["--kb", str(greenhouse_folder)]
    assert main(["recommend", str(case), *kb, "--certificate", str(file), "--quiet"]) == 0
    told = json.loads(file.read_text())
    told[0]["answers"]["soil"] = "dry"
    file.write_text(json.dumps(told))
    capsys.readouterr()
    assert main(["verify", str(file), *kb]) == 1
    out, err = capsys.readouterr()
    mark = fingerprint(greenhouse_folder)[:12]
    assert out.splitlines() == [
        f"{file}, certificate 2: Enjoy it",
        f"1 certificate holds, 1 does not, by Watering a greenhouse, version 1, SHA-256 {mark}",
    ]
    what = "firings: rule 'moisture-short' is left out, though its condition holds"
    assert err == f"advisor: {file}, certificate 1 (A): {what}\n"


TWICE = [
    ('"step"', '"step": "enjoy", "step"', "the key 'step' is there twice"),
    ('"soil"', '"soil": "dry", "soil"', "answers: the key 'soil' is there twice"),
    ('"rule"', '"rule": "next-shade", "rule"', "firing 1: the key 'rule' is there twice"),
    ('"moisture": [', '"moisture": ["short"], "moisture": [', "conclusions: the key 'moisture' is there twice"),
    ('"step"', '"stepp": "enjoy", "step"', "unknown key 'stepp'; did you mean 'step'?"),
    ('"rule"', '"why": NaN, "rule"', "firing 1: unknown key 'why'"),
    ('"days": 4', '"days": NaN', "answers: days: nan is not a number"),
    ('"days": 4', '"days": -Infinity', "answers: days: -inf is not a number"),
    ('"days": 4', '"days": 4.00000000000000001', "answers: days: '4.00000000000000001' has more than 15 significant"),
    ('"days": 4', '"days": "4"', "answers: days: '4' must be written as 4"),
    ('"days": 4', '"days": true', "answers: days: true is not a number"),
    ('"soil": "wet"', '"soil": " wet"', """answers: soil: ' wet' must be written as "wet\""""),
    ('"version": 1', '"version": true', "version is true, but that of the knowledge base is 1"),
    ('"certificate": 2', '"certificate": true', "is not a certificate of format 1 or 2: 'certificate' is true"),
    ('"name": "A"', '"name": ["A"]', "'name' must be a text"),
]


@pytest.mark.parametrize(("was", "now", "what"), TWICE, ids=[what for _, _, what in TWICE])
def test_a_certificate_that_may_be_read_in_two_ways_is_refused_and_others_are_checked(
    was: str, now: str, what: str, tmp_path: Path, greenhouse_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, file, kb = tmp_path / "case.json", tmp_path / "certificate.json", ["--kb", str(greenhouse_folder)]
    case.write_text(json.dumps([{"name": name, "answers": ANSWERS} for name in "AB"]))
    assert main(["recommend", str(case), *kb, "--certificate", str(file), "--quiet"]) == 0
    text = file.read_text()
    assert was in text
    file.write_text(text.replace(was, now, 1))
    capsys.readouterr()
    assert main(["verify", str(file), *kb]) == 1
    out, err = capsys.readouterr()
    assert err.startswith(f"advisor: {file}, certificate 1")
    assert what in err
    assert len(err.splitlines()) == 1
    assert out.splitlines()[0] == f"{file}, certificate 2 (B): Hang a cloth"
    assert out.splitlines()[1].startswith(
        "1 certificate holds, 1 does not, by Watering a greenhouse, version 1, SHA-256 "
    )


def test_an_answer_with_decimals_holds_as_it_was_written() -> None:
    asked = Question("q", "number", "?", ".", "q", minimum=-1e22, maximum=1e22)
    kb = strategies.make_kb(
        [asked], [Conclusion("goal", False, ("a",), "goal")], [strategies.make_rule(0, All(()), ("goal", "a"))]
    )
    for answer in (0.1, 1e-7, 1e22, 12345678901234.5, 1e16, -3, 0):
        told = reading.read(json.dumps(certificate(recommend(kb, {"q": answer}), "print")))
        assert check(kb, "print", told[0])["q"] == answer


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[", ":1:2: is not JSON: Expecting value"),
        ("[]", ": holds no certificate"),
        ("[" * 100_000, ": holds what no certificate holds: a number of thousands of digits, or lists nested too deep"),
        ("1" * 5000, ": holds what no certificate holds: a number of thousands of digits, or lists nested too deep"),
    ],
)
def test_a_file_without_certificates_is_refused(
    text: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "certificate.json"
    file.write_text(text)
    assert main(["verify", str(file)]) == 2
    assert capsys.readouterr() == ("", f"advisor: {file}{what}\n")


def test_verify_imports_no_evaluator_of_rules(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "examples/cases/hired.yaml"
    assert main(["recommend", str(example), "--certificate", str(tmp_path / "c"), "-o", str(tmp_path / "advice")]) == 0
    program = (
        "import sys; from advisor.cli.main import main; code = main(sys.argv[1:]);"
        "print(code, [name for name in sys.modules if name.startswith(('experta', 'advisor.inference',"
        " 'advisor.consultation', 'advisor.explanation', 'advisor.explanation.recommendation'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "verify", str(tmp_path / "c")], capture_output=True, text=True, check=True
    )
    first, whole, last = done.stdout.splitlines()
    assert first.endswith(f": {advisor.load().steps['keep-current'].title}")
    assert whole.startswith("1 certificate holds, by ")
    assert last == "0 []"
