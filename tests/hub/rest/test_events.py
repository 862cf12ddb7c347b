"""Reading events."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.hub.rest.hubs import batch, memory
from workbench.app import Lab
from workbench.core.cloudevents import to_cloud


async def fill(client: httpx.AsyncClient, many: int = 30) -> None:
    await client.post("/api/events", content=batch(many))


def subjects(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200
    return [event["subject"] for event in answer.json()["events"]]


async def test_pages_join_into_the_whole(client: httpx.AsyncClient, lab: Lab) -> None:
    await fill(client)
    seen, after = [], 0
    while True:
        answer = (await client.get("/api/events", params={"after": after, "limit": 7})).json()
        assert answer["head"] == 30
        if not answer["events"]:
            break
        seen += answer["events"]
        after = answer["next"]
    assert after == 30
    assert seen == [json.loads(json.dumps(to_cloud(record), default=str)) for record in lab.log.read()]


async def test_filters(client: httpx.AsyncClient) -> None:
    task = {"type": "task.started", "source": "agent/boris", "subject": "task/1", "data": {"title": "t"}}
    await client.post("/api/events", json=[memory(1), memory(2), task])
    assert subjects(await client.get("/api/events", params={"kinds": "task.started, agent.registered"})) == ["task/1"]
    assert subjects(await client.get("/api/events", params={"source": "agent/ada"})) == ["memory/1", "memory/2"]
    assert subjects(await client.get("/api/events", params={"subject": "memory/2"})) == ["memory/2"]
    assert subjects(await client.get("/api/events", params={"after": 1, "upto": 2})) == ["memory/2"]
    assert subjects(await client.get("/api/events", params={"until": "1 hour ago"})) == []
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert subjects(await client.get("/api/events", params={"since": tomorrow})) == []
    assert len(subjects(await client.get("/api/events", params={"until": tomorrow, "since": "1 hour ago"}))) == 3


async def test_next_after_a_filter_is_the_end_of_what_was_looked_at(client: httpx.AsyncClient) -> None:
    await fill(client)
    answer = (await client.get("/api/events", params={"subject": "memory/3", "upto": 20})).json()
    assert (len(answer["events"]), answer["next"], answer["head"]) == (1, 20, 30)
    answer = (await client.get("/api/events", params={"after": 99})).json()
    assert (answer["events"], answer["next"]) == ([], 99)


async def test_lines(client: httpx.AsyncClient, lab: Lab) -> None:
    await fill(client, 2_500)
    answer = await client.get("/api/events", params={"after": 10}, headers={"accept": "application/x-ndjson"})
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line)["sequence"] for line in answer.text.splitlines()] == [str(n) for n in range(11, 2_501)]


async def test_one_event(client: httpx.AsyncClient) -> None:
    await fill(client, 3)
    assert (await client.get("/api/events/2")).json()["subject"] == "memory/1"
    missing = await client.get("/api/events/4")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    assert (await client.get("/api/events/0")).status_code == 422
    assert (await client.get("/api/events/9999999999999999999999")).status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "after=-1",
        "after=x",
        "after=99999999999999999999",
        "limit=0",
        "limit=1001",
        "since=",
        "since=7",
        "since=gibberish",
        "kinds=no.such",
        "since=0001-01-01",
        "until=9999-12-31T23:59:59-23:00",
        "subject=",
        "since=" + "9" * 90,
    ],
)
async def test_a_query_that_means_nothing_is_refused(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/api/events?{query}")
    assert answer.status_code == 422
    assert set(answer.json()) == {"problem", "remedy", "code"}
