"""What a connection may cost: stalled, dead, greedy and hostile clients."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.hub.realtime.serving import Client, Hub, memories, numbers, quiet, until
from workbench.hub.limits import Limits

SMALL = Limits(buffered_bytes=65_536, closing_s=10.0)


@pytest.mark.parametrize("raw", [True, False])
async def test_a_stalled_client_is_ended_and_resumes_while_another_gets_everything(raw: bool) -> None:
    with Hub(limits=SMALL, raw=raw) as hub:
        narrow = _narrow(hub.port)
        async with (
            hub.connect() as quick,
            hub.connect(sock=narrow, max_queue=2, ping_interval=None, compression=None) as slow,
        ):
            for client in (quick, slow):
                await client.next("welcome")
                await client.subscribe()
            given = 0
            while not hub.fanout.stats().dropped:
                await hub.seen(memories(10, text="x" * 20_000))
                given += 10
                assert await quick.positions(10) == numbers(given - 9, 10)
            seen = []
            with pytest.raises(ConnectionClosed) as ended:
                while True:
                    seen.append((await slow.next("event"))["position"])
            assert ended.value.rcvd is not None
            assert ended.value.rcvd.code == 4008
            resume = json.loads(ended.value.rcvd.reason)
            assert resume == {"after": len(seen), "epoch": hub.log.epoch}
            assert seen == numbers(1, len(seen))
            assert len(seen) < given
        async with hub.connect(f"/ws/realtime?after={resume['after']}&epoch={resume['epoch']}") as slow:
            await slow.next("welcome")
            await slow.next("resumed")
            await slow.subscribe()
            assert await slow.positions(given - len(seen)) == numbers(len(seen) + 1, given - len(seen))


async def test_who_never_reads_again_is_cut_off_and_leaves_nothing() -> None:
    limits = Limits(buffered_bytes=65_536, closing_s=0.2)
    with Hub(limits=limits) as hub:
        async with hub.connect(sock=_narrow(hub.port), max_queue=1, ping_interval=None) as slow:
            await slow.next("welcome")
            await slow.subscribe()
            while not hub.fanout.stats().dropped:
                await hub.seen(memories(10, text="x" * 20_000))
            await until(lambda: not hub.fanout.stats().connections)
            assert hub.fanout.stats().buffered_bytes == 0
            assert not hub.server.server_state.connections
            slow.connection.transport.abort()


async def test_a_dead_client_is_found_by_its_silence() -> None:
    with Hub(limits=Limits(heartbeat_s=0.2)) as hub:
        async with hub.connect() as living:
            async with hub.connect() as dead:
                await dead.next("welcome")
                await until(lambda: hub.fanout.stats().connections == {"/ws/realtime": 2})
                dead.connection.transport.pause_reading()  # so that it answers no ping
                await until(lambda: hub.fanout.stats().connections == {"/ws/realtime": 1})
                dead.connection.transport.abort()
            await living.next("welcome")
            frame = json.loads(await living.connection.recv())
            assert frame == {"type": "heartbeat", "position": 0}
            await quiet(living)


async def test_limits_of_connections() -> None:
    with Hub(limits=Limits(sockets_per_token=2)) as hub:
        async with hub.connect(), hub.connect("/api/ws/knowledge"):
            with pytest.raises(InvalidStatus) as refusal:
                async with hub.connect():
                    raise AssertionError("let in")
            assert refusal.value.response.status_code == 429
        await until(lambda: not hub.fanout.stats().connections)
        async with hub.connect() as client:
            await client.next("welcome")


async def test_limits_of_one_connection() -> None:
    limits = Limits(subscriptions=2, frame_bytes=1_000, burst=10, messages_per_second=0.001, refusals=5)
    with Hub(limits=limits) as hub:
        async with hub.connect() as client:
            assert (await client.next("welcome"))["limits"]["subscriptions"] == 2
            await client.subscribe("a")
            await client.subscribe("b")
            await client.subscribe("b", channel="memory")
            await client.ask("subscribe", id="c")
            assert (await client.next("error"))["code"] == "too_many"
            await client.connection.send("x" * 2_000)
            assert "1,000" in (await client.next("error"))["remedy"]
            for _ in range(5):
                await quiet(client)
            for _ in range(7):
                await client.ask("ping")
            assert (await client.next("error"))["code"] == "too_many"
            await client.connection.wait_closed()
            assert client.connection.close_code == 4029


async def test_a_flood_of_tiny_frames_is_cut_off() -> None:
    with Hub() as hub, _upgraded(hub) as flood:
        with suppress(OSError):
            flood.sendall(b"\x8a\x80\0\0\0\0" * 1_000)
        await until(lambda: not hub.fanout.stats().connections)


async def test_a_frame_that_is_far_too_large_ends_the_connection() -> None:
    with Hub(limits=Limits(frame_bytes=1_000)) as hub:
        async with hub.connect() as client:
            await client.next("welcome")
            await client.connection.send("x" * 20_000)
            await client.connection.wait_closed()
            assert client.connection.close_code == 1009


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "[]",
        "1",
        "{}",
        '{"op":"dance"}',
        '{"op":"subscribe"}',
        '{"op":"subscribe","id":1}',
        '{"op":"subscribe","id":""}',
        '{"op":"subscribe","id":"a","kind":"memory.created"}',
        '{"op":"subscribe","id":"a","kinds":["memory.creatde"]}',
        '{"op":"subscribe","id":"a","kinds":[]}',
        '{"op":"subscribe","id":"a","channel":"memroy"}',
        '{"op":"subscribe","id":"a","agent":""}',
        '{"op":"subscribe","id":"a","channel":"\\ud800"}',
        '{"op":"unsubscribe","id":"z"}',
        '{"op":"resume","after":-1,"epoch":"e"}',
        '{"op":"resume","after":1.5,"epoch":"e"}',
        '{"op":"resume","after":1}',
        "[" * 5_000,
        b"binary",
    ],
)
async def test_what_is_wrong_is_explained_and_the_connection_stays(frame: str | bytes) -> None:
    with Hub() as hub:
        async with hub.connect() as client:
            await client.next("welcome")
            await client.connection.send(frame)
            error = await client.next("error")
            assert error["code"] == "bad_input"
            assert error["problem"]
            assert error["remedy"]
            await quiet(client)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
_FIELDS = st.sampled_from(["op", "id", "kinds", "agent", "channel", "after", "epoch"])
_OPS = st.sampled_from(["subscribe", "unsubscribe", "resume", "ping"])
_ASKS = st.builds(lambda fields, op: {**fields, "op": op}, st.dictionaries(_FIELDS, _VALUES, max_size=4), _OPS)
_FRAMES = st.text(max_size=50) | st.binary(max_size=50) | st.builds(json.dumps, _VALUES | _ASKS)


def test_any_frame_is_answered() -> None:
    with Hub(limits=Limits(messages_per_second=1e6, burst=1_000_000)) as hub, asyncio.Runner() as runner:
        opened = hub.connect()
        client: Client = runner.run(opened.__aenter__())
        runner.run(client.next("welcome"))

        # Few enough for one connection: a flood of frames would end it.
        @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
        @given(st.lists(_FRAMES, max_size=3))
        def check(sent: list[str | bytes]) -> None:
            async def talk() -> None:
                for frame in sent:
                    await client.connection.send(frame)
                    assert (await client.next())["type"] in (
                        "error",
                        "lost",
                        "pong",
                        "resumed",
                        "subscribed",
                        "unsubscribed",
                    )
                await quiet(client)

            runner.run(talk())

        check()
        runner.run(opened.__aexit__(None, None, None))


def _narrow(port: int) -> socket.socket:
    """A connected socket whose kernel takes little on its own."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    narrow.connect(("127.0.0.1", port))
    narrow.setblocking(False)
    return narrow


def _upgraded(hub: Hub) -> socket.socket:
    """A bare socket after the handshake."""
    bare = socket.create_connection(("127.0.0.1", hub.port))
    bare.sendall(
        b"GET /ws/realtime HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
        b"Authorization: Bearer " + hub.token.encode() + b"\r\n\r\n"
    )
    assert b"101" in bare.recv(4_096)
    return bare
