"""What `advisor check` finds: each kind of defect, planted in the greenhouse, is found there with its smallest case."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from greenhouse import CONCLUSIONS, PROPERTIES, QUESTIONS, RULES, STEPS, write_greenhouse, write_kb
from strategies import make_kb, make_rule

from advisor.cli.main import main
from advisor.consultation.consultation import Consultation
from advisor.consultation.relevance import relevant
from advisor.consultation.roadmap import roadmap
from advisor.knowledge.attributes import Answers, Conclusion, Question
from advisor.knowledge.conditions import NoneOf, OneOf
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.partial import evaluate
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.case_space import Cases
from advisor.solver.nodes import TooLarge
from advisor.solver.search import Search
from advisor.verification.asking import asks_what_matters
from advisor.verification.check import check
from advisor.verification.findings import Finding
from advisor.verification.rule_checks import rules_add, rules_fire
from advisor.verification.uses import questions_matter

CITED = re.sub(r"(    because: .*\n)(?!    cite)", r"\1    cite: [neighbour]\n", RULES)
"""The greenhouse's rules, each with a source."""

SHADE = "      moisture: enough\n      none:\n        - light: good\n    then: {next_step: hang-cloth}"
MORE_RULES = """\
  {id}:
    when: {when}
    then: {then}
    because: So it is.
    cite: [neighbour]
"""


def rule(id: str, when: str, then: str) -> str:
    return CITED + MORE_RULES.format(id=id, when=when, then=then)


def checked(folder: Path, **changed: str) -> list[Finding]:
    """What is found in the greenhouse with these files changed."""
    return check(load(write_greenhouse(folder / "greenhouse", **{"rules": CITED, **changed})), relevant).findings


def the(found: list[Finding], folder: Path) -> tuple[str, tuple[str, ...], str, object]:
    """The only finding: its kind, what it is about, its place without the folder, and the smallest case."""
    (finding,) = found
    place = finding.place.replace(f"{folder}/greenhouse/", "")
    return finding.kind, finding.about, place, finding.witness


def test_the_greenhouse_is_clean_once_every_rule_cites(tmp_path: Path) -> None:
    assert checked(tmp_path) == []


def test_a_case_without_a_next_step_is_found(tmp_path: Path) -> None:
    found = checked(tmp_path, rules=CITED.replace(SHADE, SHADE.replace("moisture: enough", "soil: wet")))
    gap = [finding for finding in found if finding.kind == "gap"]
    assert the(gap, tmp_path) == ("gap", ("next_step",), "conclusions.yaml:2:3", {"plant": "tomato"})


def test_a_case_with_two_next_steps_is_found_at_the_later_rule(tmp_path: Path) -> None:
    found = checked(tmp_path, rules=rule("next-enjoy-anyway", "{signs: none, shade: yes}", "{next_step: enjoy}"))
    conflict = [finding for finding in found if finding.kind == "conflict"]
    witness = {"plant": "tomato", "soil": "dry", "signs": (), "shade": "yes"}
    assert the(conflict, tmp_path)[:2] == ("conflict", ("next_step", "water-now", "enjoy"))
    assert conflict[0].place.endswith("rules.yaml:66:3")
    assert conflict[0].witness == witness
    assert "'next-water', 'next-enjoy-anyway'" in conflict[0].what


def test_two_values_of_an_attribute_that_holds_one_are_found(tmp_path: Path) -> None:
    found = checked(tmp_path, rules=CITED.replace("when: {moisture: {not: short}}", "when: {soil: {not: dry}}"))
    two = [finding for finding in found if finding.kind == "two-values"]
    witness = {"plant": "tomato", "signs": ("wilting",), "days": 3}
    assert the(two, tmp_path) == ("two-values", ("moisture", "enough", "short"), "rules.yaml:15:3", witness)


def test_a_rule_that_never_fires_is_found_and_no_more_is_said_of_it(tmp_path: Path) -> None:
    found = checked(tmp_path, rules=rule("alongside-never", "{moisture: short, soil: wet}", "{alongside: air}"))
    assert the(found, tmp_path) == ("never-fires", ("alongside-never",), "rules.yaml:66:3", None)


