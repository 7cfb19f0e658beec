"""What the dialogue says, as wrapped text. Nothing here asks, keeps or changes anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from advisor import plain_text
from advisor.explanation import english, labels
from advisor.knowledge import goals
from advisor.knowledge.attributes import Answers, Question
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase, Pair, Rule
from advisor.knowledge.texts import NOT_KNOWN, fill, unfilled
from advisor.knowledge.wording import in_words
from advisor.terminal.choices import Choices, choices
from advisor.terminal.command_words import commands
from advisor.terminal.replies import expected

if TYPE_CHECKING:
    from advisor.explanation.recommendation import Recommendation

MAX_STEPS = 8

END = Question(
    id="end",
    kind="choice",
    ask="What should become of your answers? Enter keeps them.",
    why="Others may use this computer too. You can also look back, or change an answer and see what follows from it.",
    label="end",
    required=True,
    values=("keep", "file", "delete"),
    texts={
        "keep": "Keep them on this computer, to go on or look at them later",
        "file": "Save them in a file, and keep nothing else",
        "delete": "Delete them",
    },
)
UNKEPT = Question(
    id="end-unkept",
    kind="choice",
    ask="What should become of your answers? They cannot be kept on this computer.",
    why="Where they would be kept nothing can be written. save FILE writes them into a file of your choice.",
    label="end",
    required=True,
    values=("file", "delete"),
    texts={"file": "Save them in a file", "delete": "Leave without them"},
)
ACCEPT = Question(
    id="accept",
    kind="choice",
    ask="Change your answer so?",
    why="Above you see what would follow. Until you accept, nothing is changed.",
    label="accept",
    required=True,
    values=("yes", "no"),
    texts={"yes": "Yes, change it", "no": "No, leave it as it is"},
)
ENDS = (END, UNKEPT)
"""The last question, and what it is where nothing can be kept."""


def go_on(kb: KnowledgeBase, road: bool) -> Question:
    """Asked once the goals are settled and something else is not: the road, or else only what is told beside it."""
    what, where = f"the whole {kb.words.road} is clear", f"in the {kb.words.road} above"
    if not road:
        what, where = "the rest is clear, too", "above"
    return Question(
        id="go-on",
        kind="choice",
        ask=f"Shall I ask on, until {what}?",
        why=f"What I have not asked counts as unknown {where}. A few more questions settle it.",
        label="go on",
        required=True,
        values=("yes", "no"),
        texts={"yes": "Yes, go on", "no": "No, stop here"},
    )


PAGE_OFFER = "page writes the advice as a page that you can keep, print one sheet to take to somebody who advises you."
NEW = "new"


def which_session(sessions: Sequence[str]) -> Question:
    """Which of the kept consultations to go on with; the texts hold what persons called them, so braces are doubled."""
    texts = {f"session-{number}": text.replace("{", "{{").replace("}", "}}") for number, text in enumerate(sessions)}
    texts[NEW] = "A new consultation"
    return Question(
        id="session",
        kind="choice",
        ask="Which consultation do you want to go on with?",
        why="Several are kept.",
        label="consultation",
        required=True,
        values=tuple(texts),
        texts=texts,
    )


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> str:
    """Paragraphs kept, each wrapped; `first` begins the first line, `rest` (as many blanks by default) the others."""
    rest = " " * len(first) if rest is None else rest
    lines: list[str] = []
    for paragraph in text.strip().splitlines() or [""]:
        lines += plain_text.wrap(paragraph, width, rest if lines else first, rest)
    return "\n".join(lines)


def listed(offered: Choices, width: int) -> str:
    """The numbered choices, `unknown` last where it is legal; for other questions what may be typed."""
    question = offered.question
    if question.kind == "number":
        return wrap(expected(question), width)
    digits = len(str(len(question.values)))
    shown = [choice for choice in offered if choice.value in (*question.values, UNKNOWN)]
    lines = [wrap(choice.text, width, f"  {choice.mark:>{digits}}  ") for choice in shown]
    if question.kind == "many":
        lines.append(wrap(expected(question), width))
    return "\n".join(lines)


def more_questions(least: int, most: int) -> str:
    """`2 to 5 more questions`, or nothing where none is left; the one that is asked counts."""
    if most <= 0:
        return ""
    if most == 1:
        return "1 more question, this one"
    if least == most:
        return f"{most} more questions"
    return f"{least} to {most} more questions" if least > 0 else f"up to {most} more questions"


def concluded(kb: KnowledgeBase, pair: Pair, answers: Answers) -> str:
    """A concluded pair as the person reads it: `Education: met`."""
    attribute, value = pair
    conclusion = kb.conclusions[attribute]
    if conclusion.number:
        return plain_text.capital(english.conclusion(kb, pair, answers))
    text = conclusion.texts.get(value) or in_words(value)
    if attribute == kb.goal and kb.recommends:
        text = kb.steps[value].title
    return f"{conclusion.label}: {fill(kb, text, answers)}"


def because(kb: KnowledgeBase, rule: Rule, answers: Answers) -> str:
    """`Light: good. There is shade at noon.`"""
    text = concluded(kb, rule.then, answers)
    return f"{text if text.endswith(('.', '!', '?')) else f'{text}.'} {fill(kb, rule.because, answers).strip()}"


def review(kb: KnowledgeBase, answers: Answers, width: int) -> Iterator[str]:
    """The answers given, numbered as `change` takes them."""
    digits = len(str(len(answers)))
    for number, (id, answer) in enumerate(answers.items(), 1):
        question = kb.questions[id]
        text = choices(kb, question, answers).in_words(answer)
        yield wrap(f"{fill(kb, question.ask, answers)} {text}", width, f"  {number:>{digits}}  ")


def every_question(kb: KnowledgeBase, answers: Answers, width: int) -> Iterator[str]:
    """The questions under their topics, each as it is called, with the answer where there is one."""
    for topic in dict.fromkeys(question.topic for question in kb.questions.values()):
        if topic:
            yield f"{topic}:"
        for id, question in kb.questions.items():
            if question.topic == topic:
                said = f": {choices(kb, question, answers).in_words(answers[id])}" if id in answers else ""
                yield wrap(f"{plain_text.capital(question.label)}{said}", width, "  - ")


def every_step(kb: KnowledgeBase, answers: Answers, width: int) -> Iterator[str]:
    """What the goal may be, in the knowledge base's order; `...` stands for what an answer would name."""
    for value in kb.conclusions[kb.goal].values:
        title = kb.steps[value].title
        said = fill(kb, title, answers)
        yield wrap(unfilled(title) if NOT_KNOWN in said else said, width, "  - ")


