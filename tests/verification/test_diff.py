"""Which cases two versions answer differently: counted exactly, grouped, each with the smallest case."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import polars
import pytest
from brute_force import alike, small, smallest
from greenhouse import CONCLUSIONS, QUESTIONS, RULES, STEPS, write_greenhouse
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from legal import all_cases
from oracle import evaluate
from profiles import examples
from strategies import knowledge_bases, make_kb

from advisor.cli.main import main
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.verification.difference import difference, known

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
    assert code == bool(found["changes"] or found["renamed"])
    return found


def test_the_same_version_twice_differs_in_no_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = versions(tmp_path)
    assert main(["diff", old, new]) == 0
    assert capsys.readouterr().out.endswith("Every case gets the same advice.\n")


def test_a_shifted_limit_changes_just_the_cases_between(tmp_path: Path) -> None:
    found = compared(tmp_path, rules=RULES.replace("at_least: 3", "at_least: 5"))
    assert (found["cases"], found["changed"]) == (ALL, 2 * 2 * 4 * 3)  # days 3 and 4; wilting with or without spots
    changes = found["changes"]
    assert isinstance(changes, list)
    assert [(change["from"], change["to"], change["cases"]) for change in changes] == [
        (["water-now"], ["enjoy"], 2 * 2 * (3 * 1 + 3)),  # in the shade, or a cactus
        (["water-now"], ["hang-cloth"], 2 * 2 * 3 * 2),
    ]
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
    changes = [(change["from"], change["to"], change["cases"]) for change in found["changes"]]  # type: ignore[attr-defined]
    assert changes == [(["enjoy"], ["water-now"], 30 * 2 * 6), (["hang-cloth"], ["water-now"], 30 * 2 * 6)]
    assert [change["witness"]["days"] for change in found["changes"]] == [61, 61]  # type: ignore[attr-defined]


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
    assert [(change["to"], change["rows"]) for change in found["changes"]] == [(["enjoy"], 1), (["hang-cloth"], 2)]
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


def test_a_conclusion_that_one_version_lacks_is_passed_over(tmp_path: Path) -> None:
    conclusions = CONCLUSIONS.replace("    many: [air, talk]", "    many: [air, talk, sing]")
    assert compared(tmp_path, conclusions=conclusions)["changes"] == []


@settings(max_examples=examples(60))
@given(st.data())
def test_the_count_and_the_smallest_case_are_those_of_all_cases(data: st.DataObject) -> None:
    old = data.draw(knowledge_bases(most_rules=5))
    assume(small(old))
    goal = old.conclusions[old.goal]
    kept = [rule for rule in old.rules if data.draw(st.booleans())]
    new = make_kb([*old.questions.values()], [c for c in old.conclusions.values() if c is not goal] + [goal], kept)
    found = difference(old, new)
    cases = list(all_cases(old))
    by_group: dict[object, list[dict[str, object]]] = {}
    for case in cases:
        group = tuple(tuple(v for v in goal.values if (goal.id, v) in evaluate(kb, case)[0]) for kb in (old, new))
        if group[0] != group[1]:
            by_group.setdefault(group, []).append(case)  # type: ignore[arg-type]
    assert {(change.before, change.after) for change in found.goal} == set(by_group)
    for change in found.goal:
        here = by_group[change.before, change.after]
        assert alike(old, change.witness) == alike(old, smallest(old, here))  # type: ignore[arg-type]
        assert change.how_many == len(Counter(str(alike(old, case)) for case in here))  # type: ignore[arg-type]


def test_a_case_is_known_as_far_as_a_version_takes_it(greenhouse: KnowledgeBase) -> None:
    case = {"plant": "oak", "soil": "dry", "signs": ("spots", "rust"), "days": 99, "cat": "yes", "shade": "unknown"}
    assert known(greenhouse, case) == {"soil": "dry", "signs": ("spots",)}


def test_the_version_that_ships_is_compared_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "medical-records-administrator"]) == 0
    assert "49,764,679,685,913,968,640 cases 0 (0.0 in 100)" in " ".join(capsys.readouterr().out.split())
    assert load().id == "medical-records-administrator"
