"""Cases as the rows of tables."""

from __future__ import annotations

import itertools

import polars as pl
from strategies import make_kb, make_rule

from advisor.knowledge.attributes import Answer, Answers, Conclusion, Question
from advisor.knowledge.conditions import UNKNOWN, Any, OneOf
from advisor.knowledge.model import KnowledgeBase


def cell(answer: Answer) -> str | None:
    """The answer as a table has it."""
    if isinstance(answer, tuple):
        return ";".join(answer) or "none"
    return None if answer == UNKNOWN else str(answer)


def table(kb: KnowledgeBase, rows: list[Answers]) -> pl.DataFrame:
    return pl.DataFrame(
        {id: [cell(row[id]) for row in rows] for id in kb.questions}, schema=dict.fromkeys(kb.questions, pl.String)
    )


def greenhouse_rows(kb: KnowledgeBase) -> pl.DataFrame:
    """Every case of the greenhouse, its numbers at and around each border."""
    options = []
    for question in kb.questions.values():
        if question.kind == "number":
            options.append([None, "0", "1", "2", "3", "4", "60"])
        elif question.kind == "many":
            sets = itertools.chain.from_iterable(itertools.combinations(question.values, n) for n in range(3))
            options.append([None, *(";".join(some) or "none" for some in sets)])
        else:
            options.append([*question.values, *([] if question.required else [None])])
    rows = list(itertools.product(*options))
    return pl.DataFrame(rows, schema=dict.fromkeys(kb.questions, pl.String), orient="row")


def chain(count: int) -> KnowledgeBase:
    """Conclusions that follow one another within one stratum: each rule waits for the next one of the list."""
    question = Question("start", "choice", "?", ".", "start", values=("go", "stay"))
    reached = Conclusion("reached", True, tuple(f"v{at}" for at in range(count)), "reached")
    goal = Conclusion("goal", False, ("end",), "goal")
    rules = [make_rule(0, Any((OneOf("reached", (f"v{count - 1}",)), OneOf("reached", ("v1",)))), ("reached", "v0"))]
    for at in range(1, count):
        condition = OneOf("reached", (f"v{at - 1}",))
        rules.append(
            make_rule(at, Any((condition, OneOf("start", ("go",)))) if at == 1 else condition, ("reached", f"v{at}"))
        )
    rules.reverse()
    rules = [rule._replace(order=at) for at, rule in enumerate(rules)]
    rules.append(make_rule(count, OneOf("reached", (f"v{count - 1}",)), ("goal", "end"))._replace(id="last"))
    return make_kb([question], [reached, goal], rules)
