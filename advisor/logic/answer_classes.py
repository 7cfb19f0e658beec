"""The answers that a question takes, as far as conditions tell them apart: what is true of one is true of its class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.conditions import UNKNOWN, Compare, Condition, Leaf, Number, leaf_holds, leaves
from advisor.knowledge.decimals import between
from advisor.knowledge.model import KnowledgeBase
from advisor.records import NamedTuple


class Numbers(NamedTuple):
    """A class of numbers that no condition tells apart: its least one that can be named, and how many it has.

    Of numbers that need not be whole there is no end, so such a class counts as one.
    """

    least: Number
    size: int


def conditions(kb: KnowledgeBase) -> Iterator[Condition]:
    """Every condition that bears on what is concluded, achieved, claimed or demanded."""
    yield from (rule.when for rule in kb.rules)
    yield from (claim.holds for claim in kb.properties.values())
    yield from (it.required_when for it in kb.questions.values() if it.required_when is not None)
    for step in kb.steps.values():
        yield from (part.when for part in step.achieves if part.when is not None)


def shown_conditions(kb: KnowledgeBase) -> Iterator[Condition]:
    """Every condition of what is said of a step."""
    for step in kb.steps.values():
        paragraphs = (*step.do, *step.gives, *step.watch, *step.assumes)
        whens = (*(part.when for part in paragraphs), *(part.when for part in step.takes))
        yield from (when for when in whens if when is not None)


def placed_conditions(kb: KnowledgeBase) -> Iterator[tuple[tuple[str, str], Condition]]:
    """Every condition of what is required, concluded, achieved or shown, with its question, rule or step."""
    demanded = ((question.id, question.required_when) for question in kb.questions.values())
    yield from ((("question", id), when) for id, when in demanded if when is not None)
    yield from ((("rule", rule.id), rule.when) for rule in kb.rules)
    for step in kb.steps.values():
        shown = (*step.do, *step.gives, *step.watch, *step.assumes)
        whens = [part.when for part in shown] + [part.when for part in step.takes]
        whens += [part.when for part in step.achieves]
        yield from ((("step", step.id), when) for when in whens if when is not None)


def tests_by_question(kbs: Iterable[KnowledgeBase]) -> dict[str, list[Leaf]]:
    """The leaves on each asked attribute, each once, of all that is concluded or shown."""
    found: dict[str, dict[Leaf, None]] = {}
    for kb in kbs:
        for condition in (*conditions(kb), *shown_conditions(kb)):
            for leaf, _ in leaves(condition):
                if leaf.attribute in kb.questions:
                    found.setdefault(leaf.attribute, {})[leaf] = None
    return {id: [*tests] for id, tests in found.items()}


def numbers(question: Question, tests: Sequence[Leaf]) -> list[Numbers]:
    """The classes of the question's numbers, by their least members."""
    limits = {leaf.number for leaf in tests if isinstance(leaf, Compare)}
    inside = {limit for limit in limits if question.minimum <= limit <= question.maximum}
    if question.whole:
        inside = {limit for limit in inside if limit == int(limit)} | {
            whole for limit in inside for whole in (int(limit), int(limit) + 1) if whole <= question.maximum
        }
    points = sorted({question.minimum, question.maximum, *inside})
    found: dict[tuple[bool, ...], Numbers] = {}
    for number, count in _members(points, question.whole):
        kind = tuple(leaf_holds(leaf, number) for leaf in tests)
        before = found.get(kind)
        if before is None:
            found[kind] = Numbers(number, count)
        elif question.whole:
            found[kind] = Numbers(before.least, before.size + count)
    return list(found.values())


def _members(points: list[Number], whole: bool) -> Iterator[tuple[Number, int]]:
    """Each limit, and between two of them one number that stands for all, with how many there are."""
    for here, there in zip(points, [*points[1:], None], strict=True):
        yield here, 1
        if there is None:
            return
        if not whole:
            middle = between(here, there)
            if middle is not None:
                yield middle, 1
        elif there - here > 1:
            yield here + 1, int(there - here - 1)


def given(answers: Answers) -> dict[str, Answer]:
    """The case without its unknown answers."""
    return {id: answer for id, answer in answers.items() if answer != UNKNOWN}


def with_least_numbers(case: Answers, kbs: Sequence[KnowledgeBase]) -> dict[str, Answer]:
    """The case with each number as the least one that no condition of these knowledge bases tells apart from it."""
    tests = tests_by_question(kbs)
    found = dict(case)
    for id, answer in case.items():
        if isinstance(answer, (int, float)):
            own = tests.get(id, [])
            kind = [leaf_holds(leaf, answer) for leaf in own]
            classes = (each.least for each in numbers(kbs[0].questions[id], own))
            found[id] = next(least for least in classes if [leaf_holds(leaf, least) for leaf in own] == kind)
    return found
