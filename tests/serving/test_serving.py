"""The advisor by HTTP: what it answers is what the functions give, and whatever is sent gets an answer that says so."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
from greenhouse import write_kb
from loans import LOAN

pytest.importorskip("starlette", reason="the extra 'serve' is not installed")
httpx = pytest.importorskip("httpx", reason="the extra 'serve' is not installed")

import uvicorn  # noqa: E402 - behind what may not be installed
from service import JSON, LINES, running  # noqa: E402 - behind what may not be installed

import advisor  # noqa: E402
from advisor.cli.main import main  # noqa: E402
from advisor.exports.schemas import schema  # noqa: E402
from advisor.knowledge.model import KnowledgeBase  # noqa: E402
from advisor.reports import description, requests  # noqa: E402
from advisor.reports.explaining.kinds import BY_OPTION, KINDS  # noqa: E402
from advisor.serving import limits, protocol  # noqa: E402
from advisor.serving.app import PATHS, addresses, application  # noqa: E402
from advisor.serving.limits import Rates  # noqa: E402
from advisor.serving.openapi import document  # noqa: E402
from advisor.serving.problems import MEDIA_TYPE  # noqa: E402
from advisor.serving.program import listening  # noqa: E402
from advisor.serving.protocol import LARGEST_HEAD, send_at_once  # noqa: E402
from advisor.serving.settings import LARGEST_CASE, THREADS, ServiceSettings  # noqa: E402

CASE = {"plant": "tomato", "soil": "dry", "signs": ["spots"], "days": 3}


class Client:
    """Asks the service in this process; what it raised would be raised here."""

    def __init__(self, kb: KnowledgeBase, **settings: Any) -> None:
        self._app = application(kb, ServiceSettings(**settings))

    def ask(self, method: str, path: str, **options: Any) -> Any:
        async def asked() -> Any:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://advisor") as client:
                return await client.request(method, path, **options)

        return asyncio.run(asked())

    def post(self, path: str, body: Any, **options: Any) -> Any:
        return self.ask("POST", path, json=body, **options)


@pytest.fixture
def client(greenhouse: KnowledgeBase) -> Client:
    return Client(greenhouse)


def problem(response: Any, status: int) -> Any:
    """The problem of a response, which is one as RFC 9457 has it."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == MEDIA_TYPE
    told = response.json()
    jsonschema.Draft202012Validator(schema("problem")).validate(told)
    assert told["status"] == status
    return told


def test_a_consultation_by_http_asks_what_the_dialogue_asks(greenhouse: KnowledgeBase, client: Client) -> None:
    consultation, answers = advisor.Consultation(greenhouse), {}
    while (told := client.post("/next-question", {"answers": answers}).json())["question"]:
        assert told["question"]["id"] == consultation.question.id  # type: ignore[union-attr]
        assert told["remaining"] == [*consultation.remaining()]
        answers[told["question"]["id"]] = CASE[told["question"]["id"]]
        consultation.answer(CASE[told["question"]["id"]])
    assert consultation.question is None
    assert told["goal_settled"]
    on_the_road = client.post("/next-question", {"answers": {"plant": "tomato", "soil": "dry"}, "road": True}).json()
    assert on_the_road["phase"] in ("roadmap", "done")


@pytest.mark.parametrize("nothing", [None, "", " "])
def test_what_is_no_answer_is_asked_for(client: Client, nothing: str | None) -> None:
    assert client.post("/next-question", {"answers": {"plant": nothing}}).json()["question"]["id"] == "plant"
    told = client.post("/next-question", {"answers": {"plant": "tomato", "soil": nothing}}).json()
    assert told["question"]["id"] == "soil"
    assert told["answers"] == {"plant": "tomato"}


