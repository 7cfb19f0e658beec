"""Whole knowledge bases at random, stratified by construction, and cases for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from hypothesis import strategies as st
from legal import demanded

from advisor.knowledge.attributes import Answer, Conclusion, NumberRange, Question
from advisor.knowledge.conditions import (
    ALWAYS,
    COMPARISONS,
    All,
    Any,
    ByRow,
    Compare,
    Condition,
    NoneOf,
    Number,
    OneOf,
    RowTest,
)
from advisor.knowledge.model import KnowledgeBase, Pair, Rule
from advisor.knowledge.steps import Effect, Step, Takes
from advisor.knowledge.strata import stratify
from advisor.knowledge.tables import CellSource, Column, Table

LETTERS = ("a", "b", "c")
NUMBERS = (0, 1, 2, 3)
LIMITS = (-2, 0, 0.7, 1, 1.5, 2, 5)
NUMBER = ""
"""Stands for the value of a concluded number, until its rules are there."""


def make_kb(questions: list[Question], conclusions: list[Conclusion], rules: list[Rule]) -> KnowledgeBase:
    """A knowledge base around these, the strata computed; its goal is the last conclusion that is no number."""
    by_id = {conclusion.id: conclusion for conclusion in conclusions}
    for id, conclusion in by_id.items():
        if conclusion.number:
            by_id[id] = conclusion._replace(values=tuple(rule.id for rule in rules if rule.attribute == id))
    return KnowledgeBase(
        id="generated",
        title="Generated",
        version=1,
        goals=([conclusion.id for conclusion in conclusions if not conclusion.number][-1],),
        also=(),
        welcome="",
        sources={},
        tables={question.table: rows_of(question) for question in questions if question.table},
        questions={question.id: question for question in questions},
        conclusions=by_id,
        rules=stratify(rules, by_id),
        steps={},
    )


def rows_of(question: Question) -> Table:
    """The table of a question: a limit and a list for each of its values, some of them with a source of their own."""
    columns = {
        "limit": Column("limit", "Limit", kind="number", unit="days", unit_of_one="day"),
        "some": Column("some", "Some letters", LETTERS, "many", texts={"a": "An A"}),
        "word": Column("word", "A word", ("x", "y"), "one"),
    }
    limits, lists, words = (1, 2, 1), (("a", "c"), (), ("b",)), ("x", "y", "y")
    cells = [dict(zip(columns, row, strict=True)) for row in zip(limits, lists, words, strict=True)]
    rows = dict(zip(question.values, cells, strict=False))
    return Table(question.table, columns, rows, {"b": {"word": CellSource(as_of="2026")}})


def by_row(asked: list[Question], attribute: Question) -> st.SearchStrategy[Condition]:
    """Tests of the attribute by the rows of those questions that have a table, and tests of their own columns."""
    made: list[Condition] = []
    for question in asked:
        if question.table != f"rows-{question.id}":
            continue
        table = rows_of(question)
        made.append(OneOf(question.id, tuple(row for row in table.rows if table.rows[row]["word"] == "y"), "word"))
        if attribute.kind == "number":
            for comparison in COMPARISONS:
                classes = [
                    All((OneOf(question.id, rows), Compare(attribute.id, comparison, number)))
                    for number, rows in table.rows_by_content("limit").items()
                    if isinstance(number, int)
                ]
                made.append(ByRow(tuple(classes), RowTest(attribute.id, comparison, question.id, "limit")))
        else:
            lists = [
                All((OneOf(question.id, rows), OneOf(attribute.id, legal)))
                for listed, rows in table.rows_by_content("some").items()
                if (legal := tuple(value for value in attribute.values if value in listed))
            ]
            made.append(ByRow(tuple(lists), RowTest(attribute.id, "", question.id, "some")))
    return st.sampled_from(made) if made else st.nothing()


def make_rule(order: int, when: Condition, then: Pair, add: Number | None = None) -> Rule:
    """Where it adds, its own id is the value that it concludes."""
    id = f"r{order}"
    value = then[1] if add is None else id
    return Rule(id=id, when=when, attribute=then[0], value=value, because="So it is.", order=order, add=add)


@st.composite
def questions(draw: st.DrawFn, most: int = 4) -> list[Question]:
    """Ids with underscores and hyphens, as authors may write them."""
    made = []
    for index in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(("choice", "many", "number")))
        values = () if kind == "number" else LETTERS[: draw(st.integers(2, 3))]
        # fmt: off
        made.append(Question(
            id=f"q__{index}-", kind=kind, ask="?", why=".", label=f"q{index}", values=values, maximum=NUMBERS[-1],
            required=draw(st.booleans()) and draw(st.booleans()),
            table=f"rows-q__{index}-" if kind == "choice" and draw(st.booleans()) else "",
        ))
        # fmt: on
    return made


@st.composite
def with_demands(draw: st.DrawFn, asked: list[Question]) -> list[Question]:
    """The questions, of which in some knowledge bases some need an answer where a condition on others holds."""
    if len(asked) < 2 or draw(st.integers(0, 2)):
        return asked
    found = []
    for question in asked:
        others = [other for other in asked if other is not question]
        when = draw(conditions(others, {}, 0, 1)) if not question.required and draw(st.booleans()) else None
        found.append(question._replace(required_when=when))
    return found


def leaf_of_question(question: Question) -> st.SearchStrategy[Condition]:
    words = list(question.values)
    if question.kind == "many":
        words.append("none")
    if not question.required:
        words.append("unknown")
    one_of = st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True) if words else st.nothing()
    leaf: st.SearchStrategy[Condition] = one_of.map(lambda values: OneOf(question.id, tuple(values)))
    if question.kind == "number":
        compared = st.builds(Compare, st.just(question.id), st.sampled_from([*COMPARISONS]), st.sampled_from(NUMBERS))
        return compared | leaf
    return leaf


@st.composite
def conditions(
    draw: st.DrawFn,
    asked: list[Question],
    level: dict[Pair, int],
    top: int,
    depth: int = 3,
    negated: bool = False,
    whole: Collection[str] = (),
) -> Condition:
    """A condition for a rule at `top`: pairs at that level only in positive places, lower ones in any.

    `whole` are the attributes that must be settled before, `level` then has a number as a pair without a value.
    """
    if depth and draw(st.integers(0, 2)):
        kind = draw(st.sampled_from((All, Any, NoneOf)))
        inner = conditions(asked, level, top, depth - 1, negated != (kind is NoneOf), whole)
        return kind(tuple(draw(st.lists(inner, min_size=draw(st.integers(0, 4)) > 0, max_size=3))))
    legal = [pair for pair, at in level.items() if at < top or (at == top and not negated and pair[0] not in whole)]
    if legal and draw(st.booleans()):
        attribute = draw(st.sampled_from(legal))[0]
        values = [value for id, value in legal if id == attribute]
        if values == [NUMBER]:
            return Compare(attribute, draw(st.sampled_from([*COMPARISONS])), draw(st.sampled_from(LIMITS)))
        return OneOf(attribute, tuple(draw(st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True))))
    question = draw(st.sampled_from(asked))
    return draw(leaf_of_question(question) | by_row(asked, question))


@st.composite
def conclusions(draw: st.DrawFn, index: int, whole: bool) -> Conclusion:
    """Of one value or of many; where `whole` also one that its first rule decides, or a number."""
    kind = draw(st.sampled_from(("one", "many", "first", "number") if whole else ("one", "many")))
    id = f"c_{index}"
    if kind == "number":
        places = draw(st.integers(0, 1))
        start = draw(st.sampled_from([number for number in LIMITS if places or number == int(number)]))
        return Conclusion(id, False, (NUMBER,), "c", number=NumberRange(-100, 100, start, places))
    return Conclusion(id, kind == "many", LETTERS[: draw(st.integers(1, 3))], "c", first=kind == "first")


@st.composite
def knowledge_bases(draw: st.DrawFn, most_rules: int = 12, whole: bool = False) -> KnowledgeBase:
    """Where `whole` with attributes that are concluded as a whole: by the first rule that holds, or as a number."""
    asked = draw(with_demands(draw(questions())))
    concluded = [draw(conclusions(index, whole)) for index in range(draw(st.integers(1, 4)))]
    if all(conclusion.number for conclusion in concluded):
        concluded.append(Conclusion(f"c_{len(concluded)}", False, LETTERS, "c", first=draw(st.booleans())))
    settled = {conclusion.id for conclusion in concluded if conclusion.first or conclusion.number}
    pairs = [(conclusion.id, value) for conclusion in concluded for value in conclusion.values]
    level = {pair: draw(st.integers(0, 3)) for pair in pairs}
    level |= {(id, value): min(level[pair] for pair in pairs if pair[0] == id) for id, value in pairs if id in settled}
    rules = []
    for order in range(draw(st.integers(1, most_rules))):
        then = draw(st.sampled_from(pairs))
        top = level[then] - (then[0] in settled)
        below = {pair: at for pair, at in level.items() if then[0] not in settled or pair[0] != then[0]}
        when = draw(conditions(asked, below, top, whole=settled)) if draw(st.integers(0, 9)) else ALWAYS
        total = next(conclusion.number for conclusion in concluded if conclusion.id == then[0])
        amounts = [1, 2, -1, 5] if total and not total.places else [0.1, 0.7, -1.5, 2]
        rules.append(make_rule(order, when, then, draw(st.sampled_from(amounts)) if total else None))
    return make_kb(asked, concluded, rules)


@st.composite
def with_goals(draw: st.DrawFn, made: st.SearchStrategy[KnowledgeBase]) -> KnowledgeBase:
    """With further goals, as many as there are, or none."""
    kb = draw(made)
    others = [id for id, conclusion in kb.conclusions.items() if id != kb.goal and not conclusion.number]
    more = draw(st.lists(st.sampled_from(others), unique=True)) if others else []
    return replace(kb, goals=(kb.goal, *more))


def answer_to(question: Question) -> st.SearchStrategy[Answer]:
    legal: st.SearchStrategy[Answer]
    if question.kind == "number":
        legal = st.sampled_from(NUMBERS)
    elif question.kind == "many":
        legal = st.sets(st.sampled_from(question.values)).map(lambda chosen: tuple(sorted(chosen)))
    else:
        legal = st.sampled_from(question.values)
    return legal if question.required else legal | st.just("unknown")


@st.composite
def with_steps(draw: st.DrawFn, kb: KnowledgeBase) -> KnowledgeBase:
    """The knowledge base with a step for each value of its goal; some of them achieve an answer or two."""
    steps = {}
    for value in kb.conclusions[kb.goal].values:
        changed = draw(st.lists(st.sampled_from([*kb.questions.values()]), max_size=2, unique_by=lambda it: it.id))
        achieves = tuple(Effect({question.id: draw(answer_to(question))}) for question in changed)
        takes = (Takes(months=(draw(st.integers(0, 2)), draw(st.integers(2, 4)))),)
        steps[value] = Step(id=value, title=f"Do {value}", do=(), takes=takes, achieves=achieves)
    return replace(kb, steps=steps)


@st.composite
def cases(draw: st.DrawFn, kb: KnowledgeBase, total: bool) -> dict[str, Answer]:
    """A legal case: answers to all questions, or where not `total` to any of them."""
    found = {question.id: draw(answer_to(question)) for question in kb.questions.values()}
    while unmet := [question for question in kb.questions.values() if demanded(kb, question, found)]:
        found |= {question.id: draw(answer_to(question._replace(required=True))) for question in unmet}
    return {id: answer for id, answer in found.items() if total or draw(st.booleans())}