def test_a_rule_that_another_implies_is_found(tmp_path: Path) -> None:
    found = checked(tmp_path, rules=rule("alongside-spots", "{signs: spots, shade: no}", "{alongside: air}"))
    about = ("alongside-spots", "alongside-air")
    assert the(found, tmp_path) == ("implied", about, "rules.yaml:66:3", None)


def test_of_two_rules_that_say_the_same_one_is_found(tmp_path: Path) -> None:
    found = checked(tmp_path, rules=rule("alongside-again", "{signs: [wilting, spots]}", "{alongside: air}"))
    assert [finding.about for finding in found] == [("alongside-air", "alongside-again")]


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        (
            "{soil: dry, plant.thirsty: yes}",
            "{soil: dry, all: [{soil: {not: wet}}, {plant.thirsty: yes}]}",
            "soil: {not: wet}",
        ),
        (
            "{moisture: enough, light: good}",
            "{light: good, none: [{moisture: short}, {soil: dry, plant: tomato}]}",
            "soil",
        ),
        (
            "      any:\n        - shade: yes\n",
            "      any:\n        - {shade: yes, plant.thirsty: no}\n        - shade: yes\n",
            "{",
        ),
        ("{signs: [spots, wilting]}", "{signs: [spots, wilting], any: [{signs: spots}, {signs: wilting}]}", "any"),
    ],
)
def test_a_part_of_a_condition_that_is_not_needed_is_found(tmp_path: Path, old: str, new: str, part: str) -> None:
    assert old in CITED
    found = checked(tmp_path, rules=CITED.replace(old, new))
    assert {finding.kind for finding in found} == {"needless"}
    assert part in " ".join(finding.what for finding in found)


def test_a_part_that_keeps_two_reasons_apart_is_remarked_on_and_no_finding(tmp_path: Path) -> None:
    rules = rule("alongside-air-by-sun", "{shade: no, signs: {not: [spots, wilting]}}", "{alongside: air}")
    report = check(load(write_greenhouse(tmp_path / "greenhouse", rules=rules)))
    assert report.findings == []
    remarks = [remark for proof in report.proofs for remark in proof.remarks]
    assert {remark.about for remark in remarks} == {("alongside-air-by-sun",)}
    assert "'signs: {not: [spots, wilting]}' changes no conclusion" in " ".join(remark.what for remark in remarks)


def test_a_rule_without_a_source_is_found(tmp_path: Path) -> None:
    found = checked(tmp_path, rules=CITED.replace("    cite: [neighbour]\n", "", 1))
    assert the(found, tmp_path) == ("no-source", ("moisture-enough",), "rules.yaml:15:3", None)


def test_a_question_that_can_never_matter_is_found(tmp_path: Path) -> None:
    music = "  music:\n    ask: Do you sing?\n    why: Some say it helps.\n    choices: {yes: I do, no: I do not}\n"
    unread = CONCLUSIONS + "  mood: {many: [glad], internal: yes}\n"
    rules = rule("mood-glad", "{music: yes}", "{mood: glad}")
    found = checked(tmp_path, questions=QUESTIONS + music, conclusions=unread, rules=rules)
    assert [(finding.kind, finding.about) for finding in found] == [("question", ("music",)), ("unread", ("mood",))]
    assert found[0].place.endswith("questions.yaml:35:3")


def test_values_that_nothing_tells_apart_are_found(tmp_path: Path) -> None:
    questions = QUESTIONS.replace("wet: Wet\n", "wet: Wet\n      moist: Moist\n")
    found = checked(tmp_path, questions=questions)
    assert the(found, tmp_path) == ("value", ("soil", "moist"), "questions.yaml:18:7", None)


MOIST = QUESTIONS.replace("wet: Wet\n", "wet: Wet\n      moist: Moist\n")
ALIKE = MOIST.replace("    ask: Push", "    alike: [moist, wet]\n    ask: Push")


