"""What the dialogue says, as wrapped text. Nothing here asks, keeps or changes anything."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import Answers, KnowledgeBase, Pair, Question, Rule, Step
from advisor.knowledge.texts import I_DO_NOT_KNOW, fill, in_words
from advisor.terminal.inputs import COMMANDS, expected

MOST_RULES = 5


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> str:
    """Paragraphs kept, each wrapped; `first` begins the first line, `rest` (as many blanks by default) the others."""
    rest = " " * len(first) if rest is None else rest
    parts: list[str] = []
    for paragraph in text.strip().splitlines() or [""]:
        begin = rest if parts else first
        parts += textwrap.wrap(paragraph, width, initial_indent=begin, subsequent_indent=rest) or [begin.rstrip()]
    return "\n".join(parts)


def choices(kb: KnowledgeBase, question: Question, answers: Answers, width: int) -> str:
    """The numbered choices, `unknown` last where it is legal; for other questions what may be typed."""
    if question.kind == "number":
        return wrap(expected(question), width)
    lines = []
    digits = len(str(len(question.values)))
    for number, value in enumerate(question.values, 1):
        text = fill(kb, question.texts.get(value, value), answers)
        lines.append(wrap(_with_id(text, value), width, f"  {number:>{digits}}  "))
    if not question.required:
        text = question.texts.get(UNKNOWN, I_DO_NOT_KNOW)
        lines.append(wrap(_with_id(text, UNKNOWN), width, f"  {'u':>{digits}}  "))
    if question.kind == "many":
        lines.append(wrap(expected(question), width))
    return "\n".join(lines)


def _with_id(text: str, value: str) -> str:
    return text if text.casefold() == value.casefold() else f"{text} [{value}]"


def more_questions(least: int, most: int) -> str:
    """`2 to 5 more questions`, or nothing where none is left."""
    if most <= 0:
        return ""
    noun = "question" if most == 1 else "questions"
    if least == most:
        return f"{most} more {noun}"
    return f"{least} to {most} more {noun}" if least > 0 else f"up to {most} more {noun}"


def concluded(kb: KnowledgeBase, pair: Pair, answers: Answers) -> str:
    """A concluded pair as the person reads it: `Education: met`."""
    attribute, value = pair
    conclusion = kb.conclusions[attribute]
    text = conclusion.texts.get(value, value)
    if attribute == kb.goal and value in kb.steps:
        text = kb.steps[value].title
    return f"{conclusion.label}: {fill(kb, text, answers)}"


def because(kb: KnowledgeBase, rule: Rule, answers: Answers) -> str:
    """`Moisture: short. The soil is dry.`"""
    text = concluded(kb, rule.then, answers)
    return f"{text if text.endswith(('.', '!', '?')) else f'{text}.'} {fill(kb, rule.because, answers).strip()}"


def rules_it_decides(kb: KnowledgeBase, rules: Sequence[Rule], width: int) -> Iterator[str]:
    """The rules that wait for an answer, in English; those that only serve other rules where there are no others."""
    from advisor.explanation import english

    rules = [rule for rule in rules if not kb.conclusions[rule.attribute].internal] or rules
    if rules:
        yield wrap("Your answer can decide:", width)
    for rule in rules[:MOST_RULES]:
        yield wrap(english.rule(kb, rule), width, "  - ")
    if len(rules) > MOST_RULES:
        yield wrap(f"and {len(rules) - MOST_RULES} more", width, "  - ")


def review(kb: KnowledgeBase, answers: Answers, width: int) -> Iterator[str]:
    """The answers given, numbered as `change` takes them."""
    digits = len(str(len(answers)))
    for number, (id, answer) in enumerate(answers.items(), 1):
        question = kb.questions[id]
        words = "unknown" if answer == UNKNOWN else in_words(question, answer)
        yield wrap(f"{question.label}: {fill(kb, words, answers)} [{id}]", width, f"  {number:>{digits}}  ")


def commands(width: int) -> Iterator[str]:
    """The commands, each with what it does."""
    for name, does in COMMANDS.items():
        yield wrap(does, width, f"  {name:<9}")
    yield wrap("A / before a word makes it a command. Tab completes; Up and Down go through the choices.", width)


def expectations(kb: KnowledgeBase, answers: Answers) -> dict[str, object]:
    """What is concluded now, as `expect` of a case file: the next step, and what is told with it."""
    from advisor.recommendation import recommend

    advice = recommend(kb, answers, partial=True)
    expect: dict[str, object] = {kb.goal: advice.step.id} if advice.step else {}
    for id, values in advice.conclusions.items():
        conclusion = kb.conclusions[id]
        if id in kb.also:
            expect[id] = list(values)
        elif values and not conclusion.internal:
            expect[id] = list(values) if conclusion.many else values[0]
    return expect


def still_possible(kb: KnowledgeBase, pairs: Iterable[Pair], answers: Answers, width: int) -> Iterator[str]:
    """The steps among `pairs`, in the knowledge base's order."""
    open_steps = set(pairs)
    for value in kb.conclusions[kb.goal].values:
        if (kb.goal, value) in open_steps:
            yield wrap(_title(kb, kb.steps[value], answers), width, "  - ")


def _title(kb: KnowledgeBase, step: Step, answers: Answers) -> str:
    return fill(kb, step.title, answers)
