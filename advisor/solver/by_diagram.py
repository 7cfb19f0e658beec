"""Changes of answers, and what a case rests on, read off decision diagrams.

No search is needed: the smallest sets of changed answers below a node are those below the branch that the given answer
takes, and those below the other branches with the question added, as far as none holds another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple, TypeAlias

from advisor.knowledge.attributes import Answers, Question
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.intervals import spans
from advisor.solver.case_space import ANSWERED, NOT_ANSWERED, Cases
from advisor.solver.changes import Counterfactuals, Option, Outcome, boxes_of
from advisor.solver.leading import Leading
from advisor.solver.legal_cases import ILLEGAL
from advisor.solver.nodes import Node

MAX_AT_A_NODE = 400
"""So many smallest sets are kept below a node, the smallest; of the knowledge base that ships none has 100."""

MAX_WAYS = 5_000
"""So many ways are followed, answers that no condition tells apart being one; beyond them `complete` is False."""

Bits: TypeAlias = int
"""A set of questions, or of values: a bit for each."""

Way: TypeAlias = tuple[frozenset[Option], ...]
"""For each of some questions, options that no condition tells apart."""


Ends: TypeAlias = dict[Node, list[frozenset[Option]]]
"""Where a question leads on to, with the options that do; what no condition tells apart stands together."""


class CaseInDiagram:
    """One total case, in which a required question may be unknown, among the cases of a diagram."""

    def __init__(self, kb: KnowledgeBase, cases: Cases, case: Answers) -> None:
        self._kb = kb
        self._cases = cases
        self._case = case
        self._missing = [id for id, question in kb.questions.items() if question.required and case[id] == UNKNOWN]
        self._taken = {id: cases.branch(id, case[id]) for id in cases.at if id not in self._missing}
        self._options = cache(self._classes)

    def minimal_changes(self, target: Node, most: int) -> tuple[list[tuple[str, ...]], bool]:
        """The smallest sets of answers that can be changed so that the target is true, by size and then in order.

        Also whether these are all; those that were left out are no smaller.
        """
        names = [*self._kb.questions]
        place = {id: number for number, id in enumerate(names)}
        always = sum(1 << place[id] for id in self._missing)  # they are answered whatever else is, which costs nothing
        below = self._smallest_sets(target, [1 << place[id] & ~always for id in self._cases.owner])
        sets = [[number for number in range(len(names)) if (bits | always) >> number & 1] for bits in below.sets]
        sets.sort(key=lambda numbers: (len(numbers), numbers))
        found = [tuple(names[number] for number in numbers) for numbers in sets[:most]]
        return found, below.up_to is None and len(sets) <= most

    def ways(self, target: Node, ids: Collection[str], most: int = MAX_WAYS) -> Counterfactuals:
        """How these questions may be answered so that the target is true, the others being as they are."""
        others = {id: self._case[id] for id in self._taken if id not in ids}
        questions = [question for id, question in self._kb.questions.items() if id in ids]
        node = self._cases.within(target, others)
        found = [*islice(_ways(node, self._levels(node, questions)), most + 1)]
        return Counterfactuals(boxes_of(questions, self._smallest(questions, found[:most])), len(found) <= most)

    def sufficient_reason(self, outcome: Node, first: Sequence[str]) -> tuple[str, ...]:
        """Answers that give the outcome whatever the others are, and of which none can be left out.

        Of several such sets one that, as far as possible, leaves out the questions in `first`.
        """
        needed = dict(self._taken)
        for id in [*first, *(id for id in reversed(self._taken) if id not in first)]:
            without = needed.pop(id, None)
            if without is not None and len(self._leaves(outcome, needed)) > 1:
                needed[id] = without
        return tuple(id for id in self._taken if id in needed)

    def flips(self, outcome: Node) -> Iterator[tuple[str, Outcome, Counterfactuals]]:
        """Every other outcome that one other answer gives, and for what options; by question."""
        own, leading = self._leaves(outcome, self._taken), Leading(self._cases, outcome)
        for id in self._taken:
            others = {other: branches for other, branches in self._taken.items() if other != id}
            for leaf in self._leaves(outcome, others) - own:
                yield id, leaf, self.ways(leading.where([leaf]), [id])

    def _leaves(self, outcome: Node, fixed: dict[str, dict[int, int]]) -> set[Outcome]:
        branches = {variable: branch for of_question in fixed.values() for variable, branch in of_question.items()}
        return self._cases.leaves(outcome, branches) - {ILLEGAL}  # type: ignore[return-value]

    def _smallest_sets(self, target: Node, bit: Sequence[Bits]) -> _Sets:
        """Sets of changed questions; `bit` has that of each variable's."""
        cases = self._cases
        taken = {variable: branch for branches in self._taken.values() for variable, branch in branches.items()}
        known = {cases.false: _Sets((), None), cases.true: _Sets((0,), None)}

        def below(node: Node) -> _Sets:
            if node not in known:
                variable = cases.variable[node]
                ends = {(end, n == taken.get(variable)) for n, end in enumerate(cases.branches[node])}
                each = [(below(end), 0 if kept else bit[variable]) for end, kept in ends]
                limits = [inner.up_to for inner, _ in each if inner.up_to is not None]
                known[node] = _minimal(
                    {bits | more for inner, more in each for bits in inner.sets}, min(limits, default=None)
                )
            return known[node]

        return below(target)

    def _levels(self, node: Node, questions: Sequence[Question]) -> list[dict[Node, Ends]]:
        """For each question where the nodes before it lead on; options that all of them have alike as one."""
        levels: list[dict[Node, Ends]] = []
        here = {node}
        for question in questions:
            level = {node: self._ends(node, question) for node in here}
            every = {frozenset().union(*each) for ends in level.values() for each in ends.values()}
            if len(every) == 1 and all(len(ends) == 1 for ends in level.values()):
                level = {node: {end: [*every] for end in ends} for node, ends in level.items()}
            levels.append(level)
            here = {end for ends in level.values() for end in ends}
        return levels

    def _ends(self, node: Node, question: Question) -> Ends:
        """Where the options of the question lead that do not make the function false."""
        cases, id = self._cases, question.id
        if question.kind == "many":
            leads = self._ticks(node, question)
        elif id not in cases.at:  # nothing depends on it, but it must be answered
            leads = ((options, node) for options in self._options(id))
        else:
            ends = cases.branches[node] if cases.variable[node] == cases.at[id] else (node,) * len(cases.answers[id])
            leads = zip(self._options(id), ends, strict=True)
        found: Ends = {}
        for options, end in leads:
            if end != cases.false and options:
                found.setdefault(end, []).append(options)
        return found

    def _classes(self, id: str) -> list[frozenset[Option]]:
        """The options of each branch of a choice or a number."""
        question, cases = self._kb.questions[id], self._cases
        legal = (
            [(span, span.one()) for span in spans(self._kb, question)]
            if question.kind == "number"
            else [(value, value) for value in question.values]
        )
        if id not in cases.at:
            return [frozenset(option for option, _ in legal)]
        found: list[set[Option]] = [set() for _ in cases.answers[id]]
        for option, answer in [*legal, *([] if question.required else [(UNKNOWN, UNKNOWN)])]:
            found[cases.branch(id, answer)[cases.at[id]]].add(option)
        return [*map(frozenset, found)]

    def _ticks(self, node: Node, question: Question) -> Iterator[tuple[frozenset[Option], Node]]:
        """Of a `many` question: the smallest changes of its ticks that lead to each end, and that it is not known."""
        cases, values, now = self._cases, question.values, self._case[question.id]
        given = now if isinstance(now, tuple) else ()
        at = cases.at.get(question.id, -1)
        answered = cases.branches[node][ANSWERED] if cases.variable[node] == at else node
        level: dict[Node, list[Bits]] = {answered: [0]}
        for n, value in enumerate(values if question.id in cases.at else (), 1):
            following: dict[Node, set[Bits]] = {}
            for here, changes in level.items():
                ends = cases.branches[here] if cases.variable[here] == at + n else (here, here)
                kept, changed = reversed(ends) if value in given else ends
                following.setdefault(kept, set()).update(changes)
                if changed != kept:
                    following.setdefault(changed, set()).update(change | 1 << n for change in changes)
            level = {here: _without_supersets(changes) for here, changes in following.items()}
        for end, changes in level.items():
            for change in changes:
                ticks = tuple(value for n, value in enumerate(values, 1) if (value in given) != bool(change >> n & 1))
                yield frozenset([ticks]), end
        if not question.required:
            yield frozenset([UNKNOWN]), cases.branches[node][NOT_ANSWERED] if cases.variable[node] == at else node

    def _smallest(self, questions: Sequence[Question], ways: list[Way]) -> Iterator[Way]:
        """The ways without those that change more ticks than another one that is the same otherwise."""
        many = {n for n, question in enumerate(questions) if question.kind == "many"}
        by_rest: dict[Way, dict[frozenset[tuple[int, str]], Way]] = {}
        for way in ways:
            ticked = {n: option for n in many if len(way[n]) == 1 for option in way[n] if isinstance(option, tuple)}
            rest = tuple(options if n not in ticked else frozenset() for n, options in enumerate(way))
            changes = (
                {(n, value) for value in set(option) ^ self._given(questions[n])} for n, option in ticked.items()
            )
            by_rest.setdefault(rest, {})[frozenset().union(*changes)] = way
        for alike in by_rest.values():
            yield from (way for changed, way in alike.items() if not any(other < changed for other in alike))

    def _given(self, question: Question) -> set[str]:
        now = self._case[question.id]
        return set(now) if isinstance(now, tuple) else set()