def test_values_that_are_offered_in_the_same_words(tmp_path: Path) -> None:
    found = checked(tmp_path, questions=QUESTIONS.replace("wet: Wet", "wet: ' dry '"))
    assert the(found, tmp_path) == ("value", ("soil", "dry", "wet"), "questions.yaml:17:7", None)
    assert found[0].what == "The values 'dry' and 'wet' of 'soil' are both offered as 'dry'."


def test_values_that_are_declared_alike_are_accepted_where_no_rule_tells_them_apart(tmp_path: Path) -> None:
    kb = load(write_greenhouse(tmp_path / "greenhouse", rules=CITED, questions=ALIKE))
    assert kb.questions["soil"].alike == (("moist", "wet"),)
    report = check(kb)
    assert report.findings == []
    assert "Values that are declared alike are told apart nowhere (1)." in [proof.claim for proof in report.proofs]


def test_a_rule_that_tells_values_apart_that_are_declared_alike_is_found(tmp_path: Path) -> None:
    """One by itself; no rule that names both, or rests on what only both together give."""
    more = rule("air-moist", "{soil: moist, shade: yes}", "{alongside: air}")
    more += MORE_RULES.format(id="talk-wet", when="{any: [{soil: wet}, {soil: moist}]}", then="{alongside: talk}")
    found = checked(tmp_path, rules=more, questions=ALIKE)
    about = ("soil", "moist", "wet", "air-moist")
    witness = {"plant": "tomato", "soil": "wet", "shade": "yes"}
    alike = [finding for finding in found if finding.kind == "alike"]
    assert the(alike, tmp_path) == ("alike", about, "rules.yaml:66:3", witness)


def test_an_answer_that_is_required_with_one_of_two_values_that_are_alike_is_found(tmp_path: Path) -> None:
    asked = ALIKE.replace("    ask: Is there shade", "    required: {when: {soil: wet}}\n    ask: Is there shade")
    alike = [finding for finding in checked(tmp_path, questions=asked) if finding.kind == "alike"]
    assert [finding.about for finding in alike] == [("soil", "moist", "wet", "shade")]
    assert alike[0].what == "Question 'shade' tells 'moist' and 'wet' of 'soil' apart, which are declared alike."
    assert "questions.yaml:" in alike[0].place


def test_a_paragraph_that_tells_values_apart_that_are_declared_alike_is_found_at_its_step(tmp_path: Path) -> None:
    steps = STEPS.replace("  enjoy:\n", "  enjoy:\n    watch: [{when: {soil: wet}, text: It is wet.}]\n")
    assert steps != STEPS
    alike = [finding for finding in checked(tmp_path, steps=steps, questions=ALIKE) if finding.kind == "alike"]
    assert [finding.about for finding in alike] == [("soil", "moist", "wet", "enjoy")]
    assert "Step 'enjoy' tells 'moist' and 'wet' of 'soil' apart" in alike[0].what
    assert "steps.yaml:" in alike[0].place


def test_a_value_that_no_rule_concludes_is_found(tmp_path: Path) -> None:
    found = checked(tmp_path, conclusions=CONCLUSIONS.replace("[air, talk]", "[air, talk, sing]"))
    assert the(found, tmp_path) == ("value", ("alongside", "sing"), "conclusions.yaml:7:23", None)


def test_a_conclusion_that_nobody_reads_is_found(tmp_path: Path) -> None:
    unread = CONCLUSIONS + "  pale: {many: [leaf], internal: yes}\n"
    found = checked(tmp_path, conclusions=unread, rules=rule("pale-leaf", "{shade: no, signs: spots}", "{pale: leaf}"))
    assert the(found, tmp_path) == ("unread", ("pale",), "conclusions.yaml:13:3", None)


def test_a_step_that_is_never_recommended_is_found(tmp_path: Path) -> None:
    found = checked(tmp_path, steps=STEPS + "  sing:\n    title: Sing\n    do: Sing.\n    achieves: {shade: yes}\n")
    assert the(found, tmp_path) == ("never-recommended", ("sing",), "steps.yaml:27:3", None)


