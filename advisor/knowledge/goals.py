"""What is said of the goals: how each is called within a sentence, and its values, be they steps or have texts."""

from __future__ import annotations

import re

from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import escaped, first_sentence, unfilled
from advisor.knowledge.wording import bare, determined, in_words, uncapital

_OPEN_END = re.compile(r":\s+\.\.\.$")


def noun(kb: KnowledgeBase, id: str) -> str:
    """`next step`, `verdict`: a goal without the word before it."""
    return bare(_called(kb, id))


def the(kb: KnowledgeBase, id: str) -> str:
    """`the next step`, `the verdict`, `your eligibility`."""
    return determined(_called(kb, id))


def yours(kb: KnowledgeBase, id: str) -> str:
    """`your next step`, `the verdict`."""
    return kb.words.your_next_step if id == kb.goal else the(kb, id)


def heading(kb: KnowledgeBase, id: str) -> str:
    """`Next step`, `Verdict`: its label, unless the author has another word for the goal."""
    own = kb.own_words.get("next_step") if id == kb.goal else None
    return own[:1].upper() + own[1:] if own else kb.conclusions[id].label


def none_given(kb: KnowledgeBase, id: str) -> str:
    """What is wrong where a case has no value of a goal."""
    return f"the knowledge base gives no {noun(kb, id)} for this case"


def several_given(kb: KnowledgeBase, id: str) -> str:
    """What is wrong where a case has several."""
    some = f"several {noun(kb, id)}s" if id == kb.goal and kb.recommends else f"more than one {noun(kb, id)}"
    return f"the knowledge base gives {some} for this case"


def text_of(kb: KnowledgeBase, id: str, value: str) -> str:
    """A value of a goal as it is told: the title of a step, or its own text; a text with placeholders."""
    if id == kb.goal and value in kb.steps:
        return kb.steps[value].title
    text = kb.conclusions[id].texts.get(value)
    return text or escaped(in_words(value)[:1].upper() + in_words(value)[1:])


def title_of(kb: KnowledgeBase, id: str, value: str) -> str:
    """The same within a list or a sentence: the title of a step, or the first sentence without its full stop."""
    text = text_of(kb, id, value)
    return text if id == kb.goal and kb.recommends else first_sentence(text).strip().removesuffix(".")


def title_in_general(kb: KnowledgeBase, id: str, value: str) -> str:
    """The same for no case in particular: `...` stands for an answer, and is left out behind a title and a colon."""
    return _OPEN_END.sub("", unfilled(title_of(kb, id, value)))


def _called(kb: KnowledgeBase, id: str) -> str:
    return kb.words.next_step if id == kb.goal else uncapital(kb.conclusions[id].label)
