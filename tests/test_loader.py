"""The loader: what it reads, and every mistake at its place, all in one go."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PARTS, QUESTIONS, RULES, STEPS, write_greenhouse, write_kb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.errors import KnowledgeBaseError
from advisor.knowledge.conditions import All, Any, Compare, NoneOf, OneOf
from advisor.knowledge.loader import find, load, shipped
from advisor.knowledge.model import KnowledgeBase, Raise


def problems(folder: Path) -> list[str]:
    """The mistakes, with the folder left out of their places."""
    with pytest.raises(KnowledgeBaseError) as caught:
        load(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def changed(folder: Path, part: str, old: str, new: str) -> list[str]:
    """The mistakes of the greenhouse with one text replaced in one file."""
    assert old in PARTS[part], old
    return problems(write_greenhouse(folder, **{part: PARTS[part].replace(old, new, 1)}))


def loads_or_reports(folder: Path) -> None:
    """Any other exception is a defect."""
    found = ["loaded"]
    try:
        load(folder)
    except KnowledgeBaseError as error:
        found = list(map(str, error.problems))
    assert found


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
    assert when["moisture-short"] == All((OneOf("soil", ("dry",)), OneOf("plant", ("tomato", "cucumber"))))
    assert when["moisture-short-by-days"] == All(
        (OneOf("soil", ("unknown",)), Compare("days", "at_least", 3), OneOf("signs", ("wilting",)))
    )
    assert when["moisture-enough"] == NoneOf((OneOf("moisture", ("short",)),))
    assert when["light-good"] == Any((OneOf("shade", ("yes",)), OneOf("plant", ("cactus",))))
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
    ("part", "old", "new", "expected"),
    [
        ("head", "version: 1", "version: 1.5", "knowledge-base.yaml:3:10: version must be a whole number"),
        ("head", "goal: next_step", "goal: next_stp", "did you mean 'next_step'?"),
        ("head", "[alongside, caution]", "[alongside, cuation]", "did you mean 'caution'?"),
        ("head", "title:", "titel:", "unknown section 'titel'; did you mean 'title'?"),
        ("head", "id: greenhouse", "id: Green House", "knowledge-base.yaml:1:5: 'Green House' is not an id"),
        ("sources", "trust: official", "trust: offical", "did you mean 'official'?"),
        ("sources", "title: The neighbour", "url: x", "has no 'title'"),
        ("tables", "thirsty: no}", "thirsty: nope}", "nope"),
        ("tables", "{name: Cactus, thirsty: no}", "{name: Cactus}", "has no 'thirsty'"),
        ("questions", "ask: What do you grow?", "aks: What do you grow?", "did you mean 'ask'?"),
        ("questions", "table: plants", "table: plans", "did you mean 'plants'?"),
        ("questions", "shown: name", "shown: nam", "did you mean 'name'?"),
        ("questions", "{min: 0, max: 60,", "{min: 60, max: 0,", "questions.yaml"),
        ("questions", "many: {wilting", "choices: {a: A}\n    many: {wilting", "just one of"),
        ("questions", "  signs:\n", "  soil:\n", "duplicate"),
        ("conclusions", "one: [good]", "one: [unknown]", "has a fixed meaning"),
        ("conclusions", "one: [good]", "one: []", "needs at least one value"),
        ("conclusions", "  light:", "  soil:", "duplicate conclusion 'soil'; first at"),
        ("rules", "    because: Dry soil and a thirsty plant.\n", "", "rule 'moisture-short' has no 'because'"),
        (
            "rules",
            "soil: dry, plant",
            "sol: dry, plant",
            "rules.yaml:3:12: unknown attribute 'sol'; did you mean 'soil'?",
        ),
        ("rules", "soil: dry, plant", "soil: dyr, plant", "unknown value of 'soil': 'dyr'; did you mean 'dry'?"),
        ("rules", "plant.thirsty: yes}\n    then", "plant.thirst: yes}\n    then", "did you mean 'thirsty'?"),
        ("rules", "plant.thirsty: yes}\n    then", "plant.name: yes}\n    then", "holds free text"),
        ("rules", "soil: dry, plant", "soil.thirsty: yes, plant", "has no columns"),
        ("rules", "days: {at_least: 3}", "days: {at_least: 99}", "rules.yaml:10:24: days: 99 is not between 0 and 60"),
        ("rules", "days: {at_least: 3}", "days: {atleast: 3}", "did you mean 'at_least'?"),
        ("rules", "soil: unknown", "soil: {at_least: 3}", "'soil' is not a number"),
        ("rules", "soil: unknown", "soil: {all: [dry]}", "'soil' holds one value, so 'all' cannot test it"),
        ("rules", "soil: unknown", "plant: unknown", "is required, so it is never 'unknown'"),
        ("rules", "{moisture: {not: short}}", "{moisture: unknown}", "write {not: [enough, short]}"),
        ("rules", "then: {light: good}", "then: {light: bad}", "unknown value"),
        ("rules", "then: {light: good}", "then: {shade: yes}", "shade"),
        (
            "rules",
            "then: {light: good}",
            "then: {light: good, moisture: short}",
            "rules.yaml:24:11: 'then' concludes one value of one attribute",
        ),
        ("rules", "then: {next_step: enjoy}", "then: {next_step: enjy}", "did you mean 'enjoy'?"),
        ("rules", "cite: [handbook/1]", "cite: [handbok/1]", "unknown source 'handbok'; did you mean 'handbook'?"),
        ("rules", "cite: [handbook/1]", "cite: [handbook/2]", "unknown passage of source 'handbook'"),
        ("rules", "for {days} and", "for {dayz} and", "did you mean 'days'?"),
        ("rules", "for {days} and", "for {days and", "rules.yaml"),
        ("rules", "none:\n        - light: good", "none: []", "'none' needs at least one condition"),
        ("rules", "  next-water:", "  next-shade:", "duplicate"),
        ("steps", "    title: Hang a cloth\n", "", "step 'hang-cloth' has no 'title'"),
        ("steps", "achieves: {soil: wet, days: 0}", "achieves: {soil: wett}", "did you mean 'wet'?"),
        ("steps", "achieves: {soil: wet, days: 0}", "achieves: {days: 99}", "99 is not between 0 and 60"),
        ("steps", "achieves: {soil: wet, days: 0}", "achieves: {moisture: enough}", "moisture"),
        ("steps", "months: [0, 1], cost", "months: [1, 0], cost", "steps.yaml"),
        ("steps", "months: [0, 1], cost", "months: [-1, 0], cost", "steps.yaml"),
        ("steps", "currency: EUR, ", "", "currency"),
        ("steps", "set: {shade: yes}", "sett: {shade: yes}", "unknown key 'sett'"),
    ],
)
def test_a_mistake_is_reported_where_it_is(tmp_path: Path, part: str, old: str, new: str, expected: str) -> None:
    found = changed(tmp_path, part, old, new)
    assert any(expected in problem for problem in found), found
    assert all(problem.split(":")[0].endswith(".yaml") and problem.count(":") >= 3 for problem in found), found


def test_all_mistakes_of_all_files_are_reported_in_one_go(tmp_path: Path) -> None:
    found = problems(
        write_greenhouse(
            tmp_path,
            questions=QUESTIONS.replace("why: Plants", "wy: Plants"),
            rules=RULES.replace("soil: dry, plant", "soil: dyr, plant").replace("light: good}", "light: god}"),
            steps=STEPS.replace("do: Sit", "doo: Sit"),
        )
    )
    assert len({problem.split(":")[0] for problem in found}) == 3
    assert len(found) >= 5


def test_a_cycle_through_negation_is_named_by_its_rules(tmp_path: Path) -> None:
    rules = f"{RULES}  light-bad: {{when: {{next_step: {{not: enjoy}}}}, then: {{light: good}}, because: Round.}}\n"
    (found,) = problems(write_greenhouse(tmp_path, rules=rules))
    assert "cycle" in found
    assert "light-bad" in found
    assert "next-enjoy" in found


def test_a_cycle_without_negation_is_no_mistake(tmp_path: Path) -> None:
    extra = "  air-and-talk:\n    when: {alongside: air}\n    then: {alongside: talk}\n    because: Both.\n"
    extra += "  talk-and-air:\n    when: {alongside: talk}\n    then: {alongside: air}\n    because: Both.\n"
    load(write_greenhouse(tmp_path, rules=RULES + extra))


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
    found = problems(write_greenhouse(tmp_path, extra=text))
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
    found = problems(folder)
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
    assert problems(folder) == ["more.yml: is not read; its name must end in .yaml"]


def test_a_knowledge_base_is_found_by_id_and_by_folder(greenhouse_folder: Path, tmp_path: Path) -> None:
    assert find(greenhouse_folder / "knowledge-base.yaml") == greenhouse_folder
    for id, folder in shipped().items():
        assert find(id) == folder
    for source, expected in [
        ("medical-record-administrator", "did you mean"),
        (str(tmp_path / "gone"), "no such knowledge base or folder"),
        (str(greenhouse_folder / "rules.yaml"), "is a file, not the folder"),
        (" ", "names no knowledge base"),
    ]:
        with pytest.raises(KnowledgeBaseError, match=expected):
            find(source)
    assert "has no knowledge-base.yaml" in problems(tmp_path)[0]


SHAPES = [
    "",
    "word",
    "3",
    "[]",
    "[a]",
    "{}",
    "{a: b}",
    "null",
    "true",
    ".nan",
    "[[a]]",
    "{a: [b]}",
    "[{a: b}]",
    "{1: 2}",
]


@pytest.mark.parametrize("section", [*PARTS][1:])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_section_of_a_wrong_shape_is_reported(tmp_path: Path, section: str, shape: str) -> None:
    """Whatever stands there, it loads or it is reported; there is never a traceback."""
    for text in (f"{section}: {shape}\n", f"{section}: {{x: {shape}}}\n"):
        folder = write_greenhouse(tmp_path / str(len(text)), extra=text)
        loads_or_reports(folder)


KEYS = st.sampled_from(
    [
        "ask",
        "why",
        "choices",
        "many",
        "number",
        "table",
        "shown",
        "when",
        "then",
        "because",
        "cite",
        "title",
        "do",
        "takes",
        "achieves",
        "set",
        "months",
        "cost",
        "one",
        "text",
        "columns",
        "rows",
        "soil",
        "plant",
        "days",
        "signs",
        "moisture",
        "next_step",
        "not",
        "all",
        "any",
        "none",
        "at_least",
        "min",
        "max",
        "unknown",
    ]
)
VALUES = st.recursive(
    st.sampled_from(["a", "dry", "yes", "unknown", "none", "short", 0, 1, -1, 99.5, None, True, "{plant}", "{", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(section=st.sampled_from([*PARTS][1:]), body=st.dictionaries(KEYS, VALUES, max_size=3))
def test_whatever_is_written_loads_or_is_reported(tmp_path: Path, section: str, body: dict) -> None:
    import yaml

    folder = write_greenhouse(tmp_path, extra=yaml.safe_dump({section: body}))
    loads_or_reports(folder)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    part=st.sampled_from([*PARTS]),
    at=st.integers(0, 2000),
    length=st.integers(0, 30),
    text=st.text("ab:{}[],-'\"# \n\t&*!|>0123", max_size=5),
)
def test_a_damaged_file_loads_or_is_reported(tmp_path: Path, part: str, at: int, length: int, text: str) -> None:
    whole = PARTS[part]
    at %= len(whole)
    folder = write_greenhouse(tmp_path, **{part: whole[:at] + text + whole[at + length :]})
    loads_or_reports(folder)
