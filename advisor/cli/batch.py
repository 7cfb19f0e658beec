"""`advisor batch`: many cases, one row of advice for each."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, current_thread, main_thread

from advisor.apart import keep_apart
from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE, SOME_BAD, complain
from advisor.knowledge.loader import load


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
    from advisor import batch
    from advisor.reports.batch_summary import Progress, as_page, as_text

    wanted = (args.errors, args.details, args.verify, args.engine, args.spark_master)
    order = batch.Order(args.inputs, args.output, *wanted)
    with _ended_politely(args.engine) as stop, Progress(sys.stderr, args.quiet) as progress:
        tally = batch.run(kb, order, complain, progress.show, stop)
    different = list(batch.differences(kb, order, tally))
    for line in different:
        complain(line)
    if not args.quiet:
        print(as_text(kb, tally), file=sys.stderr)
        if args.verify:
            print(f"{len(tally.sample)} rows derived again: {len(different) or 'no'} differences", file=sys.stderr)
    if args.summary:
        from advisor.cli.output import opened

        with opened(args.summary) as stream:
            stream.write(as_page(kb, tally))
    return SOME_BAD if tally.bad or different else DONE


@contextmanager
def _ended_politely(engine: str) -> Iterator[Event]:
    """Ctrl-C and SIGTERM end the run after the batch that is at work: nothing is torn apart, and no draft stays behind.

    An exception out of a signal could arise within a library's callback, where it is lost or worse.
    """
    stop = Event()
    signals = [] if engine == "spark" or current_thread() is not main_thread() else [signal.SIGINT, signal.SIGTERM]
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in signals}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
