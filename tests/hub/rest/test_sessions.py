"""Sessions over HTTP: an agent starts one, another goes on with it, and nobody else sees it."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from tests.hub.rest.hubs import hub
from workbench.app import Lab

PATH = "/api/memory/sessions"


async def tell(client: httpx.AsyncClient, path: str, expect: int = 200, method: str = "POST", **said: Any) -> Any:
    answer = await client.request(method, f"{PATH}{path}", json=said)
    assert answer.status_code == expect, answer.text
    return answer.json()


async def test_a_session_goes_from_one_agent_to_another_to_a_person(lab: Lab) -> None:
    lab.agent("Ada"), lab.agent("Boris")
    async with AsyncExitStack() as stack:
        ada, boris, cy = [
            await stack.enter_async_context(hub(lab, "agent", who)) for who in ("agent/ada", "agent/boris", "agent/cy")
        ]
        eve = await stack.enter_async_context(hub(lab, "researcher", "person/eve"))
        session = await tell(ada, "", 201, goal="sort the mail", state={"done": "A"})
        id_ = session["id"].removeprefix("session/")
        await tell(ada, f"/{id_}", method="PATCH", state={"done": "B", "next": "C"})
        await tell(ada, f"/{id_}", method="PATCH", dropped=["next"])
        assert (await boris.get(f"{PATH}/{id_}")).status_code == 404
        handed = await tell(ada, f"/{id_}/hand-off", to="Boris", note="in the hall", state={"where": "hall"})
        assert (handed["holder"], handed["waiting"], handed["note"]) == ("agent/ada", "agent/boris", "in the hall")
        waiting = (await boris.get(PATH)).json()
        assert [one["id"] for one in waiting["sessions"]] == [session["id"]]
        assert waiting["status"] == "live"
        assert (await cy.get(PATH)).json()["sessions"] == []
        await tell(cy, f"/{id_}/take", 404)
        taken = await tell(boris, f"/{session['id']}/take")
        assert (taken["holder"], taken["state"]) == ("agent/boris", {"done": "B", "where": "hall"})
        await tell(ada, f"/{id_}", 403, method="PATCH", state={"done": "C"})
        assert (await ada.get(f"{PATH}/{id_}")).json()["session"] == taken  # it was hers once
        await tell(boris, f"/{id_}/hand-off", to="person/eve")
        await tell(eve, f"/{id_}/take", note="mine now")
        ended = await tell(eve, f"/{id_}/end", outcome="sorted")
        assert [one["member"] for one in ended["holders"]] == ["agent/ada", "agent/boris", "person/eve"]
        assert (ended["ended"], ended["outcome"]) == (True, "sorted")
        await tell(eve, f"/{id_}/end", 409)
        assert (await eve.get(PATH)).json()["sessions"] == []
        then = (await eve.get(PATH, params={"at": 3})).json()
        assert (then["position"], then["status"], then["sessions"][0]["state"]) == (3, "replayed", {"done": "A"})
        old = (await eve.get(f"{PATH}/{id_}", params={"at": 3})).json()
        assert old["session"] == then["sessions"][0]


async def test_a_researcher_speaks_for_any_agent(client: httpx.AsyncClient, lab: Lab) -> None:
    lab.agent("Ada"), lab.agent("Boris")
    id_ = (await tell(client, "", 201, goal="sort", by="Ada"))["id"]
    await tell(client, f"/{id_}/hand-off", 403, to="Boris")  # as person/eve, who does not hold it
    await tell(client, f"/{id_}/hand-off", 404, to="Nobody", by="Ada")
    await tell(client, f"/{id_}/hand-off", 422, to="agent/ada", by="Ada")
    await tell(client, f"/{id_}/hand-off", to="agent/boris", by="agent/ada")
    assert (await tell(client, f"/{id_}/take", by="Boris"))["holder"] == "agent/boris"
    await tell(client, "", 403, goal="sort", by="person/adam")
    listed = (await client.get(PATH, params={"member": "Boris"})).json()["sessions"]
    assert [one["id"] for one in listed] == [id_]
    assert (await client.get(PATH, params={"member": "Ada"})).json()["sessions"] == []


async def test_it_is_forgotten_by_those_whose_it_is_and_by_a_researcher(lab: Lab) -> None:
    lab.agent("Ada"), lab.agent("Boris")
    async with AsyncExitStack() as stack:
        ada, boris, cy = [
            await stack.enter_async_context(hub(lab, "agent", who)) for who in ("agent/ada", "agent/boris", "agent/cy")
        ]
        eve = await stack.enter_async_context(hub(lab, "researcher", "person/eve"))
        reader = await stack.enter_async_context(hub(lab, "reader", "person/rita"))
        first, second = [(await tell(ada, "", 201, goal="<goal>", state={"a": "<text>"}))["id"] for _ in range(2)]
        await tell(ada, f"/{first}/hand-off", to="Boris")
        for client, status in ((boris, 403), (cy, 404), (reader, 403), (ada, 204), (ada, 204)):
            assert (await client.delete(f"{PATH}/{first}")).status_code == status
        assert (await eve.delete(f"{PATH}/{second}", params={"reason": "asked for"})).status_code == 204
        for session in (first, second):
            for at in (None, 4):
                seen = (await eve.get(f"{PATH}/{session}", params={"at": at} if at else {})).json()["session"]
                assert (seen["forgotten"], seen["goal"], seen["state"]) == (True, "", {})
        await tell(boris, f"/{first}/take", 404)  # it waits for nobody any more
        await tell(ada, f"/{first}", 409, method="PATCH", state={"a": "b"})
        forgotten = list(lab.log.read(kinds=("session.forgotten",)))
        assert [record.event.source for record in forgotten] == ["agent/ada", "person/eve"]
        assert (await eve.delete(f"{PATH}/none")).status_code == 404


async def test_the_last_started_are_listed(client: httpx.AsyncClient) -> None:
    ids = [(await tell(client, "", 201, goal=f"work {number}"))["id"] for number in range(5)]
    assert [one["id"] for one in (await client.get(PATH, params={"limit": 2})).json()["sessions"]] == ids[3:]


async def test_of_many_who_take_it_at_once_one_has_it(client: httpx.AsyncClient, lab: Lab) -> None:
    lab.agent("Ada"), lab.agent("Boris")
    id_ = (await tell(client, "", 201, goal="sort", by="Ada"))["id"]
    await tell(client, f"/{id_}/hand-off", to="Boris", by="Ada")
    answers = await asyncio.gather(*(client.post(f"{PATH}/{id_}/take", json={"by": "Boris"}) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200, *[403] * 9]
    assert len((await client.get(f"{PATH}/{id_}")).json()["session"]["holders"]) == 2


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "", b"\xff", 422),
        ("POST", "", {}, 422),
        ("POST", "", {"goal": ""}, 422),
        ("POST", "", {"goal": " "}, 422),
        ("POST", "", {"goal": "x" * 100_001}, 422),
        ("POST", "", {"goal": "g", "state": {"n": 3}}, 422),
        ("POST", "", {"goal": "g", "state": {"n": "x" * 100_001}}, 422),
        ("POST", "", {"goal": "g", "state": {str(n): "" for n in range(201)}}, 422),
        ("POST", "", {"goal": "g", "colour": "red"}, 422),
        ("POST", "", b" " * (8 * 2**20 + 1), 413),
        ("GET", "/none", None, 404),
        ("GET", "/", None, 404),
        ("GET", "?limit=0", None, 422),
        ("PATCH", "/none", {"state": {"a": "b"}}, 404),
        ("POST", "/none/take", {}, 404),
        ("POST", "/none/end", {}, 404),
        ("POST", "/none/hand-off", {"to": "agent/ada"}, 404),
        ("POST", "/none/hand-off", {}, 422),
    ],
)
async def test_nonsense_is_the_senders_fault(
    client: httpx.AsyncClient, lab: Lab, method: str, path: str, body: object, status: int
) -> None:
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    answer = await client.request(method, f"{PATH}{path}", content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.json()["remedy"]
    assert lab.log.head == 0


async def test_readers_see_all_and_change_nothing(lab: Lab) -> None:
    session = lab.agent("Ada").session("sort")
    async with hub(lab, "reader") as client:
        assert len((await client.get(PATH)).json()["sessions"]) == 1
        assert (await client.get(f"{PATH}/{session.id}")).status_code == 200
        await tell(client, "", 403, goal="g")
        await tell(client, f"/{session.id}/end", 403)
