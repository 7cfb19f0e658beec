"""`advisor show`: reads the knowledge base to a person."""

from __future__ import annotations

import os
import sys
from datetime import date
from typing import TYPE_CHECKING

from advisor.apart import keep_apart
from advisor.cli.arguments import ArgumentParser, UsageError, parser
from advisor.cli.main import DONE, WRONG, Complaints
from advisor.cli.output import opened, width
from advisor.cli.recommend import cases_of, recommended
from advisor.errors import did_you_mean, quoted
from advisor.knowledge.loader import load

if TYPE_CHECKING:
    from advisor.explanation.recommendation import Recommendation
    from advisor.knowledge.model import KnowledgeBase
    from advisor.maps.graph import Map
    from advisor.reports.staleness import Age


def run(argv: list[str]) -> int:
    """Writes what was asked for; returns the exit code."""
    options = parser("show", "Reads the knowledge base to a person: all of it from above, or one part in full.")
    options.add_argument("names", metavar="NAME", nargs="*", help="a question, a conclusion, a rule, a step or a table")
    options.add_argument("--sources", action="store_true", help="each source passage, and what rests on it")
    options.add_argument(
        "--older-than", metavar="AGE", help="with --sources: all that is as of longer ago, such as 12m, 1y or 90d"
    )
    options.add_argument("--map", metavar="FILE", help="draw the knowledge base; FILE ends in .svg, .html or .mmd")
    options.add_argument("--case", metavar="CASE", help="with --map: draw how this case comes to its advice")
    options.add_argument("-o", "--output", metavar="FILE", help="write here, all or nothing")
    args = options.parse(argv)
    if args.case is not None and args.map is None:
        options.error("--case goes with --map")
    age = _age(options, args.older_than, args.sources)
    if args.map is not None and (args.names or args.sources or args.output):
        options.error("--map FILE stands alone, or with --case CASE")
    keep_apart({"-o": args.output, "--map": args.map}, [args.case] if args.case is not None else [], kb=args.kb)
    kb = load(args.kb)
    if args.map is not None:
        return _draw(kb, args.map, args.case)
    from advisor.reports import reading

    known = reading.names(kb)
    for name in args.names:
        if name not in known:
            raise UsageError(
                f"{quoted(name)} is no question, conclusion, rule, step or table of {kb.id}{did_you_mean(name, known)}"
            )
    with opened(args.output) as stream:
        columns = width(sys.stdout if args.output is None else stream)
        parts = [reading.about(kb, name, columns) for name in args.names]
        if age is not None:
            from advisor.reports import staleness

            parts.append(staleness.text(kb, age, date.today(), columns))
        elif args.sources:
            parts.append(reading.sources(kb, columns))
        stream.write("\n".join(parts or [reading.overview(kb, columns)]))
    return DONE


def _age(options: ArgumentParser, written: str | None, sources: bool) -> Age | None:
    if written is None:
        return None
    if not sources:
        options.error("--older-than goes with --sources")
    from advisor.reports.staleness import Age

    try:
        return Age.read(written)
    except ValueError:
        raise UsageError(
            f"--older-than: {quoted(written)} is no age; write days, months or years: 90d, 12m, 1y"
        ) from None


def _draw(kb: KnowledgeBase, path: str, case: str | None) -> int:
    """Writes the map of the knowledge base, or of how the one case comes to its next step."""
    ending = os.path.splitext(path)[1].lower()
    if ending not in (".svg", ".html", ".mmd"):
        raise UsageError(f"{path}: a map is written as .svg or .html (by Graphviz) or as .mmd (Mermaid)")
    if case is None:
        from advisor.maps.knowledge_map import knowledge_map

        drawn = knowledge_map(kb)
    else:
        from advisor.maps.derivation_map import derivation_map

        answer = _answer(kb, case)
        if answer is None:
            return WRONG
        drawn = derivation_map(answer)
    with opened(path) as stream:
        stream.write(_written(kb, drawn, ending))
    return DONE


def _written(kb: KnowledgeBase, drawn: Map, ending: str) -> str:
    if ending == ".html":
        from advisor.maps import map_page

        return map_page.document(drawn, kb, date.today())
    from advisor.maps import dot, mermaid

    return dot.svg(drawn) if ending == ".svg" else mermaid.document(drawn)


def _answer(kb: KnowledgeBase, path: str) -> Recommendation | None:
    """The recommendation for the one case of a file; None, after a complaint, where there is none."""
    complaints = Complaints()
    cases = list(cases_of(kb, [path], complaints))
    if len(cases) > 1:
        raise UsageError(f"{path}: holds {len(cases)} cases; a map shows one")
    return recommended(kb, cases[0], complaints) if cases[0] is not None else None
