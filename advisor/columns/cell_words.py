"""Cells in their owner's words: an answer by its id as the question takes it, or by a wording that its author gave.

A wording counts in any case, whatever blanks are in it, and without the article before it. What may mean two answers
means neither.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from advisor.errors import IllegalAnswer, listed, nearest, of_same_numbers, quoted
from advisor.knowledge.attributes import Answer, Question, parts_of
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import I_DO_NOT_KNOW, NONE_OF_THESE, fillings, unfilled
from advisor.knowledge.wording import bare, in_words

REFUSED = "\x00refused: "
"""Begins a cell that its column does not take, whatever its question would; what is wrong with it follows."""

_MARKS = str.maketrans("’‘ʼ´`“”„–—‑", "'''''\"\"\"---")


def folded(text: str) -> str:
    """The text as it is compared: small letters, single blanks, plain marks, no article before, no mark at its end."""
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_MARKS).casefold().split())
    return bare(plain.rstrip(" .:?!") or plain)


@dataclass(frozen=True, eq=False)
class AnswerWords:
    """What a cell of the question's column may say besides ids."""

    kb: KnowledgeBase
    question: Question

    @cached_property
    def wordings(self) -> Mapping[str, tuple[str, ...]]:
        """The wordings of each value, and of `none` and `unknown` where they can be said; the first is for no case."""
        asked = self.question
        found = {value: self._said(value, in_words(value)) for value in asked.values}
        if asked.kind == "many":
            found[NONE] = self._said(NONE, NONE_OF_THESE)
        if not asked.required:
            found[UNKNOWN] = (*self._said(UNKNOWN, I_DO_NOT_KNOW), I_DO_NOT_KNOW)
        return found

    def _said(self, value: str, default: str) -> tuple[str, ...]:
        words = self.question.texts.get(value, default)
        names = self.question.names.get(value, ())
        said = (words,) if self.question.table else (unfilled(words), *fillings(self.kb, words))
        return (*said, *names)

    @cached_property
    def _by_wording(self) -> Mapping[str, tuple[str, ...]]:
        """The values by each wording, folded."""
        return _grouped((folded(words), value) for value, said in self.wordings.items() for words in said)

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[str, ...]]:
        """The values by each wording, and by their ids in any case."""
        ids = [(value.casefold(), value) for value in self.wordings]
        return _grouped([*ids, *((words, value) for words, values in self._by_wording.items() for value in values)])

    def read(self, text: str) -> Answer:
        """The answer that a cell means. Raises IllegalAnswer, which says what would be right."""
        if text.startswith(REFUSED):
            raise IllegalAnswer(text.removeprefix(REFUSED))
        try:
            return self.question.read(text)
        except IllegalAnswer as error:
            said = self._as_ids(text, self._by_name)
            if said != text:
                return self.question.read(said)
            what, _, _ = str(error).partition("; did you mean ")
            if " is not one of " not in what or ";" in text or not (near := self._nearest_words(text)):
                raise
            raise IllegalAnswer(f"{what}; did you mean {quoted(near)}?") from None

    def understands(self, text: str) -> bool:
        """Whether a cell means an answer; sooner than `read`, which looks for what else may be meant."""
        if self.question.kind == "number" or self.question.is_yes_or_no or text.startswith(REFUSED):
            try:
                self.read(text)
            except IllegalAnswer:
                return False
            return True
        parts = parts_of(text) if self.question.kind == "many" and not self._names(text) else [text]
        return all(part.strip() in self.question.values or len(self._names(part)) == 1 for part in parts)

    def _names(self, text: str) -> tuple[str, ...]:
        return self._by_name.get(folded(text)) or self._by_name.get(text.strip().casefold()) or ()

    def from_wording(self, text: str) -> str:
        """The same in ids, where a cell is a wording and never an id; begins with REFUSED where it is none."""
        if self.question.kind == "number" or text.strip() in ("", UNKNOWN):
            return text
        try:
            if whole := self._meant(text, self._by_wording):
                return whole
            parts = parts_of(text) if self.question.kind == "many" else [text]
            meant = [self._meant(part, self._by_wording) for part in parts]
        except IllegalAnswer as error:
            return REFUSED + str(error)
        if all(meant):
            return ";".join(meant)
        words = listed(quoted(words[0]) for words in self.wordings.values())
        why = "its column is named by the question's wording, where ids do not count"
        return f"{REFUSED}{self.question.id}: {quoted(parts[meant.index('')].strip())} is not one of {words}; {why}"

    def value_of(self, text: str) -> str:
        """The one value that has this id or wording; nothing where there is none such."""
        found = (text,) if text in self.question.values else self._by_name.get(folded(text), ())
        return found[0] if len(found) == 1 else ""

    def nearest(self, text: str) -> str:
        """The value whose wording begins so, or else whose wording or id comes nearest; nothing where none is near."""
        by_wording = {folded(words[0]): value for value, words in self.wordings.items()}
        begin = re.compile(rf"{re.escape(folded(text))}\b")
        alike = of_same_numbers(text, by_wording)
        begun = [words for words in alike if begin.match(words)]
        if len(begun) == 1 and len(text) > 2:
            return by_wording[begun[0]]
        by_id = {value.casefold(): value for value in self.wordings}
        near_id = nearest(folded(text), of_same_numbers(text, by_id))
        return by_wording.get(nearest(folded(text), alike)) or by_id.get(near_id, "")

    def _nearest_words(self, text: str) -> str:
        """The id or the wording that is most like it, else the wording that begins so; nothing where none is near."""
        said = {folded(words[0]): words[0] for words in self.wordings.values()}
        said |= {value.casefold(): value for value in self.wordings}
        if near := nearest(folded(text), of_same_numbers(text, said)):
            return said[near]
        value = self.nearest(text)
        return self.wordings[value][0] if value else ""

    def _as_ids(self, text: str, names: Mapping[str, tuple[str, ...]]) -> str:
        """The cell with each wording in it replaced by what it means."""
        whole = self._meant(text, names)
        if whole or self.question.kind != "many":
            return whole or text
        return ";".join(self._meant(part, names) or part for part in parts_of(text))

    def _meant(self, text: str, names: Mapping[str, tuple[str, ...]]) -> str:
        """The value, or nothing where there is none. Raises IllegalAnswer where there are several."""
        found = names.get(folded(text)) or names.get(text.strip().casefold()) or ()
        if len(found) > 1:
            said = " or ".join(f"{value} ({self.wordings.get(value, (value,))[0]})" for value in found)
            raise IllegalAnswer(f"{self.question.id}: {quoted(text.strip())} may mean {said}; write which")
        return found[0] if found else ""


def as_cell(answer: Answer) -> str:
    """The answer as it is written plainly."""
    return (";".join(answer) or NONE) if isinstance(answer, tuple) else str(answer)


def _grouped(pairs: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for name, value in pairs:
        found.setdefault(name, {})[value] = None
    return {name: tuple(values) for name, values in found.items()}


def plain_id(text: str) -> str:
    """An id as it is compared with names of columns: `soil_kind` as `soil kind`."""
    return re.sub(r"[\s_-]+", " ", folded(text)).strip()
