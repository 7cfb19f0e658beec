"""What a person waits for with large knowledge bases: of 2,000 rules and 300 questions, with choices and with numbers.

Each command and each consultation is a process of its own with a limit, at which it is ended: what was not finished is
told as more than what it had. What counts is processor time, which a busy machine stretches less.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.authority import GOAL, LAST, half, people, write
from benchmarks.limited import python
from benchmarks.shown import duration, kept, number, say, table, times
from benchmarks.usage import Spent

CHECKOUT = Path(__file__).resolve().parent.parent
KINDS = {"choices": (0.0, False), "numbers": (0.015, False), "tangled": (0.0, True)}
"""How many questions for each rule ask for a number; and whether a milestone goes by all questions of its phase."""

PEOPLE = 3
ROUNDS = 3
LIMITS = {
    "recommend": 2.0,
    "an answer, median": 0.2,
    "an answer, longest": 1.0,
    "why not": 5.0,
    "how sure": 5.0,
    "check": 60.0,
}
"""Seconds, with start-up and loading but for an answer. Why-not, how-sure and check may end by saying what is open."""


class Line(NamedTuple):
    """What was measured; `over` where it was not finished, and took more than that. `notes` are of what came out.

    What `failed` gave no answer, and is within no limit.
    """

    what: str
    spent: Spent
    memory: float
    over: bool = False
    notes: str = ""
    failed: bool = False

    @property
    def limit(self) -> float | None:
        return LIMITS.get(self.what.split(":")[0])

    @property
    def took(self) -> str:
        return f"{'over ' if self.over else ''}{duration(self.spent.cpu)}"

    @property
    def met(self) -> bool:
        return self.limit is None or (self.spent.cpu <= self.limit and not self.over and not self.failed)


def run(rules: int, patience: float, count: int = PEOPLE) -> tuple[str, bool]:
    """The tables, and whether all limits are met. What takes more seconds than `patience` is not waited for."""
    texts, met = [], True
    with tempfile.TemporaryDirectory() as room:
        for name, (numbers, tangled) in KINDS.items():
            folder = Path(room, name)
            write(folder, rules, round(numbers * rules), tangled)
            lines = []
            for line in measured(folder, patience, count):
                lines.append(line)
                say(f"{folder.name}, {line.what}: {line.took}")
            texts.append(told(f"A knowledge base of {rules:,} rules: {name}", lines))
            met = met and all(line.met for line in lines)
    return "\n".join(texts), met


def told(title: str, lines: list[Line]) -> str:
    """The table of what was measured."""
    rows = []
    for line in lines:
        limit = ["-", "-", "-"]
        if line.limit:
            limit = [duration(line.limit), times(line.spent.cpu / line.limit), kept(line.met)]
        rows.append([line.what, line.took, duration(line.spent.wall), *limit, number(line.memory, "MiB"), line.notes])
    head = ["what", "CPU time", "by the clock", "limit", "CPU time / limit", "limit is", "peak memory", "found"]
    return table(title, head, rows)


def measured(folder: Path, patience: float, count: int = PEOPLE) -> Iterator[Line]:
    """All that is measured of the knowledge base in the folder; so many people consult it and are explained to."""
    cases = _cases(folder, count)
    yield from _load(folder, patience)
    say(f"{folder.name}: recommendations and consultations")
    for case in cases[:2]:
        yield _command(f"recommend: {case.stem}", ["recommend", "--format", "json"], folder, case, patience, _road)
    yield from _consultations(folder, count, patience)
    for what, options, note in (
        ("why not", ["--why-not", f"{GOAL}={LAST}"], _sets),
        ("how sure", ["--how-sure"], _outcomes),
    ):
        say(f"{folder.name}: {what}")
        for case in cases[:1] + cases[1 + count :]:
            command = ["explain", *options, "--format", "json"]
            yield _command(f"{what}: {case.stem}", command, folder, case, patience, note)
    say(f"{folder.name}: check")
    yield _command("check", ["check", "--quiet", "--format", "json"], folder, None, patience, _proofs)


def _cases(folder: Path, count: int) -> list[Path]:
    """Case files beside the knowledge base: the empty case, whole people, and the same by half."""
    import advisor

    kb = advisor.load(str(folder))
    required = {id: question.values[0] for id, question in kb.questions.items() if question.required}
    whole = people(kb, count)
    named = {"nobody": required}
    named |= {f"person {place}": case for place, case in enumerate(whole, 1)}
    named |= {f"half of person {place}": half(kb, case, place) for place, case in enumerate(whole, 1)}
    beside = folder.with_name(f"{folder.name}-cases")
    beside.mkdir()
    for name, answers in named.items():
        (beside / f"{name}.json").write_text(json.dumps({"answers": answers}))
    return [beside / f"{name}.json" for name in named]


def _load(folder: Path, patience: float) -> Iterator[Line]:
    """Reading the knowledge base, `import advisor` left out, as the median of some processes."""
    ended = [python(["-m", "benchmarks.large", "load", str(folder)], patience, CHECKOUT) for _ in range(ROUNDS)]
    if any(one.code for one in ended):
        raise RuntimeError(ended[0].words)
    over = any(one.code is None for one in ended)
    spent = [one.spent if over else Spent(*json.loads(one.output)[1:]) for one in ended]
    yield Line("load", _middle(spent), ended[0].memory, over)


def _consultations(folder: Path, count: int, patience: float) -> Iterator[Line]:
    """Whole consultations. The next question is `set` and `question`; an answer is that, and how many are left."""
    found: dict[str, list[Spent]] = {"the first question": [], "an answer": [], "the next question": []}
    memory, unfinished = 0.0, []
    for place in range(count):
        ended = python(["-m", "benchmarks.large", "consult", str(folder), str(place), str(count)], patience, CHECKOUT)
        memory = max(memory, ended.memory)
        lines = [(what, Spent(*spent)) for what, *spent in map(json.loads, ended.output.splitlines())]
        for what, spent in lines:
            found[what].append(spent)
        if ended.code is None:
            past = sum(spent.cpu for what, spent in lines if what != "the next question")
            unfinished.append(Spent(ended.spent.wall, ended.spent.cpu - past))
        elif ended.code:
            raise RuntimeError(ended.words)
    notes = f"{len(found['an answer'])} answers"
    notes += f"; {len(unfinished)} of {count} people did not come to the end" if unfinished else f", {count} people"
    for what, those in found.items():
        if those:
            yield Line(f"{what}, median", _middle(those), memory, notes=notes)
            yield Line(f"{what}, longest", max(those, key=lambda it: it.cpu), memory, notes=notes)
    if unfinished and not found["an answer"]:
        yield Line("an answer, longest", max(unfinished), memory, True, notes)


def _middle(those: Sequence[Spent]) -> Spent:
    return Spent(median(it.wall for it in those), median(it.cpu for it in those))


def _command(
    what: str,
    arguments: list[str],
    folder: Path,
    case: Path | None,
    patience: float,
    note: Callable[[str], str] = lambda output: "",
) -> Line:
    """A command of the program as a whole."""
    words = [arguments[0], *([str(case)] if case else []), *arguments[1:], "--kb", str(folder)]
    ended = python(["-m", "advisor", *words], patience, CHECKOUT)
    if ended.code is None:
        return Line(what, ended.spent, ended.memory, over=True)
    if ended.code not in (0, 1):
        return Line(what, ended.spent, ended.memory, notes=ended.words, failed=True)
    return Line(what, ended.spent, ended.memory, notes=note(ended.output))


def _road(output: str) -> str:
    (found,) = json.loads(output)
    return f"{len(found['roadmap'])} steps"


def _sets(output: str) -> str:
    (found,) = json.loads(output)
    if found["concluded"]:
        return "concluded"
    return f"{len(found['smallest_changes'])} changes, {'all' if found['all_smallest_changes'] else 'not all'}"


def _outcomes(output: str) -> str:
    (found,) = json.loads(output)
    return f"rests on {len(found['rests_on'])}, {len(found['possible'])} possible"


def _proofs(output: str) -> str:
    found = json.loads(output)
    unproved = sum(proof["holds"] is None for proof in found["proofs"])
    return f"{len(found['findings'])} findings, {unproved} of {len(found['proofs'])} not proved"


def _tell(what: str, spent: Spent) -> None:
    print(json.dumps([what, *spent]), flush=True)


def load(folder: str) -> None:
    """Tells of loading."""
    import advisor

    advisor.load  # noqa: B018 - imported before it is timed
    begin = Spent.now()
    advisor.load(folder)
    _tell("load", Spent.since(begin))


def consult(folder: str, place: str, count: str) -> None:
    """Tells of each answer of a consultation, to the end of the road."""
    import advisor

    kb = advisor.load(folder)
    case = people(kb, int(count))[int(place)]
    begin = Spent.now()
    consultation = advisor.Consultation(kb)
    question = consultation.question
    _tell("the first question", Spent.since(begin))
    consultation.remaining()
    while question is not None:
        begin = Spent.now()
        consultation.set(question.id, case[question.id])
        question = consultation.question
        if question is None and consultation.phase == "goal":
            consultation.go_on()
            question = consultation.question
        _tell("the next question", Spent.since(begin))
        consultation.remaining()
        _tell("an answer", Spent.since(begin))


if __name__ == "__main__":
    {"load": load, "consult": consult}[sys.argv[1]](*sys.argv[2:])
