"""How HTTP is spoken: by uvicorn's protocol, with an end to the size and the time of what stands before a body.

Uvicorn lets the head of a request grow, and take its time, without an end, and refuses what is no HTTP in words of its
own.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from advisor.serving.limits import LOG
from advisor.serving.problems import problem

LARGEST_HEAD = 64 << 10
"""Bytes of the address and the headers of a request."""

HEAD_SECONDS = 10.0
"""That these may take from the begin of the connection, or from their own."""

NO_REQUEST = "(no request)"
"""What the log says in place of a method and an address, where none could be read."""


class HeadTooLarge(Exception):
    """A head that came as a whole, and has no request behind it."""


def connection_made(self: Any, transport: Any) -> None:
    self.head, self.timer = 0, None
    HttpToolsProtocol.connection_made(self, transport)
    send_at_once(transport)
    _wait_for_head(self)


def send_at_once(transport: Any) -> None:
    """Has a body sent right behind its head: it would wait for the head to be acknowledged, up to 40 ms.

    asyncio does so by itself, but for a socket that was made without naming its protocol, as uvicorn makes the one of
    several processes; ours has it from `listening`.
    """
    with suppress(OSError):  # it is closed already
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def data_received(self: Any, data: bytes) -> None:
    HttpToolsProtocol.data_received(self, data)
    if self.timer:  # all of it was a head, which is not complete
        self.head += len(data)
        if self.head > LARGEST_HEAD:
            refuse(self, "head-too-large")


def on_message_begin(self: Any) -> None:
    HttpToolsProtocol.on_message_begin(self)
    _wait_for_head(self)


def on_headers_complete(self: Any) -> None:
    _stop_waiting(self)
    if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > LARGEST_HEAD:
        refuse(self, "head-too-large")
        raise HeadTooLarge  # so that what was read is no request
    HttpToolsProtocol.on_headers_complete(self)


def connection_lost(self: Any, error: Exception | None) -> None:
    _stop_waiting(self)
    HttpToolsProtocol.connection_lost(self, error)


def send_400_response(self: Any, message: str) -> None:
    refuse(self, "no-http")


def refuse(self: Any, kind: str) -> None:
    """Answers with a problem, and ends the connection."""
    _stop_waiting(self)
    if not self.transport.is_closing():
        response = problem(kind, headers={"Connection": "close"})
        LOG.info("%s %d", NO_REQUEST, response.status_code)
        lines = [f"HTTP/1.1 {response.status_code} Refused".encode(), *(b": ".join(it) for it in response.raw_headers)]
        self.transport.write(b"\r\n".join([*lines, b"", bytes(response.body)]))
        self.transport.close()


def _wait_for_head(self: Any) -> None:
    _stop_waiting(self)
    self.head = 0
    self.timer = self.loop.call_later(HEAD_SECONDS, refuse, self, "too-slow")


def _stop_waiting(self: Any) -> None:
    if self.timer:
        self.timer.cancel()
    self.timer = None


_OWN = (connection_made, data_received, on_message_begin, on_headers_complete, connection_lost, send_400_response)

GuardedProtocol: Any = type("GuardedProtocol", (HttpToolsProtocol,), {it.__name__: it for it in _OWN})
GuardedProtocol.__module__ = __name__  # other processes are told it by its name
