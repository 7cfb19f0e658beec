"""The reason of one rule in a sentence or three: what a batch writes into every row, for one case."""

from __future__ import annotations

from collections.abc import Collection

from advisor.explanation import cells, english
from advisor.explanation.grounds import Grounds, Holds
from advisor.knowledge.attributes import Answers
from advisor.knowledge.hidden import Hidden
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, concluded_numbers
from advisor.knowledge.texts import fill, with_numbers


def reason(kb: KnowledgeBase, rule: Rule, case: Answers, concluded: Collection[Pair], holds: Holds) -> str:
    """Why `rule` fired in this total case: its sentence, what it rests on, and what is missing.

    `concluded` are the pairs that were concluded, and `holds` evaluates a condition in the case.
    """
    grounds = Grounds(kb, Hidden(kb), concluded, holds)
    grounds.of_rule(rule)
    numbers = concluded_numbers(kb, concluded) if kb.adding else {}
    case = with_numbers(kb, case, numbers)
    given = [english.given(kb, id, case[id], case) for id in kb.questions if id in grounds.asked]
    read = cells.beyond_sentence(kb, grounds.cells, rule.because, case)
    given += [cells.clause(kb, cell, str(case[cell.question])) for cell in read]
    given += [english.conclusion(kb, pair, case) for pair in kb.pairs if pair in grounds.found]
    given += [english.number(kb, id, number) for id, number in numbers.items() if id in grounds.numbers]
    missing = [english.missing(kb, pair, case) for pair in kb.pairs if pair in grounds.missing]
    lists = [(kb.words.given, given), (kb.words.missing, missing)]
    return fill(kb, rule.because, case) + "".join(f" {head}: {'; '.join(parts)}." for head, parts in lists if parts)
