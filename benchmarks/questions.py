"""What the questions about a case take on the knowledge base that ships: why not, how sure, what if, the next question.

All is processor time, of work beyond start-up: the knowledge base is loaded, and one recommendation has been made. Each
question is put to every example case and to an empty one, all in a process of their own that begins with the empty one.
`recommend` and `check` are whole commands, against an empty Python.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.limited import python
from benchmarks.shown import duration, kept, number, say, table, times
from benchmarks.usage import Spent

CHECKOUT = Path(__file__).resolve().parent.parent
EXAMPLES = CHECKOUT / "examples" / "cases"
TARGET = "apply"
ROUNDS = 5
PATIENCE = 600.0
QUESTION, RECOMMEND, CHECK = "next question", "advisor recommend", "advisor check"
LIMITS = {"why not": 0.3, "how sure": 0.3, QUESTION: 0.04}
"""Seconds, of the longest."""

TIMES_PASS = {RECOMMEND: 10.0, CHECK: 80.0}
"""How many times as long as `python -c pass` a command may take."""


class Took(NamedTuple):
    """Processor seconds that something took, and of which case."""

    what: str
    case: str
    seconds: float


def run(count: int) -> tuple[str, bool]:
    """The tables, and whether all limits are met; of so many of the example cases, evenly, or of all for 0."""
    found = [*_questions(count)]
    first, met = told(found)
    say("questions: whole commands")
    second, fine = _commands()
    return f"{first}\n{second}", met and fine


def told(found: Sequence[Took]) -> tuple[str, bool]:
    """The table of the questions, and whether the longest are within their limits."""
    rows, met = [], True
    for what in dict.fromkeys(one.what for one in found):
        mine = [one for one in found if one.what == what]
        longest, limit = max(mine, key=lambda one: one.seconds), LIMITS.get(what)
        fine = limit is None or longest.seconds <= limit
        met = met and fine
        row = [what, number(len(mine)), *(duration(it) for it in (mine[0].seconds, median(it.seconds for it in mine)))]
        row += [duration(longest.seconds), duration(limit), times(longest.seconds / limit) if limit else "-"]
        rows.append([*row, kept(fine) if limit else "-", longest.case])
    head = ["question", "times", "first", "median", "longest", "limit", "longest / limit", "limit is", "longest for"]
    return table("Questions about a case, shipped knowledge base, CPU time beyond start-up", head, rows), met


def _questions(count: int) -> Iterator[Took]:
    for what in ASKED:
        say(f"questions: {what}")
        ended = python(["-m", "benchmarks.questions", what, str(count)], PATIENCE, CHECKOUT)
        if ended.code:
            raise RuntimeError(ended.words)
        yield from (Took(*json.loads(line)) for line in ended.output.splitlines())
        if ended.code is None:
            yield Took(what, "not finished", PATIENCE)


def _commands() -> tuple[str, bool]:
    """Whole commands in turns with an empty Python, so that noise hits all alike."""
    case = min(path for path in EXAMPLES.rglob("*.yaml") if "\n---" not in path.read_text(encoding="utf-8"))
    commands = {
        "python -c pass": ["-c", "pass"],
        RECOMMEND: ["-m", "advisor", "recommend", str(case)],
        CHECK: ["-m", "advisor", "check", "--quiet"],
    }
    spent: dict[str, list[float]] = {what: [] for what in commands}
    for _ in range(ROUNDS):
        for what, arguments in commands.items():
            spent[what].append(python(arguments, PATIENCE, CHECKOUT).spent.cpu)
    base = median(spent["python -c pass"])
    rows, met = [], True
    for what, seconds in spent.items():
        ratio, limit = median(seconds) / base, TIMES_PASS.get(what)
        fine = limit is None or ratio <= limit
        met = met and fine
        rows.append([what, duration(median(seconds)), times(ratio), times(limit), kept(fine) if limit else "-"])
    head = ["command", "CPU time", "python -c pass = 1", "limit", "limit is"]
    return table(f"Whole commands, median of {ROUNDS}", head, rows), met


def _why_not(kb: Any, case: Any) -> None:
    import advisor

    advisor.why_not(kb, case, kb.goal, TARGET)


def _how_sure(kb: Any, case: Any) -> None:
    import advisor

    advisor.how_sure(kb, case)


def _what_if(kb: Any, case: Any) -> None:
    """With the last value of the last question that is answered."""
    import advisor

    last = [id for id in case if kb.questions[id].kind == "choice"][-1]
    found = advisor.what_if(kb, case, {last: kb.questions[last].values[-1]})
    assert found.appearing is not None  # worked out when it is asked for


def _recommend(kb: Any, case: Any) -> None:
    import advisor

    advisor.recommend(kb, case)


ASKED: dict[str, Callable[[Any, Any], None] | None] = {
    "why not": _why_not,
    "how sure": _how_sure,
    "what if": _what_if,
    "recommend": _recommend,
    QUESTION: None,
}
"""What is asked of each case; the next question is asked for all along."""


def _cases(kb: Any, count: int) -> dict[str, Any]:
    """The case with nothing but what must be answered, and the examples by name."""
    from advisor.cases.files import read_cases

    found = {"nobody": {id: question.values[0] for id, question in kb.questions.items() if question.required}}
    examples = [case for path in sorted(EXAMPLES.rglob("*.yaml")) for case in read_cases(path, kb)]
    chosen = examples[:: max(1, len(examples) // count)] if count else examples
    return found | {f"{case.name or case.place}": dict(case.answers) for case in chosen}


def _tell(what: str, count: str) -> None:
    """Prints what each case took, or each answer on its way with the next question and how many are left."""
    import advisor

    kb = advisor.load()
    ask = ASKED[what]
    advisor.recommend(kb, {}, partial=True)
    for name, case in _cases(kb, int(count)).items():
        if ask is not None:
            begin = Spent.now()
            ask(kb, case)
            print(json.dumps(Took(what, name, Spent.since(begin).cpu)), flush=True)
            continue
        consultation = advisor.Consultation(kb)
        while (question := consultation.question) is not None:
            answer = case.get(question.id, "unknown")
            begin = Spent.now()
            consultation.set(question.id, answer)
            if consultation.goal_settled and consultation.phase == "goal":
                consultation.go_on()
            consultation.remaining()
            _ = consultation.question
            print(json.dumps(Took(what, name, Spent.since(begin).cpu)), flush=True)


if __name__ == "__main__":
    _tell(*sys.argv[1:])
