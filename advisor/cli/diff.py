"""`advisor diff`: which cases two versions of a knowledge base answer differently."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.apart import keep_apart
from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE, SOME_BAD, Complaints
from advisor.cli.output import opened, width
from advisor.knowledge.loader import load
from advisor.long_work import told

if TYPE_CHECKING:
    import csv

    from advisor.knowledge.model import Answer, Answers, KnowledgeBase


def run(argv: list[str]) -> int:
    """Compares the two; returns the exit code, 1 where a case is answered differently or a row was bad."""
    options = parser("diff", "Which cases two versions of a knowledge base answer differently.")
    options.add_argument("old", metavar="OLD", help="the folder or id of the old version")
    options.add_argument("new", metavar="NEW", nargs="?", help="of the new one; by default the one that ships")
    options.add_argument(
        "--cases", metavar="FILE", nargs="+", default=[], help="case files, CSV or TSV: count these too"
    )
    options.add_argument("--format", choices=("text", "json"), default="text")
    options.add_argument("-o", "--output", metavar="FILE", help="write here, all or nothing")
    args = options.parse(argv)
    for version in (args.old, args.new or args.kb):
        keep_apart({"-o": args.output or "-"}, args.cases, kb=version)
    old, new = load(args.old), load(args.new or args.kb)
    from advisor.proof.diagram import TooLarge
    from advisor.proof.difference import difference
    from advisor.reports import diff_report

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
    if Path(path).suffix.lower() in (".csv", ".tsv"):
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
    import csv
    import io

    from advisor.errors import IllegalAnswer, quoted
    from advisor.knowledge.yaml_nodes import read_text

    text = io.StringIO(read_text(path), newline="")
    reader = csv.DictReader(text, delimiter="\t" if path.lower().endswith(".tsv") else ",")
    read = {*old.questions, *new.questions}
    columns = [name.strip() for name in reader.fieldnames or ()]
    reader.fieldnames = columns
    for column in dict.fromkeys(columns):
        if column not in {*read, "id", "name"}:
            complaints.tell(f"{path}: the column {quoted(column)} is no question; it is passed over")
        elif column in read and columns.count(column) > 1:
            raise UsageError(f"{path}: the column {quoted(column)} is there twice")
    for place, cells in _records(path, reader):
        answers: dict[str, Answer] = {}
        if None in cells or None in cells.values():
            complaints.tell(
                f"{place}: has {'more' if None in cells else 'fewer'} fields than the {len(columns)} columns"
            )
            yield None
            continue
        try:
            for id, cell in cells.items():
                kbs = [kb for kb in (new, old) if id in kb.questions]
                if kbs and cell and cell.strip():
                    answers[id] = _read(kbs, id, cell.strip())
        except IllegalAnswer as error:
            complaints.tell(f"{place}: {error}")
            yield None
            continue
        yield _with_required(answers, place, old, new, complaints)


def _records(path: str, reader: csv.DictReader[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The records of a table, each with its place."""
    import csv

    try:
        for cells in reader:
            yield f"{path}:{reader.line_num}", cells
    except csv.Error as error:
        raise UsageError(f"{path}:{reader.line_num + 1}: {error}") from None


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
    from advisor.proof.difference import known

    for kb in (old, new):
        taken = known(kb, answers)
        absent = [id for id, question in kb.questions.items() if question.required and id not in taken]
        if absent:
            complaints.tell(f"{place}: {absent[0]}: this question needs an answer in both versions")
            return None
    return answers
