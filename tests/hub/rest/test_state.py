"""States, figures and their explanation, now and at past moments; agents."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.hub.rest.hubs import batch
from workbench.app import Lab


async def get(client: httpx.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_agent_is_registered_once(client: httpx.AsyncClient, lab: Lab) -> None:
    first = await client.post("/api/agents", json={"name": "Ada Lovelace", "interests": ["asyncio"]})
    assert first.status_code == 201
    assert first.json()["id"] == "agent/ada-lovelace"
    again = await client.post("/api/agents", json={"name": "Ada Lovelace"})
    assert (again.status_code, again.json()) == (200, first.json())
    changed = await client.post("/api/agents", json={"name": "Ada Lovelace", "interests": ["json"]})
    assert changed.json()["interests"] == ["json"]
    assert [member["name"] for member in (await get(client, "/api/agents"))["members"]] == ["Ada Lovelace"]
    assert lab.log.head == 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b'{"name": 3}',
        b'{"name": ""}',
        b'{"name": "a\\u0000"}',
        b'{"name": "Ada", "x": 1}',
        b"\xff",
        b'{"name": "' + b"a" * 200 + b'"}',
        b'{"name": "Ada", "interests": [""]}',
        b"[" * 9999,
    ],
)
async def test_an_agent_that_is_none_is_refused(client: httpx.AsyncClient, lab: Lab, body: bytes) -> None:
    answer = await client.post("/api/agents", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
    assert lab.log.head == 0


async def test_two_names_that_could_be_confused(client: httpx.AsyncClient) -> None:
    await client.post("/api/agents", json={"name": "Ada"})
    assert (await client.post("/api/agents", json={"name": "ADA"})).status_code == 422


async def test_states_now_and_then(client: httpx.AsyncClient) -> None:
    await client.post("/api/agents", json={"name": "Ada"})
    await client.post("/api/events", content=batch(5))
    await client.post("/api/agents", json={"name": "Boris"})
    now, then = await get(client, "/api/state/members"), await get(client, "/api/state/members", at=6)
    assert (now["position"], now["status"], len(now["members"])) == (7, "live", 2)
    assert (then["position"], then["status"], len(then["members"])) == (6, "replayed", 1)
    before = await get(client, "/api/state/members", at="1 hour ago")
    assert (before["position"], before["members"]) == (0, [])


async def test_the_observatory(client: httpx.AsyncClient, lab: Lab) -> None:
    await client.post("/api/agents", json={"name": "Ada"})
    await client.post("/api/events", content=batch(5))
    state = await get(client, "/api/state/observatory")
    assert {figure["subject"] for figure in state["figures"]} == {"lab", "agent/ada"}
    assert [row["agent"] for row in state["agents"]] == ["agent/ada"]
    assert state["agents"][0]["memories"] == 5
    past = await get(client, "/api/state/observatory", at=3)
    assert past["agents"][0]["memories"] == 2
    assert {figure["status"] for figure in past["figures"]} == {"replayed"}


async def test_a_figure_and_the_events_behind_it(client: httpx.AsyncClient, lab: Lab) -> None:
    await client.post("/api/agents", json={"name": "Ada"})
    await client.post("/api/events", content=batch(5))
    figure = await get(client, "/api/figures/level", agent="Ada")
    assert figure["value"] == lab.observatory.level("Ada").value
    assert figure["id"] == "level:agent/ada@6"
    assert figure["events"] >= 5
    told = await get(client, f"/api/explain/{figure['id']}")
    expected = lab.explain(figure["id"])
    assert [event["sequence"] for event in told["events"]] == [str(record.position) for record in expected]
    assert (told["count"], told["next"]) == (len(expected), None)
    page = await get(client, f"/api/explain/{figure['id']}", limit=2)
    rest = await get(client, f"/api/explain/{figure['id']}", after=page["next"])
    assert page["events"] + rest["events"] == told["events"]


async def test_what_was_learned(client: httpx.AsyncClient) -> None:
    state = await get(client, "/api/state/learning")
    assert (state["learners"], state["status"]) == ({}, "live")
    past = await get(client, "/api/state/learning", at=0)
    assert (past["learners"], past["status"], past["position"]) == ({}, "replayed", 0)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/state/members?at=99", 404),
        ("/api/state/members?at=gibberish", 422),
        ("/api/state/members?at=0001-01-03", 200),
        ("/api/state/members?at=" + "9" * 100, 422),
        ("/api/state/members?at=" + "9" * 101, 422),
        ("/api/state/nothing", 422),
        ("/api/figures/levle", 404),
        ("/api/figures/level?agent=Nobody", 404),
        ("/api/figures/level?agent=%00", 422),
        ("/api/explain/gibberish", 422),
        ("/api/explain/levle:lab@1", 422),
        ("/api/explain/level:agent/ada@99", 404),
        ("/api/explain/level:lab@999999999999999999", 422),
        ("/api/nothing", 404),
    ],
)
async def test_what_is_not_there_is_said(client: httpx.AsyncClient, path: str, status: int) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    if status != 200:
        assert set(answer.json()) == {"problem", "remedy", "code"}
        assert answer.json()["remedy"]


async def test_the_wrong_method(client: httpx.AsyncClient) -> None:
    answer = await client.put("/api/events")
    assert (answer.status_code, answer.json()["code"]) == (405, "wrong_method")
    assert "GET" in answer.headers["allow"] or "POST" in answer.headers["allow"]
