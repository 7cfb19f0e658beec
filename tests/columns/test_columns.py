"""The column reader: agrees with experta and the naive evaluator on every conclusion, rule and reason."""

from __future__ import annotations

import warnings
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from greenhouse import QUESTIONS, write_greenhouse
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import evaluate
from oracle import number as number_of
from profiles import examples
from row_tables import chain, greenhouse_rows, table
from strategies import cases, knowledge_bases, make_kb, make_rule

import advisor
from advisor.assessment import wording
from advisor.batching.row_by_row import by_experta, by_interpretation, decide
from advisor.columns.memoized import MemoizedColumn
from advisor.columns.program import ColumnProgram, shown
from advisor.knowledge.attributes import Answers, Conclusion, Question
from advisor.knowledge.conditions import UNKNOWN, NoneOf, OneOf
from advisor.knowledge.model import KnowledgeBase
from benchmarks.cases import random_cases
from benchmarks.generated import generated

EXAMPLES = Path(__file__).parents[2] / "examples" / "cases"


def assert_same(kb: KnowledgeBase, frame: pl.DataFrame, found: pl.DataFrame) -> None:
    """What the columns say of every row is what experta and the English reader say."""
    names = shown(kb, details=True)
    for number, (cells, row) in enumerate(zip(frame.to_dicts(), found.to_dicts(), strict=True)):
        for fired in (by_experta, by_interpretation):
            assert row == decide(kb, cells, names, fired, f"row {number + 1}, "), (number, cells)


@st.composite
def blocks(draw: st.DrawFn) -> tuple[KnowledgeBase, list[Answers]]:
    kb = draw(knowledge_bases(whole=True))
    internal = {id: it._replace(internal=draw(st.booleans())) for id, it in kb.conclusions.items()}
    named = st.sampled_from([*kb.questions, *kb.adding]).map(lambda id: f"{{{id}}}")
    pieces = st.lists(named | st.sampled_from(["so", " it ", "{{", "}}"]), max_size=5).map("".join)
    for id, it in kb.conclusions.items():
        if not it.number and draw(st.booleans()):
            internal[id] = internal[id]._replace(texts={value: draw(pieces) for value in it.values})
    rules = [rule._replace(because=draw(pieces)) for rule in kb.rules]
    kb = make_kb(list(kb.questions.values()), list(internal.values()), rules)
    further = [id for id, it in kb.conclusions.items() if id != kb.goal and not (it.many or it.number)]
    kb = replace(kb, goals=(kb.goal, *(id for id in further if draw(st.booleans()))))
    return kb, draw(st.lists(cases(kb, total=True), min_size=1, max_size=8))


@settings(max_examples=examples(150))
@given(blocks())
def test_columns_conclude_what_experta_and_the_naive_evaluator_conclude(
    block: tuple[KnowledgeBase, list[Answers]],
) -> None:
    kb, rows = block
    frame = table(kb, rows)
    found = advisor.assess(frame, kb, details=True)
    assert_same(kb, frame, found)
    for answers, row in zip(rows, found.to_dicts(), strict=True):
        true, _, fired = evaluate(kb, answers)
        goals = {value for id, value in true if id == kb.goal}
        assert ({row[kb.goal]} if row[kb.goal] else set()) == (goals if len(goals) == 1 else set())
        assert row["rule"] is None or row["rule"] in fired
        for id in shown(kb, details=True):
            values = {value for other, value in true if other == id}
            if id in kb.adding:
                assert (Decimal(repr(row[id])),) * 2 == number_of(kb, id, true, ())
            elif id in kb.goals:
                assert row[id] == (min(values) if len(values) == 1 else None)
            else:
                assert set((row[id] or "").split(";")) - {""} == values


def test_every_case_of_the_greenhouse_is_decided_as_by_experta(greenhouse: KnowledgeBase) -> None:
    frame = greenhouse_rows(greenhouse)
    assert len(frame) == 4 * 3 * 5 * 7 * 3
    assert_same(greenhouse, frame, advisor.assess(frame, greenhouse, details=True))