def test_answers_are_those_of_the_commands(greenhouse: KnowledgeBase, client: Client, here: Path, capsys: Any) -> None:
    case = {"name": "Ada", "answers": CASE, "expect": {"next_step": {"not": "enjoy"}}}
    (here / "case.json").write_text(json.dumps(case))
    main(["recommend", "case.json", "--kb", "kb", "--format", "json"])
    (printed,) = json.loads(capsys.readouterr().out)
    assert client.post("/recommend", case).json() == printed
    found = advisor.decide(greenhouse, CASE)
    assert client.post("/decide", {"answers": CASE}).json()["value"] == found.value == printed["next_step"]["id"]
    main(["explain", "case.json", "--kb", "kb", "--format", "json", "--why-not", "next_step=enjoy"])
    (printed,) = json.loads(capsys.readouterr().out)
    asked = {"name": "Ada", "answers": CASE, "attribute": "next_step", "value": "enjoy"}
    assert client.post("/explain/why-not", asked).json() == printed


def test_many_cases_are_those_of_a_batch(greenhouse: KnowledgeBase, client: Client, here: Path) -> None:
    rows = [{"id": 1.10, "name": "Ada", **CASE}, {"id": "2", "plant": "tomatoe"}, [], {"plant": "cactus", "days": 1}]
    sent = "".join(json.dumps(row) + "\n" for row in rows) + '{"plant": "\n'
    (here / "in.jsonl").write_text(sent)
    for details in ([], ["--details"]):
        main(["batch", "in.jsonl", "-o", "out.jsonl", "--kb", "kb", "--quiet", *details])
        path = "/assess?details=true" if details else "/assess"
        told = client.ask("POST", path, content=sent, headers=LINES)
        assert told.status_code == 200
        assert told.text == (here / "out.jsonl").read_text()
        assert len(told.text.splitlines()) == 5
    many = sent * 200  # decided as columns
    assert len(client.ask("POST", "/assess", content=many, headers=LINES).text.splitlines()) == 1000
    assert client.ask("POST", "/assess", content="", headers=LINES).text == ""


@pytest.mark.parametrize("folder", ["", "examples/knowledge-bases/school-meals", "loan"])
def test_every_example_of_the_document_is_answered_as_it_says(tmp_path: Path, folder: str) -> None:
    """And every answer keeps to the schema that the document names for it."""
    kb = advisor.load(write_kb(tmp_path / "loan", **LOAN) if folder == "loan" else folder or None)
    client, answered = Client(kb, seconds=60), 0
    told = client.ask("GET", "/openapi.json").json()
    for path, methods in told["paths"].items():
        for method, of in methods.items():
            if method == "get":
                continue
            ((kind, content),) = of["requestBody"]["content"].items()
            sent = content["example"] if isinstance(content["example"], str) else json.dumps(content["example"])
            answer = client.ask("POST", path, content=sent, headers={"content-type": kind})
            assert answer.status_code == 200, answer.text
            ((kind, shown),) = of["responses"]["200"]["content"].items()
            assert answer.headers["content-type"] == kind
            answered += 1
            if kind == "application/json":
                told_now, told_then = ({**it, "answered_by": ""} for it in (answer.json(), shown["example"]))
                assert told_now == told_then  # by whatever procedure: what was built before is used again
                _validator(told, shown["schema"]).validate(answer.json())
                asked = json.loads(sent)
                _validator(told, content["schema"]).validate(asked)
                assert not _validator(told, content["schema"]).is_valid({**asked, "answers": {"no such": 1}})
            else:
                assert answer.text == shown["example"]
    assert answered == 4 + len(KINDS)
    every = {(it, method.lower()) for it, method, _ in PATHS} - {("/explain/{kind}", "post")}
    every |= {(f"/explain/{kind}", "post") for kind in BY_OPTION}
    assert {(path, method) for path, methods in told["paths"].items() for method in methods} == every


def _validator(document: Any, part: Any) -> Any:
    return jsonschema.Draft202012Validator({**part, "components": document["components"]})


def test_parts_that_the_document_shares_are_the_same_in_every_schema(greenhouse: KnowledgeBase) -> None:
    told = document(greenhouse)["components"]["schemas"]
    for name in (*BY_OPTION, "recommendation"):
        for part, it in schema(name, greenhouse)["$defs"].items():
            assert told[part] == json.loads(json.dumps(it).replace('"#/$defs/', '"#/components/schemas/'))


