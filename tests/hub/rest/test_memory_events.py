"""What is done over REST is heard by whoever listens."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
from websockets.asyncio.client import connect

from tests.hub.rest.hubs import bearer, hub_process, token_of
from workbench.stores import chroma_sidecar


async def test_a_subscriber_hears_of_memories_made_and_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    headers = bearer(token_of(folder))
    try:
        with hub_process(folder) as process:
            async with (
                httpx.AsyncClient(base_url=process.url, headers=headers, timeout=60) as client,
                connect(
                    process.url.replace("http", "ws") + "/ws/realtime", additional_headers=headers, proxy=None
                ) as socket,
            ):
                await socket.send(json.dumps({"op": "subscribe", "id": "a", "channel": "memory"}))
                memory = (await client.post("/api/memory", json={"text": "secret"})).json()["id"]
                assert (await client.delete(f"/api/memory/{memory}")).status_code == 204
                assert (await client.get(f"/api/memory/{memory}")).status_code == 404
                heard = []
                while len(heard) < 2:
                    async with asyncio.timeout(20):
                        frame = json.loads(await socket.recv())
                    if frame["type"] == "event":
                        heard.append((frame["event"]["type"], frame["event"]["subject"]))
        assert heard == [("memory.created", memory), ("memory.forgotten", memory)]
    finally:
        chroma_sidecar(folder).stop()