def help_lines(kb: KnowledgeBase, width: int) -> Iterator[str]:
    """The commands, each with what it does."""
    offered = commands(kb)
    longest = max(map(len, offered))
    for name, does in offered.items():
        yield wrap(does, width, f"  {name:<{longest}} ")
    yield wrap("A / before a word makes it a command. Tab completes; Up and Down go through the choices.", width)


def still_possible(kb: KnowledgeBase, pairs: Collection[Pair], answers: Answers, width: int) -> Iterator[str]:
    """The values of the goals among `pairs`, in the knowledge base's order; of many only the number."""
    for id in kb.goals:
        every = kb.conclusions[id].values
        values = [value for value in every if (id, value) in pairs]
        which = "" if id == kb.goal and kb.recommends else f" ({goals.heading(kb, id)})"
        if len(values) > MAX_STEPS:
            what = "" if which else f"{kb.words.steps} "
            yield wrap(f"{len(values)} of {len(every)} {what}are still possible{which}.", width)
            continue
        yield wrap(f"Still possible{which}:", width)
        for value in values:
            yield wrap(fill(kb, goals.title_of(kb, id, value), answers), width, "  - ")


def not_settled(kb: KnowledgeBase) -> str:
    """`Your next step is not settled yet.`"""
    return f"{plain_text.capital(goals.yours(kb, kb.goal))} {labels.is_or_are(kb, kb.goal)} not settled yet."


def at_the_end(stopping: bool, settled: bool) -> Iterator[str]:
    """What stands before the last question."""
    said = ["Nothing is left to ask."] * (not stopping) + [PAGE_OFFER] * settled
    if said:
        yield " ".join(said)


def offers(kb: KnowledgeBase) -> str:
    """How a person sees what the first answer leaves out."""
    names = ["more", "why", *["plan"] * kb.has_road, "sources", "page"]
    return f"For the rest type {plain_text.series(names, 'or')}. help lists all commands."


def settled(advice: Recommendation) -> Iterator[str]:
    """`Your next step is settled: Water it.`, a line a goal."""
    kb = advice.kb
    for id in kb.goals:
        said = advice.problem_of(id) or advice.title_of(id, advice.values_of(id)[0])
        yield f"{plain_text.capital(goals.yours(kb, id))} {labels.is_or_are(kb, id)} settled: {said}."


def questions_left(kb: KnowledgeBase, ids: Sequence[str], answers: Answers, width: int) -> Iterator[str]:
    """The questions that can still change the goal."""
    yield wrap(f"Questions left ({len(ids)}):", width)
    for id in ids:
        yield wrap(fill(kb, kb.questions[id].ask, answers), width, "  - ")


def expectations(kb: KnowledgeBase, answers: Answers) -> Mapping[str, object]:
    """What is concluded now, as `expect` of a case file: the goal, and what is told with it."""
    from advisor.explanation.recommendation import recommend

    advice = recommend(kb, answers, partial=True)
    expect: dict[str, object] = {} if advice.value is None else {kb.goal: advice.value}
    for id, values in advice.conclusions.items():
        conclusion = kb.conclusions[id]
        if id in kb.also:
            expect[id] = list(values)
        elif values and not conclusion.internal:
            expect[id] = list(values) if conclusion.many else values[0]
    return expect | {id: number for id, number in advice.numbers.items() if not kb.conclusions[id].internal}
