"""`advisor check`: proves a knowledge base sound, or shows the smallest cases in which it is not."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.apart import keep_apart
from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE, SOME_BAD, complain
from advisor.cli.output import opened, width
from advisor.knowledge.loader import load
from advisor.long_work import told

if TYPE_CHECKING:
    from advisor.knowledge.attributes import Answers
    from advisor.knowledge.model import KnowledgeBase
    from advisor.verification.findings import Report


def run(argv: list[str]) -> int:
    """Checks the knowledge base; returns the exit code, 1 where something was found or could not be proved."""
    options = parser("check", "Proves the knowledge base sound, or shows a case in which it is not.")
    options.add_argument("--format", choices=("text", "json"), default="text")
    options.add_argument("-o", "--output", metavar="FILE", help="write here, all or nothing")
    options.add_argument("--witnesses", metavar="FOLDER", help="write the case of each finding here, a file each")
    options.add_argument("--junit", metavar="FILE", help="write the findings, and what was proved, as JUnit XML too")
    options.add_argument("-v", "--verbose", action="store_true", help="say what told each proof")
    args = options.parse(argv)
    keep_apart({"-o": args.output or "-", "--junit": args.junit}, folders={"--witnesses": args.witnesses}, kb=args.kb)
    kb = load(args.kb)
    from advisor.verification.check import check

    with told("Checking", args.quiet) as say:
        report = check(kb, _asks, say)
    from advisor.reports import check_report

    for line in check_report.procedures(report) if args.verbose else ():
        complain(line)
    with opened(args.output) as stream:
        if args.format == "json":
            import json

            stream.write(json.dumps(check_report.as_object(kb, report), indent=2) + "\n")
        else:
            columns = width(sys.stdout if args.output is None else stream)
            lines = list(check_report.as_lines(kb, report, columns, args.quiet))
            stream.write("".join(f"{line}\n" for line in lines))
    if args.junit:
        from advisor.reports.junit import document

        with opened(args.junit) as stream:
            stream.write(document(kb.id, check_report.as_results(kb, report)))
    if args.witnesses:
        _write_witnesses(kb, report, Path(args.witnesses), args.quiet)
    return SOME_BAD if report.findings or report.not_proved else DONE


def _asks(kb: KnowledgeBase, answers: Answers, goals: Sequence[str]) -> list[str]:
    from advisor.consultation.relevance import relevant

    return relevant(kb, answers, goals)


def _write_witnesses(kb: KnowledgeBase, report: Report, folder: Path, quiet: bool) -> None:
    from advisor.reports.check_report import witness

    written = [finding for finding in report.findings if finding.witness is not None]
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file, not a folder for cases")
    folder.mkdir(parents=True, exist_ok=True)
    for finding in written:
        with opened(str(folder / f"{finding.name}.yaml")) as stream:
            stream.write(witness(kb, finding))
    if not quiet:
        complain(f"{len(written)} {'case' if len(written) == 1 else 'cases'} written to {folder}")
