"""The service put together: addresses, limits and problems."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from advisor.errors import AdvisorError
from advisor.exports.schemas import MAKERS
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.explaining.kinds import BY_OPTION
from advisor.serving.endpoints import Endpoints
from advisor.serving.limits import Limits, Watched
from advisor.serving.problems import KINDS, Refused, of_error, problem
from advisor.serving.settings import ServiceSettings


def application(kb: KnowledgeBase, settings: ServiceSettings) -> ASGIApp:
    """The service of a knowledge base as an ASGI application, which any server of such can run."""
    layers = [Middleware(Limits, rate=settings.rate)]
    if settings.origins:
        allowed: dict[str, Any] = {"allow_origins": [*settings.origins], "allow_methods": ["GET", "POST"]}
        layers.insert(0, Middleware(Origins, **allowed, allow_headers=["Content-Type"]))
    told: dict[Any, Any] = {Refused: _refused, AdvisorError: _of_error, HTTPException: _of_http, Exception: _defect}
    app = Starlette(routes=_routes(Endpoints(kb, settings)), middleware=layers, exception_handlers=told)
    app.router.redirect_slashes = False  # behind a proxy it would send answers to http
    return Watched(app, addresses(), settings.log)


class Origins(CORSMiddleware):
    """Says which pages may ask; those that may not are told so by a problem."""

    def preflight_response(self, request_headers: Headers) -> Response:
        answer = super().preflight_response(request_headers)
        if answer.status_code == 200:
            return answer
        told = {name: it for name, it in answer.headers.items() if not name.startswith("content-")}
        return problem("not-allowed", f"{bytes(answer.body).decode()}.", headers=told)


def addresses() -> frozenset[str]:
    """Every address that there is, written out."""
    named = {"{kind}": BY_OPTION, "{name}": [*MAKERS, *KINDS]}
    found = set()
    for path, _, _ in PATHS:
        start, brace, _ = path.partition("{")
        found |= {start + word for word in named[path[len(start) :]]} if brace else {path}
    return frozenset(found)


PATHS = (
    ("/next-question", "POST", "next_question"),
    ("/decide", "POST", "decide"),
    ("/recommend", "POST", "recommend"),
    ("/explain/{kind}", "POST", "explain"),
    ("/assess", "POST", "assess"),
    ("/knowledge-base", "GET", "describe"),
    ("/schemas/{name}", "GET", "schema"),
    ("/openapi.json", "GET", "openapi"),
    ("/problems/{name}", "GET", "problem"),
    ("/health", "GET", "health"),
    ("/", "GET", "page"),
)
"""Each address with its method, and the endpoint of this name."""


def _routes(endpoints: Endpoints) -> list[Route]:
    return [Route(path, getattr(endpoints, name), methods=[method]) for path, method, name in PATHS]


async def _refused(request: Request, error: Refused) -> Response:
    return error.response


async def _of_error(request: Request, error: AdvisorError) -> Response:
    return of_error(error)


async def _of_http(request: Request, error: HTTPException) -> Response:
    kind = next((name for name, it in KINDS.items() if it.status == error.status_code), "not-found")
    return problem(kind, headers=error.headers)


async def _defect(request: Request, error: Exception) -> Response:
    return problem("defect")
