"""`advisor batch`: many cases, one row of advice for each."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from advisor.apart import keep_apart
from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE, SOME_BAD, Complaints, complain
from advisor.knowledge.loader import load

if TYPE_CHECKING:
    from advisor.batching.job import Tally
    from advisor.knowledge.model import KnowledgeBase


def run(argv: list[str]) -> int:
    """Decides every row; returns the exit code."""
    options = parser("batch", "Many cases from tables and case files: a row of advice, with its reason, for each.")
    options.add_argument(
        "inputs",
        metavar="INPUT",
        nargs="+",
        help="CSV, TSV, JSON Lines or Parquet tables, YAML or JSON case files, folders, patterns; - is standard input",
    )
    options.add_argument(
        "-o", "--output", metavar="OUT", required=True, help="CSV, TSV, JSON Lines or Parquet; - is CSV"
    )
    options.add_argument("--errors", metavar="FILE", help="collect the bad rows here too")
    options.add_argument("--engine", choices=("polars", "duckdb", "spark"), default="polars")
    options.add_argument("--spark-master", metavar="URL", help="where Spark runs; by default local[*]")
    options.add_argument("--details", action="store_true", help="a column for every conclusion")
    options.add_argument("--summary", metavar="FILE.html", help="the summary as a page with charts")
    options.add_argument("--verify", metavar="N", type=int, default=0, help="derive N random rows again, one by one")
    args = options.parse(argv)
    if args.verify < 0:
        raise UsageError("--verify needs a number of rows")
    if args.spark_master and args.engine != "spark":
        raise UsageError("--spark-master goes with --engine spark")
    keep_apart({"-o": args.output, "--errors": args.errors, "--summary": args.summary}, args.inputs, kb=args.kb)
    kb = load(args.kb)
    from advisor.tables import memory

    memory.keep()
    from advisor.batching import verification
    from advisor.batching.job import Order
    from advisor.batching.run import run as run_batch
    from advisor.reports.batch_summary import Progress, as_page, as_text

    wanted = (args.errors, args.details, args.verify, args.engine, args.spark_master)
    order = Order(args.inputs, args.output, *wanted)
    with Progress(sys.stderr, args.quiet) as progress:
        tally = run_batch(kb, order, complain, progress.show)
    _tell_narrowed(kb, tally)
    different = list(verification.differences(kb, order, tally))
    complaints = Complaints()
    complaints.about("the rows that were derived again")
    for line in different:
        complaints.tell(line)
    complaints.end()
    if not args.quiet:
        print(as_text(kb, tally), file=sys.stderr)
        if args.verify:
            print(f"{len(tally.sample)} rows derived again: {len(different) or 'no'} differences", file=sys.stderr)
    if args.summary:
        from advisor.cli.output import opened

        with opened(args.summary) as stream:
            stream.write(as_page(kb, tally))
    return SOME_BAD if tally.bad or different else DONE


def _tell_narrowed(kb: KnowledgeBase, tally: Tally) -> None:
    """Says which answers, of cases that an earlier version was asked, hold less now."""
    if not tally.narrowed:
        return
    from advisor.cases.narrowed import meaning

    for pair, count in tally.narrowed.most_common():
        rows = f"{count:,} {'row is' if count == 1 else 'rows are'} of an earlier version or of none"
        complain(f"{rows}. {meaning(kb, pair, {})}")
