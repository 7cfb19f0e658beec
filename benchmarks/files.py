"""Tables of cases: copied by Polars, decided by a peer row by row, decided by `advisor batch`."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from advisor.knowledge.attributes import Answer, Question
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import fill, placeholders
from benchmarks.peers import Outcome, Peer
from benchmarks.usage import Spent, peak

CHUNK = 1_000
CHECKOUT = Path(__file__).resolve().parent.parent
COPY = {
    "csv": "import polars, sys; "
    "polars.scan_csv(sys.argv[1], infer_schema=False, truncate_ragged_lines=True).sink_csv(sys.argv[2])",
    "parquet": "import polars, sys; polars.scan_parquet(sys.argv[1]).sink_parquet(sys.argv[2])",
}
"""Polars copying a table, streaming, with no cell parsed."""


class Run(NamedTuple):
    """A whole process: what it took, start-up included, and its peak memory in MiB."""

    spent: Spent
    memory: float


def run_process(arguments: Iterable[str], fine: Sequence[int] = (0,)) -> Run:
    """Runs Python with these arguments. Raises RuntimeError with its last words where its exit code is not `fine`."""
    begin = perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    words = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in fine:
        raise RuntimeError((words.strip().splitlines() or ["failed"])[-1])
    return Run(Spent(seconds, usage.ru_utime + usage.ru_stime), peak(usage))


def copy(source: Path, target: Path) -> Run:
    """Polars copies the table."""
    return run_process(["-c", COPY[source.suffix[1:]], str(source), str(target)])


def batch(source: Path, target: Path) -> Run:
    """`advisor batch` decides the table."""
    return run_process(["-m", "advisor", "batch", str(source), "-o", str(target), "--quiet"], (0, 1))


def cell(answer: Answer) -> str:
    """The answer as a table has it."""
    if isinstance(answer, tuple):
        return ";".join(answer) or NONE
    return "" if answer == UNKNOWN else str(answer)


def decide_table(kb: KnowledgeBase, peer: Peer, source: Path, target: Path, rows: int) -> None:
    """A peer decides the table's first rows: goal, rule, and the rule's sentence with the row's answers in it."""
    read = [(id, _reader(question)) for id, question in kb.questions.items()]
    because = {rule.id: _sentence(kb, rule.because) for rule in kb.rules if rule.attribute == kb.goal}
    told: list[tuple[str, str, str]] = []
    lines = _lines(source, rows)
    while chunk := list(islice(lines, CHUNK)):
        cases = [{id: answer(line[id]) for id, answer in read} for line in chunk]
        for case, decided in zip(cases, peer.decide_all(cases), strict=True):
            outcome = peer.outcome(decided)
            told.append(_told(outcome, because, case))
    _write(target, (kb.goal, "rule", "because"), told)


def _told(
    outcome: Outcome, because: Mapping[str, Callable[[Mapping[str, Answer]], str]], case: Mapping[str, Answer]
) -> tuple[str, str, str]:
    if outcome.value is None or outcome.rule is None:
        return "", "", ""
    return outcome.value, outcome.rule, because[outcome.rule](case)


def _sentence(kb: KnowledgeBase, text: str) -> Callable[[Mapping[str, Answer]], str]:
    if any(placeholders(text)):
        return lambda case: fill(kb, text, case)
    filled = fill(kb, text, {})
    return lambda case: filled


def _reader(question: Question) -> Callable[[Any], Answer]:
    """What a cell means; nothing is validated."""
    if question.kind == "number":
        number = int if question.whole else float
        return lambda cell: UNKNOWN if cell is None or cell == "" else number(cell)
    if question.kind == "many":
        return lambda cell: () if cell == NONE else tuple(cell.split(";")) if cell else UNKNOWN
    return lambda cell: cell or UNKNOWN


def _lines(source: Path, rows: int) -> Iterator[Mapping[str, Any]]:
    if source.suffix == ".csv":
        with source.open(newline="", encoding="utf-8") as file:
            yield from islice(csv.DictReader(file), rows)
        return
    import polars

    yield from polars.scan_parquet(source).head(rows).collect().iter_rows(named=True)


def _write(target: Path, head: tuple[str, ...], lines: list[tuple[str, str, str]]) -> None:
    if target.suffix == ".csv":
        with target.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(head)
            writer.writerows(lines)
        return
    import polars

    polars.DataFrame(lines, schema=list(head), orient="row").write_parquet(target)


def decided(path: Path, goal: str, rows: int) -> list[tuple[str, str, str]]:
    """What a table of decisions says of its first rows: goal, rule, because."""
    return [(line[goal] or "", line["rule"] or "", line["because"] or "") for line in _lines(path, rows)]
