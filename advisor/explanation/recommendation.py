"""One justified recommendation: what a case has for its goals, what that rests on, and the road from a next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from advisor import given
from advisor.cases.answers import read_answers
from advisor.errors import quoted
from advisor.explanation import cells
from advisor.explanation.derivation import Node, Reason, derivation, told
from advisor.explanation.grounds import Grounds
from advisor.inference import Firing, conclusions, infer
from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import UNKNOWN, Condition, Leaf, Number, is_condition, leaves
from advisor.knowledge.goals import none_given, several_given, title_of
from advisor.knowledge.hidden import Hidden
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, concluded_numbers
from advisor.knowledge.steps import Paragraph, Step, Takes
from advisor.knowledge.tables import RowCell, cells_tested
from advisor.knowledge.texts import cells_named, fill, with_numbers
from advisor.records import NamedTuple

if TYPE_CHECKING:
    from advisor.cases.files import Case
    from advisor.consultation.roadmap import Footing
    from advisor.explanation.absence import Absence
    from advisor.logic.partial import PartialInterpretation

A_TEXT = "a text of the knowledge base"


class Stage(NamedTuple):
    """A step of the roadmap. Its texts are filled from the case as it will be when the step comes."""

    step: Step
    title: str
    takes: Takes | None
    assumes: tuple[str, ...]


@dataclass(frozen=True)
class Recommendation:
    """`answers` as they were given, `case` with every question answered; `firings` in firing order.

    `steps` are the goal's values, be they steps or not: one, unless the knowledge base has a defect, which `problem`
    then tells. `conclusions` has every other attribute, further goals among them. `because` is the derivation of the
    goal's value, from the goal's own rule down to answers. `place` is the case's file, if any.
    """

    kb: KnowledgeBase
    name: str
    answers: Answers
    case: Answers
    firings: tuple[Firing, ...]
    conclusions: Mapping[str, tuple[str, ...]]
    steps: tuple[str, ...]
    nodes: tuple[Node, ...]
    place: str = ""

    @cached_property
    def numbers(self) -> Mapping[str, Number]:
        """The concluded numbers."""
        return concluded_numbers(self.kb, self.concluded)

    @cached_property
    def told(self) -> Answers:
        """What texts are filled from: the case, and the concluded numbers in words."""
        return with_numbers(self.kb, self.case, self.numbers) if self.kb.adding else self.case

    @property
    def value(self) -> str | None:
        """The goal's value; None where the rules conclude none or several."""
        return self.steps[0] if len(self.steps) == 1 else None

    @property
    def step(self) -> Step | None:
        """The next step; None where the rules conclude none or several, and where the goal's values are no steps."""
        return self.kb.steps[self.value] if self.value is not None and self.kb.recommends else None

    @property
    def because(self) -> tuple[Firing, ...]:
        """The firings that the goal's value rests on, the goal's own rule first."""
        return tuple(node.firing for node in self.nodes)

    @property
    def rule(self) -> Rule | None:
        """The goal's own rule."""
        return self.nodes[0].firing.rule if self.value is not None and self.nodes else None

    @property
    def problem(self) -> str:
        """What is wrong where a goal has not just one value; else nothing."""
        return "; ".join(filter(None, map(self.problem_of, self.kb.goals)))

    def values_of(self, id: str) -> tuple[str, ...]:
        """The values of the concluded attribute `id`; of a number none. Raises NothingSuch where there is none such."""
        from advisor.explanation.names import check

        check(self.kb, id)
        return self.steps if id == self.kb.goal else self.conclusions.get(id, ())

    def problem_of(self, goal: str) -> str:
        """What is wrong where this goal has not just one value; else nothing."""
        values = self.values_of(goal)
        if not values:
            return none_given(self.kb, goal)
        if len(values) > 1:
            return f"{several_given(self.kb, goal)}: {'; '.join(self.title_of(goal, value) for value in values)}"
        return ""

    def title_of(self, goal: str, value: str) -> str:
        """The value of a goal within a sentence: a step's title, or the first sentence of its text.

        Raises NothingSuch for what is no value of it.
        """
        from advisor.explanation.names import check

        check(self.kb, goal, value, needed=True)
        return self.fill(title_of(self.kb, goal, value))

    def nodes_of(self, goal: str) -> tuple[Node, ...]:
        """The derivation of a goal's value, or of the first where there are several."""
        values = self.values_of(goal)
        if goal == self.kb.goal:
            return self.nodes
        return derivation(self.kb, self.firings, (goal, values[0])) if values else ()

    @property
    def takes(self) -> Takes | None:
        """What the next step takes, in this case."""
        return self.takes_of(self.step) if self.step else None

    def takes_of(self, step: Step) -> Takes | None:
        """What any step would take in this case."""
        given.of_kind(step, Step, "a step")
        return _takes(step, self._kleene)

    @property
    def cite(self) -> tuple[str, ...]:
        """What the next step cites: its own sources, and those of the cells on which its texts rest in this case."""
        if self.step is None:
            return ()
        step = self.step
        parts = [part for part in (*step.do, *step.gives, *step.watch) if self._shows(part)]
        texts = [step.title, *(part.text for part in parts)]
        read = [cell for text in texts for cell in cells_named(text)]
        read += [cell for part in parts if part.when is not None for cell in cells_tested(part.when)]
        return tuple(dict.fromkeys((*step.cite, *cells.citations(self.kb, read, self.case))))

    def cells_read(self, rule: Rule) -> list[RowCell]:
        """The cells of the case's own rows by which a rule holds that fired, or that its sentence repeats.

        Those that tell nothing beyond the answer are left out: a word without a source of its own.
        """
        given.of_kind(rule, Rule, "a rule")
        if not self.kb.tells_cells:
            return []
        read = grounds_of(self)
        read.of_rule(rule)
        own = read.cells.intersection(cells_tested(rule.when)).union(cells_named(rule.because))
        return cells.told(self.kb, own, self.case)

    @cached_property
    def roadmap(self) -> tuple[Stage, ...]:
        """The steps that remain, the next step first."""
        return self._road[0]

    @property
    def roadmap_complete(self) -> bool:
        """Whether the roadmap reaches the end of the road."""
        return self._road[1]

    @property
    def stages_settled(self) -> int:
        """How many stages of the roadmap hold whatever is answered to what was not asked."""
        return self._footing.steps if self._footing.questions else len(self.roadmap)

    @property
    def road_questions(self) -> tuple[str, ...]:
        """The questions that were not asked and settle the next stage of the roadmap; none where all hold."""
        return self._footing.questions

    @cached_property
    def _footing(self) -> Footing:
        from advisor.consultation.roadmap import footing

        return footing(self._so_far)

    @cached_property
    def questions_left(self) -> tuple[str, ...]:
        """The questions without a known answer that can still change a goal."""
        from advisor.consultation.relevance import remaining_questions

        known = {id: answer for id, answer in self.answers.items() if answer != UNKNOWN}
        state = self._so_far if len(known) == len(self.answers) else _evaluate(self.kb, known)
        return tuple(remaining_questions(state, self.kb.goals))

    @cached_property
    def unasked(self) -> frozenset[str]:
        """The questions that were not answered and can change neither a goal nor what comes next on the road."""
        matter = {*self.answers, *self.questions_left, *self.road_questions}
        return frozenset(id for id in self.kb.questions if id not in matter)

    def fill(self, text: str) -> str:
        """A text of the knowledge base with its placeholders filled from this case. Raises WrongKind for another."""
        try:
            return fill(self.kb, given.text(text, A_TEXT), self.told)
        except (LookupError, ValueError):
            raise given.WrongKind(f"{A_TEXT} is wanted here, not {quoted(text)}") from None

    def paragraphs(self, paragraphs: Iterable[Paragraph]) -> list[str]:
        """The paragraphs that are shown in this case, filled."""
        some = [given.of_kind(it, Paragraph, "a paragraph") for it in given.items(paragraphs, "a list of paragraphs")]
        return _paragraphs(self.kb, some, self.told, self._kleene)

    def reasons(self, nodes: Iterable[Node] | None = None) -> list[Reason]:
        """The derivation of the goal's value, or of what the `nodes` of this case derive, as a person is told it."""
        some = (
            self.nodes if nodes is None else [given.of_kind(it, Node, "a node") for it in given.items(nodes, "nodes")]
        )
        return told(self.kb, some, self.case, self.concluded, self._holds)

    def reasons_by_goal(self) -> list[tuple[str, list[Reason]]]:
        """Each goal that has a value, with its derivation; what was told of a goal before is not told again."""
        return [(id, [*reasons]) for id, reasons in self._reasons_by_goal]

    @cached_property
    def _reasons_by_goal(self) -> list[tuple[str, list[Reason]]]:
        found, seen = [], set()  # type: list[tuple[str, list[Reason]]], set[str]
        for id in self.kb.goals:
            reasons = self.reasons(self.nodes_of(id))
            new = [reason for reason in reasons if reason.depth == 0 or reason.firing.rule.id not in seen]
            seen.update(reason.firing.rule.id for reason in reasons)
            found += [(id, new)] if new else []
        return found

    def absence(self, pair: Pair) -> Absence:
        """Why the pair was not concluded. Raises NothingSuch where it never is."""
        from advisor.explanation.absence import explain
        from advisor.explanation.names import check

        attribute, value = (*given.of_kind(pair, tuple, "a conclusion and its value"), None, None)[:2]
        check(self.kb, attribute, value, needed=True)
        return explain(self.kb, pair, self.told, self.concluded, self._holds)

    def holds(self, condition: Condition) -> bool:
        """Whether the condition holds in this case. Raises WrongKind where it is none of this knowledge base."""
        if not is_condition(condition) or not all(self._knows(it) for it, _ in leaves(condition)):
            raise given.WrongKind(f"a condition of {self.kb.id} is wanted here, not {quoted(condition)}")
        return self._holds(condition)

    def _knows(self, leaf: Leaf) -> bool:
        return leaf.attribute in self.kb.questions or leaf.attribute in self.kb.conclusions

    def _shows(self, part: Paragraph) -> bool:
        return part.when is None or self._holds(part.when)

    def _holds(self, condition: Condition) -> bool:
        return self._kleene.holds(condition) is True

    @cached_property
    def concluded(self) -> frozenset[Pair]:
        """Every pair that was concluded, what rules add to numbers among them."""
        return frozenset(firing.rule.then for firing in self.firings)

    @cached_property
    def _kleene(self) -> PartialInterpretation:
        return _evaluate(self.kb, self.case)

    @cached_property
    def _so_far(self) -> PartialInterpretation:
        """The case without what was not asked."""
        return _evaluate(self.kb, self.answers)

    @cached_property
    def _road(self) -> tuple[tuple[Stage, ...], bool]:
        """The stages, and whether they reach the end."""
        if self.step is None or not self.kb.has_road:
            return (), False
        from advisor.consultation.roadmap import road_of

        way = road_of(self._kleene)
        return tuple(stage(state, step) for state, step in way.stages), way.complete


