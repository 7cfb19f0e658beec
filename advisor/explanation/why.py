"""Why a question is asked: the rules that its answer can decide, what they are needed for, and so on to the goal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from advisor.cases.answers import read_answers
from advisor.consultation.consultation import Consultation
from advisor.consultation.relevance import remaining_questions, undecided
from advisor.consultation.roadmap import walk
from advisor.errors import did_you_mean, quoted
from advisor.explanation.names import NothingSuch
from advisor.given import text
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import Condition
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, tested_pairs
from advisor.knowledge.steps import Step
from advisor.knowledge.texts import Open, with_numbers
from advisor.logic.partial import PartialInterpretation, evaluate


@dataclass(frozen=True)
class Why:
    """Why `question` is asked, as if it were not answered yet; `answers` hold what was given, this answer included.

    `levels`: the undecided rules that wait for the answer, then those that wait for what the former conclude, and so
    on, each rule once, up to those that conclude one of the `goals`. `step` is the step of the road before which the
    question comes, None for the next one. Without levels, `shown_at` are steps of whose texts, times or effects the
    answer decides; if there are none either, the answer no longer makes a difference.
    """

    kb: KnowledgeBase
    answers: Answers
    question: str
    goals: tuple[str, ...] = ()
    levels: tuple[tuple[Rule, ...], ...] = ()
    step: Step | None = None
    shown_at: tuple[Step, ...] = ()

    @cached_property
    def told(self) -> Answers:
        """What texts are filled from: the other answers, and the concluded numbers in words, as far as these go."""
        others = {id: answer for id, answer in self.answers.items() if id != self.question}
        return Open(with_numbers(self.kb, others, evaluate(self.kb, others).numbers))

    @property
    def answer(self) -> Answer | None:
        """What was answered, if anything."""
        return self.answers.get(self.question)

    @property
    def matters(self) -> bool:
        """Whether the answer can make a difference."""
        return bool(self.levels or self.shown_at)


def why(kb: KnowledgeBase, answers: Answers, question: str) -> Why:
    """Why a question is asked: the rules that its answer can decide, what those are needed for, and so on to the goal.

    Args:
        kb: The knowledge base, as `advisor.load` gives it.
        answers: The other answers by question id; missing ones are open.
        question: The question's id. Where `answers` holds its answer, it is explained as if it had not been given.

    Raises:
        AdvisorError: For what is no question.
        CaseError: With every mistake of a bad case.

    Examples:
        >>> kb = advisor.load("my-plant")
        >>> found = advisor.why(kb, {}, "days")
        >>> [[rule.id for rule in rules] for rules in found.levels]
        [['thirst-by-days'], ['next-water', 'next-wait']]
        >>> advisor.why(kb, {"soil": "wet"}, "days").matters
        False
    """
    answers, question = read_answers(kb, answers, partial=True)[0], text(question, "the id of a question")
    if question not in kb.questions:
        what = "is concluded, not asked" if question in kb.conclusions else "is no question"
        raise NothingSuch(f"{quoted(question)} {what}{did_you_mean(question, kb.questions)}")
    others = {id: answer for id, answer in answers.items() if id != question}
    state = evaluate(kb, others)
    for goals in (kb.goals, kb.also):
        if question in remaining_questions(state, goals):
            return Why(kb, answers, question, goals, _levels(state, goals, question))
    found = _on_the_road(kb, others, question)
    return replace(found, answers=answers)


def _on_the_road(kb: KnowledgeBase, answers: Answers, question: str) -> Why:
    goals = kb.goals
    consultation = Consultation(kb, answers)
    if not consultation.goal_settled or question not in consultation.road_questions():
        return Why(kb, answers, question)
    taken: Step | None = None
    shown = []
    for state, step in walk(evaluate(kb, answers)):
        if question in remaining_questions(state, goals):
            return Why(kb, answers, question, goals, _levels(state, goals, question), taken)
        if step is not None and question in remaining_questions(state, (), _conditions(step)):
            shown.append(step)
        taken = step
    return Why(kb, answers, question, shown_at=tuple({step.id: step for step in shown}.values()))


def _conditions(step: Step) -> tuple[Condition, ...]:
    """The conditions of its texts, its times and its effects."""
    texts = [part.when for part in (*step.do, *step.gives, *step.watch, *step.assumes)]
    others = [*(takes.when for takes in step.takes), *(achievement.when for achievement in step.achieves)]
    return tuple(when for when in (*texts, *others) if when is not None)


def _levels(state: PartialInterpretation, goals: tuple[str, ...], question: str) -> tuple[tuple[Rule, ...], ...]:
    """From the rules that wait for the question up to the goals, among the undecided rules that lead there."""
    rest = list(undecided(state, goals).rules)
    waited: set[Pair] = set()
    levels: list[tuple[Rule, ...]] = []
    while True:
        here = [rule for rule in rest if _waits(state, rule, waited if levels else question)]
        if not here:
            return tuple(levels)
        levels.append(tuple(sorted(here, key=lambda rule: rule.order)))
        rest = [rule for rule in rest if rule not in here]
        waited = {rule.then for rule in here if rule.attribute not in goals or len(goals) > 1}


def _waits(state: PartialInterpretation, rule: Rule, whom: str | set[Pair]) -> bool:
    """Whether the rule is open because of a question, or because of one of some pairs."""
    leaves = state.open_leaves(rule.when)
    if isinstance(whom, str):
        return any(leaf.attribute == whom for leaf in leaves)
    return any(pair in whom for leaf in leaves for pair in tested_pairs(state.kb, leaf))
