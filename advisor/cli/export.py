"""`advisor export`: the knowledge base in another system's words."""

from __future__ import annotations

import json

from advisor.cli.arguments import parser
from advisor.cli.main import DONE
from advisor.cli.output import opened
from advisor.knowledge.loader import load


def run(argv: list[str]) -> int:
    """Writes what was asked for; returns the exit code."""
    options = parser("export", "The knowledge base in another system's words.")
    options.add_argument("--to", required=True, choices=("json-schema",))
    options.add_argument("--of", choices=("knowledge-base", "case"), default="knowledge-base", help="what is described")
    options.add_argument("-o", "--output", metavar="FILE", help="write here, all or nothing")
    args = options.parse(argv)
    from advisor.exports import json_schema

    schema = json_schema.case(load(args.kb)) if args.of == "case" else json_schema.knowledge_base()
    with opened(args.output) as stream:
        stream.write(json.dumps(schema, indent=2, ensure_ascii=True) + "\n")
    return DONE
