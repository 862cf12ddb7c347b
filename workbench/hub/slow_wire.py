"""The wire over plain ASGI, for servers without `WireProtocol` (and for test clients): the same behaviour, less speed."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from workbench.hub.frames import Batch

_LOW = 65_536


class AsgiWire:
    """A `Wire` that sends from a queue, by a task of its own that ends with the connection."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._queue: deque[str] = deque()
        self._bytes = 0
        self._goodbye: tuple[int, str] | None = None
        self._more = asyncio.Event()
        self._low = asyncio.Event()
        self._low.set()
        self._task = asyncio.get_running_loop().create_task(self._run())

    def send(self, batch: Batch) -> None:
        if not self.closed():
            for frame in batch.frames:
                self._queue.append(frame.text.decode())
                self._bytes += len(frame.text)
            if self._bytes > _LOW:
                self._low.clear()
            self._more.set()

    def closed(self) -> bool:
        return self._goodbye is not None or self._task.done()

    def buffered(self) -> int:
        return self._bytes

    async def drained(self) -> None:
        await self._low.wait()

    def ping(self) -> None:
        """ASGI has no pings; the server sends its own."""

    def heard(self) -> float:
        """Always now: whether the peer lives is for the server to find out, which then ends the connection."""
        return asyncio.get_running_loop().time()

    def close(self, code: int, reason: str, within: float) -> None:
        if self._goodbye is None:
            self._goodbye = (code, reason)
            self._more.set()
            asyncio.get_running_loop().call_later(within, self.abort)

    def abort(self) -> None:
        self._task.cancel()
        self._low.set()

    release = abort

    async def _run(self) -> None:
        # The connection may end at any await; then there is nobody to send to, and the route learns of it by itself.
        with suppress(WebSocketDisconnect, RuntimeError, OSError):
            while True:
                while self._queue:
                    text = self._queue.popleft()
                    await self._websocket.send_text(text)
                    self._bytes -= len(text.encode())
                    if self._bytes <= _LOW:
                        self._low.set()
                if self._goodbye is not None:
                    await self._websocket.close(*self._goodbye)
                    break
                self._more.clear()
                await self._more.wait()
        self._low.set()
