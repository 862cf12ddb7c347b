"""Reporting events: what is taken, what is refused, and that it is all or nothing."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hub.rest.hubs import batch, hub, memory
from workbench.app import Lab, open_lab
from workbench.core.errors import DiskFull
from workbench.hub.errors import Problem


async def post(client: httpx.AsyncClient, content: bytes | object, **headers: str) -> httpx.Response:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return await client.post("/api/events", content=body, headers={"content-type": "application/json", **headers})


async def test_one_event_and_an_array(client: httpx.AsyncClient, lab: Lab) -> None:
    first = await post(client, memory(1))
    assert (first.status_code, first.json()) == (201, {"positions": [1]})
    second = await post(client, [memory(2), memory(3)])
    assert second.json() == {"positions": [2, 3]}
    assert [record.event.subject for record in lab.log.read()] == ["memory/1", "memory/2", "memory/3"]


@pytest.mark.parametrize("media", ["application/cloudevents+json", "application/cloudevents-batch+json; charset=utf-8"])
async def test_the_media_types_of_cloudevents_are_read(client: httpx.AsyncClient, media: str) -> None:
    answer = await post(client, [memory(1)], **{"content-type": media})
    assert answer.status_code == 201


async def test_the_same_id_again_has_the_same_position(client: httpx.AsyncClient, lab: Lab) -> None:
    await post(client, [memory(1), memory(2)])
    again = await post(client, [memory(2), memory(3), memory(1)])
    assert again.json() == {"positions": [2, 3, 1]}
    assert lab.log.head == 3


async def test_the_same_id_for_something_else_is_a_conflict(client: httpx.AsyncClient, lab: Lab) -> None:
    await post(client, memory(1))
    answer = await post(client, [memory(2), memory(1, data={"text": "other"})])
    assert answer.status_code == 409
    assert lab.log.head == 1


async def test_what_is_missing_is_filled_in(client: httpx.AsyncClient, lab: Lab) -> None:
    bare = {"type": "memory.created", "source": "agent/ada", "data": {"text": "t"}}
    assert (await post(client, [bare, bare])).json() == {"positions": [1, 2]}
    first, second = (record.event for record in lab.log.read())
    assert first.id != second.id
    assert first.subject == "agent/ada"
    assert first.time.tzinfo is not None


async def test_one_bad_event_keeps_all_out_and_is_named(client: httpx.AsyncClient, lab: Lab) -> None:
    answer = await post(client, [memory(1), memory(2, data={"text": 3}), memory(3)])
    assert answer.status_code == 422
    assert "Event 1" in answer.json()["problem"]
    assert "text" in answer.json()["problem"]
    assert lab.log.head == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"7",
        b'"text"',
        b"[null]",
        b"[[]]",
        b"\xff\xfe",
        b'{"a": NaN}',
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"type": "memory.created", "source": "agent/ada", "data": {"text": "\\ud800"}}',
        b'{"type": "memory.created", "source": "agent/ada", "data": {"text": "t", "importance": 1e999}}',
        b'{"type": "memory.created", "source": "agent/ada", "data": {"text": "t", "importance": NaN}}',
        b'{"type": "memory.created", "source": "agent/ada", "data": {"text": "t", "importance": '
        + b"9" * 10_000
        + b"}}",
        b'{"type": "memory.created", "source": "agent/ada", "time": "9999-12-31T23:59:59-23:00", "data": {"text": "t"}}',
        b'{"type": "memory.created", "source": "agent/ada", "time": "2026-01-01T00:00:00", "data": {"text": "t"}}',
        b'{"type": "memory.created", "source": "agent/ada", "data": {"text": "t"}, "mine": 1}',
        b'{"type": "no.such", "source": "agent/ada", "data": {}}',
        b'{"type": "memory.created", "source": "agent/ada", "data": {"text": "", "sealed": "0"}}',
        b'{"type": "memory.created", "source": "agent/ada", "data": {"tags": ["t"]}}',
        b'{"type": "memory.created", "source": "ada", "data": {"text": "t"}}',
        b'{"type": "memory.created", "source": "agent/a da", "data": {"text": "t"}}',
        b'{"specversion": "0.3", "type": "memory.created", "source": "agent/ada", "data": {"text": "t"}}',
    ],
)
async def test_nonsense_is_the_senders_fault(client: httpx.AsyncClient, lab: Lab, body: bytes) -> None:
    answer = await post(client, body)
    assert answer.status_code == 422
    problem = msgspec.json.decode(answer.content, type=Problem)
    assert problem.code == "bad_input"
    assert problem.remedy
    assert lab.log.head == 0


async def test_an_unknown_kind_is_told_the_nearest(client: httpx.AsyncClient) -> None:
    answer = await post(client, memory(1, type="memory.create"))
    assert "memory.created" in answer.json()["remedy"]


async def test_other_media_are_refused(client: httpx.AsyncClient) -> None:
    assert (await post(client, batch(1), **{"content-type": "text/plain"})).status_code == 415


async def test_a_batch_may_have_ten_thousand_events(client: httpx.AsyncClient, lab: Lab) -> None:
    answer = await post(client, batch(10_001))
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert lab.log.head == 0
    assert len((await post(client, batch(10_000))).json()["positions"]) == 10_000


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_may_have_eight_mebibytes(client: httpx.AsyncClient, declared: bool) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 2**30:
            sent += 2**20
            yield b" " * 2**20

    content: Any = b" " * (8 * 2**20 + 1) if declared else endless()
    answer = await client.post("/api/events", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert sent <= 10 * 2**20


@pytest.mark.parametrize(
    ("role", "who", "source", "status"),
    [
        ("reader", "person/eve", "person/eve", 403),
        ("agent", "agent/ada", "agent/ada", 201),
        ("agent", "agent/ada", "agent/boris", 403),
        ("agent", "agent/ada", "lab", 403),
        ("researcher", "person/eve", "agent/boris", 201),
        ("researcher", "person/eve", "person/eve", 201),
        ("researcher", "person/eve", "person/adam", 403),
        ("admin", "person/eve", "lab", 403),
    ],
)
async def test_who_may_speak_for_whom(lab: Lab, role: Any, who: str, source: str, status: int) -> None:
    async with hub(lab, role, who) as client:
        answer = await post(client, [memory(1, source=source)])
        assert answer.status_code == status
        assert lab.log.head == (status == 201)


async def test_a_lie_is_told_which_source_is_allowed(lab: Lab) -> None:
    async with hub(lab, "agent", "agent/ada") as client:
        answer = await post(client, [memory(1), memory(2, source="agent/boris")])
        assert "agent/boris" in answer.json()["problem"]
        assert "agent/ada" in answer.json()["remedy"]
        assert lab.log.head == 0


async def test_a_full_disk_is_said_so_and_the_hub_is_not_ready(
    client: httpx.AsyncClient, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **more: object) -> None:
        raise DiskFull("The disk is full; nothing was written.", "Free some disk space.")

    monkeypatch.setattr(lab.log, "append", full)
    answer = await post(client, memory(1))
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    ready = await client.get("/api/health/ready")
    assert ready.status_code == 503
    assert "disk" in ready.json()["problem"]


async def test_many_at_once_each_get_their_own(client: httpx.AsyncClient, lab: Lab) -> None:
    answers = await asyncio.gather(*(post(client, batch(5, start=5 * number)) for number in range(40)))
    positions = [position for answer in answers for position in answer.json()["positions"]]
    assert sorted(positions) == list(range(1, 201))
    subjects = {record.position: record.event.subject for record in lab.log.read()}
    for number, answer in enumerate(answers):
        assert [subjects[p] for p in answer.json()["positions"]] == [f"memory/{5 * number + i}" for i in range(5)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("specversion", "id", "type", "source", "subject", "time", "data", "datacontenttype", "sequence", "x")
ALMOST = st.builds(
    lambda base, changes: {**base, **changes},
    st.just(memory(1)),
    st.dictionaries(st.sampled_from(FIELDS), JSON | st.sampled_from(["agent/ada", "task.started", "1.0"]), max_size=3),
)
BODIES = st.binary(max_size=200) | st.one_of(JSON, ALMOST, st.lists(ALMOST, max_size=3)).map(
    lambda value: json.dumps(value).encode()
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=300)
@given(body=BODIES)
def test_any_body_is_taken_whole_or_refused_whole(body: bytes) -> None:
    async def run() -> None:
        with open_lab("memory:") as lab:
            async with hub(lab) as client:
                answer = await post(client, body)
                assert answer.status_code in (201, 403, 409, 422)
                assert lab.log.head == (len(set(answer.json()["positions"])) if answer.status_code == 201 else 0)
                if answer.status_code != 201:
                    msgspec.json.decode(answer.content, type=Problem)

    asyncio.run(run())


async def test_the_token_is_looked_at_before_the_body(client: httpx.AsyncClient) -> None:
    answer = await post(client, b"{", authorization="Bearer nonsense")
    assert answer.status_code == 401
