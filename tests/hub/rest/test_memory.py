"""Memories over HTTP: who may make, see, revise and forget which, and what is recalled of what one may see."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.hub.rest.hubs import hub
from workbench.app import Lab, open_lab
from workbench.memory.events import MemoryForgotten

FACTS = {"agent/ada": "Bees dance to tell where flowers are.", "agent/boris": "Bees build combs of wax."}


def remember(lab: Lab) -> dict[str, str]:
    """One memory each; their ids by agent."""
    return {lab.agent(who[6:].title()).id: lab.agent(who).remember(text).id for who, text in FACTS.items()}


async def ask(client: httpx.AsyncClient, **question: Any) -> Any:
    answer = await client.post("/api/memory/recall", json={"query": "bees", **question})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_memory_is_made_read_revised_and_recalled(client: httpx.AsyncClient, lab: Lab) -> None:
    lab.agent("Ada")
    said = {"agent": "Ada", "text": "The kettle is on.", "tags": ["tea"], "when": "2026-03-08T12:00:00+01:00"}
    made = await client.post("/api/memory", json=said)
    assert made.status_code == 201
    memory = made.json()
    assert (memory["agent"], memory["kind"], memory["tags"]) == ("agent/ada", "observation", ["tea"])
    for id_ in (memory["id"], memory["id"].removeprefix("memory/")):
        got = (await client.get(f"/api/memory/{id_}")).json()
        assert (got["memory"], got["position"], got["status"]) == (memory, 2, "live")
    changed = await client.patch(f"/api/memory/{memory['id']}", json={"text": "The kettle boils.", "tags": []})
    assert (changed.json()["text"], changed.json()["tags"]) == ("The kettle boils.", [])
    then = (await client.get(f"/api/memory/{memory['id']}", params={"at": 2})).json()
    assert (then["memory"], then["status"]) == (memory, "replayed")
    assert lab.log.head == 3
    linked = await client.post("/api/memory", json={**said, "links": [memory["id"]]})
    assert (linked.status_code, linked.json()["links"]) == (201, [memory["id"]])
    lost = await client.post("/api/memory", json={**said, "links": ["memory/none"]})
    assert lost.status_code == 404


async def test_hits_say_what_their_score_is_made_of(client: httpx.AsyncClient, lab: Lab) -> None:
    ids = remember(lab)
    answer = await ask(client, query="Which insects dance?")
    assert (answer["position"], answer["status"]) == (4, "live")
    best = answer["hits"][0]
    assert best["memory"]["id"] == ids["agent/ada"]
    assert best["score"] == pytest.approx(sum(best["parts"].values()), abs=1e-6)
    assert best["parts"].keys() == {"keywords", "meaning", "who", "links"}
    assert [hit["memory"]["id"] for hit in (await ask(client, agent="Boris"))["hits"]] == [ids["agent/boris"]]
    assert (await ask(client, kinds=["episode"]))["hits"] == (await ask(client, tags=["x"]))["hits"] == []
    assert (await ask(client, since="1 minute ago", k=1))["hits"]
    assert (await ask(client, until="1 minute ago"))["hits"] == []
    past = await ask(client, at=3)
    assert (past["position"], past["status"]) == (3, "replayed")
    assert [hit["memory"]["id"] for hit in past["hits"]] == [ids["agent/ada"]]


async def test_a_session_is_recalled_with_what_is_around(client: httpx.AsyncClient, lab: Lab) -> None:
    remember(lab)
    ada = lab.agent("Ada")
    session = ada.session("look at bees")
    first, second = session.remember("I opened the hive."), session.remember("The bees were calm.")
    hits = (await ask(client, session=session.id, explain=True, k=5))["hits"]
    assert {hit["memory"]["id"] for hit in hits} == {first.id, second.id}
    around = {hit["memory"]["id"]: [one["id"] for one in hit["neighbours"]] for hit in hits}
    assert around == {first.id: [second.id], second.id: [first.id]}


async def test_an_agents_token_sees_its_own_alone(lab: Lab) -> None:
    ids = remember(lab)
    async with hub(lab, "agent", "agent/ada") as client:
        assert [hit["memory"]["id"] for hit in (await ask(client))["hits"]] == [ids["agent/ada"]]
        assert [hit["memory"]["id"] for hit in (await ask(client, agent="Ada"))["hits"]] == [ids["agent/ada"]]
        assert (await client.get(f"/api/memory/{ids['agent/ada']}")).status_code == 200
        for refused, status in (
            (client.post("/api/memory/recall", json={"query": "bees", "agent": "Boris"}), 403),
            (client.get(f"/api/memory/{ids['agent/boris']}"), 404),
            (client.patch(f"/api/memory/{ids['agent/boris']}", json={"importance": 1}), 404),
            (client.delete(f"/api/memory/{ids['agent/boris']}"), 404),
            (client.post("/api/memory", json={"text": "t", "agent": "Boris"}), 403),
        ):
            assert (await refused).status_code == status
        assert lab.log.head == 4
        mine = await client.post("/api/memory", json={"text": "mine"})
        assert (mine.status_code, mine.json()["agent"]) == (201, "agent/ada")


async def test_a_person_at_work_sees_what_they_remember(lab: Lab) -> None:
    remember(lab)
    async with hub(lab, "agent", "person/eve") as client:
        mine = (await client.post("/api/memory", json={"text": "Bees sting."})).json()
        assert [hit["memory"] for hit in (await ask(client))["hits"]] == [mine]


async def test_a_score_does_not_tell_what_others_remember(lab: Lab) -> None:
    remember(lab)
    async with hub(lab, "agent", "agent/ada") as client:
        before = await ask(client)
        lab.agent("Boris").remember("Bees, bees, bees.")
        assert (await ask(client))["hits"] == before["hits"]


@pytest.mark.parametrize(
    ("role", "who", "agent", "status"),
    [
        ("reader", "person/eve", None, 403),
        ("agent", "agent/ada", None, 201),
        ("agent", "agent/ada", "agent/ada", 201),
        ("agent", "agent/ada", "agent/boris", 403),
        ("researcher", "person/eve", "agent/boris", 201),
        ("researcher", "person/eve", "Boris", 201),
        ("researcher", "person/eve", None, 201),
        ("researcher", "person/eve", "person/adam", 403),
        ("researcher", "person/eve", "Nobody", 404),
        ("researcher", "person/eve", "agent/nobody", 404),
    ],
)
async def test_who_may_remember_for_whom(lab: Lab, role: Any, who: str, agent: str | None, status: int) -> None:
    remember(lab)
    async with hub(lab, role, who) as client:
        answer = await client.post("/api/memory", json={"text": "t", "agent": agent})
        assert answer.status_code == status, answer.text
        assert lab.log.head == 4 + (status == 201)


async def test_readers_recall_everything_and_change_nothing(lab: Lab) -> None:
    ids = remember(lab)
    async with hub(lab, "reader") as client:
        assert len((await ask(client))["hits"]) == 2
        for id_ in ids.values():
            assert (await client.get(f"/api/memory/{id_}")).status_code == 200
            assert (await client.patch(f"/api/memory/{id_}", json={"text": "x"})).status_code == 403
            assert (await client.delete(f"/api/memory/{id_}")).status_code == 403
    async with hub(lab, None) as client:
        assert (await client.post("/api/memory/recall", json={"query": "bees"})).status_code == 401


@pytest.mark.parametrize(
    ("role", "who", "by"),
    [
        ("agent", "agent/ada", "agent/ada"),
        ("researcher", "person/eve", "person/eve"),
        ("researcher", "agent/boris", "agent/ada"),
    ],
)
async def test_what_is_forgotten_is_gone_at_every_moment(lab: Lab, role: Any, who: str, by: str) -> None:
    ids = remember(lab)
    async with hub(lab, role, who) as client:
        await ask(client)
        answer = await client.delete(f"/api/memory/{ids['agent/ada']}", params={"reason": "private"})
        assert (answer.status_code, answer.content) == (204, b"")
        assert (await client.get(f"/api/memory/{ids['agent/ada']}")).status_code == 404
        assert (await client.get(f"/api/memory/{ids['agent/ada']}", params={"at": 2})).status_code == 404
        for at in (None, 4):
            found = {hit["memory"]["id"] for hit in (await ask(client, at=at))["hits"]}
            assert found == ({ids["agent/boris"]} if role == "researcher" else set())
        assert (await client.delete(f"/api/memory/{ids['agent/ada']}")).status_code == 404
        assert FACTS["agent/ada"] not in (await client.get("/api/events")).text
    last = list(lab.log.read())[-1].event
    assert (last.source, last.data) == (by, MemoryForgotten(reason="private"))


BODIES: list[tuple[str, str, object, int]] = [
    ("POST", "", b"", 422),
    ("POST", "", b"\xff\xfe\x00", 422),
    ("POST", "", b'{"text": "\xff"}', 422),
    ("POST", "", b'{"text": "\\ud800"}', 422),
    ("POST", "", b"[" * 100_000, 422),
    ("POST", "", {"text": ""}, 422),
    ("POST", "", {"text": " \n"}, 422),
    ("POST", "", {"text": 3}, 422),
    ("POST", "", {"text": "t", "colour": "red"}, 422),
    ("POST", "", {"text": "x" * 100_001}, 422),
    ("POST", "", {"text": "t", "tags": ["x"] * 101}, 422),
    ("POST", "", {"text": "t", "tags": [""]}, 422),
    ("POST", "", {"text": "t", "importance": 1.1}, 422),
    ("POST", "", {"text": "t", "when": "2026-01-01T00:00:00"}, 422),
    ("POST", "", {"text": "t", "when": "yesterday"}, 422),
    ("POST", "", b" " * (2 * 2**20 + 1), 413),
    ("POST", "/recall", {"query": ""}, 422),
    ("POST", "/recall", {"query": "\t"}, 422),
    ("POST", "/recall", {"query": "x" * 10_001}, 422),
    ("POST", "/recall", {"query": "x", "k": 0}, 422),
    ("POST", "/recall", {"query": "x", "k": 1_001}, 422),
    ("POST", "/recall", {"query": "x", "agent": "Nobody"}, 404),
    ("POST", "/recall", {"query": "x", "since": "when pigs fly"}, 422),
    ("POST", "/recall", {"query": "x", "since": "3"}, 422),
    ("POST", "/recall", {"query": "x", "at": 10**6}, 404),
    ("POST", "/recall", {"query": "x", "at": -1}, 422),
    ("POST", "/recall", {"query": "x", "limit": 3}, 422),
    ("GET", "/none", None, 404),
    ("GET", "/", None, 404),
    ("GET", "/%00%ff", None, 404),
    ("GET", "/" + "x" * 501, None, 422),
    ("PATCH", "/none", {"text": "x"}, 404),
    ("DELETE", "/none", None, 404),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), BODIES)
async def test_nonsense_is_the_senders_fault(
    client: httpx.AsyncClient, lab: Lab, method: str, path: str, body: object, status: int
) -> None:
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    answer = await client.request(method, f"/api/memory{path}", content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.json()["remedy"]
    assert lab.log.head == 0


async def test_the_largest_that_fits_is_taken(client: httpx.AsyncClient) -> None:
    content = json.dumps({"text": "🐝" * 100_000, "tags": ["🐝" * 500] * 100}).encode()
    answer = await client.post("/api/memory", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 201
    assert len(answer.json()["text"]) == 100_000
    assert (await client.post("/api/memory/recall", json={"query": "🐝" * 10_000})).status_code == 200


async def test_nothing_to_change_is_said_so(client: httpx.AsyncClient, lab: Lab) -> None:
    id_ = remember(lab)["agent/ada"]
    answer = await client.patch(f"/api/memory/{id_}", json={})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")


async def test_other_media_are_refused(client: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/octet-stream"}
    assert (await client.post("/api/memory", content=b"\x00", headers=headers)).status_code == 415


async def test_a_model_that_is_not_there_is_the_hubs_trouble() -> None:
    with open_lab("memory:", model="nobody/no-such-model") as lab:
        lab.agent("Ada")
        async with hub(lab) as client:
            answer = await client.post("/api/memory/recall", json={"query": "bees"})
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert "no-such-model" in answer.json()["problem"]
            assert answer.json()["remedy"]
