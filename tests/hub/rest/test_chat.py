"""Questions over HTTP: asked once or in conversations, whole or as a stream, by whom of whom."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from anyio import CapacityLimiter, to_thread

from tests.chat.conftest import write_by
from tests.chat.writers import Scripted
from tests.hub.rest.hubs import hub
from workbench.app import Lab
from workbench.core.generation import Cancel, Prompt
from workbench.hub.answer_stream import stream_of

BEES = "Why do bees dance to each other about flowers?"
STREAM = {"Accept": "text/event-stream"}
HOME = "/api/rag/conversations"


@pytest.fixture(autouse=True)
def remembered(lab: Lab) -> None:
    lab.agent("Ada").remember("Bees dance to tell each other where flowers are.", about="bees.dance")
    lab.agent("Boris").remember("The spare key lies under the blue pot.", about="house.key")


def events_of(text: str) -> list[tuple[str, Any]]:
    """The events of a stream: names and data."""
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


async def test_a_question_is_answered_with_sources(client: httpx.AsyncClient, lab: Lab) -> None:
    head = lab.log.head
    answer = await client.post("/api/rag/query", json={"question": BEES, "agent": "Ada"})
    assert answer.status_code == 200, answer.text
    reply = answer.json()
    assert reply["citations"][0]["title"] == "bees.dance" and reply["kind"] in ("answered", "tentative")
    assert (reply["id"], reply["generator"], reply["position"]) == (None, "extractive", head)
    assert lab.log.head == head
    then = await client.post("/api/rag/query", json={"question": BEES, "agent": "Ada", "at": 1})
    assert (then.json()["kind"], then.json()["position"]) == ("refused", 1)


async def test_a_stream_tells_sources_first_and_all_at_the_end(client: httpx.AsyncClient) -> None:
    asked = {"question": BEES, "agent": "Ada"}
    answer = await client.post("/api/rag/query", json=asked, headers=STREAM)
    assert answer.headers["content-type"].startswith("text/event-stream")
    (first, sources), *tokens, (last, reply) = events_of(answer.text)
    assert (first, last, {name for name, _ in tokens}) == ("sources", "done", {"token"})
    assert sources["sources"][0]["title"] == "bees.dance" and sources["confidence"] == reply["confidence"]
    assert "".join(token["text"] for _, token in tokens) == reply["text"]
    assert reply == (await client.post("/api/rag/query", json=asked)).json()


async def test_who_writes_may_fail_and_the_stream_still_ends_well(client: httpx.AsyncClient, lab: Lab) -> None:
    write_by(lab, Scripted(["Flowers "], failure="The model went away."))
    answer = await client.post("/api/rag/query", json={"question": BEES, "agent": "Ada"}, headers=STREAM)
    name, reply = events_of(answer.text)[-1]
    assert (name, reply["kind"]) == ("done", "fallback") and "Flowers " in reply["text"]


async def test_who_leaves_stops_the_answer(lab: Lab) -> None:
    ended = threading.Event()

    class Slow(Scripted):
        def stream(self, prompt: Prompt, cancel: Cancel | None = None) -> Iterator[str]:
            assert cancel is not None
            stopped = threading.Event()
            cancel.then(stopped.set)
            yield "Flowers"
            stopped.wait()
            ended.set()

    write_by(lab, Slow([]))
    answer = lab.ask(BEES, agent="Ada")
    events = stream_of(answer, CapacityLimiter(1))
    told = ""
    while "Flowers" not in told:
        told = (await anext(events)).decode()
    await events.aclose()
    await to_thread.run_sync(ended.wait)
    assert answer.stopped and answer.text.endswith("Flowers")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"question": ""}, 422),
        ({"question": "x" * 10_001}, 422),
        ({"question": BEES, "k": 6}, 422),
        ({"question": BEES, "agent": "Nobody"}, 404),
        ({"question": BEES, "collections": ["cellar"]}, 404),
        ({"question": BEES}, 404),
        ({"question": BEES, "more": 1}, 422),
        ([], 422),
    ],
)
async def test_bad_questions_are_refused(client: httpx.AsyncClient, body: Any, status: int) -> None:
    for headers in ({}, STREAM):
        answer = await client.post("/api/rag/query", json=body, headers=headers)
        assert answer.status_code == status and answer.json()["remedy"]


async def test_a_conversation_is_led_edited_and_forgotten(client: httpx.AsyncClient, lab: Lab) -> None:
    made = await client.post(HOME, json={"agent": "Ada", "title": "Bees"})
    assert made.status_code == 201
    url = f"{HOME}/{made.json()['id']}"
    first = (await client.post(f"{url}/ask", json={"question": BEES})).json()
    streamed = await client.post(f"{url}/ask", json={"question": "And where are they?"}, headers=STREAM)
    second = events_of(streamed.text)[-1][1]
    assert second["understood"] != second["question"]
    shown = (await client.get(url)).json()["conversation"]
    assert [one["parent"] for one in shown["exchanges"]] == [None, first["id"]]
    question = shown["exchanges"][0]["id"]
    edited = (await client.post(f"{url}/edit", json={"question": question, "text": "Do bees dance?"})).json()
    again = (await client.post(f"{url}/regenerate", json={"question": question})).json()
    shown = (await client.get(url)).json()["conversation"]
    assert [[reply["id"] for reply in one["answers"]] for one in shown["exchanges"]] == [
        [first["id"], again["id"]],
        [second["id"]],
        [edited["id"]],
    ]
    assert (await client.patch(url, json={"title": "Flowers"})).json()["title"] == "Flowers"
    assert (await client.post(f"{url}/stop")).json() == {"stopped": 0}
    assert [one["title"] for one in (await client.get(HOME)).json()["conversations"]] == ["Flowers"]
    past = await client.get(url, params={"at": lab.log.head - 1})
    assert past.json()["conversation"]["title"] == "Bees"
    assert (await client.delete(url)).status_code == 204
    assert (await client.get(url)).status_code == 404


async def test_others_do_not_find_a_conversation(client: httpx.AsyncClient, lab: Lab) -> None:
    made = (await client.post(HOME, json={"agent": "Ada"})).json()
    async with hub(lab, "researcher", "person/bob") as bob:
        assert (await bob.get(HOME)).json()["conversations"] == []
        assert (await bob.get(f"{HOME}/{made['id']}")).status_code == 404
        assert (await bob.post(f"{HOME}/{made['id']}/ask", json={"question": BEES})).status_code == 404


async def test_an_agents_token_asks_its_own_memories(lab: Lab) -> None:
    async with hub(lab, "agent", "agent/ada") as client:
        for body in ({"question": BEES}, {"question": BEES, "agent": "Ada"}):
            reply = (await client.post("/api/rag/query", json=body)).json()
            assert {one["source"] for one in reply["citations"]} == {"agent/ada"}
        refused = await client.post("/api/rag/query", json={"question": BEES, "agent": "Boris"})
        assert refused.status_code == 403
        assert (await client.post(HOME, json={"agent": "Boris"})).status_code == 403


async def test_a_reader_asks_but_keeps_nothing(lab: Lab) -> None:
    async with hub(lab, "reader") as client:
        assert (await client.post("/api/rag/query", json={"question": BEES, "agent": "Ada"})).status_code == 200
        assert (await client.post(HOME, json={})).status_code == 403
    async with hub(lab, None) as client:
        assert (await client.post("/api/rag/query", json={"question": BEES})).status_code == 401
