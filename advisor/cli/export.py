"""`advisor export`: the knowledge base in another system's words, or as a workbook to be filled in."""

from __future__ import annotations

from advisor.apart import keep_apart
from advisor.cli.arguments import parser
from advisor.cli.main import DONE
from advisor.cli.output import opened
from advisor.knowledge.loader import load


def run(argv: list[str]) -> int:
    """Writes what was asked for; returns the exit code."""
    options = parser("export", "The knowledge base in another system's words, or as a workbook to be filled in.")
    options.add_argument("--to", required=True, choices=("json-schema", "clips", "xlsx"))
    described = ("knowledge-base", "case")
    options.add_argument("--of", choices=described, help="of what the schema is; by default of a knowledge base")
    options.add_argument("-o", "--output", metavar="FILE", help="write here, all or nothing")
    args = options.parse(argv)
    if args.of and args.to != "json-schema":
        options.error("--of goes with --to json-schema")
    if args.to == "xlsx" and (not args.output or not args.output.lower().endswith(".xlsx")):
        options.error("--to xlsx needs a file to write: -o FILE.xlsx")
    keep_apart({"-o": args.output or "-"}, kb=args.kb)
    if args.to == "xlsx":
        return _workbook(args.kb, args.output)
    text = _clips(args.kb) if args.to == "clips" else _json_schema(args.kb, args.of == "case")
    with opened(args.output) as stream:
        stream.write(text)
    return DONE


def _workbook(kb: str | None, path: str) -> int:
    from advisor.atomic_files import atomic_path
    from advisor.exports.template import write

    with atomic_path(path) as draft:
        write(load(kb), draft)
    return DONE


def _clips(kb: str | None) -> str:
    from advisor.exports.clips import document

    return document(load(kb))


def _json_schema(kb: str | None, of_case: bool) -> str:
    import json

    from advisor.exports import json_schema

    schema = json_schema.case(load(kb)) if of_case else json_schema.knowledge_base()
    return json.dumps(schema, indent=2, ensure_ascii=True) + "\n"
