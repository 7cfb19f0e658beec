"""`advisor mcp`: the advisor as tools for an assistant, by the Model Context Protocol."""

from __future__ import annotations

import sys

from advisor.cli.arguments import check_port, lacking, parser
from advisor.cli.main import DONE, complain
from advisor.knowledge.loader import load


def run(argv: list[str]) -> int:
    """Serves until the assistant leaves, or a signal comes; returns the exit code."""
    options = parser("mcp", "Tools for an assistant: it asks its person, and cites the advice and its sources.")
    options.add_argument("--http", action="store_true", help="by streamable HTTP, not by standard input and output")
    options.add_argument("--host", default="127.0.0.1", help="by default this computer alone can reach it (127.0.0.1)")
    options.add_argument("--port", type=int, default=8001, help="0 is any that is free (8001)")
    args = options.parse(argv)
    check_port(args.port)
    try:
        from advisor.assistants import server
    except ModuleNotFoundError as error:
        raise lacking("mcp", error) from None
    kb = load(args.kb)
    if args.http:
        server.by_http(kb, args.host, args.port)
    else:
        if sys.stdin.isatty():
            complain("waiting for an assistant, which starts this command itself; see 'advisor mcp --help'")
        server.by_standard_streams(kb)
    return DONE
