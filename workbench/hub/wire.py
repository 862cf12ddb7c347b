"""The wire: one connection as the hub writes to it.

`WireProtocol` is uvicorn's sans-I/O WebSocket protocol that also lets a route write frames which were encoded before, once
for everybody. Through ASGI each message would be encoded, copied and awaited for each connection anew, which at 1,000 sockets is most of what a hub does.

Writing beside ASGI is sound because
- only whole frames are written, each in one `transport.write`, and both uvicorn and websockets write whole frames too
  (neither sends fragments), so no frame ever lands inside another;
- everything happens on the connection's own event loop, so writes have one order, and `transport.write` keeps it;
- the protocol keeps no state about data frames that were sent. It only knows whether the connection is open, which is asked
  before each write: nothing follows a close frame;
- an uncompressed frame is valid whether or not compression was agreed (RFC 7692, 6), and a server does not mask.

It also puts bounds where uvicorn has none: on frames a second (a flood of tiny frames or pings is cut off before it costs
others time), on what a peer that does not read can make us hold, and on how long a closed connection may linger.
"""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from starlette.websockets import WebSocket
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.http11 import Request
from websockets.protocol import OPEN

from workbench.hub.frames import POLICY, Batch
from workbench.hub.limits import Allowance, Limits
from workbench.hub.slow_wire import AsgiWire

EXTENSION = "workbench.wire"
_PING = b"\x89\x00"
_FRAMES_PER_SECOND = 200.0
_FRAMES_AT_ONCE = 300
_SLICE = 2_048
_LAST_SECONDS = 2.0
_MOST_UNREAD = 8 * 1_048_576


class Wire(Protocol):
    """A way to one reader. All of it is for the event loop of the connection."""

    def send(self, batch: Batch) -> None:
        """Put frames on their way; never waits, never fails. On a closed wire it does nothing."""
        ...

    def closed(self) -> bool:
        """Whether nothing that is sent from now on will arrive."""
        ...

    def buffered(self) -> int:
        """Bytes that the reader has not taken yet."""
        ...

    async def drained(self) -> None:
        """Wait until the reader has taken most of it, or is gone."""
        ...

    def ping(self) -> None:
        """Ask the peer for a sign of life, where the wire can."""
        ...

    def heard(self) -> float:
        """When the peer last gave a sign of life, in the event loop's time."""
        ...

    def close(self, code: int, reason: str, within: float) -> None:
        """Say goodbye after what is on its way; whoever has not taken it `within` seconds is cut off."""
        ...

    def abort(self) -> None:
        """Cut off at once."""
        ...

    def release(self) -> None:
        """Let go of what the wire holds; its connection is over."""
        ...


class WireProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol for ``uvicorn.Config(ws=WireProtocol)``. Routes get at it through `wire_of`."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.heard = self.loop.time()
        self._allowance = Allowance(_FRAMES_PER_SECOND, _FRAMES_AT_ONCE)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope.setdefault("extensions", {})[EXTENSION] = {"wire": _Raw(self)}

    def data_received(self, data: bytes) -> None:
        self.heard = self.loop.time()
        for start in range(0, len(data), _SLICE):  # a cheap look between slices, before thousands of frames are parsed
            super().data_received(data[start : start + _SLICE])
            if self.transport.is_closing():
                return
        if self.transport.get_write_buffer_size() > _MOST_UNREAD:
            self.transport.abort()  # it makes us answer (pongs) and reads nothing

    def handle_events(self) -> None:
        if self._allowance.spend(self.heard, len(self.conn.events)):
            super().handle_events()
        elif self.conn.state is OPEN:
            self.conn.fail(POLICY, "too many frames a second")
            self.handle_parser_exception()
        else:
            self.transport.abort()

    def shutdown(self) -> None:
        if not self.transport.is_closing():
            super().shutdown()
        # Closing waits until all is written; a peer that reads nothing would keep the server from ending.
        self.loop.call_later(_LAST_SECONDS, self.transport.abort)

    @property
    def open(self) -> bool:
        """Whether a data frame may be written."""
        return self.handshake_complete and self.conn.state is OPEN and not self.transport.is_closing()

    def finish(self, code: int, reason: str, within: float) -> None:
        """Send a close frame now, past uvicorn's flow control, which would wait for a reader that does not read.

        The route hears of it when the connection is really gone, so that a lingering one keeps its place among the sockets.
        """
        if self.open and not self.close_sent:
            self.conn.send_close(code, reason)
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
            if self.read_paused:
                self.read_paused = False
                self.transport.resume_reading()
            self.close_timer = self.loop.call_later(within, self.transport.abort)


class _Raw:
    """The wire of a `WireProtocol`."""

    def __init__(self, protocol: WireProtocol) -> None:
        self._protocol = protocol

    def send(self, batch: Batch) -> None:
        if self._protocol.open:
            self._protocol.transport.write(batch.framed)

    def closed(self) -> bool:
        return not self._protocol.open

    def buffered(self) -> int:
        return self._protocol.transport.get_write_buffer_size()

    async def drained(self) -> None:
        await self._protocol.writable.wait()

    def ping(self) -> None:
        self._protocol.stop_keepalive()  # uvicorn's own pings are not needed beside ours
        if self._protocol.open:
            self._protocol.transport.write(_PING)

    def heard(self) -> float:
        return self._protocol.heard

    def close(self, code: int, reason: str, within: float) -> None:
        self._protocol.finish(code, reason, within)

    def abort(self) -> None:
        self._protocol.transport.abort()

    def release(self) -> None:
        """Holds nothing: the transport is the server's."""


def wire_of(websocket: WebSocket) -> Wire:
    """The wire of an accepted WebSocket: the fast one where the server offers it, else one over ASGI."""
    offered = websocket.scope.get("extensions", {}).get(EXTENSION)
    if offered is None:
        return AsgiWire(websocket)
    wire: Wire = offered["wire"]
    return wire


def server_options(limits: Limits) -> dict[str, Any]:
    """What `uvicorn.Config` should be given: our protocol, no compression (1.9 times the CPU), our own heartbeat.

    A frame over `Limits.frame_bytes` gets an error that names the limit; one of 16 times that is not even read whole.
    """
    return {
        "ws": WireProtocol,
        "ws_per_message_deflate": False,
        "ws_max_size": 16 * limits.frame_bytes,
        "ws_ping_interval": None,
    }
