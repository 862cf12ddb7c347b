"""One realtime socket: what its client asks, and what it is answered."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.websockets import WebSocket

from workbench.core.errors import BadInput, Conflict, TooMany, WorkbenchError
from workbench.hub import frames
from workbench.hub.errors import code_of
from workbench.hub.fanout import Fanout
from workbench.hub.frames import Batch, Ping, Resume, Subscribe, Unsubscribe
from workbench.hub.limits import Allowance
from workbench.hub.listener import Listener
from workbench.hub.sockets import Place
from workbench.hub.subscription import Filter, make_filter
from workbench.hub.wire import Wire

_LONGEST_ID = 200


class Socket:
    """A conversation over one WebSocket.

    Args:
        fanout: where events come from.
        place: its place among the hub's sockets.
        wire: how it is written to.
        within: the kinds it may subscribe to; None for all.

    Attributes:
        listener: what is given events.
    """

    def __init__(self, fanout: Fanout, place: Place, wire: Wire, within: frozenset[str] | None = None) -> None:
        self._fanout = fanout
        self._place = place
        self._wire = wire
        self._within = within
        self.listener = Listener(wire)
        self._filters: dict[str, Filter] = {}
        self._catching_up: asyncio.Task[None] | None = None
        limits = fanout.limits
        self._allowance = Allowance(limits.messages_per_second, limits.burst)
        self._refused = 0

    async def run(self, websocket: WebSocket) -> None:
        """Serve the client until it is gone."""
        try:
            while (message := await websocket.receive())["type"] != "websocket.disconnect":
                if self._admit():
                    await self._hear(message)
        finally:
            self._stop_catching_up()
            self._fanout.leave(self.listener)

    def welcome(self) -> None:
        """Say where we are, and what the limits are."""
        limits = self._fanout.limits
        self._say(
            frames.say(
                "welcome",
                epoch=self._fanout.epoch,
                position=self._fanout.position,
                heartbeat_s=limits.heartbeat_s,
                limits={
                    "frame_bytes": limits.frame_bytes,
                    "messages_per_second": limits.messages_per_second,
                    "burst": limits.burst,
                    "subscriptions": limits.subscriptions,
                    "buffered_bytes": limits.buffered_bytes,
                },
            )
        )

    def subscribe(self, ask: Subscribe) -> None:
        """Send the events that fit, from now or from where the client resumed.

        Raises:
            BadInput: nothing will ever fit.
            TooMany: there are too many subscriptions.
        """
        if not 0 < len(ask.id) <= _LONGEST_ID:
            raise BadInput("A subscription's id is empty or too long.", f"Choose 1 to {_LONGEST_ID} characters.")
        most = self._fanout.limits.subscriptions
        if ask.id not in self._filters and len(self._filters) >= most:
            raise TooMany(f"This connection has {most} subscriptions, its limit.", "Unsubscribe from some first.")
        chosen = make_filter(
            self._fanout.log.vocabulary, kinds=ask.kinds, agent=ask.agent, channel=ask.channel, within=self._within
        )
        self._say(frames.say("subscribed", id=ask.id, position=self._position))
        self._want({**self._filters, ask.id: chosen})

    async def resume(self, after: int, epoch: str) -> None:
        """Begin after a position instead of now; says so when that history cannot be given.

        Raises:
            BadInput: there is no such position.
            Conflict: events were given already, so that order could not be kept.
            Unavailable: the log cannot be read now.
        """
        fanout = self._fanout
        if after < 0:
            raise BadInput(f"{after} is not a position.", "Positions start at 1; 0 is before everything.")
        if self.listener.started:
            raise Conflict("Events were given on this connection already.", "Resume first, then subscribe.")
        lost = await fanout.lost(after, epoch)
        if lost is not None:
            self._say(lost)
        else:
            self._say(frames.say("resumed", after=after, epoch=epoch, position=fanout.position))
            fanout.leave(self.listener)
            self.listener.given = after
            if self._filters:
                self._want(self._filters)

    def complain(self, error: WorkbenchError) -> None:
        """Tell the client why something was not done."""
        self._say(frames.error(code_of(type(error)), error.problem, error.remedy))

    @property
    def _position(self) -> int:
        """Up to where the client was given all that it wants."""
        return self._fanout.position if self.listener.given is None else self.listener.given

    def _admit(self) -> bool:
        limits = self._fanout.limits
        if self._allowance.spend(asyncio.get_running_loop().time()):
            self._refused = 0
            return True
        self._refused += 1
        if self._refused == 1:
            self.complain(
                TooMany(
                    f"Frames come faster than {limits.messages_per_second:g} a second; this one was not read.",
                    "Send it again more slowly.",
                )
            )
        elif self._refused > limits.refusals:
            self._wire.close(frames.REFUSED, "too many frames a second", limits.closing_s)
        return False

    async def _hear(self, message: Any) -> None:
        try:
            text = message.get("text")
            if text is None:
                raise BadInput("The frame is binary.", "Send JSON as text.")
            longest = self._fanout.limits.frame_bytes
            if (size := len(text.encode())) > longest:
                raise TooMany(f"The frame has {size:,} bytes.", f"Send at most {longest:,}.")
            await self._do(frames.parse_ask(text))
        except WorkbenchError as error:
            self.complain(error)

    async def _do(self, ask: frames.Ask) -> None:
        match ask:
            case Subscribe():
                self.subscribe(ask)
            case Unsubscribe():
                if ask.id not in self._filters:
                    raise BadInput(f"There is no subscription “{ask.id[:100]}”.", "Use an id that you subscribed with.")
                self._want({id_: filter_ for id_, filter_ in self._filters.items() if id_ != ask.id})
                self._say(frames.say("unsubscribed", id=ask.id, position=self._position))
            case Resume():
                await self.resume(ask.after, ask.epoch)
            case Ping():
                self._say(frames.say("pong", position=self._position))

    def _want(self, filters: dict[str, Filter]) -> None:
        listener, fanout = self.listener, self._fanout
        fanout.leave(listener)
        self._filters = filters
        self._place.subscriptions = len(filters)
        listener.interest = frozenset(filters.values())
        if not filters:
            self._stop_catching_up()
            listener.given = None
        elif listener.given == fanout.position:
            fanout.join(listener)
        elif self._catching_up is None:
            self._catching_up = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        await self._fanout.catch_up(self.listener)
        self._catching_up = None

    def _stop_catching_up(self) -> None:
        if self._catching_up is not None:
            self._catching_up.cancel()
            self._catching_up = None

    def _say(self, batch: Batch) -> None:
        if self._wire.buffered() > self._fanout.limits.buffered_bytes:
            self._fanout.refuse(self.listener)
        else:
            self._wire.send(batch)
