"""`advisor serve`: the advisor by HTTP, for programs, and the consultation as a page for people."""

from __future__ import annotations

from advisor.cli.arguments import UsageError, check_port, lacking, parser
from advisor.cli.main import DONE

MIB = 1 << 20


def run(argv: list[str]) -> int:
    """Serves until a signal comes; returns the exit code."""
    options = parser("serve", "Advises by HTTP: JSON for programs, and at / the consultation as a page.")
    options.add_argument("--host", default="127.0.0.1", help="by default this computer alone can reach it (127.0.0.1)")
    options.add_argument("--port", type=int, default=8000, help="0 is any that is free (8000)")
    options.add_argument("-j", "--processes", metavar="N", type=int, default=1, help="as many processes (1)")
    options.add_argument(
        "--cors", metavar="ORIGIN", action="append", default=[], help="pages from there may ask; * any"
    )
    options.add_argument("--largest", metavar="MIB", type=float, default=16, help="of a body of many cases (16)")
    options.add_argument("--seconds", metavar="N", type=float, default=10, help="that a request may take (10)")
    options.add_argument(
        "--rate", metavar="N", type=float, default=0, help="requests a second of an address, in each process; 0 is any"
    )
    options.add_argument("--log", action="store_true", help="a line for each request, without what was sent")
    args = options.parse(argv)
    check_port(args.port)
    if args.processes < 1:
        raise UsageError("-j takes a number of processes, from 1")
    if not (args.largest > 0 and args.seconds > 0 and args.rate >= 0):
        raise UsageError("--largest and --seconds take a number above 0, --rate one from 0")
    try:
        from advisor.serving.program import serve
    except ModuleNotFoundError as error:
        raise lacking("serve", error) from None
    from advisor.serving.settings import ServiceSettings

    largest = max(1, int(args.largest * MIB))
    settings = ServiceSettings(args.kb, tuple(args.cors), largest, args.seconds, args.rate, args.log)
    serve(args.host, args.port, args.processes, settings)
    return DONE
