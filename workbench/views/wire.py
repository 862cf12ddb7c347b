"""The wire: messages to the browsers that show a document, encoded once for all who get the same."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import msgspec
from bokeh.document import Document
from bokeh.document.events import MessageSentEvent
from bokeh.protocol import Protocol
from tornado.websocket import WebSocketClosedError

_TOPIC = "workbench"
_NOBODY = Document()


class Wire:
    """The sockets of one document.

    A property of a Bokeh model costs every session about two milliseconds of the server's time when it changes; a message
    that is encoded once and sent to all costs a twentieth. Bokeh sends messages to one document only, so the sockets are
    taken from where it keeps them.

    Attributes:
        behind: whether a message was left out because the browser had not taken the one before.
    """

    def __init__(self, document: Any) -> None:
        self.behind = False
        self._document = document
        self._waiting: deque[Any] = deque()
        self._sending: asyncio.Task[None] | None = None

    def send(self, message: Any) -> None:
        """Send what `encoded` made, after all that was sent before."""
        self._waiting.append(message)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.get_running_loop().create_task(self._send())

    def offer(self, message: Any) -> None:
        """Send news, but to a browser that does not keep up: it misses them and is `behind`, so that it holds nobody back."""
        if self._waiting:
            self.behind = True
        else:
            self.send(message)

    async def _send(self) -> None:
        while self._waiting:
            try:
                for connection in list(self._connections()):
                    with suppress(WebSocketClosedError):  # it went away meanwhile; its session will be told
                        await connection._socket.send_message(self._waiting[0])
            finally:  # one that cannot be sent must not stop those behind it
                self._waiting.popleft()

    def _connections(self) -> Iterable[Any]:
        context = self._document.session_context
        session = context.session if context is not None else None
        return session._subscribed_connections if session is not None else ()


def encoded(content: dict[str, Any]) -> Any:
    """A message with this content, as JSON inside Bokeh's, which would take far longer over its many parts."""
    return Protocol().create("PATCH-DOC", [MessageSentEvent(_NOBODY, _TOPIC, msgspec.json.encode(content).decode())])
