"""Health and metrics."""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.hub.rest.hubs import URL, batch, hub
from workbench.app import Lab, open_lab
from workbench.hub.app import create_app
from workbench.hub.components import Component, Components


async def test_all_is_well(client: httpx.AsyncClient, lab: Lab) -> None:
    await client.post("/api/events", content=batch(3))
    health = (await client.get("/api/health")).json()
    assert (health["status"], health["lab"], health["head"]) == ("ok", lab.name, 3)
    assert list(health["components"]) == ["log", "states", "fanout", "streams", "vectors", "graph", "generator"]
    assert {part["state"] for part in health["components"].values()} == {"up"}


async def test_live_and_ready_need_no_token(lab: Lab) -> None:
    async with hub(lab, role=None) as client:
        assert (await client.get("/api/health/live")).json() == {"status": "live"}
        assert (await client.get("/api/health/ready")).json() == {"status": "ready"}


async def test_a_disk_nearly_full_is_not_ready_and_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_lab(tmp_path / "lab") as lab:
        async with hub(lab) as client:
            assert (await client.get("/api/health/ready")).status_code == 200
            monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=2**20))
            answer = await client.get("/api/health/ready")
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert "1 MiB" in answer.json()["problem"]
            health = (await client.get("/api/health")).json()
            assert (health["status"], health["components"]["log"]["state"]) == ("failing", "failing")
            monkeypatch.undo()
            assert (await client.get("/api/health/ready")).status_code == 200


async def test_a_log_that_is_gone_is_not_ready(tmp_path: Path) -> None:
    with open_lab(tmp_path / "lab") as lab:
        async with hub(lab) as client:
            (tmp_path / "lab" / "log.db").rename(tmp_path / "elsewhere")
            assert (await client.get("/api/health/ready")).status_code == 503
            assert (await client.get("/api/health/live")).status_code == 200
            (tmp_path / "elsewhere").rename(tmp_path / "lab" / "log.db")


async def test_a_graph_server_that_is_down_is_said_and_the_hub_goes_on(tmp_path: Path) -> None:
    with open_lab(tmp_path / "lab", graph="bolt://neo4j:secret@127.0.0.1:1") as lab:
        async with hub(lab) as client:
            answer = (await client.get("/api/health")).json()
            assert (answer["status"], answer["components"]["graph"]["state"]) == ("failing", "failing")
            assert "127.0.0.1:1" in answer["components"]["graph"]["detail"]
            assert "secret" not in str(answer)
            assert (await client.get("/api/health/ready")).status_code == 200


async def test_asking_for_health_starts_no_graph_server(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/api/health")).json()
    assert "not running" in answer["components"]["graph"]["detail"]


async def test_while_it_starts_it_says_so(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    monkeypatch.setattr("workbench.hub.app._PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(lab.members, "all", lambda: go_on.wait() and [])
    app = create_app(lab)
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url=URL) as client:
        try:
            assert (await client.get("/api/health/live")).status_code == 200
            ready = await client.get("/api/health/ready")
            assert ready.status_code == 503
            assert "states is starting" in ready.json()["problem"]
            assert ready.headers["retry-after"]
            assert (await client.get("/api/agents")).status_code == 503
        finally:
            go_on.set()
        for _ in range(500):
            if (await client.get("/api/health/ready")).status_code == 200:
                break
            await asyncio.sleep(0.01)
        assert (await client.get("/api/agents")).status_code == 401


async def test_components_start_in_order_and_stop_in_reverse() -> None:
    told: list[str] = []

    def part(name: str, fails: bool = False) -> Component:
        async def start() -> None:
            told.append(f"{name} up")
            if fails:
                raise RuntimeError("broken")

        async def stop() -> None:
            told.append(f"{name} down")
            raise RuntimeError("stuck")

        return Component(name, start, stop)

    components = Components((part("a"), part("b"), part("c", fails=True), part("d")))
    with pytest.raises(RuntimeError, match="broken"):
        await components.start()
    assert [component.state for component in components.all] == ["up", "up", "failing", "waiting"]
    await components.stop()
    await components.stop()
    assert told == ["a up", "b up", "c up", "c down", "b down", "a down"]


async def test_a_component_that_does_not_start_keeps_the_hub_from_starting(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> list[object]:
        raise RuntimeError("broken")

    monkeypatch.setattr(lab.members, "all", broken)
    app = create_app(lab)
    with pytest.raises(RuntimeError, match="broken"):
        async with app.router.lifespan_context(app):
            pass


async def test_metrics(client: httpx.AsyncClient) -> None:
    await client.post("/api/events", content=batch(7))
    await client.get("/api/events/1")
    await client.get("/api/events/2")
    await client.get("/api/there-is-no-such-path")
    answer = await client.get("/api/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert samples["workbench_head",] == 7
    assert samples["workbench_events_taken_total",] == 7
    assert samples["workbench_request_seconds_count", "/api/events/{position}", "200", "GET"] == 2
    assert samples["workbench_request_seconds_count", "404", "GET", "none"] == 1
    assert ("workbench_deliveries_total",) in samples
    assert "there-is-no-such-path" not in answer.text
    assert re.search(r"^process_resident_memory_bytes ", answer.text, re.MULTILINE) or sys.platform != "linux"


async def test_the_embedding_cache_is_counted_once_there_is_one(client: httpx.AsyncClient, lab: Lab) -> None:
    assert "workbench_embeddings_total{" not in (await client.get("/api/metrics")).text
    assert "embedder" not in vars(lab)
    vars(lab)["embedder"] = SimpleNamespace(hits=3, misses=2, close=lambda: None)
    text = (await client.get("/api/metrics")).text
    assert 'workbench_embeddings_total{cache="hit"} 3.0' in text
    assert 'workbench_embeddings_total{cache="miss"} 2.0' in text
