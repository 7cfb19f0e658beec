"""A whole knowledge base as decision diagrams.

A variable stands for a question, and its branches for the classes of answers that conditions tell apart, `unknown` the
last; a `many` question is several, one that says whether it was answered and one a value. It counts cases exactly.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import accumulate
from math import prod

from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.conditions import NONE, UNKNOWN, Compare, Condition, Leaf, OneOf, fold, leaf_holds, leaves
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.answer_classes import numbers, tests_by_question
from advisor.logic.interpretation import FiniteSums
from advisor.solver.mdd import MDD
from advisor.solver.nodes import MAX_NODES, Node, TooLarge

MAX_VARIABLES = 1_000

ANSWERED, NOT_ANSWERED = 0, 1
"""The branches of the variable that says whether a `many` question was answered."""


class Cases(MDD, FiniteSums[Node]):
    """All cases of these questions, which conditions of the knowledge bases read.

    `at` has the first variable of each question, in their order, `owner` the question of each variable, and `answers`
    the answer that each branch of a question's first variable stands for. Variables stand in the order of the questions
    or, where that is given, in another `order` of them, in which functions may have fewer nodes. Raises TooLarge.
    """

    def __init__(
        self,
        questions: Mapping[str, Question],
        kbs: Sequence[KnowledgeBase],
        most: int = MAX_NODES,
        order: Sequence[str] | None = None,
    ) -> None:
        self.questions = questions
        self.owner: list[str] = []
        self.answers: dict[str, list[Answer]] = {}
        self.weights: list[list[int]] = []
        self.costs: list[list[int]] = []
        self._scale: dict[str, int] = {}
        self._kbs = kbs
        self._tests = tests_by_question(kbs)
        for id, question in questions.items():
            self._tests[id] = [*self._tests.get(id, []), *_limits(question, kbs)]
        for id in order or questions:
            self._declare(id, questions[id], self._tests.get(id, []))
        if len(self.weights) > MAX_VARIABLES:
            raise TooLarge
        self.at = {id: self.owner.index(id) for id in questions}
        super().__init__([len(weights) for weights in self.weights], most)

    def _declare(self, id: str, question: Question, tests: Sequence[Leaf]) -> None:
        unknown = [] if question.required else [1]
        ticks = len(question.values) if question.kind == "many" else 0
        if question.kind == "number":
            classes = numbers(question, tests)
            self.answers[id] = [kind.least for kind in classes]
            weights = [kind.size for kind in classes]
        elif ticks:
            # Where nothing was answered no value is ticked, but a free variable counts twice: that is taken back here.
            self.answers[id] = [()]
            weights = [2**ticks] if unknown else [1]
            self._scale[id] = weights[0]
        else:
            alike: dict[str, list[Answer]] = {}
            for value in question.values:
                alike.setdefault(repr(self._kind(id, value)), []).append(value)
            self.answers[id] = [values[0] for values in alike.values()]
            weights = [len(values) for values in alike.values()]
        price = 0 if question.required else 1
        self.costs += [[price] * len(weights) + [0] * len(unknown)] + [[0, 0]] * ticks
        self.weights += [weights + unknown] + [[1, 1]] * ticks
        self.owner += [id] * (1 + ticks)
        if unknown:
            self.answers[id].append(UNKNOWN)

    def of_leaf(self, leaf: Leaf, own: Question) -> Node:
        """The cases in which a leaf holds that tests a question, which its knowledge base knows as `own`.

        An answer that this knowledge base does not take is unknown to it.
        """
        id = leaf.attribute
        variable = self.at[id]
        if own.kind != "many":
            taken = [answer if _takes(own, answer) else UNKNOWN for answer in self.answers[id]]
            return self.among(variable, [n for n, answer in enumerate(taken) if leaf_holds(leaf, answer)])
        assert isinstance(leaf, OneOf)
        answered = self.among(variable, [ANSWERED])
        parts = []
        for value in leaf.values:
            if value == UNKNOWN:
                parts.append(self.negate(answered))
            elif value == NONE:
                parts.append(self.all([answered, *(self.negate(self._ticked(id, each)) for each in own.values)]))
            else:
                parts.append(self.conjoin(answered, self._ticked(id, value)))
        return self.any(parts)

    def legal(self, kb: KnowledgeBase) -> Node:
        """The cases in which no answer is unknown where a condition of the knowledge base requires it."""
        if kb.legal is None:
            return self.true
        return fold(kb.legal, lambda leaf: self.of_leaf(leaf, kb.questions[leaf.attribute]), self)

    def after(self, id: str) -> set[int]:
        """The variables of the questions that come after this one."""
        later = {*[*self.at][[*self.at].index(id) + 1 :]}
        return {variable for variable, owner in enumerate(self.owner) if owner in later}

    def _ticked(self, id: str, value: str) -> Node:
        return self.among(self.at[id] + 1 + self.questions[id].values.index(value), [1])

    def how_many(self, node: Node, given: Collection[str] = ()) -> int:
        """In how many cases the function is true; answers to numbers that need not be whole count by their classes.

        Where questions are `given`, on which it does not depend, each has one answer.
        """
        weights = [
            [1, *[0] * (len(of_branches) - 1)] if id in given else of_branches
            for id, of_branches in zip(self.owner, self.weights, strict=True)
        ]
        return self.count(node, weights) // prod(scale for id, scale in self._scale.items() if id not in given)

    def smallest(self, node: Node) -> dict[str, Answer] | None:
        """The case with the fewest answers for which the function is true; of those the first, without its unknowns.

        Cases are ordered by the questions in their order, each with its values in theirs and `unknown` last; of a
        `many` question every value is left out that can be.
        """
        chosen = self.cheapest_assignment(node, self._prices)
        return None if chosen is None else self.case(chosen)

    @cached_property
    def _prices(self) -> list[list[int]]:
        """For each branch of each variable what makes of two cases the cheaper one that comes first.

        An answer costs more than any order of branches; a branch more than any of the questions that come after.
        """
        prices: list[list[int]] = [[]] * len(self.sizes)
        in_order = [variable for id, at in self.at.items() for variable in range(at, at + self.owner.count(id))]
        place = 1
        for variable in reversed(in_order):
            prices[variable] = [place * branch for branch in range(self.sizes[variable])]
            place *= self.sizes[variable]
        return [
            [place * cost + price for cost, price in zip(*each, strict=True)]
            for each in zip(self.costs, prices, strict=True)
        ]

    def case(self, chosen: Sequence[int]) -> dict[str, Answer]:
        """The case of these branches, without what is unknown."""
        found: dict[str, Answer] = {}
        for id, question in self.questions.items():
            at = self.at[id]
            answer = self.answers[id][chosen[at]]
            if isinstance(answer, tuple):
                ticks = chosen[at + 1 : at + 1 + len(question.values)]
                answer = tuple(value for value, ticked in zip(question.values, ticks, strict=True) if ticked)
            if answer != UNKNOWN:
                found[id] = answer
        return found

    def branch(self, id: str, answer: Answer) -> dict[int, int]:
        """The variables of the question with the branches that the answer takes."""
        question, at = self.questions[id], self.at[id]
        if question.kind != "many":
            return {at: self._class_of(id, answer)}
        if answer == UNKNOWN:
            return {at: NOT_ANSWERED}
        assert isinstance(answer, tuple)
        ticks = {at + 1 + n: int(value in answer) for n, value in enumerate(question.values)}
        return {at: ANSWERED, **ticks}

    def _class_of(self, id: str, answer: Answer) -> int:
        """The branch of a choice or a number."""
        answers = self.answers[id]
        if answer in answers:
            return answers.index(answer)
        wanted = self._kind(id, answer)
        return next(n for n, each in enumerate(answers) if each != UNKNOWN and self._kind(id, each) == wanted)

    def _kind(self, id: str, answer: Answer) -> object:
        """The same for answers that no condition tells apart."""
        own = (kb.questions[id] for kb in self._kbs if id in kb.questions)
        return [leaf_holds(leaf, answer) for leaf in self._tests.get(id, [])], [_takes(each, answer) for each in own]

    def branches_of(self, node: Node, variable: int) -> set[int]:
        """The branches for which a function of this variable alone is true."""
        if not self.branches[node]:
            return {*range(self.sizes[variable])} if node == self.true else set()
        return {n for n, below in enumerate(self.branches[node]) if below == self.true}

    def within(self, node: Node, answers: Answers) -> Node:
        """The function where these answers are given."""
        return self.restricting(self.fixed(answers))(node)

    def fixed(self, answers: Answers) -> dict[int, int]:
        """The variables of these questions with the branches that the answers take."""
        return dict(item for id, answer in answers.items() for item in self.branch(id, answer).items())

    def tells_apart(self, condition: Condition) -> bool:
        """Whether the classes of answers respect what the condition tests of questions."""
        return all(
            leaf in self._tests.get(leaf.attribute, ()) for leaf, _ in leaves(condition) if leaf.attribute in self.at
        )

    def asked(self, node: Node) -> list[str]:
        """The questions that the function depends on, in their order."""
        found = {self.owner[variable] for variable in self.support(node)}
        return [id for id in self.at if id in found]

    def ways_on(self, node: Node, id: str) -> Iterator[tuple[Answer, Node]]:
        """Each answer to the question that comes first in the function, and where it leads; each end once."""
        if self.questions[id].kind != "many":
            yield from zip(self.answers[id], self.branches[node], strict=True)
            return
        at, values = self.at[id], self.questions[id].values
        if UNKNOWN in self.answers[id]:
            yield UNKNOWN, self.branches[node][NOT_ANSWERED] if self.variable[node] == at else node
        first = self.branches[node][ANSWERED] if self.variable[node] == at else node
        level: dict[Node, tuple[str, ...]] = {first: ()}
        for n, value in enumerate(values, at + 1):
            following: dict[Node, tuple[str, ...]] = {}
            for here, ticks in level.items():
                without, ticked = self.branches[here] if self.variable[here] == n else (here, here)
                following.setdefault(without, ticks)
                following.setdefault(ticked, (*ticks, value))
            level = following
        for below, ticks in level.items():
            yield ticks, below

    def questions_ahead(self, node: Node, required: frozenset[str]) -> tuple[int, int]:
        """How many questions are asked until the function is settled, at least and at most.

        Asked in their order, each only where the function still depends on it, but for those that are `required`.
        """
        questions = [*self.at]
        due = [0, *accumulate(int(id in required) for id in questions)]  # among so many first questions
        first = [*self.at.values()]
        known: dict[Node, tuple[int, int]] = {}

        def place(node: Node) -> int:
            """That of the question that comes first in the function, the number of questions where there is none."""
            return bisect_right(first, self.variable[node]) - 1 if self.branches[node] else len(questions)

        def ahead(node: Node) -> tuple[int, int]:
            """From the question on that comes first in the function."""
            if not self.branches[node]:
                return 0, 0
            if node not in known:
                here = place(node)
                least, most = [], []
                for end in {end for _, end in self.ways_on(node, questions[here])}:
                    between = 1 + due[place(end)] - due[here + 1]
                    least.append(between + ahead(end)[0])
                    most.append(between + ahead(end)[1])
                known[node] = min(least), max(most)
            return known[node]

        before, (at_least, at_most) = due[place(node)], ahead(node)
        return before + at_least, before + at_most


def _takes(question: Question, answer: Answer) -> bool:
    """Whether a choice or a number is legal, `unknown` aside."""
    if isinstance(answer, (int, float)):
        return question.minimum <= answer <= question.maximum
    return answer in question.values


def _limits(question: Question, kbs: Sequence[KnowledgeBase]) -> list[Leaf]:
    """Tests that tell apart the numbers that one of the knowledge bases takes and another does not."""
    if question.kind != "number":
        return []
    ranges = {(own.minimum, own.maximum) for kb in kbs for own in [kb.questions.get(question.id)] if own}
    limits = {Compare(question.id, "at_least", least) for least, _ in ranges if least > question.minimum}
    return [*sorted(limits), *sorted(Compare(question.id, "at_most", m) for _, m in ranges if m < question.maximum)]


@contextmanager
def deep(variables: int) -> Iterator[None]:
    """Lets functions call themselves once a variable and more, as those of diagrams do."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 8 * variables + 2_000))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
