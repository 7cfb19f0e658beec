"""The advisor as tools of an assistant, spoken to by the SDK's own client."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import jsonschema
import pytest

pytest.importorskip("mcp", reason="the extra 'mcp' is not installed")

from mcp import Client, MCPError, StdioServerParameters
from service import running

import advisor
from advisor.assistants import tools
from advisor.assistants.server import KNOWLEDGE_BASE, SOURCES, server
from advisor.cli.main import main
from advisor.exports.schemas import schema
from advisor.knowledge.model import KnowledgeBase
from advisor.serving.openapi import answered

CASE: dict[str, Any] = {"plant": "tomato", "soil": "dry", "signs": ["spots"], "days": 3}


def spoken(at: Any, talk: Callable[[Client], Awaitable[Any]]) -> Any:
    """What comes of a talk with the server that is there."""

    async def run() -> Any:
        async with Client(at) as client:
            return await talk(client)

    return asyncio.run(run())


async def told(client: Client, tool: str, **arguments: Any) -> Any:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result.structured_content


async def consulted(client: Client, case: dict[str, Any]) -> dict[str, Any]:
    """Asks the person of a case until nothing is left to ask; returns what they were asked for and answered."""
    answers: dict[str, Any] = {}
    while question := (await told(client, "next_question", answers=answers))["question"]:
        assert question["ask"]
        answers[question["id"]] = case.get(question["id"], "unknown")
    return answers


async def whole_consultation(client: Client) -> None:
    """As an assistant holds one: asks, recommends, and is questioned."""
    kb = advisor.load()
    assert "never guess" in (client.instructions or "")
    case = {"country": "us"}
    answers = await consulted(client, case)
    assert answers["country"] == "us"
    advice = advisor.recommend(kb, answers)
    found = await told(client, "recommend", answers=answers)
    assert advice.step is not None
    assert found["next_step"]["id"] == advice.step.id
    assert found["next_step"]["title"] in " ".join(found["told"].split())
    assert {it.partition("/")[0] for it in found["next_step"]["cite"]} <= {*found["sources"]}
    jsonschema.validate({key: it for key, it in found.items() if key != "told"}, answered("recommendation", kb))
    other = next(
        it["value"] for it in (await told(client, "list_questions"))["outcomes"] if it["value"] != advice.step.id
    )
    why_not = await told(client, "why_not", answers=answers, value=other)
    assert why_not["why_not"] == {"attribute": kb.goal, "value": other}
    what_if = await told(client, "what_if", answers=answers, changes={"country": "gb"})
    assert what_if["after"]["next_step"] == advisor.recommend(kb, {**answers, "country": "gb"}).step.id  # type: ignore[union-attr]
    sure = await told(client, "how_sure", answers=answers)
    assert set(sure["unanswered"]) == {id for id in kb.questions if answers.get(id, "unknown") == "unknown"}
    (sources,) = (await client.read_resource(SOURCES)).contents
    assert set(json.loads(sources.text)) == {*kb.sources}  # type: ignore[union-attr]


def test_a_whole_consultation_over_standard_input_and_output() -> None:
    spoken(StdioServerParameters(command=sys.executable, args=["-m", "advisor", "mcp"]), whole_consultation)


def test_a_whole_consultation_by_http(tmp_path: Path) -> None:
    with running(tmp_path, "--http", command="mcp") as service:
        with pytest.raises(HTTPError) as refused:  # what keeps nothing has no stream of its own
            urlopen(Request(service.address, headers={"accept": "text/event-stream"}), timeout=60)
        assert (refused.value.code, refused.value.headers["allow"]) == (405, "POST")
        spoken(service.address, whole_consultation)
    assert len(service.said.read_text().splitlines()) == 1


def test_a_consultation_asks_what_the_dialogue_asks(greenhouse: KnowledgeBase) -> None:
    consultation = advisor.Consultation(greenhouse)
    while question := consultation.question:
        consultation.answer(CASE[question.id])
    assert spoken(server(greenhouse), lambda client: consulted(client, CASE)) == {
        id: [*it] if isinstance(it, tuple) else it for id, it in consultation.answers.items()
    }


def test_every_tool_says_what_it_does_and_only_reads(greenhouse: KnowledgeBase) -> None:
    async def listed(client: Client) -> Any:
        return (await client.list_tools()).tools

    found = spoken(server(greenhouse), listed)
    wanted = {"next_question", "recommend", "why_not", "what_if", "how_sure", "list_questions"}
    assert {tool.name for tool in found} == wanted
    for tool in found:
        assert tool.annotations.read_only_hint
        assert tool.description
        assert "self" not in tool.input_schema["properties"]


WRONG = [
    ("recommend", {"answers": {"plant": "oak"}}, "plant: 'oak' is not one of"),
    ("recommend", {"answers": {}}, "plant: this question needs an answer"),
    ("next_question", {"answers": {"soill": "dry"}}, "did you mean 'soil'"),
    ("why_not", {"answers": CASE, "value": "enjoi"}, "did you mean 'enjoy'"),
    ("what_if", {"answers": CASE, "changes": {"soil": "mud"}}, "soil: 'mud'"),
    ("how_sure", {"answers": CASE, "goal": "x"}, "'x' is no goal"),
    ("list_questions", {"topic": "plants"}, "'plants'; the topics are The plant, What you see, What you did"),
    ("recommend", {"answers": {"soil": {"a": 1}}}, 'soil: {"a": 1} is no answer'),
    ("recommend", {"answers": {"signs": ["spots", 1]}}, 'signs: ["spots", 1] is no answer'),
    ("recommend", {"answers": None}, "recommend needs 'answers'"),
    ("recommend", {"answers": {"soil": {"a": None}}}, 'soil: {"a": null} is no answer'),
    ("next_question", {"answers": CASE, "rode": True}, "next_question takes no 'rode'; did you mean 'road'?"),
    ("why_not", {"answers": CASE, "value": "enjoy", "goal": None}, "why_not takes no 'goal'"),
    ("recommend", {"answers": "dry"}, "'answers' must be a valid object, not 'dry'"),
    ("next_question", {"answers": CASE, "road": "maybe"}, "'road' must be a valid boolean, not 'maybe'"),
    ("recommend", {}, "recommend needs 'answers'"),
    ("why_not", {"answers": CASE}, "why_not needs 'value'"),
]


@pytest.mark.parametrize(("tool", "arguments", "says"), WRONG)
def test_a_wrong_call_is_told_what_would_be_right(
    greenhouse: KnowledgeBase, tool: str, arguments: dict[str, Any], says: str
) -> None:
    result = spoken(server(greenhouse), lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    told = result.content[0].text
    assert says in told
    assert "\n" not in told
    assert not re.search("Error executing|the case:", told)


def test_a_defect_is_told_as_one_and_no_answer_is_logged(
    greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(kb: KnowledgeBase, case: Any) -> Any:
        raise ValueError(f"cannot cope with {case.answers}")

    monkeypatch.setattr(tools, "recommend", broken)
    with caplog.at_level(logging.INFO):
        at = server(greenhouse)
        result = spoken(at, lambda client: client.call_tool("recommend", {"answers": CASE}))
        spoken(at, lambda client: client.call_tool("why_not", {"answers": CASE, "value": "tomato"}))
    assert result.is_error
    assert "defect" in result.content[0].text
    assert "tomato" not in result.content[0].text
    assert "ValueError in" in caplog.text
    assert "tomato" not in caplog.text


def test_questions_can_be_listed_by_topic_and_read_as_a_resource(greenhouse: KnowledgeBase) -> None:
    async def read(client: Client) -> Any:
        (whole,) = (await client.read_resource(KNOWLEDGE_BASE)).contents
        (source,) = (await client.read_resource(f"{SOURCES}/handbook")).contents
        with pytest.raises(MCPError, match="did you mean 'handbook'"):
            await client.read_resource(f"{SOURCES}/handbok")
        plant = await told(client, "list_questions", topic="the plant")
        return json.loads(whole.text), json.loads(source.text), plant, await told(client, "list_questions")  # type: ignore[union-attr]

    whole, source, plant, every = spoken(server(greenhouse), read)
    jsonschema.validate(whole, schema("description", greenhouse))
    assert source["url"] == greenhouse.sources["handbook"].url
    assert [it["id"] for it in every["questions"]] == [*greenhouse.questions]
    assert [it["id"] for it in plant["questions"]] == [
        id for id, it in greenhouse.questions.items() if it.topic == "The plant"
    ]
    assert {"attribute": "next_step", "value": "enjoy"}.items() <= every["outcomes"][-1].items()


def test_a_port_that_means_nothing_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mcp", "--http", "--port", "-1"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