def test_answers_fill_the_placeholders_of_the_reason(tmp_path: Path) -> None:
    rules = """\
rules:
  next-water:
    when: {days: {at_least: 0}}
    then: {next_step: water-now}
    because: "{plant} ({plant.thirsty}), {days}, {signs}, {soil}, {{braces}}."
"""
    kb = advisor.load(write_greenhouse(tmp_path, rules=rules))
    frame = greenhouse_rows(kb)
    found = advisor.assess(frame, kb, details=True)
    assert_same(kb, frame, found)
    texts = found["because"].drop_nulls().to_list()
    assert (
        "Tomato (yes), 3 days, Hanging leaves, Brown spots, (not known), {braces}. Given: days since watering (3 days)."
        in texts
    )


def test_wordings_that_name_other_answers_are_filled_in_the_reason(tmp_path: Path) -> None:
    questions = QUESTIONS.replace("dry: Dry", 'dry: "Dry for {plant} in {shade}"')
    questions = questions.replace("{wilting: Hanging leaves", '{wilting: "{{Hanging}} {plant.name}"')
    rules = """\
rules:
  next-water:
    when: {any: [{signs: wilting}, {soil: dry}, {days: 3}]}
    then: {next_step: water-now}
    because: "{soil}, {signs}."
"""
    kb = advisor.load(write_greenhouse(tmp_path, rules=rules, questions=questions))
    frame = greenhouse_rows(kb)
    found = advisor.assess(frame, kb, details=True)
    assert_same(kb, frame, found)
    texts = found["because"].drop_nulls().to_list()
    assert (
        'Dry for Tomato in Full sun, {Hanging} Tomato, Brown spots. Given: signs ("{Hanging} Tomato", "Brown spots").'
        in texts
    )


def test_rules_that_rest_on_one_another_go_on_until_nothing_more_comes() -> None:
    kb = chain(12)
    assert any(stratum.recursive for stratum in kb.strata)
    frame = pl.DataFrame({"start": ["go", "stay", None]})
    found = advisor.assess(frame, kb, details=True)
    assert found["goal"].to_list() == ["end", None, None]
    assert found["reached"][0].split(";") == [f"v{at}" for at in range(12)]
    assert_same(kb, frame, found)


def test_a_row_with_no_value_or_several_of_the_goal_says_so() -> None:
    question = Question("q", "choice", "?", ".", "q", values=("a", "b", "c"))
    goal = Conclusion("goal", False, ("x", "y"), "goal")
    rules = [
        make_rule(0, OneOf("q", ("a", "b")), ("goal", "x")),
        make_rule(1, OneOf("q", ("a",)), ("goal", "y")),
    ]
    kb = make_kb([question], [goal], rules)
    found = advisor.assess(pl.DataFrame({"q": ["a", "b", "c"]}), kb)
    assert found["goal"].to_list() == [None, "x", None]
    assert found["error"].to_list() == [
        "the knowledge base gives more than one goal for this case",
        None,
        "the knowledge base gives no goal for this case",
    ]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return advisor.load()


@pytest.fixture(scope="module")
def random_rows(kb: KnowledgeBase) -> pl.DataFrame:
    from benchmarks.tables import block

    return block(kb, 400, seed=1)


def test_random_rows_of_the_shipped_knowledge_base_are_decided_as_by_experta(
    kb: KnowledgeBase, random_rows: pl.DataFrame
) -> None:
    found = advisor.assess(random_rows, kb, details=True)
    assert_same(kb, random_rows, found.drop("id"))


def test_the_examples_are_decided_as_they_expect(kb: KnowledgeBase) -> None:
    from advisor.cases.files import Case, read_cases

    found = [case for path in sorted(EXAMPLES.glob("*.yaml")) for case in read_cases(path, kb)]
    rows = [case for case in found if isinstance(case, Case) and isinstance(case.expect[kb.goal], str)]
    frame = table(kb, [kb.total(case.answers) for case in rows])
    decided = advisor.assess(frame, kb)
    assert len(rows) > 60
    assert decided[kb.goal].to_list() == [case.expect[kb.goal] for case in rows]


