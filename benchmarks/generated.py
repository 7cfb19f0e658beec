"""Knowledge bases of any size, whose cost can be followed from ten rules to ten thousand.

Four rules of five conclude something on the way, over several strata, from answers and from what lower strata conclude.
The fifth concludes the goal: each of these asks the same branching questions down another path, so that every case has
just one value of the goal.
"""

from __future__ import annotations

import random
from collections import deque

from advisor.knowledge.attributes import Conclusion, Question
from advisor.knowledge.conditions import UNKNOWN, All, Any, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.model import KnowledgeBase, Rule
from advisor.knowledge.steps import Paragraph, Step
from advisor.knowledge.strata import stratify

WORDS = ("low", "middle", "high", "top")
STRATA = 8
VALUES = 3
"""How many values each conclusion on the way has."""


def generated(rules: int, seed: int = 1) -> KnowledgeBase:
    """A knowledge base with that many rules, at least five; the same for the same seed."""
    chance = random.Random(seed)
    questions = _questions()
    on_the_way = rules - max(1, rules // 5)
    ways = {f"way_{place}": place % STRATA for place in range(max(1, on_the_way // (2 * VALUES)))}
    made = [_rule(chance, order, questions, ways) for order in range(on_the_way)]
    paths = _paths(chance, rules - on_the_way, questions, [*ways])
    goals = [f"step-{place}" for place in range(len(paths))]
    for place, (goal, path) in enumerate(zip(goals, paths, strict=True)):
        made.append(_named(on_the_way + place, All(path), "next_step", goal))
    conclusions = {"next_step": Conclusion("next_step", False, tuple(goals), "next step")}
    conclusions |= {id: Conclusion(id, True, WORDS[:VALUES], id) for id in ways}
    return KnowledgeBase(
        id=f"generated-{rules}",
        title=f"{rules} rules",
        version=1,
        goals=("next_step",),
        also=(),
        welcome="",
        sources={},
        tables={},
        questions={question.id: question for question in questions},
        conclusions=conclusions,
        rules=stratify(made, conclusions),
        steps={goal: Step(goal, f"Take {goal}", (Paragraph("Take it."),)) for goal in goals},
    )


def _questions() -> list[Question]:
    kinds = ["choice"] * 24 + ["many"] * 3 + ["number"] * 3
    texts = {word: f"It is {word}" for word in WORDS}
    return [
        Question(f"q{place}", "choice", "?", ".", f"question {place}", values=WORDS, texts=texts)
        if kind == "choice"
        else Question(f"q{place}", "many", "?", ".", f"question {place}", values=WORDS, texts=texts)
        if kind == "many"
        else Question(f"q{place}", "number", "?", ".", f"question {place}", maximum=60, whole=True)
        for place, kind in enumerate(kinds)
    ]


def _rule(chance: random.Random, order: int, questions: list[Question], ways: dict[str, int]) -> Rule:
    id = chance.choice([*ways])
    lower = [other for other, level in ways.items() if level < ways[id]]
    parts = tuple(_part(chance, questions, lower) for _ in range(chance.randint(2, 4)))
    when: Condition = Any((All(parts), parts[0])) if chance.random() < 0.05 else All(parts)
    return _named(order, when, id, chance.choice(WORDS[:VALUES]))


def _part(chance: random.Random, questions: list[Question], lower: list[str]) -> Condition:
    leaf: Condition
    if lower and chance.random() < 0.4:
        leaf = OneOf(chance.choice(lower), (chance.choice(WORDS[:VALUES]),))
    else:
        question = chance.choice(questions)
        if question.kind == "number":
            leaf = Compare(question.id, chance.choice(("at_least", "below")), chance.randint(5, 55))
        else:
            leaf = OneOf(question.id, tuple(chance.sample(WORDS, chance.randint(1, 2))))
    return NoneOf((leaf,)) if chance.random() < 0.3 else leaf


def _paths(
    chance: random.Random, count: int, questions: list[Question], ways: list[str]
) -> list[tuple[Condition, ...]]:
    """That many paths of conditions, of which just one holds in each case: the widest are split until there are enough.

    A path is split by a question into its values, or, where that would be too many, by whether something is concluded.
    """
    choices = [question.id for question in questions if question.kind == "choice"]
    paths: deque[tuple[Condition, ...]] = deque([()])
    while len(paths) < count:
        path = paths.popleft()
        used = {leaf.attribute for leaf in path if isinstance(leaf, OneOf)}
        free = [id for id in choices if id not in used]
        if count - len(paths) > len(WORDS) and free and chance.random() < 0.7:
            id = chance.choice(free)
            paths += [(*path, OneOf(id, (word,))) for word in (*WORDS, UNKNOWN)]
        else:
            leaf = OneOf(chance.choice(ways), (chance.choice(WORDS[:VALUES]),))
            paths += [(*path, leaf), (*path, NoneOf((leaf,)))]
    return [*paths]


def _named(order: int, when: Condition, attribute: str, value: str) -> Rule:
    because = f"Rule {order} holds, as you said of question 1: {{q1}}."
    return Rule(f"rule-{order}", when, attribute, value, because, order=order)
