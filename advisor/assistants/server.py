"""The tools and resources by the Model Context Protocol, over standard input and output or streamable HTTP."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Sequence
from functools import wraps
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.server.mcpserver.resources import TextResource
from mcp.server.mcpserver.tools import Tool
from mcp_types import ToolAnnotations
from pydantic import ValidationError  # the SDK reads arguments with it

from advisor import __version__
from advisor.assistants.tools import Tools
from advisor.errors import AdvisorError, did_you_mean, escaped, place_of, quoted
from advisor.knowledge.model import KnowledgeBase
from advisor.reports import description
from advisor.serving.program import log_to_standard_error, run

LOG = logging.getLogger("advisor.assistants")

KNOWLEDGE_BASE, SOURCES, SOURCE = "advisor://knowledge-base", "advisor://sources", "advisor://sources/{id}"
JSON = "application/json"


class ToolServer(MCPServer[Any]):  # type: ignore[misc, unused-ignore]  # Any where the SDK is not installed
    """A server that tells what is wrong with arguments in a line each, in words of our own; null is no argument."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        known = {key for it in await self.list_tools() if it.name == name for key in it.input_schema["properties"]}
        arguments = {key: it for key, it in arguments.items() if it is not None or key not in known}
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if isinstance(error.__cause__, ToolError):  # without the SDK's words before it
                raise error.__cause__ from None
            if not isinstance(error.__cause__, ValidationError):
                raise
            lines = dict.fromkeys(_mistake(name, known, arguments, it) for it in error.__cause__.errors())
        raise ToolError("\n".join(lines))


def _mistake(tool: str, known: Collection[str], arguments: dict[str, Any], found: Any) -> str:
    argument, *below = found["loc"]
    if argument not in known:
        return f"{tool} takes no {quoted(argument)}{did_you_mean(argument, known)}"
    if argument not in arguments:
        return f"{tool} needs '{argument}'"
    given = arguments[argument]
    if below:
        id = below[0]
        return f"{escaped(str(id))}: {quoted(given[id])} is no answer; one is a text, a number or a list of texts"
    what = found["msg"].removeprefix("Input should be a valid ").partition(",")[0].replace("dictionary", "object")
    return f"'{argument}' must be a valid {what}, not {quoted(given)}"


def server(kb: KnowledgeBase) -> MCPServer[Any]:
    """The server of a knowledge base. It logs no arguments, which are a person's answers."""
    logging.getLogger("mcp").setLevel(logging.CRITICAL)  # the SDK would quote why a tool refuses
    tools = Tools(kb)
    every_tool = (
        tools.next_question,
        tools.recommend,
        tools.why_not,
        tools.what_if,
        tools.how_sure,
        tools.list_questions,
    )
    made = ToolServer(
        kb.id,
        title=kb.title,
        instructions=tools.instructions,
        version=__version__,
        tools=[_strict(tool) for tool in every_tool],
        log_level="CRITICAL",
    )
    whole = json.dumps(description.as_object(kb), ensure_ascii=False, indent=1)
    every = json.dumps(description.sources(kb), ensure_ascii=False, indent=1)
    for uri, name, text, what in (
        (KNOWLEDGE_BASE, "knowledge-base", whole, "What the knowledge base asks and concludes."),
        (SOURCES, "sources", every, "What the advice rests on: titles, links, days, passages."),
    ):
        made.add_resource(TextResource(uri=uri, name=name, description=what, mime_type=JSON, text=text))

    def source(id: str) -> str:
        """One source, with its link and its passages."""
        if id not in kb.sources:
            raise ResourceNotFoundError(f"there is no source {quoted(id)}{did_you_mean(id, kb.sources)}")
        return json.dumps(description.sources(kb)[id], ensure_ascii=False, indent=1)

    made.resource(SOURCE, mime_type=JSON)(source)
    return made


def _strict(tool: Callable[..., dict[str, Any]]) -> Tool:
    """The tool of a function, with no arguments but those that it has: the SDK would pass over others in silence."""
    reads = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    made = Tool.from_function(_told(tool), annotations=reads)
    read = made.fn_metadata.arg_model
    made.fn_metadata.arg_model = type(read.__name__, (read,), {}, extra="forbid")
    made.parameters = made.fn_metadata.arg_model.model_json_schema(by_alias=True)
    return made


def _told(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The tool, whose mistakes are told to the assistant; of a defect just that it is one, and the log where it is."""

    @wraps(tool)
    def told(*args: Any, **named: Any) -> dict[str, Any]:
        try:
            return tool(*args, **named)
        except AdvisorError as error:
            raise ToolError("\n".join(line.removeprefix("the case: ") for line in error.lines)) from None
        except Exception as error:
            LOG.error("a defect of the advisor, please report it: %s", place_of(error))
            raise ToolError("this is a defect of the advisor, please report it") from None

    return told


def by_standard_streams(kb: KnowledgeBase) -> None:
    """Serves one assistant on standard input and output until it leaves."""
    log_to_standard_error(LOG)
    server(kb).run("stdio")


def by_http(kb: KnowledgeBase, host: str, port: int) -> None:
    """Serves assistants by streamable HTTP until a signal comes. Raises OSError where it cannot listen."""
    log_to_standard_error(LOG)
    app = server(kb).streamable_http_app(host=host, stateless_http=True)
    routes: Sequence[Any] = app.routes
    for route in routes:
        route.methods = {"POST"}  # what keeps nothing sends nothing by itself: a stream of it would wait without an end
    run(app, host, port, f"{kb.id} for assistants at {{}}/mcp", lifespan="on")
