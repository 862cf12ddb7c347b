"""Events over WebSockets: order, filters, each at most once, from where the client was."""

from __future__ import annotations

import asyncio
import threading

import pytest
from websockets.exceptions import InvalidStatus

from tests.hub.realtime.serving import Hub, event, memories, numbers, quiet, until
from workbench.core.events import Record
from workbench.hub import frames
from workbench.intelligence.events import TaskFailed
from workbench.members.events import AgentRegistered


@pytest.mark.parametrize("raw", [True, False])
async def test_events_come_in_order_and_each_once_whatever_matches(raw: bool) -> None:
    with Hub(raw=raw) as hub:
        await hub.seen(memories(3))
        async with hub.connect() as client:
            welcome = await client.next("welcome")
            assert (welcome["position"], welcome["epoch"]) == (3, hub.log.epoch)
            assert await client.subscribe("all") == 3
            await client.subscribe("again", channel="memory")
            await client.subscribe("ada", agent="agent/ada", kinds=["memory.created"])
            await asyncio.to_thread(lambda: [hub.log.append(memories(7)) for _ in range(20)])
            assert await client.positions(140) == numbers(4, 140)
            await quiet(client)


async def test_an_event_is_a_cloudevent_with_its_position() -> None:
    with Hub() as hub:
        async with hub.connect() as client:
            await client.next("welcome")
            await client.subscribe()
            hub.log.append(memories(1, text="naïve “text”\n"))
            frame = await client.next("event")
    assert frame["event"]["type"] == "memory.created"
    assert frame["event"]["sequence"] == str(frame["position"]) == "1"
    assert frame["event"]["data"]["text"] == "naïve “text”\n"


async def test_filters() -> None:
    with Hub() as hub:
        async with hub.connect() as client:
            await client.next("welcome")
            await client.subscribe("a", kinds=["memory.created"], agent="agent/bob")
            await client.subscribe("b", channel="agent")
            hub.log.append([*memories(2), *memories(1, "agent/bob"), event(AgentRegistered(name="Cy"), "agent/cy")])
            assert await client.positions(2) == [3, 4]
            await client.ask("unsubscribe", id="a")
            await client.next("unsubscribed")
            hub.log.append([*memories(1, "agent/bob"), event(AgentRegistered(name="Di"), "agent/di")])
            assert await client.positions(1) == [6]
            await client.ask("unsubscribe", id="b")
            await client.next("unsubscribed")
            hub.log.append(memories(5))
            await until(lambda: hub.fanout.position == 11)
            await quiet(client)
            assert await client.subscribe("c") == 11


async def test_notifications_are_what_people_want_to_be_told() -> None:
    with Hub() as hub:
        async with hub.connect("/ws/notifications") as client:
            await client.next("welcome")
            assert (await client.next("subscribed"))["id"] == "notifications"
            hub.log.append([*memories(2), event(TaskFailed(reason="no"))])
            assert await client.positions(1) == [3]
            await client.ask("subscribe", id="m", channel="memory")
            assert (await client.next("error"))["code"] == "bad_input"


@pytest.mark.parametrize("raw", [True, False])
async def test_resume_has_no_gap_while_others_append(raw: bool) -> None:
    with Hub(raw=raw) as hub:
        hub.log.append(memories(3_000))
        stop = threading.Event()

        def write() -> None:
            while not stop.wait(0.001):
                hub.log.append(memories(3))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            async with hub.connect() as client:
                epoch = (await client.next("welcome"))["epoch"]
                await client.ask("resume", after=10, epoch=epoch)
                await client.next("resumed")
                await client.ask("subscribe", id="a")
                await client.next("subscribed")
                assert await client.positions(4_000) == numbers(11, 4_000)
                await until(lambda: hub.fanout.position > 4_010)
                seen = await client.positions(200)
                assert seen == numbers(4_011, 200)
        finally:
            stop.set()
            writer.join()


async def test_resume_right_behind_a_subscription_and_in_the_address() -> None:
    with Hub() as hub:
        await hub.seen(memories(20))
        async with hub.connect() as client:
            await client.next("welcome")
            await client.subscribe("a")
            await client.ask("resume", after=5, epoch=hub.log.epoch)
            await client.next("resumed")
            assert await client.positions(15) == numbers(6, 15)
            await client.ask("resume", after=5, epoch=hub.log.epoch)
            assert (await client.next("error"))["code"] == "conflict"
        async with hub.connect(f"/ws/realtime?after=18&epoch={hub.log.epoch}") as client:
            await client.next("welcome")
            await client.next("resumed")
            assert await client.subscribe("a") == 18
            assert await client.positions(2) == [19, 20]


async def test_the_log_may_be_ahead_of_the_hub() -> None:
    with Hub() as hub:
        async with hub.connect() as client:
            await client.next("welcome")
            for _ in range(50):
                position = hub.log.append(memories(1)).positions[0]
                await client.ask("resume", after=position, epoch=hub.log.epoch)
                await client.next("resumed")
            await client.ask("subscribe", id="a")
            await client.next("subscribed")
            hub.log.append(memories(2))
            assert await client.positions(2) == [51, 52]


async def test_lost_history_is_said() -> None:
    with Hub() as hub:
        await hub.seen(memories(4))
        async with hub.connect() as client:
            await client.next("welcome")
            await client.ask("resume", after=2, epoch="another")
            lost = await client.next("lost")
            assert (lost["position"], lost["epoch"]) == (4, hub.log.epoch)
            await client.ask("resume", after=5, epoch=hub.log.epoch)
            assert "5" in (await client.next("lost"))["problem"]
            assert await client.subscribe() == 4
            hub.log.append(memories(1))
            assert await client.positions(1) == [5]


async def test_a_restart_of_the_hub_is_survived() -> None:
    with Hub() as hub:
        log, port = hub.log, hub.port
        async with hub.connect() as client:
            await client.next("welcome")
            await client.subscribe()
            log.append(memories(2))
            assert await client.positions(2) == [1, 2]
            hub.server.should_exit = True
            await client.connection.wait_closed()
            assert client.connection.close_code in (1001, 1012)
    log.append(memories(3))
    with Hub(log, port=port) as hub:
        async with hub.connect(f"/ws/realtime?after=2&epoch={log.epoch}") as client:
            await client.next("welcome")
            await client.next("resumed")
            await client.subscribe()
            assert await client.positions(3) == [3, 4, 5]


async def test_who_has_no_token_is_not_let_in() -> None:
    with Hub() as hub:
        hub.token = "nonsense"
        with pytest.raises(InvalidStatus) as refusal:
            async with hub.connect():
                raise AssertionError("let in")
        assert refusal.value.response.status_code == 401
        assert b"remedy" in (refusal.value.response.body or b"")


async def test_nothing_is_encoded_that_nobody_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    encoded: list[int] = []
    encode = frames.event_frame

    def noting(record: Record) -> frames.Frame:
        encoded.append(record.position)
        return encode(record)

    monkeypatch.setattr(frames, "event_frame", noting)
    with Hub() as hub:
        await hub.seen(memories(10))
        async with hub.connect() as one, hub.connect() as two:
            for client in (one, two):
                await client.next("welcome")
                await client.subscribe(agent="agent/bob")
            await hub.seen([*memories(1), *memories(1, "agent/bob")])
            assert await one.positions(1) == await two.positions(1) == [12]
            assert hub.fanout.stats().delivered == 2
    assert encoded == [12]
