"""Every JSON Schema there is, by the name by which it is asked for: of files, and of what is printed or answered."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from advisor.reports.explaining.kinds import BY_OPTION

if TYPE_CHECKING:
    from advisor.exports.json_schema import Schema
    from advisor.knowledge.model import KnowledgeBase

KNOWLEDGE_BASE = "knowledge-base"


class _Maker(NamedTuple):
    """The function of a module of this package that makes a schema, and what it takes besides a knowledge base.

    One that is `general` takes none: it is the same for every knowledge base.
    """

    module: str
    function: str
    about: tuple[str, ...] = ()
    general: bool = False


MAKERS: Mapping[str, _Maker] = {
    KNOWLEDGE_BASE: _Maker("json_schema", "knowledge_base", general=True),
    "case": _Maker("json_schema", "case"),
    "recommendation": _Maker("output_schema", "recommendations"),
    **{option: _Maker("explanation_schema", "explanations", (kind.name,)) for option, kind in BY_OPTION.items()},
    "row": _Maker("output_schema", "row"),
    "check": _Maker("report_schema", "check"),
    "diff": _Maker("report_schema", "diff", general=True),
    "interviews": _Maker("report_schema", "interviews"),
    "next-question": _Maker("service_schema", "next_question"),
    "decision": _Maker("service_schema", "decision"),
    "description": _Maker("service_schema", "description"),
    "problem": _Maker("service_schema", "problem", general=True),
}
"""By name."""


def schema(name: str, kb: KnowledgeBase | None = None) -> Schema:
    """The schema of this name; one that is not general needs the knowledge base. The module is imported now."""
    maker = MAKERS[name]
    function = getattr(import_module(f"advisor.exports.{maker.module}"), maker.function)
    made: Schema = function(*maker.about) if maker.general else function(kb, *maker.about)
    return made