def test_what_is_there_to_read(greenhouse: KnowledgeBase, client: Client) -> None:
    assert client.ask("GET", "/health").json()["knowledge_base"] == "greenhouse"
    told = client.ask("GET", "/knowledge-base").json()
    jsonschema.Draft202012Validator(client.ask("GET", "/schemas/description").json()).validate(told)
    assert [it["id"] for it in told["questions"]] == [*greenhouse.questions]
    page = client.ask("GET", "/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert greenhouse.title in page.text
    refused = client.post("/decide", {"answers": {"plant": "oak"}})
    assert client.ask("GET", refused.json()["type"]).json()["title"] == refused.json()["title"]


BAD: list[tuple[str, str, Any, int, str]] = [
    ("no JSON", "/decide", "{", 400, "line 1, character 2"),
    ("no UTF-8", "/decide", b"\xff\xfe{}", 400, ""),
    ("UTF-16", "/decide", '{"answers": {}}'.encode("utf-16"), 400, "not UTF-8"),
    ("too exact", "/recommend", '{"answers": {"days": 3.0000000000000000001}}', 422, "15 significant digits"),
    ("too large", "/recommend", '{"answers": {"days": 1e400}}', 422, "'1e400' is too large"),
    ("no object", "/recommend", "[]", 400, "no object"),
    ("a key twice", "/recommend", '{"answers": {"soil": "dry", "soil": "wet"}}', 400, "'soil' is there twice"),
    ("no number", "/decide", '{"answers": {"days": NaN}}', 400, "NaN"),
    ("too many digits", "/decide", '{"answers": {"days": ' + "9" * 5000 + "}}", 400, "digits"),
    ("too deep", "/decide", "[" * 100_000, 400, "too deeply"),
    ("no answers", "/decide", "{}", 422, "'answers' must be an object"),
    ("an unknown key", "/decide", '{"answers": {}, "nome": "Ada"}', 422, "did you mean 'name'"),
    ("an unknown question", "/decide", '{"answers": {"soill": "dry"}}', 422, "did you mean 'soil'"),
    ("a bad value", "/recommend", '{"answers": {"plant": "oak"}}', 422, "plant: 'oak' is not one of"),
    ("no required answer", "/recommend", '{"answers": {}}', 422, "plant: this question needs an answer"),
    ("half a character", "/recommend", '{"answers": {"plant": "\\ud800"}}', 422, "plant"),
    ("half a character of a name", "/decide", '{"name": "\\udc00", "answers": {}}', 422, "name: '\\udc00' holds half"),
    ("another's case", "/recommend", '{"knowledge_base": "loan", "answers": {}}', 422, "not of 'greenhouse'"),
    ("a later format", "/recommend", '{"format": 99, "answers": {}}', 422, "'format'"),
    ("nothing asked", "/explain/why-not", '{"answers": {"plant": "tomato"}}', 422, "needs 'attribute' and 'value'"),
    ("asked too much", "/explain/plan", '{"answers": {"plant": "tomato"}, "goal": "x"}', 422, "takes no 'goal'"),
    ("a wrong kind", "/explain/why", '{"answers": {}, "question": 3}', 422, "question"),
    ("nothing such", "/explain/how", '{"answers": {"plant": "tomato"}, "attribute": "x"}', 422, "'x'"),
    ("no switch", "/next-question", '{"answers": {}, "road": "yes"}', 422, "true or false for 'road'"),
    ("true for a number", "/decide", '{"answers": {"days": true}}', 422, "days: true is not a number"),
    ("null in a list", "/decide", '{"answers": {"signs": [null]}}', 422, "signs: [null] is not a list of"),
    ("no argument", "/explain/what-if", '{"answers": {}, "changes": null}', 422, "what-if needs 'changes'"),
    ("no object there", "/explain/what-if", '{"answers": {}, "changes": 7}', 422, "each answer by its question's id"),
    ("no expectation", "/decide", '{"answers": {}, "expect": 7}', 422, "'expect' must be an object"),
    ("a wrong one", "/recommend", '{"answers": {}, "expect": {"next_stp": "x"}}', 422, "did you mean 'next_step'"),
    ("never so", "/recommend", '{"answers": {}, "expect": {"next_step": "x"}}', 422, "'x' is never concluded"),
    ("no such kind", "/explain/whence", "{}", 404, "why-not"),
    ("nowhere", "/nowhere", "{}", 404, ""),
    ("nearly somewhere", "/recommend/", "{}", 404, "/openapi.json"),
]


@pytest.mark.parametrize(("path", "body", "status", "says"), [it[1:] for it in BAD], ids=[it[0] for it in BAD])
def test_a_bad_request_is_a_problem_that_says_what_is_wrong(
    client: Client, path: str, body: Any, status: int, says: str
) -> None:
    told = problem(client.ask("POST", path, content=body, headers=JSON), status)
    assert says in " ".join([told["detail"], *told.get("mistakes", [])])


def test_every_mistake_is_told_in_one_go(client: Client) -> None:
    told = problem(client.post("/recommend", {"answers": {"plant": "oak", "soil": "mud", "x": 1}}), 422)
    assert len(told["mistakes"]) == 3


def test_another_method_or_type_is_refused(client: Client) -> None:
    response = client.ask("GET", "/decide?soil=dry")
    assert problem(response, 405)
    assert response.headers["allow"] == "POST"
    assert problem(client.ask("POST", "/decide", content="{}", headers={"content-type": "text/plain"}), 415)
    assert problem(client.ask("POST", "/decide", content="{}"), 415)  # as a form of another site would send it
    assert problem(client.ask("POST", "/assess", content="{}", headers=JSON), 415)
    packed = client.ask("POST", "/decide", content=b"\x1f\x8b", headers={**JSON, "content-encoding": "gzip"})
    assert "'gzip'" in problem(packed, 415)["detail"]
    assert packed.headers["accept-encoding"] == "identity"


def test_a_body_that_is_too_large_is_not_read(greenhouse: KnowledgeBase, client: Client) -> None:
    assert problem(client.ask("POST", "/decide", content=" " * (LARGEST_CASE + 1), headers=JSON), 413)
    read = 0

    async def endless() -> Any:
        nonlocal read
        while True:
            read += 1
            yield b" " * 65536

    assert problem(client.ask("POST", "/decide", content=endless(), headers=JSON), 413)
    assert read < 100
    small = Client(greenhouse, largest=10)
    assert problem(small.ask("POST", "/assess", content='{"plant": "tomato"}', headers=LINES), 413)


def test_a_body_that_does_not_arrive_is_given_up(greenhouse: KnowledgeBase) -> None:
    async def stalled() -> Any:
        yield b"{"
        await asyncio.sleep(30)

    assert problem(Client(greenhouse, seconds=0.2).ask("POST", "/decide", content=stalled(), headers=JSON), 408)


def test_work_that_takes_too_long_is_given_up(greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(requests, "recommended", lambda kb, case: go_on.wait(30))
    client = Client(greenhouse, seconds=0.2)
    told = problem(client.post("/recommend", {"answers": CASE}), 503)
    assert "0.2 seconds" in told["detail"]
    go_on.set()


def test_what_is_made_once_is_there_though_the_first_who_asked_did_not_wait(
    greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, made = threading.Event(), []

    def slowly(kb: KnowledgeBase) -> Any:
        made.append(kb.id)
        assert go_on.wait(30)
        return {"id": kb.id}

    monkeypatch.setattr(description, "as_object", slowly)
    client = Client(greenhouse, seconds=0.2)
    assert problem(client.ask("GET", "/knowledge-base"), 503)
    go_on.set()
    while client.ask("GET", "/knowledge-base").status_code != 200:
        time.sleep(0.01)
    assert len(made) <= 2


def test_what_could_not_be_made_is_tried_again(greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    as_object, tries = description.as_object, []

    def fails_once(kb: KnowledgeBase) -> Any:
        tries.append(kb.id)
        if len(tries) == 1:
            raise MemoryError
        return as_object(kb)

    monkeypatch.setattr(description, "as_object", fails_once)
    client = Client(greenhouse)
    assert problem(client.ask("GET", "/knowledge-base"), 500)
    assert client.ask("GET", "/knowledge-base").status_code == 200


def test_expectations_hold_up_nobody_and_null_is_none(greenhouse: KnowledgeBase) -> None:
    client = Client(greenhouse, seconds=0.2)
    assert client.post("/decide", {"answers": CASE, "expect": None}).status_code == 200
    many = {f"next_stap{number}": "water" for number in range(20_000)}
    assert problem(client.post("/decide", {"answers": CASE, "expect": many}), 503)
    assert client.post("/decide", {"answers": CASE}).status_code == 200


def test_the_page_is_there_though_long_work_goes_on(greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(requests, "recommended", lambda kb, case: go_on.wait(60))
    client = Client(greenhouse, seconds=0.2)
    try:
        for _ in range(2 * THREADS):
            assert problem(client.post("/recommend", {"answers": CASE}), 503)
        assert client.ask("GET", "/").status_code == 200
    finally:
        go_on.set()


def test_an_address_that_sends_too_much_is_told_when_to_come_again(greenhouse: KnowledgeBase) -> None:
    client = Client(greenhouse, rate=2)
    answers = [client.post("/decide", {"answers": CASE}) for _ in range(5)]
    assert [it.status_code for it in answers[:4]] == [200] * 4
    assert problem(answers[4], 429)
    assert answers[4].headers["retry-after"] == "1"
    rates = Rates(10)
    assert not any(rates.wait("a", 0) for _ in range(20))
    assert rates.wait("a", 0) == pytest.approx(0.1)
    assert not rates.wait("b", 0)
    assert not rates.wait("a", 0.2)


def test_more_at_once_than_there_may_be_are_told_to_come_again(
    greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "AT_ONCE", 0)
    response = Client(greenhouse).post("/decide", {"answers": CASE})
    assert problem(response, 503)
    assert response.headers["retry-after"] == "1"


def test_pages_of_others_may_ask_only_where_that_is_said(greenhouse: KnowledgeBase, client: Client) -> None:
    theirs = {"origin": "https://college.example", "access-control-request-method": "POST"}
    theirs |= {"access-control-request-headers": "content-type"}
    assert "access-control-allow-origin" not in client.ask("OPTIONS", "/decide", headers=theirs).headers
    open_ = Client(greenhouse, origins=("https://college.example",))
    assert open_.ask("OPTIONS", "/decide", headers=theirs).headers["access-control-allow-origin"] == theirs["origin"]
    other = open_.ask("OPTIONS", "/decide", headers={**theirs, "origin": "https://other.example"})
    assert "access-control-allow-origin" not in other.headers
    assert "origin" in problem(other, 400)["detail"]
    assert problem(open_.ask("OPTIONS", "/decide", headers={**theirs, "access-control-request-method": "PUT"}), 400)
    refused = open_.post("/decide", {"answers": {"x": 1}}, headers=theirs)
    assert refused.headers["access-control-allow-origin"] == theirs["origin"]  # the page is told what is wrong


def test_a_defect_is_a_problem_and_what_was_sent_is_in_no_log(
    greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(kb: KnowledgeBase, case: Any) -> Any:
        raise ValueError(f"cannot cope with {dict(case.answers)}")

    monkeypatch.setattr(requests, "recommended", broken)
    client = Client(greenhouse, log=True)
    with caplog.at_level(logging.INFO):
        told = problem(client.post("/recommend", {"name": "Ada", "answers": CASE}), 500)
        client.ask("GET", "/decide?soil=dry")
        client.ask("GET", "/tomato/dry")
    assert "tomato" not in json.dumps(told)
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    for line in ("ValueError in", "POST /recommend 500", "GET /decide 405", "GET (no such address) 404"):
        assert line in logged
    for sent in ("tomato", "Ada", "dry"):
        assert sent not in logged


def test_every_address_has_its_place_in_the_log() -> None:
    assert {"/", "/decide", "/explain/why-not", "/schemas/row", "/problems/busy"} <= addresses()


@pytest.fixture
def folder(greenhouse_folder: Path) -> str:
    return str(greenhouse_folder)


def test_several_processes_answer_alike_and_end_at_a_signal(tmp_path: Path, folder: str) -> None:
    with running(tmp_path, "--kb", folder, "-j", "2", "--log") as service, httpx.Client(timeout=30) as client:
        answer = _first(lambda: client.post(f"{service.address}/decide", json={"answers": CASE}))
        assert answer.json()["value"]
        assert client.get(f"{service.address}/health").json()["status"] == "ok"
        assert problem(client.post(f"{service.address}/decide", content="{", headers=JSON), 400)
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(30) == 0
    said = service.said.read_text()
    assert "POST /decide 200" in said
    assert "tomato" not in said


def _first(ask: Callable[[], Any]) -> Any:
    """The first answer of processes that are still starting."""
    for _ in range(200):
        try:
            return ask()
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError("it never answered")


def _until(so: Callable[[], bool]) -> None:
    """Waits until it is so."""
    for _ in range(600):
        if so():
            return
        time.sleep(0.1)
    raise AssertionError("it never was so")


def test_a_long_question_holds_up_no_other(greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def long(kb: KnowledgeBase, case: Any) -> Any:
        assert go_on.wait(30)
        return {"done": True}

    monkeypatch.setattr(requests, "recommended", long)
    app = application(greenhouse, ServiceSettings(seconds=60))

    async def asked() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://advisor") as client:
            waiting = asyncio.create_task(client.post("/recommend", json={"answers": CASE}))
            await asyncio.sleep(0.05)
            assert (await client.post("/decide", json={"answers": CASE})).status_code == 200
            assert (await client.post("/next-question", json={"answers": CASE})).status_code == 200
            assert not waiting.done()
            go_on.set()
            assert (await waiting).json() == {"done": True}

    asyncio.run(asked())


def spoken(address: str, *parts: bytes, seconds: float = 0) -> bytes:
    """What comes back for these bytes, sent with so many seconds between them, until the connection ends."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as sent:
        for part in parts:
            sent.sendall(part)
            time.sleep(seconds)
        found = b""
        while more := sent.recv(65536):
            found += more
    return found


WHOLE = b"POST /decide HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
"""The head of a request with a body of so many bytes."""


def refused(answer: bytes) -> Any:
    """The problem in an answer as it came."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert MEDIA_TYPE.encode() in head
    assert int(head.split()[1]) == json.loads(body)["status"]
    return json.loads(body)["type"]


@pytest.mark.parametrize("processes", ["1", "2"])
def test_what_is_no_request_or_has_no_end_is_refused_too(tmp_path: Path, folder: str, processes: str) -> None:
    with running(tmp_path, "--kb", folder, "-j", processes) as service:
        _first(lambda: httpx.get(f"{service.address}/health"))
        assert refused(spoken(service.address, b"tomato?\r\n\r\n")) == "/problems/no-http"
        large = b"x" * (LARGEST_HEAD // 4)
        endless = [b"GET / HTTP/1.1\r\nA: ", *[large] * 4]
        assert refused(spoken(service.address, *endless, seconds=0.05)) == "/problems/head-too-large"
        for at_once in (b"GET / HTTP/1.1\r\nA: %s\r\n\r\n", b"GET /%s HTTP/1.1\r\n\r\n"):
            assert refused(spoken(service.address, at_once % (large * 5))) == "/problems/head-too-large"
        body = json.dumps({"answers": CASE}).encode() + b" " * (2 * LARGEST_HEAD)
        with httpx.Client() as client:  # a body is no head, and a connection goes on after it
            for _ in range(3):
                assert client.post(f"{service.address}/decide", content=body, headers=JSON).status_code == 200
        ended = WHOLE.replace(b"Host: a", b"Connection: close") % len(body) + body
        assert spoken(service.address, ended).startswith(b"HTTP/1.1 200")
        upgraded = b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n"
        assert spoken(service.address, upgraded).startswith(b"HTTP/1.1 200")
    (line,) = service.said.read_text().splitlines()  # nothing of what was sent, and nothing about it
    assert line.startswith("advisor: greenhouse at ")


def test_each_request_has_a_line_in_the_log_though_it_was_none(tmp_path: Path, folder: str) -> None:
    with running(tmp_path, "--kb", folder, "--log") as service:
        assert _first(lambda: httpx.get(f"{service.address}/health")).status_code == 200
        assert refused(spoken(service.address, b"tomato?\r\n\r\n")) == "/problems/no-http"
        assert spoken(service.address, b"GET /%s HTTP/1.1\r\n\r\n" % (b"x" * LARGEST_HEAD))
        host, _, port = service.address.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as leaving:
            leaving.sendall(WHOLE % 1000 + b'{"answers"')
        spoken(service.address, WHOLE.replace(b"Host: a", b"Connection: close") % 2 + b"{}")
        _until(lambda: len(service.said.read_text().splitlines()) == 6)
    _, *lines = service.said.read_text().splitlines()
    told = sorted(re.sub(r"^advisor: \S+ | \d+ ms$", "", line) for line in lines)
    assert told == ["(no request) 400", "(no request) 431", "GET /health 200", "POST /decide 422", "POST /decide left"]


def test_a_head_that_does_not_arrive_is_given_up(greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
    app = application(greenhouse, ServiceSettings())
    server = uvicorn.Server(uvicorn.Config(app, http=protocol.GuardedProtocol, log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=lambda: server.run(sockets=[listener]))
        thread.start()
        try:
            assert refused(spoken(address)) == "/problems/too-slow"
            assert refused(spoken(address, b"GET /health HTTP/1.1\r\n")) == "/problems/too-slow"
            asked = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
            twice = spoken(address, asked, b"GET /health HTTP/1.1\r\n")
            assert twice.startswith(b"HTTP/1.1 200")
            assert b"/problems/too-slow" in twice
        finally:
            server.should_exit = True
            thread.join()


def test_who_leaves_amid_many_cases_leaves_nothing_behind(tmp_path: Path, folder: str) -> None:
    with running(tmp_path, "--kb", folder) as service, httpx.Client(base_url=service.address, timeout=60) as client:
        rows = b'{"plant": "tomato"}\n' * 200_000
        for _ in range(6):  # more than there are threads
            with client.stream("POST", "/assess", content=rows, headers=LINES) as answer:
                assert next(answer.iter_lines()).startswith("{")
        assert client.post("/recommend", json={"answers": CASE}).status_code == 200
        told = client.post("/assess", content=rows, headers=LINES)
        assert len(told.text.splitlines()) == 200_000
    assert "defect" not in service.said.read_text()


def test_stopped_by_ctrl_c_it_ends_without_a_word(tmp_path: Path, folder: str) -> None:
    with running(tmp_path, "--kb", folder) as service:
        assert _first(lambda: httpx.get(f"{service.address}/health")).status_code == 200
        service.process.send_signal(signal.SIGINT)
        service.process.wait(30)
    assert len(service.said.read_text().splitlines()) == 1


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_port_that_is_taken_is_told_in_one_line(folder: str, taken_port: int, capsys: Any) -> None:
    assert main(["serve", "--kb", folder, "--port", str(taken_port)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.endswith(f"127.0.0.1:{taken_port}: Address already in use\n")


@pytest.mark.parametrize("options", [["--port", "70000"], ["-j", "0"], ["--seconds", "0"], ["--rate", "-1"]])
def test_options_that_mean_nothing_are_refused(options: list[str], capsys: Any) -> None:
    assert main(["serve", *options]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_body_is_sent_right_behind_its_head() -> None:
    for made, ours in ((listening("127.0.0.1", 0), True), (socket.create_server(("127.0.0.1", 0)), False)):
        with made as listener, socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            with accepted:
                assert bool(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)) is ours
                send_at_once(SimpleNamespace(get_extra_info=lambda name, it=accepted: it))
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
