"""`advisor batch`: many cases, one row of advice for each."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from advisor.apart import keep_apart
from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE, SOME_BAD, Complaints, complain
from advisor.knowledge.loader import load

if TYPE_CHECKING:
    from argparse import Namespace

    from advisor.batching.job import Tally
    from advisor.knowledge.model import KnowledgeBase
    from advisor.tables.column_map import TableOptions


def run(argv: list[str]) -> int:
    """Decides every row; returns the exit code."""
    options = parser("batch", "Many cases from tables and case files: a row of advice, with its reason, for each.")
    options.add_argument(
        "inputs",
        metavar="INPUT",
        nargs="+",
        help="tables (CSV, TSV, JSON Lines, Parquet, Excel, ODS), case files, folders, patterns; - is standard input",
    )
    options.add_argument("-o", "--output", metavar="OUT", help="CSV, TSV, JSON Lines, Parquet or Excel; - is CSV")
    options.add_argument("--errors", metavar="FILE", help="collect the bad rows here too")
    options.add_argument("--engine", choices=("polars", "duckdb", "spark"), default="polars")
    options.add_argument("--spark-master", metavar="URL", help="where Spark runs; by default local[*]")
    options.add_argument("--details", action="store_true", help="a column for every conclusion")
    options.add_argument("--summary", metavar="FILE.html", help="a page with charts, and who is behind each number")
    options.add_argument("--verify", metavar="N", type=int, default=0, help="derive N random rows again, one by one")
    options.add_argument("--map", metavar="FILE.yaml", help="what the columns and cells of the tables mean")
    options.add_argument("--map-draft", action="store_true", help="write a first draft of such a map, to -o if given")
    options.add_argument("--set", metavar="QUESTION=ANSWER", action="append", default=[], help="for rows without one")
    options.add_argument("--empty", metavar="A,B", default="", help="cells that mean nothing, such as NA,-")
    options.add_argument("--separator", metavar="SIGN", default="", help="what parts the fields of a table of text")
    args = options.parse(argv)
    if not args.output and not args.map_draft:
        options.error("the following arguments are required: -o/--output")
    if args.verify < 0:
        raise UsageError("--verify needs a number of rows")
    if args.spark_master and args.engine != "spark":
        raise UsageError("--spark-master goes with --engine spark")
    outputs = {"-o": args.output, "--errors": args.errors, "--summary": args.summary}
    keep_apart(outputs, [*args.inputs, *([args.map] if args.map else [])], kb=args.kb)
    kb = load(args.kb)
    from advisor.tables import memory

    memory.keep()
    from advisor.tables.column_map import options as table_options

    said = table_options(kb, args.map, args.set, args.empty, args.separator)
    if args.map_draft:
        return _draft(kb, args, said)
    from advisor.batching import verification
    from advisor.batching.job import Order
    from advisor.batching.run import run as run_batch
    from advisor.reports.batch_summary import Progress, as_tables, as_text
    from advisor.reports.step_words import step_words

    wanted = (args.errors, args.details, args.verify, args.engine, args.spark_master)
    people = args.summary is not None
    order = Order(args.inputs, args.output, *wanted, *said, step_words(kb), partial(as_tables, kb), people)
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
        from datetime import date

        from advisor.cli.output import opened
        from advisor.reports.batch_page import as_page

        with opened(args.summary) as stream:
            stream.write(as_page(kb, tally, date.today()))
    return SOME_BAD if tally.bad or different else DONE


def _draft(kb: KnowledgeBase, args: Namespace, said: TableOptions) -> int:
    """Writes a draft of a map of the inputs."""
    from contextlib import ExitStack

    from advisor.batching.job import Order
    from advisor.batching.run import opened as inputs
    from advisor.cli.output import opened
    from advisor.columns.naming import Naming
    from advisor.tables.map_draft import draft

    with ExitStack() as files:
        sources = inputs(kb, Order(args.inputs, "-", map=said.map, separator=said.separator), files, complain)
        text = draft(sources, Naming(kb, said.map), ", ".join(source.shown for source in sources))
    with opened(args.output) as stream:
        stream.write(text)
    return DONE


def _tell_narrowed(kb: KnowledgeBase, tally: Tally) -> None:
    """Says which answers, of cases that an earlier version was asked, hold less now."""
    if not tally.narrowed:
        return
    from advisor.cases.narrowed import meaning

    for pair, count in tally.narrowed.most_common():
        rows = f"{count:,} {'row is' if count == 1 else 'rows are'} of an earlier version or of none"
        complain(f"{rows}. {meaning(kb, pair, {})}")
