"""How long interviews are: the questions a consultation asks of whole people, and the fewest that could be asked."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import NamedTuple

from advisor.consultation.consultation import Consultation
from advisor.consultation.fewest import fewest_answers
from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.conditions import UNKNOWN, leaves
from advisor.knowledge.decimals import nearest
from advisor.knowledge.demands import unmet
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.demands import in_order, required


class Lengths(NamedTuple):
    """The questions that were asked of each person until the next step was settled; `exact` of the fewest."""

    authors: list[int]
    shortest: list[int]
    fewest: list[int]
    exact: int


def lengths(kb: KnowledgeBase, people: Iterable[Answers]) -> Lengths:
    """Interviews everybody; a question that a person's answers leave out is answered `unknown`."""
    found = Lengths([], [], [], 0)
    for person in people:
        case = kb.total(person)
        fewest = fewest_answers(kb, case)
        found.authors.append(interview(kb, case))
        found.shortest.append(interview(kb, case, shortest=True))
        found.fewest.append(fewest.number)
        found = found._replace(exact=found.exact + fewest.exact)
    return found


def interview(kb: KnowledgeBase, case: Answers, *, shortest: bool = False) -> int:
    """How many questions it takes to settle the goal of a total case."""
    consultation = Consultation(kb, shortest=shortest)
    asked = 0
    while not consultation.goal_settled and (question := consultation.question):
        for id, answer in answers_told(kb, consultation.answers, question, case).items():
            consultation.set(id, answer)
            asked += 1
    return asked


def answers_told(kb: KnowledgeBase, answers: Answers, question: Question, case: Answers) -> dict[str, Answer]:
    """The answer; if it is not known and it is open whether it must be, after the answers on which that hangs.

    Where these hang on it in turn, whoever is asked names an answer.
    """
    id = question.id
    if case[id] != UNKNOWN or not question.required:
        return {id: case[id]}
    wanted = [id]
    for other in wanted:  # it grows on the way
        when = kb.questions[other].required_when
        tested = dict.fromkeys(leaf.attribute for leaf, _ in leaves(when)) if when is not None else ()
        wanted += [it for it in tested if it not in answers and it not in wanted]
    ordered = in_order(kb, {**answers, **{other: case[other] for other in reversed(wanted)}})
    told: dict[str, Answer] = {}
    for other, answer in ordered.items():
        if other not in answers:
            if answer == UNKNOWN and required(kb.questions[other], {**answers, **told}) is not False:
                break
            told[other] = answer
    return told if id in told else {id: _any_answer(question, Random(0))}


def random_people(kb: KnowledgeBase, count: int, seed: int) -> list[Answers]:
    """Total cases at random: every answer to a question, `unknown` included, is as likely as any other.

    Of a `many` question each value is chosen or not by a coin; so is whether the answer to it, or a number, is known.
    """
    chance = Random(seed)
    return [_anybody(kb, chance) for _ in range(count)]


def _anybody(kb: KnowledgeBase, chance: Random) -> Answers:
    person = {id: _any_answer(question, chance) for id, question in kb.questions.items()}
    while lacking := unmet(kb, person):
        person |= {question.id: _any_answer(question._replace(required=True), chance) for question in lacking}
    return person


def _any_answer(question: Question, chance: Random) -> Answer:
    if question.kind == "choice":
        return chance.choice(question.values if question.required else (*question.values, UNKNOWN))
    if not question.required and chance.random() < 0.5:
        return UNKNOWN
    if question.kind == "many":
        return tuple(value for value in question.values if chance.random() < 0.5)
    if question.whole:
        return chance.randint(int(question.minimum), int(question.maximum))
    return nearest(chance.uniform(question.minimum, question.maximum))
