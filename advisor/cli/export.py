"""`advisor export`: the knowledge base in another system's words, as a workbook to be filled in, or as a page."""

from __future__ import annotations

import os
from pathlib import Path

from advisor.apart import keep_apart
from advisor.cli.arguments import parser
from advisor.cli.main import DONE
from advisor.cli.output import opened
from advisor.exports.schemas import KNOWLEDGE_BASE, MAKERS, schema
from advisor.knowledge.loader import load


def run(argv: list[str]) -> int:
    """Writes what was asked for; returns the exit code."""
    purpose = "The knowledge base in another system's words, as a workbook to be filled in, or as a page for a browser."
    options = parser("export", purpose)
    options.add_argument("--to", required=True, choices=("json-schema", "clips", "xlsx", "web"))
    options.add_argument("--of", choices=[*MAKERS], help="of what the schema is; by default of a knowledge base")
    output = "write here, all or nothing; for web also FOLDER/, which a static host serves and a phone installs"
    options.add_argument("-o", "--output", metavar="FILE", help=output)
    args = options.parse(argv)
    if args.of and args.to != "json-schema":
        options.error("--of goes with --to json-schema")
    if args.to == "xlsx" and (not args.output or not args.output.lower().endswith(".xlsx")):
        options.error("--to xlsx needs a file to write: -o FILE.xlsx")
    keep_apart({"-o": args.output or "-"}, kb=args.kb)
    if args.to == "xlsx":
        return _workbook(args.kb, args.output)
    if args.to == "web" and args.output and (args.output.endswith(("/", os.sep)) or os.path.isdir(args.output)):
        return _site(args.kb, Path(args.output))
    if args.to == "json-schema":
        text = _json_schema(args.kb, args.of or KNOWLEDGE_BASE)
    else:
        text = _web(args.kb) if args.to == "web" else _clips(args.kb)
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


def _web(kb: str | None) -> str:
    from advisor.exports.web.package import page

    return page(load(kb))


def _site(kb: str | None, folder: Path) -> int:
    """The page and what belongs to it, each file all or nothing; others in the folder stay."""
    from advisor.exports.web.package import site

    files = site(load(kb))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        with opened(str(folder / name)) as stream:
            stream.write(text)
    return DONE


def _json_schema(kb: str | None, of: str) -> str:
    import json

    made = schema(of, None if MAKERS[of].general else load(kb))
    return json.dumps(made, indent=2, ensure_ascii=True) + "\n"
