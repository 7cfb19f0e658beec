"""The loader: what it reads, from which files, and that a knowledge base is data and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from greenhouse import CONCLUSIONS, HEAD, PARTS, QUESTIONS, RULES, SOURCES, mistakes, write_greenhouse, write_kb

from advisor.errors import KnowledgeBaseError
from advisor.knowledge.conditions import All, Any, Compare, NoneOf, OneOf
from advisor.knowledge.fingerprint import fingerprint
from advisor.knowledge.folder import find, reads, shipped
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Raise


def test_a_whole_knowledge_base_is_read_as_it_is_written(greenhouse: KnowledgeBase) -> None:
    kb = greenhouse
    assert (kb.id, kb.title, kb.version, kb.goal) == ("greenhouse", "Watering a greenhouse", 1, "next_step")
    assert kb.also == ("alongside", "caution")
    assert list(kb.questions) == ["plant", "soil", "signs", "days", "shade"]
    assert kb.questions["plant"].values == ("tomato", "cucumber", "cactus", "orchid")
    assert kb.questions["plant"].texts["cactus"] == "Cactus"
    assert kb.questions["plant"].required
    assert kb.questions["soil"].values == ("dry", "wet")
    assert kb.questions["soil"].texts["unknown"] == "I have not tried"
    assert (kb.questions["days"].minimum, kb.questions["days"].maximum, kb.questions["days"].whole) == (0, 60, True)
    assert kb.questions["shade"].values == ("yes", "no")
    assert kb.conclusions["next_step"].values == ("water-now", "hang-cloth", "enjoy")
    assert kb.conclusions["caution"].texts["wet-feet"] == "Never let {plant.name} stand in water."
    assert kb.rule["moisture-short"].cite == ("handbook/1",)
    assert kb.sources["handbook"].as_of == "2026-05"
    assert kb.steps["water-now"].takes[0].cost == (0, 5)
    assert kb.steps["hang-cloth"].achieves[1].set == {"days": Raise(1)}
    assert kb.rule["next-water"].place.endswith("rules.yaml:27:3")


def test_conditions_become_the_small_tree(greenhouse: KnowledgeBase) -> None:
    when = {rule.id: rule.when for rule in greenhouse.rules}
    assert when["moisture-short"] == All((OneOf("soil", ("dry",)), OneOf("plant", ("tomato", "cucumber"), "thirsty")))
    assert when["moisture-short-by-days"] == All(
        (OneOf("soil", ("unknown",)), Compare("days", "at_least", 3), OneOf("signs", ("wilting",)))
    )
    assert when["moisture-enough"] == NoneOf((OneOf("moisture", ("short",)),))
    assert when["light-good"] == Any((OneOf("shade", ("yes",)), OneOf("plant", ("cactus",), "thirsty")))
    assert when["alongside-talk"] == All((OneOf("signs", ("none",)), Compare("days", "below", 2)))
    assert when["caution-leaves"] == All((OneOf("signs", ("wilting",)), OneOf("signs", ("spots",))))


def test_conditions_with_one_part_and_with_several_are_told_apart() -> None:
    part = OneOf("a", ("b",))
    assert All((part,)) != Any((part,)) != NoneOf((part,))
    assert All((part,)) == All((OneOf("a", ("b",)),))


def test_a_rule_lies_above_what_it_tests(greenhouse: KnowledgeBase) -> None:
    stratum = {rule.id: rule.stratum for rule in greenhouse.rules}
    assert stratum["moisture-short"] < stratum["moisture-enough"] < stratum["next-shade"]


def test_sections_may_be_spread_over_files_and_folders(tmp_path: Path) -> None:
    first, second = RULES.split("  next-water:\n")
    folder = write_greenhouse(tmp_path, rules=first)
    write_kb(folder, more__rules=f"rules:\n  next-water:\n{second}")
    assert len(load(folder).rules) == len(load(write_greenhouse(tmp_path / "whole")).rules)


@pytest.mark.parametrize(
    "text",
    [
        "rules: !!python/object/apply:os.system [touch pwned]\n",
        "rules: !!python/name:os.system\n",
        "rules: &a {}\n",
        "a: &a [x]\nrules: *a\n",
        "rules: !custom {}\n",
    ],
)
def test_loading_runs_nothing_and_takes_no_tags_or_anchors(tmp_path: Path, text: str) -> None:
    found = mistakes(write_greenhouse(tmp_path, extra=text))
    assert any("is not part of the format" in problem and problem.startswith("extra.yaml:") for problem in found)
    assert not Path("pwned").exists()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty"),
        (b"# only a comment\n", "the file is empty"),
        (b"rules:\n\ta: b\n", "a tab does not indent"),
        (b"rules: [\n", "not YAML"),
        (b"rules: {a: b\n", "not YAML"),
        (b"\x00\x01", "is a binary file"),
        ("rules: \u00e9".encode("latin-1"), "is not UTF-8 text (line 1)"),
        ("rules: {}".encode("utf-16"), "is UTF-16 text"),
        (b"rules: \x07\n", "the character U+0007 is not allowed"),
        (b"rules: {}\n---\nrules: {}\n", "is one document"),
        (b"[" * 100_000, "nested too deeply"),
        (b"rules: " + b"{a: " * 3000, "nested too deeply"),
        (b"- a\n", "the file must be a mapping"),
        (b"rules: {}\nrules: {}\n", "duplicate key 'rules'"),
        (b"goal: x\n", "'goal' belongs in knowledge-base.yaml"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_line(tmp_path: Path, content: bytes, expected: str) -> None:
    folder = write_greenhouse(tmp_path)
    (folder / "extra.yaml").write_bytes(content)
    found = mistakes(folder)
    assert any(expected in problem and problem.startswith("extra.yaml") for problem in found), found


@pytest.mark.parametrize("change", [lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t, lambda t: "---\n" + t])
def test_windows_line_ends_a_byte_order_mark_and_a_document_start_are_taken(tmp_path: Path, change) -> None:
    folder = write_greenhouse(tmp_path / "changed")
    for path in folder.glob("*.yaml"):
        path.write_bytes(change(path.read_text(encoding="utf-8")).encode())
    plain = load(write_greenhouse(tmp_path / "plain"))
    assert load(folder).questions == plain.questions
    assert load(folder).steps == plain.steps


def test_a_file_with_the_wrong_ending_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    folder = write_greenhouse(tmp_path)
    (folder / "more.yml").write_text("rules: {}", encoding="utf-8")
    assert mistakes(folder) == ["more.yml: is not read; its name must end in .yaml"]


def test_a_knowledge_base_is_found_by_id_by_folder_and_by_its_head(greenhouse_folder: Path) -> None:
    assert find(greenhouse_folder / "knowledge-base.yaml") == find(str(greenhouse_folder)) == greenhouse_folder
    for id, folder in shipped().items():
        assert find(id) == folder
        assert load(id).id == id


def test_words_of_yaml_1_1_are_words(tmp_path: Path) -> None:
    """`yes`, `no`, `on`, `off`, `y`, times and dates: none of them is anything but text."""
    words = ["yes", "no", "on", "off", "y", "n"]
    choices = ", ".join(f"{word}: {word}" for word in words)
    questions = QUESTIONS.replace("{yes: Shade, no: Full sun}", f"{{{choices}}}").replace("Brown spots", "12:30:45")
    kb = load(write_greenhouse(tmp_path, questions=questions))
    assert kb.questions["shade"].values == tuple(words)
    assert kb.questions["shade"].texts["off"] == "off"
    assert kb.questions["signs"].texts["spots"] == "12:30:45"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3", 3),
        ("+3", 3),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        (".5", 0.5),
        ("5.", 5),
        ("1e1", 10),
        ("2.5E+0", 2.5),
    ],
)
def test_numbers_are_read_as_yaml_1_2_has_them(tmp_path: Path, written: str, number: float) -> None:
    rules = RULES.replace("{at_least: 3}", f"{{at_least: {written}}}")
    when = load(write_greenhouse(tmp_path, rules=rules)).rule["moisture-short-by-days"].when
    assert isinstance(when, All)
    assert Compare("days", "at_least", number) in when.parts


def test_what_may_be_left_out_has_a_meaning(tmp_path: Path) -> None:
    kb = load(
        write_greenhouse(tmp_path, head=HEAD.partition("also")[0], sources=SOURCES.replace("    trust: official\n", ""))
    )
    assert (kb.also, kb.welcome, kb.sources["handbook"].trust) == ((), "", "")
    assert kb.questions["shade"].label == "shade"
    assert kb.steps["enjoy"].takes == kb.steps["enjoy"].achieves == kb.steps["enjoy"].cite == ()


def test_a_condition_without_parts_always_holds_and_a_single_value_needs_no_list(tmp_path: Path) -> None:
    rules = RULES.replace("{signs: [spots, wilting]}", "{}").replace("cite: [handbook/1]", "cite: handbook/1")
    kb = load(write_greenhouse(tmp_path, rules=rules))
    assert kb.rule["alongside-air"].when == All(())
    assert kb.rule["moisture-short"].cite == ("handbook/1",)


def test_steps_and_sections_may_stand_in_any_order(tmp_path: Path) -> None:
    whole = "".join(PARTS[part] for part in ("steps", "rules", "conclusions", "questions", "tables", "sources"))
    folder = write_kb(tmp_path, head=HEAD + whole)
    kb, usual = load(folder), load(write_greenhouse(tmp_path / "usual"))
    assert [rule._replace(place="") for rule in kb.rules] == [rule._replace(place="") for rule in usual.rules]
    assert (kb.questions, kb.conclusions, kb.steps) == (usual.questions, usual.conclusions, usual.steps)


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    folder = write_kb(write_greenhouse(tmp_path), **{".hidden": "what", ".git__rules": "what"})
    (folder / "README.md").write_text("rules: [", encoding="utf-8")
    assert len(load(folder).rules) == 11


def test_places_are_relative_where_the_file_lies_below_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_greenhouse(tmp_path / "kb", conclusions=CONCLUSIONS.replace("[good]", "[]"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KnowledgeBaseError, match=r"^kb/conclusions\.yaml:4:16: "):
        load(tmp_path / "kb")


WITHOUT_LIBYAML = """
import sys
sys.modules["yaml._yaml"] = None  # as where PyYAML was built without libyaml
from advisor.errors import AdvisorError
from advisor.knowledge.loader import load
from advisor.cases.files import read_cases
kb = load(sys.argv[1])
import yaml
assert not yaml.__with_libyaml__ and not hasattr(yaml, "CBaseLoader")
print(len(kb.rules), kb.rules[0].place.split("/")[-1], kb.questions["shade"].values)
print(*read_cases("-", kb), sep="\\n")
"""


def test_without_libyaml_the_same_is_read(greenhouse_folder: Path) -> None:
    cases = "answers: {shade: yes, days: .5e1}\n---\nanswers:\n  soil: dyr\n---\n" + "[" * 5000
    command = [sys.executable, "-c", WITHOUT_LIBYAML, str(greenhouse_folder)]
    run = subprocess.run(
        command, input=cases, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False
    )
    assert run.stderr == ""
    assert run.stdout.splitlines()[0] == "11 rules.yaml:2:3 ('yes', 'no')"


def test_whoever_else_uses_yaml_or_patterns_finds_them_as_they_are(greenhouse_folder: Path) -> None:
    program = (
        "import re, sys; before = re.compile; import advisor; advisor.load(sys.argv[1]); import yaml\n"
        "assert re.compile is before and yaml.safe_load('a: [\u00e9, 1]') == {'a': ['\u00e9', 1]}\n"
        "try: yaml.safe_load('a: \x01')\n"
        "except yaml.YAMLError as error: print(error.reason)"
    )
    done = subprocess.run([sys.executable, "-c", program, greenhouse_folder], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("special characters are not allowed\n", "")


def test_without_libyaml_a_knowledge_base_that_is_nested_too_deeply_is_told_too(tmp_path: Path) -> None:
    folder = write_greenhouse(tmp_path, deep="rules: " + "[" * 5000)
    command = [sys.executable, "-c", WITHOUT_LIBYAML, str(folder)]
    run = subprocess.run(command, input="", capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
    assert "deep.yaml:1:71: is nested too deeply" in run.stderr.splitlines()[-1]


def test_cases_in_their_folder_are_no_part_of_the_knowledge_base(greenhouse_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(greenhouse_folder, tmp_path / "a" / "greenhouse")
    before = fingerprint(folder)
    (folder / "cases" / "more").mkdir(parents=True)
    (folder / "cases" / "one.yaml").write_text("name: One\nanswers: {plant: cactus}\n", encoding="utf-8")
    (folder / "cases" / "more" / "two.yaml").write_text("# Two.\n\n- answers: {plant: cactus}\n", encoding="utf-8")
    assert fingerprint(folder) == before
    assert len(load(folder).rules) == 11
    assert reads(folder / "cases" / "three.yaml") is None
    assert reads(folder / "three.yaml") == folder


def test_what_else_stands_in_a_folder_called_cases_is_read_as_ever(greenhouse_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(greenhouse_folder, tmp_path / "a" / "greenhouse")
    (folder / "cases").mkdir()
    (folder / "rules.yaml").rename(folder / "cases" / "rules.yaml")
    assert len(load(folder).rules) == 11
    (folder / "one.yaml").write_text("answers: {plant: cactus}\n", encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match="unknown section 'answers'"):
        load(folder)