def test_a_step_that_leaves_the_recommendation_as_it_is_is_found(tmp_path: Path) -> None:
    found = checked(tmp_path, steps=STEPS.replace("achieves: {soil: wet, days: 0}", "achieves: {days: 0}"))
    witness = {"plant": "tomato", "soil": "dry"}
    assert the(found, tmp_path) == ("step-stays", ("water-now",), "steps.yaml:2:3", witness)


def test_a_road_that_goes_round_in_a_circle_is_found(tmp_path: Path) -> None:
    steps = STEPS.replace("- {set: {shade: yes}}", "- {set: {shade: yes, soil: dry}}")
    steps = steps.replace("achieves: {soil: wet, days: 0}", "achieves: {soil: wet, days: 0, shade: no}")
    found = checked(tmp_path, steps=steps)
    assert {finding.kind for finding in found} == {"circle"}
    assert found[0].witness == {"plant": "tomato"}
    assert "hang-cloth -> water-now -> hang-cloth" in found[0].what


def test_a_step_that_comes_twice_on_one_road_is_found(tmp_path: Path) -> None:
    """Hanging the cloth dries the soil where the leaves hang, and watering makes them well."""
    steps = STEPS.replace("- {set: {shade: yes}}", "- {set: {shade: yes, soil: dry}}")
    found = checked(tmp_path, steps=steps)
    assert the(found, tmp_path)[:2] == ("step-again", ("water-now",))
    kb = load(tmp_path / "greenhouse")
    road = roadmap(kb, found[0].witness or {})
    assert not road.complete
    assert [step.id for step in road.steps] == ["water-now", "hang-cloth"]


def test_a_road_without_an_end_is_found(tmp_path: Path) -> None:
    found = checked(tmp_path, steps=STEPS + "    achieves: {shade: yes}\n")
    assert [finding.kind for finding in found] == ["no-end"]


@pytest.mark.parametrize(
    ("claim", "witness"),
    [
        ("never: {soil: dry, moisture: enough}", {"plant": "cactus", "soil": "dry"}),
        ("always: {any: [{light: good}, {shade: no}]}", {"plant": "tomato"}),
        (
            "count: {caution: {at_most: 1}}\n    when: {soil: wet}",
            {"plant": "cactus", "soil": "wet", "signs": ("wilting", "spots")},
        ),
        ("count: {alongside: {at_least: 1, of: [air]}}", {"plant": "tomato"}),
    ],
)
def test_a_property_that_fails_is_found(tmp_path: Path, claim: str, witness: Answers) -> None:
    more = f"  wrong:\n    {claim}\n    because: It seems so.\n"
    found = checked(tmp_path, properties=PROPERTIES + more)
    assert the(found, tmp_path) == ("property", ("wrong",), "properties.yaml:10:3", witness)


def test_a_consultation_that_asks_in_vain_or_stops_too_soon_is_found(tmp_path: Path) -> None:
    def worse(kb: KnowledgeBase, answers: Answers, goals: object) -> list[str]:
        asked = relevant(kb, answers, [kb.goal])
        if "soil" not in answers:
            return asked or ["soil"]
        return [] if asked == ["shade"] else asked

    kb = load(write_greenhouse(tmp_path / "greenhouse", rules=CITED))
    found = {finding.kind: finding for finding in check(kb, worse).findings}
    assert set(found) == {"asked", "not-asked"}
    vain, stopped = found["asked"], found["not-asked"]
    assert vain.about == ("soil",)
    assert stopped.about == ("shade",)
    assert vain.witness is not None
    assert stopped.witness is not None
    assert Consultation(kb, vain.witness).goal_settled
    assert (
        evaluate(kb, {**stopped.witness, "shade": "yes"}).true != evaluate(kb, {**stopped.witness, "shade": "no"}).true
    )


