"""Server-sent events: the same frames for curl, and from where the reader was."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from tests.hub.realtime.serving import PATIENCE_S, Hub, memories, numbers, until
from workbench.hub.limits import Limits


class Feed:
    """A reader of server-sent events."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def block(self) -> dict[str, str]:
        """The fields of the next event; a comment is the field “”."""
        fields: dict[str, str] = {}
        while line := await anext(self._lines):
            name, _, value = line.partition(":")
            fields[name] = value.strip()
        return fields

    async def next(self) -> tuple[str | None, dict[str, Any]]:
        """The next event that is no comment: its id and its data."""
        while "data" not in (block := await self.block()):
            pass
        return block.get("id"), json.loads(block["data"])


@asynccontextmanager
async def reading(hub: Hub, path: str, **headers: str) -> AsyncIterator[Feed]:
    """An open feed."""
    async with (
        httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False) as client,
        client.stream("GET", hub.http + path, headers={**hub.headers, **headers}) as response,
    ):
        yield Feed(response)


async def test_events_from_where_the_reader_was() -> None:
    with Hub() as hub:
        await hub.seen([*memories(5), *memories(2, "agent/bob")])
        async with reading(hub, "/api/sse/realtime?agent=agent/ada&after=3") as feed:
            assert feed.response.headers["content-type"].startswith("text/event-stream")
            assert (await feed.next())[1]["type"] == "welcome"
            seen = [await feed.next() for _ in range(2)]
            assert [(id_, data["position"]) for id_, data in seen] == [("4", 4), ("5", 5)]
            await hub.seen(memories(1))
            last, _ = await feed.next()
            assert last == "8"
        await hub.seen(memories(3))
        async with reading(hub, "/api/sse/realtime?after=0&kinds=memory.created", **{"Last-Event-ID": last}) as feed:
            await feed.next()
            assert [(await feed.next())[1]["position"] for _ in range(3)] == numbers(9, 3)
        await until(lambda: not hub.fanout.stats().connections)


async def test_lost_history_and_heartbeats() -> None:
    with Hub(limits=Limits(heartbeat_s=0.1)) as hub:
        async with reading(hub, "/api/sse/realtime?after=7") as feed:
            assert [(await feed.next())[1]["type"] for _ in range(2)] == ["welcome", "lost"]
            assert await feed.block() == {"": "heartbeat"}
            await hub.seen(memories(1))
            assert (await feed.next())[0] == "1"


async def test_a_slow_reader_is_ended() -> None:
    with Hub(limits=Limits(buffered_bytes=65_536)) as hub:
        async with reading(hub, "/api/sse/realtime") as feed:
            await feed.next()
            while not hub.fanout.stats().dropped:
                await hub.seen(memories(10, text="x" * 50_000))
            seen = 0
            while (data := (await feed.next())[1])["type"] == "event":
                seen = data["position"]
            assert data == {"type": "end", "code": 4008, "reason": {"after": seen, "epoch": hub.log.epoch}}
            with pytest.raises(StopAsyncIteration):
                await feed.block()
        assert seen < hub.log.head


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/sse/realtime?kinds=memory.creatde", 422),
        ("/api/sse/realtime?channel=nothing", 422),
        ("/api/sse/realtime?after=-1", 422),
        ("/api/sse/realtime?after=99999999999999999999", 422),
        ("/api/sse/moods", 404),
    ],
)
async def test_what_is_wrong_is_explained(path: str, status: int) -> None:
    with Hub() as hub:
        async with reading(hub, path) as feed:
            assert feed.response.status_code == status
            assert json.loads(await feed.response.aread())["remedy"]


async def test_status() -> None:
    with Hub() as hub:
        async with (
            httpx.AsyncClient(trust_env=False) as http,
            hub.connect() as client,
            hub.connect("/api/ws/knowledge") as watcher,
        ):
            await client.next("welcome")
            await client.subscribe()
            await watcher.next("figures")
            await hub.seen(memories(3))
            await client.positions(3)
            status = (await http.get(f"{hub.http}/websocket/status", headers=hub.headers)).json()
            assert (await http.get(f"{hub.http}/websocket/status")).status_code == 401
        assert status["connections"] == {"/api/ws/knowledge": 1, "/ws/realtime": 1}
        assert (status["subscriptions"], status["delivered"], status["dropped"]) == (1, 3, 0)
        assert (status["epoch"], status["position"], status["following"]) == (hub.log.epoch, 3, True)
        assert status["streams"]["watchers"]["knowledge"] == 1
