"""What stands before every request: how many there may be, what becomes of a defect, and the log without answers."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.errors import place_of
from advisor.serving.problems import problem
from advisor.serving.settings import AT_ONCE

LOG = logging.getLogger("advisor.serving")

BURST = 2.0
"""Seconds' worth of requests that an address may send at once."""

ADDRESSES = 10_000
"""So many addresses are remembered at most; those that have been silent for longest are forgotten."""

LEFT = "left"
"""What the log says in place of a status, where nobody waited for the answer."""

ELSEWHERE = "(no such address)"
"""What the log says of an address that is none of the service's own, and may hold anything."""


class Limits:
    """Lets through as many requests as there may be, from all and from one address. Anything else is a problem."""

    def __init__(self, app: ASGIApp, rate: float) -> None:
        self._app, self._now = app, 0
        self._rates = Rates(rate) if rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._now >= AT_ONCE:
            await problem("busy", headers={"Retry-After": "1"})(scope, receive, send)
            return
        if self._rates and (wait := self._rates.wait((scope.get("client") or ("",))[0], time.monotonic())):
            seconds = str(max(1, round(wait)))
            await problem("too-many", headers={"Retry-After": seconds})(scope, receive, send)
            return
        self._now += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._now -= 1


class Rates:
    """How much each address may still send: it earns `rate` requests a second, and saves up BURST seconds' worth."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._most = max(1.0, rate * BURST)
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, address: str, now: float) -> float:
        """Counts a request; or the seconds until there is room for it."""
        left, before = self._left.pop(address, (self._most, now))
        left = min(self._most, left + (now - before) * self._rate)
        fits = left >= 1
        self._left[address] = left - fits, now  # at the end, as the latest
        if len(self._left) > ADDRESSES:
            del self._left[next(iter(self._left))]
        return 0.0 if fits else (1 - left) / self._rate


class Watched:
    """The outermost layer: of a defect nothing is logged but where it is; of each request a line, if wanted."""

    def __init__(self, app: ASGIApp, addresses: Collection[str], log: bool) -> None:
        self._app, self._addresses, self._log = app, addresses, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, begun = 0, time.perf_counter()

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except ClientDisconnect:
            status = 0
        except Exception as error:
            LOG.error("a defect of the advisor, please report it: %s", place_of(error))
            if not status:
                await problem("defect")(scope, receive, sent)
        if self._log:
            path = scope["path"] if scope["path"] in self._addresses else ELSEWHERE
            took = (time.perf_counter() - begun) * 1000
            LOG.info("%s %s %s %.0f ms", scope["method"], path, status or LEFT, took)