def recommend(
    kb: KnowledgeBase, case: Case | Mapping[str, object], name: str = "", *, partial: bool = False
) -> Recommendation:
    """The recommendation for a case: its next step, the firings that it rests on, and the road from there.

    Args:
        kb: The knowledge base, as `advisor.load` gives it.
        case: A case file as it was read, or a mapping of answers by question id: a choice's value, a number, a list of
            values for a `many` question; None and a blank text are no answer.
        name: What the case is called in reports and in JSON; by default its own name, if it has one.
        partial: Whether required answers may be missing, as where the person has not been asked yet. Otherwise a case
            without one is a bad case.

    Raises:
        CaseError: With every mistake of a bad case.

    Examples:
        >>> kb = advisor.load("my-plant")
        >>> advice = advisor.recommend(kb, {"days": 5, "signs": []})
        >>> advice.step.id, [stage.step.id for stage in advice.roadmap], advice.questions_left
        ('water', ['water', 'wait'], ('soil',))
        >>> [advice.fill(firing.rule.because) for firing in advice.because]
        ['The plant is thirsty.', 'Nobody felt the soil, but it was watered 5 days ago.']
    """
    answers, place, known_as = read_answers(kb, case, partial)
    name = given.text(name, "a name")
    total = kb.total(answers)
    firings = infer(kb, total)
    found = conclusions(firings)
    steps = tuple(found.get(kb.goal, ()))
    others = {id: tuple(found.get(id, ())) for id, it in kb.conclusions.items() if id != kb.goal and not it.number}
    nodes = derivation(kb, firings, (kb.goal, steps[0])) if steps else ()
    return Recommendation(kb, name or known_as, answers, total, firings, others, steps, nodes, place)


def grounds_of(advice: Recommendation) -> Grounds:
    """What the case has for grounds; nothing has been read yet."""
    return Grounds(advice.kb, Hidden(advice.kb), advice.concluded, advice._holds)


def stage(state: PartialInterpretation, step: Step) -> Stage:
    """The step as a stage of a road, taken in this case."""
    kb, answers = state.kb, with_numbers(state.kb, state.answers, state.numbers)
    assumes = tuple(_paragraphs(kb, step.assumes, answers, state))
    return Stage(step, fill(kb, step.title, answers), _takes(step, state), assumes)


def _evaluate(kb: KnowledgeBase, case: Answers) -> PartialInterpretation:
    from advisor.logic.partial import evaluate

    return evaluate(kb, case)


def _holds(state: PartialInterpretation, when: Condition | None) -> bool:
    return when is None or state.holds(when) is True


def _takes(step: Step, state: PartialInterpretation) -> Takes | None:
    return next((takes for takes in step.takes if _holds(state, takes.when)), None)


def _paragraphs(
    kb: KnowledgeBase, paragraphs: Iterable[Paragraph], case: Answers, state: PartialInterpretation
) -> list[str]:
    return [fill(kb, part.text, case) for part in paragraphs if _holds(state, part.when)]