def _ways(node: Node, levels: Sequence[dict[Node, Ends]]) -> Iterator[Way]:
    """Each way to the end."""
    if not levels:
        yield ()
        return
    for end, each in levels[0][node].items():
        for way in _ways(end, levels[1:]):
            yield from ((options, *way) for options in each)


class _Sets(NamedTuple):
    """Smallest sets; all of them, or where `up_to` is a number all that have at most so many members."""

    sets: tuple[Bits, ...]
    up_to: int | None


def _minimal(found: Iterable[Bits], up_to: int | None) -> _Sets:
    sets = [bits for bits in _without_supersets(found) if up_to is None or bits.bit_count() <= up_to]
    if len(sets) > MAX_AT_A_NODE:
        up_to = sets[MAX_AT_A_NODE].bit_count() - 1
        sets = [bits for bits in sets if bits.bit_count() <= up_to]
    return _Sets(tuple(sets), up_to)


def _without_supersets(found: Iterable[Bits]) -> list[Bits]:
    """Those that hold no other one, by size and then in order, as what is cut off later must not hang on chance."""
    kept: list[Bits] = []
    for bits in sorted(found, key=lambda bits: (bits.bit_count(), bits)):
        if not any(other & bits == other for other in kept):
            kept.append(bits)
    return kept
