"""Which cases two versions answer differently: counted exactly, grouped, each with the smallest case."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars
import pytest
from brute_force import alike, small, smallest
from greenhouse import CONCLUSIONS, QUESTIONS, RULES, STEPS, write_greenhouse
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from legal import all_cases
from oracle import evaluate, number
from profiles import examples
from strategies import knowledge_bases, make_kb

import advisor
from advisor.cli.main import main
from advisor.knowledge.attributes import Answer
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.reports.diff_report import as_lines
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.nodes import TooLarge
from advisor.verification.compared_questions import known
from advisor.verification.difference import KINDS, Change, Difference, _Version, difference

ALL = 4 * 3 * 5 * 62 * 3
"""The cases of the greenhouse: plant, soil, signs, days, shade."""


def versions(folder: Path, **changed: str) -> tuple[str, str]:
    """The folders of the greenhouse and of another version of it."""
    old, new = folder / "old" / "greenhouse", folder / "new" / "greenhouse"
    return str(write_greenhouse(old)), str(write_greenhouse(new, **changed))


def compared(folder: Path, **changed: str) -> dict[str, object]:
    old, new = versions(folder, **changed)
    code = main(["diff", old, new, "--format", "json", "-o", str(folder / "diff.json")])
    found: dict[str, object] = json.loads((folder / "diff.json").read_text(encoding="utf-8"))
    assert code == bool(found["changes"] or found["renamed"] or found["renamed_rules"])
    return found


def goals(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [change for change in found["changes"] if change["kind"] == "goal"]


def test_the_same_version_twice_differs_in_no_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = versions(tmp_path)
    assert main(["diff", old, new]) == 0
    assert capsys.readouterr().out.endswith("Every case gets the same advice.\n")


def test_a_shifted_limit_changes_just_the_cases_between(tmp_path: Path) -> None:
    found = compared(tmp_path, rules=RULES.replace("at_least: 3", "at_least: 5"))
    assert (found["cases"], found["changed"]) == (ALL, 2 * 2 * 4 * 3)  # days 3 and 4; wilting with or without spots
    changes = found["changes"]
    assert isinstance(changes, list)
    assert [(change["kind"], change["from"], change["to"], change["cases"]) for change in changes] == [
        ("goal", ["water-now"], ["enjoy"], 2 * 2 * (3 * 1 + 3)),  # in the shade, or a cactus
        ("goal", ["water-now"], ["hang-cloth"], 2 * 2 * 3 * 2),
        ("milestone", ["short"], ["enough"], 2 * 2 * 4 * 3),
    ]
    assert found["changed_by_kind"] == {"goal": 48, "also": 0, "milestone": 48, "rule": 0}
    assert changes[1]["witness"] == {"plant": "tomato", "signs": ["wilting"], "days": 3}


def test_what_is_shown_beside_the_goal_is_compared_too(tmp_path: Path) -> None:
    found = compared(tmp_path, rules=RULES.replace("when: {signs: [spots, wilting]}", "when: {signs: spots}"))
    (change,) = found["changes"]  # type: ignore[misc]
    assert found["changed"] == 0
    assert (change["attribute"], change["from"], change["to"]) == ("alongside", ["air"], [])
    assert change["cases"] == ALL // 5
    assert change["witness"] == {"plant": "tomato", "signs": ["wilting"]}


def test_a_gap_and_a_conflict_are_answers_too(tmp_path: Path) -> None:
    rules = RULES.replace("when: {moisture: short}", "when: {soil: dry}").replace(
        "when: {moisture: enough, light: good}", "when: {moisture: enough, shade: yes}"
    )
    found = compared(tmp_path, rules=rules)
    groups = {(*change["from"], "->", *change["to"]) for change in found["changes"]}  # type: ignore[attr-defined]
    assert ("enjoy", "->") in groups
    assert ("enjoy", "->", "water-now", "enjoy") in groups


def test_a_question_that_only_one_version_asks_is_unknown_to_the_other(tmp_path: Path) -> None:
    cat = "  cat:\n    ask: Is there a cat?\n    why: Cats dig.\n    choices: {yes: A cat, no: No cat}\n"
    rules = RULES.replace(
        "when: {moisture: enough, light: good}", "when: {moisture: enough, light: good, cat: {not: yes}}"
    )
    rules = rules.replace(
        "      moisture: enough\n      none:\n        - light: good\n",
        "      moisture: enough\n      any: [{light: {not: good}}, {cat: yes}]\n",
    )
    found = compared(tmp_path, questions=QUESTIONS + cat, rules=rules)
    assert found["cases"] == 3 * ALL
    assert found["questions"] == ["'cat' is asked in the new version only; to the old one it is unknown"]
    (change,) = found["changes"]  # type: ignore[misc]
    assert (change["from"], change["to"]) == (["enjoy"], ["hang-cloth"])
    assert change["witness"] == {"plant": "cactus", "cat": "yes"}


def test_a_value_that_one_version_does_not_take_is_unknown_to_it(tmp_path: Path) -> None:
    rules = RULES.replace("soil: unknown", "soil: [unknown, stony]")
    found = compared(tmp_path, questions=QUESTIONS.replace("wet: Wet\n", "wet: Wet\n      stony: Stony\n"), rules=rules)
    assert found["changed"] == 0
    assert found["questions"] == ["'soil' takes stony in the new version only; to the other it is unknown"]
    assert [change["from"] for change in found["changes"]] == []  # type: ignore[attr-defined]


def test_numbers_out_of_one_versions_range_are_unknown_to_it(tmp_path: Path) -> None:
    found = compared(tmp_path, questions=QUESTIONS.replace("max: 60", "max: 90"))
    assert found["cases"] == ALL // 62 * 92
    changes = [(change["from"], change["to"], change["cases"]) for change in goals(found)]
    assert changes == [(["enjoy"], ["water-now"], 30 * 2 * 6), (["hang-cloth"], ["water-now"], 30 * 2 * 6)]
    assert [change["witness"]["days"] for change in goals(found)] == [61, 61]


def test_a_question_of_another_kind_is_another_question(tmp_path: Path) -> None:
    questions = QUESTIONS.replace(
        "number: {min: 0, max: 60, whole: yes, unit: days, unit_of_one: day}", "choices: {few: Few, lots: Lots}"
    )
    rules = RULES.replace("days: {at_least: 3}", "days: lots").replace("days: {below: 2}", "days: few")
    steps = STEPS.replace("days: 0}", "days: few}").replace(
        "{days: {below: 1}}, set: {days: {at_least: 1}}", "{days: few}, set: {days: few}"
    )
    found = compared(tmp_path, questions=questions, rules=rules, steps=steps)
    assert found["cases"] == ALL * 3
    assert "it is called 'days-before' here" in " ".join(found["questions"])  # type: ignore[arg-type]


def test_a_step_under_a_new_name_is_listed_and_no_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules, steps = RULES.replace("next_step: water-now", "next_step: pour"), STEPS.replace("water-now:", "pour:")
    found = compared(tmp_path, rules=rules, steps=steps)
    assert (found["changed"], found["renamed"], found["changes"]) == (0, {"water-now": "pour"}, [])
    assert main(["diff", str(tmp_path / "old" / "greenhouse"), str(tmp_path / "new" / "greenhouse")]) == 1
    assert "The step 'water-now' is now called 'pour'" in capsys.readouterr().out


def test_a_rule_under_a_new_name_is_listed_and_one_that_decides_in_place_of_another_is_a_change(tmp_path: Path) -> None:
    """Of two rules that hold together the first is told; where both are in one order and then in the other."""
    enjoy = "  next-enjoy:\n    when: {moisture: enough, light: good}\n"
    assert enjoy in RULES
    more = "  next-calm:\n    when: {moisture: enough, shade: yes}\n    then: {next_step: enjoy}\n    because: So.\n"
    found = compared(tmp_path, rules=RULES.replace("next-enjoy:", "next-joy:").replace("next-water:", "next-pour:"))
    assert (found["renamed_rules"], found["changes"]) == ({"next-water": "next-pour", "next-enjoy": "next-joy"}, [])
    other = tmp_path / "other"
    first = RULES.replace(enjoy, more + enjoy)
    found = compared(other, rules=first)
    (change,) = found["changes"]  # type: ignore[misc]
    assert (change["kind"], change["from"], change["to"]) == ("rule", ["next-enjoy"], ["next-calm"])
    assert found["changed"] == 0
    assert change["witness"] == {"plant": "tomato", "shade": "yes"}


def test_of_very_many_changes_of_a_kind_a_person_is_shown_the_first_and_told_how_many_more(
    greenhouse: KnowledgeBase,
) -> None:
    change = Change("goal", "next_step", ("enjoy",), ("water-now",), 1, {"plant": "tomato"}, 0)
    found = Difference(9, 0, (change,) * 103, {"goal": 9})
    said = [*as_lines(greenhouse, greenhouse, found, 200)]
    assert said.count("next_step: enjoy -> water-now") == 100
    assert said[-1] == "And 3 more such changes; --format json has them all."


def test_what_one_version_alone_concludes_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = RULES + "  damp:\n    when: {soil: wet}\n    then: {damp: yes}\n    because: It is wet.\n"
    found = compared(tmp_path, rules=more, conclusions=CONCLUSIONS + "  damp: {one: [yes], internal: yes}\n")
    assert (found["one_version_only"], found["changes"], found["not_compared"]) == (["damp"], [], [])


@pytest.mark.parametrize("goal", ["next_step", "caution"])
def test_what_too_many_answers_decide_together_is_said_not_to_be_compared(
    greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, goal: str
) -> None:
    """Where that is a goal nothing is compared."""
    other = replace(greenhouse, rules=greenhouse.rules[:-1])
    values = _Version.values

    def full(self: _Version, id: str) -> object:
        if id == goal:
            raise TooLarge
        return values(self, id)

    monkeypatch.setattr(_Version, "values", full)
    if goal == "next_step":
        with pytest.raises(TooLarge):
            difference(greenhouse, other)
        return
    found = difference(greenhouse, other)
    assert found.too_large == ("caution",)
    assert not found.same
    said = " ".join(as_lines(greenhouse, other, found, 200))
    assert "Not compared, or not which rule decides: caution; too many answers decide it together." in said


def test_rows_of_case_files_and_tables_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = versions(tmp_path, rules=RULES.replace("at_least: 3", "at_least: 5"))
    rows = ["id,plant,soil,signs,days,mood"]
    rows += ["1,tomato,,wilting,3,x", "2,tomato,,wilting;spots,4,", "3,tomato,,wilting,5,", "4,rose,,,,", "5,,dry,,,"]
    (tmp_path / "rows.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    case = "answers: {plant: cucumber, signs: [wilting], days: 3, shade: yes}\n---\nanswers: {plant: nothing}\n"
    (tmp_path / "case.yaml").write_text(case, encoding="utf-8")
    args = ["diff", old, new, "--format", "json", "--cases", str(tmp_path / "rows.csv"), str(tmp_path / "case.yaml")]
    assert main(args) == 1
    streams = capsys.readouterr()
    found = json.loads(streams.out)
    assert (found["rows"], found["rows_changed"]) == (4, 3)
    assert [(change["to"], change["rows"]) for change in goals(found)] == [(["enjoy"], 1), (["hang-cloth"], 2)]
    said = streams.err.splitlines()
    assert said[0].endswith("rows.csv: the column 'mood' is no question; it is passed over")
    assert "rows.csv, row 4: plant: 'rose' is not one of tomato" in said[1]
    assert said[2].endswith("rows.csv, row 5: plant: this question needs an answer in both versions")
    assert "plant: 'nothing' is not one of tomato" in said[3]


def test_a_table_whose_fields_are_not_those_of_its_columns_counts_no_wrong_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = versions(tmp_path, rules=RULES.replace("at_least: 3", "at_least: 5"))
    table = tmp_path / "rows.csv"
    table.write_text("plant, days ,signs\ntomato, 3 ,wilting\n\ntomato,3,wilting,spots\ntomato,3\n", encoding="utf-8")
    args = ["diff", old, new, "--format", "json", "--cases", str(table)]
    assert main(args) == 1
    streams = capsys.readouterr()
    assert json.loads(streams.out)["rows"] == 1
    said = [line.removeprefix(f"advisor: {table}, ") for line in streams.err.splitlines()]
    has = "the line has {} fields, but the header has 3"
    assert said == [f"row 2: {has.format(4)}", f"row 3: {has.format(2)}"]
    table.write_text("plant,days,plant\ntomato,3,cactus\n", encoding="utf-8")
    assert main(args) == 2
    assert capsys.readouterr() == ("", f"advisor: {table}: the column 'plant' is there twice\n")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_rows_of_a_table_are_read_as_a_batch_reads_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    old, new = versions(tmp_path, rules=RULES.replace("at_least: 3", "at_least: 5"))
    table = tmp_path / f"rows.{ending}"
    cells = ["tomato", "x" * 200_000, 'to"mato', "\x00", " cactus ", ""]
    if ending == "csv":
        table.write_bytes("\r\n".join(["\nplant", *cells[:5], "caf\xe9"]).encode("latin-1"))
    else:
        polars.DataFrame({"plant": cells}).write_parquet(table)
    assert main(["diff", old, new, "--format", "json", "--cases", str(table)]) == 1
    streams = capsys.readouterr()
    assert json.loads(streams.out)["rows"] == 2
    said = [line.removeprefix(f"advisor: {table}, ").split(":")[0] for line in streams.err.splitlines()]
    assert said == ["row 2", "row 3", "row 4", "row 6"]


def test_the_text_says_how_many_and_shows_the_smallest_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = versions(tmp_path, rules=RULES.replace("at_least: 3", "at_least: 5"))
    assert main(["diff", old, new]) == 1
    said = capsys.readouterr().out
    assert " ".join(said.split()).startswith(
        "greenhouse 1 -> greenhouse 1: of 11,160 cases 48 (0.4 in 100) get another next_step."
    )
    assert "next_step: water-now -> hang-cloth\n" in said
    assert "    answers:\n      plant: tomato\n      signs:\n      - wilting\n      days: 3\n" in said
    assert "\nMilestones differ in 48 cases (0.4 in 100):\n\nmoisture: short -> enough\n" in said


def test_a_conclusion_that_one_version_lacks_is_passed_over(tmp_path: Path) -> None:
    conclusions = CONCLUSIONS.replace("    many: [air, talk]", "    many: [air, talk, sing]")
    assert compared(tmp_path, conclusions=conclusions)["changes"] == []


def had(kb: KnowledgeBase, id: str, true: set[Pair]) -> tuple[str, ...]:
    """What an attribute has: its values, or its number as it is written."""
    if total := kb.conclusions[id].number:
        low, _ = number(kb, id, true, ())
        return (f"{total.unscaled(int(low * 10**total.places))}",)
    return tuple(value for value in kb.conclusions[id].values if (id, value) in true)


def expected_groups(old: KnowledgeBase, new: KnowledgeBase) -> dict[tuple[object, ...], list[dict[str, Answer]]]:
    """The cases by kind, attribute, and what it was and is, where that differs."""
    found: dict[tuple[object, ...], list[dict[str, Answer]]] = {}
    for case in all_cases(old):
        (was, _, fired), (now, _, firing) = evaluate(old, case), evaluate(new, case)
        for id, conclusion in old.conclusions.items():
            before, after = had(old, id, was), had(new, id, now)
            kind = "goal" if id == old.goal else "milestone"
            if conclusion.many:
                groups = [((v,), ()) if v in before else ((), (v,)) for v in conclusion.values]
                groups = [each for each in groups if (*each[0], *each[1])[0] in {*before} ^ {*after}]
            else:
                groups = [(before, after)] if before != after else []
            for group in groups:
                found.setdefault((kind, id, *group), []).append(case)
            if id == old.goal and before == after:
                by = [
                    tuple(
                        [
                            rule.id
                            for rule in sorted(kb.rules, key=lambda it: it.order)
                            if rule.attribute == id and rule.id in fires
                        ][:1]
                    )
                    for kb, fires in ((old, fired), (new, firing))
                ]
                if by[0] != by[1]:
                    found.setdefault(("rule", id, *by), []).append(case)
    return found


@settings(max_examples=examples(80))
@given(st.data())
def test_what_differs_the_count_and_the_smallest_case_are_those_of_all_cases(data: st.DataObject) -> None:
    old = data.draw(knowledge_bases(most_rules=6, whole=True))
    assume(small(old))
    kept = data.draw(st.permutations([rule for rule in old.rules if data.draw(st.integers(0, 3))]))
    kept = [rule._replace(order=order) for order, rule in enumerate(kept)]
    concluded = sorted(old.conclusions.values(), key=lambda conclusion: conclusion.id == old.goal)
    new = make_kb([*old.questions.values()], concluded, kept)
    found = difference(old, new)
    expected = expected_groups(old, new)
    changes = {(change.kind, change.attribute, change.before, change.after): change for change in found.changes}
    assert changes.keys() == expected.keys()
    for name, change in changes.items():
        assert alike(old, change.witness) == alike(old, smallest(old, expected[name]))
        assert change.how_many == len(Counter(str(alike(old, case)) for case in expected[name]))
    for kind, count in found.changed.items():
        cases = {str(alike(old, case)) for name, group in expected.items() if name[0] == kind for case in group}
        assert count == len(cases)
    order = [KINDS.index(change.kind) for change in found.changes]
    assert order == sorted(order)


def test_a_case_is_known_as_far_as_a_version_takes_it(greenhouse: KnowledgeBase) -> None:
    case = {"plant": "oak", "soil": "dry", "signs": ("spots", "rust"), "days": 99, "cat": "yes", "shade": "unknown"}
    assert known(greenhouse, case) == {"soil": "dry", "signs": ("spots",)}


def test_the_version_that_ships_is_compared_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "medical-records-administrator"]) == 0
    every = CaseDiagram(advisor.load())
    told = f"of {every.cases.how_many(every.legal):,} cases 0 (0.0 in 100) get another"
    assert told in " ".join(capsys.readouterr().out.split())
    assert load().id == "medical-records-administrator"


def test_rows_in_their_owners_words_count_as_those_in_ids(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = (str(write_greenhouse(tmp_path / name)) for name in ("old", "new"))
    rules = tmp_path / "new"
    for file in rules.iterdir():
        file.write_text(file.read_text().replace("days: {at_least: 3}", "days: {at_least: 5}"))
    plain, owned = tmp_path / "plain.csv", tmp_path / "owned.csv"
    plain.write_text("name,plant,soil,signs,days\nAda,tomato,unknown,wilting,4\nBo,cactus,dry,none,1\n")
    owned.write_text(
        "Name,What do you grow?,Soil,Signs: Hanging leaves,Days\nAda,Tomato,I have not tried,yes,4\nBo,cactus,DRY,,1\n"
    )
    found = []
    for table in (plain, owned):
        code = main(["diff", old, new, "--format", "json", "--quiet", "--cases", str(table)])
        out, err = capsys.readouterr()
        found.append((code, json.loads(out)))
        assert err == ""
    assert found[0] == found[1]
    assert found[0][1]["rows"] == 2
    assert found[0][1]["rows_changed"] == 1
