"""Server-sent events: the same frames over plain HTTP, one way, for curl and for EventSource."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from workbench.hub.frames import Batch

HEARTBEAT = b": heartbeat\n\n"
_LOW = 65_536


class SseWire:
    """A `Wire` into the body of an HTTP response.

    A reader that stops reading leaves the response stuck in the server's flow control. Nothing is added then to what waits
    for it, but for the goodbye, and the connection stays counted against its token until it is really gone.
    """

    def __init__(self) -> None:
        self._queue: deque[bytes] = deque()
        self._bytes = 0
        self._closed = False
        self._more = asyncio.Event()
        self._low = asyncio.Event()
        self._low.set()

    def send(self, batch: Batch) -> None:
        if not self._closed:
            self._put(batch.sse)

    def closed(self) -> bool:
        return self._closed

    def buffered(self) -> int:
        return self._bytes

    async def drained(self) -> None:
        await self._low.wait()

    def ping(self) -> None:
        if not self._closed and not self._queue:
            self._put(HEARTBEAT)

    def heard(self) -> float:
        """Always now: over HTTP only the server can tell that a reader is gone, and then it ends the response."""
        return asyncio.get_running_loop().time()

    def close(self, code: int, reason: str, within: float) -> None:
        if not self._closed:
            data = reason.encode() if reason.startswith("{") else b'"%s"' % reason.encode()
            self._put(b'event: end\ndata: {"type":"end","code":%d,"reason":%s}\n\n' % (code, data))
            self._closed = True

    def abort(self) -> None:
        self._closed = True
        self._queue.clear()
        self._more.set()
        self._low.set()

    release = abort

    async def body(self) -> AsyncIterator[bytes]:
        """What is to be sent, as it comes, until the wire is closed."""
        while True:
            while self._queue:
                data = self._queue.popleft()
                yield data
                self._bytes = max(0, self._bytes - len(data))
                if self._bytes <= _LOW:
                    self._low.set()
            if self._closed:
                return
            self._more.clear()
            await self._more.wait()

    def _put(self, data: bytes) -> None:
        self._queue.append(data)
        self._bytes += len(data)
        if self._bytes > _LOW:
            self._low.clear()
        self._more.set()


class SseResponse(StreamingResponse):
    """A response that carries what is sent on a wire.

    Args:
        wire: what is sent.
        connection: entered before the response starts, left when it ends, however it ends.
    """

    def __init__(self, wire: SseWire, connection: AbstractAsyncContextManager[None]) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(wire.body(), media_type="text/event-stream", headers=headers)
        self._connection = connection

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._connection:
            await super().__call__(scope, receive, send)
