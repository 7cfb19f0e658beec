"""The words that a person reads which stand in no knowledge base: the shell's own, each of which one may replace.

Sentences are put together from these, so that what is recommended can be a step on a road, a verdict or a diagnosis.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

from advisor.records import NamedTuple

_DETERMINED = re.compile(r"(?:the|a|an|your|our|its|their|this|that|whether|how|what|which|who|when|where|why)\b", re.I)
_DETERMINER = re.compile(r"^(?:the|a|an|your|our|its|their|this|that) ", re.I)


COMPARED = {"is": "", "at_least": "at least ", "at_most": "at most ", "above": "above ", "below": "below "}
"""Comparisons of numbers as they stand before the number."""


class Terms(NamedTuple):
    """Nouns, and the headings that are made of them: a name between braces is another of these words.

    `next_step` is what the goal gives; by default the label of the goal.
    """

    next_step: str = "next step"
    your_next_step: str = "your {next_step}"
    step: str = "step"
    steps: str = "steps"
    road: str = "road"
    roads: str = "roads"
    plan: str = "plan"
    not_yet: str = "not yet"
    road_from_here: str = "The {road} from here"
    other_roads: str = "Other {roads}, as you decide"
    the_plan: str = "The {plan}"
    why: str = "Why"
    what_to_do: str = "What to do"
    takes: str = "Takes"
    gives: str = "Gives"
    watch: str = "Watch"
    together: str = "Together"
    leads_to: str = "At the end"
    given: str = "Given"
    missing: str = "Missing"
    no_earlier: str = "nothing that would come first applies"
    still_unknown: str = "Still unknown"
    your_answers: str = "Your answers"
    sources: str = "Sources"

    @classmethod
    def of(cls, label: str, recommends: bool, own: Mapping[str, str]) -> Terms:
        """The words of a knowledge base with `own` ones, whose goal has this label and may recommend steps."""
        given = {"next_step": uncapital(label), **own}
        if not recommends:
            given.setdefault("your_next_step", determined(given["next_step"]))
        whole = cls(**given)._asdict()
        return cls(**{name: _composed(said, whole, name in given) for name, said in whole.items()})


def in_words(id: str) -> str:
    """An id as words."""
    return id.replace("_", " ").replace("-", " ")


def uncapital(label: str) -> str:
    """A label as it stands within a sentence: `next step`, but `HIV status`."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def determined(noun: str) -> str:
    """`the verdict`, `your eligibility`, `what is wrong`."""
    return noun if _DETERMINED.match(noun) else f"the {noun}"


def bare(noun: str) -> str:
    """`verdict` of `the verdict`."""
    return _DETERMINER.sub("", noun, count=1)


def _composed(said: str, words: Mapping[str, str], own: bool) -> str:
    """A word of the shell with others in it; what an author wrote stands as it is."""
    if own or "{" not in said:
        return said
    return "".join(text + (words[name] if name else "") for text, name, _, _ in Formatter().parse(said))
