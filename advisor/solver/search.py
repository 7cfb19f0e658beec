"""Whether there is a case of a kind among all cases of a knowledge base, and the smallest one there is.

A kind is said once, for any algebra. Decision diagrams answer. Where these are large, thousands of samples are looked
through before, and where they are too large Z3 is asked; a case that it finds joins the samples, since it may settle
more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from time import thread_time
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from advisor.errors import GaveUp
from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import Compare, Condition
from advisor.knowledge.model import KnowledgeBase, Pair, Property, Rule
from advisor.knowledge.steps import Raise
from advisor.logic.alike import exchanges
from advisor.logic.interpretation import Interpretation
from advisor.logic.samples import Samples, some_cases
from advisor.logic.weakening import without
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.case_space import Cases
from advisor.solver.legal_cases import LegalFunction, over_legal
from advisor.solver.nodes import MAX_NODES, Node, TooLarge
from advisor.solver.on_demand import DiagramOnDemand
from advisor.solver.ordering import in_good_order

if TYPE_CHECKING:
    from advisor.solver.formula_search import FormulaSearch

SAMPLES = 2_000

TOGETHER = 20
"""So many cases that Z3 found become samples at a time, or as many as there are when a proof begins."""

MANY_NODES = 50_000
"""A knowledge base with more nodes than these is asked of the samples first."""

MAX_GIVEN_UP = 3
"""Of the questions of one proof that Z3 is asked: each has cost some ten seconds, and others like it would."""

Kind: TypeAlias = Callable[[Interpretation[Any]], Any]
"""A kind of cases: where an interpretation has them, in its own algebra."""

Procedure = Literal["diagram", "samples", "z3"]

PROCEDURES: Sequence[Procedure] = ("diagram", "samples", "z3")

T = TypeVar("T")


def apart(one: Kind, other: Kind) -> Kind:
    """The cases of the one kind that are not of the other, and those of the other that are not of the one."""

    def differs(it: Interpretation[Any]) -> Any:
        first, second, algebra = one(it), other(it), it.algebra
        return algebra.any([algebra.all([first, algebra.negate(second)]), algebra.all([second, algebra.negate(first)])])

    return differs


def fires(rule: Rule) -> Kind:
    """The cases in which the rule fires."""
    return lambda it: it.fires[rule.id]


@dataclass(frozen=True)
class Holds:
    """The cases in which a condition holds."""

    condition: Condition

    def __call__(self, it: Interpretation[Any]) -> Any:
        return it.holds(self.condition)


class Search:
    """All cases of one knowledge base. Diagrams have no more than `most_nodes`.

    `asked` counts the questions of the proof that was begun last, and `gave_up` those of them that nothing answered;
    `answered_by` is the last resort among the procedures that answered the others, None where there are no others.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        samples: int = SAMPLES,
        most_nodes: int = MAX_NODES,
        seconds: float | None = None,
        progress: Callable[[str], object] | None = None,
    ) -> None:
        self.kb = kb
        self._count = samples
        self._most_nodes = most_nodes
        self._end = None if seconds is None else thread_time() + seconds
        self._say = progress or (lambda text: None)
        self._looked_through: list[Samples] = []
        self._further: list[dict[str, Answer]] = []
        self.begin("")

    def begin(self, claim: str) -> None:
        """Begins the proof of a claim."""
        self._join()
        self.asked = self.gave_up = 0
        self.answered_by: Procedure | None = None
        self._claim = f"Proving: {claim}"
        self._say(self._claim)

    @property
    def exhausted(self) -> bool:
        """Whether Z3 is asked no more in this proof."""
        return self.gave_up >= MAX_GIVEN_UP

    def each(self, things: Sequence[T]) -> Iterator[T]:
        """One after the other of the things that a proof goes through, telling how far it is."""
        for number, thing in enumerate(things, 1):
            self._say(f"{self._claim} {number:,} of {len(things):,}")
            yield thing

    @cached_property
    def diagram(self) -> CaseDiagram | None:
        """All of the knowledge base over all cases; None where that is too large.

        It tells answers apart as the conditions do, and as they would without any part, or with alike values exchanged;
        and numbers that a step raises from those that it leaves.
        """
        try:
            return in_good_order(self.kb, self._built)
        except TooLarge:
            return None

    def _built(self, order: Sequence[str] | None) -> CaseDiagram:
        cases = Cases(self.kb.questions, [self._weakened], self._most_nodes, order)
        with cases.at_most(self._most_nodes // 2):
            return CaseDiagram(self.kb, cases)

    def exists(self, *kinds: Kind, none_before: Rule | None = None, kept: bool = True) -> bool:
        """Whether there is a case of all these kinds, in which no rule keeps the rule `none_before` from firing.

        Where nothing could tell there is, and that is counted in `gave_up`. One that Z3 finds joins the samples, unless
        it is not to be `kept`, since to read it takes a while.
        """
        every = _every(_with_none_before(kinds, none_before))
        return self._found(every, lambda it: _meet(it, kinds, none_before), self._kept_case if kept else _has)

    def same(self, one: Kind, other: Kind) -> bool:
        """Whether just the same cases are of both kinds. Where nothing could tell they are not, as above."""

        def differ(it: Any) -> bool:
            return bool(_legal(it, one) != _legal(it, other))

        return not self._found(apart(one, other), differ, _has)

    def smallest(self, *kinds: Kind) -> dict[str, Answer] | None:
        """The first of the cases with the fewest answers that are of all these kinds; unknown answers are left out.

        Where it takes too much work to find, any such case. Where there may be one, but nothing finds it, None, and
        that is counted in `gave_up`.
        """
        self.asked += 1
        try:
            found: dict[str, Answer] | None = self._ask_diagram(
                lambda it: it.cases.smallest(it.cases.all(_each(it, kinds))) if _meet(it, kinds, rare=True) else None
            )
        except TooLarge:
            return self._by_formula(lambda z3: z3.smallest(_every(kinds)(z3.formula)))
        self._answered("diagram")
        return found

    def depends_on(self, kind: Kind) -> list[str] | None:
        """The questions, in their order, whose answer can change whether a case is of this kind, others being equal.

        None where that is too large for diagrams.
        """
        self.asked += 1
        try:
            found: list[str] = self._ask_diagram(lambda it: _asked(it, kind))
        except TooLarge:
            return None
        self._answered("diagram")
        return found

    def pivotal(self, id: str, pairs: Sequence[Pair], when: Condition) -> dict[str, Answer] | None:
        """The smallest case in which the condition holds and the question's answer can change one of these pairs.

        Raises TooLarge.
        """
        return self._where(when, lambda it: _pivots(it, id, pairs))

    def idle(self, id: str, pairs: Sequence[Pair], when: Condition) -> dict[str, Answer] | None:
        """The smallest case in which it holds and the answer can change none of them, whatever those after it are.

        Raises TooLarge.
        """
        return self._where(when, lambda it: it.algebra.negate(_pivots(it, id, pairs, with_those_after=False)))

    def _where(self, when: Condition, kind: Callable[[Any], Node]) -> dict[str, Answer] | None:
        def both(it: Any) -> Any:
            return it.algebra.all([it.holds(when), kind(it)])

        self.asked += 1
        found: dict[str, Answer] | None = self._ask_diagram(lambda it: it.cases.smallest(_legal(it, both)))
        self._answered("diagram")
        return found

    def _found(
        self, kind_of: Kind, by_diagram: Callable[[Any], bool], by_formula: Callable[[FormulaSearch, Any], bool]
    ) -> bool:
        self.asked += 1
        if self._large and any(kind_of(samples) for samples in self._samples()):
            self._answered("samples")
            return True
        try:
            found = self._ask_diagram(by_diagram)
        except TooLarge:
            pass
        else:
            self._answered("diagram")
            return found
        before = self.gave_up
        return self._by_formula(lambda z3: by_formula(z3, kind_of(z3.formula))) or self.gave_up > before

    def _kept_case(self, z3: FormulaSearch, kind: Any) -> bool:
        """Whether Z3 finds a case, which joins the samples."""
        case = z3.some(kind)
        if case is not None:
            self._further.append(case)
        return case is not None

    def _samples(self) -> list[Samples]:
        """Cases at random, and those that Z3 found, which join once there are some: to conclude anew takes a while."""
        if not self._looked_through:
            self._looked_through.append(Samples(self.kb, some_cases(self.kb, self._count)))
        if len(self._further) >= TOGETHER:
            self._join()
        return self._looked_through

    def _join(self) -> None:
        """Adds the cases that Z3 found to the samples."""
        if self._further:
            self._looked_through.append(Samples(self.kb, self._further))
            self._further = []

    @cached_property
    def _large(self) -> bool:
        """Whether samples are looked through sooner than diagrams are made."""
        return self.diagram is None or len(self.diagram.cases.variable) > MANY_NODES

    def _answered(self, procedure: Procedure) -> None:
        self.answered_by = max(self.answered_by or procedure, procedure, key=PROCEDURES.index)

    def _ask_diagram(self, question: Callable[[Any], T]) -> T:
        """Asks that of the whole, and where that is too large that of what is needed. Raises TooLarge."""
        if self.diagram is not None:
            with suppress(TooLarge):
                self.diagram.cases.begin()
                return question(self.diagram)
        if self._on_demand is None:
            raise TooLarge
        return self._on_demand.ask(question)

    def _by_formula(self, ask: Callable[[FormulaSearch], T]) -> T | None:
        """What Z3 says; None where it gives up, which is counted, or has given up too often to be asked."""
        if not self.exhausted and (self._end is None or thread_time() < self._end):
            try:
                found = ask(self._z3)
            except GaveUp:
                pass
            else:
                self._answered("z3")
                return found
        self.gave_up += 1
        return None

    @cached_property
    def _on_demand(self) -> DiagramOnDemand | None:
        try:
            return DiagramOnDemand(self.kb, self._weakened, self._most_nodes)
        except TooLarge:
            return None

    @cached_property
    def _z3(self) -> FormulaSearch:
        from advisor.solver.formula_search import FormulaSearch

        return FormulaSearch(self.kb)

    @cached_property
    def _weakened(self) -> KnowledgeBase:
        """The knowledge base with properties for what is asked about besides its own conditions.

        These are the same without some part or with values exchanged, and that a number is as high as a step raises it.
        """
        smaller = [smaller.rest for rule in self.kb.rules for smaller in without(self.kb, rule.when)]
        others = [exchange.rest for exchange in exchanges(self.kb)]
        further = enumerate([*smaller, *others, *_raised(self.kb)])
        weakened = {f"{number}": Property(f"{number}", when, "") for number, when in further}
        return replace(self.kb, properties={**self.kb.properties, **weakened})


def _has(z3: FormulaSearch, kind: Any) -> bool:
    return z3.has(kind)


def _raised(kb: KnowledgeBase) -> Iterator[Condition]:
    """That a number is at least what a step raises it to."""
    for step in kb.steps.values():
        for id, to in (change for part in step.achieves for change in part.set.items()):
            if isinstance(to, Raise):
                yield Compare(id, "at_least", to.number)


def _every(kinds: Sequence[Kind]) -> Kind:
    """The cases that are of all these kinds."""
    return lambda it: it.algebra.all([kind(it) for kind in kinds])


def _each(it: Any, kinds: Sequence[Kind]) -> list[Node]:
    """The legal cases, and those of each kind, in a diagram."""
    return [*([] if it.kb.legal is None else [it.legal]), *(kind(it) for kind in kinds)]


def _with_none_before(kinds: Sequence[Kind], rule: Rule | None) -> Sequence[Kind]:
    """These kinds, and that no rule keeps this one from firing."""
    return kinds if rule is None else (*kinds, lambda it: it.none_before(rule))


def _meet(it: Any, kinds: Sequence[Kind], none_before: Rule | None = None, rare: bool = False) -> bool:
    """Whether a legal case is of all these kinds, and no rule keeps that rule from firing, in a diagram."""
    if isinstance(it, CaseDiagram):
        others = _each(it, [kind for kind in kinds if not isinstance(kind, Holds)])
        return it.exists([kind.condition for kind in kinds if isinstance(kind, Holds)], others, none_before, rare)
    return it.cases.meet(_each(it, _with_none_before(kinds, none_before)))  # type: ignore[no-any-return]


def _legal(it: Any, kind: Kind) -> Node:
    """The legal cases of a kind, in a diagram."""
    found: Node = kind(it)
    return found if it.kb.legal is None else it.cases.conjoin(found, it.legal)


def _asked(it: Any, kind: Kind) -> list[str]:
    """The questions whose answer can change whether a legal case is of a kind."""
    found: Node = kind(it)
    if it.kb.legal is None:
        return it.cases.asked(found)  # type: ignore[no-any-return]
    return LegalFunction(it.cases, over_legal(it.cases, found, it.legal)).asked()


def _pivots(it: Any, id: str, pairs: Sequence[Pair], with_those_after: bool = True) -> Node:
    """The other answers with which two legal ones to the question make one of these pairs hold and not hold."""
    legal = it.legal
    functions = (LegalFunction(it.cases, over_legal(it.cases, it.pairs[pair], legal)) for pair in pairs)
    each = (function.pivots(id, with_those_after) for function in functions)
    return it.cases.any(each)  # type: ignore[no-any-return]
