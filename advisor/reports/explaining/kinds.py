"""The kinds of explanation, a row each, as the command line and the dialogue ask for them.

A kind NAME is explained by `advisor.explanation.NAME.NAME(kb, answers, *about)` and told by the functions `text` and
`as_object` of `advisor.reports.explaining.NAME`, which are imported when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

from advisor.errors import AdvisorError, did_you_mean, quoted
from advisor.explanation.names import check, goal_named
from advisor.knowledge import goals
from advisor.knowledge.attributes import Answers
from advisor.knowledge.model import KnowledgeBase
from advisor.plain_text import series
from advisor.reports.cited_sources import with_sources

ATTRIBUTE, QUESTION, CONCLUSION, INSTEAD, CHANGES, GOAL, NOTHING = (
    "attribute",
    "question",
    "conclusion",
    "instead",
    "changes",
    "goal",
    "",
)
"""What a question is about, and the arguments that this makes: an attribute and its value, which may be empty; a
question; a conclusion and its value; a conclusion, the value that it has and the one instead; other answers; a goal,
which may be empty; none."""

ARGUMENTS: Mapping[str, Mapping[str, object]] = {
    ATTRIBUTE: {"attribute": ..., "value": ""},
    QUESTION: {"question": ...},
    CONCLUSION: {"attribute": ..., "value": ...},
    INSTEAD: {"attribute": ..., "this": "", "that": ...},
    CHANGES: {"changes": ...},
    GOAL: {"goal": ""},
    NOTHING: {},
}
"""The same by name, in their order, as programs give them: each with what it is by itself, `...` where it is needed."""

SETTLED, REQUIRED = "settled", "required"
"""What the dialogue needs before it can tell it: the goals settled, or every answer that is required."""


class Kind(NamedTuple):
    """A kind of explanation: `about` what it is asked, under which `command` of the dialogue, what it `needs` there.

    `help` says it for the command line, `asks` for the dialogue, whose words for the goal are put between its braces.
    `usage` is said where nothing follows the command. One that tells of a `road` is of no use where there is none.
    `options` are further arguments of its function.
    """

    name: str
    about: str
    help: str
    command: str
    asks: str
    usage: str = ""
    needs: str = ""
    options: Mapping[str, object] = {}
    road: bool = False

    def asks_in(self, kb: KnowledgeBase) -> str:
        """What the dialogue says of it; nothing where it is of no use."""
        if self.road and not kb.has_road:
            return ""
        return self.asks.format(the_goal=goals.the(kb, kb.goal), **kb.words._asdict())

    def tells_conclusion(self, kb: KnowledgeBase, *about: Any) -> bool:
        """Whether it tells what is concluded, for which every answer is needed that is required."""
        return self.about in (CONCLUSION, INSTEAD) or (self.about == ATTRIBUTE and about[0] not in kb.questions)

    @property
    def word(self) -> str:
        """What it is called in options, addresses and names of schemas."""
        return self.name.replace("_", "-")

    @property
    def option(self) -> str:
        """Its option on the command line."""
        return f"--{self.word}"

    def check(self, kb: KnowledgeBase, *about: Any) -> None:
        """Raises AdvisorError where the knowledge base has no such thing, before any case is looked at."""
        if self.about == QUESTION:
            self.explain(kb, {}, *about)
        elif self.about == CHANGES:
            from advisor.explanation.what_if import read_changes

            read_changes(kb, *about)
        elif self.about == GOAL:
            goal_named(kb, *about)
        elif about and about[0] not in (kb.questions if self.about == ATTRIBUTE else ()):
            check(kb, about[0], *about[1:][-1:])

    def arguments(self, given: Mapping[str, object]) -> tuple[object, ...]:
        """What is `given` by name, in the order in which `explain` takes it; None is not given. Raises AdvisorError."""
        wanted = ARGUMENTS[self.about]
        for name in given:
            if name not in wanted:
                raise AdvisorError(f"{self.word} takes no {quoted(name)}{did_you_mean(name, wanted)}")
        given = {name: it for name, it in given.items() if it is not None}
        if missing := [name for name, default in wanted.items() if default is ... and name not in given]:
            raise AdvisorError(f"{self.word} needs {series([quoted(name) for name in missing])}")
        return tuple(given.get(name, default) for name, default in wanted.items())

    def explain(self, kb: KnowledgeBase, answers: Answers, *about: Any) -> Any:
        """The explanation of this case. Raises AdvisorError."""
        return getattr(import_module(f"advisor.explanation.{self.name}"), self.name)(
            kb, answers, *about, **self.options
        )

    def text(self, found: Any, width: int = 80) -> str:
        """The explanation for a person, wrapped."""
        text: str = self._report.text(found, width)
        return text

    def whole(self, kb: KnowledgeBase, found: Any, name: str = "") -> dict[str, Any]:
        """The object that is printed of a case: the head of every object, the explanation and the sources it cites."""
        from advisor.reports.json_report import head

        first = {**head(kb), "name": name}
        return with_sources(kb, {**first, **self.as_object(found), **first})

    def as_object(self, found: Any) -> dict[str, Any]:
        """The explanation as JSON has it."""
        told: dict[str, Any] = self._report.as_object(found)
        return told

    @property
    def _report(self) -> Any:
        return import_module(f"advisor.reports.explaining.{self.name}")


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "why",
            QUESTION,
            "why it is asked: what its answer decides, up to the goal",
            "why",
            "why this question is asked; why again goes one level up (also ?)",
        ),
        Kind(
            "how",
            ATTRIBUTE,
            "how it was concluded, down to the answers",
            "how",
            "how X: how X was concluded; without X, {the_goal}",
        ),
        Kind(
            "why_not",
            CONCLUSION,
            "what stands in the way, and every smallest change",
            "why not",
            "why not X: what stands against X, and the smallest changes that would give it",
            "Say what you expected, such as",
        ),
        Kind(
            "rather_than",
            INSTEAD,
            "why not this but what is concluded: the difference",
            "compare",
            "compare X: why {the_goal} is the one it is, rather than X",
            "Say with what, such as",
            SETTLED,
        ),
        Kind(
            "what_if",
            CHANGES,
            "what would be, if these were the answers",
            "what if",
            "what if QUESTION=ANSWER: what would follow; nothing is changed",
        ),
        Kind(
            "how_sure",
            GOAL,
            "what the advice rests on, or a further goal, and what could change it",
            "sure",
            "how sure the advice is: what it rests on, and what could still change it",
            needs=REQUIRED,
        ),
        Kind(
            "plan",
            NOTHING,
            "the road from here in time and money, and the other roads",
            "plan",
            "the {road} from here: months, money, and the other {roads} you could choose",
            needs=SETTLED,
            options={"partial": True},
            road=True,
        ),
    )
}
"""By name, in the order in which the dialogue lists its commands."""

BY_OPTION = {kind.word: kind for kind in KINDS.values()}
