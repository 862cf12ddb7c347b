"""A hub for tests: the realtime half on a real server in a thread, over a log in memory."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Self

import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect

from workbench.core.clock import WallClock
from workbench.core.events import Event, Payload
from workbench.core.ids import Ids
from workbench.core.scribe import Scribe
from workbench.core.vocabulary import Vocabulary
from workbench.hub import realtime
from workbench.hub.auth import Gate
from workbench.hub.errors import install_errors
from workbench.hub.fanout import Fanout
from workbench.hub.limits import Limits
from workbench.hub.streams import CADENCE_S, ObservatoryPort, Streams
from workbench.hub.tokens import make_token
from workbench.hub.wire import server_options
from workbench.intelligence import events as intelligence
from workbench.knowledge import events as knowledge
from workbench.learning import events as learning
from workbench.log import Fold, Log, MemoryLog, Snapshots
from workbench.members import events as members
from workbench.memory import events as memory
from workbench.memory.events import MemoryCreated
from workbench.observatory import Observatory, ObservatoryState
from workbench.observatory.metric import Stream

WORDS = Vocabulary((*members.EVENTS, *memory.EVENTS, *learning.EVENTS, *intelligence.EVENTS, *knowledge.EVENTS))
SECRET = b"a secret for tests, long enough for HMAC-SHA-256"
PATIENCE_S = 20.0
_scribe = Scribe(WallClock(), Ids(WallClock()))
_numbers = count()


def memories(many: int, source: str = "agent/ada", text: str = "hello") -> list[Event]:
    """Some memories, each with an id and a subject of its own."""
    return [event(MemoryCreated(text=text), source) for _ in range(many)]


def event(data: Payload, source: str = "agent/ada") -> Event:
    """An event with everything but its payload and source filled in."""
    return _scribe.event(source, f"thing/{next(_numbers)}", data)


class Hub:
    """A running hub. Use it as a context manager; `port` is free to choose, so that a test can start a second one there."""

    def __init__(
        self,
        log: Log | None = None,
        *,
        limits: Limits | None = None,
        cadence_s: Mapping[Stream, float] = CADENCE_S,
        observatory: ObservatoryPort | None = None,
        port: int = 0,
        raw: bool = True,
    ) -> None:
        self.log = log or MemoryLog(WORDS)
        limits = limits or Limits()
        fold = Fold(self.log, ObservatoryState, Snapshots(None), WallClock())
        self.app = FastAPI(lifespan=_lifespan)
        self.app.state.gate = Gate(SECRET, self.log.epoch)
        self.app.state.fanout = Fanout(self.log, limits)
        self.app.state.streams = Streams(observatory or Observatory(fold), self.log, cadence_s)
        self.app.include_router(realtime.router)
        install_errors(self.app)
        self.fanout: Fanout = self.app.state.fanout
        self.streams: Streams = self.app.state.streams
        self.token = make_token(SECRET, self.log.epoch, "person/eve", "reader")
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        options = server_options(limits) if raw else {"ws": "websockets-sansio"}
        config = uvicorn.Config(
            self.app, loop="uvloop", log_level="error", timeout_graceful_shutdown=3, access_log=False, **options
        )
        self.server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name="hub under test")

    def _serve(self) -> None:
        self.server.run(sockets=[self._socket])

    def __enter__(self) -> Self:
        self._thread.start()
        deadline = threading.Event()
        while not self.server.started and self._thread.is_alive():
            deadline.wait(0.01)
        assert self.server.started
        return self

    def __exit__(self, *args: object) -> None:
        self.server.should_exit = True
        self._thread.join(PATIENCE_S)
        self._socket.close()
        assert not self._thread.is_alive()

    async def seen(self, events: Sequence[Event]) -> None:
        """Append, and wait until the hub has given it out."""
        last = self.log.append(events).positions[-1]
        await until(lambda: self.fanout.position >= last)

    @property
    def http(self) -> str:
        """The address for HTTP."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers that show the token."""
        return {"Authorization": f"Bearer {self.token}"}

    @asynccontextmanager
    async def connect(self, path: str = "/ws/realtime", **options: Any) -> AsyncIterator[Client]:
        """A client, its welcome not yet read."""
        address = f"ws://127.0.0.1:{self.port}{path}"
        async with connect(address, additional_headers=self.headers, proxy=None, **options) as connection:
            yield Client(connection)


class Client:
    """A client that speaks the protocol."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def ask(self, op: str, **fields: Any) -> None:
        """Send one request."""
        await self.connection.send(json.dumps({"op": op, **fields}))

    async def next(self, type_: str | None = None) -> dict[str, Any]:
        """The next frame but heartbeats; it must be of this type."""
        while True:
            async with asyncio.timeout(PATIENCE_S):
                frame: dict[str, Any] = json.loads(await self.connection.recv())
            if frame["type"] != "heartbeat":
                assert type_ is None or frame["type"] == type_, frame
                return frame

    async def subscribe(self, id_: str = "a", **filters: Any) -> int:
        """Subscribe; the position from which on it holds."""
        await self.ask("subscribe", id=id_, **filters)
        return int((await self.next("subscribed"))["position"])

    async def positions(self, many: int) -> list[int]:
        """The positions of the next events."""
        return [(await self.next("event"))["position"] for _ in range(many)]


async def until(true: Any) -> None:
    """Wait until a function gives something true."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110  # what is waited for has no event
            await asyncio.sleep(0.01)


async def quiet(client: Client) -> None:
    """Nothing was sent to the client that it has not read: the answer to a ping is the next frame."""
    await client.ask("ping")
    await client.next("pong")


def numbers(first: int, many: int) -> Sequence[int]:
    """`many` positions from `first` on."""
    return list(range(first, first + many))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    await app.state.fanout.start()
    await app.state.streams.start()
    with contextlib.suppress(Exception):
        yield
    await app.state.streams.stop()
    await app.state.fanout.stop()
