"""Time of `advisor check` against the number of rules, on knowledge bases that are generated for it.

    python benchmarks/check.py [RULES...]

Each has a road of up to 40 stages, every one behind a question, and for the rest notes that depend on how far the
person has come, on facts that are concluded and on further answers. Prints the time of each part of the check, and the
whole as a multiple of that of the fewest rules; and the time for the knowledge base that ships, against its limit.
Exits with 1 where that is exceeded.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import advisor
from advisor.consultation.relevance import relevant
from advisor.knowledge.attributes import Conclusion, Question
from advisor.knowledge.conditions import All, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.model import KnowledgeBase, Rule
from advisor.knowledge.steps import Effect, Step
from advisor.knowledge.strata import stratify
from advisor.verification.check import check

SIZES = (10, 30, 100, 300, 1000, 2000)
SHIPPED_SECONDS = 5.0
WORDS = ("yes", "no", "some")


def generated(size: int) -> KnowledgeBase:
    """A knowledge base with so many rules, always the same one."""
    chance = random.Random(size)
    stages = max(2, min(40, size // 4))
    facts = max(1, min(60, size // 10))
    notes = max(1, size - 2 * stages - facts)
    rules: list[tuple[Condition, str, str]] = []
    asked = {f"stage_{n}": _choice(f"stage_{n}") for n in range(stages)}
    asked |= {f"extra_{n}": _choice(f"extra_{n}") for n in range(5 + size // 40)}
    asked["years"] = Question("years", "number", "?", ".", "years", maximum=60, whole=True)
    extras = [id for id in asked if id.startswith("extra")]
    for n in range(stages):
        before: tuple[Condition, ...] = (OneOf("past", (f"p{n - 1}",)),) if n else ()
        done = OneOf(f"stage_{n}", ("yes",))
        rules.append((All((*before, NoneOf((done,)))), "next", f"s{n}"))
        rules.append((All((*before, done)), "past", f"p{n}"))
    rules.append((OneOf("past", (f"p{stages - 1}",)), "next", "end"))
    for n in range(facts):
        rules.append((OneOf(extras[n % len(extras)], (WORDS[n % 3],)), "fact", f"f{n}"))
    for n in range(notes - 1):
        parts = [_extra(chance, chance.choice(extras)), OneOf("fact", (f"f{chance.randrange(facts)}",))]
        if n % 3 == 0:
            parts.append(OneOf("past", (f"p{chance.randrange(stages)}",)))
        if n % 5 == 0:
            parts.append(Compare("years", "at_least", chance.randrange(1, 60)))
        rules.append((All(tuple(parts)), "note", f"n{n}"))
    return _built(size, asked, rules, stages)


def _built(
    size: int, asked: dict[str, Question], rules: list[tuple[Condition, str, str]], stages: int
) -> KnowledgeBase:
    values: dict[str, list[str]] = {}
    for _, attribute, value in rules:
        values.setdefault(attribute, []).append(value)
    conclusions = {
        id: Conclusion(id, id != "next", tuple(dict.fromkeys(named)), id, internal=id in ("past", "fact"))
        for id, named in values.items()
    }
    made = [
        Rule(f"r{n}", when, attribute, value, "So it is.", ("book",), n)
        for n, (when, attribute, value) in enumerate(rules)
    ]
    steps = {f"s{n}": Step(f"s{n}", "t", (), achieves=(Effect({f"stage_{n}": "yes"}),)) for n in range(stages)}
    steps["end"] = Step("end", "t", ())
    made = [*stratify(made, conclusions)]
    id = f"generated-{size}"
    return KnowledgeBase(id, "t", 1, ("next",), ("note",), "", {}, {}, asked, conclusions, tuple(made), steps)


def _choice(id: str) -> Question:
    return Question(id, "choice", "?", ".", id, values=WORDS)


def _extra(chance: random.Random, id: str) -> Condition:
    leaf = OneOf(id, (chance.choice(WORDS),))
    return leaf if chance.random() < 0.7 else NoneOf((leaf,))


def timed(work: Callable[[], object]) -> tuple[float, object]:
    begin = perf_counter()
    result = work()
    return perf_counter() - begin, result


def main() -> int:
    sizes = [int(word) for word in sys.argv[1:]] or [*SIZES]
    shipped, _ = timed(lambda: check(advisor.load(), relevant))
    first = 0.0
    for size in sizes:
        kb = generated(size)
        seconds, report = timed(lambda kb=kb: check(kb, relevant))  # type: ignore[misc]
        first = first or seconds
        unproved = sum(bool(proof.limits) for proof in report.proofs)  # type: ignore[attr-defined]
        print(
            f"{len(kb.rules):5} rules: {seconds:6.2f} s, {seconds / first:6.1f} times that of {sizes[0]}; "
            f"{len(report.findings)} findings, {unproved} proofs with limits"  # type: ignore[attr-defined]
        )
    verdict = "within" if shipped <= SHIPPED_SECONDS else "EXCEEDS"
    print(f"the knowledge base that ships: {shipped:.2f} s ({verdict} {SHIPPED_SECONDS:g})")
    return 0 if shipped <= SHIPPED_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