def test_the_reason_tells_the_answers_that_recommend_tells(kb: KnowledgeBase, random_rows: pl.DataFrame) -> None:
    """Each answer of the goal's own reason in `advisor recommend` is in the row's reason, in the same words."""
    from advisor.explanation import english

    found = advisor.assess(random_rows, kb)
    for cells, row in zip(random_rows.head(100).to_dicts(), found.to_dicts(), strict=False):
        advice = advisor.recommend(kb, {id: cells[id] for id in kb.questions if cells[id]})
        own = advice.reasons()[0]
        assert row["because"].startswith(own.firing.rule.because)
        for id, answer in own.answers.items():
            assert english.given(kb, id, answer, advice.case) in row["because"]


def test_an_illegal_cell_makes_a_bad_row_that_says_what_would_be_right(greenhouse: KnowledgeBase) -> None:
    frame = pl.DataFrame(
        {
            "id": ["1", "2", "3", "4", "5", "6", "7"],
            "plant": ["tomatoe", "cactus", "", "cactus", "cactus", "cactus", "cactus"],
            "soil": ["dry", "dri", "dry", None, "  ", "unknown", "dry"],
            "signs": ["none", "none;spots", None, "spots ; wilting", "spots;spot", "unknown", ""],
            "days": ["3", "61", None, "+3.0", "2.5", "1e1", "three"],
            "shade": [None] * 7,
        }
    )
    found = advisor.assess(frame, greenhouse)
    assert found["error"].to_list() == [
        "row 1, plant: 'tomatoe' is not one of tomato, cucumber, cactus, orchid; did you mean 'tomato'?",
        "row 2, soil: 'dri' is not one of dry, wet, unknown; did you mean 'dry'?; "
        "signs: 'none' stands alone, not beside other values; days: 61 is not between 0 and 60",
        "row 3, plant: this question needs an answer other than 'unknown'",
        None,
        "row 5, signs: 'spot' is not one of wilting, spots, unknown; did you mean 'spots'?; "
        "days: 2.5 is not a whole number",
        None,
        "row 7, days: 'three' is not a number",
    ]
    assert found.filter(pl.col("error").is_not_null())["next_step"].null_count() == 5
    assert "check-leaves" in found["caution"][3]


@settings(max_examples=examples(300))
@given(
    st.lists(
        st.sampled_from(
            ["", " ", "3", "03", "3.", "+3", "-0", "3.50", "1e1", "1e999", "nan", "inf", "61", "-1", "0.00001"]
        )
        | st.text("0123456789.e+- ", max_size=6)
        | st.floats(0, 60).map(str),
        min_size=1,
        max_size=20,
    )
)
def test_a_number_is_read_as_the_question_reads_it(texts: list[str]) -> None:
    question = Question("n", "number", "?", ".", "n", maximum=60, unit="m")
    kb = make_kb(
        [question],
        [Conclusion("goal", False, ("x", "y"), "goal")],
        [
            make_rule(0, NoneOf((advisor_compare("n", "above", 3),)), ("goal", "x")),
            make_rule(1, advisor_compare("n", "above", 3), ("goal", "y")),
        ],
    )
    frame = pl.DataFrame({"n": texts})
    assert_same(kb, frame, advisor.assess(frame, kb, details=True))


def test_a_semicolon_beside_which_nothing_stands_parts_nothing(greenhouse: KnowledgeBase) -> None:
    plain = {"plant": ["tomato"] * 3, "signs": ["spots", "wilting;spots", "wilting;spots"]}
    odd = {**plain, "signs": ["spots; ", ";wilting;; spots", "Brown spots;Hanging leaves ; "]}
    found = advisor.assess(pl.DataFrame(odd), greenhouse, details=True)
    assert found.equals(advisor.assess(pl.DataFrame(plain), greenhouse, details=True))
    assert greenhouse.questions["signs"].read("spots; ") == ("spots",)
    assert [greenhouse.questions["signs"].read(said) for said in ("none;", "unknown ;", " ;")] == [(), UNKNOWN, UNKNOWN]


