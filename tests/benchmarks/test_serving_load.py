"""The load on the service: what is counted was asked and answered rightly."""

from __future__ import annotations

import asyncio
import json
import sys

import pytest

pytest.importorskip("starlette", reason="the extra 'serve' is not installed")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

import advisor  # noqa: E402
from benchmarks import serving  # noqa: E402
from benchmarks.cases import random_cases  # noqa: E402


def test_as_many_are_asked_as_are_counted_and_a_wrong_answer_is_noticed() -> None:
    kb = advisor.load()
    cases = random_cases(kb, 20)
    bodies = [json.dumps({"answers": case}).encode() for case in cases]
    signs = [f'"value": "{advisor.decide(kb, case).value}"'.encode() for case in cases]
    with serving.served(1) as service:
        load = asyncio.run(serving.asked(service, "/decide", bodies, signs, 2000, 8, 60))
        assert load.count == len(load.each) == 2000
        assert len(load.memory) == serving.FIFTHS
        assert load.spent.cpu > 0
        wrong = [b"something else", *signs[1:]]
        with pytest.raises(RuntimeError, match="otherwise"):
            asyncio.run(serving.asked(service, "/decide", bodies, wrong, 200, 8, 60))
