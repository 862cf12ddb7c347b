"""The observatory's streams: at once, at their cadence, when something material changed, and when the log is away."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.hub.realtime.serving import Hub, memories, until
from workbench.core.errors import Unavailable
from workbench.core.figure import Figure
from workbench.hub.streams import STREAMS
from workbench.observatory.metric import Stream

OFTEN: dict[Stream, float] = {"consciousness": 0.2, "performance": 0.2, "knowledge": 0.2}
SELDOM: dict[Stream, float] = {"consciousness": 3600, "performance": 3600, "knowledge": 3600}


class Gauge:
    """An observatory with one figure that a test can turn."""

    def __init__(self) -> None:
        self.value = 0.5
        self.away = False
        self.asked = 0

    def stream(self, stream: Stream) -> list[Figure]:
        self.asked += 1
        if self.away:
            raise Unavailable("The log is away.", "Wait.")
        return [
            Figure(
                name="level",
                subject="lab",
                value=self.value,
                unit="1",
                status="live",
                position=7,
                moment=datetime.now(UTC),
                age=1.0,
            )
        ]


def value(frame: dict[str, Any]) -> float:
    """The gauge's value in a frame."""
    return float(frame["figures"][0]["value"])


@pytest.mark.parametrize("stream", STREAMS)
async def test_figures_come_at_once_and_then_at_their_cadence(stream: Stream) -> None:
    with Hub(cadence_s=OFTEN) as hub:
        await hub.seen(memories(3))
        async with hub.connect(f"/api/ws/{stream}") as one, hub.connect(f"/api/ws/{stream}") as two:
            for client in (one, two):
                frames = [await client.next("figures") for _ in range(3)]
                assert {frame["stream"] for frame in frames} == {stream}
                assert {(frame["epoch"], frame["position"]) for frame in frames} == {(hub.log.epoch, 3)}
                for figure in frames[0]["figures"]:
                    assert figure["id"] == f"{figure['name']}:{figure['subject']}@3"
                    assert figure["status"] == "live"
                    assert {"value", "unit", "age", "events", "first", "last"} <= figure.keys()
                assert any(figure["events"] for figure in frames[0]["figures"]) or stream == "performance"
            await one.ask("ping")
            while (await one.next())["type"] != "pong":
                pass


async def test_a_material_change_comes_at_once_and_a_small_one_does_not() -> None:
    gauge = Gauge()
    with Hub(observatory=gauge, cadence_s=SELDOM) as hub:
        async with hub.connect("/api/ws/consciousness") as client:
            assert value(await client.next("figures")) == 0.5
            gauge.value = 0.504
            asked = gauge.asked
            await hub.seen(memories(1))
            await until(lambda: gauge.asked > asked)
            gauge.value = 0.51
            await hub.seen(memories(1))
            assert value(await client.next("figures")) == 0.51
            assert hub.streams.stats().sent == 2


async def test_a_newcomer_does_not_take_the_news_from_the_others() -> None:
    gauge = Gauge()
    with Hub(observatory=gauge, cadence_s=SELDOM) as hub:
        async with hub.connect("/api/ws/consciousness") as one:
            await one.next("figures")
            gauge.value = 0.9
            async with hub.connect("/api/ws/consciousness") as two:
                await two.next("figures")
                await hub.seen(memories(1))
                assert value(await one.next("figures")) == 0.9


async def test_nothing_is_computed_while_nobody_watches() -> None:
    gauge = Gauge()
    with Hub(observatory=gauge, cadence_s=OFTEN) as hub:
        await hub.seen(memories(5))
        assert gauge.asked == 0
        async with hub.connect("/api/ws/knowledge") as client:
            await client.next("figures")
        await until(lambda: not hub.fanout.stats().connections)
        assert hub.streams.stats().watchers == {"consciousness": 0, "performance": 0, "knowledge": 0}


async def test_while_the_log_is_away_the_last_figures_come_marked_and_older() -> None:
    gauge = Gauge()
    with Hub(observatory=gauge, cadence_s=OFTEN) as hub:
        async with hub.connect("/api/ws/consciousness") as client:
            await client.next("figures")
            gauge.away = True
            while (figure := (await client.next("figures"))["figures"][0])["status"] == "live":
                pass
            later = (await client.next("figures"))["figures"][0]
            assert (figure["status"], figure["value"], figure["position"]) == ("fallback", 0.5, 7)
            assert 1.0 < figure["age"] < later["age"]
            assert hub.streams.stats().fallback == ["consciousness"]
            gauge.away = False
            while (await client.next("figures"))["figures"][0]["status"] != "live":
                pass


async def test_the_same_for_curl() -> None:
    with Hub(cadence_s=OFTEN) as hub:
        async with (
            httpx.AsyncClient(headers=hub.headers, trust_env=False) as http,
            http.stream("GET", f"{hub.http}/api/sse/performance") as response,
        ):
            lines = response.aiter_lines()
            frames = [json.loads(line[6:]) for line in [await anext(lines) for _ in range(6)] if line]
        assert [(frame["type"], frame["stream"]) for frame in frames] == [("figures", "performance")] * 3
        await until(lambda: not hub.fanout.stats().connections)
