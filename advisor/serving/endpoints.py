"""What each address answers: a function of the package, asked by JSON and told as JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any, ParamSpec

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from advisor import __version__
from advisor.cases.files import Case
from advisor.decision.program import program_of
from advisor.errors import AdvisorError
from advisor.exports.schemas import MAKERS
from advisor.knowledge.model import KnowledgeBase
from advisor.reports import description, requests
from advisor.reports.explaining.kinds import BY_OPTION
from advisor.serving import bodies
from advisor.serving.problems import KINDS, Refused
from advisor.serving.settings import LARGEST_CASE, ServiceSettings
from advisor.serving.workers import Parts, Workers

P = ParamSpec("P")

FOR_A_WHILE = {"Cache-Control": "max-age=300"}
NEVER_KEPT = {"Cache-Control": "no-store"}
"""Answers are told to who asks, and kept nowhere on the way."""

FRAMED_NOWHERE = {"Content-Security-Policy": "frame-ancestors 'none'", "Referrer-Policy": "no-referrer"}


class Endpoints:
    """The endpoints of one knowledge base."""

    def __init__(self, kb: KnowledgeBase, settings: ServiceSettings) -> None:
        self.kb, self._settings = kb, settings
        self._workers = Workers(settings.seconds)
        self._begun: dict[str, Future[str]] = {}
        program_of(kb)  # compiles the rules, so that the first request does not wait for it
        self._page, self._why_no_page = _page(kb)

    async def next_question(self, request: Request) -> Response:
        found = await self._object(request)
        case = await self._case(found, ("road", "shortest"))
        road, shortest = bodies.switch(found, "road"), bodies.switch(found, "shortest")
        return await self._told(requests.asked_next, self.kb, case.answers, road, shortest)

    async def decide(self, request: Request) -> Response:
        case = await self._case(await self._object(request))
        return _json(requests.decided(self.kb, case))

    async def recommend(self, request: Request) -> Response:
        case = await self._case(await self._object(request))
        return await self._told(requests.recommended, self.kb, case)

    async def explain(self, request: Request) -> Response:
        kind = BY_OPTION.get(request.path_params["kind"])
        if kind is None:
            raise Refused("not-found", f"The kinds of explanation are {', '.join(BY_OPTION)}.")
        found = await self._object(request)
        about = kind.arguments(bodies.arguments(found))
        case = await self._case(found, [*bodies.arguments(found)])
        return await self._told(requests.explained, self.kb, kind, case, about)

    async def assess(self, request: Request) -> Response:
        from advisor.batching.lines import advice
        from advisor.reports.step_words import step_words

        settings = self._settings
        lines = await bodies.read(request, bodies.JSON_LINES, settings.largest, settings.seconds)
        details = request.query_params.get("details", "") in ("1", "true", "yes")
        parts = Parts(advice(self.kb, lines, step_words(self.kb), details))
        first = await self._workers.do(parts.next)

        async def told() -> AsyncIterator[bytes]:
            part = first
            try:
                while part is not None:
                    yield part
                    part = await asyncio.wrap_future(self._workers.begin(parts.next))
            finally:  # also where nobody listens any more
                self._workers.begin(parts.close)

        return StreamingResponse(told(), media_type=bodies.JSON_LINES[0], headers=NEVER_KEPT)

    async def describe(self, request: Request) -> Response:
        return await self._kept("description", partial(description.as_object, self.kb))

    async def schema(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in MAKERS:
            raise Refused("not-found", f"The schemas are {', '.join(MAKERS)}.")
        from advisor.serving.openapi import answered

        return await self._kept(f"schema {name}", partial(answered, name, self.kb), "application/schema+json")

    async def openapi(self, request: Request) -> Response:
        from advisor.serving.openapi import document

        return await self._kept("openapi", partial(document, self.kb))

    async def problem(self, request: Request) -> Response:
        kind = KINDS.get(request.path_params["name"])
        if kind is None:
            raise Refused("not-found")
        return _json(kind._asdict(), FOR_A_WHILE)

    async def health(self, request: Request) -> Response:
        of = {"knowledge_base": self.kb.id, "version": self.kb.version}
        return _json({"status": "ok", **of, "advisor": __version__})

    async def page(self, request: Request) -> Response:
        if self._why_no_page:
            raise Refused("no-page", self._why_no_page)
        return HTMLResponse(self._page, headers={**FOR_A_WHILE, **FRAMED_NOWHERE})

    async def _object(self, request: Request) -> dict[str, Any]:
        body = await bodies.read(request, bodies.JSON, LARGEST_CASE, self._settings.seconds)
        return bodies.json_object(body)

    async def _case(self, found: dict[str, Any], others: Collection[str] = ()) -> Case:
        """The case that was sent; by a worker where it expects something, as much of that takes its time."""
        if found.get("expect") is None:
            return bodies.case_of(self.kb, found, others)
        return await self._workers.do(bodies.case_of, self.kb, found, others)

    async def _told(self, make: Callable[P, dict[str, Any]], *args: P.args, **named: P.kwargs) -> Response:
        """What a worker makes, the text of it included."""
        return _of_text(await self._workers.do(lambda: json.dumps(make(*args, **named))))

    async def _kept(
        self, name: str, make: Callable[[], dict[str, Any]], media_type: str = "application/json"
    ) -> Response:
        """What is the same each time, and is made once, also where the first who asks may not wait for it."""
        text = await self._workers.wait_for(self._begin(name, lambda: json.dumps(make())))
        return Response(text, 200, FOR_A_WHILE, media_type)

    def _begin(self, name: str, make: Callable[[], str]) -> Future[str]:
        """A text that is made once; what failed is tried again."""
        begun = self._begun.get(name)
        if begun is None or (begun.done() and (begun.cancelled() or begun.exception())):
            begun = self._begun[name] = self._workers.begin(make)
        return begun


def _page(kb: KnowledgeBase) -> tuple[str, str]:
    """The page, or why there is none. It is made at once, as people come to it first.

    By no worker: a signal may end the program in the middle of an import as it starts, which leaves the lock of imports
    held, and then a thread that imports never ends.
    """
    from advisor.exports.web.package import page

    try:
        return page(kb), ""
    except AdvisorError as error:
        return "", str(error)


def _json(told: object, headers: Mapping[str, str] = NEVER_KEPT) -> Response:
    return _of_text(json.dumps(told), headers)


def _of_text(text: str, headers: Mapping[str, str] = NEVER_KEPT) -> Response:
    return Response(text, 200, headers, "application/json")
