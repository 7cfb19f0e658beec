"""Why something has not been concluded: what stands in the way of each of its rules, down to the answers.

A negated condition is explained by what is missing, never by "not (...)". Whoever has the same answers, and the same
conclusions where the explanation names them, is not given the conclusion either.
"""

from __future__ import annotations

from collections.abc import Collection

from advisor.explanation import cells, english
from advisor.explanation.grounds import Grounds, Holds
from advisor.knowledge.attributes import Answers
from advisor.knowledge.hidden import Hidden
from advisor.knowledge.model import KnowledgeBase, Pair, concluded_numbers
from advisor.knowledge.tables import RowCell
from advisor.records import NamedTuple


class Absence(NamedTuple):
    """A clause, such as `education is not yet met`, the clauses that explain it, and the cells that it tells.

    `question` is that whose answer it is; empty where it is none.
    """

    text: str
    because: tuple[Absence, ...] = ()
    cells: tuple[RowCell, ...] = ()
    question: str = ""


class _CaseView(NamedTuple):
    kb: KnowledgeBase
    hidden: Hidden
    answers: Answers
    concluded: Collection[Pair]
    holds: Holds


def explain(kb: KnowledgeBase, pair: Pair, answers: Answers, concluded: Collection[Pair], holds: Holds) -> Absence:
    """Why `pair` is not among `concluded` in this total case; `holds` evaluates a condition in it."""
    return _absent(_CaseView(kb, Hidden(kb), answers, concluded, holds), pair, frozenset())


def _absent(case: _CaseView, pair: Pair, above: frozenset[Pair]) -> Absence:
    """Every rule is told to fail; a pair that explains itself is not explained again."""
    kb, text = case.kb, english.missing(case.kb, pair, case.answers)
    if pair in above:
        return Absence(text)
    grounds = Grounds(kb, case.hidden, case.concluded, case.holds, brief=True)
    grounds.of_absence(pair)
    read = cells.told(kb, grounds.cells, case.answers)
    asked = grounds.asked.union(cell.question for cell in read)
    answers = [_answer(case, id, [cell for cell in read if cell.question == id]) for id in kb.questions if id in asked]
    found = [english.conclusion(kb, it, case.answers) for it in kb.pairs if it in grounds.found]
    numbers = concluded_numbers(kb, case.concluded) if grounds.numbers else {}
    found += [english.number(kb, id, number) for id, number in numbers.items() if id in grounds.numbers]
    missing = [_absent(case, it, above | {pair}) for it in kb.pairs if it in grounds.missing]
    return Absence(text, (*missing, *answers, *map(Absence, found)))


def _answer(case: _CaseView, id: str, read: list[RowCell]) -> Absence:
    """An answer as a clause, with what was read in its row of a table."""
    kb, answer = case.kb, case.answers[id]
    said = "; ".join(cells.entry(kb, cell, str(answer)) for cell in read)
    text = english.chosen(kb, id, [answer], case.answers) + (f" ({said})" if said else "")
    return Absence(text, cells=tuple(read), question=id)
