"""The CLIPS reader of conditions: each with its opposite, as conditional elements; and the defrules that they fill.

So `not` stands before a pattern or a group only. Where one of several parts suffices, it reads
`(not (and (not a) (not b)))`: CLIPS would turn an `or` into a rule for each way to make it true, and their number
multiplies. Salience falls from stratum to stratum; in one, from rule to rule where the first that holds decides, and
from what adds to a number to its sum.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias, Union

from advisor.errors import AdvisorError
from advisor.knowledge.attributes import NumberRange
from advisor.knowledge.conditions import UNKNOWN, Compare, Condition, Leaf, OneOf, fold
from advisor.knowledge.model import KnowledgeBase, Rule, earlier
from advisor.plain_text import one_line, series

MAX_LEVELS = 10_001
"""CLIPS knows no salience below -10000."""

WIDTH = 100

UNANSWERED, SUM = "UNANSWERED", "SUM-"
"""The rule that makes a case total, and the beginning of the names of those that add up a number.

Ids are written small, so no rule of a knowledge base has such a name.
"""

HEADER = """\
{title} ({id}, version {version}), for CLIPS 6.4.

    (load "this file")
    (reset)
    (assert (answer (attribute a-question) (value its-value)) ...)
    (run)

Each answer is one fact. The value of a choice is a symbol; a number is an INTEGER or a FLOAT; the answer "I do
not know" is the symbol unknown. A question that takes many values has one fact for each value that was chosen, and
the one fact with the value none where none of them was. A question without any fact counts as unknown: the rule
UNANSWERED, which fires before all others, asserts that for each of the questions that (reset) lists.

What holds is left as conclusion facts; the advice is {advice}. Salience follows from
which rule rests on which: where it is changed, or answers are asserted while the rules run, a rule may fire on what
is not yet known. Facts are a set, so what several rules conclude is there once: leave (set-fact-duplication) off.
"""

DEMANDS = """
An answer that is unknown although the knowledge base requires it ({names}) is not refused
here: the rules conclude from it what they conclude from any unknown answer.
"""

FIRST = """
Of the rules that conclude {names} only the first that holds fires: their salience is the order in which they stand.
"""

NUMBERS = """
What is concluded as a number is left as a number fact: what it begins with, and what each contribution fact adds.
They are added up as integers, once all of them are there.
"""

NUMBER_TEMPLATES = """\
(deftemplate contribution "What a rule adds to a number, as an integer: without its decimal places"
   (slot attribute (type SYMBOL))
   (slot rule (type SYMBOL))
   (slot amount (type INTEGER)))

(deftemplate number "A number that is concluded"
   (slot attribute (type SYMBOL))
   (slot value (type NUMBER)))
"""

TEMPLATES = """\
(deftemplate question "Something that is asked"
   (slot attribute (type SYMBOL)))

(deftemplate answer "What was answered: a fact for each value"
   (slot attribute (type SYMBOL))
   (slot value (type SYMBOL NUMBER)))

(deftemplate conclusion "What the rules conclude: a fact for each value"
   (slot attribute (type SYMBOL))
   (slot value (type SYMBOL)))