def advisor_compare(id: str, how: str, number: int):
    from advisor.knowledge.conditions import Compare

    return Compare(id, how, number)


@settings(max_examples=examples(100))
@given(
    st.lists(
        st.lists(st.sampled_from(["a", "ab", "b", "none", "unknown", "", " a ", "c"]), max_size=3).map(";".join),
        min_size=1,
        max_size=20,
    )
)
def test_a_list_is_read_as_the_question_reads_it(texts: list[str]) -> None:
    """Values that are parts of one another included."""
    kb = make_kb(
        [Question("m", "many", "?", ".", "m", values=("a", "ab", "b"))],
        [Conclusion("goal", False, ("x", "y"), "goal")],
        [make_rule(0, OneOf("m", ("a",)), ("goal", "x")), make_rule(1, NoneOf((OneOf("m", ("a",)),)), ("goal", "y"))],
    )
    frame = pl.DataFrame({"m": texts})
    assert_same(kb, frame, advisor.assess(frame, kb, details=True))
    repeated = pl.concat([frame] * 10)
    assert advisor.assess(repeated, kb).drop("error").equals(pl.concat([advisor.assess(frame, kb).drop("error")] * 10))


@pytest.mark.parametrize("most", [2, 4, 100])
@given(st.lists(st.lists(st.sampled_from([None, "", "a", "b", "a;b", "c", "none", "b;d"]), max_size=6), max_size=4))
def test_texts_are_read_alike_whatever_was_read_before(most: int, columns: list[list[str | None]]) -> None:
    reads: list[str] = []

    def read(texts: pl.Series) -> pl.Series:
        reads.extend(texts)
        return texts.str.len_bytes().cast(pl.Int64)

    remembered = MemoizedColumn(read)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("advisor.columns.memoized.MAX_KNOWN", most)
        for column in columns:
            found = remembered(pl.Series("it", column, dtype=pl.String))
            assert found.to_list() == [len(text or "") for text in column]
            assert found.name == "it"
    assert most < 100 or len(reads) == len(set(reads))  # each of them once


def test_a_question_with_many_values_is_told_value_by_value() -> None:
    values = tuple(f"v{at}" for at in range(70))
    kb = make_kb(
        [Question("m", "many", "?", ".", "m", values=values)],
        [Conclusion("goal", False, ("x",), "goal")],
        [make_rule(0, NoneOf((OneOf("m", ("v1",)),)), ("goal", "x"))],
    )
    frame = pl.DataFrame({"m": ["v0;v11;v69", "v1", "none", None, "v69 ; v0", "v70"]})
    assert_same(kb, frame, advisor.assess(frame, kb, details=True))


