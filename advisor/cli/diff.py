"""`advisor diff`: which cases two versions of a knowledge base answer differently."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from advisor.apart import keep_apart
from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE, SOME_BAD, Complaints
from advisor.cli.output import opened, width
from advisor.knowledge.loader import load
from advisor.long_work import told

if TYPE_CHECKING:
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
    from advisor.solver.mdd import TooLarge
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
    from contextlib import ExitStack, closing

    from advisor.columns.naming import Naming
    from advisor.columns.program import FAULT
    from advisor.errors import IllegalAnswer
    from advisor.tables import sources

    with ExitStack() as files:
        source = sources.opened(path, Naming(new), files)
        wanted = _read_columns(path, [*map(str, source.reading.names)], {*old.questions, *new.questions}, complaints)
        frames = files.enter_context(closing(source.frames(wanted, lambda size, narrowed=(): None)))
        rows = (cells for frame in frames for cells in frame.iter_rows(named=True))
        for number, cells in enumerate(rows, 1):
            place = f"{path}, row {number}"
            if fault := cells.pop(FAULT, None):
                complaints.tell(f"{place}: {fault}")
                yield None
                continue
            try:
                given = {id: cell.strip() for id, cell in cells.items() if cell and cell.strip()}
                answers = {id: _read([kb for kb in (new, old) if id in kb.questions], id, given[id]) for id in given}
            except IllegalAnswer as error:
                complaints.tell(f"{place}: {error}")
                yield None
                continue
            yield _with_required(answers, place, old, new, complaints)


def _read_columns(path: str, columns: Sequence[str], asked: Collection[str], complaints: Complaints) -> list[str]:
    """The columns that are read. Says which are passed over; raises UsageError where one is there twice."""
    from advisor.columns.program import CARRIED
    from advisor.errors import quoted

    for column in dict.fromkeys(columns):
        if column not in asked and column not in CARRIED and column:
            complaints.tell(f"{path}: the column {quoted(column)} is no question; it is passed over")
        elif column in asked and columns.count(column) > 1:
            raise UsageError(f"{path}: the column {quoted(column)} is there twice")
    return [column for column in dict.fromkeys(columns) if column in asked]


def _read(kbs: list[KnowledgeBase], id: str, cell: str) -> Answer:
    from advisor.errors import IllegalAnswer

    for kb in kbs[1:]:
        try:
            return kbs[0].questions[id].read(cell)
        except IllegalAnswer:
            return kb.questions[id].read(cell)
    return kbs[0].questions[id].read(cell)


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