"""

COMPARISONS = {"is": "=", "at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}

NEVER = "(test (neq a a))"
ALWAYS = "(test (eq a a))"


def document(kb: KnowledgeBase) -> str:
    """The knowledge base as a CLIPS file. Raises AdvisorError where CLIPS cannot hold it."""
    levels = _Levels(kb)
    if levels.deep > MAX_LEVELS:
        what = f"rest on one another, or come one after the other, {levels.deep} deep"
        raise AdvisorError(f"{kb.id}: its rules {what}; CLIPS takes {MAX_LEVELS}")
    numbers = {id: it.number for id, it in kb.conclusions.items() if it.number}
    advice = f"the one with the attribute {kb.goal}"
    if len(kb.goals) > 1:
        advice = f"those with the attributes {series(kb.goals)}"
    header = HEADER.format(title=one_line(kb.title), id=kb.id, version=kb.version, advice=advice)
    asked = [id for id, question in kb.questions.items() if question.required or question.required_when is not None]
    header += DEMANDS.format(names=series(asked)) if kb.legal is not None else ""
    header += FIRST.format(names=series([*kb.first])) if kb.first else ""
    header += NUMBERS if numbers else ""
    comment = "".join(f"; {line}".rstrip() + "\n" for line in header.splitlines())
    templates = [TEMPLATES, *([NUMBER_TEMPLATES] if numbers else [])]
    rules = (_rule(kb, rule, levels.of_rule[rule.id]) for stratum in kb.strata for rule in stratum.rules)
    sums = (_sum(id, total, levels.of_sum[id]) for id, total in numbers.items())
    return "\n".join([comment, *templates, _questions(kb), _unanswered(), *rules, *sums])


class _Levels:
    """How far below 0 the salience is of each rule, and of what adds up each number."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.of_rule: dict[str, int] = {}
        self.of_sum = {id: 0 for id, it in kb.conclusions.items() if it.number}  # to some of which no rule adds
        self.deep = 1
        base = 0
        for stratum in kb.strata:
            levels = {rule.id: base for rule in stratum.rules}
            for rules in stratum.first.values():
                levels |= {rule.id: base + place for place, rule in enumerate(rules)}
            sums = {rule.attribute: base + 1 for rule in stratum.rules if rule.add is not None}
            self.of_rule |= levels
            self.of_sum |= sums
            base = 1 + max([base, *levels.values(), *sums.values()])
            self.deep = base


def _questions(kb: KnowledgeBase) -> str:
    listed = "\n".join(f"   (question (attribute {id}))" for id in kb.questions)
    return f"(deffacts questions\n{listed})\n"


def _unanswered() -> str:
    return (
        f'(defrule {UNANSWERED} "What is not answered is unknown"\n'
        "   (declare (salience 1))\n"
        "   (question (attribute ?attribute))\n"
        "   (not (answer (attribute ?attribute)))\n"
        "   =>\n"
        f"   (assert (answer (attribute ?attribute) (value {UNKNOWN}))))\n"
    )


def _rule(kb: KnowledgeBase, rule: Rule, level: int) -> str:
    id = rule.attribute
    lines = [f"(defrule {rule.id}", f"   (declare (salience {-level}))"]
    for element in _DefruleWriter(kb).elements(rule.when):
        lines += _laid_out(element, "   ")
    if earlier(kb, rule):
        lines.append(f"   (not (conclusion (attribute {id})))")
    fact = f"conclusion (attribute {id}) (value {rule.value})"
    if (total := kb.conclusions[id].number) is not None:
        fact = f"contribution (attribute {id}) (rule {rule.id}) (amount {total.scaled(rule.add or 0)})"
    return "\n".join([*_comment(kb, rule), *lines, "   =>", f"   (assert ({fact})))"]) + "\n"


def _sum(id: str, total: NumberRange, level: int) -> str:
    value = f"(/ ?sum {10.0**total.places})" if total.places else "?sum"
    return (
        f'(defrule {SUM}{id} "What {id} begins with, and what is added"\n'
        f"   (declare (salience {-level}))\n"
        "   =>\n"
        f"   (bind ?sum {total.scaled(total.start)})\n"
        f"   (do-for-all-facts ((?each contribution)) (eq ?each:attribute {id})\n"
        "      (bind ?sum (+ ?sum ?each:amount)))\n"
        f"   (assert (number (attribute {id}) (value {value}))))\n"
    )


def _comment(kb: KnowledgeBase, rule: Rule) -> Iterator[str]:
    yield from _wrapped(rule.because)
    for citation in rule.cite:
        id, _, passage = citation.partition("/")
        source = kb.sources[id]
        yield from _wrapped(f"[{citation}] {source.title}" + (f": {source.passages[passage]}" if passage else ""))


