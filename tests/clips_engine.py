"""CLIPS itself, with a knowledge base as `advisor export` writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import clips

from advisor.exports.clips import document
from advisor.knowledge.attributes import Answer
from advisor.knowledge.model import KnowledgeBase, Pair

TOLD = """(deffunction told ()
   (bind ?told "")
   (do-for-all-facts ((?fact conclusion)) TRUE
      (bind ?told (str-cat ?told ?fact:attribute " " ?fact:value " ")))
   ?told)"""
"""The conclusions as one text. clipspy slows down with every fact that it hands over, so facts pass as text."""

TOLD_OF_NUMBERS = """(deffunction told-of-numbers ()
   (bind ?told "")
   (do-for-all-facts ((?fact contribution)) TRUE
      (bind ?told (str-cat ?told ?fact:attribute " " ?fact:rule " ")))
   ?told)"""
"""What is added to numbers, likewise."""


class Clips:
    """A knowledge base in CLIPS, as its own users would run it: load, reset, assert, run."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.environment = clips.Environment()
        with TemporaryDirectory() as folder:
            file = Path(folder, "kb.clp")
            file.write_text(document(kb), encoding="utf-8")
            self.environment.load(str(file))
        self.environment.build(TOLD)
        self._questions = len(kb.questions)
        self._numbers = sum(conclusion.number is not None for conclusion in kb.conclusions.values())
        if self._numbers:
            self.environment.build(TOLD_OF_NUMBERS)

    def conclude(self, answers: Mapping[str, Answer]) -> tuple[set[Pair], int]:
        """What is concluded, and how many rules of the knowledge base fired."""
        self.environment.reset()
        if answers:
            self.environment.load_facts("\n".join(facts(answers)))
        fired = self.environment.run() - (self._questions - len(answers)) - self._numbers
        words = self.environment.eval("(told)").split()
        if self._numbers:
            words += self.environment.eval("(told-of-numbers)").split()
        return set(zip(words[::2], words[1::2], strict=True)), fired

    def numbers(self) -> dict[str, float]:
        """What the concluded numbers are, after `conclude`."""
        facts = (fact for fact in self.environment.facts() if fact.template.name == "number")
        return {str(fact["attribute"]): fact["value"] for fact in facts}


def facts(answers: Mapping[str, Answer]) -> Iterator[str]:
    """The answers as the file's own header says."""
    for id, answer in answers.items():
        for value in (answer or ("none",)) if isinstance(answer, tuple) else (answer,):
            yield f"(answer (attribute {id}) (value {value}))"
