"""The project against its peers, as ratios measured in one run.

    python -m benchmarks [SECTION...] [--rounds N] [--rows N] [--most-rows N] [--most-rules N] [--consultations N]
                         [--decisions N] [--large-rules N] [--patience SECONDS] [--examples N]

Run it from the checkout, with the extra `bench` installed. Every way to run the rules has its answers checked on the
cases it is timed with; one that decides otherwise is not shown. The tables are on standard output, progress on standard
error. Exits with 1 where one decided otherwise or a limit is not met.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from benchmarks import by_format, by_quoting, by_rows, by_rules, large, memory, questions, single
from benchmarks.shown import say


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    options.add_argument(
        "sections",
        nargs="*",
        metavar="SECTION",
        help="single, csv, parquet, rows, rules, memory, questions, large; all by default",
    )
    options.add_argument("--rounds", type=int, default=7, help="how often each way is timed (7)")
    options.add_argument("--rows", type=int, default=5_000_000, help="rows of the tables (5,000,000)")
    options.add_argument(
        "--most-rows", type=int, default=1_000_000, help="rows up to which cost is followed (1,000,000)"
    )
    options.add_argument("--most-rules", type=int, default=10_000, help="the largest generated knowledge base (10,000)")
    options.add_argument("--consultations", type=int, default=10_000, help="over which memory is followed (10,000)")
    options.add_argument("--decisions", type=int, default=1_000_000, help="the same of `decide` (1,000,000)")
    options.add_argument("--large-rules", type=int, default=2_000, help="rules of the large knowledge bases (2,000)")
    options.add_argument("--patience", type=float, default=120.0, help="seconds that each thing may take there (120)")
    options.add_argument("--examples", type=int, default=0, help="cases that questions are put to (0: every example)")
    args = options.parse_args()
    rounds = min(args.rounds, 3)
    sections: dict[str, Callable[[], tuple[str, bool]]] = {
        "single": lambda: single.run(args.rounds),
        "csv": lambda: _both(by_format.run("csv", args.rows, rounds), by_quoting.run(args.rows, rounds)),
        "parquet": lambda: by_format.run("parquet", args.rows, rounds),
        "rows": lambda: by_rows.run(args.most_rows, rounds),
        "rules": lambda: by_rules.run(args.most_rules, rounds),
        "memory": lambda: memory.run(args.consultations, args.decisions),
        "questions": lambda: questions.run(args.examples),
        "large": lambda: large.run(args.large_rules, args.patience),
    }
    unknown = [name for name in args.sections if name not in sections]
    if unknown:
        options.error(f"there is no section {unknown[0]!r}; there are {', '.join(sections)}")
    fine = True
    for name in args.sections or sections:
        text, agreed = sections[name]()
        print(text, flush=True)
        fine = fine and agreed
    if not fine:
        say("some decided otherwise, or a limit is not met")
    return 0 if fine else 1


def _both(first: tuple[str, bool], second: tuple[str, bool]) -> tuple[str, bool]:
    return f"{first[0]}\n{second[0]}", first[1] and second[1]


if __name__ == "__main__":
    sys.exit(main())
