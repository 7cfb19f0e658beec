"""What an operator may say of the service, and what is fixed."""

from __future__ import annotations

import json
import os
from typing import NamedTuple

LARGEST_CASE = 1 << 20
"""Bytes of a body that is one case."""

AT_ONCE = 256
"""Requests that a process takes at the same time; those beyond are told to come again."""

THREADS = 4
"""So many requests are worked on at the same time in a process, so that a long one holds up no others."""

VARIABLE = "ADVISOR_SERVICE"
"""The environment variable by which the processes of a service are told the settings."""


class ServiceSettings(NamedTuple):
    """`kb` is the id or folder of the knowledge base. Pages from `origins` may send requests, `*` being any page.

    `largest` are the bytes that a body of many cases may have, `seconds` what a request may take, and `rate` the
    requests a second that one address may send to a process, 0 being any number. `log`: a line is written for each.
    """

    kb: str | None = None
    origins: tuple[str, ...] = ()
    largest: int = 16 << 20
    seconds: float = 10.0
    rate: float = 0.0
    log: bool = False

    def hand_over(self) -> None:
        """Leaves them to the processes that are started from now on."""
        os.environ[VARIABLE] = json.dumps(self._asdict())


def handed_over() -> ServiceSettings:
    """The settings that the starting process left."""
    found = json.loads(os.environ[VARIABLE])
    return ServiceSettings(**{**found, "origins": tuple(found["origins"])})
