"""The service as a program: one address to listen at, one process or several, and an end at a signal."""

from __future__ import annotations

import gc
import logging
import socket
import sys
from collections.abc import Mapping
from typing import Any

import uvicorn

from advisor.knowledge.loader import load
from advisor.serving.app import application
from advisor.serving.limits import LOG
from advisor.serving.settings import ServiceSettings, handed_over

AT_THE_END = 5
"""Seconds that requests have to come to their end when the service is stopped."""

OFTEN = (700, 10, 10)
"""When garbage is looked for, as Python does by itself: a command puts it off, but a service never ends."""

OPTIONS: Mapping[str, Any] = {
    "log_config": None,
    "log_level": "error",
    "access_log": False,
    "server_header": False,
    "ws": "none",
    "timeout_graceful_shutdown": AT_THE_END,
}
"""No log of requests but our own, no word about who speaks no HTTP, and no header that says what runs here."""


def serve(host: str, port: int, processes: int, settings: ServiceSettings) -> None:
    """Serves until a signal comes. Raises AdvisorError for a bad knowledge base, OSError where it cannot listen."""
    kb = load(settings.kb)
    log_to_standard_error(LOG, settings.log)
    if processes == 1:
        run(application(kb, settings), host, port, f"{kb.id} at {{}}/")
        return
    with listening(host, port) as listener:
        port = listener.getsockname()[1]
        _tell(f"{kb.id} at {{}}/", host, port)
    settings.hand_over()
    options = {
        **OPTIONS,
        "http": _protocol(),
        "lifespan": "off",
        "host": host,
        "port": port,
        "workers": processes,
        "factory": True,
    }
    uvicorn.run("advisor.serving.program:from_settings", **options)


def from_settings() -> Any:
    """The application of each of several processes, by the settings that the starting one left."""
    settings = handed_over()
    log_to_standard_error(LOG, settings.log)
    return application(load(settings.kb), settings)


def run(app: Any, host: str, port: int, what: str, lifespan: str = "off") -> None:
    """Runs an ASGI application until a signal comes; `what` is there is told first, the address between its braces.

    Raises OSError where it cannot listen.
    """
    gc.freeze()
    gc.set_threshold(*OFTEN)
    with listening(host, port) as listener:
        _tell(what, host, listener.getsockname()[1])
        options = {**OPTIONS, "http": _protocol(), "lifespan": lifespan}
        uvicorn.Server(uvicorn.Config(app, **options)).run(sockets=[listener])


def _protocol() -> Any:
    """Our own where the extra `serve` is installed; else uvicorn's in Python, whose headers have an end."""
    try:
        from advisor.serving.protocol import GuardedProtocol
    except ModuleNotFoundError:
        return "h11"
    return GuardedProtocol


def _tell(what: str, host: str, port: int) -> None:
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    print(f"advisor: {what.format(address)}, until Ctrl-C", file=sys.stderr, flush=True)


def listening(host: str, port: int) -> socket.socket:
    """A socket whose connections send at once, in whatever protocol. Raises OSError where it cannot listen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=2048)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except (OSError, OverflowError) as error:
        number = error.errno if isinstance(error, OSError) else None
        said, _, _ = (getattr(error, "strerror", None) or str(error)).partition(" (while ")  # the address again
        raise OSError(number, said, f"{host}:{port}") from None


def log_to_standard_error(log: logging.Logger, requests: bool = False) -> None:
    """Defects are told there, and requests if wanted."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("advisor: %(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S"))
    log.handlers, log.propagate = [handler], False
    log.setLevel(logging.INFO if requests else logging.WARNING)