def _wrapped(text: str) -> list[str]:
    """A comment ends with its line, so what CLIPS would take for the end of one must not stand in it."""
    return textwrap.wrap(one_line(text), WIDTH, initial_indent="; ", subsequent_indent=";   ")


class _Group(NamedTuple):
    """Conditional elements under an `and` or a `not`."""

    head: str
    parts: tuple[Element, ...]

    def __str__(self) -> str:
        return f"({self.head} {' '.join(map(str, self.parts))})"


Element: TypeAlias = Union[str, _Group]


def _laid_out(element: Element, indent: str) -> list[str]:
    """A conditional element, over several lines where one would be long."""
    if isinstance(element, str) or len(indent) + len(str(element)) <= WIDTH:
        return [f"{indent}{element}"]
    lines = [f"{indent}({element.head}"]
    for part in element.parts:
        lines += _laid_out(part, indent + "   ")
    lines[-1] += ")"
    return lines


class _Elements(NamedTuple):
    """What must be matched where a condition holds, and where it fails.

    `ALWAYS` and `NEVER` stand for what is so in every case, or in none.
    """

    holds: Element
    fails: Element


class _DefruleWriter:
    """Reads one rule's condition."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._variables = 0

    def elements(self, condition: Condition) -> list[Element]:
        """The conditional elements of the rule's left side, none of which needs another's variables."""
        whole = fold(condition, self._leaf, self).holds
        if isinstance(whole, _Group) and whole.head == "and":
            return list(whole.parts)
        return [] if whole == ALWAYS else [whole]

    def _leaf(self, leaf: Leaf) -> _Elements:
        return self._compare(leaf) if isinstance(leaf, Compare) else self._one_of(leaf)

    def _one_of(self, leaf: OneOf) -> _Elements:
        """Several values of an attribute that holds many can match several facts, and are to count once."""
        id, values = leaf.attribute, "|".join(leaf.values)
        asked = id in self._kb.questions
        pattern = f"({'answer' if asked else 'conclusion'} (attribute {id}) (value {values}))"
        single = len(leaf.values) == 1 or (asked and self._kb.questions[id].kind != "many")
        return _Elements(pattern if single else f"(exists {pattern})", f"(not {pattern})")

    def _compare(self, leaf: Compare) -> _Elements:
        """A variable of its own for each pattern: CLIPS joins patterns that share one."""
        self._variables += 1
        variable = f"?n{self._variables}"
        compared = f"({COMPARISONS[leaf.comparison]} {variable} {leaf.number})"
        if leaf.attribute in self._kb.questions:
            kind, compared = "answer", f"(and (numberp {variable}) {compared})"
        else:
            kind = "number"
        pattern = f"({kind} (attribute {leaf.attribute}) (value {variable}&:{compared}))"
        return _Elements(pattern, f"(not {pattern})")

    def all(self, parts: Iterable[_Elements]) -> _Elements:
        parts = list(parts)
        if len(parts) == 1:
            return parts[0]
        whole = _together(part.holds for part in parts)
        return _Elements(whole, _opposite(whole))

    def any(self, parts: Iterable[_Elements]) -> _Elements:
        return self.negate(self.all(map(self.negate, parts)))

    def negate(self, part: _Elements) -> _Elements:
        return _Elements(part.fails, part.holds)


def _opposite(whole: Element) -> Element:
    if whole in (ALWAYS, NEVER):
        return NEVER if whole == ALWAYS else ALWAYS
    return _Group("not", (whole,))


def _together(elements: Iterable[Element]) -> Element:
    """All of the elements as one."""
    found = [element for element in dict.fromkeys(elements) if element != ALWAYS]
    if NEVER in found:
        return NEVER
    if len(found) <= 1:
        return found[0] if found else ALWAYS
    return _Group("and", tuple(found))
