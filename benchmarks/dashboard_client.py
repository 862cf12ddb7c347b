"""A browser without a screen: opens a page of a Panel server as Bokeh's own script does, and notes what comes and when.

It speaks Bokeh's protocol on a bare socket and decodes no more than it must, so that fifty of them cost little beside the server.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Coroutine, Iterator, Mapping
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect

_TOKEN = re.compile(r'"token":\s*"([^"]+)"')
_READY = {"type": "event", "name": "document_ready", "values": {"type": "map"}}
_QUIET_S = 0.08
_PATIENCE_S = 240.0

Found = dict[str, Any]


class Visitor:
    """One open page.

    Attributes:
        document: Bokeh's, as the server sent it.
        arrivals: when each message came, by the clock of `time.perf_counter`.
        opened_s: how long it took from the request for the page until all that is on it was there.
    """

    def __init__(self, socket: ClientConnection, begun: float) -> None:
        self._socket = socket
        self._begun = begun
        self._number = 0
        self._sought: re.Pattern[bytes] | None = None
        self._seen = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None
        self.document: Found = {}
        self.arrivals: list[float] = []
        self.opened_s = 0.0

    @classmethod
    async def open(cls, http: httpx.AsyncClient, url: str) -> Self:
        """Ask for a page, and for all that is on it."""
        begun = time.perf_counter()
        page = await http.get(url)
        page.raise_for_status()
        token = _TOKEN.search(page.text)
        assert token is not None, page.text[:500]
        cookies = {"Cookie": cookie} if (cookie := http.headers.get("cookie")) else {}
        origin = f"{page.url.scheme}://{page.url.netloc.decode()}"
        socket = await connect(
            f"{url.replace('http', 'ws', 1)}/ws",
            subprotocols=["bokeh", token[1]],  # type: ignore[list-item]
            origin=origin,  # type: ignore[arg-type]
            additional_headers=cookies,
            compression=None,
            max_size=None,
        )
        visitor = cls(socket, begun)
        await visitor._greet()
        return visitor

    async def watch(self) -> None:
        """Do what a page does when it is drawn: say so, and take what comes."""
        self._reading = asyncio.create_task(self._read())
        await self._patch({"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": _READY})

    async def say(self, said: object) -> None:
        """Send a message to the page's component, as its script does."""
        entries = [["model", {"id": self._model("esm")}], ["data", as_bokeh(said)]]
        event = {"type": "event", "name": "data_event", "values": {"type": "map", "entries": entries}}
        await self._patch({"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event})

    async def slide(self, title: str, value: int) -> None:
        """Move a slider."""
        model = self._model("title", title)
        await self._patch({"kind": "ModelChanged", "model": {"id": model}, "attr": "value", "new": value})

    async def answered(self, asking: Coroutine[Any, Any, None], sought: str) -> float:
        """Ask; how many seconds later all that this changed was there. One message of it fits the pattern `sought`."""
        self._sought = re.compile(sought.encode())
        self._seen.clear()
        begun = time.perf_counter()
        await asking
        async with asyncio.timeout(_PATIENCE_S):
            await self._seen.wait()
            await self.quiet()
        return self.arrivals[-1] - begun

    async def quiet(self) -> None:
        """Wait until nothing has come for a moment."""
        came = -1
        while came != len(self.arrivals):
            came = len(self.arrivals)
            await asyncio.sleep(_QUIET_S)

    def redraws(self) -> int:
        """How often something came; messages that follow at once are one redraw."""
        pairs = zip(self.arrivals, self.arrivals[1:], strict=False)
        return bool(self.arrivals) + sum(later - earlier > _QUIET_S for earlier, later in pairs)

    async def close(self) -> None:
        """Leave the page."""
        if self._reading is not None:
            self._reading.cancel()
        await self._socket.close()

    async def _greet(self) -> None:
        await self._message()  # the server's word that it is there
        await self._send("PULL-DOC-REQ", {})
        self.document = json.loads(await self._message())["doc"]
        self.opened_s = time.perf_counter() - self._begun

    async def _read(self) -> None:
        while True:
            content = await self._message()
            self.arrivals.append(time.perf_counter())
            if self._sought is not None and self._sought.search(content):
                self._sought = None
                self._seen.set()

    async def _message(self) -> bytes:
        """The content of the next message. What may come behind it in pieces of its own, as columns do, is let go."""
        header = json.loads(await self._socket.recv(decode=False))
        await self._socket.recv(decode=False)
        content = await self._socket.recv(decode=False)
        for _ in range(2 * header.get("num_buffers", 0)):
            await self._socket.recv(decode=False)
        return bytes(content)

    def _model(self, attribute: str, value: object = None) -> str:
        """The id of the first model that has this attribute, with this value where one is given."""
        for model in objects(self.document["roots"]):
            found = model.get("attributes", {})
            if attribute in found and value in (None, found[attribute]):
                return str(model["id"])
        raise LookupError(f"nothing on the page has {attribute} {value or ''}")

    async def _patch(self, event: Mapping[str, object]) -> None:
        await self._send("PATCH-DOC", {"events": [event]})

    async def _send(self, kind: str, content: Mapping[str, object]) -> None:
        self._number += 1
        for part in ({"msgid": str(self._number), "msgtype": kind}, {}, content):
            await self._socket.send(json.dumps(part))


def objects(node: object) -> Iterator[Found]:
    """Every model in a document, those within others too."""
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        for inner in node.values():
            yield from objects(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from objects(inner)


def as_bokeh(value: object) -> object:
    """A value as Bokeh's protocol says it."""
    if isinstance(value, dict):
        return {"type": "map", "entries": [[key, as_bokeh(inner)] for key, inner in value.items()]}
    return value
