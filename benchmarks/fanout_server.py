"""The two servers that `benchmarks.fanout` compares: `python -m benchmarks.fanout_server hub|bare`.

It prints its port and token, then reads one JSON task a line, ``{"messages": 50, "rate": 10, "size": 200}``, sends that many
messages, and prints the CPU seconds that its process spent on them. It ends when its input ends.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
import uvloop
from websockets.asyncio.server import broadcast, serve

from benchmarks.fanout import MARK
from workbench.app import open_lab
from workbench.core.events import Event, Record
from workbench.hub import frames
from workbench.hub.app import create_app
from workbench.hub.fanout import Fanout
from workbench.hub.limits import Limits
from workbench.hub.tokens import make_token
from workbench.hub.wire import server_options
from workbench.memory.events import MemoryCreated

LIMITS = Limits(sockets_per_token=4_000, buffered_bytes=262_144)
_SEND_BUFFER = 65_536
_SETTLE_S = 0.4

Send = Callable[[Event], Awaitable[None]]


def main() -> None:
    """Serve one arm until the input ends."""
    uvloop.run(_hub() if sys.argv[1] == "hub" else _bare())


async def _hub() -> None:
    with tempfile.TemporaryDirectory() as folder, open_lab(Path(folder) / "lab") as lab, _listening() as listening:
        assert lab.folder is not None
        app = create_app(lab, limits=LIMITS)
        server = uvicorn.Server(
            uvicorn.Config(
                app, log_level="error", access_log=False, timeout_graceful_shutdown=1, **server_options(LIMITS)
            )
        )
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started and not serving.done():  # noqa: ASYNC110  # uvicorn has no event for it
            await asyncio.sleep(0.01)
        token = make_token(lab.folder.secret(), lab.log.epoch, "person/bench", "reader")
        fanout: Fanout = app.state.fanout

        async def send(event: Event) -> None:
            await asyncio.to_thread(lab.log.append, [event])  # returns when it is durable; the follower does the rest

        await _obey(_port(listening), token, send, lambda: fanout.stats().dropped)
        server.should_exit = True
        await serving


async def _bare() -> None:
    with _listening() as listening:

        async def stay(connection: Any) -> None:
            await connection.wait_closed()

        async with serve(stay, sock=listening, compression=None, ping_interval=None) as server:
            position = 0

            async def send(event: Event) -> None:
                nonlocal position
                position += 1
                frame = frames.event_frame(Record(position, event.time, b"", event))
                broadcast(server.connections, frame.text.decode())

            await _obey(_port(listening), "", send, lambda: 0)


async def _obey(port: int, token: str, send: Send, dropped: Callable[[], int]) -> None:
    print(json.dumps({"port": port, "token": token}), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        task = json.loads(line)
        began, dropped_before = time.process_time(), dropped()
        first = time.monotonic() + _SETTLE_S
        for number in range(task["messages"]):
            intended = first + number / task["rate"]
            await asyncio.sleep(max(0.0, intended - time.monotonic()))
            await send(_event(number, intended, task["size"]))
        await asyncio.sleep(_SETTLE_S)
        said = {"cpu_s": time.process_time() - began, "dropped": dropped() - dropped_before}
        print(json.dumps(said), flush=True)


def _event(number: int, intended: float, size: int) -> Event:
    text = f"{MARK}{intended:.6f}{MARK}".ljust(size, ".")
    return msgspec.convert(
        {
            "id": f"{time.monotonic_ns()}-{number}",
            "time": "2026-01-01T00:00:00Z",
            "source": "agent/bench",
            "subject": f"memory/{number}",
            "data": MemoryCreated(text=text),
        },
        Event[MemoryCreated],
    )


def _listening() -> socket.socket:
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    # Accepted sockets inherit it. With what the kernel grows it to by itself, a stalled reader would not be noticed for minutes.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
    return listening


def _port(listening: socket.socket) -> int:
    return int(listening.getsockname()[1])


if __name__ == "__main__":
    main()
