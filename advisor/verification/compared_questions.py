"""The questions of two versions of a knowledge base as those of one, over whose cases both are read.

A question that one version does not ask, and an answer that it does not take, is unknown to it. Of a question that is
required only the answers that both versions take are compared, and of cases those that are legal in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.conditions import UNKNOWN, Compare, Condition, OneOf
from advisor.knowledge.model import KnowledgeBase

OLD = "-before"
"""What is added to the id of a question of the old version that is of another kind in the new one."""


def apart(old: KnowledgeBase, new: KnowledgeBase) -> KnowledgeBase:
    """The old version, its questions that are of another kind in the new one under ids of their own."""
    return _with_names(old, {id: id + OLD for id in old.questions if _another_kind(old, new, id)})


def merged(old: KnowledgeBase, new: KnowledgeBase) -> dict[str, Question]:
    """Every question with the answers that are compared, in the order of the new version."""
    ids = (*new.questions, *(id for id in old.questions if id not in new.questions))
    return {id: _merged(old, new, id) for id in ids}


def asked(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[str]:
    """What of the questions is not the same in both versions, a line each."""
    for id in old.questions:
        if id not in new.questions:
            yield f"'{id}' is asked in the old version only; to the new one it is unknown"
        elif _another_kind(old, new, id):
            yield f"'{id}' is of another kind in the new version; as it was, it is called '{id}{OLD}' here"
    for id, question in new.questions.items():
        if id not in old.questions:
            yield f"'{id}' is asked in the new version only; to the old one it is unknown"
            continue
        before = old.questions[id]
        only = [value for value in question.values if value not in before.values]
        gone = [value for value in before.values if value not in question.values]
        left_out = question.required or before.required
        for version, values in (("new", only), ("old", gone)):
            if values and question.kind == before.kind:
                how = "not compared" if left_out else "to the other it is unknown"
                yield f"'{id}' takes {', '.join(values)} in the {version} version only; {how}"
        if question.required != before.required:
            yield f"'{id}' is required in one version only; cases without an answer are not compared"
        elif question.required_when != before.required_when:
            yield f"'{id}' is required in other cases than before; those without an answer are not compared"


def known(kb: KnowledgeBase, answers: Answers) -> dict[str, Answer]:
    """The case as a knowledge base knows it: without what it does not ask, and what it does not take."""
    found: dict[str, Answer] = {}
    for id, answer in answers.items():
        question = kb.questions.get(id)
        if question is None or answer == UNKNOWN:
            continue
        if isinstance(answer, tuple):
            if question.kind == "many":
                found[id] = tuple(value for value in question.values if value in answer)
        elif isinstance(answer, str):
            if question.kind == "choice" and answer in question.values:
                found[id] = answer
        elif question.kind == "number" and question.minimum <= answer <= question.maximum:
            found[id] = answer
    return found


def _another_kind(old: KnowledgeBase, new: KnowledgeBase, id: str) -> bool:
    return id in new.questions and old.questions[id].kind != new.questions[id].kind


def _merged(old: KnowledgeBase, new: KnowledgeBase, id: str) -> Question:
    """The question with the answers that are compared."""
    versions = [kb.questions[id] for kb in (new, old) if id in kb.questions]
    if len(versions) == 1:
        return versions[0]
    now, before = versions
    required = now.required or before.required
    if required:
        values = tuple(value for value in now.values if value in before.values)
        low, high = max(now.minimum, before.minimum), min(now.maximum, before.maximum)
    else:
        values = tuple(dict.fromkeys([*now.values, *before.values]))
        low, high = min(now.minimum, before.minimum), max(now.maximum, before.maximum)
    whole = now.whole and before.whole
    return now._replace(values=values, minimum=low, maximum=high, required=required, whole=whole)


def _with_names(kb: KnowledgeBase, names: Mapping[str, str]) -> KnowledgeBase:
    """The knowledge base with these questions under other ids."""
    if not names:
        return kb

    def named(condition: Condition) -> Condition:
        if isinstance(condition, (OneOf, Compare)):
            return condition._replace(attribute=names.get(condition.attribute, condition.attribute))
        return condition.having(tuple(map(named, condition.parts)))

    def renamed(id: str, question: Question) -> Question:
        when = question.required_when
        return question._replace(id=names.get(id, id), required_when=None if when is None else named(when))

    questions = {names.get(id, id): renamed(id, question) for id, question in kb.questions.items()}
    rules = tuple(rule._replace(when=named(rule.when)) for rule in kb.rules)
    return replace(kb, questions=questions, rules=rules, steps={**kb.steps}, properties={})
