"""The bodies of requests: read with an end to their size and their time, as JSON that can be read in one way only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection
from typing import Any, NoReturn

from starlette.requests import Request

from advisor.cases.expectations import wrongly_expected
from advisor.cases.files import KEYS, Case
from advisor.errors import CaseError, Problem, did_you_mean, quoted
from advisor.formats import CASE
from advisor.given import flag
from advisor.json_objects import Ambiguous, made_of
from advisor.knowledge import decimals
from advisor.knowledge.decimals import NoDecimal
from advisor.knowledge.model import KnowledgeBase
from advisor.serving.problems import Refused

JSON = ("application/json",)
JSON_LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")


async def read(request: Request, types: Collection[str], largest: int, seconds: float) -> bytes:
    """The body. Raises Refused where it is of another type, too large or too slow."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in types:
        raise Refused("wrong-type", f"Send {' or '.join(types)}, not {quoted(given) if given else 'what is no type'}.")
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        what = f"Send the body as it is: no Content-Encoding is taken, and this has {quoted(encoding)}."
        raise Refused("wrong-type", what, headers={"Accept-Encoding": "identity"})
    length = request.headers.get("content-length", "")
    if length.isdigit() and (len(length) > 18 or int(length) > largest):
        _too_large(largest)
    try:
        return await asyncio.wait_for(_collected(request, largest), seconds)
    except (asyncio.TimeoutError, TimeoutError):
        raise Refused("too-slow", headers={"Connection": "close"}) from None


async def _collected(request: Request, largest: int) -> bytes:
    found = bytearray()
    async for part in request.stream():
        found += part
        if len(found) > largest:
            _too_large(largest)
    return bytes(found)


def _too_large(largest: int) -> NoReturn:
    raise Refused("too-large", f"At most {largest:,} bytes are taken.", headers={"Connection": "close"})


def json_object(body: bytes) -> dict[str, Any]:
    """The object that the body is. Raises Refused."""
    try:
        text = body.decode("utf-8-sig")
        found = json.loads(text, object_pairs_hook=_once, parse_float=_number, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise Refused("not-json", "The body is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise Refused("not-json", f"{error.msg}: line {error.lineno}, character {error.colno}.") from None
    except RecursionError:
        raise Refused("not-json", "It is nested too deeply.") from None
    except ValueError:  # an integer of thousands of digits
        raise Refused("not-json", "It has a number of too many digits.") from None
    if not isinstance(found, dict):
        raise Refused("not-json", 'It is no object, such as {"answers": {}}.')
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = made_of(pairs)
    if isinstance(found, Ambiguous):
        raise Refused("not-json", f"The key {quoted(found.repeated[0])} is there twice.")
    return found


def _number(text: str) -> object:
    """The number, as a case file has it; the text of one that none takes, so that who reads it says why."""
    try:
        return decimals.read(text)
    except NoDecimal:
        return text


def _no_number(name: str) -> NoReturn:
    raise Refused("not-json", f"{name} is no number of JSON.")


def case_of(kb: KnowledgeBase, found: dict[str, Any], others: Collection[str] = ()) -> Case:
    """The case, as a case file in JSON has it; `others` are keys that may stand beside its own. Raises CaseError."""
    known, wrong = [*KEYS, *others], []
    for key in found:
        if key not in known:
            wrong.append(f"unknown key {quoted(key)}{did_you_mean(key, known)}")
    answers, name, of = found.get("answers"), found.get("name"), found.get("knowledge_base")
    if not isinstance(answers, dict):
        wrong.append("'answers' must be an object, each answer by its question's id")
    if not isinstance(name, (str, type(None))):
        wrong.append("'name' must be a text")
    elif any("\ud800" <= sign <= "\udfff" for sign in name or ""):
        wrong.append(f"name: {quoted(name)} holds half a character, a lone surrogate")
    if of not in (None, "", kb.id):
        wrong.append(f"this is a case of {quoted(of)}, not of '{kb.id}'")
    for key, most in (("format", CASE), ("version", None)):
        number = found.get(key)
        if number is not None and (type(number) is not int or number < 0 or (most is not None and number > most)):
            wrong.append(f"{key!r} must be a whole number{f' up to {most}, which is known here' if most else ''}")
    if found.get("expect") is not None:
        wrong += wrongly_expected(kb, found["expect"])
    if wrong:
        raise CaseError(Problem("the case", 0, 0, what) for what in wrong)
    return Case(answers or {}, name or "", kb.id)


def switch(found: dict[str, Any], name: str) -> bool:
    """What is on or off, off by itself. Raises AdvisorError."""
    value = found.get(name)
    return flag(False if value is None else value, f"true or false for '{name}'")


def arguments(found: dict[str, Any]) -> dict[str, Any]:
    """The keys that are no case's own."""
    return {key: it for key, it in found.items() if key not in KEYS}
