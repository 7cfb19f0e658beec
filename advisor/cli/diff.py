"""`advisor diff`: which cases two versions of a knowledge base answer differently."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from advisor.apart import keep_apart
from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE, SOME_BAD, Complaints
from advisor.cli.output import opened, width
from advisor.knowledge.loader import load
from advisor.long_work import told

if TYPE_CHECKING:
    from advisor.columns.naming import ColumnReading, Naming
    from advisor.knowledge.attributes import Answer, Answers
    from advisor.knowledge.model import KnowledgeBase


def run(argv: list[str]) -> int:
    """Compares the two; returns the exit code, 1 where a case is answered differently or a row was bad."""
    options = parser("diff", "Which cases two versions of a knowledge base answer differently.")
    options.add_argument("old", metavar="OLD", help="the folder or id of the old version")
    options.add_argument("new", metavar="NEW", nargs="?", help="of the new one; by default the one that ships")
    options.add_argument(
        "--cases", metavar="FILE", nargs="+", default=[], help="case files, CSV, TSV or Parquet: count these too"
    )
    options.add_argument("--format", choices=("text", "json"), default="text")
    options.add_argument("-o", "--output", metavar="FILE", help="write here, all or nothing")
    args = options.parse(argv)
    for version in (args.old, args.new or args.kb):
        keep_apart({"-o": args.output or "-"}, args.cases, kb=version)
    old, new = load(args.old), load(args.new or args.kb)
    from advisor.reports import diff_report
    from advisor.solver.nodes import TooLarge
    from advisor.verification.difference import difference

    complaints = Complaints()
    rows = [row for path in args.cases for row in _rows(path, old, new, complaints)]
    complaints.end()
    try:
        with told("Comparing", args.quiet):
            found = difference(old, new, [row for row in rows if row is not None])
    except TooLarge:
        raise UsageError(
            "these versions depend on too many answers at once to be compared case by case. That takes less where "
            "fewer answers decide together, and where questions that are tested together stand beside each other"
        ) from None
    with opened(args.output) as stream:
        if args.format == "json":
            import json

            stream.write(json.dumps(diff_report.as_object(old, new, found), indent=2) + "\n")
        else:
            columns = width(sys.stdout if args.output is None else stream)
            stream.write("".join(f"{line}\n" for line in diff_report.as_lines(old, new, found, columns)))
    return DONE if found.same and None not in rows else SOME_BAD


def _rows(path: str, old: KnowledgeBase, new: KnowledgeBase, complaints: Complaints) -> Iterator[Answers | None]:
    """The cases of a file, as either version reads them; None for one that neither can, after a complaint."""
    complaints.about(path)
    from advisor.formats import TABLES, ending_of

    if TABLES.get(ending_of(path)) in ("csv", "tsv", "parquet"):
        yield from _table(path, old, new, complaints)
        return
    from advisor.cases.files import read_cases
    from advisor.errors import AdvisorError

    for now, before in zip(read_cases(path, new), read_cases(path, old), strict=True):
        case = before if isinstance(now, AdvisorError) else now
        if not isinstance(case, AdvisorError):
            yield _with_required(case.answers, case.place, old, new, complaints)
        elif isinstance(now, AdvisorError):
            complaints.tell(now)
            yield None


def _table(path: str, old: KnowledgeBase, new: KnowledgeBase, complaints: Complaints) -> Iterator[Answers | None]:
    """The rows of a table, in their owner's words, as `advisor batch` reads them."""
    from contextlib import ExitStack, closing

    from advisor.columns.naming import Naming
    from advisor.columns.program import FAULT
    from advisor.errors import IllegalAnswer
    from advisor.tables import sources

    with ExitStack() as files:
        namings = Naming(new), Naming(old)
        source = sources.opened(path, namings[0], files)
        readings = [(naming, naming.of(source.reading.names)) for naming in namings]
        wanted = _read_columns(path, [reading for _, reading in readings], complaints)
        frames = files.enter_context(closing(source.frames(wanted, lambda size, narrowed=(): None)))
        rows = (cells for frame in frames for cells in frame.iter_rows(named=True))
        for number, cells in enumerate(rows, 1):
            place = f"{path}, row {number}"
            if fault := cells.pop(FAULT, None):
                complaints.tell(f"{place}: {fault}")
                yield None
                continue
            try:
                answers = _answers(readings, cells)
            except IllegalAnswer as error:
                complaints.tell(f"{place}: {error}")
                yield None
                continue
            yield _with_required(answers, place, old, new, complaints)


def _read_columns(path: str, readings: Sequence[ColumnReading], complaints: Complaints) -> list[str]:
    """The columns that are read. Says which are passed over; raises UsageError where one is there twice."""
    from advisor.errors import listed, quoted

    found = [name for reading in readings for name in reading.columns]
    for target, names in {**readings[1].rivals, **readings[0].rivals}.items():
        if target in names:
            raise UsageError(f"{path}: the column {quoted(target)} is there twice")
        complaints.tell(f"{path}: passed over, as only one can be '{target}': {listed(map(quoted, names))}")
    for name in dict.fromkeys(map(str, readings[0].names)):
        if name and name not in found and not any(reading.named.get(name) for reading in readings):
            complaints.tell(f"{path}: the column {quoted(name)} is no question; it is passed over")
    return [*dict.fromkeys(found)]


def _answers(readings: Sequence[tuple[Naming, ColumnReading]], cells: Mapping[str, object]) -> dict[str, Answer]:
    """The answers of a row, as the first version reads them that can. Raises IllegalAnswer."""
    from advisor.errors import IllegalAnswer

    found: dict[str, Answer] = {}
    failed: dict[str, IllegalAnswer] = {}
    for naming, reading in readings:
        asked = {id: it for id, it in reading.row(cells).items() if id in naming.kb.questions and id not in found}
        for id, cell in asked.items():
            if cell is not None and str(cell).strip():
                try:
                    found[id] = naming.words[id].read(str(cell))
                except IllegalAnswer as error:
                    failed[id] = error
    if wrong := [error for id, error in failed.items() if id not in found]:
        raise wrong[0]
    return found


def _with_required(
    answers: Answers, place: str, old: KnowledgeBase, new: KnowledgeBase, complaints: Complaints
) -> Answers | None:
    """The case, if both versions have what they require."""
    from advisor.knowledge.demands import complaints as complaints_of
    from advisor.verification.compared_questions import known

    for kb in (old, new):
        taken = known(kb, answers)
        absent = [id for id, question in kb.questions.items() if question.required and id not in taken]
        if absent:
            complaints.tell(f"{place}: {absent[0]}: this question needs an answer in both versions")
            return None
        if lacking := complaints_of(kb, taken):
            complaints.tell(f"{place}: {lacking[0]}")
            return None
    return answers
