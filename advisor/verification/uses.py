"""Whether everything that is declared is of use: questions and their values, conclusions and theirs, steps."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import listed, quoted
from advisor.knowledge.attributes import Question
from advisor.knowledge.conditions import Condition, Leaf, OneOf, leaves
from advisor.knowledge.model import KnowledgeBase, Pair, settling, tested_pairs
from advisor.knowledge.texts import placeholders
from advisor.logic.alike import exchanges
from advisor.logic.answer_classes import conditions, shown_conditions
from advisor.solver.search import Holds, Kind, Search, apart
from advisor.verification.findings import TOO_LARGE, Finding, Proof


def questions_matter(search: Search) -> Proof:
    """For every question there is a case in which another answer to it changes what the person is told."""
    kb = search.kb
    shown = [search.depends_on(_concluded(pair)) for pair in search.each(shown_pairs(kb))]
    mattering = {*_read_by_steps(kb), *_filled_in(kb), *(id for ids in shown for id in ids or ())}
    unsettled = [id for id in kb.questions if id not in mattering] if None in shown else []
    if unsettled:
        mattering |= _leading_to(kb)
    found = [
        Finding(
            "question",
            (id,),
            kb.places.get(("attribute", id), ""),
            f"The question '{id}' can never matter: in no case does its answer change what the person is told.",
            f"Remove it{_where_demands_test(kb, id)}, or write the rule that needs it.",
        )
        for id in kb.questions
        if id not in mattering
    ]
    limits = f"of {len(unsettled)} of them only that a rule reads each" if unsettled else ""
    gave_up = TOO_LARGE if unsettled else ""
    return Proof(f"Every question can matter ({len(kb.questions)}).", tuple(found), limits, gave_up=gave_up)


def _where_demands_test(kb: KnowledgeBase, id: str) -> str:
    """Where else a question must go that goes: from the conditions under which others need an answer."""
    demands = ((it.id, it.required_when) for it in kb.questions.values() if it.required_when is not None)
    testing = [of for of, when in demands if any(leaf.attribute == id for leaf, _ in leaves(when))]
    return f", also from 'required' of {listed(testing)}" if testing else ""


def values_used(kb: KnowledgeBase) -> Proof:
    """No two values of a question are treated or worded alike, and some rule concludes every value."""
    tests = [leaf for condition in (*conditions(kb), *shown_conditions(kb)) for leaf, _ in leaves(condition)]
    filled = _filled_in(kb)
    found: list[Finding] = []
    for question in kb.questions.values():
        if question.id not in filled:
            found += _never_told_apart(kb, question, [leaf for leaf in tests if leaf.attribute == question.id])
        found += _worded_alike(kb, question)
    concluded = {rule.then for rule in kb.rules}
    for conclusion in kb.conclusions.values():
        if conclusion.number and not conclusion.values:
            what = f"No rule adds to the number '{conclusion.id}'."
            place = kb.places.get(("attribute", conclusion.id), "")
            found.append(Finding("value", (conclusion.id,), place, what, "Write a rule that adds to it, or remove it."))
        for value in conclusion.values if conclusion.id != kb.goal or not kb.recommends else ():
            if (conclusion.id, value) not in concluded:
                what = f"No rule concludes the value '{value}' of '{conclusion.id}'."
                advice = "Write a rule that concludes it, or remove the value."
                found.append(Finding("value", (conclusion.id, value), _place(kb, conclusion.id, value), what, advice))
    return Proof(
        "No value is superfluous: conditions tell those of questions apart, rules conclude the others.", tuple(found)
    )


def _never_told_apart(kb: KnowledgeBase, question: Question, tests: list[Leaf]) -> Iterator[Finding]:
    by_tests: dict[tuple[bool, ...], str] = {}
    for value in question.values:
        kind = tuple(isinstance(leaf, OneOf) and value in leaf.values for leaf in tests)
        first = by_tests.setdefault(kind, value)
        if first != value and not any({first, value} <= set(group) for group in question.alike):
            yield Finding(
                "value",
                (question.id, value),
                _place(kb, question.id, value),
                f"The values '{first}' and '{value}' of '{question.id}' are never told apart.",
                "Make them one value, let a condition or a text treat them differently, or declare them 'alike'.",
            )


def _worded_alike(kb: KnowledgeBase, question: Question) -> Iterator[Finding]:
    """Values between which a person cannot choose, nor a table, for they are offered in the same words."""
    by_words: dict[str, str] = {}
    for value in question.values:
        words = " ".join(question.texts.get(value, value).split())
        first = by_words.setdefault(words.casefold(), value)
        if first != value:
            yield Finding(
                "value",
                (question.id, first, value),
                _place(kb, question.id, value),
                f"The values '{first}' and '{value}' of '{question.id}' are both offered as {quoted(words)}.",
                "Word them so that a person can tell which is meant, or make them one value.",
            )


def values_alike(search: Search) -> Proof:
    """No condition of what is concluded or told holds for one of two values that are alike and not for the other."""
    kb = search.kb
    found: dict[object, Finding] = {}
    for it in search.each([*exchanges(kb)]):
        name = it.of, it.question, next(group for group in kb.questions[it.question].alike if it.one in group)
        one, other = Holds(it.condition), Holds(it.rest)
        if name in found or search.same(one, other):
            continue
        (kind, id), values = it.of, f"'{it.one}' and '{it.other}' of '{it.question}'"
        found[name] = Finding(
            "alike",
            (it.question, it.one, it.other, id),
            kb.rule[id].place
            if kind == "rule"
            else kb.places.get(("attribute" if kind == "question" else kind, id), ""),
            f"{kind.capitalize()} '{id}' tells {values} apart, which are declared alike.",
            "Let its condition name all of them or none, or take what it tells apart out of 'alike'.",
            search.smallest(apart(one, other)),
        )
    count = sum(len(question.alike) for question in kb.questions.values())
    return Proof(f"Values that are declared alike are told apart nowhere ({count}).", tuple(found.values()))


def conclusions_read(kb: KnowledgeBase) -> Proof:
    """What is internal is tested by some condition; all else is shown to the person."""
    tested = _tested(kb)
    found = []
    for conclusion in kb.conclusions.values():
        if not conclusion.internal or (conclusion.id, None) in _shown_attributes(kb) or conclusion.id in _filled_in(kb):
            continue
        unread = [value for value in conclusion.values if (conclusion.id, value) not in tested]
        advice = "Remove it with the rules that conclude it, or let a rule read it; what is shown is not internal."
        if len(unread) == len(conclusion.values):
            place = kb.places.get(("attribute", conclusion.id), "")
            found.append(Finding("unread", (conclusion.id,), place, f"Nobody reads '{conclusion.id}'.", advice))
            continue
        for value in unread:
            what = f"Nobody reads the value '{value}' of '{conclusion.id}'."
            found.append(Finding("unread", (conclusion.id, value), _place(kb, conclusion.id, value), what, advice))
    readers = "a rule or a step" if kb.steps else "a rule"
    return Proof(f"Every conclusion is read: by {readers}, or by the person.", tuple(found))


def steps_recommended(search: Search) -> Proof:
    """Every step is recommended in some case."""
    kb = search.kb
    found = []
    for id in search.each([*kb.steps]):
        if id in kb.conclusions[kb.goal].values and search.exists(_concluded((kb.goal, id))):
            continue
        what = f"The step '{id}' is recommended in no case."
        advice = "Write a rule that recommends it, mend the one that should, or remove the step."
        found.append(Finding("never-recommended", (id,), kb.places.get(("step", id), ""), what, advice))
    return Proof(f"Every step is recommended in some case ({len(kb.steps)}).", tuple(found))


def _concluded(pair: Pair) -> Kind:
    return lambda it: it.pairs[pair]


def shown_pairs(kb: KnowledgeBase) -> list[Pair]:
    """What a person is told: the goal, what is shown with it, what is not internal, and what steps wait for."""
    shown = (*shown_conditions(kb), *_achievement_conditions(kb))
    tested = {pair for condition in shown for pair in tested_pairs(kb, condition)}
    return [
        (id, value)
        for id, conclusion in kb.conclusions.items()
        for value in conclusion.values
        if not conclusion.internal or (id, None) in _shown_attributes(kb) or (id, value) in tested
    ]


def _shown_attributes(kb: KnowledgeBase) -> set[tuple[str, None]]:
    return {(id, None) for id in (*kb.goals, *kb.also)}


def _achievement_conditions(kb: KnowledgeBase) -> Iterator[Condition]:
    for step in kb.steps.values():
        yield from (part.when for part in step.achieves if part.when is not None)


def _tested(kb: KnowledgeBase) -> set[Pair]:
    every = (*conditions(kb), *shown_conditions(kb))
    return {pair for condition in every for pair in tested_pairs(kb, condition)}


def _read_by_steps(kb: KnowledgeBase) -> set[str]:
    tested = (*shown_conditions(kb), *_achievement_conditions(kb))
    return {leaf.attribute for condition in tested for leaf, _ in leaves(condition)}


def _filled_in(kb: KnowledgeBase) -> set[str]:
    """The questions whose answer some text repeats."""
    texts = [rule.because for rule in kb.rules]
    for conclusion in kb.conclusions.values():
        texts += conclusion.texts.values()
    for step in kb.steps.values():
        texts += [step.title, *(part.text for part in (*step.do, *step.gives, *step.watch, *step.assumes))]
    for question in kb.questions.values():
        texts += [question.ask, question.why, question.help, *(() if question.table else question.texts.values())]
    return {name.partition(".")[0] for text in texts for name in placeholders(text)}


def _leading_to(kb: KnowledgeBase) -> set[str]:
    """The questions that rules read on the way to what is shown."""
    wanted = set(shown_pairs(kb))
    found: set[str] = set()
    before = -1
    while before != len(wanted) + len(found):
        before = len(wanted) + len(found)
        for rule in kb.rules:
            if rule.then in wanted:
                found |= {leaf.attribute for leaf, _ in leaves(rule.when) if leaf.attribute in kb.questions}
                wanted |= {pair for pair in tested_pairs(kb, rule.when) if pair[0] in kb.conclusions}
        wanted = {*settling(kb, wanted)}
    return found


def _place(kb: KnowledgeBase, attribute: str, value: str) -> str:
    return kb.places.get(("value", f"{attribute}={value}")) or kb.places.get(("attribute", attribute), "")
