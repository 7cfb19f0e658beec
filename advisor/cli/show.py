"""`advisor show`: reads the knowledge base to a person."""

from __future__ import annotations

import sys

from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE
from advisor.cli.output import opened, width
from advisor.errors import did_you_mean
from advisor.knowledge.loader import load


def run(argv: list[str]) -> int:
    """Writes what was asked for; returns the exit code."""
    options = parser("show", "Reads the knowledge base to a person: all of it from above, or one part in full.")
    options.add_argument("names", metavar="NAME", nargs="*", help="a question, a conclusion, a rule or a step")
    options.add_argument("--sources", action="store_true", help="each source passage, and what rests on it")
    options.add_argument("-o", "--output", metavar="FILE", help="write here, all or nothing")
    args = options.parse(argv)
    kb = load(args.kb)
    from advisor.reports import reading

    known = reading.names(kb)
    for name in args.names:
        if name not in known:
            raise UsageError(f"'{name}' is no question, conclusion, rule or step of {kb.id}{did_you_mean(name, known)}")
    with opened(args.output) as stream:
        columns = width(sys.stdout if args.output is None else stream)
        parts = [reading.about(kb, name, columns) for name in args.names]
        if args.sources:
            parts.append(reading.sources(kb, columns))
        stream.write("\n".join(parts or [reading.overview(kb, columns)]))
    return DONE
