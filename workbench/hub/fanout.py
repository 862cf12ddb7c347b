"""The fan-out: one follower of the log feeds every realtime connection of the hub.

Who wants the same is one group. An event is encoded once, and only when somebody wants it; what a group gets of a page is
joined once and written to each of its connections. All distribution happens on the event loop, in steps without an await:
after a step every live connection has been given exactly the events up to `position`, so that a connection which has read
the log itself up to `position` can join between two steps and misses nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

from workbench.core.errors import Unavailable
from workbench.core.events import Record
from workbench.hub import frames
from workbench.hub.frames import Batch, Frame
from workbench.hub.limits import Limits
from workbench.hub.listener import FanoutStats, Listener
from workbench.hub.sockets import Sockets
from workbench.hub.subscription import Interest, kinds_of, wanted
from workbench.log import Log

_STEP = 64
_PAGE = 256
_PAGE_BYTES = 262_144
_UNBOUNDED = 2**62
_RETRY_S = 1.0
_logger = logging.getLogger(__name__)


class Fanout:
    """Feeds listeners from one log.

    Attributes:
        epoch: the identity of the log's history.
        position: all events up to here were given out.
        sockets: the hub's realtime connections.
    """

    def __init__(self, log: Log, limits: Limits | None = None) -> None:
        self.epoch = log.epoch
        self.position = 0
        self.log = log
        self.limits = limits or Limits()
        self.sockets = Sockets(self.limits)
        self._groups: dict[Interest, dict[Listener, None]] = {}
        self._moved = asyncio.Event()
        self._woken = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._following = False
        self._delivered = 0
        self._dropped = 0

    async def start(self) -> None:
        """Begin to follow the log, from its end.

        Raises:
            Unavailable: the log cannot be read.
        """
        self.position = await asyncio.to_thread(lambda: self.log.head)
        self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._beat())]

    async def stop(self) -> None:
        """Say goodbye to every connection, with the position to resume after, and stop following."""
        self.sockets.close(frames.RESTART, frames.closing(self.position, self.epoch))
        self._groups.clear()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._tasks = []

    def stats(self) -> FanoutStats:
        """What goes on now."""
        return FanoutStats(
            following=self._following,
            epoch=self.epoch,
            position=self.position,
            connections=self.sockets.by_endpoint,
            subscriptions=self.sockets.subscriptions,
            delivered=self._delivered,
            dropped=self._dropped,
            buffered_bytes=self.sockets.buffered,
        )

    def join(self, listener: Listener) -> None:
        """Give a listener every event from now on that it wants. It must have been given all up to `position`."""
        listener.given = None
        self._groups.setdefault(listener.interest, {})[listener] = None
        self._woken.set()

    def leave(self, listener: Listener) -> None:
        """No more events for it. It can come back with `catch_up`."""
        if listener.given is None:
            listener.given = self.position
        group = self._groups.get(listener.interest)
        if group is not None:
            group.pop(listener, None)
            if not group:
                del self._groups[listener.interest]

    async def catch_up(self, listener: Listener) -> None:
        """Read the log for a listener from where it is, as fast as it takes it, until it is live.

        When the log cannot be read at all, the connection is ended: silence would look like nothing happening.
        """
        try:
            await self._catch_up(listener)
        except Exception:
            _logger.exception("A connection cannot be given its history")
            listener.wire.close(frames.FAILED, "the history cannot be read", self.limits.closing_s)

    async def lost(self, after: int, epoch: str) -> Batch | None:
        """What to say when the events after a position cannot be given; None when they can.

        Raises:
            Unavailable: the log cannot be read now.
        """
        if epoch != self.epoch:
            problem = "This is not the history that the position belongs to."
        elif after > self.position and after > await asyncio.to_thread(lambda: self.log.head):
            problem = f"Event {after} has not happened in this history."
        else:
            return None
        remedy = "Forget what you know, read the state anew, and go on from the position given here."
        asked = {"after": after, "epoch": epoch}
        return frames.say("lost", epoch=self.epoch, position=self.position, asked=asked, problem=problem, remedy=remedy)

    def refuse(self, listener: Listener) -> None:
        """End a connection that does not take what it is given; it may resume."""
        given = self.position if listener.given is None else listener.given
        self.leave(listener)
        self._dropped += 1
        listener.wire.close(frames.SLOW, frames.closing(given, self.epoch), self.limits.closing_s)

    async def _catch_up(self, listener: Listener) -> None:
        while listener.given is not None and listener.given != self.position and not listener.wire.closed():
            if listener.given > self.position:  # the log is ahead of us; what we give out next it may have already
                await self._moved.wait()
                continue
            await listener.wire.drained()
            given, interest = listener.given, listener.interest
            try:
                upto, batch = await asyncio.to_thread(self._read, given, self.position, interest)
            except Unavailable:
                await asyncio.sleep(_RETRY_S)
                continue
            if (listener.given, listener.interest) == (given, interest):  # else it asked for something else meanwhile
                listener.given = upto
                if batch is not None:
                    self._give(listener, batch)
        if listener.given == self.position:
            self.join(listener)

    def _read(self, after: int, upto: int, interest: Interest) -> tuple[int, Batch | None]:
        chosen: list[Frame] = []
        size = 0
        end = upto
        for number, record in enumerate(self.log.read(after, upto, kinds=kinds_of(interest), limit=_PAGE), 1):
            if wanted(interest, record):
                chosen.append(frames.event_frame(record))
                size += len(chosen[-1].text)
            if number == _PAGE or size > _PAGE_BYTES:
                end = record.position
                break
        return end, Batch(chosen) if chosen else None

    def _give(self, listener: Listener, batch: Batch) -> None:
        listener.started = True
        listener.wire.send(batch)
        self._delivered += len(batch.frames)

    async def _follow(self) -> None:
        while not self.log.wake.closed:
            try:
                self._following = True
                await self._pass_over()
                await self._give_out()
            except Exception:
                _logger.exception("The log cannot be followed from event %d on; trying again", self.position)
                self._following = False
                await asyncio.sleep(_RETRY_S)
        self._following = False

    async def _pass_over(self) -> None:
        """While nobody listens, keep up with the log without reading it: decoding what nobody wants would slow appends."""
        with self.log.wake.setting(self._woken):
            while not self._groups and not self.log.wake.closed:
                self._woken.clear()
                head = await asyncio.to_thread(lambda: self.log.head)
                if not self._groups:  # else somebody joined meanwhile, and must be given what came since
                    self._move_to(head)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_RETRY_S):
                            await self._woken.wait()

    async def _give_out(self) -> None:
        follow = self.log.follow(self.position, bound=_UNBOUNDED)
        try:
            async for page in follow.pages():
                for start in range(0, len(page), _STEP):
                    self._step(page[start : start + _STEP])
                    await asyncio.sleep(0)  # let the connections flush, and others have their turn
                if not self._groups:
                    return
        finally:
            follow.close()

    def _step(self, records: Sequence[Record]) -> None:
        encoded: dict[int, Frame] = {}
        slow: list[Listener] = []
        bound = self.limits.buffered_bytes
        for interest, group in self._groups.items():
            chosen = [record for record in records if wanted(interest, record)]
            if not chosen:
                continue
            for record in chosen:
                if record.position not in encoded:
                    encoded[record.position] = frames.event_frame(record)
            batch = Batch(encoded[record.position] for record in chosen)
            for listener in group:
                wire = listener.wire
                if wire.buffered() > bound:
                    slow.append(listener)
                else:
                    listener.started = True
                    wire.send(batch)
            self._delivered += len(chosen) * len(group)
        for listener in slow:
            self._delivered -= sum(wanted(listener.interest, record) for record in records)
            self.refuse(listener)
        self._move_to(records[-1].position)

    def _move_to(self, position: int) -> None:
        self.position = position
        self._moved.set()
        self._moved.clear()  # whoever waited is awake; whoever waits from now on waits for the next step

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.limits.heartbeat_s)
            self.sockets.beat(self.position)
