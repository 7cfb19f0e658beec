"""Case files: what is read, what is reported and where, and that writing loses nothing."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import polars as pl
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from profiles import examples

import advisor
from advisor import atomic_files
from advisor.cases.expectations import check_expect
from advisor.cases.files import Case, read_cases, write_case
from advisor.errors import CaseError
from advisor.exports.json_schema import case as case_schema
from advisor.knowledge.model import KnowledgeBase


def read(kb: KnowledgeBase, folder: Path, text: str | bytes, name: str = "c.yaml") -> list[Case | CaseError]:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(read_cases(path, kb))


def complaint(kb: KnowledgeBase, folder: Path, text: str | bytes) -> str:
    """The one complaint about a file, without its folder."""
    (found,) = read(kb, folder, text)
    assert isinstance(found, CaseError)
    return str(found).replace(f"{folder}/", "")


def test_a_case_is_read_with_all_that_it_says(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    text = (
        "# a person\nknowledge_base: greenhouse\nname: Ann\nanswers:\n  plant: tomato\n  signs: [spots, wilting]\n"
        "  days: 3\n  shade: yes\n  soil: unknown\nexpect: {next_step: enjoy, caution: [], light: {not: good}}\n"
    )
    (case,) = read(greenhouse, tmp_path, text)
    assert isinstance(case, Case)
    assert case.answers == {
        "plant": "tomato",
        "signs": ("wilting", "spots"),
        "days": 3,
        "shade": "yes",
        "soil": "unknown",
    }
    assert (case.name, case.knowledge_base) == ("Ann", "greenhouse")
    assert case.expect == {"next_step": "enjoy", "caution": [], "light": {"not": "good"}}
    assert case.place.endswith("c.yaml:2:1")


@pytest.mark.parametrize(
    ("written", "answer"),
    [("none", ()), ("[]", ()), ("spots", ("spots",)), ("spots;wilting", ("wilting", "spots")), ("unknown", "unknown")],
)
def test_several_values_are_read_from_a_list_or_a_text(
    greenhouse: KnowledgeBase, tmp_path: Path, written: str, answer: object
) -> None:
    (case,) = read(greenhouse, tmp_path, f"answers: {{signs: {written}}}")
    assert isinstance(case, Case)
    assert case.answers == {"signs": answer}


def test_an_answer_left_blank_was_not_given(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    (case,) = read(greenhouse, tmp_path, "answers:\n  plant: tomato\n  soil:\n")
    assert isinstance(case, Case)
    assert case.answers == {"plant": "tomato"}


def test_good_cases_are_read_beside_bad_ones(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    found = read(
        greenhouse, tmp_path, "answers: {plant: tomato}\n---\nanswers: {plant: rose}\n---\nanswers: {days: 1}\n"
    )
    assert [type(case) for case in found] == [Case, CaseError, Case]
    found = read(greenhouse, tmp_path, '[{"answers": {"days": 1}}, 7, {"answers": {"days": 2}}]', "c.json")
    assert [type(case) for case in found] == [Case, CaseError, Case]
    found = read(greenhouse, tmp_path, "answers: {days: 1}\n---\nanswers: {days: [\n")
    assert [type(case) for case in found] == [Case, CaseError]


def test_json_is_read_as_json(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    text = '{\n\t"name": "\\ud83c\\udf45 \\u00e9\\/",\n\t"answers": {"plant": "tomato", "days": 1e1}\n}'
    (case,) = read(greenhouse, tmp_path, text, "c.json")
    assert isinstance(case, Case)
    assert (case.name, case.answers) == ("\U0001f345 é/", {"plant": "tomato", "days": 10})


def test_all_mistakes_of_a_case_are_told_at_once(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    text = "answers: {plant: tomatoe, sings: x, days: 61}\nexpect: {next_step: enjy, mosture: short}\nnme: A\n"
    assert complaint(greenhouse, tmp_path, text).splitlines() == [
        "c.yaml:1:18: plant: 'tomatoe' is not one of tomato, cucumber, cactus, orchid; did you mean 'tomato'?",
        "c.yaml:1:27: unknown question 'sings'; did you mean 'signs'?",
        "c.yaml:1:43: days: 61 is not between 0 and 60",
        "c.yaml:2:21: next_step: 'enjy' is never concluded; did you mean 'enjoy'?",
        "c.yaml:2:27: expect names 'mosture', which is not concluded; did you mean 'moisture'?",
        "c.yaml:3:1: unknown key 'nme' in the case; did you mean 'name'?",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "c.yaml: holds no case"),
        ("---\n", "holds no case"),
        ("hello", "c.yaml:1:1: the case must be a mapping, not text"),
        ("name: A", "the case has no 'answers'"),
        ("answers: [a]", "c.yaml:1:10: 'answers' must be a mapping, not a list"),
        ("answers: {moisture: short}", "'moisture' is concluded by rules, not answered"),
        ("answers: {plant: unknown}", "needs an answer other than 'unknown'"),
        ("answers: {soil: [dry]}", 'c.yaml:1:17: soil: ["dry"] is not one of'),
        ("answers: {signs: {a: b}}", "is not a list of"),
        ("answers: {signs: [none, spots]}", "'none' stands alone"),
        ("answers: {signs: [none]}", "'none' stands alone, not in a list"),
        ("answers: {days: .5}", "0.5 is not a whole number"),
        ("answers: {days: .nan}", "is not a number"),
        ("answers: {days: .inf}", "is not a number"),
        ("answers: {days: true}", "true is not a number"),
        (f"answers: {{days: {'9' * 400}}}", "is too large: numbers are smaller than 1e300"),
        (f"answers: {{days: '{'9' * 400}'}}", "is too large: numbers are smaller than 1e300"),
        ("answers: {days: 1_0}", "'1_0' is not a number"),
        (f"answers: {{days: {'9' * 300}}}", f": '{'9' * 80}'... has more than 15 significant digits; round it"),
        ("answers: {days: 2.0000000000000000001}", "'2.0000000000000000001' has more than 15 significant digits"),
        ("answers: {days: 1e-400}", "'1e-400' is nearer to 0 than 1e-300"),
        ("answers: {days: 1:30}", "'1:30' is not a number"),
        (f"answers: {{days: 0x{'f' * 9999}}}", "fffffffff'... is not a number"),
        ("answers: {signs: [{[a]: b}]}", "is not a list of wilting, spots"),
        ("answers: {signs: {[a]: b}}", "is not a list of wilting, spots"),
        ("answers: {[a]: b}", "c.yaml:1:11: a key of 'answers' must be a word"),
        ('answers: {"a\\nb\\e[31m": c}', r"c.yaml:1:11: unknown question 'a\nb\x1b[31m'"),
        ("name: [A]\nanswers: {}", "c.yaml:1:7: 'name' must be text, not a list"),
        ("answers: {plant: tomato, plant: cactus}", "c.yaml:1:26: duplicate key 'plant'"),
        ("knowledge_base: orchard\nanswers: {}", "is a case of 'orchard', not of 'greenhouse'"),
        ("answers:\n\tplant: tomato", "a tab does not indent"),
        ("answers: &a {}", "the anchor &a is not part of the format"),
        ("answers: !!python/name:os.system {}", "is not part of the format"),
        ("answers: {}\nexpect: {light: {nt: good}}", "unknown key 'nt'"),
        ("answers: {}\nexpect: {light: {not: good, [a]: b}}", "c.yaml:2:29: a key of the expectation of 'light'"),
        ("answers: {}\nexpect: {light: {not: []}}", "c.yaml:2:23: 'not' is an empty list"),
        ("answers: {}\nexpect: {light: ~}", "a value of 'light' must be a word, not nothing"),
        ("format: 3\nanswers: {}", "c.yaml:1:9: is a case of format 3, which a later advisor wrote; known is 2"),
        ("format: two\nanswers: {}", "c.yaml:1:9: 'format' must be a number, not text"),
        ("version: 1.5\nanswers: {}", "c.yaml:1:10: 'version' must be a whole number"),
        ("answers: {}\nexpect: [a]", "'expect' must be a mapping, not a list"),
        (b"answers: \x07", "the character U+0007 is not allowed"),
    ],
)
def test_a_bad_case_is_one_clear_line_at_its_place(
    greenhouse: KnowledgeBase, tmp_path: Path, text: str | bytes, expected: str
) -> None:
    assert expected in complaint(greenhouse, tmp_path, text)


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"\0\1", "is a binary file"), ("é".encode("latin-1"), "is not UTF-8"), ("a".encode("utf-16"), "is UTF-16")],
)
def test_what_is_not_text_is_not_read(greenhouse: KnowledgeBase, tmp_path: Path, content: bytes, expected: str) -> None:
    with pytest.raises(CaseError, match=expected):
        read(greenhouse, tmp_path, content)


WHOLE = """\
knowledge_base: greenhouse
name: Ann
answers:
  plant: tomato
  signs: [spots, wilting]
  days: 3