def many_rules(count: int) -> KnowledgeBase:
    """Eight rules in ten conclude an internal value, the others the goal, each with an answer in its sentence."""
    questions = [Question(f"q{at}", "choice", "?", ".", "q", values=("a", "b", "c")) for at in range(30)]
    goals = count // 5
    goal = Conclusion("goal", False, tuple(f"s{at}" for at in range(goals)), "goal")
    middle = Conclusion("middle", True, tuple(f"m{at}" for at in range(count // 20)), "m", internal=True)
    rules = []
    for at in range(count - goals):
        rules.append(make_rule(at, OneOf(f"q{at % 30}", ("abc"[at % 3],)), ("middle", f"m{at % (count // 20)}")))
    for at in range(goals):
        rule = make_rule(count - goals + at, OneOf("middle", (f"m{at % (count // 20)}",)), ("goal", f"s{at}"))
        rules.append(rule._replace(because=f"As {{q{at % 30}}}, step {at}."))
    return make_kb(questions, [middle, goal], rules)


def test_many_rules_take_no_more_stages_than_few() -> None:
    """Planning takes time for each column in each stage: were there more of both, it would grow with their product."""

    def stages(count: int) -> int:
        kb = many_rules(count)
        return len(ColumnProgram(kb, wording(kb))._telling._plan._stages)

    assert stages(3_000) <= stages(200) + 10  # the first of very many is found block by block, and blocks of blocks


def test_ten_thousand_rules_are_decided_as_one_case_is() -> None:
    kb = generated(10_000)
    rows = random_cases(kb, 50)
    found = advisor.assess(table(kb, rows), kb)
    assert found.select(kb.goal, "rule").rows() == [advisor.decide(kb, row)[:2] for row in rows]


def in_kind(kind: str, frame: pl.DataFrame):
    if kind == "polars":
        return frame
    if kind == "lazy":
        return frame.lazy()
    if kind == "pandas":
        return frame.to_pandas()
    if kind == "pyarrow":
        return frame.to_arrow()
    import duckdb

    return duckdb.connect().from_arrow(frame.to_arrow())


@pytest.mark.parametrize("kind", ["polars", "lazy", "pandas", "pyarrow", "duckdb"])
def test_a_table_of_any_kind_comes_back_as_its_kind(greenhouse: KnowledgeBase, kind: str) -> None:
    frame = greenhouse_rows(greenhouse).with_row_index("id")  # every case: those of the test above
    expected = advisor.assess(frame, greenhouse, details=True)
    given = in_kind(kind, frame)
    found = advisor.assess(given, greenhouse, details=True)
    assert type(found).__module__.split(".")[0] == type(given).__module__.split(".")[0]
    if kind == "lazy":
        back = found.collect()
    elif kind == "pandas":
        back = pl.from_pandas(found)
    elif kind == "pyarrow":
        back = pl.DataFrame(pl.from_arrow(found))
    else:
        back = found if kind == "polars" else found.pl()
    assert back.cast(pl.String).to_dicts() == expected.cast(pl.String).to_dicts()


@pytest.mark.parametrize("kind", ["pandas", "pyarrow", "duckdb"])
def test_tables_of_the_shipped_knowledge_base_are_decided_alike(
    kb: KnowledgeBase, random_rows: pl.DataFrame, kind: str
) -> None:
    expected = advisor.assess(random_rows, kb, details=True)
    found = advisor.assess(in_kind(kind, random_rows), kb, details=True)
    back = {"pandas": pl.from_pandas, "pyarrow": pl.from_arrow, "duckdb": lambda it: it.pl()}[kind](found)
    assert back.cast(pl.String).to_dicts() == expected.cast(pl.String).to_dicts()


def test_typed_columns_mean_what_their_text_means(greenhouse: KnowledgeBase) -> None:
    texts = pl.DataFrame({"plant": ["cactus"] * 3, "days": ["3", None, "1"], "signs": ["spots;wilting", None, "none"]})
    typed = pl.DataFrame({"plant": ["cactus"] * 3, "days": [3.0, None, 1.0], "signs": [["spots", "wilting"], None, []]})
    typed = typed.with_columns(pl.col("plant").cast(pl.Categorical))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert advisor.assess(typed, greenhouse).equals(advisor.assess(texts, greenhouse), null_equal=True)


def test_odd_columns_are_said(greenhouse: KnowledgeBase) -> None:
    with pytest.warns(UserWarning, match="'sole' is not read: no question has that id; did you mean 'soil'?"):
        advisor.assess(pl.DataFrame({"plant": ["cactus"], "sole": ["dry"]}), greenhouse)
    with pytest.raises(advisor.AdvisorError, match=r"the column 'plant' is missing, .*; there is 'plants'"):
        advisor.assess(pl.DataFrame({"plants": ["cactus"]}), greenhouse)
    with pytest.raises(advisor.AdvisorError, match="list is no table"):
        advisor.assess([1], greenhouse)
