"""Large knowledge bases, as an authority would write them down: a long way in phases, each phase with its milestones.

Ten rules a milestone. Answers establish facts; a milestone is met by its own evidence, or by less of it beside facts or
an earlier milestone; facts exempt from some. What is neither met nor exempt is needed. The first that is needed, in the
order of phases and milestones, is the next step, which achieves its evidence. So every case has one next step, every
road ends, and whatever `check` finds is a mistake of the check or of this module. There are six strata.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from advisor.knowledge.attributes import Answer
from advisor.knowledge.model import KnowledgeBase
from benchmarks.cases import random_cases

GOAL, LAST, DONE = "next_step", "apply", "finished"
VALUES = ("low", "middle", "high", "top")
EVIDENCE = {"yes": "Yes, all of it", "partly": "In part", "no": "No"}
PROFILE = 8
"""Questions about the person; each phase goes by some of them."""

PHASE = 10
"""Milestones of a phase."""

KEYS = 3
"""So many of the last milestones of a phase count for the next one."""

TABLE_ROWS = 12
MANY = 6
"""One in so many shared questions takes several values."""

ENOUGH = 12
"""What a number must reach where the evidence is one."""


class Milestone(NamedTuple):
    """`place` counts over all phases, from 0; `evidence` is the question that is its own, `number` where it is one."""

    place: int
    phase: int
    number: bool

    @property
    def id(self) -> str:
        return f"milestone-{self.place}"

    @property
    def step(self) -> str:
        return f"reach-{self.place}"

    @property
    def evidence(self) -> str:
        return f"evidence-{self.place}"

    def reached(self, share: int = 1) -> dict[str, Any]:
        """The condition that its evidence is whole, or where `share` is more, that there is a part of it."""
        if self.number:
            return {self.evidence: {"at_least": ENOUGH // share}}
        return {self.evidence: "yes" if share == 1 else "partly"}


def write(folder: Path, rules: int = 2_000, numbers: int = 0, tangled: bool = False, seed: int = 1) -> None:
    """Writes a knowledge base of so many rules, at least 60, into a new folder; the same for the same numbers.

    It has 15 questions for 100 rules, of which so many ask for `numbers`, and 10 steps.
    """
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    folder.mkdir(parents=True)
    for name, content in _Author(folder.name, rules, numbers, tangled, seed).files():
        text = yaml.dump(content, Dumper=Dumper, sort_keys=False, width=120)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def people(kb: KnowledgeBase, count: int, seed: int = 1) -> list[dict[str, Answer]]:
    """Whole cases of people somewhere on the way: what is behind them is done, what is ahead is as it falls."""
    chance = random.Random(seed)
    evidence = [id for id in kb.questions if id.startswith("evidence")]
    cases = random_cases(kb, count, seed)
    for number, case in enumerate(cases):
        behind = (number + chance.random()) / count * len(evidence)
        case["application"] = "open"
        for id in evidence[: int(behind)]:
            case[id] = ENOUGH if kb.questions[id].kind == "number" else "yes"
    return cases


def half(kb: KnowledgeBase, case: Mapping[str, Answer], seed: int = 1) -> dict[str, Answer]:
    """The case with half of its answers left out, no required one."""
    chance = random.Random(seed)
    return {id: answer for id, answer in case.items() if kb.questions[id].required or chance.random() < 0.5}


class _Author:
    """Writes the sections. Shared questions are drawn for a condition so that none is in it twice."""

    def __init__(self, id: str, rules: int, numbers: int, tangled: bool, seed: int) -> None:
        self.id, self.size, self.tangled = id, rules, tangled
        self.chance = random.Random(f"{rules} {numbers} {seed}")
        count = rules // 10
        self.phases = max(2, round(count / PHASE))
        numbered = {place * count // numbers for place in range(numbers)}
        self.milestones = [Milestone(n, n * self.phases // count, n in numbered) for n in range(count)]
        self.profile = [f"profile-{n}" for n in range(max(2, min(PROFILE, rules // 100)))]
        self.details = [f"detail-{n}" for n in range(max(3, rules * 15 // 100 - count - len(self.profile) - 2))]
        self.turns = dict.fromkeys((*self.profile, *self.details), 0)
        self.rules: dict[str, dict[str, Any]] = {}
        self.facts: dict[str, set[str]] = {}
        """The questions that each fact rests on."""

    def files(self) -> Iterator[tuple[str, dict[str, Any]]]:
        self._add_rules()
        head = {"id": self.id, "title": "A long way", "version": 1, "goal": GOAL, "also": ["alongside"]}
        yield "knowledge-base", head
        yield "sources", {"sources": {"code": {"title": "The code", "as_of": 2026, "trust": "official"}}}
        yield "table", {"tables": {"places": _table()}}
        yield "questions", {"questions": self._questions()}
        yield "conclusions", {"conclusions": self._conclusions()}
        yield "steps", {"steps": dict(self._steps())}
        yield "rules", {"rules": self.rules}

    def _questions(self) -> dict[str, dict[str, Any]]:
        """What is asked of everybody, and then each question where it is first needed."""
        found = {"place": {**_asked("Your place"), "required": "yes", "table": "places", "shown": "name"}}
        found["application"] = {**_asked("Your application"), "choices": {"open": "Still open", "granted": "Granted"}}
        for it in self.milestones:
            for id in self._near(it):
                kind = "many" if id in self.details[MANY - 1 :: MANY] else "choices"
                found.setdefault(id, {**_asked(f"Phase {it.phase}"), kind: _worded(VALUES)})
            answers = {"number": {"min": 0, "max": 60, "whole": "yes", "unit": "months"}}
            found[it.evidence] = {**_asked(f"Phase {it.phase}"), **(answers if it.number else {"choices": EVIDENCE})}
        return found

    def _conclusions(self) -> dict[str, dict[str, Any]]:
        steps = [it.step for it in self.milestones]
        notes = {rule["then"]["alongside"]: None for rule in self.rules.values() if "alongside" in rule["then"]}
        found: dict[str, dict[str, Any]] = {GOAL: {"one": "steps", "label": "Next step"}}
        found |= {it.id: {"one": ["met"], "label": f"Milestone {it.place}"} for it in self.milestones}
        found |= {
            "fact": {"many": [*self.facts], "label": "Facts", "internal": "yes"},
            "exempt": {"many": [it.id for it in self.milestones], "label": "Exemptions", "internal": "yes"},
            "need": {"many": steps, "label": "Steps you need", "internal": "yes"},
            "pending": {
                "many": [f"phase-{place}" for place in range(self.phases)],
                "label": "Phases",
                "internal": "yes",
            },
            "alongside": {"many": {note: f"Mind {note}." for note in notes}, "label": "What you can do alongside"},
        }
        return found

    def _steps(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for it in self.milestones:
            achieves: dict[str, Any] = {it.evidence: {"at_least": ENOUGH} if it.number else "yes"}
            if it.place % 5 == 4 and it.phase + 1 < self.phases:
                achieves[self._near(self._of(it.phase + 1)[0])[0]] = "top"
            yield (
                it.step,
                {
                    "title": f"Reach milestone {it.place}",
                    "do": ["Ask for the form.", {"when": self._tested([self._one_of(it)]), "text": "Add proof."}],
                    "gives": f"Milestone {it.place}.",
                    "takes": {"months": [1, 1 + it.place % 5], "cost": [10, 20], "currency": "EUR", "as_of": 2026},
                    "achieves": achieves,
                    "cite": ["code"],
                },
            )
        yield LAST, {"title": "Apply", "do": "Send it.", "achieves": {"application": "granted"}}
        yield DONE, {"title": "Keep what you have", "do": "Nothing is left."}

    def _add_rules(self) -> None:
        for it in self.milestones:
            self._milestone(it)
        for it in self.milestones:
            self._exempt(it)
            self._add({it.id: {"not": "met"}, "exempt": {"not": it.id}}, "need", it.step)
        still = {"application": {"not": "granted"}}
        for phase in range(self.phases):
            before = {"pending": {"not": [f"phase-{place}" for place in range(phase)]}} if phase else {}
            needs = [it.step for it in self._of(phase)]
            self._add({"need": needs}, "pending", f"phase-{phase}")
            for place, need in enumerate(needs):
                this = {"all": [need], "not": needs[:place]} if place else need
                self._add({**still, "need": this, **before}, GOAL, need)
        self._add({**still, "pending": {"not": [f"phase-{place}" for place in range(self.phases)]}}, GOAL, LAST)
        self._add({"application": "granted"}, GOAL, DONE)
        while len(self.rules) < self.size:
            self._note(len(self.rules))

    def _milestone(self, it: Milestone) -> None:
        """Two facts of its phase, and the three ways to meet it."""
        near = self._near(it)
        self.chance.shuffle(near)
        facts = {f"fact-{it.place}-a": near[:2], f"fact-{it.place}-b": near[2:3]}
        for fact, ids in facts.items():
            self.facts[fact] = {*ids}
            self._add(self._tested(ids), "fact", fact)
        self._add(it.reached(), it.id, "met")
        self._add({**it.reached(2), "fact": f"fact-{it.place}-b"}, it.id, "met")
        key = self._of(it.phase - 1)[-KEYS:] if it.phase % 2 else []
        beside = {self.chance.choice(key).id: "met"} if key else {"place.strict": "no"}
        self._add({**it.reached(3), **beside, **self._tested(near[3:4])}, it.id, "met")

    def _exempt(self, it: Milestone) -> None:
        """By a fact and another answer, and for every other one unless there is a second fact, of other questions."""
        fact = f"fact-{it.place}-a"
        used = self.facts[fact]
        others = [id for id, on in self.facts.items() if not on & {*self._near(it)}]
        when: dict[str, Any] = {"fact": fact}
        if it.place % 2 and others:
            other = self.chance.choice(others[-40:])
            when = {"fact": {"all": [fact], "not": [other]}}
        self._add({**when, **self._tested([self._one_of(it, used)])}, "exempt", it.id)

    def _note(self, number: int) -> None:
        """What is said beside the step, of a milestone that is needed or behind the person."""
        it = self.milestones[number * 7 % len(self.milestones)]
        fact = self.chance.choice([*self.facts])
        when: dict[str, Any] = {"need": it.step} if number % 2 else {it.id: "met", "pending": f"phase-{it.phase}"}
        beside = self._tested([self._one_of(it, self.facts[fact])])
        self._add({**when, "fact": fact, **beside}, "alongside", f"note-{number}")

    def _add(self, when: dict[str, Any], attribute: str, value: str) -> None:
        id = f"rule-{len(self.rules)}-{attribute.replace('_', '-')}"
        because = f"Of {attribute.replace('_', ' ')} this follows, in {{place.name}}."
        self.rules[id] = {"when": when, "then": {attribute: value}, "because": because, "cite": ["code"]}

    def _tested(self, ids: Iterable[str]) -> dict[str, Any]:
        """A condition on each of these: a value, each in its turn, so that all are told apart; or two, or not this."""
        found: dict[str, Any] = {}
        for id in ids:
            value = VALUES[self.turns[id] % len(VALUES)]
            self.turns[id] += 1
            other = self.chance.choice([it for it in VALUES if it != value])
            found[id] = self.chance.choice([value, value, [value, other], {"not": value}])
        return found

    def _one_of(self, it: Milestone, without: Iterable[str] = ()) -> str:
        used = {*without}
        return self.chance.choice([id for id in self._near(it) if id not in used])

    def _near(self, it: Milestone) -> list[str]:
        """The shared questions that it goes by: two details and two of the profile; where tangled, all of its phase."""
        own = it.place * len(self.details) // len(self.milestones)
        band = it.phase * len(self.profile) // self.phases
        if self.tangled:
            return [
                *self.details[it.phase :: self.phases],
                *(self.profile[band - n] for n in range(min(len(self.profile), 3))),
            ]
        return [self.details[own], self.details[own - 1], self.profile[band], self.profile[band - 1]]

    def _of(self, phase: int) -> list[Milestone]:
        return [it for it in self.milestones if it.phase == phase]


def _asked(topic: str) -> dict[str, Any]:
    return {"topic": topic, "ask": "What is so?", "why": "The way depends on it."}


def _worded(values: Iterable[str]) -> dict[str, str]:
    return {value: f"It is {value}" for value in values}


def _table() -> dict[str, Any]:
    rows = {
        f"place-{number}": {"name": f"Place {number}", "strict": ("yes", "no", "unclear")[number % 3]}
        for number in range(TABLE_ROWS)
    }
    columns = {"name": {"text": "Name"}, "strict": {"one": ["yes", "no", "unclear"], "text": "Are the rules strict"}}
    return {"columns": columns, "rows": rows}