expect: {next_step: enjoy, caution: [], light: {not: good}}
---
{"answers": {"soil": "dry"}}
"""


@settings(max_examples=examples(300), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, len(WHOLE)), length=st.integers(0, 20), text=st.text("a:{}[],-'\"# \n\t&*!|?0\\\x07", max_size=5)
)
def test_a_damaged_file_is_cases_and_complaints(
    greenhouse: KnowledgeBase, tmp_path: Path, at: int, length: int, text: str
) -> None:
    found = read(greenhouse, tmp_path, WHOLE[:at] + text + WHOLE[at + length :])
    assert found
    assert all(isinstance(case, (Case, CaseError)) for case in found)
    assert all(str(problem).isprintable() for case in found if isinstance(case, CaseError) for problem in case.problems)


@pytest.mark.parametrize(("name", "expected"), [("gone.yaml", "no such file"), (".", "is a folder; name its files")])
def test_what_is_not_a_file_is_not_read(greenhouse: KnowledgeBase, tmp_path: Path, name: str, expected: str) -> None:
    with pytest.raises(CaseError, match=expected):
        list(read_cases(tmp_path / name, greenhouse))


def test_a_case_is_read_from_standard_input(greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"answers: {plant: rose}")))
    (error,) = read_cases("-", greenhouse)
    assert str(error).startswith("standard input:1:18: plant: 'rose'")


def test_what_is_written_is_read_again_by_both_versions_of_yaml(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    answers = {"plant": "tomato", "shade": "yes", "signs": ("spots",), "days": 3, "soil": "unknown"}
    write_case(tmp_path / "c.yaml", greenhouse, answers, name="no: 1e3 \U0001f345", expect={"light": {"not": "good"}})
    (case,) = read_cases(tmp_path / "c.yaml", greenhouse)
    assert isinstance(case, Case)
    assert (case.answers, case.name, case.expect) == (answers, "no: 1e3 \U0001f345", {"light": {"not": "good"}})
    older = yaml.safe_load((tmp_path / "c.yaml").read_text(encoding="utf-8"))  # PyYAML reads YAML 1.1
    assert older["answers"] == {**answers, "signs": ["spots"]}
    assert list(older) == ["format", "knowledge_base", "version", "name", "answers", "expect"]
    assert (older["format"], older["version"], case.version) == (2, 1, 1)


@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=40))
def test_any_name_survives_writing_and_reading(greenhouse: KnowledgeBase, tmp_path: Path, name: str) -> None:
    write_case(tmp_path / "c.yaml", greenhouse, {"days": 1}, name=name)
    (case,) = read_cases(tmp_path / "c.yaml", greenhouse)
    assert isinstance(case, Case), str(case)
    assert case.name == " ".join(name.split())


def test_a_case_file_is_its_owners_alone(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    write_case(tmp_path / "c.yaml", greenhouse, {"days": 1})
    assert stat.S_IMODE((tmp_path / "c.yaml").stat().st_mode) == 0o600


def test_writing_that_fails_leaves_the_old_file_and_no_draft(
    greenhouse: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "c.yaml").write_text("old", encoding="utf-8")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_case(tmp_path / "c.yaml", greenhouse, {"days": 1})
    assert (tmp_path / "c.yaml").read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) in (["c.yaml"], ["greenhouse", "c.yaml"], ["c.yaml", "greenhouse"])


def test_writing_through_a_link_keeps_the_link(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("", encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    write_case(tmp_path / "link.yaml", greenhouse, {"days": 1})
    assert (tmp_path / "link.yaml").is_symlink()
    assert "days: 1" in (tmp_path / "real.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("expect", "differences"),
    [
        ({"a": "x"}, []),
        ({"a": "z"}, [("a", "z")]),
        ({"a": ["y", "x"]}, []),
        ({"a": ["x"]}, [("a", "x")]),
        ({"a": {"not": "z"}}, []),
        ({"a": {"not": ["z", "x"]}}, [("a", "not z or x")]),
        ({"b": "none"}, []),
        ({"b": []}, []),
        ({"a": "none"}, [("a", "none")]),
        ({"a": [], "b": "x"}, [("a", "none"), ("b", "x")]),
    ],
)
def test_what_is_expected_is_compared_with_what_is_concluded(expect: dict, differences: list) -> None:
    assert check_expect(expect, {"a": ["x", "y"]}) == differences


def test_of_a_file_with_many_mistakes_twenty_are_told_and_how_many_more_there_are(
    greenhouse: KnowledgeBase, tmp_path: Path
) -> None:
    lines = "\n".join(f"  strange{number}: x" for number in range(1000))
    told = complaint(greenhouse, tmp_path, f"answers:\n{lines}").split("\n")
    assert len(told) == 21
    assert told[-1].endswith("c.yaml: and 980 more")


def test_a_quoted_value_is_cut(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    for case in (
        "answers: {plant: LONG}",
        "answers: {LONG: a}",
        "answers: {signs: [LONG]}",
        "LONG: a",
        "expect: {LONG: a}",
    ):
        told = complaint(greenhouse, tmp_path, case.replace("LONG", "x" * 1000))
        assert f"'{'x' * 80}'..." in told
        assert len(told) < 500


WRITTEN = [True, False, "true", "False", "TRUE", "yes", "no", None]


def test_true_and_false_are_yes_and_no_in_every_reader_where_just_these_are_the_choices(
    greenhouse: KnowledgeBase, tmp_path: Path
) -> None:
    rest: dict[str, object] = {"plant": "tomato", "soil": "dry", "days": 3, "signs": "none"}
    wanted = {"true": "yes", "false": "no"}
    for written in WRITTEN:
        meant = wanted.get(str(written).casefold(), written)
        by_call = advisor.recommend(greenhouse, {**rest, "shade": written})
        assert by_call.answers.get("shade") == meant
        cell = "" if written is None else str(written)
        for name, text in {
            "case.json": json.dumps({"answers": {**rest, "shade": written}}),
            "case.yaml": f"answers: {{plant: tomato, soil: dry, days: 3, signs: none, shade: {cell}}}\n",
        }.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
            (case,) = read_cases(tmp_path / name, greenhouse)
            assert isinstance(case, Case), case
            assert case.answers.get("shade") == meant
        frame = pl.DataFrame({"plant": ["tomato"], "soil": ["dry"], "days": [3], "signs": ["none"], "shade": [written]})
        (row,) = advisor.assess(frame, greenhouse, details=True).to_dicts()
        assert row["error"] is None
        same = frame.with_columns(shade=pl.lit(meant, pl.String))
        assert row == advisor.assess(same, greenhouse, details=True).to_dicts()[0]
        schema = case_schema(greenhouse)
        if not isinstance(written, str) or written in ("yes", "no"):
            jsonschema.validate({"answers": {**rest, "shade": written}}, schema)
    for other in (1, 0, "truee", ["true"]):
        with pytest.raises(CaseError):
            advisor.recommend(greenhouse, {**rest, "shade": other})
    with pytest.raises(CaseError, match="true is not one of dry, wet"):
        advisor.recommend(greenhouse, {**rest, "soil": True})


@pytest.mark.parametrize(
    ("name", "text"), [("a.pdf", b"%PDF-1\n\xe2\xe3"), ("a.txt", b"soil: [dry"), ("a.doc", b"Ann")]
)
def test_a_file_of_another_kind_is_told_to_hold_no_case(
    greenhouse: KnowledgeBase, tmp_path: Path, name: str, text: bytes
) -> None:
    (tmp_path / name).write_bytes(text)
    with pytest.raises(CaseError, match=rf"{name}: holds no case: a case is a YAML or JSON file"):
        raise_bad(read_cases(tmp_path / name, greenhouse))
    (tmp_path / "case.txt").write_text("answers: {soil: dry}\n")
    assert next(iter(read_cases(tmp_path / "case.txt", greenhouse))).answers == {"soil": "dry"}


def raise_bad(cases: Iterator[Case | CaseError]) -> None:
    for case in cases:
        if isinstance(case, CaseError):
            raise case
