"""What is asked of remaining cases, answered by Z3: where diagrams are too large."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.conditions import UNKNOWN, Condition
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.intervals import spans
from advisor.logic.partial import PartialInterpretation, evaluate
from advisor.logic.samples import Samples
from advisor.solver.certainty import Certainty
from advisor.solver.changes import Flip, MinimalChange, MinimalChanges, Option, Outcome, boxes_of
from advisor.solver.counterfactuals import ways
from advisor.solver.formula import Expression, Formula, satisfiable
from advisor.solver.formula_search import smallest
from advisor.solver.minimal_changes import minimal_changes
from advisor.solver.residual import held_open, residual, simplified


class RemainingFormula:
    """The remaining cases as a formula, as far as the targets depend on them; `complete` as in `RemainingCases`."""

    def __init__(self, kb: KnowledgeBase, given: Answers, targets: Iterable[Condition], deadline: float | None) -> None:
        self.complete = True
        self._whole = kb
        self._held = held_open(kb, given)
        self._state = evaluate(kb, {id: answer for id, answer in given.items() if id not in self._held})
        self._kb = residual(self._state, [simplified(self._state, target) for target in targets], every_question=True)
        self._formula = Formula(self._kb, deadline=deadline, given=self._held)

    def exists(self, condition: Condition) -> bool:
        solver = self._formula.solver()
        solver.add(self._holds(condition))
        return satisfiable(solver)

    def smallest(self, condition: Condition) -> dict[str, Answer] | None:
        solver = self._formula.solver()
        solver.add(self._holds(condition))
        found, proved = smallest(self._formula, solver, [self._kb, self._whole])
        self.complete = self.complete and proved
        return found

    def outcomes(self, attribute: str) -> list[Outcome]:
        with self._certainty(attribute) as certainty:
            return certainty.possible()

    def decisive(self, attribute: str) -> list[str]:
        with self._certainty(attribute) as certainty:
            return certainty.decisive()

    def sufficient_reason(self, attribute: str, case: Answers, first: Sequence[str]) -> tuple[str, ...]:
        with self._certainty(attribute) as certainty:
            return certainty.sufficient_reason(self._open(case), self._outcome(attribute, case), first)

    def minimal_changes(self, case: Answers, condition: Condition, most: int) -> MinimalChanges:
        """Sets of which no way could be found in time are left out, with all that are no smaller."""
        case, target = {id: case[id] for id in self._kb.questions}, self._holds(condition)
        sets, complete = minimal_changes(self._formula, case, target, most)
        found = []
        for ids in sets:
            each = ways(self._formula, case, ids, target)
            if not each.boxes:
                complete = False
                break
            found.append(MinimalChange(ids, each))
        self.complete = self.complete and complete
        return MinimalChanges(tuple(found), complete)

    def flips(self, attribute: str, case: Answers) -> Iterator[Flip]:
        """Each other answer is tried; of questions that take many values, Z3 is asked for them."""
        own, here = self._outcome(attribute, case), self._open(case)
        questions = [self._kb.questions[id] for id in here]
        yield from self._tried(attribute, case, own, [each for each in questions if each.kind != "many"])
        with self._certainty(attribute) as certainty:
            for question in questions:
                if question.kind == "many":
                    yield from certainty.flips(here, own, question.id)

    def _tried(self, attribute: str, case: Answers, own: Outcome, questions: Sequence[Question]) -> Iterator[Flip]:
        tried = [
            (question, option, answer)
            for question in questions
            for option, answer in self._others(question)
            if self._is_legal({**case, question.id: answer})
        ]
        samples = Samples(self._whole, [{**case, question.id: answer} for question, _, answer in tried])
        values = self._kb.conclusions[attribute].values
        by_flip: dict[tuple[str, Outcome], list[Option]] = {}
        for n, (question, option, _) in enumerate(tried):
            outcome = tuple(value for value in values if samples.pairs[attribute, value] >> n & 1)
            by_flip.setdefault((question.id, outcome), []).append(option)
        for (id, outcome), options in by_flip.items():
            if outcome != own:
                (box,) = boxes_of([self._kb.questions[id]], [(frozenset(options),)])
                yield Flip(id, box[id], outcome, True)

    def _is_legal(self, case: Answers) -> bool:
        return self._kb.legal is None or PartialInterpretation(self._kb, case, ()).holds(self._kb.legal) is True

    def _others(self, question: Question) -> Iterator[tuple[Option, Answer]]:
        """The options of a choice or a number, with an answer for each."""
        if question.kind == "number":
            yield from ((span, span.one()) for span in spans(self._whole, question))
        else:
            yield from ((value, value) for value in question.values)
        if not question.required:
            yield UNKNOWN, UNKNOWN

    @contextmanager
    def _certainty(self, attribute: str) -> Iterator[Certainty]:
        certainty = Certainty(self._formula, attribute)
        yield certainty
        self.complete = self.complete and certainty.complete

    def _holds(self, condition: Condition) -> Expression:
        return self._formula.holds(simplified(self._state, condition))

    def _open(self, case: Answers) -> dict[str, Answer]:
        """The answers to the questions that are open in the remaining cases."""
        return {id: case[id] for id in self._kb.questions if id not in self._held}

    def _outcome(self, attribute: str, case: Answers) -> Outcome:
        true = evaluate(self._whole, self._whole.total(case)).true
        return tuple(value for value in self._kb.conclusions[attribute].values if (attribute, value) in true)
