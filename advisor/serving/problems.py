"""What is answered where a request cannot be: a problem as RFC 9457 has it, with every mistake in a line of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from starlette.responses import Response

from advisor.errors import MAX, AdvisorError, mistakes

MEDIA_TYPE = "application/problem+json"


class ProblemKind(NamedTuple):
    """A kind of problem: its status, its title, and what it means."""

    status: int
    title: str
    meaning: str


KINDS: Mapping[str, ProblemKind] = {
    "no-http": ProblemKind(400, "This is no HTTP", "What was sent cannot be read as a request."),
    "not-json": ProblemKind(400, "The body cannot be read", "It is no JSON in UTF-8, or an object has a key twice."),
    "not-allowed": ProblemKind(400, "A page from there may not ask this", "`advisor serve --cors` says which may."),
    "not-found": ProblemKind(404, "There is nothing at this address", "`/openapi.json` lists the addresses."),
    "wrong-method": ProblemKind(405, "This address takes another method", "The header `Allow` says which."),
    "too-slow": ProblemKind(408, "The request did not arrive in time", "Nothing was done; send it again."),
    "too-large": ProblemKind(413, "The body is too large", "Send fewer cases at a time."),
    "wrong-type": ProblemKind(415, "The body is of another type", "The detail says which type is taken."),
    "not-answerable": ProblemKind(422, "The request cannot be answered", "`mistakes` has every mistake of it."),
    "too-many": ProblemKind(429, "Too many requests", "`Retry-After` says in how many seconds there is room."),
    "head-too-large": ProblemKind(431, "The headers are too large", "Answers belong into the body."),
    "defect": ProblemKind(500, "This is a defect of the advisor", "Please report what was asked for."),
    "no-page": ProblemKind(501, "There is no page", "This knowledge base is too large for a browser."),
    "busy": ProblemKind(503, "Too much is asked at the same time", "`Retry-After` says when to come again."),
    "took-too-long": ProblemKind(503, "The answer took too long", "The question takes more work than one may."),
}
"""By the last part of their `type`."""


class Refused(Exception):
    """A request that is not answered, and why."""

    def __init__(
        self, kind: str, detail: str = "", found: Sequence[str] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.found, self.headers = kind, detail, found, headers

    @property
    def response(self) -> Response:
        return problem(self.kind, self.detail, self.found, self.headers)


def problem(
    kind: str, detail: str = "", found: Iterable[str] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """The response; `found` are mistakes, of which MAX are told."""
    status, title, meaning = KINDS[kind]
    told: dict[str, object] = {"type": f"/problems/{kind}", "title": title, "status": status}
    told["detail"] = detail or meaning
    if every := [*found]:
        told["mistakes"] = every[:MAX] + ([f"and {len(every) - MAX} more"] if len(every) > MAX else [])
    return Response(json.dumps(told), status, {"Cache-Control": "no-store", **(headers or {})}, MEDIA_TYPE)


def of_error(error: AdvisorError) -> Response:
    """The problem of a request in which something is wrong."""
    found = [line.removeprefix("the case: ") for line in mistakes(error)]
    return problem("not-answerable", found[0] if len(found) == 1 else f"{len(found)} mistakes were found.", found)