BENEFIT = {
    "head": "id: benefit\ntitle: A benefit\nversion: 1\ngoals: [verdict, tier]\n",
    "sources": "sources: {law: {title: The law}}\n",
    "questions": """\
questions:
  age: {ask: How old are you?, why: It is asked., number: {min: 0, max: 120, whole: yes}}
  work: {ask: Do you have work?, why: It is asked., choices: {yes: Yes, no: No}}
""",
    "conclusions": """\
conclusions:
  verdict:
    one: {granted: It is granted., refused: It is refused.}
    first: yes
    otherwise: {rule: granted, value: granted, because: Nothing is against it., cite: [law]}
  tier: {one: {high: The high tier., low: The low tier.}}
""",
    "rules": """\
rules:
  worker: {when: {work: yes}, then: {verdict: refused}, because: You work., cite: [law]}
  old: {when: {age: {at_least: 40}}, then: {tier: high}, because: You are old., cite: [law]}
  young: {when: {none: [{age: {at_least: 40}}]}, then: {tier: low}, because: You are young., cite: [law]}
""",
}


def test_a_knowledge_base_of_two_goals_without_steps_is_clean(tmp_path: Path) -> None:
    kb = load(write_kb(tmp_path / "benefit", **BENEFIT))
    report = check(kb, relevant)
    assert report.findings == []
    claims = [proof.claim for proof in report.proofs]
    assert claims[:2] == ["Every case has exactly one verdict.", "Every case has exactly one tier."]
    assert not [claim for claim in claims if "step" in claim or "road" in claim]


def test_gaps_and_conflicts_of_a_further_goal_are_found(tmp_path: Path) -> None:
    rules = BENEFIT["rules"].replace("{none: [{age: {at_least: 40}}]}", "{age: {at_most: 40}}")
    kb = load(write_kb(tmp_path / "benefit", **{**BENEFIT, "rules": rules}))
    found = [(finding.kind, finding.about, finding.witness) for finding in check(kb).findings]
    assert found == [("conflict", ("tier", "high", "low"), {"age": 40}), ("gap", ("tier",), {})]


def test_a_consultation_that_stops_before_a_further_goal_is_settled_is_found(tmp_path: Path) -> None:
    kb = load(write_kb(tmp_path / "benefit", **BENEFIT))
    found = check(kb, lambda kb, answers, goals: relevant(kb, answers, goals[:1])).findings
    assert [(finding.kind, finding.about) for finding in found] == [("not-asked", ("age",))]


def test_a_value_of_a_verdict_that_no_rule_concludes_is_found(tmp_path: Path) -> None:
    conclusions = BENEFIT["conclusions"].replace("refused: It is", "open: Open., refused: It is")
    kb = load(write_kb(tmp_path / "benefit", **{**BENEFIT, "conclusions": conclusions}))
    assert [(finding.kind, finding.about) for finding in check(kb).findings] == [("value", ("verdict", "open"))]


def test_an_internal_number_is_read_where_it_is_tested_or_printed(tmp_path: Path) -> None:
    number = BENEFIT["conclusions"] + "  score: {number: {min: 0, max: 9}, internal: yes}\n"
    adds = BENEFIT["rules"] + "  adds: {when: {work: no}, then: {score: {add: 5}}, because: So., cite: [law]}\n"

    def unread(rules: str) -> list[tuple[str, ...]]:
        folder = write_kb(tmp_path / f"{len(rules)}" / "benefit", **{**BENEFIT, "conclusions": number, "rules": rules})
        return [finding.about for finding in check(load(folder)).findings if finding.kind == "unread"]

    assert unread(adds) == [("score",)]
    assert unread(adds.replace("{work: yes}", "{score: {below: 5}, work: yes}")) == []
    assert unread(adds.replace("You work.", '"You work, {score}."')) == []


