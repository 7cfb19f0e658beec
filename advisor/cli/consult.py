"""`advisor consult`: the dialogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.apart import keep_apart
from advisor.cli.arguments import UsageError, parser
from advisor.knowledge.loader import load

if TYPE_CHECKING:
    from advisor.cases.files import Case
    from advisor.knowledge.model import KnowledgeBase


def run(argv: list[str]) -> int:
    """Holds one consultation; returns the exit code."""
    options = parser("consult", "A consultation: a dialogue that asks only what can still matter.")
    options.add_argument("--case", metavar="FILE", help="begin with the answers of this case")
    options.add_argument("--save", metavar="FILE", help="write the answers into this case file at the end")
    options.add_argument("--resume", action="store_true", help="continue the newest unfinished consultation")
    options.add_argument("--shortest", action="store_true", help="the most telling question first, not by topic")
    options.add_argument("--plain", action="store_true", help="lines without control codes, as for a screen reader")
    args = options.parse(argv)
    keep_apart({"--save": args.save}, [args.case] if args.case is not None else [], kb=args.kb)
    kb = load(args.kb)
    case = _only_case(args.case, kb) if args.case is not None else None
    from advisor.terminal.dialogue import run as hold

    how = _how_to_resume(args.kb) + " --shortest" * args.shortest + " --plain" * args.plain
    return hold(
        kb,
        case=case,
        save=args.save,
        resume=args.resume,
        how_to_resume=how,
        shortest=args.shortest,
        plain=args.plain,
    )


def _only_case(path: str, kb: KnowledgeBase) -> Case:
    """The one case of a file. Raises AdvisorError."""
    from advisor.cases.files import read_cases

    if path == "-":
        raise UsageError("--case needs a file: the answers of the dialogue come from standard input")
    cases = list(read_cases(path, kb))
    if len(cases) != 1:
        raise UsageError(f"{path}: holds {len(cases)} cases; a consultation begins with one")
    if isinstance(cases[0], Exception):
        raise cases[0]
    return cases[0]


def _how_to_resume(kb: str | None) -> str:
    """The command that goes on with this consultation, from whatever folder."""
    if kb is None:
        return "advisor --resume"
    import os
    import shlex

    return f"advisor --kb {shlex.quote(os.path.abspath(kb) if os.path.isdir(kb) else kb)} --resume"
