"""How fast, and at what cost, one event reaches a thousand sockets.

Three processes: our hub, a bare `websockets.broadcast` server that sends the same frames and keeps nothing, and this one,
whose clients parse frames by hand so as to measure the servers and not themselves. Every message carries the time at which
it was *meant* to be sent, so that a server which falls behind is charged for it. The hub appends each message durably first.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import resource
import socket
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import uvloop

from benchmarks.arms import Arms

MARK = "@@@"
RATE = 10
_MARK = MARK.encode()
_FILES = 8_192
_LONGEST_S = 55.0


class Reader(asyncio.Protocol):
    """A client: subscribes, then notes how late each event is."""

    def __init__(self, token: str, latencies: list[float]) -> None:
        self._token = token
        self._latencies = latencies
        self._buffer = b""
        self.ready = asyncio.get_running_loop().create_future()
        self.received = 0
        self.transport: asyncio.Transport
        self._greeted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        authorization = f"Authorization: Bearer {self._token}\r\n" if self._token else ""
        self.transport.write(
            f"GET /ws/realtime HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n{authorization}\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self._buffer = data = self._buffer + data if self._buffer else data
        at = 0
        if not self._greeted:
            at = data.find(b"\r\n\r\n") + 4
            if at < 4:
                return
            assert data.startswith(b"HTTP/1.1 101"), data[:200]
            self._greeted = True
            if self._token:
                asked = b'{"op":"subscribe","id":"a","channel":"memory"}'
                mask = bytes(4)  # a mask of zeros changes nothing
                self.transport.write(bytes((0x81, 0x80 | len(asked))) + mask + asked)
        if not self.ready.done() and (not self._token or b'"subscribed"' in data):
            self.ready.set_result(None)
        while (end := _end(data, at)) is not None:
            mark = data.find(_MARK, at, end)
            if mark >= 0:
                self._latencies.append(now - float(data[mark + 3 : data.index(_MARK, mark + 3)]))
                self.received += 1
            at = end
        self._buffer = data[at:]


def _end(data: bytes, at: int) -> int | None:
    """Where the frame that begins at `at` ends; None when it is not all there."""
    if len(data) < at + 2:
        return None
    size, header = data[at + 1] & 0x7F, 2
    if size >= 126:
        header = 4 if size == 126 else 10
        if len(data) < at + header:
            return None
        size = int.from_bytes(data[at + 2 : at + header], "big")
    end = at + header + size
    return end if len(data) >= end else None


class Server:
    """A server process."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, token: str) -> None:
        self._process = process
        self.port = port
        self.token = token

    async def send(self, messages: int, size: int) -> dict[str, Any]:
        """Have it send messages; what that cost it."""
        assert self._process.stdin is not None
        task = {"messages": messages, "rate": RATE, "size": size}
        self._process.stdin.write(json.dumps(task).encode() + b"\n")
        return await _line(self._process)


async def _line(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None
    said: dict[str, Any] = json.loads(await process.stdout.readline())
    return said


@asynccontextmanager
async def _server(arm: str) -> AsyncIterator[Server]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.fanout_server", arm, stdin=-1, stdout=-1, env={**os.environ}
    )
    try:
        said = await _line(process)
        yield Server(process, said["port"], said["token"])
    finally:
        assert process.stdin is not None
        process.stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(10):
                await process.wait()
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _fan(server: Server, sockets: int, seconds: float, size: int, stalled: bool = False) -> tuple[float, float]:
    """The 99th percentile of the lateness in ms, and the server's CPU seconds. Everyone must have received everything."""
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    readers: list[Reader] = []
    for _ in range(sockets):
        _, reader = await loop.create_connection(lambda: Reader(server.token, latencies), "127.0.0.1", server.port)
        readers.append(reader)
    await asyncio.gather(*(reader.ready for reader in readers))
    asleep = await _asleep(server) if stalled else None
    messages = round(seconds * RATE)
    said = await server.send(messages, size)
    short = [reader.received for reader in readers if reader.received != messages]
    assert not short, f"{len(short)} of {sockets} sockets received less than all {messages} messages"
    assert said["dropped"] == (1 if stalled else 0), said
    for reader in readers:
        reader.transport.abort()
    if asleep is not None:
        asleep.transport.abort()
    await asyncio.sleep(0.2)
    return statistics.quantiles(latencies, n=100)[98] * 1000, said["cpu_s"]


async def _asleep(server: Server) -> Reader:
    """A client that subscribes and then never reads again."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    narrow.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(narrow, ("127.0.0.1", server.port))
    _, reader = await loop.create_connection(lambda: Reader(server.token, []), sock=narrow)
    await reader.ready
    reader.transport.pause_reading()
    return reader


async def measure(bench: Arms, sockets: int, seconds: float, rounds: int) -> None:
    """Work out all figures. The arms take turns; no round is begun that would end later than a minute."""
    ours: list[tuple[float, float]] = []
    bare: list[tuple[float, float]] = []
    calm: list[float] = []
    beside: list[float] = []
    began = time.monotonic()
    async with _server("hub") as hub, _server("bare") as broadcast:
        ready = time.monotonic()
        for done in range(rounds):
            spent = time.monotonic() - ready
            if done and time.monotonic() - began + spent / done > _LONGEST_S:
                break
            ours.append(await _fan(hub, sockets, seconds, 200))
            bare.append(await _fan(broadcast, sockets, seconds, 200))
            calm.append((await _fan(hub, 100, seconds, 20_000))[0])
            beside.append((await _fan(hub, 100, seconds, 20_000, stalled=True))[0])
    middle = statistics.median
    cpu, bare_cpu = middle(cpu for _, cpu in ours), middle(cpu for _, cpu in bare)
    bench.figure("p99_ms", middle(p99 for p99, _ in ours), most=50)
    bench.figure("broadcast_p99_ms", middle(p99 for p99, _ in bare))
    bench.figure("cpu_share", cpu / seconds)
    bench.figure("cpu_vs_broadcast", cpu / bare_cpu, most=1.5)
    bench.figure("calm_p99_ms", middle(calm))
    bench.figure("stalled_p99_ratio", middle(beside) / middle(calm), most=1.5)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    parser.add_argument("--sockets", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=2.5, help="how long messages are sent, each time")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < _FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(_FILES, hard) if hard > 0 else _FILES, hard))
    bench = Arms("fanout")
    uvloop.run(measure(bench, asked.sockets, asked.seconds, asked.rounds))
    bench.report()


if __name__ == "__main__":
    main()