def test_where_a_number_has_too_many_sums_for_diagrams_z3_answers(tmp_path: Path) -> None:
    """Each of 2 ** 24 ways of answering adds up to another number."""
    asked = "".join(
        f"  q{n}: {{ask: Is it {n}?, why: So., required: yes, choices: {{yes: Y, no: N}}}}\n" for n in range(24)
    )
    adds = "".join(
        f"  r{n}: {{when: {{q{n}: yes}}, then: {{score: {{add: {2**n}}}}}, because: So., cite: [law]}}\n"
        for n in range(24)
    )
    parts = {
        **BENEFIT,
        "head": BENEFIT["head"].replace("[verdict, tier]", "[verdict]"),
        "questions": "questions:\n" + asked,
        "conclusions": BENEFIT["conclusions"].rsplit("  tier", 1)[0]
        + f"  score: {{number: {{min: 0, max: {2**24 - 2}}}}}\n",
        "rules": "rules:\n"
        + adds
        + "  worker: {when: {score: {below: 9}}, then: {verdict: refused}, because: So., cite: [law]}\n",
    }
    kb = load(write_kb(tmp_path / "benefit", **parts))
    report = check(kb)
    (finding,) = report.findings
    assert (finding.kind, finding.about) == ("out-of-range", ("score", "max"))
    assert finding.witness == {f"q{n}": "yes" for n in range(24)}
    assert next(proof for proof in report.proofs if "stays within" in proof.claim).answered_by == "z3"


def test_the_knowledge_base_that_ships_is_clean_and_its_cases_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "41,195,856,878,914,284,330,732,748,800,000,000 cases" in said
    assert "from every case, in at most 39 steps; none comes twice." in said
    assert said.endswith("Nothing was found.")


def test_the_shipped_consultation_asks_what_matters_in_hundreds_of_kinds_of_half_answered_cases() -> None:
    proof = asks_what_matters(CaseDiagram(load()), relevant, most=600)
    assert proof.findings == ()
    kinds = re.search(r"(\d+) of the (\d+) kinds", proof.limits)
    assert kinds is not None
    assert int(kinds[1]) > 500


def test_findings_are_shown_with_a_case_and_written_as_files_that_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = "  wrong:\n    never: {soil: dry, moisture: enough}\n    because: It seems so.\n"
    folder = write_greenhouse(tmp_path / "greenhouse", rules=CITED, properties=PROPERTIES + more)
    assert main(["check", "--kb", str(folder), "--witnesses", str(tmp_path / "found")]) == 1
    streams = capsys.readouterr()
    assert "    answers:\n      plant: cactus\n      soil: dry\n" in streams.out
    assert streams.out.endswith("\n1 finding.\n")
    assert streams.err == f"advisor: 1 case written to {tmp_path / 'found'}\n"
    file = tmp_path / "found" / "property-wrong.yaml"
    assert yaml.safe_load(file.read_text(encoding="utf-8"))["answers"] == {"plant": "cactus", "soil": "dry"}
    assert main(["recommend", "--kb", str(folder), str(file)]) == 0


def test_findings_stand_in_the_order_in_which_they_are_mended_in_every_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rule without a source, one that never fires, a case without a next step, and one with two."""
    rules = RULES.replace(SHADE, SHADE.replace("moisture: enough", "soil: wet"))
    rules += MORE_RULES.format(id="never", when="{moisture: short, soil: wet}", then="{alongside: air}")
    rules += MORE_RULES.format(id="twice", when="{signs: none, shade: yes}", then="{next_step: enjoy}")
    folder = write_greenhouse(tmp_path / "greenhouse", rules=rules)
    check = ["check", "--kb", str(folder)]
    assert main([*check, "--format", "json", "--junit", str(tmp_path / "junit.xml")]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    kinds = [*dict.fromkeys(finding["kind"] for finding in found)]
    assert kinds == ["conflict", "gap", "never-fires", "no-source"]
    assert main([*check, "--quiet"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    places = [said.index(" ".join(finding["what"].split())) for finding in found]
    assert places == sorted(places)
    suite = ElementTree.parse(tmp_path / "junit.xml").getroot()
    failed = [case.get("name") for case in suite if case.find("failure") is not None]
    assert failed == ["-".join([finding["kind"], *finding["about"]]) for finding in found]
    assert suite.get("failures") == str(len(found))
    assert "Every question can matter (5)." in [case.get("name") for case in suite if not len(case)]
    assert "The smallest case: {plant: tomato" in (suite[0][0].text or "")


def test_json_has_the_proofs_and_the_findings_with_their_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_greenhouse(tmp_path / "greenhouse")
    assert main(["check", "--kb", str(folder), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["cases"] == 4 * 3 * 5 * 62 * 3
    assert [proof["claim"] for proof in found["proofs"] if not proof["holds"]] == ["Every rule cites a source."]
    first = found["findings"][0]
    assert (first["kind"], first["about"], first["line"], first["column"]) == ("no-source", ["moisture-enough"], 15, 3)
    assert first["file"].endswith("greenhouse/rules.yaml")
    assert len(found["findings"]) == 7


def test_what_told_a_proof_is_named(greenhouse: KnowledgeBase) -> None:
    told = {proof.claim: proof.answered_by for proof in check(greenhouse).proofs}
    assert told["Every case has exactly one next_step."] == "diagram"
    assert told["Every part of every condition is needed: without it, its rule would fire in other cases."] == "diagram"
    assert told["Every rule cites a source."] is None
    search = Search(greenhouse, samples=5, most_nodes=0)
    search.begin("Every rule fires in some case.")
    assert rules_fire(search).findings == ()
    assert search.answered_by == "z3"


def test_what_no_time_is_left_for_is_not_proved_and_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise TooLarge

    monkeypatch.setattr(Cases, "__init__", full)
    kb = load(write_greenhouse(tmp_path / "greenhouse", rules=CITED))
    report = check(kb, seconds=0)
    gaps = {proof.claim: proof.gave_up for proof in report.not_proved}
    assert gaps["Every case has exactly one next_step."].startswith("4 of its 4 questions took too much work.")
    assert "Every rule fires in some case (15)." not in gaps  # samples show it
    assert report.findings == []
    assert report.cases is None


def test_verbose_says_what_told_each_proof(greenhouse_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--kb", str(greenhouse_folder), "-v"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert "advisor: Every case has exactly one next_step: told by decision diagrams" in said
    assert "advisor: Every rule cites a source: told by reading alone" in said
    assert len(said) == 13


def test_quiet_prints_only_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_greenhouse(tmp_path / "greenhouse", rules=CITED)
    assert main(["check", "--kb", str(folder), "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_a_place_for_witnesses_that_is_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_greenhouse(tmp_path / "greenhouse")
    (tmp_path / "file").touch()
    assert main(["check", "--kb", str(folder), "--witnesses", str(tmp_path / "file")]) == 2
    assert "is a file, not a folder" in capsys.readouterr().err


def test_a_rule_is_not_told_to_add_nothing_where_another_one_fires_only_because_of_it() -> None:
    """`there` and `back` feed each other, so that `back` fires wherever `begin` does, but only because `begin` does."""
    rules = [
        make_rule(0, OneOf("p", ("a",)), ("c1", "yes")),
        make_rule(1, OneOf("c1", ("yes",)), ("c2", "yes")),
        make_rule(2, OneOf("c2", ("yes",)), ("c1", "yes")),
        make_rule(3, OneOf("c1", ("yes",)), ("goal", "go")),
        make_rule(4, NoneOf((OneOf("c1", ("yes",)),)), ("goal", "stop")),
    ]
    concluded = [Conclusion(id, False, ("yes",), id) for id in ("c1", "c2")]
    kb = make_kb(
        [Question("p", "choice", "?", ".", "p", values=("a", "b"))],
        [*concluded, Conclusion("goal", False, ("go", "stop"), "goal")],
        rules,
    )
    assert [finding.about for finding in rules_add(Search(kb), set()).findings] == [("r2", "r0")]


def test_a_question_that_only_a_demand_tests_is_told_with_where_that_is(tmp_path: Path) -> None:
    idle = "  spare: {ask: Is there a spare pot?, why: It is asked., choices: {yes: Yes, no: No}}\n"
    questions = QUESTIONS.replace("  shade:\n", f"{idle}  shade:\n    required: {{when: {{spare: yes}}}}\n")
    found = questions_matter(Search(load(write_greenhouse(tmp_path, questions=questions)))).findings
    (told,) = [it for it in found if it.about == ("spare",)]
    assert told.advice == "Remove it, also from 'required' of shade, or write the rule that needs it."
